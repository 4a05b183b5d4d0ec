"""The gallery of wrong gradients: a check shows which arrays are off, the learner says which mistake did it (10.4)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from markupsafe import Markup

from ...drawing import Picture, handle, number_text, scientific_notation, svg, tag, text
from ...interactive import App, Button, Event, Goal, View, widget
from ...validation import whole
from .faulty_gradients import FAULTY_GRADIENT_ORDER, FAULTY_GRADIENTS, ArrayDeviation, array_deviations
from .log_bars import LogAxis, LogBar, log_bar_chart

WRONG_ABOVE = 1e-6  # above this relative error an array is taken for wrong
_N = len(FAULTY_GRADIENT_ORDER)
_WIDTH, _HEIGHT = 252, 296
_ERRORS = LogAxis(-12, 0, left=62, top=84, width=88, row=26)
_OPTION = 29


@dataclass(frozen=True)
class State:
    """Which exhibit is shown, and what was named: pairs (exhibit, the mistake that was named), in this order.

    `judged` is the exhibit about which something was named last; once it is settled, another one is shown.
    """

    at: int = 0
    tried: tuple[tuple[int, str], ...] = ()
    judged: int | None = None

    def __post_init__(self) -> None:
        whole(self.at, "at", 0, _N - 1)

    @property
    def key(self) -> str:
        return FAULTY_GRADIENT_ORDER[self.at]

    @property
    def waiting(self) -> list[int]:
        """The exhibits whose mistake has not been named, from the one after this on."""
        order = [(self.at + k) % _N for k in range(1, _N + 1)]
        return [at for at in order if not self.is_settled(at)]

    def is_settled(self, at: int) -> bool:
        """Has the mistake of an exhibit been named?"""
        return (at, FAULTY_GRADIENT_ORDER[at]) in self.tried

    def is_hit(self, at: int) -> bool:
        """Was it named at the first try?"""
        return dict(reversed(self.tried)).get(at) == FAULTY_GRADIENT_ORDER[at]


def view(state: State) -> View:
    """Return the bars and the mistakes to choose from.

    >>> view(choose_mistake(State(), "mean")).note
    'Not this one. That would make everything too large by the number of examples: all quotients 5.'
    """
    right = None if state.judged is None else state.is_settled(state.judged)
    return View(draw(state), note=_note(state), right=right)


GOALS = {
    "first try": Goal(
        f"judge {_N - 3} of the {_N} exhibits rightly at the first try",
        lambda state: sum(map(state.is_hit, range(_N))),
        _N - 3,
    ),
}


def on_event(state: State, event: Event) -> State:
    """Take a mistake or an exhibit that was pressed."""
    match event:
        case Event("press", ("mistake", key)):
            return choose_mistake(state, key)
        case Event("press", ("exhibit", at)):
            return _shown(state, at)
    return state


def choose_mistake(state: State, key: str) -> State:
    """Return the state after the learner has named a mistake; after the right one the next open exhibit is shown.

    >>> choose_mistake(State(), "mean").at, choose_mistake(State(), "sign").at
    (0, 1)
    """
    if state.is_settled(state.at) or (state.at, key) in state.tried:
        return state
    named = replace(state, tried=(*state.tried, (state.at, key)), judged=state.at)
    return replace(named, at=named.waiting[0]) if named.is_settled(state.at) and named.waiting else named


def _shown(state: State, at: int) -> State:
    return replace(state, at=at, judged=None)


@widget
def wrong_gradients(state: State) -> App:
    """Return the widget.

    >>> wrong_gradients(at=2).picture.text.split(". ")[0]
    'Exhibit 3 of 9'
    """
    controls = [
        Button(
            "Next exhibit",
            lambda s: _shown(s, s.waiting[0]),
            lambda s: any(at != s.at for at in s.waiting),
            primary=True,
        ),
    ]
    return App("wrong_gradients", state, view, controls, on_event, title="Gallery of wrong gradients", goals=GOALS)


def draw(state: State) -> Picture:
    """Return the picture: how far off each array is, and the mistakes to choose from."""
    found = array_deviations(state.key)
    said = "; ".join(f"{f.name} {scientific_notation(f.error, 1)}, {_quotients(f)}" for f in found)
    named = [FAULTY_GRADIENTS[key].title for at, key in state.tried if at == state.at]
    options = [_option(state, key, _OPTION * k + 38) for k, key in enumerate(FAULTY_GRADIENTS)]
    return svg.panels(
        svg.panel(_WIDTH, _HEIGHT, *(_dot(state, at) for at in range(_N)), *_errors(state, found)),
        svg.panel(_WIDTH, _HEIGHT, text(2, 16, "Which mistake did this?", "bold"), *options),
        title="Gallery of wrong gradients",
        text=f"Exhibit {state.at + 1} of {_N}. Relative errors, and the quotients got ÷ right: {said}. "
        f"Named so far: {', '.join(named) or 'nothing'}.",
    )


def _errors(state: State, found: tuple[ArrayDeviation, ...]) -> list[Markup]:
    rows = [
        LogBar(f"{'✗ ' * (f.error >= WRONG_ABOVE)}{f.name}", f.error, f.error < WRONG_ABOVE, _quotients(f))
        for f in found
    ]
    return [
        text(2, 52, f"Exhibit {state.at + 1}", "bold"),
        text(_ERRORS.left, 72, "relative error", "small soft"),
        text(_ERRORS.left + _ERRORS.width + 8, 72, "got ÷ right", "small soft"),
        log_bar_chart(rows, _ERRORS, limit=WRONG_ABOVE),
    ]


def _dot(state: State, at: int) -> Markup:
    """Return an exhibit's dot: filled if it was settled at the first try, with a tick if it is settled at all."""
    settled, hit = state.is_settled(at), state.is_hit(at)
    now = at == state.at
    stands = "named at the first try" if hit else "named" if settled else "open"
    look = {
        "fill": "var(--good)" if hit else "var(--paper)",
        "stroke": "var(--accent)" if now else "var(--good)" if settled else "var(--line)",
        "stroke_width": 3 if now else 1.5,
    }
    colour = {"style": "fill:var(--paper)"} if hit else {}
    x = 14 + 28 * at
    return tag(
        "g",
        tag("circle", cx=x, cy=15, r=12.5, **look),
        text(x, 19.5, "✓" if settled else str(at + 1), "mid small num" + " good" * (settled and not hit), **colour),
        **handle(("exhibit", at), "press", f"exhibit {at + 1}, {stands}", quiet=now),
    )


