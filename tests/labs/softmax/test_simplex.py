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
