"""Grade a whole class: collect, mark side by side, keep a journal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, nullcontext, suppress
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path
from queue import Empty, SimpleQueue

from ...validation import InputError, count_phrase
from ..intake import HandIn, Sheet, Submission, collect_submissions, read_sheets
from ..judging import JudgePool
from ..sandbox import GraderFault, Sandbox, SessionPool, open_session
from .interruption import Interruption
from .journal import Journal, course_secret, version_of_checks
from .mark import SheetResult, SubmissionMarks, mark_submission
from .results_folder import check_results_folder

ShowProgress = Callable[[int, int], None]
"""Is called with how many submissions are done, and of how many."""
Marked = SubmissionMarks | str
"""The marks of a submission, or why the grader itself failed on it."""
LOOK_SECONDS = 0.1  # seconds between two looks whether to stop
SLOW_MODULES = {"matplotlib.pyplot": "matplotlib"}  # and the word by which a cell tells that it imports them
ENOUGH = 3  # submissions for which it pays to load a module ahead


@dataclass(frozen=True)
class GradingJob:
    """What one call grades: the submissions, the sheets, where the results go, in which sandbox, and the class."""

    submissions: Path
    sheets: Path
    out: Path
    sandbox: Sandbox
    roster: Path | None = None


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
    check_results_folder(job.out, job.submissions)
    sheets, version = read_sheets(job.sheets), version_of_checks(job.sheets)
    hand_ins = collect_submissions(job.submissions, sheets, job.roster, say, job.out / "read.jsonl")
    faults, stop = {}, Interruption()
    with nullcontext() if scheduler else stop, Journal(job.out) as journal:  # a cluster's own waiting hears Ctrl-C
        todo = [one for one in hand_ins if one.submission and not journal.find(version, one)]
        if outdated := sum(journal.holds_other_version(version, one) for one in todo):
            say(_graded_anew(outdated, journal.path))
        show(0, len(todo))
        seed = course_secret(job.out)
        if scheduler:
            marked_ones = _mark_on_cluster(todo, sheets, job.sandbox, scheduler, seed)
        else:
            marked_ones = _mark_side_by_side(todo, sheets, job.sandbox, workers, seed, stop)
        for done, (one, marked) in enumerate(marked_ones, start=1):
            if isinstance(marked, SubmissionMarks):
                journal.add(version, one, marked)
            else:
                faults[id(one)] = marked
            show(done, len(todo))
    return [_result(journal, version, one, faults.get(id(one), "")) for one in hand_ins]


def _graded_anew(n: int, path: Path) -> str:
    return (
        f"The checks or the sheets have changed since the last call, so {count_phrase(n, 'submission')} will be graded "
        f"anew; the earlier marks stay in {path}."
    )


def _result(journal: Journal, version: str, one: HandIn, fault: str) -> SheetResult:
    """Return what the grade book shows of one entry; notes on its files come from the files as they are now."""
    if fault:
        return SheetResult(replace(one, submission=None, problem=fault))
    return SheetResult(one, journal.find(version, one) or SubmissionMarks()) if one.submission else SheetResult(one)


def _mark_side_by_side(
    todo: Sequence[HandIn], sheets: dict[str, Sheet], sandbox: Sandbox, workers: int, seed: str, stop: Interruption
) -> Iterator[tuple[HandIn, Marked]]:
    """Yield marks as they come, from threads; after Ctrl-C or a fault, those that are finished and no more."""
    workers = min(workers, len(todo))
    waiting, finished = iter(todo), SimpleQueue()
    with ExitStack() as stack:
        threads = stack.enter_context(ThreadPoolExecutor(max(workers, 1)))
        pool = stack.enter_context(SessionPool(sandbox, workers, _worth_loading(todo)))
        judges = stack.enter_context(JudgePool(workers))

        def begin_next() -> None:
            """Give a worker the next submission, if there is one."""
            for one in islice(waiting, 1):
                job = threads.submit(mark_or_fault, one.submission, sheets[one.sheet], pool.open, seed, judges)
                running[job] = one
                job.add_done_callback(finished.put)

        running: dict[Future, HandIn] = {}
        for _ in range(workers):
            begin_next()
        fault = None
        while running and not (stop.asked or fault):
            with suppress(Empty):
                job = finished.get(timeout=LOOK_SECONDS)
                fault = job.exception()
                begin_next()
                if not fault:
                    yield running.pop(job), job.result()
        while not finished.empty():  # what is finished is kept
            job = finished.get()
            if not job.exception():
                yield running.pop(job), job.result()
        if fault:
            raise fault


def _worth_loading(todo: Sequence[HandIn]) -> list[str]:
    """Return the modules that take long to import and that several submissions name."""
    cells = [one.submission.cells for one in todo if one.submission]
    return [
        module
        for module, word in SLOW_MODULES.items()
        if sum(any(word in cell for cell in each) for each in cells) >= ENOUGH
    ]


def mark_or_fault(submission: Submission, sheet: Sheet, open_session, seed: str, judges: JudgePool) -> Marked:
    """Return the marks; where the marking itself fails on this submission, the reason: the others are to be graded."""
    try:
        return mark_submission(submission, sheet, open_session, seed, judges)
    except (GraderFault, OSError):  # no other would fare better
        raise
    except Exception as problem:
        return (
            f"the grader itself failed on it ({type(problem).__name__}: {problem}); it is tried again at the next call"
        )


def _mark_on_cluster(
    todo: Sequence[HandIn], sheets: dict[str, Sheet], sandbox: Sandbox, address: str, seed: str
) -> Iterator[tuple[HandIn, Marked]]:
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
            client.submit(mark_or_fault, one.submission, sheets[one.sheet], start, seed, None, pure=False): one
            for one in todo
        }
        for finished in as_they_come(list(jobs)):
            yield jobs[finished], finished.result()
