"""Depth against width at a fixed number of parameters: which shapes have how many (rows 14.2 C, 14.4 A, C)."""

from __future__ import annotations

from ..nn import n_parameters
from ..validation import InputError, whole

_LARGEST_BUDGET = 10**18


def layer_sizes(n_in: int, width: int, depth: int, n_out: int) -> tuple[int, ...]:
    """Return the sizes of a network with `depth` hidden layers of `width` units.

    >>> layer_sizes(1, 10, 2, 1)
    (1, 10, 10, 1)
    """
    hidden = [whole(width, "width")] * whole(depth, "depth")
    return (whole(n_in, "n_in"), *hidden, whole(n_out, "n_out"))


def max_width(budget: int, depth: int, n_in: int, n_out: int) -> int:
    """Return the largest width at which `depth` equal hidden layers have at most `budget` parameters.

    >>> [max_width(15_250, depth, 40, 10) for depth in (1, 2, 3, 4)]       # figure 20.2 has 298, 100, 75, 63
    [298, 100, 75, 62]
    """

    def count(width: int) -> int:
        return n_parameters(layer_sizes(n_in, width, depth, n_out))

    budget = whole(budget, "budget", 1, _LARGEST_BUDGET)
    if count(1) > budget:
        raise InputError(f"{budget} parameters are not enough for one unit per layer. That takes {count(1)}.")
    low, high = 1, budget  # halved here, since `bisect` has no range of so many where whole numbers have 32 bits
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if count(middle) <= budget else (low, middle - 1)
    return low
