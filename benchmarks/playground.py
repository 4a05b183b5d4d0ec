"""Playground: frames painted a second and time to an answer in Chromium, beside TensorFlow Playground's own page.

Our card trains in a real JupyterLab, their page in another tab of the same Chromium, in turns. A frame counts if what
the page says of the state of training at an animation frame is not what it said at the one before. An answer is there
when it has been painted: the time begins with the click or the key.

LECTURE_LIB_PLAYGROUND names a checkout of tensorflow/playground, in which these are installed: `npm install --no-save
d3@3.5.17 material-design-lite@1.3.0 seedrandom@2.4.4 esbuild`. Both its page and its core are built from it.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import which
from statistics import median

from benchmarks.playground_core import compare_cores

ROUNDS, SECONDS, ANSWERS, MINUTES = 3, 6, 12, 10
FRAMES, LARGEST, ANSWER = 30, 5, 100  # goals: frames a second by default and at the largest, milliseconds to an answer


@dataclass(frozen=True)
class Task:
    """What both sides train: our card's call, their page's address after the #; `times` their frames are wanted."""

    name: str
    ours: str
    theirs: str = ""
    times: float = 1.0


TASKS = (
    Task("the default task", "playground()", "showTestData=false"),
    Task(
        "6 layers of 8 units and the spiral",
        "playground(data='spiral', hidden=(8,) * 6, activations=('tanh',) * 6)",
        "dataset=spiral&networkShape=8,8,8,8,8,8",
        times=3,
    ),
    Task("10 layers of 32 units", "playground(data='spiral', hidden=(32,) * 10, activations=('tanh',) * 10)"),
)

_CELL = "from lecture_lib.labs.playground import playground\n"

_FRAMES = """
const count = (state, seconds) => new Promise((done) => {
  let [frames, before, begun] = [0, state(), performance.now()];
  const look = (now) => {
    const is = state();
    if (is !== before) [frames, before] = [frames + 1, is];
    if (now - begun < 1000 * seconds) requestAnimationFrame(look);
    else done((1000 * frames) / (now - begun));
  };
  requestAnimationFrame(look);
});
"""

_OURS = (
    _FRAMES
    + """
const button = [...card.querySelectorAll('.ll-acts button')].find((each) => /Run|Pause/.test(each.textContent));
const wait = (ms) => new Promise((go) => setTimeout(go, ms));
const words = card.querySelector('.ll-words > div');
const kernel = jupyterapp.shell.currentWidget.context.sessionContext.session.kernel;
// Milliseconds from an event of this kind to the painted answer to the message that it makes the card send.
const answer = (kind) => new Promise((done) => {
  let begun;
  card.addEventListener(kind, (event) => (begun ??= event.timeStamp), { capture: true, once: true });
  const heard = (_, { msg, direction }) => {
    if (direction !== 'recv' || msg.header.msg_type !== 'comm_msg' || !msg.content.data.content?.done) return;
    kernel.anyMessage.disconnect(heard);
    requestAnimationFrame(() => {
      const painted = new MessageChannel();
      painted.port1.onmessage = () => done(performance.now() - begun);
      painted.port2.postMessage('');
    });
  };
  kernel.anyMessage.connect(heard);
});
"""
)

_THEIRS = (
    _FRAMES
    + """
const button = document.getElementById('play-pause-button');
const iter = document.getElementById('iter-number');
"""
)


class OurCard:
    """Our card in a JupyterLab."""

    def __init__(self, page, cell: str) -> None:
        self.page = page
        page.lab.write("playground.ipynb", ["import os; print(os.getpid())", _CELL + cell])
        page.open_notebook("playground.ipynb")
        page.run_all()
        (self.card,) = page.widgets()
        said = page.driver.find_element("css selector", ".jp-OutputArea-output pre").text
        self.kernel = int(said)
        self.tab = page.driver.current_window_handle

    def script(self, body: str):
        return self.page.script(_OURS + body, card=self.card)

    def frames(self, seconds: float = SECONDS) -> float:
        """Return how many frames a second it paints while it trains."""
        return self.script(
            f"button.click(); await wait(1000); const rate = await count(() => words.textContent, {seconds});"
            "button.click(); await wait(500); return rate;"
        )

    def pauses(self) -> list[float]:
        """Return the milliseconds that Pause takes while it trains."""
        return [
            self.script(
                "button.click(); await wait(700); const took = answer('click'); button.click();"
                "const is = await took; await wait(200); return is;"
            )
            for _ in range(ANSWERS)
        ]

    def slides(self) -> list[float]:
        """Return the milliseconds that the learning rate's slider takes while it trains."""
        from selenium.webdriver.common.keys import Keys

        self.script("""
            const named = (each) => each.closest('.ll-control').textContent.includes('learning rate');
            const slider = [...card.querySelectorAll('input[type=range]')].find(named);
            for (const group of card.querySelectorAll('details')) group.open ||= group.contains(slider);
            button.click(); await wait(700); slider.focus();""")
        times = []
        for i in range(ANSWERS):
            self.script("window.slid = answer('keydown');")
            self.page.driver.switch_to.active_element.send_keys(Keys.ARROW_LEFT if i % 2 else Keys.ARROW_RIGHT)
            times.append(self.page.script("const took = await window.slid; return took;"))
            time.sleep(0.2)
        self.script("button.click(); await wait(500);")
        return times

    def memory(self) -> tuple[float, float]:
        """Return the megabytes of the kernel, and those of the page's objects."""
        status = Path(f"/proc/{self.kernel}/status").read_text("utf-8")
        self.page.driver.execute_cdp_cmd("HeapProfiler.collectGarbage", {})
        heap = self.page.driver.execute_cdp_cmd("Runtime.getHeapUsage", {})["usedSize"]
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024, heap / 2**20


