"""The cells of a plane and the probe, in plain Python (row 14.1)."""

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.labs.depth import cells_explorer
from lecture_lib.labs.depth.cells_explorer import (
    SNAPSHOT_EPOCHS,
    ProbeReading,
    State,
    affine_formula,
    current_map,
    probe_reading,
    snapshots,
    view,
)
from tests.widget_driver import WidgetDriver


def driven(**settings):
    return WidgetDriver(cells_explorer(goal="border", **settings))


def on_border(state):
    """Return the middle of a cell that the border crosses."""
    found = current_map(state)
    i = int(np.flatnonzero(found.crossed)[0])
    return found.regions.polygon(i).mean(axis=0)


def test_the_goal_wants_training_and_the_probe_on_the_border():
    driver = driven()
    for _ in range(8):
        assert not driver.goal.reached
        driver.press("Train on")
    assert driver.state.stop == 8 and current_map(driver.state).n_right >= 114
    assert driver.goal.count == "1 of 2" and "drag the probe" in driver.note  # it still stands aside
    driver.drag(("probe",), *on_border(driver.state))
    assert driver.goal.reached


def test_before_training_a_probe_on_the_border_is_not_enough():
    state = next(s for s in (State(seed=k) for k in range(9)) if current_map(s).crossed.any())
    driver = driven(seed=state.seed)
    driver.drag(("probe",), *on_border(state))
    assert driver.goal.count == "0 of 2"


@pytest.mark.parametrize("width, depth, stop", [(2, 1, 0), (6, 2, 3), (8, 3, 8)])
def test_what_the_probe_tells_holds_in_all_of_its_cell(width, depth, stop):
    rng = np.random.default_rng(0)
    for x, y in rng.uniform(-2, 2, (20, 2)):
        state = State(width, depth, 0, stop, x, y)
        probe, net = probe_reading(state), current_map(state).net
        share = rng.dirichlet(np.ones(len(probe.corners)))
        inside = share @ probe.corners
        assert net([x, y])[0] == pytest.approx(probe.w @ [x, y] + probe.c, abs=1e-8)
        assert net(inside)[0] == pytest.approx(probe.w @ inside + probe.c, abs=1e-8)


def test_the_probe_s_formula_is_written_with_its_signs():
    probe = ProbeReading(1, np.zeros((3, 2)), np.zeros(2, bool), np.array([-1.5, 0.25]), -2.0)
    assert affine_formula(probe) == "z = −1.5 x₁ + 0.25 x₂ − 2"
    silent = probe._replace(w=np.array([-1e-9, 0.0]), c=0.5)
    assert affine_formula(silent) == "z = 0 x₁ + 0 x₂ + 0.5"


def test_the_probe_stays_in_the_square_and_other_events_move_nothing():
    driver = driven()
    driver.drag(("probe",), 7.0, -7.0)
    state = driver.state
    assert (state.x, state.y) == (2.0, -2.0) and "nan" not in driver.picture.svg
    for act in (lambda: driver.click("probe"), lambda: driver.type(("probe",), "1")):
        act()
        assert driver.state == state and driver.in_trouble and "it answers to drag" in driver.note
    driver.key(("probe",), "Delete")
    assert driver.state == state


@pytest.mark.parametrize("target", [("probe", 0), ("q",), ("W", 1, -1, 0)])
def test_what_the_picture_does_not_hold_is_answered_in_words(target):
    driver = driven()
    driver.drag(target, 0.1, 0.1)
    assert driver.in_trouble and "This picture has no" in driver.note and driver.state == State()
    driver.send({"kind": "drag", "id": "probe", "x": 0.1, "y": 0.1})  # as an older page would
    assert driver.in_trouble and "run the cell once more" in driver.note and driver.state == State()


def test_a_probe_outside_the_square_is_refused():
    with pytest.raises(InputError, match=r"the probe is at \(3, 0\). Give numbers from −2 to 2"):
        cells_explorer(x=3.0, y=0.0)


def test_another_start_begins_untrained_and_the_last_stop_is_the_last():
    driver = driven(stop=8)
    assert not driver.enabled("Train on")
    driver.press("New start")
    assert (driver.state.seed, driver.state.stop) == (1, 0)
    with pytest.raises(InputError, match="stops 0 to 8"):
        State(stop=9)


def test_snapshots_get_better():
    nets = snapshots(6, 2, 0)
    assert len(nets) == len(SNAPSHOT_EPOCHS) and current_map(State()).net is nets[0]
    assert current_map(State(stop=8)).n_right > current_map(State()).n_right


def test_every_network_is_as_high_as_the_first_and_says_something():
    shown = [view(State(width, depth, 0, stop)) for width, depth in ((2, 1), (8, 3)) for stop in (0, 1, 8)]
    assert len({tuple((panel.width, panel.height) for panel in each.picture.panels) for each in shown}) == 1
    assert all(0 < len(each.note) <= 150 for each in shown)
    assert "too few" in shown[2].note and sum(face.get("primary", False) for face in driven().app.face["controls"]) == 1


def test_a_tick_stands_where_a_part_of_the_goal_is_reached():
    driver = driven(stop=8)
    assert driver.picture.svg.count("✓") == 1
    driver.drag(("probe",), *on_border(driver.state))
    assert driver.picture.svg.count("✓") == 2 and "one straight piece" in driver.note
