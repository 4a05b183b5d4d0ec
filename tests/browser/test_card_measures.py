"""The measures themselves: each lets a good card pass and finds what is wrong with a bad one."""

from __future__ import annotations

import pytest

from tests.browser.desk import need_browser
from tools import lab as labs
from tools.card_measures import LAPTOP, MEASURES, HeightWatcher, change_when_reached, give_measures, move_some
from tools.lab import ROOT
from tools.page_driver import Control, WidgetDriver, some

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("card_measures")]

PAGE = (ROOT / "tests" / "browser" / "cards.html").as_uri()


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    """A browser without a JupyterLab, on the page of two cards."""
    need_browser()
    with labs.open_browser(tmp_path_factory.mktemp("cards")) as driver:
        page = labs.Page(driver, lab=None)
        driver.get(PAGE)
        give_measures(page)
        page.script("window.whole = document.body.innerHTML;")
        yield page


@pytest.fixture
def cards(browser):
    """The page as it was at first: a good card, then a bad one."""
    browser.script("document.body.innerHTML = whole;")
    browser.set_window(1400, 1400)
    return browser


def measured(cards, number=0):
    cards.set_window(*LAPTOP)
    return {
        measure: found
        for part in ("measure", "headers")
        for measure, found in cards.script(f"return (await cards.{part}())[number];", number=number).items()
    }


def changed(cards, change, number=0):
    """What is above its mark once the good card has been changed; `card` and `find` are for the change to use."""
    cards.script(
        "const card = document.querySelectorAll('.ll-card')[number], find = (what) => card.querySelector(what);"
        + change,
        number=number,
    )
    return {measure: found for measure, found in measured(cards, number).items() if found}


@pytest.mark.parametrize("width", [1400, 700, 400])
def test_a_good_card_is_below_every_mark(cards, width):
    cards.set_window(width, 1400)
    found = cards.script("return (await cards.measure())[0];")
    assert found == {measure: [] for measure in ("sideways", "text", "target", "primary", "live", "axe")}
    assert cards.script("return cards.headers()[0];") == {"goal": []}
    assert cards.script("return cards.kinds();") == ["good", "bad"]


BAD = {
    "sideways": ["div.ll-picture holds 1300 px in "],
    "text": ["“half as large” has 10 px", "“too small” has 11 px"],
    "target": ["“x” is ", "“edge” is 104 × 4 px", "“near” is 16 × 16 px", "“nearer” is 16 × 16 px"],
    "primary": ["2 primary actions"],
    "live": ["2 live regions"],
    "axe": ["color-contrast (serious): ", "label (critical): <input", "scrollable-region-focusable (serious): <div"],
    "goal": ["div.ll-head is out of view", "div.ll-goal is out of view"],
}


@pytest.mark.parametrize("measure", BAD)
def test_each_measure_finds_all_that_is_wrong_with_a_bad_card(cards, measure):
    found = measured(cards, 1)[measure]
    assert len(found) == len(BAD[measure]), found
    for line, start in zip(sorted(found, key=str.casefold), sorted(BAD[measure], key=str.casefold)):
        assert line.startswith(start)


def test_every_measure_but_the_height_is_tried_on_both():
    assert {*BAD, "height"} == {*MEASURES}


WIDE = "const box = card.appendChild(document.createElement('p')); box.style.cssText = 'margin: 0; width: 3000px';"
HIT = "find('.hit').remove();"


