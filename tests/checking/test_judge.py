"""Judging: whatever a learner hands in gets a verdict, and the verdict is true and gives nothing away."""

import functools
import sys
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lecture_lib.checking import Mistake, Question, Verdict, choice_question, judge_answer
from lecture_lib.validation import is_attempted, is_close

TRUTH = 7.25
VALUE = Question(
    "00.0",
    lambda: TRUTH,
    "the height of the tower",
    mistakes=(
        Mistake("sign", "The sign is turned round.", instead=lambda: -TRUTH),
        Mistake("no mistake at all", "This can never be said.", instead=lambda: TRUTH),
    ),
)
LIST = Question("00.0", lambda: np.array([1.0, 2.0, 3.5]), "three heights")
TWICE = Question(
    "00.0",
    lambda v: 2 * v,
    "twice the input",
    cases=[(np.array([1.0]),), (np.array([3.0, -4.0]),)],
    mistakes=(
        Mistake("squared", "You squared.", lambda v: v**2),
        Mistake("halved", "You halved.", lambda v: v / 2),
        Mistake(
            "seen",
            "Your function works for 1 alone.",
            shows=lambda f: f(np.array([1.0])) == 2 and f(np.array([3.0])) != 6,
        ),
    ),
)
LETTER = choice_question("00.0", "Which?", {"a": ("this", "No."), "b": ("that", "Yes.")}, right="b")
ALL = [VALUE, LIST, TWICE, LETTER]


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
@pytest.mark.parametrize("question", ALL, ids=["value", "list", "function", "choice"])
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
    assert "Nothing came back" in verdict.says


@pytest.mark.parametrize("answer", [0, "", [], (), {}, False, float("nan"), np.zeros(0), "..."])
def test_an_empty_answer_is_an_answer(answer):
    assert is_attempted(answer)
    assert judge_answer(VALUE, answer).status == "wrong"


# --- right, in many styles ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [
        7.25,
        np.float32(7.25),
        np.float64(7.25),
        np.array(7.25),
        [7.25],
        np.array([[7.25]]),
        29 / 4,
        7.25 + 1e-12,
        np.float16(7.25),
        (7.25,),
    ],
)
def test_a_right_number_in_any_dress(answer):
    assert judge_answer(VALUE, answer).right


@pytest.mark.parametrize(
    "answer",
    [
        [1, 2, 3.5],
        (1, 2, 3.5),
        np.array([1, 2, 3.5]),
        np.array([[1, 2, 3.5]]),
        np.array([[1], [2], [3.5]]),
        np.array([1, 2, 3.5], np.float32),
        [np.float64(1), np.array(2), 3.5],
        np.ma.array([1, 2, 3.5]),
        memoryview(np.array([1, 2, 3.5])),
    ],
)
def test_a_right_list_in_any_dress(answer):
    assert judge_answer(LIST, answer).right


class Doubler:
    """Answers that are no plain functions."""

    def method(self, v):
        return v + v

    def __call__(self, v):
        return 2.0 * v

    @staticmethod
    def static(v):
        return v * 2


@pytest.mark.parametrize(
    "answer",
    [
        lambda v: 2 * v,
        lambda v: v + v,
        lambda v: [2 * each for each in v],
        Doubler().method,
        Doubler(),
        Doubler.static,
        functools.partial(np.multiply, 2),
        np.vectorize(lambda t: 2 * t),
        lambda v, factor=2: factor * v,
        lambda *all_of_them: 2 * all_of_them[0],
        functools.cache(lambda v: 2 * v).__wrapped__,
    ],
)
def test_a_right_function_in_any_dress(answer):
    assert judge_answer(TWICE, answer).right


def test_a_choice_is_a_letter():
    assert judge_answer(LETTER, "b").right
    assert judge_answer(LETTER, np.str_("b")).right
    assert judge_answer(LETTER, "a") == Verdict("00.0", "wrong", "No.", "a")
    assert not judge_answer(LETTER, ["b"]).right


