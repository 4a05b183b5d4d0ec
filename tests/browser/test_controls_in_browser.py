"""The controls of a large card under keys, pointer and files: what `tests/interactive/test_controls.py` cannot see."""

import pytest
from selenium.webdriver.common.keys import Keys

from tests.browser.saved_files import catch_files, choose_from_menu, saved
from tools.card_measures import Report, measure_notebook
from tools.page_driver import BACK, WidgetDriver

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("board")]

LARGE = """
from dataclasses import dataclass, replace
from lecture_lib.drawing import svg
from lecture_lib.interactive import *
from lecture_lib.validation import InputError

@dataclass(frozen=True)
class State:
    noise: int = 10
    data: str = "formula"
    formula: str = "x1"
    table: str = "1,2,a"
    discrete: bool = False
    n: int = 0

def with_text(field):
    def act(state, text):
        if "?" in text:
            raise InputError("The text holds a question mark.")
        return replace(state, **{field: text})
    return act

def view(state):
    blue = svg.tag("rect", width=200, height=200, class_="plus")
    said = f"{state.data}; {state.formula}; {state.table}; {state.discrete}; {state.noise}; run {state.n}"
    return View(svg.picture(250, 200, blue, title="Empty", text=said), note="A note.")

large = App("large", State(), view, [
    Play("Run", lambda state: replace(state, n=state.n + 1), primary=True),
    Slider("noise", "noise", even_values(0, 50, 5), group="data"),
    Choice("data", "data set", ["formula", "own", "circle"], group="data"),
    TextField("formula", "formula", with_text("formula"), lambda s: s.data == "formula", group="data"),
    TextArea("table", "table", with_text("table"), lambda s: s.data == "own", group="data"),
    Button("New data", lambda state: replace(state, n=-1), group="data"),
    Toggle("discrete", "Discrete output", group="view"),
    Download("Save as text", "large.txt", lambda state: f"é {state.formula}"),
    Upload("Load a table", with_text("table")),
], title="Large", goals={"quiet": Goal("no noise", lambda state: state.noise == 0)})
large.choose_goal("quiet")
large
"""
own_card = pytest.mark.parametrize("own", [LARGE], indirect=True)


@pytest.fixture
def hand(own) -> WidgetDriver:
    """The hand on the card; what the page saves as a file is kept as `saved` in the page."""
    catch_files(own)
    return WidgetDriver(own, own.widgets()[0])


def said(hand: WidgetDriver) -> list[str]:
    """What the picture says in words, part by part."""
    hand.script("await driver.settled(stage);")
    return hand.script("return stage.querySelector('.ll-words > div').textContent;").split("; ")


def arrives(hand: WidgetDriver, part: int, text: str) -> str:
    """Wait until a part of the picture's words is this: a file is read some time after it was given."""
    return hand.script(
        """
        const words = () => stage.querySelector('.ll-words > div').textContent.split('; ')[part];
        const pause = () => new Promise((go) => setTimeout(go, 20));
        for (const end = Date.now() + 10000; words() !== text && Date.now() < end; ) await pause();
        await driver.settled(stage);
        return words();""",
        part=part,
        text=text,
    )


def feedback(hand: WidgetDriver) -> str:
    hand.script("await driver.settled(stage);")
    return hand.script("return stage.querySelector('.ll-say').textContent;")


def focus(hand: WidgetDriver, selector: str) -> None:
    hand.script("stage.querySelector(selector).focus();", selector=selector)


def value(hand: WidgetDriver, selector: str) -> str:
    hand.script("await driver.settled(stage);")
    return hand.script("return stage.querySelector(selector).value;", selector=selector)


def open_groups(hand: WidgetDriver) -> None:
    hand.script("for (const group of stage.querySelectorAll('.ll-group')) group.open = true;")


@own_card
def test_a_closed_group_says_what_is_set_and_opens_by_key(own, hand):
    names = "return [...stage.querySelectorAll('.ll-group summary')].map((each) => each.innerText.split('\\n'));"
    assert hand.script(names) == [["Data", "noise 10, formula, x1"], ["View"]]
    hidden = "return !stage.querySelector('.ll-group select, .ll-group input[type=range]').checkVisibility();"
    assert hand.script(hidden)
    focus(hand, ".ll-group summary")
    hand.type(Keys.SPACE)
    assert not hand.script(hidden)
    hand.type(Keys.TAB, Keys.ARROW_RIGHT)
    assert said(hand)[4] == "15"
    hand.script("stage.querySelector('.ll-group summary').focus();")
    hand.type(Keys.ENTER)
    assert hand.script(hidden)
    assert hand.script(names)[0] == ["Data", "noise 15, formula, x1"]


