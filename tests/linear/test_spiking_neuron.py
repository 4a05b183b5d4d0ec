"""The spiking neuron: its steps against the differential equation, its rate against its own simulation (row 01.3)."""

import math

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.linear import SpikingNeuron, fit_activation, simulate

NEURON = SpikingNeuron()
OTHER = SpikingNeuron(threshold=12.0, resistance=5.0, time_constant=20.0, dead_time=3.0)


def simulated_in_small_steps(neuron, current, dt, finer=200):
    """Euler's method with very small steps: knows nothing of exponentials."""
    v, deaf, spikes = 0.0, 0.0, []
    small = dt / finer
    for i, I in enumerate(current):
        for j in range(finer):
            if deaf > 0:
                deaf -= small
                continue
            v += small * (neuron.resistance * I - v) / neuron.time_constant
            if v >= neuron.threshold:
                spikes.append(i * dt + (j + 1) * small)
                v, deaf = 0.0, neuron.dead_time
    return spikes, v


def test_the_potential_follows_the_differential_equation():
    rng = np.random.default_rng(0)
    current = rng.uniform(0, 1.5, 60)  # too little for a spike
    trace = simulate(NEURON, current, dt=0.5)
    _, v = simulated_in_small_steps(NEURON, current, 0.5)
    assert trace.counts == 0 and trace.v[-1] == pytest.approx(v, abs=0.01)
    slope = np.diff(trace.v, prepend=0.0) / 0.5  # the mean slope in a step is that of the mean potential, nearly
    middle = (trace.v + np.r_[0, trace.v[:-1]]) / 2
    assert slope == pytest.approx((8 * current - middle) / 10, abs=2e-3)


@pytest.mark.parametrize("neuron", [NEURON, OTHER])
def test_spikes_come_when_small_steps_say_so(neuron):
    rng = np.random.default_rng(1)
    current = np.repeat(rng.uniform(0, 3 * neuron.rheobase, 10), 100)
    trace = simulate(neuron, current, dt=0.1)
    spikes, _ = simulated_in_small_steps(neuron, current, 0.1, finer=20)
    assert len(spikes) == trace.counts >= 4
    assert trace.t[trace.spikes] == pytest.approx(spikes, abs=0.1 * len(spikes))


@pytest.mark.parametrize("neuron", [NEURON, OTHER, SpikingNeuron(dead_time=0.0)])
def test_the_rate_is_one_over_the_time_between_two_spikes(neuron):
    current = neuron.rheobase * np.array([1.05, 1.5, 3.0, 10.0])
    trace = simulate(neuron, np.tile(current[:, None], 8000), dt=0.05)
    for k, rate in enumerate(neuron.rate(current)):
        gaps = np.diff(trace.t[trace.spikes[k]])
        assert np.ptp(gaps) < 1e-9 and 1000 / rate <= gaps[0] + 1e-9 < 1000 / rate + 0.05


def test_the_rheobase_separates_silence_from_firing():
    for neuron in (NEURON, OTHER):
        assert neuron.rate(neuron.rheobase) == 0 and neuron.rate(neuron.rheobase * (1 + 1e-9)) > 0
        near = neuron.rheobase * np.array([[0.999], [1.001]])
        silent, firing = simulate(neuron, np.tile(near, 1000), 0.2).counts
        assert silent == 0 < firing


def test_a_neuron_is_deaf_for_its_dead_time():
    trace = simulate(SpikingNeuron(dead_time=2.0), np.full(300, 50.0), dt=0.1)
    first = int(np.flatnonzero(trace.spikes)[0])
    assert (trace.v[first + 1 : first + 21] == 0).all() and trace.v[first + 21] > 0
    assert 1000 * trace.counts / 30 <= 500


def test_a_dead_time_of_whole_steps_is_not_rounded_up():
    trace = simulate(SpikingNeuron(dead_time=1.1), np.full(300, 50.0), dt=0.1)  # 1.1 / 0.1 is a little above 11
    first = int(np.flatnonzero(trace.spikes)[0])
    assert (trace.v[first + 1 : first + 12] == 0).all() and trace.v[first + 12] > 0


def test_many_neurons_are_those_one_by_one():
    current = np.random.default_rng(2).uniform(0, 5, (4, 300))
    together = simulate(NEURON, current)
    for k in range(4):
        alone = simulate(NEURON, current[k])
        assert np.array_equal(alone.v, together.v[k]) and np.array_equal(alone.spikes, together.spikes[k])


