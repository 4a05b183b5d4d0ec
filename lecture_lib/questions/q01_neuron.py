"""Questions of notebook 01 and its sheet: the neuron, from spikes to logistic regression (rows 01.3 to 01.6)."""

from __future__ import annotations

import numpy as np

from ..checking import Mistake, Question, value_question
from ..nn import relu, sigmoid
from ..threshold import McCullochPitts

# --- checkpoints in the notebook ---------------------------------------------------------------------------------


def _rounded(truth: float) -> Mistake:
    """Return the mistake of giving the right number with one to five decimals."""
    return Mistake(
        "rounded",
        "Give more digits: print the number that Python has.",
        shows=lambda given: isinstance(given, float) and any(given == round(truth, n) for n in range(1, 6)),
    )


_CHECK_3 = value_question(
    "01.3",
    1.5,
    "the rheobase in nA, one number",
    [
        ("turned over", 12 / 18, "You divided the resistance by the threshold. Which of the two is a voltage?"),
        ("product", 216.0, "You multiplied. At the rheobase, R · I equals the threshold."),
        ("the notebook's neuron", 15 / 8, "That is the rheobase of the neuron above; this one has other numbers."),
        ("time constant", 18 / 20, "The time constant says how fast v climbs, not how high. Use the resistance."),
        ("charge", 30.0, "You multiplied by the time constant as well. It does not change how high v climbs."),
        ("difference", 6.0, "You subtracted MΩ from mV. Which current makes R · I as large as the threshold?"),
    ],
    hints=(
        "For a constant current, to which value does the potential climb in the end?",
        "The neuron fires if R · I is above the threshold. At which current are the two equal?",
    ),
    explanation=(
        "For a constant current, the potential approaches R · I and never passes it. The neuron fires only "
        "if R · I is above the threshold, so the rheobase is V_th / R = 18 mV / 12 MΩ = 1.5 nA. The time "
        "constant says how fast the potential climbs, not how high."
    ),
)
_MP = McCullochPitts((3, 1, 1, -1), threshold=2)
_MP_INPUTS = np.array([[1, 0, 0, 0], [0, 1, 1, 0], [1, 0, 1, 1], [0, 1, 0, 0]])
_MP_ANSWERS = _MP(_MP_INPUTS)
_CHECK_4 = value_question(
    "01.4",
    _MP_ANSWERS,
    "four numbers, each 0 or 1",
    [
        (
            "weighed",
            (_MP_INPUTS @ [3, 1, 1, -1] >= 2).astype(int),
            "You subtracted the inhibitory input as if it had the weight −1. In 1943 it forbids.",
        ),
        (
            "strictly above",
            [1, 0, 0, 0],
            "The neuron fires when the threshold is reached; you fire it only above.",
        ),
        (
            "inputs counted",
            [0, 1, 0, 0],
            "You counted active inputs. The first input has three synapses, and each of them counts.",
        ),
        (
            "inhibition forgotten",
            [1, 1, 1, 1],
            "You fire it whenever any input is active. Mind the threshold and the inhibitory synapse.",
        ),
        ("signs", [1, 1, -1, -1], "You answered with −1 and +1. This neuron answers 0 or 1."),
        ("flipped", [0, 0, 1, 1], "All four are the opposite of what the neuron answers: 1 stands for firing."),
    ],
    hints=(
        "Look at the last input first: is the inhibitory synapse active?",
        "Where it is not, add up the synapses of the active inputs, and compare the sum with the threshold 2.",
    ),
    explanation=(
        "In (1, 0, 0, 0), three excitatory synapses are active, which is at least 2, so the answer is 1. In "
        "(0, 1, 1, 0) two are active, and 2 is enough: 1. In (1, 0, 1, 1) the inhibitory input is active and "
        "silences the neuron: 0. In (0, 1, 0, 0) only one synapse is active: 0."
    ),
)
_CHECK_5 = value_question(
    "01.5",
    float(sigmoid(1.75)),
    "the output, one number",
    [
        ("not activated", 1.75, "That is z, the first step. The second one is missing."),
        ("bias forgotten", float(sigmoid(1.5)), "You left the bias out of the sum."),
        ("bias subtracted", float(sigmoid(1.25)), "You subtracted the bias; it is added."),
        (
            "bias after",
            float(sigmoid(1.5)) + 0.25,
            "You added the bias after the sigmoid. It belongs to the first step.",
        ),
        ("sign lost", float(sigmoid(5.75)), "The second input is negative, and so is its product with the weight."),
        ("tanh", float(np.tanh(1.75)), "You applied tanh. The neuron has a sigmoid."),
        ("sign of the exponent", float(sigmoid(-1.75)), "That is σ(−z). The exponent in 1/(1 + e^−z) is minus z."),
        _rounded(float(sigmoid(1.75))),
    ],
    hints=(
        "There are two steps. The first is w · x + b; compute it on paper.",
        "Mind the sign of the second product. Then put the sum into 1 / (1 + e^−z).",
    ),
    explanation=(
        "The sum is z = 1 · 2 + 2 · (−1) + 3 · 0.5 + 0.25 = 1.75. The output is σ(1.75) = 1 / (1 + e^−1.75) "
        "= 0.851953. In Python: `sigmoid(np.array([1, 2, 3]) @ [2, -1, 0.5] + 0.25)`."
    ),
)
_COST_6 = float(np.logaddexp(0, 2))
_CHECK_6 = value_question(
    "01.6",
    _COST_6,
    "the cost of this example, one number",
    [
        ("as label +1", float(np.logaddexp(0, -2)), "That is the cost for y = +1. Here y · z is negative."),
        ("no minus", -_COST_6, "The cost is minus the logarithm; yours is negative."),
        ("no logarithm", float(sigmoid(-2)), "That is σ(y z). The cost is minus its logarithm."),
        ("probability", float(sigmoid(2)), "That is p, the probability of the class +1."),
        ("hinge", 3.0, "That is the hinge loss of a support vector machine, max(0, 1 − y z)."),
        (
            "not translated",
            float(-np.logaddexp(0, -2) + 2 * np.logaddexp(0, 2)),
            "You put −1 for t into the binary cross-entropy. Translate the label first.",
        ),
        ("other base", _COST_6 / float(np.log(2)), "You took the logarithm to base 2; the natural one is meant."),
        ("margin", 2.0, "You took −y z, to which the cost comes near for a large z only."),
        _rounded(_COST_6),
    ],
    hints=(
        "The cost is −log σ(y z). What is y z here?",
        "Or translate the label to t = 0 and use the binary cross-entropy, −log(1 − p). Both give the same number.",
    ),
    explanation=(
        "With y = −1 and z = 2, the margin y z is −2. The cost is −log σ(−2) = log(1 + e²) = 2.126928. The "
        "binary cross-entropy gives the same: the label becomes t = 0, and −log(1 − p) with p = σ(2) = "
        "0.880797 is 2.126928."
    ),
)

