"""Polygons as networks: what fires is what point-in-polygon says, and no drawing breaks it (rows 12.1 to 12.3)."""

import time
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from lecture_lib import InputError
from lecture_lib.threshold import convex_parts, is_inside, mask_iou, polygon_area, polygon_shape, shape_net

SQUARE = [(0, 0), (6, 0), (6, 6), (0, 6)]
PENTAGON = [(np.cos(t), np.sin(t)) for t in 2 * np.pi * np.arange(5) / 5]
NOTCH = [(0, 0), (4, 0), (4, 4), (2, 1), (0, 4)]
COMB = [
    (0, 0),
    (7, 0),
    (7, 4),
    (6, 4),
    (6, 1),
    (5, 1),
    (5, 4),
    (4, 4),
    (4, 1),
    (3, 1),
    (3, 4),
    (2, 4),
    (2, 1),
    (1, 1),
    (1, 4),
    (0, 4),
]
SPIRAL = [
    (0, 0),
    (8, 0),
    (8, 8),
    (2, 8),
    (2, 3),
    (5, 3),
    (5, 5),
    (4, 5),
    (4, 4),
    (3, 4),
    (3, 7),
    (7, 7),
    (7, 1),
    (1, 1),
    (1, 9),
    (0, 9),
]
TOUCH = [(0, 0), (4, 0), (4, 3), (3, 1), (2, 3), (1, 1), (0, 3)]  # a tooth as high as the lid of its pocket


def moved(ring, dx, dy, scale=1.0):
    return [(scale * x + dx, scale * y + dy) for x, y in ring]


def by_winding(rings, x):
    """Return inside or outside by another road: the angles under which the corners are seen add up to 2π or 0."""
    found = np.zeros(len(x), bool)
    for ring in rings:
        to = np.asarray(ring, float)[None] - x[:, None]
        angle = np.arctan2(to[..., 1], to[..., 0])
        turn = np.diff(np.concatenate([angle, angle[:, :1]], axis=1), axis=1)
        found ^= np.abs(((turn + np.pi) % (2 * np.pi) - np.pi).sum(axis=1)) > 1
    return found


def agree(rings, seed=0, n=10_000):
    corners = np.concatenate([np.asarray(ring, float) for ring in rings])
    low, high = corners.min(axis=0), corners.max(axis=0)
    x = np.random.default_rng(seed).uniform(low - 0.2 * (high - low), high + 0.2 * (high - low), (n, 2))
    drawn = polygon_shape(*rings)
    fires = shape_net(drawn)(x)[:, 0] == 1
    assert np.array_equal(fires, by_winding(rings, x))
    assert np.array_equal(fires, is_inside(drawn, x))
    return drawn


@pytest.mark.parametrize(
    "rings",
    [
        [SQUARE],
        [PENTAGON],
        [NOTCH],
        [COMB],
        [SPIRAL],
        [TOUCH],
        [SPIRAL[::-1]],
        [moved(SPIRAL, 1e6, -1e6)],
        [moved(COMB, 0, 0, 1e-4)],
        [SQUARE, moved(SQUARE, 10, 0)],
        [SQUARE, moved(NOTCH, 1, 1)],
        [SQUARE, moved(SQUARE, 1, 1, 0.5), moved(NOTCH, 2, 2, 0.25)],
        [PENTAGON, moved(COMB, 3, 0), moved(NOTCH, -6, 1)],
        [moved(PENTAGON, 3, 3, 0.5), SQUARE],
        [SQUARE, moved(SQUARE, 6, 9)],
    ],
    ids=range(15),
)  # the last two lie on different sides of a line that they share
def test_the_network_fires_inside_and_nowhere_else(rings):
    agree(rings)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(some.integers(0, 10**6), some.integers(3, 14))
def test_random_star_shaped_polygons(seed, n):
    rng = np.random.default_rng(seed)
    angle = np.sort(rng.uniform(0, 2 * np.pi, n))
    if np.diff(np.append(angle, angle[0] + 2 * np.pi)).max() > 3:
        return
    agree([np.stack([np.cos(angle), np.sin(angle)], axis=1) * rng.uniform(0.2, 1, n)[:, None]], seed)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(some.integers(0, 10**6), some.integers(4, 12))
