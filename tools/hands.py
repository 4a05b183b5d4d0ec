"""Hands for the browser: find every control of a widget, move it, and see whether anything answers.

A control is a slider, one other option of a menu, a button, a Run button, or one thing that one element of
the picture can do (press, edit, draw, drag by arrow keys, drag by pointer).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.actions.action_builder import ActionBuilder
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from .lab import Page

IN_PICTURE = ("press", "edit", "draw", "drag by keys", "drag by pointer")
MANY = 12       # elements of the picture that are followed back and forward; the others need only answer
BACK, FORWARD, RESET, CODE = "◀ Back", "Forward ▶", "Reset", "Show as code"

_LIST = """
const named = (node) => node.querySelector('.widget-label')?.textContent ?? '';
const usable = (node) => node.offsetParent !== null && !node.disabled;
const found = [];
for (const node of stage.querySelectorAll('.widget-slider'))
  if (usable(node)) found.push(['slider', named(node), '', false]);
for (const node of stage.querySelectorAll('.widget-dropdown select')) if (usable(node))
  for (const option of node.options)
    if (!option.selected) found.push(['choose', named(node.parentNode), option.text, false]);
for (const node of stage.querySelectorAll('.widget-button, .widget-toggle-button')) if (usable(node))
  found.push([node.matches('.widget-toggle-button') ? 'run' : 'button', node.textContent, '', false]);
for (const node of stage.querySelectorAll('.ll-picture [data-can]'))
  for (const what of node.dataset.can.split(' '))
    for (const kind of what === 'drag' ? ['drag by keys', 'drag by pointer'] : [what])
      found.push([kind, node.dataset.id, '', node.dataset.quiet === 'true']);
return found;
"""

_LOOK = """
const look = (parts = ['.ll-picture', '.ll-say', '.ll-note']) =>
  parts.map((part) => stage.querySelector(part).innerHTML).join('\\n');
const kernel = jupyterapp.shell.currentWidget.context.sessionContext.session.kernel;
const answering = () => stage.querySelector('.ll-picture').ariaBusy === 'true';
const pause = (ms) => new Promise((r) => setTimeout(r, ms));
"""

_SETTLED = _LOOK + """
for (let last = look(); ; last = look()) {
  await pause(40);
  if (last === look() && !answering() && kernel.status === 'idle') break;
}
"""

_CHANGED = _LOOK + """
for (const start = Date.now(); Date.now() - start < patience; await pause(20))
  if (look() !== before || (!runs && answered > seen && !answering())) break;
await pause(40);
return look() !== before;
"""

_GRIP = """
const node = stage.querySelector(`.ll-picture [data-id="${CSS.escape(id)}"]`);
node.scrollIntoView({ block: 'center' });
const box = node.getBoundingClientRect();
for (const i of [4, 2, 6, 1, 7, 3, 5]) for (const j of [4, 2, 6, 1, 7, 3, 5]) {
  const [x, y] = [box.left + box.width * i / 8, box.top + box.height * j / 8];
  if (document.elementFromPoint(x, y)?.closest('[data-id]') === node) return [x, y, box.width, box.height];
}
return null;
"""


@dataclass(frozen=True)
class Control:
    """One thing that can be done to a widget; `name` is a label or, in the picture, the element's id."""

    kind: str
    name: str
    option: str = ""
    quiet: bool = field(default=False, compare=False)

    def __str__(self) -> str:
        return f"{self.kind} “{self.name}”" + (f" → “{self.option}”" if self.option else "")


