# %% [markdown]
# # 14 · Weigh depth against width
#
# **You will be able to**
#
# - count the linear regions of a ReLU network exactly, on a line and in the plane;
# - say what a shape can reach at most, and how far below that random and trained networks stay;
# - name a function that is cheap for a deep network and expensive for a shallow one;
# - compare depths at an equal number of parameters, with error bars, and report what comes out;
# - say what fitting random labels proves, and what goes wrong beyond about twenty plain layers.
#
# **You need** ReLU networks (notebook 05), gradient descent (08) and backpropagation (10).
# **Time** about 90 minutes. The scores of the longer trials are kept, and you can train those networks yourself, in a few minutes.

# %%
# "No module named ..."? Choose the kernel .venv (in VS Code: top right), or use run.py lab.
import numpy as np
from lecture_lib import MLP, check, forward, hint, identity, predict, relu, reveal, solution
from lecture_lib.interactive import quiz

# %% [markdown]
# Lecture C reports that the best results come from deep networks with 50 to 1000 layers, in computer vision, natural
# language processing, graph neural networks, generative models and reinforcement learning (notebook 16 has examples).
# "But why?", it asks, and gives five points. This notebook tries each of them.
#
# The number $K$ of hidden layers and their widths are *hyperparameters*: they are chosen before training. Training again with
# other choices, and keeping what does best on examples held back for that, is called *hyperparameter search*. Notebook 07
# does one, and shows what can go wrong with it.
#
# ## 14.1 Count the pieces on a line
#
# A network of ReLU units is made of straight pieces. A unit of the first layer switches where its $z = w x + b$ is 0:
#
# $$x = -\frac{b}{w}.$$
#
# That point is a *joint*. Between two neighbouring joints every unit stays on or off, so the function is straight there. A
# *linear region* is a stretch without a bend. Here are four units and an output that takes their weighted sum.

# %%
W, b = np.array([[1.0], [2.0], [-1.0], [1.0]]), np.array([1.0, -1.0, 0.5, -2.0])
v, c = np.array([[1.0, -2.0, 1.0, 0.0]]), np.array([0.0])
net = MLP((W, b, relu), (v, c, identity))

# %% [markdown]
# **Predict first.** How many different joints do the four units make, and how many regions does the output have?

# %%
predict("14.1", "The four units make {joints} different joints, "
        "and the output has {regions} regions.")

# %% [markdown]
# The first line is the equation. The next two compare the slopes left and right of each joint: where they agree, nothing bends.

# %%
t = np.unique(-b / W[:, 0])
near = lambda x: (net([x + 1e-6]) - net([x]))[0] / 1e-6
bent = [x for x in t if abs(near(x) - near(x - 2e-6)) > 1e-3]
reveal("14.1", joints=len(t), regions=len(bent) + 1)

# %% [markdown]
# Two units share the joint at ½, and the fourth switches without effect, because its output weight is 0. So the number of
# regions is neither "units + 1" nor "joints + 1", but **bends + 1**. The library finds joints and bends on any segment,
# through any number of layers, without sampling.

# %%
from lecture_lib.piecewise_linear import function_breakpoints, unit_breakpoints

start, end = [-4.0], [4.0]
assert np.allclose(-4 + 8 * unit_breakpoints(net, start, end), t)
assert np.allclose(-4 + 8 * function_breakpoints(net, start, end), bent)

# %% [markdown]
# Could we look at many points instead, and count how often the pattern of active units changes? Here is a network with
# three hidden layers and random weights. In this notebook, *random* means: the weights are normal with variance
# $2/n_{\text{in}}$, as He initialisation draws them, and the biases are normal with standard deviation ½. (With biases of 0,
# all joints of the first layer would lie at 0.)

# %%
from lecture_lib.nn import n_parameters
from lecture_lib.piecewise_linear import layer_sizes
from lecture_lib.labs.depth import random_bias_net

deep = random_bias_net(layer_sizes(1, 10, 3, 1), np.random.default_rng(0))

def changes_seen(points):
    trace = forward(deep, np.linspace(-5, 5, points)[:, None])
    on = np.hstack([z > 0 for z in trace.z[1:-1]])
    return int((on[1:] != on[:-1]).any(axis=1).sum())

# %%
print([changes_seen(points) for points in (101, 1001, 10_001)], "of",
      len(unit_breakpoints(deep, [-5], [5])))

# %% [markdown]
# Sampling misses pieces that are narrower than its step, and never invents one. It can only find fewer.
#
# How many regions does a network have, then? A layer of $n$ units cuts each piece into at most $n + 1$, so $K$ layers make at
# most $(n + 1)^K$. We compare this with twenty random networks for each depth, with ten units per layer.

# %%
from lecture_lib.training import mean_with_interval

def regions_drawn(width, depth, seed):
    net = random_bias_net(layer_sizes(1, width, depth, 1), np.random.default_rng(seed))
    return len(function_breakpoints(net, [-5.0], [5.0])) + 1

counted = {depth: [regions_drawn(10, depth, seed) for seed in range(20)] for depth in range(1, 6)}

# %%
for depth, n in counted.items():
    mean = mean_with_interval(n)
    print(f"depth {depth}: {mean.value:5.1f} ± {mean.half:.1f} regions, at most 11^{depth}")

# %% [markdown]
# A random layer *adds* seven to ten regions. It does not multiply by eleven. But with three or more units per layer, a network
# with all $(n + 1)^K$ regions exists, and can be written down: each layer is a zigzag that maps $n + 1$ pieces onto the whole
# of $[0, 1]$, and the next layer folds all of them at once. (With one unit per layer there are at most $K + 1$ regions. Two
# units cannot make three slopes of alternating sign, so no zigzag of three pieces. Serra and others, 2018, prove
# that $n \ge 3$ is enough.)

# %%
from lecture_lib.piecewise_linear import max_regions_1d, sawtooth

built = sawtooth(6, 3)
assert len(function_breakpoints(built, [0.0], [1.0])) + 1 == max_regions_1d(6, 3) == 7**3
built.sizes, len(function_breakpoints(built, [0.0], [1.0])) + 1

# %% [markdown]
# There is one more warning. Lecture B says that each layer adds non-linearity. Here is a ReLU layer in the middle of a
# network that adds none, because all its units are on for every input in the interval.

# %%
lazy = MLP((W, b, relu), (np.eye(4), np.full(4, 1.0), relu), (v, c, identity))
print(len(function_breakpoints(net, start, end)), "bends without it,",
      len(function_breakpoints(lazy, start, end)), "with it")
assert np.array_equal(unit_breakpoints(lazy, start, end), unit_breakpoints(net, start, end))

# %% [markdown] slide_check="14.1" lecture="B"
# - **The slide says:** Each layer in a feed-forward neural network adds its own degree of non-linearity to the model.
# - **What holds:** A layer *can* make a network less linear. One without an activation adds nothing, and neither does a ReLU layer whose units are all on where it is used, as above.
# - **Why:** A ReLU bends only where its $z$ changes sign. By design a layer can multiply the regions, a random one adds some, and it may add none.

# %% [markdown]
# **Check yourself.** Three units have the weights $1, 1, -1$ and the biases $0, -1, 1$. Their output weights are
# $1, 1, -1$. How many linear regions does the output have on the whole line?

