"""The course where neither processes nor threads exist, as in a browser: all that a learner calls works there."""

import os
import subprocess
import sys

import pytest

from tests.notebooks.rows import ROOT

pytestmark = pytest.mark.slow  # each test is a Python of its own

START = """
from tests.webassembly import enter_webassembly
enter_webassembly()
"""
CHECKS = """
from lecture_lib import check, hint, predict, reveal, solution
from lecture_lib.checking import isolation
from lecture_lib.course import course_map, installation, progress
from lecture_lib.interactive import quiz

isolation.TIME_LIMIT = 0.3


def endless(sizes):
    while True:
        pass


def right(sizes):
    return sum((m + 1) * n for m, n in zip(sizes, sizes[1:]))


print(check("05.4b", endless).says)
print(check("05.4b", lambda sizes: sum(m * n for m, n in zip(sizes, sizes[1:]))).mistake)
print(check("05.4b", right).right, check("05.4", 71).right)
print(hint("05.4b").status, "def" in solution("05.4b").code)
asked = quiz("00.1")
asked.choose(0)
print(asked.feedback["tone"] in ("right", "wrong"))
predict("00.4", output=2)
print(reveal("00.4", output=2).status)
print(progress().right() >= {"05.4", "05.4b"}, installation().well, "05" in course_map()._repr_html_())
"""
TRAINING = """
from itertools import islice

import numpy as np
from lecture_lib import MLP, SGD, cross_entropy, descend, one_hot, relu, softmax
from lecture_lib.data import digits
from lecture_lib.drawing import figure
from lecture_lib.interactive import progress_bar

x, y = (part[:200] for part in digits()[:2])
rng = np.random.default_rng(0)
for batch, size in ((64, 128), (None, 100)):
    net = MLP.random((784, size, 10), relu, softmax, rng=rng)
    run = descend(net, x, one_hot(y, 10), cross_entropy, SGD(0.1), batch=batch, rng=rng)
    first, *_, last = progress_bar(islice(run, 3), "training", total=3)
    print(last.loss < first.loss)
fig, ax = figure(4, 3)
ax.plot([0, 1])
print(len(fig.axes))
"""
WIDGETS = """
import asyncio
from itertools import islice

from benchmarks.moves import widget_moves
from lecture_lib.interactive import Play
from lecture_lib.labs.folding import fold
from lecture_lib.labs.start import first_neuron
from lecture_lib.labs.xor import hidden_units

async def play(app):
    name = next(name for name, control in app.controls.items() if isinstance(control, Play))
    before = app.state
    app.press(name)
    while app.state == before:
        await asyncio.sleep(0.01)
    app.press(name)
    await asyncio.sleep(0.05)
    print(app.face["state"] != "moving")

for make in (first_neuron, fold, hidden_units):
    app = make()
    for move in islice(widget_moves(app), 6):
        move()
    print("This widget stopped" not in app.feedback.text)
asyncio.run(play(fold()))
"""


def learn(cells, journal):
    """Run code as a browser would, and return the lines that it prints."""
    done = subprocess.run(
        [sys.executable, "-c", START + cells],
        cwd=ROOT,
        env=os.environ | {"LECTURE_LIB_PROGRESS": str(journal), "MPLBACKEND": "agg"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_an_answer_is_judged_and_its_way_kept(journal):
    stopped, *answers = learn(CHECKS, journal)
    assert stopped.startswith("Your answer was stopped: it took longer than 0.3 seconds.")
    assert answers == ["biases forgotten", "True True", "note True", "True", "right", "True True True"]


def test_a_network_is_trained_and_a_figure_drawn(journal):
    assert [line for line in learn(TRAINING, journal) if not line.startswith("<IPython")] == ["True", "True", "1"]


def test_widgets_are_made_moved_and_played(journal):
    assert learn(WIDGETS, journal) == ["True"] * 4
