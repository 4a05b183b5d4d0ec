# %% [markdown]
# # 2 · Bend a sum with an activation function
#
# **You will be able to**
#
# - draw eight activation functions with their slopes, and write each slope down;
# - say what happens at exactly 0, where the lectures disagree, and when it matters;
# - prove that a step cannot be trained, and count where other functions stop passing changes on;
# - let a network learn the shape of its own activation;
# - work out how every output of a softmax answers to every input.
#
# **You need** derivatives of one variable and the neuron of notebook 01.
# **Time** about 75 minutes, a third of it in the two widgets.

# %%
# "No module named ..."? Choose the kernel .venv (in VS Code: top right), or use run.py lab.
import numpy as np
from lecture_lib import check, predict, relu, reveal, sigmoid, tanh
from lecture_lib.interactive import quiz

# %% [markdown]
# ## 02.1 A curve and its slope
#
# A neuron adds up its inputs and gets a number $z$. The activation $g$ bends it: $a = g(z)$. Two things about $g$ matter.
# Its **value** is what the neuron says. Its **slope** $g'(z)$ is how much of a small change of $z$ comes through to $a$.
# Training needs the slope: no slope, no learning.
#
# The sigmoid squeezes every number into the range from 0 to 1, and its slope can be read off its value:
#
# $$\sigma(z) = \frac{1}{1 + e^{-z}}, \qquad
#   \sigma'(z) = \frac{e^{-z}}{(1 + e^{-z})^2} = \sigma(z)\,\bigl(1 - \sigma(z)\bigr).$$
#
# **Predict first.** At which $z$ is the sigmoid steepest, and how steep is it there?

# %%
predict("02.1", "The sigmoid is steepest at z = {steepest_at}. Its slope there is {slope_there}.")

# %% [markdown]
# The equations, for 1201 values of $z$ at once.

# %%
z = np.linspace(-6, 6, 1201)
a = 1 / (1 + np.exp(-z))
slope = a * (1 - a)
reveal("02.1", steepest_at=z[slope.argmax()], slope_there=slope.max())

# %% [markdown]
# At most a quarter of a change comes through a sigmoid. Keep that number in mind.
#
# Is the slope right? Here is a second road that knows nothing of our formula. Add a tiny *imaginary* number $ih$ to $z$.
# Then $g(z + ih) \approx g(z) + ih\,g'(z)$, so the imaginary part holds the slope. Nothing is subtracted, so no digit is
# lost. The library's `sigmoid` has its slope as `sigmoid.slope`, and all three must agree.

# %%
h = 1e-30
by_complex_step = np.imag(1 / (1 + np.exp(-(z + 1j * h)))) / h
assert np.allclose(slope, by_complex_step) and np.allclose(slope, sigmoid.slope(z))

# %% [markdown]
# Now the others. Each is a line of code, and so is its slope.
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
# The library's functions, slopes included, must agree with ours; and so must the difference quotients, away from 0.

# %%
import lecture_lib

away = np.abs(z) > 0.001
for name, (value, slope) in pairs.items():
    g = getattr(lecture_lib, name)
    assert np.allclose(g(z), value) and np.allclose(g.slope(z), slope)
    assert np.allclose((g(z + 1e-5) - g(z - 1e-5))[away] / 2e-5, slope[away], atol=1e-6)

# %% [markdown]
# All eight, each together with its slope. The leaky ones are drawn with $\varepsilon = 0.2$, so that you can see the leak.

# %%
from lecture_lib.labs.activations import activation_gallery

activation_gallery()

# %% [markdown]
# ### Sigmoid and tanh are one curve
#
# Stretch the sigmoid to the range of tanh: $2\sigma(\cdot) - 1$ goes from $-1$ to $1$. Start from tanh, add and subtract
# one $e^{-z}$ above the line, then divide by $e^z$:
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
# Half as steep. It is tanh as well, run at half the speed: put $z/2$ for $z$ in the equation above.

# %%
assert np.allclose(2 * sigmoid(2 * z) - 1, tanh(z))
assert np.allclose(2 * sigmoid(z) - 1, tanh(z / 2))

# %% [markdown]
# The figure once more: on the left the bounded functions, on the right ReLU with leaks of several sizes.

# %%
from lecture_lib.nn import make_leaky_relu, make_sign
from lecture_lib.drawing import figure, plot_curves, render_figure

