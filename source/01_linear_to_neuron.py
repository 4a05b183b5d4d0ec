# %% [markdown]
# # 1 · Build a neuron from a linear model
#
# **You will be able to**
#
# - fit one data set with logistic regression, a support vector machine and least squares, and say which points decide;
# - judge on data, with intervals, when learned features are worth it and when they are not;
# - predict above what current a neuron spikes, and say which activation function its firing rate resembles, and where;
# - tell the neuron of 1943 from a threshold unit, and set every number of a neuron by hand;
# - compare logistic regression with a network of one layer, weight by weight.
#
# **You need** vectors, the dot product and derivatives; notebook 00 shows how to use the course.
# **Time** about 120 minutes.

# %%
# "No module named ..."? Choose the kernel .venv (in VS Code: top right), or use run.py lab.
import numpy as np
from lecture_lib import about, check, hint, predict, reveal, solution
from lecture_lib.interactive import quiz

# %% [markdown]
# ## 01.1 Three linear models: hypothesis, cost, learning
#
# A linear model computes one number from an example $x$, the *score* $z = w^\top x + b$, and decides by its sign. Every
# such model has three parts: a *hypothesis*, the formula with its free numbers $w$ and $b$; a *cost*, which says how
# bad these numbers are on the data; and *learning*, a way to lower the cost. Usually, the cost is a mean over the
# examples, and what one example contributes is called its *loss*. Each example has a *label* $y \in \{-1, +1\}$, which
# says to which class it belongs. We compare three models with nearly the same hypothesis: *logistic regression*, the
# *support vector machine* and *least squares*.
#
# | | logistic regression | support vector machine | least squares |
# | --- | --- | --- | --- |
# | hypothesis | $\sigma(z)$, a probability of class +1 | $z$ | $z$ |
# | cost per example | $-\log \sigma(y z)$ | $\max(0, 1 - y z)$ | $(y - z)^2$ |
# | penalty | none here | $\frac{\lambda}{2}\,\lVert w \rVert^2$ | none here |
# | learning | gradient descent | subgradients, or the dual problem | linear equations |
#
# *Gradient descent* lowers the cost by many small steps, each against the *gradient*, the list of the derivatives with
# respect to all parameters ([notebook 08](08_descent.ipynb) is about it). The label enters only through the *margin*
# $m = y z$: it is positive where the point is classified correctly, and it grows with the distance from the line. Here
# are sixty points and, to begin with, a guessed line.

# %%
from lecture_lib.data import blobs

x, y = blobs(60, np.random.default_rng(0), distance=3.0)
w, b = np.array([1.0, 0.2]), -0.3
m = y * (x @ w + b)
print("classified correctly:", (m > 0).sum(), "of 60, smallest margin:", m.min().round(2))

# %% [markdown]
# All three costs are functions of these margins. Since $y^2 = 1$, even the squared one is: $(y - z)^2 = (1 - m)^2$.

# %%
logistic_cost = np.log(1 + np.exp(-m)).mean()
hinge_cost = np.maximum(0, 1 - m).mean()
squared_cost = ((1 - m) ** 2).mean()

# %% [markdown]
# The library has them too, each with its gradient. The next cell checks that both agree.

# %%
from lecture_lib.linear import linear_svm, logistic_regression

assert np.isclose(logistic_regression(w, b, x, y).value, logistic_cost)
assert np.isclose(linear_svm(w, b, x, y).value, hinge_cost)
assert np.isclose(((y - (x @ w + b)) ** 2).mean(), squared_cost)

# %% [markdown]
# **Predict first.** A point is classified correctly, with margin 2, so there is nothing wrong with it. What do the
# *hinge loss* $\max(0, 1 - m)$ and the squared loss charge for it?

# %%
predict("01.1", "At margin 2, the hinge loss is {hinge} and the squared loss is {squared}.")

# %%
from lecture_lib.linear import MARGIN_LOSSES

reveal("01.1", **{name: MARGIN_LOSSES[name].value(2.0) for name in ("hinge", "squared")})

# %% [markdown]
# Now take one point and drag it through the margin. The four curves are the losses of this same point. The 0/1 loss
# counts mistakes, which is what we care about in the end, but it is flat everywhere, so descent gets no direction
# from it.

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
# Differences can check a derivative: move each weight by a small $h$ to both sides, and divide the change of the cost by
# $2h$. No margin is exactly 1 here, so this works for the hinge, too.

# %%
from lecture_lib.nn import central_difference

for cost, dw in ((logistic_regression, dw_logistic), (linear_svm, dw_hinge)):
    assert np.allclose(central_difference(lambda v: cost(v, b, x, y).value, w), dw, atol=1e-6)

# %% [markdown]
# How strongly a point pulls is the size of its slope. Use the same card once more, now with an eye on the last column.

# %%
margin_losses(x1=1.6, x2=0.4, goal="equal pull")

# %% [markdown]
# The third part is learning. Logistic regression goes downhill step by step, and least squares solves its linear
# equations at once.

# %%
from itertools import islice
from lecture_lib.linear import gradient_descent

def logistic_line(x, y):
    cost = lambda w, b: logistic_regression(w, b, x, y)
    path = gradient_descent(cost, np.zeros(x.shape[1]), 0.0, rate=2.0)
    return next(islice(path, 600, None))[:2]

def squared_line(x, y):
    *w, b = np.linalg.lstsq(np.column_stack([x, np.ones(len(y))]), y)[0]
    return np.array(w), b

# %% [markdown]
# The support vector machine minimises the mean hinge loss plus a penalty. Lecture A names its learning algorithm:
# Lagrange duality. The *primal* problem is to find the lowest cost $P$. Its *dual* is to find the highest value $D$, and
# it has one number $\alpha_i$ for each example:
#
# $$P(w, b) = \frac1n \sum_i \max(0, 1 - m_i) + \frac{\lambda}{2} \lVert w \rVert^2, \qquad
# D(\alpha) = \frac1n \sum_i \alpha_i - \frac{\lambda}{2} \lVert w \rVert^2, \quad
# w = \frac{1}{\lambda n} \sum_i \alpha_i y_i x_i,$$
#
# with $0 \le \alpha_i \le 1$ and $\sum_i \alpha_i y_i = 0$. The number λ > 0 is chosen beforehand; it says what long
# weights cost. Every such $D$ is at most every $P$. Hence any $\alpha$ proves that the cost can be lowered by no more
# than the *duality gap* $P - D$. Take the simplest one, half a pull from each example. The sum condition holds, since
# both classes have thirty points.

# %%
penalty, n = 0.01, len(y)
alpha = np.full(n, 0.5)
w_of_alpha = (alpha * y) @ x / (penalty * n)
D = alpha.mean() - penalty / 2 * w_of_alpha @ w_of_alpha
P = linear_svm(w, b, x, y, penalty).value
print(f"guessed line: P = {P:.3f}, D = {D:.3f}, gap {P - D:.3f}")

# %% [markdown]
# The gap is large, so this $\alpha$ proves little. Both problems can be solved: the primal by subgradient descent,
# whose averaged path shows which examples end up exactly on the margin, and the dual by *coordinate ascent*, which
# improves two of the $\alpha_i$ at a time so that their sum condition is kept. They must meet in the same line.

# %%
from lecture_lib.linear import svm_dual, svm_primal

primal, svm = svm_primal(x, y, penalty), svm_dual(x, y, penalty)
assert abs(primal.primal - svm.dual) < 1e-6 and np.abs(primal.w - svm.w).max() < 1e-6
print(f"P = {svm.primal:.6f}, D = {svm.dual:.6f}, gap {svm.gap:.0e}")

# %% [markdown]
# The number $\alpha_i$ is the pull of example $i$: 1 where $m_i < 1$, 0 where $m_i > 1$, and on the margin itself
# anything between, one of the subgradients of the hinge. The examples with $\alpha_i > 0$ are the *support vectors*.
#
# **Predict first.** How many of the sixty points are support vectors? Then all the others are deleted and the machine
# is fitted again. By how many degrees does its line turn?

