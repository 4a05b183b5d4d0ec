"""Questions of notebook 16 and its sheet: volumes."""

from __future__ import annotations

import numpy as np

from ..checking import Mistake, Question, value_question

# --- the checkpoint in the notebook: 40 × 40 × 3, six kernels of 7 × 7, stride 2, padding 4

_CHECK_4 = value_question(
    "16.4",
    [21, 21, 6, 888],
    "four whole numbers: height, width and depth of the output, and the layer's parameters",
    [
        (
            "padding forgotten",
            [17, 17, 6, 888],
            "Your sides belong to an image without padding. Padding makes the image larger before the kernel moves.",
        ),
        (
            "padding on one side",
            [19, 19, 6, 888],
            "You added the padding once per side. It is added on both ends of a row and of a column.",
        ),
        (
            "last position forgotten",
            [20, 20, 6, 888],
            "You counted the steps. The kernel has one position more than it makes steps.",
        ),
        (
            "rounded up",
            [22, 22, 6, 888],
            "At your last position the kernel would reach beyond the padded image. A half step is left out.",
        ),
        ("stride ignored", [42, 42, 6, 888], "Your kernel moves by one pixel at a time. The stride is 2."),
        ("bias forgotten", [21, 21, 6, 882], "The sides are right. Each kernel also has a bias of its own."),
        (
            "kernel without depth",
            [21, 21, 6, 300],
            "The sides are right. A kernel spans all channels of its input; yours has only one layer of numbers.",
        ),
        (
            "one bias",
            [21, 21, 6, 883],
            "The sides are right. Your layer has a single bias; it needs one per kernel.",
        ),
        (
            "depths multiplied",
            [21, 21, 18, 888],
            "A kernel adds its products up over all channels of the input, so it makes one channel, not three.",
        ),
    ],
    hints=(
        "The side of the output is the number of positions of the kernel: (side + 2 · padding − kernel) / "
        "stride, rounded down, plus 1.",
        "Each kernel spans all channels of its input, has one bias, and makes one channel of the output.",
    ),
    explanation=(
        "With padding 4, a side of 40 becomes 48. A kernel of 7 can move by 41 pixels, in steps of 2: 20 "
        "whole steps, hence 21 positions per side. Six kernels make a depth of 6. Each has 7 · 7 · 3 = 147 "
        "weights and one bias, so the layer has 6 · 148 = 888 parameters."
    ),
)


# --- the sheet: a convolution of one volume


