# %% [markdown]
# # 6 · Tell many classes apart with softmax
#
# **You will be able to**
#
# - give a network one output unit per class, and say what becomes of target and loss;
# - write a softmax that never overflows, and break one that does;
# - predict what shifting, scaling, heating and cooling the logits does to the probabilities;
# - derive the gradient with respect to the logits, and check it in several ways;
# - train softmax regression on real handwritten digits, and say how certain its score is.
#
# **You need** forward passes (notebook 05), softmax with its Jacobian (section 02.5), and a first idea of a gradient.
# *Gradient descent* means: subtract the gradient of the loss from the parameters, times a *learning rate*, again and again.
# Notebook 08 explains it; here it is enough to know that.
# **Time** about 100 minutes.

# %%
# "No module named ..."? Choose the kernel .venv (in VS Code: top right), or use run.py lab.
import numpy as np
from lecture_lib import MLP, check, forward, hint, predict, reveal, sigmoid, softmax, solution
from lecture_lib.interactive import quiz

# %% [markdown]
# ## 06.1 One output unit per class
#
# One sigmoid unit answers a question with yes or no. For $k$ classes, the network gets $k$ output units, each with its
# own row of weights and its own bias:
#
# $$z_j = u_j \cdot h + c_j, \qquad j = 1, \dots, k.$$
#
# The $k$ numbers $z_j$ are called *logits*: scores, of any sign and size. Three things change: the last layer gets more
# units, the target becomes a vector of $k$ numbers, and the loss compares two vectors. Here are the two networks of
# lecture B that share a hidden layer, one for two classes and one for three.

# %%
from lecture_lib.data import LECTURE_EXAMPLES

one, three = LECTURE_EXAMPLES["3-4-1"].net, LECTURE_EXAMPLES["3-4-3"].net
print(one.sizes, one.n_parameters, "parameters;", three.sizes, three.n_parameters, "parameters")

# %% [markdown]
# **Predict first.** Keep the three inputs and the four hidden units, but use ten classes, one for each digit. How many
# parameters does the whole network have?

# %%
predict("06.1", "The network with four hidden units and ten classes has {parameters_for_ten} "
                "parameters.")

# %%
ten = MLP(three[1], (np.zeros((10, 4)), np.zeros(10), softmax))
reveal("06.1", parameters_for_ten=ten.n_parameters)

# %% [markdown]
# Each class adds one row of four weights and one bias. These are the shapes of the network with three classes:

# %%
from lecture_lib.drawing import array_shapes

array_shapes(three)

# %% [markdown]
# The target of an example is a vector with a 1 at its class and 0 elsewhere; it is called *one-hot*. In NumPy that is a row
# of the identity matrix. The library's `one_hot` does the same, and refuses classes that do not exist.

# %%
from lecture_lib import one_hot

classes = np.array([2, 0, 1, 2])
Y = np.eye(3)[classes]
assert np.array_equal(Y, one_hot(classes, 3))
Y

# %% [markdown]
# Why not one output that gives the number of the class? Because numbers have an order, and classes need not have one.
# Below, class 0 lies around $x = -2$, class 2 in the middle, and class 1 around $x = 2$. First a straight line is fitted to
# the class number and rounded.
#
# **Predict first.** What fraction of the 90 points does the rounded line get right, and what fraction do three output
# units get right?

# %%
predict("06.1", "The rounded line gets {by_number} of the points right, the three output units "
                "{by_units}. (Numbers from 0 to 1, to within 0.1.)")

# %%
rng = np.random.default_rng(0)
c = np.repeat([0, 2, 1], 30)
x = np.repeat([-2.0, 0.0, 2.0], 30) + 0.3 * rng.normal(size=90)
line = np.polyfit(x, c, 1)
by_number = np.mean(np.polyval(line, x).round() == c)

# %% [markdown]
# Then three units, each a straight line of its own in $x$, of which the largest wins. The function `descend` trains them
# by gradient descent with the learning rate 0.5.

# %%
from itertools import islice
from lecture_lib import SGD, about, cross_entropy, descend

start = MLP(([[0.0]] * 3, [0.0] * 3, softmax))
*_, last = islice(descend(start, x[:, None], one_hot(c, 3), cross_entropy, SGD(0.5)), 500)
by_units = np.mean(last.net(x[:, None]).argmax(axis=1) == c)
reveal("06.1", by_number=about(by_number, within=0.1, theory=1 / 3), by_units=about(by_units, 0.1))

# %% [markdown]
# The best line rises slowly from left to right. In the middle it is about 1, so it gives all points of class 2 the wrong
# number. At the two ends it is about ½ and 1½, and noise decides between the two nearest classes.

# %%
ends = np.polyval(line, [-2, 0, 2])
assert np.allclose(ends, [0.5, 1, 1.5], atol=0.05)
ends.round(2)

# %% [markdown]
# The three units have no order among them, so none of this happens.
#
# Now the loss. Softmax turns the logits into probabilities $p$, as in section 02.5. The *cross-entropy* is minus the
# logarithm of the probability that the true class was given:
#
# $$L(p, y) = -\sum_{j=1}^{k} y_j \log p_j = -\log p_{\text{true}}.$$

# %%
p, y = np.array([0.2, 0.7, 0.1]), np.array([0, 1, 0])
loss = -(y * np.log(p)).sum()
assert np.isclose(loss, cross_entropy(p, y)) and np.isclose(loss, -np.log(0.7))
print(f"loss {loss:.4f}")

