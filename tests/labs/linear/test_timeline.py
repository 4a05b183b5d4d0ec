"""The timeline: what it draws is what it says, and every year has its lecture (row 01.3)."""

import pytest

from lecture_lib.labs.linear import EVENTS, timeline


@pytest.mark.slow  # draws with matplotlib
def test_the_words_tell_which_years_do_not_hold():
    words = timeline().alt
    assert len(words.split()) <= 60 and words.startswith("Timeline from 1943 to 2016")
    for event in EVENTS:
        moved = event.said != event.recorded
        assert (f"{event.said:g} for {event.recorded}" in words) == moved


def test_only_one_year_is_without_a_lecture():
    assert [event.what for event in EVENTS if not event.lecture] == ["backpropagation made widely known"]
    assert {event.lecture for event in EVENTS} == {"A", "B", "D", ""}
    years = [event.said for event in EVENTS]
    assert years == sorted(years)
