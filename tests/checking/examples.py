"""Questions, and objects that bite, for the tests of replies and judge."""

import numpy as np

from lecture_lib.checking import Mistake, Question, choice_question

TRUTH = 7.25
VALUE = Question(
    "00.0",
    lambda: TRUTH,
    "the height of the tower",
    mistakes=(
        Mistake("sign", "The sign is turned round.", instead=lambda: -TRUTH),
        Mistake("no mistake at all", "This can never be said.", instead=lambda: TRUTH),
    ),
)
LIST = Question("00.0", lambda: np.array([1.0, 2.0, 3.5]), "three heights")
TWICE = Question(
    "00.0",
    lambda v: 2 * v,
    "twice the input",
    cases=[(np.array([1.0]),), (np.array([3.0, -4.0]),)],
    mistakes=(
        Mistake("squared", "You squared.", lambda v: v**2),
        Mistake("halved", "You halved.", lambda v: v / 2),
        Mistake(
            "seen",
            "Your function works for 1 alone.",
            shows=lambda f: f(np.array([1.0])) == 2 and f(np.array([3.0])) != 6,
        ),
    ),
)
LETTER = choice_question("00.0", "Which?", {"a": ("this", "No."), "b": ("that", "Yes.")}, right="b")
ALL = [VALUE, LIST, TWICE, LETTER]
NAMES = ["value", "list", "function", "choice"]
NESTED = Question("00.0", len, "their number", cases=[([(np.ones(1), 2.0)],)])


def Hostile(name, reply):
    """Return an object whose special method `name` raises, or returns something odd."""

    def method(self, *arguments, **named):
        if isinstance(reply, BaseException):
            raise reply
        return reply

    return type("Odd", (), {name: method})()


class Doubler:
    """Answers that are no plain functions."""

    def method(self, v):
        return v + v

    def __call__(self, v):
        return 2.0 * v

    @staticmethod
    def static(v):
        return v * 2
