"""Stage and Board in plain Python: no browser, no kernel."""

import asyncio
from dataclasses import dataclass, replace

import pytest

from lecture_lib.course import progress
from lecture_lib.drawing import svg
from lecture_lib.interactive import App, Board, Button, Choice, Goal, Play, Slider, View
from lecture_lib.validation import InputError, parse_number


@dataclass(frozen=True)
class State:
    x: float = 2.0
    mode: str = "plain"


def view(state: State) -> View:
    if state.x == 13:
        raise InputError("x is 13; any other number is wanted")
    picture = svg.picture(10, 10, title="x", text=f"x = {svg.number_text(state.x)}, {state.mode}")
    return View(picture, Goal("bring x to 0", state.x == 0), "a note < here")


def react(state: State, event: dict) -> State:
    if event["kind"] == "press":
        raise ZeroDivisionError("no such button")
    return replace(state, x=parse_number(event["text"], "x") if event["kind"] == "edit" else event["x"])


def more(state: State) -> State:
    return replace(state, x=state.x + 1)


@pytest.fixture
def stage(tmp_path, monkeypatch):
    monkeypatch.setenv("LECTURE_LIB_PROGRESS", str(tmp_path / "progress.jsonl"))
    progress.cache_clear()
    controls = [
        Slider("x", "the x", -4, 4, shows=lambda state: state.mode == "plain"),
        Choice("mode", "mode", ["plain", "fancy"]),
        Button("Add", more, lambda state: state.x < 5),
        Play("Run", more, lambda state: state.x < 6),
    ]
    yield App("staged", State(), view, controls, react)
    progress.cache_clear()


def control(stage: App, label: str):
    return stage.controls[label][1]


def happens(stage: App, kind: str, **more) -> None:
    """What the browser would send."""
    stage.board._handle_custom_msg({"kind": kind, "id": "p"} | more, [])


def note(stage: App) -> str:
    return stage.children[2].value


def shown(stage: App) -> str:
    """The text twin, which must be the shown state's."""
    assert stage.board.say == view(stage.state).picture.text
    assert stage.board.svg == view(stage.state).picture.svg
    return stage.board.say


def test_starts_with_the_start_state_shown_and_nowhere_to_go_back(stage):
    assert shown(stage) == "x = 2, plain"
    assert control(stage, "the x").value == 2
    assert [control(stage, label).disabled for label in ("◀ Back", "Forward ▶", "Reset", "Show as code")] == [
        True,
        True,
        True,
        False,
    ]
    assert "bring x to 0" in note(stage) and "a note &lt; here" in note(stage)


def test_back_and_forward_retrace_every_step(stage):
    for label in ("Add", "Add"):
        stage.press(label)
    seen = [shown(stage)]
    for label in ("◀ Back", "◀ Back", "Forward ▶", "Forward ▶"):
        stage.press(label)
        seen.append(shown(stage))
    assert [text[4] for text in seen] == ["4", "3", "2", "3", "4"]
    assert control(stage, "Forward ▶").disabled and not control(stage, "◀ Back").disabled


def test_back_at_the_start_and_forward_at_the_end_do_nothing(stage):
    stage.back()
    stage.forward()
    assert stage.state == State()


def test_a_new_step_after_back_forgets_the_old_way_forward(stage):
    stage.press("Add")
    stage.back()
    control(stage, "mode").value = "fancy"
    assert control(stage, "Forward ▶").disabled
    stage.forward()
    assert stage.state == State(mode="fancy")


def test_a_slider_pulled_after_back_does_not_overwrite_the_state_gone_back_to(stage):
    control(stage, "the x").value = 2.3
    stage.back()
    control(stage, "the x").value = 3.0
    stage.back()
    assert stage.state.x == 2


def test_going_back_does_not_act_as_if_the_menu_had_been_used():
    stage = App(
        "staged",
        State(),
        view,
        [Choice("mode", "mode", ["plain", "fancy"], lambda state, mode: State(state.x + 1, mode))],
    )
    control(stage, "mode").value = "fancy"
    stage.back()
    assert stage.state == State()


def test_reset_is_a_step_that_can_be_taken_back(stage):
    stage.press("Add")
    stage.press("Reset")
    assert stage.state == State() and control(stage, "Reset").disabled
    stage.back()
    assert stage.state.x == 3


def test_one_slider_pulled_through_many_values_is_one_step(stage):
    for value in (2.1, 2.2, 2.3):
        control(stage, "the x").value = value
    assert stage.state.x == 2.3
    stage.back()
    assert stage.state.x == 2
    assert control(stage, "the x").value == 2


def test_a_drag_is_one_step_and_the_next_drag_another(stage):
    for x, last in ((0.1, False), (0.2, False), (0.3, True), (0.4, False), (0.5, True)):
        happens(stage, "drag", x=x, y=0, last=last)
    passed = []
    while not control(stage, "◀ Back").disabled:
        passed.append(stage.state.x)
        stage.back()
    assert passed == [0.5, 0.3]


def test_typed_numbers_are_steps_of_their_own(stage):
    happens(stage, "edit", text="1")
    happens(stage, "edit", text="−1,5")
    assert stage.state.x == -1.5
    stage.back()
    assert stage.state.x == 1


def test_input_error_is_shown_and_the_state_kept(stage):
    happens(stage, "edit", text="two")
    assert stage.state == State() and shown(stage)
    assert "x holds text" in note(stage) and "ll-trouble" in note(stage)
    happens(stage, "edit", text="3")
    assert "ll-trouble" not in note(stage)


def test_a_state_that_cannot_be_shown_is_not_entered(stage):
    happens(stage, "edit", text="13")
    assert stage.state == State() and "any other number is wanted" in note(stage)
    assert control(stage, "◀ Back").disabled


