"""The softmax board, the prediction rounds, and their drawings, in plain Python (rows 06.1 to 06.4)."""

import asyncio
import re
from dataclasses import replace
from importlib import import_module
from math import exp

import numpy as np
import pytest

from lecture_lib import InputError, softmax
from lecture_lib.drawing import confusion_heatmap, image_grid, number_table
from lecture_lib.labs.softmax import class_bars
from lecture_lib.labs.softmax.bars import bar_frame
from lecture_lib.labs.softmax.simplex import Triangle
from lecture_lib.nn import central_difference

board = import_module("lecture_lib.labs.softmax.softmax_bars")
rounds = import_module("lecture_lib.labs.softmax.softmax_rounds")

START = board.State()


def drag(state, id_, x=0.0, y=0.0):
    return board.on_event(state, {"kind": "drag", "id": id_, "x": x, "y": y, "last": True})


def write(state, id_, text):
    return board.on_event(state, {"kind": "edit", "id": id_, "text": text})


# --- the board ---------------------------------------------------------------------------------------------------


def test_a_dragged_bar_changes_its_own_logit_alone():
    assert drag(START, "z1", x=9, y=-2.34).z == (2.0, -2.34, -1.0)


@pytest.mark.parametrize("id_, text, z", [("n0", "−1,5", (-1.5, 1, -1)), ("n2", "1000", (2, 1, 1000))])
def test_a_logit_can_be_typed(id_, text, z):
    assert write(START, id_, text).z == z


@pytest.mark.parametrize("x, T", [(0, 1), (2, 100), (-2, 0.01), (5, 100), (-9, 0.01), (0.301, 2.0), (1, 10)])
def test_the_temperature_is_dragged_on_a_scale_of_powers_of_ten(x, T):
    assert drag(START, "T", x=x).T == pytest.approx(T, rel=0.01)


def test_the_temperature_can_be_typed_and_must_be_within_its_scale():
    assert write(START, "nT", "0.5").T == 0.5
    for bad in ("0", "-1", "101", "0.001"):
        with pytest.raises(InputError, match="the temperature is"):
            write(START, "nT", bad)


@pytest.mark.parametrize("id_, text", [("n0", "much"), ("n0", "1e9"), ("n1", "nan"), ("nT", "warm"), ("nT", "inf")])
def test_what_is_no_number_of_use_is_refused_in_words(id_, text):
    stage = board.softmax_bars()
    stage._on_event({"kind": "edit", "id": id_, "text": text})
    assert (
        stage.state == START
        and "ll-trouble" in stage._note.value
        and "wanted" in stage._note.value + "wanted" * ("finite" in stage._note.value)
    )


TABLE_OF_FAILURES = [
    ((1.0, 1000.0, 2.0), "float64", "e to the power 1000 is beyond the largest float64, 1.8e+308"),
    ((1.0, 89.0, 2.0), "float32", "e to the power 89 is beyond the largest float32, 3.4e+38"),
    ((709.5, 709.5, 709.5), "float64", "the probabilities sum to 0"),
    ((88.5, 88.5, 88.0), "float32", "the probabilities sum to 0"),
    ((-1000.0, -1001.0, -2000.0), "float64", "Zero divided by zero is not a number"),
    ((-103.0, -103.5, -104.0), "float32", "float32 has lost their digits: these probabilities are off by up to 0.19"),
]


@pytest.mark.parametrize("z, precision, says", TABLE_OF_FAILURES)
def test_the_careless_way_fails_in_words_and_the_shifted_way_does_not(z, precision, says):
    state = board.State(z=z, careless=True, precision=precision)
    shown = board.view(state)
    assert says in shown.note and "nan" not in (shown.picture.svg + shown.picture.text + shown.note).lower()
    assert "inf<" not in shown.picture.svg and ("no probabilities" in shown.picture.svg) == ("lost" not in says)
    mended = board.view(replace(state, careless=False))
    assert mended.note == "" and "no probabilities" not in mended.picture.svg


@pytest.mark.parametrize("T", [0.3, 1.0, 4.0])
def test_the_jacobian_is_that_of_the_probabilities_on_the_board(T):
    state = board.State(z=(0.5, -1.0, 2.0, 0.0), T=T)
    for i in range(4):
        slopes = central_difference(lambda z: softmax(z / T)[i], state.z)
        assert state.jacobian[i] == pytest.approx(slopes, abs=1e-8)


REACHED = {
    "half": [("n0", "0.3069"), ("n2", "0.3069")],
    "shares": [("n0", "-1.609"), ("n1", "-1.204"), ("n2", "-0.693")],
    "unsure": [("nT", "50")],
    "rival": [("n0", "3"), ("n1", "3"), ("n2", "-5")],
    "nothing": [("n0", "709.5"), ("n1", "709.5")],
}


