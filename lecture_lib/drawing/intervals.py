"""Means of a few runs with their 95 % intervals, as curves on matplotlib axes (rows 14.2 to 14.6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..training import MeanInterval
from .curves import label_axes
from .palette import SERIES


def plot_with_intervals(
    ax,
    lines: Mapping[str, tuple[Sequence[float], Sequence[MeanInterval]]],
    x_label: str,
    y_label: str,
    *,
    log: str = "",
) -> str:
    """Draw named curves (x, means) with a bar as long as the interval; return the text alternative.

    >>> from lecture_lib.drawing.figure import figure
    >>> from lecture_lib.training import mean_with_interval
    >>> fig, ax = figure()
    >>> means = [mean_with_interval([1, 2]), mean_with_interval([3, 3])]
    >>> plot_with_intervals(ax, {"error": ([1, 2], means)}, "depth", "test error")
    'test error against depth, with 95 % intervals. error: 1.5 ± 6.4, 3 ± 0.'
    """
    for (name, (x, means)), look in zip(lines.items(), SERIES * len(lines)):
        ax.errorbar(
            x,
            [mean.value for mean in means],
            [mean.half for mean in means],
            label=name,
            capsize=4,
            markersize=5,
            **look,
        )
    label_axes(ax, [x for x, _ in lines.values()], x_label, y_label, log)
    in_words = " ".join(
        f"{name}: {', '.join(f'{mean.value:.3g} ± {mean.half:.2g}' for mean in means)}."
        for name, (_, means) in lines.items()
    )
    return f"{y_label} against {x_label}, with 95 % intervals. {in_words}"
