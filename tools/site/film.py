"""Makes the moving picture of the front page from a real card in a real browser: `python -m tools.site.film`.

It shows notebook 04's card: the network of lecture A, and its hidden layer carrying the plane. One film is made for
each theme, docs/pictures/film.webp and docs/pictures/film-dark.webp, each below 500 kB. It plays once, in less than
five seconds.
"""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from PIL import Image
from selenium.webdriver.common.keys import Keys

from tools import lab as labs
from tools.page_driver import WidgetDriver

MAX_BYTES = 500_000
WIDTH = 560  # pixels of the film
_CELL = "from lecture_lib.labs.xor import xor_planes\n\nxor_planes()"
_CHOICE = "A’s ReLU network"
_PAUSE, _STEP = 700, 80  # milliseconds that a frame stands: one to be read, one of a movement
_TOWARDS_END = 24  # frames of the movement


def main() -> int:
    """Make both films; return the exit code."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        (home / "work").mkdir()
        with labs.run_lab(home / "work", home / "private") as lab, labs.open_browser(home) as driver:
            lab.write("film.ipynb", [_CELL])
            page = labs.Page(driver, lab)
            for theme, mark in (("Light", ""), ("Dark", "-dark")):
                page.set_window(1000, 1400)
                page.open_notebook("film.ipynb")
                page.run_all()
                page.set_theme(f"JupyterLab {theme}")
                target = labs.ROOT / "docs" / "pictures" / f"film{mark}.webp"
                save(list(_scenes(WidgetDriver(page, page.widgets()[0]))), target)
                print(f"{target.name}: {target.stat().st_size / 1e3:.0f} kB")
            page.close()
    return 0


def _scenes(hand: WidgetDriver) -> Iterator[tuple[Image.Image, int]]:
    """Give the frames of the film, each with how long it stands."""
    yield _frame(hand), _PAUSE
    hand.press(_CHOICE)
    yield _frame(hand), _PAUSE
    slider = "input[type=range]"
    n_steps = hand.script("const s = stage.querySelector(slider); s.focus(); return s.max - s.min;", slider=slider)
    pressed = 0
    for frame in range(1, _TOWARDS_END + 1):
        wanted = round(n_steps * frame / _TOWARDS_END)
        hand.type(*[Keys.ARROW_RIGHT] * (wanted - pressed))
        pressed = wanted
        hand.script("await driver.settled(stage);")
        yield _frame(hand), _STEP if frame < _TOWARDS_END else 2 * _PAUSE


def _frame(hand: WidgetDriver) -> Image.Image:
    picture = Image.open(io.BytesIO(hand.stage.screenshot_as_png)).convert("RGB")
    return picture.resize((WIDTH, round(WIDTH * picture.height / picture.width)), Image.Resampling.LANCZOS)


def save(scenes: list[tuple[Image.Image, int]], target: Path) -> None:
    """Write the film; all frames have the size of the first."""
    first = scenes[0][0]
    frames = [frame.crop((0, 0, *first.size)) for frame, _ in scenes]
    durations = [duration for _, duration in scenes]
    for quality in (75, 55):
        first.save(
            target, save_all=True, append_images=frames[1:], duration=durations, loop=1, quality=quality, method=3
        )
        if target.stat().st_size <= MAX_BYTES:
            return


if __name__ == "__main__":
    sys.exit(main())
