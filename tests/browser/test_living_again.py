"""A card lives again where its kernel still does: the page is loaded anew, or the notebook is closed and opened."""

import pytest

from tools import lab as labs
from tools.page_driver import BACK, Control, WidgetDriver

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("board")]

NEURON = "from lecture_lib.labs.start import first_neuron; first_neuron()"
SAVED = "await jupyterapp.commands.execute('docmanager:save');"
LIVING = """
for (const end = Date.now() + 20000; Date.now() < end; await new Promise((go) => setTimeout(go, 50)))
  if (document.querySelector('.ll-card')?.dataset.state === 'open') break;
return document.querySelectorAll('.ll-card .ll-head').length;"""


def load_page_anew(page):
    page.driver.get(page.lab.address("own.ipynb"))


def close_and_open(page):
    page.script(labs._CLOSE)
    page.command("docmanager:open", path="own.ipynb")


@pytest.mark.parametrize("again", [load_page_anew, close_and_open])
@pytest.mark.parametrize("own", [NEURON], indirect=True)
def test_what_was_moved_stands_there_and_goes_on_moving(own, again):
    neuron = WidgetDriver(own, own.widgets()[0])
    assert neuron.move(Control("slider", "input x"))
    moved = neuron.look()
    own.script(SAVED)
    again(own)
    own.script(labs._READY, path="own.ipynb")
    own.driver.get_log("browser")  # what JupyterLab says of its own start
    assert own.script(LIVING) == 1
    own.script(labs._DRAWN, calm=1000)
    neuron = WidgetDriver(own, own.widgets()[0])
    assert neuron.look() == moved and neuron.enabled(BACK)
    assert neuron.move(Control("slider", "weight w")) and neuron.look() != moved
