"""The neuron of 1943 and the threshold unit: rules in loops, and which gates each of them can do (row 01.4)."""

from itertools import product

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.threshold import GATES, INPUTS, McCullochPitts, ThresholdUnit, gate_name, separate


def by_the_rules(synapses, threshold, x):
    if any(s == -1 and v == 1 for s, v in zip(synapses, x)):
        return 0
    return int(sum(s * v for s, v in zip(synapses, x) if s > 0) >= threshold)


@pytest.mark.parametrize("d", [1, 2, 3])
def test_a_neuron_follows_the_rules_of_1943(d):
    corners = list(product((0, 1), repeat=d))
    for synapses in product((-1, 0, 1, 3), repeat=d):
        for threshold in (0, 1, 2, 4):
            neuron = McCullochPitts(synapses, threshold)
            wanted = [by_the_rules(synapses, threshold, x) for x in corners]
            assert neuron(corners).tolist() == wanted == neuron.as_threshold_unit()(corners).tolist()
            assert neuron(corners[-1]) == wanted[-1]


def gates_of(units):
    return {gate_name(unit) for unit in units}


def test_eleven_gates_of_sixteen_and_no_more_with_more_synapses():
    few = gates_of(McCullochPitts(s, t) for s in product((-1, 0, 1, 2), repeat=2) for t in range(5))
    many = gates_of(McCullochPitts(s, t) for s in product(range(-1, 7), repeat=2) for t in range(14))
    assert few == many and len(few) == 11
    assert set(GATES) - few == {"NAND", "x1 OR NOT x2", "x2 OR NOT x1", "XOR", "XNOR"}


def test_seven_gates_without_the_threshold_0():
    found = gates_of(McCullochPitts(s, t) for s in product((-1, 0, 1, 2), repeat=2) for t in range(1, 5))
    assert found == {"FALSE", "AND", "OR", "x1", "x2", "x1 AND NOT x2", "x2 AND NOT x1"}


def test_fourteen_gates_for_a_threshold_unit_which_are_the_separable_ones():
    weights, thresholds = product((-2, -1, 0, 1, 2), repeat=2), np.arange(-2.5, 3)
    found = gates_of(ThresholdUnit(w, t) for w in weights for t in thresholds)
    assert found == {name for name, labels in GATES.items() if _separable(labels)} and len(found) == 14


def _separable(labels):
    return len(set(labels.tolist())) == 1 or separate(INPUTS, labels).separable


@pytest.mark.parametrize(
    "act, says",
    [
        (lambda: McCullochPitts((1, 0.5), 1), "synapse 2 is 0.5"),
        (lambda: McCullochPitts((1, -2), 1), "synapse 2 is -2"),
        (lambda: McCullochPitts((), 1), "one whole number for each input"),
        (lambda: McCullochPitts((1, 1), -1), "threshold is -1"),
        (lambda: McCullochPitts((1, 1), 1)([1, 2]), "x holds 2; every input must be 0 or 1"),
        (lambda: McCullochPitts((1, 1), 1)([[1, 0, 1]]), "the neuron has 2 inputs"),
        (lambda: ThresholdUnit((1, np.nan), 1), "finite"),
        (lambda: ThresholdUnit((1,), 1)([-1]), "every input must be 0 or 1"),
    ],
)
def test_what_breaks_the_rules_ends_in_plain_words(act, says):
    with pytest.raises(InputError, match=says):
        act()
