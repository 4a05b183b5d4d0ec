"""Where training stands, as text: the network, what the rule remembers, and how far the epoch has come.

Each number of the network is written with as many digits as tell its float32 from all others, so what is read back is
the very same network, and training goes on from it the very same way.
"""

from __future__ import annotations

from itertools import starmap
from typing import Any

import numpy as np

from ....nn import MLP
from ....validation import Array, InputError, count_phrase, numbers, whole
from ..run import Losses, LossHistory, Run, first_run
from ..setup import Setup, problem
from .kept_json import decimals, kept_json, read_kept_json

KIND, VERSION = "training state", 1
MOST_COUNTED = 10**9  # epochs, and steps that a rule has counted


def snapshot_text(run: Run, with_losses: bool = False) -> str:
    """Return a run as JSON text; its losses only on demand, since they grow with every epoch.

    >>> text = snapshot_text(first_run(Setup()))
    >>> text[:75]
    '{"kind":"training state","version":1,"epochs":0,"steps":0,"seen":0.0,"layer'
    >>> read_snapshot(text, Setup()).net == first_run(Setup()).net
    True
    """
    told: dict[str, Any] = {"epochs": run.epochs, "steps": run.steps, "seen": float(run.seen)}
    told["layers"] = [{"W": decimals(W), "b": decimals(b)} for W, b, _ in run.net]
    told["memory"] = _memory_lists(run.memory)
    if with_losses:
        told["losses"] = [[float(loss) if np.isfinite(loss) else None for loss in pair] for pair in run.losses]
    return kept_json(KIND, VERSION, **told)


def read_snapshot(text: str, setup: Setup) -> Run:
    """Return the run that a text holds; it must fit the setup: sizes, rule and batch.

    >>> read_snapshot(snapshot_text(first_run(Setup())), Setup(hidden=(4, 3)))
    Traceback (most recent call last):
    lecture_lib.validation.InputError: layer 2: W has shape (2, 4) in the training state, but (3, 4) in these settings.
    """
    kept = read_kept_json(text, KIND, VERSION)
    net = _net(kept.get("layers"), first_run(setup).net)
    steps_in_an_epoch = -(-len(problem(setup).x_train) // setup.batch)
    epochs = whole(kept.get("epochs"), "epochs", 0, MOST_COUNTED)
    return Run(
        net,
        _memory(kept.get("memory"), setup.rule, net.n_parameters),
        epochs,
        whole(kept.get("steps"), "steps", 0, steps_in_an_epoch - 1),
        float(numbers(kept.get("seen"), "seen", ndim=(0,))),
        _losses(kept.get("losses", []), epochs),
    )


def _memory_lists(memory: Any) -> Any:
    if isinstance(memory, tuple):
        m, v, t = memory
        return {"m": decimals(m), "v": decimals(v), "t": int(t)}
    return None if memory is None else {"v": decimals(memory)}


def _net(layers: Any, like: MLP) -> MLP:
    """Return the network of layers, which must have the sizes of another, and its activations."""
    if not isinstance(layers, list) or len(layers) != len(like):
        given = count_phrase(len(layers), "layer") if isinstance(layers, list) else "no layers"
        raise InputError(f"the training state has {given}, but these settings make {len(like)}.")
    return MLP(
        *(
            (*(_array(_member(layer, name, f"layer {l}"), f"layer {l}: {name}", of.shape) for name, of in parts), g)
            for l, (layer, (W, b, g)) in enumerate(zip(layers, like), start=1)
            for parts in [(("W", W), ("b", b))]
        )
    )


def _member(of: Any, name: str, where: str) -> Any:
    if not isinstance(of, dict) or name not in of:
        raise InputError(f"{where}: there is no {name} in the training state.")
    return of[name]


def _array(value: Any, name: str, shape: tuple[int, ...]) -> Array:
    given = numbers(value, name, ndim=(len(shape),))
    if given.shape != shape:
        raise InputError(f"{name} has shape {given.shape} in the training state, but {shape} in these settings.")
    with np.errstate(over="ignore"):
        read = given.astype(np.float32)
    if not np.isfinite(read).all():
        raise InputError(f"{name} holds {given[~np.isfinite(read)][0]:g}, which is beyond the largest float32.")
    return read


def _memory(kept: Any, rule: str, n: int) -> Any:
    """Return what a rule remembers of n parameters; None where it has not begun."""
    if kept is None:
        return None
    names = {"momentum": ("v",), "Adam": ("m", "v")}.get(rule, ())
    held = {"m", "v", "t"} & set(kept) if isinstance(kept, dict) else set()
    if not names or held != {*names, *("t" for _ in names[1:])}:
        raise InputError(f"the memory in the training state is not one of the rule {rule}.")
    arrays = [_array(kept[name], f"memory {name}", (n,)) for name in names]
    if rule == "momentum":
        return arrays[0]
    if (arrays[1] < 0).any():
        raise InputError("memory v holds a number below 0, but it is a mean of squares.")
    return *arrays, whole(kept["t"], "memory t", 0, MOST_COUNTED)


def _losses(kept: Any, epochs: int) -> LossHistory:
    """Return the losses of the last epochs; as many as the text holds."""
    if not isinstance(kept, list) or not all(isinstance(pair, list) and len(pair) == 2 for pair in kept):
        raise InputError("losses must be a list of pairs, one for each epoch.")
    if len(kept) > epochs:
        raise InputError(f"there are {len(kept)} pairs of losses, but only {count_phrase(epochs, 'epoch')}.")
    return LossHistory(starmap(_pair, kept))


def _pair(train: Any, held_out: Any) -> Losses:
    """Return the losses of an epoch; null stands for no number, where nothing is held out."""
    return Losses(
        float(numbers(train, "a loss", ndim=(0,))),
        np.nan if held_out is None else float(numbers(held_out, "a loss", ndim=(0,))),
    )