def test_random_polygons_that_wind(seed, n):
    """Begin with random corners in a random order and take crossings out, two sides at a time, until none is left."""
    rng = np.random.default_rng(seed)
    ring = list(rng.uniform(0, 1, (n, 2)))

    def cross(u, v):
        return u[0] * v[1] - u[1] * v[0]

    def crossing():
        for i in range(n):
            for j in range(i + 2, n - (i == 0)):
                a, b, c, d = ring[i], ring[i + 1], ring[j], ring[(j + 1) % n]
                if cross(b - a, c - a) * cross(b - a, d - a) < 0 and cross(d - c, a - c) * cross(d - c, b - c) < 0:
                    return i, j
        return None

    while found := crossing():
        i, j = found
        ring[i + 1 : j + 1] = ring[i + 1 : j + 1][::-1]
    agree([ring], seed)


@pytest.mark.parametrize(
    "ring, lines, parts", [(PENTAGON, 5, 1), (SQUARE, 4, 1), (NOTCH, 6, 2), (COMB, 11, 4), (TOUCH, 8, 3)]
)
def test_how_many_units_a_shape_takes(ring, lines, parts):
    """A unit for each side and each lid of a pocket: sides on one line share a unit."""
    net = shape_net(polygon_shape(ring))
    assert net.sizes == (2, lines, parts, 1) and len(convex_parts(polygon_shape(ring))) == parts


def test_hulls_are_convex_and_their_signs_alternate_with_depth():
    drawn = polygon_shape(SPIRAL)
    for hull in convex_parts(drawn):
        corners = drawn.points[list(hull.corners)]
        ways = np.roll(corners, -1, axis=0) - corners
        assert (ways[:, 0] * np.roll(ways[:, 1], -1) - ways[:, 1] * np.roll(ways[:, 0], -1) > 0).all()
    assert {hull.sign for hull in convex_parts(drawn)} == {1, -1} and convex_parts(drawn)[0].sign == 1


def test_needless_corners_are_left_out():
    assert polygon_shape([(0, 0), (0, 0), (1, 0), (2, 0), (2, 2), (2, 2), (0, 2), (0, 1), (0, 0)]).points[
        [3, 4, 6, 8]
    ].tolist() == [[2, 0], [2, 2], [0, 2], [0, 0]]
    assert len(polygon_shape([(0, 0), (0, 0), (1, 0), (2, 0), (2, 2), (2, 2), (0, 2), (0, 1), (0, 0)]).rings[0]) == 4
    assert len(polygon_shape(SQUARE, moved(SQUARE, 1, 1, 0.1)).rings) == 2


@pytest.mark.parametrize(
    "rings, says",
    [
        ([], "at least one ring"),
        ([[(0, 0), (1, 1)]], "ring 1 has 2 different corners"),
        ([[(0, 0)] * 5], "ring 1 has 1 different corners"),
        ([[(0, 0), (1, 1), (2, 2), (3, 3)]], "all its corners on one line"),
        ([[(0, 0), (2, 2), (2, 0), (0, 2)]], "ring 1 crosses itself: side 1 meets side 3"),
        ([[(0, 0), (4, 0), (4, 4), (2, 0), (0, 4)]], "ring 1 meets itself: side 1 touches side 3"),
        ([[(0, 0), (1, 0), (1, 1), (0, 0), (-1, 1), (-1, 0)]], "ring 1 meets itself"),
        ([SQUARE, moved(SQUARE, 3, 3)], "ring 2 crosses ring 1"),
        ([SQUARE, SQUARE], "ring 2 touches ring 1: its side 1 meets side 1"),
        ([SQUARE, moved(SQUARE, 6, 0)], "ring 2 touches ring 1"),
        ([SQUARE, moved(SQUARE, 6, 6)], "ring 2 touches ring 1: its side 1 meets side 2"),
        ([SQUARE, [(0, 0), (4, 1), (4, 4)]], "ring 2 touches ring 1"),
        ([SQUARE, [(6, 3), (9, 0), (9, 6)]], "ring 2 touches ring 1"),
        ([SQUARE, [(0, 3), (3, 6), (8, 3), (3, -2)]], "ring 2 crosses ring 1"),
        ([SQUARE, [(-1, 3), (0, 0), (7, -1), (3, 3), (7, 7)]], "ring 2 crosses ring 1"),
        ([[(0, 0), (1, 0, 2)]], "rows of different lengths"),
        ([[(0, 0, 0), (1, 0, 0), (0, 1, 0)]], "a corner is two numbers"),
        ([[(0, 0), (1, np.nan), (1, 1)]], "nan"),
        (["abc"], "ring 1"),
        ([[(0, 0), (1, 0), (2, 0), (1, 0)]], "ring 1"),
    ],
    ids=range(20),
)
def test_degenerate_drawings_are_answered_in_words(rings, says):
    with pytest.raises(InputError, match=says):
        shape_net(polygon_shape(*rings))


