# %% [markdown]
# # 13 · Compose two networks and fold the input
#
# **You will be able to**
#
# - sketch the composition of two small networks and say why it bends where it bends;
# - find all inputs that a network folds onto one hidden value, exactly;
# - rewrite two networks as one, and say what that one cannot do;
# - take a network with two hidden layers apart into joints that are shared and joints that are new;
# - count regions and parameters, deep against shallow, and tell what a count proves.
#
# **You need** the ReLU of notebook 02, the hidden layer of notebook 04 and the forward pass of notebook 05.
# **Time** about 75 minutes, a third of it with the two widgets.

# %%
# "No module named ..."? Choose the kernel .venv (in VS Code: top right), or use run.py lab.
import numpy as np
from lecture_lib import MLP, about, check, forward, hint, identity, predict, relu, reveal, solution
from lecture_lib.interactive import quiz

# %% [markdown]
# ## 13.1 Two networks, one behind the other
#
# Lecture C takes two shallow networks with one input, three ReLU units and one output. The second takes the first one's output
# as its input; together they are a *composition*. With $a[\cdot]$ for the ReLU, as lecture C writes it:
#
# $$h_k = a[\theta_{k0} + \theta_{k1} x], \quad y = \phi_0 + \sum_k \phi_k h_k, \qquad
# h'_k = a[\theta'_{k0} + \theta'_{k1} y], \quad y' = \phi'_0 + \sum_k \phi'_k h'_k.$$
#
# The lecture gives no numbers, so we choose some. A row of `theta` is $(\theta_{k0}, \theta_{k1})$, and `theta2` and `phi2`
# hold the numbers with primes.

# %%
theta, phi = np.array([[0, 1], [-0.4, 1], [-0.6, 1]]), np.array([0.1, 2, -6, 6])
theta2, phi2 = np.array([[0, 1], [-0.3, 1], [-0.7, 1]]), np.array([0.2, 2, -4, 4])

# %% [markdown]
# This is the equation as code. It serves both networks.

# %%
def small_net(theta, phi, x):
    h = relu(theta[:, 0] + np.outer(x, theta[:, 1]))
    return phi[0] + h @ phi[1:]

# %% [markdown]
# Between $x = 0$ and $1$ each of the two has three straight pieces: up, down, up. The first bends at 0.4 and 0.6, the
# second at 0.3 and 0.7.
#
# **Predict first.** Take paper and sketch $y'$ against $x$. How many straight pieces does it have between 0 and 1, and where
# is the first bend?

# %%
predict("13.1", "Between 0 and 1 the composition y′ has {pieces} straight pieces, "
        "and its first bend is at x = {first_bend}.")

# %% [markdown]
# Here are the three panels. The third one is the second function of the first.

# %%
from lecture_lib.drawing import figure, plot_curves, render_figure

x = np.linspace(0, 1, 401)
y = small_net(theta, phi, x)
fig, axes = figure(7.2, 2.8, 1, 3)
plot_curves(axes[0], {"first": (x, y)}, "x", "y")
plot_curves(axes[1], {"second": (x, small_net(theta2, phi2, x))}, "y", "y′")
plot_curves(axes[2], {"composed": (x, small_net(theta2, phi2, y))}, "x", "y′")
for ax in axes:
    ax.lines[0].set_marker("")                      # no squares: they would not be at the bends
render_figure(fig, "Three line plots. First: y goes from 0.1 up to 0.9 at x = 0.4, down to 0.1 at "
              "0.6, up to 0.9. Second: y′ rises until y = 0.3, falls until 0.7, rises again. "
              "Composed: y′ against x, a zigzag between the heights 0 and 0.8.")

# %% [markdown]
# Where do so many bends come from? Let $x$ move from left to right. There are two reasons for a bend, and no third:
#
# 1. **The first network bends.** From there on $y$ moves at another speed, and so does $y'$, unless the second network is
#    level there.
# 2. **The first network reaches a joint of the second.** Then $y$ goes on as before, but the second network bends.
#
# The second reason holds on every piece of the first network that reaches the joint, so one joint of the second network can
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
# The library has the networks as `MLP`s, and `breakpoint_origins` gives each bend with its reason. A 0 stands for the first
# network's own bend. The joints of the second are counted from the left, and its joint 1 is the one at $y = 0$.

