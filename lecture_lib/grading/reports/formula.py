"""Formulas of the sheets as MathML, which every browser draws by itself: no script and no font from elsewhere.

Reads the part of LaTeX that questions use. What lies outside is shown as it is written.
"""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress

from markupsafe import Markup

_TOKEN = re.compile(r"\\(?:[A-Za-z]+|.)|\d+(?:\.\d+)?|\S", re.DOTALL)
_NAMES = {"max", "min", "sin", "cos", "tan", "tanh", "exp", "log", "ln", "arg"}
_SIGNS = {
    "cdot": "⋅", "times": "×", "odot": "⊙", "in": "∈", "le": "≤", "ge": "≥", "ne": "≠", "approx": "≈", "top": "⊤",
    "leftarrow": "←", "to": "→", "partial": "∂", "nabla": "∇", "infty": "∞", "dots": "…", "ldots": "…", "cdots": "⋯",
    "lVert": "‖", "rVert": "‖", "sum": "∑", "prod": "∏", "mid": "|", "{": "{", "}": "}", "-": "−", "'": "′", "*": "∗",
}  # fmt: skip
_SPACES = {",": 0.17, ":": 0.22, ";": 0.28, " ": 0.25, "!": 0, "quad": 1, "qquad": 2}  # in em
_VARIANTS = {"varepsilon": "ε", "epsilon": "ϵ", "phi": "ϕ", "varphi": "φ", "omicron": "ο"}
_ACCENTS = {"tilde": "~", "hat": "^", "bar": "¯"}
_TEXT = {"text": "mtext", "mathrm": "mi", "operatorname": "mi"}
_BEFORE_A_TERM = ("(", "[", "{", ",", "=", "&", "^", r"\\", r"\leftarrow")  # where a minus belongs to the number
_NEGATIVE = Markup('<mo form="prefix">−</mo>')
_INLINE, _BLOCK = Markup("<math>{}</math>"), Markup('<div class="scroll"><math display="block">{}</math></div>')
_END = ("}", r"\end", r"\right", "&", r"\\")


def formula(latex: str, display: bool = False) -> Markup:
    r"""Return a formula in LaTeX as MathML; one that is not understood, as it is written.

    >>> print(formula("x_1"))
    <math><msub><mi>x</mi><mn>1</mn></msub></math>
    >>> print(formula(r"\unknown"))
    <code>\unknown</code>
    """
    with suppress(ValueError):
        body = _Reader(_tokens(latex)).whole()
        return (_BLOCK if display else _INLINE).format(body)
    return Markup("<code>{}</code>").format(latex)


def _tokens(latex: str) -> list[str]:
    """Return commands, numbers and signs; the argument of a command for text is one token."""
    found, at = [], 0
    while match := _TOKEN.search(latex, at):
        found.append(match[0])
        at = match.end()
        if match[0][1:] in (*_TEXT, "begin", "end") and (argument := re.compile(r"\{([^{}]*)\}").match(latex, at)):
            found.append(argument[1])
            at = argument.end()
    return found


class _Reader:
    """Reads tokens from left to right; raises ValueError at what it does not know."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens, self.at = tokens, 0

    def whole(self) -> Markup:
        row = self.row()
        if self.at < len(self.tokens):
            raise ValueError(self.tokens[self.at])
        return row

    def row(self) -> Markup:
        """Read until something ends."""
        parts = []
        while self.at < len(self.tokens) and self.tokens[self.at] not in _END:
            parts.append(self.scripted())
        return Markup().join(parts)

    def scripted(self) -> Markup:
        """Read one thing, and what stands below and above it."""
        has_limits = self.peek() in (r"\sum", r"\prod")  # the browser puts them beside the sign within a line of text
        base, below, above = self.atom(), None, None
        while (sign := self.peek()) in ("_", "^", "'"):
            self.next()
            if sign == "'":
                base = _element("mrow", base, _sign("′"))  # the sign itself is small and raised
            elif sign == "_":
                below = self.argument()
            else:
                above = self.argument()
        if below is None:
            return base if above is None else _element("mover" if has_limits else "msup", base, above)
        if above is None:
            return _element("munder" if has_limits else "msub", base, below)
        return _element("munderover" if has_limits else "msubsup", base, below, above)

    def atom(self) -> Markup:
        """Read one thing."""
        token = self.next()
        if token == "{":
            return _element("mrow", self.until("}"))
        if token.startswith("\\"):
            return self.command(token[1:])
        if token[0].isdigit():
            return _element("mn", token)
        if token in "}&^_":
            raise ValueError(token)
        if token == "-" and (self.at == 1 or self.tokens[self.at - 2] in _BEFORE_A_TERM):
            return _NEGATIVE
        return _element("mi", token) if token.isalpha() else _sign(_SIGNS.get(token, token))

    def argument(self) -> Markup:
        """Read what a command or a script takes: of a number without braces the first digit alone."""
        digit, rest = self.peek()[:1], self.peek()[1:]
        if not (digit.isdigit() and rest):
            return self.atom()
        self.tokens[self.at] = rest
        return _element("mn", digit)

    def command(self, name: str) -> Markup:
        if name in _SPACES:
            return Markup('<mspace width="{}em"></mspace>').format(_SPACES[name])
        if name == "frac":
            return _element("mfrac", self.argument(), self.argument())
        if name == "sqrt":
            return _element("msqrt", self.argument())
        if name in _ACCENTS:
            return _element("mover", self.argument(), _sign(_ACCENTS[name]))
        if name in _TEXT:
            return _element(_TEXT[name], self.next())
        if name == "left":
            opening = _fence(self.next())
            return _element("mrow", opening, self.until(r"\right"), _fence(self.next()))
        if name == "begin" and self.next() == "bmatrix":
            return self.matrix()
        if name in _SIGNS:
            return _sign(_SIGNS[name])
        return _element("mi", name if name in _NAMES else _greek(name))

    def matrix(self) -> Markup:
        rows, cells = [], []
        while True:
            cells.append(_element("mtd", self.row()))
            end = self.next()
            if end != "&":
                rows.append(_element("mtr", *cells))
                cells = []
            if end == r"\end" and self.next() == "bmatrix":
                return _element("mrow", _fence("["), _element("mtable", *rows), _fence("]"))
            if end not in ("&", r"\\"):
                raise ValueError(end)

    def until(self, end: str) -> Markup:
        row = self.row()
        if self.next() != end:
            raise ValueError(end)
        return row

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def next(self) -> str:
        self.at += 1
        if self.at > len(self.tokens):
            raise ValueError("it breaks off")
        return self.tokens[self.at - 1]


def _element(name: str, *parts: str) -> Markup:
    return Markup("<{0}>{1}</{0}>").format(name, Markup().join(parts))


def _sign(text: str) -> Markup:
    """Return a sign; a bracket stays as large as a letter."""
    return Markup('<mo stretchy="false">{}</mo>').format(text) if text in "()[]{}|‖" else _element("mo", text)


def _fence(text: str) -> Markup:
    return Markup('<mo fence="true" stretchy="true">{}</mo>').format(text)


def _greek(name: str) -> str:
    """Return the Greek letter of a name, a large one where it begins with a capital."""
    size = "CAPITAL" if name[:1].isupper() else "SMALL"
    try:
        return _VARIANTS.get(name) or unicodedata.lookup(f"GREEK {size} LETTER {name.replace('lambda', 'lamda')}")
    except KeyError:
        raise ValueError(name) from None
