"""The frame of a report: one HTML page that needs nothing else and runs nothing, for day, night and phone."""

from __future__ import annotations

from markupsafe import Markup

from ...drawing import DARK, LIGHT, css_variables
from ..intake import safe_html

_STYLE = Markup(":root{{color-scheme:light dark;{}}}@media(prefers-color-scheme:dark){{:root{{{}}}}}").format(
    css_variables(LIGHT), css_variables(DARK)
) + Markup("""
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{max-width:56rem;margin:auto;padding:1rem;overflow-wrap:anywhere}
h1{font-size:1.6rem;line-height:1.25}
h2{font-size:1.3rem;margin-top:2.2rem;border-bottom:1px solid var(--faint)}
h3{font-size:1.05rem;margin:1.6rem 0 .4rem}p{margin:.3rem 0}.soft{color:var(--soft)}
article{border-left:4px solid var(--soft);background:var(--zone);padding:.5rem .9rem;margin:.7rem 0;
border-radius:0 6px 6px 0}
article h3{margin:0;display:flex;flex-wrap:wrap;gap:0 .6rem;justify-content:space-between}
.right{border-color:var(--good)}.wrong,.stopped,.lost,.problem{border-color:var(--bad)}
.right h3 b{color:var(--good)}.wrong h3 b,.stopped h3 b,.lost h3 b,.problem h3 b{color:var(--bad)}
code{font:.92em ui-monospace,monospace;
background:var(--paper);
border:1px solid var(--faint);border-radius:4px;padding:.05em .3em;box-decoration-break:clone}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.95rem}
th,td{text-align:left;vertical-align:top;padding:.35rem .6rem;border-bottom:1px solid var(--faint)}
td,th{overflow-wrap:normal}.num{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
td.long{min-width:14rem;overflow-wrap:anywhere}td.name{min-width:8rem;overflow-wrap:anywhere}
.share{display:inline-block;width:5rem;height:.6rem;
background:var(--faint);border-radius:3px;overflow:hidden}
.share i{display:block;height:100%;background:var(--plus)}
@media(max-width:40rem){table{font-size:.85rem}th,td{padding:.3rem}
th.num{white-space:normal}.share{display:none}
td.name{min-width:0}.stacked tr{display:flex;flex-wrap:wrap;border-bottom:1px solid var(--faint)}
.stacked th,.stacked td{border:0}.stacked td.long{flex-basis:100%;padding-top:0}
.stacked th.long{display:none}}
figure{margin:1rem 0}svg{max-width:100%;height:auto;display:block}
svg text{fill:var(--ink);font-size:14px}svg .soft{fill:var(--soft)}svg .small{font-size:12px}
svg .mid{text-anchor:middle}svg .end{text-anchor:end}
svg .axis{stroke:var(--soft);fill:none}.bar{fill:var(--plus)}
""").replace("\n", "")
_PAGE = Markup("""\
<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
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


def html_document(title: str, *parts: str) -> Markup:
    """Return a whole page; what is no markup is text, and escaped.

    >>> "<title>a &lt; b</title>" in html_document("a < b", Markup("<p>c</p>"))
    True
    """
    return _PAGE.format(title=safe_html(title, 100), style=_STYLE, body=Markup("\n").join(parts))


def html_table(head: list[tuple[str, str]], rows: list[list[str]]) -> Markup:
    """Return a table; the head gives each column's name and class. What is no markup is text, and escaped.

    On a phone a column of the class "long" goes below the others of its row.

    >>> print(html_table([("question", "num")], [["05.1a"]])[-45:])
    <td class="num">05.1a</td></tr></table></div>
    """
    names = Markup().join(Markup('<th scope="col" class="{}">{}</th>').format(kind, name) for name, kind in head)
    body = Markup().join(Markup("<tr>{}</tr>").format(_cells(head, row)) for row in rows)
    stacked = Markup(' class="stacked"') if any(kind == "long" for _, kind in head) else ""
    return Markup('<div class="scroll"><table{}><tr>{}</tr>{}</table></div>').format(stacked, names, body)


def _cells(head: list[tuple[str, str]], row: list[str]) -> Markup:
    return Markup().join(Markup('<td class="{}">{}</td>').format(kind, cell) for cell, (_, kind) in zip(row, head))
