"""The house as a whole: imports point down, notebooks keep their budget, every row is there, words are in order."""

import ast
import json
import re
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

from lecture_lib.words.checks import questions
from tests.rows import ROOT, question_modules, rows

LIBRARY = sorted(path.relative_to(ROOT) for path in ROOT.glob("lecture_lib/**/*.py"))
NOTEBOOKS = sorted(ROOT.glob("notebooks/*.ipynb"))
SOURCES = sorted(ROOT.glob("source/**/*.py"))
STANDARD = sys.stdlib_module_names


def ids(paths):
    return [path.stem if path.is_absolute() else path.as_posix() for path in paths]


def tree(path):
    return ast.parse((ROOT / path).read_text("utf-8"))


# --- floors ------------------------------------------------------------------------------------------------------

NUMPY, PICTURES = {"numpy"}, {"numpy", "matplotlib"}
MAY = {0: NUMPY | {"threadpoolctl"}, 1: NUMPY | {"packaging"}, 2: PICTURES, 3: PICTURES | {"IPython", "ipywidgets", "anywidget", "traitlets", "distributed"}}
"""What each floor may import, besides the standard library and the floors below it."""


def floor(name: str) -> int:
    """Return the floor of a module: lecture_lib.words.checks → 1. The facade stands on floor 1."""
    parts = name.split(".")[1:]
    return {"words": 1, "pictures": 2, "widgets": 3, "grading": 3}.get(parts[0], 0) if parts else 1


def dotted(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def is_module(name: str) -> bool:
    place = ROOT / Path(*name.split("."))
    return place.with_suffix(".py").is_file() or (place / "__init__.py").is_file()


def imported(path: Path) -> set[str]:
    """Return the full names of all modules that a file imports, wherever in the file it does."""
    package = dotted(path).split(".") if path.name == "__init__.py" else dotted(path).split(".")[:-1]
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = ".".join([*package[:len(package) - node.level + 1], node.module or ""] if node.level else [node.module])
            base = base.rstrip(".")
            parts = {f"{base}.{alias.name}" for alias in node.names}
            found |= {part for part in parts if is_module(part)} | ({base} if not all(map(is_module, parts)) else set())
    return found


@pytest.mark.parametrize("path", LIBRARY, ids=ids(LIBRARY))
def test_imports_point_down(path):
    here = floor(dotted(path))
    for name in imported(path):
        if name.split(".")[0] == "lecture_lib":
            assert floor(name) <= here, f"{path} (floor {here}) imports {name} (floor {floor(name)})"
        else:
            assert name.split(".")[0] in STANDARD | MAY[here], f"{path} (floor {here}) imports {name}"


def test_the_guard_sees_what_it_guards():
    assert {"lecture_lib.activations", "lecture_lib.words.checks"} <= imported(Path("lecture_lib/__init__.py"))
    assert {"lecture_lib.pictures.svg", "lecture_lib.mlp", "typing"} <= imported(Path("lecture_lib/pictures/forward_table.py"))
    assert "anywidget" in imported(Path("lecture_lib/widgets/board.py"))
    assert [floor(dotted(Path("lecture_lib", name))) for name in ("mlp.py", "words/slips.py", "pictures/svg.py", "widgets/quiz.py")
            ] == [0, 1, 2, 3]
    assert floor("lecture_lib") == floor(dotted(Path("lecture_lib/__init__.py"))) == 1


LOADED = """
import sys, os
import numpy
before = numpy.get_printoptions(), numpy.geterr(), str(numpy.random.get_state()), sorted(os.environ.items())
import {0}
assert before == (numpy.get_printoptions(), numpy.geterr(), str(numpy.random.get_state()), sorted(os.environ.items()))
print(sorted(name for name in sys.modules if name.split('.')[0] in {1}))
"""


SLOW = {"matplotlib", "ipywidgets", "anywidget", "IPython", "pandas", "scipy", "sklearn", "torch", "nbformat", "jsonschema"}


@pytest.mark.parametrize("modules, never", [
    ("lecture_lib", SLOW), ("lecture_lib.words.checks, lecture_lib.words.questions.q05", SLOW), ("lecture_lib.pictures.svg", SLOW)])
def test_importing_loads_no_upper_floor_and_changes_nothing(modules, never, tmp_path):
    run = subprocess.run([sys.executable, "-c", LOADED.format(modules, never)], capture_output=True, text=True, cwd=ROOT)
    assert (run.stdout, run.stderr) == ("[]\n", "")


# --- words in code -----------------------------------------------------------------------------------------------


def public(path):
    """Yield the module's public functions and classes."""
    for node in tree(path).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node


@pytest.mark.parametrize("path", LIBRARY, ids=ids(LIBRARY))
def test_what_is_public_says_what_it_is_for(path):
    assert ast.get_docstring(tree(path))
    assert [node.name for node in public(path) if not ast.get_docstring(node)] == []


@pytest.mark.parametrize("path", LIBRARY, ids=ids(LIBRARY))
def test_public_functions_below_the_widgets_show_an_example(path):
    lacking = [node.name for node in public(path) if isinstance(node, ast.FunctionDef)
               and floor(dotted(path)) <= 2 and ">>>" not in (ast.get_docstring(node) or "")]
    assert lacking == []


@pytest.mark.parametrize("path", LIBRARY, ids=ids(LIBRARY))
def test_nothing_is_left_lying_in_the_library(path):
    assert not re.search(r"\b(TODO|FIXME|XXX|breakpoint|pdb)\b", (ROOT / path).read_text("utf-8"))
    calls = [node.func for node in ast.walk(tree(path)) if isinstance(node, ast.Call)]
    assert "print" not in {call.id for call in calls if isinstance(call, ast.Name)}


# --- notebooks ---------------------------------------------------------------------------------------------------


def cells(path):
    return json.loads(path.read_text("utf-8"))["cells"]


def text(cell):
    return "".join(cell["source"])


def code(path):
    return [text(cell) for cell in cells(path) if cell["cell_type"] == "code"]


def prose(path):
    return "\n\n".join(text(cell) for cell in cells(path) if cell["cell_type"] == "markdown")


def length(source):
    return sum(bool(line.strip()) for line in source.splitlines())


every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=ids(NOTEBOOKS))


