"""Grade a whole class: collect, mark side by side, keep a journal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ...validation import InputError
from ..intake import HandIn, Sheet, collect_submissions, read_sheets
from ..sandbox import Sandbox, Session, SessionPool
from .journal import Journal, course_secret, version_of_checks
from .mark import SheetResult, mark_submission

ShowProgress = Callable[[int, int], None]  # told how many are done, and of how many


@dataclass(frozen=True)
class GradingJob:
    """What one call grades: the submissions, the sheets, where the results go, in which sandbox."""

    submissions: Path
    sheets: Path
    out: Path
    sandbox: Sandbox


def grade_class(
    job: GradingJob, workers: int = 1, scheduler: str | None = None, show: ShowProgress = lambda done, of: None
) -> list[SheetResult]:
    """Grade all that is new since the last call and return every result, old and new.

    The results are the same for any number of workers, and after any interruption.
    """
    if job.out.resolve().is_relative_to(job.submissions.resolve()):
        raise InputError(f"the results would lie among the submissions, in {job.out}; give --out a folder elsewhere")
    sheets, version = read_sheets(job.sheets), version_of_checks(job.sheets)
    handed = collect_submissions(job.submissions, sheets)
    with Journal(job.out) as journal:
        todo = [one for one in handed if one.submission and not _known(journal, version, one)]
        show(0, len(todo))
        for done, graded in enumerate(_graded(todo, sheets, job, workers, scheduler, course_secret(job.out)), start=1):
            journal.add(version, graded)
            show(done, len(todo))
        results = [_result(journal, version, one) for one in handed]
    return results


def _known(journal: Journal, version: str, one: HandIn) -> SheetResult | None:
    return journal.find(version, one.student, one.sheet, one.submission.digest)


def _result(journal: Journal, version: str, one: HandIn) -> SheetResult:
    """Return what the grade book shows of one entry; notes on its files come from the files as they are now."""
    if one.submission is None:
        return SheetResult(one.student, one.sheet, problem=one.problem, notes=one.notes)
    known = _known(journal, version, one)
    return SheetResult(one.student, one.sheet, known.digest, known.marks, known.cells, known.problem, one.notes)


def _graded(
    todo: Sequence[HandIn], sheets: dict[str, Sheet], job: GradingJob, workers: int, scheduler: str | None, seed: str
) -> Iterator[SheetResult]:
    """Yield results as they come, from threads here or from a Dask cluster."""
    if scheduler:
        yield from _on_cluster(todo, sheets, job.sandbox, scheduler, seed)
        return
    with SessionPool(job.sandbox, workers) as crew, ThreadPoolExecutor(workers) as pool:
        jobs = [pool.submit(grade_hand_in, one, sheets[one.sheet], crew.open, seed) for one in todo]
        try:
            for finished in as_completed(jobs):
                yield finished.result()
        finally:
            for waiting in jobs:
                waiting.cancel()


def grade_hand_in(one: HandIn, sheet: Sheet, open_session: Callable[[], Session], seed: str) -> SheetResult:
    """Return the marks of one submission."""
    marks, cells = mark_submission(one.submission, sheet, open_session, seed)
    return SheetResult(one.student, one.sheet, one.submission.digest, tuple(marks), tuple(cells))


def _on_cluster(
    todo: Sequence[HandIn], sheets: dict[str, Sheet], sandbox: Sandbox, address: str, seed: str
) -> Iterator[SheetResult]:
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
        jobs = [
            client.submit(grade_hand_in, one, sheets[one.sheet], partial(Session, sandbox), seed, pure=False)
            for one in todo
        ]
        for finished in as_they_come(jobs):
            yield finished.result()
