"""A policy learns a corridor from reward alone: its chances, the curve of returns, episodes to watch (row 16.5)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from ...architectures import Corridor, expected_return, reinforce_gradient, run_episodes
from ...drawing import Frame, Picture, join_elements, line_segment, number_text, svg, tag, text
from ...interactive import App, Button, Choice, Goal, Play, Slider, View, widget
from ...nn import softmax
from ...validation import Array, InputError, count_phrase, whole

CORRIDOR = Corridor()
N_EPISODES = 20  # in each update
MOST_UPDATES = 200
RATES = (0.1, 0.3, 1.0, 3.0, 10.0)
ENOUGH = 0.7  # mean return, for the goal; the best is 0.729


@dataclass(frozen=True)
class State:
    """How far the policy has learned, with which rate and baseline, and step `walk` of the episode that is watched.

    An episode is not watched where `walk` is -1.
    """

    updates: int = 0
    rate: float = 1.0
    baseline: bool = True
    seed: int = 0
    walk: int = -1

    def __post_init__(self) -> None:
        whole(self.updates, "updates", 0, MOST_UPDATES)
        whole(self.seed, "seed", 0)
        whole(self.walk, "walk", -1, CORRIDOR.horizon)
        if self.rate not in RATES or not isinstance(self.baseline, bool):
            raise InputError(
                f"rate is {self.rate!r} and baseline {self.baseline!r}. Give one of {', '.join(map(str, RATES))} "
                "and True or False."
            )


@lru_cache(maxsize=16)
def _learning(rate: float, baseline: bool, seed: int) -> tuple[list[Array], list[float], np.random.Generator]:
    theta = np.zeros((CORRIDOR.n_cells, 2))
    return [theta], [expected_return(CORRIDOR, theta)], np.random.default_rng(seed)


def _learned(state: State) -> tuple[list[Array], list[float]]:
    """Return the policies and their mean returns from update 0 to the state's, made as far as they are needed."""
    thetas, returns, rng = _learning(state.rate, state.baseline, state.seed)
    while len(thetas) <= state.updates:
        episodes = run_episodes(CORRIDOR, thetas[-1], N_EPISODES, rng)
        thetas.append(thetas[-1] + state.rate * reinforce_gradient(CORRIDOR, thetas[-1], episodes, state.baseline))
        returns.append(expected_return(CORRIDOR, thetas[-1]))
    return thetas[: state.updates + 1], returns[: state.updates + 1]


def policy_now(state: State) -> Array:
    """Return the probabilities of going left and right in each cell, shape (n_cells, 2).

    >>> policy_now(State())[0]
    array([0.5, 0.5])
    """
    return softmax(_learned(state)[0][-1])


def mean_return(state: State) -> float:
    """Return the policy's mean return, computed exactly and rounded to three digits.

    >>> mean_return(State())
    0.172
    """
    return round(_learned(state)[1][-1], 3)


@lru_cache(maxsize=64)
def watched_cells(updates: int, rate: float, baseline: bool, seed: int) -> tuple[int, ...]:
    """Return the cells of one episode of the policy as it is, from the start to its end.

    >>> watched_cells(0, 1.0, True, 0)[0]
    2
    """
    theta = _learned(State(updates, rate, baseline, seed))[0][-1]
    cells, actions, _, made = run_episodes(CORRIDOR, theta, 1, np.random.default_rng(1000 * seed + updates))
    last = int(made.sum()) - 1
    end = max(int(cells[0, last] + 2 * actions[0, last] - 1), 0)
    return (*cells[0, : last + 1].tolist(), end)


def _watched(state: State) -> tuple[int, ...]:
    return watched_cells(state.updates, state.rate, state.baseline, state.seed)


GOALS = {"near the best": Goal(f"learn a policy with a mean return of at least {ENOUGH}", have=mean_return, of=ENOUGH)}


