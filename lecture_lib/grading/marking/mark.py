"""Marks for one submission: every answer judged by the course's own questions, its code kept in the sandbox.

A judge compares, in a process that holds the questions; where it calls an answer, the grader carries the call to the
sandbox and the reply back. So tests and solutions never enter the process that runs a stranger's code, and what is too
much for a judge ends neither the grader nor the session.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from time import monotonic
from typing import NamedTuple

from ...checking import Verdict
from ..intake import HandIn, Sheet, Submission, Task
from ..judging import AnswerCalls, JudgePool, JudgeProcess, NeedsMoreRoom, shared_judges
from ..sandbox import SUBMISSION_SECONDS, GraderFault, Session, SubmissionStopped, out_of_time
from .lost_answers import find_lost_answer, say_if_made_anew, was_overtaken
from .submission_run import CellsRun, NotAtOnce, answer_calls, one_at_a_time, start_cells, submitted_value


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
    submission: Submission,
    sheet: Sheet,
    open_session: Callable[[], Session],
    seed: str = "",
    judges: JudgePool | None = None,
) -> SubmissionMarks:
    """Return the marks of one submission; without `judges`, those of this process compare.

    Hidden cases are drawn by the course's secret `seed` and the code: the same every time, and known to nobody before.
    """
    ran, marks, judges = CellsRun(monotonic() + SUBMISSION_SECONDS), [], judges or shared_judges()
    with one_at_a_time(open_session) as open_next:
        start = partial(start_cells, submission, open_next)
        for task in sheet.tasks:
            ran, mark = _mark_task(task, case_seed(seed, submission, task), sheet.lecture, ran, start, judges)
            marks.append(_with_reason(mark, submission, sheet, task, ran))
    return SubmissionMarks(tuple(marks), tuple(CellNote(i, says) for i, says in sorted(ran.notes.items())))


def case_seed(seed: str, submission: Submission, task: Task) -> int:
    """Return the number from which the hidden cases of one question are drawn for one submission."""
    drawn = hashlib.sha256(f"{seed} {submission.digest} {task.number}".encode()).digest()
    return int.from_bytes(drawn[:8], "big")


def _mark_task(
    task: Task, seed: int, lecture: str, ran: CellsRun, start: Callable[[CellsRun], CellsRun], judges: JudgePool
) -> tuple[CellsRun, Mark]:
    """Judge one answer; return its mark, and the run for the next one, whose session may be another.

    A question has its own time: what it takes is not taken from the cells, nor from the next question.
    """
    ahead, large = True, False
    while not (ran := start(ran) if ran.problem else ran).problem:
        with judges.lend(large) as judge:
            began, asked = monotonic(), ran.for_question()
            try:
                outcome = _judged(judge, task, seed, lecture, asked, ahead)
            except SubmissionStopped as problem:
                outcome = asked.late() or problem
            ran = ran.later(monotonic() - began)
        if isinstance(outcome, NotAtOnce):  # nothing is lost: the calls are made one by one
            ahead = False
        elif isinstance(outcome, NeedsMoreRoom):
            large = True
        else:
            return ran, _mark(task, outcome)
    if isinstance(ran.problem, GraderFault):
        raise ran.problem
    return ran, _mark(task, ran.problem or out_of_time())


def _judged(judge: JudgeProcess, task: Task, seed: int, lecture: str, ran: CellsRun, ahead: bool) -> Verdict:
    hand_over(judge, ran, task)
    return judge.judge(
        call_for(ran),
        lecture=lecture,
        number=task.number,
        answer=ast.unparse(task.answer),
        seed=seed,
        ahead=ahead,
    )


def hand_over(judge: JudgeProcess, ran: CellsRun, task: Task) -> None:
    """Give the judge the values of all names that an answer is made of, one after the other: each may be large."""
    for name in dict.fromkeys(task.names):
        submitted_value(ran, name)
        judge.give(name, ran.frame)


def call_for(ran: CellsRun) -> AnswerCalls:
    """Return what calls the functions of a submission for a judge: it gets the replies as they came."""

    def call(key: int, cases: list[tuple], ahead: bool) -> bytes:
        answer_calls(ran, key, cases, ahead)
        return ran.frame

    return call


def _with_reason(mark: Mark, submission: Submission, sheet: Sheet, task: Task, ran: CellsRun) -> Mark:
    """Return the mark with the reason why its answer was lost, if one was."""
    if mark.status not in ("not attempted", "wrong") or ran.problem:
        return mark
    lost, anew = None, ""
    with suppress(SubmissionStopped):
        lost = find_lost_answer(submission, sheet, task, ran)
        anew = say_if_made_anew(submission, task, ran) if mark.status == "wrong" else ""
    if lost is None or mark.status == "wrong" and not was_overtaken(lost):
        says, step, hint = mark.says.partition(" Next: ")
        return replace(mark, says=f"{says} {anew}{step}{hint}") if anew else mark
    return replace(mark, status="lost" if lost.mistake else mark.status, says=lost.says, mistake=lost.mistake)


def _mark(task: Task, outcome: SubmissionStopped | Verdict) -> Mark:
    if isinstance(outcome, SubmissionStopped):
        says, mistake = f"It was stopped: {outcome}.", f"stopped: {outcome.why}"
        return Mark(task.number, "stopped", 0.0, task.points, says, mistake)
    points = task.points if outcome.right else 0.0
    return Mark(task.number, outcome.status, points, task.points, outcome.says, outcome.mistake)
