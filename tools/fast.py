"""A pytest plugin that runs notebooks in a moment: `run.py test --fast` loads it; nbval judges the full run.

Each notebook runs in a process forked from this one, which has imported all that notebooks need: so none
waits for a kernel to start. Without fork (Windows) a new process imports it all again: slower, otherwise the
same. A notebook that keeps outputs is held to them, by nbval's own rules: pictures and widget ids are not
compared. One that nothing has changed since it passed is left out (tools/notebook_memory.py).
"""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
import warnings
from collections import defaultdict
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from threadpoolctl import threadpool_limits

from tools.notebook_memory import LEFT_OUT, Memory, inputs_digest, must_run_all, versions
from tools.notebook_work import counted_work, excess, size_of_outputs
from tools.processes import ROOT

TIMEOUT_SECONDS = 120  # that a whole notebook may take
PRELOADED = (
    "numpy",
    "matplotlib_inline.backend_inline",
    "ipywidgets",
    "anywidget",
    "IPython.core.interactiveshell",
    "lecture_lib",
    "lecture_lib.interactive.app",
)
NOT_COMPARED = ("image/png", "image/jpeg", "application/vnd.jupyter.widget-view+json")
START_METHOD = "fork" if hasattr(os, "fork") else "spawn"


# --- in a process of its own -----------------------------------------------------------------------------


def faults(path: Path) -> list[str]:
    """Run a notebook's cells here, in the notebook's folder, and return what is wrong with them."""
    cells = [cell for cell in json.loads(path.read_text("utf-8"))["cells"] if cell["cell_type"] == "code"]
    keeps_outputs = any(_is_kept(output) for cell in cells for output in cell["outputs"])
    found = []
    with counted_work() as work:
        for number, (cell, (trouble, outputs)) in enumerate(zip(cells, run_cells(path, cells), strict=True)):
            work.sent += size_of_outputs(outputs)
            if not trouble and keeps_outputs:
                trouble = difference(output_texts(outputs), output_texts(cell["outputs"]))
            found += [f"Cell {number}: {trouble}"] if trouble else []
    return found + excess(path, work)


def run_cells(path: Path, cells: list[dict]) -> Iterator[tuple[str, list[dict]]]:
    """Run code cells here, in the notebook's folder; yield for each what went wrong, if anything, and its outputs."""
    os.environ["LECTURE_LIB_PROGRESS"] = os.devnull
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    os.chdir(path.parent)
    sys.path.insert(0, "")  # as a kernel does
    shell = _shell()
    for cell in cells:
        yield _run(shell, "".join(cell["source"]).strip())


def _is_kept(output: dict) -> bool:
    """Is it an output of a run, and not the still card that the build has put there?"""
    return not "".join(output.get("data", {}).get("text/html", "")).startswith('<div class="ll-card')


def _shell():
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    warnings.resetwarnings()
    return InteractiveShell.instance(config=Config(HistoryManager={"enabled": False}), colors="NoColor")


def _run(shell, source: str) -> tuple[str, list[dict]]:
    """Run one cell; return what went wrong, if anything did, and its outputs as a notebook keeps them."""
    from IPython.core.displayhook import CapturingDisplayHook
    from IPython.utils.capture import capture_output

    with capture_output() as caught:
        shell.display_trap.hook = CapturingDisplayHook(shell=shell, outputs=caught._outputs)
        result = shell.run_cell(source)
    streams = [{"name": name, "text": getattr(caught, name)} for name in ("stdout", "stderr")]
    error = result.error_before_exec or result.error_in_exec
    return _error_line(error, source) if error else "", caught._outputs + [s for s in streams if s["text"]]


def _error_line(error: BaseException, source: str) -> str:
    """Say in one line what an error is and which line of the cell it comes from."""
    number, trace = getattr(error, "lineno", None), error.__traceback__
    while trace and number is None:
        if "ipython-input" in trace.tb_frame.f_code.co_filename:
            number = trace.tb_lineno
        trace = trace.tb_next
    line = source.splitlines()[number - 1].strip() if number else source.splitlines()[0]
    return f"line {number}, “{line}”: {type(error).__name__}: {getattr(error, 'msg', error)}"


