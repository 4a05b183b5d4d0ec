"""Is a gradient right? Compare it with central differences or with the complex step (row 10.4).

    dL/dp ≈ (L(p + h) - L(p - h)) / 2h          dL/dp = Im L(p + ih) / h

The first subtracts two nearly equal numbers and loses half of the digits; the second subtracts nothing.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import NoReturn

import numpy as np

from ..validation import Array, InputError, must_be, numbers, positive
from .backprop import backward
from .losses import Loss
from .mlp import MLP, forward


def central_difference(f: Callable[[Array], float], p, h: float = 1e-5) -> Array:
    """Return the gradient of the scalar function f at p, one central difference per number; same shape as p.

    The step is h, and h · |p| for a number beyond 1, so that it does not drown in the rounding of p. A step below the
    rounding of a float, 2.2e-16, is refused: f would give the same value on both sides.

    >>> central_difference(lambda p: p[0] ** 2 + 3 * p[1], [2.0, 5.0]).round(6)
    array([4., 3.])
    >>> central_difference(lambda p: p**2, 1.0, h=1e-17)
    Traceback (most recent call last):
    lecture_lib.validation.InputError: h is 1e-17, below the rounding of a float (2.2e-16): p + h is p. ...
    """
    p, h = numbers(p, "p").astype(float), positive(h, "h")
    if h < np.finfo(float).eps:
        raise InputError(
            f"h is {h:g}, below the rounding of a float (2.2e-16): p + h is p. A step near 1e-5 keeps ten digits"
        )
    with np.errstate(over="ignore"):  # a step that becomes infinite is refused in words
        steps = h * np.maximum(1, np.abs(p))
    return _central(f, p, steps)


def _central(f: Callable, p: Array, steps: Array) -> Array:
    """Return one central difference for each number of p, with the step of its own."""
    gradient = np.empty_like(p)
    for i in np.ndindex(p.shape):
        up, down = p.copy(), p.copy()
        up[i] += steps[i]
        down[i] -= steps[i]
        if not np.isfinite([up[i], down[i]]).all():
            raise InputError(f"p holds {p[i]:g}, and a step of {steps[i]:g} from there is no finite number")
        gradient[i] = (_scalar(f, up) - _scalar(f, down)) / (up[i] - down[i])
    return gradient


def complex_step(f: Callable[[Array], complex], p, h: float = 1e-20) -> Array:
    """Return the gradient of the scalar function f at p, exact to rounding; same shape as p.

    f must be complex-safe: arithmetic, exp, log, tanh, sin, powers and matrix products are. What loses the imaginary
    part is refused in words: `abs`, `maximum`, comparisons of complex numbers, `np.vdot`, a real result. What slips
    through (`.real`, `float`) shows in a second look: small real steps must lead to the same gradient. They do not at
    a kink or a jump either, where there is no derivative, nor where f is not real, as a logarithm is below 0. Write
    np.where(z.real > 0, z, 0) for a ReLU.

    >>> complex_step(lambda p: p[0] ** 2 + np.exp(p[1]), [3.0, 0.0])
    array([6., 1.])
    >>> complex_step(lambda p: np.abs(p).sum(), [3.0])
    Traceback (most recent call last):
    lecture_lib.validation.InputError: f is not complex-safe: it uses np.abs, where the imaginary part...
    >>> complex_step(lambda p: (p.real * p).sum(), [3.0])
    Traceback (most recent call last):
    lecture_lib.validation.InputError: f is not complex-safe: the complex step gives 3, but small real steps give 6...
    """
    p, h = numbers(p, "p").astype(float), positive(h, "h")
    gradient = np.empty_like(p)
    for i in np.ndindex(p.shape):
        moved = p.astype(complex).view(_Watched)
        np.ndarray.__setitem__(moved, i, p[i] + 1j * h)
        gradient[i] = _imaginary(f, moved) / h
    _second_look(f, p, gradient)
    return gradient


def _second_look(f: Callable, p: Array, gradient: Array) -> None:
    """Raise `InputError` unless f is real at p and small real steps lead to this gradient.

    For each number of p one of many steps has to agree, absolute ones and, where p is not 0, ones relative to it: which
    is the best depends on f. What rounding alone can do is no disagreement.
    """
    with np.errstate(all="ignore"):
        try:
            value = abs(_scalar(f, p.copy()))
        except InputError as problem:
            raise InputError(f"f is not real at this p (log, root or power of a negative number?): {problem}") from None
        largest = np.abs(gradient).max()
        confirmed, found = np.zeros(p.shape, bool), None
        for size in (np.maximum(1, np.abs(p)), np.where(p, np.abs(p), 1.0)):
            for h in _STEPS:
                try:
                    slow = _central(f, p, np.maximum(h * size, np.spacing(np.abs(p))))
                except InputError:  # f may end within the step, as a logarithm does at 0
                    continue
                rounding = _ROUNDINGS * _EPSILON * value / (h * size) if h >= _LONG else 0.0
                allowed = 1e-6 * np.maximum(np.abs(slow), np.abs(gradient)) + 1e-9 * largest + rounding
                confirmed |= np.abs(slow - gradient) <= allowed
                if confirmed.all():
                    return
                found = slow if found is None else found
    if found is None:
        raise InputError("f is not real near this p: no small step in both directions can be taken")
    i = tuple(np.argwhere(~confirmed)[0])
    place = f" at {[int(k) for k in i]}" * (p.size > 1)
    raise InputError(
        f"f is not complex-safe: the complex step gives {gradient[i]:.6g}{place}, but small real steps give "
        f"{found[i]:.6g}. Does something lose the imaginary part (.real, float), or is there a kink?"
    )


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

    `gradients(trace, y, loss)` is the function under test, `backward` unless another is given. An error above 1e-6
    means that something is wrong, unless a kink (ReLU at 0) lies within the step. The check is made in float64.

    An error is relative to the largest number of its array. Central differences cannot resolve a gradient that is far
    smaller than the loss, as in saturated units or at the bottom of a deep network of sigmoids: there the difference is
    compared with the smallest gradient that they can resolve, about 1e-4 of the loss.

    >>> from lecture_lib import MLP, half_squares, tanh
    >>> net = MLP.random((2, 3, 1), tanh, rng=np.random.default_rng(0))
    >>> max(gradient_errors(net, [[1.0, 2.0]], [[0.5]], half_squares).values()) < 1e-6
    True
    """
    x = numbers(x, "x").astype(float)
    net = MLP(
        *((W.astype(float), b.astype(float), g) for W, b, g in must_be(MLP, net, "net must be a network, an MLP"))
    )
    trace = forward(net, x)
    grads = gradients(trace, y, loss)
    sizes = loss.of(trace, y), max(1.0, *(float(np.abs(a).max()) for a in trace.a))
    errors = {"da[0]": _error(grads.da[0], lambda p: loss.of(forward(net, p), y), x, sizes)}
    for l in range(1, len(net) + 1):
        for name, got in (("W", grads.dW[l]), ("b", grads.db[l])):
            errors[f"d{name}[{l}]"] = _error(
                got,
                lambda p, l=l, name=name: loss.of(forward(net.with_layer(l, **{name: p}), x), y),
                getattr(net[l], name),
                sizes,
            )
    return errors


