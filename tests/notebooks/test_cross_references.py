"""What the text points to is there: sections, notebooks, sheets, checkpoints, questions, buttons, names of code."""

import ast
import builtins
import re
from functools import cache

import pytest

from lecture_lib.course import questions
from tests.notebooks.rows import ROOT, rows
from tests.notebooks.test_english import TEXTS, relative
from tests.notebooks.texts import paragraphs, source_cells

NOTEBOOKS = {path.stem[:2] for path in ROOT.glob("source/*.py")}
SHEETS = {path.stem[:2] for path in ROOT.glob("source/exercises/*.py")}
SECTIONS = {row for of_notebook in rows().values() for row in of_notebook}
SOURCES = sorted(ROOT.glob("source/**/*.py"))
NUMBER = r"\d\d(?:\.\d+[a-z]?)?"
LIST = rf"{NUMBER}(?:(?:, | and | or | to |–|, and ){NUMBER})*"


def question_exists(number: str) -> bool:
    """Is there a question of this number, or one in words on a sheet?"""
    return number in questions(number[:2]) or number in words_questions()


@cache
def words_questions() -> set[str]:
    """Return the numbers of the questions that want words."""
    return set(re.findall(r'explain="([^"]+)"', "".join(path.read_text("utf-8") for path in SOURCES)))


def is_there(kind: str, number: str) -> bool:
    """Is there such a notebook, section, sheet, checkpoint or question?"""
    if len(number) == 2:
        return number in (SHEETS if kind.startswith(("sheet", "exercise")) else NOTEBOOKS)
    if number[-1].isalpha():
        return question_exists(number)
    return question_exists(number) if kind.startswith(("checkpoint", "quiz")) else number in SECTIONS


def dead_references(text: str) -> list[str]:
    """Return what a text points to and what is not there.

    >>> dead_references("See section 02.9, notebook 05 and checkpoint 04.2, not (11.7), nor sheet 00.")
    ['section 02.9', 'sheet 00', '11.7']
    """
    kinds = r"(notebooks?|sections?|sheets?|exercises?|checkpoints?|quiz|questions?|rows?)"
    named = [
        (kind, number)
        for kind, numbers in re.findall(rf"\b{kinds} ({LIST})(?![\d.]\d)", text, re.IGNORECASE)
        for number in re.findall(NUMBER, numbers)
    ]
    bare = [("", number) for number in re.findall(r"(?<![\w.,$−=×-])(0\d\.\d[a-z]?)(?![\w.%,]\w|\d| ?%| ×)", text)]
    bare += [("", number) for number in re.findall(r"\((1\d\.\d[a-z]?)\)", text)]
    dead = [(kind.lower(), number) for kind, number in named + bare if not is_there(kind.lower(), number)]
    seen = {number for _, number in named}
    return list(dict.fromkeys(f"{kind} {number}".strip() for kind, number in dead if kind or number not in seen))


def prose(text: str) -> str:
    """Return a text without code, formulas and addresses."""
    return re.sub(r"```.*?```|`[^`]*`|\$\$.*?\$\$|\$[^$]*\$|\]\([^)]*\)", " ¤ ", text, flags=re.DOTALL)


def markdown_cells(path):
    return [(start, body) for start, head, body in source_cells(path) if "[markdown]" in head]


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_what_a_notebook_or_a_sheet_points_to_is_there(path):
    found = [
        f"{relative(path)}:{line}: {dead}"
        for start, body in markdown_cells(path)
        for line, text in paragraphs(body.split("## References")[0], start)
        for dead in dead_references(prose(text))
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("path", [p for p in TEXTS if p.suffix == ".md" and p.stem != "CHANGELOG"], ids=relative)
def test_what_a_page_points_to_is_there(path):
    found = [
        f"{relative(path)}:{line}: {dead}"
        for line, text in paragraphs(path.read_text("utf-8"), 1)
        for dead in dead_references(prose(text))
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("path", [p for p in TEXTS if relative(p).startswith("lecture_lib")], ids=relative)
def test_what_a_message_points_to_is_there(path):
    tree = ast.parse(path.read_text("utf-8"))
    strings = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    kinds = r"\b(notebook|section|sheet|checkpoint)s? \d\d"
    found = [
        f"{relative(path)}:{node.lineno}: {dead}"
        for node in strings
        if re.search(kinds, node.value)
        for dead in dead_references(prose(node.value))
        if " " in dead
    ]
    assert not found, "\n".join(found)


# --- buttons, menus and boxes --------------------------------------------------------------------------------------

PRESSED = re.compile(r"\b([Pp]ress|[Cc]lick|[Cc]hoose|[Uu]nder More ⋯,|[Bb]utton) \*([^*]+)\*")


@cache
def library_words() -> str:
    """Return all that the programs of the library say, in one text."""
    files = [*ROOT.glob("lecture_lib/**/*.py"), *ROOT.glob("lecture_lib/**/*.js")]
    return " ".join(" ".join(path.read_text("utf-8").split()) for path in files)


def missing_buttons(text: str) -> list[str]:
    """Return the buttons that a text tells to press and that no card has.

    >>> missing_buttons("Press *Lock my guess*, then press *Fly away*.")
    ['Fly away']
    """
    names = [name for _, name in PRESSED.findall(" ".join(text.split()))]
    return [name for name in names if not re.search(_with_any_number(name.rstrip(" ›…")), library_words())]


def _with_any_number(name: str) -> str:
    """Return a pattern for a button whose numbers and letters of variables are put in when it is drawn."""
    return re.sub(r"\d+(\\\.\d+)?|\b[a-z][₀-₉]", ".{1,30}", re.escape(name))


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_every_button_that_a_text_names_is_there(path):
    found = [
        f"{relative(path)}:{start}: {name}" for start, body in markdown_cells(path) for name in missing_buttons(body)
    ]
    assert not found, "\n".join(found)


# --- names of code -------------------------------------------------------------------------------------------------


@cache
def library_names() -> set[str]:
    """Return every name that the library's programs hold."""
    return set(re.findall(r"[A-Za-z_]\w*", library_words()))


def unknown_names(text: str, code: str) -> list[str]:
    """Return the names in a text, set as code, that neither the code of the notebook nor the library has.

    >>> unknown_names("Use `softmax`, `np.exp`, `W[1]`, then `frobnicate(x)`.", "W = 1")
    ['frobnicate']
    """
    known = library_names() | set(re.findall(r"[A-Za-z_]\w*", code)) | set(dir(builtins))
    found = re.findall(r"`([A-Za-z_][\w.]*)(?:\([^`]*\)|\[[^`]*\])?`", text)
    names = [part for name in found for part in name.split(".")[-1:] if not name.startswith(("np.", "numpy.", "plt."))]
    return [name for name in names if name not in known]


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_every_name_of_code_in_a_text_is_known(path):
    code = "\n".join(body for _, head, body in source_cells(path) if "[markdown]" not in head)
    found = [
        f"{relative(path)}:{start}: {name}"
        for start, body in markdown_cells(path)
        for name in unknown_names(body, code)
    ]
    assert not found, "\n".join(found)


# --- the guards can bark ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text, dead",
    [
        ("see section 05.4", []),
        ("see section 05.8", ["section 05.8"]),
        ("notebooks 09 and 19", ["notebooks 19"]),
        ("question 06.1a, question 06.1z", ["question 06.1z"]),
        ("the network (05.9) has 14.2 units and 14.9 more", ["05.9"]),
    ],
)
def test_a_dead_reference_is_found(text, dead):
    assert dead_references(text) == dead
