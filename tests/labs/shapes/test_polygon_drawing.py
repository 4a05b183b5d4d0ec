"""Drawing polygons and getting their networks (rows 12.1, 12.2)."""

import re

import numpy as np
import pytest
from matplotlib.path import Path

from lecture_lib import MLP, InputError, relu
from lecture_lib.drawing import plane_frame
from lecture_lib.labs.shapes import polygon_drawing
from lecture_lib.labs.shapes.network_picture import step_network_diagram
from lecture_lib.labs.shapes.picture import firing_count_map
from lecture_lib.labs.shapes.polygon_drawing import (
    GOALS,
    OWN_SHAPE,
    PANEL_SIZE,
    STARTED,
    State,
    close_ring,
    ring_network,
    view,
)
from lecture_lib.piecewise_linear import regions_2d
from lecture_lib.threshold import EXAMPLE_SHAPES, half_planes
from tests.random_moves import move_at_random
from tests.widget_driver import WidgetDriver

PENTAGON = EXAMPLE_SHAPES["pentagon"]
EMPTY = {"rings": (), "open": ()}


def driven(**settings):
    """Drive the widget with a finished pentagon, unless other rings are given."""
    return WidgetDriver(polygon_drawing(**({"rings": PENTAGON, "open": ()} | settings)))


def set_corners(driver, *places):
    """Click corners into the plane: the pointer goes down and up."""
    for at in places:
        for last in (False, True):
            driver.draw(("ground",), at, last=last)


def test_three_clicks_and_a_press_on_the_first_corner_make_a_ring():
    driver = driven(**EMPTY)
    set_corners(driver, (-1, -1), (1, -1), (0, 1.51))
    assert driver.state.open == ((-1.0, -1.0), (1.0, -1.0), (0.0, 1.5)) and driver.state.rings == ()
    assert "press its first corner" in driver.note
    driver.click("corner", 0, 0)
    assert driver.state.rings == (((-1.0, -1.0), (1.0, -1.0), (0.0, 1.5)),) and driver.state.open == ()
    assert "3 lines + 1 AND + 1 output = 5 units" in driver.text


def test_it_opens_with_a_ring_that_misses_one_corner():
    driver = WidgetDriver(polygon_drawing())
    assert driver.state.open == STARTED == PENTAGON[0][:4] and "no network yet" in driver.picture.svg
    assert driver.note.startswith("One corner is missing.")
    driver.drag(("cross",), 1, 1)
    assert driver.note.startswith("One corner is missing.")
    set_corners(driver, PENTAGON[0][4])
    assert "press its first corner" in driver.note
    driver.click("corner", 0, 0)
    assert driver.state.rings == ((*STARTED, (1.9, 0.6)),) and "5 lines" in driver.text
    assert driver.note.startswith("Drag the corners, and the cross")


@pytest.mark.parametrize("name", EXAMPLE_SHAPES)
def test_the_card_keeps_its_size_and_is_never_silent(name):
    rings = EXAMPLE_SHAPES[name]
    for state in (State(rings, ()), State(rings, STARTED), State((), rings[0]), State(shows="sum"), State(**EMPTY)):
        shown = view(state)
        assert [(panel.width, panel.height) for panel in shown.picture.panels] == [PANEL_SIZE] * 2
        assert 0 < len(shown.note) <= 150


def test_corners_can_be_touched_beside_each_other():
    elements = driven(rings=EXAMPLE_SHAPES["ring with a hole"]).elements()
    radii = [float(node[0].get("r")) for target, node in elements.items() if target[0] == "corner"]
    assert len(radii) == 8 and min(radii) >= 12
    close = driven(rings=(((0.0, 0.0), (0.4, 0.0), (0.0, 2.0)),)).elements()
    assert 7 <= float(close["corner", 0, 0][0].get("r")) < 9


def test_there_is_one_primary_action():
    faces = driven().app.face["controls"]
    assert [face["label"] for face in faces if face.get("primary")] == ["Close the ring"]


def test_the_keyboard_alone_draws_a_ring():
    driver = driven(**EMPTY)
    for x, y in ((-1, 0), (1, 0), (0, 2)):
        driver.drag(("cross",), x, y)
        driver.click("cross")
    driver.press("Close the ring")
    assert len(driver.state.rings[0]) == 3 and driver.state.cross == (0.0, 2.0)


def test_a_ring_in_a_ring_is_a_hole_and_the_cross_tells():
    driver = driven()
    set_corners(driver, (-0.5, -0.5), (0.5, -0.5), (0, 0.5))
    driver.click("corner", 1, 0)
    driver.drag(("cross",), 0, 0)
    assert "2 ANDs" in driver.text and driver.text.endswith("output 0.")
    driver.drag(("cross",), 1, 0)
    assert driver.text.endswith("output 1.")


