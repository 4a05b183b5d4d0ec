"""A learner's code under limits: what it breaks, eats or never ends costs the check, not the kernel (row 00.1)."""

import json
import os
import signal
import sys
import time

import numpy as np
import pytest

from lecture_lib import check
from lecture_lib.checking import LimitExceeded, run_limited
from lecture_lib.checking import isolation as module

COPIES = pytest.mark.skipif(not module.can_fork(), reason="this system cannot copy a process")


@pytest.fixture
def quick(monkeypatch):
    """Half a second is enough to see that a loop does not end; Ctrl-C is heard, as in a kernel."""
    monkeypatch.setattr(module, "TIME_LIMIT", 0.5)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may have started the tests deaf to it
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def alone(monkeypatch):
    """Neither a process nor a thread can be started, as in a browser's WebAssembly."""

    def refuse(*_):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(module.sys, "platform", "emscripten")
    monkeypatch.setattr(module.threading.Thread, "start", refuse)


def endless(*_):
    while True:
        pass


def endless_in_one_line():
    while True: pass  # fmt: skip  # noqa: E701


def endless_and_deaf():
    while True:
        try:
            while True: pass  # fmt: skip  # noqa: E701
        except Exception:
            pass


def endless_turns():
    for _ in iter(int, 1):
        continue


def endless_condition():
    n = 1
    while n:
        n = n + 1 if n < 9 else 1


def endless_list():
    return [None for _ in iter(int, 1) if _]


def endless_generator():
    return sum(1 for _ in iter(int, 1))


def endless_calls():
    return all(map(bool, iter(lambda: 1, 0)))


def test_an_answer_comes_back_as_it_is():
    assert run_limited(lambda: {"a": [1, 2.5, "x", None]}) == {"a": [1, 2.5, "x", None]}


def test_an_endless_loop_is_stopped_and_told_of(quick):
    with pytest.raises(LimitExceeded, match="longer than 0.5 seconds. Is there a loop that never ends"):
        run_limited(endless)


@pytest.mark.parametrize("act", [lambda: os._exit(3), lambda: os.kill(os.getpid(), 9)])
@COPIES
def test_code_that_ends_its_process_ends_only_the_copy(act):
    with pytest.raises(LimitExceeded, match="ended its own process"):
        run_limited(act)


@COPIES
def test_memory_is_bounded_and_given_back():
    def greedy():
        return {"told": _told(lambda: np.ones(10**9))}

    assert "MemoryError" in run_limited(greedy)["told"]


def _told(act):
    try:
        act()
    except MemoryError as problem:
        return type(problem).__mro__[1].__name__ + " MemoryError"
    return "no trouble"


@COPIES
def test_too_much_memory_is_told_as_that_and_not_as_a_loop():
    with pytest.raises(LimitExceeded, match="more than 1.5 GB of memory. Does something grow without end"):
        run_limited(lambda: {"n": len(np.ones(10**9))})


@COPIES
def test_what_grows_until_its_time_is_over_is_asked_about_memory(quick, monkeypatch):
    monkeypatch.setattr(module, "MUCH_MEMORY", 20 * 2**20)

    def grow():
        kept = [np.ones(2**25)]
        endless()
        return {"n": len(kept)}

    with pytest.raises(LimitExceeded, match=r"0.5 seconds. It took 0.\d GB of memory too. Does something grow"):
        run_limited(grow)


@COPIES
def test_what_waits_is_asked_for_whom_it_waits(monkeypatch):
    monkeypatch.setattr(module, "TIME_LIMIT", 2.0)  # the copy of a large process needs some milliseconds to begin
    with pytest.raises(LimitExceeded, match=r"It hardly computed at all. Does it wait, for input\(\) or sleep\(\)"):
        run_limited(lambda: time.sleep(60) or {})


def test_an_answer_too_large_for_the_machine_is_a_verdict(monkeypatch):
    def refuse(*_):
        raise MemoryError("8 GB")

    monkeypatch.setattr("lecture_lib.checking.api.judge_replies", refuse)
    assert "too large for this computer's memory" in check("05.4", [1.0]).says
    assert "stopped: it took more than 1.5 GB of memory" in check("05.4a", lambda *_: 1.0).says


@COPIES
def test_what_it_changes_is_changed_in_the_copy_alone():
    seen = []
    run_limited(lambda: {"n": seen.append(1)})
    assert seen == []


@COPIES
def test_what_it_prints_is_shown(capsys):
    run_limited(lambda: {"n": print("hello")})
    assert capsys.readouterr().out == "hello\n"


