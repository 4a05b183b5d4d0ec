"""Activations: values by hand, slopes by the complex step, and no input too large."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lecture_lib import InputError, identity, leaky_relu, relu, sigmoid, sign, softmax, step, tanh
from lecture_lib.nn import ACTIVATIONS, Activation, activations, make_leaky_relu, make_relu, make_sign, make_step
from tests.reference_gradients import VALUES, assert_close, complex_step

pytestmark = pytest.mark.filterwarnings("error")

EVERY = [sigmoid, tanh, relu, leaky_relu, identity, sign, step, softmax]
SMOOTH = [sigmoid, tanh, relu, leaky_relu, identity, sign, step]
LARGEST = {dtype: float(np.finfo(dtype).max) for dtype in (np.float32, np.float64)}
EXTREMES = [0.0, -0.0, 5e-324, 1e-40, 1.0, 17.0, 88.8, 709.9, 1e4, 1e30]
FLOATS = {
    np.float64: st.floats(allow_nan=False, allow_infinity=False),
    np.float32: st.floats(allow_nan=False, allow_infinity=False, width=32),
}


def test_values_by_hand():
    z = [-2.0, 0.0, 2.0]
    assert np.allclose(sigmoid(z), [0.1192029220221176, 0.5, 0.8807970779778823], rtol=1e-15)
    assert np.allclose(tanh(z), [-0.9640275800758169, 0, 0.9640275800758169], rtol=1e-15)
    assert relu(z).tolist() == [0, 0, 2] and leaky_relu(z).tolist() == [-0.02, 0, 2] and identity(z).tolist() == z
    assert sign(z).tolist() == [-1, -1, 1] and step(z).tolist() == [0, 0, 1]
    assert np.allclose(softmax([np.log(1), np.log(2), np.log(5)]), [1 / 8, 2 / 8, 5 / 8], rtol=1e-15)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("g", EVERY, ids=repr)
def test_no_finite_input_is_too_large(g, dtype):
    ends = [*(v for v in EXTREMES), LARGEST[dtype], LARGEST[dtype] / 2]
    z = np.array([ends, [-v for v in ends]], dtype)
    value, slope = g(z), g.slope(z)
    assert value.dtype == slope.dtype == g.pull(z, value, np.ones_like(z)).dtype == dtype
    assert np.isfinite(value).all() and np.isfinite(slope).all() and np.isfinite(g.pull(z, value, z * 0 + 1)).all()
    for number in () if g is softmax else z.ravel():
        assert np.isfinite(g(number)) and g(number).dtype == g.slope(number).dtype == dtype and g(number).shape == ()


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@settings(max_examples=60)
@given(data=st.data())
def test_probabilities_stay_probabilities(dtype, data):
    z = np.array(data.draw(st.lists(FLOATS[dtype], min_size=1, max_size=5)), dtype)
    p = softmax(z)
    assert p.dtype == dtype and (p >= 0).all() and abs(p.sum() - 1) < 1e-6
    assert p[np.argmax(z)] == p.max()
    assert ((sigmoid(z) >= 0) & (sigmoid(z) <= 1)).all() and sigmoid(z).dtype == dtype
    assert np.allclose(sigmoid(z) + sigmoid(-z), 1, rtol=0, atol=1e-6)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_logits_at_both_ends(dtype):
    for top in (1e4, LARGEST[dtype]):
        assert softmax(np.array([top, -top], dtype)).tolist() == [1, 0]
        assert softmax(np.array([top, top], dtype)).tolist() == [0.5, 0.5]
        assert softmax(np.array([-top, -top, -top, -top], dtype)).tolist() == [0.25] * 4
        assert sigmoid(np.array([top, -top], dtype)).tolist() == [1, 0]
    assert softmax(np.array([0, 0, 88], dtype))[0] > 0


@settings(max_examples=60)
@given(st.lists(st.floats(-50, 50), min_size=1, max_size=6), st.floats(-1e3, 1e3))
def test_softmax_ignores_shifts(z, shift):
    assert np.allclose(softmax(z), softmax(np.add(z, shift)), rtol=1e-9, atol=1e-14)


@settings(max_examples=60)
@given(st.lists(st.floats(-50, 50), min_size=2, max_size=6), st.randoms())
def test_softmax_follows_a_permutation(z, random):
    order = random.sample(range(len(z)), len(z))
    assert np.allclose(softmax(np.array(z)[order]), softmax(z)[order], rtol=1e-12)


def test_softmax_runs_along_the_rows():
    z = np.random.default_rng(0).normal(size=(4, 3))
    assert np.allclose(softmax(z), [softmax(row) for row in z], rtol=1e-15) and np.allclose(softmax(z).sum(axis=1), 1)


@pytest.mark.parametrize("g", SMOOTH, ids=repr)
@settings(max_examples=60)
@given(z=st.floats(-30, 30).filter(lambda v: abs(v) > 1e-3))
def test_the_slope_is_the_derivative(g, z):
    exact = complex_step(VALUES[g.name], [z]) if np.ndim(z) else complex_step(VALUES[g.name], z)
    assert abs(g.slope(z) - exact) <= 1e-9 * max(abs(exact), 1e-12)
    h = 1e-5
    assert abs(g.slope(z) - (g(z + h) - g(z - h)) / (2 * h)) < 1e-6


@settings(max_examples=60)
@given(st.lists(st.floats(-20, 20), min_size=1, max_size=5), st.integers(0, 10**6))
def test_softmax_jacobian_and_pull(z, seed):
    J = np.stack([complex_step(lambda p: VALUES["softmax"](p)[i], z) for i in range(len(z))])
    da = np.random.default_rng(seed).normal(size=len(z))
    assert_close(softmax.slope(z), J, "Jacobian")
    assert_close(softmax.pull(np.array(z), softmax(z), da), J.T @ da, "pull")
    assert np.allclose(softmax.slope(z).sum(axis=0), 0, atol=1e-12)  # a shift of all logits changes nothing


def test_slopes_read_lists_whole_numbers_and_tables():
    assert leaky_relu.slope(np.array([-1, 2])).tolist() == [0.01, 1]  # not rounded to whole numbers
    assert relu.slope([[-1, 2]]).tolist() == [[0, 1]] and float(relu.slope(3)) == 1
    assert softmax.slope([[1, 2], [3, 4]]).shape == (2, 2, 2)
    for bad in ("a", None, [[1], [2, 3]], [np.nan]):
        for g in EVERY:
            with pytest.raises(InputError):
                g.slope(bad)


def test_the_conventions_at_zero():
    assert [float(make_relu(s).slope(0)) for s in (0, 0.5, 1)] == [0, 0.5, 1]
    assert float(make_leaky_relu(0.1, 0.7).slope(0)) == 0.7 and float(leaky_relu.slope(0)) == 0.01
    assert [float(make_sign(s)(0)) for s in (-1, 0, 1)] == [-1, 0, 1]
    assert [float(make_step(s)(0)) for s in (0, 0.5, 1)] == [0, 0.5, 1]
    assert relu.slope([-0.0, 0.0]).tolist() == [0, 0]


MADE = [
    make_relu(),
    make_relu(1),
    make_relu(1 / 3),
    make_leaky_relu(),
    make_leaky_relu(0),
    make_leaky_relu(1 / 3),
    make_leaky_relu(0.1, 0.5),
    make_leaky_relu(0, 0.3),
    make_leaky_relu(0.01, 0.02),
    make_leaky_relu(1),
    make_sign(),
    make_sign(1),
    make_sign(0.1 + 0.2),
    make_step(),
    make_step(1),
    make_step(0.5),
]


@pytest.mark.parametrize("g", EVERY + MADE, ids=repr)
def test_its_name_makes_it_again(g):
    again = eval(repr(g), vars(activations))
    assert again == g and again is g and hash(again) == hash(g)
    for z in ([-1.5, 0.0, 2.0],):
        assert again(z).tolist() == g(z).tolist() and again.slope(z).tolist() == g.slope(z).tolist()


def test_different_conventions_are_different():
    assert len(set(MADE)) == len({repr(g) for g in MADE}) == len(MADE) - 1  # make_leaky_relu(0) is relu
    assert make_leaky_relu(0) is relu and make_leaky_relu(0.01) is leaky_relu and make_sign(1.0) is make_sign(1)


@pytest.mark.parametrize("make", [make_relu, make_leaky_relu, make_sign, make_step])
@pytest.mark.parametrize("value", ["a", [1], float("nan"), float("inf"), {}, 1j, sigmoid], ids=repr)
def test_a_convention_is_a_number(make, value):
    with pytest.raises(InputError):
        make(value)


@pytest.mark.parametrize(
    "arguments, words",
    [
        ((-0.1,), "epsilon is -0.1"),
        ((1.5,), "epsilon is 1.5"),
        ((0.5, 0.2), "slope at 0 is 0.2"),
        ((0, 2), "at 0 is 2"),
    ],
)
def test_a_leaky_relu_between_0_and_1(arguments, words):
    with pytest.raises(InputError, match="0 ≤ epsilon ≤ slope at 0 ≤ 1") as error:
        make_leaky_relu(*arguments)
    assert words in str(error.value)


def test_softmax_wants_a_vector():
    for bad in (3.0, [[[1.0]]], "ab", [[1], [2, 3]]):
        with pytest.raises(InputError):
            softmax(bad)


def test_nothing_is_changed():
    z = np.array([[-1.0, 0.0, 2.0], [1.0, 3.0, -2.0]])
    before = z.copy()
    for g in EVERY:
        a, da = g(z), np.ones_like(z)
        kept = a.copy()
        g.pull(z, a, da)
        g.slope(z)
        assert not np.shares_memory(a, z) and not np.shares_memory(g.value(z), z)
        assert (z == before).all() and (a == kept).all() and (da == 1).all()
    assert isinstance(relu, Activation)
    with pytest.raises(AttributeError):
        relu.name = "other"


def test_a_stretched_sigmoid_is_tanh_stretched_by_2():
    z = np.linspace(-20, 20, 401)
    assert np.allclose(2 * sigmoid(2 * z) - 1, tanh(z), atol=1e-15) and np.allclose(
        2 * sigmoid(z) - 1, tanh(z / 2), atol=1e-15
    )
    assert np.abs(2 * sigmoid(z) - 1 - tanh(z)).max() > 0.2


def test_the_table_knows_each_activation_by_the_name_it_bears():
    assert set(ACTIVATIONS) == {"identity", "leaky_relu", "relu", "sigmoid", "sign", "softmax", "step", "tanh"}
    assert all(g is getattr(activations, name) and g.name == repr(g) == name for name, g in ACTIVATIONS.items())


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("g", [relu, leaky_relu, make_leaky_relu(0.5), make_relu(1), identity], ids=repr)
def test_no_minus_in_front_of_a_0(g, dtype):
    for z in (dtype(-0.0), np.array([-0.0, 0.0, -1.0, 2.0], dtype)):
        assert not np.signbit(np.atleast_1d(g(z))[:2][np.atleast_1d(z)[:2] == 0]).any() and g(z).dtype == dtype
