"""The door of `lecture-lib`: finds the task that is meant, and says in one plain line whatever goes wrong."""

from __future__ import annotations

import difflib
import io
import os
import sys
from collections.abc import Sequence

import lecture_lib

from ..grading.command import main as grade
from ..grading.system_errors import plain_system_error
from ..validation import InputError
from .doctor import doctor
from .lab import lab

TASKS = {
    "lab": "opens the notebooks in JupyterLab, in a copy of your own",
    "grade": "grades what students hand in, in a sandbox",
    "doctor": "says what is in order on this machine, and what fixes the rest",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    task, *rest = (sys.argv[1:] if arguments is None else list(arguments)) or ["--help"]
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # an old console knows few characters
    try:
        return _run(task, rest)
    except BrokenPipeError:  # whoever read what is said has gone, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141  # what a shell expects of a program that nobody listens to
    except OSError as problem:
        return _complain(plain_system_error(problem))
    except InputError as problem:
        return _complain(str(problem))
    except KeyboardInterrupt:
        return _complain("\nStopped. To go on, run the same command again.", 130)


def _run(task: str, rest: Sequence[str]) -> int:
    match task:
        case "lab":
            return lab(rest, lecture_lib.__version__)
        case "grade":
            return grade(rest, "lecture-lib grade")
        case "doctor":
            return doctor(lecture_lib.__version__)
        case "--version":
            print(lecture_lib.__version__)
            return 0
        case "-h" | "--help" | "help":
            print(_overview())
            return 0
    near = difflib.get_close_matches(task, TASKS, n=1)
    meant = f" Did you mean {near[0]}?" if near else ""
    raise InputError(f"There is no task “{task}”.{meant} Next: lecture-lib {near[0] if near else '--help'}")


def _overview() -> str:
    lines = "\n".join(f"  {task:<8}{what}" for task, what in TASKS.items())
    return f"usage: lecture-lib TASK [more]\n\n{lines}\n\nMore on one task: lecture-lib lab --help"


def _complain(what: str, code: int = 1) -> int:
    print(what, file=sys.stderr, flush=True)
    return code
