"""The fast trainer goes the way of the readable loop, whatever it is given (row 08.2)."""

from dataclasses import dataclass
from itertools import chain, islice, product
from unittest.mock import patch

import numpy as np
import pytest
from threadpoolctl import ThreadpoolController

from lecture_lib import MLP, SGD, Adam, InputError, Momentum, descend
from lecture_lib.nn import Activation, Loss
from lecture_lib.training import Penalty, fast_trainer, train_reference
from tests.mutants import library, module_source, mutated_library

LIB = library()
HIDDEN = ["identity", "sigmoid", "tanh", "relu", "leaky_relu", "softmax", "step", "D’s relu"]
HEADS = [
    ("identity", "half_squares"),
    ("sigmoid", "binary_cross_entropy"),
    ("softmax", "cross_entropy"),
    ("tanh", "half_squares"),
    ("softmax", "half_squares"),
    ("sigmoid", "absolute"),
    ("sigmoid", "cross_entropy"),
    ("leaky_relu", "absolute"),
]
RULES = [("SGD", 0.1), ("Momentum", 0.01), ("Adam", 0.01)]
BATCHES = [None, 1, 7, 600]


def activation(lib, name):
    return lib.activations.make_relu(1.0) if name == "D’s relu" else getattr(lib.activations, name)


def task(lib, hidden, head, loss, sizes=(4, 6, 5, 3), n=50, dtype=float):
    """Return a network, x and y that every loss takes: rows of y add up to 1."""
    rng = np.random.default_rng(1)
    gs = [activation(lib, hidden)] * (len(sizes) - 2)
    net = lib.mlp.MLP.random(sizes, *gs, activation(lib, head), rng=rng)
    net = lib.mlp.MLP(*((W.astype(dtype), (b + 0.1).astype(dtype), g) for W, b, g in net))
    x, y = rng.normal(size=(n, sizes[0])), rng.random((n, sizes[-1]))
    return net, x.astype(dtype), (y / y.sum(axis=1, keepdims=True)).astype(dtype), getattr(lib.losses, loss)


def three_epochs(trainer, net, x, y, loss, rule, batch):
    return list(islice(trainer(net, x, y, loss, rule, batch=batch, rng=np.random.default_rng(2)), 3))


def differences(ones, others):
    """Return the largest difference in parameters and in losses between two runs, epoch by epoch."""
    assert [e.number for e in ones] == [e.number for e in others]
    return max(
        max(np.abs(p - q).max() for one, other in zip(a.net, b.net, strict=True) for p, q in zip(one[:2], other[:2]))
        + abs(a.loss - b.loss)
        for a, b in zip(ones, others)
    )


def check_training(lib, hidden, heads=HEADS, batches=BATCHES):
    for (head, loss), (rule, rate), batch in product(heads, RULES, batches):
        arguments = *task(lib, hidden, head, loss), getattr(lib.optimizers, rule)(rate), batch
        fast, plain = (
            three_epochs(f, *arguments) for f in (lib.gradient_descent.descend, lib.gradient_descent.train_reference)
        )
        assert differences(fast, plain) < 1e-12, (hidden, head, loss, rule, batch)


@pytest.mark.slow
@pytest.mark.parametrize("hidden", HIDDEN)
def test_the_fast_trainer_stands_where_the_readable_loop_stands(hidden):
    check_training(LIB, hidden)


@pytest.mark.parametrize("rule", [SGD(0.1), Momentum(0.01), Adam(0.01)])
@pytest.mark.parametrize("penalty", [Penalty(l2=0.1), Penalty(l1=0.02), Penalty(0.02, 0.1)])
@pytest.mark.parametrize("batch", [None, 7])
def test_penalties_are_those_of_the_readable_loop(rule, penalty, batch):
    net, x, y, loss = task(LIB, "tanh", "sigmoid", "half_squares")
    fast, plain = (
        list(islice(train(net, x, y, loss, rule, batch=batch, rng=np.random.default_rng(2), penalty=penalty), 3))
        for train in (descend, train_reference)
    )
    assert differences(fast, plain) < 1e-12
    free = list(islice(descend(net, x, y, loss, rule, batch=batch, rng=np.random.default_rng(2)), 3))
    assert differences(fast, free) > 1e-4


