# %% [markdown]
# # 2 · Bend a sum with an activation function
#
# **You will be able to**
#
# - draw eight activation functions with their slopes, and write each slope down;
# - say what happens at exactly 0, where the lectures disagree, and when it matters;
# - find out which activations gradients can train, and count where a function stops passing changes on;
# - let a network learn the shape of its own activation;
# - work out how every output of softmax responds to every input, and choose an activation for each layer.
#
# **You need** derivatives of functions of one variable, and the neuron of notebook 01. What a few cells use from
# later notebooks is explained where it appears.
# **Time** about 90 minutes, a third of it with the three cards.

# %%
# "No module named ..."? Choose the kernel .venv (in VS Code: top right), or use run.py lab.
import numpy as np
from lecture_lib import about, check, hint, predict, relu, reveal, sigmoid, solution, tanh
from lecture_lib.interactive import quiz

# %% [markdown]
# ## 02.1 A curve and its slope
#
# A neuron works in two steps (01.5). An affine transformation, $w^\top x + b$, turns its inputs into one number $z$, the
# *pre-activation*. The activation $g$ then bends this number: $a = g(z)$. Two things about $g$ matter. Its **value** is
# the output of the neuron. Its **slope** $g'(z)$, the derivative, is the factor by which a small change in $z$ is passed
# on to $a$; training needs it, as 02.3 shows.
#
# A whole layer applies $g$ to each of its pre-activations separately. Lecture D writes this as one function of a vector,
# $S(z) = (\sigma(z_1), \dots, \sigma(z_N))$. One curve therefore tells us everything. Most networks use the same activation in
# all their hidden layers, but each layer may have its own.
#
# We begin with the *sigmoid*, also called the *logistic function*. It squeezes every number into the range from 0 to 1,
# and its slope can be computed from its value, without $z$:
#
# $$\sigma(z) = \frac{1}{1 + e^{-z}} = \frac{e^z}{1 + e^z}, \qquad
#   \sigma'(z) = \frac{e^{-z}}{(1 + e^{-z})^2} = \sigma(z)\,\bigl(1 - \sigma(z)\bigr).$$
#
# **Predict first.** At which $z$ is the sigmoid steepest, and how steep is it there?

# %%
predict("02.1", "The sigmoid is steepest at z = {steepest_at}. Its slope there is {slope_there}.")

# %% [markdown]
# Here are the equations as code, for 1201 values of $z$ at once.

# %%
z = np.linspace(-6, 6, 1201)
a = 1 / (1 + np.exp(-z))
slope = a * (1 - a)
reveal("02.1", steepest_at=z[slope.argmax()], slope_there=slope.max())

# %% [markdown]
# A sigmoid passes on at most a quarter of a small change. Keep that number in mind.
#
# Is the slope right? Let us compute it in a second way that does not use our formula. Add a tiny *imaginary* number $ih$ to
# $z$. Then $g(z + ih) \approx g(z) + ih\,g'(z)$, so the imaginary part divided by $h$ is the slope. Nothing is
# subtracted, so no digits are lost. This is called the *complex step*. The library's `sigmoid` has its slope as
# `sigmoid.slope`, and the next cell checks that all three agree.

# %%
h = 1e-30
by_complex_step = np.imag(1 / (1 + np.exp(-(z + 1j * h)))) / h
assert np.allclose(slope, by_complex_step) and np.allclose(slope, sigmoid.slope(z))

# %% [markdown]
# Why does lecture D print two formulas for the sigmoid? Multiply numerator and denominator of the first by $e^z$, and you
# get the second. On paper they are equal. But a computer cannot store $e^{1000}$; it stores *inf*, infinity, instead. On
# one side, each formula therefore goes wrong, or is right only by luck, since 1 divided by infinity is 0. Good programs
# take the second formula for negative $z$ and the first for the others.

# %%
with np.errstate(over="ignore", invalid="ignore"):
    for v in (-1000.0, 1000.0):
        first, second = 1 / (1 + np.exp(-v)), np.exp(v) / (1 + np.exp(v))
        print(f"z = {v:5.0f}:  e⁻ᶻ is {np.exp(-v):.0f}, eᶻ is {np.exp(v):.0f};",
              f"1 / (1 + e⁻ᶻ) gives {first:.0f}, eᶻ / (1 + eᶻ) gives {second:.0f},",
              f"the library {sigmoid(v):.0f}")

# %% [markdown]
# The word *nan* means *not a number*: infinity divided by infinity. Now the other functions. Each of them is one line of
# code, and so is its slope.
#
# | function | $g(z)$ | $g'(z)$ | range |
# | --- | --- | --- | --- |
# | sign | $-1$ or $+1$ | $0$ for $z \ne 0$ | $\{-1, +1\}$ |
# | step | $0$ or $1$ | $0$ for $z \ne 0$ | $\{0, 1\}$ |
# | sigmoid | $1 / (1 + e^{-z})$ | $a\,(1 - a)$ | $(0, 1)$ |
# | tanh | $(e^z - e^{-z}) / (e^z + e^{-z})$ | $1 - a^2$ | $(-1, 1)$ |
# | ReLU | $\max(0, z)$ | $0$ or $1$ | $[0, \infty)$ |
# | leaky ReLU | $\max(0, z) + \varepsilon \min(0, z)$ | $\varepsilon$ or $1$ | all numbers, if $\varepsilon > 0$ |
# | PReLU | the same, with $\varepsilon$ learned | $\varepsilon$ or $1$ | depends on $\varepsilon$ |
# | identity | $z$ | $1$ | all numbers |
#
# By lecture D's account, they came in this order. The first networks, in the late 1950s, used the step. Sigmoid and
# *tanh*, the hyperbolic tangent, followed, and in recent years the *ReLU* (rectified linear unit) has taken over. Its name
# comes from electrical engineering, where a *rectifier* turns alternating current into direct current: the ReLU, too,
# lets only the positive half through. The *leaky* ReLU lets a small part $\varepsilon$ of the other half leak through.

# %%
e = 0.01
pairs = {
    "sign": (np.where(z > 0, 1, -1), 0 * z),
    "step": (np.where(z > 0, 1, 0), 0 * z),
    "sigmoid": (a, a * (1 - a)),
    "tanh": (np.tanh(z), 1 - np.tanh(z) ** 2),
    "relu": (np.maximum(0, z), np.where(z > 0, 1, 0)),
    "leaky_relu": (np.maximum(0, z) + e * np.minimum(0, z), np.where(z > 0, 1, e)),
    "identity": (z, 1 + 0 * z),
}

# %% [markdown]
# The library's functions and slopes should agree with ours. So should the *central differences*: move $z$ by a small $h$ to
# both sides and divide the change of $g$ by $2h$. They use only the function itself, never our formula for the slope, and
# they hold everywhere but at 0, where some of the functions jump or have a kink.

