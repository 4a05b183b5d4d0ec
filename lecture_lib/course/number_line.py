"""A guess and the truth on one number line, as the verdict on a prediction shows them."""

from __future__ import annotations

from math import isfinite

from markupsafe import Markup

_WIDTH, _MARGIN, _Y = 260, 56, 24


def number_line(guess: float, truth: float) -> Markup:
    """Return a line with both numbers, the guess as a ring and the truth as a dot; nothing where it cannot be drawn.

    >>> str(number_line(3.0, 3.0)), "<circle" in number_line(-3.0, 3.0)
    ('', True)
    """
    if not (isfinite(guess) and isfinite(truth)) or guess == truth:
        return Markup()
    low, high = sorted((guess, truth))
    marks = [_mark(v, _MARGIN + (v - low) / (high - low) * (_WIDTH - 2 * _MARGIN), v == truth) for v in (guess, truth)]
    return Markup(
        '<svg viewBox="0 0 {0} 48" width="{0}" height="48" style="display:block;max-width:100%;font-size:12px" '
        'role="img" aria-label="your guess and the truth on a number line">'
        '<line x1="8" y1="{1}" x2="{2}" y2="{1}" stroke="currentColor" stroke-opacity=".5"/>{3}</svg>'
    ).format(_WIDTH, _Y, _WIDTH - 8, Markup().join(marks))


def _mark(value: float, x: float, is_truth: bool) -> Markup:
    says = f"{'truth' if is_truth else 'you'} {value:g}".replace("-", "−")
    fill, y = ("currentColor", 12) if is_truth else ("none", 46)
    return Markup(
        '<circle cx="{0:.1f}" cy="{1}" r="6" fill="{2}" stroke="currentColor" stroke-width="2"/>'
        '<text x="{0:.1f}" y="{3}" text-anchor="middle" fill="currentColor">{4}</text>'
    ).format(x, _Y, fill, y, says)
