"""Softmax step by step, naive and shifted, and entropy (row 06.2)."""

from math import exp, log

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.nn import entropy, softmax_steps


@pytest.mark.parametrize("T", [0.1, 1.0, 7.0])
def test_both_ways_agree_where_nothing_overflows(T):
    z = [2.0, 1.0, -1.0, 0.5]
    by_hand = [exp(v / T) / sum(exp(w / T) for w in z) for v in z]
    for shifted in (True, False):
        assert softmax_steps(z, T, shifted).p == pytest.approx(by_hand)


@pytest.mark.parametrize("dtype, last", [(np.float64, 709), (np.float32, 88)])
def test_the_naive_way_overflows_where_the_numbers_end(dtype, last):
    assert np.isfinite(softmax_steps([last, 0.0, 0.0], shifted=False, dtype=dtype).powers).all()
    over = softmax_steps([last + 1, 0.0, 0.0], shifted=False, dtype=dtype)
    assert np.isinf(over.powers[0]) and np.isnan(over.p[0]) and over.p[1:].tolist() == [0, 0]
    mended = softmax_steps([last + 1, 0.0, 0.0], dtype=dtype).p
    assert mended == pytest.approx([1, 0, 0]) and mended.dtype == dtype


def test_entropy_is_log_k_for_equal_ones_and_0_for_certainty():
    assert entropy([0.25] * 4) == pytest.approx(log(4)) and entropy([0, 1]) == 0
    for bad in ([0.5, 0.6], [1.5, -0.5]):
        with pytest.raises(InputError, match="that add up to 1"):
            entropy(bad)
