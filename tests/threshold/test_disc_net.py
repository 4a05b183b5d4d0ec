"""Bumps from one hidden layer: how many half-planes hold a point, and the best threshold for their sum (row 12.3)."""

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.threshold import best_threshold, disc_and_net, disc_sum_net, half_plane_fraction, tangent_half_planes


def test_the_share_is_what_many_lines_count():
    W, b = tangent_half_planes(20_000, 1.5)
    for r in (0.0, 1.0, 1.6, 2.0, 5.0, 100.0):
        assert (W @ [r, 0] + b > 0).mean() == pytest.approx(half_plane_fraction(r, 1.5), abs=1e-3)
    with pytest.raises(InputError, match="0 or more"):
        half_plane_fraction(-1.0)


def test_lines_of_a_round_layer_touch_the_circle():
    W, b = tangent_half_planes(7, 2.0, (1, -1))
    assert np.allclose(W @ [1, -1] + b, 2.0) and np.allclose(np.hypot(*W.T), 1)


def test_both_networks_round_two_circles():
    centres = [(-2, 0), (2, 0)]
    shallow, deep = disc_sum_net(centres, 40, 1.0, 61.5), disc_and_net(centres, 40, 1.0)
    x = [(-2, 0), (2, 0.9), (0, 0), (4, 0), (2, 1.1)]
    assert (shallow.n_units, deep.n_units) == (81, 83)
    assert deep(x).ravel().tolist() == [1, 1, 0, 0, 0] and shallow(x).ravel().tolist() == [1, 1, 0, 0, 0]


def test_the_best_cut_is_the_best_of_all():
    rng = np.random.default_rng(0)
    sums, wanted = rng.integers(0, 12, 400), rng.uniform(size=400) < 0.4
    sums = sums + 3 * wanted
    found = best_threshold(sums, wanted)
    tried = [((sums > t) & wanted).sum() / ((sums > t) | wanted).sum() for t in np.arange(-0.5, 16)]
    assert found.iou == max(tried) and found.threshold == np.arange(-0.5, 16)[np.argmax(tried)]
    with pytest.raises(InputError, match="at least one"):
        best_threshold([1, 2], [False, False])
