"""Takes out of the finished site what its pages do without: rules of style sheets, icons, scripts that search."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import tinycss2

_CLASSES = re.compile(r'\bclass="([^"]*)"')
_WORD = re.compile(r"[\w-]+")
_SEARCH = re.compile(r'\s*<script src="[^"]*(?:searchtools|language_data|searchindex)\.js[^"]*"></script>')
_ICON = re.compile(r'[{,]"?([\w-]+)"?:\[(\d+),(\d+),\[[^\]]*\],"\w+","([^"]+)"\]')
_MARK = re.compile(r'<span class="(\w{1,3})">([^<]*)</span>')  # of Pygments, on a part of a line of code
_HIGHLIGHT = re.compile(r"((?:html\S* )?)\.highlight (?:\.(\w+) )?\{([^}]*)\}")  # a rule for all code, or for a mark
_NESTED = {"media", "supports", "layer", "container"}


def make_lighter(site: Path) -> None:
    """Make all pages of the folder `site` lighter; they look and do what they did."""
    pages = {path: path.read_text("utf-8") for path in site.rglob("*.html") if "_static" not in path.parts}
    plain = plain_marks((site / "_static" / "pygments.css").read_text("utf-8"))
    for path, page in pages.items():
        lighter = _MARK.sub(lambda mark: mark[2] if mark[1] in plain else mark[0], page)
        if path.name != "search.html":  # what finds words is of use there only
            lighter = _SEARCH.sub("", lighter)
        path.write_text(lighter, "utf-8")
    icons = site / "_static" / "scripts" / "fontawesome.js"
    drawings = icons.read_text("utf-8")
    icons.write_text("// The icons that are shown are in icons.css.\n", "utf-8")
    used = names_used(pages.values())
    used |= {word for path in site.glob("_static/**/*.js") for word in _WORD.findall(path.read_text("utf-8"))}
    (site / "_static" / "icons.css").write_text(icon_styles(drawings, used), "utf-8")
    for sheet in site.glob("_static/styles/*.css"):
        sheet.write_text(lighter_style(sheet.read_text("utf-8"), used), "utf-8")
    for path in site.glob("_static/**/*.map"):
        path.unlink()


def plain_marks(style: str) -> set[str]:
    """Return the marks of code to which a style sheet of Pygments gives the colour of all code, in each theme.

    >>> sorted(plain_marks(".highlight { color: #000 } .highlight .n { color: #000 } .highlight .k { color: #00f }"))
    ['n']
    """
    rules = [(theme, mark, says.strip()) for theme, mark, says in _HIGHLIGHT.findall(style)]
    of_all = {theme: says.split("; ")[-1] for theme, mark, says in rules if not mark}
    marks = {mark for _, mark, _ in rules if mark}
    return marks - {mark for theme, mark, says in rules if says != of_all.get(theme)}


def names_used(pages: Iterable[str]) -> set[str]:
    """Return all names of classes in these pages.

    >>> sorted(names_used(['<p class="a b-c">', '<b class="a">']))
    ['a', 'b-c']
    """
    return {name for page in pages for found in _CLASSES.findall(page) for name in found.split()}


def lighter_style(style: str, used: set[str]) -> str:
    """Return a style sheet without the selectors that ask for a class that is not `used`.

    >>> lighter_style(".a,.b .c{color:red}.b{top:0}@media print{.b{top:1px}}@media print{p{top:0}}", {"a", "c"})
    '.a{color:red}@media print{p{top:0}}'
    """
    return _lighter(tinycss2.parse_stylesheet(style, skip_comments=True, skip_whitespace=True), used)


def _lighter(rules: list, used: set[str]) -> str:
    kept = []
    for rule in rules:
        if rule.type == "qualified-rule":
            selectors = [each for each in _selectors(rule.prelude) if _classes(each) <= used]
            if selectors:
                head = ",".join(tinycss2.serialize(each).strip() for each in selectors)
                kept.append(f"{head}{{{tinycss2.serialize(rule.content).strip()}}}")
        elif rule.type == "at-rule" and rule.lower_at_keyword in _NESTED and rule.content is not None:
            inner = _lighter(tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True), used)
            if inner:
                kept.append(f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{inner}}}")
        else:
            kept.append(rule.serialize())
    return "".join(kept)


def _selectors(prelude: list) -> list[list]:
    """Part a list of selectors at its commas."""
    parts: list[list] = [[]]
    for token in prelude:
        if token == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _classes(selector: list) -> set[str]:
    """Return the classes that an element must have, or an element around it; none of those within brackets."""
    pairs = zip(selector, selector[1:])
    return {name.value for dot, name in pairs if dot == "." and name.type == "ident"}


def icon_styles(script: str, used: set[str]) -> str:
    """Return a style sheet with the drawings of those icons of Font Awesome's script whose classes are `used`.

    >>> icons = '{"sun":[2,1,[],"f1","M0 0"],"far-sun":[1,1,[],"f2","M1 1"]}'
    >>> print(icon_styles(icons, {"fa-sun", "fa-solid"})[-60:])
    viewBox='0 0 2 1'><path d='M0 0'/></svg>");aspect-ratio:2/1}
    """
    drawn = {name: drawing for name, *drawing in _ICON.findall(script)}  # of one name the solid drawing comes last
    styles = []
    for name in sorted(name for name in drawn if f"fa-{name}" in used):
        width, height, path = drawn[name]
        drawing = f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {height}'><path d='{path}'/></svg>"
        styles.append(f'.fa-{name}::before{{--icon:url("data:image/svg+xml,{drawing}");aspect-ratio:{width}/{height}}}')
    return "\n".join(styles)
