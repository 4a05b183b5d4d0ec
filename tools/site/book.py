"""What a book for e-readers asks of a page beyond the website: XHTML, and links that lead to pages of the book."""

from __future__ import annotations

import posixpath
import re
from html import escape, unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree
from zipfile import ZipFile

from myst_nb.sphinx_ext import add_global_html_resources

from tools.site.check import LITE

_VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}  # have nothing inside
_NAMES = re.compile(
    r"""[<\s]([^\s=<>"'/]+)(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+))?"""
)  # of a tag, then of what it is given
_LEADS = ("href", "src", "srcset")
_PAGE = re.compile(r"^(?![a-z]+:)(.*)\.html(?=$|#)")  # a link to a page of the site


class _Book(HTMLParser):
    """Writes HTML anew: every element is closed, every attribute has a value, every letter is itself.

    What leads into the course in the browser is left out, and so is the second picture of two, for dark pages.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.written: list[str] = []
        self._open: list[str] = []  # the elements that are not closed yet, named as they were written
        self._outside: int | None = None  # how many were open before one that is left out; None where none is

    def handle_starttag(self, tag, attrs):
        written = self.get_starttag_text() or ""
        name, *keys = _NAMES.findall(written)  # as they were written: SVG has large letters in names
        given = "".join(
            f' {key}="{escape(_led(key, value or ""))}"' for key, (_, value) in zip(keys, attrs, strict=True)
        )
        if tag in _VOID:
            self._write("" if _is_left_out(tag, dict(attrs)) else f"<{name}{given}/>")
            return
        if self._outside is None and _is_left_out(tag, dict(attrs)):
            self._outside = len(self._open)
        self._write(f"<{name}{given}>")
        self._open.append(name)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag):
        while tag in map(str.lower, self._open):  # the last of them, and what was left open in it
            name = self._open.pop()
            self._write(f"</{name}>")
            if len(self._open) == self._outside:
                self._outside = None
            if name.lower() == tag:
                return

    def close(self):
        super().close()
        for name in reversed(self._open):
            self._write(f"</{name}>")

    def handle_data(self, data):
        self._write(escape(data, quote=False))

    def handle_entityref(self, name):
        self._write(escape(unescape(f"&{name};"), quote=False))

    def handle_charref(self, name):
        self._write(escape(unescape(f"&#{name};"), quote=False))

    def _write(self, text: str) -> None:
        if self._outside is None:
            self.written.append(text)


def _is_left_out(tag: str, given: dict[str, str | None]) -> bool:
    into_lite = tag == "a" and f"{LITE}/" in (given.get("href") or "")
    return into_lite or "only-dark" in (given.get("class") or "").split()


def _led(key: str, value: str) -> str:
    return _PAGE.sub(r"\1.xhtml", value) if key == "href" else value


def book_page(html: str) -> str:
    """Return the HTML of a page as XHTML for a book.

    >>> book_page('a<br>b &amp; &nbsp;<a href="start.html#x">open</a> <a href="lite/lab/index.html">run</a>')
    'a<br/>b &amp; \\xa0<a href="start.xhtml#x">open</a> '
    >>> book_page('<svg viewBox="0 0 1 1"><linearGradient/></svg><details open><p>x</details>')
    '<svg viewBox="0 0 1 1"><linearGradient></linearGradient></svg><details open=""><p>x</p></details>'
    >>> book_page('<img class="a" alt="the Class = b">')  # no name of an attribute
    '<img class="a" alt="the Class = b"/>'
    """
    book = _Book()
    book.feed(html)
    book.close()
    return "".join(book.written)


def book_faults(book: Path) -> list[str]:
    """Return what is wrong with the pages of an EPUB file, a line for each."""
    found = []
    with ZipFile(book) as files:
        names = set(files.namelist())
        pages = {name: files.read(name) for name in sorted(names) if name.endswith(".xhtml")}
    trees = {}
    for name, page in pages.items():
        try:
            trees[name] = ElementTree.fromstring(page)
        except ElementTree.ParseError as problem:
            found.append(f"{name} is no XHTML: {problem}")
    ids = {name: {each.get("id") for each in tree.iter()} for name, tree in trees.items()}
    for name, tree in trees.items():
        for address in sorted({each.get(key, "") for each in tree.iter() for key in _LEADS} - {""}):
            parts = urlsplit(address)
            path, fragment = unquote(parts.path), unquote(parts.fragment)
            target = posixpath.normpath(posixpath.join(posixpath.dirname(name), path)) if path else name
            if not parts.scheme and (target not in names or (fragment and fragment not in ids.get(target, ()))):
                found.append(f"{name} links to {address}, which is not there")
    return found


def _add_styles(app, env) -> None:
    """Copy the style sheet of notebooks now: MyST-NB does so at the end, when the book is packed already."""
    if app.builder.name == "epub":
        Path(app.outdir, "_static").mkdir(parents=True, exist_ok=True)
        add_global_html_resources(app, None)


def _as_book_page(app, name, template, context, doctree) -> None:
    if app.builder.name == "epub" and "body" in context:
        context["body"] = book_page(context["body"])


def setup(app):
    """Tell Sphinx what is to be done when."""
    app.connect("env-updated", _add_styles)
    app.connect("html-page-context", _as_book_page, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
