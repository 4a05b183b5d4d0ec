"""Puts together what students get: the sheets, the notebooks, the library, and what opens them; no solution sheet.

Used by run.py; Python's own library is enough, and no environment is made for it.
"""

import json
import shutil
import tempfile
import zipfile
from pathlib import Path

from tools.console import RUN, Trouble, say
from tools.processes import ROOT

FOLDERS = ("exercises", "notebooks", "lecture_lib")
FILES = (
    "run.py",
    "pyproject.toml",
    "requirements.lock",
    "requirements-test.lock",
    "environment.yml",
    "CITATION.cff",
    "LICENSE",
    "LICENSE-data",
    "LICENSE-text",
)
TOOLS = (  # what `lab` and `doctor` need, and what installs the library
    "__init__",
    "build_wheel",
    "console",
    "doctor",
    "install",
    "machine",
    "open_lab",
    "packages",
    "processes",
    "venv_moves",
    "venv_state",
)
LEFT_OUT = ("__pycache__", ".ipynb_checkpoints", "*.py[cod]", ".*")
QUESTIONS = Path("lecture_lib", "questions")

README = """# The course

The notebooks are in `notebooks/`, the exercise sheets in `exercises/`. Open them with

    python3 run.py lab

The first call makes a folder `.venv` beside this file, takes about 30 seconds and needs the internet. Later calls
start at once. On Windows, write `py run.py lab`. If something does not work, `python3 run.py doctor` says what to do.
"""


def release(target, with_solutions=True):
    """Make the kit as a folder, or as a zip file if the name ends so; nothing that exists is overwritten."""
    target = Path(target)
    if target.exists() and not (target.is_dir() and not any(target.iterdir())):
        raise Trouble(f"{target} is there already, and nothing is overwritten.", "give another name, or delete it")
    if ROOT == target.resolve() or ROOT in target.resolve().parents and target.resolve().parent != ROOT:
        raise Trouble(f"{target} lies inside the course.", "give a place outside of it")
    with tempfile.TemporaryDirectory() as place:
        kit = Path(place) / target.name.split(".zip")[0]
        fill(kit, with_solutions)
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.suffix.lower() == ".zip":
            pack(kit, target)
        else:
            shutil.copytree(str(kit), str(target), dirs_exist_ok=True)
    say("{} is ready to be handed out{}.".format(target, "" if with_solutions else ", without solutions"))
    return 0


def fill(kit, with_solutions):
    """Copy everything that belongs to the kit."""
    for folder in FOLDERS:
        shutil.copytree(str(ROOT / folder), str(kit / folder), ignore=shutil.ignore_patterns(*LEFT_OUT))
    (kit / "tools").mkdir()
    for name in TOOLS:
        shutil.copy(str(ROOT / "tools" / (name + ".py")), str(kit / "tools"))
    for name in FILES:
        shutil.copy(str(ROOT / name), str(kit))
    (kit / "README.md").write_text(README, encoding="utf-8")
    if not with_solutions:
        keep_back_solutions(kit / QUESTIONS)


def keep_back_solutions(questions):
    """Delete the solved cells and the model answers in words; what a learner compares an answer with stays."""
    (questions / "solved.json").unlink()
    in_words = questions / "in_words.json"
    kept = json.loads(in_words.read_text(encoding="utf-8"))
    without = {number: dict(each, answer="") for number, each in kept.items()}
    in_words.write_text(json.dumps(without, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def pack(kit, target):
    """Write the folder as a zip file, all of it under the folder's name."""
    part = target.with_name(target.name + ".part")
    with zipfile.ZipFile(str(part), "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(kit.rglob("*")):
            archive.write(str(path), str(path.relative_to(kit.parent)))
    part.replace(target)


def command(args):
    """Read the command line: one place, and --without-solutions perhaps."""
    places = [arg for arg in args if arg != "--without-solutions"]
    if len(places) != 1 or places[0].startswith("-"):
        raise Trouble("release needs one name: of a folder, or of a zip file.", RUN + " release course.zip")
    return release(places[0], "--without-solutions" not in args)
