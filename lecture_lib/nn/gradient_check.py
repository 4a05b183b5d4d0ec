"""Is a gradient right? Compare it with central differences or with the complex step (row 10.4).

    dL/dp ≈ (L(p + h) - L(p - h)) / 2h          dL/dp = Im L(p + ih) / h

The first subtracts two nearly equal numbers and loses half of the digits; the second subtracts nothing.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable

import numpy as np

from ..validation import Array, InputError, numbers, positive
from .backprop import backward
from .losses import Loss
from .mlp import MLP, forward


def central_difference(f: Callable[[Array], float], p, h: float = 1e-5) -> Array:
    """Return the gradient of the scalar function f at p, one central difference a number; same shape as p.

    The step is h, and h · |p| for a number beyond 1, so that it does not drown in the rounding of p.

    >>> central_difference(lambda p: p[0] ** 2 + 3 * p[1], [2.0, 5.0]).round(6)
    array([4., 3.])
    """
    p, h = numbers(p, "p").astype(float), positive(h, "h")
    gradient = np.empty_like(p)
    for i in np.ndindex(p.shape):
        up, down = p.copy(), p.copy()
        up[i] += h * max(1, abs(p[i]))
        down[i] -= h * max(1, abs(p[i]))
        gradient[i] = (_scalar(f, up) - _scalar(f, down)) / (up[i] - down[i])
    return gradient


def complex_step(f: Callable[[Array], complex], p, h: float = 1e-20) -> Array:
    """Return the gradient of the scalar function f at p, exact to rounding; same shape as p.

    f must be complex-safe: arithmetic, exp, log, tanh, sin, powers and matrix products are. Where it is not, that is
    said in words: `abs`, `maximum`, `minimum`, `sign`, comparisons of complex numbers, and a real result. Write
    np.where(z.real > 0, z, 0) for a ReLU. A function with a kink or a jump at p has no derivative there to be found.

    >>> complex_step(lambda p: p[0] ** 2 + np.exp(p[1]), [3.0, 0.0])
    array([6., 1.])
    >>> complex_step(lambda p: np.abs(p).sum(), [3.0])
    Traceback (most recent call last):
    lecture_lib.validation.InputError: f is not complex-safe: it uses np.absolute, which ... the imaginary part ...
    """
    p, h = numbers(p, "p").astype(float), positive(h, "h")
    gradient = np.empty_like(p)
    for i in np.ndindex(p.shape):
        moved = p.astype(complex).view(_Watched)
        np.ndarray.__setitem__(moved, i, p[i] + 1j * h)
        gradient[i] = _imaginary(f, moved) / h
    return gradient


def relative_error(got, expected) -> float:
    """Return the largest difference, relative to the largest number in either array (0 if both are 0).

    Arrays of different shapes, NaN and infinity are refused: no comparison can be trusted with them.

    >>> round(relative_error([1.0, 2.0], [1.0, 2.002]), 6)
    0.000999
    """
    got, expected = numbers(got, "the gradient"), numbers(expected, "the expected gradient")
    if got.shape != expected.shape:
        raise InputError(f"the gradient has shape {got.shape}, but shape {expected.shape} is expected")
    scale = max(np.abs(got).max(), np.abs(expected).max())
    return float(np.abs(got - expected).max() / scale) if scale else 0.0


def gradient_errors(net: MLP, x, y, loss: Loss, gradients: Callable = backward) -> dict[str, float]:
    """Return the relative error of each gradient against central differences: {"dW[1]": 2e-11, ...}.

    `gradients(trace, y, loss)` is the function under test, `backward` unless another is given. Above 1e-6
    something is wrong, unless a kink (ReLU at 0) lies within the step.

    >>> from lecture_lib import MLP, half_squares, tanh
    >>> net = MLP.random((2, 3, 1), tanh, rng=np.random.default_rng(0))
    >>> max(gradient_errors(net, [[1.0, 2.0]], [[0.5]], half_squares).values()) < 1e-6
    True
    """
    grads = gradients(forward(net, x), y, loss)
    errors = {"da[0]": relative_error(grads.da[0], central_difference(lambda p: loss.of(forward(net, p), y), x))}
    for l in range(1, len(net) + 1):
        for name, got in (("W", grads.dW[l]), ("b", grads.db[l])):
            slow = central_difference(
                lambda p, l=l, name=name: loss.of(forward(net.with_layer(l, **{name: p}), x), y), getattr(net[l], name)
            )
            errors[f"d{name}[{l}]"] = relative_error(got, slow)
    return errors


def _scalar(f: Callable, p: Array) -> float:
    return float(numbers(f(p), "f(p)", ndim=(0,)))


_LOSES = frozenset(
    (
        "absolute",
        "conjugate",
        "sign",
        "maximum",
        "minimum",
        "fmax",
        "fmin",
        "greater",
        "greater_equal",
        "less",
        "less_equal",
    )
)


class _Watched(np.ndarray):
    """A complex array that refuses what would lose its imaginary part in silence."""

    def __array_ufunc__(self, ufunc, method, *given, out=None, **options):
        if ufunc.__name__ in _LOSES and any(np.iscomplexobj(v) for v in given):
            raise InputError(
                f"f is not complex-safe: it uses np.{ufunc.__name__}, which does not carry the imaginary "
                "part on as a derivative. Choose by the real part, np.where(z.real > 0, ..., ...)"
            )
        plain = [v.view(np.ndarray) if isinstance(v, _Watched) else v for v in (*given, *(out or ()))]
        outs = {"out": tuple(plain[len(given) :])} if out else {}
        result = getattr(ufunc, method)(*plain[: len(given)], **outs, **options)
        return out[0] if out else _watched(result)

    def __array_function__(self, function, types, given, options):
        return _watched(super().__array_function__(function, types, given, options))

    def __getitem__(self, key):
        return _watched(super().__getitem__(key))


def _watched(result):
    complex_ = isinstance(result, np.ndarray | np.generic) and np.iscomplexobj(result)
    return np.asarray(result).view(_Watched) if complex_ else result


def _imaginary(f: Callable, moved: Array) -> float:
    with warnings.catch_warnings():
        warnings.simplefilter("error", np.exceptions.ComplexWarning)
        try:
            result = f(moved)
        except (np.exceptions.ComplexWarning, TypeError) as problem:
            raise InputError(f"f is not complex-safe: it stopped at a complex number ({problem})") from None
    if not np.iscomplexobj(result):
        raise InputError(
            "f is not complex-safe, or does not depend on p: a real result came back, so the imaginary "
            "part was lost on the way (float, .real, abs or math.exp do that)"
        )
    if np.size(result) != 1 or not np.isfinite(result).all():
        raise InputError(
            f"f(p) must be one finite number; a result of shape {np.shape(result)} came back"
            if np.size(result) != 1
            else "f(p) is not finite at this p"
        )
    return float(np.imag(result).item())
