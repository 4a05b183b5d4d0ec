"""What stopped a cell, in words: where it lies in the place of grading and not in the code, that is said."""

from __future__ import annotations

import re

PLAIN = frozenset(
    """ArithmeticError AssertionError AttributeError FloatingPointError IndentationError IndexError KeyError LinAlgError
    NameError NotImplementedError OverflowError RecursionError StopIteration SyntaxError TabError TypeError
    UnboundLocalError UnicodeDecodeError UnicodeEncodeError UnpicklingError ValueError ZeroDivisionError""".split()
)
"""Errors that the code brings along wherever it runs."""
_CAUSES = (  # by how the error begins: what kind it is, what it means
    (
        r"(?:ModuleNotFound|Import)Error: No module named '([\w.]+)'",
        "missing module",
        "The module {0} is not there when notebooks are graded. If it is a file of yours, hand it in beside the "
        "notebook; otherwise answer without it.",
    ),
    (r"EOFError|StdinNotImplementedError|BdbQuit", "input()", "Write the value into the cell."),
    (
        r"FileNotFoundError",
        "missing file",
        "Hand in the file beside the notebook, and read it by its name only, without folders.",
    ),
    (
        r"(?:URLError|HTTPError|gaierror|ConnectionError|ConnectionRefusedError|timeout|SSLError)\b",
        "network",
        "There is no network where notebooks are graded. Hand in the data as a file.",
    ),
    (
        r"(?:PermissionError|BlockingIOError|ProcessLookupError|OSError)\b",
        "not allowed",
        "The place where notebooks are graded does not allow this. Answer without it.",
    ),
    (r"was stopped: ", "stopped", "Find the line that does this, and shorten it or take it out."),
)


def error_cause(error: str) -> tuple[str, str]:
    """Return the kind of an error and what it means for the student; ("error", "") where it says all itself.

    >>> error_cause("EOFError: EOF when reading a line"), error_cause("NameError: name 'z' is not defined")
    (('input()', 'Write the value into the cell.'), ('error', ''))
    """
    for pattern, kind, words in _CAUSES:
        if found := re.match(pattern, error):
            return kind, words.format(*found.groups())
    return "error", ""


def stops_everywhere(error: str) -> bool:
    """Does the code bring this error along, so that it stops the cell in JupyterLab as well?

    >>> stops_everywhere("TypeError: f() takes 1 argument"), stops_everywhere("EOFError: EOF when reading a line")
    (True, False)
    """
    return error.partition(":")[0] in PLAIN
