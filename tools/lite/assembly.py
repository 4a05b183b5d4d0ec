"""JupyterLite, put together: the application, its extensions, Python for the page, the notebooks and the sheets."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.console import Trouble
from tools.lite.pyodide import fetch_pyodide, install_pyodide
from tools.lite.wheels import (
    BUILDER,
    HERE,
    KERNEL,
    LAB_ONLY,
    fetch_wheels,
    install_builder,
    kernel_wheels,
    library_wheel,
)
from tools.processes import ROOT

KEPT = ROOT / "build" / "lite-kept"  # what another build need not fetch again
CONTENTS = ("notebooks", "exercises")
PROGRESS = "/drive/progress.jsonl"  # the drive is kept in the browser, and shown as files
FIRST = ("micropip", "piplite", "ipykernel", "comm", "pyodide-kernel", "jedi", "ipython")
"""What the kernel starts with: all of it is brought along."""


def build(target: Path, kept: Path = KEPT) -> Path:
    """Make the course in the browser in the folder `target`, in place of what was there, and return it.

    Raises `Trouble` where something cannot be fetched.
    """
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        fetched = {wheel.name.split("-")[0]: wheel for wheel in fetch_wheels(kept / "wheels")}
        own = [*kernel_wheels(fetched[KERNEL], folder), library_wheel(folder)]
        inside = [wheel for name, wheel in fetched.items() if name not in LAB_ONLY + BUILDER] + own
        builder = install_builder([fetched[name] for name in BUILDER], folder / "builder")
        source, made = folder / "source", folder / "made"
        source.mkdir()
        (source / "jupyter-lite.json").write_text(json.dumps(_settings(), indent=1), "utf-8")
        for name in CONTENTS:
            shutil.copytree(ROOT / name, folder / "contents" / name, ignore=shutil.ignore_patterns(".*"))
        extensions = [fetched[name] for name in (*LAB_ONLY, "anywidget")]
        _run_jupyterlite(builder, source, folder / "contents", made, extensions)
        install_pyodide(fetch_pyodide(kept), inside, made / "static" / "pyodide")
        shutil.copytree(HERE / "open_card", made / "extensions" / "lecture-lib-open-card")
        _list_extension(made / "jupyter-lite.json")
        shutil.rmtree(target, ignore_errors=True)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(made, target)
    return target


def _settings() -> dict:
    kernel = {
        "pyodideUrl": "./static/pyodide/pyodide.mjs",
        "loadPyodideOptions": {"packages": FIRST, "env": {"LECTURE_LIB_PROGRESS": PROGRESS}},
    }
    plugins = {"@jupyterlite/pyodide-kernel-extension:kernel": kernel}
    return {
        "jupyter-lite-schema-version": 0,
        "jupyter-config-data": {"appName": "The course in the browser", "litePluginSettings": plugins},
    }


def _run_jupyterlite(builder: Path, source: Path, contents: Path, target: Path, extensions: list[Path]) -> None:
    asked = {
        "apps": ["lab"],
        "contents": [str(contents)],
        "federated_extensions": [str(wheel) for wheel in extensions],
        "ignore_sys_prefix": True,  # what else is installed here is nothing to the course
        "no_sourcemaps": True,
        "output_dir": str(target),
    }
    (source / "jupyter_lite_config.json").write_text(json.dumps({"LiteBuildConfig": asked}), "utf-8")
    command = [sys.executable, "-m", "jupyterlite_core", "build"]
    where = {**os.environ, "PYTHONPATH": str(builder)}
    done = subprocess.run(command, cwd=source, env=where, capture_output=True, text=True)
    if done.returncode:
        said = done.stderr.strip().splitlines()[-1:] or ["it gave no reason"]
        raise Trouble(f"JupyterLite could not be built: {said[0]}", "python -m tools.lite build/lite")


def _list_extension(file: Path) -> None:
    """Name our own extension among those that the page loads."""
    page = json.loads(file.read_text("utf-8"))
    ours = {"extension": "./extension", "load": "static/remoteEntry.js", "name": "lecture-lib-open-card"}
    page["jupyter-config-data"].setdefault("federated_extensions", []).append(ours)
    file.write_text(json.dumps(page, indent=1), "utf-8")
