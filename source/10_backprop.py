# %% [markdown]
# # 10 · Find every gradient by backpropagation
#
# **You will be able to**
#
# - work out every derivative of a network's loss on paper, layer by layer, from the output back;
# - write the backward pass in five lines, and in lecture D's general form;
# - check a gradient in two ways, tell which mistake a wrong one contains, and test a network before you train it;
# - predict, count and time what a backward pass costs;
# - say when gradients vanish or explode with depth, and what to do about it.
#
# **You need** forward passes (notebook 05), softmax (06), the loss and gradient descent (08), the chain rule (09).
# **Time** about 100 minutes, half of it with the stepper and the gallery.

# %%
# "No module named ..."? Choose the kernel .venv (in VS Code: top right), or use run.py lab.
import numpy as np
from lecture_lib import MLP, backward, check, forward, half_squares, hint, predict, relu, reveal
from lecture_lib import sigmoid, solution, tanh, update

# %% [markdown]
# ## 10.1 One neuron
#
# Forward, a neuron makes a weighted sum and bends it: $z = w \cdot x + b$, $a = \sigma(z)$. Lecture A calls $z$ the
# *logit*, and its *total input*; in this course it is the *pre-activation*. The output is a smooth and bounded function
# of it: $\sigma$ has a derivative everywhere, and $a$ stays between 0 and 1. The loss compares $a$ with the target $y$,
# $L = \tfrac12 (a - y)^2$. *Backpropagation* computes all derivatives of the loss in one pass from the output back to
# the input. For one neuron, three small facts are enough:
#
# $$\frac{\partial z}{\partial w_i} = x_i, \qquad \frac{\partial z}{\partial x_i} = w_i, \qquad
# \frac{da}{dz} = a\,(1 - a).$$
#
# Everything else is the chain rule. Lecture A calls the output $y$. Here $y$ is the target, and $a$ is the output.

# %%
w, b, x, y = np.array([2.0, -1.0]), 0.5, np.array([1.0, 2.0]), 1.0
z = w @ x + b
a = 1 / (1 + np.exp(-z))

# %% [markdown]
# **Predict first.** The output is about 0.62 and should be 1. What sign will $\partial L/\partial z$ have? Which of the
# two weights gets the larger derivative in absolute value, the first or the second?

# %%
predict("10.1", "The sign of ∂L/∂z is {sign}, and weight {larger} gets the larger derivative.",
        sign=(-1, 1), larger=(1, 2))

# %%
da = a - y
dz = da * a * (1 - a)
dw, dx, db = dz * x, dz * w, dz
reveal("10.1", sign=int(np.sign(dz)), larger=int(np.abs(dw).argmax()) + 1)

# %% [markdown]
# We write `dz` for $\partial L/\partial z$, and so on; such a derivative has the shape of what it belongs to. It is
# negative, so a larger $z$ would make the loss smaller. The second weight reads the larger input, so a change of it
# changes the loss more. In the picture, every derivative is written beside what it belongs to:

# %%
from lecture_lib.labs.backprop import backward_pass_diagram

backward_pass_diagram(MLP(([w], [b], sigmoid)), x, [y])

# %% [markdown]
# Two other ways lead to the same numbers: the course's `backward`, and a small change of each weight in both directions.

# %%
neuron = MLP(([w], [b], sigmoid))
grads = backward(forward(neuron, x), [y], half_squares)
assert np.allclose(grads.dW[1], dw) and np.allclose(grads.da[0], dx)

# %%
loss = lambda w: (1 / (1 + np.exp(-(w @ x + b))) - y) ** 2 / 2
nudges = 1e-5 * np.eye(2)
assert np.allclose([(loss(w + h) - loss(w - h)) / 2e-5 for h in nudges], dw)
print("dz =", dz.round(5), "  dw =", dw.round(5), "  dx =", dx.round(5))

# %% [markdown] slide_check="10.1" lecture="A"
# - **The slide says:** $z = \mathbf{x}^\top\mathbf{w} = b + \sum_i w_i x_i$.
# - **What holds:** With the numbers above, $\mathbf{x}^\top\mathbf{w} = 0$ and $b + \sum_i w_i x_i = 0.5$. They agree only if $\mathbf{x}$ has an extra 1 and $\mathbf{w}$ holds $b$ beside it.
# - **Why:** The slide before writes the neuron without a bias, and this one adds it. Read $\mathbf{x}$ as $(1, x_1, x_2, \dots)$; then $\partial z/\partial b = 1$ is the same rule as $\partial z/\partial w_i = x_i$.

# %%
with_one, with_bias = np.append(1, x), np.append(b, w)
print("x·w =", x @ w, "  b + Σ =", z, "  with the 1:", with_one @ with_bias)
assert with_one @ with_bias == z != x @ w

# %% [markdown]
# The same lecture writes the slope of the sigmoid in two ways, once with $\partial$ and once with $\mathrm d$. Does the
# difference matter here? We take the derivative of $a$ with respect to $z$, and once more while the weights are
# held fixed and $z$ is moved by an input.

# %%
sigma, h = (lambda z: 1 / (1 + np.exp(-z))), 1e-5
by_z = (sigma(z + h) - sigma(z - h)) / (2 * h)
x_up, x_down = x + [h, 0], x - [h, 0]
by_input = (sigma(w @ x_up + b) - sigma(w @ x_down + b)) / (w @ x_up - w @ x_down)
assert np.allclose([by_z, by_input], a * (1 - a))

# %% [markdown] slide_check="10.1" lecture="A"
# - **The slide says:** $\dfrac{\partial y}{\partial z} = y(1 - y)$; on the next slide the same slope is written $\dfrac{\mathrm d y_j}{\mathrm d z_j}$.
# - **What holds:** The two are the same number, $a(1 - a)$, however $z$ is moved, as computed above. Since $y$ depends on nothing but $z$, the straight $\mathrm d$ is the usual way to write it.
# - **Why:** The round $\partial$ says that other variables are held fixed. Here there are none. On the next slide there are, and one of its $\mathrm d$ should be a $\partial$ (section 10.2).

# %% [markdown]
# **Check yourself.** Another neuron has $w = (3, -1)$ and reads $x = (2, 5)$. Its bias is such that its output is
# $a = 0.8$. The target is $y = 1$. What is $\partial L/\partial w_1$?

# %%
dw1 = ...
check("10.1", dw1)   # stuck? hint("10.1") · tried? solution("10.1")

