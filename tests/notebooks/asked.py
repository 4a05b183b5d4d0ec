"""What a notebook and its sheet ask, cell by cell, and what is to be read above each question."""

from __future__ import annotations

import ast
import re
import textwrap
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from lecture_lib import forward
from lecture_lib.course import questions
from lecture_lib.data import LECTURE_EXAMPLES
from lecture_lib.labs.playground.challenges import challenge_named
from tests.notebooks.answers import Asked, Piece, agrees, is_telling, numbers, spoilers, stems
from tests.notebooks.texts import split_sentences

ALLOWED = tomllib.loads(Path(__file__).with_name("coincidences.toml").read_text("utf-8"))["coincidence"]


class Cell(NamedTuple):
    """A cell of a notebook as a learner sees it, with what it has printed if it has been run."""

    kind: str
    text: str
    output: str = ""


def pieces(cells: Sequence[Cell]) -> list[Piece]:
    """Return all that the cells say; what stands before the first section belongs to every section."""
    section, found = "", []
    for cell in cells:
        if heading := re.match(r"## (\d\d\.\d+[a-z]?)", cell.text) if cell.kind == "markdown" else None:
            section = heading[1]
        found.append(Piece(section, "text" if cell.kind == "markdown" else "code", cell.text))
        if cell.output:
            found.append(Piece(section, "output", cell.output))
    return found


def calls(name: str, source: str) -> list[ast.Call]:
    """Return the calls of a function in a cell."""
    found = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return [call for call in found if isinstance(call.func, ast.Name) and call.func.id == name]


def read_truths(output: str) -> dict[str, object]:
    """Return what a cell with `reveal` has shown, by name.

    >>> read_truths("→ 13.1 note: pieces = 10 (no guess was made)\\nfirst bend = −0.25 (no guess was made)")
    {'pieces': 10, 'first_bend': -0.25}
    """
    shown = re.findall(
        r"^(?:→ \S+ note: )?(\w[\w ]*) = (.+?)(?: \(in theory .*?\))? \(no guess was made\)$", output, re.M
    )
    return {name.replace(" ", "_"): _value(text) for name, text in shown}


def _value(text: str):
    text = text.replace("−", "-")
    if re.fullmatch(r"\(.*\)", text):
        return [_value(part) for part in text[1:-1].split(", ") if part]
    try:
        return int(text)
    except ValueError:
        try:
            return float(text)
        except ValueError:
            return text


def asked_sentences(source: str) -> Iterator[tuple[str, str]]:
    """Yield (row, sentence with blanks) for each prediction of a cell: its own, or that of a challenge."""
    for call in calls("predict", source):
        yield call.args[0].value, call.args[1].value
    for call in calls("foretell", source):
        challenge = challenge_named(call.args[0].value)
        yield challenge.row, challenge.ask


def predictions(cells: Sequence[Cell]) -> Iterator[tuple[int, Asked]]:
    """Yield (cell, what is asked) for each blank of a prediction whose truth the cells below have shown."""
    for i, cell in enumerate(cells):
        for row, sentence in asked_sentences(cell.text) if cell.kind == "code" else ():
            below = {name: truth for later in reversed(cells[i:]) for name, truth in read_truths(later.output).items()}
            for blank in re.finditer(r"\{(\w+)\}", sentence):
                before, after = sentence[: blank.start()].split()[-5:], sentence[blank.end() :].split()[:5]
                topic = stems(" ".join([re.sub(r"\{\w*\}", "", " ".join(before)), blank[1], *after]))
                if blank[1] in below and below[blank[1]] not in ("yes", "no"):
                    yield i, Asked(f"prediction {row} {blank[1]}", row, below[blank[1]], topic)


def on_paper(question) -> bool:
    """Is the answer worked out by hand, a number or a list, not code?"""
    return not question.options and len(question.cases) == 1 and question.cases[0] == () and question.reply is None


def checkpoints(cells: Sequence[Cell], lecture: str) -> Iterator[tuple[int, Asked]]:
    """Yield (cell, what is asked) for each question on paper that the cells check."""
    for i, cell in enumerate(cells):
        for call in calls("check", cell.text) if cell.kind == "code" else ():
            number = call.args[0].value
            question = questions(lecture).get(number)
            if question and on_paper(question):
                asks = next(text.text for text in reversed(cells[:i]) if text.kind == "markdown")
                topic = stems(" ".join(s for s in split_sentences(asks) if "?" in s) + question.wanted)
                yield i, Asked(f"question {number}", number[:4], _plain(question.truth()), topic)


