"""Arrays that count: how many multiplications does a computation take (row 10.5)?

A `CountingArray` array behaves as the array it is made of and writes every arithmetic operation into its tally. One
number times one number counts as one multiplication, wherever it happens: in `*`, in `@`, in an outer product. A
division counts as one multiplication, an integer power k as |k| - 1 of them. Functions such as exp are counted by name,
and not as multiplications: the lectures leave them out, and so does `Tally.multiplications`.
"""

from __future__ import annotations

from collections import Counter
from math import prod
from typing import Any

import numpy as np

from ..nn import MLP
from ..validation import Array, InputError, must_be, numbers


class Tally:
    """What has been counted, by kind; arrays that share a tally count together.

    >>> tally = Tally()
    >>> W, x = counting_array([[1, 2, 3], [4, 5, 6]], tally), counting_array([1, 0, 2], tally)
    >>> z = W @ x + 1
    >>> tally
    6 multiplications, 6 additions
    >>> tally.by["matmul"], tally.by["exp"]
    (6, 0)
    """

    def __init__(self) -> None:
        self.by: Counter[str] = Counter()
        self.additions = 0

    @property
    def multiplications(self) -> int:
        """Products of two numbers, in matrix products and elsewhere; a division is one, too."""
        return sum(self.by[kind] for kind in ("matmul", "multiply", "divide", "power"))

    def reset(self) -> None:
        """Begin at 0 again; arrays that share this tally go on counting into it."""
        self.by.clear()
        self.additions = 0

    def __repr__(self) -> str:
        return f"{self.multiplications} multiplications, {self.additions} additions"


class CountingArray(np.ndarray):
    """An array that counts what is done with it. Make one with `counting_array(array, tally)`.

    One thing it cannot see: the method `.dot` of an array that does not count. Write `@`.

    >>> tally = Tally()
    >>> v = counting_array([1.0, 2.0, 3.0], tally)
    >>> np.outer(v, v).sum()
    CountingArray(36.)
    >>> tally.multiplications, tally.additions
    (9, 8)
    """

    tally: Tally

    def __array_finalize__(self, source) -> None:
        self.tally = getattr(source, "tally", None) or Tally()

    def __array_ufunc__(self, ufunc, method, *given, out=None, **options):
        if method not in ("__call__", "reduce", "outer"):
            raise InputError(f"counting does not know how many operations np.{ufunc.__name__}.{method} takes")
        result = getattr(ufunc, method)(
            *map(_bare, given), **options, **({} if out is None else {"out": tuple(map(_bare, out))})
        )
        tally = _tally_of(given)
        _count(tally, ufunc, method, [np.asarray(g) for g in given[:2]], result)
        return out[0] if out is not None else _wrapped(result, tally)

    def __array_function__(self, function, types, given, options):
        tally = _tally_of(_flat([given, list(options.values())]))
        name = function.__name__
        if name in ("dot", "inner", "vdot"):
            return _product(name, given[0], given[1], tally)
        if name == "outer":
            return np.multiply(np.ravel(given[0])[:, None], np.ravel(given[1])[None, :])
        if name in _ADDS:
            return getattr(np.asanyarray(given[0]), name)(*given[1:], **options)
        if name not in _MOVES:
            raise InputError(
                f"counting does not know how many multiplications np.{name} takes; "
                "write it with *, @, +, sum or np.outer"
            )
        return _wrapped(function(*_plain(given), **_plain(options)), tally)

    def __getitem__(self, key):
        return _wrapped(np.asarray(self)[key], self.tally)  # one number out of an array still counts

    def dot(self, other, out=None):
        """Return the product with `other`, counted as `@` is."""
        return _product("dot", self, other, self.tally)


def counting_array(array, tally: Tally) -> CountingArray:
    """Return a copy of `array`, of any number of axes, that counts into `tally`.

    >>> tally = Tally()
    >>> 2 * counting_array([1, 2], tally) ** 3
    CountingArray([ 2., 16.])
    >>> tally.multiplications                                   # two each for the cubes, then one each
    6
    """
    must_be(Tally, tally, "what is counted goes into a Tally()")
    return _wrapped(numbers(array, "the array", ndim=tuple(range(65))), tally)


