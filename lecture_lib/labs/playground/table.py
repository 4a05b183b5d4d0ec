"""A table that a learner pastes or loads, read as examples: which columns are inputs, and which one says the class.

Separators, decimal commas, byte-order marks and quotation marks are read as spreadsheets write them. What cannot
be learned from is refused with the line or the column that is at fault.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from ...validation import Array, InputError, count_phrase
from .examples import COLOURS, Examples

MOST_ROWS, MOST_COLUMNS, MOST_CLASSES = 10_000, 50, 10
MOST_CHARACTERS = 5_000_000
LARGEST = 1e6
_SEPARATORS = ("\t", ";", ",")
_EMPTY = ("", "na", "n/a", "nan", "null", "none", "?", "-")

Row = tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table as it is written: the names of its columns, and its cells, which may hold anything.

    `has_head` says whether the first line holds the names; `separator` is what stands between two cells.
    """

    names: Row
    rows: tuple[Row, ...]
    has_head: bool = True
    separator: str = ","

    @property
    def first(self) -> int:
        """The number of the line that holds the first row."""
        return 1 + self.has_head

    @property
    def has_decimal_commas(self) -> bool:
        """Are the decimals behind a comma? So they are where any number has one, since no separator is one then."""
        return any("," in cell for row in self.rows for cell in row if _is_number(cell))

    def column(self, name: str) -> int:
        """Return the place of a column, from 0; without a name, that of the last."""
        if not name:
            return len(self.names) - 1
        if name not in self.names:
            raise InputError(f"there is no column {name!r}. Give one of {', '.join(self.names)}.")
        return self.names.index(name)

    def columns(self, target: str, inputs: Sequence[str]) -> tuple[int, list[int]]:
        """Return the places of the target's column and of the inputs'; without names, these are all others."""
        at = self.column(target)
        chosen = [self.column(name) for name in inputs] or [j for j in range(len(self.names)) if j != at]
        if at in chosen:
            raise InputError(f"column {self.names[at]} is the target, so it cannot be an input as well.")
        if len(set(chosen)) < len(chosen):
            raise InputError(f"inputs names a column twice: {', '.join(inputs)}. Give each only once.")
        return at, chosen

    def with_rows(self, rows: Iterable[Row]) -> Table:
        """Return the table with other rows."""
        return replace(self, rows=tuple(rows))

    def text(self) -> str:
        """Return the table as it is written."""
        written = io.StringIO()
        lines = csv.writer(written, delimiter=self.separator, lineterminator="\n")
        lines.writerows([self.names] * self.has_head)
        lines.writerows(self.rows)
        return written.getvalue().rstrip("\n")


@lru_cache(maxsize=8)
def read_cells(text: str) -> Table:
    """Return the cells of a table. A first line without numbers holds the names of the columns.

    >>> table = read_cells("length;kind\\n1,5;cat\\n3,5;dog")
    >>> table.names, table.rows, table.separator, table.text() == "length;kind\\n1,5;cat\\n3,5;dog"
    (('length', 'kind'), (('1,5', 'cat'), ('3,5', 'dog')), ';', True)
    >>> read_cells("1 2\\n3 4")
    Traceback (most recent call last):
    lecture_lib.validation.InputError: the table has 1 column. Give two or more, with commas or tabs between.
    """
    if len(text) > MOST_CHARACTERS:
        raise InputError(f"the table has {len(text):,} characters. Give at most {MOST_CHARACTERS:,}.")
    lines = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if len(lines) > MOST_ROWS + 2:
        raise InputError(f"the table has {len(lines):,} lines. Give at most {MOST_ROWS:,}.")
    filled = [line for line in lines if line.strip()]
    if not filled:
        raise InputError("the table is empty. Give a line for each example.")
    separator = next((sign for sign in _SEPARATORS if all(sign in line for line in filled[:20])), ",")
    try:
        table = [tuple(cell.strip() for cell in row) for row in csv.reader(filled, delimiter=separator)]
    except csv.Error as error:  # a quotation mark that is never closed
        raise InputError(f"the table cannot be read: {error}. Look for a quotation mark too many.") from None
    width = len(table[0])
    if width < 2:
        raise InputError("the table has 1 column. Give two or more, with commas or tabs between.")
    if width > MOST_COLUMNS:
        raise InputError(f"the table has {width:,} columns. Give at most {MOST_COLUMNS}.")
    for number, row in enumerate(table, start=1):
        if len(row) != width:
            raise InputError(f"line {number} has {count_phrase(len(row), 'column')}; line 1 has {width}.")
    has_head = not any(_is_number(cell) for cell in table[0])
    names = table[0] if has_head else (*(f"x{i + 1}" for i in range(width - 1)), "y")
    rows = table[has_head:]
    if len(rows) < 2:
        raise InputError(f"the table has {count_phrase(len(rows), 'example')}. Give at least two.")
    return Table(tuple(name or f"column {i + 1}" for i, name in enumerate(names)), tuple(rows), has_head, separator)


