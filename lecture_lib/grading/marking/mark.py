"""Marks for one submission: every answer judged by the course's own questions, its code kept in the sandbox.

`judge_answer` compares here, in the grader; where it calls an answer, a `RemoteFunction` carries the call to the
sandbox and the reply back. So tests and solutions never enter the process that runs a stranger's code.
"""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from time import monotonic
from typing import NamedTuple

import numpy as np

from ...checking import Question, Verdict, draw_hidden_cases, judge_answer
from ...course import questions
from ..intake import HandIn, Sheet, Submission, Task
from ..sandbox import SUBMISSION_SECONDS, GraderFault, Session, SubmissionStopped
from .lost_answers import find_lost_answer, was_overtaken
from .submission_run import CellsRun, RemoteFunction, call_ahead, one_at_a_time, start_cells, submitted_answer


@dataclass(frozen=True)
class Mark:
    """What one question brought: `status` is right, wrong, not attempted, stopped, or lost.

    Lost is an answer that was written, but was not there at the end.
    """

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


class SubmissionMarks(NamedTuple):
    """What one submission brought: a mark for each task of its sheet, a note for each cell that did not run through."""

    marks: tuple[Mark, ...] = ()
    cells: tuple[CellNote, ...] = ()

    @property
    def points(self) -> float:
        """The points of all marks together."""
        return sum(mark.points for mark in self.marks)


@dataclass(frozen=True)
class SheetResult:
    """What a student handed in for a sheet, and its marks: none where there is a problem with it."""

    hand_in: HandIn
    marked: SubmissionMarks = SubmissionMarks()


def mark_submission(
    submission: Submission, sheet: Sheet, open_session: Callable[[], Session], seed: str = ""
) -> SubmissionMarks:
    """Return the marks of one submission.

    Hidden cases are drawn by the course's secret `seed` and the code: the same every time, and known to nobody before.
    """
    ran, marks = CellsRun(monotonic() + SUBMISSION_SECONDS), []
    with one_at_a_time(open_session) as open_next:
        start = partial(start_cells, submission, open_next)
        for task in sheet.tasks:
            question, rng = questions(sheet.lecture)[task.number], case_generator(seed, submission, task)
            ran, mark = _mark_task(task, question, rng, ran, start)
            marks.append(_with_reason(mark, submission, sheet, task, ran))
    return SubmissionMarks(tuple(marks), tuple(CellNote(i, says) for i, says in sorted(ran.notes.items())))


def case_generator(seed: str, submission: Submission, task: Task) -> np.random.Generator:
    """Return what draws the hidden cases of one question for one submission."""
    drawn = hashlib.sha256(f"{seed} {submission.digest} {task.number}".encode()).digest()
    return np.random.default_rng(int.from_bytes(drawn[:8], "big"))


def _mark_task(
    task: Task, question: Question, rng: np.random.Generator, ran: CellsRun, start: Callable[[CellsRun], CellsRun]
) -> tuple[CellsRun, Mark]:
    """Judge one answer; return its mark, and the run for the next one, whose session may be another."""
    ran, verdict = start(ran) if ran.problem else ran, None
    with suppress(SubmissionStopped):
        answer = submitted_answer(ran, task)
        if isinstance(answer, RemoteFunction) and question.wants_function:
            answer = call_ahead(answer, [*question.cases, *draw_hidden_cases(question, copy.deepcopy(rng))])
            if ran.problem:  # nothing is lost: the calls are made one by one
                ran = start(ran)
                answer = submitted_answer(ran, task)
        verdict = judge_answer(question, answer, rng)
    if isinstance(ran.problem, GraderFault):  # the judge takes every error for the answer's own
        raise ran.problem
    return ran, _mark(task, ran.problem or verdict)


def _with_reason(mark: Mark, submission: Submission, sheet: Sheet, task: Task, ran: CellsRun) -> Mark:
    """Return the mark with the reason why its answer was lost, if one was."""
    if mark.status not in ("not attempted", "wrong") or ran.problem:
        return mark
    lost = None
    with suppress(SubmissionStopped):
        lost = find_lost_answer(submission, sheet, task, ran)
    if lost is None or mark.status == "wrong" and not was_overtaken(lost):
        return mark
    return replace(mark, status="lost" if lost.mistake else mark.status, says=lost.says, mistake=lost.mistake)


def _mark(task: Task, outcome: SubmissionStopped | Verdict) -> Mark:
    if isinstance(outcome, SubmissionStopped):
        says, mistake = f"It was stopped: {outcome}.", f"stopped: {outcome.why}"
        return Mark(task.number, "stopped", 0.0, task.points, says, mistake)
    points = task.points if outcome.right else 0.0
    return Mark(task.number, outcome.status, points, task.points, outcome.says, outcome.mistake)
