"""A question with options to choose from, judged as soon as one is chosen."""

from __future__ import annotations

from ..checking import check, find_question
from ..course import progress
from ..validation import InputError
from .stage_card import Shown, StageCard


class Quiz(Shown):
    """Question `number` of a notebook as a card: its options, and the verdict on the one that was chosen last."""

    def __init__(self, number: str) -> None:
        self.number, self._question = number, find_question(number)
        if not self._question.options:
            raise InputError(
                f'question {number} has no options to choose from; its answer goes to check("{number}", ...)'
            )
        self.chosen: int | None = None
        self.feedback = {"text": "Choose an answer; it is judged at once.", "tone": "note"}
        self.card = StageCard(self._receive)
        self.card.tell(self.face)

    @property
    def face(self) -> dict:
        """All that the card shows, as plain data."""
        return {
            "name": "quiz",
            "look": "quiz",
            "title": f"Checkpoint {self.number}",
            "prompt": self._question.prompt,
            "goal": None,
            "reached": self.number in progress().right(),
            "state": "open",
            "feedback": self.feedback,
            "controls": [
                {
                    "kind": "options",
                    "name": "answer",
                    "label": self._question.prompt,
                    "options": [f"{letter}) {text}" for letter, text in self._question.options.items()],
                    "at": -1 if self.chosen is None else self.chosen,
                }
            ],
        }

    def choose(self, at: int) -> None:
        """Answer with option number `at`; the verdict is shown, and noted where progress is kept."""
        letters = list(self._question.options)
        if not 0 <= at < len(letters):
            raise InputError(f"there are {len(letters)} options; number {at + 1} is none of them")
        self.chosen, verdict = at, check(self.number, letters[at])
        self.feedback = {"text": verdict.says, "tone": "right" if verdict.right else "wrong"}
        self.card.tell(self.face)

    def _receive(self, message) -> None:
        match message:
            case {"kind": "set", "name": "answer", "at": int(at)}:
                self.choose(at)
            case {"kind": "rest"}:
                self.keep()

    def __repr__(self) -> str:
        return "\n".join([f"{self.number} {self._question.prompt}", *self.face["controls"][0]["options"]])


def quiz(number: str) -> Quiz:
    """Return question `number` of the notebook with its options; choosing one shows the verdict below.

    >>> asked = quiz("00.1")
    >>> asked.choose(0)
    >>> asked.feedback["tone"] in ("right", "wrong")
    True
    """
    return Quiz(number)
