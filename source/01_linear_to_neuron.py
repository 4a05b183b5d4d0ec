# %% [markdown]
# # 1 · Build a neuron from a linear model
#
# **You will be able to**
#
# - ROW GOALS
# - fit one data set with logistic regression, a support vector machine and least squares, and say which points decide;
# - tell on data where learned features pay, and where features made by hand or a tree ensemble do as well;
#
# **You need** ...
# **Time** about 75 minutes.

# %%
# "No module named ..."? Choose the kernel .venv (in VS Code: top right), or use run.py lab.
import numpy as np
from lecture_lib import check, predict, reveal
from lecture_lib.interactive import quiz

# %% [markdown]
# ## 01.1 Three linear models: hypothesis, cost, learning
#
# A linear model computes one number from an example $x$, the *score* $z = w^\top x + b$, and decides by its sign. Every
# such model has three parts: a *hypothesis*, the formula with its free numbers $w$ and $b$; a *cost*, which says how bad
# these numbers are on the data; and *learning*, a way to lower the cost. With labels $y \in \{-1, +1\}$, three models
# with nearly the same hypothesis are
#
# | | logistic regression | support vector machine | least squares |
# | --- | --- | --- | --- |
# | hypothesis | $\sigma(z)$, a probability of class +1 | $z$ | $z$ |
# | cost per example | $-\log \sigma(y z)$ | $\max(0, 1 - y z)$ | $(y - z)^2$ |
# | penalty | none here | $\frac{\lambda}{2}\,\lVert w \rVert^2$ | none here |
# | learning | gradient descent | subgradients, or the dual problem | linear equations |
#
# The label enters only through the *margin* $m = y z$: it is positive where the point lies on its own side of the line,
# and large where it lies far from it. Here are sixty points and, to begin with, a line that somebody guessed.

# %%
from lecture_lib.data import blobs

x, y = blobs(60, np.random.default_rng(0), distance=3.0)
w, b = np.array([1.0, 0.2]), -0.3
m = y * (x @ w + b)
print("on their own side:", (m > 0).sum(), "of 60, smallest margin:", m.min().round(2))

# %% [markdown]
# All three costs are functions of these margins. Since $y^2 = 1$, even the squared one is: $(y - z)^2 = (1 - m)^2$.

# %%
logistic_cost = np.log(1 + np.exp(-m)).mean()
hinge_cost = np.maximum(0, 1 - m).mean()
squared_cost = ((1 - m) ** 2).mean()

# %% [markdown]
# The library has them too, each with its gradient. They must agree.

# %%
from lecture_lib.linear import linear_svm, logistic_regression

assert np.isclose(logistic_regression(w, b, x, y).value, logistic_cost)
assert np.isclose(linear_svm(w, b, x, y).value, hinge_cost)
assert np.isclose(((y - (x @ w + b)) ** 2).mean(), squared_cost)

# %% [markdown]
# **Predict first.** A point lies on its own side with margin 2, so there is nothing wrong with it. What do hinge and
# squared loss charge for it?

# %%
predict("01.1", "At margin 2, the hinge loss is {hinge} and the squared loss is {squared}.")

# %%
from lecture_lib.linear import MARGIN_LOSSES

reveal("01.1", **{name: MARGIN_LOSSES[name].value(2.0) for name in ("hinge", "squared")})

# %% [markdown]
# Now take one point and drag it through the margin. The four curves are the losses of this same point. The 0/1 loss
# counts mistakes, which is what we care about in the end, but it is flat everywhere, so descent gets no direction from it.

# %%
from lecture_lib.labs.linear import margin_losses

margin_losses(goal="too right")

# %% [markdown]
# Learning needs slopes. For one example $\partial z / \partial w = x$, so every cost of this kind has the derivative
#
# $$\frac{\partial J}{\partial w} = \frac1n \sum_i \ell'(m_i)\, y_i\, x_i, \qquad
# \ell'_{\text{logistic}}(m) = -\sigma(-m), \qquad \ell'_{\text{hinge}}(m) = \begin{cases} -1 & m < 1 \\ 0 & m > 1. \end{cases}$$
#
# At $m = 1$ the hinge has a kink. Every number from −1 to 0 is then a *subgradient*: the slope of a line that
# touches the curve there and lies below it everywhere.

