"""The prediction rounds: bars that sum to one, hits that are counted once, words that are so (row 06.2)."""

import asyncio
from dataclasses import replace
from math import exp

import numpy as np
import pytest

from lecture_lib.labs.softmax import softmax_rounds
from lecture_lib.labs.softmax.softmax_rounds import (
    GOALS,
    ROUNDS,
    State,
    advance_answer,
    move_bar,
    start_next_round,
    view,
)
from tests.widget_driver import WidgetDriver, settings_of


def driven(state=None, **more):
    return WidgetDriver(softmax_rounds(**settings_of(state or State()), **more))


def play(state, guess):
    """Set the bars as a learner would, then watch the answer to its end."""
    driver = driven(state)
    for j in range(3):
        driver.type(("probability", j), str(guess[j]))
    state = driver.state
    while state.t < 1:
        state = advance_answer(state)
    return state


@pytest.mark.parametrize("i", range(len(ROUNDS)))
def test_the_path_ends_where_the_headline_says(i):
    this = ROUNDS[i]
    z, T = this.at(1)
    at_the_end = {0: lambda v: v + 5, 1: lambda v: -v, 2: lambda v: 2 * v}.get(i)
    if at_the_end:
        assert z == pytest.approx([at_the_end(v) for v in this.z])
    wanted_T = {3: 100, 4: 0.05, 6: 0.05}.get(i, 1)
    assert T == pytest.approx(wanted_T) and this.at(0) == ([*map(float, this.z)], 1)
    assert this.p(1) == pytest.approx([exp(v / T) / sum(exp(w / T) for w in z) for v in z])


def test_what_the_words_of_the_rounds_say_is_so():
    p = [this.p(1) for this in ROUNDS]
    before = [this.p(0) for this in ROUNDS]
    assert p[0] == pytest.approx(before[0])
    assert np.argsort(p[1]).tolist() == np.argsort(before[1])[::-1].tolist() and sorted(p[1]) != pytest.approx(
        sorted(before[1])
    )
    assert p[2][0] / p[2][1] == pytest.approx((before[2][0] / before[2][1]) ** 2) and p[2][0] > before[2][0]
    assert max(p[3]) < 0.34 and np.argsort(p[3]).tolist() == np.argsort(before[3]).tolist()
    assert p[4][0] / p[4][1] == pytest.approx(exp(4)) and 54 < exp(4) < 55 and p[5] == pytest.approx([0.5, 0.25, 0.25])
    assert p[6][0] == p[6][1] and p[7][0] < 1e-3 and p[7][1] / p[7][2] == pytest.approx(exp(1))


def test_bars_always_sum_to_one_and_the_one_left_alone_longest_gives_way():
    rng, state = np.random.default_rng(0), State()
    for _ in range(300):
        j, v = int(rng.integers(3)), round(float(rng.uniform()), 4)
        keep = state.touched[2] if state.touched[2] != j else state.touched[1]
        kept = state.bars[keep]
        state = move_bar(state, j, v)
        assert sum(state.bars) == pytest.approx(1) and min(state.bars) >= 0 and state.bars[j] == v
        assert state.bars[keep] == pytest.approx(min(kept, 1 - v), abs=1e-4)


def test_a_bar_that_is_moved_twice_in_a_row_leaves_the_one_before_it_alone():
    state = move_bar(move_bar(move_bar(State(), 0, 0.5), 1, 0.3), 1, 0.2)
    assert state.bars == pytest.approx((0.5, 0.2, 0.3))


@pytest.mark.parametrize("i", range(len(ROUNDS)))
def test_the_true_bars_hit_and_false_ones_do_not(i):
    start, this = State(round=i, hits=(False,) * i), ROUNDS[i]
    truth = [round(v, 3) for v in this.p(1)]
    assert play(start, truth).hits[-1] is True
    assert play(start, truth[::-1] if i in (1, 4, 7) else [0, 0, 1]).hits[-1] is False
    assert this.why in view(play(start, truth)).note


def test_doing_nothing_is_no_hit_and_cannot_be_watched():
    for i in range(len(ROUNDS)):
        driver = driven(State(round=i, hits=(False,) * i))
        assert not driver.enabled("Watch the answer") and ">?<" in driver.picture.svg
        state = driver.state
        while state.t < 1:
            state = advance_answer(state)
        assert state.hits[-1] is False


def test_setting_the_bars_where_they_are_hits_the_first_round_alone():
    starts = (State(round=i, hits=(False,) * i) for i in range(8))
    assert [play(s, s.current_round.p(0)).hits[-1] for s in starts] == [True] + 7 * [False]


def test_six_hits_reach_the_goal_and_five_do_not():
    state, goal = State(), GOALS["six hits"]
    for i, this in enumerate(ROUNDS[:6]):
        assert not goal.progress(state).reached and goal.progress(state).count == f"{i} of 6"
        state = play(state if i == 0 else start_next_round(state), this.p(1))
    assert goal.progress(state).reached


