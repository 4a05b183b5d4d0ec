"""Notebooks as students hand them in, as data: right ones in several styles, and honest trouble of every kind.

Each starts from a solved sheet and changes something. `lost` names the questions that bring no points.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache

from tests.notebooks.rows import ROOT

SHEETS = {path.stem[:2]: path.stem for path in sorted((ROOT / "exercises").glob("*.ipynb"))}


@dataclass(frozen=True)
class SubmissionCase:
    """What one student hands in. `refused`: part of the reason why the file cannot be read at all.

    `short`: the point is that it is stopped, so the limits of time may be made shorter than a teacher would.
    `harmless`: an attack that may be tried without a sandbox. `disturbs`: it may cost itself more than it must.
    """

    name: str
    sheet: str
    data: bytes = field(repr=False)
    lost: frozenset[str] = frozenset()
    attachments: tuple[tuple[str, bytes], ...] = field(default=(), repr=False)
    file: str = "sheet.ipynb"
    refused: str = ""
    short: bool = False
    harmless: bool = False
    disturbs: bool = False


@cache
def solved_cells(sheet: str) -> tuple[tuple[str, str], ...]:
    """Return the code cells of a solved sheet as (grade_id or "", source)."""
    notebook = json.loads((ROOT / "solutions" / f"{SHEETS[sheet]}.ipynb").read_text("utf-8"))
    return tuple(
        (cell["metadata"].get("nbgrader", {}).get("grade_id", ""), "".join(cell["source"]))
        for cell in notebook["cells"]
        if cell["cell_type"] == "code"
    )


def sheet_questions(sheet: str) -> list[str]:
    """Return the numbers of the questions that are checked, in the order of the sheet."""
    return [question_number(name) for name, _ in solved_cells(sheet) if name.startswith("check-")]


def question_number(grade_id: str) -> str:
    """Return the question of a cell: "answer-05-1a" → "05.1a"."""
    return grade_id.split("-", 1)[1].replace("-", ".", 1)


def sheet_cells(sheet: str, change: dict[str, str] | None = None) -> list[str]:
    """Return the code cells of a solved sheet with other answers to some questions."""
    change = change or {}
    return [
        change.get(question_number(name), source) if name.startswith("answer-") else source
        for name, source in solved_cells(sheet)
    ]


def notebook_bytes(sources: list[str], **more) -> bytes:
    """Return a notebook of these code cells as the bytes of a file; `more` goes into every cell."""
    made = [
        {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": source, **more}
        for source in sources
    ]
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, ensure_ascii=False).encode()


def hand_in(
    name: str,
    sheet: str = "05",
    lost: str = "",
    first: str = "",
    last: str = "",
    change: dict | None = None,
    before: str = "",
    **more,
) -> SubmissionCase:
    """Return a solved sheet with other answers, and perhaps a cell before or behind all others, or above a change."""
    changed = set((change or {}).values())
    cells = [each for cell in sheet_cells(sheet, change) for each in ([before, cell] if cell in changed else [cell])]
    sources = [*filter(None, [first]), *filter(None, cells), *filter(None, [last])]
    return SubmissionCase(name, sheet, notebook_bytes(sources), frozenset(lost.split()), **more)


# --- right, in several styles ------------------------------------------------------------------------------------

RIGHT = (
    *(hand_in(f"solved {number}", number) for number in SHEETS),
    hand_in(
        "lists and loops",
        change={
            "05.1a": "z = [sum(w * v for w, v in zip(row, x)) + bias for row, bias in zip(W.tolist(), b)]",
            "05.4a": "def layer(W, b, g, a):\n"
            "    return [g(sum(w * v for w, v in zip(row, a)) + c) for row, c in zip(W, b)]",
            "05.2a": "import math\ndef my_softmax(z):\n    e = [math.exp(v - max(z)) for v in z]\n"
            "    return [v / sum(e) for v in e]",
            "05.4b": "def n_parameters(sizes):\n    n = 0\n    for i in range(1, len(sizes)):\n"
            "        n += (sizes[i - 1] + 1) * sizes[i]\n    return n",
        },
    ),
    hand_in("numbers typed in", change={"05.1a": "z = (46, 58, -38, 36)"}),
    hand_in(
        "float32, a matrix, a masked array",
        change={
            "05.1a": "z = np.float32(W @ x + b)",
            "05.4a": "def layer(W, b, g, a):\n    return np.matrix(g(W @ a + b))",
            "05.2a": "def my_softmax(z):\n    e = np.exp(np.float32(z - z.max()))\n    return e / e.sum()",
            "05.3a": "def run(layers, x):\n    for W, b, g in layers:\n        x = g(W @ x + b)\n"
            "    return np.ma.array(x)",
            "05.4b": "def n_parameters(sizes):\n    return float(sum((m + 1) * n for m, n in zip(sizes, sizes[1:])))",
        },
    ),
    hand_in(
        "numpy's own numbers",
        "03",
        change={
            "03.1a": "def answer(w, b, x):\n    return np.where(w @ x + b > 0, 1, -1)",
            "03.1b": "def learn_from(w, b, x, truth, rate):\n    e = np.sign(w @ x + b - 1e-300) - truth\n"
            "    return [w - rate * e * x, np.array([b - rate * e])]",
            "03.2a": "w1, w2, b = np.float64(-2), np.float32(-2), np.array(3)",
            "03.2b": "taken = 2.5 * np.array([3, 2, 2, 1])",
            "03.3a": "def margin(w, b, X, y):\n    return np.array((y * (X @ w + b)).min() / np.sqrt(w @ w))",
            "03.4a": "def count_mistakes(X, y, order):\n    v, n = np.zeros(X.shape[1] + 1), np.int8(0)\n"
            "    for i in order:\n"
            "        p = np.append(X[i], 1)\n        if y[i] * (v @ p) < 0 or v @ p == 0 and y[i] > 0:\n"
            "            v, n = v + y[i] * p, n + 1\n    return n",
        },
    ),
    hand_in(
        "lambdas",
        change={
            "05.4a": "layer = lambda W, b, g, a: g(W.dot(a) + b)",
            "05.3a": "run = lambda layers, x: run(layers[1:], layers[0][2](layers[0][0] @ x + layers[0][1])) if layers "
            "else x",
            "05.4b": "n_parameters = lambda s: sum(n * (m + 1) for m, n in zip(s, s[1:]))",
        },
    ),
    hand_in(
        "an object, a partial, a decorated function, a method, star arguments",
        change={
            "05.4a": "class Layer:\n    def __call__(self, W, b, g, a):\n        return g(W @ a + b)\nlayer = Layer()",
            "05.2a": "import functools\ndef soft(base, z):\n    e = base ** (z - z.max())\n    return e / e.sum()\n"
            "my_softmax = functools.partial(soft, np.e)",
            "05.3a": "def loud(f):\n    @functools.wraps(f)\n    def inner(*a, **k):\n        print('called')\n"
            "        return f(*a, **k)\n"
            "    return inner\n@loud\ndef run(layers, x):\n    for W, b, g in layers:\n        x = g(W @ x + b)\n"
            "    return x",
            "05.4b": "class Counter:\n    def count(self, *sizes):\n        s, = sizes\n"
            "        return np.dot(s[1:], np.add(s[:-1], 1))\nn_parameters = Counter().count",
            "05.5a": "def affine_of_batch(*given):\n    W, b, X = given\n    return np.einsum('ij,nj->ni', W, X) + b",
        },
    ),
    hand_in(
        "other weights and other kinds",
        "04",
        change={
            "04.2a": "hidden_points = np.sign(INPUTS @ np.ones((2, 2)) - [0.5, 1.5])",
            "04.3a": "def relu_network(X):\n    s = X.sum(axis=1)\n    h = np.stack([s, s - 1], 1).clip(0)\n"
            "    return [h, np.float32((h[:, 0] - 2 * h[:, 1] - 0.5).clip(0))]",
            "04.4b": "xnor = MLP(([[1, 1], [-1, -1]], [-1.5, 0.5], sign), ([[1, 1]], [1.0], tanh))",
            "04.5a": "def polar_features(X, centre):\n    c = X[:, 0] - centre[0] + 1j * (X[:, 1] - centre[1])\n"
            "    return np.stack([abs(c), np.angle(c) % (2 * np.pi)], 1)",
            "04.6a": "counts = (np.int16(6), 29.0, 71)",
        },
    ),
    hand_in(
        "a network by tanh, tables as tuples",
        "04",
        change={
            "04.2a": "hidden_points = ((-1, -1), (1, -1), (1, -1), (1, 1))",
            "04.4a": "def hidden_images(W, c, g, X):\n    return np.array([g(W @ x + c) for x in X])",
            "04.4b": "xnor = MLP(([[8, 8], [8, 8]], [-4, -12], sigmoid), ([[-9, 9]], [4.0], sigmoid))",
        },
    ),
    hand_in(
        "own helpers, global state, imports inside",
        first="calls = 0\ndef times(W, a):\n    return W @ a",
        change={
            "05.4a": "def layer(W, b, g, a):\n    global calls\n    calls += 1\n    return g(times(W, a) + b)",
            "05.2a": "def my_softmax(z):\n    from math import fsum\n    e = np.exp(z - max(z))\n"
            "    return e / fsum(e)",
        },
    ),
)


# --- honest trouble ----------------------------------------------------------------------------------------------

MUTE = "import warnings, sys\nwarnings.warn('old style')\nprint('careful', file=sys.stderr)"
SOFTMAX_LOOP = "def my_softmax(z):\n    while True:\n        pass"


def _old_format() -> bytes:
    made = [
        {
            "cell_type": "code",
            "language": "python",
            "collapsed": False,
            "metadata": {},
            "outputs": [],
            "input": source.splitlines(True),
        }
        for source in sheet_cells("05")
    ]
    return json.dumps(
        {"metadata": {"name": ""}, "nbformat": 3, "nbformat_minor": 0, "worksheets": [{"cells": made}]}
    ).encode()


def _fat() -> bytes:
    picture = {"output_type": "display_data", "metadata": {}, "data": {"image/png": "A" * 3_500_000}}
    return notebook_bytes(sheet_cells("05"), outputs=[picture])


def _raw(name: str, data: bytes, lost: str = "", **more) -> SubmissionCase:
    return SubmissionCase(name, "05", data, frozenset(lost.split()), **more)


def _moved() -> list[str]:
    """The import cell at the end."""
    first, *rest = sheet_cells("05")
    return [*rest, first]


def _merged() -> list[str]:
    return ["\n\n".join(sheet_cells("05"))]


def _split() -> list[str]:
    return [
        part
        for source in sheet_cells("05")
        for part in (["e = 1", "z = np.array(W) @ x", "z = z + b"] if source.startswith("z = ") else [source])
    ]


def _without(*starts: str) -> list[str]:
    return [source for source in sheet_cells("05") if not source.startswith(starts)]


def _stub() -> bytes:
    return (ROOT / "exercises" / f"{SHEETS['05']}.ipynb").read_bytes()


ALL_05 = "05.1a 05.4a 05.2a 05.3a 05.4b 05.5a"
JSON_BOMB = b'{"cells": ' + b"[" * 200_000 + b"]" * 200_000 + b"}"
CONFLICT = (
    notebook_bytes(sheet_cells("05")).replace(b'"cells"', b'\n<<<<<<< HEAD\n"cells"', 1) + b"\n=======\n>>>>>>> mine\n"
)

Z = "z = W @ x + b"
ASYNC = "async def f():\n    return W @ x + b"
MODULE = "%%writefile affine.py\ndef sums(W, x, b):\n    return W @ x + b\n"
IN_LAB = tuple(  # a cell that runs in JupyterLab
    hand_in(f"in Lab: {name}", change={"05.1a": source}, **more)
    for name, source, more in (
        ("await", f"import asyncio\nawait asyncio.sleep(0.01)\n{Z}", {}),
        (
            "a task",
            "import asyncio\nasync def f():\n    return W @ x + b\nt = asyncio.create_task(f())\nz = await t",
            {},
        ),
        ("a thread that is awaited", "import asyncio\nz = await asyncio.to_thread(lambda: W @ x + b)", {}),
        ("a loop of one's own", f"import asyncio\n{ASYNC}\nz = asyncio.run(f())", {}),
        ("async for and with", "async def f():\n    yield W @ x + b\nasync for z in f():\n    pass", {}),
        ("prompts of Python", ">>> y = W @ x\n>>> z = (y +\n...      b)", {}),
        ("prompts of IPython", "In [3]: y = W @ x\n   ...: z = y + b", {}),
        ("indented", "    y = W @ x\n    z = y + b", {}),
        ("the last value", "z = _ + b", {"before": "W @ x"}),
        ("Out", "z = Out[max(Out)] + b", {"before": "W @ x"}),
        ("timed", f"%%time\n%matplotlib inline\n{Z}", {}),
        ("timed in a line", f"%time {Z}", {}),
        ("captured", f"%%capture out\n{Z}\nprint(z)", {}),
        ("a magic below a value", f"{Z}\n%timeit -n 3 -r1 W @ x\nzs = !ls\nz?", {}),
        ("a module written in a cell", "from affine import sums\nz = sums(W, x, b)", {"before": MODULE}),
        ("a file that is run", "%run affine.py\nz = sums(W, x, b)", {"before": MODULE}),
        (
            "IPython's own calls",
            f"get_ipython().system('pip list')\nget_ipython().run_line_magic('pip', 'list')\n{Z}",
            {},
        ),
        ("pip without a sign", Z, {"before": "pip install numpy"}),
        (
            "widgets and shown things",
            "from IPython.display import HTML, Markdown, display, clear_output\n"
            "import IPython\nimport ipywidgets as w\n"
            "display(HTML('<b>x</b>'))\nclear_output()\nIPython.display.display(Markdown('x'))\n"
            f"w.interact(lambda n: n, n=(0, 5))\ndisplay(w.VBox([w.IntSlider(), w.Output()]))\n{Z}",
            {},
        ),
        (
            "every expression shown",
            "from IPython.core.interactiveshell import InteractiveShell\n"
            f"InteractiveShell.ast_node_interactivity = 'all'\n{Z}",
            {},
        ),
        (
            "a window for pictures",
            "%matplotlib widget\nimport matplotlib\nmatplotlib.use('TkAgg')\nimport matplotlib.pyplot as plt\n"
            f"plt.switch_backend('QtAgg')\nplt.plot([1, 2])\nplt.show()\n{Z}",
            {},
        ),
        (
            "a progress bar",
            "from tqdm.notebook import tqdm\nz = []\nfor w, c in tqdm(list(zip(W, b)), desc='rows'):\n"
            "    z.append(w @ x + c)",
            {},
        ),
        (
            "pictures, cards and predictions of the course",
            "from lecture_lib import about, any_of, predict, reveal\nfrom lecture_lib.labs.forward import tracer\n"
            "from lecture_lib.drawing import figure, plot_curves\nfrom lecture_lib.interactive import progress_bar\n"
            "predict('05.1', z1=about(3, 1))\nreveal('05.1')\ntracer()\nplot_curves(figure(), [1, 2])\n"
            "z = []\nfor w, c in progress_bar(list(zip(W, b)), 'rows'):\n    z.append(w @ x + c)",
            {},
        ),
        ("a missing module above", f"import no_such_module as m\nm.set_style('dark')\n{Z}", {}),
        ("an error above", f"print(undefined)\n{Z}", {}),
        ("an error in a helper above", f"u = undefined + 1\nv = u + 1\n{Z}\nprint(v)", {}),
        ("input above", f"name = input('Who? ')\nprint(name.upper())\n{Z}", {}),
        (
            "a package of one's own",
            "from pack.sums import sums\nfrom pack import SIZE\nz = sums(W, x, b)",
            {
                "attachments": (
                    ("pack/__init__.py", b"SIZE = 3\n"),
                    ("pack/sums.py", b"from . import SIZE\ndef sums(W, x, b):\n    return W @ x + b\n"),
                )
            },
        ),
        (
            "data in a folder",
            "z = W @ np.loadtxt('data/x.csv') + b",
            {"attachments": (("data/x.csv", b"2\n-3\n4\n"),)},
        ),
        ("annotations of tomorrow", "from __future__ import annotations\nz: NotThere = W @ x + b", {}),
    )
)

TROUBLE = (
    _raw("renamed", notebook_bytes(sheet_cells("05")), file="Übung 5 (final) copy.ipynb"),
    _raw("named after another sheet", notebook_bytes(sheet_cells("05")), file="03_perceptron.ipynb"),
    _raw("all cells twice", notebook_bytes([*sheet_cells("05"), *sheet_cells("05")])),
    _raw("an old stub above the answers", notebook_bytes(["def run(layers, x):\n    ...", *sheet_cells("05")])),
    _raw("one answer split over cells", notebook_bytes(_split())),
    _raw("all in one cell", notebook_bytes(_merged())),
    _raw("checks deleted", notebook_bytes(_without("check("))),
    _raw("one answer deleted", notebook_bytes(_without("def run")), "05.3a"),
    _raw("imports deleted", notebook_bytes(_without("import numpy")), "05.1a 05.2a"),
    _raw("imports at the end", notebook_bytes(_moved())),
    _raw("answers in another order", notebook_bytes([*sheet_cells("05")[:2], *sheet_cells("05")[:1:-1]])),
    _raw(
        "metadata and ids lost",
        json.dumps({"cells": [{"cell_type": "code", "source": c} for c in sheet_cells("05")]}).encode(),
    ),
    _raw(
        "source as lines",
        notebook_bytes(sheet_cells("05")).replace(
            b'"nbformat": 4', b'"nbformat": 4, "kernelspec": {"name": "no such"}'
        ),
    ),
    _raw("byte-order mark", b"\xef\xbb\xbf" + notebook_bytes(sheet_cells("05"))),
    _raw("UTF-16", notebook_bytes(sheet_cells("05")).decode().encode("utf-16")),
    _raw("Windows line ends", notebook_bytes([c.replace("\n", "\r\n") for c in sheet_cells("05")])),
    _raw("format 3", _old_format()),
    _raw("50 MB of outputs", _fat()),
    _raw("untouched", _stub(), ALL_05),
    _raw("empty file", b"", refused="empty"),
    _raw("truncated", notebook_bytes(sheet_cells("05"))[:-300], refused="breaks off"),
    _raw("conflict marks", CONFLICT, refused="conflict"),
    _raw("JSON of another kind", b"[1, 2, 3]", refused="not a notebook"),
    _raw("no JSON", "Meine Lösung".encode(), refused="not a notebook"),
    _raw("a picture", b"\x89PNG\r\n\x1a\n\x00\xff\xfe", refused="not text"),
    _raw("JSON bomb", JSON_BOMB, refused="nested"),
    _raw("no cells", b'{"nbformat": 4}', refused="no cells"),
    _raw("100,000 cells", b'{"cells": [' + b",".join([b"{}"] * 100_000) + b"]}", refused="cells"),
    _raw("two million characters of code", notebook_bytes(["x = 1 # " + "y" * 2_000_000]), refused="million"),
    hand_in("a demonstration raises", last="print(run([], 1) + missing)"),
    hand_in(
        "a demonstration raises above the answer",
        change={
            "05.3a": "print(undefined)\n"
            + "def run(layers, x):\n    for W, b, g in layers:\n        x = g(W @ x + b)\n    return x"
        },
    ),
    hand_in("sys.exit() in a cell", first="import sys\nsys.exit(1)"),
    hand_in("exit() and quit()", first="exit()\nquit()"),
    hand_in("KeyboardInterrupt in a cell", first="raise KeyboardInterrupt"),
    hand_in("input() in a cell", first="name = input('Your name? ')"),
    hand_in(
        "input() in an answer", "05", "05.4b", change={"05.4b": "def n_parameters(sizes):\n    return int(input())"}
    ),
    hand_in(
        "a window for pictures",
        first="import matplotlib\nmatplotlib.use('TkAgg')\nimport matplotlib.pyplot as plt\n"
        "plt.plot([1, 2])\nplt.show()",
    ),
    hand_in(
        "pictures shown and saved",
        first="import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()\nplt.savefig('a.png')",
    ),
    hand_in("sum shadowed", "05", "05.4b", first="sum = 3\nprint = None\nlist = [1]"),
    hand_in("print shadowed", first="print = None\nlist = dict = str = type = object = 3\nlen = None"),
    hand_in(
        "magics",
        first="%matplotlib inline\n!pip install numpy\n%timeit -n 1 1 + 1\n?np.dot\nfiles = !ls\n%load_ext autoreload",
    ),
    hand_in(
        "bash, HTML and timed cells", first="%%bash\nfor f in *; do echo $f; done", last="%%time\nn_parameters((1, 2))"
    ),
    hand_in("a warning beside a right answer", first=MUTE),
    hand_in(
        "warnings are errors",
        first="import warnings\nwarnings.simplefilter('error')\nimport numpy as np\nnp.seterr(all='raise')",
    ),
    hand_in(
        "a helper file",
        first="from tricks import times",
        attachments=(("tricks.py", b"def times(W, a):\n    return W @ a\n"),),
        change={"05.4a": "def layer(W, b, g, a):\n    return g(times(W, a) + b)"},
    ),
    hand_in(
        "a helper file forgotten",
        "05",
        "05.4a",
        first="from tricks import times",
        change={"05.4a": "def layer(W, b, g, a):\n    return g(times(W, a) + b)"},
    ),
    hand_in("an endless loop in an answer", "05", "05.2a", change={"05.2a": SOFTMAX_LOOP}, short=True),
    hand_in("an endless loop in a cell", last="while True:\n    pass", short=True),
    hand_in("endless recursion", "05", "05.3a", change={"05.3a": "def run(layers, x):\n    return run(layers, x)"}),
    hand_in("10 MB printed", first="for i in range(1000):\n    print('x' * 10_000)"),
    hand_in(
        "nothing returned",
        "05",
        "05.2a",
        change={"05.2a": "def my_softmax(z):\n    e = np.exp(z - z.max())\n    print(e / e.sum())"},
    ),
    hand_in(
        "a generator returned",
        "05",
        "05.4b",
        change={
            "05.4a": "def layer(W, b, g, a):\n    return (g(v) for v in W @ a + b)",
            "05.4b": "def n_parameters(sizes):\n    yield 1",
        },
    ),
    hand_in("defined twice, the last one right", first="def run(a, b):\n    return 0"),
    hand_in("defined twice, the last one wrong", "05", "05.3a", last="def run(layers, x):\n    return x"),
    hand_in(
        "argument changed",
        "05",
        "05.2a 05.5a",
        change={
            "05.2a": "def my_softmax(z):\n    z -= z.max()\n    return np.exp(z) / np.exp(z).sum()",
            "05.5a": "def affine_of_batch(W, b, X):\n    X[:] = X @ np.eye(X.shape[1])\n    W *= 2\n"
            "    return X @ W.T / 2 + b",
        },
    ),
    hand_in(
        "the first reply kept for ever",
        "05",
        "05.2a",
        change={
            "05.2a": "kept = []\ndef my_softmax(z):\n    e = np.exp(z - z.max())\n    kept.append(e / e.sum())\n"
            "    return kept[0]"
        },
    ),
    hand_in("a syntax error in one cell", "05", "05.2a", change={"05.2a": "def my_softmax(z)\n    return z"}),
    hand_in("another name", "05", "05.3a", change={"05.3a": "def forward(layers, x):\n    return x"}),
    hand_in(
        "another number of arguments", "05", "05.5a", change={"05.5a": "def affine_of_batch(W, X):\n    return X @ W.T"}
    ),
    hand_in(
        "text, complex numbers, NaN, other shapes",
        "05",
        "05.1a 05.4a 05.2a 05.3a 05.4b",
        change={
            "05.1a": "z = '32 38 -25 24'",
            "05.4a": "def layer(W, b, g, a):\n    return g(W @ a + b) + 0j",
            "05.2a": "def my_softmax(z):\n    return z * np.nan",
            "05.3a": "def run(layers, x):\n    return x[:, None] * x",
            "05.4b": "def n_parameters(sizes):\n    return {'n': 3}",
        },
    ),
    hand_in("await in a cell", last="import asyncio\nawait asyncio.sleep(0)"),
    hand_in(
        "threads of one's own",
        change={
            "05.5a": "from concurrent.futures import ThreadPoolExecutor\ndef affine_of_batch(W, b, X):\n"
            "    with ThreadPoolExecutor(2) as pool:\n        return np.array(list(pool.map(lambda x: W @ x + b, X)))"
        },
    ),
    hand_in("a pool of processes in a cell", first="import multiprocessing\nmultiprocessing.Pool(2).map(abs, [1])"),
    hand_in(
        "files of one's own",
        change={"05.1a": "np.savetxt('z.txt', W @ x + b)\nz = np.loadtxt('z.txt')\nimport os\nos.remove('z.txt')"},
    ),
    hand_in("widgets of the course", first="from lecture_lib.labs.forward.tracer import Tracer\nTracer()"),
    *IN_LAB,
    hand_in(
        "XOR for XNOR, AND for NAND",
        "04",
        "04.4b 04.6a",
        change={
            "04.4b": "xnor = MLP(([[1, 1], [1, 1]], [0, -1], relu), ([[1, -2]], [-0.5], relu))",
            "04.6a": "counts = [2, 12, 30]",
        },
    ),
    hand_in("an activation of one's own", "04", "04.4b", change={"04.4b": "xnor = 'relu'"}),
    hand_in(
        "all in vain",
        "03",
        "03.1a 03.1b 03.2a 03.2b 03.3a 03.4a",
        change={
            "03.1a": "answer = 1",
            "03.1b": "def learn_from(w, b, x, truth, rate):\n    return w, b",
            "03.2a": "w1, w2, b = 1, 1, -1.5",
            "03.2b": "taken = [0, 0, 0, 0]",
            "03.3a": "def margin(w, b, X, y):\n    return np.min(y * (X @ w + b))",
            "03.4a": "def count_mistakes(X, y, order):\n    return len(order)",
        },
    ),
)
