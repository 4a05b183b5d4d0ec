"""App and Board in plain Python: no browser, no kernel."""

import asyncio
from dataclasses import dataclass, replace
from html import unescape

import pytest

from lecture_lib.course import progress
from lecture_lib.drawing import number_text, svg
from lecture_lib.interactive import App, Board, Button, Choice, Event, Goal, Play, Slider, View
from lecture_lib.validation import InputError, parse_number
from tests.widget_driver import WidgetDriver


@dataclass(frozen=True)
class State:
    x: float = 2.0
    mode: str = "plain"


def view(state: State) -> View:
    if state.x == 13:
        raise InputError("x is 13; any other number is wanted")
    dot = svg.tag("circle", r=3, **svg.handle(("p",), "drag edit press", "the x", at=(state.x, 0)))
    picture = svg.picture(10, 10, dot, title="x", text=f"x = {number_text(state.x)}, {state.mode}")
    return View(picture, Goal("bring x to 0", state.x == 0), "a note < here")


def on_event(state: State, event: Event) -> State:
    match event:
        case Event("press"):
            raise ZeroDivisionError("no such button")
        case Event("edit", ("p",), text):
            return replace(state, x=parse_number(text, "x"))
        case Event("drag", ("p",), x=x):
            return replace(state, x=x)
    return state


def more(state: State) -> State:
    return replace(state, x=state.x + 1)


@pytest.fixture
def app(tmp_path, monkeypatch):
    monkeypatch.setenv("LECTURE_LIB_PROGRESS", str(tmp_path / "progress.jsonl"))
    progress.cache_clear()
    controls = [
        Slider("x", "the x", -4, 4, shows=lambda state: state.mode == "plain"),
        Choice("mode", "mode", ["plain", "fancy"]),
        Button("Add", more, lambda state: state.x < 5),
        Play("Run", more, lambda state: state.x < 6),
    ]
    yield App("shown", State(), view, controls, on_event)
    progress.cache_clear()


@pytest.fixture
def driver(app):
    return WidgetDriver(app)


def control(app: App, label: str):
    return app.controls[label][1]


def note(app: App) -> str:
    """The note with its marks, as the browser gets it."""
    return app.children[2].value


def shown(app: App) -> str:
    """The text twin, which must be the shown state's."""
    return WidgetDriver(app).text


def test_starts_with_the_start_state_shown_and_nowhere_to_go_back(app):
    assert shown(app) == "x = 2, plain"
    assert control(app, "the x").value == 2
    assert [control(app, label).disabled for label in ("◀ Back", "Forward ▶", "Reset", "Show as code")] == [
        True,
        True,
        True,
        False,
    ]
    assert "bring x to 0" in note(app) and "a note &lt; here" in note(app)


def test_back_and_forward_retrace_every_step(app):
    for label in ("Add", "Add"):
        app.press(label)
    seen = [shown(app)]
    for label in ("◀ Back", "◀ Back", "Forward ▶", "Forward ▶"):
        app.press(label)
        seen.append(shown(app))
    assert [text[4] for text in seen] == ["4", "3", "2", "3", "4"]
    assert control(app, "Forward ▶").disabled and not control(app, "◀ Back").disabled


def test_back_at_the_start_and_forward_at_the_end_do_nothing(app):
    app.back()
    app.forward()
    assert app.state == State()


def test_a_new_step_after_back_forgets_the_old_way_forward(app):
    app.press("Add")
    app.back()
    control(app, "mode").value = "fancy"
    assert control(app, "Forward ▶").disabled
    app.forward()
    assert app.state == State(mode="fancy")


def test_a_slider_pulled_after_back_does_not_overwrite_the_state_gone_back_to(app):
    control(app, "the x").value = 2.3
    app.back()
    control(app, "the x").value = 3.0
    app.back()
    assert app.state.x == 2


def test_going_back_does_not_act_as_if_the_menu_had_been_used():
    app = App(
        "shown",
        State(),
        view,
        [Choice("mode", "mode", ["plain", "fancy"], lambda state, mode: State(state.x + 1, mode))],
    )
    control(app, "mode").value = "fancy"
    app.back()
    assert app.state == State()


