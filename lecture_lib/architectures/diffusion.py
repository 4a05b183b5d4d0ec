"""Diffusion: noise is added to data step by step, and a denoiser walks back from pure noise (row 16.5).

    forwards    x_t = √ᾱ_t · x₀ + √(1 - ᾱ_t) · ε                             ε ~ N(0, 1), ᾱ_t = (1 - β₁)···(1 - β_t)
    backwards   x_{t-1} = (x_t - β_t / √(1 - ᾱ_t) · ε̂) / √(1 - β_t) + σ_t · noise      ε̂: the noise found in x_t

Adding noise has no parameters; only ε̂ is learned (Ho, Jain and Abbeel 2020). For a mixture of round clouds the best ε̂
is known in closed form, which is what a learned one is compared with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from ..validation import Array, InputError, must_be, numbers, positive, whole

Denoiser = Callable[[Array, int], Array]
"""Takes points (n, d) and the step t that they stand at; returns the noise in them, (n, d)."""


def noise_schedule(n_steps: int = 40, first: float = 0.005, last: float = 0.25) -> Array:
    """Return ᾱ, shape (n_steps + 1,): how much of the data's variance is left after t steps; ᾱ₀ is 1.

    β_t rises evenly from `first` to `last`, both between 0 and 1.

    >>> noise_schedule(2, 0.5, 0.5)
    array([1.  , 0.5 , 0.25])
    >>> float(noise_schedule()[-1]) < 0.01
    True
    """
    n_steps = whole(n_steps, "n_steps")
    first, last = positive(first, "first"), positive(last, "last")
    if max(first, last) >= 1:
        raise InputError(f"a step adds noise of variance {max(first, last):g}; first and last must be below 1")
    return np.concatenate([[1.0], np.cumprod(1 - np.linspace(first, last, n_steps))])


def add_noise(x, left: float, noise) -> Array:
    """Return √left · x + √(1 - left) · noise: the data after as many steps as leave `left` of their variance.

    x and noise have the same shape; `left` is ᾱ_t, from 0 (nothing but noise) to 1 (nothing added).

    >>> add_noise([[2.0, 0.0]], 0.25, [[0.0, 4.0]]).round(3)
    array([[1.   , 3.464]])
    """
    x, noise = numbers(x, "x"), numbers(noise, "noise")
    left = float(numbers(left, "left", ndim=(0,)))
    if x.shape != noise.shape:
        raise InputError(f"x has shape {x.shape}, but the noise has shape {noise.shape}; both must be the same")
    if not 0 <= left <= 1:
        raise InputError(f"left is {left:g}. Give a number from 0 to 1.")
    return np.sqrt(left) * x + np.sqrt(1 - left) * noise


def mixture_samples(n: int, centres, spread: float, rng: np.random.Generator) -> Array:
    """Return n points of a mixture of round clouds, equally likely, one at each of the centres (k, d).

    >>> mixture_samples(3, [[0.0, 5.0]], 0.1, np.random.default_rng(0)).shape
    (3, 2)
    """
    n, centres, spread = whole(n, "n"), numbers(centres, "centres", ndim=(2,)), positive(spread, "spread")
    must_be(np.random.Generator, rng, "chance is drawn: give rng=np.random.default_rng(seed)")
    return centres[rng.integers(len(centres), size=n)] + rng.normal(0, spread, (n, centres.shape[1]))


def mixture_log_density(x, centres, spread: float, left: float = 1.0) -> Array:
    """Return log p of the points x (n, d) for the mixture after noise that leaves `left` of its variance, shape (n,).

    >>> mixture_log_density([[0.0]], [[0.0]], 1.0).round(4)      # -log √(2π)
    array([-0.9189])
    """
    x, centres, variance = _read_mixture(x, centres, spread, left)
    far = ((x[:, None] - centres) ** 2).sum(axis=2) / (2 * variance)
    nearest = far.min(axis=1)
    total = np.exp(nearest[:, None] - far).mean(axis=1)
    return np.log(total) - nearest - x.shape[1] / 2 * np.log(2 * np.pi * variance)


def mixture_noise(x, centres, spread: float, left: float) -> Array:
    """Return the mean of the noise in each of the points x (n, d), given where it stands: the best denoiser there is.

    It is -√(1 - left) times the slope of log p, the *score*, and costs no training.

    >>> mixture_noise([[3.0]], [[0.0]], 1.0, 0.75)               # one cloud: the noise is √(1 - left) · x
    array([[1.5]])
    """
    x, centres, variance = _read_mixture(x, centres, spread, left)
    towards = centres - x[:, None]
    far = (towards**2).sum(axis=2) / (2 * variance)
    weight = np.exp(far.min(axis=1, keepdims=True) - far)
    weight /= weight.sum(axis=1, keepdims=True)
    return -np.sqrt(1 - left) * np.einsum("nk,nkd->nd", weight, towards) / variance


def _read_mixture(x, centres, spread: float, left: float) -> tuple[Array, Array, float]:
    x, centres, spread = numbers(x, "x", ndim=(2,)), numbers(centres, "centres", ndim=(2,)), positive(spread, "spread")
    if x.shape[1] != centres.shape[1]:
        raise InputError(f"the points have {x.shape[1]} numbers each, but the centres have {centres.shape[1]}")
    return x, np.sqrt(left) * centres, left * spread**2 + 1 - left


def reverse_step(x, t: int, schedule, found, noise=0.0) -> Array:
    """Return the points one step back, from t to t - 1, given the noise `found` in x; both (n, d).

    `noise` is standard normal, of the same shape; its variance becomes β_t (1 - ᾱ_{t-1}) / (1 - ᾱ_t), which is 0 in the
    last step.

    >>> schedule = noise_schedule(2, 0.5, 0.5)
    >>> x = add_noise([[3.0]], schedule[1], [[1.0]])
    >>> reverse_step(x, 1, schedule, [[1.0]]).round(6)           # the noise is known: the data come back
    array([[3.]])
    """
    x, found, schedule = numbers(x, "x"), numbers(found, "found"), numbers(schedule, "the schedule", ndim=(1,))
    t = whole(t, "t", 1, len(schedule) - 1)
    if x.shape != found.shape:
        raise InputError(f"x has shape {x.shape}, but the noise found has shape {found.shape}; both must be the same")
    kept = schedule[t] / schedule[t - 1]  # 1 - β_t
    middle = (x - (1 - kept) / np.sqrt(1 - schedule[t]) * found) / np.sqrt(kept)
    return middle + np.sqrt((1 - kept) * (1 - schedule[t - 1]) / (1 - schedule[t])) * np.asarray(noise)


def walk_back(denoise: Denoiser, schedule, start, rng: np.random.Generator) -> Iterator[Array]:
    """Yield the points at t = T, T - 1, ..., 0: `start` (n, d), usually pure noise, and each step back from it.

    >>> exact = lambda x, t: mixture_noise(x, [[2.0, 0.0]], 0.1, noise_schedule()[t])
    >>> rng = np.random.default_rng(0)
    >>> *_, end = walk_back(exact, noise_schedule(), rng.normal(size=(500, 2)), rng)
    >>> end.mean(axis=0).round(1) + 0.0
    array([2., 0.])
    """
    must_be(np.random.Generator, rng, "chance is drawn: give rng=np.random.default_rng(seed)")
    x = numbers(start, "start", ndim=(2,))
    yield x
    for t in range(len(schedule) - 1, 0, -1):
        x = reverse_step(x, t, schedule, denoise(x, t), rng.normal(size=x.shape))
        yield x


def denoiser_inputs(x, left) -> Array:
    """Return what a denoising network reads, (n, d + 2): the points, and how much data and noise they are made of.

    x: (n, d). `left` is ᾱ_t, one number or one per point.

    >>> denoiser_inputs([[1.0, 2.0]], 0.64)
    array([[1. , 2. , 0.8, 0.6]])
    """
    x = numbers(x, "x", ndim=(2,))
    left = np.broadcast_to(numbers(left, "left", ndim=(0, 1)), len(x))
    return np.column_stack([x, np.sqrt(left), np.sqrt(1 - left)])


def denoising_examples(data, schedule, n: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Return n examples to train a denoiser on: its inputs (n, d + 2), and the noise to be found in them (n, d).

    Each is a point of the data at a step drawn from 1 to T.

    >>> x, noise = denoising_examples([[1.0, 2.0]], noise_schedule(), 5, np.random.default_rng(0))
    >>> x.shape, noise.shape
    ((5, 4), (5, 2))
    """
    data, schedule, n = numbers(data, "data", ndim=(2,)), numbers(schedule, "the schedule", ndim=(1,)), whole(n, "n")
    must_be(np.random.Generator, rng, "chance is drawn: give rng=np.random.default_rng(seed)")
    x, left = data[rng.integers(len(data), size=n)], schedule[rng.integers(1, len(schedule), size=n)]
    noise = rng.normal(size=x.shape)
    noised = np.sqrt(left)[:, None] * x + np.sqrt(1 - left)[:, None] * noise
    return denoiser_inputs(noised, left), noise


def energy_distance(first, second) -> float:
    """Return 2 E|X - Y| - E|X - X′| - E|Y - Y′| of two samples, (n, d) and (m, d): 0 where they are equal.

    Pairs of a point with itself are counted, so the result is never below 0; two samples of the same density have a
    small one, which is the floor to compare with (Székely and Rizzo 2013).

    >>> energy_distance([[0.0], [1.0]], [[0.0], [1.0]]), energy_distance([[0.0]], [[3.0]])
    (0.0, 6.0)
    """
    first, second = numbers(first, "the first sample", ndim=(2,)), numbers(second, "the second sample", ndim=(2,))
    if first.shape[1] != second.shape[1]:
        raise InputError(f"points of {first.shape[1]} and of {second.shape[1]} numbers cannot be compared")
    return 2 * _mean_gap(first, second) - _mean_gap(first, first) - _mean_gap(second, second)


def _mean_gap(a: Array, b: Array) -> float:
    squares = (a**2).sum(axis=1)[:, None] + (b**2).sum(axis=1) - 2 * a @ b.T
    return float(np.sqrt(np.maximum(squares, 0)).mean())
