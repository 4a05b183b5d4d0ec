"""Data in words: which family fits, and which of its weights are shared? (row 16.5)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import log10
from textwrap import wrap

from ...drawing import Picture, handle, join_elements, svg, tag, text
from ...interactive import App, Button, Event, Goal, View, widget
from ...validation import InputError
from .sorting_rounds import FAMILIES, ROUNDS, SHARINGS, SortingRound

GOAL_HITS = 8


@dataclass(frozen=True)
class State:
    """The round, the answers given in it ("" : not yet), and for each round judged whether both were right.

    After the last round `round` is the number of rounds, and all is over.
    """

    round: int = 0
    family: str = ""
    sharing: str = ""
    hits: tuple[bool, ...] = ()

    def __post_init__(self) -> None:
        if self.round not in range(len(ROUNDS) + 1):
            raise InputError(f"round is {self.round!r}. Give a whole number from 0 to {len(ROUNDS)}.")
        for name, options in {"family": FAMILIES, "sharing": SHARINGS}.items():
            if getattr(self, name) not in ("", *options):
                wanted = ", ".join(options)
                raise InputError(f"{name} is {getattr(self, name)!r}. Give one of {wanted}, or nothing.")
        if self.sharing and not self.family:
            raise InputError("sharing is answered, but family is not; it comes first")
        if len(self.hits) != self.round + bool(self.sharing):
            raise InputError(f"hits has {len(self.hits)} entries. Give {self.round + bool(self.sharing)} here.")

    @property
    def is_over(self) -> bool:
        """Have all rounds been played?"""
        return self.round == len(ROUNDS)

    @property
    def current_round(self) -> SortingRound:
        """The round that is played."""
        return ROUNDS[self.round]


GOALS = {
    "eight rounds": Goal(
        f"answer both questions of {GOAL_HITS} of the {len(ROUNDS)} rounds correctly",
        have=lambda state: sum(state.hits),
        of=GOAL_HITS,
    )
}


def view(state: State) -> View:
    """Return the data, the options to choose from, and the verdict on the last choice.

    >>> view(State()).note
    'Choose the family that fits the data of round 1. A second question follows.'
    """
    return View(draw(state), note=_note(state), right=_verdict(state))


def _verdict(state: State) -> bool | None:
    if state.is_over or not state.family:
        return None
    this = state.current_round
    return state.sharing == this.sharing if state.sharing else state.family == this.family


def _note(state: State) -> str:
    if state.is_over:
        again = "" if sum(state.hits) >= GOAL_HITS else " Press ⟲ to play again."
        return f"{sum(state.hits)} of {len(ROUNDS)} rounds right in both questions.{again}"
    this = state.current_round
    if not state.family:
        return f"Choose the family that fits the data of round {state.round + 1}. A second question follows."
    if not state.sharing:
        if state.family == this.family:
            return f"Right. {this.fits}"
        return f"Not {_article(state.family)}. {this.not_so.get(state.family, this.fits)}"
    if state.sharing != this.sharing:
        return f"Not so. {this.shares}"
    return f"{'Right' if state.family == this.family else 'Right, unlike the family'}. {this.shares}"


def _article(family: str) -> str:
    return {"autoencoder": "an autoencoder", "cnn": "a convolution", "rnn": "a recurrent network"}.get(
        family, {"transformer": "a transformer", "gan": "two players", "rl": "learning from reward"}.get(family, family)
    )


_SIZE = 262, 316
_LEFT, _WIDTH, _ROW = 2, 258, 30


def draw(state: State) -> Picture:
    """Return the picture: on the left the data and the rounds so far, on the right what to choose from."""
    left, right = (_score(state), _all_rounds()) if state.is_over else (_data(state), _options(state))
    return svg.panels(
        svg.panel(*_SIZE, *left), svg.panel(*_SIZE, *right), title="Which family, which weights", text=_words(state)
    )


def _words(state: State) -> str:
    hits = f"{sum(state.hits)} of {len(state.hits)} rounds right so far."
    if state.is_over:
        return f"All rounds are played. {hits}"
    this = state.current_round
    said = f"Round {state.round + 1} of {len(ROUNDS)}: {this.data} "
    if not state.family:
        return f"{said}Which family fits? {', '.join(FAMILIES.values())}. {hits}"
    said += f"Chosen: {FAMILIES[state.family]}; it is {FAMILIES[this.family]}. "
    if not state.sharing:
        return f"{said}Which weights are shared? {'; '.join(SHARINGS.values())}. {hits}"
    counts = "; ".join(f"{SHARINGS[name]}: {n:,} parameters" for name, n in this.counts.items())
    said += f"Chosen: {SHARINGS[state.sharing]}; it is {SHARINGS[this.sharing]}. "
    return f"{said}Layer {this.layer}. {counts}. {hits}"


def _data(state: State) -> list[str]:
    this = state.current_round
    parts = [text(_LEFT, 20, f"Round {state.round + 1} of {len(ROUNDS)}", "soft"), _marks(state)]
    parts += [text(_LEFT, 96 + 20 * i, line, "bold") for i, line in enumerate(wrap(this.data, 33))]
    if state.family:
        parts += _answer(182, "family", FAMILIES[state.family], FAMILIES[this.family])
    if state.sharing:
        parts += _answer(252, "weights shared", SHARINGS[state.sharing], SHARINGS[this.sharing])
    return parts


def _answer(y: float, asked: str, given: str, right: str) -> list[str]:
    """Return a question that was answered: the answer in green, or the one given in red and the right one below it."""
    parts = [text(_LEFT, y, asked, "small soft")]
    if given == right:
        return [*parts, text(_LEFT, y + 20, f"✓ {right}", "bold good")]
    return [*parts, text(_LEFT, y + 20, f"✗ {given}", "bad"), text(_LEFT, y + 40, f"→ {right}", "bold good")]


def _marks(state: State) -> str:
    """Return a ring for each round, in two rows: open, right or wrong; the round that is played is framed."""
    parts = []
    for i in range(len(ROUNDS)):
        x, now = 13 + 26 * i, i == state.round
        sign, colour = (
            (str(i + 1), "soft") if i >= len(state.hits) else ("✓", "good") if state.hits[i] else ("✗", "bad")
        )
        look = {"stroke": "var(--accent)", "stroke_width": 2.5} if now else {"stroke": "var(--line)"}
        parts += [
            tag("circle", cx=x, cy=46, r=11, fill="none", **look),
            text(x, 50, sign, f"mid small bold {colour}"),
        ]
    return join_elements(parts)


def _options(state: State) -> list[str]:
    if not state.family:
        asked = [text(_LEFT, 20, "Which family fits?", "bold")]
        return asked + [_option("family", name, 36 + 34 * i) for i, name in enumerate(FAMILIES)]
    if not state.sharing:
        asked = [
            text(_LEFT, 20, "Which weights are shared", "bold"),
            text(_LEFT, 40, "in this layer?", "bold"),
            text(_LEFT, 66, state.current_round.layer, "small soft num"),
        ]
        return asked + [_option("sharing", name, 84 + 40 * i) for i, name in enumerate(SHARINGS)]
    return _bars(state)


def _option(kind: str, name: str, top: float) -> str:
    says = {"family": FAMILIES, "sharing": SHARINGS}[kind][name]
    return tag(
        "g",
        tag("rect", x=_LEFT, y=top, width=_WIDTH, height=_ROW, rx=6, fill="var(--zone)", stroke="var(--line)"),
        text(_LEFT + 12, top + 20, says),
        **handle((kind, name), "press", f"{says}: press Enter to choose it"),
    )


def _bars(state: State) -> list[str]:
    """Return the parameters of the layer for each way to share, on a logarithmic scale, the right one in green."""
    this = state.current_round
    longest = max(log10(n) for n in this.counts.values())
    parts = [
        text(_LEFT, 20, "Parameters of this layer", "bold"),
        text(_LEFT, 42, this.layer, "small soft num"),
    ]
    for i, (name, n) in enumerate(this.counts.items()):
        y, right, chosen = 74 + 58 * i, name == this.sharing, name == state.sharing
        colour = "var(--good)" if right else "var(--bad)" if chosen else "var(--soft)"
        sign = "✓ " if right else "✗ " if chosen else ""
        parts += [
            text(_LEFT, y, f"{sign}{SHARINGS[name]}", "bold" if right or chosen else ""),
            tag("rect", x=_LEFT, y=y + 8, width=max(3, 140 * log10(n) / longest), height=14, rx=2, fill=colour),
            text(_LEFT + _WIDTH, y + 20, f"{n:,}", "end small num" + " bold" * right),
        ]
    return [*parts, text(_LEFT, 310, "Each factor of 10 is equally long.", "small soft")]


def _score(state: State) -> list[str]:
    return [
        text(_LEFT, 20, "All rounds", "soft"),
        _marks(state),
        text(131, 150, f"{sum(state.hits)} of {len(ROUNDS)}", "mid bold", style="font-size:44px"),
        text(131, 178, "rounds right", "mid soft"),
    ]


def _all_rounds() -> list[str]:
    lessons = (
        ("no order, no neighbours", "nothing"),
        ("patterns that may be anywhere", "over positions"),
        ("a step that is made again", "over time"),
        ("any place may need any other", "over pairs"),
    )
    parts = [text(_LEFT, 20, "What the data have, and what is shared", "small bold")]
    for i, (has, shared) in enumerate(lessons):
        parts += [text(_LEFT, 58 + 62 * i, has), text(_LEFT, 80 + 62 * i, f"→ {shared}", "bold")]
    return parts


def on_event(state: State, event: Event) -> State:
    """Take the family, then the sharing; the round is judged with the second."""
    match event:
        case Event("press", ("family", name)) if not state.family:
            return replace(state, family=name)
        case Event("press", ("sharing", name)) if state.family and not state.sharing:
            this = state.current_round
            hit = (state.family, name) == (this.family, this.sharing)
            return replace(state, sharing=name, hits=(*state.hits, hit))
    return state


def start_next(state: State) -> State:
    """Return the state in which the next round begins; after the last one all is over.

    >>> start_next(State(family="dense", sharing="none", hits=(False,)))
    State(round=1, family='', sharing='', hits=(False,))
    """
    return State(round=state.round + 1, hits=state.hits)


@widget
def sorting_game(state: State) -> App:
    """Return the widget.

    >>> app = sorting_game()
    >>> app.send(Event("press", ("family", "dense")))
    >>> app.state.family
    'dense'
    """
    return App(
        "sorting_game",
        state,
        view,
        [Button("Next round", start_next, lambda s: bool(s.sharing), primary=True)],
        on_event,
        title="Which family, which weights?",
        goals=GOALS,
    )