def test_overlap():
    assert mask_iou([1, 1], [1, 1]) == 1 and mask_iou([1, 0], [0, 1]) == 0 and mask_iou([0], [0]) == 1


# --- held against rational arithmetic ----------------------------------------------------------------------------


def exact(ring):
    return [(Fraction(x), Fraction(y)) for x, y in np.asarray(ring, float).tolist()]


def inside_exactly(rings, x, y):
    """Count, in fractions, the sides that a ray to the right of (x, y) crosses; None on a side."""
    x, y, odd = Fraction(x), Fraction(y), False
    for ring in map(exact, rings):
        for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]]):
            turn = (x2 - x1) * (y - y1) - (x - x1) * (y2 - y1)
            if turn == 0 and min(x1, x2) <= x <= max(x1, x2) and min(y1, y2) <= y <= max(y1, y2):
                return None
            if (y1 <= y) != (y2 <= y) and (turn > 0) == (y2 > y1):
                odd = not odd
    return odd


def area_exactly(ring):
    corners = exact(ring)
    return abs(sum(a * d - b * c for (a, b), (c, d) in zip(corners, [*corners[1:], corners[0]]))) / 2


def agree_with_fractions(rings, places, network=True):
    """`is_inside`, and the network, answer at these places as the fractions do."""
    drawn, net = polygon_shape(*rings), shape_net(polygon_shape(*rings))
    wanted = [inside_exactly(rings, *place) for place in np.asarray(places, float).tolist()]
    asked = [k for k, answer in enumerate(wanted) if answer is not None]
    assert len(asked) > len(places) / 2
    x, truth = np.asarray(places, float)[asked], [wanted[k] for k in asked]
    assert is_inside(drawn, x).tolist() == truth
    if network:
        assert (net(x)[:, 0] == 1).tolist() == truth
    return drawn


def closed(n, turn=0.0):
    """A regular polygon whose last corner is its first again, but for rounding."""
    t = turn + np.linspace(0, 2 * np.pi, n + 1)
    return np.column_stack([np.cos(t), np.sin(t)])


@pytest.mark.parametrize("n", [3, 4, 5, 6, 17, 100])
@pytest.mark.parametrize("turn", [0.0, 0.3, 2.0])
def test_a_ring_that_ends_where_it_began_loses_no_corner(n, turn):
    ring = closed(n, turn)
    drawn = polygon_shape(ring)
    assert len(drawn.rings[0]) == n
    assert polygon_area(drawn.points[list(drawn.rings[0])]) == pytest.approx(float(area_exactly(ring[:-1])), rel=1e-9)
    assert polygon_area(drawn.points[list(drawn.rings[0])]) == pytest.approx(n / 2 * np.sin(2 * np.pi / n), rel=1e-9)


@pytest.mark.parametrize("back", [(-1e-10, 1e-10), (1e-10, 2e-10), (3e-10, -1e-10), (0.0, 0.0)])
@pytest.mark.parametrize("scale", [1.0, 1e-3, 1e6])
def test_a_last_corner_that_nearly_meets_the_first_is_the_first(back, scale):
    ring = np.array([(0, 0), (4, 0), (5, 4), (0, 3), back]) * scale
    assert polygon_shape(ring).rings == ((0, 1, 2, 3),)
    assert polygon_shape(ring[::-1]).rings[0] in {tuple(np.roll((4, 3, 2, 1), k)) for k in range(4)} | {
        tuple(np.roll((3, 2, 1, 0), k)) for k in range(4)
    }