# %%
slope_logistic = -1 / (1 + np.exp(m))
slope_hinge = np.where(m < 1, -1.0, 0.0)
dw_logistic = (slope_logistic * y) @ x / len(y)
dw_hinge = (slope_hinge * y) @ x / len(y)
assert np.allclose(logistic_regression(w, b, x, y).dw, dw_logistic)
assert np.allclose(linear_svm(w, b, x, y).dw, dw_hinge)

# %% [markdown]
# A derivative is proved by differences: move each weight a little to both sides. No margin is exactly 1 here, so
# this holds for the hinge too.

# %%
from lecture_lib.nn import central_difference

for cost, dw in ((logistic_regression, dw_logistic), (linear_svm, dw_hinge)):
    assert np.allclose(central_difference(lambda v: cost(v, b, x, y).value, w), dw, atol=1e-6)

# %% [markdown]
# How strongly a point pulls is the size of its slope. Use the same card once more, now with an eye on the last column.

# %%
margin_losses(x1=1.6, x2=0.4, goal="equal pull")

# %% [markdown]
# Now to learning. Logistic regression goes downhill step by step, and least squares solves its linear equations at once.

# %%
from itertools import islice
from lecture_lib.linear import gradient_descent

def logistic_line(x, y):
    path = gradient_descent(lambda w, b: logistic_regression(w, b, x, y), [0.0, 0.0], 0.0, 2.0)
    return next(islice(path, 600, None))[:2]

def squared_line(x, y):
    *w, b = np.linalg.lstsq(np.column_stack([x, np.ones(len(y))]), y)[0]
    return np.array(w), b

# %% [markdown]
# The support vector machine minimises the mean hinge loss plus a penalty. Lecture A names its learning algorithm:
# Lagrange duality. To the *primal* problem, to find the lowest cost, belongs a *dual* one, to find the highest
# value $D$. It has one number $\alpha_i$ for each example:
#
# $$P(w, b) = \frac1n \sum_i \max(0, 1 - m_i) + \frac{\lambda}{2} \lVert w \rVert^2, \qquad
# D(\alpha) = \frac1n \sum_i \alpha_i - \frac{\lambda}{2} \lVert w \rVert^2, \quad
# w = \frac{1}{\lambda n} \sum_i \alpha_i y_i x_i,$$
#
# with $0 \le \alpha_i \le 1$ and $\sum_i \alpha_i y_i = 0$. Every such $D$ is at most every $P$. So any $\alpha$
# proves how much the cost can still be lowered at most: by the *duality gap* $P - D$. Take the simplest one, half a pull
# from each example. The sum condition holds, since both classes have thirty points.

# %%
penalty, n = 0.01, len(y)
alpha = np.full(n, 0.5)
w_of_alpha = (alpha * y) @ x / (penalty * n)
D = alpha.mean() - penalty / 2 * w_of_alpha @ w_of_alpha
P = linear_svm(w, b, x, y, penalty).value
print(f"guessed line: P = {P:.3f}, D = {D:.3f}, gap {P - D:.3f}")

# %% [markdown]
# The gap is huge, so this $\alpha$ proves little. Both problems can be solved: the primal by subgradient descent, whose
# averaged path shows in which flat-sided piece of the cost the minimum lies, and the dual by *coordinate ascent*, which
# improves two of the $\alpha_i$ at a time so that their sum condition is kept. They must meet in the same line.

# %%
from lecture_lib.linear import svm_dual, svm_primal

primal, svm = svm_primal(x, y, penalty), svm_dual(x, y, penalty)
assert np.isclose(primal.primal, svm.dual, rtol=0, atol=1e-6)
assert np.allclose(primal.w, svm.w, rtol=0, atol=1e-6)
print(f"P = {svm.primal:.6f}, D = {svm.dual:.6f}, gap {svm.gap:.0e}")