def output_texts(outputs: list[dict]) -> dict[str, list[str]]:
    """Return what outputs say, by its kind, without what differs from run to run.

    >>> output_texts([{"name": "stdout", "text": "1"}, {"data": {"text/plain": "2", "image/png": "..."}}])
    {'stdout': ['1'], 'text/plain': ['2']}
    """
    found = defaultdict(list)
    for output in outputs:
        texts = {output["name"]: output["text"]} if "text" in output else output.get("data", {})
        for kind, text in texts.items():
            if kind not in NOT_COMPARED:
                found[kind].append("".join(text))
    return dict(found)


def difference(now: dict[str, list[str]], kept: dict[str, list[str]]) -> str:
    """Say where two sets of outputs differ; nothing if they do not.

    >>> difference({"text/plain": ["3"]}, {"text/plain": ["2"]})
    'the notebook keeps the text/plain “2”; now it is “3”'
    >>> difference({"stdout": ["1"]}, {"stdout": ["1"]})
    ''
    """
    for kind in kept | now:
        if now.get(kind) != kept.get(kind):
            here, there = (" | ".join(texts.get(kind, ["nothing"])) for texts in (now, kept))
            return f"the notebook keeps the {kind} “{there}”; now it is “{here}”"
    return ""


def _answer(pipe, path: Path) -> None:
    threadpool_limits(1)  # other tests run beside this one: a second thread would only wait for a core
    pipe.send(faults(path))


# --- in pytest -------------------------------------------------------------------------------------------


def faults_in_process(path: Path, start: str = START_METHOD, seconds: float = TIMEOUT_SECONDS) -> list[str]:
    """Run a notebook in a process of its own and return what is wrong with it."""
    context = multiprocessing.get_context(start)
    here, there = context.Pipe(duplex=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # Python warns of threads: xdist's own
        process = context.Process(target=_answer, args=(there, path.resolve()))
        process.start()
    there.close()
    try:
        in_time = here.poll(seconds)
        return here.recv() if in_time else [f"it does not end within {seconds:g} seconds"]
    except EOFError:
        process.join()
        return [f"its process died with exit code {process.exitcode}"]
    finally:
        process.kill()
        process.join()


@pytest.fixture(autouse=True)
def shortcuts(request, monkeypatch):
    """Leave out of all other tests what takes long and what only the full run looks at.

    No page is told of the widgets that a test of a laboratory makes. The answers of the sheets are judged in this
    process, as on Windows and macOS, instead of in a copy of it for each.
    """
    if "labs" in request.path.parts:
        monkeypatch.setattr("ipywidgets.Widget.open", lambda widget: None)
    if request.path.name.startswith("test_sheet_"):
        monkeypatch.setattr("lecture_lib.checking.isolation.can_fork", lambda: False)


class NotebookFailure(Exception):
    """What is wrong with a notebook, one line a cell."""


class NotebookFile(pytest.File):
    """A notebook is a file with one test: that it runs."""

    def collect(self):
        yield NotebookItem.from_parent(self, name="runs")


class NotebookItem(pytest.Item):
    """All cells of a notebook, one after the other."""

    def setup(self) -> None:
        for name in PRELOADED:
            import_module(name)

    def runtest(self) -> None:
        memory = Memory(getattr(self.config, "cache", None), self._digest, "process")
        if must_run_all(self.config):
            self._run()
        elif memory.has_passed(self.parent.nodeid):
            pytest.skip(LEFT_OUT)
        else:
            with memory.driving(self.parent.nodeid):
                self._run()

    def _digest(self, name: str) -> str:
        return inputs_digest(self.path, ROOT, versions())

    def _run(self) -> None:
        wrong = faults_in_process(self.path)
        if wrong:
            raise NotebookFailure("\n".join(f"{self.parent.nodeid}: {line}" for line in wrong))

    def repr_failure(self, excinfo):
        return str(excinfo.value) if isinstance(excinfo.value, NotebookFailure) else super().repr_failure(excinfo)

    def reportinfo(self):
        return self.path, None, self.parent.nodeid


def pytest_collect_file(file_path: Path, parent):
    """Take every notebook; folders of unfinished copies are left alone."""
    if file_path.suffix == ".ipynb" and ".ipynb_checkpoints" not in file_path.parts:
        return NotebookFile.from_parent(parent, path=file_path)
    return None
