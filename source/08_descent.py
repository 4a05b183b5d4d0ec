# %% [markdown]
# # 8 · Lower the loss by gradient descent
#
# **You will be able to**
#
# - write the empirical risk for four losses and say which output each of them belongs to;
# - take a step of gradient descent by hand and predict the learning rate at which it diverges;
# - choose between all examples, a mini-batch and a single one, and say what each costs;
# - tell a minimum from a saddle by the eigenvalues of the Hessian;
# - say what a slice through a network's loss shows and what it cannot show.
#
# **You need** the forward pass of notebook 05, the softmax of notebook 06, and eigenvalues of symmetric matrices (what we
# use of them is said in a line). Gradients come from the library here, and notebook 10 shows how they are computed.
# **Time** about 80 minutes.

# %%
# "No module named ..."? Choose the kernel .venv (in VS Code: top right), or use run.py lab.
import numpy as np
from lecture_lib import MLP, about, forward, identity, predict, reveal, sigmoid, softmax, tanh
from lecture_lib.interactive import quiz

# %% [markdown]
# ## 08.1 Risk: how wrong on average
#
# Before a network can improve, we must say in one number how wrong it is. A *loss* $L(y, f(x))$ compares one output with
# one target. The *empirical risk* is its mean over the examples:
#
# $$\mathcal{R}_\text{emp} = \frac1n \sum_{i=1}^n L\big(y^{(i)}, f(x^{(i)})\big).$$
#
# Lecture B has two losses for numbers: half the squared error, $\tfrac12 (y - f)^2$, called L2, and, as it says rarely used,
# the absolute error $|y - f|$, called L1. Take the simplest model: it predicts the same number $c$ for everyone. Five people
# waited 2, 3, 4, 5 and 36 minutes. Which $c$ should it learn?

# %%
waited = np.array([2.0, 3.0, 4.0, 5.0, 36.0])

# %% [markdown]
# **Predict first.** Which $c$ makes the risk smallest with half the squared error, and which with L1?

# %%
predict("08.1", "With half the squared error the best c is {half_squares} minutes, "
        "with L1 it is {absolute} minutes.")

# %% [markdown]
# The next cell computes the risk for many candidates $c$ at once, with one row per candidate and one column per example.
# The risk is the mean of each row.

# %%
c = np.linspace(0, 40, 401)
risk2 = ((waited - c[:, None]) ** 2 / 2).mean(axis=1)
risk1 = np.abs(waited - c[:, None]).mean(axis=1)
reveal("08.1", half_squares=c[risk2.argmin()], absolute=c[risk1.argmin()])

# %% [markdown]
# Half the squared error leads to the **mean**, and L1 leads to the **median**. The person who waited 36 minutes moves the
# mean, but not the median. The derivatives show why: $\frac1n\sum (c - y_i)$ is 0 at the mean, and
# $\frac1n\sum \operatorname{sign}(c - y_i)$ is 0 where as many values are above $c$ as below. The library's losses agree with
# ours:

# %%
from lecture_lib import absolute, binary_cross_entropy, cross_entropy, half_squares

same = np.full((5, 1), 4.0)
assert np.isclose(half_squares(same, waited), risk2[40])
assert np.isclose(absolute(same, waited), risk1[40])
assert np.isclose(half_squares.slope(waited.mean(), waited).sum(), 0)
assert absolute.slope(np.median(waited), waited).sum() == 0

# %%
from lecture_lib.drawing import figure, plot_curves, render_figure

fig, ax = figure(6, 3.2)
both = {"half the squared error, divided by 10": (c, risk2 / 10), "L1": (c, risk1)}
told = plot_curves(ax, both, "the prediction c, the same for all", "risk")
render_figure(fig, told)

# %% [markdown]
# The name L2 needs care. What does the ½ in lecture B's L2 loss change, and what does it leave as it is?

# %%
squares = ((waited - c[:, None]) ** 2).mean(axis=1)
assert squares.argmin() == risk2.argmin()
print("smallest risk with the ½:", risk2.min().round(2), " without:", squares.min().round(2))
with_half, without = (4 - waited).mean(), (2 * (4 - waited)).mean()
print("derivative at c = 4 with the ½:", with_half, " without:", without)

# %% [markdown] slide_check="08.1" lecture="B"
# - **The slide says:** The L2 loss is $\frac12 (y - f(x))^2$.
# - **What holds:** That is *half* the squared distance. Under the name L2 or mean squared error most libraries have no ½, and their risk and gradient are twice as large. The best $f$ is the same, 10 in the example.
# - **Why:** The ½ cancels the 2 of the derivative. If you change from one to the other, you must halve or double the learning rate. This course says *half the squared error*; in code it is `half_squares`.

# %% [markdown]
# ## Which loss goes with which output
#
# A probability $p$ has a loss of its own. For two classes, $y = 1$ or $y = 0$, lecture B has the *binary cross-entropy*:
#
# $$L = -\big(y \log p + (1 - y) \log(1 - p)\big).$$
#
# It is minus the logarithm of the probability that the network gives to the true class. Section 06.1 found where it comes
# from: the product of the probabilities of all true classes is the *likelihood*, and minus its logarithm is the sum of the
# losses. So the weights with the smallest risk are those with the largest likelihood.

# %%
p, y = np.array([0.9, 0.2, 0.7]), np.array([1, 0, 1])
likelihood = np.prod(np.where(y == 1, p, 1 - p))
risk = binary_cross_entropy(p[:, None], y)
print(f"likelihood {likelihood:.3f}, e to the power of −n · risk {np.exp(-len(y) * risk):.3f}")

# %% [markdown]
# For more than two classes, the same argument gives the *cross-entropy* of notebook 06, $L = -\sum_k y_k \log p_k$, in which
# only the term of the true class remains. With two classes it should be the binary one:

# %%
from lecture_lib import one_hot

