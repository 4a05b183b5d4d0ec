"""What a softmax that a learner wrote gets right: all of it, or all but numbers that are very large."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ...nn import activations
from ...validation import Array, is_close, safely


def agrees_with(answer: Callable, other: Callable, arrays: Iterable[Array]) -> bool:
    """Does the answer return what `other` returns for each of these arrays? Where it stops, it does not.

    >>> import numpy as np
    >>> agrees_with(lambda z: z + z, lambda z: 2 * z, [np.arange(3.0)]), agrees_with(lambda z: 1 / 0, abs, [np.ones(1)])
    (True, False)
    """
    return all(safely(lambda z=z: is_close(answer(z.copy()), other(z)), otherwise=False) for z in arrays)


def is_softmax(answer: Callable, arrays: Iterable[Array]) -> bool:
    """Does the answer return the softmax of each of these vectors or, row by row, of these tables?

    >>> import numpy as np
    >>> is_softmax(lambda z: np.exp(z) / np.exp(z).sum(), [np.array([0.0, 1.0])])
    True
    """
    return agrees_with(answer, lambda z: activations.softmax.value(z.astype(float)), arrays)


def is_softmax_but_for(answer: Callable, arrays: Iterable[Array], extremes: Iterable[Array]) -> bool:
    """Is the answer a softmax of these arrays, but not of the extreme ones?

    >>> import numpy as np
    >>> with np.errstate(all="ignore"):
    ...     is_softmax_but_for(lambda z: np.exp(z) / np.exp(z).sum(), [np.zeros(2)], [np.array([800.0, 801.0])])
    True
    """
    return is_softmax(answer, arrays) and not is_softmax(answer, extremes)
