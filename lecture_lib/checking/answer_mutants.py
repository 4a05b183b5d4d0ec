"""Wrong answers made from a right one: each changes one place of a solution, as learners do.

A mutant need not be wrong: the other way round may come to the same. Whether it is wrong, the check says, or a person.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from typing import NamedTuple

Operator = Callable[[ast.AST], Iterator[ast.AST]]


class Mutant(NamedTuple):
    """A changed solution: what kind of slip, the place before and after, the whole text, and the name that it is about:
    the argument that is not used, or the function that is left out or taken for another."""

    operator: str
    change: str
    source: str
    about: str = ""


def answer_mutants(source: str) -> list[Mutant]:
    """Return all mutants of a solution, each text once; the text is that of the solved cell.

    >>> for slip in answer_mutants("def f(x):\\n    return x.sum(axis=0)")[:2]: print(slip.operator, "|", slip.change)
    sign | return x.sum(axis=0) → return -x.sum(axis=0)
    other axis | x.sum(axis=0) → x.sum(axis=1)
    """
    tree = ast.parse(source)
    seen, found = {ast.unparse(tree)}, []
    for operator, change in OPERATORS.items():
        for k, node in enumerate(_nodes(tree)):
            for other in change(node):
                text = ast.unparse(ast.fix_missing_locations(_replaced(tree, k, other)))
                if text not in seen:
                    seen.add(text)
                    found.append(Mutant(operator, _arrow(node, other), text, _about(operator, node, other)))
    return found


def _nodes(tree: ast.AST) -> list[ast.AST]:
    return list(ast.walk(tree))


def _replaced(tree: ast.AST, k: int, other: ast.AST) -> ast.AST:
    """Return a copy of the tree with its k-th node replaced."""
    twin = copy.deepcopy(tree)
    old = _nodes(twin)[k]
    for parent in ast.walk(twin):
        for name, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, name, other)
            elif isinstance(value, list):
                value[:] = [other if item is old else item for item in value]
    return twin


def _about(operator: str, node: ast.AST, other: ast.AST) -> str:
    match operator, other:
        case "own constant", ast.FunctionDef(body=[ast.Assign(targets=[ast.Name(id=argument)]), *_]):
            return argument
        case "function left out", _:
            return _called(node)
        case "another function", _:
            return _called(other)
    return ""


def _arrow(node: ast.AST, other: ast.AST) -> str:
    return " → ".join(_one_line(ast.unparse(ast.fix_missing_locations(copy.deepcopy(each)))) for each in (node, other))


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 70 else line[:67] + "..."


def _with(node: ast.AST, **fields) -> ast.AST:
    twin = copy.copy(node)
    for name, value in fields.items():
        setattr(twin, name, value)
    return twin


def _call(path: str, *args: ast.expr, **keywords: ast.expr) -> ast.Call:
    """Return a call such as `np.clip(z, -500, 500)`."""
    return ast.Call(ast.parse(path, mode="eval").body, list(args), [ast.keyword(k, v) for k, v in keywords.items()])


def _is_constant(node: ast.AST, kind: type) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) is kind


def _called(node: ast.AST) -> str:
    """Return the last name of what is called: "sum" for both `x.sum()` and `np.sum(x)`; else nothing."""
    if not isinstance(node, ast.Call):
        return ""
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def _renamed(node: ast.Call, name: str) -> ast.Call:
    field = "attr" if isinstance(node.func, ast.Attribute) else "id"
    return _with(node, func=_with(node.func, **{field: name}))


# --- the slips


def _sign(node: ast.AST) -> Iterator[ast.AST]:
    flipped = {ast.Add: ast.Sub(), ast.Sub: ast.Add()}
    if isinstance(node, (ast.BinOp, ast.AugAssign)) and type(node.op) in flipped:
        yield _with(node, op=flipped[type(node.op)])
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and not isinstance(node.operand, ast.Constant):
        yield node.operand
    if isinstance(node, ast.Return) and isinstance(node.value, (ast.BinOp, ast.Call, ast.Name)):
        yield _with(node, value=ast.UnaryOp(ast.USub(), node.value))


def _missing_factor(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Mult, ast.Div, ast.Pow)):
        yield node.left
        if isinstance(node.op, ast.Mult):
            yield node.right


def _missing_term(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Sub)):
        yield node.left
        yield node.right


def _inverted(node: ast.AST) -> Iterator[ast.AST]:
    other = {ast.Mult: ast.Div(), ast.Div: ast.Mult()}
    if isinstance(node, ast.BinOp) and type(node.op) in other:
        yield _with(node, op=other[type(node.op)])


def _transposed(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Attribute) and node.attr == "T":
        yield node.value
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
        yield _with(node, left=node.right, right=node.left)
        yield _with(node, left=ast.Attribute(node.left, "T", ast.Load()))
        yield _with(node, right=ast.Attribute(node.right, "T", ast.Load()))


def _other_axis(node: ast.AST) -> Iterator[ast.AST]:
    if not isinstance(node, ast.Call):
        return
    for k, keyword in enumerate(node.keywords):
        rest = node.keywords[:k], node.keywords[k + 1 :]
        if keyword.arg == "axis" and _is_constant(keyword.value, int):
            other = ast.keyword("axis", ast.Constant(0 if keyword.value.value else 1))
            yield _with(node, keywords=[*rest[0], other, *rest[1]])
        if keyword.arg in ("axis", "keepdims"):
            yield _with(node, keywords=[*rest[0], *rest[1]])


_OTHER_REDUCTIONS = {
    "sum": ("mean", "max"),
    "mean": ("sum", "median", "max"),
    "max": ("mean", "min", "sum"),
    "min": ("max", "mean"),
    "argmax": ("argmin", "max"),
    "argmin": ("argmax", "min"),
    "prod": ("sum",),
    "cumsum": ("sum",),
    "maximum": ("minimum",),
    "minimum": ("maximum",),
    "any": ("all",),
    "all": ("any",),
    "ceil": ("floor", "round"),
    "floor": ("ceil", "round"),
    "len": ("sum",),
    "sqrt": ("square",),
    "exp": ("log",),
    "sorted": ("list",),
}


def _another_function(node: ast.AST) -> Iterator[ast.AST]:
    for name in _OTHER_REDUCTIONS.get(_called(node), ()):
        own = isinstance(node.func, ast.Attribute) and not isinstance(node.func.value, ast.Name)
        if name != "median" or not own:  # arrays have no method of that name
            yield _renamed(node, name)


_OF_ONE_ARGUMENT = ("abs", "absolute", "log", "exp", "sqrt", "round", "ceil", "floor", "sign", "sorted", "set")


def _left_out(node: ast.AST) -> Iterator[ast.AST]:
    """A function is not applied: no absolute value, no logarithm, no rounding, no largest of several."""
    if _called(node) in (*_OF_ONE_ARGUMENT, "maximum", "max") and node.args:
        yield node.args[0]


def _guarded(node: ast.AST) -> Iterator[ast.AST]:
    """Clipped, or nan turned into a number, or an ε inside a logarithm: right where nothing is extreme."""
    if _called(node) == "exp" and node.args:
        yield _with(node, args=[_call("np.clip", node.args[0], ast.Constant(-500), ast.Constant(500))])
    if _called(node) in ("log", "log2", "log10", "logaddexp") and node.args:
        for epsilon in (1e-9, 1e-6):
            yield _with(node, args=[ast.BinOp(node.args[0], ast.Add(), ast.Constant(epsilon)), *node.args[1:]])
    if isinstance(node, ast.Return) and isinstance(node.value, (ast.BinOp, ast.Call)):
        yield _with(node, value=_call("np.nan_to_num", node.value))


def _off_by_one(node: ast.AST) -> Iterator[ast.AST]:
    if _is_constant(node, int):
        yield ast.Constant(node.value + 1)
        yield ast.Constant(node.value - 1)
    if _called(node) == "range" and len(node.args) == 1:
        yield _with(node, args=[ast.Constant(1), node.args[0]])
        yield _with(node, args=[ast.BinOp(node.args[0], ast.Sub(), ast.Constant(1))])
        yield _with(node, args=[ast.BinOp(node.args[0], ast.Add(), ast.Constant(1))])
    if _called(node) == "len":
        yield ast.BinOp(node, ast.Sub(), ast.Constant(1))


def _rounded(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.FloorDiv):
        yield _with(node, op=ast.Div())
        ceiling = _with(node, left=ast.UnaryOp(ast.USub(), node.left))
        yield ast.UnaryOp(ast.USub(), ceiling)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        yield _with(node, op=ast.FloorDiv())


_STRICT = {ast.Lt: ast.LtE(), ast.LtE: ast.Lt(), ast.Gt: ast.GtE(), ast.GtE: ast.Gt()}
_REVERSED = {ast.Lt: ast.Gt(), ast.LtE: ast.GtE(), ast.Gt: ast.Lt(), ast.GtE: ast.LtE(), ast.Eq: ast.NotEq()}


def _strict(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Compare):
        for k, op in enumerate(node.ops):
            for table in (_STRICT, _REVERSED):
                if type(op) in table:
                    yield _with(node, ops=[*node.ops[:k], table[type(op)], *node.ops[k + 1 :]])


def _tolerance(node: ast.AST) -> Iterator[ast.AST]:
    if _called(node) in ("isclose", "allclose") and len(node.args) >= 2:
        yield ast.Compare(node.args[0], [ast.Eq()], [node.args[1]])


def _one_case(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.IfExp):
        yield from (node.body, node.orelse, _with(node, body=node.orelse, orelse=node.body))
    if isinstance(node, ast.BoolOp):
        yield from node.values
        yield _with(node, op=ast.And() if isinstance(node.op, ast.Or) else ast.Or())
    if _called(node) == "where" and len(node.args) == 3:
        yield from node.args[1:]
        yield _with(node, args=[node.args[0], node.args[2], node.args[1]])


def _kind_of_number(node: ast.AST) -> Iterator[ast.AST]:
    """Whole numbers kept, or made: `np.zeros(n, int)`, or a result that is cut."""
    if _called(node) in ("zeros", "ones", "array", "asarray", "zeros_like", "empty_like", "full_like"):
        if not any(keyword.arg == "dtype" for keyword in node.keywords) and len(node.args) == 1:
            yield _with(node, keywords=[*node.keywords, ast.keyword("dtype", ast.Name("int", ast.Load()))])
    if isinstance(node, ast.Return) and isinstance(node.value, (ast.BinOp, ast.Call)):
        yield _with(node, value=_call("np.asarray", node.value, dtype=ast.Name("int", ast.Load())))


def _in_place(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.value, ast.BinOp):
        left = node.value.left
        if ast.unparse(left) == ast.unparse(node.targets[0]):
            yield ast.AugAssign(node.targets[0], node.value.op, node.value.right)
    if isinstance(node, ast.FunctionDef) and node.args.args:
        first = ast.Name(node.args.args[0].arg, ast.Store())
        yield _with(node, body=[ast.AugAssign(first, ast.Mult(), ast.Constant(2)), *node.body])


def _early_return(node: ast.AST) -> Iterator[ast.AST]:
    body = getattr(node, "body", None)
    if not isinstance(body, list):
        return
    for k, (first, then) in enumerate(zip(body, body[1:])):
        if isinstance(first, (ast.For, ast.While)) and isinstance(then, ast.Return):
            inside = _with(first, body=[*first.body, then])
            yield _with(node, body=[*body[:k], inside, *body[k + 1 :]])


def _swapped(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple) and len(node.value.elts) > 1:
        yield _with(node, value=_with(node.value, elts=node.value.elts[::-1]))
    if isinstance(node, ast.FunctionDef) and len(node.args.args) > 1:
        first, second, *rest = node.args.args
        yield _with(node, args=_with(node.args, args=[second, first, *rest]))
    if isinstance(node, ast.Call) and len(node.args) == 2 and not any(isinstance(a, ast.Starred) for a in node.args):
        yield _with(node, args=node.args[::-1])


def _own_constant(node: ast.AST) -> Iterator[ast.AST]:
    """An argument is not used: a number of one's own stands in its place."""
    if isinstance(node, ast.FunctionDef):
        for argument in node.args.args:
            for value in (0, 1, 2, 0.1):
                own = ast.Assign([ast.Name(argument.arg, ast.Store())], ast.Constant(value))
                yield _with(node, body=[own, *node.body])


def _statement_left_out(node: ast.AST) -> Iterator[ast.AST]:
    body = getattr(node, "body", None)
    if isinstance(body, list) and len(body) > 1:
        for k, statement in enumerate(body):
            if isinstance(statement, (ast.AugAssign, ast.If, ast.For, ast.Expr)):
                yield _with(node, body=[*body[:k], *body[k + 1 :]])


OPERATORS: dict[str, Operator] = {
    "sign": _sign,
    "missing factor": _missing_factor,
    "missing term": _missing_term,
    "multiplied for divided": _inverted,
    "transposed": _transposed,
    "other axis": _other_axis,
    "another function": _another_function,
    "function left out": _left_out,
    "guard": _guarded,
    "off by one": _off_by_one,
    "rounding": _rounded,
    "strict for not strict": _strict,
    "tolerance dropped": _tolerance,
    "one case of two": _one_case,
    "kind of number": _kind_of_number,
    "in place": _in_place,
    "early return": _early_return,
    "swapped": _swapped,
    "own constant": _own_constant,
    "statement left out": _statement_left_out,
}
"""The slips by name; each yields what may stand in the place of a node."""
