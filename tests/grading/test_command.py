"""The command line: what it grades, what it says, and what it refuses, each in plain lines."""

import tempfile

import pytest

from lecture_lib.grading import command
from lecture_lib.grading.sandbox import Trusted
from tests.grading.whole_class import SHEETS, reports_in


def said(capsys, *arguments):
    """Return the exit code and what the command writes to its output and its errors."""
    code = command.main([str(a) for a in arguments])
    caught = capsys.readouterr()
    return code, caught.out, caught.err


def test_the_command_grades_and_says_where_all_is(handed_in, out, truth, capsys):
    code, text, bar = said(capsys, handed_in, "--out", out, "--sheets", SHEETS, "--trusted")
    assert code == 0 and "8 submissions, 1 with a problem" in text and "grades.csv" in text
    assert "[##############################] 7 of 7" in bar and reports_in(out) == truth


def test_who_sent_nothing_is_no_submission(handed_in, out, tmp_path, capsys):
    roster = tmp_path / "class.csv"
    roster.write_text("name\nann\nnobody\nsomebody else\n", "utf-8")
    asked = [handed_in, "--out", out, "--sheets", SHEETS, "--trusted", "--roster", roster]
    _, text, _ = said(capsys, *asked)
    assert "8 submissions, 1 with a problem" in text and "2 students of the roster sent nothing" in text


@pytest.mark.parametrize("form, file", [("moodle", "moodle/05_forward_by_hand.csv"), ("canvas", "canvas/04_xor.csv")])
def test_the_grade_file_of_a_platform_is_written_beside_the_reports(handed_in, out, truth, capsys, form, file):
    code, text, _ = said(capsys, handed_in, "--out", out, "--sheets", SHEETS, "--trusted", "--format", form)
    assert code == 0 and f"For {form}: {out / form}" in text
    assert "ann" in (out / file).read_text("utf-8")
    reports = reports_in(out)
    assert {name: reports[name] for name in truth} == truth


def test_explain_tells_what_was_run_seen_and_compared(handed_in, out, capsys):
    code, text, _ = said(capsys, handed_in, "--out", out, "--sheets", SHEETS, "--trusted", "--explain", "cyd", "05")
    assert code == 0
    for part in (
        "g(W @ a)",
        "Question 05.4a, 2 points",
        "hidden (",
        "true is",
        "does not agree",
        "verdict: wrong. Your layer works without b",
    ):
        assert part in text


def test_a_roster_adds_who_sent_nothing(handed_in, out, tmp_path, capsys):
    (tmp_path / "class.csv").write_text("\ufeffVorname;Nachname\nCyd;\nZoë;Öztürk\n", "utf-8")
    code, text, _ = said(
        capsys, handed_in, "--out", out, "--sheets", SHEETS, "--trusted", "--roster", tmp_path / "class.csv"
    )
    assert code == 0 and "1 student of the roster sent nothing: Zoë Öztürk" in text and "Not on the roster: " in text
    assert "Zoë Öztürk" in (out / "grades.csv").read_text("utf-8")
    code, _, text = said(
        capsys, handed_in, "--out", out, "--sheets", SHEETS, "--trusted", "--roster", tmp_path / "none.csv"
    )
    assert code == 1 and "the roster" in text and "Traceback" not in text


@pytest.mark.parametrize(
    "arguments, part",
    [
        (("nowhere", "--out", "o", "--sheets", "SHEETS", "--trusted"), "there is no folder nowhere"),
        (
            ("SUB", "--out", "SUB/results", "--sheets", "SHEETS", "--trusted"),
            "the results would lie among the submissions",
        ),
        (("SUB", "--out", "o", "--sheets", "nowhere", "--trusted"), "there is no exercise sheet in nowhere"),
        (
            ("SUB", "--out", "o", "--sheets", "SHEETS", "--trusted", "--explain", "zoe", "05"),
            "zoe handed in nothing for sheet 05",
        ),
        (("SUB", "--out", "o", "--sheets", "SHEETS", "--trusted", "--explain", "dan", "05"), "dan, sheet 05: "),
        (("SUB", "--out", "o", "--sheets", "SHEETS", "--sandbox", "docker"), "docker or its image is missing"),
    ],
)
def test_trouble_is_one_plain_line(handed_in, tmp_path, monkeypatch, capsys, arguments, part):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LECTURE_LIB_IMAGE", raising=False)
    places = {"SUB": str(handed_in), "SHEETS": str(SHEETS)}
    code, _, text = said(
        capsys, *(a.replace(*next(((k, v) for k, v in places.items() if a.startswith(k)), ("", ""))) for a in arguments)
    )
    assert code == 1 and part in text and "Traceback" not in text


def test_without_a_sandbox_strangers_code_is_refused(handed_in, out, monkeypatch, capsys):
    monkeypatch.setattr(command, "strongest_sandbox", lambda: None)
    monkeypatch.setattr(Trusted, "start", lambda *_: pytest.fail("a stranger's code was run"))
    code, _, text = said(capsys, handed_in, "--out", out, "--sheets", SHEETS)
    assert code == 1 and "no sandbox works on this machine" in text and "--trusted" in text


@pytest.mark.parametrize("arguments", [["nowhere", "--out", "o"], ["nowhere", "--out", "o", "--explain", "ann", "05"]])
def test_every_start_clears_away_what_a_killed_grader_left(tmp_path, monkeypatch, capsys, arguments):
    left = tmp_path / "lecture-lib-grader-abcdefgh"
    left.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    said(capsys, *arguments, "--sheets", SHEETS)
    assert not left.exists()
