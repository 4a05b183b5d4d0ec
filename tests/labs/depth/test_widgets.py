"""Depth against width, and the cells of a plane, in plain Python (rows 14.1, 14.2)."""

import re
from dataclasses import replace
from importlib import import_module

import numpy as np
import pytest

from lecture_lib import MLP, InputError, identity, relu
from lecture_lib.drawing import (
    Frame,
    figure,
    plane_frame,
    plot_with_intervals,
    region_maps,
    regions_by_activity,
    zero_line,
)
from lecture_lib.labs.depth import piecewise_curve
from lecture_lib.labs.depth.curve_picture import MAX_PIECES, breakpoint_marks
from lecture_lib.piecewise_linear import regions_2d
from lecture_lib.training import mean_with_interval

explorer = import_module("lecture_lib.labs.depth.cells_explorer")
shapes = import_module("lecture_lib.labs.depth.depth_width")

QUADRANTS = MLP(([[1, 0], [0, 1]], [0, 0], relu), ([[1, -1]], [0], identity))


def drag(module, state, id_, x, y=0.0):
    return module.on_event(state, {"kind": "drag", "id": id_, "x": x, "y": y, "last": True})


# --- depth against width -----------------------------------------------------------------------------------------


def test_the_goal_is_reached_by_three_menus_and_by_no_two_of_them():
    stage = shapes.depth_width()
    assert not shapes.view(stage.state).goal.reached
    for label, value in (("weights", "most"), ("width", 3), ("depth", 5)):
        assert not shapes.view(stage.state).goal.reached
        stage.controls[label][1].value = value
    assert shapes.view(stage.state).goal.reached and "1,024 regions, 58 parameters" in stage.board.say


def test_only_one_shape_reaches_the_goal_and_random_weights_never_do():
    reached = {
        (kind, n, L)
        for kind in ("most", "random")
        for n in shapes.LINE_WIDTHS
        for L in shapes.LINE_DEPTHS
        if (n, L) != (10, 5) and shapes.view(shapes.State(kind, n, L)).goal.reached
    }
    assert reached == {("most", 3, 5)}


def test_lecture_cs_network_is_counted_and_its_glass_shows_pieces():
    shown = shapes.view(shapes.State("most", 10, 5))
    assert "161,051 regions, 471 parameters, 342 regions per parameter" in shown.picture.text
    assert "of 161,051" in shown.picture.svg and not shown.goal.reached


@pytest.mark.parametrize("kind", shapes.NETWORK_KINDS)
def test_regions_are_those_that_the_slopes_of_the_function_show(kind):
    found = shapes.current_curve(shapes.State(kind, 4, 2))
    x = np.linspace(0, 1, 200_001)
    slopes = np.diff(found.net(x[:, None])[:, 0]) / np.diff(x)
    bent = np.flatnonzero(np.abs(np.diff(slopes)) > 1e-4 * np.abs(slopes).max())
    assert found.regions == 1 + np.count_nonzero(np.diff(bent, prepend=-10) > 2)  # a bend shows at one place or two


def test_the_glass_follows_drags_and_typing_and_stays_within():
    state = drag(shapes, shapes.State(), "glass", 0.25)
    assert state.place == 0.25 and drag(shapes, state, "glass", 3.0).place == 1.0
    assert shapes.on_event(state, {"kind": "edit", "id": "glass", "text": "0,75"}).place == 0.75
    assert shapes.on_event(state, {"kind": "press", "id": "glass"}) == state
    with pytest.raises(InputError, match="the place"):
        shapes.on_event(state, {"kind": "edit", "id": "glass", "text": "here"})


