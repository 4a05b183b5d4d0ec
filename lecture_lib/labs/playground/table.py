"""A table that a learner pastes or loads, read as examples: which columns are inputs, and which one says the class.

Separators, decimal commas, byte-order marks and quotation marks are read as spreadsheets write them. What cannot
be learned from is refused with the line or the column that is at fault.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence

import numpy as np

from ...validation import Array, InputError, count_phrase
from .examples import Examples

MOST_ROWS, MOST_COLUMNS, MOST_CLASSES = 10_000, 50, 10
MOST_CHARACTERS = 5_000_000
_SEPARATORS = ("\t", ";", ",")
_EMPTY = ("", "na", "n/a", "nan", "null", "none", "?", "-")


def read_table(text: str, target: str = "") -> Examples:
    """Return the examples of a table: one in a line, a column for each input and one for what is wanted.

    `target` names that column; without it, it is the last. Its values are classes if they are text, or at most ten
    different whole numbers; else they are numbers to fit. A first line without numbers holds the names of the columns.

    >>> table = read_table("length;width;kind\\n1,5;2,0;cat\\n3,5;1,0;dog\\n2,5;0,5;cat")
    >>> table.inputs, table.classes, table.x[0].tolist(), table.y.tolist()
    (('length', 'width'), ('cat', 'dog'), [1.5, 2.0], [0, 1, 0])
    >>> read_table("1 2\\n3 4")
    Traceback (most recent call last):
    lecture_lib.validation.InputError: the table has 1 column. Give two or more, with commas or tabs between.
    """
    if len(text) > MOST_CHARACTERS:
        raise InputError(f"the table has {len(text):,} characters. Give at most {MOST_CHARACTERS:,}.")
    names, rows, first = _rows(text)
    at = _column(target, names)
    inputs = tuple(name for i, name in enumerate(names) if i != at)
    comma = _decimal_comma(rows)
    x = np.array(
        [
            [_number(cell, comma, first + i, names[j]) for j, cell in enumerate(row) if j != at]
            for i, row in enumerate(rows)
        ]
    )
    y, classes = _targets([row[at] for row in rows], comma, first, names[at])
    return Examples(x, y, classes, inputs)


def _rows(text: str) -> tuple[list[str], list[list[str]], int]:
    """Return the names of the columns, the rows below them, and the number of the line in which those begin."""
    lines = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if len(lines) > MOST_ROWS + 2:
        raise InputError(f"the table has {len(lines):,} lines. Give at most {MOST_ROWS:,}.")
    filled = [line for line in lines if line.strip()]
    if not filled:
        raise InputError("the table is empty. Give a line for each example.")
    separator = max(_SEPARATORS, key=lambda sign: min(line.count(sign) for line in filled[:20]))
    table = [[cell.strip() for cell in row] for row in csv.reader(filled, delimiter=separator)]
    width = len(table[0])
    if width < 2:
        raise InputError("the table has 1 column. Give two or more, with commas or tabs between.")
    if width > MOST_COLUMNS:
        raise InputError(f"the table has {width:,} columns. Give at most {MOST_COLUMNS}.")
    for number, row in enumerate(table, start=1):
        if len(row) != width:
            raise InputError(f"line {number} has {count_phrase(len(row), 'column')}; line 1 has {width}")
    head = not any(_is_number(cell) for cell in table[0])
    names = table[0] if head else [f"x{i + 1}" for i in range(width - 1)] + ["y"]
    rows = table[head:]
    if len(rows) < 2:
        raise InputError(f"the table has {count_phrase(len(rows), 'example')}. Give at least two.")
    return [name or f"column {i + 1}" for i, name in enumerate(names)], rows, 1 + head


def _column(target: str, names: Sequence[str]) -> int:
    if not target:
        return len(names) - 1
    if target not in names:
        raise InputError(f"there is no column {target!r}. Give one of {', '.join(names)}.")
    return names.index(target)


def _is_number(cell: str) -> bool:
    try:
        float(cell.replace(",", "."))
    except ValueError:
        return False
    return True


def _decimal_comma(rows: Sequence[Sequence[str]]) -> bool:
    """Are the decimals behind a comma? So they are where any number has a comma, since no separator is one then."""
    return any("," in cell for row in rows for cell in row if _is_number(cell))


def _number(cell: str, comma: bool, line: int, column: str) -> float:
    if cell.casefold() in _EMPTY:
        raise InputError(f"line {line} has no number in column {column}. Fill it in, or leave the line out.")
    try:
        value = float(cell.replace(",", ".") if comma else cell)
    except ValueError:
        raise InputError(f"line {line} holds {cell[:30]!r} in column {column}. Inputs are numbers.") from None
    if not np.isfinite(value):
        raise InputError(f"line {line} holds {cell[:30]} in column {column}. Give a finite number.")
    return value


def _targets(cells: Sequence[str], comma: bool, first: int, column: str) -> tuple[Array, tuple[str, ...]]:
    """Return what is wanted of each example, and the names of the classes if that is what it is."""
    for i, cell in enumerate(cells):
        if cell.casefold() in _EMPTY:
            raise InputError(f"line {first + i} says nothing in column {column}. Fill it in, or leave the line out.")
    if all(map(_is_number, cells)):
        values = np.array([_number(cell, comma, first + i, column) for i, cell in enumerate(cells)])
        found = np.unique(values)
        if len(found) > MOST_CLASSES or (found % 1 != 0).any():
            return values, ()
        names, y = [f"{value:g}" for value in found], np.searchsorted(found, values)
    else:
        names = sorted(set(cells))
        y = np.array([names.index(cell) for cell in cells])
    if len(names) > MOST_CLASSES:
        raise InputError(f"column {column} holds {len(names)} classes. Give at most {MOST_CLASSES}.")
    if len(names) < 2:
        raise InputError(f"every example is of class {names[0]!r}. Give two classes or more.")
    return y, tuple(names)
