"""Hands for the browser: find every control of a widget, move it, and see whether anything answers.

A control is a slider, a switch, one other option of a menu, a button, a Run button, or one thing that one element of
the picture can do (press, edit, draw, drag by arrow keys, drag by pointer).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.actions.action_builder import ActionBuilder
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from tools.lab import Page

IN_PICTURE = ("press", "edit", "draw", "drag by keys", "drag by pointer")
BY_KEYS = ("press", "edit", "drag by keys")
ALIKE = 2  # of controls that are alike so many are moved: tests/labs/test_every_move.py moves them all, without a page
BACK, FORWARD, RESET = "Undo", "Redo", "Start again"

_INSIDE = Path(__file__).with_name("page_driver.js").read_text("utf-8")


@dataclass(frozen=True)
class Control:
    """One thing that can be done to a widget; `name` is a label or, in the picture, the element's id."""

    kind: str
    name: str
    option: str = ""
    quiet: bool = field(default=False, compare=False)

    def __str__(self) -> str:
        return f"{self.kind} “{self.name}”" + (f" → “{self.option}”" if self.option else "")


@dataclass(frozen=True)
class WidgetView:
    """What a widget shows at one moment, when all stands still."""

    look: int  # alike only when picture and words are the same
    controls: list[Control]  # all that can be moved, without the buttons that every widget has
    back: bool  # whether Back can be pressed
    trouble: bool  # whether it says that the last wish could not be met
    note: str  # the sentence of feedback below the picture


class WidgetDriver:
    """Works on one widget of the page. What it does there in one go stands in page_driver.js."""

    def __init__(self, page: Page, stage: WebElement) -> None:
        self.page, self._place = page, f'[data-ll-card="{stage.get_attribute("data-ll-card")}"]'
        page.script("if (!window.driver) { " + _INSIDE + " }")

    @property
    def stage(self) -> WebElement:
        """The card's element; the notebook draws it anew a while after it was left."""
        return self.page.driver.find_element("css selector", self._place)

    def script(self, body: str, **values):
        """Run JavaScript that knows the widget as `stage`."""
        return self.page.script(f"const stage = document.querySelector(place); {body}", place=self._place, **values)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hide the other cells for a while: moves are several times as fast."""
        self.script("driver.alone(stage, true);")
        try:
            yield
        finally:
            self.script("driver.alone(stage, false);")

    def see(self) -> WidgetView:
        """Return what the widget shows, as soon as all stands still."""
        look, controls, back, trouble, note = self.script(
            """
            await driver.settled(stage);
            return [driver.look(stage), driver.controls(stage), driver.enabled(stage, back),
                    stage.querySelector('.ll-fb.trouble') !== null, stage.querySelector('.ll-say').textContent];
            """,
            back=BACK,
        )
        found = [Control(*control) for control in controls]
        return WidgetView(look, found, back, trouble, note)

    def controls(self) -> list[Control]:
        """Return all that can be moved now, without the buttons that every widget has."""
        return self.see().controls

    def covered(self) -> list[Control]:
        """Return what no pointer can reach of all that a pointer can move, as the widget is now."""
        return [Control(*control) for control in self.script("return driver.covered(stage);")]

    def look(self) -> int:
        """Return a number for the picture and its text twin: alike only when these are the same."""
        return self.see().look

    def move(self, control: Control, patience: int = 10_000) -> bool:
        """Do it; return whether the picture or its words changed within `patience` milliseconds."""
        aim = self.script(
            "return driver.aim(stage, kind, name, option);", kind=control.kind, name=control.name, option=control.option
        )
        for tried, attempt in enumerate(self._ways(control, aim)):
            if tried and control.kind in BY_KEYS:
                self.focus(control.name)
            attempt()
            changed, trouble = self._outcome(control, patience)
            if changed and not (control.kind == "edit" and trouble):
                return True
        return False

    def travel(self, label: str, wanted: int) -> bool:
        """Press Back, Forward or Reset; return whether the wanted look comes."""
        self.press(label)
        return self.script("return driver.shows(stage, wanted);", wanted=wanted)

    def journey(self, *steps: tuple[str, int]) -> list[str]:
        """Press Back or Forward for each (label, wanted look); return the labels that led elsewhere."""
        return self.script("return driver.travel(stage, steps);", steps=steps)

    def undo(self, *steps: tuple[str, int]) -> tuple[list[str], bool]:
        """Do as `journey` does, then go back as far as it goes; return the same, and whether it went further."""
        body = "return [await driver.travel(stage, steps), await driver.rewind(stage, back)];"
        return tuple(self.script(body, steps=steps, back=BACK))

    def press(self, label: str) -> None:
        """Click the button with this label and wait until the kernel has answered."""
        self._click(self.script("return driver.aim(stage, 'button', label, '');", label=label), f"“{label}”")
        self.script("await driver.answered(stage, 5000);")

    def enabled(self, label: str) -> bool:
        """Return whether the button with this label can be pressed."""
        return self.script("await driver.settled(stage); return driver.enabled(stage, label);", label=label)

    def focus(self, id_: str) -> None:
        """Focus an element of the picture."""
        self.script("driver.focus(driver.element(stage, id));", id=id_)

    def type(self, *keys: str) -> None:
        """Press keys wherever the focus is."""
        ActionChains(self.page.driver, duration=10).send_keys(*keys).perform()

    def stroke(self, points: list[tuple[float, float]], pointer: str = "mouse") -> None:
        """Press at the first point of the window, move through the others, let go at the last."""
        actions = ActionBuilder(self.page.driver, duration=20)
        finger = actions.add_pointer_input(pointer, pointer)
        finger.create_pointer_move(duration=0, x=int(points[0][0]), y=int(points[0][1]))
        finger.create_pointer_down(button=0)
        for x, y in points[1:]:
            finger.create_pointer_move(duration=30, x=int(x), y=int(y))
        finger.create_pointer_up(button=0)
        actions.perform()

    def grip(self, id_: str) -> tuple[float, float, float, float]:
        """Return a point of the window where the pointer meets the element, and the element's size."""
        return self._met(self.script("return driver.grip(driver.element(stage, id));", id=id_), f"“{id_}”")

    def _ways(self, control: Control, aim) -> list:
        """Return what to try, in order, until something changes."""
        if control.kind == "choose":
            return [lambda: self._met(aim, control)]  # the aim has chosen it
        if control.kind in ("button", "run"):
            return [lambda: self._click(aim, control)]
        if control.kind in ("draw", "drag by pointer"):
            return self._strokes(control, *self._met(aim, control))
        if not aim["focused"]:
            raise AssertionError(f"{control} does not take the focus")
        if control.kind == "slider":
            return [lambda: self.type(Keys.ARROW_LEFT if aim["full"] else Keys.ARROW_RIGHT)]
        if control.kind == "switch":
            return [lambda: self.type(Keys.SPACE)]
        return [lambda keys=keys: self.type(*keys) for keys in _keys(control, aim)]

    def _strokes(self, control: Control, x: float, y: float, width: float, height: float) -> list:
        if control.kind == "draw":
            ways = [(0, 0), (0.2, -0.25), (-0.2, -0.25), (-0.25, 0.1), (0.1, 0.2), (0, 0)]
            return [lambda: self.stroke([(x + dx * width, y + dy * height) for dx, dy in ways])]
        return [
            lambda by=by: self.stroke([(x, y), (x + by / 2, y - by / 3), (x + by, y - by * 2 / 3)]) for by in (36, -36)
        ]

    def _outcome(self, control: Control, patience: int) -> tuple[bool, bool]:
        """Wait for what comes of it; return whether anything changed, and whether it was refused.

        What has started to run is stopped.
        """
        runs = control.kind == "run"
        outcome = self.script(
            """
            const changes = await driver.changed(stage, patience, runs, slower);
            return [changes, document.querySelector(place).querySelector('.ll-fb.trouble') !== null];""",
            patience=patience,
            runs=runs,
            slower=50 if control.kind in BY_KEYS else 500,  # of keys several are tried, and most do nothing
        )
        if runs:
            self.script("driver.pause(stage); await driver.stopped(stage, name);", name=control.name)
        return tuple(outcome)

    def _click(self, place, what) -> None:
        self.stroke([self._met(place, what)[:2]])

    def _met(self, place, what) -> tuple[float, float, float, float]:
        if place is None:
            raise AssertionError(f"no pointer can reach {what}: something lies over it")
        return tuple(place)


