"""The board: shows a picture and reports what a person does to it. It keeps no mathematics."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import anywidget
import traitlets

_HERE = Path(__file__).parent


class Board(anywidget.AnyWidget):
    """An SVG picture with a text twin below it, in the browser.

    `svg` and `say` are shown as they change. Elements with `data-can` (see `pictures.svg.handle`) answer to
    pointer, touch and keys; `on_event(event)` is then called with a dict:

    - drag: id, x, y (data coordinates), last (True when let go)
    - press: id                     - edit: id, text (as typed)
    - key: id, key (Delete, Backspace, or a letter pressed on an element)
    - draw: id, points (list of [x, y]), last

    While one event is being answered the browser waits and keeps only the newest drag, so the last value
    always arrives and none piles up. An arrow key goes on from where the one before it wished the element
    to be.

    >>> board = Board(lambda event: None)
    >>> board.svg
    ''
    """

    _esm = _HERE / "board.js"
    _css = _HERE / "board.css"
    svg = traitlets.Unicode("").tag(sync=True)
    say = traitlets.Unicode("").tag(sync=True)

    def __init__(self, on_event: Callable[[dict], None]) -> None:
        super().__init__()
        self._on_event = on_event
        self.on_msg(self._answer)

    def _answer(self, _widget, event: dict, _buffers) -> None:
        try:
            self._on_event(event)
        finally:
            self.send({"done": True})
