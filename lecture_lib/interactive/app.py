"""The app every widget is: a frozen state, a pure view of it, controls, and a way back.

A widget is described by a start state, `view(state) -> View`, a list of controls and, if its picture can be
touched, `on_event(state, event) -> state`. The app does the rest: redraw, back and forward, reset, the goal,
showing the state as code, and telling in plain words what went wrong.
"""

from __future__ import annotations

import asyncio
import reprlib
import threading
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, fields, replace
from functools import partial, wraps
from typing import Any

import ipywidgets as widgets
from markupsafe import Markup

from ..course import progress
from ..drawing import Picture
from ..validation import InputError, safely
from .board import Board
from .event import Event, decode_event, require_target


@dataclass(frozen=True)
class Goal:
    """What to reach, and whether this state reaches it."""

    asks: str
    reached: bool


@dataclass(frozen=True)
class View:
    """All that a state shows: the picture with its text twin, the goal, and a sentence of feedback."""

    picture: Picture
    goal: Goal | None = None
    note: str = ""


@dataclass(frozen=True)
class Slider:
    """A slider for one field of the state."""

    field: str
    label: str
    low: float
    high: float
    step: float = 0.1
    shows: Callable[[Any], bool] = lambda state: True

    def make(self, app: App) -> widgets.Widget:
        slider = widgets.FloatSlider(
            min=self.low,
            max=self.high,
            step=self.step,
            description=self.label,
            readout_format=".3g",
            style={"description_width": "8em"},
            layout={"width": "22em"},
        )
        slider.observe(lambda change: self._moved(app, self._nearest(change["new"])), "value")
        return slider

    def follow(self, control, state) -> None:
        value = getattr(state, self.field)
        nearest = self._nearest(value)
        if self._nearest(control.value) != nearest:
            control.value = nearest
        control.readout = abs(value - nearest) < 1e-9  # never show another number than the state's
        control.layout.display = None if self.shows(state) else "none"

    def _moved(self, app: App, value: float) -> None:
        if value != self._nearest(getattr(app.state, self.field)):  # the browser echoes what it is told
            app.change(lambda state: replace(state, **{self.field: value}), merge=self.field)

    def _nearest(self, value: float) -> float:
        """Return the slider's own value nearest to any value, without the last digits of adding up steps."""
        steps = round((min(max(value, self.low), self.high) - self.low) / self.step)
        return round(self.low + steps * self.step, 10)


@dataclass(frozen=True)
class Choice:
    """A drop-down list for one field; `options` are the field's values or pairs (label, value).

    `act(state, value)` may give the new state when choosing changes more than the field.
    """

    field: str
    label: str
    options: Sequence
    act: Callable[[Any, Any], Any] | None = None

    def make(self, app: App) -> widgets.Widget:
        value = getattr(app.state, self.field)
        values = [option[1] if isinstance(option, tuple) else option for option in self.options]
        if value not in values:
            raise InputError(f"{self.field} is {reprlib.repr(value)}; one of {', '.join(map(repr, values))} is wanted")
        menu = widgets.Dropdown(
            options=self.options,
            value=value,
            description=self.label,
            style={"description_width": "8em"},
            layout={"width": "22em"},
        )
        act = self.act or (lambda state, value: replace(state, **{self.field: value}))
        menu.observe(lambda change: app.change(lambda state: act(state, change["new"])), "value")
        return menu

    def follow(self, control, state) -> None:
        control.value = getattr(state, self.field)


@dataclass(frozen=True)
class Button:
    """A button that takes the state to another; greyed out where `when(state)` is false."""

    label: str
    act: Callable[[Any], Any]
    when: Callable[[Any], bool] = lambda state: True
    style: str = ""

    def make(self, app: App) -> widgets.Widget:
        button = widgets.Button(description=self.label, button_style=self.style)
        button.on_click(lambda _: self.when(app.state) and app.change(self.act))  # or clicked twice
        return button

    def follow(self, control, state) -> None:
        control.disabled = not self.when(state)


