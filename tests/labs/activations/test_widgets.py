"""The widgets of notebook 02 in plain Python: every event, every goal, and numbers equal to the library's (rows 02.1 to 02.4)."""

import asyncio
import re
from dataclasses import replace
from importlib import import_module
from xml.etree import ElementTree

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.data import digits
from lecture_lib.drawing import heatmap
from lecture_lib.labs.activations import activation_gallery, make_activation
from lecture_lib.labs.activations.curves import CURVE_STYLES, SIDES, continuous_pieces
from lecture_lib.labs.activations.saturation_picture import dial_std
from lecture_lib.nn import ACTIVATIONS
from lecture_lib.training import is_always_saturated, is_saturated

lab = import_module("lecture_lib.labs.activations.prelu_lab")
layer = import_module("lecture_lib.labs.activations.saturation")
tangent = import_module("lecture_lib.labs.activations.tangent")


def edit(id_, text):
    return {"kind": "edit", "id": id_, "text": text}


def drag(id_, x, y=0.0):
    return {"kind": "drag", "id": id_, "x": x, "y": y, "last": True}


def press(id_):
    return {"kind": "press", "id": id_}


def handles(picture):
    """The picture's handles by id; it must be well-formed."""
    return {e.get("data-id"): e for e in ElementTree.fromstring(picture.svg).iter() if e.get("data-id")}


def words(picture):
    return [e.text for e in ElementTree.fromstring(picture.svg).iter() if e.tag.endswith("text") and e.text]


TANGENTS = [
    tangent.State(g, z, e, side)
    for g in CURVE_STYLES
    for side in SIDES
    for z, e in ((-6.0, 0.0), (0.0, 0.25), (2.5, 1.0), (-6.0, 2.0))
]
LAYERS = [
    layer.State(g, s, b) for g in layer.LAYER_ACTIVATIONS for s in (0.001, 0.0357, 3.0) for b in (-20.0, 0.0, 20.0)
]
LABS = [lab.State(t, r, e) for t in lab.PRELU_TARGETS for r in lab.PRELU_RATES for e in (-1.5, 0.0, 1.5)]


@pytest.mark.parametrize(
    "module, states", [(tangent, TANGENTS), (layer, LAYERS), (lab, LABS)], ids=["tangent", "saturation", "prelu_lab"]
)
def test_every_state_has_a_well_formed_picture_without_nan_and_its_code_makes_it_again(module, states):
    for state in states:
        shown = module.view(state)
        assert (
            handles(shown.picture)
            and "nan" not in shown.picture.svg.lower()
            and "nan" not in shown.picture.text.lower()
        )
        assert "inf" not in shown.picture.svg.replace("info", "") and shown.note
        assert eval(repr(state), {"State": module.State}) == state


@pytest.mark.parametrize(
    "module, wrong, says",
    [
        (tangent, {"g": "cosine"}, "g is 'cosine'"),
        (tangent, {"z": 7.0}, "z is 7; a number from −6 to 6"),
        (tangent, {"g": "leaky_relu", "epsilon": -0.1}, "a number from 0 to 2"),
        (tangent, {"g": "prelu", "epsilon": -1.5}, "from −1 to 2"),
        (tangent, {"side": "top"}, "side is 'top'"),
        (layer, {"g": "step"}, "g is 'step'"),
        (layer, {"spread": 0.0}, "the spread is 0"),
        (layer, {"bias": 21.0}, "the bias is 21"),
        (lab, {"target": "cats"}, "target is 'cats'"),
        (lab, {"rate": 7.0}, "rate is 7.0"),
        (lab, {"epsilon": 2.0}, "epsilon is 2; a number from −1.5 to 1.5"),
    ],
)
def test_a_state_that_cannot_be_shown_is_refused_in_words(module, wrong, says):
    with pytest.raises(InputError, match=re.escape(says)):
        module.State(**wrong)


@pytest.mark.parametrize("make, id_", [(tangent.tangent, "z"), (layer.saturation, "typed"), (lab.prelu_lab, "epsilon")])
@pytest.mark.parametrize("text", ["two", "", "1e9", "nan", "1j"])
def test_what_cannot_be_used_is_answered_in_words_and_nothing_is_lost(make, id_, text):
    stage = make()
    before = stage.state
    stage._on_event(edit(id_, text))
    assert stage.state == before and "ll-trouble" in stage._note.value and "Traceback" not in stage._note.value


