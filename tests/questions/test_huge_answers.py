"""No answer is so large that judging it takes long or much memory: a question's rule looks at its size first.

What is tried is as large as the channel from a sandbox lets through: arrays of 16 MB, networks of as many weights.
"""

import json
import os
import resource
import time

import numpy as np
import pytest

from lecture_lib import MLP
from lecture_lib.checking import can_fork, judge_answer
from lecture_lib.course import questions
from lecture_lib.nn import identity, relu, step
from lecture_lib.questions.q07 import _PAIRS
from lecture_lib.validation import InputError
from tests.checking.test_hidden_cases import ON_SHEETS

SECONDS, MEGABYTES = 1.0, 200
pytestmark = pytest.mark.skipif(not can_fork(), reason="memory is measured in a copy of the process")


def net(*sizes, g=relu, out=identity):
    rng = np.random.default_rng(0)
    layers = [(rng.normal(size=(n, m)), rng.normal(size=n), g) for m, n in zip(sizes, sizes[1:])]
    return MLP(*layers[:-1], (*layers[-1][:2], out))


def hats(n):
    """Return a network whose bends double from layer to layer: 2 to the power of n."""
    first = [[2.0], [4.0]], [0.0, -2.0], relu
    further = [([[2.0, -2.0], [4.0, -4.0]], [0.0, -2.0], relu)] * (n - 1)
    return MLP(first, *further, ([[1.0, -1.0]], [0.0], identity))


ZEROS = np.zeros(2_000_000)
VALUES = {
    "flat": lambda: ZEROS + 0.5,
    "square": lambda: ZEROS[: 1414**2].reshape(1414, 1414) + 0.5,
    "column": lambda: ZEROS[:, None] + 0.5,
    "eight axes": lambda: ZEROS.reshape(1, 2, 10, 10, 10, 10, 10, 10),
    "truth values": lambda: np.zeros(2**24, bool),
    "not numbers": lambda: ZEROS * np.nan,
    "two arrays": lambda: (ZEROS + 1, ZEROS + 2),
    "four arrays": lambda: tuple(ZEROS + k for k in range(4)),
    "pairs of arrays": lambda: [(ZEROS[:1_000_000], ZEROS[:1_000_000])] * 3,
    "a column and a row": lambda: (np.zeros((12_000, 1)), np.zeros((1, 12_000))),
    "many numbers": lambda: list(np.arange(19_000) * 1.5),
    "many lists": lambda: [[0.5] * 9 for _ in range(1900)],
    "many arrays": lambda: [np.zeros(800) for _ in range(6000)],
    "many pairs": lambda: [(f"a{i}", f"b{i}") for i in range(6000)],
    "many names": lambda: {f"k{i}": float(i) for i in range(6000)},
    "a large number": lambda: 10**999,
    "a long formula": lambda: "x + " * 249 + "x",
}
NETWORKS = {
    "07.5a": {"wide": lambda: net(1, 500_000, 2), "looked at": lambda: net(1, 12_000, 2)},
    "12.1b": {"wide": lambda: net(2, 500_000, 1, g=step, out=step), "many layers": lambda: net(2, *[2] * 1500, 1)},
    "12.2a": {"wide": lambda: net(2, 500_000, 1, g=step, out=step), "looked at": lambda: net(2, 100, 1, g=step)},
    "12.2b": {"wide": lambda: net(2, 150_000, 1, g=step, out=step), "square": lambda: net(2, 1400, 1400, 1, g=step)},
    "13.6a": {"wide": lambda: (net(1, 300_000, 1), net(1, 300_000, 1))},
    "14.3a": {
        "wide": lambda: net(1, 500_000, 1),
        "hats": lambda: hats(25),
        "many layers": lambda: net(1, *[2] * 1500, 1),
    },
    "04.4b": {"wide": lambda: net(2, 500_000, 1), "looked at": lambda: net(2, 12_000, 1)},
}


@pytest.fixture(scope="module")
def made():
    """All values, made once: copies of this process share them."""
    values = {name: make() for name, make in VALUES.items()}
    networks = {number: {name: make() for name, make in each.items()} for number, each in NETWORKS.items()}
    return lambda number: values | networks.get(number, {})


def judged(question, values):
    """Return the verdicts on these answers, the most seconds of one and the memory, in a copy of this process."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            before, seconds, right = _resident(), {}, []
            for name, value in values.items():
                answer = (lambda *given, value=value: value) if question.cases[0] else value
                start = time.process_time()
                verdict = judge_answer(question, answer, np.random.default_rng(0))
                seconds[name] = time.process_time() - start
                right += [name] * verdict.right
            most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            os.write(write, json.dumps([right, seconds, most - before]).encode())
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        said = pipe.read()
    os.waitpid(pid, 0)
    return json.loads(said)


def _resident() -> int:
    """Return the kilobytes that this process holds now."""
    with open("/proc/self/statm") as told:
        return int(told.read().split()[1]) * resource.getpagesize() // 1024


@pytest.mark.slow
@pytest.mark.parametrize("question", ON_SHEETS, ids=[question.number for question in ON_SHEETS])
def test_nothing_that_an_answer_brings_takes_long_or_much_memory_to_judge(question, made):
    right, seconds, kilobytes = judged(question, made(question.number))
    assert right == [] and kilobytes < MEGABYTES * 1024
    assert max(seconds.values()) < SECONDS, max(seconds, key=seconds.get)


def test_who_calls_the_functions_of_a_case_with_other_shapes_is_refused_before_anything_is_computed():
    column, row = np.zeros((12_000, 1)), np.zeros((1, 12_000))
    for f, p, _ in questions("10")["10.4a"].cases:
        assert isinstance(f(p), float)
        for shape in (column, row):
            with pytest.raises(InputError, match="1-D array"):
                f(shape)
    turn, _, pair_sum, _ = _PAIRS
    for box in (turn, pair_sum):
        assert box(np.array([1.0, 2.0])).shape == (2,)
        with pytest.raises((InputError, ValueError)):
            box([column, row])


def test_an_answer_that_is_too_large_is_named_by_its_size():
    question = questions("05")["05.4a"]
    assert "an array of shape (1000, 1000)" in judge_answer(question, lambda W, b, g, a: np.zeros((1000, 1000))).says
    says = judge_answer(questions("12")["12.1b"], lambda corners: net(2, 500_000, 1, g=step, out=step)).says
    assert "a network with 2,000,001 parameters" in says
    says = judge_answer(questions("12")["12.1b"], lambda corners: net(2, 150, 1, g=step, out=step)).says
    assert "the network has 151 units, far more than are looked at" in says
