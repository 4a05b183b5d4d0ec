"""Find the part: a lecture's name is asked for, the learner presses the part of the network that it means (00.4)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from markupsafe import Markup

from ...drawing import Picture, handle, join_elements, svg, tag, text
from ...interactive import App, Button, Choice, Event, Goal, View, widget
from .notation import NETWORK_PARTS, NOTATIONS, latex_to_unicode

_WIDTH, _HEIGHT = 258, 208  # of both panels
_BOX = (78, 36)
_DRAWN = {  # part -> its panel, and the centre of its box there
    "W1": (0, (41, 86)),
    "x": (0, (129, 86)),
    "b1": (0, (217, 86)),
    "z1": (0, (41, 162)),
    "g1": (0, (129, 162)),
    "a1": (0, (217, 162)),
    "W2": (1, (41, 86)),
    "b2": (1, (217, 86)),
    "z2": (1, (41, 162)),
    "g2": (1, (129, 162)),
    "a2": (1, (217, 162)),
}
_ORDER = ("x", "W1", "b1", "z1", "g1", "a1", "W2", "b2", "z2", "g2", "a2")


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
        named = [part for part in _ORDER if NOTATIONS[self.lecture].names[part]]
        return named[1::2] + named[::2]

    @property
    def current_part(self) -> str | None:
        """The part that is asked for now, or None if all are found."""
        return next((part for part in self.asked if part not in self.found), None)


GOALS = {
    "lecture A": Goal(
        "find all nine names of lecture A", lambda state: len(state.found) if state.lecture == "A" else 0, 9
    ),
}


def view(state: State) -> View:
    """Return the picture, and a reply to the last press.

    >>> view(select_part(State("B"), "z1")).note
    'No: this box holds the hidden sums, before the activation. Lecture B calls it zᵢₙ. Where is Wᵀ?'
    """
    return View(draw(state), note=_reply(state), right=state.hit if state.pressed else None)


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
        Button("Next notation", _next_notation, lambda s: s.current_part is None, primary=True),
        Button("Show the names", lambda s: replace(s, names=not s.names)),
        Choice("lecture", "notation", lectures, lambda s, lecture: State(lecture, names=s.names)),
    ]
    return App("notation_game", state, view, controls, on_event, title="One network, four notations", goals=GOALS)


def _next_notation(state: State) -> State:
    lectures = list(NOTATIONS)
    return State(lectures[(lectures.index(state.lecture) + 1) % len(lectures)])


def draw(state: State) -> Picture:
    """Return the network with the parts found so far named: the hidden layer, and the output's."""
    title = NOTATIONS[state.lecture].title
    asked = "All names are found." if state.current_part is None else f"where is {_name(state, state.current_part)}?"
    found = ", ".join(_name(state, part) for part in state.found) or "nothing"
    question = [text(2, 22, _typeset(asked[0].upper() + asked[1:]), "big bold")]
    so_far = [text(256, 22, f"{title}: {len(state.found)} of {len(state.asked)} found", "end small soft num")]
    return svg.panels(
        svg.panel(_WIDTH, _HEIGHT, *question, *_layer(state, 0, "hidden layer")),
        svg.panel(_WIDTH, _HEIGHT, *so_far, *_layer(state, 1, "output layer"), *_from_the_left()),
        title="One network, many names",
        text=f"{title[0].upper()}{title[1:]}: {_plain(asked)} Found so far: {_plain(found)}.",
    )


