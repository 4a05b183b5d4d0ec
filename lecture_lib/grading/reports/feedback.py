"""The page of one student: what each question brought, why, and the one thing to do next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from ...course import questions
from ...validation import count_phrase
from ..intake import Sheet, safe_html
from ..marking import CellNote, Mark, SheetResult, error_cause, stops_everywhere
from .html_page import html_document

_SIGNS = {"right": "✓", "wrong": "✗", "not attempted": "○", "stopped": "■", "lost": "□"}
_ALL_CELLS = Markup("choose <b>Kernel → Restart Kernel and Run All Cells</b> in JupyterLab")


def feedback_page(student: str, results: Sequence[SheetResult], sheets: dict[str, Sheet]) -> Markup:
    """Return the page of a student with all that was handed in."""
    return html_document(
        f"Feedback for {student}",
        Markup("<h1>Feedback for <bdi>{}</bdi></h1>").format(safe_html(student, 100)),
        *(_sheet(each, sheets.get(each.hand_in.sheet)) for each in results),
    )


def _sheet(result: SheetResult, sheet: Sheet | None) -> Markup:
    hand_in, marked = result.hand_in, result.marked
    name = safe_html(sheet.name.replace("_", " ") if sheet else hand_in.sheet or "A sheet that is not known")
    if hand_in.problem:
        parts = [Markup("<h2>{}</h2>").format(name), _problem(hand_in.problem)]
    else:
        of = count_phrase(sum(mark.of for mark in marked.marks), "point")
        heading = Markup("<h2>{}: {:g} of {}</h2>").format(name, marked.points, of)
        parts = [heading, _by_hand(sheet), *map(_mark, marked.marks)]
    parts += [_cells(marked.cells), _notes(hand_in.notes)]
    return Markup("\n").join((Markup("<section>"), *filter(None, parts), Markup("</section>")))


def _problem(problem: str) -> Markup:
    return Markup(
        '<article class="problem"><h3><b>! no marks yet</b></h3><p>{}</p>'
        "<p>Next: put that right and hand in again, or ask your teacher.</p></article>"
    ).format(safe_html(problem))


def _by_hand(sheet: Sheet | None) -> Markup:
    if not (sheet and sheet.read_by_hand):
        return Markup()
    return Markup('<p class="soft">Answers in words are read by a person: up to {}.</p>').format(
        count_phrase(sheet.read_by_hand, "more point")
    )


def _mark(mark: Mark) -> Markup:
    sign, kind = _SIGNS.get(mark.status, "?"), mark.status if mark.status in _SIGNS else "problem"
    return Markup(
        '<article class="{kind}"><h3><b>{sign} {number} {status}</b><span>{points:g} of {of:g}</span></h3>'
        "<p>{says}</p><p>{next}</p></article>"
    ).format(
        kind=kind.replace(" ", "-"),
        sign=sign,
        number=safe_html(mark.number, 20),
        status=safe_html(mark.status, 40),
        points=mark.points,
        of=mark.of,
        says=safe_html(mark.says),
        next=_next(mark),
    )


def _next(mark: Mark) -> Markup:
    """Return the one thing to do next."""
    number = safe_html(mark.number, 20)
    if mark.status == "right":
        return Markup('Next: compare it with <code>solution("{}")</code>.').format(number)
    if mark.status == "stopped":
        return Markup("Next: {}, and see which cell or call takes so long or so much.").format(_ALL_CELLS)
    if mark.status == "lost":
        return Markup("Next: put that right, {}, and see whether the check says right.").format(_ALL_CELLS)
    question = questions(mark.number[:2]).get(mark.number)
    if question and question.hints:
        return Markup('Next: look at hint 1: <code>hint("{}")</code>').format(number)
    return Markup('Next: change your answer and try <code>check("{}", ...)</code> again.').format(number)


def _cells(notes: tuple[CellNote, ...]) -> Markup:
    """Return the cells that did not run through, each with what its error means where the code does not say that."""
    if not notes:
        return Markup()
    items = [Markup("Code cell {}: {}").format(note.cell + 1, safe_html(_told(note), 500)) for note in notes[:20]]
    more = [f"and {count_phrase(len(notes) - 20, 'more cell')}"] if len(notes) > 20 else []
    return Markup("<h3>Cells that did not run through</h3>{}{}").format(_bullets(items + more), _rerun(notes))


def _told(note: CellNote) -> str:
    advice = error_cause(note.says)[1]
    return f"{note.says[:300].rstrip('.')}. {advice}" if advice else note.says[:300]


def _rerun(notes: tuple[CellNote, ...]) -> Markup:
    """Return what to do next: where a run in JupyterLab stops at the same place as here, that is said."""
    first = notes[0]
    if stops_everywhere(first.says):
        return Markup("<p>Next: {}; it stops at code cell {} too.</p>").format(_ALL_CELLS, first.cell + 1)
    if len(notes) == 1:
        return Markup()
    return Markup("<p>Next: start with code cell {}; what stops below it may need it.</p>").format(first.cell + 1)


def _notes(notes: tuple[str, ...]) -> Markup:
    return Markup("<h3>Notes</h3>{}").format(_bullets(map(safe_html, notes))) if notes else Markup()


def _bullets(items: Iterable[str]) -> Markup:
    return Markup("<ul>{}</ul>").format(Markup().join(Markup("<li>{}</li>").format(item) for item in items))
