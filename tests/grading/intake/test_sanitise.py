"""Texts by strangers do nothing on a page, in a spreadsheet and as the name of a file."""

import re

import pytest

from lecture_lib.grading.intake import csv_cell, plain_text, safe_file_name, safe_html
from tests.grading.pages import read


@pytest.mark.parametrize(
    "given, wanted",
    [
        ("a\x1b[31;1mb\x1b[0m", "ab"),
        ("\x1b]0;title\x07x", "x"),
        ("\x9b5mx", "x"),
        ("\x1b(x", "x"),
        ("a\r\nb\tc\x00d\x7f", "a b cd"),
        ("\u202ex\u2066y\u200bz\ufeff", "xyz"),
        ("\ud800x", "x"),
        ("a\u2028b\u2029c\x85d", "a b c d"),
        ("  a  ", "a"),
        ("é 数 ✓ −1", "é 数 ✓ −1"),
    ],
    ids=range(10),
)
def test_plain_text_holds_nothing_unseen(given, wanted):
    assert plain_text(given) == wanted


def test_plain_text_is_short_whatever_is_given():
    assert plain_text("x" * 2**20, 100) == "x" * 99 + "…"
    assert plain_text("\x1b[" * 2**19 + "é", 100) == ""  # what is never shown is never looked at
    assert plain_text("x" * 100, 100) == "x" * 100


FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n@x",
    " =1",
    "\u202e=1",
    "\uff1d1",
    "\x1b[0m=1",
    "'=1",
    "a;=1",
    "a; -1",
    'a;"@x',
]


@pytest.mark.parametrize("text", FORMULAS, ids=range(len(FORMULAS)))
def test_no_cell_begins_a_formula(text):
    for part in csv_cell(text).split(";"):
        assert not re.match(r"[\s\"']*[=+\-@\uff1d]", part) or part.lstrip().startswith("'")


def test_ordinary_cells_stay_as_they_are():
    for text in ("Anna Muster_123", "3 - 2", "x.ipynb: it is empty; y", "musteranna_1"):
        assert csv_cell(text) == text


def test_html_is_shown_and_does_nothing():
    hostile = "<script>alert('1')</script><img src=\"http://x\" onerror=a> & javascript:x HTTPS://y"
    assert read(safe_html(hostile)).tags == [] and read(safe_html(hostile)).text == hostile
    assert "http" not in safe_html(hostile).lower()


def test_file_names_are_safe_and_never_shared():
    students = [
        "anna",
        "Anna",
        "ANNA",
        "zoe",
        "zoé",
        "zoe\u0301",
        "../../x",
        "..",
        "",
        "con",
        "CON",
        "com1",
        "-rf",
        "a/b",
        "a b",
        "a-b",
        "x" * 300,
        "x" * 301,
        "\u202e",
        "محمد",
        "محمود",
        "\ud800",
        "a~" + "0" * 10,
        "nul.txt",
        "a\x00b",
        ".anna",
    ]
    names = [safe_file_name(student) for student in students]
    assert len({name.casefold() for name in names}) == len(students)
    for name in names:
        assert re.fullmatch(r"[a-z0-9_][a-z0-9_-]*(~[0-9a-f]{10})?", name) and len(name) <= 60
    assert [name for name in names if name.split("~")[0] in ("con", "com1") and "~" not in name] == []
    assert names[0] == "anna"
