"""The notebooks that a student handed in: which sheet each is about, and which of several counts."""

from __future__ import annotations

import difflib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from .files import SubmittedFile
from .notebook import Definitions, ReadingMemory
from .notebook_file import (
    CLEAR_OUTPUTS,
    MAX_FILE_BYTES,
    FileTooLarge,
    NotebookCells,
    UnreadableFile,
    notebook_cells,
)
from .sheets import Sheet, UnknownSheet, sheet_of

MODEL_SHARE = 0.75  # of the answers in a folder `solutions` that are the model's, word for word: it is the course's own
SET_OF_SHEETS = 3  # in one folder: it was copied, and nobody hands in each of them
MAX_CODE = 2 * 2**20  # characters of all notebooks of a student that are looked at
_INSTALLED = {"venv", "env", "site-packages", "node_modules"}  # folders with what others wrote
_OTHER_ENDINGS = {".json", ".txt", "", ".nb", ".jupyter", ".notebook"}  # that browsers, systems and people give to one
_NOTEBOOK = re.compile(rb'"(?:cells|worksheets)"\s*:\s*\[')


@dataclass(frozen=True)
class Candidate:
    """One notebook: its code, or why it cannot be read; the sheet it is about, None if unknown."""

    file: SubmittedFile
    about: Sheet | None
    cells: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    problem: str = ""

    @property
    def sheet(self) -> str:
        """The two digits of its sheet; "" if unknown."""
        return self.about.lecture if self.about else ""

    @property
    def label(self) -> str:
        """The file, and what is wrong with it."""
        return f"{self.file.label} ({self.problem})" if self.problem else self.file.label

    @property
    def rank(self) -> tuple:
        """The candidate with the smallest rank is the one that counts."""
        quality = bool(self.problem), not self.answers, not self.touched, self.model_share == 1
        named = self.about is not None and self.file.stem.casefold() == self.about.name.casefold()
        return *quality, -self.file.attempt, -len(self.answers), not named, -self.file.time, self.file.path

    @cached_property
    def answers(self) -> Definitions:
        """The sheet's names that it defines otherwise than the sheet does."""
        return self.about.answers(self.cells) if self.about else {}

    @property
    def solved(self) -> bool:
        """Are all of the sheet's names defined?"""
        return self.about is not None and len(self.answers) == len(self.about.names)

    @cached_property
    def touched(self) -> bool:
        """Was anything written that may answer a question?"""
        return bool(self.answers) or self.about is not None and self.about.is_touched(self.cells, self.texts)

    @property
    def model_share(self) -> float | None:
        """The share of its sheet's names that it defines as the model does, word for word; None without a model."""
        if self.about is None or not self.about.model:
            return None
        copied = [name for name, says in self.about.model_answers.items() if says & self.answers.get(name, set())]
        return len(copied) / len(self.about.names)


@dataclass(frozen=True)
class NotebookChoice:
    """What a student handed in, sorted out.

    by_sheet: by its two digits, the notebook that counts and the others of the sheet. blank: sheets on which nothing is
    answered and that came with a set. solutions: the course's own. unknown: about none of the sheets.
    """

    by_sheet: Mapping[str, list[Candidate]]
    blank: list[Candidate]
    solutions: list[Candidate]
    unknown: list[Candidate]


def choose(candidates: Iterable[Candidate]) -> NotebookChoice:
    """Sort out a student's notebooks. A copy of the course brings marks only where something was answered in it."""
    candidates = list(candidates)
    if len(candidates) > 1:
        candidates.sort(key=lambda each: each.rank)
    solutions = [each for each in candidates if each.sheet and _is_course_solution(each, candidates)]
    by_sheet = defaultdict(list)
    for each in candidates:
        if each.sheet and each not in solutions:
            by_sheet[each.sheet].append(each)
    in_folders = Counter(
        folder for _, folder in {(each.sheet, each.file.path[:-1]) for each in candidates if each.sheet}
    )
    sets = {folder for folder, sheets in in_folders.items() if sheets >= SET_OF_SHEETS}
    bests = [best for best, *_ in by_sheet.values() if best.file.path[:-1] in sets]
    blank = [best for best in bests if not (best.problem or best.touched)]
    for each in blank:
        del by_sheet[each.sheet]
    return NotebookChoice(by_sheet, blank, solutions, [each for each in candidates if not each.sheet])


def _is_course_solution(one: Candidate, candidates: list[Candidate]) -> bool:
    """Is it the course's own? It lies in a folder `solutions`, and is the model solution or one of a whole set.

    A set of another version of the course has some of the model's answers, that of a student hardly any.
    """
    if one.file.path[-2:-1] != ("solutions",):
        return False
    if one.model_share is not None and one.model_share >= MODEL_SHARE:
        return True
    folder, exercises = one.file.path[:-1], (*one.file.path[:-2], "exercises")
    handed_out = [each for each in candidates if each.file.path[:-1] == exercises]
    solved = [each for each in candidates if each.file.path[:-1] == folder and (each.solved or not each.sheet)]
    a_set = 3 <= len(solved) >= len(handed_out) / 2 > 0
    return a_set and (one.model_share is None or one.model_share >= MODEL_SHARE / 2)


def is_notebook(file: SubmittedFile) -> bool:
    """Is it a notebook by its name, or does it hold one under a name that a browser gave it?"""
    if _INSTALLED.intersection(file.path):
        return False
    if ".ipynb" in file.name.casefold() and file.kind not in (".py", ".html", ".pdf", ".zip"):
        return True
    if file.problem or not (file.kind in _OTHER_ENDINGS or difflib.get_close_matches(file.kind, [".ipynb"], 1, 0.75)):
        return False
    try:
        return _NOTEBOOK.search(file.read(MAX_FILE_BYTES)) is not None
    except UnreadableFile:
        return False


def read_candidates(
    files: Iterable[SubmittedFile], sheets: dict[str, Sheet], memory: ReadingMemory
) -> Iterator[Candidate]:
    """Yield the notebooks among a student's files; what comes after too much code is named, and not looked at."""
    room = MAX_CODE
    for file in filter(is_notebook, files):
        if room > 0:
            found = _read_candidate(file, sheets, memory)
            room -= sum(map(len, found.cells))
            yield found
        else:
            yield Candidate(file, None, problem="the notebooks before it hold too much code, so it was not read")


def _read_candidate(file: SubmittedFile, sheets: dict[str, Sheet], memory: ReadingMemory) -> Candidate:
    """Read a notebook, and find the sheet that it is about."""
    read, problem = NotebookCells(), file.problem
    try:
        data = file.read(MAX_FILE_BYTES)
    except FileTooLarge as trouble:
        problem = f"{trouble}: {CLEAR_OUTPUTS}"
    except UnreadableFile as trouble:
        problem = str(trouble)
    else:
        problem, *cells = memory.result(data, lambda: _cells_or_problem(data))
        read = NotebookCells(*map(tuple, cells))
    try:
        return Candidate(
            file, sheet_of("/".join(file.path), read.code, sheets, read.texts), read.code, read.texts, problem
        )
    except UnknownSheet as why:
        return Candidate(file, None, read.code, read.texts, problem or str(why))


def _cells_or_problem(data: bytes) -> list:
    """Return the problem with a notebook, "" if there is none, its code and its texts."""
    try:
        read = notebook_cells(data)
    except UnreadableFile as trouble:
        return [str(trouble), [], []]
    return ["", list(read.code), list(read.texts)]
