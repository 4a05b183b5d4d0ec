"""The comparisons of notebook 01, whose scores the repository keeps (row 01.2): about ten minutes, with scikit-learn.

Every task with every model, for ten seeds. The scores are written to lecture_lib/data/feature_scores.json, with
versions, machine and the seconds of computing.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from lecture_lib.labs.linear.feature_tasks import MISSING, TABLES, TASKS, has_trees
from lecture_lib.labs.linear.feature_trials import train_and_test

from .provenance import provenance

RESULTS_FILE = Path(__file__).parents[1] / "lecture_lib" / "data" / "feature_scores.json"
N_SEEDS = 10
SHUFFLED = "digits, shuffled", "digits, HOG of shuffled"


def models_for(task: str) -> tuple[str, ...]:
    """Return the models that are compared on a task: boosting on the tables, no trees on images that are mixed up."""
    if task in SHUFFLED:
        return "linear", "network"
    return ("linear", "forest", "network", "boosting") if task in TABLES else ("linear", "forest", "network")


def main() -> int:
    """Train all models one after the other, and write their scores."""
    if not has_trees():
        print(MISSING)
        return 1
    import sklearn

    began, scores = time.process_time(), {}
    for task in TASKS:
        scores[task] = {
            model: [train_and_test(task, model, seed) for seed in range(N_SEEDS)] for model in models_for(task)
        }
        print(task, {model: round(sum(found) / N_SEEDS, 3) for model, found in scores[task].items()}, flush=True)
    origin = provenance(time.process_time() - began, **{"scikit-learn": sklearn.__version__})
    RESULTS_FILE.write_text(json.dumps({"provenance": origin, "scores": scores}, indent=1) + "\n", "utf-8")
    print(f"the scores are in {RESULTS_FILE.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
