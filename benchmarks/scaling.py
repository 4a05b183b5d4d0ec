"""Scaling: time against width, depth, batch and regions, the measured exponents beside the theory's.

Draws docs/pictures/scaling.png and writes the table of docs/scaling.md anew.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import NamedTuple

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator

from benchmarks.compare import interleaved_seconds
from lecture_lib import MLP, SGD, half_squares, identity, relu
from lecture_lib.piecewise_linear import unit_breakpoints
from lecture_lib.training import Trainer

DOCS = Path(__file__).parents[1] / "docs"
ROUNDS = 7
MARK = "<!-- made by run.py bench scaling -->"


class Curve(NamedTuple):
    """What is varied, what is timed, and the exponent that counting multiplications foretells."""

    name: str
    sizes: tuple[int, ...]
    ready: Callable[[int], Callable[[], object]]  # makes what is timed, for one size
    theory: float
    why: str


def epoch(width: int = 256, depth: int = 3, batch: int = 64, n: int = 64) -> Callable[[], object]:
    """Return one epoch of training: `depth` layers of `width` units, n examples."""
    rng = np.random.default_rng(0)
    net = MLP.random((width,) * (depth + 1), *[relu] * (depth - 1), identity, rng=rng)
    net = MLP(*((W.astype(np.float32), b.astype(np.float32), g) for W, b, g in net))
    x = rng.normal(size=(n, width)).astype(np.float32)
    run = Trainer(net, x, x, half_squares, SGD(1e-4), batch, rng)
    return lambda: run.epochs(1)


def folded_search(times: int) -> Callable[[], object]:
    """Return the search for all joints of a hat folded `times` times: 2^times regions."""
    hat = ([[1.0], [1.0]], [0.0, -0.5], relu), ([[2.0, -4.0]], [0.0], relu)
    net = MLP(*hat * times, ([[1.0]], [0.0], identity))
    return lambda: unit_breakpoints(net, [0.0], [1.0])


CURVES = [
    Curve(
        "width",
        (32, 64, 128, 256, 512, 1024),
        lambda k: epoch(width=k),
        2,
        "every unit reads every unit below: weights grow with the square of the width",
    ),
    Curve("depth", (2, 4, 8, 16, 32, 64), lambda k: epoch(depth=k, width=128), 1, "one more product per layer"),
    Curve(
        "batch",
        (1, 4, 16, 64, 256, 1024, 4096),
        lambda k: epoch(batch=k, n=k, width=128),
        1,
        "the same work for every example",
    ),
    Curve(
        "regions",
        (64, 512, 4096, 32768, 262144, 2097152),
        lambda k: folded_search(k.bit_length() - 1),
        1,
        "every piece is visited once per layer, most of them in the last",
    ),
]


def exponent(sizes, seconds) -> float:
    """Return the slope of log time over log size, over the upper half of the sizes.

    >>> round(exponent([1, 2, 4, 8], [9, 9, 5 * 4**2, 5 * 8**2]), 3)
    2.0
    """
    half = len(sizes) // 2
    return float(np.polyfit(np.log(sizes[half:]), np.log(seconds[half:]), 1)[0])


def main() -> None:
    """Measure all curves, print and keep the table and the picture."""
    figure, rows = Figure(figsize=(9, 6.4), layout="constrained"), []
    for axes, curve in zip(figure.subplots(2, 2).flat, CURVES):
        rounds = interleaved_seconds({str(size): curve.ready(size) for size in curve.sizes}, ROUNDS)
        seconds = [median(rounds[str(size)]) for size in curve.sizes]
        slope = exponent(curve.sizes, seconds)
        rows.append(
            f"| {curve.name} | {curve.sizes[0]:,} to {curve.sizes[-1]:,} | {slope:.2f} "
            f"| {curve.theory:g} | {curve.why} |"
        )
        print(
            f"{curve.name:<10} measured {slope:.2f}, theory {curve.theory:g}; "
            + ", ".join(f"{k}: {s * 1e3:.3g} ms" for k, s in zip(curve.sizes, seconds)),
            flush=True,
        )
        draw(axes, curve, seconds, slope)
    figure.savefig(DOCS / "pictures" / "scaling.png", dpi=110)
    page = DOCS / "scaling.md"
    head = page.read_text(encoding="utf-8").split(MARK)[0]
    page.write_text(
        "\n".join(
            [
                head + MARK,
                "",
                "| varied | from, to | exponent measured | theory | why |",
                "| --- | --- | --- | --- | --- |",
                *rows,
                "",
            ]
        ),
        encoding="utf-8",
    )


def draw(axes, curve: Curve, seconds: list[float], slope: float) -> None:
    """Draw the measured times and the theory's line through the last of them, both scales logarithmic."""
    milliseconds = np.array(seconds) * 1e3
    line = milliseconds[-1] * (np.array(curve.sizes) / curve.sizes[-1]) ** curve.theory
    axes.loglog(curve.sizes, milliseconds, "o-", color="#0072b2", label=f"measured, exponent {slope:.2f}")
    axes.loglog(curve.sizes, line, "--", color="#d55e00", label=f"theory, exponent {curve.theory:g}")
    axes.set(xlabel=curve.name, ylabel="time (ms)", title=f"Time against {curve.name}")
    axes.set_xticks(curve.sizes, [f"{size / 1000:.0f}k" if size > 10_000 else str(size) for size in curve.sizes])
    axes.xaxis.set_minor_locator(NullLocator())
    axes.grid(alpha=0.3)
    axes.legend()