@dataclass(frozen=True)
class Slowing:
    """A rule of one's own: each step is half as long as the one before."""

    rate: float = 0.1

    def start(self, p):
        return self.rate

    def step(self, p, dp, rate):
        return p - rate * dp, rate / 2


@pytest.mark.parametrize("rule", [SGD(0.1), Momentum(0.1), Adam(0.01), Slowing()])
@pytest.mark.parametrize("in_halves", [False, True])
def test_a_run_that_is_left_goes_on_as_if_it_had_not_been(rule, in_halves):
    net, x, y, loss = task(LIB, "tanh", "sigmoid", "half_squares")
    with patch.object(fast_trainer, "_SHARED", 1 if in_halves else 2**60):
        whole = fast_trainer.Trainer(net, x, y, loss, rule, None, None)
        whole.epochs(6)
        first = fast_trainer.Trainer(net, x, y, loss, rule, None, None)
        first.epochs(2)
        second = fast_trainer.Trainer(first.net, x, y, loss, rule, None, None, memory=first.memory)
        second.epochs(4)
        forgetful = fast_trainer.Trainer(first.net, x, y, loss, rule, None, None)
        forgetful.epochs(4)
    assert np.abs(second.p - whole.p).max() < 1e-12
    assert isinstance(rule, SGD) or np.abs(forgetful.p - whole.p).max() > 1e-6


@pytest.mark.parametrize("sizes", [(1, 1), (3, 2), (2, 8, 8, 8, 8, 1), (3, 1, 4)])
@pytest.mark.parametrize("batch", [None, 7])
def test_any_depth_and_width(sizes, batch):
    arguments = *task(LIB, "tanh", "sigmoid", "half_squares", sizes), Adam(0.01), batch
    assert differences(three_epochs(descend, *arguments), three_epochs(train_reference, *arguments)) < 1e-12


@pytest.mark.parametrize("batch", [None, 300, 700])
def test_large_steps_go_through_blocks_of_rows(batch, monkeypatch):
    arguments = *task(LIB, "relu", "softmax", "cross_entropy", (4, 150, 150, 3), 701), Momentum(0.1), batch
    run = fast_trainer.Trainer(*arguments[:4], Momentum(0.1), batch, np.random.default_rng(0))
    assert run.rows < (batch or 701)  # there is more than one block
    assert differences(three_epochs(descend, *arguments), three_epochs(train_reference, *arguments)) < 1e-12


@pytest.mark.parametrize("n, batch", [(64 * 2 + 1, 1), (1000, 7)])
def test_many_batches_stand_in_line_piece_by_piece(n, batch):
    arguments = *task(LIB, "tanh", "identity", "half_squares", n=n), SGD(0.01), batch
    run = fast_trainer.Trainer(*arguments[:4], SGD(0.01), batch, np.random.default_rng(0))
    assert run.piece < n and run.piece % batch == 0
    assert differences(three_epochs(descend, *arguments), three_epochs(train_reference, *arguments)) < 1e-12


def test_float32_stays_float32_and_close():
    arguments = *task(LIB, "relu", "softmax", "cross_entropy", dtype=np.float32), Momentum(0.05), 7
    fast, plain = three_epochs(descend, *arguments), three_epochs(train_reference, *arguments)
    assert {p.dtype for layer in fast[-1].net for p in layer[:2]} == {np.dtype(np.float32)}
    assert differences(fast, plain) < 1e-5


@pytest.mark.parametrize("x_type, net_type", [(np.float32, float), (float, np.float32)])
def test_mixed_types_train_in_the_wider(x_type, net_type):
    net, x, y, loss = task(LIB, "tanh", "softmax", "cross_entropy", dtype=net_type)
    arguments = net, x.astype(x_type), y, loss, SGD(0.1), 7
    fast = three_epochs(descend, *arguments)
    assert {p.dtype for layer in fast[-1].net for p in layer[:2]} == {np.dtype(float)}
    assert differences(fast, three_epochs(train_reference, *arguments)) < 1e-6


