"""The neuron of McCulloch and Pitts (1943), and the threshold logic unit that came of it (row 01.4).

All inputs and outputs are 0 or 1. A McCulloch–Pitts neuron counts: it fires when at least `threshold` of its
excitatory synapses are active and no inhibitory one is (absolute inhibition: one of those forbids it to fire). A
threshold logic unit weighs: it fires when w · x is at least its threshold.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..validation import Array, InputError, numbers, whole
from .boolean_functions import GATES, INPUTS


@dataclass(frozen=True)
class McCullochPitts:
    """A neuron by its synapses: how many excitatory ones each input has (0, 1, 2, ...), or −1 for an inhibitory one.

    >>> veto = McCullochPitts((1, -1), threshold=1)                        # x₁, but not if x₂ is active
    >>> veto(INPUTS).tolist()
    [0, 0, 1, 0]
    """

    synapses: tuple[int, ...]
    threshold: int

    def __post_init__(self) -> None:
        if np.ndim(self.synapses) != 1 or len(self.synapses) == 0:
            raise InputError(f"synapses is {self.synapses!r}; give one whole number for each input")
        counts = tuple(whole(s, f"synapse {i}", low=-1) for i, s in enumerate(self.synapses, start=1))
        object.__setattr__(self, "synapses", counts)
        object.__setattr__(self, "threshold", whole(self.threshold, "threshold", low=0))

    def __call__(self, x) -> Array:
        """Return 1 where the neuron fires and 0 where not; x: (d,) or (n, d), each number 0 or 1."""
        x = _binary(x, len(self.synapses))
        kinds = np.array(self.synapses)
        excited = x @ np.maximum(kinds, 0) >= self.threshold
        inhibited = x @ (kinds < 0) > 0
        return (excited & ~inhibited).astype(int)

    def as_threshold_unit(self) -> ThresholdUnit:
        """Return a threshold logic unit with the same output everywhere.

        An inhibitory weight must outweigh all excitatory ones together.

        >>> McCullochPitts((2, 1, -1), threshold=2).as_threshold_unit()
        ThresholdUnit(w=(2.0, 1.0, -4.0), threshold=2.0)
        """
        veto = -1.0 - sum(s for s in self.synapses if s > 0)
        return ThresholdUnit(tuple(float(s) if s >= 0 else veto for s in self.synapses), float(self.threshold))


@dataclass(frozen=True)
class ThresholdUnit:
    """A threshold logic unit: real weights of either sign, and it fires when w · x is at least the threshold.

    >>> ThresholdUnit((-1, -1), threshold=-1.5)(INPUTS).tolist()           # NAND
    [1, 1, 1, 0]
    """

    w: tuple[float, ...]
    threshold: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "w", tuple(numbers(self.w, "w", ndim=(1,)).tolist()))
        object.__setattr__(self, "threshold", float(numbers(self.threshold, "threshold", ndim=(0,))))

    def __call__(self, x) -> Array:
        """Return 1 where the unit fires and 0 where not; x: (d,) or (n, d), each number 0 or 1."""
        return (_binary(x, len(self.w)) @ np.array(self.w) >= self.threshold).astype(int)


def gate_name(unit: McCullochPitts | ThresholdUnit) -> str:
    """Return which of the sixteen Boolean functions of two inputs a unit computes.

    >>> gate_name(McCullochPitts((1, 1), threshold=2)), gate_name(McCullochPitts((-1, -1), threshold=0))
    ('AND', 'NOR')
    """
    fires = unit(INPUTS) == 1
    return next(name for name, labels in GATES.items() if np.array_equal(labels > 0, fires))


def _binary(x, d: int) -> Array:
    x = numbers(x, "x", ndim=(1, 2))
    if x.shape[-1] != d:
        raise InputError(f"x has {x.shape[-1]} values per example, but the neuron has {d} inputs")
    strange = x[~np.isin(x, (0, 1))]
    if strange.size:
        raise InputError(f"x holds {strange[0]:g}; every input must be 0 or 1")
    return x
