"""What a pointer meets of small things in a picture: unseen discs of 24 pixels where there is room for them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from markupsafe import Markup

from .svg import tag

_LARGEST, _SMALLEST = 12.5, 7.0


def hit_discs(places: Sequence[Sequence[float]]) -> list[Markup]:
    """Return an unseen disc round each place (in the picture's units), none so large that it lies over another.

    >>> print(hit_discs([(0, 0), (20, 0)])[1])
    <circle cx="20" cy="0" r="10" class="hit"/>
    """
    at = np.asarray(places, float).reshape(-1, 2)
    apart = np.hypot(*(at[:, None] - at).transpose(2, 0, 1))
    np.fill_diagonal(apart, np.inf)
    radii = np.clip(apart.min(axis=1, initial=np.inf) / 2, _SMALLEST, _LARGEST)
    return [tag("circle", cx=x, cy=y, r=r, class_="hit") for (x, y), r in zip(at.tolist(), radii.tolist())]
