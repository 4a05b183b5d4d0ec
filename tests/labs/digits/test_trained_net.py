"""The network that reads digits: same seed, same network; better than 94 % on the held-out digits (row 15.3)."""

import re

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.data import digits
from lecture_lib.labs.digits import initial_net, shifted_images, trained_net


def accuracy(net):
    return float((net(digits().x_test.astype(np.float32)).argmax(axis=1) == digits().y_test).mean())


@pytest.mark.slow
def test_it_is_better_than_94_per_cent_in_float32_and_kept():
    net = trained_net()
    assert net.sizes == (784, 64, 32, 10) and net[1].W.dtype == np.float32
    assert accuracy(net) > 0.94 and trained_net(0) is net and trained_net(1) is not net


@pytest.mark.slow
def test_one_hidden_layer_and_no_shifts_can_be_had():
    assert trained_net(0, (64,)).sizes == (784, 64, 10) and accuracy(trained_net(0, (64,))) > 0.94
    plain = accuracy(trained_net(shifted=False))
    assert 0.9 < plain < accuracy(trained_net())


def test_it_starts_from_the_untrained_one_which_depends_on_the_seed_only():
    assert initial_net(3) == initial_net(3) != initial_net(4)
    assert accuracy(initial_net()) < 0.3


@pytest.mark.slow
def test_weights_of_pixels_that_are_always_white_never_move():
    white = (shifted_images() == 0).all(axis=0)
    assert white.sum() == 64
    moved = trained_net()[1].W != initial_net()[1].W
    assert not moved[:, white].any() and moved[:, ~white].any(axis=0).all()


@pytest.mark.parametrize(
    "make, says",
    [
        (lambda: initial_net(-1), "seed is -1"),
        (lambda: trained_net(0.5), "seed is 0.5"),
        (lambda: trained_net(0, (0,)), "hidden is 0"),
    ],
)
def test_seeds_and_sizes_that_cannot_be_are_refused(make, says):
    with pytest.raises(InputError, match=re.escape(says)):
        make()
