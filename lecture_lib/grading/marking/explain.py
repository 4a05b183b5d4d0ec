"""All that was run, seen and compared for one submission: for a student who asks why."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ...checking import Question, collect_replies, draw_hidden_cases, is_right_reply, judge_answer
from ...course import questions
from ..intake import Sheet, Submission, Task, plain_text
from ..sandbox import Session, SubmissionStopped
from .mark import Run, case_generator

MAX_LINE_LENGTH = 2_000  # characters of one value that are shown


def explanation_lines(
    submission: Submission, sheet: Sheet, open_session: Callable[[], Session], seed: str = ""
) -> Iterator[str]:
    """Yield the lines of the explanation. They hold the true replies: they are for the teacher's eyes."""
    with Run(submission, open_session) as run:
        yield f"Sheet {sheet.name}, {len(submission.cells)} code cells, content {submission.digest[:16]}"
        for name, data in submission.attachments:
            yield f"  helper file {plain_text(name, 100)}, {len(data)} bytes"
        yield from _cells(run)
        for task in sheet.tasks:
            yield from _task(run, task, questions(sheet.lecture)[task.number], submission, seed)


def _cells(run: Run) -> Iterator[str]:
    try:
        run.alive()
    except SubmissionStopped as problem:
        yield f"  stopped: {problem}"
    for i, source in enumerate(run.submission.cells):
        yield f"\nCell {i + 1}: {run.notes.get(i, 'ran through')}"
        yield from (f"    {plain_text(line, MAX_LINE_LENGTH)}" for line in source.splitlines())
    if run.session and run.session.kept:
        yield "\nPrinted:"
        yield from (
            f"    {plain_text(line, MAX_LINE_LENGTH)}"
            for line in run.session.kept.decode("utf-8", "replace").splitlines()[:200]
        )


def _task(run: Run, task: Task, question: Question, submission: Submission, seed: str) -> Iterator[str]:
    yield f"\nQuestion {task.number}, {task.points:g} points. Wanted: {question.wanted}."
    try:
        run.alive()
        answer = run.answer(task)
        drawn = draw_hidden_cases(question, case_generator(seed, submission, task))
        for kind, case in [*(("case", case) for case in question.cases), *(("hidden", case) for case in drawn)]:
            yield from _compared(run, question, answer, kind, case)
        verdict = judge_answer(question, answer, case_generator(seed, submission, task))
        yield f"  verdict: {verdict.status}. {plain_text(verdict.says, MAX_LINE_LENGTH)}"
    except SubmissionStopped as problem:
        yield f"  verdict: stopped. {problem}"


def _compared(run: Run, question: Question, answer, kind: str, case: tuple) -> Iterator[str]:
    """Yield what one case gave, and what is true."""
    (reply,), truth = collect_replies(question, answer, [case]), question.truth(*case)
    if run.stopped:
        raise run.stopped
    agrees = is_right_reply(question, reply, truth)
    yield f"  {kind} {_shown(case)}" if case else f"  {kind}"
    yield f"    came back  {_shown(reply.error or reply.value)}"
    yield f"    true is    {_shown(truth)}   {'agrees' if agrees else 'does not agree'}"


def _shown(value) -> str:
    return plain_text(" ".join(repr(value).split()), MAX_LINE_LENGTH)