def test_corners_move_and_go():
    driver = driven()
    driver.drag(("corner", 0, 0), 0.33, 2.9)
    assert driver.state.rings[0][0] == (0.35, 2.9)
    driver.key(("corner", 0, 0), "x")
    assert len(driver.state.rings[0]) == 5
    driver.key(("corner", 0, 4), "Delete")
    assert len(driver.state.rings[0]) == 4
    driver.key(("corner", 0, 0), "Backspace")
    driver.key(("corner", 0, 0), "Delete")
    state = driver.state
    assert state.rings == () and len(state.open) == 2 and "set 1 more corner," in driver.note
    driver.press("Remove last corner")
    assert len(driver.state.open) == 1 and driver.state.example == OWN_SHAPE


@pytest.mark.parametrize("name", EXAMPLE_SHAPES)
def test_every_example_fires_inside_and_nowhere_else(name):
    rings = EXAMPLE_SHAPES[name]
    x = np.random.default_rng(0).uniform(-3, 3, (10_000, 2))
    wanted = np.logical_xor.reduce([Path(ring).contains_points(x) for ring in rings])
    assert np.array_equal(ring_network(rings)(x)[:, 0] == 1, wanted)
    driver = driven()
    driver.choose("or start from", name)
    assert driver.state.rings == rings and driver.state.example == name
    assert not GOALS["few lines"].progress(driver.state).reached


def test_your_own_starts_from_an_empty_plane():
    driver = driven()
    driver.choose("or start from", OWN_SHAPE)
    assert driver.state.rings == () and "no ring is closed yet" in driver.text


TRIANGLE = ((-1.0, -1.0), (1.0, -1.0), (0.0, 1.0))


