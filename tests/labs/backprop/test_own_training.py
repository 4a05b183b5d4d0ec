"""The learner's own gradients train a network: right ones learn, wrong ones are told, stubs are not run (row 10.2)."""

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.labs.backprop import train_with_own_gradients


def own(layers, X, Y, sign=1.0, slope_everywhere=True):
    A, Z = [X], []
    for W, b, g, _ in layers:
        Z.append(A[-1] @ W.T + b)
        A.append(g(Z[-1]))
    D, pairs = sign * (A[-1] - Y) / len(X), []
    for k in range(len(layers))[::-1]:
        if slope_everywhere or k == len(layers) - 1:
            D = D * layers[k][3](Z[k])
        pairs.insert(0, (D.T @ A[k], D.sum(axis=0)))
        D = D @ layers[k][0]
    return pairs


def test_right_gradients_learn_all_points_and_agree_with_the_courses():
    card = train_with_own_gradients(own)
    assert "200 of 200 points are classified correctly" in card.says and "agreed with those of `backward`" in card.says
    assert card.says.startswith("Loss 0.1211 after 0, ") and "Your gradients at work" in card.picture


def test_lists_and_columns_will_do():
    as_lists = lambda *given: [(dW.tolist(), db[:, None].tolist()) for dW, db in own(*given)]
    assert "your gradients agreed" in train_with_own_gradients(as_lists, steps=200).says


@pytest.mark.parametrize("wrong", [{"sign": -1.0}, {"slope_everywhere": False}])
def test_wrong_gradients_are_told(wrong):
    assert "did not agree" in train_with_own_gradients(lambda *given: own(*given, **wrong), steps=300).says


@pytest.mark.parametrize("stub", [..., None, lambda layers, X, Y: ...])
def test_a_stub_is_told_what_to_do_first(stub):
    assert train_with_own_gradients(stub).status == "not attempted"


@pytest.mark.parametrize(
    "answer, says",
    [
        (lambda layers, X, Y: 1 / 0, "your function stopped with ZeroDivisionError"),
        (lambda layers, X, Y: 3, "your function stopped with TypeError"),
        (lambda layers, X, Y: own(layers, X, Y)[::-1], "do not have the shapes of the weights"),
        (lambda layers, X, Y: [(dW, np.nan * db) for dW, db in own(layers, X, Y)], ""),
    ],
)
def test_what_cannot_train_is_refused_in_words(answer, says):
    with pytest.raises(InputError, match=says):
        train_with_own_gradients(answer, steps=3)


def test_the_learners_function_gets_arrays_of_its_own():
    def spoils(layers, X, Y):
        pairs = own(layers, X, Y)
        X[:] = 0
        layers[0][0][:] = 0
        return pairs

    assert train_with_own_gradients(spoils, steps=200).says == train_with_own_gradients(own, steps=200).says
