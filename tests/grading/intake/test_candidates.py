"""Of all that a student hands in, the notebook with the student's own work is graded, and nothing else."""

import json

import pytest

from lecture_lib.grading.intake import collect_submissions, read_sheets, sheet_of
from lecture_lib.grading.intake.notebook_file import notebook_cells
from lecture_lib.grading.intake.sheets import UnknownSheet
from tests.grading.layouts import lay, zipped
from tests.grading.whole_class import solved_sheet
from tests.notebooks.rows import ROOT

SHEETS = read_sheets(ROOT / "exercises")
FIVE = "05_forward_by_hand"
STUB = (ROOT / "exercises" / f"{FIVE}.ipynb").read_text("utf-8")
SIX = (ROOT / "exercises" / "06_softmax.ipynb").read_text("utf-8")
LAYER = "def layer(W, b, g, a):\n    ...", "def layer(W, b, g, a):\n    return g(W @ a + b)"


def answered(text=STUB, old=LAYER[0], new=LAYER[1]):
    """Return the text of a notebook in which one cell says something else."""
    notebook = json.loads(text)
    (cell,) = (cell for cell in notebook["cells"] if "".join(cell["source"]) == old)
    cell["source"] = new
    return json.dumps(notebook)


ANSWERED = answered()
OF_COURSE = [
    path for folder in ("exercises", "solutions", "notebooks") for path in sorted((ROOT / folder).glob("*.ipynb"))
] + [ROOT / "run.py", ROOT / "README.md", ROOT / "lecture_lib" / "__init__.py", ROOT / "lecture_lib" / "nn" / "mlp.py"]
COURSE = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in OF_COURSE}


def of_anna(folder, tree, sheets=SHEETS):
    return collect_submissions(lay(folder, {f"anna/{path}": data for path, data in tree.items()}), sheets)


def one(entries):
    assert len(entries) == 1
    return entries[0]


def code(entry):
    return "\n".join(entry.submission.cells)


# --- the whole course folder --------------------------------------------------------------------------------

WRAPPED = {
    "folder": lambda tree: tree,
    "folder in a folder": lambda tree: {f"course-main/{path}": data for path, data in tree.items()},
    "zip": lambda tree: {"course.zip": zipped(tree)},
    "zip with a folder": lambda tree: {"c.zip": zipped({f"course-main/{path}": data for path, data in tree.items()})},
}


@pytest.mark.parametrize("wrap", WRAPPED)
def test_of_a_whole_course_folder_the_one_answered_sheet_is_graded(tmp_path, wrap):
    entry = one(of_anna(tmp_path, WRAPPED[wrap]({**COURSE, f"exercises/{FIVE}.ipynb": ANSWERED})))
    assert (entry.student, entry.sheet, entry.problem) == ("anna", "05", "")
    assert "return g(W @ a + b)" in code(entry) and "my_softmax(z):\n    ..." in code(entry)
    notes = " ".join(entry.notes)
    assert "nothing is answered on these sheets" in notes and "the course's own solutions" in notes
    assert "notebooks/" not in notes


@pytest.mark.parametrize("wrap", WRAPPED)
def test_a_whole_course_folder_in_which_nothing_is_answered_is_one_row_with_a_reason(tmp_path, wrap):
    entry = one(of_anna(tmp_path, WRAPPED[wrap](COURSE)))
    assert entry.sheet == "" and entry.submission is None
    assert entry.problem.startswith("nothing is answered on any of these sheets: ")


@pytest.mark.parametrize(
    "place", [f"my work/{FIVE}.ipynb", "mine.ipynb", "notebooks/mine.ipynb", "solutions/mine.ipynb"]
)
def test_own_work_elsewhere_in_the_course_folder_counts(tmp_path, place):
    entry = one(of_anna(tmp_path, {**COURSE, f"{place}.ipynb": ANSWERED}))
    assert entry.sheet == "05" and "return g(W @ a + b)" in code(entry)
    assert "my_softmax(z):\n    ..." in code(entry)


