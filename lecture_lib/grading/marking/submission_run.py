"""A submission's cells run in the sandbox, and its answers as the grader sees them: values, networks, functions.

Nothing here keeps a state of its own. A cell or a call that brings the session down leaves its reason in the session;
who goes on begins with `start_cells`, which leaves out the cells that ended a session before.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from itertools import chain
from time import monotonic
from typing import Any, NamedTuple

import numpy as np

from ...nn import ACTIVATIONS, MLP
from ..intake import Submission, Task
from ..sandbox import (
    CALL_SECONDS,
    CELL_SECONDS,
    FunctionReference,
    GraderFault,
    NetworkWeights,
    Session,
    SubmissionStopped,
    UnsupportedValue,
    out_of_time,
)

AHEAD_SECONDS = 2.0  # seconds for all cases of a question at once
MAX_NAME = 80  # characters of a name that is told
FILE_PART = 2**20  # bytes of a helper file that are sent as one array

# --- cells --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CellsRun:
    """What came of a submission's cells.

    end: when its time is over, by the monotonic clock. session: where the cells ran; None before any did, and when the
    time is over. notes: by cell, what kept it from running through. slow: the cells that took too long once; from
    then on each of their statements has a time limit. deadly: those that ended a session otherwise, or even so; of
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
        if cell in self.slow or problem.why != "time":
            return replace(self, deadly=self.deadly | {cell})
        return replace(self, slow=self.slow | {cell})

    @property
    def problem(self) -> SubmissionStopped | GraderFault | None:
        """Why nothing can be asked of it; None while its session lives."""
        return self.session.problem if self.session else out_of_time()

    def ask(self, seconds: float, **message) -> dict:
        """Ask the session, within these seconds and what is left of the submission's time."""
        if self.session is None:
            raise out_of_time()
        return self.session.ask(seconds, self.end, **message)


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
        before = ran
        ran = run_cells(open_session(), submission, before)
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


def submitted_answer(ran: CellsRun, task: Task) -> Any:
    """Return the answer to a task as the grader sees it: plain values, networks, functions to call."""
    return _expression_value(task.answer, {name: submitted_value(ran, name) for name in task.names})


def submitted_value(ran: CellsRun, name: str) -> Any:
    """Return what a name stands for after the last cell; None where there is no such name."""
    return _as_seen(ran, ran.ask(CALL_SECONDS, do="get", name=name).get("value"))


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


def _expression_value(expression: ast.expr, values: Mapping[str, Any]) -> Any:
    """Return a name's value, or a tuple or list of such."""
    if isinstance(expression, ast.Name):
        return values[expression.id]
    parts = [_expression_value(part, values) for part in expression.elts]
    return tuple(parts) if isinstance(expression, ast.Tuple) else parts


def _as_seen(ran: CellsRun, value: Any) -> Any:
    """Return what came over the wire as the questions expect it."""
    if isinstance(value, FunctionReference):
        return RemoteFunction(ran, value)
    if isinstance(value, NetworkWeights):
        return _network(value)
    if type(value) in (list, tuple):
        return type(value)(_as_seen(ran, part) for part in value)
    return value


def _network(network: NetworkWeights) -> MLP | UnsupportedValue:
    try:
        return MLP(*((W, b, ACTIVATIONS[g]) for W, b, g in network.layers))
    except Exception:  # a stranger's weights may be anything
        return UnsupportedValue("a network with an activation of its own")


# --- calls --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class RemoteFunction:
    """A learner's function, to be called like any other; its code stays where it is.

    `known` are replies to calls that were made already, by their arguments.
    """

    ran: CellsRun
    reference: FunctionReference
    known: Mapping[tuple, dict] = field(default_factory=dict)

    @property
    def __name__(self) -> str:
        return self.reference.name

    @property
    def is_stub(self) -> bool:
        """Does its body do nothing, as the other side says?"""
        return self.reference.empty

    def __call__(self, *arguments):
        """Return its value, raise what it raised, repeat what it did to the arguments."""
        reply = self.known.get(_key(arguments)) or _replies(self, [arguments], CALL_SECONDS)[0]
        error, changed = reply.get("error"), reply.get("arguments")
        if error is not None:
            raise _as_raised(error if type(error) is str else "")
        if isinstance(changed, list):
            for mine, its in zip(arguments, changed):
                _repeat_change(mine, its)
        return _as_seen(self.ran, reply.get("value"))


def call_ahead(function: RemoteFunction, cases: list[tuple]) -> RemoteFunction:
    """Call a function on many cases at once, for speed; return it with the replies known.

    If that takes too long or ends in any other way, it returns as it was, and `function.ran` has the problem.
    """
    with suppress(SubmissionStopped):
        return replace(function, known=dict(zip(map(_key, cases), _replies(function, cases, AHEAD_SECONDS))))
    return function


def _replies(function: RemoteFunction, cases: list[tuple], seconds: float) -> list[dict]:
    """Return one reply a case; the session is stopped if it answers anything else."""
    said = function.ran.ask(seconds, do="calls", key=function.reference.key, calls=[list(case) for case in cases])
    replies, whole = said.get("replies"), len(cases) == 1 or "cut" not in said
    if not whole or type(replies) is not list or [type(reply) for reply in replies] != [dict] * len(cases):
        function.ran.session.stop(
            SubmissionStopped("garbled", "it did not answer the question, or its answer is too large to be sent")
        )
    return replies


def _key(arguments: tuple) -> tuple:
    """Return what tells one call of a function from another: the values of all arguments."""
    return tuple(map(_part, arguments))


def _part(value: Any) -> tuple:
    if isinstance(value, np.ndarray):
        return value.dtype.str, value.shape, value.tobytes()
    if isinstance(value, list | tuple):
        return type(value), *map(_part, value)
    return type(value), id(value) if callable(value) else value


def _as_raised(error: str) -> Exception:
    """Return an error of the same name and text, so that it is reported as it would be in the learner's notebook."""
    kind, _, text = error.partition(": ")
    return type(kind if kind.isascii() and kind.isidentifier() else "Error", (Exception,), {})(text)


def _repeat_change(mine: Any, its: Any) -> None:
    """Do to an argument here what the function did to its copy there."""
    arrays = isinstance(mine, np.ndarray) and isinstance(its, np.ndarray)
    if arrays and its.shape == mine.shape and mine.flags.writeable:
        mine[...] = its
    elif isinstance(mine, list) and isinstance(its, list):
        mine[:] = its
