# %% [markdown]
# # 10 · Find every gradient by backpropagation
#
# **You will be able to**
#
# - work out every derivative of a network's loss on paper, layer by layer, from the output back;
# - write the backward pass in five lines, and in lecture D's general form;
# - check a gradient in two ways, and tell from a wrong one which mistake was made;
# - test a network before you train it: its first loss, and three examples by heart;
# - predict, count and time what a backward pass costs;
# - say when gradients vanish or explode with depth, and what to do about it.
#
# **You need** forward passes (notebook 05), softmax (06), the loss and gradient descent (08), the chain rule (09).
# **Time** about 100 minutes, half of it with the stepper and the gallery.

# %%
# "No module named ..."? Choose the kernel .venv (in VS Code: top right), or use run.py lab.
import numpy as np
from lecture_lib import MLP, backward, check, forward, half_squares, predict, relu, reveal
from lecture_lib import sigmoid, tanh, update

# %% [markdown]
# ## 10.1 One neuron
#
# Forward, a neuron makes a weighted sum and bends it: $z = w \cdot x + b$, $a = \sigma(z)$. Lecture A calls $z$ the
# *logit*, and its *total input*; in this course it is the *pre-activation*. The output is a smooth and bounded function of
# it: $\sigma$ has a derivative everywhere, and $a$ stays between 0 and 1. The loss compares $a$ with the target $y$,
# $L = \tfrac12 (a - y)^2$. On the way back, three small facts are enough:
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
# **Predict first.** The output is about 0.62 and should be 1. Which sign will $\partial L/\partial z$ have? Which of the
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
# changes the loss more. In the picture, every derivative stands beside what it belongs to:

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
# difference matter here? We take the derivative of $a$ with respect to $z$ alone, and once more while the weights are
# held fixed and $z$ is moved by an input.

# %%
sigma, h = (lambda z: 1 / (1 + np.exp(-z))), 1e-5
by_z = (sigma(z + h) - sigma(z - h)) / (2 * h)
x_up, x_down = x + [h, 0], x - [h, 0]
by_input = (sigma(w @ x_up + b) - sigma(w @ x_down + b)) / (w @ x_up - w @ x_down)
assert np.allclose([by_z, by_input], a * (1 - a))

# %% [markdown] slide_check="10.1" lecture="A"
# - **The slide says:** $\dfrac{\partial y}{\partial z} = y(1 - y)$; two slides later the same slope is written $\dfrac{\mathrm d y_j}{\mathrm d z_j}$.
# - **What holds:** The two are the same number, $a(1 - a)$, however $z$ is moved, as computed above. Since $y$ depends on nothing but $z$, the straight $\mathrm d$ is the usual way to write it.
# - **Why:** The round $\partial$ says that other variables are held fixed. Here there are none. On the later slide there are, and one of its $\mathrm d$ should be a $\partial$ (section 10.2).

# %% [markdown]
# **Check yourself.** Another neuron has $w = (3, -1)$ and reads $x = (2, 5)$. Its bias is such that its output is
# $a = 0.8$. The target is $y = 1$. What is $\partial L/\partial w_1$?

# %%
dw1 = ...
check("10.1", dw1)

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
# In `dz2` the slope is wrong, and `db1` is a mean where it should be a sum. The others inherit these errors.
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
# arguments. Take that literally, with weight decay, $C = \tfrac12\|a - y\|^2 + \tfrac{\lambda}{2}\|\theta\|^2$, and
# compare the true gradient with $g_\theta^{[1]}$:

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
# Never trust a gradient that was not checked. Nudge one number $w$ by $h$ and look at the loss:
#
# $$\frac{L(w+h) - L(w)}{h}, \qquad \frac{L(w+h) - L(w-h)}{2h}, \qquad \frac{\operatorname{Im} L(w + ih)}{h}.$$
#
# The first is off by about $h$, the second by about $h^2$. The third, the *complex step*, nudges in a direction that no
# real number knows: the real part stays, the imaginary part carries the derivative.

# %%
L_of = lambda w: (1 / (1 + np.exp(-(1.5 * w + 0.2))) - 1) ** 2 / 2
p = 1 / (1 + np.exp(-(1.5 * 0.7 + 0.2)))
exact = (p - 1) * p * (1 - p) * 1.5

