"""What runs on the other side of the wall: a runner of one submission, its locks, and the language it is asked in.

`walls.course_copy` ships this folder into every sandbox, and nothing else of the grader's.
"""
