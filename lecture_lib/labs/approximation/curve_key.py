"""The key beside a picture of curves: which line is what (row 11.2)."""

from __future__ import annotations

from ...drawing import line_segment, text

TARGET_LOOK = {"stroke": "var(--soft)", "stroke_width": 7, "opacity": 0.45}
"""How the target is drawn: broad and pale, so that a curve on it stays seen."""


def key_row(x: float, y: float, label: str, look: dict) -> str:
    """Return a piece of line as it is drawn in the picture, and what it stands for.

    >>> print(key_row(0, 20, "the network", {"stroke": "red"}))
    <line x1="0" y1="20" x2="28" y2="20" stroke="red"/><text x="38" y="25" class="small">the network</text>
    """
    return line_segment(x, y, x + 28, y, **look) + text(x + 38, y + 5, label, "small")
