"""A Sphinx extension for the last touches: our style and script on every page, and pages made lighter."""

from __future__ import annotations

import shutil
from pathlib import Path

from tools.site.formulas import STYLE
from tools.site.lighter import make_lighter
from tools.site.places import HERE


def _add_files(app) -> None:
    if app.builder.name != "html":
        return
    for style in (STYLE, "course.css", "icons.css", "site.css"):
        app.add_css_file(style)
    app.add_js_file("site.js", priority=100)
    static = Path(app.outdir) / "_static"
    static.mkdir(parents=True, exist_ok=True)
    (static / "icons.css").touch()  # written when it is known which icons the pages show
    for name in ("site.css", "site.js"):
        shutil.copy(HERE / name, static / name)


def _finish(app, exception) -> None:
    if exception is None and app.builder.name == "html":
        make_lighter(Path(app.outdir))


def setup(app):
    """Tell Sphinx what is to be done when."""
    app.connect("builder-inited", _add_files)
    app.connect("build-finished", _finish, priority=900)  # after the theme has written its styles
    return {"parallel_read_safe": True, "parallel_write_safe": True}
