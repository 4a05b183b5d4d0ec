"""A leaky integrate-and-fire neuron: current in, membrane potential and spikes out (row 01.3).

The potential v is measured from rest, in mV; time is in ms, current in nA, resistance in MΩ (1 MΩ · 1 nA = 1 mV):

    τ dv/dt = −v + R I,    and where v reaches the threshold: one spike, v back to 0, and deaf for a few ms
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np

from ..validation import Array, InputError, must_be, numbers, positive


@dataclass(frozen=True)
class SpikingNeuron:
    """The four numbers of a neuron: threshold (mV above rest), resistance (MΩ), time constant and dead time (ms).

    >>> SpikingNeuron().rheobase                                           # 15 mV / 8 MΩ, in nA
    1.875
    """

    threshold: float = 15.0
    resistance: float = 8.0
    time_constant: float = 10.0
    dead_time: float = 2.0

    def __post_init__(self) -> None:
        for name in ("threshold", "resistance", "time_constant"):
            object.__setattr__(self, name, positive(getattr(self, name), name))
        dead = float(numbers(self.dead_time, "dead_time", ndim=(0,)))
        if dead < 0:
            raise InputError(f"dead_time is {dead:g}. Give a number of ms that is at least 0.")
        object.__setattr__(self, "dead_time", dead)

    @property
    def rheobase(self) -> float:
        """The constant current in nA above which the neuron fires; at it, v only creeps up to the threshold."""
        return self.threshold / self.resistance

    def rate(self, current) -> Array:
        """Return the exact firing rate in spikes per second for constant currents in nA, an array of any shape.

        From 0, v needs τ log(RI / (RI − threshold)) ms to the threshold; the dead time comes on top.

        >>> SpikingNeuron().rate([1.8, 1.9, 3.0]).round(1)
        array([ 0. , 22.1, 84.7])
        """
        drive = self.resistance * numbers(current, "current", ndim=(0, 1, 2))
        fires = drive > self.threshold
        above = np.where(fires, drive, 2 * self.threshold)  # any drive that fires, where none does
        period = self.dead_time - self.time_constant * np.log1p(-self.threshold / above)
        return np.where(fires, 1000 / period, 0.0)


@dataclass(frozen=True)
class MembraneTrace:
    """What a simulation saw: times t in ms (n,), and for each of them v in mV and whether a spike was fired there.

    v and spikes have the shape of the current: (n,) for one neuron, (k, n) for k of them. At a spike, v shows the
    height that set it off.
    """

    t: Array
    v: Array
    spikes: Array

    @property
    def counts(self) -> Array:
        """The number of spikes of each neuron."""
        return self.spikes.sum(axis=-1)


def simulate(neuron: SpikingNeuron, current, dt: float = 0.1) -> MembraneTrace:
    """Return the trace of a neuron that starts at rest, for the current in nA in each step of `dt` ms.

    `current` has shape (n,), or (k, n) for k neurons at once. Within a step the current is constant, so that v moves
    towards RI by the exact factor e^(−dt/τ). A spike is fired at the end of the step in which v reaches the threshold.

    >>> trace = simulate(SpikingNeuron(), np.full((2, 1000), [[1.8], [3.0]]))
    >>> trace.counts.tolist(), float(trace.v[0].max().round(2))
    ([0, 8], 14.4)
    """
    must_be(SpikingNeuron, neuron, "give simulate a SpikingNeuron first")
    current, dt = numbers(current, "current", ndim=(1, 2)), positive(dt, "dt")
    if dt >= neuron.time_constant:
        raise InputError(f"dt is {dt:g} ms; it must be smaller than the time constant, {neuron.time_constant:g} ms")
    drive = np.atleast_2d(neuron.resistance * current).T
    n, k = drive.shape
    keep, deaf_steps = np.exp(-dt / neuron.time_constant), ceil(neuron.dead_time / dt - 1e-9)
    v, deaf = np.zeros(k), np.zeros(k, int)  # deaf: steps that a neuron still ignores its input
    seen = np.empty((n, k))
    for i in range(n):
        v = np.where(deaf > 0, 0.0, drive[i] + keep * (v - drive[i]))
        seen[i] = v
        fired = v >= neuron.threshold
        v = np.where(fired, 0.0, v)
        deaf = np.where(fired, deaf_steps, np.maximum(deaf - 1, 0))
    v = seen.T.reshape(current.shape)
    return MembraneTrace(dt * np.arange(1, n + 1), v, v >= neuron.threshold)
