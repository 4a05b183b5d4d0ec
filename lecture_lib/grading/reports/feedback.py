"""The page of one student: what to do next, then each question with its text, what it brought, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from markupsafe import Markup

from ...checking import N_HIDDEN_CASES
from ...course import questions
from ...validation import count_phrase
from ..intake import Sheet, Task, safe_html
from ..marking import CellNote, Mark, SheetResult, error_cause, stops_everywhere
from .html_page import html_document, question_anchor, safe_words
from .question_text import question_html, question_title

MAX_KEPT = 1000  # questions with their verdicts that are written out once for many students
_SIGNS = {"right": "✓", "wrong": "✗", "not attempted": "○", "stopped": "■", "lost": "□"}
_ALL_CELLS = Markup("choose <b>Kernel → Restart Kernel and Run All Cells</b> in JupyterLab")


def feedback_page(student: str, results: Sequence[SheetResult], sheets: dict[str, Sheet], made_of: str = "") -> Markup:
    """Return the page of a student with all that was handed in; it names the hash of what it is made of."""
    return html_document(
        f"Feedback for {student}",
        Markup("<h1>Feedback for <bdi>{}</bdi></h1>").format(safe_html(student, 100)),
        *(_sheet(each, sheets.get(each.hand_in.sheet)) for each in results),
        made_of=made_of,
    )


def _sheet(result: SheetResult, sheet: Sheet | None) -> Markup:
    hand_in, marked = result.hand_in, result.marked
    name = safe_html(sheet.name.replace("_", " ") if sheet else hand_in.sheet or "What was handed in")
    if hand_in.problem:
        parts = [Markup("<h2>{}</h2>").format(name), _problem(hand_in.problem)]
    else:
        of = count_phrase(sum(mark.of for mark in marked.marks), "point")
        heading = Markup("<h2>{}: {:g} of {}</h2>").format(name, marked.points, of)
        tasks = {task.number: task for task in sheet.tasks} if sheet else {}
        marks = [(mark, tasks.get(mark.number)) for mark in marked.marks]
        parts = [heading, _first(marks), *(_mark(*each) for each in marks), _by_hand(sheet)]
    parts += [_cells(marked.cells), _notes(hand_in.notes)]
    begins = Markup('<section id="{}">').format(question_anchor(hand_in.sheet))
    return Markup("\n").join((begins, *filter(None, parts), Markup("</section>")))


def _first(marks: Sequence[tuple[Mark, Task | None]]) -> Markup:
    """Return what to do next: the first open question with its action, and links to the others."""
    todo = [each for each in marks if each[0].status != "right"]
    if not todo:
        return Markup('<p class="first"><b>All questions are right.</b></p>') if marks else Markup()
    mark, task = todo[0]
    others = Markup(", ").join(_link(*each) for each in todo[1:])
    then = Markup("<p>Then {}: {}.</p>").format(count_phrase(len(todo) - 1, "more question"), others)
    return Markup('<div class="first"><h3>What to do next</h3><p><b>{}</b>: {}</p><p>{}</p>{}</div>').format(
        _link(mark, task), _says(mark), _next(mark), then if others else ""
    )


def _link(mark: Mark, task: Task | None) -> Markup:
    return Markup('<a href="#{}">{}</a>').format(question_anchor(mark.number), _title(mark, task))


def _title(mark: Mark, task: Task | None) -> Markup:
    return safe_html(f"{mark.number} {question_title(task) if task else ''}", 100)


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


@lru_cache(MAX_KEPT)
def _mark(mark: Mark, task: Task | None) -> Markup:
    sign, kind = _SIGNS.get(mark.status, "?"), mark.status if mark.status in _SIGNS else "problem"
    return Markup(
        '<article class="{kind}" id="{anchor}">'
        "<h3><b>{sign} {title}: {status}</b><span>{points:g} of {of:g}</span></h3>"
        "{text}<p>{says}</p>{hidden}<p>{next}</p></article>"
    ).format(
        kind=kind.replace(" ", "-"),
        anchor=question_anchor(mark.number),
        sign=sign,
        title=_title(mark, task),
        status=safe_html(mark.status, 40),
        points=mark.points,
        of=mark.of,
        text=_text(mark, task),
        says=_says(mark),
        hidden=_hidden(mark),
        next=_next(mark),
    )


def _text(mark: Mark, task: Task | None) -> Markup:
    """Return the text of the question, folded away where the answer is right."""
    text = question_html(task.text) if task else ""
    is_open = "" if mark.status == "right" else " open"
    folded = Markup('<details class="question"{}><summary>The question</summary>{}</details>')
    return folded.format(is_open, text) if text else Markup()


def _says(mark: Mark) -> Markup:
    """Return what was said, without the hint that the next step names."""
    return safe_words(mark.says.removesuffix(f' Next: hint("{mark.number}").'))


def _hidden(mark: Mark) -> Markup:
    """Say which cases are tried beside those of the check, and whether they agree."""
    question = questions(mark.number[:2]).get(mark.number)
    if not (question and question.hidden):
        return Markup()
    kind = question.hidden[0]
    if mark.status == "right":
        says = f"{N_HIDDEN_CASES} hidden cases agree as well: {kind}."
    elif mark.mistake.startswith("hidden: "):
        says = f"At least one of {N_HIDDEN_CASES} hidden cases differs."
    else:
        says = f"Once the cases of the check agree, {N_HIDDEN_CASES} hidden ones are tried as well: {kind}."
    return Markup('<p class="{}">{}</p>').format("" if mark.status == "right" else "soft", says)


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
