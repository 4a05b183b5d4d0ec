"""What goes behind the wall is exactly the declared mathematics with its data, and works there."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import IPython
import numpy as np
import pytest

from lecture_lib.data import digits, load_random_label_run
from lecture_lib.grading.sandbox import Bubblewrap, Landlock, Session, SessionPool, probes
from lecture_lib.grading.sandbox.walls import COURSE_WORDS, IPYTHON_FILES, course_copy
from lecture_lib.mathematics import FOLDERS
from tests.notebooks.rows import ROOT

LIBRARY = ROOT / "lecture_lib"


def contents(folder):
    """Return the bytes of all files below a folder, by their paths; what Python compiled is left out."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_exactly_the_declared_folders_are_shipped_with_their_data():
    shipped = contents(course_copy() / "lecture_lib")
    facade = shipped.pop("__init__.py").decode()
    wanted = {name: (LIBRARY / name).read_bytes() for name in ("validation.py", "mathematics.py")}
    for folder in FOLDERS:
        wanted |= {f"{folder}/{name}": data for name, data in contents(LIBRARY / folder).items()}
    assert shipped == wanted
    assert {"data/mnist_5k.npz", "data/random_labels.json", "nn/mlp.py"} <= set(shipped)
    assert facade.splitlines()[0] == "from .mathematics import *"
    silent = [line.removeprefix("from inside.stand_ins import show_nothing as ") for line in facade.splitlines()[1:]]
    assert tuple(silent) == COURSE_WORDS


def test_beside_it_stand_the_programmes_of_the_other_side_alone():
    assert {path.name for path in course_copy().iterdir()} == {"lecture_lib", "inside", "IPython"}
    assert contents(course_copy() / "inside") == contents(LIBRARY / "grading/sandbox/inside")


def test_of_ipython_what_reads_a_cell_is_there_as_it_is_and_no_more():
    there = contents(course_copy() / "IPython")
    faces = {name: there.pop(name).decode() for name in list(there) if name.endswith("__init__.py")}
    installed = Path(IPython.__file__).parent
    assert there == {name: (installed / name).read_bytes() for name in IPYTHON_FILES} and len(faces) == 3
    assert all("__getattr__ = attributes_of(__name__)" in face for face in faces.values())


def test_on_the_other_side_numpy_is_the_only_package_that_is_needed():
    others = ["markupsafe", "contourpy", "matplotlib", "ipywidgets", "anywidget", "packaging"]
    code = f"""
import sys
sys.modules.update(dict.fromkeys({others}))  # importing any of them now fails at once
sys.path[:0] = [{str(course_copy())!r}]
import inside.runner, inside.fork_server, lecture_lib
for folder in {FOLDERS}:
    __import__("lecture_lib." + folder)
print(lecture_lib.__file__, sys.modules["IPython"].__file__)
"""
    run = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    places = [str(course_copy() / name / "__init__.py") for name in ("lecture_lib", "IPython")]
    assert run.stdout.split() == places


@pytest.fixture(scope="module", params=[Bubblewrap, Landlock])
def wall(request):
    """Each sandbox that may hold strangers' code; left out where it cannot start, but on CI it must."""
    why_not = probes.start_problem(request.param())
    if why_not and os.environ.get("CI"):
        pytest.fail(why_not)
    if why_not:
        pytest.skip(why_not)
    return request.param()


@pytest.fixture(scope="module", params=["alone", "from a fork server"])
def session(request, wall):
    """A session in each wall, started by itself and made by a fork server."""
    if request.param == "alone":
        with Session(wall) as made:
            yield made
        return
    with SessionPool(wall) as pool, pool.open() as made:
        yield made


def run(session, source):
    return session.ask(20.0, do="cell", cell=0, source=np.frombuffer(source.encode(), np.uint8))["error"]


def value(session, name):
    return session.ask(20.0, do="get", name=name)["value"]


def test_the_digits_are_there(session):
    assert (
        run(
            session,
            "from lecture_lib.data import digits\nimport hashlib\nfound = digits()\n"
            "shapes = [part.shape for part in found]\n"
            "sums = [hashlib.sha256(part.tobytes()).hexdigest() for part in found]",
        )
        == ""
    )
    assert value(session, "shapes") == [part.shape for part in digits()]
    assert sum(shape[0] for shape in value(session, "shapes")[::2]) == 5000
    assert value(session, "sums") == [hashlib.sha256(part.tobytes()).hexdigest() for part in digits()]


def test_the_kept_run_on_random_labels_is_there(session):
    assert (
        run(session, "from lecture_lib.data import load_random_label_run\ncurves = load_random_label_run().curves")
        == ""
    )
    assert run(session, "points = [[curve.hidden, [tuple(p) for p in curve.points]] for curve in curves]") == ""
    assert value(session, "points") == [
        [curve.hidden, [tuple(point) for point in curve.points]] for curve in load_random_label_run().curves
    ]


def test_the_facade_computes_and_what_asks_is_silent(session):
    assert (
        run(
            session,
            "from lecture_lib import *\nfrom lecture_lib import check, hint, solution, predict, reveal\n"
            "out = forward(MLP(([[1.0]], [2.0], relu)), [3.0]).a[-1]\n"
            "silent = [f('05.1a', 1, z=2) for f in (check, hint, solution, predict, reveal)]",
        )
        == ""
    )
    assert value(session, "out") == 5.0 and value(session, "silent") == [None] * 5
    assert session.kept == b""


@pytest.mark.parametrize("name", ["questions", "questions.q05", "checking", "course", "grading"])
def test_what_asks_and_knows_the_answers_is_not_there(session, name):
    assert run(session, f"import lecture_lib.{name}").startswith("ModuleNotFoundError")
    assert run(session, f"from lecture_lib import {name.split('.')[0]}").startswith("ImportError")


@pytest.mark.parametrize("name", ["drawing", "interactive", "labs", "labs.xor", "labs.xor.both_planes"])
def test_what_shows_and_asks_is_there_in_name_alone(session, name):
    assert run(session, f"import lecture_lib.{name} as module\nfile = getattr(module, '__file__', 'none')") == ""
    assert value(session, "file") == "none"
    assert run(session, "thing = module.anything(1).more") == ""
    assert repr(value(session, "thing")).startswith("something of type placeholder for lecture_lib")


@pytest.mark.parametrize("wall", [Bubblewrap(), Landlock()], ids=lambda wall: wall.name)
def test_runners_find_the_modules_loaded_that_are_worth_it(wall):
    if why_not := probes.start_problem(wall):
        pytest.skip(why_not)
    there = "import sys\nthere = 'colorsys' in sys.modules"
    for modules, wanted in (((), False), (("no_such_module", "colorsys"), True)):
        with SessionPool(wall, 1, modules) as pool, pool.open() as session:
            run(session, there)
            assert session.ask(20.0, do="get", name="there")["value"] is wanted
