"""Compose-and-sketch and the folding paper, in plain Python (rows 13.1, 13.2, 13.6)."""

from dataclasses import replace
from importlib import import_module
from xml.etree import ElementTree

import numpy as np
import pytest

from lecture_lib import MLP, InputError, identity, relu
from lecture_lib.drawing import PLUS_TINT, value_maps
from lecture_lib.labs.folding import hidden_units_figure, knots, paper_picture
from lecture_lib.labs.folding.fold import FOLDS
from lecture_lib.piecewise_linear import regions_2d

compose = import_module("lecture_lib.labs.folding.compose_and_sketch")
folding = import_module("lecture_lib.labs.folding.fold")

POINTS = ((0.0, 0.2), (0.3, 0.9), (0.7, 0.1), (1.0, 0.6))


def interp(points, x):
    """What a network through points says, without any network."""
    return np.interp(x, *np.array([(min(0.0, points[0][0]), points[0][1]), *points]).T)


def turns_seen(first, second, n=20_001):
    """Bends of the composition as fine sampling sees them."""
    x = np.linspace(0, 1, n)
    bend = np.abs(np.diff(interp(second, interp(first, x)), 2)) > 1e-9
    return int((bend & ~np.append(False, bend[:-1])).sum())


# --- joints as points --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "k, to, lands",
    [
        (0, (-1, 0.5), (0.0, 0.5)),
        (1, (0.9, 2), (0.68, 1.0)),
        (2, (0.1, -1), (0.32, 0.0)),
        (3, (0.5, 0.4), (1.0, 0.4)),
        (1, (0.123456, 0.5), (0.12, 0.5)),
    ],
)
def test_a_joint_stays_between_its_neighbours_and_in_the_square(k, to, lands):
    moved = knots.move_knot(POINTS, k, *to)
    assert moved[k] == pytest.approx(lands) and moved[:k] + moved[k + 1 :] == POINTS[:k] + POINTS[k + 1 :]
    assert knots.validate_knots(moved, "it") == moved


def test_joints_can_be_typed():
    assert knots.set_knot_from_text(POINTS, 1, "0,4 0,5")[1] == (0.4, 0.5) and knots.set_knot_from_text(
        POINTS, 1, "0.25"
    )[1] == (0.3, 0.25)
    for text, says in [
        ("x", "number"),
        ("2", "from 0 to 1"),
        ("0.1 0.2 0.3", "a place and a height"),
        ("nan", "finite"),
        ("", "a place"),
    ]:
        with pytest.raises(InputError, match=says):
            knots.set_knot_from_text(POINTS, 1, text)


def test_the_network_of_points_goes_through_them_and_has_three_units():
    net, x = knots.interpolating_net(POINTS), np.linspace(0, 1, 57)
    assert net.sizes == (1, 3, 1) and net(x[:, None])[:, 0] == pytest.approx(interp(POINTS, x), abs=1e-12)


# --- compose and sketch ------------------------------------------------------------------------------------------


def sent(stage, *events):
    for event in events:
        stage._on_event({"last": True} | event)
    return stage


def draws(*points, last=True):
    return {"kind": "draw", "id": "paper", "points": [list(p) for p in points], "last": last}


STROKE = draws((0, 0.1), (0.5, 0.9), (1, 0.1))


def played(stage, n):
    """Sketch, say n, and reveal."""
    sent(stage, STROKE, {"kind": "edit", "id": "count", "text": str(n)})
    stage.press("Reveal")
    return stage


def true_regions(state):
    return turns_seen(state.first, state.second) + 1


def test_two_right_numbers_reach_the_goal_and_one_does_not():
    stage = compose.compose_and_sketch()
    for wins in (1, 2):
        assert not stage.view(stage.state).goal.reached
        played(stage, true_regions(stage.state))
        assert stage.state.right == wins
        if wins == 1:
            stage.press("New networks")
    assert stage.view(stage.state).goal.reached


def test_a_wrong_number_does_not_count_and_is_told():
    stage = played(compose.compose_and_sketch(), 3)
    true = true_regions(compose.State())
    assert stage.state.right == 0 and f"you said 3, there are {true}." in stage.board.svg
    assert stage.state.judged.true == true


