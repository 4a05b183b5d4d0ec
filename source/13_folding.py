# %% [markdown]
# # 13 · Compose two networks and fold the input
#
# **You will be able to**
#
# - sketch the composition of two small networks and say why it bends where it bends;
# - find all inputs that a network folds onto one hidden value, exactly;
# - rewrite two networks as one, and say what that one may not do;
# - take a network with two hidden layers apart into joints that are shared and joints that are new;
# - count regions and parameters, deep against shallow, and tell what a count proves.
#
# **You need** the ReLU of notebook 02, the hidden layer of notebook 04 and the forward pass of notebook 05.
# **Time** about 75 minutes, a third of it with the two widgets.

# %%
# "No module named ..."? Choose the kernel .venv (in VS Code: top right), or use run.py lab.
import numpy as np
from lecture_lib import MLP, check, forward, identity, predict, relu, reveal
from lecture_lib.interactive import quiz

# %% [markdown]
# ## 13.1 Two networks, one behind the other
#
# Lecture C takes two shallow networks with one input, three ReLU units and one output. The second reads what the first
# one says. With $a[\cdot]$ for the ReLU, as lecture C writes it:
#
# $$h_k = a[\theta_{k0} + \theta_{k1} x], \quad y = \phi_0 + \sum_k \phi_k h_k, \qquad
# h'_k = a[\theta'_{k0} + \theta'_{k1} y], \quad y' = \phi'_0 + \sum_k \phi'_k h'_k.$$
#
# The lecture gives no numbers, so here are ours. A row of `theta` is $(\theta_{k0}, \theta_{k1})$; `theta2` and `phi2`
# carry the primes.

# %%
theta, phi = np.array([[0, 1], [-0.4, 1], [-0.6, 1]]), np.array([0.1, 2, -6, 6])
theta2, phi2 = np.array([[0, 1], [-0.3, 1], [-0.7, 1]]), np.array([0.2, 2, -4, 4])

# %% [markdown]
# The equation as code. It serves both networks.

# %%
def small_net(theta, phi, x):
    h = relu(theta[:, 0] + np.outer(x, theta[:, 1]))
    return phi[0] + h @ phi[1:]

# %% [markdown]
# Between $x = 0$ and $1$ each of the two has three straight pieces: up, down, up. The first bends at 0.4 and 0.6, the
# second at 0.3 and 0.7.
#
# **Predict first.** Take paper and sketch $y'$ against $x$. How many straight pieces has it between 0 and 1, and where is
# the first bend?

# %%
predict("13.1", "Between 0 and 1 the composition y′ has {pieces} straight pieces, "
        "and its first bend is at x = {first_bend}.")

# %% [markdown]
# Now the three panels. The third one is the second function of the first. (The squares mark the lines, not their bends.)

# %%
from lecture_lib.drawing import figure, plot_curves, render_figure

x = np.linspace(0, 1, 401)
y = small_net(theta, phi, x)
fig, axes = figure(7.2, 2.8, 1, 3)
told = [plot_curves(axes[0], {"first": (x, y)}, "x", "y"),
        plot_curves(axes[1], {"second": (x, small_net(theta2, phi2, x))}, "y", "y′"),
        plot_curves(axes[2], {"composed": (x, small_net(theta2, phi2, y))}, "x", "y′")]
render_figure(fig, " ".join(told))

# %% [markdown]
# Where do so many bends come from? Follow an input on its way from left to right. There are two reasons for a bend, and
# no third:
#
# 1. **The first network bends.** From there on $y$ moves at another speed, and so does $y'$.
# 2. **The first network reaches a joint of the second.** Then $y$ goes on as before, but the second network bends.
#
# The second reason holds on every piece of the first network that reaches the joint. One joint of the second network can
# make three bends. For each piece, from $(x_0, y_0)$ to $(x_1, y_1)$, and each joint $t$ of the second network, we solve
# one linear equation:
#
# $$x = x_0 + \frac{t - y_0}{y_1 - y_0}\,(x_1 - x_0), \qquad \text{if } t \text{ lies between } y_0 \text{ and } y_1.$$

# %%
knots, turns = np.array([0, 0.4, 0.6, 1]), [0.3, 0.7]
at_knots = small_net(theta, phi, knots)
reached = [x0 + (t - y0) / (y1 - y0) * (x1 - x0)
           for x0, x1, y0, y1 in zip(knots[:-1], knots[1:], at_knots[:-1], at_knots[1:])
           for t in turns if min(y0, y1) < t < max(y0, y1)]
