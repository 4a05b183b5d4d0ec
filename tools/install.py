"""Makes .venv from the locks, and keeps it right. Used by run.py.

What works is kept until what replaces it works: a new environment is built beside the old one and takes its
place at the end. Where that fails, the old one is used as it is.
"""

import contextlib
import errno
import os
import time

from tools.console import WINDOWS, Trouble, advice, say
from tools.packages import added, bring_back, install_library, install_locked, make_empty, replace_json
from tools.processes import ROOT
from tools.venv_moves import Unmendable, clone, discard, finish, is_ours, mend, remove, repair, swap
from tools.venv_state import begin_stamp, chosen_venv, diagnose, holds, required_stamp, wider, works

TURN = ROOT / ".run.lock"  # whoever holds its lock may change .venv
NO_QUESTIONS = {  # JupyterLab asks about news and looks for updates unless told not to: no dialog, no network
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
}
EXPECT = {
    "make": "About 30 seconds; needs the internet.",
    "mend": "A moment.",
    "update": "Some seconds; packages that are not there yet need the internet.",
}


def prepare(packages="lab"):
    """The course's environment, made right for a set of packages. When it is, this costs two small hashes."""
    venv, note = chosen_venv(packages)
    if is_right(venv, packages):
        clear_leftovers(venv)
        return venv
    try:
        with venv_lock():
            repair(venv)
            venv, note = chosen_venv(packages)  # again: the run.py that we waited for may have done it
            if not is_right(venv, packages):
                bring_in_order(venv, packages, note)
    except (Trouble, OSError) as error:
        fall_back(venv, packages, error)
    return venv


def clear_leftovers(venv):
    """Delete what a killed run.py has left beside a right environment, unless another one is at work there."""
    left = [place for place in map(venv.beside, ("vnew", "vold")) if place.stamp_file.exists()]
    if left:
        with contextlib.suppress(OSError), open(str(TURN), "a+") as handle:
            for place in left if claim(handle) else ():
                if is_ours(place):
                    remove(place)


def is_right(venv, packages):
    """True when nothing is to be done: it is ready, or somebody else's that fits."""
    return (venv.exists() and not venv.stamp()) or not diagnose(venv, packages)[0]


def bring_in_order(venv, packages, note):
    """Mend, update or make an environment."""
    started = time.time()
    action, why = diagnose(venv, packages)
    say("Preparing {}: {}. {}".format(venv.name, note or why, EXPECT[action]))
    if action == "mend":
        action = mend_in_place(venv, packages)
    if action:
        build_beside(venv, packages, action)
    say("Ready after {:.0f} s.".format(time.time() - started))


def mend_in_place(venv, packages):
    """Mend, and name what is to be done after that."""
    try:
        mend(venv)
    except (Unmendable, Trouble):
        return "make"
    return diagnose(venv, packages)[0]


def build_beside(venv, packages, action):
    """Build an environment beside `venv`, and swap the two at the end."""
    built = venv.beside("vnew")
    made_from = venv.stamp()
    packages = wider(made_from, packages)
    want = required_stamp(venv, packages)
    if built.stamp() != want:  # a whole one is left where the last swap was refused
        discard(built)
        if action == "update":
            clone(venv, built)
        else:
            built.folder.mkdir(parents=True)
            begin_stamp(built)
            make_empty(built, venv)
        if action == "make" or (made_from["packages"], made_from.get("lock")) != (packages, want["lock"]):
            install_locked(built, packages)
        install_library(built, venv)
        if action == "make" and made_from:
            carry_over(venv, built)
        replace_json(built.settings, NO_QUESTIONS)
        finish(built, venv, want)
    swap(built, venv)


def carry_over(venv, built):
    """Bring what people added to the old environment into the new one, or name it."""
    names = added(venv) if venv.site else []
    if not names:
        return
    try:
        bring_back(built, names)
    except Trouble as trouble:
        say("What you had added is not in the new environment: {}".format(trouble))
        say("To add it: {} -m pip install {}".format(venv.python, " ".join(names)))


def fall_back(venv, packages, error):
    """Use the environment that is there, and say in a line why; Trouble when there is none that will do."""
    built = venv.beside("vnew")
    if is_ours(built) and not built.stamp():  # a whole one waits for its swap
        remove(built)
    if isinstance(error, OSError):
        error = Trouble("The system refused: {}".format(error), advice(str(error)))
    if not holds(venv.stamp(), packages) or not works(venv, packages):
        raise error
    say("{} could not be brought up to date, so it is used as it is: {}".format(venv.name, error))


@contextlib.contextmanager
def venv_lock():
    """One run.py at a time changes .venv. The system frees the lock when its holders end, however they end:
    a run.py, and the pip that goes on for a while when run.py was killed.
    """
    with open(str(TURN), "a+") as handle:
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
