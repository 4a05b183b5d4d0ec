"""Events: what a person did to an element of a picture, as the browser reports it and as a widget answers it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from ..drawing import Picture, Target, target_name
from ..validation import InputError

Point = tuple[float, float]


@dataclass(frozen=True)
class Event:
    """What was done, and to which element: `target` is the one that was given to `drawing.handle`.

    - "drag": x, y (data coordinates), last (True when let go)
    - "press"                      - "edit": text (as typed)
    - "key": key (Delete, Backspace, or a letter)
    - "draw": points, last

    A widget takes it apart with `match`:

    >>> match Event("edit", ("W", 1, 0, 2), "0.5"):
    ...     case Event("edit", ("W", layer, row, column), text):
    ...         (layer, row, column, text)
    (1, 0, 2, '0.5')
    """

    kind: str
    target: Target
    text: str = ""
    x: float = 0.0
    y: float = 0.0
    key: str = ""
    points: tuple[Point, ...] = ()
    last: bool = True


def decode_event(message) -> Event:
    """Return the event that a browser's message tells of; `InputError` if it tells of none.

    >>> decode_event({"kind": "edit", "target": ["b", 1], "text": "2"}) == Event("edit", ("b", 1), "2")
    True
    >>> decode_event({"kind": "drag", "target": ["b", 1], "x": None, "y": 2})
    Traceback (most recent call last):
    lecture_lib.validation.InputError: That is not an event of this picture; run the cell once more.
    """
    match message:
        case {"kind": "press", "target": [*target]} if _is_target(target):
            return Event("press", tuple(target))
        case {"kind": "edit", "target": [*target], "text": str(text)} if _is_target(target):
            return Event("edit", tuple(target), text)
        case {"kind": "key", "target": [*target], "key": str(key)} if _is_target(target):
            return Event("key", tuple(target), key=key)
        case {"kind": "drag", "target": [*target], "x": x, "y": y} if _is_target(target) and _is_point([x, y]):
            return Event("drag", tuple(target), x=float(x), y=float(y), last=message.get("last") is not False)
        case {"kind": "draw", "target": [*target], "points": [_, *_] as points} if _is_target(target) and all(
            map(_is_point, points)
        ):
            stroke = tuple((float(x), float(y)) for x, y in points)
            return Event("draw", tuple(target), points=stroke, last=message.get("last") is not False)
    raise InputError("That is not an event of this picture; run the cell once more.")


def require_target(event: Event, picture: Picture) -> None:
    """Raise `InputError` unless the picture holds the event's target, and that can do what is asked of it.

    >>> from lecture_lib.drawing import handle, svg
    >>> dot = svg.picture(9, 9, svg.tag("circle", r=3, **handle(("dot", 1), "drag", "dot 1")), title="", text="")
    >>> require_target(Event("drag", ("dot", 1)), dot)
    >>> require_target(Event("drag", ("dot", 2)), dot)
    Traceback (most recent call last):
    lecture_lib.validation.InputError: This picture has no “dot.2” any more; if you see it, run the cell once more.
    """
    name, can = target_name(event.target), picture.abilities(event.target)
    if not can:
        raise InputError(f"This picture has no “{name}” any more; if you see it, run the cell once more.")
    if event.kind not in {*can, "key"}:
        raise InputError(f"“{name}” does not answer to “{event.kind}”; it answers to {', '.join(sorted(can))}.")


def _is_target(parts: list) -> bool:
    return all(type(part) in (str, int) for part in parts)


def _is_point(pair: object) -> bool:
    return (
        isinstance(pair, Sequence)
        and len(pair) == 2
        and all(type(number) in (int, float) and isfinite(number) for number in pair)
    )
