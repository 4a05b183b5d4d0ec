"""The words of the course: British, and never talking down."""

import ast
import re

import pytest

from tests.notebooks.rows import ROOT
from tools import house

SOURCES = sorted(ROOT.glob("source/**/*.py"))

AMERICAN = re.compile(
    r"\b((recogni|normali|initiali|optimi|minimi|maximi|visuali|generali|reali|organi|summari)z(e[sd]?|ing|ation)|"
    r"analyz(e[sd]?|ing)|behaviors?|neighbor\w*|colors?|colored|centers?|centered|favorite|gray|labeled|modeling)\b",
    re.I,
)
TALKING_DOWN = re.compile(r"\b(simply|obviously|just|easy|easily|trivial|trivially|of course|clearly)\b", re.I)


def plain(markdown):
    """Return the prose of a text: no code, no mathematics, no tags, no addresses of links."""
    for not_prose in (r"```.*?```", r"`[^`]*`", r"\$\$.*?\$\$", r"\$[^$]*\$", r"<[^>]*>", r"\]\([^)]*\)"):
        markdown = re.sub(not_prose, " ", markdown, flags=re.DOTALL)
    return markdown


def comments_and_markdown(path):
    """Return the markdown cells and the comments of a source in percent format; titles of works are others' words."""
    own = path.read_text("utf-8").split("# ## References")[0]
    return "\n".join(re.findall(r"(?:^|\s)#(?! %%)(?!##)(.*)$", own, re.MULTILINE))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_the_prose_of_the_sources(path):
    words = plain(comments_and_markdown(path))
    assert [m[0] for m in AMERICAN.finditer(words)] == []
    assert [m[0] for m in TALKING_DOWN.finditer(words)] == []


PAGES = [*sorted(ROOT.glob("*.md")), *sorted(ROOT.glob("docs/*.md"))]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_the_prose_of_the_pages(path):
    text = path.read_text("utf-8")
    own = re.sub(r"\*[^*\n]+\*", "", text) if path.stem == "references" else text  # titles of works are others' words
    words = plain(own)
    assert [m[0] for m in AMERICAN.finditer(words)] == []
    assert [m[0] for m in TALKING_DOWN.finditer(words)] == []


@pytest.mark.parametrize("path", house.files(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_prose_of_the_library(path):
    docstrings = [
        ast.get_docstring(node) or ""
        for node in ast.walk(house.tree(path))
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
    ]
    strings = [
        node.value
        for node in ast.walk(house.tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.search(r"[a-z] [a-z]", node.value)
    ]
    words = "\n".join(
        plain(text) for text in docstrings + [text for text in strings if "{" not in text and ":#" not in text]
    )
    assert [m[0] for m in AMERICAN.finditer(words)] == []
    assert [m[0] for m in TALKING_DOWN.finditer(words)] == []


def test_the_guard_of_words_can_bark():
    assert (
        AMERICAN.search("We recognize it")
        and AMERICAN.search("the center")
        and not AMERICAN.search("the centre we recognise")
    )
    assert TALKING_DOWN.search("It is simply so.") and not TALKING_DOWN.search("An adjustable justification, uneasy.")
    assert plain("a `color` $b_{just}$ <b style='color:red'>c</b> [d](just.md)").split() == ["a", "c", "[d"]
