"""A small convolutional network for the handwritten digits, with its loss and its gradient (row 16.4 A).

    28 × 28 × 1 → 5 × 5 convolution → 24 × 24 × 8 → ReLU, pooling → 12 × 12 × 8
                → 3 × 3 convolution, padding 1 → 12 × 12 × 16 → ReLU, pooling → 6 × 6 × 16 → dense → 10 logits

It has 7146 parameters. Each layer returns its output and the way back; the way back of the whole network calls them in
the reverse order.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..nn import softmax
from ..validation import Array, InputError, numbers
from .convolution import Back, conv2d_checked, volume_batch
from .pooling import max_pool2d_checked

IMAGE_SHAPE = 28, 28, 1
SHAPES = (5, 5, 1, 8), (8,), (3, 3, 8, 16), (16,), (10, 576), (10,)  # of K₁, b₁, K₂, b₂, W, c
N_CLASSES = SHAPES[-1][0]


def initial_conv_net(rng: np.random.Generator, dtype=np.float32) -> tuple[Array, ...]:
    """Return the parameters (K₁, b₁, K₂, b₂, W, c) with He's weights and biases 0.

    >>> sum(p.size for p in initial_conv_net(np.random.default_rng(0)))
    7146
    """
    fan_in = 25, 1, 72, 1, 576, 1
    drawn = (
        np.zeros(shape) if len(shape) == 1 else rng.normal(0, np.sqrt(2 / n), shape) for shape, n in zip(SHAPES, fan_in)
    )
    return tuple(p.astype(dtype) for p in drawn)


def conv_net_logits(parameters: Sequence[Array], x) -> Array:
    """Return one row of 10 logits per image, for images x as rows of 784 numbers or as (n, 28, 28, 1).

    >>> conv_net_logits(initial_conv_net(np.random.default_rng(0)), np.zeros((2, 784))).shape
    (2, 10)
    """
    return _forward(_checked_parameters(parameters), images(x))[0]


def conv_net_loss(parameters: Sequence[Array], x, classes) -> tuple[float, tuple[Array, ...]]:
    """Return the mean cross-entropy of the images' classes, 0 to 9, and its derivative for each parameter.

    Raises `InputError` for images of another size, and for classes that are not whole numbers from 0 to 9 (row 16.4).

    >>> start = initial_conv_net(np.random.default_rng(0), float)
    >>> loss, gradient = conv_net_loss(start, np.zeros((2, 784)), [3, 7])
    >>> round(loss, 4), [d.shape for d in gradient] == list(SHAPES)           # an empty image: all classes equal
    (2.3026, True)
    """
    x = images(x)
    return conv_net_loss_checked(_checked_parameters(parameters), x, class_labels(classes, len(x)))


def conv_net_loss_checked(parameters: Sequence[Array], x: Array, classes: Array) -> tuple[float, tuple[Array, ...]]:
    """As `conv_net_loss`, for images (n, 28, 28, 1) and classes that are known to fit.

    >>> start = initial_conv_net(np.random.default_rng(0))
    >>> len(conv_net_loss_checked(start, np.zeros((1, 28, 28, 1), np.float32), np.array([3]))[1])
    6
    """
    z, back = _forward(parameters, x)
    p, rows = softmax(z), np.arange(len(x))
    loss = -np.log(np.maximum(p[rows, classes], np.finfo(p.dtype).tiny)).mean()
    p[rows, classes] -= 1  # softmax and cross-entropy together: dz = (p − y) / n
    return float(loss), back(p / len(x))


def _forward(parameters: Sequence[Array], x: Array) -> tuple[Array, Back]:
    K1, b1, K2, b2, W, c = parameters
    z1, back1 = conv2d_checked(x, K1, b1, of_data=True)
    h1, pool1 = max_pool2d_checked(np.maximum(z1, 0), 2, 2)
    z2, back2 = conv2d_checked(h1, K2, b2, padding=1)
    h2, pool2 = max_pool2d_checked(np.maximum(z2, 0), 2, 2)
    flat = h2.reshape(len(x), -1)

    def back(dz: Array) -> tuple:
        (da2,) = pool2((dz @ W).reshape(h2.shape))
        dh1, dK2, db2 = back2(da2 * (z2 > 0))
        (da1,) = pool1(dh1)
        _, dK1, db1 = back1(da1 * (z1 > 0))
        return dK1, db1, dK2, db2, dz.T @ flat, dz.sum(axis=0)

    return flat @ W.T + c, back


def images(x) -> Array:
    """Return images as a batch of volumes (n, 28, 28, 1), from rows of 784 numbers or from such a batch.

    >>> images(np.zeros((5, 784))).shape
    (5, 28, 28, 1)
    """
    x = numbers(x, "x", ndim=tuple(range(9)))
    if x.ndim == 2 and x.shape[1] == np.prod(IMAGE_SHAPE):
        return x.reshape(-1, *IMAGE_SHAPE)
    if x.ndim == 4 and x.shape[1:] == IMAGE_SHAPE:
        return volume_batch(x)
    raise InputError(f"x has shape {x.shape}. Give images as rows of 784 numbers, or as (n, 28, 28, 1).")


def class_labels(classes, n: int) -> Array:
    """Return the classes of n images as whole numbers from 0 to 9.

    >>> class_labels([3, 12], 2)
    Traceback (most recent call last):
    lecture_lib.validation.InputError: classes holds 12. Give whole numbers from 0 to 9.
    """
    classes = numbers(classes, "classes", ndim=(1,))
    strange = classes[(classes < 0) | (classes >= N_CLASSES) | (classes % 1 != 0)]
    if strange.size:
        raise InputError(f"classes holds {strange[0]:g}. Give whole numbers from 0 to {N_CLASSES - 1}.")
    if len(classes) != n:
        raise InputError(f"x holds {n} images, but classes holds {len(classes)} labels; give one label per image")
    return classes.astype(int)


def _checked_parameters(parameters: Sequence[Array]) -> Sequence[Array]:
    given = [np.shape(p) for p in parameters]
    if given != list(SHAPES):
        raise InputError(f"the parameters have shapes {given}. Give {list(SHAPES)}.")
    return parameters
