"""Do the joints of a network gather at its decision border? Measured on a grid (row 14.1)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..nn import MLP, forward
from ..validation import Array, InputError, must_be, whole


class BreakpointDensity(NamedTuple):
    """How often a ReLU unit switches along a segment of length 1: near the border, and on the whole square."""

    near: float
    everywhere: float


def breakpoint_density(
    net: MLP, half: float = 2.0, reach: float = 0.2, n: int = 160, border: MLP | None = None
) -> BreakpointDensity:
    """Return the density of joints within `reach` of the line where the last z is 0, and on all of [-half, half]².

    With another network for `border`, its line is taken: how dense were the joints there before it was trained?
    Between neighbours of an n × n grid, along both axes, every unit that is on at one of them and off at the other
    counts. Joints less than a grid's step apart may cancel: it is an estimate from below.

    >>> from lecture_lib import identity, relu
    >>> net = MLP(([[1, 0], [1, 0]], [0, -0.1], relu), ([[1, 1]], [-0.15], identity))     # joints and border near 0.1
    >>> found = breakpoint_density(net)
    >>> found.near > 2 * found.everywhere > 0
    True
    """
    must_be(MLP, net, "net must be a network, an MLP")
    if net.sizes[0] != 2 or net.sizes[-1] != 1:
        raise InputError(
            f"the network reads {net.sizes[0]} values and gives {net.sizes[-1]}. It should read 2 and give 1."
        )
    n = whole(n, "n", 2)
    ticks = np.linspace(-half, half, n)
    trace = forward(net, np.stack(np.meshgrid(ticks, ticks), axis=-1).reshape(-1, 2))
    on = np.hstack([z > 0 for z, (_, _, g) in zip(trace.z[1:], net) if "relu" in g.name]).reshape(n, n, -1)
    switches = (on[1:, 1:] != on[1:, :-1]).sum(axis=2) + (on[1:, 1:] != on[:-1, 1:]).sum(axis=2)
    last = trace.z[-1] if border is None else forward(border, trace.a[0]).z[-1]
    near = _near(last.reshape(n, n) > 0, round(reach / (2 * half) * (n - 1)))[1:, 1:]
    if not near.any():
        raise InputError(f"the last z is nowhere 0 between {-half:g} and {half:g}: there is no border to be near to")
    way = 2 * (ticks[1] - ticks[0])  # one step along either axis
    return BreakpointDensity(float(switches[near].mean() / way), float(switches.mean() / way))


def _near(above: Array, steps: int) -> Array:
    """Return which points of a grid lie within so many steps of the border between the two sides."""
    right, below = above[:, 1:] != above[:, :-1], above[1:] != above[:-1]
    near = np.zeros_like(above)
    near[:, 1:] |= right
    near[:, :-1] |= right
    near[1:] |= below
    near[:-1] |= below
    for _ in range(steps - 1):
        grown = near.copy()
        grown[1:] |= near[:-1]
        grown[:-1] |= near[1:]
        grown[:, 1:] |= near[:, :-1]
        grown[:, :-1] |= near[:, 1:]
        near = grown
    return near
