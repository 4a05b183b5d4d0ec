"""Stack convolutions and poolings: shapes, parameters and multiplications follow (row 16.4)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from ...architectures.layer_counts import ConvLayer, LayerCount, LayerKind, PoolLayer, count_layers
from ...drawing import Picture, svg
from ...interactive import App, Button, Choice, Event, Goal, View, widget
from ...validation import InputError
from .volume_picture import MOST_LAYERS, boxes_panel, count_text, layer_title, list_panel, shape_text

IMAGE = 28, 28, 1
TARGET, TARGET_FIELD = (7, 7, 16), 12
MOST_PARAMETERS, MOST_MULTIPLICATIONS = 3000, 100_000
KINDS = "convolution", "pooling"
OPTIONS = {"channels": (1, 2, 4, 8, 16, 32), "kernel": (1, 2, 3, 5, 7), "stride": (1, 2, 3, 4), "padding": (0, 1, 2, 3)}
Settings = tuple[str, int, int, int, int]
"""Kind, channels, kernel, stride and padding of a layer; pooling keeps its channels and has no padding: 0 for both."""

NEW_CONVOLUTION: Settings = ("convolution", 8, 3, 1, 0)
NEW_POOLING: Settings = ("pooling", 0, 2, 2, 0)


@dataclass(frozen=True)
class State:
    """The layers from the image on, and which of them is open to change, counted from 0."""

    layers: tuple[Settings, ...] = (("convolution", 8, 5, 1, 0),)
    chosen: int = 0

    def __post_init__(self) -> None:
        if not 1 <= len(self.layers) <= MOST_LAYERS:
            raise InputError(f"{len(self.layers)} layers were given. Give 1 to {MOST_LAYERS}.")
        if self.chosen not in range(len(self.layers)):
            raise InputError(f"chosen is {self.chosen!r}. Give a layer from 0 to {len(self.layers) - 1}.")
        for settings in self.layers:
            _refuse_strange(settings)
        _ = self.counts  # refuses a kernel that does not fit

    @property
    def counts(self) -> tuple[LayerCount, ...]:
        """Shape, parameters, multiplications and receptive field of each layer."""
        return count_layers(map(layer_of, self.layers), IMAGE)

    @property
    def is_pooling(self) -> bool:
        """Is the chosen layer a pooling?"""
        return self.layers[self.chosen][0] == "pooling"

    @property
    def channels(self) -> int:
        return self.layers[self.chosen][1] or OPTIONS["channels"][0]

    @property
    def kernel(self) -> int:
        return self.layers[self.chosen][2]

    @property
    def stride(self) -> int:
        return self.layers[self.chosen][3]

    @property
    def padding(self) -> int:
        return self.layers[self.chosen][4]


def layer_of(settings: Settings) -> LayerKind:
    """Return the layer with these settings.

    >>> layer_of(("convolution", 8, 5, 1, 0))
    ConvLayer(channels=8, kernel=5, stride=1, padding=0)
    """
    kind, channels, kernel, stride, padding = settings
    return ConvLayer(channels, kernel, stride, padding) if kind == "convolution" else PoolLayer(kernel, stride)


def _refuse_strange(settings: Settings) -> None:
    if len(settings) != 5 or settings[0] not in KINDS:
        raise InputError(f"a layer is {settings!r}. Give (kind, channels, kernel, stride, padding).")
    allowed = OPTIONS if settings[0] == "convolution" else OPTIONS | {"channels": (0,), "padding": (0,)}
    for (name, options), value in zip(allowed.items(), settings[1:]):
        if value not in options:
            raise InputError(f"{name} is {value!r}. Give one of {', '.join(map(str, options))}.")


# --- the goals


def _shape_and_field(state: State) -> int:
    last = state.counts[-1]
    return (last.shape == TARGET) + (last.field >= TARGET_FIELD)


def _with_few_parameters(state: State) -> int:
    return _shape_and_field(state) + (sum(c.n_parameters for c in state.counts) < MOST_PARAMETERS)


def _with_little_work(state: State) -> int:
    return _shape_and_field(state) + (sum(c.multiplications for c in state.counts) < MOST_MULTIPLICATIONS)


_ASKS = "reach 7 × 7 × 16, each number seeing 12 × 12 pixels or more, with fewer than"
GOALS = {
    "few parameters": Goal(f"{_ASKS} 3000 parameters", _with_few_parameters, 3),
    "little work": Goal(f"{_ASKS} 100,000 multiplications", _with_little_work, 3),
}
"""The goals by name."""


def view(state: State) -> View:
    """Return the boxes, the list, and what to do next.

    >>> view(State()).note
    'Press a layer of the list and change it, or add one. Now: 24 × 24 × 8, each number sees 5 × 5 pixels.'
    """
    last = state.counts[-1]
    lacks = _lacks(last)
    note = "Press a layer of the list and change it, or add one. "
    note += f"Now: {shape_text(last.shape)}, each number sees {last.field} × {last.field} pixels."
    if not lacks:
        n, work = (sum(getattr(c, name) for c in state.counts) for name in ("n_parameters", "multiplications"))
        note = f"{shape_text(TARGET)} by {count_text(n)} parameters and {count_text(work)} multiplications. "
        note += "Next: can another kernel or stride save some?"
    return View(draw(state), note=note, right=True if not lacks else None)


def _lacks(last: LayerCount) -> bool:
    return last.shape != TARGET or last.field < TARGET_FIELD


def draw(state: State) -> Picture:
    """Return the picture."""
    counts = state.counts
    said = "; ".join(
        f"{layer_title(c.layer)}{_padding_text(c.layer)} gives {shape_text(c.shape)}, "
        f"{count_text(c.n_parameters)} parameters, {count_text(c.multiplications)} multiplications"
        for c in counts
    )
    total = count_text(sum(c.n_parameters for c in counts)), count_text(sum(c.multiplications for c in counts))
    return svg.panels(
        boxes_panel(IMAGE, counts, state.chosen),
        list_panel(IMAGE, counts, state.chosen),
        title="The volumes of a ConvNet",
        text=f"An image of {shape_text(IMAGE)}: {said}. In all {total[0]} parameters and {total[1]} multiplications; "
        f"a number of the last volume depends on {counts[-1].field} × {counts[-1].field} pixels.",
    )


def _padding_text(layer: LayerKind) -> str:
    padding = getattr(layer, "padding", 0)
    return f", padding {padding}," if padding else ""


# --- what a person does


def on_event(state: State, event: Event) -> State:
    """Open a layer of the list."""
    match event:
        case Event("press", ("layer", i)):
            return replace(state, chosen=i)
    return state


def _add(settings: Settings) -> Callable[[State], State]:
    def act(state: State) -> State:
        return State((*state.layers, settings), len(state.layers))

    return act


def _remove(state: State) -> State:
    layers = state.layers[: state.chosen] + state.layers[state.chosen + 1 :]
    return State(layers, min(state.chosen, len(layers) - 1))


def _change(place: int) -> Callable[[State, int], State]:
    def act(state: State, value: int) -> State:
        settings = list(state.layers[state.chosen])
        settings[place] = value
        layers = (*state.layers[: state.chosen], tuple(settings), *state.layers[state.chosen + 1 :])
        return replace(state, layers=layers)

    return act


def _is_convolution(state: State) -> bool:
    return not state.is_pooling


def _has_room(state: State) -> bool:
    return len(state.layers) < MOST_LAYERS


@widget
def volumes(state: State) -> App:
    """Return the widget.

    >>> app = volumes()
    >>> app.press("Add pooling")
    >>> app.state.counts[-1].shape
    (12, 12, 8)
    """
    return App(
        "volumes",
        state,
        view,
        [
            Button("Add convolution", _add(NEW_CONVOLUTION), _has_room, primary=True),
            Button("Add pooling", _add(NEW_POOLING), _has_room),
            Button("Remove layer", _remove, lambda s: len(s.layers) > 1),
            Choice("kernel", "kernel side", OPTIONS["kernel"], _change(2)),
            Choice("stride", "stride", OPTIONS["stride"], _change(3)),
            Choice("padding", "padding", OPTIONS["padding"], _change(4), _is_convolution),
            Choice("channels", "channels out", OPTIONS["channels"], _change(1), _is_convolution),
        ],
        on_event,
        title="The volumes of a ConvNet",
        goals=GOALS,
    )
