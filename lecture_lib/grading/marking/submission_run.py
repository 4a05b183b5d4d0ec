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
from typing import Any

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
FILE_PART = 2**20  # bytes of a helper file that are sent as one array

# --- cells --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CellsRun:
    """What came of a submission's cells.

    end: when the time of its cells is over, by the monotonic clock. session: where the cells ran; None before any did
    and when the time is over. notes: by cell, what kept it from running through. deadly: cells that ended a session.
    """

    end: float
    session: Session | None = None
    notes: Mapping[int, str] = field(default_factory=dict)
    deadly: frozenset[int] = frozenset()

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
    """Run all cells in a fresh session, and again without each that ends it, until one lives or the time is over."""
    ran = before
    while monotonic() < ran.end:
        deadly = ran.deadly
        ran = run_cells(open_session(), submission, ran)
        if ran.deadly == deadly:
            return ran
    return replace(ran, session=None)


def run_cells(session: Session, submission: Submission, before: CellsRun) -> CellsRun:
    """Run the cells one by one, but for the deadly ones; return what came of them.

    A cell that fails does not stop the next, and runs once more after the last: an import may stand there.
    """
    ran, notes, at = replace(before, session=session), dict(before.notes), None
    cells = [i for i, source in enumerate(submission.cells) if source.strip() and i not in before.deadly]
    try:
        _send_files(ran, submission.attachments)
        for at in chain(cells, filter(notes.get, cells)):  # when the second pass begins, the notes are of the first
            notes[at] = _cell_error(ran, at, submission.cells[at])
    except SubmissionStopped as problem:
        if at is not None:
            notes[at] = f"was stopped: {problem}"
            ran = replace(ran, deadly=ran.deadly | {at})
    return replace(ran, notes={i: says for i, says in notes.items() if says})


def _send_files(ran: CellsRun, files: Iterable[tuple[str, bytes]]) -> None:
    if files:
        ran.ask(CELL_SECONDS, do="files", files={name: _parts(data) for name, data in files})


def _parts(data: bytes) -> list[np.ndarray]:
    return [np.frombuffer(data[at : at + FILE_PART], np.uint8) for at in range(0, len(data), FILE_PART)]


def _cell_error(ran: CellsRun, i: int, source: str) -> str:
    """Run one cell; return what kept it from running through, "" if nothing did."""
    sent = np.frombuffer(source.encode("utf-8", "replace"), np.uint8)
    error = ran.ask(CELL_SECONDS, do="cell", cell=i, source=sent).get("error")
    return error if type(error) is str else ""


# --- answers ------------------------------------------------------------------------------------------------


class NotAtOnce(SubmissionStopped):
    """Many calls at once took too long, or ended the session; they are to be made one by one in a fresh one."""


def submitted_value(ran: CellsRun, name: str) -> Any:
    """Return what a name stands for after the last cell, as it came over the wire; None where there is no such name."""
    return ran.ask(CALL_SECONDS, do="get", name=name).get("value")


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
