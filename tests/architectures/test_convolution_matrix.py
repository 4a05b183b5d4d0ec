"""A convolution as a banded, tied matrix: NumPy's products, loops, central differences, and words for what does not fit
(rows 16.2, 16.3)."""

from itertools import product

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.architectures import (
    Sliding,
    convolution_matrix,
    convolve_1d,
    pool_1d,
    shift_error,
    shift_signal,
    tied_gradient,
    tied_places,
)
from lecture_lib.nn import central_difference, relative_error

RNG = np.random.default_rng(16)
SHAPES = [
    (n, k, s, p, d)
    for n, k, s, p, d in product((3, 5, 8), (1, 2, 3), (1, 2, 3), (0, 1, 4), (1, 2))
    if (k - 1) * d + 1 <= n + 2 * p
]


def slide_slow(x, w, stride, padding, dilation):
    """The layer once more, window by window, on an input that is padded by hand."""
    padded = [0.0] * padding + list(x) + [0.0] * padding
    found, first = [], 0
    while first + (len(w) - 1) * dilation < len(padded):
        found.append(sum(w[j] * padded[first + j * dilation] for j in range(len(w))))
        first += stride
    return found


@pytest.mark.parametrize("n, k, stride, padding, dilation", SHAPES)
def test_the_matrix_slides_the_kernel(n, k, stride, padding, dilation):
    x, w = RNG.normal(size=n), RNG.normal(size=k)
    slow = slide_slow(x, w, stride, padding, dilation)
    W = convolution_matrix(w, n, stride, padding, dilation)
    assert W.shape == (Sliding(k, stride, padding, dilation).output_length(n), n) == (len(slow), n)
    assert np.allclose(W @ x, slow, atol=1e-14)
    assert np.array_equal(convolve_1d(x, w, stride, padding, dilation)[0], W @ x)


@pytest.mark.parametrize("n, k, stride, padding, dilation", SHAPES[::3])
def test_derivatives_are_those_of_central_differences(n, k, stride, padding, dilation):
    x, w = RNG.normal(size=n), RNG.normal(size=k)
    shape = stride, padding, dilation
    y, back = convolve_1d(x, w, *shape)
    dy = RNG.normal(size=len(y))
    dx, dw = back(dy)
    assert relative_error(dx, central_difference(lambda x: dy @ convolve_1d(x, w, *shape)[0], x)) < 1e-8
    assert relative_error(dw, central_difference(lambda w: dy @ convolve_1d(x, w, *shape)[0], w)) < 1e-8


def test_the_tied_gradient_is_the_derivative_of_any_function_of_the_matrix():
    w, target = RNG.normal(size=3), RNG.normal(size=(7, 7))

    def loss(W):
        return float(np.sum((W - target) ** 3 + np.sin(W @ W)))

    dense = central_difference(loss, convolution_matrix(w, 7, padding=1))
    by_w = central_difference(lambda w: loss(convolution_matrix(w, 7, padding=1)), w)
    assert relative_error(tied_gradient(dense, 3, padding=1), by_w) < 1e-7


def test_it_is_numpys_correlation_and_its_convolution_with_the_kernel_flipped():
    x, w = RNG.normal(size=9), RNG.normal(size=3)
    for padding, mode in ((0, "valid"), (1, "same"), (2, "full")):
        y = convolve_1d(x, w, padding=padding)[0]
        assert np.allclose(y, np.correlate(x, w, mode)) and np.allclose(y, np.convolve(x, w[::-1], mode))
        assert not np.allclose(y, np.convolve(x, w, mode))


def test_dense_banded_and_tied_have_the_counts_of_the_lecture():
    places = tied_places(5, 3, padding=1)
    assert (places.size, (places >= 0).sum(), len(np.unique(places[places >= 0]))) == (25, 13, 3)
    assert np.array_equal(
        convolution_matrix([7, 8, 9], 5, padding=1), sum(np.eye(5, k=j) * (8 + j) for j in (-1, 0, 1))
    )