# %%
n_regions = ...
check("14.1", n_regions)   # stuck? hint("14.1") · tried? solution("14.1")

# %% [markdown]
# ### Count the cells of a plane
#
# With two inputs, a unit switches along a line, $w_1 x_1 + w_2 x_2 + b = 0$, and the lines cut the plane into *cells*. Within
# a cell the pattern $s$ of zeros and ones, which says which units are on, is fixed, and the network is linear:
#
# $$f(x) = W^{[2]} \operatorname{diag}(s)\, \big(W^{[1]} x + b^{[1]}\big) + b^{[2]}.$$
#
# A line of the second layer is straight in each cell of the first and bends where it crosses one of its lines.

# %%
flat = random_bias_net((2, 6, 1), np.random.default_rng(3))
(W1, b1, _), (W2, b2, _) = flat
x = np.array([0.4, -0.7])
s = (W1 @ x + b1 > 0).astype(float)

# %%
slope = W2 @ np.diag(s) @ W1
assert np.allclose(slope @ x + W2 @ (s * b1) + b2, flat(x))
slope.round(3)

# %% [markdown]
# The library cuts polygons, layer by layer, and gets every cell with its corners and its pattern. The cell with the
# pattern of our $x$ has the same slope.

# %%
from lecture_lib.piecewise_linear import local_affine_map, regions_2d

found = regions_2d(flat, (-2, -2), (2, 2))
mine = np.flatnonzero((found.active == s.astype(bool)).all(axis=1))
assert len(mine) == 1 and np.allclose(local_affine_map(flat, found.active[mine[0]])[0], slope)

# %% [markdown]
# **Predict first.** Into how many cells can six lines cut the plane at most? Does a network have more cells after
# training, fewer, or about as many?

# %%
predict("14.1", "Six lines cut the plane into at most {six_lines} cells. "
        "After training a network has {training_makes} cells.",
        training_makes=("more", "fewer", "about as many"))

# %% [markdown]
# Line number $k$ crosses the $k - 1$ before it and so cuts $k$ cells: $1 + 1 + 2 + \dots + n$, which is
# $\binom n0 + \binom n1 + \binom n2$. For the second question, twenty networks with two hidden layers of 8 units learn two moons,
# and we count their cells before and after.

# %%
from lecture_lib import Adam, binary_cross_entropy, descend, sigmoid
from lecture_lib.data import moons

points, side = moons(200, np.random.default_rng(0))

def before_and_after(seed):
    net = random_bias_net(layer_sizes(2, 8, 2, 1), np.random.default_rng(seed))
    task = net.with_layer(3, g=sigmoid), points, (side + 1) / 2, binary_cross_entropy, Adam(0.02)
    return net, next(descend(*task, every=400)).net.with_layer(3, g=identity)

# %%
from lecture_lib.piecewise_linear import arrangement_regions, lower_bound, upper_bound
from lecture_lib.training import paired_difference

pairs = [before_and_after(seed) for seed in range(20)]
before, after = ([len(regions_2d(pair[k], (-2, -2), (2, 2)).active) for pair in pairs]
                 for k in (0, 1))
change = paired_difference(after, before)
verdict = "more" if change.value > 0 else "fewer"
if abs(change.value) < change.half:
    verdict = "about as many"
reveal("14.1", six_lines=arrangement_regions(2, 6), training_makes=verdict)

# %%
from lecture_lib.drawing import region_maps

print(f"{np.mean(before):.0f} cells before, {np.mean(after):.0f} after training; "
      f"the change is {change.value:.0f} ± {change.half:.0f}")
usual = np.abs(np.subtract(after, before) - change.value).argmin()
region_maps(pairs[usual], ["random", "trained"], "Two moons, 2-8-8-1", x=points, y=side)

# %% [markdown]
# The number falls a little, if at all, since the interval of the change contains 0. Do the joints move to the border at
# least? We measure how often a unit switches along a segment of length 1, within 0.2 of the border and on the whole square.
# A control belongs to it: the same measurement, near the *same* border, in the network before it was trained.

# %%
from lecture_lib.piecewise_linear import breakpoint_density

trained = [breakpoint_density(net) for _, net in pairs]
untrained = [breakpoint_density(start, border=net) for start, net in pairs]
for name, found in (("before", untrained), ("after", trained)):
    print(f"{name:6} training: {np.mean([d.near for d in found]):.2f} near the border, "
          f"{np.mean([d.everywhere for d in found]):.2f} everywhere")

# %%
moved = paired_difference([d.near for d in trained], [d.near for d in untrained])
assert moved.value + moved.half < 0
print(f"near the border, after minus before: {moved.value:.2f} ± {moved.half:.2f}")

# %% [markdown]
# After training the joints are denser near the border than elsewhere, and without the control we might credit the training
# with that. But they were denser there *before*: the border lies in the middle of the square, and so do most joints. Training
# even made them a little rarer near the border, and the interval of this change does not contain 0.
#
# Now look for yourself. Press *Train on* until the border, the thick line, separates the moons. Then drag the probe (or move
# it with the arrow keys) into a cell on the border. Beside the map you see the pattern of its cell and the linear function
# that holds there.

# %%
from lecture_lib.labs.depth import cells_explorer

cells_explorer(goal="border")

# %% [markdown]
# If a network folds a *sheet* instead of a line, the plane gets many cells as well: half of the units fold along $x_1$, half
# along $x_2$, as in notebook 13. Montúfar and others (2014), whose figure lecture B shows, prove that some network with $n_0$
# inputs and $K$ layers of $n \ge n_0$ units has at least
#
# $$\Big\lfloor \frac n{n_0} \Big\rfloor^{(K-1)\, n_0} \sum_{j=0}^{n_0} \binom nj$$
#
# regions. No network has more than $\big(\sum_{j \le n_0} \binom nj\big)^K$. The next cells compare what random networks
# have, what is built, and the two bounds.

# %%
from lecture_lib.piecewise_linear import sawtooth_2d

sheet = sawtooth_2d(6, 2)
n_built = len(regions_2d(sheet, (0, 0), (1, 1)).active)
same_shape = [random_bias_net(sheet.sizes, np.random.default_rng(seed)) for seed in range(20)]
n_random = np.mean([len(regions_2d(net, (-5, -5), (5, 5)).active) for net in same_shape])

# %%
print("random, on average:", n_random.round(1), " Montúfar:", lower_bound(2, 6, 2),
      " built:", n_built, " never more than:", upper_bound(2, 6, 2))
region_maps([sheet], ["a folded sheet"], "Built by hand, 2-6-6-1", (0, 0), (1, 1))

# %% [markdown]
# ## 14.2 Regions per parameter
#
# More layers cost more parameters, so let us count regions *per parameter*. A network with one input, one output and $K$
# layers of $n$ units has
#
# $$P = 3n + 1 + (K - 1)\, n (n + 1)$$
#
# parameters.

# %%
n, K = 10, 5
P = 3 * n + 1 + (K - 1) * n * (n + 1)
assert P == n_parameters(layer_sizes(1, n, K, 1)) == sawtooth(n, K).n_parameters
P

