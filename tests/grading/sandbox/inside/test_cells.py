"""A submission's cells: read as JupyterLab reads them, run as far as names allow, and nothing twice."""

import json
import re
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from lecture_lib import __all__ as facade
from lecture_lib import mathematics
from lecture_lib.grading.sandbox import Session, Trusted, UnsupportedValue
from lecture_lib.grading.sandbox.inside.cells import LEFT_OUT, Namespace, statement_time
from lecture_lib.grading.sandbox.walls import COURSE_WORDS, course_copy
from tests.notebooks.rows import ROOT


def ran(*cells, **more):
    """Run cells; return the names and what each cell says."""
    namespace = Namespace()
    return namespace, [namespace.run_cell(i, source, **more) for i, source in enumerate(cells)]


# --- what needs a failing line, and what does not ---------------------------------------------------------------------

BELOW = {
    "another name": ("z = 1", True),
    "a function": ("def z():\n    return broken", True),
    "a class": ("class z:\n    pass", True),
    "a function with a default that needs it": ("def z(a=broken):\n    return a", False),
    "a decorator that needs it": ("@broken\ndef z():\n    pass", False),
    "what reads it": ("z = broken + 1", False),
    "what reads what reads it": ("y = broken\nz = y", False),
    "in a comprehension": ("z = [broken for _ in range(2)]", False),
    "the own name of a comprehension": ("z = [broken for broken in range(2)]", True),
    "in a text": ("z = f'{broken}'", False),
    "made anew": ("broken = 3\nz = broken", True),
    "changed": ("broken += 1\nz = broken", False),
    "taken from an import": ("import math as broken\nz = broken.pi", True),
    "in a loop": ("for i in range(2):\n    z = broken", False),
    "beside it in a loop": ("for i in range(2):\n    z = i", True),
    "in a class": ("class z:\n    a = broken", False),
    "own in a class": ("class z:\n    broken = 1\n    a = broken", True),
    "a lambda": ("z = lambda: broken", True),
    "in a match": ("match [1, 2]:\n    case [broken, z]:\n        pass", True),
    "by walrus": ("print(z := 5)", True),
}


@pytest.mark.parametrize("name", BELOW)
@pytest.mark.parametrize("line", ["broken = 1 / 0", "broken = [1][2]", "from nowhere import broken"])
def test_below_a_failing_line_runs_what_does_not_need_it(name, line):
    below, made = BELOW[name]
    namespace, (says, *_) = ran(f"{line}\n{below}")
    assert ("z" in namespace.names) is made and re.match("ZeroDivision|Index|ModuleNotFound", says)


def test_a_value_of_an_earlier_cell_is_not_taken_for_the_one_that_was_not_made():
    namespace, says = ran("w = 1", "w = 1 / 0\nz = w")
    assert "z" not in namespace.names and says[1].startswith("ZeroDivisionError")
    assert [event[2] for event in namespace.history(["w"])["events"]] == ["made", "lost"]


def test_the_second_time_only_what_was_left_is_run():
    namespace, cells = Namespace(), ["n = []", "n.append(1)\nlate.append(n)\nn.append(2)", "late = []"]
    for i in (0, 1, 2, 1):
        says = namespace.run_cell(i, cells[i])
    assert says == "" and namespace.names["n"] == [1, 2] and namespace.names["late"] == [[1, 2]]


def test_the_second_time_a_magic_runs_no_more_than_was_left():
    namespace, cells = Namespace(), ["n = []", "%%time\nn.append(1)\nlate.append(n)", "late = []"]
    for i in (0, 1, 2, 1):
        says = namespace.run_cell(i, cells[i])
    assert says == "" and namespace.names["late"] == [[1]]


def test_what_took_too_long_is_not_tried_the_second_time_and_what_waited_for_a_name_is(monkeypatch):
    monkeypatch.setattr(statement_time, "STATEMENT_SECONDS", 0.1)
    source = "n.append(1)\nwhile n.append(2) is None:\n    pass\nz = late"
    namespace = Namespace()
    for i, cell in enumerate(["n = []", source, "late = 3"]):
        namespace.run_cell(i, cell, slow=i == 1)
    before = len(namespace.names["n"])
    assert before > 2 and "z" not in namespace.names
    assert namespace.run_cell(1, source, slow=True) == "" and namespace.names["z"] == 3
    assert len(namespace.names["n"]) == before


