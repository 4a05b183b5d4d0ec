"""The map of the course and the learner's own way through it (row 00.3)."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from .goal_index import goals, notebooks
from .progress import Progress, progress
from .question_index import questions
from .rings import DONE, Completion, ring

CHAPTERS = {
    "00": ("start_here", "Start here"),
    "01": ("linear_to_neuron", "Build a neuron from a linear model"),
    "02": ("activations", "Bend a sum with an activation function"),
    "03": ("perceptron", "Teach a perceptron with its mistakes"),
    "04": ("xor", "Solve XOR with a hidden layer"),
    "05": ("forward_by_hand", "Run a network forward, by hand"),
    "06": ("softmax", "Tell many classes apart with softmax"),
    "07": ("composed_functions", "Read a network as composed functions"),
    "08": ("descent", "Lower the loss by gradient descent"),
    "09": ("graphs", "Follow the chain rule through a graph"),
    "10": ("backprop", "Find every gradient by backpropagation"),
    "11": ("universal", "Approximate any continuous function"),
    "12": ("shapes", "Draw a shape, get its network"),
    "13": ("folding", "Compose two networks and fold the input"),
    "14": ("depth", "Weigh depth against width"),
    "15": ("digits", "See which features a network learns from digits"),
    "16": ("beyond_dense", "Go beyond dense layers"),
    "17": ("playground", "Play with a whole network"),
}
"""Number → (file name after the number, title). A notebook, its sheet and the README bear the same title."""


_COLUMNS = {"checkpoints": "11em", "exercises": "9.5em", "goals": "8em"}
"""Kind → least width on the map, so that the columns stand below each other, also where a notebook lacks a kind."""


@dataclass(frozen=True)
class NotebookProgress:
    """One notebook on the map: is it there yet, how much has it of each kind, and how much of that is reached."""

    number: str
    title: str
    file: str
    ready: bool
    goals: Completion
    checkpoints: Completion
    exercises: Completion

    @property
    def open(self) -> bool:
        """Is the notebook there, with something in it that has not been reached?"""
        return self.ready and not all(completion.all_reached for completion in self.by_kind.values())

    @property
    def by_kind(self) -> dict[str, Completion]:
        """What the notebook has, by kind."""
        kinds = {"checkpoints": self.checkpoints, "exercises": self.exercises, "goals": self.goals}
        return {kind: completion for kind, completion in kinds.items() if completion.of}


@dataclass(frozen=True)
class CourseMap:
    """The whole course; shows itself as a list with links and rings, and reads itself out as text."""

    rows: tuple[NotebookProgress, ...]
    journal_path: str

    @property
    def go_on_here(self) -> NotebookProgress | None:
        """The first notebook in which something is open; None when all is reached."""
        return next((row for row in self.rows if row.open), None)

    @property
    def total(self) -> dict[str, Completion]:
        """What all notebooks together have, by kind."""
        found = {kind: [row.by_kind[kind] for row in self.rows if kind in row.by_kind] for kind in _COLUMNS}
        return {kind: Completion(*map(sum, zip(*parts))) for kind, parts in found.items() if parts}

    def _repr_html_(self) -> Markup:
        rows = Markup().join(_row_html(row, row is self.go_on_here) for row in self.rows)
        total = _line_html(Markup("<b>The whole course</b>"), _kinds_html(self.total))
        return Markup(
            "<ul style='list-style-type:none;margin:0;padding:0;max-width:60em'>{}{}</ul>"
            "<p>Your progress is kept in <code style='overflow-wrap:anywhere;word-break:break-word'>{}</code>, on "
            "this machine only. Delete the file to start afresh.</p>"
        ).format(rows, total, self.journal_path)

    def __repr__(self) -> str:
        lines = [
            f"{row.number} {row.title}: "
            + (_kinds_text(row.by_kind) if row.ready else "not written yet")
            + " (go on here)" * (row is self.go_on_here)
            for row in self.rows
        ]
        return "\n".join([*lines, f"The whole course: {_kinds_text(self.total)}"])


def course_map(journal: Progress | None = None) -> CourseMap:
    """Return the map with the learner's progress on it.

    >>> from pathlib import Path
    >>> print(repr(course_map(Progress(Path("no such file")))).splitlines()[5])
    05 Run a network forward, by hand: 0 of 5 checkpoints, 0 of 6 exercises...
    """
    journal = journal or progress()
    right, reached = journal.right(), journal.goals()
    rows = (_row(number, name, title, right, reached) for number, (name, title) in CHAPTERS.items())
    return CourseMap(tuple(rows), str(journal.path))


def _row(number: str, name: str, title: str, right: set[str], reached: set[str]) -> NotebookProgress:
    checkpoints = {q for q in questions(number) if not q[-1].isalpha()}
    exercises = set(questions(number)) - checkpoints
    wanted = set(goals(number))
    return NotebookProgress(
        number,
        title,
        f"{number}_{name}.ipynb",
        number in notebooks(),
        Completion(len(wanted & reached), len(wanted)),
        Completion(len(checkpoints & right), len(checkpoints)),
        Completion(len(exercises & right), len(exercises)),
    )


def _words(kind: str, completion: Completion) -> str:
    return f"{completion} {kind[:-1] if completion.of == 1 else kind}"


def _kinds_text(by_kind: dict[str, Completion]) -> str:
    return ", ".join(_words(kind, completion) for kind, completion in by_kind.items())


def _row_html(row: NotebookProgress, go_on_here: bool) -> Markup:
    name = f"{row.number} {row.title}"
    if not row.ready:
        return _line_html(Markup("{}").format(name), Markup("not written yet"))
    title = Markup("<a href='{}'>{}</a>").format(row.file, name)
    if not go_on_here:
        return _line_html(title, _kinds_html(row.by_kind))
    return _line_html(title + Markup("<br><b>Go on here</b>"), _kinds_html(row.by_kind), bar=DONE)


def _line_html(title: Markup, rest: Markup, bar: str = "transparent") -> Markup:
    return Markup(
        "<li style='margin:0;padding:5px 0 5px 8px;border-top:1px solid #8b949e;border-left:4px solid {}'>"
        "<span style='display:inline-block;width:22em;max-width:100%;vertical-align:top'>{}</span> {}</li>"
    ).format(bar, title, rest)


def _kinds_html(by_kind: dict[str, Completion]) -> Markup:
    return Markup(" ").join(
        Markup("<span style='display:inline-block;min-width:{};white-space:nowrap'>{}</span>").format(
            width, Markup("{} {}").format(ring(by_kind[kind]), _words(kind, by_kind[kind])) if kind in by_kind else ""
        )
        for kind, width in _COLUMNS.items()
    )
