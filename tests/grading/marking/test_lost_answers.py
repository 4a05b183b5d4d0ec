"""An answer that was written and is not there at the end: its question says why, and *not attempted* is not said."""

import time

import pytest

from lecture_lib.grading.intake import Submission, read_sheets
from lecture_lib.grading.intake.notebook_file import code_like, notebook_cells
from lecture_lib.grading.marking import cell_errors, explanation_lines, mark_submission, submission_run
from lecture_lib.grading.marking.lost_answers import defines, find_lost_answer
from lecture_lib.grading.marking.submission_run import CellsRun, name_history, one_at_a_time, start_cells
from lecture_lib.grading.sandbox import Session, SessionPool, Trusted
from tests.grading.submissions import SHEETS, sheet_cells
from tests.notebooks.rows import ROOT

FIVE = read_sheets(ROOT / "exercises")["05"]
LAYER = "def layer(W, b, g, a):\n    return g(W @ a + b)"
STUB = "def layer(W, b, g, a):\n    ..."


@pytest.fixture(scope="module")
def pool():
    with SessionPool(Trusted(), 1) as made:
        yield made


def cells(change=None, last=None, without=None):
    kept = [source for source in sheet_cells("05", change) if without is None or not source.startswith(without)]
    return (*kept, *([last] if last else []))


def mark_of(pool, code, number, **more):
    marks = mark_submission(Submission(code, **more), FIVE, pool.open, "seed").marks
    return next(mark for mark in marks if mark.number == number)


LOST = {
    "a syntax error": ("05.4a", cells({"05.4a": "def layer(W, b, g, a)\n    return 1"}), "SyntaxError", "(error)"),
    "curly quotes": ("05.1a", cells({"05.1a": "z = “W”"}), "U+201C", "(error)"),
    "an unknown name": ("05.1a", cells({"05.1a": "z = W @ weights"}), "'weights' is not defined", "(error)"),
    "an error above, which the answer needs": (
        "05.1a",
        cells({"05.1a": "u = W @ weights\nz = u + b"}),
        "'weights' is not defined",
        "(error)",
    ),
    "a check by assert in the same line": (
        "05.1a",
        cells({"05.1a": "z = [1, 2][7]"}),
        "IndexError",
        "(error)",
    ),
    "input": ("05.1a", cells({"05.1a": "z = [float(input()) for _ in b]"}), "Write the value into the cell", "input()"),
    "a missing module": (
        "05.1a",
        cells({"05.1a": "import no_such as ns\nz = ns.Series(W @ x + b)"}),
        "module no_such is not there",
        "missing module",
    ),
    "a missing file": ("05.1a", cells({"05.1a": "z = open('z.csv').read()"}), "Hand in the file", "missing file"),
    "numpy's missing file": ("05.1a", cells({"05.1a": "z = np.load('z.npy')"}), "Hand in the file", "missing file"),
    "a crash": ("05.1a", cells({"05.1a": "import os\nos._exit(1)\nz = 1"}), "ended by itself", "stopped"),
    "the stub below": (
        "05.4a",
        cells(last=STUB),
        "`layer` in code cell 5 is replaced by the empty one in",
        "stub below",
    ),
    "the stub of a value below": ("05.1a", cells(last="z = [..., ..., ..., ...]"), "code cell 15", "stub below"),
    "emptied below": ("05.1a", cells(last="z = None"), "code cell 15", "stub below"),
    "deleted below": ("05.4a", cells(last="del layer"), "Code cell 15 deletes `layer`", "deleted"),
    "other case": ("05.4a", cells({"05.4a": LAYER.replace("layer", "Layer")}), "There is `Layer`", "another name"),
    "a letter less": ("05.2a", cells({"05.2a": "def my_sofmax(z):\n    return z"}), "`my_sofmax`", "another name"),
    "quite another": ("05.4a", cells({"05.4a": LAYER.replace("layer", "dense")}), "There is `dense`", "another name"),
    "another, and its check": (
        "05.4a",
        tuple(cell.replace("layer", "dense") for cell in cells()),
        "There is `dense`",
        "another name",
    ),
    "made in a function": (
        "05.1a",
        cells({"05.1a": "def main():\n    z = W @ x + b\n    print(z)\nmain()"}),
        "Code cell 3 makes `z` only inside a function",
        "inside",
    ),
    "in a branch that is not run": ("05.1a", cells({"05.1a": "if W is None:\n    z = W @ x + b"}), "not run", "inside"),
    "in another language": ("05.4a", cells({"05.4a": f"%%latex\n{LAYER}"}), "a part that is not run", "inside"),
    "in quotation marks": ("05.4a", cells({"05.4a": f"{STUB}\n'''\n{LAYER}\n'''"}), "a text", "inside"),
    "an invisible character": ("05.1a", cells({"05.1a": "\ufeffz = W @ x + b"}), "U+FEFF", "(error)"),
    "an older value in its place": ("05.1a", cells({"05.1a": "z = 0\nz = W @ weights"}), "'weights'", "(error)"),
}


