"""For every widget of every notebook, the time from a key press to the painted picture, in Chromium.

Each notebook runs in a JupyterLab of its own. To its end is added, for every widget in it, the widget's
twin: the same pictures under `interact` with inline matplotlib. Both are moved in turn by real key
presses, on the same page, by the same kernel. A widget is moved by its first slider; without one by the
arrow keys on an element that can be dragged; else by Enter on a button or an element. The clock starts
with the key's own time stamp. It stops when the new picture stands in the page, the images in it are
decoded, the next animation frame has come, and the browser is free for another task, which it is when
that frame has been painted.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median, quantiles

import nbformat

from benchmarks.compare import Ratio, time_ratio
from benchmarks.moves import widget_factories

BLOCKS, PRESSES = 3, 10  # blocks of presses that take turns, presses in a block
MEDIAN, TIMES = 50.0, 2.0  # the goals: milliseconds, times as fast as the twin

_TWIN = """
import sys; sys.path.insert(0, {root!r})
from benchmarks import matplotlib_baseline, moves, widgets
svgs = widgets.sample_pictures(moves.widget_factories()[{name!r}])
matplotlib_baseline.show_interact([matplotlib_baseline.read_panels(svg) for svg in svgs]);
"""

_WATCH = """
const place = widget.querySelector('.ll-picture') ?? widget;
const shown = () => widget.querySelector('img')?.src;
const before = shown();
const changed = (records) => place === widget ? shown() && shown() !== before :
  records.some((record) => record.target !== place || record.type !== 'attributes');   // not aria-busy
