"""Formulas and lines of code as SVG, symbol by symbol: each symbol can be marked (rows 07.2, 07.4)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from ...drawing import join_elements, tag, text
from .spelling import FormulaPiece, Symbol

_NARROW, _WIDE = "()[]., iljft'", "WΩMmw"
_CODE_SIZE, _CODE_WIDTH = 12.5, 7.5  # of a letter in a line of code
_SMALLEST = 12  # of what stands low and high: it is to be read on a small screen too


@lru_cache(maxsize=1024)
def symbol_width(name: Symbol, size: float = 16) -> float:
    """Return how much room a symbol takes; its letters are made to fill it on every machine.

    >>> symbol_width(Symbol("W", "", "[1]")) > symbol_width(Symbol("x"))
    True
    """
    return _run(name.base, size) + max(_run(name.low, _small(size)), _run(name.high, _small(size)))


@lru_cache(maxsize=4096)  # a press moves few symbols; the others are drawn as they were
def symbol(x: float, y: float, name: Symbol, size: float = 16, class_: str = "") -> str:
    """Return a symbol that begins at x, its line at y; what is low and high stands one above the other.

    >>> symbol(0, 20, Symbol("z", "in", "(1)")).count("<text")
    3
    """
    after = x + _run(name.base, size)
    return (
        _written(x, y, name.base, size, class_)
        + _written(after, y + 0.28 * size, name.low, _small(size), class_)
        + _written(after, y - 0.42 * size, name.high, _small(size), class_)
    )


def formula_line(x: float, y: float, pieces: Sequence[FormulaPiece], size: float = 16, marked: str = "") -> str:
    """Return a formula that begins at x; the symbols of the part `marked` stand on a ground of their own.

    >>> pieces = [FormulaPiece(Symbol("W"), "W1"), FormulaPiece(Symbol(" x"), "x")]
    >>> formula_line(0, 20, pieces, marked="W1").count("<rect")
    1
    """
    parts = []
    for name, part in pieces:
        room, is_marked = symbol_width(name, size), bool(part) and part == marked
        parts.append(_ground(x - 2, y - 1.1 * size, room + 4, 1.55 * size) if is_marked else "")
        parts.append(symbol(x, y, name, size, "bold" if is_marked else ""))
        x += room
    return join_elements(parts)


def formula_width(pieces: Sequence[FormulaPiece], size: float = 16) -> float:
    """Return how long a formula is.

    >>> formula_width([FormulaPiece(Symbol("x"), "x")]) == symbol_width(Symbol("x"))
    True
    """
    return sum(symbol_width(name, size) for name, _ in pieces)


def code_line(x: float, y: float, pieces: Sequence[FormulaPiece], marked: str = "", class_: str = "") -> str:
    """Return a line of code in letters of one width; the part `marked` stands out as in `formula_line`.

    >>> pieces = [FormulaPiece(Symbol("y"), "a1"), FormulaPiece(Symbol(" = x"))]
    >>> code_line(0, 20, pieces).count("<text")
    2
    """
    parts = []
    for name, part in pieces:
        room, is_marked = code_width(name.base), bool(part) and part == marked
        parts.append(_ground(x - 1, y - 14, room + 2, 19) if is_marked else "")
        parts.append(_typed(x, y, name.base, "bold" if is_marked else class_))
        x += room
    return join_elements(parts)


def code_width(written: str) -> float:
    """Return how long plain code is.

    >>> code_width("x + 1")
    37.5
    """
    return len(written) * _CODE_WIDTH


def code_piece(written: str) -> tuple[FormulaPiece, ...]:
    """Return plain code as one piece, for `code_line`.

    >>> code_piece("x + 1")[0].name.base
    'x + 1'
    """
    return (FormulaPiece(Symbol(written)),)


def _ground(x: float, y: float, room: float, height: float) -> str:
    return tag(
        "rect",
        x=x,
        y=y,
        width=room,
        height=height,
        rx=3,
        fill="var(--zone)",
        stroke="var(--accent)",
        stroke_width=2,
    )


def _small(size: float) -> float:
    return max(0.7 * size, _SMALLEST)


@lru_cache(maxsize=512)
def _run(written: str, size: float) -> float:
    return (
        sum(
            0.36 if c in _NARROW else 0.95 if c in _WIDE else 0.72 if c.isupper() or c in "=+−" else 0.6
            for c in written
        )
        * size
    )


def _written(x: float, y: float, written: str, size: float, class_: str) -> str:
    if not written.strip():
        return ""
    ahead = len(written) - len(written.lstrip())
    return text(
        round(x + ahead * 0.36 * size, 2),
        round(y, 2),
        written.strip(),
        class_,
        textLength=round(_run(written.strip(), size), 2),
        lengthAdjust="spacingAndGlyphs",
        style=f"font-size:{size:g}px",
    )


@lru_cache(maxsize=1024)
def _typed(x: float, y: float, written: str, class_: str) -> str:
    if not written.strip():
        return ""
    ahead = len(written) - len(written.lstrip())
    return text(
        round(x + ahead * _CODE_WIDTH, 2),
        y,
        written.strip().replace(" ", "\u00a0"),
        class_,
        textLength=round(len(written.strip()) * _CODE_WIDTH, 2),
        lengthAdjust="spacingAndGlyphs",
        style=f"font-family:var(--jp-code-font-family,monospace);font-size:{_CODE_SIZE}px",
    )
