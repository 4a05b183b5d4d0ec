"""`docs/slide-checks.md`: every slide check of every notebook, gathered in one table.

In the source, `# %% [markdown] slide_check="05.1" lecture="B"` marks a cell of three lines, each a list item:
**The slide says:** ..., **What holds:** ..., **Why:** ...
"""

from __future__ import annotations

import re

from nbformat import NotebookNode

_PARTS = ("The slide says", "What holds", "Why")

_HEAD = """# Slide checks

What the four lectures print and what the course computes, where the two differ or two lectures contradict each
other. Each entry is in the notebook of its row, beside the cell that computes it. A, B, C, D are the lectures
of the curriculum.

| row | lecture | the slide says | what holds | why |
| --- | --- | --- | --- | --- |
"""


def parts(source: str) -> list[str]:
    """Return the three texts of a slide check.

    >>> parts("- **The slide says:** 2.\\n- **What holds:** 3.\\n- **Why:** A slip\\n  of the pen.")
    ['2.', '3.', 'A slip of the pen.']
    """
    pattern = r"\s*".join(rf"- \*\*{part}:\*\*\s*(.*?)" for part in _PARTS) + r"\s*$"
    match = re.match(pattern, source, re.DOTALL)
    if match is None:
        raise ValueError(f"a slide check needs three items ({', '.join(_PARTS)}); this one reads:\n{source}")
    return [" ".join(text.split()) for text in match.groups()]


_BOX = "border-left: 4px solid #c24e00; padding: 4px 16px; background-color: rgba(194, 78, 0, 0.08)"


def coloured_box(cell: NotebookNode) -> str:
    """Return the slide check's source as a coloured box with a heading."""
    heading = f"**Slide check {cell.metadata['slide_check']} (lecture {cell.metadata['lecture']})**"
    return f'<div style="{_BOX}">\n\n{heading}\n\n{cell.source}\n\n</div>'


def table(notebooks: list[NotebookNode]) -> str:
    """Return the whole page."""
    rows = []
    for notebook in notebooks:
        for cell in notebook.cells:
            if "slide_check" in cell.metadata:
                texts = [text.replace("|", "\\|") for text in parts(cell.source)]
                rows.append(f"| {cell.metadata['slide_check']} | {cell.metadata['lecture']} | {' | '.join(texts)} |")
    return _HEAD + "\n".join(rows) + "\n"
