"""What each card must keep to in the browser, measured: `python -m tools.card_measures [03] [--theme ..] [--width ..]`.

Every card of every notebook, light and dark, in windows of 1400, 700 and 400 pixels, with its groups closed and open:

- sideways: nothing in it is cut off or scrolls sideways, and nothing around it scrolls because of it
- text: none that can be seen is painted under 12 px; in a picture that is the font's size times the drawing's scale
- target: what can be pressed, edited or dragged is 24 × 24 px or more, with an unseen shape that takes the pointer.
  An element of the picture may be smaller where WCAG 2.5.8 lets it, by spacing: the circle of 24 px round its middle
  meets no other target (a ground to draw on is one) and not the circle of another small one. Links within a sentence
  are exempt, as they are there.
- primary: one action is the filled one; quizzes and predictions may have none
- live: one region is read aloud when it changes
- axe: axe-core finds nothing serious or critical

and in the light theme alone:

- goal: at 1366 × 768, with the card's top at the top of the notebook, header and goal are in view
- height: no move of a control changes the card's height, as it is at 1400 pixels and as it would be at 400

The table shows how much is above its mark in the worst window; below it stands each. The exit code is 1 then.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import distribution
from pathlib import Path
from typing import NamedTuple

from selenium.webdriver.remote.webelement import WebElement

from tools import lab as labs
from tools.page_driver import RESET, Control, WidgetDriver, some

THEMES, WIDTHS = ("light", "dark"), (1400, 700, 400)
MEASURES = ("sideways", "text", "target", "primary", "live", "axe", "goal", "height")
LAPTOP = (1366, 768)

OTHER_GRAPHS = {"formula", "nodes", "challenge", "Add a layer", "Remove a layer"}
"""What draws another graph or network: each has as many layers and units as it has, and its height."""

_INSIDE = Path(__file__).with_name("card_measures.js").read_text("utf-8")
_AXE = Path(distribution("selenium-axe-python").locate_file("selenium_axe_python/axe-core/axe.min.js"))


_GROUPS = """
const groups = [...document.querySelectorAll('.ll-card .ll-group')];
for (const group of groups) group.open = opened;
return groups.length > 0;"""


class Fault(NamedTuple):
    """One thing that is above its mark."""

    placement: str  # where: the notebook's number and the card's name, such as 03 perceptron_lab-2
    measure: str
    state: str  # theme and width
    what: str

    def __str__(self) -> str:
        return f"{self.placement}, {self.state}, {self.measure}: {self.what}"


@dataclass
class Report:
    """All cards that were measured, and what is above its mark."""

    placements: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def main(arguments: list[str] | None = None) -> int:
    """Measure, print the table and what is above its mark; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.card_measures", description=__doc__.splitlines()[0])
    parser.add_argument("number", nargs="?", default="", help="how the notebook's name begins, such as 05")
    parser.add_argument("--theme", choices=THEMES, help="this theme only")
    parser.add_argument("--width", type=int, help="windows of this width only")
    options = parser.parse_args(arguments)
    themes = (options.theme,) if options.theme else THEMES
    widths = (options.width,) if options.width else WIDTHS
    report = Report()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        work = labs.copy_notebooks(home)
        with labs.run_lab(work, home / "private", busy_signs=False) as lab, labs.open_browser(home) as driver:
            page = labs.Page(driver, lab)
            for path in sorted(work.glob(f"notebooks/{options.number}*.ipynb")):
                page.open_notebook(f"notebooks/{path.name}")
                page.run_all()
                measure_notebook(page, path.stem[:2], report, themes, widths)
            page.close()
    print("\n".join([*table(report), "", *map(str, report.faults)]))
    return 1 if report.faults else 0


def measure_notebook(
    page: labs.Page,
    number: str,
    report: Report,
    themes: Sequence[str] = THEMES,
    widths: Sequence[int] = WIDTHS,
) -> None:
    """Measure every card of the notebook that the page shows, and add what is found to the report.

    The page is left with moved cards alone in it, in the theme that came last.
    """
    names = measure_windows(page, number, report, themes, widths)
    if "light" in themes:
        page.set_window(widths[0], 1400)
        for number, name in enumerate(names):
            card = page.driver.find_elements("css selector", ".ll-card")[number]  # drawn anew a while after a move
            note_heights(report, name, heights(page, card))


def measure_windows(
    page: labs.Page,
    number: str,
    report: Report,
    themes: Sequence[str] = THEMES,
    widths: Sequence[int] = WIDTHS,
) -> list[str]:
    """Measure all but the height, with no card moved; return the placements, and keep how wide each card has been."""
    give_measures(page)
    page.script("cards.hideTheRest();")
    names = [f"{number} {name}" for name in numbered(page.script("return cards.kinds();"))]
    report.placements += names

    def note(state: str, found: list[dict[str, list[str]]]) -> None:
        for name, measures in zip(names, found, strict=True):
            report.faults += [Fault(name, measure, state, what) for measure in measures for what in measures[measure]]

    shown = page.script("return document.body.dataset.jpThemeName;")
    for theme in sorted(themes, key=lambda theme: theme.title() not in shown):  # to change it takes a second
        page.set_theme(f"JupyterLab {theme.title()}")
        for width in widths:
            page.set_window(width, 1400)
            note(f"{theme} {width}", page.script("return cards.measure();"))
            if page.script(_GROUPS, opened=True):
                note(f"{theme} {width}, groups open", page.script("return cards.measure();"))
            page.script(_GROUPS, opened=False)
            page.script("cards.keepSizes();")
        if theme == "light":
            page.set_window(*LAPTOP)
            note(f"light {LAPTOP[0]}", page.script("return cards.headers();"))
    return names


