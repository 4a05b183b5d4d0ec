"""What students get: `run.py release` puts it together, and it starts by itself."""

import ast
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tools import release
from tools.console import Trouble

ROOT = Path(__file__).resolve().parents[2]
NEVER = ("solutions", "source", "tests", "benchmarks", "experiments", "docs", ".git")


@pytest.fixture(scope="module")
def kits(tmp_path_factory):
    """Two kits as folders: with the model solutions, and without."""
    place = tmp_path_factory.mktemp("kits")
    for name in ("with", "without"):
        release.release(place / name, with_solutions=name == "with")
    return place


def files(kit):
    return {path.relative_to(kit).as_posix() for path in kit.rglob("*") if path.is_file()}


def said(kit, home, code):
    """Run code in a kit with an empty home folder; return what it printed."""
    env = {"HOME": str(home), "USERPROFILE": str(home), "PYTHONPATH": str(kit), "PATH": os.environ["PATH"]}
    env["PYTHONDONTWRITEBYTECODE"] = "1"  # the kit stays as it is
    return subprocess.run(
        [sys.executable, "-c", code], cwd=kit, env=env, check=True, capture_output=True, text=True
    ).stdout


def test_a_kit_holds_the_sheets_the_notebooks_and_the_library_and_nothing_that_solves_them(kits):
    kit = files(kits / "with")
    for folder in ("exercises", "notebooks"):
        assert {f"{folder}/{path.name}" for path in (ROOT / folder).glob("*.ipynb")} <= kit
    assert {"run.py", "README.md", "LICENSE", "lecture_lib/questions/q05.py", "lecture_lib/py.typed"} <= kit
    assert not [name for name in kit if name.split("/")[0] in NEVER or "__pycache__" in name or "/." in name]
    assert files(kits / "without") == kit - {"lecture_lib/questions/solved.json"}


def test_without_solutions_no_model_answer_is_left_but_what_to_compare_it_with(kits):
    whole = json.loads((ROOT / "lecture_lib/questions/in_words.json").read_text("utf-8"))
    kept = json.loads((kits / "without/lecture_lib/questions/in_words.json").read_text("utf-8"))
    assert kept.keys() == whole.keys() and not any(each["answer"] for each in kept.values())
    assert [each["compare"] for each in kept.values()] == [each["compare"] for each in whole.values()]
    text = "".join(path.read_text("utf-8") for path in (kits / "without").rglob("*.json"))
    assert not [number for number, each in whole.items() if each["answer"][:60] in text]


def test_a_check_starts_from_the_kit_in_an_empty_home(kits, tmp_path):
    code = """
import lecture_lib
from lecture_lib import check, hint, solution
print(lecture_lib.__file__)
print(check("05.4b", lambda sizes: sum(n * (m + 1) for m, n in zip(sizes, sizes[1:]))))
print(check("05.4b", lambda sizes: sum(n * m for m, n in zip(sizes, sizes[1:]))))
print(hint("05.4b"), solution("05.4b"), solution("07.3b"), solution("07.3b"))
"""
    for name in ("with", "without"):
        (home := tmp_path / name).mkdir()
        out = said(kits / name, home, code)
        assert out.startswith(str(kits / name)) and "right: 5 of 5 cases agree" in out and "Those are only" in out
        assert ("Your teacher keeps the solutions" in out) == (name == "without")
        assert ("def " in out.split("Hint 1")[1]) == (name == "with")


def test_all_that_the_kit_imports_of_its_tools_is_in_it(kits):
    kit = kits / "with"
    there = {path.stem for path in (kit / "tools").glob("*.py")}
    left_out = {"lock", "release"}  # imported by tasks that students do not have
    for path in [kit / "run.py", *(kit / "tools").glob("*.py")]:
        tree = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "tools":
                names = node.module.split(".")[1:] or [alias.name for alias in node.names]
                assert set(names) <= there | left_out, path.name
            text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
            if text.startswith("tools.") and path.name != "run.py":  # which names what its tests load
                assert text.split(".")[1] in there, path.name


def test_in_a_kit_the_door_shows_and_refuses_in_one_line_what_needs_the_whole_course(kits):
    def ran(*args):
        return subprocess.run([sys.executable, "run.py", *args], cwd=kits / "with", capture_output=True, text=True)

    assert ran("test").stderr == (
        "test needs the whole course, and this is a student's copy.\nNext: python3 run.py lab\n"
    )
    shown = ran().stdout
    assert "  lab " in shown and "  doctor " in shown and "  build " not in shown and "  release " not in shown


def test_a_zip_holds_one_folder_of_its_own_name(tmp_path, kits, capsys):
    assert release.command([str(tmp_path / "course.zip"), "--without-solutions"]) == 0
    assert capsys.readouterr().out.endswith("course.zip is ready to be handed out, without solutions.\n")
    with zipfile.ZipFile(tmp_path / "course.zip") as archive:
        names = {name for name in archive.namelist() if not name.endswith("/")}
    assert names == {f"course/{name}" for name in files(kits / "without")}


@pytest.mark.parametrize("args", [[], ["--without-solutions"], ["a", "b"], ["--help-me"]])
def test_a_command_that_names_no_place_is_refused(args):
    with pytest.raises(Trouble, match="one name"):
        release.command(args)


def test_nothing_is_overwritten_and_nothing_is_put_into_the_course(tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    for target, says in ((tmp_path / "full", "is there already"), (ROOT / "exercises" / "kit", "inside the course")):
        with pytest.raises(Trouble, match=says):
            release.release(target)
    assert not (ROOT / "exercises" / "kit").exists()
