"""Floor 0 made afresh with one text replaced: what a slip in the library would do."""

import sys
from functools import cache
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

import lecture_lib

FOLDER = Path(lecture_lib.__file__).parent
FLOOR = ("inputs", "activations", "mlp", "losses", "backprop", "gradcheck", "graph", "rules", "inplace", "trainer",
         "descend")                     # each after what it imports


@cache
def source(name):
    return (FOLDER / f"{name}.py").read_text(encoding="utf-8")


@cache
def compiled(name):
    return compile(source(name), f"{name}.py", "exec")


def library(name="", old="", new=""):
    """Return floor 0 made afresh, with one text replaced in one module; the imported one stays as it is."""
    modules = {}
    with pytest.MonkeyPatch.context() as patch:
        for each in FLOOR:
            module = modules[each] = ModuleType(f"lecture_lib.{each}")
            module.__package__ = "lecture_lib"
            patch.setitem(sys.modules, module.__name__, module)
            exec(
                compile(source(name).replace(old, new), "mutant", "exec") if each == name else compiled(each),
                module.__dict__,
            )
    return SimpleNamespace(**modules)
