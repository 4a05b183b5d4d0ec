"""`python3 run.py lab`: finds the notebook that is meant, and opens it in JupyterLab.

Nothing here is newer than Python 3.6, as in run.py. What the server itself does is in lecture_lib/command/server.
"""

import difflib
import os
import socket
from pathlib import Path
from urllib.parse import quote

from tools.console import RUN, Trouble, say
from tools.install import prepare
from tools.processes import ROOT, follow

START = "notebooks/00_start_here.ipynb"
COURSE_FOLDERS = ("notebooks", "exercises", "solutions")
FLAGS = ("--no-browser", "--debug", "--allow-root", "--core-mode", "--expose-app-in-browser", "-y")  # without a value
NO_SAVING = (
    "Notebooks cannot be saved here. To keep your work, copy the folders notebooks and exercises into a folder "
    f"of your own, then: {RUN} lab FOLDER"
)


def lab(args):
    """Open the course in JupyterLab."""
    words, options = split(args)
    port = asked_port(options)
    root, path = target(words)
    if port:
        check_port(port)
    venv = prepare()
    if not can_save(root / path):
        say(NO_SAVING)
    command = [venv.python, "-m", "lecture_lib.command.server.launch", f"--ServerApp.root_dir={root}"]
    command += [f"--LabApp.default_url=/lab/tree/{quote(path)}"]
    command += ["--ServerApp.port_retries=0"] if port else []  # asked for this one: no other will do
    return follow(command + options)


def split(args):
    """The words that name what to open, and the options for JupyterLab with their values."""
    words, options = [], []
    for before, arg in zip([""] + args, args):
        is_value = before.startswith("-") and "=" not in before and before not in FLAGS
        (options if arg.startswith("-") or is_value else words).append(arg)
    return words, options


def asked_port(args):
    """The port that the learner asked for; 0 when JupyterLab may choose."""
    for arg, after in zip(args, args[1:] + [""]):
        name, _, value = arg.partition("=")
        if name in ("--port", "--ServerApp.port"):
            text = value or after
            if not text.isdigit() or int(text) > 65535:
                raise Trouble(f"A port is a number from 1 to 65,535, not {text!r}.", RUN + " lab --port 8899")
            return int(text)
    return 0


def check_port(port):
    """Refuse a port at which somebody already answers."""
    with socket.socket() as caller:
        caller.settimeout(0.3)
        if caller.connect_ex(("127.0.0.1", port)) == 0:
            raise Trouble(
                f"Port {port} is taken by another program.",
                f"{RUN} lab    (takes a free one), or another number after --port",
            )


def can_save(path):
    """Whether a file, or files in a folder, can be written."""
    folder = path if path.is_dir() else path.parent
    return os.access(str(folder), os.W_OK) and os.access(str(path), os.W_OK)


# ---------------- what to open


def target(words):
    """The folder that JupyterLab shows, and the path in it that it opens."""
    if not (ROOT / START).is_file():
        raise Trouble(f"There is no {START}.", f"{RUN} build    (makes the notebooks)")
    if len(words) > 1:
        raise Trouble("lab opens one notebook, not {}.".format(" and ".join(words)), f"{RUN} lab {words[0]}")
    return place(find(words[0]) if words else ROOT / START)


def place(path):
    """A file or folder as JupyterLab sees it: below the course, or below the folder that holds it.

    A folder that holds a copy of the notebooks opens with the first of them.
    """
    if ROOT in path.parents:
        return ROOT, path.relative_to(ROOT).as_posix()
    if path.is_dir():
        starts = [name for name in (START, Path(START).name) if (path / name).is_file()]
        return path, (starts + [""])[0]
    root = path.parent.parent if path.parent.name in COURSE_FOLDERS else path.parent
    return root, path.relative_to(root).as_posix()


def find(word):
    """The file or folder that a word names: by its path, else a notebook by its number or a part of its name."""
    path = existing_path(word)
    if path:
        return ROOT / START if path == ROOT else path
    folder = Path(word).parent.name
    names = notebook_names(folder if folder in COURSE_FOLDERS else COURSE_FOLDERS[0])
    given = Path(word.lower()).name
    given = given[: -len(".ipynb")] if given.endswith(".ipynb") else given
    fitting = [name for name in names if fits(given, name)]
    if os.path.isabs(os.path.expanduser(word)) or not fitting:
        raise no_notebook(word, nearest(given, names))
    if len(fitting) > 1:
        raise Trouble("{!r} fits {}.".format(word, ", ".join(fitting)), f"{RUN} lab {number_of(fitting[0])}")
    return names[fitting[0]]


def existing_path(word):
    """The file or folder at a path, seen from where one stands or else from the course; None where neither is."""
    paths = [folder / os.path.expanduser(word) for folder in (Path.cwd(), ROOT)]
    return next((path.resolve() for path in paths if path.exists()), None)


def no_notebook(word, near):
    """The trouble that a word names no notebook; near is the name most like it, "" when none is."""
    if near:
        return Trouble(f"There is no notebook {word!r}. Did you mean {near}?", f"{RUN} lab {number_of(near)}")
    return Trouble(f"There is no notebook {word!r}.", f"{RUN} lab 00    (or another number, or a word such as xor)")


def number_of(name):
    """The number that a notebook's name begins with."""
    return name.partition("_")[0]


def notebook_names(folder):
    """The notebooks of a folder of the course, name to path."""
    return {path.stem: path for path in sorted((ROOT / folder).glob("*.ipynb"))}


def fits(given, name):
    """Whether a notebook of this name is meant: given is its whole name, its number or a part of the rest."""
    number, _, rest = name.lower().partition("_")
    if given.isdigit():
        return given.zfill(2) == number
    return given == name.lower() or given.replace(" ", "_").replace("-", "_") in rest


def nearest(given, names):
    """The name most like what was given, compared with and without the number; "" when none is."""
    forms = {form: name for name in names for form in (name.lower(), name.lower().partition("_")[2])}
    near = difflib.get_close_matches(given, forms, n=1)
    return forms[near[0]] if near else ""
