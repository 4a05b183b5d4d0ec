"""Judging: whatever a learner hands in gets a verdict, and the verdict is true and gives nothing away."""

import ast
import collections.abc
import functools
import inspect
import pickle
import typing
from dataclasses import replace
from fractions import Fraction
from time import process_time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lecture_lib.checking import (
    Mistake,
    Question,
    Reply,
    Verdict,
    are_mistaken_replies,
    collect_mistaken_replies,
    collect_replies,
    draw_hidden_cases,
    is_unexplained,
    judge,
    judge_answer,
    judge_hidden_replies,
    judge_replies,
)
from lecture_lib.course import questions
from lecture_lib.validation import is_close
from tests.checking.examples import ALL, LIST, NAMES, TRUTH, TWICE, VALUE, Doubler, Hostile
from tests.notebooks.rows import question_modules

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


# --- wrong -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer, said",
    [
        (-7.25, "The sign is turned round."),
        (7.26, "You gave 7.26. It should be"),
        ([7.25, 7.25], "You gave [7.25, 7.25] in place of one number"),
        (float("nan"), "not finite"),
        (float("inf"), "not finite"),
        ("7.25", "You gave '7.25', which is text"),
        (7.25 + 0j, "You gave (7.25+0j)."),
        (np.array([7.25 + 0j]), "You gave [(7.25+0j)]."),
        (10**400, "You gave"),
        (True, "You gave True."),
        (b"7.25", "You gave b'7.25'."),
        ({"z": 7.25}, "You gave {'z': 7.25}."),
        ({7.25}, "You gave {7.25}."),
        (len, "You gave len."),
        (np.datetime64("2020"), "You gave"),
        (np.array(["7.25"]), "You gave"),
        ([[1], [2, 3]], "You gave [[1], [2, 3]]."),
        (range(3), "You gave range(0, 3) in place of one number. It should"),
        ((27, 0), "You gave (27, 0) in place of one number (decimals begin with a dot: 27.5). It should"),
        ("27", "You gave '27', which is text: a number has no quotation marks. It should"),
        (float("nan"), "You gave nan, which is not finite. It should"),
        (type, "You gave type."),
        (Fraction(1, 3), "You gave Fraction(1, 3)."),
        (object(), "You gave"),
    ],
)
def test_a_wrong_value_is_talked_about(answer, said):
    verdict = judge_answer(VALUE, answer)
    assert verdict.status == "wrong"
    assert said in verdict.says


def test_the_first_wrong_number_is_pointed_at():
    assert "You gave [1, 2.5, 9], wrong at position 2." in judge_answer(LIST, [1, 2.5, 9]).says
    assert "You gave an array of shape (2,) in place of (3,)." in judge_answer(LIST, [1, 2]).says


def test_the_smallest_counterexample_is_shown():
    verdict = judge_answer(TWICE, lambda v: 2 * v if len(v) == 1 else 0 * v)
    assert verdict.says == "For [3, -4] you returned [0, 0], wrong at position 1. It should be twice the input."


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


# --- objects that bite -------------------------------------------------------------------------------------------


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


@pytest.mark.parametrize("question", ALL, ids=NAMES)
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


@pytest.mark.parametrize(
    "got, tolerance, relative, same",
    [
        (100.9, 0.01, None, True),  # 0.01 + 0.01 · 100
        (101.1, 0.01, None, False),
        (100.9, 1.0, 0, True),
        (101.1, 1.0, 0, False),
        (100.0, 0.0, 0, True),
        (100.9, 0.0, 0.01, True),
        ([100.0], 0.0, 0, True),
    ],
)
def test_close_within_a_tolerance(got, tolerance, relative, same):
    assert is_close(got, 100.0, tolerance, relative) is same


def test_a_case_that_holds_functions_is_shown_by_their_names():
    layers = [(np.eye(1), np.zeros(1), np.tanh)]
    question = Question("00.0", lambda layers: 1.0, "a number", cases=[(layers,)])
    says = judge_answer(question, lambda layers: 1 / 0).says
    assert "tanh" in says and " at 0x" not in says and "[(" in says


# --- the judge can run nothing ------------------------------------------------------------------------------------

PLAIN = {"Question", "Reply", "Verdict", "Sequence[Reply]", "Sequence[Any]", "Sequence[str]", "bool", "str", None}
PLAIN |= {"tuple[str, str]"}
"""What a judge may be given and give back: data. The truth, a value of any kind, is passed on unannotated."""


def judge_functions():
    return [f for f in vars(judge).values() if inspect.isfunction(f) and f.__module__ == judge.__name__]


@pytest.mark.parametrize("function", judge_functions(), ids=lambda f: f.__name__)
def test_no_signature_of_the_judge_holds_anything_to_call(function):
    signature = inspect.signature(function)
    told = {name: parameter.annotation for name, parameter in signature.parameters.items()}
    unsaid = {name for name, kind in told.items() if kind is inspect.Parameter.empty}
    assert unsaid <= {"truth", "got"}
    assert {kind for name, kind in told.items() if name not in unsaid} | {signature.return_annotation} <= PLAIN
    if not function.__name__.startswith("_"):
        hints = typing.get_type_hints(function).values()
        assert not any(collections.abc.Callable in (hint, typing.get_origin(hint)) for hint in hints)
        assert "answer" not in told


