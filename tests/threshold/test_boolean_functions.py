"""The sixteen gates: each name is what its table says."""

import numpy as np
import pytest

from lecture_lib.threshold import GATES, INPUTS

MEANING = {
    "FALSE": lambda p, q: False,
    "AND": lambda p, q: p and q,
    "x1 AND NOT x2": lambda p, q: p and not q,
    "x1": lambda p, q: p,
    "x2 AND NOT x1": lambda p, q: q and not p,
    "x2": lambda p, q: q,
    "XOR": lambda p, q: p != q,
    "OR": lambda p, q: p or q,
    "NOR": lambda p, q: not (p or q),
    "XNOR": lambda p, q: p == q,
    "NOT x2": lambda p, q: not q,
    "x1 OR NOT x2": lambda p, q: p or not q,
    "NOT x1": lambda p, q: not p,
    "x2 OR NOT x1": lambda p, q: q or not p,
    "NAND": lambda p, q: not (p and q),
    "TRUE": lambda p, q: True,
}


def test_there_are_all_sixteen():
    assert GATES.keys() == MEANING.keys() and len({tuple(labels) for labels in GATES.values()}) == 16
    assert INPUTS.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]


@pytest.mark.parametrize("name", MEANING)
def test_the_table_is_what_the_name_says(name):
    assert GATES[name].tolist() == [1 if MEANING[name](bool(p), bool(q)) else -1 for p, q in INPUTS]


def test_nobody_can_write_to_them():
    for array in (INPUTS, *GATES.values()):
        with pytest.raises(ValueError):
            array += 1
        assert np.isin(array, (-1, 0, 1)).all()