# %%
import lecture_lib

away = np.abs(z) > 0.001
for name, (value, slope) in pairs.items():
    g = getattr(lecture_lib, name)
    assert np.allclose(g(z), value) and np.allclose(g.slope(z), slope)
    assert np.allclose((g(z + 1e-5) - g(z - 1e-5))[away] / 2e-5, slope[away], atol=1e-6)

# %% [markdown]
# Here are all eight, each together with its slope. The leaky ones are drawn with $\varepsilon = 0.2$, so that you can see
# the leak.

# %%
from lecture_lib.labs.activations import activation_gallery

activation_gallery()

# %% [markdown]
# The seven functions of the code are *non-decreasing*: where $z$ grows, $g(z)$ does not fall. (PReLU is an exception if its
# $\varepsilon$ is negative.) The first four are also *bounded*. As $z \to \infty$, they all approach 1. As
# $z \to -\infty$, step and sigmoid approach 0, and sign and tanh approach −1.
# In this sense sigmoid and tanh are soft versions of the two jumps.

# %%
assert all((np.diff(value) >= 0).all() for value, _ in pairs.values())
{name: (float(getattr(lecture_lib, name)(-50.0)), float(getattr(lecture_lib, name)(50.0)))
 for name in pairs}

# %% [markdown]
# ### The same network with five activations
#
# What does an activation do to a whole network? Take one input $x$, three hidden units and one output,
#
# $$f(x) = 0.5\,g(x + 2) - g(x) + 1.5\,g(2x - 3) - 0.5,$$
#
# and change only $g$.
#
# **Predict first.** What does the graph of $f$ look like, with each of these five activations?

# %%
shapes = ("a straight line", "a broken line", "a staircase", "a smooth curve")
predict("02.1", "With the step, f is {step}; with the sigmoid, {sigmoid}; with the ReLU, {relu}; "
        "with the leaky ReLU, {leaky_relu}; with the identity, {identity}.", step=shapes,
        sigmoid=shapes, relu=shapes, leaky_relu=shapes, identity=shapes)

# %% [markdown]
# The answer is computed from 1201 values of $f$. Where $f$ is straight, the differences of neighbouring values do not
# change, and on the treads of a staircase these differences are 0.

# %%
def shape_of(values):
    moves = np.diff(values)
    bends = (np.abs(np.diff(moves)) > 1e-9).sum()
    flat = (np.abs(moves) < 1e-9).mean()
    if bends == 0:
        return "a straight line"
    if bends > 12:
        return "a smooth curve"
    return "a staircase" if flat > 0.9 else "a broken line"

# %%
f = lambda g: 0.5 * g(z + 2) - g(z) + 1.5 * g(2 * z - 3) - 0.5
five = ("step", "sigmoid", "relu", "leaky_relu", "identity")
inside = {g: f(getattr(lecture_lib, g)) for g in five}
reveal("02.1", **{g: shape_of(values) for g, values in inside.items()})

# %%
from lecture_lib.drawing import INK, figure, plot_curves, render_figure

fig, axes = figure(9, 5.2, nrows=2, ncols=3)
for ax, (g, values) in zip(axes.flat, inside.items()):
    plot_curves(ax, {g: (z, values)}, "x", "f(x)")
    ax.set_title({"relu": "ReLU", "leaky_relu": "leaky ReLU"}.get(g, g))
axes.flat[-1].set_visible(False)
render_figure(fig, "Five line plots of f(x) against x, from −6 to 6. With the step: a staircase "
              "that jumps at x = −2, 0 and 1.5. With the sigmoid: a smooth curve between the "
              "same outer heights. With ReLU and leaky ReLU: broken lines that bend at the same "
              "three points and rise to 11. With the identity: a straight line, −19 to 11.")

# %% [markdown]
# A unit makes itself felt where its pre-activation is near 0: here at $x = -2$, $0$ and $1.5$. The step jumps there, the
# ReLU bends, and the sigmoid passes smoothly from one height to another. Far out on both sides, a network of bounded units
# becomes flat, while a network of ReLU units continues along a straight line. With the identity, all is straight: affine functions of
# affine functions are affine, so the hidden layer might as well be left out. That is why an activation must be
# *non-linear*. Change some weights in `f`, say what you expect, and run the three cells again.
#
# ### Sigmoid and tanh are one curve
#
# Stretch the sigmoid to the range of tanh: $2\sigma(\cdot) - 1$ goes from $-1$ to $1$. How are the two related? Start from
# tanh, add and subtract one $e^z$ in the numerator, and then divide numerator and denominator by $e^z$:
#
# $$\tanh z = \frac{e^z - e^{-z}}{e^z + e^{-z}} = \frac{2 e^z}{e^z + e^{-z}} - 1 = \frac{2}{1 + e^{-2z}} - 1
#   = 2\,\sigma(2z) - 1.$$
#
# **Predict first.** Lecture D's figure 2.6 draws the sigmoid stretched to $(-1, 1)$ beside tanh. It is $2\sigma(z) - 1$,
# without the 2 inside. How steep is that curve at 0, and how steep is tanh?

# %%
predict("02.1", "At 0 the stretched sigmoid 2σ(z) − 1 has the slope {stretched_at_0}, "
        "and tanh has the slope {tanh_at_0}.")

# %%
reveal("02.1", stretched_at_0=2 * sigmoid.slope(0.0), tanh_at_0=tanh.slope(0.0))

# %% [markdown]
# It is half as steep. It is tanh again, stretched by 2 along the $z$ axis: replace $z$ by $z/2$ in the equation above.

# %%
assert np.allclose(2 * np.exp(z) / (np.exp(z) + np.exp(-z)) - 1, tanh(z))
assert np.allclose(2 * sigmoid(2 * z) - 1, tanh(z))
assert np.allclose(2 * sigmoid(z) - 1, tanh(z / 2))

# %% [markdown]
# Here is the lecture's figure once more: on the left the bounded functions, and on the right the ReLU with leaks of several
# sizes.

# %%
from lecture_lib.nn import make_leaky_relu, make_sign

fig, (left, right) = figure(7.2, 3.4, ncols=2)
bounded = {"D's step": make_sign(+1), "sigmoid": sigmoid, "tanh": tanh,
           "2σ(u) − 1": lambda u: 2 * sigmoid(u) - 1}
told = plot_curves(left, {name: (z, g(z)) for name, g in bounded.items()}, "u", "activation")
leaks = {f"ε = {e}": (z, make_leaky_relu(e)(z)) for e in (0.0, 0.01, 0.1, 0.3)}
render_figure(fig, told + " " + plot_curves(right, leaks, "u", "activation"))

