"""Decision maps side by side: the same points, and what each of several units or networks says everywhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from . import svg
from .planes import decision_surface, plane_frame, point_markers
from .svg import Picture

_SIZE, _GAP = 205, 62


def decision_map_row(fields: Sequence[Callable], titles: Sequence[str], x, y, title: str, half: float = 2.0) -> Picture:
    """Return one map for each field, two or three in a row, all with the points x (n, 2) of classes y.

    A field takes (m, 2) points and returns m numbers in [-1, 1], as `planes.decision` wants it.

    >>> decision_map_row([lambda x: x[:, 0]], ["x₁"], [[-1, 0], [1, 0]], [-1, 1], "One unit")
    One unit. x₁: 2 of 2 points classified correctly.
    """
    y = np.asarray(y)
    parts, said, columns = [], [], 2 if len(fields) in (2, 4) else min(len(fields), 3)
    for i, (f, name) in enumerate(zip(fields, titles)):
        frame = plane_frame(
            -half,
            half,
            -half,
            half,
            left=48 + i % columns * (_SIZE + _GAP),
            top=28 + i // columns * (_SIZE + 72),
            size=_SIZE,
        )
        parts += [frame.open(decision_surface(frame, f, 70), point_markers(frame, x, y, 3)), frame.axes(title=name)]
        right = int(((f(np.asarray(x, float)) > 0) == (y > 0)).sum())
        said.append(f"{name}: {right} of {len(y)} points classified correctly.")
    rows = -(-len(fields) // columns)
    return svg.picture(
        columns * (_SIZE + _GAP) + 8, rows * (_SIZE + 72), *parts, title=title, text=f"{title}. {' '.join(said)}"
    )
