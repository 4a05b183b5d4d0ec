"""Why an answer is not there when it is asked for, though something was written: the reason that its question names.

*Not attempted* is said only where nothing was. A cell that stopped, an answer in a Markdown cell, a copy of the stub
below it, another name: each costs the points as before, but the student reads which it was and what to do.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..intake import Sheet, Submission, Task, bound_names, definitions
from .cell_errors import error_cause
from .submission_run import CellsRun, NameEvent, name_history

MAX_LINE_READ = 200  # characters of a line in which a name is looked for


class LostAnswer(NamedTuple):
    """What a student is told of an answer that was lost, and what this kind of loss is called.

    `mistake` is "" where nothing was written, not even the stub is left.
    """

    says: str
    mistake: str


def find_lost_answer(submission: Submission, sheet: Sheet, task: Task, ran: CellsRun) -> LostAnswer | None:
    """Return why an answer to this task did not survive; None if nothing was lost. Raises SubmissionStopped."""
    events, others = (_of_cells(submission, told) for told in name_history(ran, task.names))
    for name in task.names:
        its = [event for event in events if event.name == name]
        if lost := _of_name(submission, sheet, task, name, its, others, ran):
            return lost
    return None


def _of_cells(submission: Submission, events: list[NameEvent]) -> list[NameEvent]:
    """Return the events of cells that there are."""
    return [event for event in events if 0 <= event.cell < len(submission.cells)]


def say_if_made_anew(submission: Submission, task: Task, ran: CellsRun) -> str:
    """Say that an answer was replaced below its check, by another value; "" if none was. Raises SubmissionStopped."""
    check = next(_check_cells(submission, task), None)
    if check is None:
        return ""
    events, _ = name_history(ran, task.names)
    for name in task.names:
        made = [event.cell for event in _of_cells(submission, events) if event.name == name and event.kind == "made"]
        if made and min(made) <= check[0] < made[-1]:
            return (
                f"Code cell {made[-1] + 1} makes `{name}` anew, below its check, and what is there at the end counts. "
                "Use another name there."
            )
    return ""


def _check_cells(submission: Submission, task: Task) -> Iterator[tuple[int, str]]:
    """Yield each cell with a check of a task, and the name that the check is given."""
    call = re.compile(rf"\bcheck\(\s*['\"]{re.escape(task.number)}['\"]\s*,\s*(\w*)")
    for i, cell in enumerate(submission.cells):
        if found := call.search(cell):
            yield i, found[1]


def was_overtaken(lost: LostAnswer | None) -> bool:
    """Did the last cell that should make the answer stop, so that an older value was judged in its place?"""
    return lost is not None and lost.mistake.startswith("lost: cell")


def _of_name(
    submission: Submission,
    sheet: Sheet,
    task: Task,
    name: str,
    events: list[NameEvent],
    others: list[NameEvent],
    ran: CellsRun,
) -> LostAnswer | None:
    if events and events[-1].kind == "lost":
        return _stopped_cell(name, events[-1].cell, ran.notes.get(events[-1].cell, ""), events[-1].text)
    made = [event.cell for event in events if event.kind == "made"]
    if made and events[-1].kind in ("stub", "deleted"):
        return _overwritten(name, made[-1], events[-1])
    if made:
        return None
    for i, error in ran.notes.items():
        if defines(submission.cells[i], name):
            return _stopped_cell(name, i, error, error)
    if any(defines(text, name) for text in submission.other_cells):
        says = f"Your `{name}` is in a Markdown or raw cell, which is not run. Make it a code cell, and run all cells."
        return LostAnswer(says, "lost: not a code cell")
    for i, source in enumerate(submission.cells):
        if defines(source, name):
            says = (
                f"Code cell {i + 1} makes `{name}` only inside a function, a text or a part that is not run. Make it "
                "at the beginning of a line, and run all cells."
            )
            return LostAnswer(says, "lost: inside")
    found = _other_name(submission, sheet, task, name, others, has_stub=bool(events))
    if found:
        says = (
            f"There is `{found.name}` (code cell {found.cell + 1}), but no `{name}`. If that is your answer, rename it "
            "and run all cells."
        )
        return LostAnswer(says, "lost: another name")
    if not events and not any(_mentions(cell, name) for cell in submission.cells):
        return LostAnswer(
            f"No code cell defines `{name}`. Take its cell from the sheet again, and answer it there.", ""
        )
    return None


def _stopped_cell(name: str, cell: int, note: str, error: str) -> LostAnswer:
    """Say that the cell which makes a name did not get so far; its note tells where the whole cell was stopped."""
    error = note if note.startswith("was stopped: ") else error
    kind, advice = error_cause(error)
    if kind == "stopped":
        return LostAnswer(f"Code cell {cell + 1}, which makes `{name}`, {error}. {advice}", "lost: cell stopped")
    says = f"Code cell {cell + 1} does not get as far as `{name}`: {error.rstrip('.')}."
    return LostAnswer(f"{says} {advice}".strip(), f"lost: cell stops ({kind})")


def _overwritten(name: str, cell: int, last: NameEvent) -> LostAnswer:
    if last.kind == "deleted":
        says = f"Code cell {last.cell + 1} deletes `{name}`, which code cell {cell + 1} makes. Take that line out."
        return LostAnswer(says, "lost: deleted")
    says = (
        f"Your `{name}` in code cell {cell + 1} is replaced by the empty one in code cell {last.cell + 1}. "
        "Delete that cell, and run all cells."
    )
    return LostAnswer(says, "lost: stub below the answer")


def defines(text: str, name: str) -> bool:
    """Does a text define a name by more than the stub?

    >>> defines("def layer(W, b):\\n    return W", "layer"), defines("def layer(W, b):\\n    ...", "layer")
    (True, False)
    """
    return name in definitions([text], {name})


def _begins(text: str) -> str:
    """Return the beginnings of the lines: a stranger's line may be so long that looking through it takes long."""
    return "\n".join(line[:MAX_LINE_READ] for line in text.splitlines())


