"""Links that open a card: they bring it back as it stood, and whatever else somebody puts into one is refused."""

import base64
import re
import tracemalloc
import zlib
from itertools import islice

import pytest

from benchmarks.moves import widget_moves
from lecture_lib import InputError
from lecture_lib.interactive import card_link, read_card_link
from lecture_lib.labs import open_card
from lecture_lib.labs.backprop import backward_stepper
from lecture_lib.labs.playground import playground
from lecture_lib.labs.start import first_neuron
from lecture_lib.labs.xor import xor_planes


def packed(text):
    return base64.urlsafe_b64encode(zlib.compress(text, 9)).decode().rstrip("=")


def link(code, lab="start", name="first_neuron"):
    return f"card={lab}.{name}.{packed(code.encode())}"


@pytest.mark.parametrize("make", [first_neuron, backward_stepper, xor_planes, playground], ids=lambda f: f.__name__)
def test_a_card_that_was_moved_comes_back_as_it_stood(make):
    app = make()
    for move in islice(widget_moves(app), 6):
        move()
    back = open_card("https://example.org/lab/index.html#" + app.link)
    assert (back.state, back.name) == (app.state, app.name)
    assert re.fullmatch(r"card=[a-z_]+\.[a-z_]+\.[A-Za-z0-9_-]+", app.link)


def test_goal_and_hidden_controls_come_along():
    back = open_card(first_neuron(goal="balance", hide=("w",)).link)
    assert back.goal_name == "balance" and "w" not in back.controls


BOMB = packed(b" " * 10**8)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "holds no card"),
        ("https://example.org", "holds no card"),
        ("card=start.first_neuron.", "holds no card"),
        ("card=start.first_neuron.abc", "broken or cut off"),
        ("card=start.first_neuron.äöü", "holds no card"),
        (first_neuron().link[:-5], "broken or cut off"),
        ("card=start.first_neuron." + packed(b"\xff\xfe"), "broken or cut off"),
        ("card=start.first_neuron." + BOMB, "more than 1,000,000 characters"),
        ("A" * 10_000_000, "10,000,000 characters"),
    ],
)
def test_a_broken_link_is_refused_in_words(text, says):
    with pytest.raises(InputError, match=says):
        read_card_link(text)


@pytest.mark.parametrize(
    "code",
    [
        "print(1)",
        "first_neuron(x=print(1))",
        "first_neuron(**{'x': 1.0})",
        "first_neuron(x=check('00.1', 1))",
        "first_neuron(x=().__class__)",
        "first_neuron(x=1.0); print(1)",
        "first_neuron(x=" + "(" * 500 + ")" * 500 + ")",
        "first_neuron(x=[y for y in (1,)])",
        "__import__('os')",
        "",
    ],
)
def test_nothing_but_a_card_and_its_settings_is_read(code, capsys):
    with pytest.raises(InputError, match="something else than a card"):
        open_card(link(code))
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("lab", "name"),
    [("nowhere", "card"), ("start", "no_card"), ("links", "open_card"), ("start", "goals"), ("os", "system")],
)
def test_only_cards_of_the_laboratories_are_made(lab, name):
    with pytest.raises(InputError, match="has no card"):
        open_card(link(f"{name}()", lab, name))


def test_a_setting_that_a_card_refuses_is_told_as_ever():
    with pytest.raises(InputError, match="first_neuron has no setting colour"):
        open_card(link("first_neuron(colour='red')"))


def test_a_link_that_would_be_too_long_names_the_next_step():
    with pytest.raises(InputError, match="at most 30,000. Next: copy it as code"):
        card_link("start", "first_neuron", str([i * 7**0.5 for i in range(5000)]))


def test_a_link_that_would_unfold_into_much_is_not_unfolded():
    tracemalloc.start()
    with pytest.raises(InputError):
        read_card_link("card=start.first_neuron." + BOMB)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20e6  # of 100 MB that it holds


def test_the_menu_gives_the_link_and_a_state_too_large_is_told():
    app = first_neuron(x=1.0)
    app.card.receive({"kind": "link"})
    assert app.card.link["card"] == app.link