# %% [markdown]
# ## 10.2 One layer, all layers
#
# In a network, many units $j$ read the same activation $a_i$. Each sends its part back along its edge, and the parts
# are *added*. For one layer whose $W$ has one row per unit,
#
# $$dz = da \odot g'(z), \qquad dW = dz\, a_\text{before}^\top, \qquad db = dz, \qquad da_\text{before} = W^\top dz.$$
#
# Look at the last one. Forward, unit $j$ adds along *row* $j$ of $W$; backward, unit $i$ adds along *column* $i$. Lecture
# A writes $\sum_j w_{ij}\,\partial L/\partial z_j$. Its $w_{ij}$ belongs to the edge from $i$ to $j$ and is our `W[j, i]`.
#
# Here is a network with two layers of sigmoids, and its forward pass.

# %%
net = MLP(([[2, -1], [-2, 2]], [0, 0], sigmoid), ([[2, -1]], [0], sigmoid))
x, y = np.array([1.0, 2.0]), np.array([1.0])
trace = forward(net, x)
[a_l.round(4) for a_l in trace.a]

# %% [markdown]
# **Predict first.** The output is too small. It reads hidden unit 1 with the weight 2 and hidden unit 2 with the weight −1.
# What are the signs of `da` of the two hidden units: should each give more (−1) or less (+1) to make the loss fall?

# %%
predict("10.2", "The signs of da of hidden units 1 and 2 are {signs} (two numbers, each −1 or 1).",
        signs=list)

# %% [markdown]
# This is the whole backward pass: the four rules, from the last layer to the first.

# %%
da, dW, db = trace.a[-1] - y, {}, {}
for l in range(len(net), 0, -1):
    dz = da * trace.a[l] * (1 - trace.a[l])
    dW[l], db[l] = np.outer(dz, trace.a[l - 1]), dz
    da, da_above = net[l].W.T @ dz, da

# %%
reveal("10.2", signs=np.sign(da_above).astype(int))

# %% [markdown]
# The library's `backward` gives the same. It returns all derivatives in one record, indexed as the trace is: `grads.dW[l]`
# belongs to `net[l].W`.

# %%
grads = backward(trace, y, half_squares)
assert all(np.allclose(grads.dW[l], dW[l]) and np.allclose(grads.db[l], db[l]) for l in (1, 2))
dW

# %% [markdown]
# What are they good for? For a step downhill, $W \leftarrow W - \eta\, dW$. For a small learning rate $\eta$, the loss
# should fall by $\eta$ times the sum of all squared derivatives. Does it?

# %%
rate = 0.01
before, after = (half_squares.of(forward(n, x), y) for n in (net, update(net, grads, rate)))
squares = sum((d**2).sum() for part in (grads.dW, grads.db) for d in part[1:])
assert np.isclose(before - after, rate * squares, rtol=0.01)
print(f"the loss falls by {before - after:.3e}; the gradient predicts {rate * squares:.3e}")

# %% [markdown]
# Now it is your turn. The stepper shows the forward numbers of this network and hides the backward ones: `da` and `dz`
# on each unit, the derivative of each weight beside the weight. Work them out from right to left. When all are filled in,
# take the step and watch the loss. The second network has ReLUs and whole numbers, and one of its units is silent.

# %%
from lecture_lib.labs.backprop import backward_stepper

backward_stepper(goal="the backward pass")

# %% [markdown] slide_check="10.2" lecture="A"
# - **The slide says:** $\dfrac{\partial L}{\partial y_i} = \sum_j \dfrac{dz_j}{dy_i}\,\dfrac{\partial L}{\partial z_j}$, with a straight $d$.
# - **What holds:** It should be $\partial z_j/\partial y_i = w_{ij}$. The straight $dz_1/dy_1$ is a different number: the change of $z_1$ when $y_1$ moves and everything that depends on the same input moves with it. The next cell shows both.
# - **Why:** $z_j$ reads many $y_i$. The round $\partial$ says that the others are held fixed. In $dy_j/dz_j$ the straight $d$ is right, because $y_j$ depends only on $z_j$.

# %%
def z2_along(t):
    """Move the first input by t: both hidden values move."""
    return forward(net, x + [t, 0]).a[1][0], forward(net, x + [t, 0]).z[2][0]

(a_minus, z_minus), (a_plus, z_plus) = z2_along(-1e-5), z2_along(1e-5)
along = (z_plus - z_minus) / (a_plus - a_minus)
print("dz/da₁ along:", along.round(4), "  ∂z/∂a₁:", net[2].W[0, 0])

# %%
from lecture_lib.interactive import quiz

quiz("10.2")

# %% [markdown]
# ### Your own backward pass, compared
#
# In a batch, the examples are rows. The rules look different then, but their meaning is the same:
#
# $$dW = dZ^\top A_\text{before}, \qquad db = \text{sum of the rows of } dZ, \qquad dA_\text{before} = dZ\, W.$$
#
# The loss is a mean over the examples, so its $1/n$ enters once, at the very start: $dA = (A - Y)/n$. After that, all sums
# over examples are plain sums.

# %%
rng = np.random.default_rng(10)
small = MLP.random((3, 3, 2), tanh, sigmoid, rng=rng)
X, Y = rng.normal(size=(4, 3)), rng.uniform(size=(4, 2))
t = forward(small, X)

# %% [markdown]
# Fill in what you can, in any order, and run the cell. The forward numbers are `t.z[l]` and `t.a[l]`, the weights
# `small[l].W`. Layer 1 has tanh, whose slope is $1 - a^2$, and layer 2 the sigmoid. What is still `...` is left out of
# the comparison.

# %%
dA2 = ...
dZ2 = ...
dW2 = ...
db2 = ...
dA1 = ...
dZ1 = ...
dW1 = ...
db1 = ...

# %%
from lecture_lib.labs.backprop import compare_gradients

own = {"da2": dA2, "dz2": dZ2, "dW2": dW2, "db2": db2,
       "da1": dA1, "dz1": dZ1, "dW1": dW1, "db1": db1}
compare_gradients(t, Y, half_squares, own)

# %% [markdown]
# *Exact* means that every bit is the same. *Close* means equal up to rounding, as when you added in another order. *Off by*
# comes with the likely mistake. Here is another learner's pass, with two mistakes. Read the table: which two arrays have
# to be corrected, and which will then be right by themselves?

# %%
dz2 = (t.a[2] - Y) / 4 * t.a[2]
da1 = dz2 @ small[2].W
dz1 = da1 * (1 - t.a[1] ** 2)
theirs = {"dz2": dz2, "dW2": dz2.T @ t.a[1], "da1": da1,
          "dz1": dz1, "dW1": dz1.T @ X, "db1": dz1.mean(axis=0)}