# %%
predict("01.1", "{support_vectors} of the 60 points are support vectors (to within 5). "
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
reveal("01.1", support_vectors=about(len(pulls), within=5),
       degrees=round(degrees_between(again.w, svm.w), 2))

# %% [markdown]
# Here are the three models on the same data, each with the line $z = 0$ and, dashed, the lines $z = -1$ and $z = 1$. A
# ring marks a point that pulls, and a wider ring a stronger pull. In
# logistic regression and least squares, all points pull, if only a little.

# %%
from lecture_lib.labs.linear import fitted_lines

lines = {"logistic": logistic_line(x, y), "SVM": (svm.w, svm.b),
         "least squares": squared_line(x, y)}
margin = {name: y * (x @ w + b) for name, (w, b) in lines.items()}
pull = {"logistic": 1 / (1 + np.exp(margin["logistic"])), "SVM": svm.alpha,
        "least squares": abs(1 - margin["least squares"]) / 2}
fitted_lines(x, y, {name: (*lines[name], np.clip(pull[name], 0, 1)) for name in lines})

# %% [markdown]
# **Predict first.** Fifteen more points of class +1 are added, near (7, −1): far on the correct side of all three
# lines. One of the three lines turns by more than ten degrees. Which one?

# %%
predict("01.1", "The line that turns is that of {turns}.",
        turns=("logistic", "SVM", "least squares"))

# %% [markdown]
# We add fifteen such points to each of ten data sets. As a control, we add fifteen points from the old cloud of class +1.

# %%
from lecture_lib.training import mean_with_interval

def three_lines(x, y):
    svm = svm_dual(x, y, 0.01)
    return {"logistic": logistic_line(x, y), "SVM": (svm.w, svm.b),
            "least squares": squared_line(x, y)}

def turns_with(x, y, more):
    before = three_lines(x, y)
    after = three_lines(np.vstack([x, more]), np.append(y, np.ones(15)))
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
# The far points turn the line of least squares by 21 ± 3 degrees, that of logistic regression by less than a tenth of a
# degree, and that of the support vector machine by 0.6 ± 0.9. Fifteen points of the old cloud turn all three by a few
# degrees. Least squares is therefore turned not by the number of points but by where they are: far on the correct side,
# where the squared loss pulls a point back and the other two losses let it go.
#
# Lecture A gives each model one line of cost. For the support vector machine, it prints only the hinge. On data that
# can be separated, this is not enough, as the next cell shows: two lines that meet at an angle of 20 degrees, and three
# lengths of w for each.

# %%
from lecture_lib.linear import svm_hard_margin

x_apart, y_apart = blobs(40, np.random.default_rng(0), 8.0)
hard, turn = svm_hard_margin(x_apart, y_apart), np.radians(20)
turned_w = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]) @ hard.w
for name, v in (("widest margin", hard.w), ("turned by 20°", turned_w)):
    costs = [linear_svm(k * v, k * hard.b, x_apart, y_apart).value for k in (1, 10, 100)]
    print(name, [round(cost, 6) for cost in costs])

# %% [markdown] slide_check="01.1" lecture="A"
# - **The slide says:** Support vector machine: $Cost = \max(0, 1 - y \cdot (w^\top x + b))$, and as its learning algorithm Lagrange duality and KKT conditions.
# - **What holds:** The mean of this cost is 0 for the line of the widest margin and, as computed above, also for a line turned by 20 degrees, if only w is made ten times as long. With the penalty $\frac{\lambda}{2} \lVert w \rVert^2$ there is one best w, and primal and dual agree in it to 6 digits.
# - **Why:** The hinge asks for margins of at least 1, which long weights satisfy with any separating line. Only the penalty on $\lVert w \rVert$ makes the machine prefer the widest street, of half width $1 / \lVert w \rVert$, and only with it does the dual problem have its quadratic term.

# %% [markdown]
# The limit λ → 0 is the *hard margin*: the shortest w with every margin at least 1. Where no line separates the classes
# there is none, however long you search. Our sixty points overlap.

# %%
from lecture_lib import InputError

try:
    svm_hard_margin(x, y)
except InputError as problem:
    print(problem)

# %% [markdown]
# **Check yourself.** A point has the label $y = -1$ and the score $z = 0.25$. What is its hinge loss?

# %%
hinge_of_point = ...
check("01.1", hinge_of_point)   # stuck? hint("01.1") · tried? solution("01.1")

# %% [markdown]
# ## 01.2 Features made by hand, features learned
#
# A linear model needs features in which a line, or a plane, separates the classes. For decades people designed them:
# lecture A names SIFT, HOG and optical flow. Such *handcrafted* features are made once, and learning begins after
# them. A network with a hidden layer is a linear model, too, but on features $h = g(W x + c)$ whose numbers $W, c$
# are learned together with the last layer. When is that worth it? We try both ways on the same data and begin with
# two rings.

# %%
from lecture_lib.data import rings

rng = np.random.default_rng(1)
(x, y), (x_new, y_new) = rings(200, rng), rings(400, rng)
radius = lambda x: np.hypot(x[:, 0], x[:, 1])[:, None]

# %% [markdown]
# **Predict first.** Logistic regression gets the two coordinates, or one feature made by hand: the radius. What
# percentage of 400 new points will each get right?

# %%
predict("01.2", "To within 5 points: on the coordinates {coordinates} per cent, "
        "on the radius {radius} per cent.")

# %%
found = {}
for name, features in (("coordinates", lambda x: x), ("radius", radius)):
    w, b = logistic_line(features(x), y)
    found[name] = 100 * np.mean((features(x_new) @ w + b > 0) == (y_new > 0))
reveal("01.2", **{name: about(right, within=5) for name, right in found.items()})

# %% [markdown]
# Whoever looks at the rings thinks of the radius. The network is not told of it. It has eight hidden units, and its last
# layer is a logistic regression on their outputs. We train it from five random starts.

# %%
from lecture_lib import MLP, Adam, binary_cross_entropy, descend, relu, sigmoid

def ring_net(seed):
    rng = np.random.default_rng(seed)
    net = MLP.random((2, 8, 1), relu, sigmoid, rng=rng)
    task = x, (y > 0).astype(float), binary_cross_entropy
    return next(descend(net, *task, Adam(0.02), every=500)).net

nets = [ring_net(seed) for seed in range(5)]
[round(100 * np.mean((net(x_new)[:, 0] > 0.5) == (y_new > 0)), 1) for net in nets]

# %%
from lecture_lib.drawing import scatter

scatter(x_new, y_new, "Eight learned features", lambda x: 2 * nets[0](x)[:, 0] - 1)

# %% [markdown]
# One feature made by hand and eight learned ones both get all 400 points right here, because we knew what to look
# for. For images that is harder. The best-known features made by hand for them are *histograms of oriented gradients*
# (HOG). Each pixel has a gradient of the ink, with a length and a direction; opposite directions count as one. In
# each cell of 4 × 4 pixels, the lengths are added up by direction. The next cell does this for one digit, with nine
# directions.

# %%
from lecture_lib.data import digits
from lecture_lib.linear import cell_histograms, hog, pixel_gradients

image = digits().x[0].reshape(28, 28)
ink = np.pad(image, 1, mode="edge")
gx, gy = (ink[1:-1, 2:] - ink[1:-1, :-2]) / 2, (ink[2:, 1:-1] - ink[:-2, 1:-1]) / 2
length, direction = np.hypot(gx, gy), np.arctan2(gy, gx) % np.pi
place = direction / np.pi * 9 - 0.5            # a vote between two sectors is shared
weights = np.maximum(0, 1 - abs((place[..., None] - np.arange(9) + 4.5) % 9 - 4.5))
votes = (length[..., None] * weights).reshape(7, 4, 7, 4, 9).sum(axis=(1, 3))

# %% [markdown]
# The library does the same for many images. It also divides the histograms of each 2 × 2 neighbouring cells by
# their common length, so that faint ink counts as much as strong ink: 36 blocks of 36 numbers.

# %%
assert np.allclose(cell_histograms(*pixel_gradients(image[None]), 4, 9)[0], votes)
hog(digits().x[:1]).shape

# %% [markdown]
# Now four ways to read handwritten digits, with 4000 to learn from and 1000 new ones. Two simple features are the
# amount of ink and the asymmetry between left and right. HOG has 1296, the image 784. On each of these three a linear
# model is trained, and on the pixels also a network with 300 hidden units.
#
# **Predict first.** What percentage of the new digits does each get right? Guessing gets 10.