# %% [markdown] slide_check="02.1" lecture="D"
# - **The slide says:** The step and tanh function have a range of $(-1, 1)$.
# - **What holds:** The range of tanh is the open interval $(-1, 1)$: it comes near both ends and reaches neither. The step takes two values, $-1$ and $+1$: its range is the set $\{-1, +1\}$, and no number between them ever occurs.
# - **Why:** One caption serves two functions. The difference matters throughout this notebook, because a function with only two values has slope 0 wherever it has a slope.

# %%
steps = make_sign(+1)(z)
print("values of D's step:", np.unique(steps), "  any in between:", (np.abs(steps) < 1).any())
print("tanh:", tanh(z).min(), "to", tanh(z).max(), " but in floats tanh(20) =", float(tanh(20.0)))

# %% [markdown]
# In exact arithmetic, tanh never reaches 1. In *floats*, the computer's decimal numbers with about 16 digits, it does from
# about $z = 19$ on: the distance to 1 is then too small to be stored. This will come back as *saturation*.
#
# Now play. Drag the purple point along $z$ (or use the arrow keys, or type $z$). The triangle on the tangent is 1 wide, so
# its height is the slope. The lower frame shows the same height. The bars multiply that slope by itself, as often as
# there are layers. Leaky ReLU and PReLU have a square handle that tilts their left branch. Then choose tanh: it is steepest
# at 0. Where is it half as steep?

# %%
from lecture_lib.labs.activations import tangent

tangent(goal="half as steep")

# %% [markdown]
# **Check yourself.** A tanh unit gives $a = 0.6$. What is its slope there? No calculator is needed.

# %%
slope_of_the_unit = ...
check("02.1", slope_of_the_unit)   # stuck? hint("02.1") · tried? solution("02.1")

# %% [markdown]
# ## 02.2 Exactly at 0
#
# Sign and step jump at 0. The ReLU has a kink: its slope is 0 on the left and 1 on the right, and at 0 there is none. A program must return something, so people agree on a convention. Here are the lectures' conventions, side by side:
#
# $$\text{A:}\ \operatorname{sgn}(0) = -1, \qquad \text{D:}\ \sigma_\text{Step}(0) = +1, \qquad
#   \text{D:}\ \operatorname{ReLU}'(0) = 1, \qquad \text{this library:}\ \operatorname{ReLU}'(0) = 0.$$
#
# In code the convention is an argument, so you can switch it.

# %%
from lecture_lib.nn import make_relu

{"A's sign": make_sign(-1)(0.0), "D's step": make_sign(+1)(0.0),
 "D's ReLU slope": make_relu(1).slope(0.0), "our ReLU slope": relu.slope(0.0)}

# %% [markdown]
# At a jump no slope makes sense: the difference quotients grow without bound. At the kink, the two sides give 0 and 1, and
# each number from 0 to 1 is the slope of a line that touches the curve there and lies below it everywhere: a
# *subgradient* (01.1). A program may return any of them.

# %%
for h in (0.1, 0.001):
    right, left = (relu(h) - relu(0.0)) / h, (relu(0.0) - relu(-h)) / h
    jump = (make_sign()(h) - make_sign()(-h)) / (2 * h)
    print(f"h = {h}: ReLU right {right:g}, ReLU left {left:g}, across the jump {jump:g}")

# %% [markdown] slide_check="02.2" lecture="D"
# - **The slide says:** $\dot\sigma_\text{ReLU}(u) = \mathbf 1\{u \ge 0\}$, so the derivative at $u = 0$ is 1.
# - **What holds:** At 0 the ReLU has no derivative: the quotients above are 1 from the right and 0 from the left. 1 is a convention, as good as 0 or ½. The same goes for the leaky ReLU's formula.
# - **Why:** Where the two cases of the definition meet, the slide differentiates the case that includes the point. For the step, a page earlier, the same slides are careful and write $u \ne 0$.

# %% [markdown]
# On the card, press the dots at $z = 0$ in the lower frame: left, middle, right. Which of them is lecture D's? For the sign
# and the step the three dots are in the upper frame.

# %%
tangent(g="relu", z=0.0, goal="D’s convention")

# %% [markdown]
# ### Does it matter?
#
# **Predict first.** 4000 images of handwritten digits, with 784 pixels each, go through a layer of 100 units with random
# weights. That makes 400,000 pre-activations. How many of them are exactly 0?

# %%
predict("02.2", "Of the 400,000 pre-activations, {exact_zeros} are exactly 0.")

# %%
from lecture_lib.data import digits

x, y, x_test, y_test = digits()
W = np.random.default_rng(0).normal(0, 0.05, (100, 784))
Z = x @ W.T
reveal("02.2", exact_zeros=int((Z == 0).sum()))

# %% [markdown]
# Not one is 0. A float has about 16 digits, and a sum of hundreds of products practically never comes out as exactly 0. In
# such a layer the convention has no effect at all. But there are two exceptions.
#
# **Whole numbers.** In lecture B's 3-4-4-4-3 network (notebook 05) all weights are whole numbers, and $z^{[3]}_1$ is exactly
# 0. The next cell computes, for both conventions, the *gradient*: for each weight of that unit the derivative of the *loss*,
# a number that says how wrong the output is (here the *cross-entropy* of notebook 06). Notebook 10 explains how `backward`
# finds it. Where the gradient is 0, training changes nothing, so here the convention decides whether the unit learns.

# %%
from lecture_lib import backward, cross_entropy, forward
from lecture_lib.data import LECTURE_EXAMPLES

net, x_B = LECTURE_EXAMPLES["3-4-4-4-3"]
for at_zero in (0, 1):
    trace = forward(net.with_layer(3, g=make_relu(at_zero)), x_B)
    grads = backward(trace, [0, 0, 1], cross_entropy)
    print(f"slope {at_zero} at z = {trace.z[3][0]:g}: gradient of unit 1", grads.dW[3][0].round(1))

# %% [markdown]
# **Silent layers.** If all units of a ReLU layer output 0 for some example and the biases are 0, then every pre-activation of
# the next layer is exactly 0. We count such zeros in three networks with random weights. The numbers in brackets are the
# *sizes*: 784 inputs, then the units of each layer. In code, a network is an `MLP`, a *multi-layer perceptron*.

# %%
from lecture_lib import MLP

for sizes in ((784, 100, 10), (784, 10, 10, 10), (784, 3, 3, 10)):
    nets = [MLP.random(sizes, relu, rng=np.random.default_rng(seed)) for seed in range(10)]
    zeros = np.array([[(z_l == 0).mean() for z_l in forward(net, x).z[1:]] for net in nets])
    print(f"{sizes}: exact zeros, layer by layer, in the worst of ten networks:",
          ", ".join(f"{share:.1%}" for share in zeros.max(axis=0)))

