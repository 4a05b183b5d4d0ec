"""Is the answer to a question to be read above it? A search of text, code and outputs for numbers and words.

A number is *telling* if no text has it by chance, such as 1,185,921 or 0.868. Such a number counts wherever it stands
above the question. Any other one, such as 3 or ½, and every word counts where a sentence of the same section has
it beside what the question is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from tests.notebooks.texts import paragraphs, split_sentences

SMALL = dict(zip("zero one two three four five six seven eight nine ten eleven twelve".split(), range(13), strict=True))
FRACTIONS = {"½": 1 / 2, "¼": 1 / 4, "¾": 3 / 4, "⅓": 1 / 3, "⅔": 2 / 3, "⅕": 1 / 5, "⅛": 1 / 8}
_NUMBER = re.compile(r"(?<![\w.,^])[−-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:e-?\d+)?(?![\w^]|\.\d|,\d)|[½¼¾⅓⅔⅕⅛]")
_COMMON = frozenset(
    "about after again also and answer any are aren before below both but by can come does each else first for from "
    "gives give had has have here how into its itself just last less like line made make many more most much must next "
    "not now number numbers off one only other out over own same say should since some space spaces take than that the "
    "their them then there these they this those through together two type under value very was way well were what "
    "when where which while who will with without word yes you your between many much following whole".split()
)


class Piece(NamedTuple):
    """A part of what a learner has seen: in which section, of what kind ("text", "code" or "output"), and the words."""

    section: str
    kind: str
    text: str


class Asked(NamedTuple):
    """One thing that is asked: a name for it, the section, the answer (a number, a text or a list), and its topic."""

    name: str
    section: str
    answer: object
    topic: frozenset[str]


def stems(text: str) -> frozenset[str]:
    """Return the first five letters of the words that carry meaning.

    >>> sorted(stems("The hidden units of each layer fire, unit by unit."))
    ['fire', 'hidde', 'layer', 'unit']
    """
    words = re.findall(r"[a-z]{3,}", text.lower().replace("_", " "))
    return frozenset(re.sub(r"(?<=\w{3})s$", "", word)[:5] for word in words if word not in _COMMON)


def numbers(text: str) -> Iterator[tuple[float, int]]:
    """Yield each number of a text, with the count of its decimals; a percentage counts as a fraction, too.

    >>> list(numbers("Three of 1,024 are −0.50, or 40%."))
    [(1024.0, 0), (-0.5, 2), (40.0, 0), (0.4, 2), (3.0, 0)]
    """
    for found in _NUMBER.finditer(text):
        if found[0] in FRACTIONS:
            yield FRACTIONS[found[0]], 2
            continue
        written = found[0].replace("−", "-").replace(",", "")
        decimals = len(written.partition("e")[0].partition(".")[2]) + max(0, -int(written.partition("e")[2] or 0))
        yield float(written), decimals
        if re.match(r" ?(%|per cent)", text[found.end() :]):
            yield float(written) / 100, decimals + 2
    yield from ((float(SMALL[word]), 0) for word in re.findall(r"[a-z]+", text.lower()) if word in SMALL)


def agrees(written: float, decimals: int, answer: float) -> bool:
    """Is the number, as it is written, the answer or the answer rounded?

    >>> agrees(0.87, 2, 0.8683), agrees(0.9, 1, 0.8683), agrees(3.0, 0, 3.2), agrees(-3.0, 0, -3)
    (True, False, False, True)
    """
    if written == answer:
        return True
    digits = f"{abs(written):.{decimals}f}".replace(".", "").lstrip("0")
    return len(digits) >= 2 and decimals > 0 and abs(written - answer) <= 0.5001 * 10.0**-decimals


def is_telling(answer: float) -> bool:
    """Is it a number that no text has by chance?

    >>> [is_telling(n) for n in (3, 100, 0.5, 0.25, 71, 161051, 0.868)]
    [False, False, False, False, True, True, True]
    """
    digits = f"{abs(answer):.6g}".partition("e")[0].replace(".", "").strip("0")
    return len(digits) >= 2 and (abs(answer) >= 20 or not float(answer).is_integer()) and answer not in (0.25, 0.75)


def sentences(piece: Piece) -> list[str]:
    """Return what is read at once: a sentence of a text, a line of code or of an output."""
    if piece.kind == "text":
        words = re.sub(r"<small>.*?</small>", "", piece.text, flags=re.DOTALL)
        parts = [re.sub(r"\$\$?|\\[a-z]+|[*`|#]", " ", part).replace("{,}", ",") for _, part in paragraphs(words, 1)]
        return [sentence for part in parts for sentence in split_sentences(part)]
    return [line for line in piece.text.split("\n") if line.strip()]


def as_numbers(answer) -> list[float] | None:
    """Return an answer as a list of numbers; None if it is none."""
    parts = answer if isinstance(answer, list | tuple) else [answer]
    try:
        flat = [float(part) for part in parts if not isinstance(part, bool | str | dict)]
    except (TypeError, ValueError):
        return None
    return flat if flat and len(flat) == len(parts) else None


def has_answer(text: str, asked: Asked) -> bool:
    """Does a sentence hold the answer? All numbers of a list, in their order; a text as whole words."""
    if (wanted := as_numbers(asked.answer)) is not None:
        there = [each for each in numbers(text)]
        if len(wanted) == 1:
            return any(agrees(*each, wanted[0]) for each in there)
        there = there[: len(re.findall(_NUMBER, text))] if len(wanted) > 1 else there
        return any(
            all(agrees(*each, want) for each, want in zip(there[at:], wanted, strict=False))
            for at in range(len(there) - len(wanted) + 1)
        )
    return isinstance(asked.answer, str) and bool(
        re.search(rf"(?<!\w){re.escape(asked.answer.lower())}(?!\w)", text.lower())
    )


def spoilers(asked: Asked, above: list[Piece]) -> Iterator[tuple[Piece, str]]:
    """Yield (piece, sentence) for each sentence above a question in which its answer can be read."""
    wanted = as_numbers(asked.answer)
    telling = wanted is not None and any(map(is_telling, wanted)) and (len(wanted) > 1 or abs(wanted[0]) >= 100)
    half_telling = wanted is not None and len(wanted) == 1 and is_telling(wanted[0])
    for piece in above:
        near = piece.section[:4] in (asked.section[:4], "")
        needed = 0 if telling else 1 if half_telling else 3 if wanted in ([0.0], [1.0]) else 2
        if not near and needed:
            continue
        if piece.kind == "code" and not telling:
            continue  # the digits of a program are not read as an answer
        for text in sentences(piece):
            if has_answer(text, asked) and len(stems(text) & asked.topic) >= min(needed, len(asked.topic)):
                yield piece, " ".join(text.split())
