"""Makes the locks again: `python -m tools.lock`; with `--upgrade`, from the newest versions that pyproject.toml allows.

Needs uv. What the course installs is written to requirements.lock, what its tests install besides to
requirements-test.lock, and the wheels that the locks' hashes stand for to tests/tools/locked_wheels.txt: from their
names one can tell, without a network, on which systems the locks can be installed.
"""

import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from tools.packages import LOCKS
from tools.processes import ROOT

WHEELS = ROOT / "tests" / "tools" / "locked_wheels.txt"
COMPILE = ["uv", "pip", "compile", "-q", "pyproject.toml", "--universal", "--python-version", "3.11", "--no-header"]
PLAIN = ["--generate-hashes", "--no-emit-index-url", "--no-emit-find-links", "--no-annotate"]  # no addresses
NEEDS = {"lab": ["--extra", "lab"], "test": ["--extra", "lab", "--group", "test"]}


def uv_compile(*options):
    subprocess.run([*COMPILE, *map(str, options)], cwd=ROOT, check=True)


def write_locks(options):
    """Lock the learners' set, then the tests' with the same versions."""
    uv_compile(*NEEDS["lab"], *PLAIN, *options, "-o", LOCKS["lab"])
    uv_compile(*NEEDS["test"], "-c", LOCKS["lab"], *PLAIN, *options, "-o", LOCKS["test"])


def locked_wheels():
    """The wheels of the locked packages: lines of the first 16 digits of a hash, and the file's name."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pylock.toml"  # names every file by its address: read, and thrown away
        uv_compile(*NEEDS["test"], "-c", LOCKS["test"], "--format", "pylock.toml", "-o", path)
        packages = tomllib.loads(path.read_text(encoding="utf-8"))["packages"]
    wheels = [wheel for package in packages for wheel in package.get("wheels", [])]
    names = {wheel["url"].rpartition("/")[2]: wheel["hashes"]["sha256"][:16] for wheel in wheels}
    return [f"{names[name]} {name}" for name in sorted(names)]


def main(options):
    write_locks(options)
    WHEELS.write_text("\n".join(locked_wheels()) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
