"""A worksheet: numbers that a learner fills in one after the other, each judged at once (rows 05.5, 09.3, 10.2).

A widget's state is a worksheet if it has the fields and properties of `Worksheet`. The functions here return the
state after a number was entered, shown or taken away; those that ask for one number after the other also move `at`.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import replace
from typing import Any, ClassVar, NamedTuple, Protocol, TypeVar

from ..validation import InputError, parse_number

MAX_INPUT = 1_000_000


class CellContent(NamedTuple):
    """What stands in a cell: `kind` is "open", "right", "wrong" or "revealed"; `value` is what is written there."""

    kind: str
    value: float | None


BORDERS = {"open": "var(--soft)", "right": "var(--good)", "wrong": "var(--bad)", "revealed": "var(--faint)"}
SIGNS = {"right": "✓", "wrong": "✗", "open": "", "revealed": ""}
"""How each kind of cell is drawn: the colour of its border and the sign beside its number."""


class Worksheet(Protocol):
    """What a frozen state must have to be a worksheet.

    `typed` holds the learner's numbers by cell, `revealed` the cells that were shown, `last` the cell that was typed
    last. `true_numbers` has every cell in the order in which they are worked out.
    """

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def typed(self) -> tuple[tuple[Any, float], ...]: ...
    @property
    def revealed(self) -> tuple[Any, ...]: ...
    @property
    def last(self) -> Any: ...
    @property
    def true_numbers(self) -> Mapping[Any, float]: ...
    def is_correct(self, cell: Any, number: float, /) -> bool: ...


class OrderedWorksheet(Worksheet, Protocol):
    """A worksheet that asks for one number after the other; its cells are 0, 1, 2, ...

    `at` is the cell that is asked for, or the number of cells when all stand.
    """

    @property
    def at(self) -> int: ...


Sheet = TypeVar("Sheet", bound=Worksheet)
Ordered = TypeVar("Ordered", bound=OrderedWorksheet)


def cell_contents(sheet: Worksheet) -> dict[Any, CellContent]:
    """Return what stands in each cell, in order.

    >>> from lecture_lib.labs.forward.tracer import State
    >>> cell_contents(State(typed=((0, -3.0), (1, 5.0)), revealed=(2,)))[1]
    CellContent(kind='wrong', value=5.0)
    """
    own, shown, contents = dict(sheet.typed), set(sheet.revealed), {}
    for cell, true_number in sheet.true_numbers.items():
        if cell in own:
            contents[cell] = CellContent("right" if sheet.is_correct(cell, own[cell]) else "wrong", own[cell])
        else:
            contents[cell] = CellContent("revealed", true_number) if cell in shown else CellContent("open", None)
    return contents


def open_cells(sheet: Worksheet) -> list[Any]:
    """Return the cells that are open or wrong, in order.

    >>> from lecture_lib.labs.forward.tracer import State
    >>> open_cells(State(typed=((0, -3.0), (1, 5.0)), revealed=(2,)))[:3]
    [1, 3, 4]
    """
    return [cell for cell, content in cell_contents(sheet).items() if content.kind in ("open", "wrong")]


def count_right(contents: Mapping[Any, CellContent]) -> int:
    """Return how many numbers are the learner's own, and right.

    >>> count_right({0: CellContent("right", 1.0), 1: CellContent("revealed", 2.0)})
    1
    """
    return sum(content.kind == "right" for content in contents.values())


def is_complete(contents: Mapping[Any, CellContent]) -> bool:
    """Do all numbers stand, none of them wrong?

    >>> is_complete({0: CellContent("right", 1.0), 1: CellContent("open", None)})
    False
    """
    return all(content.kind in ("right", "revealed") for content in contents.values())


def fill_cell(sheet: Sheet, cell: Hashable, number: float) -> Sheet:
    """Return the sheet with the learner's number in a cell.

    >>> from lecture_lib.labs.forward.tracer import State
    >>> fill_cell(State(revealed=(0, 1)), 0, 5.0).revealed
    (1,)
    """
    emptied = _empty_cell(sheet, cell)
    return replace(emptied, typed=(*emptied.typed, (cell, number)), last=cell)


def reveal_cell(sheet: Sheet, cell: Hashable) -> Sheet:
    """Return the sheet with the right number shown in a cell.

    >>> from lecture_lib.labs.forward.tracer import State
    >>> reveal_cell(State(typed=((0, 5.0),)), 0).typed
    ()
    """
    emptied = _empty_cell(sheet, cell)
    return replace(emptied, revealed=(*emptied.revealed, cell))


def _empty_cell(sheet: Sheet, cell: Hashable) -> Sheet:
    return replace(
        sheet,
        typed=tuple((other, number) for other, number in sheet.typed if other != cell),
        revealed=tuple(other for other in sheet.revealed if other != cell),
        last=None,
    )


# --- sheets that ask for one number after the other ----------------------------------------------------------------


def enter_number(sheet: Ordered, i: int, number: float) -> Ordered:
    """Return the sheet with the learner's number in cell i; if right, the next one is asked for.

    >>> from lecture_lib.labs.forward.tracer import State
    >>> enter_number(State(), 0, -8.0).at, enter_number(State(), 0, -3.0).at
    (0, 1)
    """
    new = replace(fill_cell(sheet, i, number), at=i)
    return ask_next(new) if new.is_correct(i, number) else new


def reveal_number(sheet: Ordered) -> Ordered:
    """Return the sheet with the number that is asked for shown, and the next one asked for.

    >>> from lecture_lib.labs.forward.tracer import State
    >>> reveal_number(State()).at
    1
    """
    return ask_next(reveal_cell(sheet, sheet.at))


def reveal_all(sheet: Ordered) -> Ordered:
    """Return the sheet with every number shown that the learner has not typed.

    >>> from lecture_lib.labs.forward.tracer import State
    >>> reveal_all(State(typed=((0, -3.0),))).revealed
    (1, 2, 3, 4, 5, 6, 7, 8, 9)
    """
    own = dict(sheet.typed)
    return ask_next(replace(sheet, revealed=tuple(i for i in sheet.true_numbers if i not in own), last=None))


def ask_next(sheet: Ordered) -> Ordered:
    """Return the sheet that asks for the next open or wrong number; from the last one on, for the first.

    >>> from lecture_lib.labs.forward.tracer import State
    >>> ask_next(State(typed=((1, 2.0),), at=0)).at
    2
    """
    waiting = open_cells(sheet)
    later = [i for i in waiting if i > sheet.at] or waiting
    return replace(sheet, at=later[0] if later else len(sheet.true_numbers))


def parse_entry(text: str, name: str, largest: float = MAX_INPUT) -> float:
    """Return a typed number; what is computed from larger ones may leave the range of a float.

    >>> parse_entry("2e6", "the weight")
    Traceback (most recent call last):
    lecture_lib.validation.InputError: the weight is 2e+06. Give a number from −1000000 to 1000000.
    """
    value = parse_number(text, name)
    if abs(value) > largest:
        raise InputError(f"{name} is {value:g}. Give a number from −{largest} to {largest}.")
    return value
