"""The XOR planes, live training and the progress bar, in plain Python (rows 04.1 to 04.7)."""

import asyncio
import re
from dataclasses import replace
from importlib import import_module

import ipywidgets
import numpy as np
import pytest

from lecture_lib import MLP, SGD, InputError, relu, sigmoid, tanh
from lecture_lib.drawing import decision_map_row
from lecture_lib.interactive import progress_bar
from lecture_lib.labs.xor import live_training as live
from lecture_lib.labs.xor import planes_picture
from lecture_lib.threshold import INPUTS, XOR_RELU_NET, XOR_SIGN_NET, XOR_STEP_NET
from lecture_lib.threshold import predicted_labels as answers_of

planes = import_module("lecture_lib.labs.xor.xor_planes")

START = planes.State()
OWN = planes.State(W=((1, -1), (-1, 1)), c=(0, 0))


def drag(state, id_, x, y):
    return planes.on_event(state, {"kind": "drag", "id": id_, "x": x, "y": y, "last": True})


def place(state, id_):
    """Where the handle is drawn, in the data of its plane."""
    found = re.search(
        rf'data-id="{id_}"[^>]*?data-x="([^"]+)" '
        rf'data-y="([^"]+)"',
        planes.view(state).picture.svg,
    )
    return float(found[1]), float(found[2])


# --- the XOR planes -----------------------------------------------------------------------------------------


def test_the_start_gets_two_corners_right_and_says_that_no_output_line_can_help():
    shown = planes.view(START)
    assert not shown.goal.reached and shown.note.startswith("2 of 4 right. No line in this hidden plane")


def test_a_network_of_ones_own_reaches_the_goal_and_a_built_one_does_not():
    assert planes.view(OWN).goal.reached
    for net in (XOR_SIGN_NET, XOR_RELU_NET, XOR_STEP_NET):
        shown = planes.view(planes.load_net(START, net))
        assert not shown.goal.reached and shown.note.startswith("4 of 4 right. This is lecture A’s")


def test_when_the_hidden_plane_is_right_and_the_output_line_wrong_it_says_so():
    assert "move the output line" in planes.view(replace(OWN, b=-5.0)).note


@pytest.mark.parametrize("net", [XOR_SIGN_NET, XOR_STEP_NET, XOR_RELU_NET], ids=["sign", "step", "relu"])
def test_a_preset_is_the_slides_network(net):
    assert planes.load_net(START, net).net == net


@pytest.mark.parametrize("k", [0, 1, 2])
def test_shifting_moves_the_line_through_the_pointer_and_keeps_its_direction(k):
    moved = drag(START, f"shift{k}", 0.3, 0.9)
    (before, _), (normal, offset) = START.line(k), moved.line(k)
    assert normal == before and np.dot(normal, (0.3, 0.9)) + offset == pytest.approx(0, abs=0.01)
    assert place(moved, f"shift{k}") == pytest.approx((0.3, 0.9), abs=0.02)
    assert [moved.line(j) for j in range(3) if j != k] == [START.line(j) for j in range(3) if j != k]


@pytest.mark.parametrize("k, by", [(0, (0.1, 0.25)), (1, (-0.2, 0.1)), (2, (0.05, 0.3))])
def test_turning_turns_about_the_other_handle_and_the_tip_stays_under_the_pointer(k, by):
    pivot, to = place(START, f"shift{k}"), tuple(np.add(place(START, f"shift{k}"), by))
    moved = drag(START, f"turn{k}", *to)
    normal, offset = moved.line(k)
    assert np.cross([*normal, 0], [*by, 0])[2] == pytest.approx(0, abs=0.02) and np.dot(normal, by) > 0
    assert np.dot(normal, pivot) + offset == pytest.approx(0, abs=0.02)
    assert place(moved, f"turn{k}") == pytest.approx(to, abs=0.02)


def test_a_longer_arrow_means_larger_weights_but_never_above_20():
    sizes = [np.hypot(*drag(START, "turn0", -0.15 + r, -0.15).W[0]) for r in (0.05, 0.2, 0.5, 0.85, 1.5)]
    assert sizes == sorted(sizes) and sizes[0] < 0.5 and sizes[-1] == pytest.approx(20, abs=0.01)


NUMBERS = ["W00", "W01", "W10", "W11", "c0", "c1", "w0", "w1", "b"]


@pytest.mark.parametrize("id_", NUMBERS)
def test_every_number_can_be_typed_over_and_only_it_changes(id_):
    state = planes.on_event(START, {"kind": "edit", "id": id_, "text": "−7,25"})
    flat = lambda s: [v for row in s.W for v in row] + [*s.c, *s.w, s.b]
    changed = [i for i, (p, q) in enumerate(zip(flat(START), flat(state))) if p != q]
    assert changed == [NUMBERS.index(id_)]
    assert flat(state)[changed[0]] == -7.25
    assert f'data-id="{id_}"' in planes.view(START).picture.svg