z = np.array([[0.3], [-1.2], [2.0]])
p2 = softmax(np.hstack([np.zeros_like(z), z]))
several = -np.mean(np.sum(one_hot(y, 2) * np.log(p2), axis=1))
p1 = sigmoid(z[:, 0])
assert np.isclose(several, binary_cross_entropy(p1[:, None], y))

# %% [markdown]
# An activation of the output and a loss that fit together are called *matching*: then the gradient with respect to the
# pre-activation $z$ is the error.
#
# | the output is | last activation | matching loss | $\partial L / \partial z$ |
# | --- | --- | --- | --- |
# | a number | identity | half the squared error | $a - y$ |
# | yes or no | sigmoid | binary cross-entropy | $p - y$ |
# | one of many | softmax | cross-entropy | $p_k - y_k$ |
# | a number, with wild outliers | identity | L1 (not matching) | $\operatorname{sign}(a - y)$ |
#
# Why not the squared error for a probability too? Section 06.3 showed it for a softmax. Take one sigmoid unit that is
# confidently wrong: the label is $y = 1$, but $z = -6$.

# %%
z, y = -6.0, 1
p = 1 / (1 + np.exp(-z))
print("p =", round(p, 5))

# %% [markdown]
# **Predict first.** The gradient with respect to $z$ drives learning. How many times larger is it with the binary
# cross-entropy than with half the squared error? An answer to within 10 counts.

# %%
predict("08.1", "With binary cross-entropy the gradient at z = −6 is {times_larger} times "
        "as large as with half the squared error (to within 10).")

# %% [markdown]
# By the chain rule, the slope $\sigma'(z) = p(1 - p)$ appears in both as a factor. With the cross-entropy it cancels, and
# with the squared error it stays.

# %%
by_squares = (p - y) * p * (1 - p)
by_entropy = (-y / p + (1 - y) / (1 - p)) * p * (1 - p)
assert np.isclose(by_entropy, p - y)
reveal("08.1", times_larger=about(by_entropy / by_squares, within=10))

# %% [markdown]
# The ratio is $1 / (p (1 - p))$: the more confident the mistake, the larger. The library's `backward` gives the same
# gradients.

# %%
from lecture_lib import SGD, InputError, backward, descend

unit = MLP(([[1.0]], [0.0], sigmoid))
for loss, ours in ((half_squares, by_squares), (binary_cross_entropy, by_entropy)):
    assert np.isclose(backward(forward(unit, [z]), [y], loss).dz[1][0], ours)

three = MLP((np.eye(3), np.zeros(3), softmax))
trace = forward(three, [2.0, -1.0, 0.5])
assert np.allclose(backward(trace, [0, 1, 0], cross_entropy).dz[1], trace.a[1] - [0, 1, 0])

# %% [markdown]
# What does that mean in training? We take the same unit and the same example, and make 300 steps with learning rate 1
# with each loss.

# %%
from itertools import islice

losses = {"half the squared error": half_squares, "binary cross-entropy": binary_cross_entropy}
learned = {}
for name, loss in losses.items():
    run = descend(MLP(([[0.0]], [z], sigmoid)), [[0.0]], [1.0], loss, SGD(1.0))
    learned[name] = [epoch.net([0.0])[0] for epoch in islice(run, 300)]

# %%
fig, ax = figure(6, 3)
lines = {name: (np.arange(1, 301), ps) for name, ps in learned.items()}
render_figure(fig, plot_curves(ax, lines, "step", "probability of the true class"))

# %% [markdown]
# After 300 steps, the unit that learns from the squared error is still nearly as wrong as at the start. It is confident, so
# its slope is almost 0. That is a reason to use the matching loss. There is one more trap: which numbers stand for the two
# classes?

# %%
f = np.array([0.1, 0.01, 0.001])
as_printed = -(-1 * np.log(f) + 2 * np.log(1 - f))
print("B's formula with y = −1:", as_printed.round(2))

s = np.array([-2.0, 0.3, 4.0])
for label in (-1, 1):
    t = (label + 1) / 2
    ps = 1 / (1 + np.exp(-s))
    ours = -(t * np.log(ps) + (1 - t) * np.log(1 - ps))
    assert np.allclose(ours, -np.log(1 / (1 + np.exp(-label * s))))

# %% [markdown] slide_check="08.1" lecture="A, B"
# - **The slide says:** A: the cost is $-\log \sigma(y\, w^\top x)$. B: the loss is $-(y \log f(x) + (1 - y) \log(1 - f(x)))$.
# - **What holds:** They are one and the same loss, but with other labels: $y = \pm 1$ in A, $y = 0$ or $1$ in B, with $y_B = (y_A + 1)/2$. With A's label −1 put into B's formula, the loss falls without end as $f \to 0$, as the first line printed shows.
# - **Why:** Each formula writes "minus the log of the probability of the true class" for its own labels. Neither slide says which labels it means.

# %%
quiz("08.1")

# %% [markdown]
# ## 08.2 One step, and how long it may be
#
# Lecture B looks for $\theta_\text{opt} = \operatorname{argmin}_\theta \mathcal{R}(\theta)$. *Gradient descent* looks for it step
# by step, each step against the gradient. With all parameters in one vector $p$, a step is
#
# $$p \leftarrow p - \eta\, \nabla \mathcal{R}(p).$$
#
# The number $\eta$ is the *learning rate*; lecture A writes $\alpha$ on one slide and $\eta$ on another. To see everything,
# take a model with two weights and no bias: one linear neuron, four examples, and half the squared error. Its risk is a bowl.

# %%
from lecture_lib.training import LANDSCAPES, descent_path

bowl = LANDSCAPES["one linear neuron"]
X, t, w = bowl.x, bowl.y, np.array([-2.0, 2.0])
slope_at_w = (X @ w - t) @ X / len(t)
assert np.allclose(slope_at_w, bowl.gradient(w))
print("gradient", slope_at_w, "  after one step of rate 0.1:", w - 0.1 * slope_at_w)

