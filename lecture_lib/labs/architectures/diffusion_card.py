"""Noise is added to five clouds step by step; a denoiser is trained and walks back from noise (row 16.5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache

import numpy as np
from markupsafe import Markup

from ...architectures import (
    add_noise,
    denoiser_inputs,
    denoising_examples,
    energy_distance,
    mixture_noise,
    mixture_samples,
    noise_schedule,
    walk_back,
)
from ...drawing import Picture, arrow, join_elements, number_text, path_data, plane_frame, svg, tag, text
from ...interactive import App, Button, Choice, Goal, Play, Slider, View, even_values, widget
from ...nn import MLP, half_squares, identity, relu
from ...training import Adam, Epoch, descend
from ...validation import Array, InputError, count_phrase, whole

N_STEPS = 40
SCHEDULE = noise_schedule(N_STEPS)
ANGLES = 2 * np.pi * np.arange(5) / 5 + np.pi / 2
CENTRES = np.sqrt(2) * np.column_stack([np.cos(ANGLES), np.sin(ANGLES)])
SPREAD = 0.15  # of each cloud
N_POINTS = 400
MOST_EPOCHS = 40
ENOUGH = 0.03  # energy distance to fresh data, for the goal
DENOISERS = {"learned": "learned", "best": "best", "none": "none"}
N_TRAILS, TRAIL = 6, 8  # points whose last steps are drawn, and how many steps


@dataclass(frozen=True)
class State:
    """Where the points are: `t` steps of noise, and whether they came there by adding noise or by walking back.

    `epochs` is how long the denoiser was trained, `denoiser` which one walks back, `seed` the noise that is drawn.
    """

    t: int = 0
    back: bool = False
    epochs: int = 0
    denoiser: str = "learned"
    seed: int = 0

    def __post_init__(self) -> None:
        whole(self.t, "t", 0, N_STEPS)
        whole(self.epochs, "epochs", 0, MOST_EPOCHS)
        whole(self.seed, "seed", 0)
        if self.denoiser not in DENOISERS:
            raise InputError(f"denoiser is {self.denoiser!r}. Give one of {', '.join(DENOISERS)}.")


class _Training:
    """One run of training, made as far as anybody has asked for: the network after each epoch."""

    def __init__(self) -> None:
        rng = np.random.default_rng(0)
        x, noise = denoising_examples(mixture_samples(2000, CENTRES, SPREAD, rng), SCHEDULE, 8000, rng)
        self.nets = [MLP.random((4, 64, 64, 2), relu, relu, identity, rng=rng)]
        self._run: Iterator[Epoch] = descend(self.nets[0], x, noise, half_squares, Adam(0.005), batch=200, rng=rng)

    def after(self, epochs: int) -> MLP:
        while len(self.nets) <= epochs:
            self.nets.append(next(self._run).net)
        return self.nets[epochs]


@cache
def _training() -> _Training:
    return _Training()


def predicted_noise(state: State, x: Array, t: int) -> Array:
    """Return the noise that the chosen denoiser finds in the points x (n, 2) at step t.

    >>> predicted_noise(State(denoiser="none"), np.ones((1, 2)), 5)
    array([[0., 0.]])
    """
    if state.denoiser == "none":
        return np.zeros_like(x)
    if state.denoiser == "best":
        return mixture_noise(x, CENTRES, SPREAD, SCHEDULE[t])
    return _training().after(state.epochs)(denoiser_inputs(x, SCHEDULE[t]))


@lru_cache(maxsize=8)
def sample_paths(back: bool, epochs: int, denoiser: str, seed: int) -> Array:
    """Return where the points are at t = 0, 1, ..., shape (N_STEPS + 1, N_POINTS, 2).

    >>> sample_paths(False, 0, "learned", 0).shape
    (41, 400, 2)
    """
    rng = np.random.default_rng(seed)
    noise = rng.normal(size=(N_POINTS, 2))
    if back:
        state = State(epochs=epochs, denoiser=denoiser)
        return np.array(list(walk_back(lambda x, t: predicted_noise(state, x, t), SCHEDULE, noise, rng)))[::-1]
    data = CENTRES[np.arange(N_POINTS) % 5] + SPREAD * rng.normal(size=(N_POINTS, 2))
    return np.array([add_noise(data, left, noise) for left in SCHEDULE])


def points_now(state: State) -> Array:
    """Return the points where they are now, shape (N_POINTS, 2).

    >>> points_now(State()).shape
    (400, 2)
    """
    if state.back and state.t == N_STEPS:  # pure noise: no denoiser has been asked yet
        return np.random.default_rng(state.seed).normal(size=(N_POINTS, 2))
    return _paths(state)[state.t]


def _paths(state: State) -> Array:
    if not state.back:
        return sample_paths(False, 0, "none", state.seed)
    return sample_paths(True, state.epochs if state.denoiser == "learned" else 0, state.denoiser, state.seed)


@cache
def fresh_data() -> Array:
    """Return the points that all others are compared with: as many of each cloud.

    >>> fresh_data().shape
    (400, 2)
    """
    return CENTRES[np.arange(N_POINTS) % 5] + SPREAD * np.random.default_rng(99).normal(size=(N_POINTS, 2))


@lru_cache(maxsize=256)
def distance_to_data(state: State) -> float:
    """Return the energy distance of the points to fresh data.

    >>> distance_to_data(State()) < 0.01 < distance_to_data(State(t=40))
    True
    """
    return energy_distance(points_now(state), fresh_data())


def _has_arrived(state: State) -> bool:
    learned = state.denoiser == "learned" and state.epochs > 0
    return state.back and state.t == 0 and learned and distance_to_data(state) <= ENOUGH


GOALS = {
    "from noise": Goal(
        f"train a denoiser that brings noise back to within {ENOUGH} of the data", have=lambda s: float(_has_arrived(s))
    )
}


def view(state: State) -> View:
    """Return the points, the denoiser's arrows, and what to do next.

    >>> view(State()).note
    'Press Add noise: the five clouds dissolve in 40 steps. Nothing is learned on this way.'
    """
    right = True if _has_arrived(state) else None
    return View(draw(state), note=_note(state), right=right)


def _note(state: State) -> str:
    if not state.back:
        if state.t == 0:
            return "Press Add noise: the five clouds dissolve in 40 steps. Nothing is learned on this way."
        if state.t < N_STEPS:
            return (
                f"After {count_phrase(state.t, 'step')}, {SCHEDULE[state.t]:.2g} of the data’s variance is left. Go on."
            )
        return _ready(state)
    if state.t == N_STEPS:
        return _ready(state)
    if state.t > 0:
        return f"Step {state.t}: each point follows its arrow a little, and gets a little new noise. Go on."
    gap = _gap_text(state)
    if _has_arrived(state):
        return f"Distance {gap} after {count_phrase(state.epochs, 'epoch')}. Next: compare with the best denoiser."
    if state.denoiser == "best":
        return f"Distance {gap}: as good as it gets, for this denoiser knows the five clouds. Can a learned one do it?"
    if state.denoiser == "none":
        return f"Distance {gap}: without a denoiser the steps back only stretch the noise. Choose the learned one."
    return f"Distance {gap}: not within {ENOUGH} of the data. Next: train the denoiser longer, then walk back again."


def _ready(state: State) -> str:
    if state.denoiser == "learned" and state.epochs == 0:
        return "Nothing is left of the data. Train the denoiser: it learns to find the noise in noised points."
    if state.denoiser == "learned":
        return (
            f"The denoiser was trained for {count_phrase(state.epochs, 'epoch')}. Press Walk back, or train it longer."
        )
    return "Press Walk back: the same 40 steps in reverse, with this denoiser."


def _gap_text(state: State) -> str:
    return number_text(distance_to_data(state), 2)


_SIZE = 262, 316
FRAME = plane_frame(-2.6, 2.6, -2.6, 2.6, left=44, top=28, size=210)
_ARROW_GRID = np.array([(a, b) for a in np.linspace(-2.2, 2.2, 9) for b in np.linspace(-2.2, 2.2, 9)])


def draw(state: State) -> Picture:
    """Return the picture: the points with some of their paths, and beside them the denoiser's arrows."""
    gap, way = _gap_text(state), "walked back to" if state.back else "noised to"
    who = f"learned, {count_phrase(state.epochs, 'epoch')}" if state.denoiser == "learned" else state.denoiser
    inside = int((np.abs(points_now(state)).max(axis=1) <= 2.6).sum())
    said = f"{N_POINTS} points, {way} step {state.t} of {N_STEPS}; {inside} of them in the picture. "
    said += f"Energy distance to fresh data {gap}. Denoiser: {who}."
    return svg.panels(
        svg.panel(
            *_SIZE,
            FRAME.open(_clouds(), _trails(state), _dots(points_now(state))),
            FRAME.axes(title=f"points at step {state.t}"),
            text(4, 296, f"distance to the data: {gap}", "num bold"),
            text(4, 313, f"fresh data 0.001, noise 0.07; wanted {ENOUGH}", "small soft num"),
        ),
        svg.panel(
            *_SIZE,
            FRAME.open(_clouds(), _arrows(state)),
            FRAME.axes(title=f"denoiser’s arrows, step {max(state.t, 1)}"),
            text(4, 296, f"denoiser: {who}", "bold"),
            text(4, 313, "circles: the five clouds of the data", "small soft"),
        ),
        title="Noise and its removal",
        text=said,
    )


