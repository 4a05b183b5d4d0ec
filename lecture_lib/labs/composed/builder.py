"""Build a network layer by layer: shapes, counts, formulas and code follow; puzzles ask for exact counts (row 07.4)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from textwrap import wrap
from typing import NamedTuple

from ...drawing import Panel, Picture, svg
from ...interactive import App, Button, Choice, Event, Goal, View, widget
from ...validation import InputError, count_phrase, parse_whole, whole
from .builder_picture import MAX_LAYERS, code_panel, columns_panel, counts_panel, formulas_panel
from .spelling import NOTATION_TITLES, Spelling, spell_network

WRITTEN = NOTATION_TITLES | {"code": "Python"}
"""How the network can be written: notation → what it is called."""

BUILDER_ACTIVATIONS = ("relu", "tanh", "sigmoid", "identity")
MAX_WIDTH = 999
_ANY = 10**6  # hidden units: no limit


class SizePuzzle(NamedTuple):
    """What is to be built: numbers of inputs and outputs, the count of parameters, and limits on the hidden layers."""

    asks: str
    ends: tuple[int, int]
    n_parameters: int
    max_units: int = _ANY
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
    """The network's sizes (n_0, ..., n_L), an activation's name for each layer, the notation and the puzzle.

    `solved` are the puzzles whose network has been built, in the order in which that came about.
    """

    sizes: tuple[int, ...] = (1, 3, 3, 1)
    activations: tuple[str, ...] = ("relu", "relu", "identity")
    notation: str = "C"
    puzzle: str = "471 parameters"
    solved: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.notation not in WRITTEN or not {self.puzzle, *self.solved} <= set(SIZE_PUZZLES):
            raise InputError(
                f"notation is {self.notation!r}, puzzle {self.puzzle!r}, solved {self.solved!r}. The notation is "
                f"one of {', '.join(WRITTEN)}, the puzzles some of {', '.join(SIZE_PUZZLES)}"
            )
        if not 1 <= len(self.activations) <= MAX_LAYERS or len(self.sizes) != len(self.activations) + 1:
            raise InputError(
                f"there are {len(self.sizes)} sizes and {len(self.activations)} activations. There should be one more "
                f"size than activations, and at most {MAX_LAYERS} layers"
            )
        wrong = [n for n in self.sizes if not 1 <= n <= MAX_WIDTH] + [
            g for g in self.activations if g not in BUILDER_ACTIVATIONS
        ]
        if wrong:
            raise InputError(
                f"{wrong[0]} was given. Widths go from 1 to {MAX_WIDTH}; the activations are "
                f"{', '.join(BUILDER_ACTIVATIONS)}"
            )
        if self.puzzle not in self.solved and not unmet_condition(self):
            object.__setattr__(self, "solved", (*self.solved, self.puzzle))

    @property
    def counts(self) -> list[int]:
        """The number of parameters of each layer."""
        return [n_out * n_in + n_out for n_in, n_out in zip(self.sizes, self.sizes[1:])]


GOALS = {
    "three puzzles": Goal("build a network for each of the three puzzles", lambda s: len(s.solved), len(SIZE_PUZZLES)),
}
"""The goal by name."""


def view(state: State) -> View:
    """Return the board, and how far the network is from what the puzzle asks for.

    >>> view(State((1, 10, 10, 10, 10, 10, 1), ("relu",) * 5 + ("identity",))).right
    True
    """
    lacks, remark = unmet_condition(state), linear_layers_note(state)
    if not lacks:
        left = len(SIZE_PUZZLES) - len(state.solved)
        then = f"Choose another puzzle: {left} to go." if left else "All three puzzles are solved."
        return View(draw(state), note=f"{count_phrase(sum(state.counts), 'parameter')}: this is it. {then}", right=True)
    if state.sizes == State.sizes and not remark:
        return View(
            draw(state),
            note=f"Build this: {SIZE_PUZZLES[state.puzzle].asks}. Press + or −, type a width, or add layers.",
        )
    return View(draw(state), note=remark or lacks)


def unmet_condition(state: State) -> str:
    """Return the first thing that the puzzle still asks for; nothing if it is solved.

    >>> unmet_condition(State())
    '22 parameters: 449 too few.'
    """
    puzzle, hidden, total = SIZE_PUZZLES[state.puzzle], state.sizes[1:-1], sum(state.counts)
    if (state.sizes[0], state.sizes[-1]) != puzzle.ends:
        return f"The puzzle has {count_phrase(puzzle.ends[0], 'input')} and {count_phrase(puzzle.ends[1], 'output')}."
    if len(hidden) < puzzle.min_layers:
        return f"The puzzle asks for at least {count_phrase(puzzle.min_layers, 'hidden layer')}."
    if max(hidden, default=0) > puzzle.max_width:
        return f"The puzzle allows no hidden layer wider than {puzzle.max_width}."
    if sum(hidden) > puzzle.max_units:
        return f"{count_phrase(sum(hidden), 'hidden unit')}: the puzzle allows {puzzle.max_units}."
    away = total - puzzle.n_parameters
    return f"{count_phrase(total, 'parameter')}: {abs(away)} too {'many' if away > 0 else 'few'}." if away else ""


def conditions(state: State) -> tuple[tuple[str, bool], ...]:
    """Return what the puzzle asks for beside the count, and whether the network has it.

    >>> conditions(State())
    (('1 input, 1 output', True), ('no hidden layer wider than 10', True))
    """
    puzzle, hidden = SIZE_PUZZLES[state.puzzle], state.sizes[1:-1]
    ends = f"{count_phrase(puzzle.ends[0], 'input')}, {count_phrase(puzzle.ends[1], 'output')}"
    found = [(ends, (state.sizes[0], state.sizes[-1]) == puzzle.ends)]
    if puzzle.min_layers > 1:
        found.append((f"at least {puzzle.min_layers} hidden layers", len(hidden) >= puzzle.min_layers))
    if puzzle.max_width < MAX_WIDTH:
        found.append((f"no hidden layer wider than {puzzle.max_width}", max(hidden, default=0) <= puzzle.max_width))
    if puzzle.max_units < _ANY:
        found.append((f"at most {puzzle.max_units} hidden units", sum(hidden) <= puzzle.max_units))
    return tuple(found)


def construction_code(state: State) -> tuple[str, ...]:
    """Return the lines of code that make the network, with random weights.

    >>> construction_code(State())
    ('net = MLP.random(', '    (1, 3, 3, 1),', '    relu, relu, identity,', '    rng=rng,', ')')
    """
    inner = [f"{state.sizes},", f"{', '.join(state.activations)},", "rng=rng,"]
    lines = [line for each in inner for line in wrap(each, 32, initial_indent="    ", subsequent_indent="    ")]
    return ("net = MLP.random(", *lines, ")")


@lru_cache(maxsize=64)
def _spelled(notation: str, sizes: tuple[int, ...]) -> Spelling:
    return spell_network(notation, sizes)


def draw(state: State) -> Picture:
    """Return the picture."""
    said = [f"{count_phrase(state.sizes[0], 'input')}."] + [
        f"Layer {l}: W is {n} × {m}, b has {count_phrase(n, 'value')}, then {g}: {count_phrase(c, 'parameter')}."
        for l, (m, n, g, c) in enumerate(zip(state.sizes, state.sizes[1:], state.activations, state.counts), start=1)
    ]
    things = {"layer": len(state.activations), "unit": sum(state.sizes[1:]), "parameter": sum(state.counts)}
    total = ", ".join(count_phrase(n, thing) for thing, n in things.items())
    wanted = SIZE_PUZZLES[state.puzzle].n_parameters
    return svg.panels(
        columns_panel(state.sizes),
        counts_panel(state.sizes, state.activations, wanted, conditions(state)),
        _written(state),
        title="A network of your own",
        text=f"{' '.join(said)} All together: {total}. The goal is {wanted} parameters.",
    )


def _written(state: State) -> Panel:
    if state.notation == "code":
        return code_panel(construction_code(state))
    return formulas_panel(_spelled(state.notation, state.sizes))


def linear_layers_note(state: State) -> str:
    """Say which hidden layers have no activation and so collapse into the next; nothing if there is none.

    >>> linear_layers_note(State(activations=("identity", "relu", "identity")))
    'Layer 1 has no activation and collapses into the next: this can do no more than a 1-3-1 network.'
    """
    idle = [l for l, g in enumerate(state.activations[:-1], start=1) if g == "identity"]
    if not idle:
        return ""
    left = "-".join(str(n) for l, n in enumerate(state.sizes) if l not in idle)
    names = ", ".join(map(str, idle))
    how = "s {} have no activation and collapse" if len(idle) > 1 else " {} has no activation and collapses"
    return f"Layer{how.format(names)} into the next: this can do no more than a {left} network."


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
    puzzles = [(str(puzzle.n_parameters), name) for name, puzzle in SIZE_PUZZLES.items()]
    controls = [
        Button("Add a layer", add_layer, lambda s: len(s.activations) < MAX_LAYERS, primary=True),
        Button("Remove a layer", remove_layer, lambda s: len(s.activations) > 1),
        Choice("puzzle", "parameters wanted", puzzles),
        Choice("notation", "written in", [(title, key) for key, title in WRITTEN.items()]),
    ]
    return App(
        "builder", state, view, controls, on_event, title="Build a network and count its parameters", goals=GOALS
    )
