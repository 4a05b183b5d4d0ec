"""The made files: the same bytes at every run, equal to their source, and sheets that work as they stand."""

import ast
import copy
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from lecture_lib.course import progress, questions
from tests.notebooks.rows import ROOT
from tools import build, sheets, slide_checks, stills
from tools import notebook as nb

LESSONS = sorted(path.stem for path in ROOT.glob("source/*.py"))
FOLDERS = ("notebooks", "exercises", "solutions")
SHEETS = sorted(path.stem for path in ROOT.glob("source/exercises/*.py"))

AGAIN = """
import json
from tools import build
print(json.dumps({path.as_posix(): text for path, text in build.generated_files().items()}))
"""


pytestmark = pytest.mark.xdist_group("build")  # one build serves all of them


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """All made files, with the outputs of the solved sheets: made in a process with its own hash seed and clock."""
    journal = tmp_path_factory.mktemp("build") / "progress.jsonl"
    env = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LECTURE_LIB_PROGRESS": str(journal)}
    other = subprocess.run([sys.executable, "-c", AGAIN], cwd=ROOT, env=env, stdout=subprocess.PIPE, timeout=280)
    return {Path(path): text for path, text in json.loads(other.stdout).items()}


@pytest.fixture(scope="module")
def made():
    """All made files, the solved sheets not run: this takes seconds instead of a minute."""
    return build.unexecuted_files()


def notebook(made, folder, stem):
    return nbformat.reads(made[Path(folder, stem + ".ipynb")], as_version=4)


def marked(book, part):
    """Return the cells of one part of a sheet (answer, check, explain) by number."""
    found = {}
    for cell in book.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if name.startswith(part + "-"):
            found[name.removeprefix(part + "-").replace("-", ".")] = cell
    return found


# --- the same at every run, and equal to the source --------------------------------------------------------------


@pytest.mark.slow
def test_another_run_gives_the_same_bytes_as_the_one_that_is_committed(run):
    assert [str(path) for path in build.stale_files(run)] == [], "run: python3 run.py build"


def test_what_is_committed_equals_its_source_but_for_outputs(made, tmp_path):
    committed = [path.relative_to(ROOT) for folder in FOLDERS for path in (ROOT / folder).glob("*.ipynb")]
    for path in {*made, *committed}:
        text = (ROOT / path).read_text("utf-8")
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(without_outputs(text) if path.parts[0] == "solutions" else text, "utf-8")
    assert [str(path) for path in build.stale_files(made, tmp_path)] == [], "run: python3 run.py build"


def without_outputs(text):
    book = nbformat.reads(text, as_version=4)
    for cell in book.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return nb.notebook_text(book)


def test_everything_is_made(made):
    assert {path.stem for path in made if path.parts[0] == "notebooks"} == set(LESSONS)
    assert {path.stem for path in made if path.parts[0] == "exercises"} == set(SHEETS) <= set(LESSONS)
    assert {path.stem for path in made if path.parts[0] == "solutions"} == set(SHEETS)


def test_no_made_file_knows_this_machine(made):
    for path, text in made.items():
        assert str(ROOT) not in text and str(Path.home()) + "/" not in text, path
        if path.suffix == ".ipynb":
            book = json.loads(text)
            assert book["metadata"] == nb.METADATA
            assert not any("execution" in cell["metadata"] or "jupytext" in cell["metadata"] for cell in book["cells"])


def test_every_cell_has_an_id_of_its_own(made):
    for path, text in made.items():
        if path.suffix == ".ipynb":
            ids = [cell["id"] for cell in json.loads(text)["cells"]]
            assert len(set(ids)) == len(ids) > 0


def test_an_id_stays_when_a_cell_comes_in_above():
    text = (ROOT / "source" / f"{LESSONS[-1]}.py").read_text("utf-8")
    before = [cell.id for cell in nb.add_cell_ids(nb.read(text)).cells]
    after = [
        cell.id
        for cell in nb.add_cell_ids(nb.read("# %% [markdown]\n# A new beginning.\n\n# %%\n4321\n\n" + text)).cells
    ]
    assert after[2:] == before and len(set(after)) == len(after)


def test_cells_alike_get_different_ids_and_kinds_too():
    book = nb.add_cell_ids(nb.read("# %%\n1\n\n# %%\n1\n\n# %% [markdown]\n# 1\n\n# %%\n1\n"))
    assert len({cell.id for cell in book.cells}) == 4


