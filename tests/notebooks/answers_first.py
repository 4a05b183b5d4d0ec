"""A pytest plugin for the run of the notebooks by nbval: what their cells print is searched for answers to come.

The last cell of a notebook fails if the answer to a prediction, a checkpoint, a quiz, a tracer or a question of the
sheet can be read above it. `python -m tests.notebooks.answers_first 14` runs one notebook and lists what is found.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from tests.notebooks.asked import Cell, all_spoilers
from tests.notebooks.rows import ROOT
from tests.notebooks.texts import source_cells
from tools.fast import output_texts, run_cells

_OUTPUTS: dict[Path, list[str]] = defaultdict(list)  # what each code cell of a notebook has printed so far


def spoilers_of(path: Path, outputs: list[str]) -> list[str]:
    """Return a line for each answer that stands above its question, in a notebook that has run and in its sheet."""
    waiting = iter(outputs)
    cells = [
        Cell(cell["cell_type"], "".join(cell["source"]), next(waiting) if cell["cell_type"] == "code" else "")
        for cell in json.loads(path.read_text("utf-8"))["cells"]
    ]
    source = ROOT / "source/exercises" / f"{path.stem}.py"
    sheet = list(sheet_cells(source)) if source.exists() else []
    return all_spoilers(cells, path.stem[:2]) + all_spoilers(sheet, path.stem[:2], cells)


def sheet_cells(source: Path):
    """Yield the cells of a sheet's source, solutions included; the output of one is the number of its question."""
    for _, head, body in source_cells(source):
        question = re.search(r'question="([^"]+)"', head)
        yield Cell("markdown" if "[markdown]" in head else "code", body, f"question {question[1]}" if question else "")


def printed(outputs: list[dict]) -> str:
    """Return the words of a cell's outputs."""
    texts = output_texts(outputs)
    return "\n".join(texts.get("stdout", []) + texts.get("text/plain", []))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item, nextitem):
    """Note whether it is the last cell of its notebook."""
    item.is_last_cell = nextitem is None or nextitem.parent is not item.parent
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """After the last cell has run, search all that the notebook has shown."""
    result = yield
    path = Path(item.path)
    if path.suffix == ".ipynb" and path.parent.name == "notebooks" and getattr(item, "test_outputs", None) is not None:
        _OUTPUTS[path].append(printed(item.test_outputs))
        if item.is_last_cell and (found := spoilers_of(path, _OUTPUTS.pop(path))):
            pytest.fail("Answers that can be read before they are asked:\n" + "\n".join(found), pytrace=False)
    return result


if __name__ == "__main__":
    for path in sorted(ROOT.glob("notebooks/*.ipynb")):
        if path.stem[:2] in sys.argv[1:]:
            code = [cell for cell in json.loads(path.read_text("utf-8"))["cells"] if cell["cell_type"] == "code"]
            ran = [printed(outputs) for _, outputs in run_cells(path, code)]
            os.chdir(ROOT)
            print(*spoilers_of(path, ran), sep="\n")
