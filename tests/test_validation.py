"""Whatever is handed in is read as it is, or refused in words that name what was given and what is wanted."""

import warnings
from fractions import Fraction

import nbformat
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbclient import NotebookClient

import lecture_lib
from lecture_lib import (
    MLP,
    InputError,
    backward,
    data,
    descend,
    forward,
    half_squares,
    identity,
    sigmoid,
    softmax,
    tanh,
)
from lecture_lib import piecewise_linear as pieces
from lecture_lib.nn import n_parameters, relu
from lecture_lib.threshold import disc_and_net, disc_sum_net, firing_counts, regular_polygon, tangent_half_planes
from lecture_lib.training import (
    LANDSCAPES,
    SGD,
    chain_slopes,
    descent_path,
    gradient_sizes,
    landscape_stationary_points,
    newton_stationary_points,
    random_plane,
    train_reference,
    wilson,
)
from lecture_lib.validation import (
    labelled_examples,
    labels,
    must_be,
    numbers,
    parse_number,
    parse_whole,
    positive,
    whole,
)

pytestmark = pytest.mark.filterwarnings("error")


class Stubborn:
    """A thing whose own code fails when NumPy reads it."""

    def __array__(self, *args, **kwargs):
        raise TypeError("never")


class Endless:
    """A sequence that breaks off in an error of its own."""

    def __len__(self):
        return 3

    def __getitem__(self, place):
        raise RuntimeError("broken")


def holding_itself():
    found = []
    found.append(found)
    return found


@pytest.mark.parametrize(
    "value, expected",
    [
        (3, 3.0),
        (True, 1.0),
        ([1, 2], [1.0, 2.0]),
        ((1, 2.5), [1.0, 2.5]),
        ([[1], [2]], [[1.0], [2.0]]),
        (np.int8([1, 2]), [1.0, 2.0]),
        (np.float16(0.5), 0.5),
        ([10**25, 1], [1e25, 1.0]),
        (Fraction(1, 4), 0.25),
        ([np.float32(0.5), 1], [0.5, 1.0]),
        ([np.array([1.0]), [2]], [[1.0], [2.0]]),
        (range(3), [0.0, 1.0, 2.0]),
        ([np.True_, 2], [1.0, 2.0]),
        ([np.True_, 10**25], [1.0, 1e25]),
        (-0.0, 0.0),
    ],
)
def test_numbers_are_read_as_they_are(value, expected):
    got = numbers(value, "x")
    assert got.dtype == np.float64 and got.shape == np.shape(expected) and np.array_equal(got, expected)


def test_float32_stays_and_everything_else_is_float64():
    assert numbers(np.float32([1, 2])).dtype == np.float32
    assert numbers(np.longdouble([1, 2])).dtype == numbers([1, 2]).dtype == numbers(np.uint8([1])).dtype == np.float64


def test_the_reading_is_a_copy():
    given_ = np.array([1.0, 2.0])
    numbers(given_)[0] = 9
    assert given_.tolist() == [1, 2]


