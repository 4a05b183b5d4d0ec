"""The longer trainings of notebook 14, whose scores the repository keeps (rows 14.3 to 14.6): about three minutes.

The notebook itself says what is trained: its cells run here, with every score trained anew. The scores are written to
lecture_lib/data/depth_scores.json, with versions, machine and the seconds of computing.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

from lecture_lib.labs.depth import kept_scores
from tools.fast import faults

from .provenance import provenance

ROOT = Path(__file__).parents[1]
NOTEBOOK = ROOT / "notebooks" / "14_depth.ipynb"
RESULTS_FILE = ROOT / "lecture_lib" / "data" / "depth_scores.json"


def scores_of(notebook: Path) -> dict[str, list[float]]:
    """Run a notebook in this process, every network trained anew; return all scores that it asked for, by name."""
    scores: dict[str, list[float]] = {}

    def train_and_keep(name: str, train: Callable, retrain: bool) -> list[float]:
        if name not in scores:
            scores[name] = list(train())
        return scores[name]

    with (
        patch.object(kept_scores, "look_up", train_and_keep),
        patch("tools.fast.excess", lambda path, work: []),  # here it may train as much as it has to
    ):
        wrong = faults(notebook)
    if wrong:
        raise RuntimeError("\n".join(wrong))
    return scores


def main() -> int:
    """Train all networks one after the other, and write their scores."""
    began = time.process_time()
    scores = scores_of(NOTEBOOK)
    origin = provenance(time.process_time() - began)
    RESULTS_FILE.write_text(json.dumps({"provenance": origin, "scores": scores}, indent=1) + "\n", "utf-8")
    print(f"{len(scores)} scores are in {RESULTS_FILE.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