@every_notebook
def test_cells_are_short(path):
    lengths = [length(source) for source in code(path)]
    assert statistics.median(lengths) <= 4
    assert max(lengths) <= 15
    assert lengths[0] <= 3
    assert [line for source in code(path) for line in source.splitlines() if len(line) > 100] == []


@every_notebook
def test_text_stands_before_code(path):
    kinds = "".join(cell["cell_type"][0] for cell in cells(path))
    assert kinds.startswith("m") and "cccc" not in kinds


@every_notebook
def test_code_is_plain(path):
    for source in code(path):
        module = ast.parse(source)                                    # no magics, no shell
        for node in ast.walk(module):
            assert not (isinstance(node, ast.ImportFrom) and node.names[0].name == "*"), source
            assert not (isinstance(node, ast.ImportFrom) and node.module.split(".")[0] in ("tools", "tests")), source
            assert not (isinstance(node, ast.Attribute) and node.attr == "show"), source
            assert not (isinstance(node, ast.Name) and node.id in ("open", "eval", "exec")), source


def test_no_function_is_written_in_two_notebooks():
    home = {}
    for path in NOTEBOOKS:
        names = {node.name for source in code(path) for node in ast.walk(ast.parse(source))
                 if isinstance(node, ast.FunctionDef | ast.ClassDef)}
        for name in names:
            assert home.setdefault(name, path.stem) == path.stem, f"{name} is defined in {home[name]} and {path.stem}"


@every_notebook
def test_anatomy(path):
    first, words, last = text(cells(path)[0]), prose(path), text(cells(path)[-1])
    assert re.match(rf"# {int(path.stem[:2])} · [A-Z]", first)
    for part in ("You will be able to", "You need", "Time"):
        assert f"**{part}**" in first
    assert 3 <= len(re.findall(r"^- ", first, re.MULTILINE)) <= 5
    assert re.search(r"\d+ minutes", first)
    headings = re.findall(r"^## (.*)$", words, re.MULTILINE)
    assert headings[-3:] == ["Summary", "Notation", "References"] and "## References" in last
    assert 4 <= len(headings) - 3 <= 7
    sheet = ROOT / "exercises" / path.name
    assert (f"](../exercises/{path.name})" in words) == sheet.exists()


@every_notebook
def test_each_prediction_is_revealed_further_down(path):
    sources = code(path)
    for i, source in enumerate(sources):
        for row, guesses in re.findall(r'^predict\("([\d.]+)", (.*)\)$', source, re.MULTILINE):
            after = "\n".join(sources[i + 1:])
            for name in re.findall(r"(\w+)=", guesses):
                assert re.search(rf'reveal\("{row}",[^"]*(\b{name}=|\*\*)', after), f"{row}: {name} is guessed, but not revealed"


