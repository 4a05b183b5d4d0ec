"""Computational graphs: every operation is a node that keeps its value and its local partial derivatives.

The derivative of the result with respect to a node is the sum, over all paths to the result, of the products
along the path (rows 09.2, 09.4 A). `adjoints` adds them up from the result backwards.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ..validation import InputError, must_be, numbers


@dataclass(frozen=True, eq=False)
class Node:
    """A number in a computation: its value, the operation, and for each parent the local partial derivative.

    >>> x = variable(3.0, "x")
    >>> z = x * x + 2 * x
    >>> z.value, adjoints(z)[x]                 # x is used three times; all contributions are added
    (15.0, 8.0)
    """

    value: float
    op: str
    parents: tuple[Node, ...] = ()
    partials: tuple[float, ...] = ()
    name: str = ""  # what a formula calls it, if it has a name

    def __post_init__(self) -> None:
        if not all(map(math.isfinite, (self.value, *self.partials))):
            of = ", ".join(f"{parent.value:g}" for parent in self.parents)
            slopes = ", ".join(f"{partial:g}" for partial in self.partials)
            raise InputError(
                f"{self.op} of {of} gives {self.value:g} with partial derivatives {slopes}; all must be finite numbers"
            )

    # --- arithmetic ---

    def __add__(self, other):
        u, v = self, _node(other)
        return Node(u.value + v.value, "+", (u, v), (1.0, 1.0))

    def __mul__(self, other):
        u, v = self, _node(other)
        return Node(u.value * v.value, "×", (u, v), (v.value, u.value))

    def __sub__(self, other):
        u, v = self, _node(other)
        return Node(u.value - v.value, "-", (u, v), (1.0, -1.0))

    def __truediv__(self, other):
        u, v = self, _node(other)
        if v.value == 0:
            raise InputError("the graph divides by 0")
        return Node(u.value / v.value, "÷", (u, v), (1 / v.value, -(u.value / v.value) / v.value))

    def __pow__(self, exponent: float):
        if isinstance(exponent, Node):
            raise InputError("the exponent is a node. Give a number, or write exp(v * log(u)) for u to the power v.")
        n = _number(exponent)
        slope = n * _quiet(np.power, self.value, n - 1) if n else 0.0
        return Node(_quiet(np.power, self.value, n), f"^{n:g}", (self,), (slope,))

    def __neg__(self):
        return Node(-self.value, "neg", (self,), (-1.0,))

    __radd__, __rmul__ = __add__, __mul__

    def __rsub__(self, other):
        return _node(other) - self

    def __rtruediv__(self, other):
        return _node(other) / self

    def __rpow__(self, base: float):
        b = _number(base)
        if b <= 0:
            raise InputError(f"{b:g} to the power of a node has no derivative. The base must be above 0.")
        return exp(self * math.log(b))

    def __abs__(self):
        return relu(self) + relu(-self)

    # --- what NumPy's functions ask for: np.exp(u) calls u.exp() ---

    def exp(self):
        return exp(self)

    def log(self):
        return log(self)

    def sin(self):
        return sin(self)

    def cos(self):
        return cos(self)

    def tanh(self):
        return tanh(self)

    def sqrt(self):
        return self**0.5

    # --- what would lose the graph ---

    def __getattr__(self, name: str):
        if isinstance(vars(np).get(name), np.ufunc):  # NumPy asks for it in order to call it
            return lambda *_: _refuse_function(name)
        raise AttributeError(f"a node has no {name}")

    def __float__(self) -> float:
        raise InputError(
            "this function takes a number, and a node is more. "
            "np.exp, np.log, np.sin, np.cos, np.tanh and np.sqrt take a node. Its number is u.value."
        )

    def _refuse_comparison(self, other):
        raise InputError("a node cannot be compared. Compare its number, u.value; for max(0, u) there is relu(u).")

    __lt__ = __le__ = __gt__ = __ge__ = _refuse_comparison

    def __repr__(self) -> str:
        return f"<{self.op} = {self.value:g}>"


def variable(value: float, name: str) -> Node:
    """Return an input of the graph.

    >>> variable(2, "w")
    <w = 2>
    """
    return Node(_number(value, name), name, name=name)


def constant(value: float) -> Node:
    """Return a number of the formula itself: a node without a name.

    >>> constant(0.5)
    <0.5 = 0.5>
    """
    number = _number(value)
    return Node(number, f"{number:g}")


def exp(u: Node) -> Node:
    """eᵘ, with du/dx passed on times eᵘ.

    >>> exp(variable(0, "u")).partials
    (1.0,)
    """
    u = _node(u)
    y = _quiet(np.exp, u.value)
    return Node(y, "exp", (u,), (y,))


def log(u: Node) -> Node:
    """The natural logarithm; u must be above 0.

    >>> log(variable(4, "u")).partials
    (0.25,)
    """
    u = _node(u)
    if u.value <= 0:
        raise InputError(f"log needs a number above 0; its input is {u.value:g}")
    return Node(math.log(u.value), "log", (u,), (1 / u.value,))


def sin(u: Node) -> Node:
    """The sine of u (radians).

    >>> sin(variable(0, "u"))
    <sin = 0>
    """
    u = _node(u)
    return Node(math.sin(u.value), "sin", (u,), (math.cos(u.value),))


def cos(u: Node) -> Node:
    """The cosine of u (radians).

    >>> cos(variable(0, "u"))
    <cos = 1>
    """
    u = _node(u)
    return Node(math.cos(u.value), "cos", (u,), (-math.sin(u.value),))


def tanh(u: Node) -> Node:
    """The hyperbolic tangent.

    >>> tanh(variable(0, "u")).partials
    (1.0,)
    """
    u = _node(u)
    e = math.exp(-2 * abs(u.value))  # 1 - tanh² would lose all digits where tanh is almost 1
    return Node(math.tanh(u.value), "tanh", (u,), (4 * e / (1 + e) ** 2,))


def sigmoid(u: Node) -> Node:
    """1 / (1 + e⁻ᵘ), without overflow.

    >>> sigmoid(variable(0, "u")).partials
    (0.25,)
    """
    u = _node(u)
    e = math.exp(-abs(u.value))
    y = (1 if u.value >= 0 else e) / (1 + e)
    return Node(y, "σ", (u,), (e / (1 + e) ** 2,))


def relu(u: Node) -> Node:
    """max(0, u), with slope 0 at u = 0.

    >>> relu(variable(-2, "u"))
    <relu = 0>
    """
    u = _node(u)
    return Node(max(0.0, u.value), "relu", (u,), (float(u.value > 0),))


def topological_order(*outs: Node) -> list[Node]:
    """Return all nodes that one or more results depend on, each after its parents; a single result comes last.

    >>> x = variable(1.0, "x")
    >>> topological_order(exp(x * x))
    [<x = 1>, <× = 1>, <exp = 2.71828>]
    """
    for out in outs:
        must_be(Node, out, "give a node of a graph")
    order, done, todo = [], set(), [(out, False) for out in reversed(outs)]
    while todo:  # a stack of our own: a graph may be deeper than Python's
        node, parents_done = todo.pop()
        if parents_done:
            order.append(node)
        elif node not in done:
            done.add(node)
            todo.append((node, True))
            todo.extend((parent, False) for parent in reversed(node.parents))
    return order


def adjoints(out: Node) -> dict[Node, float]:
    """Return d out / d node for every node of the graph, by one walk backwards (reverse mode, row 09.5 D).

    >>> x = variable(0.5, "x")                  # lecture A: f = h2 + exp(h1 h2), h1 = cos x, h2 = x²
    >>> h1, h2 = cos(x), x**2
    >>> f = h2 + exp(h1 * h2)
    >>> adjoint = adjoints(f)
    >>> by_hand = h2.value * math.exp(h1.value * h2.value) * -math.sin(0.5) + (
    ...     1 + h1.value * math.exp(h1.value * h2.value)) * 2 * 0.5
    >>> round(adjoint[x], 6), round(by_hand, 6)
    (1.943615, 1.943615)
    """
    order = topological_order(out)
    adjoint = dict.fromkeys(order, 0.0)
    adjoint[out] = 1.0
    for node in reversed(order):
        for parent, partial in zip(node.parents, node.partials):
            adjoint[parent] += adjoint[node] * partial
    return adjoint


def tangents(x: Node, *outs: Node) -> dict[Node, float]:
    """Return d node / d x for every node that the results depend on, by one walk forwards (forward mode, row 09.5 D).

    >>> x, w = variable(3.0, "x"), variable(2.0, "w")
    >>> z = w * x + x
    >>> tangents(x, z)[z], tangents(w, z)[z]    # one walk per input; `adjoints(z)` gives both in one
    (3.0, 3.0)
    """
    dot: dict[Node, float] = {}
    for node in topological_order(*outs):
        dot[node] = float(node is x) + sum(
            dot[parent] * partial for parent, partial in zip(node.parents, node.partials)
        )
    return dot


def edge_count(*outs: Node) -> int:
    """Return the number of edges of the graph: one walk through it, in either mode, multiplies once per edge.

    >>> x = variable(3.0, "x")
    >>> edge_count(x * x + 1)
    4
    """
    return sum(len(node.parents) for node in topological_order(*outs))


def _node(value) -> Node:
    return value if isinstance(value, Node) else constant(value)


def _refuse_function(name: str):
    raise InputError(
        f"np.{name} does not make a node. There are np.exp, np.log, np.sin, np.cos, np.tanh and np.sqrt, "
        "and sigmoid and relu in lecture_lib.autodiff."
    )


def _number(value, name: str = "a number in the graph") -> float:
    return float(numbers(value, name, ndim=(0,)))


def _quiet(f, *args: float) -> float:
    """Return f of the numbers; infinity or NaN where there is no result, which the node then refuses."""
    with np.errstate(all="ignore"):
        return float(f(*args))
