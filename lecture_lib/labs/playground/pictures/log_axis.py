"""An upright axis of powers of ten: the heights of its frame are logarithms to base ten."""

from __future__ import annotations

import math
from functools import lru_cache

from markupsafe import Markup

from ....drawing import Frame, join_elements, line_segment, scientific_notation, tag, text

_DECADES = 4  # labels at most; between two decades or fewer the numbers 2 and 5 are labelled too


def decades(low: float, high: float, most: int = 9) -> tuple[int, int]:
    """Return the powers of ten between which the numbers from `low` to `high`, both above 0, lie; at most so many.

    >>> decades(0.03, 0.7), decades(1e-30, 5.0)
    ((-2, 0), (-8, 1))
    """
    top = math.ceil(math.log10(high) - 1e-9)
    return max(min(math.floor(math.log10(low) + 1e-9), top - 1), top - most), top


@lru_cache(maxsize=64)
def log_axis(frame: Frame) -> Markup:
    """Return the border of the frame, and lines with numbers at powers of ten, for y from log10 of the lowest number.

    >>> log_axis(Frame(0, 9, -2, 0, left=40, top=0, width=90, height=100)).count("<text")
    7
    """
    low, high = round(frame.y0), round(frame.y1)
    every = max(1, math.ceil((high - low) / _DECADES))
    digits = (1, 2, 5) if high - low <= 2 else (1,)
    parts = [tag("rect", x=frame.left, y=frame.top, width=frame.width, height=frame.height, class_="axis")]
    for power in range(low, high + 1, every):
        for digit in digits if -3 <= power < high else (1,):
            y = frame.at(0, power + math.log10(digit))[1]
            parts += [
                line_segment(frame.left, y, frame.left + frame.width, y, class_="grid"),
                text(
                    frame.left - 5, round(y + 4, 2), scientific_notation(digit * 10.0**power, 1), "end small soft num"
                ),
            ]
    return join_elements(parts)