def note_heights(report: Report, name: str, changes: Sequence[str]) -> None:
    """Add to the report which moves have changed the height of one card."""
    report.faults += [Fault(name, "height", "light", what) for what in changes]


def give_measures(page: labs.Page) -> None:
    """Bring axe-core and the measures into the page, if they are not there yet."""
    if not page.script("return Boolean(window.cards);"):
        page.driver.execute_script(_AXE.read_text("utf-8"))
        page.script(_INSIDE)


def heights(page: labs.Page, card: WebElement) -> list[str]:
    """Move the controls of a card one after the other, then start again; return which of them change its height."""
    if page.script("return !card.querySelector('.ll-picture');", card=card):
        return []
    hand = HeightWatcher(page, card)
    with hand.alone():
        move_some(hand, some)
        if hand.enabled(RESET):
            hand.press(RESET)
    return hand.changes


class HeightWatcher(WidgetDriver):
    """A driver that notes, as `changes`, which moves change the card's height, in the window and in others.

    The others are those in which `cards.keepSizes` has kept how wide the card was.
    """

    def __init__(self, page: labs.Page, stage: WebElement) -> None:
        super().__init__(page, stage)
        self.changes = change_when_reached(self)
        self._last: dict[str, float] | None = None  # how high the card was last: what goes back does not change it
        self._is_steady = True  # has no other graph been drawn?

    def move(self, control: Control, patience: int = 10_000) -> bool:
        """Do it; return whether anything has changed."""
        before = self._last or card_heights(self)
        moved = super().move(control, patience)
        self._is_steady &= control.name not in OTHER_GRAPHS
        self._last = card_heights(self) if self._is_steady else None
        if control.name not in OTHER_GRAPHS:
            self.changes += differences(before, self._last or card_heights(self), f"after {control}")
        return moved


def card_heights(hand: WidgetDriver) -> dict[str, float]:
    """Return how high the card is in the window of each width."""
    return hand.script("return cards.heights(stage.closest('.ll-card'));")


def differences(before: Mapping[str, float], after: Mapping[str, float], when: str) -> list[str]:
    """Say in which windows the height has changed.

    >>> differences({"1400": 600, "400": 900}, {"1400": 600.4, "400": 921}, "after button “Step”")
    ['at 400: 900 px, after button “Step” 921 px']
    """
    return [f"at {w}: {was:g} px, {when} {after[w]:g} px" for w, was in before.items() if abs(after[w] - was) > 1]


def change_when_reached(hand: WidgetDriver) -> list[str]:
    """Let the goal say that it is reached, whatever it takes to reach it, and say if that changes the card's height."""
    before, after = hand.script("""
        const card = stage.closest('.ll-card'), word = card.querySelector('.ll-goal b');
        const before = cards.heights(card);
        if (!word) return [before, before];
        const asked = word.textContent;
        word.textContent = 'Reached';
        const after = cards.heights(card);
        word.textContent = asked;
        return [before, after];""")
    return differences(before, after, "with the goal reached")


def move_some(hand: WidgetDriver, choice: Callable[[Sequence[Control]], list[Control]]) -> None:
    """Move those that are chosen of the controls that a widget shows at first, without going back between them.

    The driver of a test may be any object with `controls` and `move`.
    """
    for control in choice(hand.controls()):  # which opens all groups
        by_keys_too = control.kind == "drag by pointer"
        if not by_keys_too and control.name not in OTHER_GRAPHS and control in hand.controls():
            hand.move(control, patience=300)


def numbered(names: Sequence[str]) -> list[str]:
    """Tell cards of one name apart.

    >>> numbered(["fold", "quiz", "quiz"])
    ['fold', 'quiz', 'quiz-2']
    """
    seen: Counter = Counter()
    given = []
    for name in names:
        seen[name] += 1
        given.append(name if seen[name] == 1 else f"{name}-{seen[name]}")
    return given


def table(report: Report) -> list[str]:
    """Return the lines of the table placement × measure: how many are above the mark in the worst state, · for none.

    >>> faults = [Fault("03 quiz", "text", "light 400", w) for w in ("a", "b")]
    >>> for line in table(Report(["03 quiz"], faults)): print(line)
    placement    sideways      text    target   primary      live       axe      goal    height
    03 quiz             ·       ✗ 2         ·         ·         ·         ·         ·         ·
    1 of 1 cards are above a mark
    """
    counts = Counter((fault.placement, fault.measure, fault.state) for fault in report.faults)
    wide = max([len(name) for name in report.placements] + [11])
    lines = [f"{'placement':{wide}}" + "".join(f"{measure:>10}" for measure in MEASURES)]
    for placement in report.placements:
        worst = [
            max((n for (name, measure, _), n in counts.items() if (name, measure) == (placement, column)), default=0)
            for column in MEASURES
        ]
        lines.append(f"{placement:{wide}}" + "".join(f"{f'✗ {n}' if n else '·':>10}" for n in worst))
    bad = len({fault.placement for fault in report.faults})
    return [*lines, f"{bad} of {len(report.placements)} cards are above a mark"]


if __name__ == "__main__":
    sys.exit(main())
