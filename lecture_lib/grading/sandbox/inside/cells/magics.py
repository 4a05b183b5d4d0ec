"""What `get_ipython()` gives behind the wall: magics that run code run it, files are written, all others do nothing.

Commands of the system are not carried out: there is no shell, and a mark does not depend on one.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from time import perf_counter
from types import SimpleNamespace
from typing import Any

from ..stand_ins import StandIn

_OPTIONS = re.compile(r"(?:-(?:[DNTflnprsu](?:\s+|=)?[^\s-]\S*|-?\w+)(?:\s+|$))*")  # at the beginning of a magic's line


class Shell:
    """In place of IPython's shell. `run` runs code among the submission's names, and returns its last value.

    >>> shell = Shell({}, print)
    >>> shell.run_line_magic("timeit", "-n 10 -r3 x = 2")
    x = 2
    >>> shell.run_line_magic("matplotlib", "inline"), shell.system("ls"), shell.getoutput("ls")
    (None, None, [])
    """

    def __init__(self, names: dict[str, Any], run: Callable[[str], Any]) -> None:
        self.user_ns, self._run = names, run
        self._line = {
            **dict.fromkeys(("time", "prun", "memit", "mprun", "lprun", "debug", "pyinstrument"), self._run_timed),
            **dict.fromkeys(("env", "set_env"), _set_variable),
            "timeit": self._measure,
            "run": self._run_file,
            "pylab": self._load_pylab,
            "cd": _change_folder,
            "pwd": lambda line: os.getcwd(),
        }
        self._cell = {
            **dict.fromkeys(("time", "prun", "memit", "mprun", "lprun", "debug", "pyinstrument"), self._run_timed_cell),
            **dict.fromkeys(("writefile", "file"), _write_file),
            "timeit": self._measure_cell,
            "capture": self._capture,
        }

    def __getattr__(self, name: str):
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return StandIn(f"get_ipython().{name}")

    def run_line_magic(self, name: str, line: str = "", *_, **__):
        """Do what `%name line` does; nothing where it is not known."""
        magic = self._line.get(name.lstrip("%"))
        return magic(line.strip()) if magic else None

    def run_cell_magic(self, name: str, line: str = "", cell: str = "", *_, **__):
        """Do what a cell does that begins with `%%name line`; a cell in another language is not run."""
        magic = self._cell.get(name)
        return magic(line.strip(), cell) if magic else None

    def magic(self, line: str):
        """Do what `%line` does: the older form."""
        name, _, rest = line.partition(" ")
        return self.run_line_magic(name, rest)

    def register_magic_function(self, function, magic_kind: str = "line", magic_name: str | None = None) -> None:
        """Keep a magic of the learner's own."""
        known = self._cell if magic_kind == "cell" else self._line
        known[magic_name or function.__name__] = function

    def system(self, command: str = "", *_, **__) -> None:
        """Leave out a command of the system."""

    system_raw = system_piped = system

    def getoutput(self, command: str = "", *_, **__) -> list[str]:
        """Leave out a command of the system; it says nothing."""
        return []

    def run_cell(self, code: str, *_, **__) -> SimpleNamespace:
        """Run code as a cell."""
        return SimpleNamespace(result=self._run(code), success=True)

    def ex(self, code: str) -> None:
        """Run statements."""
        exec(code, self.user_ns)

    def ev(self, code: str):
        """Return the value of an expression."""
        return eval(code, self.user_ns)

    def push(self, names: dict, *_, **__) -> None:
        """Set names of the notebook."""
        self.user_ns.update(names)

    def _run_timed(self, line: str):
        return self._run(_without_options(line))

    def _run_timed_cell(self, line: str, cell: str):
        return self._run(cell)

    def _measure(self, line: str):
        begin = perf_counter()
        self._run(_without_options(line))
        took = perf_counter() - begin
        wanted = "-o" in line[: len(line) - len(_without_options(line))].split()
        names = ("average", "best", "worst")
        return SimpleNamespace(**dict.fromkeys(names, took), timings=[took], stdev=0.0, loops=1) if wanted else None

    def _measure_cell(self, line: str, cell: str):
        self._run(_without_options(line))
        return self._run(cell)

    def _capture(self, line: str, cell: str) -> None:
        kept = [word for word in line.split() if not word.startswith("-")]
        self._run(cell)
        if kept:
            self.user_ns[kept[0]] = SimpleNamespace(stdout="", stderr="", outputs=[], show=lambda: None)

    def _run_file(self, line: str) -> None:
        name = _without_options(line).split()[0].strip("\"'")
        path = Path(name if Path(name).suffix else f"{name}.py")
        text = path.read_text(encoding="utf-8")
        for source in _notebook_code(text) if path.suffix == ".ipynb" else [text]:
            self._run(source)

    def _load_pylab(self, line: str) -> None:
        exec("import numpy\nimport numpy as np\nfrom numpy import *", self.user_ns)
        exec("import matplotlib.pyplot as plt\nfrom matplotlib.pyplot import *", self.user_ns)


def _notebook_code(text: str) -> list[str]:
    cells = json.loads(text)["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


def _without_options(line: str) -> str:
    found = _OPTIONS.match(line)
    return line[found.end() :] if found else line


def _set_variable(line: str) -> None:
    name, _, value = line.replace("=", " ", 1).partition(" ")
    if value:
        os.environ[name] = value.strip()


def _change_folder(line: str) -> None:
    with suppress(OSError):  # IPython says it and goes on
        os.chdir(line.strip("\"' ") or ".")


def _write_file(line: str, cell: str) -> None:
    *options, name = line.split()
    path = Path(name.strip("\"'"))
    path.parent.mkdir(parents=True, exist_ok=True)  # by `!mkdir` in a notebook
    with path.open("a" if "-a" in options else "w", encoding="utf-8") as file:
        file.write(cell)
