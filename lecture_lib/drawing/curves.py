"""Curves on matplotlib axes: told apart by colour, line and marker; each call returns what it shows in words."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from ..training import MeanInterval
from .number_format import superscript
from .palette import PAPER, SERIES

_ROUNDING = 1e-12  # of a curve's range: what is smaller is 0, or level
_SEEN = 0.02  # of a curve's range: how far beyond its ends a highest or lowest value must be to be told


def plot_curves(ax, lines: Mapping[str, tuple], x_label: str, y_label: str, *, log: str = "") -> str:
    """Draw named curves (x, y) on `ax` and return the text alternative. `log` is "", "x", "y" or "xy".

    >>> from lecture_lib.drawing.figure import figure
    >>> fig, ax = figure()
    >>> plot_curves(ax, {"loss": ([1, 2, 3], [0.5, 0.3, 0.2])}, "epoch", "loss")
    'Line plot of loss against epoch. loss falls from 0.5 to 0.2.'
    """
    for (name, (x, y)), look in zip(lines.items(), SERIES * len(lines)):
        ax.plot(x, y, label=name, markevery=max(1, len(x) // 8), markersize=5, **look)
    label_axes(ax, [x for x, _ in lines.values()], x_label, y_label, log)
    smallest = 0.0 if "y" in log else _ROUNDING  # powers of ten that are far below the largest are still seen
    in_words = " ".join(f"{name} {curve_in_words(x, y, smallest)}." for name, (x, y) in lines.items())
    return f"Line plot of {y_label} against {x_label}. {in_words}"


def curve_in_words(x: Sequence[float], y: Sequence[float], smallest: float = _ROUNDING) -> str:
    """Say how a curve goes: from where to where, and where it is highest and lowest in between.

    What is at most `smallest` of its range is 0.

    >>> curve_in_words([0, 1, 2], [3.0, 2.0, 1.0]), curve_in_words([0, 1], [2.0, 2.0])
    ('falls from 3 to 1', 'stays at 2')
    >>> curve_in_words([0, 1, 2, 3], [0.0, 5.0, -1.0, 1e-17])
    'goes from 0 to 0, highest 5 at 1, lowest -1 at 2'
    """
    x, y = np.asarray(x, float), np.asarray(y, float)
    if not np.isfinite(y).all():
        return f"goes from {y[0]:.3g} to {y[-1]:.3g}, and is not finite everywhere"
    low, high = int(y.argmin()), int(y.argmax())
    span = y[high] - y[low]
    y = np.where(np.abs(y) <= smallest * span, 0.0, y)
    if span <= _ROUNDING * np.abs(y).max():
        return f"stays at {y[0]:.3g}"
    steps = np.diff(y)
    verb = "rises" if (steps >= 0).all() else "falls" if (steps <= 0).all() else "goes"
    ends = f"{verb} from {y[0]:.3g} to {y[-1]:.3g}"
    beyond = _SEEN * span
    if y[high] > max(y[0], y[-1]) + beyond:
        ends += f", highest {y[high]:.3g} at {x[high]:.3g}"
    if y[low] < min(y[0], y[-1]) - beyond:
        ends += f", lowest {y[low]:.3g} at {x[low]:.3g}"
    return ends


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
    'test error against depth, with 95% intervals. error: 1.5 ± 6.4, 3 ± 0.'
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
    return f"{y_label} against {x_label}, with 95% intervals. {in_words}"


def label_axes(ax, xs: Sequence, x_label: str, y_label: str, log: str = "") -> None:
    """Give axes on which curves over `xs` are drawn their labels, a legend for several curves, and readable numbers.

    >>> from lecture_lib.drawing.figure import figure
    >>> fig, ax = figure()
    >>> line = ax.plot([12, 300], [1, 2])
    >>> label_axes(ax, [[12, 300]], "units", "error", "x")
    >>> [f"{tick:g}" for tick in ax.get_xticks() if 12 <= tick <= 300]
    ['20', '50', '100', '200']
    """
    from matplotlib.ticker import LogLocator, NullFormatter  # a widget alone never waits for matplotlib

    for axis in log:
        getattr(ax, f"set_{axis}scale")("log")
        low, high = getattr(ax, f"get_{axis}lim")()
        ticks = getattr(ax, f"{axis}axis")
        if high / low < 100:  # powers of ten alone would be too few
            ticks.set_major_locator(LogLocator(subs=(1, 2, 5)))
            ticks.set_major_formatter("{x:g}")
        else:
            ticks.set_major_formatter(lambda v, _: f"10{superscript(round(math.log10(v)))}")
        ticks.set_minor_formatter(NullFormatter())
    if "x" not in log and all(np.equal(np.mod(x, 1), 0).all() for x in xs):
        ax.xaxis.get_major_locator().set_params(integer=True)  # there is no network of 2.5 layers
    ax.set_xlabel(x_label)
    ax.set_ylabel(y_label)
    if len(xs) > 1:
        ax.legend(framealpha=0.8, facecolor=PAPER, edgecolor="none")


def loglog_slope(x, y) -> float:
    """Return the slope of the straight line through log y against log x: the exponent p in y ∝ xᵖ.

    >>> round(loglog_slope([1, 10, 100], [2, 200, 20000]), 6)
    2.0
    """
    return float(np.polyfit(np.log(x), np.log(y), 1)[0])