fig, (left, right) = figure(7.2, 3.4, ncols=2)
bounded = {"D's step": make_sign(+1), "sigmoid": sigmoid, "tanh": tanh,
           "2σ(u) − 1": lambda u: 2 * sigmoid(u) - 1}
told = plot_curves(left, {name: (z, g(z)) for name, g in bounded.items()}, "u", "activation")
leaks = {f"ε = {e}": (z, make_leaky_relu(e)(z)) for e in (0.0, 0.01, 0.1, 0.3)}
render_figure(fig, told + " " + plot_curves(right, leaks, "u", "activation"))

# %% [markdown] slide_check="02.1" lecture="D"
# - **The slide says:** The step and tanh function have a range of $(-1, 1)$.
# - **What holds:** The range of tanh is the open interval $(-1, 1)$: it comes near both ends and reaches neither. The step takes two values, $-1$ and $+1$: its range is the set $\{-1, +1\}$, and no number between them ever comes out.
# - **Why:** One caption serves two functions. The difference is the whole story of this notebook: whoever takes only two values has no slope.

# %%
steps = make_sign(+1)(z)
print("values of D's step:", np.unique(steps), "  any in between:", (np.abs(steps) < 1).any())
print("tanh:", tanh(z).min(), "to", tanh(z).max(), " but in floats tanh(20) =", float(tanh(20.0)))

# %% [markdown]
# In exact arithmetic tanh never reaches 1. In floats it does, from about $z = 19$ on: the distance to 1 is then smaller
# than half a step of the float grid. This will come back as *saturation*.
#
# Now play. Drag the purple point along $z$ (or use the arrow keys, or type $z$). The triangle on the tangent is 1 wide, so
# its height is the slope. The same height stands in the lower frame. The bars multiply that slope by itself, as often as
# there are layers. Leaky ReLU and PReLU have a square handle that tilts their left branch. Then choose tanh: it is steepest
# at 0. Where is it half as steep?

# %%
from lecture_lib.labs.activations import tangent

tangent(goal="half as steep")

# %% [markdown]
# **Check yourself.** A tanh unit gives $a = 0.6$. What is its slope there? No calculator is needed.

# %%
slope_of_the_unit = ...
check("02.1", slope_of_the_unit)

# %% [markdown]
# ## 02.2 Exactly at 0
#
# Sign and step jump at 0. ReLU has a kink: from the left its slope is 0, from the right it is 1, and at 0 there is
# none. A program must answer something, so people agree on a convention. Here are the lectures', side by side:
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
# At a jump no slope makes sense: the difference quotients grow without end. At the kink, the two sides give 0 and 1, and
# every number between them is the slope of a line that touches the curve without crossing it. Such a slope is called a
# *subgradient*. For training any of them will do.

# %%
for h in (0.1, 0.001):
    right, left = (relu(h) - relu(0.0)) / h, (relu(0.0) - relu(-h)) / h
    jump = (make_sign()(h) - make_sign()(-h)) / (2 * h)
    print(f"h = {h}: ReLU right {right:g}, ReLU left {left:g}, across the jump {jump:g}")

# %% [markdown] slide_check="02.2" lecture="D"
# - **The slide says:** $\dot\sigma_\text{ReLU}(u) = \mathbf 1\{u \ge 0\}$, so the derivative at $u = 0$ is 1.
# - **What holds:** At 0 the ReLU has no derivative: the quotients above are 1 from the right and 0 from the left. 1 is a convention, as good as 0 or ½. The same goes for the leaky ReLU's formula.
# - **Why:** Where the two cases of a definition meet, the case that holds the point was differentiated. For the step, a page earlier, the same slides are careful and write $u \ne 0$.

# %% [markdown]
# In the widget, press the dots at $z = 0$ in the lower frame: left, middle, right. Which of them is lecture D's? For the sign
# and the step the three dots are in the upper frame.

# %%
tangent(g="relu", z=0.0, goal="D’s convention")

# %% [markdown]
# ### Does it matter?
#
# **Predict first.** 4000 handwritten digits go through a layer of 100 units with random weights. That makes 400 000 sums.
# How many of them are exactly 0?

# %%
predict("02.2", "Of the 400 000 sums, {exact_zeros} are exactly 0.")