# %% [markdown]
# For two classes, lecture B prints $-(y \log f + (1-y)\log(1-f))$, which it also calls the Bernoulli loss. That is the
# same loss: with two outputs $f$ and $1 - f$, the sum has these two terms.

# %%
from lecture_lib import binary_cross_entropy

assert np.isclose(binary_cross_entropy([0.7], [1]), cross_entropy([0.7, 0.3], [1, 0]))
assert np.isclose(binary_cross_entropy([0.7], [0]), cross_entropy([0.7, 0.3], [0, 1]))

# %% [markdown]
# Does it also serve for more classes? Put a class number, $y = 2$, into it, with $f = 0.7$:

# %%
print(round(-(2 * np.log(0.7) + (1 - 2) * np.log(1 - 0.7)), 2))

# %% [markdown] slide_check="06.1" lecture="B"
# - **The slide says:** Two steps lead to more than two classes: more output neurons, and softmax. The only loss for classification on the slides is the binary one.
# - **What holds:** There is a third step. The target becomes one-hot, and the loss $-\sum_j y_j \log p_j$. With the number of a class in place of $y$, the binary formula gives values below 0, such as −0.49 above, although the loss of a perfect answer is 0.
# - **Why:** The slides treat losses before they come to several classes, and do not return to them.

# %% [markdown]
# Where does this loss come from? Beside softmax on lecture B's slide there are three letters by hand: *MLE*, for *maximum
# likelihood estimation*. If the examples are independent, the network gives all true classes together the probability
# $\prod_i p^{(i)}_{\text{true}}$. That number is called the *likelihood* of the parameters, and the best parameters are
# those that make it largest. A product of thousands of such factors would be 0 for a computer, so we take the logarithm,
# which turns it into a sum, and change the sign:
#
# $$-\frac1n \log \prod_{i=1}^n p^{(i)}_{\text{true}} = \frac1n \sum_{i=1}^n -\log p^{(i)}_{\text{true}}.$$
#
# On the right is the mean cross-entropy. To minimise it is to maximise the likelihood.

# %%
P_three = [[0.7, 0.2, 0.1], [0.1, 0.8, 0.1], [0.3, 0.3, 0.4]]
likelihood = 0.7 * 0.8 * 0.4                               # the true classes are 0, 1 and 2
assert np.isclose(-np.log(likelihood) / 3, cross_entropy(P_three, np.eye(3)))
print(f"likelihood {likelihood:.3f};  of 1000 such triples: {likelihood**1000}")

# %% [markdown]
# The plot shows how the loss grows as the true class gets less probable, compared with half the squared error,
# $\tfrac12 \sum_j (p_j - y_j)^2$, for two classes. For a certain mistake that is 1, while the cross-entropy has no upper
# limit.

# %%
from lecture_lib.drawing import figure, plot_curves, render_figure

q = np.linspace(0.005, 1, 200)
fig, ax = figure(6, 3.4)
both = {"cross-entropy": (q, np.log(1 / q)), "half the squared error": (q, (1 - q) ** 2)}
told = plot_curves(ax, both, "probability of the true class", "loss")
render_figure(fig, told)

# %% [markdown]
# Lecture B writes the network for $k$ classes without biases, but the example that follows on its slides has them. Do they
# matter? We compute the example both ways.

# %%
x_B = LECTURE_EXAMPLES["3-4-3"].x
bare = MLP(*((W, 0 * b, g) for W, b, g in three))
print("with biases:   ", three(x_B).round(3), "  without:", bare(x_B).round(3))

# %% [markdown] slide_check="06.1" lecture="B"
# - **The slide says:** $z_j = \sigma(W_j^\top x)$ and $f_{\text{in},k} = U_k^\top z$. The caption of the figure says that bias terms are omitted; the page with the formulas does not repeat it.
# - **What holds:** $z_j = \sigma(W_j^\top x + b_j)$ and $f_{\text{in},k} = U_k^\top z + c_k$. The lecture's own example uses $b$ and $c$. Without them its probabilities are 0.002, 0.337 and 0.661, and class 3 wins instead of class 2.
# - **Why:** They were left out to shorten the formula. If you copy the formula into code, you get another network.

# %% [markdown]
# **Check yourself.** A network gives the probabilities $(0.5, 0.1, 0.4)$ and the true class is the third. What is the
# cross-entropy, to three digits or more?

# %%
its_loss = ...
check("06.1", its_loss)   # stuck? hint("06.1") · tried? solution("06.1")

# %% [markdown]
# ## 06.2 Softmax in floating point
#
# Section 02.5 introduced softmax. It makes every logit positive with the exponential and divides by the sum, so that the
# results are probabilities:
#
# $$p_j = \tau(z)_j = \frac{e^{z_j}}{e^{z_1} + \dots + e^{z_k}}.$$
#
# Lecture D writes the same: one over the sum, times the vector of exponentials. This is the formula as code. We call it
# *naive*, because it does not yet care about the limits of a computer.

# %%
def naive_softmax(z):
    with np.errstate(all="ignore"):
        return np.exp(z) / np.exp(z).sum()

naive_softmax(np.array([1.0, 2.0, 3.0]))

