"""Every widget that stands on a stage, and every event that a learner could send it: found, not listed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from itertools import product
from pkgutil import iter_modules
from xml.etree import ElementTree

import lecture_lib.labs
from lecture_lib.interactive import App, Button, Choice, Play, Slider

Move = Callable[[], object]

_WAYS = ((1, 0), (0, 1), (-1, 0), (0, -1))


def widget_factories() -> dict[str, Callable[[], App]]:
    """Return the maker of every widget by its name: what the laboratories' faces hold that returns an App.

    >>> "first_neuron" in widget_factories()
    True
    """
    faces = [import_module(f"lecture_lib.labs.{lab.name}") for lab in iter_modules(lecture_lib.labs.__path__)]
    return {
        name: maker
        for face in faces
        for name, maker in vars(face).items()
        if getattr(maker, "__annotations__", {}).get("return") == "App"
    }


def widget_moves(stage: App) -> Iterator[Move]:
    """Yield one move after the other: first through the controls, then through the elements of the picture.

    Each is meant to be made before the next is asked for, because a move may change what can be moved.

    >>> stage = widget_factories()["first_neuron"]()
    >>> len([move() for move in widget_moves(stage)])      # three sliders to both ends, Reset, three numbers typed
    10
    """
    for spec, control in list(stage.controls.values()):
        yield from _by_control(stage, spec, control)
    for id_, can in [(node.get("data-id"), node.get("data-can")) for node in _touchable(stage)]:
        for what in can.split():
            yield from _by_element(stage, id_, what)


def _by_control(stage: App, spec, control) -> Iterator[Move]:
    if isinstance(spec, Slider):
        for value in (spec.low, spec.high):
            yield partial(setattr, control, "value", value)
    elif isinstance(spec, Choice):
        for option in control.options:
            value = option[1] if isinstance(option, tuple) else option
            yield partial(setattr, control, "value", value)
    elif isinstance(spec, Play) and spec.when(stage.state):
        yield lambda: stage.change(spec.act, merge=spec.label)  # one turn of its loop
    elif isinstance(spec, Button) and not control.disabled:
        yield control.click


def _by_element(stage: App, id_: str, what: str) -> Iterator[Move]:
    """Yield what the board would send; nothing if the element is gone by now."""
    node = next((node for node in _touchable(stage) if node.get("data-id") == id_), None)
    if node is None:
        return
    for event in _EVENTS[what](node):
        yield partial(stage.board._handle_custom_msg, {"id": id_} | event, [])


def _drag(node) -> list[dict]:
    x, y, step = (float(node.get(f"data-{name}")) for name in ("x", "y", "step"))
    return [
        {"kind": "drag", "x": x + i * dx * step, "y": y + i * dy * step, "last": i == 3}
        for (dx, dy), i in product(_WAYS, (1, 2, 3))
    ]


def _edit(node) -> list[dict]:
    shown = node.get("data-value")
    try:
        return [{"kind": "edit", "text": f"{float(shown or 0) + 1:g}"}]
    except ValueError:  # a formula
        return [{"kind": "edit", "text": f"{shown} + 1"}]


def _press(_node) -> list[dict]:
    return [{"kind": "press"}, {"kind": "key", "key": "Delete"}]


def _draw(_node) -> list[dict]:
    return [{"kind": "draw", "points": [[0.25, 0.25], [0.5, 0.75]], "last": last} for last in (False, True)]


_EVENTS = {"drag": _drag, "edit": _edit, "press": _press, "draw": _draw}


def _touchable(stage: App) -> list[ElementTree.Element]:
    return [node for node in ElementTree.fromstring(stage.board.svg).iter() if node.get("data-can")]
