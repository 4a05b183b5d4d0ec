"""Replies: whatever an answer does when it runs is written down, and a stub is told apart in this one place."""

import functools
import sys

import numpy as np
import pytest

from lecture_lib.checking import (
    Mistake,
    Question,
    Reply,
    collect_mistaken_replies,
    collect_replies,
    judge_answer,
    shows_mistake,
)
from lecture_lib.grading.sandbox.inside import runner, wire
from lecture_lib.validation import is_attempted, is_stub
from tests.checking.examples import ALL, NAMES, NESTED, TWICE, VALUE, Doubler, Hostile

# --- not attempted -----------------------------------------------------------------------------------------------

OPEN = [
    ...,
    None,
    [...],
    (...,),
    [1, ...],
    [1, [2, ...]],
    {"a": ...},
    {"a": [1, None]},
    np.array([..., ...]),
    np.array([1, None]),
    np.array(...),
    [np.array([1, ...])],
]


@pytest.mark.parametrize("answer", OPEN)
@pytest.mark.parametrize("question", ALL, ids=NAMES)
def test_a_stub_is_not_attempted(question, answer):
    assert judge_answer(question, answer).status == "not attempted"


def documented(v):
    """Return twice v."""


def with_a_line_before(v):
    w = ...
    return w


def raises_as_graders_stubs_do(v):
    raise NotImplementedError()


@pytest.mark.parametrize(
    "stub",
    [
        lambda v: ...,
        lambda v: None,
        documented,
        with_a_line_before,
        raises_as_graders_stubs_do,
        lambda v: [..., ...],
    ],
)
def test_a_stub_function_is_not_attempted(stub):
    assert judge_answer(TWICE, stub).status == "not attempted"


def forgot_to_return(v):
    2 * v


def calls_only(v):
    np.multiply(v, 2)


@pytest.mark.parametrize("answer", [forgot_to_return, calls_only])
def test_a_function_that_returns_nothing_was_attempted(answer):
    verdict = judge_answer(TWICE, answer)
    assert verdict.status == "wrong"
    assert "you returned nothing" in verdict.says


@pytest.mark.parametrize("answer", [0, "", [], (), {}, False, float("nan"), np.zeros(0), "..."])
def test_an_empty_answer_is_an_answer(answer):
    assert is_attempted(answer)
    assert judge_answer(VALUE, answer).status == "wrong"


# --- stopped, and changed ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", [lambda: 1, lambda a, b: a, int, np.ndarray, Doubler.method])
def test_a_function_that_cannot_be_called_so(answer):
    assert judge_answer(TWICE, answer).status == "wrong"


def test_the_call_that_failed_is_shown():
    verdict = judge_answer(TWICE, lambda v, w: v)
    assert verdict.mistake == "stopped"
    assert "For [1] your answer stopped: your function takes more arguments than" in verdict.says


class Speechless(Exception):
    def __str__(self):
        raise ValueError("no words")


def endless(v):
    return endless(v)


def raising(problem):
    def answer(v):
        raise problem

    return answer


def test_no_memory_is_nobodys_reply_but_passes_to_whoever_limits_it():
    with pytest.raises(MemoryError, match="8 GB"):
        judge_answer(TWICE, raising(MemoryError("8 GB")))


@pytest.mark.parametrize(
    "answer, said",
    [
        (raising(ValueError("not so")), "ValueError: not so"),
        (raising(SystemExit(3)), "SystemExit: 3"),
        (sys.exit, "SystemExit"),
        (endless, "RecursionError"),
        (raising(Speechless()), "Speechless"),
        (raising(GeneratorExit()), "GeneratorExit"),
        (raising(BaseException("odd")), "BaseException: odd"),
        (raising(KeyError()), "KeyError"),
        (raising(ValueError(10_000 * "x")), "xxx..."),
    ],
)
def test_an_answer_that_stops_is_told_with_its_error(answer, said):
    verdict = judge_answer(TWICE, answer)
    assert verdict.mistake == "stopped"
    assert said in verdict.says and len(verdict.says) < 400


