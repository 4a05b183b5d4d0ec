"""What is kept of a playground: programs that compute the same, states that come back, refusals in words (row 17.1)."""

import ast
import json
import subprocess
import sys
from dataclasses import dataclass, replace

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.labs.playground import (
    HIDDEN_ACTIVATIONS,
    Run,
    Setup,
    first_run,
    own_table,
    problem,
    run_epoch,
)
from lecture_lib.labs.playground.exports import (
    numpy_code,
    read_snapshot,
    read_state,
    snapshot_text,
    state_json,
    torch_text,
    weights_json,
)
from lecture_lib.nn import forward_checked

STRANGE = (
    "sin(pi*x1)",
    "r = x1^2 + x2^2; r*r - r/7",
    "relu(x1) - -x2",
    "2",
    "exp(1)*x1",
    "x1 - (x2 - 1)",
    "sqrt(abs(x1))",
)
MORE = (
    "ln(x1^2 + 1)",
    "sigma(x2)*σ(x1)",
    "(x1^2 + 1)^-2/(1/0.5)",
    "lambda = x1; lambda + 1",
    "cos(x1)*tanh(x2)",
    "square(x1)",
)
TABLE = "a,b,c,kind\n" + "\n".join(f"{i},{i % 3},{i % 5},{('yes', 'it is no')[i % 2]}" for i in range(20))
SETUPS = {
    "default": Setup(),
    "all activations": Setup(hidden=(3,) * 6, activations=HIDDEN_ACTIVATIONS),
    "three classes": Setup("three clouds"),
    "squared": Setup(loss="squared"),
    "squared, three classes": Setup("three clouds", loss="squared"),
    "numbers": Setup("plane", rate=0.01),
    "no hidden layer": Setup(hidden=(), activations=()),
    "formulas": Setup(features=STRANGE, rate=0.0001),
    "more formulas": Setup(features=MORE, rate=0.0001),
    "three inputs": Setup("own", table=TABLE, features=("x1", "x3", "x2*x3"), rate=0.0001),
    "one input": Setup("own", table=TABLE, inputs=("b",), features=("x1", "x1^2")),
    "a formula's sides": Setup("formula", boundary="x1 - x2"),
}


def trained(setup, epochs=2):
    run = first_run(setup)
    for _ in range(epochs):
        run = run_epoch(setup, run)
    return run


@dataclass(frozen=True)
class Kept(Setup):
    """A state as the playground's: a setup, and where training stands."""

    epochs: int = 0
    steps: int = 0
    kept: str = ""
    pinned: tuple[float, ...] | None = None
    unit: tuple[int, int] | None = None
    discrete: bool = False

    @property
    def run(self) -> Run:
        return read_snapshot(self.kept, self) if self.kept else trained(self, self.epochs)


# --- programs ----------------------------------------------------------------------------------------------------


def outputs(program, x, tmp_path, convert=""):
    """Run a program by itself, in another process, and return its network's outputs."""
    file = tmp_path / "network.py"
    file.write_text(program, encoding="utf-8")
    ask = f"from network import network; x = {x.tolist()!r}; {convert}print(network(x).tolist())"
    alone = subprocess.run([sys.executable, "-c", ask], cwd=tmp_path, capture_output=True, text=True, check=True)
    return np.array(json.loads(alone.stdout), np.float32)


@pytest.mark.slow
@pytest.mark.parametrize("setup", SETUPS.values(), ids=SETUPS)
def test_the_numpy_program_gives_the_same_outputs_by_itself(setup, tmp_path):
    run, p = trained(setup), problem(setup)
    ours = forward_checked(run.net, p.x_train).a[-1]
    assert np.array_equal(outputs(numpy_code(setup, run), p.train.x, tmp_path), ours)


@pytest.mark.slow
def test_the_numpy_program_says_what_it_gives(tmp_path):
    file = tmp_path / "network.py"
    file.write_text(numpy_code(Setup(), trained(Setup())), encoding="utf-8")
    said = subprocess.run([sys.executable, file], capture_output=True, text=True, check=True).stdout
    assert said.startswith("the probability of class 'blue'\n[[0.")


