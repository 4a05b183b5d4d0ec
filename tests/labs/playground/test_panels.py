"""The playground's panels: what they show is what the run holds, for small and large networks alike (row 17.1)."""

import math
import re
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pytest

from lecture_lib.drawing import number_text, plane_frame
from lecture_lib.drawing.palette import DARK, LIGHT
from lecture_lib.labs.playground import TILES, Losses
from lecture_lib.labs.playground.insight import class_confusions, loss_gradients, point_values, training_trace
from lecture_lib.labs.playground.pictures import (
    confusion_panel,
    gradient_bars,
    hidden_plane_panel,
    loss_chart,
    plane_in_view,
    point_trace,
    region_lines,
    weight_list,
)
from lecture_lib.labs.playground.pictures.class_markers import CLASS_COLOURS
from lecture_lib.labs.playground.pictures.network_panel import tile_places
from lecture_lib.labs.playground.pictures.region_lines import MOST_BENDING_UNITS
from lecture_lib.labs.playground.playground_card import playground
from lecture_lib.labs.playground.state import ALONGSIDE, State
from lecture_lib.labs.playground.view import chosen_unit, view
from lecture_lib.nn import forward, relu
from lecture_lib.piecewise_linear import regions_2d
from tests.drawing.test_figure import contrast
from tests.widget_driver import WidgetDriver, settings_of

LARGE = {"hidden": (32,) * 10, "activations": ("relu",) * 10}
STATES = {
    "before the first step": State(),
    "default": State(epochs=3, pinned=(1.0, -2.0)),
    "within an epoch": State(epochs=1, steps=3),
    "a unit chosen": State(epochs=1, unit=(1, 2), pinned=(0.0, 0.0), plane=(1, 3, 0)),
    "three classes": State("three clouds", epochs=3, pinned=(0.5, 0.5)),
    "ten classes": State("digits", epochs=1, pinned=(0.5, 0.5)),
    "numbers": State("plane", epochs=1, rate=0.01, pinned=(0.5, 0.5)),
    "no hidden layer": State(hidden=(), activations=(), epochs=1, pinned=(0.5, 0.5)),
    "one unit": State(hidden=(1,), activations=("relu",), epochs=1),
    "all trained on": State(share=100, epochs=1),
    "held out": State(epochs=1, shows_held_out=True),
    "sigmoid": State(hidden=(3,), activations=("sigmoid",), epochs=1),
    "step": State(hidden=(3,), activations=("step",), epochs=1),
    "linear": State(hidden=(3, 2), activations=("identity", "leaky_relu"), epochs=1),
    "twelve features": State(
        features=(*TILES, "x1+x2", "x1-x2", "x1^3", "x2^3", "exp(x1)"),
        rate=1e-5,
        epochs=1,
        unit=(1, 0),
        pinned=(1.0, 1.0),
    ),
    "the largest": State(epochs=1, unit=(4, 3), pinned=(0.5, 0.5), **LARGE),
    "one input": State("own", table="1,a\n2,b\n3,a\n4,b", features=("x1",), epochs=1, pinned=(1.5,)),
    "a long name": State("own", table="x;y;kind\n1;1;hippopotamus\n2;2;cat\n3;1;cat\n4;2;hippopotamus", epochs=1),
    "a formula with a hole": State(
        "own", table="1,1,a\n2,2,b\n3,1,a\n4,2,b", features=("log(x1)", "x2"), epochs=1, pinned=(-1.0, 1.0)
    ),
}
PANELS = {
    "loss_chart": loss_chart,
    "gradient_bars": gradient_bars,
    "confusion_panel": confusion_panel,
    "hidden_plane_panel": hidden_plane_panel,
    "point_trace": point_trace,
    "weight_list": lambda state: weight_list(state, *chosen_unit(state)),
}
MAP = plane_frame(-6, 6, -6, 6, left=44, top=28, size=236)
every_state = pytest.mark.parametrize("state", STATES.values(), ids=STATES)


def elements(panel):
    return list(ElementTree.fromstring(str(panel.standalone)).iter())


def of_kind(panel, kind):
    return [element for element in elements(panel) if element.tag.endswith(f"}}{kind}")]