def test_once_the_answer_moves_the_bars_stay_and_the_score_counts_once():
    state = advance_answer(move_bar(State(), 0, 0.5))
    assert state.hits == ()
    driver = driven(state)
    driver.drag(("bar", 0), 0, 0.9)
    driver.type(("probability", 0), "0.9")
    driver.type(("probability", 0), "half")
    assert driver.state == state and not driver.in_trouble
    end = replace(state, t=1.0, hits=(True,))
    assert advance_answer(end).hits == (True,)


def test_after_the_last_round_a_summary_takes_the_pictures_place():
    hits = (True,) * 5 + (False,) * 2
    last = play(State(round=7, hits=hits), ROUNDS[7].p(1))
    driver = driven(last)
    driver.press("Next round")
    assert driver.state.is_over and ">6 of 8<" in driver.picture.svg and "6 of 8 rounds" in driver.note
    assert driver.elements() == {}
    assert not driver.enabled("Next round") and not driver.enabled("Watch the answer")


def test_panels_keep_their_size_one_button_is_primary_and_something_is_always_said():
    states = [State(round=8, hits=(True,) * 8)]
    for i in range(8):
        start = State(round=i, hits=(False,) * i)
        states += [
            start,
            move_bar(start, 0, 0.4),
            advance_answer(move_bar(start, 0, 0.4)),
            play(start, (0.2, 0.3, 0.5)),
        ]
    for driver in map(driven, states):
        assert {(panel.width, panel.height) for panel in driver.picture.panels} == {(258, 340)}
        assert [face["primary"] for face in driver.app.face["controls"]].count(True) == 1
        assert 0 < len(driver.note) <= 160


def test_the_verdict_is_told_by_tone_sign_and_words():
    for guess, tone, sign in ((ROUNDS[4].p(1), "right", "✓"), ((0, 0, 1), "wrong", "✗")):
        driver = driven(play(State(round=4, hits=(False,) * 4), guess))
        assert driver.app.feedback.tone == tone and sign in driver.picture.svg


@pytest.mark.parametrize(
    "text, share", [("0.7", 0.7), ("70", 0.7), ("70 %", 0.7), ("1", 1), ("0", 0), ("0,5", 0.5), ("1%", 0.01)]
)
def test_a_prediction_can_be_typed_as_a_share_or_in_percent(text, share):
    driver = driven()
    driver.type(("probability", 1), text)
    assert driver.state.bars[1] == pytest.approx(share)


@pytest.mark.parametrize("text", ["101", "-0.1", "half", "%", "", "-", "1e", "nan", "1e9"])
def test_a_prediction_that_is_no_probability_is_refused_in_words(text):
    driver = driven()
    driver.type(("probability", 1), text)
    assert driver.state == State() and driver.in_trouble and "the probability of class 2" in driver.note


@pytest.mark.parametrize("target", [("bar", 3), ("bar", -1), ("g0",), ("W1.-1.0",), ("q",)])
def test_what_the_picture_does_not_hold_cannot_be_dragged(target):
    driver = driven()
    driver.drag(target, 0, 0.5)
    assert driver.state == State() and driver.in_trouble and "This picture has no" in driver.note


def test_a_drag_beyond_the_frame_stops_at_its_edge():
    driver = driven()
    driver.drag(("bar", 2), 0, 1.3)
    assert driver.state.bars == (0, 0, 1)


def test_watch_runs_to_the_end_and_next_opens_the_next_round():
    driver = driven()

    async def run():
        driver.press("Watch the answer")
        for _ in range(200):
            await asyncio.sleep(0.02)
            if not driver.running("Watch the answer"):
                break

    driver.type(("probability", 0), "0.7")
    assert not driver.enabled("Next round") and driver.control("Watch the answer")["primary"]
    asyncio.run(run())
    assert driver.state.t == 1 and driver.state.hits == (True,)
    assert driver.enabled("Next round") and driver.control("Next round")["primary"]
    driver.press("Next round")
    assert driver.state == State(round=1, hits=(True,))
    for _ in range(3):
        driver.undo()
    assert driver.state == State()


def test_the_rounds_text_twin_tells_the_bars_before_and_now():
    said = view(move_bar(State(), 0, 0.5)).picture.text
    assert "Round 1 of 8: 5 is added to every logit. Logits now (2, 1, −1), temperature 1." in said
    assert "before (0.705, 0.259, 0.035), now (0.705, 0.259, 0.035). Your bars: (0.5, " in said


def test_a_state_comes_back_from_its_code():
    guess = move_bar(State(round=3, hits=(True, False, True)), 1, 0.2)
    assert eval(repr(guess), {"State": State}) == guess
    assert eval(driven(guess).code, {"softmax_rounds": softmax_rounds}).state == guess
