"""Rasters in the page: the pixels of the state on canvases, one in place of another, and runs that do not queue."""

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from tools.page_driver import WidgetDriver

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("board")]

CARD = """
import time
from dataclasses import dataclass, replace
import numpy as np
from lecture_lib.drawing import Frame, panel, panels, signed_raster, svg
from lecture_lib.interactive import App, Button, Play, View

@dataclass(frozen=True)
class State:
    step: int = 0

LARGE, SMALL = Frame(-1, 1, -1, 1, 10, 10, 200, 100), Frame(-1, 1, -1, 1, 10, 120, 40, 40)

def view(state):
    large = np.arange(-6, 6).reshape(3, 4) / 10 * (1 if state.step % 2 else -1)
    small = np.array([[1, -1], [-1, 1]])
    tile = svg.tag("rect", x=10, y=120, width=40, height=40, fill="transparent", data_enlarges="small",
                   **svg.handle(("tile",), "press", "the tile"))
    mine = svg.tag("path", d="M10 10h200", class_="ll-not-enlarged")
    shown = panel(220, 200, LARGE.open(mine, clear=True), tile, rasters=[
        signed_raster("large", LARGE, large, enlarges=True), signed_raster("small", SMALL, small)])
    return View(panels(panel(100, 40, svg.text(5, 20, state.step)), shown, title="Two", text=f"step {state.step}"))

def more(state):
    return replace(state, step=state.step + 1)

def slow(state):
    time.sleep(0.02)
    return more(state)

app = App("rasters", State(), view, [Play("Run", slow, primary=True), Button("Step", more)], title="Rasters")
app
"""

COLOURS = """
const canvas = stage.querySelector(`canvas[data-raster=${name}]`);
const { data, width } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
const pixels = [...Array(data.length / 4).keys()].map((i) => [...data.slice(4 * i, 4 * i + 4)]);
return pixels.map(([r, g, b, a]) => (a && (b > r ? 1 : -1) * a) || 0);
"""


def colours(page, name: str) -> list[int]:
    """Return how strong each pixel is, from -120 (orange) to 120 (blue)."""
    return page.script(COLOURS, name=name, stage=page.widgets()[0])


def hand(page) -> WidgetDriver:
    return WidgetDriver(page, page.widgets()[0])


LARGE = [72, 60, 48, 36, 24, 12, 0, -12, -24, -36, -48, -60]


@pytest.mark.parametrize("own", [CARD], indirect=True)
def test_canvases_show_the_pixels_of_the_state_and_stand_where_they_belong(own):
    assert colours(own, "large") == LARGE
    assert colours(own, "small") == [120, -120, -120, 120]
    hand(own).press("Step")
    assert colours(own, "large") == [-each for each in LARGE]
    left, top, width, scale = own.script(
        """
        const [canvas, svg] = ['canvas', ':scope > svg'].map((what) => box.querySelector(what).getBoundingClientRect());
        return [canvas.left - svg.left, canvas.top - svg.top, canvas.width, svg.width / 220];""",
        box=own.driver.find_element("css selector", ".ll-panel"),
    )
    assert [round(v / scale, 1) for v in (left, top, width)] == [10, 10, 200]


@pytest.mark.parametrize("own", [CARD], indirect=True)
def test_a_raster_is_enlarged_while_one_points_at_what_enlarges_it_or_it_has_the_focus(own):
    tile = own.driver.find_element("css selector", "[data-enlarges]")
    title = own.driver.find_element("css selector", ".ll-card h4")
    line = own.driver.find_element("css selector", ".ll-not-enlarged")
    shown = "return getComputedStyle(line).visibility + ' ' + getComputedStyle(canvas).imageRendering;"
    canvas = own.driver.find_element("css selector", "[data-enlarged]")
    assert own.script(shown, line=line, canvas=canvas) == "visible pixelated"
    ActionChains(own.driver).move_to_element(tile).perform()
    assert colours(own, "large") == [120, -120, -120, 120]
    assert own.script(shown, line=line, canvas=canvas) == "hidden auto"
    hand(own).press("Step")  # what lies below goes on
    ActionChains(own.driver).move_to_element(title).perform()
    assert colours(own, "large") == [-each for each in LARGE]
    assert own.script(shown, line=line, canvas=canvas) == "visible pixelated"
    own.script("tile.focus();", tile=own.driver.find_element("css selector", "[data-enlarges]"))
    assert colours(own, "large") == [120, -120, -120, 120]
    ActionChains(own.driver).send_keys(Keys.TAB).perform()
    own.script("await new Promise((go) => setTimeout(go, 100));")
    assert colours(own, "large") == [-each for each in LARGE]


@pytest.mark.parametrize("own", [CARD], indirect=True)
def test_a_run_sends_a_slow_page_few_frames_ahead_and_no_queue_grows(own):
    behind = own.script(
        """
        const kernel = jupyterapp.shell.currentWidget.context.sessionContext.session.kernel;
        const run = [...stage.querySelectorAll('.ll-acts button')].find((each) => /Run/.test(each.textContent));
        let [come, wanted, most, reports, moving] = [0, 0, 0, 0, false];
        kernel.anyMessage.connect((_, { msg, direction }) => {
          if (msg.header.msg_type !== 'comm_msg') return;
          const { method, state, content } = msg.content.data;
          if (direction === 'send' && content?.kind === 'painted') [wanted, reports] = [content.ahead, reports + 1];
          if (direction !== 'recv' || method !== 'update' || !state?.frame || !reports) return;
          come = state.frame;
          moving = state.face ? state.face.state === 'moving' : moving;
          if (moving) most = Math.max(most, come - wanted);
        });
        run.click();
        const until = performance.now() + 1500; // the page is kept busy, so that it paints late
        while (performance.now() < until) {
          await new Promise(requestAnimationFrame);
          for (const end = performance.now() + 80; performance.now() < end;);
        }
        run.click();
        await new Promise((go) => setTimeout(go, 300));
        return [most, reports, come];""",
        stage=own.widgets()[0],
    )
    beyond, reports, frames = behind
    assert beyond <= 0 and reports > 3 and frames < 50  # a frame takes the page 80 ms of 1500


@pytest.mark.parametrize("own", [CARD], indirect=True)
def test_a_picture_that_is_kept_holds_the_rasters_as_images(own):
    own.script(
        """
        const real = URL.createObjectURL; // which cards of the next notebook are loaded with
        window.kept = new Promise((done) => {
          URL.createObjectURL = (blob) => (blob.text().then(done), (URL.createObjectURL = real), 'data:,');
        });
        stage.querySelector('[aria-label=More]').click();
        [...stage.querySelectorAll('.ll-menu button')].find((each) => /picture/.test(each.textContent)).click();""",
        stage=own.widgets()[0],
    )
    kept = own.script("return await window.kept;")
    assert kept.count("<image") == 2 and kept.count("data:image/png;base64,") == 2 and "<canvas" not in kept