# %% [markdown]
# How fast does the gradient itself change? The *Hessian* $H$ collects the second derivatives. For this risk,
# $H = \frac1n X^\top X$ everywhere. A symmetric matrix has perpendicular directions, its eigenvectors, along which it acts
# as a number: $H v = \lambda v$. These numbers, the *eigenvalues* $\lambda$, are here the curvatures of the bowl along the two
# directions.

# %%
H = X.T @ X / len(t)
curvatures = np.linalg.eigvalsh(H)
print(H)
print("curvatures", curvatures)

# %% [markdown]
# **Predict first.** Along a direction with curvature $\lambda$, one step multiplies the distance from the bottom by
# $1 - \eta\lambda$. What is the largest learning rate with which descent does not diverge? Which of the two directions decides?

# %%
predict("08.2", "The largest rate without divergence is {largest_rate} (to within 0.01).")

# %% [markdown]
# We measure it by bisection. Halve an interval of rates again and again, and keep the half in which divergence sets in, that
# is, where the loss is higher after 300 steps than after 100.

# %%
def diverges(rate):
    ws = np.array(list(islice(descent_path(bowl, [-2.0, 2.0], SGD(rate)), 300)))
    return bowl.loss(ws[299]) > bowl.loss(ws[99])

low, high = 0.01, 0.8
while high - low > 1e-3:
    middle = (low + high) / 2
    low, high = (low, middle) if diverges(middle) else (middle, high)
reveal("08.2", largest_rate=about(high, within=0.01))

# %% [markdown]
# The *stability limit* is $2 / \lambda_{\max}$, because $|1 - \eta\lambda| < 1$ has to hold for every $\lambda$, and the largest
# gives the strictest bound. As a check, after $k$ steps the distance along each direction has been multiplied by
# $(1 - \eta\lambda)^k$:

# %%
assert abs(high - 2 / curvatures.max()) < 2e-3
lams, axes = np.linalg.eigh(H)
bottom = np.linalg.solve(H, X.T @ t / len(t))
*_, tenth = islice(descent_path(bowl, [-2.0, 2.0], SGD(0.3)), 10)
before, after = axes.T @ ([-2.0, 2.0] - bottom), axes.T @ (tenth - bottom)
assert np.allclose(after, (1 - 0.3 * lams) ** 10 * before)

# %% [markdown]
# Here are four rates: too small, moderate, almost too large, and beyond the limit.

# %%
lines = {}
rates = {"0.02, too small": 0.02, "0.25, moderate": 0.25,
         "0.499, almost too large": 0.499, "0.52, beyond": 0.52}
for name, rate in rates.items():
    ws = np.array(list(islice(descent_path(bowl, [-2.0, 2.0], SGD(rate)), 60)))
    lines[name] = (np.arange(1, 61), bowl.loss(ws))
fig, ax = figure(6, 3.4)
render_figure(fig, plot_curves(ax, lines, "step", "risk", log="y"))

# %% [markdown]
# Now do it by hand. The map shows the same bowl from above. Drag the start, move the rate across 0.5 and press *Run*. At what
# rate is it fastest? Why does the path zigzag a little below the limit? Choose *momentum* later, after the section on it.

# %%
from lecture_lib.labs.descent import landscape

landscape(land="one linear neuron", starts=((-2.0, 2.0),), rate=0.1, goal="the fastest rate")

# %% [markdown]
# The best rate can be computed, too. Per step, the distances shrink by the factors $|1 - \eta\lambda|$, and the slower
# direction counts. The two factors are equal at $\eta = 2 / (\lambda_{\min} + \lambda_{\max})$; a smaller rate is slower along
# the flat direction, a larger one along the steep direction.

# %%
best_rate = 2 / (curvatures.min() + curvatures.max())
many = np.linspace(0.01, 0.5, 491)
slower = np.abs(1 - many[:, None] * curvatures).max(axis=1)
assert abs(many[slower.argmin()] - best_rate) < 1e-3
print(f"best rate {best_rate:.3f}; a step multiplies the distance by {slower.min():.2f} at most")

# %% [markdown]
# The library's trainer notices when a run diverges. What does it say?

# %%
try:
    list(islice(descend(MLP(([[-2.0, 2.0]], [0.0], identity)), X, t, half_squares, SGD(0.6)), 9000))
except InputError as stopped:
    print(stopped)

# %% [markdown]
# Lecture B calls the risk *differentiable* and its lowest point $\theta_\text{opt}$. Both promise a little too much. Take a
# sigmoid unit on two separable points, $x = \pm 1$, and let its weight grow:

# %%
for weight in (1, 10, 100):
    steep = MLP(([[weight]], [0], sigmoid))
    risk_there = binary_cross_entropy.of(forward(steep, [[-1], [1]]), [0, 1])
    print(f"weight {weight:3}: risk {risk_there:.1e}")

# %% [markdown] slide_check="08.2" lecture="B"
# - **The slide says:** Given a differentiable risk $\mathcal{R}(\theta)$, the goal is $\theta_\text{opt} = \operatorname{argmin}_{\theta \in \Theta} \mathcal{R}(\theta)$.
# - **What holds:** There may be no such $\theta$: on separable points the risk of a sigmoid unit falls forever as the weight grows, and 0 is never reached. There may be many: section 08.3 shows two minima of equal height. Besides, with ReLU or L1 the risk has kinks.
# - **Why:** argmin is a set, which can be empty or large. Gradient descent needs neither a single best point nor a derivative at every kink. It goes down, and we stop it when the risk is low enough.

# %% [markdown]
# The heading of the next slide has two terms that are often mixed up. Does gradient descent need backpropagation
# (notebook 10)?

# %%
from lecture_lib.nn import central_difference

