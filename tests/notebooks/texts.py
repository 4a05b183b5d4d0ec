"""The words that a learner reads, sentence by sentence, each with the file and line that it comes from."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.notebooks.rows import ROOT

MATHEMATICS, CODE = "¤", "§"  # what stands in a sentence for a formula and for a piece of code


class Sentence(NamedTuple):
    """One sentence of the course: where it stands, what it says, and whether it opens its paragraph."""

    path: str
    line: int
    text: str
    opens: bool = False


def bare(markdown: str) -> str:
    """Return the prose of a text: a sign for each formula and piece of code, no tags, no addresses of links.

    >>> bare("the *slope* of `f` at $x_0$, see [there](there.md)")
    'the slope of § at ¤, see there'
    """
    text = re.sub(r"```.*?```", CODE, markdown, flags=re.DOTALL)
    text = re.sub(r"`[^`]*`", CODE, text)
    text = re.sub(r"\$\$.*?\$\$", MATHEMATICS, text, flags=re.DOTALL)
    text = re.sub(r"\$[^$]*\$", MATHEMATICS, text)
    text = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"<[^<>]*>", " ", text)
    return re.sub(r"(?<!\w)[*_]+(?=\S)|(?<=\S)\*+(?!\w)|(?<=\w)_+(?=\W|$)|\*\*", "", text)


def split_sentences(text: str) -> list[str]:
    """Return the sentences of a paragraph; a formula of its own after a colon does not end one.

    >>> split_sentences("One. Is it two? It is, e.g. here.")
    ['One.', 'Is it two?', 'It is, e.g. here.']
    """
    parts = re.split(r"(?<=[.?!])[\"”’)]*\s+(?=[A-Z0-9¤§“\"‘(ŵŷσ])", " ".join(text.split()))
    return [part for part in parts if part]


def paragraphs(markdown: str, first: int) -> Iterator[tuple[int, str]]:
    """Yield (line, text) for each paragraph, list item, heading and table row of a markdown text."""
    line, start, held = first, first, []
    formula = False
    for row in markdown.split("\n"):
        formula ^= row.count("$$") % 2 == 1
        opens = not formula and re.match(r"\s*([-*] |\d+\. |#|\|)", row)
        if held and (not row.strip() or opens):
            yield start, "\n".join(held)
            held = []
        if row.strip():
            start = start if held else line
            held.append(row)
        line += 1
    if held:
        yield start, "\n".join(held)


def _sentences_of(path: str, markdown: str, first: int) -> Iterator[Sentence]:
    for start, paragraph in paragraphs(markdown, first):
        text = re.sub(r"^\s*([-*] |\d+\. |#+ (\d\d\.\d+[a-z]? )?)", "", bare(paragraph))
        cells = text.strip("| ").split(" | ") if text.lstrip().startswith("|") else [text]
        for cell in cells:
            for i, sentence in enumerate(split_sentences(cell)):
                words = sentence.split()[:3]
                lines = paragraph.split("\n")
                at = next((k for k, row in enumerate(lines) if " ".join(words[:2]) in bare(row)), 0) if i else 0
                yield Sentence(path, start + at, sentence, opens=i == 0)


def source_cells(path: Path) -> Iterator[tuple[int, str, str]]:
    """Yield (line, head, body) for each cell of a percent-format source; the body of markdown without its #."""
    lines, head, start = path.read_text("utf-8").split("\n"), "", 1
    body: list[str] = []
    for number, row in enumerate([*lines, "# %% end"], 1):
        if row.startswith("# %%"):
            if body:
                yield start, head, "\n".join(body)
            head, body, start = row, [], number + 1
        else:
            body.append(
                row[2:]
                if "[markdown]" in head and row.startswith("# ")
                else row.removeprefix("#")
                if "[markdown]" in head
                else row
            )


def string_sentences(path: str, tree: ast.AST, offset: int = 0) -> Iterator[Sentence]:
    """Yield the sentences of all strings of a program that are words, docstrings left out."""
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            text = "".join(v.value if isinstance(v, ast.Constant) else MATHEMATICS for v in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            if isinstance(parents.get(node), ast.Expr | ast.JoinedStr | ast.FormattedValue):
                continue
            text = node.value
        else:
            continue
        if re.search(r"[a-z] [a-z¤]", text) and not re.search(r"[{};] *[a-z-]+:|</?\w|^import |def \w+\(", text):
            yield from _sentences_of(path, re.sub(r"\{\w*\}", MATHEMATICS, text), node.lineno + offset)


def source_sentences(path: Path) -> Iterator[Sentence]:
    """Yield the sentences of a notebook's or a sheet's source: its text, its comments and its strings."""
    name = path.relative_to(ROOT).as_posix()
    for start, head, body in source_cells(path):
        if "[markdown]" in head:
            if body.startswith("## References"):
                continue  # titles of works are others' words
            yield from _sentences_of(name, body, start)
            continue
        for k, row in enumerate(body.split("\n")):
            if comment := re.search(r"(?:^|\s)# (?!## )(.*)$", row):
                yield from _sentences_of(name, comment[1], start + k)
        yield from string_sentences(name, ast.parse(body), start - 1)


def program_sentences(path: Path) -> Iterator[Sentence]:
    """Yield the sentences of all strings of a program of the course."""
    yield from string_sentences(path.relative_to(ROOT).as_posix(), ast.parse(path.read_text("utf-8")))


def page_sentences(path: Path) -> Iterator[Sentence]:
    """Yield the sentences of a page of documentation."""
    yield from _sentences_of(path.relative_to(ROOT).as_posix(), path.read_text("utf-8"), 1)