def test_nothing_is_shown_before_the_reveal():
    stage = compose.compose_and_sketch()
    assert "joint0" not in stage.board.svg and "hidden" in stage.board.say and "regions" not in stage.board.say
    assert stage.controls["Reveal"][1].disabled
    sent(stage, STROKE)
    assert stage.controls["Reveal"][1].disabled and "a sketch is there" in stage.board.say
    stage.press("One region more")
    assert not stage.controls["Reveal"][1].disabled and stage.state.count == 1
    sent(stage, {"kind": "press", "id": "joint0"})
    assert stage.state.chosen is None


def test_after_the_reveal_the_round_is_closed_and_the_panels_are_live():
    stage = played(compose.compose_and_sketch(), 3)
    closed = stage.state
    sent(
        stage, STROKE, {"kind": "edit", "id": "count", "text": "9"}, {"kind": "drag", "id": "hold5", "x": 0.1, "y": 0.9}
    )
    stage.press("One region more"), stage.press("Reveal")
    assert stage.state == closed
    before = stage.board.svg
    sent(stage, {"kind": "drag", "id": "f1", "x": 0.3, "y": 0.35})
    assert stage.state.first[1] == (0.3, 0.35) and stage.board.svg != before and stage.state.sketch == ()
    assert f"has {true_regions(stage.state)} regions" in stage.board.say


@pytest.mark.parametrize("seed", range(12))
def test_the_number_of_regions_is_what_fine_sampling_sees(seed):
    stage = compose.compose_and_sketch(replace(compose.State(), rounds=seed))
    stage.press("New networks")
    state = stage.state
    assert len(compose.composition_corners(state.first, state.second)[1]) == turns_seen(state.first, state.second)
    corners = compose.composition_corners(state.first, state.second)[0]
    assert corners[:, 1] == pytest.approx(interp(state.second, interp(state.first, corners[:, 0])), abs=1e-9)


def test_new_networks_differ_in_their_counts():
    stage, counts = compose.compose_and_sketch(), set()
    for _ in range(12):
        stage.press("New networks")
        counts.add(true_regions(stage.state))
    assert len(counts) >= 3


def test_every_joint_can_be_pressed_and_says_why():
    stage = played(compose.compose_and_sketch(), 8)
    found = compose.composition_corners(stage.state.first, stage.state.second)[1]
    assert stage.board.svg.count('data-id="joint') == len(found) > 5
    for i, origin in enumerate(found):
        sent(stage, {"kind": "press", "id": f"joint{i}"})
        assert (
            stage.state.chosen == i
            and compose.picture.breakpoint_reason(origin) in stage.board.svg
            and f"Traced: joint {i + 1}." in stage.board.say
        )
        sent(stage, {"kind": "press", "id": f"joint{i}"})
        assert stage.state.chosen is None


def test_the_sketch_is_scored_against_the_composition():
    stage = compose.compose_and_sketch()
    x = np.arange(41) / 40
    truth = interp(stage.state.second, interp(stage.state.first, x))
    sent(stage, draws(*zip(x, truth)))
    played_state = compose.reveal_composition(replace(stage.state, count=8))
    assert played_state.judged.largest <= 0.0051 and played_state.judged.mean <= 0.005
    flat = compose.reveal_composition(replace(stage.state, count=8, sketch=(0.5,) * 41))
    assert flat.judged.largest == pytest.approx(np.abs(truth - 0.5).max()) and flat.judged.mean == pytest.approx(
        np.abs(truth - 0.5).mean()
    )


def test_a_stroke_in_parts_is_one_line():
    stage = sent(compose.compose_and_sketch(), draws((0, 0), last=False), draws((0.5, 1), last=False), draws((1, 0)))
    x = np.arange(41) / 40
    assert stage.state.sketch == pytest.approx(1 - np.abs(2 * x - 1), abs=0.006) and stage.state.pen is None
    stage.back()
    assert stage.state.sketch == ()


def test_drawing_goes_over_what_it_covers_alone_and_backwards_too():
    stage = sent(compose.compose_and_sketch(), draws((0, 0.2), (1, 0.2)), draws((0.75, 0.8), (0.5, 0.8)))
    assert (
        stage.state.sketch[:20] == (0.2,) * 20
        and stage.state.sketch[20:31] == (0.8,) * 11
        and stage.state.sketch[31:] == (0.2,) * 10
    )


