"""One driver for widgets in plain Python: does what a person does, and reads what a person reads."""

from __future__ import annotations

import json
from dataclasses import fields
from xml.etree import ElementTree

from lecture_lib.drawing import Picture
from lecture_lib.interactive import App, Event, GoalProgress


class WidgetDriver:
    """Works on one widget. Elements of the picture are named by their targets: ("W", 1, 0, 2)."""

    def __init__(self, app: App) -> None:
        self.app = app

    # --- what a person does

    def press(self, label: str) -> None:
        """Press the button with this label."""
        self.app.press(label)

    def choose(self, label: str, value) -> None:
        """Choose from a menu, by the option's value; turn a switch by True or False."""
        self.app.set(label, value)

    def hand_in(self, label: str, text: str) -> None:
        """Type a text into a field or an area, or load a file of this text."""
        self.app.hand_in(label, text)

    def download(self, label: str) -> bytes:
        """Ask for a file of the menu."""
        return self.app.download(label)

    def slide(self, label: str, value: float) -> None:
        """Pull a slider to the value nearest to this one."""
        self.app.set(label, value)

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
        self.app.card.receive(message)

    def undo(self) -> None:
        self.app.undo()

    def redo(self) -> None:
        self.app.redo()

    def restart(self) -> None:
        self.app.restart()

    # --- what a person reads

    @property
    def state(self):
        return self.app.state

    @property
    def picture(self) -> Picture:
        """The picture, which must be that of the state, also in the browser."""
        assert self.app.picture == self.app.view(self.app.state).picture
        assert self.app.card.panels == [panel.markup for panel in self.app.picture.panels]
        assert self.app.card.pixels == self.app.picture.pixels
        assert self.app.card.face | {"controls": self.app.card.controls} == self.app.face
        return self.app.picture

    @property
    def text(self) -> str:
        """What the picture says in words."""
        return self.picture.text

    @property
    def note(self) -> str:
        """The feedback."""
        return self.app.feedback.text

    @property
    def in_trouble(self) -> bool:
        """Whether the note says that the last wish could not be met."""
        return self.app.feedback.tone == "trouble"

    @property
    def goal(self) -> GoalProgress:
        assert self.app.goal is not None
        return self.app.goal

    @property
    def code(self) -> str:
        """The call that "Copy as code" gives, without its imports."""
        return self.app.code

    def control(self, label: str) -> dict:
        """What the card shows of the control with this label."""
        return next(face for face in self.app.face["controls"] if face["name"] == label)

    def field(self, label: str) -> str:
        """What stands in a text field or an area."""
        assert self.app.card.face | {"controls": self.app.card.controls} == self.app.face
        return self.app.card.texts[label]["text"]

    def value(self, label: str):
        """The number or option that a slider, a choice or a switch stands at."""
        return self.app.controls[label].values[self.control(label)["at"]]

    def enabled(self, label: str) -> bool:
        """Can the button be pressed?"""
        return self.control(label)["enabled"]

    def running(self, label: str) -> bool:
        """Does the play with this label run?"""
        return self.control(label)["running"]

    def can(self, way: str) -> bool:
        """Can one undo, redo or restart?"""
        return self.app.face[way]

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