# %% [markdown]
# Those are lecture C's 5 layers with 10 units and its 471 parameters. The slide also prints how many regions they
# make.
#
# **Predict first.** How many regions can this network have at most?

# %%
predict("14.2", "Five layers of ten units have at most {regions} linear regions.")

# %% [markdown]
# We do not quote the number, we count: the next cell builds the network and finds all its joints.

# %%
network_of_c = sawtooth(10, 5)
n_joints = len(unit_breakpoints(network_of_c, [0.0], [1.0]))
assert n_joints + 1 == max_regions_1d(10, 5) == 11**5
reveal("14.2", regions=n_joints + 1)

# %% [markdown] slide_check="14.2" lecture="C"
# - **The slide says:** 5 layers, 10 hidden units per layer, 471 parameters, 161,501 linear regions.
# - **What holds:** 161,051 regions, which is $11^5$. The 471 parameters are right.
# - **Why:** Two digits changed places.

# %% [markdown]
# Here are the curves of the slides: the most regions that are possible, against the number of parameters. A square marks
# lecture C's network. Its second slide has the same curves for more inputs; we take ten. There we do not know the exact
# maximum, so we draw what some network is known to reach. The bound is Montúfar's with one more fold per layer, $\lfloor n/n_0
# \rfloor + 1$ for $\lfloor n/n_0 \rfloor$, which holds for $n \ge 3 n_0$ (Serra and others, 2018).

# %%
from lecture_lib.drawing import SOFT, figure, plot_curves, render_figure
from lecture_lib.piecewise_linear import sharper_lower_bound

def reachable(n_in, depth, widths):
    cost = [n_parameters(layer_sizes(n_in, n, depth, 1)) for n in widths]
    return cost, [float(sharper_lower_bound(n_in, n, depth)) for n in widths]

panels = {1: range(3, 31), 10: range(30, 121)}
assert sharper_lower_bound(1, 10, 5) == 11**5

# %%
fig, axes = figure(7.4, 3.4, ncols=2)
told = []
for ax, (n_in, widths) in zip(axes, panels.items()):
    lines = {f"K = {depth}": reachable(n_in, depth, widths) for depth in (1, 2, 3, 5)}
    told.append(plot_curves(ax, lines, f"parameters, {n_in} input{'s' * (n_in > 1)}", "regions",
                            log="xy"))
axes[0].plot([471], [11**5], "s", color=SOFT, markersize=9)
render_figure(fig, " ".join(told) + " A square at 471 parameters and 161,051 regions.")

# %%
for n_in, n, depth in ((1, 10, 5), (1, 156, 1), (10, 50, 5), (10, 50, 1)):
    P, regions = n_parameters(layer_sizes(n_in, n, depth, 1)), sharper_lower_bound(n_in, n, depth)
    print(f"inputs: {n_in:2}, layers: {depth} × {n:3} units, {P:6,} parameters, "
          f"{regions:.3g} regions, {regions / P:.3g} per parameter")

# %% [markdown]
# How much do the inputs matter by themselves? For a single layer the maximum is known exactly: $n$ flat sheets cut $n_0$
# dimensions into at most $\sum_{j \le n_0} \binom nj$ cells. With one input that is $n + 1$; with fifty it is astronomic.

# %%
from lecture_lib.piecewise_linear import arrangement_regions

units = [1, 2, 5, 10, 20, 50, 100, 200]
most = {n_in: [float(arrangement_regions(n_in, n)) for n in units] for n_in in (50, 10, 5, 1)}
one_layer = {f"{n_in} input{'s' * (n_in > 1)}": (units, found) for n_in, found in most.items()}
fig, ax = figure(6, 3.4)
told = plot_curves(ax, one_layer, "hidden units in one layer", "most regions", log="xy")
render_figure(fig, told)

# %% [markdown]
# Up to $n = n_0$ units, every one of the $2^n$ patterns has a cell of its own, and from there on the number grows like
# $n^{n_0}$. As a check, we count the cells of seven random units in five dimensions, without the formula. Five sheets meet in a
# corner, and around it each of their $2^5$ patterns has a cell, while the other two units are fixed. As every cell has a
# corner, this finds all of them. The formula says $2^7 - \binom76 - \binom77 = 120$, not 128.

# %%
from itertools import combinations, product

rng, cells = np.random.default_rng(0), set()
W, b = rng.normal(size=(7, 5)), rng.normal(size=7)
for five in map(list, combinations(range(7), 5)):
    on = W @ np.linalg.solve(W[five], -b[five]) + b > 0
    for signs in product([False, True], repeat=5):
        on[five] = signs
        cells.add(tuple(on))
assert len(cells) == arrangement_regions(5, 7) == 120
len(cells)

# %% [markdown]
# **Predict first.** What about random networks? With about 471 parameters, one layer may have 156 units, and five
# layers have 10 each. Which number of layers gives most regions with random weights, on average?

# %%
predict("14.2", "With about 471 parameters and random weights, the most regions belong to the "
        "network whose number of layers is {layers_with_more_regions}.",
        layers_with_more_regions=(1, 2, 3, 4, 5))

# %%
from lecture_lib.piecewise_linear import max_width

at_471 = {d: max_width(471, d, 1, 1) for d in (1, 2, 3, 4, 5)}
paid = {d: mean_with_interval([regions_drawn(n, d, seed) for seed in range(20)])
        for d, n in at_471.items()}
best = max(paid, key=lambda d: paid[d].value)
reveal("14.2", layers_with_more_regions=best)

# %%
from lecture_lib.drawing import plot_with_intervals
from lecture_lib.training import MeanInterval

fig, ax = figure(6, 3.2)
most = [MeanInterval(max_regions_1d(n, d), 0.0) for d, n in at_471.items()]
both = {"random, 20 seeds": (list(paid), list(paid.values())), "possible": (list(paid), most)}
told = plot_with_intervals(ax, both, "hidden layers, at most 471 parameters", "regions", log="y")
render_figure(fig, told)

# %% [markdown]
# The two curves run in opposite directions. Depth raises what is *possible*, by a factor of a thousand. With random
# weights it lowers what is *there*: most of a deep network's parameters sit in square matrices, and each unit still
# makes about one joint. The shallow network has more than three times as many regions for the same number of parameters.
#
# Lecture C adds that there are dependencies between the many regions: "think of folding example". It wonders whether
# real-world functions have similar symmetries, and answers "Unknown". Notebook 13 shows what the dependencies are.

# %% [markdown] slide_check="14.2" lecture="C"
# - **The slide says:** Deep networks create many more regions per parameters.
# - **What holds:** They *can*. With equal layers and at most 471 parameters, built networks have up to 161,051 regions with five layers and 157 with one. With random weights the order is reversed: about 150 with one layer, about 44 with five.
# - **Why:** $(n+1)^K$ is the largest number, reached when every layer folds all pieces onto each other. Random layers do not.

# %% [markdown]
# Try it yourself. The widget draws the function, marks its joints, and magnifies a part of it. A joint counts as a bend only
# if the function turns there. *By hand* is the zigzag, *trained* has learned a wave of three periods.

# %%
from lecture_lib.labs.depth import depth_width

depth_width(goal="cheap regions")

