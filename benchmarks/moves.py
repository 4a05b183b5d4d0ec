"""Every widget, and every event that a learner could send it: found, not listed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from itertools import product
from pkgutil import iter_modules
from xml.etree import ElementTree

import lecture_lib.labs
from lecture_lib.drawing import Target
from lecture_lib.interactive import App, Button, Choice, Download, Event, Play, Slider, TextField, Toggle

Move = Callable[[], object]

_WAYS = ((1, 0), (0, 1), (-1, 0), (0, -1))


def widget_factories() -> dict[str, Callable[[], App]]:
    """Return the maker of every widget by its name: what the laboratories' faces hold that returns an App.

    >>> "first_neuron" in widget_factories()
    True
    """
    faces = [
        import_module(f"lecture_lib.labs.{lab.name}") for lab in iter_modules(lecture_lib.labs.__path__) if lab.ispkg
    ]
    return {
        name: maker
        for face in faces
        for name, maker in vars(face).items()
        if getattr(maker, "__annotations__", {}).get("return") == "App"
    }


def widget_moves(app: App) -> Iterator[Move]:
    """Yield one move after the other: first through the controls, then through the elements of the picture.

    Each is meant to be made before the next is asked for, because a move may change what can be moved.

    >>> app = widget_factories()["first_neuron"]()
    >>> len([move() for move in widget_moves(app)])      # a button, three sliders to both ends, three numbers typed
    10
    """
    for _, moves in moves_by_part(app):
        yield from moves()


def moves_by_part(app: App) -> Iterator[tuple[str, Callable[[], Iterator[Move]]]]:
    """Yield what can be moved, by its name, with what yields its moves: controls, then elements of the picture.

    >>> [part for part, _ in moves_by_part(widget_factories()["first_neuron"]())][-1]
    "edit ('w',)"
    """
    for name in app.controls:
        yield name, partial(_by_control, app, name)
    for target, node in elements(app).items():
        for what in node.get("data-can").split():
            yield f"{what} {target}", partial(_by_element, app, target, what)


def _by_control(app: App, name: str) -> Iterator[Move]:
    control = app.controls[name]
    if isinstance(control, Slider):
        for value in (control.values[0], control.values[-1]):
            yield partial(app.set, name, value)
    elif isinstance(control, Choice | Toggle):
        for value in control.values:
            yield partial(app.set, name, value)
    elif isinstance(control, TextField):
        yield partial(app.hand_in, name, f"{control.text(app.state)} + 1")
    elif isinstance(control, Download):
        yield partial(app.download, name)
    elif isinstance(control, Play) and control.when(app.state):
        yield partial(app.change, control.act, merge=control)  # one turn of its loop
    elif isinstance(control, Button) and control.when(app.state):
        yield partial(app.press, name)


def _by_element(app: App, target: Target, what: str) -> Iterator[Move]:
    """Yield what the board would send; nothing if the element is gone by now."""
    node = elements(app).get(target)
    if node is None:
        return
    for event in _EVENTS[what](target, node):
        yield partial(app.send, event)


def _drags(target: Target, node) -> list[Event]:
    x, y, step = (float(node.get(f"data-{name}")) for name in ("x", "y", "step"))
    return [
        Event("drag", target, x=x + i * dx * step, y=y + i * dy * step, last=i == 3)
        for (dx, dy), i in product(_WAYS, (1, 2, 3))
    ]


def _edits(target: Target, node) -> list[Event]:
    shown = node.get("data-value")
    try:
        return [Event("edit", target, f"{float(shown or 0) + 1:g}")]
    except ValueError:  # a formula
        return [Event("edit", target, f"{shown} + 1")]


def _presses(target: Target, _node) -> list[Event]:
    return [Event("press", target), Event("key", target, key="Delete")]


def _strokes(target: Target, _node) -> list[Event]:
    return [Event("draw", target, points=((0.25, 0.25), (0.5, 0.75)), last=last) for last in (False, True)]


_EVENTS = {"drag": _drags, "edit": _edits, "press": _presses, "draw": _strokes}


def elements(app: App) -> dict[Target, ElementTree.Element]:
    """Return the elements of the picture that answer to a person, by their targets."""
    nodes = ElementTree.fromstring(app.picture.svg).iter()
    return {tuple(json.loads(node.get("data-target"))): node for node in nodes if node.get("data-can")}