class Hand:
    """Works on one widget of the page."""

    def __init__(self, page: Page, stage: WebElement) -> None:
        self.page, self.stage = page, stage

    def script(self, body: str, **values):
        """Run JavaScript that knows the widget as `stage`."""
        return self.page.script(body, stage=self.stage, **values)

    def controls(self) -> list[Control]:
        """Return all that can be moved now, without the buttons that every widget has."""
        found = [Control(*control) for control in self.script(_SETTLED + _LIST)]
        return [c for c in found if not (c.kind == "button" and c.name in (BACK, FORWARD, RESET, CODE))]

    def look(self) -> str:
        """Return the picture and its text twin, as soon as all stands still."""
        return self.script(_SETTLED + "return look(['.ll-picture', '.ll-say']);")

    def travel(self, label: str, wanted: str) -> bool:
        """Press Back, Forward or Reset; return whether the wanted look comes."""
        self.press(label)
        return self.look() == wanted

    def note(self) -> str:
        """Return the sentence of feedback below the picture."""
        return self.script("return stage.querySelector('.ll-note').textContent;")

    def troubled(self) -> bool:
        """Return whether the widget shows that the last wish could not be met."""
        return self.script("return stage.querySelector('.ll-trouble') !== null;")

    def move(self, control: Control, patience: int = 3000) -> bool:
        """Do it; return whether the picture or its words changed within `patience` milliseconds."""
        before, seen = self.script(_SETTLED + "return [look(), answered];")
        act = {"slider": self._slide, "choose": self._choose, "button": self._button, "run": self._run,
               "press": self._press, "edit": self._edit, "draw": self._draw, "drag by keys": self._arrows,
               "drag by pointer": self._drag}[control.kind]
        for attempt in act(control):
            attempt()
            if self.script(_CHANGED, before=before, seen=seen, patience=patience,
                           runs=control.kind == "run"):
                if control.kind == "run":
                    self._pause(control)
                if not (control.kind == "edit" and self.troubled()):
                    return True
        return False

    def press(self, label: str) -> None:
        """Click the button with this label and wait until the kernel has answered."""
        seen = self.script("return answered;")
        self._click(self._find(Control("button", label)))
        self.script("""for (const start = Date.now(); answered === seen && Date.now() - start < 5000; )
            await new Promise((r) => setTimeout(r, 10));""", seen=seen)

    def enabled(self, label: str) -> bool:
        """Return whether the button with this label can be pressed."""
        return self._find(Control("button", label)).is_enabled()

    def focus(self, id_: str) -> None:
        """Focus an element of the picture."""
        self.script("""const node = stage.querySelector(`.ll-picture [data-id="${CSS.escape(id)}"]`);
            node.scrollIntoView({ block: 'center' }); node.focus();""", id=id_)

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
        point = self.script(_GRIP, id=id_)
        if point is None:
            raise AssertionError(f"no pointer can reach the element “{id_}”: something lies over it")
        return tuple(point)

    # Each of these returns what to try, in order, until something changes.

    def _slide(self, control: Control) -> list:
        handle = self._find(control).find_element("css selector", ".noUi-handle")
        full = handle.get_attribute("aria-valuenow") == handle.get_attribute("aria-valuemax")
        return [lambda: handle.send_keys(Keys.ARROW_LEFT if full else Keys.ARROW_RIGHT)]

    def _choose(self, control: Control) -> list:
        options = self._find(control).find_elements("css selector", "option")
        return [next(option for option in options if option.get_attribute("text") == control.option).click]

    def _button(self, control: Control) -> list:
        return [lambda: self._click(self._find(control))]

    def _run(self, control: Control) -> list:
        self._running = self._find(control)
        return [lambda: self._click(self._running)]

    def _pause(self, control: Control) -> None:
        """Press Pause if it still runs, and see that it stops."""
        if self._active():
            self._click(self._running)
        self.script("""for (const start = Date.now(); button.matches('.mod-active'); )
            if (Date.now() - start > 5000) throw 'Pause does not stop ' + name;
            else await new Promise((r) => setTimeout(r, 20));""", button=self._running, name=control.name)

    def _active(self) -> bool:
        return "mod-active" in self._running.get_attribute("class")

    def _press(self, control: Control) -> list:
        return [lambda: (self.focus(control.name), self.type(Keys.ENTER))]

    def _edit(self, control: Control) -> list:
        shown = self.script("""return stage.querySelector(
            `.ll-picture [data-id="${CSS.escape(id)}"]`).dataset.value;""", id=control.name)
        return [lambda text=text: (self.focus(control.name), self.type(Keys.ENTER, text, Keys.ENTER))
                for text in _others(shown)]

    def _draw(self, control: Control) -> list:
        x, y, width, height = self.grip(control.name)
        ways = [(0, 0), (.2, -.25), (-.2, -.25), (-.25, .1), (.1, .2), (0, 0)]
        return [lambda: self.stroke([(x + dx * width, y + dy * height) for dx, dy in ways])]

    def _arrows(self, control: Control) -> list:
        return [lambda key=key: (self.focus(control.name), self.type(key))
                for key in (Keys.ARROW_RIGHT, Keys.ARROW_UP, Keys.ARROW_LEFT, Keys.ARROW_DOWN)]

    def _drag(self, control: Control) -> list:
        x, y, *_ = self.grip(control.name)
        return [lambda by=by: self.stroke([(x, y), (x + by / 2, y - by / 3), (x + by, y - by * 2 / 3)])
                for by in (36, -36)]

    def _find(self, control: Control) -> WebElement:
        group = {"slider": ".widget-slider", "choose": ".widget-dropdown"}.get(control.kind, "button")
        for node in self.stage.find_elements("css selector", group):
            shown = node if group == "button" else node.find_element("css selector", ".widget-label")
            if shown.get_attribute("textContent") == control.name:
                return node
        raise AssertionError(f"{control} is no longer there")

    def _click(self, node: WebElement) -> None:
        self.page.script("node.scrollIntoView({ block: 'center' });", node=node)
        node.click()


