"""`lecture-lib lab`: brings a learner's copy of the notebooks up to date, and opens it in JupyterLab."""

from __future__ import annotations

import argparse
import difflib
import os
import socket
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from ..course import course_folder
from ..validation import InputError
from .course_copy import course_names, is_copy, update_copy

NEW_FOLDER = "neural-networks"
INSTALL = 'python -m pip install "lecture-lib[lab]"'
ENVIRONMENT = {
    "JUPYTER_PREFER_ENV_PATH": "1",  # the kernel is that of this Python, whatever the home folder holds
    "OMP_NUM_THREADS": "1",  # small networks are fastest on one thread
    "OPENBLAS_NUM_THREADS": "1",
}
EPILOGUE = """options of JupyterLab can follow, written as --NAME=VALUE

examples:
  %(prog)s
      opens the first notebook
  %(prog)s xor
      opens the notebook of that name; 04 or 4 does as well
  %(prog)s --folder ~/lectures/networks
      keeps the copy there

What you have changed is never overwritten. When a newer version of the course is
installed, the notebooks that you have not changed are replaced, and the new ones
lie beside those that you have. To get a notebook back as it was, delete your own.
"""


def lab(arguments: Sequence[str], version: str) -> int:
    """Run the command; return its exit code. Raises InputError for what a learner can mend."""
    asked, options = _parser().parse_known_args(arguments)
    course, folder = course_folder(), _folder(asked.folder)
    page = _own_file(asked.notebook, folder) or find_notebook(asked.notebook, course_names(course))
    options = [*(["--no-browser"] if asked.no_browser else []), *_port(asked.port), *options]
    if folder != course:
        said = str(update_copy(course, folder, version))
        print(said or f"Your copy is in {folder}.", flush=True)
    if find_spec("jupyterlab") is None:
        raise InputError(f"JupyterLab is not installed here. Next: {INSTALL}")
    return _open(folder, page, options)


def find_notebook(word: str, names: Sequence[str]) -> str:
    """Return the notebook that a word names, by its number or a part of its name. Raises InputError if none is meant.

    >>> find_notebook("4", ["notebooks/04_xor.ipynb", "exercises/04_xor.ipynb"])
    'notebooks/04_xor.ipynb'
    >>> find_notebook("exercises/xor", ["notebooks/04_xor.ipynb", "exercises/04_xor.ipynb"])
    'exercises/04_xor.ipynb'
    >>> find_notebook("zor", ["notebooks/04_xor.ipynb"])
    Traceback (most recent call last):
    lecture_lib.validation.InputError: There is no notebook “zor”. Did you mean xor? Next: lecture-lib lab xor
    """
    folder, _, rest = word.removesuffix(".ipynb").rpartition("/")
    wanted = rest.lower().replace(" ", "_").replace("-", "_")
    topics = {Path(name).stem.lower(): name for name in names if Path(name).parent.name == (folder or "notebooks")}
    fitting = [
        stem
        for stem in topics
        if (wanted.zfill(2) == stem[:2] if wanted.isdigit() else wanted in (stem, "") or wanted in stem[3:])
    ]
    if not wanted or len(fitting) == 1:
        return topics[min(fitting)]
    raise InputError(_not_found(word, fitting, [stem[3:] for stem in topics]))


def _not_found(word: str, fitting: Sequence[str], topics: Sequence[str]) -> str:
    if fitting:
        return f"“{word}” fits {', '.join(fitting)}. Next: lecture-lib lab {fitting[0][:2]}"
    near = difflib.get_close_matches(word.lower(), topics, n=1)
    meant = f" Did you mean {near[0]}?" if near else ""
    step = f"lecture-lib lab {near[0]}" if near else "lecture-lib lab 00, or a folder after --folder"
    return f"There is no notebook “{word}”.{meant} Next: {step}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "lecture-lib lab",
        description="Open the course in JupyterLab, in a copy of your own.",
        epilog=EPILOGUE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("notebook", nargs="?", default="", help="a number or a part of a name (default: the first)")
    parser.add_argument(
        "--folder", type=Path, help=f"where your copy is or will be (default: the one you are in, else {NEW_FOLDER})"
    )
    parser.add_argument("--no-browser", action="store_true", help="only print the address")
    parser.add_argument("--port", type=int, help="this port and no other")
    return parser


def _folder(asked: Path | None) -> Path:
    """Return the folder that is meant: the one asked for, else the copy that one stands in, else a new one."""
    here = Path.cwd()
    if asked is not None:
        return Path(os.path.abspath(asked.expanduser()))
    inside = (folder for folder in (here, *here.parents) if is_copy(folder) or folder == course_folder())
    return next(inside, here / NEW_FOLDER)


def _own_file(word: str, folder: Path) -> str:
    """Return the path in the copy of a file that lies there, such as a notebook of the learner's own; "" elsewhere."""
    path = Path(os.path.abspath(word))
    return path.relative_to(folder).as_posix() if path.is_file() and path.is_relative_to(folder) else ""


def _port(port: int | None) -> list[str]:
    """Return the options for a port that was asked for; none lets JupyterLab take a free one."""
    if port is None:
        return []
    if not 0 < port < 65536:
        raise InputError(f"A port is a number from 1 to 65,535, not {port}. Next: lecture-lib lab --port 8899")
    with socket.socket() as caller:
        caller.settimeout(0.3)
        if caller.connect_ex(("127.0.0.1", port)) == 0:
            raise InputError(f"Port {port} is taken by another program. Next: lecture-lib lab (takes a free one)")
    return [f"--port={port}", "--ServerApp.port_retries=0"]


def _open(folder: Path, page: str, options: Sequence[str]) -> int:
    from .server.launch import launch  # loads JupyterLab, which the rest of the command does without

    for name, value in ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    launch([f"--ServerApp.root_dir={folder}", f"--LabApp.default_url=/lab/tree/{quote(page)}", *options])
    return 0