# %% [markdown]
# **Check yourself.** How many linear regions does a network with one input and three hidden layers of four ReLU units each
# have at most?

# %%
n_most = ...
check("14.2", n_most)   # stuck? hint("14.2") · tried? solution("14.2")

# %% [markdown]
# ## 14.3 A function that depth draws cheaply
#
# Lecture C's first point is that both kinds of network can approximate everything: one layer is enough, and a deep network
# can let its other layers compute the identity. With ReLU, is the identity to be had? For numbers $h \ge 0$, as a ReLU layer
# gives them, one unit each is enough, because $\max(0, h) = h$. A signed number takes a pair of units:
# $x = \max(0, x) - \max(0, -x)$.

# %%
h = np.array([[0.0], [0.5], [7.0]])
assert np.array_equal(MLP(([[1.0]], [0.0], relu))(h), h)
pair = MLP(([[1.0], [-1.0]], [0.0, 0.0], relu), ([[1.0, -1.0]], [0.0], identity))
assert np.array_equal(pair([[-2.0], [0.5], [7.0]]).ravel(), [-2.0, 0.5, 7.0])

# %% [markdown]
# How many units must such a layer have? It passes on at most as many independent numbers as it has units. Here four units
# with $m = 4$ different joints are followed by a layer of four units with the identity matrix, which changes nothing, and by
# one of two units with random weights, which cannot pass four numbers on.

# %%
four = (np.ones((4, 1)), -np.arange(4.0), relu)
for n in (4, 2):
    passes = np.eye(4) if n == 4 else np.random.default_rng(0).normal(size=(2, 4))
    values = MLP(four, (passes, np.zeros(n), relu))(np.linspace(0, 5, 101)[:, None])
    print(n, "units: rank of what they give", np.linalg.matrix_rank(values))

# %% [markdown] slide_check="14.3" lecture="C"
# - **The slide says:** One layer is enough, and for deep networks could arrange for the other layers to compute the identity function.
# - **What holds:** With ReLU this works where the other layers have at least as many units as the first, since its values are at least 0. Narrower layers cannot pass all of them on.
# - **Why:** $\max(0, h) = h$ for $h \ge 0$, one unit per number. Two units pass on two numbers, and four independent ones do not fit.

# %% [markdown]
# If every hidden layer has the identity for its *activation*, depth brings nothing. The whole product is one matrix, as
# lecture D writes:
#
# $$\tilde W = W^{[L]} \cdots W^{[1]}, \qquad \tilde b = \sum_\ell \Big(\prod_{k > \ell} W^{[k]}\Big)\, b^{[\ell]}.$$

# %%
straight = MLP.random((3, 8, 8, 2), identity, rng=np.random.default_rng(0))
(Wa, ba, _), (Wb, bb, _), (Wc, bc, _) = straight
one = MLP((Wc @ Wb @ Wa, Wc @ Wb @ ba + Wc @ bb + bc, identity))
assert np.allclose(one([1, 2, 3]), straight([1, 2, 3]))
one.sizes

# %% [markdown]
# Lecture D calls this network shallow: in its words a network with $L = 1$, such as logistic regression, has no hidden layer.
# Lecture C and most books call a network with *one hidden layer* shallow, and so does this notebook.
#
# Lecture D goes on: composing non-linear layers can reduce the number of units per layer, and "a consequence is that the
# parameter space is reduced as well". Fewer units per layer are not always fewer parameters:

# %%
print({sizes: n_parameters(sizes) for sizes in ((1, 20, 1), (1, 10, 10, 1), (1, 5, 5, 5, 5, 1))})
assert n_parameters((1, 20, 1)) == 61 < n_parameters((1, 10, 10, 1)) == 141

# %% [markdown] slide_check="14.3" lecture="D"
# - **The slide says:** Composition can reduce the number of units needed in each layer; a consequence is that the parameter space is reduced as well.
# - **What holds:** That does not follow. Twenty units in one layer take 61 parameters; in two layers of ten they take 141, and in four layers of five 106. It is reduced only where far fewer units are enough, as for the function below.
# - **Why:** Between two layers of $n$ units there are $n^2$ weights, while in a single layer each unit costs three parameters (one input, one output).

# %% [markdown]
# Now we look at a family of functions. A *hat* rises from 0 to 1 and falls back, with two ReLU units:
# $h(x) = 2 \max(0, x) - 4 \max(0, x - \tfrac12)$ on $[0, 1]$. If we compose $k$ hats, every further hat makes two pieces of
# each:
#
# $$h_k = \underbrace{h \circ h \circ \dots \circ h}_{k}, \qquad 2^k \text{ pieces}, \quad 2^k - 1 \text{ joints}.$$

# %%
from lecture_lib.piecewise_linear import iterate_network

hat = MLP(([[1.0], [1.0]], [0.0, -0.5], relu), ([[2.0, -4.0]], [0.0], identity))
h3 = lambda x: hat(hat(hat(x)))
grid = np.linspace(0, 1, 513)[:, None]
assert np.allclose(iterate_network(hat, 3)(grid), h3(grid))

# %% [markdown]
# **Predict first.** How many hidden units does $h_{10}$ take as a deep network? How many does it take at least as a
# shallow one?

# %%
predict("14.3", "As a deep network h₁₀ takes {deep_units} hidden units. "
        "As a shallow one it takes at least {shallow_units}.")

# %% [markdown]
# A unit of a shallow network makes at most one joint, whatever its weights are. It therefore needs at least as many units as the
# function has bends.

# %%
h10 = iterate_network(hat, 10)
n_bends = len(function_breakpoints(h10, [0.0], [1.0]))
reveal("14.3", deep_units=h10.n_units - 1, shallow_units=n_bends)

# %% [markdown]
# Twenty units do what more than a thousand do, and each further doubling takes two units more. Both networks are built
# here, and they agree.

# %%
from lecture_lib.piecewise_linear import polyline

shallow10 = polyline(lambda x: h10(x[:, None])[:, 0], 2**10)
x = np.random.default_rng(0).uniform(size=(1000, 1))
assert np.allclose(shallow10(x), h10(x), atol=1e-6)
print("parameters, deep:", h10.n_parameters, " shallow:", shallow10.n_parameters)

# %% [markdown]
# This compares networks that are *equal* to $h_{10}$. Lecture C's third point, *depth efficiency*, claims more: a shallow network
# needs exponentially more units for an equivalent *approximation*. One line more proves it (Telgarsky 2016). At the points
# $i/2^k$ the values of $h_k$ are 0 and 1 in turn. A function that stays closer to $h_k$ than ½ is below ½ at the former and
# above ½ at the latter, so it crosses ½ at least $2^k$ times. A shallow network with $m$ units has at most $m + 1$ straight pieces,
# and each crosses ½ at most once. Hence $m + 1 \ge 2^k$: *with fewer than $2^k - 1$ units the error is at least ½ somewhere*.
# The constant ½ has that error as well, with no units at all.

