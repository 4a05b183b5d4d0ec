"""Stand-ins for what only shows or asks something in a notebook: widgets, pictures, cards, progress bars, windows.

A grader looks at none of it, so it is not behind the wall; but a cell that uses it goes on, as it does in JupyterLab. A
stand-in takes every call and gives back another; as an answer it has no value.
"""

from __future__ import annotations

import sys
import types
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib.machinery import ModuleSpec
from typing import Any

STAND_IN_PACKAGES = (
    *("IPython", "anywidget", "ipympl", "ipywidgets", "tqdm"),
    *("altair", "bokeh", "matplotlib", "mpl_toolkits", "plotly", "seaborn"),
    *(f"lecture_lib.{folder}" for folder in ("drawing", "interactive", "labs")),
)
"""Packages whose modules have a stand-in where they themselves are not to be found."""


class StandIn:
    """Takes the place of a function, a class, a widget; `path` says of which.

    >>> slider = StandIn("ipywidgets.IntSlider")(min=0, max=5)
    >>> slider.observe("value"), slider.value
    (placeholder for ipywidgets.IntSlider.observe, placeholder for ipywidgets.IntSlider.value)
    >>> StandIn("ipywidgets.interact")(x=3)(abs)
    <built-in function abs>
    """

    def __init__(self, path: Any = "a class of one's own", *_, **__) -> None:
        self._path = path if isinstance(path, str) else "a class of one's own"

    def __call__(self, *arguments, **_):
        """Return what it was called with where that is a function, as a decorator would; else itself."""
        function = arguments[0] if arguments else None
        return function if isinstance(function, types.FunctionType | types.BuiltinFunctionType) else self

    def __getattr__(self, name: str):
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return StandIn(f"{self._path}.{name}")

    def __mro_entries__(self, bases) -> tuple:
        return (StandIn,)

    def __getitem__(self, key):
        return self

    def __setitem__(self, key, value) -> None:
        pass

    def __iter__(self) -> Iterator:
        return iter(())

    def __bool__(self) -> bool:
        return False

    def __enter__(self):
        return self

    def __exit__(self, *_) -> None:
        pass

    def __repr__(self) -> str:
        return f"placeholder for {self._path}"


class SilentProgress(StandIn):
    """A progress bar that shows nothing: gives what it is laid round, one by one.

    >>> list(SilentProgress(range(3), desc="training"))
    [0, 1, 2]
    """

    def __init__(self, items: Iterable = (), *_, **__) -> None:
        super().__init__("a progress bar")
        self._items = items

    def __iter__(self) -> Iterator:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)  # pyright: ignore[reportArgumentType]: as that of what it is laid round


def show_nothing(*_, **__) -> None:
    """Take the place of `display` and `clear_output`."""


_PROGRESS = {"tqdm": SilentProgress, "trange": lambda *limits, **_: SilentProgress(range(*limits))}
_SHOWING: dict[str, Any] = dict.fromkeys(("display", "clear_output", "update_display"), show_nothing)
_known: dict[str, dict[str, Any]] = {
    "IPython": {"version_info": (9, 0, 0, ""), "__version__": "9.0.0"},
    "IPython.display": _SHOWING,
    "IPython.core.display": _SHOWING,
    "lecture_lib.interactive": {"progress_bar": SilentProgress},
    "matplotlib.pyplot": {"subplots": lambda *_, **__: (StandIn("a figure"), StandIn("axes"))},
    **dict.fromkeys(("tqdm", "tqdm.auto", "tqdm.notebook", "tqdm.std", "tqdm.autonotebook"), _PROGRESS),
}


_STARRED = {
    "IPython.display": """Audio Code FileLink FileLinks GeoJSON HTML IFrame Image JSON Javascript Latex Markdown Math
    Pretty ProgressBar SVG Video YouTubeVideo clear_output display update_display""".split()
}
"""What `from ... import *` gives."""


def offer(names: Mapping[str, Any], *modules: str) -> None:
    """Give names a meaning of their own in these modules of stand-ins."""
    for module in modules:
        _known[module] = {**_known.get(module, {}), **names}


def attributes_of(module: str) -> Callable[[str], Any]:
    """Return what looks up the names of a module of stand-ins, to be its `__getattr__`.

    >>> attributes_of("IPython.display")("HTML"), attributes_of("IPython.display")("display")()
    (placeholder for IPython.display.HTML, None)
    """

    def attribute(name: str):
        if name in _known.get(module, {}):
            return _known[module][name]
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return StandIn(f"{module}.{name}")

    return attribute


class StandInFinder:
    """Finds a module of stand-ins where nobody before it found the module itself."""

    @staticmethod
    def find_spec(name: str, path=None, target=None) -> ModuleSpec | None:
        """Return how the module is made, if it is one of `STAND_IN_PACKAGES`."""
        if any(name == package or name.startswith(package + ".") for package in STAND_IN_PACKAGES):
            return ModuleSpec(name, StandInFinder, is_package=True)  # pyright: ignore[reportArgumentType]
        return None

    @staticmethod
    def create_module(spec: ModuleSpec) -> None:
        """Leave it to the import system."""

    @staticmethod
    def exec_module(module: types.ModuleType) -> None:
        """Give the module its names."""
        module.__dict__.update(__getattr__=attributes_of(module.__name__), __all__=_STARRED.get(module.__name__, []))


def put_up_stand_ins() -> None:
    """Let imports find the stand-ins after all else."""
    if StandInFinder not in sys.meta_path:
        sys.meta_path.append(StandInFinder)  # pyright: ignore[reportArgumentType]


def prefer_stand_ins(*packages: str) -> None:
    """Let the stand-ins of these packages be found before the packages themselves."""

    class First:
        @staticmethod
        def find_spec(name: str, path=None, target=None) -> ModuleSpec | None:
            return StandInFinder.find_spec(name) if name.partition(".")[0] in packages else None

    sys.meta_path.insert(0, First)  # pyright: ignore[reportArgumentType]


def calm_loaded_modules() -> None:
    """Keep the modules that are loaded from opening a window and, where there are none, from asking for sockets."""
    if (asyncio := sys.modules.get("asyncio")) and sys.platform == "wasi":
        from .cells.event_loop import SocketlessLoop

        asyncio.events.new_event_loop = SocketlessLoop  # what asyncio.run begins with
    if matplotlib := sys.modules.get("matplotlib"):
        _keep_file_backends(matplotlib, "use")
    if pyplot := sys.modules.get("matplotlib.pyplot"):
        _keep_file_backends(pyplot, "switch_backend")


_FILE_BACKENDS = {"agg", "cairo", "pdf", "pgf", "ps", "svg", "template"}


def _keep_file_backends(module: types.ModuleType, chooser: str) -> None:
    """Let the function that chooses a backend choose one that needs no window, whichever is asked for."""
    choose = getattr(module, chooser, None)
    if choose is None or hasattr(choose, "chooses_file_backends"):
        return

    def choose_calmly(backend=None, **more):
        calm = isinstance(backend, str) and backend.casefold() in _FILE_BACKENDS
        choose(backend if calm else "agg", **more)

    choose_calmly.chooses_file_backends = True  # pyright: ignore[reportFunctionMemberAccess]
    setattr(module, chooser, choose_calmly)