REFUSED = {  # what is given: words of the message
    "text": ("abc", ["x", "text ('abc')", "real numbers"]),
    "text in a list": ([1, "two"], ["text ('two')"]),
    "bytes": (b"1", ["text (b'1')"]),
    "text array": (np.array([["a", "b"]]), ["text", "'a'"]),
    "None": (None, ["None", "NoneType", "real numbers"]),
    "None in a list": ([1, None], ["None"]),
    "None in a ragged list": ([[1, 2], None], ["None"]),
    "a dict": ({"w": 1}, ["{'w': 1}", "dict"]),
    "a dict in a ragged list": ([[1, 2], {1: 2}], ["{1: 2}", "dict"]),
    "a set": ({1, 2}, ["{1, 2}", "set"]),
    "a set in a table": ([[1, {2}], [3, 4]], ["{2}", "set"]),
    "a generator": ((i for i in [1, 2]), ["generator"]),
    "an object": (object(), ["object"]),
    "a type": (int, ["int", "type"]),
    "a function": (numbers, ["function"]),
    "an activation": (sigmoid, ["sigmoid", "Activation"]),
    "a network": (MLP(([[1.0]], [0.0], identity)), ["MLP"]),
    "a stubborn thing": (Stubborn(), ["Stubborn"]),
    "a stubborn thing in a list": ([1, Stubborn()], ["Stubborn"]),
    "a broken sequence": (Endless(), ["Endless"]),
    "complex": ([1 + 2j], ["complex numbers", "(1+2j)", "real numbers"]),
    "a complex array": (np.array([1j], np.complex64), ["complex numbers"]),
    "dates": (np.array(["2020-01-01"], "datetime64[ns]"), ["datetime64"]),
    "records": (np.zeros(2, [("w", float)]), ["void"]),
    "ragged": ([[1, 2], [3]], ["rows of different lengths (2 and 1)", "equally long"]),
    "ragged, empty row": ([[1, 2, 3], []], ["different lengths (3 and 0)"]),
    "ragged, deeper": ([[[1], [2, 3]], [[1], [2]]], ["different lengths (2 and 1)"]),
    "ragged arrays": ([np.ones(2), np.ones(3)], ["different lengths (3 and 2)"]),
    "a ragged object array": (np.array([[1, 2], [3], None], object)[:2], ["different lengths (2 and 1)"]),
    "numbers and lists": ([1, [2]], ["mixes single numbers and lists"]),
    "numbers and lists, deeper": ([[1, [2, 3]], [1, 2]], ["mixes single numbers and lists"]),
    "text in a ragged list": ([[1, 2], "ab"], ["text ('ab')"]),
    "a list that holds itself": (holding_itself(), ["list"]),
    "NaN": ([[1, float("nan")]], ["nan", "[0, 1]", "finite"]),
    "infinity": (float("inf"), ["inf", "finite"]),
    "minus infinity, float32": (np.float32([1, -np.inf]), ["-inf", "[1]"]),
    "a wide float": (np.longdouble("1e4000"), ["inf", "finite"]),
    "a huge whole number": ([[10**400]], ["beyond the largest float"]),
    "masked entries": (np.ma.array([1, 2], mask=[0, 1]), ["x holds masked entries"]),
    "nothing": ([], ["empty", "(0,)", "at least one"]),
    "rows of nothing": ([[], []], ["empty", "(2, 0)"]),
    "too many axes": ([[[1]]], ["(1, 1, 1)", "a table (rows of numbers)"]),
}


@pytest.mark.parametrize("value, words", REFUSED.values(), ids=REFUSED)
def test_what_is_no_number_is_refused_by_name(value, words):
    with pytest.raises(InputError) as error:
        numbers(value, "x")
    message = str(error.value)
    assert message.startswith("x ") and len(message) < 200
    assert [word for word in words if word not in message] == []


@pytest.mark.parametrize(
    "ndim, wanted",
    [((0,), "a single number"), ((2,), "a table (rows of numbers)"), ((0, 2), "a single number or a table")],
)
def test_a_wrong_number_of_axes_names_the_shape_and_the_wish(ndim, wanted):
    with pytest.raises(InputError) as error:
        numbers([1, 2, 3], "b", ndim=ndim)
    assert "b has shape (3,)" in str(error.value) and wanted in str(error.value)


def test_long_input_makes_a_short_message():
    for value in ["a" * 10**6, [["b" * 10**6]], {i: i for i in range(10**5)}]:
        with pytest.raises(InputError) as error:
            numbers(value)
        assert len(str(error.value)) < 200


@pytest.mark.parametrize(
    "read, value, words",
    [
        (labels, [1, 0], "label 0"),
        (labels, [[1]], "(1, 1)"),
        (labels, [2, -1], "label 2"),
        (labels, "+", "text"),
        (lambda v: positive(v, "rate"), 0, "rate is 0"),
        (lambda v: positive(v, "rate"), -1, "rate is -1"),
        (lambda v: positive(v, "rate"), [1], "(1,)"),
        (lambda v: positive(v, "rate"), "fast", "'fast'"),
        (lambda v: parse_number(v, "w"), "1,2,3", "'1,2,3'"),
        (lambda v: parse_number(v, "w"), "nan", "nan"),
        (lambda v: parse_number(v, "w"), "", "''"),
        (lambda v: parse_number(v, "w"), None, "None"),
        (lambda v: parse_number(v, "w"), "1e999", "inf"),
        (lambda v: labelled_examples(v, [1]), [[1], [2]], "x holds 2 examples, but y holds 1 labels"),
        (
            lambda v: must_be(int, v, "Give a whole number"),
            "1",
            "Give a whole number; '1' was given",
        ),
    ],
)
def test_the_special_readers_refuse_too(read, value, words):
    with pytest.raises(InputError) as error:
        read(value)
    assert words in str(error.value)


@pytest.mark.parametrize("text", ["-", "1e", "१", "1_000", "0x1", "1e-", "½", "1 2"])
def test_what_is_no_number_in_the_digits_0_to_9_is_refused_as_it_was_typed(text):
    with pytest.raises(InputError, match="Give real numbers") as error:
        parse_number(text, "w")
    assert text in str(error.value)


