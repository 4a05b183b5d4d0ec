"""The map of the course and the learner's own way through it (row 00.3)."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from .progress import Progress, progress
from .question_index import questions

CHAPTERS = {
    "00": ("start_here", "Start here"),
    "01": ("linear_to_neuron", "From linear models to neurons"),
    "02": ("activations", "Activation functions"),
    "03": ("perceptron", "The perceptron and logic gates"),
    "04": ("xor", "XOR and the hidden layer"),
    "05": ("forward_by_hand", "Forward passes by hand"),
    "06": ("softmax", "Many classes: softmax"),
    "07": ("composed_functions", "Networks as composed functions"),
    "08": ("descent", "Loss and gradient descent"),
    "09": ("graphs", "Chain rule and computational graphs"),
    "10": ("backprop", "Backpropagation"),
    "11": ("universal", "Universal approximation"),
    "12": ("shapes", "Shapes from neurons"),
    "13": ("folding", "Composing and folding"),
    "14": ("depth", "Depth against width"),
    "15": ("digits", "Learned features: digits"),
    "16": ("beyond_dense", "Beyond dense layers"),
    "17": ("playground", "Playground"),
}
"""Number → (file name after the number, title)."""


@dataclass(frozen=True)
class NotebookProgress:
    """One notebook on the map: how many checkpoints and exercises it has, and how many are right."""

    number: str
    title: str
    file: str
    checkpoints: tuple[int, int]
    exercises: tuple[int, int]

    @property
    def ready(self) -> bool:
        """Is the notebook there yet?"""
        return self.checkpoints[1] > 0


@dataclass(frozen=True)
class CourseMap:
    """The whole course; shows itself as a table with links, and reads itself out as text."""

    rows: tuple[NotebookProgress, ...]
    journal_path: str

    def _repr_html_(self) -> Markup:
        return Markup(
            "<table style='min-width:36em'><thead><tr><th style='text-align:left'>notebook</th>"
            "<th style='text-align:left'>checkpoints</th><th style='text-align:left'>exercises</th></tr></thead>"
            "<tbody>{}</tbody></table><p>Your progress is kept in <code>{}</code>, on "
            "this machine only. Delete the file to start afresh.</p>"
        ).format(Markup().join(map(_row_html, self.rows)), self.journal_path)

    def __repr__(self) -> str:
        return "\n".join(
            f"{row.number} {row.title}: "
            + (
                f"{row.checkpoints[0]} of {row.checkpoints[1]} checkpoints, "
                f"{row.exercises[0]} of {row.exercises[1]} exercises right"
                if row.ready
                else "in preparation"
            )
            for row in self.rows
        )


def course_map(journal: Progress | None = None) -> CourseMap:
    """Return the map with the learner's progress on it.

    >>> from pathlib import Path
    >>> print(repr(course_map(Progress(Path("no such file")))).splitlines()[5])
    05 Forward passes by hand: 0 of 5 checkpoints, 0 of 6 exercises right
    """
    journal = journal or progress()
    right = journal.right()
    return CourseMap(
        tuple(_row(number, name, title, right) for number, (name, title) in CHAPTERS.items()), str(journal.path)
    )


def _row(number: str, name: str, title: str, right: set[str]) -> NotebookProgress:
    checkpoints = {q for q in questions(number) if not q[-1].isalpha()}
    exercises = set(questions(number)) - checkpoints
    return NotebookProgress(
        number,
        title,
        f"{number}_{name}.ipynb",
        (len(checkpoints & right), len(checkpoints)),
        (len(exercises & right), len(exercises)),
    )


def _row_html(row: NotebookProgress) -> Markup:
    name = f"{row.number} {row.title}"
    if not row.ready:
        return Markup(
            "<tr><td style='text-align:left;opacity:.6'>{}</td>"
            "<td colspan='2' style='text-align:left;opacity:.6'>in preparation</td></tr>"
        ).format(name)
    return Markup(
        "<tr><td style='text-align:left'><a href='{}'>{}</a></td>"
        "<td style='text-align:left'>{}</td><td style='text-align:left'>{}</td></tr>"
    ).format(row.file, name, _bar(*row.checkpoints), _bar(*row.exercises))


def _bar(done: int, of: int) -> Markup:
    if not of:
        return Markup("–")
    return Markup(
        "<progress max='{of}' value='{done}' style='width:7em;vertical-align:middle' "
        "aria-label='{done} of {of}'></progress> {done} of {of}"
    ).format(done=done, of=of)