# %% [markdown]
# **Predict first.** $h$ goes from 0.1 down to $10^{-15}$. A smaller $h$ seems better, but a computer keeps only sixteen
# digits. Which power of ten is best for central differences?

# %%
predict("10.4", "Central differences are best with h = 10 to the power of {best_exponent}.")

# %%
hs = 10.0 ** -np.arange(1, 16)
ways = {"one-sided": (L_of(0.7 + hs) - L_of(0.7)) / hs,
        "central": (L_of(0.7 + hs) - L_of(0.7 - hs)) / (2 * hs),
        "complex step": L_of(0.7 + 1j * hs).imag / hs}
errors = {name: np.maximum(np.abs(got / exact - 1), 1e-17) for name, got in ways.items()}
reveal("10.4", best_exponent=-1 - int(errors["central"].argmin()))

# %%
from lecture_lib.drawing import figure, loglog_slope, plot_curves, render_figure

fig, ax = figure(6.2, 3.8)
lines = {name: (hs, error) for name, error in errors.items()}
told = plot_curves(ax, lines, "h", "relative error", log="xy")
render_figure(fig, told)

# %% [markdown]
# Read it from right to left. One-sided differences gain one digit a step, central ones two, until the rounding of the
# subtraction takes over and both get worse again. The complex step subtracts nothing, so a tiny $h$ costs nothing: it
# can be $10^{-20}$, and the derivative is exact to the last digits.

# %%
from lecture_lib.nn import complex_step, gradient_errors, relative_error

X4, Y4 = rng.normal(size=(5, 3)), rng.normal(size=(5, 2))
def tanh_loss(W):
    out = np.tanh(np.tanh(X4 @ W.T + small[1].b) @ small[2].W.T + small[2].b)
    return ((out - Y4) ** 2).sum() / 2 / len(X4)

# %%
bent = small.with_layer(2, g=tanh)
mine = backward(forward(bent, X4), Y4, half_squares).dW[1]
{"complex step": relative_error(mine, complex_step(tanh_loss, small[1].W)),
 "central differences": relative_error(mine, central_difference(tanh_loss, small[1].W))}

# %% [markdown]
# The complex step has a price: every operation on the way must be complex-safe. Arithmetic, `exp` and `tanh` are; `abs`,
# `maximum` and comparisons are not, and drop the imaginary part in silence. `complex_step` says so.

# %%
from lecture_lib import InputError

try:
    complex_step(lambda p: np.maximum(p, 0).sum(), [1.0, -2.0])
except InputError as problem:
    print(problem)

# %% [markdown]
# For every array of a network at once there is `gradient_errors`. Here it checks `backward`. As a rule of thumb, errors
# below $10^{-6}$ are rounding, larger ones are mistakes, unless a ReLU's kink lies within the step.

# %%
gradient_errors(small, X4, Y4, half_squares)

# %% [markdown]
# And if they are *not* small? Then the pattern tells which mistake it is: which arrays are wrong, from which layer down,
# and by a common factor or not. The gallery holds nine gradients of a 3-4-4-2 network with five examples. Eight were
# spoiled by one mistake each. The right answer leads on to the next one; the nine dots lead back.

# %%
from lecture_lib.labs.backprop import wrong_gradients

wrong_gradients(goal="first try")

# %%
quiz("10.4")

# %% [markdown]
# ## 10.5 What does it cost?
#
# Lecture A makes a statement and gives a formula. The statement: the backward pass costs about two times the forward
# pass, and the square of the width of each hidden layer. The formula is for one hidden layer of $m$ units that reads
# $d$ inputs, $h = g_2(Wx + c)$, $y = g_1(w^\top h + b)$:
#
# $$O_F = O(md + m), \qquad O_B = O_w(1 + m + m) + O_W(m + m^2d + m + m^2d) = O(2(m^2d + 2m)).$$
#
# Do they agree? Let us count. A `Counted` array does what an array does and writes every multiplication into a tally.

# %%
from lecture_lib.autodiff import Tally, counting_array, counting_net