def test_one_step_against_central_differences():
    net, x, y, loss = task(LIB, "sigmoid", "softmax", "cross_entropy", (2, 3, 2), 5)
    moved, h = next(descend(net, x, y, loss, SGD(1.0))).net, 1e-6
    for l in (1, 2):
        for name in ("W", "b"):
            p = getattr(net[l], name)
            for i in np.ndindex(p.shape):
                bump = np.zeros_like(p)
                bump[i] = h
                up, down = (loss(net.with_layer(l, **{name: p + s * bump})(x), y) for s in (1, -1))
                assert p[i] - getattr(moved[l], name)[i] == pytest.approx((up - down) / (2 * h), abs=1e-8)


# --- what may be handed in ----------------------------------------------------------------------------------------

NET, X, Y, LOSS = task(LIB, "tanh", "identity", "half_squares")


def ended(x, y, batch=7, net=NET):
    return three_epochs(descend, net, x, y, LOSS, SGD(0.1), batch)


@pytest.mark.parametrize(
    "x, y",
    [
        (X.tolist(), Y.tolist()),
        (np.asfortranarray(X), np.asfortranarray(Y)),
        (np.repeat(X, 2, axis=0)[::2], np.repeat(Y, 2, axis=1)[:, ::2]),
        (X[::-1][::-1], Y[::-1][::-1]),
    ],
    ids=["lists", "by columns", "with gaps", "turned round twice"],
)
def test_the_layout_of_the_data_makes_no_difference(x, y):
    assert differences(ended(x, y), ended(X, Y)) < 1e-15


@pytest.mark.parametrize("kind", [np.int8, np.int64, np.uint8, bool, np.float16])
def test_other_kinds_of_numbers_are_taken_at_their_value(kind):
    x, y = (np.abs(3 * X)).astype(kind), (2 * Y).astype(kind)
    assert differences(ended(x, y), ended(x.astype(float), y.astype(float))) == 0


def test_nothing_that_was_handed_in_changes_and_read_only_is_enough():
    x, y, before = X.copy(), Y.copy(), [p.copy() for W, b, _ in NET for p in (W, b)]
    x.setflags(write=False)
    y.setflags(write=False)
    ended(x, y)
    ended(x, y, batch=None)
    assert (x == X).all() and (y == Y).all()
    assert all((p == q).all() for p, q in zip(before, (p for W, b, _ in NET for p in (W, b))))


@pytest.mark.parametrize("batch", [None, 1, 2])
def test_a_single_example(batch):
    arguments = NET, X[:1], Y[:1], LOSS, Adam(0.01), batch
    assert differences(three_epochs(descend, *arguments), three_epochs(train_reference, *arguments)) < 1e-15


def test_a_batch_larger_than_the_data_is_all_of_it():
    assert differences(ended(X, Y, 50), ended(X, Y, 10**9)) == 0
    assert differences(ended(X, Y, 50), ended(X, Y, None)) < 1e-13


@pytest.mark.parametrize("batch", [0, -1, 2.5, "2", True, np.float64(3), [4]])
@pytest.mark.parametrize("door", [descend, train_reference])
def test_what_is_no_batch_size_is_refused(batch, door):
    with pytest.raises(InputError, match="batch is .*. Give a whole number of at least 1, or None"):
        next(door(NET, X, Y, LOSS, batch=batch, rng=np.random.default_rng(0)))