compare_gradients(t, Y, half_squares, theirs)

# %% [markdown]
# In `dz2` the slope is wrong, and `db1` is a mean where it should be a sum. The others inherit these errors. In the exercises
# you write the pass for any depth, and your own gradients train a network.
#
# ## 10.3 The general recursive form
#
# Lecture D does not speak of layers with weights. Its model is any chain $a^{[\ell]} = f^{[\ell]}(a^{[\ell-1]};
# \theta^{[\ell]})$, and its algorithm 1 is
#
# $$\zeta^{[L]} = \dot C(a^{[L]}), \qquad \zeta^{[\ell]} = \dot f_a^{[\ell+1]}(a^{[\ell]})\,\zeta^{[\ell+1]}, \qquad
# g_\theta^{[\ell]} = \dot f_\theta^{[\ell]}(\theta^{[\ell]})\,\zeta^{[\ell]}.$$
#
# The vector $\zeta^{[\ell]}$ is our `da[l]`. It starts as $\dot C$, the gradient of the loss with respect to the output, a
# vector of length $N_L$. The symbols $\dot f_a$ and $\dot f_\theta$ stand for *transposed* Jacobians. What shape
# $\dot f_\theta$ has depends on the parameters: $\theta$ may be a matrix and a vector, one number as in PReLU, or nothing.

# %%
from lecture_lib.labs.backprop import chain_diagram

chain_diagram(3)

# %% [markdown]
# In the picture, the lower row runs backwards and reads nothing but the $\zeta$ that arrives and the values that the
# forward pass has kept. A dense layer never needs to write the Jacobians down. It is enough to say what they do to a
# vector:

# %%
def f(a, W, b):
    return np.tanh(W @ a + b)

def f_a(a, W, b, zeta):
    return W.T @ (zeta * (1 - f(a, W, b) ** 2))

def f_theta(a, W, b, zeta):
    dz = zeta * (1 - f(a, W, b) ** 2)
    return np.outer(dz, a), dz

# %% [markdown]
# **Predict first.** A layer reads 3 numbers and has 5 units. What is the shape of $\dot f_a$ in lecture D's convention, and
# of the Jacobian of the same layer in the usual one?

# %%
predict("10.3", "The shape of ḟ_a is {f_a}, that of the Jacobian {jacobian} (two numbers each).",
        f_a=list, jacobian=list)

# %% [markdown]
# We find the second by changing each input a little, and the first by letting $\dot f_a$ act on each unit vector.

# %%
rng = np.random.default_rng(3)
W, b, a = rng.normal(size=(5, 3)), rng.normal(size=5), rng.normal(size=3)
dot_f_a = np.array([f_a(a, W, b, unit) for unit in np.eye(5)]).T
jacobian = np.array([(f(a + h, W, b) - f(a - h, W, b)) / 2e-6 for h in 1e-6 * np.eye(3)]).T
reveal("10.3", f_a=list(dot_f_a.shape), jacobian=list(jacobian.shape))

# %%
assert np.allclose(dot_f_a, jacobian.T, atol=1e-8)

# %% [markdown]
# The order in D's equation (2.12) is therefore right: $\dot f_a$ is $N_\ell \times N_{\ell+1}$ and acts on a $\zeta$ of
# length $N_{\ell+1}$. With the usual Jacobian, the shapes would not even fit. Here is the algorithm, line by line.

# %%
deep = MLP.random((3, 5, 4, 2), tanh, rng=rng)
x, y, L = rng.normal(size=3), rng.normal(size=2), len(deep)
a = [x]
for W, b, _ in deep:
    a.append(f(a[-1], W, b))

# %%
zeta, g = {L: a[L] - y}, {}
g[L] = f_theta(a[L - 1], deep[L].W, deep[L].b, zeta[L])
for l in range(L - 1, 0, -1):
    zeta[l] = f_a(a[l], deep[l + 1].W, deep[l + 1].b, zeta[l + 1])
    g[l] = f_theta(a[l - 1], deep[l].W, deep[l].b, zeta[l])

# %% [markdown]
# The library's `backpropagate_chain` is the same loop for any steps that can pull back. The next cell checks that all three
# agree: these lines, the library's form of D, and `backward`, which follows A's rules.

# %%
from lecture_lib.autodiff import as_chain, backpropagate_chain

passed = backpropagate_chain(*as_chain(deep), x, lambda out: out - y)
grads = backward(forward(deep, x), y, half_squares)
for l in range(1, L + 1):
    assert np.allclose(zeta[l], grads.da[l], atol=1e-12)
    assert np.allclose(zeta[l], passed.zeta[l], atol=1e-12)
    assert np.allclose(g[l][0], grads.dW[l], atol=1e-12)
    assert np.allclose(passed.g[l][0], grads.dW[l], atol=1e-12)

# %% [markdown]
# Any step will do. Softmax reads all its inputs at once and has no parameters. Its Jacobian
# $\operatorname{diag}(p) - p\,p^\top$ is symmetric, so the pull-back is $p \odot (\zeta - p \cdot \zeta)$. With the
# cross-entropy, $\dot C = -y/p$, the two steps together give what notebook 06 found:

# %%
from lecture_lib import softmax

p, one_hot = softmax([0.4, 1.0, 2.0]), np.array([0.0, 1.0, 0.0])
zeta_p = -one_hot / p
assert np.allclose(p * (zeta_p - p @ zeta_p), p - one_hot)

# %% [markdown]
# Two things in lecture D deserve a second look. First, its loss is $C(a^{[L]}, y; \theta)$, with $\theta$ among its
# arguments. Take that literally, with *weight decay*, a penalty on large parameters,
# $C = \tfrac12\|a - y\|^2 + \tfrac{\lambda}{2}\|\theta\|^2$, and compare the true gradient with $g_\theta^{[1]}$:

# %%
from lecture_lib.nn import central_difference

decay = 0.1
def cost_of_W1(W):
    out = forward(deep.with_layer(1, W=W), x).a[-1]
    return ((out - y) ** 2).sum() / 2 + decay / 2 * (W**2).sum()

missing = central_difference(cost_of_W1, deep[1].W) - g[1][0]
print("missing, divided by W:", np.unique((missing / deep[1].W).round(4)))
assert np.allclose(missing, decay * deep[1].W, atol=1e-8)