def texts(panel):
    return ["".join(element.itertext()) for element in of_kind(panel, "text")]


def numbers_in(path):
    return [float(number) for number in re.findall(r"-?\d+\.?\d*(?:e-?\d+)?", path)]


def with_losses(state, losses):
    state.__dict__["run"] = replace(state.run, losses=tuple(losses), epochs=len(losses))
    return state


@every_state
@pytest.mark.parametrize("draw", PANELS.values(), ids=PANELS)
def test_every_panel_is_drawn_for_every_state(draw, state):
    panel, words = draw(state)
    assert panel.width <= 272 and panel.height <= (512 if draw is PANELS["weight_list"] else 330)
    assert words.endswith((".", "everywhere")) and len(words.split()) <= 90
    assert not re.search(r"\b(nan|inf)\b", str(panel.parts))
    for element in elements(panel):
        for name in ("x", "cx"):
            if (value := element.get(name)) and "rotate" not in element.get("transform", ""):
                assert -1 <= float(value) <= panel.width + 1, (element.tag, value)


@pytest.mark.parametrize("draw", PANELS.values(), ids=PANELS)
def test_panels_stay_whole_where_weights_are_beyond_all_numbers(draw):
    state = State(pinned=(1.0, 1.0))
    net = state.net.with_layer(1, W=[[1e38, -1e38]] * 4).with_layer(2, W=[[1e38, -1e38, 1e38, 1.0]] * 2)
    state.__dict__["run"] = replace(state.run, net=net)
    panel, _ = draw(state)
    assert not re.search(r'(?:points|d|x|y|cx|cy|width|height)="[^"]*\b(nan|inf)\b', str(panel.parts))


# --- losses


def test_both_losses_are_drawn_where_they_are():
    losses = [Losses(0.5 - 0.01 * i, 0.6 - 0.01 * i) for i in range(20)]
    panel, words = loss_chart(with_losses(State(), losses))
    curves = [numbers_in(path.get("d")) for path in of_kind(panel, "path")]
    for curve, column in zip(curves, np.array(losses).T):
        x, y = np.array(curve).reshape(-1, 2).T
        slope = (y[-1] - y[0]) / (column[-1] - column[0])
        assert slope < 0 and y == pytest.approx(y[0] + slope * (column - column[0]), abs=0.1)
        assert np.diff(x) == pytest.approx(x[1] - x[0], abs=0.11)
    assert words == "After epoch 20, the training loss is 0.31 and the held-out loss 0.41."
    assert {"0.31", "0.41", "epoch 20"} <= set(texts(panel))


def test_a_wide_range_of_losses_gets_a_logarithmic_axis():
    losses = [Losses(10.0**-i, 10.0**-i) for i in range(5)]
    panel, _ = loss_chart(with_losses(State(), losses))
    y = np.array(numbers_in(of_kind(panel, "path")[0].get("d"))).reshape(-1, 2)[:, 1]
    assert np.diff(y) == pytest.approx(y[1] - y[0], abs=0.11) and y[1] > y[0]
    assert "10⁻⁴" in texts(panel)


def test_a_single_bad_epoch_of_thousands_is_drawn():
    losses = [Losses(0.5, 0.5)] * 5000
    losses[3333] = Losses(0.9, 0.5)
    panel, _ = loss_chart(with_losses(State(), losses))
    path = of_kind(panel, "path")[0].get("d")
    y = np.array(numbers_in(path)).reshape(-1, 2)[:, 1]
    assert (y < y.max() - 20).sum() == 1 and len(path) < 8000


def test_the_read_out_says_the_losses_of_its_epoch_and_stays_on_the_curve():
    losses = [Losses(0.5 - 0.02 * i, 0.6 - 0.01 * i) for i in range(20)]
    state = with_losses(State(), losses)
    for read, shown in ((1, 1), (7, 7), (20, 20), (99, 20), (None, 20)):
        panel, words = loss_chart(state, read)
        (held,) = [element for element in elements(panel) if element.get("data-id") == "epoch"]
        assert float(held.get("data-x")) == shown and f"epoch {shown}:" in held.get("aria-label")
        if shown == 7:
            assert "At epoch 7, the training loss is 0.38 and the held-out loss 0.54." in words
            assert {"0.38", "0.54", "epoch 7", "epoch 20"} <= set(texts(panel))


