# %% [markdown]
# # 8 · Lower the loss by gradient descent
#
# **You will be able to**
#
# - write the empirical risk for four losses and say which output each of them belongs to;
# - take a step of gradient descent by hand and predict the rate at which it runs away;
# - choose between all examples, a batch and a single one, and say what each costs;
# - tell a minimum from a saddle by the eigenvalues of the Hessian;
# - distrust a picture of a slice through a network's loss.
#
# **You need** the forward pass of notebook 05 and the softmax of notebook 06. Gradients come from the library here;
# notebook 10 opens them. **Time** about 75 minutes.

# %%
# "No module named ..."? Choose the kernel .venv (in VS Code: top right), or use run.py lab.
import numpy as np
from lecture_lib import MLP, forward, identity, predict, reveal, sigmoid, softmax, tanh
from lecture_lib.interactive import quiz

# %% [markdown]
# ## 08.1 Risk: how wrong on average
#
# Before a network can improve, it must be told how wrong it is, in one number. A *loss* $L(y, f(x))$ compares one
# answer with one truth. The *empirical risk* is its mean over the examples:
#
# $$\mathcal{R}_\text{emp} = \frac1n \sum_{i=1}^n L\big(y^{(i)}, f(x^{(i)})\big).$$
#
# Two losses for numbers, as lecture B has them: half squares $\tfrac12 (y - f)^2$, called L2, and $|y - f|$, called L1.
# Take the humblest model, one that gives the same number $c$ to everybody. Five people waited 2, 3, 4, 5 and 36
# minutes. Which $c$ should it learn to say?

# %%
waited = np.array([2.0, 3.0, 4.0, 5.0, 36.0])

# %% [markdown]
# **Predict first.** Which $c$ makes the risk smallest with half squares, and which with L1?

# %%
predict("08.1", "With half squares the best c is {half_squares} minutes, "
        "with L1 it is {absolute} minutes.")

# %% [markdown]
# The risk for many candidates $c$ at once: one row a candidate, one column an example, and the mean along the row.

# %%
c = np.linspace(0, 40, 401)
risk2 = ((waited - c[:, None]) ** 2 / 2).mean(axis=1)
risk1 = np.abs(waited - c[:, None]).mean(axis=1)
reveal("08.1", half_squares=c[risk2.argmin()], absolute=c[risk1.argmin()])

# %% [markdown]
# Half squares answer the **mean**, L1 answers the **median**. The one who waited 36 minutes pulls the first and not the
# second. The slopes say why: $\frac1n\sum (c - y_i)$ is 0 at the mean, and $\frac1n\sum \operatorname{sign}(c - y_i)$ is
# 0 where as many lie above as below. The library's losses agree with ours.

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
both = {"half squares, a tenth of it": (c, risk2 / 10), "L1": (c, risk1)}
told = plot_curves(ax, both, "the answer c, the same for all", "risk")
render_figure(fig, told)

# %% [markdown]
# A name to watch. What does the ½ in lecture B's L2 loss change, and what does it leave alone?

# %%
squares = ((waited - c[:, None]) ** 2).mean(axis=1)
assert squares.argmin() == risk2.argmin()
print("smallest risk with the ½:", risk2.min().round(2), " without:", squares.min().round(2))
print("slope at c = 4 with the ½:", (4 - waited).mean(), " without:", (2 * (4 - waited)).mean())

# %% [markdown] slide_check="08.1" lecture="B"
# - **The slide says:** The L2 loss is $\frac12 (y - f(x))^2$.
# - **What holds:** That is *half* the squared distance. Under the name L2 or mean squared error most libraries have no ½, and their risk and gradient are twice as large. The best $f$ is the same, 10 in the example.
# - **Why:** The ½ cancels the 2 of the derivative. Whoever changes from one to the other must halve or double the learning rate. This course says *half squares*.

