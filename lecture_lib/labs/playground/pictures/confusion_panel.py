"""Which classes the network takes for which, as a table of counts."""

from __future__ import annotations

import numpy as np

from ....drawing import Panel, confusion_table, svg, text
from ....validation import Array
from ..insight import class_confusions
from ..state import State

_SIZE = 272, 272
_ACROSS = 264.0  # where the table ends


def confusion_panel(state: State) -> tuple[Panel, str]:
    """Return the panel for the training examples, or for those held out where these are shown, and both in words.

    >>> confusion_panel(State())[1]
    'Training examples: 132 of 250 are right; most often, orange is taken for blue 60 times.'
    """
    p = state.problem
    if not p.train.classes:
        none = "Numbers are fitted here: there are no classes to confuse."
        return svg.panel(_SIZE[0], 60, text(136, 34, "numbers have no classes to confuse", "mid small soft")), none
    found = class_confusions(state.setup, state.run)
    held_out = state.shows_held_out and len(p.held_out) > 0
    counts, name = (found.held_out, "held out") if held_out else (found.train, "training")
    k, classes = len(counts), p.train.classes
    longest = min(max(map(len, classes)), 9 if k <= 4 else 6)
    left = 34 + 7 * longest
    width = min(62.0, (_ACROSS - left) / k)
    height, top = min(width, 24.0), 70
    names, heads = ([_cut(name, most) for name in classes] for most in (longest, int(width / 7)))
    middle = top + k * height / 2
    return (
        svg.panel(
            _SIZE[0],
            top + k * height + 14,
            text(8, 16, f"{name}: {int(counts.trace())} of {int(counts.sum())} right", "bold"),
            text(left + k * width / 2, 40, "the network’s answer", "mid small"),
            text(14, middle, "class", "mid small", transform=f"rotate(-90 14 {middle:g})"),
            confusion_table(
                counts, names, left, top, (width, height), [_cut(name, int(width / 7)) for name in classes]
            ),
        ),
        _words("Held-out examples" if held_out else "Training examples", counts, classes),
    )


def _cut(name: str, most: int) -> str:
    return name if len(name) <= most else f"{name[: max(most - 1, 1)]}…"


def _words(name: str, counts: Array, classes: tuple[str, ...]) -> str:
    said = f"{name}: {int(counts.trace())} of {int(counts.sum())} are right"
    confused = np.where(np.eye(len(counts), dtype=bool), 0, counts)
    i, j = np.unravel_index(int(confused.argmax()), confused.shape)
    if not confused[i, j]:
        return f"{said}."
    most = "most often, " if np.count_nonzero(confused) > 1 else ""
    n = int(confused[i, j])
    return f"{said}; {most}{classes[i]} is taken for {classes[j]} {'once' if n == 1 else f'{n} times'}."