# %%
from lecture_lib.data import digits

x, y, x_test, y_test = digits()
W = np.random.default_rng(0).normal(0, 0.05, (100, 784))
Z = x @ W.T
reveal("02.2", exact_zeros=int((Z == 0).sum()))

# %% [markdown]
# Not one. A float has about 16 digits, and a sum of hundreds of products all but never hits 0 on the dot. So most of the
# time the convention has no effect at all. There are two exceptions.
#
# **Whole numbers.** In lecture B's 3-4-4-4-3 network (notebook 05) all weights are whole, and $z^{[3]}_1$ is exactly 0.
# There the convention decides whether the unit learns.

# %%
from lecture_lib import backward, cross_entropy, forward
from lecture_lib.data import LECTURE_EXAMPLES

net, x_B = LECTURE_EXAMPLES["3-4-4-4-3"]
for at_zero in (0, 1):
    trace = forward(net.with_layer(3, g=make_relu(at_zero)), x_B)
    grads = backward(trace, [0, 0, 1], cross_entropy)
    print(f"slope {at_zero} at z = {trace.z[3][0]:g}: gradient of unit 1", grads.dW[3][0].round(1))

# %% [markdown]
# **Silent layers.** If all units of a ReLU layer give 0 for some example and the biases are 0, then every sum of the next
# layer is exactly 0. In wide layers this is rare. In narrow ones it is not.

# %%
from lecture_lib import MLP

for sizes in ((784, 100, 10), (784, 10, 10, 10), (784, 3, 3, 10)):
    trace = forward(MLP.random(sizes, relu, rng=np.random.default_rng(0)), x)
    share = [f"{(z_l == 0).mean():.2%}" for z_l in trace.z[1:]]
    print(f"{sizes}: exact zeros, layer by layer: {', '.join(share)}")

# %%
quiz("02.2")

# %% [markdown]
# ## 02.3 Where the slope dies
#
# A weight learns through the chain rule. For one unit with $z = wx + b$ and $a = g(z)$
#
# $$\frac{\partial L}{\partial w} = \frac{\partial L}{\partial a}\cdot g'(z)\cdot x.$$
#
# The middle factor is the slope. If it is 0, the weight does not move, however wrong the output is. The step has slope
# 0 at every $z$ but one. So let us train a hidden layer of step units on four clouds and see.
#
# **Predict first.** The network has three hidden units and one sigmoid output. How many of its nine hidden parameters
# will have moved after 300 epochs, with the step, and with the sigmoid?

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
# Not one hidden weight moved, not by a single bit. The gradient is not small; it is exactly 0. Central differences, which
# know nothing of our slopes, say the same. (The output layer of that network did learn. It makes the best of hidden
# units that stay as chance made them.)

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
# In a deep network the slopes multiply, one factor a layer. The sigmoid passes on at most $\tfrac14$. With weights of 1:
#
# $$\frac{\partial a^{[k]}}{\partial z^{[1]}} = g'(z^{[1]})\,g'(z^{[2]}) \cdots g'(z^{[k]}) \;\le\; \left(\tfrac14\right)^k
#   \quad\text{for the sigmoid.}$$
#
# **Predict first.** What is that bound for ten layers? A power of ten will do.

# %%
predict("02.3", "Ten sigmoid layers pass on at most {bound_for_ten} of a change.")

# %%
reveal("02.3", bound_for_ten=0.25**10)

# %% [markdown]
# That is the bound, taken at $z = 0$ in every layer. What really arrives? We start 2000 chains at normal random $z$ and
# let each unit feed the next. First the loop, then the library's `chain_slopes`, which must agree.

# %%
from lecture_lib.training import chain_slopes

starts = np.random.default_rng(0).normal(size=2000)
z_l, product, arrives = starts, np.ones(2000), []
for _ in range(10):
    product = product * sigmoid.slope(z_l)
    z_l = sigmoid(z_l)
    arrives.append(product)
assert np.allclose(arrives, chain_slopes(sigmoid, starts, 10))

# %%
layers = np.arange(1, 11)
median = lambda g: np.median(chain_slopes(g, starts, 10), axis=1)
fig, ax = figure(6.4, 3.8)
lines = {"bound for the sigmoid, 4⁻ᵏ": (layers, 0.25**layers),
         "sigmoid": (layers, median(sigmoid)), "tanh": (layers, median(tanh)),
         "leaky ReLU, ε = 0.01": (layers, median(lecture_lib.leaky_relu))}
