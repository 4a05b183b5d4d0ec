"""`lecture-lib`: which copy and which notebook it opens, what the doctor finds, and trouble said in one plain line."""

import errno
import os
import runpy
import socket
import sys
from pathlib import Path

import pytest

import lecture_lib
from lecture_lib.command import cli, doctor, lab, main
from lecture_lib.command.course_copy import LIST
from lecture_lib.course import course_folder


@pytest.fixture
def started(tmp_path, monkeypatch):
    """What JupyterLab would be started with; we stand in an empty folder."""
    calls = []
    monkeypatch.setattr("lecture_lib.command.server.launch.launch", calls.append)
    monkeypatch.setattr(os, "environ", dict(os.environ))
    monkeypatch.chdir(tmp_path)
    return calls


def places(options):
    """The folder and the page of a start."""
    root, page = (option.partition("=")[2] for option in options[:2])
    return root, page


def test_the_first_call_makes_a_copy_here_and_opens_its_first_notebook(started, tmp_path, capsys):
    assert main(["lab", "--no-browser", "--port", "1", "--ServerApp.ip=0.0.0.0"]) == 0
    folder = tmp_path / "neural-networks"
    assert places(started[0]) == (str(folder), "/lab/tree/notebooks/00_start_here.ipynb")
    assert started[0][2:] == ["--no-browser", "--port=1", "--ServerApp.port_retries=0", "--ServerApp.ip=0.0.0.0"]
    assert capsys.readouterr().out == f"New in {folder}: 18 notebooks and 16 exercise sheets.\n"
    assert os.environ["JUPYTER_PREFER_ENV_PATH"] == "1"


def test_a_copy_that_one_stands_in_is_the_one_that_is_meant(started, tmp_path, monkeypatch, capsys):
    main(["lab", "--folder", "my course"])
    monkeypatch.chdir(tmp_path / "my course" / "notebooks")
    capsys.readouterr()
    main(["lab", "exercises/4"])
    assert places(started[1]) == (str(tmp_path / "my course"), "/lab/tree/exercises/04_xor.ipynb")
    assert capsys.readouterr().out == f"Your copy is in {tmp_path / 'my course'}.\n"
    Path("04_xor (1.1.0).ipynb").write_text("{}")  # as a tab completes it
    main(["lab", "04_xor (1.1.0).ipynb"])
    assert places(started[2])[1] == "/lab/tree/notebooks/04_xor%20%281.1.0%29.ipynb"


def test_in_the_course_itself_nothing_is_copied(started, monkeypatch, capsys):
    monkeypatch.chdir(course_folder() / "docs")
    main(["lab", "14"])
    assert places(started[0]) == (str(course_folder()), "/lab/tree/notebooks/14_depth.ipynb")
    assert capsys.readouterr().out == "" and not (course_folder() / LIST).exists()


@pytest.mark.parametrize(
    "arguments, said",
    [
        (["labb"], "There is no task “labb”. Did you mean lab? Next: lecture-lib lab"),
        (["?"], "There is no task “?”. Next: lecture-lib --help"),
        (
            ["lab", "99"],
            "There is no notebook “99”. Next: lecture-lib lab 00, or a folder after --folder",
        ),
        (["lab", "pe"], "“pe” fits 03_perceptron, 12_shapes. Next: lecture-lib lab 03"),
        (
            ["lab", "zor"],
            "There is no notebook “zor”. Did you mean xor? Next: lecture-lib lab xor",
        ),
        (["lab", "--port", "0"], "A port is a number from 1 to 65,535, not 0. Next: lecture-lib lab --port 8899"),
    ],
)
def test_trouble_is_one_plain_line_before_anything_is_made(started, arguments, said, tmp_path, capsys):
    assert main(arguments) == 1
    assert capsys.readouterr().err == said + "\n"
    assert started == [] and list(tmp_path.iterdir()) == []


def test_a_port_that_is_taken_is_said_before_anything_is_made(started, tmp_path, capsys):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert main(["lab", "--port", str(port)]) == 1
    said = f"Port {port} is taken by another program. Next: lecture-lib lab (takes a free one)\n"
    assert capsys.readouterr().err == said and started == [] and list(tmp_path.iterdir()) == []


def test_without_jupyterlab_the_copy_is_made_and_the_way_to_open_it_said(started, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(lab, "find_spec", lambda name: None)
    assert main(["lab"]) == 1
    said = capsys.readouterr()
    assert said.out.startswith("New in ") and said.err == f"JupyterLab is not installed here. Next: {lab.INSTALL}\n"
    assert (tmp_path / "neural-networks" / LIST).is_file() and started == []


@pytest.mark.parametrize(
    "problem, code, said",
    [
        (OSError(errno.ENOSPC, "No space left on device", "x.ipynb"), 1, "no room left on the disk for x.ipynb"),
        (PermissionError(errno.EACCES, "Permission denied", "x.ipynb"), 1, "you may not read or write x.ipynb"),
        (KeyboardInterrupt(), 130, "Stopped. To go on, run the same command again."),
    ],
)
def test_what_the_system_refuses_is_said_without_a_traceback(monkeypatch, capsys, problem, code, said):
    def refuse(*arguments):
        raise problem

    monkeypatch.setattr(cli, "lab", refuse)
    assert main(["lab"]) == code
    assert said in capsys.readouterr().err


def test_the_door_names_its_tasks_and_its_version(monkeypatch, capsys):
    assert main([]) == main(["--help"]) == main(["--version"]) == 0
    first, *_, version = capsys.readouterr().out.splitlines()
    assert first == "usage: lecture-lib TASK [more]" and version == lecture_lib.__version__
    monkeypatch.setattr(sys, "argv", ["lecture_lib", "labb"])
    with pytest.raises(SystemExit, match="1"):
        runpy.run_module("lecture_lib", run_name="__main__")
    assert "Did you mean lab?" in capsys.readouterr().err


# ---------------- the doctor


def test_the_doctor_finds_everything_in_order(capsys):
    assert main(["doctor"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert {line.split()[0] for line in lines[:-1]} == {"ok"} and lines[-1].startswith("note")
    assert any(line.split()[1:4] == ["notebooks", "34", "of"] for line in lines)


def test_the_doctor_says_what_mends_what_is_missing(tmp_path, monkeypatch, capsys):
    def missing(name):
        raise doctor.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(sys.modules["lecture_lib.course.installation"], "_has_run_py", lambda: False)
    monkeypatch.setattr(doctor.metadata, "version", missing)
    monkeypatch.setitem(sys.modules, "jupyter_client.kernelspec", None)
    monkeypatch.setattr(doctor, "course_folder", lambda: tmp_path)
    assert main(["doctor"]) == 1
    said = capsys.readouterr().out
    assert "%pip" not in said and "a cell" not in said
    for subject in ("numpy", "JupyterLab", "kernel", "notebooks"):
        assert f"next: {lab.INSTALL}" in said.partition(f"TROUBLE  {subject} ")[2].splitlines()[1]
