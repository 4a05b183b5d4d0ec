"""One run for each choice of settings: the same way every time, also after it was stopped (row 15.2)."""

import re
from itertools import islice

import numpy as np
import pytest

from lecture_lib import SGD, InputError, cross_entropy, descend, forward, one_hot
from lecture_lib.data import digits
from lecture_lib.labs.digits import Settings, training_run
from lecture_lib.labs.digits.training_run import TrainingRun, float_digits, start_net, training_set

FAST = Settings(hidden=10, batch=200)


@pytest.mark.parametrize(
    "wrong, says",
    [
        ({"hidden": 7}, "hidden is 7. Give one of 0, 10, 20"),
        ({"hidden": 200}, "hidden is 200. Give one of 0, 10, 20"),
        ({"rate": 3}, "rate is 3. Give one of 0.01"),
        ({"batch": 0}, "batch is 0. Give one of 10, 20"),
    ],
)
def test_settings_that_are_not_offered_are_refused_in_words(wrong, says):
    with pytest.raises(InputError, match=re.escape(says)):
        Settings(**wrong)


def test_it_goes_the_way_of_descend():
    run, rng = TrainingRun(FAST), np.random.default_rng(0)
    x, y = training_set(False)
    *_, last = islice(descend(start_net(FAST), x, y, cross_entropy, SGD(0.1), batch=200, rng=rng), 3)
    assert run.net(3) == last.net and run.net(3)[1].W.dtype == np.float32
    assert np.isclose(run.measurements(3)[3].loss, last.loss)


def test_what_is_measured_is_that_of_the_network():
    run, d = TrainingRun(FAST), digits()
    for epochs in (0, 2):
        found, trace = run.measurements(epochs)[-1], forward(run.net(epochs), float_digits().x_test)
        assert found.epoch == epochs
        assert found.n_right == (trace.a[-1].argmax(axis=1) == d.y_test).sum()
        assert np.isclose(found.test_loss, cross_entropy.of(trace, one_hot(d.y_test, 10)))
    seconds = [m.seconds for m in run.measurements(2)]
    assert seconds[0] == 0 and seconds[1] > 0 and seconds == sorted(seconds)


def test_asked_for_fewer_epochs_it_gives_what_was_there_and_trains_nothing():
    run = TrainingRun(FAST)
    whole = run.measurements(3)
    assert run.measurements(1) == whole[:2] and run.net(0) == start_net(FAST)
    assert run.measurements(3) == whole


@pytest.mark.slow
@pytest.mark.parametrize("problem", [KeyboardInterrupt, MemoryError])
def test_stopped_in_the_middle_it_loses_nothing_and_goes_on_the_same_way(problem, monkeypatch):
    straight, run = TrainingRun(FAST), TrainingRun(FAST)
    run.go_to(2)
    before = run.measurements(2)

    def stop(epoch, seconds):
        raise problem

    with monkeypatch.context() as patch:
        patch.setattr(run, "_measure", stop)
        with pytest.raises(problem):
            run.go_to(4)
    assert run.measurements(2) == before
    assert run.net(4) == straight.net(4)
    assert [m.n_right for m in run.measurements(4)] == [m.n_right for m in straight.measurements(4)]


def test_another_seed_is_another_start_and_settings_share_their_run():
    assert start_net(FAST) == start_net(FAST) != start_net(FAST.with_seed(1))
    assert training_run(FAST) is training_run(Settings(hidden=10, batch=200))
    assert training_run(FAST) is not training_run(FAST.with_seed(1))


def test_with_copies_there_are_five_times_as_many_images_with_their_labels():
    x, y = training_set(True)
    assert x.shape == (20000, 784) and np.array_equal(y[:4000], y[8000:12000]) and x.dtype == y.dtype == np.float32
    assert np.array_equal(y[:4000].argmax(axis=1), digits().y)


def test_without_a_hidden_layer_it_is_softmax_regression():
    assert start_net(Settings(hidden=0)).sizes == (784, 10)
