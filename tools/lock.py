"""Makes the locks again, for `run.py lock`: what is locked stays, or becomes the newest or oldest that is allowed.

Needs uv. What the course installs is written to requirements.lock, what its tests install besides to
requirements-test.lock, and the wheels that the locks' hashes stand for to tests/tools/locked_wheels.txt: from their
names one can tell, without a network, on which systems the locks can be installed.
"""

import shutil
import subprocess
import tempfile
import tomllib
from pathlib import Path

from tools.console import RUN, Trouble, say
from tools.packages import LOCKS
from tools.processes import ROOT

WHEELS = ROOT / "tests" / "tools" / "locked_wheels.txt"
COMPILE = ["uv", "pip", "compile", "-q", "pyproject.toml", "--universal", "--python-version", "3.11", "--no-header"]
PLAIN = ["--generate-hashes", "--no-emit-index-url", "--no-emit-find-links", "--no-annotate"]  # no addresses
CHOICES = {"--newest": ["--upgrade"], "--oldest": ["--upgrade", "--resolution", "lowest-direct"]}  # uv's words
NEEDS = {"lab": ["--extra", "lab"], "test": ["--extra", "lab", "--group", "test"]}


def uv_compile(*options):
    if subprocess.run([*COMPILE, *map(str, options)], cwd=ROOT).returncode:
        raise Trouble("uv found no set of versions; what it says is above.", "correct a range in pyproject.toml")


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


def command(args):
    """Read the command line: nothing, --newest or --oldest."""
    if args and (len(args) > 1 or args[0] not in CHOICES):
        raise Trouble("lock knows --newest and --oldest, one at a time.", RUN + " lock --newest")
    if shutil.which("uv") is None:
        raise Trouble("The locks are made by uv, which is not on the PATH.", "python3 -m pip install uv")
    write_locks(CHOICES[args[0]] if args else [])
    WHEELS.write_text("\n".join(locked_wheels()) + "\n", encoding="utf-8")
    say("{} and {} are made again.".format(*(path.name for path in LOCKS.values())))
    return 0
