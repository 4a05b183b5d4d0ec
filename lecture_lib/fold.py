"""Networks put one behind the other, and the same as one network (rows 13.1, 13.3, 13.5).

The last layer of the first network and the first layer of the second are both affine up to the activation, so they
merge: W = W₁′ W₂ and b = W₁′ b₂ + b₁′. A general network of that shape can have any W there; a merged one has no more
rank than the bottleneck had units.
"""

from __future__ import annotations

from .activations import identity
from .inputs import InputError, must_be
from .mlp import MLP


def merged(first: MLP, second: MLP) -> MLP:
    """Return second(first(x)) as one network; the last activation of `first` must be the identity.

    >>> from lecture_lib import relu
    >>> hat = MLP(([[1.0], [1.0]], [0.0, -0.5], relu), ([[2.0, -4.0]], [0.0], identity))
    >>> twice = merged(hat, hat)
    >>> twice.sizes, twice([[0.125], [0.25], [0.5]]).ravel()
    ((1, 2, 2, 1), array([0.5, 1. , 0. ]))
    """
    for net in (first, second):
        must_be(MLP, net, "both must be networks, MLPs")
    *below, (W2, b2, g) = first
    (W1, b1, g1), *above = second
    if g is not identity:
        raise InputError(f"the first network ends with {g}; only behind the identity can two layers merge")
    if W1.shape[1] != len(b2):
        raise InputError(f"the first network gives {len(b2)} values, but the second reads {W1.shape[1]}")
    return MLP(*below, (W1 @ W2, W1 @ b2 + b1, g1), *above)


def repeated(net: MLP, times: int) -> MLP:
    """Return the network put behind itself, `times` times in all, as one network.

    >>> from lecture_lib import relu
    >>> hat = MLP(([[1.0], [1.0]], [0.0, -0.5], relu), ([[2.0, -4.0]], [0.0], identity))
    >>> repeated(hat, 3).sizes
    (1, 2, 2, 2, 1)
    """
    if times < 1 or times % 1:
        raise InputError(f"times is {times}; a whole number from 1 up is wanted")
    whole = net
    for _ in range(int(times) - 1):
        whole = merged(whole, net)
    return whole
