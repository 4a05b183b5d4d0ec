"""The sheets that are handed out: which questions each has, what they are worth, which names hold the answers."""

from __future__ import annotations

import ast
import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ...validation import InputError
from .notebook import Definitions, bound_names, definitions, new_lines

_NUMBER = re.compile(r"""["'](\d\d)\.(\d{1,2}[a-z])["']""")  # in check("05.4a", layer)
_HEADING = re.compile(r"^#+ +(\d\d)\.(\d{1,2}[a-z])\b", re.MULTILINE)
_LECTURE = "](../exercises/"  # the notebook of a lecture has this link to its sheet


@dataclass(frozen=True)
class Task:
    """One question on a sheet: its number, its points, the expression that is checked, and its text in Markdown."""

    number: str
    points: float
    answer: ast.expr
    text: str = ""

    @cached_property
    def names(self) -> list[str]:
        """The names that the answer is made of, in order."""
        return [node.id for node in ast.walk(self.answer) if isinstance(node, ast.Name)]


@dataclass(frozen=True)
class Sheet:
    """One exercise sheet: "05_forward_by_hand" with its tasks; `read_by_hand` are points that a person gives.

    code, texts: its cells as it is handed out. model: the code of its model solution, where the course has one.
    """

    name: str
    tasks: tuple[Task, ...]
    read_by_hand: float = 0.0
    code: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    model: tuple[str, ...] = ()

    @property
    def lecture(self) -> str:
        """The two digits in front, "05"."""
        return self.name[:2]

    @property
    def points(self) -> float:
        """The points that the grader can give."""
        return sum(task.points for task in self.tasks)

    @cached_property
    def names(self) -> frozenset[str]:
        """The names that hold the answers."""
        return frozenset(name for task in self.tasks for name in task.names)

    @cached_property
    def model_answers(self) -> Definitions:
        """How the model solution defines these names."""
        return definitions(self.model, self.names)

    def answers(self, code: Iterable[str]) -> Definitions:
        """Return how a notebook defines these names, but for what the sheet itself says."""
        found = definitions(code, self.names)
        own = self._own_definitions
        return {name: new for name, says in found.items() if (new := says - own.get(name, set()))}

    def is_touched(self, code: Iterable[str], texts: Iterable[str]) -> bool:
        """Was anything written that may answer a question: a text, or code with a name that holds an answer?"""
        texts_known, code_known = self._own_lines
        if new_lines(texts, texts_known):
            return True
        words = re.compile(r"\b(?:" + "|".join([*self.names, r"import \*"]) + r")(?!\w)")
        return any(map(words.search, new_lines(code, code_known)))

    @cached_property
    def _own_definitions(self) -> Definitions:
        return definitions(self.code, self.names)

    @cached_property
    def _own_lines(self) -> tuple[frozenset[str], frozenset[str]]:
        return frozenset(new_lines(self.texts, frozenset())), frozenset(new_lines(self.code, frozenset()))


def read_sheets(folder: Path) -> dict[str, Sheet]:
    """Return all sheets of a folder of exercises, by their two digits.

    Model solutions are looked for in the folder `solutions` beside it.

    >>> sheet = read_sheets(Path("exercises"))["05"]
    >>> sheet.name, [task.number for task in sheet.tasks][:2], sheet.tasks[1].names
    ('05_forward_by_hand', ['05.1a', '05.4a'], ['layer'])
    """
    paths = sorted(folder.glob("[0-9][0-9]_*.ipynb"))
    if folder.is_dir() and not os.access(folder, os.R_OK | os.X_OK):
        raise InputError(f"you may not read the folder {folder}. Give the folder `exercises` of the course.")
    if not paths:
        raise InputError(f"there is no exercise sheet in {folder}. Give the folder `exercises` of the course.")
    return {path.name[:2]: _read_sheet(path) for path in paths}


def _read_sheet(path: Path) -> Sheet:
    try:
        return _sheet(path)
    except (ValueError, LookupError, TypeError, AttributeError, SyntaxError, RecursionError):
        raise InputError(f"{path} is not a sheet of the course, or it is damaged. Take a fresh copy of it.") from None


