"""No answer before its question: what can be found without running a notebook, and that the guard can bark.

The run of the notebooks by nbval searches their outputs, too, and knows what predictions reveal: see `answers_first`.
"""

import re

import pytest

from lecture_lib import forward
from lecture_lib.course import questions
from lecture_lib.data import LECTURE_EXAMPLES
from tests.notebooks.answers import Asked, Piece, agrees, is_telling, numbers, spoilers, stems
from tests.notebooks.answers_first import sheet_cells
from tests.notebooks.asked import Cell, all_spoilers, copied_solutions, predictions, shown_passes, told_choices
from tests.notebooks.rows import ROOT
from tests.notebooks.texts import source_cells

NOTEBOOKS = sorted(ROOT.glob("source/*.py"))


def notebook_cells(path):
    """Return the cells of a notebook's source; nothing has been printed."""
    return [Cell("markdown" if "[markdown]" in head else "code", body) for _, head, body in source_cells(path)]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_answer_stands_in_the_text_above_its_question(path):
    sheet = ROOT / "source/exercises" / path.name
    cells = notebook_cells(path)
    found = all_spoilers(cells, path.stem[:2])
    found += all_spoilers(list(sheet_cells(sheet)), path.stem[:2], cells) if sheet.exists() else []
    assert not found, "\n" + "\n".join(found)


def test_the_guard_runs_with_the_notebooks():
    assert re.search(r'NBVAL = \[[^]]*"tests.notebooks.answers_first"', (ROOT / "run.py").read_text("utf-8"))


# --- the guard can bark ------------------------------------------------------------------------------------------

PREDICTION = [
    Cell("markdown", "## 13.1 Pieces"),
    Cell("markdown", "Some text.\n\n**Predict first.** How many pieces?"),
    Cell("code", 'predict("13.1", "The composition has {pieces} straight pieces, {first_bend} is the first bend.")'),
    Cell(
        "code",
        'reveal("13.1", ...)',
        "→ 13.1 note: pieces = 10 (no guess was made)\nfirst bend = 0.125 (no guess was made)",
    ),
]


def with_text(text, kind="markdown"):
    cell = Cell("markdown", text) if kind == "markdown" else Cell("code", "f(x)", text)
    return [PREDICTION[0], cell, *PREDICTION[1:]]


@pytest.mark.parametrize(
    "text, kind, found",
    [
        ("The composition has ten straight pieces.", "markdown", ["pieces"]),
        ("The composition has three straight pieces.", "markdown", []),
        ("There are ten reasons.", "markdown", []),
        ("Its first bend is at ⅛.", "markdown", ["first_bend"]),
        ("bends: [0.125, 0.5]", "output", ["first_bend"]),
        ("10 straight pieces of the composition", "output", ["pieces"]),
    ],
)
def test_an_answer_that_has_been_told_is_found(text, kind, found):
    lines = all_spoilers(with_text(text, kind), "13")
    assert [line.split(" = ")[0].split()[-1] for line in lines] == found


def test_what_stands_below_a_question_is_no_spoiler():
    assert all_spoilers([*PREDICTION, Cell("markdown", "The composition has ten straight pieces.")], "13") == []
    assert len(list(predictions(PREDICTION))) == 2


def test_a_large_number_is_found_in_another_section():
    asked = Asked("", "14.2", 161051, stems("linear regions"))
    assert list(spoilers(asked, [Piece("14.1", "output", "44.1 of 161,051 possible")]))
    assert not list(spoilers(asked, [Piece("14.1", "output", "44.1 of 161,501 possible")]))


def test_a_list_is_found_in_its_order():
    asked = Asked("", "04.3", [0, 0.5, 0.5, 0], stems("four outputs of the network"))
    assert list(spoilers(asked, [Piece("04.3", "output", "outputs of the network: [0, 0.5, 0.5, 0]")]))
    assert not list(spoilers(asked, [Piece("04.3", "output", "outputs of the network: [0.5, 0, 0.5, 0]")]))


def test_a_tracer_whose_numbers_are_printed_is_found():
    example = LECTURE_EXAMPLES["3-4-3"]
    card, trace = Cell("code", 'tracer(example="3-4-3")'), forward(example.net, example.x)
    outputs = " ".join(f"{z:.2f}" for layer in (*trace.z[1:], *trace.a[1:]) for z in layer)
    assert list(shown_passes([Cell("code", "print(z)", outputs), card]))
    assert not list(shown_passes([Cell("code", "print(z)", outputs[:20]), card]))


def test_a_solution_that_stands_in_the_notebook_is_found():
    sheet = [
        Cell(
            "code", "def f(A):\n    ### BEGIN SOLUTION\n    return A * (1 - A)\n    ### END SOLUTION", "question 02.1a"
        )
    ]
    assert list(copied_solutions(sheet, [Cell("code", "slope = a * (1 - a)")])) == ["sheet 02.1a: return A * (1 - A)"]
    assert not list(copied_solutions(sheet, [Cell("code", "slope = a * (2 - a)")]))


def test_a_right_option_that_stands_above_is_found():
    question = next(each for each in questions("12").values() if len(stems(_right(each))) >= 4)
    quiz = Cell("code", f'quiz("{question.number}")')
    assert list(told_choices([Cell("markdown", f"We see: {_right(question)}."), quiz], "12"))
    assert not list(told_choices([Cell("markdown", "We see nothing."), quiz], "12"))


def _right(question):
    return question.options[question.truth()] if question.options else ""


def test_numbers_are_read_as_they_are_written():
    assert [value for value, _ in numbers("½ of 1,024 or −0.5; 3 × 3; x₁; ten")] == [0.5, 1024.0, -0.5, 3.0, 3.0, 10.0]
    assert agrees(0.13, 2, 0.125) and not agrees(0.1, 1, 0.125)
    assert is_telling(161051) and not is_telling(100)
