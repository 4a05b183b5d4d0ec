"""Computational graphs in words: a name for every node, and the graph read out (row 09.2)."""

from __future__ import annotations

from collections.abc import Mapping

from ...autodiff import Node, topological_order
from ...drawing import number_text, subscript

_LONGEST = 12  # characters of an operation that can stand for its result


def node_names(out: Node) -> list[str]:
    """Return a name for each node of `topological_order(out)`: its own, or the operation; all are different.

    >>> from lecture_lib.autodiff import exp, variable
    >>> w, x = variable(2, "w"), variable(3, "x")
    >>> node_names(exp(w * x) + w * x)
    ['w', 'x', '(w × x)', 'exp(w × x)', '(w × x)₂', '+']
    """
    names: dict[Node, str] = {}
    seen: dict[str, int] = {}
    for node in topological_order(out):
        name = node.name or (_short_form(node, names) if node.parents else node.op)
        seen[name] = seen.get(name, 0) + 1
        names[node] = name + (subscript(seen[name]) if seen[name] > 1 else "")
    return list(names.values())


def _short_form(node: Node, names: Mapping[Node, str]) -> str:
    form = operation_text(node.op, [names[parent] for parent in node.parents]).replace("((", "(").replace("))", ")")
    if len(form) > _LONGEST:
        return node.op.replace("-", "−")
    return form if form[0].isalpha() and form.endswith(")") else f"({form})"


def graph_text(out: Node, values: bool = True, adjoints: Mapping[Node, float] | None = None) -> str:
    """Return the graph in words, node after node.

    >>> from lecture_lib.autodiff import variable
    >>> graph_text(variable(2, "w") * variable(3, "x"))
    'w = 2. x = 3. (w × x), computed from w and x, = 6.'
    """
    order, names = topological_order(out), node_names(out)
    said = []
    for node, name in zip(order, names):
        reads = f", computed from {' and '.join(names[order.index(p)] for p in node.parents)}" if node.parents else ""
        now = (", = " if reads else " = ") + number_text(node.value) if values else ""
        bar = f", adjoint {number_text(adjoints[node])}" if adjoints else ""
        said.append(f"{name}{reads}{now}{bar}.")
    return " ".join(said)


def operation_text(op: str, parts: list[str]) -> str:
    """Return an operation as one writes it.

    >>> operation_text("-", ["y", "t"]), operation_text("÷ 2", ["s"])
    ('y − t', 's ÷ 2')
    >>> operation_text("1 -", ["p"]), operation_text("neg", ["u"])
    ('1 − p', '−u')
    >>> operation_text("σ", ["(−6)"])
    'σ(−6)'
    """
    op = op.replace("-", "−")
    if len(parts) == 2 and op in "+−×÷":
        return f"{parts[0]} {op} {parts[1]}"
    if op in ("neg", "="):
        return ("−" if op == "neg" else "") + parts[0]
    if op[0] == "^":
        return parts[0] + op
    if len(parts) == 1 and op[0] in "+−×÷" and " " in op:
        return f"{parts[0]} {op}"
    if op[-1] in "+−×÷":
        return f"{op} {parts[0]}"
    return f"{op}({', '.join(map(_without_brackets, parts))})"


def _without_brackets(part: str) -> str:
    return part[1:-1] if part.startswith("(") and part.endswith(")") else part


def lines_of_formula(formula: str) -> list[str]:
    """Return the lines of a typed formula as one writes them.

    >>> lines_of_formula("s = x - y; s*s + y^2")
    ['s = x − y', 's·s + y²']
    """
    return formula.replace("*", "·").replace("-", "−").replace("^2", "²").split("; ")
