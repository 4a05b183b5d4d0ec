"""The receptive field: the recursion against products of matrices, loops, and what a perturbed input changes (16.2)."""

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.architectures import (
    Field,
    as_layers,
    connections,
    convolve_1d,
    lit_units,
    pool_1d,
    receptive_fields,
    seen_inputs,
)

STACKS = {
    "three of 3": [(3,), (3,), (3,)],
    "pooled": [(3, 1), (2, 2), (3, 1), (2, 2), (3, 1)],
    "dilated": [(3, 1, 0, 1), (3, 1, 0, 2), (3, 1, 0, 4), (3, 1, 0, 8)],
    "strided": [(3, 2), (3, 2), (3, 2), (3, 2)],
    "with holes": [(3, 1, 0, 3), (2, 2)],
    "sparse strides": [(2, 3), (2, 3)],
    "of 1": [(1,), (1, 2), (1,)],
    "none": [],
}
SIZES = {
    "three of 3": (7, 1),
    "pooled": (18, 4),
    "dilated": (31, 1),
    "strided": (31, 16),
    "with holes": (8, 2),
    "sparse strides": (5, 9),
    "of 1": (1, 2),
    "none": (1, 1),
}
N = 40


def reach(layers, unit):
    """The first and last input that a unit of the last layer reads, from the top downwards."""
    first = last = unit
    for kernel, stride, _, dilation in reversed(as_layers(layers)):
        first, last = first * stride, last * stride + (kernel - 1) * dilation
    return first, last


@pytest.mark.parametrize("name", STACKS)
def test_the_recursion_gives_the_size_and_the_jump(name):
    layers = STACKS[name]
    field = receptive_fields(layers)[-1]
    assert field == Field(*SIZES[name])
    seen = seen_inputs(layers, N)
    for unit, row in enumerate(seen):
        first, last = np.flatnonzero(row)[[0, -1]]
        assert (first, last) == reach(layers, unit) == (unit * field.jump, unit * field.jump + field.size - 1)


def test_a_field_of_a_dilated_layer_has_holes_and_one_that_doubles_has_none():
    assert seen_inputs([(3, 1, 0, 2)], 6)[0].tolist() == [True, False, True, False, True, False]
    assert seen_inputs(STACKS["dilated"], N)[0].sum() == 31


@pytest.mark.parametrize("name", ["three of 3", "pooled", "strided", "with holes"])
def test_a_perturbed_input_changes_the_outputs_that_see_it_and_no_other(name):
    rng = np.random.default_rng(0)
    layers = as_layers(STACKS[name])
    kernels, x = [rng.normal(size=k) for k, *_ in layers], rng.normal(size=N)

    def output(x):
        for w, layer in zip(kernels, layers):
            x = np.tanh(convolve_1d(x, w, *layer[1:])[0])
        return x

    changed = np.array([output(x + 1e-2 * e) != output(x) for e in np.eye(N)]).T
    assert np.array_equal(changed, seen_inputs(STACKS[name], N))


def test_a_maximum_may_leave_out_an_input_of_its_field():
    x = np.array([0.0, 5, 1, 2])
    assert np.array_equal(pool_1d(x, 2)[0], pool_1d(x + [1, 0, 0, 0], 2)[0])


@pytest.mark.parametrize("name", STACKS)
def test_lit_units_are_those_of_the_matrices_at_every_level(name):
    layers = STACKS[name]
    for level in range(len(layers) + 1):
        seen = seen_inputs(layers[:level], N)
        for unit in {0, len(seen) - 1}:
            lit = lit_units(layers, N, level, unit)
            assert np.array_equal(lit[0], seen[unit]) and len(lit) == level + 1
            assert np.flatnonzero(lit[level]).tolist() == [unit]


def test_each_layer_reads_the_one_before():
    assert [table.shape for table in connections([(3, 1), (2, 2), (3, 1)], 12)] == [(10, 12), (5, 10), (3, 5)]
    assert seen_inputs([], 3).tolist() == np.eye(3, dtype=bool).tolist()


@pytest.mark.parametrize(
    "act, says",
    [
        (lambda: receptive_fields([(3, 1), (0, 1)]), "layer 2: kernel is 0. Give a whole number of at least 1"),
        (lambda: receptive_fields([(3, 0)]), "layer 1: stride is 0"),
        (lambda: receptive_fields([(3, 1, -1)]), "layer 1: padding is -1. Give a whole number of at least 0"),
        (lambda: receptive_fields([(3, 1, 0, 0)]), "layer 1: dilation is 0"),
        (lambda: receptive_fields([3, 3]), "layer 1 is 3. Give (kernel, stride) or"),
        (lambda: receptive_fields([()]), "layer 1 is (). Give (kernel, stride) or"),
        (lambda: seen_inputs([(3, 2), (9, 1)], 12), "layer 2: the kernel spans 9 inputs, but there are only 5"),
        (lambda: seen_inputs([], 0), "the number of inputs is 0"),
        (lambda: lit_units([(3,)], 5, 2, 0), "level is 2. Give a whole number from 0 to 1"),
        (lambda: lit_units([(3,)], 5, 1, 3), "unit is 3. Give a whole number from 0 to 2"),
    ],
)
def test_what_does_not_fit_is_said_in_plain_words(act, says):
    with pytest.raises(InputError) as problem:
        act()
    assert says in str(problem.value)
