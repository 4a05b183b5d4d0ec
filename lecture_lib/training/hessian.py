"""Second derivatives: the Hessian, what its eigenvalues say, and the points where a loss stands still (row 08.3).

    H ≈ (∇L(p + h e) - ∇L(p - h e)) / 2h       one column for each direction e

The gradient is exact (`backward`), so one difference is enough. All parameters of a network stand in one vector p:
the W of layer 1 row by row, its b, the W of layer 2, and so on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise

import numpy as np

from ..nn import MLP, Layer, Loss, backward_checked, forward_checked
from ..validation import Array, InputError, must_be, numbers, positive, whole

GradientFunction = Callable[[Array], Array]


def parameter_vector(net: MLP) -> Array:
    """Return all weights and biases as one vector: W[1] row by row, b[1], W[2], ... (row 08.3).

    >>> from lecture_lib import identity
    >>> parameter_vector(MLP(([[1, 2], [3, 4]], [5, 6], identity)))
    array([1., 2., 3., 4., 5., 6.])
    """
    must_be(MLP, net, "net must be a network, an MLP")
    return np.concatenate([part.ravel() for W, b, _ in net for part in (W, b)])


def with_parameters(net: MLP, p) -> MLP:
    """Return the network of the same shape whose parameters are the vector p; the inverse of `parameter_vector`.

    >>> from lecture_lib import identity
    >>> with_parameters(MLP(([[1, 2]], [3], identity)), [7, 8, 9])
    MLP(([[7.0, 8.0]], [9.0], identity))
    """
    return _network_maker(must_be(MLP, net, "net must be a network, an MLP"))(p)


def _network_maker(net: MLP) -> Callable[[Array], MLP]:
    """Return `with_parameters` for one network: where each number belongs is found out once."""
    n, ends = net.n_parameters, np.cumsum([part.size for W, b, _ in net for part in (W, b)]).tolist()
    cuts = [slice(*ends_of_part) for ends_of_part in pairwise([0, *ends])]
    layers = [(for_W, W.shape, for_b, g) for (W, _, g), for_W, for_b in zip(net, cuts[::2], cuts[1::2])]

    def make(p) -> MLP:
        p = numbers(p, "p", ndim=(1,))
        if len(p) != n:
            raise InputError(f"p holds {len(p)} numbers, but the network has {n} parameters")
        return MLP.of_checked(Layer(p[for_W].reshape(shape), p[for_b], g) for for_W, shape, for_b, g in layers)

    return make


def loss_and_gradient(net: MLP, x, y, loss: Loss) -> tuple[Callable[[Array], float], GradientFunction]:
    """Return two functions of the parameter vector p: the mean loss of the examples, and its exact gradient.

    x: (n, n_in), y: as the output; `net` gives the shape and the activations (row 08.3).

    >>> from lecture_lib import half_squares, identity
    >>> L, dL = loss_and_gradient(MLP(([[0.0]], [0.0], identity)), [[2.0]], [6.0], half_squares)
    >>> L(np.array([1.0, 0.0])), dL(np.array([1.0, 0.0]))
    (8.0, array([-8., -4.]))
    """
    must_be(Loss, loss, "the loss must be one such as half_squares")
    must_be(MLP, net, "net must be a network, an MLP")
    x = numbers(x, "x", ndim=(2,))
    y, network = loss.targets(y, net(x)), _network_maker(net)

    def value(p) -> float:
        return loss.of_checked(forward_checked(network(p), x), y)

    def gradient(p) -> Array:
        grads = backward_checked(forward_checked(network(p), x), y, loss)
        return np.concatenate([part.ravel() for l in range(1, len(net) + 1) for part in (grads.dW[l], grads.db[l])])

    return value, gradient


def hessian(gradient: GradientFunction, p, h: float = 1e-5) -> Array:
    """Return the Hessian at p, shape (d, d), by central differences of the gradient, made symmetric (row 08.3).

    The step is h, and h · |p| for a number beyond 1. The error is about h² times the fourth derivative, plus the
    rounding of the gradient over h: some 1e-10 of the gradient's size.

    >>> hessian(lambda p: np.array([2 * p[0] + p[1], p[0]]), [3.0, 5.0]).round(6)
    array([[2., 1.],
           [1., 0.]])
    """
    return _hessian(gradient, numbers(p, "p", ndim=(1,)).astype(float), positive(h, "h"))


def _hessian(gradient: GradientFunction, p: Array, h: float = 1e-5) -> Array:
    steps = h * np.maximum(1, np.abs(p))
    rows = [(gradient(p + step * e) - gradient(p - step * e)) / (2 * step) for step, e in zip(steps, np.eye(len(p)))]
    H = np.array(rows)
    return (H + H.T) / 2


STATIONARY_KINDS = ("minimum", "saddle", "maximum", "flat")


def stationary_kind(eigenvalues, tolerance: float = 1e-6) -> str:
    """Return what a stationary point is, by the eigenvalues of its Hessian (row 08.3 B).

    Both signs: "saddle". All above 0: "minimum". All below: "maximum". Otherwise some are 0 and the Hessian cannot
    tell: "flat". An eigenvalue counts as 0 up to `tolerance` times the largest in size, or times 1.

    >>> [stationary_kind(values) for values in ([2.0, 0.5], [2.0, -0.5, 0.0], [-1.0, -1.0], [2.0, 1e-9])]
    ['minimum', 'saddle', 'maximum', 'flat']
    """
    values = numbers(eigenvalues, "the eigenvalues", ndim=(1,))
    small = tolerance * max(1.0, float(np.abs(values).max()))
    up, down = bool((values > small).any()), bool((values < -small).any())
    if up and down:
        return "saddle"
    if (np.abs(values) <= small).any():
        return "flat"
    return "minimum" if up else "maximum"


def newton_stationary_points(
    gradient: GradientFunction,
    starts: Iterable,
    *,
    stride: float = 0.5,
    tolerance: float = 1e-9,
    apart: float = 1e-3,
    steps: int = 200,
) -> list[Array]:
    """Return the points where the gradient is 0 that Newton's method finds from the starts, each once (row 08.3).

    A step p ← p - H⁻¹ ∇L is cut to the length `stride`; along directions without curvature it does not move. A
    place counts when the gradient's length is at most `tolerance`, and as new when it is `apart` from the others.
    It finds what the starts lead to, not all there is.

    >>> found = newton_stationary_points(lambda p: p**3 - p, [[-1.5], [0.1], [1.4], [2.0]])
    >>> [(p.round(6) + 0.0).tolist() for p in found]
    [[-1.0], [0.0], [1.0]]
    """
    found: list[Array] = []
    steps = whole(steps, "steps")
    for start in starts:
        p = _newton(gradient, numbers(start, "a start", ndim=(1,)).astype(float), stride, tolerance, steps)
        if p is not None and all(np.linalg.norm(p - q) > apart for q in found):
            found.append(p + 0.0)
    return found


def _newton(gradient: GradientFunction, p: Array, stride: float, tolerance: float, steps: int) -> Array | None:
    for _ in range(steps):
        slope = gradient(p)
        if not np.isfinite(slope).all() or np.abs(p).max() > 1e6:
            return None
        if np.linalg.norm(slope) <= tolerance:
            return p
        step = _newton_step(_hessian(gradient, p), slope)
        p = p - step * min(1.0, stride / max(np.linalg.norm(step), 1e-300))
    return None


def _newton_step(H: Array, slope: Array) -> Array:
    """Return H⁻¹ · slope, without the directions in which H has no curvature."""
    curvature, directions = np.linalg.eigh(H)
    curved = np.abs(curvature) > 1e-9 * np.abs(curvature).max()
    return (directions[:, curved] / curvature[curved]) @ (directions[:, curved].T @ slope)
