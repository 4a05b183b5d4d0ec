"""Kept scores are those of the trainings that they are kept for, and no others (rows 14.3 to 14.6)."""

import json

import numpy as np
import pytest

from experiments import depth_scores as experiment
from lecture_lib import MLP, SGD, identity, relu
from lecture_lib.data import data_checksum, digits, load_depth_scores, mnist1d
from lecture_lib.labs.depth import classifier_score, kept_scores, regressor_error
from lecture_lib.piecewise_linear import iterate_network, layer_sizes, max_width

X = np.linspace(0, 1, 513)[:, None]
HAT = MLP(([[1.0], [1.0]], [0.0, -0.5], relu), ([[2.0, -4.0]], [0.0], identity))
TWO_FOLDS = X, iterate_network(HAT, 2)(X)
SIGNALS = mnist1d()
FEW = (SIGNALS.x[:1000], SIGNALS.y[:1000], SIGNALS.x_test, SIGNALS.y_test)


def few_digits():
    data = digits()
    return data.x[:1000], data.y[:1000], data.x_test, data.y_test


CLASSIFIERS = {
    "signals, 1 layer": lambda **how: classifier_score((40, 97, 10), SIGNALS, 2, 40, **how),
    "digits, 6 layers": lambda **how: classifier_score(
        layer_sizes(784, max_width(20_000, 6, 784, 10), 6, 10), few_digits(), 1, 30, **how
    ),
    "signals, 5 layers": lambda **how: classifier_score(layer_sizes(40, 30, 5, 10), FEW, 0, 20, SGD(0.05), 50, **how),
}


@pytest.fixture
def no_training(monkeypatch):
    """Whoever trains in this test fails."""
    for name in ("train_classifier", "train_regressor"):
        monkeypatch.setattr(kept_scores, name, lambda *job: pytest.fail(f"{job[0]} is trained"))


@pytest.mark.slow
@pytest.mark.parametrize("case", CLASSIFIERS)
def test_a_kept_score_is_that_of_the_training_made_anew(case):
    """Float32 goes another way on another processor, and a network that is trained ends near where it ended."""
    kept, anew = CLASSIFIERS[case](), CLASSIFIERS[case](retrain=True)
    assert anew.loss == pytest.approx(kept.loss, rel=0.1) and anew.test_error == pytest.approx(
        kept.test_error, abs=0.03
    )


def test_a_kept_error_is_that_of_the_fit_made_anew():
    kept = regressor_error((1, 8, 8, 1), *TWO_FOLDS, 0, 2000)
    assert regressor_error((1, 8, 8, 1), *TWO_FOLDS, 0, 2000, retrain=True) == pytest.approx(kept, abs=0.01)


@pytest.mark.parametrize("case", CLASSIFIERS)
def test_what_is_kept_is_not_trained(case, no_training):
    assert 0 <= CLASSIFIERS[case]().test_error < 0.9


def test_what_is_not_kept_is_trained(monkeypatch):
    seen = []
    monkeypatch.setattr(kept_scores, "train_classifier", lambda *job: seen.append(job) or (1.0, 0.5, 0.5))
    noisy = (SIGNALS.x + 0.001, *SIGNALS[1:])
    fewer = (*(part[:3900] for part in SIGNALS[:2]), *SIGNALS[2:])
    for job in (
        ((40, 96, 10), SIGNALS, 2, 40),
        ((40, 97, 10), SIGNALS, 5, 40),
        ((40, 97, 10), SIGNALS, 2, 41),
        ((40, 97, 10), noisy, 2, 40),
        ((40, 97, 10), fewer, 2, 40),
        ((40, 97, 10), mnist1d(1), 2, 40),
        ((40, 97, 10), SIGNALS, 2, 40, SGD(0.1)),
    ):
        classifier_score(*job)
    classifier_score((40, 97, 10), SIGNALS, 2, 40, batch=50)
    assert len(seen) == 8


def test_a_checksum_forgives_rounding_and_nothing_else():
    x, rng = SIGNALS.x.astype(np.float32), np.random.default_rng(0)
    here = data_checksum(x, SIGNALS.y)
    assert data_checksum(x * (1 + 1e-7 * rng.normal(size=x.shape)), SIGNALS.y) == here
    assert data_checksum(x[::-1], SIGNALS.y) != here != data_checksum(x, SIGNALS.y[::-1])
    assert data_checksum(x[:, ::-1], SIGNALS.y) != here != data_checksum(SIGNALS.y, x)


def test_the_kept_scores_say_where_they_come_from():
    assert set(load_depth_scores().provenance) == {"finished", "machine", "numpy", "python", "seconds"}
    assert all(np.isfinite(score).all() for score in load_depth_scores().scores.values())


NOTEBOOK = """
from lecture_lib.data import mnist1d
from lecture_lib.labs.depth import classifier_score
[classifier_score((40, 3, 10), mnist1d(), seed, 1, retrain=False) for seed in (0, 0, 1)]
"""


def run_here(notebook):
    exec(notebook.read_text("utf-8"), {})
    return []


def test_the_command_keeps_what_the_notebook_asks_for(tmp_path, monkeypatch, capsys):
    for name, value in {
        "NOTEBOOK": tmp_path / "cells.py",
        "RESULTS_FILE": tmp_path / "kept.json",
        "ROOT": tmp_path,
        "faults": run_here,
    }.items():
        monkeypatch.setattr(experiment, name, value)
    (tmp_path / "cells.py").write_text(NOTEBOOK, "utf-8")
    assert experiment.main() == 0 and "2 scores are in kept.json" in capsys.readouterr().out
    kept = json.loads((tmp_path / "kept.json").read_text("utf-8"))
    assert set(kept["provenance"]) == set(load_depth_scores().provenance)
    assert [name[:15] for name in kept["scores"]] == ["40-3-10, seed 0", "40-3-10, seed 1"]
    assert all(len(score) == 3 for score in kept["scores"].values())


def test_the_command_says_what_goes_wrong_in_the_notebook(monkeypatch):
    monkeypatch.setattr(experiment, "faults", lambda notebook: ["Cell 3: line 1"])
    with pytest.raises(RuntimeError, match="Cell 3"):
        experiment.scores_of(experiment.NOTEBOOK)
