"""Figures of matplotlib in the page: they follow JupyterLab's theme, not the machine's, and survive its sanitiser."""

import base64
import io
import json

import nbformat
import numpy as np
import pytest
from matplotlib.image import imread

from lecture_lib.drawing import DARK, LIGHT, figure, plot_curves, render_figure

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("figures")]

CURVE = """
from lecture_lib.drawing import DARK, LIGHT, figure, plot_curves, render_figure
fig, ax = figure(4, 3)
render_figure(fig, plot_curves(ax, {"loss": ([1, 2, 3], [3, 2, 1])}, "epoch", "loss"))
"""


def colours(element) -> set[str]:
    """Return the colours of the element as the page shows it."""
    pixels = np.rint(imread(io.BytesIO(base64.b64decode(element.screenshot_as_base64)))[..., :3] * 255)
    return {f"#{bytes(pixel).hex()}" for pixel in np.unique(pixels.reshape(-1, 3).astype(np.uint8), axis=0)}


def shown(page):
    """Return the one picture of the page's outputs, once it has come."""
    (image,) = page.driver.find_elements("css selector", ".jp-OutputArea-output img")
    page.script("await image.decode(); image.scrollIntoView({ block: 'center' });", image=image)
    return image


@pytest.fixture
def machine_in_the_dark(page):
    """The machine prefers dark colours, whatever the theme of JupyterLab is."""
    wish = lambda value: {"features": [{"name": "prefers-color-scheme", "value": value}]}
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", wish("dark"))
    yield
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", wish(""))


@pytest.mark.parametrize("own", [CURVE], indirect=True)
def test_a_figure_follows_the_theme_of_jupyterlab(own, request):
    for machine in ("light", "dark"):
        if machine == "dark":
            request.getfixturevalue("machine_in_the_dark")
        for theme, wanted, other in (("Dark", DARK, LIGHT), ("Light", LIGHT, DARK)):
            own.set_theme(f"JupyterLab {theme}")
            seen = colours(shown(own))
            assert {wanted["paper"], wanted["plus"], wanted["ink"]} <= seen, (machine, theme)
            assert not {other["paper"], other["plus"]} & seen, (machine, theme)


def test_a_page_that_strips_styles_shows_the_picture_once(page):
    fig, ax = figure(4, 3)
    drawn = render_figure(fig, plot_curves(ax, {"loss": ([1, 2, 3], [3, 2, 1])}, "epoch", "loss"))
    saved = nbformat.v4.new_output("display_data", {"text/html": str(drawn._repr_html_())})
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("", outputs=[saved])])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3 (ipykernel)"}
    content = {"type": "notebook", "format": "json", "content": notebook}
    page.lab.ask("PUT", "/api/contents/saved.ipynb", json.dumps(content).encode())
    page.open_notebook("saved.ipynb")
    image = shown(page)
    assert not page.driver.find_elements("css selector", ".jp-OutputArea-output style")
    assert image.get_attribute("alt") == drawn.alt and image.size["width"] == 400
    assert {LIGHT["paper"], LIGHT["plus"]} <= colours(image)