def test_what_is_no_number_is_refused_in_words():
    stage = planes.xor_planes()
    stage._on_event({"kind": "edit", "id": "W01", "text": "two"})
    assert stage.state == START and "number" in stage._note.value and "ll-trouble" in stage._note.value


def test_a_corner_can_be_chosen_on_the_plane_and_in_the_table():
    for id_ in ("corner3", "row3"):
        state = planes.on_event(START, {"kind": "press", "id": id_})
        assert state == replace(START, corner=3)


def test_the_text_twin_tells_where_each_corner_lands_and_what_comes_out():
    said = planes.view(planes.load_net(START, XOR_RELU_NET)).picture.text
    for part in (
        "(0,0) lands at (0, 0), score −0.5, output 0: right.",
        "(1,1) lands at (2, 1), score −0.5, output 0: right.",
        "(0,1) lands at (1, 0), score 0.5, output 0.5: right.",
    ):
        assert part in said
    assert "0.25 of the way" in planes.view(replace(START, t=0.25)).picture.text


@pytest.mark.parametrize("g", planes.PLANE_ACTIVATIONS)
@pytest.mark.parametrize("t", [0.0, 0.5, 1.0])
def test_every_activation_and_every_t_has_a_picture_with_all_handles_in_it(g, t):
    svg = planes.view(replace(START, g=g, t=t)).picture.svg
    assert all(f'data-id="{what}{k}"' in svg for what in ("shift", "turn") for k in range(3))
    assert "nan" not in svg


@pytest.mark.parametrize(
    "state",
    [
        replace(START, W=((0, 0), (0, 0))),
        replace(START, w=(0, 0)),
        replace(START, c=(50.0, -50.0)),
        replace(START, W=((1e6, -1e6), (1e-6, 1e-6))),
        replace(START, b=1e5),
        replace(START, g="sign", c=(9, 9)),
    ],
    ids=["no hidden lines", "no output line", "lines out of sight", "huge and tiny", "far", "one place"],
)
def test_lines_that_vanish_or_leave_the_picture_keep_their_handles_inside(state):
    for k in range(3):
        frame = planes_picture.hidden_frame(state.net) if k == 2 else planes_picture.input_frame()
        for what in ("shift", "turn"):
            x, y = place(state, f"{what}{k}")
            assert frame.x0 <= x <= frame.x1 and frame.y0 <= y <= frame.y1


def test_at_t_0_the_right_plane_is_the_input_plane():
    frame, source = planes_picture.hidden_frame(XOR_RELU_NET), planes_picture.input_frame()
    cells = planes_picture.mapped_plane(frame, source, XOR_RELU_NET, 0.0, n=2)
    starts = {tuple(map(float, found)) for found in re.findall(r"M([\d.-]+) ([\d.-]+)L", cells)}
    assert starts == {tuple(np.round(frame.at(x, y), 1)) for x in (-0.75, 0.5) for y in (-0.75, 0.5)}


def test_a_torn_plane_leaves_out_the_torn_cells_and_a_smooth_one_none():
    frame, source = planes_picture.hidden_frame(XOR_SIGN_NET), planes_picture.input_frame()
    torn = planes_picture.mapped_plane(frame, source, XOR_SIGN_NET, 0.5, n=20).count("M")
    smooth = planes_picture.mapped_plane(frame, source, XOR_SIGN_NET.with_layer(1, g=tanh), 0.5, n=20).count("M")
    assert torn < smooth == 400


def test_the_input_plane_is_coloured_by_the_networks_own_answers():
    rng = np.random.default_rng(0)
    x = rng.uniform(-0.75, 1.75, (200, 2))
    for net in (XOR_SIGN_NET, XOR_RELU_NET, XOR_RELU_NET.with_layer(1, g=sigmoid)):
        assert np.array_equal(np.sign(planes_picture.decision_function(net)(x)), answers_of(net, x))


def test_exactly_on_the_line_the_input_plane_shows_minus_one():
    assert (
        planes_picture.decision_function(XOR_RELU_NET.with_layer(2, b=[0]))([[-1, 0], [-0.5, -0.5], [0, 0]]) < 0
    ).all()


def test_corners_that_share_a_place_share_a_label_and_both_classes_are_drawn():
    shown = planes_picture.mapped_corners(planes_picture.hidden_frame(START.net), START.net, 1.0)
    assert "(0,0) (0,1)" in shown and shown.count("<circle") == 2 and shown.count("<rect") == 2


