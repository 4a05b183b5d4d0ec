"""Losses: how wrong an output is. A loss sums over outputs and averages over examples; the mean enters here.

`half_squares` ½(a - y)², `absolute` |a - y|, `binary_cross_entropy` for probabilities of one class each, and
`cross_entropy` for a whole distribution (rows 08.1 B, 06.3 B). The last two take probabilities alone.

Three of them have a partner activation with which dL/dz collapses to a - y: identity, sigmoid, softmax. Next
to its partner a loss is computed from z, so that it stays finite where the probability itself rounds to 0.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..validation import Array, InputError, must_be, numbers, whole
from .activations import Activation, identity, sigmoid, softmax
from .mlp import Trace

_LARGEST_TABLE = 10**8  # numbers, 0.8 GB
_LARGEST_GAP = 0.01  # what rounded probabilities may lack of 1


@dataclass(frozen=True, repr=False)
class Loss:
    """A loss L(a, y) with its slope dL/da and, where there is one, its partner activation.

    `loss(a, y)` is the mean over the examples (rows) of the sum over the outputs.

    >>> half_squares([[1.0, 2.0], [0.0, 0.0]], [[0.0, 0.0], [0.0, 2.0]])     # (½ + 2 + 0 + 2) / 2
    2.25
    >>> round(cross_entropy([0.25, 0.75, 0.0], [0, 1, 0]), 4)                # -log 0.75; 0 · log 0 is 0
    0.2877
    """

    name: str
    terms: Callable[[Array, Array], Array]  # one term per output, from the output a
    slope: Callable[[Array, Array], Array]  # dL/da, one number per output
    partner: Activation | None = None  # with it, dL/dz = a - y
    terms_of_z: Callable[[Array, Array], Array] | None = None
    refuse: Callable[[Array, Array], None] | None = None  # raises InputError where L(a, y) has no meaning
    is_of_distributions: bool = False  # do the numbers of an example add up to 1?

    def __call__(self, a, y) -> float:
        a = numbers(a, "the output")
        y = self.targets(y, a)
        if self.is_of_distributions:  # a network may end in another activation; what is typed here may not
            _refuse_other_sums(a, "the output", _LARGEST_GAP)
        with np.errstate(over="ignore"):  # beyond the largest float a loss is infinite
            return _mean_over_examples(self.terms(a, y))

    def of(self, trace: Trace, y) -> float:
        """Return the loss of a forward pass; from z where the last activation is the partner."""
        must_be(Trace, trace, "the loss reads the trace that forward(net, x) returns")
        return self.of_checked(trace, self.targets(y, trace.a[-1]))

    def targets(self, y, a: Array) -> Array:
        """Return y in the shape of the output `a`; both must be what this loss is made for."""
        y = targets_like(y, a)
        if self.refuse:
            self.refuse(a, y)
        return y

    @np.errstate(over="ignore")
    def of_checked(self, trace: Trace, y: Array) -> float:
        """As `of`, for targets that are known to fit."""
        g = trace.net[len(trace.net)].g
        if g is self.partner and self.terms_of_z:
            return _mean_over_examples(self.terms_of_z(trace.z[-1], y))
        return _mean_over_examples(self.terms(trace.a[-1], y))

    def __repr__(self) -> str:
        return self.name


def targets_like(y, like: Array) -> Array:
    """Return targets in the shape of the output `like`; n targets for n single outputs may be a plain list.

    >>> targets_like([0, 1, 1], np.zeros((3, 1)))
    array([[0.],
           [1.],
           [1.]])
    """
    y = _cast(numbers(y, "y"), like.dtype)
    if like.shape[-1:] == (1,) and y.shape == like.shape[:-1]:
        y = y[..., None]
    if y.shape != like.shape:
        raise InputError(f"y has shape {y.shape}, but the output has shape {like.shape}; they must be equal")
    return y


def one_hot(classes, k: int) -> Array:
    """Return one row per example with a 1 at its class and 0 elsewhere; classes count from 0 (row 06.1 B).

    >>> one_hot([2, 0], 3)
    array([[0., 0., 1.],
           [1., 0., 0.]])
    """
    classes, n = numbers(classes, "classes", ndim=(0, 1)), float(numbers(k, "k", ndim=(0,)))
    k = whole(int(n) if n.is_integer() else n, "k")  # labels may be floats, and so may be their number
    strange = classes[(classes < 0) | (classes >= k) | (classes % 1 != 0)]
    if strange.size:
        raise InputError(f"classes holds {strange[0]:g}. Give whole numbers from 0 to {k - 1}.")
    if classes.size * k > _LARGEST_TABLE:
        raise InputError(f"k is {k:g}; {classes.size} rows of that length would fill the memory. Give a smaller k.")
    return (classes[..., None] == np.arange(k)).astype(float)


def _cast(y: Array, dtype) -> Array:
    with np.errstate(over="ignore"):
        cast = y.astype(dtype)
    if not np.isfinite(cast).all():
        raise InputError(
            f"y holds {y[~np.isfinite(cast)][0]:g}, but the output is {dtype}, which ends at {np.finfo(dtype).max:g}"
        )
    return cast


def _refuse_no_probabilities(a: Array, y: Array) -> None:
    for name, values in (("the output", a), ("y", y)):
        strange = values[(values < 0) | (values > 1)]
        if strange.size:
            raise InputError(f"{name} holds {strange[0]:g}; this loss compares probabilities, from 0 to 1")


def _refuse_no_distributions(a: Array, y: Array) -> None:
    _refuse_no_probabilities(a, y)
    _refuse_other_sums(y, "y", 1e-6)


def _refuse_other_sums(p: Array, name: str, gap: float) -> None:
    sums = np.atleast_1d(p).sum(axis=-1, dtype=float)
    strange = sums[np.abs(sums - 1) > gap]
    if strange.size:
        raise InputError(
            f"{name} adds up to {strange[0]:g} in an example; the probabilities of all classes add up to 1"
        )


def _mean_over_examples(terms: Array) -> float:
    return float(np.mean(terms.sum(axis=-1) if terms.ndim else terms))


def _times_log(y: Array, p: Array) -> Array:
    """Return y · log p with 0 · log 0 = 0."""
    with np.errstate(divide="ignore"):
        return np.where(y == 0, 0, y * np.log(np.where(y == 0, 1, p)))


def _over(y: Array, p: Array) -> Array:
    """Return y / p with 0 / 0 = 0."""
    with np.errstate(divide="ignore", over="ignore"):
        return np.where(y == 0, 0, y / np.where(y == 0, 1, p))


def _softplus(z: Array) -> Array:
    """Return log(1 + exp z) without overflow."""
    return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))


def _minus_log_softmax(z: Array) -> Array:
    """Return -log softmax(z), also where softmax(z) itself rounds to 0; finite, so that 0 times it is 0."""
    with np.errstate(over="ignore"):
        below = np.minimum(z.max(axis=-1, keepdims=True) - z, np.finfo(z.dtype).max)
    return below + np.log(np.exp(-below).sum(axis=-1, keepdims=True))


half_squares = Loss(
    "half_squares",
    terms=lambda a, y: (a - y) ** 2 / 2,
    slope=lambda a, y: a - y,
    partner=identity,
)
absolute = Loss(
    "absolute",
    terms=lambda a, y: np.abs(a - y),
    slope=lambda a, y: np.sign(a - y),
)
binary_cross_entropy = Loss(
    "binary_cross_entropy",
    terms=lambda p, y: -_times_log(y, p) - _times_log(1 - y, 1 - p),
    slope=lambda p, y: _over(1 - y, 1 - p) - _over(y, p),
    partner=sigmoid,
    terms_of_z=lambda z, y: y * _softplus(-z) + (1 - y) * _softplus(z),
    refuse=_refuse_no_probabilities,
)
cross_entropy = Loss(
    "cross_entropy",
    terms=lambda p, y: -_times_log(y, p),
    slope=lambda p, y: -_over(y, p),
    partner=softmax,
    terms_of_z=lambda z, y: y * _minus_log_softmax(z),
    refuse=_refuse_no_distributions,
    is_of_distributions=True,
)
