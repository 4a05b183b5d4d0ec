"""What this machine has: a Python that fits, the means to make a virtual environment, uv, a browser."""

import importlib.util
import platform
import shutil
import subprocess
import sys

from tools.console import Trouble

FIRST, END = (3, 11), (3, 15)  # requires-python of pyproject.toml; a test keeps the two equal


def base_python():
    """The Python to make a virtual environment with: never one that lives in another."""
    return getattr(sys, "_base_executable", None) or sys.executable


def this_python():
    return "Python {} in {}".format(platform.python_version(), sys.base_prefix)


def check_python(version=sys.version_info[:2]):
    """Refuse a Python that the locks do not know, and name one on this machine that will do."""
    if FIRST <= version < END:
        return
    names = ["python3.{}".format(minor) for minor in range(END[1] - 1, FIRST[1] - 1, -1)]
    found = [name for name in names if command_works(name)]
    step = "{} run.py lab".format(found[0]) if found else "install Python 3.13, then run this command with it"
    raise Trouble(
        "This is Python {}.{}; the course needs Python 3.{} to 3.{}.".format(
            version[0], version[1], FIRST[1], END[1] - 1
        ),
        step,
    )


def command_works(name):
    """True when the command is there and starts: version managers leave names that do not."""
    return (
        shutil.which(name) is not None
        and subprocess.call([name, "-c", ""], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0
    )


def can_make_venv():
    """Debian and Ubuntu ship Python without the part that makes virtual environments."""
    return all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))


def check_venv_module():
    if not can_make_venv():
        raise Trouble(
            "This Python cannot make a virtual environment: it lacks the module venv or ensurepip.",
            "sudo apt-get install python3-venv    (Debian, Ubuntu; elsewhere, reinstall Python)",
        )


def browser_paths():
    """Where Chromium and its driver are, None for what is missing. Only the tests in a browser need them."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, names)), None), shutil.which("chromedriver")
