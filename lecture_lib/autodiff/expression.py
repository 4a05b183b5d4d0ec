"""Formulas that a learner types, read safely into a computational graph (rows 09.2, 09.3 A).

The text is never run: a small parser knows the grammar below and nothing else, and says at which character it
stopped. Length, nesting, numbers and size have limits, so that no text can hang it.

    formula  =  [name "="] sum  { (";" | new line)  [name "="] sum }        the last one is the result
    sum      =  product { ("+" | "-") product }
    product  =  signed { ("*" | "/") signed }
    signed   =  "-" signed | "+" signed | power
    power    =  atom [ "^" signed ]                                         the exponent holds numbers only
    atom     =  number | name | function "(" sum ")" | "(" sum ")"
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import numpy as np

from ..nn import relu, sigmoid
from ..validation import Array, InputError, must_be
from . import graph
from .graph import Node
from .lexer import ExpressionError, Token, tokenise

MAX_CHARACTERS, MAX_NESTING, MAX_OPERATIONS = 1000, 40, 300  # characters, brackets in brackets, operations
FUNCTIONS: dict[str, Callable[[Node], Node]] = {
    "exp": graph.exp,
    "log": graph.log,
    "sin": graph.sin,
    "cos": graph.cos,
    "tanh": graph.tanh,
    "sigmoid": graph.sigmoid,
    "σ": graph.sigmoid,
    "relu": graph.relu,
    "square": lambda u: u**2,
    "sqrt": lambda u: u**0.5,
    "abs": abs,
    "ln": graph.log,
    "sigma": graph.sigmoid,
}
_ON_ARRAYS: dict[str, Callable[[Array], Array]] = {
    "exp": np.exp,
    "log": np.log,
    "sin": np.sin,
    "cos": np.cos,
    "tanh": np.tanh,
    "sigmoid": sigmoid.value,
    "σ": sigmoid.value,
    "relu": relu.value,
    "square": np.square,
    "sqrt": np.sqrt,
    "abs": np.abs,
    "ln": np.log,
    "sigma": sigmoid.value,
}
T = TypeVar("T")
_SECOND_NAMES = ("ln", "sigma", "σ")  # not listed where the functions are
_CONSTANTS = {"pi": math.pi, "π": math.pi}
_NO_NAMES = ("nan", "inf", "infinity")
_LIKE_A_PRODUCT = re.compile(r"(?:[A-Za-z]\d+){2,}|[α-ω]\d*[A-Za-zα-ω]\d*|[A-Za-z]\d*[α-ω]\d*")  # w1x1, λw
_OPERATORS: dict[str, Callable[[Node, Node], Node]] = {
    "+": lambda u, v: u + v,
    "-": lambda u, v: u - v,
    "*": lambda u, v: u * v,
    "/": lambda u, v: u / v,
    "^": lambda u, v: u**v.value,
}


@dataclass(frozen=True)
class _Step:
    """One step of the calculation: `take` results are taken from the stack, one comes back."""

    kind: str  # "number", "name", "call", "operator", "negate" or "define"
    take: int
    value: Any  # the number, the name, or the operator's sign


@dataclass(frozen=True)
class Expression:
    """A formula that was read. `names` are those that need a value, in the order in which they appear.

    >>> e = parse_expression("z = w*x + b; sigmoid(z)")
    >>> e.names, e.graph({"w": 2, "x": 3, "b": -6})
    (('w', 'x', 'b'), <σ = 0.5>)
    """

    text: str
    names: tuple[str, ...]
    _steps: tuple[_Step, ...] = field(repr=False)

    def graph(self, values: Mapping[str, float]) -> Node:
        """Return the result as a node of a computational graph; each name is one node, however often it is used.

        Raises `InputError` if a name has no value or a step has no finite result, as log 0.

        >>> x = parse_expression("x*x").graph({"x": 3.0}).parents[0]
        >>> x.name, x.value
        ('x', 3.0)
        """
        self._must_have(values)
        return self.fold({name: graph.variable(values[name], name) for name in self.names}, _node)

    @np.errstate(all="ignore")
    def on_arrays(self, values: Mapping[str, Array]) -> Array:
        """Return the results for whole arrays of values, all of one shape; NaN or infinite where there is none.

        Raises `InputError` if a name has no values.

        >>> parse_expression("sqrt(x) + y").on_arrays({"x": np.array([4.0, -1.0]), "y": np.array([1.0, 1.0])})
        array([ 3., nan])
        """
        self._must_have(values)
        shape = np.broadcast_shapes(*(np.shape(value) for value in values.values()))
        return np.array(np.broadcast_to(self.fold(values, _array), shape), float)

    def fold(self, known: Mapping[str, T], made: Callable[[str, Any, list[T]], T]) -> T:
        """Go through the calculation with results of any kind; names have those that are `known`.

        `made(kind, value, parts)` returns each result: of a "number" with this value, a "call" of the function with
        this name, an "operator" with this sign, a "negate", or a "define", after which the part is known by that name.

        >>> def made(kind, value, parts):
        ...     return str(value) if kind == "number" else f"({value} {' '.join(parts)})"
        >>> parse_expression("sin(2*x)").fold({"x": "X"}, made)
        '(sin (* 2.0 X))'
        """
        results, stack = dict(known), []
        for step in self._steps:
            parts = [stack.pop() for _ in range(step.take)][::-1]
            done = results[step.value] if step.kind == "name" else made(step.kind, step.value, parts)
            if step.kind == "define":
                results[step.value] = done
            stack.append(done)
        return stack[-1]

    def _must_have(self, values: Mapping[str, Any]) -> None:
        lacking = [name for name in self.names if name not in values]
        if lacking:
            raise InputError(f"{self.text}: give a value for {' and '.join(lacking)}")


def _node(kind: str, value: Any, parts: list[Node]) -> Node:
    if kind == "number":
        return graph.constant(value)
    if kind == "call":
        return FUNCTIONS[value](*parts)
    if kind == "negate":
        return -parts[0]
    return _called(parts[0], value) if kind == "define" else _OPERATORS[value](*parts)


def _array(kind: str, value: Any, parts: list) -> Any:
    if kind == "number":
        return value
    if kind == "call":
        return _ON_ARRAYS[value](np.asarray(parts[0], float))
    if kind == "negate":
        return -parts[0]
    if kind == "define":
        return parts[0]
    if value == "^":
        return np.power(np.asarray(parts[0], float), parts[1])
    return np.divide(*parts) if value == "/" else _OPERATORS[value](*parts)


def _called(node: Node, name: str) -> Node:
    """Return the node under a name; one that has a name keeps it, and a node that passes it on takes the new."""
    return Node(node.value, "=", (node,), (1.0,), name) if node.name else replace(node, name=name)


def parse_expression(text: str) -> Expression:
    """Read a formula; raise `ExpressionError` where it is none.

    Operators + - * / ^, brackets, numbers, pi, names and the functions exp, log (or ln), sin, cos, tanh, sigmoid (or
    sigma, σ), relu, square, sqrt, abs. Parts can be named: "z = w*x + b; y = σ(z); (y - t)^2 / 2".

    >>> parse_expression("h2 + exp(h1*h2)").graph({"h1": 0.0, "h2": 2.0}).value
    3.0
    >>> parse_expression("exp(x")
    Traceback (most recent call last):
    lecture_lib.autodiff.lexer.ExpressionError: character 6: a closing bracket is missing
    """
    must_be(str, text, "a formula is text, such as 'w*x + b'")
    return _Reader(text).formula()


class _Reader:
    """Goes through a formula once, from left to right, and writes down the steps of the calculation."""

    def __init__(self, text: str) -> None:
        if len(text) > MAX_CHARACTERS:
            raise ExpressionError(
                text, MAX_CHARACTERS, f"a formula may be {MAX_CHARACTERS} characters long; this has {len(text)}"
            )
        self.text, self.tokens, self.place = text, tokenise(text), 0
        self.steps: list[_Step] = []
        self.free: list[str] = []  # names that need a value
        self.defined: list[str] = []
        self.depth = 0

    # --- the grammar, one method a line ---

    def formula(self) -> Expression:
        while self.skip(";"):
            pass
        if self.now.kind == "end":
            raise self.error("there is no formula yet; one is w*x + b")
        while self.now.kind != "end":
            self.statement()
            if self.now.kind != "end" and not self.skip(";"):
                raise self.error(self.unexpected())
            while self.skip(";"):
                pass
        return Expression(self.text, tuple(self.free), tuple(self.steps))

    def statement(self) -> None:
        name, equals = self.now, self.tokens[min(self.place + 1, len(self.tokens) - 1)]
        if name.kind == "name" and equals.text == "=":
            self.place += 2
            self.sum()
            self.define(name)
        else:
            self.sum()

    def sum(self) -> None:
        self.deeper()
        self.product()
        while self.now.text in ("+", "-"):
            sign = self.take().text
            self.product()
            self.write("operator", 2, sign)
        self.depth -= 1

    def product(self) -> None:
        self.signed()
        while self.now.text in ("*", "/"):
            sign = self.take().text
            self.signed()
            self.write("operator", 2, sign)

    def signed(self) -> None:
        self.deeper()
        if self.skip("-"):
            self.signed()
            self.write("negate", 1, "-")
        elif self.skip("+"):
            self.signed()
        else:
            self.power()
        self.depth -= 1

    def power(self) -> None:
        base = self.now
        self.atom()
        if self.now.text == "^":
            self.take()
            start, first = self.now.at, len(self.steps)
            self.signed()
            if any(step.kind == "name" for step in self.steps[first:]):
                u = base.text if base.kind in ("name", "number") else "(...)"
                k = self.steps[first].value if len(self.steps) == first + 1 else "(...)"
                raise ExpressionError(
                    self.text, start, f"the exponent must be a number, as in x^2; here write exp({k}*log({u}))"
                )
            self.write("operator", 2, "^")

    def atom(self) -> None:
        token = self.now
        if token.kind == "number":
            self.write("number", 0, self.number())
        elif token.kind == "name":
            self.take()
            if self.now.text == "(":
                self.call(token)
            elif token.text in _CONSTANTS and token.text not in self.defined:
                self.write("number", 0, _CONSTANTS[token.text])
            else:
                self.use(token)
        elif token.text == "(":
            self.take()
            self.sum()
            self.close()
        else:
            raise self.error(self.unexpected())

    # --- names, calls, numbers ---

    def call(self, function: Token) -> None:
        known = function.text in (*self.free, *self.defined)
        name = function.text if known or function.text in FUNCTIONS else function.text.lower()  # Sigmoid, ReLU
        if name not in FUNCTIONS:
            known = known or len(function.text) == 1
            raise ExpressionError(
                self.text,
                function.at,
                (
                    f"{function.text} is not a function; a product is written {function.text}*(...)"
                    if known
                    else f"there is no function {function.text}; there are "
                    f"{', '.join(name for name in FUNCTIONS if name not in _SECOND_NAMES)}"
                ),
            )
        self.take()
        self.sum()
        self.close()
        self.write("call", 1, name)

    def use(self, name: Token) -> None:
        if name.text.lower() in _NO_NAMES:
            raise ExpressionError(self.text, name.at, f"{name.text} is not a number to compute with; take another name")
        if name.text in FUNCTIONS:
            way = f"its square is ({name.text}(x))^2" if self.now.text == "^" else f"write {name.text}(...)"
            raise ExpressionError(self.text, name.at, f"{name.text} is a function: {way}")
        if name.text not in (*self.free, *self.defined):
            self.must_be_a_name(name)
            self.free.append(name.text)
        self.write("name", 0, name.text)

    def must_be_a_name(self, name: Token) -> None:
        """Refuse what is meant as something else: Euler's number, or a product without its sign."""
        if name.text == "e":
            way = "e^x is written exp(x)" if self.now.text == "^" else "Euler’s number is written exp(1)"
            raise ExpressionError(self.text, name.at, f"{way}; for an input, take another letter than e")
        if _LIKE_A_PRODUCT.fullmatch(name.text):
            parts = re.findall(r"[A-Za-zα-ω]\d*", name.text)
            way = f"σ({name.text[1:]})" if parts[0] == "σ" else "*".join(parts)
            raise ExpressionError(self.text, name.at, f"{name.text} is read as one name; write {way}")

    def define(self, name: Token) -> None:
        if name.text in FUNCTIONS or name.text.lower() in _NO_NAMES:
            raise ExpressionError(self.text, name.at, f"{name.text} has a meaning already; take another name")
        if name.text in self.defined:
            raise ExpressionError(self.text, name.at, f"{name.text} is defined twice; take another name")
        if name.text in self.free:
            raise ExpressionError(self.text, name.at, f"{name.text} is used before it is defined")
        self.defined.append(name.text)
        self.write("define", 1, name.text)

    def number(self) -> float:
        token = self.take()
        value = float(token.text)
        if not math.isfinite(value):
            raise ExpressionError(self.text, token.at, "this number is beyond the largest float, 1.8e308")
        return value

    # --- the way through the tokens ---

    @property
    def now(self) -> Token:
        return self.tokens[self.place]

    def take(self) -> Token:
        self.place += 1
        return self.tokens[self.place - 1]

    def skip(self, sign: str) -> bool:
        found = self.now.text == sign
        self.place += found
        return found

    def close(self) -> None:
        if not self.skip(")"):
            raise self.error("a closing bracket is missing" if self.now.kind == "end" else self.unexpected())

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > 2 * MAX_NESTING:  # each bracket opens a sum and a signed
            raise self.error(f"brackets and signs are nested more than about {MAX_NESTING} deep")

    def write(self, kind: str, take: int, value: float | str) -> None:
        self.steps.append(_Step(kind, take, value))
        if len(self.steps) > MAX_OPERATIONS:
            raise self.error(f"the formula has more than {MAX_OPERATIONS} parts")

    def error(self, problem: str) -> ExpressionError:
        return ExpressionError(self.text, self.now.at, problem)

    def unexpected(self) -> str:
        """Say what is wrong with the token that stands here."""
        before = self.tokens[self.place - 1].text if self.place else ""
        ended = before == ")" or bool(re.match(r"[\w.]", before))  # a value stands before it
        if self.now.kind == "end":
            return f"something is missing after “{before}”"
        if ended and (self.now.kind in ("number", "name") or self.now.text == "("):
            return (
                f"an operator is missing before “{self.now.text}”; a product is written "
                f"{before if before != ')' else '(...)'}*{self.now.text}"
            )
        if self.now.text == "=":
            return "“=” gives a name to a part, as in z = w*x + b; it comes after the first name only"
        if self.now.text == ")":
            return "this closing bracket has no opening one" if ended else "something is missing before “)”"
        shown = {";": "the end of a line"}.get(self.now.text, f"“{self.now.text}”")
        return f"{shown} is not possible here: write a number, a name or a bracket"