# %% [markdown] slide_check="10.3" lecture="D"
# - **The slide says:** The loss is $C(a^{[L]}, y; \theta)$, and $g_\theta^{[\ell]} := \partial C(a^{[L]}, y;\theta)/\partial\theta^{[\ell]} = \dot f_\theta^{[\ell]}(\theta^{[\ell]})\,\zeta^{[\ell]}$ (2.9, 2.12).
# - **What holds:** That is the whole gradient only if $C$ does not depend on $\theta$ directly. With weight decay, the term $\lambda\,\theta^{[\ell]}$ is missing, as computed above.
# - **Why:** $\zeta$ carries the part of the derivative that passes through the activations. A direct dependence is a second path, and the chain rule adds over paths.

# %% [markdown]
# Second, the algorithm's input is a whole data set, but its lines contain one $a^{[\ell]}$. It has to be run for each
# example, and the results have to be averaged. That is what `backward` does for a batch.

# %%
X, Y = rng.normal(size=(6, 3)), rng.normal(size=(6, 2))
each = [backpropagate_chain(*as_chain(deep), x, lambda out: out - y).g for x, y in zip(X, Y)]
whole = backward(forward(deep, X), Y, half_squares)
assert np.allclose(np.mean([g_one[1][0] for g_one in each], axis=0), whole.dW[1], atol=1e-12)

# %% [markdown] slide_check="10.3" lecture="D"
# - **The slide says:** Algorithm 1. Input: a data set of $n$ pairs. Output: the gradients of the loss.
# - **What holds:** Its lines give the gradients for *one* pair. For the data set they have to be run $n$ times and averaged.
# - **Why:** The text before it says *given a single data sample*, but the box does not, and it contains no sum over the samples.

# %%
quiz("10.3")

# %% [markdown]
# ## 10.4 Is the gradient right?
#
# Never trust a gradient that was not checked. Move one number $w$ by $h$ and see how the loss answers:
#
# $$\frac{L(w+h) - L(w)}{h}, \qquad \frac{L(w+h) - L(w-h)}{2h}, \qquad \frac{\operatorname{Im} L(w + ih)}{h}.$$
#
# The first, the *one-sided difference*, is off by about $h$, the second, the *central difference*, by about $h^2$. The
# third, the *complex step*, moves $w$ in the imaginary direction: the real part stays almost the same, and the imaginary
# part carries the derivative.

# %%
L_of = lambda w: (1 / (1 + np.exp(-(1.5 * w + 0.2))) - 1) ** 2 / 2
def exact_slope(w):
    a = 1 / (1 + np.exp(-(1.5 * w + 0.2)))
    return (a - 1) * a * (1 - a) * 1.5

# %% [markdown]
# **Predict first.** Let $h$ go from 0.1 down to $10^{-15}$. A smaller $h$ seems better, but a computer keeps only sixteen
# digits. Which power of ten is best for central differences, at most of the points $w$ between 0.1 and 2?

# %%
predict("10.4", "Central differences are mostly best with h = 10 to the power of {best_exponent}.")

# %%
hs, ws = 10.0 ** -np.arange(1, 16), np.linspace(0.1, 2, 200)[:, None]
ways = {"one-sided": (L_of(ws + hs) - L_of(ws)) / hs,
        "central": (L_of(ws + hs) - L_of(ws - hs)) / (2 * hs),
        "complex step": L_of(ws + 1j * hs).imag / hs}
errors = {name: np.abs(got / exact_slope(ws) - 1) for name, got in ways.items()}
best = -1 - errors["central"].argmin(axis=1)
counts = {int(e): int((best == e).sum()) for e in np.unique(best)}
reveal("10.4", best_exponent=max(counts, key=counts.get))

# %%
from lecture_lib.drawing import figure, loglog_slope, plot_curves, render_figure

fig, ax = figure(6.2, 3.8)
middle = {name: np.maximum(np.median(e, axis=0), 1e-17) for name, e in errors.items()}
lines = {name: (hs, error) for name, error in middle.items()}
told = plot_curves(ax, lines, "h", "relative error", log="xy")
render_figure(fig, f"Median over 200 points, from large to small h. {told}")

# %% [markdown]
# Read it from right to left. With each step to the left, one-sided differences gain one digit and central ones two, until
# the rounding of the subtraction takes over and both get worse again. Two errors are in balance at the best $h$. The
# formula is off by about $h^2$; the two values of $L$ carry a rounding error of about $\varepsilon = 2 \cdot 10^{-16}$, which
# the division by $h$ turns into $\varepsilon/h$. They are equal where $h^3 = \varepsilon$. One-sided, $h = \varepsilon/h$ gives
# $h = \sqrt\varepsilon$.

# %%
eps = np.finfo(float).eps
print("best exponent of h: number of points", counts)
print(f"ε^(1/3) = {eps ** (1 / 3):.0e} leaves an error near {eps ** (2 / 3):.0e}")
print(f"√ε = {eps**0.5:.0e}, one-sided, an error near {eps**0.5:.0e}")
assert middle["central"].min() < 10 * eps ** (2 / 3) and middle["one-sided"].min() < 10 * eps**0.5

# %% [markdown]
# Which of two neighbouring powers is better at one point is the luck of its rounding, but the size is not. The complex step
# subtracts nothing, so a tiny $h$ costs nothing: $h$ can be $10^{-20}$, and the derivative is exact to the last digits.

# %%
from lecture_lib.nn import complex_step, gradient_errors, relative_error

X4, Y4 = rng.normal(size=(5, 3)), rng.normal(size=(5, 2))
def tanh_loss(W):
    out = np.tanh(np.tanh(X4 @ W.T + small[1].b) @ small[2].W.T + small[2].b)
    return ((out - Y4) ** 2).sum() / 2 / len(X4)

# %%
bent = small.with_layer(2, g=tanh)
mine = backward(forward(bent, X4), Y4, half_squares).dW[1]
by_complex, by_central = (way(tanh_loss, small[1].W) for way in (complex_step, central_difference))
print(f"relative error: complex step {relative_error(mine, by_complex):.0e}, "
      f"central differences {relative_error(mine, by_central):.0e}")
assert relative_error(mine, by_complex) < 1e-14 < relative_error(mine, by_central) < 1e-8

# %% [markdown]
# The complex step has a cost: every operation on the way has to be complex-safe. Arithmetic, `exp` and `tanh` are. But `abs`,
# `maximum` and `.real` lose the imaginary part without a word, and a logarithm of a negative number gets one from nowhere.
# So `complex_step` refuses what it recognises, and compares its result with small real steps.

# %%
from lecture_lib import InputError