def test_own_work_in_a_folder_solutions_counts_under_the_sheets_own_name_too(tmp_path):
    kit = {path: data for path, data in COURSE.items() if not path.startswith("solutions/")}
    entry = one(of_anna(tmp_path, {**kit, f"solutions/{FIVE}.ipynb": ANSWERED}))
    assert entry.sheet == "05" and "return g(W @ a + b)" in code(entry)


def test_only_the_sheets_that_are_graded_matter(tmp_path):
    tree = {
        **COURSE,
        f"exercises/{FIVE}.ipynb": ANSWERED,
        "exercises/06_softmax.ipynb": solved_sheet("06_softmax.ipynb"),
    }
    entry = one(of_anna(tmp_path, tree, {"05": SHEETS["05"]}))
    assert entry.sheet == "05" and "my_softmax(z):\n    ..." in code(entry)
    assert len(" ".join(entry.notes)) < 2_000


@pytest.mark.parametrize("numbers", [set(SHEETS), {"05"}])
def test_where_the_course_s_solutions_are_not_at_hand_a_whole_set_of_them_is_known_all_the_same(tmp_path, numbers):
    kept = {path: data for path, data in COURSE.items() if path.startswith("exercises/") and path[10:12] in numbers}
    sheets = read_sheets(lay(tmp_path / "kit", kept) / "exercises")
    assert not any(sheet.model for sheet in sheets.values()) and set(sheets) == numbers
    entry = one(of_anna(tmp_path / "class", {**COURSE, f"exercises/{FIVE}.ipynb": ANSWERED}, sheets))
    assert entry.sheet == "05" and "my_softmax(z):\n    ..." in code(entry)


@pytest.mark.parametrize("damaged", [b"", b"[]", b"{}", b'{"cells": [3]}', b"\xff"])
def test_a_damaged_model_solution_does_not_hinder_the_grader(tmp_path, damaged):
    kept = {f"exercises/{FIVE}.ipynb": STUB, f"solutions/{FIVE}.ipynb": damaged}
    assert read_sheets(lay(tmp_path, kept) / "exercises")["05"].model == ()


def test_solutions_of_another_version_of_the_course_are_known_too(tmp_path):
    older = {
        path: data.replace(b"e / e.sum()", b"e / np.sum(e)") if path.startswith("solutions/") else data
        for path, data in COURSE.items()
    }
    assert older != COURSE
    entry = one(of_anna(tmp_path, {**older, f"exercises/{FIVE}.ipynb": ANSWERED}))
    assert entry.sheet == "05" and "my_softmax(z):\n    ..." in code(entry)


def test_a_folder_with_nothing_but_the_course_s_solutions_says_so(tmp_path):
    entry = one(of_anna(tmp_path, {path: data for path, data in COURSE.items() if path.startswith("solutions/")}))
    assert entry.submission is None and "only the course's own solutions are there" in entry.problem


def test_a_text_that_a_person_reads_is_an_answer(tmp_path):
    written = answered(SIX, "*Write here.*", "Because the sum is 1.")
    assert written != SIX
    found = of_anna(tmp_path, {**COURSE, "exercises/06_softmax.ipynb": written, f"exercises/{FIVE}.ipynb": ANSWERED})
    assert [each.sheet for each in found] == ["05", "06"]


def test_a_single_sheet_without_answers_keeps_its_row(tmp_path):
    entry = one(of_anna(tmp_path, {f"{FIVE}.ipynb": STUB}))
    assert (entry.sheet, entry.problem) == ("05", "")


def test_two_sheets_without_answers_keep_their_rows_and_three_in_one_folder_are_a_copy(tmp_path):
    two = {f"{FIVE}.ipynb": STUB, "06_softmax.ipynb": SIX}
    assert [each.sheet for each in of_anna(tmp_path / "two", two)] == ["05", "06"]
    four = COURSE["exercises/04_xor.ipynb"]
    assert one(of_anna(tmp_path / "three", {**two, "04_xor.ipynb": four})).sheet == ""
    assert [each.sheet for each in of_anna(tmp_path / "apart", {**two, "4/04_xor.ipynb": four})] == ["04", "05", "06"]


def test_a_damaged_sheet_among_others_keeps_its_row(tmp_path):
    found = of_anna(tmp_path, {**COURSE, f"exercises/{FIVE}.ipynb": ANSWERED, "exercises/06_softmax.ipynb": SIX[:500]})
    assert [(each.sheet, bool(each.problem)) for each in found] == [("05", False), ("06", True)]