@every_notebook
def test_links_lead_somewhere(path):
    for target in re.findall(r"\]\((?!https?:)([^)#]+)[^)]*\)", prose(path)):
        assert (path.parent / target).exists(), target


# --- rows --------------------------------------------------------------------------------------------------------

THERE = [row for path in NOTEBOOKS for row in rows().get(path.stem[:2], ())]


def test_every_notebook_has_its_rows():
    assert {path.stem[:2] for path in NOTEBOOKS} <= set(rows()) and THERE


@every_notebook
def test_the_sections_are_the_rows(path):
    headings = re.findall(r"^## (\d\d\.\d+)", prose(path), re.MULTILINE)
    assert sorted(set(headings)) == rows()[path.stem[:2]]
    assert headings == sorted(headings)


def files_that_name(row):
    """Return the test files that name this row."""
    return [path.name for path in ROOT.glob("tests/**/*.py")
            if path.name not in ("rows.py", Path(__file__).name) and re.search(rf"\b{row}[a-z]?\b", path.read_text("utf-8"))]


@pytest.mark.parametrize("row", THERE)
def test_every_row_is_asked_or_tested(row):
    asked = [number for number in questions(row[:2]) if number.rstrip("abcdefgh") == row]
    assert asked or files_that_name(row)


def test_every_question_belongs_to_a_row():
    for lecture in question_modules():
        for number in questions(lecture):
            assert number.rstrip("abcdefgh") in rows()[lecture]


# --- prose -------------------------------------------------------------------------------------------------------

AMERICAN = re.compile(r"\b((recogni|normali|initiali|optimi|minimi|maximi|visuali|generali|reali|organi|summari)z(e[sd]?|ing|ation)|"
                      r"analyz(e[sd]?|ing)|behaviors?|neighbor\w*|colors?|colored|centers?|centered|favorite|gray|labeled|modeling)\b", re.I)
TALKING_DOWN = re.compile(r"\b(simply|obviously|just|easy|easily|trivial|trivially|of course|clearly)\b", re.I)


def plain(markdown):
    """Return the prose of a text: no code, no mathematics, no tags, no addresses of links."""
    for not_prose in (r"```.*?```", r"`[^`]*`", r"\$\$.*?\$\$", r"\$[^$]*\$", r"<[^>]*>", r"\]\([^)]*\)"):
        markdown = re.sub(not_prose, " ", markdown, flags=re.DOTALL)
    return markdown


def comments_and_markdown(path):
    """Return the markdown cells and the comments of a source in percent format; titles of works are others' words."""
    own = path.read_text("utf-8").split("# ## References")[0]
    return "\n".join(re.findall(r"(?:^|\s)#(?! %%)(?!##)(.*)$", own, re.MULTILINE))


@pytest.mark.parametrize("path", SOURCES, ids=ids(SOURCES))
def test_the_prose_of_the_sources(path):
    words = plain(comments_and_markdown(path))
    assert [m[0] for m in AMERICAN.finditer(words)] == []
    assert [m[0] for m in TALKING_DOWN.finditer(words)] == []


PAGES = [ROOT / "README.md", *sorted(ROOT.glob("docs/*.md"))]


@pytest.mark.parametrize("path", PAGES, ids=ids(PAGES))
def test_the_prose_of_the_pages(path):
    words = plain(path.read_text("utf-8"))
    assert [m[0] for m in AMERICAN.finditer(words)] == []
    assert [m[0] for m in TALKING_DOWN.finditer(words)] == []


@pytest.mark.parametrize("path", LIBRARY, ids=ids(LIBRARY))
def test_the_prose_of_the_library(path):
    docstrings = [ast.get_docstring(node) or "" for node in ast.walk(tree(path))
                  if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)]
    strings = [node.value for node in ast.walk(tree(path))
               if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.search(r"[a-z] [a-z]", node.value)]
    words = "\n".join(plain(text) for text in docstrings + [text for text in strings if "{" not in text and ":#" not in text])
    assert [m[0] for m in AMERICAN.finditer(words)] == []
    assert [m[0] for m in TALKING_DOWN.finditer(words)] == []


def test_the_guard_of_words_can_bark():
    assert AMERICAN.search("We recognize it") and AMERICAN.search("the center") and not AMERICAN.search("the centre we recognise")
    assert TALKING_DOWN.search("It is simply so.") and not TALKING_DOWN.search("An adjustable justification, uneasy.")
    assert plain("a `color` $b_{just}$ <b style='color:red'>c</b> [d](just.md)").split() == ["a", "c", "[d"]
