"""A prediction as a sentence with blanks: the guess is locked before the answer is shown (row 00.1)."""

from __future__ import annotations

import re

from markupsafe import Markup

from ..course import Card, progress, record_prediction
from ..validation import InputError, parse_number
from .stage_card import Shown, StageCard, still_card

_BLANK = re.compile(r"\{(\w+)\}")
_LOCK = "lock"
_YES_NO = (("yes", True), ("no", False))


class Prediction(Shown):
    """The card of one prediction; `kinds` says which blanks are not numbers (see `predict`)."""

    def __init__(self, row: str, sentence: str, kinds: dict) -> None:
        self.row, self.sentence = row, sentence
        self.names = _BLANK.findall(sentence)
        if not self.names:
            raise InputError('a prediction has blanks: predict("05.1", "The first unit gives {z1}.")')
        for name in kinds:
            if name not in self.names:
                raise InputError(
                    f"there is no blank {{{name}}} in the sentence; its blanks are {', '.join(self.names)}"
                )
        self._kinds = {name: kinds.get(name, float) for name in self.names}
        kept = progress().guess(row, self.names)
        self.filled = {name: _written(kept[name]) for name in self.names} if kept else {}
        self.locked = bool(kept)
        self.feedback = {"text": "", "tone": "note"}
        self.card = StageCard(self._receive)
        self._say(_LOCKED if self.locked else "Your guess will be kept, so that you can compare it with the answer.")

    @property
    def face(self) -> dict:
        """All that the card shows, as plain data."""
        lock = {"kind": "button", "name": _LOCK, "label": "Guess again" if self.locked else "Lock my guess"}
        return {
            "name": "predict",
            "look": "predict",
            "title": f"Predict first · {self.row}",
            "prompt": self.sentence,
            "goal": None,
            "reached": self.locked,
            "state": "open",
            "feedback": self.feedback,
            "controls": [*map(self._blank, self.names), lock | {"primary": not self.locked, "enabled": True}],
        }

    def fill(self, name: str, text: str) -> None:
        """Put something into a blank."""
        if not self.locked:
            self.filled[name] = text
            self._say(self.feedback["text"])

    def press(self) -> None:
        """Lock the guess, or open it again."""
        if self.locked:
            self.locked = False
            self._say("Change your guess, then lock it again.")
            return
        missing = [name for name in self.names if not self.filled.get(name, "").strip()]
        if missing:
            blanks = "the blank" if len(self.names) == 1 else f"blank {self.names.index(missing[0]) + 1}"
            self._say(f"Fill in {blanks} first; any guess will do.", "trouble")
            return
        try:
            guesses = {name: self._read(name) for name in self.names}
        except InputError as problem:
            self._say(str(problem), "trouble")
            return
        record_prediction(self.row, guesses)
        self.locked = True
        self._say(_LOCKED)

    def _blank(self, name: str) -> dict:
        place = f"blank {self.names.index(name) + 1} of {len(self.names)}"
        options = self._options(name)
        if options:
            labels = [label for label, _ in options]
            at = labels.index(self.filled[name]) if self.filled.get(name) in labels else -1
            return {
                "kind": "blank",
                "name": name,
                "label": place,
                "options": labels,
                "at": at,
                "enabled": not self.locked,
            }
        wide = self._kinds[name] in (str, list)
        return {
            "kind": "number",
            "name": name,
            "label": place,
            "text": self.filled.get(name, ""),
            "wide": wide,
            "enabled": not self.locked,
        }

    def _options(self, name: str) -> list[tuple[str, object]]:
        kind = self._kinds[name]
        if kind is bool:
            return list(_YES_NO)
        return [(_written(value), value) for value in kind] if isinstance(kind, tuple) else []

    def _read(self, name: str):
        text, kind = self.filled[name].strip(), self._kinds[name]
        options = dict(self._options(name))
        if options:
            return options[text]
        said = f"blank {self.names.index(name) + 1}"
        if kind is str:
            return text
        if kind is list:
            return [parse_number(part, said) for part in re.split(r"[\s;]+|,\s+", text)]
        number = parse_number(text, said)
        return int(number) if number.is_integer() else number

    def _say(self, text: str, tone: str = "note") -> None:
        self.feedback = {"text": text, "tone": tone}
        self.card.tell(self.face)

    def _receive(self, message) -> None:
        match message:
            case {"kind": "type", "name": str(name), "text": str(text)} if name in self.names:
                self.fill(name, text)
            case {"kind": "set", "name": str(name), "at": int(at)} if 0 <= at < len(self._options(name)):
                self.fill(name, self._options(name)[at][0])
            case {"kind": "button", "name": "lock"}:
                self.press()
            case {"kind": "rest"}:
                self.keep()

    def still(self, key: str = "") -> Markup:
        return still_card(self.face | {"prompt": self._plain_sentence()}, key=key)

    def __repr__(self) -> str:
        return f"{self.row} Predict first: {self._plain_sentence()}"

    def _plain_sentence(self) -> str:
        return _BLANK.sub(lambda blank: self.filled.get(blank[1]) or "____", self.sentence)


_LOCKED = "Locked. Run the next cell to see the answer beside your guess."


def predict(row: str, sentence: str = "", /, **guesses) -> Prediction | Card:
    """Ask for a guess before the answer is shown: a card with a sentence and its blanks.

    A blank is {name}, and takes a number. Others are said by name: `bool` (yes or no), `str` (text), `list` (numbers
    with spaces between), or a tuple of options. The guess is kept under the row and the names, for `reveal`. Without
    a sentence the values themselves are the guess: `predict("05.1", z1=3)`.

    >>> predict("99.1", "The unit gives {z1}, and it {fires}.", fires=("fires", "is silent"))
    99.1 Predict first: The unit gives ____, and it ____.
    """
    return Prediction(row, sentence, guesses) if sentence else record_prediction(row, guesses)


def _written(value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return " ".join(map(_written, value))
    return f"{value:g}" if isinstance(value, float) else str(value)