m, d, tally = 16, 10, Tally()
rng = np.random.default_rng(5)
W, w = counting_array(rng.normal(size=(m, d)), tally), counting_array(rng.normal(size=m), tally)
x = rng.normal(size=d)

# %%
h = np.tanh(W @ x)
y_out = np.tanh(w @ h)
assert tally.multiplications == m * d + m
print("forward:", tally, "  md + m =", m * d + m)

# %% [markdown]
# The forward formula holds to the last multiplication. Now the backward pass, as the formula has it: the derivative
# $\partial h/\partial W$ is written down in full. It has $m$ rows and one column for each of the $md$ weights. The slopes
# of $g_1$ and $g_2$ are given; the lecture leaves their cost out.
#
# **Predict first.** How many multiplications will that take with $m = 16$, $d = 10$? And how many does a backward pass
# take that never writes the big table?

# %%
predict("10.5", "With m = 16 and d = 10 the formula's road takes {dense} multiplications, "
                "the road without the table takes {structured}.")

# %%
def dense_road(w, x, h, s1, s2, dy):
    dL_dy = 2 * dy
    dL_dw = dL_dy * (s1 * h)
    dh_dW = (np.diag(s2)[:, :, None] * x).reshape(len(w), -1)
    return dL_dw, ((dL_dy * (s1 * w)) @ dh_dW).reshape(len(w), -1)

def short_road(w, x, h, s1, s2, dy):
    delta = 2 * dy * s1
    return delta * h, np.outer(delta * w * s2, x)

# %% [markdown]
# Row $k$ of the big table holds $g_2'(z_k)\,x$ at the places of row $k$ of $W$ and zeros everywhere else: of its $m^2d$
# numbers, $md$ are not 0. The short road multiplies with the others never. `dy` is $y - t$ for the loss $(y - t)^2$.

# %%
def both_roads(m, d):
    rng, tally = np.random.default_rng(m), Tally()
    given = [counting_array(rng.normal(size=size), tally) for size in (m, d, m, (), m, ())]
    results, counts = [], []
    for road in (dense_road, short_road):
        tally.reset()
        results.append(road(*given))
        counts.append(tally.multiplications)
    assert all(np.allclose(a, b) for a, b in zip(*results))
    return counts

# %%
n_dense, n_short = both_roads(m, d)
reveal("10.5", dense=n_dense, structured=n_short)

# %% [markdown]
# Both roads arrive at the same derivatives. The formula, term by term, is what the dense road costs: nothing more,
# nothing less. The short road takes about as much as the forward pass.

# %%
terms = (1 + m + m) + (m + m**2 * d + m + m**2 * d)
assert n_dense == terms == 2 * m**2 * d + 4 * m + 1
assert n_short == m * d + 3 * m + 2
print("as the formula sums it up: 2(m²d + 2m) =", 2 * (m**2 * d + 2 * m), "  counted:", n_dense)

# %% [markdown]
# The printed sum drops a 1, which no $O$ notices; nor should an $O$ have a factor 2 in it. What matters is how the counts
# grow with the width.

# %%
widths = np.array([8, 16, 32, 64])
dense, short = np.array([both_roads(int(m), d) for m in widths]).T
passes = widths * d + widths
{"dense ÷ forward": (dense / passes).round(1), "short ÷ forward": (short / passes).round(2),
 "powers of m": [round(loglog_slope(widths, n), 2) for n in (passes, dense, short)]}

# %% [markdown] slide_check="10.5" lecture="A"
# - **The slide says:** The backward pass costs about two times the forward pass; and $O_B = O(2(m^2d + 2m))$ against $O_F = O(md + m)$.
# - **What holds:** The two contradict each other. By the formula the backward pass costs about $2m$ times the forward pass: 14.9 times for $m = 8$, 116.7 times for $m = 64$, $d = 10$. The statement's *two times* does not contain $m$.
# - **Why:** The formula counts products with the dense Jacobian $\partial h/\partial W$ of $m \times md$ numbers, nearly all 0. Backpropagation never writes it down: $dW = dz\,x^\top$ takes $md$ multiplications, and the whole pass $md + 3m + 2$.