# %%
k = 4
at_tops = iterate_network(hat, k)(np.arange(2**k + 1)[:, None] / 2**k)[:, 0]
assert np.array_equal(at_tops, np.arange(2**k + 1) % 2)
for m in (8, 14, 15):
    near = polyline(lambda x: iterate_network(hat, k)(x[:, None])[:, 0], m + 1)
    print(f"{m:2} units, through equally spaced points: off by",
          np.abs(near(grid) - iterate_network(hat, k)(grid)).max().round(3))

# %% [markdown] slide_check="14.3" lecture="C"
# - **The slide says:** Some functions require a shallow network with exponentially more hidden units than a deep network to achieve an equivalent approximation.
# - **What holds:** This is right, and it is more than the slide before it shows. Counting regions only shows that fewer units cannot be *equal* to $h_k$. That they cannot come within ½ of it takes the crossing argument.
# - **Why:** Many regions may differ by very little. Only because $h_k$ goes all the way from 0 to 1 in each piece does every missing piece cost an error of ½.

# %% [markdown]
# The cheap deep network *exists*, then. Does training find it? We use the same Adam, the same 2000 epochs, five seeds, and
# the same number of parameters: 8 units in each of $k$ layers, or all parameters in one layer. Both have more units than the
# built network needs. The error is the root-mean-square error; a network that outputs ½ everywhere has 0.29.
#
# The course has trained these 50 networks before and kept their errors, so `regressor_error` looks them up. With
# `retrain=True` it trains the networks while you wait, about a minute, and it always trains what is not kept, for instance
# another seed.

# %%
from lecture_lib.labs.depth import regressor_error
from lecture_lib.interactive import progress_bar

def rms_of_fit(sizes, k, seed):
    return regressor_error(sizes, grid, iterate_network(hat, k)(grid), seed, 2000, retrain=False)

# %%
folds, rms = range(1, 6), {}
for k in progress_bar(folds, "five sawteeth, both ways"):
    deep_sizes = layer_sizes(1, 8, k, 1)
    shallow_sizes = layer_sizes(1, max_width(n_parameters(deep_sizes), 1, 1, 1), 1, 1)
    rms[k] = [[rms_of_fit(sizes, k, seed) for seed in range(5)]
              for sizes in (deep_sizes, shallow_sizes)]

# %%
lines = {name: (list(folds), [mean_with_interval(rms[k][i]) for k in folds])
         for i, name in enumerate(("deep, k layers", "shallow, as many parameters"))}
fig, ax = figure(6, 3.2)
told = plot_with_intervals(ax, lines, "k: the sawtooth has 2ᵏ pieces", "error of the fit")
render_figure(fig, told)

# %% [markdown]
# Both learn 2 pieces, and 4 pieces with errors between 0.0003 and 0.1, depending on the seed. At 8 pieces two of the five deep
# runs come within 0.003 and two stay at 0.16, while all shallow runs reach 0.05 or better. At 16 pieces no deep run gets far
# below the error of the constant ½, and the shallow ones are a little better: 0.23 to 0.25. The next cell prints the numbers. So
# depth efficiency is a statement about what *can be written down*. Gradient descent from a random start did not find it here
# from 16 pieces on, in 2000 epochs; longer runs or other starts might. Whether the functions of the real world are of this kind
# is, as lecture C says, unknown.

# %%
for k in folds:
    print(f"{2**k:2} pieces: deep {np.round(rms[k][0], 3)}, shallow {np.round(rms[k][1], 3)}")
assert min(rms[3][0]) < 0.01 and min(rms[4][0]) > 0.25 > max(rms[4][1])

# %% [markdown]
# **Check yourself.** How many hidden units does a shallow network need at least for the sawtooth $h_6$?

# %%
n_shallow = ...
check("14.3", n_shallow)   # stuck? hint("14.3") · tried? solution("14.3")

# %% [markdown]
# ## 14.4 Do shallow networks overfit more?
#
# Lecture A gives a reason for depth: *shallow net may over-fit more*. The next slide promises better *generalisation*, that
# is fewer mistakes on new examples, with greater depth. Its title is that of a well-known figure (Goodfellow, Bengio and
# Courville 2016, figure 6.6): convolutional networks that read house numbers in photographs make fewer mistakes on new
# photographs, the deeper they are, from 3 to 11 layers. Let us try the claim on dense layers, where deep and shallow networks have the same number of parameters. The width
# for each depth is the largest $n$ with
#
# $$n\,(n_0 + 1) + (K - 1)\, n\,(n + 1) + n_{K+1} (n + 1) \le \text{budget}.$$

# %%
def pays(n, K, budget):
    return n * 41 + (K - 1) * n * (n + 1) + 10 * (n + 1) <= budget

depths = (1, 2, 3, 6)
ours = [max(n for n in range(1, 200) if pays(n, K, 5000)) for K in depths]
assert ours == [max_width(5000, K, 40, 10) for K in depths]
ours

# %% [markdown]
# We use two data sets: MNIST-1D with 4000 signals and a budget of 5,000 parameters, and 1000 handwritten digits with a
# budget of 20,000. Training is by Adam in batches of 100, with five seeds. Each network is tested on 1000 other examples.
#
# **Predict first.** Which depth will have the smallest test error on each? Which depth overfits least on MNIST-1D, with
# the smallest gap between test and training error?

# %%
predict("14.4", "Number of layers: the smallest test error on MNIST-1D comes with {signals}, "
        "on the digits with {handwriting}. On MNIST-1D the gap is smallest with "
        "{smallest_gap_on_signals}.", **dict.fromkeys(
            ("signals", "handwriting", "smallest_gap_on_signals"), (1, 2, 3, 6)))

# %% [markdown]
# The next cells hold the data, the 40 trainings, and three tables with a mean for each data set and depth. Here, too,
# the scores are kept, and `retrain=True` trains the networks.

# %%
from lecture_lib.labs.depth import classifier_score
from lecture_lib.data import digits, mnist1d

all_digits = digits()
fewer = (all_digits.x[:1000], all_digits.y[:1000], all_digits.x_test, all_digits.y_test)
tasks = {"signals": (mnist1d(), 5_000, 40), "handwriting": (fewer, 20_000, 30)}

# %%
runs = [(name, K, seed) for name in tasks for K in depths for seed in range(5)]
scores = {(name, K): [] for name in tasks for K in depths}
for name, K, seed in progress_bar(runs, "scores of 40 networks"):
    data, budget, epochs = tasks[name]
    n_in = data[0].shape[1]
    sizes = layer_sizes(n_in, max_width(budget, K, n_in, 10), K, 10)
    scores[name, K].append(classifier_score(sizes, data, seed, epochs, retrain=False))

# %%
test = {key: mean_with_interval([s.test_error for s in found]) for key, found in scores.items()}
train = {key: mean_with_interval([s.error for s in found]) for key, found in scores.items()}
gap = {key: mean_with_interval([s.test_error - s.error for s in found])
       for key, found in scores.items()}

# %% [markdown]
# Here are the answers to the bet, and the curves behind them.

# %%
least = lambda table, name: min(depths, key=lambda K: table[name, K].value)
best, flattest = least(test, "signals"), least(gap, "signals")
best_digits = least(test, "handwriting")
reveal("14.4", signals=best, handwriting=best_digits, smallest_gap_on_signals=flattest)

