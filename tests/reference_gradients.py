"""The library's mathematics once more, in plain complex numbers: derivatives by the complex step.

    dL/dp = Im L(p + ih) / h       with h = 1e-30: nothing is subtracted, so nothing cancels

`check_gradients` compares a whole library with it: the real one in the tests, broken ones in the mutations.
"""

from dataclasses import replace

import numpy as np

COMPLEX_STEP = 1e-30
TOLERANCE = 1e-9


def _softmax(z):
    e = np.exp(z - z.real.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def _log(p):
    return np.log(np.where(p == 0, 1, p))


VALUES = {
    "identity": lambda z: z,
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "tanh": np.tanh,
    "relu": lambda z: np.where(z.real > 0, z, 0),
    "leaky_relu": lambda z: np.where(z.real > 0, z, 0.01 * z),
    "sign": lambda z: np.where(z.real > 0, 1, -1) + 0 * z,
    "step": lambda z: np.where(z.real > 0, 1, 0) + 0 * z,
    "softmax": _softmax,
}
TERMS = {
    "half_squares": lambda a, y: (a - y) ** 2 / 2,
    "absolute": lambda a, y: np.where(a.real > y, a - y, y - a),
    "binary_cross_entropy": lambda p, y: -y * _log(p) - (1 - y) * _log(1 - p),
    "cross_entropy": lambda p, y: -y * _log(p),
}


def network_output(layers, x):
    """Return the output of layers (W, b, name of g), example after example, unit after unit."""
    if np.ndim(x) == 2:
        return np.array([network_output(layers, row) for row in x])
    a = np.asarray(x)
    for W, b, g in layers:
        a = VALUES[g](np.array([sum(w * v for w, v in zip(row, a)) + bias for row, bias in zip(W, b)]))
    return a


def mean_loss(layers, x, y, loss):
    a = network_output(layers, x)
    return TERMS[loss](a, np.reshape(y, a.shape)).sum() / len(np.atleast_2d(a))


def complex_step(f, p):
    """Return the gradient of the scalar f at the real array p."""
    p, gradient = np.array(p, complex), np.empty(np.shape(p))
    for place in np.ndindex(p.shape):
        moved = p.copy()
        moved[place] += 1j * COMPLEX_STEP
        gradient[place] = np.imag(f(moved)) / COMPLEX_STEP
    return gradient


def expected_gradients(layers, x, y, loss):
    """Return {"dW[1]": ..., "db[1]": ..., "da[0]": ...} by the complex step."""

    def moved(l, part, p):
        return [
            tuple(p if (k, i) == (l, part) else old for i, old in enumerate(layer)) for k, layer in enumerate(layers)
        ]

    found = {"da[0]": complex_step(lambda p: mean_loss(layers, p, y, loss), x)}
    for l, (W, b, _) in enumerate(layers):
        found[f"dW[{l + 1}]"] = complex_step(lambda p: mean_loss(moved(l, 0, p), x, y, loss), W)
        found[f"db[{l + 1}]"] = complex_step(lambda p: mean_loss(moved(l, 1, p), x, y, loss), b)
    return found


def assert_close(got, expected, what):
    """Assert the same shape, and the same numbers, relative to the largest one."""
    got, expected = np.asarray(got), np.asarray(expected)
    assert got.shape == expected.shape, f"{what}: shape {got.shape}, not {expected.shape}"
    worst = np.max(np.abs(got - expected))
    assert worst <= TOLERANCE * max(np.abs(expected).max(), 1e-3), f"{what}: {got} is not {expected}"


def sample_network(hidden, last, loss, sizes, n, seed=0):
    """Return layers, x and y; n = 0 makes one example without an axis for the batch.

    No target equals its output; the targets of a batch of single outputs are a flat list.
    """
    rng = np.random.default_rng(seed)
    layers = [
        (rng.normal(0, 1, (n_out, n_in)), rng.normal(0, 0.5, n_out), g)
        for n_in, n_out, g in zip(sizes, sizes[1:], [hidden] * (len(sizes) - 2) + [last])
    ]
    shape = (n, sizes[-1]) if n else (sizes[-1],)
    if loss == "cross_entropy":
        y = rng.dirichlet(np.ones(sizes[-1]), n or None) if sizes[-1] > 1 else np.ones(shape)
    else:
        y = rng.uniform(0.05, 0.95, shape)
    if n and sizes[-1] == 1:
        y = y[:, 0]
    return layers, rng.normal(0, 1, (n, sizes[0]) if n else sizes[0]), y


def library_network(lib, layers):
    return lib.mlp.MLP(*((W, b, getattr(lib.activations, g)) for W, b, g in layers))


def check_network(lib, layers, x, y, loss, **changed):
    """Assert outputs, loss and all gradients of one network; `changed` replaces fields of the loss."""
    net, its_loss = library_network(lib, layers), replace(getattr(lib.losses, loss), **changed)
    trace = lib.mlp.forward(net, x)
    assert_close(trace.a[-1], network_output(layers, x), "output")
    assert_close(its_loss.of(trace, y), mean_loss(layers, x, y, loss), "loss")
    if loss != "cross_entropy" or layers[-1][2] == "softmax":  # by itself it takes whole distributions only
        assert_close(its_loss(trace.a[-1], y), mean_loss(layers, x, y, loss), "loss from the output")
    grads = lib.backprop.backward(trace, y, its_loss)
    for name, expected in expected_gradients(layers, x, y, loss).items():
        assert_close(getattr(grads, name[:2])[int(name[3])], expected, name)
    for l in range(1, len(layers) + 1):  # the layers behind l, as a network of their own
        behind = [
            (np.eye(len(layers[l - 1][1])), np.zeros(len(layers[l - 1][1])), layers[l - 1][2]),
            *layers[l:],
        ]
        assert_close(
            grads.da[l],
            complex_step(
                lambda p: mean_loss([(behind[0][0], behind[0][1], "identity"), *layers[l:]], p, y, loss),
                trace.a[l],
            ),
            f"da[{l}]",
        )
        assert_close(grads.dz[l], complex_step(lambda p: mean_loss(behind, p, y, loss), trace.z[l]), f"dz[{l}]")


def check_slopes(lib):
    z = np.array([-800.0, -3.0, -0.4, 0.3, 2.0, 800.0])
    for name in ("identity", "sigmoid", "tanh", "relu", "leaky_relu", "sign", "step"):
        g = getattr(lib.activations, name)
        inner = z[1:-1]  # the complex exponential overflows at ±800
        exact = [complex_step(VALUES[name], v) for v in inner]
        assert_close(g(inner), VALUES[name](inner), name)
        assert_close(g.slope(inner), exact, f"slope of {name}")
        assert_close(
            g.pull(inner, g(inner), np.array([2.0, -3.0, 5.0, 7.0])),
            exact * np.array([2.0, -3.0, 5.0, 7.0]),
            name,
        )
        far = {"relu": (0, 1), "leaky_relu": (0.01, 1), "identity": (1, 1)}.get(name, (0, 0))
        assert_close(g.slope(z[[0, -1]]), far, f"far slope of {name}")
    assert_close(
        lib.activations.tanh.slope([20.0]) * 1e17,
        [4e17 * np.exp(-40.0)],
        "slope of tanh without cancellation",
    )
    assert_close(lib.activations.sigmoid.slope([40.0, -40.0]) * 1e17, [1e17 * np.exp(-40.0)] * 2, "slope of sigmoid")
    z, softmax = np.array([[0.3, -1.0, 2.0], [1.0, 1.5, -0.5]]), lib.activations.softmax
    rows = [np.stack([complex_step(lambda p: _softmax(p)[i], row) for i in range(3)]) for row in z]
    assert_close(softmax.slope(z), rows, "softmax's Jacobian")
    da = np.array([[2.0, -3.0, 5.0], [1.0, 0.5, 7.0]])
    assert_close(softmax.pull(z, softmax(z), da), [J.T @ d for J, d in zip(rows, da)], "softmax's pull")
    assert_close(lib.activations.relu.slope([0.0]), [0], "the slope of ReLU at 0")
    assert_close(lib.activations.leaky_relu.slope([0.0]), [0.01], "the slope of the leaky ReLU at 0")
    steep = lib.activations.make_leaky_relu(0.1, 0.5)
    assert_close(steep.slope([-1.0, 0.0, 1.0]), [0.1, 0.5, 1.0], "the slopes of a leaky ReLU with one of its own at 0")
    assert_close(lib.activations.make_relu(1).slope([0.0]), [1], "the slope of D's ReLU at 0")


def check_losses(lib):
    a, y = np.array([0.2, 0.7, 0.4]), np.array([0.3, 0.6, 0.1])
    for name, terms in TERMS.items():
        loss = getattr(lib.losses, name)
        assert_close(loss.terms(a, y), terms(a, y), name)
        assert_close(loss.slope(a, y), complex_step(lambda p: terms(p, y).sum(), a), f"slope of {name}")
    corner, wrong = np.array([1.0, 0.0]), np.array([0.0, 1.0])
    for name, slope in (("binary_cross_entropy", [-1, 1]), ("cross_entropy", [-1, 0])):
        loss = getattr(lib.losses, name)
        assert_close(loss(corner, corner), 0, f"{name}: 0 log 0")
        assert loss(wrong, corner) == np.inf, f"{name} of a certain mistake"
        assert_close(loss.slope(corner, corner), slope, f"slope of {name} at a corner")
    assert_close(lib.losses.absolute.slope(np.array([0.5]), np.array([0.5])), [0], "the slope of |a - y| at 0")


GRAPHS = {
    "+": lambda G, u, v: u + v,
    "-": lambda G, u, v: u - v,
    "×": lambda G, u, v: u * v,
    "÷": lambda G, u, v: u / v,
    "2+": lambda G, u, v: 2 + u * v,
    "2-": lambda G, u, v: 2 - u * v,
    "2×": lambda G, u, v: 2 * u - v,
    "2÷": lambda G, u, v: 2 / u + v,
    "neg": lambda G, u, v: -u * v,
    "pow": lambda G, u, v: u**3 * v**-0.5 + u**0,
    "exp": lambda G, u, v: G.exp(u * v),
    "log": lambda G, u, v: G.log(u / v),
    "sin": lambda G, u, v: G.sin(u * v),
    "cos": lambda G, u, v: G.cos(u * v),
    "tanh": lambda G, u, v: G.tanh(u - v),
    "sigmoid": lambda G, u, v: G.sigmoid(u * v - 3),
    "sigmoid right": lambda G, u, v: G.sigmoid(u * v),
    "relu": lambda G, u, v: G.relu(u - v) + 3 * G.relu(v - u),
    "twice": lambda G, u, v: u * u * v + u,
    "shared": lambda G, u, v: (lambda w: w * w + G.sin(w) * u)(u * v),
}


class ComplexFunctions:
    """The functions of `graph`, for complex numbers."""

    exp, log, sin, cos, tanh = np.exp, np.log, np.sin, np.cos, np.tanh
    sigmoid, relu = VALUES["sigmoid"], VALUES["relu"]


def check_graph(lib):
    for name, f in GRAPHS.items():
        u, v = lib.graph.variable(0.7, "u"), lib.graph.variable(1.9, "v")
        node = f(lib.graph, u, v)
        adjoint = lib.graph.adjoints(node)
        assert_close(node.value, np.real(f(ComplexFunctions, 0.7, 1.9)), name)
        expected = complex_step(lambda p: f(ComplexFunctions, p[0], p[1]), [0.7, 1.9])
        assert_close([adjoint.get(u, 0.0), adjoint.get(v, 0.0)], expected, name)
        assert_close(
            [lib.graph.tangents(u, node)[node], lib.graph.tangents(v, node)[node]], expected, f"{name}, forwards"
        )


COMPACT = (  # hidden, last, loss, sizes, n
    ("tanh", "identity", "half_squares", (2, 3, 2), 3),
    ("identity", "identity", "half_squares", (2, 3, 1), 0),
    ("sigmoid", "softmax", "cross_entropy", (2, 3, 3), 0),
    ("leaky_relu", "softmax", "cross_entropy", (2, 3, 3), 2),
    ("sigmoid", "sigmoid", "binary_cross_entropy", (3, 2, 2, 1), 2),
    ("softmax", "tanh", "absolute", (2, 3, 1), 2),
    ("relu", "sigmoid", "half_squares", (2, 4, 2), 2),
)


def check_gradients(lib):
    """Raise AssertionError unless all gradients of this library are right; `lib` has its modules."""
    check_slopes(lib)
    check_losses(lib)
    check_graph(lib)
    for hidden, last, loss, sizes, n in COMPACT:
        case = sample_network(hidden, last, loss, sizes, n)
        check_network(lib, *case, loss)
        check_network(lib, *case, loss, partner=None, terms_of_z=None)  # the long way
