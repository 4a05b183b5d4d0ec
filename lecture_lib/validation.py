"""What a learner hands in, read once and in plain words: numbers, tables of numbers, labels."""

from __future__ import annotations

import dis
import functools
import inspect
import re
import reprlib
import unicodedata
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import islice
from numbers import Complex, Real
from types import CodeType
from typing import Any, TypeVar

import numpy as np

Array = np.ndarray
T = TypeVar("T")
TOLERANCE = 1e-6  # within which two numbers are equal but for rounding
_MAX_TAKEN = 10_000  # of what an iterator gives: more than any reply may hold


class InputError(ValueError):
    """An input that cannot be used; the message says what was given and what to give instead.

    In a notebook it shows as its message alone, without a traceback.

    >>> raise InputError("rate is -1. Give a number above 0.")
    Traceback (most recent call last):
    lecture_lib.validation.InputError: rate is -1. Give a number above 0.
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
    lecture_lib.validation.InputError: x has rows of different lengths (2 and 1); all rows must be equally long
    """
    if np.ma.is_masked(value):
        raise InputError(f"{name} holds masked entries, which have no value; fill them or leave them out first")
    array = _table(value, name)
    with np.errstate(over="ignore"):  # a wider float may become infinite; that is refused below
        array = array.astype(array.dtype if array.dtype == np.float32 else np.float64)
    if array.ndim not in ndim:
        raise InputError(f"{name} has shape {array.shape}. Give {_axes(ndim)}.")
    if array.size == 0:
        raise InputError(f"{name} is empty (shape {array.shape}). Give at least one number.")
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
    lecture_lib.validation.InputError: y holds the label 0; every label must be -1 or +1
    """
    array = numbers(value, name, ndim=(1,))
    strange = array[~np.isin(array, (-1, 1))]
    if strange.size:
        raise InputError(f"{name} holds the label {strange[0]:g}; every label must be -1 or +1")
    return array


def labelled_examples(x, y, names: tuple[str, str] = ("x", "y")) -> tuple[Array, Array]:
    """Return a table of examples, shape (n, d), and their n labels in {-1, +1}.

    >>> labelled_examples([[0, 1], [1, 1]], [1, -1])[1]
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
        raise InputError(f"{name} is {number:g}. Give a number above 0.")
    return number


def whole(value, name: str, low: int = 1, high: int | None = None, otherwise: str = "") -> int:
    """Return a count as a Python int, which never overflows: an integer of any width, from `low` to `high` if given.

    Floats are refused, also 3.0, and so are True and False. `otherwise` says what else may be given in its place.

    >>> whole(np.uint8(200), "width") * 2
    400
    >>> whole(3.0, "depth", high=9)
    Traceback (most recent call last):
    lecture_lib.validation.InputError: depth is 3.0. Give a whole number from 1 to 9.
    """
    if _is_integer(value) and low <= int(value) and (high is None or int(value) <= high):
        return int(value)
    bounds = f"of at least {low}" if high is None else f"from {low} to {high}"
    raise InputError(f"{name} is {_shown(value)}. Give a whole number {bounds}{otherwise}.")


def _is_integer(value) -> bool:
    if isinstance(value, np.ndarray | np.generic):
        return value.ndim == 0 and value.dtype.kind in "iu"
    return isinstance(value, int) and not isinstance(value, bool)


def _shown(value) -> str:
    if isinstance(value, int) and value.bit_length() > 99:
        return f"{'-' if value < 0 else ''}2 to the power of {value.bit_length() - 1} or more"
    return str(value) if isinstance(value, np.generic) else reprlib.repr(value)


def count_phrase(n: float, thing: str) -> str:
    """Return a number of things in words.

    >>> count_phrase(1, "point"), count_phrase(2.5, "point"), count_phrase(0, "student")
    ('1 point', '2.5 points', '0 students')
    >>> count_phrase(1234567, "weight")
    '1234567 weights'
    """
    return f"{n:g} {thing}s" if n % 1 else f"{n:.0f} {thing}{'s' * (n != 1)}"


