"""A Sphinx extension for the last touches: our style and script on every page, and icons without their large script."""

from __future__ import annotations

import shutil
from pathlib import Path

import pydata_sphinx_theme

from tools.site.formulas import STYLE
from tools.site.places import HERE

_THEME = Path(pydata_sphinx_theme.__file__).parent / "theme" / "pydata_sphinx_theme" / "static"
_ICONS = _THEME / "vendor" / "fontawesome" / "webfonts" / "fa-solid-900.woff2"
_TOO_LARGE = Path("scripts", "fontawesome.js")  # draws 2000 icons, where site.css does the dozen that the theme shows


def _add_files(app) -> None:
    if app.builder.name != "html":
        return
    for style in (STYLE, "course.css", "site.css"):
        app.add_css_file(style)
    app.add_js_file("site.js", priority=100)
    static = Path(app.outdir) / "_static"
    static.mkdir(parents=True, exist_ok=True)
    shutil.copy(_ICONS, static / "icons.woff2")
    for name in ("site.css", "site.js"):
        shutil.copy(HERE / name, static / name)


def _make_lighter(app, exception) -> None:
    static = Path(app.outdir) / "_static"
    if exception is None and app.builder.name == "html":
        (static / _TOO_LARGE).write_text("// The icons are in icons.woff2.\n", "utf-8")
        for path in static.rglob("*.map"):
            path.unlink()


def setup(app):
    """Tell Sphinx what is to be done when."""
    app.connect("builder-inited", _add_files)
    app.connect("build-finished", _make_lighter)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
