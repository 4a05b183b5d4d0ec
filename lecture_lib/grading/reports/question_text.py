"""The text of a question as its sheet gives it, from Markdown to a page that runs nothing and fetches nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from markupsafe import Markup

from ..intake import Task
from .formula import formula


def question_title(task: Task) -> str:
    """Return what the sheet calls the question; "" where it gives no name.

    >>> import ast
    >>> question_title(Task("05.4a", 2.0, ast.Constant(0), "## 05.4a One layer\\n\\nWrite a function."))
    'One layer'
    """
    heading = re.match(r"#+ *(?:\d\d\.\d\w* +)?(.*)", task.text)
    return heading[1].strip() if heading else ""


@cache
def question_html(text: str) -> Markup:
    """Return a question's Markdown as HTML, without its heading; links and pictures leave their words behind.

    >>> print(question_html("## 05.4a One layer\\n\\nWrite *a* [function](http://x.y) `<f>`."))
    <p>Write <em>a</em> function <code>&lt;f&gt;</code>.</p>
    """
    page = _markdown()(re.sub(r"\A#[^\n]*\n*", "", text))
    return Markup(page).strip()  # noqa: S704 - made by our own renderer, which escapes


@cache
def _markdown() -> Callable[[str], str]:
    import mistune  # here, since most calls of the grader make no page anew
    from mistune.plugins.math import math
    from mistune.plugins.table import table

    class Words(mistune.HTMLRenderer):
        """HTML of which nothing leads elsewhere."""

        def link(self, text: str, url: str, title: str | None = None) -> str:
            return text

        def image(self, text: str, url: str, title: str | None = None) -> str:
            return text

    renderer = Words(escape=True)
    markdown = mistune.Markdown(renderer, plugins=[math, table])
    renderer.register("inline_math", lambda _, latex: formula(latex))
    renderer.register("block_math", lambda _, latex: formula(latex, display=True))
    return lambda text: str(markdown(text))
