# %% [markdown]
# # 6 · Tell many classes apart with softmax
#
# **You will be able to**
#
# - give a network one output unit per class, and say what becomes of target and loss;
# - write a softmax that never overflows, and break one that does;
# - predict what shifting, scaling, heating and cooling the logits does to the probabilities;
# - derive the Jacobian and the gradient $p - y$, and check both;
# - train softmax regression on real handwritten digits, and say how sure its score is.
#
# **You need** forward passes (notebook 05) and a first idea of a gradient.
# **Time** about 75 minutes.

# %%
# "No module named ..."? Choose the kernel .venv (in VS Code: top right), or use run.py lab.
import numpy as np
from lecture_lib import MLP, check, forward, predict, reveal, sigmoid, softmax
from lecture_lib.interactive import quiz

# %% [markdown]
# ## 06.1 One output unit per class
#
# One sigmoid unit answers a question of yes or no. For $k$ classes the network gets $k$ output units, each with its
# own row of weights and its own bias:
#
# $$z_j = u_j \cdot h + c_j, \qquad j = 1, \dots, k.$$
#
# The $k$ numbers $z_j$ are called *logits*: scores, of any sign and size. Three things change, and nothing else: the
# last layer gets taller, the target becomes a list of $k$ numbers, and the loss compares two lists. Here are the two
# networks of lecture B that share a hidden layer, the one for two classes and the one for three.

# %%
from lecture_lib.data import LECTURE_EXAMPLES

one, three = LECTURE_EXAMPLES["3-4-1"].net, LECTURE_EXAMPLES["3-4-3"].net
print(one.sizes, one.n_parameters, "parameters;", three.sizes, three.n_parameters, "parameters")

# %% [markdown]
# **Predict first.** The same four hidden units, but ten classes, one for each digit. How many parameters are that?

# %%
predict("06.1", "The network with four hidden units and ten classes has {parameters_for_ten} "
                "parameters.")

# %%
ten = MLP(three[1], (np.zeros((10, 4)), np.zeros(10), softmax))
reveal("06.1", parameters_for_ten=ten.n_parameters)

# %% [markdown]
# Each class costs one row of four weights and one bias. The shapes of the network with three classes:

# %%
from lecture_lib.drawing import array_shapes

array_shapes(three)

# %% [markdown]
# The target of an example is a list with a 1 at its class and 0 elsewhere: *one-hot*. In numpy that is a row of the
# unit matrix. The library's `one_hot` does it too, and refuses classes that do not exist.

# %%
from lecture_lib import one_hot

classes = np.array([2, 0, 1, 2])
Y = np.eye(3)[classes]
assert np.array_equal(Y, one_hot(classes, 3))
Y

# %% [markdown]
# Why not one output that gives the number of the class? Because numbers have an order and classes need not. Below,
# class 0 sits at $x \approx -2$, class 2 in the middle, class 1 at $x \approx 2$. First a straight line is fitted to
# the class number and rounded.
#
# **Predict first.** Which share of the 90 points does the rounded line get right? And three output units?

# %%
predict("06.1", "The rounded line gets {by_number} of the points right, the three output units "
                "{by_units}. (Numbers from 0 to 1.)")

# %%
rng = np.random.default_rng(0)
c = np.repeat([0, 2, 1], 30)
x = np.repeat([-2.0, 0.0, 2.0], 30) + 0.3 * rng.normal(size=90)
by_number = np.mean(np.polyval(np.polyfit(x, c, 1), x).round() == c)

# %% [markdown]
# Three units, each a straight line of its own in $x$; the largest wins. `descend` trains them.

# %%
from itertools import islice
from lecture_lib import SGD, cross_entropy, descend

start = MLP(([[0.0]] * 3, [0.0] * 3, softmax))
*_, last = islice(descend(start, x[:, None], one_hot(c, 3), cross_entropy, SGD(0.5)), 500)
reveal("06.1", by_number=by_number, by_units=np.mean(last.net(x[:, None]).argmax(axis=1) == c))

# %% [markdown]
# The line must pass from class 0 to class 1 through everything between, and calls the middle 1. The three units know
# of no order.
#
# Now the loss. Softmax, the subject of the next section, turns the logits into probabilities $p$. The *cross-entropy*
# charges the logarithm of the probability that the true class was given:
#
# $$L(p, y) = -\sum_{j=1}^{k} y_j \log p_j = -\log p_{\text{true}}.$$

# %%
p, y = np.array([0.2, 0.7, 0.1]), np.array([0, 1, 0])
loss = -(y * np.log(p)).sum()
assert np.isclose(loss, cross_entropy(p, y)) and np.isclose(loss, -np.log(0.7))
loss

# %% [markdown]
# Lecture B has a formula for two classes, which it also calls the Bernoulli loss: $-(y \log f + (1-y)\log(1-f))$. It
# is the same loss: with two outputs $f$ and $1 - f$ the sum has these two terms.