by_difference, by_formula = np.array([-2.0, 2.0]), descent_path(bowl, [-2.0, 2.0], SGD(0.1))
for _ in range(20):
    by_difference = by_difference - 0.1 * central_difference(bowl.loss, by_difference)
    assert np.allclose(by_difference, next(by_formula), atol=1e-8)

# %% [markdown] slide_check="08.2" lecture="B"
# - **The slide says:** *Backprop: Gradient descent*, as the heading of the slides on descent.
# - **What holds:** These are two things. *Gradient descent* is a rule for a step, and takes a gradient from anywhere: above, finite differences lead along the same path. *Backpropagation* is a way to compute gradients (notebooks 09 and 10), and other rules than descent use it, too.
# - **Why:** In networks the two appear together, because backpropagation makes the gradient cheap. Neither is part of the other.

# %% [markdown]
# ## All examples, some of them, or one
#
# The gradient of the risk is a mean over examples, and the mean over a few of them is a cheap estimate. With a batch $B$ of
# examples, drawn anew for each step,
#
# $$p \leftarrow p - \eta\, \frac{1}{|B|} \sum_{i \in B} \nabla L_i(p).$$
#
# All examples at once make *batch* gradient descent, a few are a *mini-batch* (or batch, for short), and single ones make
# *stochastic gradient descent*. An *epoch* is one pass through a shuffled list of the examples, cut into batches. The last
# batch may be smaller.

# %%
order = np.random.default_rng(0).permutation(10)
[order[first:first + 4].tolist() for first in range(0, 10, 4)]

# %% [markdown]
# **Predict first.** There are a hundred examples and a network with 8 hidden units. How much smaller is the noise (the
# standard deviation) of the gradient with 25 examples than with one?

# %%
predict("08.2", "With 25 examples the noise of the gradient is {noise_ratio} times smaller "
        "than with one (to within 0.25).")

# %%
from lecture_lib.training import loss_and_gradient, parameter_vector

rng = np.random.default_rng(0)
x = rng.uniform(-2, 2, (100, 1))
y = np.sin(2 * x[:, 0]) + rng.normal(0, 0.2, 100)
net = MLP.random((1, 8, 1), tanh, identity, rng=np.random.default_rng(1))

# %% [markdown]
# `loss_and_gradient` gives the risk and its gradient as functions of one vector of all parameters. The next cell takes the
# gradient of each single example, and then means over 1 and over 25 of them, drawn with replacement, 4000 times.

# %%
p = parameter_vector(net)
each = np.array([loss_and_gradient(net, x[[i]], y[[i]], half_squares)[1](p) for i in range(100)])
assert np.allclose(each.mean(axis=0), loss_and_gradient(net, x, y, half_squares)[1](p))
noise = {size: each[rng.integers(100, size=(4000, size))].mean(axis=1).std(axis=0).mean()
         for size in (1, 25)}
reveal("08.2", noise_ratio=about(noise[1] / noise[25], within=0.25, theory=5))

# %% [markdown]
# The noise falls as $1/\sqrt{|B|}$, but the cost rises as $|B|$. What size is best for a *fixed budget*, then? Each size may
# use 2000 gradients of single examples: 20 steps with all, 200 with ten, 2000 with one. Each size tries five rates, with 20
# shuffles each. Runs that diverge are counted separately.

# %%
from lecture_lib.interactive import progress_bar

risk, _ = loss_and_gradient(net, x, y, half_squares)

def ends_at(rate, size, seed):
    rng = np.random.default_rng(seed)
    try:
        last = next(descend(net, x, y, half_squares, SGD(rate), batch=size, rng=rng, every=20))
    except InputError:
        return np.inf
    return min(risk(parameter_vector(last.net)), np.inf)

tries = [(size, rate) for size in (100, 10, 1) for rate in (0.01, 0.03, 0.1, 0.3, 1.0)]
ends = {key: np.array([ends_at(key[1], key[0], seed) for seed in range(20)])
        for key in progress_bar(tries, "300 runs")}

# %%
for size, rate in tries:
    found, lost = ends[size, rate], int((ends[size, rate] > 10).sum())
    said = f"{lost} of 20 diverged" if lost else f"{found.mean():.3f} ± {found.std():.3f}"
    print(f"batch of {size:3}, rate {rate:4}: {said}")

# %% [markdown]
# Compare equal rates first. Up to 0.1, a smaller batch gives a lower risk, because it makes more steps. Then look for the
# best rate of each size: it is 1.0 for the full batch, 0.3 for ten examples and 0.03 for one. The standard deviation after
# ± comes from the shuffles and grows with the rate. At rate 1, every run with single examples has diverged, and so have some
# with ten. The full batch has not, but 1.0 is at the end of our list. Is it near its limit?

# %%
print(f"all examples per step, rate 1.5: {ends_at(1.5, 100, 0):.0e}")

# %% [markdown]
# It is: at 1.5 the full batch diverges, too. What this comparison leaves out is hardware. Where large matrices are multiplied
# quickly, ten examples take hardly longer than one, so larger batches gain.
#
# What does a step cost as networks get deeper? Lecture B worries about it, so we count. Each weight is used once in the
# forward pass (05.4) and once for its own derivative. Except in the first layer, it is used once more to send the derivative
# back.

# %%
def multiplications(sizes):
    weights = [n * m for m, n in zip(sizes[:-1], sizes[1:])]
    return sum(weights) + sum(weights) + sum(weights[1:])

depths = np.arange(1, 41)
counts = np.array([multiplications([16] * (depth + 1)) for depth in depths])
paths = [float(16) ** depth for depth in depths]
assert np.all(np.diff(counts) == 3 * 16 * 16)
print(f"40 layers: {counts[-1]} multiplications, {paths[-1]:.0e} paths")