# %%
quiz("02.2")

# %% [markdown]
# ## 02.3 Where the slope dies
#
# How does a network learn? Notebook 08 tells it in full; here is the short form. The *loss* $L$ measures how wrong the
# outputs are on the training examples. For a weight $w$, the *partial derivative* $\partial L / \partial w$ is the derivative
# of the loss with respect to $w$ while all other weights are held fixed. *Gradient descent* computes all of them, subtracts
# $\eta\,\partial L / \partial w$ from each weight, where $\eta$ is the *learning rate*, and does it again. One pass through
# all the examples is an *epoch*.
#
# Let us train a network with three hidden units and one sigmoid output in this way. Its 200 examples are points of the
# plane: four clouds, with the labels of XOR. The loss is the binary cross-entropy of 01.6.
#
# **Predict first.** The hidden layer has nine parameters: two weights and a bias for each unit. How many of them will
# have moved after 300 epochs, if the hidden units are steps, and if they are sigmoids?

# %%
predict("02.3", "Of the nine hidden parameters, {moved_with_step} have moved with the step, "
        "and {moved_with_sigmoid} with the sigmoid.")

# %%
from itertools import islice
from lecture_lib import SGD, binary_cross_entropy, descend, step
from lecture_lib.data import xor_clouds

X, labels = xor_clouds(200, np.random.default_rng(0))
runs = {}
for g in (step, sigmoid):
    start = MLP.random((2, 3, 1), g, sigmoid, rng=np.random.default_rng(4))
    epochs = list(islice(descend(start, X, (labels + 1) / 2, binary_cross_entropy, SGD(2.0)), 300))
    runs[g.name] = start, epochs

# %%
moved = {}
for name, (start, epochs) in runs.items():
    before, after = start[1], epochs[-1].net[1]
    moved[name] = int((before.W != after.W).sum() + (before.b != after.b).sum())
reveal("02.3", moved_with_step=moved["step"], moved_with_sigmoid=moved["sigmoid"])

# %% [markdown]
# With the step, not a single hidden parameter has moved, not even in its last digit. The reason is the chain rule. For one
# unit with $z = wx + b$ and $a = g(z)$ it says
#
# $$\frac{\partial L}{\partial w} = \frac{\partial L}{\partial a}\cdot g'(z)\cdot x.$$
#
# The middle factor is the slope. The step has slope 0 at every $z$ but one, so the derivative is not only small
# but exactly 0, however wrong the output is. Central differences of the loss, which do not use our slopes, give the same. (The output
# layer of that network did learn. It does the best it can with hidden units that keep their random initial weights.)
#
# This does not mean that a step unit cannot learn at all. The perceptron of notebook 03 is one, and it learns by a rule
# of its own; 03.1 shows how that rule differs from the gradient.

# %%
from lecture_lib.nn import central_difference

start = runs["step"][0]
grads = backward(forward(start, X), (labels + 1) / 2, binary_cross_entropy)
loss_of = lambda W: binary_cross_entropy.of(forward(start.with_layer(1, W=W), X), (labels + 1) / 2)
assert not grads.dW[1].any() and not grads.db[1].any()
assert not central_difference(loss_of, start[1].W).any()

# %%
fig, ax = figure(6, 3.2)
seen = {name: (range(1, 301), [e.loss for e in epochs]) for name, (_, epochs) in runs.items()}
render_figure(fig, plot_curves(ax, seen, "epoch", "mean loss"))

# %% [markdown]
# ### Ten layers, ten factors
#
# In a deep network the slopes multiply, one factor per layer. Take the simplest deep network, a chain of units with
# weights of 1 and no biases, each of which reads the output of the one before. By the chain rule,
#
# $$\frac{\partial a^{[k]}}{\partial z^{[1]}} = g'(z^{[1]})\,g'(z^{[2]}) \cdots g'(z^{[k]}).$$
#
# **Predict first.** At most what fraction of a small change do twenty sigmoid layers pass on? Give the nearest power of ten.

# %%
predict("02.3", "Twenty sigmoid layers pass on at most 10 to the power {power} "
        "of a change, roughly.")

# %%
bound = 0.25**20
print(f"at most {bound:.2g}")
reveal("02.3", power=round(np.log10(bound)))

# %% [markdown]
# Each factor is at most ¼, so $k$ layers pass on at most $4^{-k}$. That would need $z = 0$ in every layer. How much
# arrives in fact? We start 2000 chains of ten layers at normally distributed $z$. First we write the loop out, and then check that the
# library's `chain_slopes` agrees.

# %%
from lecture_lib.training import chain_slopes

starts = np.random.default_rng(0).normal(size=2000)
z_l, product, arrives = starts, np.ones(2000), []
for _ in range(10):
    product = product * sigmoid.slope(z_l)
    z_l = sigmoid(z_l)
    arrives.append(product)
assert np.allclose(arrives, chain_slopes(sigmoid, starts, 10))

# %% [markdown]
# The figure shows the median over the 2000 chains, and for tanh also the value below which a tenth of the chains lie, and
# the one above which a tenth lie.

# %%
layers = np.arange(1, 11)
part = lambda g, share: np.quantile(chain_slopes(g, starts, 10), share, axis=1)
fig, ax = figure(6.4, 3.8)
ax.plot(layers, 0.25**layers, color=INK, label="bound for the sigmoid, 4⁻ᵏ")
lines = {f"{g.name}, {name}": (layers, part(g, share)) for g, name, share in
         ((sigmoid, "median", 0.5), (tanh, "median", 0.5),
          (tanh, "lowest tenth", 0.1), (tanh, "highest tenth", 0.9))}
told = plot_curves(ax, lines, "layers k", "slope through k layers", log="y")
render_figure(fig, f"{told} The bound for the sigmoid falls from 0.25 to {0.25**10:.1g}.")

# %% [markdown]
# The sigmoid loses a factor of more than four with each layer. Tanh loses far less, because its slope is 1 at 0 and its
# outputs stay near 0 if they start there. For ReLU and leaky ReLU a median would tell us nothing, since only two results
# are possible:

# %%
for g in (relu, lecture_lib.leaky_relu):
    results, counts = np.unique(chain_slopes(g, starts, 10)[-1], return_counts=True)
    print(g.name, dict(zip(results.tolist(), counts.tolist())))

# %% [markdown]
# About half of the chains start above 0 and pass everything on. The others pass on nothing with the ReLU, and with the leaky
# ReLU a factor of 0.01 per layer. Weights other than 1 add their own factors; how to choose them is a subject of
# notebook 10. On the card, look for a $z$ at which ten layers keep half of a change.

# %%
tangent(g="sigmoid", z=0.0, goal="ten layers")

