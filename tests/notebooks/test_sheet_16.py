"""Sheet 16, rows 16.1 to 16.3, and their checkpoints: what learners write, right and mistaken."""

import numpy as np
import pytest

from lecture_lib import check
from lecture_lib.checking import CaseGenerator
from lecture_lib.course import questions
from tests.notebooks.sheet_contract import SheetContract

# --- 16.2a: the size of a receptive field -------------------------------------------------------------------


def field_from_the_top(layers):
    """From the last layer down: how many units of each level are needed for one unit of the top."""
    size = 1
    for kernel, stride, dilation in reversed(layers):
        size = (size - 1) * stride + (kernel - 1) * dilation + 1
    return size


def field_by_products(layers):
    strides = [stride for _, stride, _ in layers]
    return 1 + sum((k - 1) * d * int(np.prod(strides[:l], dtype=int)) for l, (k, _, d) in enumerate(layers))


def field_by_sets(layers):
    units = {0}
    for kernel, stride, dilation in layers[::-1]:
        units = {unit * stride + j * dilation for unit in units for j in range(kernel)}
    return float(max(units) - min(units) + 1)


def field_recursive(layers):
    if not layers:
        return np.int32(1)
    *rest, (kernel, _, dilation) = layers
    jump = 1
    for _, stride, _ in rest:
        jump = jump * stride
    return field_recursive(rest) + (kernel - 1) * dilation * jump


def field_with(before="", after="jump *= s", grow="r += (k - 1) * d * jump", start="r, jump = 1, 1", last="r"):
    lines = [
        start,
        "for k, s, d in layers:",
        f"    {before or 'pass'}",
        f"    {grow}",
        f"    {after}",
        f"answer = {last}",
    ]

    def size(layers):
        names = {"layers": list(layers), "sum": sum}
        exec("\n".join(lines), names)  # noqa: S102 - our own text
        return names["answer"]

    return size


# --- 16.3a: the gradient of a shared kernel -----------------------------------------------------------------


def gradient_loops(x, dy, k, stride):
    dw = []
    for j in range(k):
        total = 0.0
        for i in range(len(dy)):
            total += float(dy[i]) * float(x[stride * i + j])
        dw.append(total)
    return dw


def gradient_windows(x, dy, k, stride):
    windows = np.lib.stride_tricks.sliding_window_view(x, k)[::stride][: len(dy)]
    return windows.T @ dy


def gradient_slices(x, dy, k, stride):
    return tuple(np.dot(dy, x[j : j + stride * len(dy) : stride]) for j in range(k))


def gradient_spread(x, dy, k, stride):
    """dy with zeros between, correlated with x."""
    spread = np.zeros((len(dy) - 1) * stride + 1)
    spread[::stride] = dy
    return np.correlate(x.astype(np.float32), spread.astype(np.float32), "valid")[:k]


def gradient_matrix(x, dy, k, stride):
    dense = np.outer(dy, x)
    return np.array([sum(dense[i, i * stride + j] for i in range(len(dy))) for j in range(k)]).reshape(-1, 1)


class TestSheet(SheetContract):
    lecture, rows = "16", ("16.1", "16.2", "16.3")
    right = {
        "16.1": [90_050, 20 * 30 * 3 * 50 + 50, np.int64(90_050), 90_050.0],
        "16.2": [25, 25.0, np.array([25])],
        "16.3": ["c"],
        "16.2a": [field_from_the_top, field_by_products, field_by_sets, field_recursive, field_with()],
        "16.3a": [gradient_loops, gradient_windows, gradient_slices, gradient_spread, gradient_matrix],
    }
    stubs = {
        "16.1": [..., None],
        "16.2": [...],
        "16.3": [None],
        "16.2a": [lambda layers: ..., lambda layers: None],
        "16.3a": [lambda x, dy, k, stride: ...],
    }
    mistakes = {
        "16.1": {
            "biases forgotten": 1800 * 50,
            "colours forgotten": 600 * 50 + 50,
            "colours and biases forgotten": 600 * 50,
            "one bias": 1800 * 50 + 1,
            "a bias per input": 1800 * 50 + 1800,
            "bytes": 4 * 90_050,
            "added": 1800 + 50,
            "no units": 1800,
        },
        "16.2": {
            "strides ignored": 1 + 4 + 2 + 2 + 3,
            "own stride": 1 + 4 * 2 + 2 * 2 + 2 * 4 + 3 * 4,
            "kernel for kernel minus 1": 1 + 5 + 3 * 2 + 3 * 2 + 4 * 4,
            "start at 0": 24,
            "last stride only": 1 + 4 + 2 * 2 + 2 * 1 + 3 * 2,
            "layers reversed": 1 + 3 + 2 * 1 + 2 * 2 + 4 * 2,
            "kernels added": 5 + 3 + 3 + 4,
            "strides added": 1 + 4 + 2 * 3 + 2 * 4 + 3 * 6,
        },
        "16.3": {"a": "a", "b": "b", "d": "d"},
        "16.2a": {
            "dilation ignored": field_with(grow="r += (k - 1) * jump"),
            "dilation kept": field_with(after="jump *= s * d"),
            "dilated kernel": field_with(grow="r += (k * d - 1) * jump"),
            "jump returned": field_with(last="jump"),
            "strides ignored": field_with(after="pass"),
            "own stride": field_with(before="jump *= s", after="pass"),
            "kernel for kernel minus 1": field_with(grow="r += k * d * jump"),
            "start at 0": field_with(start="r, jump = 0, 1"),
            "last stride only": field_with(after="jump = s"),
            "layers reversed": field_with(start="layers.reverse(); r, jump = 1, 1"),
            "kernels added": lambda layers: sum(layer[0] for layer in layers),
            "strides added": field_with(after="jump += s"),
        },
        "16.3a": {
            "kernel reversed": lambda *case: gradient_loops(*case)[::-1],
            "dy reversed": lambda x, dy, k, stride: gradient_loops(x, list(dy)[::-1], k, stride),
            "mean over the windows": lambda x, dy, k, stride: gradient_windows(x, dy, k, stride) / len(dy),
            "last window only": lambda x, dy, k, s: [dy[-1] * v for v in x[(len(dy) - 1) * s : (len(dy) - 1) * s + k]],
            "first window only": lambda x, dy, k, stride: [dy[0] * x[j] for j in range(k)],
            "stride ignored": lambda x, dy, k, stride: gradient_loops(x, dy, k, 1),
            "stride inside the window": lambda x, dy, k, stride: [
                sum(dy[i] * x[i + stride * j] for i in range(len(dy))) for j in range(k)
            ],
            "window does not move": lambda x, dy, k, stride: [sum(dy) * x[j] for j in range(k)],
            "dy forgotten": lambda x, dy, k, stride: gradient_loops(x, np.ones(len(dy)), k, stride),
            "sign": lambda *case: [-v for v in gradient_loops(*case)],
            "not summed": lambda x, dy, k, s: [[dy[i] * x[i * s + j] for j in range(k)] for i in range(len(dy))],
            "dense gradient": lambda x, dy, k, stride: [[a * b for b in x] for a in dy],
        },
    }


