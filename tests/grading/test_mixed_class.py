"""A class folder with one submission of each kind that was ever seen, graded as a careful person would (row by row)."""

import csv
import io
import json
import pickle
from dataclasses import dataclass, field

import numpy as np
import pytest

from lecture_lib.grading.command import main
from lecture_lib.grading.intake import read_sheets
from tests.grading.layouts import tarred, zipped
from tests.grading.submissions import SHEETS, notebook_bytes, sheet_cells
from tests.notebooks.rows import ROOT

SHEET = read_sheets(ROOT / "exercises")["05"]
NAME = f"{SHEET.name}.ipynb"
SOLVED, STUB = notebook_bytes(sheet_cells("05")), (ROOT / "exercises" / NAME).read_bytes()
LAYER = "def layer(W, b, g, a):\n    return g(W @ a + b)"
TIMES = "def times(W, a):\n    return W @ a\n"
LAYER_BY_TIMES = "\ndef layer(W, b, g, a):\n    return g(times(W, a) + b)"
Z = "z = W @ x + b"


@dataclass(frozen=True)
class Kind:
    """What one student hands in, which questions bring no points, and what the page or the table says of it.

    `lost` is None where nothing can be graded.
    """

    files: dict[str, bytes] = field(repr=False)
    lost: str | None = ""
    says: str = ""


def answered(number: str, code: str, lost: str = "", says: str = "", first: str = "", **beside: bytes) -> Kind:
    """Return the solved sheet with another answer to one question, perhaps a cell above, and files beside it."""
    cells = [*filter(None, [first]), *sheet_cells("05", {number: code})]
    files = {name.replace("__", "/").replace("_dot_", "."): data for name, data in beside.items()}
    return Kind({NAME: notebook_bytes(cells)} | files, lost, says)


def split(*cells: str) -> Kind:
    """Return the solved sheet whose first answer stands in several cells."""
    at = next(i for i, cell in enumerate(sheet_cells("05")) if cell.startswith("z = "))
    return Kind({NAME: notebook_bytes([*sheet_cells("05")[:at], *cells, *sheet_cells("05")[at + 1 :]])})


def turned(kind: str) -> bytes:
    """Return the solved sheet with one answer in a cell of another kind."""
    notebook = json.loads(SOLVED)
    next(cell for cell in notebook["cells"] if cell["source"].startswith("def layer"))["cell_type"] = kind
    return json.dumps(notebook).encode()


def whole_course() -> dict[str, bytes]:
    """Return the course's folder as a student hands it in, with one sheet answered."""
    folders = [ROOT / "exercises", ROOT / "solutions"]
    files = {f"course/{path.relative_to(ROOT)}": path.read_bytes() for d in folders for path in d.glob("*.ipynb")}
    return files | {f"course/exercises/{NAME}": SOLVED}


def numbers_file() -> bytes:
    """Return an .npz with an array of one number."""
    file = io.BytesIO()
    np.savez(file, bias=[0.0])
    return file.getvalue()


