"""Drawn digits: strokes as images, and scaled and centred as the data are (row 15.4)."""

import re

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.data import as_digit, digits, stroke_image


def mass_centre(image):
    """Return row and column of the centre of mass, by loops."""
    total = sum(image[r, c] for r in range(28) for c in range(28))
    row = sum(r * image[r, c] for r in range(28) for c in range(28)) / total
    column = sum(c * image[r, c] for r in range(28) for c in range(28)) / total
    return row, column


def box(image):
    rows, columns = np.nonzero(image)
    return rows.min(), rows.max(), columns.min(), columns.max()


@pytest.mark.slow
def test_the_data_themselves_hardly_change():
    x_test = digits().x_test
    changed = [np.abs(as_digit(image) - image).max() > 1e-9 for image in x_test]
    assert sum(changed) <= 2  # a centre of mass that lies halfway between two pixels may be moved


def test_any_size_and_place_gives_the_same_digit():
    small = digits().x_test[3].reshape(28, 28)
    large = np.zeros((200, 180))
    large[100:184, 70:154] = np.kron(small, np.ones((3, 3)))
    assert np.abs(as_digit(large) - small.ravel()).max() < 1e-9
    assert np.abs(as_digit(np.roll(small, (3, -2), (0, 1))) - small.ravel()).max() < 1e-9
    assert np.array_equal(as_digit(small.ravel()), as_digit(small.tolist()))


@pytest.mark.parametrize("seed", range(4))
def test_the_ink_fills_20_pixels_and_its_centre_of_mass_is_at_14(seed):
    rng = np.random.default_rng(seed)
    drawn = np.zeros((90, 70))
    drawn[5:65, 10:40] = rng.uniform(0.2, 1, (60, 30))
    digit = as_digit(drawn).reshape(28, 28)
    top, bottom, left, right = box(digit)
    assert (bottom - top + 1, right - left + 1) == (20, 10)
    assert all(abs(place - 14) <= 0.5 + 1e-9 for place in mass_centre(digit))
    assert digit.mean() * 784 == pytest.approx(drawn.sum() / 9)  # the average over 3 × 3 pixels


def test_a_wide_drawing_fills_20_columns_and_no_ink_is_lost():
    drawn = np.zeros((50, 50))
    drawn[20:24, 5:45] = 1
    drawn[5:20, 5:8] = 1
    digit = as_digit(drawn).reshape(28, 28)
    top, bottom, left, right = box(digit)
    assert right - left + 1 == 20 and bottom - top + 1 == round(19 / 2)
    lopsided = np.full((40, 40), 1e-3)
    lopsided[:2, :2] = 1.0
    for heavy in (lopsided, lopsided[::-1], lopsided[:, ::-1]):  # the centre of mass would push the far edge out
        assert as_digit(heavy).sum() == pytest.approx(lopsided.sum() / 4)


@pytest.mark.parametrize(
    "image, says",
    [
        (np.zeros((28, 28)), "nothing is drawn: all pixels are 0"),
        (np.zeros(784), "nothing is drawn: all pixels are 0"),
        (np.eye(28)[:, :1] @ np.eye(28)[:1], "the ink is only 1 × 1 pixels large, a dot"),
        (np.pad(np.ones((3, 2)), 5), "the ink is only 3 × 2 pixels large, a dot"),
        (np.full((28, 28), np.nan), "the image holds nan at [0, 0]"),
        (np.full((28, 28), 255.0), "the image holds numbers from 255 to 255; give 0 for paper up to 1 for ink"),
        (-np.eye(28), "the image holds numbers from -1 to -0"),
        (np.zeros(783), "the image is one row of 783 numbers; give 784 or a table"),
        (np.zeros((1, 28, 28)), "the image has shape (1, 28, 28)"),
        ("seven", "the image holds text ('seven')"),
        ([], "the image is empty"),
    ],
)
def test_what_is_not_a_digit_is_refused_in_plain_words(image, says):
    with pytest.raises(InputError, match=re.escape(says)):
        as_digit(image)


def test_a_stroke_has_the_pens_width_and_soft_edges():
    image = stroke_image([((4.0, 14.0), (24.0, 14.0))], side=112, width=2.0)
    column = image[:, 56]
    assert column.sum() / 4 == pytest.approx(2.0, abs=0.02) and image.max() == 1
    assert (np.abs(image - image[::-1]) < 1e-9).all()  # the same above and below the middle
    assert ((image > 0) & (image < 1)).any()


def test_y_grows_upwards_and_every_stroke_is_drawn():
    image = stroke_image([((3.0, 25.0),), ((20.0, 3.0), (25.0, 3.0))], side=28)
    assert image[:6, :6].max() > 0.9 and image[22:, 18:].max() > 0.9 and image[:14, 14:].max() == 0


def test_a_slanted_stroke_is_the_distance_to_its_segment():
    start, end, side = np.array([5.0, 6.0]), np.array([20.0, 17.0]), 56
    image = stroke_image([(start, end)], side=side, width=3.0)
    for r, c in ((0, 0), (30, 20), (28, 22), (20, 38), (22, 44), (44, 10)):
        point = np.array([(c + 0.5) / 2, 28 - (r + 0.5) / 2])
        t = np.clip((point - start) @ (end - start) / ((end - start) @ (end - start)), 0, 1)
        distance = np.linalg.norm(point - start - t * (end - start))
        assert image[r, c] == pytest.approx(np.clip((1.5 - distance) * 2 + 0.5, 0, 1))


@pytest.mark.parametrize(
    "strokes, more, says",
    [
        ([((1.0, 2.0, 3.0),)], {}, "stroke 1 has shape (1, 3)"),
        ([((1.0, 2.0),), ((np.nan, 2.0),)], {}, "stroke 2 holds nan"),
        ([((1.0, 2.0),)], {"width": 0}, "width is 0. Give a number above 0"),
        ([((1.0, 2.0),)], {"side": 5}, "side is 5. Give a whole number of at least 28"),
    ],
)
def test_strokes_that_cannot_be_drawn_are_refused(strokes, more, says):
    with pytest.raises(InputError, match=re.escape(says)):
        stroke_image(strokes, **more)