# %% [markdown]
# The number $\alpha_i$ is the pull of example $i$: 1 where $m_i < 1$, 0 where $m_i > 1$, and on the margin itself
# anything between, one of the subgradients of the hinge. The examples with $\alpha_i > 0$ are the *support vectors*.
#
# **Predict first.** How many of the sixty points are support vectors? And if all the others are deleted and the
# machine is fitted again, by how many degrees does its line turn?

# %%
predict("01.1", "{support_vectors} of the 60 points are support vectors. "
        "Without the others, the line turns by {degrees} degrees.")

# %% [markdown]
# The penalty is $\lambda n$ for the sum of the losses, so fewer points need a larger λ.

# %%
def degrees_between(w, v):
    cosine = w @ v / np.sqrt((w @ w) * (v @ v))
    return np.degrees(np.arccos(np.clip(cosine, -1, 1)))

pulls = svm.support
again = svm_dual(x[pulls], y[pulls], penalty * n / len(pulls))
assert np.allclose(again.w, svm.w) and np.isclose(again.b, svm.b)
reveal("01.1", support_vectors=len(pulls), degrees=round(degrees_between(again.w, svm.w), 2))

# %% [markdown]
# Here are the three models on the same data. A ring marks a point that pulls, and a wider ring a stronger pull. In
# logistic regression and least squares all points pull, if only a little.

# %%
from lecture_lib.labs.linear import fitted_lines

lines = {"logistic": logistic_line(x, y), "SVM": (svm.w, svm.b), "least squares": squared_line(x, y)}
margin = {name: y * (x @ w + b) for name, (w, b) in lines.items()}
pull = {"logistic": 1 / (1 + np.exp(margin["logistic"])), "SVM": svm.alpha,
        "least squares": abs(1 - margin["least squares"]) / 2}
fitted_lines(x, y, {name: (*lines[name], np.clip(pull[name], 0, 1)) for name in lines})

# %% [markdown]
# **Predict first.** Fifteen more points of class +1 are added, near (7, −1): far on their own side of all three lines.
# One of the three lines turns by more than ten degrees. Is it the one of `"logistic"`, `"SVM"` or `"least squares"`?

# %%
predict("01.1", "The line that turns is that of {turns}.", turns=str)

# %% [markdown]
# Ten data sets, each with fifteen such points. As a control, fifteen points are added from the old cloud of class +1.

# %%
from lecture_lib.training import mean_with_interval

def three_lines(x, y):
    svm = svm_dual(x, y, 0.01)
    return {"logistic": logistic_line(x, y), "SVM": (svm.w, svm.b), "least squares": squared_line(x, y)}

def turns_with(x, y, more):
    before, after = three_lines(x, y), three_lines(np.vstack([x, more]), np.append(y, np.ones(15)))
    return {name: degrees_between(before[name][0], after[name][0]) for name in before}

# %%
turned = {"far": [], "control": []}
for seed in range(10):
    rng = np.random.default_rng(seed)
    data = blobs(60, rng, 3.0)
    turned["far"].append(turns_with(*data, [7, -1] + 0.5 * rng.normal(size=(15, 2))))
    turned["control"].append(turns_with(*data, blobs(30, rng, 3.0)[0][1::2]))
for kind, runs in turned.items():
    for name in runs[0]:
        mean = mean_with_interval([run[name] for run in runs])
        print(f"{kind:8} {name:14} {mean.value:5.1f} ± {mean.half:.1f} degrees")
reveal("01.1", turns=max(runs[0], key=lambda name: np.mean([run[name] for run in turned["far"]])))

# %% [markdown]
# ## 01.2 Features made by hand, features learned
#
# (to be written)

# %% [markdown]
# ## 01.3 The biological neuron
#
# (to be written)

# %% [markdown]
# ## 01.4 The McCulloch-Pitts neuron
#
# (to be written)

# %% [markdown]
# ## 01.5 One neuron in two steps
#
# (to be written)

# %% [markdown]
# ## 01.6 Logistic regression as a network of one layer
#
# (to be written)

# %% [markdown]
# Now the [exercises](../exercises/01_linear_to_neuron.ipynb).
#
# ## Summary
#
# - SUMMARY
#
# ## Notation
#
# | here | meaning |
# | --- | --- |
#
# ## References
#
# - REFERENCES