def _convolve(x, K, b, stride=1, padding=0, *, ends=(1, 1), mode="constant", fewer=0) -> np.ndarray:
    """Return the output volume; the keywords belong to the mistakes."""
    padded = np.pad(x, ((padding * ends[0], padding * ends[1]),) * 2 + ((0, 0),), mode=mode)
    k = len(K)
    high, wide = ((side - k) // stride + 1 - fewer for side in padded.shape[:2])
    y = np.empty((max(high, 0), max(wide, 0), K.shape[3]))
    for i, j in np.ndindex(y.shape[:2]):
        top, left = i * stride, j * stride
        y[i, j] = np.tensordot(padded[top : top + k, left : left + k], K, 3) + b
    return y


def _case(rng, side: tuple[int, int], channels: int, k: int, out: int, stride: int, padding: int) -> tuple:
    """Draw a volume, kernels and biases of small whole numbers, so that all arithmetic is exact."""
    x = rng.integers(-3, 4, (*side, channels)).astype(float)
    K = rng.integers(-2, 3, (k, k, channels, out)).astype(float)
    return x, K, rng.integers(1, 5, out).astype(float), stride, padding


def _hidden_case(rng) -> tuple:
    k = rng.size(1, 4)
    side = rng.sizes(4, 8, 2)
    channels, out, stride = rng.sizes(1, 4, 3)
    return _case(rng, side, channels, k, out, stride, rng.size(0, 3))


_RNG = np.random.default_rng(164)
_SMALL_KERNEL = np.array([2.0, -1.0, 0.0, 1.0]).reshape(2, 2, 1, 1)
_CASES = [
    (
        np.array([[[1.0], [2.0], [0.0]], [[0.0], [3.0], [1.0]]]),
        np.array([[[[2.0]], [[-1.0]]]] * 2),
        np.array([1.0]),
        1,
        0,
    ),
    _case(_RNG, (5, 6), 2, 3, 3, 1, 0),
    _case(_RNG, (6, 4), 2, 3, 2, 1, 1),
    _case(_RNG, (7, 6), 3, 2, 2, 2, 0),
    _case(_RNG, (6, 7), 2, 3, 4, 2, 2),
    _case(_RNG, (5, 5), 3, 1, 2, 3, 0),
    _case(_RNG, (4, 4), 1, 4, 2, 1, 0),
]

_SHEET_4A = Question(
    "16.4a",
    _convolve,
    "the output volume (height, width, channels) of a convolution with biases",
    cases=_CASES,
    hidden=("other volumes and kernels", _hidden_case),
    mistakes=(
        Mistake(
            "bias forgotten",
            "Your volumes lack the biases. Each output channel has one, added at every position.",
            lambda x, K, b, stride, padding: _convolve(x, K, 0 * b, stride, padding),
        ),
        Mistake(
            "kernel flipped",
            "You flip the kernel, as mathematics does. A layer multiplies it with the patch without turning either.",
            lambda x, K, b, stride, padding: _convolve(x, K[::-1, ::-1], b, stride, padding),
        ),
        Mistake(
            "kernel transposed",
            "Your kernel lies on its side: its first axis goes down the image, its second to the right.",
            lambda x, K, b, stride, padding: _convolve(x, K.transpose(1, 0, 2, 3), b, stride, padding),
        ),
        Mistake(
            "stride ignored",
            "Your kernel moves by one pixel at a time, whatever the stride.",
            lambda x, K, b, stride, padding: _convolve(x, K, b, 1, padding),
        ),
        Mistake(
            "padding forgotten",
            "You leave the padding out. Add rows and columns of zeros before the kernel moves.",
            lambda x, K, b, stride, padding: _convolve(x, K, b, stride, 0),
        ),
        Mistake(
            "padding on one side",
            "You pad above and on the left only. Zeros are added on all four sides.",
            lambda x, K, b, stride, padding: _convolve(x, K, b, stride, padding, ends=(1, 0)),
        ),
        Mistake(
            "edges repeated",
            "You pad with copies of the pixels at the edge. The padding of this layer is 0.",
            lambda x, K, b, stride, padding: _convolve(x, K, b, stride, padding, mode="edge"),
        ),
        Mistake(
            "last position forgotten",
            "Your volume is one row and one column too small. The kernel has one position more than it makes steps.",
            lambda x, K, b, stride, padding: _convolve(x, K, b, stride, padding, fewer=1),
        ),
        Mistake(
            "one channel only",
            "You read only the first channel of the input. A kernel adds up over all of them.",
            lambda x, K, b, stride, padding: _convolve(x[..., :1], K[:, :, :1], b, stride, padding),
        ),
        Mistake(
            "mean over channels",
            "You take the mean over the input channels. A kernel takes the sum.",
            lambda x, K, b, stride, padding: _convolve(x, K / x.shape[2], b, stride, padding),
        ),
        Mistake(
            "channels first",
            "Your output channels come first. The order here is height, width, channels.",
            lambda x, K, b, stride, padding: np.moveaxis(_convolve(x, K, b, stride, padding), 2, 0),
        ),
        Mistake(
            "image transposed",
            "Height and width of your volume are swapped: the first axis goes down.",
            lambda x, K, b, stride, padding: _convolve(x, K, b, stride, padding).transpose(1, 0, 2),
        ),
    ),
    hints=(
        "Pad the image first. Then every output number is one sum of products over a patch of the padded image.",
        "The patch of position (i, j) begins at row i · stride and column j · stride, and has the shape of one kernel, "
        "(k, k, channels). Position (0, 0) is the upper left corner of the padded image.",
        "In two loops over i and j: multiply the patch with K[:, :, :, o], add everything up, add b[o]. Along one side "
        "there are (side + 2 · padding − k) // stride + 1 positions.",
    ),
    explanation=(
        "Each output number is the scalar product of a kernel with one patch of the padded image, over height, width "
        "and channels, plus the kernel's bias. Along a side there are (side + 2 · padding − k) // stride + 1 positions "
        "for the patch, because the last one must still lie inside."
    ),
)

QUESTIONS: tuple[Question, ...] = (_CHECK_4, _SHEET_4A)
