"""PReLU: values by hand, the gradient of epsilon in two other ways, and what training does (row 02.4)."""

from itertools import islice

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lecture_lib import (
    MLP,
    SGD,
    InputError,
    backward,
    descend,
    forward,
    half_squares,
    identity,
    relu,
    tanh,
)
from lecture_lib.nn import (
    PReLU,
    central_difference,
    epsilon_gradient,
    epsilon_gradients,
    gradient_errors,
    make_leaky_relu,
    make_prelu,
    prelu_losses,
    train_prelu,
    update,
)
from tests.reference_gradients import complex_step

EPSILONS = [-2.5, -1.0, -0.01, 0.0, 0.01, 0.25, 1.0, 3.0]


# --- PReLU -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("epsilon", EPSILONS)
def test_value_and_slope_by_hand_for_every_epsilon(epsilon):
    g = make_prelu(epsilon)
    assert g([-2.0, 0.0, 3.0]).tolist() == [-2 * epsilon, 0, 3]
    assert g.slope([-2.0, 3.0]).tolist() == [epsilon, 1] and float(g.slope(0)) == epsilon
    assert float(make_prelu(epsilon, 0.5).slope(0)) == 0.5
    assert g([[-2.0]]).shape == (1, 1) and g(np.float32(-2)).dtype == g.slope(np.float32(-2)).dtype == np.float32


@pytest.mark.parametrize("epsilon", [0.0, 0.01, 0.3, 1.0])
def test_between_0_and_1_it_is_the_leaky_relu(epsilon):
    z = np.linspace(-3, 3, 61)
    assert np.allclose(make_prelu(epsilon)(z), make_leaky_relu(epsilon)(z), rtol=1e-15)
    assert np.array_equal(make_prelu(epsilon).slope(z), make_leaky_relu(epsilon).slope(z))


@settings(max_examples=80)
@given(z=st.floats(-20, 20).filter(lambda v: abs(v) > 1e-3), epsilon=st.floats(-3, 3))
def test_the_slope_is_the_derivative(z, epsilon):
    g, h = make_prelu(epsilon), 1e-5
    assert abs(float(g.slope(z)) - float(g(z + h) - g(z - h)) / (2 * h)) < 1e-6
    exact = complex_step(lambda v: np.where(v.real > 0, v, epsilon * v), z)
    assert abs(float(g.slope(z)) - exact) < 1e-12


def test_the_formula_with_epsilon_inside_the_minimum_fails_below_0():
    z = np.array([-2.0, -1.0, 1.0, 2.0])
    inside = lambda epsilon: np.maximum(0, z) + np.minimum(0, epsilon * z)
    assert np.array_equal(inside(0.25), make_prelu(0.25)(z)) and not np.allclose(inside(-0.5), make_prelu(-0.5)(z))
    assert inside(-0.5).tolist() == [0, 0, 0.5, 1]


def test_its_name_makes_it_again():
    for g in (make_prelu(), make_prelu(-0.5), make_prelu(0.25, 1)):
        assert eval(repr(g)) is g and isinstance(g, PReLU)
    assert make_prelu(0.1).epsilon == 0.1


@pytest.mark.parametrize("bad", ["a", [1], float("nan"), None])
def test_an_epsilon_is_a_number(bad):
    with pytest.raises(InputError):
        make_prelu(bad)


def nets():
    rng = np.random.default_rng(3)
    one = MLP.random((3, 4, 2), make_prelu(0.3), identity, rng=rng)
    two = MLP.random((3, 4, 5, 2), make_prelu(-0.4), make_prelu(0.1), identity, rng=rng)
    last = MLP.random((3, 4, 2), tanh, make_prelu(-0.7), rng=rng)
    return [one, two, last]


@pytest.mark.parametrize("net", nets(), ids=["one layer", "two layers", "the output"])
@pytest.mark.parametrize("n", [None, 6])
def test_the_gradient_of_epsilon_by_central_difference_and_by_complex_step(net, n):
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(n, 3) if n else 3), rng.normal(size=(n, 2) if n else 2)
    trace = forward(net, x)
    found = epsilon_gradients(trace, backward(trace, y, half_squares))
    assert sorted(found) == [l for l, layer in enumerate(net, start=1) if "prelu" in layer.g.name]
    for l, got in found.items():
        epsilon = net[l].g.epsilon
        slow = central_difference(
            lambda v: half_squares.of(forward(net.with_layer(l, g=make_prelu(float(v))), x), y), epsilon
        )
        exact = complex_step(lambda v: loss_with(net, l, v, x, y), epsilon)
        assert got == pytest.approx(float(slow), rel=1e-6, abs=1e-9) and got == pytest.approx(
            float(exact), rel=1e-12, abs=1e-14
        )


def loss_with(net, l, epsilon, x, y):
    """The loss in plain complex numbers, example by example, with another epsilon in layer l."""
    total, rows, targets = 0, np.atleast_2d(x), np.atleast_2d(y)
    for a, target in zip(rows, targets):
        for k, (W, b, g) in enumerate(net, start=1):
            z = W @ a + b
            own = epsilon if k == l else getattr(g, "epsilon", None)
            a = np.tanh(z) if g is tanh else z if own is None else np.where(z.real > 0, z, own * z)
        total = total + np.sum((a - target) ** 2) / 2
    return total / len(rows)


def test_the_weights_of_a_network_with_prelu_have_right_gradients_too():
    rng = np.random.default_rng(1)
    for net in nets():
        assert max(gradient_errors(net, rng.normal(size=(5, 3)), rng.normal(size=(5, 2)), half_squares).values()) < 1e-6


