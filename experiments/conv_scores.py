"""The trainings of row 16.4 over ten seeds, whose scores the repository keeps: about six minutes.

Each network gets the learning rate and the number of epochs with which it does best on 500 of the training digits,
kept back for that choice, over three seeds. Then it is trained on all 4000, centred or shifted, from each of ten
seeds, and tested on both kinds of test digits. The scores are written to lecture_lib/data/conv_scores.json.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np

from lecture_lib.labs.convolutions.conv_trials import (
    DATA,
    NETWORKS,
    Images,
    accuracy,
    accuracy_by_shift,
    test_images,
    train_network,
    training_images,
)

from .provenance import provenance

ROOT = Path(__file__).parents[1]
RESULTS_FILE = ROOT / "lecture_lib" / "data" / "conv_scores.json"
SEEDS = range(10)
RATES = 0.0003, 0.001, 0.003, 0.01, 0.03
EPOCHS = {"CNN": (10,)}  # the dense networks may take three times as many
DENSE_EPOCHS = 10, 30
N_KEPT_BACK = 500
CHOICE_SEEDS = range(100, 103)  # none of those that are scored


def best_settings(network: str, kind: str) -> dict:
    """Return the rate and epochs that do best on training digits kept back, and how well they do."""
    tried = {}
    for rate in RATES:
        for epochs in EPOCHS.get(network, DENSE_EPOCHS):
            right = []
            for seed in CHOICE_SEEDS:
                x, y = training_images(kind, seed)
                trained = train_network(network, Images(x[:-N_KEPT_BACK], y[:-N_KEPT_BACK]), seed, rate, epochs)
                right.append(accuracy(trained, Images(x[-N_KEPT_BACK:], y[-N_KEPT_BACK:])))
            tried[rate, epochs] = float(np.mean(right))
    rate, epochs = max(tried, key=lambda settings: tried[settings])
    return {"rate": rate, "epochs": epochs, "kept_back": tried[rate, epochs]}


def scores_of(network: str, kind: str, settings: dict) -> dict[str, list]:
    """Return the accuracies of one network, trained on one kind of digits, one number per seed."""
    scores: dict[str, list] = {f"{network}, {kind}, tested {tested}": [] for tested in DATA}
    if kind == "centred":
        scores[f"{network}, by shift"] = []
    for seed in SEEDS:
        trained = train_network(network, training_images(kind, seed), seed, settings["rate"], settings["epochs"])
        for tested in DATA:
            scores[f"{network}, {kind}, tested {tested}"].append(accuracy(trained, test_images(tested)))
        if kind == "centred":
            scores[f"{network}, by shift"].append(accuracy_by_shift(trained))
    return scores


def main() -> int:
    """Train all networks one after the other, and write their scores."""
    began = time.process_time()
    scores: dict[str, list] = {}
    settings: dict[str, dict] = {}
    for network in NETWORKS:
        for kind in DATA:
            settings[f"{network}, {kind}"] = chosen = best_settings(network, kind)
            scores |= scores_of(network, kind, chosen)
            print(f"{network}, trained on {kind} digits: {chosen}", flush=True)
    origin = provenance(time.process_time() - began)
    kept = {"provenance": origin, "settings": settings, "scores": scores}
    RESULTS_FILE.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
    print(f"{len(scores)} scores are in {RESULTS_FILE.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
