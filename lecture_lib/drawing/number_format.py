"""How the course writes a number: short, with a true minus sign, in words and pictures alike."""

from __future__ import annotations


def number_text(v: float, digits: int = 4) -> str:
    """Return v with up to `digits` digits and a true minus sign: what a learner would copy.

    >>> number_text(-0.04742587), number_text(3.0), number_text(-0.0), number_text(1/3), number_text(123456.0)
    ('−0.04743', '3', '0', '0.3333', '123456')
    """
    v = float(v) + 0.0
    return (f"{v:.0f}" if v == round(v) and abs(v) < 1e9 else f"{v:.{digits}g}").replace("-", "−")


def scientific_notation(v: float, digits: int = 2) -> str:
    """Return v with `digits` digits, written with a power of ten where it is small: 0.011, 8.6 · 10⁻⁸.

    >>> [scientific_notation(v) for v in (0.0, 1.0, 0.25, 8.62e-8)], scientific_notation(-1e-4, 1)
    (['0', '1', '0.25', '8.6 · 10⁻⁸'], '−10⁻⁴')
    """
    v = float(v)
    if v == 0 or abs(v) >= 0.001:
        return number_text(v, digits)
    mantissa, power = f"{v:.{digits - 1}e}".split("e")
    small = str(int(power)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    front = {"1": "", "-1": "−"}.get(mantissa, mantissa.replace("-", "−") + " · ")
    return f"{front}10{small}"


def bracketed_number(v: float) -> str:
    """Return a number, in brackets if it is negative.

    >>> bracketed_number(2.5), bracketed_number(-2.5)
    ('2.5', '(−2.5)')
    """
    return f"({number_text(v)})" if v < 0 else number_text(v)


def subscript(n: int) -> str:
    """Return n in small low digits.

    >>> subscript(12)
    '₁₂'
    """
    return str(n).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))