def test_after_an_edit_the_chart_says_that_losses_are_to_come():
    state = with_losses(State(), [])
    state.__dict__["run"] = replace(state.run, epochs=4)
    assert loss_chart(state)[1] == "The next epoch shows its loss here."


def test_losses_that_begin_after_an_edit_stand_at_their_own_epochs():
    state = with_losses(State(), [Losses(0.5, 0.5), Losses(0.4, 0.4), Losses(0.3, 0.3)])
    state.__dict__["run"] = replace(state.run, epochs=40)
    panel, _ = loss_chart(state)
    x = np.array(numbers_in(of_kind(panel, "path")[0].get("d"))).reshape(-1, 2)[:, 0]
    (knob,) = [float(circle.get("cx")) for circle in of_kind(panel, "circle") if circle.get("r") == "6"]
    held, *_ = [element for element in elements(panel) if element.get("data-frame")]
    x0, x1, _, _, left, _, width, _ = map(float, held.get("data-frame").split())
    assert x[-1] == pytest.approx(knob, abs=0.06) and knob == pytest.approx(left + (40 - x0) / (x1 - x0) * width)


def test_without_held_out_examples_there_is_one_curve():
    panel, words = loss_chart(State(share=100, epochs=3))
    assert len(of_kind(panel, "path")) == 1 and "held" not in words and "held out" not in texts(panel)


# --- gradients


def test_the_bars_are_as_high_as_the_logarithms_of_the_norms():
    state = State(epochs=5, hidden=(4, 3, 2), activations=("tanh",) * 3)
    bars = [float(rect.get("height")) for rect in of_kind(gradient_bars(state)[0], "rect") if rect.get("stroke-width")]
    sizes = [size for layer in loss_gradients(state.setup, state.run) for size in (layer.weight_norm, layer.bias_norm)]
    heights, logs = np.array(bars[-len(sizes) :]), np.log10(sizes)
    scale = (heights[0] - heights[-1]) / (logs[0] - logs[-1])
    assert heights - heights[0] == pytest.approx(scale * (logs - logs[0]), abs=0.01) and scale > 0


def test_a_layer_without_a_gradient_gets_a_0_and_no_bar():
    state = State(hidden=(3,), activations=("step",))
    panel, words = gradient_bars(state)
    assert texts(panel).count("0") == 2 and words.startswith("Norms of the gradient. Layer 1: weights 0, biases 0.")


# --- confusions


def test_the_table_holds_the_counts_of_the_examples_that_are_shown():
    for shows in (False, True):
        state = State("three clouds", epochs=3, shows_held_out=shows)
        counts = class_confusions(state.setup, state.run)[shows]
        panel, words = confusion_panel(state)
        told = [name for name in texts(panel) if re.fullmatch(r"\d+|·", name)]
        assert told == [str(n) if n else "·" for n in counts.ravel().tolist()]
        assert words.startswith(
            f"{'Held-out' if shows else 'Training'} examples: {counts.trace()} of {counts.sum()} are right"
        )


# --- the hidden plane


def test_examples_lie_where_the_two_units_put_them():
    state = State(epochs=10, plane=(1, 3, 1))
    panel, words = hidden_plane_panel(state)
    (held,) = [element for element in elements(panel) if element.get("data-frame")]
    x0, x1, y0, y1, left, top, width, height = map(float, held.get("data-frame").split())
    images = training_trace(state.setup, state.run).a[1][:, [3, 1]]
    y = state.problem.train.y
    paths = [path.get("d") for path in of_kind(panel, "path") if path.get("stroke-width") == "1.2"]
    for k, (path, reach) in enumerate(zip(paths, ((3.2, 0), (2.88, 2.88)))):
        drawn = np.array([numbers_in(piece)[:2] for piece in path.split("M")[1:]]) + reach
        wanted = np.column_stack(
            [left + (images[:, 0] - x0) / (x1 - x0) * width, top + (y1 - images[:, 1]) / (y1 - y0) * height]
        )[y == k]
        assert drawn == pytest.approx(wanted, abs=0.07)
    assert words.startswith("In the plane of a[1]₄ and a[1]₂, class orange lies around (")