unsafe = {"maximum": lambda p: np.maximum(p, 0).sum(), "real part": lambda p: (p.real * p).sum()}
for name, f_unsafe in unsafe.items():
    try:
        complex_step(f_unsafe, [1.0, 2.0])
    except InputError as problem:
        print(f"{name}: {problem}")

# %% [markdown]
# For every array of a network at once there is `gradient_errors`. Here it checks `backward`. As a rule of thumb, errors
# below $10^{-6}$ are rounding, and larger ones are mistakes, unless a ReLU's kink lies within the step.

# %%
found_errors = gradient_errors(small, X4, Y4, half_squares)
print({name: f"{error:.0e}" for name, error in found_errors.items()})
assert max(found_errors.values()) < 1e-6

# %% [markdown]
# The rule has a limit. Differences cannot resolve a gradient that is far smaller than the loss: the rounding of the loss,
# divided by $h$, is larger. In a network of 25 sigmoid layers this is so, as section 10.6 will show. There a plain relative
# error is large although the gradient is right. So `gradient_errors` compares such arrays with the smallest gradient that a
# difference can resolve, about $10^{-4}$ of the loss.

# %%
tower = MLP.random([4] * 26, sigmoid, rng=np.random.default_rng(0))
X25, Y25 = rng.normal(size=(5, 4)), rng.uniform(size=(5, 4))
loss_25 = lambda W: half_squares.of(forward(tower.with_layer(1, W=W), X25), Y25)
right_25 = backward(forward(tower, X25), Y25, half_squares).dW[1]
plain = relative_error(right_25, central_difference(loss_25, tower[1].W))
worst = max(gradient_errors(tower, X25, Y25, half_squares).values())
print(f"largest number of dW[1]: {np.abs(right_25).max():.0e}")
print(f"plain relative error {plain:.1g}, with the floor {worst:.0e}")
assert plain > 0.01 and worst < 1e-6

# %% [markdown]
# What if the errors are *not* small? Then the pattern tells you which mistake it is: which arrays are wrong, from which
# layer down, and whether by a common factor. The gallery holds nine gradients of a 3-4-4-2 network with five examples.
# Eight of them contain one mistake each. The right answer leads to the next one, and the nine dots lead back.

# %%
from lecture_lib.labs.backprop import wrong_gradients

wrong_gradients(goal="first try")

# %%
quiz("10.4")

# %% [markdown]
# ### Two tests before you train
#
# A right gradient does not make a whole program right: the step may go in the wrong direction, the learning rate may be too
# large, the loss may be another one than you think. Two tests take a second each and find many such faults. We make them
# with a network for handwritten digits, with softmax and cross-entropy at the output. For this pair the way back starts
# with $dZ = (P - Y)/n$, and everything below it stays as it was. Here is the loop once more, written by ourselves:

# %%
def own_gradients(net, X, Y):
    t = forward(net, X)
    dZ, pairs = (t.a[-1] - Y) / len(X), []
    for l in range(len(net), 0, -1):
        pairs.insert(0, (dZ.T @ t.a[l - 1], dZ.sum(axis=0)))
        dZ = dZ @ net[l].W * (1 - t.a[l - 1] ** 2)         # of layer l − 1; the last is not used
    return pairs

# %%
from lecture_lib import cross_entropy
from lecture_lib.data import digits

reader = MLP.random((784, 30, 10), tanh, softmax, rng=np.random.default_rng(0))
reader = reader.with_layer(2, W=reader[2].W / 10)          # small scores: all classes alike
images, classes = digits().x, np.eye(10)[digits().y]
checked = backward(forward(reader, images[:50]), classes[:50], cross_entropy)
assert np.allclose(own_gradients(reader, images[:50], classes[:50])[0][0], checked.dW[1])

# %% [markdown]
# **Predict first.** The network is untrained, and its weights are small. It is shown 4000 images of ten classes. What will
# its loss be, the mean of $-\log(\text{probability of the true class})$? Then we train it on *three* images only, for 100
# steps. How many of the three will it get right? The third guess is about another learner who forgot the slope of tanh in
# the loop above: how many of the three will that network get right?

# %%
predict("10.4", "The first loss is {first_loss} (to within 0.05). After 100 steps {right} of 3 "
                "images are right, and {without_slope} of 3 without the slope.")

# %% [markdown]
# The function `by_heart` trains with the gradients that it is given. The other learner's gradients, `no_slope`, lack the
# factor $1 - a^2$.

# %%
def by_heart(net, gradients, X, Y, rate=0.5, steps=100):
    for _ in range(steps):
        net = MLP(*((W - rate * dW, b - rate * db, g)
                    for (W, b, g), (dW, db) in zip(net, gradients(net, X, Y))))
    n_right = int((net(X).argmax(axis=1) == Y.argmax(axis=1)).sum())
    return n_right, cross_entropy.of(forward(net, X), Y)

def no_slope(net, X, Y):
    a1, dZ = forward(net, X).a[1], (net(X) - Y) / len(X)
    return [((dZ @ net[2].W).T @ X, (dZ @ net[2].W).sum(axis=0)), (dZ.T @ a1, dZ.sum(axis=0))]

# %%
from lecture_lib import about, any_of

first_loss = cross_entropy.of(forward(reader, images), classes)
own_result = by_heart(reader, own_gradients, images[:3], classes[:3])
slopeless = by_heart(reader, no_slope, images[:3], classes[:3])
reveal("10.4", first_loss=about(first_loss, within=0.05, theory=np.log(10)),
       right=own_result[0], without_slope=slopeless[0])

# %%
print(f"first loss {first_loss:.3f}, log 10 = {np.log(10):.3f}")
print(f"three images by heart: loss {own_result[1]:.4f}, without the slope {slopeless[1]:.4f}")
backwards = lambda *given: [(-dW, -db) for dW, db in own_gradients(*given)]
n_right, loss_after = by_heart(reader, backwards, images[:3], classes[:3])
print(f"with the wrong sign: {n_right} of 3 right, loss {loss_after:.0f}")
assert own_result[0] == slopeless[0] == 3 and loss_after > 100 * first_loss