def view(state: State) -> View:
    """Return the corridor with the policy's arrows, and the curve of mean returns.

    >>> view(State()).note
    'Press Learn: no one tells the policy which step is right; only the goal gives a reward of 1.'
    """
    reached = state.updates > 0 and mean_return(state) >= ENOUGH
    return View(draw(state), note=_note(state), right=True if reached and state.walk < 0 else None)


def _note(state: State) -> str:
    if state.walk >= 0:
        cells = _watched(state)
        if state.walk < len(cells) - 1:
            here = cells[state.walk]
            return f"Step {state.walk} of an episode: in cell {here}, the next step is drawn by the chances shown."
        steps = count_phrase(len(cells) - 1, "step")
        if cells[-1] == CORRIDOR.n_cells - 1:
            worth = number_text(CORRIDOR.gamma ** (len(cells) - 2), 2)
            return f"The goal, after {steps}: the discounted return is {worth}. Press Learn to go on."
        return f"No reward: {steps} are over and the goal was not reached. Press Learn to go on."
    if state.updates == 0:
        return "Press Learn: no one tells the policy which step is right; only the goal gives a reward of 1."
    so_far = f"Mean return {number_text(mean_return(state), 3)} after {count_phrase(state.updates, 'update')}."
    if mean_return(state) >= ENOUGH:
        return f"{so_far} Next: watch an episode, or try another rate."
    if state.updates == MOST_UPDATES:
        return f"{so_far} This was the last one. Next: a larger rate, from update 0."
    return f"{so_far} Go on, and see which chances move first."


_SIZE = 262, 280
_CELL, _TALL = 36, 44  # the side of a cell, and the bar of a chance of 1


def draw(state: State) -> Picture:
    """Return the picture: the corridor and its policy, and the mean return over the updates."""
    p, now = policy_now(state), mean_return(state)
    said = f"Corridor of {CORRIDOR.n_cells} cells, start in cell {CORRIDOR.start}, goal in the last. "
    said += f"After {count_phrase(state.updates, 'update')}: mean return {number_text(now, 3)}; "
    said += f"random policy {number_text(mean_return(State()), 3)}, best {number_text(CORRIDOR.best_return, 3)}. "
    said += f"Probability of going right, by cell: {', '.join(f'{v:.2f}' for v in p[:-1, 1])}."
    said += f" {_settings(state).capitalize()}."
    if state.walk >= 0:
        said += f" An episode is watched: cell {_watched(state)[_at(state)]}."
    return svg.panels(
        svg.panel(*_SIZE, *_corridor(state, p)),
        svg.panel(*_SIZE, _curve(state), text(4, 275, _settings(state), "small soft num")),
        title="A corridor",
        text=said,
    )


def _settings(state: State) -> str:
    baseline = "with" if state.baseline else "without"
    return f"rate {number_text(state.rate)}, {baseline} a baseline, episodes no. {state.seed + 1}"


def _at(state: State) -> int:
    return min(state.walk, len(_watched(state)) - 1)


def _corridor(state: State, p: Array) -> list[str]:
    here = _watched(state)[_at(state)] if state.walk >= 0 else CORRIDOR.start
    watching = f"an episode, step {_at(state)}" if state.walk >= 0 else "S start, G goal"
    parts = [
        text(4, 20, watching, "bold"),
        text(4, 122, "→ chance of going right, in %", "small soft"),
        text(4, 206, "← chance of going left, in %", "small soft"),
    ]
    for cell in range(CORRIDOR.n_cells):
        left, goal = 4 + _CELL * cell, cell == CORRIDOR.n_cells - 1
        name = "G" if goal else "S" if cell == CORRIDOR.start else ""
        parts += [
            tag("rect", x=left, y=46, width=_CELL, height=_CELL, fill="var(--zone)", stroke="var(--line)"),
            text(left + _CELL / 2, 40, f"{cell} {name}".strip(), "mid small num" + " bold" * bool(name)),
        ]
        parts += [text(left + _CELL / 2, 98, "+1", "mid small bold good")] if goal else _chances(left, p[cell])
    disc = {"cx": 4 + _CELL * (here + 0.5), "cy": 46 + _CELL / 2}
    return [*parts, tag("circle", **disc, r=9, fill="var(--accent)", stroke="var(--paper)", stroke_width=2)]


