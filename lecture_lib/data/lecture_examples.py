"""The networks that the lectures print, and what they print about them; the numbers are lecture B's (row 05).

`PRINTED_VALUES` holds the slide's own tables, as data for tests and slide checks, mistakes included.
"""

from __future__ import annotations

from typing import NamedTuple

from ..nn import MLP, relu, sigmoid, softmax
from ..validation import Array, numbers


class LectureExample(NamedTuple):
    """A network and the input that the lecture sends through it."""

    net: MLP
    x: Array


_HIDDEN = ([[3, -9, 2], [11, -2, 7], [-6, 3, -4], [6, -1, 5]], [5, 2, -1, 1], sigmoid)

LECTURE_EXAMPLES = {
    "3-4-1": LectureExample(MLP(_HIDDEN, ([[3, -12, 8, 1]], [6], sigmoid)), numbers([-3, 1, 5])),
    "3-4-3": LectureExample(
        MLP(_HIDDEN, ([[3, -12, 8, 1], [2, -3, 9, 1], [-5, 1, -1, 7]], [6, 0, -8], softmax)), numbers([-3, 1, 5])
    ),
    "3-4-4-4-3": LectureExample(
        MLP(
            ([[13, -9, 2], [-8, 0, 3], [4, -1, 5], [-3, 12, 7]], [5, -2, 2, 11], relu),
            ([[1, 0, -4, 1], [0, 11, 2, -14], [-1, 5, -2, 16], [0, -9, -3, 4]], [-5, 3, 1, -8], relu),
            ([[1, -2, -18, -7], [3, -4, 8, 0], [-2, 1, 21, 5], [2, -2, 11, -13]], [4, -6, 1, -17], relu),
            ([[9, 3, -1, -4], [-8, -2, 14, 3], [13, 2, -9, -1]], [-1, -4, -30], softmax),
        ),
        numbers([7, 1, -4]),
    ),
}
"""Lecture B's three worked examples, by their sizes."""

PRINTED_VALUES = {
    "3-4-1": {
        ("z", 1): [-3, 2, 0, 7],
        ("a", 1): [0.05, 0.88, 0.50, 0.99],
        ("z", 2): [0.57],
        ("a", 2): [0.64],
    },
    "3-4-3": {("z", 1): [-3, 2, 0, 7]},
    "3-4-4-4-3": {
        ("z", 1): [79, -70, 9, -26],
        ("a", 1): [79, 0, 9, 0],
        ("z", 2): [38, 21, -96, -35],
        ("a", 2): [38, 21, 0, 0],
        ("z", 3): [0, 24, -54, 17],
        ("a", 3): [0, 24, 0, 17],
        ("z", 4): [3, -1, 1],
        ("a", 4): [0.866, 0.015, 0.117],
    },
}
"""What the slides print: network → (z or a, layer) → numbers. Where they do not hold, notebook 05 says so."""
