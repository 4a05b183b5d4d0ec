"""The learner's way through the course: progress, predictions, the course map, and what is installed.

Knows that there are questions, but not what they ask.
"""

from .cards import Card
from .console import ConsoleProgressBar
from .course_map import CHAPTERS, CourseMap, NotebookProgress, course_map
from .goal_index import goals, notebooks
from .guess import About, AnyOf, InAnyOrder, Nearness, about, any_of, in_any_order, judge_guess, shown_truth
from .installation import REPAIR_COMMAND, Installation, InstallationFinding, course_folder, installation
from .number_line import number_line
from .older_notebooks import MissingPart, Signpost, put_up_signpost
from .predictions import record_prediction, reveal
from .progress import Progress, progress
from .question_index import questions
from .rings import Completion, ring

__all__ = [
    "CHAPTERS",
    "REPAIR_COMMAND",
    "About",
    "AnyOf",
    "Card",
    "Completion",
    "ConsoleProgressBar",
    "CourseMap",
    "InAnyOrder",
    "Installation",
    "InstallationFinding",
    "MissingPart",
    "Nearness",
    "NotebookProgress",
    "Progress",
    "Signpost",
    "about",
    "any_of",
    "course_folder",
    "course_map",
    "goals",
    "in_any_order",
    "installation",
    "judge_guess",
    "notebooks",
    "number_line",
    "progress",
    "put_up_signpost",
    "questions",
    "record_prediction",
    "reveal",
    "ring",
    "shown_truth",
]
