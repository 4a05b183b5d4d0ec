"""All that was run, seen and compared for one submission: for a student who asks why."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from time import monotonic

from ...course import questions
from ...validation import count_phrase
from ..intake import Sheet, Submission, Task, plain_text
from ..judging import JudgePool, shared_judges
from ..sandbox import SUBMISSION_SECONDS, Session, SubmissionStopped
from .lost_answers import find_lost_answer
from .mark import call_for, case_seed, hand_over
from .submission_run import CellsRun, one_at_a_time, start_cells

MAX_LINE_LENGTH = 2_000  # characters of one value that are shown
MAX_PRINTED_LINES = 200
MAX_BLANKS = 60  # blanks at the beginning of a line that are shown


def explanation_lines(
    submission: Submission, sheet: Sheet, open_session: Callable[[], Session], seed: str = ""
) -> Iterator[str]:
    """Yield the lines of the explanation. They hold the true replies: they are for the teacher's eyes."""
    judges = shared_judges()
    with one_at_a_time(open_session) as open_next:
        yield f"Sheet {sheet.name}, {len(submission.cells)} code cells, content {submission.digest[:16]}"
        for name, data in submission.attachments:
            yield f"  helper file {plain_text(name, 100)}, {len(data)} bytes"
        start = partial(start_cells, submission, open_next)
        ran = start(CellsRun(monotonic() + SUBMISSION_SECONDS))
        yield from _cells(submission, ran)
        for task in sheet.tasks:
            ran = start(ran) if ran.problem else ran
            yield from _task(judges, ran, task, sheet.lecture, case_seed(seed, submission, task))
            yield from _lost(submission, sheet, task, ran)


def _cells(submission: Submission, ran: CellsRun) -> Iterator[str]:
    if ran.problem:
        yield f"  stopped: {ran.problem}"
    for i, source in enumerate(submission.cells):
        yield f"\nCell {i + 1}: {ran.notes.get(i, 'ran through')}"
        yield from _indented(source.splitlines())
    if ran.session and ran.session.kept:
        yield "\nPrinted:"
        yield from _printed(ran.session.kept.decode("utf-8", "replace").splitlines())


def _printed(lines: list[str]) -> Iterator[str]:
    yield from _indented(lines[:MAX_PRINTED_LINES])
    if len(lines) > MAX_PRINTED_LINES:
        yield f"    and {count_phrase(len(lines) - MAX_PRINTED_LINES, 'more line')}"


def _indented(lines: list[str]) -> Iterator[str]:
    """Yield lines as text that does no harm, further to the right; the blanks at their beginning stay."""
    for line in lines:
        words = plain_text(line, MAX_LINE_LENGTH)
        blanks = len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip()) if words else 0
        yield " " * (4 + min(blanks, MAX_BLANKS)) + words


def _task(judges: JudgePool, ran: CellsRun, task: Task, lecture: str, seed: int) -> Iterator[str]:
    yield f"\nQuestion {task.number}, {task.points:g} points. Wanted: {questions(lecture)[task.number].wanted}."
    asked, lines = ran.for_question(), []
    try:
        with judges.lend(large=True) as judge:
            hand_over(judge, asked, task)
            answer = ast.unparse(task.answer)
            judge.explain(
                call_for(asked),
                lines.append,
                lecture=lecture,
                number=task.number,
                answer=answer,
                seed=seed,
            )
    except SubmissionStopped as problem:
        lines.append(f"  verdict: stopped. {asked.late() or problem}")
    yield from lines


def _lost(submission: Submission, sheet: Sheet, task: Task, ran: CellsRun) -> Iterator[str]:
    """Yield why the answer did not survive, if it was written and is not there."""
    with suppress(SubmissionStopped):
        if not ran.problem and (lost := find_lost_answer(submission, sheet, task, ran)):
            yield f"  lost: {plain_text(lost.says, MAX_LINE_LENGTH)}"