def read_table(text: str, target: str = "", inputs: Sequence[str] = ()) -> Examples:
    """Return the examples of a table: one in a line, a column for each input and one for what is wanted.

    `target` names that column; without it, it is the last. Its values are classes if they are text, or at most ten
    different whole numbers; else they are numbers to fit. `inputs` names the columns to learn from, in their order;
    without it, they are all others. A column that is not chosen may hold anything.

    >>> text = "length;width;kind\\n1,5;2,0;cat\\n3,5;1,0;dog\\n2,5;0,5;cat"
    >>> table = read_table(text)
    >>> table.inputs, table.classes, table.x[0].tolist(), table.y.tolist()
    (('length', 'width'), ('cat', 'dog'), [1.5, 2.0], [0, 1, 0])
    >>> read_table(text, inputs=("width",)).x.ravel().tolist()
    [2.0, 1.0, 0.5]
    """
    table = read_cells(text)
    at, chosen = table.columns(target, inputs)
    comma, first = table.has_decimal_commas, table.first
    x = np.array(
        [[_number(row[j], comma, first + i, table.names[j]) for j in chosen] for i, row in enumerate(table.rows)]
    )
    y, classes = _targets([row[at] for row in table.rows], comma, first, table.names[at])
    return Examples(x, y, classes, tuple(table.names[j] for j in chosen))


def _is_number(cell: str) -> bool:
    try:
        float(cell.replace(",", "."))
    except ValueError:
        return False
    return True


def _number(cell: str, comma: bool, line: int, column: str) -> float:
    if cell.casefold() in _EMPTY:
        raise InputError(f"line {line} has no number in column {column}. Fill it in, or leave the line out.")
    try:
        value = float(cell.replace(",", ".") if comma else cell)
    except ValueError:
        found = f"line {line} holds {cell[:30]!r} in column {column}"
        raise InputError(f"{found}. Inputs are numbers. Correct it, or choose other columns.") from None
    if not np.isfinite(value):
        raise InputError(f"line {line} holds {cell[:30]} in column {column}. Give a finite number.")
    if abs(value) > LARGEST:
        raise InputError(
            f"line {line} holds {cell[:30]} in column {column}. Give numbers up to {LARGEST:,.0f}, in a larger unit."
        )
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
        names = _class_names(set(cells))
        y = np.array([names.index(cell) for cell in cells])
    if len(names) > MOST_CLASSES:
        raise InputError(f"column {column} holds {len(names)} classes. Give at most {MOST_CLASSES}.")
    if y.min() == y.max():
        raise InputError(f"every example is of class {names[y[0]]!r}. Give two classes or more.")
    return y, tuple(names)


def _class_names(held: set[str]) -> list[str]:
    """Return the classes in their order, by name; colours keep the places of those that are drawn so."""
    if held <= {*COLOURS}:
        return [*COLOURS[: max(map(COLOURS.index, held)) + 1]]
    return sorted(held)
