"""The glossary of the site, in the form that Sphinx's index and search know."""

from __future__ import annotations

import re
from collections.abc import Mapping

_TERM = re.compile(r"^\| (.+?) \| (.+?) \| (\d\d)\.(\d+) \|$", re.MULTILINE)


def glossary_page(text: str, stems: Mapping[str, str]) -> str:
    """Return the glossary as Sphinx's own kind of list, which the index and the search know.

    `stems` gives the name of each notebook by its number.
    """
    terms = [
        f"{term}\n    {meaning} Explained in [{nn}.{part}](#s{nn}-{part}), "
        f"[{stems[nn][3:].replace('_', ' ')}](../notebooks/{stems[nn]}.ipynb)."
        for term, meaning, nn, part in _TERM.findall(text)
    ]
    return (
        "# Glossary\n\nThe words of the field, as all four lectures and this course use them, each with the section "
        "that explains it.\n\n:::{glossary}\n" + "\n\n".join(terms) + "\n:::\n"
    )