# %%
fig, axes = figure(7.4, 3.4, ncols=2)
told = [plot_with_intervals(ax, {"test": (depths, [test[name, K] for K in depths]),
                                 "training": (depths, [train[name, K] for K in depths])},
                            f"hidden layers ({name})", "error") for ax, name in zip(axes, tasks)]
render_figure(fig, " ".join(told))

# %% [markdown]
# To compare depths fairly, we take the difference from one layer seed by seed, with its interval:

# %%
for name, K in [(name, K) for name in tasks for K in depths[1:]]:
    it, one = scores[name, K], scores[name, 1]
    more = paired_difference([s.test_error for s in it], [s.test_error for s in one])
    wider = paired_difference([s.test_error - s.error for s in it],
                              [s.test_error - s.error for s in one])
    print(f"{name:11} {K} layers: test error {more.value:+.3f} ± {more.half:.3f}, "
          f"gap {wider.value:+.3f} ± {wider.half:.3f}")

# %% [markdown]
# Here the shallow network does **not** overfit more. On the signals its gap is the smallest, and on the digits the gap grows
# with depth. Two layers are a little better than one on the signals, but the interval contains 0. With three layers the test
# error is no better than with one, and with six it is larger, with an interval that does not contain 0. This is one budget,
# one width for all layers, one way of training, and there is no convolution (notebook 16). It does not refute the lecture, but it shows that the
# claim does not hold in general.

# %% [markdown] slide_check="14.4" lecture="A"
# - **The slide says:** Shallow net may over-fit more. The next title says that generalising gets better with greater depth.
# - **What holds:** At equal parameter counts neither showed in these trials. The gap between test and training error was smallest with one layer, and six layers had the largest test error on both data sets.
# - **Why:** Depth pays where the layers' structure suits the data, as convolutions suit images. In plain dense layers with equally many parameters, depth also means narrower layers, and harder fitting.

# %% [markdown]
# Lecture C's fourth point shows what structure is worth. Take an image of a million pixels, and a hidden layer with as many
# units. Each unit may read all pixels, or only its 3 × 3 neighbourhood, or all units may share the same nine weights. Then a
# single layer sees only small patches; to *gradually integrate information from across the image*, as the slide says, takes
# several. Lecture B means the same when it speaks of *more and more abstract representations*: each layer starts from what the
# layer before has found.

# %%
pixels = 1_000_000
weights = {"fully connected": pixels**2, "local, 3 × 3": 9 * pixels, "local and shared": 9}
for name, count in weights.items():
    print(f"{name:17} {count:>17,} weights, {4 * count:>17,} bytes in float32")

# %% [markdown]
# Does such a layer also *learn* better? Here is a small trial on the signals of MNIST-1D, where a unit may see all 40 values or
# 9 neighbours. The hidden weights are random and stay so. Only a softmax layer that reads the hidden units is trained. The
# three layers below have $32 \cdot 32 = 1024$ units: 32 at each of 32 positions.

# %%
def windows(x):
    return np.lib.stride_tricks.sliding_window_view(x, 9, axis=1).reshape(-1, 9)  # 32 per signal

def all_to_all(x, rng):
    return relu(x @ rng.normal(size=(40, 1024)))

def neighbours(x, rng):
    own = rng.normal(size=(32, 9, 32))                                      # weights per position
    return relu(np.einsum("npk,pkf->npf", windows(x).reshape(-1, 32, 9), own).reshape(len(x), -1))

def one_for_all(x, rng):
    return relu(windows(x) @ rng.normal(size=(9, 32))).reshape(len(x), -1)  # the same everywhere

# %% [markdown]
# Shared weights allow one thing more. Nine weights that are applied at all positions are called a *filter*, and its
# output means the same at each of them. We may then keep only its *largest* output and forget where it was. Then 32
# numbers are left of 1024.

# %%
def largest_answer(x, rng):
    return one_for_all(x, rng).reshape(len(x), 32, 32).max(axis=1)

kinds = {"all to all": (all_to_all, 40 * 1024), "neighbours": (neighbours, 32 * 9 * 32),
         "neighbours, shared": (one_for_all, 9 * 32),
         "shared, largest answer": (largest_answer, 9 * 32)}

# %% [markdown]
# **Predict first.** Which of the four has the smallest test error?

# %%
predict("14.4", "Of the four, {smallest_error} has the smallest test error.",
        smallest_error=tuple(kinds))

# %%
def score_on(layer, seed):
    x, x_test = (layer(part, np.random.default_rng(seed)).astype(np.float32)
                 for part in (signals.x, signals.x_test))
    data = x / x.std(), signals.y, x_test / x.std(), signals.y_test
    return classifier_score((x.shape[1], 10), data, seed, 20, retrain=False).test_error

signals = mnist1d()
errors = {name: [] for name in kinds}
for name, seed in progress_bar([(name, seed) for name in kinds for seed in range(5)], "20 layers"):
    errors[name].append(score_on(kinds[name][0], seed))

# %%
means = {name: mean_with_interval(runs_of) for name, runs_of in errors.items()}
for name, mean in means.items():
    print(f"{name:23} {kinds[name][1]:6,} weights: test error {mean.value:.3f} ± {mean.half:.3f}")
reveal("14.4", smallest_error=min(means, key=lambda name: means[name].value))

# %% [markdown]
# Reading only neighbours takes a quarter of the weights and makes fewer mistakes. Sharing them costs no accuracy, with 288
# weights in place of 40,960. Only shared weights allow us to ask *whether* a pattern is there and not *where*, and
# that more than halves the error, since the signals of MNIST-1D are shifted at random. Structure that suits the data
# is worth more here than any depth that we have tried, although not one of these hidden weights was trained. Notebook 16 builds
# such layers.

# %%
quiz("14.4")

# %% [markdown]
# ## 14.5 Labels that mean nothing
#
# Take the 4000 signals of MNIST-1D and permute their labels. Now there is nothing to be learned: a network that gets them right
# has learned 4000 answers by heart. Lecture C's figure 20.2 does this with 1, 2, 3 and 4 hidden layers and nearly equal
# numbers of parameters,
#
# $$P = \sum_\ell n_\ell\, (n_{\ell-1} + 1).$$

# %%
from lecture_lib.data import HIDDEN_LAYER_SIZES, load_random_label_run, random_label_examples
from lecture_lib.data import training_point
from lecture_lib.data import random_label_net as start_of

def parameters_of(sizes):
    return sum(n * (m + 1) for m, n in zip(sizes, sizes[1:]))

audit = [parameters_of((40, *hidden, 10)) for hidden in HIDDEN_LAYER_SIZES]
assert audit == [start_of(hidden).n_parameters for hidden in HIDDEN_LAYER_SIZES]
audit

# %% [markdown] slide_check="14.5" lecture="C"
# - **The slide says:** 298, 100, 75 and 63 hidden units per layer and 15208, 15210, 15235 and 15139 parameters, respectively.
# - **What holds:** 15,208, 15,210, 15,235 and 15,319.
# - **Why:** Two digits of the last number changed places: $63 \cdot 41 + 3 \cdot 63 \cdot 64 + 10 \cdot 64 = 15319$.

