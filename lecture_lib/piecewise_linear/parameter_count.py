"""Depth against width at a fixed price: which shapes have how many parameters (rows 14.2 C, 14.4 A, C)."""

from __future__ import annotations

from ..validation import InputError


def layer_sizes(n_in: int, width: int, depth: int, n_out: int) -> tuple[int, ...]:
    """Return the sizes of a network with `depth` hidden layers of `width` units.

    >>> layer_sizes(1, 10, 2, 1)
    (1, 10, 10, 1)
    """
    return (n_in, *[width] * depth, n_out)


def n_parameters(sizes: tuple[int, ...]) -> int:
    """Return how many weights and biases a network of these sizes has.

    >>> n_parameters((1, 10, 10, 10, 10, 10, 1))               # lecture C's network
    471
    """
    return sum(n_out * (n_in + 1) for n_in, n_out in zip(sizes[:-1], sizes[1:]))


def max_width(budget: int, depth: int, n_in: int, n_out: int) -> int:
    """Return the largest width at which `depth` equal hidden layers cost at most `budget` parameters.

    >>> [max_width(15_250, depth, 40, 10) for depth in (1, 2, 3, 4)]       # figure 20.2 has 298, 100, 75, 63
    [298, 100, 75, 62]
    """
    if depth < 1 or depth % 1:
        raise InputError(f"depth is {depth}; a whole number from 1 up is wanted")
    if n_parameters(layer_sizes(n_in, 1, depth, n_out)) > budget:
        raise InputError(
            f"with {budget} parameters not even one unit a layer can be paid; "
            f"{n_parameters(layer_sizes(n_in, 1, depth, n_out))} are needed"
        )
    width = 1
    while n_parameters(layer_sizes(n_in, width + 1, depth, n_out)) <= budget:
        width += 1
    return width