@pytest.mark.parametrize("gap", [1e-9, 1e-10, 1e-13, 1e-15, 0.0])
def test_of_two_corners_that_nearly_coincide_one_stays(gap):
    ring = [(0, 0), (4, 0), (4, gap), (4, 4), (0, 4)]
    x = np.random.default_rng(0).uniform(-1, 5, (1500, 2))
    drawn = agree_with_fractions([ring], x)
    assert polygon_area(drawn.points[list(drawn.rings[0])]) == pytest.approx(16)


@pytest.mark.parametrize("depth", [1e-2, 1e-4, 1e-6, 1e-8, 1e-10])
@pytest.mark.parametrize("width", [1, 1e-3, 1e-4, 1e-5])
def test_no_pocket_is_too_small(depth, width):
    """A notch of this depth and width in a side of length 4: in it is outside, beside it inside."""
    ring = [(0, 0), (4, 0), (4, 4), (2 + width, 4), (2, 4 - depth), (2 - width, 4), (0, 4)]
    places = [(2, 4 - 0.5 * depth), (2, 4 - 1.5 * depth), (2 - 1.2 * width, 4 - depth / 4), (2, 4 + depth)]
    places += [(2 + share * width, 4 - depth / 2) for share in (-0.9, -0.4, 0.2, 0.4, 0.6, 0.9)]
    agree_with_fractions([ring], places)
    assert shape_net(polygon_shape(ring)).sizes[2] == 2


@pytest.mark.parametrize("size", [1e-4, 1e-5, 1e-6, 1e-8, 1e-11])
def test_no_island_and_no_hole_is_too_small(size):
    hole, island = moved(PENTAGON, 3, 3, size), moved(NOTCH, 9, 2, size)
    around = np.random.default_rng(3).uniform(-2, 5, (200, 2)) * size
    agree_with_fractions([SQUARE, hole, island], np.concatenate([around + [3, 3], around + [9, 2]]), size > 1e-10)
    assert shape_net(polygon_shape(SQUARE, hole, island)).sizes[2] == 4


def test_random_rings_with_points_on_a_coarse_grid_agree_with_fractions():
    """Many corners and places share coordinates, so that rays run through corners and corners lie on lines."""
    for seed in range(40):
        rng = np.random.default_rng(seed)
        angle = np.sort(rng.choice(24, rng.integers(5, 14), replace=False)) * np.pi / 12
        ring = np.column_stack([np.cos(angle), np.sin(angle)]) * rng.uniform(1, 8, len(angle))[:, None]
        ring = ring.round(0 if seed % 2 else 1)
        places = np.stack(np.meshgrid(np.arange(-8, 9, 2), np.arange(-8, 9, 2)), axis=-1).reshape(-1, 2) / 1.0
        try:
            polygon_shape(ring)
        except InputError:
            continue
        agree_with_fractions([ring], places)


@pytest.mark.slow
def test_three_thousand_corners_take_seconds():
    t, rng = 2 * np.pi * np.arange(3000) / 3000, np.random.default_rng(0)
    ring = np.column_stack([np.cos(t), np.sin(t)]) * rng.uniform(0.3, 1, (3000, 1))
    since = time.process_time()
    drawn = polygon_shape(ring)
    net = shape_net(drawn)
    assert time.process_time() - since < 30  # some 4 on the machine of the lab; with a loop over all pairs, 100
    x = rng.uniform(-1, 1, (2000, 2))
    assert len(drawn.rings[0]) == 3000 and np.array_equal(net(x)[:, 0] == 1, is_inside(drawn, x))
    agree_with_fractions([ring], x[:20])


def test_a_spiral_of_many_turns_has_a_hull_for_each_half_turn():
    turn = np.linspace(0, 120 * np.pi, 1201)
    ways = np.column_stack([np.cos(turn), np.sin(turn)])
    drawn = polygon_shape(np.concatenate([ways * (1 + turn)[:, None], (ways * (2 + turn)[:, None])[::-1]]))
    assert len(convex_parts(drawn)) > 100
