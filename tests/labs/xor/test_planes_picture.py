"""The input plane and the hidden plane show what the network says, and where it carries the plane (row 04.4)."""

import re

import numpy as np

from lecture_lib import MLP, relu, sigmoid, tanh
from lecture_lib.labs.xor.planes_picture import (
    box_round,
    decision_function,
    free_label,
    hidden_frame,
    input_frame,
    mapped_plane,
)
from lecture_lib.threshold import INPUTS, XOR_RELU_NET, XOR_SIGN_NET, interpolate_to_hidden, predicted_labels


def test_at_t_0_the_right_plane_is_the_input_plane():
    frame, source = hidden_frame(XOR_RELU_NET), input_frame()
    cells = mapped_plane(frame, source, XOR_RELU_NET, 0.0, n=2)
    starts = {tuple(map(float, found)) for found in re.findall(r"M([\d.-]+) ([\d.-]+)L", cells)}
    assert starts == {tuple(np.round(frame.at(x, y), 1)) for x in (-0.75, 0.5) for y in (-0.75, 0.5)}


def test_a_torn_plane_leaves_out_the_torn_cells_and_a_smooth_one_none():
    frame, source = hidden_frame(XOR_SIGN_NET), input_frame()
    torn = mapped_plane(frame, source, XOR_SIGN_NET, 0.5, n=20).count("M")
    smooth = mapped_plane(frame, source, XOR_SIGN_NET.with_layer(1, g=tanh), 0.5, n=20).count("M")
    assert torn < smooth == 400


def test_the_input_plane_is_coloured_by_the_networks_own_answers():
    rng = np.random.default_rng(0)
    x = rng.uniform(-0.75, 1.75, (200, 2))
    for net in (XOR_SIGN_NET, XOR_RELU_NET, XOR_RELU_NET.with_layer(1, g=sigmoid)):
        assert np.array_equal(np.sign(decision_function(net)(x)), predicted_labels(net, x))


def test_exactly_on_the_line_the_input_plane_shows_minus_one():
    assert (decision_function(XOR_RELU_NET.with_layer(2, b=[0]))([[-1, 0], [-0.5, -0.5], [0, 0]]) < 0).all()


def test_the_hidden_frame_holds_all_images():
    rng = np.random.default_rng(0)
    for g in (relu, tanh):
        for _ in range(50):
            net = MLP((rng.normal(0, 4, (2, 2)), rng.normal(0, 4, 2), g), ([[1, 1]], [0], g))
            frame = hidden_frame(net)
            images = interpolate_to_hidden(net, INPUTS)
            assert (images > frame.x0).all() and (images < frame.x1).all()


def test_labels_keep_clear_of_each_other_and_inside_the_frame():
    frame, taken = input_frame(), []
    for at in (
        (100, 100),
        (104, 103),
        (frame.left + frame.width - 3, frame.top + 3),
        (frame.left + 3, frame.top + 205),
    ):
        taken.append(box_round(*at, 2))
        free_label(frame, at, "(0,1)", taken)
    names = taken[1::2]
    for i, (left, top, right, bottom) in enumerate(names):
        assert frame.left <= left and right <= frame.left + frame.width
        assert frame.top <= top and bottom <= frame.top + frame.height
        assert not any(left < c and a < right and top < d and b < bottom for a, b, c, d in names[:i])
