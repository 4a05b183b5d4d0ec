"""Challenges about the model: its features, its units, its size, and the data that it can do."""

from __future__ import annotations

from ..run import Run
from ..setup import Setup, problem
from .challenge import Challenge, all_but
from .judges import n_classified_correctly, no_line_separates, unseen_loss

_DATA = ("data", "noise", "share", "data_seed")
_LOSS = 0.1  # on held-out examples, for the smallest network
_FEWEST = 13  # parameters of three hidden units on two features
_POINTS = "x1,x2,class\n-3,-2,orange\n-2,2,orange\n2,-2,blue\n3,2,blue\n-1,-3,orange\n1,3,blue"


def _with_features(most: int):
    """Return a judge: held-out examples told right, if the network reads at most so many features."""
    return lambda setup, run: n_classified_correctly(setup, run) if len(setup.features) <= most else 0


def _own_boundary(setup: Setup, run: Run) -> float:
    blue = problem(setup).train.y.mean()
    return n_classified_correctly(setup, run) if 0.25 <= blue <= 0.75 else 0


def _wrong_after_100(setup: Setup, run: Run) -> float:
    p = problem(setup)
    if run.epochs < 100 or not p.train.classes:
        return 0
    return 1 - n_classified_correctly(setup, run, held_out=False) / len(p.train)


def _n_parameters(setup: Setup, run: Run) -> int | None:
    return run.net.n_parameters if unseen_loss(setup, run) <= _LOSS else None


def _small(setup: Setup, run: Run) -> float:
    found = _n_parameters(setup, run)
    return _FEWEST / found if found else 0


def _n_inseparable(setup: Setup, run: Run) -> int | None:
    train = problem(setup).train
    distinct = len({tuple(point) for point in train.x.tolist()}) == len(train)
    if len(train.classes) != 2 or not distinct or not no_line_separates(train.x, train.y):
        return None
    return len(train)


def _few_inseparable(setup: Setup, run: Run) -> float:
    found = _n_inseparable(setup, run)
    return 3 / found if found else 0


