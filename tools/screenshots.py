"""Photograph every widget: light and dark, wide and narrow, before and after its controls are moved.

`python -m tools.screenshots 05 --out DIR` writes DIR/05-name-dark-700-after.png and so on, for a person to look at.
`python -m tools.screenshots --docs` writes the one picture of each widget that the documentation shows.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from math import inf
from pathlib import Path

from tools import lab as labs
from tools.page_driver import WidgetDriver, move_in_sequence

MAX_PICTURE_BYTES = 150_000  # bytes of a picture that is kept in the repository
MOST_PICTURES = 3  # of cards of one name in a notebook


def main(arguments: list[str] | None = None) -> int:
    """Take the pictures; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.screenshots", description=__doc__.splitlines()[0])
    parser.add_argument("number", nargs="?", default="", help="how the notebook's name begins, such as 05")
    parser.add_argument("--out", type=Path, default=Path(tempfile.gettempdir(), "look"), help="where to put them")
    parser.add_argument("--docs", action="store_true", help="only those that docs/pictures keeps")
    parser.add_argument("--notebooks", type=Path, default=labs.ROOT / "notebooks", help="another folder")
    options = parser.parse_args(arguments)
    out = labs.ROOT / "docs" / "pictures" if options.docs else options.out
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        work = labs.copy_notebooks(home, options.notebooks)
        with labs.run_lab(work, home / "private") as lab, labs.open_browser(home) as driver:
            page = labs.Page(driver, lab)
            for path in sorted(work.glob(f"notebooks/{options.number}*.ipynb")):
                page.open_notebook(f"notebooks/{path.name}")
                page.run_all()
                (save_docs_pictures if options.docs else save_all_pictures)(page, path.stem[:2], out)
            page.close()
    if options.docs:
        (out.parent / "cards.md").write_text(cards_page(out), "utf-8")
    print(f"the pictures are in {out}")
    return 0


def save_docs_pictures(page: labs.Page, number: str, out: Path) -> None:
    """Take a light and a dark picture of every card on the page, at the width of a page of text."""
    page.set_window(1000, 2000)
    for theme, mark in (("Light", ""), ("Dark", "-dark")):
        page.set_theme(f"JupyterLab {theme}")
        for name, stage in _named(page, MOST_PICTURES):
            path = out / f"{number}-{name}{mark}.png"
            page.photograph(stage, path)
            if path.stat().st_size > MAX_PICTURE_BYTES:
                print(f"{path.name} has {path.stat().st_size:,} bytes; it should have at most {MAX_PICTURE_BYTES:,}")


def cards_page(pictures: Path) -> str:
    """Return the page that shows all cards at once, from the pictures in a folder."""
    lines = [
        "# All cards, light and dark",
        "",
        "Each as it starts; `python -m tools.screenshots --docs` makes this page.",
    ]
    for light in sorted(pictures.glob("[0-9][0-9]-*.png")):
        dark = light.with_name(light.stem + "-dark.png")
        if dark.exists():
            number, name = light.stem.split("-", 1)
            shown = " ".join(f'<img src="pictures/{path.name}" alt="{name}" width="49%">' for path in (light, dark))
            lines += ["", f"**{number}** {name}", "", shown]
    return "\n".join(lines) + "\n"


def save_all_pictures(page: labs.Page, number: str, out: Path) -> None:
    """Take every widget in both themes and two widths, before and after its controls are moved."""
    _round(page, number, out, "before")
    page.set_window(1400, 1400)
    for _, stage in _named(page):
        move_in_sequence(WidgetDriver(page, stage))
    _round(page, number, out, "after")


def _round(page: labs.Page, number: str, out: Path, when: str) -> None:
    for theme in ("Light", "Dark"):
        page.set_theme(f"JupyterLab {theme}")
        for width in (1400, 700):
            page.set_window(width, 1400)
            for name, stage in _named(page):
                page.photograph(stage, out / f"{number}-{name}-{theme.lower()}-{width}-{when}.png")


def _named(page: labs.Page, most: float = inf) -> Iterator[tuple[str, labs.WebElement]]:
    """Give each widget with its name; the second of a name is name-2, and there are at most so many of one."""
    seen: Counter = Counter()
    for stage in page.widgets():
        name = stage.get_attribute("class").split("ll-is-")[-1].split()[0]
        seen[name] += 1
        if seen[name] <= most:
            yield (name if seen[name] == 1 else f"{name}-{seen[name]}"), stage


if __name__ == "__main__":
    sys.exit(main())