all_bends = np.sort([*knots[1:-1], *reached])

# %%
print("bends at", all_bends.round(4))
reveal("13.1", pieces=len(all_bends) + 1, first_bend=all_bends[0])

# %% [markdown]
# The library has the networks as `MLP`s, and `breakpoint_origins` gives each bend with its reason: joint 0 is the first network's
# own. The joints of the second are counted from the left; its joint 1 is the one at $y = 0$.

# %%
from lecture_lib.piecewise_linear import breakpoint_origins

first = MLP((theta[:, 1:], theta[:, 0], relu), ([phi[1:]], phi[:1], identity))
second = MLP((theta2[:, 1:], theta2[:, 0], relu), ([phi2[1:]], phi2[:1], identity))
assert np.allclose(first(x[:, None])[:, 0], y)
assert np.allclose([bend.x for bend in breakpoint_origins(first, second)], all_bends)
[(round(bend.x, 3), bend.joint, "up" if bend.rising else "down")
 for bend in breakpoint_origins(first, second)]

# %% [markdown]
# By a second road, which knows nothing of joints: take many points and look at where the slope changes.

# %%
fine = np.linspace(0, 1, 10_001)
slopes = np.diff(small_net(theta2, phi2, small_net(theta, phi, fine))) / np.diff(fine)
found = fine[1:-1][np.abs(np.diff(slopes)) > 1e-6]
assert len(found) == len(all_bends) and np.abs(found - all_bends).max() < 1e-3

# %% [markdown]
# **Sketch before you look.** In the widget you can move every joint of both networks. The third panel is empty: draw what
# you expect (on a touch screen, rest your finger for a moment before you draw), say the number of regions below it, then
# press *Reveal*. Every bend can then be pressed, and its way is traced through the panels. After the reveal you can go on
# dragging: all three panels follow.

# %%
from lecture_lib.labs.folding import compose_and_sketch

compose_and_sketch(goal="two counts")

# %% [markdown]
# **Check yourself.** A first network goes straight from $(0, 0)$ up to $(0.5, 1)$ and down to $(1, 0.2)$. The second one
# bends at $y = 0.4$ and at $y = 0.8$. How many linear regions has the composition between $x = 0$ and $1$?

# %%
n_regions = ...
check("13.1", n_regions)

# %% [markdown]
# ## 13.2 Folding
#
# There is a second way to see all this. The second network never sees $x$. It sees $y$ alone. All inputs with the same
# $y$ are one and the same to it:
#
# $$f_1(x_1) = f_1(x_2) \quad\Longrightarrow\quad f_2(f_1(x_1)) = f_2(f_1(x_2)).$$
#
# So think of the input axis as a strip of paper. The first network **folds** it, at each of its bends where it turns
# round, and lays every $x$ above its $y$. The second network draws on the folded paper, through all layers. **Unfold** it,
# and each layer carries its own copy of the drawing; on every second layer it runs backwards.

# %% [markdown]
# **Predict first.** With the networks from above: which inputs land on $y = 0.5$? And what does the composition say at
# the first and at the last of them?

# %%
predict("13.2", "The inputs that land on y = 0.5 are x = {landing} (with spaces between). "
        "At the first of them the composition gives {says_first}, "
        "at the last {says_last}.", landing=list)

# %% [markdown]
# All $x$ with $f_1(x) = y$ are the *preimages* of $y$. It is the same linear equation as before, once on each piece.

# %%
landing = [x0 + (0.5 - y0) / (y1 - y0) * (x1 - x0)
           for x0, x1, y0, y1 in zip(knots[:-1], knots[1:], at_knots[:-1], at_knots[1:])]
said = second(first(np.array(landing)[:, None]))[:, 0]
reveal("13.2", landing=np.round(landing, 9), says_first=said[0], says_last=said[-1])

# %% [markdown]
# The library's `preimages` does this for any network with one input. It is exact, because it works on the pieces between
# the joints.

# %%
from lecture_lib.piecewise_linear import compose_networks, iterate_network, preimages

assert np.allclose(preimages(first, 0.5), landing) and np.allclose(said, second([[0.5]]))
{level: preimages(first, level).round(3).tolist() for level in (0.05, 0.2, 0.5, 0.9, 0.95)}