ALL = " ".join(task.number for task in SHEET.tasks)
KINDS = {
    # files and their names
    "plain": Kind({NAME: SOLVED}),
    "browser": Kind({NAME: STUB, NAME.replace(".ipynb", " (1).ipynb"): SOLVED}),
    "duplicate": Kind({NAME: STUB, NAME.replace(".ipynb", "-Copy1.ipynb"): SOLVED}),
    "own name": Kind({NAME: STUB, "meine_loesung.ipynb": SOLVED}),
    "text ending": Kind({f"{NAME}.txt": SOLVED}),
    "json ending": Kind({NAME.replace(".ipynb", ".json"): SOLVED}),
    "both endings": Kind({f"{NAME}.json": SOLVED}),
    "whole course": Kind(whole_course(), says="own solutions, not graded"),
    "whole course zipped": Kind({"course.zip": zipped(whole_course())}, says="own solutions, not graded"),
    "litter in a zip": Kind({"x.zip": zipped({NAME: SOLVED, f"__MACOSX/._{NAME}": b"\0"})}),
    "tar": Kind({"work.tar.gz": tarred({f"work/{NAME}": SOLVED})}),
    "checkpoints only": Kind({f".ipynb_checkpoints/{NAME}": SOLVED}, None, "no marks"),
    "pdf": Kind({"05.pdf": b"%PDF-1.4"}, None, "05.pdf"),
    "damaged zip": Kind({"x.zip": zipped({NAME: SOLVED})[:200]}, None, "zip"),
    "untouched": Kind({NAME: STUB}, ALL, "not attempted"),
    # cells that run in JupyterLab
    "await": answered("05.4a", f"import asyncio\nawait asyncio.sleep(0)\n{LAYER}"),
    "awaited value": answered("05.1a", "async def f():\n    return W @ x + b\nz = await f()"),
    "prompts": answered("05.4a", ">>> def layer(W, b, g, a):\n...     return g(W @ a + b)"),
    "numbered prompts": answered("05.4a", "In [3]: def layer(W, b, g, a):\n   ...:     return g(W @ a + b)"),
    "indented": answered("05.4a", "    def layer(W, b, g, a):\n        return g(W @ a + b)"),
    "underscore": split("W @ x + b", "z = _"),
    "out": split("W @ x + b", "z = Out[max(Out)]"),
    "line magics": answered("05.1a", f"%matplotlib widget\n%precision 3\n{Z}"),
    "timed cell": answered("05.4a", f"%%time\n{LAYER}"),
    "timed line": answered("05.1a", f"%time {Z}"),
    "written file": answered("05.4a", f"from mine import times{LAYER_BY_TIMES}", first=f"%%writefile mine.py\n{TIMES}"),
    "system": answered("05.1a", f"get_ipython().system('ls')\nget_ipython().run_line_magic('pwd', '')\n{Z}"),
    "window": answered("05.1a", f"import matplotlib\nmatplotlib.use('TkAgg')\nimport matplotlib.pyplot as plt\n{Z}"),
    "missing above": answered("05.1a", f"import no_such_module\n{Z}"),
    "missing and used": answered("05.1a", f"from no_such import bar\nfor i in bar(range(3)):\n    pass\n{Z}"),
    "card": answered("05.1a", f"from lecture_lib.labs.forward import tracer\nfrom lecture_lib import predict\n{Z}"),
    "input above": answered("05.1a", f"name = input('?')\n{Z}"),
    "numbers beside": answered("05.1a", f"{Z} + np.load('bias.npz')['bias']", bias_dot_npz=numbers_file()),
    "package beside": answered(
        "05.4a",
        f"from helpers.maths import times{LAYER_BY_TIMES}",
        helpers__maths_dot_py=TIMES.encode(),
        helpers__init_dot_py=b"",
    ),
    "named tuple": answered(
        "05.1a", "from collections import namedtuple\nz = namedtuple('Z', 'a b c d')(*(W @ x + b))"
    ),
    "fractions": answered("05.1a", "from fractions import Fraction\nz = [Fraction(int(v)) for v in W @ x + b]"),
    "pickle beside": answered(
        "05.1a", "import pickle\nz = W @ x + pickle.load(open('b.pkl', 'rb'))", b_dot_pkl=pickle.dumps([5, 2, -1, 1])
    ),
    # answers that did not survive
    "in a function": answered("05.1a", f"def main():\n    {Z}\nmain()", "05.1a", "only inside a function"),
    "syntax error": answered("05.4a", "def layer(W, b, g, a)\n    return W", "05.4a", "SyntaxError"),
    "name error": answered("05.1a", "z = V @ x + b", "05.1a", "NameError"),
    "markdown": Kind({NAME: turned("markdown")}, "05.4a", "Markdown"),
    "raw": Kind({NAME: turned("raw")}, "05.4a", "raw cell"),
    "stub below": Kind(
        {NAME: notebook_bytes([*sheet_cells("05"), "def layer(W, b, g, a):\n    ..."])},
        "05.4a",
        "replaced by the empty",
    ),
    "renamed": answered("05.4a", LAYER.replace("layer", "Layer"), "05.4a", "There is `Layer`"),
    "missing module": answered("05.1a", "import no_such_sympy\nz = no_such_sympy.dot(W, x)", "05.1a", "no_such_sympy"),
    "typed in": answered("05.4b", "def n_parameters(sizes):\n    return int(input())", "05.4b", "input"),
    "loop": answered(
        "05.2a", "def my_softmax(z):\n    while True:\n        pass", "05.2a", "in a loop that never ends"
    ),
}


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """Return the rows of grades.csv, and the pages of all students."""
    place = tmp_path_factory.mktemp("class")
    for student, kind in KINDS.items():
        for name, data in kind.files.items():
            path = place / "handed in" / student / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    for folder in ("empty", ".hidden"):
        (place / "handed in" / folder).mkdir()
    for litter in (".DS_Store", "README.txt", "grades.csv", "index.html"):
        (place / "handed in" / litter).write_bytes(b"litter")
    (place / "list.csv").write_text("name\nplain\nempty\nnobody sent\n", "utf-8")
    ways = {"--out": place / "results", "--sheets": ROOT / "exercises", "--roster": place / "list.csv"}
    assert main([str(place / "handed in"), *(str(part) for way in ways.items() for part in way)]) == 0
    rows = list(csv.DictReader((place / "results" / "grades.csv").read_text("utf-8-sig").splitlines()))
    return rows, [path.read_text("utf-8") for path in (place / "results" / "feedback").glob("*.html")]


@pytest.mark.parametrize("student", KINDS)
def test_each_gets_what_a_careful_person_would_give(graded, student):
    (rows, pages), kind = graded, KINDS[student]
    (mine,) = [row for row in rows if row["student"] == student]
    said = mine["status"] + next(page for page in pages if f"<bdi>{student}</bdi>" in page)
    if kind.lost is None:
        assert mine["points"] == ""
    else:
        wanted = {task.number: "0" if task.number in kind.lost.split() else f"{task.points:g}" for task in SHEET.tasks}
        assert {task.number: mine[task.number] for task in SHEET.tasks} == wanted
    assert kind.says.replace("`", "") in said.replace("<code>", "").replace("</code>", "").replace("`", "")


def test_nobody_vanishes_and_litter_is_no_student(graded):
    students = {row["student"] for row in graded[0]}
    assert students - set(KINDS) == {"empty", "nobody sent", next(name for name in students if "hidden" in name)}
    assert len(SHEETS) > 1