def test_the_cells_are_tinted_by_the_answer():
    """The network reads x₁ alone, and the plane's axes are x₁ and x₂ themselves: of 16 columns 4 lie beyond x₁ = 3."""
    state = State(hidden=(2,), activations=("identity",))
    net = state.net.with_layer(1, W=np.eye(2), b=[0, 0]).with_layer(2, W=[[1.0, 0.0]], b=[-2.9])
    state.__dict__["run"] = replace(state.run, net=net)
    panel, _ = hidden_plane_panel(state)
    cells = {path.get("fill"): path.get("d") for path in of_kind(panel, "path") if path.get("fill-opacity") == "0.22"}
    assert cells["var(--plus)"].count("M") == 4 * 16 and cells["var(--minus)"].count("M") == 12 * 16


@pytest.mark.parametrize(
    "hidden, plane", [((), None), ((1,), None), ((1, 3, 1), (2, 0, 1)), ((3, 4), (2, 0, 1)), ((2, 1), (1, 0, 1))]
)
def test_the_plane_is_that_of_the_last_layer_with_two_units(hidden, plane):
    state = State(hidden=hidden, activations=("tanh",) * len(hidden))
    assert plane_in_view(state) == plane
    assert ("no plane yet" in hidden_plane_panel(state)[1]) is (plane is None)


# --- one point


def test_the_trace_shows_z_and_a_of_every_unit():
    state = State(epochs=3, pinned=(1.0, -2.0), unit=(2, 1))
    panel, words = point_trace(state)
    shown = texts(panel)
    trace = point_values(state.setup, state.run, state.pinned)
    for values, letter in ((trace.z[1:], "z"), (trace.a[1:], "a")):
        assert [f"{letter} {number_text(v, 2)}" for layer in values for v in layer.tolist()] == [
            each for each in shown if re.match(f"{letter} [−\\d]", each)
        ]
    assert "the point (1, −2)" in shown and "unit 2 of layer 2:" in shown
    assert "For unit 2 of layer 2: z = " in words and "; a = tanh(" in words


def test_what_is_not_pinned_or_has_no_value_is_said():
    assert point_trace(State())[1] == "No point is pinned."
    assert "has no value at" in point_trace(STATES["a formula with a hole"])[1]


# --- regions


@pytest.mark.parametrize("features", [("x1", "x2"), ("x2", "x1"), ("x1",), ("x2",)])
def test_the_borders_are_where_a_unit_is_0(features):
    state = State(hidden=(4, 3), activations=("relu", "leaky_relu"), features=features, epochs=5, seed=3)
    lines, words = region_lines(state, MAP)
    n = int(re.search(r"into (\d+) region", words)[1])
    path = re.search(' d="([^"]+)"', str(lines))[1]
    polygons = [np.array(numbers_in(piece)).reshape(-1, 2) for piece in path.split("M")[1:]]
    assert len(polygons) == n > 3
    scale = 12 / 236
    for polygon in polygons:
        x = np.column_stack([(polygon[:, 0] - 44) * scale - 6, 6 - (polygon[:, 1] - 28) * scale])
        middles, gaps = (x + np.roll(x, -1, axis=0)) / 2, np.hypot(*(x - np.roll(x, -1, axis=0)).T)
        inside = (np.abs(middles) < 5.9).all(axis=1) & (gaps > 0.5)
        if not inside.any():
            continue
        columns = [("x1", "x2").index(name) for name in features]
        z = np.hstack(forward(state.net, middles[inside][:, columns]).z[1:3])
        assert (np.abs(z).min(axis=1, initial=9) < 0.05).all()


def test_a_network_on_the_plane_itself_has_the_regions_that_are_counted():
    state = State("spiral", hidden=(8, 8), activations=("relu", "relu"), epochs=10)
    found = regions_2d(state.net.__class__.of_checked([state.net[1], state.net[2]]), (-6, -6), (6, 6))
    assert f"into {len(found.active)} regions" in region_lines(state, MAP)[1]