@pytest.mark.parametrize("task", board.SOFTMAX_TASKS)
def test_each_task_is_open_at_the_start_and_reached_by_typing(task):
    state = board.State(task=task, careless=task == "nothing")
    assert not board.view(state).goal.reached
    for id_, text in REACHED[task]:
        assert not board.view(state).goal.reached
        state = write(state, id_, text)
    assert board.view(state).goal.reached is True


@pytest.mark.parametrize(
    "state",
    [
        board.State(task="half", z=(0.3069, 1.0, 0.3069), T=2.0),
        board.State(task="half", z=(2.0, 2.6931, 2.0)),
        board.State(task="shares", z=(0.5, 0.3, 0.2)),
        board.State(task="unsure", z=(0.0, 0.0, 0.0)),
        board.State(task="rival", z=(3.0, 3.0, -5.0), T=0.5),
        board.State(task="nothing", z=(1.0, 1000.0, 2.0), careless=True),
        board.State(task="rival", z=(1000.0, 1000.0, 0.0), careless=True),
    ],
)
def test_what_only_looks_like_the_task_does_not_count(state):
    assert not board.view(state).goal.reached


def test_buttons_and_menus_of_the_board():
    stage = board.softmax_bars()
    before = stage.state.steps.p
    stage.press("All + 5")
    assert stage.state.z == (7, 6, 4) and stage.state.steps.p == pytest.approx(before)
    stage.press("All × −1")
    assert stage.state.z == (-7, -6, -4)
    stage.press("All × 2")
    assert stage.state.z == (-14, -12, -8)
    stage.press("z = 1, 1000, 2")
    assert stage.state.z == (1, 1000, 2) and stage.state.steps.p.tolist() == [0, 1, 0]
    assert stage.controls["z = 1, 1000, 2"][1].disabled
    stage.controls["worked out"][1].value = True
    assert "Infinity divided by infinity" in stage._note.value
    stage.press("Reset")
    for k in (5, 4, 3):
        stage.controls["classes"][1].value = k
        assert stage.state.z == board.START_LOGITS[:k] and stage.state.classes == k
    stage.controls["numbers"][1].value = "float32"
    assert stage.state.steps.p.dtype == np.float32


def test_doubling_too_often_is_refused_and_nothing_is_lost():
    stage = board.softmax_bars(z=(9000.0, 0.0, 0.0))
    stage.press("All × 2")
    assert stage.state.z[0] == 9000 and "ll-trouble" in stage._note.value


def test_the_text_twin_tells_all_that_is_drawn():
    said = board.view(START).picture.text
    for part in (
        "Logits (2, 1, −1), temperature 1, the shifted way in float64.",
        "Powers of e: (1, 0.368, 0.0498)",
        "Probabilities: (0.705, 0.259, 0.0351).",
        "Entropy 0.714.",
        "p₁: (0.208, −0.183, −0.0248).",
    ):
        assert part in said
    assert (
        "Powers of e: (2.72, too large, 7.39); their sum: too large. Probabilities: (0, none, 0)."
        in board.view(board.State(z=(1.0, 1000.0, 2.0), careless=True)).picture.text
    )


def test_a_bar_beyond_the_scale_keeps_its_handle_inside_and_its_number():
    svg = board.view(board.State(z=(1000.0, 0.0, -1000.0))).picture.svg
    tops = [float(y) for y in re.findall(r'<rect x="[\d.]+" y="([\d.]+)" width="30" height="12"', svg)]
    assert tops == [28.0, 116.0, 204.0] and 'data-value="1000"' in svg and 'data-y="1000"' in svg


@pytest.mark.parametrize("k", [3, 4, 5])
def test_every_handle_is_there_for_every_number_of_classes(k):
    svg = board.view(board.State(z=board.START_LOGITS[:k])).picture.svg
    assert all(f'data-id="{kind}{j}"' in svg for kind in "zn" for j in range(k)) and f'data-id="z{k}"' not in svg
    assert 'data-id="T"' in svg and 'data-id="nT"' in svg


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"z": (1.0, 2.0)}, "three to five numbers"),
        ({"z": (1.0,) * 6}, "three to five"),
        ({"T": 0.0}, "the temperature is 0"),
        ({"z": (float("nan"), 0.0, 0.0)}, "three to five"),
        ({"task": "win"}, "task is 'win'"),
        ({"precision": "float16"}, "float16"),
    ],
)
def test_a_state_that_cannot_be_shown_is_refused_in_words(changes, words):
    with pytest.raises(InputError, match=words):
        board.State(**changes)


