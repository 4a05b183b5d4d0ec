"""Questions of notebook 17: a network's size, spare units, dead units, a loss to compare with, and a choice."""

from __future__ import annotations

from math import log

from ..checking import choice_question, value_question

_CHECK_1 = value_question(
    "17.1",
    49,
    "the number of weights and biases, one number",
    [
        ("biases forgotten", 39, "Those are the weights. Each of the ten units has a bias as well."),
        ("hidden biases forgotten", 40, "Only the output unit has its bias in your count. Hidden units have one each."),
        ("output forgotten", 45, "The output unit has weights and a bias, too."),
        ("output bias forgotten", 48, "The output unit has a bias, too."),
        ("two features", 43, "The network reads three features: x1, x2 and x1^2."),
        ("biases of features", 52, "Features have no bias. They are not units with weights."),
        ("units counted", 10, "Those are the units. Count their weights and biases."),
    ],
    hints=(
        "Go from layer to layer. A unit has one weight for each number that it reads, and one bias.",
        "The first hidden layer has six units that read three features each, which makes 6 · (3 + 1) numbers.",
    ),
    explanation=(
        "The first hidden layer has 6 · (3 + 1) = 24 parameters, the second 3 · (6 + 1) = 21, and the output unit 3 + "
        "1 = 4. Together they are 49."
    ),
)

_CHECK_2 = choice_question(
    "17.2",
    "From 36 of 100 random starts, two tanh units do not solve XOR, while four units solve it from all of 20. What do "
    "these counts tell you?",
    {
        "a": (
            "Two units can represent a solution for some data sets only",
            "The data were the same in all runs, and 64 of the starts did solve it with two units.",
        ),
        "b": (
            "Two units can represent a solution, but training from a random start does not always find it",
            "Yes. With spare units, more of the random starts have a way downhill to a solution.",
        ),
        "c": (
            "Four units have a smaller loss at the start",
            "The random start decides about the first loss. What counts is where training ends.",
        ),
        "d": (
            "Two units need more epochs, and would all get there in the end",
            "A network can be stuck where the gradient is 0. The counts alone do not show that time would help.",
        ),
    },
    right="b",
    hints=(
        "Did any of the networks with two units solve it? What does that show about what two units can do?",
        "What a network can represent and what training finds are two questions. Which of them do the counts answer?",
    ),
    explanation=(
        "64 of the starts reached a solution with two units, so such weights exist. The other starts had the same "
        "data and the same number of units, and training led them elsewhere. Spare units give training more ways to a "
        "solution, although they are not needed to represent it."
    ),
)

_CHECK_3 = choice_question(
    "17.3",
    "A ReLU unit of the first hidden layer is 0 on all training examples. Which of these can make it learn again?",
    {
        "a": (
            "Training for more epochs at a smaller learning rate",
            "Its derivative is 0 on all examples. At any learning rate, its weights and its bias stay as they are.",
        ),
        "b": (
            "A larger weight from this unit to the output",
            "The unit still gives 0 on all examples, so its own gradient stays 0.",
        ),
        "c": (
            "A larger bias of this unit",
            "Yes. Where its pre-activation is above 0 again, the derivative is 1, and the gradient comes through.",
        ),
        "d": (
            "A smaller batch size",
            "Each single example gives the gradient 0. However you group them, the sum is 0.",
        ),
    },
    right="c",
    hints=(
        "What is the derivative of the ReLU where its pre-activation is below 0?",
        "Which of the four changes makes the pre-activation of this unit larger?",
    ),
    explanation=(
        "The gradient of the unit's weights and bias contains the derivative of the ReLU, which is 0 wherever the "
        "pre-activation is negative. Only a change of its own weights or its bias can make it positive for some "
        "example. Training cannot make that change, but you can."
    ),
)

_CHECK_4 = value_question(
    "17.4",
    log(5),
    "the mean cross-entropy, one number",
    [
        ("log to base 2", log(5) / log(2), "You took the logarithm to base 2. The loss uses the natural logarithm."),
        ("log to base 10", log(5) / log(10), "You took the logarithm to base 10. The loss uses the natural logarithm."),
        ("sign lost", -log(5), "The loss is minus the logarithm of a probability, so it is not negative."),
        ("probability", 0.2, "That is the probability of the true class. The loss is minus its logarithm."),
        ("two classes", log(2), "That belongs to two classes. Here there are five."),
        ("summed over the classes", 5 * log(5), "Only the true class counts, so do not add up the five classes."),
    ],
    hints=(
        "Which probability does the true class of each example get?",
        "The cross-entropy of an example is minus the natural logarithm of the probability of its true class.",
    ),
    explanation=(
        "Equal logits give each of the five classes the probability 1/5. The cross-entropy of every example is then "
        "−log(1/5) = log 5 ≈ 1.609, and so is the mean. A loss near that number tells you that the network has "
        "learned nothing yet."
    ),
)

_CHECK_5 = choice_question(
    "17.5",
    "You keep 30 trained playgrounds and choose the one with the lowest loss on the held-out examples, 0.20. Which "
    "loss do you expect of it on new examples?",
    {
        "a": (
            "0.20, because the held-out examples were not trained on",
            "They were not trained on, but they were used to choose. The lowest of 30 losses is low partly by chance.",
        ),
        "b": (
            "More than 0.20, because the choice has used the held-out examples",
            "Yes. To know the loss of the chosen network, measure it on examples that took no part in the choice.",
        ),
        "c": (
            "Less than 0.20, because the best network was chosen",
            "It was best on these examples. That can only have made its loss there look smaller than it is.",
        ),
        "d": (
            "Its training loss",
            "The training loss is usually smaller still, because the weights were fitted to those examples.",
        ),
    },
    right="b",
    hints=(
        "Each of the 30 losses is measured on the same few examples, so chance changes each a little.",
        "Suppose that all 30 networks were equally good. What would be special about the one with the lowest loss?",
    ),
    explanation=(
        "Every held-out loss is the true loss plus an error of chance. The choice prefers networks for which that "
        "error is negative, so the chosen loss is too low on average. A third set of examples, used only once, tells "
        "you the true one."
    ),
)

QUESTIONS = (_CHECK_1, _CHECK_2, _CHECK_3, _CHECK_4, _CHECK_5)
