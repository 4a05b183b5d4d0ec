"""How the course writes a number: short, with a true minus sign, in words and pictures alike."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise


def number_text(v: float, digits: int = 4) -> str:
    """Return v with up to `digits` digits and a true minus sign: what a learner would copy.

    >>> number_text(-0.04742587), number_text(3.0), number_text(-0.0), number_text(1/3), number_text(123456.0)
    ('−0.04743', '3', '0', '0.3333', '123456')
    >>> number_text(float("-inf")), number_text(float("nan"))
    ('−inf', 'nan')
    """
    v = float(v) + 0.0
    return (f"{v:.0f}" if v.is_integer() and abs(v) < 1e9 else f"{v:.{digits}g}").replace("-", "−")


def distinct_texts(values: Sequence[float]) -> list[str]:
    """Return different numbers as texts that tell them apart, with four digits or as many more as that takes.

    >>> distinct_texts([0.1, 0.2]), distinct_texts([100001.5, 100002.0])
    (['0.1', '0.2'], ['100001.5', '100002'])
    """
    gap = min((b - a for a, b in pairwise(sorted(values))), default=math.inf)
    enough = (n for n in range(4, _ALL_DIGITS) if all(abs(float(f"{v:.{n}g}") - v) <= gap / 10 for v in values))
    digits = next(enough, _ALL_DIGITS)
    return [number_text(v, digits) for v in values]


_ALL_DIGITS = 17
"""So many digits tell every float from every other."""


def scientific_notation(v: float, digits: int = 2) -> str:
    """Return v with `digits` digits, written with a power of ten if small or huge: 0.011, 8.6 · 10⁻⁸, 2.7 · 10⁴³.

    >>> [scientific_notation(v) for v in (0.0, 1.0, 0.25, 8.62e-8)], scientific_notation(-1e-4, 1)
    (['0', '1', '0.25', '8.6 · 10⁻⁸'], '−10⁻⁴')
    >>> [scientific_notation(v) for v in (999999.0, 1e6, 2.7e43)]
    ['999999', '1.0 · 10⁶', '2.7 · 10⁴³']
    """
    v = float(v)
    if v == 0 or 0.001 <= abs(v) < _HUGE or not math.isfinite(v):
        return number_text(v, digits)
    mantissa, power = f"{v:.{digits - 1}e}".split("e")
    front = {"1": "", "-1": "−"}.get(mantissa, mantissa.replace("-", "−") + " · ")
    return f"{front}10{superscript(int(power))}"


_HUGE = 1e6


def bracketed_number(v: float) -> str:
    """Return a number, in brackets if it is negative.

    >>> bracketed_number(2.5), bracketed_number(-2.5)
    ('2.5', '(−2.5)')
    """
    return f"({number_text(v)})" if v < 0 else number_text(v)


def superscript(n: int) -> str:
    """Return n in small high digits.

    >>> superscript(-12)
    '⁻¹²'
    """
    return str(n).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def subscript(n: int) -> str:
    """Return n in small low digits.

    >>> subscript(12)
    '₁₂'
    """
    return str(n).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))