# %% [markdown]
# ### Counted on real digits
#
# How often does a slope die in practice? We say what we count. A slope is **dead** when it is below 0.01 in absolute value,
# so that less than a hundredth of a change is passed on. A unit is **stuck** when its slope is dead on *every* image.
# On an image where its slope is dead, a unit is called *saturated*. Here is the count for the 4000 pre-activations of each
# of the 100 units above:

# %%
dead_share = (sigmoid.slope(Z) < 0.01).mean()
n_stuck = (sigmoid.slope(Z) < 0.01).all(axis=0).sum()
print(f"weights of standard deviation 0.05: {dead_share:.1%} of the slopes are dead,",
      f"{n_stuck} units are stuck")

# %% [markdown]
# The *scale* of weights is, in this notebook, their standard deviation, their typical distance from 0. That of the weights
# above is 0.05.
#
# **Predict first.** Make all weights 20 times as large, so that their scale is 1. What fraction of the slopes is dead then,
# for sigmoid, tanh and ReLU? Give three numbers between 0 and 1; within 0.1 counts as right.

# %%
predict("02.3", "With weights of scale 1, the fraction of dead slopes is {sigmoid} for the "
        "sigmoid, {tanh} for tanh and {relu} for the ReLU (each to within 0.1).")

# %%
from lecture_lib.training import is_always_saturated, is_saturated

assert is_saturated(sigmoid, Z).mean() == dead_share
assert is_always_saturated(sigmoid, Z).sum() == n_stuck
reveal("02.3", **{g.name: about(is_saturated(g, 20 * Z).mean().round(3), within=0.1)
                  for g in (sigmoid, tanh, relu)})

# %% [markdown]
# For the ReLU nothing has changed: about half of its slopes are 0 at any scale, because a positive factor does not change
# the sign of $z$. By itself, that does no harm: a ReLU unit needs only *some* images on which its slope is 1. Sigmoid and tanh
# suffer: most pre-activations now lie far out, where the curve is flat.
#
# Choose the scale yourself, until few slopes are dead and the outputs still differ from image to image. The marks below
# the two bars say what is needed. The small squares are the 100 units. The fuller a square, the more images find its slope
# dead, and a stuck unit is crossed out. What makes a ReLU unit stuck?

# %%
from lecture_lib.labs.activations import saturation

saturation(goal="both marks")

# %% [markdown]
# How many slopes are dead after training? We compare two scales for each function: the usual one, $\sqrt{1/784}$ (for the ReLU
# $\sqrt{2/784}$; notebook 10 derives both), and 1. Each network has 100 hidden units and a softmax output (02.5). It is
# trained for three epochs, in *batches*: each step of gradient descent uses 50 images, then come the next 50. As chance
# has a hand in all this, each network is trained from three random starts.

# %%
from lecture_lib import cross_entropy, one_hot, softmax
from lecture_lib.interactive import progress_bar

def trained_on_digits(g, scale, rate=0.5, seed=0):
    rng = np.random.default_rng(seed)
    first = MLP.random((784, 100, 10), g, softmax, rng=rng)
    if scale:
        first = first.with_layer(1, W=rng.normal(0, scale, (100, 784)))
    run = descend(first, x, one_hot(y, 10), cross_entropy, SGD(rate), batch=50, rng=rng, every=3)
    return first, next(run).net

# %% [markdown]
# The function `one_hot` writes each digit as ten numbers, a 1 at the position of the digit and 0 elsewhere, so that they can be
# compared with the ten outputs.

# %%
cases, table = [(g, scale) for g in (sigmoid, tanh, relu) for scale in (None, 1.0)], {}
for g, scale in progress_bar(cases, "training"):
    nets = [trained_on_digits(g, scale, seed=seed) for seed in range(3)]
    dead = [[is_saturated(g, forward(net, x).z[1]).mean() for net in pair] for pair in nets]
    right = [(net(x_test).argmax(axis=1) == y_test).mean() for _, net in nets]
    table[g.name, scale or "usual"] = np.array(dead).T.tolist() + [right]

# %%
span = lambda values: f"{100 * min(values):4.1f} to {100 * max(values):4.1f}"
for (name, scale), (before, after, right) in table.items():
    print(f"{name:8} scale {scale:5}  per cent of slopes dead before {span(before)}, "
          f"after {span(after)};  right on new images {span(right)}")

# %% [markdown]
# Read the table with care. Weights of scale 1 cost accuracy with every function: the best of their three networks is worse
# than the worst of the usual three. With sigmoid and tanh, the fraction of dead slopes hardly falls in training. But
# dead slopes alone do not decide how well a network does. The ReLU networks of the usual scale end with more dead slopes
# than they begin with, and yet two of the three get more new images right than all the others in the table. The third
# does worse than any usual sigmoid network. A single run would have proved little, one way or the other.

# %%
accuracy = {case: right for case, (_, _, right) in table.items()}
for g in ("sigmoid", "tanh", "relu"):
    assert max(accuracy[g, 1.0]) < min(accuracy[g, "usual"])
before, after, right = table["relu", "usual"]
assert (np.array(after) > before).all()
others = [max(shares) for case, shares in accuracy.items() if case != ("relu", "usual")]
assert sorted(share > max(others) for share in right) == [False, True, True]
assert min(right) < min(accuracy["sigmoid", "usual"])

# %% [markdown]
# ### Can a stuck unit come back?
#
# With a learning rate of 1, twice as large, the first steps drive the pre-activations of some ReLU units far below 0.

# %%
hurt = [trained_on_digits(relu, None, rate=1.0, seed=seed)[1] for seed in range(3)]
stuck = [is_always_saturated(relu, forward(net, x).z[1]) for net in hurt]
print("of 100 units, stuck on all 4000 images:", [int(units.sum()) for units in stuck])

# %% [markdown]
# We go on for three more epochs with a smaller rate of 0.3, from the same weights, and give the layer a leak from here on:
# $\varepsilon$ = 0 (no leak), 0.01, 0.1 or 0.3. A unit is *back* when its $z$ is above 0 on at least one image again.
#
# **Predict first.** What percentage of the stuck units is back, without a leak, with the usual leak of 0.01, and with 0.3?

# %%
predict("02.3", "Without a leak, {none} per cent of the stuck units are back; with 0.01, "
        "{small} per cent; with 0.3, {large} per cent (each to within 10 percentage points).")

# %%
after = {}
for leak in progress_bar((0.0, 0.01, 0.1, 0.3), "training on"):
    runs = [descend(net.with_layer(1, g=make_leaky_relu(leak)), x, one_hot(y, 10), cross_entropy,
                    SGD(0.3), batch=50, rng=np.random.default_rng(1), every=3) for net in hurt]
    after[leak] = [next(run).net for run in runs]

