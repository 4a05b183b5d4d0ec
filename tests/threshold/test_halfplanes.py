"""Half-planes, and convex polygons cut by them (row 12.1)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from lecture_lib import InputError
from lecture_lib.threshold import (
    clip_polygon,
    clip_to_half_planes,
    half_planes,
    iou,
    polygon_area,
    polygon_overlap,
    regular_polygon,
)

BOX = np.array([(-3.0, -3.0), (3.0, -3.0), (3.0, 3.0), (-3.0, 3.0)])


@given(some.integers(0, 10**6), some.integers(3, 9))
def test_all_half_planes_hold_a_point_where_matplotlib_says_it_lies_inside(seed, n):
    from matplotlib.path import Path

    rng = np.random.default_rng(seed)
    corners = regular_polygon(n, 1, (0.3, -0.2), rng.uniform(0, 6)) @ rng.normal(size=(2, 2))
    if abs(polygon_area(corners)) < 1e-3:
        return
    W, b = half_planes(corners if seed % 2 else corners[::-1])
    x = rng.uniform(-2, 2, (500, 2))
    assert np.array_equal((x @ W.T + b > 0).all(axis=1), Path(corners).contains_points(x))
    assert np.allclose(np.hypot(*W.T), 1)


@pytest.mark.parametrize(
    "corners, says",
    [
        ([(0, 0), (1, 0)], "shape"),
        ([(0, 0), (4, 0), (1, 1), (0, 4)], "convex"),
        ([(0, 0), (1, 1), (2, 2)], "convex"),
        ([(0, 0), (0, 0), (1, 0), (0, 1)], "same"),
        ([(0, 0), (2, 2), (2, 0), (0, 2)], "convex"),
        ([(0, np.nan), (1, 0), (0, 1)], "nan"),
    ],
)
def test_what_bounds_no_convex_polygon_is_refused(corners, says):
    with pytest.raises(InputError, match=says):
        half_planes(corners)


@pytest.mark.parametrize("n", [2, 2.5, 0])
def test_a_regular_polygon_needs_three_corners(n):
    with pytest.raises(InputError, match="of at least 3"):
        regular_polygon(n)


def test_clipped_areas_by_hand():
    assert polygon_area(clip_polygon(BOX, (1, 0), 0)) == 18 and polygon_area(clip_polygon(BOX, (1, 1), 0)) == 18
    assert len(clip_polygon(BOX, (1, 0), -4)) == 0 and np.array_equal(clip_polygon(BOX, (1, 0), 4), BOX)
    assert polygon_area(clip_polygon(np.empty((0, 2)), (1, 0), 0)) == 0


def test_a_cut_polygon_has_the_area_that_random_points_find():
    rng = np.random.default_rng(0)
    W, b = rng.normal(size=(5, 2)), rng.uniform(0.5, 2, 5)
    x = rng.uniform(-3, 3, (200_000, 2))
    assert polygon_area(clip_to_half_planes(BOX, W, b)) == pytest.approx(
        36 * (x @ W.T + b > 0).all(axis=1).mean(), abs=0.1
    )


def test_agreement_is_what_a_fine_grid_counts():
    one, two = regular_polygon(5, 1.2, (-1, 0)), regular_polygon(4, 1.0, (0, 0.3))
    targets = [regular_polygon(3, 1.0, (-1.2, 0.1)), regular_polygon(6, 0.5, (1, 0.5))]
    side = np.arange(-3, 3, 0.01) + 0.005
    x = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    fires, wanted = (
        (sum((x @ W.T + b > 0).all(axis=1) for W, b in map(half_planes, group)) > 0) for group in ((one, two), targets)
    )
    counted = (fires & wanted).sum() * 1e-4, (fires | wanted).sum() * 1e-4
    assert polygon_overlap([one, two], targets) == pytest.approx(counted, abs=6e-3)
    assert polygon_overlap([np.empty((0, 2))], targets)[0] == 0
    with pytest.raises(InputError, match="one or two"):
        polygon_overlap([], targets)


def clip_corner_by_corner(corners, w, c):
    """Sutherland and Hodgman's walk round the polygon, one side after the other."""
    scores = [float(np.dot(w, corner)) + c for corner in corners]
    part = []
    for i, corner in enumerate(corners):
        if scores[i - 1] * scores[i] < 0:
            share = scores[i - 1] / (scores[i - 1] - scores[i])
            part.append([p + share * (q - p) for p, q in zip(corners[i - 1], corner)])
        if scores[i] >= 0:
            part.append(list(corner))
    return part


@given(some.integers(0, 10**6), some.integers(3, 8))
def test_what_is_clipped_has_the_corners_of_the_walk_round_it(seed, n):
    rng = np.random.default_rng(seed)
    corners, w, c = regular_polygon(n, 2, (0.1, 0.2), rng.uniform(0, 6)), rng.normal(size=2), rng.normal()
    part, walked = clip_polygon(corners, w, c), np.reshape(clip_corner_by_corner(corners.tolist(), w, c), (-1, 2))
    assert part.shape == walked.shape
    turns = [np.roll(part, k, axis=0) for k in range(max(1, len(part)))]  # each may start at another corner
    assert any(np.allclose(turned, walked, rtol=0, atol=1e-9) for turned in turns)


def test_agreement_of_sizes_is_their_quotient_and_nothing_agrees_with_nothing():
    assert iou(3, 7) == 3 / 7 and iou(0.0, 0.0) == 1 and iou(0, 5) == 0
    assert iou([1, 0, 0], [3, 0, 2]).tolist() == [1 / 3, 1, 0] and iou(1, [2, 4]).tolist() == [0.5, 0.25]
