"""A challenge of the playground: what to reach, what stays as it is, what to predict first, and what was measured."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from ....course import Card, reveal
from ....interactive import Goal, GoalProgress, Prediction
from ..run import Run, first_run, run_epoch
from ..setup import Setup

_NAMES = {
    "data": "the data set",
    "noise": "the noise",
    "share": "the split",
    "data_seed": "the examples",
    "target": "the column of the class",
    "inputs": "the columns of the inputs",
    "held": "the held-out examples",
    "features": "the features",
    "hidden": "the hidden layers",
    "activations": "the activations",
    "loss": "the loss",
    "rule": "the update rule",
    "rate": "the learning rate",
    "l1": "L1",
    "l2": "L2",
    "dropout": "dropout",
    "batch": "the batch size",
    "seed": "the random weights",
}
"""What stands in a sentence for a setting that a challenge holds fixed."""


@dataclass(frozen=True)
class Challenge:
    """A task in the playground with a goal that is judged, a prediction before it and an explanation after it.

    It begins with `setup`, trained for `epochs`; the settings in `fixed` stay as they are there. `ask` is the
    prediction of section `row`, a sentence with blanks; `kinds` says which blanks are not numbers, `answers` what
    belongs into them. `have(setup, run)` grows to `of`, and `asks` says so in words. Where there is a `score`, fewer
    of what it `counts` are better and the best is worth keeping: it is None where the state does not count.
    """

    title: str
    text: str
    row: str
    ask: str
    answers: Mapping[str, object]
    setup: Setup
    fixed: tuple[str, ...]
    asks: str
    have: Callable[[Setup, Run], float]
    explanation: str
    of: float = 1
    epochs: int = 0
    kinds: Mapping[str, object] = field(default_factory=dict)
    score: Callable[[Setup, Run], int | None] | None = None
    counts: str = ""

    @property
    def first(self) -> Run:
        """Where its training stands at the beginning."""
        run = first_run(self.setup)
        for _ in range(self.epochs):
            run = run_epoch(self.setup, run)
        return run

    @property
    def goal(self) -> Goal:
        """What a card shows: a goal that is judged by a state's `setup` and `run`."""
        return Goal(self.asks, lambda state: self.progress(state.setup, state.run).have, self.of)

    def changed_settings(self, setup: Setup) -> tuple[str, ...]:
        """Return which of the fixed settings are no longer as the challenge gave them."""
        return tuple(name for name in self.fixed if getattr(setup, name) != getattr(self.setup, name))

    def remark(self, setup: Setup) -> str:
        """Return what to put back before anything counts; nothing if all is as it should be."""
        names = [_NAMES[name] for name in self.changed_settings(setup)]
        names = names if len(names) < 3 else [f"{names[0]}, {names[1]}", "more"]
        return f"The challenge fixes {' and '.join(names)}. Go back, or start it again." if names else ""

    def progress(self, setup: Setup, run: Run) -> GoalProgress:
        """Return how far a setup and its run have come; nothing counts while a fixed setting is changed."""
        return GoalProgress(self.asks, 0 if self.changed_settings(setup) else self.have(setup, run), self.of)

    def best_score(self, setup: Setup, run: Run, before: int = 0) -> int:
        """Return the better one of the score of a setup and its run, and that `before`; 0 where there is none."""
        if not self.score or self.changed_settings(setup):
            return before
        now = self.score(setup, run)
        return min(now, before or now) if now else before

    def foretell(self) -> Prediction:
        """Return the card that asks for the prediction."""
        return Prediction(self.row, self.ask, dict(self.kinds))

    def explain(self) -> Card:
        """Return the prediction beside what is true, and the explanation."""
        shown = reveal(self.row, **self.answers)
        return replace(shown, says=f"{shown.says}\n{self.explanation}")


def all_but(*free: str) -> tuple[str, ...]:
    """Return the settings that a challenge holds fixed which leaves only these free.

    >>> "rate" in all_but("rate"), "batch" in all_but("rate")
    (False, True)
    """
    return tuple(name for name in _NAMES if name not in free)
