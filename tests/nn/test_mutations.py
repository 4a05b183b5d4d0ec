"""Would the gradient check notice? Break the library on purpose, one text at a time: each must be caught.

A mutation is (module, text, what a mistake makes of it). The mistakes are those that learners and authors make.
"""

import sys

import numpy as np
import pytest

import lecture_lib
from tests.mutants import module_source, mutated_library
from tests.reference_gradients import check_gradients, check_network, sample_network

MUTATIONS = [
    # forward
    ("mlp", "a[-1] @ W.T + b)", "a[-1] @ W.T)"),
    ("mlp", "a[-1] @ W.T + b)", "a[-1] @ W.T - b)"),
    ("mlp", "a[-1] @ W.T + b)", "a[-1] @ W + b)"),
    ("mlp", "a[-1] @ W.T + b)", "a[0] @ W.T + b)"),
    ("mlp", "a.append(g.value(z[-1]))", "a.append(z[-1])"),
    ("mlp", "a.append(g.value(z[-1]))", "a.append(g.value(g.value(z[-1])))"),
    ("mlp", "a.append(g.value(z[-1]))", "a.append(g.slope(z[-1]))"),
    # backward
    ("backprop", "da[L] = loss.slope(trace.a[L], y) / n", "da[L] = loss.slope(trace.a[L], y)"),
    ("backprop", "da[L] = loss.slope(trace.a[L], y) / n", "da[L] = -loss.slope(trace.a[L], y) / n"),
    ("backprop", "da[L] = loss.slope(trace.a[L], y) / n", "da[L] = loss.slope(y, trace.a[L]) / n"),
    ("backprop", "da[L] = loss.slope(trace.a[L], y) / n", "da[L] = loss.slope(trace.z[L], y) / n"),
    ("backprop", "n = len(np.atleast_2d(y))", "n = y.size"),
    ("backprop", "n = len(np.atleast_2d(y))", "n = len(y)"),
    ("backprop", "n = len(np.atleast_2d(y))", "n = 1"),
    ("backprop", "for l in range(L, 0, -1):\n        W,", "for l in range(L, 1, -1):\n        W,"),
    ("backprop", "if l == L and g is loss.partner:", "if l == L:"),
    ("backprop", "if l == L and g is loss.partner:", "if g is loss.partner:"),
    ("backprop", "dz[l] = (trace.a[l] - y) / n", "dz[l] = trace.a[l] - y"),
    ("backprop", "dz[l] = (trace.a[l] - y) / n", "dz[l] = (y - trace.a[l]) / n"),
    ("backprop", "dz[l] = (trace.a[l] - y) / n", "dz[l] = (trace.z[l] - y) / n"),
    ("backprop", "g.pull(trace.z[l], trace.a[l], da[l])", "da[l]"),
    ("backprop", "g.pull(trace.z[l], trace.a[l], da[l])", "g.pull(trace.a[l], trace.a[l], da[l])"),
    ("backprop", "g.pull(trace.z[l], trace.a[l], da[l])", "g.pull(trace.z[l], trace.a[l], da[L])"),
    ("backprop", "_rows(dz[l]).T @ _rows(trace.a[l - 1])", "(_rows(dz[l]).T @ _rows(trace.a[l - 1])).T"),
    ("backprop", "_rows(dz[l]).T @ _rows(trace.a[l - 1])", "-_rows(dz[l]).T @ _rows(trace.a[l - 1])"),
    (
        "backprop",
        "_rows(dz[l]).T @ _rows(trace.a[l - 1])",
        "_rows(dz[l]).T @ _rows(trace.a[0] if l == 1 else trace.z[l - 1])",
    ),
    ("backprop", "_rows(dz[l]).T @ _rows(trace.a[l - 1])", "_rows(dz[l]).T @ _rows(trace.a[l])"),
    ("backprop", "_rows(dz[l]).T @ _rows(trace.a[l - 1])", "_rows(da[l]).T @ _rows(trace.a[l - 1])"),
    ("backprop", "_rows(dz[l]).T @ _rows(trace.a[l - 1])", "_rows(dz[l]).T @ _rows(trace.a[l - 1]) / n"),
    ("backprop", "_rows(dz[l]).sum(axis=0)", "_rows(dz[l]).mean(axis=0)"),
    ("backprop", "_rows(dz[l]).sum(axis=0)", "_rows(dz[l]).sum(axis=1)"),
    ("backprop", "_rows(dz[l]).sum(axis=0)", "_rows(dz[l]).sum(axis=0, keepdims=True)"),
    ("backprop", "_rows(dz[l]).sum(axis=0)", "_rows(dz[l])[0]"),
    ("backprop", "_rows(dz[l]).sum(axis=0)", "_rows(da[l]).sum(axis=0)"),
    ("backprop", "da[l - 1] = dz[l] @ W", "da[l - 1] = dz[l] @ W.T"),
    ("backprop", "da[l - 1] = dz[l] @ W", "da[l - 1] = da[l] @ W"),
    ("backprop", "da[l - 1] = dz[l] @ W", "da[l - 1] = -dz[l] @ W"),
    ("backprop", "da[l - 1] = dz[l] @ W", "da[l - 1] = dz[l] @ net[L].W"),
    ("backprop", "array[None, :] if", "array[:, None] if"),
    # activations
    ("activations", "return np.where(z >= 0, 1 / (1 + e), e / (1 + e))", "return 1 / (1 + e)"),
    (
        "activations",
        "return np.where(z >= 0, 1 / (1 + e), e / (1 + e))",
        "return np.where(z <= 0, 1 / (1 + e), e / (1 + e))",
    ),
    ("activations", "return e / (1 + e) ** 2", "return e / (1 + e)"),
    ("activations", "return e / (1 + e) ** 2", "return -e / (1 + e) ** 2"),
    ("activations", "return e / (1 + e) ** 2", "return _sigmoid(z) * (1 - _sigmoid(z))"),
    ("activations", "return (2 * e / (1 + e**2)) ** 2", "return 2 * e / (1 + e**2)"),
    ("activations", "return (2 * e / (1 + e**2)) ** 2", "return (e / (1 + e**2)) ** 2"),
    ("activations", "return (2 * e / (1 + e**2)) ** 2", "return 1 - np.tanh(z) ** 2"),
    ("activations", "return (2 * e / (1 + e**2)) ** 2", "return 1 - z**2"),
    ("activations", "return da * self.derivative(z)", "return da * self.derivative(a)"),
    ("activations", "return da * self.derivative(z)", "return da"),
    ("activations", "return da * self.derivative(z)", "return self.derivative(z)"),
    ("activations", "return da * self.derivative(z)", "return da + self.derivative(z)"),
    ("activations", "return a * (da - (da * a).sum(axis=-1, keepdims=True))", "return a * da"),
    ("activations", "return a * (da - (da * a).sum(axis=-1, keepdims=True))", "return a * (1 - a) * da"),
    (
        "activations",
        "return a * (da - (da * a).sum(axis=-1, keepdims=True))",
        "return a * (da - (da * a).sum(axis=0, keepdims=True))",
    ),
    (
        "activations",
        "return a * (da - (da * a).sum(axis=-1, keepdims=True))",
        "return a * (da - da.sum(axis=-1, keepdims=True))",
    ),
    (
        "activations",
        "return a * (da - (da * a).sum(axis=-1, keepdims=True))",
        "return a * (da + (da * a).sum(axis=-1, keepdims=True))",
    ),
    ("activations", "return e / e.sum(axis=-1, keepdims=True)", "return e / e.sum(axis=0, keepdims=True)"),
    ("activations", "return e / e.sum(axis=-1, keepdims=True)", "return e / e.sum()"),
    ("activations", "return e / e.sum(axis=-1, keepdims=True)", "return e"),
    ("activations", "(np.eye(p.shape[-1], dtype=p.dtype) - p[..., None, :])", "np.eye(p.shape[-1])"),
    (
        "activations",
        "(np.eye(p.shape[-1], dtype=p.dtype) - p[..., None, :])",
        "(np.eye(p.shape[-1]) + p[..., None, :])",
    ),
    ("activations", "np.where(z > 0, one, left if", "np.where(z > 0, z, left if"),
    ("activations", "np.where(z > 0, one, left if", "np.where(z < 0, one, left if"),
    ("activations", "else np.where(z < 0, left, there))", "else np.where(z < 0, -left, there))"),
    ("activations", "left if left == there else np.where(z < 0, left, there))", "left)"),
    ("activations", "left if left == there else np.where(z < 0, left, there))", "0)"),
    ("activations", "np.array([1, epsilon, at_zero], z.dtype)", "np.array([1, -epsilon, at_zero], z.dtype)"),
    ("activations", "np.array([1, epsilon, at_zero], z.dtype)", "np.array([1, epsilon, epsilon], z.dtype)"),
    ("activations", "np.maximum(z, epsilon * z)", "np.minimum(z, epsilon * z)"),
    ("activations", "lambda z: z + 0, np.ones_like", "lambda z: z + 0, np.zeros_like"),
    (
        "activations",
        'make_{name}({at_zero})", value, np.zeros_like',
        'make_{name}({at_zero})", value, np.ones_like',
    ),
    # losses
    ("losses", "terms=lambda a, y: (a - y) ** 2 / 2", "terms=lambda a, y: (a - y) ** 2"),
    ("losses", "slope=lambda a, y: a - y", "slope=lambda a, y: y - a"),
    ("losses", "slope=lambda a, y: a - y", "slope=lambda a, y: 2 * (a - y)"),
    ("losses", "slope=lambda a, y: np.sign(a - y)", "slope=lambda a, y: np.sign(y - a)"),
    ("losses", "slope=lambda a, y: np.sign(a - y)", "slope=lambda a, y: np.abs(a - y)"),
    ("losses", "slope=lambda a, y: np.sign(a - y)", "slope=lambda a, y: np.where(a >= y, 1.0, -1.0)"),
    ("losses", "slope=lambda p, y: _over(1 - y, 1 - p) - _over(y, p)", "slope=lambda p, y: -_over(y, p)"),
    (
        "losses",
        "slope=lambda p, y: _over(1 - y, 1 - p) - _over(y, p)",
        "slope=lambda p, y: _over(y, p) - _over(1 - y, 1 - p)",
    ),
    (
        "losses",
        "slope=lambda p, y: _over(1 - y, 1 - p) - _over(y, p)",
        "slope=lambda p, y: -_over(1 - y, 1 - p) - _over(y, p)",
    ),
    ("losses", "slope=lambda p, y: -_over(y, p)", "slope=lambda p, y: _over(y, p)"),
    ("losses", "slope=lambda p, y: -_over(y, p)", "slope=lambda p, y: -_over(p, y)"),
    ("losses", "slope=lambda p, y: -_over(y, p)", "slope=lambda p, y: p - y"),
    ("losses", "return np.where(y == 0, 0, y / np.where(y == 0, 1, p))", "return y / p"),
    (
        "losses",
        "terms=lambda p, y: -_times_log(y, p) - _times_log(1 - y, 1 - p)",
        "terms=lambda p, y: -_times_log(y, p)",
    ),
    ("losses", "y * np.log(np.where(y == 0, 1, p))", "y * np.log(p + 1e-6)"),
    ("losses", "y * np.log(np.where(y == 0, 1, p))", "np.log(np.where(y == 0, 1, p))"),
    ("losses", "y * _softplus(-z) + (1 - y) * _softplus(z)", "y * _softplus(z) + (1 - y) * _softplus(-z)"),
    ("losses", "y * _softplus(-z) + (1 - y) * _softplus(z)", "y * _softplus(-z)"),
    ("losses", "terms_of_z=lambda z, y: y * _minus", "terms_of_z=lambda z, y: -y * _minus"),
    ("losses", "np.log(np.exp(-below).sum(axis=-1, keepdims=True))", "np.log(np.exp(-below).sum())"),
    ("losses", "np.mean(terms.sum(axis=-1) if", "np.sum(terms.sum(axis=-1) if"),
    ("losses", "np.mean(terms.sum(axis=-1) if", "np.mean(terms.mean(axis=-1) if"),
    ("losses", "y = y[..., None]", "y = y[None, ...]"),
    # graph
    ("graph", "adjoint[parent] += adjoint[node] * partial", "adjoint[parent] = adjoint[node] * partial"),
    ("graph", "adjoint[parent] += adjoint[node] * partial", "adjoint[parent] += partial"),
    ("graph", "adjoint[parent] += adjoint[node] * partial", "adjoint[parent] -= adjoint[node] * partial"),
    ("graph", "for node in reversed(order):", "for node in order:"),
    ("graph", "todo.append((node, True))", "order.append(node)"),
    ("graph", "(u, v), (1.0, 1.0))", "(u, v), (1.0, -1.0))"),
    ("graph", "(u, v), (1.0, -1.0))", "(u, v), (1.0, 1.0))"),
    ("graph", "(v.value, u.value)", "(u.value, v.value)"),
    ("graph", "-(u.value / v.value) / v.value", "(u.value / v.value) / v.value"),
    ("graph", "-(u.value / v.value) / v.value", "-1 / v.value**2"),
    (
        "graph",
        "slope = n * _quiet(np.power, self.value, n - 1) if n else 0.0",
        "slope = n * _quiet(np.power, self.value, n)",
    ),
    (
        "graph",
        "slope = n * _quiet(np.power, self.value, n - 1) if n else 0.0",
        "slope = _quiet(np.power, self.value, n - 1) if n else 0.0",
    ),
    ("graph", '"neg", (self,), (-1.0,)', '"neg", (self,), (1.0,)'),
    ("graph", "return _node(other) - self", "return self - _node(other)"),
    ("graph", "return _node(other) / self", "return self / _node(other)"),
    ("graph", '"exp", (u,), (y,)', '"exp", (u,), (u.value,)'),
    ("graph", '"log", (u,), (1 / u.value,)', '"log", (u,), (u.value,)'),
    ("graph", "(math.cos(u.value),)", "(-math.cos(u.value),)"),
    ("graph", "(-math.sin(u.value),)", "(math.sin(u.value),)"),
    ("graph", "4 * e / (1 + e) ** 2", "4 * e / (1 + e)"),
    ("graph", "math.exp(-2 * abs(u.value))", "math.exp(-abs(u.value))"),
    ("graph", "(e / (1 + e) ** 2,)", "(e / (1 + e),)"),
    ("graph", "(1 if u.value >= 0 else e) / (1 + e)", "1 / (1 + e)"),
    ("graph", "float(u.value > 0)", "float(u.value < 0)"),
    ("graph", "float(u.value > 0)", "1.0"),
    ("graph", "float(node is x) + sum(", "1.0 + sum("),
    ("graph", "float(node is x) + sum(", "float(not node.parents) + sum("),
    ("graph", "dot[parent] * partial for", "dot[parent] for"),
    ("graph", "dot[parent] * partial for", "dot[parent] + partial for"),
    ("graph", "dot[parent] * partial for", "partial for"),
]