render_figure(fig, plot_curves(ax, lines, "layers k", "slope through k layers (median)", log="y"))

# %% [markdown]
# The sigmoid loses a factor of more than four with each layer. Tanh, which is as steep as 1 at 0, loses far less. The
# median leaky ReLU chain starts below 0 and loses a factor of 100 a layer; the others lose nothing. For the ReLU no median
# tells the story, for only two results are possible:

# %%
results, counts = np.unique(chain_slopes(relu, starts, 10)[-1], return_counts=True)
dict(zip(results.tolist(), counts.tolist()))

# %% [markdown]
# Half of the ReLU chains pass everything on, the other half nothing. Weights other than 1 add their own factors; how to
# choose them is the subject of notebook 10. In the widget, look for a $z$ at which ten layers keep half of a change.

# %%
tangent(g="sigmoid", z=0.0, goal="ten layers")

# %% [markdown]
# ### Counted on real digits
#
# How often does a slope die in practice? We say what we count: a slope is **dead** when it lies below 0.01, so that less
# than a hundredth of a change comes through. A unit is **stuck** when its slope is dead on *every* image. First in the
# notebook's own words, on the 4000 sums of each of 100 units:

# %%
dead_share = (sigmoid.slope(Z) < 0.01).mean()
n_stuck = (sigmoid.slope(Z) < 0.01).all(axis=0).sum()
print(f"weights of spread 0.05: {dead_share:.1%} of the slopes are dead, {n_stuck} units are stuck")

# %% [markdown]
# **Predict first.** The weights above have standard deviation 0.05. Now make them 20 times as large, so that their spread
# is 1. Which share of the slopes is dead then, for sigmoid, tanh and ReLU? Give three numbers between 0 and 1.

# %%
predict("02.3", "With spread 1, the share of dead slopes is {sigmoid} for the sigmoid, "
        "{tanh} for tanh and {relu} for the ReLU.")

# %%
from lecture_lib.training import is_always_saturated, is_saturated

assert is_saturated(sigmoid, Z).mean() == dead_share
assert is_always_saturated(sigmoid, Z).sum() == n_stuck
reveal("02.3", **{g.name: is_saturated(g, 20 * Z).mean() for g in (sigmoid, tanh, relu)})

# %% [markdown]
# For the ReLU nothing has changed: half of its slopes are 0 at any spread, for the sign of $z$ does not mind a factor.
# That is no fault. A ReLU unit needs only *some* images on which it is alive. The curved functions suffer: most
# sums now lie far out, where the curve is flat.
#
# Move the spread yourself, until few slopes are dead and the outputs still differ: the marks below the picture's two bars
# say how few, and how far. The small squares are the 100 units; a full one is dead on most images, a crossed-out one on
# all. And what silences a ReLU unit on all images?

# %%
from lecture_lib.labs.activations import saturation

saturation(goal="both marks")

# %% [markdown]
# And after training? Two starts for each function: weights of the natural spread $\sqrt{1/784}$ (for ReLU
# $\sqrt{2/784}$), or of spread 1. Three epochs each, in batches of 50.

# %%
from lecture_lib import cross_entropy, one_hot, softmax
from lecture_lib.interactive import progress_bar

def trained_on_digits(g, spread, rate=0.5):
    rng = np.random.default_rng(0)
    first = MLP.random((784, 100, 10), g, softmax, rng=rng)
    if spread:
        first = first.with_layer(1, W=rng.normal(0, spread, (100, 784)))
    run = descend(first, x, one_hot(y, 10), cross_entropy, SGD(rate), batch=50, rng=rng, every=3)
    return first, next(run).net

# %%
cases, rows = [(g, spread) for g in (sigmoid, tanh, relu) for spread in (None, 1.0)], []
for g, spread in progress_bar(cases, "training"):
    nets = trained_on_digits(g, spread)
    shares = [is_saturated(g, forward(net, x).z[1]).mean() for net in nets]
    right = (nets[1](x_test).argmax(axis=1) == y_test).mean()
    rows.append(f"{g!s:8} spread {spread or 'natural':8} dead before {shares[0]:6.1%}, "
                f"after {shares[1]:6.1%}   right on new images {right:.1%}")
