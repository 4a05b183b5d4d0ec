"""A question with options to choose from, judged as soon as one is chosen."""

from __future__ import annotations

import ipywidgets as widgets
from markupsafe import Markup

from ..checking import check, find_question


def quiz(number: str) -> widgets.VBox:
    """Return question `number` of the notebook with its options; choosing one shows the verdict below.

    >>> box = quiz("00.1")
    >>> [type(child).__name__ for child in box.children]
    ['HTML', 'RadioButtons', 'HTML']
    """
    question = find_question(number)
    asked = widgets.HTML(Markup("<div class='ll-asks'><b>{}</b> {}</div>").format(number, question.prompt))
    options = widgets.RadioButtons(
        options=[(f"{letter}) {text}", letter) for letter, text in question.options.items()],
        value=None,
        layout={"width": "auto"},
    )
    options.add_class("ll-options")
    verdict = widgets.HTML()
    options.observe(lambda change: _tell(verdict, number, change["new"]), "value")
    box = widgets.VBox([asked, options, verdict])
    box.add_class("ll-quiz")
    return box


def _tell(verdict: widgets.HTML, number: str, letter: str | None) -> None:
    if letter is not None:
        verdict.value = Markup("<div role='status'>{}</div>").format(check(number, letter)._repr_html_())
