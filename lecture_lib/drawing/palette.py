"""Colours for matplotlib figures: safe for colour-blind readers, each with a line style and a marker of its own."""

INK, SOFT, PAPER = "#1b1f24", "#57606a", "#ffffff"
PLUS, MINUS, ACCENT, GOOD = "#0067a8", "#c24e00", "#8a2a78", "#11703b"

SERIES = (
    {"color": PLUS, "linestyle": "-", "marker": "s"},
    {"color": MINUS, "linestyle": "--", "marker": "o"},
    {"color": ACCENT, "linestyle": ":", "marker": "^"},
    {"color": GOOD, "linestyle": "-.", "marker": "D"},
)
"""One entry a curve: told apart by colour, by line and by marker."""
