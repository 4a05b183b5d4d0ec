"""Grade a whole class: collect, mark side by side, keep a journal, write the reports."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ..inputs import InputError
from .collect import Handed, collect
from .crew import Crew
from .journal import Journal, secret, version_of_checks
from .mark import Graded, mark
from .report import write_reports
from .sandbox import Sandbox
from .session import Session
from .sheets import Sheet, read_sheets

Show = Callable[[int, int], None]                       # told how many are done, and of how many


@dataclass(frozen=True)
class Class:
    """What one call grades: the submissions, the sheets, where the results go, in which sandbox."""

    submissions: Path
    sheets: Path
    out: Path
    sandbox: Sandbox


def grade(job: Class, workers: int = 1, scheduler: str | None = None, show: Show = lambda done, of: None) -> list[Graded]:
    """Grade all that is new since the last call, and write all reports; return every result.

    The reports are the same bytes for any number of workers, and after any interruption.
    """
    if job.out.resolve().is_relative_to(job.submissions.resolve()):
        raise InputError(f"the results would lie among the submissions, in {job.out}; give --out a folder elsewhere")
    sheets, version = read_sheets(job.sheets), version_of_checks(job.sheets)
    handed = collect(job.submissions, sheets)
    with Journal(job.out) as journal:
        todo = [one for one in handed if one.submission and not _known(journal, version, one)]
        show(0, len(todo))
        for done, graded in enumerate(_graded(todo, sheets, job, workers, scheduler, secret(job.out)), start=1):
            journal.add(version, graded)
            show(done, len(todo))
        results = [_result(journal, version, one) for one in handed]
    write_reports(results, sheets, job.out)
    return results


def _known(journal: Journal, version: str, one: Handed) -> Graded | None:
    return journal.known(version, one.student, one.sheet, one.submission.digest)


def _result(journal: Journal, version: str, one: Handed) -> Graded:
    """Return what the grade book shows of one entry; notes on its files come from the files as they are now."""
    if one.submission is None:
        return Graded(one.student, one.sheet, problem=one.problem, notes=one.notes)
    known = _known(journal, version, one)
    return Graded(one.student, one.sheet, known.digest, known.marks, known.cells, known.problem, one.notes)


def _graded(todo: Sequence[Handed], sheets: dict[str, Sheet], job: Class, workers: int, scheduler: str | None,
            seed: str) -> Iterator[Graded]:
    """Yield results as they come, from threads here or from a Dask cluster."""
    if scheduler:
        yield from _on_cluster(todo, sheets, job.sandbox, scheduler, seed)
        return
    with Crew(job.sandbox, workers) as crew, ThreadPoolExecutor(workers) as pool:
        jobs = [pool.submit(grade_one, one, sheets[one.sheet], crew.open, seed) for one in todo]
        try:
            for finished in as_completed(jobs):
                yield finished.result()
        finally:
            for waiting in jobs:
                waiting.cancel()


def grade_one(one: Handed, sheet: Sheet, open_session: Callable[[], Session], seed: str) -> Graded:
    """Return the marks of one submission."""
    marks, cells = mark(one.submission, sheet, open_session, seed)
    return Graded(one.student, one.sheet, one.submission.digest, tuple(marks), tuple(cells))


def _on_cluster(todo: Sequence[Handed], sheets: dict[str, Sheet], sandbox: Sandbox, address: str, seed: str
                ) -> Iterator[Graded]:
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
        jobs = [client.submit(grade_one, one, sheets[one.sheet], partial(Session, sandbox), seed, pure=False)
                for one in todo]
        for finished in as_they_come(jobs):
            yield finished.result()