# %% [markdown]
# An untrained network whose scores are all alike gives each of $k$ classes the probability $1/k$, so its loss is $\log k$.
# If your first loss is another number, look at the scores, the softmax and the mean before you train. A network with many
# more parameters than examples can learn a few examples by heart. If yours cannot, something is broken: the wrong sign is
# found at once. The missing slope is not. A wrong gradient can point downhill all the same, so this test does not replace
# the check of the gradient. Nor does either test find wrong labels.
#
# ## 10.5 What does it cost?
#
# Lecture A makes a statement and gives a formula. It states that the backward pass costs about two times the forward
# pass, and grows as the square of the width of each hidden layer. The formula is for one hidden layer of $m$ units that
# reads $d$ inputs, $h = g_2(Wx + c)$, $y = g_1(w^\top h + b)$:
#
# $$O_F = O(md + m), \qquad O_B = O_w(1 + m + m) + O_W(m + m^2d + m + m^2d) = O(2(m^2d + 2m)).$$
#
# It rests on two rules. A product of an $a \times b$ and a $b \times c$ matrix takes $abc$ multiplications, $b$ for each of
# its $ac$ entries. A derivative of $d_1$ numbers with respect to $d_2$ numbers is a table of $d_1 d_2$ entries. So
# $\partial h/\partial W$ has $m \cdot md$ entries, which is where the $m^2 d$ comes from.
#
# Do statement and formula agree? We count. A `Counted` array does what an array does, and it adds every multiplication to
# a tally.

# %%
from lecture_lib.autodiff import Tally, counting_array, counting_net

m, d, tally = 16, 10, Tally()
rng = np.random.default_rng(5)
W, w = counting_array(rng.normal(size=(m, d)), tally), counting_array(rng.normal(size=m), tally)
x = rng.normal(size=d)
product = counting_array(np.ones((2, 3)), tally) @ np.ones((3, 4))
assert tally.multiplications == 2 * 3 * 4
tally.reset()

# %%
h = np.tanh(W @ x)
y_out = np.tanh(w @ h)
assert tally.multiplications == m * d + m
print("forward:", tally, "  md + m =", m * d + m)

# %% [markdown]
# The forward formula holds to the last multiplication. Now the backward pass, as the formula has it: the derivative
# $\partial h/\partial W$ is written down in full, with $m$ rows and one column for each of the $md$ weights. The slopes
# of $g_1$ and $g_2$ are given, because the lecture leaves out their cost.
#
# **Predict first.** How many multiplications will that take with $m = 16$, $d = 10$? How many does a backward pass take that
# never writes the big table down? The second depends on how it is written: a guess within 40 counts as right.

# %%
predict("10.5", "With m = 16 and d = 10, the way of the formula takes {dense} multiplications, "
                "and the way without the table takes {structured}.")

# %%
def dense_way(w, x, h, s1, s2, dy):
    dL_dy = 2 * dy
    dL_dw = dL_dy * (s1 * h)
    dh_dW = (np.diag(s2)[:, :, None] * x).reshape(len(w), -1)
    return dL_dw, ((dL_dy * (s1 * w)) @ dh_dW).reshape(len(w), -1)

def short_way(w, x, h, s1, s2, dy):
    delta = 2 * dy * s1
    return delta * h, np.outer(delta * w * s2, x)

# %% [markdown]
# Row $k$ of the big table holds $g_2'(z_k)\,x$ in the columns of row $k$ of $W$ and zeros everywhere else: of its $m^2d$
# entries, $md$ are not 0. The short way never multiplies by the others. The number `dy` is $y - t$ for the loss
# $(y - t)^2$.

# %%
def both_ways(m, d):
    rng, tally = np.random.default_rng(m), Tally()
    given = [counting_array(rng.normal(size=size), tally) for size in (m, d, m, (), m, ())]
    results, counts = [], []
    for way in (dense_way, short_way):
        tally.reset()
        results.append(way(*given))
        counts.append(tally.multiplications)
    assert all(np.allclose(a, b) for a, b in zip(*results))
    return counts

# %%
n_dense, n_short = both_ways(m, d)
reveal("10.5", dense=any_of(n_dense, n_dense - 1), structured=about(n_short, within=40))

# %% [markdown]
# Both ways lead to the same derivatives. The formula, term by term, is what the dense way costs, but for the 1 that its
# last form drops. The short way takes about as much as the forward pass.

# %%
terms = (1 + m + m) + (m + m**2 * d + m + m**2 * d)
assert n_dense == terms == 2 * m**2 * d + 4 * m + 1
assert n_short == m * d + 3 * m + 2
print("as the formula sums it up: 2(m²d + 2m) =", 2 * (m**2 * d + 2 * m), "  counted:", n_dense)

# %% [markdown]
# The dropped 1 makes no difference inside an $O$, and a factor of 2 does not belong there. What matters is how the counts
# grow with the width.

# %%
widths = np.array([8, 16, 32, 64])
dense, short = np.array([both_ways(int(m), d) for m in widths]).T
passes = widths * d + widths
{"dense ÷ forward": (dense / passes).round(1), "short ÷ forward": (short / passes).round(2),
 "powers of m": [round(loglog_slope(widths, n), 2) for n in (passes, dense, short)]}

# %% [markdown] slide_check="10.5" lecture="A"
# - **The slide says:** The backward pass costs about two times the forward pass; and $O_B = O(2(m^2d + 2m))$ against $O_F = O(md + m)$.
# - **What holds:** The two contradict each other. By the formula the backward pass costs about $2m$ times the forward pass: 14.9 times for $m = 8$, 116.7 times for $m = 64$, $d = 10$. The statement's *two times* does not contain $m$.
# - **Why:** The formula counts products with the dense Jacobian $\partial h/\partial W$ of $m \times md$ numbers, nearly all 0. Backpropagation never writes it down: $dW = dz\,x^\top$ takes $md$ multiplications, and the whole pass $md + 3m + 2$.

# %% [markdown]
# For this network of the lecture, even *two times* is too much: the counted quotient is a little above 1. Only the dense
# count grows as the square of $m$, because the one hidden layer reads $d$ inputs, not $m$. What about deeper networks?
# For every weight, the forward pass takes one multiplication, and the backward pass two: one for $dW$, one for
# the way back, $W^\top dz$. The way back through layer 1 gives $dL/dx$, which training does not need.

# %%
from lecture_lib.nn import backward_checked, forward_checked

def counted_passes(sizes):
    tally, rng = Tally(), np.random.default_rng(0)
    net = counting_net(MLP.random(sizes, tanh, rng=rng), tally)
    trace = forward_checked(net, counting_array(rng.normal(size=sizes[0]), tally))
    n_forward = tally.by["matmul"]
    backward_checked(trace, np.zeros(sizes[-1]), half_squares)
    return n_forward, tally.by["matmul"] - n_forward, tally.multiplications - n_forward

