"""What a learner waits for at the start: the library's import, a first cell, JupyterLab, a first training.

All is warm (the files have been read before) and each figure is a median over fresh processes.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks.cold_start import print_cold_starts
from benchmarks.compare import interleaved_seconds

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 20  # of what takes tenths of a second
CELL_ROUNDS = 5  # of what starts a kernel
GOALS = {"import": 0.1, "cell": 1.5, "lab": 0.5}  # seconds

LAB = """
import run
from tools import open_lab
open_lab.follow = lambda command: 0      # here JupyterLab itself would start
raise SystemExit(run.main(["lab"]))
"""


def python_call(code: str, executable: str = sys.executable) -> Callable[[], object]:
    """Return a call that runs the code in a fresh Python, in the course's folder.

    >>> python_call("pass")().returncode
    0
    """
    return lambda: subprocess.run([executable, "-c", code], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def first_cell(path: Path) -> str:
    """Return the source of a notebook's first code cell.

    >>> "from lecture_lib import" in first_cell(sorted(ROOT.glob("notebooks/*.ipynb"))[0])
    True
    """
    cells = json.loads(path.read_text("utf-8"))["cells"]
    return next("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")


def start_seconds(path: Path) -> tuple[float, float]:
    """Start a kernel and run the notebook's first cell: the seconds of the start and those of the cell."""
    from jupyter_client.manager import start_new_kernel

    start = perf_counter()
    manager, client = start_new_kernel(kernel_name="python3", cwd=path.parent, stderr=subprocess.DEVNULL)
    try:
        ready = perf_counter()
        reply = client.execute_interactive(first_cell(path), timeout=60, output_hook=lambda message: None)
        end = perf_counter()
        if reply["content"]["status"] != "ok":
            raise RuntimeError(f"the first cell of {path.stem} fails: {reply['content'].get('evalue')}")
        return ready - start, end - ready
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def table_line(what: str, seconds: float, goal: float, more: str = "") -> str:
    """Return one line of the table.

    >>> table_line("a", 0.25, 0.1)
    'a                                             250 ms     100 ms  missed'
    """
    mark = "" if seconds <= goal else "  missed"
    return f"{what:<40}{seconds * 1000:>9.0f} ms{goal * 1000:>8.0f} ms{mark}{more}"


def main() -> None:
    """Print a table: what is waited for, how long, the goal."""
    os.environ["LECTURE_LIB_PROGRESS"] = os.devnull
    print(f"{'':<40}{'median':>12}{'goal':>11}")
    imports = {"numpy": python_call("import numpy"), "both": python_call("import numpy, lecture_lib")}
    rounds = interleaved_seconds(imports, ROUNDS)
    above = median(both - numpy for both, numpy in zip(rounds["both"], rounds["numpy"]))
    print(table_line("import lecture_lib, above NumPy's own", above, GOALS["import"]), flush=True)
    for path in sorted(ROOT.glob("notebooks/*.ipynb")):
        kernels, cells = zip(*[start_seconds(path) for _ in range(CELL_ROUNDS + 1)][1:])
        more = f"   (and {median(kernels):.1f} s for its kernel)"
        print(table_line(f"first cell of {path.stem}", median(cells), GOALS["cell"], more), flush=True)
    lab = python_call(LAB, getattr(sys, "_base_executable", sys.executable))
    seconds = interleaved_seconds({"lab": lab}, ROUNDS)["lab"]
    print(table_line("run.py lab, until JupyterLab starts", median(seconds), GOALS["lab"]))
    print()
    print_cold_starts()
