"""Where the slope of an activation dies: in a unit, in a layer on real data, and through many layers (row 02.3).

A unit is *saturated* on an example when |g'(z)| lies below a tolerance that is stated. It is *stuck* when that
is so on every example. A *dead* slope is one below the tolerance.
"""

from __future__ import annotations

import numpy as np

from ..nn import Activation
from ..validation import Array, must_be, numbers, positive, whole

SATURATION_TOLERANCE = 0.01  # the notebook's criterion: less than a hundredth of a change in z is passed on


def is_saturated(g: Activation, z, tolerance: float = SATURATION_TOLERANCE) -> Array:
    """Return for every number of z whether |g'(z)| < tolerance.

    >>> from lecture_lib import sigmoid
    >>> is_saturated(sigmoid, [-5.0, 0.0, 4.0, 5.0])
    array([ True, False, False,  True])
    """
    must_be(Activation, g, "g must be an activation such as sigmoid or relu")
    return np.abs(g.slope(z)) < positive(tolerance, "tolerance")


def is_always_saturated(g: Activation, z, tolerance: float = SATURATION_TOLERANCE) -> Array:
    """Return for each unit whether it is saturated on every example; z has one row per example.

    >>> from lecture_lib import relu
    >>> is_always_saturated(relu, [[-1.0, -2.0, 3.0], [5.0, -1.0, 4.0]])
    array([False,  True, False])
    """
    return np.logical_and.reduce(is_saturated(g, numbers(z, "z", ndim=(2,)), tolerance))


def chain_slopes(g: Activation, z, layers: int = 10, weight: float = 1.0) -> Array:
    """Return the derivatives of a chain of units with respect to its first pre-activation z, one column per z.

    Each layer is one unit with this weight and no bias: z₂ = w g(z₁), z₃ = w g(z₂), ... Row k, for k + 1 layers, holds
    g'(z₁) · w g'(z₂) ⋯ w g'(z₍k+1₎), a product as the chain rule makes it.

    >>> from lecture_lib import relu, sigmoid
    >>> chain_slopes(sigmoid, [0.0], 2).round(4)               # ¼, then ¼ · σ'(½)
    array([[0.25  ],
           [0.0588]])
    >>> chain_slopes(relu, [-1.0, 2.0], 3)[-1]
    array([0., 1.])
    """
    must_be(Activation, g, "g must be an activation such as sigmoid or relu")
    z, weight = numbers(z, "z", ndim=(1,)), float(numbers(weight, "weight", ndim=(0,)))
    slopes = []
    for _ in range(whole(layers, "layers")):
        slopes.append(g.derivative(z) * (weight if slopes else 1))
        z = weight * g.value(z)
    return np.cumprod(slopes, axis=0)
