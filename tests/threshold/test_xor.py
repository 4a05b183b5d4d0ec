"""The hand-built networks, the plane carried to the hidden units, and copies (rows 04.1 to 04.7)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lecture_lib import MLP, InputError, forward, identity, relu, sigmoid, sign, step, tanh
from lecture_lib.threshold import (
    GATES,
    HAND_BUILT_NETS,
    INPUTS,
    XOR_RELU_NET,
    XOR_SIGN_NET,
    XOR_STEP_NET,
    equivalent_net_name,
    interpolate_to_hidden,
    predicted_labels,
    solves_xor,
)

XOR = [-1, 1, 1, -1]


def test_row_04_2_the_slides_sign_network_by_hand():
    trace = forward(XOR_SIGN_NET, INPUTS)
    assert trace.z[1].tolist() == [[-0.5, -1.5], [0.5, -0.5], [0.5, -0.5], [1.5, 0.5]]
    assert trace.a[1].tolist() == [[-1, -1], [1, -1], [1, -1], [1, 1]]
    assert trace.z[2].ravel().tolist() == [-0.5, 1.5, 1.5, -0.5] and trace.a[2].ravel().tolist() == XOR


def test_row_04_2_the_same_numbers_with_steps():
    trace = forward(XOR_STEP_NET, INPUTS)
    assert trace.a[1].tolist() == [[0, 0], [1, 0], [1, 0], [1, 1]]
    assert trace.z[2].ravel().tolist() == [-0.5, 0.5, 0.5, -0.5]


def test_row_04_3_the_slides_relu_network_by_hand():
    trace = forward(XOR_RELU_NET, INPUTS)
    assert trace.a[1].tolist() == [[0, 0], [1, 0], [1, 0], [2, 1]]
    assert trace.a[2].ravel().tolist() == [0, 0.5, 0.5, 0]
    assert XOR_RELU_NET.with_layer(2, b=[0])(INPUTS).ravel().tolist() == [0, 1, 1, 0]


@pytest.mark.parametrize("net", HAND_BUILT_NETS.values(), ids=HAND_BUILT_NETS)
def test_the_built_networks_solve_xor_and_know_themselves(net):
    assert solves_xor(net) and predicted_labels(net, INPUTS).tolist() == XOR
    assert HAND_BUILT_NETS[equivalent_net_name(net)] == net


def test_on_its_line_a_network_says_minus_one_also_when_rounding_lifts_it():
    net = MLP(([[0.1, 0.2]], [-0.3], identity))  # 0.1 + 0.2 - 0.3 is 5.6e-17 in floating point
    assert predicted_labels(net, [[1, 1], [1, 1.001]]).tolist() == [-1, 1]


def test_carry_goes_straight_from_the_input_to_the_image():
    x = np.array([[0.3, -0.4], [1.0, 2.0]])
    image = np.tanh(x @ np.array([[1, 3], [2, -1]]).T + [0.5, -0.5])
    net = MLP(([[1, 3], [2, -1]], [0.5, -0.5], tanh), ([[1, 1]], [0], tanh))
    for t in (0, 0.25, 1):
        assert np.allclose(interpolate_to_hidden(net, x, t), x + t * (image - x))


def test_only_two_hidden_units_make_a_plane():
    with pytest.raises(InputError, match=r"sizes \(2, 3, 1\)"):
        interpolate_to_hidden(MLP.random((2, 3, 1), tanh, rng=np.random.default_rng(0)), INPUTS)


numbers = st.floats(-3, 3).map(lambda v: round(v, 2))
factors = st.floats(0.2, 5).map(lambda v: round(v, 2))


@given(
    swap=st.booleans(),
    scales=st.tuples(factors, factors),
    out=factors,
    net=st.sampled_from(list(HAND_BUILT_NETS.values())),
)
def test_swapped_and_rescaled_networks_are_copies_and_answer_alike(swap, scales, out, net):
    (W, c, g), (w, b, g_out) = net
    k = np.array(scales)
    W, c = W * k[:, None], c * k
    w = out * (w / k if g == relu else w)
    order = [1, 0] if swap else [0, 1]
    copy = MLP((W[order], c[order], g), (w[:, order], out * b, g_out))
    assert equivalent_net_name(copy) == equivalent_net_name(net) != ""
    assert predicted_labels(copy, INPUTS).tolist() == XOR


@pytest.mark.parametrize(
    "near",
    [
        XOR_SIGN_NET.with_layer(1, b=[-0.6, -1.4]),
        XOR_SIGN_NET.with_layer(1, b=[-0.9, -1.1]),
        XOR_SIGN_NET.with_layer(1, W=[[1.0001, 1.0001], [1, 1]]),
        XOR_SIGN_NET.with_layer(2, b=[-0.7]),
        XOR_SIGN_NET.with_layer(2, W=[[1, -1.5]], b=[-1]),
        XOR_STEP_NET.with_layer(1, b=[-0.6, -1.4]),
        XOR_RELU_NET.with_layer(2, b=[0]),
        XOR_RELU_NET.with_layer(2, b=[-0.4]),
        XOR_RELU_NET.with_layer(1, b=[0.1, -1]),
        XOR_RELU_NET.with_layer(1, W=[[1.0001, 1.0001], [1, 1]]),
        MLP(([[1, 1], [1, 1], [3, 1]], [0, -1, 0], relu), ([[1, -2, 0]], [-0.5], relu)),
    ],
    ids=range(11),
)
def test_a_network_moved_a_little_is_a_copy_too(near):
    assert solves_xor(near) and equivalent_net_name(near)


@pytest.mark.parametrize(
    "own",
    [
        MLP(([[-1, -1], [1, 1]], [1.5, -0.5], step), ([[1, 1]], [-1.5], step)),  # NAND and OR, then AND
        MLP(([[-1, -1], [1, 1]], [1.5, -0.5], sign), ([[1, 1]], [-0.5], sign)),
        MLP(([[-1, -1], [1, 1]], [0.5, -1.5], step), ([[-1, -1]], [0.5], step)),  # NOR and AND, then NOR
        MLP(([[1, -1], [-1, 1]], [-0.5, -0.5], step), ([[1, 1]], [-0.5], step)),  # x1 AND NOT x2, and the other way
        MLP(([[2, 1], [1, 2]], [-0.5, -2.5], step), ([[1, -1]], [-0.5], step)),  # OR and AND by other lines
        MLP(([[1, 1], [1, 1]], [-0.25, -1.2], relu), ([[1, -4]], [-0.5], relu)).with_layer(1, W=[[2, 1], [1, 2]]),
    ],
    ids=["OR AND NAND", "the same with signs", "NOR AND", "two differences", "turned lines", "ReLU, turned lines"],
)
def test_textbook_networks_are_networks_of_ones_own(own):
    assert equivalent_net_name(own) == ""


@pytest.mark.parametrize(
    "other",
    [
        XOR_RELU_NET.with_layer(1, W=[[1, -1], [-1, 1]]),
        XOR_RELU_NET.with_layer(1, g=tanh),
        XOR_RELU_NET.with_layer(1, W=[[0, 0], [1, 1]]),
        XOR_SIGN_NET.with_layer(1, W=[[-1, -1], [1, 1]]),
        XOR_RELU_NET.with_layer(2, W=[[-1, 2]], b=[0.5]),
        XOR_SIGN_NET.with_layer(1, g=sigmoid),
        XOR_SIGN_NET.with_layer(2, W=[[0, 0]], b=[0]),
    ],
    ids=range(7),
)
def test_other_networks_are_no_copies(other):
    assert equivalent_net_name(other) == ""


@given(st.lists(numbers, min_size=9, max_size=9), st.sampled_from([sign, step, relu, sigmoid, tanh]))
def test_a_copy_of_anything_gives_the_same_answers_as_the_built_network(v, g):
    net = MLP(([v[0:2], v[2:4]], v[4:6], g), ([v[6:8]], v[8:9], g))
    if equivalent_net_name(net):
        assert solves_xor(net) or ((net(INPUTS)[:, 0] > 0.5) == [False, True, True, False]).all()


def test_row_04_1_no_line_separates_xor_but_the_14_other_gates_it_does():
    rng = np.random.default_rng(0)
    w, b = rng.normal(size=(2, 20_000)), rng.normal(size=20_000)
    done = {tuple(column) for column in np.where(INPUTS @ w + b > 0, 1, -1).T}
    assert {name for name, y in GATES.items() if tuple(y) not in done} == {"XOR", "XNOR"}
