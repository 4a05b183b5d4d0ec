"""The comparisons of notebook 01: the data are what they are said to be, and kept scores those of the trainings
(row 01.2)."""

import numpy as np
import pytest

from experiments import feature_scores as experiment
from lecture_lib import InputError
from lecture_lib.data import digits, load_feature_scores
from lecture_lib.labs.linear import (
    draw_task,
    feature_tasks,
    feature_trials,
    has_trees,
    kept_interval,
    kept_provenance,
    kept_scores,
    repeat_kept,
    train_and_test,
)
from lecture_lib.labs.linear.feature_tasks import TASKS, Split, shrink, shuffle_pixels, standardise

TABLES = experiment.TABLES


@pytest.mark.slow
@pytest.mark.parametrize("name", TASKS)
def test_a_task_is_the_same_for_the_same_seed_and_another_for_another(name):
    if name in TABLES:
        pytest.importorskip("sklearn")
    first, again, other = (draw_task(name, seed) for seed in (3, 3, 4))
    assert all(np.array_equal(a, b) for a, b in zip(first, again)) and not np.array_equal(first.y, other.y)
    assert len(first.x) == len(first.y) and len(first.x_test) == len(first.y_test)
    assert first.x.shape[1] == first.x_test.shape[1] and np.isfinite(first.x).all()
    assert set(np.unique(first.y_test)) <= set(np.unique(first.y))
    if not name.startswith("digits"):  # small images may look alike
        assert not {row.tobytes() for row in first.x} & {row.tobytes() for row in first.x_test}


def test_no_digit_is_learned_from_and_tested_with():
    split = draw_task("digits, 4000", 0)
    seen = {row.tobytes() for row in split.x}
    assert not any(row.tobytes() in seen for row in split.x_test) and len(split.x) == 4000


def test_shrinking_takes_means_and_shuffling_one_order_for_all():
    x = digits().x[:3]
    assert shrink(x, 4)[1, 5] == pytest.approx(x[1].reshape(28, 28)[7:14, 7:14].mean())
    assert np.array_equal(shuffle_pixels(x)[1], shuffle_pixels(x[1:2])[0])


def test_the_rotation_keeps_all_distances_and_classes():
    plain, turned = draw_task("rules", 2), draw_task("rules, rotated", 2)
    assert np.array_equal(plain.y, turned.y)
    assert np.linalg.norm(plain.x, axis=1) == pytest.approx(np.linalg.norm(turned.x, axis=1))


def test_the_rules_are_those_that_the_notebook_tells():
    x, y, *_ = draw_task("rules", 0)
    assert np.array_equal(y == 1, (x[:, 0] > 0.5) | ((x[:, 1] < 0) & (x[:, 2] > 0)))


def test_both_forms_of_the_levels_tell_the_same():
    code, hot = draw_task("levels, codes", 1), draw_task("levels, one-hot", 1)
    assert np.array_equal(np.rint(code.x[:, 0] * 300), hot.x[:, :300].argmax(axis=1))
    assert np.array_equal(code.x[:, 1:], hot.x[:, 300:]) and np.array_equal(code.y, hot.y)


def test_nothing_of_the_test_examples_goes_into_the_scale():
    split = Split(np.array([[0.0], [2.0]]), None, np.array([[100.0]]), None)
    assert standardise(split).x.ravel().tolist() == [-1, 1] and standardise(split).x_test.item() == 99


@pytest.mark.slow
@pytest.mark.parametrize("task, model", [("digits, 300", "network"), ("rules", "linear"), ("levels, codes", "network")])
def test_a_kept_score_is_that_of_the_training_made_anew(task, model):
    """Float32 goes another way on another processor, and a network that is trained ends near where it ended."""
    assert train_and_test(task, model, 4) == pytest.approx(kept_scores(task, model)[4], abs=0.03)


@pytest.mark.slow
@pytest.mark.parametrize("task, model", [("rules, rotated", "forest"), ("wine", "boosting"), ("wine", "network")])
def test_a_kept_score_with_scikit_learn_is_that_of_the_training_made_anew(task, model):
    pytest.importorskip("sklearn")
    assert train_and_test(task, model, 1) == pytest.approx(kept_scores(task, model)[1], abs=0.05)
    assert repeat_kept(task, model, seeds=(0, 1)).agrees is True


def test_every_task_is_kept_with_its_models_over_ten_seeds():
    scores = load_feature_scores().scores
    assert set(scores) == set(TASKS)
    for task, models in scores.items():
        assert set(models) == set(experiment.models_for(task))
        assert all(len(runs) == experiment.N_SEEDS and 0 <= min(runs) and max(runs) <= 1 for runs in models.values())


def test_the_kept_scores_say_where_they_come_from():
    origin = load_feature_scores().provenance
    assert set(origin) == {"finished", "machine", "numpy", "python", "scikit-learn", "seconds"}
    assert origin["scikit-learn"] in kept_provenance() and origin["finished"] in kept_provenance()


@pytest.fixture
def no_trees(monkeypatch):
    """scikit-learn cannot be imported."""
    for module in (feature_tasks, feature_trials):
        monkeypatch.setattr(module, "has_trees", lambda: False)


def test_without_scikit_learn_the_kept_result_is_shown_and_said(no_trees):
    for task, model in (("rules, rotated", "forest"), ("wine", "linear")):
        says, agrees = repeat_kept(task, model)
        assert agrees is None and "scikit-learn is not installed here" in says
        assert f"{kept_interval(task, model).value:.3f}" in says


@pytest.mark.parametrize("task, model", [("rules", "forest"), ("wine", "boosting"), ("wine", "linear")])
def test_without_scikit_learn_its_part_ends_in_plain_words(no_trees, task, model):
    with pytest.raises(InputError, match="scikit-learn is not installed"):
        train_and_test(task, model, 0)


def test_without_scikit_learn_the_rest_is_trained_all_the_same(no_trees, monkeypatch):
    monkeypatch.setattr(feature_trials, "train_and_test", lambda task, model, seed: kept_scores(task, model)[seed])
    assert repeat_kept("rules, rotated", "network").agrees is True


def test_a_result_that_does_not_agree_is_told(monkeypatch):
    monkeypatch.setattr(feature_trials, "train_and_test", lambda task, model, seed: 0.1 + 0.001 * seed)
    assert repeat_kept("rules, rotated", "network").agrees is False


@pytest.mark.parametrize(
    "act, says",
    [
        (lambda: draw_task("cats", 0), "no task 'cats'"),
        (lambda: train_and_test("rules", "oracle", 0), "no model 'oracle'"),
        (lambda: kept_scores("rules", "boosting"), "no score of 'boosting' on 'rules'"),
        (lambda: kept_scores("cats", "forest"), "no score of 'forest' on 'cats'"),
    ],
)
def test_what_is_not_there_is_told_in_words(act, says):
    with pytest.raises(InputError, match=says):
        act()


def test_the_experiment_writes_what_is_read(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(experiment, "RESULTS_FILE", tmp_path / "scores.json")
    monkeypatch.setattr(experiment, "train_and_test", lambda task, model, seed: seed / 10)
    if has_trees():
        assert experiment.main() == 0
        assert '"scikit-learn"' in (tmp_path / "scores.json").read_text()
    monkeypatch.setattr(experiment, "has_trees", lambda: False)
    assert experiment.main() == 1 and "scikit-learn is not installed" in capsys.readouterr().out
