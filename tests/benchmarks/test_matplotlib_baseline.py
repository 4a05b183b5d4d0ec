"""The matplotlib twins show what the widgets show; and what pictures are made of fast is made right."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from benchmarks import matplotlib_baseline as twins
from benchmarks.moves import widget_factories, widget_moves
from lecture_lib.drawing import line_ends, number_text, svg
from lecture_lib.interactive import reveal_all
from lecture_lib.labs.forward import tracer
from lecture_lib.labs.xor import hidden_units, xor_planes
from lecture_lib.labs.xor.live_training import MAP_FRAME, labelled_points, train_epochs, unit_response
from lecture_lib.labs.xor.planes_picture import decision_function, input_frame
from lecture_lib.threshold import INPUTS


@pytest.fixture(autouse=True)
def quiet():
    """Draw without a window."""
    plt.switch_backend("agg")
    yield
    plt.close("all")


def drawn(app) -> list:
    """Return the axes of the twin of a widget's picture, the whole picture's first."""
    return twins.draw_figure(twins.read_panels(app.picture.svg)).axes


def written(ax) -> list[str]:
    return [text.get_text() for text in ax.texts]


def lines(ax) -> list[np.ndarray]:
    return [line.get_xydata() for line in ax.lines if line.get_linestyle() != "None"]


def marks(ax, marker: str, size: float) -> np.ndarray:
    return np.vstack(
        [
            line.get_xydata()
            for line in ax.lines
            if line.get_marker() == marker and line.get_markersize() == pytest.approx(size * 0.72)
        ]
    )


def rounded(values) -> np.ndarray:
    """As a map with 21 colours holds them."""
    return np.rint((np.asarray(values) + 1) * 10) / 10 - 1


def test_linked_planes_have_their_map_lines_cells_corners_and_numbers_from_the_state():
    app = xor_planes(W=((1.0, -0.5), (0.75, 1.0)), c=(0.25, -1.0), g="tanh")
    state, frame = app.state, input_frame()
    _, left, _, right, network, _ = drawn(app)
    said = decision_function(state.net)(frame.grid(80)).reshape(80, 80)
    np.testing.assert_allclose(left.images[0].get_array(), rounded(said), atol=1e-9)
    for k in (0, 1):
        ends = np.array(line_ends(frame, state.W[k], state.c[k]))
        assert any(np.allclose(line, ends, atol=1e-4) for line in lines(left))
    np.testing.assert_allclose(marks(left, "o", 18), INPUTS[[0, 3]], atol=1e-5)
    assert sum(len(cells.get_paths()) for cells in right.collections) == 25 * 25
    assert {number_text(v, 3) for v in np.ravel(state.W)} < set(written(network))


def test_training_has_its_map_points_and_curve_from_the_state():
    app = hidden_units()
    app.change(train_epochs)
    state = app.state
    _, plane, *_, loss, _ = drawn(app)
    said = unit_response(state.now, 0)(MAP_FRAME.grid(70)).reshape(70, 70)
    np.testing.assert_allclose(plane.images[0].get_array(), rounded(said), atol=1e-9)
    x, y = labelled_points(state.data)
    np.testing.assert_allclose(marks(plane, "o", 8), x[y < 0], atol=0.01)
    np.testing.assert_allclose(marks(plane, "s", 7.2), x[y > 0], atol=0.01)
    np.testing.assert_allclose(lines(loss)[0][:, 1], state.losses, atol=0.001)


def test_the_table_of_a_forward_pass_has_all_its_numbers_and_one_edge_a_weight():
    app = tracer()
    app.change(reveal_all)
    state = app.state
    table, _ = drawn(app)
    assert {number_text(step.value) for step in state.steps.values()} <= set(written(table))
    edges = sum(W.size for W, _, _ in state.net)
    assert len(lines(table)) == edges + sum(state.net.sizes[1:])  # and one from each z to its a


@pytest.mark.slow
@pytest.mark.parametrize("name", list(widget_factories()))
def test_every_widget_can_be_moved_and_every_picture_it_shows_has_a_twin(name):
    app, seen = widget_factories()[name](), set()
    for _ in range(4):  # a game asks one question after the other, and shows other elements each time
        for move in widget_moves(app) if len(seen) <= 3 else ():
            move()
            seen.add(tuple(app.card.panels))
    assert len(seen) > 3
    for picture in sorted(seen)[::10]:
        shapes = [shape for panel in twins.read_panels(picture) for shape in panel.shapes]
        artists = sum(
            len(group)
            for ax in twins.draw_figure(twins.read_panels(picture)).axes
            for group in (ax.lines, ax.patches, ax.texts, ax.images, ax.collections)
        )
        assert artists == len(shapes) > 10
        plt.close("all")


def test_a_path_that_no_twin_can_read_is_refused():
    curve = svg.picture(9, 9, svg.tag("path", d="M0 0C1 1 2 2 3 3"), title="", text="")
    with pytest.raises(ValueError, match="a path holds C"):
        twins.read_panels(curve.svg)


@given(arrays.arrays(float, (3, 4), elements=st.floats(-1.5, 1.5) | st.just(np.nan) | st.just(np.inf)))
def test_a_map_holds_the_values_it_was_given(values):
    image = svg.Frame(0, 1, 0, 1, 0, 0, 10, 10).raster(values, "#000000", "#ffffff")
    [shape] = twins.read_panels(svg.picture(10, 10, image, title="", text="").svg)[0].shapes
    wanted = np.clip(np.nan_to_num(values, posinf=1), -1, 1)
    np.testing.assert_allclose(shape.content, wanted, atol=0.05 + 1e-9)
    assert not np.any(shape.content[np.isnan(values)])


@pytest.mark.parametrize(
    "value, shown",
    [
        ("a < b & \"c\" 'd'", "a &lt; b &amp; &quot;c&quot; &#x27;d&#x27;"),
        (1.50, "1.5"),
        (7, "7"),
        (-0.0, "-0"),
        (np.float64(1 / 3), "0.333333"),
        (np.int64(8), "8"),
    ],
)
def test_an_attribute_is_written_short_and_safe(value, shown):
    assert svg.tag("g", data_value=value) == f'<g data-value="{shown}"/>'