# --- wrong -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer, said",
    [
        (-7.25, "The sign is turned round."),
        (7.26, "7.26 came back."),
        ([7.25, 7.25], "Shape (2,)"),
        (float("nan"), "not finite"),
        (float("inf"), "not finite"),
        ("7.25", "'7.25' came back"),
        (7.25 + 0j, "came back"),
        (np.array([7.25 + 0j]), "came back"),
        (10**400, "came back"),
        (True, "True came back"),
        (b"7.25", "came back"),
        ({"z": 7.25}, "came back"),
        ({7.25}, "came back"),
        (len, "len came back"),
        (np.datetime64("2020"), "came back"),
        (np.array(["7.25"]), "came back"),
        ([[1], [2, 3]], "came back"),
        (range(3), "Shape (3,)"),
        (type, "type came"),
        (Fraction(1, 3), "came back"),
        (object(), "came back"),
    ],
)
def test_a_wrong_value_is_talked_about(answer, said):
    verdict = judge_answer(VALUE, answer)
    assert verdict.status == "wrong"
    assert said in verdict.says


def test_the_first_wrong_number_is_pointed_at():
    assert "the first wrong number is at [1]" in judge_answer(LIST, [1, 2.5, 9]).says
    assert "Shape (2,) came back where shape (3,) is wanted" in judge_answer(LIST, [1, 2]).says


def test_the_smallest_counterexample_is_shown():
    verdict = judge_answer(TWICE, lambda v: 2 * v if len(v) == 1 else 0 * v)
    assert verdict.says == (
        "[ 0., -0.] came back; the first wrong number is at [0] for [ 3., -4.]. Wanted: twice the input."
    )


@pytest.mark.parametrize(
    "answer, name",
    [(lambda v: v * v, "squared"), (lambda v: v * 0.5, "halved"), (lambda v: np.full(len(v), 2.0), "seen")],
)
def test_a_known_mistake_is_named(answer, name):
    assert judge_answer(TWICE, answer).mistake == name


def test_a_mistake_that_gives_the_right_answer_is_never_named():
    assert judge_answer(VALUE, TRUTH).right
    assert judge_answer(VALUE, 8).mistake == ""


def test_a_mistake_on_one_case_only_is_not_that_mistake():
    assert judge_answer(TWICE, lambda v: v**2 if len(v) == 1 else 3 * v).mistake == ""


@pytest.mark.parametrize("answer", [7, "f", [1, 2], np.ones(2)])
def test_a_value_where_a_function_is_wanted(answer):
    assert judge_answer(TWICE, answer).mistake == "not a function"


@pytest.mark.parametrize("answer", [lambda: 1, lambda a, b: a, int, np.ndarray, Doubler.method])
def test_a_function_that_cannot_be_called_so(answer):
    assert judge_answer(TWICE, answer).status == "wrong"


def test_the_call_that_failed_is_shown():
    verdict = judge_answer(TWICE, lambda v, w: v)
    assert verdict.mistake == "stopped"
    assert "for [1.] with TypeError" in verdict.says and "missing 1 required positional argument" in verdict.says


class Speechless(Exception):
    def __str__(self):
        raise ValueError("no words")


def endless(v):
    return endless(v)


def raising(problem):
    def answer(v):
        raise problem

    return answer


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
        (raising(MemoryError()), "Memory"),
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


NESTED = Question("00.0", lambda layers: len(layers), "their number", cases=[([(np.ones(1), 2.0)],)])


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
    assert judge_answer(NESTED, lambda layers: len(layers)).right
    assert judge_answer(NESTED, changing(act)).mistake == "input changed"


# --- objects that bite -------------------------------------------------------------------------------------------


def Hostile(name, reply):
    """Return an object whose special method `name` raises, or returns something odd."""

    def method(self, *arguments, **named):
        if isinstance(reply, BaseException):
            raise reply
        return reply

    return type("Odd", (), {name: method})()


class Stranger:
    @property
    def __class__(self):
        raise ValueError("not yours to know")

    def __getattr__(self, name):
        raise ValueError("nothing here")