# --- what a learner gets -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "folder, stem", [("notebooks", stem) for stem in LESSONS] + [("exercises", stem) for stem in SHEETS]
)
def test_a_learner_gets_no_outputs_but_still_cards_and_no_marks(made, folder, stem):
    for cell in notebook(made, folder, stem).cells:
        assert cell.get("execution_count") == (stills.NOT_RUN if cell.get("outputs") else None)
        for output in cell.get("outputs", []):
            html = output["data"]["text/html"]
            assert folder == "notebooks" and html.startswith('<div class="ll-card') and "run the cell" in html
            assert 'data-ll-card=""' in html and "widget" not in html and output["data"]["text/plain"]
        assert sheets.BEGIN not in cell.source and sheets.END not in cell.source


@pytest.mark.parametrize("stem", SHEETS)
def test_a_stub_holds_no_line_of_its_solution(made, stem):
    solved, stub = (marked(notebook(made, folder, stem), "answer") for folder in ("solutions", "exercises"))
    assert list(solved) == list(stub) != []
    for number, cell in solved.items():
        inside = sheets._REGION.search(cell.source + "\n")[2]
        lines = [line.strip() for line in inside.splitlines() if line.strip()]
        assert lines and "..." in stub[number].source, number
        assert not set(lines) & {line.strip() for line in stub[number].source.splitlines()}, number
        ast.parse(stub[number].source)


@pytest.mark.parametrize("stem", SHEETS)
def test_stub_and_solved_sheet_differ_in_the_answers_alone(made, stem):
    solved, stub = (notebook(made, folder, stem) for folder in ("solutions", "exercises"))
    answers = set(marked(solved, "answer")) | set(marked(solved, "explain"))
    for one, other in zip(solved.cells, stub.cells, strict=True):
        assert one.metadata == other.metadata
        number = one.metadata.get("nbgrader", {}).get("grade_id", "").partition("-")[2].replace("-", ".")
        assert one.source == other.source or number in answers


@pytest.mark.parametrize("stem", SHEETS)
@pytest.mark.parametrize("folder", ["exercises", "solutions"])
def test_the_graders_metadata_is_valid(made, folder, stem):
    book = notebook(made, folder, stem)
    marks = [cell.metadata["nbgrader"] for cell in book.cells if "nbgrader" in cell.metadata]
    names = [mark["grade_id"] for mark in marks]
    assert len(set(names)) == len(names) and all(re.fullmatch(r"[a-zA-Z0-9_\-]+", name) for name in names)
    for cell in book.cells:
        if "nbgrader" not in cell.metadata:
            continue
        mark = dict(cell.metadata["nbgrader"])
        part = mark.pop("grade_id").split("-")[0]
        points = mark.pop("points", None)
        assert mark == {
            "schema_version": 3,
            "task": False,
            "locked": part == "check",
            "grade": part in ("check", "explain"),
            "solution": part in ("answer", "explain"),
        }
        assert (type(points) is int and points > 0) if mark["grade"] else points is None
        assert cell.cell_type == ("markdown" if part == "explain" else "code")
    assert list(marked(book, "answer")) == list(marked(book, "check"))
    assert 3 <= len(marked(book, "check")) <= 8 and marked(book, "explain")


@pytest.mark.parametrize("stem", SHEETS)
def test_every_question_is_judged_by_its_own_check(made, stem):
    book, known = notebook(made, "exercises", stem), questions(stem[:2])
    assert set(marked(book, "check")) == {number for number in known if number[-1].isalpha()}
    assert all(len(known[number].hints) == 3 for number in marked(book, "check"))
    for number, cell in marked(book, "check").items():
        last = cell.source.splitlines()[-1]
        assert re.fullmatch(
            rf'check\("{number}", .+\)   # stuck\? hint\("{number}"\) · done\? solution\("{number}"\)', last
        )
        assert number in "".join(c.source for c in book.cells if c.cell_type == "markdown")


def test_the_solved_answers_are_the_sheets(made):
    solved = json.loads(made[Path("lecture_lib/questions/solved.json")])
    marks = [
        re.findall(r'^# %% question="(.*)"$', path.read_text("utf-8"), re.MULTILINE)
        for path in [*sorted(ROOT.glob("source/*.py")), *sorted(ROOT.glob("source/exercises/*.py"))]
    ]
    assert list(solved) == [number for numbers in marks for number in numbers]
    for stem in SHEETS:
        for number, cell in marked(notebook(made, "solutions", stem), "answer").items():
            inside = sheets._REGION.search(cell.source + "\n")[2].rstrip("\n")
            code = solved[number]["code"]
            assert inside in code and "SOLUTION" not in code
            ast.parse(code)
            assert solved[number]["answer"] and "import" in solved[number]["given"]