def _others(shown: str | None) -> list[str]:
    """Return what to type over a number, until one is taken.

    >>> _others("2"), _others("?")
    (['3', '1', '-2', '0.5'], ['1', '0', '-1'])
    """
    try:
        value = float(shown or "?")
    except ValueError:
        return ["1", "0", "-1"]
    return [f"{v:g}" for v in (value + 1, value - 1, -value, value / 2 - 0.5) if v != value]


def try_everything(hand: Hand, tried: set[Control]) -> list[str]:
    """Move every control, from the first state and then one after the other; return what is amiss.

    `tried` takes in all that was moved.
    """
    first, controls, troubles = hand.look(), hand.controls(), []
    tried |= set(controls)
    many = [c for c in controls if c.kind in IN_PICTURE][MANY:]
    for control in controls:
        troubles += (_attempt(hand, control, tried) if control in many
                     else _there_and_back(hand, control, tried, first))
        _rewind(hand)
    troubles += one_after_the_other(hand, tried, leave=many)
    if hand.enabled(RESET):
        before = hand.look()
        troubles += _travel(hand, [(RESET, first), (BACK, before), (FORWARD, first)], "all controls")
    return troubles + _code(hand)


def one_after_the_other(hand: Hand, tried: set[Control] | None = None, leave: Sequence[Control] = ()
                        ) -> list[str]:
    """Move all controls without going back between them; each new one that turns up must answer."""
    tried, troubles = set(hand.controls()) if tried is None else tried, []
    for control in hand.controls():
        if control not in leave and control in hand.controls():
            hand.move(control, patience=300)
        for new in hand.controls():
            if new not in tried and new in hand.controls():
                troubles += _attempt(hand, new, tried)
    return troubles


def try_the_rest(hand: Hand, tried: set[Control]) -> list[str]:
    """Move what a second widget of the same kind has that the first had not; return what is amiss."""
    return [trouble for control in hand.controls() if control not in tried
            for trouble in _attempt(hand, control, tried)]


def try_quizzes(page: Page) -> list[str]:
    """Choose the last option of every question on the page; return those that show no verdict."""
    return page.script("""
        const silent = [];
        for (const quiz of document.querySelectorAll('.ll-quiz')) {
          [...quiz.querySelectorAll('input[type=radio]')].at(-1).click();
          for (const start = Date.now(); !quiz.querySelector('[role=status]')?.textContent.trim(); ) {
            if (Date.now() - start > 5000) { silent.push(`no verdict on ${quiz.textContent}`); break; }
            await new Promise((r) => setTimeout(r, 20));
          }
        }
        return silent;""")


def _there_and_back(hand: Hand, control: Control, tried: set[Control], before: str) -> list[str]:
    """Move one control, then each that this has opened; Back and Forward must retrace it."""
    troubles = _attempt(hand, control, tried)
    if not hand.enabled(BACK):
        return troubles
    after = hand.look()
    for opened in [c for c in hand.controls() if c not in tried and c.kind != "choose"]:
        wrong = _attempt(hand, opened, tried)
        troubles += [f"after {control}: {trouble}" for trouble in wrong]
        if not wrong and not opened.quiet and not hand.troubled():
            hand.travel(BACK, after)
    troubles += _travel(hand, [(BACK, before), (FORWARD, after), (BACK, before)], str(control))
    if hand.enabled(BACK):
        troubles.append(f"{control} takes more than one step back")
    return troubles


def _rewind(hand: Hand) -> None:
    while hand.enabled(BACK):
        hand.press(BACK)


def _attempt(hand: Hand, control: Control, tried: set[Control]) -> list[str]:
    tried.add(control)
    try:
        moved = hand.move(control)
    except AssertionError as problem:
        return [str(problem)]
    return [] if moved or control.quiet else [f"{control}: nothing changes; the note says “{hand.note()}”"]


def _travel(hand: Hand, steps: list[tuple[str, str]], after: str) -> list[str]:
    return [f"“{label}” after {after} does not show the picture that was there"
            for label, wanted in steps if not hand.travel(label, wanted)]


def _code(hand: Hand) -> list[str]:
    hand.press(CODE)
    hand.look()
    opened = hand.script("return stage.querySelector('pre')?.textContent ?? '';")
    return [] if opened.endswith(")") else [f"“{CODE}” shows “{opened}”"]
