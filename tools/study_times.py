"""How long a notebook takes to study, estimated by a rule: `python -m tools.study_times` prints each section's minutes.

Nobody was timed. The rule counts what there is to do, and its minutes are those of MINUTES. What a notebook says
of itself (**Time** about 80 minutes) is held to the rule by a test, and the guides in docs/ add up what notebooks say.
"""

from __future__ import annotations

import re
from pathlib import Path

from nbformat import NotebookNode

from tools import notebook
from tools.goals import goals_of

ROOT = Path(__file__).resolve().parent.parent
MINUTES = {  # what there is to do in a notebook, and how long each takes
    "word": 1 / 200,  # read
    "code cell": 0.5,  # read and run
    "prediction": 1,  # thought over, and compared with what happens
    "checkpoint": 2,  # answered, and corrected once
    "goal": 5,  # of a card, reached by trying
}
MINUTES_PER_POINT = 3  # of an exercise sheet


def study_minutes(cells: list[NotebookNode]) -> float:
    """Return how long these cells take, by the rule.

    >>> from nbformat.v4 import new_code_cell, new_markdown_cell
    >>> study_minutes([new_markdown_cell("How many? " * 100), new_code_cell("predict('05.1', '{n}')")])
    2.5
    """
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    code = [cell.source for cell in cells if cell.cell_type == "code"]
    counts = {
        "word": len(re.findall(r"[A-Za-z’-]{2,}|\d+", re.sub(r"\$\$.*?\$\$|\$[^$]*\$", " 1 ", text, flags=re.DOTALL))),
        "code cell": len(code),
        "prediction": sum(len(re.findall(r"^predict\(", source, re.MULTILINE)) for source in code),
        "checkpoint": sum(len(re.findall(r"^check\(", source, re.MULTILINE)) for source in code),
        "goal": len(goals_of(NotebookNode(cells=cells))),
    }
    return sum(MINUTES[kind] * count for kind, count in counts.items())


def sections(lesson: NotebookNode) -> dict[str, list[NotebookNode]]:
    """Return a notebook's cells by section, "05.1" say; what is before the first section belongs to it.

    >>> list(sections(notebook.read("# %% [markdown]\\n# # 5\\n\\n# %% [markdown]\\n# ## 05.1 A\\n")))
    ['05.1']
    """
    found: dict[str, list[NotebookNode]] = {}
    before: list[NotebookNode] = []
    for cell in lesson.cells:
        heading = re.search(r"^## (\d\d\.\d)", cell.source, re.MULTILINE) if cell.cell_type == "markdown" else None
        if heading:
            found.setdefault(heading[1], []).extend(before)
            before = []
        (next(reversed(found.values())) if found else before).append(cell)
    return found


def sheet_minutes(sheet: NotebookNode) -> int:
    """Return how long an exercise sheet takes, by its points.

    >>> sheet_minutes(notebook.read('# %% check="05.1a" points=2\\ncheck("05.1a", z)\\n'))
    6
    """
    return MINUTES_PER_POINT * sum(int(cell.metadata.get("points", 0)) for cell in sheet.cells)


def said_minutes(lesson: NotebookNode) -> int:
    """Return the minutes that a notebook states in its first lines."""
    found = re.search(r"\*\*Time\*\* about (\d+) minutes", lesson.cells[0].source)
    if found is None:
        raise ValueError("the first cell states no time, such as **Time** about 80 minutes.")
    return int(found[1])


def main() -> None:
    for path in sorted(ROOT.glob("source/*.py")):
        lesson = notebook.read(path.read_text("utf-8"))
        parts = {number: study_minutes(cells) for number, cells in sections(lesson).items()}
        sheet = ROOT / "source" / "exercises" / path.name
        own = sheet_minutes(notebook.read(sheet.read_text("utf-8"))) if sheet.exists() else 0
        print(f"{path.stem}: says {said_minutes(lesson)}, by the rule {sum(parts.values()):.0f}, sheet {own}")
        print("    " + ", ".join(f"{number} {minutes:.0f}" for number, minutes in parts.items()))


if __name__ == "__main__":
    main()
