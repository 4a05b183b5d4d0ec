"""The questions: one module per notebook, q03 for notebook 03, each with a tuple QUESTIONS.

Where a notebook has many, those of its later rows stand in modules beside it, such as q16_families. The modules are
found by their file names (`lecture_lib.course.questions`), so that a copy of the library works without them.
"""
