"""The way through the course: where one is, under the title of each notebook and sheet; where to go, at its end.

Links lead only to notebooks and sheets that there are, so a new one appears on its neighbours by itself.
"""

from __future__ import annotations

from collections.abc import Collection

from nbformat import NotebookNode, v4

from lecture_lib.course import CHAPTERS

_LAST = int(max(CHAPTERS))
_START = "00"  # the notebook that shows the map
_FROM_SHEET = "../notebooks/"


class Way:
    """The notebooks and sheets that there are, by the names of their files without ending.

    >>> way = Way(["00_start_here", "03_perceptron", "04_xor"], ["04_xor"])
    >>> way.at_the_end_of_notebook("03_perceptron").split(" · next: ")[1]
    '[4 · Solve XOR with a hidden layer](04_xor.ipynb)'
    """

    def __init__(self, notebooks: Collection[str], sheets: Collection[str]) -> None:
        self.notebooks, self.sheets = sorted(notebooks), set(sheets)

    def put_into_notebook(self, notebook: NotebookNode, stem: str) -> NotebookNode:
        """Add the line under the title and the cell at the end to a notebook."""
        return _with(notebook, self.under_the_title_of_notebook(stem), self.at_the_end_of_notebook(stem))

    def put_into_sheet(self, sheet: NotebookNode, stem: str) -> NotebookNode:
        """Add the line under the title and the cell at the end to an exercise sheet, open or solved."""
        return _with(sheet, self.under_the_title_of_sheet(stem), self.at_the_end_of_sheet(stem))

    def under_the_title_of_notebook(self, stem: str) -> str:
        """Return which notebook this is, and what comes before it; at the start, what comes after."""
        if stem[:2] == _START:
            return _joined(f"The first of {len(CHAPTERS)} notebooks", self._next(stem))
        return _joined(f"Notebook {int(stem[:2])} of {_LAST}", self._before(stem), self._map())

    def at_the_end_of_notebook(self, stem: str) -> str:
        """Return before, exercises, map and next."""
        exercises = f"[exercises](../exercises/{stem}.ipynb)" if stem in self.sheets else ""
        here = "the map is at the top of this notebook" if stem[:2] == _START else self._map()
        return _joined(self._before(stem), exercises, here, self._next(stem))

    def under_the_title_of_sheet(self, stem: str) -> str:
        """Return which notebook the exercises belong to, and where the map is."""
        notebook = f"[notebook {int(stem[:2])}]({_FROM_SHEET}{stem}.ipynb)"
        return _joined(f"Exercises to {notebook}", self._map(_FROM_SHEET))

    def at_the_end_of_sheet(self, stem: str) -> str:
        """Return the way back to the notebook, the map, and the next notebook."""
        back = f"back to {_link(stem, _FROM_SHEET)}"
        return _joined(back, self._map(_FROM_SHEET), self._next(stem, _FROM_SHEET))

    def _before(self, stem: str) -> str:
        earlier = [other for other in self.notebooks if other < stem]
        return f"before: {_link(earlier[-1])}" if earlier else ""

    def _next(self, stem: str, folder: str = "") -> str:
        later = [other for other in self.notebooks if other > stem]
        return f"next: {_link(later[0], folder)}" if later else ""

    def _map(self, folder: str = "") -> str:
        start = next((other for other in self.notebooks if other[:2] == _START), "")
        return f"[map]({folder}{start}.ipynb)" if start else ""


def _link(stem: str, folder: str = "") -> str:
    return f"[{int(stem[:2])} · {CHAPTERS[stem[:2]][1]}]({folder}{stem}.ipynb)"


def _joined(*parts: str) -> str:
    return " · ".join(filter(None, parts))


def _with(notebook: NotebookNode, under_title: str, at_the_end: str) -> NotebookNode:
    title, _, rest = notebook.cells[0].source.partition("\n")
    notebook.cells[0].source = f"{title}\n\n<small>{under_title}</small>\n{rest}".rstrip("\n")
    if at_the_end:
        notebook.cells.append(v4.new_markdown_cell(at_the_end[0].upper() + at_the_end[1:]))
    return notebook