# %% [markdown]
# ## 08.1 Which loss goes with which output
#
# A probability $p$ wants a loss of its own. For two classes, $y = 1$ or $y = 0$, lecture B has the binary cross-entropy,
# for more classes the cross-entropy:
#
# $$L = -\big(y \log p + (1 - y) \log(1 - p)\big), \qquad L = -\sum_k y_k \log p_k.$$
#
# | the answer is | last activation | loss, its partner | $\partial L / \partial z$ |
# | --- | --- | --- | --- |
# | a number | identity | half squares | $a - y$ |
# | yes or no | sigmoid | binary cross-entropy | $p - y$ |
# | one of many | softmax | cross-entropy | $p_k - y_k$ |
# | a number, with wild outliers | identity | L1 | $\operatorname{sign}(a - y)$ |
#
# Why not squares for a probability too? Take a unit that is confidently wrong: the truth is $y = 1$, but $z = -6$.

# %%
z, y = -6.0, 1
p = 1 / (1 + np.exp(-z))
print("p =", round(p, 5))

# %% [markdown]
# **Predict first.** The gradient at $z$ is what drives learning. How many times larger is it with binary cross-entropy
# than with half squares?

# %%
predict("08.1", "With binary cross-entropy the gradient at z = −6 is {times_larger} times "
        "as large as with half squares.")

# %% [markdown]
# By the chain rule, $\sigma'(z) = p(1 - p)$ stands in both. In the cross-entropy it cancels, in the squares it stays.

# %%
by_squares = (p - y) * p * (1 - p)
by_entropy = (-y / p + (1 - y) / (1 - p)) * p * (1 - p)
assert np.isclose(by_entropy, p - y)
reveal("08.1", times_larger=by_entropy / by_squares)

# %% [markdown]
# The factor is $1 / (p (1 - p))$: the surer the error, the larger. The library's `backward` says the same.

# %%
from lecture_lib import SGD, InputError, backward, descend

unit = MLP(([[1.0]], [0.0], sigmoid))
for loss, ours in ((half_squares, by_squares), (binary_cross_entropy, by_entropy)):
    assert np.isclose(backward(forward(unit, [z]), [y], loss).dz[1][0], ours)

three = MLP((np.eye(3), np.zeros(3), softmax))
trace = forward(three, [2.0, -1.0, 0.5])
assert np.allclose(backward(trace, [0, 1, 0], cross_entropy).dz[1], trace.a[1] - [0, 1, 0])

# %% [markdown]
# What that means in training: the same unit, the same example, 300 steps of rate 1 with each loss.

# %%
from itertools import islice

learned = {}
for loss in (half_squares, binary_cross_entropy):
    run = descend(MLP(([[0.0]], [z], sigmoid)), [[0.0]], [1.0], loss, SGD(1.0))
    learned[loss.name] = [epoch.net([0.0])[0] for epoch in islice(run, 300)]

# %%
fig, ax = figure(6, 3)
lines = {name.replace("_", " "): (np.arange(1, 301), ps) for name, ps in learned.items()}
render_figure(fig, plot_curves(ax, lines, "step", "probability of the true class"))

# %% [markdown]
# After 300 steps the unit that learns from squares is still nearly as wrong as at the start: it is sure, so its slope is
# almost 0. That is a reason to keep partners together. One more trap: which numbers are the two classes?

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
# - **What holds:** They are one and the same loss, but with other labels: $y = \pm 1$ in A, $y = 0$ or $1$ in B, with $y_B = (y_A + 1)/2$. With A's label −1 put into B's formula the loss falls without end as $f \to 0$, as the first line printed shows.
# - **Why:** Each formula writes "minus the log of the probability of the true class" for its own labels. Neither slide says which labels it means.

# %%
quiz("08.1")

# %% [markdown]
# ## 08.2 One step, and how long it may be
#
# Lecture B asks for $\theta_\text{opt} = \operatorname{argmin}_\theta \mathcal{R}(\theta)$. Gradient descent looks for it
# step by step, each against the slope. With all parameters in one vector $p$:
#
# $$p \leftarrow p - \eta\, \nabla \mathcal{R}(p).$$
#
# $\eta$ is the *learning rate*; lecture A writes $\alpha$ on one slide and $\eta$ on another. To see all of it, take a
# model with two weights and no bias: one linear neuron, four examples, half squares. The
# risk is a bowl.