def test_of_a_cell_that_ended_a_session_the_definitions_run():
    source = "import math\ndef f():\n    return n\nclass A:\n    pass\nn = 1\nwhile True:\n    pass"
    namespace, says = ran(source, definitions_only=True)
    assert says == [""] and {"math", "f", "A"} <= namespace.names.keys() and "n" not in namespace.names
    assert namespace.history(["n"])["events"] == [[0, "n", "lost", LEFT_OUT]]


# --- as in a notebook -------------------------------------------------------------------------------------------------


def test_the_last_values_have_their_names():
    namespace, says = ran("1 + 1", "'a'", "[_, __, _1, Out[2], In[1]]", "2;", "_ + [_i]", "print()", "x = 3")
    assert says == [""] * 7
    assert namespace.names["_3"] == ["a", 2, 2, "a", "1 + 1"] and namespace.names["_5"][-1] == "2;"
    assert namespace.names["Out"].keys() == {1, 2, 3, 5}


def test_who_uses_the_underscore_keeps_it():
    namespace, says = ran("for _ in range(3):\n    pass", "7", "x = _, _2")
    assert says == [""] * 3 and namespace.names["x"] == (2, 7)


@pytest.mark.parametrize(
    "source, z",
    [
        ("%time z = 2", 2),
        ("%timeit -n 10 -r3 z = 2", 2),
        ("%%timeit z = 1\nz += 1", 2),
        ("%%time\nz = 2", 2),
        ("%%capture --no-stderr kept\nz = 2\nprint(z)", 2),
        ("%%prun -s cumulative\nz = 2", 2),
        ("z = %time 1 + 1", 2),
        ("took = %timeit -o 1 + 1\nz = 2 if took.average >= 0 else 0", 2),
        ("%matplotlib inline\n%load_ext autoreload\n%autoreload 2\nz = 2", 2),
        ("# timed\n%%time\nz = 2", 2),
        ("!pip install torch\nz = 2", 2),
        ("names = !ls\nz = 2", 2),
        ("z = 2\nz?", 2),
        ("?print\nz = 2", 2),
        ("%env SEED=3\nimport os\nz = int(os.environ['SEED']) - 1", 2),
        ("get_ipython().magic('matplotlib inline')\nget_ipython().run_cell('z = 2')", 2),
        ("from IPython import get_ipython\nget_ipython().run_line_magic('time', 'z = 2')", 2),
        ("get_ipython().events.register('post_run_cell', print)\nz = 2", 2),
        ("get_ipython().ex('z = 1')\nz = get_ipython().ev('z') + 1", 2),
        ("%pylab inline\nz = int(array([2])[0])", 2),
        ("x = 5\nz = x \\\n  % 3", 2),
        ("text = '''\n%time\n!ls\n'''\nz = 2", 2),
        (">>> def f():\n...     return 2\n...\n>>> z = f()", 2),
        ("In [1]: z = 2", 2),
        ("\n\n   z = 1\n   z += 1", 2),
        ("await None if False else 0\nz = 2", 2),
        ("%reset -f\nz = 2", 2),
        ("z = 1 +\\\n1", 2),
    ],
)
def test_a_cell_means_what_it_means_in_jupyterlab(source, z):
    with session(source) as (say, value):
        assert say == [""] and value("z") == z


@pytest.mark.parametrize(
    "source", ["%%bash\nfor f in *; do echo $f; done", "%%html\n<b>x</b>", "%%javascript\nalert(1)"]
)
def test_a_cell_in_another_language_is_left_out(source):
    assert ran(source)[1] == [""]