def replies(book):
    """Return what each check of a run sheet said, and nothing must have gone wrong in any cell."""
    outputs = [output for cell in book.cells if cell.cell_type == "code" for output in cell.outputs]
    assert not [o for o in outputs if o.output_type == "error" or o.get("name") == "stderr"]
    return {
        number: [output.data["text/plain"] for output in cell.outputs] for number, cell in marked(book, "check").items()
    }


@pytest.mark.slow
@pytest.mark.parametrize("stem", SHEETS)
def test_a_solved_sheet_is_right_everywhere(run, stem):
    for number, said in replies(notebook(run, "solutions", stem)).items():
        assert len(said) == 1 and said[0].startswith(f"✓ {number} right: ")


@pytest.mark.slow
@pytest.mark.parametrize("stem", SHEETS)
def test_a_stub_runs_to_its_end_and_nothing_is_attempted(made, stem, tmp_path):
    book = notebook(made, "exercises", stem)
    NotebookClient(book, timeout=60, resources={"metadata": {"path": str(tmp_path)}}).execute()
    for number, said in replies(book).items():
        assert len(said) == 1 and said[0].startswith(f"○ {number} not attempted: ")
    assert progress().events() == [] and os.listdir(tmp_path) == []


# --- slide checks ------------------------------------------------------------------------------------------------


def test_every_slide_check_stands_in_the_table(made):
    table = made[Path("docs/slide-checks.md")]
    rows = [line for line in table.splitlines() if re.match(r"\| \d\d\.\d", line)]
    count = 0
    for stem in LESSONS:
        for cell in nb.read((ROOT / "source" / f"{stem}.py").read_text("utf-8")).cells:
            if "slide_check" in cell.metadata:
                count += 1
                start = f"| {cell.metadata['slide_check']} | {cell.metadata['lecture']} |"
                assert cell.metadata["slide_check"].startswith(stem[:2])
                assert re.fullmatch(r"[ABCD](, [ABCD])*", cell.metadata["lecture"])
                said, holds, why = slide_checks.parts(cell.source)
                assert any(row.startswith(start) and why.replace("|", "\\|") in row for row in rows)
                assert slide_checks.coloured_box(cell) in [c.source for c in notebook(made, "notebooks", stem).cells]
    assert len(rows) == count >= 6
    assert all(len(re.findall(r"(?<!\\)\|", row)) == 6 for row in rows)


@pytest.mark.parametrize(
    "text",
    [
        "- **The slide says:** 2.\n- **Why:** A slip.",
        "- **What holds:** 3.\n- **The slide says:** 2.\n- **Why:** No.",
        "The slide says 2, it is 3.",
    ],
)
def test_a_malformed_slide_check_is_shown(text, tmp_path):
    with pytest.raises(ValueError, match=re.escape(text[:30])):
        slide_checks.parts(text)
    (tmp_path / "source").mkdir()
    cell = "\n".join(f"# {line}" for line in text.splitlines())
    (tmp_path / "source/01_x.py").write_text(f'# %% [markdown] slide_check="01.1" lecture="A"\n{cell}\n', "utf-8")
    with pytest.raises(ValueError, match="a slide check needs three items"):
        build.generated_files(tmp_path)


def test_a_bar_in_a_slide_check_does_not_break_the_table():
    book = nb.read(
        '# %% [markdown] slide_check="01.1" lecture="A"\n# - **The slide says:** $|x|$.\n'
        "# - **What holds:** a | b.\n# - **Why:** So.\n"
    )
    assert slide_checks.table([book]).splitlines()[-1] == r"| 01.1 | A | $\|x\|$. | a \| b. | So. |"


