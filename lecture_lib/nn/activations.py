"""Activation functions: a value, a slope, and how a gradient is pulled back through them.

`sigmoid`, `tanh`, `relu`, `leaky_relu`, `identity`, `sign`, `step` act on each number by itself; `softmax`
acts on a whole vector (the last axis). All are stable for any finite input in float64 and float32.

What happens exactly at 0 is a convention and the lectures differ: A predicts -1 where the sign's input is 0,
D's step gives +1 and D's ReLU has slope 1 there. `make_sign`, `make_step`, `make_relu` and `make_leaky_relu`
take the convention as an argument; the same argument gives the same activation.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np

from ..validation import Array, InputError, numbers


@dataclass(frozen=True, repr=False)
class Activation:
    """A function g, applied to each pre-activation z by itself (rows 02.1, 05.4).

    `g(z)` checks its input and returns g at every number; `g.slope(z)` is the derivative at every *z* (not at
    the output). `g.value` and `g.derivative` are the same two without the check.

    >>> sigmoid([0.0, 2.0]).round(3)
    array([0.5  , 0.881])
    >>> tanh.slope([0.0])
    array([1.])
    """

    name: str
    value: Callable[[Array], Array]
    derivative: Callable[[Array], Array]

    def __call__(self, z) -> Array:
        return self.value(numbers(z, "z"))

    def slope(self, z) -> Array:
        """Return dg/dz at every number of z."""
        return self.derivative(numbers(z, "z"))

    def pull(self, z: Array, a: Array, da: Array) -> Array:
        """Return dL/dz, given dL/da, for a = g(z): the chain rule for one layer's activation."""
        return da * self.derivative(z)

    def __repr__(self) -> str:
        return self.name


class VectorActivation(Activation):
    """A function of a whole vector, such as softmax: `slope(z)` is its Jacobian, shape (..., k, k)."""

    def __call__(self, z) -> Array:
        return self.value(numbers(z, "z", ndim=(1, 2)))

    def slope(self, z) -> Array:
        """Return the Jacobian, da[i] / dz[j] in row i and column j, for every vector of z."""
        return self.derivative(numbers(z, "z", ndim=(1, 2)))

    def pull(self, z: Array, a: Array, da: Array) -> Array:
        """Return dL/dz = J da with J = diag(a) - a aᵀ, without forming J (row 02.5)."""
        return a * (da - (da * a).sum(axis=-1, keepdims=True))


def _sigmoid(z: Array) -> Array:
    e = np.exp(-np.abs(z))  # never overflows: the exponent is at most 0
    return np.where(z >= 0, 1 / (1 + e), e / (1 + e))


def _sigmoid_slope(z: Array) -> Array:
    e = np.exp(-np.abs(z))  # sigma (1 - sigma), without the cancellation in 1 - sigma
    return e / (1 + e) ** 2


def _tanh_slope(z: Array) -> Array:
    e = np.exp(-np.abs(z))  # 1 - tanh², without its cancellation for large z
    return (2 * e / (1 + e**2)) ** 2


def _softmax(z: Array) -> Array:
    with np.errstate(over="ignore"):  # numbers 10³⁰⁸ apart: their distance is infinite, exp gives 0
        e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def _softmax_jacobian(z: Array) -> Array:
    p = _softmax(z)
    return p[..., :, None] * (np.eye(p.shape[-1], dtype=p.dtype) - p[..., None, :])


sigmoid = Activation("sigmoid", _sigmoid, _sigmoid_slope)
tanh = Activation("tanh", np.tanh, _tanh_slope)
identity = Activation("identity", lambda z: z + 0, np.ones_like)
softmax = VectorActivation("softmax", _softmax, _softmax_jacobian)


def make_relu(slope_at_zero: float = 0.0) -> Activation:
    """Return max(0, z); its slope at z = 0 is `slope_at_zero`, any number in [0, 1] (rows 02.1, 02.2).

    >>> make_relu(slope_at_zero=1).slope([-1.0, 0.0, 1.0])      # lecture D's convention
    array([0., 1., 1.])
    """
    return make_leaky_relu(0.0, slope_at_zero)