# %%
from lecture_lib.training import LANDSCAPES, descent_path

bowl = LANDSCAPES["one linear neuron"]
X, t, w = bowl.x, bowl.y, np.array([-2.0, 2.0])
slope_at_w = (X @ w - t) @ X / len(t)
assert np.allclose(slope_at_w, bowl.gradient(w))
print("gradient", slope_at_w, "  after one step of rate 0.1:", w - 0.1 * slope_at_w)

# %% [markdown]
# How fast does the slope itself change? The second derivatives stand in the *Hessian* $H$. For this risk
# $H = \frac1n X^\top X$ everywhere, and its eigenvalues are the curvatures along two directions at a right angle.

# %%
H = X.T @ X / len(t)
curvatures = np.linalg.eigvalsh(H)
print(H, curvatures)

# %% [markdown]
# **Predict first.** Along a direction with curvature $\lambda$, one step multiplies the distance from the bottom by
# $1 - \eta\lambda$. What is the largest rate that does not run away? And which of the two directions decides?

# %%
predict("08.2", "The largest rate that does not run away is {largest_rate}.")

# %% [markdown]
# We measure it: halve an interval of rates again and again, and keep the half in which running away begins:
# where the loss is higher after 300 steps than after 100.

# %%
def runs_away(rate):
    ws = np.array(list(islice(descent_path(bowl, [-2.0, 2.0], SGD(rate)), 300)))
    return bowl.loss(ws[299]) > bowl.loss(ws[99])


low, high = 0.01, 0.8
while high - low > 1e-3:
    middle = (low + high) / 2
    low, high = (low, middle) if runs_away(middle) else (middle, high)
reveal("08.2", largest_rate=high)

# %% [markdown]
# Measured and predicted agree: it is $2 / \lambda_{\max}$, because $|1 - \eta\lambda| < 1$ must hold for every
# $\lambda$, and the largest is the strictest. By a second road: after $k$ steps each direction must
# have shrunk by $(1 - \eta\lambda)^k$ exactly.

# %%
assert abs(high - 2 / curvatures.max()) < 2e-3
lams, axes = np.linalg.eigh(H)
bottom = np.linalg.solve(H, X.T @ t / len(t))
*_, tenth = islice(descent_path(bowl, [-2.0, 2.0], SGD(0.3)), 10)
before, after = axes.T @ ([-2.0, 2.0] - bottom), axes.T @ (tenth - bottom)
assert np.allclose(after, (1 - 0.3 * lams) ** 10 * before)

# %% [markdown]
# Too small, right, too large, and beyond the edge:

# %%
lines = {}
rates = {"0.02, too small": 0.02, "0.43, right": 0.43,
         "0.499, too large": 0.499, "0.52, beyond": 0.52}
for name, rate in rates.items():
    ws = np.array(list(islice(descent_path(bowl, [-2.0, 2.0], SGD(rate)), 60)))
    lines[name] = (np.arange(1, 61), bowl.loss(ws))
fig, ax = figure(6, 3.4)
render_figure(fig, plot_curves(ax, lines, "step", "risk", log="y"))

# %% [markdown]
# Now by hand. The map shows the same bowl from above. Drag the start, move the rate across 0.5 and press *Run*. Where is
# the fastest rate? Why does the path zigzag a little below the edge? Choose *momentum* later, after the section on it.

# %%
from lecture_lib.labs.descent import landscape

landscape(land="one linear neuron", starts=((-2.0, 2.0),), rate=0.1, goal="the fastest rate")

# %% [markdown]
# A network's own trainer notices when a run goes beyond the edge. What does it say?