def _chances(left: float, p: Array) -> list[str]:
    """Return the chances of a cell's two steps, each as a bar with its number."""
    parts = []
    for bottom, share, colour in ((174, p[1], "var(--accent)"), (258, p[0], "var(--soft)")):
        height = max(_TALL * share, 1)
        bar = {"x": left + 7, "y": bottom - height, "width": _CELL - 14, "height": height}
        parts += [
            tag("rect", **bar, fill=colour),
            text(left + _CELL / 2, bottom + 15, f"{100 * share:.0f}", "mid small num"),
        ]
    return parts


def _curve(state: State) -> str:
    _, returns = _learned(state)
    n = max(20, 10 * int(np.ceil(state.updates / 10)))
    frame = Frame(0, n, 0, 0.8, 46, 28, 206, 190)
    line = svg.curve_path(
        frame.points(np.column_stack([np.arange(len(returns)), returns])), stroke="var(--accent)", stroke_width=2.5
    )
    levels = {"best": CORRIDOR.best_return, "random": returns[0]}
    marks = [
        join_elements(
            [
                line_segment(*frame.at(0, level), *frame.at(n, level), stroke="var(--soft)", stroke_dasharray="4 4"),
                text(frame.left + frame.width - 4, frame.at(0, level)[1] - 5, name, "small soft end"),
            ]
        )
        for name, level in levels.items()
    ]
    dot = tag("circle", **dict(zip(("cx", "cy"), frame.at(state.updates, returns[-1]))), r=4, fill="var(--accent)")
    title = f"mean return: {number_text(returns[-1], 3)}"
    return frame.open(*marks, line, dot) + frame.axes("update", "mean return", title)


# --- moves -------------------------------------------------------------------------------------------------------


def learn_once(state: State) -> State:
    """Return the state one update later, each from 20 new episodes.

    >>> learn_once(State()).updates
    1
    """
    return replace(state, updates=min(state.updates + 1, MOST_UPDATES), walk=-1)


def walk_on(state: State) -> State:
    """Return the state one step later in the episode that is watched.

    >>> walk_on(State()).walk
    0
    """
    return replace(state, walk=min(state.walk + 1, len(_watched(state)) - 1))


def forget(state: State, **changes) -> State:
    """Return the state with these changes, before the first update.

    >>> forget(State(updates=7), rate=3.0)
    State(updates=0, rate=3.0, baseline=True, seed=0, walk=-1)
    """
    return replace(state, **{"updates": 0, "walk": -1, **changes})


def _walks(state: State) -> bool:
    return state.walk < len(_watched(state)) - 1


@widget
def corridor_card(state: State) -> App:
    """Return the widget.

    >>> app = corridor_card()
    >>> app.press("One update")
    >>> app.state.updates
    1
    """
    return App(
        "corridor_card",
        state,
        view,
        [
            Play("Learn", learn_once, lambda s: s.updates < MOST_UPDATES, primary=True),
            Button("One update", learn_once, lambda s: s.updates < MOST_UPDATES),
            Play("Watch an episode", walk_on, _walks, moves=True, begin=lambda s: replace(s, walk=0)),
            Button("To update 0", forget, lambda s: s.updates > 0),
            Button("Other episodes", lambda s: forget(s, seed=s.seed + 1)),
            Slider("rate", "learning rate", RATES),
            Choice("baseline", "baseline", [("with", True), ("without", False)]),
        ],
        title="A corridor, learned from reward",
        goals=GOALS,
    )
