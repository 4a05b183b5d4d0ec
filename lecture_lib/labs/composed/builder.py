"""Build a network layer by layer: shapes, counts, formulas and code follow; puzzles ask for exact counts (row 07.4)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from ...drawing import Picture, svg
from ...interactive import App, Button, Choice, Event, LabGoal, View, widget
from ...validation import InputError, count_phrase, parse_whole, whole
from .builder_picture import BOARD_WIDTH, MAX_LAYERS, board_height, builder_board
from .spelling import NOTATION_TITLES, Spelling, spell_network

BUILDER_ACTIVATIONS = ("relu", "tanh", "sigmoid", "identity")
MAX_WIDTH = 999


class SizePuzzle(NamedTuple):
    """What is to be built: numbers of inputs and outputs, the count of parameters, and limits on the hidden layers."""

    asks: str
    ends: tuple[int, int]
    n_parameters: int
    max_units: int = 10**6
    max_width: int = MAX_WIDTH
    min_layers: int = 1


SIZE_PUZZLES = {
    "471 parameters": SizePuzzle(
        "1 input, 1 output, no hidden layer wider than 10, and exactly 471 parameters", (1, 1), 471, max_width=10
    ),
    "100 parameters": SizePuzzle(
        "2 inputs, 1 output, at most 17 hidden units, and exactly 100 parameters", (2, 1), 100, max_units=17
    ),
    "50 parameters": SizePuzzle(
        "3 inputs, 2 outputs, at least 4 hidden layers, and exactly 50 parameters", (3, 2), 50, min_layers=4
    ),
}


@dataclass(frozen=True)
class State:
    """The network's sizes (n_0, ..., n_L), an activation's name for each layer, the notation and the puzzle."""

    sizes: tuple[int, ...] = (1, 3, 3, 1)
    activations: tuple[str, ...] = ("relu", "relu", "identity")
    notation: str = "C"
    puzzle: str = "471 parameters"

    def __post_init__(self) -> None:
        if self.notation not in NOTATION_TITLES or self.puzzle not in SIZE_PUZZLES:
            raise InputError(
                f"notation {self.notation!r} and puzzle {self.puzzle!r} were given; one of "
                f"{', '.join(NOTATION_TITLES)} and one of {', '.join(SIZE_PUZZLES)} are wanted"
            )
        if not 1 <= len(self.activations) <= MAX_LAYERS or len(self.sizes) != len(self.activations) + 1:
            raise InputError(
                f"{len(self.sizes)} sizes and {len(self.activations)} activations were given; one more "
                f"size than activations, and at most {MAX_LAYERS} layers, are wanted"
            )
        wrong = [n for n in self.sizes if not 1 <= n <= MAX_WIDTH] + [
            g for g in self.activations if g not in BUILDER_ACTIVATIONS
        ]
        if wrong:
            raise InputError(
                f"{wrong[0]} was given; widths from 1 to {MAX_WIDTH} and the activations "
                f"{', '.join(BUILDER_ACTIVATIONS)} are wanted"
            )

    @property
    def counts(self) -> list[int]:
        """The number of parameters of each layer."""
        return [n_out * n_in + n_out for n_in, n_out in zip(self.sizes, self.sizes[1:])]


def view(state: State) -> View:
    """Return the board, the puzzle, and how far the network is from it.

    >>> view(State((1, 10, 10, 10, 10, 10, 1), ("relu",) * 5 + ("identity",))).goal.reached
    True
    """
    lacks = unmet_condition(state)
    return View(
        draw(state),
        LabGoal(SIZE_PUZZLES[state.puzzle].asks, not lacks),
        lacks or f"{count_phrase(sum(state.counts), 'parameter')}: this is it.",
    )


def unmet_condition(state: State) -> str:
    """Return the first thing that the puzzle still asks for; nothing if it is solved.

    >>> unmet_condition(State())
    '22 parameters: 449 too few.'
    """
    puzzle, hidden, total = SIZE_PUZZLES[state.puzzle], state.sizes[1:-1], sum(state.counts)
    if (state.sizes[0], state.sizes[-1]) != puzzle.ends:
        return f"The puzzle has {count_phrase(puzzle.ends[0], 'input')} and {count_phrase(puzzle.ends[1], 'output')}."
    if len(hidden) < puzzle.min_layers:
        return f"The puzzle wants {count_phrase(puzzle.min_layers, 'hidden layer')} or more."
    if max(hidden) > puzzle.max_width:
        return f"The puzzle wants no hidden layer wider than {puzzle.max_width}."
    if sum(hidden) > puzzle.max_units:
        return f"{count_phrase(sum(hidden), 'hidden unit')}: the puzzle allows {puzzle.max_units}."
    away = total - puzzle.n_parameters
    return f"{count_phrase(total, 'parameter')}: {abs(away)} too {'many' if away > 0 else 'few'}." if away else ""


def construction_code(state: State) -> tuple[str, str]:
    """Return the two lines of code that make the network, with random weights.

    >>> construction_code(State())[0]
    'net = MLP.random((1, 3, 3, 1),'
    """
    return f"net = MLP.random({state.sizes},", f"        {', '.join(state.activations)}, rng=rng)"


@lru_cache(maxsize=64)
def _spelled(notation: str, sizes: tuple[int, ...]) -> Spelling:
    return spell_network(notation, sizes)


def draw(state: State) -> Picture:
    """Return the picture."""
    spelling, remark = _spelled(state.notation, state.sizes), linear_layers_note(state)
    said = [f"{count_phrase(state.sizes[0], 'input')}."] + [
        f"Layer {l}: W is {n} × {m}, b has {count_phrase(n, 'value')}, then {g}: {count_phrase(c, 'parameter')}."
        for l, (m, n, g, c) in enumerate(zip(state.sizes, state.sizes[1:], state.activations, state.counts), start=1)
    ]
    things = {"layer": len(state.activations), "unit": sum(state.sizes[1:]), "parameter": sum(state.counts)}
    total = ", ".join(count_phrase(n, thing) for thing, n in things.items())
    return svg.picture(
        BOARD_WIDTH,
        board_height(),
        builder_board(
            spelling,
            state.sizes,
            state.activations,
            state.counts,
            construction_code(state),
            remark or spelling.counts,
        ),
        title="A network of your own",
        text=f"{' '.join(said)} All together: {total}. {remark}".strip(),
    )


def linear_layers_note(state: State) -> str:
    """Say which hidden layers have no activation and so collapse into the next; nothing if there is none.

    >>> linear_layers_note(State(activations=("identity", "relu", "identity")))
    'Layer 1: no activation, so it collapses into the next. This is a 1-3-1 network at most.'
    """
    idle = [l for l, g in enumerate(state.activations[:-1], start=1) if g == "identity"]
    if not idle:
        return ""
    left = "-".join(str(n) for l, n in enumerate(state.sizes) if l not in idle)
    names = ", ".join(map(str, idle))
    one = len(idle) == 1
    return (
        f"Layer{'' if one else 's'} {names}: no activation, so {'it collapses' if one else 'they collapse'} into the "
        f"next. This is a {left} network at most."
    )


def resize_layer(state: State, l: int, n: int) -> State:
    """Return the state with n values in column l (0 is the input)."""
    return replace(state, sizes=(*state.sizes[:l], whole(n, "the width", 1, MAX_WIDTH), *state.sizes[l + 1 :]))


def add_layer(state: State) -> State:
    """Return the state with one hidden layer more before the output, like the last hidden one."""
    width = state.sizes[-2] if len(state.sizes) > 2 else 3
    g = state.activations[-2] if len(state.activations) > 1 else "relu"
    return replace(
        state,
        sizes=(*state.sizes[:-1], width, state.sizes[-1]),
        activations=(*state.activations[:-1], g, state.activations[-1]),
    )


def remove_layer(state: State) -> State:
    """Return the state without its last hidden layer."""
    return replace(
        state, sizes=(*state.sizes[:-2], state.sizes[-1]), activations=(*state.activations[:-2], state.activations[-1])
    )


def next_activation(state: State, l: int) -> State:
    """Return the state with the next one of `BUILDER_ACTIVATIONS` in layer l."""
    k = BUILDER_ACTIVATIONS.index(state.activations[l - 1])
    following = BUILDER_ACTIVATIONS[(k + 1) % len(BUILDER_ACTIVATIONS)]
    return replace(state, activations=(*state.activations[: l - 1], following, *state.activations[l:]))


def on_event(state: State, event: Event) -> State:
    """Take a typed width, a press on − or +, or a press on an activation."""
    match event:
        case Event("edit", ("width", l), text):
            return resize_layer(state, l, parse_whole(text, "the width", 1, MAX_WIDTH))
        case Event("press", ("fewer", l)):
            return resize_layer(state, l, max(state.sizes[l] - 1, 1))
        case Event("press", ("more", l)):
            return resize_layer(state, l, min(state.sizes[l] + 1, MAX_WIDTH))
        case Event("press", ("activation", l)):
            return next_activation(state, l)
    return state


@widget
def builder(state: State) -> App:
    """Return the widget.

    >>> app = builder()
    >>> app.press("Add a layer")
    >>> app.state.sizes, sum(app.state.counts)
    ((1, 3, 3, 3, 1), 34)
    """
    controls = [
        Choice("puzzle", "puzzle", list(SIZE_PUZZLES)),
        Choice("notation", "notation", [(title, key) for key, title in NOTATION_TITLES.items()]),
        Button("Add a layer", add_layer, lambda s: len(s.activations) < MAX_LAYERS),
        Button("Remove a layer", remove_layer, lambda s: len(s.activations) > 1),
    ]
    return App("builder", state, view, controls, on_event, title="Builder")
