"""What a learner hands in, read once and in plain words: numbers, tables of numbers, labels."""

from __future__ import annotations

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
    if array.dtype.kind not in "fiub":
        raise InputError(f"{name} holds {_kind(array)}; real numbers are wanted")
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


def typed(text: str, name: str) -> float:
    """Return what a learner typed as a number; a comma or a long minus sign is understood.

    >>> typed("−1,5", "weight w")
    -1.5
    """
    try:
        value = float(text.replace("−", "-").replace(",", "."))
    except ValueError:
        value = text
    return float(numbers(value, name, ndim=(0,)))


def _table(value, name: str) -> Array:
    try:
        return np.asarray(value)
    except ValueError:
        lengths = sorted({np.size(row) for row in value}, reverse=True)
        detail = f" ({lengths[0]} and {lengths[1]})" if len(lengths) > 1 else ""
        raise InputError(f"{name} has rows of different lengths{detail}; "
                         "all rows must be equally long") from None


def _kind(array: Array) -> str:
    if array.dtype.kind == "c":
        return "complex numbers"
    if array.dtype.kind in "US":
        return f"text ({str(array.flat[0])!r})" if array.size else "text"
    return f"things of type {type(array.flat[0]).__name__}" if array.size else "nothing"


def _axes(ndim: tuple[int, ...]) -> str:
    words = {0: "a single number", 1: "a list of numbers", 2: "a table (rows of numbers)"}
    return " or ".join(words[n] for n in ndim)
