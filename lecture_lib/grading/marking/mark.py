"""Marks for one submission: every answer judged by the course's own questions, its code kept in the sandbox.

`judge_answer` compares here, in the grader; where it calls an answer, a `RemoteFunction` carries the call to the sandbox and the
reply back. So tests and solutions never enter the process that runs a stranger's code.
"""

from __future__ import annotations

import ast
import copy
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Any

import numpy as np

from ...checking import Question, draw_hidden_cases, judge_answer
from ...course import questions
from ...nn import MLP, activations
from ..intake import Sheet, Submission, Task
from ..sandbox import (
    CALL_SECONDS,
    CELL_SECONDS,
    SUBMISSION_SECONDS,
    FunctionReference,
    GraderFault,
    NetworkWeights,
    Session,
    SubmissionStopped,
    UnsupportedValue,
)

AHEAD_SECONDS = 2.0  # seconds for all cases of a question at once
ACTIVATIONS = {
    g.name: g
    for g in (
        activations.identity,
        activations.leaky_relu,
        activations.relu,
        activations.sigmoid,
        activations.sign,
        activations.softmax,
        activations.step,
        activations.tanh,
    )
}


@dataclass(frozen=True)
class Mark:
    """What one question brought: `status` is right, wrong, not attempted or stopped."""

    number: str
    status: str
    points: float
    of: float
    says: str
    mistake: str = ""


@dataclass(frozen=True)
class CellNote:
    """What happened to one cell that did not run through."""

    cell: int
    says: str


@dataclass(frozen=True)
class SheetResult:
    """All that one student brought for one sheet, "05": the marks, or the problem for which there are none."""

    student: str
    sheet: str
    digest: str = ""
    marks: tuple[Mark, ...] = ()
    cells: tuple[CellNote, ...] = ()
    problem: str = ""
    notes: tuple[str, ...] = ()

    @property
    def points(self) -> float:
        return sum(mark.points for mark in self.marks)


class Run:
    """A submission on its way through the sandbox; starts again without a cell that brought it down."""

    def __init__(self, submission: Submission, open_session: Callable[[], Session]) -> None:
        self.submission, self._open = submission, open_session
        self.end = monotonic() + SUBMISSION_SECONDS
        self.notes: dict[int, str] = {}
        self.deadly: set[int] = set()
        self.session: Session | None = None
        self.stopped: SubmissionStopped | None = None
        self._known: dict[tuple, dict] = {}  # replies to calls that were made ahead
        self.fault: GraderFault | None = None

    def __enter__(self) -> Run:
        return self

    def __exit__(self, *_) -> None:
        self._close()

    def _close(self) -> None:
        if self.session:
            self.session.close()
            self.session = None

    def alive(self) -> Session:
        """Return a session in which all cells have run, but for those that end it."""
        self.stopped, self._known = None, {}
        while self.session is None:
            self.stopped, self._at = None, None
            self._in_time()
            self.session = self._open()
            try:
                self._run_cells()
            except SubmissionStopped as problem:
                self._in_time()
                if self._at is None:
                    raise
                self.notes[self._at] = f"was stopped: {problem}"
                self.deadly.add(self._at)
                self._close()
        return self.session

    def _run_cells(self) -> None:
        self._at = None
        if self.submission.attachments:
            self._ask(
                CELL_SECONDS,
                do="files",
                files={
                    name: [np.frombuffer(data[at : at + 2**20], np.uint8) for at in range(0, len(data), 2**20)]
                    for name, data in self.submission.attachments
                },
            )
        failed = self._pass(range(len(self.submission.cells)))
        self._pass(failed)  # an import may stand at the end: once more

    def _pass(self, cells) -> list[int]:
        failed = []
        for i in cells:
            if i in self.deadly or not self.submission.cells[i].strip():
                continue
            self._at = i
            self.notes.pop(i, None)
            source = np.frombuffer(self.submission.cells[i].encode("utf-8", "replace"), np.uint8)
            error = self._ask(CELL_SECONDS, do="cell", cell=i, source=source).get("error")
            if type(error) is str and error:
                self.notes[i] = error
                failed.append(i)
        return failed

    def _ask(self, seconds: float, **message) -> dict:
        """Ask the session; whatever ends it is remembered, since `judge_answer` takes every error for the answer's own."""
        if self.stopped or self.fault or self.session is None:
            raise self.stopped or self.fault or SubmissionStopped("gone", "it was stopped before")
        try:
            self._in_time()
            return self.session.ask(min(seconds, self.end - monotonic()), **message)
        except SubmissionStopped as problem:
            self.stopped = problem
            self._close()
            raise
        except GraderFault as problem:
            self.fault = problem
            raise

    def _in_time(self) -> None:
        if monotonic() >= self.end:
            self.stopped = SubmissionStopped(
                "time", f"all its questions together took longer than {SUBMISSION_SECONDS:.0f} s"
            )
            raise self.stopped

    def answer(self, task: Task):
        """Return the answer to a task as the grader sees it: plain values, networks, functions to call."""
        found = {name: self._ask(CALL_SECONDS, do="get", name=name) for name in task.names}
        return _built(task.answer, {name: self.seen(reply.get("value")) for name, reply in found.items()})

    def seen(self, value):
        """Return what came over the wire as the questions expect it."""
        if isinstance(value, FunctionReference):
            return RemoteFunction(self, value)
        if isinstance(value, NetworkWeights):
            return _network(value)
        if type(value) in (list, tuple):
            return type(value)(map(self.seen, value))
        return value

    def call_ahead(self, function: FunctionReference, cases: list[tuple]) -> None:
        """Call one of its functions on many cases at once; `call` then finds the replies.

        If that takes too long or ends in any other way, nothing is lost: the calls are made one by one.
        """
        try:
            replies = self._calls(AHEAD_SECONDS, function, cases)
        except SubmissionStopped:
            self.alive()
        else:
            self._known = {_key(function, case): reply for case, reply in zip(cases, replies)}

    def _calls(self, seconds: float, function: FunctionReference, cases: list[tuple]) -> list[dict]:
        told = self._ask(seconds, do="calls", key=function.key, calls=[list(case) for case in cases])
        replies, whole = told.get("replies"), len(cases) == 1 or "cut" not in told
        if not whole or type(replies) is not list or [type(reply) for reply in replies] != [dict] * len(cases):
            self.stopped = SubmissionStopped(
                "garbled", "it did not answer what was asked, or with more than can be sent"
            )
            self._close()
            raise self.stopped
        return replies

    def call(self, function: FunctionReference, arguments: tuple):
        """Call one of its functions; return the value, raise what it raised, repeat what it did to the arguments."""
        reply = self._known.get(_key(function, arguments)) or self._calls(CALL_SECONDS, function, [arguments])[0]
        error, changed = reply.get("error"), reply.get("arguments")
        if error is not None:
            raise _as_raised(error if type(error) is str else "")
        if isinstance(changed, list):
            for mine, its in zip(arguments, changed):
                _repeat(mine, its)
        return self.seen(reply.get("value"))


