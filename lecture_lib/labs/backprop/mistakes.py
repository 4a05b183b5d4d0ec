"""Every single array of a backward pass as learners write it with one known mistake (rows 10.2, 10.4).

The steps and what they may read are those of `questions/mistaken/backward`: each mistake here replaces one of them. So
the same mistakes name a wrong array and one wrong number of it.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...checking import Mistake
from ...questions.mistaken import MISTAKEN_STEPS, RIGHT_STEPS, BackwardStep, LayerContext
from ...validation import Array

GRADIENT_KINDS = ("da", "dz", "dW", "db")


def gradient_step(kind: str, l: int, L: int) -> tuple[str, int]:
    """Return the step that gives an array of layer l out of L, and the layer at which it is taken.

    >>> gradient_step("dW", 2, 3), gradient_step("da", 2, 3), gradient_step("da", 3, 3)
    (('dW', 2), ('da_before', 3), ('da_output', 3))
    """
    if kind != "da":
        return kind, l
    return ("da_output", L) if l == L else ("da_before", l + 1)


def _with_activation(name: str, step: BackwardStep) -> BackwardStep:
    """Return a step that only learners with this activation in the layer take."""

    def step_with_activation(s: LayerContext) -> Array:
        if s.layer.g.name != name:
            raise ValueError("another activation")
        return step(s)

    return step_with_activation


_OUTPUTS = "You divided by the number of outputs as well. The loss sums over outputs."
_OWN_MISTAKES: dict[str, tuple[Mistake, ...]] = {
    "da_output": (
        Mistake(
            "mean over outputs",
            _OUTPUTS,
            lambda s: RIGHT_STEPS.da_output(s) / s.y.shape[1],
        ),
        Mistake(
            "output itself",
            "That is the output. The slope of the loss compares it with the target.",
            lambda s: s.a,
        ),
    ),
    "da_before": (
        Mistake(
            "W not transposed",
            "W is transposed: unit i gets its part along column i of W, so dz @ W.",
            MISTAKEN_STEPS["W transposed"].da_before,
        ),
        Mistake(
            "da for dz",
            "You sent da of the layer above back. It is dz, after the activation's slope, that goes on.",
            MISTAKEN_STEPS["da sent back"].da_before,
        ),
        Mistake(
            "slope applied already",
            "That is dz of this layer. In da, the slope is not yet in it.",
            lambda s: RIGHT_STEPS.da_before(s) * s.net[s.l - 1].g.derivative(s.trace.z[s.l - 1]),
        ),
        Mistake(
            "weights forgotten",
            "You added up dz without the weights. Each comes back along its own edge and is multiplied by its weight.",
            lambda s: s.dz.sum(axis=1, keepdims=True) + np.zeros_like(s.before),
        ),
        Mistake(
            "W of the layer below",
            "You used the W of this layer. What comes back has passed the W of the layer above.",
            lambda s: s.dz @ s.net[s.l - 1].W,
        ),
        Mistake(
            "mean over outputs",
            _OUTPUTS,
            lambda s: RIGHT_STEPS.da_before(s) / s.y.shape[1],
        ),
    ),
    "dz": (
        Mistake(
            "slope missing",
            "That is da. Multiply it by the slope of the activation.",
            MISTAKEN_STEPS["slopes missing"].dz,
        ),
        Mistake(
            "slope at a",
            "The slope is taken at the output a. Take it at z.",
            MISTAKEN_STEPS["slope at a"].dz,
        ),
        Mistake(
            "slope twice",
            "The slope of the activation is in there twice.",
            lambda s: s.da * s.layer.g.derivative(s.z) ** 2,
        ),
        Mistake("slope alone", "That is only the slope. Multiply it by da.", lambda s: s.layer.g.derivative(s.z)),
        Mistake(
            "a for a (1 − a)",
            "You multiplied by a. The sigmoid's slope is a (1 − a).",
            _with_activation("sigmoid", lambda s: s.da * s.a),
        ),
        Mistake(
            "1 − a for a (1 − a)",
            "You multiplied by 1 − a. The sigmoid's slope is a (1 − a).",
            _with_activation("sigmoid", lambda s: s.da * (1 - s.a)),
        ),
        Mistake(
            "1 − a for 1 − a²",
            "The slope of tanh is 1 − a². The square is missing.",
            _with_activation("tanh", lambda s: s.da * (1 - s.a)),
        ),
        Mistake(
            "a (1 − a) everywhere",
            "That is the slope of the sigmoid. This layer has another activation.",
            lambda s: s.da * s.a * (1 - s.a),
        ),
    ),
    "dW": (
        Mistake(
            "transposed",
            "This is transposed: row j belongs to unit j, as in W.",
            MISTAKEN_STEPS["transposed"].dW,
        ),
        Mistake(
            "z for a",
            "You multiplied by z of the layer before. The weight reads its a.",
            lambda s: s.dz.T @ s.trace.z[s.l - 1],
        ),
        Mistake(
            "da for dz",
            "You used da. The weight comes before the activation, so dz is needed.",
            MISTAKEN_STEPS["da for dz"].dW,
        ),
        Mistake(
            "a of the same layer",
            "You multiplied by a of this layer. The weight reads the layer before.",
            lambda s: s.dz.T @ s.a,
        ),
        Mistake(
            "x for a",
            "You multiplied by the network's input. This layer reads the activations below it.",
            MISTAKEN_STEPS["x for a"].dW,
        ),
        Mistake(
            "input forgotten",
            "You did not multiply by what the weight reads.",
            lambda s: RIGHT_STEPS.db(s)[:, None] + np.zeros_like(s.layer.W),
        ),
        Mistake(
            "weight for input",
            "You multiplied by the weight. That is the way back to the layer before.",
            lambda s: RIGHT_STEPS.db(s)[:, None] * s.layer.W,
        ),
        Mistake(
            "last example only",
            "Only the last example is left: add the examples up (+=, not =).",
            MISTAKEN_STEPS["last example only"].dW,
        ),
        Mistake(
            "first example only",
            "Only the first example is in there. Add up all of them.",
            lambda s: s.dz[:1].T @ s.before[:1],
        ),
    ),
    "db": (
        Mistake(
            "wrong axis",
            "You added up over the units. Add over the examples (axis 0): one number per unit.",
            MISTAKEN_STEPS["wrong axis"].db,
        ),
        Mistake("not summed", "That still has one row per example. Add the rows up.", lambda s: s.dz),
        Mistake(
            "units added up", "You added everything up to one number. Each unit has its own bias.", lambda s: s.dz.sum()
        ),
        Mistake(
            "da for dz",
            "You used da. The bias comes before the activation, so dz is needed.",
            lambda s: s.da.sum(axis=0),
        ),
        Mistake(
            "last example only",
            "Only the last example is left: add the examples up (+=, not =).",
            MISTAKEN_STEPS["last example only"].db,
        ),
        Mistake("first example only", "Only the first example is in there. Add up all of them.", lambda s: s.dz[0]),
    ),
}


def _scaled(right: BackwardStep) -> tuple[Mistake, ...]:
    """Return the mistakes that multiply a whole array by one number, whichever step gives it."""
    return (
        Mistake("sign", "The sign is wrong: the slope of the loss is a − y, not y − a.", lambda s: -right(s)),
        Mistake("mean missing", "The division by the number of examples is missing.", lambda s: right(s) * s.n),
        Mistake(
            "mean twice",
            "The mean is taken twice: the 1/n is in da of the output already.",
            lambda s: right(s) / s.n,
        ),
        Mistake(
            "factor 2",
            "Twice too large: the loss has a factor of ½, which cancels the 2 of the square.",
            lambda s: 2 * right(s),
        ),
        Mistake(
            "factor ½",
            "Half of what it should be: the ½ of the loss is used up by the 2 of the square.",
            lambda s: right(s) / 2,
        ),
    )


KNOWN_MISTAKES: dict[str, tuple[Mistake, ...]] = {
    step: (*own, *_scaled(getattr(RIGHT_STEPS, step))) for step, own in _OWN_MISTAKES.items()
}
"""Name of a step → its known mistakes, likeliest first; what a mistake gives `instead` is again a step."""


def mistaken_answers(step: str, context: LayerContext) -> Iterator[tuple[Array, Mistake]]:
    """Yield what each known mistake in this step gives; mistakes that cannot be made here are left out.

    >>> from lecture_lib import MLP, forward, half_squares, sigmoid
    >>> trace = forward(MLP(([[0.0]], [0.0], sigmoid)), [[1.0]])
    >>> context = LayerContext(trace, np.array([[1.0]]), half_squares, 1, da=np.array([[-0.5]]))
    >>> [(float(array.item()), mistake.name) for array, mistake in mistaken_answers("dz", context)][0]
    (-0.5, 'slope missing')
    """
    for mistake in KNOWN_MISTAKES[step]:
        try:
            with np.errstate(all="ignore"):
                yield np.asarray(mistake.instead(context)), mistake
        except (ValueError, TypeError, AttributeError, IndexError):  # shapes that do not fit; no z[0]; ...
            continue
