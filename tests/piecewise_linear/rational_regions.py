"""Joints, bends and cells of ReLU networks in rational arithmetic: slow, and without any tolerance."""

from fractions import Fraction

import numpy as np

from lecture_lib import MLP, identity, relu


def mixed_net(kind, sizes, seed):
    """Return a network with normal weights, with whole ones, with thirds, or with units of very different scale."""
    rng = np.random.default_rng(seed)
    layers = []
    for l, (m, n) in enumerate(zip(sizes, sizes[1:]), start=1):
        W, b = rng.normal(size=(n, m)), rng.normal(size=n)
        if kind in ("whole", "thirds"):
            W, b = (rng.integers(-3, 4, part.shape) / (3 if kind == "thirds" else 1) for part in (W, b))
        if kind == "scales":
            scale = 10.0 ** rng.uniform(-8, 8, n)
            W, b = W * scale[:, None], b * scale
        layers.append((W, b, identity if l == len(sizes) - 1 else relu))
    return MLP(*layers)


def rational_layers(net):
    """Return (W, b, has a ReLU) for each layer; a float is a rational number, so nothing is rounded."""
    return [
        ([[Fraction(float(w)) for w in row] for row in W], [Fraction(float(b_j)) for b_j in b], g is not identity)
        for W, b, g in net
    ]


def rational_bends(net, low, high):
    """Return the joints and the bends of a network with one input strictly between two places."""
    x = [Fraction(float(low)), Fraction(float(high))]
    a = [[place] for place in x]
    for W, b, has_relu in rational_layers(net):
        z = [[sum(w * v for w, v in zip(row, at)) + b_j for row, b_j in zip(W, b)] for at in a]
        if has_relu:
            x, z = _with_zeros(x, z)
        a = [[max(v, 0) if has_relu else v for v in at] for at in z]
        if has_relu:
            joints = x
    slopes = [[(v - u) / (x1 - x0) for u, v in zip(a0, a1)] for x0, x1, a0, a1 in zip(x, x[1:], a, a[1:])]
    bends = [place for place, left, right in zip(x[1:-1], slopes, slopes[1:]) if left != right]
    return joints[1:-1], bends


def _with_zeros(x, z):
    new = {place: at for place, at in zip(x, z)}
    for x0, x1, z0, z1 in zip(x, x[1:], z, z[1:]):
        for u, v in zip(z0, z1):
            if u * v < 0:
                share = u / (u - v)
                new[x0 + share * (x1 - x0)] = [p + share * (q - p) for p, q in zip(z0, z1)]
    places = sorted(new)
    return places, [new[place] for place in places]


def rational_cells(net, low, high):
    """Return the areas of the cells of a network with two inputs in a rectangle, cut in two where a unit switches."""
    (x0, y0), (x1, y1) = ([Fraction(float(v)) for v in corner] for corner in (low, high))
    cells = [([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], [[1, 0, 0], [0, 1, 0]])]  # corners, values as (w1, w2, b)
    for W, b, has_relu in rational_layers(net):
        after = []
        for corners, values in cells:
            sums = [
                [sum(w * v[i] for w, v in zip(row, values)) + (b_j if i == 2 else 0) for i in range(3)]
                for row, b_j in zip(W, b)
            ]
            parts = [corners]
            for z in sums if has_relu else []:
                parts = [half for part in parts for half in _cut(part, z)]
            for part in parts:
                inside = [sum(p[i] for p in part) / len(part) for i in (0, 1)]
                on = [not has_relu or z[0] * inside[0] + z[1] * inside[1] + z[2] > 0 for z in sums]
                after.append((part, [z if is_on else [0, 0, 0] for z, is_on in zip(sums, on)]))
        cells = after
    return [_area(corners) for corners, _ in cells]


def _cut(corners, z):
    at = [z[0] * x + z[1] * y + z[2] for x, y in corners]
    if not (max(at) > 0 > min(at)):
        return [corners]
    halves = []
    for sign in (1, -1):
        half = []
        for p, q, u, v in zip(corners, corners[1:] + corners[:1], at, at[1:] + at[:1]):
            if sign * u >= 0:
                half.append(p)
            if u * v < 0:
                half.append(tuple(s + u / (u - v) * (t - s) for s, t in zip(p, q)))
        halves.append(half)
    return halves


def _area(corners):
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(corners, corners[1:] + corners[:1])) / 2