def make_leaky_relu(epsilon: float = 0.01, slope_at_zero: float | None = None) -> Activation:
    """Return z where z > 0 and epsilon · z elsewhere, 0 ≤ epsilon ≤ 1; slope at 0 is epsilon unless given.

    >>> make_leaky_relu(0.1)([-2.0, 3.0])
    array([-0.2,  3. ])
    """
    epsilon = _float(epsilon, "epsilon")
    at_zero = epsilon if slope_at_zero is None else _float(slope_at_zero, "the slope at 0")
    if not 0 <= epsilon <= at_zero <= 1:
        raise InputError(
            f"epsilon is {epsilon:g} and the slope at 0 is {at_zero:g}. It must hold that 0 ≤ epsilon ≤ slope at 0 ≤ 1."
        )
    return _two_sloped(epsilon, at_zero)


@cache
def _two_sloped(epsilon: float, at_zero: float) -> Activation:
    def value(z: Array) -> Array:
        return np.maximum(z, epsilon * z) + 0 if epsilon else np.maximum(z, 0)  # + 0: no −0

    def slope(z: Array) -> Array:
        one, left, there = np.array([1, epsilon, at_zero], z.dtype)
        return np.where(z > 0, one, left if left == there else np.where(z < 0, left, there))

    return Activation(_leaky_name(epsilon, at_zero), value, slope)


def _leaky_name(epsilon: float, at_zero: float) -> str:
    """Return the words that make this activation again."""
    if epsilon == 0:
        return "relu" if at_zero == 0 else f"make_relu({at_zero})"
    if epsilon != at_zero:
        return f"make_leaky_relu({epsilon}, {at_zero})"
    return "leaky_relu" if epsilon == 0.01 else f"make_leaky_relu({epsilon})"


def make_sign(at_zero: float = -1.0) -> Activation:
    """Return +1 where z > 0, -1 where z < 0 and `at_zero` at 0; lecture A's prediction has -1 (row 03.1).

    >>> make_sign()([-2.0, 0.0, 3.0])
    array([-1., -1.,  1.])
    >>> make_sign(at_zero=+1)([0.0])        # lecture D's convention, equation (2.5)
    array([1.])
    """
    return _two_valued("sign", -1.0, 1.0, _float(at_zero, "the sign of 0"))


def make_step(at_zero: float = 0.0) -> Activation:
    """Return 1 where z > 0, 0 where z < 0 and `at_zero` at 0: the threshold unit with values 0 and 1.

    >>> make_step()([-2.0, 0.0, 3.0])
    array([0., 0., 1.])
    """
    return _two_valued("step", 0.0, 1.0, _float(at_zero, "the step at 0"))


@cache
def _two_valued(name: str, low: float, high: float, at_zero: float) -> Activation:
    def value(z: Array) -> Array:
        return np.where(z > 0, high, np.where(z < 0, low, at_zero)).astype(z.dtype)

    return Activation(name if at_zero == low else f"make_{name}({at_zero})", value, np.zeros_like)


def _float(value, name: str) -> float:
    return float(numbers(value, name, ndim=(0,)))


relu = make_relu()
leaky_relu = make_leaky_relu()
sign = make_sign()
step = make_step()

ACTIVATIONS = {g.name: g for g in (identity, leaky_relu, relu, sigmoid, sign, softmax, step, tanh)}
"""The activations that a name alone stands for."""


def activation_named(name: str) -> Activation:
    """Return the activation with this name, also one that was made with another convention; else KeyError.

    >>> activation_named("relu") is relu, activation_named("make_step(0.5)") is make_step(0.5)
    (True, True)
    """
    if name in ACTIVATIONS:
        return ACTIVATIONS[name]
    maker, _, written = name.removesuffix(")").partition("(")
    return _MAKERS[maker](*map(float, written.split(",")))


_MAKERS = {make.__name__: make for make in (make_leaky_relu, make_relu, make_sign, make_step)}
