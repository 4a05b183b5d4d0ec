"""The website: what stands on its pages, and that its checks can fail."""

from __future__ import annotations

import re
from xml.etree import ElementTree
from zipfile import ZipFile

import nbformat
import pytest
from nbformat import v4

from lecture_lib.interactive import quiz
from tests.notebooks.rows import ROOT
from tools.site import book, check, glossary, guides, lessons, reference
from tools.site.pictures import Pictures

SHEETS = sorted(ROOT.glob("solutions/*.ipynb"))


@pytest.fixture
def pictures(tmp_path):
    return Pictures(tmp_path / "pictures")


def output(html):
    return v4.new_output("display_data", data={"text/html": html, "text/plain": "in words"})


def test_what_answers_a_prediction_is_folded_away_and_what_comes_later_is_not(pictures):
    sources = ['predict("04.1", "{x}")', "x = 1\nprint(x)", 'reveal("04.1", x=x)', "print(2)"]
    cells = [v4.new_code_cell(source, outputs=[output("shown")]) for source in sources]
    page = lessons.lesson_page(v4.new_notebook(cells=cells), pictures)
    assert [cell.metadata.get("tags", []) for cell in page.cells] == [[], ["hide-output"], ["hide-output"], []]


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.stem)
def test_every_solution_and_every_verdict_of_a_sheet_is_folded_and_every_hint_is_there(path, pictures):
    page = lessons.sheet_page(nbformat.read(path, as_version=4), pictures)
    for cell in page.cells:
        kind = cell.metadata.get("nbgrader", {}).get("grade_id", "").partition("-")[0]
        if kind == "answer":
            assert cell.metadata.tags == ["hide-cell"]
        if kind == "check":
            assert cell.metadata.tags == ["hide-output"]
        if kind == "explain":
            assert cell.source.startswith("<details>")
    text = "\n".join(cell.source for cell in page.cells if cell.cell_type == "markdown")
    questions = [
        cell for cell in page.cells if cell.metadata.get("nbgrader", {}).get("grade_id", "").startswith("answer")
    ]
    assert text.count("<summary>Hint 1 of") == len(questions)


def test_a_card_stands_still_with_its_words_and_its_pictures_are_files(pictures):
    card = quiz("04.1")
    notebook = v4.new_notebook(cells=[v4.new_code_cell("quiz()", outputs=[output(str(card.still()))])])
    html = lessons.lesson_page(notebook, pictures).cells[0].outputs[0].data["text/html"]
    assert "open the course</a>" in html and "Shift+Enter" not in html
    assert "data:image" not in html and "<style>" not in html
    assert "stands still" in html and "four inequalities" in html


def test_a_picture_keeps_its_words_its_room_and_its_file(pictures):
    svg = "data:image/svg+xml,<svg viewBox=%220 0 200 100%22></svg>"
    html = pictures.taken_out(f'<img class="ll-figure" alt="A line." width="400" src="{svg}">', "../pictures")
    name = re.search(r'src="\.\./pictures/([0-9a-f]+\.svg)"', html)[1]
    assert (pictures.folder / name).read_text() == '<svg viewBox="0 0 200 100"></svg>'
    assert 'alt="A line."' in html and 'height="200"' in html and 'loading="lazy"' in html


def test_the_glossary_has_every_term_with_a_link_to_its_section():
    text = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    stems = {path.stem[:2]: path.stem for path in ROOT.glob("notebooks/*.ipynb")}
    page = glossary.glossary_page(text, stems)
    assert len(re.findall(r"Explained in \[\d\d\.\d+\]\(#s\d\d-\d+\)", page)) == text.count("\n| ") - 2


def test_a_guide_links_to_what_is_on_the_site_and_names_the_rest():
    names = set(guides.guides_that_are_there())
    page = guides.guide_page("CONTRIBUTING.md", names)
    assert "](docs/architecture.md)" in page
    assert not [name for name in re.findall(r"(?<!!)\]\(([^)#:\s]+)\)", page) if name not in names]


def test_the_reference_has_every_public_name_of_the_course():
    import lecture_lib

    page = reference.reference_pages()["lecture_lib"]
    named = set(re.findall(r"\{py:\w+\} lecture_lib\.(\w+)", page))
    assert named == set(lecture_lib.__all__)
    assert "(3, -4)" in page or ">>> " in page  # the examples of the docstrings