# --- 01.3a: one step of a spiking neuron ---------------------------------------------------------------------------


def _lif_step(
    v, current, R, tau, threshold, dt, *, keep=None, reset=lambda v, threshold: 0.0, reached=np.greater_equal
):
    """Return v after one step and whether a spike was fired, for arrays of neurons; the options make it mistaken."""
    keep = np.exp(-dt / tau) if keep is None else keep(dt, tau)
    v = R * current + keep * (v - R * current)
    fired = reached(v, threshold)
    return np.where(fired, reset(v, threshold), v), fired


def _some_neurons(rng) -> tuple:
    k = rng.size(1, 6)
    R, tau, threshold = (float(rng.uniform(low, high)) for low, high in ((2, 12), (5, 25), (8, 20)))
    v = rng.uniform(0, threshold, k)
    current = rng.uniform(0, 4, k) * threshold / R
    current[0], v[0] = 6 * threshold / R, 0.95 * threshold  # one that fires
    return v, current, R, tau, threshold, float(rng.uniform(0.5, 3))


_F = np.array
_LIF_CASES = [
    (_F([4.0]), _F([1.0]), 8.0, 10.0, 15.0, 1.0),
    (_F([14.0, 3.0, 0.0]), _F([4.0, 0.0, 1.5]), 8.0, 10.0, 15.0, 2.0),
    (_F([15.0, 10.0]), _F([2.5, 2.0]), 6.0, 12.0, 15.0, 0.5),  # v rests exactly at the threshold: it is reached
    (_F([8.0, 9.5]), _F([3.0, 3.0]), 5.0, 20.0, 10.0, 1.5),
]
_SHEET_3A = Question(
    "01.3a",
    _lif_step,
    "v after the step (0 where a spike was fired), and for each neuron whether it fired",
    parts=("v", "fired"),
    cases=_LIF_CASES,
    hidden=("other neurons", _some_neurons),
    mistakes=(
        Mistake(
            "no reset",
            "Your potentials stay above the threshold. Where a spike is fired, v becomes 0.",
            lambda *case: _lif_step(*case, reset=lambda v, threshold: v),
        ),
        Mistake(
            "threshold subtracted",
            "You subtract the threshold at a spike. This neuron goes back to 0.",
            lambda *case: _lif_step(*case, reset=lambda v, threshold: v - threshold),
        ),
        Mistake(
            "strictly above",
            "A spike is fired when v reaches the threshold; you wait until it is above.",
            lambda *case: _lif_step(*case, reached=np.greater),
        ),
        Mistake(
            "Euler's step",
            "You took the straight step v + dt · dv/dt. The question asks for the exact one, with an exponential.",
            lambda *case: _lif_step(*case, keep=lambda dt, tau: 1 - dt / tau),
        ),
        Mistake(
            "time constant forgotten",
            "Your distance to R · I shrinks by e^(−dt). How long does it take by the time constant?",
            lambda *case: _lif_step(*case, keep=lambda dt, tau: np.exp(-dt)),
        ),
        Mistake(
            "factors swapped",
            "You keep the fraction that should vanish: e^(−dt/τ) belongs to the old distance.",
            lambda *case: _lif_step(*case, keep=lambda dt, tau: 1 - np.exp(-dt / tau)),
        ),
        Mistake(
            "sign of the exponent",
            "Your distance to R · I grows. The exponent is negative.",
            lambda *case: _lif_step(*case, keep=lambda dt, tau: np.exp(dt / tau)),
        ),
        Mistake(
            "resistance forgotten",
            "Your potential moves towards I. It moves towards R · I.",
            lambda v, current, R, tau, threshold, dt: _lif_step(v, current, 1.0, tau, threshold, dt),
        ),
        Mistake(
            "leak forgotten",
            "Your potential only gains. A part of the old v leaks away in every step.",
            lambda v, current, R, tau, threshold, dt: _lif_step(
                v + R * current * (1 - np.exp(-dt / tau)), 0 * current, R, tau, threshold, 0.0
            ),
        ),
        Mistake(
            "fired before the step",
            "You compare the old v with the threshold. The spike belongs to the v after the step.",
            lambda v, current, R, tau, threshold, dt: (
                np.where(v >= threshold, 0.0, R * current + np.exp(-dt / tau) * (v - R * current)),
                v >= threshold,
            ),
        ),
        Mistake(
            "order swapped",
            "You return the spikes first. The potential comes first.",
            lambda *case: _lif_step(*case)[::-1],
        ),
    ),
    hints=(
        "Where would v end up if the current stayed? Write the distance from there before and after the step.",
        "The distance v − R · I shrinks by the factor e^(−dt/τ). Only then ask where the threshold is reached.",
        "Compute the new v, then fired = (new v >= threshold), then take 0 where fired and the new v elsewhere.",
    ),
    explanation=(
        "While the current is constant, the distance of v from R · I shrinks by the factor e^(−dt/τ) in each step. So "
        "the new potential is R · I + e^(−dt/τ) (v − R · I), which is exact for a step of any length. Where it "
        "reaches the threshold, the neuron fires and its potential becomes 0; np.where chooses for each neuron."
    ),
)

