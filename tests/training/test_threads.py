"""Threads: as many as are fastest now, the same bits whatever their number, and none left behind (row 08.2)."""

import threading
import warnings
from functools import partial
from itertools import islice

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from lecture_lib import MLP, SGD, Adam, Momentum, cross_entropy, descend, half_squares, one_hot, relu, softmax
from lecture_lib.nn import Activation
from lecture_lib.training import Team, ThreadChooser, Trainer, allowed_threads, fast_trainer, threads

CHOICES, RULE = [1, 2, 4, 8], SGD(0.1)


class Clock:
    """A clock that the work moves on, by as much as the number of threads is said to take."""

    def __init__(self, **seconds):
        self.now, self.seconds, self.runs = 0.0, {int(name[1:]): s for name, s in seconds.items()}, []

    def __call__(self):
        return self.now

    def work(self, number):
        self.runs.append(number)
        self.now += self.seconds[number]


def followed(clock, runs=1000):
    """Return the numbers with which a new chooser did its runs."""
    chooser = ThreadChooser(list(clock.seconds), clock=clock)
    for _ in range(runs):
        chooser.run(clock.work)
    return chooser


@pytest.mark.parametrize("seconds", [{"_1": 1.0, "_2": 0.6}, {"_1": 1.0, "_2": 7.0}, {"_1": 3.0, "_2": 2.0, "_4": 1.0}])
def test_the_fastest_number_is_followed_and_the_others_take_little(seconds):
    clock = Clock(**seconds)
    chooser = followed(clock)
    fastest = min(clock.seconds, key=clock.seconds.get)
    assert chooser.fastest == fastest
    assert set(clock.runs[: 3 * len(seconds)]) == set(clock.seconds)
    lost = clock.now - 1000 * clock.seconds[fastest]
    assert 0 < lost < 0.06 * clock.now


def test_a_core_that_becomes_busy_is_left_at_once_and_found_again():
    clock = Clock(_1=1.0, _2=0.6)
    chooser = followed(clock, 100)
    clock.seconds[2], clock.runs = 9.0, []
    for _ in range(100):
        chooser.run(clock.work)
    assert chooser.fastest == 1 and clock.runs.count(2) <= 4
    clock.seconds[2] = 0.6
    for _ in range(3000):
        chooser.run(clock.work)
    assert chooser.fastest == 2


def test_one_slow_run_changes_nothing():
    clock = Clock(_1=1.0, _2=0.6)
    chooser = followed(clock, 20)
    clock.seconds[2] = 50.0
    chooser.run(clock.work)
    clock.seconds[2] = 0.6
    assert chooser.fastest == 2


def test_the_smaller_number_is_taken_where_two_are_equal():
    assert followed(Clock(_1=1.0, _2=1.0), 20).fastest == 1


def test_without_a_choice_nobody_looks_at_the_clock():
    ThreadChooser([1], clock=None).run(lambda number: None)


# --- the team -----------------------------------------------------------------------------------------------------


def names():
    return [thread.name for thread in threading.enumerate()]


def broken(error):
    def call():
        raise error

    return call


@pytest.mark.parametrize("error", [ValueError("mine"), KeyboardInterrupt(), SystemExit(3)])
@pytest.mark.parametrize("where", [0, 1, 2])
def test_what_a_thread_raises_reaches_the_caller_and_all_threads_end(error, where):
    before, done = names(), []
    parts = [[partial(done.append, k)] for k in range(3)]
    parts[where].append(broken(error))
    with pytest.raises(type(error)) as caught, Team() as team:
        team.make_calls(parts)
    assert caught.value is error and sorted(done) == [0, 1, 2] and names() == before


def test_a_team_works_on_after_an_error():
    done = []
    with Team() as team:
        with pytest.raises(ValueError):
            team.make_calls([[], [broken(ValueError())]])
        team.make_calls([[], [partial(done.append, 1)]])
    assert done == [1]


def test_the_parts_are_done_side_by_side():
    meet = threading.Barrier(3, timeout=20)
    with Team() as team:
        team.make_calls([[meet.wait]] * 3)


@pytest.mark.parametrize("allowed", [0, 1])
def test_where_no_thread_can_be_started_the_caller_does_it_all(allowed, monkeypatch):
    start, started = threading.Thread.start, []

    def limited(thread):
        if len(started) == allowed:
            raise RuntimeError("can't start new thread")
        started.append(thread)
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", limited)
    done = []
    with Team() as team:
        team.make_calls([[partial(done.append, k)] for k in range(4)])
    assert sorted(done) == [0, 1, 2, 3]


def test_a_thread_says_as_little_of_overflows_as_its_maker():
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("error")
        with Team() as team:
            team.make_calls([[], [lambda: np.exp(np.array([1e5]))]])


def test_somebody_elses_limit_is_kept():
    with threadpool_limits(1):
        assert allowed_threads() == 1


# --- the trainer on threads ---------------------------------------------------------------------------------------


