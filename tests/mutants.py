"""The mathematics imported afresh with one text replaced: what a mistake in the library would do."""

import sys
from functools import cache
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.util import spec_from_file_location
from pathlib import Path
from types import ModuleType, SimpleNamespace

import lecture_lib
from lecture_lib.mathematics import FOLDERS

LIBRARY = Path(lecture_lib.__file__).parent
MODULES = {path.stem: path for folder in FOLDERS for path in sorted((LIBRARY / folder).glob("[!_]*.py"))}
"""The files of mathematics by their names, of which no two are alike."""


def module_source(name):
    """Return the text of a module."""
    return MODULES[name].read_text(encoding="utf-8")


@cache
def module_code(path):
    return compile(path.read_text(encoding="utf-8"), str(path), "exec")


class Mutant(MetaPathFinder, Loader):
    """Finds the library's files, and replaces one text in one of them."""

    def __init__(self, mutated, old, new):
        self.mutated, self.old, self.new = mutated, old, new

    def find_spec(self, name, path, target=None):
        if name.split(".")[0] != "lecture_lib":
            return None
        place = LIBRARY.joinpath(*name.split(".")[1:])
        if place.is_dir():
            return spec_from_file_location(
                name, place / "__init__.py", loader=self, submodule_search_locations=[str(place)]
            )
        return spec_from_file_location(name, place.with_suffix(".py"), loader=self)

    def exec_module(self, module):
        path = Path(module.__spec__.origin)
        code = (
            module_code(path)
            if path != self.mutated
            else compile(path.read_text(encoding="utf-8").replace(self.old, self.new), "mutant", "exec")
        )
        exec(code, module.__dict__)


def library():
    """Return the modules of mathematics as they are imported, by their names."""
    return SimpleNamespace(
        **{name: import_module(f"lecture_lib.{path.parent.name}.{name}") for name, path in MODULES.items()}
    )


def ours():
    """Return what is imported of the library now."""
    return {name: module for name, module in sys.modules.items() if name.split(".")[0] == "lecture_lib"}


def mutated_library(name="", old="", new=""):
    """Return the modules of mathematics made afresh, with one text replaced in one; the imported ones stay."""
    finder, before = Mutant(MODULES.get(name), old, new), ours()
    try:
        for known in before:
            del sys.modules[known]
        bare = sys.modules["lecture_lib"] = ModuleType("lecture_lib")  # without its facade
        bare.__path__ = [str(LIBRARY)]
        sys.meta_path.insert(0, finder)
        for folder in ("nn", "training", "autodiff"):
            import_module(f"lecture_lib.{folder}")
        return SimpleNamespace(**{full.split(".")[-1]: module for full, module in ours().items()})
    finally:
        if finder in sys.meta_path:
            sys.meta_path.remove(finder)
        for fresh in ours():
            del sys.modules[fresh]
        sys.modules.update(before)
