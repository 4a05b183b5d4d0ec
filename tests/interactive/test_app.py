"""The app and its card in plain Python: no browser, no kernel."""

import asyncio
from dataclasses import dataclass, replace

import pytest

from lecture_lib.course import progress
from lecture_lib.drawing import BETWEEN, number_text, svg
from lecture_lib.interactive import (
    App,
    Button,
    Choice,
    Event,
    Goal,
    Play,
    Slider,
    StageCard,
    View,
    even_values,
    log_values,
)
from lecture_lib.validation import InputError, parse_number
from tests.widget_driver import WidgetDriver


@dataclass(frozen=True)
class State:
    x: float = 2.0
    mode: str = "plain"


def view(state: State) -> View:
    if state.x == 13:
        raise InputError("x is 13. Give any other number is wanted")
    dot = svg.tag("circle", r=3, **svg.handle(("p",), "drag edit press", "the x", at=(state.x, 0)))
    picture = svg.picture(10, 10, dot, title="x", text=f"x = {number_text(state.x)}, {state.mode}")
    return View(picture, note="a note < here", right={0: True, 1: False}.get(state.x))


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


GOALS = {
    "zero": Goal("bring x to 0", lambda state: state.x == 0),
    "five": Goal("bring x to 5", lambda state: state.x, of=5),
}
X = Slider("x", "the x", even_values(-4, 4, 0.1), shows=lambda state: state.mode == "plain")
MODE = Choice("mode", "mode", ["plain", "fancy"])


def made(controls=(), state=State(), on_event=on_event, view=view, goals=GOALS) -> App:
    return App("shown", state, view, controls, on_event, title="Shown", goals=goals)


@pytest.fixture
def app():
    return made(
        [
            X,
            MODE,
            Button("Add", more, lambda state: state.x < 5, primary=True),
            Play("Run", more, lambda state: state.x < 6),
        ]
    )


@pytest.fixture
def driver(app):
    return WidgetDriver(app)


def ways(driver) -> list[bool]:
    return [driver.can(way) for way in ("undo", "redo", "restart")]


# --- undo, redo, start again ---------------------------------------------------------------------------------------


def test_starts_with_the_start_state_shown_and_nowhere_to_go_back(driver):
    assert driver.text == "x = 2, plain" and driver.value("the x") == 2
    assert ways(driver) == [False, False, False]
    assert driver.note == "a note < here" and driver.app.face["state"] == "open"


def test_undo_and_redo_retrace_every_step(driver):
    driver.press("Add")
    driver.press("Add")
    seen = [driver.text]
    for way in (driver.undo, driver.undo, driver.redo, driver.redo):
        way()
        seen.append(driver.text)
    assert [text[4] for text in seen] == ["4", "3", "2", "3", "4"]
    assert ways(driver) == [True, False, True]


def test_undo_at_the_start_and_redo_at_the_end_do_nothing(driver):
    driver.undo()
    driver.redo()
    assert driver.state == State()


def test_a_new_step_after_undo_forgets_the_old_way_forward(driver):
    driver.press("Add")
    driver.undo()
    driver.choose("mode", "fancy")
    assert not driver.can("redo")
    driver.redo()
    assert driver.state == State(mode="fancy")


def test_a_slider_pulled_after_undo_does_not_overwrite_the_state_gone_back_to(driver):
    driver.slide("the x", 2.3)
    driver.undo()
    driver.slide("the x", 3.0)
    driver.undo()
    assert driver.state.x == 2


def test_start_again_is_a_step_that_can_be_taken_back(driver):
    driver.press("Add")
    driver.restart()
    assert driver.state == State() and not driver.can("restart")
    driver.undo()
    assert driver.state.x == 3


def test_one_slider_pulled_through_many_values_is_one_step(driver):
    for value in (2.1, 2.2, 2.3):
        driver.slide("the x", value)
    assert driver.state.x == 2.3
    driver.undo()
    assert driver.state.x == 2 and driver.value("the x") == 2


def test_each_choice_is_a_step_of_its_own(driver):
    for mode in ("fancy", "plain", "fancy"):
        driver.choose("mode", mode)
    driver.undo()
    assert driver.state.mode == "plain"