# %% [markdown]
# Fold the paper yourself. Move *folded* from 0 to 1, or press *Fold*. The front of the paper is solid, its back is dashed.
# The purple dots are the inputs that land on the marked $y$; the mark is the purple square. Once the paper lies flat, you
# can drag the joints of the second network; then press *Unfold* and find all the copies.

# %%
from lecture_lib.labs.folding import fold

fold(goal="eight layers")

# %% [markdown]
# **Fold again and again.** A tent goes up from 0 to 1 and down to 0: two units, one fold in the middle. Put behind itself
# $N$ times, each further tent folds the folded paper once more, and the number of layers doubles: $2^N$ pieces from $2N$
# units. `function_breakpoints` counts them exactly.

# %%
from lecture_lib.piecewise_linear import function_breakpoints, linear_interpolant

tent = linear_interpolant([0, 0.5, 1], [0, 1, 0])
layers = {n: len(function_breakpoints(iterate_network(tent, n), [0], [1])) + 1
          for n in range(1, 11)}
assert all(count == 2**n for n, count in layers.items())
layers

# %% [markdown]
# One hidden layer of 20 units makes 21 regions at most. Ten tents have 20 units as well, and 1,024 regions. But look at
# what these regions are: copies of two pieces, at fixed places. The count says how often the function turns. It does not
# say that any function with 1,024 pieces can be had this way.

# %%
quiz("13.2")

# %% [markdown]
# ## 13.3 The same as one network
#
# Put the formula of $y$ into the hidden units of the second network and multiply out:
#
# $$h'_j = a[\theta'_{j0} + \theta'_{j1}\,y] = a\Bigl[\psi_{j0} + \sum_k \psi_{jk} h_k\Bigr], \qquad
# \psi_{j0} = \theta'_{j0} + \theta'_{j1}\phi_0, \quad \psi_{jk} = \theta'_{j1}\phi_k.$$
#
# The line between the two networks, $y$, has gone. What is left is one network with two hidden layers.
#
# **Predict first.** The twelve numbers $\psi$ of our pair: what is $\psi_{30}$, and what is $\psi_{32}$?

# %%
predict("13.3", "In the merged network ψ₃₀ is {psi_30} and ψ₃₂ is {psi_32}.")

# %% [markdown]
# The two equations, as two lines.

# %%
psi_0 = theta2[:, 0] + theta2[:, 1] * phi[0]
psi = np.outer(theta2[:, 1], phi[1:])
reveal("13.3", psi_30=psi_0[2], psi_32=psi[2, 1])

# %% [markdown]
# The library's `compose_networks` puts two `MLP`s together in the same way, with $W = W'_1 W_2$ and $b = W'_1 b_2 + b'_1$. It must
# hold the same numbers, and the merged network must say what the two say one after the other. We try it with a thousand
# random pairs, to twelve digits.

# %%
whole = compose_networks(first, second)
assert np.allclose(whole[2].W, psi, atol=1e-15) and np.allclose(whole[2].b, psi_0, atol=1e-15)

def random_small(rng, n=3):
    return MLP((rng.normal(size=(n, 1)), rng.normal(size=n), relu),
               (rng.normal(size=(1, n)), rng.normal(size=1), identity))

# %%
rng, worst = np.random.default_rng(13), 0.0
some_x = np.linspace(-3, 3, 61)[:, None]
for _ in range(1000):
    one, two = random_small(rng), random_small(rng)
    apart, joined = two(one(some_x)), compose_networks(one, two)(some_x)
    worst = max(worst, (np.abs(joined - apart) / (1 + np.abs(apart))).max())
assert worst < 1e-12

# %% [markdown]
# **What has been lost?** Look at the table $\Psi$ of the nine $\psi_{jk}$. Each row is the same three numbers $\phi_k$,
# times one factor. Such a table has rank 1. In a two-layer network as the lecture writes it next, all nine may be chosen.

# %%
stored = {"two networks": first.n_parameters + second.n_parameters, "merged": whole.n_parameters}
print(psi, " rank", np.linalg.matrix_rank(psi))
print("parameters:", stored)

