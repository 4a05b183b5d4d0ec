"""Which answers a notebook holds: looked up as text, since hostile code can bring a parser down.

What stands on the sheet as it was handed out is no answer, nor is a definition that holds nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Set

_PROMPT = re.compile(r"^[ \t]*(?:>>>|\.\.\.(?=[ \t]+\S)|In \[\d*\]:)[ \t]?", re.MULTILINE)
_REST = r"[^\n]*(?:\n(?:\1[ \t]+[^\n]*|\1[)\]}][^\n]*|[ \t]*(?=\n|\Z)))*+"  # of a line, and what belongs to it below
_BLOCK = re.compile(rf"^([ \t]*)(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)({_REST})", re.MULTILINE)
_TARGET = r"[(\[]?\*?\w+(?:\[[^\]\n]*\])?(?:[ \t]*,[ \t]*\*?\w+)*[ \t]*,?[)\]]?"
_VALUE = re.compile(rf"^([ \t]*)((?:{_TARGET}[ \t]*(?::[^=\n]*|[-+*/@]{{1,2}})?=(?!=)[ \t]*)+)({_REST})", re.MULTILINE)
_IMPORT = re.compile(r"^[ \t]*(?:from[ \t][^\n]*)?import[ \t][^\n]*", re.MULTILINE)
_BOUND = re.compile(r"^[ \t>]*+(?:(?:async +)?def +(\w+)|(\w[\w, \t]*+)=(?!=))", re.MULTILINE)
_SIGNATURE = re.compile(r"\s*(?:\((?:[^()]|\([^()]*\))*\))?\s*(?:->[^:\n]+)?:")
_DOCSTRING = re.compile(r"""\s*[rRuU]?(?:\"{3}.*?\"{3}|'{3}.*?'{3}|"[^"\n]*"|'[^'\n]*')""", re.DOTALL)
_COMMENT = re.compile(r"#[^\n]*")
_INVISIBLE = dict.fromkeys(map(ord, "\ufeff\u200b\u200c\u200d\u2060"))  # copied along from elsewhere
_NAME = re.compile(r"\w+")
_NOTHING = re.compile(r"(?:\.\.\.|pass|return|None|raiseNotImplementedError(?:\([^()]*\))?|[\[\](),;])*")
_NUMBERS = re.compile(r"[-+*/\d.,()\[\]]*")

Definitions = Mapping[str, set[str]]
"""By name, what each of its definitions says, without spaces and comments."""


def definitions(cells: Iterable[str], names: Set[str]) -> Definitions:
    """Return how these names are defined in code cells: as functions, whatever their signature, as values, by import.

    >>> definitions(["w = 1, 2  # found", "z = [..., ...]", "def f(x):\\n    return 2 * x"], {"w", "z", "f"})
    {'w': {'1,2'}, 'f': {'return2*x'}}
    """
    found: dict[str, set[str]] = {}

    def add(name: str, text: str) -> None:
        says = "".join(_COMMENT.sub("", text).split())
        if not _holds_nothing(says):
            found.setdefault(name, set()).add(says)

    for cell in cells:
        cell = cell if cell.isascii() else cell.translate(_INVISIBLE)
        cell = _PROMPT.sub("", cell) if ">>>" in cell or "In [" in cell else cell
        for block in _BLOCK.finditer(cell):
            if block[2] in names:
                add(block[2], _DOCSTRING.sub("", _SIGNATURE.sub("", block[3], count=1), count=1))
        for pattern, targets, text in ((_VALUE, 2, 3), (_IMPORT, 0, 0)):
            for match in pattern.finditer(cell):
                for name in names & set(_NAME.findall(match[targets])):
                    add(name, match[text])
    return found


def bound_names(cells: Iterable[str]) -> set[str]:
    """Return the names that code cells define at the beginning of a line, by a stub too.

    >>> sorted(bound_names(["def f(x): ...", "w, b = ..., ...", "f(x=1)"]))
    ['b', 'f', 'w']
    """
    return {name for cell in cells for match in _BOUND.finditer(cell) for name in _NAME.findall(match[1] or match[2])}


def _holds_nothing(says: str) -> bool:
    half_filled = "..." in says and _NUMBERS.fullmatch(says)  # the check does not take that for an attempt
    return bool(half_filled) or _NOTHING.fullmatch(says) is not None and says not in ("[]", "()")


def new_lines(texts: Iterable[str], known: frozenset[str]) -> list[str]:
    """Return the lines that are not among the known ones and no comments, without the spaces around them.

    >>> new_lines(["x = 1\\n  # mine\\n y = 2"], frozenset({"x = 1"}))
    ['y = 2']
    """
    lines = (line.strip() for text in texts for line in text.splitlines())
    return [line for line in lines if line and line not in known and not line.startswith("#")]
