"""The frame of a report: one HTML page that needs nothing else and runs nothing, for day, night and phone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from markupsafe import Markup

from ...drawing import DARK, LIGHT, css_variables
from ..intake import plain_text, safe_html

K = TypeVar("K")
_COLOURS = Markup(":root{{color-scheme:light dark;{}}}@media(prefers-color-scheme:dark){{:root{{{}}}}}").format(
    css_variables(LIGHT), css_variables(DARK)
)
_RULES = Path(__file__).with_name("report.css").read_text("utf-8").replace("\n", "")
_STYLE = _COLOURS + Markup(_RULES)  # noqa: S704 - our own file
_PAGE = Markup("""\
<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">{made_of}
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<main>
{body}
</main>
</body>
</html>
""")


def html_document(title: str, *parts: str, made_of: str = "") -> Markup:
    """Return a whole page; what is no markup is text, and escaped. `made_of` is a hash of what went into it.

    >>> "<title>a &lt; b</title>" in html_document("a < b", Markup("<p>c</p>"))
    True
    """
    named = Markup('\n<meta name="made-of" content="{}">').format(made_of) if made_of else ""
    return _PAGE.format(made_of=named, title=safe_html(title, 100), style=_STYLE, body=Markup("\n").join(parts))


Head = Sequence[tuple[str, str]]
"""Each column's name and class. On a phone a column of the class "long" goes below the others of its row."""


def html_table(head: Head, rows: Iterable[Sequence[str]]) -> Markup:
    """Return a table. What is no markup is text, and escaped.

    >>> print(html_table([("question", "num")], [["05.1a"]])[-45:])
    <td class="num">05.1a</td></tr></table></div>
    """
    return _table(head, _rows(head, rows))


def table_in_orders(
    name: str, head: Head, rows: Mapping[K, Sequence[str]], orders: Mapping[str, Iterable[K]]
) -> Markup:
    """Return a table of which the reader chooses the order, without a script.

    The `name` is that of the choice, another for each table of a page. `orders` has the keys of the rows by what an
    order is called; there may be three.

    >>> page = table_in_orders("t", [("n", "num")], {1: ["one"], 2: ["two"]}, {"up": [1, 2], "down": [2, 1]})
    >>> page.count("<table"), page.count(" checked"), page.count("one")
    (2, 1, 2)
    """
    choices = Markup().join(
        Markup('<input type="radio" name="{0}" id="{0}-{1}"{2}><label for="{0}-{1}">{3}</label>').format(
            name, at, "" if at else Markup(" checked"), order
        )
        for at, order in enumerate(orders)
    )
    written = dict(zip(rows, _rows(head, rows.values())))
    tables = Markup().join(_table(head, (written[key] for key in order)) for order in orders.values())
    return Markup('<fieldset class="orders"><legend class="soft">Sort by</legend>{}{}</fieldset>').format(
        choices, tables
    )


def _table(head: Head, rows: Iterable[Markup]) -> Markup:
    names = Markup().join(Markup('<th scope="col" class="{}">{}</th>').format(kind, name) for name, kind in head)
    stacked = Markup(' class="stacked"') if any(kind == "long" for _, kind in head) else ""
    return Markup('<div class="scroll"><table{}><tr>{}</tr>{}</table></div>').format(
        stacked, names, Markup().join(rows)
    )


def _rows(head: Head, rows: Iterable[Sequence[str]]) -> list[Markup]:
    begins, ends = [Markup('<td class="{}">').format(kind) for _, kind in head], Markup("</td>")
    cells = (Markup().join(part for cell in zip(begins, row) for part in (*cell, ends)) for row in rows)
    return [Markup("<tr>") + row + Markup("</tr>") for row in cells]


def safe_words(text: str, limit: int = 600) -> Markup:
    """Return a message as HTML that does nothing; what stands between backticks is shown as code.

    >>> print(safe_words("Call `f(<x>)`."))
    Call <code>f(&lt;x&gt;)</code>.
    """
    parts = safe_html(text, limit).split("`")
    parts[1:-1:2] = [Markup("<code>{}</code>").format(part) for part in parts[1:-1:2]]
    return Markup().join(parts)


def question_anchor(number: str) -> str:
    """Return the name by which links find a question on a page.

    >>> question_anchor("05.4a"), question_anchor('"><b>')
    ('q05-4a', 'q-b-')
    """
    return "q" + re.sub(r"[^a-zA-Z0-9]+", "-", plain_text(number, 20))