# %% [markdown] slide_check="13.3" lecture="C"
# - **The slide says:** "Create new variables": $h'_j = a[\psi_{j0} + \psi_{j1}h_1 + \psi_{j2}h_2 + \psi_{j3}h_3]$. The next slide has the same formulas under the heading "Two-layer network", and no word on what the new variables may be.
# - **What holds:** The composition is a special case. Its $\Psi$ has rank 1; a general two-layer network may have rank 3. The general one stores 22 parameters, the two small networks 20.
# - **Why:** The nine $\psi_{jk} = \theta'_{j1}\phi_k$ are products of six numbers. Read backwards, nine given numbers are such products only if their rows are multiples of one row.

# %% [markdown]
# What can rank 3 do that rank 1 cannot? Here is a function that no composition of two such networks can be, however you
# choose its 20 numbers. It rises all the way, and it has nine regions.

# %%
Psi = np.array([[3, -6, 6], [-3, 6, -5], [9, 0, 0]])
rising = MLP(([[1], [1], [1]], [0, -1 / 3, -2 / 3], relu), (Psi, [-0.4, 0.6, 0], relu),
             ([[0.5, -0.5, 1]], [0], identity))

# %%
from lecture_lib.piecewise_linear import linear_pieces

steps = [(p.y1 - p.y0) / (p.x1 - p.x0) for p in linear_pieces(rising)]
print(len(steps), "pieces between 0 and 1, slopes", np.round(steps, 2).tolist())
assert min(steps) > 0 and np.linalg.matrix_rank(Psi) == 3

# %% [markdown]
# Why can no composition do this? If $f_2(f_1(x))$ never takes a value twice, then neither does $f_1$: what it folds
# together stays together. So $f_1$ goes one way only, and passes each of the three joints of $f_2$ at most once. That makes
# at most $3 + 3$ joints, and seven regions. To have more, a composition must fold, and then it must repeat itself.
#
# As a measurement: put the table of rank 1 or 2 that is nearest to $\Psi$ in its place (the singular value decomposition
# gives it) and leave the rest as it is. This is the nearest table, not the best composition; no composition is exact.

# %%
U, s, V = np.linalg.svd(Psi)
for r in (1, 2, 3):
    near = rising.with_layer(2, W=(U[:, :r] * s[:r]) @ V[:r])
    off = np.abs(near(x[:, None]) - rising(x[:, None])).max()
    print(f"rank {r}: off by {off:.2f} at most, {len(linear_pieces(near))} pieces")

# %% [markdown]
# **Check yourself.** Another pair: $\theta'_{20} = -1$, $\theta'_{21} = 4$ and $\phi = (0.5, 3, -2, 1)$. What is
# $\psi_{20}$?

# %%
psi_20 = ...
check("13.3", psi_20)

# %% [markdown]
# ## 13.4 Inside a network with two hidden layers
#
# Lecture C looks at a two-layer network in another way as well. Stop before the second ReLU. What has been computed so far
# are three sums of the same three hidden units,
#
# $$z'_j = \psi_{j0} + \sum_k \psi_{jk}\,h_k, \qquad h'_j = a[z'_j], \qquad y' = \phi'_0 + \sum_j \phi'_j h'_j,$$
#
# and that is a *shallow* network with three outputs. All three bend at the same places: the joints of the first layer. Then
# each is clipped at 0, and bends anew wherever it crosses 0. At last the three are weighted and added.
#
# Take the rising network of 13.3. Its first layer bends at 1/3 and at 2/3.
#
# **Predict first.** $z'_1$ starts at −0.4, climbs to 0.6, falls to −0.4 and climbs again to 0.6. How many new joints does
# clipping make in $h'_1$?

# %%
predict("13.4", "Clipping makes {new_in_unit_1} new joints in h′₁.")

# %% [markdown]
# The three lines of the equation, and the places where each $z'_j$ changes sign.

# %%
h = relu(x[:, None] - np.array([0, 1 / 3, 2 / 3]))
z2 = h @ Psi.T + [-0.4, 0.6, 0]
out = relu(z2) @ [0.5, -0.5, 1]
crossings = (np.diff(np.sign(z2[1:]), axis=0) != 0).sum(axis=0)

# %%
assert np.allclose(z2, forward(rising, x[:, None]).z[2])
assert np.allclose(out, rising(x[:, None])[:, 0])
print("new joints, unit by unit:", crossings)
reveal("13.4", new_in_unit_1=crossings[0])

# %% [markdown]
# Here is the whole way. Grey lines are the shared joints, orange dots the new ones.

# %%
from lecture_lib.labs.folding import hidden_units_figure

hidden_units_figure(rising)

