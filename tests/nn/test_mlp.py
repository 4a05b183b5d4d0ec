"""The network: read in the lectures' shapes, never changed, run forward the same by loops and by vectors."""

import copy
from dataclasses import FrozenInstanceError

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lecture_lib import MLP, InputError, forward, half_squares, identity, leaky_relu, relu, sigmoid, softmax, tanh
from lecture_lib.nn import Layer, Trace, activations, make_leaky_relu, make_relu, make_sign, make_step
from tests.reference_gradients import network_output, sample_network

pytestmark = pytest.mark.filterwarnings("error")

NAMES = ["identity", "sigmoid", "tanh", "relu", "leaky_relu", "softmax", "sign", "step"]
XOR = MLP(([[1, 1], [1, 1]], [0, -1], relu), ([[1, -2]], [0], identity))
SIZES = st.lists(st.integers(1, 4), min_size=2, max_size=5)
SEEDS = st.integers(0, 10**6)


def made(layers):
    return MLP(*((W, b, getattr(activations, g)) for W, b, g in layers))


def test_a_network_by_hand():
    trace = forward(XOR, [[0, 0], [0, 1], [1, 0], [1, 1]])
    assert trace.z[0] is None and trace.net is XOR and trace.a[0].tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert trace.z[1].tolist() == [[0, -1], [1, 0], [1, 0], [2, 1]] and trace.a[1].tolist() == [
        [0, 0],
        [1, 0],
        [1, 0],
        [2, 1],
    ]
    assert trace.a[2].ravel().tolist() == [0, 1, 1, 0] == XOR([[0, 0], [0, 1], [1, 0], [1, 1]]).ravel().tolist()


@settings(max_examples=60)
@given(SIZES, st.sampled_from(NAMES), st.sampled_from(NAMES), st.integers(0, 3), SEEDS)
def test_vectors_do_what_loops_do(sizes, hidden, last, n, seed):
    layers, x, _ = sample_network(hidden, last, "half_squares", sizes, n, seed)
    trace = forward(made(layers), x)
    for l in range(1, len(layers) + 1):
        assert np.allclose(trace.a[l], network_output(layers[:l], x), rtol=1e-12, atol=1e-14)
        assert np.allclose(
            trace.z[l],
            network_output([*layers[: l - 1], (*layers[l - 1][:2], "identity")], x),
            rtol=1e-12,
            atol=1e-14,
        )


@settings(max_examples=60)
@given(SIZES, st.integers(1, 4), SEEDS)
def test_a_batch_is_its_single_examples(sizes, n, seed):
    layers, x, _ = sample_network("tanh", "softmax", "half_squares", sizes, n, seed)
    net = made(layers)
    assert np.allclose(net(x), [net(row) for row in x], rtol=1e-13) and net(x).shape == (n, sizes[-1])


@settings(max_examples=60)
@given(st.integers(1, 3), st.integers(2, 5), SEEDS)
def test_permuting_hidden_units_changes_nothing(n_in, hidden, seed):
    (W1, b1, _), (W2, b2, _) = sample_network("tanh", "sigmoid", "half_squares", (n_in, hidden, 2), 0, seed)[0]
    rng = np.random.default_rng(seed)
    order, x = rng.permutation(hidden), rng.normal(size=(4, n_in))
    permuted = MLP((W1[order], b1[order], tanh), (W2[:, order], b2, sigmoid))
    assert np.allclose(permuted(x), MLP((W1, b1, tanh), (W2, b2, sigmoid))(x), rtol=1e-12)


@settings(max_examples=60)
@given(SIZES, SEEDS)
def test_linear_layers_collapse_to_one(sizes, seed):
    layers, x, _ = sample_network("identity", "identity", "half_squares", sizes, 3, seed)
    W, b = np.eye(sizes[0]), np.zeros(sizes[0])
    for V, c, _ in layers:
        W, b = V @ W, V @ b + c
    assert np.allclose(made(layers)(x), MLP((W, b, identity))(x), rtol=1e-10, atol=1e-12)


def test_float32_stays():
    net = MLP((np.float32([[1, 2]]), np.float32([0.5]), sigmoid), (np.float32([[3]]), np.float32([0]), softmax))
    trace = forward(net, np.float32([[1, 2]]))
    assert {a.dtype for a in (*trace.a, *trace.z[1:])} == {np.dtype(np.float32)}


def test_the_counts():
    net = MLP.random((3, 5, 2), tanh, rng=np.random.default_rng(0))
    assert (net.sizes, net.n_units, net.n_parameters, len(net)) == ((3, 5, 2), 7, 3 * 5 + 5 + 5 * 2 + 2, 2)
    assert (
        [layer.W.shape for layer in net] == [(5, 3), (2, 5)]
        and net[1] is next(iter(net))
        and net[np.int64(2)].W.shape == (2, 5)
    )


# --- equality and repr ----------------------------------------------------------------------------

STRANGE = [
    make_relu(1),
    make_relu(1 / 3),
    make_leaky_relu(0.1),
    make_leaky_relu(1 / 3, 0.5),
    make_sign(1),
    make_step(0.5),
    make_leaky_relu(0),
]