# %%
print("layers  width  forward  backward  without dL/dx  quotient")
for L, width in ((1, 32), (2, 32), (4, 32), (8, 32), (4, 16), (4, 64)):
    there, back, _ = counted_passes([width] * (L + 1))
    assert there == L * width**2 and back == 2 * there
    without = back - width**2
    print(f"{L:6} {width:6} {there:8} {back:9} {without:14} {without / there:9.3f}")

# %% [markdown]
# So the statement is a good one for deep networks with wide layers: the quotient of the matrix products is exactly 2
# with $dL/dx$ and $2 - 1/L$ without, and both passes grow as the square of the width where wide layers meet. On top of
# that, `backward_checked` multiplies a few times per unit for the slopes. In narrow layers this counts; next to width²
# it fades. What do finite differences cost? Each of the $P$ weights and biases takes two forward passes of its own.

# %%
print("width  backward ÷ forward  of that, slopes etc.   central differences ÷ forward")
for width in (4, 16, 64):
    sizes = [width] * 4
    there, back, all_of_it = counted_passes(sizes)
    n_parameters = sum(n * (n + 1) for n in sizes[1:])
    whole, slopes = all_of_it / there, (all_of_it - back) / there
    print(f"{width:5} {whole:19.2f} {slopes:22.2f} {2 * n_parameters:30}")

# %% [markdown]
# How long do these multiplications take? The next cells measure seconds for a batch of 128 examples, over widths and over
# depths. One thread of the processor does the work, so that only the passes are compared.

# %%
from timeit import repeat
from threadpoolctl import threadpool_limits
from lecture_lib.interactive import progress_bar

def timed(sizes):
    rng = np.random.default_rng(0)
    net, X = MLP.random(sizes, relu, rng=rng), rng.normal(size=(128, sizes[0]))
    trace, Y = forward_checked(net, X), rng.normal(size=(128, sizes[-1]))
    jobs = (lambda: forward_checked(net, X)), (lambda: backward_checked(trace, Y, half_squares))
    with threadpool_limits(1):
        return [min(repeat(job, number=2, repeat=9)) / 2 for job in jobs]

# %%
widths, depths = [16, 32, 64, 128, 256], [1, 2, 4, 8, 16]
by_width = np.array([timed([n] * 4) for n in progress_bar(widths, "widths")])
by_depth = np.array([timed([128] * (L + 1)) for L in progress_bar(depths, "depths")])

# %% [markdown]
# *Predict*, before you run the next two cells: will the two curves be parallel? How far apart will they be?

# %%
fig, axes = figure(7.2, 3.4, 1, 2)
measured = ("width", widths, by_width), ("layers", depths, by_depth)
told = [plot_curves(ax, {"forward": (n, t[:, 0]), "backward": (n, t[:, 1])},
                    name, "seconds", log="xy")
        for ax, (name, n, t) in zip(axes, measured)]
render_figure(fig, " ".join(told))

# %%
{"backward ÷ forward, by width": (by_width[:, 1] / by_width[:, 0]).round(2),
 "by depth": (by_depth[:, 1] / by_depth[:, 0]).round(2)}

# %% [markdown]
# The counted quotient is 2, and the numbers of your machine are above. In two runs while this was written, 18 of 20 were
# between 1.8 and 3.6, and the largest was 5.0; on a machine that is busy with other things, single ones are larger still. A
# likely reason for more than 2 is memory, which a tally does not count: the backward pass makes more arrays, and reserving
# memory for them takes time. We have not tested that. In narrow layers, time does not grow as the square of the width,
# because the calls cost more than the arithmetic.
#
# **Check yourself.** A 3-4-2 network is given one example. How many multiplications do the matrix products of its backward
# pass take, if $dL/dx$ is left out?

# %%
multiplications = ...
check("10.5", multiplications)   # stuck? hint("10.5") · tried? solution("10.5")

# %% [markdown]
# ## 10.6 Vanishing and exploding gradients
#
# On its way back, the signal passes every layer once: it is multiplied by $g'(z)$, then by $W^\top$. If every layer shrinks
# it a little, these factors multiply over twenty layers, and the first layers hardly learn: these are *vanishing
# gradients*. Call the factor of a layer $c$; then what arrives in layer 1 is $c^{L-1}$ of what the last layer receives.
#
# If the weights have the standard deviation $\text{gain}/\sqrt{n_\text{in}}$, a sum of $n_\text{in}$ products has the size of
# its terms times the gain. LeCun's choice is gain 1. He's choice for ReLU is $\sqrt 2$, because half of the slopes are 0.
# The sigmoid's slope is at most ¼.
#
# **Predict first.** A network has twenty layers of sigmoids, with gain 1. By what power of ten is `dz` multiplied on its way
# from layer 20 to layer 1?

# %%
predict("10.6", "From layer 20 to layer 1, dz is multiplied by 10 to the power of {exponent} "
                "(a whole number).")

# %%
from lecture_lib.training import factor_per_layer, gradient_sizes

flows = [gradient_sizes(20, sigmoid, 1.0, np.random.default_rng(seed)) for seed in range(10)]
ratios = [flow.dz[0] / flow.dz[-1] for flow in flows]
reveal("10.6", exponent=round(float(np.median(np.log10(ratios)))))

# %% [markdown]
# By hand, it is the loop of section 10.2 with a measurement in it. The library's function measures the same.

# %%
def measured_pass(depth, gain, rng, width=32, n=16):
    net = MLP.random([width] * (depth + 1), sigmoid, rng=rng, spread=gain / np.sqrt(width))
    t = forward(net, rng.normal(size=(n, width)))
    da, sizes = rng.normal(size=(n, width)) / n, []
    for l in range(depth, 0, -1):
        dz = da * t.a[l] * (1 - t.a[l])
        sizes.append(np.sqrt((dz**2).mean()))
        da = dz @ net[l].W
    return np.array(sizes[::-1])

# %%
assert np.allclose(measured_pass(20, 1.0, np.random.default_rng(0)), flows[0].dz)

# %% [markdown]
# Now we take three activations and four initialisations, with ten networks each. The factor from a layer to the one below it
# is the slope of a straight line through the logarithms. We begin with `dz`, the signal that travels.

# %%
gains = {"small (½)": 0.5, "LeCun (1)": 1.0, "He (√2)": np.sqrt(2), "large (4)": 4.0}
def factors(g, gain, part):
    flows = [gradient_sizes(20, g, gain, np.random.default_rng(seed)) for seed in range(10)]
    return sorted(factor_per_layer(getattr(flow, part)) for flow in flows)