# %%
predict("01.2", "To within 3 points: two features {two_features}, HOG {HOG}, pixels {pixels}, "
        "pixels with a hidden layer {hidden_layer} per cent.")

# %% [markdown]
# Training all this for ten splits of the 5000 digits takes minutes. The course has done it and kept every score, with
# its origin; `python3 run.py experiment feature-scores` does it again.

# %%
from lecture_lib.labs.linear import kept_interval, kept_provenance, repeat_kept

ways = {"two features": ("digits, two features", "linear"), "HOG": ("digits, HOG", "linear"),
        "pixels": ("digits, 4000", "linear"), "hidden layer": ("digits, 4000", "network")}
kept = {name: kept_interval(*way) for name, way in ways.items()}
print(kept_provenance())
reveal("01.2", **{name.replace(" ", "_"): about(round(100 * kept[name].value, 1), within=3)
                  for name in kept})

# %% [markdown]
# The next cell prints the intervals over the ten splits, and the one comparison that decides. Both ways saw the same
# splits, so the differences are taken split by split.

# %%
from lecture_lib.labs.linear import kept_scores
from lecture_lib.training import paired_difference

def in_per_cent(mean):
    return f"{100 * mean.value:.1f} ± {100 * mean.half:.1f}"

print({name: in_per_cent(mean) for name, mean in kept.items()})
gap = paired_difference(kept_scores(*ways["HOG"]), kept_scores(*ways["hidden layer"]))
print("HOG minus hidden layer, in percentage points:", in_per_cent(gap))
print("HOG with a hidden layer:", in_per_cent(kept_interval("digits, HOG", "network")))

# %% [markdown]
# On these digits, the features made by hand are the best, by 2.2 ± 0.4 percentage points: with 4000 images, what people
# knew about strokes is worth more than 300 learned features. (A hidden layer on top of HOG changes nothing that can be
# seen.) But two features made by hand are nearly worthless, so it takes the right idea. The hidden
# layer gains 3.9 points over a linear model on the same pixels, and it was given no idea at all.
#
# The ten splits are drawn from the same 5000 digits and share examples, so all intervals here are a little too narrow.

# %% [markdown]
# Lecture B asks why everyone talks about deep learning now, although networks are old. It names four reasons. You need
# not take them on trust, because here is a small trial of each. The first is **hardware**: the next cell computes one
# layer on 200 images, once number after number and once as one matrix product.

# %%
import time

A, B = np.random.default_rng(0).normal(size=(2, 200, 784))
examples, units = A.tolist(), B[:20].tolist()
began = time.perf_counter()
slow = [[sum(p * q for p, q in zip(row, unit)) for unit in units] for row in examples]
middle = time.perf_counter()
fast = A @ B[:20].T
end = time.perf_counter()
assert np.allclose(slow, fast)
print(f"the matrix product is about {(middle - began) / (end - middle):,.0f} times as fast")

# %% [markdown]
# The same processor does the same multiplications. Fast programs, and hardware made for them, decide what can be trained
# in a day.
#
# The second reason is **data**. The figure below shows the scores of a linear model, a forest and the network, on as
# many digits as the axis says. A *tree* asks one feature after another whether it is above a threshold; a *random
# forest* lets 100 such trees vote, each grown on a random part of the data (scikit-learn's, with its settings). The bars
# are 95% intervals over ten splits.
#
# **Predict first.** With 100 digits to learn from, how many percentage points is the network ahead of the linear model,
# and how many with 4000?

# %%
predict("01.2", "To within 2 points: with 100 digits the network is {ahead_100} points ahead, "
        "with 4000 it is {ahead_4000}.")

# %%
from lecture_lib.drawing import figure, plot_with_intervals, render_figure

models, sizes = ("linear", "forest", "network"), (100, 300, 1000, 4000)
fig, ax = figure(6, 3.4)
curves = {model: (sizes, [kept_interval(f"digits, {n}", model) for n in sizes]) for model in models}
told = plot_with_intervals(ax, curves, "digits to learn from", "new digits right", log="x")
render_figure(fig, told)

# %%
def network_ahead_of(model, task):
    return paired_difference(kept_scores(task, "network"), kept_scores(task, model))

ahead = {n: network_ahead_of("linear", f"digits, {n}") for n in sizes}
print({n: in_per_cent(difference) for n, difference in ahead.items()})
reveal("01.2", **{f"ahead_{n}": about(round(100 * ahead[n].value, 1), within=2)
                  for n in (100, 4000)})

# %% [markdown]
# With 100 digits, network and linear model cannot be told apart. The lead grows with every step, to 3.9 ± 0.4 points
# with 4000. More data are therefore a reason for this network, and the curves have not levelled off.
#
# The third reason is **special architectures**, which use what is known about the data, as HOG does: pixels have
# neighbours. A dense layer does not know that. The test is to mix up the pixels, in one order for all images, and train
# again.

# %%
for model, tasks in (("network", ("digits, 4000", "digits, shuffled")),
                     ("linear", ("digits, HOG", "digits, HOG of shuffled"))):
    cost = paired_difference(*(kept_scores(task, model) for task in tasks))
    print({task: in_per_cent(kept_interval(task, model)) for task in tasks},
          "per cent; cost of mixing:", in_per_cent(cost))

# %% [markdown]
# Mixing the pixels costs the network nothing that can be seen, so it never used the order. It costs HOG 8.5 ± 0.6
# points, since gradients of neighbours no longer mean anything. A network that is built for neighbours comes in
# notebook 16.
#
# The fourth reason is **optimisation**. We train three hidden layers of 100 units on 1000 digits for ten *epochs*, that
# is, ten passes over all examples, from five random starts. Each start has its *seed*, the number from which the random generator
# begins. The old way is sigmoid units and gradient descent with one fixed *learning rate*, the factor by which each
# gradient is multiplied; the new way is ReLU units (notebook 02) and Adam (notebook 08). Each change by itself is the
# control.

# %%
from lecture_lib import SGD, cross_entropy, one_hot, softmax
from lecture_lib.interactive import progress_bar

def deep_score(g, rule, seed):
    x, y, x_test, y_test = digits()
    rng = np.random.default_rng(seed)
    net = MLP.random((784, 100, 100, 100, 10), g, g, g, softmax, rng=rng)
    task = x[:1000], one_hot(y[:1000], 10), cross_entropy, rule
    net = next(descend(net, *task, batch=50, rng=rng, every=10)).net
    return np.mean(net(x_test).argmax(axis=1) == y_test)

# %%
settings = [(g, rule) for g in (sigmoid, relu) for rule in (SGD(0.1), Adam(0.003))]
for g, rule in progress_bar(settings, "four ways to train"):
    mean = mean_with_interval([deep_score(g, rule, seed) for seed in range(5)])
    print(f"{g.name:8} {type(rule).__name__:5}", in_per_cent(mean), "per cent")

# %% [markdown]
# With sigmoids and plain gradient descent, the three layers had learned nothing after ten epochs: 10 per cent is what
# one and the same answer for every digit gets. Either change alone is enough to get them going here. Notebooks 02, 08
# and 10 show why.
#
# Lecture B then names three properties of data for which deep learning pays: many dimensions, single features that
# tell little by themselves, and many examples. We have seen the third. For the **dimension**, the digits are shrunk to
# 2 × 2, 4 × 4, 7 × 7 and 14 × 14 pixels.

# %%
sides = {side: f"digits, {side} × {side}" for side in (2, 4, 7, 14)} | {28: "digits, 4000"}
for side, task in sides.items():
    means = {model: round(100 * kept_interval(task, model).value, 1) for model in models}
    lead = in_per_cent(network_ahead_of("forest", task))
    print(f"{side**2:4} features: {means}, network minus forest {lead}")

# %% [markdown]
# More pixels help all three models, up to 14 × 14. But on these digits the *lead* of the network does not grow with the
# dimension: it is between 0.3 and 2.3 points over the forest, and over the linear model it even shrinks, from 15.9
# points to 3.9. Dimension by itself is therefore not a reason here.
#
# **Weak single features** can be made. We take twenty features, of which three decide by two simple rules: class 1 if
# $x_1 > \tfrac12$, or if $x_2 < 0$ and $x_3 > 0$. Then all twenty are mixed by a random rotation. It keeps all
# distances, so nothing is lost, but now each feature alone tells almost nothing.
#
# **Predict first.** What percentage does the forest get right before the rotation and after it, and what percentage
# does the network?