@pytest.mark.parametrize(
    "changes, says",
    [
        ({"hidden": (), "activations": ()}, "there is no hidden layer"),
        ({"activations": ("tanh", "relu")}, "layer 1 has tanh, which is curved everywhere"),
        ({"activations": ("relu", "sigmoid")}, "layer 2 has sigmoid"),
        ({"activations": ("relu", "step")}, "layer 2 has step units, whose output jumps"),
        ({"activations": ("identity", "identity")}, "no layer bends"),
        ({"activations": ("relu", "relu"), "features": ("x1", "x1*x2")}, "the network reads x1*x2"),
    ],
)
def test_where_there_are_no_linear_regions_the_words_say_why(changes, says):
    lines, words = region_lines(State(**changes), MAP)
    assert lines == "" and words.startswith(f"No linear regions are drawn: {says}")


def test_of_many_units_the_first_layers_are_drawn_and_the_words_say_which():
    lines, words = region_lines(STATES["the largest"], MAP)
    assert "<path" in lines and words.startswith("The ReLU units of layer 1 cut the plane into")
    six = State(hidden=(8,) * 6, activations=("relu",) * 6)
    assert 48 <= MOST_BENDING_UNITS and region_lines(six, MAP)[1].startswith("The ReLU units cut the plane")


# --- weights


@pytest.mark.parametrize("unit", [(1, 2), (2, 1), (3, 0)])
def test_every_weight_and_the_bias_stand_in_the_list(unit):
    state = State(epochs=3)
    panel, _ = weight_list(state, *unit)
    handles = {element.get("data-target"): element for element in elements(panel) if element.get("data-target")}
    W, b, _ = state.net[unit[0]]
    wanted = {f'["W",{unit[0]},{unit[1]},{i}]': float(w) for i, w in enumerate(W[unit[1]])}
    wanted[f'["b",{unit[0]},{unit[1]}]'] = float(b[unit[1]])
    assert set(handles) == set(wanted)
    for target, value in wanted.items():
        assert float(handles[target].get("data-x")) == pytest.approx(value, rel=1e-5)
        assert float(handles[target].get("data-value")) == pytest.approx(value, rel=1e-5)
        assert set(handles[target].get("data-can").split()) == {"drag", "edit"}


def test_the_range_of_the_bars_holds_every_weight():
    for largest, reach in ((0.3, 4), (4.0, 4), (4.1, 8), (900, 1024)):
        state = State()
        net = state.net.with_layer(1, W=[[largest, -1.0]] * 4)
        state.__dict__["run"] = replace(state.run, net=net)
        (held,) = [element for element in elements(weight_list(state, 1, 0)[0]) if element.get("data-frame")]
        assert held.get("data-frame").startswith(f"{-reach} {reach} ")


@pytest.mark.parametrize("alongside", ALONGSIDE)
@pytest.mark.parametrize("unit", [None, (1, 0), (2, 1)])
def test_no_two_elements_of_the_page_bear_the_same_id(alongside, unit):
    picture = view(State(epochs=1, alongside=alongside, unit=unit, pinned=(1.0, 1.0))).picture
    ids = [element.get("data-id") for panel in picture.panels for element in elements(panel) if element.get("data-id")]
    assert len(set(ids)) == len(ids)


# --- in the playground


def driven(**settings):
    return WidgetDriver(playground(**settings_of(State(**settings))))


def test_a_weight_is_dragged_and_typed_in_the_list():
    driver = driven(alongside="weights", unit=(1, 2))
    driver.drag(("W", 1, 2, 1), -1.25, 0.5)
    assert driver.state.net[1].W[2, 1] == pytest.approx(-1.25)
    driver.drag(("b", 1, 2), 0.5, 0.5)
    assert driver.state.net[1].b[2] == pytest.approx(0.5)
    driver.type(("W", 1, 2, 0), "0,75")
    assert driver.state.net[1].W[2, 0] == pytest.approx(0.75)
    driver.undo()
    assert driver.state.net[1].W[2, 0] == pytest.approx(State().net[1].W[2, 0], rel=1e-5)


