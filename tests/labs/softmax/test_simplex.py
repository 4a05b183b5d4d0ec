"""The triangle of all ways to share probability among three classes."""

import re

import numpy as np
import pytest

from lecture_lib.labs.softmax.simplex import Triangle


def test_corners_centre_and_sides_of_the_triangle():
    triangle = Triangle(0, 0, 100)
    assert np.allclose(triangle.at(np.eye(3)), [(50, 0), (0, triangle.height), (100, triangle.height)])
    sides = np.linalg.norm(triangle.corners - np.roll(triangle.corners, 1, axis=0), axis=1)
    assert np.allclose(sides, 100) and np.allclose(triangle.at([1 / 3] * 3), triangle.corners.mean(axis=0))


def test_the_curve_goes_from_the_winners_corner_to_the_centre():
    triangle = Triangle(0, 0, 100)
    points = [
        tuple(map(float, p.split(","))) for p in re.search(r'points="([^"]+)"', triangle.curve([0, 2, 1]))[1].split()
    ]
    assert points[0] == pytest.approx(triangle.corners[1], abs=0.1)
    assert points[-1] == pytest.approx(triangle.corners.mean(axis=0), abs=0.5)


def test_the_names_of_the_corners_do_not_reach_beyond_the_triangle_by_more_than_its_margin():
    places = re.findall(r'<text x="([\d.]+)"[^>]*>class (\d)<', Triangle(24, 50, 202).ground())
    assert [k for _, k in places] == ["1", "2", "3"]
    assert all(30 <= float(x) <= 220 for x, _ in places)  # a name is 50 wide, centred; the panel is 250
