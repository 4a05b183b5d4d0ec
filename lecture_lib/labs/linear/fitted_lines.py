"""Linear classifiers fitted to the same points: line, margin lines, and the points that pull (row 01.1)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ...drawing import Picture, boundary_line, plane_frame, point_markers, svg, tag
from ...validation import Array, InputError, count_phrase, labelled_examples

_SIZE = 250, 286


def fitted_lines(x, y, fits: Mapping[str, tuple], half: float = 4.0) -> Picture:
    """Return one panel for each fit: name → (w, b, pulls), with `pulls` one number from 0 to 1 for each example.

    x: (n, 2), y: n labels -1 or +1. The solid line is w·x + b = 0, the dashed ones are those where it is -1 and +1.
    A ring round a point is the wider and the darker, the more the point pulls; a point that does not pull has none.

    >>> fitted_lines([[-2, 0], [2, 0]], [-1, 1], {"by hand": ([0.5, 0.0], 0.0, [1, 1])})
    Two classes and a line. by hand: 2 of 2 points classified correctly, 2 points pull, half the margin is 2.
    """
    x, y = labelled_examples(x, y)
    panels, said = [], []
    for name, (w, b, pulls) in fits.items():
        w, pulls = np.asarray(w, float), np.asarray(pulls, float)
        if pulls.shape != y.shape:
            raise InputError(f"{name}: {pulls.size} pulls were given for {len(y)} points. Give one for each point.")
        panels.append(svg.panel(*_SIZE, _plane(x, y, w, b, pulls, name, half)))
        right = int((y * (x @ w + b) > 0).sum())
        said.append(
            f"{name}: {right} of {count_phrase(len(y), 'point')} classified correctly, "
            f"{count_phrase(int((pulls > 0).sum()), 'point')} pull, half the margin is {1 / np.hypot(*w):.3g}."
        )
    return svg.panels(*panels, title="Fitted lines", text=f"Two classes and a line. {' '.join(said)}")


def _plane(x: Array, y: Array, w: Array, b: float, pulls: Array, name: str, half: float) -> str:
    frame = plane_frame(-half, half, -half, half, left=44, top=30, size=196)
    look = {"fill": "none", "stroke": "var(--accent)", "stroke_width": 1.6}
    rings = [
        tag("circle", cx=px, cy=py, r=4.5 + 4 * pull, **look, stroke_opacity=max(0.2, pull))
        for (px, py), pull in zip(frame.points(x).tolist(), pulls.tolist())
        if pull > 0
    ]
    dashes = [boundary_line(frame, w, b - z, "var(--soft)", stroke_width=1.5, stroke_dasharray="5 4") for z in (-1, 1)]
    inside = frame.open(*dashes, boundary_line(frame, w, b), point_markers(frame, x, y, 3.2), *rings)
    return inside + frame.axes("x₁", "x₂", name)
