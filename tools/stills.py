"""The still card of every card in a notebook, as the output of its cell: what a reader sees who has not run it.

A card is made from its cell as it starts, without running the rest of the notebook where that is not needed.
"""

from __future__ import annotations

import ast
import io
from contextlib import redirect_stdout
from importlib import import_module

from nbformat import NotebookNode
from nbformat.v4 import new_output

from lecture_lib.interactive import Shown

NOT_RUN = 0
"""The execution count of a cell that has an output and has not run: nbval refuses none, and JupyterLab shows "[ ]"."""

_LABORATORIES = "lecture_lib.labs."


def add_stills(notebook: NotebookNode) -> NotebookNode:
    """Give each cell that ends in a card the still card as its output."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    made_by = _makers(cells)
    for number, cell in enumerate(cells):
        if _last_call(cell.source) in made_by:
            shown = _evaluate(cells, number)
            if isinstance(shown, Shown):
                data = {"text/html": str(shown.still()), "text/plain": repr(shown)}
                cell.outputs, cell.execution_count = [new_output("display_data", data=data)], NOT_RUN
    return notebook


def _makers(cells: list[NotebookNode]) -> set[str]:
    """Return the names that a notebook imports of what makes a card."""
    imports = [node for cell in cells for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.ImportFrom)]
    labs = {
        name.name
        for node in imports
        if str(node.module).startswith(_LABORATORIES)
        for name in node.names
        if _returned(getattr(import_module(node.module), name.name)) in ("App", "Prediction")
    }
    return labs | {"quiz", "predict"}


def _returned(function) -> str | None:
    """Return the name of what a function says it returns."""
    return getattr(function, "__annotations__", {}).get("return")


def _last_call(source: str) -> str:
    """Return the name of the function whose call is the last line of a cell; nothing if there is none.

    >>> _last_call("x = 1\\nf(x)"), _last_call("x = 1")
    ('f', '')
    """
    body = ast.parse(source).body
    match body[-1:]:
        case [ast.Expr(ast.Call(ast.Name("predict"), [_]))]:  # the guess as code: no card
            return ""
        case [ast.Expr(ast.Call(ast.Name(name)))]:
            return name
    return ""


def _evaluate(cells: list[NotebookNode], number: int):
    """Return what a cell shows: with the imports of the cells before it, or else after running them."""
    before = [cell.source for cell in cells[:number]]
    imports = [
        ast.unparse(node)
        for source in before
        for node in ast.parse(source).body
        if isinstance(node, (ast.Import, ast.ImportFrom))
    ]
    try:
        return _run([*imports, cells[number].source])
    except NameError:
        return _run([*before, cells[number].source])


def _run(sources: list[str]):
    """Run cells one after the other; return the value of the last line."""
    *body, last = ast.parse("\n".join(sources)).body
    names: dict = {}
    with redirect_stdout(io.StringIO()):
        exec(compile(ast.Module(body, []), "<cell>", "exec"), names)
        return eval(compile(ast.Expression(last.value), "<cell>", "eval"), names)