# %% [markdown]
# Adding the three rows at the bottom gives the output. Its bends are the shared joints and the new ones, $2 + 3 + 3 + 0$
# of them: eight bends, nine regions. The library's `unit_breakpoints` counts the same.

# %%
from lecture_lib.piecewise_linear import unit_breakpoints

fig, ax = figure(6, 2.8)
told = plot_curves(ax, {"output": (x, out)}, "x", "y′")
assert len(unit_breakpoints(rising, [0], [1])) == 2 + crossings.sum()
render_figure(fig, told)

# %% [markdown]
# In a *composition* all three $z'_j$ are one and the same curve, $y$, stretched and shifted: $z'_j = \theta'_{j0} +
# \theta'_{j1} y$. So the three units can clip it at three heights, and that is all the freedom they have.

# %%
z_whole = forward(whole, x[:, None]).z[2]
assert np.allclose(z_whole, theta2[:, 0] + np.outer(y, theta2[:, 1]))

# %%
quiz("13.4")

# %% [markdown]
# ## 13.5 In two dimensions
#
# Now let the first network have two inputs and still one output. Its three units draw three lines on the plane, which cut it
# into cells; on each cell $y$ is a tilted plane. The second network bends at three heights $t_j$ of $y$:
#
# $$\{x : f_1(x) = t_j\}.$$
#
# These are contour lines of the first network. Within a cell they are straight and parallel, and they turn at its edges.

# %%
W2d = np.array([[1, 0], [-0.5, 0.87], [-0.5, -0.87]])
bowl = MLP((W2d, [-0.1, -0.1, -0.1], relu), ([[1.2, 1.2, 1.2]], [0], identity))

# %% [markdown]
# **Predict first.** Three lines that do not meet in one point cut the plane into seven cells: a triangle in the middle, where
# $y = 0$, and six round it. Going out, $y$ rises. How many cells has the composition with our second network, on the square
# from −1 to 1? Count how many pieces each of the seven falls into.

# %%
predict("13.5", "On the square from −1 to 1 the composition has {cells} cells.")

# %% [markdown]
# Each unit is on or off. On a fine grid of points, we count the different patterns of all six units.

# %%
from lecture_lib.drawing import Frame

points = Frame(-1, 1, -1, 1, 0, 0, 1, 1).grid(400)
h_on = points @ W2d.T - 0.1 > 0
value = relu(points @ W2d.T - 0.1).sum(axis=1) * 1.2
h2_on = value[:, None] > [0, 0.3, 0.7]
seen = np.unique(np.hstack([h_on, h2_on]), axis=0)

# %% [markdown]
# The library's `regions_2d` finds the cells as polygons, exactly. Each pattern belongs to one cell, and each cell is convex. A
# grid may miss a cell that lies between its points, so it finds as many or fewer.

# %%
from lecture_lib.piecewise_linear import regions_2d

both = compose_networks(bowl, second)
exact = regions_2d(both)
assert len(seen) <= len(exact.active)
print("patterns on the grid:", len(seen), "  cells:", len(exact.active))
reveal("13.5", cells=len(exact.active))

# %% [markdown]
# On the left the first network, on the right the composition. Orange is low, blue is high. The two hexagons are the contour
# lines $y = 0.3$ and $y = 0.7$. Going out from the middle, $y$ rises, and $y'$ goes up, down, and up again.

# %%
from lecture_lib.drawing import value_maps

value_maps([bowl, both], ["first network", "composition"], "Folded twice")

# %% [markdown]
# In two dimensions folding means: all points of one contour line land on the same hidden value. A whole line of the plane
# has become one number, and the second network cannot tell its points apart.

# %%
quiz("13.5")

# %% [markdown]
# ## 13.6 Twenty parameters against nineteen
#
# Lecture C compares the composition with one hidden layer of six units:
#
# $$\underbrace{2 \cdot (3n + 1)}_{\text{two networks, } n \text{ units each}} \qquad\text{against}\qquad
# \underbrace{3 \cdot 2n + 1}_{\text{one network, } 2n \text{ units}}.$$
#
# For $n = 3$ these are 20 and 19. And the regions: "(at least) 9" against "max 7".
#
# **Predict first.** What is the *largest* number of regions that two networks with three units each can make together, on
# the whole line? And how many does a random pair have on average?

# %%
predict("13.6", "Two networks with three units each can make at most {largest} regions together. "
        "A random pair makes {average} on average.")