def test_typed_understands_how_people_type():
    assert [parse_number(text, "w") for text in ["3", "−1,5", " 2.0 ", "1e-3", 4, "１.5", ".5", "5."]] == [
        3,
        -1.5,
        2,
        0.001,
        4,
        1.5,
        0.5,
        5,
    ]


# --- anything at all ------------------------------------------------------------------------------

LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=3)
    | st.binary(max_size=2)
    | st.complex_numbers()
    | st.sampled_from([object(), sigmoid, int, 10**400, Fraction(1, 3), np.float32(2), ...])
)
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(st.text(max_size=2), inner, max_size=2)
        | st.lists(inner, max_size=3).map(iter)
    ),
    max_leaves=12,
)
TABLES = st.recursive(
    st.integers(-3, 3) | st.floats(-1e3, 1e3) | st.floats(),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=10,
)  # numbers alone: ragged in every way, and now and then right
GIVEN = ANYTHING | TABLES
NET = MLP(([[1.0, -2.0], [0.5, 1.0], [1.0, 1.0]], [0.0, 1.0, 0.0], sigmoid), ([[1.0, 2.0, 1.0]], [0.0], identity))
BATCH, ONE = forward(NET, [[1.0, 2.0], [3.0, 4.0]]), forward(NET, [1.0, 2.0])