def test_the_hidden_frame_holds_all_images():
    rng = np.random.default_rng(0)
    for g in (relu, tanh):
        for _ in range(50):
            net = MLP((rng.normal(0, 4, (2, 2)), rng.normal(0, 4, 2), g), ([[1, 1]], [0], g))
            frame = planes_picture.hidden_frame(net)
            images = planes_picture.interpolate_to_hidden(net, INPUTS)
            assert (images > frame.x0).all() and (images < frame.x1).all()


def test_buttons_and_slider_of_the_planes():
    stage = planes.xor_planes()
    stage.press("A’s sign network")
    assert stage.state.net == XOR_SIGN_NET and stage.controls["activation g"][1].value == "sign"
    stage.controls["carried by t"][1].value = 0.5
    assert stage.state.t == 0.5
    stage.back()
    assert stage.state.t == 1.0 and stage.state.net == XOR_SIGN_NET
    stage.press("Reset")
    assert stage.state == START


def test_carry_runs_until_the_plane_has_arrived():
    stage = planes.xor_planes(replace(START, t=0.9))

    async def run():
        stage.controls["Carry"][1].value = True
        for _ in range(100):
            await asyncio.sleep(0.02)
            if not stage.controls["Carry"][1].value:
                break

    asyncio.run(run())
    assert stage.state.t == 1.0 and not stage.controls["Carry"][1].value


def test_a_state_of_the_planes_comes_back_from_its_code():
    assert eval(repr(OWN), {"State": planes.State}) == OWN


@pytest.mark.parametrize(
    "make, wrong, says",
    [
        (planes.State, {"g": "cosine"}, "g is 'cosine'; one of sign, step, relu"),
        (planes.State, {"t": 1.5}, "t is 1.5"),
        (planes.State, {"corner": 4}, "corner is 4"),
        (live.State, {"data": "cats"}, "data is 'cats'; one of rings, moons"),
        (live.State, {"hidden": 7}, "hidden is 7; one of 0, 1"),
        (live.State, {"rate": 0.5}, "rate is 0.5; one of 0.03"),
        (live.State, {"activation": "sign"}, "activation is 'sign'"),
    ],
)
def test_a_state_that_cannot_be_shown_is_refused_in_words(make, wrong, says):
    with pytest.raises(InputError, match=re.escape(says)):
        make(**wrong)


# --- live training ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("hidden", [0, 1, 4, 10])
@pytest.mark.parametrize("data", live.DATA_SETS)
def test_training_lowers_the_loss_and_keeps_its_history(data, hidden):
    state = live.State(data=data, hidden=hidden, rate=1.0)
    after = live.train_epochs(live.train_epochs(state, 30), 30)
    assert after.epochs == len(after.losses) == 60 and after.losses[-1] < after.losses[0]
    assert state.net is None and state.losses == ()


def test_in_two_parts_or_at_once_training_goes_the_same_way():
    parts, once = live.train_epochs(live.train_epochs(live.State(), 7), 5), live.train_epochs(live.State(), 12)
    assert parts == once and parts.losses == once.losses


def test_one_neuron_fails_on_the_rings_and_three_hidden_units_do_it():
    assert not live.view(live.train_epochs(live.State(hidden=0), 600)).goal.reached
    assert not live.view(live.train_epochs(live.State(hidden=2), 600)).goal.reached
    assert live.view(live.train_epochs(live.State(hidden=3), 600)).goal.reached


def test_restart_is_the_same_start_and_new_start_another():
    stage = live.hidden_units()
    first = stage.state.now
    stage.press("Step")
    assert stage.state.epochs == live.EPOCHS_PER_STEP and stage.state.now != first
    stage.press("Restart")
    assert stage.state.now == first and stage.state.epochs == 0 and stage.state.losses == ()
    stage.press("New start")
    assert stage.state.now != first and stage.state.seed == 1


@pytest.mark.parametrize(
    "label, value, field",
    [("data", "moons", "data"), ("hidden units", 10, "hidden"), ("activation", "relu", "activation")],
)
def test_another_setting_starts_afresh_but_another_rate_goes_on(label, value, field):
    stage = live.hidden_units()
    stage.press("Step")
    stage.controls["learning rate"][1].value = 0.3
    assert stage.state.epochs == live.EPOCHS_PER_STEP and stage.state.rate == 0.3
    stage.controls[label][1].value = value
    assert getattr(stage.state, field) == value and stage.state.epochs == 0 and stage.state.net is None


def test_run_trains_on_the_event_loop_and_pause_answers_and_one_back_undoes_the_run():
    stage = live.hidden_units()

    async def run():
        stage.controls["Run"][1].value = True
        while stage.state.epochs < 3 * live.EPOCHS_PER_STEP:
            await asyncio.sleep(0.01)
        stage.controls["Run"][1].value = False
        await asyncio.sleep(0.1)
        stopped = stage.state.epochs
        await asyncio.sleep(0.2)
        assert stage.state.epochs == stopped

    asyncio.run(run())
    stage.back()
    assert stage.state == live.State()


