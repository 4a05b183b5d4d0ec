"""Reads the finished site: every link inside leads somewhere, and no page loads anything from outside."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

LITE = "lite"  # the folder of the course in the browser; a build without it has links into it all the same
_LOADS = {"src", "srcset", "poster", "data"}
_LOADING_LINKS = {"stylesheet", "icon", "preload", "modulepreload", "prefetch", "preconnect", "dns-prefetch"}
_OUTSIDE_STYLE = re.compile(r"""(?:url\(|@import)\s*["']?((?:https?:)?//[^"')\s]+)""")


class _Page(HTMLParser):
    """What a page names itself, what it links to, and what it loads."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        self.ids.update(given[name] for name in ("id", "name") if name in given)
        loading = tag == "link" and _LOADING_LINKS & set(given.get("rel", "").split())
        for name, value in given.items():
            if name in _LOADS or (name == "href" and (loading or tag in ("image", "use"))):
                self.loads.append(value)
            elif name == "href" and tag == "a":
                self.links.append(value)


def pages_of(site: Path) -> list[str]:
    """Return the addresses of all pages below the site; the course in the browser is another site."""
    paths = (path.relative_to(site) for path in sorted(site.rglob("*.html")))
    return [path.as_posix() for path in paths if path.parts[0] not in (LITE, "_static")]


def faults(site: Path) -> list[str]:
    """Return what is wrong with the site in this folder, a line for each."""
    pages = {site / name: _Page((site / name).read_text("utf-8")) for name in pages_of(site)}
    found, not_made = [], [] if (site / LITE).exists() else [site / LITE]
    for path, page in pages.items():
        name = path.relative_to(site).as_posix()
        found += [f"{name} loads {_short(address)}" for address in page.loads if _is_outside(address)]
        for address in {*page.links, *page.loads}:
            inside = address and not _is_outside(address) and not _is_in(path, address, not_made)
            if inside and not _leads_somewhere(path, address, pages):
                found.append(f"{name} links to {_short(address)}, which is not there")
    for path in (file for ending in ("css", "js") for file in (site / "_static").rglob(f"*.{ending}")):
        outside = _OUTSIDE_STYLE.findall(path.read_text("utf-8", "replace"))
        found += [f"{path.relative_to(site).as_posix()} loads {address}" for address in outside]
    return found


def _is_outside(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme in ("http", "https", "mailto") or bool(parts.netloc)


def _is_in(path: Path, address: str, folders: list[Path]) -> bool:
    target = (path.parent / unquote(urlsplit(address).path)).resolve()
    return any(target.is_relative_to(folder) for folder in folders)


def _leads_somewhere(path: Path, address: str, pages: dict[Path, _Page]) -> bool:
    if address.startswith("data:"):
        return True
    parts = urlsplit(address)
    target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
    if target.is_dir():
        target /= "index.html"
    if target in pages and parts.fragment:
        return unquote(parts.fragment) in pages[target].ids
    return target.exists()


def _short(address: str) -> str:
    return address if len(address) < 100 else address[:97] + "..."