def test_the_judge_calls_of_a_question_what_compares_and_nothing_that_runs():
    used = {node.attr for node in ast.walk(ast.parse(inspect.getsource(judge))) if isinstance(node, ast.Attribute)}
    assert {"agrees", "differs"} <= used
    assert used & {"truth", "reply", "instead", "shows", "mistakes", "cases"} <= {"cases"}  # how many there are
    taken = {name for name, thing in vars(judge).items() if getattr(thing, "__module__", "") == Reply.__module__}
    assert taken == {"Reply"}


def judged(question, record):
    """Return the verdict that the judge reaches from what was written down."""
    shown, truths, hidden, hidden_truths, mistaken = record
    verdict, seen = judge_replies(question, shown, truths), shown
    if verdict.right and hidden:
        verdict, seen = judge_hidden_replies(question, hidden, hidden_truths, case_is_told=True), shown + hidden
    if is_unexplained(verdict):
        made = [m for m in question.mistakes if m.name in mistaken]
        names = [m for m in made if are_mistaken_replies(question, seen, mistaken[m.name][: len(seen)])]
        return Verdict(question.number, "wrong", names[0].says, names[0].name) if names else verdict
    return verdict


def recorded(question, answer):
    """Return all that is ever asked of an answer, written down, as bytes that hold nothing of it."""
    drawn = draw_hidden_cases(question, np.random.default_rng(0))
    shown, hidden = (collect_replies(question, answer, cases) for cases in (question.cases, drawn))
    return pickle.dumps(
        (
            shown,
            [question.truth(*case) for case in question.cases],
            hidden,
            [question.truth(*case) for case in drawn],
            {m.name: collect_mistaken_replies(m, shown + hidden) for m in question.mistakes if m.instead},
        )
    )


LAST = Question(
    "00.0",
    lambda v: v.sum(),
    "the sum",
    cases=[(np.array([1.0]),), (np.array([2.0, 3.0]),)],
    mistakes=(Mistake("mean", "That is the mean.", lambda v: v.mean()), Mistake("size", "A size.", lambda v: v.size)),
    hidden=("longer lists", lambda rng: (rng.normal(size=5),)),
)


@pytest.mark.parametrize(
    "answer, status, mistake",
    [
        (sum, "right", ""),
        (lambda v: v[0] + v[1:2].sum(), "wrong", "hidden: longer lists"),
        (lambda v: sum(v) / len(v), "wrong", "mean"),
        (len, "wrong", "size"),
        (lambda v: -v.sum(), "wrong", ""),
        (lambda v: 1 / 0, "wrong", "stopped"),
        (lambda v: {}[0], "wrong", "stopped"),
        (lambda v: v.fill(0), "wrong", "input changed"),
        (lambda v: ..., "not attempted", ""),
        (..., "not attempted", ""),
        (5.0, "wrong", "not a function"),
    ],
)
def test_a_verdict_is_reached_again_from_the_record_without_the_answer(answer, status, mistake):
    verdict, record = judge_answer(LAST, answer), recorded(LAST, answer)
    del answer
    assert (verdict.status, verdict.mistake) == (status, mistake)
    assert judged(LAST, pickle.loads(record)) == judged(LAST, pickle.loads(record)) == verdict


def test_the_record_alone_decides():
    right = [Reply(case, case[0].sum()) for case in LAST.cases]
    truths = [case[0].sum() for case in LAST.cases]
    assert judge_replies(LAST, right, truths).right
    assert not judge_replies(LAST, right, [truth + 1 for truth in truths]).right
    assert judge_replies(LAST, [right[0], replace(right[1], error="ValueError")], truths).mistake == "stopped"
    assert judge_replies(LAST, [right[0], replace(right[1], changed_input=True)], truths).mistake == "input changed"
    assert judge_replies(LAST, [replace(reply, is_stub=True) for reply in right], truths).status == "not attempted"


# --- speed --------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_verdict_takes_at_most_50_ms_once_warm():
    """Measured as this process's own time, so that a busy machine changes nothing."""
    every = [question for lecture in question_modules() for question in questions(lecture).values()]
    asked = [(q, answer) for q in every for answer in ((q.truth, zero) if q.cases[0] else (q.truth(), 0.123))]
    for question, answer in asked:
        judge_answer(question, answer)
    seconds = []
    for question, answer in asked:
        start = process_time()
        judge_answer(question, answer)
        seconds.append(process_time() - start)
    assert np.percentile(seconds, 95) < 0.05


def zero(*case):
    return 0.0


def test_a_mistake_that_gives_nan_is_recognised_by_its_nan():
    forgotten = Mistake("guard forgotten", "0 · log 0 is 0 here.", lambda x: x * np.log(x))
    entropy = Question(
        "99.1a",
        lambda x: np.zeros(2) if x[0] == 0 else -x * np.log(x),
        "the terms",
        cases=[(np.array([0.5, 0.25]),), (np.array([0.0, 1.0]),)],
        mistakes=(forgotten,),
    )
    assert judge_answer(entropy, lambda x: np.log(x) * x).mistake == "guard forgotten"
    assert judge_answer(entropy, lambda x: np.where(x == 0, 5.0, np.log(x) * x)).mistake == ""


def test_replies_of_several_arrays_that_no_mistake_explains_get_their_verdict():
    both = Question(
        "99.2a",
        lambda x: (x, x[0]),
        "x and its first number",
        cases=[(np.array([1.0, 2.0]),), (np.array([3.0, 4.0]),)],
        equal=lambda got, truth: all(map(np.array_equal, got, truth)),
    )
    assert judge_answer(both, lambda x: (x + 1, x[0])).status == "wrong"
