"""Grade a whole class: collect, mark side by side, keep a journal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ...validation import InputError, count_phrase
from ..intake import HandIn, Sheet, collect_submissions, read_sheets
from ..sandbox import Sandbox, SessionPool, open_session
from .journal import Journal, course_secret, version_of_checks
from .mark import SheetResult, SubmissionMarks, mark_submission

ShowProgress = Callable[[int, int], None]
"""Is called with how many submissions are done, and of how many."""
Marked = tuple[HandIn, SubmissionMarks]


@dataclass(frozen=True)
class GradingJob:
    """What one call grades: the submissions, the sheets, where the results go, in which sandbox."""

    submissions: Path
    sheets: Path
    out: Path
    sandbox: Sandbox


def grade_class(
    job: GradingJob,
    workers: int = 1,
    scheduler: str | None = None,
    show: ShowProgress = lambda done, of: None,
    say: Callable[[str], None] = lambda text: None,
) -> list[SheetResult]:
    """Grade all that is new since the last call and return every result, old and new.

    The results are the same for any number of workers, and after any interruption. `say` gets what the teacher should
    know, in plain lines.
    """
    if job.out.resolve().is_relative_to(job.submissions.resolve()):
        raise InputError(f"the results would lie among the submissions, in {job.out}; give --out a folder elsewhere")
    sheets, version = read_sheets(job.sheets), version_of_checks(job.sheets)
    hand_ins = collect_submissions(job.submissions, sheets)
    with Journal(job.out) as journal:
        todo = [one for one in hand_ins if one.submission and not journal.find(version, one)]
        if outdated := sum(journal.holds_other_version(version, one) for one in todo):
            say(_graded_anew(outdated, journal.path))
        show(0, len(todo))
        marked_ones = _mark_side_by_side(todo, sheets, job, workers, scheduler, course_secret(job.out))
        for done, (one, marked) in enumerate(marked_ones, start=1):
            journal.add(version, one, marked)
            show(done, len(todo))
        return [_result(journal, version, one) for one in hand_ins]


def _graded_anew(n: int, path: Path) -> str:
    return (
        f"The checks or the sheets have changed since the last call, so {count_phrase(n, 'submission')} will be graded "
        f"anew; the earlier marks stay in {path}."
    )


def _result(journal: Journal, version: str, one: HandIn) -> SheetResult:
    """Return what the grade book shows of one entry; notes on its files come from the files as they are now."""
    return SheetResult(one, journal.find(version, one) or SubmissionMarks()) if one.submission else SheetResult(one)


def _mark_side_by_side(
    todo: Sequence[HandIn], sheets: dict[str, Sheet], job: GradingJob, workers: int, scheduler: str | None, seed: str
) -> Iterator[Marked]:
    """Yield marks as they come, from threads here or from a Dask cluster."""
    if scheduler:
        yield from _mark_on_cluster(todo, sheets, job.sandbox, scheduler, seed)
        return
    with SessionPool(job.sandbox, workers) as pool, ThreadPoolExecutor(workers) as threads:
        jobs = {
            threads.submit(mark_submission, one.submission, sheets[one.sheet], pool.open, seed): one for one in todo
        }
        try:
            for finished in as_completed(jobs):
                yield jobs[finished], finished.result()
        finally:
            for waiting in jobs:
                waiting.cancel()


def _mark_on_cluster(
    todo: Sequence[HandIn], sheets: dict[str, Sheet], sandbox: Sandbox, address: str, seed: str
) -> Iterator[Marked]:
    try:
        from distributed import Client
        from distributed import as_completed as as_they_come
    except ImportError:
        raise InputError("--scheduler needs Dask: python -m pip install distributed") from None
    try:
        client = Client(address, timeout=10)
    except (OSError, ValueError) as problem:
        raise InputError(f"no Dask scheduler answers at {address} ({problem})") from None
    with client:
        start = partial(open_session, sandbox)
        jobs = {
            client.submit(mark_submission, one.submission, sheets[one.sheet], start, seed, pure=False): one
            for one in todo
        }
        for finished in as_they_come(list(jobs)):
            yield jobs[finished], finished.result()
