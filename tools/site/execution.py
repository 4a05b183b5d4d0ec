"""The notebooks with what their cells put out: each is run once, and again only when it or the library has changed."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.metadata import version
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode
from traitlets.config import Config

from tools.processes import ROOT

_ENCRYPTED = Config({"KernelManager": {"transport_encryption": "auto"}})  # a kernel that is not says so each time
_AT_ONCE = 2  # kernels
_SECONDS = 600  # a cell
_LONGEST_FIRST = ("15", "16", "11", "14")  # the others fill what time is left beside them


def executed_notebooks(paths: Iterable[Path], kept: Path) -> dict[str, NotebookNode]:
    """Return the notebooks at `paths` with their outputs, by their names; what `kept` holds is not run again."""
    kept.mkdir(parents=True, exist_ok=True)
    in_order = sorted(paths, key=lambda path: (path.name[:2] not in _LONGEST_FIRST, path.name))
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        done = threads.map(lambda path: _executed(path, kept), in_order)
        return dict(zip([path.stem for path in in_order], done))


def _executed(path: Path, kept: Path) -> NotebookNode:
    file = kept / f"{path.stem}-{digest(path)}.ipynb"
    if not file.exists():
        notebook = nbformat.read(path, as_version=4)
        place = {"metadata": {"path": str(path.parent)}}
        NotebookClient(notebook, timeout=_SECONDS, resources=place, config=_ENCRYPTED).execute()
        unfinished = file.with_suffix(".unfinished")
        nbformat.write(notebook, unfinished)
        unfinished.replace(file)  # a build that is stopped leaves no half of a notebook
    for old in kept.glob(f"{path.stem}-*"):
        if old != file:
            old.unlink()
    return nbformat.read(file, as_version=4)


def digest(path: Path) -> str:
    """Return a number for all that the outputs of a notebook depend on: its code, the library, the packages."""
    cells = nbformat.read(path, as_version=4).cells
    code = json.dumps([cell.source for cell in cells if cell.cell_type == "code"])
    return hashlib.sha256((code + _surroundings()).encode()).hexdigest()[:16]


@cache
def _surroundings() -> str:
    files = [
        path
        for ending in ("py", "json", "npz", "js", "css")
        for path in sorted(ROOT.glob(f"lecture_lib/**/*.{ending}"))
    ]
    library = [hashlib.sha256(path.read_bytes()).hexdigest() for path in files if "grading" not in path.parts]
    packages = [version(name) for name in ("numpy", "matplotlib", "ipywidgets", "nbclient")]
    return "\n".join([platform.python_version(), *packages, *library])