@pytest.mark.parametrize(
    "change, measure, what",
    [
        (WIDE, "sideways", "div.ll-card.ll-is-good holds 3000 px in "),
        (WIDE + "card.style.overflow = 'visible';", "sideways", "1666 px stick out of it"),
        ("card.style.width = '2000px';", "sideways", "html is 1351 px wide, the card reaches 2010 px"),
        ("find('svg').style.width = '200px';", "text", "“circles” has 9.2 px"),
        ("find('svg text').setAttribute('transform', 'scale(1.5 0.9)');", "text", "“circles” has 10.8 px"),
        ("find('select').style.fontSize = '11px';", "text", "“AND” has 11 px"),
        ("find('.ll-words').open = true;", "text", "“Two circles.” has 9 px"),
        ("find('.ll-status').className = '';", "text", None),
        ("find('.ll-acts button').style.visibility = 'hidden';", "primary", "0 primary actions"),
        ("find('.primary').className = '';", "primary", "0 primary actions"),
        ("find('.ll-status').setAttribute('aria-live', 'polite');", "live", None),
        ("find('.ll-say').setAttribute('aria-live', 'off');", "live", None),
        ("find('.ll-fb').setAttribute('aria-live', 'assertive');", "live", "2 live regions"),
        ("find('.ll-status').remove();", "live", "0 live regions"),
        ("find('input[type=range]').style.height = '16px';", "target", "“input” is 160 × 16 px"),
        ("find('.segments label').style.padding = 0;", "target", "“input” is "),
        (HIT, "target", None),  # small, and alone
        (HIT + "find('[data-id=alone]').setAttribute('cx', 80); find('[data-id=alone]').setAttribute('cy', 60);",
         "target", "“handle” is 16 × 16 px"),
        (HIT + "find('svg').insertAdjacentHTML('afterbegin', '<rect data-can=draw width=260 height=100 />');"
         "card.querySelector('.ll-picture').innerHTML += '';", "target", "“handle” is 16 × 16 px"),
        ("find('.hit').setAttribute('pointer-events', 'none'); find('[data-id=alone]').setAttribute('cx', 82);"
         "find('[data-id=alone]').setAttribute('cy', 60);", "target", "“handle” is 16 × 16 px"),
        ("find('[data-id=alone]').setAttribute('fill', 'none'); find('[data-id=alone]').setAttribute('stroke', 'red');",
         "target", None),
        ("find('h4').innerHTML += ' <a href=\"#\">map</a>';", "target", None),  # a link in a sentence
        ("find('h4').innerHTML = '<a href=\"#\">map</a>';", "target", "“map” is "),
        ("find('.ll-goal').style.marginTop = '900px';", "goal", "div.ll-head is out of view"),
        ("find('.ll-goal').remove();", "goal", None),
        ("find('.ll-head').remove();", "goal", "no header"),
        ("document.body.insertAdjacentHTML('beforeend', '<div style=\"position: fixed; inset: 0\"></div>');", "goal",
         "div.ll-head is out of view"),
        ("find('input[type=range]').closest('label').outerHTML = '<input type=range>';", "axe", "label (critical)"),
        ("find('.ll-say').style.color = '#aaa';", "axe", "color-contrast (serious)"),
    ],
)  # fmt: skip
def test_one_change_to_the_good_card_is_found_or_is_no_fault(cards, change, measure, what):
    found = changed(cards, change)
    if what is None:
        assert found == {}
    else:
        assert found.pop(measure)[0].startswith(what)
        assert set(found) <= {"axe"}  # what is out of reach for all is so for axe-core too


@pytest.mark.parametrize("kind", ["ll-quiz", "ll-predict"])
def test_quizzes_and_predictions_need_no_primary_action_and_no_header(cards, kind):
    change = f"card.classList.add('{kind}'); find('.primary').className = ''; find('.ll-head').remove();"
    assert changed(cards, change) == {}
    two = "for (const button of card.querySelectorAll('.ll-acts button')) button.className = 'primary';"
    assert changed(cards, two) == {"primary": ["2 primary actions"]}


def test_a_card_that_is_drawn_anew_meanwhile_is_measured_as_it_is_then(cards):
    found = cards.script("""
        const card = document.querySelector('.ll-card'), fresh = card.cloneNode(true), run = axe.run;
        fresh.querySelector('.primary').className = '';
        axe.run = async (...all) => {
          const result = await run(...all);
          card.replaceWith(fresh);
          axe.run = run;
          return result;
        };
        return (await cards.measure())[0];""")
    assert found["primary"] == ["0 primary actions"] and found["axe"] == []


