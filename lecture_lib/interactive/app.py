"""The app every widget is: a frozen state, a pure view of it, controls, a goal, and a way back.

A widget is described by a start state, `view(state) -> View`, a list of controls and, if its picture can be
touched, `on_event(state, event) -> state`. The app does the rest: redraw, undo and redo, start again, the goal,
the code that makes it again, and telling in plain words what went wrong. What a person sees of it is a card
(see `stage_card`).
"""

from __future__ import annotations

import ast
import asyncio
import threading
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, fields
from functools import partial, wraps
from time import monotonic
from typing import Any

from ..course import progress
from ..drawing import Picture
from ..validation import InputError, safely
from .card_link import card_link, course_address
from .controls import (
    Button,
    Choice,
    Control,
    Download,
    Play,
    Slider,
    TextArea,
    TextField,
    Toggle,
    Upload,
    file_fault,
    group_summaries,
    shown_text,
)
from .event import Event, decode_event, require_target
from .goal import Goal, GoalProgress
from .stage_card import Shown, StageCard

_PAUSE = 0.02  # seconds between two steps of what moves for the eye; a run goes on as soon as its frames are painted
_FRAME = 1 / 64  # seconds that a frame of a run takes at least: a little less than a screen shows it
_BREATH = 0.002  # seconds between two steps at least, in which everything else is answered
_SETTINGS, _TEXTS = Slider | Choice | Toggle, TextField | TextArea


@dataclass(frozen=True)
class View:
    """All that a state shows: the picture with its words, and a sentence of feedback.

    `right` is the feedback's verdict on what the person did last: True, False, or None where none is passed.
    """

    picture: Picture
    note: str = ""
    right: bool | None = None


@dataclass(frozen=True)
class Feedback:
    """What is said about the last move; `tone` is "note", "right", "wrong", or "trouble" where a wish was refused."""

    text: str = ""
    tone: str = "note"


def _alone(method):
    """Let one thread at a time through: JupyterLab answers controls and runs cells in different threads."""

    @wraps(method)
    def locked(app, *arguments, **named):
        with app._lock:
            return method(app, *arguments, **named)

    return locked


