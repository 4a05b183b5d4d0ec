"""The comparator and the steps behind it: every known mistake is named, no right number shown (rows 10.2, 10.4)."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lecture_lib import (
    MLP,
    InputError,
    backward,
    binary_cross_entropy,
    cross_entropy,
    forward,
    half_squares,
    identity,
    relu,
    sigmoid,
    softmax,
    tanh,
)
from lecture_lib.labs.backprop import compare_gradients
from lecture_lib.labs.backprop.faulty_gradients import FAULTY_GRADIENT_ORDER, FAULTY_GRADIENTS, array_deviations
from lecture_lib.labs.backprop.mistakes import GRADIENT_KINDS, KNOWN_MISTAKES, mistaken_answers
from lecture_lib.questions.mistaken import RIGHT_STEPS, LayerContext, gradients_by_steps

RNG = np.random.default_rng(1)
NET = MLP.random((3, 3, 3, 2), tanh, tanh, sigmoid, rng=RNG)
X, Y = RNG.normal(size=(4, 3)), RNG.uniform(size=(4, 2))
T = forward(NET, X)
G = backward(T, Y, half_squares)
A1, A2, A3 = T.a[1:]
DZ3, DZ2, DZ1 = G.dz[3], G.dz[2], G.dz[1]
SLOPE_AT = lambda a: 1 - np.tanh(a) ** 2


def only(**own):
    """Return the one row of a comparison."""
    (row,) = compare_gradients(T, Y, half_squares, own).rows
    return row


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.integers(1, 4), min_size=2, max_size=5),
    st.integers(1, 4),
    st.integers(0, 99),
    st.sampled_from(
        [
            (sigmoid, half_squares),
            (identity, half_squares),
            (relu, half_squares),
            (softmax, cross_entropy),
            (sigmoid, binary_cross_entropy),
        ]
    ),
)
def test_the_steps_are_those_of_backward_and_all_is_exact_or_close(sizes, n, seed, last):
    rng, (g, loss) = np.random.default_rng(seed), last
    net = MLP.random(sizes, *[tanh] * (len(sizes) - 2), g, rng=rng)
    x, y = rng.normal(size=(n, sizes[0])), rng.dirichlet(np.ones(sizes[-1]), n)
    trace = forward(net, x)
    right, mine = backward(trace, y, loss), gradients_by_steps(RIGHT_STEPS, trace, y, loss)
    for kind in GRADIENT_KINDS:
        for one, other in zip(getattr(right, kind), getattr(mine, kind)):
            assert one is None and other is None or np.allclose(one, other, rtol=1e-7, atol=1e-12)
    assert compare_gradients(trace, y, loss, right).right and {
        row.verdict for row in compare_gradients(trace, y, loss, right).rows
    } == {"exact"}


def test_another_order_of_adding_is_close():
    jiggled = G.dW[2] * (1 + 1e-13)
    assert only(dW2=jiggled).verdict == "close" and only(dW2=jiggled.tolist()).verdict == "close"
    assert only(dW2=G.dW[2] * (1 + 1e-6)).verdict == "off"


MADE = [
    ("da3", (Y - A3) / 4, "sign is wrong"),
    ("da3", A3 - Y, "number of examples"),
    ("da3", (A3 - Y) / 16, "mean is taken twice"),
    ("da3", (A3 - Y) / 2, "factor of ½"),
    ("da3", (A3 - Y) / 8, "number of outputs"),
    ("da3", A3, "That is the output"),
    ("dz3", G.da[3], "That is da"),
    ("dz3", G.da[3] * A3, "multiplied by a."),
    ("dz3", G.da[3] * (1 - A3), "multiplied by 1 − a"),
    ("dz2", G.da[2] * SLOPE_AT(A2), "taken at the output a"),
    ("dz2", G.da[2] * (1 - A2), "square is missing"),
    ("dz2", 1 - A2**2, "only the slope"),
    ("dz2", G.da[2] * (1 - A2**2) ** 2, "in there twice"),
    ("dz2", G.da[2] * A2 * (1 - A2), "slope of the sigmoid"),
    ("dW2", A1.T @ DZ2, "transposed"),
    ("dW3", A2.T @ DZ3, "transposed"),
    ("dW2", DZ2.T @ T.z[1], "multiplied by z"),
    ("dW2", G.da[2].T @ A1, "used da"),
    ("dW2", DZ2.T @ A2, "a of this layer"),
    ("dW2", DZ2.T @ X, "network's input"),
    ("dW2", DZ2.T @ A1 * 4, "number of examples"),
    ("dW2", DZ2.T @ A1 / 4, "mean is taken twice"),
    ("dW2", -DZ2.T @ A1, "sign"),
    ("dW2", np.outer(DZ2[-1], A1[-1]), "Only the last example"),
    ("dW2", np.outer(DZ2[0], A1[0]), "Only the first example"),
    ("dW2", DZ2.sum(0)[:, None] * NET[2].W, "way back"),
    ("db2", DZ2.sum(axis=1), "over the units"),
    ("db3", DZ3.sum(axis=1), "over the units"),
    ("db2", DZ2, "one row per example"),
    ("db2", DZ2.sum(), "Each unit has its own bias"),
    ("db2", DZ2.mean(axis=0), "mean is taken twice"),
    ("db2", G.da[2].sum(0), "used da"),
    ("db2", DZ2[-1], "Only the last example"),
    ("da1", DZ2 @ NET[2].W.T, "W is transposed"),
    ("da1", G.da[2] @ NET[2].W, "da of the layer above"),
    ("da1", DZ1, "That is dz of this layer"),
    ("da1", DZ2 @ NET[1].W, "W of this layer"),
    ("da0", DZ1 @ NET[1].W.T, "W is transposed"),
    ("dz3", DZ3 / 2, "Half of what"),
    ("dW2", np.repeat(DZ2.sum(0)[:, None], 3, axis=1), "what the weight reads"),
    ("da1", np.repeat(DZ2.sum(axis=1, keepdims=True), 3, axis=1), "without the weights"),
]


@pytest.mark.parametrize("name, array, says", MADE, ids=[f"{name}-{says}" for name, _, says in MADE])
def test_a_known_mistake_is_named(name, array, says):
    row = only(**{name: array})
    assert row.verdict == "off" and says in row.says


def test_every_known_mistake_is_made_above():
    said = " ".join(only(**{name: array}).says for name, array, _ in MADE)
    never = [mistake.name for known in KNOWN_MISTAKES.values() for mistake in known if mistake.says not in said]
    assert never == []


def test_what_follows_from_a_wrong_array_says_so_and_correcting_it_corrects_all():
    dz3 = G.da[3] * A3
    own = {"dz3": dz3, "dW3": dz3.T @ A2, "db3": dz3.sum(0), "da2": dz3 @ NET[3].W}
    first, *rest = compare_gradients(T, Y, half_squares, own).rows
    assert "multiplied by a." in first.says and all("correctly from your dz[3]" in row.says for row in rest)
    both = compare_gradients(T, Y, half_squares, {"dz3": dz3, "db3": dz3.mean(0)}).rows[1]
    assert "mean is taken twice" in both.says  # a mistake of its own, on top of the inherited one


def test_the_right_numbers_are_never_shown():
    text = repr(compare_gradients(T, Y, half_squares, {"dW2": G.dW[2] + 0.1, "db2": np.zeros(3)}))
    shown = [float(v) for v in re.findall(r"-?\d+\.\d+", text)]
    right = np.concatenate([np.ravel(G.dW[2]), np.ravel(G.db[2])])
    assert not any(np.isclose(right, v, atol=1e-3).any() for v in shown)


@pytest.mark.parametrize(
    "junk, says",
    [
        (np.ones((7, 2)), r"shape \(7, 2\)"),
        (3.0, "shape"),
        ("dz", "text"),
        ([[1, 2], [3]], "different lengths"),
        (np.full((3, 3), np.nan), "nan"),
        (object(), "real numbers"),
        (np.ones((2, 2, 2, 2, 2, 2)), "Give"),
        ([], "empty"),
    ],
)
def test_what_does_not_fit_is_answered_in_words(junk, says):
    for name in ("dz2", "dW2", "db2", "da1"):
        row = only(**{name: junk})
        assert row.by is None and row.verdict_text == "wrong shape or kind" and re.search(says, row.says)
    compare_gradients(T, Y, half_squares, {"dz2": junk, "dW2": G.dW[2], "da1": G.da[1]})  # nor does it harm the others


@pytest.mark.parametrize(
    "own, says",
    [
        ({"dQ1": 1}, "is not an array of this pass"),
        ({"dW9": 1}, "is not an array of this pass"),
        ({"dz0": 1}, "is not an array of this pass"),
        (3, "a dictionary"),
    ],
)
def test_names_that_are_none(own, says):
    with pytest.raises(InputError, match=says):
        compare_gradients(T, Y, half_squares, own)


def test_one_example_without_an_axis_and_what_is_left_open():
    t = forward(NET, X[0])
    g = backward(t, Y[0], half_squares)
    own = {"dz[3]": g.dz[3], "dW[3]": ..., "db3": None, "da2": g.dz[3] @ NET[3].W, "dW2": np.outer(g.da[2], t.a[1])}
    rows = compare_gradients(t, Y[0], half_squares, own).rows
    assert [row.name for row in rows] == ["dz[3]", "da[2]", "dW[2]"] and "used da" in rows[2].says
    nothing = compare_gradients(t, Y[0], half_squares, {})
    assert repr(nothing).startswith("There is nothing to compare yet. Put your arrays")
    assert nothing._repr_html_() == f"<p>{nothing!r}</p>"


def test_it_shows_as_a_table_and_reads_out_as_text():
    found = compare_gradients(T, Y, half_squares, {"dz3": DZ3, "dW3": -G.dW[3]})
    assert repr(found).splitlines()[0] == "✓ dz[3]  exact" and "off by 200%" in repr(found)
    assert found._repr_html_().count("<tr>") == 3 and "exact" in found._repr_html_() and not found.right


def test_mistakes_that_cannot_be_made_are_left_out():
    layer = LayerContext(forward(NET, X), Y, half_squares, 1, da=G.da[1], dz=DZ1)
    assert "z for a" not in [mistake.name for _, mistake in mistaken_answers("dW", layer)]
    assert all(
        np.allclose(getattr(RIGHT_STEPS, kind)(layer._replace(l=2, da=G.da[2], dz=DZ2)), getattr(G, kind)[2])
        for kind in ("dz", "dW", "db")
    )


# --- the gallery -------------------------------------------------------------------------------------------------

WRONG = {
    "right": "",
    "sign": "dW[3] db[3] dW[2] db[2] dW[1] db[1] dL/dx",
    "mean": "dW[3] db[3] dW[2] db[2] dW[1] db[1] dL/dx",
    "mean in db": "db[3] db[2] db[1]",
    "slope": "dW[2] db[2] dW[1] db[1] dL/dx",
    "transposed": "dW[1] db[1] dL/dx",
    "z for a": "dW[3] dW[2]",
    "last example": "dW[3] db[3] dW[2] db[2] dW[1] db[1]",
    "moved": "dW[2] db[2] dW[1] db[1] dL/dx",
}


@pytest.mark.parametrize("key", FAULTY_GRADIENTS)
def test_each_exhibit_is_wrong_where_it_should_be(key):
    assert " ".join(f.name for f in array_deviations(key) if f.error > 1e-6) == WRONG[key]
    assert set(FAULTY_GRADIENT_ORDER) == set(FAULTY_GRADIENTS) == set(WRONG)


def test_the_exhibits_that_share_their_arrays_differ_in_size():
    assert all(f.quotients == pytest.approx((-1, -1), abs=1e-5) for f in array_deviations("sign"))
    assert all(f.quotients == pytest.approx((5, 5), abs=1e-4) for f in array_deviations("mean"))
    small, large = (min(f.error for f in array_deviations(key)[2:6]) for key in ("moved", "slope"))
    assert max(f.error for f in array_deviations("moved")[2:6]) < large / 5 and small > 1e-4