# %%
from lecture_lib import binary_cross_entropy

assert np.isclose(binary_cross_entropy([0.7], [1]), cross_entropy([0.7, 0.3], [1, 0]))
assert np.isclose(binary_cross_entropy([0.7], [0]), cross_entropy([0.7, 0.3], [0, 1]))

# %% [markdown]
# How the price grows as the true class gets less probable, beside squares, $\tfrac12 \sum_j (p_j - y_j)^2$, for two
# classes. A certain mistake costs 1 in squares. In cross-entropy there is no limit.

# %%
from lecture_lib.drawing import figure, plot_curves, render_figure

q = np.linspace(0.005, 1, 200)
fig, ax = figure(6, 3.4)
told = plot_curves(ax, {"cross-entropy": (q, np.log(1 / q)), "squares": (q, (1 - q) ** 2)},
                   "probability of the true class", "loss")
render_figure(fig, told)

# %% [markdown]
# Lecture B writes the network for $k$ classes without biases. The example that follows on its slides has them. Do they
# matter? Compute the example both ways.

# %%
x_B = LECTURE_EXAMPLES["3-4-3"].x
bare = MLP(*((W, 0 * b, g) for W, b, g in three))
print("with biases:   ", three(x_B).round(3), "  without:", bare(x_B).round(3))

# %% [markdown] slide_check="06.1" lecture="B"
# - **The slide says:** $z_j = \sigma(W_j^\top x)$ and $f_{\text{in},k} = U_k^\top z$. The caption of the figure says that bias terms are omitted; the page with the formulas does not repeat it.
# - **What holds:** $z_j = \sigma(W_j^\top x + b_j)$ and $f_{\text{in},k} = U_k^\top z + c_k$. The lecture's own example uses $b$ and $c$. Without them its probabilities are 0.002, 0.337 and 0.661, and class 3 wins instead of class 2.
# - **Why:** Left out to shorten the formula. Whoever copies the formula into code gets another network.

# %% [markdown]
# **Check yourself.** A network gives the probabilities $(0.5, 0.1, 0.4)$ and the true class is the third. What is the
# cross-entropy, to three digits or more?

# %%
its_loss = ...
check("06.1", its_loss)

# %% [markdown]
# ## 06.2 Softmax, careless and careful
#
# Softmax makes every logit positive with the exponential and divides by the sum, so that the results are
# probabilities:
#
# $$p_j = \tau(z)_j = \frac{e^{z_j}}{e^{z_1} + \dots + e^{z_k}}.$$
#
# Lecture D writes the same: one over the sum, times the list of powers. Typed as it stands, it works.

# %%
def careless_softmax(z):
    with np.errstate(all="ignore"):
        return np.exp(z) / np.exp(z).sum()

careless_softmax(np.array([1.0, 2.0, 3.0]))

# %% [markdown]
# A computer's numbers end somewhere. The largest in double precision, float64, is about $1.8 \cdot 10^{308}$, in
# single precision, float32, about $3.4 \cdot 10^{38}$. What lies beyond becomes `inf`.
#
# **Predict first.** What is the first whole number $z$ for which $e^z$ is `inf`, in float64 and in float32?

# %%
predict("06.2", "The first whole number z for which e to the power z is inf: {float64} in "
                "float64, {float32} in float32.")

# %%
with np.errstate(over="ignore"):
    first = {kind.__name__: next(n for n in range(2000) if np.isinf(np.exp(kind(n))))
             for kind in (np.float64, np.float32)}
reveal("06.2", **first)

# %% [markdown]
# By a second road: $e^z$ overflows where $z$ passes the logarithm of the largest number.

# %%
for kind in (np.float64, np.float32):
    limit = np.log(float(np.finfo(kind).max))
    assert first[kind.__name__] == np.ceil(limit)
    print(kind.__name__, "ends at e to the", limit.round(3))

# %% [markdown]
# Lecture B's example $\tau((1, 1000, 2)) \approx (0, 1, 0)$ goes wrong at once, and it is only one of three ways to
# fail. In the second every power fits but their sum does not. In the third all powers are so small that they become 0.

# %%
failing = {"a power": [1, 1000, 2], "the sum": [709.5] * 3, "all vanish": [-1000, -1001, -1002]}
for name, z in failing.items():
    print(f"{name:11}", careless_softmax(np.array(z, float)))

# %% [markdown]
# `nan` means *not a number*: infinity divided by infinity, or 0 by 0. The second answer is the most dangerous one. It
# looks like numbers, but these probabilities sum to 0.
#
# What mends all three: take the same number off every logit. That multiplies above and below the line by the same
# factor,
#
# $$\frac{e^{z_j - m}}{\sum_i e^{z_i - m}} = \frac{e^{-m}\, e^{z_j}}{e^{-m} \sum_i e^{z_i}} = \tau(z)_j.$$
#
# With $m$ the largest logit, no exponent is above 0 and one power is exactly 1. So nothing can overflow, and the sum is
# at least 1.