def _plain(value):
    """Return NumPy values as plain Python."""
    return value.tolist() if hasattr(value, "tolist") else value


def told_choices(cells: Sequence[Cell], lecture: str) -> Iterator[str]:
    """Yield a line for each quiz whose right option stands, nearly word for word, in a sentence above it."""
    for i, cell in enumerate(cells):
        for call in calls("quiz", cell.text) if cell.kind == "code" else ():
            question = questions(lecture)[call.args[0].value]
            right = stems(question.options[question.truth()])
            for piece in pieces(cells[:i]):
                for sentence in split_sentences(piece.text) if piece.kind == "text" and len(right) >= 4 else ():
                    if len(right & stems(sentence)) >= 0.8 * len(right):
                        yield f"quiz {question.number}: {' '.join(sentence.split())}"


def shown_passes(cells: Sequence[Cell]) -> Iterator[str]:
    """Yield a line for each tracer whose hidden numbers have been printed above it already, half of them or more."""
    for i, cell in enumerate(cells):
        for call in calls("tracer", cell.text) if cell.kind == "code" else ():
            named = {keyword.arg: getattr(keyword.value, "value", None) for keyword in call.keywords}
            example = LECTURE_EXAMPLES[named.get("example") or "3-4-1"]
            trace = forward(example.net, example.x)
            hidden = [float(number) for array in (*trace.z[1:], *trace.a[1:]) for number in array if is_telling(number)]
            above = [each for piece in pieces(cells[:i]) if piece.kind != "code" for each in numbers(piece.text)]
            printed = [
                number for number in hidden if any((d > 1 or number >= 20) and agrees(n, d, number) for n, d in above)
            ]
            if 2 * len(printed) >= len(hidden):
                yield f"tracer {named.get('example')}: {len(printed)} of its {len(hidden)} numbers are printed above it"


def copied_solutions(sheet: Sequence[Cell], notebook: Sequence[Cell]) -> Iterator[str]:
    """Yield a line for each question of a sheet whose solution stands, but for names, in the notebook's code."""
    there = {shape for cell in notebook if cell.kind == "code" for shape in _statements(cell.text)}
    for cell in sheet:
        if solution := re.search(r"### BEGIN SOLUTION\n(.*?)\s*### END SOLUTION", cell.text, re.DOTALL):
            shapes = _statements(textwrap.dedent(solution[1]))
            if shapes and set(shapes) <= there:
                number = re.search(r"question (\S+)", cell.output)
                yield f"sheet {number[1] if number else ''}: {' / '.join(solution[1].split(chr(10)))[:200].strip()}"


def _statements(source: str) -> list[str]:
    """Return the right-hand sides and returned expressions of a program, variables named by their order."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        tree = ast.parse("def f():\n" + textwrap.indent(source, "    "))
    shapes = []
    for node in ast.walk(tree):
        value = getattr(node, "value", None) if isinstance(node, ast.Assign | ast.Return | ast.Expr) else None
        value = node.body if isinstance(node, ast.Lambda) else value
        if isinstance(value, ast.AST) and len(list(ast.walk(value))) > 5:
            names: dict[str, str] = {}
            copy = ast.parse(ast.unparse(value), mode="eval")
            called = {id(call.func) for call in ast.walk(copy) if isinstance(call, ast.Call)}
            for name in ast.walk(copy):
                if isinstance(name, ast.Name) and id(name) not in called and name.id != "np":
                    name.id = names.setdefault(name.id, f"v{len(names)}")
            shapes.append(ast.unparse(copy))
    return shapes


def all_spoilers(cells: Sequence[Cell], lecture: str, before: Sequence[Cell] = ()) -> list[str]:
    """Return a line for each question of the cells whose answer stands above it, or in the cells `before` them."""
    found = []
    for i, asked in [*predictions(cells), *checkpoints(cells, lecture)]:
        above = pieces([*before, *cells[:i]])
        if asked.name.startswith("prediction"):
            above = above[:-1]  # the cell above a prediction is its question
        found += [f"{asked.name} = {asked.answer}: {piece.kind}: {text}" for piece, text in spoilers(asked, above)]
    found += [*told_choices(cells, lecture), *shown_passes(cells)]
    found += copied_solutions(cells, before)
    return [line for line in dict.fromkeys(found) if not is_allowed(line)]


def is_allowed(line: str) -> bool:
    """Is it a coincidence that has been looked at?"""
    return any(line.startswith(each["question"]) and each["part"] in line for each in ALLOWED)