def test_the_keyboards_nine_dots_sketch_too():
    stage = sent(compose.compose_and_sketch(), {"kind": "drag", "id": "hold20", "x": 0.9, "y": 1.3})
    sketch = stage.state.sketch
    assert (
        sketch[20] == 1
        and sketch[15] == sketch[25] == 0.5
        and sketch[18] == pytest.approx(0.8)
        and sketch[22] == pytest.approx(0.8)
    )
    assert compose.view(compose.State()).picture.svg.count('data-id="hold') == 9
    sent(stage, {"kind": "drag", "id": "hold0", "x": 0, "y": 0.1}, {"kind": "drag", "id": "hold40", "x": 0, "y": -4})
    assert (
        stage.state.sketch[0] == 0.1
        and stage.state.sketch[40] == 0
        and stage.state.sketch[5] == stage.state.sketch[35] == 0.5
    )


def test_the_order_matters():
    stage = compose.compose_and_sketch()
    stage.press("Swap f₁ and f₂")
    assert (stage.state.first, stage.state.second) == (compose.State().second, compose.State().first)
    stage.press("Swap f₁ and f₂")
    assert stage.state == compose.State()


@pytest.mark.parametrize(
    "event, says",
    [
        ({"kind": "edit", "id": "count", "text": "17"}, "1 to 16"),
        ({"kind": "edit", "id": "count", "text": "0"}, "1 to 16"),
        ({"kind": "edit", "id": "count", "text": "2.5"}, "whole number"),
        ({"kind": "edit", "id": "count", "text": "many"}, "number"),
        ({"kind": "edit", "id": "f1", "text": "3"}, "from 0 to 1"),
        ({"kind": "edit", "id": "s2", "text": "a b"}, "number"),
    ],
)
def test_what_is_of_no_use_is_told(event, says):
    stage = sent(compose.compose_and_sketch(), event)
    assert stage.state == compose.State() and says in stage._note.value and "ll-trouble" in stage._note.value


@pytest.mark.parametrize(
    "wrong",
    [
        {"first": POINTS[:3]},
        {"second": ((0, 0), (0.5, 2), (0.7, 0), (1, 0))},
        {"sketch": (0.5,)},
        {"count": 40},
        {"first": ((0, 0), (0.7, 0), (0.5, 0), (1, 0))},
    ],
)
def test_a_state_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(InputError):
        compose.State(**wrong)


LEVEL = ((0.0, 0.5), (0.3, 0.5), (0.6, 0.5), (1.0, 0.5))


def test_level_networks_have_one_region():
    stage = played(compose.compose_and_sketch(compose.State(first=LEVEL)), 1)
    assert stage.state.right == 0 and "there is 1." in stage.board.svg and "has 1 region." in stage.board.say


# --- the paper ---------------------------------------------------------------------------------------------------


def folded(**changes):
    return folding.fold(folding.State(**changes))


def test_eight_flat_layers_reach_the_goal_by_real_moves():
    stage = folded()
    assert not stage.view(stage.state).goal.reached
    stage.controls["folded"][1].value = 1.0
    assert stage.state.t == 1 and not stage.view(stage.state).goal.reached
    stage.controls["f₁ folds by"][1].value = "tent, three times"
    assert stage.view(stage.state).goal.reached
    stage.controls["folded"][1].value = 0.95
    assert not stage.view(stage.state).goal.reached


def by_bisection(net, y):
    fine = np.linspace(0, 1, 4001) + 1e-7
    side = net(fine[:, None])[:, 0] - y
    return fine[:-1][side[:-1] * side[1:] < 0]


@pytest.mark.parametrize("first", list(FOLDS))
@pytest.mark.parametrize("y", [0.3, 0.5, 0.77])
def test_what_lands_on_the_mark_is_shown_and_counted(first, y):
    stage = folded(first=first, y=y)
    wanted = by_bisection(FOLDS[first], y)
    found = folding.inputs_under_mark(first, y)
    assert len(found) == len(wanted) and np.abs(np.array(found) - wanted).max() < 1e-3
    assert f"y = {y:g}: {len(found)} input" in stage.board.say
    assert stage.board.svg.count("<circle") == 2 * len(found)


