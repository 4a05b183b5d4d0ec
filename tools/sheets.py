"""Exercise sheets: the stub that a learner gets, the solved sheet, and the metadata that nbgrader reads.

In the source, `# %% question="03.1a"` marks the cell to answer, with the solution between the two markers;
`# %% check="03.1a" points=2` marks the cell that judges it; `# %% [markdown] explain="03.2b" points=2` is an answer
in words, graded by a person: a model answer, and a guide for whoever reads what learners write in its place.
"""

from __future__ import annotations

import re

from nbformat import NotebookNode

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
WRITE_HERE = "*Write here.*"
_REGION = re.compile(rf"^([ \t]*){BEGIN}\n(.*?)^[ \t]*{END}\n?", re.MULTILINE | re.DOTALL)


def solved_sheet(notebook: NotebookNode) -> NotebookNode:
    """Return the sheet with its solutions, and nbgrader's metadata on its cells."""
    for cell in notebook.cells:
        mark = cell.metadata
        if "question" in mark:
            _grade(cell, mark.pop("question"), "answer", solution=True)
        elif "check" in mark:
            _grade(cell, mark.pop("check"), "check", grade=True, locked=True, points=mark.pop("points"))
        elif "explain" in mark:
            _grade(cell, mark.pop("explain"), "explain", solution=True, grade=True, points=mark.pop("points"))
    return notebook


def stub(notebook: NotebookNode) -> NotebookNode:
    """Return the solved sheet with every solution taken out, and room for the answers in words."""
    for cell in notebook.cells:
        in_words = cell.cell_type == "markdown" and cell.metadata.get("nbgrader", {}).get("solution")
        cell.source = WRITE_HERE if in_words else without_solution(cell.source)
    return notebook


def without_solution(source: str) -> str:
    """Put `...` in place of a solution; nothing where the line above holds the place with `...` already.

    >>> print(without_solution("def f(x):\\n    ### BEGIN SOLUTION\\n    return x\\n    ### END SOLUTION"))
    def f(x):
        ...
    >>> print(without_solution("w = [..., ...]\\n### BEGIN SOLUTION\\nw = [1, 2]\\n### END SOLUTION"))
    w = [..., ...]
    """

    def place(match: re.Match) -> str:
        above = source[: match.start()].rstrip().rsplit("\n", 1)[-1]
        return "" if "..." in above else f"{match[1]}...\n"

    return _REGION.sub(place, source + "\n").rstrip("\n")


def solutions(notebook: NotebookNode) -> dict[str, str]:
    """Return the solved text of every question cell by its number."""
    return {
        cell.metadata["question"]: _solved_text(cell.source) for cell in notebook.cells if "question" in cell.metadata
    }


def _solved_text(source: str) -> str:
    """Return the text without its markers, and without the lines round the solution that hold its place.

    >>> _solved_text("x = ...\\n### BEGIN SOLUTION\\nx = a[..., 0]\\n### END SOLUTION\\n")
    'x = a[..., 0]'
    """
    round_it, last = [], 0
    for match in _REGION.finditer(source + "\n"):
        round_it += [_without_dots(source[last : match.start()]), match[2]]
        last = match.end()
    return "".join([*round_it, _without_dots(source[last:])]).strip("\n")


def _without_dots(text: str) -> str:
    return "".join(line for line in text.splitlines(keepends=True) if "..." not in line)


def _grade(
    cell: NotebookNode,
    number: str,
    part: str,
    *,
    solution: bool = False,
    grade: bool = False,
    locked: bool = False,
    points: int | None = None,
) -> None:
    cell.metadata["nbgrader"] = {
        "grade": grade,
        "grade_id": f"{part}-{number.replace('.', '-')}",
        "locked": locked,
        "schema_version": 3,
        "solution": solution,
        "task": False,
        **({} if points is None else {"points": int(points)}),
    }
