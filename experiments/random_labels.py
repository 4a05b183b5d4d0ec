"""The random-label experiment in full: four networks, to zero training error or 500,000 epochs (row 14.5 C).

Each network trains in a process of its own, as many at a time as there are cores, on one BLAS thread. Every half
minute a training is kept in the working folder; after any interruption the same command goes on from there. At the
end the curves are written to lecture_lib/data/random_labels.json, with seed, versions, machine and duration.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from lecture_lib import MLP, SGD, cross_entropy, descend
from lecture_lib.course import ConsoleProgressBar
from lecture_lib.data import (
    HIDDEN_LAYER_SIZES,
    LEARNING_RATE,
    TrainingPoint,
    random_label_examples,
    random_label_net,
    training_point,
)

from .provenance import provenance

ROOT = Path(__file__).parents[1]
RESULTS_FILE = ROOT / "lecture_lib" / "data" / "random_labels.json"
MAX_EPOCHS, RECORD_EVERY = 500_000, 500  # epochs in all, and between two points of a curve
SAVE_SECONDS = 30.0  # seconds between two states that are kept
SEED = 0
_done = None  # epochs done by each network, shared by all processes


def train(k: int, folder: Path, longest: int = MAX_EPOCHS, every: int = RECORD_EVERY) -> dict:
    """Train network k on, from what the folder keeps, until its error is 0; return its curve as plain data."""
    x, y = random_label_examples(SEED)
    file = folder / f"{k}.npz"
    net, points, seconds = _load(file, k) if file.exists() else (random_label_net(HIDDEN_LAYER_SIZES[k], SEED), [], 0.0)
    points = points or [training_point(net, x, y)]
    began, kept = time.perf_counter() - seconds, time.perf_counter()
    with threadpool_limits(1):
        for epoch in descend(net, x, y, cross_entropy, SGD(LEARNING_RATE), every=every):
            if points[-1].error == 0 or points[-1].epoch >= longest:
                break
            net = epoch.net
            points.append(training_point(net, x, y, points[-1].epoch + every))
            _tell(k, points[-1].epoch)
            if time.perf_counter() - kept > SAVE_SECONDS:
                kept = time.perf_counter()
                _save(file, net, points, kept - began)
    seconds = time.perf_counter() - began
    _save(file, net, points, seconds)
    return {
        "hidden": HIDDEN_LAYER_SIZES[k],
        "points": [list(point) for point in points],
        "seconds": round(seconds, 1),
        "samples_per_second": round(points[-1].epoch * len(x) / seconds),
    }


def main(arguments: list[str] | None = None) -> int:
    """Train the networks that are not done yet; write the curves when all are."""
    parser = argparse.ArgumentParser(prog="run.py experiment random-labels", description=__doc__.splitlines()[0])
    parser.add_argument("--keep", type=Path, default=ROOT / ".experiments" / "random-labels", help="the working folder")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="networks that train at a time")
    asked = parser.parse_args(arguments)
    asked.keep.mkdir(parents=True, exist_ok=True)
    done = multiprocessing.Array("q", len(HIDDEN_LAYER_SIZES))
    bar = ConsoleProgressBar()
    with pool(asked.workers, done) as workers:
        jobs = [workers.submit(train, k, asked.keep) for k in reversed(range(len(HIDDEN_LAYER_SIZES)))]
        try:
            while not all(job.done() for job in jobs):
                time.sleep(0.5)
                bar(sum(done), MAX_EPOCHS * len(HIDDEN_LAYER_SIZES))
            curves = [job.result() for job in reversed(jobs)]
        except KeyboardInterrupt:
            for process in multiprocessing.active_children():
                process.terminate()
            sys.stderr.write("\nStopped. What was reached is kept; the same command goes on from there.\n")
            return 130
    settings = {"seed": SEED, "rate": LEARNING_RATE, "workers": asked.workers}
    origin = provenance(sum(curve["seconds"] for curve in curves), **settings)
    RESULTS_FILE.write_text(json.dumps({"provenance": origin, "curves": curves}, separators=(",", ":")) + "\n", "utf-8")
    print(f"the curves are in {RESULTS_FILE.relative_to(ROOT)}")
    return 0


def pool(workers: int, done) -> ProcessPoolExecutor:
    """Return processes that write how far they are into `done`."""
    return ProcessPoolExecutor(workers, initializer=_share, initargs=(done,))


def _share(done) -> None:
    global _done
    _done = done


def _tell(k: int, epochs: int) -> None:
    if _done is not None:
        _done[k] = epochs


def _save(file: Path, net: MLP, points: list[TrainingPoint], seconds: float) -> None:
    """Keep a training, as a whole or not at all."""
    part = file.with_suffix(".part.npz")
    np.savez(
        part,
        points=np.array(points, float),
        seconds=seconds,
        **{f"{name}{l}": getattr(net[l], name) for l in range(1, len(net) + 1) for name in "Wb"},
    )
    os.replace(part, file)


def _load(file: Path, k: int) -> tuple[MLP, list[TrainingPoint], float]:
    with np.load(file) as kept:
        net = random_label_net(HIDDEN_LAYER_SIZES[k], SEED)
        net = MLP(*((kept[f"W{l}"], kept[f"b{l}"], net[l].g) for l in range(1, len(net) + 1)))
        return (
            net,
            [TrainingPoint(int(e), float(loss), float(error)) for e, loss, error in kept["points"]],
            float(kept["seconds"]),
        )


if __name__ == "__main__":
    sys.exit(main())