# %% [markdown]
# Lecture B prints $f_{\text{out},k} = \tau_k(f_{\text{in},k})$. In the next cell, the second logit stays the same and the
# first one changes.

# %%
for first_logit in (0.57, 3):
    print(first_logit, naive_softmax(np.array([first_logit, 2.95, -0.86])).round(3))

# %% [markdown] slide_check="06.2" lecture="B"
# - **The slide says:** $f_{\text{out},k} = \tau_k(f_{\text{in},k}) = \dfrac{\exp(f_{\text{in},k})}{\sum_{k'} \exp(f_{\text{in},k'})}$.
# - **What holds:** $f_{\text{out},k} = \tau_k(f_\text{in})$: each output depends on *all* logits, as the sum shows. With $f_{\text{in},2} = 2.95$ unchanged, $p_2$ falls from 0.897 to 0.482 when the first logit rises to 3.
# - **Why:** The notation of a scalar activation was kept. What makes softmax different is that it cannot be applied element-wise.

# %% [markdown] slide_check="06.2" lecture="B"
# - **The slide says:** Handwritten: $\tau(f_\text{in}) = \dfrac{e^{f_{\text{in},1}}}{e^{f_{\text{in},1}} + e^{f_{\text{in},2}} + \dots}$.
# - **What holds:** $\tau(f_\text{in})_1 = \dfrac{e^{f_{\text{in},1}}}{e^{f_{\text{in},1}} + e^{f_{\text{in},2}} + \dots}$. On the left of the slide is a vector, on the right only its first component.
# - **Why:** The index was forgotten on the left.

# %% [markdown]
# A computer cannot store arbitrarily large numbers. The largest in double precision, float64, is about
# $1.8 \cdot 10^{308}$; in single precision, float32, it is about $3.4 \cdot 10^{38}$. Anything larger becomes `inf`. That is
# called *overflow*.
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
# As a check: $e^z$ overflows where $z$ exceeds the logarithm of the largest number.

# %%
for kind in (np.float64, np.float32):
    limit = np.log(float(np.finfo(kind).max))
    assert first[kind.__name__] == np.ceil(limit)
    print(kind.__name__, "ends at e to the", limit.round(3))

# %% [markdown]
# Lecture B's example $\tau((1, 1000, 2)) \approx (0, 1, 0)$ goes wrong at once. In the second line below, all exponentials
# are too small and become 0, which is called *underflow*.

# %%
failing = {"overflow": [1, 1000, 2], "underflow": [-1000, -1001, -1002]}
for name, z in failing.items():
    print(f"{name:10}", naive_softmax(np.array(z, float)))

# %% [markdown]
# Here `nan` means *not a number*: infinity divided by infinity, or 0 by 0. There is a third way to fail, and it is the
# most dangerous one, because the result looks like numbers: the naive softmax can answer 0, 0, 0. Find out how. The
# board shows what the computer calculates, exponential by exponential. Drag the bars, or press a number below them and type
# another. Lecture B's logits have a button, *Try 1, 1000, 2*.

# %%
from lecture_lib.labs.softmax import softmax_bars

softmax_bars(mode="overflow", naive=True, z=(80.0, 79.0, 77.0), goal="all zero")

# %% [markdown]
# Here is one solution: every exponential is finite, but their sum is not, and a number divided by infinity is 0.

# %%
failing["infinite sum"] = [709.5, 709.5, 709.5]
naive_softmax(np.array(failing["infinite sum"]))

# %% [markdown]
# One change cures all three: subtract the same number $m$ from every logit. Numerator and denominator are then both
# multiplied by $e^{-m}$, which cancels:
#
# $$\frac{e^{z_j - m}}{\sum_i e^{z_i - m}} = \frac{e^{-m}\, e^{z_j}}{e^{-m} \sum_i e^{z_i}} = \tau(z)_j.$$
#
# Let $m$ be the largest logit. Then no exponent is above 0 and at least one exponential is exactly 1, so nothing can
# overflow and the sum is at least 1.

# %%
def shifted_softmax(z):
    e = np.exp(z - np.max(z))
    return e / e.sum()

# %% [markdown]
# The library's `softmax` does the same. On the board above, choose *shifted* and try to break that.

# %%
for name, z in failing.items():
    assert np.array_equal(shifted_softmax(np.array(z, float)), softmax(z))
    print(f"{name:12}", softmax(z).round(3))

# %% [markdown]
# How good is the ≈ of $\tau((1, 1000, 2)) \approx (0, 1, 0)$? In floating point the two sides are equal; in exact arithmetic
# the two small probabilities are positive. Their logarithms can be computed without overflow, and Python's `Decimal`, whose
# exponents go much further, confirms them.

# %%
from decimal import Decimal

missing = (-998 + np.log1p(np.exp(-1))) / np.log(10)         # log₁₀ of e⁻⁹⁹⁹ + e⁻⁹⁹⁸
slow = Decimal(-999).exp() + Decimal(-998).exp()
assert np.isclose(float(slow.log10()), missing)
print(f"p₂ lacks 10^{missing:.2f} of 1; the smallest float64 is {np.nextafter(0, 1)}")

# %% [markdown]
# The ≈ therefore holds to 433 decimal places, and a float64 cannot tell the difference. But the slide's words need care.

# %%
print(np.argmax([1, 1000, 2]), softmax([1, 1000, 2]), softmax([1, 2, 3]).round(3))

