"""Draw polygons, islands and holes, and get the network that fires exactly inside (rows 12.1, 12.2)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from ...drawing import (
    Frame,
    Picture,
    Point,
    handle,
    hit_discs,
    join_elements,
    line_segment,
    number_text,
    svg,
    tag,
    text,
)
from ...interactive import App, Button, Choice, Event, Goal, View, widget
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
STARTED = EXAMPLE_SHAPES["pentagon"][0][:4]
"""The ring that a drawing starts with: one corner is missing."""
PANEL_SIZE = 258, 284
_FRAME = Frame(-3, 3, -3, 3, 24, 24, 230, 230)
_SHOWS = (("where it fires", "fires"), ("sum of lines", "sum"))


@dataclass(frozen=True)
class State:
    """Closed rings, the ring that is being drawn, and the cross: where corners are set and the network is asked.

    `shows` is "fires" or "sum".
    """

    rings: Rings = ()
    open: Ring = STARTED
    cross: Point = (0.5, 0.5)
    shows: str = "fires"

    def __post_init__(self) -> None:
        if self.shows not in ("fires", "sum"):
            raise InputError(f"shows is {self.shows!r}; choose fires or sum")

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
    ((2, 7, 2, 1), 'ring 1 has 2 different corners; draw at least 3')
    """
    if not rings:
        return "no ring is closed yet"
    try:
        return shape_net(polygon_shape(*rings))
    except InputError as problem:
        return str(problem)


def _ands(state: State) -> int:
    """Return how many ANDs the finished drawing has; none if it has more lines than the goal allows."""
    net = ring_network(state.rings)
    if state.open or not isinstance(net, MLP) or net.sizes[1] > GOAL_LINES:
        return 0
    return net.sizes[2]


GOALS = {
    "few lines": Goal(
        f"draw a shape of at most {GOAL_LINES} lines whose network has {GOAL_ANDS} ANDs", _ands, GOAL_ANDS
    )
}


def view(state: State) -> View:
    """Return the plane, the network, its counts and what to do next.

    >>> view(State()).note
    'One corner is missing. Click or tap it into the plane, on the right; then press the first corner, the large one.'
    >>> crossing = view(State(rings=((((0.0, 0.0), (2.0, 2.0), (2.0, 0.0), (0.0, 2.0))),), open=()))
    >>> crossing.note, crossing.right
    ('Ring 1 crosses itself: side 1 meets side 3. Drag a corner until the two sides no longer meet.', False)
    """
    net = ring_network(state.rings)
    picture = draw(state, net)
    if state == State(cross=state.cross, shows=state.shows):
        first = "One corner is missing. Click or tap it into the plane, on the right; "
        return View(picture, note=f"{first}then press the first corner, the large one.")
    if _ands(state) >= GOAL_ANDS and isinstance(net, MLP):
        lines, ands = net.sizes[1:3]
        made = f"{lines} lines, {ands} ANDs: the hull is one, and each pocket is one more."
        return View(picture, note=f"{made} Is there such a shape with fewer lines?", right=True)
    problem = net if isinstance(net, str) else ""
    wrong = bool(problem and state.rings)
    return View(picture, note=drawing_advice(state.rings, state.open, problem), right=False if wrong else None)


