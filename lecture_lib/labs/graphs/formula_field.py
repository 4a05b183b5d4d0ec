"""A typed formula as one line of equal letters, with a mark under the letter at fault (rows 09.2, 09.3)."""

from __future__ import annotations

from ...drawing import handle, tag, text

FIELD_HEIGHT = 52
_LETTER, _SIZE = 8.4, 14  # pixels: width and height of a letter


def formula_field(
    x: float,
    y: float,
    width: float,
    formula: str,
    label: str,
    at: int | None = None,
    wrong: bool = False,
) -> str:
    """Return a field that can be typed over; where `formula` is too long for it, the part round `at` is shown.

    `at` is the letter to mark, counted from 0; `wrong` gives the field a red edge. Its target is ("formula",).

    >>> "formula, w*x" in formula_field(0, 0, 300, "w*x", "formula")
    True
    """
    shown, first = _excerpt(formula.replace("\n", "; "), at or 0, int((width - 20) / _LETTER))
    letters = (
        text(
            x + 10,
            y + 20,
            shown.replace(" ", "\u00a0"),
            textLength=f"{len(shown) * _LETTER:.1f}",
            style=f"font-family:var(--jp-code-font-family,monospace);font-size:{_SIZE}px",
        )
        if shown
        else text(x + 10, y + 20, "type here", "soft")
    )
    mark = "" if at is None else _mark(x + 10 + (at - first + 0.5) * _LETTER, y + 33)
    return tag(
        "g",
        tag(
            "rect",
            x=x,
            y=y,
            width=width,
            height=30,
            rx=4,
            fill="var(--paper)",
            stroke="var(--bad)" if wrong else "var(--soft)",
            stroke_width=1.5,
        ),
        letters,
        mark,
        **handle(("formula",), "edit", f"{label}, {formula or 'empty'}: press Enter to type", value=formula),
    )


def _mark(x: float, y: float) -> str:
    return tag(
        "path",
        d=f"M{x - 5:.1f} {y + 10:.1f}L{x:.1f} {y:.1f}L{x + 5:.1f} {y + 10:.1f}",
        fill="none",
        stroke="var(--bad)",
        stroke_width=2.5,
    )


def _excerpt(formula: str, at: int, room: int) -> tuple[str, int]:
    """Return the part that fits, and which character of the formula it begins with."""
    if len(formula) <= room:
        return formula, 0
    first = min(max(0, at - room // 2), len(formula) - room)
    part = formula[first : first + room]
    return ("…" if first else part[0]) + part[1:-1] + ("…" if first + room < len(formula) else part[-1]), first
