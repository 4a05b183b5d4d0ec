"""`python -m lecture_lib.grading`: the command line of the grader."""

import sys

from .command import main

if __name__ == "__main__":
    sys.exit(main())
