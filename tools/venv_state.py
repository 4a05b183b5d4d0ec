"""Which virtual environment is the course's, what it was made from, and what it needs.

Only an environment with run.py's stamp inside is ever changed. One that uv, an editor or a person made is used
as it is where it fits; where it does not, the course makes its own beside it.
"""

import hashlib
import json
import os
import platform
import re
import subprocess
from pathlib import Path

from tools.console import WINDOWS, Trouble
from tools.packages import LOCKS, PROJECT, replace_json
from tools.processes import ROOT, environment

PLACE = "LECTURE_LIB_VENV"  # an environment variable that names another place
SETS = {"lab": {"lab"}, "test": {"lab", "test"}}  # what each set of packages holds


class Venv:
    """Where things are inside a virtual environment."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.scripts = self.folder / ("Scripts" if WINDOWS else "bin")
        self.python = self.scripts / ("python.exe" if WINDOWS else "python")
        self.stamp_file = self.folder / "made-from.json"
        self.settings = self.folder / "share" / "jupyter" / "lab" / "settings" / "overrides.json"

    @property
    def site(self):
        """The folder of its packages; None where there is none yet."""
        found = [self.folder / "Lib" / "site-packages"] + sorted(self.folder.glob("lib/python3*/site-packages"))
        return next((path for path in found if path.is_dir()), None)

    @property
    def name(self):
        """How to speak of it: by its name where it lies in the course's folder."""
        return self.folder.name if self.folder.parent == ROOT else str(self.folder)

    def exists(self):
        return os.path.lexists(str(self.folder))

    def stamp(self):
        """What it was made from; empty when run.py has not made it, or has not come to the end."""
        try:
            found = json.loads(self.stamp_file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        if not isinstance(found, dict) or "unfinished" in found:
            return {}
        return dict({"packages": "test"}, **found)  # a stamp of version 0.1 names none: one lock held them all

    def beside(self, word):
        """A neighbour, "vnew" or "vold". The names of .venv's are as long as its own."""
        name = self.folder.name
        return Venv(self.folder.with_name(name.replace("venv", word) if "venv" in name else name + "." + word))


def begin_stamp(venv):
    """Mark what is being built as ours."""
    replace_json(venv.stamp_file, {"unfinished": True})


def write_stamp(venv, stamp):
    replace_json(venv.stamp_file, stamp)


# ---------------- what it was made from, and what it should be made from


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def required_stamp(venv, packages):
    """What `venv` has to be made from. The stamp says the same, and is written when all else is done."""
    return {
        "venv": str(venv.folder),
        "root": str(ROOT),
        "python": platform.python_version(),
        "packages": packages,
        "lock": digest(LOCKS[packages]),
        "project": digest(PROJECT),
    }


def minor_version(text):
    """Python's minor version in a stamp: "3.11" of "3.11.7" and of "Python 3.11.7 in a folder"."""
    found = re.search(r"\d+\.\d+", str(text))
    return found.group() if found else ""


def wider(stamp, packages):
    """The set to install: what is asked for, and what is in already."""
    return packages if SETS[packages] >= SETS.get(stamp.get("packages"), set()) else stamp["packages"]


def holds(stamp, packages):
    """True when the set was installed, from whichever lock."""
    return SETS.get(stamp.get("packages"), set()) >= SETS[packages]


def diagnose(venv, packages="lab"):
    """What an environment needs, "make", "mend", "update" or nothing (""), and why."""
    made_from = venv.stamp()
    if not venv.exists():
        return "make", "there is none yet"
    if not made_from:
        return "make", "it was not made by run.py"
    want = required_stamp(venv, wider(made_from, packages))
    if minor_version(made_from.get("python")) != minor_version(want["python"]):
        return "make", "it belongs to Python {}".format(minor_version(made_from.get("python")))
    if not venv.python.exists():
        return "mend", "its Python has vanished"
    if (made_from.get("venv"), made_from.get("root", want["root"])) != (want["venv"], want["root"]):
        return "mend", "the folder was moved or copied"
    if not holds(made_from, packages):
        return "update", "what the tests need is missing"
    if (made_from.get("lock"), made_from.get("project")) != (want["lock"], want["project"]):
        return "update", "what it is made from has changed"
    return "", "ready"


# ---------------- which one


def chosen_venv(packages="lab"):
    """The environment to use or to make, and why it is not .venv ("" where it is)."""
    named = os.environ.get(PLACE)
    first = Venv(Path(named).expanduser().absolute() if named else ROOT / ".venv")
    own = Venv(ROOT / ".venv-course")
    if first.stamp() or (not first.exists() and (named or not own.stamp())):
        return first, ""
    if own.stamp() and not named:
        return own, ""
    lack = what_it_lacks(first, packages)
    if not lack:
        return first, ""
    if named or own.exists():
        raise Trouble(
            "run.py has not made {}, so it stays as it is, but {}.".format((first if named else own).name, lack),
            "let the environment variable {} name a folder that does not exist yet".format(PLACE),
        )
    return own, "{} was made by something else and stays as it is, but {}".format(first.name, lack)


FITS = """
import importlib.util, pathlib, sys, tomllib
from importlib import metadata
folder, *extras = sys.argv[1:]
table = tomllib.loads((pathlib.Path(folder) / "pyproject.toml").read_text(encoding="utf-8"))
try:
    from packaging.requirements import Requirement
    from packaging.specifiers import SpecifierSet
except ImportError:
    sys.exit("packaging is missing")
if not SpecifierSet(table["project"]["requires-python"]).contains(sys.version.split()[0], prereleases=True):
    sys.exit("its Python is " + sys.version.split()[0])
wanted = table["project"]["dependencies"] + table["project"]["optional-dependencies"]["lab"]
wanted += table["dependency-groups"]["test"] if "test" in extras else []
for need in map(Requirement, wanted):
    try:
        version = metadata.version(need.name)
    except metadata.PackageNotFoundError:
        sys.exit(need.name + " is missing")
    if not need.specifier.contains(version, prereleases=True):
        sys.exit(f"{need.name} is {version}")
found = importlib.util.find_spec("lecture_lib")
if found is None or pathlib.Path(folder).resolve() not in pathlib.Path(found.origin).resolve().parents:
    sys.exit("this folder's lecture_lib is missing")
"""


def what_it_lacks(venv, packages):
    """Why somebody else's environment does not fit, "" when it does. It is asked, and nothing is written in it."""
    command = [str(venv.python), "-B", "-c", FITS, str(ROOT), packages]
    return answer_of(venv, command)


WORKS = "import importlib, sys; [importlib.import_module(name) for name in sys.argv[1:]]"


def works(venv, packages="lab"):
    """True when the environment starts, and holds what the set is for: it can be used although it is not up to date."""
    modules = ["numpy", "lecture_lib", "jupyterlab"] + (["pytest"] if packages == "test" else [])
    return venv.python.exists() and not answer_of(venv, [str(venv.python), "-c", WORKS] + modules)


def answer_of(venv, command):
    """What a short command of an environment complains of, "" when it ends well. It runs inside that environment."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "universal_newlines": True}
    try:
        answer = subprocess.run(command, cwd=str(venv.folder), env=environment(venv.python), timeout=60, **pipes)
    except (OSError, subprocess.SubprocessError):
        return "its Python does not start"
    lines = answer.stderr.strip().splitlines()
    return "" if answer.returncode == 0 else (lines or ["its Python does not start"])[-1]
