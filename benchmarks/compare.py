"""Timing several sides of one comparison in one run: interleaved rounds, medians, ratios with their spread."""

from __future__ import annotations

import os
from collections.abc import Callable
from statistics import median
from time import perf_counter, sleep
from typing import NamedTuple


class Ratio(NamedTuple):
    """How many times longer one side takes than another: the median over rounds, and the quartiles."""

    middle: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.middle:.2f} ({self.low:.2f} to {self.high:.2f})"


def interleaved_seconds(
    sides: dict[str, Callable[[], object]], rounds: int = 7, pause: float = 0.0
) -> dict[str, list[float]]:
    """Call every side once a round and return its seconds, round by round; an untimed round comes first.

    The sides take turns, so that whatever slows the machine for a while slows all of them. Threads of one side go on
    spinning for a while and keep a core from the next: `pause` is how long (seconds) each waits for them.

    >>> seconds = interleaved_seconds({"a": lambda: None, "b": lambda: sum(range(1000))}, rounds=3)
    >>> [len(rounds) for rounds in seconds.values()]
    [3, 3]
    """
    seconds = {name: [] for name in sides}
    for round_ in range(rounds + 1):
        for name, side in sides.items():
            sleep(pause)
            start = perf_counter()
            side()
            if round_:
                seconds[name].append(perf_counter() - start)
    return seconds


def thread_limits(threads: int) -> dict[str, str]:
    """Return this process's environment with a limit for all libraries that start threads of their own.

    >>> thread_limits(1)["OMP_NUM_THREADS"]
    '1'
    """
    names = "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "PJRT_NPROC"
    limits = dict.fromkeys(names, str(threads))
    if threads == 1:
        limits["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false"
    return {**os.environ, **limits}


def time_ratio(slower: list[float], faster: list[float]) -> Ratio:
    """Return how many times `faster` fits into `slower`, from the ratios of each round.

    >>> print(time_ratio([2.0, 4.0, 6.0], [1.0, 1.0, 2.0]))
    3.00 (2.00 to 4.00)
    """
    ratios = sorted(s / f for s, f in zip(slower, faster))
    quarter = (len(ratios) - 1) // 4
    return Ratio(median(ratios), ratios[quarter], ratios[-1 - quarter])


def p95(values: list[float]) -> float:
    """Return the 95th percentile: the smallest value that at least 95 in 100 do not exceed.

    >>> p95(list(range(1, 101)))
    95
    """
    return sorted(values)[-(-len(values) * 95 // 100) - 1]