def _sheet(path: Path) -> Sheet:
    tasks, by_hand, texts, cells = [], 0.0, [], _cells(path)
    for cell in cells:
        marks = cell["metadata"].get("nbgrader", {})
        if cell["cell_type"] == "markdown":
            text = "".join(cell["source"])
            texts = [text] if text.startswith("#") else [*texts, text]  # a heading begins another question
        if not marks.get("grade"):
            continue
        call = _check("".join(cell["source"])) if cell["cell_type"] == "code" else None
        if call is None:
            by_hand += marks["points"]
        else:
            number = ast.literal_eval(call.args[0])
            tasks.append(Task(number, marks["points"], call.args[1], "\n\n".join(texts)))
    model = path.absolute().parents[1] / "solutions" / path.name
    model_cells = _cells(model) if model.is_file() else []
    kinds = (_sources(cells, kind) for kind in ("code", "markdown"))
    return Sheet(path.stem, tuple(tasks), by_hand, *kinds, _sources(model_cells, "code"))


def _cells(path: Path) -> list[dict]:
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def _sources(cells: list[dict], kind: str) -> tuple[str, ...]:
    return tuple("".join(cell["source"]) for cell in cells if cell["cell_type"] == kind)


def _check(source: str) -> ast.Call | None:
    """Return the call check("05.4a", layer) of a check cell."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "check":
            return node
    return None


class UnknownSheet(Exception):
    """A notebook is about none of the sheets; the text says why, for the student."""


def sheet_of(name: str, cells: Sequence[str], sheets: dict[str, Sheet], texts: Sequence[str] = ()) -> Sheet:
    """Return the sheet that a notebook is about, by the questions it names, the answers it defines, its name.

    Names that sheets share, such as `run` and `gradient`, are no evidence: half of a sheet's answers must be there.
    `name` is its path, whose last part counts first. Raises UnknownSheet.
    """
    if lecture := _named_most(cells, texts):
        return _known(lecture, sheets)
    if any(_LECTURE in text for text in texts):
        raise UnknownSheet("it is the notebook of a lecture, not an exercise sheet")
    if half_there := _half_defined(cells, sheets):
        return half_there
    *_, file = name.split("/")
    if stated := re.match(r"\d\d(?=_[a-z])", file):
        return _known(stated[0], sheets)
    for part in reversed(name.split("/")):
        for sheet in sheets.values():
            if sheet.name.casefold() in part.casefold():
                return sheet
        if (stated := part[:2]) in sheets and not part[2:3].isdigit():
            return sheets[stated]
    raise UnknownSheet(f"it is about none of the sheets: {_listed_sheets(sheets)}")


def _named_most(cells: Sequence[str], texts: Sequence[str]) -> str | None:
    """Return the two digits of the lecture whose questions are named most; None if none is."""
    numbers = {number for text in cells for number in _NUMBER.findall(text)}
    numbers |= {number for text in texts for number in _HEADING.findall(text)}
    named = Counter(lecture for lecture, _ in sorted(numbers))
    return max(named, key=named.__getitem__) if named else None


def _half_defined(cells: Sequence[str], sheets: dict[str, Sheet]) -> Sheet | None:
    """Return the sheet of whose names most are defined, if that is half of them; w and b are names for anything."""
    bound = bound_names(cells)
    shares = {}
    for sheet in sheets.values():
        telling = {name for name in sheet.names if len(name) > 2}
        shares[sheet.lecture] = len(telling & bound) / max(len(telling), 1)
    best = max(shares, key=shares.__getitem__)
    return sheets[best] if shares[best] >= 0.5 else None


def _known(lecture: str, sheets: dict[str, Sheet]) -> Sheet:
    if lecture not in sheets:
        raise UnknownSheet(f"it is about sheet {lecture}, which is not graded; graded are {_listed_sheets(sheets)}")
    return sheets[lecture]


def _listed_sheets(sheets: dict[str, Sheet]) -> str:
    return ", ".join(sorted(sheet.name for sheet in sheets.values()))
