"""The course in the browser: it is built, JupyterLab opens, Python starts in the page, files and progress are there.

NumPy comes from Pyodide's own address when a cell imports it. These tests ask for no network: what they check is all
that comes before.
"""

import functools
import http.server
import json
import threading

import pytest

from lecture_lib.labs.start import first_neuron
from tests.notebooks.rows import ROOT
from tools.lab import open_browser

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.timeout(900),
    pytest.mark.xdist_group("lite"),
]

WAIT = 400  # seconds in which Python starts in the page, on a machine under load

OPENED = """
const until = async (test) => { while (!(await test())) await new Promise((r) => setTimeout(r, 100)); };
await until(() => window.jupyterapp);
const app = jupyterapp, { contents } = app.serviceManager;
await app.restored;
await until(() => app.shell.currentWidget?.context?.path === path);
const { context } = app.shell.currentWidget;
await context.ready;
await context.sessionContext.ready;
await until(() => context.sessionContext.session?.kernel);
const { kernel } = context.sessionContext.session;
await kernel.info;
"""
RUN = """
let said = "";
const run = kernel.requestExecute({ code });
run.onIOPub = ({ header, content }) => {
  if (header.msg_type === "stream") said += content.text;
  if (header.msg_type === "error") said += content.ename + content.evalue;
};
await run.done;
return said;
"""
JOURNAL = """
import importlib.metadata, importlib.util, json, os, sys
spec = importlib.util.find_spec("lecture_lib")
folder = spec.submodule_search_locations[0]
alone = importlib.util.spec_from_file_location("progress", f"{folder}/course/progress.py")
module = importlib.util.module_from_spec(alone)
alone.loader.exec_module(module)  # without the rest of the library, which needs NumPy
first = [module.progress().record_check("05.1", right) for right in (False, True)]
print(json.dumps([
    first, sorted(module.progress().right()), str(module.progress().path), os.getcwd(), sys.version[:4],
    importlib.metadata.version("lecture-lib"), (importlib.util.find_spec("anywidget") is not None),
]))
"""


class Files(http.server.SimpleHTTPRequestHandler):
    """A server as any host of pages is one."""

    extensions_map = {**http.server.SimpleHTTPRequestHandler.extensions_map, ".mjs": "text/javascript"}
    extensions_map[".wasm"] = "application/wasm"

    def log_message(self, format, *args):
        pass


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    from tools.lite import build

    return build(tmp_path_factory.mktemp("lite") / "the cöurse")


@pytest.fixture(scope="module")
def page(built, tmp_path_factory):
    """A browser, and the address of JupyterLab in it."""
    settings = built / "jupyter-lite.json"
    held = json.loads(settings.read_text("utf-8"))
    held["jupyter-config-data"]["exposeAppInBrowser"] = True  # for the tests alone
    settings.write_text(json.dumps(held), "utf-8")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Files, directory=built))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        with open_browser(tmp_path_factory.mktemp("browser")) as driver:
            driver.set_script_timeout(WAIT)
            driver.command_executor.client_config.timeout = WAIT + 10
            yield driver, f"http://127.0.0.1:{server.server_port}/lab/index.html"
    finally:
        server.shutdown()
        server.server_close()


def ask(driver, script, path, code=""):
    """Run a script in the page, once the notebook at `path` is open and its kernel has answered."""
    start = "const [path, code, done] = arguments;"
    return driver.execute_async_script(
        f"{start} (async () => {{ {OPENED} {script} }})().then(done, (problem) => done(String(problem)));", path, code
    )


def test_all_notebooks_and_sheets_are_in_it_and_the_library_with_what_it_needs(built):
    for folder in ("notebooks", "exercises"):
        wanted = {path.name for path in (ROOT / folder).glob("*.ipynb")}
        assert {path.name for path in (built / "files" / folder).glob("*.ipynb")} == wanted
    packages = json.loads((built / "static/pyodide/pyodide-lock.json").read_text("utf-8"))["packages"]
    assert {"numpy", "matplotlib", "anywidget", "ipywidgets", "mistune"} <= set(packages["lecture-lib"]["depends"])
    local = {package["file_name"] for package in packages.values() if "/" not in package["file_name"]}
    assert local == {path.name for path in (built / "static/pyodide").glob("*.whl")}


def test_python_starts_in_the_page_and_progress_is_kept_as_a_file(page):
    driver, address = page
    path = "notebooks/00_start_here.ipynb"
    driver.get(f"{address}?path={path}")
    ask(driver, RUN, path, "import lecture_lib")  # fetches the library; without a network NumPy fails
    said = json.loads(ask(driver, RUN, path, JOURNAL))
    assert said[:5] == [[True, True], ["05.1"], "/drive/progress.jsonl", "/drive/notebooks", "3.14"]
    assert said[6]
    kept = 'await until(() => contents.get("progress.jsonl").then(() => true, () => false));'
    kept += 'return atob((await contents.get("progress.jsonl", { content: true })).content);'
    lines = ask(driver, kept, path)
    driver.get("about:blank")
    driver.get(f"{address}?path={path}")
    again = ask(driver, kept, path)
    assert lines == again and '"05.1"' in str(lines)


def test_a_link_opens_its_card_in_a_notebook_of_its_own_and_again_in_the_same(page):
    driver, address = page
    card = first_neuron(x=1.0).link
    ran = """
    await until(() => context.model.cells.get(1)?.executionCount);
    const names = (await contents.get("")).content.map(({ name }) => name);
    return [context.model.cells.get(1).sharedModel.source, globalThis.lectureLibAddress, names.sort()];
    """
    for _ in range(2):
        driver.get("about:blank")
        driver.get(f"{address}#{card}")
        source, place, names = ask(driver, ran, "first_neuron.ipynb")
        assert source == f'from lecture_lib.labs import open_card\n\nopen_card("{card.removeprefix("card=")}")'
        assert place == address and "first_neuron-2.ipynb" not in names


def test_a_link_that_holds_anything_else_opens_nothing(page):
    driver, address = page
    driver.get("about:blank")
    driver.get(f'{address}?path=notebooks/00_start_here.ipynb#card=start.x.y")%0Aprint(1)#')
    names = ask(
        driver, 'return (await contents.get("")).content.map(({ name }) => name);', "notebooks/00_start_here.ipynb"
    )
    assert "x.ipynb" not in names
