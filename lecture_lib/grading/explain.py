"""All that was run, seen and compared for one submission: for a student who asks why."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..words.checks import questions
from ..words.question import HIDDEN, Question, close, judge
from .mark import Run, Task, generator
from .session import Session, Stopped
from .sheets import Sheet
from .submission import Submission
from .texts import plain

LINE = 2_000                        # characters of one value that are shown


def explain(submission: Submission, sheet: Sheet, open_session: Callable[[], Session], seed: str = "") -> Iterator[str]:
    """Yield the lines of the explanation. They hold the true replies: they are for the teacher's eyes."""
    with Run(submission, open_session) as run:
        yield f"Sheet {sheet.name}, {len(submission.cells)} code cells, content {submission.digest[:16]}"
        for name, data in submission.helpers:
            yield f"  helper file {plain(name, 100)}, {len(data)} bytes"
        yield from _cells(run)
        for task in sheet.tasks:
            yield from _task(run, task, questions(sheet.lecture)[task.number], submission, seed)


def _cells(run: Run) -> Iterator[str]:
    try:
        run.alive()
    except Stopped as problem:
        yield f"  stopped: {problem}"
    for i, source in enumerate(run.submission.cells):
        yield f"\nCell {i + 1}: {run.notes.get(i, 'ran through')}"
        yield from (f"    {plain(line, LINE)}" for line in source.splitlines())
    if run.session and run.session.kept:
        yield "\nPrinted:"
        yield from (f"    {plain(line, LINE)}" for line in run.session.kept.decode("utf-8", "replace").splitlines()[:200])


def _task(run: Run, task: Task, question: Question, submission: Submission, seed: str) -> Iterator[str]:
    yield f"\nQuestion {task.number}, {task.points:g} points. Wanted: {question.wants}."
    try:
        run.alive()
        answer = run.answer(task)
        rng = generator(seed, submission, task)
        drawn = [question.hidden[1](rng) for _ in range(HIDDEN)] if question.hidden else []
        for kind, case in [*(("case", case) for case in question.cases), *(("hidden", case) for case in drawn)]:
            yield from _compared(question, answer, kind, case)
        verdict = judge(question, answer, generator(seed, submission, task))
        yield f"  verdict: {verdict.status}. {plain(verdict.says, LINE)}"
    except Stopped as problem:
        yield f"  verdict: stopped. {problem}"


def _compared(question: Question, answer, kind: str, case: tuple) -> Iterator[str]:
    """Yield what one case gave, and what is true."""
    try:
        got = question.get(answer, case)
        agrees = bool((question.same or close)(got, question.truth(*case)))
    except Stopped:
        raise
    except Exception as problem:
        got, agrees = f"{type(problem).__name__}: {problem}", False
    yield f"  {kind} {_shown(case)}" if case else f"  {kind}"
    yield f"    came back  {_shown(got)}"
    yield f"    true is    {_shown(question.truth(*case))}   {'agrees' if agrees else 'does not agree'}"


def _shown(value) -> str:
    return plain(" ".join(repr(value).split()), LINE)