def must_be(kind: type[T], value, wish: str) -> T:
    """Return `value`; raise `InputError` unless it is of this kind; `wish` says what it must be.

    >>> must_be(str, 3, "a name must be text")
    Traceback (most recent call last):
    lecture_lib.validation.InputError: a name must be text; 3 was given
    """
    if not isinstance(value, kind):
        raise InputError(f"{wish}; {reprlib.repr(value)} was given")
    return value


_TYPED = re.compile(r"[+-]?((\d+\.?\d*|\.\d+)(e[+-]?\d+)?|nan|inf(inity)?)", re.ASCII | re.IGNORECASE)


def parse_number(text: str, name: str) -> float:
    """Return what a learner typed as a number; a comma, a long minus sign and wide digits are understood.

    >>> parse_number("−1,5", "weight w")
    -1.5
    >>> parse_number("1e", "weight w")
    Traceback (most recent call last):
    lecture_lib.validation.InputError: weight w holds text ('1e'). Give real numbers.
    """
    written = unicodedata.normalize("NFKC", str(text)).replace("−", "-").replace(",", ".").strip()
    return float(numbers(float(written) if _TYPED.fullmatch(written) else text, name, ndim=(0,)))


def parse_whole(text: str, name: str, low: int = 1, high: int | None = None) -> int:
    """Return what a learner typed as a count; limits as in `whole`. A typed 3.0 is 3.

    >>> parse_whole("12", "width", 1, 99)
    12
    >>> parse_whole("2,5", "width", 1, 99)
    Traceback (most recent call last):
    lecture_lib.validation.InputError: width is 2.5. Give a whole number from 1 to 99.
    """
    number = parse_number(text, name)
    return whole(int(number) if number.is_integer() else number, name, low, high)


_LISTS = list, tuple, np.ndarray


def _table(value, name: str) -> Array:
    try:
        array = np.asarray(value)
        if array.dtype.kind in "fiub":
            return array
    except Exception:  # ragged; or the thing's own code failed inside np.asarray
        pass
    for leaf in _leaves(value):
        if not isinstance(leaf, Real | Decimal | np.bool):
            raise InputError(f"{name} holds {_kind(leaf)}. Give real numbers.")
    try:
        return np.asarray(value, dtype=float)  # whole numbers beyond 64 bits, and fractions
    except OverflowError:
        raise InputError(f"{name} holds a number beyond the largest float, 1.8e308") from None
    except (TypeError, ValueError):
        raise InputError(f"{name} {_raggedness([value])}; all rows must be equally long") from None


def _leaves(value, depth: int = 64) -> Iterator:
    """Go through what nested lists hold; a list may hold itself, so the depth has an end."""
    if depth and isinstance(value, _LISTS):
        for part in value.flat if isinstance(value, np.ndarray) else value:
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


def safely(act: Callable[[], Any], otherwise):
    """Return `act()`, or `otherwise` if it raises: what a learner hands in may do anything when it is touched.

    >>> safely(lambda: 1 / 0, otherwise="nothing")
    'nothing'
    """
    try:
        return act()
    except (KeyboardInterrupt, MemoryError):  # no answer's doing, or too much for whoever asks
        raise
    except BaseException:
        return otherwise


def is_attempted(answer) -> bool:
    """Is this more than the stub? `...` and None, alone or inside a list, tuple, dict or array, mean: not yet.

    >>> is_attempted(...), is_attempted([1, ...]), is_attempted([1, 2])
    (False, False, True)
    """
    return not safely(lambda: _left_open(answer), otherwise=False)


def is_stub(function) -> bool:
    """Does calling it compute nothing: is its body `...`, `pass` or a docstring, or does it return `...` or None?

    A callable that stands for a function elsewhere says so itself, by an attribute `is_stub` that is True or False.
    What cannot be looked into, such as `print`, is no stub; nor is a body that raises, which its reply tells.

    >>> is_stub(lambda v: ...), is_stub(lambda v: v), is_stub(print)
    (True, False, False)
    """
    claimed = safely(lambda: function.is_stub, otherwise=None)
    if isinstance(claimed, bool):
        return claimed
    return safely(lambda: all(map(_does_nothing, dis.get_instructions(_code(function)))), otherwise=False)