# %% [markdown]
# For this network of the lecture even *two times* is too much: the counted quotient is a little above 1. And no count but
# the dense one grows as the square of $m$: the only hidden layer reads $d$ inputs, not $m$. What about deeper networks?
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
# So the statement is a good one for deep networks with wide layers: the quotient is exactly 2 with $dL/dx$ and $2 - 1/L$
# without, and both passes grow as the square of the width where wide layers meet. `backward_checked` also multiplies
# for the slopes, some per unit; next to width² they fade. And finite differences? Each of the $P$ weights and biases takes
# two forward passes of its own.

# %%
print("width  backward ÷ forward  of it slopes etc.      central differences ÷ forward")
for width in (4, 16, 64):
    sizes = [width] * 4
    there, back, all_of_it = counted_passes(sizes)
    n_parameters = sum(n * (n + 1) for n in sizes[1:])
    whole, slopes = all_of_it / there, (all_of_it - back) / there
    print(f"{width:5} {whole:19.2f} {slopes:22.2f} {2 * n_parameters:30}")

# %% [markdown]
# Counted is not timed. The next cells measure seconds for a batch of 128 examples, over widths and over depths. One thread
# of the processor does the work, so that nothing but the passes is compared.

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
# **Predict**, before you run the next two: will the two curves run in parallel? How far apart?

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
# The counted quotient is 2. Your machine's numbers stand above. Where this was written, most lay between 2 and 3, and
# single ones above 4. A likely reason is memory, which no tally sees: the backward pass leaves more arrays behind, and
# fetching room for them takes time. For narrow layers time does not grow as the square of the width, because the calls cost more than the arithmetic.
#
# **Check yourself.** A 3-4-2 network, one example. How many multiplications do the matrix products of its backward pass
# take, if $dL/dx$ is not wanted?

# %%
multiplications = ...
check("10.5", multiplications)

# %% [markdown]
# ## 10.6 Vanishing and exploding gradients
#
# On its way back the signal passes every layer once: times $g'(z)$, then times $W^\top$. If that shrinks it a little each
# time, twenty layers shrink it twenty times over. Call the factor of a layer $c$; then layer 1 hears $c^{L-1}$ of what
# the last layer hears.
#
# With weights of standard deviation $\text{gain}/\sqrt{n_\text{in}}$, a sum of $n_\text{in}$ products keeps its size times
# the gain. LeCun's choice is gain 1; He's, for ReLU, is $\sqrt 2$, because half of the slopes are 0. The sigmoid's slope is
# at most ¼.
#
# **Predict first.** Twenty layers of sigmoids, gain 1. By what factor is `dz` smaller in layer 1 than in layer 20?

# %%
predict("10.6", "From layer 20 to layer 1 dz is multiplied by 10 to the power of {exponent}.")

# %%
from lecture_lib.training import factor_per_layer, gradient_sizes

flows = [gradient_sizes(20, sigmoid, 1.0, np.random.default_rng(seed)) for seed in range(10)]
ratios = [flow.dz[0] / flow.dz[-1] for flow in flows]
reveal("10.6", exponent=round(float(np.median(np.log10(ratios)))))

# %% [markdown]
# By hand it is the loop of section 10.2 with a ruler in it. The library's function measures the same.

# %%
def ruled_pass(depth, gain, rng, width=32, n=16):
    net = MLP.random([width] * (depth + 1), sigmoid, rng=rng, spread=gain / np.sqrt(width))
    t = forward(net, rng.normal(size=(n, width)))
    da, sizes = rng.normal(size=(n, width)) / n, []
    for l in range(depth, 0, -1):
        dz = da * t.a[l] * (1 - t.a[l])
        sizes.append(np.sqrt((dz**2).mean()))
        da = dz @ net[l].W
    return np.array(sizes[::-1])

# %%
assert np.allclose(ruled_pass(20, 1.0, np.random.default_rng(0)), flows[0].dz)

# %% [markdown]
# Now three activations and four initialisations, ten networks each: the factor from a layer to the one below it, as the
# slope of a straight line through the logarithms. First for `dz`, the signal that travels.

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
        print(f"{g.name:8} {name:10} × {middle:.3f} a layer, from {low:.3f} to {high:.3f}")