# %% [markdown] slide_check="08.2" lecture="B"
# - **The slide says:** As the number of the parameters grows with the network depth, the computations become exponentially large.
# - **What holds:** At fixed width both grow *linearly*: each further layer of 16 units adds 256 weights and exactly 768 multiplications to a step, as counted above. What grows exponentially is the number of paths through the network: 16 times as many with each further layer.
# - **Why:** The chain rule written out as a sum over paths would be exponential. Backpropagation adds the paths up layer by layer and uses every weight a fixed number of times (notebooks 09 and 10).

# %% [markdown]
# ## Momentum and Adam
#
# In a narrow valley, plain descent has a problem: the steep walls allow only a small rate, and along the flat floor a small
# rate needs many steps. *Momentum* keeps a velocity $v$, in which the zigzag cancels and the steady part adds up. *Adam*
# measures the usual size of each coordinate's gradient and divides by it:
#
# $$v \leftarrow \beta v + g, \qquad p \leftarrow p - \eta v,$$
#
# $$m \leftarrow \beta_1 m + (1 - \beta_1) g, \quad s \leftarrow \beta_2 s + (1 - \beta_2) g^2, \quad
# p \leftarrow p - \eta\, \frac{m / (1 - \beta_1^t)}{\sqrt{s / (1 - \beta_2^t)} + \epsilon}.$$
#
# Here is a valley with curvatures 1 and 100, and both rules written as in the equations.

# %%
valley = np.array([1.0, 100.0])
p, v, with_momentum = np.array([1.0, 1.0]), 0.0, []
for _ in range(100):
    v = 0.6 * v + valley * p
    p = p - 0.02 * v
    with_momentum.append(p)

# %%
p, m, s, with_adam = np.array([1.0, 1.0]), 0.0, 0.0, []
for k in range(1, 101):
    g = valley * p
    m, s = 0.9 * m + 0.1 * g, 0.999 * s + 0.001 * g**2
    p = p - 0.1 * (m / (1 - 0.9**k)) / (np.sqrt(s / (1 - 0.999**k)) + 1e-8)
    with_adam.append(p)

# %% [markdown]
# The library's rules should follow the same path, step by step.

# %%
from lecture_lib import Adam, Momentum

def roll(rule, steps):
    p, path = np.array([1.0, 1.0]), []
    memory = rule.start(p)
    for _ in range(steps):
        p, memory = rule.step(p, valley * p, memory)
        path.append(p)
    return np.array(path)

assert np.allclose(roll(Momentum(0.02, 0.6), 100), with_momentum)
assert np.allclose(roll(Adam(0.1), 100), with_adam)

# %% [markdown]
# **Predict first.** A race from one start: plain descent at its best rate, $2/(1 + 100)$, momentum with its best parameters,
# $\beta = (9/11)^2$ and $\eta = (2/11)^2$, and Adam with rate 0.1. Which needs the fewest steps until the loss
# $\tfrac12(p_1^2 + 100 p_2^2)$ stays below a millionth, and which the most?

# %%
predict("08.2", "The fewest steps are those of {fewest}, the most are those of {most}.",
        fewest=("plain", "momentum", "Adam"), most=("plain", "momentum", "Adam"))

# %%
best_momentum = Momentum(rate=(2 / 11) ** 2, beta=(9 / 11) ** 2)
rules = {"plain": SGD(2 / 101), "momentum": best_momentum, "Adam": Adam(0.1)}
losses = {name: (roll(rule, 600) ** 2 @ valley) / 2 for name, rule in rules.items()}
needed = {name: int(np.flatnonzero(loss >= 1e-6)[-1]) + 2 for name, loss in losses.items()}
print(needed)
reveal("08.2", fewest=min(needed, key=needed.get), most=max(needed, key=needed.get))

# %% [markdown]
# The plot shows the three losses down to $10^{-12}$.

# %%
fig, ax = figure(6, 3.4)
lines = {name: (np.arange(1, 601), np.maximum(loss, 1e-12)) for name, loss in losses.items()}
render_figure(fig, plot_curves(ax, lines, "step", "loss", log="y"))

# %% [markdown]
# Plain descent multiplies the distance by $99/101$ per step at best, where 100 is the ratio of the curvatures. Momentum comes
# close to $9/11$, as if that ratio were its square root, 10. Adam is not the fastest here: its rate sets the length of its
# steps, so it oscillates around the bottom for a while. Its strength is that one rate serves parameters of very different
# scales. Both coordinates of the valley take the same path, although their gradients differ a hundredfold:

# %%
assert np.allclose(*roll(Adam(0.1), 100).T, atol=1e-6)

# %% [markdown]
# Now race them on the bowl of the linear neuron. All three rules begin at one start and have the same rate. Which is the
# first at a small rate? Which is left when the rate gets large, and why? β belongs to momentum.

# %%
landscape(land="one linear neuron", rule="race", rate=0.02, goal="a race")

# %%
quiz("08.2")

# %% [markdown]
# ## 08.3 An honest landscape
#
# Lecture B shows a "real" loss landscape. A network with thousands of weights has a loss over thousands of dimensions, and a
# plot has two. Let us take a network that has two weights *in all*: one input, one tanh unit, one output, no biases. Then
# the map leaves nothing out.
#
# $$f(x) = w_2 \tanh(w_1 x), \qquad \mathcal{R}(w_1, w_2) = \frac1n \sum_i \tfrac12 \big(f(x_i) - y_i\big)^2.$$

# %%
honest = LANDSCAPES["1-1-1, tanh"]
w = np.array([0.5, -1.0])
h = np.tanh(w[0] * honest.x)
wrong = (w[1] * h - honest.y) / len(honest.y)
slope_at_w = np.array([(wrong * w[1] * (1 - h**2) * honest.x).sum(), (wrong * h).sum()])
assert np.allclose(slope_at_w, honest.gradient(w))

