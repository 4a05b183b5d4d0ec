"""XOR: lecture A's two hand-built networks, and what a hidden layer does to the plane (rows 04.2 to 04.4).

    h = g(W x + c),    y = g(wᵀh + b)

A prints thresholds, Sgn(Wx - θ); here c = -θ. The answer of a network is +1 where its output unit's
pre-activation wᵀh + b is above 0, and -1 elsewhere, whatever the output's activation.
"""

from __future__ import annotations

import numpy as np

from ..nn import MLP, Activation, forward, relu, sign, step, tanh
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
    """Does the network answer XOR right for all four inputs?

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
            f"the network has sizes {net.sizes}; 2 inputs and 2 hidden units are wanted, so that a plane is carried "
            "to a plane"
        )
    W, c, g = net[1]
    return (1 - t) * x + t * g.value(x @ W.T + c)


def equivalent_net_name(net: MLP) -> str:
    """Return the name of the hand-built network that a 2-2-1 network is a copy of, or "" if it is none.

    A copy has its hidden units in another order, or is rescaled in a way that changes no answer.

    >>> equivalent_net_name(MLP(([[2, 2], [3, 3]], [-2, 0], relu), ([[-2, 2/3]], [-1], relu)))  # swapped and rescaled
    'lecture A’s ReLU network'
    """
    form = _canonical(net)
    return next((name for name, built in HAND_BUILT_NETS.items() if _same(form, _canonical(built))), "")


def _canonical(net: MLP) -> tuple[Activation, Array]:
    """Return one form for all networks that differ only in order and scale: activation and numbers."""
    (W, c, g), (w, b, _) = net
    hidden, w, b = np.column_stack([W, c]), w[0], b[0]
    if g == step:  # a step is half a sign and a half
        w, b, g = w / 2, b + w.sum() / 2, sign
    if g in (sign, relu):  # the length of (W_j, c_j) is nothing to a sign
        length = np.linalg.norm(hidden, axis=1)
        length[length == 0] = 1
        hidden, w = hidden / length[:, None], w * length if g == relu else w
    if g in (sign, tanh):  # odd: turning a unit round turns its output round
        turn = [np.sign(row[np.flatnonzero(row)[0]]) if row.any() else 1.0 for row in hidden]
        hidden, w = hidden * np.array(turn)[:, None], w * turn
    size = np.linalg.norm([*w, b]) or 1.0  # the output's own length moves no line
    units = sorted(np.round(np.column_stack([hidden, w / size]), 9).tolist())
    return g, np.append(np.ravel(units), b / size)


def _same(form: tuple[Activation, Array], other: tuple[Activation, Array]) -> bool:
    return form[0] == other[0] and bool(np.allclose(form[1], other[1], atol=1e-6))
