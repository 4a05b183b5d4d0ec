"""The playground: data, features, a network of any shape, its training, and everything about it to be seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from itertools import product
from typing import Any

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
from .challenges import CHALLENGES, challenge_named
from .examples import COLOURS, MOST_NOISE, SETS
from .exports import numpy_code, read_state, state_json, torch_text, weights_json
from .features import offered_features
from .moves import (
    FIRST_BOUNDARY,
    add_feature,
    all_activations,
    can_go_back,
    change_width,
    deepen,
    make_shallower,
    new_weights,
    other_data,
    pin,
    switch_activation,
    to_epoch_0,
    toggled_feature,
    train_a_batch,
    train_an_epoch,
    turn_plane,
    undo_step,
    with_boundary,
    with_columns,
    with_examples,
    with_parameter,
    with_settings,
    with_table,
    with_target,
    with_value,
)
from .own_examples import (
    add_example,
    flip_example,
    move_example,
    own_table,
    remove_example,
    toggle_held_out,
    two_examples,
)
from .pictures import frame_of, plane_in_view
from .setup import HIDDEN_ACTIVATIONS, LOSSES, MOST_DROPOUT, MOST_LAYERS, RULES, Setup
from .state import ALONGSIDE, EDGES, MOST_EPOCHS, State
from .view import view

RATES = log_values(0.00001, 10, digits=(1, 3))
PENALTIES = (0.0, *log_values(0.0001, 10, digits=(1, 3)))
BATCHES = (1, 2, 5, 10, 20, 30, 50, 100, 250, 500, 1000)
_PLACES = 2  # decimals of a point that is pinned, added or moved
_GAPS = (0.5, 0.1, 0.02)  # between the places where examples are added by a key, one after the other


def on_event(state: State, event: Event) -> State:
    """Answer what is done to the picture: units, weights, features, layers, losses, the map and what lies on it."""
    match event:
        case Event("press", ("unit", layer, unit)):
            return _press_unit(state, layer, unit)
        case Event("edit", ("W" | "edge", layer, unit, source), text):
            return with_parameter(state, layer, unit, source, text)
        case Event("edit", ("b", layer, unit), text):
            return with_parameter(state, layer, unit, None, text)
        case Event("drag", ("W", layer, unit, source), x=x):
            return with_value(state, layer, unit, source, round(x, _PLACES))
        case Event("drag", ("b", layer, unit), x=x):
            return with_value(state, layer, unit, None, round(x, _PLACES))
        case Event("press", ("plane", axis)):
            shown = plane_in_view(state)
            return turn_plane(state, shown, axis) if shown else state
        case Event("press", ("activation", layer)):
            return switch_activation(state, layer)
        case Event("press", ("resize", layer, by)):
            return change_width(state, layer, by)
        case Event("press", ("feature", i)):
            return toggled_feature(state, offered_features(state.features)[i])
        case Event("drag", ("epoch",), x=x):
            return _read_losses(state, round(x))
        case Event("draw", ("ground",), points=(*_, at), last=True):
            return press_map(state, at)
        case Event("drag", ("pinned",), x=x, y=y):
            return pin(state, _within(state, (x, y)))
        case Event("key", ("pinned",), key="Delete" | "Backspace"):
            return replace(state, pinned=None)
        case Event(kind, ("example", row)):
            return _change_example(state, row, kind, event)
    return state


def _press_unit(state: State, layer: int, unit: int) -> State:
    """Choose a unit; one that is chosen already gives way to the output. A feature has no weights to show."""
    if layer == 0:
        return state
    if layer == len(state.net) and len(state.net[layer].b) == 1:
        return replace(state, unit=None)
    return replace(state, unit=None if state.unit == (layer, unit) else (layer, unit))


def _read_losses(state: State, epoch: int) -> State:
    """Read the losses of an epoch; at the last one, always those of the last."""
    last = state.run.epochs
    first = last - len(state.run.losses) + 1
    return replace(state, read=None if epoch >= last else max(epoch, first))


def _within(state: State, at: Sequence[float]) -> tuple[float, float]:
    """Return the nearest place on the map, rounded."""
    frame = frame_of(state)
    x, y = (np.clip(at, (frame.x0, frame.y0), (frame.x1, frame.y1)).round(_PLACES) + 0.0).tolist()
    return x, y


def press_map(state: State, at: Sequence[float]) -> State:
    """Answer a press on the map: pin a point there, or add an example of the class that is in hand.

    >>> press_map(State(), (1.234, -2.0)).pinned, press_map(State(hand=1), (1.234, -2.0)).data
    ((1.23, -2.0), 'own')
    """
    place = _within(state, at)
    if state.hand < 0:
        return replace(pin(state, place), alongside="point")
    classes = state.problem.train.classes
    if not classes:
        raise InputError("these examples have numbers, not classes. Add one as a line of the table.")
    return with_examples(state, add_example(state, place[: state.problem.train.x.shape[1]], state.hand))


def _free_place(state: State) -> State:
    """Add an example of the class in hand where there is none yet: for those who use keys."""
    p = state.problem
    taken = {tuple(x) for part in (p.train, p.held_out) for x in part.x[:, :2].astype(float).round(_PLACES).tolist()}
    grids = (product(range(round(6 / gap)), repeat=2) for gap in _GAPS)
    places = (_within(state, (gap * i, gap * j)) for gap, grid in zip(_GAPS, grids) for j, i in grid)
    free = next((place for place in places if place[: p.train.x.shape[1]] not in taken), None)
    if free is None:
        raise InputError("no place is free any more. Add the example as a line of the table.")
    return press_map(replace(state, hand=max(state.hand, 0)), free)


def _change_example(state: State, row: int, kind: str, event: Event) -> State:
    match kind, event.key:
        case "drag", _:
            place = _within(state, (event.x, event.y))[: state.problem.train.x.shape[1]]
            return with_examples(state, move_example(state, row, place))
        case ("press", _) | ("key", "f" | "F"):
            return with_examples(state, flip_example(state, row))
        case "key", "h" | "H":
            return with_examples(state, toggle_held_out(state, row))
        case "key", "Delete" | "Backspace":
            return with_examples(state, remove_example(state, row))
    return state


def take_up(state: State, name: str) -> State:
    """Return the state in which a challenge begins; without a name, the one before it goes on as it is.

    >>> take_up(State(), "spiral").data
    'spiral'
    """
    return start(challenge=name) if name else replace(state, challenge="")


def start(**settings: Any) -> State:
    """Return a state; that of a challenge begins with the challenge's setup, in which `settings` are changed.

    Data of one's own, or by a formula, begin as they do when they are chosen, unless they are given.

    >>> start(challenge="spiral", rate=0.1).rate
    0.1
    >>> start(data="own").table, start(data="formula").boundary
    ('x₁,x₂,class\\n-3,0,orange\\n3,0,blue', 'x2 - 3*sin(x1)')
    """
    if name := settings.get("challenge"):
        given = challenge_named(name)
        begun: dict[str, Any] = {field.name: getattr(given.setup, field.name) for field in fields(Setup)} | {
            "epochs": given.epochs
        }
        settings = begun | settings
    match settings:
        case {"data": "own"} if not settings.get("table"):
            settings = settings | two_examples()
        case {"data": "formula"} if not settings.get("boundary"):
            settings = settings | {"boundary": FIRST_BOUNDARY}
    return State(**settings)


def load(state: State, text: str) -> State:
    """Return the state that a kept text of JSON holds.

    >>> load(State(), state_json(State("spiral"))).data
    'spiral'
    """
    return read_state(text, State)


def keep_beside(state: State) -> State:
    """Return the state with itself kept, to be seen beside what comes of it.

    >>> keep_beside(State(epochs=1)).alongside
    'kept state'
    """
    return replace(state, compared=state_json(replace(state, compared="")), alongside="kept state")


def _has_table(state: State) -> bool:
    return state.data == "own"


def with_best(state: State) -> State:
    """Return the state with the best score of its challenge, where it is better than the one before.

    >>> with_best(start(challenge="no line", table="1,0,a\\n2,0,b\\n3,0,a")).best
    3
    """
    if not state.challenge:
        return state
    best = challenge_named(state.challenge).best_score(state.setup, state.run, state.best)
    return state if best == state.best else replace(state, best=best)


def _scored(act: Callable[..., State]) -> Callable[..., State]:
    """Return what does the same and keeps the best score."""
    return lambda *given: with_best(act(*given))


def show_beside(state: State, panel: str) -> State:
    """Return the state with another panel beside the losses; for that of a point, the middle of the map is pinned.

    >>> show_beside(State(), "point").pinned
    (0.0, 0.0)
    """
    if panel == "kept state" and not state.compared:
        raise InputError("no state is kept yet. Press Keep beside first.")
    if panel == "point" and state.pinned is None:
        frame = frame_of(state)
        state = pin(state, _within(state, ((frame.x0 + frame.x1) / 2, (frame.y0 + frame.y1) / 2)))
    return replace(state, alongside=panel)


def _setting(name: str):
    return lambda state, value: with_settings(state, **{name: value})


_CHOICES = [("none: play", ""), *((challenge.title, name) for name, challenge in CHALLENGES.items())]
CONTROLS = [
    Play("Run", _scored(train_an_epoch), lambda s: s.run.epochs < MOST_EPOCHS, primary=True),
    Button("One epoch", _scored(train_an_epoch)),
    Button("One batch", _scored(train_a_batch)),
    Button("Back", undo_step, can_go_back),
    Button("To epoch 0", to_epoch_0, lambda s: s.run.epochs > 0 or s.run.steps > 0),
    Button("New weights", new_weights),
    Choice("challenge", "challenge", _CHOICES, take_up, group="Challenge"),
    Choice(
        "data",
        "data",
        [*SETS, ("a formula", "formula"), ("your own", "own")],
        other_data,
        group="Data",
    ),
    Slider("noise", "noise in %", tuple(range(0, MOST_NOISE + 1, 5)), act=_setting("noise"), group="Data"),
    Slider("share", "to train on in %", tuple(range(10, 101, 10)), act=_setting("share"), group="Data"),
    Choice(
        "hand",
        "a press on the map",
        [("pins a point", -1), *((f"adds {colour}", i) for i, colour in enumerate(COLOURS[:3]))],
        group="Data",
    ),
    TextField("boundary", "blue where this is above 0", with_boundary, lambda s: s.data == "formula", group="Data"),
    TextArea("table", "your own table", _scored(with_table), _has_table, group="Data"),
    Toggle("shows_held_out", "show held-out examples", group="Data"),
    TextField("target", "column to predict", with_target, group="Data"),
    TextField("input_columns", "columns to learn from", with_columns, group="Data"),
    Button("New examples", lambda s: with_settings(s, data_seed=s.data_seed + 1), group="Data"),
    Button("Make them mine", lambda s: with_examples(s, own_table(s)), lambda s: s.data != "own", group="Data"),
    Button("Add an example", _scored(_free_place), group="Data"),
    Choice(
        "activation",
        "activation",
        [*HIDDEN_ACTIVATIONS, "various"],
        all_activations,
        lambda s: bool(s.hidden),
        group="Network",
    ),
    TextField("feature", "one more feature, by formula", add_feature, group="Network"),
    Button("Add a layer", deepen, lambda s: len(s.hidden) < MOST_LAYERS, group="Network"),
    Button("Remove a layer", make_shallower, lambda s: bool(s.hidden), group="Network"),
    Slider("rate", "learning rate", RATES, act=_setting("rate"), group="Training"),
    Choice("rule", "rule", list(RULES), _setting("rule"), group="Training"),
    Slider("batch", "batch size", BATCHES, act=_setting("batch"), group="Training"),
    Choice("loss", "loss", list(LOSSES), _setting("loss"), group="Training"),
    Slider("l1", "L1", PENALTIES, act=_setting("l1"), group="Training"),
    Slider("l2", "L2", PENALTIES, act=_setting("l2"), group="Training"),
    Slider("dropout", "dropout in %", tuple(range(0, MOST_DROPOUT + 1, 10)), act=_setting("dropout"), group="Training"),
    Choice(
        "alongside",
        "beside the losses",
        [("a unit's weights", "weights"), *((panel, panel) for panel in ALONGSIDE if panel != "weights")],
        show_beside,
        group="Views",
    ),
    Choice("edges", "lines show", list(EDGES), group="Views"),
    Button("Keep beside", keep_beside, group="Views"),
    Toggle("discrete", "one colour a class", group="Views"),
    Toggle("shows_regions", "linear regions", group="Views"),
    Download("State as JSON", "playground.json", state_json),
    Upload("Load a state", load),
    Download("Network as NumPy program", "network.py", lambda s: numpy_code(s.setup, s.run)),
    Download("Network as PyTorch program", "network_torch.py", lambda s: torch_text(s.setup, s.run)),
    Download("Weights as JSON", "weights.json", lambda s: weights_json(s.setup, s.run)),
]
GOALS = {name: challenge.goal for name, challenge in CHALLENGES.items()}


@widget(start=start)
def playground(state: State) -> App:
    """Return the widget.

    >>> app = playground(data="spiral")
    >>> app.press("One epoch")
    >>> app.state.epochs
    1
    """
    return App(
        "playground",
        state,
        view,
        CONTROLS,
        _scored(on_event),
        title="The playground",
        goals=GOALS,
        goal_of=lambda state: state.challenge,
    )