# %%
n_stuck, back = sum(units.sum() for units in stuck), {}
for leak, nets in after.items():
    alive = [(forward(net, x).z[1] > 0).any(axis=0)[units] for net, units in zip(nets, stuck)]
    back[leak] = 100 * np.concatenate(alive).mean()
    print(f"leak {leak}: {np.concatenate(alive).sum()} of {n_stuck} are back")
reveal("02.3", none=about(back[0.0], within=10), small=about(back[0.01].round(1), within=10),
       large=about(back[0.3].round(1), within=10))

# %% [markdown]
# Without a leak, not one unit comes back. Its gradient is exactly 0, so its weights stay as they are, to the last digit. In
# the first hidden layer this lasts forever, because the inputs of such a unit, the images, never change.
#
# A leaky unit always gets a gradient, and every one of them has moved. How far depends on the leak: with the usual 0.01
# hardly any is back after three epochs, with 0.1 about one in ten, and with 0.3 about two in five. In three
# epochs, a leak of 0.01 does not repair what a far too large learning rate has done.

# %%
for net, units, same, moved in zip(hurt, stuck, after[0.0], after[0.01]):
    grads = backward(forward(net, x), one_hot(y, 10), cross_entropy)
    assert not grads.dW[1][units].any() and not grads.db[1][units].any()
    assert np.array_equal(same[1].W[units], net[1].W[units])
    assert (moved[1].W[units] != net[1].W[units]).any(axis=1).all()
assert back[0.0] == 0 and back[0.01] < 2 and 5 < back[0.1] < 15 and back[0.3] > 33

# %%
quiz("02.3")

# %% [markdown]
# ## 02.4 PReLU: the leak is learned
#
# How large should the leak be? We need not choose it: it can be learned, as a weight is. That is the *parametric* ReLU,
# PReLU. Its $\varepsilon$ joins the weights and biases as one of the parameters of the layer, $\theta^{[\ell]}$ in
# lecture D's notation.
#
# $$a = \max(0, z) + \varepsilon \min(0, z), \qquad \frac{\partial a}{\partial \varepsilon} = \min(0, z), \qquad
#   \frac{\partial L}{\partial \varepsilon} = \sum \frac{\partial L}{\partial a}\,\min(0, z).$$
#
# The number $\varepsilon$ multiplies $z$ only where $z$ is negative. All units of a layer share it, so the sum runs over units
# and examples: every path through $\varepsilon$ counts. Here are two examples (rows) and two units (columns); `da` holds
# the values of $\partial L / \partial a$.

# %%
z_4 = np.array([[-2.0, 3.0], [-0.5, -4.0]])
da = np.array([[0.5, 7.0], [1.0, -0.25]])
depsilon = np.sum(da * np.minimum(0, z_4))
depsilon

# %% [markdown]
# We check it in two other ways. Take $L = \sum \text{da} \cdot a$ with these fixed numbers, so that
# $\partial L / \partial a$ is da. Then move $\varepsilon$ a little to both sides, or by an imaginary $ih$.

# %%
from lecture_lib.nn import epsilon_gradient, make_prelu

L = lambda eps: np.sum(da * (np.maximum(0, z_4) + eps * np.minimum(0, z_4)))
assert np.isclose(depsilon, central_difference(L, 0.25))
assert np.isclose(depsilon, np.imag(L(0.25 + 1e-30j)) / 1e-30)
assert depsilon == epsilon_gradient(z_4, da)

# %% [markdown]
# ### One unit, three targets
#
# A single unit $a = \text{PReLU}(x)$, its weight fixed at 1, is to follow three targets: the line $x$, the hinge
# $\max(0, x)$, and the absolute value $|x|$. Only $\varepsilon$ can change. It starts at 0.25, and the loss is half the
# mean squared error.
#
# **Predict first.** Where will $\varepsilon$ end for each of them?

# %%
predict("02.4", "ε ends at {line} for the line, at {hinge} for the hinge "
        "and at {size} for the absolute value.")

# %% [markdown]
# The loop is gradient descent on one number.

# %%
inputs = np.linspace(-2, 2, 41)
targets = {"line": inputs, "hinge": np.maximum(0, inputs), "size": np.abs(inputs)}
paths = {name: [0.25] for name in targets}
for name, target in targets.items():
    for _ in range(40):
        eps = paths[name][-1]
        output = np.maximum(0, inputs) + eps * np.minimum(0, inputs)
        paths[name].append(eps - 0.2 * np.mean((output - target) * np.minimum(0, inputs)))
reveal("02.4", **{name: round(path[-1], 2) for name, path in paths.items()})

# %% [markdown]
# The leak finds the slope of the target's left side. With 1, the unit becomes a straight line, with 0 a ReLU, and with $-1$
# a fold. (To an electrical engineer, a ReLU is a half-wave rectifier, and the fold $|x|$ is a full-wave rectifier.) Here
# are the three paths:

# %%
fig, ax = figure(6.4, 3.4)
told = plot_curves(ax, {name: (range(41), path) for name, path in paths.items()}, "step", "ε")
render_figure(fig, told)

# %% [markdown]
# In the library, `train_prelu` does the same for whole networks. It trains all $W$, all $b$ and every $\varepsilon$, or
# only $\varepsilon$ if you say so. It should follow the same path.

# %%
from lecture_lib import half_squares
from lecture_lib.nn import train_prelu

unit = MLP(([[1.0]], [0.0], make_prelu(0.25)))
column = inputs[:, None]
run = list(islice(train_prelu(unit, column, np.abs(column), half_squares, 0.2, only_epsilon=True),
                  40))
assert np.allclose([step.epsilons[0] for step in run], paths["size"][1:])

# %% [markdown]
# Press *Run* and watch the left branch turn. You can also drag the branch, or the ball on the loss curve, and let it go
# from there.

# %%
from lecture_lib.labs.activations import prelu_lab

prelu_lab(goal="the bottom")

# %% [markdown]
# The fold has a negative $\varepsilon$. Nothing forbids that, because nothing in gradient descent keeps a leak small or
# positive. A formula for PReLU must therefore hold for every $\varepsilon$. Lecture D's leaky ReLU has the $\varepsilon$ inside the
# minimum. Does that hold?

# %%
z_both = np.array([-2.0, -1.0, 1.0, 2.0])
for eps in (0.25, -0.5):
    inside = np.maximum(0, z_both) + np.minimum(0, eps * z_both)
    outside = np.maximum(0, z_both) + eps * np.minimum(0, z_both)
    print(f"ε = {eps}: inside {inside}, outside {outside}")