@pytest.mark.parametrize(
    "changes, said",
    [
        ({"x": np.empty((0, 4)), "y": np.empty((0, 3))}, "x is empty"),
        ({"x": X[:, :3]}, "an example holds 3 values, but layer 1 reads 4"),
        ({"x": X[0]}, "x has shape .4,.. Give a table"),
        ({"y": Y[:-1]}, "y has shape .49, 3., but the output has shape .50, 3."),
        ({"x": np.where(X > 2, np.nan, X)}, "x holds nan"),
        ({"x": X + 1j}, "x holds complex numbers"),
        ({"loss": "half_squares"}, "the loss must be one such as half_squares"),
        ({"net": None}, "net must be a network"),
        ({"rng": 0, "batch": 3}, "give rng="),
        ({"rng": None, "batch": 3}, "give rng="),
        ({"every": 0}, "every is 0. Give a whole number of at least 1"),
        ({"every": 1.5}, "every is 1.5. Give a whole number of at least 1"),
        ({"rule": SGD(np.nan)}, "rate holds nan"),
    ],
)
def test_what_makes_no_sense_is_refused(changes, said):
    arguments = {"net": NET, "x": X, "y": Y, "loss": LOSS, "rule": SGD(0.1)} | changes
    with pytest.raises(InputError, match=said):
        next(descend(**arguments))


# --- a run --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("batch", [None, 7])
def test_every_tells_less_often_and_trains_the_same(batch):
    def numbers_and_nets(every, count):
        run = descend(NET, X, Y, LOSS, Momentum(0.05), batch=batch, rng=np.random.default_rng(3), every=every)
        return {epoch.number: epoch for epoch in islice(run, count)}

    each, fourth = numbers_and_nets(1, 12), numbers_and_nets(4, 3)
    assert list(fourth) == [4, 8, 12]
    assert all(fourth[k].net == each[k].net and fourth[k].loss == each[k].loss for k in fourth)


def test_an_epoch_that_was_yielded_stays_as_it_was():
    run = descend(NET, X, Y, LOSS, SGD(0.1))
    first = next(run).net
    before = first(X)
    next(run)
    assert (first(X) == before).all() and NET(X).tolist() != before.tolist()


@pytest.mark.parametrize("every", [1, 50])
@pytest.mark.parametrize("batch", [None, 7])
def test_it_stops_at_the_very_epoch_at_which_the_readable_loop_stops(batch, every):
    net, x, y, loss = task(LIB, "relu", "identity", "half_squares")

    def said(door, **more):
        with pytest.raises(InputError, match="in epoch") as caught:
            list(door(net, x, y, loss, SGD(30.0), batch=batch, rng=np.random.default_rng(0), **more))
        return str(caught.value)

    fast = said(descend, every=every)
    assert fast.split(":")[0].split("epoch")[1] == said(train_reference).split(":")[0].split("epoch")[1]


@dataclass(frozen=True)
class SignRule:
    """A rule that knows nothing of the trainer: p moves by rate against the sign of dp, less at every step."""

    rate: float = 0.1

    def start(self, p):
        return 1

    def step(self, p, dp, t):
        return p - self.rate / t * np.sign(dp), t + 1


@pytest.mark.parametrize("batch", [None, 7])
def test_a_rule_an_activation_and_a_loss_of_ones_own(batch):
    bump = Activation("bump", lambda z: np.exp(-(z**2)), lambda z: -2 * z * np.exp(-(z**2)))
    quartic = Loss("quartic", terms=lambda a, y: (a - y) ** 4, slope=lambda a, y: 4 * (a - y) ** 3)
    net = MLP.random((4, 6, 3), bump, bump, rng=np.random.default_rng(0))
    arguments = net, X, Y, quartic, SignRule(0.01), batch
    assert differences(three_epochs(descend, *arguments), three_epochs(train_reference, *arguments)) < 1e-12


def test_the_buffers_are_made_once():
    net, x, y, loss = task(LIB, "tanh", "softmax", "cross_entropy", (4, 60, 3), 2000)
    run = fast_trainer.Trainer(net, x, y, loss, Adam(), 100, np.random.default_rng(0))
    run.epochs(1)
    made = {id(call) for call in chain(*chain(*run.tape(run.piece, 1)))}
    room = run.room(100, 0)
    run.epochs(3)
    assert {id(call) for call in chain(*chain(*run.tape(run.piece, 1)))} == made and run.room(100, 0) is room
    assert run.room.cache_info().currsize <= 2 and run.tape.cache_info().currsize <= 2


