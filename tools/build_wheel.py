"""What setuptools does when it builds the wheel: the notebooks and sheets go in, so that `lecture-lib lab` has them.

They lie beside the library, where learners and authors look for them, and are copied nowhere else in the course.
Named in pyproject.toml; imports nothing of ours, because an installer loads it by itself.
"""

from __future__ import annotations

from pathlib import Path

from setuptools.command.build_py import build_py

FOLDERS = ("notebooks", "exercises")  # what a learner gets; solved sheets are handed out by nobody
INSIDE = Path("lecture_lib", "course_files")  # where the wheel holds them: lecture_lib.course.course_folder()


class BuildWithNotebooks(build_py):
    """setuptools' own `build_py`, and then the notebooks; a library that is used in place has them beside it."""

    def run(self) -> None:
        """Copy the library into the folder from which the wheel is made, and the notebooks into it."""
        super().run()
        for target, source in self._notebooks().items():
            self.mkpath(str(Path(target).parent))
            self.copy_file(source, target)

    def get_outputs(self, include_bytecode: bool = True) -> list[str]:
        """Return every file that is made."""
        return [*super().get_outputs(include_bytecode), *self._notebooks()]

    def _notebooks(self) -> dict[str, str]:
        if self.editable_mode:
            return {}
        files = [path for folder in FOLDERS for path in sorted(Path(folder).glob("*.ipynb"))]
        return {str(Path(self.build_lib) / INSIDE / path): str(path) for path in files}
