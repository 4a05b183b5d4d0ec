"""The shape that a sheet states is wanted: the right numbers in another shape are wrong, and told by their shape."""

import numpy as np
import pytest

from lecture_lib.checking import check
from lecture_lib.course import questions


def in_another_shape(number, change):
    """Return an answer with the right numbers, each part or the whole changed in its shape."""
    truth = questions(number[:2])[number].truth
    return lambda *case: change(truth(*case))


def column(v):
    return np.reshape(v, (-1, 1))


def row(v):
    return np.reshape(v, (1, -1))


def first(change):
    return lambda parts: (change(parts[0]), *parts[1:])


def last(change):
    return lambda parts: (*parts[:-1], change(parts[-1]))


def of_dw(change):
    return lambda flat: (change(flat[:-1]), flat[-1])


CHANGED = [
    ("01.1a", of_dw(column)),
    ("01.1a", of_dw(row)),
    ("04.3a", last(column)),
    ("04.3a", first(lambda h: h[None])),
    ("04.4a", lambda X: X[None]),
    ("05.5a", lambda X: X[..., None]),
    ("06.2a", lambda P: P[None, :, None, :, None]),
    ("06.2b", column),
    ("06.2b", row),
    ("06.4a", first(lambda dW: dW[None])),
    ("06.4a", last(column)),
    ("06.4a", last(row)),
    ("10.2a", last(column)),
    ("10.2a", lambda parts: (parts[0], column(parts[1]), *parts[2:])),
    ("11.2a", column),
    ("15.3a", lambda table: table[..., None]),
    ("16.4a", lambda y: y[None]),
    ("16.5a", lambda y: y[None]),
    ("16.5d", column),
]


@pytest.mark.parametrize("number, change", CHANGED)
def test_the_right_numbers_in_another_shape_are_wrong_and_told_by_their_shape(number, change):
    verdict = check(number, in_another_shape(number, change))
    assert verdict.status == "wrong" and "shape" in verdict.says


@pytest.mark.parametrize("number", ["02.1a", "02.4a", "05.4a", "01.5a"])
def test_where_no_shape_is_stated_a_vector_may_be_a_column(number):
    assert check(number, in_another_shape(number, lambda v: column(v) if np.ndim(v) == 1 else v)).right


def test_the_bias_of_a_batch_may_stay_a_row_as_keepdims_leaves_it():
    assert check("10.2a", in_another_shape("10.2a", last(row))).right
