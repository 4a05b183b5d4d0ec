"""How far a measured share or mean can be trusted: 95 % intervals (rows 04.7, 14.3 to 14.6)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..validation import InputError, count_phrase, numbers, whole

_T = (
    12.706,
    4.303,
    3.182,
    2.776,
    2.571,
    2.447,
    2.365,
    2.306,
    2.262,
    2.228,
    2.201,
    2.179,
    2.160,
    2.145,
    2.131,
    2.120,
    2.110,
    2.101,
    2.093,
)
"""Student's t for 95 % with 1, 2, ... 19 degrees of freedom."""


class MeanInterval(NamedTuple):
    """A mean and half the width of its 95 % interval."""

    value: float
    half: float


def mean_with_interval(runs) -> MeanInterval:
    """Return the mean of 2 to 20 independent runs with its 95 % interval, by Student's t.

    The interval supposes runs that scatter about evenly to both sides. It says where the mean of very many runs lies,
    not where the next single run will.

    >>> mean_with_interval([1.0, 2.0, 3.0])
    MeanInterval(value=2.0, half=2.484338...)
    """
    runs = numbers(runs, "the runs", ndim=(1,))
    if not 2 <= len(runs) <= len(_T) + 1:
        raise InputError(f"{count_phrase(len(runs), 'run')} were given. Give 2 to {len(_T) + 1}.")
    return MeanInterval(float(runs.mean()), float(_T[len(runs) - 2] * runs.std(ddof=1) / np.sqrt(len(runs))))


def paired_difference(first, second) -> MeanInterval:
    """Return the mean of first - second, run by run, with its interval: each pair shares a seed or a data set.

    >>> paired_difference([1.0, 2.0, 3.5], [0.0, 1.0, 2.0]).value.__round__(4)
    1.1667
    """
    first, second = numbers(first, "first", ndim=(1,)), numbers(second, "second", ndim=(1,))
    if len(first) != len(second):
        raise InputError(f"{len(first)} and {len(second)} runs cannot be paired")
    return mean_with_interval(first - second)


def wilson(k: int, n: int, z: float = 1.96) -> tuple[float, float]:
    """Return the interval in which the true share lies, given k of n runs; 95 % sure with z = 1.96.

    The centre is moved towards one half and the interval never leaves [0, 1] (Wilson 1927), so it is honest
    for 0 of n and n of n too.

    >>> low, high = wilson(79, 100)
    >>> round(low, 3), round(high, 3)
    (0.7, 0.858)
    """
    n = whole(n, "n")
    k = whole(k, "k", 0, n)
    p = k / n
    centre = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    return float(centre - half), float(centre + half)
