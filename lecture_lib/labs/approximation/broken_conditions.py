"""Break a condition of the theorem, add units, and see which error still falls (row 11.2)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ...drawing import number_text
from ...interactive import App, Event, Goal, Play, Slider, View, even_values, widget
from ...validation import InputError, count_phrase
from .conditions import CONDITION_CASES, approximate_case
from .conditions_picture import MAX_REACH, MAX_UNITS, draw_broken_condition

FIRST_UNITS = 4  # of every case
BROKEN = tuple(name for name in CONDITION_CASES if name != "none")
_NOTES = {
    "none": "The maximum error falls like 1/N₁²: with each doubling it is divided by 4.",
    "square": "Every one of these networks is a polynomial of degree 2. From two units on, nothing is gained.",
    "cube": "Every one of these networks is a polynomial of degree 3. From three units on, nothing is gained.",
    "jump": "A continuous curve cannot jump: it misses by half of the jump or more. The mean error falls all the same.",
    "outside relu": "Beyond the last joint a ReLU network goes straight on. The theorem is silent there.",
    "outside tanh": "Beyond its last bends a tanh network is flat. The theorem is silent there.",
    "open": "A network is bounded on (0, 1], 1/x is not. Measured from 0.001 on; nearer to 0 it is worse.",
}


@dataclass(frozen=True)
class State:
    """The broken condition by name, the number of units, and how far from 0 one looks outside K.

    `seen` holds for each condition the most units that it has been seen with; a state always counts itself.

    >>> State("jump", 8).seen
    (('jump', 8),)
    """

    case: str = "none"
    n: int = FIRST_UNITS
    reach: float = 2.0
    seen: tuple[tuple[str, int], ...] = ()

    def __post_init__(self) -> None:
        if self.case not in CONDITION_CASES:
            raise InputError(f"case is {self.case!r}; choose one of {', '.join(CONDITION_CASES)}")
        if not 1 <= self.n <= MAX_UNITS or self.n % 1 or not 1 <= self.reach <= MAX_REACH:
            raise InputError(
                f"n is {number_text(self.n)} and reach is {number_text(self.reach)}; choose a whole number "
                f"from 1 to {MAX_UNITS} and a number from 1 to {MAX_REACH:g}"
            )
        most = dict(self.seen)
        most[self.case] = max(most.get(self.case, 0), int(self.n))
        object.__setattr__(self, "seen", tuple(most.items()))

    @property
    def done(self) -> tuple[str, ...]:
        """The conditions that have been seen with all units."""
        return tuple(name for name, n in self.seen if n == MAX_UNITS)


GOALS = {
    "all six": Goal(
        f"take each of the six broken conditions to {MAX_UNITS} units",
        lambda state: sum(name in BROKEN for name in state.done),
        len(BROKEN),
    )
}


def view(state: State) -> View:
    """Return the conditions, target and network, the errors as far as they have been seen, and what they tell.

    >>> view(State("jump")).note[:40], view(State("jump", 64)).note[:30]
    ('Say first what the maximum error will do', 'A continuous curve cannot jump')
    """
    case, outside = state.case, CONDITION_CASES[state.case].outside
    n, reach = int(state.n), state.reach if outside else 1.0
    seen = approximate_case(case, n, reach)
    where = f" on [−{number_text(reach)}, {number_text(reach)}]" if reach > 1 else ""
    said = (
        f"{CONDITION_CASES[case].title}. With {count_phrase(n, 'unit')} the maximum error{where} is "
        f"{number_text(seen.largest, 3)}, the mean error {number_text(seen.average, 3)}. "
        f"Seen with {MAX_UNITS} units: {', '.join(CONDITION_CASES[each].title for each in state.done) or 'none'}."
    )
    picture = draw_broken_condition(case, n, reach, dict(state.seen)[case], state.done, said)
    return View(picture, note=_note(case, case in state.done, outside))


def _note(case: str, done: bool, outside: bool) -> str:
    if case == "none":
        more = "Now break a condition: press one in the list."
        return (
            f"{_NOTES[case]} {more}" if done else f"All conditions hold. Add units and watch the purple curve. {more}"
        )
    if done:
        return _NOTES[case]
    farther = " The knob in the picture looks farther." if outside else ""
    return f"Say first what the maximum error will do with more units: fall, or level off? Then add units.{farther}"


def on_event(state: State, event: Event) -> State:
    """Break another condition, or look less or more far outside K."""
    match event:
        case Event("press", ("case", str(name))):
            return state if name == state.case else replace(state, case=name, n=FIRST_UNITS)
        case Event("drag", ("reach",), x=x):
            return replace(state, reach=round(min(max(x, 1.0), MAX_REACH), 1))
    return state


def add_units(state: State) -> State:
    """Return the state with an eighth more units, one at least.

    >>> [add_units(State(n=n)).n for n in (4, 32, 63)]
    [5, 36, 64]
    """
    return replace(state, n=min(MAX_UNITS, state.n + max(1, state.n // 8)))


@widget
def broken_conditions(state: State) -> App:
    """Return the widget.

    >>> broken_conditions(case="square", n=64).picture.text[:81]
    'polynomial activation, z². With 64 units the maximum error is 0.927, the mean err'
    """
    controls = [
        Play("Add units", add_units, lambda s: s.n < MAX_UNITS, primary=True, moves=True),
        Slider("n", "units N₁", even_values(1, MAX_UNITS, 1)),
    ]
    return App(
        "broken_conditions",
        state,
        view,
        controls,
        on_event,
        title="What happens when a condition breaks",
        goals=GOALS,
    )