# %% [markdown]
# Where the gradient is 0, gradient descent stops; such a point is called a *stationary point*. The eigenvalues of the
# Hessian tell us which kind it is. If all are positive, it is a *minimum*; if all are negative, a *maximum*; if both signs
# occur, a *saddle*. If some are 0 and the others share one sign, they do not decide, and we call the point *flat*. Each
# column of $H$ is a difference of two gradients, divided by the step:

# %%
from lecture_lib.training import hessian, newton_stationary_points, stationary_kind

at, small = np.zeros(2), 1e-5 * np.eye(2)
H = np.array([(honest.gradient(at + e) - honest.gradient(at - e)) / 2e-5 for e in small])
assert np.allclose(H, hessian(honest.gradient, at))
H.round(3)

# %% [markdown]
# **Predict first.** The origin is stationary, and this is the Hessian there. Is it a minimum, a saddle, a maximum or flat?
# How many minima does this landscape have, and how many maxima?

# %%
predict("08.3", "The origin is: {origin}. This landscape has {minima} minima and {maxima} maxima.",
        origin=("minimum", "saddle", "maximum", "flat"))

# %% [markdown]
# *Newton's method* looks for zeros of the gradient. In each step it treats the gradient as linear, with the slope $H$, and
# goes to where that linear function would be 0: $p \leftarrow p - H^{-1} \nabla\mathcal R(p)$. It finds stationary points of
# every kind. We start it at 81 points and sort what it finds.

# %%
from collections import Counter
from lecture_lib.training import landscape_stationary_points

def kinds_of(land):
    hessians = {tuple(p.round(3).tolist()): hessian(land.gradient, p)
                for p in landscape_stationary_points(land)}
    return {place: stationary_kind(np.linalg.eigvalsh(H)) for place, H in hessians.items()}

kinds = kinds_of(honest)
count = Counter(kinds.values())
reveal("08.3", origin=stationary_kind(np.linalg.eigvalsh(H)), minima=count["minimum"],
       maxima=count["maximum"])

# %%
print("eigenvalues at the origin:", np.linalg.eigvalsh(H).round(3))
kinds

# %% [markdown]
# The two minima are a pair, because $(w_1, w_2)$ and $(-w_1, -w_2)$ give the same function. There can be no maximum: as a
# function of $w_2$ only, the risk is a parabola that opens upwards (or a constant, at $w_1 = 0$), since
# $\partial^2 \mathcal{R}/\partial w_2^2 = \frac1n \sum \tanh^2(w_1 x_i)$ is never negative.
#
# Now explore it yourself. Each numbered marker is a stationary point. Press one, choose a label beside the map, and see its
# eigenvalues. Drag the starts, or press the map for another start, and press *Run*. From where does descent go to which
# minimum? Can you make it stop at the saddle? The other landscapes in the list have flat points, and one has a maximum.

# %%
landscape(goal="both minima")

# %% [markdown]
# Lecture B says of real landscapes: "many (many many) local minima; saddle points". One tanh neuron with four examples, two
# on each axis, is enough to see some of both. Its risk is a sum $A(w_1) + B(w_2)$, and each part has two minima.

# %%
neuron = LANDSCAPES["one tanh neuron"]
Counter(kinds_of(neuron).values())

# %% [markdown]
# With $d$ weights, this pattern makes $2^d$ minima from $2d$ examples. But that comes from the loss. Keep the neuron and the
# examples, and take the matching loss: $\tanh z = 2\sigma(2z) - 1$, so let $p = \sigma(2z)$, let the target be $(y + 1)/2$,
# and take the binary cross-entropy.

# %%
def matching_gradient(w):
    p = 1 / (1 + np.exp(-2 * neuron.x @ w))
    return 2 * (p - (neuron.y + 1) / 2) @ neuron.x / 4

grid = [(a, b) for a in np.linspace(-2, 3, 9) for b in np.linspace(-2, 3, 9)]
found = newton_stationary_points(matching_gradient, grid)
{tuple(w.round(3).tolist()): stationary_kind(np.linalg.eigvalsh(hessian(matching_gradient, w)))
 for w in found}

# %% [markdown]
# There is a single minimum. With its matching loss, one neuron has no traps, because its risk is *convex*: a segment between
# two points of its graph never lies below the graph, so there are no two separate minima. With hidden layers the other kinds
# come back. Take a 1-2-1 network with tanh, which has 7 parameters, on $y = |x| - 1$. A small penalty
# $\frac{0.01}{2}\|p\|^2$, called *weight decay*, pulls all parameters towards 0, so that no direction stays flat forever.
# From 80 random starts, Newton's method finds:

# %%
x, rng = np.linspace(-2, 2, 9)[:, None], np.random.default_rng(0)
small_net = MLP.random((1, 2, 1), tanh, identity, rng=rng)
risk, plain = loss_and_gradient(small_net, x, np.abs(x[:, 0]) - 1, half_squares)

def penalised(p):
    return plain(p) + 0.01 * p

starts = progress_bar(rng.normal(0, 1.5, (80, 7)), "Newton")
spots = newton_stationary_points(penalised, starts, steps=60)
Counter(stationary_kind(np.linalg.eigvalsh(hessian(penalised, p))) for p in spots)

# %% [markdown]
# Newton's method finds mostly saddles, a few minima, and no maximum. It finds what its starts lead to, not all there is, so
# the numbers would be others from other starts. How high are these points, and how many of the 7 eigenvalues are negative?

# %%
rows = Counter((round(risk(p) + 0.005 * p @ p, 3),
                int((np.linalg.eigvalsh(hessian(penalised, p)) < 0).sum())) for p in spots)
for (height, down), n in sorted(rows.items()):
    print(f"risk {height:.3f} with {down} negative eigenvalues: found {n:2} times")

