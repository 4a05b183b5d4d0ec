"""A goal: what a place asks a learner to reach, how much of it a state has, and how much is wanted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..drawing import number_text


@dataclass(frozen=True)
class Goal:
    """What to reach: `asks` in words; a state has `have(state)` of it, and has reached it with `of`.

    Both are counts, or any number that grows towards the goal. A goal of 1 is reached or not; any other one is shown
    with a meter and as "2 of 52".

    >>> Goal("make 52 mistakes", have=lambda state: state, of=52).progress(2)
    GoalProgress(asks='make 52 mistakes', have=2, of=52)
    """

    asks: str
    have: Callable[[Any], float]
    of: float = 1

    def progress(self, state) -> GoalProgress:
        """Return how far a state has come."""
        return GoalProgress(self.asks, self.have(state), self.of)


@dataclass(frozen=True)
class GoalProgress:
    """How much of a goal there is, and how much of it is wanted.

    >>> half = GoalProgress("make 52 mistakes", 26, 52)
    >>> half.reached, half.share, half.count
    (False, 0.5, '26 of 52')
    """

    asks: str
    have: float
    of: float

    @property
    def reached(self) -> bool:
        return self.have >= self.of

    @property
    def share(self) -> float:
        """The part that there is, from 0 to 1."""
        return float(min(max(self.have / self.of, 0.0), 1.0))

    @property
    def count(self) -> str:
        """The part in words; nothing where the goal is reached or not, without a way between."""
        return f"{number_text(min(self.have, self.of))} of {number_text(self.of)}" if self.of != 1 else ""