# %%
six = linear_interpolant(np.linspace(0, 1, 7), [0, 1, 0, 1, 0, 1, 0])
assert six.n_parameters == 3 * 6 + 1 == 19
assert first.n_parameters + second.n_parameters == 2 * (3 * 3 + 1) == 20
print("six units, regions on the line:", len(function_breakpoints(six, [-10], [10])) + 1)

# %% [markdown]
# The largest number first. The first network has at most four pieces. On each, $y$ passes each of the three joints of the
# second network once, at most: three bends on each of four pieces, and three bends between the pieces. That makes at most
# $4 \cdot 3 + 3 = 15$ bends, 16 regions. To reach it, every piece must cover all joints: the library's `sawtooth` is made so.

# %%
from lecture_lib.piecewise_linear import sawtooth

def regions_on_line(net):
    return len(function_breakpoints(net, [-1000], [1000])) + 1

best = regions_on_line(compose_networks(sawtooth(3, 1), sawtooth(3, 1)))
best, regions_on_line(whole)

# %% [markdown]
# Our pair of 13.1 has nine regions between 0 and 1, and one more to the left of 0, where the first network is flat.
#
# Which numbers from 1 to 16 can be had? We search among all orders of `sawtooth` and random networks, and keep every number
# that turns up.

# %%
rng, turned_up, sharp = np.random.default_rng(1), set(), sawtooth(3, 1)
for _ in range(400):
    one, two = (linear_interpolant(np.sort(rng.uniform(-0.1, 1.1, 4)), rng.uniform(-0.5, 1.5, 4))
                for _ in range(2))
    for outer, inner in ((sharp, sharp), (sharp, one), (one, sharp), (one, two)):
        turned_up.add(regions_on_line(compose_networks(inner, outer)))
set(range(1, 17)) - turned_up

# %% [markdown]
# The one that random networks miss is made by hand: three units whose joints all but one make no bend.

# %%
hinge = linear_interpolant([0, 0.4, 0.7, 1], [0, 0, 0, 1])
turned_up.add(regions_on_line(compose_networks(hinge, hinge)))
assert turned_up == set(range(1, 17))

# %% [markdown]
# Now what is usual. A thousand random pairs, weights and biases all drawn from the standard normal distribution, and a
# thousand of each of its rivals: one layer of six units, and general two-layer networks with three units a layer.

# %%
from lecture_lib.interactive import progress_bar

def random_general(rng):
    one, two = random_small(rng), random_small(rng)
    return MLP(one[1], (rng.normal(size=(3, 3)), rng.normal(size=3), relu), two[2])

rng, counts = np.random.default_rng(0), {"composed": [], "shallow": [], "general": []}
for _ in progress_bar(range(1000), "random networks"):
    composed = compose_networks(random_small(rng), random_small(rng))
    counts["composed"].append(regions_on_line(composed))
    counts["shallow"].append(regions_on_line(random_small(rng, 6)))
    counts["general"].append(regions_on_line(random_general(rng)))

# %%
bins = np.arange(1, 17)
shares = {name: (bins, [np.mean(np.equal(c, k)) for k in bins]) for name, c in counts.items()}
average = {name: round(float(np.mean(c)), 2) for name, c in counts.items()}
fig, ax = figure(7, 3.2)
told = plot_curves(ax, shares, "regions", "share of the networks")
render_figure(fig, f"{told} Average numbers of regions: {average}.")

# %%
print("average:", average)
print("composed, 9 or more:", np.mean(np.array(counts["composed"]) >= 9))
reveal("13.6", largest=best, average=average["composed"])

# %% [markdown]
# So the composition *can* have far more regions than six units in one layer, but at random it has *fewer* on average. Six
# units side by side nearly always have all their seven regions: each joint lies somewhere on the line, and nothing can hide
# it. The general two-layer network, for all its freedom, does no better than the composition. Folds have to be made.

# %% [markdown] slide_check="13.6" lecture="C"
# - **The slide says:** The composed networks have "(at least) 9 regions".
# - **What holds:** They have from 1 to 16 regions. Nine is what two networks with three alternating pieces make inside a window. Of a thousand random pairs, fewer than one in ten reach nine.
# - **Why:** Each of the four pieces of the first network can pass each of three joints once: $4 \cdot 3 + 3 = 15$ bends at most. Nothing makes a piece pass a joint.

