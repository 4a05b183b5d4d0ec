#!/usr/bin/env python3
"""The front door of the course: `python3 run.py lab` opens it, `python3 run.py test` proves it.

Needs nothing but Python. What makes .venv starts in tools/install.py, what opens a notebook in tools/open_lab.py.
Nothing here is newer than Python 3.6, so that an old Python answers with a plain line instead of a syntax error.
"""

import difflib
import json
import os
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

from tools.console import RUN, Trouble, advice, say
from tools.install import prepare
from tools.machine import browser_paths, check_python
from tools.open_lab import START, lab
from tools.processes import ROOT, follow

NBVAL = [
    "-p",
    "tools.kernel_retry",
    "-p",
    "tests.notebooks.answers_first",
    "--nbval-current-env",
    "--nbval-cell-timeout=120",
    "--dist=loadfile",
]  # cells stay together
FOLDERS = (  # what is tested, and where it stands
    ("library", ["tests", "lecture_lib", "tools", "benchmarks", "experiments"]),
    ("notebooks", ["notebooks"]),
    ("solutions", ["solutions"]),
)
FULLY = {  # pytest's options for each
    "library": ["--dist=loadgroup"],
    "notebooks": ["--nbval-lax"] + NBVAL,
    "solutions": ["--nbval"] + NBVAL,
}
FAST = ["-p", "no:nbval", "-p", "tools.fast", "--dist=loadgroup", "--hypothesis-profile=fast", "-m", "not slow"] + [
    "--ignore=tests/" + part for part in ("browser", "grading", "tools/test_run.py")
]
NOTHING_SELECTED = 5  # an exit code of pytest
LINTERS = (  # what is asked of all code; what it means when it fails, and the next step. Settings: pyproject.toml
    (["ruff", "check", "--output-format=concise"], "Code breaks a rule.", RUN + " lint --fix    (fixes some of it)"),
    (["ruff", "format", "--check"], "Code is laid out in another way.", RUN + " lint --fix    (fixes all of it)"),
    (["pyright"], "Types do not fit together.", "go to the files and lines that pyright names"),
)
FIXERS = (["ruff", "check", "--fix-only"], ["ruff", "format"])


# ---------------- lint


def lint(args):
    """Check how the code is written: ruff's rules, one layout, pyright's types."""
    if set(args) - {"--fix"}:
        raise Trouble("lint looks at all code at once; it knows --fix and nothing else.", RUN + " lint")
    venv = prepare("test")
    for fixer in FIXERS if args else ():
        follow(tool(venv, *fixer))
    return check_code(venv)


def check_code(venv):
    """Ask every linter, and tell in plain words which of them failed; the exit code is 1 when one did."""
    os.environ["PYRIGHT_PYTHON_IGNORE_WARNINGS"] = "1"  # else it asks the internet for a newer version
    failed = [words for command, *words in LINTERS if follow(tool(venv, *command))]
    for what, next_step in failed:
        say("{}\nNext: {}".format(what, next_step))
    return 1 if failed else 0


def tool(venv, name, *options):
    """The command that starts a tool of .venv."""
    program = shutil.which(name, path=str(venv.scripts))
    if program is None:
        step = "delete the folder {}, then {} lint".format(venv.name, RUN)
        raise Trouble("{} is missing from {}.".format(name, venv.name), step)
    return [program] + list(options)


# ---------------- test


def test(args):
    """Run lint, then every test: the library's, all notebooks, all solutions. With --fast, in a minute."""
    venv = prepare("test")
    os.environ["LECTURE_LIB_PROGRESS"] = os.devnull  # testing is not learning
    if "--wasm" in args:
        return follow([venv.python, "-m", "tools.wasm"] + [arg for arg in args if arg != "--wasm"])
    fast = "--fast" in args
    if not fast and not all(browser_paths()):
        say("No Chromium with chromedriver on this machine: the tests in a browser are left out.")
    parts, options = chosen([arg for arg in args if arg != "--fast"])
    if fast:  # all at once: each start of pytest costs seconds
        parts = [("all, fast", [path for _, paths in parts for path in paths])]
    narrowed = bool(set(args) - {"--fast", "--all-notebooks"})
    results, seconds = [], {}
    if not narrowed:
        say("\n=== lint")
        started = time.time()
        results.append(("lint", check_code(venv), time.time() - started))
    for name, paths in parts:
        say("\n=== {}: {}".format(name, " ".join(paths)))
        started = time.time()
        code = pytest(venv, (FAST if fast else FULLY[name]) + paths + options, seconds)
        results.append((name, code, time.time() - started))
    slowest(seconds)
    return summary(results, narrowed)


