"""Every gradient, by five roads: complex step, central differences, loops, long way, random projections."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lecture_lib import (
    MLP,
    InputError,
    absolute,
    backward,
    binary_cross_entropy,
    cross_entropy,
    forward,
    half_squares,
    identity,
    relu,
    sigmoid,
    softmax,
    tanh,
    update,
)
from lecture_lib.autodiff import graph
from lecture_lib.nn import Gradients, activations, backprop, gradient_errors, losses, mlp
from tests.mutants import library
from tests.reference_gradients import (
    assert_close,
    check_gradients,
    check_network,
    expected_gradients,
    library_network,
    sample_network,
)

pytestmark = pytest.mark.filterwarnings("error")

LIB = library()

GS = ["identity", "sigmoid", "tanh", "relu", "leaky_relu", "softmax", "sign", "step"]
LOSSES = [half_squares, absolute, binary_cross_entropy, cross_entropy]
PAIRS = [("softmax", cross_entropy), ("sigmoid", binary_cross_entropy), ("identity", half_squares)]
INSIDE = {"binary_cross_entropy": ("sigmoid", "softmax"), "cross_entropy": ("sigmoid", "softmax")}
PLACES = [(g, loss) for loss in LOSSES for g in INSIDE.get(loss.name, GS)]  # output activation and loss
SIZES = st.lists(st.integers(1, 4), min_size=2, max_size=5)
SEEDS = st.integers(0, 10**6)


def parts(grads):
    return [*grads.da, *grads.dz[1:], *grads.dW[1:], *grads.db[1:]]


def same(grads, others, tolerance=1e-12):
    return all(
        np.allclose(p, q, rtol=tolerance, atol=tolerance) for p, q in zip(parts(grads), parts(others), strict=True)
    )


def gradients(layers, x, y, loss):
    return backward(forward(library_network(LIB, layers), x), y, loss)


# --- the complex step and central differences -----------------------------------------------------


def test_the_check_that_the_mutations_face():
    check_gradients(LIB)


@pytest.mark.parametrize("n", [0, 1, 3])
@pytest.mark.parametrize("last, loss", PLACES, ids=repr)
def test_every_activation_at_the_output_with_every_loss(last, loss, n):
    for n_out in (3, 1):
        if last == "softmax" and n_out == 1 and loss is binary_cross_entropy:
            continue  # the only output is 1: its loss is infinite
        layers, x, y = sample_network("tanh", last, loss.name, (2, 3, n_out), n, seed=n)
        check_network(LIB, layers, x, y, loss.name)
        assert max(gradient_errors(library_network(LIB, layers), x, y, loss).values()) < 1e-6


@pytest.mark.slow
@pytest.mark.parametrize("depth", [1, 2, 3, 4])
@pytest.mark.parametrize("hidden", GS)
def test_every_activation_in_hidden_layers_of_every_depth(hidden, depth):
    for n, (last, loss) in zip((2, 0, 2), PAIRS):
        layers, x, y = sample_network(hidden, last, loss.name, (3, 4, 3, 4, 2)[-depth - 1 :], n, seed=depth)
        check_network(LIB, layers, x, y, loss.name)
        assert max(gradient_errors(library_network(LIB, layers), x, y, loss).values()) < 1e-6


@settings(max_examples=40)
@given(SIZES, st.sampled_from(GS[:6]), st.sampled_from(PLACES), st.integers(0, 3), SEEDS)
def test_any_network(sizes, hidden, place, n, seed):
    last, loss = place
    sizes = sizes if last != "softmax" else [*sizes[:-1], sizes[-1] + 1]
    layers, x, y = sample_network(hidden, last, loss.name, sizes, n, seed)
    grads = gradients(layers, x, y, loss)
    for name, expected in expected_gradients(layers, x, y, loss.name).items():
        assert_close(getattr(grads, name[:2])[int(name[3])], expected, name)


# --- loops, and by hand ---------------------------------------------------------------------------


def test_by_hand():
    net = MLP(([[1.0, 2.0]], [0.5], relu), ([[3.0]], [-1.0], identity))  # z1 = 5.5, a2 = 15.5
    grads = backward(forward(net, [1.0, 2.0]), [14.5], half_squares)  # a2 - y = 1
    assert [g.tolist() for g in parts(grads)] == [[3, 6], [3], [1], [3], [1], [[3, 6]], [[5.5]], [3], [1]]
    assert grads.dz[0] is grads.dW[0] is grads.db[0] is None


@settings(max_examples=40)
@given(SIZES, st.integers(1, 3), SEEDS)
def test_loops_do_what_vectors_do(sizes, n, seed):
    layers, x, y = sample_network("tanh", "identity", "half_squares", sizes, n, seed)
    trace = forward(library_network(LIB, layers), x)
    grads = backward(trace, y, half_squares)
    dz = [
        [(a - t) / n for a, t in zip(row, goals)] for row, goals in zip(trace.a[-1], np.reshape(y, trace.a[-1].shape))
    ]
    for l in range(len(layers), 0, -1):
        W, before = layers[l - 1][0], trace.a[l - 1]
        for j in range(len(W)):
            assert np.isclose(grads.db[l][j], sum(row[j] for row in dz), atol=1e-13)
            for i in range(W.shape[1]):
                assert np.isclose(grads.dW[l][j, i], sum(row[j] * a[i] for row, a in zip(dz, before)), atol=1e-13)
        da = [[sum(row[j] * W[j, i] for j in range(len(W))) for i in range(W.shape[1])] for row in dz]
        assert np.allclose(grads.da[l - 1], da, atol=1e-13)
        dz = [[d * (1 - a * a) for d, a in zip(row, a_row)] for row, a_row in zip(da, before)]


# --- matched pairs --------------------------------------------------------------------------------


@pytest.mark.parametrize("last, loss", PAIRS, ids=repr)
@settings(max_examples=40)
@given(SIZES, st.integers(0, 3), SEEDS)
def test_a_matched_pair_equals_the_long_way(last, loss, sizes, n, seed):
    layers, x, y = sample_network("tanh", last, loss.name, sizes, n, seed)
    assert same(gradients(layers, x, y, loss), gradients(layers, x, y, replace(loss, partner=None)), 1e-9)


@pytest.mark.parametrize("last, loss", PAIRS, ids=repr)
def test_a_matched_pair_is_p_minus_y_over_n(last, loss):
    layers, x, y = sample_network("tanh", last, loss.name, (2, 3, 4), 5)
    trace = forward(library_network(LIB, layers), x)
    assert np.array_equal(backward(trace, y, loss).dz[2], (trace.a[2] - y) / 5)
    assert {pair.partner.name for _, pair in PAIRS} == {
        "softmax",
        "sigmoid",
        "identity",
    } and absolute.partner is None


@pytest.mark.parametrize("gap", [1e3, 1e4, 1e300])
def test_gradients_where_the_probability_underflows(gap):
    for g, loss, y, dz in (
        (softmax, cross_entropy, [0, 1], [1, -1]),
        (sigmoid, binary_cross_entropy, [0, 1], [1, 0]),
    ):
        grads = backward(forward(MLP((np.eye(2), [0, 0], g)), [gap, 0 if g is softmax else gap]), y, loss)
        assert grads.dz[1].tolist() == dz and all(np.isfinite(grads.dW[1]).ravel())


# --- batches, projections, rules ------------------------------------------------------------------


@settings(max_examples=40)
@given(SIZES, st.sampled_from(PLACES), st.integers(1, 4), SEEDS)
def test_a_batch_is_the_mean_of_its_examples(sizes, place, n, seed):
    last, loss = place
    sizes = sizes if last != "softmax" else [*sizes[:-1], sizes[-1] + 1]
    layers, x, y = sample_network("tanh", last, loss.name, sizes, n, seed)
    batch, singles = gradients(layers, x, y, loss), [gradients(layers, p, q, loss) for p, q in zip(x, y)]
    for l in range(1, len(layers) + 1):
        assert np.allclose(batch.dW[l], np.mean([one.dW[l] for one in singles], axis=0), rtol=1e-10, atol=1e-12)
        assert np.allclose(batch.db[l], np.mean([one.db[l] for one in singles], axis=0), rtol=1e-10, atol=1e-12)
        assert np.allclose(batch.dz[l] * n, [one.dz[l] for one in singles], rtol=1e-10, atol=1e-12)
    assert np.allclose(batch.da[0] * n, [one.da[0] for one in singles], rtol=1e-10, atol=1e-12)
    same_one = gradients(layers, x[:1], y[:1], loss)
    assert all(np.allclose(p, q) for p, q in zip(same_one.dW[1:], singles[0].dW[1:]))


@settings(max_examples=40)
@given(SIZES, st.sampled_from(["identity", "sigmoid", "tanh", "softmax"]), st.integers(0, 3), SEEDS)
def test_random_projections(sizes, hidden, n, seed):
    """Along a random direction through all weights and inputs at once, the slope is gradient · direction."""
    layers, x, y = sample_network(hidden, "tanh", "half_squares", sizes, n, seed)
    rng, h = np.random.default_rng(seed + 1), 1e-5
    ways = [(rng.normal(size=W.shape), rng.normal(size=b.shape)) for W, b, _ in layers]
    way_x = rng.normal(size=np.shape(x))

    def value(t):
        moved = [(W + t * V, b + t * v, g) for (W, b, g), (V, v) in zip(layers, ways)]
        return half_squares.of(forward(library_network(LIB, moved), x + t * way_x), y)

    grads = gradients(layers, x, y, half_squares)
    inner = np.sum(grads.da[0] * way_x) + sum(
        np.sum(dW * V) + np.sum(db * v) for dW, db, (V, v) in zip(grads.dW[1:], grads.db[1:], ways)
    )
    sizes_of_terms = sum(np.abs(dW * V).sum() for dW, (V, _) in zip(grads.dW[1:], ways)) + 1e-3
    assert abs((value(h) - value(-h)) / (2 * h) - inner) < 1e-6 * sizes_of_terms


@settings(max_examples=40)
@given(st.integers(2, 5), SEEDS)
def test_permuting_hidden_units_permutes_their_gradients(k, seed):
    layers, x, y = sample_network("tanh", "softmax", "cross_entropy", (2, k, 3), 3, seed)
    (W1, b1, g1), (W2, b2, g2) = layers
    order = np.random.default_rng(seed).permutation(k)
    old = gradients(layers, x, y, cross_entropy)
    new = gradients([(W1[order], b1[order], g1), (W2[:, order], b2, g2)], x, y, cross_entropy)
    assert np.allclose(new.dW[1], old.dW[1][order]) and np.allclose(new.dW[2], old.dW[2][:, order])
    assert np.allclose(new.db[1], old.db[1][order]) and np.allclose(new.da[0], old.da[0])


def test_softmax_gradients_of_logits_add_up_to_zero():
    layers, x, y = sample_network("tanh", "softmax", "cross_entropy", (2, 3, 4), 5)
    assert np.allclose(gradients(layers, x, y, cross_entropy).dz[2].sum(axis=1), 0, atol=1e-15)


@pytest.mark.parametrize("last, loss", PAIRS, ids=repr)
def test_float32_stays_float32(last, loss):
    layers, x, y = sample_network("tanh", last, loss.name, (2, 3, 2), 3)
    exact = gradients(layers, x, y, loss)
    layers = [(np.float32(W), np.float32(b), g) for W, b, g in layers]
    grads = gradients(layers, np.float32(x), y, loss)
    assert {part.dtype for part in parts(grads)} == {np.dtype(np.float32)} and same(grads, exact, 1e-5)


def test_a_column_of_targets_is_the_same_as_a_list():
    layers, x, y = sample_network("tanh", "sigmoid", "binary_cross_entropy", (2, 3, 1), 4)
    assert same(
        gradients(layers, x, y, binary_cross_entropy),
        gradients(layers, x, y[:, None], binary_cross_entropy),
        0,
    )


# --- nothing changes ------------------------------------------------------------------------------


@pytest.mark.parametrize("last, loss", PLACES, ids=repr)
def test_calling_twice_gives_the_same_and_changes_nothing(last, loss):
    layers, x, y = sample_network("leaky_relu", last, loss.name, (2, 3, 2), 3)
    net = library_network(LIB, layers)
    trace = forward(net, x)
    kept = repr((net, x.tolist(), y.tolist(), [a.tolist() for a in (*trace.a, *trace.z[1:])]))
    first = backward(trace, y, loss)
    assert same(first, backward(trace, y, loss), 0) and same(first, backward(forward(net, x), y, loss), 0)
    update(net, first, 0.1)
    assert repr((net, x.tolist(), y.tolist(), [a.tolist() for a in (*trace.a, *trace.z[1:])])) == kept
    shapes = [(a.shape, d.shape) for a, d in zip(parts(first), (*trace.a, *trace.z[1:]))]
    assert all(p == q for p, q in shapes)


def test_update_is_one_step_downhill():
    layers, x, y = sample_network("tanh", "identity", "half_squares", (2, 3, 1), 4)
    net = library_network(LIB, layers)
    grads = backward(forward(net, x), y, half_squares)
    new = update(net, grads, 0.01)
    for l in (1, 2):
        assert np.array_equal(new[l].W, net[l].W - 0.01 * grads.dW[l]) and np.array_equal(
            new[l].b, net[l].b - 0.01 * grads.db[l]
        )
    assert half_squares.of(forward(new, x), y) < half_squares.of(forward(net, x), y) and update(net, grads, 0) == net
    small = library_network(LIB, [(np.float32(W), np.float32(b), g) for W, b, g in layers])
    assert update(small, backward(forward(small, np.float32(x)), y, half_squares), 0.1)[1].W.dtype == np.float32


# --- refused --------------------------------------------------------------------------------------

NET = MLP(([[1.0, 1.0]], [0.0], tanh))
TRACE = forward(NET, [[1.0, 2.0], [0.0, 1.0]])
GRADS = backward(TRACE, [0, 1], half_squares)


@pytest.mark.parametrize(
    "action, words",
    [
        (
            lambda: backward([1.0], TRACE, half_squares),
            "trace should be what forward(net, x) returns; [1.0] was given",
        ),
        (lambda: backward(NET, [0, 1], half_squares), "MLP"),
        (lambda: backward(TRACE, [0, 1], "mse"), "loss should be a loss such as half_squares; 'mse' was given"),
        (lambda: backward(TRACE, [0, 1], half_squares.slope), "loss should be a loss such as half_squares"),
        (
            lambda: backward(TRACE, [0, 1, 2], half_squares),
            "y has shape (3,), but the output has shape (2, 1)",
        ),
        (lambda: backward(TRACE, [[0, 1]], half_squares), "y has shape (1, 2)"),
        (lambda: backward(TRACE, [0, None], half_squares), "y holds None"),
        (lambda: backward(TRACE, [0, np.nan], half_squares), "y holds nan at [1]"),
        (lambda: backward(TRACE, [0, 1], binary_cross_entropy.__class__), "loss should be a loss such as"),
        (
            lambda: backward(forward(MLP((-np.eye(2), [0, 0], tanh)), [1, 1]), [0, 1], cross_entropy),
            "the output holds -0.76",
        ),
        (
            lambda: backward(forward(MLP((np.eye(2), [0, 0], sigmoid)), [-1e4, 0]), [1, 0], cross_entropy),
            "layer 1: the gradient is not finite. Either the numbers are too large, or "
            "the slope of cross_entropy is infinite at the output; its matching loss is softmax",
        ),
        (
            lambda: backward(forward(MLP(([[1.0]], [0], identity)), [1e300]), [-1e300], half_squares),
            "layer 1: the gradient is not",
        ),
        (lambda: update(NET, GRADS, "fast"), "rate holds text ('fast')"),
        (lambda: update(NET, GRADS, [0.1]), "rate has shape (1,)"),
        (lambda: update(NET, TRACE, 0.1), "grads should be the gradients that backward returns"),
        (lambda: update(GRADS, NET, 0.1), "net must be a network, an MLP"),
        (lambda: update(NET, GRADS, 1e308 * 1e1), "rate holds inf"),
        (
            lambda: update(MLP((-np.sign(GRADS.dW[1]) * 1.75e308, [0], tanh)), GRADS, 1.7e308),
            "layer 1: W holds",
        ),
        (
            lambda: update(MLP(([[1.0]], [0], tanh)), GRADS, 0.1),
            "the gradients belong to a network of sizes (2, 1), but net has sizes (1, 1)",
        ),
        (
            lambda: update(MLP(([[1.0, 1]], [0], tanh), ([[1.0]], [0], tanh)), GRADS, 0.1),
            "sizes (2, 1), but net has sizes (2, 1, 1)",
        ),
    ],
)
def test_what_does_not_fit_is_refused(action, words):
    with pytest.raises(InputError) as error:
        action()
    assert words in str(error.value)


def test_the_library_under_test_is_the_real_one():
    assert (activations, backprop, graph, losses, mlp) == tuple(
        getattr(LIB, name) for name in ("activations", "backprop", "graph", "losses", "mlp")
    )
    assert Gradients is type(GRADS)