# --- several copies -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        f"{FIVE} (1)",
        f"{FIVE}-Copy1",
        f"{FIVE} - Kopie",
        f"Copy of {FIVE}",
        "meine_loesung",
        "Untitled",
        "zz",
        "00",
        f"old/{FIVE}",
    ],
)
def test_a_stub_never_beats_an_answered_copy(tmp_path, name):
    entry = one(of_anna(tmp_path, {f"{FIVE}.ipynb": STUB, f"{name}.ipynb": ANSWERED}))
    assert "return g(W @ a + b)" in code(entry)
    assert entry.notes[0].startswith("taken for this sheet: ")


def test_a_later_attempt_without_answers_does_not_count(tmp_path):
    lay(tmp_path, {"a_1_21_x.ipynb": ANSWERED, "a_1_22_x-1.ipynb": STUB})
    assert "return g(W @ a + b)" in code(one(collect_submissions(tmp_path, SHEETS)))


def test_a_later_attempt_in_which_only_something_was_tried_does_not_count(tmp_path):
    tried = answered(new="def layer(W, b, g, a):\n    ...\n\nprint(layer)")
    lay(tmp_path, {"a_1_21_x.ipynb": ANSWERED, "a_1_22_x-1.ipynb": tried})
    assert "return g(W @ a + b)" in code(one(collect_submissions(tmp_path, SHEETS)))


def test_a_later_attempt_with_fewer_answers_counts(tmp_path):
    lay(tmp_path, {"a_1_21_x.ipynb": solved_sheet(f"{FIVE}.ipynb"), "a_1_22_x-1.ipynb": ANSWERED})
    assert "my_softmax(z):\n    ..." in code(one(collect_submissions(tmp_path, SHEETS)))


def test_the_model_solution_beside_own_work_is_not_taken_for_it(tmp_path):
    tree = {f"{FIVE}.ipynb": ANSWERED, "from_the_web.ipynb": solved_sheet(f"{FIVE}.ipynb")}
    assert "my_softmax(z):\n    ..." in code(one(of_anna(tmp_path, tree)))


@pytest.mark.parametrize(
    "new",
    [
        "def layer(W, b, g, a):\n    return g(W @ a + b)",
        "def layer(weights, offset, g, a): return g(weights @ a + offset)",
        "layer = lambda W, b, g, a: g(W @ a + b)",
        "    def layer(W, b, g, a):\n        return g(W @ a + b)",
        ">>> def layer(W, b, g, a):\n...     return g(W @ a + b)",
        "In [3]: def layer(W, b, g, a):\n   ...:     return g(W @ a + b)",
        'def layer(W, b, g, a):\n    """One layer."""\n    # mine\n    return g(W @ a + b)',
        "from mine import layer",
        "layer: object = make()",
        "async def layer(W, b, g, a):\n    return g(W @ a + b)",
        "class layer:\n    def __new__(cls, W, b, g, a):\n        return g(W @ a + b)",
        "def layer(W, b, g, a):\n    ...\n\nlayer = my_layer",
    ],
    ids=range(12),
)
def test_an_answer_in_any_form_is_more_than_a_stub(tmp_path, new):
    mine = answered(new=new)
    assert mine != STUB
    entry = one(of_anna(tmp_path, {f"{FIVE}.ipynb": STUB, "mine.ipynb": mine}))
    assert new.split("\n")[0] in code(entry)


@pytest.mark.parametrize(
    "new",
    [
        "def layer(W, b, g, a):\n    ...\n",
        "def layer(W, b, g, a):\n    # to do\n    ...",
        "def layer(W, b, g, a): ...",
        "def layer(weights, b, g, a):\n    pass",
        'def layer(W, b, g, a):\n    """To do."""\n    return None',
        "def layer(W, b, g, a):\n    raise NotImplementedError('later')",
        "layer = None",
    ],
    ids=range(7),
)
def test_a_stub_in_any_form_is_less_than_an_answer(tmp_path, new):
    blank = answered(new=new)
    mine = answered(old="z = [..., ..., ..., ...]", new="z = [1, 2, 3, 4]")
    tree = {f"{FIVE}.ipynb": blank, "mine.ipynb": mine}
    assert "z = [1, 2, 3, 4]" in code(one(of_anna(tmp_path, tree)))


