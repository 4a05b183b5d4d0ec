"""The board under keys, pointer and finger: what `tests/interactive/test_app.py` cannot see from Python."""

import re

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.actions.action_builder import ActionBuilder
from selenium.webdriver.common.keys import Keys

from tools.page_driver import BACK, Control, WidgetDriver

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("board")]

NEURON = "from lecture_lib.labs.start import first_neuron; first_neuron()"

DRAGGED = """
from dataclasses import dataclass, replace
from lecture_lib.drawing import plane_frame, point_marker, svg
from lecture_lib.interactive import App, View

@dataclass(frozen=True)
class State:
    p: tuple = (0.0, 0.0)

def view(state):
    frame = plane_frame(-2, 2, -2, 2, size=600)
    point = point_marker(frame, state.p, 1, **svg.handle(("p",), "drag", "point p", at=state.p))
    said = f"p = {state.p[0]:.2f}, {state.p[1]:.2f}"
    return View(svg.picture(700, 690, frame.open(point), frame.axes(), title="One point", text=said))

App("dragged", State(), view, (), lambda state, event: replace(state, p=(event.x, event.y)), title="t")
"""


def hand(page) -> WidgetDriver:
    return WidgetDriver(page, page.widgets()[0])


def focused(page) -> str:
    return page.script("return document.activeElement.dataset.id ?? document.activeElement.className;")


def said(hand: WidgetDriver) -> str:
    hand.look()
    return hand.script("return stage.querySelector('.ll-words > div').textContent;")


@pytest.mark.parametrize("own", [NEURON], indirect=True)
def test_keyboard_alone_edits_a_number_and_keeps_the_focus(own):
    neuron = hand(own)
    own.script("stage.querySelector('[aria-label=More]').focus();", stage=neuron.stage)
    neuron.type(Keys.TAB)
    assert focused(own) == "x"
    neuron.type(Keys.ENTER)
    assert focused(own) == "ll-field"
    neuron.type("-3,25", Keys.ENTER)
    assert "1 × −3.25 + 1 = −2.25" in said(neuron)
    assert focused(own) == "x"
    neuron.type(Keys.TAB)
    assert focused(own) == "b"
    neuron.type("7", Keys.ENTER)  # a digit opens the field too
    assert "1 × −3.25 + 7 = 3.75" in said(neuron)
    assert focused(own) == "b"


@pytest.mark.parametrize("own", [NEURON], indirect=True)
def test_escape_leaves_all_as_it_was(own):
    neuron = hand(own)
    before = neuron.look()
    neuron.focus("w")
    neuron.type(Keys.ENTER, "9", Keys.ESCAPE)
    assert focused(own) == "w"
    assert neuron.look() == before
    assert not neuron.enabled(BACK)


@pytest.mark.parametrize("own", [NEURON], indirect=True)
def test_letters_on_the_board_are_not_jupyterlabs_shortcuts(own):
    neuron = hand(own)
    cells = "return jupyterapp.shell.currentWidget.content.model.cells.length;"
    before = own.script(cells)
    neuron.focus("w")
    neuron.type("b", "a", "d", "d", "x", "m")
    neuron.look()
    assert own.script(cells) == before
    own.command("notebook:insert-cell-below")
    neuron.focus("w")
    for key in (Keys.ARROW_DOWN, Keys.ARROW_UP):  # would go to the next cell
        neuron.type(key)
        assert focused(own) == "w"
    own.script("document.querySelector('.jp-Notebook .jp-Cell').focus();")
    neuron.type("b")  # the same key does act outside the board
    assert own.script(cells) == before + 2


@pytest.mark.parametrize("own", [NEURON], indirect=True)
def test_a_typed_number_between_the_sliders_steps_stays(own):
    neuron = hand(own)
    before = neuron.look()
    neuron.focus("x")
    neuron.type(Keys.ENTER, "3.14", Keys.ENTER)
    assert "1 × 3.14 + 1 = 4.14" in said(neuron)
    assert "1 × 3.14 + 1 = 4.14" in said(neuron)  # also after the slider has sent back its 3.1
    assert neuron.travel(BACK, before)
    assert not neuron.enabled(BACK)


@pytest.mark.parametrize("own", [NEURON], indirect=True)
def test_leaving_the_field_for_a_slider_hands_the_number_in_and_keeps_the_slider_focused(own):
    neuron = hand(own)
    neuron.focus("x")
    neuron.type(Keys.ENTER, "1.5")
    neuron.stage.find_elements("css selector", "input[type=range]")[1].click()
    assert "z = 0 × 1.5 + 1 = 1" in said(neuron)  # the click went to the slider's middle
    assert own.script("return document.activeElement.type;") == "range"
    neuron.type(Keys.ARROW_RIGHT)
    assert "0.1 × 1.5" in said(neuron)