# %%
predict("01.2", "To within 5 points: forest {forest_before} before, {forest_after} after; "
        "network {network_before} before, {network_after} after.")

# %%
before_after = {f"{model}_{when}": kept_interval(task, model) for model in ("forest", "network")
                for when, task in (("before", "rules"), ("after", "rules, rotated"))}
print({name: in_per_cent(mean) for name, mean in before_after.items()})
print("network minus forest:", {task: in_per_cent(network_ahead_of("forest", task))
                                for task in ("rules", "rules, rotated")})
reveal("01.2", **{name: about(round(100 * mean.value, 1), within=5)
                  for name, mean in before_after.items()})

# %% [markdown]
# Kept results can be checked. The next cell trains three of the forests now, if scikit-learn is installed, and says so
# if it is not.

# %%
again = repeat_kept("rules, rotated", "forest")
assert again.agrees is not False
print(again.says)

# %% [markdown]
# The forest asks one feature at a time, and before the rotation the three right questions are enough: it is almost
# perfect, 9.5 ± 0.7 points ahead of the network. After the rotation it falls below 80 per cent, and the network leads
# by 10.2 ± 1.1. The network does not notice the rotation, since its first layer forms sums of all features anyway.
# Here, with all else kept equal, lecture B's second property decides.
#
# How weak is a single feature? The next function finds the best yes-or-no answer that any one feature gives with one
# threshold: all answers at once, from the sorted columns.

# %%
def best_single_feature(x, y):
    order = np.argsort(x, axis=0)
    right = (y.sum() + np.cumsum(1 - 2 * y[order], axis=0)) / len(y)      # says 1 above the cut
    apart = np.diff(np.take_along_axis(x, order, axis=0), axis=0) > 0     # no cut between equals
    return max(right[:-1][apart].max(), 1 - right[:-1][apart].min())

# %%
from lecture_lib.labs.linear import draw_task, has_trees

print("even or odd, best pixel:", round(best_single_feature(digits().x, digits().y % 2), 2))
for task in ("rules", "rules, rotated") + ("breast cancer",) * has_trees():
    print(task, round(best_single_feature(*draw_task(task, seed=0)[:2]), 2))

# %% [markdown]
# The rotation takes the best single feature from 83 to 64 per cent. The best pixel is wrong for a quarter of the digits,
# when the question is whether they are even or odd. But one of the measurements of 569 tumours, which scikit-learn ships as a table, is right for 93 per cent by
# itself, so any combination has little left to add.
#
# Tables are often the opposite: they have few features, each with a meaning of its own. Lecture B says that deep learning is
# rarely the right model for them. But it names an exception: *categorical* features with many levels, such as a
# product number. A network reads level $k$ as a *one-hot* vector, 0 everywhere but at position $k$. The first layer then
# does nothing but look up a column of its weights, a short list of learned features of level $k$. That is an
# *embedding*.

# %%
W = np.random.default_rng(0).normal(size=(4, 300))       # 300 levels, 4 learned features each
levels = np.array([17, 3, 299, 17])
dense, embedding = one_hot(levels, 300) @ W.T, W.T[levels]
assert np.array_equal(dense, embedding)

# %% [markdown]
# We try it on data made for this purpose. An example is a level, one of 300, and a point of the plane. Each level has a
# hidden direction, and the class says on which side of the line across this direction the point lies. There are 3000
# examples, ten per level. The forest
# gets the level as a number, or one-hot; the network has no choice but one-hot if it is to embed.

# %%
for task in ("levels, codes", "levels, one-hot"):
    print(task, {model: in_per_cent(kept_interval(task, model)) for model in models})
print("one-hot, network minus forest:", in_per_cent(network_ahead_of("forest", "levels, one-hot")))

# %% [markdown]
# With an embedding, the network gets 88.7 ± 0.6 per cent, 13.1 ± 1.4 points more than the forest on the same one-hot
# features. As a bare number, the level is of some use to the forest only; the other two stay near guessing. A linear
# model cannot use the level in either form: it could shift the line for each level, but not turn it. The exception
# therefore holds, on data that were made to have this structure.
#
# Finally, we come to real tables. scikit-learn ships several small ones. Two of them are 569 tumours with 30 measurements each
# and two classes, and 178 wines with 13 measurements and three classes. Three quarters are for learning, ten splits.
# *Boosting* grows its 100 trees one after another, each on what the ones before got wrong.
#
# **Predict first.** By how many percentage points is the forest ahead of the network on the tumours, on average?

# %%
predict("01.2", "On the tumours, the forest is ahead by {forest_minus_network} "
        "percentage points (to within 2).")

# %%
for task in ("breast cancer", "wine"):
    means = {model: kept_interval(task, model) for model in (*models, "boosting")}
    print(task, {model: in_per_cent(mean) for model, mean in means.items()})
    for model in ("linear", "forest", "boosting"):
        print("  network minus", model, in_per_cent(network_ahead_of(model, task)))
lead = network_ahead_of("forest", "breast cancer").value
reveal("01.2", forest_minus_network=about(round(-100 * lead, 1), within=2))

# %% [markdown] slide_check="01.2" lecture="B"
# - **The slide says:** For tabular data, deep learning is rarely the correct model choice. Without extensive tuning, models like random forests or gradient boosting will outperform deep learning most of the time.
# - **What holds:** On these two tables they do not. Without any tuning for them, the network is ahead of the forest by 1.8 ± 1.1 points on the tumours and level with it on the wines (−0.7 ± 1.7), and boosting is behind it on both. Still deep learning does not pay: logistic regression, with no hidden layer, has 97.7 and 98.2 per cent, as much as the network.
# - **Why:** The statement fits larger tables with irregular rules: in a study of 2022 trees were ahead on average over 45 tables, and they are on our made rules above. In both tables here, a plane separates the classes as well as anything that was tried. Which kind a table is, only a comparison over several splits tells.

# %% [markdown]
# **Check yourself.**

# %%
quiz("01.2")

# %% [markdown]
# ## 01.3 The biological neuron
#
# A neuron is a cell with an electric voltage across its membrane, the *membrane potential*. Other neurons send current
# into it, the voltage rises, and part of it always leaks away again. When the potential reaches a *threshold*, the
# neuron fires a *spike*, a pulse of about a millisecond that travels to other neurons, and its own potential falls
# back. The *leaky integrate-and-fire* neuron keeps these facts and nothing else:
#
# $$\tau\,\frac{dv}{dt} = -v + R\,I, \qquad v \ge V_{\text{th}}\;\Rightarrow\; \text{spike, and } v \leftarrow 0.$$
#
# Here $v$ is the potential above its rest in mV, $I$ the current in nA, and $R$ the resistance of the membrane in MΩ,
# so that $R\,I$ is in mV again. The time constant $\tau$ says how fast the membrane charges and leaks.

# %%
R, tau, V_th = 8.0, 10.0, 15.0  # MΩ, ms, mV
dt, current = 0.1, 1.5  # ms, nA

# %% [markdown]
# While the current is constant, the equation can be solved exactly. In each step of length $dt$, the distance from $v$ to
# $R\,I$ shrinks by a factor of $e^{-dt/\tau}$.

# %%
v = [0.0]
for _ in range(1000):
    v.append(R * current + np.exp(-dt / tau) * (v[-1] - R * current))
print(f"after 10 ms: {v[100]:.2f} mV, after 100 ms: {v[-1]:.2f} mV")

# %% [markdown]
# The library's `simulate` makes the same steps, for many neurons at once, and adds the spikes. After a spike, the neuron
# ignores its input for 2 ms, its *dead time*.

# %%
from lecture_lib.linear import SpikingNeuron, simulate

neuron = SpikingNeuron(threshold=V_th, resistance=R, time_constant=tau, dead_time=2.0)
trace = simulate(neuron, np.full(1000, current), dt)
assert np.allclose(trace.v, v[1:]) and trace.counts == 0

# %% [markdown]
# This current does not fire the neuron, however long it lasts. **Predict first.** A larger one does. Above what constant
# current does the neuron fire, given $R$ = 8 MΩ and $V_{\text{th}}$ = 15 mV? This current is called the *rheobase*.

