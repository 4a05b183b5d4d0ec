"""Questions of notebook 16 and its sheet: dense layers on images, receptive fields, shared parameters."""

from __future__ import annotations

import numpy as np

from ..architectures import receptive_fields
from ..checking import CaseGenerator, Mistake, Question, choice_question, value_question
from ..validation import is_close
from .q16_families import QUESTIONS as FAMILIES
from .q16_generation import QUESTIONS as GENERATION
from .q16_volumes import QUESTIONS as VOLUMES

# --- checkpoints in the notebook ----------------------------------------------------------------------------

_PIXELS, _UNITS = 20 * 30, 50
_CHECK_1 = value_question(
    "16.1",
    3 * _PIXELS * _UNITS + _UNITS,
    "the number of weights and biases of the layer, one number",
    [
        ("biases forgotten", 3 * _PIXELS * _UNITS, "Those are the weights. Each unit has a bias as well."),
        ("colours forgotten", _PIXELS * _UNITS + _UNITS, "Each pixel of a colour image holds three numbers."),
        ("colours and biases forgotten", _PIXELS * _UNITS, "Count three numbers per pixel, and a bias for each unit."),
        ("one bias", 3 * _PIXELS * _UNITS + 1, "A dense layer has one bias for each of its units."),
        ("a bias per input", 3 * _PIXELS * (_UNITS + 1), "Inputs have no bias. Units have one each."),
        ("bytes", 4 * (3 * _PIXELS * _UNITS + _UNITS), "Those are bytes. The question asks for the parameters."),
        ("added", 3 * _PIXELS + _UNITS, "You added inputs and units. Each unit has a weight for every input."),
        ("no units", 3 * _PIXELS, "Those are the inputs. Each of the units has a weight for every one of them."),
    ],
    hints=(
        "How many numbers does a colour image of this size hold?",
        "Each unit has one weight for each of these numbers, and one bias.",
    ),
    explanation=(
        "A colour image of 20 × 30 pixels holds 3 · 600 = 1800 numbers. Each of the 50 units has a weight "
        "for every one of them and a bias of its own. That makes 50 · (1800 + 1) = 90,050 parameters."
    ),
)

_STACK = ((5, 2), (3, 1), (3, 2), (4, 1))


def _field(
    layers,
    start: int = 1,
    jump_of=lambda jump, stride, dilation: jump * stride,
    step_of=lambda kernel, dilation: (kernel - 1) * dilation,
    own_stride: bool = False,
) -> int:
    """Return the size of the field of (kernel, stride, dilation), with one step of the recursion mistaken."""
    size, jump = start, 1
    for kernel, stride, dilation in layers:
        after = jump_of(jump, stride, dilation)
        size += step_of(kernel, dilation) * (after if own_stride else jump)
        jump = after
    return size


_KNOWN_SIZES = [
    (
        "strides ignored",
        lambda layers: _field(layers, jump_of=lambda jump, stride, dilation: 1),
        "You took a jump of 1 everywhere. After a stride, neighbouring units lie farther apart in the input.",
    ),
    (
        "own stride",
        lambda layers: _field(layers, own_stride=True),
        "You used a layer's own stride for its own step. The jump between the units that it reads comes from the "
        "layers below it.",
    ),
    (
        "kernel for kernel minus 1",
        lambda layers: _field(layers, step_of=lambda kernel, dilation: kernel * dilation),
        "You added the whole kernel. The first unit that is read brings its field, and each further one adds a jump.",
    ),
    (
        "start at 0",
        lambda layers: _field(layers, start=0),
        "Your size is 1 short: the field of an input is itself, so the size starts at 1.",
    ),
    (
        "last stride only",
        lambda layers: _field(layers, jump_of=lambda jump, stride, dilation: stride),
        "Your jump is the stride of the layer below only. The strides of all layers below multiply.",
    ),
    (
        "layers reversed",
        lambda layers: _field(layers[::-1]),
        "You went through the layers from the last to the first. The jump is built up from the input.",
    ),
    (
        "kernels added",
        lambda layers: sum(kernel for kernel, _, _ in layers),
        "That is the sum of the kernels. Fields overlap, and strides spread them.",
    ),
    (
        "strides added",
        lambda layers: _field(layers, jump_of=lambda jump, stride, dilation: jump + stride),
        "You added each stride to the jump. Strides multiply.",
    ),
]
_PLAIN_STACK = [(*layer, 1) for layer in _STACK]
_CHECK_2 = value_question(
    "16.2",
    receptive_fields(_STACK)[-1].size,
    "the number of inputs in the receptive field, one number",
    [(name, size(_PLAIN_STACK), says) for name, size, says in _KNOWN_SIZES],
    hints=(
        "Begin with a field of 1 and a jump of 1. Each layer adds (kernel − 1) times the jump of the layers below it.",
        "After each layer, multiply the jump by the stride of that layer. Go from the first layer to the last.",
    ),
    explanation=(
        "Go up layer by layer with size 1 and jump 1. Each layer adds (kernel − 1) · jump to the size, then "
        "multiplies the jump by its stride. The sizes are 1 + 4 · 1 = 5, then 5 + 2 · 2 = 9, then 9 + 2 · 2 "
        "= 13, then 13 + 3 · 4 = 25. The jumps before the four layers are 1, 2, 2 and 4."
    ),
)
_CHECK_3 = choice_question(
    "16.3",
    "Two layers with shared weights and stride 2 follow one another. A pattern far from the borders moves by 6 inputs. "
    "What happens to the output?",
    {
        "a": (
            "It moves by 6 positions and is otherwise the same",
            "The first layer has only every second output. By how many of its positions does a shift of 6 move them?",
        ),
        "b": (
            "It moves by 3 positions and is otherwise the same",
            "That is right after the first layer. Now the second layer has stride 2 as well.",
        ),
        "c": (
            "In general, its numbers change: it is not the old output moved by any number of positions",
            "Yes. The first layer turns 6 into 3, and 3 is odd, so the second layer's windows start elsewhere in it.",
        ),
        "d": (
            "It does not change, because the weights are shared",
            "Shared weights make the output move along. Only a sum or a mean over all positions stays the same.",
        ),
    },
    right="c",
    hints=(
        "By how many positions does the output of the first layer move when its input moves by 6?",
        "The second layer looks at every second of these positions. Does the pattern arrive at a position "
        "that it looks at in the same way?",
    ),
    explanation=(
        "After the first layer, a shift by 6 inputs is a shift by 3 positions. The second layer has its "
        "windows at every second position, and 3 is odd, so after the shift the windows cut the pattern in "
        "another way. The output is then made of other numbers, not of the old ones at new positions. A "
        "shift by 4 or 8 inputs would pass through both layers."
    ),
)

