"""A cell as a learner typed it, read as Python: IPython's own input transformer does what JupyterLab does.

Prompts, indentation, magics, `!` and `?` become calls of `get_ipython()`. Both files of IPython's that this needs
stand on the standard library alone, so they go behind every wall.
"""

from __future__ import annotations

import ast
import re

from IPython.core.inputtransformer2 import TransformerManager

_PROMPTED = re.compile(r"\s*(?:In ?\[\d+\]: |Out ?\[\d+\]: |>>> )")
_BARE_MAGIC = re.compile(
    r"(alias|bookmark|cat|cd|conda|cp|env|ls|ll|load_ext|matplotlib|mamba|mkdir|mv|pip|pwd|reset|rm|run|time|timeit|uv"
    r"|who|whos)\s+(?![-+*/%@&|^<>=!.,([)\]:])(.+)"
)
"""A magic without its %, alone in a cell: IPython takes it for one if it cannot be Python."""


def parsed_cell(source: str, name: str) -> ast.Module:
    """Return the statements of a cell; `name` stands in what is said of errors. Raises SyntaxError.

    >>> ast.unparse(parsed_cell(">>> x = 1\\n>>> y = x", "cell"))
    'x = 1\\ny = x'
    >>> ast.unparse(parsed_cell("    x = 1\\n    !ls\\n    files = %pwd", "cell"))
    "x = 1\\nget_ipython().system('ls')\\nfiles = get_ipython().run_line_magic('pwd', '')"
    >>> ast.unparse(parsed_cell("pip install numpy", "cell"))
    "get_ipython().run_line_magic('pip', 'install numpy')"
    """
    if not _PROMPTED.match(source):  # what is Python already stays as it is: nothing to transform
        try:
            return ast.parse(source, name)
        except SyntaxError:
            pass
    if bare := _BARE_MAGIC.fullmatch(source.strip()):
        source = f"%{source.strip()}" if bare[2] else source
    return ast.parse(TransformerManager().transform_cell(source), name)
