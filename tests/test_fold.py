"""Composed networks: the merged network is the composition, and it folds (rows 13.1, 13.3, 13.5)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from lecture_lib import MLP, InputError, identity, relu, sigmoid, tanh
from lecture_lib.fold import merged, repeated
from lecture_lib.regions import bends

HAT = MLP(([[1.0], [1.0]], [0.0, -0.5], relu), ([[2.0, -4.0]], [0.0], identity))


def random_net(rng, sizes, g):
    net = MLP.random(sizes, *[g] * (len(sizes) - 2), identity, rng=rng)
    return MLP(*((W, rng.normal(size=b.shape), h) for W, b, h in net))


@given(some.integers(0, 10**6), some.sampled_from([1, 2, 3]), some.sampled_from([relu, tanh, sigmoid]))
def test_the_merged_network_is_the_composition(seed, between, g):
    rng = np.random.default_rng(seed)
    first, second = random_net(rng, (2, 5, between), g), random_net(rng, (between, 4, 3, 2), g)
    x = rng.normal(size=(20, 2)) * 3
    whole = merged(first, second)
    assert np.allclose(whole(x), second(first(x)), rtol=1e-12, atol=1e-12)
    assert whole.sizes == (2, 5, 4, 3, 2) and np.linalg.matrix_rank(whole[2].W) <= between


@pytest.mark.parametrize("times", [1, 2, 5, 8])
def test_each_repetition_folds_once_more(times):
    whole = repeated(HAT, times)
    assert len(bends(whole, [0.0], [1.0])) + 1 == 2**times
    x = np.linspace(0, 1, 50)[:, None]
    by_hand = x
    for _ in range(times):
        by_hand = HAT(by_hand)
    assert whole(x) == pytest.approx(by_hand, abs=1e-9)


@pytest.mark.parametrize("act, says", [
    (lambda: merged(MLP(([[1.0]], [0.0], relu)), HAT), "ends with relu"), (lambda: merged(HAT, MLP(([[1.0, 2.0]], [0.0], relu))), "gives 1 values"),
    (lambda: merged(HAT, None), "must be networks"), (lambda: repeated(HAT, 0), "times is 0")])
def test_what_cannot_be_merged_is_told(act, says):
    with pytest.raises(InputError, match=says):
        act()