# --- stubs from solutions ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "solved, stub",
    [
        ("def f(x):\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION", "def f(x):\n    ..."),
        ("x = ...\n### BEGIN SOLUTION\nx = 1\n### END SOLUTION\nx", "x = ...\nx"),
        ("### BEGIN SOLUTION\na = 1\n### END SOLUTION\n\n### BEGIN SOLUTION\nb = 2\n### END SOLUTION", "...\n\n..."),
        (
            "class A:\n    def f(self):\n        ### BEGIN SOLUTION\n        if 1:\n            return 2\n"
            "        ### END SOLUTION\n",
            "class A:\n    def f(self):\n        ...",
        ),
        ("no solution here", "no solution here"),
    ],
)
def test_without_solution(solved, stub):
    assert sheets.without_solution(solved) == stub.rstrip("\n")


def test_dots_within_a_solution_are_kept():
    book = nb.read(
        '# %% question="01.1a"\ndef f(x):\n    y = ...\n    ### BEGIN SOLUTION\n    y = x[..., 0]\n'
        "    ### END SOLUTION\n    return y\n"
    )
    assert sheets.solved_answers(book)["01.1a"]["code"] == "def f(x):\n    y = x[..., 0]\n    return y"
    assert "[..., 0]" not in sheets.stub(sheets.solved_sheet(book)).cells[0].source


def test_what_a_solution_may_need_is_kept_with_it():
    book = nb.read(
        "# %%\nimport numpy as np\n\n# %%\nfrom lecture_lib.labs.xor import xor_planes\n\n# %%\nW = np.eye(2)\n\n"
        '# %% question="01.1a"\n### BEGIN SOLUTION\nw = W[0]\n### END SOLUTION\n\n'
        '# %% check="01.1a" points=2\ncheck("01.1a", (w, 1))   # stuck? hint("01.1a") · done? solution("01.1a")\n'
    )
    asked = {"code": "w = W[0]", "given": "import numpy as np\nW = np.eye(2)", "answer": "(w, 1)"}
    assert sheets.solved_answers(book) == {"01.1a": asked}


def test_an_answer_in_words_is_kept_without_what_its_reader_is_told():
    book = nb.read(
        '# %% [markdown] explain="01.1b" points=2\n# So it\n# is.\n#\n# *For the reader.* 2 points: why.\n#\n'
        "# *Compare yours.*\n#\n# - Does it say\n#   why?\n# - Does it say how?\n"
    )
    asked = {"answer": "So it is.", "compare": ["Does it say why?", "Does it say how?"]}
    assert sheets.answers_in_words(book) == {"01.1b": asked}


def test_a_model_answer_in_words_leaves_room_for_the_learners():
    book = nb.read(
        '# %% [markdown]\n# Say why.\n\n# %% [markdown] explain="01.1b" points=2\n# So.\n#\n# **Two points** for why.\n'
    )
    solved = sheets.solved_sheet(book)
    assert solved.cells[1].source == "So.\n\n**Two points** for why."
    assert [cell.source for cell in sheets.stub(solved).cells] == ["Say why.", sheets.WRITE_HERE]


# --- writing -----------------------------------------------------------------------------------------------------


def test_write_changes_what_differs_and_no_more(tmp_path):
    (tmp_path / "source").mkdir()
    source = tmp_path / "source/01_x.py"
    source.write_text("# %% [markdown]\n# # 1 · Ünï\n", "utf-8")
    files = build.generated_files(tmp_path)
    (tmp_path / "lecture_lib/words").mkdir(parents=True)
    assert sorted(map(str, build.write(files, tmp_path))) == sorted(map(str, files))
    assert build.stale_files(files, tmp_path) == build.write(files, tmp_path) == []
    page = tmp_path / "notebooks/01_x.ipynb"
    page.write_bytes(page.read_bytes().replace(b"\n", b"\r\n"))
    assert build.stale_files(files, tmp_path) == [Path("notebooks/01_x.ipynb")]
    build.write(files, tmp_path)
    source.rename(tmp_path / "source/02_y.py")
    changed = build.write(build.generated_files(tmp_path), tmp_path)
    assert sorted(path.as_posix() for path in changed) == [
        "lecture_lib/course/goals.json",
        "notebooks/01_x.ipynb",
        "notebooks/02_y.ipynb",
    ]
    assert not page.exists()


def test_the_command_fails_on_a_difference(monkeypatch, capsys, made):
    files = copy.copy(made)
    monkeypatch.setattr(build, "generated_files", lambda: files)
    files[Path("notebooks/99_new.ipynb")] = "{}"
    assert build.main(["--check"]) == 1
    assert "99_new.ipynb differs from its source; run: python3 run.py build" in capsys.readouterr().out
    assert not (ROOT / "notebooks/99_new.ipynb").exists()
