"""Softmax one step at a time, naive or shifted, in the precision that is asked for; and entropy (row 06.2).

    naive       p = e^(z/T) / Σ e^(z/T)
    shifted     p = e^(z/T - m) / Σ e^(z/T - m),     m the largest z/T

On paper both are the same. In a computer e^u is infinite from about u = 710 on, and infinity / infinity is NaN.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..validation import Array, InputError, numbers, positive


class SoftmaxSteps(NamedTuple):
    """What softmax goes through: exponents, e to their power, the sum, the quotients; they may be infinite or NaN."""

    exponents: Array
    powers: Array
    total: float
    p: Array


@np.errstate(all="ignore")
def softmax_steps(z, T: float = 1.0, shifted: bool = True, dtype=np.float64) -> SoftmaxSteps:
    """Return the steps of softmax(z / T) for one vector z, worked out in `dtype`.

    >>> softmax_steps([1.0, 1000.0, 2.0]).p
    array([0., 1., 0.])
    >>> softmax_steps([1.0, 1000.0, 2.0], shifted=False).p
    array([ 0., nan,  0.])
    """
    z, T = numbers(z, "z", ndim=(1,)).astype(dtype), np.dtype(dtype).type(positive(T, "T"))
    exponents = z / T
    if shifted:
        exponents = exponents - exponents.max()
    powers = np.exp(exponents)
    return SoftmaxSteps(exponents, powers, powers.sum(), powers / powers.sum())


def entropy(p) -> float:
    """Return -Σ p log p of probabilities, with 0 · log 0 = 0: 0 for certainty, log k for k equal ones.

    >>> round(entropy([0.5, 0.5]), 4), entropy([1, 0, 0])
    (0.6931, 0.0)
    """
    p = numbers(p, "p", ndim=(1,))
    if (p < 0).any() or abs(p.sum() - 1) > 1e-6:
        raise InputError(f"p is {p.tolist()}. Give probabilities of at least 0 that add up to 1.")
    return float(-(p * np.log(np.where(p == 0, 1, p))).sum()) + 0.0