def counting_net(net: MLP, tally: Tally) -> MLP:
    """Return the network with weights and biases that count; for `forward_checked` and `backward_checked`.

    >>> from lecture_lib import identity
    >>> from lecture_lib.nn import forward_checked
    >>> tally = Tally()
    >>> net = counting_net(MLP.random((3, 4, 2), identity, rng=np.random.default_rng(0)), tally)
    >>> trace = forward_checked(net, counting_array([1, 2, 3], tally))
    >>> tally.multiplications                                   # 4·3 + 2·4
    20
    """
    must_be(MLP, net, "net must be a network, an MLP")
    return MLP.of_checked(
        type(layer)(counting_array(layer.W, tally), counting_array(layer.b, tally), layer.g) for layer in net
    )


_ADDS = ("sum", "mean", "prod")
_MOVES = frozenset(
    (
        "where concatenate stack vstack hstack column_stack zeros_like ones_like empty_like full_like copy reshape "
        "ravel transpose swapaxes expand_dims squeeze broadcast_to atleast_1d atleast_2d repeat tile split diag eye "
        "max min amax amin argmax argmin argsort sort take shape ndim size array_equal allclose isclose round all "
        "any array_repr array_str array2string iscomplexobj may_share_memory"
    ).split()
)
_KINDS = {
    "matmul": "matmul",
    "multiply": "multiply",
    "divide": "divide",
    "true_divide": "divide",
    "power": "power",
    "square": "power",
    "reciprocal": "divide",
}
_LIKE_SUMS = ("add", "subtract")


def _count(tally: Tally, ufunc, method: str, given: list[Array], result) -> None:
    name = ufunc.__name__
    results = np.size(result)
    if method == "reduce":
        n = max(given[0].size - results, 0)
    else:
        n = results
    if name == "matmul":
        inner = given[0].shape[-1]
        tally.by["matmul"] += results * inner
        tally.additions += results * (inner - 1)
    elif name in _LIKE_SUMS:
        tally.additions += n
    elif name == "power":
        tally.by["power"] += _of_powers(given[1], results)
    elif name in _KINDS:
        tally.by[_KINDS[name]] += n
    elif np.asarray(result).dtype.kind == "f":
        tally.by[name] += n  # exp, tanh, maximum: counted by name


def _of_powers(exponents: Array, results: int) -> int:
    if np.any(exponents % 1):
        raise InputError("counting knows whole powers only; for a root, use np.sqrt")
    each = np.maximum(np.abs(exponents) - 1, 0) + (exponents < 0)
    return int(each.sum() * (results // max(exponents.size, 1)))


def _product(name: str, left, right, tally: Tally) -> Any:
    a, b = np.asarray(_bare(left)), np.asarray(_bare(right))
    result = getattr(np, name)(a, b)
    if a.ndim == 0 or b.ndim == 0:
        tally.by["multiply"] += np.size(result)
    else:
        inner = prod(a.shape) if name == "vdot" else a.shape[-1]
        tally.by["matmul"] += np.size(result) * inner
        tally.additions += np.size(result) * (inner - 1)
    return _wrapped(result, tally)


def _wrapped(result, tally: Tally) -> Any:
    """Return numbers as arrays that count; truth values, indices and shapes as they are."""
    if isinstance(result, list | tuple) and not isinstance(result, str):
        return type(result)(_wrapped(part, tally) for part in result)
    if not isinstance(result, np.ndarray | np.generic) or np.asarray(result).dtype.kind not in "fc":
        return result
    view = np.asarray(result).view(CountingArray)
    view.tally = tally
    return view


def _bare(value):
    return value.view(np.ndarray) if isinstance(value, CountingArray) else value


def _plain(value) -> Any:
    if isinstance(value, list | tuple):
        return type(value)(_plain(part) for part in value)
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    return _bare(value)


def _flat(values):
    for value in values:
        if isinstance(value, list | tuple):
            yield from _flat(value)
        else:
            yield value


def _tally_of(values) -> Tally:
    return next(value.tally for value in values if isinstance(value, CountingArray))