def test_reset_is_a_step_that_can_be_taken_back(app):
    app.press("Add")
    app.press("Reset")
    assert app.state == State() and control(app, "Reset").disabled
    app.back()
    assert app.state.x == 3


def test_one_slider_pulled_through_many_values_is_one_step(app):
    for value in (2.1, 2.2, 2.3):
        control(app, "the x").value = value
    assert app.state.x == 2.3
    app.back()
    assert app.state.x == 2
    assert control(app, "the x").value == 2


def test_a_drag_is_one_step_and_the_next_drag_another(app, driver):
    for x, last in ((0.1, False), (0.2, False), (0.3, True), (0.4, False), (0.5, True)):
        driver.drag(("p",), x, 0, last)
    passed = []
    while not control(app, "◀ Back").disabled:
        passed.append(app.state.x)
        app.back()
    assert passed == [0.5, 0.3]


def test_typed_numbers_are_steps_of_their_own(app, driver):
    driver.type(("p",), "1")
    driver.type(("p",), "−1,5")
    assert app.state.x == -1.5
    app.back()
    assert app.state.x == 1


def test_input_error_is_shown_and_the_state_kept(app, driver):
    driver.type(("p",), "two")
    assert app.state == State() and shown(app)
    assert "x holds text" in note(app) and "ll-trouble" in note(app)
    driver.type(("p",), "3")
    assert "ll-trouble" not in note(app)


def test_a_state_that_cannot_be_shown_is_not_entered(app, driver):
    driver.type(("p",), "13")
    assert app.state == State() and "any other number is wanted" in note(app)
    assert control(app, "◀ Back").disabled


def test_a_refused_wish_puts_the_control_back(app):
    app.view = lambda state: view(replace(state, x=13) if state.x > 3 else state)
    control(app, "the x").value = 3.5
    assert app.state.x == 2 and control(app, "the x").value == 2


def test_an_unexpected_error_is_shown_and_raised(app):
    with pytest.raises(ZeroDivisionError):
        app.change(lambda state: 1 / 0)
    assert "This widget stopped at “division by zero”" in note(app)
    assert app.state == State()
    app.press("Add")
    assert shown(app) == "x = 3, plain" and "stopped" not in note(app)


def test_the_board_answers_done_also_after_an_error(app, monkeypatch):
    answers = []
    monkeypatch.setattr(app.board, "send", answers.append)
    with pytest.raises(ZeroDivisionError):
        app.board.receive({"kind": "press", "target": ["p"]})
    assert answers == [{"done": True}]


def test_the_board_hands_events_on():
    events = []
    board = Board(events.append)
    board.receive({"kind": "press", "target": ["a"]})
    assert events == [{"kind": "press", "target": ["a"]}]


def test_the_goal_is_noted_once_however_often_it_is_reached(app, driver):
    assert progress().goals() == set()
    for text in ("0", "1", "0"):
        driver.type(("p",), text)
    assert "Reached" in note(app)
    assert [event["name"] for event in progress().events() if event["kind"] == "goal"] == ["shown"]


def test_controls_follow_the_state(app, driver):
    driver.type(("p",), "5")
    assert control(app, "the x").value == 4
    assert control(app, "Add").disabled and not control(app, "Run").disabled
    app.change(lambda state: replace(state, mode="fancy"))
    assert control(app, "mode").value == "fancy"
    assert control(app, "the x").layout.display == "none"
    app.back()
    assert control(app, "the x").layout.display is None


def test_a_typed_number_beyond_the_slider_or_between_its_steps_stays_in_the_state(app, driver):
    slider = control(app, "the x")
    for text, nearest in (("77", 4), ("3.14", 3.1)):
        driver.type(("p",), text)
        assert app.state.x == float(text)
        assert slider.value == nearest and not slider.readout  # a readout of another number would mislead
        slider.value = nearest - 4e-16  # what the browser's slider sends back
        assert app.state.x == float(text)
    slider.value = 3.0
    assert app.state.x == 3.0 and slider.readout


def test_slider_values_are_free_of_rounding_dust(app):
    control(app, "the x").value = 2.0999999999999996
    assert app.state.x == 2.1


