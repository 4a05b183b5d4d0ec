"""The learner's way through the course: progress, predictions, the course map, and what is installed.

Knows that there are questions, but not what they ask.
"""

from .cards import Card
from .console import ConsoleProgressBar
from .course_map import CHAPTERS, CourseMap, NotebookProgress, course_map
from .installation import REPAIR_COMMAND, Installation, InstallationFinding, installation
from .number_line import number_line
from .older_notebooks import MissingPart, Signpost, put_up_signpost
from .predictions import record_prediction, reveal
from .progress import Progress, progress
from .question_index import questions

__all__ = [
    "CHAPTERS",
    "REPAIR_COMMAND",
    "Card",
    "ConsoleProgressBar",
    "CourseMap",
    "Installation",
    "InstallationFinding",
    "MissingPart",
    "NotebookProgress",
    "Progress",
    "Signpost",
    "course_map",
    "installation",
    "number_line",
    "progress",
    "put_up_signpost",
    "questions",
    "record_prediction",
    "reveal",
]
