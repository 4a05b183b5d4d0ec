"""Makes .venv from requirements.lock, keeps it right, and runs commands in it. Used by run.py.

Only the standard library is used, and nothing newer than Python 3.6: an old Python must be able to read
this far and say that it is too old.
"""

import contextlib
import errno
import hashlib
import importlib.util
import json
import os
import platform
import shutil
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

FIRST, END = (3, 11), (3, 15)  # requires-python of pyproject.toml; a test keeps the two equal
WINDOWS = os.name == "nt"
RUN = "python run.py" if WINDOWS else "python3 run.py"

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
PROJECT = ROOT / "pyproject.toml"
VENV = ROOT / ".venv"
SCRIPTS = VENV / ("Scripts" if WINDOWS else "bin")
PYTHON = SCRIPTS / ("python.exe" if WINDOWS else "python")
STAMP = VENV / "made-from.json"
SETTINGS = VENV / "share" / "jupyter" / "lab" / "settings" / "overrides.json"

NO_QUESTIONS = {  # JupyterLab asks about news and looks for updates unless told not to: no dialog, no network
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
}
EXPECT = {
    "make": "About 40 seconds, once; needs the internet.",
    "update": "A few seconds; packages that are new to the lock need the internet.",
}
ADVICE = (  # words in an error text of the system or of pip, and the step that mends it
    (
        ("No space left", "Disk quota", "not enough space"),
        "free about 1 GB on this disk, then run the same command again",
    ),
    (
        ("Read-only file system", "Permission denied", "Access is denied"),
        "copy the course into a folder that you may write in, and run it there",
    ),
    (("HASHES", "hashes"), "fetch requirements.lock of the course again: it names other files than those that came"),
    (
        ("No matching distribution", "onnection", "timed out", "resolution", "CERTIFICATE", "roxy"),
        "check that this machine reaches the internet (needed this once), then run the same command again",
    ),
)


class Trouble(Exception):
    """Something the learner can mend: what is wrong, in one line, and the next step."""

    def __init__(self, what, next_step):
        super().__init__(what)
        self.next_step = next_step


def say(line=""):
    print(line, flush=True)


def advice(text):
    """The next step that fits an error text."""
    steps = [step for words, step in ADVICE if any(word in text for word in words)]
    return (steps + ["{} doctor    (says what is in order and what is not)".format(RUN)])[0]


# ---------------- what this machine has


def check_python(version=sys.version_info[:2]):
    """Refuse a Python that the lock does not know, and name one on this machine that will do."""
    if FIRST <= version < END:
        return
    names = ["python3.{}".format(minor) for minor in range(END[1] - 1, FIRST[1] - 1, -1)]
    found = [name for name in names if command_works(name)]
    step = "{} run.py lab".format(found[0]) if found else "install Python 3.13, then run this command with it"
    raise Trouble(
        "This is Python {}.{}; the course needs Python 3.{} to 3.{}.".format(
            version[0], version[1], FIRST[1], END[1] - 1
        ),
        step,
    )