# %% [markdown]
# He's weights suit ReLU: 0.99 a layer, where half the gain leaves a third. For tanh, LeCun's and He's lie on either
# side of 1, and large weights let the signal grow by half at each layer. The sigmoid loses at every gain in the table: for
# small gains its factor is a quarter of the gain, and for large ones its units saturate before it reaches 1.
#
# And the gradients of the weights themselves? Predict before you run it: will `dW` of a ReLU network with small weights be
# smaller in layer 1 than in layer 20?

# %%
fig, axes = figure(7.2, 3.4, 1, 2)
cases = {"sigmoid, LeCun": (sigmoid, 1.0), "tanh, LeCun": (tanh, 1.0),
         "ReLU, He": (relu, np.sqrt(2)), "ReLU, small": (relu, 0.5)}
flows = {name: gradient_sizes(20, *case, np.random.default_rng(0)) for name, case in cases.items()}
layers = np.arange(1, 21)
told = [plot_curves(ax, {name: (layers, getattr(flow, part)) for name, flow in flows.items()},
                    "layer", f"size of {part}", log="y") for ax, part in zip(axes, ("dz", "dW"))]
axes[1].get_legend().remove()
render_figure(fig, " ".join(told))

# %%
{name: round(float(np.median(factors(g, gain, "dW"))), 3) for name, (g, gain) in cases.items()}

# %% [markdown]
# For ReLU with small weights, `dz` shrinks on the way down, but `dW` is equally small in *all* layers: $dW$ is $dz$ times
# $a$, and $a$ shrinks on the way up by the same factor. Every layer learns too slowly, not only the first. For the sigmoid
# $a$ stays near ½, so `dW` vanishes as `dz` does.
#
# Does it hold for real inputs? 200 handwritten digits, 784 pixels each, into ten layers of 32 units.

# %%
from lecture_lib.data import digits
from lecture_lib.training import gradient_sizes_in

def on_digits(g, gain, rng):
    net = MLP.random([784] + [32] * 10, g, rng=rng, spread=gain / np.sqrt(32))
    net = net.with_layer(1, W=net[1].W * np.sqrt(32 / 784))
    return gradient_sizes_in(net, digits().x[:200], rng)

# %%
for name, (g, gain) in cases.items():
    rngs = [np.random.default_rng(seed) for seed in range(5)]
    found = [factor_per_layer(on_digits(g, gain, rng).dz) for rng in rngs]
    print(f"{name:15} × {np.median(found):.3f} a layer, from {min(found):.3f} to {max(found):.3f}")

# %% [markdown]
# Play with it. Filled bars end in the green band, within a factor of ten of the last layer's. Can you make the signal
# arrive through 20 layers of ReLU? Of sigmoids?

# %%
from lecture_lib.labs.backprop import gradient_flow

gradient_flow(goal="20 layers")

# %%
quiz("10.6")

# %% [markdown]
# Now the [exercises](../exercises/10_backprop.ipynb).
#
# ## Summary
#
# - Backward, the slope of the activation comes first, then the weights: $dz = da \odot g'(z)$, $da_\text{before} = W^\top dz$.
# - Each weight's derivative is what it reads times `dz` where it ends. A batch adds up; the $1/n$ enters once.
# - Lecture A's rules and lecture D's algorithm 1 are the same loop; D's $\dot f$ are transposed Jacobians, never written down.
# - Check every gradient: central differences keep ten digits, the complex step all of them. The pattern of errors names the mistake.
# - A backward pass takes at most two multiplications for each one of the forward pass. The formula with $m^2d$ is the price of the dense Jacobian.
# - Depth multiplies factors. Initialisations keep them near 1.
#
# ## Notation
#
# | here | lecture A | lecture D | meaning |
# | --- | --- | --- | --- |
# | `da[l]` | $\partial L/\partial y_i$ | $\zeta^{[\ell]}$ | derivative by a layer's values |
# | `dz[l]` | $\partial L/\partial z_j$ | – | derivative before the activation |
# | `dW[l]`, `db[l]` | $\partial L/\partial w_{ij}$ | $g_\theta^{[\ell]}$ | derivative by the parameters |
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
