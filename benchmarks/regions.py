"""Counting linear regions: exactly, and by the dense grid that most people use, which misses some."""

from __future__ import annotations

from statistics import median

import numpy as np

from benchmarks.compare import interleaved_seconds, time_ratio
from lecture_lib import MLP, forward, identity, relu
from lecture_lib.nn import Trace
from lecture_lib.piecewise_linear import max_regions_1d, regions_2d, sawtooth, unit_breakpoints

GRID = 1000  # points a side of the dense grid
LINE = 1_000_000  # points on the line
GOALS = {"joints": 50.0, "polygons": 10.0}  # milliseconds
LOW, HIGH = (-3.0, -3.0), (3.0, 3.0)


def main() -> None:
    """Print milliseconds, counts and what the dense way misses."""
    deep, wide = sawtooth(10, 5), random_net()
    bound = max_regions_1d(10, 5)
    sides = {
        "joints": lambda: unit_breakpoints(deep, [0.0], [1.0]),
        "joints, dense": lambda: pattern_changes(deep),
        "polygons": lambda: regions_2d(wide, LOW, HIGH),
        "polygons, dense": lambda: pattern_count(wide),
    }
    exact = len(unit_breakpoints(deep, [0.0], [1.0])) + 1
    assert exact == bound
    found = len(regions_2d(wide, LOW, HIGH).active)
    seconds = interleaved_seconds(sides, rounds=5)
    for name, what, all_, seen in (
        ("joints", f"{deep.n_parameters} parameters, 5 layers of 10", exact, pattern_changes(deep) + 1),
        ("polygons", "2-20-20 in a square", found, pattern_count(wide)),
    ):
        ms, goal = 1000 * median(seconds[name]), GOALS[name]
        print(
            f"{name:<9} {what:<32} {all_:>7} regions in {ms:6.1f} ms (at most {goal:g} wanted)"
            f"{'  ✗' * (ms > goal)}; dense: {seen} regions, "
            f"{time_ratio(seconds[name + ', dense'], seconds[name])} times as long"
        )


def random_net() -> MLP:
    """Return the 2-20-20-1 network that is measured.

    >>> random_net().sizes
    (2, 20, 20, 1)
    """
    rng = np.random.default_rng(0)
    net = MLP.random((2, 20, 20, 1), relu, relu, identity, rng=rng)
    return MLP(*((W, 0.3 * rng.normal(size=b.shape), g) for W, b, g in net))


def pattern_changes(net: MLP) -> int:
    """Return how often the pattern of active units changes between neighbours of many points of [0, 1]."""
    pattern = _pattern(forward(net, np.linspace(0, 1, LINE)[:, None]))
    return int(np.any(pattern[1:] != pattern[:-1], axis=1).sum())


def pattern_count(net: MLP) -> int:
    """Return how many patterns of active units a dense grid sees in the square."""
    side = LOW[0] + (np.arange(GRID) + 0.5) / GRID * (HIGH[0] - LOW[0])
    seen = np.packbits(_pattern(forward(net, np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2))), axis=1)
    return len(np.unique(seen.view([("", seen.dtype)] * seen.shape[1])))


def _pattern(trace: Trace) -> np.ndarray:
    return np.hstack([z > 0 for z, layer in zip(trace.z[1:], trace.net) if layer.g is not identity])