# %%
from lecture_lib.piecewise_linear import breakpoint_origins

first = MLP((theta[:, 1:], theta[:, 0], relu), ([phi[1:]], phi[:1], identity))
second = MLP((theta2[:, 1:], theta2[:, 0], relu), ([phi2[1:]], phi2[:1], identity))
assert np.allclose(first(x[:, None])[:, 0], y)
assert np.allclose([bend.x for bend in breakpoint_origins(first, second)], all_bends)
[(round(bend.x, 3), bend.joint, "up" if bend.rising else "down")
 for bend in breakpoint_origins(first, second)]

# %% [markdown]
# As a check that uses no joints, we take many points and look at where the slope changes.

# %%
fine = np.linspace(0, 1, 10_001)
slopes = np.diff(small_net(theta2, phi2, small_net(theta, phi, fine))) / np.diff(fine)
found = fine[1:-1][np.abs(np.diff(slopes)) > 1e-6]
assert len(found) == len(all_bends) and np.abs(found - all_bends).max() < 1e-3

# %% [markdown]
# **Sketch before you look.** In the widget you can move every joint of both networks. The third panel is empty. Draw what
# you expect (on a touch screen, rest your finger for a moment before you draw), give the number of regions below it, then
# press *Reveal*. After that you can press any bend to trace it through the panels, and go on dragging while all three
# panels follow.

# %%
from lecture_lib.labs.folding import compose_and_sketch

compose_and_sketch(goal="two counts")

# %% [markdown]
# **Predict first.** More sketches on paper, with the same two networks. How many straight pieces between 0 and 1 does
# the composition have if you exchange them, so that the second network reads $x$? If the first network follows itself?
# What if three networks follow each other: first, second, first?

# %%
predict("13.1", "Exchanged, the two have {exchanged} pieces. The first network after itself has "
        "{with_itself}, and first, second, first have {three_deep}.")

# %% [markdown]
# In each case the reasons are the same two, applied once or twice.

# %%
from lecture_lib.piecewise_linear import compose_networks, linear_pieces

series = {"exchanged": compose_networks(second, first),
          "with itself": compose_networks(first, first),
          "three deep": compose_networks(compose_networks(first, second), first)}
found = {name.replace(" ", "_"): len(linear_pieces(net)) for name, net in series.items()}
reveal("13.1", **found)

# %%
fig, axes = figure(7.2, 2.6, 1, 3)
for ax, (name, net) in zip(axes, series.items()):
    plot_curves(ax, {name: (x, net(x[:, None])[:, 0])}, "x", name)
for ax in axes:
    ax.lines[0].set_marker("")
render_figure(fig, "Three line plots over x from 0 to 1: the composition exchanged, zigzag of 8 "
              "pieces; the first network after itself, 9 pieces; three deep, 18 pieces.")

# %% [markdown]
# **Check yourself.** A first network goes straight from $(0, 0)$ up to $(0.5, 1)$ and down to $(1, 0.2)$. The second one
# bends at $y = 0.4$ and at $y = 0.8$. How many *linear regions* (intervals on which it is straight) does the composition
# have between $x = 0$ and $1$?

# %%
n_regions = ...
check("13.1", n_regions)   # stuck? hint("13.1") · tried? solution("13.1")

# %% [markdown]
# ## 13.2 Folding
#
# There is a second way to see all this. The second network receives only $y$, never $x$. It cannot tell inputs with the same
# $y$ apart:
#
# $$f_1(x_1) = f_1(x_2) \quad\Longrightarrow\quad f_2(f_1(x_1)) = f_2(f_1(x_2)).$$
#
# Think of the input axis as a strip of paper. The first network **folds** it at each bend where its slope changes sign, and
# lays every $x$ above its $y$. The second network draws on the folded paper, through all layers. **Unfold** it, and
# each layer carries its own copy of the drawing. On every second layer it runs backwards.

# %% [markdown]
# **Predict first.** With the networks from above, which inputs land on $y = 0.5$? What is the output of the composition
# at the first and at the last of them?

# %%
predict("13.2", "The inputs that land on y = 0.5 are, in any order, x = {landing} (with spaces "
        "between). At the first of them the composition gives {at_first}, "
        "at the last {at_last}.", landing=list)