def draw(state: State, net: MLP | str) -> Picture:
    """Return the plane and, where there is one, the network."""
    return svg.panels(
        svg.panel(
            *PANEL_SIZE,
            text(139, 14, "how many lines fire" if state.shows == "sum" else "where it fires", "mid bold"),
            _FRAME.open(_ground(state, net), _cross(state), _corners(state), target=("ground",)),
            _FRAME.axes("", ""),
            text(17, 36, "x₂", "end small"),
            text(254, 271, "x₁", "end small"),
        ),
        svg.panel(*PANEL_SIZE, _network(state, net) if isinstance(net, MLP) else _no_network(bool(state.rings))),
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
    """Return the way along the ring that is being drawn, and dashed the side that would close it."""
    if not state.open:
        return ""
    way = tag("path", d=outline_path(_FRAME, state.open), fill="none", stroke="var(--accent)", stroke_width=2.5)
    if not can_close(state.open):
        return way
    ends = _FRAME.points([state.open[-1], state.open[0]]).ravel().tolist()
    return way + line_segment(*ends, stroke="var(--accent)", stroke_width=1.5, stroke_dasharray="3 4")


def _corners(state: State) -> str:
    """Return the corners, the first of an open ring that can be closed larger."""
    every = [(k, i, at) for k, ring in enumerate((*state.rings, state.open)) for i, at in enumerate(ring)]
    places = _FRAME.points([at for *_, at in every]) if every else []
    parts = []
    for (k, i, at), (x, y), disc in zip(every, places, hit_discs(places)):
        is_open = k == len(state.rings)
        closes = is_open and i == 0 and can_close(state.open)
        label = (
            f"corner {i + 1} of ring {k + 1} at {_place_text(at)}: arrow keys move it, Delete removes it"
            + "; Enter closes the ring" * closes
        )
        colour = "var(--accent)" if is_open else "var(--ink)"
        parts.append(
            tag(
                "g",
                disc,
                tag("circle", cx=x, cy=y, r=9 if closes else 5.5, fill=colour, stroke="var(--paper)", stroke_width=2),
                **handle(("corner", k, i), "drag press" if closes else "drag", label, at=at),
            )
        )
    return join_elements(parts)


def _cross(state: State) -> str:
    x, y = _FRAME.at(*state.cross)
    label = f"the cross at {_place_text(state.cross)}: arrow keys move it, Enter sets a corner here"
    arms = "".join(
        f"M{x + a:.1f} {y + b:.1f}l{1.2 * a:.1f} {1.2 * b:.1f}" for a, b in ((5, 0), (-5, 0), (0, 5), (0, -5))
    )
    looks = ({"stroke": "var(--paper)", "stroke_width": 5}, {"stroke": "var(--accent)", "stroke_width": 2.5})
    return tag(
        "g",
        tag("circle", cx=x, cy=y, r=14, class_="hit"),
        *(
            tag("path", d=arms, fill="none", **look) + tag("circle", cx=x, cy=y, r=5, fill="none", **look)
            for look in looks
        ),
        **handle(("cross",), "drag press", label, at=state.cross),
    )


def _place_text(at: Point) -> str:
    return f"({number_text(at[0])}, {number_text(at[1])})"


def _network(state: State, net: MLP) -> str:
    heads = ("inputs", f"lines: {net.sizes[1]}", f"ANDs: {net.sizes[2]}", "output")
    left, width = 20, 216
    fires = bool(net(state.cross)[0])
    sizes = " + ".join(map(str, net.sizes[1:]))
    return join_elements(
        (
            text(129, 14, f"at the cross {_place_text(state.cross)}", "mid bold"),
            *(text(left + l * width / 3, 38, head, "mid small soft") for l, head in enumerate(heads)),
            step_network_diagram(net, state.cross, left, 46, width, 190),
            text(129, 256, f"{sizes} = {net.n_units} units, {net.n_parameters} parameters", "mid small"),
            text(
                129,
                278,
                f"the cross is {'inside: output 1' if fires else 'outside: output 0'}",
                "mid bold" + " plus" * fires,
            ),
        )
    )


def _no_network(closed: bool) -> str:
    return (
        tag("rect", x=1, y=24, width=256, height=230, rx=8, fill="var(--zone)")
        + text(129, 134, "no network yet", "mid big soft")
        + text(
            129, 158, "correct the ring first" if closed else "close the ring, and it appears here", "mid small soft"
        )
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
    """Set, move or remove a corner, close the ring, or move the cross."""
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
    >>> app.press("Close the ring"); len(app.state.rings)
    1
    """
    controls = [
        Button("Close the ring", close_ring, lambda s: can_close(s.open), primary=True),
        Button("Remove last corner", lambda s: replace(s, open=s.open[:-1]), lambda s: bool(s.open)),
        Button("Clear", lambda s: replace(s, rings=(), open=()), lambda s: bool(s.rings or s.open)),
        Choice("shows", "show", _SHOWS),
        Choice("example", "or start from", (*EXAMPLE_SHAPES, OWN_SHAPE), _with_example),
    ]
    return App("polygon_drawing", state, view, controls, on_event, title="Draw a shape, get its network", goals=GOALS)