def test_a_slider_of_whole_numbers_gives_whole_numbers(app):
    app = App("shown", State(x=3), view, [Slider("x", "the x", 0, 9, 1)])
    control(app, "the x").value = 4.0
    assert repr(app.state.x) == "4"


def test_a_choice_that_is_not_on_its_list_is_refused_in_plain_words():
    with pytest.raises(InputError, match="^mode is 'odd'; one of 'plain', 'fancy' is wanted$"):
        App("shown", State(mode="odd"), view, [Choice("mode", "the mode", ["plain", ("very fancy", "fancy")])])


def test_show_as_code_makes_the_same_state_and_closes_again(app):
    app.change(lambda state: State(-0.25, "fancy"))
    app.press("Show as code")
    code = unescape(app.children[4].value.split(">", 1)[1].removesuffix("</pre>"))
    assert code == app.code == "shown(x=-0.25, mode='fancy')"
    assert eval(code, {"shown": State}) == app.state
    app.press("Show as code")
    assert app.children[4].value == ""


def test_code_of_an_old_state_does_not_stay(app):
    app.press("Show as code")
    app.press("Add")
    assert app.children[4].value == ""


def test_a_change_to_the_same_state_is_no_step(app):
    assert not app.change(lambda state: State())
    assert control(app, "◀ Back").disabled


def test_an_app_that_answers_no_events_takes_no_notice_of_events():
    app = App("still", State(), view)
    WidgetDriver(app).type(("p",), "4")
    assert app.state == State()


def test_run_goes_on_until_it_may_not_and_is_one_step(app):
    async def scene():
        control(app, "Run").value = True
        assert control(app, "Run").description == "Pause"
        await wait_until(lambda: not control(app, "Run").value)

    asyncio.run(scene())
    assert app.state.x == 6
    assert control(app, "Run").disabled and control(app, "Run").description == "Run"
    app.back()
    assert app.state == State() and not control(app, "Run").disabled


def test_pause_stops_at_once_and_the_next_run_is_a_step_of_its_own(app):
    async def scene():
        run = control(app, "Run")
        run.value = True
        await wait_until(lambda: app.state.x > 2)
        run.value = False
        paused = app.state
        await asyncio.sleep(0.1)
        assert app.state == paused
        run.value = True
        await wait_until(lambda: app.state != paused)
        run.value = False
        await asyncio.sleep(0.1)
        app.back()
        assert app.state == paused

    asyncio.run(scene())


def test_other_controls_answer_while_it_runs(app):
    async def scene():
        control(app, "Run").value = True
        await wait_until(lambda: app.state.x > 2)
        control(app, "mode").value = "fancy"
        await wait_until(lambda: not control(app, "Run").value)

    asyncio.run(scene())
    assert app.state == State(6, "fancy")


def test_a_run_that_fails_stops_and_says_so(app):
    async def scene():
        app.view = lambda state: 1 / 0
        control(app, "Run").value = True
        await wait_until(lambda: not control(app, "Run").value)

    asyncio.run(scene())
    assert "stopped at" in note(app) and app.state == State()


async def wait_until(holds) -> None:
    async with asyncio.timeout(10):
        while not holds():
            await asyncio.sleep(0.005)


def test_quiet_elements_are_marked():
    assert svg.handle(("a",), "press", "a", quiet=True)["data_quiet"] == "true"
    assert svg.handle(("a",), "press", "a")["data_quiet"] is None


# --- events ------------------------------------------------------------------------------------------------------

STALE = "This picture has no “{}” any more; if you see it, run the cell once more."
STRANGE = "The page has sent what is no event of this picture; run the cell once more."