# %% [markdown] slide_check="06.2" lecture="B"
# - **The slide says:** Softmax is a "smooth" approximation of the argmax operation.
# - **What holds:** The argmax of (1, 1000, 2) is a position, the second. Softmax approximates the *one-hot vector* of that position, (0, 1, 0), and only where one logit leads by far: for (1, 2, 3) it gives (0.09, 0.245, 0.665), not (0, 0, 1).
# - **Why:** What is smoothed is the map from logits to one-hot vectors. It becomes exact as the lead grows, or as the temperature of the next section goes to 0.

# %% [markdown]
# Beside the formula, three fractions are written by hand one below the other, for the logits 0.4, 1.0 and 2.0. As far as
# the scan can be read, they are these. Are they equal?

# %%
a = np.exp(0.4)
print("e^0.4 / (e^0.4 + e^1.0 + e^2.0) =", (a / np.exp([0.4, 1.0, 2.0]).sum()).round(4))
print("e^0.4 / (6.4 + 10.0 + 2.0)      =", (a / (6.4 + 10.0 + 2.0)).round(4))
print("0.4 / 18.4                      =", round(0.4 / 18.4, 4))

# %% [markdown] slide_check="06.2" lecture="B"
# - **The slide says:** Handwritten, as far as the scan can be read: $\dfrac{e^{0.4}}{e^{0.4} + e^{1.0} + e^{2.0}}$, below it $\dfrac{e^{0.4}}{6.4 + 10.0 + 2.0}$, below that $\dfrac{0.4}{18.4}$.
# - **What holds:** The first is the softmax of 0.4, and it is 0.1286. The others, if they are read rightly, are 0.0811 and 0.0217, so they do not follow from it.
# - **Why:** $e^{0.4} + e^{1.0} + e^{2.0} = 1.49 + 2.72 + 7.39 = 11.60$, not 18.4. Some digits may be misread here. A fraction without exponentials, though, is not softmax but a division by the plain sum.

# %% [markdown]
# ## Temperature, entropy, and a triangle
#
# Divide all logits by one positive number $T$, the *temperature*, and then apply softmax:
#
# $$p = \tau(z / T).$$
#
# A low temperature exaggerates the differences, and a high one levels them out.
#
# **Predict first.** Take the logits $(2, 1, -1)$. What are the three probabilities at $T = 0.01$? Type three numbers, with
# spaces between them. How large is the largest one at $T = 1000$?

# %%
predict("06.2", "For the logits 2, 1, −1, the three probabilities are {cold} at T = 0.01, to two "
                "decimals. At T = 1000, the largest is {largest_when_hot}, to within 0.01.",
        cold=list)

# %%
z = np.array([2.0, 1.0, -1.0])
reveal("06.2", cold=softmax(z / 0.01).round(2),
       largest_when_hot=about(softmax(z / 1000).max(), within=0.01, theory=1 / 3))

# %% [markdown]
# In the limit $T \to 0$, the winner takes all: that is the one-hot vector of the *argmax*, the position of the largest
# number. For $T \to \infty$, all classes become equally probable. A tie stays a tie at every temperature.

# %%
assert np.allclose(softmax(z / 0.01), one_hot(0, 3)) and np.allclose(softmax(z / 1e9), 1 / 3)
softmax(np.array([2.0, 2.0, -1.0]) / 0.01)

# %% [markdown]
# How undecided is a probability vector? Its *entropy* measures that:
#
# $$H(p) = -\sum_j p_j \log p_j, \qquad 0 \le H(p) \le \log k.$$
#
# It is 0 for certainty and $\log k$ when all $k$ classes are equally probable. Here it is in one line, compared with the
# library's.

# %%
from lecture_lib.nn import entropy

H = -(softmax(z) * np.log(softmax(z))).sum()
assert np.isclose(H, entropy(softmax(z))) and np.isclose(entropy([1 / 3] * 3), np.log(3))
print(f"entropy {H:.3f} of at most {np.log(3):.3f}")

# %% [markdown]
# The plot shows the three probabilities and the entropy, from cold to hot.

# %%
T = np.logspace(-2, 2, 200)
P = softmax(z / T[:, None])
lines = {f"p{j + 1}": (T, P[:, j]) for j in range(3)}
lines["entropy"] = T, [entropy(p) for p in P]
fig, ax = figure(6, 3.4)
render_figure(fig, plot_curves(ax, lines, "temperature", "probability or entropy", log="x"))

# %% [markdown]
# Three probabilities that sum to 1 are a point of a triangle. Each corner stands for certainty about one class, the centre
# for equal probabilities, and $p$ is the average of the corners with weights $p_1, p_2, p_3$. Two facts connect softmax with
# this triangle:
#
# - no exponential is 0, so every softmax lies *inside*, never on an edge (on paper, that is);
# - every point inside is a softmax, namely that of $z = \log p$.

# %%
inner = rng.dirichlet([1, 1, 1], 1000)
assert np.allclose(softmax(np.log(inner)), inner)
assert (softmax(rng.normal(size=(1000, 3))) > 0).all()

# %% [markdown]
# How many logit vectors give the same point? A whole line of them, because adding a constant to all logits changes
# nothing. As $T$ rises, the point moves from a corner to the centre along the dashed curve. Watch both on the board:
# press *All + 5* and look at the point, then *Heat up* and *Cool down*. The task is to bring the point into the ring, at
# $T = 1$. The second of the two facts helps.

