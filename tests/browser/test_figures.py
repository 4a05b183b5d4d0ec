"""Figures of matplotlib in the page: they follow JupyterLab's theme, not the machine's, and survive its sanitiser."""

import base64
import io
import json

import nbformat
import numpy as np
import pytest
from matplotlib.image import imread
from nbconvert import HTMLExporter

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


def saved_notebook():
    """Return a notebook that was saved with one figure, and the figure."""
    fig, ax = figure(4, 3)
    drawn = render_figure(fig, plot_curves(ax, {"loss": ([1, 2, 3], [3, 2, 1])}, "epoch", "loss"))
    saved = nbformat.v4.new_output("display_data", {"text/html": str(drawn._repr_html_())})
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("", outputs=[saved])])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3 (ipykernel)"}
    return notebook, drawn


@pytest.fixture(params=["light", "dark"])
def machine(page, request):
    """The machine prefers light or dark colours, whatever the theme of the page is."""

    def prefer(value):
        wish = {"features": [{"name": "prefers-color-scheme", "value": value}]}
        page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", wish)

    prefer(request.param)
    yield request.param
    prefer("")


def follows(image, theme) -> None:
    wanted, other = (DARK, LIGHT) if theme == "dark" else (LIGHT, DARK)
    seen = colours(image)
    assert {wanted["paper"], wanted["plus"], wanted["ink"]} <= seen
    assert not {other["paper"], other["plus"]} & seen


@pytest.mark.parametrize("own", [CURVE], indirect=True)
def test_a_figure_follows_the_theme_of_jupyterlab(own, machine):
    for theme in ("dark", "light"):
        own.set_theme(f"JupyterLab {theme.title()}")
        follows(shown(own), theme)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_figure_follows_the_theme_of_an_exported_page(page, machine, tmp_path, theme):
    file = tmp_path / "exported.html"
    file.write_text(HTMLExporter(theme=theme).from_notebook_node(saved_notebook()[0])[0], "utf-8")
    lab = page.driver.current_window_handle
    page.driver.switch_to.new_window("tab")  # to load JupyterLab anew would take seconds
    try:
        page.driver.get(file.as_uri())
        follows(shown(page), theme)
    finally:
        page.driver.close()
        page.driver.switch_to.window(lab)


def test_a_page_that_strips_styles_shows_the_picture_once(page):
    notebook, drawn = saved_notebook()
    content = {"type": "notebook", "format": "json", "content": notebook}
    page.lab.ask("PUT", "/api/contents/saved.ipynb", json.dumps(content).encode())
    page.open_notebook("saved.ipynb")
    for theme in ("dark", "light"):
        page.set_theme(f"JupyterLab {theme.title()}")
        image = shown(page)
        follows(image, theme)
    assert not page.driver.find_elements("css selector", ".jp-OutputArea-output style")
    assert image.get_attribute("alt") == drawn.alt and image.size["width"] == 400
