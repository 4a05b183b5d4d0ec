"""The reference of the library: every public name with its signature, and its docstring as it stands in the code."""

from __future__ import annotations

import ast
import inspect
import re
from importlib import import_module
from pathlib import Path

import lecture_lib
from tools.processes import ROOT

_ROOMS = (
    *("nn", "training", "autodiff", "threshold", "piecewise_linear", "linear", "architectures", "data"),
    *("checking", "course", "drawing", "interactive"),
)
_MARKUP = re.compile(r"(?<!`)([*_<$|\[\\])")
_ADDRESS = re.compile(r" at 0x[0-9a-f]+")


def rooms() -> list[str]:
    """Return the modules whose public names are listed: the course's face, each subject, each laboratory."""
    labs = sorted(path.parent.name for path in ROOT.glob("lecture_lib/labs/*/__init__.py"))
    return ["lecture_lib", *(f"lecture_lib.{room}" for room in _ROOMS), *(f"lecture_lib.labs.{lab}" for lab in labs)]


def reference_pages() -> dict[str, str]:
    """Return the pages of the reference, by their names below `api/`, with `index` as the first."""
    names = rooms()
    pages = {name: _page(name) for name in names}
    listed = "\n".join(f"- [`{name}`]({name}.md): {_summary(import_module(name))}" for name in names)
    tree = "\n".join(names)
    pages["index"] = (
        "# The library\n\nWhat learners import at the top is on the first page; everything else is imported from the "
        "folder of its subject. Each entry is the docstring of the code, with its shapes, its errors and its sources, "
        f"and its examples are run by the tests.\n\n{listed}\n\n```{{toctree}}\n:hidden:\n\n{tree}\n```\n"
    )
    return pages


def _page(module_name: str) -> str:
    module = import_module(module_name)
    entries = [_entry(module_name, name, getattr(module, name)) for name in _public(module)]
    return "\n\n".join([f"# `{module_name}`", as_markdown(module.__doc__ or ""), *entries]) + "\n"


def _public(module) -> list[str]:
    return sorted(module.__all__, key=str.lower)


def _entry(module_name: str, name: str, value) -> str:
    full = f"{module_name}.{name}"
    if module_name != "lecture_lib" and name in lecture_lib.__all__ and getattr(lecture_lib, name) is value:
        return f"`{name}`: see {{py:obj}}`lecture_lib.{name}`."
    if inspect.isclass(value):
        return _directive("class", full + _signature(value), value.__doc__, _methods(full, value))
    if callable(value) and hasattr(value, "__name__"):
        return _directive("function", full + _signature(value), value.__doc__)
    return _directive("data", full, _data_text(module_name, name, value))


def _directive(kind: str, head: str, text: str | None, inner: str = "") -> str:
    colons = "::::" if inner else ":::"
    body = "\n\n".join(filter(None, [as_markdown(text or ""), inner]))
    return f"{colons}{{py:{kind}}} {head}\n\n{body}\n{colons}"


def _methods(full: str, value: type) -> str:
    own = [name for name, method in vars(value).items() if not name.startswith("_") and _is_told(method)]
    return "\n\n".join(
        _directive("method", f"{name}{_signature(getattr(value, name), 'self')}", getattr(value, name).__doc__)
        for name in own
    )


def _is_told(method) -> bool:
    function = getattr(method, "__func__", method)
    return callable(function) and bool(function.__doc__)


def _signature(value, left_out: str = "") -> str:
    try:
        signature = inspect.signature(value)
    except (TypeError, ValueError):
        return "(...)"
    given = [
        parameter.replace(annotation=parameter.empty)
        for name, parameter in signature.parameters.items()
        if name != left_out
    ]
    return _ADDRESS.sub("", str(signature.replace(parameters=given, return_annotation=signature.empty)))


def _data_text(module_name: str, name: str, value) -> str:
    """Return what stands below the assignment of a name, or else what it is."""
    for path in _sources(module_name):
        body = ast.parse(path.read_text("utf-8")).body
        for node, after in zip(body, body[1:]):
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
            if any(isinstance(target, ast.Name) and target.id == name for target in targets):
                if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant):
                    return str(after.value.value)
    return f"A constant: {type(value).__name__}."


def _sources(module_name: str) -> list[Path]:
    return sorted(ROOT.joinpath(*module_name.split(".")).glob("*.py"))


def _summary(module) -> str:
    return as_markdown((module.__doc__ or "").strip().split("\n\n")[0]).replace("\n", " ")


def as_markdown(docstring: str) -> str:
    """Return a docstring as Markdown: the examples and what is indented as code, the rest as prose.

    >>> as_markdown("Add a * b.\\n\\n>>> 1 + 1\\n2")
    'Add a \\\\* b.\\n\\n```python\\n>>> 1 + 1\\n2\\n```'
    """
    blocks = []
    for block in re.split(r"\n\s*\n", inspect.cleandoc(docstring)):
        if block.startswith((">>>", "    ")):
            blocks.append(f"```{'python' if block.startswith('>>>') else 'text'}\n{block}\n```")
        elif block.startswith("- "):
            blocks.append(_plain(block))
        elif block:
            text, mark, example = block.partition("\n>>>")
            blocks.append(_plain(text) + (f"\n\n```python\n>>>{example}\n```" if mark else ""))
    return "\n\n".join(blocks)


def _plain(text: str) -> str:
    """Return prose in which only code and emphasis mean anything.

    >>> print(_plain("*z* is a * b, `x_1` is x_1"))
    *z* is a \\* b, `x_1` is x\\_1
    """
    parts = re.split(r"(`[^`]*`|(?<!\S)\*\w[^*\n]*\*)", text)
    return "".join(part if i % 2 else _MARKUP.sub(r"\\\1", part) for i, part in enumerate(parts))