# %%
softmax_bars(goal="the ring")

# %% [markdown]
# Now predict before you see. There are eight rounds. In each, the logits or the temperature change as the headline says.
# Set the three hollow bars to what you expect (the bar that you have not moved for longest makes room), then press *Watch
# the answer*.

# %%
from lecture_lib.labs.softmax import softmax_rounds

softmax_rounds(goal="six hits")

# %% [markdown]
# **Check yourself.** At the temperature $T = 2$, class 1 should be nine times as probable as class 2. How large must
# $z_1 - z_2$ be?

# %%
difference = ...
check("06.2", difference)   # stuck? hint("06.2") · tried? solution("06.2")

# %% [markdown]
# ## 06.3 Three ways to the Jacobian
#
# Move one logit, and *all* probabilities move. The matrix of all these derivatives is the *Jacobian*: row $i$, column $j$
# holds $\partial p_i / \partial z_j$. Section 02.5 derived it with the quotient rule and listed what it satisfies: every row
# and every column sums to 0, it is symmetric, and it is singular. With $[i = j]$ for 1 if $i = j$ and 0 otherwise, in one
# line:
#
# $$\frac{\partial p_i}{\partial z_j} = p_i \left([i = j] - p_j\right), \qquad J = \operatorname{diag}(p) - p\,p^\top.$$
#
# This is the formula on lecture B's slide, and it holds as printed.

# %%
p = softmax(z)
J = np.diag(p) - np.outer(p, p)
J.round(4)

# %% [markdown]
# **Predict first.** Take ten classes, with any logits. How many of the 100 entries of $J$ are negative, and what is the
# rank of $J$?

# %%
predict("06.3", "Of the 100 entries of J, {negative} are negative. The rank of J is {rank}.")

# %%
p_ten = softmax(rng.normal(size=10))
J_ten = np.diag(p_ten) - np.outer(p_ten, p_ten)
reveal("06.3", negative=int((J_ten < 0).sum()), rank=int(np.linalg.matrix_rank(J_ten)))

# %% [markdown]
# Outside the diagonal every entry is $-p_i p_j$, so classes only take probability from each other; on the diagonal,
# $p_i(1 - p_i)$ is positive. Adding the same number to all logits changes nothing, so $J$ sends that one direction to 0, and
# its rank is $k - 1$.
#
# A derivation on paper should be checked. The second way is the *central difference*, with a small step $h$ in the
# direction $e_j$ of one logit:
#
# $$\frac{\partial p}{\partial z_j} \approx \frac{\tau(z + h e_j) - \tau(z - h e_j)}{2h}.$$

# %%
h, E = 1e-5, np.eye(3)
J_differences = np.stack([(softmax(z + h * e) - softmax(z - h * e)) / (2 * h) for e in E], axis=1)

# %% [markdown]
# The third way is the *complex step*: step in the imaginary direction, and read the derivative off the imaginary part:
#
# $$\frac{\partial p}{\partial z_j} \approx \frac{\operatorname{Im}\, \tau(z + i h e_j)}{h}.$$
#
# Nothing is subtracted, so no digits are lost, and $h$ may be as small as $10^{-30}$.

# %%
def imaginary_step(direction, h=1e-30):
    e = np.exp(z - z.max() + 1j * h * direction)
    return (e / e.sum()).imag / h

J_complex = np.stack([imaginary_step(e) for e in E], axis=1)

# %% [markdown]
# The next cell compares all three, and the library's.

# %%
assert np.allclose(J, softmax.slope(z), atol=1e-15)
for name, other in {"central differences": J_differences, "complex step": J_complex}.items():
    print(f"{name:20} off by at most {abs(J - other).max():.0e}")

# %% [markdown]
# Rounding errors cost the central differences some digits; the complex step agrees to the last one or two.
#
# Now use $J$. Raising $z_2$ takes probability from class 1: press *Raise z₂ by 0.1* on the board and compare. How strong can
# this pull be? Find the logits at which it is strongest, and then find out why it cannot be stronger.

# %%
softmax_bars(mode="slopes", goal="the strongest pull")

# %% [markdown]
# The pull is $p_1 p_2$. Since $p_1 + p_2$ is at most 1, the product is at most ¼, and it is largest where both are ½.
#
# ## With the cross-entropy, the gradient is p − y
#
# Training needs $\partial L / \partial z$, the gradient of the loss with respect to the logits. The chain rule goes through
# all $p_i$:
#
# $$\frac{\partial L}{\partial z_j} = \sum_i \frac{\partial L}{\partial p_i} \frac{\partial p_i}{\partial z_j}
# = \sum_i \left(-\frac{y_i}{p_i}\right) p_i \left([i = j] - p_j\right) = -y_j + p_j \sum_i y_i = p_j - y_j.$$
#
# The $p_i$ cancel, and $\sum_i y_i = 1$. What is left could not be shorter: *what the network gives, minus what is true*.
#
# **Predict first.** The probabilities are $(0.705, 0.259, 0.035)$, and class 2 is true. Which logits should be raised, so
# that the loss falls, and what do the three derivatives sum to?

# %%
predict("06.3", "The loss falls where {raise_logit} is raised. The three derivatives sum to "
                "{sum_of_derivatives}.",
        raise_logit=("1", "2", "3", "1 and 2", "1 and 3", "2 and 3"))

