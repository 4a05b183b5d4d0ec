"""The widgets of notebook 12: drawing polygons, and the shape puzzles (rows 12.1 to 12.3)."""

import re
from dataclasses import replace
from importlib import import_module

import numpy as np
import pytest
from matplotlib.path import Path

from lecture_lib import MLP, InputError
from lecture_lib.drawing import plane_frame
from lecture_lib.labs.shapes import network_picture, picture
from lecture_lib.labs.shapes import puzzle_lines as lines
from lecture_lib.piecewise_linear import regions_2d
from lecture_lib.threshold import EXAMPLE_SHAPES, half_planes

draw = import_module("lecture_lib.labs.shapes.polygon_drawing")
puzzles = import_module("lecture_lib.labs.shapes.shape_puzzles")


def click(x, y):
    return [{"kind": "draw", "id": "ground", "points": [[x, y]], "last": last} for last in (False, True)]


def drag(id_, x, y):
    return {"kind": "drag", "id": id_, "x": x, "y": y, "last": True}


def act(stage, *events):
    for event in events:
        for one in event if isinstance(event, list) else [event]:
            stage._on_event(one)
    return stage.state


def empty():
    return draw.polygon_drawing(draw.State(rings=()))


# --- drawing -----------------------------------------------------------------------------------------------------


def test_three_clicks_and_a_press_on_the_first_corner_make_a_ring():
    stage = empty()
    state = act(stage, click(-1, -1), click(1, -1), click(0, 1.51))
    assert (
        state.open == ((-1.0, -1.0), (1.0, -1.0), (0.0, 1.5))
        and state.rings == ()
        and "press its first corner" in stage._note.value
    )
    state = act(stage, {"kind": "press", "id": "c0.0"})
    assert state.rings == (((-1.0, -1.0), (1.0, -1.0), (0.0, 1.5)),) and state.open == ()
    assert "3 lines + 1 AND + 1 output = 5 units" in stage.board.say


def test_the_keyboard_alone_draws_a_ring():
    stage = empty()
    for x, y in ((-1, 0), (1, 0), (0, 2)):
        act(stage, drag("cross", x, y), {"kind": "press", "id": "cross"})
    stage.press("Close the ring")
    assert len(stage.state.rings[0]) == 3 and stage.state.cross == (0.0, 2.0)


def test_a_ring_in_a_ring_is_a_hole_and_the_cross_tells():
    stage = draw.polygon_drawing()
    act(stage, click(-0.5, -0.5), click(0.5, -0.5), click(0, 0.5), {"kind": "press", "id": "c1.0"}, drag("cross", 0, 0))
    assert "2 ANDs" in stage.board.say and stage.board.say.endswith("output 0.")
    act(stage, drag("cross", 1, 0))
    assert stage.board.say.endswith("output 1.")


def test_corners_move_and_go():
    stage = draw.polygon_drawing()
    assert act(stage, drag("c0.0", 0.33, 2.9)).rings[0][0] == (0.35, 2.9)
    assert len(act(stage, {"kind": "key", "id": "c0.4", "key": "Delete"}).rings[0]) == 4
    state = act(
        stage, {"kind": "key", "id": "c0.0", "key": "Backspace"}, {"kind": "key", "id": "c0.0", "key": "Delete"}
    )
    assert state.rings == () and len(state.open) == 2 and "set 1 more corner," in stage._note.value
    stage.press("Take back a corner")
    assert len(stage.state.open) == 1 and stage.state.example == draw.OWN_SHAPE


@pytest.mark.parametrize("name", EXAMPLE_SHAPES)
def test_every_example_fires_inside_and_nowhere_else(name):
    rings = EXAMPLE_SHAPES[name]
    x = np.random.default_rng(0).uniform(-3, 3, (10_000, 2))
    wanted = np.logical_xor.reduce([Path(ring).contains_points(x) for ring in rings])
    assert np.array_equal(draw.ring_network(rings)(x)[:, 0] == 1, wanted)
    stage = draw.polygon_drawing()
    stage.controls["start from"][1].value = name
    assert stage.state.rings == rings and stage.state.example == name and not draw.view(stage.state).goal.reached


