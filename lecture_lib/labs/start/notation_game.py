"""Find the part: a lecture's name is asked for, the learner presses the part of the network that it means (00.4)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ...drawing import Picture, handle, svg, tag, text
from ...interactive import App, Button, Choice, Event, LabGoal, View, widget
from .notation import NETWORK_PARTS, NOTATIONS, latex_to_unicode

_DRAWN = {  # part -> centre of its box
    "x": (60, 110),
    "W1": (165, 70),
    "b1": (165, 150),
    "z1": (270, 110),
    "g1": (365, 110),
    "a1": (460, 110),
    "W2": (565, 70),
    "b2": (565, 150),
    "z2": (670, 110),
    "g2": (765, 110),
    "a2": (860, 110),
}
_FLOW = ("x", "z1", "g1", "a1", "z2", "g2", "a2")


@dataclass(frozen=True)
class State:
    """The lecture, the parts found so far, the part pressed last and whether that was the one asked for."""

    lecture: str = "A"
    found: tuple[str, ...] = ()
    pressed: str | None = None
    hit: bool = False
    names: bool = False

    @property
    def asked(self) -> list[str]:
        """The parts that this lecture has a name for, in the order in which they are asked."""
        named = [part for part in _DRAWN if NOTATIONS[self.lecture].names[part]]
        return named[1::2] + named[::2]

    @property
    def current_part(self) -> str | None:
        """The part that is asked for now, or None if all are found."""
        return next((part for part in self.asked if part not in self.found), None)


def view(state: State) -> View:
    """Return the picture, the goal, and a reply to the last press.

    >>> view(select_part(State("B"), "z1")).note
    'That is the hidden sums, before the activation. Lecture B calls it z_in.'
    """
    goal = LabGoal(f"find all {len(state.asked)} names of {NOTATIONS[state.lecture].title}", state.current_part is None)
    return View(draw(state), goal, _reply(state))


def select_part(state: State, part: str) -> State:
    """Return the state after a press on a part; right if its name is the one that is asked for."""
    hit = state.current_part is not None and _name(state, part) == _name(state, state.current_part)
    return replace(state, pressed=part, hit=hit, found=(*state.found, state.current_part) if hit else state.found)


def on_event(state: State, event: Event) -> State:
    """Take a press on a part."""
    match event:
        case Event("press", (part,)):
            return select_part(state, part)
    return state


@widget
def notation_game(state: State) -> App:
    """Return the widget.

    >>> notation_game().picture.text
    'Lecture A: where is W? Found so far: nothing.'
    """
    lectures = [(notation.title, key) for key, notation in NOTATIONS.items()]
    controls = [
        Choice("lecture", "notation", lectures, lambda s, lecture: State(lecture, names=s.names)),
        Button("Show the names", lambda s: replace(s, names=not s.names)),
    ]
    return App("notation_game", state, view, controls, on_event, title="Notation game")


def draw(state: State) -> Picture:
    """Return the network with the parts found so far named."""
    parts = [
        svg.arrow(_DRAWN[a][0] + 36, 110, _DRAWN[b][0] - 38, 110, "var(--soft)", 2) for a, b in zip(_FLOW, _FLOW[1:])
    ]
    parts += [
        svg.line_segment(
            _DRAWN[p][0],
            _DRAWN[p][1] + (18 if p[0] == "W" else -18),
            _DRAWN[p][0],
            110,
            stroke="var(--soft)",
            stroke_width=2,
        )
        for p in ("W1", "b1", "W2", "b2")
    ]
    parts += [_box(state, part) for part in _DRAWN]
    asked = "All names are found." if state.current_part is None else f"where is {_name(state, state.current_part)}?"
    found = ", ".join(_name(state, part) for part in state.found) or "nothing"
    title = NOTATIONS[state.lecture].title
    said = f"{title[0].upper()}{title[1:]}: {asked} Found so far: {found}."
    return svg.picture(
        920, 200, text(20, 26, f"{title}: {asked}", "big bold"), *parts, title="One network, many names", text=said
    )


def _box(state: State, part: str) -> str:
    x, y = _DRAWN[part]
    known = part in state.found or state.names
    name = _name(state, part) or "–"
    border = "var(--good)" if part in state.found else "var(--accent)" if part == state.pressed else "var(--soft)"
    label = f"{NETWORK_PARTS[part][1]}{', named ' + name if known else ''}: press Enter to choose it"
    return tag(
        "g",
        tag(
            "rect",
            x=x - 36,
            y=y - 17,
            width=72,
            height=34,
            rx=6,
            fill="var(--zone)" if part[0] in "Wbg" else "var(--paper)",
            stroke=border,
            stroke_width=2.5 if border != "var(--soft)" else 1.2,
        ),
        text(x, y + 5, name if known else "?", "mid" + ("" if known else " soft")),
        **handle((part,), "press", label),
    )


def _reply(state: State) -> str:
    if state.pressed is None:
        return NOTATIONS[state.lecture].remark
    name, title = _name(state, state.pressed), NOTATIONS[state.lecture].title
    said = f"That is {NETWORK_PARTS[state.pressed][1]}."
    if not name:
        return f"{said} This notation has no name for it."
    return f"{said} {'Yes, ' + title if state.hit else title[0].upper() + title[1:]} calls it {name}."


def _name(state: State, part: str) -> str:
    return latex_to_unicode(NOTATIONS[state.lecture].names[part])
