"""The questions: one module a notebook, q03 for notebook 03, each with a tuple QUESTIONS.

Found by their file names (`lecture_lib.course.questions`), so that a copy of the library works without them.
"""
