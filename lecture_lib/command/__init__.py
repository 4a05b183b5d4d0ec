"""The command `lecture-lib`: a learner's own copy of the notebooks, opened in JupyterLab; the grader; the doctor.

What an installed library needs in place of `run.py`.
"""

from .cli import main

__all__ = ["main"]