# %%
def shifted_softmax(z):
    e = np.exp(z - np.max(z))
    return e / e.sum()

# %% [markdown]
# The library's `softmax` does the same.

# %%
for name, z in failing.items():
    assert np.array_equal(shifted_softmax(np.array(z, float)), softmax(z))
    print(f"{name:11}", softmax(z).round(3))

# %% [markdown]
# How good is the ≈ of $\tau((1, 1000, 2)) \approx (0, 1, 0)$? The computer says that both are equal. In truth the two
# small ones are positive. Their logarithms can be had without overflow; Python's `Decimal`, whose exponents go much
# further, gives them by a second road.

# %%
from decimal import Decimal

missing = (-998 + np.log1p(np.exp(-1))) / np.log(10)         # log₁₀ of e⁻⁹⁹⁹ + e⁻⁹⁹⁸
slow = Decimal(-999).exp() + Decimal(-998).exp()
assert np.isclose(float(slow.log10()), missing)
print(f"p₂ lacks 10^{missing:.2f} of 1; the smallest float64 is {np.nextafter(0, 1)}")

# %% [markdown]
# So the ≈ holds to 433 decimal places, and a float64 cannot tell the difference. But the slide's words need care.

# %%
print(np.argmax([1, 1000, 2]), softmax([1, 1000, 2]), softmax([1, 2, 3]).round(3))

# %% [markdown] slide_check="06.2" lecture="B"
# - **The slide says:** Softmax is a "smooth" approximation of the argmax operation.
# - **What holds:** The argmax of (1, 1000, 2) is a position, the second. Softmax approximates the *one-hot list* of that position, (0, 1, 0), and only where one logit leads by far: for (1, 2, 3) it gives (0.09, 0.245, 0.665), not (0, 0, 1).
# - **Why:** What is smoothed is the map from logits to one-hot lists. It becomes exact as the lead grows, or as the temperature of the next section goes to 0.

# %% [markdown]
# On another slide, three fractions stand by hand one below the other, for the logits 0.4, 1.0 and 2.0. As far as the
# scan can be read, they are these. Are they equal?

# %%
a = np.exp(0.4)
print("e^0.4 / (e^0.4 + e^1.0 + e^2.0) =", (a / np.exp([0.4, 1.0, 2.0]).sum()).round(4))
print("e^0.4 / (6.4 + 10.0 + 2.0)      =", (a / (6.4 + 10.0 + 2.0)).round(4))
print("0.4 / 18.4                      =", round(0.4 / 18.4, 4))

# %% [markdown] slide_check="06.2" lecture="B"
# - **The slide says:** Handwritten, one below the other: $\dfrac{e^{0.4}}{e^{0.4} + e^{1.0} + e^{2.0}}$, then $\dfrac{e^{0.4}}{6.4 + 10.0 + 2.0}$, then $\dfrac{0.4}{18.4}$.
# - **What holds:** The first is the softmax of 0.4, and it is 0.1286. The others are 0.0811 and 0.0217. If they are meant as steps of one computation, they do not follow from each other.
# - **Why:** $e^{0.4} + e^{1.0} + e^{2.0} = 1.49 + 2.72 + 7.39 = 11.60$. Some numbers may have been misread in the scan, but the last line has lost its exponential in any case.

# %% [markdown]
# Now break it yourself. The board shows what the computer works out, power by power. Drag the bars, or press a number
# below them and type another. Lecture B's logits have a button, *Try 1, 1000, 2*. The task is to find logits with which
# the careless way answers 0, 0, 0.

# %%
from lecture_lib.labs.softmax import softmax_bars

softmax_bars(mode="overflow", careless=True, z=(80.0, 79.0, 77.0), goal="all zero")

# %% [markdown]
# Things to try: choose float32 and find the smallest logit that breaks it. Choose *shifted*, and try to break that.
#
# ## 06.2 Temperature, entropy, and a triangle
#
# Divide all logits by one positive number $T$, the *temperature*, before the softmax:
#
# $$p = \tau(z / T).$$
#
# Cold exaggerates the differences, hot wipes them out.
#
# **Predict first.** Logits $(2, 1, -1)$. What are the three probabilities at $T = 0.01$, and at $T = 1000$? Type
# three numbers into each blank, with spaces between them.

# %%
predict("06.2", "For the logits 2, 1, −1, the three probabilities are {cold} at T = 0.01, and "
                "{hot} at T = 1000.", cold=list, hot=list)

# %%
z = np.array([2.0, 1.0, -1.0])
reveal("06.2", cold=softmax(z / 0.01), hot=softmax(z / 1000))

# %% [markdown]
# In the limit $T \to 0$ the winner takes all: that is the one-hot argmax. For $T \to \infty$ all classes are equally
# probable. A tie stays a tie at every temperature.

