"""tools/notebook_work.py counts what a notebook computes and sends, and holds it to its limit."""

from pathlib import Path

import pytest

from lecture_lib.labs.start import first_neuron
from tests.notebooks.rows import ROOT
from tools import fast
from tools.notebook_work import LIMITS, Work, counted_work, excess, size_of_outputs

WORKING_CELL = """
import numpy as np
from itertools import islice
from lecture_lib import MLP, SGD, descend, half_squares, identity
from lecture_lib.training import descend_batched
from lecture_lib.labs.start import first_neuron
net, x = MLP(([[1.0, 2.0]], [0.5], identity)), np.ones((1000, 2))
_ = next(descend(net, x, x[:, 0], half_squares, every=10))
_ = next(descend_batched([net] * 5, x, x[:, 0], half_squares, 0.1, every=2))
first_neuron()
"""


def test_every_notebook_has_a_limit_and_every_limit_a_notebook():
    assert sorted(LIMITS) == sorted(f"notebooks/{path.stem}" for path in ROOT.glob("notebooks/*.ipynb"))


def test_trainings_and_what_widgets_send_are_counted():
    first_neuron()  # the first card of all sends the code of all
    with counted_work() as work:
        exec(WORKING_CELL, {})
    trained = 10 * 1000 * 3 + 2 * 5 * 1000 * 2  # one network with its bias, then five, of which the weights count
    assert work.trained == pytest.approx(trained / 1e6 + 5 * 2 / 1e6, rel=0.01)
    assert 3 < work.sent < 10  # a card


def test_what_is_counted_no_more_is_left_alone():
    with counted_work() as work:
        pass
    exec(WORKING_CELL, {})
    assert work == Work(0, 0)


def test_a_notebook_beyond_its_limit_is_told_with_both_numbers():
    path = Path("notebooks/14_depth.ipynb")
    limit = LIMITS["notebooks/14_depth"]
    assert excess(path, limit) == []
    (trained,) = excess(path, Work(limit.trained + 1, 0))
    (sent,) = excess(path, Work(0, limit.sent + 1))
    assert f"at most {limit.trained} are allowed" in trained and f"at most {limit.sent} are allowed" in sent
    assert excess(Path("solutions/14_depth.ipynb"), Work(1e9, 1e9)) == []


def test_a_run_of_a_notebook_holds_it_to_its_limit(tmp_path, monkeypatch):
    path = tmp_path / "notebooks" / "more.ipynb"
    path.parent.mkdir()
    path.write_text('{"cells": [{"cell_type": "code", "source": "print(\'a\' * 3000)", "outputs": []}]}', "utf-8")
    assert fast.faults_in_process(path) == []
    monkeypatch.setitem(LIMITS, "notebooks/more", Work(0, 2))
    (told,) = fast.faults_in_process(path, "fork") if fast.START_METHOD == "fork" else ["kilobytes"]
    assert "kilobytes" in told


def test_outputs_count_by_their_texts():
    outputs = [{"name": "stdout", "text": "1" * 1000}, {"data": {"text/plain": "2" * 500, "x": {"a": 1}}}]
    assert size_of_outputs(outputs) == pytest.approx(1.508, abs=0.005)