@settings(max_examples=60)
@given(
    SIZES,
    st.lists(st.sampled_from([*STRANGE, relu, leaky_relu, sigmoid, softmax]), min_size=4, max_size=4),
    SEEDS,
)
def test_repr_evaluates_to_an_equal_network(sizes, gs, seed):
    rng = np.random.default_rng(seed)
    net = MLP.random(sizes, *gs[: len(sizes) - 1], rng=rng) if len(sizes) > 2 else MLP.random(sizes, gs[0], rng=rng)
    again = eval(repr(net), {"MLP": MLP, **vars(activations)})
    assert again == net and hash(again) == hash(net) and repr(again) == repr(net)


@pytest.mark.parametrize("value", [0.0, -0.0, 5e-324, 1.7976931348623157e308, 0.1, 1 / 3, -1e-300])
def test_repr_keeps_every_digit(value):
    net = MLP(([[value]], [value], identity))
    again = eval(repr(net), {"MLP": MLP, "identity": identity})
    assert again[1].W.tobytes() == net[1].W.tobytes() and again[1].b.tobytes() == net[1].b.tobytes()


def test_equal_networks_have_equal_hashes():
    equals = [
        MLP((np.float32([[1, 0]]), [0.0], relu)),
        MLP(([[1.0, -0.0]], [-0.0], relu)),
        MLP(([[1, 0]], [0], make_relu(0))),
    ]
    assert len(set(equals)) == 1 and equals[0] == equals[1] == equals[2]


def test_different_networks_differ():
    net = MLP(([[1.0]], [0.0], relu))
    others = [
        net.with_layer(1, W=[[2]]),
        net.with_layer(1, b=[1]),
        net.with_layer(1, g=sigmoid),
        "net",
        None,
        XOR,
        MLP(([[1.0]], [0.0], relu), ([[1.0]], [0.0], relu)),
        net.with_layer(1, g=make_relu(1)),
    ]
    assert all(net != other for other in others)


# --- nothing changes ------------------------------------------------------------------------------


def test_weights_cannot_be_written_to():
    W, b = np.ones((1, 2)), np.ones(1)
    net = MLP((W, b, relu))
    W[0, 0] = b[0] = 9  # the network has its own copy
    assert net[1].W.tolist() == [[1, 1]] and net[1].b.tolist() == [1]
    for array in (net[1].W, net[1].b):
        with pytest.raises(ValueError, match="read-only"):
            array += 1
    with pytest.raises(AttributeError):
        net[1].W = W
    with pytest.raises(TypeError):
        net[1] = net[1]
    with pytest.raises(FrozenInstanceError):
        forward(net, [1, 2]).a = ()


def test_with_layer_leaves_the_old_one():
    before = repr(XOR)
    new = XOR.with_layer(2, W=[[5, 5]])
    assert repr(XOR) == before and new[2].W.tolist() == [[5, 5]] and new[2].b.tolist() == [0]
    assert XOR.with_layer(1, g=sigmoid)[1].g is sigmoid and XOR.with_layer(2) == XOR


def test_forward_changes_nothing():
    x = np.array([[1.0, 2.0]])
    trace, before = forward(XOR, x), copy.deepcopy(XOR)
    trace.a[0][:] = 7  # the record is its own copy
    assert x.tolist() == [[1, 2]] and XOR == before and XOR(x) == XOR(x)


# --- refused --------------------------------------------------------------------------------------

RELU = ([[1, 1]], [0], relu)


@pytest.mark.parametrize(
    "layers, words",
    [
        ((), "a network needs at least one layer (W, b, g); none was given"),
        ((3,), "layer 1 must be three things, (W, b, g); 3 was given"),
        (([[1]],), "layer 1 must be three things"),
        ((RELU, ([[1]], [0])), "layer 2 must be three things, (W, b, g); ([[1]], [0]) was given"),
        (([RELU, RELU],), "layer 1 must be three things"),
        (
            (RELU, ([[1, 2, 3]], [0], relu)),
            "layer 2: W has shape (1, 3), so it reads 3 values, but layer 1 has 1 unit",
        ),
        (
            (RELU, ([[1]], [0], relu), ([[1], [1]], [0], relu)),
            "layer 3: W has shape (2, 1), so it has 2 units, but b has 1 value",
        ),
        ((([1, 2], [0], relu),), "layer 1: W has shape (2,). Give a table (rows of numbers)"),
        ((([[1, 2]], 0, relu),), "layer 1: b has shape (). Give a list of numbers"),
        ((([[1, 2]], [[0]], relu),), "layer 1: b has shape (1, 1)"),
        (
            (([[1, 2]], [0], "relu"),),
            "layer 1: g must be an activation such as sigmoid or relu; 'relu' was given",
        ),
        ((([[1, 2]], [0], np.tanh),), "layer 1: g must be an activation"),
        ((([[1, np.nan]], [0], relu),), "layer 1: W holds nan at [0, 1]"),
        ((RELU, ([[1]], [-np.inf], relu)), "layer 2: b holds -inf at [0]"),
        ((([[1, 2], [3]], [0, 0], relu),), "layer 1: W has rows of different lengths (2 and 1)"),
        ((([["1", "2"]], [0], relu),), "layer 1: W holds text ('1')"),
        ((([[]], [0], relu),), "layer 1: W is empty (shape (1, 0))"),
        ((([[1j]], [0], relu),), "layer 1: W holds complex numbers"),
        (("abc",), "layer 1: W holds text ('a')"),
    ],
)
def test_layers_that_do_not_fit_are_named(layers, words):
    with pytest.raises(InputError) as error:
        MLP(*layers)
    assert words in str(error.value)


