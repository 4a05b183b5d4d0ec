"""Challenges about training: rates, batches, units that learn nothing, overfitting, and what a loss says."""

from __future__ import annotations

from dataclasses import replace
from math import log

from ..run import Run, first_run, run_epoch
from ..setup import Setup
from .challenge import Challenge, all_but
from .judges import jitter, n_classified_correctly, n_edited, n_firing, train_loss, unseen_loss

_DATA = ("data", "noise", "share", "data_seed")
_DEAD = Setup(hidden=(2,), activations=("relu",), rate=3.0, seed=4)
_DEAD_AFTER = 5
_MOST_EDITS = 2
_REPAIRED = 0.4
_OVERFITTED = Setup(
    data="moons", noise=40, share=10, hidden=(8, 8), activations=("tanh", "tanh"), rule="Adam", rate=0.03
)


def _fast(setup: Setup, run: Run) -> float:
    return float(1 <= run.epochs <= 10 and train_loss(setup, run) <= 1e-5)


def _calm(setup: Setup, run: Run) -> float:
    found = jitter(run)
    return 1.0 if found <= 0.01 else 0.01 / found


def _alive(setup: Setup, run: Run) -> float:
    given = first_run(_DEAD)
    for _ in range(_DEAD_AFTER):
        given = run_epoch(_DEAD, given)
    untrained = (run.epochs, run.steps) == (given.epochs, given.steps)
    return n_firing(setup, run) if untrained and n_edited(run.net, given.net) <= _MOST_EDITS else 0


def _right_and_bad(setup: Setup, run: Run) -> float:
    return min(1.0, unseen_loss(setup, run) / log(2)) if n_classified_correctly(setup, run) >= 200 else 0.0


def _by_heart(setup: Setup, run: Run) -> float:
    return (train_loss(setup, run) <= 0.05) + (unseen_loss(setup, run) >= 0.5)


def _repaired(setup: Setup, run: Run) -> float:
    return min(1.0, _REPAIRED / unseen_loss(setup, run)) if run.epochs >= 200 else 0.0


def _by_hand(setup: Setup, run: Run) -> float:
    return 0 if run.epochs or run.steps else n_classified_correctly(setup, run, held_out=False)


