"""How the course writes a number: short, with a true minus sign, in words and pictures alike."""

from __future__ import annotations


def number(v: float, digits: int = 4) -> str:
    """Return v with up to `digits` digits and a true minus sign: what a learner would copy.

    >>> number(-0.04742587), number(3.0), number(-0.0), number(1/3), number(123456.0)
    ('−0.04743', '3', '0', '0.3333', '123456')
    """
    v = float(v) + 0.0
    return (f"{v:.0f}" if v == round(v) and abs(v) < 1e9 else f"{v:.{digits}g}").replace("-", "−")


def bracketed(v: float) -> str:
    """Return a number, in brackets if it is negative.

    >>> bracketed(2.5), bracketed(-2.5)
    ('2.5', '(−2.5)')
    """
    return f"({number(v)})" if v < 0 else number(v)


def subscript(n: int) -> str:
    """Return n in small low digits.

    >>> subscript(12)
    '₁₂'
    """
    return str(n).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))
