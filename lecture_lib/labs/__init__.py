"""The laboratories: one folder a topic, with its widgets, their pictures and the words that go with them.

A laboratory imports anything below it and never another laboratory. `open_card` makes a card from a link.
"""

from .links import open_card

__all__ = ["open_card"]