@pytest.mark.parametrize(
    "message, says",
    [
        ({"kind": "edit", "target": ["q"], "text": "1"}, STALE.format("q")),
        ({"kind": "edit", "target": ["p", -1, 0], "text": "1"}, STALE.format("p.-1.0")),
        ({"kind": "edit", "target": [], "text": "1"}, STALE.format("")),
        ({"kind": "key", "target": ["q"], "key": "a"}, STALE.format("q")),
        ({"kind": "draw", "target": ["p"], "points": [[0, 1]]}, "“p” does not answer to “draw”"),
        ({"kind": "edit", "id": "p", "text": "1"}, STRANGE),  # of a page that is older than the kernel
        ({"kind": "edit", "target": "p", "text": "1"}, STRANGE),
        ({"kind": "edit", "target": [["p"]], "text": "1"}, STRANGE),
        ({"kind": "edit", "target": [{}], "text": "1"}, STRANGE),
        ({"kind": "edit", "target": [1.5], "text": "1"}, STRANGE),
        ({"kind": "edit", "target": ["p"]}, STRANGE),
        ({"kind": "edit", "target": ["p"], "text": 1}, STRANGE),
        ({"kind": "drag", "target": ["p"], "x": 1}, STRANGE),
        ({"kind": "drag", "target": ["p"], "x": None, "y": 0}, STRANGE),  # NaN, as JSON has it
        ({"kind": "drag", "target": ["p"], "x": float("nan"), "y": 0}, STRANGE),
        ({"kind": "drag", "target": ["p"], "x": 0, "y": float("inf")}, STRANGE),
        ({"kind": "drag", "target": ["p"], "x": "1", "y": "2"}, STRANGE),
        ({"kind": "draw", "target": ["p"], "points": []}, STRANGE),
        ({"kind": "draw", "target": ["p"], "points": [[1]]}, STRANGE),
        ({"kind": "draw", "target": ["p"], "points": [1, 2]}, STRANGE),
        ({"kind": "draw", "target": ["p"], "points": 3}, STRANGE),
        ({"kind": "key", "target": ["p"]}, STRANGE),
        ({"kind": "shake", "target": ["p"]}, STRANGE),
        ({"target": ["p"]}, STRANGE),
        ({}, STRANGE),
        ([], STRANGE),
        ("press", STRANGE),
        (None, STRANGE),
    ],
)
def test_what_is_no_event_of_the_picture_is_told_and_changes_nothing(app, driver, message, says):
    driver.send(message)
    assert app.state == State() and shown(app)
    assert says in driver.note and driver.in_trouble and not driver.enabled("◀ Back")
    driver.send({"kind": "edit", "target": ["p"], "text": "3"})
    assert app.state.x == 3 and not driver.in_trouble


def test_a_target_comes_back_as_it_was_given():
    target, seen = ("W", 1, 0, -2, "naïve “<&>'"), []
    element = svg.tag("rect", **svg.handle(target, "drag press edit draw", "a weight"))
    picture = svg.picture(9, 9, element, title="t", text="t")
    app = App("any", State(), lambda state: View(picture), (), lambda state, event: seen.append(event) or state)
    driver = WidgetDriver(app)
    assert list(driver.elements()) == [target]
    driver.send({"kind": "drag", "target": list(target), "x": 1, "y": 2.5, "last": False})
    driver.send({"kind": "draw", "target": list(target), "points": [[0, 1], [2, 3]], "last": True})
    driver.send({"kind": "edit", "target": list(target), "text": "two"})
    driver.send({"kind": "key", "target": list(target), "key": "Delete"})
    driver.send({"kind": "press", "target": list(target)})
    assert seen == [
        Event("drag", target, x=1.0, y=2.5, last=False),
        Event("draw", target, points=((0.0, 1.0), (2.0, 3.0))),
        Event("edit", target, "two"),
        Event("key", target, key="Delete"),
        Event("press", target),
    ]


def test_a_target_that_is_gone_since_is_refused():
    def two_or_one(state: State) -> View:
        elements = [svg.tag("rect", **svg.handle(("c", i), "press", "c")) for i in range(2 if state.x else 1)]
        return View(svg.picture(9, 9, *elements, title="t", text="t"))

    app = App("gone", State(), two_or_one, (), lambda state, event: replace(state, x=0))
    driver = WidgetDriver(app)
    driver.click("c", 1)
    assert app.state.x == 0
    driver.click("c", 1)
    assert driver.note == STALE.format("c.1")
    driver.undo()
    driver.click("c", 0)
    assert not driver.in_trouble
