"""The page of one student: what each question brought, why, and the one thing to do next."""

from __future__ import annotations

from collections.abc import Sequence

from ...course import questions
from ...validation import count_phrase
from ..intake import Sheet, safe_html
from ..marking import CellNote, Mark, SheetResult
from .html_page import html_document

_SIGNS = {"right": "✓", "wrong": "✗", "not attempted": "○", "stopped": "■"}
_ALL_CELLS = "choose <b>Kernel → Restart Kernel and Run All Cells</b> in JupyterLab"


def feedback_page(student: str, results: Sequence[SheetResult], sheets: dict[str, Sheet]) -> str:
    """Return the page of a student with all that was handed in."""
    return html_document(
        f"Feedback for {student}",
        f"<h1>Feedback for <bdi>{safe_html(student, 100)}</bdi></h1>",
        *(_sheet(each, sheets.get(each.hand_in.sheet)) for each in results),
    )


def _sheet(result: SheetResult, sheet: Sheet | None) -> str:
    hand_in, marked = result.hand_in, result.marked
    name = safe_html(sheet.name.replace("_", " ") if sheet else hand_in.sheet or "A sheet that is not known")
    if hand_in.problem:
        parts = [f"<h2>{name}</h2>", _problem(hand_in.problem)]
    else:
        of = sum(mark.of for mark in marked.marks)
        heading = f"<h2>{name}: {marked.points:g} of {count_phrase(of, 'point')}</h2>"
        parts = [heading, _by_hand(sheet), *map(_mark, marked.marks)]
    parts += [_cells(marked.cells), _notes(hand_in.notes)]
    return "\n".join(("<section>", *filter(None, parts), "</section>"))


def _problem(problem: str) -> str:
    return (
        f'<article class="problem"><h3><b>! no marks yet</b></h3><p>{safe_html(problem)}</p>'
        "<p>Next: put that right and hand in again, or ask your teacher.</p></article>"
    )


def _by_hand(sheet: Sheet | None) -> str:
    if not (sheet and sheet.read_by_hand):
        return ""
    more = count_phrase(sheet.read_by_hand, "more point")
    return f'<p class="soft">Answers in words are read by a person: up to {more}.</p>'


def _mark(mark: Mark) -> str:
    sign, kind = _SIGNS.get(mark.status, "?"), mark.status if mark.status in _SIGNS else "problem"
    return (
        f'<article class="{kind.replace(" ", "-")}">'
        f"<h3><b>{sign} {safe_html(mark.number, 20)} {safe_html(mark.status, 40)}</b>"
        f"<span>{mark.points:g} of {mark.of:g}</span></h3><p>{safe_html(mark.says)}</p>"
        f"<p>{_next(mark)}</p></article>"
    )


def _next(mark: Mark) -> str:
    """Return the one thing to do next, as HTML."""
    number = safe_html(mark.number, 20)
    if mark.status == "right":
        return f'Next: compare it with <code>solution("{number}")</code>.'
    if mark.status == "stopped":
        return f"Next: {_ALL_CELLS}, and see which cell or call takes so long or so much."
    question = questions(mark.number[:2]).get(mark.number)
    if question and question.hints:
        return f'Next: look at hint 1: <code>hint("{number}")</code>'
    return f'Next: change your answer and try <code>check("{number}", ...)</code> again.'


def _cells(notes: tuple[CellNote, ...]) -> str:
    if not notes:
        return ""
    items = "".join(f"<li>Code cell {note.cell + 1}: {safe_html(note.says, 300)}</li>" for note in notes[:20])
    more = f"<li>and {count_phrase(len(notes) - 20, 'more cell')}</li>" if len(notes) > 20 else ""
    return (
        f"<h3>Cells that did not run through</h3><ul>{items}{more}</ul>"
        f"<p>Next: {_ALL_CELLS}; it stops at the same place.</p>"
    )


def _notes(notes: tuple[str, ...]) -> str:
    items = "".join(f"<li>{safe_html(note)}</li>" for note in notes)
    return f"<h3>Notes</h3><ul>{items}</ul>" if notes else ""
