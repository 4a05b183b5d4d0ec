"""What the trainings of row 16.4 came to, over ten seeds: kept, since together they take minutes.

`python3 run.py experiment conv-scores` makes the file that `load_conv_scores()` reads.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import NamedTuple


class ConvScores(NamedTuple):
    """Accuracies by the name of what was trained and tested, one per seed; how it was trained; where they come from."""

    scores: dict[str, list]
    settings: dict[str, dict]
    provenance: dict


@cache
def load_conv_scores() -> ConvScores:
    """Return the scores that the repository keeps, with the settings of each training and their provenance.

    >>> kept = load_conv_scores()
    >>> len(kept.scores["CNN, centred, tested shifted"]), kept.settings["CNN, centred"]["epochs"]
    (10, 10)
    """
    kept = json.loads((resources.files(__package__) / "conv_scores.json").read_text("utf-8"))
    return ConvScores(kept["scores"], kept["settings"], kept["provenance"])
