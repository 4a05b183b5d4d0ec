"""Eight rounds: what will the probabilities do? Set the bars first, then watch the logits change (row 06.2)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import log

from ...drawing import Picture, handle, join_elements, line_segment, network, number_text, svg, tag, text
from ...interactive import App, Button, Event, LabGoal, Play, View, widget
from ...nn import softmax
from ...validation import InputError, parse_number
from .bars import CLASS_COLOURS, bar_axes, bar_frame, class_bars

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
        """Return logits and temperature when a share t of the way is gone."""
        to = self.z if self.to is None else self.to
        return [(1 - t) * v + t * w for v, w in zip(self.z, to)], self.T**t

    def p(self, t: float) -> list[float]:
        """Return the probabilities there."""
        z, T = self.at(t)
        return softmax([v / T for v in z]).tolist()


ROUNDS = (
    Round(
        "5 is added to every logit.",
        (2, 1, -1),
        "Each e^z grew by the same factor e⁵, above and below the line: nothing happened.",
        to=(7, 6, 4),
    ),
    Round(
        "Every logit changes its sign.",
        (2, 0, -0.5),
        "The order turned round, but the probabilities did not swap places: the two that were close stay close.",
        to=(-2, 0, 0.5),
    ),
    Round(
        "Every logit is doubled.",
        (1, 0, 0),
        "Doubling squares each ratio: e to 1 became e squared to 1. The leader gains.",
        to=(2, 0, 0),
    ),
    Round(
        "The temperature rises from 1 to 100.",
        (2, 1, -1),
        "All z / T are nearly 0 now, so all classes are nearly equal, but the order is kept.",
        T=100.0,
    ),
    Round(
        "The temperature falls from 1 to 0.05.",
        (1, 0.8, -1),
        "A lead of 0.2 became a lead of 4, and e⁴ is about 55: the winner takes nearly all.",
        T=0.05,
    ),
    Round(
        "log 2, about 0.69, is added to logit 1 alone.",
        (0, 0, 0),
        "Its e^z doubled: from shares 1 : 1 : 1 to 2 : 1 : 1.",
        to=(log(2), 0, 0),
    ),
    Round(
        "The temperature falls from 1 to 0.05.",
        (1, 1, 0),
        "Two logits are equal, and equal logits have equal probabilities at every temperature.",
        T=0.05,
    ),
    Round(
        "10 is taken off logit 1.",
        (2, 1, 0),
        "Class 1 is out. The other two keep their ratio, e to 1, and share what is left.",
        to=(-8, 1, 0),
    ),
)


@dataclass(frozen=True)
class State:
    """The round, the learner's bars (None: not set yet), how far the answer has moved, and which rounds were hits.

    `touched` are the bars in the order in which they were moved, the latest last: the first of them gives way.
    """

    round: int = 0
    guess: tuple[float, float, float] | None = None
    touched: tuple[int, int, int] = (2, 1, 0)
    t: float = 0.0
    hits: tuple[bool, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.round < len(ROUNDS) or not 0 <= self.t <= 1:
            raise InputError(
                f"round is {self.round} and t is {self.t}; a round from 0 to {len(ROUNDS) - 1} and t "
                "from 0 to 1 are wanted"
            )

    @property
    def current_round(self) -> Round:
        """The round that is played."""
        return ROUNDS[self.round]

    @property
    def bars(self) -> tuple[float, ...]:
        """The learner's bars; until one is moved they stand where the probabilities are."""
        return self.guess or tuple(self.current_round.p(0))

    @property
    def answered(self) -> bool:
        """Has the answer begun to move? Then the bars stay."""
        return len(self.hits) > self.round


def view(state: State) -> View:
    """Return the picture, the score, and what the answer teaches once it has been seen.

    >>> view(State()).goal.asks
    'predict 6 of the 8 rounds, every bar within 0.1 (0 so far)'
    """
    score = sum(state.hits)
    asks = f"predict {GOAL_HITS} of the {len(ROUNDS)} rounds, every bar within {HIT_TOLERANCE} ({score} so far)"
    return View(draw(state), LabGoal(asks, score >= GOAL_HITS), _feedback(state))


def _feedback(state: State) -> str:
    if not state.answered:
        return "Set the three bars to what you expect, then watch the answer."
    if state.t < 1:
        return ""
    worst = max(abs(g - p) for g, p in zip(state.bars, state.current_round.p(1)))
    kind = "A hit" if state.hits[state.round] else "Not this time"
    return f"{kind}: your bars are off by {number_text(worst, 2)} at most. {state.current_round.why}"


_LOGITS, _SHARES = bar_frame(3, -8, 8, 42, 88, 230, 200), bar_frame(3, 0, 1, 346, 88, 300, 200)