window.painted = new Promise((done) => {
  let start;
  const pressed = (event) => { start = event.timeStamp; };
  document.addEventListener('keydown', pressed, { capture: true, once: true });
  const observer = new MutationObserver((records) => {
    if (start === undefined || !changed(records)) return;
    observer.disconnect();
    const pictures = [...place.querySelectorAll('img, image')];
    Promise.all(pictures.map((picture) => picture.decode())).then(() => requestAnimationFrame(() => {
      const painted = new MessageChannel();
      painted.port1.onmessage = () => done(performance.now() - start);
      painted.port2.postMessage('');
    }));
  });
  observer.observe(place, { childList: true, subtree: true, attributes: true, characterData: true });
  setTimeout(() => { observer.disconnect(); done(null); }, 3000);
});
"""

_SETTLE = """
const painted = await window.painted;
const kernel = jupyterapp.shell.currentWidget.context.sessionContext.session.kernel;
do await new Promise((r) => setTimeout(r, 60)); while (kernel.status !== 'idle');
return painted;
"""

_FOCUS = """
widget.scrollIntoView({ block: 'center' });
node.focus({ preventScroll: true });
await new Promise((r) => setTimeout(r, 100));
"""

Press = Callable[[], float | None]


def main() -> None:
    """Print one line for every widget of every notebook."""
    try:
        from tools import lab as labs
    except ImportError as problem:
        return print(f"left out: {problem.name} is not installed")
    try:
        labs.browser_programmes()
    except labs.MissingProgramme as problem:
        return print(f"left out: {problem}")
    print(
        f"{'widget':<22}{'moved by':<18}{'presses':>8}{'median ms':>11}{'p90 ms':>8}{'twin ms':>9}"
        f"{'p90 ms':>8}  times as fast"
    )
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        work = labs.copy_notebooks(home)
        with labs.run_lab(work, home / "private") as lab, labs.open_browser(home) as driver:
            page = labs.Page(driver, lab)
            for path in sorted(work.glob("notebooks/*.ipynb")):
                names = add_baselines(path, labs.ROOT)
                if names:
                    page.open_notebook(f"notebooks/{path.name}")
                    page.run_all()
                    _lines(page, path.stem[:2], names)
            page.close()


def add_baselines(path: Path, root: Path) -> list[str]:
    """Add to a notebook a cell with the twin of every widget that it calls; return their names in order."""
    notebook = nbformat.read(path, as_version=4)
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    names = [name for name in widget_factories() if re.search(rf"\b{name}\(", code)]
    notebook.cells += [nbformat.v4.new_code_cell(_TWIN.format(root=str(root), name=name)) for name in names]
    nbformat.write(notebook, path)
    return names


def _lines(page, number: str, names: list[str]) -> None:
    twins = [node for node in page.driver.find_elements("css selector", ".widget-interact") if "twin" in node.text]
    for name, twin in zip(names, twins, strict=True):
        widget = page.driver.find_element("css selector", f".ll-is-{name}")
        how, press = _own(page, widget)
        own, theirs = _in_turns(press, _slider(page, twin))
        if not all(own):
            print(f"{number} {name:<19}{how:<18}  ✗ it did not answer {BLOCKS * PRESSES} presses")
            continue
        faster = time_ratio([median(block) for block in theirs], [median(block) for block in own])
        _line(f"{number} {name:<19}{how:<18}", sum(own, []), sum(theirs, []), faster)


def _line(head: str, own: list[float], theirs: list[float], faster: Ratio) -> None:
    misses = [f"median {median(own):.1f} ms, at most {MEDIAN:g} ms wanted"] * (median(own) > MEDIAN) + [
        f"{faster.middle:.1f} times as fast, {TIMES:g} times wanted"
    ] * (faster.middle < TIMES)
    line = (
        f"{head}{len(own):>8}{median(own):>11.1f}{_p90(own):>8.1f}{median(theirs):>9.1f}"
        f"{_p90(theirs):>8.1f}  {faster}{'  ✗' * bool(misses)}"
    )
    print(line, *(f"    ✗ {miss}" for miss in misses), sep="\n", flush=True)


def _in_turns(*presses: Press) -> tuple[list[list[float]], ...]:
    """Press each once to warm up, then in blocks that take turns; return the milliseconds, block by block."""
    times = tuple([] for _ in presses)
    for press in presses:
        press()
    for _ in range(BLOCKS):
        for press, blocks in zip(presses, times):
            blocks.append([took for took in (press() for _ in range(PRESSES)) if took is not None])
    return times


def _own(page, widget) -> tuple[str, Press]:
    """Return what moves a widget, and a function that does."""
    from tools.page_driver import WidgetDriver

    controls = WidgetDriver(page, widget).controls()
    for kind in ("slider", "drag by keys", "button", "press"):
        those = [control for control in controls if control.kind == kind and not control.quiet]
        if those:
            break
    if kind == "slider":
        return kind, _slider(page, widget)
    return kind, _first_that_moves(page, widget, those)


def _slider(page, widget) -> Press:
    """Return a press on the first slider below `widget`, to and fro between its ends."""
    from selenium.webdriver.common.keys import Keys

    handle = widget.find_element("css selector", "input[type=range], .noUi-handle")  # ours, and the twin's
    at, low, high = (
        ("value", "min", "max") if handle.tag_name == "input" else ("aria-valuenow", "aria-valuemin", "aria-valuemax")
    )

    def keys() -> Iterator[str]:
        while True:
            for key, end in ((Keys.ARROW_RIGHT, high), (Keys.ARROW_LEFT, low)):
                while handle.get_attribute(at) != handle.get_attribute(end):
                    yield key

    coming = keys()
    return lambda: _timed(page, widget, handle, next(coming))


def _first_that_moves(page, widget, controls) -> Press:
    """Return a press on one of the controls; one whose press changes nothing any more is left for the next.

    Elements that are pressed take turns, because most can be pressed once only. When none is left, it goes back.
    """
    from selenium.webdriver.common.keys import Keys

    arrows = (Keys.ARROW_RIGHT, Keys.ARROW_LEFT, Keys.ARROW_UP, Keys.ARROW_DOWN)
    ways = [
        (control, keys)
        for control in controls
        for keys in ((arrows[:2], arrows[2:]) if control.kind == "drag by keys" else ((Keys.ENTER,),))
    ]
    count = 0

    def press() -> float | None:
        nonlocal count
        while ways:
            (control, keys), count = ways[0], count + 1
            took = _timed(page, widget, _node(widget, control), keys[count % len(keys)])
            tried = ways.pop(0)
            if took is not None:
                ways.insert(len(ways) if control.kind == "press" else 0, tried)
                return took
        return _timed(page, widget, _travel(widget), Keys.ENTER)

    return press


def _travel(widget):
    """Return the button that goes back, or forward where there is no way back: for widgets that come to an end."""
    undo, redo = (widget.find_element("css selector", f".ll-tools [aria-label={name}]") for name in ("Undo", "Redo"))
    return undo if undo.is_enabled() else redo


def _node(widget, control):
    if control.kind == "button":
        buttons = widget.find_elements("css selector", ".ll-acts button")
        return next(button for button in buttons if button.text.strip() == control.name.strip())
    return widget.find_element("css selector", f'.ll-picture [data-id="{control.name}"]')


def _timed(page, widget, node, key: str) -> float | None:
    """Press a key on `node`; return the milliseconds to the paint, or None if nothing changed."""
    from selenium.webdriver.common.action_chains import ActionChains

    page.script(_FOCUS + _WATCH, widget=widget, node=node)
    ActionChains(page.driver).send_keys(key).perform()
    return page.script(_SETTLE)


def _p90(times: list[float]) -> float:
    return quantiles(times, n=10)[-1]
