"""The controls of a large card in plain Python: groups, switches, texts, files, and what a lesson hides."""

from dataclasses import dataclass, replace

import pytest

from lecture_lib.drawing import svg
from lecture_lib.interactive import (
    App,
    Button,
    Choice,
    Download,
    Goal,
    Play,
    Slider,
    TextArea,
    TextField,
    Toggle,
    Upload,
    View,
    even_values,
    widget,
)
from lecture_lib.interactive.controls import file_fault, group_summaries, shown_text
from lecture_lib.validation import InputError
from tests.widget_driver import WidgetDriver


@dataclass(frozen=True)
class State:
    noise: int = 10
    rule: str = "SGD"
    formula: str = "x1"
    table: str = "1,2,a"
    discrete: bool = False


def view(state: State) -> View:
    if state.formula == "unseen":
        raise InputError("The formula cannot be drawn. Give another one.")
    return View(svg.picture(9, 9, title="t", text=f"{state}"), note=state.formula)


def with_formula(state: State, text: str) -> State:
    if "?" in text:
        raise InputError("The formula holds “?”. Use x1 and x2.")
    return replace(state, formula=text.strip())


def with_table(state: State, text: str) -> State:
    if "?" in text:
        raise InputError("Row 1 holds “?”. Give numbers.")
    return replace(state, table=text)


def written(state: State) -> str:
    if state.noise == 50:
        raise InputError("There is too much noise to save. Give less.")
    return f"é {state.noise / (state.noise - 40)}"


CONTROLS = [
    Play("Run", lambda state: replace(state, noise=state.noise + 1), primary=True),
    Slider("noise", "noise in %", even_values(0, 50, 5), group="data"),
    TextField("formula", "formula", with_formula, group="data"),
    TextArea("table", "table", with_table, lambda state: state.rule == "SGD", group="data"),
    Button("New data", lambda state: replace(state, noise=0), group="data"),
    Choice("rule", "rule", ["SGD", "Adam"], group="training"),
    Toggle("discrete", "discrete output", group="view"),
    Download("Save as text", "state.txt", written),
    Download("Save as bytes", "state.bin", lambda state: bytes(range(256))),
    Upload("Load a table", with_table),
]


@widget
def shown(state: State) -> App:
    goals = {"quiet": Goal("no noise", lambda state: state.noise == 0)}
    return App("shown", state, view, CONTROLS, title="Shown", goals=goals)


@pytest.fixture
def driver():
    return WidgetDriver(shown())


@pytest.fixture
def files(driver, monkeypatch):
    """The files that the page was given."""
    given = []

    def send(message, buffers=()):
        if "file" in message:
            given.append((message["file"], *buffers))

    monkeypatch.setattr(driver.app.card, "send", send)
    return given


def by_page(driver, kind: str, **message) -> None:
    driver.send({"kind": kind, **message})


# --- groups ----------------------------------------------------------------------------------------------------------


def test_each_control_tells_its_group_and_each_group_what_is_set_in_it(driver):
    face = driver.app.face
    assert {each["name"]: each["group"] for each in face["controls"]}["noise in %"] == "data"
    assert driver.control("Run")["group"] == ""
    assert face["groups"] == {"data": "noise in % 10, x1", "training": "SGD", "view": ""}
    driver.slide("noise in %", 25)
    driver.choose("rule", "Adam")
    driver.choose("discrete output", True)
    assert driver.app.face["groups"] == {"data": "noise in % 25, x1", "training": "Adam", "view": "discrete output"}


def test_a_control_that_is_not_shown_is_not_told_of():
    face = Slider("noise", "noise", (0, 1), lambda state: state.noise == 0).face
    told = [face(State(noise=n), False) | {"group": "data"} for n in (0, 1)]
    assert group_summaries(told[:1]) == {"data": "noise 0"} and group_summaries(told[1:]) == {"data": ""}


@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: type(control).__name__)
def test_every_kind_of_control_can_stand_in_a_group(control):
    assert replace(control, group="here").group == "here" and control.names[0] == control.label


# --- switches --------------------------------------------------------------------------------------------------------