def _layer(state: State, panel: int, name: str) -> list[str]:
    """Return one layer: above what goes into its sums, below sums, function and values from left to right."""
    into, sums = 126, 162
    parts = [
        text(2, 54, name, "bold"),
        *(svg.line_segment(x, 104, x, into, stroke="var(--soft)", stroke_width=2) for x in (41, 129, 217)),
        svg.line_segment(40, into, 218, into, stroke="var(--soft)", stroke_width=2),
        text(85, 91, "·", "mid bold"),
        text(173, 90, "+", "mid small"),
        svg.arrow(41, into, 41, sums - 19, "var(--soft)", 2),
        svg.arrow(80, sums, 89, sums, "var(--soft)", 2),
        svg.arrow(168, sums, 177, sums, "var(--soft)", 2),
        *(text(x, 199, word, "mid small soft") for x, word in ((41, "sums"), (129, "function"), (217, "values"))),
    ]
    return parts + [_box(state, part, at) for part, (where, at) in _DRAWN.items() if where == panel]


def _from_the_left() -> list[str]:
    """Return the hidden values where they enter the output layer: they are no box of their own."""
    box = {"x": 90, "y": 68, "width": 78, "height": 36, "rx": 6}
    return [
        tag("rect", **box, fill="none", stroke="var(--soft)", stroke_dasharray="3 4"),
        text(129, 82, "values from", "mid small soft"),
        text(129, 97, "the left", "mid small soft"),
    ]


def _box(state: State, part: str, at: tuple[float, float]) -> str:
    """Return a part as a box to press: named when found, green with a tick; red and crossed when pressed wrongly."""
    (x, y), (width, height) = at, _BOX
    known = part in state.found or state.names
    name = _name(state, part) or "–"
    missed = part == state.pressed and not state.hit
    found = part in state.found
    label = f"{NETWORK_PARTS[part][1]}{', named ' + name if known else ''}: press Enter to choose it"
    box = {"x": x - width / 2, "y": y - height / 2, "width": width, "height": height, "rx": 6}
    border = "var(--bad)" if missed else "var(--good)" if found else "var(--line)"
    tint = tag("rect", **box, fill=border, opacity=0.18) if missed or found else ""
    return tag(
        "g",
        tag("rect", **box, fill="var(--zone)", stroke=border, stroke_width=2.5 if missed or found else 1.2),
        tint,
        text(x, y + 5, _typeset(name) if known else "?", "mid" + ("" if known else " soft")),
        text(x + 30, y - 6, "✗", "mid small bold bad") if missed else "",
        text(x + 30, y - 6, "✓", "mid small bold good") if found and not missed else "",
        class_="flash" if missed else None,
        **handle((part,), "press", label),
    )


def _reply(state: State) -> str:
    notation = NOTATIONS[state.lecture]
    title = notation.title[0].upper() + notation.title[1:]
    asked = f"Where is {_name(state, state.current_part)}?" if state.current_part else _ALL_FOUND
    if state.pressed is None:
        return _plain(f"Press the box of {_name(state, state.asked[0])}. {notation.remark}")
    name = _name(state, state.pressed)
    said = f"{'Yes' if state.hit else 'No'}: this box holds {NETWORK_PARTS[state.pressed][1]}."
    named = f"{title} calls it {name}." if name else "This notation has no name for it."
    return _plain(" ".join([said, *([] if state.hit else [named]), asked]))


_ALL_FOUND = "All names are found: press Next notation."


def _name(state: State, part: str) -> str:
    return latex_to_unicode(NOTATIONS[state.lecture].names[part])


def _plain(words: str) -> str:
    """Return words in which nothing is raised: brackets say enough."""
    return words.replace("^[", "[")


def _typeset(words: str) -> Markup:
    """Return words with the numbers in brackets raised, for a drawing.

    >>> print(_typeset("a^[2] = ŷ"))
    <tspan>a</tspan><tspan dy="-5" font-size="12">[2]</tspan><tspan dy="5"> = ŷ</tspan>
    """
    first, *raised = words.split("^")
    parts = [tag("tspan", first)]
    for piece in raised:
        number, _, after = piece.partition("]")
        parts.append(tag("tspan", f"{number}]", dy=-5, font_size=12))
        if after:
            parts.append(tag("tspan", after, dy=5))
    return join_elements(parts)
