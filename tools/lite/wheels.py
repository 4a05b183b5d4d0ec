"""The wheels that the browser's Python is given: those of `wheels.lock`, and the library's own."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from tools.console import Trouble
from tools.processes import ROOT

HERE = Path(__file__).resolve().parent
LOCK = HERE / "wheels.lock"
KERNEL = "jupyterlite_pyodide_kernel"  # its wheel holds the kernel's own, which are on no index
LAB_ONLY = (KERNEL, "jupyterlab_widgets")  # what the page needs of these; Python in the page does without
BUILDER = ("doit", "jupyterlite_core")  # what puts it together; of no use to anybody afterwards
_NOT_SOURCE = (".*", "*.egg-info", "build", "dist", "docs", "solutions", "source", "tests", "__pycache__")


def fetch_wheels(kept: Path) -> list[Path]:
    """Return the wheels of `wheels.lock`; pip fetches those that are not in the folder `kept` yet."""
    lines = [line for line in LOCK.read_text("utf-8").splitlines() if "==" in line]
    wanted = sorted(line.split()[0].replace("-", "_").replace("==", "-") for line in lines)
    if not set(wanted) <= set(_wheels_in(kept)):
        kept.mkdir(parents=True, exist_ok=True)
        pure = ("--only-binary=:all:", "--platform=any", "--implementation=py", "--abi=none", "--python-version=3.14")
        _pip("download", "--no-deps", "--require-hashes", *pure, f"--dest={kept}", f"--requirement={LOCK}")
    found = _wheels_in(kept)
    return [found[name] for name in wanted]


def _wheels_in(folder: Path) -> dict[str, Path]:
    """Return the wheels of a folder, each by its name and version."""
    return {"-".join(wheel.name.split("-")[:2]): wheel for wheel in folder.glob("*.whl")}


def install_builder(wheels: list[Path], folder: Path) -> Path:
    """Install JupyterLite's builder in `folder`, apart from all else that is installed, and return the folder."""
    _pip("install", "--no-deps", "--no-index", f"--target={folder}", *map(str, wheels))
    return folder


def kernel_wheels(kernel: Path, folder: Path) -> list[Path]:
    """Unpack the wheels that the kernel's own wheel holds, but the one for ipywidgets 7."""
    with zipfile.ZipFile(kernel) as archive:
        inside = [name for name in archive.namelist() if "static/pypi/" in name and name.endswith(".whl")]
        for name in inside:
            (folder / Path(name).name).write_bytes(archive.read(name))
    return [folder / Path(name).name for name in inside if "widgetsnbextension-3" not in name]


def library_wheel(folder: Path) -> Path:
    """Build the library's wheel in `folder`, from a copy, so that no earlier build's files get into it."""
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place) / "course"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*_NOT_SOURCE))
        _pip("wheel", "--no-deps", "--no-build-isolation", f"--wheel-dir={folder}", str(copy))
    (wheel,) = folder.glob("lecture_lib-*.whl")
    return wheel


def _pip(*arguments: str) -> None:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", *arguments]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        lines = [line.strip() for line in done.stderr.splitlines() if "rror" in line] or ["pip gave no reason."]
        raise Trouble(
            f"The wheels for the course in the browser could not be made ready. {lines[-1]}",
            "check that this machine reaches the internet (needed this once), then run the same command again",
        )