# %%
assert np.allclose(softmax(z / 0.01), one_hot(0, 3)) and np.allclose(softmax(z / 1e9), 1 / 3)
softmax(np.array([2.0, 2.0, -1.0]) / 0.01)

# %% [markdown]
# How undecided is a list of probabilities? Its *entropy* tells:
#
# $$H(p) = -\sum_j p_j \log p_j, \qquad 0 \le H(p) \le \log k.$$
#
# It is 0 for certainty and $\log k$ when all $k$ classes are equal. Here it is, as a line, beside the library's.

# %%
from lecture_lib.nn import entropy

H = -(softmax(z) * np.log(softmax(z))).sum()
assert np.isclose(H, entropy(softmax(z))) and np.isclose(entropy([1 / 3] * 3), np.log(3))
print(f"entropy {H:.3f} of at most {np.log(3):.3f}")

# %% [markdown]
# The three probabilities and the entropy, from cold to hot.

# %%
T = np.logspace(-2, 2, 200)
P = softmax(z / T[:, None])
lines = {f"p{j + 1}": (T, P[:, j]) for j in range(3)}
lines["entropy"] = T, [entropy(p) for p in P]
fig, ax = figure(6, 3.4)
render_figure(fig, plot_curves(ax, lines, "temperature", "probability or entropy", log="x"))

# %% [markdown]
# Three probabilities that sum to 1 fit into a triangle. Each corner is certainty about one class, the centre means no
# idea, and $p$ is the mean of the corners with weights $p_1, p_2, p_3$. Two facts about softmax and this triangle:
#
# - no power of e is 0, so every softmax lies *inside*, never on the edge (on paper, that is);
# - every inner point is a softmax, namely of $z = \log p$.

# %%
inner = rng.dirichlet([1, 1, 1], 1000)
assert np.allclose(softmax(np.log(inner)), inner)
assert (softmax(rng.normal(size=(1000, 3))) > 0).all()

# %% [markdown]
# How many logits belong to one point? A whole line of them: shifting all does nothing. And $T$ leads from a corner to
# the centre along the dashed curve. Watch both on the board: press *All + 5* and look at the point, then *Heat up* and
# *Cool down*. The task is to bring the point into the ring, at $T = 1$. The second of the two facts helps.

# %%
softmax_bars(goal="the ring")

# %% [markdown]
# Now predict before you see. Eight rounds: the logits will be changed as the headline says. Set the three hollow
# bars to what you expect (the bar that you left alone longest makes room), then press *Watch the answer*.

# %%
from lecture_lib.labs.softmax import softmax_rounds

softmax_rounds(goal="six hits")

# %% [markdown]
# **Check yourself.** At the temperature $T = 2$ class 1 shall be nine times as probable as class 2. How large must
# $z_1 - z_2$ be?

# %%
difference = ...
check("06.2", difference)

# %% [markdown]
# ## 06.3 The Jacobian, by three roads
#
# Move one logit, and *all* probabilities move. The table of all slopes is the Jacobian: row $i$, column $j$ holds
# $\partial p_i / \partial z_j$. Write $p_i = e^{z_i} / S$ with $S = \sum_l e^{z_l}$, and use the quotient rule. If
# $i \ne j$, only $S$ depends on $z_j$; if $i = j$, the numerator does too:
#
# $$\frac{\partial p_i}{\partial z_j} = \frac{[i = j]\, e^{z_i} S - e^{z_i} e^{z_j}}{S^2} = p_i \left([i = j] - p_j\right),
# \qquad J = \operatorname{diag}(p) - p\,p^\top.$$
#
# This is the formula on lecture B's slide, and it holds as printed.

# %%
p = softmax(z)
J = np.diag(p) - np.outer(p, p)
J.round(4)

# %% [markdown]
# **Predict first.** What does each row of $J$ sum to? And what is the rank of this 3 × 3 matrix?

# %%
predict("06.3", "Each row of J sums to {row_sum}. The rank of J is {rank}.")

# %%
reveal("06.3", row_sum=J.sum(axis=1).round(12).max() + 0.0, rank=int(np.linalg.matrix_rank(J)))

# %% [markdown]
# Row sums are 0 since adding the same to all logits does nothing. That direction is lost, so the rank is one less than
# $k$. And $J$ is symmetric: $z_2$ pulls at $p_1$ as strongly as $z_1$ at $p_2$.
#
# A derivation on paper deserves a judge. The second road is the *central difference*, with a small step $h$:
#
# $$\frac{\partial p}{\partial z_j} \approx \frac{\tau(z + h e_j) - \tau(z - h e_j)}{2h}.$$

# %%
h, E = 1e-5, np.eye(3)
J_differences = np.stack([(softmax(z + h * e) - softmax(z - h * e)) / (2 * h) for e in E], axis=1)

