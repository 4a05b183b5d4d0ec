"""Row 16.4 of notebook 16 and its sheet: right answers pass, each known mistake gets its own word.

Everything that plays the learner here is written for this file.
"""

import numpy as np
import pytest

from lecture_lib import check, hint
from lecture_lib.architectures import conv2d
from lecture_lib.checking import draw_hidden_cases
from lecture_lib.course import questions
from tests.notebooks.sheet_contract import SheetContract

# --- 16.4a: one convolution -------------------------------------------------------------------------------------------


def with_border(x, p, sides="both", copies=False):
    high, wide, depth = x.shape
    before, after = p, p if sides == "both" else 0
    out = np.zeros((high + before + after, wide + before + after, depth))
    out[before : before + high, before : before + wide] = x
    if copies:
        for i, j in np.ndindex(out.shape[:2]):
            out[i, j] = x[min(max(i - p, 0), high - 1), min(max(j - p, 0), wide - 1)]
    return out


def slow(
    x,
    K,
    b,
    stride,
    padding,
    *,
    sides="both",
    copies=False,
    fewer=0,
    flip=False,
    swap=False,
    depth=None,
    share=1,
    extra=1,
):
    padded = with_border(x, padding, sides, copies)
    k, _, channels, out = K.shape
    high, wide = ((n - k) // stride + 1 - fewer for n in padded.shape[:2])
    y = np.zeros((max(high, 0), max(wide, 0), out))
    for i, j, o in np.ndindex(y.shape):
        total = extra * b[o]
        for u in range(k):
            for v in range(k):
                for c in range(depth or channels):
                    p, q = (k - 1 - u, k - 1 - v) if flip else (v, u) if swap else (u, v)
                    total += padded[i * stride + u, j * stride + v, c] * K[p, q, c, o] / share
        y[i, j, o] = total
    return y


def by_patches(x, K, b, stride, padding):
    x = np.pad(x, ((padding, padding), (padding, padding), (0, 0)))
    k = K.shape[0]
    flat = K.reshape(-1, K.shape[-1])
    return np.array(
        [
            [x[i : i + k, j : j + k].ravel() @ flat + b for j in range(0, x.shape[1] - k + 1, stride)]
            for i in range(0, x.shape[0] - k + 1, stride)
        ]
    )


def by_shifts(x, K, b, stride, padding):
    """The kernel's numbers one by one, each with a shifted image."""
    x = np.pad(x, ((padding, padding), (padding, padding), (0, 0)))
    k = K.shape[0]
    high, wide = x.shape[0] - k + 1, x.shape[1] - k + 1
    y = sum(x[u : u + high, v : v + wide] @ K[u, v] for u in range(k) for v in range(k))
    return (y + b)[::stride, ::stride]


def by_library(x, K, b, stride, padding):
    return conv2d(x[None], K, b, stride, padding)[0][0]


def as_lists(x, K, b, stride, padding):
    return slow(x, K, b, stride, padding).tolist()


def in_float32(x, K, b, stride, padding):
    return by_patches(*(part.astype(np.float32) for part in (x, K, b)), stride, padding)


def as_einsum(x, K, b, stride, padding):
    x = np.pad(x, [(padding, padding)] * 2 + [(0, 0)])
    windows = np.lib.stride_tricks.sliding_window_view(x, K.shape[:2], (0, 1))[::stride, ::stride]
    return np.einsum("ijcuv,uvco->ijo", windows, K) + b


def mistaken(**how):
    return lambda x, K, b, stride, padding: slow(x, K, b, stride, padding, **how)


class TestRow164(SheetContract):
    lecture = "16"
    rows = ("16.4",)
    right = {
        "16.4": [[21, 21, 6, 888], (21, 21, 6, 888), np.array([21, 21, 6, 888]), [21.0, 21.0, 6.0, 888.0]],
        "16.4a": [slow, by_patches, by_shifts, by_library, as_lists, in_float32, as_einsum],
    }
    stubs = {"16.4": [..., [..., ..., ..., ...]], "16.4a": [lambda x, K, b, stride, padding: ..., ...]}
    mistakes = {
        "16.4": {
            "padding forgotten": [17, 17, 6, 888],
            "padding on one side": [19, 19, 6, 888],
            "last position forgotten": [20, 20, 6, 888],
            "rounded up": [22, 22, 6, 888],
            "stride ignored": [42, 42, 6, 888],
            "bias forgotten": [21, 21, 6, 882],
            "kernel without depth": [21, 21, 6, 300],
            "one bias": [21, 21, 6, 883],
            "depths multiplied": [21, 21, 18, 888],
        },
        "16.4a": {
            "bias forgotten": mistaken(extra=0),
            "kernel flipped": mistaken(flip=True),
            "kernel transposed": mistaken(swap=True),
            "stride ignored": lambda x, K, b, stride, padding: slow(x, K, b, 1, padding),
            "padding forgotten": lambda x, K, b, stride, padding: slow(x, K, b, stride, 0),
            "padding on one side": mistaken(sides="first"),
            "edges repeated": mistaken(copies=True),
            "last position forgotten": mistaken(fewer=1),
            "one channel only": mistaken(depth=1),
            "mean over channels": lambda x, K, b, stride, padding: slow(x, K, b, stride, padding, share=x.shape[2]),
            "channels first": lambda *task: slow(*task).transpose(2, 0, 1),
            "image transposed": lambda *task: slow(*task).transpose(1, 0, 2),
        },
    }


# --- mutants: no wrong function is right ------------------------------------------------------------------------------

MUTANTS = {
    "bias subtracted": mistaken(extra=-1),
    "bias once per channel": lambda x, K, b, s, p: slow(x, K, b, s, p, extra=x.shape[2]),
    "first bias for all": lambda x, K, b, s, p: slow(x, K, np.full_like(b, b[0]), s, p),
    "one position more": lambda x, K, b, s, p: slow(np.pad(x, ((0, s), (0, s), (0, 0))), K, b, s, p),
    "doubled": lambda *task: 2 * slow(*task),
    "negated": lambda *task: -slow(*task),
    "ReLU inside": lambda *task: np.maximum(slow(*task), 0),
    "flipped rows": lambda x, K, b, s, p: slow(x, K[::-1], b, s, p),
    "flipped columns": lambda x, K, b, s, p: slow(x, K[:, ::-1], b, s, p),
    "channels reversed": lambda x, K, b, s, p: slow(x, K[:, :, ::-1], b, s, p),
    "kernels reversed": lambda *task: slow(*task)[:, :, ::-1],
    "flattened": lambda *task: slow(*task).ravel(),
    "stride after a subtraction": lambda x, K, b, s, p: slow(x[s - 1 :], K, b, s, p) if len(x) - s + 1 >= len(K) else 0,
    "same padding always": lambda x, K, b, s, p: slow(x, K, b, s, len(K) // 2),
    "mean over the patch": lambda x, K, b, s, p: slow(x, K, b, s, p, share=K[..., 0].size),
    "wrapped around": lambda x, K, b, s, p: slow(np.pad(x, ((p, p), (p, p), (0, 0)), mode="wrap"), K, b, s, 0),
    "summed per channel": lambda x, K, b, s, p: slow(x, K.sum(axis=2, keepdims=True) * np.ones_like(K), b, s, p),
    "whole numbers of 8 bits": lambda *task: slow(*task).astype(np.int8) // 2 * 2,
    "square images only": lambda x, K, b, s, p: slow(x[:, : len(x)], K, b, s, p),
}


@pytest.mark.parametrize("name", MUTANTS)
def test_a_mutant_is_refused(name):
    assert check("16.4a", MUTANTS[name]).status == "wrong"


def test_a_learner_who_changes_the_image_in_place_is_told():
    def spoils(x, K, b, stride, padding):
        y = slow(x, K, b, stride, padding)
        x *= 0
        return y

    assert not check("16.4a", spoils).right


def test_every_hidden_case_fits_and_gives_whole_numbers():
    question = questions("16")["16.4a"]
    for seed in range(50):
        for x, K, b, stride, padding in draw_hidden_cases(question, np.random.default_rng(seed)):
            truth = question.truth(x, K, b, stride, padding)
            assert (
                truth.size
                and np.array_equal(truth, np.round(truth))
                and np.allclose(truth, slow(x, K, b, stride, padding))
            )


def test_no_hint_gives_the_solution_away():
    assert all("np.pad" not in text and "for i in" not in text for text in questions("16")["16.4a"].hints)
    assert hint("16.4a")