def test_your_own_starts_from_an_empty_plane():
    stage = draw.polygon_drawing()
    stage.controls["start from"][1].value = draw.OWN_SHAPE
    assert stage.state.rings == () and "no ring is closed yet" in stage.board.say


TRIANGLE = ((-1.0, -1.0), (1.0, -1.0), (0.0, 1.0))


@pytest.mark.parametrize(
    "rings, says",
    [
        ((((0.0, 0.0), (1.0, 1.0)),), "Ring 1 has 2 different corners"),
        ((((0.0, 0.0),) * 3,), "Ring 1 has 1 different corners"),
        ((((0.0, 0.0), (1.0, 1.0), (2.0, 2.0)),), "all its corners on one line"),
        ((((0.0, 0.0), (2.0, 2.0), (2.0, 0.0), (0.0, 2.0)),), "crosses itself"),
        ((TRIANGLE, TRIANGLE), "Ring 2 crosses ring 1"),
        ((TRIANGLE, tuple((x + 1, y) for x, y in TRIANGLE)), "crosses ring 1"),
        ((((0.0, 0.0), (1.0, 0.0), (2.0, 0.0), (1.0, 0.0)),), "Ring 1"),
        ((((0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (1.0, 0.0), (0.0, 2.0)),), "crosses itself"),
    ],
)
def test_a_degenerate_drawing_is_kept_and_told_in_words(rings, says):
    stage = draw.polygon_drawing(draw.State(rings=rings))
    assert says in stage._note.value and "ll-word" in stage._note.value and "No network" in stage.board.say
    then = stage._note.value.split(says)[1]
    assert re.search(r"Drag", then) and stage.state.rings == rings and "no network yet" in stage.board.svg


def test_a_side_dragged_across_another_is_told_while_dragging_and_healed_by_dragging_back():
    stage = draw.polygon_drawing()
    act(stage, {**drag("c0.0", 0, -2.9), "last": False})
    assert "crosses itself" in stage._note.value and "nan" not in stage.board.svg
    act(stage, drag("c0.0", 0, 2.0))
    assert "crosses" not in stage._note.value and "5 lines" in stage.board.say


def test_what_cannot_be_done_is_refused_in_words_and_nothing_is_lost():
    stage = empty()
    before = act(stage, click(1, 1))
    assert (
        act(stage, click(1, 1)) == before
        and "is here already" in stage._note.value
        and "ll-trouble" in stage._note.value
    )
    with pytest.raises(InputError, match="three different corners"):
        draw.close_ring(before)
    full = draw.polygon_drawing(draw.State(rings=(), open=tuple((k / 10, k * k / 100) for k in range(18))))
    assert len(act(full, click(-2, -2)).open) == 18 and "more do not fit" in full._note.value
    with pytest.raises(InputError, match="shows is"):
        draw.State(shows="all")


def test_the_goal_by_real_moves():
    """A triangle with two notches: 7 lines, 3 ANDs."""
    stage = empty()
    for x, y in ((-2, -2), (-0.5, -2), (0, -1), (0.5, -2), (2, -2), (0.8, 0.4), (0.2, 0.5), (0, 2)):
        act(stage, click(x, y))
        assert not draw.view(stage.state).goal.reached
    stage.press("Close the ring")
    assert draw.ring_network(stage.state.rings).sizes == (2, 7, 3, 1) and "✓ Reached" in stage._note.value


def test_the_sum_view_writes_how_many_lines_fire():
    stage = draw.polygon_drawing()
    stage.controls["show"][1].value = "sum"
    written = [
        int(n) for n in re.findall(r'class="mid small num">(\d)</text>', stage.board.svg.split("its network at")[0])
    ]
    assert sorted(set(written)) == [3, 4, 5] and written.count(5) == 1 and written.count(4) == 5


def test_the_menu_of_views_answers_without_a_network_too():
    stage = empty()
    before = stage.board.svg
    stage.controls["show"][1].value = "sum"
    assert stage.board.svg != before and "how many lines fire" in stage.board.svg


def test_numbers_in_cells_are_the_sums_there():
    frame = plane_frame(-2, 2, -2, 2)
    W, b = half_planes([(-1, -1), (1, -1), (0, 1)])
    drawn = picture.firing_count_map(frame, W, b)
    for x, y, n in re.findall(r'<text x="([\d.]+)" y="([\d.]+)" class="mid small num">(\d)<', drawn):
        at = ((float(x) - frame.left) / 85 - 2, 2 - (float(y) - 4 - frame.top) / 85)
        assert sum(w @ at + c > 0 for w, c in zip(W, b)) == int(n)
    assert len(regions_2d(MLP((W, b, picture.relu)), (-2, -2), (2, 2)).active) >= drawn.count("<text") >= 6


def test_the_diagram_shows_who_fires_and_condenses_large_layers():
    net = draw.ring_network(EXAMPLE_SHAPES["star"])
    drawn = network_picture.step_network_diagram(net, (0, 0), 0, 0, 300, 300)
    assert drawn.count("small num bold") == int(
        sum(net(np.zeros(2))) + (net[1].b > 0).sum() + 1
    )  # at the centre: the hull's AND alone
    many = MLP((np.ones((40, 2)), np.ones(40), net[1].g), (np.ones((1, 40)), [-39.5], net[1].g))
    assert network_picture.step_network_diagram(many, (0, 0), 0, 0, 300, 300).count("⋮") == 1


def test_a_state_comes_back_from_its_code():
    state = draw.State(rings=EXAMPLE_SHAPES["L"], open=((1.0, 1.0),), shows="sum")
    assert eval(repr(state), {"State": draw.State}) == state
    placed = puzzles.State("disc", lines.SHAPE_PUZZLES["disc"].start, "AND")
    assert eval(repr(placed), {"State": puzzles.State}) == placed


def fuzz(stage, ids, rng, controls=True, n=300):
    """Do n random things; whatever comes, words are said and no number breaks."""
    for _ in range(n):
        kind = rng.choice(["drag", "draw", "press", "key", "control", "edit"])
        id_, x, y = (
            str(rng.choice(ids)),
            *rng.choice([rng.uniform(-4, 4, 2), rng.integers(-1, 2, 2).astype(float), (1e9, -1e9)]).tolist(),
        )
        if kind == "control":
            label = str(rng.choice(list(stage.controls)))
            control = stage.controls[label][1]
            if hasattr(control, "options"):
                control.index = int(rng.integers(len(control.options)))
            elif not control.disabled:
                control.click()
        elif kind == "draw":
            act(stage, click(x, y))
        else:
            act(
                stage,
                {
                    "drag": drag(id_, x, y),
                    "press": {"kind": "press", "id": id_},
                    "edit": {"kind": "edit", "id": id_, "text": "nan"},
                    "key": {"kind": "key", "id": id_, "key": str(rng.choice(["Delete", "Backspace", "x"]))},
                }[kind],
            )
        assert "nan" not in stage.board.svg and "inf" not in stage.board.svg.replace("information", "")
        assert "This widget stopped" not in stage._note.value and stage._note.value


@pytest.mark.parametrize("seed", range(3))
def test_random_events_break_no_drawing(seed):
    rng = np.random.default_rng(seed)
    fuzz(
        draw.polygon_drawing(), ["cross", "ground", "strange", *(f"c{k}.{i}" for k in range(3) for i in range(6))], rng
    )


@pytest.mark.parametrize("seed", range(3))
def test_random_events_break_no_puzzle(seed):
    fuzz(puzzles.shape_puzzles(), ["ground", "strange", *(f"k{i}" for i in range(8))], np.random.default_rng(seed))


# --- puzzles -----------------------------------------------------------------------------------------------------

FEET = {
    "triangle": [(0.11, -1.0), (0.76, 0.5), (-0.87, 0.32)],
    "two islands": [
        (-1.46, -1.3),
        (-0.85, -0.49),
        (-1.96, -0.35),
        (1.76, 1.19),
        (0.71, 0.86),
        (1.04, -0.19),
        (2.09, 0.14),
    ],
}


def counted(puzzle, knobs, gate):
    """Return the IoU by another road: the points of a fine grid, asked one half-plane at a time."""
    side = np.arange(-3, 3, 0.01) + 0.005
    x = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    wanted = np.any([Path(target).contains_points(x) for target in lines.SHAPE_PUZZLES[puzzle].targets], axis=0)
    holds = []
    for px, py, group in knobs:
        normal = np.array(lines.SHAPE_PUZZLES[puzzle].centres[group]) - (px, py)
        holds.append((group, (x - (px, py)) @ normal > 0))
    groups = [[h for g, h in holds if g == group] for group in sorted({g for g, _ in holds})]
    if len(lines.SHAPE_PUZZLES[puzzle].centres) == 1:
        fires = np.all(groups[0], axis=0) if gate == "AND" else np.any(groups[0], axis=0)
    else:
        ands = [np.all(group, axis=0) for group in groups]
        fires = np.all(ands, axis=0) if gate == "AND" else np.any(ands, axis=0)
    return (fires & wanted).sum() / (fires | wanted).sum()


@pytest.mark.parametrize("gate", ["AND", "OR"])
@pytest.mark.parametrize("puzzle", lines.SHAPE_PUZZLES)
def test_the_iou_is_what_a_fine_grid_counts(puzzle, gate):
    rng = np.random.default_rng(1)
    for _ in range(3):
        knobs = lines.SHAPE_PUZZLES[puzzle].start
        for i in range(len(knobs)):
            knobs = lines.move_knob(puzzle, knobs, i, np.array(knobs[i][:2]) + rng.normal(0, 0.4, 2))
        assert lines.puzzle_iou(puzzle, knobs, gate) == pytest.approx(counted(puzzle, knobs, gate), abs=3e-3)


def test_an_or_of_one_line_that_cuts_the_disc():
    knobs = ((0.5, 0.2, 0),)
    assert lines.puzzle_iou("disc", knobs, "OR") == pytest.approx(counted("disc", knobs, "OR"), abs=3e-3)


def solve(stage, puzzle):
    stage.controls["puzzle"][1].value = puzzle
    if puzzle == "disc":
        for _ in range(8):
            stage.press("Add a line")
        act(stage, drag("k0", 1.78, 0))
        stage.press("Spread evenly like line 1")
        stage.controls["the output is an"][1].value = "AND"
        return
    stage.press("Add a line" if puzzle == "triangle" else "Add a line to AND 2")
    for i, (x, y) in enumerate(FEET[puzzle]):
        act(stage, drag(f"k{i}", x, y))
    stage.controls["the output is an"][1].value = "AND" if puzzle == "triangle" else "OR"


def test_all_three_puzzles_by_real_moves():
    stage = puzzles.shape_puzzles()
    for k, (name, puzzle) in enumerate(lines.SHAPE_PUZZLES.items()):
        assert f"{k} solved" in stage._note.value
        solve(stage, name)
        assert dict(stage.state.best)[name] == puzzle.fewest
    assert "✓ Reached" in stage._note.value


def test_eleven_lines_are_too_few_for_the_disc_and_more_lines_do_not_spoil_the_best():
    stage = puzzles.shape_puzzles()
    solve(stage, "disc")
    stage.press("Add a line")
    stage.press("Spread evenly like line 1")
    assert stage.state.iou > 0.98 and dict(stage.state.best)["disc"] == 13
    assert stage.controls["Spread evenly like line 1"][1].disabled  # they are even now
    best = max(
        lines.puzzle_iou("disc", lines.space_knobs_evenly("disc", ((r, 0.0, 0),) * 11), "AND")
        for r in np.arange(1.7, 1.81, 0.01).round(2)
    )
    assert 0.979 < best < 0.98


def test_a_knob_on_its_centre_keeps_a_direction_and_too_many_lines_are_refused():
    stage = puzzles.shape_puzzles()
    assert act(stage, drag("k0", 0.0, -0.1)).knobs[0] == (0.1, -0.1, 0)
    for _ in range(lines.MAX_LINES):
        stage.press("Add a line")
    assert len(stage.state.knobs) == lines.MAX_LINES and "more are not needed" in stage._note.value
    with pytest.raises(InputError, match="puzzle is 'egg'"):
        puzzles.State("egg")


def test_the_start_of_no_puzzle_is_its_solution():
    for name, puzzle in lines.SHAPE_PUZZLES.items():
        for gate in ("AND", "OR"):
            assert replace(puzzles.State(), puzzle=name, knobs=puzzle.start, gate=gate).best == ()
