"""A linear model, ensembles of trees and a network on the same examples: trained now, or kept (row 01.2)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ...data import load_feature_scores
from ...nn import MLP, cross_entropy, one_hot, relu, softmax
from ...training import Adam, MeanInterval, descend, mean_with_interval
from ...validation import InputError
from .feature_tasks import MISSING, TABLES, Split, draw_task, has_trees

N_HIDDEN = 300
_N_STEPS, _BATCH, _RULE = 2000, 50, Adam(0.003)
_N_TREES = 100
_OF_TREES = "forest", "boosting"
MODELS = ("linear", "forest", "network", "boosting")


def train_and_test(task: str, model: str, seed: int) -> float:
    """Return the fraction of the task's new examples that the trained model classifies correctly.

    The network has one hidden layer of 300 ReLU units. It and the linear model, which has no hidden layer, take 2000
    steps of Adam with 50 examples each. This was settled on 500 of the digits and is the same for every task. Forest
    and boosting are scikit-learn's, with 100 trees and its settings.

    >>> 0.7 < train_and_test("digits, 300", "linear", seed=0) < 0.9
    True
    """
    split = draw_task(task, seed)
    if model not in MODELS:
        raise InputError(f"there is no model {model!r}. Give one of {', '.join(map(repr, MODELS))}.")
    guessed = _by_trees(model, split, seed) if model in _OF_TREES else _by_network(model, split, seed)
    return float((guessed == split.y_test).mean())


def _by_network(model: str, split: Split, seed: int) -> np.ndarray:
    n, n_in = split.x.shape
    n_classes = int(split.y.max()) + 1
    rng = np.random.default_rng(seed)
    sizes = (n_in, N_HIDDEN, n_classes) if model == "network" else (n_in, n_classes)
    net = MLP.random(sizes, *[relu] * (len(sizes) - 2), softmax, rng=rng)
    net = MLP(*((W.astype(np.float32), b.astype(np.float32), g) for W, b, g in net))  # the trainer is fastest there
    x, y = split.x.astype(np.float32), one_hot(split.y, n_classes).astype(np.float32)
    epochs = -(-_N_STEPS // -(-n // _BATCH))
    net = next(descend(net, x, y, cross_entropy, _RULE, batch=_BATCH, rng=rng, every=epochs)).net
    return net(split.x_test.astype(np.float32)).argmax(axis=1)


def _by_trees(model: str, split: Split, seed: int) -> np.ndarray:
    if not has_trees():
        raise InputError(MISSING)
    from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier

    kind = RandomForestClassifier if model == "forest" else GradientBoostingClassifier
    return kind(n_estimators=_N_TREES, random_state=seed).fit(split.x, split.y).predict(split.x_test)


def kept_scores(task: str, model: str) -> list[float]:
    """Return what the course has measured before, one score for each of ten seeds.

    >>> len(kept_scores("rules", "forest"))
    10
    """
    scores = load_feature_scores().scores
    if model not in scores.get(task, {}):
        kept = "; ".join(f"{name}: {', '.join(models)}" for name, models in scores.items())
        raise InputError(f"no score of {model!r} on {task!r} is kept. These are: {kept}")
    return list(scores[task][model])


def kept_interval(task: str, model: str) -> MeanInterval:
    """Return the mean of the kept scores with its 95 % interval.

    >>> kept_interval("rules", "forest").value > 0.9
    True
    """
    return mean_with_interval(kept_scores(task, model))


def kept_provenance() -> str:
    """Say where the kept scores come from.

    >>> "scikit-learn" in kept_provenance()
    True
    """
    origin = load_feature_scores().provenance
    return (
        f"kept scores of {origin['finished']}: scikit-learn {origin['scikit-learn']}, NumPy {origin['numpy']}, "
        f"{origin['machine']}, {origin['seconds']} s of computing"
    )


class Repeat(NamedTuple):
    """What came of training again: both results in words, and whether they agree; None where nothing was trained."""

    says: str
    agrees: bool | None


def repeat_kept(task: str, model: str, seeds: Sequence[int] = (0, 1, 2)) -> Repeat:
    """Train for a few seeds now, and compare with the kept result: do the two 95 % intervals overlap?

    Where scikit-learn is needed and missing, nothing is trained, and that is said.

    >>> repeat_kept("rules", "linear", seeds=(0, 1)).agrees
    True
    """
    kept = kept_interval(task, model)
    if not has_trees() and (model in _OF_TREES or task in TABLES):
        return Repeat(f"scikit-learn is not installed here. Kept: {_written(kept)} ({kept_provenance()}).", None)
    now = mean_with_interval([train_and_test(task, model, seed) for seed in seeds])
    says = f"{task}, {model}: now {_written(now)} over {len(seeds)} seeds, kept {_written(kept)} over ten."
    return Repeat(says, abs(now.value - kept.value) <= now.half + kept.half)


def _written(mean: MeanInterval) -> str:
    return f"{mean.value:.3f} ± {mean.half:.3f}"