SHOWING = {
    "everything that displays": "from IPython.display import *\ndisplay(HTML('x'), Math('y'))\nclear_output(True)",
    "captured output": "from IPython.utils.capture import capture_output\n"
    "with capture_output() as out:\n    pass\nout.show()",
    "magics of one's own": "from IPython.core.magic import register_line_magic\n@register_line_magic\n"
    "def hello(line):\n    return line\n%hello you",
    "settings": "%config InlineBackend.figure_format = 'retina'\n%precision 3\n%xmode Verbose\n%who\n%history",
    "where am I": "'IPKernelApp' in get_ipython().config\nget_ipython().kernel.do_shutdown(False)",
    "commands": "!!ls\n!python -V\n%sx ls\nimport os\nos.listdir()",
    "help": "print?\n??print\nos.*path*?",
    "sound": "import IPython.display as ipd\nipd.Audio([1, 2], rate=3)",
    "another's progress": "from tqdm.auto import trange\nfor i in trange(2, desc='a'):\n    pass",
    "a drawing": "from lecture_lib.drawing import Frame, figure\n"
    "f = Frame(0, 1, 0, 1)\nwith figure() as g:\n    g.x = f.at(1, 2)",
}


@pytest.mark.parametrize("name", SHOWING)
def test_what_only_shows_does_no_harm(name):
    with session(f"{SHOWING[name]}\nz = 2") as (says, value):
        assert says == [""] and value("z") == 2


BACKENDS = ("mpl.use('TkAgg')", "plt.switch_backend('QtAgg')", "mpl.rcParams['backend'] = 'TkAgg'")


@pytest.mark.parametrize("choose", BACKENDS)
def test_pictures_need_no_window_whatever_backend_is_asked_for(choose):
    pytest.importorskip("matplotlib")
    lines = ["import matplotlib as mpl", "import matplotlib.pyplot as plt", choose]
    for order in ([0, 1, 2], [0, 2, 1])[: 1 if "plt" in choose else 2]:
        cell = "\n".join([*(lines[i] for i in order), "plt.plot([1, 2])", "plt.show()", "z = plt.get_backend()"])
        with session(cell) as (says, value):
            assert says == [""] and value("z").lower() == "agg"


def test_a_module_is_written_into_a_folder_that_a_command_would_make():
    cells = ["!mkdir -p own", "%cd nowhere", "%%writefile own/sums.py\nz = 2", "from own.sums import z"]
    with session(*cells) as (says, value):
        assert says == [""] * 4 and value("z") == 2


def test_magics_and_await_go_together():
    cells = [
        "import asyncio\nasync def f():\n    return 2",
        "%%time\nz = await f()",
        "%time y = 3",
        "y = await f()\n!ls",
    ]
    with session(*cells) as (says, value):
        assert says == [""] * 4 and value("z") == value("y") == 2


def test_what_a_magic_runs_and_what_it_writes_is_told_like_all_else():
    namespace, says = ran("%%time\nz = 1 / 0\ny = 2", "%run nowhere.py")
    assert says[0] == "ZeroDivisionError: division by zero" and says[1].startswith("FileNotFoundError")
    assert namespace.names["y"] == 2 and [event[2] for event in namespace.history(["z"])["events"]] == ["lost"]


