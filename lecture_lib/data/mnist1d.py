"""MNIST-1D: ten wavy templates, stretched, moved, sheared and drowned in noise (row 14.5 C).

S. Greydanus and D. Kobak, "Scaling down deep learning with MNIST-1D", 2020 (arXiv 2011.14439). The templates and the
steps are those of the published generator (package mnist1d 0.0.2, Apache 2.0), written afresh; with the same seed the
examples agree with its own to rounding. Lecture C's figure 20.2 was made with the 4000 training examples.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np

from ..validation import Array, whole

MNIST1D_TEMPLATES = np.array(
    [
        [5, 6, 6.5, 6.75, 7, 7, 7, 7, 6.75, 6.5, 6, 5],
        [5, 3, 3, 3.4, 3.8, 4.2, 4.6, 5, 5.4, 5.8, 5, 5],
        [5, 6, 6.5, 6.5, 6, 5.25, 4.75, 4, 3.5, 3.5, 4, 5],
        [5, 6, 6.5, 6.5, 6, 5, 5, 6, 6.5, 6.5, 6, 5],
        [5, 4.4, 3.8, 3.2, 2.6, 2.6, 5, 5, 5, 5, 5, 5],
        [5, 3, 3, 3, 3, 5, 6, 6.5, 6.5, 6, 4.5, 5],
        [5, 4, 3.5, 3.25, 3, 3, 3, 3, 3.25, 3.5, 4, 5],
        [5, 7, 7, 6.6, 6.2, 5.8, 5.4, 5, 4.6, 4.2, 5, 5],
        [5, 4, 3.5, 3.5, 4, 5, 5, 4, 3.5, 3.5, 4, 5],
        [5, 4, 3.5, 3.5, 4, 5, 5, 5, 5, 4.7, 4.3, 5],
    ]
)
"""One row a digit, 0 to 9, as the generator gives them."""
_N, _N_TRAINING, _SEED = 5000, 4000, 42
_PADDING, _SHIFTS, _LENGTH = (36, 60), 48, 40
_SCALE, _SMOOTH_NOISE, _NOISE, _SHEAR = 0.4, 0.25, 0.02, 0.75
_N_PLACES = MNIST1D_TEMPLATES.shape[1] + _PADDING[1]  # of a signal before it is sampled at 40 places
_PLACES, _RAMP = np.arange(_N_PLACES), np.linspace(-0.5, 0.5, _N_PLACES)


class MNIST1D(NamedTuple):
    """Signals of 40 numbers as rows, and which digit each was made from."""

    x: Array
    y: Array
    x_test: Array
    y_test: Array


def mnist1d(seed: int = _SEED) -> MNIST1D:
    """Return 4000 examples to train with and 1000 to test with; seed 42 gives the published ones.

    They are made once for each seed. The arrays cannot be written to.

    >>> x, y, x_test, y_test = mnist1d()
    >>> x.shape, x_test.shape, y[:5]
    ((4000, 40), (1000, 40), array([2, 6, 4, 5, 6]))
    """
    return _examples(whole(seed, "seed", 0, 2**32 - 1))


@lru_cache(4)
def _examples(seed: int) -> MNIST1D:
    rng = np.random.RandomState(seed)  # the generator's own kind, so that its draws come again
    shapes = (MNIST1D_TEMPLATES - MNIST1D_TEMPLATES.mean(axis=1, keepdims=True)) / MNIST1D_TEMPLATES.std(
        axis=1, keepdims=True
    )
    shapes = (shapes - shapes[:, :1]) / 6  # a signal starts and ends near 0
    y = np.repeat(np.arange(10), _N // 10)
    x = np.stack([_example(shapes[digit], rng) for digit in y])
    order = rng.permutation(_N)
    x, y = (x[order] - x.mean()) / x.std(), y[order]
    for array in (x, y):
        array.setflags(write=False)
    return MNIST1D(x[:_N_TRAINING], y[:_N_TRAINING], x[_N_TRAINING:], y[_N_TRAINING:])


def _example(shape: Array, rng: np.random.RandomState) -> Array:
    """Return one example: the shape padded, stretched, scaled, moved round, noisy, sheared and sampled at 40 places."""
    low, high = _PADDING
    padded = np.concatenate([shape + 1e-8, np.zeros(low + int(rng.rand() * (high - low + 1)))])
    signal = _resampled(padded, _N_PLACES)
    signal *= 1 + _SCALE * (rng.rand() - 0.5)
    signal = signal[_PLACES - rng.choice(_SHIFTS)]  # an index below 0 counts from the end: they go round
    smooth = _smoothed(_SMOOTH_NOISE * rng.randn(len(signal)))
    signal = np.where(signal != 0, signal, smooth) + _NOISE * rng.randn(len(signal))
    signal -= _SHEAR * (rng.rand() - 0.5) * _RAMP
    return _resampled(signal, _LENGTH)


def _resampled(signal: Array, n: int) -> Array:
    return np.interp(_unit_grid(n), _unit_grid(len(signal)), signal)


@cache
def _unit_grid(n: int) -> Array:
    return np.linspace(0, 1, n)


_BELL = np.exp(-(np.arange(-8, 9) ** 2) / 8)  # a Gaussian of width 2, cut off at 4 widths
_BELL /= _BELL.sum()
_MIRRORED = np.pad(_PLACES, 8, "symmetric")


def _smoothed(noise: Array) -> Array:
    return np.convolve(noise[_MIRRORED], _BELL, "valid")