@pytest.mark.parametrize(
    "rings, says",
    [
        ((((0.0, 0.0), (1.0, 1.0)),), "Ring 1 has 2 different corners"),
        ((((0.0, 0.0),) * 3,), "Ring 1 has 1 different corners"),
        ((((0.0, 0.0), (1.0, 1.0), (2.0, 2.0)),), "all its corners on one line"),
        ((((0.0, 0.0), (2.0, 2.0), (2.0, 0.0), (0.0, 2.0)),), "crosses itself"),
        ((TRIANGLE, TRIANGLE), "Ring 2 touches ring 1"),
        ((TRIANGLE, tuple((x + 1, y) for x, y in TRIANGLE)), "crosses ring 1"),
        ((((0.0, 0.0), (1.0, 0.0), (2.0, 0.0), (1.0, 0.0)),), "Ring 1"),
        ((((0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (1.0, 0.0), (0.0, 2.0)),), "meets itself"),
    ],
)
def test_a_degenerate_drawing_is_kept_and_explained(rings, says):
    driver = driven(rings=rings)
    assert driver.app.feedback.tone == "wrong"
    assert says in driver.note and not driver.in_trouble and "No network" in driver.text
    assert "Drag" in driver.note.split(says)[1]
    assert driver.state.rings == rings and "no network yet" in driver.picture.svg


def test_a_side_dragged_across_another_is_noted_while_dragging_and_healed_by_dragging_back():
    driver = driven()
    driver.drag(("corner", 0, 0), 0, -2.9, last=False)
    assert "crosses itself" in driver.note and "nan" not in driver.picture.svg
    driver.drag(("corner", 0, 0), 0, 2.0)
    assert "crosses" not in driver.note and "5 lines" in driver.text


def test_what_cannot_be_done_is_refused_in_words_and_nothing_is_lost():
    driver = driven(**EMPTY)
    set_corners(driver, (1, 1))
    before = driver.state
    set_corners(driver, (1, 1))
    assert driver.state == before and "is here already" in driver.note and driver.in_trouble
    with pytest.raises(InputError, match="three different corners"):
        close_ring(before)
    full = driven(rings=(), open=tuple((k / 10, k * k / 100) for k in range(18)))
    set_corners(full, (-2, -2))
    assert len(full.state.open) == 18 and "more do not fit" in full.note
    with pytest.raises(InputError, match="shows is"):
        State(shows="all")


def test_the_goal_by_real_moves():
    """A triangle with two notches: 7 lines, 3 ANDs."""
    driver = driven(**EMPTY, goal="few lines")
    for at in ((-2, -2), (-0.5, -2), (0, -1), (0.5, -2), (2, -2), (0.8, 0.4), (0.2, 0.5), (0, 2)):
        set_corners(driver, at)
        assert not driver.goal.reached
    driver.press("Close the ring")
    assert ring_network(driver.state.rings).sizes == (2, 7, 3, 1) and driver.goal.reached
    assert driver.app.feedback.tone == "right" and driver.note.startswith("7 lines, 3 ANDs")


def test_the_goal_counts_the_ands_of_a_finished_shape_with_few_lines():
    count = lambda **rings: GOALS["few lines"].progress(State(**rings)).count
    assert count(rings=PENTAGON, open=()) == "1 of 3" and count() == "0 of 3"
    assert count(rings=EXAMPLE_SHAPES["two islands"], open=()) == "0 of 3"  # 8 lines
    assert count(rings=EXAMPLE_SHAPES["L"], open=((2.5, 2.5),)) == "0 of 3"
    assert count(rings=EXAMPLE_SHAPES["L"], open=()) == "2 of 3"


def test_the_sum_view_writes_how_many_lines_fire():
    driver = driven()
    driver.choose("show", "sum")
    plane = driver.picture.svg.split("at the cross (")[0]
    written = [int(n) for n in re.findall(r'class="mid small num">(\d)</text>', plane)]
    assert sorted(set(written)) == [3, 4, 5] and written.count(5) == 1 and written.count(4) == 5


def test_the_menu_of_views_answers_without_a_network_too():
    driver = driven(**EMPTY)
    before = driver.picture.svg
    driver.choose("show", "sum")
    assert driver.picture.svg != before and "how many lines fire" in driver.picture.svg


def test_numbers_in_cells_are_the_sums_there():
    frame = plane_frame(-2, 2, -2, 2)
    W, b = half_planes([(-1, -1), (1, -1), (0, 1)])
    drawn = firing_count_map(frame, W, b)
    for x, y, n in re.findall(r'<text x="([\d.]+)" y="([\d.]+)" class="mid small num">(\d)<', drawn):
        at = ((float(x) - frame.left) / 85 - 2, 2 - (float(y) - 4 - frame.top) / 85)
        assert sum(w @ at + c > 0 for w, c in zip(W, b)) == int(n)
    assert len(regions_2d(MLP((W, b, relu)), (-2, -2), (2, 2)).active) >= drawn.count("<text") >= 6


def test_the_diagram_shows_who_fires_and_condenses_large_layers():
    net = ring_network(EXAMPLE_SHAPES["star"])
    drawn = step_network_diagram(net, (0, 0), 0, 0, 300, 300)
    ands = 1  # at the centre: the hull's alone
    assert drawn.count("small num bold") == int(sum(net(np.zeros(2))) + (net[1].b > 0).sum() + ands)
    many = MLP((np.ones((40, 2)), np.ones(40), net[1].g), (np.ones((1, 40)), [-39.5], net[1].g))
    assert step_network_diagram(many, (0, 0), 0, 0, 300, 300).count("⋮") == 1


def test_a_state_comes_back_from_its_code():
    driver = driven(rings=EXAMPLE_SHAPES["L"], open=((1.0, 1.0),), shows="sum")
    assert eval(repr(driver.state), {"State": State}) == driver.state
    assert eval(driver.code, {"polygon_drawing": polygon_drawing}).state == driver.state
    assert "cross" not in driver.code


@pytest.mark.parametrize(
    "target",
    [("corner", 0, 5), ("corner", 0, -1), ("corner", -1, 0), ("corner", 1, 0), ("corner", 0), ("c0.0",), ("q",)],
)
def test_what_the_picture_does_not_hold_is_answered_in_words(target):
    driver = driven()
    acts = (
        lambda: driver.drag(target, 0, 0),
        lambda: driver.key(target, "Delete"),
        lambda: driver.click(*target),
        lambda: driver.type(target, "1"),
    )
    for act in acts:
        act()
        assert driver.in_trouble and "This picture has no" in driver.note and driver.state == State(PENTAGON, ())
    driver.send({"kind": "key", "id": "c0.0", "key": "Delete"})  # as an older page would
    assert driver.in_trouble and "run the cell once more" in driver.note and driver.state == State(PENTAGON, ())


def test_a_corner_that_is_gone_cannot_be_moved():
    driver = driven()
    driver.key(("corner", 0, 4), "Delete")
    driver.drag(("corner", 0, 4), 0, 0)
    assert driver.in_trouble and "“corner.0.4”" in driver.note and len(driver.state.rings[0]) == 4


def test_only_the_first_corner_of_an_open_ring_closes_it():
    driver = driven(**EMPTY)
    set_corners(driver, (-1, -1), (1, -1))
    driver.click("corner", 0, 0)
    assert driver.in_trouble and "does not answer to “press”" in driver.note
    set_corners(driver, (0, 1))
    driver.click("corner", 0, 1)
    assert driver.in_trouble and driver.state.rings == () and len(driver.state.open) == 3


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_random_moves_break_no_drawing(seed):
    move_at_random(driven(), np.random.default_rng(seed), near=4, times=300)
