"""The colours of all pictures in the light and the dark theme: safe for colour-blind readers.

Code names a colour once, as it is in the light theme (`PLUS`, `INK`, ...). Pictures that are SVG change it to its dark
twin by themselves: those of `svg` through CSS variables, those of matplotlib through `themes`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.colors import LinearSegmentedColormap

LIGHT = {
    "ink": "#1b1f24",
    "soft": "#57606a",
    "line": "#848d97",
    "faint": "#d0d7de",
    "paper": "#ffffff",
    "plus": "#0067a8",
    "minus": "#c24e00",
    "accent": "#8a2a78",
    "good": "#11703b",
    "bad": "#b3261e",
    "act": "#0b5cad",
    "zone": "#f1f4f8",
}
DARK = {
    "ink": "#e8eaed",
    "soft": "#a6adb5",
    "line": "#6e7681",
    "faint": "#484f58",
    "paper": "#111418",
    "plus": "#6cb8f0",
    "minus": "#f0a24e",
    "accent": "#e08fd0",
    "good": "#5fd38d",
    "bad": "#ff8a80",
    "act": "#5aa9f0",
    "zone": "#1e242b",
}
INK, SOFT, FAINT, PAPER = (LIGHT[name] for name in ("ink", "soft", "faint", "paper"))
PLUS, MINUS, ACCENT, GOOD = (LIGHT[name] for name in ("plus", "minus", "accent", "good"))

SERIES = (
    {"color": PLUS, "linestyle": "-", "marker": "s"},
    {"color": MINUS, "linestyle": "--", "marker": "o"},
    {"color": ACCENT, "linestyle": ":", "marker": "^"},
    {"color": GOOD, "linestyle": "-.", "marker": "D"},
    {"color": INK, "linestyle": (0, (8, 2)), "marker": "v"},
    {"color": SOFT, "linestyle": (0, (1, 3)), "marker": "P"},
)
"""One entry a curve: told apart by colour, by line and by marker."""

SERIES_TINTS = (
    "#3f8fd2",
    "#e08a3c",
    "#b0559a",
    "#3f9d5f",
    "#c9b01e",
    "#5fc3c9",
    "#8a6a4a",
    "#8c86d8",
    "#d0605f",
    "#7f858c",
)
"""Colours of areas, one for each class or curve, the first two blue and orange: seen through, on light and dark."""


@cache
def colour_map(*colours: str) -> LinearSegmentedColormap:
    """Return matplotlib's map from the first colour to the last.

    >>> [round(float(share), 2) for share in colour_map(PAPER, INK)(1.0)]
    [0.11, 0.12, 0.14, 1.0]
    """
    from matplotlib.colors import LinearSegmentedColormap  # a widget alone never waits for matplotlib

    return LinearSegmentedColormap.from_list("-".join(colours), colours)


def css_variables(colours: Mapping[str, str]) -> str:
    """Return the declarations of one CSS variable for each colour.

    >>> css_variables({"ink": "#1b1f24", "paper": "#ffffff"})
    '--ink:#1b1f24;--paper:#ffffff'
    """
    return ";".join(f"--{name}:{colour}" for name, colour in colours.items())
