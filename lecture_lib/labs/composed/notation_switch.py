"""One network in five notations: drawing, formulas and code change together, and parts are to be found again (07.2)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from ...drawing import Picture, svg
from ...interactive import App, Button, Choice, Event, Goal, View, widget
from ...validation import InputError
from .network_picture import network_in_notation
from .spelling import NOTATION_TITLES, Spelling, Symbol, part_description, spell_network

SWITCH_SIZES = (3, 4, 2, 1)
SWITCH_TASKS = (
    ("D", "C", "W2"),
    ("C", "here", "a2"),
    ("C", "B", "b3"),
    ("B", "D", "z1"),
    ("here", "C", "b1"),
    ("B", "D", "g3"),
)
"""What is to be found: the notation that names it, the notation in which it is to be pressed, the part."""

_DEPTH = len(SWITCH_SIZES) - 1


@dataclass(frozen=True)
class State:
    """The notation that is shown, the part that is marked ("" for none), and how far the questions have come.

    `found` questions are answered, `missed` presses were wrong; `right` says whether the last press answered the
    open question, None where it could not.
    """

    notation: str = "D"
    marked: str = ""
    found: int = 0
    missed: int = 0
    right: bool | None = None

    def __post_init__(self) -> None:
        if self.notation not in NOTATION_TITLES:
            raise InputError(f"notation is {self.notation!r}; it should be one of {', '.join(NOTATION_TITLES)}")
        if not 0 <= self.found <= len(SWITCH_TASKS):
            raise InputError(f"found is {self.found}; it should be a number from 0 to {len(SWITCH_TASKS)}")
        if self.marked and self.marked not in network_spelling(self.notation).names:
            raise InputError(
                f"marked is {self.marked!r}; it should be a part that {NOTATION_TITLES[self.notation]} names"
            )

    @property
    def task(self) -> tuple[str, str, str] | None:
        """The question that is open, or None."""
        return SWITCH_TASKS[self.found] if self.found < len(SWITCH_TASKS) else None


GOALS = {
    "six symbols": Goal("find each symbol under another lecture's name", lambda s: s.found, len(SWITCH_TASKS)),
}
"""The goal by name."""


@lru_cache(maxsize=16)
def network_spelling(notation: str) -> Spelling:
    """Return the widget's network in a notation."""
    return spell_network(notation, SWITCH_SIZES)


def view(state: State) -> View:
    """Return the network in the notation that is shown, and the reply to the last press, or the open question.

    >>> view(mark_symbol(State("C"), "W2")).note
    'Right: W[²] is Ω₁ in lecture C. Next question: Lecture C writes h₂. Press it in this course.'
    """
    return View(draw(state), note=_reply(state), right=state.right)


def _reply(state: State) -> str:
    here = NOTATION_TITLES[state.notation]
    if state.right:
        source, _, part = SWITCH_TASKS[state.found - 1]
        is_it = f"Right: {_name(source, part)} is {_name(state.notation, part)} in {here}."
        return (
            f"{is_it} Next question: {question_text(state)}" if state.task else f"{is_it} That was the last question."
        )
    if state.marked:
        stands = f"{_name(state.notation, state.marked)} stands for {part_description(state.marked, _DEPTH)}"
        if state.right is False:
            return f"Not this one: {stands}."
        return f"{stands}, in the drawing, the formulas and the code."
    if state.task is None:
        return "All questions are answered. Press any symbol to see where else it appears."
    if state.notation == state.task[1]:
        return (
            f"This is {here}. Now press what {NOTATION_TITLES[state.task[0]]} writes as {_name(*_asked(state.task))}."
        )
    return f"Question {state.found + 1} of {len(SWITCH_TASKS)}: {question_text(state)}"


def _asked(task: tuple[str, str, str]) -> tuple[str, str]:
    """Return the notation that names the part, and the part."""
    source, _, part = task
    return source, part


def question_text(state: State) -> str:
    """Return the open question in words.

    >>> question_text(State())
    'Lecture D writes W[²]. Press it in lecture C.'
    """
    if state.task is None:
        return "All questions are answered."
    source, target, part = state.task
    who = NOTATION_TITLES[source]
    return f"{who[0].upper()}{who[1:]} writes {_name(source, part)}. Press it in {NOTATION_TITLES[target]}."


def draw(state: State) -> Picture:
    """Return the picture."""
    spelling = network_spelling(state.notation)
    layers = " ".join(
        f"Layer {l}: {' '.join(spelling.names[part].inline for part in _parts(l) if part in spelling.names)}."
        for l in range(1, _DEPTH + 1)
    )
    mark = f" Marked: {_name(state.notation, state.marked)}." if state.marked else ""
    wrong = state.marked if state.right is False else ""
    return svg.panels(
        *network_in_notation(spelling, SWITCH_SIZES, _question(state), state.marked, wrong),
        title="One network in five notations",
        text=f"In {spelling.title}, {layers} Question: {question_text(state)}{mark}",
    )


def _parts(l: int) -> list[str]:
    return [f"{letter}{l}" for letter in "Wbzga"]


def _question(state: State) -> tuple[str, Symbol | None, str]:
    """Return the open question as two lines, and the symbol that ends the first one."""
    if state.task is None:
        return "All six questions are answered.", None, ""
    source, target, part = state.task
    name = network_spelling(source).names[part]
    who = NOTATION_TITLES[source]
    return f"{state.found + 1}. {who[0].upper()}{who[1:]} writes", name, f"Press it in {NOTATION_TITLES[target]}."


def mark_symbol(state: State, part: str) -> State:
    """Return the state after a symbol was pressed: marked, and judged if the open question is about this notation."""
    marked = replace(state, marked=part, right=None)
    if state.task is None or state.notation != state.task[1]:
        return marked
    if part == state.task[2]:
        return replace(marked, found=state.found + 1, right=True)
    return replace(marked, missed=state.missed + 1, right=False)


def switch_notation(state: State, notation: str) -> State:
    """Return the state in another notation; the mark stays, but for the part that is asked for."""
    keep = state.marked in network_spelling(notation).names and not (state.task and state.marked == state.task[2])
    return replace(state, notation=notation, marked=state.marked if keep else "", right=None)


def next_notation(state: State) -> State:
    """Return the state in the notation that comes next.

    >>> [next_notation(State(notation)).notation for notation in ("A", "here")]
    ['B', 'A']
    """
    all_ = list(NOTATION_TITLES)
    return switch_notation(state, all_[(all_.index(state.notation) + 1) % len(all_)])


def on_event(state: State, event: Event) -> State:
    """Take a press on a symbol, wherever it stands."""
    match event:
        case Event("press", (*_, part)):
            return mark_symbol(state, part)
    return state


def _name(notation: str, part: str) -> str:
    return network_spelling(notation).names[part].inline


@widget
def notation_switch(state: State) -> App:
    """Return the widget.

    >>> notation_switch(notation="B").picture.text[:40]
    'In lecture B, Layer 1: W⁽¹⁾ᵀ b⁽¹⁾ zᵢₙ⁽¹⁾'
    """
    controls = [
        Button("Next notation", next_notation, primary=True),
        Button("Clear the mark", lambda s: replace(s, marked="", right=None), lambda s: bool(s.marked)),
        Choice("notation", "notation", [(title, key) for key, title in NOTATION_TITLES.items()], switch_notation),
    ]
    return App("notation_switch", state, view, controls, on_event, title="One network in five notations", goals=GOALS)
