"""Features made by hand: against slow loops, properties, and what cannot be read (row 01.2)."""

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.data import digits
from lecture_lib.linear import cell_histograms, hog, ink_and_asymmetry, pixel_gradients

RNG = np.random.default_rng(0)


def hog_slow(image, cell, bins):
    """Histograms of oriented gradients once more, pixel by pixel."""
    n = len(image)
    votes = np.zeros((n // cell, n // cell, bins))
    at = lambda r, c: image[min(max(r, 0), n - 1), min(max(c, 0), n - 1)]
    for r in range(n):
        for c in range(n):
            gx, gy = (at(r, c + 1) - at(r, c - 1)) / 2, (at(r + 1, c) - at(r - 1, c)) / 2
            angle = np.arctan2(gy, gx)
            angle = angle + np.pi if angle < 0 else angle
            angle = angle - np.pi if angle >= np.pi else angle
            place = angle * bins / np.pi - 0.5
            k, share = int(np.floor(place)), place - np.floor(place)
            votes[r // cell, c // cell, k % bins] += (1 - share) * np.hypot(gx, gy)
            votes[r // cell, c // cell, (k + 1) % bins] += share * np.hypot(gx, gy)
    blocks = []
    for r in range(n // cell - 1):
        for c in range(n // cell - 1):
            block = np.concatenate([votes[r, c], votes[r, c + 1], votes[r + 1, c], votes[r + 1, c + 1]])
            blocks.append(block / np.sqrt(block @ block + 1e-6))
    return np.concatenate(blocks)


@pytest.mark.parametrize("side, cell, bins", [(8, 2, 9), (12, 4, 4), (6, 3, 2)])
def test_hog_is_that_of_the_loops(side, cell, bins):
    images = RNG.uniform(size=(3, side * side))
    found = hog(images, side, cell, bins)
    assert found == pytest.approx(np.array([hog_slow(v.reshape(side, side), cell, bins) for v in images]), abs=1e-9)


def test_hog_of_a_digit_has_one_block_for_each_four_cells():
    assert hog(digits().x[:2]).shape == (2, 6 * 6 * 4 * 9)


def test_every_vote_is_counted_once_and_the_sign_of_an_edge_does_not_matter():
    pixels = RNG.uniform(size=(2, 8, 8))
    length, direction = pixel_gradients(pixels)
    assert (direction >= 0).all() and (direction < np.pi).all() and direction.max() > 2
    assert cell_histograms(length, direction, 4, 9).sum() == pytest.approx(length.sum())
    assert hog(pixels.reshape(2, -1), 8) == pytest.approx(hog(1 - pixels.reshape(2, -1), 8), abs=1e-9)


def test_faint_ink_looks_like_strong_ink_and_blank_paper_has_no_features():
    image = digits().x[:1]
    assert hog(0.5 * image) == pytest.approx(hog(image), abs=0.05)
    assert not hog(np.zeros((1, 784))).any()


def test_two_features_by_hand():
    assert ink_and_asymmetry([[0, 0, 1, 0.5]], side=2) == pytest.approx(np.array([[0.375, 0.25]]))
    x = digits().x[:5]
    mirrored = x.reshape(-1, 28, 28)[:, :, ::-1].reshape(-1, 784)
    assert ink_and_asymmetry(mirrored) == pytest.approx(ink_and_asymmetry(x))


@pytest.mark.parametrize(
    "act, says",
    [
        (lambda: hog(np.zeros((1, 783))), "783 numbers each. Give 28 × 28 = 784"),
        (lambda: hog(np.full((1, 784), np.nan)), "finite"),
        (lambda: hog(np.zeros((1, 784)), cell=5), "5 pixels do not fill a side of 28"),
        (lambda: hog(np.zeros((1, 784)), cell=28), "cell is 28"),
        (lambda: hog(np.zeros((1, 784)), bins=1), "bins is 1"),
        (lambda: ink_and_asymmetry(np.zeros((0, 784))), "empty"),
        (lambda: ink_and_asymmetry(np.zeros(784)), "table"),
    ],
)
def test_what_is_no_image_is_told_in_words(act, says):
    with pytest.raises(InputError, match=says):
        act()
