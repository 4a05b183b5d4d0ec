"""What a learner hands in, read once and in plain words: numbers, tables of numbers, labels."""

from __future__ import annotations

import reprlib
from collections.abc import Iterator
from numbers import Complex, Real

import numpy as np

Array = np.ndarray


class InputError(ValueError):
    """An input that cannot be used; the message says what was given and what is wanted.

    In a notebook it shows as its message alone, without a traceback.

    >>> raise InputError("rate is -1; a number above 0 is wanted")
    Traceback (most recent call last):
    lecture_lib.inputs.InputError: rate is -1; a number above 0 is wanted
    """

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


def numbers(value, name: str = "the input", ndim: tuple[int, ...] = (0, 1, 2)) -> Array:
    """Return `value` as a new array of finite floats with one of the given numbers of axes.

    float32 stays float32, all else becomes float64. Text, complex numbers, ragged lists, NaN, infinity and
    empty input raise `InputError`.

    >>> numbers([1, 2], "x")
    array([1., 2.])
    >>> numbers([[1, 2], [3]], "x")
    Traceback (most recent call last):
    lecture_lib.inputs.InputError: x has rows of different lengths (2 and 1); all rows must be equally long
    """
    array = _table(value, name)
    with np.errstate(over="ignore"):            # a wider float may become infinite; that is refused below
        array = array.astype(array.dtype if array.dtype == np.float32 else np.float64)
    if array.ndim not in ndim:
        raise InputError(f"{name} has shape {array.shape}; {_axes(ndim)} is wanted")
    if array.size == 0:
        raise InputError(f"{name} is empty (shape {array.shape}); at least one number is wanted")
    if not np.isfinite(array).all():
        place = np.argwhere(~np.isfinite(array))[0].tolist()
        where = f" at {place}" if place else ""
        raise InputError(f"{name} holds {array[tuple(place)]}{where}; every number must be finite")
    return array


def labels(value, name: str = "y") -> Array:
    """Return `value` as a 1-D array of labels, each -1 or +1.

    >>> labels([1, -1, 1])
    array([ 1., -1.,  1.])
    >>> labels([1, 0])
    Traceback (most recent call last):
    lecture_lib.inputs.InputError: y holds the label 0; every label must be -1 or +1
    """
    array = numbers(value, name, ndim=(1,))
    strange = array[~np.isin(array, (-1, 1))]
    if strange.size:
        raise InputError(f"{name} holds the label {strange[0]:g}; every label must be -1 or +1")
    return array


def examples(x, y, names: tuple[str, str] = ("x", "y")) -> tuple[Array, Array]:
    """Return a table of examples, shape (n, d), and their n labels in {-1, +1}.

    >>> examples([[0, 1], [1, 1]], [1, -1])[1]
    array([ 1., -1.])
    """
    x, y = numbers(x, names[0], ndim=(2,)), labels(y, names[1])
    if len(x) != len(y):
        raise InputError(f"{names[0]} holds {len(x)} examples, but {names[1]} holds {len(y)} labels")
    return x, y


def positive(value, name: str) -> float:
    """Return `value` as a float above 0.

    >>> positive(0.5, "rate")
    0.5
    """
    number = float(numbers(value, name, ndim=(0,)))
    if number <= 0:
        raise InputError(f"{name} is {number:g}; a number above 0 is wanted")
    return number


def count(n: float, thing: str) -> str:
    """Return a number of things in words.

    >>> count(1, "point"), count(2.5, "point"), count(0, "student"), count(1234567, "weight")
    ('1 point', '2.5 points', '0 students', '1234567 weights')
    """
    return f"{n:g} {thing}s" if n % 1 else f"{n:.0f} {thing}{'s' * (n != 1)}"


def must_be(kind: type, value, wish: str) -> None:
    """Raise `InputError` unless `value` is of this kind; `wish` says what is wanted.

    >>> must_be(str, 3, "a name must be text")
    Traceback (most recent call last):
    lecture_lib.inputs.InputError: a name must be text; 3 was given
    """
    if not isinstance(value, kind):
        raise InputError(f"{wish}; {reprlib.repr(value)} was given")


def typed(text: str, name: str) -> float:
    """Return what a learner typed as a number; a comma or a long minus sign is understood.

    >>> typed("−1,5", "weight w")
    -1.5
    """
    try:
        value = float(str(text).replace("−", "-").replace(",", "."))
    except ValueError:
        value = text
    return float(numbers(value, name, ndim=(0,)))


_LISTS = list, tuple, np.ndarray


def _table(value, name: str) -> Array:
    try:
        array = np.asarray(value)
        if array.dtype.kind in "fiub":
            return array
    except Exception:                           # ragged; or the thing's own code failed inside np.asarray
        pass
    for leaf in _leaves(value):
        if not isinstance(leaf, Real | np.bool):
            raise InputError(f"{name} holds {_kind(leaf)}; real numbers are wanted")
    try:
        return np.asarray(value, dtype=float)   # whole numbers beyond 64 bits, and fractions
    except OverflowError:
        raise InputError(f"{name} holds a number beyond the largest float, 1.8e308") from None
    except (TypeError, ValueError):
        raise InputError(f"{name} {_raggedness([value])}; all rows must be equally long") from None


def _leaves(value, depth: int = 64) -> Iterator:
    """Go through what nested lists hold; a list may hold itself, so the depth has an end."""
    if depth and isinstance(value, _LISTS):
        for part in (value.flat if isinstance(value, np.ndarray) else value):
            yield from _leaves(part, depth - 1)
    else:
        yield value


def _kind(thing) -> str:
    if isinstance(thing, str | bytes):
        return f"text ({reprlib.repr(thing)})"
    if isinstance(thing, Complex):
        return f"complex numbers ({thing})"
    return f"{reprlib.repr(thing)} (type {type(thing).__name__})"


def _raggedness(rows: list) -> str:
    """Say how the rows differ, at the outermost level at which they do."""
    while all(isinstance(row, _LISTS) for row in rows) and len({len(row) for row in rows}) == 1:
        rows = [cell for row in rows for cell in row]
    lengths = sorted({len(row) for row in rows if isinstance(row, _LISTS)}, reverse=True)
    if len(lengths) < 2:
        return "mixes single numbers and lists"
    return f"has rows of different lengths ({lengths[0]} and {lengths[-1]})"


def _axes(ndim: tuple[int, ...]) -> str:
    words = {0: "a single number", 1: "a list of numbers", 2: "a table (rows of numbers)"}
    return " or ".join(words[n] for n in ndim)