@pytest.mark.parametrize(
    "x, words",
    [
        (
            [1, 2, 3],
            "x has shape (3,), so an example holds 3 values, but layer 1 reads 2 (its W has shape (2, 2))",
        ),
        ([[1], [2]], "x has shape (2, 1), so an example holds 1 value, but layer 1 reads 2"),
        (1, "x has shape ()"),
        ([[[1, 2]]], "x has shape (1, 1, 2)"),
        ([], "x is empty"),
        ("ab", "x holds text ('ab')"),
        ([1, None], "x holds None"),
        ([[1, 2], [3]], "x has rows of different lengths"),
        ([1, np.nan], "x holds nan at [1]"),
    ],
)
def test_an_input_that_does_not_fit_is_named(x, words):
    with pytest.raises(InputError) as error:
        XOR(x)
    assert words in str(error.value)


def test_numbers_that_run_away_name_the_layer():
    big = MLP(([[1.0]], [0.0], identity), ([[1e300]], [0.0], sigmoid))
    assert big([1e8]) == 1
    with pytest.raises(InputError, match="layer 2: .* beyond the largest float"):
        big([1e9])
    with pytest.raises(InputError, match="layer 1"):
        MLP(([[1e300, -1e300]], [0.0], softmax))([1e300, 1e300])  # inf - inf


def test_arguments_in_the_wrong_order():
    for action in (
        lambda: forward([1, 2], XOR),
        lambda: forward("net", [1, 2]),
        lambda: half_squares(XOR, [1]),
    ):
        with pytest.raises(InputError):
            action()


@pytest.mark.parametrize("l", [0, -1, 3, 1.0, "1", None, slice(1, 2), [1]], ids=repr)
def test_there_is_no_such_layer(l):
    for action in (lambda: XOR[l], lambda: XOR.with_layer(l, W=[[1]])):
        with pytest.raises(InputError, match="there is no layer .*: the layers are counted from 1 to 2"):
            action()


@pytest.mark.parametrize(
    "sizes",
    [
        (),
        (2,),
        (2, 0),
        (2, -1),
        (2, 1.5),
        3,
        "23",
        None,
        [[2, 1]],
        (2, None),
        (2, "1"),
        (2, np.nan),
        (2, 1e12),
        (1e308, 1e308),
        (10**400, 1),
        {2: 1},
        object(),
    ],
)
def test_sizes_that_make_no_network(sizes):
    with pytest.raises(InputError, match="sizes"):
        MLP.random(sizes, tanh, rng=np.random.default_rng(0))


@pytest.mark.parametrize(
    "gs, more, words",
    [
        ((), {}, "sizes (2, 3, 1) make 2 layers, but you gave 0 activations. Give one per layer"),
        ((tanh,) * 3, {}, "make 2 layers, but you gave 3 activations"),
        (("tanh",), {}, "g must be an activation such as sigmoid or relu; 'tanh' was given"),
        ((tanh,), {"rng": 0}, "rng must be a random generator such as np.random.default_rng(0); 0 was given"),
        ((tanh,), {"rng": None}, "rng must be"),
        ((tanh,), {"spread": -1}, "spread is -1"),
        ((tanh,), {"spread": "a"}, "spread holds text"),
    ],
)
def test_random_networks_that_cannot_be_made(gs, more, words):
    with pytest.raises(InputError) as error:
        MLP.random((2, 3, 1), *gs, **({"rng": np.random.default_rng(0)} | more))
    assert words in str(error.value)


def test_random_networks():
    def net(seed, *gs, **more):
        return MLP.random((400, 50, 30), *gs, rng=np.random.default_rng(seed), **more)

    assert net(1, tanh) == net(1, tanh) != net(2, tanh) and not net(1, tanh)[1].b.any()
    for g, factor in ((relu, 2), (leaky_relu, 2), (make_relu(1), 2), (tanh, 1), (sigmoid, 1)):
        assert abs(net(3, g)[1].W.std() / np.sqrt(factor / 400) - 1) < 0.03
    assert abs(net(3, tanh, spread=5)[1].W.std() / 5 - 1) < 0.03 and not net(3, tanh, spread=0)[1].W.any()
    assert (
        net(1, tanh, sigmoid)[2].g is sigmoid
        and isinstance(net(1, tanh)[2], Layer)
        and Trace is type(forward(XOR, [1, 2]))
    )
