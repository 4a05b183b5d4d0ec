"""Composing, collapsing and counting, right and with one step replaced: the mistaken answers of sheet 07."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ...nn import collapse
from ...validation import Array

AffineLayers = Sequence[tuple[Array, Array]]


def composed_value(functions: Sequence[Callable], x):
    """Return what comes out of the functions, one after the other, the first one first.

    >>> composed_value([lambda v: v + 1, lambda v: 2 * v], 3)
    8
    """
    for f in functions:
        x = f(x)
    return x


def matrix_product(matrices: Sequence[Array], n: int) -> Array:
    """Return M_k ··· M_1, the identity of size n if there is none.

    >>> matrix_product([], 2).tolist()
    [[1.0, 0.0], [0.0, 1.0]]
    """
    out = np.eye(n)
    for M in matrices:
        out = M @ out
    return out


def mistaken_collapse(
    path: Callable[[Sequence[Array], int], Sequence[Array]],
) -> Callable[[AffineLayers], tuple[Array, Array]]:
    """Return the collapse of a learner who sends the bias of layer l (from 0) through the matrices path(Ws, l).

    The right path is Ws[l + 1 :].

    >>> layers = [(np.array([[2.0]]), np.array([1.0])), (np.array([[3.0]]), np.array([5.0]))]
    >>> mistaken_collapse(lambda Ws, l: [])(layers)
    (array([[6.]]), array([6.]))
    """

    def answer(layers: AffineLayers) -> tuple[Array, Array]:
        Ws = [W for W, _ in layers]
        parts = [matrix_product(path(Ws, l), len(b)) @ b for l, (_, b) in enumerate(layers)]
        return collapse(layers)[0], sum(parts)

    return answer


def layers_from_coefficients(theta, psi, phi, *, bias: int = 0) -> list[tuple[Array, Array]]:
    """Return lecture C's rows of coefficients as pairs (Ω, β); `bias` is the column that is taken for the bias.

    >>> layers_from_coefficients([[1, 2]], [[3, 4]], [5, 6])[2]
    (array([[6.]]), array([5.]))
    """
    tables = [np.atleast_2d(np.asarray(table, float)) for table in (theta, psi, phi)]
    return [(np.delete(table, bias, axis=1), table[:, bias]) for table in tables]
