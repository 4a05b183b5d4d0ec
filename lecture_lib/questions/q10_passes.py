"""Two questions of sheet 10: the whole backward pass, for one hidden layer and for any depth."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..checking import Mistake, Question
from ..validation import is_close
from .mistaken import (
    MISTAKEN_STEPS,
    RIGHT_STEPS,
    BackwardSteps,
    combined_steps,
    deep_backward_pass,
    early_update_steps,
    one,
    relu,
    relu_slope,
    same,
    shallow_backward_pass,
    sigmoid,
    sigmoid_slope,
    tanh_slope,
)

# --- one hidden layer ---


def _all_close(got, truth, largest: float | None = None) -> bool:
    """Are two sequences of arrays, nested or not, equal to rounding, that of short floats (float32) included?

    What rounding does is measured against the array's largest entry, and against a hundredth of the largest of all.
    """
    largest = _largest(truth) if largest is None else largest
    if isinstance(truth, list | tuple):
        same_length = isinstance(got, list | tuple | np.ndarray) and len(got) == len(truth)
        return same_length and all(_all_close(part, true, largest) for part, true in zip(got, truth))
    same_sides = np.ndim(truth) != 2 or np.shape(got) == np.shape(truth)  # a matrix must not be transposed
    return same_sides and is_close(got, truth, 1e-5 * max(_largest(truth), largest / 100) + 3e-7, relative=0)


def _all_shaped(got, truth) -> bool:
    """Are the arrays equal to rounding, and each of the shape of what it belongs to?"""
    return _all_close(got, truth) and _fits(got, truth)


def _fits(got, truth) -> bool:
    """Has an array the shape of the true one? A bias may be a row, as `keepdims` leaves it: it adds up as it should."""
    if isinstance(truth, list | tuple):
        return all(map(_fits, got, truth))
    return np.shape(got) in (np.shape(truth), (1, *np.shape(truth)) if np.ndim(truth) == 1 else ())


def _largest(truth) -> float:
    """Return the largest absolute value in a nested sequence of arrays."""
    if isinstance(truth, list | tuple):
        return max(map(_largest, truth), default=0.0)
    return float(np.abs(truth).max())


def _two_layers(rng, n_in: int, hidden: int, n_out: int, n: int) -> tuple:
    return (
        rng.normal(size=(hidden, n_in)).round(2),
        rng.normal(size=hidden).round(2),
        rng.normal(size=(n_out, hidden)).round(2),
        rng.normal(size=n_out).round(2),
        rng.normal(size=(n, n_in)).round(2),
        rng.integers(2, size=(n, n_out)).astype(float),
    )


_RNG = np.random.default_rng(10)
_TWO = [_two_layers(_RNG, *sizes) for sizes in ((1, 1, 1, 2), (2, 2, 2, 3), (3, 4, 2, 5), (2, 3, 1, 1))]
_WHOLE = tuple(np.array(part) for part in ([[1, -1], [0, 2]], [0, 1], [[1, -2]], [0], [[1, 0], [-1, 1]], [[1], [0]]))
_TWO.append(_WHOLE)  # whole numbers
_PARTS = ("dW1", "db1", "dW2", "db2")


def _shape_difference(got, truth) -> str:
    """Say which of the four arrays has a wrong shape or is transposed; "" if none is."""
    if not isinstance(got, list | tuple) or len(got) != len(truth):
        return ""
    for name, part, true in zip(_PARTS, got, truth):
        shape = np.shape(part)
        if not _fits(part, true):
            return f"{name} has shape {shape}. It should have the shape of {name[1:]}, {np.shape(true)}"
        if np.ndim(true) == 2 and not _all_close(part, true) and _all_close(part, np.transpose(true)):
            return f"{name} is transposed: row j belongs to unit j, as in {name[1:]}"
    return ""


def _reordered(*order: int):
    """Return an answer with the right arrays in another order."""
    return lambda *case: [shallow_backward_pass()(*case)[k] for k in order]


def _moved_dW1(rate: float, case: tuple, base: BackwardSteps):
    """Return dW1 of a learner who takes a step with W2 before sending dZ2 back through it."""
    return shallow_backward_pass(combined_steps(base, early_update_steps(rate, base)))(*case)[0]


def _updates_early(base: BackwardSteps = RIGHT_STEPS) -> Callable:
    """Return a test for answers that send dZ2 back through weights that were updated before, at a rate of their own.

    All else is done by the steps `base`.
    """

    def shows(f) -> bool:
        rates = []
        for case in _TWO[:4]:
            dW1, _, dW2, db2 = shallow_backward_pass(base)(*case)
            got = f(*(np.array(part) for part in case))
            change = dW1 - _moved_dW1(1.0, case, base)
            if not is_close(got[2], dW2) or not is_close(got[3], db2) or np.abs(change).max() < 1e-12:
                return False
            rates.append(float(((dW1 - got[0]) * change).sum() / (change**2).sum()))
            if not is_close(got[0], _moved_dW1(rates[-1], case, base), 1e-9):
                return False
        return rates[0] > 1e-9 and bool(np.allclose(rates, rates[0]))

    return shows


def _rate_of_step(given, got, gradient) -> float | None:
    """Return the rate at which `got` is the given array after a step along the gradient; None if it is not one."""
    moved, gradient = (given - np.reshape(got, given.shape)).ravel(), np.ravel(gradient)
    rate = float(moved @ gradient / max(gradient @ gradient, 1e-300))
    return rate if rate > 1e-9 and np.allclose(moved, rate * gradient, rtol=1e-6, atol=1e-9) else None


def _returns_parameters(f) -> bool:
    """Does the answer return the weights and biases after a step? The rate is its own."""
    rates = []
    for case in _TWO[1:3]:
        got = f(*(np.array(part) for part in case))
        rates += list(map(_rate_of_step, case[:4], got, shallow_backward_pass()(*case)))
    return None not in rates and bool(np.allclose(rates, rates[0]))


def _by_steps(make: Callable, named: list[tuple[str, str, str]]) -> list[Mistake]:
    """Return mistakes that are single replaced steps: (name, name of the steps, what to say)."""
    return [Mistake(name, says, make(MISTAKEN_STEPS[steps])) for name, steps, says in named]


_SCALING = {
    "sign": "the error is a − y",
    "mean missing": "the division by the number of examples is missing",
    "factor 2": "the ½ of the loss cancels the 2",
}
_SLOPES = {
    "slopes missing": "both slopes are missing",
    "output slope missing": "the slope of the output is missing",
    "hidden slopes missing": "the slope of the hidden layer is missing",
    "slope of tanh": "a sigmoid has the slope a (1 − a)",
    "slope at a": "the slopes belong to z",
}
_OTHER_ARRAYS = {
    "db as a mean": "db is a sum",
    "da sent back": "dZ2 goes back through W2, not dA2",
    "wrong axis": "db adds over the examples, axis 0",
    "transposed": "both dW are transposed",
}


def _two_slips(make: Callable) -> list[Mistake]:
    """Return mistakes at two steps at once, of which each is known."""
    groups = (_SCALING, _SLOPES, _OTHER_ARRAYS)
    pairs = [(a, b) for k, one in enumerate(groups) for other in groups[k + 1 :] for a in one for b in other]
    pairs.remove(("mean missing", "db as a mean"))  # that is one mistake: the mean is missing in dW
    for missing in ("slopes missing", "output slope missing"):  # without a slope, dz is da
        pairs.remove((missing, "da sent back"))
    said = {**_SCALING, **_SLOPES, **_OTHER_ARRAYS}
    return [
        Mistake(
            f"{a}, {b}",
            f"Two mistakes: {said[a]}, and {said[b]}.",
            make(combined_steps(MISTAKEN_STEPS[a], MISTAKEN_STEPS[b])),
        )
        for a, b in pairs
    ]


_SHEET_2A = Question(
    "10.2a",
    shallow_backward_pass(),
    "dW1, db1, dW2, db2, each with the shape of what it belongs to",
    cases=_TWO,
    equal=_all_shaped,
    parts=_PARTS,
    differs=_shape_difference,
    hidden=("other networks", lambda rng: _two_layers(rng, *rng.sizes(1, 6, 4))),
    mistakes=(
        *_by_steps(
            shallow_backward_pass,
            [
                ("sign", "sign", "All signs are wrong: the slope of the loss is a − y."),
                (
                    "mean missing",
                    "mean missing",
                    "The division by the number of examples is missing: the loss is a mean over them.",
                ),
                (
                    "mean over entries",
                    "mean over entries",
                    "You divided by the number of all outputs of all examples. The loss sums over outputs and "
                    "averages over examples.",
                ),
                (
                    "mean taken twice",
                    "mean taken twice",
                    "The mean is taken twice: 1/n belongs in once, at the start.",
                ),
                (
                    "db as a mean",
                    "db as a mean",
                    "dW is right, db is too small: once the 1/n is in dZ, db is a sum, not a mean.",
                ),
                (
                    "mean twice in dW",
                    "mean twice in dW",
                    "The db are right. Both dW are divided by n twice: the 1/n is in dZ already.",
                ),
                (
                    "mean missing in db",
                    "mean missing in db",
                    "The dW are right. The db are not divided by n: put the 1/n into dA2, then both have it.",
                ),
                (
                    "mean missing in dW",
                    "mean missing in dW",
                    "The db are right. The dW are not divided by n: put the 1/n into dA2, then both have it.",
                ),
                (
                    "factor 2",
                    "factor 2",
                    "Everything is twice too large: the ½ of the loss cancels the 2 of the square.",
                ),
                (
                    "both slopes missing",
                    "slopes missing",
                    "The slopes of both activations are missing: dZ is dA times the slope.",
                ),
                (
                    "output slope missing",
                    "output slope missing",
                    "The slope of the output's activation is missing in dZ2.",
                ),
                (
                    "hidden slope missing",
                    "hidden slopes missing",
                    "dW2 and db2 are right. In the hidden layer the slope of the activation is missing.",
                ),
                (
                    "output slope missing in dW2",
                    "da for dz at the output",
                    "Only dW2 is wrong: it is made of dA2. Use dZ2, with the slope, there as well.",
                ),
                (
                    "slope at a",
                    "slope at a",
                    "You take the slope at the activations. It belongs to z: a (1 − a), not σ′(a).",
                ),
                (
                    "slope of tanh",
                    "slope of tanh",
                    "You used the slope of tanh, 1 − a². Both layers have sigmoids: a (1 − a).",
                ),
                (
                    "slope of ReLU",
                    "slope of ReLU",
                    "You used the slope of the ReLU, 0 or 1. Both layers have sigmoids: a (1 − a).",
                ),
                ("half of the slope", "a alone", "You multiplied by a only. The slope of the sigmoid is a (1 − a)."),
                (
                    "slope overwrites the gradient",
                    "slope overwrites",
                    "dW2 and db2 are right. dZ1 holds only the slope: multiply it by what came back, dA1.",
                ),
                (
                    "neighbour's slope",
                    "neighbour's slope",
                    "dW2 and db2 are right. For dZ1 you used the slope of layer 2: take A1 (1 − A1).",
                ),
                (
                    "W transposed",
                    "W transposed",
                    "dW2 and db2 are right. On the way back W2 is transposed: it should be dZ2 @ W2.",
                ),
                (
                    "da sent back",
                    "da sent back",
                    "You sent dA2 back through W2. It is dZ2, after the slope, that goes on.",
                ),
                ("da for dz", "da for dz", "The db are right. For the dW you used dA where dZ belongs."),
                (
                    "value for delta",
                    "value for delta",
                    "The db are right. For the dW you used the layer's output A where dZ belongs.",
                ),
                ("db of da", "db of da", "The dW are right. For the db you added up dA where dZ belongs."),
                ("z for a", "z for a", "Only dW2 is wrong: layer 2 reads A1, not Z1."),
                ("x for a", "x for a", "dW1 is right. Layer 2 does not read X: dW2 is made of dZ2 and A1."),
                (
                    "last example only",
                    "last example only",
                    "Only the last example is left in your sums: add the examples up (+=, not =).",
                ),
                (
                    "wrong axis",
                    "wrong axis",
                    "The dW are right. The db are added up over the units: add over the examples, axis 0.",
                ),
                (
                    "db one number",
                    "db one number",
                    "The dW are right. The db are added up to one number: use axis=0, one number per unit.",
                ),
                (
                    "transposed",
                    "transposed",
                    "The db are right. Both dW are transposed: row j belongs to unit j, as in W.",
                ),
            ],
        ),
        Mistake(
            "moved weights",
            "dW2 is right, dW1 is not: W2 was updated before dZ2 was sent back through it. "
            "First all gradients, then the step.",
            shows=_updates_early(),
        ),
        Mistake(
            "moved weights, output slope missing",
            "Two mistakes: the slope of the output is missing, and W2 was updated before dZ2 went back through it.",
            shows=_updates_early(MISTAKEN_STEPS["output slope missing"]),
        ),
        Mistake(
            "moved weights, mean missing",
            "Two mistakes: the division by n is missing, and W2 was updated before dZ2 went back through it.",
            shows=_updates_early(MISTAKEN_STEPS["mean missing"]),
        ),
        Mistake(
            "parameters returned",
            "You returned the weights and biases after a step. Return the gradients: the caller takes the step.",
            shows=_returns_parameters,
        ),
        Mistake(
            "last layer first",
            "The four arrays are right, but layer 2 comes first. The order should be dW1, db1, dW2, db2.",
            _reordered(2, 3, 0, 1),
        ),
        Mistake(
            "dW before db",
            "The four arrays are right, but both dW come first. The order should be dW1, db1, dW2, db2.",
            _reordered(0, 2, 1, 3),
        ),
        Mistake(
            "pairs",
            "The numbers are right, but you returned two pairs. Return four arrays: dW1, db1, dW2, db2.",
            lambda *case: (shallow_backward_pass()(*case)[:2], shallow_backward_pass()(*case)[2:]),
        ),
        *_two_slips(shallow_backward_pass),
    ),
    hints=(
        "Forward first, and keep Z1, A1, A2. Then go back: dA2, dZ2, dW2, db2, dA1, dZ1, dW1, db1.",
        "dA2 = (A2 − Y) / n. Each dZ is dA times A (1 − A). What has the shape of W2 and is made of dZ2 and A1?",
        "dW = dZ.T @ (what the layer reads), db = dZ.sum(axis=0), and dA1 = dZ2 @ W2.",
    ),
    explanation=(
        "Forward, keep A1 and A2. The loss is a mean over n examples, so dA2 = (A2 − Y)/n; after that, all sums over"
        " examples are plain sums. In each layer dZ is dA times the slope A (1 − A). Then dW = dZᵀ times what the "
        "layer reads (A1, or X), and db is the sum of the rows of dZ. Between the layers, dA1 = dZ2 W2."
    ),
)


# --- any depth ---


_KINDS = ((sigmoid, sigmoid_slope), (np.tanh, tanh_slope), (relu, relu_slope), (same, one))


def _deep_net(rng, sizes, kinds, n: int, shift: float = 0.0) -> tuple:
    layers = [
        (rng.normal(size=(m, k)).round(2), rng.normal(size=m).round(2) - shift * (i == 0), *_KINDS[kind])
        for i, (k, m, kind) in enumerate(zip(sizes, sizes[1:], kinds))
    ]
    return layers, rng.normal(size=(n, sizes[0])).round(2), rng.normal(size=(n, sizes[-1])).round(2)


_DEEP = [
    _deep_net(_RNG, (1, 1), (1,), 2),
    _deep_net(_RNG, (2, 2, 2), (1, 0), 3),
    _deep_net(_RNG, (3, 4, 2), (1, 3), 1),
    _deep_net(_RNG, (2, 3, 3, 2), (0, 1, 0), 4),
    _deep_net(_RNG, (2, 3, 1), (2, 3), 3, shift=50.0),
]  # the last: a layer of ReLUs that are all silent


def _any_net(rng) -> tuple:
    """Draw a network whose gradients rounding hardly touches: sums of a few units, and no ReLU close to its joint."""
    while True:
        sizes = rng.sizes(1, 5, rng.size(2, 6))
        kinds = rng.integers(4, size=len(sizes) - 1).tolist()
        layers, X, Y = _deep_net(rng, sizes, kinds, rng.size(1, 6))
        layers = [((W / np.sqrt(W.shape[1])).round(2), (b / 2).round(2), g, slope) for W, b, g, slope in layers]
        if not _is_near_joint(layers, X):
            return layers, X, Y


def _is_near_joint(layers, X) -> bool:
    A = X
    for W, b, g, _ in layers:
        Z = A @ W.T + b
        if g is relu and np.abs(Z).min() < 1e-3:
            return True
        A = g(Z)
    return False


def _pairs(found):
    """Return pairs as tuples, whatever kind of sequence holds them."""
    return [tuple(pair) for pair in found]


def _layer_difference(got, truth) -> str:
    """Say in which layer, seen from the end, the first wrong array is, and what is right there."""
    if not isinstance(got, list | tuple):
        return ""
    if len(got) == 2 * len(truth) and all(np.ndim(part) in (1, 2) for part in got):
        return f"You returned {len(got)} arrays. It should be one pair (dW, db) for each layer"
    if len(got) != len(truth) or any(not isinstance(pair, list | tuple) or len(pair) != 2 for pair in got):
        return ""
    for l in range(len(truth), 0, -1):
        right = [_all_close(part, true) for part, true in zip(got[l - 1], truth[l - 1])]
        if all(right):
            continue
        after = f"The layers after layer {l} are right. " * (l < len(truth))
        for name, part, true in zip(("dW", "db"), got[l - 1], truth[l - 1]):
            if np.shape(np.squeeze(part)) != np.shape(np.squeeze(true)):
                return f"{after}In layer {l}, {name} has shape {np.shape(part)}. It should be {np.shape(true)}"
            if np.ndim(true) == 2 and not _all_close(part, true) and _all_close(part, np.transpose(true)):
                return f"{after}In layer {l}, {name} is transposed"
        which = (
            "dW agrees, db does not"
            if right[0]
            else "db agrees, dW does not"
            if right[1]
            else "neither dW nor db agrees"
        )
        return f"{after}In layer {l}, {which}"
    return ""


def _deep_updates_early(f) -> bool:
    """Does the answer send dZ back through weights that were updated before? The rate is its own."""
    layers, X, Y = _DEEP[1]
    right, moved = (deep_backward_pass(steps)(layers, X, Y)[0][0] for steps in (RIGHT_STEPS, early_update_steps(1.0)))
    change, got = right - moved, f(list(layers), X.copy(), Y.copy())[0][0]
    rate = float(((right - got) * change).sum() / (change**2).sum())
    pass_ = deep_backward_pass(early_update_steps(rate))
    return rate > 1e-9 and all(_all_close(_pairs(f(*case)), _pairs(pass_(*case))) for case in _DEEP[1:4])


def _returns_layers(f) -> bool:
    """Does the answer return the weights and biases after a step?"""
    layers, X, Y = _DEEP[1]
    found, right = _pairs(f(list(layers), X.copy(), Y.copy())), deep_backward_pass()(layers, X, Y)
    rates = [
        _rate_of_step(layer[k], pair[k], true[k]) for layer, pair, true in zip(layers, found, right) for k in (0, 1)
    ]
    return None not in rates and bool(np.allclose(rates, rates[0]))


_SHEET_2B = Question(
    "10.2b",
    deep_backward_pass(),
    "a list with one pair (dW, db) for each layer, in the order of the layers",
    cases=_DEEP,
    equal=lambda got, truth: _all_close(_pairs(got), _pairs(truth)),
    differs=_layer_difference,
    hidden=("other networks", _any_net),
    mistakes=(
        Mistake(
            "order",
            "Your list begins with the last layer. Give it in the order of the layers.",
            lambda *case: deep_backward_pass()(*case)[::-1],
        ),
        Mistake(
            "pairs swapped",
            "Each of your pairs is (db, dW). It should be (dW, db).",
            lambda *case: [(db, dW) for dW, db in deep_backward_pass()(*case)],
        ),
        *_by_steps(
            deep_backward_pass,
            [
                ("sign", "sign", "All signs are wrong: the slope of the loss is a − y."),
                ("mean missing", "mean missing", "The division by the number of examples is missing."),
                (
                    "mean over entries",
                    "mean over entries",
                    "You divided by the number of all outputs of all examples. Divide only by the number of examples.",
                ),
                (
                    "mean taken twice",
                    "mean taken twice",
                    "The mean is taken twice: 1/n belongs in once, at the start.",
                ),
                ("factor 2", "factor 2", "Twice too large: the ½ of the loss cancels the 2 of the square."),
                (
                    "db as a mean",
                    "db as a mean",
                    "The dW are right. The db are means: with 1/n in dZ, add the rows up.",
                ),
                ("mean twice in dW", "mean twice in dW", "The db are right. The dW are divided by n twice."),
                ("mean missing in db", "mean missing in db", "The dW are right. The db are not divided by n."),
                ("mean missing in dW", "mean missing in dW", "The db are right. The dW are not divided by n."),
                ("no slopes", "slopes missing", "The slopes of the activations are missing everywhere."),
                (
                    "hidden slopes missing",
                    "hidden slopes missing",
                    "The last layer is right. In the layers before it the slope is missing.",
                ),
                (
                    "last slope missing",
                    "output slope missing",
                    "The last layer's own slope is missing: a − y is da, not dz.",
                ),
                (
                    "slope at a",
                    "slope at a",
                    "You take the slope at the activations. Give `slope` the pre-activations z.",
                ),
                (
                    "first layer's slope everywhere",
                    "first layer's slope",
                    "You use the first layer's slope in all layers. Each has its own.",
                ),
                (
                    "sigmoid's slope everywhere",
                    "sigmoid's slope",
                    "You use a (1 − a) in all layers. Each brings its own `slope`.",
                ),
                (
                    "slope overwrites the gradient",
                    "slope overwrites",
                    "The last layer is right. Before it, dZ holds only the slope: multiply it by dA.",
                ),
                (
                    "neighbour's slope",
                    "neighbour's slope",
                    "The last layer is right. The others use the slope of the layer after them.",
                ),
                (
                    "W transposed",
                    "W transposed",
                    "On the way back W is transposed: dA of the layer before is dZ @ W.",
                ),
                (
                    "da sent back",
                    "da sent back",
                    "You sent dA on. It is dZ, after the slope, that goes through W.",
                ),
                ("da for dz", "da for dz", "The db are right. For the dW you used dA where dZ belongs."),
                (
                    "value for delta",
                    "value for delta",
                    "The db are right. For the dW you used the layer's output A where dZ belongs.",
                ),
                (
                    "z for a",
                    "z for a",
                    "dW of the first layer is right, the others are not: they read A of the layer before, not Z.",
                ),
                (
                    "a of the same layer",
                    "a of the same layer",
                    "The db are right. Your dW use A of their own layer: take what the layer reads.",
                ),
                (
                    "x everywhere",
                    "x for a",
                    "Every dW of yours is made with X. Layer l reads the activations of layer l − 1.",
                ),
                ("last example only", "last example only", "Only the last example is left in your sums."),
                (
                    "wrong axis",
                    "wrong axis",
                    "The dW are right. The db are added up over the units: add over the examples, axis 0.",
                ),
                (
                    "db one number",
                    "db one number",
                    "The dW are right. The db are added up to one number: use axis=0, one number per unit.",
                ),
                ("transposed", "transposed", "The db are right. The dW are transposed: row j belongs to unit j."),
            ],
        ),
        Mistake(
            "moved weights",
            "The last layer is right, the others are not: W was updated before dZ was sent back through it.",
            shows=_deep_updates_early,
        ),
        Mistake(
            "parameters returned",
            "You returned weights and biases after a step. Return the gradients: the caller takes the step.",
            shows=_returns_layers,
        ),
        *_two_slips(deep_backward_pass),
    ),
    hints=(
        "Forward first: keep a list of all Z and a list of all A, which begins with X.",
        "Start with dA = (A[-1] − Y) / n, and go through the layers from the last to the first.",
        "In the loop: dZ = dA * slope(Z), the pair (dZ.T @ A before, dZ.sum(axis=0)), then dA = dZ @ W.",
    ),
    explanation=(
        "The forward loop keeps every Z and every A, with X in front. The backward loop starts with dA = (A − Y)/n "
        "at the output. In each layer dZ = dA times its own slope at Z; dW and db follow from dZ and from what the "
        "layer reads, and dZ W is dA of the layer before. The pairs come out from the last layer to the first, so "
        "the list is reversed at the end."
    ),
)


QUESTIONS = (_SHEET_2A, _SHEET_2B)
