"""Eight rounds: what will the probabilities do? Set the bars first, then watch the logits change (row 06.2)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import log

from ...drawing import Picture, handle, join_elements, line_segment, number_text, svg, tag, text
from ...interactive import App, Button, Event, Goal, Play, View, widget
from ...nn import softmax
from ...validation import InputError, parse_number
from .bars import CLASS_COLOURS, bar_axes, bar_frame, bar_grip, class_bars, number_chip

HIT_TOLERANCE = 0.1  # a bar is hit within so much
GOAL_HITS = 6


@dataclass(frozen=True)
class Round:
    """What is done to the logits: they go from z to `to`, and the temperature from 1 to `T`."""

    asks: str
    z: tuple[float, float, float]
    why: str
    to: tuple[float, float, float] | None = None
    T: float = 1.0

    def at(self, t: float) -> tuple[list[float], float]:
        """Return logits and temperature after a fraction t of the change."""
        to = self.z if self.to is None else self.to
        return [(1 - t) * v + t * w for v, w in zip(self.z, to)], self.T**t

    def p(self, t: float) -> list[float]:
        """Return the probabilities there."""
        z, T = self.at(t)
        return softmax([v / T for v in z]).tolist()


ROUNDS = (
    Round(
        "5 is added to every logit",
        (2, 1, -1),
        "Every eᶻ and their sum were multiplied by e⁵, so nothing has changed.",
        to=(7, 6, 4),
    ),
    Round(
        "every sign is flipped",
        (2, 0, -0.5),
        "The order is reversed, and so is each ratio: 7.4 to 1 became 1 to 7.4. The values are not exchanged.",
        to=(-2, 0, 0.5),
    ),
    Round(
        "every logit is doubled",
        (1, 0, 0),
        "Doubling squares each ratio: e to 1 became e squared to 1, so the leader gains.",
        to=(2, 0, 0),
    ),
    Round(
        "T rises from 1 to 100",
        (2, 1, -1),
        "All z / T are close to 0 now, so the classes are nearly equal. Their order is kept.",
        T=100.0,
    ),
    Round(
        "T falls from 1 to 0.05",
        (1, 0.8, -1),
        "A lead of 0.2 became a lead of 4, and e⁴ is about 55: the winner takes nearly all.",
        T=0.05,
    ),
    Round(
        "log 2 is added to z₁",
        (0, 0, 0),
        "log 2 is about 0.69, and e to that is 2: from 1 : 1 : 1 to 2 : 1 : 1.",
        to=(log(2), 0, 0),
    ),
    Round(
        "T falls from 1 to 0.05",
        (1, 1, 0),
        "Equal logits have equal probabilities at every temperature.",
        T=0.05,
    ),
    Round(
        "10 is subtracted from z₁",
        (2, 1, 0),
        "Class 1 gets almost nothing. The other two keep their ratio, e to 1, and share the rest.",
        to=(-8, 1, 0),
    ),
)
LESSONS = (
    "Shifting all logits: no change.",
    "Only differences of logits count.",
    "Doubling squares every ratio.",
    "Hot: nearly equal. Cold: one winner.",
    "Equal logits stay equal.",
)


@dataclass(frozen=True)
class State:
    """The round, the learner's bars (None: not set yet), how far the answer has moved, and which rounds were hits.

    `touched` are the bars in the order in which they were moved, the latest last: the first of them gives way. After
    the last round `round` is the number of rounds, and all is over.
    """

    round: int = 0
    guess: tuple[float, float, float] | None = None
    touched: tuple[int, int, int] = (2, 1, 0)
    t: float = 0.0
    hits: tuple[bool, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.round <= len(ROUNDS) or not 0 <= self.t <= 1:
            raise InputError(
                f"round is {self.round} and t is {self.t}; round goes from 0 to {len(ROUNDS)} and t from 0 to 1"
            )

    @property
    def current_round(self) -> Round:
        """The round that is played."""
        return ROUNDS[self.round]

    @property
    def is_over(self) -> bool:
        """Have all rounds been played?"""
        return self.round == len(ROUNDS)

    @property
    def bars(self) -> tuple[float, ...]:
        """The learner's bars; until one is moved they are hollow, and all of one height."""
        return self.guess or (1 / 3,) * 3

    @property
    def worst(self) -> float:
        """The largest distance between a bar and the probability that it foretells."""
        return max(abs(g - p) for g, p in zip(self.bars, self.current_round.p(1)))


GOALS = {
    "six hits": Goal(
        f"predict {GOAL_HITS} of the {len(ROUNDS)} rounds, every bar within {HIT_TOLERANCE}",
        lambda s: sum(s.hits),
        GOAL_HITS,
    )
}
"""The goal by name."""


def view(state: State) -> View:
    """Return the picture, and what is to be done or what the answer teaches.

    >>> view(State()).note
    'Round 1: 5 is added to every logit. Drag the hollow bars to where you expect p, or type.'
    """
    note, right = _feedback(state)
    return View(draw(state), note=note, right=right)


