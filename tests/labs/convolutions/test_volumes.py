"""The card of volumes: what it computes, its goals, what it refuses, and its picture (row 16.4)."""

import re

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.architectures import conv2d, max_pool2d
from lecture_lib.labs.convolutions import volumes
from lecture_lib.labs.convolutions.volume_picture import MOST_LAYERS
from lecture_lib.labs.convolutions.volumes import GOALS, NEW_CONVOLUTION, NEW_POOLING, OPTIONS, State, view
from tests.labs.card_states import check_card
from tests.widget_driver import WidgetDriver, settings_of

FEW = State((("convolution", 8, 5, 1, 2), NEW_POOLING, ("convolution", 16, 3, 1, 1), NEW_POOLING))
CHEAP = State((("convolution", 4, 5, 2, 2), ("convolution", 16, 5, 2, 2)))
WIDE = State((("convolution", 32, 7, 1, 3),) * MOST_LAYERS, 4)
DEEP = State((("convolution", 1, 7, 4, 0), NEW_POOLING, ("pooling", 0, 3, 1, 0)), 2)  # ends at 1 × 1 × 1


def driven(state=None, goal="few parameters"):
    return WidgetDriver(volumes(**settings_of(state or State()), goal=goal))


def reached(goal, state):
    return GOALS[goal].progress(state).reached


def test_the_goals_are_reached_by_a_network_of_each_kind_and_by_no_shortcut():
    assert reached("few parameters", FEW) and not reached("little work", FEW)
    assert reached("little work", CHEAP) and reached("few parameters", CHEAP)
    at_once = State((("convolution", 16, 7, 4, 2),))
    assert at_once.counts[-1].shape == (7, 7, 16) and not reached("few parameters", at_once)
    assert not reached("few parameters", State()) and not reached("little work", WIDE)
    dear = State((("convolution", 32, 5, 1, 2), NEW_POOLING, ("convolution", 16, 3, 1, 1), NEW_POOLING))
    assert dear.counts[-1].shape == (7, 7, 16) and not reached("few parameters", dear)


@pytest.mark.parametrize("state", [State(), FEW, CHEAP, DEEP], ids=str)
def test_the_volumes_are_those_of_the_layers_themselves(state):
    x = np.ones((1, 28, 28, 1))
    for (kind, channels, k, stride, padding), count in zip(state.layers, state.counts):
        if kind == "pooling":
            x, _ = max_pool2d(x, k, stride)
        else:
            x, _ = conv2d(x, np.ones((k, k, x.shape[3], channels)), np.zeros(channels), stride, padding)
        assert count.shape == x.shape[1:]


def test_layers_are_added_changed_chosen_and_removed():
    driver = driven()
    driver.press("Add pooling")
    driver.press("Add convolution")
    assert driver.state.layers == (State().layers[0], NEW_POOLING, NEW_CONVOLUTION) and driver.state.chosen == 2
    driver.choose("channels out", 16)
    driver.choose("padding", 1)
    driver.click("layer", 0)
    driver.choose("kernel side", 7)
    driver.choose("stride", 2)
    assert driver.state.layers == (("convolution", 8, 7, 2, 0), NEW_POOLING, ("convolution", 16, 3, 1, 1))
    driver.click("layer", 1)
    driver.press("Remove layer")
    assert driver.state == State((("convolution", 8, 7, 2, 0), ("convolution", 16, 3, 1, 1)), 1)
    driver.press("Remove layer")
    driver.press("Remove layer")
    assert len(driver.state.layers) == 1 and not driver.enabled("Remove layer")


def test_no_more_than_five_layers():
    driver = driven(State((("convolution", 2, 1, 1, 0),) * MOST_LAYERS))
    assert not driver.enabled("Add convolution") and not driver.enabled("Add pooling")


def test_a_kernel_that_does_not_fit_is_refused_and_nothing_changes():
    driver = driven(DEEP)
    before = driver.state
    driver.press("Add pooling")
    assert driver.state == before and driver.in_trouble
    assert driver.note == "the kernel has side 2, but the image has only 1; take a smaller kernel or pad it"


def test_pooling_hides_what_it_has_not():
    shown = {control["label"]: control["shown"] for control in driven(DEEP).app.face["controls"] if "shown" in control}
    assert shown == {"kernel side": True, "stride": True, "padding": False, "channels out": False}


@pytest.mark.parametrize(
    "wrong, says",
    [
        ({"layers": ()}, "0 layers were given. Give 1 to 5"),
        ({"layers": (NEW_CONVOLUTION,) * 6}, "6 layers were given"),
        ({"chosen": 1}, "chosen is 1. Give a layer from 0 to 0"),
        ({"layers": (("dense", 8, 5, 1, 0),)}, "a layer is ('dense', 8, 5, 1, 0)"),
        ({"layers": (("convolution", 8, 5, 0, 0),)}, "stride is 0. Give one of 1, 2, 3, 4"),
        ({"layers": (("convolution", 9, 5, 1, 0),)}, "channels is 9. Give one of 1, 2, 4"),
        ({"layers": (("pooling", 0, 2, 2, 1),)}, "padding is 1. Give one of 0"),
    ],
)
def test_a_state_that_cannot_be_shown_is_refused_in_words(wrong, says):
    with pytest.raises(InputError, match=re.escape(says)):
        volumes(**wrong)


def test_the_card_keeps_its_height_and_always_says_something():
    check_card(volumes(), [State(), FEW, CHEAP, WIDE, DEEP])


def test_the_note_says_first_what_to_do_and_is_right_at_the_target():
    assert view(State()).note.startswith("Press a layer") and view(State()).right is None
    assert view(FEW).right and "1376 parameters" in view(FEW).note
    assert all(len(view(state).note) <= 150 for state in (State(), FEW, CHEAP, WIDE, DEEP))


@pytest.mark.parametrize("state", [State(), FEW, CHEAP, WIDE, DEEP], ids=str)
def test_everything_that_is_drawn_lies_on_its_panel(state):
    for panel in view(state).picture.panels:
        corners = re.findall(r'points="([^"]*)"', str(panel.parts))
        numbers = np.array([[float(v) for v in pair.split(",")] for each in corners for pair in each.split()])
        if len(numbers):
            assert numbers.min() >= 0 and numbers[:, 0].max() <= panel.width and numbers[:, 1].max() <= panel.height


def test_the_picture_in_words_holds_every_number():
    words = view(FEW).picture.text
    for said in (
        "28 × 28 × 8, 208 parameters, 156,800 multiplications",
        "7 × 7 × 16",
        "In all 1376 parameters",
        "12 × 12",
    ):
        assert said in words


def test_every_setting_is_seen_or_said_even_where_it_changes_no_number():
    """With stride 4 a kernel of 7 × 7 has 6 positions along 28 pixels, with padding 1 as without."""
    with_padding, without = (
        State(
            (
                (
                    "convolution",
                    8,
                    7,
                    4,
                    p,
                ),
            )
        )
        for p in (1, 0)
    )
    assert with_padding.counts[0][1:] == without.counts[0][1:]
    assert view(with_padding).picture.markup != view(without).picture.markup
    assert "padding 1" in view(with_padding).picture.text and "padding" not in view(without).picture.text


def test_what_can_be_chosen_makes_a_layer_or_a_plain_line():
    for name, options in OPTIONS.items():
        for value in options:
            settings = dict(zip(("kind", *OPTIONS), NEW_CONVOLUTION)) | {name: value}
            assert State((tuple(settings.values()),)).counts