# %% [markdown]
# The $x$ with $f_1(x) = y$ are the *preimages* of $y$. They come from the same linear equation as before, once on each piece.

# %%
from lecture_lib.course import in_any_order

landing = [x0 + (0.5 - y0) / (y1 - y0) * (x1 - x0)
           for x0, x1, y0, y1 in zip(knots[:-1], knots[1:], at_knots[:-1], at_knots[1:])]
outputs = second(first(np.array(landing)[:, None]))[:, 0]
reveal("13.2", landing=in_any_order(np.round(landing, 9).tolist()),
       at_first=outputs[0], at_last=outputs[-1])

# %% [markdown]
# The library's `preimages` does this for any network with one input. It is exact, because it works on the pieces between
# the joints.

# %%
from lecture_lib.piecewise_linear import iterate_network, preimages

assert np.allclose(preimages(first, 0.5), landing) and np.allclose(outputs, second([[0.5]]))
{level: preimages(first, level).round(3).tolist() for level in (0.05, 0.2, 0.5, 0.9, 0.95)}

# %% [markdown]
# Fold the paper yourself. Move *folded* from 0 to 1, or press *Fold*. The front of the paper is solid, its back is dashed.
# The purple square marks a value $y$, and the purple dots are the inputs that land on it. Once the paper lies flat, you
# can drag the joints of the second network. Then press *Unfold* and find all the copies.

# %%
from lecture_lib.labs.folding import fold

fold(goal="eight layers")

# %% [markdown]
# **Fold again and again.** A *tent* rises from 0 to 1 and falls back to 0. It has two units and makes one fold, in the middle.
# Now compose $N$ tents. Each further tent folds the folded paper once more and doubles the number of layers, so $2N$ units
# give $2^N$ pieces. `function_breakpoints` counts them exactly.

# %%
from lecture_lib.piecewise_linear import function_breakpoints, linear_interpolant

tent = linear_interpolant([0, 0.5, 1], [0, 1, 0])
layers = {n: len(function_breakpoints(iterate_network(tent, n), [0], [1])) + 1
          for n in range(1, 11)}
assert all(count == 2**n for n, count in layers.items())
layers

# %% [markdown]
# One hidden layer of 20 units makes 21 regions at most. Ten tents have 20 units as well, and 1,024 regions. But these
# regions are copies of two pieces, of equal length. The count says how often the function turns. It does not say that any
# function with 1,024 pieces can be had this way.

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
# The number $y$ between the two networks no longer appears. What is left is one network with two hidden layers. (Lecture C
# counts hidden layers, and calls it a *two-layer network*.)
#
# **Predict first.** For our pair there are twelve numbers $\psi$. What is $\psi_{30}$, and what is $\psi_{32}$?

# %%
predict("13.3", "In the merged network ψ₃₀ is {psi_30} and ψ₃₂ is {psi_32}.")

# %% [markdown]
# These are the two equations, as two lines of code.

# %%
psi_0 = theta2[:, 0] + theta2[:, 1] * phi[0]
psi = np.outer(theta2[:, 1], phi[1:])
reveal("13.3", psi_30=psi_0[2], psi_32=psi[2, 1])

# %% [markdown]
# The library's `compose_networks` merges two `MLP`s in the same way, with $W = W'_1 W_2$ and $b = W'_1 b_2 + b'_1$. The next
# cells check that it gets the same numbers, and that the merged network gives the same output as the two one after the
# other, for a thousand random pairs, to twelve digits.

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
# **What has been lost?** Look at the matrix $\Psi$ of the nine $\psi_{jk}$. Each row is the same three numbers $\phi_k$ times
# one factor. Such a matrix has rank 1. In a network with two hidden layers, as the lecture writes it next, all nine can be
# chosen freely.

# %%
stored = {"two networks": first.n_parameters + second.n_parameters, "merged": whole.n_parameters}
print(psi, " rank", np.linalg.matrix_rank(psi))
print("parameters:", stored)

