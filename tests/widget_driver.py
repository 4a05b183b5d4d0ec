"""One driver for widgets in plain Python: does what a person does, and reads what a person reads."""

from __future__ import annotations

import json
from dataclasses import fields
from xml.etree import ElementTree

from lecture_lib.drawing import Picture
from lecture_lib.interactive import App, Event, Goal

BACK, FORWARD, RESET, CODE = "◀ Back", "Forward ▶", "Reset", "Show as code"


class WidgetDriver:
    """Works on one widget. Elements of the picture are named by their targets: ("W", 1, 0, 2)."""

    def __init__(self, app: App) -> None:
        self.app = app

    # --- what a person does

    def press(self, label: str) -> None:
        """Press the button with this label."""
        self.app.press(label)

    def choose(self, label: str, value) -> None:
        """Choose from a menu, by the option's value."""
        self.control(label).value = value

    def slide(self, label: str, value: float) -> None:
        """Pull a slider."""
        self.control(label).value = value

    def click(self, *target) -> None:
        """Press an element of the picture."""
        self.app.send(Event("press", target))

    def type(self, target: tuple, text: str) -> None:
        """Type over what stands in an element."""
        self.app.send(Event("edit", target, text))

    def drag(self, target: tuple, x: float, y: float, last: bool = True) -> None:
        """Drag an element to a place in the data."""
        self.app.send(Event("drag", target, x=x, y=y, last=last))

    def key(self, target: tuple, key: str) -> None:
        """Press a key on an element."""
        self.app.send(Event("key", target, key=key))

    def draw(self, target: tuple, *points: tuple[float, float], last: bool = True) -> None:
        """Draw a stroke on the ground."""
        self.app.send(Event("draw", target, points=points, last=last))

    def send(self, message) -> None:
        """Let the browser send a message as it is."""
        self.app.board.receive(message)

    def undo(self) -> None:
        self.press(BACK)

    def redo(self) -> None:
        self.press(FORWARD)

    def reset(self) -> None:
        self.press(RESET)

    # --- what a person reads

    @property
    def state(self):
        return self.app.state

    @property
    def picture(self) -> Picture:
        """The picture, which must be that of the state, also in the browser."""
        assert self.app.picture == self.app.view(self.app.state).picture
        assert (self.app.board.svg, self.app.board.say) == (self.app.picture.svg, self.app.picture.text)
        return self.app.picture

    @property
    def text(self) -> str:
        """What the picture says in words."""
        return self.picture.text

    @property
    def note(self) -> str:
        """The sentence below the picture."""
        return self.app.note

    @property
    def in_trouble(self) -> bool:
        """Whether the note says that the last wish could not be met."""
        return self.app.in_trouble

    @property
    def goal(self) -> Goal:
        assert self.app.goal is not None
        return self.app.goal

    @property
    def code(self) -> str:
        """What "Show as code" shows."""
        self.press(CODE)
        shown = "".join(ElementTree.fromstring(self.app.children[-1].value).itertext())
        self.press(CODE)
        return shown

    def control(self, label: str):
        """The control with this label, as ipywidgets knows it."""
        return self.app.controls[label][1]

    def enabled(self, label: str) -> bool:
        return not self.control(label).disabled

    def elements(self) -> dict[tuple, ElementTree.Element]:
        """Every element of the picture that answers to a person, by its target."""
        return elements_of(self.picture)


def elements_of(picture: Picture) -> dict[tuple, ElementTree.Element]:
    """Return every element of a picture that answers to a person, by its target."""
    nodes = ElementTree.fromstring(picture.svg).iter()
    return {tuple(json.loads(node.get("data-target"))): node for node in nodes if node.get("data-can")}


def settings_of(state) -> dict:
    """Return a state as the settings that make its widget: `tracer(**settings_of(state))`."""
    return {field.name: getattr(state, field.name) for field in fields(state)}
