"""The board: shows a picture and reports what a person does to it. It keeps no mathematics."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import anywidget
import traitlets

_HERE = Path(__file__).parent


class Board(anywidget.AnyWidget):
    """An SVG picture with a text twin below it, in the browser.

    `svg` and `say` are shown as they change. Elements with `data-can` (see `drawing.handle`) answer to pointer,
    touch and keys; `on_message(message)` is then called with what `decode_event` reads.

    While one event is being answered the browser waits and keeps only the newest drag, so the last value
    always arrives and none piles up. An arrow key goes on from where the one before it wished the element
    to be.

    >>> board = Board(lambda message: None)
    >>> board.svg
    ''
    """

    _esm = _HERE / "board.js"
    _css = _HERE / "board.css"
    svg = traitlets.Unicode("").tag(sync=True)
    say = traitlets.Unicode("").tag(sync=True)

    def __init__(self, on_message: Callable[[Any], None]) -> None:
        super().__init__()
        self._on_message = on_message
        self.on_msg(lambda _board, message, _buffers: self.receive(message))

    def receive(self, message: Any) -> None:
        """Hand on what the browser has sent, and let it send again."""
        try:
            self._on_message(message)
        finally:
            self.send({"done": True})
