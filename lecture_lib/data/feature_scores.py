"""What the comparisons of notebook 01 came to: a linear model, ensembles of trees and networks, over ten seeds.

`python3 run.py experiment feature-scores` makes the file that `load_feature_scores()` reads. The scores are fractions
of new examples classified correctly, one for each seed, by the names of task and model.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import NamedTuple


class FeatureScores(NamedTuple):
    """The scores by task and model, and where they come from."""

    scores: dict[str, dict[str, list[float]]]
    provenance: dict


@cache
def load_feature_scores() -> FeatureScores:
    """Return the scores that the repository keeps, with their provenance.

    >>> kept = load_feature_scores()
    >>> len(kept.scores["rules"]["forest"]), sorted(kept.provenance)
    (10, ['finished', 'machine', 'numpy', 'python', 'scikit-learn', 'seconds'])
    """
    kept = json.loads((resources.files(__package__) / "feature_scores.json").read_text("utf-8"))
    return FeatureScores(kept["scores"], kept["provenance"])
