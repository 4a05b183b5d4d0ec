"""A private JupyterLab and a browser to look into it: for the browser tests and for `tools.screenshots`.

Nothing of the user's own Jupyter is read or written: settings, runtime files, progress and the notebooks
themselves live in a folder that the caller gives and may throw away.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import nbformat
from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.remote.webelement import WebElement
from urllib3.exceptions import HTTPError  # of a driver that is gone

from tools.machine import browser_paths

ROOT = Path(__file__).resolve().parent.parent

SCRIPT_SECONDS = 300  # that the page may take for one script, all cells of a notebook among them

_SETTINGS = {
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "notebook-extension/tracker": {"windowingMode": "none"},  # every cell stays in the page
}
# Signs of a busy kernel, in JupyterLab's frame: they change twice with every message, and to paint them (and to
# fetch the tab's icon) takes as long as all the rest of an answer.
_BUSY_SIGNS = {
    "notebook-extension/panel": {"toolbar": [{"name": "executionProgress", "disabled": True}]},
    "statusbar-extension/plugin": {"visible": False},
}
_BUSY_PLUGINS = ("@jupyterlab/application-extension:faviconbusy", "@jupyterlab/apputils-extension:kernel-status")


class MissingProgramme(RuntimeError):
    """A programme that the browser tests need is not on this machine."""


def browser_programmes() -> tuple[str, str]:
    """Return the paths of the browser and of its driver; raise `MissingProgramme`, saying which and how to mend it."""
    found = browser_paths()
    for path, name, package in zip(found, ("chromium", "chromedriver"), ("chromium", "chromium-driver")):
        if path is None:
            raise MissingProgramme(f"{name} is not on the PATH; on Debian: sudo apt-get install {package}")
    return found


def copy_notebooks(folder: Path, notebooks: Path = ROOT / "notebooks") -> Path:
    """Copy the notebooks, and the exercises beside them, into `folder`/work, and return that."""
    work = folder / "work"
    for source in (notebooks, ROOT / "exercises"):
        if source.is_dir():
            shutil.copytree(source, work / ("notebooks" if source == notebooks else source.name))
    return work


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab."""

    url: str
    token: str
    progress: Path  # the journal of who works in it

    def address(self, path: str) -> str:
        """Return where the notebook at `path` opens, in a workspace of its own."""
        return f"{self.url}/lab/tree/{quote(path)}?reset&token={self.token}"

    def ask(self, method: str, path: str, body: bytes | None = None) -> bytes:
        """Send a request to the server's own interface and return what it answers."""
        request = urllib.request.Request(
            self.url + path, method=method, data=body, headers={"Authorization": f"token {self.token}"}
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.read()

    def write(self, path: str, cells: list[str]) -> None:
        """Save a notebook with these code cells."""
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
        notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3 (ipykernel)"}
        self.ask(
            "PUT",
            f"/api/contents/{quote(path)}",
            json.dumps({"type": "notebook", "format": "json", "content": notebook}).encode(),
        )


@contextmanager
def run_lab(work: Path, home: Path, busy_signs: bool = True) -> Iterator[Lab]:
    """Run JupyterLab on the folder `work`, all its own files below `home`; stop it with its kernels at the end.

    Without `busy_signs` nothing in JupyterLab's frame moves while a kernel works: an answer takes half the time.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    lab = Lab(f"http://127.0.0.1:{port}", secrets.token_hex(8), home / "progress.jsonl")
    options = [
        "--no-browser",
        "--allow-root",
        "--expose-app-in-browser",
        "--ip=127.0.0.1",
        f"--port={port}",
        "--ServerApp.port_retries=0",
        f"--IdentityProvider.token={lab.token}",
        f"--ServerApp.root_dir={work}",
        "--ServerApp.kernel_websocket_connection_class=lecture_lib.command.server.nodelay_connection.NoDelayConnection",
    ]
    home.mkdir(parents=True, exist_ok=True)
    with open(home / "lab.log", "wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *options],
            env=_private(home, busy_signs) | {"LECTURE_LIB_PROGRESS": str(lab.progress)},
            cwd=ROOT,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait_for(lab, process, home / "lab.log")
            yield lab
        finally:
            _stop(lab, process)


def _private(home: Path, busy_signs: bool) -> dict[str, str]:
    places = {
        name: str(home / name.lower())
        for name in (
            "JUPYTER_CONFIG_DIR",
            "JUPYTER_RUNTIME_DIR",
            "JUPYTER_DATA_DIR",
            "JUPYTERLAB_SETTINGS_DIR",
            "JUPYTERLAB_WORKSPACES_DIR",
            "IPYTHONDIR",
        )
    }
    off = dict.fromkeys(() if busy_signs else _BUSY_PLUGINS, True)
    _write_json(home / "jupyter_config_dir" / "labconfig" / "page_config.json", {"disabledExtensions": off})
    for name, values in (_SETTINGS if busy_signs else _SETTINGS | _BUSY_SIGNS).items():
        _write_json(home / "jupyterlab_settings_dir" / "@jupyterlab" / f"{name}.jupyterlab-settings", values)
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(("JUPYTER", "IPYTHON"))}
    return inherited | places | {"HOME": str(home), "OMP_NUM_THREADS": "1"}


def _write_json(file: Path, values: dict) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(values), "utf-8")


def _wait_for(lab: Lab, process: subprocess.Popen, log: Path) -> None:
    for _ in range(600):
        try:
            lab.ask("GET", "/api/status")
            return
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.1)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text('utf-8', 'replace')[-3000:]}")


def _stop(lab: Lab, process: subprocess.Popen) -> None:
    try:
        lab.ask("POST", "/api/shutdown", b"")
        process.wait(20)
    except (OSError, subprocess.TimeoutExpired):
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def open_browser(home: Path) -> Iterator[WebDriver]:
    """Start the browser without a window and close it at the end."""
    options = webdriver.ChromeOptions()
    options.binary_location, driver_path = browser_programmes()
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    for flag in (
        "headless=new",
        "no-sandbox",
        "disable-gpu",
        "disable-dev-shm-usage",
        "no-first-run",
        "disable-background-networking",
        "disable-component-update",
        "disable-sync",
        "disable-quic",
        "window-size=1400,1400",
        f"user-data-dir={home / 'browser'}",
    ):
        options.add_argument(f"--{flag}")
    driver = webdriver.Chrome(options=options, service=Service(driver_path))
    driver.set_script_timeout(SCRIPT_SECONDS)
    driver.command_executor.client_config.timeout = SCRIPT_SECONDS + 60  # else 120: a busy machine needs longer
    try:
        yield driver
    finally:
        driver.quit()


_READY = """
const until = async (test) => { while (!test()) await new Promise((r) => setTimeout(r, 50)); };
await until(() => window.jupyterapp);
const app = window.jupyterapp;
await app.restored;
await until(() => app.shell.currentWidget?.context?.path === path);
const context = app.shell.currentWidget.context;
await context.ready;
await context.sessionContext.ready;
await until(() => context.sessionContext.session?.kernel);
const kernel = context.sessionContext.session.kernel;
await kernel.info;
await until(() => kernel.connectionStatus === 'connected' && kernel.status === 'idle');
app.shell.collapseLeft();
"""

_CLOSE = "for (const widget of [...jupyterapp.shell.widgets('main')]) widget.dispose();"

_SHOWS = "return jupyterapp.shell.currentWidget?.context?.path === path;"

_REVERT = """
const { context } = jupyterapp.shell.currentWidget;
const future = context.sessionContext.session.kernel.requestExecute({ code: forget, store_history: false });
await future.done;
await context.revert();
"""

_FORGET = "%reset -f\nfrom lecture_lib.course import progress; progress.cache_clear(); del progress"

_DRAWN = """
const until = async (test) => { while (!test()) await new Promise((r) => setTimeout(r, 50)); };
const all = (selector) => [...document.querySelectorAll(selector)];
await until(() => all('[data-ll-card]').every((node) => node.dataset.state !== 'still'));
window.complaints = [];
window.asked = 0;                   // messages that widgets have sent to the kernel
window.unanswered = new Set();      // those that the kernel is not done with
const session = jupyterapp.shell.currentWidget.context.sessionContext;
const spoke = () => dispatchEvent(new Event('kernelspoke'));
const heard = window.heard === session.session.kernel; // it was, when other cells ran in the same notebook
window.heard = session.session.kernel;
if (!heard) session.statusChanged.connect(spoke);
if (!heard) session.session.kernel.anyMessage.connect((_, { msg, direction }) => {
  if (direction !== 'send' || msg.header.msg_type !== 'comm_msg') return;
  if (msg.content.data.content?.kind === 'painted') return; // it asks for nothing
  asked += 1;
  unanswered.add(msg.header.msg_id);
  spoke();
});
if (!heard) session.iopubMessage.connect((_, { header, parent_header, content }) => {
  if (content.execution_state === 'idle') unanswered.delete(parent_header.msg_id);
  if (parent_header.msg_type === 'execute_request') return;
  if (header.msg_type === 'error') complaints.push(content.traceback.join('\\n'));
  if (header.msg_type === 'stream' && content.name === 'stderr') complaints.push(content.text);
});
if (!heard) session.iopubMessage.connect(spoke);
// The cards' first messages wait until the last cell has run, and a long notebook has many of them.
await until(() => session.session.kernel.status === 'idle');
await new Promise((calm) => { // and what the page has still to draw is drawn: a card that comes anew is another element
  const quiet = () => (observer.disconnect(), calm());
  let timer = setTimeout(quiet, calm);
  const observer = new MutationObserver(() => (clearTimeout(timer), (timer = setTimeout(quiet, calm))));
  observer.observe(document.querySelector('.jp-Notebook'), { subtree: true, childList: true });
});
"""


class Page:
    """One browser tab that shows one notebook at a time."""

    def __init__(self, driver: WebDriver, lab: Lab) -> None:
        self.driver, self.lab = driver, lab

    def script(self, body: str, **values):
        """Run JavaScript that may `await`, with `values` as its constants; return what it returns."""
        names = ", ".join(values)
        answer = self.driver.execute_script(
            f"const [{names}] = arguments; return (async () => {{ {body} }})()"
            ".then((value) => [value], (wrong) => String(wrong));",
            *values.values(),
        )
        if isinstance(answer, str):
            raise RuntimeError(f"in the page: {answer}")
        return answer[0]

    def open_notebook(self, path: str) -> None:
        """Close what is open with its kernels, open the notebook, and wait until its kernel answers."""
        if self._shows_lab():  # to load JupyterLab anew would take seconds
            self.script(_CLOSE)
            self._stop_kernels()
            self.command("docmanager:open", path=path)
        else:
            self.close()
            self.driver.get(self.lab.address(path))
        self.script(_READY, path=path)
        self.driver.get_log("browser")  # what was said before is not this notebook's

    def answers(self) -> bool:
        """Return whether the server and the browser are still there."""
        try:
            self.lab.ask("GET", "/api/status")
            return self.script("return true;")
        except (OSError, WebDriverException, HTTPError):
            return False

    def close(self) -> None:
        """Stop all kernels and leave the page, so that memory stays small."""
        self._stop_kernels()
        self.driver.get("about:blank")

    def _shows_lab(self) -> bool:
        """Return whether JupyterLab is open, with no question in the way."""
        return self.script("return Boolean(window.jupyterapp) && !document.querySelector('.jp-Dialog');")

    def _stop_kernels(self) -> None:
        for session in json.loads(self.lab.ask("GET", "/api/sessions")):
            self.lab.ask("DELETE", f"/api/sessions/{session['id']}")

    def open_cells(self, path: str, cells: list[str]) -> None:
        """Open a notebook with these code cells; if it is open already, its kernel goes on, without its names."""
        self.lab.write(path, cells)
        if self._shows_lab() and self.script(_SHOWS, path=path):
            self.script(_READY, path=path)
            self.script(_REVERT, forget=_FORGET)
            self.driver.get_log("browser")
        else:
            self.open_notebook(path)

    def run_all(self, calm: int = 1000) -> None:
        """Run every cell and wait until all widgets are drawn, and for `calm` milliseconds nothing else is."""
        self.command("notebook:run-all-cells")
        self.script(_DRAWN, calm=calm)

    def command(self, name: str, **values) -> None:
        """Run one of JupyterLab's commands."""
        self.script("await jupyterapp.commands.execute(name, values);", name=name, values=values)

    def errors(self) -> list[str]:
        """Return all that went wrong: in cells, widgets, answers to events, and the browser's console."""
        cells = self.script("""
            const errors = document.querySelectorAll(['error', 'stderr'].map(
              (kind) => `[data-mime-type="application/vnd.jupyter.${kind}"]`));  // Lab 4.6 takes the second
            const stopped = [...document.querySelectorAll('.jp-OutputArea-output, .ll-fb.trouble')].filter(
              (node) => /Click to show javascript error|This widget stopped at/.test(node.textContent));
            return [...errors, ...stopped].map((node) => node.textContent).concat(complaints);""")
        console = [
            entry["message"]
            for entry in self.driver.get_log("browser")
            if entry["level"] == "SEVERE" and "Failed to load resource" not in entry["message"]
        ]
        return cells + console

    def widgets(self) -> list[WebElement]:
        """Return the cards with a picture on the page."""
        return self.driver.find_elements("css selector", ".ll-card:has(.ll-picture)")

    def set_theme(self, name: str) -> None:
        """Change to "JupyterLab Light" or "JupyterLab Dark"."""
        self.command("apputils:change-theme", theme=name)
        self.script(
            """
            do await new Promise((r) => setTimeout(r, 300));
            while (document.body.dataset.jpThemeName !== name);""",
            name=name,
        )

    def set_window(self, width: int, height: int) -> None:
        """Give the page this size, in pixels."""
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False},
        )
        self.script(
            """
            const frame = () => new Promise(requestAnimationFrame);
            for (await frame(); innerWidth !== width; ) await frame();
            await frame();""",
            width=width,
        )

    def photograph(self, element: WebElement, path: Path) -> None:
        """Scroll the element into view and save it as PNG."""
        self.script(
            """element.scrollIntoView({ block: 'center' });
            await new Promise((r) => setTimeout(r, 100));""",
            element=element,
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(element.screenshot_as_png)