def test_states_come_back_from_their_code():
    state = board.State(z=(1.0, 2.5, -3.0, 0.0), T=0.1, careless=True, task="rival")
    assert eval(repr(state), {"State": board.State}) == state
    guess = rounds.move_bar(rounds.State(round=3, hits=(True, False, True)), 1, 0.2)
    assert eval(repr(guess), {"State": rounds.State}) == guess


# --- the rounds --------------------------------------------------------------------------------------------------


def play(state, guess):
    """Set the bars as a learner would, then watch the answer to its end."""
    for j in range(3):
        state = rounds.on_event(state, {"kind": "edit", "id": f"n{j}", "text": str(guess[j])})
    while state.t < 1:
        state = rounds.advance_answer(state)
    return state


@pytest.mark.parametrize("i", range(len(rounds.ROUNDS)))
def test_the_path_ends_where_the_headline_says(i):
    this = rounds.ROUNDS[i]
    z, T = this.at(1)
    at_the_end = {0: lambda v: v + 5, 1: lambda v: -v, 2: lambda v: 2 * v}.get(i)
    if at_the_end:
        assert z == pytest.approx([at_the_end(v) for v in this.z])
    wanted_T = {3: 100, 4: 0.05, 6: 0.05}.get(i, 1)
    assert T == pytest.approx(wanted_T) and this.at(0) == ([*map(float, this.z)], 1)
    assert this.p(1) == pytest.approx([exp(v / T) / sum(exp(w / T) for w in z) for v in z])


def test_what_the_words_of_the_rounds_say_is_so():
    p = [this.p(1) for this in rounds.ROUNDS]
    before = [this.p(0) for this in rounds.ROUNDS]
    assert p[0] == pytest.approx(before[0])
    assert np.argsort(p[1]).tolist() == np.argsort(before[1])[::-1].tolist() and sorted(p[1]) != pytest.approx(
        sorted(before[1])
    )
    assert p[2][0] / p[2][1] == pytest.approx((before[2][0] / before[2][1]) ** 2) and p[2][0] > before[2][0]
    assert max(p[3]) < 0.34 and np.argsort(p[3]).tolist() == np.argsort(before[3]).tolist()
    assert p[4][0] / p[4][1] == pytest.approx(exp(4)) and 54 < exp(4) < 55 and p[5] == pytest.approx([0.5, 0.25, 0.25])
    assert p[6][0] == p[6][1] and p[7][0] < 1e-3 and p[7][1] / p[7][2] == pytest.approx(exp(1))


def test_bars_always_sum_to_one_and_the_one_left_alone_longest_gives_way():
    rng, state = np.random.default_rng(0), rounds.State()
    for _ in range(300):
        j, v = int(rng.integers(3)), round(float(rng.uniform()), 4)
        keep = state.touched[2] if state.touched[2] != j else state.touched[1]
        kept = state.bars[keep]
        state = rounds.move_bar(state, j, v)
        assert sum(state.bars) == pytest.approx(1) and min(state.bars) >= 0 and state.bars[j] == v
        assert state.bars[keep] == pytest.approx(min(kept, 1 - v), abs=1e-4)


def test_a_bar_that_is_moved_twice_in_a_row_leaves_the_one_before_it_alone():
    state = rounds.move_bar(rounds.move_bar(rounds.move_bar(rounds.State(), 0, 0.5), 1, 0.3), 1, 0.2)
    assert state.bars == pytest.approx((0.5, 0.2, 0.3))


@pytest.mark.parametrize("i", range(len(rounds.ROUNDS)))
def test_the_true_bars_hit_and_false_ones_do_not(i):
    start, this = rounds.State(round=i, hits=(False,) * i), rounds.ROUNDS[i]
    truth = [round(v, 3) for v in this.p(1)]
    assert play(start, truth).hits[-1] is True
    assert play(start, truth[::-1] if i in (1, 4, 7) else [0, 0, 1]).hits[-1] is False
    assert this.why in rounds.view(play(start, truth)).note


def test_standing_still_hits_the_first_round_alone():
    hits = [play(s, s.bars).hits[-1] for s in (rounds.State(round=i, hits=(False,) * i) for i in range(8))]
    assert hits == [True] + 7 * [False]


def test_six_hits_reach_the_goal_and_five_do_not():
    state = rounds.State()
    for i, this in enumerate(rounds.ROUNDS[:6]):
        assert not rounds.view(state).goal.reached
        state = play(state if i == 0 else rounds._next(state), this.p(1))
    assert rounds.view(state).goal.reached


def test_once_the_answer_moves_the_bars_stay_and_the_score_counts_once():
    state = rounds.advance_answer(rounds.move_bar(rounds.State(), 0, 0.5))
    assert len(state.hits) == 1 and len(rounds.advance_answer(state).hits) == 1
    assert rounds.on_event(state, {"kind": "drag", "id": "g0", "x": 0, "y": 0.9, "last": True}) == state