# ---------------- the height, while controls are moved


class Hand:
    """Stands in for the driver of a widget."""

    def __init__(self, page, controls=()):
        self.page, self.shown, self.moved = page, controls, []

    def controls(self):
        return self.shown

    def move(self, control, patience):
        self.moved.append(control.name)

    def script(self, body):
        return self.page.script(body, stage=self.page.driver.find_element("css selector", ".ll-picture"))


@pytest.fixture
def watcher(cards, monkeypatch):
    """A watcher of the good card, at 1400 pixels and as it would be at 400: `move` writes the control's name in it."""

    def write(hand, control, patience):
        hand.page.script("document.querySelector('.ll-say').textContent = text;", text=control.name)
        return True

    monkeypatch.setattr(WidgetDriver, "move", write)
    for width in (400, 1400):
        cards.set_window(width, 1400)
        cards.script("cards.keepSizes();")
    return HeightWatcher(cards, cards.driver.find_element("css selector", ".ll-card"))


LINES = "three lines below the picture, four beside it. " * 3


def test_a_move_that_changes_the_height_is_named_with_the_window_in_which_it_does(watcher):
    for name in ("stay", LINES, "back"):
        watcher.move(Control("button", name))
    grown, back = watcher.changes
    assert grown.startswith("at 1400: ") and "after button “three lines" in grown
    assert back.startswith("at 1400: ") and "after button “back”" in back
    assert watcher.page.script("return cards.misjudged();") == []


def test_what_draws_another_graph_may_change_the_height(watcher):
    watcher.move(Control("choose", "formula", LINES))
    watcher.page.script("document.querySelector('.ll-say').textContent = text;", text=LINES)
    watcher.move(Control("edit", "nodes"))
    assert watcher.changes == []


def test_a_card_that_looks_at_more_than_its_own_width_is_misjudged(watcher):
    watcher.page.script("""
        const rule = document.body.appendChild(document.createElement('style'));
        rule.textContent = '@media (max-width: 640px) { .ll-say { padding: 90px; } }';""")
    for width, faults in ((400, 0), (1400, 1)):
        watcher.page.set_window(width, 1400)
        watcher.page.script("if (innerWidth < 640) cards.keepSizes();")
        found = [fault for fault in watcher.page.script("return cards.misjudged();") if "good at 400" in fault]
        assert len(found) == faults


@pytest.mark.parametrize("asks, moves", [("fold it flat", False), ("cover the strip from 0 to 1", True)])
def test_a_goal_whose_words_move_when_it_is_reached_is_named(cards, asks, moves):
    hand = Hand(cards)
    cards.script(
        "document.querySelector('.ll-goal').innerHTML = '<span><b>Goal</b> ' + asks + '</span>';"
        "document.querySelector('.ll-goal').style.width = '230px';",
        asks=asks,
    )
    assert bool(change_when_reached(hand)) == moves
    assert cards.script("return document.querySelector('.ll-goal b').textContent;") == "Goal"


def test_of_what_is_alike_some_are_moved_and_every_button(cards):
    corners = [Control(kind, f"c.{i}") for i in range(9) for kind in ("drag by keys", "drag by pointer")]
    options = [Control("choose", menu, str(i)) for menu in ("points", "order") for i in range(9)]
    hand = Hand(cards, [*corners, *options, *(Control("button", f"b{i}") for i in range(9))])
    move_some(hand, some)
    assert hand.moved == ["c.0", "c.8", "points", "points", "order", "order"] + [f"b{i}" for i in range(9)]


def test_what_no_pointer_can_reach_is_named(cards):
    hand = WidgetDriver(cards, cards.driver.find_element("css selector", ".ll-card"))
    assert hand.covered() == []
    cards.script("document.body.insertAdjacentHTML('beforeend', '<div style=\"position: fixed; inset: 0\"></div>');")
    assert {control.kind for control in hand.covered()} >= {"button", "choose"}