# %%
y = one_hot(1, 3)
dz = p - y
raised = " and ".join(str(j + 1) for j in np.flatnonzero(dz < 0))
reveal("06.3", raise_logit=raised, sum_of_derivatives=int(dz.sum().round(12)))

# %% [markdown]
# Where the derivative is negative, raising helps. The next cell checks $p - y$ in three more ways: the Jacobian times
# $-y/p$, `backward` on a network that consists only of a softmax, and central differences of the loss.

# %%
from lecture_lib import backward
from lecture_lib.nn import central_difference

alone = MLP((np.eye(3), np.zeros(3), softmax))
assert np.allclose(dz, J @ (-y / p))
assert np.allclose(dz, backward(forward(alone, z), y, cross_entropy).dz[1])
assert np.allclose(dz, central_difference(lambda v: -np.log(softmax(v)[1]), z), atol=1e-9)

# %% [markdown]
# Why not half the squared error, as in regression? Then the gradient with respect to $p$ is $p - y$, and the Jacobian does
# not cancel: $\partial L / \partial z = J\,(p - y)$. Look at a network that is *confidently wrong*: its logits are
# $(m, 0, 0)$, but class 2 is true. The larger $m$, the worse the mistake.
#
# **Predict first.** At $m = 10$: how long is the gradient of the cross-entropy, to within 0.1, and how long is that of half
# the squared error?

# %%
ranges = ("more than 1", "0.1 to 1", "0.01 to 0.1", "0.001 to 0.01", "less than 0.001")
predict("06.3", "At m = 10, the gradient of the cross-entropy has the length {cross_entropy}, "
                "that of the squared error {squared_error}.", squared_error=ranges)

# %%
m = np.linspace(0, 20, 81)
Z = np.column_stack([m, 0 * m, 0 * m])
D = softmax(Z) - y
long_ce = np.linalg.norm(D, axis=1)
long_sq = np.linalg.norm(np.einsum("nij,nj->ni", softmax.slope(Z), D), axis=1)
power = int(np.clip(-np.floor(np.log10(long_sq[40])), 0, 4))
reveal("06.3", cross_entropy=about(long_ce[40], within=0.1, theory=np.sqrt(2)),
       squared_error=ranges[power])

# %% [markdown]
# With the squared error, the gradient vanishes exactly where it is needed most. It falls like $e^{-m}$: at $m = 10$ it is
# already thousands of times shorter.

# %%
fig, ax = figure(6, 3.4)
both = {"cross-entropy": (m, long_ce), "half the squared error": (m, long_sq)}
told = plot_curves(ax, both, "lead m of the wrong class", "length of the gradient", log="y")
render_figure(fig, told)

# %% [markdown]
# Does that matter in training? Take the 90 points of section 06.1 and two starts: all weights zero, and weights that
# are confidently wrong about every point. The learning rate is 0.5 in all four runs of 2000 steps, and only the loss
# differs.

# %%
from lecture_lib import half_squares

wrong = MLP(([[6.0], [-6.0], [0.0]], [0.0, 0.0, -8.0], softmax))
for name, net in {"from zero": start, "from confidently wrong": wrong}.items():
    for loss_of in (cross_entropy, half_squares):
        *_, last = islice(descend(net, x[:, None], one_hot(c, 3), loss_of, SGD(0.5)), 2000)
        right = np.mean(last.net(x[:, None]).argmax(axis=1) == c)
        print(f"{name:23} {loss_of!r:14} right: {right:.2f}")

# %% [markdown]
# From zero, the squared error does as well as the cross-entropy. From the bad start, the cross-entropy recovers completely,
# and needs 44 steps for that. With the squared error, none of the 90 points is classified correctly even after 2000 steps.
# It is not stuck forever: all points are right after about 17,000 steps, which is nearly 400 times as many. With the
# learning rates 0.1 and 2 the ratio is the same. Section 08.1 shows the effect for one neuron.
#
# What about the thing we really want, few wrong answers? The number of mistakes is computed with the argmax. A small change
# of a weight changes no answer, so its gradient is 0 almost everywhere.

# %%
def mistakes(W):
    return np.sum((x[:, None] @ W.T + wrong[1].b).argmax(axis=1) != c)

gradient_of_count = central_difference(mistakes, wrong[1].W).ravel()
print("mistakes:", mistakes(wrong[1].W), "  gradient:", gradient_of_count)

# %% [markdown]
# **Check yourself.** The probabilities are $p = (0.2, 0.5, 0.3)$, and the third class is true. Type the three numbers
# $\partial L / \partial z$ of the cross-entropy.

# %%
derivatives = [..., ..., ...]
check("06.3", derivatives)   # stuck? hint("06.3") · tried? solution("06.3")

# %% [markdown]
# ## 06.4 Softmax regression reads digits
#
# *Softmax regression* has no hidden layer: each of the ten classes gets one weight for every pixel, and a bias. Lecture B
# names it beside its softmax, "the same transformation". For a matrix $X$ with one image per row, and one-hot targets $Y$,
#
# $$P = \tau(X W^\top + b), \qquad dW = \tfrac1n (P - Y)^\top X, \qquad db = \tfrac1n \sum_i (P - Y)_i,$$
#
# where softmax acts on each row. The images are 5000 of the MNIST collection: 28 × 28 pixels, from 0 (paper) to
# 1 (ink). Of these, 4000 are for training. The other 1000 are kept for the test.

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
# softmax is the same model, trained by `descend`. The next cell checks that all agree.

