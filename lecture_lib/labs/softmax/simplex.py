"""The triangle of all ways to share probability among three classes (row 06.2).

A corner is certainty, the centre is ignorance; p lies at p₁ · corner 1 + p₂ · corner 2 + p₃ · corner 3.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...drawing import curve_path, join_elements, line_segment, tag, text
from ...nn import softmax
from ...validation import Array
from .bars import CLASS_COLOURS

_COLDEST, _HOTTEST = 0.01, 100.0
_HEATS = np.logspace(np.log10(_COLDEST), np.log10(_HOTTEST), 90)[:, None]


@dataclass(frozen=True)
class Triangle:
    """An equilateral triangle: class 1 at the top, 2 at the left, 3 at the right.

    >>> Triangle(0, 0, 100).at([0.5, 0.25, 0.25]).round(1)
    array([50. , 43.3])
    """

    left: float
    top: float
    side: float

    @property
    def height(self) -> float:
        """The height of the triangle."""
        return self.side * 3**0.5 / 2

    @property
    def corners(self) -> Array:
        """The three corners, shape (3, 2), in the picture's units."""
        bottom = self.top + self.height
        return np.array([(self.left + self.side / 2, self.top), (self.left, bottom), (self.left + self.side, bottom)])

    def at(self, p) -> Array:
        """Return the place of probabilities p: shape (3,) to (2,), or (n, 3) to (n, 2)."""
        return np.asarray(p, float) @ self.corners

    def ground(self) -> str:
        """Return the triangle, its lines of p = ¼, ½, ¾, the names of its corners, and its centre."""
        (ax, ay), (bx, by), (cx, cy) = self.corners
        parts = [
            tag(
                "polygon",
                points=f"{ax:.1f},{ay:.1f} {bx:.1f},{by:.1f} {cx:.1f},{cy:.1f}",
                fill="var(--paper)",
                stroke="var(--soft)",
                stroke_width=1.5,
            )
        ]
        for share in (0.25, 0.5, 0.75):
            for k in range(3):
                ends = np.full((2, 3), 0.0)
                ends[:, k], ends[0, (k + 1) % 3], ends[1, (k + 2) % 3] = share, 1 - share, 1 - share
                parts.append(line_segment(*self.at(ends).ravel().round(2).tolist(), class_="grid"))
        for k, (dx, dy) in enumerate(((0, -9), (20, 19), (-20, 19))):
            x, y = self.corners[k]
            parts.append(text(x + dx, y + dy, f"class {k + 1}", "mid bold", style=f"fill:{CLASS_COLOURS[k]}"))
        x, y = self.at([1 / 3] * 3)
        return (
            join_elements(parts)
            + line_segment(x - 5, y, x + 5, y, class_="axis")
            + line_segment(x, y - 5, x, y + 5, class_="axis")
        )

    def curve(self, z) -> str:
        """Return the way of softmax(z / T) from the coldest T, near a corner, to the hottest, near the centre."""
        return curve_path(
            self.at(softmax.value(np.asarray(z, float) / _HEATS)),
            stroke="var(--soft)",
            stroke_width=2,
            stroke_dasharray="5 4",
        )

    def point(self, p, **attributes) -> str:
        """Return a dot at p."""
        x, y = self.at(p).tolist()
        return tag("circle", cx=x, cy=y, r=7, fill="var(--ink)", stroke="var(--paper)", stroke_width=2, **attributes)

    def ring(self, p) -> str:
        """Return a ring at p: where the point is to go."""
        x, y = self.at(p).tolist()
        return tag("circle", cx=x, cy=y, r=12, fill="none", stroke="var(--accent)", stroke_width=3)