def test_a_drag_is_one_step_and_the_next_drag_another(driver):
    for x, last in ((0.1, False), (0.2, False), (0.3, True), (0.4, False), (0.5, True)):
        driver.drag(("p",), x, 0, last)
    passed = []
    while driver.can("undo"):
        passed.append(driver.state.x)
        driver.undo()
    assert passed == [0.5, 0.3]


def test_typed_numbers_are_steps_of_their_own(driver):
    driver.type(("p",), "1")
    driver.type(("p",), "−1,5")
    assert driver.state.x == -1.5
    driver.undo()
    assert driver.state.x == 1


def test_a_change_to_the_same_state_is_no_step(driver):
    assert not driver.app.change(lambda state: State())
    assert not driver.can("undo")


# --- what goes wrong -----------------------------------------------------------------------------------------------


def test_input_error_is_shown_the_state_and_the_goal_are_kept(driver):
    driver.app.choose_goal("zero")
    driver.type(("p",), "two")
    assert driver.state == State() and driver.text and driver.goal.asks == "bring x to 0"
    assert "x holds text" in driver.note and driver.in_trouble
    driver.type(("p",), "3")
    assert not driver.in_trouble


def test_a_state_that_cannot_be_shown_is_not_entered(driver):
    driver.type(("p",), "13")
    assert driver.state == State() and "any other number is wanted" in driver.note
    assert not driver.can("undo")


def test_a_refused_wish_puts_the_control_back(driver):
    driver.app.view = lambda state: view(replace(state, x=13) if state.x > 3 else state)
    driver.slide("the x", 3.5)
    assert driver.state.x == 2 and driver.app.face["controls"][0]["at"] == 60


def test_an_unexpected_error_is_shown_and_raised(driver):
    with pytest.raises(ZeroDivisionError):
        driver.app.change(lambda state: 1 / 0)
    assert "This widget stopped at “division by zero”" in driver.note
    assert driver.state == State()
    driver.press("Add")
    assert driver.text == "x = 3, plain" and "stopped" not in driver.note


def test_the_card_answers_done_also_after_an_error(app, monkeypatch):
    answers = []
    monkeypatch.setattr(app.card, "send", answers.append)
    with pytest.raises(ZeroDivisionError):
        app.card.receive({"kind": "press", "target": ["p"]})
    assert answers == [{"done": True}]


def test_the_card_hands_messages_on():
    messages = []
    StageCard(messages.append).receive({"kind": "press", "target": ["a"]})
    assert messages == [{"kind": "press", "target": ["a"]}]


# --- the goal ------------------------------------------------------------------------------------------------------


def test_a_place_without_a_goal_shows_none(driver):
    assert driver.app.goal is None and driver.app.face["goal"] is None


def test_a_goal_is_noted_once_however_often_it_is_reached_and_stays_reached(driver):
    driver.app.choose_goal("zero")
    assert progress().goals() == set() and not driver.app.face["reached"]
    for text in ("0", "1", "0", "3"):
        driver.type(("p",), text)
    assert driver.app.face["reached"] and driver.app.face["state"] == "reached"
    assert [event["name"] for event in progress().events() if event["kind"] == "goal"] == ["shown: zero"]
    driver.restart()
    assert not driver.app.face["reached"] and not driver.goal.reached


def test_a_goal_with_a_way_to_it_has_a_meter(driver):
    driver.app.choose_goal("five")
    assert driver.app.face["goal"] == {"asks": "bring x to 5", "share": 0.4, "count": "2 of 5"}
    driver.type(("p",), "-1")
    assert driver.app.face["goal"]["share"] == 0
    driver.type(("p",), "77")
    assert driver.app.face["goal"]["count"] == "5 of 5" and driver.app.face["reached"]


def test_a_goal_that_the_laboratory_does_not_have_is_named():
    with pytest.raises(InputError, match="^shown has no goal 'six'; its goals are: 'zero', 'five'$"):
        made().choose_goal("six")


@pytest.mark.parametrize("x, tone", [(0, "right"), (1, "wrong"), (2, "note")])
def test_the_verdict_of_a_view_colours_the_feedback(driver, x, tone):
    driver.type(("p",), str(x))
    assert driver.app.face["feedback"]["tone"] == tone


# --- controls ------------------------------------------------------------------------------------------------------