# --- 01.5a: a batch through one neuron, the bias folded in ---------------------------------------------------------


def _folded_neuron(w, X, g):
    """Return the outputs of one neuron for a batch; w[0] is the bias."""
    return g(w[0] + X @ w[1:])


def _folded_case(rng) -> tuple:
    n, d = rng.size(1, 6), rng.size(1, 5)
    return rng.normal(size=d + 1), rng.normal(size=(n, d)), [np.tanh, sigmoid.value, relu.value][int(rng.integers(3))]


_FOLDED_CASES = [
    (_F([0.5, 2.0]), _F([[1.0], [-3.0]]), np.tanh),
    (_F([1.0, -1.0, 0.5]), _F([[2.0, 1.0], [0.0, 3.0], [-1.0, 0.5]]), sigmoid.value),
    (_F([-0.25, 1.0, 2.0]), _F([[1.5, -0.5], [0.5, 1.0]]), relu.value),
    (_F([0.75, -2.0, 1.0, 0.25]), _F([[1.0, 0.5, -1.0]]), np.tanh),
]


def _with_last_as_bias(w, X, g):
    return g(X @ w[:-1] + w[-1])


_SHEET_5A = Question(
    "01.5a",
    _folded_neuron,
    "one output per row of X, shape (n,), with w[0] as the weight of a constant input 1",
    cases=_FOLDED_CASES,
    hidden=("other neurons and batches", _folded_case),
    mistakes=(
        Mistake("bias last", "You used the last weight for the constant input. It is w[0].", _with_last_as_bias),
        Mistake(
            "bias forgotten",
            "Your outputs are those with w₀ = 0. The constant input 1 is missing.",
            lambda w, X, g: g(X @ w[1:]),
        ),
        Mistake(
            "bias after",
            "You add w₀ after the activation. It belongs to the sum, before g.",
            lambda w, X, g: g(X @ w[1:]) + w[0],
        ),
        Mistake(
            "bias subtracted", "You subtract w₀. It is a weight like the others.", lambda w, X, g: g(X @ w[1:] - w[0])
        ),
        Mistake(
            "activation forgotten", "Those are the sums. The second step is missing.", lambda w, X, g: w[0] + X @ w[1:]
        ),
        Mistake(
            "sum over the batch",
            "You return one number. Every row of X is an example and has an output of its own.",
            lambda w, X, g: g((w[0] + X @ w[1:]).sum()),
        ),
        Mistake(
            "w₀ per input",
            "You add w₀ to every product, once per input. Its constant input occurs once per example.",
            lambda w, X, g: g((X * w[1:] + w[0]).sum(axis=1)),
        ),
        Mistake(
            "activation per product",
            "You apply g to each product and add up afterwards. Add first, then apply g once.",
            lambda w, X, g: g(w[0]) + g(X * w[1:]).sum(axis=1),
        ),
        Mistake(
            "ones added to X",
            "You add 1 to the inputs. The constant 1 is one more input: one more column.",
            lambda w, X, g: g((X + 1) @ w[1:]),
        ),
    ),
    hints=(
        "What are the inputs of one example when the constant one is put in front? How many numbers is that?",
        "A column of ones in front of X makes it (n, d + 1), which fits w.",
        "Either np.column_stack([np.ones(len(X)), X]) @ w, or X @ w[1:] + w[0]. Then g, once, on all of it.",
    ),
    explanation=(
        "The constant input 1 is a column of ones in front of X. The product with w then holds, for every example, w₀ "
        "plus the weighted inputs. The activation g is applied once, to these n sums. X @ w[1:] + w[0] gives the same "
        "sums."
    ),
)

