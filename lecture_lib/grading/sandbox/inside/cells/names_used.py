"""Which names a statement reads when it runs, and which it makes: tells what an error leaves unharmed.

The body of a function runs later, when it is called, so what it reads does not count.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field


@dataclass
class NamesUsed(ast.NodeVisitor):
    """The names that statements read and make, of those visited so far.

    >>> names = names_of(ast.parse("def f(x, scale=S):\\n    return hidden * x").body[0])
    >>> names.read, names.made
    ({'S'}, {'f'})
    """

    read: set[str] = field(default_factory=set)
    made: set[str] = field(default_factory=set)

    def visit_Name(self, node: ast.Name) -> None:  # noqa: N802, the names that `ast` gives
        (self.read if isinstance(node.ctx, ast.Load) else self.made).add(node.id)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:  # noqa: N802
        self.generic_visit(node)
        if isinstance(node.target, ast.Name):
            self.read.add(node.target.id)

    def visit_alias(self, node: ast.alias) -> None:
        self.made.add(node.asname or node.name.split(".")[0])

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:  # noqa: N802
        self.made.add(node.name)
        self._visit_all(*node.decorator_list, *node.args.defaults, *node.args.kw_defaults)

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815

    def visit_Lambda(self, node: ast.Lambda) -> None:  # noqa: N802
        self._visit_all(*node.args.defaults, *node.args.kw_defaults)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:  # noqa: N802
        inner = NamesUsed()
        inner._visit_all(*node.body)
        self.made.add(node.name)
        self.read |= inner.read - inner.made
        self._visit_all(*node.decorator_list, *node.bases, *(keyword.value for keyword in node.keywords))

    def visit_comprehension_of(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp) -> None:
        """Take a comprehension: its own names stay inside."""
        inner, own = NamesUsed(), NamesUsed()
        inner.generic_visit(node)
        own._visit_all(*(part.target for part in node.generators))
        self.read |= inner.read - own.made
        self.made |= inner.made - own.made

    visit_ListComp = visit_SetComp = visit_GeneratorExp = visit_DictComp = visit_comprehension_of  # noqa: N815

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:  # noqa: N802
        self.generic_visit(node)
        if node.name:
            self.made.add(node.name)

    def visit_MatchAs(self, node: ast.MatchAs | ast.MatchStar) -> None:  # noqa: N802
        self.generic_visit(node)
        if node.name:
            self.made.add(node.name)

    visit_MatchStar = visit_MatchAs  # noqa: N815

    def _visit_all(self, *nodes: ast.AST | None) -> None:
        for node in nodes:
            if node is not None:
                self.visit(node)


def names_of(statement: ast.stmt) -> NamesUsed:
    """Return the names that a statement reads and makes.

    >>> names = names_of(ast.parse("total += sum(w * v for w, v in pairs)").body[0])
    >>> sorted(names.read), names.made
    (['pairs', 'sum', 'total'], {'total'})
    """
    used = NamesUsed()
    used.visit(statement)
    return used


def is_stub_statement(statement: ast.stmt) -> bool:
    """Does the statement leave its names open, as the sheet does: `z = ...`, or a function whose body is `...`?

    >>> [is_stub_statement(ast.parse(code).body[0]) for code in ("z = [..., ...]", "def f(x):\\n    ...", "z = 1")]
    [True, True, False]
    """
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
        return all(map(_does_nothing, statement.body))
    if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value:
        return any(isinstance(node, ast.Constant) and node.value in (None, ...) for node in _parts(statement.value))
    return False


def _does_nothing(statement: ast.stmt) -> bool:
    match statement:
        case ast.Pass() | ast.Expr(ast.Constant()) | ast.Return(None) | ast.Return(ast.Constant(None)):
            return True
        case ast.Return(ast.Constant(value)):
            return value is ...
        case ast.Raise(ast.Name("NotImplementedError")) | ast.Raise(ast.Call(ast.Name("NotImplementedError"))):
            return True
    return False


def _parts(value: ast.expr) -> list[ast.expr]:
    """Return a value, or what a list or tuple of values is made of."""
    if isinstance(value, ast.List | ast.Tuple):
        return [part for element in value.elts for part in _parts(element)]
    return [value]