def _mentions(cell: str, name: str) -> bool:
    """Is there a line that might make the name, in whatever way?"""
    return re.search(rf"\b(?:def|class|import|as) +{name}\b|\b{name}\b[^\n=(]*=(?!=)", _begins(cell)) is not None


# --- another name -------------------------------------------------------------------------------------------


def _other_name(
    submission: Submission, sheet: Sheet, task: Task, name: str, others: list[NameEvent], has_stub: bool
) -> NameEvent | None:
    """Return what was most likely made in place of a name: what the check is given, a like name, or what is beside it.

    Where the stub is still there, what merely stands beside it is not taken for the answer.
    """
    no_answers = sheet.names | bound_names(sheet.code)  # what the sheet gives or wants elsewhere is none
    by_name = {event.name: event for event in others if event.name not in no_answers}
    checks = list(_check_cells(submission, task))
    if len(task.names) == 1:
        for _, given in checks:
            if given in by_name:
                return by_name[given]
    if like := _alike(name, list(by_name)):
        return by_name[like]
    if not has_stub and checks and len(task.names) == 1:
        return _beside(submission.cells, checks[0][0], list(by_name.values()))
    return None


def _alike(name: str, others: Sequence[str]) -> str | None:
    """Return the name that differs only in case or underscores, or in a letter or two.

    >>> _alike("layer", ["Layer", "W"]), _alike("my_softmax", ["mysoftmx"]), _alike("z", ["zz"])
    ('Layer', 'mysoftmx', None)
    """
    plain = name.replace("_", "").casefold()
    same = [other for other in others if other.replace("_", "").casefold() == plain]
    close = difflib.get_close_matches(name, others, 1, 0.75) if len(name) > 3 else []
    return next(iter(same + close), None)


def _beside(cells: Sequence[str], check: int, others: list[NameEvent]) -> NameEvent | None:
    """Return the last name made in the nearest cell above a check, with no other check between."""
    for i in range(check, -1, -1):
        if i < check and "check(" in cells[i]:
            return None
        if found := [event for event in others if event.cell == i]:
            return found[-1]
    return None