@own_card
def test_a_card_with_every_kind_of_control_keeps_to_the_marks(own):
    report = Report()
    measure_notebook(own, "own", report)
    assert report.placements == ["own large"] and not report.faults, "\n".join(map(str, report.faults))
    own.set_theme("JupyterLab Light")


@own_card
def test_an_open_group_stays_open_when_the_notebook_draws_the_card_anew(own, hand):
    open_groups(hand)
    hand.script("""
        const fresh = stage.cloneNode(false);
        stage.replaceWith(fresh);""")
    assert own.script("""
        for (const end = Date.now() + 5000; Date.now() < end; await new Promise((go) => setTimeout(go, 20)))
          if (document.querySelector('.ll-group')) break;
        return [...document.querySelectorAll('.ll-group')].map((group) => group.open);""") == [True, True]


@own_card
def test_a_formula_is_handed_in_by_enter_refused_in_its_field_and_taken_back_by_escape(hand):
    open_groups(hand)
    field = ".ll-text input[type=text]"
    focus(hand, field)
    hand.type(Keys.END, " * x2", Keys.ENTER)
    assert said(hand)[1] == "x1 * x2"
    hand.type(" + ?", Keys.ENTER)
    assert feedback(hand) == "The text holds a question mark."
    assert value(hand, field) == "x1 * x2 + ?" and said(hand)[1] == "x1 * x2"
    described = "const field = stage.querySelector('.ll-text input'); return [field.ariaInvalid, "
    described += "document.getElementById(field.getAttribute('aria-describedby'))?.textContent];"
    assert hand.script(described) == ["true", "The text holds a question mark."]
    hand.type(Keys.ESCAPE)
    assert value(hand, field) == "x1 * x2" and feedback(hand) == "A note."
    assert hand.script(described) == ["false", None]
    hand.type("9", Keys.ESCAPE)
    assert value(hand, field) == "x1 * x2" and said(hand)[1] == "x1 * x2"
    hand.type(" + 1", Keys.TAB)
    assert said(hand)[1] == "x1 * x2 + 1"
    hand.press(BACK)
    assert value(hand, field) == "x1 * x2"


@own_card
def test_what_is_being_typed_stays_while_the_card_runs(hand):
    open_groups(hand)
    field = ".ll-text input[type=text]"
    hand.script("driver.grip(stage.querySelector('.ll-acts .play')); stage.querySelector('.ll-acts .play').click();")
    focus(hand, field)
    hand.type(Keys.END, *" + x2 * x2 + x1 * x1")
    assert hand.script("return stage.querySelector(field).value;", field=field) == "x1 + x2 * x2 + x1 * x1"
    hand.type(Keys.ENTER)
    hand.script("stage.querySelector('.ll-acts .pause').click(); await driver.stopped(stage, 'Run');")
    words = said(hand)
    assert words[1] == "x1 + x2 * x2 + x1 * x1" and int(words[5].split()[1]) > 0


@own_card
def test_a_switch_turns_by_the_space_bar(hand):
    open_groups(hand)
    focus(hand, "input[type=checkbox]")
    hand.type(Keys.SPACE)
    assert said(hand)[3] == "True"
    hand.press(BACK)
    assert said(hand)[3] == "False"
    assert hand.script("return stage.querySelector('input[type=checkbox]').checked;") is False


def own_table(hand: WidgetDriver) -> None:
    """Let the area for a table be there."""
    open_groups(hand)
    hand.script("[...stage.querySelectorAll('.ll-group .ll-segments input')][1].click();")
    assert said(hand)[0] == "own"


def load(hand: WidgetDriver, path) -> None:
    hand.stage.find_element("css selector", ".ll-area input[type=file]").send_keys(str(path))


@own_card
def test_a_table_is_typed_and_handed_in_by_ctrl_enter_or_by_leaving_it(hand):
    own_table(hand)
    focus(hand, "textarea")
    hand.type(Keys.END, Keys.ENTER, "3,4,b")
    assert said(hand)[2] == "1,2,a"
    hand.stage.find_element("css selector", "textarea").send_keys(Keys.CONTROL, Keys.ENTER)
    assert said(hand)[2] == "1,2,a\n3,4,b"
    hand.type("!", Keys.TAB)
    assert said(hand)[2] == "1,2,a\n3,4,b!"


ENCODINGS = {
    "utf-8": "1;2;grün − x\n",
    "utf-8-sig": "1;2;grün − x\n",
    "utf-16": "1;2;grün − x\n",
    "utf-16-le": "1;2;grün\n",
    "utf-16-be": "1;2;grün\n",
    "cp1252": "1;2;grün „Œ“\n",
}


