"""Looks at every page of the finished site in a browser: `python -m tools.site.audit`, with `--all` in every look.

A look is a width and a theme. On each page nothing is asked of anybody outside, the console has no error, nothing is
wider than the window at either width, and axe-core finds nothing serious or critical. What a page weighs and when it
shows its first screen is measured and printed.
"""

from __future__ import annotations

import argparse
import functools
import http.server
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path
from statistics import median

from selenium.webdriver.remote.webdriver import WebDriver

from tools import lab as labs
from tools.site.check import pages_of
from tools.site.places import SITE

WIDTHS = (1400, 400)
MOST_BYTES = 1_000_000  # of a page without its pictures, uncompressed
LOOKS = ((1400, "light"), (400, "dark"), (1400, "dark"), (400, "light"))
_AXE = Path(distribution("selenium-axe-python").locate_file("selenium_axe_python/axe-core/axe.min.js"))
_SETTLED = """
const done = arguments[arguments.length - 1];
document.querySelectorAll("details").forEach((part) => (part.open = arguments[0]));
const later = () => requestAnimationFrame(() => setTimeout(done, 50));
document.readyState === "complete" ? later() : addEventListener("load", later);
"""
_AXE_RUN = """
const done = arguments[arguments.length - 1];
axe.run(document, { resultTypes: ["violations"], preload: false }).then(({ violations }) => done(violations
  .filter(({ impact }) => ["serious", "critical"].includes(impact))
  .map(({ id, impact, nodes }) => `${id} (${impact}): ${nodes[0].html.slice(0, 200)} and ${nodes.length - 1} more`)));
"""
_WEIGHED = """
const [page] = performance.getEntriesByType("navigation"), all = performance.getEntriesByType("resource");
const picture = ({ name, initiatorType }) => initiatorType === "img" || /[.](png|webp|gif|svg|jpg)$/.test(name);
const once = new Map(all.filter((one) => !picture(one)).map(({ name, decodedBodySize }) => [name, decodedBodySize]));
const weight = [...once.values()].reduce((sum, size) => sum + size, 0);
return {
  addresses: all.map(({ name }) => name),
  bytes: weight + page.decodedBodySize,
  shown: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0,
};
"""
_SIDEWAYS = "return document.documentElement.scrollWidth - document.documentElement.clientWidth;"


@dataclass(frozen=True)
class Visit:
    """What was found on a page: its faults, its bytes without pictures, and the milliseconds to its first screen."""

    page: str
    faults: tuple[str, ...]
    n_bytes: int
    shown: float


@contextmanager
def served(site: Path) -> Iterator[str]:
    """Serve the folder on this machine; give the address."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def visit(driver: WebDriver, address: str, page: str, look: tuple[int, str]) -> Visit:
    """Look at a page, with all that is folded open, and tell what was found; `violations` asks axe-core afterwards."""
    width, theme = look
    _set_width(driver, width)
    features = [{"name": "prefers-color-scheme", "value": theme}, {"name": "prefers-reduced-motion", "value": "reduce"}]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    driver.get_log("browser")  # what was said before is not this page's
    driver.get(address + page)
    driver.execute_async_script(_SETTLED, True)
    measured = driver.execute_script(_WEIGHED)
    faults = [f"asks outside: {asked}" for asked in measured["addresses"] if not asked.startswith(address)]
    faults += [f"console: {entry['message']}" for entry in driver.get_log("browser") if entry["level"] == "SEVERE"]
    faults = [f"at {width}, {theme}: {fault}" for fault in faults]
    if measured["bytes"] > MOST_BYTES:
        faults.append(f"weighs {measured['bytes'] / 1e3:.0f} kB without its pictures")
    for narrow in WIDTHS:
        _set_width(driver, narrow)
        if (sideways := driver.execute_script(_SIDEWAYS)) > 0:
            faults.append(f"is {sideways} pixels wider than its window of {narrow}")
    _set_width(driver, width)
    return Visit(page, tuple(f"{page} {fault}" for fault in faults), measured["bytes"], measured["shown"])


def _set_width(driver: WebDriver, width: int) -> None:
    size = {"width": width, "height": 1000, "deviceScaleFactor": 1, "mobile": False}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)


def violations(driver: WebDriver) -> list[str]:
    """Return what axe-core finds on the page that is shown, if it is serious or critical.

    What it finds is asked for again a moment later: colours may still be on their way from one theme to the other.
    """
    driver.execute_script(_AXE.read_text("utf-8"))
    found = driver.execute_async_script(_AXE_RUN)
    if found:
        time.sleep(1)
        found = driver.execute_async_script(_AXE_RUN)
    return [f"{driver.current_url}: {violation}" for violation in found]


def main(arguments: list[str] | None = None) -> int:
    """Visit all pages and print what was found; the exit code is 1 where there is a fault."""
    parser = argparse.ArgumentParser(prog="python -m tools.site.audit", description=__doc__.splitlines()[0])
    parser.add_argument("--all", action="store_true", help="each page in all four looks, not in one of them")
    options = parser.parse_args(arguments)
    found, n_faults = [], 0
    with tempfile.TemporaryDirectory() as home, served(SITE) as address, labs.open_browser(Path(home)) as driver:
        for number, page in enumerate(pages_of(SITE)):
            looks = LOOKS if options.all else [LOOKS[number % len(LOOKS)]]
            for look in looks:
                found.append(visit(driver, address, page, look))
                faults = [*found[-1].faults, *(f"{look}, {violation}" for violation in violations(driver))]
                n_faults += len(faults)
                for fault in faults:
                    print(fault, flush=True)
    heaviest, slowest = max(found, key=lambda one: one.n_bytes), max(found, key=lambda one: one.shown)
    print(f"{len(found)} visits to {len({one.page for one in found})} pages")
    middle = median(one.n_bytes for one in found)
    print(
        f"heaviest without its pictures: {heaviest.page}, {heaviest.n_bytes / 1e3:.0f} kB; median {middle / 1e3:.0f} kB"
    )
    print(f"latest first screen: {slowest.page}, {slowest.shown:.0f} ms")
    return int(n_faults > 0)


if __name__ == "__main__":
    sys.exit(main())
