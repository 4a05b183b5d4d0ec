"""Is everything here that the course needs? Said in plain words, with the command that mends it (row 00.2).

The library asks nobody whether it is installed: it works as a folder beside a notebook as well.
"""

from __future__ import annotations

import platform
import sys
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from markupsafe import Markup
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from .progress import progress

PYTHON_VERSIONS = SpecifierSet(">=3.11,<3.15")
REQUIREMENTS = (  # of pyproject.toml; a test keeps the two equal
    Requirement("anywidget>=0.9.18,<0.12"),
    Requirement("contourpy>=1.2.1,<2"),
    Requirement("ipython>=8.20,<10"),
    Requirement("ipywidgets>=8.1,<9"),
    Requirement("markupsafe>=3.0,<4"),
    Requirement("matplotlib>=3.9,<4"),
    Requirement("mistune>=3.0,<4"),
    Requirement("numpy>=2.0,<3"),
    Requirement("packaging>=24"),
    Requirement("threadpoolctl>=3.1,<4"),
    Requirement("traitlets>=5.14,<6"),
)
REPAIR_COMMAND = "python3 run.py lab"


@dataclass(frozen=True)
class InstallationFinding:
    """One thing that was looked at: is it well, what was found, and what to do if it is not."""

    subject: str
    well: bool
    detail: str
    remedy: str = ""


@dataclass(frozen=True)
class Installation:
    """All findings; shows itself as a table, and reads itself out as text."""

    findings: tuple[InstallationFinding, ...]

    @property
    def well(self) -> bool:
        return all(finding.well for finding in self.findings)

    def __repr__(self) -> str:
        return "\n".join(
            f"{'✓' if f.well else '✗'} {f.subject}: {f.detail}{'' if f.well else '. ' + f.remedy}"
            for f in self.findings
        )

    def _repr_html_(self) -> Markup:
        end = (
            "Everything is here." if self.well else "Fix what is marked ✗, then restart the kernel and run this again."
        )
        rows = Markup().join(map(_row_html, self.findings))
        return Markup("<table><tbody>{}</tbody></table><p>{}</p>").format(rows, end)


def installation() -> Installation:
    """Look at Python, the packages and the place where progress is kept.

    >>> installation().well
    True
    """
    return Installation((_python(), *map(_package, REQUIREMENTS), _journal()))


def course_folder() -> Path:
    """Return the folder that holds the notebooks and sheets: in an installed library its own, else the one around it.

    >>> (course_folder() / "exercises").is_dir()
    True
    """
    library = Path(__file__).parents[1]
    inside = library / "course_files"
    return inside if inside.is_dir() else library.parent


def _row_html(finding: InstallationFinding) -> Markup:
    remedy = Markup() if finding.well else Markup("<br><b>{}</b>").format(finding.remedy)
    return Markup("<tr><td style='text-align:left'>{} {}</td><td style='text-align:left'>{}{}</td></tr>").format(
        "✓" if finding.well else "✗", finding.subject, finding.detail, remedy
    )


def _python() -> InstallationFinding:
    version = platform.python_version()
    remedy = f"open the course with: {REPAIR_COMMAND}" if _has_run_py() else "choose it as this notebook's kernel"
    return InstallationFinding(
        "Python",
        PYTHON_VERSIONS.contains(version, prereleases=True),
        f"{version} ({sys.executable})",
        f"The course needs Python {PYTHON_VERSIONS}. Install one, then {remedy}.",
    )


def _package(wanted: Requirement) -> InstallationFinding:
    remedy = (
        f"Close JupyterLab and open the course with: {REPAIR_COMMAND}"
        if _has_run_py()
        else f'Run this in a cell: %pip install "{wanted}"'
    )
    try:
        version = metadata.version(wanted.name)
    except metadata.PackageNotFoundError:
        return InstallationFinding(wanted.name, False, "not installed", remedy)
    return InstallationFinding(
        wanted.name,
        wanted.specifier.contains(version, prereleases=True),
        version,
        f"The course needs {wanted}. {remedy}",
    )


def _has_run_py() -> bool:
    """Does the library stand in the course's own folder, where `run.py` installs what is missing?"""
    return (Path(__file__).parents[2] / "run.py").is_file()


def _journal() -> InstallationFinding:
    journal = progress()
    kept = journal.add("visit", "00")
    return InstallationFinding(
        "progress",
        kept,
        str(journal.path) if kept else f"{journal.path} cannot be written",
        "Your progress will last until the kernel stops. To keep it, set LECTURE_LIB_PROGRESS to a file "
        "that you may write.",
    )
