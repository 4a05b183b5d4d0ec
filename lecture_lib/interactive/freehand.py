"""A stroke of the pointer that draws over a curve, which is kept as heights at equal steps from 0 to 1 (rows 11.2,
13.1).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..validation import Array

Pen = tuple[float, float]


def apply_stroke(heights: Array, pen: Pen | None, points: Sequence[Sequence[float]]) -> tuple[Array, Pen]:
    """Return the heights with a stroke drawn over those that it covers, and where the pen is at its end.

    The stroke goes straight from point to point; it begins at the `pen` if that is still down.

    >>> apply_stroke(np.zeros(5), None, [(0.25, 1.0), (0.75, 3.0)])
    (array([0., 1., 2., 3., 0.]), (0.75, 3.0))
    """
    heights, at = np.array(heights, float), np.linspace(0, 1, len(heights))
    reach = 0.5 / (len(heights) - 1)  # as far as a point speaks for a height
    pen = pen or tuple(points[0])
    for x, y in points:
        (x0, y0), (x1, y1) = sorted([pen, (x, y)])
        covered = (at >= x0 - reach) & (at <= x1 + reach)
        heights[covered] = np.interp(at[covered], [x0, x1], [y0, y1]) if x1 > x0 else y
        pen = (x, y)
    return heights, pen
