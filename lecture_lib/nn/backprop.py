"""Backpropagation: all derivatives of a loss, from the record of one forward pass.

From the last layer down to the first (rows 10.2 A, 10.3 D):

    dz[l] = da[l] pulled back through g[l],  dW[l] = dz[l] a[l-1]ᵀ,  db[l] = dz[l],  da[l-1] = W[l]ᵀ dz[l]

For a batch, dW and db are sums over the examples; the loss has put the 1/n into da already.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..validation import Array, InputError, must_be, numbers
from .losses import Loss
from .mlp import MLP, PerLayer, Trace


@dataclass(frozen=True, eq=False)
class Gradients:
    """Derivatives of the loss, indexed as the `Trace` is: da[l], dz[l], dW[l], db[l]; da[0] is dL/dx.

    da and dz have the shapes of a and z, dW and db those of W and b; dz[0], dW[0], db[0] are None.
    """

    da: PerLayer
    dz: PerLayer
    dW: PerLayer
    db: PerLayer


def backward(trace: Trace, y, loss: Loss) -> Gradients:
    """Return the gradients of `loss` at the targets `y` for the forward pass `trace`.

    y has the shape of the output. Calling it twice gives the same answer; nothing is stored anywhere.

    >>> from lecture_lib import MLP, forward, half_squares, identity
    >>> net = MLP(([[2.0]], [1.0], identity))
    >>> grads = backward(forward(net, [3.0]), [5.0], half_squares)      # z = 7, so dL/dz = 7 - 5
    >>> grads.dW[1], grads.db[1], grads.da[0]
    (array([[6.]]), array([2.]), array([4.]))
    """
    must_be(Trace, trace, "trace should be what forward(net, x) returns")
    must_be(Loss, loss, "loss should be a loss such as half_squares")
    grads = backward_checked(trace, loss.targets(y, trace.a[-1]), loss)
    for l in range(len(trace.net), 0, -1):
        if not all(np.isfinite(d).all() for d in (grads.dz[l], grads.dW[l], grads.db[l], grads.da[l - 1])):
            raise InputError(
                f"layer {l}: the gradient is not finite. Either the numbers are too large, or "
                f"the slope of {loss} is infinite at the output; its matching loss is {loss.partner}"
            )
    return grads


@np.errstate(over="ignore", divide="ignore", invalid="ignore")  # dL/da may be infinite where dL/dz is not
def backward_checked(trace: Trace, y: Array, loss: Loss) -> Gradients:
    """As `backward`, for targets that are known to fit; nothing is checked, neither before nor after.

    >>> from lecture_lib import MLP, forward, half_squares, identity
    >>> trace = forward(MLP(([[2.0]], [1.0], identity)), [3.0])
    >>> backward_checked(trace, np.array([5.0]), half_squares).dW[1]
    array([[6.]])
    """
    net, L = trace.net, len(trace.net)
    unknown: list[Any] = [None] * (L + 1)
    da, dz, dW, db = (unknown.copy() for _ in range(4))
    n = len(np.atleast_2d(y))
    da[L] = loss.slope(trace.a[L], y) / n
    for l in range(L, 0, -1):
        W, _, g = net[l]
        if l == L and g is loss.partner:
            dz[l] = (trace.a[l] - y) / n
        else:
            dz[l] = g.pull(trace.z[l], trace.a[l], da[l])
        dW[l] = _rows(dz[l]).T @ _rows(trace.a[l - 1])
        db[l] = _rows(dz[l]).sum(axis=0)
        da[l - 1] = dz[l] @ W
    return Gradients(tuple(da), tuple(dz), tuple(dW), tuple(db))


def update(net: MLP, grads: Gradients, rate: float) -> MLP:
    """Return the network one step of gradient descent further: W - rate · dW, b - rate · db.

    >>> from lecture_lib import MLP, forward, half_squares, identity
    >>> net = MLP(([[2.0]], [1.0], identity))
    >>> update(net, backward(forward(net, [3.0]), [5.0], half_squares), rate=0.1)
    MLP(([[1.4]], [0.8], identity))
    """
    must_be(MLP, net, "net must be a network, an MLP")
    must_be(Gradients, grads, "grads should be the gradients that backward returns")
    rate = float(numbers(rate, "rate", ndim=(0,)))
    sizes = tuple(da.shape[-1] for da in grads.da)
    if sizes != net.sizes:
        raise InputError(f"the gradients belong to a network of sizes {sizes}, but net has sizes {net.sizes}")
    with np.errstate(over="ignore", invalid="ignore"):  # MLP refuses a weight that is not finite
        return MLP(*((W - rate * dW, b - rate * db, g) for (W, b, g), dW, db in zip(net, grads.dW[1:], grads.db[1:])))


def _rows(array: Array) -> Array:
    """View one example as a batch of one row."""
    return array[None, :] if array.ndim == 1 else array
