"""One network in five notations: drawing, formulas and code change together, and parts are to be found again (07.2)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from ...drawing import Picture, svg, text
from ...interactive import App, Button, Choice, Event, LabGoal, View, widget
from ...validation import InputError
from .network_picture import NETWORK_HEIGHT, NETWORK_WIDTH, network_in_notation
from .spelling import NOTATION_TITLES, Spelling, part_description, spell_network

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

    `found` questions are answered, `missed` presses were wrong, `said` is the reply to the last press.
    """

    notation: str = "D"
    marked: str = ""
    found: int = 0
    missed: int = 0
    said: str = ""

    def __post_init__(self) -> None:
        if self.notation not in NOTATION_TITLES:
            raise InputError(f"notation is {self.notation!r}; one of {', '.join(NOTATION_TITLES)} is wanted")
        if not 0 <= self.found <= len(SWITCH_TASKS):
            raise InputError(f"found is {self.found}; a number from 0 to {len(SWITCH_TASKS)} is wanted")

    @property
    def task(self) -> tuple[str, str, str] | None:
        """The question that is open, or None."""
        return SWITCH_TASKS[self.found] if self.found < len(SWITCH_TASKS) else None


@lru_cache(maxsize=16)
def network_spelling(notation: str) -> Spelling:
    """Return the widget's network in a notation."""
    return spell_network(notation, SWITCH_SIZES)


def view(state: State) -> View:
    """Return the network in the notation that is shown, the open question and the reply to the last press.

    >>> view(mark_symbol(State("C"), "W2")).note
    'Yes. What lecture D writes as W^[2] is Ω₁ in lecture C.'
    """
    goal = LabGoal(f"answer all {len(SWITCH_TASKS)} questions ({state.found} so far)", state.task is None)
    return View(
        draw(state), goal, state.said or "Press any symbol: it is marked in the drawing, the formulas and the code."
    )


def question_text(state: State) -> str:
    """Return the open question in words."""
    if state.task is None:
        return "All questions are answered."
    source, target, part = state.task
    return (
        f"Question {state.found + 1} of {len(SWITCH_TASKS)}: {NOTATION_TITLES[source]} writes {_name(source, part)}. "
        f"Press it in {NOTATION_TITLES[target]}."
    )


def draw(state: State) -> Picture:
    """Return the picture."""
    spelling = network_spelling(state.notation)
    title = f"{spelling.title[0].upper()}{spelling.title[1:]}"
    mark = (
        f" Marked: {spelling.names[state.marked]}, {part_description(state.marked, _DEPTH)}."
        if state.marked in spelling.names
        else ""
    )
    names = ", ".join(f"{part_description(part, _DEPTH)} {name}" for part, name in spelling.names.items())
    return svg.picture(
        NETWORK_WIDTH,
        NETWORK_HEIGHT,
        text(150, 20, question_text(state), "bold"),
        network_in_notation(spelling, SWITCH_SIZES, state.marked, title),
        title="One network in five notations",
        text=f"{title}: {names}. {question_text(state)}{mark}",
    )


def mark_symbol(state: State, part: str) -> State:
    """Return the state after a symbol was pressed: marked, and judged if the open question is about this notation."""
    marked = replace(state, marked=part)
    if state.task is None or state.notation != state.task[1]:
        return replace(marked, said=f"{_name(state.notation, part)} stands for {part_description(part, _DEPTH)}.")
    source, target, wanted = state.task
    if part == wanted:
        return replace(
            marked,
            found=state.found + 1,
            said=f"Yes. What {NOTATION_TITLES[source]} writes as "
            f"{_name(source, wanted)} is {_name(target, wanted)} in {NOTATION_TITLES[target]}.",
        )
    return replace(
        marked,
        missed=state.missed + 1,
        said=f"Not this one: {_name(target, part)} stands for {part_description(part, _DEPTH)}.",
    )


def switch_notation(state: State, notation: str) -> State:
    """Return the state in another notation; the mark stays, but for the part that is asked for."""
    keep = state.marked in network_spelling(notation).names and not (state.task and state.marked == state.task[2])
    return replace(state, notation=notation, marked=state.marked if keep else "", said="")


def on_event(state: State, event: Event) -> State:
    """Take a press on a symbol, wherever it stands."""
    match event:
        case Event("press", (*_, part)):
            return mark_symbol(state, part)
    return state


def _name(notation: str, part: str) -> str:
    return str(network_spelling(notation).names[part])


@widget
def notation_switch(state: State) -> App:
    """Return the widget.

    >>> notation_switch(notation="B").picture.text.split(", ")[1]
    'the weights into layer 1 W^(1)T'
    """
    controls = [
        Choice("notation", "notation", [(title, key) for key, title in NOTATION_TITLES.items()], switch_notation),
        Button("Take the mark away", lambda s: replace(s, marked="", said=""), lambda s: bool(s.marked)),
    ]
    return App("notation_switch", state, view, controls, on_event, title="Notation switch")
