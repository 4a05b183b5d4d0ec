"""How many linear regions can a ReLU network have? Bounds to compare counts with (rows 14.1, 14.2 B, C).

One layer of n units cuts a space of d dimensions by n flat sheets, into at most Σ C(n, j), j = 0 ... d, cells
(Schläfli; Zaslavsky 1975). Every further layer can cut each of them again. Counted are the cells of all of the space.
"""

from __future__ import annotations

from math import comb

from ..validation import InputError, whole


def arrangement_regions(n_in: int, units: int) -> int:
    """Return the largest number of cells that one layer of `units` makes of `n_in` dimensions.

    >>> arrangement_regions(1, 6), arrangement_regions(2, 3), arrangement_regions(2, 20)
    (7, 7, 211)
    """
    n_in, units = whole(n_in, "n_in"), whole(units, "units")
    return sum(comb(units, j) for j in range(n_in + 1))


def lower_bound(n_in: int, width: int, depth: int) -> int:
    """Return the number of regions that some network of this shape is known to have (Montúfar et al. 2014).

    Each layer but the last folds every input direction into ⌊width / n_in⌋ sheets; the last cuts what lies on top of
    each other: ⌊width / n_in⌋^((depth - 1) n_in) · Σ C(width, j). It needs width ≥ n_in.

    >>> lower_bound(2, 6, 2)                              # 3² · 22
    198
    """
    n_in, width, depth = whole(n_in, "n_in"), whole(width, "width"), whole(depth, "depth")
    if width < n_in:
        raise InputError(f"width is {width} and n_in is {n_in}. There should be at least as many units as inputs.")
    return (width // n_in) ** ((depth - 1) * n_in) * arrangement_regions(n_in, width)


def sharper_lower_bound(n_in: int, width: int, depth: int) -> int:
    """Return a larger number of regions that some network of this shape has (Serra, Tjandraatmadja, Ramalingam 2018).

    Each layer but the last folds every input direction into ⌊width / n_in⌋ + 1 sheets, one more than Montúfar's:
    (⌊width / n_in⌋ + 1)^((depth - 1) n_in) · Σ C(width, j). It needs width ≥ 3 n_in. With one input it is
    (width + 1)^depth, the most that there is.

    >>> sharper_lower_bound(2, 6, 2), sharper_lower_bound(1, 10, 5)             # 4² · 22
    (352, 161051)
    """
    n_in, width, depth = whole(n_in, "n_in"), whole(width, "width"), whole(depth, "depth")
    if width < 3 * n_in:
        raise InputError(f"width is {width} and n_in is {n_in}. This bound needs at least three units per input.")
    return (width // n_in + 1) ** ((depth - 1) * n_in) * arrangement_regions(n_in, width)


def upper_bound(n_in: int, width: int, depth: int) -> int:
    """Return a number of regions that no network of this shape exceeds: one layer's most, `depth` times as a factor.

    With one input this is (width + 1)^depth, and `sawtooth` reaches it.

    >>> upper_bound(1, 10, 5), upper_bound(2, 6, 2)
    (161051, 484)
    """
    return arrangement_regions(n_in, whole(width, "width")) ** whole(depth, "depth")
