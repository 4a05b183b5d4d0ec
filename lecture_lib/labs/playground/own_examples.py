"""Examples of one's own, changed one at a time: added, moved, flipped, removed, held out.

They live in the text of a table, and each function returns the fields of a setup that change, by name. What cannot be
learned from afterwards is refused, and nothing changes. The first change fixes which examples are held out: else every
new one would deal them anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

from ...validation import InputError, numbers, whole
from .examples import COLOURS
from .setup import Setup, examples, problem
from .table import Table, read_cells

_DECIMALS = 3  # of examples that were made
Changes = dict[str, Any]


def own_table(setup: Setup) -> Changes:
    """Return the examples of a setup as a table of its own, rounded to three decimals.

    >>> changes = own_table(Setup("three clouds"))
    >>> changes["table"][:31], changes["data"], len(changes["held"])
    ('x₁,x₂,class\\n-2.42,-2.084,orange', 'own', 225)
    """
    if setup.data == "own":
        return _checked(setup, held=_held(setup))
    found = examples(*setup.data_key)
    wanted = [found.classes[i] for i in found.y] if found.classes else map(_decimal, found.y.round(_DECIMALS))
    rows = tuple((*map(_decimal, x.round(_DECIMALS)), y) for x, y in zip(found.x, wanted))
    table = Table((*found.inputs, "class" if found.classes else "y"), rows)
    return _checked(setup, data="own", table=table.text(), target="", inputs=(), held=_held(setup))


def two_examples() -> Changes:
    """Return a table to begin drawing with: an orange example and a blue one.

    >>> two_examples()["table"]
    'x₁,x₂,class\\n-3,0,orange\\n3,0,blue'
    """
    table = Table(("x₁", "x₂", "class"), (("-3", "0", COLOURS[0]), ("3", "0", COLOURS[1])))
    return {"data": "own", "table": table.text(), "target": "", "inputs": (), "held": (), "share": 100}


def add_example(setup: Setup, at: Sequence[float], target: float, held_out: bool = False) -> Changes:
    """Return the table with one more example: at some inputs, and of the class, or with the value, `target`.

    Inputs beyond those given are at their mean, as they are where the plane is drawn. Where classes are
    colours, one that no example has yet can be given too.

    >>> add_example(Setup("own", table="1,2,a\\n3,4,b", share=100), (5, 6), 0)["table"]
    '1,2,a\\n3,4,b\\n5,6,a'
    """
    setup, table = _begun(setup)
    place, chosen = table.columns(setup.target, setup.inputs)
    found = examples(*setup.data_key)
    inputs = [*numbers([*at], "the point", ndim=(1,)), *found.x.mean(axis=0)[len(at) :]]
    cells = ["" for _ in table.names]
    for j, value in zip(chosen, inputs):
        cells[j] = _cell(table, value)
    cells[place] = _target_cell(setup, table, target)
    held = (*setup.held, len(table.rows)) if held_out else setup.held
    return _checked(setup, table=table.with_rows([*table.rows, (*cells,)]).text(), held=held)


def move_example(setup: Setup, row: int, at: Sequence[float]) -> Changes:
    """Return the table with an example moved; inputs beyond those given stay.

    >>> move_example(Setup("own", table="1,2,a\\n3,4,b", share=100), 0, (5, 6))["table"]
    '5,6,a\\n3,4,b'
    """
    setup, table = _begun(setup)
    _, chosen = table.columns(setup.target, setup.inputs)
    moved = dict(zip(chosen, numbers([*at], "the point", ndim=(1,))))
    return _with_row(setup, table, row, {j: _cell(table, value) for j, value in moved.items()})


def flip_example(setup: Setup, row: int) -> Changes:
    """Return the table with an example in the next class, in the first after the last.

    >>> flip_example(Setup("own", table="1,2,a\\n3,4,b\\n5,6,b", share=100), 2)["table"]
    '1,2,a\\n3,4,b\\n5,6,a'
    """
    setup, table = _begun(setup)
    found = examples(*setup.data_key)
    if not found.classes:
        raise InputError("these examples have numbers, not classes, so none can be flipped. Type its number.")
    return set_target(setup, row, (found.y[_row(table, row)] + 1) % len(found.classes))


def set_target(setup: Setup, row: int, target: float) -> Changes:
    """Return the table with an example in the class of this number, or with this number wanted of it.

    >>> set_target(Setup("own", table="1,2,0.5\\n3,4,1.5", share=100), 0, 2.25)["table"]
    '1,2,2.25\\n3,4,1.5'
    """
    setup, table = _begun(setup)
    return _with_row(setup, table, row, {table.column(setup.target): _target_cell(setup, table, target)})


def remove_example(setup: Setup, row: int) -> Changes:
    """Return the table without an example.

    >>> remove_example(Setup("own", table="1,2,a\\n3,4,b\\n5,6,b", held=(0, 2)), 1)
    Traceback (most recent call last):
    lecture_lib.validation.InputError: all examples are held out. Leave at least one to train with.
    >>> remove_example(Setup("own", table="1,2,a\\n3,4,b\\n5,6,b", held=(2,)), 1)
    {'data': 'own', 'table': '1,2,a\\n5,6,b', 'target': '', 'inputs': (), 'held': (1,), 'share': 50}
    """
    setup, table = _begun(setup)
    gone = _row(table, row)
    held = tuple(i - (i > gone) for i in setup.held if i != gone)
    return _checked(setup, table=table.with_rows(r for i, r in enumerate(table.rows) if i != gone).text(), held=held)


def toggle_held_out(setup: Setup, row: int) -> Changes:
    """Return which examples are held out, with one of them changed over.

    >>> toggle_held_out(Setup("own", table="1,2,a\\n3,4,b\\n5,6,b", held=(2,)), 0)["held"]
    (0, 2)
    """
    setup, table = _begun(setup)
    return _checked(setup, held=tuple(sorted({*setup.held} ^ {_row(table, row)})))


def _begun(setup: Setup) -> tuple[Setup, Table]:
    """Return the setup with examples of its own, and its table."""
    begun = replace(_plain(setup), **own_table(setup))
    return begun, read_cells(begun.table)


def _plain(setup: Setup) -> Setup:
    """Return what is in a setup and not in what extends it."""
    return Setup(**{field.name: getattr(setup, field.name) for field in fields(Setup)})


def _held(setup: Setup) -> tuple[int, ...]:
    return tuple(sorted(problem(setup).held_out_rows.tolist()))


def _checked(setup: Setup, **changes) -> Changes:
    """Return the changes, with the data that they belong to; `InputError` if nothing can be learned afterwards."""
    names = ("data", "table", "target", "inputs", "held", "share")
    changes = {name: getattr(setup, name) for name in names} | changes
    if not changes["held"]:  # none held out, not a share of them
        changes["share"] = 100
    problem(replace(setup, **changes))
    return changes


def _with_row(setup: Setup, table: Table, row: int, cells: dict[int, str]) -> Changes:
    at = _row(table, row)
    rows = [tuple(cells.get(j, cell) for j, cell in enumerate(r)) if i == at else r for i, r in enumerate(table.rows)]
    return _checked(setup, table=table.with_rows(rows).text())


def _row(table: Table, row: int) -> int:
    return whole(row, "the number of the example", 0, len(table.rows) - 1)


def _target_cell(setup: Setup, table: Table, target: float) -> str:
    classes = examples(*setup.data_key).classes
    if not classes:
        return _cell(table, float(numbers(target, "the number wanted", ndim=(0,))))
    names = COLOURS if {*classes} <= {*COLOURS} else classes
    return names[whole(target, "the number of the class", 0, len(names) - 1)]


def _cell(table: Table, value: float) -> str:
    return _decimal(value).replace(".", "," if table.has_decimal_commas else ".")


def _decimal(value: float) -> str:
    return f"{value + 0.0:.6g}"
