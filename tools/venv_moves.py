"""Moving, copying and swapping virtual environments without breaking what is in use.

An environment bears its own path: in the first line of its commands, in the scripts that activate it. What is
written here is written to a new file that then takes the old one's name, so a break leaves either of the two,
and a file that has a second name by a hard link keeps its content under that one.
"""

import contextlib
import os
import re
import shutil
import time
from pathlib import Path

from tools.console import WINDOWS, Trouble
from tools.machine import base_python
from tools.packages import UNNAMED, link_library, replace_file
from tools.processes import run_quietly
from tools.venv_state import begin_stamp, required_stamp, works, write_stamp

# A command's first line when the path is short and has no space, and the three that do for any other path.
SHORT = re.compile(rb"\A#!([^\n]*)\n")
LONG = re.compile(rb"\A#!/bin/sh\n'''exec' [\"']?([^\n]*?)[\"']? \"\$0\" \"\$@\"\n' '''\n")
SHORT_LIMIT = 127  # bytes; what Linux reads of a first line
ZIP_END = b"PK\x05\x06"


class Unmendable(Exception):
    """A path is baked in where it cannot be replaced."""


# ---------------- the path inside


def with_path(data, old, new):
    """A file's content with the environment's path `old` replaced by `new`. What says `new` already is left.

    >>> with_path(b"cd /a/.venv and /b/a/.venv", "/a/.venv", "/b/a/.venv")
    b'cd /b/a/.venv and /b/a/.venv'
    """
    old, new = old.encode(), new.encode()
    return new.join(part.replace(old, new) for part in data.split(new))


def command_with_path(data, old, new):
    """A command's content, with a first line that fits the new path.

    >>> command_with_path(b"#!/a/.venv/bin/python\\nprint(1)\\n", "/a/.venv", "/my course/.venv")
    b'#!/bin/sh\\n\\'\\'\\'exec\\' "/my course/.venv/bin/python" "$0" "$@"\\n\\' \\'\\'\\'\\nprint(1)\\n'
    """
    head = LONG.match(data) or SHORT.match(data)
    if not head or not head.group(1).startswith(old.encode()):
        return with_path(data, old, new)
    python = with_path(head.group(1), old, new)
    return first_lines(python) + with_path(data[head.end() :], old, new)


def first_lines(python):
    if b" " in python or len(python) + 3 > SHORT_LIMIT:
        return b"#!/bin/sh\n'''exec' \"" + python + b'" "$0" "$@"\n' + b"' '''\n"
    return b"#!" + python + b"\n"


def launcher_with_path(data, old, new):
    """A Windows launcher with another path. pip's holds it before a zip archive, where its length does not matter."""
    if len(old.encode()) != len(new.encode()) and old.encode() in data and ZIP_END not in data:
        raise Unmendable("a launcher holds the path where only one of the same length fits")
    return with_path(data, old, new)


def replace_paths(venv, old, new):
    """Let the commands of an environment say the folder `new` where they say `old`."""
    files = [path for path in venv.scripts.iterdir() if path.is_file() and not path.is_symlink()]
    for path in files + [venv.folder / "pyvenv.cfg"]:
        if path == venv.python or path.stat().st_size > 2_000_000:  # a program
            continue
        data = path.read_bytes()
        rewrite = launcher_with_path if path.suffix == ".exe" else command_with_path
        changed = rewrite(data, str(old), str(new))
        if changed != data:
            replace_file(path, changed)
    for path in [*venv.site.glob("__editable__*"), *venv.site.glob("lecture_lib-*.dist-info/direct_url.json")]:
        if path.is_file():  # of an editable install that somebody made
            replace_file(path, with_path(path.read_bytes(), str(old.parent), str(new.parent)))


