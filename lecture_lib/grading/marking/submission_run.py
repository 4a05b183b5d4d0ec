"""A submission's cells run in the sandbox, its names asked for, its functions called.

Nothing here keeps a state of its own. A cell or a call that brings the session down leaves its reason in the session;
who goes on begins with `start_cells`, which leaves out the cells that ended a session before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from itertools import chain
from time import monotonic
from typing import Any, NamedTuple

import numpy as np

from ..intake import Submission
from ..sandbox import (
    CALL_SECONDS,
    CELL_SECONDS,
    GraderFault,
    Session,
    SubmissionStopped,
    out_of_time,
)

AHEAD_SECONDS, QUESTION_SECONDS = 2.0, 20.0  # seconds for all cases of a question at once, and for all its calls
MAX_NAME = 80  # characters of a name that is told
FILE_PART = 2**20  # bytes of a helper file that are sent as one array

# --- cells --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CellsRun:
    """What came of a submission's cells.

    end: when the time of its cells is over, by the monotonic clock. session: where the cells ran; None before any did
    and when the time is over. notes: by cell, what kept it from running through. slow: cells that took too long once;
    from then on each of their statements has a time limit. deadly: those that ended a session otherwise, or even so; of
    these functions, classes and imports alone are run. hopeless: those that ended one without anything else.
    """

    end: float
    session: Session | None = None
    notes: Mapping[int, str] = field(default_factory=dict)
    slow: frozenset[int] = frozenset()
    deadly: frozenset[int] = frozenset()
    hopeless: frozenset[int] = frozenset()

    @property
    def troubled(self) -> tuple[frozenset[int], frozenset[int], frozenset[int]]:
        """The cells that ended a session, by what is still run of them."""
        return self.slow, self.deadly, self.hopeless

    def without(self, cell: int, problem: SubmissionStopped) -> CellsRun:
        """Return the run with less to be done of a cell that ended its session."""
        if cell in self.deadly:
            return replace(self, hopeless=self.hopeless | {cell})
        writes_itself = self.session is not None and self.session.seen  # half a reply: no loop of an honest cell does
        if cell in self.slow or problem.why != "time" or writes_itself:
            return replace(self, deadly=self.deadly | {cell})
        return replace(self, slow=self.slow | {cell})

    @property
    def problem(self) -> SubmissionStopped | GraderFault | None:
        """Why nothing can be asked of it; None while its session lives."""
        return self.session.problem if self.session else out_of_time()

    @property
    def frame(self) -> bytes:
        """The session's last reply, as it came."""
        return self.session.frame if self.session else b""

    def ask(self, seconds: float, **message) -> dict:
        """Ask the session, within these seconds and what is left of its time."""
        if self.session is None:
            raise out_of_time()
        return self.session.ask(seconds, self.end, **message)

    def for_question(self) -> CellsRun:
        """Return the run as one question asks it: with a time of its own."""
        return replace(self, end=monotonic() + QUESTION_SECONDS)

    def late(self) -> SubmissionStopped | None:
        """Return the stop of a question whose time is over."""
        says = f"the calls of this question together took longer than {QUESTION_SECONDS:.0f} s"
        return SubmissionStopped("time", says) if monotonic() > self.end else None

    def later(self, seconds: float) -> CellsRun:
        """Return the run with these seconds, which a question took, not held against its cells."""
        return replace(self, end=self.end + seconds)


@contextmanager
def one_at_a_time(open_session: Callable[[], Session]) -> Iterator[Callable[[], Session]]:
    """Give what opens sessions: each is closed before the next begins, and the last one at the end."""
    with ExitStack() as stack:

        def open_next() -> Session:
            stack.close()
            return stack.enter_context(open_session())

        yield open_next


def start_cells(submission: Submission, open_session: Callable[[], Session], before: CellsRun) -> CellsRun:
    """Run all cells in a fresh session, again with less of each that ends it, until one lives or the time is over."""
    ran = before
    while monotonic() < ran.end:
        began, session = monotonic(), open_session()
        before = ran.later(monotonic() - began)  # what a sandbox takes to come up is not the submission's doing
        ran = run_cells(session, submission, before)
        if ran.troubled == before.troubled:
            return ran
    return replace(ran, session=None)