# --- tangent -----------------------------------------------------------------------------------------------------


def test_the_point_is_dragged_typed_and_set_to_0():
    state = tangent.State()
    assert (
        tangent.on_event(state, drag("value", -1.234)).z == -1.23
        and tangent.on_event(state, drag("slope", 99)).z == 6.0
    )
    for id_ in ("z", "value", "slope"):
        assert tangent.on_event(state, edit(id_, "−2,5")).z == -2.5
    stage = tangent.tangent()
    stage.press("z to exactly 0")
    assert stage.state.z == 0 and stage.controls["z to exactly 0"][1].disabled
    assert tangent.on_event(state, {"kind": "key", "id": "value", "key": "a"}) == state


@pytest.mark.parametrize("g", CURVE_STYLES)
def test_what_is_told_is_what_the_library_computes(g):
    for z in (-3.0, -0.4, 0.7, 5.0):
        state = tangent.State(g, z, 0.25)
        own = make_activation(g, 0.25)
        value, slope = float(own(z)), float(own.slope(z))
        said = tangent.view(state).picture.text
        told = [float(v.replace("−", "-")) for v in re.search(r"value (\S+), slope (.+?)\. Ten", said).groups()]
        assert told == pytest.approx([value, slope], rel=1e-3, abs=1e-12)
        assert state.shown.value == value and state.shown.slope == slope
        point = handles(tangent.view(state).picture)["slope"]
        assert (float(point.get("data-x")), float(point.get("data-y"))) == pytest.approx((z, slope), abs=1e-4)


def test_ten_rows_hold_the_powers_of_the_slope():
    shown = words(tangent.view(tangent.State("sigmoid", 0.0)).picture)
    rows = shown[shown.index("10⁻¹²") :]
    rows = rows[rows.index("1", rows.index("1") + 1) :]
    assert [rows[2 * k] for k in range(10)] == [str(k) for k in range(1, 11)]
    assert rows[1:20:2] == [
        "0.25",
        "0.062",
        "0.016",
        "0.0039",
        "9.8 · 10⁻⁴",
        "2.4 · 10⁻⁴",
        "6.1 · 10⁻⁵",
        "1.5 · 10⁻⁵",
        "3.8 · 10⁻⁶",
        "9.5 · 10⁻⁷",
    ]


def test_bars_are_as_long_as_the_logarithm():
    def lengths(state):
        found = re.findall(r'width="([\d.]+)" height="14" rx="2"', tangent.view(state).picture.svg)
        return [float(v) for v in found]

    sigmoid = lengths(tangent.State("sigmoid", 0.0))
    assert len(sigmoid) == 10 and np.allclose(np.diff(sigmoid), -132 * np.log10(4) / 16, atol=0.02)
    assert lengths(tangent.State("relu", 2.0)) == [132 * 12 / 16] * 10 and lengths(tangent.State("relu", -2.0)) == []


def test_the_goal_needs_tanh_near_0_and_no_sigmoid_reaches_it():
    stage = tangent.tangent()
    stage.controls["function g"][1].value = "tanh"
    assert not stage.view(stage.state).goal.reached
    stage._on_event(drag("value", 0.2))
    assert stage.state == replace(tangent.State(), g="tanh", z=0.2) and "Reached" in stage._note.value
    assert not any(tangent.view(tangent.State("sigmoid", float(z))).goal.reached for z in np.linspace(-6, 6, 49))
    edges = [z for z in np.arange(0, 1, 0.01) if tangent.view(tangent.State("tanh", round(float(z), 2))).goal.reached]
    assert max(edges) == pytest.approx(0.26)


@pytest.mark.parametrize(
    "g, of_slope, levels",
    [
        ("sign", False, [-1, 0, 1]),
        ("step", False, [0, 0.5, 1]),
        ("relu", True, [0, 0.5, 1]),
        ("leaky_relu", True, [0.2, 0.6, 1]),
        ("prelu", True, [0.2, 0.6, 1]),
    ],
)
def test_the_convention_at_0_is_pressed_and_holds_at_0_alone(g, of_slope, levels):
    start = tangent.State(g, 0.0, 0.2)
    assert set(SIDES) <= set(handles(tangent.view(start).picture))
    for side, level in zip(SIDES, levels):
        shown = tangent.on_event(start, press(side)).shown
        assert (shown.slope if of_slope else shown.value) == pytest.approx(level)
        beside = replace(start, side=side, z=-0.01).shown
        assert (beside.slope if of_slope else beside.value) == pytest.approx(levels[0])


