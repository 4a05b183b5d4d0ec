"""Pooling: a volume made smaller, channel by channel, without a parameter (row 16.4 A).

Every window of size × size pixels becomes one number, its maximum or its mean. Windows that would reach beyond the edge
are left out, so a side of 5 pooled in twos has 2 windows.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..validation import Array
from .convolution import Back, output_side, volume_batch


def max_pool2d(x, size: int = 2, stride: int | None = None) -> tuple[Array, Back]:
    """Return the maximum of every window and the way back; the windows are `stride` apart, side by side without it.

    x: (n, height, width, c). `back(dy)` returns (dL/dx,): the derivative of a window goes to its maximum, and to the
    first one in reading order where several are equal. Raises `InputError` as `conv2d` does (row 16.4).

    >>> y, back = max_pool2d(np.arange(16.0).reshape(1, 4, 4, 1))
    >>> y[0, :, :, 0]
    array([[ 5.,  7.],
           [13., 15.]])
    >>> back(np.ones_like(y))[0][0, 1, :, 0]
    array([0., 1., 0., 1.])
    """
    x, stride = _checked(x, size, stride)
    return max_pool2d_checked(x, size, stride)


def max_pool2d_checked(x: Array, size: int, stride: int) -> tuple[Array, Back]:
    """As `max_pool2d`, for arguments that are known to fit.

    >>> max_pool2d_checked(np.arange(9.0).reshape(1, 3, 3, 1), 2, 1)[0].ravel()
    array([4., 5., 7., 8.])
    """
    first, *others = _window_parts(x, size, stride)
    y = first.copy()
    for part in others:
        np.maximum(y, part, out=y)

    def back(dy: Array) -> tuple:
        dx, free = np.zeros_like(x), np.ones(y.shape, bool)
        for part, dpart in zip(_window_parts(x, size, stride), _window_parts(dx, size, stride)):
            chosen = (part == y) & free
            dpart += dy * chosen
            free &= ~chosen
        return (dx,)

    return y, back


def mean_pool2d(x, size: int = 2, stride: int | None = None) -> tuple[Array, Back]:
    """Return the mean of every window and the way back, as `max_pool2d` does for the maximum.

    x: (n, height, width, c). `back(dy)` returns (dL/dx,): each number of a window receives an equal part (row 16.4).

    >>> y, back = mean_pool2d(np.arange(16.0).reshape(1, 4, 4, 1))
    >>> y[0, :, :, 0]
    array([[ 2.5,  4.5],
           [10.5, 12.5]])
    >>> back(np.ones_like(y))[0][0, 0, :, 0]
    array([0.25, 0.25, 0.25, 0.25])
    """
    x, stride = _checked(x, size, stride)
    y = np.sum(list(_window_parts(x, size, stride)), axis=0) / size**2

    def back(dy: Array) -> tuple:
        dx = np.zeros_like(x)
        for dpart in _window_parts(dx, size, stride):
            dpart += dy / size**2
        return (dx,)

    return y, back


def _checked(x, size: int, stride: int | None) -> tuple[Array, int]:
    x, stride = volume_batch(x), size if stride is None else stride
    for side in x.shape[1:3]:
        output_side(side, size, stride)
    return x, stride


def _window_parts(x: Array, size: int, stride: int) -> Iterator[Array]:
    """Yield size · size views of x: the upper left number of every window, the one beside it, and so on."""
    high, wide = ((side - size) // stride + 1 for side in x.shape[1:3])
    for u in range(size):
        for v in range(size):
            yield x[:, u : u + stride * high : stride, v : v + stride * wide : stride]