LOOP = []
LOOP.append(LOOP)
SPECIAL = [
    "__eq__",
    "__array__",
    "__repr__",
    "__len__",
    "__iter__",
    "__bool__",
    "__float__",
    "__format__",
    "__getattr__",
    "__str__",
    "__hash__",
    "__index__",
    "__array_ufunc__",
    "__deepcopy__",
    "__array_interface__",
    "__getitem__",
]
BITING = [
    Hostile(name, reply)
    for name in SPECIAL
    for reply in (ValueError("no"), SystemExit(1), np.array([1, 2]), 7.25, None)
] + [Stranger(), LOOP, {"a": LOOP}]


@pytest.mark.parametrize("question", ALL, ids=["value", "list", "function", "choice"])
def test_no_object_breaks_the_judge(question):
    for answer in BITING:
        assert judge_answer(question, answer).status == "wrong" or "__array__" in dir(type(answer))
        assert judge_answer(question, [answer]).status == "wrong"
    for answer in BITING:
        assert judge_answer(TWICE, lambda v: answer).status == "wrong"


def test_an_object_that_equals_everything_is_not_right():
    for truthful in (Hostile("__eq__", True), [Hostile("__eq__", True)]):
        assert not any(judge_answer(question, truthful).right for question in ALL)
    assert not judge_answer(TWICE, lambda v: Hostile("__eq__", True)).right


biting = st.integers(0, len(BITING) - 1).map(lambda i: BITING[i])
things = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.complex_numbers()
    | st.text()
    | st.binary()
    | st.just(...)
    | st.sampled_from([len, print, int])
    | biting,
    lambda inner: st.lists(inner) | st.tuples(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(things)
def test_every_thing_gets_a_verdict(thing):
    for question in ALL:
        verdict = judge_answer(question, thing)
        assert verdict.status in ("right", "wrong", "not attempted")
        assert isinstance(str(verdict), str) and verdict._repr_html_().count("<div") == 1
    assert not judge_answer(TWICE, lambda v: thing).right


# --- nothing is given away, nothing is broken by what is shown ---------------------------------------------------


@given(
    st.floats(-100, 100).filter(lambda v: "7.25" not in f"{v:.6g}")
    | st.lists(st.integers(-9, 9), min_size=1, max_size=4)
    | st.text()
    | biting
)
def test_a_wrong_verdict_on_a_value_never_tells_the_value(thing):
    verdict = judge_answer(VALUE, thing)
    assert "7.25" not in verdict.says
    verdict = judge_answer(LIST, thing)
    assert "3.5" not in verdict.says or type(thing) is float


def test_a_verdict_is_safe_as_html():
    html = judge_answer(VALUE, "<script>alert(1)</script>")._repr_html_()
    assert "<script" not in html and "&lt;script&gt;" in html
    assert "<b>" not in Verdict("<b>", "right", "a <b>\nc")._repr_html_().replace("<b>✓", "")
    assert "a &lt;b&gt;<br>c" in Verdict("1", "right", "a <b>\nc")._repr_html_()


@pytest.mark.parametrize(
    "got, truth, same",
    [
        ([0.1 + 0.2], 0.3, True),
        (float("nan"), float("nan"), False),
        (1, True, True),
        ("1", 1, False),
        (1, "1", False),
        (None, None, True),
        ({"a": 1}, {"a": 1}, True),
        ({"a": 1}, {"a": 2}, False),
        ({1, 2}, {2, 1}, True),
        ([], [], True),
        ([], [1], False),
        (1 + 1e-5, 1, False),
        (1 + 1e-8, 1, True),
        (1e-9, 0, True),
        (1e-5, 0, False),
        (len, len, True),
        (len, max, False),
    ],
    ids=repr,
)
def test_close(got, truth, same):
    assert is_close(got, truth) is same


def test_a_case_that_holds_functions_is_shown_by_their_names():
    layers = [(np.eye(1), np.zeros(1), np.tanh)]
    question = Question("00.0", lambda layers: 1.0, "a number", cases=[(layers,)])
    says = judge_answer(question, lambda layers: 1 / 0).says
    assert "tanh" in says and " at 0x" not in says and "[(" in says
