"""A typed number is held against the numbers of known mistakes: the first that fits is named, the right one never."""

import pytest

from lecture_lib.checking import name_mistake

MISTAKEN = [(8.0, "no mistake at all"), (8.04, "as good as right"), (6.0, "added"), (6.04, "added, too"), (2.0, "root")]


def is_close(typed, value):
    return abs(typed - value) <= 0.05


@pytest.mark.parametrize(
    "typed, says",
    [(6.0, "added"), (6.05, "added"), (6.07, "added, too"), (2.0, "root"), (7.0, ""), (8.0, ""), (8.04, "")],
)
def test_the_first_mistake_that_gives_another_number_than_the_right_one(typed, says):
    assert name_mistake(MISTAKEN, typed, 8.0, is_close) == says


def test_no_more_mistakes_are_worked_out_than_needed():
    def mistaken():
        yield 6.0, "added"
        raise AssertionError("the first one fits")

    assert name_mistake(mistaken(), 6.0, 8.0, is_close) == "added"