# --- endings ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "x.ipnyb",
        "x.jpynb",
        "x.nb",
        f"{FIVE}.ipynb.txt",
        f"{FIVE}.json",
        f"{FIVE}.ipynb.json",
        f"{FIVE}.IPYNB",
        "mine.txt",
        "mine",
        "a.Ipynb.TXT",
    ],
)
def test_a_notebook_is_read_whatever_ending_a_browser_gave_it(tmp_path, name):
    entry = one(of_anna(tmp_path, {name: ANSWERED}))
    assert (entry.sheet, entry.problem) == ("05", "") and entry.submission.attachments == ()


def test_other_texts_and_tables_are_no_notebooks(tmp_path):
    tree = {f"{FIVE}.ipynb": ANSWERED, "data.json": '{"cells": 3}', "notes.txt": '"cells" are nice', "05.py": "x = 1"}
    entry = one(of_anna(tmp_path, tree))
    assert entry.notes == () and [name for name, _ in entry.submission.attachments] == [
        "05.py",
        "data.json",
        "notes.txt",
    ]


# --- evidence -----------------------------------------------------------------------------------------------


def without_checks(text):
    """Return a notebook with nothing but the code that defines something."""
    cells = [cell for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]
    return json.dumps({"cells": [cell for cell in cells if "check(" not in "".join(cell["source"])]})


@pytest.mark.parametrize("number", sorted(SHEETS))
def test_a_sheet_that_is_not_graded_brings_no_marks_on_another(tmp_path, number):
    others = {other: sheet for other, sheet in SHEETS.items() if other != number}
    solved = solved_sheet(f"{SHEETS[number].name}.ipynb")
    for text in (solved, without_checks(solved)):
        entry = one(of_anna(tmp_path / str(len(text)), {"mine.ipynb": text}, others))
        assert entry.sheet == "" and entry.submission is None and entry.problem.startswith("mine.ipynb: it is about ")


@pytest.mark.parametrize("number", sorted(SHEETS))
def test_a_sheet_is_known_by_its_checks_or_its_answers_or_its_name(tmp_path, number):
    solved, name = solved_sheet(f"{SHEETS[number].name}.ipynb"), SHEETS[number].name
    assert one(of_anna(tmp_path / "a", {"mine.ipynb": solved})).sheet == number
    assert one(of_anna(tmp_path / "b", {"mine.ipynb": without_checks(solved)})).sheet == number
    bare = json.dumps({"cells": [{"cell_type": "code", "source": "x = 1"}]})
    assert one(of_anna(tmp_path / "c", {f"{name} (2).ipynb": bare})).sheet == number
    assert one(of_anna(tmp_path / "d", {f"{number}/mine.ipynb": bare})).sheet == number


def test_the_checks_are_stronger_than_the_name(tmp_path):
    assert one(of_anna(tmp_path, {"06_softmax.ipynb": ANSWERED})).sheet == "05"


@pytest.mark.parametrize("name", ["gradient", "run", "n_parameters", "multiplications", "net"])
def test_one_name_that_sheets_share_is_no_evidence(name):
    for cell in (f"def {name}(x):\n    return x", f"{name} = 1"):
        with pytest.raises(UnknownSheet):
            sheet_of("mine.ipynb", (cell,), SHEETS)


def test_the_notebook_of_a_lecture_is_not_its_sheet(tmp_path):
    entry = one(of_anna(tmp_path, {f"{FIVE}.ipynb": COURSE[f"notebooks/{FIVE}.ipynb"]}))
    assert entry.submission is None and entry.problem.endswith("it is the notebook of a lecture, not an exercise sheet")


def test_all_notebooks_of_lectures_are_known():
    for path, data in COURSE.items():
        if path.startswith("notebooks/"):
            read = notebook_cells(data)
            with pytest.raises(UnknownSheet, match="the notebook of a lecture"):
                sheet_of(path, read.code, SHEETS, read.texts)