# %%
predict("01.3", "The neuron fires for constant currents above {rheobase} nA.")

# %% [markdown]
# Now find it. On the card, drag the square, type a current, or draw one with the pointer; the membrane answers at once.
# *Raise the current* goes on until you press *Pause*. Every constant current that you try leaves a dot among the
# *currents tried*, and a drawn one shows as a ring.

# %%
from lecture_lib.labs.linear import current_drawing

current_drawing(goal="smallest current")

# %% [markdown]
# Here are 400 neurons at once, one for each current from 0.01 to 4 nA, and one second of time.

# %%
currents = np.arange(1, 401) / 100
counts = simulate(neuron, np.tile(currents[:, None], 10_000), dt).counts
print("lowest current that fires:", currents[counts > 0].min(), "nA")
reveal("01.3", rheobase=V_th / R)

# %% [markdown]
# For a constant current, $v$ approaches $R\,I$ and never passes it. So the neuron fires if, and only if, $R\,I$ is above
# the threshold: the rheobase is $V_{\text{th}} / R$. Above it, the time from 0 to the threshold follows from the same
# exponential. Add the dead time $d$, and you have the time between two spikes, hence the firing rate:
#
# $$T(I) = d + \tau \log\frac{R\,I}{R\,I - V_{\text{th}}}, \qquad \text{rate}(I) = \frac{1}{T(I)}.$$

# %%
firing = currents[currents > V_th / R]
T = 2.0 + tau * np.log(R * firing / (R * firing - V_th))  # ms
assert np.allclose(neuron.rate(firing), 1000 / T)

# %% [markdown]
# The simulation reports a spike at the end of a time step. Its intervals are therefore at least as long as $T$, but less
# than one step longer. Before the first spike there is no dead time. That gives two bounds for the number of spikes
# in one second, and every simulated number lies between them.

# %%
simulated = counts[currents > V_th / R]
assert np.all(simulated <= (1000 + 2) / T)
assert np.all(simulated >= np.floor((1000 + 2) / (T + dt)))
dict(zip(firing[::70].round(2).tolist(), simulated[::70].tolist()))

# %% [markdown]
# The rate is a function of the current: zero up to a bend, then rising. Such a function is an *activation function*,
# and here the neuron's own equation made it. Which of the usual ones is it? Fit three of them by least squares, each
# with a height and an onset of its own (the sigmoid has a scale as well): once for currents up to 4 nA, once up to 100
# nA.
#
# **Predict first.** Which of the three fits worst in the narrow range, and which in the wide one?

# %%
names = ("step", "ReLU", "sigmoid")
predict("01.3", "Up to 4 nA, the worst fit is the {worst_to_4}. "
        "Up to 100 nA, it is the {worst_to_100}.",
        worst_to_4=names, worst_to_100=names)

# %% [markdown]
# The library searches onset and scale on a grid that closes in on the best point; the height is solved exactly.

# %%
from lecture_lib.linear import fit_activation

ranges = {top: np.linspace(0, top, 201) for top in (4, 100)}
fits = {top: [fit_activation(name, I, neuron.rate(I)) for name in names]
        for top, I in ranges.items()}
for top, three in fits.items():
    print(f"up to {top} nA, error in spikes/s:", {fit.name: round(fit.error, 1) for fit in three})

# %%
worst = {top: max(three, key=lambda fit: fit.error).name for top, three in fits.items()}
reveal("01.3", worst_to_4=worst[4], worst_to_100=worst[100])

# %% [markdown]
# The figure shows both ranges side by side.

# %%
from lecture_lib.drawing import INK, figure, plot_curves, render_figure

fig, axes = figure(9, 3.6, ncols=2)
for ax, (top, I) in zip(axes, ranges.items()):
    ax.plot(I, neuron.rate(I), linewidth=5, alpha=0.25, color=INK, label="neuron")
    fitted = {fit.name: (I, fit(I)) for fit in fits[top]}
    plot_curves(ax, fitted, "current in nA", "spikes per second")
render_figure(fig, "Firing rate against current, up to 4 nA and up to 100 nA, with a fitted step, "
              "ReLU and sigmoid. In the narrow range, ReLU and sigmoid lie close to the neuron. In "
              "the wide one, the neuron stays below 500 spikes per second, and the ReLU does not.")

# %% [markdown]
# Near its threshold, the neuron resembles a ReLU about as well as a sigmoid: the errors are almost equal, although the
# sigmoid has one parameter more. Far above it, the dead time allows at most 500 spikes per second, the curve levels
# off, and the sigmoid fits best by far. Neither is exact: in the wide range, the best ReLU and the best sigmoid both
# answer to no current at all, which the neuron never does.
#
# Without a dead time, the ReLU is more than a resemblance. For large currents,
# $\log\frac{RI}{RI - V_{\text{th}}} \approx \frac{V_{\text{th}}}{RI} + \frac12\big(\frac{V_{\text{th}}}{RI}\big)^2$,
# and the rate approaches the straight line $\frac1\tau\big(\frac{RI}{V_{\text{th}}} - \frac12\big)$.

# %%
never_deaf = SpikingNeuron(V_th, R, tau, dead_time=0.0)
for I in (2.0, 4.0, 20.0, 100.0):
    line = 1000 / tau * (R * I / V_th - 0.5)
    print(f"{I:5.0f} nA: rate {float(never_deaf.rate(I)):8.2f}, line {line:8.2f}")

# %% [markdown]
# An artificial neuron keeps one number of all this, the rate, and calls it its *activation*. Lecture D has a remark on
# what is lost: the spikes themselves, and with them all timing. See how much timing matters. With a mean current of at
# most 1.5 nA, fire four times in 100 ms:

# %%
current_drawing(level=1.5, goal="four spikes")

# %% [markdown]
# Here is the same charge, spread out and packed together. A unit that is given only the mean current cannot tell the
# two apart.

# %%
spread = np.full(1000, 1.5)
packed = np.where(np.arange(1000) < 375, 4.0, 0.0)
assert np.isclose(spread.mean(), packed.mean())
print("spikes:", simulate(neuron, np.stack([spread, packed]), dt).counts)

# %% [markdown]
# | a biological neuron has | the artificial one keeps |
# | --- | --- |
# | synapses of different strength | yes: one weight per input |
# | a threshold | yes: the bias |
# | spikes at certain times | no: one number without time |
# | a potential that builds up and leaks | no: every input is new |
# | either exciting or inhibiting outputs, as a rule | no: its outgoing weights may have both signs |
# | a tree of dendrites that can compute on its own | no: one sum |
#
# Lecture D says that the artificial neuron abstracts "the synapse connection between neurons via a single number called
# an activation value". Two things are mixed there.

# %% [markdown] slide_check="01.3" lecture="D"
# - **The slide says:** The artificial neuron abstracts the synapse connection between neurons via a single number called an activation value.
# - **What holds:** The strength of a synapse becomes a *weight*. The activation value stands for how strongly a neuron fires, as the rate above does: one number per neuron, whereas there is one weight per connection.
# - **Why:** A network with $n$ inputs and $m$ units has $n \cdot m$ weights but only $m$ activation values, and the same lecture writes $W$ for the first and $a$ for the second.

# %% [markdown]
# ### How large is a brain?
#
# Two of the four lectures give figures, B and C give none. A: about $10^{11}$ neurons, each connected to about $10^4$
# others. D: an estimated 85 billion neurons, of which 80 million may fire for a movement of an arm, and 150 million in
# the visual cortex. The two disagree on the neurons, so compare them with a count. Azevedo and colleagues (2009)
# counted the neurons of four brains: 86.1 ± 8.1 billion (mean and standard deviation).

# %%
for lecture, n in {"A": 1e11, "D": 85e9}.items():
    off = n - 86.1e9
    print(f"{lecture}: {off / 86.1e9:+.0%}, or {off / 8.1e9:+.1f} standard deviations")

# %% [markdown]
# The connections can be compared as well. Pakkenberg and colleagues give about $0.15 \cdot 10^{15}$ synapses for the
# human neocortex (2003), which has roughly 21 billion neurons (1997). In the count of 2009, 69 billion neurons belong to
# the cerebellum.