class App(Shown):
    """A widget in a notebook. `name` is how code makes it again, `title` what a person reads at its head.

    `make_state(**settings)` makes its state of the settings: "Copy as code" gives `name(setting=value, ...)`.
    `goals` are the laboratory's goals by name; the place in a notebook chooses one of them, or none (`choose_goal`).
    Where the state itself says which one it is about, `goal_of(state)` is its name, or empty.
    """

    def __init__(
        self,
        name: str,
        start,
        view: Callable[[Any], View],
        controls: Sequence[Control] = (),
        on_event: Callable[[Any, Event], Any] | None = None,
        *,
        title: str,
        goals: dict[str, Goal] | None = None,
        goal_of: Callable[[Any], str] = lambda state: "",
    ) -> None:
        self.name, self.title, self.view, self._on_event = name, title, view, on_event
        self.module = view.__module__
        self.make_state: Callable[..., Any] = type(start)
        self.goals, self.goal_name, self._goal_of = goals or {}, "", goal_of
        self._reached_goals: set[str] = set()
        self.controls: dict[str, Any] = {control.names[0]: control for control in controls}
        self._hidden: tuple[str, ...] = ()
        self._refused: dict[str, str] = {}  # texts that could not be taken, by their controls; they stay there
        self._past, self._future, self._merging = [start], [], None
        self._running: Play | None = None
        self._task: asyncio.Task | None = None
        self._lock = threading.RLock()
        self._reduced_motion = False
        self.goal: GoalProgress | None = None  # of the state that is shown; None where the place gives none
        self.feedback = Feedback()
        self.card = StageCard(self._receive)
        self._redraw()

    # --- what it shows

    @property
    def state(self):
        """The state that is shown now."""
        return self._past[-1]

    @property
    def _goal_now(self) -> str:
        """The name of the goal of the state that is shown; empty where there is none."""
        return self.goal_name or self._goal_of(self.state)

    @property
    def _reached(self) -> bool:
        return self._goal_now in self._reached_goals

    @property
    def picture(self) -> Picture:
        """The picture that is shown now; `picture.text` is what it says in words."""
        return self._shown.picture

    @property
    def face(self) -> dict:
        """All that the card shows beside its picture, as plain data."""
        goal = self.goal
        controls = [self._control_face(name) for name in self.controls]
        return {
            "name": self.name,
            "title": self.title,
            "goal": goal and {"asks": goal.asks, "share": goal.share, "count": goal.count},
            "reached": self._reached,
            "state": "moving" if self._running else "reached" if self._reached else "open",
            "feedback": {"text": self.feedback.text, "tone": self.feedback.tone},
            "words": self.picture.text,
            "controls": controls,
            "groups": group_summaries(controls),
            "undo": len(self._past) > 1,
            "redo": bool(self._future),
            "restart": self.state != self._start or self._running is not None,
        }

    @property
    def code(self) -> str:
        """The call that makes this widget again as it stands."""
        place = {"goal": self.goal_name, "hide": self._hidden}
        return code_text(self.name, self.state, self.make_state, {name: said for name, said in place.items() if said})

    @property
    def lines(self) -> str:
        """The lines that do so in a fresh cell of any notebook: `code`, and the imports that it needs."""
        names = {node.id for node in ast.walk(ast.parse(self.code)) if isinstance(node, ast.Name)} - {self.name}
        needed = [f"from lecture_lib import {', '.join(sorted(names))}"] if names else []
        return "\n".join([*needed, f"from {self.module} import {self.name}", "", self.code])

    @property
    def link(self) -> str:
        """What stands behind the # of a link that opens this widget as it stands.

        Raises `InputError` where it would be too long.
        """
        return card_link(self.module.rpartition(".")[2], self.name, self.code)

    def __repr__(self) -> str:
        goal = f" Goal: {self.goal.asks}." if self.goal else ""
        return f"{self.title}.{goal} {self.picture.text}"

    # --- what a person does

    @_alone
    def choose_goal(self, name: str) -> None:
        """Let this place ask for one of the laboratory's goals."""
        if name not in self.goals:
            wanted = ", ".join(map(repr, self.goals)) or "none"
            raise InputError(f"{self.name} has no goal {name!r}; its goals are: {wanted}")
        self.goal_name = name
        self._redraw(self._shown)

    @_alone
    def hide_controls(self, names: Sequence[str]) -> None:
        """Leave out controls for a lesson: each is named by the field of the state that it sets, or by its label."""
        known = [name for control in self.controls.values() for name in control.names]
        for name in names:
            if name not in known:
                these = ", ".join(control.names[-1] for control in self.controls.values()) or "none"
                raise InputError(f"{self.name} has no control {name!r} to hide; it can hide {these}")
        self.controls = {label: control for label, control in self.controls.items() if not {*control.names} & {*names}}
        self._hidden = tuple(names)
        self._redraw(self._shown)

    @_alone
    def send(self, event: Event) -> None:
        """Answer what a person did to an element of the picture."""
        if self._on_event is None:
            return
        moving = event.kind in ("drag", "draw")
        self.change(partial(self._answer, self._on_event, event), merge=event.target if moving else None)
        if moving and event.last:
            self._merging = None

    @_alone
    def set(self, label: str, value) -> None:
        """Give the slider, choice or toggle with this label a value."""
        control = self.controls[label]
        self._move(control, control.find(value))

    @_alone
    def hand_in(self, label: str, text: str) -> None:
        """Hand a text to the field, the area or the upload with this label; one that is refused stays in its field."""
        control = self.controls[label]
        self._refused.pop(label, None)
        self.change(lambda state: control.answer(state, text))
        if self.feedback.tone == "trouble" and isinstance(control, _TEXTS):
            self._refused[label] = text
            self._say(self.feedback)

    def download(self, label: str) -> bytes:
        """Return the file that this entry of the menu gives, made of the state that is shown."""
        return self.controls[label].content(self.state)

    def press(self, label: str) -> None:
        """Press the button with this label; a run starts or pauses."""
        control = self.controls[label]
        if isinstance(control, Play):
            self._toggle(control)
        elif control.when(self.state):  # or clicked twice
            self.change(control.act)

    @_alone
    def change(self, act: Callable[[Any], Any], merge: Hashable | None = None) -> bool:
        """Go to `act(state)`; say what is wrong if it raises. True if the state changed.

        Changes in a row with the same `merge` key count as one when going back.
        """
        try:
            state = act(self.state)
            shown = self.view(state)
        except InputError as problem:
            self._say(Feedback(str(problem), "trouble"))
            return False
        except Exception as problem:
            self._say_stopped(problem)
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
    def undo(self) -> None:
        """Show the state before this one."""
        self.pause()
        if len(self._past) > 1:
            self._future.append(self._past.pop())
        self._travelled()

    @_alone
    def redo(self) -> None:
        """Take `undo` back."""
        self.pause()
        if self._future:
            self._past.append(self._future.pop())
        self._travelled()

    @_alone
    def restart(self) -> None:
        """Stop what runs, and show the state that all began with; `undo` brings back what was there.

        A goal that was reached can be reached again.
        """
        self.pause()
        self._reached_goals.discard(self._goal_now)
        self._refused.clear()
        self.change(lambda state: self._start)

    def pause(self) -> None:
        """Stop what runs."""
        self._running = None

    # --- how it works

    @property
    def _start(self):
        return self._past[0]

    @_alone
    def _move(self, control: Slider | Choice | Toggle, at: int) -> None:
        self.change(lambda state: control.answer(state, at), merge=control if isinstance(control, Slider) else None)

    def _toggle(self, play: Play) -> None:
        if self._running is play:
            self.pause()
            self._redraw(self._shown)
        elif play.can_play(self.state):
            self._running = play
            self._task = asyncio.get_running_loop().create_task(self._run(play))  # a loop holds its tasks weakly only

    async def _run(self, play: Play) -> None:
        """Play until it ends, is paused, or another run begins: one that was paused may still wait for its page."""
        own, reached_before = asyncio.current_task(), self._reached
        try:
            self._merging = None
            if play.begin and not play.when(self.state):
                self.change(play.begin, merge=play)
            if play.moves and self._reduced_motion:
                self.change(partial(_to_the_end, play), merge=play)
                return
            due = monotonic()
            while self._is_on(play, own) and play.when(self.state) and self.change(play.act, merge=play):
                if self._reached and not reached_before:
                    break
                due = max(due, monotonic() - 2 * _FRAME) + _FRAME  # what was late is made up for, by two frames at most
                await asyncio.sleep(_PAUSE if play.moves else max(_BREATH, due - monotonic()))
                await self.card.painted()
        finally:
            if self._task is own:
                self.pause()
                self._merging = None
                self._redraw(self._shown, said=self.feedback)

    def _is_on(self, play: Play, own: asyncio.Task | None) -> bool:
        return self._running is play and self._task is own

    def _travelled(self) -> None:
        self._merging = None
        self._refused.clear()
        self._redraw()

    def _answer(self, on_event: Callable[[Any, Event], Any], event: Event, state):
        require_target(event, self.picture)
        return on_event(state, event)

    @_alone
    def _receive(self, message) -> None:
        """Take what the page has sent."""
        match message:
            case {"kind": "set", "name": str(name), "at": int(at)} if _has(self.controls, name, _SETTINGS):
                self._move(self.controls[name], at)
            case {"kind": "text", "name": str(name), "text": str(text)} if _has(self.controls, name, _TEXTS | Upload):
                self.hand_in(name, text)
            case {"kind": "keep text", "name": str(name)} if name in self._refused:
                self.hand_in(name, self.controls[name].text(self.state))
            case {"kind": "file fault", "file": str(file), "fault": str(fault)}:
                self._say(Feedback(file_fault(file, fault), "trouble"))
            case {"kind": "download", "name": str(name)} if _has(self.controls, name, Download):
                self._give(name)
            case {"kind": "button", "name": str(name)} if _has(self.controls, name, Button | Play):
                runs = self._running is self.controls[name]
                if message.get("running", runs) == runs:  # or Pause was pressed as the run came to its end
                    self.press(name)
            case {"kind": "travel", "name": "undo" | "redo" | "restart" as way}:
                getattr(self, way)()
            case {"kind": "motion", "reduced": bool(reduced)}:
                self._reduced_motion = reduced
            case {"kind": "code"}:
                self.card.code = self.lines
            case {"kind": "link"}:
                self._give_link()
            case {"kind": "rest"}:
                self.keep()
            case _:
                try:
                    event = decode_event(message)
                except InputError as problem:
                    self._say(Feedback(str(problem), "trouble"))
                else:
                    self.send(event)

    def _redraw(self, shown: View | None = None, said: Feedback | None = None) -> None:
        self._shown = shown = shown or self.view(self.state)
        name = self._goal_now
        self.goal = self.goals[name].progress(self.state) if name else None
        self._note_goal()
        tone = {None: "note", True: "right", False: "wrong"}[shown.right]
        self._say(said or Feedback(shown.note, tone))

    def _control_face(self, name: str) -> dict:
        control = self.controls[name]
        face = control.face(self.state, control is self._running) | {"name": name, "group": control.group}
        return face | {"refused": name in self._refused} if isinstance(control, _TEXTS) else face

    def _give(self, name: str) -> None:
        try:
            content = self.download(name)
        except InputError as problem:
            self._say(Feedback(str(problem), "trouble"))
        except Exception as problem:
            self._say_stopped(problem)
            raise
        else:
            self.card.give(self.controls[name].file_name, content)

    def _give_link(self) -> None:
        self.card.link = {}
        try:
            self.card.link = {"address": course_address(), "card": self.link}
        except InputError as problem:
            self._say(Feedback(str(problem), "trouble"))

    def _note_goal(self) -> None:
        if self.goal and self.goal.reached and not self._reached:
            self._reached_goals.add(self._goal_now)
            progress().goal(f"{self.name}: {self._goal_now}")

    def _say_stopped(self, problem: Exception) -> None:
        stopped = f"This widget stopped at “{problem}”. Nothing is lost: go on from here, or start again (⟲)."
        self._say(Feedback(stopped, "trouble"))

    def _say(self, feedback: Feedback) -> None:
        self.feedback = feedback
        self.card.texts = {
            name: shown_text(self._refused[name] if name in self._refused else control.text(self.state))
            for name, control in self.controls.items()
            if isinstance(control, _TEXTS)
        }
        self.card.tell(self.face, self.picture)


def _has(controls: dict, name: str, kind) -> bool:
    return isinstance(controls.get(name), kind)


def _to_the_end(play: Play, state):
    while play.when(state):
        state = play.act(state)
    return state


def code_text(name: str, state, make_state: Callable[..., Any], more: dict[str, Any] | None = None) -> str:
    """Return the call that makes a widget in this state, with no more settings than it takes, and with `more`.

    >>> from lecture_lib.labs.start.first_neuron import State
    >>> code_text("first_neuron", State(x=1.0, w=1.0), State)
    'first_neuron(x=1.0)'
    """
    settings = {field.name: getattr(state, field.name) for field in fields(state) if field.init}
    for setting in list(settings):
        fewer = {other: value for other, value in settings.items() if other != setting}
        if safely(lambda fewer=fewer: make_state(**fewer) == state, otherwise=False):
            settings = fewer
    settings |= more or {}
    return f"{name}({', '.join(f'{setting}={value!r}' for setting, value in settings.items())})"