MODEL_CHALLENGES = {
    "one tile": Challenge(
        title="One tile instead of a layer",
        text=(
            "The classes lie in four quarters, as in XOR, and the network has no hidden layer: it is a single neuron. "
            "Choose one feature, and no more than one, with which it can tell the classes apart."
        ),
        row="17.2",
        ask="A neuron without a hidden layer, on a single well-chosen feature, gets {quarters} of the examples right.",
        kinds={"quarters": ("half", "three quarters", "nearly all")},
        answers={"quarters": "nearly all"},
        setup=Setup(data="four quarters", hidden=(), activations=()),
        fixed=(*_DATA, "hidden", "activations"),
        asks="classify 238 of the 250 held-out examples correctly, with one feature and no hidden layer",
        have=_with_features(1),
        of=238,
        explanation=(
            "The class depends only on the sign of x1*x2, so on that feature a threshold is enough. With it, the "
            "neuron classifies all 250 held-out examples correctly after 50 epochs. With x1^2 or sin(x1) it stays near "
            "52%. A hidden layer has to find such a feature by itself."
        ),
    ),
    "wave": Challenge(
        title="A formula for the wave",
        text=(
            "A winding line separates the classes, and again there is no hidden layer. Type a formula as a feature. "
            "You may use two features, and each may be a whole expression in x1 and x2."
        ),
        row="17.2",
        ask="On x1 and x2 themselves, the neuron gets about {percent} per cent of the held-out examples right.",
        kinds={"percent": ("50", "65", "80", "95")},
        answers={"percent": "80"},
        setup=Setup(data="waves", hidden=(), activations=()),
        fixed=(*_DATA, "hidden", "activations"),
        asks="classify 143 of the 150 held-out examples correctly, with two features and no hidden layer",
        have=_with_features(2),
        of=143,
        explanation=(
            "A straight line gets 122 of the 150 right, because the wave is not very high. The features x2 and sin(x1) "
            "give 145, and the single formula x2 - 2*sin(1.15*x1) gives 148. Some examples of the two classes overlap, "
            "so even the true boundary makes a few mistakes."
        ),
    ),
    "boundary": Challenge(
        title="A boundary of your own",
        text=(
            "You give the boundary now: points are blue where your formula is above 0. A single neuron reads x1^2 and "
            "x2^2, and the formula x1 + x2 is beyond it. Type another boundary, one that it can learn. Both classes "
            "must have a quarter of the examples or more."
        ),
        row="17.2",
        ask="The decision boundary of a neuron that reads x1^2 and x2^2 can be {shape}.",
        kinds={"shape": ("a straight line only", "an ellipse", "a wave", "a spiral")},
        answers={"shape": "an ellipse"},
        setup=Setup(data="formula", boundary="x1 + x2", features=("x1^2", "x2^2"), hidden=(), activations=()),
        fixed=("data", "noise", "share", "features", "hidden", "activations"),
        asks="classify 238 of the 250 held-out examples on both sides of your boundary correctly",
        have=_own_boundary,
        of=238,
        explanation=(
            "The boundary is where w₁x₁² + w₂x₂² + b = 0: an ellipse or a hyperbola, with its centre at the origin and "
            "its axes along those of the plane. The formula 16 - x1^2 - x2^2 gives 245 right after 100 epochs. A "
            "slanted line changes if both inputs change sign, but these features do not."
        ),
    ),
    "two units": Challenge(
        title="XOR with two units",
        text=(
            "Four clouds make the XOR problem, and the hidden layer has two units. Train it. If it gets stuck, go back "
            "to epoch 0 and change something, but keep the two units and the two features."
        ),
        row="17.2",
        ask="With two tanh units, training solves XOR from {two_unit_starts} of the random starts.",
        kinds={"two_unit_starts": ("none", "about a quarter", "about two thirds", "all")},
        answers={"two_unit_starts": "about two thirds"},
        setup=Setup(data="XOR clouds", hidden=(2,), activations=("tanh",), rate=0.1, seed=1),
        fixed=(*_DATA, "features", "hidden"),
        asks="classify 143 of the 150 held-out examples correctly, with two hidden units on x1 and x2",
        have=n_classified_correctly,
        of=143,
        explanation=(
            "Two units are enough, but training does not always find them. At rate 0.1, 64 of 100 random starts got "
            "there in 200 epochs with tanh (95% interval: 54% to 73%), 26 of 100 with ReLU (18% to 35%), and all of 20 "
            "with four tanh units. Spare units are spare chances."
        ),
    ),
    "too much for four": Challenge(
        title="Too much for four units",
        text=(
            "One hidden layer of four tanh units is all there is. Look for examples that it cannot learn, even those "
            "that it trains on: choose a data set, or make your own, and train for at least 100 epochs."
        ),
        row="17.2",
        ask="Among the waves, the moons, the spiral and the four quarters, {hardest} cannot be learned by four units.",
        kinds={"hardest": ("the waves", "the moons", "the spiral", "the four quarters")},
        answers={"hardest": "the spiral"},
        setup=Setup(data="circle", hidden=(4,), activations=("tanh",), rule="Adam"),
        fixed=all_but("data", "data_seed", "seed"),
        asks="leave 20% of the training examples misclassified after 100 epochs or more",
        have=_wrong_after_100,
        of=0.2,
        explanation=(
            "On the spiral, none of 20 random starts got more than 80% of the training examples right in 300 epochs "
            "(95% interval for such starts: 0% to 16%), and the best had 74%. On the waves, the moons and the four "
            "quarters, all 20 did in 100 epochs. Such trials do not prove that four units cannot do it. They show that "
            "training does not find it."
        ),
    ),
    "spiral": Challenge(
        title="The spiral on x1 and x2",
        text=(
            "Two arms wind round each other. Give the network no help from other features: find layers, activations "
            "and a way of training with which x1 and x2 are enough."
        ),
        row="17.2",
        ask="With three hidden layers of eight ReLU units, training succeeds from {spiral_starts} of the starts.",
        kinds={"spiral_starts": ("none", "about a third", "about nine tenths", "all")},
        answers={"spiral_starts": "about nine tenths"},
        setup=Setup(data="spiral"),
        fixed=(*_DATA, "features"),
        asks="classify 238 of the 250 held-out examples of the spiral correctly, on x1 and x2",
        have=n_classified_correctly,
        of=238,
        explanation=(
            "Three hidden layers of eight ReLU units, trained with Adam at a rate of 0.01 for 300 epochs, got there "
            "from 37 of 40 random starts (95% interval: 80% to 97%). The first layer folds the plane along eight "
            "lines, and each later layer folds what the one before has made of it."
        ),
    ),
    "fewest parameters": Challenge(
        title="As small as possible",
        text=(
            "The network for the circle has 25 parameters. Make it smaller, and still reach a loss of at most 0.1 on "
            "the held-out examples. Only x1 and x2 may be read."
        ),
        row="17.2",
        ask="Two tanh units make 9 parameters. Training them reaches the loss from {small_starts} of 40 random starts.",
        kinds={"small_starts": ("none", "some", "all")},
        answers={"small_starts": "none"},
        setup=Setup(),
        fixed=(*_DATA, "features", "loss"),
        asks=f"reach a held-out loss of at most {_LOSS} with {_FEWEST} parameters or fewer",
        have=_small,
        score=_n_parameters,
        counts="parameter",
        explanation=(
            "Three tanh units on two inputs and an output unit have 3 · 3 + 4 = 13 parameters. With Adam at rate 0.03, "
            "25 of 40 random starts reached the loss in 300 epochs (95% interval: 47% to 76%). Two units have only 9, "
            "and none of 40 starts reached it: two lines do not enclose a disc."
        ),
    ),
    "no line": Challenge(
        title="No line will do",
        text=(
            "These six examples are your own. A straight line separates the two classes. Move, remove and add "
            "examples, all at different points, until no line does. Use as few as you can."
        ),
        row="17.5",
        ask="At least {examples} examples are needed so that no line separates two classes in the plane.",
        answers={"examples": 3},
        setup=Setup(data="own", table=_POINTS, share=100, hidden=(), activations=()),
        fixed=("data", "share", "target", "inputs", "held"),
        asks="have as few examples as possible, of two classes that no straight line separates",
        have=_few_inseparable,
        score=_n_inseparable,
        counts="example",
        explanation=(
            "Three are enough: two of one class, and one of the other class exactly between them on a straight line. "
            "XOR takes four, and it stays inseparable when its points are moved a little. The judge here computes a "
            "proof: weights with which the examples of both classes have the same average (section 03.2)."
        ),
    ),
}
"""Challenges by name, in the order of the notebook."""
