"""For every widget, the time from an event to the finished picture, in the kernel.

Widgets are found by themselves: every function of a module in lecture_lib.widgets that returns a Stage. Each of
its sliders, menus and buttons is used in turn; printed are the median and the 95th percentile of all events.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from statistics import median, quantiles
from time import perf_counter

import ipywidgets

import lecture_lib.widgets
from lecture_lib.widgets.stage import Choice, Press, Slider, Stage

ROUNDS = 15


def makers() -> Iterator[tuple[str, Callable[[], Stage]]]:
    """Yield the name and the maker of every widget that stands on a stage."""
    for module in iter_modules(lecture_lib.widgets.__path__):
        namespace = vars(import_module(f"lecture_lib.widgets.{module.name}"))
        maker = namespace.get(module.name)
        if getattr(maker, "__annotations__", {}).get("return") == "Stage":
            yield module.name, maker


def moves(stage: Stage) -> Iterator[Callable[[], None]]:
    """Yield one move for every control that a learner could use now."""
    for spec, control in list(stage.controls.values()):
        if isinstance(spec, Slider):
            for value in (spec.low, spec.high):
                yield lambda: setattr(control, "value", value)
        elif isinstance(spec, Choice):
            for _, value in _pairs(control):
                yield lambda: setattr(control, "value", value)
        elif isinstance(spec, Press) and not control.disabled:
            yield control.click


def measure(maker: Callable[[], Stage]) -> list[float]:
    """Return the milliseconds of every move over several rounds, each on a fresh widget."""
    times = []
    for _ in range(ROUNDS):
        for move in moves(maker()):
            start = perf_counter()
            move()
            times.append((perf_counter() - start) * 1000)
    return times


def main() -> None:
    """Print one line a widget."""
    os.environ["LECTURE_LIB_PROGRESS"] = str(Path(tempfile.mkdtemp()) / "progress.jsonl")
    print(f"{'widget':<20}{'events':>8}{'median ms':>12}{'p95 ms':>10}")
    for name, maker in makers():
        times = measure(maker)
        print(f"{name:<20}{len(times):>8}{median(times):>12.2f}{quantiles(times, n=20)[-1]:>10.2f}")


def _pairs(control: ipywidgets.Dropdown) -> list[tuple]:
    return [option if isinstance(option, tuple) else (option, option) for option in control.options]
