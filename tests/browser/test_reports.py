"""The reports in a real browser: another order by the keyboard alone, links that open what they lead to, all widths."""

from __future__ import annotations

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from lecture_lib.grading.intake import HandIn, Submission, read_sheets
from lecture_lib.grading.marking import CellNote, Mark, SheetResult, SubmissionMarks
from lecture_lib.grading.reports import write_reports
from tests.browser.desk import need_browser
from tools import lab as labs

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("reports")]
SHEETS = read_sheets(labs.ROOT / "exercises")


def graded(student, sheet, n_right):
    marks = [
        Mark(task.number, "right", task.points, task.points, "All cases agree.")
        if i < n_right
        else Mark(task.number, "wrong", 0.0, task.points, f"For W = {'[1, 2, 3], ' * 20} you returned 0.", "")
        for i, task in enumerate(SHEETS[sheet].tasks)
    ]
    cells = (CellNote(2, "NameError: name 'a_very_long_name_that_goes_on_and_on_and_on_and_on_and_on' is not defined"),)
    return SheetResult(HandIn(student, sheet, Submission(())), SubmissionMarks(tuple(marks), cells))


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    """The reports of a class, with all sheets and so with every formula."""
    folder = tmp_path_factory.mktemp("reports")
    names = ["anna", "Bartholomäus Maximilian von Hohenstein-Wittgenstein_1234567", "carl"]
    results = [graded(name, sheet, 2 * i) for i, name in enumerate(names) for sheet in SHEETS]
    write_reports([*results, SheetResult(HandIn("dora", "05", None, "it is empty"))], SHEETS, folder)
    return folder


@pytest.fixture(scope="module")
def driver(tmp_path_factory):
    need_browser()
    with labs.open_browser(tmp_path_factory.mktemp("browser")) as driver:
        yield driver


def first_in_view(driver):
    """Return the first student of the table that is to be seen."""
    seen = "[...document.querySelectorAll('.orders:first-of-type > .scroll')].filter(table => table.offsetParent)"
    return driver.execute_script(f"return {seen}.map(table => table.querySelector('td').innerText);")


def press(driver, key):
    ActionChains(driver).send_keys(key).perform()


def test_the_keyboard_alone_puts_the_students_in_another_order(driver, out):
    driver.get((out / "overview.html").as_uri())
    assert first_in_view(driver)[0] == "anna"
    press(driver, Keys.TAB)
    press(driver, Keys.ARROW_RIGHT)
    assert first_in_view(driver)[0] == "carl"  # the most points
    press(driver, Keys.ARROW_LEFT)
    assert first_in_view(driver)[0] == "anna"


def test_a_link_opens_who_missed_the_question_and_leads_to_the_page_of_a_student(driver, out):
    driver.get((out / "overview.html").as_uri())
    driver.execute_script("document.querySelector('a[href=\"#q05-2a\"]').click();")
    assert driver.execute_script("return document.getElementById('q05-2a').parentElement.open;")
    driver.execute_script("document.querySelector('#q05-2a a').click();")
    assert driver.current_url.endswith("feedback/anna.html#q05-2a")
    assert "05.2a Softmax" in driver.execute_script("return document.querySelector(':target').innerText;")


@pytest.mark.parametrize("width", [1400, 700, 390])
@pytest.mark.parametrize("page", ["overview.html", "feedback/anna.html", "feedback/dora.html"])
def test_no_page_is_wider_than_its_window(driver, out, page, width):
    driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride", {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    )
    driver.get((out / page).as_uri())
    driver.execute_script("document.querySelectorAll('details').forEach(part => { part.open = true; });")
    assert driver.execute_script("return document.documentElement.scrollWidth;") <= width
    assert driver.get_log("browser") == []


def test_every_formula_of_the_sheets_is_drawn(driver, out):
    driver.get((out / "feedback" / "anna.html").as_uri())
    sizes = driver.execute_script(
        "return [...document.querySelectorAll('math')].map(formula => formula.getBoundingClientRect().width);"
    )
    assert len(sizes) > 100 and min(sizes) > 2
