"""Figures of the convergence theorem: a run between the limits of its proof, and many runs beside bounds."""

from __future__ import annotations

import numpy as np

from ...drawing import ACCENT, INK, MINUS, PLUS, SOFT, RenderedFigure, figure, label_axes, render_figure


def bound_figure(steps, widest: np.ndarray, margin: float, radius: float) -> RenderedFigure:
    """Return a figure of a run between the two limits of the convergence proof (row 03.4).

    `steps` is a run from zero with rate 1, `widest` the separating (w, b) of length 1 with the given margin,
    `radius` the length of the longest (x, 1). After k mistakes v = (w, b) has grown along `widest` by at
    least 2kγ, and its length is at most 2√k R: where the two meet, no further mistake is possible.

    >>> from lecture_lib.threshold import GATES, INPUTS
    >>> from lecture_lib.threshold import separate, train_perceptron
    >>> answer = separate(INPUTS, GATES["OR"])
    >>> v = np.append(answer.unit.w, answer.unit.b)
    >>> str(bound_figure(list(train_perceptron(INPUTS, GATES["OR"])), v, answer.margin, 3**0.5))[-46:]
    'All 4 mistakes of the run keep to both limits.'
    """
    made = [s for s in steps if s.db != 0]
    v = np.array([np.append(w, b) for w, b in (s.after for s in made)])
    k, end = np.arange(1, len(v) + 1), (radius / margin) ** 2
    fig, ax = figure(7, 3.8)
    limit = np.linspace(0, 1.15 * end, 200)
    ax.plot(limit, 2 * np.sqrt(limit) * radius, color=MINUS, label="the length stays below 2√k R")
    ax.plot(limit, 2 * limit * margin, color=PLUS, linestyle="--", label="v*·v stays above 2kγ")
    ax.plot(k, np.linalg.norm(v, axis=1), "o", color=MINUS, label="this run: the length of v")
    ax.plot(k, v @ widest, "s", color=PLUS, label="this run: v*·v")
    ax.axvline(end, color=SOFT, linestyle=":")
    label_axes(ax, [limit, k], "mistakes k", "size of v = (w, b)")
    ax.set(ylim=(0, None), xlim=(0, 1.15 * end))
    return render_figure(
        fig,
        "After k mistakes the length of v lies below 2√k R, and v*·v above 2kγ. "
        f"The two limits cross at k = {end:.4g}, the bound. "
        f"All {len(v)} mistakes of the run keep to both limits.",
    )


def mistakes_figure(bounds, mistakes) -> RenderedFigure:
    """Return a figure of many runs: mistakes against the bound, log axes, with the line of equality.

    >>> mistakes_figure([10, 1000], [5, 20])
    2 runs: mistakes against the bound. 2 lie below the line of equality; the median run uses 26% of it.
    """
    bounds, mistakes = np.asarray(bounds, float), np.asarray(mistakes, float)
    fig, ax = figure(6, 3.8)
    ends = [1, bounds.max() * 1.3]
    ax.plot(ends, ends, color=INK, label="as many mistakes as the bound allows")
    ax.plot(bounds, np.maximum(mistakes, 0.8), "o", color=ACCENT, markersize=4, alpha=0.6, label="one run")
    label_axes(ax, [ends, bounds], "bound (R/γ)²", "mistakes (0 is drawn at 0.8)", "xy")
    below = int((mistakes <= bounds).sum())
    return render_figure(
        fig,
        f"{len(bounds)} runs: mistakes against the bound. {below} lie below the line of equality; "
        f"the median run uses {np.median(mistakes / bounds):.0%} of it.",
    )