@pytest.mark.parametrize("name", LOST)
def test_a_lost_answer_names_its_own_reason(name, pool):
    number, code, says, mistake = LOST[name]
    mark = mark_of(pool, code, number)
    assert mark.status == "lost" and mark.points == 0, mark
    assert says in mark.says and mark.mistake.startswith("lost: ") and mistake in mark.mistake, mark
    assert "not attempted" not in mark.says


@pytest.mark.parametrize("code", [cells(without="def layer"), cells({"05.4a": STUB})], ids=["no stub", "the stub kept"])
def test_an_answer_in_a_text_cell_is_named(code, pool):
    mark = mark_of(pool, code, "05.4a", other_cells=(f"My answer:\n\n{LAYER}",))
    assert mark.status == "lost" and "Markdown or raw cell" in mark.says


def test_a_deleted_cell_is_not_attempted_and_the_words_say_what_is_missing(pool):
    mark = mark_of(pool, cells(without="def layer"), "05.4a")
    assert mark.status == "not attempted" and "No code cell defines `layer`" in mark.says


@pytest.mark.parametrize("sheet", SHEETS)
def test_of_an_untouched_sheet_nothing_is_lost(sheet, pool):
    found = notebook_cells((ROOT / "exercises" / f"{SHEETS[sheet]}.ipynb").read_bytes())
    its = read_sheets(ROOT / "exercises")[sheet]
    marked = mark_submission(Submission(found.code, other_cells=code_like(found.texts)), its, pool.open, "seed")
    assert {(mark.status, mark.mistake) for mark in marked.marks} == {("not attempted", "")}
    assert all(mark.says.startswith("Replace the ...") for mark in marked.marks) and marked.cells == ()


def test_what_the_sheet_gives_is_not_taken_for_an_answer_under_another_name(pool):
    mark = mark_of(pool, cells({"05.1a": "# z is [46, 58, -38, 36]"}), "05.1a")
    assert mark.status == "not attempted" and "There is" not in mark.says


@pytest.mark.parametrize("below", ["z = np.linspace(-3, 3, 50)", "for z in range(3):\n    pass"])
def test_an_answer_that_was_replaced_below_its_check_is_told_so(below, pool):
    mark = mark_of(pool, cells(last=below), "05.1a")
    assert (mark.status, mark.mistake) == ("wrong", "")
    assert "Code cell 15 makes `z` anew, below its check, and what is there at the end counts." in mark.says
    assert mark.says.endswith('Next: hint("05.1a").')
    assert "anew" not in mark_of(pool, cells({"05.1a": "z = 0\nz = 1"}), "05.1a").says


def test_an_answer_that_is_there_and_wrong_stays_wrong(pool):
    mark = mark_of(pool, cells({"05.4a": LAYER.replace("+ b", "- b") + "\nprint(missing)"}), "05.4a")
    assert mark.status == "wrong" and "lost" not in mark.mistake


