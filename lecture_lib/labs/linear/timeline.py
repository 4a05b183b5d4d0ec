"""What the lectures say of the field’s past, drawn: each date with its lecture and the year on record (row 01.3)."""

from __future__ import annotations

from typing import NamedTuple

from ...drawing import GOOD, INK, MINUS, SOFT, RenderedFigure, figure, render_figure


class DatedEvent(NamedTuple):
    """One entry: the year that a lecture gives, the lecture ("" if none gives one), and the year on record."""

    what: str
    lecture: str
    said: float
    recorded: int


EVENTS = (
    DatedEvent("a first model of a neuron", "A", 1943, 1943),
    DatedEvent("Turing’s imitation game", "D", 1950, 1950),
    DatedEvent("the perceptron", "D", 1958, 1958),  # "late 1950's"
    DatedEvent("neural networks are around", "B", 1970, 1943),  # "since the 70s"
    DatedEvent("backpropagation made widely known", "", 1986, 1986),
    DatedEvent("universal approximation", "A", 1989, 1989),
    DatedEvent("Deep Blue wins its match", "D", 1996, 1997),
    DatedEvent("deep networks have more regions", "B", 2014, 2014),
    DatedEvent("AlphaGo beats a top player", "D", 2015, 2016),
)
"""In the order of the years that the lectures give."""


def timeline() -> RenderedFigure:
    """Return the figure: a dot where a lecture's year holds, a cross and an arrow to the year on record where not.

    >>> timeline().alt.split(".")[0]
    'Timeline from 1943 to 2016'
    """
    fig, ax = figure(6.4, 4.2)
    for row, event in enumerate(EVENTS):
        holds = event.said == event.recorded
        if not holds:
            ax.annotate(
                "",
                (event.recorded, row),
                (event.said, row),
                arrowprops={"arrowstyle": "->", "color": MINUS, "linewidth": 1.6, "shrinkA": 4, "shrinkB": 5},
            )
            ax.plot(event.said, row, "x", color=MINUS, markersize=9, markeredgewidth=2)
        look = {
            "markerfacecolor": GOOD if event.lecture else "none",
            "markeredgecolor": GOOD if event.lecture else SOFT,
        }
        ax.plot(event.recorded, row, "o", markersize=7, **look)
        right = max(event.said, event.recorded)
        years = f"{event.said:g}" if holds else f"{event.said:g} → {event.recorded}"
        name = f"{event.lecture or 'no lecture'}: {event.what}, {years}"
        on_left = right > 1980
        x = min(event.said, event.recorded) - 2 if on_left else right + 2
        ax.text(x, row, name, ha="right" if on_left else "left", va="center", color=INK)
    ax.set(xlim=(1935, 2025), ylim=(len(EVENTS) - 0.4, -0.6), yticks=[], xlabel="year")
    ax.spines["left"].set_visible(False)
    moved = [event for event in EVENTS if event.said != event.recorded]
    return render_figure(
        fig,
        f"Timeline from {EVENTS[0].recorded} to {EVENTS[-1].recorded}. {len(EVENTS)} events, each with its lecture; "
        f"{len(moved)} years do not hold: "
        + ", ".join(f"{event.what}, {event.said:g} for {event.recorded}" for event in moved)
        + ".",
    )