def test_functions_without_a_break_have_no_dots():
    for g in ("sigmoid", "tanh", "identity"):
        assert not set(SIDES) & set(handles(tangent.view(tangent.State(g, 0.0)).picture))
    assert not set(SIDES) & set(handles(tangent.view(tangent.State("prelu", 0.0, 1.0)).picture))


def test_the_left_branch_is_tilted_within_what_the_function_allows():
    leaky, prelu = tangent.State("leaky_relu"), tangent.State("prelu", epsilon=0.25)
    assert (
        tangent.on_event(leaky, drag("tilt", -3, -0.9)).epsilon == 0.3
        and tangent.on_event(leaky, drag("tilt", -3, 3)).epsilon == 0.0
    )
    assert (
        tangent.on_event(prelu, drag("tilt", -3, 1.8)).epsilon == -0.6
        and tangent.on_event(prelu, drag("tilt", -3, -6.6)).epsilon == 2.0
    )
    assert tangent.on_event(prelu, edit("epsilon", "-0,5")).epsilon == -0.5
    assert "tilt" not in handles(tangent.view(tangent.State("relu")).picture)
    stage = tangent.tangent()
    stage.controls["function g"][1].value = "prelu"
    assert stage.state.epsilon == 0.25


def test_a_slope_above_1_makes_a_change_grow_and_the_point_stays_in_sight():
    state = tangent.State("leaky_relu", -6.0, 2.0)
    shown = tangent.view(state)
    assert "1024 times as large" in shown.note and state.shown.value == -12
    assert float(handles(shown.picture)["value"].get("data-y")) == pytest.approx(-6.6)


def test_notes_tell_a_flat_place_a_jump_a_kink_and_the_steepest_place():
    note = lambda *state: tangent.view(tangent.State(*state)).note
    assert note("sign", 0.0).startswith("At the jump") and note("relu", 0.0).startswith("At the kink")
    assert note("relu", -1.0).startswith("Flat") and note("sigmoid", 0.0).startswith("Here the sigmoid is steepest")
    assert note("tanh", 0.0) == "One layer passes on 100 % of a change of z; ten such layers leave 1 of it."


def test_the_gallery_shows_every_function_with_its_slope():
    picture = activation_gallery()
    assert all(look.label in words(picture) for look in CURVE_STYLES.values()) and handles(picture) == {}
    with pytest.raises(InputError):
        make_activation("cosine")


@pytest.mark.parametrize("g", CURVE_STYLES)
def test_the_pieces_of_a_curve_lie_on_it(g):
    own = make_activation(g, 0.2)
    for of_slope in (False, True):
        for piece in continuous_pieces(own, CURVE_STYLES[g].kind, of_slope):
            z, y = piece[piece[:, 0] != 0].T
            assert np.allclose(y, (own.slope if of_slope else own)(z))


# --- saturation --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("g", layer.LAYER_ACTIVATIONS)
@pytest.mark.parametrize("spread, bias", [(1.0, 0.0), (0.0357, 0.0), (0.1, -3.0), (0.05, -1.0), (0.5, 7.0)])
def test_counts_agree_with_the_library_on_all_sums(g, spread, bias):
    counted = layer.layer_statistics(layer.State(g, spread, bias))
    W = np.random.default_rng(0).normal(size=(100, 784))
    z = spread * (digits().x @ W.T) + bias
    own = ACTIVATIONS[g]
    assert counted.share == pytest.approx(is_saturated(own, z).mean(), abs=1e-5)
    assert counted.n_stuck == is_always_saturated(own, z).sum()
    assert counted.output_std == pytest.approx(own(z).std(), rel=0.01)


def test_the_goal_lies_between_too_large_and_too_small_weights():
    reached = {
        g: [layer.view(layer.State(g, s)).goal.reached for s in (0.01, 0.15 if g == "sigmoid" else 0.05, 1.0)]
        for g in layer.LAYER_ACTIVATIONS
    }
    assert reached == {"sigmoid": [False, True, False], "tanh": [False, True, False], "relu": [False] * 3}
    stage = layer.saturation()
    stage._on_event(drag("spread", np.log10(0.15), 0.5))
    assert stage.state.spread == 0.15 and "Reached" in stage._note.value


