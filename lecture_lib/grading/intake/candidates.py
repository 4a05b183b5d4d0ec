"""One notebook among those that a student handed in: which sheet it is about, and how it ranks beside the others."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .files import SubmittedFile
from .notebook_file import MAX_FILE_BYTES, NotebookCells, UnreadableFile, notebook_cells
from .sheets import Sheet, sheet_of


@dataclass(frozen=True)
class Candidate:
    """One notebook: its code, or why it cannot be read; the sheet it is about, "" if unknown."""

    file: SubmittedFile
    sheet: str
    cells: tuple[str, ...] = ()
    problem: str = ""
    name_matches: bool = False
    answers: int = 0
    other_cells: tuple[str, ...] = ()

    @property
    def rank(self) -> tuple:
        """The draft with the smallest rank is the one that counts."""
        file = self.file
        return bool(self.problem), not self.name_matches, -file.attempt, -self.answers, -file.time, file.path

    @property
    def label(self) -> str:
        """The file, and what is wrong with it."""
        return f"{self.file.label} ({self.problem})" if self.problem else self.file.label


def read_candidate(file: SubmittedFile, sheets: dict[str, Sheet]) -> Candidate:
    """Read a notebook, and find the sheet that it is about."""
    read, problem = NotebookCells(), file.problem
    try:
        read = notebook_cells(file.read(MAX_FILE_BYTES))
    except UnreadableFile as trouble:
        problem = str(trouble)
    cells = read.code
    sheet = next((found for part in reversed(file.path) if (found := sheet_of(part, cells, sheets))), None)
    if sheet is None:
        there = ", ".join(sorted(each.name for each in sheets.values()))
        return Candidate(file, "", cells, problem or f"it is about none of the sheets: {there}")
    code = "\n".join(line[:200] for cell in cells for line in cell.splitlines() if line.strip())
    answers = sum(all(_answered(code, name) for name in task.names) for task in sheet.tasks)
    named = file.stem.casefold() == sheet.name.casefold()
    return Candidate(file, sheet.lecture, cells, problem, named, answers, read.other)


def _answered(code: str, name: str) -> bool:
    """Is the name defined, and not by the stub? Looked up as text: hostile code can bring a parser down."""
    function = rf"def +{name}\b(?!.*:\s*\.\.\.)"
    value = rf"(?:\w+ *, *)*{name}\b(?: *, *\w+)* *=(?!\s*[\[(]?\.\.\.)"
    return re.search(rf"^(?:{function}|{value})", code, re.MULTILINE) is not None
