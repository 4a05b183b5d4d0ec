"""The still pictures of notebook 10: the flow of a and ζ, and a backward pass with all numbers (rows 10.1, 10.3)."""

import pytest

from lecture_lib import MLP, InputError, identity, sigmoid
from lecture_lib.labs.backprop import backward_pass_diagram, chain_diagram


@pytest.mark.parametrize("L", [1, 2, 3, 5])
def test_every_step_has_a_value_a_slope_and_a_gradient(L):
    svg = str(chain_diagram(L).svg)
    digits = "₁₂₃₄₅"[:L]
    assert all(f">{letter}{d}<" in svg for letter in "faζg" for d in digits)
    assert [f">ḟ{d}<" in svg for d in digits] == [False] + [True] * (L - 1)  # nobody needs ζ of the input


@pytest.mark.parametrize("L", [0, 6, 2.0, "three"])
def test_a_chain_that_cannot_be_drawn_is_refused(L):
    with pytest.raises(InputError, match="n_steps"):
        chain_diagram(L)


def test_the_backward_pass_shows_every_derivative():
    net = MLP(([[2.0, -1.0], [1.0, 1.0]], [0.0, 0.0], sigmoid), ([[1.0, 3.0]], [0.0], identity))
    said = backward_pass_diagram(net, [1.0, 2.0], [4.0]).text
    assert said.startswith("Input (1, 2), output (3.358), target (4). da[2]₁ −0.6423")
    assert all(f"{kind}[{l}]" in said for kind in ("da", "dz", "dW") for l in (1, 2))