# %% [markdown]
# The minima have two heights: the lowest, and a trap at 0.216, where the network has given up and outputs the same value
# for every $x$. Many of the points are copies of each other. Swapping the two hidden units changes the weights but not
# the function, and so does flipping all signs of one unit, because tanh is odd. That makes up to $2! \cdot 2^2 = 8$ copies of
# each point, and $n!\,2^n$ for $n$ units.

# %%
def twin_of(p):
    W1, b1, w2, b2 = p[:2], p[2:4], p[4:6], p[6:]
    return np.concatenate([W1[::-1], b1[::-1], w2[::-1], b2])

lowest = min(spots, key=lambda p: risk(p) + 0.005 * p @ p)
assert np.isclose(risk(twin_of(lowest)), risk(lowest))
assert np.allclose(penalised(twin_of(lowest)), 0, atol=1e-8)

# %%
minima = [p for p in spots if (np.linalg.eigvalsh(hessian(penalised, p)) > 0).all()]
trap = max(minima, key=lambda p: risk(p) + 0.005 * p @ p)
outputs = trap[4:6] @ np.tanh(np.outer(trap[:2], x[:, 0]) + trap[2:4, None]) + trap[6]
print(f"outputs in the trap: from {outputs.min():.3f} to {outputs.max():.3f}")

# %% [markdown]
# Lecture B's sentence holds, and we can say more. Our three landscapes have 2 minima and 1 saddle (two weights, tanh), 4
# minima, 4 saddles and 1 maximum (one tanh neuron), and, of the points found, 4 minima and 33 saddles (the 1-2-1 network).
# How many minima there are depends on the loss and on the data, as the neuron with its matching loss showed: it has one. Many
# minima are copies by symmetry, all equally good. A minimum that is a trap does exist.

# %% [markdown]
# ## Why a random slice misleads
#
# The plot on lecture B's slide is lost in our copy, and only its address is left (telesens.co, 2019). Plots of this kind are
# usually made as follows: train a network, take two random directions $u$ and $v$ in the space of all its weights, and draw
#
# $$\mathcal{R}(p^* + s\,u + t\,v)$$
#
# around the trained $p^*$. We do the same with a 2-8-8-1 network, and keep every point that training visits.

# %%
from lecture_lib.data import moons

x, labels = moons(100, np.random.default_rng(0))
net = MLP.random((2, 8, 8, 1), tanh, tanh, sigmoid, rng=np.random.default_rng(0))
task = net, x, (labels + 1) / 2, binary_cross_entropy
run = islice(descend(*task, SGD(0.5)), 600)
path = np.array([parameter_vector(net), *(parameter_vector(epoch.net) for epoch in run)])
risk, slope = loss_and_gradient(*task)
print(f"{net.n_parameters} parameters, risk from {risk(path[0]):.3f} to {risk(path[-1]):.4f}")

# %% [markdown]
# **Predict first.** The path goes through 105 dimensions. What fraction of its length is left when it is projected onto a
# random plane? What fraction is left in a plane that is chosen for this path?

# %%
predict("08.3", "Of the path’s length, a random plane keeps the fraction {random_plane} (to within "
        "0.03), a plane chosen for it {chosen_plane} (to within 0.1).")

# %% [markdown]
# A plane is spanned by two perpendicular unit vectors. To project a step onto it, take its dot product with each. For the
# chosen plane we take the first two *principal directions* of the path: the perpendicular directions in which its points are
# spread most (they are the leading singular vectors of the points minus the last one).

# %%
from lecture_lib.training import local_minimum_count, loss_slice, path_fraction_in_plane, path_plane
from lecture_lib.training import random_plane

rng = np.random.default_rng(1)
some = [random_plane(105, rng) for _ in range(200)]
steps = np.diff(path, axis=0)
lengths = np.linalg.norm(steps, axis=1).sum()
shares = [np.linalg.norm(steps @ plane.T, axis=1).sum() / lengths for plane in some]
assert np.allclose(shares, [path_fraction_in_plane(path, plane) for plane in some])

# %%
best = path_plane(path)
reveal("08.3", random_plane=about(np.mean(shares), within=0.03, theory=np.sqrt(2 / 105)),
       chosen_plane=about(path_fraction_in_plane(path, best), within=0.1))

# %% [markdown]
# A random plane keeps about an eighth. In theory it keeps $2/105$ of a squared length on average, whatever the step is, and
# $\sqrt{2/105} \approx 0.14$. With a million weights it would be 0.0014. The path is never *in* such a plot: what we see is
# its projection.

# %%
squared = [((plane @ (path[0] - path[-1])) ** 2).sum() for plane in some]
kept = np.mean(squared) / ((path[0] - path[-1]) ** 2).sum()
print(f"{kept:.4f} measured, {2 / 105:.4f} in theory")

# %% [markdown]
# Here are both slices, with the projected path. It starts at the ring and ends at the square.

# %%
from lecture_lib.labs.descent import slice_figure

side = np.linspace(-8, 8, 33)
planes = {"a random slice": some[0], "the path's own plane": best}
tables = [loss_slice(risk, path[-1], plane, side, side)
          for plane in progress_bar(planes.values(), "slices")]
projected = [(path - path[-1]) @ plane.T for plane in planes.values()]
slice_figure(list(planes), side, side, tables, projected)

# %% [markdown]
# In its own plane, the path comes down into a valley, and the valley goes on. In the random slice, it seems to have started
# at a low risk. Did it? We compare the risk at the ring with the risk at which training began, 0.754, and look for the step
# of which the largest fraction lies in the plane.

# %%
for name, plane in planes.items():
    ring = path[-1] + (path[0] - path[-1]) @ plane.T @ plane
    most = (np.linalg.norm(steps @ plane.T, axis=1) / np.linalg.norm(steps, axis=1)).max()
    print(f"{name}: risk at the ring {risk(ring):.3f}, at most {most:.0%} of a step in the plane")

# %% [markdown]
# The random slice is a smooth bowl. Is the landscape a bowl there? The Hessian of all 105 parameters tells more.