def _keys(control: Control, aim: dict) -> list[tuple[str, ...]]:
    if control.kind == "edit":
        return [(Keys.ENTER, text, Keys.ENTER) for text in _others(aim["value"])]
    if control.kind == "press":
        return [(Keys.ENTER,)]
    return [(key,) for key in (Keys.ARROW_RIGHT, Keys.ARROW_UP, Keys.ARROW_LEFT, Keys.ARROW_DOWN)]


def _others(shown: str | None) -> list[str]:
    """Return what to type over a number, until one is taken.

    >>> _others("2"), _others("?")
    (['3', '1', '-2', '0.5'], ['1', '0', '-1'])
    """
    try:
        value = float(shown or "?")
    except ValueError:
        return ["1", "0", "-1"]
    others = (value + 1, value - 1, -value, value / 2 - 0.5, value / 2)
    return list(dict.fromkeys(f"{v:g}" for v in others if v != value))


def some(controls: Sequence[Control], most: int = ALIKE) -> list[Control]:
    """Leave out what is alike beyond `most`, and keep of it the first, the last and those between at equal steps.

    Alike are the options of one menu, and what can be done to elements of the picture of one kind.

    >>> corners = [Control("drag by keys", f"corner.{k}") for k in range(7)]
    >>> [control.name for control in some([*corners, Control("press", "ground")])]
    ['corner.0', 'corner.6', 'ground']
    """
    groups: dict[tuple[str, str], list[Control]] = {}
    for control in controls:
        name = control.name.split(".")[0] if control.kind in IN_PICTURE else control.name
        groups.setdefault((control.kind, name), []).append(control)
    kept = {
        group[round(i * (len(group) - 1) / max(most - 1, 1))] if len(group) > most else group[i]
        for group in groups.values()
        for i in range(min(most, len(group)))
    }
    return [control for control in controls if control in kept]


