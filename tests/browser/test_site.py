"""The website in a real browser: every page is visited, asks nobody outside, and shuts nobody out.

Its notebooks are as they stand, with their still cards: to run them is for `python3 run.py site`, and
`python -m tools.site.audit` then looks at every page as it is published.
"""

from __future__ import annotations

import nbformat
import pytest

from tests.browser.desk import need_browser
from tools import lab as labs
from tools.site.audit import LOOKS, served, violations, visit
from tools.site.build import build, check
from tools.site.check import pages_of

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("site")]
OF_EACH_KIND = (
    "index.html",
    "notebooks/04_xor.html",
    "exercises/04_xor.html",
    "docs/glossary.html",
    "api/lecture_lib.html",
    "search.html",
)

_FOUND = """
const done = arguments[0];
const said = () => document.querySelector("#search-results p")?.textContent;
const look = () => (/found|did not match/.test(said()) ? done() : setTimeout(look, 50));
look();
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    need_browser()
    folder = tmp_path_factory.mktemp("site")
    paths = sorted(labs.ROOT.glob("notebooks/*.ipynb"))
    build(folder / "site", {path.stem: nbformat.read(path, as_version=4) for path in paths}, made=folder)
    return folder / "site"


@pytest.fixture(scope="module")
def driver(site, tmp_path_factory):
    with labs.open_browser(tmp_path_factory.mktemp("browser")) as driver:
        yield driver


@pytest.fixture(scope="module")
def address(site):
    with served(site) as address:
        yield address


def test_every_page_is_light_asks_nobody_outside_and_says_no_error(site, driver, address):
    check(site)
    pages = pages_of(site)
    visits = [visit(driver, address, page, LOOKS[i % len(LOOKS)]) for i, page in enumerate(pages)]
    assert len(pages) > 80
    assert [fault for found in visits for fault in found.faults] == []


@pytest.mark.parametrize("page", OF_EACH_KIND)
def test_a_page_of_each_kind_shuts_nobody_out(driver, address, page):
    for look in LOOKS:
        visit(driver, address, page, look)
        assert violations(driver) == [], look


def test_the_theme_of_the_page_is_that_of_its_cards(driver, address):
    grounds = []
    for look in ((1400, "light"), (1400, "dark")):
        visit(driver, address, "notebooks/04_xor.html", look)
        card = "document.querySelector('.ll-card')"
        grounds.append(driver.execute_script(f"return getComputedStyle({card}).backgroundColor;"))
    assert grounds == ["rgb(255, 255, 255)", "rgb(17, 20, 24)"]


def test_every_icon_that_a_page_shows_has_its_drawing(driver, address):
    visit(driver, address, "notebooks/04_xor.html", LOOKS[0])
    icons, bare = driver.execute_script("""
        const icons = [...document.querySelectorAll(".fa-solid, .fas")];
        const drawing = (icon) => getComputedStyle(icon, "::before").getPropertyValue("--icon");
        return [icons.length, icons.filter((icon) => !drawing(icon)).map((icon) => icon.className)];""")
    assert icons > 5 and bare == []


def test_the_search_finds_where_a_word_is_explained(driver, address):
    driver.get(f"{address}search.html?q=certificate")
    driver.execute_async_script(_FOUND)
    links = "return [...document.querySelectorAll('#search-results li a')].map(({ href }) => href);"
    assert any("docs/glossary.html" in href for href in driver.execute_script(links))


def test_what_asks_outside_and_what_shuts_out_is_found(site, driver, address):
    (site / "faulty.html").write_text(
        '<html lang="en"><title>x</title><img src="http://127.0.0.1:9/x.png"><p>x' + "x" * 10**6
    )
    found = visit(driver, address, "faulty.html", LOOKS[0])
    assert any("weighs 1000 kB without its pictures" in fault for fault in found.faults)
    assert any("asks outside: http://127.0.0.1:9/x.png" in fault for fault in found.faults)
    assert any("image-alt" in violation for violation in violations(driver))
    (site / "faulty.html").unlink()