@own_card
def test_files_of_all_usual_encodings_are_read_and_others_refused_in_plain_words(hand, tmp_path):
    own_table(hand)
    for encoding, text in ENCODINGS.items():
        path = tmp_path / f"{encoding}.csv"
        path.write_bytes(text.encode(encoding))
        load(hand, path)
        assert arrives(hand, 2, text) == text, encoding
        assert value(hand, "textarea") == text
    for name, content, says in [
        ("cat.png", b"\x89PNG\r\n\x1a\n\0\0\0", "“cat.png” is not a text file."),
        ("all.bin", bytes(range(256)), "“all.bin” is not a text file."),
        ("large.csv", b"1,2,a\n" * 1_000_000, "“large.csv” has more than 5 MB."),
    ]:
        path = tmp_path / name
        path.write_bytes(content)
        load(hand, path)
        hand.script(
            """
            const pause = () => new Promise((go) => setTimeout(go, 20)), end = Date.now() + 10000;
            while (!stage.querySelector('.ll-say').textContent.includes(name) && Date.now() < end) await pause();""",
            name=name,
        )
        assert says in feedback(hand) and said(hand)[2] == text
    path = tmp_path / "long.csv"
    long = "1,2,a\n" * 800_000
    path.write_text(long)
    load(hand, path)
    assert arrives(hand, 2, long) == long
    assert len(value(hand, "textarea")) == 100_000
    assert "of 4,800,000 characters" in hand.script("return stage.querySelector('.ll-area p').textContent;")


@own_card
def test_a_file_that_is_dropped_is_read(hand):
    own_table(hand)
    hand.script("""
        const data = new DataTransfer();
        data.items.add(new File(['7,8,c'], 'dropped.csv'));
        const how = { bubbles: true, cancelable: true, dataTransfer: data }, area = stage.querySelector('textarea');
        for (const type of ['dragenter', 'dragover', 'drop']) area.dispatchEvent(new DragEvent(type, how));""")
    assert arrives(hand, 2, "7,8,c") == "7,8,c" and value(hand, "textarea") == "7,8,c"
    assert hand.script("return stage.querySelectorAll('.ll-over').length;") == 0


@own_card
def test_the_menu_gives_a_file_of_the_state(hand):
    choose_from_menu(hand, "Save as text")
    assert saved(hand) == [("large.txt", "é x1".encode())]


SHOWN = """
await driver.settled(stage);
const pause = () => new Promise((go) => setTimeout(go, 20));
for (const end = Date.now() + 5000; !saved.length && Date.now() < end; ) await pause();
const image = new Image();
image.src = URL.createObjectURL(saved[0][1]);
await image.decode();
const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight), brush = canvas.getContext('2d');
brush.drawImage(image, 0, 0);
const at = (x) => [...brush.getImageData(x * canvas.width, canvas.height / 2, 1, 1).data];
return [saved[0][0], [canvas.width, canvas.height], at(0.4), at(0.9)];"""


@own_card
def test_the_picture_is_saved_as_a_file_that_brings_its_colours(own, hand):
    blue, white, light_blue, black = [0, 103, 168, 255], [255] * 4, [108, 184, 240, 255], [17, 20, 24, 255]
    choose_from_menu(hand, "Save picture as SVG")
    assert hand.script(SHOWN) == ["large.svg", [250, 200], blue, white]
    for theme, colours in (("Dark", [light_blue, black]), ("Light", [blue, white])):
        own.set_theme(f"JupyterLab {theme}")
        hand.script("saved.length = 0;")
        choose_from_menu(hand, "Save picture as PNG")
        assert hand.script(SHOWN) == ["large.png", [500, 400], *colours]


@own_card
def test_the_menu_takes_a_file(hand, tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("5,6,d")
    hand.script("stage.querySelector('[aria-label=More]').click();")
    hand.stage.find_element("css selector", ".ll-menu input[type=file]").send_keys(str(path))
    assert arrives(hand, 2, "5,6,d") == "5,6,d"


ASKS = 'from lecture_lib import predict\npredict("05.1", "Of all, {a} are read, {b}; is it {c}? Rather {d}.", c=bool)'


@pytest.mark.parametrize("own", [ASKS], indirect=True)
def test_what_ends_a_sentence_does_not_begin_a_line(own):
    alone = own.script("""
        const prompt = document.querySelector('.ll-prompt'), range = document.createRange(), found = [];
        for (let width = 120; width <= 600; width += 8) {
          prompt.style.width = `${width}px`;
          for (const stop of prompt.querySelectorAll('.ll-with-stop')) {
            range.selectNode(stop.lastChild);
            if (range.getBoundingClientRect().top >= stop.firstChild.getBoundingClientRect().bottom) found.push(width);
          }
        }
        return [prompt.textContent.includes('; is it'), found];""")
    assert alone == [True, []]
