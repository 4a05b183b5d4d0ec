"""All that was run, seen and compared for one submission: for a student who asks why."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from time import monotonic

from ...checking import Question, collect_replies, draw_hidden_cases, is_right_reply, judge_answer
from ...course import questions
from ..intake import Sheet, Submission, Task, plain_text
from ..sandbox import SUBMISSION_SECONDS, Session, SubmissionStopped
from .lost_answers import find_lost_answer
from .mark import case_generator
from .submission_run import CellsRun, one_at_a_time, start_cells, submitted_answer

MAX_LINE_LENGTH = 2_000  # characters of one value that are shown
MAX_PRINTED_LINES = 200


def explanation_lines(
    submission: Submission, sheet: Sheet, open_session: Callable[[], Session], seed: str = ""
) -> Iterator[str]:
    """Yield the lines of the explanation. They hold the true replies: they are for the teacher's eyes."""
    with one_at_a_time(open_session) as open_next:
        yield f"Sheet {sheet.name}, {len(submission.cells)} code cells, content {submission.digest[:16]}"
        for name, data in submission.attachments:
            yield f"  helper file {plain_text(name, 100)}, {len(data)} bytes"
        start = partial(start_cells, submission, open_next)
        ran = start(CellsRun(monotonic() + SUBMISSION_SECONDS))
        yield from _cells(submission, ran)
        for task in sheet.tasks:
            ran = start(ran) if ran.problem else ran
            yield from _task(ran, task, questions(sheet.lecture)[task.number], submission, seed)
            yield from _lost(submission, sheet, task, ran)


def _cells(submission: Submission, ran: CellsRun) -> Iterator[str]:
    if ran.problem:
        yield f"  stopped: {ran.problem}"
    for i, source in enumerate(submission.cells):
        yield f"\nCell {i + 1}: {ran.notes.get(i, 'ran through')}"
        yield from _indented(source.splitlines())
    if ran.session and ran.session.kept:
        yield "\nPrinted:"
        yield from _indented(ran.session.kept.decode("utf-8", "replace").splitlines()[:MAX_PRINTED_LINES])


def _indented(lines: list[str]) -> Iterator[str]:
    yield from (f"    {plain_text(line, MAX_LINE_LENGTH)}" for line in lines)


def _task(ran: CellsRun, task: Task, question: Question, submission: Submission, seed: str) -> Iterator[str]:
    yield f"\nQuestion {task.number}, {task.points:g} points. Wanted: {question.wanted}."
    try:
        answer = submitted_answer(ran, task)
        for case in question.cases:
            yield from _compared(ran, question, answer, "case", case)
        for case in draw_hidden_cases(question, case_generator(seed, submission, task)):
            yield from _compared(ran, question, answer, "hidden", case)
        verdict = judge_answer(question, answer, case_generator(seed, submission, task))
        if ran.problem:  # the judge takes every error for the answer's own
            raise ran.problem
        yield f"  verdict: {verdict.status}. {plain_text(verdict.says, MAX_LINE_LENGTH)}"
    except SubmissionStopped as problem:
        yield f"  verdict: stopped. {problem}"


def _lost(submission: Submission, sheet: Sheet, task: Task, ran: CellsRun) -> Iterator[str]:
    """Yield why the answer did not survive, if it was written and is not there."""
    with suppress(SubmissionStopped):
        if not ran.problem and (lost := find_lost_answer(submission, sheet, task, ran)):
            yield f"  lost: {plain_text(lost.says, MAX_LINE_LENGTH)}"


def _compared(ran: CellsRun, question: Question, answer, kind: str, case: tuple) -> Iterator[str]:
    """Yield what one case gave, and what is true."""
    (reply,), truth = collect_replies(question, answer, [case]), question.truth(*case)
    if ran.problem:
        raise ran.problem
    agrees = is_right_reply(question, reply, truth)
    yield f"  {kind} {_shown(case)}" if case else f"  {kind}"
    yield f"    came back  {_shown(reply.error or reply.value)}"
    yield f"    true is    {_shown(truth)}   {'agrees' if agrees else 'does not agree'}"


def _shown(value) -> str:
    return plain_text(" ".join(repr(value).split()), MAX_LINE_LENGTH)