@pytest.mark.parametrize("kind", ["max", "mean"])
@pytest.mark.parametrize("size, stride", [(2, None), (3, 1), (3, 2), (1, 2)])
def test_pooling_and_its_way_back(kind, size, stride):
    x = RNG.normal(size=8)
    y, back = pool_1d(x, size, stride, kind)
    windows = [x[i : i + size] for i in range(0, 8 - size + 1, stride or size)]
    assert np.allclose(y, [max(v) if kind == "max" else sum(v) / size for v in windows])
    dy = RNG.normal(size=len(y))
    (dx,) = back(dy)
    assert relative_error(dx, central_difference(lambda x: dy @ pool_1d(x, size, stride, kind)[0], x)) < 1e-8


def test_a_tie_of_two_maxima_passes_the_derivative_to_the_first():
    assert pool_1d([2, 2, 0, 1], 2)[1]([5, 7])[0].tolist() == [5, 0, 0, 7]


def test_mean_pooling_is_a_convolution_whose_numbers_are_fixed():
    x = RNG.normal(size=9)
    assert np.allclose(pool_1d(x, 3, kind="mean")[0], convolve_1d(x, [1 / 3] * 3, stride=3)[0])


def test_a_shifted_signal():
    x = np.arange(1.0, 6)
    assert shift_signal(x, 0).tolist() == x.tolist() and not shift_signal(x, 5).any() and not shift_signal(x, -5).any()
    assert shift_signal(x, 2).tolist() == [0, 0, 1, 2, 3] and shift_signal(x, -2).tolist() == [3, 4, 5, 0, 0]


def test_the_shift_error_is_0_where_shifts_commute_and_not_elsewhere():
    x, w = np.pad(RNG.normal(size=8), 24), RNG.normal(size=3)
    apart = {s: [shift_error(lambda x, s=s: convolve_1d(x, w, s, 1)[0], x, d) for d in range(-8, 9)] for s in (1, 2, 4)}
    for stride, errors in apart.items():
        for d, error in zip(range(-8, 9), errors):
            assert (error < 1e-12) == (d % stride == 0), (stride, d)
    assert shift_error(lambda x: 0 * x, x, 3) == 0
    assert shift_error(lambda x: x * np.arange(len(x)), x, 3) > 0.1  # weights that are not shared


@pytest.mark.parametrize(
    "act, says",
    [
        (
            lambda: convolve_1d([1, 2], [1, 2, 3]),
            "the kernel spans 3 inputs, but there are only 2. Give a shorter",
        ),
        (lambda: tied_places(4, 3, dilation=3, padding=1), "spans 7 inputs, but there are only 6 (4, and 1 zero at"),
        (lambda: tied_places(4, 9, padding=2), "only 8 (4, and 2 zeros at each end)"),
        (lambda: tied_places(4, 3, stride=0), "stride is 0. Give a whole number of at least 1"),
        (lambda: convolve_1d([1, 2, 3], [1], stride=1.5), "stride is 1.5. Give a whole number of at least 1"),
        (lambda: tied_places(4, 3, padding=-1), "padding is -1. Give a whole number from 0 to 4096"),
        (lambda: tied_places(4, 3, dilation=0), "dilation is 0"),
        (lambda: tied_places(4, 0), "the kernel's length is 0"),
        (lambda: tied_places(10**6, 3), "the number of inputs is 1000000. Give a whole number from 1 to 4096"),
        (lambda: convolve_1d([1, 2, 3], []), "the kernel w is empty"),
        (lambda: convolve_1d([1, float("nan"), 3], [1]), "x holds nan at [1]"),
        (lambda: convolve_1d([[1, 2]], [1]), "x has shape (1, 2). Give a list of numbers"),
        (lambda: convolve_1d([1, 2, 3], [1, 2])[1]([1, 2, 3]), "dy holds 3 numbers, but the layer has 2 outputs"),
        (lambda: tied_gradient(np.ones((4, 5)), 3, padding=1), "dW has shape (4, 5), but this layer's matrix has"),
        (lambda: pool_1d([1, 2, 3], 4), "the kernel spans 4 inputs, but there are only 3"),
        (lambda: pool_1d([1, 2, 3], 2, 0), "stride is 0"),
        (lambda: pool_1d([1, 2, 3], kind="median"), "kind is 'median'. Give 'max' or 'mean'"),
        (lambda: shift_signal([1, 2], 3), "the shift is 3. Give a whole number from -2 to 2"),
    ],
)
def test_what_does_not_fit_is_said_in_plain_words(act, says):
    with pytest.raises(InputError) as problem:
        act()
    assert says in str(problem.value)
