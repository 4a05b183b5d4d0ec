"""For every widget, the time from an event to the finished picture in the kernel, and matplotlib's beside it.

Widgets and their events are found, not listed (`widget_moves`). A round sends one fresh widget all its events, one
after the other, and then moves the widget's twin (`matplotlib_baseline`) through pictures that the widget has
shown: the same pictures on both sides, in the same run. Only events that changed the picture count. On both
sides the clock runs from the control's new value to the picture ready to be sent, as SVG text or as PNG. What
the browser makes of it is measured by `browser`.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from itertools import cycle
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import NamedTuple

from benchmarks.compare import Ratio, p95, time_ratio
from benchmarks.moves import widget_factories, widget_moves
from lecture_lib.interactive import App

ROUNDS = 11
PICTURES = 8  # of one widget, through which its twin goes
TURNS = 3  # of the twin in one round
MEDIAN, P95, TIMES = 5.0, 10.0, 20.0  # the goals: milliseconds, milliseconds, times as fast as the twin


class WidgetTiming(NamedTuple):
    """One line of the table; times in milliseconds."""

    name: str
    first: float  # making the widget, its first picture included
    events: list[float]
    twin: list[float]
    faster: Ratio

    def misses(self) -> list[str]:
        """Return in words which goals are missed.

        >>> WidgetTiming("a", 9.0, [6.0, 6.0], [150.0], Ratio(25.0, 24.0, 26.0)).misses()
        ['median 6.00 ms, at most 5 ms wanted']
        """
        middle, slow = median(self.events), p95(self.events)
        return (
            [f"median {middle:.2f} ms, at most {MEDIAN:g} ms wanted"] * (middle > MEDIAN)
            + [f"p95 {slow:.2f} ms, at most {P95:g} ms wanted"] * (slow > P95)
            + [f"{self.faster.middle:.1f} times as fast, {TIMES:g} times wanted"] * (self.faster.middle < TIMES)
        )


def main() -> None:
    """Print one line a widget, and below it in words what misses its goal."""
    os.environ["LECTURE_LIB_PROGRESS"] = str(Path(tempfile.mkdtemp()) / "progress.jsonl")
    print(f"{'widget':<18}{'first ms':>9}{'events':>8}{'median ms':>11}{'p95 ms':>9}{'twin ms':>9}  times as fast")
    for name, maker in widget_factories().items():
        seen = widget_timing(name, maker)
        misses = seen.misses()
        line = (
            f"{name:<18}{seen.first:>9.2f}{len(seen.events):>8}{median(seen.events):>11.2f}"
            f"{p95(seen.events):>9.2f}{median(seen.twin):>9.1f}  {seen.faster}{'  ✗' * bool(misses)}"
        )
        print(line, *(f"    ✗ {miss}" for miss in misses), sep="\n", flush=True)
    print("twin: the same picture, its numbers given, as a fresh figure under interact, inline backend")


def widget_timing(name: str, maker: Callable[[], App]) -> WidgetTiming:
    """Measure one widget beside its twin."""
    redraw = redraw_function(sample_pictures(maker))
    firsts, events, twins = [], [], []
    for _ in range(ROUNDS + 1):  # the first warms up
        start = perf_counter()
        app = maker()
        firsts.append((perf_counter() - start) * 1000)
        events.append(event_times(app))
        twins.append([redraw() for _ in range(TURNS)])
    events, twins = events[1:], twins[1:]
    return WidgetTiming(
        name,
        median(firsts[1:]),
        sum(events, []),
        sum(twins, []),
        time_ratio([median(t) for t in twins], [median(e) for e in events]),
    )


def event_times(app: App) -> list[float]:
    """Send a widget all its events; return the milliseconds of those that changed its picture."""
    times = []
    for move in widget_moves(app):
        before = app.card.panels
        start = perf_counter()
        move()
        took = (perf_counter() - start) * 1000
        if app.card.panels != before:
            times.append(took)
    return times


def sample_pictures(maker: Callable[[], App]) -> list[str]:
    """Return some of the pictures that a widget shows, evenly spread over its events."""
    app = maker()
    shown = [app.card.panels]
    for move in widget_moves(app):
        move()
        if app.card.panels != shown[-1]:
            shown.append(app.card.panels)
    step = max(1, len(shown) // PICTURES)
    return shown[::step]


def redraw_function(svgs: list[str]) -> Callable[[], float]:
    """Return a function that moves the twin to its next picture and tells how many milliseconds it took."""
    from benchmarks import matplotlib_baseline as twins

    shown = twins.use_inline_backend()
    slider = twins.show_interact([twins.read_panels(svg) for svg in svgs])
    steps = cycle([*range(1, len(svgs)), 0])

    def redraw() -> float:
        step = next(steps)
        start = perf_counter()
        slider.value = step
        took = (perf_counter() - start) * 1000
        assert [list(output["data"]) for output in shown] == [["text/plain", "image/png"]], "no picture came"
        return took

    return redraw