# --- the exercise sheet -------------------------------------------------------------------------------------


def _layers(rng: CaseGenerator) -> tuple:
    count = rng.size(2, 7)
    return ([(rng.size(1, 7), rng.size(1, 4), rng.size(1, 4)) for _ in range(count)],)


_SHEET_2A = Question(
    "16.2a",
    lambda layers: receptive_fields([(kernel, stride, 0, dilation) for kernel, stride, dilation in layers])[-1].size,
    "the size of the last layer's receptive field, one whole number",
    cases=[
        ([(3, 1, 1)],),
        ([(3, 1, 1), (3, 1, 1)],),
        ([(2, 3, 1), (4, 2, 1), (3, 1, 1)],),
        ([(3, 1, 1), (2, 2, 1), (3, 1, 1), (2, 2, 1), (3, 1, 1)],),
        ([(3, 1, 2), (3, 2, 4), (3, 1, 1)],),
        ([(1, 2, 1), (5, 1, 3), (1, 1, 1), (2, 3, 2)],),
        ([],),
    ],
    hidden=("other stacks", _layers),
    mistakes=(
        Mistake(
            "dilation ignored",
            "You left the dilation out. The numbers of a kernel lie that many units apart.",
            lambda layers: _field(layers, step_of=lambda kernel, dilation: kernel - 1),
        ),
        Mistake(
            "dilation kept",
            "You multiplied the jump by the dilation as well. It spreads the kernel of its own layer only.",
            lambda layers: _field(layers, jump_of=lambda jump, stride, dilation: jump * stride * dilation),
        ),
        Mistake(
            "dilated kernel",
            "You dilated the whole kernel. Between k numbers there are only k − 1 gaps.",
            lambda layers: _field(layers, step_of=lambda kernel, dilation: kernel * dilation - 1),
        ),
        Mistake(
            "jump returned",
            "That is the jump of the last layer. The question asks for the size of its field.",
            lambda layers: int(np.prod([stride for _, stride, _ in layers], dtype=int)),
        ),
        *(Mistake(name, says, size) for name, size, says in _KNOWN_SIZES),
    ),
    hints=(
        "Go through the layers from the input upwards and keep two numbers: the size of a field, and the jump between "
        "the fields of two neighbouring units. Both are 1 at the input.",
        "A unit reads `kernel` units of the layer below. From the first to the last of them there are "
        "(kernel − 1) · dilation steps. How many inputs is one such step?",
        "In the loop, first add (kernel − 1) · dilation · jump to the size. Only then multiply the jump by the stride.",
    ),
    explanation=(
        "A unit reads kernel units of the layer below, the first and the last of which are (kernel − 1) · dilation "
        "units apart. Each of these steps is jump inputs long, so the field grows by (kernel − 1) · dilation · jump. "
        "The stride moves the units of this layer apart, so it multiplies the jump for all layers above, and not for "
        "its own."
    ),
)


def _kernel_gradient(x, dy, k: int, stride: int) -> np.ndarray:
    return np.array([sum(dy[i] * x[i * stride + j] for i in range(len(dy))) for j in range(k)])