@pytest.mark.parametrize(
    "first, layers",
    [("three pieces", 3), ("tent, once", 2), ("tent, four times", 16), ("zigzag, once", 4), ("zigzag, twice", 16)],
)
def test_the_strip_goes_from_x_to_y(first, layers):
    strip = folding.strip_pieces(first)
    assert len(strip) == layers and f"{layers} layers" in folded(first=first).board.svg
    ends = np.array([(p.x0, p.x1) for p in strip])
    assert paper_picture.piece_spans(strip, 0.0) == pytest.approx(ends) and paper_picture.piece_heights(
        strip, 0.0
    ) == pytest.approx(0)
    assert paper_picture.piece_spans(strip, 1.0) == pytest.approx(
        FOLDS[first](ends.reshape(-1, 1)).reshape(-1, 2), abs=1e-9
    )
    for t in np.linspace(0, 1, 11):
        assert paper_picture.piece_spans(strip, t)[:-1, 1] == pytest.approx(
            paper_picture.piece_spans(strip, t)[1:, 0], abs=1e-9
        )  # the paper never tears
        assert (
            -1e-9 <= paper_picture.piece_spans(strip, t).min() and paper_picture.piece_spans(strip, t).max() <= 1 + 1e-9
        )
        assert paper_picture.piece_heights(strip, t).max() < paper_picture.STRIP_FRAME.height - 12


def curve_points(state):
    """The corners of the copies of the curve, in the data of its frame."""
    root, frame = ElementTree.fromstring(folding.view(state).picture.svg), paper_picture.CURVE_FRAME
    lines = [
        node
        for node in root.iter()
        if node.tag.endswith("polyline") and node.get("stroke") in ("var(--plus)", "var(--minus)")
    ]
    pixels = np.array([[float(v) for v in pair.split(",")] for line in lines for pair in line.get("points").split()])
    return (pixels[:, 0] - frame.left) / frame.width, 1 - (pixels[:, 1] - frame.top) / frame.height


@pytest.mark.parametrize("first", list(FOLDS))
def test_unfolded_the_curve_is_the_composition_and_folded_it_is_the_second_network(first):
    state = folding.State(first=first)
    x, height = curve_points(state)
    y = FOLDS[first](np.clip(x, 0, 1)[:, None])[:, 0]
    assert height == pytest.approx(interp(state.second, y), abs=2e-3 * 32)
    y, height = curve_points(replace(state, t=1.0))
    assert height == pytest.approx(interp(state.second, y), abs=2e-3)


def test_play_folds_and_unfolds_step_by_step():
    stage = folded()
    play, back = stage.controls["Fold"][0], stage.controls["Unfold"][0]
    assert play.when(stage.state) and not back.when(stage.state)
    for _ in range(40):
        if play.when(stage.state):
            stage.change(play.act)
    assert stage.state.t == 1 and "folded flat, 3 layers" in stage.board.say
    stage.change(back.act)
    assert stage.state.t == 0.95 and back.when(stage.state)


def test_on_flat_paper_the_second_network_can_be_drawn():
    assert "data-can" not in folded(t=0.5).board.svg
    stage = sent(folded(t=1.0), {"kind": "drag", "id": "s1", "x": 0.4, "y": 0.9})
    assert stage.state.second[1] == (0.4, 0.9)
    sent(stage, {"kind": "edit", "id": "s2", "text": "5"})
    assert "from 0 to 1" in stage._note.value


def test_on_flat_paper_the_mark_can_be_dragged_and_typed():
    stage = sent(folded(t=1.0), {"kind": "drag", "id": "mark", "x": 0.333, "y": 7})
    assert stage.state.y == 0.33 and 'data-id="mark"' in stage.board.svg and 'data-id="mark"' not in folded().board.svg
    sent(stage, {"kind": "edit", "id": "mark", "text": "0,8"})
    assert stage.state.y == 0.8
    sent(stage, {"kind": "edit", "id": "mark", "text": "8"})
    assert stage.state.y == 0.8 and "from 0 to 1" in stage._note.value


@pytest.mark.parametrize("wrong", [{"first": "origami"}, {"t": 2.0}, {"y": -1.0}, {"second": POINTS[:2]}])
def test_paper_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(InputError):
        folding.State(**wrong)