def test_a_training_that_runs_away_says_so_and_nothing_is_lost(monkeypatch):
    monkeypatch.setattr(live, "SGD", lambda rate: SGD(1e308))
    stage = live.hidden_units()
    stage.press("Step")
    assert "ll-trouble" in stage._note.value and "run away" in stage._note.value and stage.state.epochs == 0


def test_a_pressed_unit_fills_the_map_and_pressed_again_gives_it_back():
    state = live.train_epochs(live.State(), 200)
    shown = live.on_event(state, {"kind": "press", "id": "unit3"})
    assert shown.unit == 3 and "hidden unit 3, epoch 200" in live.view(shown).picture.svg
    assert live.view(shown).picture.svg != live.view(state).picture.svg
    assert live.on_event(shown, {"kind": "press", "id": "unit3"}) == state


@pytest.mark.parametrize("activation", live.HIDDEN_ACTIVATIONS)
def test_a_units_map_is_its_own_output(activation):
    state = live.train_epochs(live.State(activation=activation, rate=0.3), 50)
    x = np.random.default_rng(0).uniform(-2, 2, (50, 2))
    W, b, g = state.now[1]
    a = g.value(x @ W[1] + b[1])
    shown = live._field(state.now, 2)(x)
    assert np.all(np.diff(shown[np.argsort(a)]) >= -1e-12) and abs(shown).max() <= 1


def test_the_text_twin_tells_the_epoch_the_loss_and_the_points():
    state = live.train_epochs(live.State(), 200)
    said = live.view(state).picture.text
    assert (
        said.startswith("4 sigmoid hidden units on rings, rate 3, epoch 200: ")
        and f"{live.n_correct(state)} of 120" in said
    )
    assert "Logistic regression on moons" in live.view(live.State(data="moons", hidden=0)).picture.text


def test_a_state_of_training_comes_back_from_its_code_with_its_weights():
    state = live.train_epochs(live.State(), 3)
    again = eval(repr(state), {"State": live.State, "MLP": MLP, "sigmoid": sigmoid})
    assert again.net == state.net and again.epochs == 3


def test_maps_tell_for_each_field_how_many_points_are_right():
    fields, x, y = [lambda x: x[:, 0], lambda x: -x[:, 0]], [[-1, 0], [1, 0], [2, 0]], [-1, 1, 1]
    picture = decision_map_row(fields, ["one", "two"], x, y, "Both")
    assert picture.text == "Both. one: 3 of 3 points on their own side. two: 0 of 3 points on their own side."


# --- the progress bar ---------------------------------------------------------------------------------------


@pytest.fixture
def shown(monkeypatch):
    """What the bar has displayed: its IntProgress and its Label."""
    boxes = []
    monkeypatch.setattr(import_module("lecture_lib.interactive.progress_bar"), "display", boxes.append)
    return lambda: boxes[-1].children


def test_the_bar_yields_everything_and_ends_green(shown):
    assert list(progress_bar("abc", "letters")) == ["a", "b", "c"]
    bar, said = shown()
    assert (bar.value, bar.max, bar.bar_style) == (3, 3, "success") and said.value.startswith("letters: 3 of 3 done in")


def test_a_loop_that_is_left_or_interrupted_leaves_the_bar_where_it_was(shown):
    kept = []
    with pytest.raises(KeyboardInterrupt):
        for item in (run := progress_bar(range(10), "runs")):
            if item == 4:
                raise KeyboardInterrupt
            kept.append(item)
    run.close()
    bar, said = shown()
    assert kept == [0, 1, 2, 3] and bar.value == 4 and bar.bar_style == "warning"
    assert said.value == "runs: stopped at 4 of 10"


def test_the_bar_moves_and_tells_the_time_left_while_it_runs(shown, monkeypatch):
    clock = iter(range(0, 1000, 30))
    monkeypatch.setattr(import_module("lecture_lib.interactive.progress_bar").time, "monotonic", lambda: next(clock))
    run = progress_bar(range(4), "runs")
    next(run), next(run)
    bar, said = shown()
    assert isinstance(bar, ipywidgets.IntProgress) and bar.value == 1
    assert said.value == "runs: 1 of 4, about 3 min 0 s left"  # one took 60 s, so three take 180 s
    run.close()


def test_without_a_length_the_total_is_asked_for(shown):
    with pytest.raises(InputError, match="give total="):
        next(progress_bar(iter("ab"), "letters"))
    assert list(progress_bar(iter("ab"), "letters", total=2)) == ["a", "b"]
