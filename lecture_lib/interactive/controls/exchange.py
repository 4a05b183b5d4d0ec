"""What the card's menu gives as a file, and what it takes from one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .groups import Control

_MOST_MEGABYTES = 5  # as in files.js


@dataclass(frozen=True)
class Download(Control):
    """An entry of the menu that gives a file: `make(state)` is its text or its bytes, made when it is asked for."""

    label: str
    file_name: str
    make: Callable[[Any], str | bytes]

    def face(self, state, running: bool) -> dict:
        return {"kind": "download", "label": self.label}

    def content(self, state) -> bytes:
        """Return the bytes of the file; text is UTF-8."""
        made = self.make(state)
        return made.encode() if isinstance(made, str) else made


@dataclass(frozen=True)
class Upload(Control):
    """An entry of the menu that asks for a file; `act(state, text)` takes its text."""

    label: str
    act: Callable[[Any, str], Any]

    def face(self, state, running: bool) -> dict:
        return {"kind": "upload", "label": self.label}

    def answer(self, state, text: str):
        """Return the state after a file with this text was given."""
        return self.act(state, text)


def file_fault(name: str, fault: str) -> str:
    """Return why the page could not read a file: it is "large", or "binary"; or the system did not give it.

    >>> file_fault("cat.png", "binary")
    '“cat.png” is not a text file. Give a file of text, such as CSV.'
    """
    if fault == "large":
        return f"“{name}” has more than {_MOST_MEGABYTES} MB. Give a smaller file, such as a part of it."
    if fault == "binary":
        return f"“{name}” is not a text file. Give a file of text, such as CSV."
    return f"“{name}” could not be read. Give another file, or paste its text."