@pytest.mark.parametrize("size, limited", [(2**10, False), (2**20, True), (2**30, True)])
def test_blas_has_its_threads_back_after_a_run(size, limited, monkeypatch):
    pools = ThreadpoolController().select(user_api="blas")  # of another library too, if a test has loaded it
    monkeypatch.setattr("lecture_lib.training.threads._blas", lambda: pools)

    def now():
        return [pool.num_threads for pool in pools.lib_controllers]

    before = now()
    with fast_trainer.limit_threads(size):
        assert now() == ([1] * len(before) if limited else before)
    assert now() == before


# --- mutations ----------------------------------------------------------------------------------------------------

MUTATIONS = [
    ("optimizers", "np.subtract, p, dp, p)", "np.add, p, dp, p)"),
    ("optimizers", "np.multiply(v, beta, v)", "np.multiply(v, -beta, v)"),
    ("optimizers", "np.add(v, dp, v)", "np.subtract(v, dp, v)"),
    ("optimizers", "np.subtract(p, v, p)", "np.subtract(p, dp, p)"),
    ("optimizers", "            t += 1\n            root", "            root"),
    ("optimizers", "(1 - self.beta2) / (1 - self.beta2**t)) ** 0.5", "(1 - self.beta2) / (1 - self.beta2**t))"),
    ("optimizers", "/ (1 - self.beta1**t) / root", "/ (1 - self.beta1**t)"),
    ("optimizers", "np.multiply(dp, dp, dp), v)", "dp, v)"),
    ("optimizers", "self.epsilon / root", "self.rate"),
    ("inplace_ops", "partial(np.sign, a, t)]", "partial(np.copyto, t, a)]"),
    ("inplace_ops", "partial(np.add, a, one, a)", "partial(np.subtract, a, one, a)"),
    (
        "inplace_ops",
        "partial(np.subtract, _constant(1, a), a, t), partial(np.multiply, a, t, t)]",
        "partial(np.subtract, _constant(1, a), a, t)]",
    ),
    (
        "inplace_ops",
        "partial(np.multiply, a, a, t), partial(np.subtract, _constant(1, a), t, t)]",
        "partial(np.subtract, _constant(1, a), a, t)]",
    ),
    ("inplace_ops", "partial(np.add.reduce, a, 0, None, row)", "partial(np.maximum.reduce, a, 0, None, row)"),
    ("inplace_ops", "partial(np.subtract, d, row, d)", "partial(np.add, d, row, d)"),
    ("inplace_ops", "g.pull(z.T, a.T, d.T).T", "g.pull(a.T, a.T, d.T).T"),
    (
        "inplace_ops",
        "partial(np.subtract, a, y, d), partial(np.multiply, d, scale, d)",
        "partial(np.subtract, a, y, d)",
    ),
    ("inplace_ops", "loss.slope(a.T, y.T).T", "loss.slope(y.T, a.T).T"),
    ("inplace_ops", "if g is loss.partner or loss is half_squares:", "if True:"),
    ("inplace_ops", "- np.vdot(y, z)", "+ np.vdot(y, z)"),
    ("inplace_ops", "np.subtract(row, t, t), t), None)", "np.add(row, t, t), t), None)"),
    ("inplace_ops", "np.add(np.log(np.add(one, t, t), t)", "np.add(np.log(t, t)"),
    ("fast_trainer", "np.column_stack((W, b)).ravel()", "np.column_stack((W, -b)).ravel()"),
    ("fast_trainer", "self.P[l].T.dot, room.d[l]", "np.ones_like(self.P[l]).T.dot, room.d[l]"),
    ("fast_trainer", "self._up(L, room.A[L - 1], z, room)", "self._up(L, room.A[1], z, room)"),
    ("fast_trainer", "room.A[l - 1].T, layers", "room.A[l].T, layers"),
    ("fast_trainer", "self.factor / n_step", "self.factor"),
    ("fast_trainer", "self._block(block, n, lane", "self._block(block, self.batch, lane"),
    ("fast_trainer", "slice(first, min(first + self.batch, m))", "slice(first, first + self.batch)"),
    ("fast_trainer", "[[*sums, *self.moves]]", "[sums]"),
    ("fast_trainer", "for lane in range(1, len(lanes))]", "for lane in range(2, len(lanes))]"),
    ("fast_trainer", "opens=first == firsts[0])", "opens=True)"),
    ("fast_trainer", "self.order[:m] = order[first : first + m]", "self.order[:m] = order[:m]"),
    ("fast_trainer", "self._passes(own, m, room)", "self._passes(own, m // 2, room)"),
    ("fast_trainer", "*zip(whole.a[1:], room.a[1:])]", "]"),
    ("fast_trainer", "(left - first * n_in) * (first == n_out)", "left"),
    (
        "fast_trainer",
        "for calls, move in zip(products, self.moves)]",
        "for calls, move in zip(products, self.moves[:1] * 2)]",
    ),
    (
        "fast_trainer",
        "< self.batch:\n            return [[self._gather(rows)], *",
        "< self.batch:\n            return [*",
    ),
    ("fast_trainer", "if self.g[L] is not self.loss.partner:", "if False:"),
    ("fast_trainer", "if self.g[L] is not self.loss.partner:", "if True:"),
    ("fast_trainer", "calls.append(partial(np.add, dp, self.gradient(number).vector, dp))", "pass"),
    ("fast_trainer", "return seen / n", "return seen / self.batch"),
    ("inplace_ops", "slice(self.ends[layers[0] - 1], self.ends[layers[-1]])", "slice(0, self.ends[layers[-1]])"),
]


