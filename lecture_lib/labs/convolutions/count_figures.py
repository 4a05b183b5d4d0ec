"""Figures of row 16.4: where a network's parameters and its work are, and accuracy against the shift of a digit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ...architectures.layer_counts import LayerCount
from ...data import load_conv_scores
from ...drawing import ACCENT, INK, RenderedFigure, figure, plot_with_intervals, render_figure
from ...training import mean_with_interval


def count_bars(counts: Mapping[str, LayerCount]) -> RenderedFigure:
    """Return bars, per layer with parameters, of its part of all parameters and of all multiplications.

    >>> from lecture_lib.architectures import vgg19_counts
    >>> count_bars(vgg19_counts())
    Bars for 19 layers, in per cent of all. Parameters: most in dense1, 72. Multiplications: most in conv1_2, 9.4.
    """
    names = [name for name, count in counts.items() if count.n_parameters]
    n, work = (  # as real numbers: where whole ones have 32 bits, as in a browser, the products would not fit
        np.array([getattr(counts[name], field) for name in names], float) for field in LayerCount._fields[2:4]
    )
    fig, ax = figure(6.4, 3.6)
    at, parts = np.arange(len(names)), (100 * n / n.sum(), 100 * work / work.sum())
    looks = ({"color": ACCENT, "label": "parameters"}, {"color": INK, "hatch": "//", "label": "multiplications"})
    for heights, edge, look in zip(parts, (-0.4, 0.0), looks):
        ax.bar(at + edge, heights, 0.4, align="edge", **look)
    ax.set_xticks(at, names, rotation=90)
    ax.set_ylabel("per cent of all")
    ax.legend()
    largest = [f"most in {names[part.argmax()]}, {part.max():.2g}." for part in parts]
    alt = f"Bars for {len(names)} layers, in per cent of all. Parameters: {largest[0]} Multiplications: {largest[1]}"
    return render_figure(fig, alt)


def shift_curves(networks: Sequence[str]) -> RenderedFigure:
    """Return curves of the kept accuracies on test digits moved by 0 to 4 pixels, for networks by name.

    >>> shift_curves(["CNN", "9 hidden units"])                         # doctest: +ELLIPSIS
    accuracy against pixels by which the digits are moved, with 95% intervals. CNN: 0.9...
    """
    scores = load_conv_scores().scores
    runs = {name: np.array(scores[f"{name}, by shift"]) for name in networks}
    lines = {
        name: (list(range(run.shape[1])), [mean_with_interval(column) for column in run.T])
        for name, run in runs.items()
    }
    fig, ax = figure(6, 3.4)
    return render_figure(fig, plot_with_intervals(ax, lines, "pixels by which the digits are moved", "accuracy"))