def _feedback(state: State) -> tuple[str, bool | None]:
    if state.is_over:
        score = sum(state.hits)
        return f"You predicted {score} of {len(ROUNDS)} rounds. Start again (⟲) plays them once more.", None
    if state.t == 1:
        kind, hit = ("A hit", True) if state.hits[state.round] else ("Not this time", False)
        return f"{kind}: the largest gap is {number_text(state.worst, 2)}. {state.current_round.why}", hit
    if state.t > 0:
        return "The logits change, and the probabilities with them.", None
    if state.guess is None:
        asks = state.current_round.asks
        return (
            f"Round {state.round + 1}: {asks}. Drag the hollow bars to where you expect p, or type.",
            None,
        )
    return (
        "Your bars sum to 1: the one that you have not moved for longest makes room. Ready? Then watch the answer.",
        None,
    )


_WIDTH, _HEIGHT = 258, 340
_LOGITS, _SHARES = bar_frame(3, -8, 8, 42, 94, 210, 170), bar_frame(3, 0, 1, 42, 94, 210, 170)


def draw(state: State) -> Picture:
    """Return the picture: the logits on their way, the probabilities before and now, and the learner's bars."""
    left, right = (_score_card, _lessons) if state.is_over else (_logits, _probabilities)
    row = [svg.panel(_WIDTH, _HEIGHT, *parts(state)) for parts in (left, right)]
    return svg.panels(*row, title="Predict softmax", text=_words(state))


def _words(state: State) -> str:
    if state.is_over:
        return f"All {len(ROUNDS)} rounds are played, {sum(state.hits)} of them predicted. {' '.join(LESSONS)}"
    this = state.current_round
    z, T = this.at(state.t)
    guess = "not set" if state.guess is None else _listed(state.guess)
    return (
        f"Round {state.round + 1} of {len(ROUNDS)}: {this.asks}. Logits now {_listed(z)}, temperature "
        f"{number_text(T, 3)}. Probabilities before {_listed(this.p(0))}, now {_listed(this.p(state.t))}. "
        f"Your bars: {guess}."
    )


def _listed(values) -> str:
    return f"({', '.join(number_text(round(v, 3)) for v in values)})"


def _logits(state: State) -> list[str]:
    this = state.current_round
    z, T = this.at(state.t)
    return [
        text(8, 18, f"Round {state.round + 1} of {len(ROUNDS)}", "soft"),
        text(8, 44, this.asks[0].upper() + this.asks[1:], "big bold"),
        bar_axes(_LOGITS, "logits", "z"),
        class_bars(_LOGITS, z),
        *(text(_LOGITS.at(j + 0.5, 0)[0], 306, number_text(round(v, 2)), "mid num") for j, v in enumerate(z)),
        text(147, 332, f"temperature T = {number_text(T, 3)}", "mid num" + " bold" * (this.T != 1)),
    ]


def _probabilities(state: State) -> list[str]:
    this = state.current_round
    before = {"fill": "none", "fill_opacity": 1, "stroke": "var(--soft)", "stroke_dasharray": "4 3"}
    return [
        _marks(state),
        bar_axes(_SHARES, "probabilities", "p"),
        class_bars(_SHARES, this.p(state.t)),
        class_bars(_SHARES, this.p(0), 0.7, **before) if state.t else "",
        _grips(state),
        _verdicts(state)
        if state.t == 1
        else text(130, 336, "filled: now · dashed: before · line: you", "mid small soft"),
    ]


def _marks(state: State) -> str:
    """Return a ring for each round: open, hit or missed, by sign and colour; the round that is played is framed."""
    parts = []
    for i in range(len(ROUNDS)):
        x, now = 22 + 31 * i, i == state.round
        sign, colour = (
            (str(i + 1), "soft") if i >= len(state.hits) else ("✓", "good") if state.hits[i] else ("✗", "bad")
        )
        look = {"stroke": "var(--accent)", "stroke_width": 3} if now else {"stroke": "var(--line)"}
        parts.append(tag("circle", cx=x, cy=32, r=13, fill="none", **look))
        parts.append(text(x, 37, sign, f"mid bold {colour}"))
    return join_elements(parts)


def _grips(state: State) -> str:
    hollow, quiet, parts = state.guess is None, state.t > 0, []
    for j, v in enumerate(state.bars):
        (left, y), (right, _) = _SHARES.at(j + 0.1, v), _SHARES.at(j + 0.9, v)
        x, name, written = (left + right) / 2, f"your prediction for class {j + 1}", "?" if hollow else f"{v:.2f}"
        says = f"{name}, {'not set' if hollow else written}: arrow up and down"
        parts += [
            line_segment(left, y, right, y, stroke=f"var(--{'soft' if hollow else 'ink'})", stroke_width=3),
            bar_grip(
                x,
                y,
                CLASS_COLOURS[j],
                hollow,
                **handle(("bar", j), "drag", says, at=(j + 0.5, v), step=0.05, quiet=quiet),
            ),
            number_chip(
                x,
                306,
                written,
                **handle(
                    ("probability", j),
                    "edit",
                    f"{name}: press Enter to type it, as 0.7 or 70",
                    value="" if hollow else f"{v:.4g}",
                    quiet=quiet,
                ),
            ),
        ]
    return _SHARES.hold(*parts)


