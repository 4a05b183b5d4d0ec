"""The command line: `python3 run.py grade ...`, or `lecture-lib grade ...` where the library is installed."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from ..course import ConsoleProgressBar, course_folder
from ..validation import InputError, count_phrase, parse_whole
from .intake import collect_submissions, plain_text, read_sheets
from .marking import (
    GradingJob,
    SheetResult,
    ShowProgress,
    check_results_folder,
    course_secret,
    explanation_lines,
    grade_class,
)
from .reports import GRADEBOOK_FORMATS, write_gradebook_files, write_reports
from .sandbox import (
    Bubblewrap,
    Container,
    GraderFault,
    Landlock,
    Sandbox,
    Trusted,
    WebAssembly,
    open_session,
    remove_abandoned_folders,
    sandbox_report,
    strongest_sandbox,
)
from .system_errors import plain_system_error

SANDBOXES = {
    "bubblewrap": Bubblewrap,
    "landlock": Landlock,
    "wasm": WebAssembly,
    "docker": lambda: Container("docker"),
    "podman": lambda: Container("podman"),
}
PLAIN_SIGNS = str.maketrans({"✓": "+", "✗": "-", "−": "-"})
EPILOGUE = """examples:
  %(prog)s submissions --out results
      grades what is new since the last call
  %(prog)s submissions --out results --explain anna 05
      all that was run, seen and compared for one sheet
  %(prog)s doctor
      what the sandboxes of this machine stop, and what not
"""


def main(arguments: Sequence[str] | None = None, program: str = "python3 run.py grade") -> int:
    """Run the command, which calls itself `program`; return its exit code. Trouble is said in one plain line."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    try:
        return _run(arguments, program)
    except BrokenPipeError:  # whoever read what is said has gone, as `head` does
        with open(os.devnull, "w") as nowhere:
            os.dup2(nowhere.fileno(), sys.stdout.fileno())
        return 1
    except OSError as problem:
        _say(plain_system_error(problem), sys.stderr)
        return 1
    except (InputError, GraderFault) as problem:
        _say(f"{problem}", sys.stderr)
        return 1
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # who presses the keys once more is not answered by a traceback
        _say("\nStopped. What is graded is kept; run the same command to go on.", sys.stderr)
        return 130


def _run(arguments: Sequence[str], program: str) -> int:
    remove_abandoned_folders()
    if arguments == ["doctor"]:
        _say(sandbox_report())
        return 0
    asked = _parser(program).parse_args(arguments)
    return _explain(asked) if asked.explain else _grade(asked)


def _parser(program: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        program,
        description="Grade what students handed in, in a sandbox.",
        epilog=EPILOGUE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("submissions", type=Path, help="the folder with what was handed in, or an export of it")
    parser.add_argument("--out", type=Path, required=True, help="where the results go; kept and gone on with")
    here, own = Path("exercises"), course_folder() / "exercises"
    parser.add_argument(
        "--sheets",
        type=Path,
        default=here if here.is_dir() else own,
        help="the sheets as handed out (default: exercises, or where there is no such folder, those of the course)",
    )
    parser.add_argument(
        "--workers", type=_workers, default=os.cpu_count() or 1, help="submissions at once (default: one a core)"
    )
    parser.add_argument("--scheduler", metavar="ADDRESS", help="grade on a Dask cluster instead")
    parser.add_argument(
        "--roster", type=Path, metavar="FILE", help="a CSV list of the class, by names or ids: tells who sent nothing"
    )
    parser.add_argument(
        "--format", choices=GRADEBOOK_FORMATS, help="write the grade file of a platform too, or one with semicolons"
    )
    parser.add_argument("--explain", nargs=2, metavar=("STUDENT", "SHEET"), help="tell all about one submission")
    parser.add_argument("--sandbox", choices=SANDBOXES, help="this one, instead of the strongest that works here")
    parser.add_argument("--trusted", action="store_true", help="without a wall: only for code that you have read")
    return parser


def _workers(text: str) -> int:
    try:
        return parse_whole(text, "the number of workers", 1, 1000)
    except InputError as problem:
        raise argparse.ArgumentTypeError(str(problem)) from None


def _sandbox(asked: argparse.Namespace) -> Sandbox:
    if asked.trusted:
        return Trusted()
    found = SANDBOXES[asked.sandbox]() if asked.sandbox else strongest_sandbox()
    if found is None:
        raise InputError(
            "no sandbox works on this machine, so strangers' code is not run. `grade doctor` says what is "
            "missing. For code that you have read: --trusted"
        )
    return found


def grade_and_report(
    job: GradingJob,
    workers: int = 1,
    scheduler: str | None = None,
    show: ShowProgress = lambda done, of: None,
    say: Callable[[str], None] = lambda text: None,
) -> list[SheetResult]:
    """Grade all that is new since the last call and write all reports; return every result.

    The reports are the same bytes for any number of workers, and after any interruption.
    """
    results = grade_class(job, workers, scheduler, show, say)
    write_reports(results, read_sheets(job.sheets), job.out)
    return results


def _grade(asked: argparse.Namespace) -> int:
    bar = ConsoleProgressBar()
    job = GradingJob(asked.submissions, asked.sheets, asked.out, _sandbox(asked), asked.roster)
    results = grade_and_report(job, asked.workers, asked.scheduler, bar, _say)
    handed_in = [each for each in results if not each.hand_in.absent]
    problems = sum(bool(each.hand_in.problem) for each in handed_in)
    _say(
        f"{count_phrase(len(handed_in), 'submission')}, {problems} with a problem. {asked.out / 'grades.csv'}, "
        f"feedback for each student in {asked.out / 'feedback'}, the class in {asked.out / 'overview.html'}"
    )
    if asked.format:
        written = write_gradebook_files(results, read_sheets(asked.sheets), asked.out, asked.format)
        _say(f"For {asked.format}: {written}")
    return 0


def _explain(asked: argparse.Namespace) -> int:
    student, number = asked.explain
    check_results_folder(asked.out, asked.submissions)
    sheets = read_sheets(asked.sheets)
    found = [
        one
        for one in collect_submissions(asked.submissions, sheets)
        if one.student == student and one.sheet == number[:2]
    ]
    if not found:
        raise InputError(
            f"{plain_text(student, 80)} handed in nothing for sheet {plain_text(number, 20)} in {asked.submissions}"
        )
    if found[0].submission is None:
        raise InputError(f"{plain_text(student, 80)}, sheet {number[:2]}: {found[0].problem}")
    sandbox = _sandbox(asked)
    asked.out.mkdir(parents=True, exist_ok=True)
    for line in explanation_lines(
        found[0].submission, sheets[found[0].sheet], lambda: open_session(sandbox), course_secret(asked.out)
    ):
        _say(line)
    return 0


def _say(text: str, stream=None) -> None:
    stream = stream or sys.stdout
    encoding = getattr(stream, "encoding", None) or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:  # a file or an old console that knows few characters
        text = text.translate(PLAIN_SIGNS).encode(encoding, "replace").decode(encoding)
    stream.write(text + "\n")
    stream.flush()