def draw(state: State) -> Picture:
    """Return the picture: the logits on their way, the probabilities before and now, and the learner's bars."""
    this = state.current_round
    (z, T), before, now, n = this.at(state.t), this.p(0), this.p(state.t), state.round + 1
    said = (
        f"Round {n} of {len(ROUNDS)}: {this.asks} Logits now {_listed(z)}, temperature {number_text(T, 3)}. "
        f"Probabilities before {_listed(before)}, now {_listed(now)}. Your bars {_listed(state.bars)}."
    )
    return svg.picture(
        690,
        384,
        text(24, 26, f"Round {n} of {len(ROUNDS)}", "bold"),
        text(140, 26, this.asks, "big bold"),
        _marks(state),
        bar_axes(_LOGITS, "logits", "z"),
        class_bars(_LOGITS, z),
        *(text(_LOGITS.at(j + 0.5, 0)[0], 328, number_text(round(v, 2)), "mid num") for j, v in enumerate(z)),
        text(157, 358, f"temperature {number_text(T, 3)}", "mid num"),
        bar_axes(_SHARES, "probabilities, and your prediction", "p"),
        class_bars(_SHARES, now),
        class_bars(
            _SHARES,
            before,
            0.7,
            fill="none",
            fill_opacity=1,
            stroke="var(--soft)",
            stroke_dasharray="4 3",
        ),
        _grips(state),
        text(496, 372, "dashed: before · filled: now · thick line and box: your prediction", "mid small soft"),
        title="Predict the softmax",
        text=said,
    )


def _listed(values) -> str:
    return f"({', '.join(number_text(round(v, 3)) for v in values)})"


def _marks(state: State) -> str:
    """Return a mark for each round: open, hit or missed, by sign and colour."""
    parts = []
    for i in range(len(ROUNDS)):
        sign, colour = ("○", "soft") if i >= len(state.hits) else ("✓", "good") if state.hits[i] else ("✗", "bad")
        parts.append(text(140 + 24 * i, 52, sign, f"mid bold {colour}"))
    return join_elements(parts)


def _grips(state: State) -> str:
    parts, quiet = [], state.answered
    for j, v in enumerate(state.bars):
        (left, y), (right, _) = _SHARES.at(j + 0.1, v), _SHARES.at(j + 0.9, v)
        x, name = (left + right) / 2, f"your prediction for class {j + 1}"
        parts += [
            line_segment(left, y, right, y, stroke="var(--ink)", stroke_width=4),
            tag(
                "circle",
                cx=right,
                cy=y,
                r=8,
                fill=CLASS_COLOURS[j],
                stroke="var(--ink)",
                stroke_width=2,
                **handle(
                    ("bar", j),
                    "drag",
                    f"{name}, {number_text(round(v, 3))}: arrow up and down",
                    at=(j + 0.9, v),
                    step=0.05,
                    quiet=quiet,
                ),
            ),
            network.edge_label(
                (x, 328),
                (x, 328),
                f"{v:.2f}",
                **handle(
                    ("probability", j),
                    "edit",
                    f"{name}: press Enter to type it, as 0.7 or 70",
                    value=f"{v:.4g}",
                    quiet=quiet,
                ),
            ),
        ]
    return _SHARES.hold(*parts)


def on_event(state: State, event: Event) -> State:
    """Take a bar that was dragged or typed; the others make room, the one moved longest ago first."""
    if state.answered:
        return state
    match event:
        case Event("drag", ("bar", j), y=y):
            return move_bar(state, j, round(min(max(y, 0), 1), 4))
        case Event("edit", ("probability", j), text):
            return move_bar(state, j, round(_parse_probability(text, f"the probability of class {j + 1}"), 4))
    return state


def _parse_probability(text_: str, name: str) -> float:
    """Return a probability that was typed; numbers above 1 are percent."""
    value = parse_number(text_.replace("%", ""), name)
    if not 0 <= value <= 100:
        raise InputError(f"{name} is {number_text(value)}; a number from 0 to 1 is wanted, or percent up to 100")
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
    """Return the state with the answer a little further on its way; the first step counts the prediction."""
    if not state.answered:
        hit = max(abs(g - p) for g, p in zip(state.bars, state.current_round.p(1))) <= HIT_TOLERANCE
        state = replace(state, hits=(*state.hits, hit))
    return replace(state, t=round(min(state.t + 0.04, 1), 2))


def start_next_round(state: State) -> State:
    """Return the state in which the next round begins.

    >>> start_next_round(State(hits=(True,), t=1.0))
    State(round=1, guess=None, touched=(2, 1, 0), t=0.0, hits=(True,))
    """
    return State(round=state.round + 1, hits=state.hits)


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
            Play("Watch the answer", advance_answer, lambda s: s.t < 1),
            Button("Next round", start_next_round, lambda s: s.t == 1 and s.round + 1 < len(ROUNDS), primary=True),
        ],
        on_event,
        title="Softmax rounds",
    )