print("\n".join(rows))

# %% [markdown]
# Read the table with care. A bad spread costs accuracy with every function. For sigmoid and tanh the dead share hardly
# falls: what is flat stays flat. But dead slopes alone do not decide how well a network does. The healthy ReLU network
# ends with more dead slopes than it began with, and it is the best of the six.
#
# ### The unit that never comes back
#
# With a rate of 1, twice as large, the first steps throw some ReLU units far to the negative side.

# %%
_, hurt = trained_on_digits(relu, None, rate=1.0)
dead = is_always_saturated(relu, forward(hurt, x).z[1])
print(f"{dead.sum()} of 100 units are dead on all 4000 images")

# %% [markdown]
# We go on for three more epochs with a milder rate of 0.3, from the same weights, and give the layer a leak from here on:
# $\varepsilon$ = 0 (no leak), 0.01, 0.1 and 0.3. A unit is *back* when its $z$ is above 0 on some image again.
#
# **Predict first.** How many of the dead units are back, for each of the four leaks?

# %%
predict("02.3", "With the leaks 0, 0.01, 0.1 and 0.3, the numbers of units that are back "
        "are {units_back}.", units_back=list)

# %%
after = {}
for leak in progress_bar((0.0, 0.01, 0.1, 0.3), "training on"):
    run = descend(hurt.with_layer(1, g=make_leaky_relu(leak)), x, one_hot(y, 10), cross_entropy,
                  SGD(0.3), batch=50, rng=np.random.default_rng(1), every=3)
    after[leak] = next(run).net
back = [int((forward(net, x).z[1] > 0).any(axis=0)[dead].sum()) for net in after.values()]
reveal("02.3", units_back=back)

# %% [markdown]
# Without a leak not one unit comes back. Its gradient is exactly 0, so its weights stay as they are, to the last bit. For
# the first hidden layer this is for ever: its inputs, the images, never change. (A deeper unit can be woken if the layers
# below it move.)
#
# A leaky unit always gets a gradient, and every one of them has moved. How far depends on the leak: with the usual 0.01
# none was back after three epochs, with 0.1 a few, with 0.3 about half. So a leak of 0.01 is no cure for a rate that was
# far too large.

# %%
grads = backward(forward(hurt, x), one_hot(y, 10), cross_entropy)
assert not grads.dW[1][dead].any() and not grads.db[1][dead].any()
assert np.array_equal(after[0.0][1].W[dead], hurt[1].W[dead])
assert (after[0.01][1].W[dead] != hurt[1].W[dead]).any(axis=1).all()

# %%
quiz("02.3")

# %% [markdown]
# ## 02.4 PReLU: the leak is learned
#
# How large should the leak be? Do not choose it: learn it, like a weight. That is the *parametric* ReLU, PReLU.
#
# $$a = \max(0, z) + \varepsilon \min(0, z), \qquad \frac{\partial a}{\partial \varepsilon} = \min(0, z), \qquad
#   \frac{\partial L}{\partial \varepsilon} = \sum \frac{\partial L}{\partial a}\,\min(0, z).$$
#
# $\varepsilon$ meets $z$ where $z$ is negative, and nowhere else. One $\varepsilon$ serves all units of a layer, so the sum
# goes over units and examples: every path through $\varepsilon$ counts.

# %%
z_4 = np.array([[-2.0, 3.0], [-0.5, -4.0]])
da = np.array([[0.5, 7.0], [1.0, -0.25]])
depsilon = np.sum(da * np.minimum(0, z_4))
depsilon

# %% [markdown]
# Check it on two other roads. Take $L = \sum \text{da} \cdot a$ with fixed numbers da, so that $\partial L / \partial a$ is da.
# Then move $\varepsilon$: a little up and down, or by an imaginary $ih$.

# %%
from lecture_lib.nn import epsilon_gradient, make_prelu

L = lambda eps: np.sum(da * (np.maximum(0, z_4) + eps * np.minimum(0, z_4)))
assert np.isclose(depsilon, central_difference(L, 0.25))
assert np.isclose(depsilon, np.imag(L(0.25 + 1e-30j)) / 1e-30)
assert depsilon == epsilon_gradient(z_4, da)