# %%
try:
    list(islice(descend(MLP(([[-2.0, 2.0]], [0.0], identity)), X, t, half_squares, SGD(0.6)), 9000))
except InputError as stopped:
    print(stopped)

# %% [markdown]
# Lecture B calls the risk *differentiable* and its lowest place $\theta_\text{opt}$. Both words promise a little too much.
# Take a sigmoid unit on two separable points, $x = \pm 1$, and let its weight grow:

# %%
for weight in (1, 10, 100):
    steep = MLP(([[weight]], [0], sigmoid))
    print(weight, binary_cross_entropy.of(forward(steep, [[-1], [1]]), [0, 1]))

# %% [markdown] slide_check="08.2" lecture="B"
# - **The slide says:** Given a differentiable risk $\mathcal{R}(\theta)$, the goal is $\theta_\text{opt} = \operatorname{argmin}_{\theta \in \Theta} \mathcal{R}(\theta)$.
# - **What holds:** There may be no such $\theta$: on separable points the risk of a sigmoid unit falls for ever as the weight grows, and 0 is never reached. There may be many: section 08.3 shows two minima of equal height. And with ReLU or L1 the risk has kinks.
# - **Why:** argmin is a set; it can be empty or large. Gradient descent needs neither a single best place nor a slope at every kink. It goes down and is stopped when the risk is low enough.

# %% [markdown]
# ## 08.2 All examples, some of them, or one
#
# The gradient of the risk is a mean over examples. A mean of a few is a cheap estimate of it. With a batch $B$ of
# examples, drawn anew,
#
# $$p \leftarrow p - \eta\, \frac{1}{|B|} \sum_{i \in B} \nabla L_i(p).$$
#
# All at once is *batch* gradient descent, a few are a *mini-batch*, one is *stochastic* gradient descent. An epoch is
# one pass through a shuffled list, cut into pieces. The last piece may be shorter.

# %%
order = np.random.default_rng(0).permutation(10)
[order[first:first + 4].tolist() for first in range(0, 10, 4)]

# %% [markdown]
# **Predict first.** A hundred examples, a network with 8 hidden units. How much smaller is the noise (the standard
# deviation) of the gradient with 25 examples than with one?

# %%
predict("08.2", "With 25 examples the noise of the gradient is {noise_ratio} times smaller "
        "than with one.")

# %%
from lecture_lib.training import loss_and_gradient, parameter_vector

rng = np.random.default_rng(0)
x = rng.uniform(-2, 2, (100, 1))
y = np.sin(2 * x[:, 0]) + rng.normal(0, 0.2, 100)
net = MLP.random((1, 8, 1), tanh, identity, rng=np.random.default_rng(1))

# %% [markdown]
# `loss_and_gradient` gives the risk and its gradient as functions of one vector of all parameters. The gradient of each
# example alone, then means over 1 and over 25 of them, drawn with replacement, 4000 times:

# %%
p = parameter_vector(net)
each = np.array([loss_and_gradient(net, x[[i]], y[[i]], half_squares)[1](p) for i in range(100)])
assert np.allclose(each.mean(axis=0), loss_and_gradient(net, x, y, half_squares)[1](p))
noise = {size: each[rng.integers(100, size=(4000, size))].mean(axis=1).std(axis=0).mean()
         for size in (1, 25)}
reveal("08.2", noise_ratio=noise[1] / noise[25])

# %% [markdown]
# The noise falls as $1/\sqrt{|B|}$, but the price rises as $|B|$. So what is best for a *fixed budget*? Everybody gets
# 2000 gradients of single examples: 20 steps with all, 200 with ten, 2000 with one. Each size tries five rates, from 20
# shuffles. A run that goes beyond the edge is counted as such.

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
    said = f"{lost} of 20 ran away" if lost else f"{found.mean():.3f} ± {found.std():.3f}"
    print(f"{size:3} examples a step, rate {rate:4}: {said}")

