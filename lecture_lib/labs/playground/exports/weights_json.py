"""The weights of a network as JSON, for other programs."""

from __future__ import annotations

from ..run import Run
from ..setup import Setup, problem
from .kept_json import decimals, kept_json
from .program_text import output_words

KIND, VERSION = "network weights", 1


def weights_json(setup: Setup, run: Run) -> str:
    """Return the layers of a run as JSON, with the features that they read and what the output means.

    >>> import json
    >>> from lecture_lib.labs.playground import first_run
    >>> kept = json.loads(weights_json(Setup(), first_run(Setup())))
    >>> kept["features"], kept["output"], [layer["activation"] for layer in kept["layers"]]
    (['x1', 'x2'], "the probability of class 'blue'", ['tanh', 'tanh', 'sigmoid'])
    """
    train = problem(setup).train
    return kept_json(
        KIND,
        VERSION,
        inputs=train.inputs,
        features=setup.features,
        classes=train.classes,
        output=output_words(setup),
        layers=[{"W": decimals(W), "b": decimals(b), "activation": g.name} for W, b, g in run.net],
    )
