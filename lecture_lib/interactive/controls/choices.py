"""What is set to one of several values: a slider, a choice of options, a toggle.

Each is tied to a field of the state. What a person does to it comes back as the number of an option or of a slider's
value.
"""

from __future__ import annotations

import reprlib
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import floor, isfinite, log10
from typing import Any

from ...drawing import number_text
from ...validation import InputError
from .groups import Control

_MOST_SEGMENTS, _MOST_LETTERS = 4, 26


def even_values(low: float, high: float, step: float) -> tuple[float, ...]:
    """Return the values from low to high, `step` apart; whole numbers where all three are.

    >>> even_values(0, 1, 0.25), even_values(1, 4, 1)
    ((0.0, 0.25, 0.5, 0.75, 1.0), (1, 2, 3, 4))
    """
    count = floor((high - low) / step + 1e-9) + 1
    whole = all(isinstance(v, int) for v in (low, high, step))
    return tuple(low + i * step if whole else round(low + i * step, 10) for i in range(count))


def log_values(low: float, high: float, digits: Sequence[float] = (1, 1.5, 2, 3, 5, 7)) -> tuple[float, ...]:
    """Return round values from low to high, about as many in each power of ten: for rates and spreads.

    >>> log_values(0.01, 1, digits=(1, 2, 5))
    (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
    """
    powers = range(floor(log10(low)) - 1, floor(log10(high)) + 1)
    values = (float(f"{digit}e{power}") for power in powers for digit in digits)
    return tuple(value for value in values if low <= value <= high)


@dataclass(frozen=True)
class Slider(Control):
    """A slider for one field of the state, over `values` in rising order (see `even_values` and `log_values`).

    The state may hold another number (one that was typed): the handle then stands at the nearest value, and the
    number is written beside it as it is. `act(state, value)` may give the new state when more than the field changes.
    """

    field: str
    label: str
    values: tuple[float, ...]
    shows: Callable[[Any], bool] = lambda state: True
    act: Callable[[Any, float], Any] | None = None

    def face(self, state, running: bool) -> dict:
        value = getattr(state, self.field)
        return {
            "kind": "slider",
            "label": self.label,
            "at": self._nearest(value),
            "last": len(self.values) - 1,
            "says": number_text(value),
            "shown": bool(self.shows(state)),
        }

    def answer(self, state, at: int):
        """Return the state with the slider at its value number `at`."""
        value = self.values[_place(at, len(self.values))]
        return self.act(state, value) if self.act else replace(state, **{self.field: value})

    def find(self, value) -> int:
        """Return the place of the nearest value."""
        return self._nearest(value)

    def _nearest(self, value: float) -> int:
        if not isfinite(value):
            return 0
        right = min(bisect_left(self.values, value), len(self.values) - 1)
        return min((max(right - 1, 0), right), key=lambda i: abs(self.values[i] - value))


@dataclass(frozen=True)
class Choice(Control):
    """One of several options for one field; `options` are the field's values or pairs (label, value).

    `act(state, value)` may give the new state when choosing changes more than the field. A few short options lie
    side by side, others are a menu.
    """

    field: str
    label: str
    options: Sequence
    act: Callable[[Any, Any], Any] | None = None
    shows: Callable[[Any], bool] = lambda state: True

    @cached_property
    def values(self) -> list:
        return [option[1] if isinstance(option, tuple) else option for option in self.options]

    @cached_property
    def labels(self) -> list[str]:
        return [option[0] if isinstance(option, tuple) else _written(option) for option in self.options]

    @property
    def look(self) -> str:
        short = len(self.labels) <= _MOST_SEGMENTS and sum(map(len, self.labels)) <= _MOST_LETTERS
        return "segments" if short else "menu"

    def face(self, state, running: bool) -> dict:
        return {
            "kind": self.look,
            "label": self.label,
            "options": self.labels,
            "at": self.find(getattr(state, self.field)),
            "shown": bool(self.shows(state)),
        }

    def answer(self, state, at: int):
        """Return the state with option number `at` chosen; to choose again what is chosen changes nothing."""
        at = _place(at, len(self.values))
        if at == self.find(getattr(state, self.field)):
            return state
        value = self.values[at]
        return self.act(state, value) if self.act else replace(state, **{self.field: value})

    def find(self, value) -> int:
        """Return the place of a value among the options; `InputError` if it is none of them."""
        if value not in self.values:
            wanted = ", ".join(map(repr, self.values))
            raise InputError(f"{self.field} is {reprlib.repr(value)}. Give one of {wanted}.")
        return self.values.index(value)


@dataclass(frozen=True)
class Toggle(Control):
    """A switch for a field that is True or False."""

    field: str
    label: str
    shows: Callable[[Any], bool] = lambda state: True

    values = (False, True)

    def face(self, state, running: bool) -> dict:
        return {
            "kind": "toggle",
            "label": self.label,
            "at": int(getattr(state, self.field)),
            "shown": bool(self.shows(state)),
        }

    def answer(self, state, at: int):
        """Return the state with the switch off (0) or on (1)."""
        return replace(state, **{self.field: self.values[_place(at, len(self.values))]})

    def find(self, value) -> int:
        """Return the place of True or False; `InputError` if the value is neither."""
        if not isinstance(value, bool):
            raise InputError(f"{self.field} is {reprlib.repr(value)}. Give True or False.")
        return int(value)


def _place(at: int, count: int) -> int:
    if not 0 <= at < count:
        raise InputError(f"there are {count} values to choose from, and the page asks for number {at + 1}")
    return at


def _written(value) -> str:
    return number_text(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else str(value)
