"""`python -m lecture_lib`: the command `lecture-lib`, also where its folder is not on the PATH."""

import sys

from .command import main

if __name__ == "__main__":
    sys.exit(main())
