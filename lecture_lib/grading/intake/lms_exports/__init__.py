"""The exports of Moodle, Canvas, Blackboard, Brightspace, ILIAS, A+, Gradescope, Google Classroom, nbgrader, by names.

They are believed only at the level of the class: no student takes another's place by names inside a folder or a zip."""

from .class_names import ClassNames
from .exports import (
    GRADESCOPE_NOTES,
    MAX_WRAPPERS,
    is_class_litter,
    is_platforms_own,
    is_work,
    poses_as_class,
    students_named,
    wrappers_around,
)
from .file_names import FileOrigin, file_origin, plain_origin
from .people import may_be_around_class, people_named

__all__ = [
    "GRADESCOPE_NOTES",
    "MAX_WRAPPERS",
    "ClassNames",
    "FileOrigin",
    "file_origin",
    "is_class_litter",
    "is_platforms_own",
    "is_work",
    "may_be_around_class",
    "people_named",
    "plain_origin",
    "poses_as_class",
    "students_named",
    "wrappers_around",
]