def test_controls_follow_the_state(driver):
    driver.type(("p",), "5")
    assert driver.value("the x") == 4 and driver.control("the x")["says"] == "5"
    assert not driver.enabled("Add") and driver.enabled("Run")
    driver.app.change(lambda state: replace(state, mode="fancy"))
    assert driver.value("mode") == "fancy" and not driver.control("the x")["shown"]
    driver.undo()
    assert driver.control("the x")["shown"]


def test_a_typed_number_beyond_the_slider_or_between_its_values_stays_in_the_state(driver):
    for text, nearest in (("77", 4), ("3.14", 3.1), ("-9", -4), ("1e400", -4)):
        driver.type(("p",), text)
        if text != "1e400":
            assert driver.state.x == float(text) and driver.control("the x")["says"] == number_text(float(text))
        assert driver.value("the x") == nearest


def test_slider_values_are_free_of_rounding_dust():
    assert even_values(0, 1, 0.1)[3] == 0.3 and even_values(-20, 20, 0.5)[-1] == 20
    assert log_values(0.001, 10)[0] == 0.001 and log_values(0.001, 10)[-1] == 10
    assert all(len(f"{v:g}") < 8 for v in log_values(1e-4, 1e3))


def test_a_slider_of_whole_numbers_gives_whole_numbers():
    driver = WidgetDriver(made([Slider("x", "the x", even_values(0, 9, 1))], State(x=3)))
    driver.send({"kind": "set", "name": "the x", "at": 4})
    assert repr(driver.state.x) == "4" and driver.control("the x")["says"] == "4"


def test_a_choice_that_is_not_on_its_list_is_refused_in_plain_words():
    with pytest.raises(InputError, match="^mode is 'odd'. Give one of 'plain', 'fancy'[.]$"):
        made([Choice("mode", "the mode", ["plain", ("very fancy", "fancy")])], State(mode="odd"))


@pytest.mark.parametrize(
    "options, look",
    [(["a", "b"], "segments"), (["a"] * 5, "menu"), (["a long option", "another long one"], "menu")],
)
def test_a_few_short_options_lie_side_by_side(options, look):
    assert Choice("mode", "m", options).look == look


def test_choosing_what_is_chosen_does_not_act():
    app = made([Choice("mode", "mode", ["plain", "fancy"], lambda state, mode: State(state.x + 1, mode))])
    app.set("mode", "plain")
    assert app.state == State()
    app.set("mode", "fancy")
    app.undo()
    assert app.state == State()


# --- code ----------------------------------------------------------------------------------------------------------


def test_code_makes_the_same_state_and_names_the_goal(app):
    app.change(lambda state: State(-0.25, "fancy"))
    assert app.code == "shown(x=-0.25, mode='fancy')"
    assert eval(app.code, {"shown": State}) == app.state
    app.choose_goal("zero")
    assert app.code == "shown(x=-0.25, mode='fancy', goal='zero')"


def test_an_app_that_answers_no_events_takes_no_notice_of_events():
    app = made(on_event=None)
    WidgetDriver(app).type(("p",), "4")
    assert app.state == State()


# --- running -------------------------------------------------------------------------------------------------------


def scene(play) -> None:
    asyncio.run(play())


async def wait_until(holds) -> None:
    async with asyncio.timeout(10):
        while not holds():
            await asyncio.sleep(0.005)


def test_run_goes_on_until_it_may_not_and_is_one_step(driver):
    async def play():
        driver.press("Run")
        assert driver.control("Run")["running"] and driver.app._running is not None
        await wait_until(lambda: not driver.running("Run"))

    scene(play)
    assert driver.state.x == 6 and not driver.enabled("Run") and driver.control("Run")["label"] == "Run"
    driver.undo()
    assert driver.state == State() and driver.enabled("Run")


def test_pause_stops_at_once_and_the_next_run_is_a_step_of_its_own(driver):
    async def play():
        driver.press("Run")
        await wait_until(lambda: driver.state.x > 2)
        assert driver.control("Run")["label"] == "Pause" and driver.app.face["state"] == "moving"
        driver.press("Run")
        paused = driver.state
        await asyncio.sleep(0.1)
        assert driver.state == paused and not driver.running("Run")
        driver.press("Run")
        await wait_until(lambda: driver.state != paused)
        driver.press("Run")
        await asyncio.sleep(0.1)
        driver.undo()
        assert driver.state == paused

    scene(play)


