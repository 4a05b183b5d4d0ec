"""XOR: lecture A's two hand-built networks, and what a hidden layer does to the plane (rows 04.2 to 04.4).

    h = g(W x + c),    y = g(wᵀh + b)

A prints thresholds, Sgn(Wx - θ); here c = -θ. The answer of a network is +1 where its output unit's
pre-activation wᵀh + b is above 0, and -1 elsewhere, whatever the output's activation.
"""

from __future__ import annotations

import itertools
from typing import NamedTuple

import numpy as np

from ..nn import MLP, forward, relu, sign, step
from ..validation import Array, InputError, numbers
from .boolean_functions import GATES, INPUTS

XOR_SIGN_NET = MLP(([[1, 1], [1, 1]], [-0.5, -1.5], sign), ([[1, -1]], [-0.5], sign))
XOR_STEP_NET = MLP(([[1, 1], [1, 1]], [-0.5, -1.5], step), ([[1, -1]], [-0.5], step))
XOR_RELU_NET = MLP(([[1, 1], [1, 1]], [0, -1], relu), ([[1, -2]], [-0.5], relu))

HAND_BUILT_NETS = {
    "lecture A’s sign network": XOR_SIGN_NET,
    "lecture A’s sign network, read with steps 0 and 1": XOR_STEP_NET,
    "lecture A’s ReLU network": XOR_RELU_NET,
}


def predicted_labels(net: MLP, x) -> Array:
    """Return the answer for each row of x, shape (n, n_in): +1 where the output's z is above 0, else -1.

    >>> predicted_labels(XOR_RELU_NET, INPUTS)
    array([-1.,  1.,  1., -1.])
    """
    z = forward(net, numbers(x, "x", ndim=(2,))).z[-1][:, 0]
    return np.where(z > 1e-12, 1.0, -1.0)  # 0.1 + 0.2 - 0.3 is 0 to a person


def solves_xor(net: MLP) -> bool:
    """Does the network answer XOR correctly for all four inputs?

    >>> solves_xor(XOR_SIGN_NET), solves_xor(XOR_RELU_NET.with_layer(2, b=[-1.5]))
    (True, False)
    """
    return bool(np.all(predicted_labels(net, INPUTS) == GATES["XOR"]))


def interpolate_to_hidden(net: MLP, x, t: float = 1.0) -> Array:
    """Return the points x, shape (n, 2), carried t of the way to their hidden images: (1 - t) x + t h(x).

    Layer 1 of the network must have two units, so that the images lie in a plane too (row 04.4).

    >>> interpolate_to_hidden(XOR_RELU_NET, [[1, 1]]), interpolate_to_hidden(XOR_RELU_NET, [[1, 1]], t=0.5)
    (array([[2., 1.]]), array([[1.5, 1. ]]))
    """
    x = numbers(x, "x", ndim=(2,))
    if net.sizes[:2] != (2, 2):
        raise InputError(
            f"the network has sizes {net.sizes}; it needs 2 inputs and 2 hidden units, so that a plane is carried "
            "to a plane"
        )
    W, c, g = net[1]
    return (1 - t) * x + t * g.value(x @ W.T + c)


def equivalent_net_name(net: MLP) -> str:
    """Return the name of the hand-built network that a network which solves XOR is a copy of, or "" if it is none.

    A copy has the same activation, and its hidden units do the same as the built ones: their lines point in nearly the
    same directions, they are on at the same corners, and the output adds or subtracts the same ones. So their order,
    their scale, a line shifted a little and the output's own line do not make another network. XOR = OR AND NAND does:
    its second unit is on where lecture A's is off.

    >>> equivalent_net_name(MLP(([[2, 2], [3, 3]], [-2, 0], relu), ([[-2, 2/3]], [-1], relu)))  # swapped and rescaled
    'lecture A’s ReLU network'
    >>> equivalent_net_name(MLP(([[-1, -1], [1, 1]], [1.5, -0.5], step), ([[1, 1]], [-1.5], step)))  # NAND, OR; AND
    ''
    """
    if len(net) != 2 or not (solves_xor(net) or _solves_xor_at_a_half(net)):
        return ""
    units = _used_units(net)
    return next((name for name, built in HAND_BUILT_NETS.items() if _do_the_same(net, units, built)), "")


def _solves_xor_at_a_half(net: MLP) -> bool:
    """Does the network answer XOR correctly where its output is read as 0 and 1?"""
    return bool(np.all((net(INPUTS)[:, 0] > 0.5) == (GATES["XOR"] > 0)))


class _Unit(NamedTuple):
    """A hidden unit: its arrow's direction, (W_j, c_j) of length 1, where it is on, the sign of its output weight."""

    direction: Array
    line: Array
    on: Array
    sign: float


def _used_units(net: MLP) -> list[_Unit]:
    """Return the hidden units that the output reads; one with the weight 0 makes no other network."""
    (W, c, _), (w, _, _) = net
    z = INPUTS @ W.T + c
    found = []
    for j in np.flatnonzero(w[0]):
        line = np.append(W[j], c[j])
        found.append(_Unit(_of_length_1(W[j]), _of_length_1(line), z[:, j] > 1e-12, float(np.sign(w[0, j]))))
    return found


def _of_length_1(v: Array) -> Array:
    return v / (np.linalg.norm(v) or 1.0)


def _do_the_same(net: MLP, units: list[_Unit], built: MLP) -> bool:
    theirs = _used_units(built)
    return (
        net[1].g == built[1].g
        and len(units) == len(theirs)
        and any(all(map(_is_nearly, units, order)) for order in itertools.permutations(theirs))
    )


def _is_nearly(unit: _Unit, other: _Unit) -> bool:
    turned = np.linalg.norm(unit.direction - other.direction)
    moved = np.linalg.norm(unit.line - other.line)
    is_alike = turned <= 0.15 and np.array_equal(unit.on, other.on) or moved <= 0.1
    return bool(is_alike and unit.sign == other.sign)
