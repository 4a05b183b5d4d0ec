"""A browser that has died with one test is there again for the next."""

import pytest
from selenium.common.exceptions import WebDriverException

pytestmark = pytest.mark.browser


def test_after_a_crash_all_starts_anew(desk):
    with pytest.raises(WebDriverException):
        desk.page().driver.get("chrome://crash")
    page, starts = desk.page(), desk.starts
    page.lab.write("own.ipynb", ["1 / 0"])
    page.open_notebook("own.ipynb")
    page.run_all()
    assert "ZeroDivisionError" in "".join(page.errors())
    assert desk.page() is page and desk.starts == starts
