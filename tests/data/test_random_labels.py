"""The random-label experiment: what it starts from, that it goes on after a stop, and what it writes (row 14.5)."""

import json

import numpy as np
import pytest

from experiments import random_labels as run
from lecture_lib import relu, softmax
from lecture_lib.data import (
    HIDDEN_LAYER_SIZES,
    load_random_label_run,
    mnist1d,
    random_label_examples,
    random_label_net,
    training_point,
)


@pytest.mark.slow
def test_the_labels_are_those_of_the_data_in_another_order():
    x, y = random_label_examples()
    truth = mnist1d().y
    assert np.array_equal(y.sum(axis=0), np.bincount(truth)) and (y.argmax(axis=1) == truth).mean() < 0.15
    assert x.dtype == y.dtype == np.float32


@pytest.mark.parametrize("hidden, n", list(zip(HIDDEN_LAYER_SIZES, (15208, 15210, 15235, 15319))))
def test_the_networks_have_the_sizes_of_the_figure_and_hes_weights(hidden, n):
    net = random_label_net(hidden)
    assert net.n_parameters == n and net.sizes == (40, *hidden, 10)
    for W, b, _ in net:
        assert W.dtype == np.float32 and not b.any()
        assert W.std() == pytest.approx(np.sqrt(2 / W.shape[1]), rel=0.1)


@pytest.mark.slow
def test_a_training_that_is_stopped_goes_on_as_if_nothing_had_been(tmp_path, monkeypatch):
    monkeypatch.setattr(run, "SAVE_SECONDS", 0.0)
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    whole.mkdir()
    parts.mkdir()
    once = run.train(0, whole, longest=60, every=20)
    run.train(0, parts, longest=20, every=20)
    again = run.train(0, parts, longest=60, every=20)
    assert once["points"] == again["points"] and [point[0] for point in once["points"]] == [0, 20, 40, 60]
    assert once["points"][-1][1] < once["points"][0][1]


@pytest.mark.slow
def test_a_training_ends_at_zero_error(tmp_path, monkeypatch):
    seen = iter([0.5, 0.0, 0.7])
    monkeypatch.setattr(run, "training_point", lambda net, x, y, epoch=0: run.TrainingPoint(epoch, 1.0, next(seen)))
    assert [point[0] for point in run.train(0, tmp_path, longest=100, every=10)["points"]] == [0, 10]


def test_the_command_writes_curves_and_where_they_come_from(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(run, "RESULTS_FILE", tmp_path / "kept.json")
    monkeypatch.setattr(run, "ROOT", tmp_path)
    monkeypatch.setattr(run, "pool", Alone)
    monkeypatch.setattr(
        run,
        "train",
        lambda k, folder: {
            "hidden": HIDDEN_LAYER_SIZES[k],
            "points": [[0, 2.3, 0.9]],
            "seconds": 1.0,
            "samples_per_second": 9,
        },
    )
    assert run.main(["--keep", str(tmp_path / "keep"), "--workers", "1"]) == 0
    written = json.loads((tmp_path / "kept.json").read_text("utf-8"))
    assert [curve["hidden"] for curve in written["curves"]] == [list(hidden) for hidden in HIDDEN_LAYER_SIZES]
    assert {"seed", "numpy", "python", "machine", "seconds", "finished"} <= set(written["provenance"])
    assert "the curves are in kept.json" in capsys.readouterr().out


class Alone:
    """Stands in for the pool: does each job at once."""

    def __init__(self, *_):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def submit(self, act, *arguments):
        return Done(act(*arguments))


class Done:
    def __init__(self, value):
        self.value = value

    def done(self):
        return True

    def result(self):
        return self.value


def test_error_is_the_share_of_wrong_labels():
    x, y = random_label_examples()
    net = random_label_net((4,))
    point = training_point(net, x, y, 7)
    assert point.epoch == 7 and point.error == pytest.approx(float((net(x).argmax(axis=1) != y.argmax(axis=1)).mean()))


def test_the_kept_run_is_whole_and_says_where_it_comes_from():
    """The deeper in fewer epochs, as lecture C's figure says; the shallowest is not through at the limit."""
    run_, errors, ends = load_random_label_run(), [], []
    for curve, hidden in zip(run_.curves, HIDDEN_LAYER_SIZES, strict=True):
        epochs = [point.epoch for point in curve.points]
        assert curve.hidden == hidden and epochs == list(range(0, epochs[-1] + 1, 500))
        assert 0 < min(point.error for point in curve.points[:-1])
        assert curve.samples_per_second > 1e5
        errors.append(curve.points[-1].error)
        ends.append(epochs[-1])
    assert errors == [pytest.approx(10 / 4000), 0, 0, 0] and ends[0] == 500_000
    assert ends == sorted(ends, reverse=True)
    assert {"seed", "rate", "numpy", "python", "machine", "workers", "finished", "seconds"} <= set(run_.provenance)


@pytest.mark.slow
def test_the_kept_run_begins_where_the_command_begins():
    x, y = random_label_examples(load_random_label_run().provenance["seed"])
    for curve in load_random_label_run().curves:
        first = training_point(random_label_net(curve.hidden, load_random_label_run().provenance["seed"]), x, y)
        assert first.loss == pytest.approx(curve.points[0].loss, rel=1e-4) and first.error == pytest.approx(
            curve.points[0].error, abs=2e-3
        )


@pytest.mark.parametrize("hidden", HIDDEN_LAYER_SIZES)
def test_the_network_starts_with_he_s_weights_drawn_layer_by_layer(hidden):
    rng, sizes = np.random.default_rng(3), (40, *hidden, 10)
    net = random_label_net(hidden, seed=3)
    assert net.sizes == sizes
    for (W, b, g), n_in, n_out in zip(net, sizes[:-1], sizes[1:]):
        assert np.array_equal(W, rng.normal(0, np.sqrt(2 / n_in), (n_out, n_in)).astype(np.float32))
        assert W.dtype == b.dtype == np.float32 and not b.any()
        assert g is (softmax if n_out == 10 else relu)