# %% [markdown]
# ### One unit, three targets
#
# A single unit $a = \text{PReLU}(x)$, its weight fixed at 1, shall follow three targets: the line $x$, the hinge
# $\max(0, x)$, and the size $|x|$. All that can move is $\varepsilon$. It starts at 0.25.
#
# **Predict first.** Where will $\varepsilon$ end for each of them?

# %%
predict("02.4", "ε ends at {line} for the line, at {hinge} for the hinge "
        "and at {size} for the size.")

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
# The leak finds the slope of the target's left side: 1 makes the unit a straight line, 0 a ReLU, $-1$ a fold. Watch it go
# there:

# %%
fig, ax = figure(6.4, 3.4)
told = plot_curves(ax, {name: (range(41), path) for name, path in paths.items()}, "step", "ε")
render_figure(fig, told)

# %% [markdown]
# In the library `train_prelu` does the same for whole networks: it trains all $W$, all $b$ and every $\varepsilon$, or, if asked,
# $\varepsilon$ alone. It must go the same way.

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
# The fold has a negative $\varepsilon$. Nothing forbids that: gradient descent does not know that a leak was meant to be
# small. So a formula for PReLU must hold for every $\varepsilon$. Lecture D's leaky ReLU has the $\varepsilon$ inside the
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
# - **Why:** Multiplying by a negative number turns a minimum into a maximum. For a leak that is fixed and positive nobody notices; learning can carry $\varepsilon$ below 0, as the fold shows.

# %% [markdown]
# ### Is a learned leak better?
#
# Not always. Networks with one hidden layer of 2 or of 4 units learn $\sin 2x$, once with ReLU and once with PReLU, from the
# same eight starts each. What came out:

# %%
from lecture_lib import identity

def sine_losses(hidden, g, steps=800):
    losses = []
    for seed in range(8):
        first = MLP.random((1, hidden, 1), g, identity, rng=np.random.default_rng(seed))
        if g is relu:
            last = next(descend(first, column, np.sin(2 * column), half_squares, every=steps))
        else:
            *_, last = islice(train_prelu(first, column, np.sin(2 * column), half_squares), steps)
        losses.append(last.loss)
    return np.sort(losses)

# %%
pairs = [(hidden, g) for hidden in (2, 4) for g in (relu, make_prelu(0.25))]
for hidden, g in progress_bar(pairs, "learning"):
    losses = sine_losses(hidden, g)
    print(f"{hidden} units, {'ReLU ' if g is relu else 'PReLU'}: median loss "
          f"{np.median(losses):.4f}, from {losses[0]:.4f} to {losses[-1]:.4f}")

# %% [markdown]
# The best of the eight PReLU networks with two units beats the best ReLU network: one number more, and it can bend what two
# kinks alone cannot. But the medians hardly differ, and with four units there is nothing to choose between the two. Where a
# start gets stuck matters far more than the leak. Eight starts are few; try more.
#
# **Check yourself.** A layer of one PReLU unit has seen three examples with $z = (-1, 3, -2.5)$, and
# $\partial L / \partial a = (2.5, 2, -0.5)$. What is $\partial L / \partial \varepsilon$?

# %%
gradient_of_epsilon = ...
check("02.4", gradient_of_epsilon)

# %% [markdown]
# ## 02.5 Softmax: one function of a whole vector
#
# All functions so far took one number. The softmax takes a vector and gives a vector of the same length:
#
# $$\tau(z)_i = \frac{e^{z_i}}{e^{z_1} + \dots + e^{z_k}}.$$
#
# The outputs are positive and sum to 1. The sum below the line holds every $z$, so every output depends on every input.
# Then one slope is not enough. There is a table of them, the **Jacobian**: row $i$, column $j$ says how much output $i$
# changes with input $j$.
#
# **Predict first.** Take $z = (0.4, 1, 2)$ and raise $z_2$ a little. Do $p_1$, $p_2$, $p_3$ go "up" or "down"? And what
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
# One goes up, the others go down, and the sum stays 1. Now exactly. By the quotient rule, with $s$ for the sum below the
# line and $p = \tau(z)$:
#
# $$\frac{\partial p_i}{\partial z_i} = \frac{e^{z_i} s - e^{z_i} e^{z_i}}{s^2} = p_i - p_i^2, \qquad
#   \frac{\partial p_i}{\partial z_j} = \frac{0 - e^{z_i} e^{z_j}}{s^2} = -p_i p_j \quad (j \ne i).$$
#
# Both at once, as lecture B has it: $J = \operatorname{diag}(p) - p\,p^\top$.