def _sliding_case(rng: CaseGenerator) -> tuple:
    k, stride, m = rng.size(2, 5), rng.size(1, 4), rng.size(2, 6)
    rest = rng.size(0, stride)  # inputs at the end that no window reads
    return rng.normal(size=(m - 1) * stride + k + rest), rng.normal(size=m), k, stride


_CASES_3A = [
    (np.array([1.0, 2.0, 4.0]), np.array([1.0, 10.0]), 2, 1),
    (np.array([1.0, 3.0, 2.0, 0.0, 4.0]), np.array([2.0, -1.0, 0.5]), 3, 1),
    (np.array([1.0, 3.0, 2.0, 0.0, 4.0, -2.0]), np.array([2.0, -1.0]), 3, 2),
    (np.array([5.0, 1.0, -1.0, 2.0, 7.0, 3.0, 1.0]), np.array([1.0, 2.0, -3.0]), 2, 2),
    (np.array([5.0, 1.0, -1.0, 2.0, 7.0, 3.0, 1.0, -2.0, 4.0, 6.0]), np.array([1.0, -3.0, 2.0]), 3, 3),
]
_SHEET_3A = Question(
    "16.3a",
    _kernel_gradient,
    "an array of k numbers, the derivatives with respect to the kernel",
    cases=_CASES_3A,
    equal=lambda got, truth: is_close(got, truth, tolerance=1e-5),  # float32 will do
    hidden=("other inputs, kernels and strides", _sliding_case),
    mistakes=(
        Mistake(
            "kernel reversed",
            "Your derivatives are in reverse order. Number j of the kernel meets the input at i · stride + j.",
            lambda x, dy, k, stride: _kernel_gradient(x, dy, k, stride)[::-1],
        ),
        Mistake(
            "dy reversed",
            "You paired the first window with the last dy. Window i belongs to dy[i].",
            lambda x, dy, k, stride: _kernel_gradient(x, dy[::-1], k, stride),
        ),
        Mistake(
            "mean over the windows",
            "You averaged over the windows. All uses of a shared number add up.",
            lambda x, dy, k, stride: _kernel_gradient(x, dy, k, stride) / len(dy),
        ),
        Mistake(
            "last window only",
            "Only the last window is left. Each window has to be added to what is there, with +=.",
            lambda x, dy, k, stride: dy[-1] * x[(len(dy) - 1) * stride :][:k],
        ),
        Mistake(
            "first window only",
            "Only the first window is counted. The kernel is used once for each dy.",
            lambda x, dy, k, stride: dy[0] * x[:k],
        ),
        Mistake(
            "stride ignored",
            "Your windows move by 1. They should move by `stride`.",
            lambda x, dy, k, stride: _kernel_gradient(x, dy, k, 1),
        ),
        Mistake(
            "stride inside the window",
            "You spread the numbers of the window by the stride. The stride moves the window as a whole.",
            lambda x, dy, k, stride: [sum(dy[i] * x[i + stride * j] for i in range(len(dy))) for j in range(k)],
        ),
        Mistake(
            "window does not move",
            "Your window stays at the start of x. For output i it starts at i · stride.",
            lambda x, dy, k, stride: np.sum(dy) * x[:k],
        ),
        Mistake(
            "dy forgotten",
            "You added the inputs of all windows. Each window counts with its dy.",
            lambda x, dy, k, stride: _kernel_gradient(x, np.ones(len(dy)), k, stride),
        ),
        Mistake(
            "sign",
            "Every sign is wrong. The derivatives add up, and nothing is subtracted.",
            lambda x, dy, k, stride: -_kernel_gradient(x, dy, k, stride),
        ),
        Mistake(
            "not summed",
            "That is one row per window. The kernel is shared, so the rows have to be added.",
            lambda x, dy, k, stride: np.array([dy[i] * x[i * stride :][:k] for i in range(len(dy))]),
        ),
        Mistake(
            "dense gradient",
            "That is the gradient of a dense matrix, every dy times every input. Add up the entries of each number.",
            lambda x, dy, k, stride: np.outer(dy, x),
        ),
    ),
    hints=(
        "Write y[0] and y[1] as sums. At which positions does w[0] appear, and by what is it multiplied there?",
        "The derivative of y[i] with respect to w[j] is x[i · stride + j]. The chain rule multiplies it by dy[i].",
        "For each window i, take the k inputs from i · stride on, multiply them by dy[i], and add up all these rows.",
    ),
    explanation=(
        "A weight is used in every window, and what is shared adds up in the gradient. In window i, w[j] is "
        "multiplied by x[i · stride + j], so dw[j] is the sum of dy[i] · x[i · stride + j] over all windows."
    ),
)

QUESTIONS = (
    _CHECK_1,
    _CHECK_2,
    _CHECK_3,
    _SHEET_2A,
    _SHEET_3A,
    *VOLUMES,
    *FAMILIES,
    *GENERATION,
)