# %% [markdown]
# Compare equal rates first: up to 0.1, the smaller the batch, the lower the risk, because there are more steps. Then
# look for the best of each size: full batches stand long steps, single examples need short ones. The spread
# ± over shuffles is the noise; it grows with the rate. At rate 1 every run with single examples has run away, and so have
# some with ten; the full batch has not. On hardware that multiplies large tables quickly, larger batches gain.
#
# What does a step cost as networks get deeper? Lecture B worries about it. Count: each weight is used once forward
# (05.4), once for its own derivative, and once more, but for the first layer, to send the derivative down.

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
# - **What holds:** At fixed width both grow *linearly*: each further layer of 16 units adds 256 weights and exactly 768 multiplications to a step, as counted above. What grows exponentially is the number of paths through the network, 16 for each layer more.
# - **Why:** The chain rule written out as a sum over paths would be exponential. Backpropagation adds the paths up layer by layer and uses every weight a fixed number of times (notebooks 09 and 10).

# %% [markdown]
# ## 08.2 Momentum and Adam
#
# In a narrow valley plain descent has a problem: the steep walls allow only a small rate, and along the
# flat floor a small rate means a long way. *Momentum* keeps a velocity $v$, in which the zigzag cancels and the
# steady part adds up. *Adam* measures each coordinate's usual gradient and divides by it:
#
# $$v \leftarrow \beta v + g, \qquad p \leftarrow p - \eta v,$$
#
# $$m \leftarrow \beta_1 m + (1 - \beta_1) g, \quad s \leftarrow \beta_2 s + (1 - \beta_2) g^2, \quad
# p \leftarrow p - \eta\, \frac{m / (1 - \beta_1^t)}{\sqrt{s / (1 - \beta_2^t)} + \epsilon}.$$
#
# Here is a valley with curvatures 1 and 100, and both rules as the equations have them.

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
# The library's rules must go the same way, step by step.

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
# **Predict first.** Plain descent at its best rate, $2/(1 + 100)$, shrinks the distance by 99/101 a step. Momentum at its
# best, $\beta = (9/11)^2$ and $\eta = (2/11)^2$, comes close to 9/11. How many steps does each need until the
# loss $\tfrac12(p_1^2 + 100 p_2^2)$ stays below a millionth? Adam has rate 0.1.

# %%
predict("08.2", "Plain descent needs {plain} steps, momentum {momentum} and Adam {adam}.")

# %%
best_momentum = Momentum(rate=(2 / 11) ** 2, beta=(9 / 11) ** 2)
rules = {"plain": SGD(2 / 101), "momentum": best_momentum, "adam": Adam(0.1)}
losses = {name: (roll(rule, 600) ** 2 @ valley) / 2 for name, rule in rules.items()}
needed = {name: int(np.flatnonzero(loss >= 1e-6)[-1]) + 2 for name, loss in losses.items()}
reveal("08.2", **needed)

# %% [markdown]
# The three losses, drawn down to $10^{-12}$.

# %%
fig, ax = figure(6, 3.4)
lines = {name: (np.arange(1, 601), np.maximum(loss, 1e-12)) for name, loss in losses.items()}
render_figure(fig, plot_curves(ax, lines, "step", "loss", log="y"))

# %% [markdown]
# Momentum turns the ratio of curvatures into its square root. Adam is not the fastest here: its step length is set by
# the rate, so it swings round the bottom for a while. Its strength is that one rate serves parameters of very different
# scales: both coordinates of the valley go the same way, although their gradients differ a hundredfold.

# %%
assert np.allclose(*roll(Adam(0.1), 100).T, atol=1e-6)

# %%
quiz("08.2")

# %% [markdown]
# ## 08.3 An honest landscape
#
# Lecture B shows a "real" loss landscape. A network with thousands of weights has a loss over thousands of dimensions,
# and a picture has two. So let us take a network that has two weights *in all*: one input, one tanh unit, one
# output, no biases. Then the map leaves nothing out.
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
# Where the gradient is 0, descent stands still: a *stationary point*. What kind it is, the Hessian tells, the table of
# second derivatives: all eigenvalues above 0 mean a **minimum**, all below 0 a **maximum**, both signs a
# **saddle**. A 0 among them leaves it open: the ground is **flat** that way. Column by column, $H$ is a difference of
# two gradients:

