"""How a wrong reply differs from the right one, in words that name the part and never give the answer away."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import permutations
from typing import Any

import numpy as np

from ..validation import TOLERANCE, count_phrase, is_close, real_numbers, safely

MAX_NUMBERS_SHOWN = 6  # an array of more is never written out
MAX_TEXT_SHOWN = 160
_IN_PLACE_OF_NAN = 1.2345e99
_MAX_PARTS_REORDERED = 6  # 720 orders


def cut_text(text: str, length: int = MAX_TEXT_SHOWN) -> str:
    """Return a text as it is, or its beginning and three dots if it is too long to be shown.

    >>> len(cut_text("na" * 1000)), cut_text("na")
    (160, 'na')
    """
    return text if len(text) <= length else text[: length - 3] + "..."


def written_value(value: Any) -> str:
    """Return a value as a learner would type it; a large array by its shape only.

    >>> written_value(np.array([1.0, -2.5])), written_value(np.zeros((4, 3))), written_value(np.float64(0.1 + 0.2))
    ('[1, -2.5]', 'an array of shape (4, 3)', '0.3')
    """
    return cut_text(safely(lambda: _written(value), otherwise=f"something of type {type(value).__name__}"))


def written_case(case: Sequence, names: Sequence[str] = ()) -> str:
    """Return the arguments of a case by their names.

    >>> written_case((np.array([1.0, 2.0]), 3), ("x", "k")), written_case((3,))
    ('x = [1, 2], k = 3', '3')
    """
    if len(names) != len(case):
        return ", ".join(map(written_value, case))
    return ", ".join(
        f"{name} of shape {value.shape}" if _is_large(value) else f"{name} = {written_value(value)}"
        for name, value in zip(names, case)
    )


def number_difference(got: Any, truth: Any) -> str:
    """Say what came back in place of a number or of an array, down to the first entry that is wrong.

    >>> number_difference([1.0, 2.0, 4.0], np.array([1.0, 2.0, 3.0]))
    '[1, 2, 4], wrong at position 3'
    >>> number_difference([1, 2], np.ones(3))
    'an array of shape (2,) in place of (3,)'
    """
    if got is None:
        return "nothing (did you print where you should return?)"
    given, wanted = real_numbers(got), real_numbers(truth)
    if is_reshaped(got, truth) and given is not None and wanted is not None:
        return f"the right numbers, but in an array of shape {given.shape} in place of {wanted.shape}"
    if given is None or wanted is None:
        is_text = type(got) is str and wanted is not None
        return f"{written_value(got)}{', which is text: a number has no quotation marks' * is_text}"
    if np.squeeze(given).shape != np.squeeze(wanted).shape:
        if wanted.ndim == 0:
            comma = type(got) is tuple and len(got) == 2  # 27,0 makes a pair
            return f"{written_value(got)} in place of one number{' (decimals begin with a dot: 27.5)' * comma}"
        if given.ndim == 0:
            return f"{written_value(got)} in place of an array of shape {wanted.shape}"
        return f"an array of shape {given.shape} in place of {wanted.shape}"
    place = _first_wrong(given, wanted)
    if given.size <= MAX_NUMBERS_SHOWN:
        finite = "" if np.isfinite(given).all() else ", which is not finite"
        return f"{written_value(got)}{finite}" + (f", wrong at {place[0]}" if place and wanted.size > 1 else "")
    return f"{place[1]} at {place[0]}" if place else f"an array of shape {given.shape}"


def is_reshaped(got: Any, truth: Any) -> bool:
    """Are the numbers right, those of all parts, but not a shape: axes of length 1 too many or too few?

    >>> is_reshaped([[1.0], [2.0]], np.array([1.0, 2.0])), is_reshaped([1.0, 2.0], np.array([1.0, 2.0]))
    (True, False)
    """
    return safely(lambda: _is_squeezed_close(got, truth) and not _has_shapes(got, truth), otherwise=False)


def parts_difference(got: Any, truth: Sequence, names: Sequence[str], exact_shape: bool = False) -> str:
    """Say which of several named parts agree, and how the first of the others differs.

    >>> parts_difference((1.0, 5.0), (1.0, 2.0), ("dw", "db"))
    'dw agrees, db does not: you returned 5'
    >>> parts_difference((2.0, 1.0), (1.0, 2.0), ("dw", "db"))
    'The values are right, but in another order. The order should be dw, db'
    """
    if isinstance(got, dict):
        return f"You returned a dictionary. It should be the tuple {', '.join(names)}"
    got, truth = _flattened(got, len(names)), _flattened(truth, len(names))
    if not isinstance(got, (tuple, list, np.ndarray)):
        return f"You returned {written_value(got)}. It should be {len(names)} parts: {', '.join(names)}"
    if len(got) != len(names):
        return f"You returned {count_phrase(len(got), 'part')}. It should be {len(names)}: {', '.join(names)}"
    right = [is_close(part, true, exact_shape=exact_shape) for part, true in zip(got, truth)]
    wrong = [k for k, agrees in enumerate(right) if not agrees]
    if not wrong:
        return ""
    if len(wrong) > 1 and _is_reordered(got, truth):
        return f"The values are right, but in another order. The order should be {', '.join(names)}"
    agree = [name for name, agrees in zip(names, right) if agrees]
    differ = [names[k] for k in wrong]
    first = f"{names[wrong[0]]} is " if len(wrong) > 1 else "you returned "
    said = f"{first}{number_difference(got[wrong[0]], truth[wrong[0]])}"
    if not agree:
        return f"{_none_of(differ)} agrees: {said}"
    return f"{_agrees(agree)}, {_listed(differ)} {'does' if len(differ) == 1 else 'do'} not: {said}"


def pairs_difference(got: Any, truth: Collection, noun: str = "edge") -> str:
    """Say how a list of pairs differs: those that are missing are counted, those that are wrong are named.

    >>> pairs_difference([("x", "z"), ("a", "z")], {("x", "z"), ("z", "a"), ("a", "L")})
    'Of your 2 edges 1 is right. (a, z) points the wrong way. 1 edge is missing.'
    """
    given = safely(lambda: [tuple(map(str, pair)) for pair in got], otherwise=None)
    if given is None or any(len(pair) != 2 for pair in given):
        return f"You returned {written_value(got)}. It should be a list of pairs."
    wanted = {tuple(map(str, pair)) for pair in truth}
    once = list(dict.fromkeys(given))
    turned = [pair for pair in once if pair not in wanted and pair[::-1] in wanted and pair[::-1] not in once]
    extra = [pair for pair in once if pair not in wanted and pair not in turned]
    n_right = sum(pair in wanted for pair in once)
    n_missing = len(wanted) - n_right - len(turned)
    says = [f"Of your {count_phrase(len(once), noun)} {n_right} {'is' if n_right == 1 else 'are'} right."]
    if len(given) > len(once):
        says.append("Some of them occur twice.")
    says += [f"{_pair(turned[0])} points the wrong way."] if turned else []
    says += [f"{_pair(extra[0])} is not one of them."] if extra else []
    if n_missing:
        says.append(f"{count_phrase(n_missing, noun)} {'is' if n_missing == 1 else 'are'} missing.")
    return " ".join(says)


def nan_as_number(value: Any) -> Any:
    """Return a reply with a number in place of each nan, which is not even equal to itself.

    >>> nan_as_number([1.0, float("nan")]) == nan_as_number([1.0, float("nan")])
    True
    """
    return safely(lambda: _nan_as_number(value), otherwise=value)


def _nan_as_number(value: Any) -> Any:
    if type(value) in (tuple, list):
        return type(value)(map(_nan_as_number, value))
    numbers = real_numbers(value)
    if numbers is None or numbers.dtype.kind != "f" or not np.isnan(numbers).any():
        return value
    return np.where(np.isnan(numbers), _IN_PLACE_OF_NAN, numbers)


def _written(value: Any) -> str:
    if isinstance(value, np.ndarray) and value.dtype.kind in "biufc":
        return _size(value) if _is_large(value) else _written(value.tolist())
    if isinstance(value, (list, tuple)):
        inner = ", ".join(map(_written, value[:MAX_NUMBERS_SHOWN])) + ", ..." * (len(value) > MAX_NUMBERS_SHOWN)
        return f"[{inner}]" if isinstance(value, list) else f"({inner}{',' * (len(value) == 1)})"
    if isinstance(value, np.generic):
        return _written(value.item())
    if isinstance(value, float):
        return f"{value + 0.0:.6g}"  # no −0
    return getattr(value, "__name__", "").lstrip("_") or repr(value)


def _is_large(value: Any) -> bool:
    return isinstance(value, np.ndarray) and value.size > MAX_NUMBERS_SHOWN


def _size(value: np.ndarray) -> str:
    return f"an array of shape {value.shape}"


def _first_wrong(given: np.ndarray, wanted: np.ndarray) -> tuple[str, str] | None:
    """Return where the first wrong entry is, counted from 1, and what is there."""
    mine, true = np.broadcast_arrays(given.reshape(wanted.shape), wanted)
    wrong = np.argwhere(~np.isclose(mine, true, rtol=TOLERANCE, atol=TOLERANCE, equal_nan=True))
    if not wrong.size:
        return None
    at = wrong[0]
    return _place(at), _written(mine[tuple(at)])


def _place(at: np.ndarray) -> str:
    if len(at) == 2:
        return f"row {at[0] + 1}, column {at[1] + 1}"
    return "position " + ", ".join(str(k + 1) for k in at)


def _is_squeezed_close(got: Any, truth: Any) -> bool:
    if isinstance(truth, tuple):
        return len(got) == len(truth) and all(map(_is_squeezed_close, got, truth))
    return is_close(np.squeeze(got), np.squeeze(truth))


def _has_shapes(got: Any, truth: Any) -> bool:
    if isinstance(truth, tuple):
        return all(map(_has_shapes, got, truth))
    return np.ndim(truth) == 0 or np.shape(got) == np.shape(truth)


def _flattened(value: Any, n: int) -> Any:
    """Return the parts of pairs one after the other, where that makes n of them: [(W, b), (W, b)] has four."""
    if not isinstance(value, (tuple, list)) or not all(isinstance(pair, (tuple, list)) for pair in value):
        return value
    parts = [part for pair in value for part in pair]
    return parts if len(parts) == n != len(value) else value


def _is_reordered(got: Sequence, truth: Sequence) -> bool:
    if len(got) > _MAX_PARTS_REORDERED:
        return False
    fits = [[is_close(part, true) for true in truth] for part in got]
    return any(all(fits[j][k] for k, j in enumerate(order)) for order in permutations(range(len(got))))


def _agrees(names: Sequence[str]) -> str:
    return f"{_listed(names)} {'agrees' if len(names) == 1 else 'agree'}"


def _none_of(names: Sequence[str]) -> str:
    if len(names) == 2:
        return f"Neither {names[0]} nor {names[1]}"
    return f"None of {_listed(names) if len(names) == 3 else f'the {len(names)} parts'}"


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _pair(pair: tuple[str, str]) -> str:
    return f"({pair[0]}, {pair[1]})"
