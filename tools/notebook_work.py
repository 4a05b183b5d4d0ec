"""How much work a notebook makes, in numbers that no clock and no busy machine changes: `run.py test --fast` holds it.

While a notebook's cells run, two things are counted: what its trainings compute, and what its cells send to the page.
LIMITS is the most that each may come to, a quarter above what it came to when it was set. Who makes a notebook do
more has to write it down here, and sees what becomes of run-all.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch


@dataclass
class Work:
    """Trained: millions, weights × examples of all epochs. Sent: kilobytes of outputs and of the widgets' messages."""

    trained: float = 0.0
    sent: float = 0.0


_BAR = 1.0  # kilobytes: less is what a moving progress bar says, as often as the clock lets it

LIMITS = {
    # name: Work(trained, sent)
    "notebooks/00_start_here": Work(0, 230),
    "notebooks/01_linear_to_neuron": Work(24950, 640),
    "notebooks/02_activations": Work(39360, 470),
    "notebooks/03_perceptron": Work(0, 380),
    "notebooks/04_xor": Work(400, 700),
    "notebooks/05_forward_by_hand": Work(0, 360),
    "notebooks/06_softmax": Work(2370, 500),
    "notebooks/07_composed_functions": Work(1220, 310),
    "notebooks/08_descent": Work(30, 460),
    "notebooks/09_graphs": Work(0, 430),
    "notebooks/10_backprop": Work(0, 310),
    "notebooks/11_universal": Work(1440, 520),
    "notebooks/12_shapes": Work(0, 320),
    "notebooks/13_folding": Work(0, 380),
    "notebooks/14_depth": Work(26920, 460),
    "notebooks/15_digits": Work(157400, 835),
    "notebooks/16_beyond_dense": Work(22650, 1210),
    "notebooks/17_playground": Work(10, 2280),
}


@contextmanager
def counted_work() -> Iterator[Work]:
    """Count what is trained and what widgets send while this is open; what cells show is for the caller to add."""
    from comm import DummyComm

    from lecture_lib.training import BatchedMLP
    from lecture_lib.training.fast_trainer import Trainer

    work, epochs, forward, publish = Work(), Trainer.epochs, BatchedMLP.forward, DummyComm.publish_msg

    def counted_epochs(run, count):
        made, seen = epochs(run, count)
        work.trained += made * len(run.x) * run.p.size / 1e6
        return made, seen

    def counted_forward(nets, x):
        work.trained += len(x) * sum(W.size for W in nets.W[1:]) / 1e6
        return forward(nets, x)

    def counted_message(comm, message_type, data=None, *more, **named):
        size = len(json.dumps(data)) / 1e3
        work.sent += size if size > _BAR else 0.0
        return publish(comm, message_type, data, *more, **named)

    with (
        patch.object(Trainer, "epochs", counted_epochs),
        patch.object(BatchedMLP, "forward", counted_forward),
        patch.object(DummyComm, "publish_msg", counted_message),
    ):
        yield work


def size_of_outputs(outputs: list[dict]) -> float:
    """Return how many kilobytes a cell's outputs are, as a notebook keeps them.

    >>> size_of_outputs([{"name": "stdout", "text": "12345"}, {"data": {"text/plain": "1"}}])
    0.006
    """
    texts = [text for output in outputs for text in ([output["text"]] if "text" in output else output["data"].values())]
    return sum(len(text if isinstance(text, str) else json.dumps(text)) for text in texts) / 1e3


def excess(path: Path, work: Work) -> list[str]:
    """Say what a notebook's work exceeds; only the notebooks of the course have limits.

    >>> excess(Path("notebooks/a.ipynb"), Work(1e9, 1e9))
    []
    """
    limit = LIMITS.get(f"{path.parent.name}/{path.stem}", Work(float("inf"), float("inf")))
    counts = (
        ("trains", work.trained, limit.trained, "million weights × examples"),
        ("sends the page", work.sent, limit.sent, "kilobytes"),
    )
    return [
        f"It {verb} {count:.0f} {unit}; at most {most:.0f} are allowed (LIMITS in tools/notebook_work.py)"
        for verb, count, most, unit in counts
        if count > most
    ]