# %% [markdown]
# The third road needs complex numbers. Step in the imaginary direction, and read the slope off the imaginary part:
#
# $$\frac{\partial p}{\partial z_j} \approx \frac{\operatorname{Im}\, \tau(z + i h e_j)}{h}.$$
#
# Nothing is subtracted, so nothing is lost, and $h$ may be as small as $10^{-30}$.

# %%
def imaginary_step(direction, h=1e-30):
    e = np.exp(z - z.max() + 1j * h * direction)
    return (e / e.sum()).imag / h

J_complex = np.stack([imaginary_step(e) for e in E], axis=1)

# %% [markdown]
# All three roads, and the library's.

# %%
assert np.allclose(J, softmax.slope(z), atol=1e-15)
for name, other in {"central differences": J_differences, "complex step": J_complex}.items():
    print(f"{name:20} off by at most {abs(J - other).max():.0e}")

# %% [markdown]
# The differences lose some digits to rounding; the complex step agrees to the last one or two.
#
# Now use $J$. Raising $z_2$ takes probability from class 1: press *Raise z₂ by 0.1* on the board and compare. How
# strongly, at most? Find it on the board, and then find out why it is no more: $p_1 p_2$ cannot exceed $\tfrac14$.

# %%
softmax_bars(mode="slopes", goal="the strongest pull")

# %% [markdown]
# ## 06.3 With the cross-entropy, the gradient is p − y
#
# Training needs $\partial L / \partial z$, the slope of the loss in the logits. The chain rule goes through all $p_i$:
#
# $$\frac{\partial L}{\partial z_j} = \sum_i \frac{\partial L}{\partial p_i} \frac{\partial p_i}{\partial z_j}
# = \sum_i \left(-\frac{y_i}{p_i}\right) p_i \left([i = j] - p_j\right) = -y_j + p_j \sum_i y_i = p_j - y_j.$$
#
# The $p_i$ cancel, and $\sum_i y_i = 1$. What is left could not be shorter: *what the network said, minus what is
# true*.
#
# **Predict first.** Probabilities $(0.705, 0.259, 0.035)$, and class 2 is true. Which logits should be raised, so that
# the loss falls, and what do the three slopes sum to?

# %%
predict("06.3", "The loss falls where {raise_logit} is raised. The three slopes sum to "
                "{sum_of_slopes}.", raise_logit=("1", "2", "3", "1 and 2", "1 and 3", "2 and 3"))

# %%
y = one_hot(1, 3)
dz = p - y
raised = " and ".join(str(j + 1) for j in np.flatnonzero(dz < 0))
reveal("06.3", raise_logit=raised, sum_of_slopes=dz.sum().round(12) + 0.0)

# %% [markdown]
# Where the slope is negative, raising helps. Four roads must meet: $p - y$, the Jacobian times $-y/p$, `backward` on a
# network that consists of a softmax alone, and central differences of the loss.

# %%
from lecture_lib import backward
from lecture_lib.nn import central_difference

alone = MLP((np.eye(3), np.zeros(3), softmax))
assert np.allclose(dz, J @ (-y / p))
assert np.allclose(dz, backward(forward(alone, z), y, cross_entropy).dz[1])
assert np.allclose(dz, central_difference(lambda v: -np.log(softmax(v)[1]), z), atol=1e-9)

# %% [markdown]
# Why not squares, as in regression? Then the slope in $p$ is $p - y$, and the Jacobian stays:
# $\partial L / \partial z = J\,(p - y)$. Look at a network that is *confidently wrong*: logits $(m, 0, 0)$, but class
# 2 is true. The larger $m$, the worse the mistake.
#
# **Predict first.** At $m = 10$: how long is the gradient of the cross-entropy, and how long that of squares?

# %%
predict("06.3", "At m = 10, the gradient of the cross-entropy is {cross_entropy} long, that of "
                "squares {squares}.")

# %%
m = np.linspace(0, 20, 81)
Z = np.column_stack([m, 0 * m, 0 * m])
D = softmax(Z) - y
long_ce = np.linalg.norm(D, axis=1)
long_sq = np.linalg.norm(np.einsum("nij,nj->ni", softmax.slope(Z), D), axis=1)
reveal("06.3", cross_entropy=long_ce[40], squares=long_sq[40])

# %% [markdown]
# The squares' gradient dies exactly where it is needed most, and like $e^{-m}$.

# %%
fig, ax = figure(6, 3.4)
both = {"cross-entropy": (m, long_ce), "squares": (m, long_sq)}
render_figure(fig,
              plot_curves(ax, both, "lead m of the wrong class", "length of the gradient", log="y"))

# %% [markdown]
# Does that matter in training? Take the 90 points of section 06.1 and two starts: all weights zero, and weights that
# are confidently wrong about every point. Same rate, 2000 steps; only the loss differs.

# %%
from lecture_lib import half_squares

