"""A network as a PyTorch module and its `state_dict`, as a program that makes both."""

from __future__ import annotations

from ..run import Run
from ..setup import Setup, problem
from .kept_json import decimals
from .program_text import SHOWN, features_function, matrix_text, output_words, sizes_text

_MODULES = {
    "identity": "nn.Identity()",
    "leaky_relu": "nn.LeakyReLU(0.01)",
    "relu": "nn.ReLU()",
    "sigmoid": "nn.Sigmoid()",
    "softmax": "nn.Softmax(dim=-1)",
    "step": "Step()",
    "tanh": "nn.Tanh()",
}
_STEP = '''class Step(nn.Module):
    """1 where z is above 0, else 0."""

    def forward(self, z):
        return (z > 0).to(z.dtype)


'''
_PROGRAM = '''"""A {sizes} network, trained for {epochs} epochs in the playground of the course, for PyTorch."""

import torch
from torch import nn


{features}


{step}class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
{modules}
        )

    def forward(self, x):
        """Return the outputs of points (n, {inputs}), in double precision."""
        return self.layers(features(x).float())


OUTPUT = {meaning!r}
STATE_DICT = {{
{state}
}}
network = Network()
network.load_state_dict({{name: torch.tensor(values) for name, values in STATE_DICT.items()}})

if __name__ == "__main__":
    points = torch.tensor({points}, dtype=torch.float64)
    print(OUTPUT)
    with torch.no_grad():
        print(network(points))
'''


def torch_text(setup: Setup, run: Run) -> str:
    """Return a program that makes the network of a run as a PyTorch module, with its weights.

    >>> from lecture_lib.labs.playground import first_run
    >>> text = torch_text(Setup(), first_run(Setup()))
    >>> [line.strip() for line in text.split("\\n") if "nn.Linear" in line]
    ['nn.Linear(2, 4),', 'nn.Linear(4, 2),', 'nn.Linear(2, 1),']
    """
    p = problem(setup)
    modules, state = [], []
    for l, (W, b, g) in enumerate(run.net):
        modules += [f"nn.Linear({W.shape[1]}, {W.shape[0]}),", f"{_MODULES[g.name]},"]
        state.append(f'    "layers.{2 * l}.weight": {matrix_text(decimals(W), " " * 8)},')
        state.append(f'    "layers.{2 * l}.bias": {decimals(b)!r},')
    return _PROGRAM.format(
        sizes=sizes_text(run.net),
        epochs=run.epochs,
        features=features_function(setup, "torch"),
        step=_STEP if any(g.name == "step" for _, _, g in run.net) else "",
        modules="\n".join(" " * 12 + module for module in modules),
        inputs=p.train.x.shape[1],
        meaning=output_words(setup),
        state="\n".join(state),
        points=matrix_text(p.train.x[:SHOWN].tolist(), " " * 8),
    )
