"""The inside of a stranger's notebook: its JSON, read in bounded memory, and its code, looked at as text."""

from .answers import Definitions, bound_names, definitions, new_lines
from .json_reader import TOO_LONG, BrokenJson, TooDeepJson, TooMuchJson, read_json
from .memory import ReadingMemory

__all__ = [
    "TOO_LONG",
    "BrokenJson",
    "Definitions",
    "ReadingMemory",
    "TooDeepJson",
    "TooMuchJson",
    "bound_names",
    "definitions",
    "new_lines",
    "read_json",
]