class TheirPage:
    """TensorFlow Playground's page in a tab of its own."""

    def __init__(self, page, index: Path, hash_: str) -> None:
        self.page = page
        page.driver.switch_to.new_window("tab")
        page.driver.get(f"{index.as_uri()}#{hash_}")
        self.tab = page.driver.current_window_handle

    def frames(self) -> float:
        """Return how many frames a second it paints while it trains."""
        return self.page.script(
            _THEIRS
            + "button.click(); await new Promise((go) => setTimeout(go, 1000));"
            + f"const rate = await count(() => iter.textContent, {SECONDS}); button.click(); return rate;"
        )


def main() -> None:
    """Compare the cores, then the pages; without their checkout, or a browser, say so and measure the rest."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        theirs = _build(home)
        compare_cores(theirs and home / "core.js")
        with _page(home) as page:
            for task in TASKS if page else ():
                _compare(page, task, home / "index.html" if theirs and task.theirs else None)


def _build(folder: Path) -> bool:
    """Build their page and their core into the folder; False, and a word, where that cannot be."""
    checkout = Path(os.environ.get("LECTURE_LIB_PLAYGROUND", ""))
    modules = checkout / "node_modules"
    missing = [
        what
        for what, there in {
            "node": which("node"),
            "the checkout that LECTURE_LIB_PLAYGROUND names": (checkout / "src/playground.ts").exists(),
            "esbuild in its node_modules": (modules / ".bin/esbuild").exists(),
            "d3 in its node_modules": (modules / "d3").exists(),
        }.items()
        if not there
    ]
    if missing:
        print(f"Ours only: {missing[0]} is missing.")
        return False
    for entry, form, name in (("playground", "iife", "bundle"), ("nn", "cjs", "core")):
        command = [modules / ".bin/esbuild", checkout / f"src/{entry}.ts", "--bundle", f"--format={form}"]
        subprocess.run([*command, f"--outfile={folder / name}.js"], check=True, capture_output=True)
    scripts = (modules / "material-design-lite/material.min.js", modules / "seedrandom/seedrandom.min.js")
    styles = (modules / "material-design-lite/material.min.css", checkout / "styles.css")
    for name, parts in (("lib.js", scripts), ("bundle.css", styles)):
        (folder / name).write_text("\n".join(part.read_text("utf-8") for part in parts), "utf-8")
    page = (checkout / "index.html").read_text("utf-8")
    page = re.sub('<link href="https:[^>]*>', "", page)  # fonts of another host
    page = page.replace('<script src="analytics.js"></script>', "<script>function ga() {}</script>")
    (folder / "index.html").write_text(page, "utf-8")
    return True


@contextmanager
def _page(home: Path) -> Iterator:
    """Give a page on a JupyterLab; None, and a word, where there is no browser."""
    try:
        from tools import lab as labs

        labs.browser_programmes()
    except (ImportError, RuntimeError) as problem:
        print(f"The pages are left out: {problem}")
        yield None
        return
    work = labs.copy_notebooks(home)
    with labs.run_lab(work, home / "private") as lab, labs.open_browser(home) as driver:
        yield labs.Page(driver, lab)


def _compare(page, task: Task, theirs: Path | None) -> None:
    """Print one task's figures: frames of both sides in turns, answers, and at the default task memory."""
    ours = OurCard(page, task.ours)
    other = TheirPage(page, theirs, task.theirs) if theirs else None
    mine, others = [], []
    for _ in range(ROUNDS):
        page.driver.switch_to.window(ours.tab)
        mine.append(ours.frames())
        if other:
            page.driver.switch_to.window(other.tab)
            others.append(other.frames())
    if other:
        page.driver.close()
        page.driver.switch_to.window(ours.tab)
    least = max(FRAMES if task.times == 1 else 0, task.times * median(others)) if others else LARGEST
    beside = f", TensorFlow Playground {_rates(others)}" if others else ""
    print(f"{task.name}: {_rates(mine)} frames a second{beside}{_verdict(median(mine) >= least)}, at least {least:.0f}")
    for what, times in (("Pause", ours.pauses()), ("a slider", ours.slides())):
        said = f"{median(times):.0f} ms, at most {max(times):.0f}"
        print(f"  {what} answers in {said}{_verdict(max(times) <= ANSWER)}", flush=True)
    if task is TASKS[0]:
        _watch_memory(ours)


def _watch_memory(card: OurCard) -> None:
    card.script("button.click(); await wait(5000);")
    for minute in range(MINUTES + 1):
        kernel, heap = card.memory()
        print(f"  after {minute} minutes of training: kernel {kernel:.0f} MB, page {heap:.0f} MB", flush=True)
        time.sleep(60 * (minute < MINUTES))
    card.script("button.click();")


def _rates(rates: list[float]) -> str:
    return f"{median(rates):.1f} ({min(rates):.1f} to {max(rates):.1f})"


def _verdict(holds: bool) -> str:
    return "" if holds else "  ✗"