# %% [markdown]
# **Predict first.** The networks are trained by full-batch gradient descent with the learning rate 0.0025, without momentum,
# for at most 500,000 epochs. How many of the four reach error 0, with labels that mean nothing? In what order?
# Name them by their numbers of layers.

# %%
predict("14.5", "Of the four networks {reach_zero} reach error 0. Their numbers of layers, "
        "the fastest first, are {order} (with spaces between).", order=list)

# %% [markdown]
# The full run takes hours (`python3 run.py experiment random-labels`). It was made once, and its curves are kept together with
# the versions, the machine and the seed that made them.

# %%
run = load_random_label_run()
last = {len(curve.hidden): curve.points[-1] for curve in run.curves}
reveal("14.5", reach_zero=sum(point.error == 0 for point in last.values()),
       order=sorted(last, key=lambda layers: last[layers].epoch))

# %%
lines = {f"depth {len(curve.hidden)}": tuple(zip(*[(p.epoch, p.error) for p in curve.points]))
         for curve in run.curves}
fig, ax = figure(6.4, 3.4)
told = plot_curves(ax, lines, "epoch", "fraction of wrong labels")
ax.xaxis.set_major_formatter("{x:,.0f}")
render_figure(fig, told)

# %%
for layers, point in last.items():
    pace = run.curves[layers - 1].samples_per_second
    print(f"depth {layers}: error {point.error:.4f} after {point.epoch:,} epochs, "
          f"{pace:,.0f} signals per second")
run.provenance

# %% [markdown]
# Three of the four learn all the nonsense by heart, and the deeper the network, the fewer epochs it takes. The one with a
# single layer was stopped after 500,000 epochs, with 10 of 4000 still wrong and their number still falling.

# %% [markdown] slide_check="14.5" lecture="C"
# - **The slide says:** All models train successfully, but deeper models require fewer epochs.
# - **What holds:** Deeper models did require fewer epochs: 123,500, 153,500 and 228,500 with 4, 3 and 2 layers. The model with one layer still had 10 of 4000 labels wrong after 500,000 epochs.
# - **Why:** "Successfully" depends on where one stops, and the error of the last model was still falling. This is one seed per model, as kept in the repository.

# %% [markdown]
# Does it take hours to see the order? Here is a short version, with 200 examples, 5,000 parameters, the learning rate 0.05 and
# five seeds. Each network trains until its error is 0.

# %%
from lecture_lib import SGD, cross_entropy

x_few, y_few = (array[:200] for array in random_label_examples())

def epochs_to_zero(layers, seed):
    net = start_of((max_width(5000, layers, 40, 10),) * layers, seed)
    for epoch in descend(net, x_few, y_few, cross_entropy, SGD(0.05), every=20):
        if training_point(epoch.net, x_few, y_few).error == 0 or epoch.number >= 6000:
            return epoch.number

# %%
jobs = [(layers, seed) for layers in (1, 2, 3, 4) for seed in range(5)]
needed = {layers: [] for layers in (1, 2, 3, 4)}
for layers, seed in progress_bar(jobs, "learning 200 labels by heart, 20 networks"):
    needed[layers].append(epochs_to_zero(layers, seed))
needed

# %%
fig, ax = figure(5.6, 3)
needed_epochs = [mean_with_interval(n) for n in needed.values()]
told = plot_with_intervals(ax, {"epochs": (list(needed), needed_epochs)},
                           "hidden layers", "epochs until error 0")
render_figure(fig, told)

# %% [markdown]
# It is the same in miniature: one layer is slowest, and depth saves epochs. Between three and four layers the intervals
# overlap, so the short run does not tell them apart.
#
# How does training with the *true* labels differ from this? We train one network of the figure, with two layers of 100 units,
# on all 4000 signals, once with the true labels and once with the permuted ones (Adam, batches of 100). Both are
# tested on 1000 new signals with their true labels.

# %%
from lecture_lib.nn import one_hot

def error_curves(y, epochs=90):
    x, net, rng = signals.x.astype(np.float32), start_of((100, 100)), np.random.default_rng(0)
    y_test = one_hot(signals.y_test, 10)
    for epoch in descend(net, x, y, cross_entropy, Adam(0.003), batch=100, rng=rng, every=2):
        yield (epoch.number, training_point(epoch.net, x, y).error,
               training_point(epoch.net, signals.x_test.astype(np.float32), y_test).error)
        if epoch.number >= epochs:
            return

# %%
both_labels = {"true": one_hot(signals.y, 10), "permuted": random_label_examples()[1]}
curves = {}
for name, y in progress_bar(list(both_labels.items()), "true and permuted labels"):
    epochs, *errors = map(list, zip(*error_curves(y.astype(np.float32))))
    curves |= {f"{name}, {part}": (epochs, e) for part, e in zip(("training", "new"), errors)}

# %%
fig, ax = figure(6.4, 3.4)
told = plot_curves(ax, curves, "epoch", "fraction of wrong labels")
ax.legend(frameon=False, loc=(0.55, 0.5))
assert all(curves[f"{name}, training"][1][-1] < 0.01 for name in both_labels)
assert curves["true, new"][1][-1] < 0.45 < 0.85 < curves["permuted, new"][1][-1]
render_figure(fig, told)

# %% [markdown]
# Both training errors go to 0. It takes more than twice as many epochs to get there with the permuted labels, but nothing in the end
# value tells the two apart. The errors on new signals do: about 0.38 with the true labels, and 0.9 with the permuted ones, which
# is guessing.
#
# These networks have the *capacity* to store any labels. What does that prove about the same networks with true labels, and
# what does it not prove?

# %%
quiz("14.5")

# %% [markdown]
# Hence a small training error by itself says nothing about the error on new examples.

# %% [markdown]
# ## 14.6 Beyond twenty layers
#
# Lecture C says that fitting is easier up to about 20 layers, and then gets harder without tricks. Backpropagation multiplies by
# one factor per layer,
#
# $$dz^{[\ell]} = \big(W^{[\ell+1]\top}\, dz^{[\ell+1]}\big) \odot g'(z^{[\ell]}),$$
#
# and He's initialisation keeps the mean of their product near 1, *averaged over networks*. Here is the chain, once, for 30
# layers of 30 units.

# %%
from lecture_lib.labs.depth import initial_classifier, initial_diagnostics

small = (signals.x[:1000], signals.y[:1000], signals.x_test, signals.y_test)
net30 = initial_classifier(layer_sizes(40, 30, 30, 10), np.random.default_rng(0))
trace = forward(net30, small[0].astype(np.float32))

# %%
dz, lengths = (trace.a[31] - one_hot(small[1], 10)) / 1000, {}
for l in range(31, 0, -1):
    lengths[l] = np.linalg.norm(dz.T @ trace.a[l - 1])
    dz = (dz @ net30[l].W) * (trace.z[l - 1] > 0) if l > 1 else dz
ours = [lengths[l] for l in range(1, 32)]

# %%
theirs = initial_diagnostics(net30.sizes, small, seed=0).gradients
assert np.allclose(ours, theirs, rtol=1e-3)
print("length of dW[1]:", theirs[0].round(3), " of dW[31]:", theirs[-1].round(3))

# %% [markdown]
# **Predict first.** The width is 30, and 1000 signals are learned for 20 epochs by plain gradient descent with the learning
# rate 0.05. Which depth of 1, 2, 5, 10, 20, 30 and 50 reaches the smallest training loss?