# %%
from lecture_lib.linear import softmax_regression

empty = MLP((np.zeros((10, 784)), np.zeros(10), softmax))
*_, last = islice(descend(empty, X, Y, cross_entropy, SGD(0.5)), 20)
assert np.allclose(last.net[1].W, W, atol=1e-12) and np.allclose(last.net[1].b, b, atol=1e-12)
some = softmax_regression(W, b, X[:200], Y[:200])
grads = backward(forward(last.net, X[:200]), Y[:200], cross_entropy)
assert np.allclose(some.dw, grads.dW[1]) and np.allclose(some.db, grads.db[1])

# %% [markdown]
# Now we train for longer, in small steps. An *epoch* is one pass through all training images; in each step the gradient is
# computed from a *mini-batch* of 100 of them.
#
# **Predict first.** Of the 1000 test images, what fraction will this network read correctly after 40 epochs, and what
# fraction will a rival read that is not trained, but compares each image with the mean image of each digit?

# %%
predict("06.4", "Of the test images, the network reads {test_fraction} correctly, the rival "
                "{nearest_mean}. (Numbers from 0 to 1, to within 0.04.)")

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
reveal("06.4", test_fraction=about(np.mean(read == c_test), within=0.04),
       nearest_mean=about(np.mean(nearest == c_test), within=0.04))

# %% [markdown]
# An accuracy measured on 1000 images is itself uncertain. The 95% Wilson interval gives a range for the accuracy on *all*
# such images. It is about four percentage points wide, so a difference of one or two points between two models means little
# by itself.

# %%
from lecture_lib.training import wilson

n_right = int((read == c_test).sum())
low, high = wilson(n_right, 1000)
print(f"{n_right} of 1000 right; 95% interval from {low:.3f} to {high:.3f}")
print(f"of the training images: {np.mean(net(X).argmax(axis=1) == c_train):.3f}")

# %% [markdown]
# The plot shows the two losses, epoch by epoch.

# %%
fig, ax = figure(6, 3.4)
epochs = np.arange(1, 41)
both = {"training": (epochs, [a for a, _ in losses]), "test": (epochs, [t for _, t in losses])}
render_figure(fig, plot_curves(ax, both, "epoch", "mean cross-entropy"))

# %%
falls = np.subtract(losses[29], losses[39])
assert falls[1] < falls[0] / 2
print("fall from epoch 30 to 40:  training", falls[0].round(3), "  test", falls[1].round(3))

# %% [markdown]
# Both still fall, but the test loss by less than half as much (with three seeds: 0.007 to 0.009 against 0.022). More than
# half of what the network gains there holds only for the 4000 training images.
#
# What has it learned? Each row of $W$ has one number per pixel, so it can be shown as an image. Blue means that ink there
# speaks for the class, orange that it speaks against.

# %%
told = ("The ten rows of weights as images. The row for 0 is orange in the middle, "
        "where a 0 has no ink, with blue around it.")
image_grid(net[1].W, [f"for {k}" for k in range(10)], told, signed=True)

# %% [markdown]
# Which digits does it confuse? In this matrix, the row is the digit that the image shows and the column the digit that
# the network reads.

# %%
from lecture_lib.drawing import confusion_heatmap

counts = np.zeros((10, 10), int)
np.add.at(counts, (c_test, read), 1)
assert np.trace(counts) == n_right
confusion_heatmap(counts, [str(k) for k in range(10)], "1000 test images")

# %% [markdown]
# These are the ten worst mistakes: the images with the highest loss, whose true digit got the least probability.

# %%
worst = np.argsort(P_test[np.arange(1000), c_test])[:10]
titles = [f"{c_test[i]}, read as {read[i]} ({P_test[i, read[i]]:.0%})" for i in worst]
image_grid(X_test[worst], titles,
           f"The ten test images with the highest loss: {'; '.join(titles)}.")

# %% [markdown]
# This trained network, too, is confidently wrong about some images. With the squared error, those for which another digit
# gets nearly all the probability would hardly influence the training.

# %%
p_true = P_test[np.arange(1000), c_test]
print("test images whose true digit gets less than 1%:", np.sum(p_true < 0.01))

# %% [markdown]
# Lecture D turns probabilities into a class label with a *threshold*. With two classes that works. Does it with ten?

# %%
print("images with no class above 0.5:      ", np.sum((P_test > 0.5).sum(axis=1) == 0))
print("images with several classes above 0.3:", np.sum((P_test > 0.3).sum(axis=1) > 1))

# %% [markdown] slide_check="06.4" lecture="D"
# - **The slide says:** For softmax and sigmoid alike, the predicted probabilities can be converted into a class label with a chosen threshold.
# - **What holds:** With one sigmoid output a threshold gives a label. With $k > 2$ softmax outputs it may give none, or several: of the 1000 test images, dozens have no probability above 0.5, and dozens have more than one above 0.3. The largest probability gives one label (ties aside): the argmax.
# - **Why:** The sentence is taken from the case of two classes, where *above ½* and *the largest* are the same.