def run_cells(session: Session, submission: Submission, before: CellsRun) -> CellsRun:
    """Run the cells one by one, of those that ended a session as much as may be; return what came of them.

    A cell that fails does not stop the next. What of it could not be run is tried once more after the last cell: an
    import may stand there.
    """
    ran, notes, at = replace(before, session=session), dict(before.notes), None
    cells = [i for i, source in enumerate(submission.cells) if source.strip() and i not in before.hopeless]
    try:
        _send_files(ran, submission.attachments)
        for at in chain(cells, filter(notes.get, cells)):  # when the second pass begins, the notes are of the first
            error = _cell_error(ran, at, submission.cells[at])
            notes[at] = before.notes[at] if at in before.slow | before.deadly else error
    except SubmissionStopped as problem:
        if at is not None:
            notes[at] = f"was stopped: {problem}"
            ran = ran.without(at, problem)
    return replace(ran, notes={i: says for i, says in notes.items() if says})


def _send_files(ran: CellsRun, files: Iterable[tuple[str, bytes]]) -> None:
    if files:
        ran.ask(CELL_SECONDS, do="files", files={name: _parts(data) for name, data in files})


def _parts(data: bytes) -> list[np.ndarray]:
    return [np.frombuffer(data[at : at + FILE_PART], np.uint8) for at in range(0, len(data), FILE_PART)]


def _cell_error(ran: CellsRun, i: int, source: str) -> str:
    """Run one cell; return what kept it from running through, "" if nothing did."""
    sent = np.frombuffer(source.encode("utf-8", "replace"), np.uint8)
    how = {"definitions_only": i in ran.deadly, "slow": i in ran.slow and i not in ran.deadly}
    error = ran.ask(CELL_SECONDS, do="cell", cell=i, source=sent, **how).get("error")
    return error if type(error) is str else ""


# --- answers ------------------------------------------------------------------------------------------------


class NotAtOnce(SubmissionStopped):
    """Many calls at once took too long, or ended the session; they are to be made one by one in a fresh one."""


def submitted_value(ran: CellsRun, name: str) -> Any:
    """Return what a name stands for after the last cell, as it came over the wire; None where there is no such name."""
    return ran.ask(CALL_SECONDS, do="get", name=name).get("value")


class NameEvent(NamedTuple):
    """What a cell did to a name: made it, left it open as a stub, imported, deleted or lost it, with the reason."""

    cell: int
    name: str
    kind: str
    text: str = ""


def name_history(ran: CellsRun, names: Iterable[str]) -> tuple[list[NameEvent], list[NameEvent]]:
    """Return what became of these names, in order, and which other names the cells made: as the other side says."""
    said = ran.ask(CALL_SECONDS, do="history", names=list(names))
    events = [NameEvent(*event) for event in _rows(said.get("events"), (int, str, str, str))]
    return events, [NameEvent(cell, name, "made") for cell, name in _rows(said.get("others"), (int, str))]


def _rows(said: Any, kinds: tuple[type, ...]) -> list[list]:
    """Return the rows of what is said that are of the right form; a stranger may say anything."""
    rows = said if type(said) is list else []
    formed = [row for row in rows if type(row) is list and tuple(map(type, row)) == kinds]
    return [row for row in formed if row[1].isidentifier() and len(row[1]) <= MAX_NAME]


def answer_calls(ran: CellsRun, key: int, cases: list[tuple], ahead: bool = False) -> list[dict]:
    """Call the submission's function of this number on each case; return one reply a case.

    The session is stopped if it answers anything else. Raises NotAtOnce where that happens to calls `ahead`.
    """
    try:
        seconds = AHEAD_SECONDS if ahead else CALL_SECONDS
        said = ran.ask(seconds, do="calls", key=key, calls=list(map(list, cases)))
        replies, whole = said.get("replies"), len(cases) == 1 or "cut" not in said
        if not whole or type(replies) is not list or [type(reply) for reply in replies] != [dict] * len(cases):
            ran.session.stop(
                SubmissionStopped("garbled", "it did not answer the question, or its answer is too large to be sent")
            )
    except SubmissionStopped as problem:
        if ahead:
            raise NotAtOnce(problem.why, str(problem)) from None
        raise
    return replies
