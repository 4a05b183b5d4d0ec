"""A state in a link: its JSON, compressed, as the part of an address behind the #."""

from __future__ import annotations

import base64
import zlib

from ....validation import InputError, must_be
from ..setup import Setup
from .kept_json import MOST_CHARACTERS
from .state_json import S, read_state, state_json

NAME = "playground="
LONGEST = 30_000  # characters; browsers and messages cut what is longer


def link_fragment(state: Setup) -> str:
    """Return what stands behind the # of a link to this state.

    Where the trained network would make it too long, the link holds the settings only, from which it is trained anew;
    `InputError` if they are too long too, or if the network cannot be had from them.

    >>> read_link("https://example.org/lab#" + link_fragment(Setup("spiral")), Setup) == Setup("spiral")
    True
    """
    short = _packed(state_json(state))
    if len(short) > LONGEST and not getattr(state, "kept", ""):
        short = _packed(state_json(state, with_run=False))
    if len(short) > LONGEST:
        raise InputError(
            f"this state needs a link of {len(short):,} characters. Links have at most {LONGEST:,}; export it as JSON."
        )
    return NAME + short


def read_link(link: str, kind: type[S]) -> S:
    """Return the state that a link, or what stands behind its #, holds.

    >>> read_link("#playground=abc", Setup)
    Traceback (most recent call last):
    lecture_lib.validation.InputError: the link is broken or cut off. Copy it again as a whole.
    """
    _, found, packed = must_be(str, link, "a link must be text").strip().partition(NAME)
    if not found:
        raise InputError(f"the link holds no playground. Behind its # there should be {NAME}...")
    if len(packed) > MOST_CHARACTERS:
        raise InputError(f"the link has {len(packed):,} characters. Links have at most {LONGEST:,}.")
    return read_state(_unpacked(packed), kind)


def _packed(text: str) -> str:
    return base64.urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode().rstrip("=")


def _unpacked(packed: str) -> str:
    """Return the text; a short link that would unfold into gigabytes is refused before it does."""
    unfolding = zlib.decompressobj()
    try:
        data = base64.b64decode(packed + "=" * (-len(packed) % 4), altchars=b"-_", validate=True)
        text = unfolding.decompress(data, 4 * MOST_CHARACTERS).decode()
    except (ValueError, zlib.error):  # letters that do not belong there, bytes that are no text
        unfolding, text = None, ""
    if unfolding is None or not (unfolding.eof or unfolding.unconsumed_tail):
        raise InputError("the link is broken or cut off. Copy it again as a whole.")
    if not unfolding.eof or len(text) > MOST_CHARACTERS:
        raise InputError(f"the link holds more than {MOST_CHARACTERS:,} characters.")
    return text