def test_a_switch_turns_a_field_on_and_off_each_a_step_of_its_own(driver):
    by_page(driver, "set", name="discrete output", at=1)
    assert driver.state.discrete is True and driver.value("discrete output") is True
    by_page(driver, "set", name="discrete output", at=0)
    assert driver.state.discrete is False
    driver.undo()
    assert driver.state.discrete is True


def test_a_switch_takes_true_and_false_only(driver):
    with pytest.raises(InputError, match=r"^discrete is 1. Give True or False[.]$"):
        driver.choose("discrete output", 1)
    by_page(driver, "set", name="discrete output", at=2)
    assert driver.in_trouble and driver.state == State()


# --- texts -----------------------------------------------------------------------------------------------------------


def test_a_text_that_is_handed_in_goes_through_its_act(driver):
    by_page(driver, "text", name="formula", text=" x1 * x2 ")
    assert driver.state.formula == "x1 * x2" == driver.field("formula") and driver.note == "x1 * x2"
    driver.undo()
    assert driver.field("formula") == "x1"


@pytest.mark.parametrize(
    "text, says", [("x1 + ?", "The formula holds “?”. Use x1 and x2."), ("unseen", "The formula cannot be drawn.")]
)
def test_a_refused_text_stays_in_its_field_with_the_reason_in_the_feedback(driver, text, says):
    driver.hand_in("formula", text)
    assert driver.state == State() and driver.in_trouble and says in driver.note
    assert driver.field("formula") == text and driver.control("formula")["refused"]
    assert driver.app.face["groups"]["data"] == "noise in % 10, x1"  # what is set is what was accepted
    driver.slide("noise in %", 25)
    assert driver.field("formula") == text and driver.control("formula")["refused"] and not driver.in_trouble
    driver.hand_in("formula", "x2")
    assert driver.field("formula") == "x2" and not driver.control("formula")["refused"] and not driver.in_trouble


@pytest.mark.parametrize("way", ["undo", "redo", "restart"])
def test_who_goes_back_sees_the_texts_of_that_state(driver, way):
    driver.hand_in("formula", "x2")
    driver.hand_in("formula", "?")
    getattr(driver, way)()
    assert driver.field("formula") == driver.state.formula and not driver.control("formula")["refused"]


def test_escape_brings_back_the_text_of_the_state(driver):
    driver.hand_in("table", "?")
    by_page(driver, "keep text", name="table")
    assert driver.field("table") == "1,2,a" and not driver.control("table")["refused"] and not driver.in_trouble
    assert not driver.can("undo")


def test_what_stands_there_is_not_handed_in_again():
    calls = []
    field = TextField("formula", "formula", lambda state, text: calls.append(text))
    assert field.answer(State(), "x1") == State() and not calls


@pytest.mark.parametrize("name, most", [("formula", 2_000), ("table", 5_000_000)])
def test_a_text_that_is_too_long_is_refused_in_plain_words(driver, name, most):
    driver.hand_in(name, "1" * most)
    assert getattr(driver.state, name) == "1" * most and not driver.in_trouble
    driver.hand_in(name, "1" * (most + 1))
    assert driver.note == f"{name} has {most + 1:,} characters. Give at most {most:,}." and driver.in_trouble


def test_of_a_very_long_text_the_page_gets_the_beginning_once(driver):
    driver.hand_in("table", "1" * 1_000_000)
    assert driver.app.card.texts["table"] == shown_text("1" * 1_000_000)
    assert len(driver.field("table")) == 100_000
    assert "The first 100,000 of 1,000,000 characters" in driver.app.card.texts["table"]["note"]
    sent = []
    driver.app.card.observe(lambda change: sent.append(change["name"]))
    driver.slide("noise in %", 25)
    assert "face" in sent and "texts" not in sent
    assert len(str(driver.app.face["controls"])) < 5_000


def test_a_card_without_texts_sends_none(driver):
    assert WidgetDriver(App("bare", State(), view, CONTROLS[:2], title="Bare")).app.card.texts == {}


# --- files -----------------------------------------------------------------------------------------------------------


def test_a_file_is_made_when_it_is_asked_for(driver, files):
    assert driver.download("Save as text") == "é -0.3333333333333333".encode()
    by_page(driver, "download", name="Save as bytes")
    driver.slide("noise in %", 0)
    by_page(driver, "download", name="Save as text")
    assert files == [("state.bin", bytes(range(256))), ("state.txt", "é -0.0".encode())]
    assert not driver.in_trouble