wrong = MLP(([[6.0], [-6.0], [0.0]], [0.0, 0.0, -8.0], softmax))
for name, net in {"from zero": start, "from confidently wrong": wrong}.items():
    for loss_of in (cross_entropy, half_squares):
        *_, last = islice(descend(net, x[:, None], one_hot(c, 3), loss_of, SGD(0.5)), 2000)
        share = np.mean(last.net(x[:, None]).argmax(axis=1) == c)
        print(f"{name:23} {loss_of!r:14} right: {share:.2f}")

# %% [markdown]
# From zero, squares do as well as the cross-entropy. From the bad start the cross-entropy recovers completely, and with
# squares not one of the 90 points has come right. A network in training is confidently wrong about some example again
# and again; so this is no rare case.
#
# And the thing we really want, few wrong answers? The count of mistakes is made with the argmax, and it has no slope:
# a small move of any weight changes no answer, so its gradient is 0 almost everywhere.

# %%
def mistakes(W):
    return np.sum((x[:, None] @ W.T + wrong[1].b).argmax(axis=1) != c)

slope = central_difference(mistakes, wrong[1].W).ravel()
print("mistakes:", mistakes(wrong[1].W), "  slope:", slope)

# %% [markdown]
# **Check yourself.** $p = (0.2, 0.5, 0.3)$, and the third class is true. Type the three numbers
# $\partial L / \partial z$ of the cross-entropy.

# %%
slopes = [..., ..., ...]
check("06.3", slopes)

# %% [markdown]
# ## 06.4 Softmax regression reads digits
#
# No hidden layer: each of the ten classes gets one weight for every pixel, and a bias. For a table $X$ with one image
# a row, and one-hot targets $Y$,
#
# $$P = \tau(X W^\top + b), \qquad dW = \tfrac1n (P - Y)^\top X, \qquad db = \tfrac1n \sum_i (P - Y)_i,$$
#
# where softmax acts on each row. The images are 5000 of the MNIST collection: 28 × 28 pixels, from 0 (paper) to
# 1 (ink). 4000 are for training. The other 1000 are kept for the test.

# %%
from lecture_lib.data import digits
from lecture_lib.drawing import image_grid

X, c_train, X_test, c_test = digits()
Y, Y_test = one_hot(c_train, 10), one_hot(c_test, 10)
names = [str(k) for k in c_train[:10]]
image_grid(X[:10], names, f"Ten handwritten digits: {', '.join(names)}.")

# %% [markdown]
# Here are the equations as code: twenty steps of gradient descent on all images, from zero.

# %%
W, b = np.zeros((10, 784)), np.zeros(10)
for _ in range(20):
    P = softmax(X @ W.T + b)
    dW, db = (P - Y).T @ X / len(X), (P - Y).mean(axis=0)
    W, b = W - 0.5 * dW, b - 0.5 * db

# %% [markdown]
# The library has it twice: `linear.softmax_regression` gives cost and gradient, and a network of *one layer* with
# softmax is the same thing, trained by `descend`. All must agree.

# %%
from lecture_lib.linear import softmax_regression

empty = MLP((np.zeros((10, 784)), np.zeros(10), softmax))
*_, last = islice(descend(empty, X, Y, cross_entropy, SGD(0.5)), 20)
assert np.allclose(last.net[1].W, W, atol=1e-12) and np.allclose(last.net[1].b, b, atol=1e-12)
some = softmax_regression(W, b, X[:200], Y[:200])
grads = backward(forward(last.net, X[:200]), Y[:200], cross_entropy)
assert np.allclose(some.dw, grads.dW[1]) and np.allclose(some.db, grads.db[1])

# %% [markdown]
# **Predict first.** Now 40 epochs with batches of 100. Of the 1000 test images, which share will this network read
# correctly? And a rival that learns nothing, but compares each image with the mean image of each digit?

# %%
predict("06.4", "Of the test images, the network reads {test_share} correctly, the rival "
                "{nearest_mean}. (Numbers from 0 to 1.)")

# %%
from lecture_lib.interactive import progress_bar

losses = []
run = descend(empty, X, Y, cross_entropy, SGD(0.1), batch=100, rng=np.random.default_rng(0))
for epoch in progress_bar(islice(run, 40), "training", total=40):
    losses.append((epoch.loss, cross_entropy.of(forward(epoch.net, X_test), Y_test)))
net = epoch.net

# %%
P_test = net(X_test)
read = P_test.argmax(axis=1)
means = np.stack([X[c_train == k].mean(axis=0) for k in range(10)])
nearest = ((X_test[:, None] - means) ** 2).sum(axis=2).argmin(axis=1)
reveal("06.4", test_share=np.mean(read == c_test), nearest_mean=np.mean(nearest == c_test))

# %% [markdown]
# A share of 1000 images is itself uncertain. The Wilson interval says between which bounds the share for *all* such
# images lies, with 95 % confidence. It is about four percent wide; differences smaller than one or two percent mean
# little here.

# %%
from lecture_lib.training import wilson