# %% [markdown] slide_check="02.4" lecture="D"
# - **The slide says:** $\sigma_\text{LeakyReLU}(u) = \max(0, u) + \min(0, \varepsilon u)$ with a fixed small $\varepsilon \ge 0$; PReLU considers the same parameter $\varepsilon$ as a learned parameter.
# - **What holds:** The formula equals the two cases beside it only for $\varepsilon \ge 0$. For $\varepsilon = -0.5$ it gives $(0, 0, 0.5, 1)$ at $u = (-2, -1, 1, 2)$, while the cases give $(1, 0.5, 1, 2)$. With $\varepsilon$ outside, $\max(0, u) + \varepsilon \min(0, u)$, it holds for every $\varepsilon$.
# - **Why:** Multiplying by a negative number turns a minimum into a maximum. For a leak that is fixed and positive this makes no difference; learning can carry $\varepsilon$ below 0, as the fold shows.

# %% [markdown]
# ### Is a learned leak better?
#
# It depends on the network. Networks with one hidden layer of two, three or four units learn $\sin 2x$, once with the
# ReLU and once with PReLU, which has one parameter more. Each pair starts from the same random weights, and there are 100 such starts. The function
# `prelu_losses` trains all of them side by side; for one network it gives the loss that `train_prelu` gives.

# %%
from lecture_lib import identity
from lecture_lib.nn import prelu_losses

def sine_losses(hidden, g, starts=100):
    nets = [MLP.random((1, hidden, 1), relu, identity, rng=np.random.default_rng(seed))
            for seed in range(starts)]
    nets = [net.with_layer(1, g=g) for net in nets]
    return prelu_losses(nets, column, np.sin(2 * column), steps=800, rate=0.1)

# %%
one = MLP.random((1, 2, 1), relu, identity, rng=np.random.default_rng(0))
*_, last = islice(train_prelu(one.with_layer(1, g=make_prelu(0.25)), column, np.sin(2 * column),
                              half_squares, 0.1), 800)
assert np.isclose(last.loss, sine_losses(2, make_prelu(0.25), starts=1)[0])

# %%
losses, cases = {}, [(n, g) for n in (2, 3, 4) for g in (relu, make_prelu(0.25))]
for hidden, g in progress_bar(cases, "learning"):
    losses[hidden, g is not relu] = found = sine_losses(hidden, g)
    low, middle, high = np.quantile(found, (0.25, 0.5, 0.75))
    print(f"{hidden} units, {'ReLU ' if g is relu else 'PReLU'}: median loss {middle:.4f}, "
          f"half of the losses from {low:.4f} to {high:.4f}")
better = {n: int((losses[n, True] < losses[n, False]).sum()) for n in (2, 3, 4)}
print("PReLU is better from so many of the 100 starts:", better)

# %% [markdown]
# With two units, the learned leak helps: PReLU ends lower from about four starts in five. A reason is that the three pieces
# of two ReLU units are tied together: one of them is flat, or the slope in the middle is the sum of the other two. A leak
# removes this restriction. With four units, it helps from about half of the starts, which is what chance would give. One
# more ReLU unit helps more than the leak: three ReLU units do better, in the median, than two PReLU units. The
# scatter from start to start is large in every row, so eight starts, say, would hardly have shown any of this.

# %%
assert better[2] > 70 and 35 < better[4] < 65
assert np.median(losses[3, False]) < np.median(losses[2, True])

# %% [markdown]
# **Check yourself.** A layer of one PReLU unit has seen three examples with $z = (-1, 3, -2.5)$, and
# $\partial L / \partial a = (2.5, 2, -0.5)$. What is $\partial L / \partial \varepsilon$?

# %%
gradient_of_epsilon = ...
check("02.4", gradient_of_epsilon)   # stuck? hint("02.4") · tried? solution("02.4")

# %% [markdown]
# ## 02.5 Softmax: one function of a whole vector
#
# All functions so far took one number. *Softmax* takes a vector and returns a vector of the same length:
#
# $$\tau(z)_i = \frac{e^{z_i}}{e^{z_1} + \dots + e^{z_k}}.$$
#
# The outputs are positive and sum to 1. The sum in the denominator contains every $z$, so every output depends on every
# input. Then one slope is not enough. There is a matrix of them, the **Jacobian**: row $i$, column $j$ is the partial derivative
# of output $i$ with respect to input $j$.
#
# **Predict first.** Take $z = (0.4, 1, 2)$ and raise $z_2$ a little. Do $p_1$, $p_2$, $p_3$ go up or down? And what
# do the three changes add up to?

# %%
way = ("up", "down")
predict("02.5", "When z₂ rises, p₁ goes {p1}, p₂ goes {p2} and p₃ goes {p3}. "
        "The three changes add up to {sum_of_changes}.", p1=way, p2=way, p3=way)

# %%
z_5 = np.array([0.4, 1.0, 2.0])
tau = lambda v: np.exp(v) / np.exp(v).sum()
changes = tau(z_5 + [0, 0.01, 0]) - tau(z_5)
words = ["up" if change > 0 else "down" for change in changes]
reveal("02.5", p1=words[0], p2=words[1], p3=words[2], sum_of_changes=round(changes.sum(), 12))

# %% [markdown]
# One goes up, the others go down, and the sum stays 1. Now we compute the derivatives exactly. Write $s$ for the sum in the
# denominator and $p = \tau(z)$. By the quotient rule,
#
# $$\frac{\partial p_i}{\partial z_i} = \frac{e^{z_i} s - e^{z_i} e^{z_i}}{s^2} = p_i - p_i^2, \qquad
#   \frac{\partial p_i}{\partial z_j} = \frac{0 - e^{z_i} e^{z_j}}{s^2} = -p_i p_j \quad (j \ne i).$$
#
# Lecture B writes both at once, as $J = \operatorname{diag}(p) - p\,p^\top$.

# %%
p = tau(z_5)
J = np.diag(p) - np.outer(p, p)
J.round(4)

# %% [markdown]
# We check each row against central differences, and then all of it against the library's softmax.

# %%
from lecture_lib import softmax

for i in range(3):
    assert np.allclose(J[i], central_difference(lambda v: tau(v)[i], z_5), atol=1e-9)
assert np.allclose(J, softmax.slope(z_5)) and np.allclose(p, softmax(z_5))

# %%
from lecture_lib.drawing import heatmap

heatmap(J, ["p₁", "p₂", "p₃"], ["z₁", "z₂", "z₃"], "How each output responds to each input")

# %% [markdown]
# This matrix has four properties that are worth knowing by heart.
#
# - Each **row** sums to 0, because raising all inputs by the same amount changes nothing.
# - Each **column** sums to 0, because the probabilities still add up to 1, whatever one input does.
# - It is **symmetric**: input $j$ moves output $i$ exactly as input $i$ moves output $j$.
# - It is **singular**, that is, it has no inverse: it sends the vector $(1, 1, 1)$ to 0.
#
# In the language of linear algebra, its *determinant* is 0, its *rank* is at most $k - 1$, and 0 is one of its
# *eigenvalues*, the factors by which it stretches certain vectors without turning them.

