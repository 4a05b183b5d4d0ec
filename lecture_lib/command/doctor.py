"""`lecture-lib doctor`: a table of what is in order on this machine, and the step that fixes the rest."""

from __future__ import annotations

import os
import sys
from importlib import metadata
from pathlib import Path

from ..course import InstallationFinding, course_folder, installation
from .course_copy import course_names
from .lab import ENVIRONMENT, INSTALL

NOTE = "lecture-lib grade doctor says what keeps strangers' code apart when you grade"


def doctor(version: str) -> int:
    """Print the table; return 1 when something has to be fixed, else 0."""
    findings = [*installation().findings, _jupyterlab(), _kernel(), _notebooks(version)]
    for each in findings:
        print(f"{'ok' if each.well else 'TROUBLE':<8} {each.subject:<14} {each.detail}")
        if not each.well:
            print(f"{'':<23} next: {_next_step(each)}")
    print(f"{'note':<8} {'grading':<14} {NOTE}")
    return 0 if all(each.well for each in findings) else 1


def _next_step(finding: InstallationFinding) -> str:
    """Return what fixes it; the remedies for packages are those of a notebook, and a terminal has a shorter one."""
    return INSTALL + " --upgrade" if "%pip" in finding.remedy else finding.remedy


def _jupyterlab() -> InstallationFinding:
    try:
        return InstallationFinding("JupyterLab", True, metadata.version("jupyterlab"))
    except metadata.PackageNotFoundError:
        return InstallationFinding("JupyterLab", False, "not installed", INSTALL)


def _kernel() -> InstallationFinding:
    """Which kernel a notebook gets: it has to be this Python's, else the library is not found."""
    os.environ.setdefault("JUPYTER_PREFER_ENV_PATH", ENVIRONMENT["JUPYTER_PREFER_ENV_PATH"])
    try:
        from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

        place = KernelSpecManager().get_kernel_spec("python3").resource_dir
    except ImportError:
        return InstallationFinding("kernel", False, "none: it comes with JupyterLab", INSTALL)
    except NoSuchKernel:
        return InstallationFinding("kernel", False, "there is none of the name python3", INSTALL)
    own = Path(place).resolve().is_relative_to(Path(sys.prefix).resolve())
    return InstallationFinding("kernel", own, place, f"remove it: jupyter kernelspec remove python3, then {INSTALL}")


def _notebooks(version: str) -> InstallationFinding:
    course = course_folder()
    names = course_names(course)
    detail = f"{len(names)} of version {version} in {course}" if names else f"none in {course}"
    return InstallationFinding("notebooks", bool(names), detail, INSTALL + " --force-reinstall --no-deps")
