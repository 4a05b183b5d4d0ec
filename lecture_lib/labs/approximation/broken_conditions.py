"""Break a condition of the theorem, add units, and see which error still falls (row 11.2)."""

from __future__ import annotations

from dataclasses import dataclass

from ...drawing import number_text
from ...interactive import App, Choice, LabGoal, Slider, View, even_values, widget
from ...validation import InputError, count_phrase
from .conditions import CONDITION_CASES, approximate_case
from .conditions_picture import draw_broken_condition

MAX_UNITS, MAX_REACH = 64, 3.0
_NOTES = {
    "none": "The largest distance falls as fast as 1/N₁²: four times smaller with each doubling.",
    "square": "Every one of these networks is a polynomial of degree 2. From two units on, nothing is gained.",
    "cube": "Every one of these networks is a polynomial of degree 3. From three units on, nothing is gained.",
    "jump": "A continuous curve cannot jump. Left or right of 0 it misses by at least half of the jump.",
    "outside relu": "Beyond the last joint a ReLU network goes straight on. The theorem is silent there.",
    "outside tanh": "Beyond the last bends a tanh network lies flat. The theorem is silent there.",
    "open": "A network is bounded on (0, 1], 1/x is not. Measured from 0.001 on; nearer to 0 it is worse.",
}


@dataclass(frozen=True)
class State:
    """The broken condition by name, the number of units, and how far from 0 the picture looks outside K."""

    case: str = "none"
    n: float = 4.0
    reach: float = 2.0

    def __post_init__(self) -> None:
        if self.case not in CONDITION_CASES:
            raise InputError(f"case is {self.case!r}; one of {', '.join(CONDITION_CASES)} is wanted")
        if not 1 <= self.n <= MAX_UNITS or self.n % 1 or not 1 <= self.reach <= MAX_REACH:
            raise InputError(
                f"n is {number_text(self.n)} and reach is {number_text(self.reach)}; a whole number from 1 to "
                f"{MAX_UNITS} and a number from 1 to {MAX_REACH:g} are wanted"
            )


def view(state: State) -> View:
    """Return target and network, and the errors.

    >>> view(State()).goal.reached, view(State("jump", 64)).goal.reached
    (False, True)
    """
    n, reach = int(state.n), state.reach if CONDITION_CASES[state.case].outside else 1.0
    seen = approximate_case(state.case, n, reach)
    where = f" on [−{number_text(reach)}, {number_text(reach)}]" if reach > 1 else ""
    said = (
        f"{CONDITION_CASES[state.case].title}. With {count_phrase(n, 'unit')} the largest distance{where} is "
        f"{number_text(seen.largest, 3)}, the average distance {number_text(seen.average, 3)}."
    )
    goal = LabGoal(
        "break a condition and find a network: average distance below 0.02, largest above 0.4",
        seen.average < 0.02 and seen.largest > 0.4,
    )
    return View(draw_broken_condition(state.case, n, reach, said), goal, _NOTES[state.case])


@widget
def broken_conditions(state: State) -> App:
    """Return the widget.

    >>> broken_conditions(case="square", n=64).picture.text
    'a polynomial activation, z². With 64 units the largest distance is 0.927, the average distance 0.393.'
    """
    controls = [
        Choice("case", "what is broken", [(case.title, name) for name, case in CONDITION_CASES.items()]),
        Slider("n", "units N₁", even_values(1, MAX_UNITS, 1)),
        Slider("reach", "look as far as", even_values(1, MAX_REACH, 0.1), lambda s: CONDITION_CASES[s.case].outside),
    ]
    return App("broken_conditions", state, view, controls, title="Broken conditions")