# %% [markdown]
# One more count. How many of these parameters matter? Multiply a unit's $\theta_{k0}$ and $\theta_{k1}$ by 2 and halve its
# $\phi_k$: the function stays the same. The number of *independent* ways in which a function can change is the rank of its
# derivatives by all parameters. We take them by differences.

# %%
def from_list(p, sizes):
    at, made = 0, []
    for l, (n_in, n_out) in enumerate(zip(sizes[:-1], sizes[1:]), start=1):
        W, b = p[at:at + n_in * n_out].reshape(n_out, n_in), p[at + n_in * n_out:][:n_out]
        made.append((W, b, identity if l == len(sizes) - 1 else relu))
        at += n_out * (n_in + 1)
    return MLP(*made)

def as_list(net):
    return np.concatenate([np.ravel(part) for W, b, _ in net for part in (W, b)])

# %%
def free_ways(make, p, step=1e-6):
    at = np.linspace(-1, 2, 2003)[:, None]
    ways = [(make(p + step * e)(at) - make(p - step * e)(at))[:, 0] for e in np.eye(len(p))]
    strength = np.linalg.svd(ways)[1]
    return int((strength > 1e-6 * strength[0]).sum())

# %%
fold3 = sawtooth(3, 1)
pair = lambda p: compose_networks(from_list(p[:10], (1, 3, 1)), from_list(p[10:], (1, 3, 1)))
free = {"composed": free_ways(pair, np.concatenate([as_list(fold3), as_list(fold3)])),
        "shallow": free_ways(lambda p: from_list(p, (1, 6, 1)), as_list(sawtooth(6, 1))),
        "general": free_ways(lambda p: from_list(p, (1, 3, 3, 1)),
                             as_list(compose_networks(fold3, fold3)))}
assert free == {"composed": 20 - 8, "shallow": 19 - 6, "general": 22 - 6}
free

# %% [markdown] slide_check="13.6" lecture="C"
# - **The slide says:** "Comparing to shallow with six hidden units": 20 parameters against 19 parameters.
# - **What holds:** The counts are right as stored numbers. Counted as independent ways to change the function they are 12 and 13: the composition has *fewer*, and still reaches more regions. The general two-layer network stores 22 and has 16.
# - **Why:** Every ReLU unit can be scaled without effect (6 ways), and so can $y$, which can also be shifted (2 more). $20 - 8 = 12$, $19 - 6 = 13$, $22 - 6 = 16$.

# %% [markdown]
# This is the honest sum of the comparison: a composition trades freedom for repetition. Its regions are many, but they are
# tied to each other. Notebook 14 goes on from here, with more layers.
#
# **Check yourself.** Two networks with $n = 5$ units each, composed. What is the largest number of linear regions?

# %%
largest = ...
check("13.6", largest)

# %% [markdown]
# Now the [exercises](../exercises/13_folding.ipynb).
#
# ## Summary
#
# - A composition bends where the first network bends, and wherever the first network reaches a joint of the second.
# - The first network folds its input. What lands on one hidden value gets one answer; unfolding copies the drawing.
# - Merged, $\psi_{j0} = \theta'_{j0} + \theta'_{j1}\phi_0$ and $\psi_{jk} = \theta'_{j1}\phi_k$: a two-layer network of rank 1.
# - Inside any two-layer network, shared joints come first, and clipping adds new ones.
# - With three units each, a composition has 1 to 16 regions. Most random ones have fewer than one shallow layer of six.
#
# ## Notation
#
# | here | lecture C | meaning |
# | --- | --- | --- |
# | `theta`, `theta2` | $\theta_{k0}, \theta_{k1}$; with primes | biases and weights of the hidden units, one row a unit |
# | `phi`, `phi2` | $\phi_0, \dots, \phi_3$; with primes | bias and weights of the output |
# | `psi_0`, `psi` | $\psi_{j0}$; $\psi_{jk}$ | biases and weights of the second hidden layer |
# | `relu` | $a[\cdot]$ | the activation |
# | $z'_j$ | the pre-activations | what the second layer clips |
#
# ## References
#
# - Lecture C, "Composing two networks", "Combining the two networks into one", "Networks as composing functions".
# - S. J. D. Prince, *Understanding Deep Learning*, 2023, chapter 4.
# - G. Montúfar, R. Pascanu, K. Cho, Y. Bengio, *On the Number of Linear Regions of Deep Neural Networks*, 2014.