def _verdicts(state: State) -> str:
    """Return under each bar what it should have been, and whether it was."""
    parts = []
    for j, (g, p) in enumerate(zip(state.bars, state.current_round.p(1))):
        sign, colour = ("✓", "good") if abs(g - p) <= HIT_TOLERANCE else ("✗", "bad")
        parts.append(text(_SHARES.at(j + 0.5, 0)[0], 336, f"{sign} {p:.3f}", f"mid num bold {colour}"))
    return join_elements(parts)


def _score_card(state: State) -> list[str]:
    parts = [text(8, 44, "All eight rounds", "big bold")]
    for i, (this, hit) in enumerate(zip(ROUNDS, state.hits)):
        sign, colour = ("✓", "good") if hit else ("✗", "bad")
        y = 94 + 31 * i
        parts += [
            line_segment(8, y - 21, 252, y - 21, class_="grid"),
            text(20, y, sign, f"mid bold {colour}"),
            text(38, y, this.asks, ""),
        ]
    return parts


def _lessons(state: State) -> list[str]:
    parts = [
        _marks(state),
        text(130, 112, f"{sum(state.hits)} of {len(ROUNDS)}", "mid bold", style="font-size:44px"),
        text(130, 138, "rounds predicted", "mid soft"),
    ]
    for i, lesson in enumerate(LESSONS):
        parts.append(text(8, 190 + 31 * i, lesson))
    return parts


def on_event(state: State, event: Event) -> State:
    """Take a bar that was dragged or typed; the others make room, the one moved longest ago first."""
    if state.t > 0:
        return state
    match event:
        case Event("drag", ("bar", j), y=y):
            return move_bar(state, j, round(min(max(y, 0), 1), 4))
        case Event("edit", ("probability", j), text):
            return move_bar(state, j, round(_parse_probability(text, f"the probability of class {j + 1}"), 4))
    return state


def _parse_probability(text_: str, name: str) -> float:
    """Return a probability that was typed; numbers above 1 are per cent."""
    value = parse_number(text_.replace("%", ""), name)
    if not 0 <= value <= 100:
        raise InputError(f"{name} is {number_text(value)}. Give a number from 0 to 1, or a percentage up to 100.")
    return value / 100 if value > 1 or "%" in text_ else value


def move_bar(state: State, j: int, value: float) -> State:
    """Return the state in which bar j stands at `value`, and all three still sum to 1.

    >>> move_bar(move_bar(State(), 0, 0.5), 1, 0.3).bars
    (0.5, 0.3, 0.2)
    """
    first, second = (k for k in state.touched if k != j)  # `first` was moved longer ago: it gives way
    bars = list(state.bars)
    bars[j], bars[second] = value, round(min(bars[second], 1 - value), 4)
    bars[first] = round(1 - value - bars[second], 4) + 0.0
    return replace(state, guess=tuple(bars), touched=(first, second, j))


def advance_answer(state: State) -> State:
    """Return the state with the answer a little further on its way; at its end the prediction counts.

    >>> advance_answer(State(t=0.99)).hits  # nothing was predicted
    (False,)
    """
    t = round(min(state.t + 0.04, 1), 2)
    if t < 1 or len(state.hits) > state.round:
        return replace(state, t=t)
    return replace(state, t=t, hits=(*state.hits, state.guess is not None and state.worst <= HIT_TOLERANCE))


def start_next_round(state: State) -> State:
    """Return the state in which the next round begins; after the last one all is over.

    >>> start_next_round(State(hits=(True,), t=1.0))
    State(round=1, guess=None, touched=(2, 1, 0), t=0.0, hits=(True,))
    """
    return State(round=state.round + 1, hits=state.hits)


def _can_watch(state: State) -> bool:
    return state.guess is not None and state.t < 1


def _can_go_on(state: State) -> bool:
    return state.t == 1


@widget
def softmax_rounds(state: State) -> App:
    """Return the widget.

    >>> app = softmax_rounds()
    >>> app.change(lambda s: move_bar(s, 0, 0.4)), app.state.bars[0]
    (True, 0.4)
    """
    return App(
        "softmax_rounds",
        state,
        view,
        [
            Play("Watch the answer", advance_answer, _can_watch, primary=lambda s: not _can_go_on(s), moves=True),
            Button("Next round", start_next_round, _can_go_on, primary=_can_go_on),
        ],
        on_event,
        title="Predict softmax",
        goals=GOALS,
    )
