"""Build a network layer by layer: shapes, counts, formulas and code follow; puzzles ask for exact counts (row 07.4)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from ..inputs import InputError, count, typed
from ..pictures import builder_board, svg
from ..pictures.svg import Picture
from ..words.notation_deep import TITLES, Spelling, spell
from ..words.writing import number
from .stage import Choice, Goal, Press, Stage, View

ACTIVATIONS = ("relu", "tanh", "sigmoid", "identity")
WIDEST = 999
MOST = builder_board.MOST_LAYERS


class Puzzle(NamedTuple):
    """What is to be built: numbers of inputs and outputs, the count of parameters, and limits on the hidden layers."""

    asks: str
    ends: tuple[int, int]
    parameters: int
    units: int = 10**6
    widest: int = WIDEST
    hidden: int = 1


PUZZLES = {
    "471 parameters": Puzzle("1 input, 1 output, no hidden layer wider than 10, and exactly 471 parameters",
                             (1, 1), 471, widest=10),
    "100 parameters": Puzzle("2 inputs, 1 output, at most 17 hidden units, and exactly 100 parameters",
                             (2, 1), 100, units=17),
    "50 parameters": Puzzle("3 inputs, 2 outputs, at least 4 hidden layers, and exactly 50 parameters",
                            (3, 2), 50, hidden=4),
}


@dataclass(frozen=True)
class State:
    """The network's sizes (n_0, ..., n_L), an activation's name for each layer, the notation and the puzzle."""

    sizes: tuple[int, ...] = (1, 3, 3, 1)
    activations: tuple[str, ...] = ("relu", "relu", "identity")
    notation: str = "C"
    puzzle: str = "471 parameters"

    def __post_init__(self) -> None:
        if self.notation not in TITLES or self.puzzle not in PUZZLES:
            raise InputError(f"notation {self.notation!r} and puzzle {self.puzzle!r} were given; one of "
                             f"{', '.join(TITLES)} and one of {', '.join(PUZZLES)} are wanted")
        if not 1 <= len(self.activations) <= MOST or len(self.sizes) != len(self.activations) + 1:
            raise InputError(f"{len(self.sizes)} sizes and {len(self.activations)} activations were given; one more "
                             f"size than activations, and at most {MOST} layers, are wanted")
        wrong = [n for n in self.sizes if not 1 <= n <= WIDEST] + [g for g in self.activations if g not in ACTIVATIONS]
        if wrong:
            raise InputError(f"{wrong[0]} was given; widths from 1 to {WIDEST} and the activations "
                             f"{', '.join(ACTIVATIONS)} are wanted")

    @property
    def counts(self) -> list[int]:
        """The number of parameters of each layer."""
        return [n_out * n_in + n_out for n_in, n_out in zip(self.sizes, self.sizes[1:])]


def view(state: State) -> View:
    """Return the board, the puzzle, and how far the network is from it.

    >>> view(State((1, 10, 10, 10, 10, 10, 1), ("relu",) * 5 + ("identity",))).goal.reached
    True
    """
    lacks = lacking(state)
    return View(draw(state), Goal(PUZZLES[state.puzzle].asks, not lacks),
                lacks or f"{count(sum(state.counts), 'parameter')}: this is it.")


def lacking(state: State) -> str:
    """Return the first thing that the puzzle still asks for; nothing if it is solved.

    >>> lacking(State())
    '22 parameters: 449 too few.'
    """
    puzzle, hidden, total = PUZZLES[state.puzzle], state.sizes[1:-1], sum(state.counts)
    if (state.sizes[0], state.sizes[-1]) != puzzle.ends:
        return f"The puzzle has {count(puzzle.ends[0], 'input')} and {count(puzzle.ends[1], 'output')}."
    if len(hidden) < puzzle.hidden:
        return f"The puzzle wants {count(puzzle.hidden, 'hidden layer')} or more."
    if max(hidden) > puzzle.widest:
        return f"The puzzle wants no hidden layer wider than {puzzle.widest}."
    if sum(hidden) > puzzle.units:
        return f"{count(sum(hidden), 'hidden unit')}: the puzzle allows {puzzle.units}."
    away = total - puzzle.parameters
    return f"{count(total, 'parameter')}: {abs(away)} too {'many' if away > 0 else 'few'}." if away else ""


def code(state: State) -> tuple[str, str]:
    """Return the two lines of code that make the network, with random weights.

    >>> code(State())[0]
    'net = MLP.random((1, 3, 3, 1),'
    """
    return f"net = MLP.random({state.sizes},", f"        {', '.join(state.activations)}, rng=rng)"


@lru_cache(maxsize=64)
def _spelled(notation: str, sizes: tuple[int, ...]) -> Spelling:
    return spell(notation, sizes)


def draw(state: State) -> Picture:
    """Return the picture."""
    depth, words = len(state.activations), _spelled(state.notation, state.sizes)
    said = [f"{count(state.sizes[0], 'input')}."] + [
        f"Layer {l}: W is {n} × {m}, b has {count(n, 'value')}, then {g}: {count(c, 'parameter')}."
        for l, (m, n, g, c) in enumerate(zip(state.sizes, state.sizes[1:], state.activations, state.counts), start=1)]
    total = f"{count(depth, 'layer')}, {count(sum(state.sizes[1:]), 'unit')}, {count(sum(state.counts), 'parameter')}"
    return svg.picture(
        builder_board.WIDTH, builder_board.height(),
        builder_board.board(words, state.sizes, state.activations, state.counts, code(state),
                            linear(state) or words.counts),
        title="A network of your own", text=f"{' '.join(said)} All together: {total}. {linear(state)}".strip())


def linear(state: State) -> str:
    """Say which hidden layers have no activation and so collapse into the next; nothing if there is none.

    >>> linear(State(activations=("identity", "relu", "identity")))
    'Layer 1: no activation, so it collapses into the next. This is a 1-3-1 network at most.'
    """
    idle = [l for l, g in enumerate(state.activations[:-1], start=1) if g == "identity"]
    if not idle:
        return ""
    left = "-".join(str(n) for l, n in enumerate(state.sizes) if l not in idle)
    names = ", ".join(map(str, idle))
    one = len(idle) == 1
    return (f"Layer{'' if one else 's'} {names}: no activation, so {'it collapses' if one else 'they collapse'} into the "
            f"next. This is a {left} network at most.")


def resized(state: State, l: int, n: float) -> State:
    """Return the state with n values in column l (0 is the input)."""
    if n % 1 or not 1 <= n <= WIDEST:
        raise InputError(f"{number(n)} was typed; a whole number from 1 to {WIDEST} is wanted")
    return replace(state, sizes=(*state.sizes[:l], int(n), *state.sizes[l + 1:]))


def longer(state: State) -> State:
    """Return the state with one hidden layer more before the output, like the last hidden one."""
    width = state.sizes[-2] if len(state.sizes) > 2 else 3
    g = state.activations[-2] if len(state.activations) > 1 else "relu"
    return replace(state, sizes=(*state.sizes[:-1], width, state.sizes[-1]),
                   activations=(*state.activations[:-1], g, state.activations[-1]))


def shorter(state: State) -> State:
    """Return the state without its last hidden layer."""
    return replace(state, sizes=(*state.sizes[:-2], state.sizes[-1]),
                   activations=(*state.activations[:-2], state.activations[-1]))


def react(state: State, event: dict) -> State:
    """Take a typed width, a press on − or +, or a press on an activation."""
    what, l = event["id"].rstrip("0123456789"), int(event["id"].lstrip("wlesmorg"))
    if event["kind"] == "edit" and what == "w":
        return resized(state, l, typed(event["text"], "the width"))
    if event["kind"] == "press" and what == "g":
        following = ACTIVATIONS[(ACTIVATIONS.index(state.activations[l - 1]) + 1) % len(ACTIVATIONS)]
        return replace(state, activations=(*state.activations[:l - 1], following, *state.activations[l:]))
    if event["kind"] == "press" and what in ("less", "more"):
        wanted = state.sizes[l] + (1 if what == "more" else -1)
        return resized(state, l, wanted) if 1 <= wanted <= WIDEST else state
    return state


def builder(state: State = State()) -> Stage:
    """Return the widget.

    >>> stage = builder()
    >>> stage.press("Add a layer")
    >>> stage.state.sizes, sum(stage.state.counts)
    ((1, 3, 3, 3, 1), 34)
    """
    return Stage("builder", state, view, [
        Choice("puzzle", "puzzle", list(PUZZLES)),
        Choice("notation", "notation", [(title, key) for key, title in TITLES.items()]),
        Press("Add a layer", longer, lambda s: len(s.activations) < MOST),
        Press("Remove a layer", shorter, lambda s: len(s.activations) > 1),
    ], react)