@cache
def _clouds() -> Markup:
    unit = FRAME.width / (FRAME.x1 - FRAME.x0)
    return join_elements(
        tag("circle", cx=x, cy=y, r=3 * SPREAD * unit, fill="none", stroke="var(--soft)", stroke_dasharray="3 3")
        for x, y in FRAME.points(CENTRES).tolist()
    )


def _dots(points: Array) -> Markup:
    pixels = FRAME.points(np.clip(points, -9, 9))
    dots = "".join(f"M{x - 1.7:.1f} {y:.1f}a1.7 1.7 0 1 0 3.4 0a1.7 1.7 0 1 0 -3.4 0z" for x, y in pixels.tolist())
    return tag("path", d=dots, fill="var(--accent)", fill_opacity=0.7)


def _trails(state: State) -> Markup:
    """Return the last steps of a few points."""
    if state.t == (N_STEPS if state.back else 0):
        return Markup()  # no step has been made
    part = slice(state.t, state.t + TRAIL + 1) if state.back else slice(max(state.t - TRAIL, 0), state.t + 1)
    ways = np.clip(_paths(state)[part, :N_TRAILS], -9, 9)
    lines = "".join(path_data(FRAME.points(ways[:, i])) for i in range(N_TRAILS))
    return tag("path", d=lines, fill="none", stroke="var(--ink)", stroke_opacity=0.45)


