"""The rules of a backward pass one by one, and what learners write in their place (rows 10.2, 10.4).

A rule takes a `LayerContext` and returns one array. Each slip is such a rule too, with a word for the learner. So the same
slips name a wrong array, name one wrong number of it, and make a whole backward pass with one mistake in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

import numpy as np

from ...nn import MLP, Gradients, Loss, Trace
from ...validation import Array

GRADIENT_KINDS = ("da", "dz", "dW", "db")


class LayerContext(NamedTuple):
    """All that the rule for one array of layer l may read; batches throughout: examples are rows.

    da and dz are those of layer l; for the rule of da[l] below the output they are those of layer l + 1.
    """

    trace: Trace
    y: Array
    loss: Loss
    l: int
    da: Array | None = None
    dz: Array | None = None

    @property
    def n(self) -> int:
        """The number of examples."""
        return len(self.y)

    @property
    def last(self) -> bool:
        """Is this the output layer?"""
        return self.l == len(self.trace.net)

    @property
    def net(self) -> MLP:
        return self.trace.net

    @property
    def before(self) -> Array:
        """a[l-1], what the layer reads."""
        return self.trace.a[self.l - 1]


BackwardRule = Callable[[LayerContext], Array]


def _da(s: LayerContext) -> Array:
    return s.loss.slope(s.trace.a[s.l], s.y) / s.n if s.last else s.dz @ s.net[s.l + 1].W


def _dz(s: LayerContext) -> Array:
    return s.net[s.l].g.pull(s.trace.z[s.l], s.trace.a[s.l], s.da)


BACKWARD_RULES: dict[str, BackwardRule] = {
    "da": _da,
    "dz": _dz,
    "dW": lambda s: s.dz.T @ s.before,
    "db": lambda s: s.dz.sum(axis=0),
}


class KnownMistake(NamedTuple):
    """A slip: its name, what to say to who makes it, and the rule that was written."""

    name: str
    says: str
    rule: BackwardRule


def _slope(s: LayerContext, at: Array) -> Array:
    return s.net[s.l].g.derivative(at)


def _only(s: LayerContext, name: str, rule: Callable[[Array], Array]) -> Array:
    if s.net[s.l].g.name != name:
        raise ValueError("another activation")
    return rule(s.trace.a[s.l])


_HALVES = "Twice too large: the loss has a factor ½, which cancels the 2 of the square."
_OWN: dict[str, tuple[KnownMistake, ...]] = {
    "da": (
        KnownMistake(
            "W not transposed",
            "W runs the wrong way: unit i gets its share along column i of W, so dz @ W.",
            lambda s: s.dz @ s.net[s.l + 1].W.T,
        ),
        KnownMistake(
            "da for dz",
            "You sent da of the layer above back; it is dz, behind the activation's slope, that goes on.",
            lambda s: s.da @ s.net[s.l + 1].W,
        ),
        KnownMistake(
            "slope applied already",
            "That is dz of this layer; da comes before the slope.",
            lambda s: s.dz @ s.net[s.l + 1].W * _slope(s, s.trace.z[s.l]),
        ),
        KnownMistake(
            "weights forgotten",
            "You added up dz without the weights; each comes back along its own edge.",
            lambda s: s.dz.sum(axis=1, keepdims=True) + np.zeros_like(s.trace.a[s.l]),
        ),
        KnownMistake(
            "W of the layer below",
            "You used the W of this layer; what comes back has passed that of the layer above.",
            lambda s: s.dz @ s.net[s.l].W,
        ),
        KnownMistake(
            "mean over outputs",
            "You divided by the number of outputs as well; the loss sums over outputs.",
            lambda s: _da(s) / s.y.shape[1] if s.last else s.dz @ s.net[s.l + 1].W / s.y.shape[1],
        ),
        KnownMistake(
            "output itself",
            "That is the output; the slope of the loss compares it with the target.",
            lambda s: s.trace.a[s.l] if s.last else np.zeros(0),
        ),
    ),
    "dz": (
        KnownMistake(
            "slope missing", "That is da; it still has to be multiplied by the slope of the activation.", lambda s: s.da
        ),
        KnownMistake(
            "slope at a",
            "The slope is taken at the output a; take it at z.",
            lambda s: s.da * _slope(s, s.trace.a[s.l]),
        ),
        KnownMistake(
            "slope twice",
            "The slope of the activation is in there twice.",
            lambda s: s.da * _slope(s, s.trace.z[s.l]) ** 2,
        ),
        KnownMistake("slope alone", "That is the slope alone; multiply it by da.", lambda s: _slope(s, s.trace.z[s.l])),
        KnownMistake(
            "a for a (1 − a)",
            "You multiplied by a; the sigmoid's slope is a (1 − a).",
            lambda s: _only(s, "sigmoid", lambda a: s.da * a),
        ),
        KnownMistake(
            "1 − a for a (1 − a)",
            "You multiplied by 1 − a; the sigmoid's slope is a (1 − a).",
            lambda s: _only(s, "sigmoid", lambda a: s.da * (1 - a)),
        ),
        KnownMistake(
            "1 − a for 1 − a²",
            "The slope of tanh is 1 − a²; the square is missing.",
            lambda s: _only(s, "tanh", lambda a: s.da * (1 - a)),
        ),
        KnownMistake(
            "a (1 − a) everywhere",
            "That is the slope of the sigmoid; this layer has another activation.",
            lambda s: s.da * s.trace.a[s.l] * (1 - s.trace.a[s.l]),
        ),
    ),
    "dW": (
        KnownMistake(
            "turned over", "The table is turned over: row j belongs to unit j, as in W.", lambda s: s.before.T @ s.dz
        ),
        KnownMistake(
            "z for a",
            "You multiplied by z of the layer before; the weight was multiplied by its a.",
            lambda s: s.dz.T @ s.trace.z[s.l - 1],
        ),
        KnownMistake(
            "da for dz",
            "You used da; the weight sits before the activation, so dz is needed.",
            lambda s: s.da.T @ s.before,
        ),
        KnownMistake(
            "a of the same layer",
            "You multiplied by a of this layer; the weight reads the layer before.",
            lambda s: s.dz.T @ s.trace.a[s.l],
        ),
        KnownMistake(
            "x for a",
            "You multiplied by the network's input; this layer reads the activations below it.",
            lambda s: s.dz.T @ s.trace.a[0],
        ),
        KnownMistake(
            "input forgotten",
            "You did not multiply by what the weight reads.",
            lambda s: s.dz.sum(axis=0)[:, None] + np.zeros_like(s.net[s.l].W),
        ),
        KnownMistake(
            "weight for input",
            "You multiplied by the weight; that is the way back to the layer before.",
            lambda s: s.dz.sum(axis=0)[:, None] * s.net[s.l].W,
        ),
        KnownMistake(
            "last example only",
            "Only the last example is left: add the examples up (+=, not =).",
            lambda s: s.dz[-1:].T @ s.before[-1:],
        ),
        KnownMistake(
            "first example only",
            "Only the first example is in there; add up all of them.",
            lambda s: s.dz[:1].T @ s.before[:1],
        ),
    ),
    "db": (
        KnownMistake(
            "wrong axis",
            "You added up over the units; add over the examples (axis 0), one number a unit.",
            lambda s: s.dz.sum(axis=1),
        ),
        KnownMistake("not summed", "That still has one row an example; add the rows up.", lambda s: s.dz),
        KnownMistake(
            "units added up", "You added everything up to one number; each unit has its own bias.", lambda s: s.dz.sum()
        ),
        KnownMistake(
            "da for dz",
            "You used da; the bias sits before the activation, so dz is needed.",
            lambda s: s.da.sum(axis=0),
        ),
        KnownMistake(
            "last example only", "Only the last example is left: add the examples up (+=, not =).", lambda s: s.dz[-1]
        ),
        KnownMistake(
            "first example only", "Only the first example is in there; add up all of them.", lambda s: s.dz[0]
        ),
    ),
}


def _any(kind: str) -> tuple[KnownMistake, ...]:
    rule = BACKWARD_RULES[kind]
    again = "The mean is taken twice: the 1/n is in da of the output already."
    return (
        KnownMistake(
            "sign", "The sign is turned round; the slope of the loss is a − y, not y − a.", lambda s: -rule(s)
        ),
        KnownMistake("mean missing", "The division by the number of examples is missing.", lambda s: rule(s) * s.n),
        KnownMistake("mean twice", again, lambda s: rule(s) / s.n),
        KnownMistake("factor 2", _HALVES, lambda s: 2 * rule(s)),
        KnownMistake(
            "factor ½",
            "Half of what it should be: the ½ of the loss is used up by the 2 of the square.",
            lambda s: rule(s) / 2,
        ),
    )


KNOWN_MISTAKES: dict[str, tuple[KnownMistake, ...]] = {kind: (*_OWN[kind], *_any(kind)) for kind in GRADIENT_KINDS}
"""Kind of array → its slips, likeliest first."""


def mistaken_answers(kind: str, spot: LayerContext) -> Iterator[tuple[Array, KnownMistake]]:
    """Yield what each slip gives at this spot; slips that cannot be made there are left out.

    >>> from lecture_lib import forward, half_squares, sigmoid
    >>> trace = forward(MLP(([[0.0]], [0.0], sigmoid)), [[1.0]])
    >>> spot = LayerContext(trace, np.array([[1.0]]), half_squares, 1, da=np.array([[-0.5]]))
    >>> [(float(array.item()), slip.name) for array, slip in mistaken_answers("dz", spot)][0]
    (-0.5, 'slope missing')
    """
    for slip in KNOWN_MISTAKES[kind]:
        try:
            with np.errstate(all="ignore"):
                yield np.asarray(slip.rule(spot)), slip
        except (ValueError, TypeError, AttributeError, IndexError):  # shapes that do not fit; no z[0]; ...
            continue


def backward_by_rules(trace: Trace, y, loss: Loss, instead: Mapping[str, BackwardRule] | None = None) -> Gradients:
    """Return all gradients of a batch by `BACKWARD_RULES`, with other rules in place of some: one mistake, everywhere.

    >>> from lecture_lib import backward, forward, half_squares, tanh
    >>> trace = forward(MLP.random((2, 3, 1), tanh, rng=np.random.default_rng(0)), [[1.0, 2.0]])
    >>> right, mine = backward(trace, [[0.5]], half_squares), backward_by_rules(trace, [[0.5]], half_squares)
    >>> bool(np.allclose(right.dW[1], mine.dW[1]))
    True
    """
    rules = BACKWARD_RULES | dict(instead or {})
    y, L = np.asarray(y, float), len(trace.net)
    found: dict[str, list] = {kind: [None] * (L + 1) for kind in GRADIENT_KINDS}
    spot = LayerContext(trace, y, loss, L)
    for l in range(L, 0, -1):
        spot = spot._replace(l=l)
        da = found["da"][l] = rules["da"](spot)
        spot = spot._replace(da=da)
        dz = found["dz"][l] = rules["dz"](spot)
        spot = spot._replace(dz=dz)
        found["dW"][l], found["db"][l] = rules["dW"](spot), rules["db"](spot)
    found["da"][0] = rules["da"](spot._replace(l=0))
    return Gradients(*(tuple(found[kind]) for kind in GRADIENT_KINDS))
