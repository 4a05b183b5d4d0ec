"""A notebook of an older version asks for a folder that this library does not have: it is told so in one plain line."""

from __future__ import annotations

import sys
from importlib.abc import MetaPathFinder


class MissingPart(ModuleNotFoundError):
    """A part of the library that is not there; in a notebook it shows as its message alone, without a traceback.

    >>> print(MissingPart("lecture_lib.puppets"))
    lecture_lib has no part “puppets”. ...
    """

    def __init__(self, name: str) -> None:
        part = name.removeprefix("lecture_lib.")
        super().__init__(
            f"lecture_lib has no part “{part}”. This notebook was probably made for another version of the course: "
            "open the one in this version's notebooks folder, or look in CHANGELOG.md for where its names are now.",
            name=name,
        )

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


class Signpost(MetaPathFinder):
    """Asked last, when nobody has found a module: answers for those of this library, and where Python itself asks."""

    def find_spec(self, name: str, path, target=None) -> None:
        package = sys.modules.get(name.rpartition(".")[0])
        if name.startswith("lecture_lib.") and path is getattr(package, "__path__", None):
            raise MissingPart(name)


def put_up_signpost() -> None:
    """Let an import of a part that is not there end in one plain line; calling it twice changes nothing.

    >>> put_up_signpost()
    >>> import lecture_lib.puppets
    Traceback (most recent call last):
    lecture_lib.course.older_notebooks.MissingPart: lecture_lib has no part “puppets”. ...
    """
    if not any(isinstance(finder, Signpost) for finder in sys.meta_path):
        sys.meta_path.append(Signpost())
