"""What a run's network can be asked: gradients, dead units, confusions, probabilities, one point's way (row 17.1)."""

from dataclasses import replace

import numpy as np
import pytest

from lecture_lib import MLP, InputError
from lecture_lib.labs.playground import Run, Setup, first_run, problem, run_epoch
from lecture_lib.labs.playground.insight import (
    class_confusions,
    class_probabilities,
    loss_gradients,
    point_values,
    unit_formula,
    unit_health,
)
from lecture_lib.nn import central_difference, forward

SETUPS = {
    "default": Setup(),
    "squared": Setup(loss="squared"),
    "three classes": Setup(data="three clouds"),
    "three classes, squared": Setup(data="three clouds", loss="squared"),
    "numbers": Setup(data="plane"),
    "no hidden layer": Setup(hidden=(), activations=()),
    "mixed": Setup(hidden=(3, 3), activations=("sigmoid", "leaky_relu"), features=("x1*x2", "sin(x1)", "x2")),
}


def in_float64(run):
    return Run(MLP(*((W.astype(float), b.astype(float), g) for W, b, g in run.net)))


def trained(setup, epochs=2):
    run = first_run(setup)
    for _ in range(epochs):
        run = run_epoch(setup, run)
    return run


@pytest.mark.parametrize("setup", SETUPS.values(), ids=SETUPS)
def test_gradients_are_those_of_finite_differences(setup):
    p, run = problem(setup), in_float64(trained(setup))
    found = loss_gradients(setup, run)
    assert len(found) == len(run.net)
    for l, (W, b, _) in enumerate(run.net, start=1):

        def loss(**parts):
            return p.loss.of_checked(forward(run.net.with_layer(l, **parts), p.x_train), p.y_train)

        assert found[l - 1].dW == pytest.approx(central_difference(lambda v: loss(W=v), W), rel=1e-4, abs=1e-8)
        assert found[l - 1].db == pytest.approx(central_difference(lambda v: loss(b=v), b), rel=1e-4, abs=1e-8)
        assert found[l - 1].weight_norm == pytest.approx(np.sqrt((found[l - 1].dW ** 2).sum()))


def test_gradients_leave_the_penalty_out():
    run = first_run(Setup())
    for plain, penalised in zip(loss_gradients(Setup(), run), loss_gradients(Setup(l2=1.0, l1=1.0), run)):
        assert np.array_equal(plain.dW, penalised.dW)


@pytest.mark.parametrize(
    "name, bias, says", [("relu", -99, "dead"), ("tanh", 99, "saturated"), ("sigmoid", -99, "saturated")]
)
def test_a_unit_that_no_example_moves_is_told(name, bias, says):
    setup = Setup(hidden=(3, 2), activations=(name, "identity"))
    net = first_run(setup).net
    assert unit_health(setup, Run(net)) == (("", "", ""), ("", ""))
    spoilt = net.with_layer(1, b=[0.0, bias, 0.0])
    assert unit_health(setup, Run(spoilt)) == (("", says, ""), ("", ""))


@pytest.mark.parametrize("beyond, says", [(-0.01, ""), (0.01, "dead")])
def test_a_relu_that_one_example_moves_is_alive(beyond, says):
    setup = Setup(hidden=(1,), activations=("relu",))
    most = float(problem(setup).x_train[:, 0].max())
    net = first_run(setup).net.with_layer(1, W=[[1.0, 0.0]], b=[-(most + beyond)])
    assert unit_health(setup, Run(net)) == ((says,),)


@pytest.mark.parametrize("n_steep, says", [(12, "saturated"), (13, "")])
def test_saturated_means_flat_on_95_per_cent_of_the_examples(n_steep, says):
    """Of 250 examples, 12 steep ones leave 95.2 per cent, 13 leave 94.8; a step before the tanh parts them."""
    setup = Setup(hidden=(1, 1), activations=("step", "tanh"), features=("x1",))
    x = np.sort(problem(setup).x_train[:, 0])
    border = (x[n_steep - 1] + x[n_steep]) / 2
    flat = 1.01 * np.arctanh(np.sqrt(0.95))
    net = first_run(setup).net
    net = MLP(([[1.0]], [-border], net[1].g), ([[flat]], [0.0], net[2].g), net[3])
    assert unit_health(setup, Run(net)) == (("",), (says,))