def test_a_file_that_cannot_be_made_is_told(driver, files):
    driver.slide("noise in %", 50)
    by_page(driver, "download", name="Save as text")
    assert driver.in_trouble and driver.note == "There is too much noise to save. Give less."
    driver.slide("noise in %", 40)
    with pytest.raises(ZeroDivisionError):
        by_page(driver, "download", name="Save as text")
    assert "This widget stopped at “division by zero”" in driver.note and files == []


def test_a_file_that_is_loaded_is_handed_to_its_act(driver):
    by_page(driver, "text", name="Load a table", text="3,4,b")
    assert driver.state.table == "3,4,b"
    by_page(driver, "text", name="Load a table", text="?")
    assert driver.in_trouble and driver.state.table == "3,4,b" == driver.field("table")
    assert not driver.control("table")["refused"]
    by_page(driver, "keep text", name="Load a table")  # an upload keeps none
    assert "That is not an event" in driver.note


@pytest.mark.parametrize("fault, says", [("large", "more than 5 MB"), ("binary", "not a text"), ("?", "not be read")])
def test_a_file_that_the_page_cannot_read_is_told_in_plain_words(driver, fault, says):
    by_page(driver, "file fault", file="a <b>.csv", fault=fault)
    assert driver.in_trouble and says in driver.note and "“a <b>.csv”" in driver.note
    assert driver.note == file_fault("a <b>.csv", fault) and driver.state == State()


@pytest.mark.parametrize(
    "message",
    [
        {"kind": "text", "name": "Run", "text": "x"},
        {"kind": "text", "name": "formula", "text": 3},
        {"kind": "text", "name": "gone", "text": "x"},
        {"kind": "keep text", "name": "formula"},
        {"kind": "download", "name": "formula"},
        {"kind": "download", "name": ["Save as text"]},
        {"kind": "set", "name": "formula", "at": 0},
        {"kind": "file fault", "file": 3, "fault": "large"},
    ],
)
def test_a_message_that_fits_no_control_changes_nothing(driver, files, message):
    driver.send(message)
    assert driver.state == State() and not driver.can("undo") and files == []
    assert "That is not an event of this picture" in driver.note


# --- what a lesson hides ---------------------------------------------------------------------------------------------


def test_a_lesson_hides_controls_by_their_field_or_label():
    driver = WidgetDriver(shown(hide=("noise", "formula", "Run", "discrete output")))
    there = [face["name"] for face in driver.app.face["controls"]]
    assert there == ["table", "New data", "rule", "Save as text", "Save as bytes", "Load a table"]
    assert driver.app.face["groups"] == {"data": "", "training": "SGD"} and [*driver.app.card.texts] == ["table"]
    by_page(driver, "set", name="noise in %", at=0)
    assert driver.state == State()


def test_what_is_hidden_stays_so_in_copied_code():
    app = shown(noise=5, goal="quiet", hide=["noise", "Run"])
    assert app.code == "shown(noise=5, goal='quiet', hide=('noise', 'Run'))"
    again = eval(app.code, {"shown": shown})
    assert again.state == app.state and again.face["controls"] == app.face["controls"]
    assert shown(hide="noise").code == "shown(hide=('noise',))"


def test_what_cannot_be_hidden_is_refused_in_plain_words():
    with pytest.raises(InputError) as problem:
        shown(hide=("noise", "noize"))
    assert str(problem.value) == (
        "shown has no control 'noize' to hide; it can hide Run, noise, formula, table, New data, rule, discrete, "
        "Save as text, Save as bytes, Load a table"
    )
    for hide in (3, {"noise"}, (1,), [["noise"]]):
        with pytest.raises(
            InputError, match=r"^shown: hide is .*[.] Give names of controls, such as \('seed', 'rate'\)"
        ):
            shown(hide=hide)


def test_a_card_without_controls_can_hide_none():
    with pytest.raises(InputError, match="^bare has no control 'x' to hide; it can hide none$"):
        App("bare", State(), view, title="Bare").hide_controls(["x"])
