"""Draw a digit: every layer answers while you draw, beside the nearest training images (row 15.4)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np

from ...data import Stroke, as_digit, digits, stroke_image
from ...drawing import Point, number_text
from ...interactive import App, Button, Choice, Event, Goal, View, widget
from ...nn import MLP, forward_checked
from ...training import wilson
from ...validation import Array, InputError, count_phrase
from .draw_digit_picture import DigitScene, SavedScene, draw_digit_scene
from .trained_net import trained_net

SIDE = 28  # the canvas, in the unit of the strokes
N_NEAREST = 5
MOST_POINTS = 600
_CLOSE = 0.35  # a point nearer than this to the one before it adds nothing

Saved = tuple[int, tuple[Stroke, ...]]
"""The digit that the learner says a drawing is, and its strokes."""


@dataclass(frozen=True)
class State:
    """The strokes on the canvas, points (x, y) from 0 to 28 with y upwards, and the drawings that were kept.

    `open` says whether the last stroke still goes on; `cross` is where the keyboard's pen is; `label` the digit that
    the learner says it is; `saved` holds pairs (digit, strokes).
    """

    strokes: tuple[Stroke, ...] = ()
    open: bool = False
    cross: Point = (14.0, 22.0)
    label: int = 0
    saved: tuple[Saved, ...] = ()

    def __post_init__(self) -> None:
        if self.label not in range(10):
            raise InputError(f"label is {self.label!r}; give a digit from 0 to 9")
        for strokes in (self.strokes, *(strokes for _, strokes in self.saved)):
            if sum(map(len, strokes)) > MOST_POINTS:
                raise InputError(f"the drawing has more than {MOST_POINTS} points; clear it and draw fewer lines")
            points = [(*point, 0)[:2] for stroke in strokes for point in stroke]
            if not all(0 <= v <= SIDE for point in points for v in point):
                raise InputError(f"a point of the drawing lies outside the canvas; x and y go from 0 to {SIDE}")


class Answer(NamedTuple):
    """What the network makes of a drawing: its image, the activations of each layer, the nearest training images."""

    image: Array
    hidden: tuple[Array, ...]
    p: Array
    nearest: tuple[int, ...]

    @property
    def best(self) -> tuple[int, int]:
        """The two most probable classes."""
        first, second = np.argsort(-self.p, kind="stable")[:2]
        return int(first), int(second)


def drawing_reader() -> MLP:
    """Return the network that reads the drawings."""
    return trained_net()


@lru_cache(maxsize=256)
def read_drawing(strokes: tuple[Stroke, ...]) -> Answer | str:
    """Return what the network makes of the strokes, or in words why they are not a digit yet.

    >>> read_drawing(()), read_drawing((((3.0, 3.0),),))[:21]
    ('nothing is drawn: all pixels are 0. Draw a digit first', 'the drawing is a dot.')
    """
    corners = np.array([point for stroke in strokes for point in stroke])
    if len(corners) and np.ptp(corners, axis=0).max() < 1:
        return "the drawing is a dot. Draw a stroke that is longer than the pen is wide"
    try:
        image = as_digit(stroke_image(strokes))
    except InputError as problem:
        return str(problem)
    trace = forward_checked(drawing_reader(), image.astype(np.float32)[None])
    hidden = tuple(trace.a[l][0] for l in range(1, len(drawing_reader())))
    return Answer(image, hidden, trace.a[-1][0], nearest_images(image))


@cache
def _training_rows() -> tuple[Array, Array]:
    x = digits().x.astype(np.float32)
    return x, (x**2).sum(axis=1)


def nearest_images(image: Array, k: int = N_NEAREST) -> tuple[int, ...]:
    """Return the row numbers of the k training images at the smallest distance from an image, the nearest first.

    >>> nearest_images(digits().x[7])[0]
    7
    """
    x, squares = _training_rows()
    distance = squares - 2 * (x @ image.astype(np.float32))  # but for |image|², which is the same for all
    near = np.argpartition(distance, k)[:k]
    return tuple(near[np.argsort(distance[near], kind="stable")].tolist())


@cache
def _test_score() -> tuple[int, int]:
    _, _, x, y = digits()
    return int((forward_checked(drawing_reader(), x.astype(np.float32)).a[-1].argmax(axis=1) == y).sum()), len(y)


def fools_network(saved: Saved) -> bool:
    """Did this drawing fool the network: another answer than its label, though a near training image has that label?"""
    label, strokes = saved
    answer = read_drawing(strokes)
    return not isinstance(answer, str) and answer.best[0] != label and label in _labels_near(answer)


def _labels_near(answer: Answer) -> list[int]:
    return digits().y[list(answer.nearest)].tolist()


GOALS = {"fooled": Goal("save a digit that the network misreads", lambda s: float(any(map(fools_network, s.saved))))}


def view(state: State) -> View:
    """Return the canvas, the answer of every layer and what to do next.

    >>> view(State()).note[:52]
    'Draw a large digit (a finger rests a moment first). '
    """
    answer = read_drawing(state.strokes)
    note, right = _note(state, answer)
    return View(draw_digit_scene(_scene(state, answer)), note=note, right=right)


def _note(state: State, answer: Answer | str) -> tuple[str, bool | None]:
    if not state.strokes:
        if state.saved:
            return _kept(state)
        by_hand = "Draw a large digit (a finger rests a moment first)."
        return f"{by_hand} By keys: arrows move the cross, Enter sets a point, N ends a line.", None
    if isinstance(answer, str):
        return f"{answer[0].upper()}{answer[1:]}.", None
    first, second = answer.best
    said = f"The network reads {first} ({_percent(answer.p[first])}), then {second} ({_percent(answer.p[second])})."
    return f"{said} Choose which digit it is and save it.", None


def _kept(state: State) -> tuple[str, bool | None]:
    label, strokes = state.saved[-1]
    answer = read_drawing(strokes)
    assert not isinstance(answer, str)  # only what can be read is saved
    if fools_network(state.saved[-1]):
        return f"Fooled: your {label} is read as {answer.best[0]}. Which training images is it near, and why?", True
    if answer.best[0] == label:
        return f"Saved: your {label} is read as {label}. Draw one that is harder to read.", None
    return (
        f"Read as {answer.best[0]}, but no near training image shows {label}. Draw a plainer {label} for the goal.",
        None,
    )


def _percent(p: float) -> str:
    return f"{float(p):.0%}"


def _scene(state: State, answer: Answer | str) -> DigitScene:
    saved = tuple(_saved_scene(each) for each in state.saved)
    score = own = ""
    if state.saved or not isinstance(answer, str):
        right, n = _test_score()
        score = f"test set: {right} of {n} right"
    if saved:
        good = sum(each.right for each in saved)
        low, high = wilson(good, len(saved))
        own = f"yours: {good} of {len(saved)} right (95%: {100 * low:.0f} to {100 * high:.0f}%)"
    if isinstance(answer, str):
        return DigitScene(
            state.strokes, state.cross, state.label, None, (), None, (), (), saved, score, own, _words(state, answer)
        )
    near = tuple(digits().x[list(answer.nearest)])
    labels = tuple(_labels_near(answer))
    words = _words(state, answer)
    return DigitScene(
        state.strokes,
        state.cross,
        state.label,
        answer.image,
        answer.hidden,
        answer.p,
        near,
        labels,
        saved,
        score,
        own,
        words,
    )


@lru_cache(maxsize=256)
def _saved_scene(saved: Saved) -> SavedScene:
    label, strokes = saved
    answer = read_drawing(strokes)
    if isinstance(answer, str):
        raise InputError(f"a saved drawing cannot be read: {answer}")
    return SavedScene(answer.image, label, answer.best[0])


def _words(state: State, answer: Answer | str) -> str:
    kept = f" {count_phrase(len(state.saved), 'drawing')} saved." if state.saved else ""
    canvas = f"A canvas for {state.label} with {count_phrase(len(state.strokes), 'stroke')}"
    if isinstance(answer, str):
        return f"{canvas}: {answer}.{kept}"
    first, second = answer.best
    active = ", ".join(f"{int((a > 0).sum())} of {len(a)}" for a in answer.hidden)
    return (
        f"{canvas}. Active units in the hidden layers: {active}. "
        f"Most probable: {first} with {number_text(float(answer.p[first]), 2)}, then {second} with "
        f"{number_text(float(answer.p[second]), 2)}. The nearest training images show "
        f"{', '.join(map(str, _labels_near(answer)))}.{kept}"
    )


def on_event(state: State, event: Event) -> State:
    """Draw a stroke, move the cross, or set a point with it."""
    match event:
        case Event("draw", points=points, last=last):
            return _with_points(state, points, last)
        case Event("drag", ("cross",), x=x, y=y):
            return replace(state, cross=_on_canvas(x, y))
        case Event("press", ("cross",)):
            return _with_points(replace(state, open=bool(state.strokes) and state.open), (state.cross,), last=False)
        case Event("key", ("cross",), key="n" | "N"):
            return replace(state, open=False)
    return state


def _with_points(state: State, points: tuple[Point, ...], last: bool) -> State:
    """Return the state with points added to the stroke that goes on, or to a new one."""
    strokes = list(state.strokes) if state.open else [*state.strokes, ()]
    for x, y in points:
        at = _on_canvas(x, y)
        if not strokes[-1] or np.hypot(at[0] - strokes[-1][-1][0], at[1] - strokes[-1][-1][1]) > _CLOSE:
            strokes[-1] = (*strokes[-1], at)
    return replace(state, strokes=tuple(strokes), open=not last)


def _on_canvas(x: float, y: float) -> Point:
    return round(min(max(x, 0.0), float(SIDE)), 1), round(min(max(y, 0.0), float(SIDE)), 1)


def _take_back(state: State) -> State:
    return replace(state, strokes=state.strokes[:-1], open=False)


def save_drawing(state: State) -> State:
    """Return the state with the drawing kept under its label, and an empty canvas.

    >>> stroke = ((14.0, 24.0), (14.0, 4.0))
    >>> save_drawing(State(strokes=(stroke,), label=1)).saved == ((1, (stroke,)),)
    True
    """
    return replace(state, strokes=(), open=False, saved=(*state.saved, (state.label, state.strokes)))


def _can_save(state: State) -> bool:
    return bool(state.strokes) and not isinstance(read_drawing(state.strokes), str)


@widget
def draw_digit(state: State) -> App:
    """Return the widget; `digit_card.state.saved` holds the drawings.

    >>> app = draw_digit()
    >>> app.send(Event("draw", ("canvas",), points=((14.0, 24.0), (14.0, 4.0))))
    >>> len(app.state.strokes)
    1
    """
    return App(
        "draw_digit",
        state,
        view,
        [
            Button("Save drawing", save_drawing, _can_save, primary=True),
            Button("Remove last stroke", _take_back, lambda s: bool(s.strokes)),
            Button("Clear", lambda s: replace(s, strokes=(), open=False), lambda s: bool(s.strokes)),
            Choice("label", "this is a", [(str(digit), digit) for digit in range(10)]),
        ],
        on_event,
        title="Draw a digit",
        goals=GOALS,
    )