class RemoteFunction:
    """A learner's function, to be called like any other; its code stays where it is."""

    def __init__(self, run: Run, function: FunctionReference) -> None:
        self._run, self.function, self.__name__ = run, function, function.name
        self.is_stub = function.empty

    def __call__(self, *arguments):
        return self._run.call(self.function, arguments)


def mark_submission(
    submission: Submission, sheet: Sheet, open_session: Callable[[], Session], seed: str = ""
) -> tuple[list[Mark], list[CellNote]]:
    """Return a mark for every task of the sheet, and a note for every cell that did not run through.

    Hidden cases are drawn by the course's secret `seed` and the code: the same every time, and known to nobody before.
    """
    with Run(submission, open_session) as run:
        marks = [
            _mark(run, task, questions(sheet.lecture)[task.number], case_generator(seed, submission, task))
            for task in sheet.tasks
        ]
        return marks, [CellNote(i, says) for i, says in sorted(run.notes.items())]


def case_generator(seed: str, submission: Submission, task: Task) -> np.random.Generator:
    """Return what draws the hidden cases of one question for one submission."""
    drawn = hashlib.sha256(f"{seed} {submission.digest} {task.number}".encode()).digest()
    return np.random.default_rng(int.from_bytes(drawn[:8], "big"))


def _mark(run: Run, task: Task, question: Question, rng: np.random.Generator) -> Mark:
    try:
        run.alive()
        answer = run.answer(task)
        if isinstance(answer, RemoteFunction) and question.wants_function:
            answer = _called_ahead(run, task, answer, question, copy.deepcopy(rng))
        verdict = judge_answer(question, answer, rng)
    except SubmissionStopped:
        verdict = None
    if run.fault:
        raise run.fault
    if run.stopped:
        return Mark(
            task.number, "stopped", 0.0, task.points, f"It was stopped: {run.stopped}.", f"stopped: {run.stopped.why}"
        )
    return Mark(
        task.number, verdict.status, task.points if verdict.right else 0.0, task.points, verdict.says, verdict.mistake
    )


def _called_ahead(run: Run, task: Task, answer: RemoteFunction, question: Question, rng: np.random.Generator):
    """Call an answer on all cases at once, for speed; return the answer, anew if it had to be started again."""
    session = run.session
    run.call_ahead(answer.function, [*question.cases, *draw_hidden_cases(question, rng)])
    return answer if run.session is session else run.answer(task)


def _key(function: FunctionReference, arguments: tuple) -> tuple:
    """Return what tells one call from another: the function, and the values of all arguments."""
    return function.key, *map(_part, arguments)


def _part(value):
    if isinstance(value, np.ndarray):
        return value.dtype.str, value.shape, value.tobytes()
    if isinstance(value, list | tuple):
        return type(value), *map(_part, value)
    return type(value), id(value) if callable(value) else value


def _built(expression: ast.expr, values: dict[str, Any]):
    """Return a name's value, or a tuple or list of such."""
    if isinstance(expression, ast.Name):
        return values[expression.id]
    parts = [_built(part, values) for part in expression.elts]
    return tuple(parts) if isinstance(expression, ast.Tuple) else parts


def _network(network: NetworkWeights):
    try:
        return MLP(*((W, b, ACTIVATIONS[g]) for W, b, g in network.layers))
    except Exception:
        return UnsupportedValue("a network with an activation of its own")


def _as_raised(error: str) -> Exception:
    """Return an error of the same name and text, so that it is told as it would be in the learner's notebook."""
    kind, _, text = error.partition(": ")
    return type(kind if kind.isascii() and kind.isidentifier() else "Error", (Exception,), {})(text)


def _repeat(mine, its) -> None:
    if (
        isinstance(mine, np.ndarray)
        and isinstance(its, np.ndarray)
        and its.shape == mine.shape
        and mine.flags.writeable
    ):
        mine[...] = its
    elif isinstance(mine, list) and isinstance(its, list):
        mine[:] = its