# --- 01.6a: the gradient with labels −1 and +1, by the network's formula --------------------------------------------


def _network_gradient(w, X, y, *, labels=lambda y: (y + 1) / 2, error=lambda p, t: p - t):
    """Return the mean gradient of the cross-entropy with respect to w, for labels −1 and +1; options make mistakes."""
    p = sigmoid.value(X @ w)
    return X.T @ error(p, labels(y)) / len(y)


def _labelled(rng) -> tuple:
    n, d = rng.size(2, 7), rng.size(2, 5)
    X = np.column_stack([np.ones(n), rng.normal(size=(n, d))])
    return rng.normal(size=d + 1), X, rng.choice([-1.0, 1.0], n)


_LABELLED_CASES = [
    (_F([0.0, 1.0]), _F([[1.0, 2.0], [1.0, -1.0], [1.0, 0.5]]), _F([1.0, -1.0, -1.0])),
    (_F([0.5, -1.0, 0.25]), _F([[1.0, 1.0, 3.0], [1.0, -2.0, 0.0]]), _F([-1.0, 1.0])),
    (_F([-0.5, 0.75]), _F([[1.0, -0.5], [1.0, 1.5], [1.0, 2.0], [1.0, -3.0]]), _F([1.0, 1.0, -1.0, 1.0])),
]
_SHEET_6A = Question(
    "01.6a",
    _network_gradient,
    "the gradient of the mean binary cross-entropy with respect to w, one number per weight",
    cases=_LABELLED_CASES,
    hidden=("other examples", _labelled),
    mistakes=(
        Mistake(
            "not translated",
            "You subtract the labels −1 and +1 from probabilities. Translate them to 0 and 1 first.",
            lambda w, X, y: _network_gradient(w, X, y, labels=lambda y: y),
        ),
        Mistake(
            "translated without half",
            "Your labels are 0 and 2. After the shift by 1 they still have to be halved.",
            lambda w, X, y: _network_gradient(w, X, y, labels=lambda y: y + 1),
        ),
        Mistake(
            "labels flipped",
            "You gave the class +1 the target 0. The probability p is that of the class +1.",
            lambda w, X, y: _network_gradient(w, X, y, labels=lambda y: (1 - y) / 2),
        ),
        Mistake(
            "sign",
            "Your gradient points downhill. The gradient itself has p − t, not t − p.",
            lambda w, X, y: _network_gradient(w, X, y, error=lambda p, t: t - p),
        ),
        Mistake(
            "sum",
            "You added the examples' gradients up. The cost is a mean.",
            lambda w, X, y: _network_gradient(w, X, y) * len(y),
        ),
        Mistake(
            "mean over the weights too",
            "You divided by the number of all entries of X. The mean runs over examples only.",
            lambda w, X, y: _network_gradient(w, X, y) / X.shape[1],
        ),
        Mistake(
            "squared error",
            "You have a factor p(1 − p) too many: that is the gradient of half the squared error.",
            lambda w, X, y: _network_gradient(w, X, y, error=lambda p, t: (p - t) * p * (1 - p)),
        ),
        Mistake(
            "sigmoid forgotten",
            "You took z − t. The difference is that of the probability σ(z) and the target.",
            lambda w, X, y: X.T @ (X @ w - (y + 1) / 2) / len(y),
        ),
        Mistake(
            "inputs forgotten",
            "Those are the slopes with respect to z, one per example. The chain rule goes on to w.",
            lambda w, X, y: (sigmoid.value(X @ w) - (y + 1) / 2) / len(y),
        ),
        Mistake(
            "half forgotten twice",
            "Your gradient is twice as large: 2p − 1 − y is twice p − t.",
            lambda w, X, y: _network_gradient(w, X, y) * 2,
        ),
    ),
    hints=(
        "Three steps: labels to targets 0 and 1, outputs p, and the slope of the cost with respect to z.",
        "The slope with respect to z is p − t for each example. How does z depend on each weight?",
        "The gradient is the mean over the examples of (p − t) times the row of X: X.T @ (p − t) / len(y).",
    ),
    explanation=(
        "The outputs are p = σ(X w), and the labels become the targets t = (y + 1)/2. The slope of the cost with "
        "respect to z is p − t, and z depends on each weight through its input, so one example contributes (p − t) x. "
        "The mean over the n examples is Xᵀ (p − t) / n. The first column of X is 1, so the bias needs no line of its "
        "own."
    ),
)

QUESTIONS: tuple[Question, ...] = (_CHECK_3, _CHECK_4, _CHECK_5, _CHECK_6, _SHEET_3A, _SHEET_5A, _SHEET_6A)
