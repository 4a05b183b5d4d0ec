"""What is done to a playground: its training goes on or back, and its settings, weights, shape and examples change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ...nn import MLP, Layer
from ...validation import InputError, numbers, parse_number
from .own_examples import Changes, two_examples
from .run import first_run, run_epoch, run_step
from .setup import HIDDEN_ACTIVATIONS, MOST_LAYERS, MOST_UNITS, examples
from .state import MOST_EPOCHS, State, at_run, begun_run, from_run

LARGEST_WEIGHT = 1000.0
FIRST_BOUNDARY = "x2 - 3*sin(x1)"  # to begin with where a formula divides the plane
_ON_THE_WAY = frozenset({"rule", "rate", "l1", "l2", "dropout", "batch"})  # can change without a new start
_EXAMPLES = frozenset({"data", "noise", "data_seed", "table", "target", "inputs", "held", "boundary", "share"})


def train_an_epoch(state: State) -> State:
    """Return the state at the end of the epoch that has begun, or of the next one.

    >>> train_an_epoch(State()).epochs
    1
    """
    if state.run.epochs >= MOST_EPOCHS:
        raise InputError(f"{MOST_EPOCHS:,} epochs are done. Go back to epoch 0, or start with new weights.")
    return at_run(state, run_epoch(state.setup, state.run))


def train_a_batch(state: State) -> State:
    """Return the state one batch further.

    >>> train_a_batch(State()).steps
    1
    """
    return at_run(state, run_step(state.setup, state.run))


def can_go_back(state: State) -> bool:
    """Has a step been taken since the training began, or went on from what was kept?

    >>> can_go_back(State()), can_go_back(State(epochs=3))
    (False, True)
    """
    begun = begun_run(state.setup, state.kept)
    return (state.run.epochs, state.run.steps) > (begun.epochs, begun.steps)


def undo_step(state: State) -> State:
    """Return the state one batch earlier if an epoch has begun, else one epoch earlier.

    >>> undo_step(State(epochs=3)).epochs, undo_step(State(epochs=3, steps=2)).steps
    (2, 1)
    """
    if not can_go_back(state):
        return state
    earlier = (state.run.epochs, state.run.steps - 1) if state.run.steps else (state.run.epochs - 1, 0)
    return replace(state, epochs=earlier[0], steps=earlier[1])


def to_epoch_0(state: State) -> State:
    """Return the state before its first step, with the same weights as it began with.

    >>> to_epoch_0(State(epochs=3)) == State()
    True
    """
    kept = state.kept if not begun_run(state.setup, state.kept).epochs else ""
    return replace(state, epochs=0, steps=0, kept=kept)


def new_weights(state: State) -> State:
    """Return the state before its first step, with other weights.

    >>> new_weights(State(epochs=3)).seed
    1
    """
    return replace(state, seed=state.seed + 1, epochs=0, steps=0, kept="")


def with_settings(state: State, **changes) -> State:
    """Return the state with other settings: those of training go on from where it stands, all others begin anew.

    >>> on = with_settings(State(epochs=2), rate=0.1)
    >>> on.epochs, on.rate, with_settings(on, hidden=(3,), activations=("relu",)).epochs
    (2, 0.1, 0)
    """
    changes = {name: value for name, value in changes.items() if getattr(state, name) != value}
    if not changes:
        return state
    if not changes.keys() <= _ON_THE_WAY:
        looks = {"unit": None, "plane": None} if changes.keys() & {"hidden", "data", "table", "features"} else {}
        if changes.keys() & {"data", "table"}:
            looks |= {"pinned": None, "hand": -1}
        return replace(state, epochs=0, steps=0, kept="", read=None, **looks | changes)
    if state.run.epochs == state.run.steps == 0:
        return replace(state, **changes)
    run = state.run
    if "rule" in changes:
        run = replace(run, memory=None)
    if "batch" in changes:  # the epoch that has begun begins again
        run = replace(run, steps=0, seen=0.0)
    return from_run(replace(state, **changes), run)


def with_hidden(state: State, hidden: tuple[int, ...], activations: tuple[str, ...]) -> State:
    """Return the state with other hidden layers.

    >>> with_hidden(State(), (3,), ("relu",)).hidden
    (3,)
    """
    return with_settings(state, hidden=hidden, activations=activations)


def deepen(state: State) -> State:
    """Return the state with one more hidden layer, like the last one, before the output.

    >>> deepen(State()).hidden
    (4, 2, 2)
    """
    if len(state.hidden) >= MOST_LAYERS:
        raise InputError(f"there are {MOST_LAYERS} hidden layers. That is the most.")
    size, g = (state.hidden[-1], state.activations[-1]) if state.hidden else (4, "tanh")
    return with_hidden(state, (*state.hidden, size), (*state.activations, g))


def make_shallower(state: State) -> State:
    """Return the state without its last hidden layer.

    >>> make_shallower(State()).hidden
    (4,)
    """
    return with_hidden(state, state.hidden[:-1], state.activations[:-1])


def change_width(state: State, layer: int, by: int) -> State:
    """Return the state with more or fewer units in hidden layer `layer`, counted from 1.

    >>> change_width(State(), 1, 2).hidden
    (6, 2)
    """
    size = state.hidden[layer - 1] + by
    if not 1 <= size <= MOST_UNITS:
        raise InputError(f"a hidden layer has from 1 to {MOST_UNITS} units.")
    return with_hidden(state, (*state.hidden[: layer - 1], size, *state.hidden[layer:]), state.activations)


def with_parameter(state: State, layer: int, unit: int, source: int | None, text: str) -> State:
    """Return the state with another weight into a unit, from the unit `source` before it, or another bias (None).

    >>> float(with_parameter(State(), 1, 0, 1, "0.5").net[1].W[0, 1])
    0.5
    >>> with_parameter(State(), 1, 0, 1, "much")
    Traceback (most recent call last):
    lecture_lib.validation.InputError: the weight holds text ('much'). Give real numbers.
    """
    name = "bias" if source is None else "weight"
    return with_value(state, layer, unit, source, parse_number(text, f"the {name}"))


def with_value(state: State, layer: int, unit: int, source: int | None, value: float) -> State:
    """Return the state with this weight into a unit, from the unit `source` before it, or this bias (None).

    >>> float(with_value(State(), 1, 0, None, 0.5).net[1].b[0])
    0.5
    """
    name = "bias" if source is None else "weight"
    if abs(value) > LARGEST_WEIGHT:
        raise InputError(f"the {name} is {value:g}. Give a number from -{LARGEST_WEIGHT:g} to {LARGEST_WEIGHT:g}.")
    layers = [Layer(W.copy(), b.copy(), g) for W, b, g in state.net]
    W, b, _ = layers[layer - 1]
    if source is None:
        b[unit] = value
    else:
        W[unit, source] = value
    run = state.run
    return from_run(state, replace(run, net=MLP.of_checked(Layer(*layer) for layer in layers)))


def toggled_feature(state: State, text: str) -> State:
    """Return the state with a feature switched on or off; the last one stays.

    >>> toggled_feature(State(), "x1*x2").features, toggled_feature(State(), "x1").features
    (('x1', 'x2', 'x1*x2'), ('x2',))
    """
    rest = tuple(feature for feature in state.features if feature != text)
    if not rest:
        raise InputError("the network needs a feature to read. Switch another one on first.")
    return with_settings(state, features=rest if len(rest) < len(state.features) else (*state.features, text))


def switch_activation(state: State, layer: int) -> State:
    """Return the state with the next activation in hidden layer `layer`, counted from 1.

    >>> switch_activation(State(), 1).activations
    ('sigmoid', 'tanh')
    """
    now = HIDDEN_ACTIVATIONS.index(state.activations[layer - 1])
    g = HIDDEN_ACTIVATIONS[(now + 1) % len(HIDDEN_ACTIVATIONS)]
    return with_hidden(state, state.hidden, (*state.activations[: layer - 1], g, *state.activations[layer:]))


def all_activations(state: State, name: str) -> State:
    """Return the state with one activation in all hidden layers, or with "various": the next one in each layer.

    >>> all_activations(State(), "relu").activations, all_activations(State(), "various").activations
    (('relu', 'relu'), ('relu', 'tanh'))
    """
    various = tuple(HIDDEN_ACTIVATIONS[l % len(HIDDEN_ACTIVATIONS)] for l in range(len(state.hidden)))
    return with_hidden(state, state.hidden, various if name == "various" else (name,) * len(state.hidden))


def add_feature(state: State, text: str) -> State:
    """Return the state that reads one more feature, a formula of the inputs.

    >>> add_feature(State(), "x1 - x2").features
    ('x1', 'x2', 'x1 - x2')
    """
    name = text.strip()
    if name in state.features:
        raise InputError(f"{name} is among the features already.")
    return with_settings(state, features=(*state.features, name))


def other_data(state: State, data: str) -> State:
    """Return the state with another data set; a table of one's own begins with two examples.

    >>> other_data(State(), "own").table
    'x₁,x₂,class\\n-3,0,orange\\n3,0,blue'
    """
    if data == "own" and not state.table:
        return with_settings(state, **two_examples())
    if data == "formula" and not state.boundary:
        return with_settings(state, data=data, boundary=FIRST_BOUNDARY)
    return with_settings(state, data=data)


def with_table(state: State, text: str) -> State:
    """Return the state with a table of one's own, which is read from its text.

    >>> with_table(State(features=("x1", "x1*x2")), "1,2,a\\n3,4,b").features, with_table(State(), "1,a\\n3,b").features
    (('x1', 'x1*x2'), ('x1',))
    """
    if not text.strip():
        return other_data(replace(state, table=""), "own")
    own = {"data": "own", "table": text, "target": "", "inputs": (), "held": ()}
    if examples("own", table=text).x.shape[1] == 1:
        own["features"] = ("x1",)
    return with_settings(state, **own)


def with_columns(state: State, text: str) -> State:
    """Return the state that learns from these columns of its table, named with commas between; from all if none is.

    >>> with_columns(with_table(State(), "a,b,c,kind\\n1,2,3,x\\n3,4,5,y"), "c, a").problem.train.x[0].tolist()
    [3.0, 1.0]
    """
    _require_table(state)
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    return with_settings(state, inputs=names, features=("x1",) if len(names) == 1 else ("x1", "x2"))


def with_target(state: State, text: str) -> State:
    """Return the state that is to predict this column of its table; the last one if the name is empty.

    >>> with_target(with_table(State(), "kind,a,b\\n5,1,2\\n6,3,4"), "kind").problem.train.classes
    ('5', '6')
    >>> with_target(State(), "kind")
    Traceback (most recent call last):
    lecture_lib.validation.InputError: columns belong to a table. Choose your own data first.
    """
    _require_table(state)
    return with_settings(state, target=text.strip())


def _require_table(state: State) -> None:
    if state.data != "own":
        raise InputError("columns belong to a table. Choose your own data first.")


def with_boundary(state: State, text: str) -> State:
    """Return the state whose examples are blue where a formula is above 0.

    >>> with_boundary(State(), "x1*x2").data
    'formula'
    """
    return with_settings(state, data="formula", boundary=text.strip())


def with_examples(state: State, changes: Changes) -> State:
    """Return the state with other examples of the same kind; the network goes on from where its training stands.

    >>> from .own_examples import add_example
    >>> state = State(epochs=2)
    >>> on = with_examples(state, add_example(state, (1.0, 1.0), 0))
    >>> on.epochs, on.data, len(on.problem.train)
    (2, 'own', 251)
    """
    moved = replace(state, **changes, read=None, unit=None if _other_shape(state, changes) else state.unit)
    if _other_shape(state, changes):
        return replace(moved, epochs=0, steps=0, kept="", plane=None)
    return from_run(moved, replace(state.run, steps=0, seen=0.0))


def _other_shape(state: State, changes: Changes) -> bool:
    """Do other examples need another network: more outputs, or outputs of another kind?"""
    after = first_run(replace(state.setup, **changes)).net
    return after.sizes != state.net.sizes or after[len(after)].g != state.net[len(after)].g


def pin(state: State, at: Sequence[float]) -> State:
    """Return the state with the point that is followed through the network at this place of the map.

    >>> pin(State(), (1.234, -2.0)).pinned
    (1.23, -2.0)
    """
    x = state.problem.train.x
    place = numbers([*at], "the point", ndim=(1,)).round(2) + 0.0
    return replace(state, pinned=(*place[: x.shape[1]].tolist(), *x[:, 2:].mean(axis=0).round(4).tolist()))


def turn_plane(state: State, shown: tuple[int, int, int], axis: int) -> State:
    """Return the state with another hidden plane than is `shown`: the next unit on axis 0 or 1, or the next layer (2).

    >>> turn_plane(State(), (2, 0, 1), 2).plane, turn_plane(State(), (1, 0, 1), 1).plane
    ((1, 0, 1), (1, 0, 2))
    """
    layer, *units = shown
    if axis == 2:
        wide = [l for l, size in enumerate(state.hidden, start=1) if size >= 2]
        return replace(state, plane=(wide[(wide.index(layer) + 1) % len(wide)], 0, 1))
    size = state.hidden[layer - 1]
    units[axis] = (units[axis] + 1) % size
    if units[0] == units[1] and size > 2:  # with two units alone, they change places
        units[axis] = (units[axis] + 1) % size
    elif units[0] == units[1]:
        units[1 - axis] = 1 - units[axis]
    return replace(state, plane=(layer, units[0], units[1]))