# %%
print(f"A: {1e11 * 1e4:.0e} connections in the whole brain")
print(f"counted: {0.15e15:.1e} synapses in the neocortex, {0.15e15 / 21e9:.0f} per neuron there")
print(f"in the cerebellum: {69.03 / 86.1:.0%} of all neurons")
print(f"D: a movement of an arm fires {80e6 / 85e9:.2%} of all neurons")
print(f"counted: {2 * 140e6:.1e} neurons in the primary visual cortex of both sides")

# %% [markdown] slide_check="01.3" lecture="A, D"
# - **The slide says:** A: our brain has about $10^{11}$ neurons, each connected to about $10^4$ others. D: an estimated 85 billion neurons.
# - **What holds:** D's number agrees with the count of 86.1 ± 8.1 billion (Azevedo et al. 2009); A's has the right order of magnitude, but is 16% above it. The $10^4$ fits neurons of the neocortex, which have about 7,000 synapses on average. It does not fit *each* neuron: four of five neurons belong to the cerebellum, and most of these are granule cells with only about four dendrites.
# - **Why:** $10^{11}$ is a round number in wide use, which Lent and colleagues (2012) discuss as a dogma. The average over the neocortex is not that of the brain.

# %% [markdown] slide_check="01.3" lecture="D"
# - **The slide says:** An estimated 150 million neurons are in the visual cortex.
# - **What holds:** That is about the number for one area on one side. The primary visual cortex (V1) has been estimated at 140 million neurons per hemisphere (Leuba and Kraftsik 1994), so both sides have 280 million, and V1 is only the first of many visual areas.
# - **Why:** The slide does not say which area or side it means. V1 of one hemisphere is the count that fits.

# %% [markdown]
# ### A short timeline
#
# This figure shows eight events with the year that a lecture gives for them, and one that no lecture dates:
# backpropagation (notebook 10) had been found before, but became widely known with Rumelhart, Hinton and Williams in
# 1986. A cross marks a year that does not hold; its arrow leads to the one that does.

# %%
from lecture_lib.labs.linear import timeline

timeline()

# %% [markdown] slide_check="01.3" lecture="A, B, D"
# - **The slide says:** A: McCulloch and Pitts proposed a neuron model in 1943. D: the perceptron of the late 1950s was the first ever neural network model. B: neural networks have been around since the 70s.
# - **What holds:** A's year. The paper of 1943 describes whole networks of such neurons, so neither the 1950s nor the 70s are the beginning. What Rosenblatt's perceptron (1958) added was a rule that learns the weights from examples.
# - **Why:** It depends on what counts as a neural network. With hand-made weights the answer is 1943, with learned ones the 1950s. With neither is it the 70s.

# %% [markdown] slide_check="01.3" lecture="D"
# - **The slide says:** Deep Blue defeated Kasparov over a six-game match in 1996. AlphaGo beat the world's best Go players in 2015.
# - **What holds:** In 1996, Kasparov won the match by 4 to 2; Deep Blue won one game. It won the second match, in 1997, by 3½ to 2½. In October 2015, AlphaGo beat the European champion, Fan Hui. Lee Sedol lost to it in March 2016, and Ke Jie, then first in the rankings, in May 2017.
# - **Why:** In both cases the first year is that of a first success, and the match that made history came later.

# %% [markdown] slide_check="01.3" lecture="D"
# - **The slide says:** The Turing test of 1950 asks whether a computer can have a long conversation with a human, without another observing human distinguishing the two.
# - **What holds:** The year and the name, *imitation game*, are right. But in Turing's paper the judge takes part: the interrogator asks both the machine and a human, in writing. His forecast was about five minutes of questions, not about a long conversation.
# - **Why:** The slide describes an onlooker. In the paper, the one who judges is the one who asks.

# %% [markdown]
# **Check yourself.** Another neuron has a threshold of 18 mV, a resistance of 12 MΩ and a time constant of 20 ms. What is
# its rheobase, in nA?

# %%
rheobase = ...
check("01.3", rheobase)   # stuck? hint("01.3") · tried? solution("01.3")

# %% [markdown]
# ## 01.4 The McCulloch–Pitts neuron
#
# Fifteen years before the perceptron ([notebook 03](03_perceptron.ipynb)), McCulloch and Pitts described a neuron that
# only counts. All its inputs and its output are 0 or 1. An input reaches it through *excitatory* synapses, which add
# up, or through an *inhibitory* one, which forbids:
#
# $$y = 1 \quad\text{if at least } \theta \text{ excitatory synapses are active and no inhibitory one is, else } y = 0.$$
#
# One active inhibitory input silences the neuron whatever the others do. This is called *absolute inhibition*. Here is
# the rule for two inputs, the first excitatory, the second inhibitory, with threshold 1:

# %%
from lecture_lib.threshold import GATES, INPUTS

excited = INPUTS @ [1, 0] >= 1
inhibited = INPUTS @ [0, 1] > 0
fires = excited & ~inhibited
dict(zip(map(tuple, INPUTS.astype(int).tolist()), fires.astype(int).tolist()))

# %% [markdown]
# It is true for $x_1$ AND NOT $x_2$. In the library, a neuron is written with the number of excitatory synapses of each
# input, and −1 for an inhibitory one.

# %%
from lecture_lib.threshold import McCullochPitts, gate_name

veto = McCullochPitts((1, -1), threshold=1)
assert np.array_equal(veto(INPUTS), fires)
gate_name(veto)

# %% [markdown]
# The *threshold logic unit*, or *threshold unit* for short, came later. It weighs instead of counting: every input has
# a weight $w_i$, any real number, and a negative one subtracts where an inhibitory synapse forbids.
#
# $$y = 1 \quad\text{if } w_1 x_1 + \dots + w_d x_d \ge \theta, \text{ else } y = 0.$$
#
# With $b = -\theta$ it is the unit of [notebook 03](03_perceptron.ipynb), which answers −1 or +1 and gives −1 exactly
# at its threshold.
#
# **Predict first.** There are sixteen Boolean functions of two inputs. How many of them does a single neuron compute by
# the rules of 1943 (thresholds of at least 0, any synapses), and how many does a single threshold unit?

# %%
predict("01.4", "A McCulloch–Pitts neuron computes {mcculloch_pitts} of the 16 functions, "
        "a threshold unit {threshold_unit}.")

# %% [markdown]
# Try all of them. More synapses than two per input add nothing: only which of the four sums reach the threshold counts.

# %%
from itertools import product
from lecture_lib.threshold import ThresholdUnit

neurons = [McCullochPitts(s, t) for s in product((-1, 0, 1, 2), repeat=2) for t in range(5)]
halves = np.arange(-2.5, 3)
units = [ThresholdUnit(w, t) for w in product((-2, -1, 0, 1, 2), repeat=2) for t in halves]
by_neuron, by_unit = (set(map(gate_name, found)) for found in (neurons, units))

# %%
reveal("01.4", mcculloch_pitts=len(by_neuron), threshold_unit=len(by_unit))

# %% [markdown]
# The search shows what can be done. That nothing was missed follows by hand. Without inhibition, more active inputs
# never silence the neuron; six functions of two inputs have that property (FALSE, AND, $x_1$, $x_2$, OR, TRUE). If $x_2$
# inhibits, the output is 0 wherever $x_2$ is 1, and $x_1$ alone decides the rest: two new functions, NOT $x_2$ and
# $x_1$ AND NOT $x_2$. The same holds with the inputs swapped, and if both inhibit, NOR is left. These are 6 + 2 + 2 + 1.

# %%
print("threshold unit only:", sorted(by_unit - by_neuron))
print("neither:            ", sorted(set(GATES) - by_unit))

# %% [markdown]
# NAND is out of reach for the neuron of 1943, because it must be silent at (1, 1) but fire at (0, 1) and (1, 0). An
# inhibitory input would silence one of these two, and without inhibition (1, 1) fires as well. A negative weight does
# not forbid, it only subtracts, and for NAND that is what is needed.
#
# In the other direction, nothing is lost. A threshold unit imitates every McCulloch–Pitts neuron, if each inhibitory
# weight outweighs all excitatory ones together. Check it for all neurons with three inputs from the same list:

