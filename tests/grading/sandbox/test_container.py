"""The container, with a stand-in for Docker that starts the same program without a wall: no engine is at hand here."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from lecture_lib.grading.intake import Submission, code_cells, read_sheets
from lecture_lib.grading.marking import mark_submission
from lecture_lib.grading.sandbox import Container, GraderFault, Session, SubmissionStopped

ROOT = Path(__file__).parents[3]
STAND_IN = """#!{python}
import json, os, sys
words = sys.argv[1:]
json.dump(words, open({note!r}, "w"))
course = words[words.index("--volume") + 1].split(":")[0]
command = words[words.index("an-image") + 1:]
here = [{{"/course": course, "/tmp": {place!r}}}.get(word, word) for word in command[1:]]
os.chdir({place!r})
os.execv(sys.executable, [sys.executable, *here])
"""


@pytest.fixture
def docker(tmp_path, monkeypatch):
    """A program named docker; returns the file in which it notes its arguments."""
    note, place = tmp_path / "words.json", tmp_path / "place"
    place.mkdir()
    program = tmp_path / "docker"
    program.write_text(STAND_IN.format(python=sys.executable, note=str(note), place=str(place)))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("LECTURE_LIB_IMAGE", "an-image")
    return note


def test_a_sheet_goes_through_a_container(docker):
    notebook = (ROOT / "solutions" / "05_forward_by_hand.ipynb").read_bytes()
    cells = (*code_cells(notebook), "print('hello'); import sys; sys.stderr.write('there')")
    marks, notes = mark_submission(
        Submission(cells), read_sheets(ROOT / "exercises")["05"], lambda: Session(Container("docker"))
    )
    assert sum(one.points for one in marks) == 14 and notes == ()
    words = json.loads(docker.read_text())
    for flag in (["--network", "none"], ["--cap-drop", "ALL"], ["--user", "65534:65534"], ["--pull", "never"]):
        assert words[words.index(flag[0]) + 1] == flag[1]
    assert "--read-only" in words and "--privileged" not in words


def test_a_loop_in_a_container_ends_when_the_grader_has_gone(docker):
    session = Session(Container("docker"))
    try:
        session.wait_until_ready()
        source = np.frombuffer(b"while True:\n    pass", np.uint8)
        with pytest.raises(SubmissionStopped):  # a grader would end it here; this one is gone without a word
            session._asked(0.5, {"do": "cell", "cell": 0, "source": source})
        session.channel.close()
        assert session.process.wait(20) == 0
    finally:
        session.close()


def test_without_an_image_nothing_is_started(docker, monkeypatch):
    monkeypatch.delenv("LECTURE_LIB_IMAGE")
    with pytest.raises(GraderFault, match="docker or its image is missing"):
        Session(Container("docker"))
    assert not docker.exists()
