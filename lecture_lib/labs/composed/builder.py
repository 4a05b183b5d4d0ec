"""Build a network layer by layer: shapes, counts, formulas and code follow; puzzles ask for exact counts (row 07.4)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from ...drawing import Picture, svg
from ...interactive import App, Button, Choice, Goal, View
from ...validation import InputError, count_phrase, parse_whole, whole
from . import builder_picture
from .spelling import NOTATION_TITLES, Spelling, spell_network

BUILDER_ACTIVATIONS = ("relu", "tanh", "sigmoid", "identity")
MAX_WIDTH = 999
LAYER_LIMIT = builder_picture.MAX_LAYERS


class SizePuzzle(NamedTuple):
    """What is to be built: numbers of inputs and outputs, the count of parameters, and limits on the hidden layers."""

    asks: str
    ends: tuple[int, int]
    parameters: int
    units: int = 10**6
    widest: int = MAX_WIDTH
    hidden: int = 1


SIZE_PUZZLES = {
    "471 parameters": SizePuzzle(
        "1 input, 1 output, no hidden layer wider than 10, and exactly 471 parameters", (1, 1), 471, widest=10
    ),
    "100 parameters": SizePuzzle(
        "2 inputs, 1 output, at most 17 hidden units, and exactly 100 parameters", (2, 1), 100, units=17
    ),
    "50 parameters": SizePuzzle(
        "3 inputs, 2 outputs, at least 4 hidden layers, and exactly 50 parameters", (3, 2), 50, hidden=4
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
        if not 1 <= len(self.activations) <= LAYER_LIMIT or len(self.sizes) != len(self.activations) + 1:
            raise InputError(
                f"{len(self.sizes)} sizes and {len(self.activations)} activations were given; one more "
                f"size than activations, and at most {LAYER_LIMIT} layers, are wanted"
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
        Goal(SIZE_PUZZLES[state.puzzle].asks, not lacks),
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
    if len(hidden) < puzzle.hidden:
        return f"The puzzle wants {count_phrase(puzzle.hidden, 'hidden layer')} or more."
    if max(hidden) > puzzle.widest:
        return f"The puzzle wants no hidden layer wider than {puzzle.widest}."
    if sum(hidden) > puzzle.units:
        return f"{count_phrase(sum(hidden), 'hidden unit')}: the puzzle allows {puzzle.units}."
    away = total - puzzle.parameters
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
    depth, words = len(state.activations), _spelled(state.notation, state.sizes)
    said = [f"{count_phrase(state.sizes[0], 'input')}."] + [
        f"Layer {l}: W is {n} × {m}, b has {count_phrase(n, 'value')}, then {g}: {count_phrase(c, 'parameter')}."
        for l, (m, n, g, c) in enumerate(zip(state.sizes, state.sizes[1:], state.activations, state.counts), start=1)
    ]
    total = f"{count_phrase(depth, 'layer')}, {count_phrase(sum(state.sizes[1:]), 'unit')}, {count_phrase(sum(state.counts), 'parameter')}"
    return svg.picture(
        builder_picture.BOARD_WIDTH,
        builder_picture.board_height(),
        builder_picture.builder_board(
            words,
            state.sizes,
            state.activations,
            state.counts,
            construction_code(state),
            linear_layers_note(state) or words.counts,
        ),
        title="A network of your own",
        text=f"{' '.join(said)} All together: {total}. {linear_layers_note(state)}".strip(),
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


def on_event(state: State, event: dict) -> State:
    """Take a typed width, a press on − or +, or a press on an activation."""
    what, l = event["id"].rstrip("0123456789"), int(event["id"].lstrip("wlesmorg"))
    if event["kind"] == "edit" and what == "w":
        return resize_layer(state, l, parse_whole(event["text"], "the width", 1, MAX_WIDTH))
    if event["kind"] == "press" and what == "g":
        following = BUILDER_ACTIVATIONS[
            (BUILDER_ACTIVATIONS.index(state.activations[l - 1]) + 1) % len(BUILDER_ACTIVATIONS)
        ]
        return replace(state, activations=(*state.activations[: l - 1], following, *state.activations[l:]))
    if event["kind"] == "press" and what in ("less", "more"):
        wanted = state.sizes[l] + (1 if what == "more" else -1)
        return resize_layer(state, l, wanted) if 1 <= wanted <= MAX_WIDTH else state
    return state


def builder(state: State = State()) -> App:
    """Return the widget.

    >>> stage = builder()
    >>> stage.press("Add a layer")
    >>> stage.state.sizes, sum(stage.state.counts)
    ((1, 3, 3, 3, 1), 34)
    """
    return App(
        "builder",
        state,
        view,
        [
            Choice("puzzle", "puzzle", list(SIZE_PUZZLES)),
            Choice("notation", "notation", [(title, key) for key, title in NOTATION_TITLES.items()]),
            Button("Add a layer", add_layer, lambda s: len(s.activations) < LAYER_LIMIT),
            Button("Remove a layer", remove_layer, lambda s: len(s.activations) > 1),
        ],
        on_event,
    )
