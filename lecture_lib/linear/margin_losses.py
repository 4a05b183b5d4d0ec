"""Four losses of one example as functions of its margin m, and their slopes (row 01.1).

An array of margins gives an array of values. With y = -1 or +1 and m = y z, the squared loss (y - z)² is (1 - m)².
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from ..nn import sigmoid
from ..validation import Array, numbers


class MarginLoss(NamedTuple):
    """A loss as a function of the margin, and its derivative; where there is a kink, the derivative on the right."""

    name: str
    value_checked: Callable[[Array], Array]
    slope_checked: Callable[[Array], Array]

    def value(self, m) -> Array:
        """Return the loss at margins m: a number, a list or a table of them."""
        return self.value_checked(numbers(m, "the margin"))

    def slope(self, m) -> Array:
        """Return the derivative with respect to the margin."""
        return self.slope_checked(numbers(m, "the margin"))


MARGIN_LOSSES = {
    "hinge": MarginLoss("hinge", lambda m: np.maximum(0, 1 - m), lambda m: np.where(m < 1, -1.0, 0.0)),
    "logistic": MarginLoss("logistic", lambda m: np.logaddexp(0, -m), lambda m: -sigmoid.value(-m)),
    "squared": MarginLoss("squared", lambda m: (1 - m) ** 2, lambda m: -2 * (1 - m)),
    "0/1": MarginLoss("0/1", lambda m: np.where(m > 0, 0.0, 1.0), np.zeros_like),
}
"""The losses by name. The 0/1 loss counts a margin of 0 as a mistake."""
