"""Make from source/: notebooks/, exercises/, solutions/, two pages of docs/, the solved answers and the list of goals.

`python3 run.py build` writes them; `python3 run.py build --check` only says which files differ from their source.
"""

from __future__ import annotations

import argparse
import copy
import json
import os
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode
from traitlets.config import Config

from lecture_lib.labs.start import notation
from tools import goals, sheets, slide_checks, stills
from tools import notebook as nb
from tools.way import Way

ROOT = Path(__file__).resolve().parent.parent

_ENCRYPTED = Config({"KernelManager": {"transport_encryption": "auto"}})  # a kernel that is not says so each time

_NOTATION_HEAD = """# Notation

One network with one hidden layer, in the words of the four lectures and of this course. Notebook 00 runs it in all
of them.

"""


def generated_files(root: Path = ROOT) -> dict[Path, str]:
    """Return all made files, path from the root to text."""
    files = unexecuted_files(root)
    for path in [path for path in files if path.parts[0] == "solutions"]:
        solved = nbformat.reads(files[path], as_version=4)
        files[path] = nb.notebook_text(execute_notebook(solved, root / "solutions"))
    return files


def unexecuted_files(root: Path = ROOT) -> dict[Path, str]:
    """Return all made files, the solved sheets without their outputs: no cell of any notebook is run."""
    files: dict[Path, str] = {}
    lessons = {path: nb.read(path.read_text("utf-8")) for path in sorted(root.glob("source/*.py"))}
    sheet_paths = sorted(root.glob("source/exercises/*.py"))
    way = Way([path.stem for path in lessons], [path.stem for path in sheet_paths])
    files[Path("docs/slide-checks.md")] = slide_checks.table(list(lessons.values()))
    for path, lesson in lessons.items():
        made = way.put_into_notebook(_lesson(lesson), path.stem)
        files[Path("notebooks", path.stem + ".ipynb")] = nb.notebook_text(nb.add_cell_ids(made))
    solved, in_words = {}, {}
    for lesson in lessons.values():  # the cells of a lesson are not needed to answer its questions
        solved |= {number: each | {"given": ""} for number, each in sheets.solved_answers(lesson).items()}
    for path in sheet_paths:
        sheet = nb.read(path.read_text("utf-8"))
        solved |= sheets.solved_answers(sheet)
        in_words |= sheets.answers_in_words(sheet)
        solved_sheet = nb.add_cell_ids(way.put_into_sheet(sheets.solved_sheet(sheet), path.stem))
        name = path.stem + ".ipynb"
        files[Path("exercises", name)] = nb.notebook_text(nb.add_cell_ids(sheets.stub(copy.deepcopy(solved_sheet))))
        files[Path("solutions", name)] = nb.notebook_text(solved_sheet)
    files[Path("docs/notation.md")] = _NOTATION_HEAD + notation.notation_table() + "\n"
    files[Path("lecture_lib/questions/solved.json")] = _json_text(solved)
    files[Path("lecture_lib/questions/in_words.json")] = _json_text(in_words)
    by_number = {path.stem[:2]: goals.goals_of(lesson) for path, lesson in lessons.items()}
    files[Path("lecture_lib/course/goals.json")] = _json_text(by_number)
    return files


def execute_notebook(notebook: NotebookNode, folder: Path) -> NotebookNode:
    """Run a solved sheet and keep its text outputs, without anything that differs from run to run."""
    folder.mkdir(exist_ok=True)
    place = {"metadata": {"path": str(folder)}}
    NotebookClient(notebook, timeout=120, resources=place, config=_ENCRYPTED).execute()
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
    notebook.metadata = copy.deepcopy(nb.METADATA)
    return notebook


def write(files: dict[Path, str], root: Path = ROOT) -> list[Path]:
    """Write what differs, take away made notebooks that have no source, and return what changed."""
    changed = stale_files(files, root)
    for path in changed:
        target = root / path
        if path in files:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(files[path], "utf-8", newline="\n")
        else:
            target.unlink()
    return changed


def stale_files(files: dict[Path, str], root: Path = ROOT) -> list[Path]:
    """Return the made files that are missing, differ from their source, or have none."""
    stale = [
        path.relative_to(root)
        for folder in ("notebooks", "exercises", "solutions")
        for path in sorted((root / folder).glob("*.ipynb"))
        if path.relative_to(root) not in files
    ]
    return [
        path
        for path, text in files.items()
        if not (root / path).is_file() or (root / path).read_bytes() != text.encode()
    ] + stale


def main(arguments: list[str] | None = None) -> int:
    """Write or check the made files; return the exit code."""
    parser = argparse.ArgumentParser(prog="run.py build", description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; fail if a made file differs")
    options = parser.parse_args(arguments)
    os.environ["LECTURE_LIB_PROGRESS"] = os.devnull  # building is not learning
    files = generated_files()
    if not options.check:
        changed = write(files)
        print(f"{len(files)} files made, {len(changed)} changed" + "".join(f"\n  {path}" for path in changed))
        return 0
    different = stale_files(files)
    for path in different:
        print(f"{path} differs from its source; run: python3 run.py build")
    return bool(different)


def _json_text(content: dict) -> str:
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def _lesson(lesson: NotebookNode) -> NotebookNode:
    lesson = sheets.stub(copy.deepcopy(lesson))
    for cell in lesson.cells:
        cell.metadata.pop("question", None)
        if "slide_check" in cell.metadata:
            cell.source = slide_checks.coloured_box(cell)
    return stills.add_stills(lesson)


if __name__ == "__main__":
    sys.exit(main())