def test_a_refused_wish_puts_the_control_back(stage):
    stage.view = lambda state: view(replace(state, x=13) if state.x > 3 else state)
    control(stage, "the x").value = 3.5
    assert stage.state.x == 2 and control(stage, "the x").value == 2


def test_an_unexpected_error_is_shown_and_raised(stage):
    with pytest.raises(ZeroDivisionError):
        stage.change(lambda state: 1 / 0)
    assert "This widget stopped at “division by zero”" in note(stage)
    assert stage.state == State()
    stage.press("Add")
    assert shown(stage) == "x = 3, plain" and "stopped" not in note(stage)


def test_the_board_answers_done_also_after_an_error(stage, monkeypatch):
    answers = []
    monkeypatch.setattr(stage.board, "send", answers.append)
    with pytest.raises(ZeroDivisionError):
        stage.board._answer(stage.board, {"kind": "press", "id": "p"}, [])
    assert answers == [{"done": True}]


def test_the_board_hands_events_on():
    events = []
    board = Board(events.append)
    board._handle_custom_msg({"kind": "press", "id": "a"}, [])
    assert events == [{"kind": "press", "id": "a"}]


def test_the_goal_is_noted_once_however_often_it_is_reached(stage):
    assert progress().goals() == set()
    for text in ("0", "1", "0"):
        happens(stage, "edit", text=text)
    assert "Reached" in note(stage)
    assert [event["name"] for event in progress().events() if event["kind"] == "goal"] == ["staged"]


def test_controls_follow_the_state(stage):
    happens(stage, "edit", text="5")
    assert control(stage, "the x").value == 4
    assert control(stage, "Add").disabled and not control(stage, "Run").disabled
    stage.change(lambda state: replace(state, mode="fancy"))
    assert control(stage, "mode").value == "fancy"
    assert control(stage, "the x").layout.display == "none"
    stage.back()
    assert control(stage, "the x").layout.display is None


def test_a_typed_number_beyond_the_slider_or_between_its_steps_stays_in_the_state(stage):
    slider = control(stage, "the x")
    for text, nearest in (("77", 4), ("3.14", 3.1)):
        happens(stage, "edit", text=text)
        assert stage.state.x == float(text)
        assert slider.value == nearest and not slider.readout  # a readout of another number would mislead
        slider.value = nearest - 4e-16  # what the browser's slider sends back
        assert stage.state.x == float(text)
    slider.value = 3.0
    assert stage.state.x == 3.0 and slider.readout


def test_slider_values_are_free_of_rounding_dust(stage):
    control(stage, "the x").value = 2.0999999999999996
    assert stage.state.x == 2.1


def test_a_slider_of_whole_numbers_gives_whole_numbers(stage):
    stage = App("staged", State(x=3), view, [Slider("x", "the x", 0, 9, 1)])
    control(stage, "the x").value = 4.0
    assert repr(stage.state.x) == "4"


def test_show_as_code_makes_the_same_state_and_closes_again(stage):
    stage.change(lambda state: State(-0.25, "fancy"))
    stage.press("Show as code")
    code = stage.children[4].value.split(">", 1)[1].removesuffix("</pre>").replace("&#x27;", "'")
    assert eval(code, {"staged": lambda state: state, "State": State}) == stage.state
    stage.press("Show as code")
    assert stage.children[4].value == ""


def test_code_of_an_old_state_does_not_stay(stage):
    stage.press("Show as code")
    stage.press("Add")
    assert stage.children[4].value == ""


def test_a_change_to_the_same_state_is_no_step(stage):
    assert not stage.change(lambda state: State())
    assert control(stage, "◀ Back").disabled


def test_a_stage_without_react_takes_no_notice_of_events():
    stage = App("still", State(), view)
    happens(stage, "edit", text="4")
    assert stage.state == State()


def test_run_goes_on_until_it_may_not_and_is_one_step(stage):
    async def scene():
        control(stage, "Run").value = True
        assert control(stage, "Run").description == "Pause"
        await wait_until(lambda: not control(stage, "Run").value)

    asyncio.run(scene())
    assert stage.state.x == 6
    assert control(stage, "Run").disabled and control(stage, "Run").description == "Run"
    stage.back()
    assert stage.state == State() and not control(stage, "Run").disabled


def test_pause_stops_at_once_and_the_next_run_is_a_step_of_its_own(stage):
    async def scene():
        run = control(stage, "Run")
        run.value = True
        await wait_until(lambda: stage.state.x > 2)
        run.value = False
        paused = stage.state
        await asyncio.sleep(0.1)
        assert stage.state == paused
        run.value = True
        await wait_until(lambda: stage.state != paused)
        run.value = False
        await asyncio.sleep(0.1)
        stage.back()
        assert stage.state == paused

    asyncio.run(scene())


def test_other_controls_answer_while_it_runs(stage):
    async def scene():
        control(stage, "Run").value = True
        await wait_until(lambda: stage.state.x > 2)
        control(stage, "mode").value = "fancy"
        await wait_until(lambda: not control(stage, "Run").value)

    asyncio.run(scene())
    assert stage.state == State(6, "fancy")


def test_a_run_that_fails_stops_and_says_so(stage):
    async def scene():
        stage.view = lambda state: 1 / 0
        control(stage, "Run").value = True
        await wait_until(lambda: not control(stage, "Run").value)

    asyncio.run(scene())
    assert "stopped at" in note(stage) and stage.state == State()


async def wait_until(holds) -> None:
    async with asyncio.timeout(10):
        while not holds():
            await asyncio.sleep(0.005)


def test_quiet_elements_are_marked():
    assert svg.handle("a", "press", "a", quiet=True)["data_quiet"] == "true"
    assert svg.handle("a", "press", "a")["data_quiet"] is None