# %%
from lecture_lib.training import hessian, newton_stationary_points, stationary_kind

at, small = np.zeros(2), 1e-5 * np.eye(2)
H = np.array([(honest.gradient(at + e) - honest.gradient(at - e)) / 2e-5 for e in small])
assert np.allclose(H, hessian(honest.gradient, at))
H.round(4), np.linalg.eigvalsh(H).round(4)

# %% [markdown]
# **Predict first.** The origin is stationary. Is it a minimum, a saddle, a maximum or flat? How many
# minima has this landscape, and how many maxima?

# %%
predict("08.3", "The origin is: {origin}. This landscape has {minima} minima and {maxima} maxima.",
        origin=("minimum", "saddle", "maximum", "flat"))

# %% [markdown]
# Newton's method looks for zeros of the gradient, from 81 starts. We sort what it finds.

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
kinds

# %% [markdown]
# Two minima, because $(w_1, w_2)$ and $(-w_1, -w_2)$ are the same function. And there can be no maximum: seen from $w_2$
# alone the risk is a parabola that opens upwards, $\partial^2 \mathcal{R}/\partial w_2^2 = \frac1n \sum \tanh^2(w_1 x_i)$.
#
# Now go there yourself. Each numbered marker is a stationary point. Press one, choose a label beside the map, and see
# what its eigenvalues say. Drag the starts, or press the map for another start, and press *Run*. From where does descent
# go to which minimum? Can you make it stop at the saddle? The other landscapes in the list have flat places, and one has
# a maximum.

# %%
landscape(goal="both minima")

# %% [markdown]
# "Many (many many) local minima; saddle points", says lecture B. One tanh neuron with four examples, two on
# each axis, is enough to see some. Its loss is a sum $A(w_1) + B(w_2)$, and each part has two dips.

# %%
neuron = LANDSCAPES["one tanh neuron"]
Counter(kinds_of(neuron).values())

# %% [markdown]
# $d$ weights in this pattern make $2^d$ minima, from $2d$ examples. But that is the loss's doing. The same neuron, the
# same examples, and the partner of the sigmoid for a loss: $\tanh z = 2\sigma(2z) - 1$, so let $p = \sigma(2z)$ and the
# target be $(y + 1)/2$.

# %%
def partner_gradient(w):
    p = 1 / (1 + np.exp(-2 * neuron.x @ w))
    return 2 * (p - (neuron.y + 1) / 2) @ neuron.x / 4


grid = [(a, b) for a in np.linspace(-2, 3, 9) for b in np.linspace(-2, 3, 9)]
found = newton_stationary_points(partner_gradient, grid)
[(w, stationary_kind(np.linalg.eigvalsh(hessian(partner_gradient, w)))) for w in found]

# %% [markdown]
# One single minimum. With partners, one neuron has no traps; its risk is convex. Hidden layers bring the other kinds
# back. Take a 1-2-1 network with tanh, 7 parameters, on $y = |x| - 1$. A small penalty $\frac{0.01}{2}\|p\|^2$ pulls all
# weights towards 0, so that no direction is flat for ever. From 80 random starts Newton finds:

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
# Saddles by far, few minima, no maximum. How high do they lie, and how many of their 7 directions lead down?

# %%
rows = Counter((round(risk(p) + 0.005 * p @ p, 3),
                int((np.linalg.eigvalsh(hessian(penalised, p)) < 0).sum())) for p in spots)
for (height, down), n in sorted(rows.items()):
    print(f"risk {height:.3f}: {n:2} points with {down} directions down")

# %% [markdown]
# There are two heights of minima: the true one, and a trap at 0.216 in which the network has given up and says
# the same to every $x$. Many of the rest are copies: swapping the two hidden units, or turning both signs of one,
# changes the weights but not the function. That makes up to $2! \cdot 2^2 = 8$ copies of each, and $n!\,2^n$ for $n$ units.