@pytest.mark.parametrize("place", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("state", [shapes.State(width=3, depth=1), shapes.State("trained"), shapes.State("most", 7, 3)])
def test_the_piece_at_the_glass_is_among_those_that_it_shows(state, place):
    shown = shapes.view(replace(state, place=place)).picture.svg
    low, high, last = (
        int(n.replace(",", "")) for n in re.search(r"pieces ([\d,]+) to ([\d,]+) of ([\d,]+)", shown).groups()
    )
    t = shapes.current_curve(state).t
    assert t[low - 1] <= place <= t[high] and last == len(t) - 1 and "nan" not in shown


def test_what_makes_no_network_is_refused_in_words():
    with pytest.raises(InputError, match="widths 3 to 10"):
        shapes.State(width=2)
    with pytest.raises(InputError, match="kind 'best'"):
        shapes.State(kind="best")


def test_new_weights_are_for_networks_that_have_any():
    stage = shapes.depth_width()
    before = stage.board.say
    stage.press("New weights")
    assert stage.board.say != before and stage.state.seed == 1
    assert shapes.current_curve(shapes.State("most", seed=5)) is shapes.current_curve(shapes.State("most"))


# --- cells -------------------------------------------------------------------------------------------------------


def on_border(state):
    """Return the middle of a cell that the border crosses."""
    found = explorer.current_map(state)
    i = int(np.flatnonzero(found.crossed)[0])
    return found.found.polygon(i).mean(axis=0)


def test_the_goal_wants_training_and_the_probe_on_the_border():
    stage = explorer.cells_explorer()
    for _ in range(8):
        assert not explorer.view(stage.state).goal.reached
        stage.press("Train on ▶")
    assert stage.state.stop == 8 and explorer.current_map(stage.state).right >= 114
    assert not explorer.view(stage.state).goal.reached  # the probe still stands aside
    x, y = on_border(stage.state)
    stage._on_event({"kind": "drag", "id": "probe", "x": x, "y": y, "last": True})
    assert explorer.view(stage.state).goal.reached


def test_before_training_a_probe_on_the_border_is_not_enough():
    state = next(s for s in (explorer.State(seed=k) for k in range(9)) if explorer.current_map(s).crossed.any())
    assert not explorer.view(drag(explorer, state, "probe", *on_border(state))).goal.reached


@pytest.mark.parametrize("width, depth, stop", [(2, 1, 0), (6, 2, 3), (8, 3, 8)])
def test_what_the_probe_tells_holds_in_all_of_its_cell(width, depth, stop):
    rng = np.random.default_rng(0)
    for x, y in rng.uniform(-2, 2, (20, 2)):
        state = explorer.State(width, depth, 0, stop, x, y)
        probe, net = explorer.probe_reading(state), explorer.current_map(state).net
        share = rng.dirichlet(np.ones(len(probe.corners)))
        inside = share @ probe.corners
        assert net([x, y])[0] == pytest.approx(probe.w @ [x, y] + probe.c, abs=1e-8)
        assert net(inside)[0] == pytest.approx(probe.w @ inside + probe.c, abs=1e-8)


def test_the_probe_s_formula_is_written_with_its_signs():
    probe = explorer.ProbeReading(1, np.zeros((3, 2)), np.zeros(2, bool), np.array([-1.5, 0.25]), -2.0)
    assert explorer._formula(probe) == "z = −1.5 x₁ + 0.25 x₂ − 2"
    silent = probe._replace(w=np.array([-1e-9, 0.0]), c=0.5)
    assert explorer._formula(silent) == "z = 0 x₁ + 0 x₂ + 0.5"


def test_the_probe_stays_in_the_square_and_other_events_move_nothing():
    state = drag(explorer, explorer.State(), "probe", 7.0, -7.0)
    assert (state.x, state.y) == (2.0, -2.0) and "nan" not in explorer.view(state).picture.svg
    assert explorer.on_event(state, {"kind": "press", "id": "probe"}) == state


def test_another_start_begins_untrained_and_the_last_stop_is_the_last():
    stage = explorer.cells_explorer(explorer.State(stop=8))
    assert stage.controls["Train on ▶"][1].disabled
    stage.press("New start")
    assert (stage.state.seed, stage.state.stop) == (1, 0)
    with pytest.raises(InputError, match="stops 0 to 8"):
        explorer.State(stop=9)


def test_snapshots_get_better():
    nets = explorer.snapshots(6, 2, 0)
    assert len(nets) == len(explorer.SNAPSHOT_EPOCHS) and explorer.current_map(explorer.State()).net is nets[0]
    assert explorer.current_map(explorer.State(stop=8)).right > explorer.current_map(explorer.State()).right


# --- pictures ----------------------------------------------------------------------------------------------------


def test_cells_are_drawn_each_once_darker_with_more_units_on():
    found = regions_2d(QUADRANTS)
    drawn = regions_by_activity(plane_frame(-1, 1, -1, 1), found)
    strength = [float(v) for v in re.findall(r'fill-opacity="([\d.]+)"', drawn)]
    assert drawn.count("M") == 4 == drawn.count("z") and strength == sorted(strength) and len(set(strength)) == 3


def test_the_border_is_where_the_output_is_zero():
    found, frame = regions_2d(QUADRANTS), Frame(-1, 1, -1, 1, 0, 0, 200, 200)
    ends = np.array(
        re.findall(r"(-?[\d.]+) (-?[\d.]+)", zero_line(frame, found, QUADRANTS(found.corners)[:, 0] + 0.25)), float
    )
    x, y = ends[:, 0] / 100 - 1, 1 - ends[:, 1] / 100
    assert np.maximum(x, 0) - np.maximum(y, 0) + 0.25 == pytest.approx(0 * x, abs=1e-9) and len(ends) == 4
    assert zero_line(frame, found, np.ones(len(found.corners))) == ""


def test_cell_maps_say_how_many_cells_each_has():
    picture = region_maps([QUADRANTS, QUADRANTS], ["one", "two"], "Both", x=[[0, 0], [1, 1]], y=[-1, 1])
    assert picture.text == "Both. one: 4 cells. two: 4 cells."


def test_a_curve_with_many_pieces_becomes_the_band_that_it_fills():
    frame = Frame(0, 1, 0, 2, 0, 0, 100, 100)
    t = np.linspace(0, 1, MAX_PIECES + 2)
    band = piecewise_curve(frame, t, np.arange(MAX_PIECES + 2) % 2 * (1 + t))
    heights = np.array(re.findall(r"([\d.]+),([\d.]+)", band), float)
    upper, lower = heights[:50], heights[50:][::-1]
    assert np.allclose(lower[:, 1], 100) and np.allclose(upper[:, 1], 50 - 50 * upper[:, 0] / 100, atol=1.5)


def test_joints_are_marked_where_they_are():
    frame = Frame(0, 1, 0, 1, 10, 0, 100, 50)
    assert re.findall(r"M(\d+)", breakpoint_marks(frame, np.array([0.2, 0.9]))) == ["30", "100"]
    assert "M" not in breakpoint_marks(frame, np.array([]))


def test_bars_are_as_long_as_the_interval():
    fig, ax = figure()
    plot_with_intervals(
        ax, {"a": ([1, 2], [mean_with_interval([1, 3]), mean_with_interval([5, 5])])}, "x", "y", log="x"
    )
    low, high = ax.containers[0].lines[2][0].get_segments()[0][:, 1]
    assert high - low == pytest.approx(2 * mean_with_interval([1, 3]).half) and ax.get_xscale() == "log"