# %%
predict("14.6", "The smallest training loss is reached with {best_depth} hidden layers.",
        best_depth=(1, 2, 5, 10, 20, 30, 50))

# %% [markdown]
# There are five seeds for each depth, and all have the same number of epochs. Again the scores are kept.

# %%
depths = (1, 2, 5, 10, 20, 30, 50)
work = [(K, seed) for K in depths for seed in range(5)]
fits, starts = ({K: [] for K in depths} for _ in range(2))
for K, seed in progress_bar(work, "35 networks of up to 50 layers"):
    sizes = layer_sizes(40, 30, K, 10)
    fits[K].append(classifier_score(sizes, small, seed, 20, SGD(0.05), 50, retrain=False))
    starts[K].append(initial_diagnostics(sizes, small, seed))

# %%
losses = {K: mean_with_interval([fit.loss for fit in fits[K]]) for K in depths}
reveal("14.6", best_depth=min(depths, key=lambda K: losses[K].value))

# %%
fig, axes = figure(7.4, 3.2, ncols=2)
fitted = {"loss": (depths, list(losses.values()))}
told = plot_with_intervals(axes[0], fitted, "hidden layers", "training loss")
axes[0].axhline(np.log(10), color=SOFT, linestyle=":")
first = [mean_with_interval([s.gradients[0] for s in starts[K]]) for K in depths]
lengths = {"first": (depths, first)}
more = plot_with_intervals(axes[1], lengths, "hidden layers", "length of dW[1] at the start")
render_figure(fig, f"{told} A dotted line at log 10, the loss of guessing. {more}")

# %% [markdown]
# The next cell prints the same as numbers, and two things more: how many units are *silent*, that is, 0 for every example, and
# how many networks give the same answer for every signal.

# %%
for K in depths:
    guessing = sum(fit.loss > np.log(10) - 0.01 for fit in fits[K])
    silent = np.mean([s.silent for s in starts[K]])
    print(f"depth {K:2}: loss {losses[K].value:.2f} ± {losses[K].half:.2f}, "
          f"{silent:4.0%} of units silent at the start, {guessing} of 5 never got beyond guessing")

# %% [markdown]
# The loss falls up to 5 layers, and has risen again at 10. With 20 layers it is no better than with one, and with 50 most
# networks have learned nothing at all. Two causes show before the first step: the gradient of the first layer gets shorter, and
# more units are silent. Each layer's factor is near 1 on average, but the product of many such factors scatters widely, and a
# narrow ReLU network may go silent altogether. The "various tricks" of the slide are wider layers, *normalisation*, which rescales
# the values of each layer, and *skip connections*, which add the input of a layer to its output, so that a signal can pass it
# unchanged.

# %% [markdown] slide_check="14.6" lecture="C"
# - **The slide says:** Fitting of deep models seems to be easier up to about 20 layers.
# - **What holds:** The shape of the statement holds: first easier, then harder. Where it turns depends on width, rate and budget. Here, with 30 units per layer, 5 layers are best and 20 fit no better than one.
# - **Why:** How fast signals and gradients scatter from layer to layer depends on the width: the ratio of depth to width counts, not depth alone.

# %% [markdown]
# We can try that last claim at once, with the same 20 layers at three widths. The cell prints the training loss for three seeds.
# For twenty random starts, it also prints the fraction of silent units, and the shortest and the longest gradient of the
# first layer.

# %%
ratio = {}
for n in progress_bar((15, 30, 60), "20 layers, three widths"):
    sizes = layer_sizes(40, n, 20, 10)
    found = [classifier_score(sizes, small, seed, 20, SGD(0.05), 50, retrain=False).loss
             for seed in range(3)]
    drawn = [initial_diagnostics(sizes, small, seed) for seed in range(20)]
    gradients, silent = [s.gradients[0] for s in drawn], np.mean([s.silent for s in drawn])
    ratio[n] = max(gradients) / min(gradients)
    print(f"width {n}: losses {np.round(found, 2)}, {silent:.0%} of units silent, "
          f"gradients from {min(gradients):.3f} to {max(gradients):.2f}")
assert ratio[15] > 1000 and ratio[60] < 50

# %% [markdown]
# The wider the layers, the smaller the loss. The fraction of silent units falls only a little, from 17 to 12 per cent. It is the
# scatter that changes: with 15 units per layer, the longest gradient is more than a thousand times as long as the shortest, and
# with 60 units about twenty times.

# %%
quiz("14.6")

# %% [markdown]
# ## What became of the five points
#
# | lecture C's point | where | what came out |
# | --- | --- | --- |
# | 1. both approximate everything | 14.3 | with ReLU, layers that are wide enough can be passed through |
# | 2. regions per parameter | 14.2 | possible: far more with depth; with random weights: fewer |
# | 3. depth efficiency | 14.3 | proved for sawteeth; training did not find it from 16 pieces on |
# | 4. large structured networks | 14.4 | $10^{12}$ weights become 9; 288 shared weights beat 40,960 |
# | 5. fitting and generalisation | 14.4 to 14.6 | deeper fits faster, up to a point; it generalised no better here |

# %% [markdown]
# Now the [exercises](../exercises/14_depth.ipynb).
#
# ## Summary
#
# - Regions are bends + 1. Joints without effect do not count, and sampling can only find fewer.
# - $K$ layers of $n \ge 3$ ReLU units on one input have at most $(n + 1)^K$ regions. A zigzag has them all; random weights stay far below.
# - Depth efficiency is about what exists: $2k$ units against $2^k - 1$, even for an error below ½. Training need not find it.
# - With equally many parameters, deeper did not generalise better here, and the shallow network did not overfit more.
# - Fitting random labels shows capacity and nothing else. Deeper networks did it in fewer epochs.
# - Beyond a depth that grows with width, plain networks hardly train.
#
# ## Notation
#
# | here | lecture C | Montúfar | meaning |
# | --- | --- | --- | --- |
# | $K$ | $K$ | $L$ | hidden layers |
# | $n$ | $D$ | $n$ | units in each of them |
# | $n_0$ | $D_i$ | $n_0$ | inputs |
# | $P$ | "parameters" | – | weights and biases |
#
# ## References
#
# - Lecture A, "Why we need deep neural networks"; lecture B, "Why add more layers?"; lecture C, "Shallow vs. deep networks"; lecture D, section 2.6.
# - G. Montúfar, R. Pascanu, K. Cho, Y. Bengio, *On the number of linear regions of deep neural networks*, 2014.
# - T. Serra, C. Tjandraatmadja, S. Ramalingam, *Bounding and counting linear regions of deep neural networks*, 2018.
# - I. Goodfellow, Y. Bengio, A. Courville, *Deep learning*, 2016, chapter 6.
# - M. Telgarsky, *Benefits of depth in neural networks*, 2016.
# - B. Hanin, D. Rolnick, *Complexity of linear regions in deep networks*, 2019.
# - C. Zhang and others, *Understanding deep learning requires rethinking generalization*, 2017.
# - S. Prince, *Understanding Deep Learning*, 2023, chapters 4 and 20.