def works_or_says_why(action, *args):
    """Return what `action` gives, or None where it raises an InputError with words in it."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            return action(*args)
        except InputError as error:
            assert len(str(error)) > 15
            return None


@given(GIVEN)
def test_any_thing_is_read_as_finite_floats_or_refused(value):
    got = works_or_says_why(numbers, value)
    assert got is None or (got.dtype.kind == "f" and got.size and got.ndim <= 2 and np.isfinite(got).all())


@given(GIVEN, GIVEN, GIVEN)
def test_any_layer_makes_a_network_or_is_refused(W, b, g):
    for layers in ((W,), (W, b), ((W, b, g),), ((W, b, sigmoid),), (([[1.0]], b, g), W)):
        net = works_or_says_why(MLP, *layers)
        assert net is None or all(np.isfinite(layer.W).all() for layer in net)


@given(GIVEN)
def test_any_input_runs_through_or_is_refused(x):
    trace = works_or_says_why(forward, NET, x)
    assert trace is None or (trace.a[0].shape[-1] == 2 and np.isfinite(trace.a[-1]).all())
    assert works_or_says_why(forward, x, [1.0, 2.0]) is None
    works_or_says_why(NET, x)
    works_or_says_why(softmax, x)
    works_or_says_why(sigmoid.slope, x)


@given(GIVEN, GIVEN)
def test_any_targets_are_compared_or_refused(a, y):
    for loss in (
        half_squares,
        lecture_lib.absolute,
        lecture_lib.cross_entropy,
        lecture_lib.binary_cross_entropy,
    ):
        found = works_or_says_why(loss, a, y)
        assert found is None or not np.isnan(found)
        works_or_says_why(loss, [0.5, 0.5], y)
    for trace in (BATCH, ONE):
        grads = works_or_says_why(backward, trace, y, half_squares)
        assert grads is None or (np.isfinite(grads.dW[1]).all() and grads.dW[1].shape == (3, 2))
        works_or_says_why(half_squares.of, trace, y)
    assert works_or_says_why(backward, y, [[1.0], [2.0]], half_squares) is None
    assert works_or_says_why(backward, ONE, [1.0], y) is None


@given(GIVEN, GIVEN)
def test_any_sizes_make_a_network_or_are_refused(sizes, g):
    rng = np.random.default_rng(0)
    works_or_says_why(lambda: MLP.random(sizes, sigmoid, rng=rng))
    works_or_says_why(lambda: MLP.random((2, 1), g, rng=rng))
    assert works_or_says_why(lambda: MLP.random((2, 1), sigmoid, rng=sizes)) is None
    works_or_says_why(lambda: MLP.random((2, 1), sigmoid, rng=rng, spread=sizes))
    works_or_says_why(lecture_lib.one_hot, sizes, 3)
    works_or_says_why(lambda: NET[sizes])
    works_or_says_why(lambda: lecture_lib.update(NET, backward(ONE, [1.0], half_squares), sizes))


# --- how it looks in a notebook -------------------------------------------------------------------


@pytest.mark.slow
def test_a_notebook_shows_the_message_alone():
    source = "from lecture_lib import MLP, relu\nMLP(([[1, 1]], [0], relu), ([[1, 2, 3]], [0], relu))"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    NotebookClient(notebook, kernel_name="python3", allow_errors=True).execute()
    (error,) = notebook.cells[0].outputs
    assert error["output_type"] == "error" and error["ename"] == "InputError"
    assert error["traceback"] == ["layer 2: W has shape (1, 3), so it reads 3 values, but layer 1 has 1 unit"]


def test_it_is_a_value_error_with_its_name_elsewhere():
    with pytest.raises(ValueError, match="^rate is -1. Give a number above 0[.]$"):
        positive(-1, "rate")


# --- counts ------------------------------------------------------------------------------------------------------

INTEGERS = [np.int8, np.int16, np.int32, np.int64, np.uint8, np.uint16, np.uint32, np.uint64, np.intp]


@pytest.mark.parametrize("kind", INTEGERS)
def test_integers_of_every_width_become_python_s(kind):
    for value in (kind(100), np.array(100, kind)):
        assert type(whole(value, "n")) is int and whole(value, "n", 1, 100) == 100
    assert whole(kind(100), "n") ** 9 == 10**18


def test_a_count_may_be_of_any_size_and_below_zero_where_that_is_wanted():
    assert whole(10**30, "n") == 10**30 and whole(-3, "n", -3) == -3 and whole(0, "n", 0) == 0


@pytest.mark.parametrize(
    "value, says",
    [
        (0, "n is 0. Give a whole number from 1 to 9"),
        (10, "n is 10. Give a whole number from 1 to 9"),
        (2.0, "n is 2.0. Give a whole"),
        (np.float64(2), "n is 2.0. Give a whole"),
        (np.array(2.0), "n is array(2.). Give a whole"),
        (True, "n is True. Give a whole"),
        (np.True_, "n is True. Give a whole"),
        ("2", "n is '2'. Give a whole"),
        (None, "n is None. Give a whole"),
        ([2], "n is [2]. Give a whole"),
        (np.array([2]), "n is array([2]). Give a whole"),
        (np.timedelta64(2, "s"), "n is 2 seconds. Give a whole"),
        (2 + 0j, "n is (2+0j). Give a whole"),
        (float("nan"), "n is nan. Give a whole"),
        (Stubborn(), "n is <"),
        (10**5000, "n is 2 to the power of 16609 or more. Give a whole"),
        (-(10**5000), "n is -2 to the power of 16609 or more. Give a whole"),
    ],
    ids=lambda value: str(value)[:30] if isinstance(value, str) else type(value).__name__,
)
def test_what_is_no_count_is_refused(value, says):
    with pytest.raises(InputError) as error:
        whole(value, "n", 1, 9)
    assert str(error.value).startswith(says)
    with pytest.raises(InputError, match="of at least 1, or None[.]$"):
        whole(0, "n", otherwise=", or None")


@pytest.mark.parametrize("text, count", [("12", 12), ("3.0", 3), (" 4 ", 4), ("−2", -2), ("1e1", 10)])
def test_a_typed_count_is_read(text, count):
    assert parse_whole(text, "n", -9) == count and type(parse_whole(text, "n", -9)) is int


@pytest.mark.parametrize(
    "text, says", [("2.5", "n is 2.5"), ("-", "text"), ("1e", "text"), ("nan", "nan"), ("0", "n is 0")]
)
def test_a_typed_text_that_is_no_count_is_refused(text, says):
    with pytest.raises(InputError, match=says):
        parse_whole(text, "n", 1, 9)


LINE = lambda x: x
BALLS = [(-2, 0), (2, 0)]
TASK = MLP(([[1.0]], [0.0], identity)), [[0.0], [1.0], [2.0]], [1.0, 3.0, 5.0], half_squares


def seeded():
    return np.random.default_rng(0)


def points_of(make):
    return lambda n: make(n, seeded())[0].tolist()


COUNTED = {  # each function that takes a count, and the count left open
    "sizes": lambda n: MLP.random((2, n, 1), tanh, rng=seeded()),
    "n_parameters": lambda n: n_parameters((n, n, 1)),
    "every": lambda n: next(descend(*TASK, every=n)).net,
    "batch": lambda n: next(descend(*TASK, batch=n, rng=seeded())).net,
    "batch, in the reference": lambda n: next(train_reference(*TASK, batch=n, rng=seeded())).net,
    "batch, in a landscape": lambda n: next(
        descent_path(LANDSCAPES["one linear neuron"], [1, 1], SGD(0.1), n, seeded())
    ).tolist(),
    "layers": lambda n: chain_slopes(sigmoid, [0.5], n).tolist(),
    "depth of gradients": lambda n: gradient_sizes(n, tanh, 1.0, seeded()).dz.tolist(),
    "width of gradients": lambda n: gradient_sizes(2, tanh, 1.0, seeded(), width=n).dz.tolist(),
    "examples of gradients": lambda n: gradient_sizes(2, tanh, 1.0, seeded(), n=n).dz.tolist(),
    "starts in a landscape": lambda n: len(landscape_stationary_points(LANDSCAPES["one linear neuron"], n)),
    "steps of Newton": lambda n: len(newton_stationary_points(lambda p: p**3 - p, [[-1.5], [0.1]], steps=n)),
    "dimensions of a plane": lambda n: random_plane(n, seeded()).tolist(),
    "successes": lambda n: wilson(n, 90),
    "trials": lambda n: wilson(1, n),
    **{f.__name__: points_of(f) for f in (data.rings, data.moons, data.waves, data.xor_clouds, data.blobs)},
    "seed of MNIST-1D": lambda n: data.mnist1d(n).x[0].tolist(),
    "hidden units for random labels": lambda n: data.random_label_net((n,)),
    "corners": lambda n: regular_polygon(n).tolist(),
    "lines": lambda n: tangent_half_planes(n)[0].tolist(),
    "lines of a sum": lambda n: disc_sum_net(BALLS, n, 1.0, 5.5),
    "lines of an AND": lambda n: disc_and_net(BALLS, n, 1.0),
    "lines that fire": lambda n: firing_counts(BALLS, n, 1.0, [[0, 0]]).tolist(),
    "dimensions": lambda n: pieces.arrangement_regions(n, 5),
    "units of a layer": lambda n: pieces.arrangement_regions(2, n),
    "inputs": lambda n: pieces.lower_bound(n, 12, 2),
    "width from below": lambda n: pieces.lower_bound(1, n, 2),
    "depth from below": lambda n: pieces.lower_bound(2, 6, n),
    "width from above": lambda n: pieces.upper_bound(2, n, 2),
    "depth from above": lambda n: pieces.upper_bound(2, 6, n),
    "width of a shape": lambda n: pieces.layer_sizes(2, n, 3, 1),
    "depth of a shape": lambda n: pieces.layer_sizes(2, 3, n, 1),
    "budget": lambda n: pieces.max_width(n, 1, 1, 1),
    "depth for a budget": lambda n: pieces.max_width(1000, n, 1, 1),
    "width of a sawtooth": lambda n: pieces.sawtooth(n, 2),
    "depth of a sawtooth": lambda n: pieces.sawtooth(3, n),
    "width of a folded sheet": lambda n: pieces.sawtooth_2d(n, 1),
    "most on a line": lambda n: pieces.max_regions_1d(n, 4),
    "times": lambda n: pieces.iterate_network(pieces.sawtooth(3, 1), n),
    "steps": lambda n: pieces.staircase(LINE, n),
    "pieces": lambda n: pieces.polyline(LINE, n),
    "points of an error": lambda n: pieces.largest_error(pieces.polyline(LINE, 2), LINE, points=n),
    "points of a fit": lambda n: pieces.fit_output(LINE, [[1.0]], [0.0], relu, points=n),
    "degree": lambda n: pieces.minimax_lower_bound(np.abs, n, -1, 1),
    "uneven pieces": lambda n: pieces.uneven_knots(LINE, n, 1).tolist(),
    "points of a grid": lambda n: pieces.breakpoint_density(
        MLP(([[1, 0]], [0], relu), ([[1]], [-0.5], identity)), half=0.7, reach=0.5, n=n
    ),
}  # fmt: skip
SLOW = {"seed of MNIST-1D", "starts in a landscape"}
every_count = pytest.mark.parametrize(
    "use", [pytest.param(use, id=name, marks=[pytest.mark.slow] * (name in SLOW)) for name, use in COUNTED.items()]
)


@every_count
@pytest.mark.parametrize("bad", ["6", 6.0, 6.5, np.float64(6), True, [6], -1])
def test_every_count_of_the_library_is_read_by_the_one_check(use, bad):
    with pytest.raises(InputError, match=r"is .*[.] Give a whole number (of at least \d+|from \d+ to \d+)"):
        use(bad)


@every_count
@pytest.mark.parametrize("kind", [np.int8, np.uint8, np.uint64, np.int64, np.array])
def test_every_count_of_the_library_may_be_an_integer_of_numpy(use, kind):
    assert use(kind(10)) == use(10)


def test_counts_that_would_not_fit_into_their_integers():
    assert n_parameters(np.array([100, 100, 10], np.uint8)) == 11110
    assert pieces.upper_bound(np.int64(1), np.int64(10), np.int64(30)) == 17449402268886407318558803753801
