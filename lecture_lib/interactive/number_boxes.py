"""Boxes with one number each, as the pictures of worksheets hold them: given ones, and cells that wait for a number."""

from __future__ import annotations

from markupsafe import Markup

from ..drawing import Point, Target, handle, number_text, tag, text
from .worksheet import BORDERS, SIGNS, CellContent

_STANDS = {"open": "open", "right": "right", "wrong": "not right yet", "revealed": "shown"}
_CLASSES = {"open": " soft", "right": " good", "wrong": " bad", "revealed": ""}
_LETTER = 7  # pixels that a letter of 12 pixels takes in the widest of the fonts that pages use


def fitted_text(x: float, y: float, content: str, width: float, class_: str) -> Markup:
    """Return text in the middle of (x, y), pressed together where it would be wider than `width`.

    >>> "textLength" in fitted_text(0, 0, "−12.34567", 40, "mid"), "textLength" in fitted_text(0, 0, "−12", 40, "mid")
    (True, False)
    """
    long = _LETTER * len(content) > width
    squeezed = {"textLength": width, "lengthAdjust": "spacingAndGlyphs"} if long else {}
    return text(x, y, content, class_, **squeezed)


def given_box(
    target: Target,
    name: str,
    value: float,
    at: Point,
    size: tuple[float, float],
    *,
    written: str | None = None,
    used: bool = False,
) -> Markup:
    """Return a given number that can be typed over, in a box of `size` round `at`; `written` may stand for it there.

    What is `used` now by the number that is asked for has a purple frame.

    >>> box = given_box(("x", 0), "input x₁", -1.5, (30, 20), (44, 24))
    >>> "−1.5</text>" in box, 'aria-label="input x₁, −1.5: press Enter to type another"' in box
    (True, True)
    """
    label = f"{name}, {number_text(value)}: press Enter to type another"
    frame = {"stroke": "var(--accent)", "stroke_width": 2} if used else {"stroke": "var(--line)"}
    return _box(
        at,
        size,
        number_text(value) if written is None else written,
        "mid small num",
        {"fill": "var(--zone)", **frame},
        handle(target, "edit", label, value=f"{value:g}"),
    )


def answer_box(
    target: Target,
    name: str,
    content: CellContent,
    at: Point,
    size: tuple[float, float],
    *,
    asked: bool = False,
    used: bool = False,
    judged: bool = False,
    digits: int = 4,
) -> Markup:
    """Return a cell that a learner fills in, in a box of `size` round `at`.

    The one that is `asked` for has a thick purple frame and ground, one that is `used` for it a thin frame; a wrong
    number that was `judged` last flashes.

    >>> box = answer_box(("z", 1, 0), "z[1]₁", CellContent("wrong", 5.0), (30, 20), (44, 24), judged=True)
    >>> "✗5</text>" in box, 'class="flash"' in box, "z[1]₁, not right yet, 5" in box
    (True, True, True)
    """
    kind, value = content
    written = "?" if value is None else number_text(value, digits)
    label = f"{name}, {_STANDS[kind]}{'' if value is None else f', {number_text(value)}'}: press Enter to type it"
    border, heavy = BORDERS[kind], 2.0 if kind in ("right", "wrong") else 1.2
    if asked or used:
        border, heavy = "var(--accent)", 3.0 if asked else 2.0
    frame = {
        "fill": "var(--accent)" if asked else "var(--paper)",
        "fill_opacity": 0.16 if asked else None,
        "stroke": border,
        "stroke_width": heavy,
        "stroke_dasharray": "4 3" if kind == "open" and not (asked or used) else None,
    }
    attributes = handle(target, "edit", label, value="" if value is None else f"{value:g}")
    if judged and kind == "wrong":
        attributes["class_"] = "flash"
    return _box(at, size, SIGNS[kind] + written, "mid small num" + _CLASSES[kind], frame, attributes)


def _box(at: Point, size: tuple[float, float], written: str, class_: str, frame: dict, attributes: dict) -> Markup:
    (x, y), (width, height) = at, size
    return tag(
        "g",
        tag("rect", x=x - width / 2, y=y - height / 2, width=width, height=height, rx=4, **frame),
        fitted_text(x, y + 4.5, written, width - 5, class_),
        **attributes,
    )