# %%
H = hessian(slope, path[-1])
values = np.linalg.eigvalsh(H)
bowls = np.mean([np.linalg.eigvalsh(plane @ H @ plane.T)[0] > 0 for plane in some])
print(f"{(values < -1e-6).sum()} of 105 eigenvalues are negative, {values[0]:.4f} at the least;",
      f"the largest is {values[-1]:.2f}")
print(f"{bowls:.0%} of 200 random slices curve up both ways")

# %% [markdown]
# Along 22 perpendicular directions the risk curves downwards, if only a little, and no random slice shows it. Not even one of
# 20,000 single random directions does. Nor do the slices have a second minimum:

# %%
alone = rng.normal(size=(20_000, 105))
curves = np.einsum("ni,ij,nj->n", alone, H, alone) / (alone**2).sum(axis=1)
print("random directions that curve down:", (curves < 0).sum(), "of 20000")
coarse = [loss_slice(risk, path[-1], plane, side[::2], side[::2]) for plane in some[:5]]
print("local minima in five random slices:", [local_minimum_count(table) for table in coarse])

# %% [markdown]
# The curvature along a random direction is a weighted average of all eigenvalues, in which a few large positive ones outweigh
# many small negative ones. Hence even a true *saddle* mostly looks like a minimum in a slice. The next cell cuts each saddle of
# the small network with 300 random planes.

# %%
hidden_saddles = []
for p in spots:
    small_H = hessian(penalised, p)
    if stationary_kind(np.linalg.eigvalsh(small_H)) == "saddle":
        seen = [np.linalg.eigvalsh(plane @ small_H @ plane.T)[0] > 0
                for plane in (random_plane(7, rng) for _ in range(300))]
        hidden_saddles.append(np.mean(seen))
low, mean, high = min(hidden_saddles), np.mean(hidden_saddles), max(hidden_saddles)
print(f"{len(hidden_saddles)} saddles; slices that show a minimum there: "
      f"from {low:.0%} to {high:.0%}, mean {mean:.0%}")

# %% [markdown]
# Li and others (2018) draw better slices. They scale the random direction of each unit to the length of that unit's weights,
# so that networks with large and with small weights can be compared. Does that help here?

# %%
def scaled_direction(network):
    parts = []
    for W, b, _ in network:
        d = rng.normal(size=W.shape)
        d *= np.linalg.norm(W, axis=1, keepdims=True) / np.linalg.norm(d, axis=1, keepdims=True)
        parts += [d.ravel(), np.zeros(len(b))]
    return np.concatenate(parts)

*_, trained = islice(descend(*task, SGD(0.5)), 600)
scaled = [scaled_direction(trained.net) for _ in range(2000)]
print("scaled directions that curve down:", sum(d @ H @ d < 0 for d in scaled), "of 2000")

# %% [markdown]
# It does not. Scaling makes plots of different networks comparable, but a random direction still averages the eigenvalues.

# %% [markdown] slide_check="08.3" lecture="B"
# - **The slide says:** A plot of hills and dips over a plane is a "real" loss landscape.
# - **What holds:** It is a slice through the loss, two directions out of thousands. Random slices through our network show one bowl each, although 22 of its 105 eigenvalues are negative there, and most slices through a true saddle show a minimum.
# - **Why:** A dip in a slice is only lower than its neighbours *in the slice*. At a true minimum the gradient is 0, and no eigenvalue is negative.

# %%
quiz("08.3")

# %% [markdown]
# Now the [exercises](../exercises/08_descent.ipynb).
#
# ## Summary
#
# - The risk is the mean loss. Half the squared error leads to the mean, L1 to the median, and maximum likelihood to the
#   cross-entropy.
# - Each output has a matching loss, with which the gradient with respect to $z$ is $p - y$. Without it, a confident mistake
#   is hardly corrected.
# - On a quadratic, descent is stable up to the rate $2/\lambda_{\max}$, and diverges beyond it.
# - With fewer examples per step there are more steps for the same work, more noise in each, and smaller rates.
# - Momentum cancels the zigzag. Adam gives each parameter its own scale.
# - The eigenvalues of the Hessian tell minimum, saddle and maximum apart, and a slice cannot.
#
# ## Notation
#
# | here | lecture A | lecture B | lecture D | meaning |
# | --- | --- | --- | --- | --- |
# | risk, `loss(a, y)` | $J$, Cost | $\mathcal{R}_\text{emp}$ | – | mean loss over the examples |
# | `half_squares` | $\frac12 (y - \hat y)^2$ | L2 | – | with the ½ |
# | `binary_cross_entropy` | $-\log\sigma(y\,w^\top x)$, $y = \pm1$ | Bernoulli loss, $y \in \{0, 1\}$ | – | for yes or no |
# | $p$, `parameter_vector(net)` | $\mathbf{w}$ | $\theta$ | $\theta$ | all weights and biases |
# | $\eta$, `rate` | $\alpha$, $\eta$ | – | – | learning rate |
# | $L$ of one example | $L$ | $L(y, f(x))$ | $C(a^{[L]}, y; \theta)$ | one output against one target |
#
# ## References
#
# - Lecture B, single neuron: optimisation, and gradient descent. Lecture A, perceptron and backpropagation. Lecture B's source
#   of its landscape: telesens.co, *Neural network loss visualization*, 2019.
# - Further reading that lecture B names: the series on neural networks by 3Blue1Brown, the playground at
#   playground.tensorflow.org, and MLU-Explain on neural networks.
# - P. Auer, M. Herbster, M. Warmuth, *Exponentially many local minima for single neurons*, 1996.
# - Y. Dauphin et al., *Identifying and attacking the saddle point problem*, 2014.
# - H. Li et al., *Visualizing the loss landscape of neural nets*, 2018.
# - G. Goh, *Why momentum really works*, Distill, 2017.
