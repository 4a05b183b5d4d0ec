"""The gallery of wrong gradients: a check shows which arrays are off, the learner says which mistake did it (10.4)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ...drawing import Picture, handle, number_text, picture, tag, text
from ...interactive import App, Button, Event, LabGoal, View, widget
from ...validation import whole
from .faulty_gradients import FAULTY_GRADIENT_ORDER, FAULTY_GRADIENTS, ArrayDeviation, array_deviations
from .log_bars import LogBar, log_bar_chart

WRONG_ABOVE = 1e-6  # above this relative error an array is taken for wrong
_WIDTH, _LEFT, _TOP, _LENGTH = 700, 60, 44, 440


@dataclass(frozen=True)
class State:
    """Which exhibit is shown, and what was named: pairs (exhibit, the mistake that was named), in this order."""

    at: int = 0
    tried: tuple[tuple[int, str], ...] = ()

    def __post_init__(self) -> None:
        whole(self.at, "at", 0, len(FAULTY_GRADIENT_ORDER) - 1)

    @property
    def key(self) -> str:
        return FAULTY_GRADIENT_ORDER[self.at]

    @property
    def solved(self) -> bool:
        """Has the mistake of this exhibit been named?"""
        return (self.at, self.key) in self.tried


def view(state: State) -> View:
    """Return the bars, the mistakes to choose from, and the goal.

    >>> view(choose_mistake(State(), "mean")).note
    'Not this one. That would make everything too large by the number of examples: all quotients 5.'
    """
    n = len(FAULTY_GRADIENT_ORDER)
    n_named = sum(exhibit in state.tried for exhibit in enumerate(FAULTY_GRADIENT_ORDER))
    first_tries = dict(reversed(state.tried))
    n_at_once = sum(first_tries.get(at) == key for at, key in enumerate(FAULTY_GRADIENT_ORDER))
    goal = LabGoal(
        f"name the mistake in all {n} exhibits, at least {n - 3} at the first try "
        f"({n_named} named, {n_at_once} at the first try)",
        n_named == n and n_at_once >= n - 3,
    )
    return View(draw(state), goal, _note(state))


def on_event(state: State, event: Event) -> State:
    """Take a mistake that was pressed."""
    match event:
        case Event("press", ("mistake", key)):
            return choose_mistake(state, key)
    return state


def choose_mistake(state: State, key: str) -> State:
    """Return the state after the learner has named a mistake; once the right one is named, the exhibit is settled."""
    if state.solved or (state.at, key) in state.tried:
        return state
    return replace(state, tried=(*state.tried, (state.at, key)))


@widget
def wrong_gradients(state: State) -> App:
    """Return the widget.

    >>> wrong_gradients(at=2).picture.text.split(". ")[0]
    'Exhibit 3 of 9'
    """
    controls = [
        Button("Exhibit before", lambda s: replace(s, at=s.at - 1), lambda s: s.at > 0),
        Button("Next exhibit", lambda s: replace(s, at=s.at + 1), lambda s: s.at < len(FAULTY_GRADIENT_ORDER) - 1),
    ]
    return App("wrong_gradients", state, view, controls, on_event, title="Wrong gradients")


def draw(state: State) -> Picture:
    """Return the picture: how far off each array is, and the mistakes to choose from."""
    found, exhibit = array_deviations(state.key), f"Exhibit {state.at + 1} of {len(FAULTY_GRADIENT_ORDER)}"
    rows = [LogBar(f.name, f.error, f.error < WRONG_ABOVE, _quotients(f)) for f in found]
    bottom = _TOP + 26 * len(rows)
    parts = [
        text(_LEFT, 18, f"{exhibit}: relative error of each array", "bold"),
        text(_LEFT + _LENGTH + 12, _TOP - 12, "got ÷ right", "small soft"),
        log_bar_chart(rows, -12, 1, _LEFT, _TOP, _LENGTH, [WRONG_ABOVE]),
        text(_LEFT, bottom + 52, "Which mistake did this?", "bold"),
    ]
    for k, (key, mistake) in enumerate(FAULTY_GRADIENTS.items()):
        parts.append(_option(state, key, mistake.title, _LEFT + 320 * (k % 2), bottom + 66 + 32 * (k // 2)))
    said = "; ".join(f"{f.name} {f.error:.1e}, {_quotients(f)}" for f in found)
    named = [FAULTY_GRADIENTS[key].title for at, key in state.tried if at == state.at]
    return picture(
        _WIDTH,
        bottom + 66 + 32 * ((len(FAULTY_GRADIENTS) + 1) // 2) + 4,
        *parts,
        title="Gallery of wrong gradients",
        text=f"{exhibit}. Relative errors and quotients: {said}. Named so far: {', '.join(named) or 'nothing'}.",
    )


def _option(state: State, key: str, title: str, x: float, y: float) -> str:
    tried = (state.at, key) in state.tried
    right = tried and key == state.key
    border = "var(--good)" if right else "var(--bad)" if tried else "var(--soft)"
    mark = "✓ " if right else "✗ " if tried else ""
    quiet = tried or state.solved
    label = f"{title}{', right' * right}{', not this one' * (tried and not right)}"
    return tag(
        "g",
        tag(
            "rect",
            x=x,
            y=y,
            width=310,
            height=26,
            rx=5,
            fill="var(--zone)",
            stroke=border,
            stroke_width=2 if tried else 1,
        ),
        text(x + 10, y + 18, mark + title, "small" + (" good" if right else " bad" if tried else "")),
        **handle(("mistake", key), "press", label, quiet=quiet),
    )


def _quotients(f: ArrayDeviation) -> str:
    low, high = f.quotients
    if abs(high - low) < 1e-4 * max(abs(low), abs(high)):
        return f"all × {number_text(round((low + high) / 2, 4), 3)}"
    return f"× {number_text(low, 2)} to × {number_text(high, 2)}"


def _note(state: State) -> str:
    here = [named for at, named in state.tried if at == state.at]
    if not here:
        return "Bars right of the dotted line, 10⁻⁶, are wrong. Which arrays are they, and what do they share?"
    if state.solved:
        return f"Right: {FAULTY_GRADIENTS[state.key].title}. {_WHY[state.key]}"
    return f"Not this one. {FAULTY_GRADIENTS[here[-1]].symptom}"


_WHY = {
    "right": "All errors lie far below 10⁻⁶; what is left is the rounding of the central differences.",
    "sign": "Every array is turned round, and by nothing else: the mistake is at the very start.",
    "mean": "Every quotient is 5, the number of examples: the factor went in at the start.",
    "mean in db": "Every dW is right, so the deltas are; the db alone are a fifth.",
    "slope": "Layer 3 is right. From layer 2 down nothing is.",
    "transposed": "Layers 3 and 2 are right; the error begins where the square W[2] was passed.",
    "z for a": "The deltas are right, as db and dL/dx show. What they were multiplied with is wrong, "
    "but not in layer 1.",
    "last example": "dL/dx is right, so every delta is. What was added up over examples is wrong.",
    "moved": "Layer 3 is right; below it the errors are small, about the size of a step.",
}