# %%
for g in (sigmoid, tanh, relu):
    for name, gain in gains.items():
        low, *_, high = found = factors(g, gain, "dz")
        middle = np.median(found)
        print(f"{g.name:8} {name:10} × {middle:.3f} per layer, from {low:.3f} to {high:.3f}")

# %% [markdown]
# With ReLU, He's weights keep the signal, 0.99 per layer, while gain ½ leaves 0.35 of it. With tanh, LeCun's and He's
# choices are on either side of 1, and large weights let the signal grow by half in each layer. The sigmoid loses at every
# gain in the table. At small gains its factor is a quarter of the gain. At larger ones it grows more slowly, since more and
# more units saturate.
#
# What about the gradients of the weights themselves? Predict before you run it: will `dW` of a ReLU network with small
# weights be smaller in layer 1 than in layer 20?

# %%
fig, axes = figure(7.2, 3.4, 1, 2)
cases = {"sigmoid, LeCun": (sigmoid, 1.0), "tanh, LeCun": (tanh, 1.0),
         "ReLU, He": (relu, np.sqrt(2)), "ReLU, small": (relu, 0.5)}
flows = {name: gradient_sizes(20, *case, np.random.default_rng(0)) for name, case in cases.items()}
at = np.arange(1, 21)
told = [plot_curves(ax, {name: (at, getattr(flow, part)) for name, flow in flows.items()},
                    "layer", f"size of {part}", log="y") for ax, part in zip(axes, ("dz", "dW"))]
axes[1].get_legend().remove()
render_figure(fig, " ".join(told))

# %%
{name: round(float(np.median(factors(g, gain, "dW"))), 3) for name, (g, gain) in cases.items()}

# %% [markdown]
# For ReLU with small weights, `dz` shrinks on the way down, but `dW` is equally small in *all* layers. The reason is that
# $dW$ is $dz$ times $a$, and $a$ shrinks on the way up by the same factor. Every layer learns too slowly, not only the
# first. For the sigmoid, $a$ stays near ½, so `dW` vanishes as `dz` does.
#
# Does this hold for real inputs? We give 200 handwritten digits, 784 pixels each, to ten layers of 32 units.

# %%
from lecture_lib.training import gradient_sizes_in

def on_digits(g, gain, rng):
    net = MLP.random([784] + [32] * 10, g, rng=rng, spread=gain / np.sqrt(32))
    net = net.with_layer(1, W=net[1].W * np.sqrt(32 / 784))
    return gradient_sizes_in(net, digits().x[:200], rng)

# %%
for name, (g, gain) in cases.items():
    rngs = [np.random.default_rng(seed) for seed in range(5)]
    found = [factor_per_layer(on_digits(g, gain, rng).dz) for rng in rngs]
    middle = np.median(found)
    print(f"{name:15} × {middle:.3f} per layer, from {min(found):.3f} to {max(found):.3f}")

# %% [markdown]
# Try it yourself. Filled bars end in the green band, within a factor of ten of the last layer's. Can you make the signal
# arrive through 20 layers of ReLUs? Can you do it with sigmoids?

# %%
from lecture_lib.labs.backprop import gradient_flow

gradient_flow(goal="20 layers")

# %% [markdown]
# With sigmoids, no gain that the card offers will do: at 4, the largest, `dz` still shrinks by some four powers of ten.
# Beyond the card's range the factor does reach 1, and passes it:

# %%
def saturated_fraction(gain, seed=0):
    rng = np.random.default_rng(seed)
    deep_net = MLP.random([32] * 21, sigmoid, rng=rng, spread=gain / np.sqrt(32))
    a = np.concatenate(forward(deep_net, rng.normal(size=(16, 32))).a[1:])
    return np.mean(a * (1 - a) < 0.01)

for gain in (4, 8, 12, 16, 32):
    found = np.median(factors(sigmoid, gain, "dz"))
    flat = saturated_fraction(gain)
    print(f"gain {gain:2}: × {found:.2f} per layer; {flat:.0%} of the slopes are below 0.01")

# %% [markdown]
# Near gain 12 the size is kept, but more than half of the slopes are below 0.01, a twenty-fifth of the largest slope: the
# few units that are not saturated carry the signal. The usual remedy is not a larger gain but another activation.

# %%
quiz("10.6")

# %% [markdown]
# Now the [exercises](../exercises/10_backprop.ipynb).
#
# ## Summary
#
# - Backward, the slope of the activation comes first, then the weights: $dz = da \odot g'(z)$, $da_\text{before} = W^\top dz$.
# - Each weight's derivative is what it reads times `dz` where it ends. A batch adds these up, and the $1/n$ enters once.
# - Lecture A's rules and lecture D's algorithm 1 are the same loop. D's $\dot f$ are transposed Jacobians, never written down.
# - Check every gradient: central differences keep ten digits, the complex step all of them. The pattern of errors names the mistake.
# - Before you train: the first loss is $\log k$, and three examples can be learned by heart. Neither test replaces the check.
# - The matrix products of a backward pass take at most twice the multiplications of those of the forward pass. Slopes come on top, and count in narrow layers only. The formula with $m^2d$ is the cost of the dense Jacobian.
# - Depth multiplies factors. A good initialisation keeps them near 1.
#
# ## Notation
#
# | here | lecture A | lecture D | meaning |
# | --- | --- | --- | --- |
# | `da[l]` | $\partial L/\partial y_i$ | $\zeta^{[\ell]}$ | derivative with respect to a layer's outputs; $\bar a$ in notebook 09 |
# | `dz[l]` | $\partial L/\partial z_j$ | – | derivative with respect to the pre-activations; $\bar z$ in notebook 09, *delta* in many books |
# | `dW[l]`, `db[l]` | $\partial L/\partial w_{ij}$ | $g_\theta^{[\ell]}$ | derivative with respect to the parameters |
# | `W[j, i]` | $w_{ij}$ | $w_{j,i}$ | the weight from $i$ to $j$ |
# | `a`, `y` | $y$, $t$ | $\hat y$, $y$ | output and target |
#
# ## References
#
# - Lecture A, the part on backpropagation and its cost. Lecture D, section 2.5 and algorithm 1.
# - D. Rumelhart, G. Hinton, R. Williams, *Learning representations by back-propagating errors*, Nature 323, 1986.
# - W. Squire, G. Trapp, *Using complex variables to estimate derivatives of real functions*, SIAM Review 40, 1998.
# - X. Glorot, Y. Bengio, *Understanding the difficulty of training deep feedforward neural networks*, AISTATS 2010.
# - K. He, X. Zhang, S. Ren, J. Sun, *Delving deep into rectifiers*, ICCV 2015.