n_right = int((read == c_test).sum())
low, high = wilson(n_right, 1000)
print(f"{n_right} of 1000 right; 95 % interval from {low:.3f} to {high:.3f}")
print(f"of the training images: {np.mean(net(X).argmax(axis=1) == c_train):.3f}")

# %% [markdown]
# The two losses, epoch by epoch. The test loss falls more and more slowly and stays behind: much of what is still learned
# is about these 4000 images, not about digits.

# %%
fig, ax = figure(6, 3.4)
epochs = np.arange(1, 41)
both = {"training": (epochs, [a for a, _ in losses]), "test": (epochs, [t for _, t in losses])}
render_figure(fig, plot_curves(ax, both, "epoch", "mean cross-entropy"))

# %% [markdown]
# What has it learned? Each row of $W$ has one number a pixel, so it *is* an image. Blue: ink here speaks for the class.
# Orange: ink here speaks against it.

# %%
told = ("The ten rows of weights as images. The row for 0 is orange in the middle, "
        "where a 0 has no ink, with blue around it.")
image_grid(net[1].W, [f"for {k}" for k in range(10)], told, signed=True)

# %% [markdown]
# Which digits does it confuse? Row: what the image shows. Column: what the network read.

# %%
from lecture_lib.drawing import confusion_heatmap

counts = np.zeros((10, 10), int)
np.add.at(counts, (c_test, read), 1)
assert np.trace(counts) == n_right
confusion_heatmap(counts, [str(k) for k in range(10)], "1000 test images")

# %% [markdown]
# And the ten worst mistakes: those with the highest loss, where the true digit got the least probability.

# %%
worst = np.argsort(P_test[np.arange(1000), c_test])[:10]
titles = [f"{c_test[i]}, read as {read[i]} ({P_test[i, read[i]]:.0%})" for i in worst]
image_grid(X_test[worst], titles,
           f"The ten test images with the highest loss: {'; '.join(titles)}.")

# %% [markdown]
# Lecture D turns probabilities into a class label with a *threshold*. With two classes that works. With ten?

# %%
print("images with no class above 0.5:      ", np.sum((P_test > 0.5).sum(axis=1) == 0))
print("images with several classes above 0.3:", np.sum((P_test > 0.3).sum(axis=1) > 1))

# %% [markdown] slide_check="06.4" lecture="D"
# - **The slide says:** For softmax and sigmoid alike, one can convert the predicted probabilities into a class label with a chosen threshold.
# - **What holds:** With one sigmoid output a threshold gives a label. With $k > 2$ softmax outputs it may give none, or several: of the 1000 test images, dozens have no probability above 0.5, and dozens have more than one above 0.3. The largest probability gives one label (ties aside): the argmax.
# - **Why:** The sentence is taken from the case of two classes, where *above ½* and *the largest* are the same.

# %% [markdown]
# ## 06.4 Two classes give back the sigmoid
#
# With two classes, divide above and below the line by $e^{z_1}$:
#
# $$\tau(z_1, z_2)_1 = \frac{e^{z_1}}{e^{z_1} + e^{z_2}} = \frac{1}{1 + e^{-(z_1 - z_2)}} = \sigma(z_1 - z_2).$$
#
# So softmax of $(z, 0)$ has $\sigma(z)$ as its first number. And of any number of classes, any two compare in the same
# way, whatever the others do: $p_i / (p_i + p_j) = \sigma(z_i - z_j)$.

# %%
z_two = rng.normal(size=(100, 2))
assert np.allclose(softmax(z_two)[:, 0], sigmoid(z_two[:, 0] - z_two[:, 1]))
z_ten = forward(net, X_test).z[1]
assert np.allclose(P_test[:, 3] / (P_test[:, 3] + P_test[:, 5]), sigmoid(z_ten[:, 3] - z_ten[:, 5]))

# %% [markdown]
# Below its softmax, lecture B has a fraction by hand, $e^x / (e^x + e^{-x})$. **Predict first.** It is a sigmoid. Of
# what: of $x$, of $2x$ or of $x/2$?

# %%
predict("06.4", "The fraction is the sigmoid of {factor} · x.", factor=(0.5, 1, 2))

# %%
v = np.linspace(-3, 3, 7)
by_hand = np.exp(v) / (np.exp(v) + np.exp(-v))
factor = next(k for k in (0.5, 1, 2) if np.allclose(sigmoid(k * v), by_hand))
reveal("06.4", factor=factor)

# %% [markdown]
# It is the softmax of $(x, -x)$, and these differ by $2x$. Keep the 2 in mind: here it comes again.
#
# Train a network with two softmax outputs, rows $w_1, w_2$, beside one with a sigmoid. Only $u = w_1 - w_2$ matters
# for the output. Since $p_2 - y_2 = -(p_1 - y_1)$, the gradients of the rows are opposite: $dw_2 = -dw_1$. So
#
# $$u \leftarrow u - \eta\,(dw_1 - dw_2) = u - 2\eta\, dw_1,$$
#
# and $dw_1 = \tfrac1n \sum (p - y)\,x$ is exactly the sigmoid's gradient. The sum $w_1 + w_2$ never moves.
#
# **Predict first.** The softmax network learns with rate 0.1. With which rate does the sigmoid unit keep step?

