"""Puts together what Sphinx reads: notebooks, sheets, guides, lists and the reference, each at its place."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from tools.processes import ROOT
from tools.site.glossary import glossary_page
from tools.site.guides import MADE_HERE, guide_page, guides_that_are_there
from tools.site.lessons import lesson_page, sheet_page
from tools.site.pictures import Pictures
from tools.site.places import OWN
from tools.site.reference import reference_pages

_FILM = ("film.webp", "film-dark.webp", "04-xor_planes.png", "04-xor_planes-dark.png")  # moving, and standing still


def put_together(target: Path, notebooks: Mapping[str, NotebookNode]) -> None:
    """Write all that Sphinx reads into `target`; what lay there before is gone.

    `notebooks` are those of the course by their names, with what their cells put out.
    """
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(OWN, target)
    pictures = Pictures(target / "_static" / "pictures")
    for stem, executed in notebooks.items():
        _write_notebook(target / "notebooks" / f"{stem}.ipynb", lesson_page(executed, pictures))
    for path in sorted(ROOT.glob("solutions/*.ipynb")):
        solved = nbformat.read(path, as_version=4)
        _write_notebook(target / "exercises" / path.name, sheet_page(solved, pictures))
    (target / "_static" / "course.css").write_text("\n".join(pictures.styles), "utf-8")
    _write_guides(target, {stem[:2]: stem for stem in notebooks})
    for name, text in reference_pages().items():
        _write(target / "api" / f"{name}.md", text)


def _write_guides(target: Path, stems: dict[str, str]) -> None:
    shutil.copytree(ROOT / "docs" / "pictures", target / "docs" / "pictures")
    for name in _FILM:
        (target / "_static" / "film").mkdir(exist_ok=True)
        shutil.copy(ROOT / "docs" / "pictures" / name, target / "_static" / "film" / name)
    names = guides_that_are_there()
    own = [path.relative_to(OWN).as_posix() for path in OWN.rglob("*.md")]
    notebooks = [f"{folder}/{stem}.ipynb" for folder in ("notebooks", "exercises") for stem in stems.values()]
    there = {*names, *MADE_HERE, *own, *notebooks}
    for name in names:
        _write(target / name, guide_page(name, there))
    tree = "\n".join([*(name.removesuffix(".md") for name in (*names, *MADE_HERE)), "api/index"])
    with open(target / "index.md", "a", encoding="utf-8") as index:
        index.write(f"\n```{{toctree}}\n:hidden:\n:caption: Guides and lists\n\n{tree}\n```\n")
    glossary = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    _write(target / "docs" / "glossary.md", glossary_page(glossary, stems))


def _write_notebook(path: Path, notebook: NotebookNode) -> None:
    _write(path, nbformat.writes(notebook))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