def test_pause_pressed_as_a_run_comes_to_its_end_does_not_start_it_again(driver):
    async def play():
        driver.send({"kind": "button", "name": "Run", "running": True})
        assert driver.app._running is None
        driver.send({"kind": "button", "name": "Run", "running": False})
        await wait_until(lambda: driver.state.x > 2)
        driver.send({"kind": "button", "name": "Run", "running": True})
        await asyncio.sleep(0.1)
        assert not driver.running("Run")

    scene(play)


@pytest.mark.parametrize("way", ["restart", "undo"])
def test_start_again_and_undo_stop_what_runs(driver, way):
    async def play():
        driver.press("Run")
        await wait_until(lambda: driver.state.x > 2)
        getattr(driver, way)()
        await asyncio.sleep(0.1)
        assert driver.state == State() and not driver.running("Run")

    scene(play)


def test_run_stops_at_the_goal_and_goes_on_after_it_if_asked_again(driver):
    driver.app.choose_goal("five")

    async def play():
        driver.press("Run")
        await wait_until(lambda: not driver.running("Run"))
        assert driver.state.x == 5 and driver.app.face["reached"]
        driver.press("Run")
        await wait_until(lambda: not driver.running("Run"))
        assert driver.state.x == 6

    scene(play)


def test_where_motion_is_reduced_what_only_moves_goes_to_its_end_at_once():
    driver = WidgetDriver(made([Play("Carry", more, lambda state: state.x < 6, moves=True)]))
    seen = []
    driver.app.card.observe(lambda change: seen.append(change["new"]), "panels")
    driver.send({"kind": "motion", "reduced": True})

    async def play():
        driver.press("Carry")
        await wait_until(lambda: not driver.running("Carry"))

    scene(play)
    assert driver.state.x == 6 and len(seen) == 1


def test_a_run_waits_for_a_page_that_has_painted_and_sends_no_more_frames_than_it_wants():
    driver = WidgetDriver(made([Play("Run", more, primary=True)]))
    card = driver.app.card

    async def play():
        driver.send({"kind": "painted", "ahead": card.frame + 2})
        driver.press("Run")
        await asyncio.sleep(0.3)
        assert driver.state.x == 4  # two frames, and no third
        driver.send({"kind": "painted", "ahead": card.frame + 1})
        await wait_until(lambda: driver.state.x == 5)
        await asyncio.sleep(0.1)
        assert driver.state.x == 5
        driver.press("Run")
        assert driver.control("Run")["label"] == "Run"

    scene(play)


def test_a_run_that_was_paused_while_it_waited_for_its_page_does_not_meet_the_next_one():
    driver = WidgetDriver(made([Play("Run", more, primary=True), Play("Walk", more)]))
    card = driver.app.card

    async def play():
        driver.send({"kind": "painted", "ahead": card.frame + 2})
        driver.press("Run")
        await asyncio.sleep(0.1)
        driver.press("Run")  # it is paused, but still waits for the page
        before = driver.state
        driver.press("Walk")
        await asyncio.sleep(0.05)
        driver.send({"kind": "painted", "ahead": card.frame + 40})
        await wait_until(lambda: driver.state.x > before.x + 5)
        assert driver.control("Walk")["label"] == "Pause"
        driver.press("Walk")
        await asyncio.sleep(0.1)
        driver.app.undo()
        assert driver.state == before  # all of the second run is one step back

    scene(play)


def test_a_page_is_told_of_those_parts_of_the_panels_only_that_have_changed(monkeypatch):
    driver, sent = WidgetDriver(made([])), []
    card = driver.app.card
    monkeypatch.setattr(card, "_send", lambda message, buffers=None: sent.append(message["state"]))
    held = card.get_state()["panels"]
    assert [BETWEEN.join(parts) for parts in held] == card.panels
    driver.app.change(more)
    driver.app.change(lambda state: replace(state, mode="other"))  # which the picture does not show
    (told,) = [state["panels"] for state in sent if state.get("panels")]
    assert 0 < sum(map(len, told.values())) < sum(map(len, held))
    for panel, parts in told.items():
        for place, markup in parts.items():
            held[panel][place] = markup
    assert [BETWEEN.join(parts) for parts in held] == card.panels


