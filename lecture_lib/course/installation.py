"""Is everything here that the course needs? Said in plain words, with the command that mends it (row 00.2)."""

from __future__ import annotations

import platform
import sys
from dataclasses import dataclass
from importlib import metadata

from markupsafe import Markup
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from .progress import progress

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
            "Everything is here." if self.well else "Mend what is marked ✗, then restart the kernel and run this again."
        )
        rows = Markup().join(map(_row_html, self.findings))
        return Markup("<table><tbody>{}</tbody></table><p>{}</p>").format(rows, end)


def installation() -> Installation:
    """Look at Python, the packages and the place where progress is kept.

    >>> installation().well
    True
    """
    return Installation((_python(), *map(_package, _requirements()), _journal()))


def _row_html(finding: InstallationFinding) -> Markup:
    remedy = Markup() if finding.well else Markup("<br><b>{}</b>").format(finding.remedy)
    return Markup("<tr><td style='text-align:left'>{} {}</td><td style='text-align:left'>{}{}</td></tr>").format(
        "✓" if finding.well else "✗", finding.subject, finding.detail, remedy
    )


def _python() -> InstallationFinding:
    wanted = metadata.metadata("lecture-lib").get("Requires-Python", ">=3.11")
    version = platform.python_version()
    return InstallationFinding(
        "Python",
        version in SpecifierSet(wanted, prereleases=True),
        f"{version} ({sys.executable})",
        f"Python {wanted} is wanted. Install one, then open the course with: {REPAIR_COMMAND}",
    )


def _requirements() -> list[Requirement]:
    """Return what every learner needs; extras, for teachers say, may be missing."""
    wanted = map(Requirement, metadata.requires("lecture-lib") or ())
    return [one for one in wanted if one.marker is None or one.marker.evaluate({"extra": ""})]


def _package(wanted: Requirement) -> InstallationFinding:
    try:
        version = metadata.version(wanted.name)
    except metadata.PackageNotFoundError:
        return InstallationFinding(
            wanted.name, False, "not installed", f"Close JupyterLab and open the course with: {REPAIR_COMMAND}"
        )
    return InstallationFinding(
        wanted.name,
        wanted.specifier.contains(version, prereleases=True),
        version,
        f"{wanted} is wanted. Close JupyterLab and open the course with: {REPAIR_COMMAND}",
    )


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
