"""Which notebooks have passed, and with what: a notebook that nothing has changed is not run or driven again.

On the author's machine only: where CI is set, and with `--all-notebooks`, all are. Pytest's own cache keeps, for each
notebook and each way to run it (in the browser; in a process of its own, in the fast run), a number for all that its
test depends on: the notebook, the library without the grader and without the laboratories that the notebook does not
name (no laboratory imports another: tests/test_house.py), the tools and tests that drive it, Python, all installed
packages, Chromium and its driver. The whole notebook counts, since its later cells have run too before the first
widget is moved.
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.metadata import distributions
from pathlib import Path

from tools.machine import browser_paths

LEFT_OUT = "left out: nothing it depends on has changed since it passed"


def pytest_addoption(parser) -> None:
    """Take the option that runs all."""
    parser.addoption("--all-notebooks", action="store_true", help="run also the notebooks that nothing has changed")


def pytest_terminal_summary(terminalreporter) -> None:
    """Say which notebooks were left out, so that nobody believes that they ran."""
    reports = terminalreporter.stats.get("skipped", ())
    tests = [report.nodeid for report in reports if LEFT_OUT in str(report.longrepr)]
    for what, where in (("run", False), ("driven in the browser", True)):
        names = sorted({_notebook_name(test) for test in tests if test.endswith("]") == where})
        if names:
            terminalreporter.section(f"not {what}")
            terminalreporter.write_line(
                f"{len(names)} notebooks were NOT {what} this time: {', '.join(names)}.\n"
                "Nothing they depend on has changed since they passed. With --all-notebooks they are; in CI always."
            )


def _notebook_name(test: str) -> str:
    """Return the notebook of a test: what stands in brackets, or the path of its file."""
    return re.sub(r".*\[|\]$", "", test) if test.endswith("]") else test.split("::")[0].removesuffix(".ipynb")


class Memory:
    """What pytest's cache knows of notebooks that have passed; `digest(name)` stands for all that a test depends on.

    `way` is how they were run: in a "process", or in the browser by one of its tests, "browser/test_...".
    """

    def __init__(self, cache, digest: Callable[[str], str], way: str) -> None:
        self.cache, self.digest, self.way = cache, digest, way

    def has_passed(self, name: str) -> bool:
        """Return whether the notebook has passed with everything as it is now."""
        return self.cache.get(self._key(name), None) == self.digest(name)

    @contextmanager
    def driving(self, name: str) -> Iterator[None]:
        """Note that the notebook has passed, unless the block fails or something changes meanwhile."""
        before = self.digest(name)
        self.cache.set(self._key(name), None)
        yield
        if self.digest(name) == before:
            self.cache.set(self._key(name), before)

    def _key(self, name: str) -> str:
        return f"course/passed_in_{self.way}/{name}"


def must_run_all(config) -> bool:
    """Return whether what has passed before is run all the same."""
    return bool(os.environ.get("CI")) or config.getoption("--all-notebooks", True) or not hasattr(config, "cache")


def inputs_digest(notebook: Path, root: Path, versions: str) -> str:
    """Return a number for all that the browser test of a notebook depends on."""
    digest = hashlib.sha256(versions.encode())
    for name, file in [("notebook", notebook), *sorted(input_files(notebook.read_text("utf-8"), root).items())]:
        content = file.read_bytes()
        digest.update(f"\n{name} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def input_files(text: str, root: Path) -> dict[str, Path]:
    """Return the files of the course that a notebook with this text may touch, by their names below `root`."""
    places = (root / "conftest.py", root / "pyproject.toml", root / "lecture_lib", root / "tools", root / "exercises")
    files = [file for place in (*places, root / "tests" / "browser") for file in (place, *place.rglob("*"))]
    foreign = [root / "lecture_lib" / "grading", *_foreign_labs(text, root / "lecture_lib" / "labs")]
    return {
        file.relative_to(root).as_posix(): file
        for file in files
        if file.is_file()
        and "__pycache__" not in file.parts
        and not any(file.is_relative_to(place) for place in foreign)
    }


def _foreign_labs(text: str, labs: Path) -> list[Path]:
    """Return the folders of laboratories that the text does not name; none when it names them in a way of its own."""
    named = re.findall(r"\blabs\b(?:\.([a-z_0-9]+))?", text)
    if "" in named:
        return []
    return [folder for folder in sorted(labs.iterdir()) if folder.is_dir() and folder.name not in named]


@cache
def versions() -> str:
    """Return what a notebook meets on this machine: Python, the system, all packages, the browser and its driver."""
    packages = sorted({f"{package.name}=={package.version}" for package in distributions()})
    programmes = [
        subprocess.run([path, "--version"], capture_output=True, text=True).stdout for path in browser_paths() if path
    ]
    return "\n".join([sys.version, platform.platform(), *packages, *programmes])
