"""The course in the browser: JupyterLite with the notebooks, the library, and a Python that runs in the page.

`build(target)` makes it, `python -m tools.lite TARGET` from a terminal. docs/in-the-browser.md says what runs there.
"""

from .assembly import build

__all__ = ["build"]