def test_a_notebook_beside_is_run_cell_by_cell(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    cells = [{"cell_type": kind, "source": source} for kind, source in [("markdown", "no"), ("code", ["x = 1\n", "x"])]]
    (tmp_path / "steps.ipynb").write_text(json.dumps({"cells": cells}), "utf-8")
    namespace, says = ran("%run steps.ipynb", "%run -i 'steps.ipynb'\ny = x")
    assert says == ["", ""] and namespace.names["y"] == 1


def test_a_syntax_error_is_told_with_its_line_and_no_file():
    assert ran("x = 1\ny = = 2")[1] == ["SyntaxError: invalid syntax (line 2)"]


def test_a_future_import_holds_for_the_cells_below():
    namespace, says = ran("from __future__ import annotations", "def f(x: Nowhere): ...", "x = f.__annotations__['x']")
    assert says == [""] * 3 and namespace.names["x"] == "Nowhere"
    assert ran("def f(x: int): ...\nx = f.__annotations__['x']")[0].names["x"] is int  # and this file's own does not


# --- behind the wall ------------------------------------------------------------------------------------------------


@contextmanager
def session(*cells):
    """Run cells in a process of their own; give what they say, and what looks up a name."""
    with Session(Trusted()) as opened:
        sent = [np.frombuffer(source.encode(), np.uint8) for source in cells]
        says = [opened.ask(20.0, do="cell", cell=i, source=source)["error"] for i, source in enumerate(sent)]
        yield says, lambda name: opened.ask(5.0, do="get", name=name)["value"]


def course_imports():
    """Return all import statements of the course's notebooks and sheets but those that ask the learner's own record."""
    found = set()
    for path in (*(ROOT / "notebooks").glob("*.ipynb"), *(ROOT / "exercises").glob("*.ipynb")):
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                source = "".join(cell["source"])
                found |= set(re.findall(r"^(?:from [\w.]+ import (?:\([^)]*\)|[^#\n]+)|import [^#\n]+)", source, re.M))
    return sorted(line for line in found if "lecture_lib.course" not in line)


def test_whatever_a_notebook_of_the_course_imports_is_found():
    imports = course_imports()
    assert len(imports) > 150 and any("labs" in line for line in imports)
    with session(*imports) as (says, _):
        assert {line: error for line, error in zip(imports, says) if error} == {}


def test_the_facade_behind_the_wall_has_the_names_of_the_real_one():
    assert set(COURSE_WORDS) | set(mathematics.__all__) == set(facade) | {"put_up_signpost"}
    with session(f"from lecture_lib import {', '.join(facade)}", "from lecture_lib import Relu") as (says, _):
        assert says[0] == "" and says[1].startswith("ImportError")


@pytest.mark.parametrize("hidden", ["lecture_lib.questions", "lecture_lib.grading", "lecture_lib.questions.q05"])
def test_what_must_not_be_there_has_no_stand_in(hidden):
    with session(f"import {hidden}") as (says, _):
        assert says[0].startswith("ModuleNotFoundError")


def test_a_stand_in_is_no_answer():
    cell = "from lecture_lib.labs.depth import depth_width\nz = depth_width()\nimport IPython\ny = IPython.display"
    with session(cell) as (says, value):
        assert says == [""] and isinstance(value("y"), UnsupportedValue)
        assert repr(value("z")) == "something of type placeholder for lecture_lib.labs.depth.depth_width"


NUMPY_ALONE = """
import sys
sys.path[:0] = sys.argv[1:]
from inside.cells import Namespace
namespace = Namespace()
namespace.take_over()
print([namespace.run_cell(i, cell) for i, cell in enumerate([
    "%time z = 1", "import ipywidgets as w\\nw.IntSlider(3)\\nfrom tqdm import tqdm\\nz = list(tqdm([1]))",
    "from IPython.display import HTML, display\\ndisplay(HTML('x'))", "import seaborn, pandas\\ny = 2", "!ls",
    "from ipywidgets import interact\\n@interact(n=3)\\ndef f(n): return n\\nz.append(f(4))",
    "import matplotlib.pyplot as plt\\nfig, axes = plt.subplots(2)\\naxes[0].plot([1, 2])\\nplt.show()",
])], namespace.names["z"], namespace.names["y"])
"""


def test_it_needs_numpy_alone(tmp_path):
    """As in a container, where nothing else is installed."""
    packages = Path(np.__file__).parents[1]
    for path in packages.glob("numpy*"):
        (tmp_path / path.name).symlink_to(path)
    command = [sys.executable, "-I", "-S", "-c", NUMPY_ALONE, str(course_copy()), str(tmp_path)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert said.strip() == "['', '', '', \"ModuleNotFoundError: No module named 'pandas'\", '', '', ''] [1, 4] 2"


def test_what_was_printed_is_there_when_the_cell_is_done():
    with Session(Trusted()) as opened:
        for source in (b"print('hello')", b"import sys\nsys.stdout = None", b"import sys\nsys.stderr.write('x')"):
            opened.ask(20.0, do="cell", cell=0, source=np.frombuffer(source, np.uint8))
        assert opened.kept.decode() == "hello\nx"


def test_helper_files_keep_their_folders_and_never_lie_above():
    with Session(Trusted()) as opened:
        files = {name: [np.frombuffer(b"1", np.uint8)] for name in ("a.txt", "data/b.txt", "../c.txt", "/d.txt")}
        opened.ask(20.0, do="files", files=files)
        source = b"import os\nz = sorted(os.path.join(p, f) for p, _, fs in os.walk('.') for f in fs)"
        opened.ask(20.0, do="cell", cell=0, source=np.frombuffer(source, np.uint8))
        assert opened.ask(5.0, do="get", name="z")["value"] == ["./a.txt", "./c.txt", "./d.txt", "./data/b.txt"]