def _error(got, f: Callable, p: Array, sizes: tuple[float, float]) -> float:
    """Return the relative error of a gradient of f at p; one that a shorter step does not confirm is no error.

    A step h finds f' to about 3e-16 · f / h, and no better than the rounding of what the layers give.
    """
    value, largest = sizes
    errors = []
    for h in (1e-5, 1e-7):
        slow = central_difference(f, p, h)
        resolved = max(1e-9 / h * value, 1e-9 * largest**2)
        errors.append(relative_error(got, slow))  # it refuses what cannot be compared
        scale = max(np.abs(got).max(), np.abs(slow).max(), resolved)
        errors[-1] = float(np.abs(np.asarray(got) - slow).max() / scale) if scale else 0.0
        if errors[-1] <= 1e-6:
            break
    return min(errors)


def _scalar(f: Callable, p: Array) -> float:
    return float(numbers(f(p), "f(p)", ndim=(0,)))


_EPSILON = float(np.finfo(float).eps)
_ROUNDINGS = 4  # how many of them a value of f is taken to carry
_LONG = 1e-6  # steps shorter than this must agree without an allowance for rounding
_STEPS = 1e-5, 1e-4, 1e-6, 1e-3, 1e-7, 1e-2, 1e-8, 1e-1, 1e-9, 1e-10

_LOSES = {
    "absolute": "np.abs",
    "conjugate": "np.conj",
    "vecdot": "np.vecdot (which conjugates)",
    "vdot": "np.vdot (which conjugates)",
    "correlate": "np.correlate (which conjugates)",
    "sign": "np.sign",
    "maximum": "a maximum (max or np.maximum)",
    "minimum": "a minimum (min or np.minimum)",
    "fmax": "np.fmax",
    "fmin": "np.fmin",
    "greater": "a comparison with >",
    "greater_equal": "a comparison with >=",
    "less": "a comparison with <",
    "less_equal": "a comparison with <=",
}
"""What does not carry the imaginary part on as a derivative, as a learner writes it."""
_BY_THE_REAL_PART = "Choose by the real part: np.where(z.real > 0, ..., ...)"


def _refuse(name: str) -> NoReturn:
    raise InputError(
        f"f is not complex-safe: it uses {_LOSES[name]}, where the imaginary part, and so the derivative, is lost. "
        + ("Write it with sums and products." if "conj" in _LOSES[name] else _BY_THE_REAL_PART)
    )


class _Watched(np.ndarray):
    """A complex array that refuses what would lose its imaginary part in silence."""

    def __array_ufunc__(self, ufunc, method, *given, out=None, **options):
        if ufunc.__name__ in _LOSES and any(np.iscomplexobj(v) for v in given):
            _refuse(ufunc.__name__)
        plain = [v.view(np.ndarray) if isinstance(v, _Watched) else v for v in (*given, *(out or ()))]
        outs = {"out": tuple(plain[len(given) :])} if out else {}
        result = getattr(ufunc, method)(*plain[: len(given)], **outs, **options)
        return out[0] if out else _watched(result)

    def __array_function__(self, function, types, given, options):
        if function.__name__ in _LOSES:
            _refuse(function.__name__)
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
            "f is not complex-safe, or does not depend on p: it returned a real number, so the imaginary "
            "part was lost on the way (float, .real, abs or math.exp do that)"
        )
    if np.size(result) != 1 or not np.isfinite(result).all():
        raise InputError(
            f"f(p) has shape {np.shape(result)}; it should be one finite number"
            if np.size(result) != 1
            else "f(p) is not finite at this p"
        )
    return float(np.imag(result).item())