def _arrows(state: State) -> Markup:
    """Return an arrow against the noise that the denoiser finds at each place of a grid, at most as long as a gap."""
    towards = -predicted_noise(state, _ARROW_GRID, max(state.t, 1))
    length = np.hypot(*towards.T)[:, None]
    tips = _ARROW_GRID + 0.5 * towards / np.maximum(length, 1) * np.minimum(length, 1) ** 0.5
    ends = zip(FRAME.points(_ARROW_GRID).tolist(), FRAME.points(tips).tolist())
    return join_elements(arrow(*start, *end, "var(--accent)", 1.2) for start, end in ends)


# --- moves -------------------------------------------------------------------------------------------------------


def add_step(state: State) -> State:
    """Return the state one step of noise further; from a walk back it starts at the data again.

    >>> add_step(State(t=3)).t, add_step(State(t=3, back=True)).t
    (4, 1)
    """
    t = 0 if state.back else state.t
    return replace(state, t=min(t + 1, N_STEPS), back=False)


def step_back(state: State) -> State:
    """Return the state one step nearer to the data; a walk back starts at pure noise.

    >>> step_back(State(t=40)).t, step_back(State(t=40)).back
    (39, True)
    """
    t = state.t if state.back and state.t > 0 else N_STEPS
    return replace(state, t=t - 1, back=True)


def train_epoch(state: State) -> State:
    """Return the state with a denoiser trained for one epoch more; the points are pure noise again.

    >>> train_epoch(State())
    State(t=40, back=True, epochs=1, denoiser='learned', seed=0)
    """
    return replace(state, t=N_STEPS, back=True, epochs=min(state.epochs + 1, MOST_EPOCHS), denoiser="learned")


def _is_noise(state: State) -> bool:
    return state.t == N_STEPS


def _add_first(state: State) -> bool:
    return not state.back and state.t < N_STEPS


def _train_first(state: State) -> bool:
    untrained = state.denoiser == "learned" and state.epochs == 0
    lacking = state.back and state.t == 0 and state.denoiser == "learned" and not _has_arrived(state)
    return not _add_first(state) and (untrained or lacking and state.epochs < MOST_EPOCHS)


def _walk_first(state: State) -> bool:
    return not _add_first(state) and not _train_first(state)


@widget
def diffusion_card(state: State) -> App:
    """Return the widget.

    >>> app = diffusion_card()
    >>> app.set("step", 12)
    >>> app.state
    State(t=12, back=False, epochs=0, denoiser='learned', seed=0)
    """
    return App(
        "diffusion_card",
        state,
        view,
        [
            Play(
                "Add noise",
                add_step,
                _add_first,
                primary=_add_first,
                moves=True,
                begin=lambda s: replace(s, t=0, back=False),
            ),
            Play("Train the denoiser", train_epoch, lambda s: s.epochs < MOST_EPOCHS, primary=_train_first),
            Play(
                "Walk back",
                step_back,
                lambda s: s.t > 0 and (s.back or _is_noise(s)),
                primary=_walk_first,
                moves=True,
                begin=lambda s: replace(s, t=N_STEPS, back=True),
            ),
            Button("New noise", lambda s: replace(s, seed=s.seed + 1)),
            Slider("t", "step", even_values(0, N_STEPS, 1)),
            Choice("denoiser", "denoiser", list(DENOISERS)),
        ],
        title="Noise, and its removal",
        goals=GOALS,
    )
