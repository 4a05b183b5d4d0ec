"""Notebooks keep their budget and their anatomy, and every row of the curriculum is there."""

import ast
import itertools
import json
import re
import statistics
from pathlib import Path

import pytest

from lecture_lib.course import questions
from lecture_lib.labs.playground.challenges import challenge_named
from tests.notebooks.rows import ROOT, question_modules, rows

NOTEBOOKS = sorted(ROOT.glob("notebooks/*.ipynb"))


def cells(path):
    return json.loads(path.read_text("utf-8"))["cells"]


def text(cell):
    return "".join(cell["source"])


def code(path):
    return [text(cell) for cell in cells(path) if cell["cell_type"] == "code"]


def prose(path):
    return "\n\n".join(text(cell) for cell in cells(path) if cell["cell_type"] == "markdown")


def length(source):
    return sum(bool(line.strip()) for line in source.splitlines())


def without_advice(source):
    """Return the first cell without its first line, a comment for those whose kernel is the wrong one."""
    return source.partition("\n")[2]


every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


@every_notebook
def test_cells_are_short(path):
    lengths = [length(source) for source in code(path)]
    assert statistics.median(lengths) <= 4
    assert max(lengths) <= 15
    assert length(without_advice(code(path)[0])) <= 3
    assert [line for source in code(path) for line in source.splitlines() if len(line) > 100] == []


@every_notebook
def test_text_stands_before_code(path):
    kinds = "".join(cell["cell_type"][0] for cell in cells(path))
    assert kinds.startswith("m") and "cccc" not in kinds


@every_notebook
def test_code_is_plain(path):
    for source in code(path):
        module = ast.parse(source)  # no magics, no shell
        for node in ast.walk(module):
            assert not (isinstance(node, ast.ImportFrom) and node.names[0].name == "*"), source
            assert not (isinstance(node, ast.ImportFrom) and node.module.split(".")[0] in ("tools", "tests")), source
            assert not (isinstance(node, ast.Attribute) and node.attr == "show"), source
            assert not (isinstance(node, ast.Name) and node.id in ("open", "eval", "exec")), source


def test_no_function_is_written_in_two_notebooks():
    home = {}
    for path in NOTEBOOKS:
        names = {
            node.name
            for source in code(path)
            for node in ast.walk(ast.parse(source))
            if isinstance(node, ast.FunctionDef | ast.ClassDef)
        }
        for name in names:
            assert home.setdefault(name, path.stem) == path.stem, f"{name} is defined in {home[name]} and {path.stem}"


@every_notebook
def test_anatomy(path):
    first, words, last = text(cells(path)[0]), prose(path), text(cells(path)[-2])  # the way on comes after it
    assert re.match(rf"# {int(path.stem[:2])} · [A-Z]", first)
    for part in ("You will be able to", "You need", "Time"):
        assert f"**{part}**" in first
    assert 3 <= len(re.findall(r"^- ", first, re.MULTILINE)) <= 5
    assert re.search(r"\d+ minutes", first)
    headings = re.findall(r"^## (.*)$", words, re.MULTILINE)
    assert headings[-3:] == ["Summary", "Notation", "References"] and "## References" in last
    assert 4 <= len(headings) - 3 <= 7
    sheet = ROOT / "exercises" / path.name
    assert (f"](../exercises/{path.name})" in words) == sheet.exists()


def calls(name, source):
    """Return the calls of a function in a cell."""
    found = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return [call for call in found if isinstance(call.func, ast.Name) and call.func.id == name]


def revealed(row, sources):
    """Return the names that cells reveal of a row; None among them stands for a dictionary of names."""
    found = [call for source in sources for call in calls("reveal", source) if call.args[0].value == row]
    return {keyword.arg for call in found for keyword in call.keywords}


@every_notebook
def test_each_prediction_is_a_sentence_and_revealed_further_down(path):
    sources = code(path)
    asked = [(i, call) for i, source in enumerate(sources) for call in calls("predict", source)]
    assert asked
    for i, call in asked:
        row, sentence = (argument.value for argument in call.args)
        blanks, shown = set(re.findall(r"\{(\w+)\}", sentence)), revealed(row, sources[i + 1 :])
        assert blanks and (blanks <= shown or None in shown), f"{row}: {blanks - shown} is guessed, but not revealed"


@every_notebook
def test_each_challenge_is_foretold_then_set_then_explained(path):
    sources = code(path)
    made = [
        [(i, call.args[0].value) for i, source in enumerate(sources) for call in calls(name, source)]
        for name in ("foretell", "explain")
    ]
    places = [
        (i, keyword.value.value)
        for i, source in enumerate(sources)
        for call in calls("playground", source)
        for keyword in call.keywords
        if keyword.arg == "challenge"
    ]
    assert [(i + 1, name) for i, name in made[0]] == places == [(i - 1, name) for i, name in made[1]]


@every_notebook
def test_each_challenge_is_told_above_its_prediction(path):
    for above, cell in itertools.pairwise(cells(path)):
        for call in calls("foretell", text(cell)) if cell["cell_type"] == "code" else ():
            challenge = challenge_named(call.args[0].value)
            assert f"**{challenge.title}.** {challenge.text}" in " ".join(text(above).split())


@every_notebook
def test_links_lead_somewhere(path):
    for target in re.findall(r"\]\((?!https?:)([^)#]+)[^)]*\)", prose(path)):
        assert (path.parent / target).exists(), target


# --- rows --------------------------------------------------------------------------------------------------------

THERE = [row for path in NOTEBOOKS for row in rows().get(path.stem[:2], ())]


def test_every_notebook_has_its_rows():
    assert {path.stem[:2] for path in NOTEBOOKS} <= set(rows()) and THERE


@every_notebook
def test_the_sections_are_the_rows(path):
    headings = re.findall(r"^## (\d\d\.\d+)", prose(path), re.MULTILINE)
    assert headings == rows()[path.stem[:2]]  # each once, in order; a part of a section has no number of its own


def files_that_name(row):
    """Return the test files that name this row."""
    return [
        path.name
        for path in ROOT.glob("tests/**/*.py")
        if path.name not in ("rows.py", Path(__file__).name) and re.search(rf"\b{row}[a-z]?\b", path.read_text("utf-8"))
    ]


@pytest.mark.parametrize("row", THERE)
def test_every_row_is_asked_or_tested(row):
    asked = [number for number in questions(row[:2]) if number.rstrip("abcdefgh") == row]
    assert asked or files_that_name(row)


def test_every_question_belongs_to_a_row():
    for lecture in question_modules():
        for number in questions(lecture):
            assert number.rstrip("abcdefgh") in rows()[lecture]