def test_gradients_must_fit():
    with pytest.raises(InputError, match="z has shape"):
        epsilon_gradient([1.0, 2.0], [1.0])
    with pytest.raises(InputError, match="no layer has an epsilon"):
        next(train_prelu(MLP(([[1.0]], [0.0], relu)), [[1.0]], [[1.0]], half_squares))
    with pytest.raises(InputError, match="rate is -1"):
        next(train_prelu(nets()[0], [[1.0, 2, 3]], [[1.0, 2]], half_squares, -1))


X = np.linspace(-2, 2, 41)[:, None]


@pytest.mark.parametrize(
    "target, end", [(lambda x: x, 1), (lambda x: np.maximum(0, x), 0), (np.abs, -1), (lambda x: -2 * x, -2)]
)
def test_alone_epsilon_finds_the_slope_of_the_left_side(target, end):
    left = np.where(X < 0, target(X), np.maximum(0, X))
    *_, last = islice(
        train_prelu(MLP(([[1.0]], [0.0], make_prelu())), X, left, half_squares, 0.5, only_epsilon=True), 80
    )
    assert last.epsilons == [pytest.approx(end, abs=1e-6)] and last.loss < 1e-10
    assert last.net[1].W.tolist() == [[1.0]] and last.net[1].b.tolist() == [0.0]


def test_with_the_weights_it_goes_the_way_of_update_and_every_epsilon_moves():
    rng = np.random.default_rng(0)
    net, x, y = nets()[1], rng.normal(size=(20, 3)), rng.normal(size=(20, 2))
    first = next(train_prelu(net, x, y, half_squares, 0.05))
    trace = forward(net, x)
    grads = backward(trace, y, half_squares)
    by_hand = update(net, grads, 0.05)
    assert all(
        np.array_equal(first.net[l].W, by_hand[l].W) and np.array_equal(first.net[l].b, by_hand[l].b) for l in (1, 2, 3)
    )
    moves = [0.05 * d for d in epsilon_gradients(trace, grads).values()]
    assert np.allclose(first.epsilons, np.subtract([-0.4, 0.1], moves), rtol=1e-14) and all(moves)
    losses = [s.loss for s in islice(train_prelu(net, x, y, half_squares, 0.05), 50)]
    assert losses[0] == half_squares.of(trace, y) and np.all(np.diff(losses) < 0)


@pytest.mark.parametrize("g", [make_prelu(0.25), make_prelu(-0.5), relu], ids=repr)
@pytest.mark.parametrize("sizes", [(1, 3, 1), (2, 4, 2)])
def test_networks_trained_side_by_side_end_where_each_ends_by_itself(g, sizes):
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(12, sizes[0])), rng.normal(size=(12, sizes[2]))
    nets = [MLP.random(sizes, g, identity, rng=np.random.default_rng(seed)) for seed in range(4)]

    def alone(net):
        if g is relu:
            return next(descend(net, x, y, half_squares, SGD(0.05), every=30)).loss
        *_, last = islice(train_prelu(net, x, y, half_squares, 0.05), 30)
        return last.loss

    assert np.allclose(prelu_losses(nets, x, y, 30, 0.05), [alone(net) for net in nets], rtol=1e-12)


@pytest.mark.parametrize(
    "nets, says",
    [
        ([MLP.random((1, 2, 1), relu, identity, rng=np.random.default_rng(0)), nets()[0]], "2 kinds of networks"),
        ([nets()[1]], "one hidden layer"),
        ([nets()[2]], "one hidden layer"),
        ([MLP.random((1, 2, 1), tanh, identity, rng=np.random.default_rng(0))], "one hidden layer"),
        ([3], "every network must be an MLP"),
    ],
)
def test_what_cannot_be_trained_side_by_side_is_refused(nets, says):
    with pytest.raises(InputError, match=says):
        prelu_losses(nets, [[1.0]], [[1.0]], 3)


def test_two_units_gain_by_the_learned_leak_and_four_do_not():
    """What notebook 02.4 says of 100 starts, tried on 100 others."""
    target = np.sin(2 * X)

    def losses(hidden, g):
        nets = [
            MLP.random((1, hidden, 1), relu, identity, rng=np.random.default_rng(900 + seed)) for seed in range(100)
        ]
        return prelu_losses([net.with_layer(1, g=g) for net in nets], X, target, 800, 0.1)

    better = {n: int((losses(n, make_prelu(0.25)) < losses(n, relu)).sum()) for n in (2, 4)}
    assert better[2] > 70 and 35 < better[4] < 65
    assert np.median(losses(3, relu)) < np.median(losses(2, make_prelu(0.25)))


def slopes_of_two_units(g, rng):
    """Return the slopes of a network with two hidden units left of both kinks, between them, and right of both."""
    W, b, V = rng.normal(size=2), rng.normal(size=2), rng.normal(size=2)
    left, right = np.sort(-b / W)
    points = np.array([left - 1, (left + right) / 2, right + 1])
    return g.slope(points[:, None] * W + b) @ (V * W)


def test_two_relu_units_tie_their_three_slopes_together_and_a_leak_frees_them():
    rng = np.random.default_rng(0)

    def are_tied(slopes):
        return np.isclose(slopes, 0).any() or np.isclose(slopes[1], slopes[0] + slopes[2])

    assert all(are_tied(slopes_of_two_units(relu, rng)) for _ in range(200))
    assert not any(are_tied(slopes_of_two_units(make_prelu(0.25), rng)) for _ in range(200))
