"""What the longer trainings of notebook 14 came to: kept, since together they would take too long to wait for.

`python3 run.py experiment depth-scores` makes the file that `load_depth_scores()` reads. A training is kept under a
name that says all it depends on: the network, its start, the method and the data.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import NamedTuple
from zlib import crc32

import numpy as np

from ..validation import Array


class DepthScores(NamedTuple):
    """The scores by the name of what was trained, and where they come from."""

    scores: dict[str, list[float]]
    provenance: dict


@cache
def load_depth_scores() -> DepthScores:
    """Return the scores that the repository keeps, with their provenance.

    >>> kept = load_depth_scores()
    >>> len(kept.scores), sorted(kept.provenance)
    (146, ['finished', 'machine', 'numpy', 'python', 'seconds'])
    """
    kept = json.loads((resources.files(__package__) / "depth_scores.json").read_text("utf-8"))
    return DepthScores(kept["scores"], kept["provenance"])


def data_checksum(*arrays: Array) -> str:
    """Return eight hexadecimal digits that differ for other data, and are the same up to rounding errors.

    >>> x = np.linspace(0, 1, 50)
    >>> data_checksum(x) == data_checksum(x + 1e-14), data_checksum(x) == data_checksum(x + 0.001)
    (True, False)
    """
    said = " ".join(f"{_projection(array):.5e} of {array.shape}" for array in arrays)
    return f"{crc32(said.encode()):08x}"


def _projection(array: Array) -> float:
    """Return the sum of all numbers, each multiplied by a weight that depends on its row and its column."""
    rows = array.reshape(len(array), -1)
    n, k = rows.shape
    return float(np.cos(np.arange(n)) @ rows @ np.sin(np.arange(1, k + 1)))