def _option(state: State, key: str, y: float) -> Markup:
    tried = (state.at, key) in state.tried
    right = tried and key == state.key
    title, settled = FAULTY_GRADIENTS[key].title, state.is_settled(state.at)
    look = {
        "fill": "var(--zone)" if not settled or right else "var(--paper)",
        "stroke": "var(--good)" if right else "var(--bad)" if tried else "var(--faint)" if settled else "var(--line)",
        "stroke_width": 2 if tried else 1,
    }
    mark = "✓ " if right else "✗ " if tried else ""
    attributes = handle(
        ("mistake", key),
        "press",
        f"{title}{', right' * right}{', not this one' * (tried and not right)}",
        quiet=tried or settled,
    )
    if state.judged == state.at and state.tried[-1] == (state.at, key) and not right:
        attributes["class_"] = "flash"
    class_ = " good" if right else " bad" if tried else " soft" if settled else ""
    return tag(
        "g",
        tag("rect", x=1, y=y - 12, width=_WIDTH - 2, height=25, rx=5, **look),
        text(10, y + 5, mark + title, "small" + class_),
        **attributes,
    )


def _quotients(f: ArrayDeviation) -> str:
    low, high = f.quotients
    if abs(high - low) < 1e-4 * max(abs(low), abs(high)):
        return f"all {number_text(round((low + high) / 2, 4), 3)}"
    return f"{_short(low)} to {_short(high)}"


def _short(v: float) -> str:
    return number_text(round(v, 2) if abs(v) < 10 else round(v), 3)


def _note(state: State) -> str:
    if state.judged is None:
        if state.is_settled(state.at):
            return f"It was: {FAULTY_GRADIENTS[state.key].title}. {_WHY[state.key]}"
        return "Bars past the dotted line, 10⁻⁶, are wrong. What do these arrays share? Press the mistake that did it."
    if not state.is_settled(state.judged):
        return f"Not this one. {FAULTY_GRADIENTS[state.tried[-1][1]].symptom}"
    key = FAULTY_GRADIENT_ORDER[state.judged]
    now = f" Now exhibit {state.at + 1}." if state.waiting else " That was the last one."
    return f"Right, {state.judged + 1} was: {FAULTY_GRADIENTS[key].title}. {_WHY[key]}{now}"


_WHY = {
    "right": "All errors lie far below 10⁻⁶: the rounding of central differences.",
    "sign": "Every sign is flipped: the mistake is at the very start.",
    "mean": "Every quotient is 5, the number of examples: it went in at the start.",
    "mean in db": "Every dW is right, so every dz is right. Each db is a fifth of what it should be.",
    "slope": "Layer 3 is right. From layer 2 down, nothing is.",
    "transposed": "Layers 3 and 2 are right. The errors begin where the square W[2] was passed.",
    "z for a": "Every dz is right, as db shows. What multiplied it is wrong above layer 1.",
    "last example": "dL/dx is right, so every dz is right. What was added up is wrong.",
    "moved": "Layer 3 is right. Below it, the errors are about the size of a step.",
}