# %% [markdown] slide_check="13.3" lecture="C"
# - **The slide says:** "Create new variables": $h'_j = a[\psi_{j0} + \psi_{j1}h_1 + \psi_{j2}h_2 + \psi_{j3}h_3]$. The next slide has the same formulas under the heading "Two-layer network", and no word on what the new variables may be.
# - **What holds:** The composition is a special case. Its $\Psi$ has rank 1; a general two-layer network may have rank 3. The general one stores 22 parameters, the two small networks 20.
# - **Why:** The nine $\psi_{jk} = \theta'_{j1}\phi_k$ are products of six numbers. Read backwards, nine given numbers are such products only if their rows are multiples of one row.

# %% [markdown]
# What can rank 3 do that rank 1 cannot? Here is a function that no composition of two such networks equals, however you
# choose its 20 numbers. It rises all the way between 0 and 1, and it has nine regions there.

# %%
Psi = np.array([[3, -6, 6], [-3, 6, -5], [9, 0, 0]])
rising = MLP(([[1], [1], [1]], [0, -1 / 3, -2 / 3], relu), (Psi, [-0.4, 0.6, 0], relu),
             ([[0.5, -0.5, 1]], [0], identity))

# %%
steps = [(p.y1 - p.y0) / (p.x1 - p.x0) for p in linear_pieces(rising)]
print(len(steps), "pieces between 0 and 1, slopes", np.round(steps, 2).tolist())
assert min(steps) > 0 and np.linalg.matrix_rank(Psi) == 3

# %% [markdown]
# Why can no composition do this? If $f_2(f_1(x))$ takes no value twice, then neither does $f_1$, because what it folds together
# stays together. So $f_1$ is monotone, and passes each of the three joints of $f_2$ at most once. That makes at most
# $3 + 3$ joints, and seven regions. To have more, a composition must fold, and then it takes some values again.
#
# We can also measure it. Replace $\Psi$ by the nearest matrix of rank 1 or 2, and leave the rest as it is. The *singular value
# decomposition* (SVD) gives it: it writes a matrix as a sum of matrices of rank 1, the largest first, and we keep one or two of
# them. That is the nearest matrix, which need not give the best composition; but no composition is exact.

# %%
U, s, V = np.linalg.svd(Psi)
for r in (1, 2, 3):
    near = rising.with_layer(2, W=(U[:, :r] * s[:r]) @ V[:r])
    off = np.abs(near(x[:, None]) - rising(x[:, None])).max()
    print(f"rank {r}: off by {off:.2f} at most, {len(linear_pieces(near))} pieces")

# %% [markdown]
# **Check yourself.** Another pair has $\theta'_{20} = -1$, $\theta'_{21} = 4$ and $\phi = (0.5, 3, -2, 1)$. What is
# $\psi_{20}$?

# %%
psi_20 = ...
check("13.3", psi_20)   # stuck? hint("13.3") · tried? solution("13.3")

# %% [markdown]
# ## 13.4 Inside a network with two hidden layers
#
# Lecture C looks at a network with two hidden layers in another way as well. Stop before the second ReLU. So far three weighted
# sums of the same three hidden units have been computed,
#
# $$z'_j = \psi_{j0} + \sum_k \psi_{jk}\,h_k, \qquad h'_j = a[z'_j], \qquad y' = \phi'_0 + \sum_j \phi'_j h'_j,$$
#
# and that is a *shallow* network with three outputs. All three bend at the same points: the joints of the first layer. Then
# each is clipped at 0, and bends anew wherever it crosses 0. Finally, the three are weighted and added.
#
# Take the rising network of 13.3. Its first layer bends at 1/3 and at 2/3.
#
# **Predict first.** The sum $z'_1$ starts at −0.4, climbs to 0.6, falls to −0.4 and climbs again to 0.6. How many new joints does
# clipping make in $h'_1$?

# %%
predict("13.4", "Clipping makes {new_joints} new joints in h′₁.")

# %% [markdown]
# Here are the three lines of the equation as code, and the number of times each $z'_j$ changes sign.

# %%
h = relu(x[:, None] - np.array([0, 1 / 3, 2 / 3]))
z2 = h @ Psi.T + [-0.4, 0.6, 0]
out = relu(z2) @ [0.5, -0.5, 1]
crossings = (np.diff(np.sign(z2[1:]), axis=0) != 0).sum(axis=0)

# %%
assert np.allclose(z2, forward(rising, x[:, None]).z[2])
assert np.allclose(out, rising(x[:, None])[:, 0])
print("new joints, unit by unit:", crossings)
reveal("13.4", new_joints=int(crossings[0]))

