"""A notebook as a page of the site: its sections can be linked to, its answers wait until they are opened."""

from __future__ import annotations

import copy
import re

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from lecture_lib.checking import find_question
from lecture_lib.interactive.stage_card import INVITATION
from tools.site.pictures import Pictures

_SECTION = re.compile(r"^(## )(\d\d)\.(\d+[a-z]?) ", re.MULTILINE)
_NOTEBOOK = re.compile(r"""(href=["'][\w./]+)\.ipynb(?=["'])""")
_INVITATION = 'The card stands still on this page. To move it, <a href="../start.html">open the course</a>.'
_KINDS = {"text/html", "text/plain", "image/png", "image/svg+xml"}  # of outputs that a page shows
_PICTURES = "../_static/pictures"
_PREDICT, _REVEAL = re.compile(r"^predict\(", re.MULTILINE), re.compile(r"^reveal\(", re.MULTILINE)
_ANSWER = "You have guessed? Show the answer"
_SOLUTION = "Show a solution"


def lesson_page(executed: NotebookNode, pictures: Pictures) -> NotebookNode:
    """Return the page of a notebook that has been run; what answers a prediction is folded away."""
    page = _prepared(executed, pictures)
    asked = False
    for cell in page.cells:
        if cell.cell_type == "code":
            if asked and cell.outputs:
                _hide(cell, "output", _ANSWER)
            asked = bool(_PREDICT.search(cell.source)) or asked and not _REVEAL.search(cell.source)
    return page


def sheet_page(solved: NotebookNode, pictures: Pictures) -> NotebookNode:
    """Return the page of a sheet: each question with its hints, and with its solution, folded away."""
    page = _prepared(solved, pictures)
    cells = []
    for cell in page.cells:
        kind, _, number = cell.metadata.get("nbgrader", {}).get("grade_id", "").partition("-")
        if kind == "answer":
            cells += _hints(number.replace("-", "."))
        if kind == "explain":
            cell.source = _folded("Show an answer", cell.source)
        elif kind:
            _hide(cell, "cell" if kind == "answer" else "output", _SOLUTION if kind == "answer" else "Show the verdict")
        cells.append(cell)
    page.cells = cells
    return page


def _prepared(notebook: NotebookNode, pictures: Pictures) -> NotebookNode:
    page = copy.deepcopy(notebook)
    page.metadata.pop("widgets", None)  # what moved the cards while they lived
    letter, seen = ("x" if _is_sheet(page) else "s"), set()
    for cell in page.cells:
        if cell.cell_type == "markdown":
            cell.source = with_labels(cell.source, letter, seen)
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            for other in [
                kind for kind in data if kind not in ("text/html", "text/plain", "image/png", "image/svg+xml")
            ]:
                del data[other]
            if "text/html" in data:
                html = _NOTEBOOK.sub(r"\1.html", data["text/html"].replace(INVITATION, _INVITATION))
                data["text/html"] = pictures.taken_out(html, _PICTURES)
    return page


def _is_sheet(page: NotebookNode) -> bool:
    return any("nbgrader" in cell.metadata for cell in page.cells)


def with_labels(text: str, letter: str, seen: set[str]) -> str:
    """Put before the first heading of each section the label that other pages link to.

    >>> with_labels("## 04.2 Two units in between", "s", set())
    '(s04-2)=\\n## 04.2 Two units in between'
    """

    def label(match: re.Match) -> str:
        name = f"{letter}{match[2]}-{match[3]}"
        if name in seen:
            return match[0]
        seen.add(name)
        return f"({name})=\n{match[0]}"

    return _SECTION.sub(label, text)


def _hide(cell: NotebookNode, what: str, prompt: str) -> None:
    cell.metadata.setdefault("tags", []).append(f"hide-{what}")
    cell.metadata["mystnb"] = {"code_prompt_show": prompt, "code_prompt_hide": "Hide it again"}


def _folded(summary: str, text: str) -> str:
    return f"<details><summary>{summary}</summary>\n\n{text}\n\n</details>"


def _hints(number: str) -> list[NotebookNode]:
    hints = find_question(number).hints
    folded = [
        f"<details><summary>Hint {i} of {len(hints)}</summary>\n\n{hint}\n\n</details>"
        for i, hint in enumerate(hints, 1)
    ]
    return [new_markdown_cell("\n\n".join(folded))] if hints else []
