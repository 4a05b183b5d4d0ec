"""The picture of the house as a drawing: nothing lies over a room, and every arrow leads down."""

import re
from itertools import pairwise

import pytest

from tools import house

pytestmark = pytest.mark.xdist_group("house picture")  # one plan serves all of them


@pytest.fixture(scope="module")
def plan():
    return house.Plan(house.drawn_rooms())


def test_rooms_and_passing_arrows_of_a_floor_stand_apart(plan):
    for row in plan.rows:
        for left, right in pairwise(row):
            gap = plan.x[right] - plan.width(right) / 2 - plan.x[left] - plan.width(left) / 2
            assert gap >= house.GAP - 1e-6, (left, right)


def test_floors_lie_below_each_other_with_room_for_arrows(plan):
    for below, above in pairwise(range(len(plan.rows))):
        assert plan.top[below] - (plan.top[above] + plan.height[above]) == house.FALL


def test_each_step_of_an_arrow_leads_to_the_next_floor_down(plan):
    level = {node: level for level, row in enumerate(plan.rows) for node in row}
    assert all(level[above] - level[below] == 1 for above, below in plan.steps)


def test_the_arrows_that_are_drawn_lead_wherever_imports_do(plan):
    rooms = house.drawn_rooms()
    drawn = house.without_implied(rooms)

    def reached(name):
        return drawn[name].union(*map(reached, drawn[name]))

    assert all(others <= reached(name) for name, others in rooms.items())
    assert sum(map(len, drawn.values())) == len(plan.paths) < sum(map(len, rooms.values()))


def test_every_room_and_module_is_written_once_in_its_colour():
    words = re.findall(r">([^<>]+)</t(?:ext|span)>", house.picture())
    for name in house.drawn_rooms():
        assert (name or "lecture_lib") in words and name in house.COLOUR
        assert set(house.contents(name)) <= set(words)


def test_an_arrow_that_skips_a_floor_goes_round_its_rooms():
    plan = house.Plan(
        {
            "nn": {"validation", "course"},
            "course": {"validation"},
            "labs": {"nn", "data"},
            "data": set(),
            "validation": set(),
        }
    )
    (link,) = {node for row in plan.rows for node in row if isinstance(node, house.Link) and node.floor == 1}
    assert (link.start, link.end) == ("labs", "data") and link in plan.rows[1]
