"""The family tree: eight schematics, each usable alone, each with its words (row 16.5)."""

from xml.etree import ElementTree

import pytest

from lecture_lib import InputError
from lecture_lib.labs.architectures import FAMILIES, family_schematic, family_tree

LEARNED, MOST_LETTERS = "var(--accent)", 42


def drawn_texts(picture):
    return [node.text for node in ElementTree.fromstring(picture.svg).iter() if node.tag.endswith("text")]


def test_the_tree_has_the_eight_families_of_the_lecture_in_its_order():
    assert FAMILIES == ("dense", "autoencoder", "cnn", "rnn", "transformer", "diffusion", "gan", "reinforcement")
    tree = family_tree()
    assert len(tree.panels) == 8 and {(panel.width, panel.height) for panel in tree.panels} == {(250, 206)}
    assert [str(panel.parts) for panel in tree.panels] == [str(family_schematic(f).panels[0].parts) for f in FAMILIES]


@pytest.mark.parametrize("name", FAMILIES)
def test_a_schematic_stands_alone_says_itself_in_words_and_shows_what_is_learned(name):
    picture = family_schematic(name)
    assert 8 <= len(picture.text.split()) <= 60 and LEARNED in picture.svg
    assert max(map(len, drawn_texts(picture))) <= MOST_LETTERS  # a line of words fits into the panel
    assert "#" not in str(picture.panels[0].parts)  # colours are the theme's alone


def test_the_words_of_the_tree_are_few_and_name_all_eight():
    words = family_tree().text
    assert len(words.split()) <= 60
    named = ("dense", "autoencoder", "convolutional", "recurrent", "transformer", "diffusion", "adversarial", "reinf")
    assert all(name in words for name in named)


def test_the_recurrent_network_is_folded_and_unfolded():
    assert {"folded", "unfolded", "h", "h₁", "h₂", "h₃"} <= set(drawn_texts(family_schematic("rnn")))


def test_another_name_is_told_the_eight():
    with pytest.raises(InputError, match="there is no family 'boltzmann'; choose one of dense, autoencoder, cnn, rnn"):
        family_schematic("boltzmann")
