"""Every notation's code runs and gives what the network gives; the symbols are the lectures' own (row 07.2)."""

import numpy as np
import pytest

from lecture_lib import MLP, InputError, identity, relu
from lecture_lib.labs.composed import formula_text, spell_network
from lecture_lib.labs.composed.spelling import NOTATION_TITLES, part_description

SIZES = [(3, 4, 2, 1), (2, 3), (1, 10, 10, 10, 2)]


def given(notation, net):
    """What the code of a notation finds under its names, taken from the network by hand."""
    L, values = len(net), {"net": net}
    for l, (W, b, g) in enumerate(net, start=1):
        if notation == "C":
            values |= {f"Omega{l - 1}": W, f"beta{l - 1}": b, "a": relu}
        elif notation == "B" and l == L:
            values |= {"U": W.T, "c": b, "tau": g}
        elif notation == "B":
            values |= {f"W{l}": W.T, f"b{l}": b, "sigma": g}
        else:
            values |= {f"W{l}": W, f"b{l}": b, f"S{l}": g, "g": relu}
    return values


@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("notation", NOTATION_TITLES)
def test_the_code_runs_and_gives_the_networks_output(notation, sizes):
    rng = np.random.default_rng(1)
    net = MLP.random(sizes, *[relu] * (len(sizes) - 2), identity, rng=rng)
    net = MLP(*((W, rng.normal(size=b.shape), g) for W, b, g in net))
    names = given(notation, net) | {"x": rng.normal(size=sizes[0])}
    lines = [
        formula_text(pieces) + f"  {comment}"
        for layer in spell_network(notation, sizes).code
        for pieces, comment in layer
    ]
    exec("\n".join(lines), names)
    out = {"A": "y", "B": "f", "C": "y", "D": "y_hat", "here": f"a{len(net)}"}[notation]
    assert np.allclose(names[out], net(names["x"]))


@pytest.mark.parametrize(
    "notation, equations",
    [
        ("A", ["h^(1) = g(W^(1) x + b^(1))", "y = W^(2) h^(1) + b^(2)"]),
        ("B", ["z_in^(1) = W^(1)T x + b^(1)", "z^(1) = σ(z_in^(1))", "f_in = U^T z^(1) + c", "f = τ(f_in)"]),
        ("C", ["h₁ = a[β₀ + Ω₀ x]", "y = β₁ + Ω₁ h₁"]),
        ("D", ["z^[1] = W^[1] x + b^[1]", "a^[1] = S^[1](z^[1])", "z^[2] = W^[2] a^[1] + b^[2]", "ŷ = S^[2](z^[2])"]),
        ("here", ["z[1] = W[1] x + b[1]", "a[1] = g(z[1])", "z[2] = W[2] a[1] + b[2]", "a[2] = g(z[2])"]),
    ],
)
def test_the_equations_of_one_hidden_layer(notation, equations):
    spelled = spell_network(notation, (3, 4, 1))
    assert [formula_text(pieces) for layer in spelled.equations for pieces in layer] == equations


@pytest.mark.parametrize("notation", NOTATION_TITLES)
def test_every_named_part_is_in_the_equations_and_in_the_code(notation):
    spelled = spell_network(notation, (3, 4, 2, 1))
    formulas = {piece.part for layer in spelled.equations for pieces in layer for piece in pieces}
    code = {piece.part for layer in spelled.code for pieces, _ in layer for piece in pieces}
    assert formulas - {""} == code - {""} == set(spelled.names)


def test_the_comments_give_the_shape_as_it_is_stored():
    assert spell_network("C", (3, 4, 1)).code[0][0][1] == "# Omega0: 4 × 3"
    assert spell_network("B", (3, 4, 1)).code[0][0][1] == "# W1: 3 × 4, a column per unit"


def test_how_layers_are_counted():
    said = {notation: spell_network(notation, (3, 4, 2, 1)).counts for notation in NOTATION_TITLES}
    assert "K = 2" in said["C"] and "K + 1 = 3" in said["C"] and "l = 2" in said["B"]
    assert all("L = 3" in said[notation] for notation in ("A", "D", "here"))


def test_what_a_part_is_called_in_words():
    assert [part_description(part, 2) for part in ("z1", "g2", "b1", "a1", "a2")] == [
        "the sums of layer 1",
        "the activation of layer 2",
        "the biases of layer 1",
        "the values of layer 1",
        "the output",
    ]


def test_unknown_notations_and_too_few_sizes_are_refused():
    with pytest.raises(InputError, match="no notation 'E'"):
        spell_network("E", (3, 1))
    with pytest.raises(InputError, match="at least one layer"):
        spell_network("C", (3,))