def test_confusions_count_every_example_once_and_rows_are_the_true_classes():
    setup = Setup(data="three clouds", share=60)
    run = trained(setup, 30)
    p, found = problem(setup), class_confusions(setup, run)
    for part, counts in ((p.train, found.train), (p.held_out, found.held_out)):
        said = run.net(part.x).argmax(axis=1)
        assert counts.sum(axis=1).tolist() == np.bincount(part.y, minlength=3).tolist()
        assert counts.sum(axis=0).tolist() == np.bincount(said, minlength=3).tolist()
        assert counts.trace() == (said == part.y).sum()


@pytest.mark.parametrize("loss", ["cross-entropy", "squared"])
def test_two_classes_are_told_by_the_sign_of_the_output(loss):
    setup = Setup(data="two clouds", loss=loss)
    run = trained(setup, 5)
    counts = class_confusions(setup, run).train
    p = class_probabilities(setup, run, problem(setup).train.x)
    assert counts.trace() == ((p[:, 1] > 0.5) == problem(setup).train.y).sum() > 240
    assert p.sum(axis=1) == pytest.approx(1) and p.min() >= 0


def test_without_held_out_examples_their_counts_are_0():
    setup = Setup(share=100)
    assert class_confusions(setup, first_run(setup)).held_out.tolist() == [[0, 0], [0, 0]]


def test_numbers_to_fit_have_no_classes():
    setup = Setup(data="plane")
    for ask in (class_confusions, lambda *args: class_probabilities(*args, np.zeros((1, 2)))):
        with pytest.raises(InputError, match="no classes"):
            ask(setup, first_run(setup))


def test_where_a_feature_has_no_value_there_is_no_probability():
    setup = Setup(data="own", table="1,1,a\n2,2,b\n3,1,a\n4,2,b", features=("log(x1)", "x2"))
    p = class_probabilities(setup, first_run(setup), np.array([[1.0, 1.0], [-1.0, 1.0]]))
    assert np.isfinite(p[0]).all() and np.isnan(p[1]).all()
    with pytest.raises(InputError, match="has no value at x1 = -1"):
        point_values(setup, first_run(setup), (-1.0, 1.0))


@pytest.mark.parametrize("setup", SETUPS.values(), ids=SETUPS)
def test_the_formula_with_numbers_gives_what_the_network_gives(setup):
    run, point = trained(setup), (1.5, -2.25)
    trace = point_values(setup, run, point)
    for l in range(1, len(run.net) + 1):
        for j in range(len(run.net[l].b)):
            told = unit_formula(setup, run, l, j, point, digits=12)
            work, _, z = told.numbers.removeprefix("z = ").rpartition(" = ")
            by_hand = eval(work.replace("−", "-").replace("·", "*"))  # our own text
            assert by_hand == pytest.approx(float(trace.z[l][j]), abs=1e-5)
            assert float(z.replace("−", "-")) == pytest.approx(by_hand, abs=1e-5)
            a = told.output.rpartition("= ")[2].replace("−", "-")
            assert float(a) == pytest.approx(float(trace.a[l][j]), abs=1e-6)
            assert told.names == unit_formula(setup, run, l, j, point, digits=12).names


def test_a_long_formula_keeps_its_largest_terms_and_adds_up_the_rest():
    setup = Setup(hidden=(32, 1), activations=("tanh", "tanh"))
    run = first_run(setup)
    w = np.full((1, 32), 0.01)
    w[0, [3, 17]] = 5.0, -6.0
    run = replace(run, net=run.net.with_layer(2, W=w))
    told = unit_formula(setup, run, 2, 0, (1.0, 1.0))
    assert told.names.count("·") == 6 and "(26 smaller terms)" in told.names
    assert "5·a[1]₄" in told.names and "− 6·a[1]₁₈" in told.names


@pytest.mark.parametrize("layer, unit", [(0, 0), (4, 0), (1, 4), (3, 1), (1, -1)])
def test_a_unit_that_is_not_there_is_refused(layer, unit):
    with pytest.raises(InputError, match="Give a whole number from"):
        unit_formula(Setup(), first_run(Setup()), layer, unit)


def test_the_largest_network_is_answered_too():
    setup = Setup(hidden=(32,) * 10, activations=("relu",) * 10)
    run = first_run(setup)
    assert [len(layer) for layer in unit_health(setup, run)] == [32] * 10
    assert len(loss_gradients(setup, run)) == 11
