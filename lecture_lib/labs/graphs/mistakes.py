"""What went wrong in a local derivative or an adjoint that a learner typed: the likely mistake (rows 09.2, 09.4).

Each known mistake is worked out as a learner would make it; the first that gives the learner's number is named. Only
mistakes that give another number than the right one count, and the right number is never shown.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from ...autodiff import Node, adjoints, topological_order
from ...checking import MistakenValue, name_mistake
from ...validation import is_close
from .text import node_names

TOLERANCE = 0.005  # right to two decimals


def is_close_enough(typed: float, true: float) -> bool:
    """Is the number right to two decimals, or to half a percent where it is large?

    >>> is_close_enough(0.13, 0.125), is_close_enough(0.12, 0.125), is_close_enough(0.1, 0.125)
    (True, True, False)
    >>> is_close_enough(1234, 1236.0)
    True
    """
    return is_close(typed, true, TOLERANCE * max(1.0, abs(true)) + 1e-9, relative=0)


def mistake_in_partial(out: Node, i: int, k: int, typed: float) -> str:
    """Return what probably went wrong in the local derivative on the edge from parent number k into node i.

    >>> from lecture_lib.autodiff import variable
    >>> mistake_in_partial(variable(2, "w") * variable(3, "x"), 2, 0, 2)
    'The derivative of a product with respect to one factor is the other factor, not the factor itself.'
    """
    order = topological_order(out)
    node = order[i]
    parent = node_names(out)[order.index(node.parents[k])]
    return name_mistake(_mistaken_partials(out, node, k), typed, node.partials[k], is_close_enough) or (
        f"Ask: if {parent} grows by a small h and nothing else changes, by how many h does this node grow?"
    )


def mistake_in_adjoint(out: Node, i: int, typed: float) -> str:
    """Return what probably went wrong in the adjoint of node i.

    >>> from lecture_lib.autodiff import variable
    >>> x = variable(3, "x")
    >>> mistake_in_adjoint(x * x + x, 0, 6)
    'One path is missing: x is used 3 times, and the messages of all its uses are added.'
    """
    order = topological_order(out)
    return name_mistake(_mistaken_adjoints(out, order, i), typed, adjoints(out)[order[i]], is_close_enough) or (
        "One message for each edge that leaves this node: the adjoint where it ends, times the local derivative on it. "
        "Then add."
        if _is_read(order, i)
        else "No edge leaves the result. By how much does it grow when it grows by 1 itself?"
    )


def _is_read(order: list[Node], i: int) -> bool:
    return any(parent is order[i] for node in order for parent in node.parents)


def _mistaken_partials(out: Node, node: Node, k: int) -> Iterator[MistakenValue]:
    u, p, known = node.parents[k].value, node.partials[k], adjoints(out)[node]
    yield from _mistaken_partials_of_operation(node, k, u)
    yield (
        known * p,
        ("That is the whole message, with the adjoint of the node already in it. Give only the local derivative."),
    )
    yield -p, "The sign is wrong."
    yield node.value, "That is the node’s value, not how fast it changes."
    yield u, "That is the parent’s value, not how fast the node changes with it."
    if p:
        yield 1 / p, "That is the reciprocal: how fast does the node change with its parent, not the other way?"


def _mistaken_partials_of_operation(node: Node, k: int, u: float) -> Iterator[MistakenValue]:
    y, op = node.value, node.op
    if op == "×" and len(node.parents) == 2:
        yield u, "The derivative of a product with respect to one factor is the other factor, not the factor itself."
    if op == "+":
        yield u, "A sum passes a change on unchanged, whatever the values are."
    if op == "-" and k == 1:
        yield 1.0, "This one is subtracted: the node falls when it grows."
    if op.startswith("^"):
        yield from _mistaken_partials_of_power(u, y, float(op[1:]))
    if op == "σ":
        yield y, "That is σ itself. Its derivative is σ times 1 − σ."
        yield u * (1 - u), "σ times 1 − σ needs σ’s result, not its input."
        yield _sigmoid(y) * (1 - _sigmoid(y)), "You took σ′ at the result y. It is taken at the input of this node."
    if op == "exp":
        yield u * math.exp(min(u - 1, 700)), "The rule for powers does not hold here: the exponent is the variable."
        yield math.exp(min(y, 700)), "Taken at the wrong point: use the input of this node, not its result."
    if op in ("sin", "cos"):
        yield math.sin(y), "Taken at the wrong point: use the input of this node, not its result."
        yield math.cos(y), "Taken at the wrong point: use the input of this node, not its result."
    if op == "relu":
        yield y, "That is ReLU itself. Its slope is 0 or 1."


def _mistaken_partials_of_power(u: float, y: float, n: float) -> Iterator[MistakenValue]:
    yield _power(u, n - 1), "The exponent has to come down as a factor."
    yield n * _power(u, n), "The exponent has to go down by one."
    yield n * _power(y, n - 1), "Taken at the wrong point: use the parent’s value, not the node’s own."


def _mistaken_adjoints(out: Node, order: list[Node], i: int) -> Iterator[MistakenValue]:
    bar, name = adjoints(out), node_names(out)[i]
    terms = [
        (bar[child], partial)
        for child in order
        for parent, partial in zip(child.parents, child.partials)
        if parent is order[i]
    ]
    if not terms:
        yield 0.0, "The result grows by 1 when it grows by 1: its own adjoint is not 0."
        yield order[i].value, "That is its value. How fast does the result change with itself?"
        return
    messages = [known * partial for known, partial in terms]
    if len(terms) > 1:
        yield from _mistaken_sums(terms, messages, name)
    yield -sum(messages), "The sign is wrong."
    yield (
        sum(partial for _, partial in terms),
        ("That holds local derivatives only. Multiply each by the adjoint of the node that its edge leads to."),
    )
    yield (
        sum(known for known, _ in terms),
        ("That is the adjoint of the node after this one. Multiply it by the local derivative on the edge."),
    )
    yield sum(known + partial for known, partial in terms), "You added. Multiply along an edge."
    yield order[i].value, "That is the node’s value. Give its adjoint."


def _mistaken_sums(terms: list, messages: list[float], name: str) -> Iterator[MistakenValue]:
    n = len(messages)
    missing = f"{{}} missing: {name} is used {n} times, and the messages of all its uses are added."
    for message in messages:
        yield message, missing.format("One path is" if n == 2 else "All paths but one are")
        if n > 2:
            yield sum(messages) - message, missing.format("One path is")
    yield math.prod(messages), "You multiplied the messages. Multiply along a path, and add where paths meet."
    yield messages[0] - sum(messages[1:]), "You subtracted. The messages are added, each with its own sign."
    yield sum(messages) / n, "That is the mean of the messages. Take their sum."


def _power(u: float, n: float) -> float:
    try:
        found = u**n
    except (OverflowError, ZeroDivisionError):
        return math.inf
    return found if isinstance(found, float) else math.nan  # a root of a negative number is complex


def _sigmoid(u: float) -> float:
    return 1 / (1 + math.exp(-u)) if u > -700 else 0.0