# %%
def twin_of(p):
    W1, b1, w2, b2 = p[:2], p[2:4], p[4:6], p[6:]
    return np.concatenate([W1[::-1], b1[::-1], w2[::-1], b2])


lowest = min(spots, key=lambda p: risk(p) + 0.005 * p @ p)
assert np.isclose(risk(twin_of(lowest)), risk(lowest))
assert np.allclose(penalised(twin_of(lowest)), 0, atol=1e-8)

# %% [markdown] slide_check="08.3" lecture="B"
# - **The slide says:** A "real" loss landscape has many (many many) local minima, and saddle points.
# - **What holds:** In the networks above, saddles are the rule among the stationary points found, and minima the exception. Many minima are copies of one by symmetry, as good as each other. A minimum that is a trap does exist (risk 0.216 in place of 0.047).
# - **Why:** For a minimum every direction must lead up; the more directions there are, the rarer that is. Counting dips in a picture of two directions cannot show it, as the next section measures.

# %% [markdown]
# ## 08.3 Why a random slice misleads
#
# The picture on lecture B's slide was made like this: train a network, take two random directions $u$ and $v$ in the
# space of all its weights, and draw
#
# $$\mathcal{R}(p^* + s\,u + t\,v)$$
#
# round the trained $p^*$. We do the same with a 2-8-8-1 network, and keep every place that training visits.

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
# **Predict first.** The path goes through 105 dimensions. What share of its length is left when it is
# projected onto a random plane? And onto the best plane one can choose for it?

# %%
predict("08.3", "Of the path’s length a random plane keeps {random_plane} (a share from 0 to 1), "
        "the best plane {best_plane}.")

# %% [markdown]
# A plane is two directions of length 1 at a right angle. The shadow of a step is its dot product with both. For the best
# plane we take the first two principal directions of the path.

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
reveal("08.3", random_plane=float(np.mean(shares)), best_plane=path_fraction_in_plane(path, best))

# %% [markdown]
# A random plane keeps about an eighth. Theory says that of a squared length it keeps $2/105$ on average,
# whatever the step: $\sqrt{2/105} \approx 0.14$. With a million weights it would be 0.0014. The path is never *in* such a
# picture; what one sees there is a shadow.

# %%
squared = [((plane @ (path[0] - path[-1])) ** 2).sum() for plane in some]
print(np.mean(squared) / ((path[0] - path[-1]) ** 2).sum(), "measured,", 2 / 105, "in theory")

# %% [markdown]
# Both slices, with the path's shadow. The ring is where it starts, the square where it ends.

# %%
from lecture_lib.labs.descent import slice_figure

side = np.linspace(-8, 8, 33)
planes = {"a random slice": some[0], "the path's own plane": best}
tables = [loss_slice(risk, path[-1], plane, side, side)
          for plane in progress_bar(planes.values(), "slices")]
shadows = [(path - path[-1]) @ plane.T for plane in planes.values()]
slice_figure(list(planes), side, side, tables, shadows)

# %% [markdown]
# In its own plane the path comes down into a valley, and the valley goes on. In the random slice it seems to have
# started on low ground. Is that where it was? We compare the risk at the ring with the risk where training began, and
# look for the step that lies best in the plane. The risk where training began was 0.754.

# %%
for name, plane in planes.items():
    ring = path[-1] + (path[0] - path[-1]) @ plane.T @ plane
    most = (np.linalg.norm(steps @ plane.T, axis=1) / np.linalg.norm(steps, axis=1)).max()
    print(f"{name}: risk at the ring {risk(ring):.3f}, at most {most:.0%} of a step in the plane")

# %% [markdown]
# The random slice is a calm bowl. Is the landscape calm? The Hessian of all 105 parameters at the same place knows
# better.

