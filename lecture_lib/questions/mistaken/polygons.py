"""Answers of sheet 12, read as tables of zeros and ones (rows 12.1, 12.2)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ...nn import MLP, step
from ...threshold import Perceptron, half_planes
from ...validation import Array, InputError, is_attempted, numbers

LEFT_SQUARE, RIGHT_SQUARE = np.array([(-3, -1), (-1, -1), (-1, 1), (-3, 1)]), np.array([(1, 0), (3, 0), (3, 2), (1, 2)])
OUTER_SQUARE, INNER_SQUARE = (
    np.array([(-2, -2), (2, -2), (2, 2), (-2, 2)]),
    np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]),
)
_FAR = (0, 1.7, -1.7, 2.9, -2.9, 4.6, -4.6, 7.3, -7.3, 12.1, -12.1, 31.0, -31.0, 250.0, -250.0)  # sizes away
_MAX_LINES, _MAX_UNITS, _MAX_PARAMETERS = 100, 1_000, 20_000  # of a network that is tried in the cells of its lines
_AROUND = [(a, b) for a in (-1, 0, 1) for b in (-1, 0, 1)]


def n_containing_half_planes(corners, x) -> Array:
    """Return how many half-planes of a convex polygon contain each point x (m, 2).

    >>> n_containing_half_planes(INNER_SQUARE, [[0, 0], [5, 0], [5, 5]])
    array([4, 3, 2])
    """
    W, b = half_planes(corners)
    return (np.asarray(x, float) @ W.T + b > 0).sum(axis=1)


def is_in_polygon(corners, x) -> Array:
    """Return which points x (m, 2) lie in a convex polygon.

    >>> is_in_polygon(INNER_SQUARE, [[0, 0], [5, 0]])
    array([ True, False])
    """
    return n_containing_half_planes(corners, x) == len(corners)


def grid_off_boundary(wanted: Callable, low, high, n: int = 41, margin: float = 0.02) -> Array:
    """Return the points of an n × n grid that do not lie near the border of {wanted}: shape (m, 2).

    A point is near if `wanted` changes within the share `margin` of the grid's size from it.

    >>> len(grid_off_boundary(lambda x: x[:, 0] > 0, (-1, -1), (1, 1), n=10, margin=0.1))
    80
    """
    low, high = np.asarray(low, float), np.asarray(high, float)
    u = (np.arange(n) + 0.5 + 0.1 / np.pi) / n  # no point on a line of round numbers
    x = low + np.stack(np.meshgrid(u, u), axis=-1).reshape(-1, 2) * (high - low)
    return _off_boundary(wanted, x, margin * (high - low))


def places_to_test(wanted: Callable, *rings) -> Array:
    """Return points inside, close beside every side, and far away from a shape with these rings: (m, 2).

    The nearest to a side lie a hundredth of the shape's size from it.

    >>> x = places_to_test(lambda x: is_in_polygon(INNER_SQUARE, x), INNER_SQUARE)
    >>> round(np.abs(np.abs(x).max(axis=1) - 1).min(), 3), np.abs(x).max() > 100
    (np.float64(0.02), np.True_)
    """
    corners = np.concatenate([np.asarray(ring, float) for ring in rings])
    low, high = corners.min(axis=0), corners.max(axis=0)
    size, margin = high - low, 0.01 * (high - low).max()
    far = (
        np.array([(a, 1.0137 * b + 0.0071) for a in _FAR for b in _FAR if (a, b) != (0, 0)]) * size.max()
        + (low + high) / 2
    )
    beside = [_beside_sides(np.asarray(ring, float), margin) for ring in rings]
    x = np.concatenate([grid_off_boundary(wanted, low - size, high + size), *beside, far])
    return _off_boundary(wanted, x, np.full(2, 0.6 * margin))


def _off_boundary(wanted: Callable, x: Array, reach: Array) -> Array:
    answers = [wanted(x + reach * way) for way in _AROUND]
    return x[np.all(answers, axis=0) | ~np.any(answers, axis=0)]


def _beside_sides(ring: Array, margin: float) -> Array:
    along = np.roll(ring, -1, axis=0) - ring
    across = np.column_stack([-along[:, 1], along[:, 0]]) / np.hypot(*along.T)[:, None]
    share = np.linspace(0.04, 0.96, 9)[:, None, None]
    on = ring + share * along
    return np.concatenate([on + margin * across, on - margin * across]).reshape(-1, 2)


def firing_table(answer, x, wanted: Callable, *rings) -> Array:
    """Return rows (x₁, x₂, 1 or 0): where a network fires, at the points x and at one more.

    A network of steps is tried in every cell of its lines and those of the rings' sides, which bound the shape. The one
    more is where it is wrong in such a cell although it is right at all points of x; else the origin, with 0.

    >>> net = [([[1, 0], [-1, 0]], [1, 1]), ([[1, 1]], [-1.5])]
    >>> firing_table(net, [[0, 0], [3, 0]], lambda x: np.abs(x[:, 0]) < 1, INNER_SQUARE).tolist()
    [[0.0, 0.0, 1.0], [3.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    """
    if not is_attempted(answer):
        return answer
    net, x = _network(answer), np.asarray(x, float)
    fires = network_labels(net, x)
    missed = np.zeros((0, 2))
    if np.array_equal(fires == 1, wanted(x)) and net[1].g.name in ("step", "sign"):
        sides = [half_planes(ring) for ring in rings]
        W, b = (np.concatenate(parts) for parts in zip((net[1].W, net[1].b), *sides))
        cells = _points_in_cells(W, b)
        cells = _off_boundary(wanted, cells, np.full(2, 1e-6))
        missed = cells[(network_labels(net, cells) == 1) != wanted(cells)] if len(cells) else missed
    last = [*missed[0], *network_labels(net, missed[:1])] if len(missed) else [0.0, 0.0, 0.0]
    return np.vstack([np.column_stack([x, fires]), last])


def mistaken_table(x, test: Callable) -> Array:
    """Return the firing table of an answer that fires where `test(x)` holds.

    >>> mistaken_table([[2, 1]], lambda x: x[:, 0] > 0).tolist()
    [[2.0, 1.0, 1.0], [0.0, 0.0, 0.0]]
    """
    x = np.asarray(x, float)
    return np.vstack([np.column_stack([x, np.where(test(x), 1.0, 0.0)]), [0.0, 0.0, 0.0]])


def firing_difference(got, truth) -> str:
    """Say at which point a firing table is wrong, what came and what should come.

    >>> firing_difference(np.array([[2, 1, 0], [0, 0, 0]]), np.array([[2, 1, 1], [0, 0, 0]]))
    'At the point (2, 1) your network gives 0. It should give 1 there, inside the shape.'
    """
    got, truth = np.asarray(got, float), np.asarray(truth, float)
    wrong = np.flatnonzero(got[:-1, 2] != truth[:-1, 2])
    if len(wrong):
        row = got[wrong[np.abs(got[wrong, :2]).sum(axis=1).argmin()]]
    elif not np.array_equal(got[-1], truth[-1]):
        row = got[-1]
    else:
        return ""
    at = _point_text(row)
    where = "outside" if row[2] else "inside"
    return (
        f"At the point {at} your network gives {row[2]:.0f}. It should give {1 - row[2]:.0f} there, {where} the shape."
    )


def _point_text(row) -> str:
    x, y = (round(float(v), 3) + 0.0 for v in row[:2])
    return f"({x:g}, {y:g})".replace("-", "−")


def _points_in_cells(W: Array, b: Array) -> Array:
    """Return points near every crossing of two lines, one in each of the four cells there."""
    length = np.hypot(W[:, 0], W[:, 1])
    W, b = W[length > 0] / length[length > 0, None], b[length > 0] / length[length > 0]
    along, found = np.column_stack([-W[:, 1], W[:, 0]]), [np.zeros((0, 2))]
    for i in range(len(W)):
        turn = W[i, 0] * W[:i, 1] - W[i, 1] * W[:i, 0]
        j = np.flatnonzero(np.abs(turn) >= 1e-9)
        at = np.column_stack([W[i, 1] * b[j] - W[j, 1] * b[i], W[j, 0] * b[i] - W[i, 0] * b[j]]) / turn[j, None]
        away = np.abs(at @ W.T + b)
        reach = np.minimum(0.5 * np.where(away > 1e-9, away, np.inf).min(axis=1, initial=np.inf), 0.02)
        step_i, step_j = reach[:, None] * along[i] / 2, reach[:, None] * along[j] / 2
        cells = np.stack([at + s * step_i + r * step_j for s in (-1, 1) for r in (-1, 1)], axis=1)
        found.append(cells[reach > 1e-6].reshape(-1, 2))
    return np.concatenate(found)


def network_labels(answer, x) -> Array:
    """Return where a network fires (1) and where not (0); an MLP, or a list of layers (W, b) of step units.

    >>> network_labels([([[1, 0]], [0])], [[1, 0], [-1, 0]])
    array([1., 0.])
    """
    if not is_attempted(answer):
        return answer
    return np.where(_network(answer)(np.asarray(x, float))[:, 0] > 0.5, 1.0, 0.0)


def _network(answer) -> MLP:
    if isinstance(answer, (list, tuple)) and answer and all(map(_is_layer, answer)):
        answer = MLP(*[(*layer, step)[:3] for layer in answer])
    if not isinstance(answer, MLP):
        raise InputError("this is not a network; give an MLP((W, b, step), ..., (W, b, step))")
    if (answer.sizes[0], answer.sizes[-1]) != (2, 1):
        raise InputError(f"the network has sizes {answer.sizes}; give it 2 inputs and 1 output")
    if answer.sizes[1] > _MAX_LINES or answer.n_units > _MAX_UNITS or answer.n_parameters > _MAX_PARAMETERS:
        raise InputError(f"the network has {answer.n_units} units, far more than are looked at; a few dozen are enough")
    return answer


def unit_table(answer, p, q) -> Array:
    """Return rows (x₁, x₂, w·x + b): a unit at p, at q, and at a point on the left; w is scaled to length 1.

    >>> unit_table(((0, 2), 4), (0, -2), (2, -2)).tolist()
    [[0.0, -2.0, 0.0], [2.0, -2.0, 0.0], [1.0, -1.0, 1.0]]
    """
    if not is_attempted(answer):
        return answer
    if isinstance(answer, Perceptron):
        answer = answer.w, answer.b
    if not isinstance(answer, (list, tuple)) or len(answer) != 2:
        raise InputError("the reply should be the two parts w and b: return w, b")
    w, b = numbers(answer[0], "w").ravel(), numbers(answer[1], "b").ravel()
    if (len(w), len(b)) != (2, 1):
        raise InputError(f"w has {len(w)} numbers and b {len(b)}; they should be two and one")
    if not w.any():
        raise InputError("both numbers of w are 0, and such a unit has no line")
    p, q = np.asarray(p, float), np.asarray(q, float)
    d = q - p
    x = np.array([p, q, (p + q) / 2 + np.array([-d[1], d[0]]) / 2])
    return np.column_stack([x, (x @ w + b[0]) / np.hypot(*w)])


def is_same_unit(got, truth) -> bool:
    """Have two units' tables the same numbers, up to the rounding error of float32?

    >>> is_same_unit(unit_table(((0, 2), 4), (0, -2), (2, -2)), unit_table(((0, 1), 2), (0, -2), (2, -2)))
    True
    """
    return bool(_agreeing(np.asarray(got, float), np.asarray(truth, float)).all())


def _agreeing(got: Array, truth: Array) -> Array:
    """Return in which rows two tables of a unit agree."""
    return np.abs(got[:, 2] - truth[:, 2]) <= 1e-5 * (1 + np.abs(truth[:, :2]).max(axis=1))


def unit_difference(got, truth) -> str:
    """Say at which of its three points a unit's table is wrong.

    >>> unit_difference(unit_table(((0, 1), 0), (0, -2), (2, -2)), unit_table(((0, 1), 2), (0, -2), (2, -2)))
    'At p = (0, −2) your w·x + b is below 0. It should be 0, because p lies on the line.'
    """
    got, truth = np.asarray(got, float), np.asarray(truth, float)
    for name, row, agrees in zip(("p", "q", "a point"), got, _agreeing(got, truth)):
        if not agrees:
            at = _point_text(row)
            sign = "above 0" if row[2] > 0 else "below 0" if row[2] < 0 else "0"
            if name == "a point":
                return (
                    f"Your w·x + b is {sign} at {at}. It should be above 0 there, on the left of the way from p to q."
                )
            return f"At {name} = {at} your w·x + b is {sign}. It should be 0, because {name} lies on the line."
    return ""


def _is_layer(given) -> bool:
    return isinstance(given, (list, tuple)) and len(given) in (2, 3)
