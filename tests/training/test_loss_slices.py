"""Flat slices through a loss, and how much of a path lies in one (row 08.3)."""

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.training import local_minimum_count, loss_slice, path_fraction_in_plane, path_plane, random_plane


def test_a_random_plane_is_orthonormal_and_keeps_two_parts_in_d_of_a_square():
    rng, step = np.random.default_rng(0), np.eye(20)[3]
    planes = [random_plane(20, rng) for _ in range(4000)]
    assert all(np.allclose(p @ p.T, np.eye(2)) for p in planes[:20])
    assert np.mean([((p @ step) ** 2).sum() for p in planes]) == pytest.approx(2 / 20, rel=0.05)


def test_the_plane_of_a_flat_path_holds_all_of_it_and_another_only_part():
    rng = np.random.default_rng(1)
    plane = random_plane(7, rng)
    path = np.cumsum(rng.normal(size=(30, 2)), axis=0) @ plane + 5
    assert path_fraction_in_plane(path, path_plane(path)) == pytest.approx(1)
    assert 0 < path_fraction_in_plane(path, random_plane(7, rng)) < 0.95


def test_a_cut_walks_along_u_in_its_columns_and_along_v_in_its_rows():
    values = loss_slice(
        lambda p: p[0] + 10 * p[1] + 100 * p[2], np.array([0, 0, 1.0]), np.eye(3)[:2], [0, 1, 2], [0, 1]
    )
    assert values.tolist() == [[100, 101, 102], [110, 111, 112]]


def test_dips_are_strict_and_inside():
    table = np.ones((5, 6))
    table[1, 1] = table[3, 4] = table[0, 3] = 0
    assert local_minimum_count(table) == 2
    table[3, 3] = 0  # two equal neighbours: none is lower than all
    assert local_minimum_count(table) == 1


@pytest.mark.parametrize(
    "call",
    [
        lambda: random_plane(1, np.random.default_rng(0)),
        lambda: path_plane([[1.0, 2.0]]),
        lambda: path_fraction_in_plane([[1.0, 2.0], [1.0, 2.0]], np.eye(2)),
        lambda: local_minimum_count([1, 2]),
    ],
)
def test_what_makes_no_sense_is_refused(call):
    with pytest.raises(InputError):
        call()