# %%
predict("06.4", "The sigmoid unit keeps step with rate {rate}.")

# %%
from lecture_lib import Adam, Momentum
from lecture_lib.data import moons

x2, label = moons(200, np.random.default_rng(1))
t = (label + 1) / 2
pair = MLP.random((2, 2), softmax, rng=np.random.default_rng(2))
unit = MLP((pair[1].W[:1] - pair[1].W[1:], [0.0], sigmoid))

# %% [markdown]
# Both start from the same function. How far are $w_1 - w_2$ and the sigmoid's weights apart after 200 steps?

# %%
def gap_after(rule_of, rate, steps=200):
    T2 = np.column_stack([t, 1 - t])
    *_, two = islice(descend(pair, x2, T2, cross_entropy, rule_of(0.1)), steps)
    *_, one = islice(descend(unit, x2, t, binary_cross_entropy, rule_of(rate)), steps)
    return abs(two.net[1].W[0] - two.net[1].W[1] - one.net[1].W[0]).max()

# %%
for rule_of in (SGD, Momentum, Adam):
    gaps = {rate: f"{gap_after(rule_of, rate):.0e}" for rate in (0.05, 0.1, 0.2)}
    print(f"{rule_of.__name__:9}", gaps)
reveal("06.4", rate=min((0.05, 0.1, 0.2), key=lambda rate: gap_after(SGD, rate)))

# %% [markdown]
# Exactly twice the rate, to rounding. It holds for momentum and Adam as well: the two rows always get opposite
# gradients, so each of these rules moves them by opposite steps.
#
# With a hidden layer below, take care. What comes down to the hidden layer is $w_1 (p_1 - y_1) + w_2 (p_2 - y_2) =
# u\,(p_1 - y_1)$, the same as from the sigmoid, with *no* factor 2. So the rate must be doubled in the output layer alone.

# %%
def step_by_layer(net, y, loss, rates):
    g = backward(forward(net, x2), y, loss)
    return MLP(*((W - r * dW, b - r * db, act)
                 for (W, b, act), dW, db, r in zip(net, g.dW[1:], g.db[1:], rates)))

# %%
deep_two = MLP.random((2, 4, 2), sigmoid, softmax, rng=np.random.default_rng(3))
u = deep_two[2].W[:1] - deep_two[2].W[1:]
for rates in [(0.1, 0.1), (0.2, 0.2), (0.1, 0.2)]:
    two, one = deep_two, MLP(deep_two[1], (u, [0.0], sigmoid))
    for _ in range(300):
        two = step_by_layer(two, np.column_stack([t, 1 - t]), cross_entropy, (0.1, 0.1))
        one = step_by_layer(one, t, binary_cross_entropy, rates)
    print("rates", rates, f" outputs differ by {abs(two(x2)[:, 0] - one(x2)[:, 0]).max():.0e}")

# %%
quiz("06.4")

# %% [markdown]
# Now the [exercises](../exercises/06_softmax.ipynb).
#
# ## Summary
#
# - One output unit per class, one-hot targets, cross-entropy: $-\log$ of the probability of the true class.
# - Softmax turns logits into probabilities. Shifting all logits does nothing, so take the largest off first.
# - Cold softmax is the one-hot argmax, hot softmax is uniform.
# - $J = \operatorname{diag}(p) - p\,p^\top$; together with the cross-entropy it collapses to $p - y$.
# - Squares after a softmax have next to no slope where the network is confidently wrong.
# - Softmax regression is a network of one layer. With two classes it is logistic regression, at twice the rate.
#
# ## Notation
#
# | here | lecture B | lecture D | meaning |
# | --- | --- | --- | --- |
# | `z` | $f_\text{in}$ | $z^{[L]}$ | logits |
# | `p`, softmax | $f_\text{out}$, $\tau$ | $a^{[L]}$, $S_\text{Softmax}$ | probabilities |
# | `k` | $g$ | $K$ | number of classes |
# | `y` | $y$ | $y$ | target, one-hot |
# | `T` | – | – | temperature |
#
# ## References
#
# - Lecture B, multi-class classification. Lecture D, non-scalar activations.
# - J. S. Bridle, *Probabilistic interpretation of feedforward classification network outputs*, 1990.
# - Y. LeCun, C. Cortes, C. J. C. Burges, *The MNIST database of handwritten digits*, 1998.
# - W. Squire, G. Trapp, *Using complex variables to estimate derivatives of real functions*, SIAM Review 40, 1998.
# - C. Bishop, *Pattern Recognition and Machine Learning*, 2006, section 4.3.