@pytest.mark.parametrize("own", [NEURON], indirect=True)
def test_a_tap_opens_the_field_and_no_menu(own):
    neuron = hand(own)
    x, y, *_ = neuron.grip("w")
    neuron.stroke([(x, y)], "touch")
    neuron.type("2", Keys.ENTER)
    assert "2 × 2 + 1 = 5" in said(neuron)


@pytest.mark.parametrize("pointer", ["mouse", "touch"])
@pytest.mark.parametrize("width", [1400, 560])
@pytest.mark.parametrize("own", [DRAGGED], indirect=True)
def test_a_drag_ends_where_the_pointer_is_also_when_the_picture_is_scaled(own, width, pointer):
    own.set_window(width, 900)
    point = hand(own)
    left, top, size = own.script(
        """const rect = stage.querySelector('[data-frame] rect');
        rect.scrollIntoView({ block: 'center' }); const box = rect.getBoundingClientRect();
        return [box.left, box.top, box.width];""",
        stage=point.stage,
    )
    assert (size < 590) == (width == 560)  # the narrow window does scale the picture
    at = [(left + (x + 2) / 4 * size, top + (2 - y) / 4 * size) for x, y in ((0, 0), (0.7, 0.2), (-1, 1.5))]
    point.stroke(at, pointer)
    x, y = map(float, re.findall(r"-?\d+\.\d+", said(point)))
    assert abs(x + 1) < 0.03 and abs(y - 1.5) < 0.03
    assert focused(own) == "p"
    point.press(BACK)
    point.script(
        "while (!stage.querySelector('.ll-words > div').textContent.includes('0.00, 0.00'))"
        "await new Promise((r) => setTimeout(r, 20));"
    )


@pytest.mark.parametrize("own", [DRAGGED], indirect=True)
def test_shift_and_arrow_moves_five_steps(own):
    point = hand(own)
    assert point.move(Control("drag by keys", "p"))
    assert said(point) == "p = 0.10, 0.00"
    ActionChains(own.driver).key_down(Keys.SHIFT).send_keys(Keys.ARROW_UP).key_up(Keys.SHIFT).perform()
    assert said(point) == "p = 0.10, 0.50"


TURNED = """
from dataclasses import dataclass
from lecture_lib.drawing import handle, svg, tag
from lecture_lib.interactive import App, Button, View

SIDES = (
    [tag("g", svg.text(9, 20, "one"), tag("rect", width=9, height=9, **handle(("a",), "press", "a"))),
     tag("rect", x=20, width=9, height=9, **handle(("b",), "press", "b")),
     svg.line_segment(0, 0, 50, 50, stroke="red")],
    [tag("g", tag("rect", x=5, width=9, height=9, **handle(("a",), "press", "a", quiet=True)), svg.text(9, 30, "two")),
     tag("rect", x=40, width=9, height=9, **handle(("c",), "press", "c")),
     svg.line_segment(0, 0, 70, 50, stroke="red", stroke_dasharray="2 2"), svg.line_segment(3, 0, 9, 9),
     tag("rect", x=20, width=9, height=9, **handle(("b",), "press", "b"))],
)

@dataclass(frozen=True)
class State:
    side: int = 0

def turn(state):
    return State(1 - state.side)

def view(state):
    return View(svg.picture(100, 100, *SIDES[state.side], title=f"side {state.side}", text=str(state.side)))

for side in (0, 1):
    display(App("turned", State(side), view, [Button("Turn", turn)], lambda state, event: turn(state), title="t"))
"""


@pytest.mark.parametrize("own", [TURNED], indirect=True)
def test_a_changed_picture_is_what_it_would_be_if_it_were_drawn_anew(own):
    one, other = (WidgetDriver(own, stage) for stage in own.widgets())
    sides = [one.look(), other.look()]
    assert sides[0] != sides[1]
    one.script("for (const node of stage.querySelectorAll('[data-id]')) node.was = node.nodeName;")
    one.press("Turn")  # here c stands where b has stood
    assert one.look() == sides[1]
    assert one.script("return stage.querySelector('[data-id=c]').was === undefined;")
    for turned in (0, 1):
        one.press("Turn")
        assert one.look() == sides[turned]
    for id_ in ("b", "a"):  # the focus goes with the element
        one.focus(id_)
        for turned in (0, 1):
            one.type(Keys.ENTER)
            assert one.look() == sides[turned]
            assert focused(own) == id_


VALUES = """
from dataclasses import dataclass
from lecture_lib.drawing import handle, svg, tag
from lecture_lib.interactive import App, Button, View

@dataclass(frozen=True)
class State:
    n: int = 0

NAMES = ["a < b", "a & b", '"a"', "a's &amp; > b", "&lt;", ""]

def view(state):
    name = NAMES[state.n % 6]
    dot = tag("circle", cx=state.n, r=3, **handle(("p", state.n // 4), "press", name))
    return View(svg.picture(100, 100, tag("g", dot, svg.text(9, 20, name)), title="t", text=str(state.n)))

for n in range(6):
    display(App("values", State(n), view, [Button("On", lambda state: State(state.n + 1))], title="t"))
"""