@dataclass(frozen=True)
class Play:
    """A Run / Pause button: takes the state through `act` again and again while `when(state)` holds.

    Each step is one turn of the event loop, so that Pause and every other control answer at once.
    """

    label: str
    act: Callable[[Any], Any]
    when: Callable[[Any], bool] = lambda state: True

    def make(self, app: App) -> widgets.Widget:
        button = widgets.ToggleButton(description=self.label, icon="play")
        button.observe(lambda change: self._toggled(app, button, change["new"]), "value")
        return button

    def follow(self, control, state) -> None:
        control.disabled = not self.when(state)

    def _toggled(self, app: App, button, running: bool) -> None:
        button.description, button.icon = ("Pause", "pause") if running else (self.label, "play")
        if running:
            asyncio.get_running_loop().create_task(self._run(app, button))

    async def _run(self, app: App, button) -> None:
        try:
            while button.value and self.when(app.state) and app.change(self.act, merge=self.label):
                await asyncio.sleep(0.02)
        finally:
            button.value = False
            app.rest()


def _alone(method):
    """Let one thread at a time through: JupyterLab answers controls and runs cells in different threads."""

    @wraps(method)
    def locked(app, *arguments, **named):
        with app._lock:
            return method(app, *arguments, **named)

    return locked


class App(widgets.VBox):
    """A widget in a notebook: picture, controls, goal, back and forward.

    `name` is how code makes it again, and `make_state(**settings)` how its state is made of the settings: the button
    "Show as code" prints `name(setting=value, ...)`.
    """

    def __init__(
        self,
        name: str,
        start,
        view: Callable[[Any], View],
        controls: Sequence = (),
        on_event: Callable[[Any, Event], Any] | None = None,
    ) -> None:
        self.name, self.view, self._on_event = name, view, on_event
        self.make_state: Callable[..., Any] = type(start)
        self._past, self._future, self._merging = [start], [], None
        self._lock = threading.RLock()
        self._syncing = self._goal_noted = False
        self.board = Board(self._receive)
        self.note, self.in_trouble = "", False
        self._told = widgets.HTML()
        self._told.add_class("ll-note")
        self._code = widgets.HTML()
        specs = [*controls, *self._transport(start)]
        self.controls = {spec.label: (spec, spec.make(self)) for spec in specs}
        own = [control for spec, control in self.controls.values() if spec in controls]
        rest = [control for spec, control in self.controls.values() if spec not in controls]
        wrap = {"flex_flow": "row wrap", "align_items": "center"}
        super().__init__(
            [widgets.HBox(own, layout=wrap), self.board, self._told, widgets.HBox(rest, layout=wrap), self._code]
        )
        self.add_class("ll-stage")
        self.add_class(f"ll-is-{name}")
        self._redraw()

    @property
    def state(self):
        """The state that is shown now."""
        return self._past[-1]

    @property
    def picture(self) -> Picture:
        """The picture that is shown now; `picture.text` is what it says in words."""
        return self._shown.picture

    @property
    def goal(self) -> Goal | None:
        """What to reach, and whether the state that is shown reaches it."""
        return self._shown.goal

    @property
    def code(self) -> str:
        """The call that makes this widget again as it stands."""
        return code_text(self.name, self.state, self.make_state)

    @_alone
    def send(self, event: Event) -> None:
        """Answer what a person did to an element of the picture.

        What an ipywidgets widget sends to its own page under this name is the board's affair here.
        """
        if self._on_event is None:
            return
        moving = event.kind in ("drag", "draw")
        self.change(partial(self._answer, self._on_event, event), merge=event.target if moving else None)
        if moving and event.last:
            self._merging = None

    @_alone
    def change(self, act: Callable[[Any], Any], merge: Hashable | None = None) -> bool:
        """Go to `act(state)`; say what is wrong if it raises. True if the state changed.

        Changes in a row with the same `merge` key count as one when going back.
        """
        if self._syncing:
            return False
        try:
            state = act(self.state)
            shown = self.view(state)
        except InputError as problem:
            self._refuse(problem)
            return False
        except Exception as problem:
            self._sync()
            self._say(
                f"This widget stopped at “{problem}”. Nothing is lost: go on from here, or press Reset.", trouble=True
            )
            raise
        if state == self.state:
            self._redraw(shown)
            return False
        if merge is not None and merge == self._merging:
            self._past[-1] = state
        else:
            self._past.append(state)
        self._merging, self._future = merge, []
        self._redraw(shown)
        return True

    @_alone
    def rest(self) -> None:
        """End a change that was made of many: the next one is a step of its own when going back."""
        self._merging = None
        self._sync()

    @_alone
    def back(self) -> None:
        """Show the state before this one."""
        if len(self._past) > 1:
            self._future.append(self._past.pop())
            self._travelled()

    @_alone
    def forward(self) -> None:
        """Undo `back`."""
        if self._future:
            self._past.append(self._future.pop())
            self._travelled()

    def press(self, label: str) -> None:
        """Do what the button or menu with this label does; for tests and tours."""
        self.controls[label][1].click()

    def _transport(self, start) -> list[Button]:
        return [
            _Travel("◀ Back", App.back, lambda app: len(app._past) > 1),
            _Travel("Forward ▶", App.forward, lambda app: bool(app._future)),
            Button("Reset", lambda state: start, lambda state: state != start),
            _Travel("Show as code", App._show_code, lambda app: True),
        ]

    def _travelled(self) -> None:
        self._merging = None
        self._redraw()

    def _show_code(self) -> None:
        shown = Markup("<pre style='white-space:pre-wrap'>{}</pre>").format(self.code)
        self._code.value = "" if self._code.value else shown

    def _answer(self, on_event: Callable[[Any, Event], Any], event: Event, state):
        require_target(event, self.picture)
        return on_event(state, event)

    @_alone
    def _receive(self, message) -> None:
        """Take what the browser has sent."""
        try:
            event = decode_event(message)
        except InputError as problem:
            self._refuse(problem)
        else:
            self.send(event)

    def _refuse(self, problem: InputError) -> None:
        self._sync()
        self._say(str(problem), trouble=True)

    def _redraw(self, shown: View | None = None) -> None:
        self._shown = shown = shown or self.view(self.state)
        with self.board.hold_sync():
            self.board.svg, self.board.say = str(shown.picture.svg), shown.picture.text
        self._say_goal(shown)
        self._sync()
        if self._code.value:
            self._code.value = ""

    def _sync(self) -> None:
        """Let every control show the state; what this changes in them is no wish of the learner's."""
        self._syncing = True
        try:
            for spec, control in self.controls.values():
                spec.follow(control, self if isinstance(spec, _Travel) else self.state)
        finally:
            self._syncing = False

    def _say_goal(self, shown: View) -> None:
        goal = Markup()
        if shown.goal:
            mark, word = ("✓", "Reached") if shown.goal.reached else ("○", "Goal")
            goal = Markup("<div><b>{} {}:</b> {}</div>").format(mark, word, shown.goal.asks)
            if shown.goal.reached and not self._goal_noted:
                self._goal_noted = True
                progress().goal(self.name)
        self._say(shown.note, goal)

    def _say(self, text: str, goal: Markup = Markup(), trouble: bool = False) -> None:
        self.note, self.in_trouble = text, trouble
        class_ = "ll-trouble" if trouble else "ll-word"
        self._told.value = Markup("<div class='{}' role='status'><div>{}</div>{}</div>").format(class_, text, goal)


def code_text(name: str, state, make_state: Callable[..., Any]) -> str:
    """Return the call that makes a widget in this state, with no more settings than it takes.

    >>> from lecture_lib.labs.start.first_neuron import State
    >>> code_text("first_neuron", State(x=1.0, w=1.0), State)
    'first_neuron(x=1.0)'
    """
    settings = {field.name: getattr(state, field.name) for field in fields(state) if field.init}
    for setting in list(settings):
        fewer = {other: value for other, value in settings.items() if other != setting}
        if safely(lambda fewer=fewer: make_state(**fewer) == state, otherwise=False):
            settings = fewer
    return f"{name}({', '.join(f'{setting}={value!r}' for setting, value in settings.items())})"


@dataclass(frozen=True)
class _Travel:
    """A button that acts on the app itself, not on the state."""

    label: str
    act: Callable[[App], None]
    when: Callable[[App], bool]

    def make(self, app: App) -> widgets.Widget:
        button = widgets.Button(description=self.label)
        button.on_click(lambda _: self.act(app))
        return button

    def follow(self, control, app: App) -> None:
        control.disabled = not self.when(app)