MUTANTS = {
    "16.2a": {
        "off by one": lambda layers: field_from_the_top(layers) + 1,
        "twice": lambda layers: 2 * field_from_the_top(layers),
        "seen, not spanned": lambda layers: len(_seen(layers)),
        "a list": lambda layers: [field_from_the_top(layers), 1],
        "text": lambda layers: str(field_from_the_top(layers)),
        "without the last layer": lambda layers: field_from_the_top(layers[:-1]),
        "without the first layer": lambda layers: field_from_the_top(layers[1:]),
        "at most 31": lambda layers: min(31, field_from_the_top(layers)),
        "in place": lambda layers: (field_from_the_top(layers), layers.clear())[0],
    },
    "16.3a": {
        "twice": lambda *case: 2 * np.array(gradient_loops(*case)),
        "moved by one": lambda x, dy, k, stride: gradient_loops(np.roll(x, 1), dy, k, stride),
        "clipped": lambda *case: np.clip(gradient_loops(*case), -10, 10),
        "positive part": lambda *case: np.maximum(gradient_loops(*case), 0),
        "one too many": lambda x, dy, k, stride: [*gradient_loops(x, dy, k, stride), 0.0],
        "one too few": lambda x, dy, k, stride: gradient_loops(x, dy, k - 1, stride),
        "without the last window": lambda x, dy, k, stride: gradient_loops(x, dy[:-1], k, stride),
        "whole numbers": lambda *case: np.array(gradient_loops(*case)).astype(int),
        "a number": lambda *case: sum(gradient_loops(*case)),
        "in place": lambda x, dy, k, stride: (gradient_loops(x, dy, k, stride), x.fill(0))[0],
        "a row": lambda *case: np.array(gradient_loops(*case))[:, None] * np.ones((1, 2)),
    },
}


def _seen(layers):
    units = {0}
    for kernel, stride, dilation in layers[::-1]:
        units = {unit * stride + j * dilation for unit in units for j in range(kernel)}
    return units


@pytest.mark.parametrize("number, name", [(number, name) for number, mutants in MUTANTS.items() for name in mutants])
def test_a_mutant_of_the_solution_is_refused(number, name):
    assert check(number, MUTANTS[number][name]).status == "wrong"


@pytest.mark.parametrize("number", ["16.1", "16.2"])
def test_no_slip_gives_the_right_number_and_no_two_give_the_same(number):
    question = questions("16")[number]
    slips = [mistake.instead() for mistake in question.mistakes]
    assert len({question.truth(), *slips}) == len(slips) + 1
    assert not any(str(question.truth()) in mistake.says for mistake in question.mistakes)


def test_the_gradient_that_the_sheet_wants_is_that_of_central_differences():
    from lecture_lib.architectures import convolve_1d
    from lecture_lib.nn import central_difference, relative_error

    rng = CaseGenerator(np.random.default_rng(0))
    question = questions("16")["16.3a"]
    for case in [*question.cases, *(question.hidden[1](rng) for _ in range(10))]:
        x, dy, k, stride = case
        x = x[: (len(dy) - 1) * stride + k]
        slow = central_difference(lambda w: dy @ convolve_1d(x, w, stride)[0], rng.normal(size=k))
        assert relative_error(question.truth(*case), slow) < 1e-7