def test_a_run_goes_on_slowly_where_a_page_paints_no_more(monkeypatch):
    monkeypatch.setattr("lecture_lib.interactive.stage_card._PATIENCE", 0.05)
    driver = WidgetDriver(made([Play("Run", more, lambda state: state.x < 8, primary=True)]))

    async def play():
        driver.send({"kind": "painted", "ahead": 3})
        driver.press("Run")
        await wait_until(lambda: not driver.running("Run"))

    scene(play)
    assert driver.state.x == 8


def test_what_a_page_reports_of_an_old_frame_or_of_none_changes_nothing(app, monkeypatch):
    answers = []
    monkeypatch.setattr(app.card, "send", answers.append)
    for ahead in (3, 1):
        app.card.receive({"kind": "painted", "ahead": ahead})
    assert app.card._ahead == 3 and answers == []
    app.card.receive({"kind": "painted", "ahead": "x"})
    assert app.feedback.tone == "trouble" and answers == [{"done": True}]


def test_a_play_can_say_what_it_does_in_this_state():
    play = Play("Carry", more, lambda state: state.x < 6, says=lambda state: "Carry on" if state.x else "Carry")
    assert [play.face(State(x=x), False)["label"] for x in (0, 1)] == ["Carry", "Carry on"]
    assert play.face(State(x=1), True)["label"] == "Pause"


def test_other_controls_answer_while_it_runs(driver):
    async def play():
        driver.press("Run")
        await wait_until(lambda: driver.state.x > 2)
        driver.choose("mode", "fancy")
        await wait_until(lambda: not driver.running("Run"))

    scene(play)
    assert driver.state == State(6, "fancy")


def test_a_run_that_fails_stops_and_says_so(driver):
    async def play():
        driver.app.view = lambda state: 1 / 0
        driver.press("Run")
        await wait_until(lambda: not driver.app._running)

    scene(play)
    assert "stopped at" in driver.app.feedback.text and driver.state == State()


def test_quiet_elements_are_marked():
    assert svg.handle(("a",), "press", "a", quiet=True)["data_quiet"] == "true"
    assert svg.handle(("a",), "press", "a")["data_quiet"] is None


# --- the still card ------------------------------------------------------------------------------------------------


def test_the_notebook_holds_the_still_card_and_no_trace_of_the_widget(app):
    app.choose_goal("zero")
    still = app._repr_html_()
    assert "bring x to 0" in still and "a note &lt; here" in still and "run the cell" in still
    assert 'alt="x = 2, plain"' in still and f'data-ll-card="{app.card.key}"' in still
    assert "<svg" not in still and "widget" not in still and "App(" not in repr(app)
    assert repr(app) == "Shown. Goal: bring x to 0. x = 2, plain"


# --- events ------------------------------------------------------------------------------------------------------

STALE = "This picture has no “{}” any more; if you see it, run the cell once more."
STRANGE = "That is not an event of this picture; run the cell once more."


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
    assert app.state == State() and driver.text
    assert says in driver.note and driver.in_trouble and not driver.can("undo")
    driver.send({"kind": "edit", "target": ["p"], "text": "3"})
    assert app.state.x == 3 and not driver.in_trouble


def test_a_target_comes_back_as_it_was_given():
    target, seen = ("W", 1, 0, -2, "naïve “<&>'"), []
    element = svg.tag("rect", **svg.handle(target, "drag press edit draw", "a weight"))
    picture = svg.picture(9, 9, element, title="t", text="t")
    app = made(view=lambda state: View(picture), on_event=lambda state, event: seen.append(event) or state)
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

    app = made(view=two_or_one, on_event=lambda state, event: replace(state, x=0))
    driver = WidgetDriver(app)
    driver.click("c", 1)
    assert app.state.x == 0
    driver.click("c", 1)
    assert driver.note == STALE.format("c.1")
    driver.undo()
    driver.click("c", 0)
    assert not driver.in_trouble


@pytest.mark.parametrize("editor", [True, False])
def test_where_each_output_has_a_frame_of_its_own_the_card_comes_as_a_view_too(app, monkeypatch, editor):
    shown = []
    monkeypatch.setattr("lecture_lib.interactive.stage_card.display", lambda data, **_: shown.append(data))
    monkeypatch.delenv("VSCODE_PID", raising=False)
    if editor:
        monkeypatch.setenv("VSCODE_PID", "7")
    app._ipython_display_()
    assert shown[0]["text/plain"] == repr(app) and shown[0]["text/html"] == app._repr_html_()
    assert any("widget-view" in kind for kind in shown[0]) is editor