def command_works(name):
    """True when the command is there and starts: version managers leave names that do not."""
    return (
        shutil.which(name) is not None
        and subprocess.call([name, "-c", ""], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0
    )


def check_venv_module():
    """Debian and Ubuntu ship Python without the part that makes virtual environments."""
    if not all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")):
        raise Trouble(
            "This Python cannot make a virtual environment: it lacks the module venv or ensurepip.",
            "sudo apt-get install python3-venv    (Debian, Ubuntu; elsewhere, reinstall Python)",
        )


def browser_paths():
    """Where Chromium and its driver are, None for what is missing. Only the tests in a browser need them."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, names)), None), shutil.which("chromedriver")


# ---------------- is .venv right?


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def this_python():
    return "Python {} in {}".format(platform.python_version(), sys.base_prefix)


def required_stamp():
    """What .venv has to be made from. The stamp says the same, and is written when all else is done."""
    return {"venv": str(VENV), "python": this_python(), "lock": digest(LOCK), "project": digest(PROJECT)}


def stamp():
    """What .venv was made from; empty when its making never came to its end."""
    try:
        found = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def diagnose():
    """What .venv needs, "make", "update" or nothing (""), and why."""
    made_from, want = stamp(), required_stamp()
    if not os.path.lexists(str(VENV)):
        return "make", "there is none yet"
    if not made_from:
        return "make", "its making was broken off"
    if made_from.get("venv") != want["venv"]:
        return "make", "the folder was moved or copied"
    if made_from.get("python") != want["python"]:
        return "make", "it belongs to {}".format(made_from.get("python"))
    if not PYTHON.exists():
        return "make", "its Python has vanished"
    if made_from != want:
        return "update", "requirements.lock or pyproject.toml has changed"
    return "", "ready"


def locked_lines():
    """The lock's entries without their hashes, such as "numpy==2.4.6 ; python_full_version < '3.12'"."""
    return [line.rstrip(" \\") for line in LOCK.read_text(encoding="utf-8").splitlines() if "==" in line]


def locked_names():
    """The packages that the lock names, once each."""
    return sorted({line.split("==")[0] for line in locked_lines()})


# ---------------- make it right


def prepare():
    """Make .venv right. When it is, this costs two small hashes."""
    if not diagnose()[0]:
        return
    with venv_lock():
        action, why = diagnose()  # again: the run.py that we waited for may have done it
        if not action:
            return
        started = time.time()
        say("Preparing .venv: {}. {}".format(why, EXPECT[action]))
        if action == "make":
            make()
        install()
        say("Ready after {:.0f} s.".format(time.time() - started))


def make():
    """An empty .venv. What stood there is thrown away: all of it came from the lock."""
    check_venv_module()
    clear_away()
    base = getattr(sys, "_base_executable", None) or sys.executable  # never the Python inside .venv
    run_quietly([base, "-m", "venv", "--without-pip", VENV], "making .venv")
    run_quietly([PYTHON, "-m", "ensurepip", "--default-pip"], "giving it pip")  # venv would hide trouble


def clear_away():
    try:
        if VENV.is_symlink() or VENV.is_file():
            VENV.unlink()
        elif VENV.exists():
            shutil.rmtree(str(VENV))
    except OSError as error:
        raise Trouble(
            "The old .venv cannot be removed: {}".format(error),
            "close JupyterLab and whatever else runs from .venv, then run the same command again",
        ) from error


def install():
    """Packages from the lock, then lecture_lib itself, then JupyterLab's settings; the stamp comes last."""
    with contextlib.suppress(FileNotFoundError):
        STAMP.unlink()
    pip = [PYTHON, "-m", "pip", "install", "--no-input", "--disable-pip-version-check", "--progress-bar=off"]
    packages = "installing about {} packages".format(len(locked_names()))
    run_quietly(pip + ["--require-hashes", "-r", LOCK], packages)
    run_quietly(pip + ["--no-deps", "--no-build-isolation", "-e", "."], "installing lecture_lib")
    SETTINGS.parent.mkdir(parents=True, exist_ok=True)
    SETTINGS.write_text(json.dumps(NO_QUESTIONS), encoding="utf-8")
    STAMP.write_text(json.dumps(required_stamp(), indent=1), encoding="utf-8")


@contextlib.contextmanager
def venv_lock():
    """One run.py at a time changes .venv. The system frees the lock when its holders end, however they end:
    a run.py, and the pip that goes on for a while when run.py was killed.
    """
    with open(str(ROOT / ".run.lock"), "a+") as handle:
        if not claim(handle):
            say("Another run.py is preparing .venv: waiting for it.")
            while not claim(handle):
                time.sleep(0.2)
        os.set_inheritable(handle.fileno(), True)
        yield


def claim(handle):
    """True when the lock is ours, or when the file system knows no locks."""
    try:
        if WINDOWS:
            import msvcrt

            handle.seek(0)
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in (errno.EAGAIN, errno.EACCES, errno.EDEADLK)
    return True


# ---------------- commands that run in it


def environment():
    """The learner's environment with .venv first, and nothing in it that bends a Python or makes it start slowly."""
    bends = ("PYTHONHOME", "PYTHONPATH", "PYTHONSAFEPATH", "PYTHONDONTWRITEBYTECODE")
    env = {name: value for name, value in os.environ.items() if name not in bends}
    env["PATH"] = str(SCRIPTS) + os.pathsep + env.get("PATH", os.defpath)
    env["VIRTUAL_ENV"] = str(VENV)
    env["JUPYTER_PREFER_ENV_PATH"] = "1"  # the kernel is that of .venv, whatever the home folder holds
    env.setdefault("OMP_NUM_THREADS", "1")  # small networks are fastest on one thread
    env.setdefault("OPENBLAS_NUM_THREADS", "1")
    return env


@contextlib.contextmanager
def child_process(command, **options):
    """A running command that never outlives us."""
    process = subprocess.Popen([str(part) for part in command], cwd=str(ROOT), env=environment(), **options)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait()


def follow(command):
    """Run a command in the foreground and return its exit code. Ctrl-C is for the command to answer first."""
    interrupted, code = False, None
    with child_process(command) as process:
        while code is None:
            try:
                code = process.wait()
            except KeyboardInterrupt:
                interrupted = True
    if interrupted and code:
        raise KeyboardInterrupt
    return code if code >= 0 else 128 - code  # ended by a signal: counted as a shell counts it


def run_quietly(command, doing):
    """Run a command with one ticking line for its chatter; Trouble with its telling line if it fails."""
    pipe = {
        "stdout": subprocess.PIPE,
        "stderr": subprocess.STDOUT,
        "universal_newlines": True,
        "errors": "replace",
        "close_fds": False,
    }  # the command keeps the lock of turn() while it lives
    lines, started, terminal = [], time.time(), sys.stdout.isatty()
    with child_process(command, **pipe) as process:
        reader = threading.Thread(target=lambda: lines.extend(process.stdout), daemon=True)
        reader.start()
        try:
            while reader.is_alive():
                reader.join(0.2 if terminal else 10)
                tick(doing, lines, time.time() - started)
        finally:
            if terminal:
                say()
    if process.returncode:
        raise Trouble("{} failed: {}".format(doing.capitalize(), error_line(lines)), advice("".join(lines)))


def tick(doing, lines, seconds):
    """Say how far we are: one line rewritten in a terminal, a new line every ten seconds elsewhere."""
    found = sum(line.startswith("Collecting ") for line in lines)
    unpacking = any(line.startswith("Installing collected") for line in lines)
    far = ", unpacking them" if unpacking else ", {} found".format(found) if found else ""
    line = "  {}{}, {:.0f} s".format(doing, far, seconds)
    if sys.stdout.isatty():
        print("\r" + line.ljust(60), end="", flush=True)
    elif seconds >= 10:
        say(line)


def error_line(lines):
    """The line of a failed command that names the trouble: the last error in words, else the last line."""
    spoken = [line.strip() for line in lines if line.strip()]
    errors = [line[len("error: ") :] for line in spoken if line.lower().startswith("error: ")]
    errors = [line for line in errors if " " in line]  # not a bare code such as metadata-generation-failed
    return textwrap.shorten((errors or spoken or ["it said nothing"])[-1], 160, placeholder=" ...")