def pytest(venv, more, seconds):
    """Run pytest on two cores; its exit code. What each test took is added to `seconds`."""
    with tempfile.TemporaryDirectory() as folder:
        clock = Path(folder) / "seconds.json"
        plugins = ["-p", "tools.skip_slow_import", "-p", "tools.slowest", "--seconds-to", clock]
        code = follow([venv.python, "-m", "pytest", "-n", "2"] + plugins + more)
        if clock.exists():  # not when pytest was stopped
            seconds.update(json.loads(clock.read_text(encoding="utf-8")))
    return code


def slowest(seconds, count=10):
    """Print the tests and cells that took longest."""
    if seconds:
        say("\n=== slowest")
    for name in sorted(seconds, key=seconds.get, reverse=True)[:count]:
        say("  {:6.1f} s  {}".format(seconds[name], name))


def chosen(args):
    """The parts to run, narrowed to the paths among the arguments, and the arguments that are no paths."""

    def is_path(before, arg):
        return (ROOT / arg.split("::")[0]).exists() and ("/" in arg or not before.startswith("-"))

    paths = [arg for before, arg in zip([""] + args, args) if is_path(before, arg)]
    options = [arg for arg in args if arg not in paths]
    if not paths:
        return FOLDERS, options
    mine = [(name, [path for path in paths if part_of(path) == name]) for name, _ in FOLDERS]
    return tuple((name, inside) for name, inside in mine if inside), options


def part_of(path):
    """The part that a path belongs to: the library's, unless it stands among the notebooks or solutions."""
    top = Path(os.path.relpath(str(ROOT / path), str(ROOT))).parts[0]
    return top if top in ("notebooks", "solutions") else "library"


def summary(results, narrowed):
    """Print a line for each part. The exit code is 0 when no part failed and at least one ran."""

    def verdict(code):
        if narrowed and code == NOTHING_SELECTED:
            return "nothing selected"
        return "FAILED" if code else "passed"

    verdicts = [verdict(code) for _, code, _ in results]
    say("\n=== summary")
    for (name, _, seconds), word in zip(results, verdicts):
        say("  {:<10} {:<17} {:6.1f} s".format(name, word, seconds))
    return 0 if "passed" in verdicts and "FAILED" not in verdicts else 1


# ---------------- grade, build, bench, doctor


def grade(args):
    """Grade what students handed in, in a sandbox."""
    venv = prepare()
    try:
        return follow([venv.python, "-m", "lecture_lib.grading"] + args)
    except KeyboardInterrupt:  # it has said so itself
        return 130


def build(args):
    """Make the notebooks and sheets from source/."""
    venv = prepare("test")
    return follow([venv.python, "-m", "tools.build"] + args)


def site(args):
    """Make the website of the course in build/site."""
    venv = prepare("test")
    return follow([venv.python, "-m", "tools.site"] + args)


def questions(args):
    """Try every question with its own solution, changed in one place as learners do."""
    venv = prepare("test")
    return follow([venv.python, "-m", "tools.question_mutants"] + args)


def bench(args):
    """Measure the library's speed beside its peers."""
    venv = prepare("test")
    return follow([venv.python, "-m", "benchmarks"] + args)


EXPERIMENTS = ("random-labels", "depth-scores", "conv-scores", "feature-scores")


def experiment(args):
    """Run an experiment that is too long for a notebook, and keep what comes out."""
    if args[:1] not in ([name] for name in EXPERIMENTS):
        raise Trouble(
            "There is no experiment of that name.",
            "{} experiment {} or {}".format(RUN, ", ".join(EXPERIMENTS[:-1]), EXPERIMENTS[-1]),
        )
    venv = prepare("test")
    return follow([venv.python, "-m", "experiments." + args[0].replace("-", "_")] + args[1:])


def release(args):
    """Put together what students get: a folder or a zip without the solved sheets."""
    from tools.release import command

    return command(args)


def dist(args):
    """Build what a package index takes: the wheel and the source distribution."""
    venv = prepare("test")
    return follow([venv.python, "-m", "tools.dist"] + args)


