"""The prediction card: blanks are filled, the guess is locked, and kept for `reveal`."""

import pytest

from lecture_lib import InputError, predict, reveal
from lecture_lib.course import progress

SENTENCE = "The unit gives {z1}, it {fires}, and {sure} we are sure; the places are {places}."
KINDS = {"fires": ("fires", "is silent"), "sure": bool, "places": list}


def asked(sentence=SENTENCE, **kinds):
    return predict("05.1", sentence, **(kinds or KINDS))


def fill(card, *texts):
    for name, text in zip(card.names, texts, strict=True):
        card.fill(name, text)
    card.press()


def test_a_locked_guess_is_kept_by_name_and_kind():
    card = asked()
    fill(card, "−2,5", "is silent", "yes", "1 2.5 −3")
    assert card.locked and card.face["reached"]
    assert progress().guess("05.1") == {"z1": -2.5, "fires": "is silent", "sure": True, "places": [1, 2.5, -3]}
    assert reveal("05.1", z1=-2.5, fires="is silent", sure=True, places=[1, 2.5, -3]).right


def test_what_was_locked_is_there_again_when_the_cell_is_run_again():
    fill(asked(), "3", "fires", "no", "1")
    again = asked()
    assert again.locked and again.filled == {"z1": "3", "fires": "fires", "sure": "no", "places": "1"}


def test_a_locked_guess_changes_only_after_guess_again():
    card = asked("It is {z}.", z=float)
    fill(card, "3")
    card.fill("z", "4")
    assert card.filled == {"z": "3"} and not card.face["controls"][0]["enabled"]
    card.press()
    assert not card.locked and card.face["controls"][-1]["label"] == "Lock my guess"
    fill(card, "4")
    assert progress().guess("05.1") == {"z": 4}


@pytest.mark.parametrize(
    "texts, says",
    [(("", "fires", "yes", "1"), "Fill in blank 1 first"), (("x", "fires", "yes", "1"), "blank 1 holds text ('x')")],
)
def test_a_blank_that_is_empty_or_no_number_is_named_and_nothing_is_kept(texts, says):
    card = asked()
    fill(card, *texts)
    assert says in card.feedback["text"] and card.feedback["tone"] == "trouble" and not card.locked
    assert progress().guess("05.1") == {}


def test_the_page_fills_presses_and_cannot_do_more():
    card = asked()
    for message in (
        {"kind": "type", "name": "z1", "text": "3"},
        {"kind": "type", "name": "nobody", "text": "3"},
        {"kind": "set", "name": "fires", "at": 1},
        {"kind": "set", "name": "fires", "at": 9},
        {"kind": "set", "name": "sure", "at": 0},
        {"kind": "type", "name": "places", "text": "7, 8"},
        "nonsense",
        {"kind": "button", "name": "lock"},
    ):
        card.card.receive(message)
    assert progress().guess("05.1") == {"z1": 3, "fires": "is silent", "sure": True, "places": [7, 8]}


@pytest.mark.parametrize(
    "sentence, kinds, says", [("No blank.", {}, "a prediction has blanks"), ("{a}", {"b": str}, "no blank {b}")]
)
def test_a_sentence_that_cannot_be_asked_is_refused(sentence, kinds, says):
    with pytest.raises(InputError, match=says):
        predict("05.1", sentence, **kinds)


def test_the_code_form_stays():
    assert predict("05.1", z=3).status == "note" and predict("05.1", z=...).status == "not attempted"


def test_the_still_card_shows_the_blanks_and_no_answer():
    assert "The unit gives ____, it ____" in asked()._repr_html_()