# %%
corners = np.array(list(product((0, 1), repeat=3)))
triples = [McCullochPitts(s, t) for s in product((-1, 0, 1, 2), repeat=3) for t in range(7)]
assert all(np.array_equal(m(corners), m.as_threshold_unit()(corners)) for m in triples)
len(triples)

# %% [markdown]
# With more than one neuron the difference disappears. NAND is NOT behind AND, and two neurons in a row do it:

# %%
both, inverter = McCullochPitts((1, 1), threshold=2), McCullochPitts((-1,), threshold=0)
nand = inverter(both(INPUTS)[:, None])
assert np.array_equal(nand, GATES["NAND"] > 0)

# %% [markdown]
# A neuron with threshold 0 fires without any input, unless it is inhibited. To allow that is a convention. Without it,
# fewer functions are left, and the others need one more input that is always active.

# %%
sorted({gate_name(m) for m in neurons if m.threshold > 0})

# %% [markdown] slide_check="01.4" lecture="A"
# - **The slide says:** The perceptron's output layer is one M-P neuron, also called threshold logic unit (the name is printed MaCulloch there).
# - **What holds:** The neuron of McCulloch and Pitts (1943) counts synapses and has absolute inhibition; the threshold logic unit has real weights of either sign. For two inputs, the first computes 11 of the 16 Boolean functions (7 without the threshold 0), the second 14. Every such neuron is a threshold unit, but not the other way round.
# - **Why:** The slide's formula, $\operatorname{Sgn}(w^\top x + b)$ with learned $w$, is that of the perceptron. In 1943 nothing was learned, and no synapse had a weight.

# %% [markdown]
# **Check yourself.** A McCulloch–Pitts neuron has the synapses (3, 1, 1, −1) and the threshold 2. What does it answer to
# (1, 0, 0, 0), (0, 1, 1, 0), (1, 0, 1, 1) and (0, 1, 0, 0)? Work it out by hand and give four numbers.

# %%
four_answers = ...
check("01.4", four_answers)   # stuck? hint("01.4") · tried? solution("01.4")

# %% [markdown]
# How such a unit *learns* its weights is the subject of [notebook 03](03_perceptron.ipynb). The two functions that remain
# out of reach for both, XOR and XNOR, need the hidden layer of [notebook 04](04_xor.ipynb).

# %% [markdown]
# ## 01.5 One neuron in two steps
#
# Today's neuron takes any real numbers and does two things with them. Lecture B draws it with three inputs, as a
# picture that is read from left to right, the *forward pass*. The inputs are on the left; each edge carries a weight.
#
# 1. An *affine transformation*: multiply each input by its weight, add up, and add the *bias* $b$.
# 2. An *activation* $g$, applied to the result.
#
# $$z = w_1 x_1 + w_2 x_2 + w_3 x_3 + b = w \cdot x + b, \qquad a = g(z).$$

# %%
x, w, b = np.array([2.0, -1.0, 0.5]), np.array([0.5, 1.0, -2.0]), 1.25

# %% [markdown]
# **Predict first.** What is $z$ for these numbers, and is the output of a sigmoid, $\sigma(z) = 1/(1 + e^{-z})$, above
# one half?

# %%
predict("01.5", "z is {z}, and the output is {side} one half.", side=("above", "exactly", "below"))

# %% [markdown]
# Here are the two steps as two lines of code.

# %%
from lecture_lib import sigmoid

z = w @ x + b
a = sigmoid(z)
reveal("01.5", z=z, side="above" if a > 0.5 else "below" if a < 0.5 else "exactly")

# %% [markdown]
# In the library, a neuron is a network with one layer of one unit. The weights of a layer form a matrix with one row
# per unit, so here there is one row. The record of a forward pass keeps both steps: $z$, the *pre-activation*, and $a$,
# the activation.

# %%
from lecture_lib import MLP, forward

one_neuron = MLP(([w], [b], sigmoid))
t = forward(one_neuron, x)
assert np.isclose(t.z[1][0], z) and np.isclose(t.a[1][0], a)

# %% [markdown]
# On the card, every number of the diagram can be dragged or typed over. Edges are as thick as their weight is large,
# and dashed where it is negative. Press a row of the table to load its inputs. Find numbers and an activation such that
# the neuron outputs 1 where at least two of the three inputs are 1, and 0 elsewhere.

# %%
from lecture_lib.labs.linear import neuron_diagram

neuron_diagram(goal="majority")

# %% [markdown]
# Lecture B has a second way to write a neuron, with one parameter name fewer. Put a constant input $x_0 = 1$ in front of the
# others, and call its weight $w_0$:
#
# $$\tilde x = (1, x_1, x_2, x_3), \qquad \tilde w = (w_0, w_1, w_2, w_3) \ \text{ with } w_0 = b, \qquad
# z = \tilde w \cdot \tilde x.$$

# %% [markdown]
# **Predict first.** Take a thousand random inputs. For how many of them does the output change when the bias becomes
# $w_0$?

# %%
predict("01.5", "The output changes for {changed} of the 1000 inputs.")

# %% [markdown]
# For a *batch*, several examples at once, the constant input is a column of ones.

# %%
X = np.random.default_rng(0).normal(size=(1000, 3))
w_tilde = np.r_[b, w]
X_tilde = np.column_stack([np.ones(len(X)), X])
changed = ~np.isclose(sigmoid(X_tilde @ w_tilde), sigmoid(X @ w + b), rtol=0, atol=1e-12)
reveal("01.5", changed=int(changed.sum()))

# %% [markdown]
# Only the notation has changed. It matters in one place: if you shrink all weights in training, by a penalty
# $\lambda \lVert \tilde w \rVert^2$, you shrink the bias as well, although it sets no slope. The bias is
# therefore usually left out of the penalty.
#
# The card below gives six readings of an unknown neuron. Find it. Then switch the bias between *added as b* and
# *weight w₀ on 1*, and watch the table.

# %%
neuron_diagram(task="readings", goal="six readings")

# %% [markdown] slide_check="01.5" lecture="B"
# - **The slide says:** One slide writes $f(x) = \tau(w_1 x_1 + \dots + w_p x_p + b)$, the notes beside it $\hat y = \sigma(w_0 + w_1 x_1 + \dots + w_n x_n)$; the bias is often not drawn.
# - **What holds:** Both are the same neuron with $w_0 = b$: the outputs of a thousand random inputs agree to within $10^{-12}$. A neuron with 3 inputs has 4 parameters in both, whether the bias is drawn or not.
# - **Why:** The first way keeps weights and bias apart, the second needs only one product. Whoever counts the edges of a drawing without bias misses one parameter per unit.

# %% [markdown]
# **Check yourself.** A neuron has the weights $(1, 2, 3)$, the bias 0.25 and a sigmoid. What is its output at
# $x = (2, -1, 0.5)$? Let Python compute it, to at least six digits.

# %%
output = ...
check("01.5", output)   # stuck? hint("01.5") · tried? solution("01.5")

# %% [markdown]
# ## 01.6 Logistic regression as a network of one layer
#
# Lecture D's figure 2.4 shows logistic regression as a network: one layer, one unit, the sigmoid. Is that only a way to
# draw it, or is it the same model? To find out, compare the predictions, the cost, the gradient and the path of
# training. Take data with two classes. Logistic regression in lecture A's form has labels −1 and +1 and the cost
# $-\log\sigma(y\,z)$, with $z = w \cdot x + b$.

# %%
from lecture_lib.data import blobs
from lecture_lib.linear import logistic_regression

x, y = blobs(120, np.random.default_rng(1), distance=2.0)
w, b = np.array([0.3, -0.2]), 0.1
by_regression = logistic_regression(w, b, x, y)

# %% [markdown]
# A network outputs a probability $p = \sigma(z)$ for the class +1, and is trained with the *binary cross-entropy*, for
# which the labels must be 0 and 1. They translate by $t = (y + 1)/2$:
#
# $$L = -\big(t \log p + (1 - t)\log(1 - p)\big).$$
#
# For $y = +1$ this is $-\log\sigma(z)$. For $y = -1$ it is $-\log(1 - \sigma(z)) = -\log\sigma(-z)$, because
# $1 - \sigma(z) = \sigma(-z)$. In both cases it is $-\log\sigma(y\,z)$.

# %%
t = (y + 1) / 2
p = sigmoid(x @ w + b)
cost = -(t * np.log(p) + (1 - t) * np.log(1 - p)).mean()
assert abs(cost - by_regression.value) < 1e-12

