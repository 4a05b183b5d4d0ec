"""The universal approximation theorem with one of its conditions broken: what more units still help (row 11.2).

Each case has a target, the set on which it is to be followed, and a network of n units made for it. Where the
conditions hold, the maximum error falls with n. Where one is broken, it levels off, or has no bound at all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np

from ...nn import MLP, Activation, tanh
from ...piecewise_linear import fit_output, linear_interpolant, polyline
from ...validation import Array, InputError

square = Activation("square", np.square, lambda z: 2 * z)
"""z²: a network of such units is a polynomial of degree 2 (row 11.1)."""
cube = Activation("cube", lambda z: z**3, lambda z: 3 * z**2)
"""z³: a network of such units is a polynomial of degree 3 (row 11.1)."""


@dataclass(frozen=True)
class ConditionCase:
    """A target, a network of n units for it, and the set [low, high] on which it is looked at."""

    title: str
    f: Callable[[Array], Array]
    build: Callable[[int], MLP]
    low: float = -1.0
    high: float = 1.0
    outside: bool = False  # is it looked at beyond the set for which the network was made?
    also: tuple[float, ...] = ()  # places where it is looked at besides the equally spaced ones


class Approximation(NamedTuple):
    """A network of n units beside its target: at points x the values of both, and the errors."""

    net: MLP
    x: Array
    target: Array
    reached: Array
    largest: float
    average: float


def sine_wave(x: Array) -> Array:
    """Return sin πx.

    >>> sine_wave(np.array([0.5]))
    array([1.])
    """
    return np.sin(np.pi * x)


def sine_with_jump(x: Array) -> Array:
    """Return half a wave that is lifted by 1 from x = 0 on: at 0 it jumps by 1.

    >>> sine_with_jump(np.array([-1e-9, 0.0])).round(3) + 0.0
    array([0., 1.])
    """
    return sine_wave(x) / 2 + (x >= 0)


def reciprocal(x: Array) -> Array:
    """Return 1/x, which is continuous on the half-open interval (0, 1] and has no bound there.

    >>> reciprocal(np.array([0.5, 0.001]))
    array([   2., 1000.])
    """
    return 1 / x


def _any_units(g: Activation) -> Callable[[int], MLP]:
    """Return a maker of networks with randomly placed hidden units and the best output layer."""

    def build(n: int) -> MLP:
        rng = np.random.default_rng(11)
        return fit_output(sine_wave, rng.choice([-1.0, 1.0], (n, 1)), rng.uniform(-1, 1, n), g, -1, 1, points=101)

    return build


def _ramps(n: int) -> MLP:
    """Return n hinges through the jumping target, with 0 in the middle of a piece; an even n cuts the last in two."""
    even = n % 2 == 0
    t = np.linspace(-1, 1, n + 1 - even)
    if even:
        t = np.insert(t, -1, (t[-1] + t[-2]) / 2)
    return linear_interpolant(t, sine_with_jump(t))


def _tanhs(n: int) -> MLP:
    slope = max(1.0, n / 4)
    return fit_output(
        sine_wave, np.full((n, 1), slope), -slope * (2 * np.arange(n) + 1 - n) / n, tanh, -1, 1, points=161
    )


CONDITION_CASES = {
    "none": ConditionCase("none: all conditions hold", sine_wave, lambda n: polyline(sine_wave, n, -1, 1)),
    "square": ConditionCase("polynomial activation, z²", sine_wave, _any_units(square)),
    "cube": ConditionCase("polynomial activation, z³", sine_wave, _any_units(cube)),
    "jump": ConditionCase("a target that jumps", sine_with_jump, _ramps, also=(-1e-9,)),  # left of the jump
    "outside relu": ConditionCase("outside K, ReLU", sine_wave, lambda n: polyline(sine_wave, n, -1, 1), outside=True),
    "outside tanh": ConditionCase("outside K, tanh", sine_wave, _tanhs, outside=True),
    "open": ConditionCase(
        "1/x on (0, 1], not closed", reciprocal, lambda n: polyline(reciprocal, n, 1 / (2 * n), 1), 0.001, 1.0
    ),
}
"""The conditions that can be broken, by name. Where `outside` holds, the network is made for K = [-1, 1]."""


@cache
def approximate_case(name: str, n: int, reach: float = 1.0) -> Approximation:
    """Return the network of n units in this case, and how far it is from the target (row 11.2).

    Outside K the two are compared on [-reach, reach].

    >>> [round(approximate_case("none", n).largest, 2) for n in (4, 16, 64)]
    [0.21, 0.02, 0.0]
    >>> round(approximate_case("square", 64).largest, 2)
    0.93
    """
    if name not in CONDITION_CASES or n < 1 or reach < 1:
        raise InputError(
            f"case {name!r}, {n} units and reach {reach:g} were given; choose one of "
            f"{', '.join(CONDITION_CASES)}, at least one unit and a reach of at least 1"
        )
    case = CONDITION_CASES[name]
    far = reach if case.outside else 1.0
    x = np.sort(np.append(np.linspace(case.low * far, case.high * far, 1201), case.also))
    net, target = _network(name, n), case.f(x)
    reached = net(x[:, None])[:, 0]
    distance = np.abs(reached - target)
    return Approximation(net, x, target, reached, float(distance.max()), float(distance.mean()))


@cache
def _network(name: str, n: int) -> MLP:
    return CONDITION_CASES[name].build(n)