@pytest.mark.parametrize("own", [VALUES], indirect=True)
def test_where_only_values_change_all_elements_stay_and_say_what_is_meant(own):
    one, *others = (WidgetDriver(own, stage) for stage in own.widgets())
    one.script("for (const node of stage.querySelectorAll('.ll-picture *')) node.was = true;")
    for n, other in enumerate(others, start=1):
        one.press("On")
        assert one.look() == other.look(), n
        stay = "return [...stage.querySelectorAll('.ll-picture *')].every((node) => node.was);"
        assert one.script(stay) is (n < 4), n  # then another stands there


DRAWING = """
from lecture_lib.labs.approximation import approximator
approximator(hand="target")
"""


@pytest.mark.parametrize("own", [DRAWING], indirect=True)
def test_a_stroke_may_begin_on_a_curve_that_lies_on_the_ground(own):
    """The network's line runs across the middle of the picture: who begins there wants to draw."""
    board = hand(own)
    left, top, width, height = own.script(
        """
        const box = stage.querySelector('[data-id="ground"]').getBoundingClientRect();
        return [box.left, box.top, box.width, box.height];""",
        stage=board.stage,
    )
    x, y = left + 0.55 * width, top + height / 2
    assert own.script("return document.elementFromPoint(x, y).dataset.id;", x=x, y=y) == "ground"
    board.stroke([(x, y), (x + 30, y - 20), (x + 60, y + 30)])
    assert "follow your drawing" in said(board)


@pytest.mark.parametrize("own", [NEURON], indirect=True)
def test_a_page_that_is_older_than_the_kernel_is_answered_with_a_sentence(own):
    neuron = hand(own)
    before = neuron.look()
    neuron.script("""stage.querySelector('[data-id="x"]').setAttribute('data-target', '["W",1,0]');""")
    neuron.focus("x")
    neuron.type(Keys.ENTER, "5", Keys.ENTER)
    seen = neuron.see()
    assert seen.trouble and "This picture has no “W.1.0” any more" in seen.note
    neuron.script("""stage.querySelector('[data-id="x"]').setAttribute('data-target', '["x"]');""")
    assert neuron.look() == before
    neuron.focus("x")
    neuron.type(Keys.ENTER, "5", Keys.ENTER)
    assert "1 × 5 + 1 = 6" in said(neuron)


@pytest.mark.parametrize("own", [DRAWING], indirect=True)
def test_a_finger_that_swipes_over_the_ground_draws_nothing_and_one_that_rests_draws(own):
    board = hand(own)
    x, y, *_ = board.grip("ground")
    board.stroke([(x, y), (x, y - 60), (x, y - 160)], "touch")
    assert not board.enabled(BACK)
    x, y, *_ = board.grip("ground")
    finger = ActionBuilder(own.driver, duration=20)
    touch = finger.add_pointer_input("touch", "touch")
    touch.create_pointer_move(duration=0, x=int(x), y=int(y))
    touch.create_pointer_down(button=0)
    touch.create_pause(0.4)
    for dx in (15, 30, 45):
        touch.create_pointer_move(duration=30, x=int(x + dx), y=int(y - dx))
    touch.create_pointer_up(button=0)
    finger.perform()
    board.look()
    assert board.enabled(BACK) and "follow your drawing" in said(board)


@pytest.mark.parametrize("own", [NEURON], indirect=True)
def test_a_slider_pulled_far_is_told_to_a_screen_reader_once(own):
    neuron = hand(own)
    told = neuron.script("""
        const status = stage.querySelector('[role=status]');
        let told = 0;
        const all = { childList: true, characterData: true, subtree: true };
        new MutationObserver(() => (told += 1)).observe(status, all);
        const slider = stage.querySelector('input[type=range]');
        for (let i = 0; i < 30; i++) {
          slider.value = i;
          slider.dispatchEvent(new Event('input', { bubbles: true }));
          await new Promise((go) => setTimeout(go, 30));
        }
        await new Promise((go) => setTimeout(go, 1500));
        return told;""")
    assert told == 1


@pytest.mark.parametrize("own", [NEURON], indirect=True)
def test_the_picture_is_kept_as_a_file_with_its_colours(own):
    kept = hand(own).script("""
        const files = [];
        const made = URL.createObjectURL;
        URL.createObjectURL = (file) => (files.push(file), made.call(URL, file));
        stage.querySelector('[aria-label=More]').click();
        const entries = [...stage.querySelectorAll('.ll-menu button')];
        entries.find((each) => each.textContent === 'Save picture as SVG').click();
        URL.createObjectURL = made;
        const drawn = new DOMParser().parseFromString(await files[0].text(), 'image/svg+xml').documentElement;
        const style = drawn.querySelector('style').textContent;
        return [drawn.tagName, drawn.querySelectorAll(':scope > svg').length, style];""")
    assert kept[:2] == ["svg", 2] and "--plus:" in kept[2]