def test_an_unbroken_copy_passes():
    before = {name: module for name, module in sys.modules.items() if name.startswith("lecture_lib")}
    lib = mutated_library()
    check_gradients(lib)
    assert {name: sys.modules.get(name) for name in before} == before
    assert lib.mlp.MLP is not lecture_lib.MLP


@pytest.mark.slow
@pytest.mark.parametrize("name, old, new", MUTATIONS, ids=[f"{n}-{i}" for i, (n, *_) in enumerate(MUTATIONS)])
def test_a_mutation_is_caught(name, old, new):
    assert module_source(name).count(old) == 1, f"{old!r} stands {module_source(name).count(old)} times in {name}.py"
    lib = mutated_library(name, old, new)  # a mutation that does not even load is no test
    with np.errstate(all="ignore"), pytest.raises((AssertionError, ValueError, TypeError, LookupError)):
        check_gradients(lib)


def test_the_mutations_are_many_and_different():
    assert len(set(MUTATIONS)) == len(MUTATIONS) >= 100


def test_the_check_itself_is_not_fooled_by_a_zero_gradient():
    layers, x, y = sample_network("tanh", "identity", "half_squares", (2, 3, 1), 2)
    lib = mutated_library("backprop", "dW[l] = _rows(dz[l]).T @ _rows(trace.a[l - 1])", "dW[l] = np.zeros_like(W)")
    with pytest.raises(AssertionError, match=r"dW\[1\]"):
        check_network(lib, layers, x, y, "half_squares")
