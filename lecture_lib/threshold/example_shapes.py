"""Drawings to start from: names of shapes and their rings of corners, for notebook 12 and its widgets (row 12.2).

>>> [name for name, rings in EXAMPLE_SHAPES.items() if len(rings) > 1]
['two islands', 'ring with a hole']
"""

from __future__ import annotations

import numpy as np

from .halfplanes import regular_polygon

_INNER = (3 - np.sqrt(5)) / 2  # so that the star's ten sides lie on five lines


def _written(*rings) -> tuple:
    return tuple(tuple((float(x), float(y)) for x, y in ring) for ring in rings)


_TIPS, _DENTS = regular_polygon(5, 2.5, turn=np.pi / 2), regular_polygon(5, 2.5 * _INNER, turn=np.pi / 2 + np.pi / 5)

EXAMPLE_SHAPES = {
    "pentagon": _written(regular_polygon(5, 2, turn=np.pi / 2).round(2)),
    "L": _written([(-2, -2), (2, -2), (2, -0.5), (-0.5, -0.5), (-0.5, 2), (-2, 2)]),
    "star": _written(np.stack([_TIPS, _DENTS], axis=1).reshape(-1, 2)),
    "arrow": _written([(-2, -0.6), (0.2, -0.6), (0.2, -1.8), (2.4, 0), (0.2, 1.8), (0.2, 0.6), (-2, 0.6)]),
    "two islands": _written(
        regular_polygon(5, 1.1, (-1.4, 0), np.pi / 2).round(2), [(0.6, -1), (2.2, -0.7), (1.2, 1.2)]
    ),
    "ring with a hole": _written([(-2, -2), (2, -2), (2, 2), (-2, 2)], [(-1, -1), (1, -1), (1, 1), (-1, 1)]),
    "crown": _written([(-2, -1.5), (2, -1.5), (2.4, 1.5), (1, 0), (0, 1.8), (-1, 0), (-2.4, 1.5)]),
    "C": _written([(-2, -2), (2, -2), (2, -0.8), (-0.6, -0.8), (-0.6, 0.8), (2, 0.8), (2, 2), (-2, 2)]),
}
"""Name → rings; every ring is a tuple of corners (x, y) in the square from -3 to 3."""