_EMPTY_STEPS = {"NOP", "RESUME", "RETURN_VALUE"}
_CONSTANT_STEPS = {"LOAD_CONST", "RETURN_CONST"}


def _does_nothing(step: dis.Instruction) -> bool:
    return step.opname in _EMPTY_STEPS or step.opname in _CONSTANT_STEPS and step.argval in (None, ...)


def _code(function) -> CodeType:
    """Return the code of a function, a method, what is wrapped in others, or a class's `__call__`."""
    while isinstance(function, functools.partial):
        function = function.func
    function = inspect.unwrap(function)
    return function.__code__ if hasattr(function, "__code__") else type(function).__call__.__code__


def as_lists(value):
    """Return the value, with what an iterator in it gives as a list: a generator, a `map` or a `zip`.

    It is looked for in the pairs and lists of a reply, too. What is endless is cut off.

    >>> as_lists(v / 2 for v in (1, 3)), as_lists((map(abs, [-1]), 5))
    ([0.5, 1.5], ([1], 5))
    """
    return _as_lists(value, 3)


def _as_lists(value, depth: int):
    if isinstance(value, Iterator):
        return [_as_lists(part, depth - 1) for part in islice(value, _MAX_TAKEN)]
    if depth and type(value) in (list, tuple) and len(value) <= _MAX_TAKEN:
        return type(value)([_as_lists(part, depth - 1) for part in value])
    return value


def _left_open(answer) -> bool:
    if isinstance(answer, dict):
        answer = tuple(value for value in answer.values() if value is not None)  # dict.fromkeys(pairs) is an answer
    if isinstance(answer, np.ndarray) and answer.dtype.kind == "O":
        answer = answer.tolist()
    return answer is None or answer is ... or isinstance(answer, (list, tuple)) and any(map(_left_open, answer))


def is_close(
    got, truth, tolerance: float = TOLERANCE, relative: float | None = None, *, exact_shape: bool = False
) -> bool:
    """Are the numbers equal to rounding? Shapes must agree; text must be the same.

    They are where |got - truth| <= tolerance + relative · |truth|; `relative` is `tolerance` unless it is given.
    One number may come in an array, and a vector as a row or a column, unless `exact_shape`.

    >>> is_close([0.1 + 0.2], 0.3), is_close([1, 2], [1, 3]), is_close(float("nan"), 1.0), is_close("a", "a")
    (True, False, False, True)
    >>> is_close(105.0, 100.0, tolerance=1, relative=0.05), is_close(105.0, 100.0, tolerance=1, relative=0)
    (True, False)
    >>> is_close([[1], [2]], [1, 2]), is_close([[1], [2]], [1, 2], exact_shape=True), is_close([[[1, 2]]], [[1, 2]])
    (True, False, False)
    """
    wanted = real_numbers(truth)
    if wanted is None:
        equal = truth.__eq__(got)  # asked of the truth: `==` would ask the learner's object as well
        return got is truth or equal is not NotImplemented and bool(equal)
    given = real_numbers(got)
    if given is None or not _has_shape(given, wanted.shape, exact_shape):
        return False
    rtol = tolerance if relative is None else relative
    return bool(np.allclose(given.reshape(wanted.shape), wanted, rtol=rtol, atol=tolerance))


def _has_shape(array: np.ndarray, shape: tuple[int, ...], exact: bool) -> bool:
    if exact or len(shape) > 1:
        return array.shape == shape
    n = max(shape, default=1)
    return array.size == n and (n == 1 or max(array.shape) == n and array.ndim <= 2)


def real_numbers(value) -> np.ndarray | None:
    """Return the value as an array of real numbers; None if it is anything else.

    >>> from fractions import Fraction
    >>> real_numbers([1, 2]), real_numbers("two"), real_numbers(Fraction(1, 2))
    (array([1, 2]), None, array(0.5))
    """
    array = safely(lambda: np.asarray(value), otherwise=None)
    if array is not None and array.dtype.kind == "O" and all(isinstance(each, Real | Decimal) for each in array.flat):
        array = safely(lambda: np.asarray(value, float), otherwise=None)  # fractions, decimals, integers beyond 64 bits
    return array if array is not None and array.dtype.kind in "fiub" else None
