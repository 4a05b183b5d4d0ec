"""A worksheet: numbers that a learner fills in one after the other, each judged at once (rows 05.5, 09.3, 10.2)."""

from __future__ import annotations

from typing import NamedTuple


class CellContent(NamedTuple):
    """What stands in a cell: `kind` is "open", "right", "wrong" or "revealed"; `value` is what is written there."""

    kind: str
    value: float | None


BORDERS = {"open": "var(--soft)", "right": "var(--good)", "wrong": "var(--bad)", "revealed": "var(--faint)"}
SIGNS = {"right": "✓", "wrong": "✗", "open": "", "revealed": ""}
"""How each kind of cell is drawn: the colour of its border and the sign beside its number."""
