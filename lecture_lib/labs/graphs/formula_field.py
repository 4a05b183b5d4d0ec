"""A typed formula in rows of equal letters, with a mark under the letter at fault (rows 09.2, 09.3)."""

from __future__ import annotations

from ...drawing import handle, tag, text

_LETTER, _SIZE = 8.4, 14  # pixels: width and height of a letter
_ROW, _RIM = 21, 6  # of a row, with its mark; above and below the rows


def field_height(rows: int) -> int:
    """Return how high a field of so many rows is.

    >>> field_height(2)
    54
    """
    return rows * _ROW + 2 * _RIM


def formula_field(
    x: float,
    y: float,
    width: float,
    rows: int,
    formula: str,
    label: str,
    at: int | None = None,
    wrong: bool = False,
) -> str:
    """Return a field that can be typed over; of a formula with more rows than it has, those round `at` are shown.

    `at` is the letter to mark, counted from 0; `wrong` gives the field a red edge. Its target is ("formula",).

    >>> "formula, w*x" in formula_field(0, 0, 260, 2, "w*x", "formula")
    True
    """
    lines = formula_rows(formula, int((width - 20) / _LETTER), rows)
    faulty = 0 if at is None else max(n for n, (first, _) in enumerate(lines) if first <= at or n == 0)
    top = min(max(0, faulty - rows + 1), max(0, len(lines) - rows))
    shown = []
    for n, (first, line) in enumerate(lines[top : top + rows]):
        base = y + _RIM + n * _ROW + 14
        more = top + n + 1 < len(lines) and n == rows - 1
        shown.append(_letters(x + 10, base, line[:-1] + "…" if more else line))
        if at is not None and top + n == faulty:
            shown.append(_mark(x + 10 + (at - first + 0.5) * _LETTER, base + 3))
    if not formula:
        shown.append(text(x + 10, y + _RIM + 16, "press here and type", "soft"))
    box = tag(
        "rect",
        x=x,
        y=y,
        width=width,
        height=field_height(rows),
        rx=4,
        fill="var(--paper)",
        stroke="var(--bad)" if wrong else "var(--line)",
        stroke_width=1.5,
    )
    about = handle(("formula",), "edit", f"{label}, {formula or 'empty'}: press Enter to type", value=formula)
    return tag("g", box, *shown, **about)


def formula_rows(formula: str, room: int, wanted: int) -> list[tuple[int, str]]:
    """Return a formula in rows of at most `room` letters, each with the place of its first letter.

    A new row begins after each semicolon; if that makes more rows than are `wanted`, what fits into one is joined.

    >>> formula_rows("s = x + y; s*s", 20, 2), formula_rows("a + b + c", 6, 2)
    ([(0, 's = x + y;'), (11, 's*s')], [(0, 'a + b '), (6, '+ c')])
    >>> formula_rows("s = x + y; s*s", 20, 1)
    [(0, 's = x + y; s*s')]
    """
    rows: list[tuple[int, str]] = []
    first = 0
    for part in formula.replace("\n", ";").split(";"):
        end = first + len(part) + 1
        start = first + len(part) - len(part.lstrip())
        line = formula[start:end]
        rows += [(start + n, line[n : n + room]) for n in range(0, max(len(line), 1), room)]
        first = end
    if len(rows) <= wanted:
        return rows
    joined = rows[:1]
    for start, line in rows[1:]:
        before = joined[-1][0]
        if start + len(line) - before <= room:
            joined[-1] = before, formula[before : start + len(line)]
        else:
            joined.append((start, line))
    return joined


def _letters(x: float, y: float, line: str) -> str:
    if not line.strip():
        return ""
    return text(
        x,
        y,
        line.replace(" ", "\u00a0").replace("\n", "\u00a0"),
        textLength=f"{len(line) * _LETTER:.1f}",
        style=f"font-family:var(--jp-code-font-family,monospace);font-size:{_SIZE}px",
    )


def _mark(x: float, y: float) -> str:
    return tag(
        "path",
        d=f"M{x - 5:.1f} {y + 7:.1f}L{x:.1f} {y:.1f}L{x + 5:.1f} {y + 7:.1f}",
        fill="none",
        stroke="var(--bad)",
        stroke_width=2.5,
    )