# %%
H = hessian(slope, path[-1])
down = int((np.linalg.eigvalsh(H) < -1e-6).sum())
bowls = np.mean([np.linalg.eigvalsh(plane @ H @ plane.T)[0] > 0 for plane in some])
print(f"{down} of 105 directions curve down; {bowls:.0%} of 200 random slices curve up both ways")
coarse = [loss_slice(risk, path[-1], plane, side[::2], side[::2]) for plane in some[:5]]
print("dips in five random slices:", [local_minimum_count(table) for table in coarse])

# %% [markdown]
# In a random direction the curvature is a mixture of all eigenvalues, and a few large ones above 0 drown the many small
# ones below. So even a true *saddle* is mostly drawn as a minimum. The saddles of the small network, each cut by 300
# random planes:

# %%
hidden_saddles = []
for p in spots:
    H = hessian(penalised, p)
    if stationary_kind(np.linalg.eigvalsh(H)) == "saddle":
        seen = [np.linalg.eigvalsh(plane @ H @ plane.T)[0] > 0
                for plane in (random_plane(7, rng) for _ in range(300))]
        hidden_saddles.append(np.mean(seen))
low, mean, high = min(hidden_saddles), np.mean(hidden_saddles), max(hidden_saddles)
print(f"{len(hidden_saddles)} saddles; slices that show a minimum there: "
      f"from {low:.0%} to {high:.0%}, mean {mean:.0%}")

# %% [markdown] slide_check="08.3" lecture="B"
# - **The slide says:** A picture with hills and dips over a plane is a "real" loss landscape.
# - **What holds:** It is a slice through the loss, two directions out of thousands. Random slices through our network show one bowl each, though about a fifth of all directions curve down at that place, and most slices through a true saddle show a minimum.
# - **Why:** A dip in a slice is only lower than its neighbours *in the slice*. A true minimum needs a gradient of 0 and no negative eigenvalue in all directions.

# %%
quiz("08.3")

# %% [markdown]
# Now the [exercises](../exercises/08_descent.ipynb).
#
# ## Summary
#
# - The risk is the mean loss. Half squares answer the mean, L1 the median.
# - Each output has a partner loss, with which the gradient at $z$ is $p - y$. Without it a confident error hardly learns.
# - On a quadratic, descent is stable up to the rate $2/\lambda_{\max}$ and runs away beyond.
# - Fewer examples a step: more steps for the same work, more noise in each, and smaller rates.
# - Momentum cancels the zigzag. Adam gives each parameter its own scale.
# - Eigenvalues of the Hessian tell minimum, saddle and maximum apart; a slice cannot.
#
# ## Notation
#
# | here | lecture A | lecture B | lecture D | meaning |
# | --- | --- | --- | --- | --- |
# | risk, `loss(a, y)` | $J$, Cost | $\mathcal{R}_\text{emp}$ | – | mean loss of the examples |
# | `half_squares` | $\frac12 (y - \hat y)^2$ | L2 | – | with the ½ |
# | `binary_cross_entropy` | $-\log\sigma(y\,w^\top x)$, $y = \pm1$ | Bernoulli loss, $y \in \{0, 1\}$ | – | for yes or no |
# | $p$, `parameter_vector(net)` | $\mathbf{w}$ | $\theta$ | $\theta$ | all weights and biases |
# | $\eta$, `rate` | $\alpha$, $\eta$ | – | – | learning rate |
# | $L$ of one example | $L$ | $L(y, f(x))$ | $C(a^{[L]}, y; \theta)$ | one answer against one truth |
#
# ## References
#
# - Lecture B, single neuron: optimisation, and gradient descent. Lecture A, perceptron and backpropagation.
# - P. Auer, M. Herbster, M. Warmuth, *Exponentially many local minima for single neurons*, 1996.
# - Y. Dauphin et al., *Identifying and attacking the saddle point problem*, 2014.
# - H. Li et al., *Visualizing the loss landscape of neural nets*, 2018.
# - G. Goh, *Why momentum really works*, Distill, 2017.