# %% [markdown]
# The next figure shows all three steps. Grey lines mark the shared joints, orange dots the new ones.

# %%
from lecture_lib.labs.folding import hidden_units_figure

hidden_units_figure(rising)

# %% [markdown]
# Adding the three rows at the bottom gives the output. Its bends are the shared joints and the new ones, $2 + 3 + 3 + 0$
# of them: eight bends, nine regions. The library's `unit_breakpoints` counts the same.

# %%
from lecture_lib.drawing import MINUS
from lecture_lib.piecewise_linear import unit_breakpoints

bends = unit_breakpoints(rising, [0], [1])
assert len(bends) == 2 + crossings.sum()
fig, ax = figure(6, 2.8)
told = plot_curves(ax, {"output": (x, out)}, "x", "y′")
ax.lines[0].set_marker("")
ax.plot(bends, rising(bends[:, None])[:, 0], "o", color=MINUS)
render_figure(fig, f"{told} Eight dots mark its bends.")

# %% [markdown]
# In a *composition*, all three $z'_j$ are the same curve $y$, stretched and shifted: $z'_j = \theta'_{j0} + \theta'_{j1} y$. So
# the three units can clip it at three heights, and that is all the freedom they have.

# %%
z_whole = forward(whole, x[:, None]).z[2]
assert np.allclose(z_whole, theta2[:, 0] + np.outer(y, theta2[:, 1]))

# %%
quiz("13.4")

# %% [markdown]
# ## 13.5 In two dimensions
#
# Now let the first network have two inputs and still one output. Its three units draw three lines on the plane, which cut it
# into *cells*. On each cell $y$ is a tilted plane. The second network bends at three heights $t_j$ of $y$:
#
# $$\{x : f_1(x) = t_j\}.$$
#
# These are contour lines of the first network. Within a cell they are straight and parallel, and they turn at its edges.

# %%
W2d = np.array([[1, 0], [-0.5, 0.87], [-0.5, -0.87]])
bowl = MLP((W2d, [-0.1, -0.1, -0.1], relu), ([[1.2, 1.2, 1.2]], [0], identity))

# %% [markdown]
# **Predict first.** Three lines, no two of them parallel and not all through one point, cut the plane into seven cells. Here
# these are a triangle in the middle, where $y = 0$, and six around it. From the middle outwards, $y$ rises. How many cells does
# the composition with our second network have, on the square from −1 to 1? Count into how many pieces each of the seven falls.

# %%
predict("13.5", "On the square from −1 to 1 the composition has {cells} cells.")

# %% [markdown]
# Each unit is on or off. We count the different patterns of all six units on a fine grid of points.

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
# The contour lines of the first network show how this comes about. The two bold ones, at $y = 0.3$ and $0.7$, are hexagons:
# straight in each cell, with a corner on each line of a unit.

# %%
from lecture_lib.drawing import PLUS, SOFT

ticks = np.linspace(-1, 1, 201)
heights = bowl(np.stack(np.meshgrid(ticks, ticks), axis=-1).reshape(-1, 2)).reshape(201, 201)
fig, ax = figure(3.6, 3.4)
ax.contour(ticks, ticks, heights, np.arange(0.1, 1.6, 0.1), linewidths=0.6, colors=SOFT)
ax.contour(ticks, ticks, heights, [0.3, 0.7], linewidths=2.2, colors=PLUS)
ax.set(xlabel="x₁", ylabel="x₂")
render_figure(fig, "Contour plot of y over the square from −1 to 1: nested hexagons around a "
              "triangle; those at y = 0.3 and y = 0.7 are bold.")

# %% [markdown]
# The next maps show the cells, with the first network on the left and the composition on the right. Orange is low, blue is high.
# The two hexagons have become edges of cells. From the middle outwards, $y$ rises, and $y'$ goes up, down, and up again.

# %%
from lecture_lib.drawing import value_maps

value_maps([bowl, both], ["first network", "composition"], "Folded twice")