def test_stopping_by_the_keyboard_stops():
    with pytest.raises(KeyboardInterrupt):
        judge_answer(NESTED, raising(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        judge_answer(VALUE, Hostile("__array__", KeyboardInterrupt()))


def test_a_changed_input_is_told():
    def in_place(v):
        v *= 2
        return v

    assert judge_answer(TWICE, in_place).mistake == "input changed"
    assert judge_answer(TWICE, lambda v: 2 * v).right  # and the cases themselves were never touched


def changing(act):
    def answer(layers):
        act(layers)
        return 1

    return answer


@pytest.mark.parametrize(
    "act",
    [
        lambda layers: layers.append(1),
        lambda layers: layers.clear(),
        lambda layers: layers.__setitem__(0, 5),
        lambda layers: layers.__setitem__(0, ("W", 2.0)),
        lambda layers: layers[0][0].fill(3),
        lambda layers: layers.__setitem__(0, (np.ones(2), 2.0)),
        lambda layers: layers.__setitem__(0, (np.ones(1), endless)),
        lambda layers: layers.__setitem__(0, Hostile("__len__", ValueError())),
    ],
)
def test_every_kind_of_change_is_seen(act):
    assert judge_answer(NESTED, len).right
    assert judge_answer(NESTED, changing(act)).mistake == "input changed"


def test_a_stopped_answer_is_written_down_case_by_case():
    halves = Question("00.0", lambda v: v / 2, "half of it", cases=[(1,), (0,)])
    assert collect_replies(halves, lambda v: 1 / v, halves.cases) == [
        Reply((1,), 1.0),
        Reply((0,), error="ZeroDivisionError: division by zero"),
    ]


def test_a_mistaken_answer_meets_the_same_cases_and_may_stop():
    inverse = Mistake("inverse", "You took the inverse.", lambda v: 1 / v)
    assert collect_mistaken_replies(inverse, [Reply((2,), 7), Reply((0,), error="any")]) == [
        Reply((2,), 0.5),
        Reply((0,), error="ZeroDivisionError: division by zero"),
    ]


def test_a_mistake_that_cannot_be_asked_after_is_not_shown():
    assert shows_mistake(Mistake("n", "s", shows=lambda f: f(1) == 1), lambda v: v)
    assert not shows_mistake(Mistake("n", "s", shows=lambda f: f(1) == 1), lambda: 1)
    assert not shows_mistake(Mistake("n", "s", shows=lambda f: Hostile("__bool__", ValueError())), lambda: 1)


# --- a stub is told apart in one place ---------------------------------------------------------------------------


class Stub:
    def __call__(self, v): ...

    def method(self, v): ...


class Working:
    def __call__(self, v):
        v.sum()

    def method(self, v):
        v.sum()


class Claimed:
    """A stub that has work to do before anything is asked of it."""

    def __init__(self):
        self.kept = [1, 2, 3]

    def __call__(self, v):
        """Return twice v."""


def passes(v):
    pass


def documented_and_returning(v):
    """Return twice v."""
    return None


def raises_the_name_alone(v):
    raise NotImplementedError


def raises_with_words(v):
    """Return twice v."""
    raise NotImplementedError("replace me")


def wrapped(function):
    @functools.wraps(function)
    def inner(*arguments):
        return function(*arguments)

    return inner


def long_but_empty(first, second=None, *more, third=None, **named):
    """Many names, many words, and nothing done.

    A docstring of any length is no code.
    """
    ...


def computes_without_names(v):
    v * v


def keeps_a_name(v):
    w = None
    return w


def returns_early(v):
    if v is None:
        return
    np.multiply(v, 2)


STUBS = [
    passes,
    documented,
    documented_and_returning,
    raises_as_graders_stubs_do,
    raises_the_name_alone,
    raises_with_words,
    with_a_line_before,
    lambda v: ...,
    lambda v: None,
    lambda v: (None, ...),
    lambda *v: ...,
    Stub(),
    Stub().method,
    Claimed(),
    functools.partial(long_but_empty, third=1),
    functools.cache(lambda *v: None).__wrapped__,
    wrapped(passes),
]
ATTEMPTS = [
    forgot_to_return,
    calls_only,
    computes_without_names,
    keeps_a_name,
    returns_early,
    Working(),
    Working().method,
    functools.partial(np.copyto, np.zeros(1), casting="unsafe"),
    functools.partial(Working.method, None),
    wrapped(calls_only),
    print,
]


class Remote:
    """A function as the grader sees it: what stands on the wire for it, and what a call brings back."""

    def __init__(self, function):
        frame = wire.unpack(wire.pack({"f": function}, runner.wire_reference))
        self.function, self.is_stub = function, frame["f"].empty

    def __call__(self, *arguments):
        try:
            value = self.function(*arguments)
        except BaseException as problem:
            kind, _, text = runner.error_text(problem).partition(": ")
            raise type(kind, (Exception,), {})(text) from None
        return wire.unpack(wire.pack({"value": value}))["value"]


@pytest.mark.parametrize("stub", STUBS)
def test_every_stub_is_not_attempted_at_the_desk_and_behind_the_wire(stub):
    assert judge_answer(TWICE, stub).status == "not attempted"
    assert judge_answer(TWICE, Remote(stub)) == judge_answer(TWICE, stub)


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_every_attempt_that_returns_nothing_is_told_so_at_the_desk_and_behind_the_wire(attempt):
    verdict = judge_answer(TWICE, attempt)
    assert verdict.status == "wrong"
    assert judge_answer(TWICE, Remote(attempt)) == verdict


def test_a_body_is_read_whatever_its_length():
    assert is_stub(long_but_empty) and is_stub(lambda: None) and not is_stub(lambda v: v) and not is_stub(lambda: 1)
    assert not is_stub(computes_without_names)
    for strange in (None, 7, "text", print, len, int, np.multiply, type, Hostile("__getattr__", ValueError())):
        assert not is_stub(strange)


def test_a_function_that_does_nothing_for_one_case_was_attempted():
    verdict = judge_answer(TWICE, lambda v: 2 * v if len(v) == 1 else None)
    assert verdict.status == "wrong" and "you returned nothing" in verdict.says
    verdict = judge_answer(TWICE, lambda v: 2 * v if len(v) == 1 else ...)
    assert verdict.status == "wrong"


def test_an_answer_that_leaves_one_case_for_later_was_attempted():
    def one_case_only(v):
        if len(v) > 1:
            raise NotImplementedError
        return 2 * v

    for answer in one_case_only, Remote(one_case_only):
        verdict = judge_answer(TWICE, answer)
        assert verdict.status == "wrong" and "this case is not written yet" in verdict.says