def titles_cited(path):
    """Return the titles of the works in a notebook's list of references, by letters alone."""
    text = "\n\n".join(cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "markdown")
    listed = text.partition("## References")[2].partition("Before: ")[0]
    entries = [" ".join(entry.split()) for entry in re.split(r"^- ", listed, flags=re.MULTILINE)[1:]]
    works = [entry for entry in entries if not entry.startswith(("Lecture", "The four", "The course", "Further"))]
    return {re.sub(r"\W", "", title).lower() for entry in works for title in re.findall(r"\*([^*]+)\*", entry)}


@pytest.mark.parametrize("path", sorted(ROOT.glob("notebooks/*.ipynb")), ids=lambda path: path.stem[:2])
def test_every_work_that_a_notebook_names_is_among_the_references_with_that_notebook(path):
    page = (ROOT / "docs" / "references.md").read_text("utf-8")
    rows = re.findall(r"^\| [^|]*\*(.+?)\*[^|]*\| ([\d, ]+) \| [^|]+ \|$", page, re.MULTILINE)
    listed = {re.sub(r"\W", "", title).lower(): where for title, where in rows}
    missing = {title for title in titles_cited(path) if path.stem[:2] not in listed.get(title, "")}
    assert missing == set()


SITE = {
    "index.html": '<a href="a/b.html#here">b</a><img src="x.svg"><link rel="stylesheet" href="_static/s.css">',
    "a/b.html": '<p id="here"></p><a href="https://example.org">outside, for a reader to follow</a>',
    "_static/s.css": "@font-face { src: url(f.woff2) }",
    "x.svg": "<svg/>",
}


@pytest.mark.parametrize(
    "file, old, new, fault",
    [
        ("index.html", "#here", "#there", "index.html links to a/b.html#there, which is not there"),
        ("index.html", "b.html", "c.html", "index.html links to a/c.html#here, which is not there"),
        ("index.html", "x.svg", "y.svg", "index.html links to y.svg, which is not there"),
        ("index.html", "x.svg", "https://cdn.example/x.svg", "index.html loads https://cdn.example/x.svg"),
        ("index.html", "_static/s.css", "//cdn.example/s.css", "index.html loads //cdn.example/s.css"),
        ("_static/s.css", "f.woff2", "https://fonts.example/f", "_static/s.css loads https://fonts.example/f"),
        ("index.html", "", "", None),
    ],
)
def test_a_link_that_leads_nowhere_and_a_load_from_outside_are_found(tmp_path, file, old, new, fault):
    for name, text in SITE.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text.replace(old, new, 1) if name == file and old else text)
    assert check.faults(tmp_path) == ([fault] if fault else [])


# --- the book


def an_epub(tmp_path, **pages):
    path = tmp_path / "book.epub"
    with ZipFile(path, "w") as file:
        for name, body in pages.items():
            file.writestr(f"{name}.xhtml", f'<html xmlns="http://www.w3.org/1999/xhtml"><body>{body}</body></html>')
    return path


def test_what_a_book_has_too_much_or_not_at_all_is_found(tmp_path):
    assert book.book_faults(an_epub(tmp_path, a='<a href="b.xhtml#x">b</a>', b='<p id="x"><br/></p>')) == []
    found = book.book_faults(an_epub(tmp_path, a="<br>", b='<img src="x.png"/><a href="c.xhtml#y">c</a>', c="<p/>"))
    assert [fault.split(":")[0] for fault in found] == [
        "a.xhtml is no XHTML",
        *sorted(f"b.xhtml links to {there}, which is not there" for there in ("c.xhtml#y", "x.png")),
    ]


def test_a_still_card_and_a_drawing_are_xhtml_in_a_book(pictures):
    card = quiz("04.1")
    notebook = v4.new_notebook(cells=[v4.new_code_cell("quiz()", outputs=[output(str(card.still()))])])
    html = lessons.lesson_page(notebook, pictures).cells[0].outputs[0].data["text/html"]
    drawing = '<svg viewBox="0 0 2 1"><linearGradient/><text>a &lt; b &amp; c</text></svg>'
    page = book.book_page(f'{html}<p>one<p>two {drawing} <picture class="only-dark"><img src="x"></picture>')
    tree = ElementTree.fromstring(f"<div>{page}</div>")
    assert "start.xhtml" in page and ".html" not in page and "only-dark" not in page
    assert tree.find(".//svg").attrib == {"viewBox": "0 0 2 1"} and tree.find(".//text").text == "a < b & c"
