"""From one percent-format source to a notebook: the same bytes at every run."""

from __future__ import annotations

import hashlib
from collections import Counter

import jupytext
import nbformat
from nbformat import NotebookNode

METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def read(source: str) -> NotebookNode:
    """Return the notebook that a percent-format text describes, without outputs.

    >>> notebook = read("# %% [markdown]\\n# Hello\\n\\n# %%\\n1 + 1\\n")
    >>> [cell.cell_type for cell in notebook.cells]
    ['markdown', 'code']
    """
    notebook = jupytext.reads(source, fmt="py:percent")
    notebook.metadata = nbformat.from_dict(METADATA)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    return notebook


def add_cell_ids(notebook: NotebookNode) -> NotebookNode:
    """Give every cell an id made from its content, so that the same text always has the same id."""
    seen: Counter = Counter()
    for cell in notebook.cells:
        key = hashlib.sha256(f"{cell.cell_type}\n{cell.source}".encode()).hexdigest()[:12]
        cell.id = f"{key}-{seen[key]}" if seen[key] else key
        seen[key] += 1
    return notebook


def notebook_text(notebook: NotebookNode) -> str:
    """Return the notebook as the text of its file."""
    nbformat.validate(notebook)
    return nbformat.writes(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
