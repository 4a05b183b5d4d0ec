"""What the commands of run.py say: plain lines, and for every trouble a next step.

This module and those that make .venv need nothing newer than Python 3.6: an old Python must be able to read
them, and to say that it is too old.
"""

import os
import textwrap

WINDOWS = os.name == "nt"
RUN = "python run.py" if WINDOWS else "python3 run.py"

ADVICE = (  # words in an error text of the system, of pip or of uv, and the step that mends it
    (
        ("No space left", "Disk quota", "not enough space"),
        "free about 1 GB on this disk, then run the same command again",
    ),
    (
        ("Read-only file system", "Permission denied", "Access is denied"),
        "copy the course into a folder that you may write in, and run it there",
    ),
    (
        ("HASHES", "hashes"),
        "fetch the requirements*.lock of the course again: they name other files than those that came",
    ),
    (
        ("No matching distribution", "onnection", "timed out", "resolution", "CERTIFICATE", "roxy"),
        "check that this machine reaches the internet (needed this once), then run the same command again",
    ),
)


class Trouble(Exception):
    """Something the learner can mend: what is wrong, in one line, and the next step."""

    def __init__(self, what, next_step):
        super().__init__(what)
        self.next_step = next_step


def say(line=""):
    print(line, flush=True)


def advice(text):
    """The next step that fits an error text."""
    steps = [step for words, step in ADVICE if any(word in text for word in words)]
    return (steps + ["{} doctor    (says what is in order and what is not)".format(RUN)])[0]


def error_line(lines):
    """The line of a failed command that names the trouble: the last error in words, else the last line."""
    spoken = [line.strip() for line in lines if line.strip()]
    errors = [line[len("error: ") :] for line in spoken if line.lower().startswith("error: ")]
    errors = [line for line in errors if " " in line]  # not a bare code such as metadata-generation-failed
    return textwrap.shorten((errors or spoken or ["it said nothing"])[-1], 160, placeholder=" ...")