# %% [markdown]
# **Predict first.** The labels −1 and +1 are twice as far apart as 0 and 1. How many times as large as the gradient of
# the network is that of logistic regression?

# %%
predict("01.6", "The gradient of logistic regression is {factor} times that of the network.")

# %% [markdown]
# The network's gradient comes from its backward pass (notebook 10), in which no formula of logistic regression is used.

# %%
from lecture_lib import backward, binary_cross_entropy

net = MLP(([w], [b], sigmoid))
grads = backward(forward(net, x), t[:, None], binary_cross_entropy)
reveal("01.6", factor=float(by_regression.dw[0] / grads.dW[1][0, 0]))

# %% [markdown]
# They are the same in every entry. Half of the reason is the cost, which was the same already. The other half is the
# slope of the cost with respect to $z$, written in two ways: $-y\,\sigma(-y z) = p - t$.

# %%
assert np.allclose(net(x)[:, 0], p, rtol=0, atol=1e-12)
assert np.allclose(grads.dW[1][0], by_regression.dw, rtol=0, atol=1e-12)
assert abs(grads.db[1][0] - by_regression.db) < 1e-12
assert np.allclose(-y * sigmoid(-y * (x @ w + b)), p - t, rtol=0, atol=1e-12)

# %% [markdown]
# Now train both side by side, 200 steps of gradient descent from the same start with the same rate.

# %%
from itertools import islice
from lecture_lib import SGD, descend
from lecture_lib.linear import gradient_descent

cost_at = lambda w, b: logistic_regression(w, b, x, y)
regression = list(islice(gradient_descent(cost_at, w, b, 0.5), 201))
network = list(islice(descend(net, x, t, binary_cross_entropy, SGD(0.5)), 200))
(w_end, b_end, _), layer = regression[-1], network[-1].net[1]
assert np.allclose(layer.W[0], w_end, rtol=0, atol=1e-12) and abs(layer.b[0] - b_end) < 1e-12

# %% [markdown]
# The two curves cover each other, and so do the two lines that separate the classes.

# %%
steps = np.arange(200)
curves = {"logistic regression": (steps, [seen for *_, seen in regression[:-1]]),
          "network of one layer": (steps, [epoch.loss for epoch in network])}
fig, ax = figure(6.4, 3.2)
render_figure(fig, plot_curves(ax, curves, "step", "cost"))

# %% [markdown]
# Is that so for every network of one unit? No: the loss belongs to it. Keep the sigmoid and take half the squared error
# instead, and the gradient is another one, by a factor of $p(1 - p)$ in every example.

# %%
from lecture_lib import half_squares

other = backward(forward(net, x), t[:, None], half_squares)
print("cross-entropy:", grads.dW[1][0].round(4), "  half squares:", other.dW[1][0].round(4))
assert np.allclose(other.dW[1][0], (p - t) * p * (1 - p) @ x / len(x))

# %% [markdown]
# What if you forget the translation? The formula does not complain. With $t = -1$ it becomes $\log p - 2\log(1 - p)$,
# which falls without end as $p$ approaches 0, so it is not a cost any more. The library refuses such labels:

# %%
from lecture_lib import InputError

try:
    binary_cross_entropy(p[:, None], y[:, None])
except InputError as problem:
    print(problem)

# %% [markdown] slide_check="01.6" lecture="A, B"
# - **The slide says:** A gives logistic regression the cost $-\log\sigma(y\,w^\top x)$, B gives a neuron the loss $-(y \log f(x) + (1 - y)\log(1 - f(x)))$.
# - **What holds:** They are equal, if $y$ is −1 or +1 in the first and 0 or 1 in the second: cost and gradient agree to within $10^{-12}$ above. Neither slide says which labels its $y$ has, and with the other's labels both are wrong.
# - **Why:** The product $y\,z$ needs labels with a sign, a probability needs labels that are probabilities. The translation is $t = (y + 1)/2$.

# %% [markdown]
# **Check yourself.** An example has the label $y = -1$, and the neuron's pre-activation is $z = 2$. What does it cost?
# Give at least six digits.

# %%
cost_of_one = ...
check("01.6", cost_of_one)   # stuck? hint("01.6") · tried? solution("01.6")

# %% [markdown]
# Now the [exercises](../exercises/01_linear_to_neuron.ipynb).
#
# ## Summary
#
# - A linear model is a score $z = w^\top x + b$; hinge, logistic and squared loss are functions of the margin $m = y z$.
# - The slope of its loss says how strongly an example pulls. Only support vectors pull in a support vector machine; far
#   points on the correct side turn a line of least squares.
# - Primal and dual value bracket the smallest cost, and their gap proves how far away it is at most.
# - A hidden layer learns features. It paid where single features are weak and where there are many examples; good features
#   made by hand beat it on 4000 digits, trees beat it on rules, and a plane did as well on two small tables.
# - A leaky integrate-and-fire neuron fires for constant currents above $V_{\text{th}}/R$. Its firing rate, as a function
#   of the current, resembles a ReLU near the threshold and a sigmoid over a wide range.
# - An artificial neuron keeps the rate and gives up all timing: with the same mean current, one neuron fires and another
#   does not.
# - A McCulloch–Pitts neuron counts and has absolute inhibition; a threshold unit weighs. They compute 11 and 14 of the 16
#   Boolean functions of two inputs.
# - A neuron is an affine transformation followed by an activation. The bias is a weight $w_0$ on a constant input 1.
# - Logistic regression *is* a network of one layer with a sigmoid and binary cross-entropy, once the labels are
#   translated by $t = (y + 1)/2$.
#
# ## Notation
#
# | here | meaning |
# | --- | --- |
# | $z = w^\top x + b$, $m = y z$ | score and margin of an example with label $y = \pm 1$ |
# | $P(w, b)$, $D(\alpha)$, λ | primal cost, dual value, penalty of a support vector machine |
# | $\alpha_i$ | how strongly example $i$ pulls, from 0 to 1 |
# | $v, I, R, \tau, V_{\text{th}}$ | potential above rest (mV), current (nA), resistance (MΩ), time constant (ms), threshold (mV) |
# | $\theta$ | threshold of a neuron that counts or weighs; $b = -\theta$ |
# | $x, w, b$ | inputs, weights, bias; $\tilde x, \tilde w$ with the bias as $w_0$ |
# | $z, a = g(z)$ | pre-activation and output |
# | $y, t$ | labels −1 or +1, and the same as 0 or 1 |
#
# ## References
#
# - C. Cortes, V. Vapnik, *Support-vector networks*, 1995.
# - N. Dalal, B. Triggs, *Histograms of oriented gradients for human detection*, 2005.
# - L. Grinsztajn, E. Oyallon, G. Varoquaux, *Why do tree-based models still outperform deep learning on typical tabular
#   data?*, 2022: 45 tables.
# - W. McCulloch, W. Pitts, *A logical calculus of the ideas immanent in nervous activity*, 1943.
# - A. Turing, *Computing machinery and intelligence*, 1950.
# - F. Rosenblatt, *The perceptron: a probabilistic model for information storage and organization in the brain*, 1958.
# - D. Rumelhart, G. Hinton, R. Williams, *Learning representations by back-propagating errors*, 1986.
# - G. Leuba, R. Kraftsik, *Changes in volume, surface estimate, three-dimensional shape and total number of neurons of the human primary visual cortex from midgestation until old age*, 1994.
# - B. Pakkenberg, H. Gundersen, *Neocortical neuron number in humans: effect of sex and age*, 1997.
# - B. Pakkenberg and colleagues, *Aging and the human neocortex*, 2003.
# - F. Azevedo and colleagues, *Equal numbers of neuronal and nonneuronal cells make the human brain an isometrically scaled-up primate brain*, 2009.
# - R. Lent and colleagues, *How many neurons do you have? Some dogmas of quantitative neuroscience under revision*, 2012.
# - S. Herculano-Houzel, *The human brain in numbers: a linearly scaled-up primate brain*, 2009.
# - M. Campbell, A. Hoane, F. Hsu, *Deep Blue*, 2002.
# - D. Silver and colleagues, *Mastering the game of Go with deep neural networks and tree search*, 2016.
