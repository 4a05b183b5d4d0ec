"""A card as it stands in a link: its laboratory, its name, and the call that makes it, compressed, behind the # of an
address. The course in the browser opens it there; `open_card` of the laboratories does in any notebook.
"""

from __future__ import annotations

import base64
import re
import zlib
from importlib import metadata

from ..validation import InputError, must_be

LONGEST = 30_000  # characters; browsers and messages cut what is longer
MOST_CODE = 1_000_000  # characters
_LINK = re.compile(r"(?:.*#)?(?:card=)?([a-z]\w*)\.([a-z]\w*)\.([A-Za-z0-9_-]+)", re.ASCII | re.DOTALL)


def card_link(lab: str, name: str, code: str) -> str:
    """Return what stands behind the # of a link to the card `name` of a laboratory, made by the call `code`.

    Raises `InputError` where it would be too long.

    >>> read_card_link("https://example.org/lab#" + card_link("start", "first_neuron", "first_neuron(x=1.0)"))
    ('start', 'first_neuron', 'first_neuron(x=1.0)')
    """
    packed = base64.urlsafe_b64encode(zlib.compress(code.encode(), 9)).decode().rstrip("=")
    link = f"card={lab}.{name}.{packed}"
    if len(link) > LONGEST:
        raise InputError(
            f"A link to this card would have {len(link):,} characters. Links have at most {LONGEST:,}. "
            "Next: copy it as code."
        )
    return link


def read_card_link(link: str) -> tuple[str, str, str]:
    """Return the laboratory, the card and the code that a link, or what stands behind its #, holds.

    >>> read_card_link("#card=start.first_neuron.abc")
    Traceback (most recent call last):
    lecture_lib.validation.InputError: The link is broken or cut off. Copy it again as a whole.
    """
    link = must_be(str, link, "a link must be text").strip()
    if len(link) > MOST_CODE:
        raise InputError(f"The link has {len(link):,} characters. Links have at most {LONGEST:,}.")
    found = _LINK.fullmatch(link)
    if not found:
        raise InputError("The link holds no card. Behind its # there should be card=, a laboratory, a card and a text.")
    return found[1], found[2], _unpacked(found[3])


def course_address() -> str:
    """Return where the course in the browser is, as whoever published this library has written in it; else nothing.

    >>> isinstance(course_address(), str)
    True
    """
    try:
        links = metadata.metadata("lecture-lib").get_all("Project-URL") or []
    except metadata.PackageNotFoundError:
        return ""
    named = (link.partition(", ") for link in links)
    return next((address for name, _, address in named if name == "Course in the browser"), "")


def _unpacked(packed: str) -> str:
    """Return the text; a short link that would unfold into gigabytes is refused before it does."""
    unfolding = zlib.decompressobj()
    try:
        data = base64.b64decode(packed + "=" * (-len(packed) % 4), altchars=b"-_", validate=True)
        code = unfolding.decompress(data, MOST_CODE).decode()
    except (ValueError, zlib.error):  # not what base64 has, bytes that are no text
        raise InputError("The link is broken or cut off. Copy it again as a whole.") from None
    if unfolding.unconsumed_tail:
        raise InputError(f"The link holds more than {MOST_CODE:,} characters.")
    if not unfolding.eof:
        raise InputError("The link is broken or cut off. Copy it again as a whole.")
    return code
