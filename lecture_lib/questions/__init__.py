"""The questions: one module per notebook, q03 for notebook 03; later rows may stand beside it, as in q16_families.

Found by their file names (`lecture_lib.course.questions`), so that a copy of the library works without them.
"""
