"""How sure is a count? A confidence interval for a share (row 04.7)."""

from __future__ import annotations

import numpy as np

from .inputs import InputError


def wilson(k: int, n: int, z: float = 1.96) -> tuple[float, float]:
    """Return the interval in which the true share lies, given k of n runs; 95 % sure with z = 1.96.

    The centre is moved towards one half and the interval never leaves [0, 1] (Wilson 1927), so it is honest
    for 0 of n and n of n too.

    >>> low, high = wilson(79, 100)
    >>> round(low, 3), round(high, 3)
    (0.7, 0.858)
    """
    if not 0 <= k <= n or n < 1:
        raise InputError(f"{k} of {n} is no share; 0 <= k <= n and n >= 1 are wanted")
    p = k / n
    centre = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    return float(centre - half), float(centre + half)