TRAINING_CHALLENGES = {
    "rate": Challenge(
        title="The right rate",
        text=(
            "One linear neuron fits a plane, and each epoch is one step on all 600 examples. The learning rate is 0.3. "
            "Train and watch the loss. Then find a rate with which ten epochs are enough."
        ),
        row="17.3",
        ask="At the rate 0.3, the loss {course}.",
        kinds={"course": ("falls fast", "falls slowly", "goes up and down", "grows without bound")},
        answers={"course": "grows without bound"},
        setup=Setup(data="plane", hidden=(), activations=(), batch=1000, rate=0.3),
        fixed=all_but("rate", "seed"),
        asks="bring the training loss down to 0.00001 in at most ten epochs",
        have=_fast,
        explanation=(
            "The largest eigenvalue λ of the Hessian is 13.2 here, so gradient descent converges for rates below 2/λ = "
            "0.152. At 0.15 the loss still falls, and at 0.155 it grows. The rate 0.1 needs four epochs, 0.03 needs "
            "more than ten."
        ),
    ),
    "batch": Challenge(
        title="A calm loss",
        text=(
            "The network takes a step after every single example, and the loss jitters. Change only the batch size, "
            "until the training losses of the last 20 epochs differ by at most 1% of their mean."
        ),
        row="17.3",
        ask="The loss jitters {more} with batches of 100 than with batches of 1.",
        kinds={"more": ("less", "equally much", "more")},
        answers={"more": "less"},
        setup=Setup(data="two clouds", noise=30, hidden=(), activations=(), rate=0.3, batch=1),
        fixed=all_but("batch", "seed"),
        asks="let the training losses of the last 20 epochs differ by at most 1% of their mean",
        have=_calm,
        explanation=(
            "After 200 epochs, the losses of the last 20 differ by 19% with batches of 1, by 0.6% with 10, and by 0.3% "
            "with all 250. The gradient of a large batch is an average, so chance matters less. But large batches take "
            "fewer steps: after 60 epochs, the loss with all 250 still falls, by 5% in 20 epochs."
        ),
    ),
    "steps": Challenge(
        title="Two step units",
        text=(
            "Both hidden units have the step function, and the clouds are those of XOR. Train, and see which weights "
            "move. Then help: type weights and biases of the hidden units, and let training do the rest."
        ),
        row="17.3",
        ask="After 200 epochs of training, {moved} of the 6 weights and biases of the hidden layer have changed.",
        answers={"moved": 0},
        setup=Setup(data="XOR clouds", hidden=(2,), activations=("step",), rate=0.1),
        fixed=(*_DATA, "features", "hidden", "activations"),
        asks="classify 143 of the 150 held-out examples correctly, with two step units",
        have=n_classified_correctly,
        of=143,
        explanation=(
            "The step function is flat except at 0, so its derivative is 0 and no gradient reaches the hidden weights. "
            "Only the output unit learns. None of 20 random starts got there in 200 epochs. With all four hidden "
            "weights at 1 and biases of 2.6 and −2.6, the units enclose a stripe, and the output learns the rest."
        ),
    ),
    "revive": Challenge(
        title="A dead network",
        text=(
            "This network was trained for five epochs at a rate of 3. Now both ReLU units give 0 for every example. "
            "Bring both back. You may change two of the nine weights and biases, and you may not train."
        ),
        row="17.3",
        ask="If it is trained for 100 more epochs at a rate of 0.1, {alive} of its two units come back.",
        answers={"alive": 0},
        setup=_DEAD,
        epochs=_DEAD_AFTER,
        fixed=(*_DATA, "features", "hidden", "activations", "seed"),
        asks="let both units fire for some example, with at most two numbers changed and without training",
        have=_alive,
        of=2,
        explanation=(
            "Where a ReLU gives 0 its derivative is 0, so a unit that is 0 on all examples gets no gradient: 100 more "
            "epochs change none of its weights. Both biases have become very negative. With biases of 2, the units "
            "fire again, and 20 epochs at the rate 0.1 bring the network from 50% to 84% of the training examples."
        ),
    ),
    "right but bad": Challenge(
        title="Right, but with a bad loss",
        text=(
            "Two clouds overlap a little, and one neuron separates them. Make it worse than a coin, as the loss "
            "counts: at least 80% of the held-out examples classified correctly, and still a loss of log 2 or more."
        ),
        row="17.4",
        ask="A network that gives both classes the probability ½ has the cross-entropy {loss}.",
        answers={"loss": round(log(2), 3)},
        setup=Setup(data="two clouds", noise=50, hidden=(), activations=()),
        fixed=(*_DATA, "features", "hidden", "loss"),
        asks="classify 200 of the 250 held-out examples correctly, with a held-out loss of log 2 or more",
        have=_right_and_bad,
        explanation=(
            "If all k classes get the same probability, the loss is log k: about 0.693 for two, 2.303 for ten. Compare "
            "any loss with that. With both weights at 1 and the bias at 0, the loss is 0.202. With both at 20, the "
            "same 229 examples are right, but the loss is 2.279, since the few mistakes are made with near certainty."
        ),
    ),
    "overfit": Challenge(
        title="Learn by heart",
        text=(
            "There are only 30 examples to train on, and they are noisy. Overfit on purpose: a training loss of at "
            "most 0.05, while the loss on the other 270 examples is at least 0.5."
        ),
        row="17.4",
        ask="While a large network trains on these 30 examples, its held-out loss {course}.",
        kinds={"course": ("only falls", "falls, then stays", "falls, then rises")},
        answers={"course": "falls, then rises"},
        setup=replace(_OVERFITTED, hidden=(1,), activations=("tanh",), rule="SGD"),
        fixed=(*_DATA, "features", "loss"),
        asks="have a training loss of at most 0.05 and a held-out loss of at least 0.5",
        have=_by_heart,
        of=2,
        explanation=(
            "Two layers of eight tanh units, trained with Adam at the rate 0.03, got there from all 40 random starts "
            "(95% interval: 91% to 100%). The held-out loss of the first start was lowest after 6 epochs, at 0.353. "
            "After 200 epochs it was 0.887, and the training loss 0.0004."
        ),
    ),
    "repair": Challenge(
        title="Repair it",
        text=(
            "This network has learned its 30 examples by heart. Get its held-out loss down to 0.4, with the same "
            "examples and with 200 epochs or more: stopping early does not count."
        ),
        row="17.4",
        ask="A penalty that keeps the weights small makes the training loss {training} and the held-out loss {unseen}.",
        kinds={"training": ("smaller", "larger"), "unseen": ("smaller", "larger")},
        answers={"training": "larger", "unseen": "smaller"},
        setup=_OVERFITTED,
        epochs=200,
        fixed=(*_DATA, "features", "loss", "rule", "rate", "batch"),
        asks=f"reach a held-out loss of at most {_REPAIRED} after 200 epochs or more",
        have=_repaired,
        explanation=(
            "With L2 = 0.03 or 0.1 from the start, all 20 of 20 random starts got there (95% interval: 84% to 100%). "
            "With half of the hidden units dropped in each step, 7 of 10 did. A smaller network is not a sure cure: "
            "with one hidden unit 4 of 20 starts got there, with two or three none."
        ),
    ),
    "by hand": Challenge(
        title="Three classes by hand",
        text=(
            "Softmax has one output for each of the three classes, and the largest wins. Do not train: type weights "
            "and biases, until the network puts nearly all examples into their class."
        ),
        row="17.4",
        ask="Three classes, two inputs and no hidden layer make {parameters} weights and biases.",
        answers={"parameters": 9},
        setup=Setup(data="three clouds", hidden=(), activations=(), seed=1),
        fixed=(*_DATA, "features", "hidden"),
        asks="classify 214 of the 225 training examples correctly, without training",
        have=_by_hand,
        of=214,
        explanation=(
            "Let the two weights of each output point at its cloud: (−2.5, −2), (2.5, −2) and (0, 2.8). With biases of "
            "0, that alone classifies all 225 examples correctly. The largest output is then that of the cloud in "
            "whose direction the example lies. Training finds such weights too, in 20 epochs at the rate 0.1."
        ),
    ),
}
"""Challenges by name, in the order of the notebook."""
