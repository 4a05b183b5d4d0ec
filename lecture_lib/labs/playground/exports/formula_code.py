"""A feature's formula as a line of a program, in NumPy or in PyTorch, that computes the same.

Only what the formula's own grammar has can appear in it: numbers, operators, functions and names that are given here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ....autodiff import Expression

_NUMPY = {
    **{name: f"np.{name}({{}})" for name in ("exp", "log", "sin", "cos", "tanh", "square", "sqrt", "abs")},
    "relu": "np.maximum({}, 0)",
    "sigmoid": "sigmoid({})",
    "^": "np.power({}, {})",
    "number": "np.float64({})",
}
_TORCH = {
    **{name: f"torch.{name}({{}})" for name in ("exp", "log", "sin", "cos", "tanh", "square", "sqrt", "abs")},
    "relu": "torch.relu({})",
    "sigmoid": "torch.sigmoid({})",
    "^": "torch.pow({}, {})",
    "number": "torch.tensor({}, dtype=torch.float64)",
}
LIBRARIES = {"numpy": _NUMPY, "torch": _TORCH}
_SAME = {"ln": "log", "sigma": "sigmoid", "σ": "sigmoid"}
_BINDS = {"+": 1, "-": 1, "*": 2, "/": 2}


class _Code(NamedTuple):
    """A piece of a program; `binds` is 1 for a sum, 2 for a product, 3 for a minus sign and 4 for anything closed."""

    text: str
    binds: int = 4
    is_number: bool = False

    def within(self, binds: int) -> str:
        """Return the text in a place where only what binds so strongly needs no brackets."""
        return self.text if self.binds >= binds else f"({self.text})"


def formula_lines(formula: Expression, names: Mapping[str, str], result: str, library: str) -> list[str]:
    """Return lines of a program that compute a formula, the last one under the name `result`.

    `names` says what the formula's inputs are called there; its own names become result_1, result_2 ...

    >>> from lecture_lib.autodiff import parse_expression
    >>> formula = parse_expression("r = x1^2 + x2^2; sin(r) - 2*(r + 1)")
    >>> print("\\n".join(formula_lines(formula, {"x1": "x1", "x2": "x2"}, "f1", "numpy")))
    f1_1 = np.power(x1, 2.0) + np.power(x2, 2.0)
    f1 = np.sin(f1_1) - 2.0 * (f1_1 + 1.0)
    """
    phrases, lines = LIBRARIES[library], []

    def made(kind: str, value, parts: list[_Code]) -> _Code:
        if kind == "number":
            return _Code(repr(value), is_number=True)
        if kind == "define":
            lines.append(f"{result}_{len(lines) + 1} = {parts[0].text}")
            return _Code(f"{result}_{len(lines)}")
        if kind == "negate":
            return _Code(f"-{parts[0].within(3)}", 3, parts[0].is_number)
        if value not in ("+", "-", "*") and parts[0].is_number:  # plain numbers would stop at 1/0
            parts[0] = _Code(phrases["number"].format(parts[0].text))
        if kind == "call":
            return _Code(phrases[_SAME.get(value, value)].format(parts[0].text))
        if value == "^":
            return _Code(phrases["^"].format(parts[0].text, parts[1].text))
        binds = _BINDS[value]
        text = f"{parts[0].within(binds)} {value} {parts[1].within(binds + 1)}"
        return _Code(text, binds, parts[0].is_number and parts[1].is_number)

    known = {name: _Code(code) for name, code in names.items()}
    last = formula.fold(known, made)
    return [*lines, f"{result} = {last.text}"]
