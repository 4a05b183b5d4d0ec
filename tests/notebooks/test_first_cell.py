"""A notebook that runs in a Python without lecture_lib says in its first cell which kernel to choose."""

import subprocess
import sys

import pytest

from tests.notebooks.rows import ROOT
from tools import notebook as nb

SOURCES = sorted(ROOT.glob("source/*.py"))
OTHER_PYTHON = """
import sys
from IPython.core.interactiveshell import InteractiveShell
sys.modules[sys.argv[1]] = None                 # importing it now fails
InteractiveShell(colors="nocolor").run_cell(sys.argv[2])
"""


def first_cell(path):
    """The first code cell of a source."""
    return next(cell.source for cell in nb.read(path.read_text("utf-8")).cells if cell.cell_type == "code")


ADVICE = first_cell(SOURCES[0]).splitlines()[0]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_the_first_cell_begins_with_one_line_of_advice_and_then_imports(path):
    advice, *imports = first_cell(path).splitlines()
    assert advice == ADVICE and ".venv" in advice and "run.py lab" in advice
    assert all(line.startswith(("import numpy", "from lecture_lib")) for line in imports)
    assert "from lecture_lib" in "".join(imports[:2])  # the advice stands in the lines that an error shows


@pytest.mark.slow
@pytest.mark.parametrize("missing", ["numpy", "lecture_lib"])
def test_the_error_shows_the_advice(missing, tmp_path):
    cell = first_cell(ROOT / "source" / "04_xor.py")
    python = subprocess.run(
        [sys.executable, "-c", OTHER_PYTHON, missing, cell], capture_output=True, text=True, cwd=tmp_path
    )
    assert "ModuleNotFoundError" in python.stdout
    assert ADVICE in python.stdout