def check_mutation(lib):
    for hidden in ("relu", "sigmoid", "tanh", "softmax", "D’s relu"):
        check_training(lib, hidden, batches=(None, 7))
    tasks = [
        (task(lib, "tanh", "identity", "half_squares", n=200), 1),  # several pieces
        (task(lib, "relu", "softmax", "cross_entropy", (4, 150, 150, 3), 701), None),  # several blocks
        (task(lib, "relu", "softmax", "cross_entropy", (4, 60, 60, 3), 5000), None),  # several blocks a lane
    ]
    for arguments, batch in tasks:
        arguments = *arguments, lib.optimizers.SGD(0.01), batch
        fast, plain = (
            three_epochs(f, *arguments) for f in (lib.gradient_descent.descend, lib.gradient_descent.train_reference)
        )
        assert differences(fast, plain) < 1e-12
    check_halves(lib)


def check_halves(lib):
    """See that two threads, half a batch each, go where the readable loop goes; the last batch is smaller."""
    arguments = *task(lib, "tanh", "softmax", "cross_entropy", (4, 150, 60, 3), 500), lib.optimizers.Momentum(0.01), 200
    with patch.object(lib.fast_trainer, "_SHARED", 1):
        run = lib.fast_trainer.Trainer(*arguments, np.random.default_rng(2))
    left = [n_out - first.stop for (n_out, _), (first, _) in zip(run.shapes, run.cuts[1:])]
    at = next(l for l, rows in enumerate(left) if rows)  # the only layer that both halves may share
    assert left[at + 1 :] == [n_out for n_out, _ in run.shapes[at + 1 :]]
    run.threads = lib.threads.ThreadChooser([2])
    _, seen = run.epochs(3)
    *_, plain = three_epochs(lib.gradient_descent.train_reference, *arguments)
    assert abs(seen - plain.loss) < 1e-12
    assert (
        max(np.abs(p - q).max() for one, other in zip(run.net, plain.net) for p, q in zip(one[:2], other[:2])) < 1e-12
    )


@pytest.mark.slow
@pytest.mark.parametrize("name, old, new", MUTATIONS, ids=[f"{n}-{i}" for i, (n, *_) in enumerate(MUTATIONS)])
def test_a_mutation_of_the_trainer_is_caught(name, old, new):
    assert module_source(name).count(old) == 1, f"{old!r} stands {module_source(name).count(old)} times in {name}.py"
    wrong = AssertionError, ValueError, TypeError, IndexError, ZeroDivisionError
    with np.errstate(all="ignore"), pytest.raises(wrong):
        check_mutation(mutated_library(name, old, new))


@pytest.mark.slow
def test_an_unbroken_copy_passes():
    check_mutation(mutated_library())
