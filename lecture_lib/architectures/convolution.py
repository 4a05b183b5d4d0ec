"""A convolutional layer on images, forwards and backwards (row 16.4 A).

A batch of volumes is an array (n, height, width, channels), the channels last. A kernel spans all channels of its
input, so the kernels of a layer are an array (height, width, input channels, output channels):

    y[n, i, j, o] = b[o] + Σ x[n, i·stride + u − padding, j·stride + v − padding, c] · K[u, v, c, o]   over u, v, c

As in every library of deep learning, the kernel is not flipped. The sum is one matrix product: `patches` (im2col) lays
the numbers under each position of the kernel into one row.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..validation import Array, InputError, count_phrase, numbers, whole

Back = Callable[[Array], tuple]


def output_side(side: int, kernel: int, stride: int = 1, padding: int = 0) -> int:
    """Return on how many positions a kernel fits along one side: ⌊(side + 2·padding − kernel) / stride⌋ + 1.

    All four are whole numbers of pixels. Raises `InputError` for a stride of 0 and for a kernel that is larger than the
    padded image (row 16.4; V. Dumoulin and F. Visin, A guide to convolution arithmetic, 2016).

    >>> output_side(28, 5), output_side(28, 5, stride=2, padding=2)
    (24, 14)
    >>> output_side(4, 5)
    Traceback (most recent call last):
    lecture_lib.validation.InputError: the kernel has side 5, but the image has only 4; take a smaller kernel or pad it
    """
    side, kernel = whole(side, "the side of the image"), whole(kernel, "the side of the kernel")
    stride, padding = whole(stride, "stride"), whole(padding, "padding", low=0)
    padded = side + 2 * padding
    if kernel > padded:
        has = f"{side} + 2 · {padding} = {padded} with its padding" if padding else f"only {side}"
        advice = "take a smaller kernel" + (" or more padding" if padding else " or pad it")
        raise InputError(f"the kernel has side {kernel}, but the image has {has}; {advice}")
    return (padded - kernel) // stride + 1


def volume_batch(value, name: str = "x", channels: int | None = None) -> Array:
    """Return a batch of volumes as a new array of floats (n, height, width, channels); refuse anything else in words.

    >>> volume_batch(np.zeros((28, 28)))
    Traceback (most recent call last):
    lecture_lib.validation.InputError: x has shape (28, 28). Give a batch of volumes (n, height, width, channels).
    """
    array = _with_axes(value, name, "a batch of volumes (n, height, width, channels)")
    if channels is not None and array.shape[-1] != channels:
        has = count_phrase(array.shape[-1], "channel")
        raise InputError(f"{name} has {has}, but the kernels read {channels}; both must be equal")
    return array


def patches(x: Array, kernel: tuple[int, int], stride: int = 1, padding: int = 0) -> Array:
    """Return what lies under the kernel at each position: shape (n, H, W, kernel height, kernel width, channels).

    >>> patches(np.arange(9.0).reshape(1, 3, 3, 1), (2, 2))[0, 1, 1, :, :, 0]
    array([[4., 5.],
           [7., 8.]])
    """
    if padding:
        x = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(x, kernel, axis=(1, 2))
    return windows[:, ::stride, ::stride].transpose(0, 1, 2, 4, 5, 3)


def conv2d(x, kernels, bias, stride: int = 1, padding: int = 0) -> tuple[Array, Back]:
    """Return the layer's output and the way back: `back(dy)` gives dL/dx, dL/dkernels and dL/dbias.

    x: (n, height, width, c), kernels: (k, l, c, c_out), bias: (c_out,); the output has the shape
    (n, output_side(height, k), output_side(width, l), c_out). float32 throughout is computed in float32.
    Raises `InputError` for other shapes, a kernel larger than the image, or a stride of 0 (row 16.4).

    >>> x = np.ones((1, 3, 3, 2))
    >>> y, back = conv2d(x, np.ones((2, 2, 2, 1)), [0.5])
    >>> y[0, :, :, 0]
    array([[8.5, 8.5],
           [8.5, 8.5]])
    >>> dx, dkernels, dbias = back(np.ones_like(y))
    >>> dx[0, :, :, 0].tolist(), dbias
    ([[1.0, 2.0, 1.0], [2.0, 4.0, 2.0], [1.0, 2.0, 1.0]], array([4.]))
    """
    kernels = _with_axes(kernels, "kernels", "(height, width, input channels, output channels)")
    x, bias = volume_batch(x, "x", kernels.shape[2]), numbers(bias, "bias", ndim=(1,))
    if len(bias) != kernels.shape[3]:
        raise InputError(
            f"bias holds {len(bias)} numbers, but there are {kernels.shape[3]} kernels; give one per kernel"
        )
    for side, kernel in zip(x.shape[1:3], kernels.shape[:2]):
        output_side(side, kernel, stride, padding)
    return conv2d_checked(x, kernels, bias, stride, padding)


def conv2d_checked(
    x: Array, kernels: Array, bias: Array, stride: int = 1, padding: int = 0, *, of_data: bool = False
) -> tuple[Array, Back]:
    """As `conv2d`, for arrays that are known to fit; `back` returns None for dL/dx where x is `of_data`.

    >>> y, back = conv2d_checked(np.ones((1, 3, 3, 1)), np.ones((3, 3, 1, 2)), np.zeros(2), of_data=True)
    >>> y.ravel(), back(y)[0] is None
    (array([9., 9.]), True)
    """
    rows = patches(x, kernels.shape[:2], stride, padding)
    positions, size = rows.shape[:3], kernels.shape[:3]
    rows = rows.reshape(-1, np.prod(size))  # im2col: one row per position of the kernel
    matrix = kernels.reshape(-1, kernels.shape[3])
    y = rows @ matrix + bias

    def back(dy: Array) -> tuple:
        dy = dy.reshape(-1, kernels.shape[3])
        dkernels, dbias = (rows.T @ dy).reshape(kernels.shape), dy.sum(axis=0)
        if of_data:
            return None, dkernels, dbias
        drows = (dy @ matrix.T).reshape(*positions, *size)
        return _sum_of_patches(drows, x.shape, stride, padding), dkernels, dbias

    return y.reshape(*positions, -1), back


def _sum_of_patches(drows: Array, shape: tuple[int, ...], stride: int, padding: int) -> Array:
    """Add the derivatives of all patches up where they came from: a pixel lies in many patches."""
    n, height, width, channels = shape
    padded = np.zeros((n, height + 2 * padding, width + 2 * padding, channels), drows.dtype)
    _, high, wide, k, l, _ = drows.shape
    for u in range(k):
        for v in range(l):
            padded[:, u : u + stride * high : stride, v : v + stride * wide : stride] += drows[:, :, :, u, v]
    return padded[:, padding : padding + height, padding : padding + width]


def _with_axes(value, name: str, wanted: str) -> Array:
    array = numbers(value, name, ndim=tuple(range(9)))
    if array.ndim != 4:
        raise InputError(f"{name} has shape {array.shape}. Give {wanted}.")
    return array