# %%
assert np.allclose(J.sum(axis=1), 0) and np.allclose(J.sum(axis=0), 0) and np.allclose(J, J.T)
assert np.allclose(J @ [1, 1, 1], 0) and np.isclose(np.linalg.det(J), 0)
print("rank:", np.linalg.matrix_rank(J), "of 3,  eigenvalues:", np.linalg.eigvalsh(J).round(4))

# %% [markdown]
# Softmax saturates, too. Multiply its inputs by a growing factor. If one input is the largest, its output approaches 1 and
# all entries of the Jacobian approach 0. If two inputs are tied for the largest, they share the probability, and $J$ does
# not vanish.

# %%
for tied in (z_5, np.array([0.4, 2.0, 2.0])):
    for factor in (1, 3, 10, 30):
        print(f"{factor:2} times {tied}: largest p {tau(factor * tied).max():.6f}, "
              f"largest entry of J {np.abs(softmax.slope(factor * tied)).max():.1e}")

# %% [markdown]
# With two inputs $(x, -x)$, softmax gives $e^x / (e^x + e^{-x})$, which lecture B jots down beside its formula. You have
# met it in 02.1: it is $\sigma(2x)$.

# %%
first_of_two = np.exp(z) / (np.exp(z) + np.exp(-z))
assert np.allclose(first_of_two, sigmoid(2 * z)) and np.allclose(2 * first_of_two - 1, tanh(z))

# %% [markdown] slide_check="02.5" lecture="D"
# - **The slide says:** The activation function $S^{[\ell]} : \mathbb R^{N_\ell} \to \mathbb R^{N_\ell}$ is a non-linear multivalued function.
# - **What holds:** It is *vector-valued*: each input has one output, and that output is a vector. Nor need it be non-linear: the same lecture uses the identity, in the output layer of its approximation theorem.
# - **Why:** A multivalued function gives several results for one input, as a square root with both signs would. That is another thing.

# %% [markdown]
# **Check yourself.** A softmax layer outputs $p = (0.3, 0.5, 0.2)$. What is the entry in row 1, column 2 of its Jacobian?

# %%
entry = ...
check("02.5", entry)   # stuck? hint("02.5") · tried? solution("02.5")

# %% [markdown]
# ### Which activation should you take?
#
# Lecture D is frank about it: the choice often rests on practice and experience, not on theory. At the output it is
# simpler than in the hidden layers, because the task decides it.
#
# **Predict first.** Three networks are to be built. One predicts the price of a house. One gives the probability that it
# will rain. One says which of ten digits an image shows. Which activation does each need at its output?

# %%
outputs = ("identity", "sigmoid", "softmax", "ReLU")
predict("02.5", "The price needs {price}, the rain needs {rain}, the digit needs {digit}.",
        price=outputs, rain=outputs, digit=outputs)

# %% [markdown]
# What decides is the range. A probability needs outputs from 0 to 1, and several classes of which exactly one is right need
# outputs that also sum to 1. A price can be any number.

# %%
scores = np.array([-3.0, 0.5, 40.0])
for g in (identity, sigmoid, softmax):
    out = g(scores)
    print(f"{g.name:8}", out.round(3), " all from 0 to 1:", bool(((out >= 0) & (out <= 1)).all()),
          " sum 1:", bool(np.isclose(out.sum(), 1)))
reveal("02.5", price="identity", rain="sigmoid", digit="softmax")

# %% [markdown]
# | where | take | because |
# | --- | --- | --- |
# | hidden layers, to begin with | ReLU | cheap to compute, and its slope is 1 wherever the unit is active |
# | hidden layers in which units get stuck | leaky ReLU or PReLU, and a smaller learning rate | every unit keeps a slope |
# | values that must stay bounded, such as the memory of a recurrent network (notebook 16) | tanh, or the sigmoid for a factor from 0 to 1 | bounded, but they saturate |
# | hidden layers trained by gradients | never sign or step | their slope is 0 |
# | output: any number | identity | no bounds |
# | output: one probability, or several independent ones | sigmoid | from 0 to 1 |
# | output: one of $k$ classes | softmax | positive, with the sum 1 |
#
# The first two rows are experience: what to try first, not a law. The rows about outputs follow from the range. Notebook 06
# shows which loss belongs to which output.

# %% [markdown]
# Now the [exercises](../exercises/02_activations.ipynb).
#
# ## Summary
#
# - An activation has a value, which is the neuron's output, and a slope, the factor by which it passes on a small change.
# - Sigmoid: $a(1 - a)$, at most ¼. Tanh: $1 - a^2$, at most 1. They are one curve: $\tanh z = 2\sigma(2z) - 1$.
# - What holds at exactly 0 is a convention. With random weights the case almost never arises; with whole-number weights and
#   silent layers it does.
# - A step has slope 0, so gradients never move the weights before it. In the flat parts of other functions the slope is
#   small, and small slopes multiply through the layers.
# - A ReLU unit whose $z$ is below 0 on all inputs gets no gradient and stays as it is. A leak keeps it moving, the more the
#   larger it is.
# - PReLU learns its leak: $\partial L / \partial \varepsilon = \sum \text{da} \cdot \min(0, z)$.
# - The derivative of softmax is a matrix: $J = \operatorname{diag}(p) - p\,p^\top$. Its rows and columns sum to 0.
# - Begin with the ReLU in hidden layers; the task decides the activation at the output.
#
# ## Notation
#
# | here | lecture A | lecture B | lecture D | meaning |
# | --- | --- | --- | --- | --- |
# | `g` | $f$ | $\tau$, $\sigma$ | $\sigma^{[\ell]}$, $S^{[\ell]}$ | an activation |
# | `g.slope(z)` | | | $\dot\sigma(u)$ | its derivative, taken at $z$ |
# | `sign` | $\operatorname{Sgn}$ | | $\sigma_\text{Step}$ | $-1$ or $+1$ |
# | `step` | threshold | | | $0$ or $1$ |
# | `epsilon` | | | $\varepsilon$ | slope of the left branch |
# | `softmax` | | $\tau(f_\text{in})$ | $S_\text{Softmax}$ | a function of a whole vector |
#
# ## References
#
# - Lecture D, section 2.4 with figure 2.6. Lecture B, the slides on activation functions and on softmax. Lecture A, the
#   perceptron.
# - K. He, X. Zhang, S. Ren, J. Sun, *Delving Deep into Rectifiers*, 2015: PReLU.
# - X. Glorot, Y. Bengio, *Understanding the difficulty of training deep feedforward neural networks*, 2010: saturation.
# - W. Squire, G. Trapp, *Using complex variables to estimate derivatives of real functions*, 1998: the complex step.
