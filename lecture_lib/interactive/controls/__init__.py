"""The controls of a card: each is tied to a part of the state, says how it looks, and answers to a person.

A look is plain data (a dict that can be JSON), of which the page makes native elements; it sends back what was done."""

from .actions import Button, Play
from .choices import Choice, Slider, Toggle, even_values, log_values
from .exchange import Download, Upload, file_fault
from .groups import Control, group_summaries
from .texts import TextArea, TextField, shown_text

__all__ = [
    "Button",
    "Choice",
    "Control",
    "Download",
    "Play",
    "Slider",
    "TextArea",
    "TextField",
    "Toggle",
    "Upload",
    "even_values",
    "file_fault",
    "group_summaries",
    "log_values",
    "shown_text",
]
