"""What is pressed: a button takes the state to another, a play goes on until it is pressed again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .groups import Control


@dataclass(frozen=True)
class Button(Control):
    """A button that takes the state to another; greyed out where `when(state)` is false.

    Exactly one control of a card is its `primary` action; which one may depend on the state: a function of it.
    """

    label: str
    act: Callable[[Any], Any]
    when: Callable[[Any], bool] = lambda state: True
    primary: bool | Callable[[Any], bool] = field(default=False, kw_only=True)

    def face(self, state, running: bool) -> dict:
        return {
            "kind": "button",
            "label": self.label,
            "primary": _is_primary(self.primary, state),
            "enabled": bool(self.when(state)),
        }


@dataclass(frozen=True)
class Play(Control):
    """A button that takes the state through `act` again and again while `when(state)` holds, until it is pressed again.

    Each step is one turn of the event loop, so that Pause and every other control answer at once. It stops by itself
    when the goal is reached. A play that only `moves` something a person has asked to see goes to its end at once
    where the system is set to reduced motion. With `begin` it can be played once more when it has come to its end:
    from `begin(state)`. `says(state)` is what the button says where that is not its label: "Fold" or "Unfold".
    """

    label: str
    act: Callable[[Any], Any]
    when: Callable[[Any], bool] = lambda state: True
    primary: bool | Callable[[Any], bool] = field(default=False, kw_only=True)
    moves: bool = field(default=False, kw_only=True)
    begin: Callable[[Any], Any] | None = field(default=None, kw_only=True)
    says: Callable[[Any], str] | None = field(default=None, kw_only=True)

    def face(self, state, running: bool) -> dict:
        return {
            "kind": "play",
            "label": "Pause" if running else self.says(state) if self.says else self.label,
            "primary": _is_primary(self.primary, state),
            "enabled": running or self.can_play(state),
            "running": running,
        }

    def can_play(self, state) -> bool:
        """Is there something to play, or to play again?"""
        return self.begin is not None or bool(self.when(state))


def _is_primary(primary: bool | Callable[[Any], bool], state) -> bool:
    return bool(primary(state)) if callable(primary) else primary