def one_of_each_kind(controls: Sequence[Control]) -> list[Control]:
    """Return the first slider, the first switch, the first that is dragged, and so on.

    >>> [str(each) for each in one_of_each_kind([Control("slider", "x"), Control("slider", "w"), Control("run", "it")])]
    ['slider “x”', 'run “it”']
    """
    return list({control.kind: control for control in reversed(controls)}.values())[::-1]


def try_everything(hand: WidgetDriver, tried: set[Control]) -> list[str]:
    """Move controls of every kind, from the first state and then one after the other; return what is amiss.

    `tried` takes in all that was there.
    """
    with hand.alone():
        return _everything(hand, tried)


def _everything(hand: WidgetDriver, tried: set[Control]) -> list[str]:
    first, troubles, kinds = hand.see(), [], set()
    tried |= set(first.controls)
    for control in some(first.controls):
        troubles += _there_and_back(hand, control, tried, first.look, again=control.kind not in kinds)
        kinds.add(control.kind)
    troubles += move_in_sequence(hand, tried)
    if hand.enabled(RESET):
        before = hand.look()
        steps = [(RESET, first.look), (BACK, before), (FORWARD, first.look)]
        astray = [label for label, wanted in steps if not hand.travel(label, wanted)]
        troubles += _astray(astray, "all controls")
    return troubles + _code(hand)


def move_in_sequence(hand: WidgetDriver, tried: set[Control] | None = None) -> list[str]:
    """Move controls without going back between them; each new one that turns up must answer."""
    now, troubles = hand.controls(), []
    tried = set(now) if tried is None else tried
    for control in some(now):
        if control in now:
            hand.move(control, patience=300)
            now = hand.controls()
        for new in _new(now, tried):
            if new in now:
                troubles += _attempt(hand, new, tried)
                now = hand.controls()
    return troubles


def _new(controls: Sequence[Control], tried: set[Control]) -> list[Control]:
    """Return some of those that were not there before, and take them all in."""
    new = [control for control in controls if control not in tried]
    tried.update(new)
    return some(new)


def try_the_rest(hand: WidgetDriver, tried: set[Control]) -> list[str]:
    """Move what a second widget of the same kind has that the first had not; return what is amiss."""
    troubles = []
    for control in _new(hand.controls(), tried):  # what was moved before it may have made it quiet, or taken it away
        troubles += [found for now in hand.controls() if now == control for found in _attempt(hand, now, tried)]
    return troubles


def try_quizzes(page: Page) -> list[str]:
    """Choose the last option of every question on the page; return those that show no verdict."""
    return page.script("""
        const silent = [];
        for (const quiz of document.querySelectorAll('.ll-quiz')) {
          [...quiz.querySelectorAll('input[type=radio]')].at(-1).click();
          for (const start = Date.now(); !quiz.querySelector('.ll-say')?.textContent.trim(); ) {
            if (Date.now() - start > 5000) { silent.push(`no verdict on ${quiz.textContent}`); break; }
            await new Promise((r) => setTimeout(r, 20));
          }
        }
        return silent;""")


def _there_and_back(hand: WidgetDriver, control: Control, tried: set[Control], before: int, again: bool) -> list[str]:
    """Move one control, then each that this has opened; Back must undo it, and Forward, if asked, do it `again`."""
    troubles, after = _attempt(hand, control, tried), hand.see()
    if not after.back:
        return troubles
    for opened in _new([c for c in after.controls if c.kind != "choose"], tried):
        wrong = _attempt(hand, opened, tried)
        troubles += [f"after {control}: {trouble}" for trouble in wrong]
        if not wrong and not opened.quiet and not hand.see().trouble:
            hand.journey((BACK, after.look))
    onward = [(FORWARD, after.look), (BACK, before)] if again else []
    astray, further = hand.undo((BACK, before), *onward)
    troubles += _astray(astray, str(control))
    if further:
        troubles.append(f"{control} takes more than one step back")
    return troubles


def _attempt(hand: WidgetDriver, control: Control, tried: set[Control]) -> list[str]:
    tried.add(control)
    try:
        moved = hand.move(control)
    except AssertionError as problem:
        return [str(problem)]
    if moved or control.quiet:
        return []
    return [f"{control}: nothing changes; the note says “{hand.see().note}”"]


def _astray(labels: list[str], after: str) -> list[str]:
    return [f"“{label}” after {after} does not show the picture that was there" for label in labels]


def _code(hand: WidgetDriver) -> list[str]:
    code = hand.script("""
        stage.querySelector('[aria-label=More]').click();
        stage.querySelector('.ll-menu button').click();
        await driver.settled(stage);
        const shown = stage.querySelector('.ll-menu pre')?.textContent ?? '';
        stage.querySelector('[aria-label=More]').click();
        return shown;""")
    return [] if code.startswith("from ") and code.endswith(")") else [f"“Copy as code” shows “{code}”"]
