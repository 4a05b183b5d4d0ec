"""Tables of numbers on tinted cells: Jacobians, confusions, scores of a search (rows 02.5, 06.4, 07.4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from markupsafe import Markup

from ..validation import InputError, numbers
from . import svg
from .number_format import number_text
from .svg import Picture, join_elements, tag, text


def number_table(
    values,
    left: float,
    top: float,
    cell: tuple[float, float],
    full: float,
    rows: Sequence[str],
    columns: Sequence[str],
    write: Callable[[float], str] = number_text,
) -> Markup:
    """Return a table of numbers on tinted cells: blue above 0, orange below, the stronger the nearer to ±`full`.

    `rows` and `columns` are the names at the left and above; `cell` is a cell's width and height.

    >>> number_table([[1, -1]], 0, 0, (20, 10), 1, ["r"], ["a", "b"]).count("<rect")
    2
    """
    values, (width, height), parts = np.asarray(values, float), cell, []
    for j, name in enumerate(columns):
        parts.append(text(left + (j + 0.5) * width, top - 7, name, "mid small soft"))
    for i, row in enumerate(values.tolist()):
        parts.append(text(left - 8, top + (i + 0.5) * height + 4, rows[i], "end small soft"))
        for j, v in enumerate(row):
            x, y = left + j * width, top + i * height
            parts += [
                tag(
                    "rect",
                    x=x,
                    y=y,
                    width=width,
                    height=height,
                    stroke="var(--faint)",
                    fill="var(--plus)" if v > 0 else "var(--minus)",
                    fill_opacity=round(0.65 * min(abs(v) / full, 1), 3) if full and np.isfinite(v) else 0,
                ),
                text(x + width / 2, y + height / 2 + 4.5, write(v), "mid small num"),
            ]
    return join_elements(parts)


def heatmap(values, rows: Sequence[str], columns: Sequence[str], title: str) -> Picture:
    """Return the picture of a table with its numbers, rounded to three decimals, and the sum of each row (row 02.5).

    >>> heatmap([[0.25, -0.25], [-0.25, 0.25]], ["p₁", "p₂"], ["z₁", "z₂"], "A Jacobian")
    A Jacobian. Row p₁: 0.25, −0.25. Row p₂: −0.25, 0.25.
    """
    values = numbers(values, "the table", ndim=(2,))
    if values.shape != (len(rows), len(columns)):
        raise InputError(
            f"the table has shape {values.shape}, but {len(rows)} rows and {len(columns)} columns are named"
        )
    left, top, (width, height) = 56, 62, (74, 48)
    right, full = left + len(columns) * width, float(np.abs(values).max())
    sums = join_elements(
        text(right + 40, top + (i + 0.5) * height + 4.5, _short(sum(row)), "mid num soft")
        for i, row in enumerate(values.tolist())
    )
    said = " ".join(f"Row {name}: {', '.join(map(_short, row))}." for name, row in zip(rows, values.tolist()))
    return svg.picture(
        max(right + 84, 8 * len(title) + 40),
        top + height * len(rows) + 12,
        text((left + right) / 2, 20, title, "mid bold"),
        text(right + 40, top - 7, "sum", "mid small soft"),
        number_table(values, left, top, (width, height), full, rows, columns, _short),
        sums,
        title=title,
        text=f"{title}. {said}",
    )


def _short(v: float) -> str:
    return number_text(round(v, 3))


def confusion_heatmap(counts, names: Sequence[str], title: str = "Confusion matrix") -> Picture:
    """Return the picture of a confusion matrix: counts[i][j] examples of class i were read as class j (row 06.4).

    >>> confusion_heatmap([[9, 1], [0, 10]], ["cat", "dog"])
    Confusion matrix: 19 of 20 on the diagonal. Most often confused: cat read as dog (1).
    """
    counts = np.asarray(counts, int)
    k, (left, top), (width, height) = len(counts), (74, 66), (42, 28)
    confused = np.where(np.eye(k, dtype=bool), 0, counts)
    worst = sorted(((int(confused[i, j]), -i, -j) for i, j in np.argwhere(confused)), reverse=True)[:3]
    said = ", ".join(f"{names[-i]} read as {names[-j]} ({n})" for n, i, j in worst) or "none"
    return svg.picture(
        left + k * width + 20,
        top + k * height + 16,
        text(left + k * width / 2, 20, title, "mid bold"),
        text(left + k * width / 2, 42, "read as", "mid small"),
        text(20, top + k * height / 2, "shown", "mid small", transform=f"rotate(-90 20 {top + k * height / 2:g})"),
        confusion_table(counts, names, left, top, (width, height)),
        title=title,
        text=f"{title}: {int(np.trace(counts))} of {int(counts.sum())} on the diagonal. Most often confused: {said}.",
    )


def confusion_table(
    counts,
    names: Sequence[str],
    left: float,
    top: float,
    cell: tuple[float, float],
    columns: Sequence[str] | None = None,
) -> Markup:
    """Return a confusion matrix as a table: blue on the diagonal, orange beside it, a dot where the count is 0.

    `names` stand at the left, and above unless there are others for the `columns`.

    >>> confusion_table([[9, 1], [0, 10]], ["cat", "dog"], 0, 0, (20, 20)).count(">·<")
    1
    """
    counts = np.asarray(counts, int)
    right = np.eye(len(counts), dtype=bool)
    shown = np.where(right, counts, -4 * counts)  # mistakes are few: tint them more strongly
    full = max(int(counts.max()), 1)
    return number_table(shown, left, top, cell, full, names, columns or names, _count)


def _count(v: float) -> str:
    return number_text(v if v > 0 else -v / 4) if v else "·"


def score_heatmap(means, spreads, rows: Sequence[str], columns: Sequence[str], title: str) -> Picture:
    """Return the picture of a table of scores from 0 to 1 in per cent, mean ± spread, the best framed (row 07.4).

    means, spreads: (rows, columns). The tint goes from the lowest mean to the highest.

    >>> score_heatmap([[0.5, 0.75]], [[0.125, 0.0]], ["deep"], ["thin", "wide"], "Scores")
    Scores, in per cent. deep: thin 50.0 ± 12.5, wide 75.0 ± 0.0. Best: deep, wide.
    """
    means, spreads = numbers(means, "means", ndim=(2,)), numbers(spreads, "spreads", ndim=(2,))
    if not means.shape == spreads.shape == (len(rows), len(columns)):
        raise InputError(
            f"means have shape {means.shape} and spreads {spreads.shape}, but {len(rows)} rows and "
            f"{len(columns)} columns are named"
        )
    left, top, (width, height) = 16 + 7.5 * max(map(len, rows)), 58, (104, 40)
    low, gap = means.min(), float(np.ptp(means)) or 1.0
    written = [
        [f"{100 * m:.1f} ± {100 * s:.1f}" for m, s in zip(*row)] for row in zip(means.tolist(), spreads.tolist())
    ]
    best = np.unravel_index(int(means.argmax()), means.shape)
    tint = number_table((means - low) / gap, left, top, (width, height), 1, rows, columns, lambda v: "")
    parts = [
        text(left + (j + 0.5) * width, top + (i + 0.5) * height + 4.5, cell, "mid num")
        for i, row in enumerate(written)
        for j, cell in enumerate(row)
    ]
    frame = tag(
        "rect",
        x=left + best[1] * width,
        y=top + best[0] * height,
        width=width,
        height=height,
        fill="none",
        stroke="var(--ink)",
        stroke_width=2.5,
    )
    said = " ".join(
        f"{name}: {', '.join(f'{c} {cell}' for c, cell in zip(columns, row))}." for name, row in zip(rows, written)
    )
    return svg.picture(
        max(left + width * len(columns) + 12, 8 * len(title) + 30),
        top + height * len(rows) + 12,
        text(left, 20, f"{title}, in per cent", "bold"),
        tint,
        *parts,
        frame,
        title=title,
        text=f"{title}, in per cent. {said} Best: {rows[best[0]]}, {columns[best[1]]}.",
    )
