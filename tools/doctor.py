"""`python3 run.py doctor`: a table of what is in order on this machine, and the step that fixes the rest.

Runs twice: with the learner's Python, and inside .venv (`python -m tools.doctor`) to tell what it holds.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.console import RUN, Trouble, advice, error_line, say
from tools.machine import browser_paths, check_python, this_python
from tools.open_lab import can_save
from tools.packages import LOCKS, locked_lines, locked_names
from tools.processes import ROOT, environment
from tools.venv_state import chosen_venv, diagnose


def venv_facts(packages):
    """In .venv: the packages that differ from the lock, where the kernel is, and lecture_lib's version."""
    from importlib.metadata import PackageNotFoundError, version

    from jupyter_client.kernelspec import KernelSpecManager
    from packaging.requirements import Requirement

    def agrees(need):
        try:
            return version(need.name) in need.specifier
        except PackageNotFoundError:
            return False

    needs = map(Requirement, locked_lines(packages))
    ours = [need for need in needs if need.marker is None or need.marker.evaluate()]
    return {
        "wrong": [need.name for need in ours if not agrees(need)],
        "library": version("lecture-lib"),
        "kernel": KernelSpecManager().get_kernel_spec("python3").resource_dir,
    }


def ask_venv(venv, packages):
    """What `venv_facts` answers from .venv, or {"trouble": ...} when it cannot answer."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "universal_newlines": True}
    try:
        answer = subprocess.run(
            [str(venv.python), "-m", "tools.doctor", packages],
            cwd=str(ROOT),
            env=environment(venv.python),
            timeout=60,
            **pipes,
        )
        if answer.returncode:
            return {"trouble": error_line(answer.stderr.splitlines())}
        return json.loads(answer.stdout)
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        return {"trouble": str(error)}


# Each line of the table: is it in order, what it is about, what was found, what fixes it.


def python_line():
    try:
        check_python()
    except Trouble as trouble:
        return False, "Python", str(trouble), trouble.next_step
    return True, "Python", this_python(), ""


def lock_line():
    there = all(lock.is_file() for lock in LOCKS.values())
    found = f"{len(locked_names('lab'))} packages, and for the tests {len(locked_names('test'))}" if there else ""
    names = " and ".join(lock.name for lock in LOCKS.values())
    return there, "locks", found or f"not both of {names} are there", "fetch the course again"


def venv_lines():
    """Whether the environment is right, and what it holds."""
    try:
        venv, note = chosen_venv()
    except Trouble as trouble:
        yield False, ".venv", str(trouble), trouble.next_step
        return
    if venv.exists() and not venv.stamp():
        yield True, venv.name, "made by something else than run.py; it fits, and is used as it is", ""
        return
    action, why = diagnose(venv)
    mend = f"{RUN} lab" if action else f"delete the folder {venv.name}, then {RUN} lab"
    if not can_save(ROOT):
        mend = advice("Read-only file system")
    yield not action, venv.name, f"{why} ({note})" if note else why, mend
    held = ask_venv(venv, venv.stamp().get("packages", "lab"))
    if "trouble" in held:
        yield False, "packages", held["trouble"], mend
        return
    differ = ", ".join(held["wrong"])
    found = "unlike the lock: " + differ if differ else "as the lock says; lecture_lib " + held["library"]
    yield not differ, "packages", found, mend
    yield held["kernel"].startswith(str(venv.folder)), "kernel", held["kernel"], mend


def notebook_line(start):
    return (ROOT / start).is_file(), "notebooks", start, f"{RUN} build"


def progress_path():
    """Where lecture_lib keeps the learner's progress; a test keeps this equal to course.progress."""
    place = os.environ.get("LECTURE_LIB_PROGRESS")
    return Path(place) if place else Path.home() / ".lecture_lib" / "progress.jsonl"


def progress_line():
    """Whether the journal's folder, or the nearest one that is there already, may be written to."""
    folder = next(folder for folder in progress_path().parents if folder.is_dir())
    try:
        with tempfile.TemporaryFile(dir=str(folder)):
            return True, "progress", f"can be kept in {progress_path()}", ""
    except OSError as error:
        return (
            False,
            "progress",
            f"cannot be kept: {error}",
            "set LECTURE_LIB_PROGRESS to a file that you may write, else it is lost with the kernel",
        )


# What is no trouble where it is missing: is it there, what it is about, what was found.


def saving_note(start):
    if can_save(ROOT / start):
        return True, "saving", "notebooks can be saved in this folder"
    return False, "saving", f"notebooks cannot be saved in this folder; {RUN} lab says how to keep your work"


def browser_note():
    there = all(browser_paths())
    found = " and ".join(browser_paths()) if there else "no Chromium with chromedriver; some of the tests need it"
    return there, "browser", found


def examine(start):
    """Print the table. The exit code is 1 when something has to be mended."""
    lines = [python_line(), lock_line()] + (list(venv_lines()) if lock_line()[0] else [])
    lines += [notebook_line(start), progress_line()]
    for good, subject, found, mend in lines:
        say("{:<8} {:<10} {}".format("ok" if good else "TROUBLE", subject, found))
        if not good:
            say("{:<19} next: {}".format("", mend))
    for good, subject, found in ([saving_note(start)] if notebook_line(start)[0] else []) + [browser_note()]:
        say("{:<8} {:<10} {}".format("ok" if good else "note", subject, found))
    return 0 if all(line[0] for line in lines) else 1


if __name__ == "__main__":
    sys.stdout.write(json.dumps(venv_facts(sys.argv[1])))