def test_without_a_dead_time_the_rate_approaches_a_line():
    neuron = SpikingNeuron(dead_time=0.0)
    for current in (20.0, 200.0, 2000.0):
        ratio = neuron.resistance * current / neuron.threshold
        assert abs(float(neuron.rate(current)) - 100 * (ratio - 0.5)) < 100 / (12 * ratio) * 1.2


def test_the_rate_has_the_slope_of_its_formula():
    h, current = 1e-6, 3.0
    slope = (NEURON.rate(current + h) - NEURON.rate(current - h)) / (2 * h)
    drive = 8 * current
    period = 1000 / float(NEURON.rate(current))
    by_hand = 1000 / period**2 * 10 * (15 / (drive - 15)) / current
    assert slope == pytest.approx(by_hand, rel=1e-6)


@pytest.mark.parametrize(
    "act, says",
    [
        (lambda: SpikingNeuron(threshold=0), "threshold is 0. Give a number above 0"),
        (lambda: SpikingNeuron(resistance=-1), "resistance is -1"),
        (lambda: SpikingNeuron(dead_time=-0.5), "dead_time is -0.5"),
        (lambda: SpikingNeuron(time_constant="ten"), "Give real numbers"),
        (lambda: simulate(NEURON, []), "is empty"),
        (lambda: simulate(NEURON, [1.0, np.nan]), "every number must be finite"),
        (lambda: simulate(NEURON, 3.0), "current has shape"),
        (lambda: simulate(NEURON, [1.0], dt=0), "dt is 0"),
        (lambda: simulate(NEURON, [1.0], dt=10), "smaller than the time constant"),
        (lambda: simulate((15, 8), [1.0]), "SpikingNeuron"),
        (lambda: NEURON.rate(np.inf), "finite"),
    ],
)
def test_what_is_no_neuron_or_current_ends_in_plain_words(act, says):
    with pytest.raises(InputError, match=says.replace("(", r"\(")):
        act()


# --- fits --------------------------------------------------------------------------------------------------------

CURRENT = np.linspace(0, 6, 121)


def made(name, a, c, s=1.0):
    z = (CURRENT - c) / s
    return a * {"step": z >= 0, "ReLU": np.maximum(0, z), "sigmoid": 1 / (1 + np.exp(-z))}[name]


@pytest.mark.parametrize("name, a, c, s", [("step", 80, 2.02, 1), ("ReLU", 25, 1.7, 1), ("sigmoid", 120, 3.1, 0.4)])
def test_a_curve_of_its_own_kind_is_found_again(name, a, c, s):
    fit = fit_activation(name, CURRENT, made(name, a, c, s))
    assert fit.error < 1e-3 * a and fit.height == pytest.approx(a, rel=2e-3)
    assert fit.onset == pytest.approx(c, abs=0.05) and fit.width == pytest.approx(s, rel=1e-2)
    assert fit(CURRENT) == pytest.approx(made(name, a, c, s), abs=2e-3 * a)


@pytest.mark.parametrize("name", ["step", "ReLU", "sigmoid"])
def test_no_nearby_curve_is_better(name):
    rate = NEURON.rate(CURRENT)
    fit, rng = fit_activation(name, CURRENT, rate), np.random.default_rng(3)
    assert fit.error == pytest.approx(math.sqrt(((fit(CURRENT) - rate) ** 2).mean()))
    for _ in range(300):
        a, c, s = fit.height * rng.normal(1, 0.1), fit.onset + rng.normal(0, 0.3), fit.width * rng.uniform(0.8, 1.25)
        other = made(name, a, c, s if name == "sigmoid" else 1.0)
        assert math.sqrt(((other - rate) ** 2).mean()) >= fit.error - 1e-6


@pytest.mark.parametrize(
    "act, says",
    [
        (lambda: fit_activation("tanh", [0, 1, 2], [0, 1, 2]), "one of step, ReLU, sigmoid"),
        (lambda: fit_activation("ReLU", [0, 1], [0, 1]), "at least 3"),
        (lambda: fit_activation("ReLU", [0, 1, 2], [0, 1]), "equally many"),
        (lambda: fit_activation("ReLU", [1, 1, 1], [0, 1, 2]), "not all at one current"),
    ],
)
def test_what_cannot_be_fitted_ends_in_plain_words(act, says):
    with pytest.raises(InputError, match=says):
        act()
