"""The sheets that are handed out: which questions each has, what they are worth, which names hold the answers."""

from __future__ import annotations

import ast
import json
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ...validation import InputError


@dataclass(frozen=True)
class Task:
    """One question on a sheet: its number, its points, and the expression that the check cell hands in."""

    number: str
    points: float
    answer: ast.expr

    @cached_property
    def names(self) -> list[str]:
        """The names that the answer is made of, in order."""
        return [node.id for node in ast.walk(self.answer) if isinstance(node, ast.Name)]


@dataclass(frozen=True)
class Sheet:
    """One exercise sheet: "05_forward_by_hand" with its tasks; `read_by_hand` are points that a person gives."""

    name: str
    tasks: tuple[Task, ...]
    read_by_hand: float = 0.0

    @property
    def lecture(self) -> str:
        """The two digits in front, "05"."""
        return self.name[:2]

    @property
    def points(self) -> float:
        """The points that the grader can give."""
        return sum(task.points for task in self.tasks)


def read_sheets(folder: Path) -> dict[str, Sheet]:
    """Return all sheets of a folder of exercises, by their two digits.

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
    tasks, by_hand = [], 0.0
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        marks = cell["metadata"].get("nbgrader", {})
        if not marks.get("grade"):
            continue
        call = _check("".join(cell["source"])) if cell["cell_type"] == "code" else None
        if call is None:
            by_hand += marks["points"]
        else:
            tasks.append(Task(call.args[0].value, marks["points"], call.args[1]))
    return Sheet(path.stem, tuple(tasks), by_hand)


def _check(source: str) -> ast.Call | None:
    """Return the call check("05.4a", layer) of a check cell."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "check":
            return node
    return None


def sheet_of(name: str, cells: tuple[str, ...], sheets: dict[str, Sheet]) -> Sheet | None:
    """Return the sheet that a notebook is about: by its checks, by the names it defines, then by its file's name."""
    code = "\n".join(cells)

    def evidence(sheet: Sheet) -> int:
        checks = sum(f'"{task.number}"' in code or f"'{task.number}'" in code for task in sheet.tasks)
        defined = sum(f"def {task.names[0]}(" in code or f"{task.names[0]} =" in code for task in sheet.tasks)
        return 3 * checks + defined + (name[:2] == sheet.lecture)

    best = max(sheets.values(), key=evidence)
    return best if evidence(best) else None