# %% [markdown]
# ## Two classes give back the sigmoid
#
# With two classes, divide numerator and denominator by $e^{z_1}$:
#
# $$\tau(z_1, z_2)_1 = \frac{e^{z_1}}{e^{z_1} + e^{z_2}} = \frac{1}{1 + e^{-(z_1 - z_2)}} = \sigma(z_1 - z_2).$$
#
# Softmax of $(z, 0)$ therefore has $\sigma(z)$ as its first number. Among any number of classes, each two compare in the same
# way, whatever the others do: $p_i / (p_i + p_j) = \sigma(z_i - z_j)$.

# %%
z_two = rng.normal(size=(100, 2))
assert np.allclose(softmax(z_two)[:, 0], sigmoid(z_two[:, 0] - z_two[:, 1]))
z_ten = forward(net, X_test).z[1]
assert np.allclose(P_test[:, 3] / (P_test[:, 3] + P_test[:, 5]), sigmoid(z_ten[:, 3] - z_ten[:, 5]))

# %% [markdown]
# One class against *all* others is a sigmoid as well. For three classes with the logits $(x, 0, 0)$, divide by $e^x$ again.
#
# **Predict first.** At which $x$ is the first probability exactly ½?

# %%
predict("06.4", "The first probability of softmax(x, 0, 0) is ½ at x = {half_at}, to within 0.02.")

# %%
low, high = -5.0, 5.0
for _ in range(60):
    middle = (low + high) / 2
    low, high = (low, middle) if softmax([middle, 0, 0])[0] > 0.5 else (middle, high)
reveal("06.4", half_at=about(middle, within=0.02, theory=np.log(2)))

# %% [markdown]
# With two rivals the leader needs a lead of $\log 2$: $p_1 = \sigma(x - \log 2)$, and in general
# $p_1 = \sigma(z_1 - \log \sum_{j \ne 1} e^{z_j})$.

# %%
v = np.linspace(-3, 3, 7)
assert np.allclose([softmax([x_1, 0, 0])[0] for x_1 in v], sigmoid(v - np.log(2)))

# %% [markdown]
# Below its softmax, lecture B has the fraction $e^x / (e^x + e^{-x})$ by hand. You know it from 02.5: it is the softmax of
# $(x, -x)$, whose logits differ by $2x$, so it is $\sigma(2x)$.
#
# Train a network with two softmax outputs, with the rows $w_1, w_2$, beside one with a single sigmoid output, with the row
# $u$. Only $u = w_1 - w_2$ matters for the output, so both can start from the same function.
#
# **Predict first.** The softmax network learns by gradient descent with the learning rate 0.1. At what learning rate does
# the sigmoid unit keep step with it?

# %%
predict("06.4", "The sigmoid unit keeps step at the learning rate {rate}.", rate=(0.05, 0.1, 0.2))

# %%
from lecture_lib import Adam, Momentum
from lecture_lib.data import moons

x2, label = moons(200, np.random.default_rng(1))
t = (label + 1) / 2
pair = MLP.random((2, 2), softmax, rng=np.random.default_rng(2))
unit = MLP((pair[1].W[:1] - pair[1].W[1:], [0.0], sigmoid))

# %% [markdown]
# How far are $w_1 - w_2$ and the sigmoid's weights apart after 200 steps? We try three update rules; *Momentum* and *Adam*
# are variants of gradient descent that notebook 08 explains.

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
# It is twice the learning rate, up to rounding error. Since $p_2 - y_2 = -(p_1 - y_1)$, the gradients of the two rows are
# opposite, $dw_2 = -dw_1$. So
#
# $$u \leftarrow u - \eta\,(dw_1 - dw_2) = u - 2\eta\, dw_1,$$
#
# and $dw_1 = \tfrac1n \sum (p - y)\,x$ is exactly the sigmoid's gradient. The sum $w_1 + w_2$ never moves. The same holds for
# Momentum and Adam: the two rows always get opposite gradients, so each of these rules moves them by opposite steps.
#
# With a hidden layer below, take care: what comes down to the hidden layer is $w_1 (p_1 - y_1) + w_2 (p_2 - y_2)$. Write it
# with $u$, and answer before you run the experiment.

# %%
quiz("06.4")

# %% [markdown]
# The experiment gives each layer a learning rate of its own.

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

# %% [markdown]
# What comes down is $u\,(p_1 - y_1)$ in both networks, with no factor of 2, so the learning rate must be doubled only in the
# output layer.
#
# Now the [exercises](../exercises/06_softmax.ipynb).
#
# ## Summary
#
# - One output unit per class, one-hot targets, cross-entropy: $-\log$ of the probability of the true class.
# - Minimising the mean cross-entropy is maximising the likelihood.
# - Softmax turns logits into probabilities. Shifting all logits changes nothing, so subtract the largest first.
# - A cold softmax is the one-hot argmax, a hot one is uniform.
# - $J = \operatorname{diag}(p) - p\,p^\top$; together with the cross-entropy it collapses to $p - y$.
# - With the squared error after a softmax, the gradient nearly vanishes where the network is confidently wrong.
# - Softmax regression is a network of one layer. With two classes it is logistic regression, at twice the learning rate.
#
# ## Notation
#
# | here | lecture B | lecture D | meaning |
# | --- | --- | --- | --- |
# | `z` | $f_\text{in}$ | $z^{[L]}$ | logits |
# | `p`, `softmax` | $f_\text{out}$, $\tau$ | $a^{[L]}$, $S_\text{Softmax}$ | probabilities |
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
