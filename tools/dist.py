"""Builds what a package index takes, for `run.py dist`: the source distribution, and the wheel that is made from it."""

import contextlib
import io
import os
import sys
import tarfile
import tempfile
from pathlib import Path

from setuptools import build_meta

from tools.console import RUN, Trouble, say
from tools.processes import ROOT


def build(project, out):
    """Build both from a project's folder into the folder `out`; the two paths.

    The wheel comes from the unpacked source distribution, so that nothing gets into it that the other lacks.
    """
    sdist = Path(out) / in_folder(project, build_meta.build_sdist, out)
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(sdist) as archive:
            archive.extractall(folder, filter="data")
        (unpacked,) = Path(folder).iterdir()
        return sdist, Path(out) / in_folder(unpacked, build_meta.build_wheel, out)


def in_folder(folder, make, out):
    """What `make(out)` returns, called with this folder as the working directory, where the backend looks."""
    before = os.getcwd()
    os.chdir(folder)
    try:
        with (
            contextlib.redirect_stdout(io.StringIO()),
            contextlib.redirect_stderr(io.StringIO()),
        ):  # a line for each file
            return make(str(out))
    finally:
        os.chdir(before)


def main(args):
    """Read the command line: the name of a folder, which is new or empty."""
    if len(args) != 1 or args[0].startswith("-"):
        raise Trouble("dist needs one name: of a new folder.", RUN + " dist dist")
    out = Path(args[0]).resolve()
    if out.exists() and not (out.is_dir() and not any(out.iterdir())):
        raise Trouble(f"{args[0]} is there already, and nothing is overwritten.", "give another name, or delete it")
    out.mkdir(parents=True, exist_ok=True)
    for path in build(ROOT, out):
        say(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Trouble as trouble:
        sys.exit(f"{trouble}\nNext: {trouble.next_step}")