# %%
p = tau(z_5)
J = np.diag(p) - np.outer(p, p)
J.round(4)

# %% [markdown]
# Row by row against central differences, then against the library's softmax.

# %%
from lecture_lib import softmax

for i in range(3):
    assert np.allclose(J[i], central_difference(lambda v: tau(v)[i], z_5), atol=1e-9)
assert np.allclose(J, softmax.slope(z_5)) and np.allclose(p, softmax(z_5))

# %%
from lecture_lib.drawing import heatmap

heatmap(J, ["p₁", "p₂", "p₃"], ["z₁", "z₂", "z₃"], "How each output answers to each input")

# %% [markdown]
# The table has four properties that are worth knowing by heart.
#
# - Each **row** sums to 0: raising all inputs by the same amount changes nothing.
# - Each **column** sums to 0: whatever one input does, the probabilities still add up to 1.
# - It is **symmetric**: input $j$ moves output $i$ exactly as input $i$ moves output $j$.
# - It is **singular**. There is a direction, $(1, 1, 1)$, along which nothing changes, so it cannot be inverted.

# %%
assert np.allclose(J.sum(axis=1), 0) and np.allclose(J.sum(axis=0), 0) and np.allclose(J, J.T)
assert np.allclose(J @ [1, 1, 1], 0) and np.isclose(np.linalg.det(J), 0)
print("rank:", np.linalg.matrix_rank(J), "of 3,  eigenvalues:", np.linalg.eigvalsh(J).round(4))

# %% [markdown]
# A softmax saturates too. The further its inputs lie apart, the surer it is, and the less it answers.

# %%
for factor in (1, 3, 10, 30):
    print(f"z times {factor:2}: largest p {tau(factor * z_5).max():.6f}, "
          f"largest entry of J {np.abs(softmax.slope(factor * z_5)).max():.1e}")

# %% [markdown]
# With two inputs $(x, -x)$ the softmax gives $e^x / (e^x + e^{-x})$, which lecture B jots down beside its formula. You have
# met it in 02.1: it is $\sigma(2x)$.

# %%
first_of_two = np.exp(z) / (np.exp(z) + np.exp(-z))
assert np.allclose(first_of_two, sigmoid(2 * z)) and np.allclose(2 * first_of_two - 1, tanh(z))

# %% [markdown] slide_check="02.5" lecture="D"
# - **The slide says:** The activation function $S^{[\ell]} : \mathbb R^{N_\ell} \to \mathbb R^{N_\ell}$ is a non-linear multivalued function.
# - **What holds:** It is *vector-valued*: each input has one output, and that output is a vector. Nor need it be non-linear: the same lecture uses the identity, in the output layer of its approximation theorem.
# - **Why:** A multivalued function gives several results for one input, as a square root with both signs would. That is another thing.

# %% [markdown]
# **Check yourself.** A softmax gives $p = (0.3, 0.5, 0.2)$. What stands in row 1, column 2 of its Jacobian?

# %%
entry = ...
check("02.5", entry)

# %% [markdown]
# Now the [exercises](../exercises/02_activations.ipynb).
#
# ## Summary
#
# - An activation has a value, which the neuron says, and a slope, which is all that training hears.
# - Sigmoid: $a(1 - a)$, at most ¼. Tanh: $1 - a^2$, at most 1. They are one curve: $\tanh z = 2\sigma(2z) - 1$.
# - What holds at exactly 0 is a convention. Floats hardly ever ask; whole numbers and silent layers do.
# - A step has slope 0, so its weights never move. Flat parts of other functions do the same by degrees, and slopes multiply
#   through the layers.
# - A ReLU unit that is below 0 on all inputs gets no gradient and stays as it is. A leak keeps it moving, the more the larger it is.
# - PReLU learns its leak: $\partial L / \partial \varepsilon = \sum \text{da} \cdot \min(0, z)$.
# - A softmax answers with a table: $J = \operatorname{diag}(p) - p\,p^\top$, whose rows and columns sum to 0.
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
