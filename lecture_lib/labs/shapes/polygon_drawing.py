"""Draw polygons, islands and holes, and get the network that fires exactly inside (rows 12.1, 12.2)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from ...drawing import Frame, Picture, Point, handle, join_elements, line_segment, number_text, svg, tag, text
from ...interactive import App, Button, Choice, Event, LabGoal, View, widget
from ...nn import MLP, forward
from ...threshold import EXAMPLE_SHAPES, polygon_shape, shape_net
from ...validation import InputError
from .network_picture import network_size_text, step_network_diagram
from .picture import filled_rings, firing_count_map, outline_path, unit_lines
from .rings import (
    Ring,
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
_FRAME = Frame(-3, 3, -3, 3, 46, 30, 330, 330)
_SHOWS = (("where the network fires", "fires"), ("sum of all lines", "sum"))


@dataclass(frozen=True)
class State:
    """Closed rings, the ring that is being drawn, and the cross: where corners are set and the network is asked.

    `shows` is "fires" or "sum".
    """

    rings: Rings = EXAMPLE_SHAPES["pentagon"]
    open: Ring = ()
    cross: Point = (0.5, 0.5)
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
    problem, sizes = ("", net.sizes) if isinstance(net, MLP) else (net, None)
    reached = bool(sizes) and not state.open and sizes[1] <= GOAL_LINES and sizes[2] >= GOAL_ANDS
    goal = LabGoal(f"a shape with {GOAL_ANDS} ANDs or more from at most {GOAL_LINES} lines", reached)
    return View(draw(state, net), goal, drawing_advice(state.rings, state.open, problem))


def draw(state: State, net: MLP | str) -> Picture:
    """Return the plane at the left and, where there is one, the network at the right."""
    return svg.picture(
        720,
        416,
        _FRAME.open(_ground(state, net), _cross(state), _corners(state), target=("ground",)),
        _FRAME.axes(),
        text(211, 18, "how many lines fire" if state.shows == "sum" else "where it fires", "mid bold"),
        _network(state, net) if isinstance(net, MLP) else _no_network(),
        title="Draw a shape, get its network",
        text=_description(state, net),
    )


def _ground(state: State, net: MLP | str) -> str:
    """Return what lies under the handles: what fires, the rings, and the ring that is being drawn."""
    if isinstance(net, str):
        return _outline(state.rings, stroke="var(--bad)", stroke_dasharray="7 4") + _open_ring(state)
    if state.shows == "sum":
        fires = firing_count_map(_FRAME, net[1].W, net[1].b)
    else:
        fires = filled_rings(_FRAME, state.rings, fill="var(--plus)", fill_opacity=0.35)
        fires += unit_lines(_FRAME, net[1].W, net[1].b)
    return fires + _outline(state.rings, stroke="var(--ink)") + _open_ring(state)


def _outline(rings: Rings, **look) -> str:
    return filled_rings(_FRAME, rings, fill="none", stroke_width=2.5, **look)


def _open_ring(state: State) -> str:
    if not state.open:
        return ""
    way = outline_path(_FRAME, state.open)
    return tag("path", d=way, fill="none", stroke="var(--accent)", stroke_width=2.5)


def _corners(state: State) -> str:
    """Return the corners, the first of an open ring that can be closed larger."""
    parts = []
    for k, ring in enumerate((*state.rings, state.open)):
        is_open = k == len(state.rings)
        for i, at in enumerate(ring):
            closes = is_open and i == 0 and can_close(state.open)
            x, y = _FRAME.at(*at)
            label = (
                f"corner {i + 1} of ring {k + 1} at {_place_text(at)}: arrow keys move it, Delete takes it away"
                + "; Enter closes the ring" * closes
            )
            parts.append(
                tag(
                    "circle",
                    cx=x,
                    cy=y,
                    r=9 if closes else 6,
                    fill="var(--accent)" if is_open else "var(--ink)",
                    stroke="var(--paper)",
                    stroke_width=2,
                    **handle(("corner", k, i), "drag press" if closes else "drag", label, at=at),
                )
            )
    return join_elements(parts)


def _cross(state: State) -> str:
    x, y = _FRAME.at(*state.cross)
    label = f"the cross at {_place_text(state.cross)}: arrow keys move it, Enter sets a corner here"
    arms = join_elements(
        line_segment(x + a, y + b, x + 2.4 * a, y + 2.4 * b, stroke="var(--minus)", stroke_width=2.5)
        for a, b in ((6, 0), (-6, 0), (0, 6), (0, -6))
    )
    return tag(
        "g",
        tag("circle", cx=x, cy=y, r=15, fill="var(--paper)", fill_opacity=0.01),
        arms,
        tag("circle", cx=x, cy=y, r=6, fill="none", stroke="var(--minus)", stroke_width=2.5),
        **handle(("cross",), "drag press", label, at=state.cross),
    )


def _place_text(at: Point) -> str:
    return f"({number_text(at[0])}, {number_text(at[1])})"


def _network(state: State, net: MLP) -> str:
    heads = ("inputs", f"lines: {net.sizes[1]}", f"ANDs: {net.sizes[2]}", "output")
    left, width = 420, 270
    fires = bool(net(state.cross)[0])
    return join_elements(
        (
            text(555, 18, f"its network at the cross {_place_text(state.cross)}", "mid bold"),
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


def _no_network() -> str:
    return (
        tag("rect", x=420, y=52, width=270, height=308, rx=8, fill="var(--zone)")
        + text(555, 196, "no network yet", "mid big soft")
        + text(555, 222, "below stands what to do next", "mid small soft")
    )


def _description(state: State, net: MLP | str) -> str:
    rings = ", ".join(str(len(ring)) for ring in state.rings) or "none"
    pending = f" Corners of the open ring: {len(state.open)}." if state.open else ""
    if isinstance(net, str):
        return f"Corners of closed rings: {rings}.{pending} No network: {net}."
    trace = forward(net, state.cross)
    on = [f"{int(trace.a[l].sum())} of {net.sizes[l]}" for l in (1, 2)]
    return (
        f"Corners of closed rings: {rings}.{pending} {network_size_text(net)}. At the cross {_place_text(state.cross)} "
        f"{on[0]} lines and {on[1]} ANDs fire; output {trace.a[3][0]:.0f}."
    )


def on_event(state: State, event: Event) -> State:
    """Set, move or take away a corner, close the ring, or move the cross."""
    match event:
        case Event("draw", points=(*_, (x, y)), last=True):
            return _with_corner(state, snap_to_grid(x, y))
        case Event("press", ("cross",)):
            return _with_corner(state, state.cross)
        case Event("drag", ("cross",), x=x, y=y):
            return replace(state, cross=snap_to_grid(x, y))
        case Event("press", ("corner", _, _)):
            return close_ring(state)
        case Event("drag", ("corner", k, i), x=x, y=y):
            return _with_rings(state, move_corner((*state.rings, state.open), k, i, snap_to_grid(x, y)))
        case Event("key", ("corner", k, i), key="Delete" | "Backspace"):
            return _with_rings(state, remove_corner((*state.rings, state.open), k, i))
    return state


def _with_corner(state: State, at: Point) -> State:
    return replace(state, open=add_corner(state.rings, state.open, at))


def _with_rings(state: State, every: Rings) -> State:
    """Return the state with these rings; the last of them is the open one."""
    return replace(state, rings=every[:-1], open=every[-1])


def close_ring(state: State) -> State:
    """Return the state with the ring closed that is being drawn.

    >>> close_ring(State(rings=(), open=((0, 0), (1, 0), (0, 1)))).rings
    (((0, 0), (1, 0), (0, 1)),)
    """
    return replace(state, rings=add_ring(state.rings, state.open), open=())


def _with_example(state: State, name: str) -> State:
    return replace(state, rings=EXAMPLE_SHAPES.get(name, ()), open=())


@widget
def polygon_drawing(state: State) -> App:
    """Return the widget.

    >>> app = polygon_drawing()
    >>> app.press("Clear"); app.state.rings
    ()
    """
    controls = [
        Choice("example", "start from", (*EXAMPLE_SHAPES, OWN_SHAPE), _with_example),
        Choice("shows", "show", _SHOWS),
        Button("Close the ring", close_ring, lambda s: can_close(s.open), primary=True),
        Button("Take back a corner", lambda s: replace(s, open=s.open[:-1]), lambda s: bool(s.open)),
        Button("Clear", lambda s: replace(s, rings=(), open=()), lambda s: bool(s.rings or s.open)),
    ]
    return App("polygon_drawing", state, view, controls, on_event, title="Polygon drawing")