def test_the_read_out_is_dragged_along_the_epochs():
    driver = driven(epochs=6)
    driver.drag(("epoch",), 2.2, 0.0)
    assert driver.state.read == 2 and "At epoch 2, the training loss is" in driver.text
    driver.press("One epoch")
    assert driver.state.read == 2
    driver.drag(("epoch",), 40.0, 0.0)
    assert driver.state.read is None


def test_the_hidden_plane_is_turned():
    driver = driven(alongside="hidden plane")
    seen = [plane_in_view(driver.state)]
    for axis in (0, 2, 0, 1, 1, 2):
        driver.click("plane", axis)
        seen.append(driver.state.plane)
    assert seen == [(2, 0, 1), (2, 1, 0), (1, 0, 1), (1, 2, 1), (1, 2, 3), (1, 2, 0), (2, 0, 1)]


def test_the_point_that_is_followed_is_there_for_keys_as_soon_as_its_panel_is_chosen():
    driver = driven()
    driver.choose("beside the losses", "point")
    assert driver.state.pinned == (0.0, 0.0)
    driver.drag(("pinned",), 0.2, 0.0)
    driver.choose("beside the losses", "weights")
    driver.choose("beside the losses", "point")
    assert driver.state.pinned == (0.2, 0.0)


def test_a_kept_state_is_not_shown_before_one_is_kept():
    app = playground()
    app.set("beside the losses", "kept state")
    assert app.state.alongside == "weights" and "Press Keep beside first" in app.feedback.text


def test_class_colours_are_seen_on_light_and_on_dark():
    for colour in CLASS_COLOURS[2:]:
        assert min(contrast(colour, ground["paper"]) for ground in (LIGHT, DARK)) >= 3, colour


@pytest.mark.parametrize("n", [2, 5, 7, 10])
def test_names_of_features_lie_below_their_tiles_and_above_the_next(n):
    found = tile_places((n, 4, 1))
    places = [y for _, y in found.centres[0]]
    if found.tile >= 30:
        assert min(low - high for high, low in pairwise(places)) >= found.tile + 15
        assert places[-1] + found.tile / 2 + 15 <= found.height + 6  # where the next text begins


def test_losses_that_are_not_finite_leave_a_gap():
    losses = [Losses(0.5, 0.5), Losses(0.4, math.inf), Losses(0.3, math.nan), Losses(0.2, 0.4)]
    panel, _ = loss_chart(with_losses(State(), losses))
    assert [len(numbers_in(path.get("d"))) // 2 for path in of_kind(panel, "path")] == [4, 2]


def test_the_gradient_of_a_dead_network_is_0_everywhere_but_at_the_output_bias():
    state = State(hidden=(2,), activations=("relu",))
    net = state.net.with_layer(1, b=[-99.0, -99.0])
    state.__dict__["run"] = replace(state.run, net=net)
    assert net[1].g is relu
    layers = loss_gradients(state.setup, state.run)
    assert (layers[0].weight_norm, layers[0].bias_norm, layers[1].weight_norm) == (0, 0, 0)
    assert gradient_bars(state)[0].parts.count(">0<") >= 3


def test_of_a_large_network_the_strongest_lines_are_drawn_with_those_of_the_chosen_unit_and_the_words_say_so():
    state = State(hidden=(32, 32, 32), activations=("tanh",) * 3)
    picture = view(state).picture
    sizes = np.concatenate([np.abs(W).ravel() for W, _, _ in state.net])
    least = np.sort(sizes)[-800]
    assert [text for text in texts(picture.panels[0]) if "strongest" in text] == ["the 800 strongest lines"]
    assert f"Of {len(sizes):,} lines only the 800 strongest are drawn." in picture.text
    drawn = sum(path.get("d").count("M") for path in of_kind(picture.panels[0], "path") if path.get("opacity") == "0.8")
    weak = int((np.abs(state.net[4].W) < least).sum())  # of the output, which is chosen and keeps all of its own
    assert drawn == 800 + weak
    assert "strongest" not in view(State()).picture.text
