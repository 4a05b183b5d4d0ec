"""The journal of progress: nothing lost, nothing invented, and no trouble that reaches the learner."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lecture_lib import check, hint, solution
from lecture_lib.course import Progress, progress

ROOT = Path(__file__).resolve().parents[2]


def three(path: Path) -> Progress:
    book = Progress(path)
    book.record_check("05.1", right=True)
    book.record_guess("05.2", {"z": [1.5, "ünï → 網"]})
    book.goal("tracer")
    return book


def test_what_an_older_version_has_written_is_read(journal):
    """These lines are as version 0.1.0 wrote them."""
    lines = [
        '{"kind": "check", "name": "05.1", "right": true}',
        '{"kind": "check", "name": "05.4a", "right": false}',
        '{"kind": "goal", "name": "hidden_units"}',
        '{"kind": "guess", "name": "05.2", "guess": {"z": [1.5, "ünï"]}}',
        '{"kind": "hint", "name": "05.4a", "hints": 2}',
    ]
    journal.write_text("\n".join(lines) + "\n", encoding="utf-8")
    book = Progress(journal)
    assert (book.right(), book.attempted_questions(), book.goals()) == ({"05.1"}, {"05.1", "05.4a"}, {"hidden_units"})
    assert (book.guess("05.2"), book.hints("05.4a")) == ({"z": [1.5, "ünï"]}, 2)


def test_everything_written_is_read_back_in_order(journal):
    three(journal)
    again = Progress(journal)
    assert [event["kind"] for event in again.events()] == ["check", "guess", "goal"]
    assert again.right() == again.attempted_questions() == {"05.1"}
    assert again.guess("05.2") == {"z": [1.5, "ünï → 網"]}
    assert again.goals() == {"tracer"}


def test_a_crash_in_mid_line_spoils_that_line_only(journal):
    three(journal)
    whole = journal.read_bytes()
    last = whole.rstrip(b"\n").rfind(b"\n") + 1
    for cut in range(last, len(whole) - 1):  # without its line end alone, the last line still reads
        journal.write_bytes(whole[:cut])
        book = Progress(journal)
        assert [event["kind"] for event in book.events()] == ["check", "guess"]
        book.record_check("05.3", right=False)
        assert [event["name"] for event in Progress(journal).events()] == ["05.1", "05.2", "05.3"]


def test_a_last_line_without_its_end_is_kept(journal):
    three(journal)
    journal.write_bytes(journal.read_bytes().rstrip(b"\n"))
    Progress(journal).record_check("05.3", right=True)
    assert [event["name"] for event in Progress(journal).events()] == ["05.1", "05.2", "tracer", "05.3"]


@pytest.mark.parametrize(
    "rubbish",
    [
        bytes(range(256)),
        b"\xff\xfe\x00\x00",
        b"\0" * 4096,
        b"null",
        b"[1, 2]",
        b"7",
        b'"check"',
        b"{}",
        b'{"kind": "check"}',
        b'{"kind": 3, "name": "05.1"}',
        b'{"kind": "check", "name": ["05.1"]}',
        b"[" * 200_000,
        b'{"kind": ' * 100_000,
        b"9" * 5000,
        b"\r\n\r\n",
        "{“kind”: “check”}".encode(),
    ],
)
def test_rubbish_is_passed_over(journal, rubbish):
    journal.write_bytes(rubbish + b"\n")
    three(journal)
    with journal.open("ab") as file:
        file.write(rubbish)
    book = Progress(journal)
    assert (book.right(), book.goals(), book.guess("05.2")["z"][0]) == ({"05.1"}, {"tracer"}, 1.5)
    assert book.record_check("05.5", right=True)
    assert Progress(journal).right() == {"05.1", "05.5"}


@pytest.mark.parametrize(
    "event",
    [
        {"kind": "hint", "name": "05.1a", "hints": -9},
        {"kind": "hint", "name": "05.1a", "hints": "two"},
        {"kind": "hint", "name": "05.1a", "hints": 1e300},
        {"kind": "hint", "name": "05.1a", "hints": 10**30},
        {"kind": "hint", "name": "05.1a"},
        {"kind": "guess", "name": "05.1a"},
        {"kind": "guess", "name": "05.1a", "guess": 3},
        {"kind": "check", "name": "05.1a", "right": "yes"},
    ],
)
def test_a_line_with_odd_content_harms_no_caller(journal, event):
    journal.write_text(json.dumps(event) + "\n")
    assert "int" in hint("05.1a").says
    assert progress().guess("05.1a") == {}
    assert progress().right() == set()


@given(st.binary(max_size=200))
def test_reading_never_fails(data):
    book = progress()
    book.path.write_bytes(data)
    assert all({"kind", "name"} <= set(event) for event in book.events())


@given(st.text(), st.text())
def test_any_text_is_kept(name, guess):
    assert progress().record_guess(name, {"text": guess})
    assert Progress(progress().path).guess(name) == {"text": guess}


def test_even_half_a_character_is_kept(journal):
    assert Progress(journal).record_guess("05.1", {"z": "\ud800"})
    assert Progress(journal).guess("05.1") == {"z": "\ud800"}


@pytest.mark.parametrize("place", ["file/progress.jsonl", "file/deep/progress.jsonl", "."])
def test_without_a_place_progress_lasts_as_long_as_the_kernel(tmp_path, place):
    (tmp_path / "file").write_text("not a folder")
    book = Progress(tmp_path / place)
    assert book.record_check("05.1", right=True) is False
    book.goal("tracer")
    assert (book.right(), book.goals()) == ({"05.1"}, {"tracer"})
    assert Progress(tmp_path / place).right() == set()
    assert (tmp_path / "file").read_text() == "not a folder"


WRITER = """
import sys
from pathlib import Path
from lecture_lib.course.progress import Progress
book = Progress(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
for i in range(500):
    assert book.record_guess(sys.argv[2], {"i": i, "long": "ä" * (i % 90)})
"""


@pytest.mark.slow
def test_two_notebooks_at_once_lose_nothing(journal):
    journal.write_bytes(b'{"kind": "check", "na')  # and a crash went before
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "cwd": ROOT}
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, journal, name], **pipes) for name in ("a", "b")]
    for writer in writers:
        assert writer.stdout.readline() == b"ready\n"
    for writer in writers:
        writer.stdin.write(b"go\n")
        writer.stdin.flush()
    assert [writer.wait(timeout=120) for writer in writers] == [0, 0]
    events = Progress(journal).events()
    assert len(events) == 1000
    for name in ("a", "b"):
        assert [event["guess"]["i"] for event in events if event["name"] == name] == list(range(500))


def test_a_goal_is_noted_once(journal):
    book = Progress(journal)
    book.goal("tracer")
    book.goal("tracer")
    Progress(journal).goal("tracer")
    assert len(book.events()) == 1


def test_an_answer_once_right_stays_right(journal):
    book = Progress(journal)
    book.record_check("05.1", right=True)
    book.record_check("05.1", right=False)
    assert book.right() == {"05.1"}


def test_the_variable_gives_the_place(journal):
    check("05.4", 71)
    assert progress().path == journal
    assert [json.loads(line) for line in journal.read_text().splitlines()] == [
        {"kind": "check", "name": "05.4", "right": True}
    ]


@pytest.mark.slow
@pytest.mark.parametrize("variable", [None, ""])
def test_else_it_is_one_file_in_the_home_folder(tmp_path, variable):
    home = tmp_path / "home"
    home.mkdir()
    env = {**os.environ, "HOME": str(home), "USERPROFILE": str(home), "PYTHONPATH": str(ROOT)}
    del env["LECTURE_LIB_PROGRESS"]
    if variable is not None:
        env["LECTURE_LIB_PROGRESS"] = variable
    code = """if True:
        from lecture_lib import check, hint, predict, reveal, solution
        check("05.4", ...); solution("05.4a"); reveal("05.1", z=1)          # these leave no trace
        from pathlib import Path
        assert not list(Path.home().iterdir())
        check("05.4", 71); hint("05.4a"); predict("05.1", z=1)
    """
    subprocess.run([sys.executable, "-c", code], env=env, cwd=tmp_path, check=True)
    written = [path.relative_to(home).as_posix() for path in home.rglob("*") if path.is_file()]
    assert written == [".lecture_lib/progress.jsonl"]
    assert sorted(path.name for path in tmp_path.iterdir() if path.name != "progress.jsonl") == ["home"]


def test_the_file_is_the_learners_alone(journal):
    three(journal)
    assert os.name == "nt" or journal.stat().st_mode & 0o077 == 0  # Windows has no such bits


def test_the_three_who_write_and_the_three_who_do_not(journal):
    check("05.4", ...)
    solution("05.4a")
    assert not journal.exists()
    check("05.4", 70)
    hint("05.4a")
    assert [event["kind"] for event in progress().events()] == ["check", "hint"]
