"""The words of a formula: numbers, names and signs, each with its place (row 09.2 A). `expression` reads them."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from ..validation import InputError

_LONGEST_WORD = 30
_SAME = {"**": "^", "÷": "/", "∕": "/", "⁄": "/", "−": "-", "–": "-", "\n": ";"} | dict.fromkeys("×·⋅∙•∗", "*")
_RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
_TOKEN = re.compile(
    r"""(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
                      | (?P<module>(?:np|numpy|math)\.(?=[a-z]))
                      | (?P<name>[A-Za-zα-ω][A-Za-zα-ω0-9_]*) | (?P<raised>⁻?[⁰¹²³⁴-⁹]+)
                      | (?P<part>[¼-¾⅐-⅞]) | (?P<root>√)
                      | (?P<sign>\*\*|[-+*/^()=;\n×·⋅∙•∗÷∕⁄−–]) | (?P<space>[ \t\r\u00a0]+)""",
    re.VERBOSE,
)


class ExpressionError(InputError):
    """A formula that cannot be read; `at` is the place in `text` where it goes wrong, counted from 0.

    >>> problem = ExpressionError("2x", 1, "an operator is missing")
    >>> print(problem); print(problem.marked_line())
    character 2: an operator is missing
    2x
     ^
    """

    def __init__(self, text: str, at: int, problem: str) -> None:
        super().__init__(f"character {at + 1}: {problem}")
        self.text, self.at = text, at

    def marked_line(self) -> str:
        """Return the line that is wrong and below it a mark under the character at fault."""
        start = self.text.rfind("\n", 0, self.at) + 1
        return f"{self.text[start:].partition(chr(10))[0]}\n{' ' * (self.at - start)}^"

    def _render_traceback_(self) -> list[str]:
        return [*self.marked_line().split("\n"), str(self)]


class Token(NamedTuple):
    """One word: `kind` is "number", "name", "sign" or "end"; `at` counts characters from 0."""

    kind: str
    text: str
    at: int


def tokenise(text: str) -> list[Token]:
    """Return the words of a formula and after them an end; raise `ExpressionError` at a character that has no meaning.

    x² and x**2 are read as x^2, × and · as *, ½ as 0.5, √ as sqrt, a line's end as ;, np.exp as exp.

    >>> [token.text for token in tokenise("2·x²")], [token.text for token in tokenise("np.tanh(x)")]
    (['2', '*', 'x', '^', '2', ''], ['tanh', '(', 'x', ')', ''])
    """
    found, at = [], 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise ExpressionError(text, at, _strange(text[at]))
        kind, word = str(match.lastgroup), match.group()
        if kind in ("name", "number") and len(word) > _LONGEST_WORD:
            raise ExpressionError(
                text, at, f"this {kind} has {len(word)} characters; at most {_LONGEST_WORD} are allowed"
            )
        if kind == "raised":  # x² is x^2, x⁻¹ is x^-1
            power = word.translate(_RAISED)
            found += [Token("sign", "^", at), *[Token("sign", "-", at)] * (power[0] == "-")]
            found.append(Token("number", power.lstrip("-"), at))
        elif kind == "part":
            found.append(Token("number", repr(unicodedata.numeric(word)), at))
        elif kind == "root":
            found.append(Token("name", "sqrt", at))
        elif kind not in ("space", "module"):
            found.append(Token(kind, _SAME.get(word, word), at))
        at = match.end()
    return [*found, Token("end", "", len(text))]


def _strange(character: str) -> str:
    """Say what is wrong with a character that belongs to no formula."""
    hints = {
        ".": "a dot belongs inside a number, as in 0.5",
        ",": "numbers have a dot, as in 0.5, and functions take one value",
        "_": "a name begins with a letter",
        "|": "the absolute value is written abs(x)",
        "[": "brackets are round",
        "{": "brackets are round",
    }
    if character in hints:
        return hints[character]
    name = unicodedata.name(character, f"number {ord(character)}").lower()
    if character.isalnum():
        return f"“{character}” ({name}) is a letter of another alphabet; names have the letters a to z and α to ω"
    shown = f"“{character}” ({name})" if character.isprintable() else f"an invisible character ({name})"
    return f"{shown} has no meaning in a formula"