def trainer(sizes, n, batch, dtype, rule=RULE, g=relu):
    rng = np.random.default_rng(0)
    net = MLP.random(sizes, *[g] * (len(sizes) - 2), softmax, rng=rng)
    net = MLP(*((W.astype(dtype), b.astype(dtype), g) for W, b, g in net))
    x, y = rng.normal(size=(n, sizes[0])).astype(dtype), one_hot(rng.integers(0, sizes[-1], n), sizes[-1]).astype(dtype)
    return Trainer(net, x, y, cross_entropy, rule, batch, np.random.default_rng(1))


def bits(run, number, epochs=2):
    """Return the parameters and the loss after some epochs on this number of threads, to the last bit."""
    run.threads = ThreadChooser([number])
    _, seen = run.epochs(epochs)
    return run.p.tobytes(), seen


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("rule", [SGD(0.1), Adam(0.01)])
@pytest.mark.parametrize(
    "sizes, n, batch", [((4, 60, 60, 3), 5000, None), ((4, 9, 3), 20000, None), ((4, 60, 3), 5000, 2500)]
)
def test_blocks_of_rows_give_the_same_bits_on_every_number_of_threads(sizes, n, batch, dtype, rule):
    runs = [trainer(sizes, n, batch, dtype, rule) for _ in CHOICES]
    assert runs[0].batch > runs[0].rows
    assert len({bits(run, number) for run, number in zip(runs, CHOICES)}) == 1


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("sizes, batch", [((784, 128, 10), 64), ((300, 200, 150, 10), 128), ((784, 10), 600)])
def test_halves_of_a_batch_give_the_same_bits_or_are_not_taken(sizes, batch, dtype, monkeypatch):
    monkeypatch.setattr(fast_trainer, "_SHARED", 1)
    n = 2 * batch + batch // 2
    one, two = (trainer(sizes, n, batch, dtype, Momentum(0.01)) for _ in range(2))
    assert one.is_shared
    if one.halves_agree():
        assert bits(one, 1) == bits(two, 2)
    else:
        assert list(one.threads.seconds) == [1]


def test_halves_that_do_not_agree_are_not_taken(monkeypatch):
    monkeypatch.setattr(Trainer, "halves_agree", lambda run: False)
    assert list(trainer((784, 256, 10), 128, 128, np.float32).threads.seconds) == [1]


def test_halves_are_compared_with_the_whole_to_the_last_bit(monkeypatch):
    monkeypatch.setattr(fast_trainer, "allowed_threads", lambda: 2)
    by_rows = Activation("z / rows", lambda z: z / len(z), lambda z: np.full_like(z, 1 / len(z)))
    run = trainer((784, 256, 10), 128, 128, np.float64, g=by_rows)
    assert run.is_shared and not run.halves_agree() and list(run.threads.seconds) == [1]


@pytest.mark.parametrize("allowed, wanted", [(1, [1]), (2, [1, 2]), (3, [1, 2]), (64, [1, 2, 4, 8])])
def test_no_more_threads_are_tried_than_blas_would_take(allowed, wanted, monkeypatch):
    monkeypatch.setattr(fast_trainer, "allowed_threads", lambda: allowed)
    assert list(trainer((4, 60, 60, 3), 5000, None, np.float32).threads.seconds) == wanted


def test_a_small_network_has_no_choice_and_asks_for_none(monkeypatch):
    monkeypatch.setattr(fast_trainer, "allowed_threads", None)
    assert list(trainer((2, 8, 8, 2), 500, 10, np.float64).threads.seconds) == [1]


@pytest.mark.parametrize("batch", [None, 128])
def test_blas_adds_up_the_same_however_many_threads_it_is_allowed(batch):
    def after(limit):
        with threadpool_limits(limit):
            run = trainer((785, 256, 10), 256, batch, np.float32)
            run.epochs(2)
            return run.p.tobytes()

    assert after(1) == after(2)


@pytest.mark.parametrize("error", [KeyboardInterrupt, MemoryError, ZeroDivisionError])
@pytest.mark.parametrize("number", [1, 2, 4])
def test_a_run_that_is_interrupted_leaves_no_thread_and_raises(error, number, monkeypatch):
    calls, before = [], names()

    def value(z):
        calls.append(threading.current_thread())
        if len(calls) > 20:
            raise error
        return np.maximum(z, 0)

    run = trainer((4, 60, 60, 3), 5000, None, np.float64, g=Activation("mine", value, np.sign))
    run.threads = ThreadChooser([number])
    with pytest.raises(error):
        run.epochs(5)
    assert names() == before and len(set(calls)) == number


def test_a_run_that_is_left_alone_leaves_no_thread(monkeypatch):
    monkeypatch.setattr(fast_trainer, "allowed_threads", lambda: 4)
    before, rng = names(), np.random.default_rng(0)
    x = rng.normal(size=(5000, 4))
    run = descend(MLP.random((4, 60, 60, 4), relu, relu, relu, rng=rng), x, x, half_squares, SGD(0.01))
    assert len(list(islice(run, 12))) == 12
    assert names() == before
    del run


def test_a_team_is_not_called_together_where_one_thread_is_fastest(monkeypatch):
    monkeypatch.setattr(threads.Thread, "start", broken(AssertionError("a thread was started")))
    trainer((2, 8, 8, 2), 500, None, np.float64).epochs(3)
