"""What the pages say of the project is so: links lead somewhere, files are there, names stand in them."""

import re
from importlib import import_module

import pytest

from tests.notebooks.rows import ROOT
from tools import house

PAGES = [*sorted(ROOT.glob("*.md")), *sorted(ROOT.glob("docs/*.md"))]
HISTORY = "CHANGELOG.md"  # the one page that may, and must, say old names
every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def headings(page):
    """Return a page's headings as links name them."""
    titles = re.findall(r"^#+ (.*)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title).lower().replace(" ", "-") for title in titles}


@every_page
def test_links_lead_somewhere(page):
    for address in re.findall(r"\]\(([^)]+)\)", page.read_text("utf-8")):
        path, _, heading = address.partition("#")
        if not address.startswith("https:"):
            target = page.parent / path if path else page
            assert target.exists(), address
            assert not heading or heading in headings(target), address


ENDINGS = "py|js|css|json|npz|md|toml|yml|lock|ipynb|svg|png"
NAMED = re.compile(rf"`((?:\w[\w.-]*/)+(?:[\w.-]+\.(?:{ENDINGS}))?|[\w-]+\.(?:{ENDINGS}))`")
NOT_HERE = re.compile(
    "^lite/|^lab/tree|NN|TOPIC|STUDENT|tracer|results|submissions|feedback|grades|overview"
)  # examples, and what a run makes


@pytest.mark.parametrize("page", [page for page in PAGES if page.name != HISTORY], ids=lambda page: page.name)
def test_files_and_folders_that_a_page_names_are_there(page):
    folders = [ROOT / name for name in ("lecture_lib", "docs", "tools", "tests")]
    files = {path.name for folder in folders for path in folder.rglob("*.*")}
    named = [name for name in NAMED.findall(page.read_text("utf-8")) if not NOT_HERE.search(name)]
    assert [name for name in named if not (ROOT / name).exists() and name not in files] == []


def rows(page, columns):
    """Return the rows of a page's tables that have this many columns, as lists of cells."""
    lines = re.findall(r"^\| (.*) \|$", page.read_text("utf-8"), re.MULTILINE)
    cells = [re.split(r" \| ", line) for line in lines if not line.startswith("---")]
    return [row for row in cells if len(row) == columns]


def plain(cell):
    return cell.strip("`")


EXAMPLES = [(what, plain(file), plain(name)) for what, file, name, _ in rows(ROOT / "CONTRIBUTING.md", 4)[1:]]
WALKS = [
    (what, plain(file), plain(name))
    for step, what, file, name in rows(ROOT / "docs" / "architecture.md", 4)
    if step.isdigit()
]


@pytest.mark.parametrize("what, file, name", EXAMPLES + WALKS)
def test_what_a_page_sends_people_to_find_is_there(what, file, name):
    assert re.search(rf"(?<!\w){re.escape(name)}(?!\w)", (ROOT / file).read_text("utf-8"))


def test_there_are_five_examples_of_changes_and_two_walks():
    assert len(EXAMPLES) == 5 and len(WALKS) > 25


def test_the_six_rules_stand_on_the_page_as_in_the_code():
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    assert re.findall(r"^(\d)\. (.*)$", page, re.MULTILINE) == [(str(r.number), r.says) for r in house.RULES]


NOW = [
    (plain(folder), plain(name))
    for was, names, folder in rows(ROOT / HISTORY, 3)
    if "lecture_lib" not in was
    for name in names.split(", ")
]


def test_the_changelog_says_where_names_are_now():
    assert len(NOW) > 150
    lost = [(folder, name) for folder, name in NOW if not hasattr(import_module(f"lecture_lib.{folder}"), name)]
    assert lost == []


def test_the_changelog_begins_with_the_version_and_its_date():
    version, day = re.search(r"^## (\S+) · (\S+)$", (ROOT / HISTORY).read_text("utf-8"), re.MULTILINE).groups()
    cited = (ROOT / "CITATION.cff").read_text("utf-8")
    assert f"version: {version}\n" in cited and f'date-released: "{day}"\n' in cited
    assert f'\nversion = "{version}"\n' in (ROOT / "pyproject.toml").read_text("utf-8")


OLD_FOLDERS = r"(words|pictures|widgets)"
OLD = re.compile(
    rf"lecture_lib[./]{OLD_FOLDERS}\b|\b(from|import) {OLD_FOLDERS}\b(?! as)|`{OLD_FOLDERS}[./`]|"
    r"\b(Stage|tools[./](look|hands)|plain_descend|descend_crowd|docs/authors)\b"
)


@pytest.mark.parametrize(
    "path",
    [
        *(page for page in PAGES if page.name != HISTORY),
        *sorted(ROOT.glob("source/**/*.py")),
        *sorted(path for folder in ("tools", "benchmarks", "experiments") for path in (ROOT / folder).glob("*.py")),
        *house.files(),
        *(ROOT / name for name in ("run.py", "conftest.py", "pyproject.toml", "environment.yml")),
    ],
    ids=lambda path: path.relative_to(ROOT).as_posix(),
)
def test_old_names_are_found_nowhere(path):
    assert [found[0] for found in OLD.finditer(path.read_text("utf-8"))] == []


def test_the_guard_of_old_names_can_bark():
    assert all(
        map(OLD.search, ("lecture_lib.words.compare", "lecture_lib/widgets/", "`pictures/`", "the `Stage` adds"))
    )
    assert not any(map(OLD.search, ("docs/pictures/05.png", "import ipywidgets as widgets", "in words. Then", "stage")))
