"""`lecture_lib/course/goals.json`: which goals each notebook's widgets ask for, read from its source.

A place in a notebook chooses one of a widget's goals by a keyword: `perceptron_lab(points="XOR", goal="bound")`, or
a challenge, which has a goal of its name: `playground(challenge="spiral")`.
"""

from __future__ import annotations

import ast

from nbformat import NotebookNode


def goals_of(notebook: NotebookNode) -> list[str]:
    """Return the goals in the notebook's order, each once, named as the journal names them.

    >>> from tools import notebook as nb
    >>> goals_of(nb.read('# %%\\ntracer(example="3-4-3", goal="all")\\n'))
    ['tracer: all']
    >>> goals_of(nb.read('# %%\\nplayground(challenge="spiral")\\n'))
    ['playground: spiral']
    """
    calls = [
        node
        for cell in notebook.cells
        if cell.cell_type == "code"
        for node in ast.walk(ast.parse(cell.source))
        if isinstance(node, ast.Call)
    ]
    return list(dict.fromkeys(f"{_name(call.func)}: {goal}" for call in calls for goal in _constant_goals(call)))


def _constant_goals(call: ast.Call) -> list[str]:
    return [
        keyword.value.value
        for keyword in call.keywords
        if keyword.arg in ("goal", "challenge")
        and isinstance(keyword.value, ast.Constant)
        and isinstance(keyword.value.value, str)
    ]


def _name(function: ast.expr) -> str:
    return ast.unparse(function).rpartition(".")[2]