def test_a_negative_bias_kills_relu_units_and_the_picture_crosses_them_out():
    alive, dead = layer.view(layer.State("relu", 0.0357)), layer.view(layer.State("relu", 0.0357, -2.0))
    assert "0 units stuck" in alive.picture.text and "100 units stuck" in dead.picture.text and "are dead" in dead.note
    assert dead.picture.svg.count("<line") == alive.picture.svg.count("<line") + 100


def test_the_dial_and_the_typed_spread():
    assert dial_std(-9) == 0.001 and dial_std(9) == 3.0
    assert layer.on_event(layer.State(), edit("typed", "0,02")).spread == 0.02
    stage = layer.saturation()
    stage.controls["bias"][1].value = -4.5
    stage.press("natural spread")
    assert (stage.state.bias, stage.state.spread) == (-4.5, 0.0357)


# --- the PReLU laboratory ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("target, end", [("line", 1), ("hinge", 0), ("size", -1), ("bowl", -0.768)])
def test_run_brings_epsilon_to_the_bottom_and_one_back_undoes_it(target, end):
    stage = lab.prelu_lab(lab.State(target, 1.0))

    async def run():
        stage.controls["Run"][1].value = True
        for _ in range(200):
            await asyncio.sleep(0.02)
            if not stage.controls["Run"][1].value:
                break

    asyncio.run(run())
    assert stage.state.epsilon == pytest.approx(end, abs=0.01) and "Reached" in stage._note.value
    stage.back()
    assert stage.state == lab.State(target, 1.0)


@pytest.mark.parametrize("target", lab.PRELU_TARGETS)
@pytest.mark.parametrize("epsilon", [-1.2, 0.25, 1.4])
def test_a_step_is_gradient_descent_on_the_loss_that_is_drawn(target, epsilon):
    state = lab.State(target, 0.2, epsilon)
    loss, slope = lab.loss_and_derivative(target, epsilon)
    h = 1e-6
    assert slope == pytest.approx(
        (lab.loss_and_derivative(target, epsilon + h)[0] - lab.loss_and_derivative(target, epsilon - h)[0]) / (2 * h),
        abs=1e-8,
    )
    after = lab.train_epsilon(state)
    assert after.epsilon == pytest.approx(epsilon - 0.2 * slope, abs=1e-12) and after.path == (epsilon,)
    assert lab.loss_and_derivative(target, after.epsilon)[0] < loss
    assert lab.loss_and_derivative(target, lab.best_epsilon(target))[1] == pytest.approx(0, abs=1e-12)


def test_a_rate_of_3_never_comes_to_rest_and_stays_in_the_picture():
    state = lab.State(rate=3.0)
    for _ in range(300):
        state = lab.train_epsilon(state)
        assert lab.MIN_EPSILON <= state.epsilon <= lab.MAX_EPSILON
    assert lab.can_train(state) and len(state.path) == 200 and not lab.view(state).goal.reached


def test_the_goal_wants_training_and_what_is_moved_by_hand_starts_afresh():
    by_hand = lab.on_event(lab.train_epsilon(lab.State()), drag("ball", -1.0))
    assert by_hand == lab.State(epsilon=-1.0) and not lab.view(by_hand).goal.reached
    assert lab.on_event(lab.State(), drag("tilt", -1.6, 1.6)).epsilon == -1.0
    assert lab.on_event(lab.State(), edit("epsilon", "0,5")).epsilon == 0.5
    stage = lab.prelu_lab()
    stage.press("Step")
    stage.controls["target"][1].value = "line"
    assert stage.state == lab.State("line", epsilon=stage.state.epsilon) and stage.state.path == ()


# --- the heat picture --------------------------------------------------------------------------------------------


def test_a_heat_picture_holds_its_numbers_and_refuses_wrong_names():
    shown = words(heatmap([[0.5, -0.25], [1.0, 0.0]], ["a", "b"], ["c", "d"], "Four numbers"))
    assert {"0.5", "−0.25", "1", "0", "0.25", "Four numbers"} <= set(shown)
    with pytest.raises(InputError, match="2 rows"):
        heatmap([[1.0]], ["a", "b"], ["c"], "Too few")