def test_no_random_hand_breaks_anything():
    rng = np.random.default_rng(13)
    stages = [compose.compose_and_sketch(), folding.fold()]
    for i in range(400):
        stage = stages[i % 2]
        ids = [
            "f0",
            "f1",
            "f2",
            "f3",
            "s0",
            "s1",
            "s2",
            "s3",
            "count",
            "paper",
            "hold0",
            "hold20",
            "hold40",
            "joint0",
            "joint3",
        ]
        event = {
            "kind": str(rng.choice(["drag", "edit", "press", "draw", "key"])),
            "id": str(rng.choice(ids)),
            "key": "a",
            "x": float(rng.uniform(-0.5, 1.5)),
            "y": float(rng.choice([0, 0.5, 1, rng.uniform(-1, 2)])),
            "points": rng.uniform(-0.2, 1.2, (2, 2)).tolist(),
            "text": str(rng.choice(["0", "1", "0.5", "7", "x", "nan", "0.2 0.4"])),
        }
        sent(stage, event)
        if i % 7 == 0:
            stage.press("Reveal" if i % 2 == 0 else "Reset")
        if i % 31 == 0 and i % 2 == 0:
            stage.press("New networks")
        if i % 2 and i % 5 == 0:
            stage.change(lambda s: replace(s, t=float(rng.choice([0.0, 0.5, 1.0])), first=str(rng.choice(list(FOLDS)))))
        assert "nan" not in stage.board.svg and "This widget stopped" not in stage._note.value


# --- the traced way, and the stills (rows 13.1, 13.4, 13.5) --------------------------------------------------------


def test_a_traced_joint_is_followed_through_all_three_panels():
    stage = played(compose.compose_and_sketch(), 8)
    sent(stage, {"kind": "press", "id": "joint3"})
    bend = compose.composition_corners(stage.state.first, stage.state.second)[1][3]
    y = float(interp(stage.state.first, bend.x))
    root = ElementTree.fromstring(stage.board.svg)
    dashed = [
        [float(node.get(name)) for name in ("x1", "y1", "x2", "y2")]
        for node in root.iter()
        if node.tag.endswith("line") and node.get("stroke-dasharray") == "5 4"
    ]
    tops = [
        (dashed[0][2:], compose.FIRST_FRAME.at(bend.x, y)),
        (dashed[2][2:], compose.SECOND_FRAME.at(y, float(interp(stage.state.second, y)))),
        (dashed[4][2:], compose.COMPOSITION_FRAME.at(bend.x, float(interp(stage.state.second, y)))),
    ]
    for got, wanted in tops:
        assert got == pytest.approx(wanted, abs=0.01)


RISING = MLP(
    ([[1.0], [1.0], [1.0]], [0, -1 / 3, -2 / 3], relu),
    ([[3, -6, 6], [-3, 6, -5], [9, 0, 0]], [-0.4, 0.6, 0], relu),
    ([[0.5, -0.5, 1]], [0], identity),
)


def test_inside_a_network_each_unit_clips_where_its_sum_changes_sign():
    x = np.linspace(0, 1, 100_001) + 1e-9
    z = np.maximum(x[:, None] - [0, 1 / 3, 2 / 3], 0) @ RISING[2].W.T + RISING[2].b
    told = hidden_units_figure(RISING).alt
    for j in range(3):
        places = x[:-1][z[:-1, j] * z[1:, j] < 0]
        said = ", ".join(f"{v:.3g}" for v in places) or "no place"
        assert f"Unit {j + 1} clips at {said}." in told
    assert "first layer: 0.333, 0.667." in told
    with pytest.raises(InputError, match="two hidden layers"):
        hidden_units_figure(MLP(([[1.0]], [0.0], relu)))


def test_cells_are_drawn_one_polygon_each_the_high_ones_blue():
    net = MLP(([[1, 0], [0, 1]], [0, 0], relu), ([[1, 1]], [0], identity))
    root = ElementTree.fromstring(value_maps([net], ["quarters"], "Quarters").svg)
    fills = [node.get("fill") for node in root.iter() if node.tag.endswith("polygon")]
    means = [float(net(regions_2d(net).polygon(i)).mean()) for i in range(4)]
    assert len(fills) == 4 and [fill == PLUS_TINT for fill in fills] == [m > np.mean(means) for m in means]