@pytest.mark.parametrize(
    "text, share", [("0.7", 0.7), ("70", 0.7), ("70 %", 0.7), ("1", 1), ("0", 0), ("0,5", 0.5), ("1%", 0.01)]
)
def test_a_prediction_can_be_typed_as_a_share_or_in_percent(text, share):
    assert rounds.on_event(rounds.State(), {"kind": "edit", "id": "n1", "text": text}).bars[1] == pytest.approx(share)


@pytest.mark.parametrize("text", ["101", "-0.1", "half", "%"])
def test_a_prediction_that_is_no_probability_is_refused_in_words(text):
    stage = rounds.softmax_rounds()
    stage._on_event({"kind": "edit", "id": "n1", "text": text})
    assert stage.state == rounds.State() and "ll-trouble" in stage._note.value


def test_a_drag_beyond_the_frame_stops_at_its_edge():
    assert rounds.on_event(rounds.State(), {"kind": "drag", "id": "g2", "x": 0, "y": 1.3, "last": True}).bars == (
        0,
        0,
        1,
    )


def test_watch_runs_to_the_end_and_next_opens_the_next_round():
    stage = rounds.softmax_rounds()

    async def run():
        stage.controls["Watch the answer"][1].value = True
        for _ in range(200):
            await asyncio.sleep(0.02)
            if not stage.controls["Watch the answer"][1].value:
                break

    assert stage.controls["Next round"][1].disabled
    asyncio.run(run())
    assert stage.state.t == 1 and stage.state.hits == (True,) and not stage.controls["Next round"][1].disabled
    stage.press("Next round")
    assert stage.state == rounds.State(round=1, hits=(True,))
    stage.back()
    stage.back()
    assert stage.state == rounds.State()


def test_the_rounds_text_twin_tells_the_bars_before_and_now():
    said = rounds.view(rounds.move_bar(rounds.State(), 0, 0.5)).picture.text
    assert "Round 1 of 8: 5 is added to every logit. Logits now (2, 1, −1), temperature 1." in said
    assert "before (0.705, 0.259, 0.035), now (0.705, 0.259, 0.035). Your bars (0.5, " in said


# --- drawings ----------------------------------------------------------------------------------------------------


def test_bars_grow_from_zero_in_both_directions():
    drawn = class_bars(bar_frame(2, -1, 1, 0, 0, 100, 100), [0.5, -0.5])
    assert re.findall(r'y="([\d.]+)" width="28" height="([\d.]+)"', drawn) == [("25", "25"), ("50", "25")]


def test_a_table_tints_by_sign_and_size():
    drawn = number_table([[1, -0.5], [0, float("nan")]], 0, 0, (10, 10), 1, "ab", "cd", str)
    assert re.findall(r'fill="var\(--(\w+)\)" fill-opacity="([\d.]+)"', drawn) == [
        ("plus", "0.65"),
        ("minus", "0.325"),
        ("minus", "0"),
        ("minus", "0"),
    ]


def test_corners_centre_and_sides_of_the_triangle():
    triangle = Triangle(0, 0, 100)
    assert np.allclose(triangle.at(np.eye(3)), [(50, 0), (0, triangle.height), (100, triangle.height)])
    sides = np.linalg.norm(triangle.corners - np.roll(triangle.corners, 1, axis=0), axis=1)
    assert np.allclose(sides, 100) and np.allclose(triangle.at([1 / 3] * 3), triangle.corners.mean(axis=0))


def test_the_curve_goes_from_the_winners_corner_to_the_centre():
    triangle = Triangle(0, 0, 100)
    points = [
        tuple(map(float, p.split(","))) for p in re.search(r'points="([^"]+)"', triangle.curve([0, 2, 1]))[1].split()
    ]
    assert points[0] == pytest.approx(triangle.corners[1], abs=0.1)
    assert points[-1] == pytest.approx(triangle.corners.mean(axis=0), abs=0.5)


def test_the_confusion_matrix_writes_each_count_in_its_place():
    picture = confusion_heatmap([[3, 2], [0, 5]], ["cat", "dog"])
    written = re.findall(r'<text [^>]*num">(.+?)</text>', picture.svg)
    assert written == ["3", "2", "·", "5"] and "cat read as dog (2)" in picture.text
    assert "8 of 10 on the diagonal" in picture.text and "confused: none" in confusion_heatmap(np.eye(2), "ab").text


def test_images_must_be_square_and_have_titles():
    assert image_grid(np.eye(4), list("abcd"), "Four.", signed=True, columns=2).png.startswith(b"\x89PNG")
    for rows, titles in ((np.eye(3), "abc"), (np.eye(4), "abc")):
        with pytest.raises(InputError, match="square images and one title each"):
            image_grid(rows, titles, "")