# %% [markdown]
# With one number between the networks, folding means that all points of one contour line land on the same hidden value. A
# whole line of the plane has become one number, and the second network cannot tell its points apart.
#
# ### A folded sheet
#
# If *two* numbers pass from one network to the next, a sheet of paper can be folded like a map. That is the figure of Montúfar
# and others (2014), which lecture B shows as the reason for the advantage of deeper networks. Fold the square from −1 to 1 along
# both axes, so that four layers lie on each other: $(x_1, x_2) \mapsto (|x_1|, |x_2|)$, which takes four ReLU units, because
# $|x| = \max(0, x) + \max(0, -x)$. Then draw a pattern on the folded sheet. We take two units, whose lines are
# $u_1 + u_2 = 1.1$ and $2 u_1 - u_2 = 0.4$.

# %%
axes_both_ways = np.array([[1, 0], [-1, 0], [0, 1], [0, -1]])
fold_sheet = MLP((axes_both_ways, np.zeros(4), relu),
                 (np.kron(np.eye(2), [1, 1]), [0, 0], identity))
pattern = MLP(([[-1, -1], [2, -1]], [1.1, -0.4], relu), ([[1, -1]], [0], identity))
assert np.allclose(fold_sheet([[-0.5, 0.25]]), [[0.5, 0.25]])
print("cells on the folded sheet:", len(regions_2d(pattern, (0, 0), (1, 1)).active))

# %% [markdown]
# **Predict first.** Unfold it. How many cells does the composition have on the square from −1 to 1? What if the folded
# sheet is folded once more, in the middle of either direction, before the pattern is drawn?

# %%
predict("13.5", "Folded once along both axes, the sheet has {folded_once} cells in all. "
        "Folded twice along both, it has {folded_twice}.")

# %% [markdown]
# The second fold is $u \mapsto |2u - 1|$ in both directions. It maps each quarter of the folded square onto the whole of it.

# %%
once_more = MLP((2 * axes_both_ways, [-1, 1, -1, 1], relu), fold_sheet[2])
once = compose_networks(fold_sheet, pattern)
twice = compose_networks(compose_networks(fold_sheet, once_more), pattern)
reveal("13.5", folded_once=len(regions_2d(once).active),
       folded_twice=len(regions_2d(twice).active))

# %%
value_maps([once, twice], ["folded once", "folded twice"], "A pattern copied by unfolding")

# %% [markdown]
# Unfolded, the pattern appears in every layer, mirrored at each fold: 4 copies, then 16. The layers that fold have four units
# each, and every further one multiplies the number of cells by 4. Again the cells are many, but they are copies of each other.

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
# For $n = 3$ these are 20 and 19. For the regions, the slide says "(at least) 9" against "max 7".
#
# **Predict first.** What is the *largest* number of regions that two networks with three units each can make together,
# on the whole line? How many does a pair have on average whose weights and biases are all drawn from the standard
# normal distribution?

# %%
predict("13.6", "Two networks with three units each can make at most {largest} regions together. "
        "A random pair makes {average} on average (to within 0.5).")

# %%
six = linear_interpolant(np.linspace(0, 1, 7), [0, 1, 0, 1, 0, 1, 0])
assert six.n_parameters == 3 * 6 + 1 == 19
assert first.n_parameters + second.n_parameters == 2 * (3 * 3 + 1) == 20
print("six units, regions between -10 and 10:", len(function_breakpoints(six, [-10], [10])) + 1)

# %% [markdown]
# We begin with the largest number. The first network has at most four pieces. On each of them, $y$ passes each of the three
# joints of the second network at most once. With the three bends between the pieces, that makes at most
# $4 \cdot 3 + 3 = 15$ bends, and 16 regions. To reach it, every piece must cover all joints, as in the library's `sawtooth`.

# %%
from lecture_lib.piecewise_linear import line_breakpoints, sawtooth

def regions_on_line(net):
    return len(line_breakpoints(net)) + 1

best = regions_on_line(compose_networks(sawtooth(3, 1), sawtooth(3, 1)))
best, regions_on_line(whole)

# %% [markdown]
# Our pair of 13.1 has nine regions between 0 and 1, and one more to the left of 0, where the first network is flat.
#
# Which numbers from 1 to 16 are possible? We search among compositions of `sawtooth` and random networks, in every order,
# and collect the numbers that occur.

