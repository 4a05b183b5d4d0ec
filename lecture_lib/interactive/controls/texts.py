"""What is typed, pasted or loaded: one line of text, or a text of many lines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from ...validation import InputError
from .groups import Control

_MOST_SHOWN = 100_000  # characters: more would make the page slow, and nobody reads it there


@dataclass(frozen=True)
class _Text(Control):
    """A text of the state that a person can hand in anew; to hand in what stands there changes nothing."""

    field: str
    label: str
    act: Callable[[Any, str], Any]
    shows: Callable[[Any], bool] = lambda state: True

    most_characters: ClassVar[int]

    def text(self, state) -> str:
        """Return the text of the state."""
        return getattr(state, self.field)

    def answer(self, state, text: str):
        """Return the state after this text was handed in."""
        if len(text) > self.most_characters:
            raise InputError(f"{self.label} has {len(text):,} characters. Give at most {self.most_characters:,}.")
        return state if text == self.text(state) else self.act(state, text)


class TextField(_Text):
    """A line of text, such as a formula. Enter, or leaving the field, hands it in to `act(state, text)`.

    The field shows what the state's `field` holds. A text that `act` or the view refuses stays in it, with the
    reason in the feedback; Escape brings back the text of the state.
    """

    most_characters = 2_000

    def face(self, state, running: bool) -> dict:
        return {"kind": "text", "label": self.label, "text": self.text(state), "shown": bool(self.shows(state))}


class TextArea(_Text):
    """A text of many lines, such as a table: typed, pasted, or from a file; `act(state, text)` takes it.

    It is handed in when the area is left, or by Ctrl+Enter. A refused text stays, as in a `TextField`. Of a very long
    text the page shows the beginning; it can then only be replaced as a whole. Texts travel apart from the faces,
    which change at every step of a run.
    """

    most_characters = 5_000_000

    def face(self, state, running: bool) -> dict:
        return {"kind": "area", "label": self.label, "shown": bool(self.shows(state))}


def shown_text(text: str) -> dict:
    """Return what the page shows of an area's text: all of it, or its beginning and a word about the rest.

    >>> shown_text("1,2,a")
    {'text': '1,2,a', 'note': ''}
    """
    if len(text) <= _MOST_SHOWN:
        return {"text": text, "note": ""}
    note = f"The first {_MOST_SHOWN:,} of {len(text):,} characters are shown. Paste or load a text to replace them all."
    return {"text": text[:_MOST_SHOWN], "note": note}