@pytest.mark.parametrize(
    "number, source",
    [
        ("05.4a", f"{LAYER}\nwhile True: pass"),
        ("05.1a", "z = W @ x + b\nwhile True: pass"),
        ("05.1a", "while True: pass\nz = W @ x + b"),
        ("05.1a", "try:\n    while True: pass\nexcept Exception:\n    pass\nz = W @ x + b"),
        ("05.1a", "import asyncio\nawait asyncio.sleep(1000)\nz = W @ x + b"),
    ],
)
def test_an_endless_line_costs_what_needs_it_and_no_more(number, source, monkeypatch, pool):
    monkeypatch.setattr(submission_run, "CELL_SECONDS", 3.0)
    marked = mark_submission(Submission(cells({number: source})), FIVE, pool.open, "seed")
    assert marked.points == FIVE.points and "longer than 3 s" in marked.cells[0].says


def test_an_answer_that_needs_the_endless_line_says_so(monkeypatch, pool):
    monkeypatch.setattr(submission_run, "CELL_SECONDS", 3.0)
    mark = mark_of(pool, cells({"05.1a": "n = 0\nwhile True: n += 1\nz = W @ x + b + n"}), "05.1a")
    assert mark.status == "lost" and "longer than 3 s" in mark.says


def test_a_cell_that_ends_every_session_is_left_out():
    opened = []

    def open_session():
        opened.append(Session(Trusted()))
        return opened[-1]

    deadly = "import os\nclass Never:\n    os._exit(1)"
    with one_at_a_time(open_session) as open_next:
        ran = start_cells(Submission((deadly, "z = 1")), open_next, CellsRun(time.monotonic() + 60))
        assert ran.hopeless == {0} and len(opened) == 3
        assert submission_run.submitted_value(ran, "z") == 1


def test_the_explanation_has_what_was_printed_and_what_was_lost(pool):
    code = cells({"05.1a": "print('hello from', 'a cell')\nz = W @ weights"})
    lines = list(explanation_lines(Submission(code), FIVE, pool.open, "seed"))
    assert "    hello from a cell" in lines[lines.index("\nPrinted:") :]
    assert [line for line in lines if line.startswith("  lost: ")] == [
        "  lost: Code cell 3 does not get as far as `z`: NameError: name 'weights' is not defined."
    ]


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"events": 3, "others": "x"},
        {"events": [[1], ["a", "b", "c", "d"], None, [0, "z", "lost", 5]], "others": [[1, 2]]},
    ],
)
def test_of_a_history_only_what_has_its_form_is_read(said, monkeypatch):
    monkeypatch.setattr(CellsRun, "ask", lambda self, seconds, **message: said)
    assert name_history(CellsRun(0.0), ["z"]) == ([], [])


def test_of_cells_that_there_are_not_nothing_is_told(monkeypatch, pool):
    told = {"events": [[-1, "layer", "made", ""], [99, "layer", "stub", ""]], "others": [[-3, "Layer"]]}
    monkeypatch.setattr(CellsRun, "ask", lambda self, seconds, **message: told)
    task = next(task for task in FIVE.tasks if task.number == "05.4a")
    assert find_lost_answer(Submission(cells({"05.4a": STUB})), FIVE, task, CellsRun(0.0)) is None


@pytest.mark.parametrize(
    "text, there",
    [
        ("layer = lambda W: W", True),
        ("n, layer = 1, 2", True),
        ("  def layer(W):\n\n    return W", True),
        ("async def layer(W): return W", True),
        ("layer == 3", False),
        ("def layer(W): ...", False),
        ("def layer(W):\n    ...", False),
        ("layer = ...", False),
        ("def layers(W):\n    return W", False),
        ("print(layer)", False),
    ],
)
def test_what_defines_a_name_is_seen_in_the_text(text, there):
    assert defines(text, "layer") is there


def test_of_a_long_line_the_beginning_is_read():
    assert defines("layer = 1" + " # layer" * 100_000, "layer")
    assert not defines("(" * 300 + "layer = 1", "layer")


@pytest.mark.parametrize(
    "error", ["EOFError: x", "ModuleNotFoundError: No module named 'x'", "was stopped: y", "SystemExit"]
)
def test_what_does_not_lie_in_the_code_is_not_said_to_stop_everywhere(error):
    assert not cell_errors.stops_everywhere(error)
    assert all(cell_errors.stops_everywhere(f"{kind}: x") for kind in ("NameError", "TypeError", "SyntaxError"))
