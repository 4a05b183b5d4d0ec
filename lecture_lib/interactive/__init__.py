"""What every widget stands on: a frozen state, a pure view of it, a board to touch, undo, goals and quizzes.

Imports drawing, checking and course; knows no topic.
"""

from .app import App, Feedback, View, code_text
from .card_link import card_link, course_address, read_card_link
from .controls import (
    Button,
    Choice,
    Download,
    Play,
    Slider,
    TextArea,
    TextField,
    Toggle,
    Upload,
    even_values,
    log_values,
)
from .event import Event, decode_event, require_target
from .freehand import Pen, apply_stroke
from .goal import Goal, GoalProgress
from .number_boxes import answer_box, fitted_text, given_box
from .prediction import Prediction, predict
from .progress_bar import Item, progress_bar
from .quiz import Quiz, quiz
from .stage_card import Shown, StageCard, still_card
from .widget import widget
from .worksheet import (
    BORDERS,
    SIGNS,
    CellContent,
    OrderedWorksheet,
    Worksheet,
    ask_next,
    cell_contents,
    count_right,
    enter_number,
    fill_cell,
    is_complete,
    open_cells,
    parse_entry,
    reveal_all,
    reveal_cell,
    reveal_number,
)

__all__ = [
    "BORDERS",
    "SIGNS",
    "App",
    "Button",
    "CellContent",
    "Choice",
    "Download",
    "Event",
    "Feedback",
    "Goal",
    "GoalProgress",
    "Item",
    "OrderedWorksheet",
    "Pen",
    "Play",
    "Slider",
    "Prediction",
    "Quiz",
    "Shown",
    "StageCard",
    "TextArea",
    "TextField",
    "Toggle",
    "Upload",
    "View",
    "Worksheet",
    "answer_box",
    "apply_stroke",
    "ask_next",
    "card_link",
    "cell_contents",
    "code_text",
    "count_right",
    "course_address",
    "decode_event",
    "enter_number",
    "even_values",
    "fill_cell",
    "fitted_text",
    "given_box",
    "is_complete",
    "log_values",
    "open_cells",
    "parse_entry",
    "predict",
    "progress_bar",
    "quiz",
    "read_card_link",
    "require_target",
    "reveal_all",
    "reveal_cell",
    "reveal_number",
    "still_card",
    "widget",
]
