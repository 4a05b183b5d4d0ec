"""A convolution is a dense layer whose matrix is banded and tied; in one dimension (rows 16.2, 16.3).

    y_i = Σ_j w_j x_{i·stride + j·dilation − padding}          W_{i, i·stride + j·dilation − padding} = w_j, else 0

Neural networks call this a convolution; the kernel is not flipped, so signal processing calls it a cross-correlation.
Everything here reads one table, `tied_places`: which of the k numbers stands at each place of the dense matrix.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from ..validation import Array, InputError, count_phrase, numbers, whole

_MOST = 4096  # inputs of a layer that is written out as a matrix


class Sliding(NamedTuple):
    """A window of `kernel` numbers that moves by `stride`, over an input with `padding` zeros at each end.

    `dilation` is the distance between two neighbouring numbers of the window in the input.
    """

    kernel: int
    stride: int = 1
    padding: int = 0
    dilation: int = 1

    @property
    def span(self) -> int:
        """The number of inputs from the first to the last that one window reads.

        >>> Sliding(3, dilation=4).span
        9
        """
        return (self.kernel - 1) * self.dilation + 1

    def output_length(self, n: int) -> int:
        """Return how many windows fit on n inputs: ⌊(n + 2 · padding − span) / stride⌋ + 1 (row 16.3).

        A kernel larger than the padded input, stride 0 and negative padding raise `InputError`.

        >>> Sliding(3, padding=1).output_length(5), Sliding(3, stride=2).output_length(8)
        (5, 3)
        >>> Sliding(7, padding=1).output_length(4)
        Traceback (most recent call last):
        lecture_lib.validation.InputError: the kernel spans 7 inputs, but there are only 6 (4, and 1 zero at each ...
        """
        n = whole(n, "the number of inputs", 1, _MOST)
        whole(self.kernel, "the kernel's length", 1)
        whole(self.stride, "stride", 1)
        whole(self.padding, "padding", 0, _MOST)
        whole(self.dilation, "dilation", 1)
        padded = n + 2 * self.padding
        if self.span > padded:
            zeros = f" ({n}, and {count_phrase(self.padding, 'zero')} at each end)" if self.padding else ""
            raise InputError(
                f"the kernel spans {count_phrase(self.span, 'input')}, but there are only {padded}{zeros}. "
                "Give a shorter kernel, or more padding."
            )
        return (padded - self.span) // self.stride + 1


def tied_places(n: int, kernel: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> Array:
    """Return which number of the kernel stands at each place of the matrix, counted from 0; −1 where none does.

    n: the number of inputs. Shape (outputs, n), whole numbers. `tied_places(...) >= 0` is the band of a sparse layer
    that is not tied. A window that does not fit, stride 0 and negative padding raise `InputError` (rows 16.2, 16.3).

    >>> print(tied_places(4, 3, padding=1))
    [[ 1  2 -1 -1]
     [ 0  1  2 -1]
     [-1  0  1  2]
     [-1 -1  0  1]]
    """
    window = Sliding(kernel, stride, padding, dilation)
    first = np.arange(window.output_length(n))[:, None] * stride - padding
    place, rest = np.divmod(np.arange(n) - first, dilation)
    return np.where((rest == 0) & (place >= 0) & (place < kernel), place, -1)


def convolution_matrix(w, n: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> Array:
    """Return the matrix of the dense layer that does the same as the kernel `w`, shape (k,), on n inputs.

    Shape (outputs, n); its k numbers are those of w, each in as many places as there are outputs that read with it
    (row 16.3). Errors as in `tied_places`.

    >>> convolution_matrix([1, 2, 3], 4, padding=1)
    array([[2., 3., 0., 0.],
           [1., 2., 3., 0.],
           [0., 1., 2., 3.],
           [0., 0., 1., 2.]])
    """
    w = numbers(w, "the kernel w", ndim=(1,))
    places = tied_places(n, len(w), stride, padding, dilation)
    return np.where(places >= 0, w[places], 0.0)


def tied_gradient(dW, kernel: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> Array:
    """Return the derivatives with respect to the tied numbers, shape (k,), given those of the dense matrix.

    dW: shape (outputs, n). Each tied number collects the sum over all its places, since moving it moves them all
    (row 16.3). A dW of another shape raises `InputError`.

    >>> tied_gradient([[1, 10, 0], [2, 20, 200], [0, 3, 30]], 3, padding=1)
    array([  5.,  51., 210.])
    """
    dW = numbers(dW, "dW", ndim=(2,))
    places = tied_places(dW.shape[1], kernel, stride, padding, dilation)
    if places.shape != dW.shape:
        raise InputError(f"dW has shape {dW.shape}, but this layer's matrix has shape {places.shape}")
    return np.array([dW[places == j].sum() for j in range(kernel)])


Back = Callable[..., tuple[Array, ...]]


def convolve_1d(x, w, stride: int = 1, padding: int = 0, dilation: int = 1) -> tuple[Array, Back]:
    """Return y, the kernel w slid over x, and the way back: `back(dy)` gives (dx, dw) (row 16.3).

    x: shape (n,); w: shape (k,); y: one number per window. Errors as in `tied_places`.

    >>> y, back = convolve_1d([1, 2, 4, 8], [1, -1, 0])
    >>> y, back([1, 0])
    (array([-1., -2.]), (array([ 1., -1.,  0.,  0.]), array([1., 2., 4.])))
    """
    x, w = numbers(x, "x", ndim=(1,)), numbers(w, "the kernel w", ndim=(1,))
    W = convolution_matrix(w, len(x), stride, padding, dilation)

    def back(dy) -> tuple[Array, Array]:
        dy = _derivatives(dy, len(W))
        return W.T @ dy, tied_gradient(np.outer(dy, x), len(w), stride, padding, dilation)

    return W @ x, back


def pool_1d(x, size: int = 2, stride: int | None = None, kind: str = "max") -> tuple[Array, Back]:
    """Return the largest number ("max") or the mean ("mean") of each window, and the way back (row 16.3).

    x: shape (n,). The windows lie side by side unless a `stride` is given; what is left at the end is not read.
    `back(dy)` gives (dx,): a maximum passes its derivative to the first place where it stands, a mean shares it out.

    >>> y, back = pool_1d([1, 5, 2, 2, 9], 2)
    >>> y, back([1, 10])
    (array([5., 2.]), (array([ 0.,  1., 10.,  0.,  0.]),))
    """
    x = numbers(x, "x", ndim=(1,))
    if kind not in ("max", "mean"):
        raise InputError(f"kind is {kind!r}. Give 'max' or 'mean'.")
    stride = whole(size, "the window's size", 1) if stride is None else stride
    inside = tied_places(len(x), size, stride) >= 0
    if kind == "mean":
        share = inside / size
    else:
        share = np.zeros(inside.shape)
        share[np.arange(len(share)), np.where(inside, x, -np.inf).argmax(axis=1)] = 1
    return share @ x, lambda dy: (share.T @ _derivatives(dy, len(share)),)


def _derivatives(dy, length: int) -> Array:
    dy = numbers(dy, "dy", ndim=(1,))
    if len(dy) != length:
        raise InputError(f"dy holds {count_phrase(len(dy), 'number')}, but the layer has {length} outputs")
    return dy


def shift_signal(x, d: int) -> Array:
    """Return x moved by d places to the right (to the left if d is below 0); zeros come in, what leaves is lost.

    >>> shift_signal([1, 2, 3], 1), shift_signal([1, 2, 3], -2)
    (array([0., 1., 2.]), array([3., 0., 0.]))
    """
    x = numbers(x, "x", ndim=(1,))
    d = whole(d, "the shift", -len(x), len(x))
    padded = np.pad(x, abs(d))
    return padded[abs(d) - d : abs(d) - d + len(x)]


def shift_error(layer: Callable[[Array], Array], x, d: int) -> float:
    """Return how far `layer` is from commuting with a shift of x by d; 0 where it does (row 16.3).

    The output for the shifted input is compared with the output for x, shifted by the whole number of places that
    fits best. The error is the largest difference divided by the largest output for x; at an output of zeros it is 0.

    >>> x = [0, 0, 0, 1, 2, 0, 0, 0]
    >>> [shift_error(lambda x: convolve_1d(x, [1, 1], stride=2)[0], x, d) for d in (1, 2)]
    [0.5, 0.0]
    """
    before = numbers(layer(numbers(x, "x", ndim=(1,))), "the output", ndim=(1,))
    after = numbers(layer(shift_signal(x, d)), "the output", ndim=(1,))
    scale = np.abs(before).max()
    if not scale:
        return 0.0
    reach = min(abs(d), len(before))
    return float(min(np.abs(after - shift_signal(before, e)).max() for e in range(-reach, reach + 1)) / scale)
