"""The playground: data, features, a network of any shape, its training, and everything about it to be seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from ...interactive import (
    App,
    Button,
    Choice,
    Download,
    Event,
    Play,
    Slider,
    TextArea,
    TextField,
    Toggle,
    Upload,
    log_values,
    widget,
)
from ...validation import InputError
from .examples import MOST_NOISE, SETS
from .features import TILES
from .pictures import frame_of
from .setup import HIDDEN_ACTIVATIONS, LOSSES, MOST_DROPOUT, MOST_LAYERS, RULES
from .state import (
    ALONGSIDE,
    EDGES,
    MOST_EPOCHS,
    State,
    add_layer,
    can_go_back,
    changed,
    new_weights,
    remove_layer,
    resize_layer,
    step_back,
    to_epoch_0,
    toggled_feature,
    train_epoch,
    train_step,
    with_hidden,
    with_parameter,
)
from .view import view

RATES = log_values(0.00001, 10, digits=(1, 3))
PENALTIES = (0.0, *log_values(0.0001, 10, digits=(1, 3)))
BATCHES = (1, 2, 5, 10, 20, 30, 50, 100, 250, 500, 1000)


def on_event(state: State, event: Event) -> State:
    """Answer what is done to the picture: units, weights, features, layers, the map and the pinned point."""
    match event:
        case Event("press", ("unit", layer, unit)):
            return _press_unit(state, layer, unit)
        case Event("edit", ("W", layer, unit, source), text):
            return with_parameter(state, layer, unit, source, text)
        case Event("edit", ("b", layer, unit), text):
            return with_parameter(state, layer, unit, None, text)
        case Event("press", ("activation", layer)):
            return next_activation(state, layer)
        case Event("press", ("resize", layer, by)):
            return resize_layer(state, layer, by)
        case Event("press", ("feature", i)):
            names = [*TILES, *(feature for feature in state.features if feature not in TILES)]
            return toggled_feature(state, names[i])
        case Event("draw", ("ground",), points=(*_, at), last=True):
            return press_map(state, at)
        case Event("drag", ("pinned",), x=x, y=y):
            return pin(state, (x, y))
        case Event("key", ("pinned",), key="Delete" | "Backspace"):
            return replace(state, pinned=None)
    return state


def _press_unit(state: State, layer: int, unit: int) -> State:
    """Choose a unit; one that is chosen already gives way to the output. A feature has no weights to show."""
    if layer == 0:
        return state
    return replace(state, unit=None if state.unit == (layer, unit) else (layer, unit))


def next_activation(state: State, layer: int) -> State:
    """Return the state with the next activation in hidden layer `layer`, counted from 1.

    >>> next_activation(State(), 1).activations
    ('sigmoid', 'tanh')
    """
    now = HIDDEN_ACTIVATIONS.index(state.activations[layer - 1])
    g = HIDDEN_ACTIVATIONS[(now + 1) % len(HIDDEN_ACTIVATIONS)]
    return with_hidden(state, state.hidden, (*state.activations[: layer - 1], g, *state.activations[layer:]))


def all_activations(state: State, name: str) -> State:
    """Return the state with one activation in all hidden layers.

    >>> all_activations(State(), "relu").activations
    ('relu', 'relu')
    """
    return with_hidden(state, state.hidden, (name,) * len(state.hidden)) if name in HIDDEN_ACTIVATIONS else state


def press_map(state: State, at: Sequence[float]) -> State:
    """Answer a press on the map: pin a point there.

    >>> press_map(State(), (1.234, -2.0)).pinned
    (1.23, -2.0)
    """
    return replace(pin(state, at), alongside="point")


def pin(state: State, at: Sequence[float]) -> State:
    """Return the state with the point that is followed through the network at this place of the map."""
    frame, inputs = frame_of(state), state.problem.train.x
    place = np.clip(at, (frame.x0, frame.y0), (frame.x1, frame.y1)).round(2) + 0.0
    rest = inputs[:, 2:].mean(axis=0).round(4).tolist()
    return replace(state, pinned=(*place[: inputs.shape[1]].tolist(), *rest))


def add_feature(state: State, text: str) -> State:
    """Return the state that reads one more feature, a formula of the inputs.

    >>> add_feature(State(), "x1 - x2").features
    ('x1', 'x2', 'x1 - x2')
    """
    name = text.strip()
    if name in state.features:
        raise InputError(f"{name} is among the features already.")
    found = changed(state, features=(*state.features, name))
    found.problem  # noqa: B018 - what has no value somewhere is refused now
    return found


def _setting(name: str):
    return lambda state, value: changed(state, **{name: value})


CONTROLS = [
    Play("Run", train_epoch, lambda s: s.run.epochs < MOST_EPOCHS, primary=True),
    Button("One epoch", train_epoch),
    Button("One batch", train_step),
    Button("Back", step_back, can_go_back),
    Button("To epoch 0", to_epoch_0, lambda s: s.run.epochs > 0 or s.run.steps > 0),
    Button("New weights", new_weights),
    Choice("data", "data", list(SETS), _setting("data"), group="Data"),
    Slider("noise", "noise, %", tuple(range(0, MOST_NOISE + 1, 5)), act=_setting("noise"), group="Data"),
    Slider("share", "to train on, %", tuple(range(10, 101, 10)), act=_setting("share"), group="Data"),
    Button("New examples", lambda s: changed(s, data_seed=s.data_seed + 1), group="Data"),
    Toggle("shows_held_out", "show held-out examples", group="Data"),
    Choice("activation", "activation", [*HIDDEN_ACTIVATIONS, "various"], all_activations, group="Network"),
    Button("Add a layer", add_layer, lambda s: len(s.hidden) < MOST_LAYERS, group="Network"),
    Button("Remove a layer", remove_layer, lambda s: bool(s.hidden), group="Network"),
    TextField("feature", "one more feature, a formula of x1 and x2", add_feature, group="Network"),
    Slider("rate", "learning rate", RATES, act=_setting("rate"), group="Training"),
    Choice("rule", "rule", list(RULES), _setting("rule"), group="Training"),
    Slider("batch", "batch size", BATCHES, act=_setting("batch"), group="Training"),
    Choice("loss", "loss", list(LOSSES), _setting("loss"), group="Training"),
    Slider("l1", "L1", PENALTIES, act=_setting("l1"), group="Training"),
    Slider("l2", "L2", PENALTIES, act=_setting("l2"), group="Training"),
    Slider(
        "dropout", "dropout, %", tuple(range(0, MOST_DROPOUT + 1, 10)), act=_setting("dropout"), group="Training"
    ),
    Choice("alongside", "beside the losses", list(ALONGSIDE), group="Views"),
    Choice("edges", "lines show", list(EDGES), group="Views"),
    Toggle("discrete", "one colour a class", group="Views"),
    Toggle("shows_regions", "linear regions", group="Views"),
]


@widget
def playground(state: State) -> App:
    """Return the widget.

    >>> app = playground(data="spiral")
    >>> app.press("One epoch")
    >>> app.state.epochs
    1
    """
    return App("playground", state, view, CONTROLS, on_event, title="The playground")