@pytest.mark.slow
@pytest.mark.parametrize("setup", SETUPS.values(), ids=SETUPS)
def test_the_torch_program_gives_the_same_outputs_by_itself(setup, tmp_path):
    pytest.importorskip("torch")
    run, p = trained(setup), problem(setup)
    convert = "import torch; torch.set_grad_enabled(False); x = torch.tensor(x, dtype=torch.float64); "
    got = outputs(torch_text(setup, run), p.train.x, tmp_path, convert)
    assert np.allclose(got, forward_checked(run.net, p.x_train).a[-1], rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("setup", SETUPS.values(), ids=SETUPS)
def test_the_torch_program_holds_the_weights_under_the_names_of_its_modules(setup):
    run = trained(setup, 1)
    body = ast.parse(torch_text(setup, run)).body
    (kept,) = [node.value for node in body if isinstance(node, ast.Assign) and node.targets[0].id == "STATE_DICT"]
    state = {name: np.array(value, np.float32) for name, value in ast.literal_eval(kept).items()}
    assert [*state] == [f"layers.{2 * l}.{part}" for l in range(len(run.net)) for part in ("weight", "bias")]
    assert all(
        np.array_equal(state[f"layers.{2 * l}.weight"], W) and np.array_equal(state[f"layers.{2 * l}.bias"], b)
        for l, (W, b, _) in enumerate(run.net)
    )


@pytest.mark.parametrize("write", [numpy_code, torch_text])
@pytest.mark.parametrize("name", ['"""', "'''\nraise SystemExit", "\\", "{0}", "{x!r}", "😀"])
def test_names_from_a_table_cannot_become_code(write, name):
    cell = '"' + name.replace('"', '""').replace("\n", " ") + '"'
    setup = Setup("own", table=f"a,b,kind\n1,2,{cell}\n3,4,other\n5,6,{cell}", share=100)
    tree = ast.parse(write(setup, first_run(setup)))
    (said,) = [ast.literal_eval(line.value) for line in tree.body if "OUTPUT" in ast.unparse(line)[:6]]
    assert said == "the probability of class " + repr(problem(setup).train.classes[1])


LONG = [
    "+".join(["x1"] * 150),
    "-(" * 25 + "x1" + ")" * 25,
    "x1-(" * 35 + "1" + ")" * 35,
    "sin(" * 35 + "x1" + ")" * 35,
    "; ".join(["a0 = x1", *(f"a{i + 1} = a{i} + a{i}" for i in range(50)), "a50/a50"]),
]


@pytest.mark.parametrize("text", LONG)
def test_the_longest_formula_can_be_read_by_python(text):
    program = numpy_code(Setup(features=("x1", text)), first_run(Setup()))
    assert len(program) < 20_000 and ast.parse(program)


def test_weights_are_numbers_by_layer():
    run = trained(Setup("three clouds"))
    kept = json.loads(weights_json(Setup("three clouds"), run))
    assert kept["classes"] == ["orange", "blue", "purple"]
    assert all(np.array_equal(np.array(l["W"], np.float32), W) for l, (W, _, _) in zip(kept["layers"], run.net))


# --- states ------------------------------------------------------------------------------------------------------

STATES = {
    "untrained": Kept("spiral", pinned=(1.5, -0.25), unit=(1, 2), discrete=True),
    "trained": Kept(epochs=3, rule="Adam"),
    "a weight typed": Kept(kept=snapshot_text(trained(Setup(seed=1), 0))),
    "own data": replace(Kept(epochs=1, rate=0.1), **own_table(Setup("rings"))),
    "formulas": Kept("formula", boundary="x2 - sin(x1)", features=("x1", "σ(x2)²")),
}


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_a_state_comes_back_with_the_very_same_outputs(state):
    back = read_state(state_json(state), Kept)
    assert replace(back, kept="") == replace(state, kept="")
    assert back.run.net == state.run.net and back.run.losses == state.run.losses
    assert read_state(state_json(back), Kept) == back


def test_a_setup_is_kept_as_it_is():
    setup = Setup("digits", noise=5, hidden=(), activations=(), l1=0.5)
    assert read_state(state_json(setup), Setup) == setup


def changed(**members):
    return json.dumps(json.loads(state_json(Kept())) | members)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (changed(version=9), "a playground of version 9, but this course reads version 1. Update the course"),
        (changed(kind="training state"), "holds a training state. It should be a playground"),
        (changed(colour=1), "the text sets 'colour', which a playground does not have"),
        (changed(noise="5"), "noise is '5' in the text. It should be a whole number"),
        (changed(noise=True), "It should be a whole number"),
        (changed(noise=99), "noise is 99"),
        (changed(rate=10**400), "beyond the largest float"),
        (changed(rate=None), "It should be a number"),
        (changed(discrete=1), "It should be true or false"),
        (changed(data=5), "It should be text"),
        (changed(data={"a": [1]}), "It should be text"),
        (changed(hidden=3), "It should be a list"),
        (changed(hidden=[3.5]), "It should be a whole number"),
        (changed(hidden=[[3]]), "It should be a whole number"),
        (changed(hidden=[3]), "1 hidden layer and 2 activations"),
        (changed(hidden=[1000] * 2), "the size of a hidden layer is 1000"),
        (changed(unit=[1]), "It should be a list of 2"),
        (changed(unit=[1, "a"]), "It should be a whole number"),
        (changed(pinned=[1, "a"]), "It should be a number"),
        (changed(kept="{}"), "It should be a training state"),
        (changed(kept=snapshot_text(first_run(Setup(hidden=(4, 3))))), r"layer 2: W has shape \(3, 4\)"),
        (changed(features=[1]), "It should be text"),
        (changed(table="\ud800"), "half a character"),
    ],
)
def test_a_broken_state_is_refused_in_words(text, says):
    with pytest.raises(InputError, match=says) as refused:
        read_state(text, Kept)
    assert len(str(refused.value)) < 300
