"""Moves that come faster than the kernel answers: none is lost, none piles up.

The second view, which answers the first move, waits until the test has made all its moves and writes the
file `all-made`. So the number of views does not depend on how fast the machine is: however long the moves
took, one of them had been sent, and all the others must have become one.
"""

import json

import pytest
from selenium.webdriver.common.keys import Keys

from tools.page_driver import WidgetDriver

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("rapid")]

VIEWS = 3  # of the start, of the first move, and of all the others together

SLOW = """
import time
from dataclasses import dataclass, replace
from pathlib import Path
from lecture_lib.drawing import plane_frame, point_marker, svg
from lecture_lib.interactive import App, Slider, View, even_values

all_made = Path("all-made")
all_made.unlink(missing_ok=True)
views = 0

@dataclass(frozen=True)
class State:
    x: float = 1.0
    y: float = 1.0

def view(state):
    global views
    views += 1
    for _ in range(6000):                       # a minute: the kernel must not hang if the test has died
        if views != 2 or all_made.exists():
            break
        time.sleep(0.01)
    frame = plane_frame(0, 10, 0, 10, size=500)
    at = state.x, state.y
    point = point_marker(frame, at, 1, 12, **svg.handle(("p",), "drag", "point p", at=at))
    said = f"x = {state.x:.2f}, y = {state.y:.2f}, view {views}"
    return View(svg.picture(600, 590, frame.open(point), frame.axes(), title="One point", text=said))

App("slow", State(), view, [Slider("x", "the x", even_values(0, 10, 0.1))],
    lambda state, event: replace(state, x=event.x, y=event.y), title="Slow")
"""


def all_made(page) -> None:
    """Let the kernel go on."""
    body = {"type": "file", "format": "text", "content": ""}
    page.lab.ask("PUT", "/api/contents/all-made", json.dumps(body).encode())


def arrives(hand: WidgetDriver, x: float, y: float, within: float = 0.001) -> int:
    """Wait until the picture's words say x and y; return which view it is."""
    said = hand.script(
        """
        const numbers = () => stage.querySelector('.ll-words > div').textContent.match(/[\\d.]+/g).map(Number);
        const pause = () => new Promise((r) => setTimeout(r, 20));
        for (const start = Date.now(); Date.now() - start < 20000; await pause())
          if (Math.abs(numbers()[0] - x) < within && Math.abs(numbers()[1] - y) < within) break;
        return numbers();""",
        x=x,
        y=y,
        within=within,
    )
    assert said[:2] == pytest.approx([x, y], abs=within), said
    return said[2]


@pytest.fixture
def slow(own) -> WidgetDriver:
    """The hand on the slow widget."""
    return WidgetDriver(own, own.widgets()[0])


@pytest.mark.parametrize("own", [SLOW], indirect=True)
def test_sixty_arrow_keys_on_a_slider(own, slow):
    own.script("stage.querySelector('input[type=range]').focus();", stage=slow.stage)
    slow.type(*[Keys.ARROW_RIGHT] * 60)
    all_made(own)
    assert arrives(slow, 7, 1) == VIEWS


@pytest.mark.parametrize("own", [SLOW], indirect=True)
def test_sixty_arrow_keys_on_an_element_of_the_picture(own, slow):
    slow.focus("p")
    slow.type(*[Keys.ARROW_RIGHT] * 50, *[Keys.ARROW_UP] * 10)
    all_made(own)
    assert arrives(slow, 6, 2) == VIEWS
    slow.type(Keys.ARROW_LEFT)  # goes on from what the picture shows now
    assert arrives(slow, 5.9, 2) == VIEWS + 1


@pytest.mark.parametrize("own", [SLOW], indirect=True)
def test_a_drag_of_a_hundred_moves(own, slow):
    left, top, size = own.script(
        """const rect = stage.querySelector('[data-frame] rect');
        rect.scrollIntoView({ block: 'center' }); const box = rect.getBoundingClientRect();
        return [box.left, box.top, box.width];""",
        stage=slow.stage,
    )
    x, y, *_ = slow.grip("p")
    slow.stroke([(x + i / 100 * 0.6 * size, y - i / 100 * 0.4 * size) for i in range(101)])
    all_made(own)
    assert arrives(slow, 7, 5, within=0.05) == VIEWS  # a pixel is 0.02
