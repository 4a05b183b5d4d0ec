"""What `run.py lab` opens: a path, a number, a part of a name; what it says if it finds nothing or may not write."""

from pathlib import Path

import pytest

from tools import console, doctor, open_lab
from tools.venv_state import Venv

NAMES = ("00_start_here", "03_perceptron", "04_xor", "12_shapes", "14_depth")


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course with a few notebooks, and another folder to stand in."""
    root = tmp_path / "course"
    for name in NAMES:
        for folder in ("notebooks", "exercises")[: 1 if name[:2] == "00" else 2]:
            (root / folder).mkdir(parents=True, exist_ok=True)
            (root / folder / f"{name}.ipynb").write_text("{}")
    monkeypatch.setattr(open_lab, "ROOT", root)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    return root


@pytest.fixture
def asked(course, monkeypatch):
    """The command that would start JupyterLab."""
    commands = []
    monkeypatch.setattr(open_lab, "prepare", lambda: Venv(course / ".venv"))
    monkeypatch.setattr(open_lab, "follow", lambda command: commands.append([str(part) for part in command]) or 0)
    return commands


@pytest.mark.parametrize(
    "word, path",
    [
        ("notebooks/04_xor.ipynb", "notebooks/04_xor.ipynb"),
        ("notebooks/04_XOR.ipynb", "notebooks/04_xor.ipynb"),
        ("notbooks/04_xor.ipynb", "notebooks/04_xor.ipynb"),
        ("04_xor", "notebooks/04_xor.ipynb"),
        ("04", "notebooks/04_xor.ipynb"),
        ("4", "notebooks/04_xor.ipynb"),
        ("0", "notebooks/00_start_here.ipynb"),
        ("xor", "notebooks/04_xor.ipynb"),
        ("Start here", "notebooks/00_start_here.ipynb"),
        ("exercises/04", "exercises/04_xor.ipynb"),
        ("exercises/xor.ipynb", "exercises/04_xor.ipynb"),
        ("exercises", "exercises"),
        (".", "elsewhere"),
    ],
)
def test_a_notebook_is_found_by_its_path_its_number_or_a_part_of_its_name(course, word, path):
    wanted = course / path if path != "elsewhere" else Path.cwd()
    assert open_lab.find(word) == wanted


def test_the_course_s_own_folder_opens_the_first_notebook(course, monkeypatch):
    monkeypatch.chdir(course)
    assert open_lab.target(["."]) == open_lab.target([]) == (course, "notebooks/00_start_here.ipynb")


@pytest.mark.parametrize(
    "word, what, step",
    [
        ("notebooks/99_x.ipynb", "There is no notebook 'notebooks/99_x.ipynb'.", "python3 run.py lab 00 "),
        ("99", "There is no notebook '99'.", "python3 run.py lab 00 "),
        ("percepton", "There is no notebook 'percepton'. Did you mean 03_perceptron?", "python3 run.py lab 03"),
        ("14_dept.ipynb", "There is no notebook '14_dept.ipynb'. Did you mean 14_depth?", "python3 run.py lab 14"),
        ("/nowhere/14_dpth.ipynb", "There is no notebook '/nowhere/14_dpth.ipynb'. Did you mean 14_depth?", "python3"),
        ("/nowhere/04_xor.ipynb", "There is no notebook '/nowhere/04_xor.ipynb'. Did you mean 04_xor?", "python3"),
        ("/nowhere/x.ipynb", "There is no notebook '/nowhere/x.ipynb'.", "python3 run.py lab 00 "),
        ("pe", "'pe' fits 03_perceptron, 12_shapes.", "python3 run.py lab 03"),
    ],
)
def test_a_word_that_names_no_notebook_or_several_is_told_with_the_nearest(course, word, what, step):
    with pytest.raises(console.Trouble) as told:
        open_lab.find(word)
    assert str(told.value) == what and told.value.next_step.startswith(step)


def test_lab_opens_one_notebook(asked):
    with pytest.raises(console.Trouble, match="one notebook, not xor and 14"):
        open_lab.lab(["xor", "14"])
    assert asked == []


@pytest.mark.parametrize(
    "args, words, options",
    [
        ([], [], []),
        (["04", "--no-browser"], ["04"], ["--no-browser"]),
        (["--no-browser", "xor"], ["xor"], ["--no-browser"]),
        (["--port", "8899", "xor"], ["xor"], ["--port", "8899"]),
        (["--port=8899", "4"], ["4"], ["--port=8899"]),
        (["xor", "--ip", "0.0.0.0", "--debug"], ["xor"], ["--ip", "0.0.0.0", "--debug"]),
    ],
)
def test_options_keep_their_values(args, words, options):
    assert open_lab.split(args) == (words, options)


@pytest.mark.parametrize(
    "file, root, path",
    [
        ("mine/notebooks/04_xor.ipynb", "mine", "notebooks/04_xor.ipynb"),
        ("mine/exercises/04_xor.ipynb", "mine", "exercises/04_xor.ipynb"),
        ("mine/my notes.ipynb", "mine", "my notes.ipynb"),
    ],
)
def test_a_notebook_outside_the_course_is_shown_in_its_own_folder(course, tmp_path, file, root, path):
    (tmp_path / file).parent.mkdir(parents=True)
    (tmp_path / file).write_text("{}")
    assert open_lab.target([str(tmp_path / file)]) == (tmp_path / root, path)


@pytest.mark.parametrize("start", ["notebooks/00_start_here.ipynb", "00_start_here.ipynb", ""])
def test_a_folder_with_copies_opens_with_the_first_notebook(course, tmp_path, monkeypatch, start):
    mine = tmp_path / "my course"
    (mine / start).parent.mkdir(parents=True, exist_ok=True)
    mine.mkdir(exist_ok=True)
    if start:
        (mine / start).write_text("{}")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert open_lab.target(["~/my course"]) == (mine, start)


def test_the_server_starts_with_the_folder_and_the_page(asked, course):
    assert open_lab.lab(["4", "--no-browser"]) == 0
    assert asked[0][1:5] == [
        "-m",
        "lecture_lib.command.server.launch",
        f"--ServerApp.root_dir={course}",
        "--LabApp.default_url=/lab/tree/notebooks/04_xor.ipynb",
    ]
    assert asked[0][-1] == "--no-browser"


# ---------------- a folder that cannot be written to


@pytest.fixture
def read_only(monkeypatch):
    """Every folder refuses to be written to; permissions would not stop root."""
    monkeypatch.setattr(open_lab.os, "access", lambda path, mode: mode != open_lab.os.W_OK)


def test_lab_says_in_one_line_that_notebooks_cannot_be_saved_and_what_to_do(asked, read_only, capsys):
    assert open_lab.lab([]) == 0
    [line] = capsys.readouterr().out.splitlines()
    assert line.startswith("Notebooks cannot be saved here.") and line.endswith("python3 run.py lab FOLDER")
    assert len(asked) == 1


def test_lab_says_nothing_where_notebooks_can_be_saved(asked, capsys):
    open_lab.lab([])
    assert capsys.readouterr().out == ""


def test_the_doctor_notes_that_notebooks_cannot_be_saved(course, monkeypatch):
    monkeypatch.setattr(doctor, "ROOT", course)
    assert doctor.saving_note(open_lab.START)[0]
    monkeypatch.setattr(open_lab.os, "access", lambda path, mode: False)
    good, subject, found = doctor.saving_note(open_lab.START)
    assert (good, subject) == (False, "saving") and "cannot be saved" in found


def test_the_doctor_sends_nobody_to_make_a_venv_where_nothing_can_be_made(read_only, monkeypatch):
    monkeypatch.setattr(doctor, "diagnose", lambda venv: ("make", "there is none yet"))
    monkeypatch.setattr(doctor, "ask_venv", lambda venv, packages: {"trouble": "there is none"})
    assert all(mend.startswith("copy the course into a folder") for *_, mend in doctor.venv_lines())