# %%
rng, turned_up, sharp = np.random.default_rng(1), set(), sawtooth(3, 1)
for _ in range(400):
    one, two = (linear_interpolant(np.sort(rng.uniform(-0.1, 1.1, 4)), rng.uniform(-0.5, 1.5, 4))
                for _ in range(2))
    for outer, inner in ((sharp, sharp), (sharp, one), (one, sharp), (one, two)):
        turned_up.add(regions_on_line(compose_networks(inner, outer)))
set(range(1, 17)) - turned_up

# %% [markdown]
# The one that the search misses can be made by hand, from networks of which only one unit has a joint that bends.

# %%
hinge = linear_interpolant([0, 0.4, 0.7, 1], [0, 0, 0, 1])
turned_up.add(regions_on_line(compose_networks(hinge, hinge)))
assert turned_up == set(range(1, 17))

# %% [markdown]
# What is usual? We draw a thousand random pairs, and a thousand of each of their rivals: single layers of six units, and general
# networks with two hidden layers of three units. All weights and biases come from the standard normal distribution.

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
told = plot_curves(ax, shares, "regions", "fraction of the networks")
render_figure(fig, f"{told} Average numbers of regions: {average}.")

# %%
print("average:", average)
print("composed, 9 or more:", np.mean(np.array(counts["composed"]) >= 9))
reveal("13.6", largest=best, average=about(average["composed"], within=0.5))

# %% [markdown]
# So the composition *can* have far more regions than six units in one layer, but a random one has *fewer* on average. Six units
# side by side have all their seven regions, because each joint lies somewhere on the line and makes a bend there.
# The random general network with two hidden layers, for all its freedom, does no better than the composition. Folds have to be made.

# %% [markdown] slide_check="13.6" lecture="C"
# - **The slide says:** The composed networks have "(at least) 9 regions".
# - **What holds:** They have from 1 to 16 regions. Nine is what two networks with three alternating pieces make inside a window. Of a thousand random pairs, fewer than one in ten reach nine.
# - **Why:** Each of the four pieces of the first network can pass each of three joints once: $4 \cdot 3 + 3 = 15$ bends at most. Nothing makes a piece pass a joint.

# %% [markdown]
# How many of these parameters matter? If you multiply a unit's $\theta_{k0}$ and $\theta_{k1}$ by 2 and halve its $\phi_k$, the
# function stays the same. The number of *independent* ways in which a function can change is the rank of the matrix of its
# derivatives with respect to all parameters, one row per parameter. We compute them by differences.

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
# - **What holds:** The counts are right as stored numbers. Counted as independent ways to change the function, they are 12 and 13: the composition has *fewer*, and still reaches more regions. The general network with two hidden layers stores 22 and has 16.
# - **Why:** Every ReLU unit can be scaled without effect (6 ways), and so can $y$, which can also be shifted (2 more). $20 - 8 = 12$, $19 - 6 = 13$, $22 - 6 = 16$.

# %% [markdown]
# A composition therefore trades freedom for repetition. Its regions are many, but they depend on each other. Notebook
# 14 goes on from here, with more layers.
#
# **Check yourself.** Two networks with $n = 5$ units each are composed. What is the largest number of linear regions?

# %%
largest = ...
check("13.6", largest)   # stuck? hint("13.6") · tried? solution("13.6")

# %% [markdown]
# Now the [exercises](../exercises/13_folding.ipynb).
#
# ## Summary
#
# - A composition bends where the first network bends, and wherever the first network reaches a joint of the second.
# - The first network folds its input. What lands on one hidden value gets one output, and unfolding copies the drawing.
# - In the plane, contour lines are folded onto one number; with two numbers in between, a sheet is folded like a map.
# - Merged, $\psi_{j0} = \theta'_{j0} + \theta'_{j1}\phi_0$ and $\psi_{jk} = \theta'_{j1}\phi_k$: a second layer of rank 1.
# - Inside any network with two hidden layers, shared joints come first, and clipping adds new ones.
# - With three units each, a composition has 1 to 16 regions. Most random ones have fewer than one shallow layer of six.
#
# ## Notation
#
# | here | lecture C | meaning |
# | --- | --- | --- |
# | `theta`, `theta2` | $\theta_{k0}, \theta_{k1}$; with primes | biases and weights of the hidden units, one row per unit |
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
