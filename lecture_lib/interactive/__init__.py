"""What every widget stands on: a frozen state, a pure view of it, a board to touch, undo, goals and quizzes.

Imports drawing, checking and course; knows no topic.
"""

from .app import App, Button, Choice, Goal, Play, Slider, View
from .board import Board
from .freehand import Pen, apply_stroke
from .progress_bar import Item, progress_bar
from .quiz import quiz
from .worksheet import BORDERS, SIGNS, CellContent

__all__ = [
    "BORDERS",
    "SIGNS",
    "App",
    "Board",
    "Button",
    "CellContent",
    "Choice",
    "Goal",
    "Item",
    "Pen",
    "Play",
    "Slider",
    "View",
    "apply_stroke",
    "progress_bar",
    "quiz",
]
