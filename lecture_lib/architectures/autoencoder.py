"""Autoencoders: networks that copy their input through a bottleneck (row 16.5). For PCA see `lecture_lib.linear`.

The code is what the narrowest layer gives: k numbers in place of d. A dense network whose target is its own input is
all that it takes, so gradients and training are those of every dense network.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..nn import MLP, Activation, identity
from ..validation import Array, InputError, numbers


def reconstruction_error(x, copy) -> float:
    """Return the squared error summed over the d numbers of an example, mean over the n examples.

    >>> reconstruction_error([[1.0, 2.0], [0.0, 0.0]], [[1.0, 0.0], [0.0, 0.0]])
    2.0
    """
    x, copy = numbers(x, "x", ndim=(2,)), numbers(copy, "copy", ndim=(2,))
    if x.shape != copy.shape:
        raise InputError(f"x has shape {x.shape}, but its copy has shape {copy.shape}; both must be the same")
    return float(((x - copy) ** 2).sum(axis=1).mean())


def linear_autoencoder_loss(C, E, D) -> tuple[float, tuple[Array, Array]]:
    """Return half the mean squared error of x̂ = D E x, and its derivatives with respect to E and D.

    E, shape (k, d), encodes centred examples, D, shape (d, k), decodes. Nothing else of the examples enters than their
    covariance C = xᵀx / n, shape (d, d), so a step costs the same for any number of them.

    >>> loss, (dE, dD) = linear_autoencoder_loss(np.diag([4.0, 1.0]), [[1.0, 0.0]], [[1.0], [0.0]])
    >>> loss, dE, dD.T                                  # the best line: what is lost is the variance across it
    (0.5, array([[0., 0.]]), array([[0., 0.]]))
    """
    C, E, D = (numbers(v, name, ndim=(2,)) for v, name in ((C, "C"), (E, "E"), (D, "D")))
    d, k = len(C), len(E)
    if (C.shape, E.shape, D.shape) != ((d, d), (k, d), (d, k)):
        raise InputError(f"C, E and D have shapes {C.shape}, {E.shape} and {D.shape}. Give (d, d), (k, d), (d, k).")
    left = D @ E - np.eye(d)  # what is missing from a perfect copy
    left_C = left @ C
    return float((left_C * left).sum() / 2), (D.T @ left_C, left_C @ E.T)


def autoencoder_net(sizes: Sequence[int], g: Activation, rng: np.random.Generator) -> MLP:
    """Return a random dense network whose output has as many numbers as its input.

    Every layer has the activation g, save the code (the narrowest) and the output, which are affine.

    >>> from lecture_lib.nn import relu
    >>> [layer.g for layer in autoencoder_net((9, 5, 2, 5, 9), relu, np.random.default_rng(0))]
    [relu, identity, relu, identity]
    """
    sizes = list(sizes)
    if len(sizes) < 3 or sizes[0] != sizes[-1]:
        raise InputError(f"sizes are {tuple(sizes)}. Give at least three, of which the last equals the first.")
    code = _code_layer(sizes)
    return MLP.random(sizes, *(identity if l in (code, len(sizes) - 1) else g for l in range(1, len(sizes))), rng=rng)


def split_at_code(net: MLP) -> tuple[MLP, MLP]:
    """Return encoder and decoder: the layers up to the narrowest, and those after it.

    >>> from lecture_lib.nn import relu
    >>> net = autoencoder_net((9, 5, 2, 5, 9), relu, np.random.default_rng(0))
    >>> [part.sizes for part in split_at_code(net)]
    [(9, 5, 2), (2, 5, 9)]
    """
    code = _code_layer(net.sizes)
    layers = list(net)
    return MLP(*layers[:code]), MLP(*layers[code:])


def _code_layer(sizes: Sequence[int]) -> int:
    inner = list(sizes)[1:-1]
    if not inner:
        raise InputError(f"sizes {tuple(sizes)} have no layer between input and output; a code needs one")
    return 1 + inner.index(min(inner))
