"""Autoencoders: derivatives, the linear one beside PCA, and where the code is (row 16.5)."""

from itertools import islice

import numpy as np
import pytest

from lecture_lib import MLP, Adam, InputError, Momentum, half_squares, identity, tanh
from lecture_lib.architectures import (
    autoencoder_net,
    linear_autoencoder_loss,
    reconstruction_error,
    split_at_code,
)
from lecture_lib.linear import pca
from lecture_lib.nn import central_difference, gradient_errors, relative_error
from lecture_lib.training import descend, minimise

RNG = np.random.default_rng(0)
X = RNG.normal(size=(60, 5)) @ np.diag([3.0, 2.0, 1.0, 0.5, 0.2]) @ np.linalg.qr(RNG.normal(size=(5, 5)))[0] + 7
E, D = RNG.normal(size=(2, 5)) / 2, RNG.normal(size=(5, 2)) / 2
CENTRED = X - X.mean(axis=0)
C = CENTRED.T @ CENTRED / len(X)


def test_derivatives_of_the_linear_autoencoder():
    _, (dE, dD) = linear_autoencoder_loss(C, E, D)
    assert relative_error(dE, central_difference(lambda p: linear_autoencoder_loss(C, p, D)[0], E)) < 1e-8
    assert relative_error(dD, central_difference(lambda p: linear_autoencoder_loss(C, E, p)[0], D)) < 1e-8


def test_its_loss_and_its_derivatives_are_those_of_the_network_on_the_examples():
    net = MLP((E, np.zeros(2), identity), (D, np.zeros(5), identity))
    loss, _ = linear_autoencoder_loss(C, E, D)
    assert loss == pytest.approx(reconstruction_error(CENTRED, net(CENTRED)) / 2)
    assert loss == pytest.approx(half_squares(net(CENTRED), CENTRED))


@pytest.mark.slow
def test_trained_it_reaches_pca_and_never_goes_below():
    flat = pca(X, 2)
    best = reconstruction_error(X, flat.reconstruct(flat.project(X)))
    *_, ((E2, D2), loss) = islice(minimise(lambda *p: linear_autoencoder_loss(C, *p), (E, D), Momentum(0.02)), 3000)
    assert best <= 2 * loss < best * (1 + 1e-6)
    assert np.allclose(CENTRED @ (D2 @ E2).T, flat.reconstruct(flat.project(X)) - flat.mean, atol=1e-3)
    assert not np.allclose(E2, flat.directions, atol=0.1)  # the subspace is found, not its axes


def test_pca_has_orthonormal_directions_in_falling_order_and_loses_the_other_variances():
    flat = pca(X, 3)
    assert np.allclose(flat.directions @ flat.directions.T, np.eye(3))
    variances = flat.project(X).var(axis=0)
    assert (np.diff(variances) < 0).all()
    lost = np.sort(np.linalg.eigvalsh(C))[:2].sum()
    assert reconstruction_error(X, flat.reconstruct(flat.project(X))) == pytest.approx(lost)


def test_the_net_is_affine_at_code_and_output_and_splits_at_the_code():
    net = autoencoder_net((6, 4, 2, 4, 6), tanh, np.random.default_rng(0))
    assert [layer.g for layer in net] == [tanh, identity, tanh, identity]
    encoder, decoder = split_at_code(net)
    x = RNG.normal(size=(3, 6))
    assert encoder.sizes == (6, 4, 2) and np.allclose(decoder(encoder(x)), net(x))
    assert max(gradient_errors(net, x, x, half_squares).values()) < 1e-6
    assert [layer.g for layer in autoencoder_net((6, 2, 6), tanh, np.random.default_rng(0))] == [identity, identity]


@pytest.mark.slow
def test_it_learns_a_curve_that_no_line_follows():
    t = np.random.default_rng(1).uniform(-1, 1, (200, 1))
    x = np.hstack([t, t**2])
    flat = pca(x, 1)
    rng = np.random.default_rng(0)
    *_, last = islice(descend(autoencoder_net((2, 12, 1, 12, 2), tanh, rng), x, x, half_squares, Adam(0.01)), 1500)
    assert reconstruction_error(x, last.net(x)) < 0.1 * reconstruction_error(x, flat.reconstruct(flat.project(x)))


@pytest.mark.parametrize(
    "act, says",
    [
        (lambda: reconstruction_error(X, X[:3]), "both must be the same"),
        (lambda: linear_autoencoder_loss(C, D, E), "C, E and D have shapes"),
        (lambda: autoencoder_net((5, 2), tanh, RNG), "at least three, of which the last equals the first"),
        (lambda: autoencoder_net((5, 2, 4), tanh, RNG), "at least three, of which the last equals the first"),
        (lambda: split_at_code(MLP((np.eye(2), np.zeros(2), tanh))), "no layer between input and output"),
    ],
)
def test_what_cannot_be_read_is_told(act, says):
    with pytest.raises(InputError, match=says):
        act()