def lock(args):
    """Choose the versions of all packages again, and write them down."""
    from tools.lock import command

    return command(args)


def doctor(args):
    """Say what is in order on this machine, and what fixes the rest."""
    from tools.doctor import examine

    return examine(START)


# ---------------- the door

TASKS = {  # each with what may follow it
    lab: "04 or xor (opens that notebook), a path, --no-browser, --port 8899, and all options of JupyterLab",
    test: "--fast (no browser, kernel or sandbox), -k xor, tests/NAME.py, notebooks/NAME.ipynb, "
    "--all-notebooks (also those that nothing has changed since they passed), --wasm (the library in 32 bits without "
    "threads and processes, as in a browser), and pytest's own",
    lint: "--fix (fixes what ruff can fix by itself)",
    grade: "SUBMISSIONS --out RESULTS, --workers 4, --explain STUDENT 05, doctor; docs/teachers.md tells more",
    build: "--check (changes nothing; fails where a made file differs from its source)",
    site: "--epub (the whole course as one book for e-readers, in build/epub)",
    questions: "05 or 05.2a (those questions only), --write (keeps the table in docs/question-mutants.md)",
    bench: "trainer, tricks, playground, widgets, browser, start, scaling, regions, grading; none of them means all",
    experiment: "random-labels (two hours on two cores, goes on after a stop), depth-scores (half a minute), "
    "conv-scores (six minutes) or feature-scores (ten)",
    release: "the name of a new folder or of a .zip, --without-solutions (the model solutions stay with you)",
    dist: "the name of a new folder, such as dist",
    lock: "--newest or --oldest (of what pyproject.toml allows; without either, what is locked stays); needs uv",
    doctor: "nothing",
}
WHOLE = {  # tasks that need more than students have, and what tells that it is there
    test: "tests",
    lint: "tests",
    build: "source",
    site: "source",
    questions: "source",
    bench: "benchmarks",
    experiment: "experiments",
    release: "source",
    dist: "source",
    lock: "tests",
}
NAMES = {task.__name__: task for task in TASKS}


def is_here(task):
    """Is all there that a task needs? Students have less than the whole course."""
    return task not in WHOLE or (ROOT / WHOLE[task]).is_dir()


def overview():
    say("usage: {} TASK [more]\n".format(RUN))
    width = max(map(len, NAMES))
    for name, task in NAMES.items():
        if is_here(task):
            say("  {:<{}}  {}".format(name, width, task.__doc__))
    say("\nThe first call makes .venv (about 30 seconds, needs the internet); later calls start at once.")
    say("More on one task: {} lab --help".format(RUN))


def details(task):
    say("usage: {} {} [more]\n\n{}".format(RUN, task.__name__, task.__doc__))
    say("What may follow: {}".format(TASKS[task]))


def dispatch(args):
    """Find the task and run it; the exit code."""
    if not args or args[0] in ("-h", "--help", "help"):
        overview()
        return 0
    if args[0] not in NAMES:
        near = difflib.get_close_matches(args[0], NAMES, n=1)
        meant = " Did you mean {}?".format(near[0]) if near else ""
        raise Trouble(
            "There is no task {!r}.{}".format(args[0], meant), "{} {}".format(RUN, near[0] if near else "--help")
        )
    task = NAMES[args[0]]
    if "-h" in args or "--help" in args:
        details(task)
        return 0
    if not is_here(task):
        raise Trouble("{} needs the whole course, and this is a student's copy.".format(args[0]), RUN + " lab")
    if task is not doctor:  # the doctor has a line for it
        check_python()
    return task(args[1:])


def main(args):
    """Run a task. Whatever goes wrong is told in one plain line, with the next step."""
    try:
        return dispatch(args)
    except Trouble as trouble:
        return complain(trouble, trouble.next_step)
    except BrokenPipeError:  # who was reading has gone, as `head` goes after its lines
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141  # what a shell expects of a program that nobody listens to
    except OSError as error:
        return complain("The system refused: {}".format(error), advice(str(error)))
    except KeyboardInterrupt:
        say("\nStopped. To take it up again, run the same command.")
        return 130  # what a shell expects after Ctrl-C


def complain(what, next_step):
    print("{}\nNext: {}".format(what, next_step), file=sys.stderr, flush=True)
    return 1


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that no child is left behind
    sys.exit(main(sys.argv[1:]))
