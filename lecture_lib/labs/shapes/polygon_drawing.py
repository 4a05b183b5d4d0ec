"""Draw polygons, islands and holes, and get the network that fires exactly inside (rows 12.1, 12.2)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from ...drawing import Picture, handle, number_text, svg, tag, text
from ...interactive import App, Button, Choice, Goal, View
from ...nn import MLP, forward
from ...threshold import EXAMPLE_SHAPES, polygon_shape, shape_net
from ...validation import InputError
from . import picture
from .network_picture import network_size_text, step_network_diagram
from .rings import (
    PlanePoint,
    Rings,
    add_corner,
    add_ring,
    can_close,
    drawing_advice,
    move_corner,
    remove_corner,
    snap_to_grid,
)

OWN_SHAPE = "your own"
GOAL_LINES, GOAL_ANDS = 7, 3
_FRAME = svg.Frame(-3, 3, -3, 3, 46, 30, 330, 330)
_SHOWS = (("where the network fires", "fires"), ("sum of all lines", "sum"))


@dataclass(frozen=True)
class State:
    """Closed rings, the ring that is being drawn, and the cross: where corners are set and the network is asked.

    `shows` is "fires" or "sum".
    """

    rings: Rings = EXAMPLE_SHAPES["pentagon"]
    open: tuple[PlanePoint, ...] = ()
    cross: PlanePoint = (0.5, 0.5)
    shows: str = "fires"

    def __post_init__(self) -> None:
        if self.shows not in ("fires", "sum"):
            raise InputError(f"shows is {self.shows!r}; fires or sum is wanted")

    @property
    def example(self) -> str:
        """The name of the example that stands here unchanged."""
        return next(
            (name for name, rings in EXAMPLE_SHAPES.items() if rings == self.rings and not self.open), OWN_SHAPE
        )


@lru_cache(maxsize=16)
def ring_network(rings: Rings) -> MLP | str:
    """Return the network of closed rings; or, in words, what is wrong with them.

    >>> ring_network(EXAMPLE_SHAPES["L"]).sizes, ring_network((((0.0, 0.0), (1.0, 1.0)),))
    ((2, 7, 2, 1), 'ring 1 has 2 different corners; at least 3 are wanted')
    """
    if not rings:
        return "no ring is closed yet"
    try:
        return shape_net(polygon_shape(*rings))
    except InputError as problem:
        return str(problem)


def view(state: State) -> View:
    """Return the plane, the network, its counts and what to do next.

    >>> view(State()).goal.reached, view(State(rings=((((0.0, 0.0), (2.0, 2.0), (2.0, 0.0), (0.0, 2.0))),))).note
    (False, 'Ring 1 crosses itself: side 1 meets side 3. Drag a corner until the two sides no longer meet.')
    """
    net = ring_network(state.rings)
    good = isinstance(net, MLP)
    goal = Goal(
        f"a shape with {GOAL_ANDS} ANDs or more from at most {GOAL_LINES} lines",
        good and not state.open and net.sizes[1] <= GOAL_LINES and net.sizes[2] >= GOAL_ANDS,
    )
    return View(draw(state, net), goal, drawing_advice(state.rings, state.open, "" if good else net))


def draw(state: State, net: MLP | str) -> Picture:
    """Return the plane at the left and, where there is one, the network at the right."""
    good = isinstance(net, MLP)
    return svg.picture(
        720,
        416,
        _FRAME.open(_ground(state, net), _handles(state), can="draw", id_="ground"),
        _FRAME.axes(),
        text(211, 18, "how many lines fire" if state.shows == "sum" else "where it fires", "mid bold"),
        _network(state, net) if good else _nothing(),
        title="Draw a shape, get its network",
        text=_said(state, net),
    )


def _ground(state: State, net: MLP | str) -> str:
    """Return what lies under the handles."""
    good, parts = isinstance(net, MLP), []
    if good and state.shows == "sum":
        parts.append(picture.firing_count_map(_FRAME, net[1].W, net[1].b))
    elif good:
        parts += [
            picture.filled_rings(_FRAME, state.rings, fill="var(--plus)", fill_opacity=0.35),
            picture.unit_lines(_FRAME, net[1].W, net[1].b),
        ]
    look = {"stroke": "var(--ink)"} if good else {"stroke": "var(--bad)", "stroke_dasharray": "7 4"}
    parts.append(picture.filled_rings(_FRAME, state.rings, fill="none", stroke_width=2.5, **look))
    if state.open:
        parts.append(
            tag(
                "path",
                d=picture.outline_path(_FRAME, state.open),
                fill="none",
                stroke="var(--accent)",
                stroke_width=2.5,
            )
        )
    return "".join(parts)


def _handles(state: State) -> str:
    """Return the corners, the first of an open ring larger, and the cross."""
    parts = []
    for k, ring in enumerate((*state.rings, state.open)):
        own = k == len(state.rings)
        for i, at in enumerate(ring):
            closes = own and i == 0 and can_close(state.open)
            x, y = _FRAME.at(*at)
            says = (
                f"corner {i + 1} of ring {k + 1} at {_written(at)}: arrow keys move it, Delete takes it away"
                + "; Enter closes the ring" * closes
            )
            parts.append(
                tag(
                    "circle",
                    cx=x,
                    cy=y,
                    r=9 if closes else 6,
                    fill="var(--accent)" if own else "var(--ink)",
                    stroke="var(--paper)",
                    stroke_width=2,
                    **handle(f"c{k}.{i}", "drag press" if closes else "drag", says, at=at),
                )
            )
    x, y = _FRAME.at(*state.cross)
    says = f"the cross at {_written(state.cross)}: arrow keys move it, Enter sets a corner here"
    cross = "".join(
        svg.line_segment(x + a, y + b, x + 2.4 * a, y + 2.4 * b, stroke="var(--minus)", stroke_width=2.5)
        for a, b in ((6, 0), (-6, 0), (0, 6), (0, -6))
    )
    under = tag("circle", cx=x, cy=y, r=15, fill="var(--paper)", fill_opacity=0.01)
    return tag(
        "g",
        under,
        cross,
        tag("circle", cx=x, cy=y, r=6, fill="none", stroke="var(--minus)", stroke_width=2.5),
        **handle("cross", "drag press", says, at=state.cross),
    ) + "".join(parts)


def _written(at: PlanePoint) -> str:
    return f"({number_text(at[0])}, {number_text(at[1])})"


def _network(state: State, net: MLP) -> str:
    heads = ("inputs", f"lines: {net.sizes[1]}", f"ANDs: {net.sizes[2]}", "output")
    left, width = 420, 270
    fires = bool(net(state.cross)[0])
    return "".join(
        (
            text(555, 18, f"its network at the cross {_written(state.cross)}", "mid bold"),
            *(text(left + l * width / 3, 44, head, "mid small soft") for l, head in enumerate(heads)),
            step_network_diagram(net, state.cross, left, 52, width, 308),
            text(
                555,
                380,
                f"{' + '.join(map(str, net.sizes[1:]))} = {net.n_units} units, {net.n_parameters} parameters",
                "mid small",
            ),
            text(
                555,
                404,
                f"the cross lies {'inside: the output is 1' if fires else 'outside: the output is 0'}",
                "mid bold" + " plus" * fires,
            ),
        )
    )


def _nothing() -> str:
    return (
        tag("rect", x=420, y=52, width=270, height=308, rx=8, fill="var(--zone)")
        + text(555, 196, "no network yet", "mid big soft")
        + text(555, 222, "below stands what to do next", "mid small soft")
    )


def _said(state: State, net: MLP | str) -> str:
    rings = ", ".join(str(len(ring)) for ring in state.rings) or "none"
    pending = f" Corners of the open ring: {len(state.open)}." if state.open else ""
    if isinstance(net, str):
        return f"Corners of closed rings: {rings}.{pending} No network: {net}."
    trace = forward(net, state.cross)
    on = [f"{int(trace.a[l].sum())} of {net.sizes[l]}" for l in (1, 2)]
    return (
        f"Corners of closed rings: {rings}.{pending} {network_size_text(net)}. At the cross {_written(state.cross)} "
        f"{on[0]} lines and {on[1]} ANDs fire; output {trace.a[3][0]:.0f}."
    )


def on_event(state: State, event: dict) -> State:
    """Set, move or take away a corner, close the ring, or move the cross."""
    kind, name = event["kind"], event["id"]
    if kind == "draw":
        return _set(state, event["points"][-1]) if event["last"] else state
    if name == "cross" and kind == "drag":
        return replace(state, cross=snap_to_grid(event["x"], event["y"]))
    if name == "cross" and kind == "press":
        return _set(state, state.cross)
    if not name.startswith("c") or "." not in name:
        return state
    k, i = (int(part) for part in name[1:].split("."))
    every = (*state.rings, state.open)
    if k >= len(every) or i >= len(every[k]):
        return state
    if kind == "drag":
        every = move_corner(every, k, i, snap_to_grid(event["x"], event["y"]))
    elif kind == "press" and k == len(state.rings):
        return close_ring(state)
    elif kind == "key" and event["key"] in ("Delete", "Backspace"):
        every = remove_corner(every, k, i)
    return replace(state, rings=every[:-1], open=every[-1])


def _set(state: State, at) -> State:
    at = snap_to_grid(*at)
    return replace(state, open=add_corner(state.rings, state.open, at))


def close_ring(state: State) -> State:
    """Close the ring that is being drawn.

    >>> close_ring(State(rings=(), open=((0, 0), (1, 0), (0, 1)))).rings
    (((0, 0), (1, 0), (0, 1)),)
    """
    return replace(state, rings=add_ring(state.rings, state.open), open=())


def polygon_drawing(state: State = State()) -> App:
    """Return the widget.

    >>> stage = polygon_drawing()
    >>> stage.press("Clear"); stage.state.rings
    ()
    """
    return App(
        "polygon_drawing",
        state,
        view,
        [
            Choice("example", "start from", (*EXAMPLE_SHAPES, OWN_SHAPE), _chosen),
            Choice("shows", "show", _SHOWS),
            Button("Close the ring", close_ring, lambda s: can_close(s.open), "primary"),
            Button("Take back a corner", lambda s: replace(s, open=s.open[:-1]), lambda s: bool(s.open)),
            Button("Clear", lambda s: replace(s, rings=(), open=()), lambda s: bool(s.rings or s.open)),
        ],
        on_event,
    )


def _chosen(state: State, name: str) -> State:
    return replace(state, rings=EXAMPLE_SHAPES.get(name, ()), open=())
