"""Exercise sheets: the stub that a learner gets, the solved sheet, and the metadata that nbgrader reads.

In the source, `# %% question="03.1a"` marks the cell to answer, with the solution between the two markers;
`# %% check="03.1a" points=2` marks the cell that judges it; `# %% [markdown] explain="03.2b" points=2` is an answer
in words, graded by a person: a model answer, a guide for whoever reads what learners write in its place, and a list of
questions by which learners compare their own.
"""

from __future__ import annotations

import re

from nbformat import NotebookNode

FOR_THE_READER, COMPARE_YOURS = "*For the reader.*", "*Compare yours.*"
BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
WRITE_HERE = "*Write here.*"
_CHECKED = re.compile(r'check\("[^"]*", (.+?)\)   #.*')
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


def solved_answers(notebook: NotebookNode) -> dict[str, dict[str, str]]:
    """Return every question cell by its number: its solved code, what its check is given, and the cells before it.

    Of the cells before, those are kept that the solution can need: not the pictures, not other questions.
    """
    given, solved = [], {}
    for cell in notebook.cells:
        mark = cell.metadata
        if "question" in mark:
            solved[mark["question"]] = {"code": _solved_text(cell.source), "given": "\n".join(given), "answer": ""}
        elif "check" in mark:
            solved[mark["check"]]["answer"] = _checked_answer(cell.source)
        elif cell.cell_type == "code" and "lecture_lib.labs" not in cell.source:
            given.append(cell.source)
    return solved


def _checked_answer(source: str) -> str:
    """Return what a check cell hands in.

    >>> _checked_answer('check("05.1a", z)   # stuck? hint("05.1a")')
    'z'
    >>> _checked_answer('check("05.1a", z)')
    Traceback (most recent call last):
    ValueError: a check cell of a sheet reads ...; this one: check("05.1a", z)
    """
    match = _CHECKED.fullmatch(source)
    if match is None:
        raise ValueError(
            f'a check cell of a sheet reads check("05.1a", z)   # stuck? hint("05.1a") ...; this one: {source}'
        )
    return match[1]


def answers_in_words(notebook: NotebookNode) -> dict[str, dict]:
    """Return every question in words by its number: the model answer, and the questions to compare one's own with."""
    return {
        cell.metadata["explain"]: {"answer": _model_answer(cell.source), "compare": _compare_list(cell.source)}
        for cell in notebook.cells
        if "explain" in cell.metadata
    }


def _model_answer(source: str) -> str:
    """Return what stands before the guide for the reader, each paragraph on one line.

    >>> _model_answer("Because\\nit is.\\n\\n*For the reader.* 2 points: all.")
    'Because it is.'
    """
    answer = re.split(r"\*+(?:For the reader|Compare yours)", source)[0]
    return "\n".join(" ".join(paragraph.split()) for paragraph in answer.split("\n\n")).strip()


def _compare_list(source: str) -> list[str]:
    """Return the items of the last list.

    >>> _compare_list("*Compare yours.*\\n\\n- Does it say\\n  why?\\n- Does it say how?")
    ['Does it say why?', 'Does it say how?']
    """
    _, _, listed = source.partition(COMPARE_YOURS)
    return [" ".join(item.split()) for item in re.split(r"^- ", listed, flags=re.MULTILINE)[1:]]


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