@pytest.mark.slow
def test_no_process_and_no_open_file_is_left_behind(quick, monkeypatch):
    fork, copies = os.fork, []
    monkeypatch.setattr(module.os, "fork", lambda: copies.append(fork()) or copies[-1])
    before = sorted(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else []
    for _ in range(3):
        run_limited(lambda: {})
        with pytest.raises(LimitExceeded):
            run_limited(endless)
    assert (sorted(os.listdir("/proc/self/fd")) if before else []) == before
    assert len(copies) == (6 if before else 0)
    for copy in copies:
        with pytest.raises(ChildProcessError):
            os.waitpid(copy, os.WNOHANG)


@pytest.mark.slow
def test_where_a_process_cannot_be_copied_the_loop_is_interrupted(quick, monkeypatch):
    monkeypatch.setattr(module, "can_fork", lambda: False)
    with pytest.raises(LimitExceeded, match="longer than 0.5 seconds"):
        run_limited(endless)
    assert run_limited(lambda: {"n": 1}) == {"n": 1}
    time.sleep(0.7)  # the timer of the second call presses nothing any more


@pytest.mark.slow
def test_where_no_more_processes_are_to_be_had_the_loop_is_interrupted(quick, monkeypatch):
    def refuse():
        raise BlockingIOError("Resource temporarily unavailable")

    monkeypatch.setattr(module.sys, "platform", "linux")
    monkeypatch.setattr(module.os, "fork", refuse, raising=False)
    with pytest.raises(LimitExceeded, match="longer than 0.5 seconds"):
        run_limited(endless)
    assert run_limited(lambda: {"n": 1}) == {"n": 1}


@pytest.mark.slow
@pytest.mark.parametrize(
    "act",
    [
        endless,
        endless_in_one_line,
        endless_and_deaf,
        endless_turns,
        endless_condition,
        endless_list,
        endless_generator,
        endless_calls,
    ],
)
def test_without_processes_and_threads_every_loop_ends_all_the_same(alone, monkeypatch, act):
    monkeypatch.setattr(module, "TIME_LIMIT", 0.05)
    before = sys.gettrace()
    with pytest.raises(LimitExceeded, match="longer than 0.05 seconds. Is there a loop that never ends"):
        run_limited(act)
    assert sys.gettrace() is before
    assert run_limited(lambda: {"n": sum(range(3))}) == {"n": 3}


def test_without_processes_and_threads_the_answers_own_trouble_comes_through(alone):
    def pressed():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_limited(pressed)
    with pytest.raises(ZeroDivisionError):
        run_limited(lambda: {"n": 1 / 0})
    assert run_limited(lambda: run_limited(lambda: {"n": 1})) == {"n": 1}


@pytest.mark.slow
def test_without_processes_and_threads_a_check_names_the_loop_and_the_mistake(alone, quick):
    verdict = check("05.4b", endless)
    assert (verdict.status, verdict.mistake) == ("wrong", "stopped")
    assert "longer than 0.5 seconds" in verdict.says
    right = check("05.4b", lambda sizes: sum((m + 1) * n for m, n in zip(sizes, sizes[1:])))
    assert right.right
    assert check("05.4b", lambda sizes: sum(m * n for m, n in zip(sizes, sizes[1:]))).mistake == "biases forgotten"


@pytest.mark.slow
def test_what_is_watched_stays_quick_enough(alone):
    """No right answer of the course takes 50 ms unwatched; five seconds are far from it (3.11: nobody's browser)."""

    def work():
        return {"n": sum(i * i % 7 for i in range(20_000))}

    def seconds(way):
        started = time.process_time()
        way(work)
        return time.process_time() - started

    plain = min(seconds(lambda act: act()) for _ in range(5))
    assert min(seconds(run_limited) for _ in range(3)) < (20 if sys.version_info >= (3, 12) else 100) * plain


@pytest.mark.slow
def test_check_names_a_loop_that_never_ends(quick):
    verdict = check("05.4b", endless)
    assert (verdict.status, verdict.mistake) == ("wrong", "stopped")
    assert "longer than 0.5 seconds" in verdict.says


def test_check_survives_an_answer_that_leaves(quick):
    assert check("05.4b", lambda sizes: os._exit(0)).mistake == "stopped"


def test_stop_reaches_the_learners_own_code(monkeypatch):
    monkeypatch.setattr(module, "can_fork", lambda: False)

    def pressed():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_limited(pressed)


def test_a_verdict_travels_whole():
    verdict = check("05.4b", lambda sizes: sum(m * n for m, n in zip(sizes, sizes[1:])))
    assert verdict.mistake == "biases forgotten" and json.dumps(verdict.says)