def mend(venv):
    """Bring an environment in order that was moved, or whose Python is now another one of the same version."""
    made_from = venv.stamp()
    for path in venv.scripts.glob("python*"):  # links to the Python that it was made with
        if path.is_symlink():
            path.unlink()
    for path in [*venv.scripts.glob("[Aa]ctivate*"), venv.folder / "pyvenv.cfg"]:
        if path.is_file():
            replace_file(path, path.read_bytes())  # the module venv writes into the file that is there
    command = [base_python(), "-m", "venv", "--without-pip", "--prompt", venv.folder.name, venv.folder]
    run_quietly(command, "mending {}".format(venv.name))
    replace_paths(venv, Path(made_from["venv"]), venv.folder)
    link_library(venv, venv)
    if not works(venv, made_from.get("packages", "lab")):
        raise Unmendable("it does not start")
    want = required_stamp(venv, "lab")
    write_stamp(venv, dict(made_from, **{name: want[name] for name in ("venv", "root", "python")}))


# ---------------- building beside, and swapping


def remove(venv):
    """Delete an environment that run.py has made, as far as the system lets us. The stamp goes last: it is the mark."""
    if venv.folder.is_symlink() or venv.folder.is_file():
        venv.folder.unlink()
        return
    for path in venv.folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(str(path), ignore_errors=True)
        elif path != venv.stamp_file:
            with contextlib.suppress(OSError):
                path.unlink()
    if os.listdir(str(venv.folder)) in ([venv.stamp_file.name], []):
        shutil.rmtree(str(venv.folder), ignore_errors=True)


def is_ours(venv):
    """True for what run.py has begun to build, or has put aside: it bears the stamp, or nothing yet."""
    if not venv.folder.is_dir():
        return False
    return venv.stamp_file.exists() or all(name.startswith(UNNAMED) for name in os.listdir(str(venv.folder)))


def discard(venv):
    """Delete what a broken build or swap has left; nobody else's folder of that name."""
    if not venv.exists():
        return
    if not is_ours(venv):
        raise Trouble(
            "The folder {} is in the way: run.py needs the name for a moment.".format(venv.name),
            "give that folder another name, then run the same command again",
        )
    remove(venv)


def clone(venv, copy):
    """A second environment with the same files: by hard links, which cost no space, and as copies where those fail."""
    copy.folder.mkdir()
    begin_stamp(copy)
    source = str(venv.folder)
    for folder, folders, names in os.walk(source):
        target = os.path.join(str(copy.folder), os.path.relpath(folder, source))
        os.makedirs(target, exist_ok=True)
        for name in names + [name for name in folders if os.path.islink(os.path.join(folder, name))]:
            if os.path.join(folder, name) != str(venv.stamp_file):
                link_or_copy(os.path.join(folder, name), os.path.join(target, name))


def link_or_copy(source, target):
    if not os.path.islink(source):
        with contextlib.suppress(OSError):
            os.link(source, target)
            return
    shutil.copy2(source, target, follow_symlinks=False)


def finish(built, venv, stamp):
    """Make a built environment ready for the place of `venv`; the stamp comes last."""
    replace_paths(built, built.folder, venv.folder)
    write_stamp(built, stamp)


def swap(built, venv):
    """Put a finished environment in the place of `venv`. What stood there is kept until then."""
    old = venv.beside("vold")
    discard(old)
    try:
        if venv.exists():
            rename(venv.folder, old.folder)
        rename(built.folder, venv.folder)
    except OSError as error:
        if old.exists() and not venv.exists():
            rename(old.folder, venv.folder)
        raise Trouble(
            "{} is in use and cannot be replaced now ({})".format(venv.name, error.strerror),
            "close JupyterLab and whatever else runs from it, then run the same command again",
        ) from error
    if old.exists():
        remove(old)


def rename(source, target, tries=5 if WINDOWS else 1):
    """Rename a folder; on Windows a scanner may hold a file for a moment."""
    for _ in range(tries - 1):
        with contextlib.suppress(OSError):
            os.rename(str(source), str(target))
            return
        time.sleep(0.2)
    os.rename(str(source), str(target))


def repair(venv):
    """Bring a swap to its end that was broken off, and clear away what it left."""
    built, old = venv.beside("vnew"), venv.beside("vold")
    if not venv.exists():
        whole = [place for place in (built, old) if place.stamp().get("venv") == str(venv.folder)]
        if whole:
            rename(whole[0].folder, venv.folder)
    if venv.exists() and old.stamp_file.exists():
        remove(old)
