"""The rounds of the sorting game: data in words, the family that fits, which weights it shares, and what each costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ...validation import whole

FAMILIES = {
    "dense": "dense layers",
    "autoencoder": "autoencoder",
    "cnn": "convolutional",
    "rnn": "recurrent",
    "transformer": "transformer",
    "diffusion": "diffusion",
    "gan": "two players (GAN)",
    "rl": "reinforcement learning",
}
SHARINGS = {
    "positions": "over positions: one kernel",
    "time": "over time: the same each step",
    "pairs": "over pairs of places",
    "none": "none are shared",
}


def dense_count(n_in: int, n_out: int) -> int:
    """Return the weights and biases of a dense layer.

    >>> dense_count(12, 32)
    416
    """
    return (whole(n_in, "n_in") + 1) * whole(n_out, "n_out")


def kernel_count(size: int, n_in: int, n_out: int) -> int:
    """Return the weights and biases of a convolution whose kernel covers `size` places, from n_in channels to n_out.

    >>> kernel_count(9, 3, 16)
    448
    """
    return (whole(size, "size") * whole(n_in, "n_in") + 1) * whole(n_out, "n_out")


def recurrent_count(n_in: int, n_state: int) -> int:
    """Return the weights and biases of a recurrent layer: each step reads n_in numbers and the state before.

    >>> recurrent_count(1, 32)
    1088
    """
    return (whole(n_in, "n_in") + whole(n_state, "n_state") + 1) * n_state


def attention_count(n_in: int, n_out: int) -> int:
    """Return the weights of one head of attention: queries, keys and values from n_in to n_out numbers, and a mixing.

    >>> attention_count(64, 64)
    16384
    """
    return 3 * whole(n_in, "n_in") * whole(n_out, "n_out") + n_out**2


@dataclass(frozen=True)
class SortingRound:
    """One round. `layer` names the layer whose parameters `counts` holds for each way to share.

    `fits` says why the family fits, `not_so` why a near one does not, and `shares` why the weights are shared so.
    """

    data: str
    family: str
    sharing: str
    layer: str
    counts: Mapping[str, int]
    fits: str
    shares: str
    not_so: Mapping[str, str] = field(default_factory=dict)


def _counts(none: int, positions: int, time: int, pairs: int) -> dict[str, int]:
    return {"positions": positions, "time": time, "pairs": pairs, "none": none}


ROUNDS = (
    SortingRound(
        "Photographs of 128 × 128 pixels in colour, with a label for each pixel.",
        "cnn",
        "positions",
        "128 × 128 × 3 → 128 × 128 × 16",
        _counts(
            dense_count(128 * 128 * 3, 128 * 128 * 16),
            kernel_count(9, 3, 16),
            recurrent_count(3, 16),
            attention_count(3, 16),
        ),
        "A label depends on nearby pixels, and an edge looks alike wherever it is.",
        "One kernel of 3 × 3 visits every pixel, so its numbers do not grow with the picture.",
        {"dense": "A dense layer would learn each edge anew at each of the 16,384 pixels."},
    ),
    SortingRound(
        "A table of customers with 12 columns, such as age and income. Who will cancel?",
        "dense",
        "none",
        "12 columns → 32 units",
        _counts(dense_count(12, 32), kernel_count(3, 1, 32), recurrent_count(1, 32), attention_count(1, 32)),
        "The columns mean different things and have no neighbours.",
        "Age and income need weights of their own. Sharing may be smaller, but would mix them up.",
        {"cnn": "A kernel supposes neighbours, but the columns could be in any order."},
    ),
    SortingRound(
        "Electrocardiograms of different lengths, read value by value. Warn at once, also hours into a recording.",
        "rnn",
        "time",
        "up to 5000 values → 32 units",
        _counts(dense_count(5000, 32), kernel_count(9, 1, 32), recurrent_count(1, 32), attention_count(1, 32)),
        "A state carries on what was seen so far, whatever the length.",
        "The same step is made for each value, so no length needs further weights.",
        {
            "cnn": "A kernel sees a window of fixed width, but the warning may depend on much earlier beats.",
            "transformer": "Attention would keep every earlier value; hours of them are too many to compare at once.",
        },
    ),
    SortingRound(
        "Sentences of up to 128 words to be translated. Any word may depend on any other.",
        "transformer",
        "pairs",
        "128 × 64 → 128 × 64",
        _counts(
            dense_count(128 * 64, 128 * 64), kernel_count(3, 64, 64), recurrent_count(64, 64), attention_count(64, 64)
        ),
        "Each word looks up what it needs from all others, near or far.",
        "One rule compares any two positions, so distance costs nothing.",
        {
            "rnn": "It could, as in older translators, but what is far apart must pass through every step between.",
            "cnn": "A kernel sees near words only; here any two may depend on each other.",
        },
    ),
    SortingRound(
        "Unlabelled readings of 200 sensors. Keep 8 numbers each, from which all 200 can be rebuilt.",
        "autoencoder",
        "none",
        "200 → 8 → 200",
        _counts(
            dense_count(200, 8) + dense_count(8, 200),
            kernel_count(3, 1, 8) + kernel_count(3, 8, 1),
            recurrent_count(1, 8) + dense_count(8, 1),
            attention_count(1, 8) + attention_count(8, 1),
        ),
        "The input is its own target, and all of it must pass a narrow layer.",
        "The sensors differ and have no order, so each has its own weights in and out.",
        {"dense": "Dense layers are its parts, but what would be the target? There are no labels."},
    ),
    SortingRound(
        "A robot with 20 sensors and 4 moves. One reward comes at the end of up to 500 steps.",
        "rl",
        "time",
        "20 sensors → 4 moves, 500 times",
        _counts(500 * dense_count(20, 4), kernel_count(3, 1, 4), dense_count(20, 4), attention_count(1, 4)),
        "No one says which move was right; the policy must find it from the reward.",
        "One policy decides at every step, so 500 steps have the weights of one.",
        {"rnn": "It may be a part of the policy, but what would be its target? Only a reward is known."},
    ),
    SortingRound(
        "X-ray pictures of 256 × 256 pixels. Is there a fracture, wherever it may be?",
        "cnn",
        "positions",
        "256 × 256 × 1 → 256 × 256 × 8",
        _counts(dense_count(256**2, 8 * 256**2), kernel_count(9, 1, 8), recurrent_count(1, 8), attention_count(1, 8)),
        "A fracture is a local pattern that may be anywhere.",
        "The same kernel looks for it everywhere, so a fracture seen once is known at every position.",
        {"dense": "A dense layer would have to see a fracture at every position before it knows them all."},
    ),
    SortingRound(
        "New pictures of faces, each made in a single pass. A second network may judge them.",
        "gan",
        "positions",
        "64 × 64 × 8 → 64 × 64 × 3",
        _counts(
            dense_count(64 * 64 * 8, 64 * 64 * 3), kernel_count(9, 8, 3), recurrent_count(8, 3), attention_count(8, 3)
        ),
        "A generator makes a face at once, and the judge is its opponent.",
        "Both players handle pictures, so their layers use one kernel at all positions.",
        {
            "diffusion": "It makes faces too, and well, but it needs many passes for each.",
            "autoencoder": "It rebuilds faces that it is given; nothing makes its codes look like those of new ones.",
        },
    ),
    SortingRound(
        "New records of 30 blood values that look real. Each may take 1000 small steps from noise.",
        "diffusion",
        "time",
        "30 values + 2 for the noise → 30, 1000 times",
        _counts(1000 * dense_count(32, 30), kernel_count(3, 1, 1), dense_count(32, 30), attention_count(1, 1)),
        "Noise is taken out a little at a time, which needs no opponent.",
        "One denoiser serves all 1000 steps. It is told how much noise there is.",
        {"gan": "It could make them too, but in one pass, and it may leave out rare kinds of record."},
    ),
    SortingRound(
        "Laser scans of 50 points in no order. Label each point by its place among all others.",
        "transformer",
        "pairs",
        "50 × 3 → 50 × 32",
        _counts(dense_count(50 * 3, 50 * 32), kernel_count(3, 3, 32), recurrent_count(3, 32), attention_count(3, 32)),
        "Attention without positions treats the points alike, in whatever order they come.",
        "One rule compares any two points, and reordering them only reorders the labels.",
        {
            "cnn": "A kernel needs neighbours at fixed places; a list in no order has none.",
            "rnn": "Its result would depend on the order in which the points are read.",
            "dense": "A dense layer ties weights to the place in the list, but the order means nothing.",
        },
    ),
)
