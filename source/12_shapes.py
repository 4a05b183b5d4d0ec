# %% [markdown]
# # 12 · Draw a shape, get its network
#
# **You will be able to**
#
# - build a network by hand that fires inside a polygon and nowhere else;
# - say what the sum of many half-planes looks like, and where to cut it;
# - put several shapes together, with notches and holes, and count the units that this takes;
# - tell when one hidden layer is enough for a shape, and prove when it is not;
# - measure what a second hidden layer saves.
#
# **You need** the line of the perceptron (notebook 03) and the hidden layer (notebook 04).
# **Time** about 60 minutes, half of it with the two widgets.

# %%
# "No module named ..."? Choose the kernel .venv (in VS Code: top right), or use run.py lab.
import numpy as np
from lecture_lib import MLP, about, check, hint, predict, relu, reveal, solution, step
from lecture_lib.interactive import quiz

# %% [markdown]
# ## 12.1 From a half-plane to a polygon
#
# A threshold unit fires where $w \cdot x + b > 0$. That is one side of a straight line, a *half-plane*. Lecture B asks
# for a network that fires if the input lies in a coloured area. The first area is a pentagon.
#
# Walk round it anticlockwise, and the inside is always on your left. So every side gives one unit, which fires on the
# left of the way from corner $p$ to the next corner $q$. Its line passes through both. With $d = q - p$,
#
# $$w = (-d_2, d_1), \qquad b = -w \cdot p.$$
#
# The point is inside if *all* the units fire. That is an AND, and an AND of $n$ units is one more unit:
#
# $$\text{fires} = \Big[\, h_1 + \dots + h_n - (n - \tfrac12) > 0 \,\Big].$$

# %%
angle = np.pi / 2 + 2 * np.pi * np.arange(5) / 5
pentagon = np.column_stack([np.cos(angle), np.sin(angle)])

# %% [markdown]
# **Predict first.** What bias does the AND of the pentagon need? How many units does the whole network have, not
# counting the inputs? How many of the five lines' units fire at the point (0, 2), above the top corner?

# %%
predict("12.1", "The AND has the bias {bias}, and the whole network has {units} units. "
                "At (0, 2), {lines_that_fire} of the five lines' units fire.")

# %% [markdown]
# Here are the equations for all five sides at once. The array `d` has one row per side.

# %%
d = np.roll(pentagon, -1, axis=0) - pentagon
W = np.column_stack([-d[:, 1], d[:, 0]])
b = -(W * pentagon).sum(axis=1)
fires_in = MLP((W, b, step), (np.ones((1, 5)), [-4.5], step))
reveal("12.1", bias=fires_in[2].b[0], units=fires_in.n_units,
       lines_that_fire=(W @ [0, 2] + b > 0).sum())

# %% [markdown]
# As a check, the library's `half_planes` gives the same lines, with weights of length 1, and `shape_net` builds the
# network of any drawing. It always has one layer more, which here hands the AND's answer on. The next cell checks that
# all agree.

# %%
from lecture_lib.threshold import convex_parts, half_planes, is_inside, mask_iou, polygon_shape
from lecture_lib.threshold import shape_net

x = np.random.default_rng(0).uniform(-2, 2, (10_000, 2))
unit_W, unit_b = half_planes(pentagon)
assert np.allclose(W / np.hypot(*W.T)[:, None], unit_W)
assert np.array_equal(fires_in(x), shape_net(polygon_shape(pentagon))(x))
assert np.array_equal(fires_in(x)[:, 0] == 1, is_inside(polygon_shape(pentagon), x))

# %% [markdown]
# Watch the pentagon being cut out. The maps take 1, 2, 3 and 5 half-planes into the AND, which fires where the *smallest*
# of their pre-activations is above 0. Blue squares are points inside the pentagon, orange circles are points outside.

# %%
from lecture_lib.drawing import decision_map_row

labels = np.where(is_inside(polygon_shape(pentagon), x[:150]), 1, -1)
some = [lambda p, k=k: np.clip(9 * (p @ W[:k].T + b[:k]).min(axis=1), -1, 1) for k in (1, 2, 3, 5)]
names = ["one half-plane", "two", "three", "all five"]
decision_map_row(some, names, x[:150], labels, "Half-planes joined by AND")

# %% [markdown]
# ## What the sum tells
#
# Leave the AND out for a moment and look at the bare sum of the five outputs,
#
# $$s(x) = h_1(x) + \dots + h_5(x).$$
#
# It is a whole number, *how many half-planes contain $x$*. The five lines cut the plane into cells, and within a cell
# the sum cannot change.
#
# **Predict first.** How many cells are there? How low does the sum get, far away from the pentagon?

# %%
predict("12.1", "The five lines cut the plane into {cells} cells. "
                "Far away, the sum gets as low as {lowest}.")

# %% [markdown]
# The library cuts a large square exactly into the cells, and tells for each which units are on. The sum over a row
# is $s$.

# %%
from lecture_lib.piecewise_linear import regions_2d

found = regions_2d(MLP((W, b, relu)), (-9, -9), (9, 9)).active.sum(axis=1)
reveal("12.1", cells=len(found), lowest=found.min())

# %% [markdown]
# A formula confirms the count: $n$ lines, no two of them parallel and no three through one point, cut the plane into
# $1 + n + n(n-1)/2$ cells. How often does each sum occur?

# %%
assert len(found) == 1 + 5 + 5 * 4 // 2
for total, cells in zip(*np.unique(found, return_counts=True)):
    print(f"sum {total}: {cells} {'cell' if cells == 1 else 'cells'}")

# %%
from lecture_lib.labs.shapes import half_plane_sums, shape_gallery

half_plane_sums(pentagon, "How many of five half-planes contain x", half=3)

# %% [markdown]
# One cell has all five, and it is the pentagon. Behind each side, one half-plane is lost, so five cells have the sum 4.
# Behind each corner, two are lost, so five cells have the sum 3. Past the tips of the star the sum is 2, and it never
# gets lower. The pentagon stands on a plateau of 2, not of 0.
#
# Why does the sum grow towards the inside? Start inside and walk away along a straight ray. Every half-plane contains
# your starting point. You can leave it once, and on a straight path you never come back into it. So along every ray the
# sum can only fall. A hundred rays agree.

# %%
far = np.linspace(0, 9, 500)[:, None]
for t in np.linspace(0, 2 * np.pi, 100):
    along = (far * [np.cos(t), np.sin(t)] @ W.T + b > 0).sum(axis=1)
    assert along[0] == 5 and (np.diff(along) <= 0).all()

# %% [markdown]
# We may cut the sum at any height. At 4.5 the network is the AND. Where does the same network fire with a threshold of
# 3.5, or 2.5? Decide before you run the cell. (The sum is above 3.5 where at most one of the five pre-activations is
# below 0. Sorted, the second one is then above 0.)

# %%
from dataclasses import replace

cuts = [lambda p, k=k: np.clip(9 * np.sort(p @ W.T + b)[:, k], -1, 1) for k in (0, 1, 2)]
names = ["above 4.5", "above 3.5", "above 2.5"]
maps = decision_map_row(cuts, names, x[:0], labels[:0], "Three thresholds", half=3)
replace(maps, text="Three maps. Above 4.5 the network fires in the pentagon, above 3.5 in a star "
                   "with five tips, above 2.5 in the star and the five cells between its tips.")

# %% [markdown]
# With another threshold, the six units of the pentagon draw a five-pointed star. It is not convex, and yet one hidden
# layer is enough. Keep that in mind: the AND of half-planes is one way to use the sum, not the only one.
#
# **Check yourself.** A regular hexagon has its AND built as above. The point $x$ lies outside exactly two of its six
# half-planes. What number does the AND unit compute before its step?

# %%
z_and = ...
check("12.1", z_and)   # stuck? hint("12.1") · tried? solution("12.1")

# %% [markdown]
# ## 12.2 Several islands: a layer for OR
#
# Lecture B's next area consists of separate pieces. Each piece has its AND. The output should fire if *any* of them does,
# and that is an OR:
#
# $$\text{fires} = \Big[\, a_1 + \dots + a_k - \tfrac12 > 0 \,\Big].$$
#
# Now the network has three layers: lines, ANDs, one OR.

# %%
left, right = pentagon + [-1.4, 0], pentagon + [1.4, 0.3]
W10, b10 = (np.concatenate(parts) for parts in zip(half_planes(left), half_planes(right)))

# %% [markdown]
# **Predict first.** How many units does the network of the two pentagons have? If one single AND read all ten lines, on
# what fraction of the plane would it fire?

# %%
predict("12.2", "The network of the two pentagons has {units} units. One AND of all ten lines "
                "fires on a fraction of {fraction_for_one_and} of the plane (from 0 to 1).")

# %% [markdown]
# Each AND reads its own five lines. In the second layer's weights that is a block of ones for each pentagon.

# %%
W2 = np.kron(np.eye(2), np.ones((1, 5)))
islands = MLP((W10, b10, step), (W2, [-4.5, -4.5], step), ([[1, 1]], [-0.5], step))
one_and = MLP((W10, b10, step), (np.ones((1, 10)), [-9.5], step))
x = np.random.default_rng(1).uniform(-3, 3, (10_000, 2))
reveal("12.2", units=islands.n_units, fraction_for_one_and=int(one_and(x).sum()) / len(x))

# %% [markdown]
# No point lies in both pentagons, so an AND of everything never fires. As a check, the library's network for a drawing
# of two rings has the same sizes and the same outputs.

# %%
both = polygon_shape(left, right)
assert shape_net(both).sizes == islands.sizes == (2, 10, 2, 1)
assert np.array_equal(shape_net(both)(x), islands(x))
assert np.array_equal(islands(x)[:, 0] == 1, is_inside(both, x))

# %% [markdown]
# Is the third layer needed? An output unit that reads the ten lines directly could have any weights, not only ones.
# Notebook 04 had a tool for such questions. Every cell of the ten lines is one pattern of zeros and ones. Can a plane
# separate the patterns inside from those outside?

# %%
from lecture_lib.threshold import separate

found = regions_2d(MLP((W10, b10, relu)), (-40, -40), (40, 40))
middles = np.array([found.polygon(i).mean(axis=0) for i in range(len(found.active))])
wanted = np.where(is_inside(both, middles), 1, -1)
proof = separate(found.active.astype(float), wanted)
print(len(wanted), "cells,", (wanted > 0).sum(), "inside; separable:", proof.separable)

# %% [markdown]
# They are not separable, whatever the weights. The reason is in `proof`, as a *certificate*, which convinces without a
# search: weights with which the patterns inside have the same average as those outside. No plane can separate two sets
# if some weighted average of one equals some weighted average of the other.

# %%
weight, pattern = proof.certificate, found.active.astype(float)
averages = [weight[wanted == s] @ pattern[wanted == s] / weight[wanted == s].sum() for s in (1, -1)]
assert np.allclose(*averages)
for k in np.flatnonzero(weight > 1e-9):
    where = "inside " if wanted[k] > 0 else "outside"
    print(f"{where} at {middles[k].round(1)}, weight {weight[k]:.2f}:", found.active[k].astype(int))

# %% [markdown]
# With these ten lines, the OR therefore needs a layer of its own. That is XOR of notebook 04 once more, hidden among the
# cells of a plane. Not every pair of islands needs it. Two equal squares side by side share two of their lines. The
# next cells ask the same question of four shapes.

# %%
def one_layer_is_enough(*rings):
    drawn = polygon_shape(*rings)
    (lines, offsets, _), *_ = shape_net(drawn)
    part = regions_2d(MLP((lines, offsets, relu)), (-40, -40), (40, 40))
    at = np.array([part.polygon(i).mean(axis=0) for i in range(len(part.active))])
    return separate(part.active.astype(float), np.where(is_inside(drawn, at), 1, -1)).separable

# %%
square = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)])
L = [(-2, -2), (2, -2), (2, -0.5), (-0.5, -0.5), (-0.5, 2), (-2, 2)]
for name, rings in {"two squares side by side": [square - [1.5, 0], square + [1.5, 0]],
                    "two squares, one higher": [square - [1.5, 1], square + [1.5, 1]],
                    "a square ring": [2 * square, square], "an L": [L]}.items():
    print(f"{name}: one hidden layer is {'' if one_layer_is_enough(*rings) else 'not '}enough")

# %% [markdown]
# The ring with its hole and the L with its notch need no third layer, if the output weights are chosen well. The three
# layers are a recipe that always works, but they are not always the smallest network.
#
# ## Notches and holes
#
# What about an area that is not convex? Put a rubber band round it. It encloses the *hull*, which is convex. What the
# hull contains beyond the shape itself falls into *pockets*. A pocket is a polygon again, with a hull and pockets of its
# own. So
#
# $$1[\text{shape}] = 1[\text{hull}] - \sum 1[\text{pocket}],$$
#
# and the output unit has the weight −1 for pockets. A hole is a pocket in the middle. Here are the hull and the pocket
# of the L, as lists of corners.

# %%
for hull in convex_parts(polygon_shape(L)):
    print("+" if hull.sign > 0 else "−", [L[i] for i in hull.corners])

# %% [markdown]
# There is another way. Cut the L into two rectangles that overlap, and take their OR. Which way is cheaper?
#
# **Predict first.** How many units does the L take as hull minus pocket, and how many as an OR of two rectangles? A line
# that is used twice is one unit.

# %%
predict("12.2", "The L takes {hull_minus_pocket} units as hull minus pocket, "
                "and {as_two_rectangles} as an OR of two rectangles.")

# %% [markdown]
# Here is the OR by hand. It has six lines, and each rectangle uses four of them.

# %%
lines = np.array([[1, 0], [0, 1], [-1, 0], [0, -1], [-1, 0], [0, -1]])
offsets = np.array([2, 2, 2, 2, -0.5, -0.5])
flat, tall = [1, 1, 1, 0, 0, 1], [1, 1, 0, 1, 1, 0]
or_L = MLP((lines, offsets, step), ([flat, tall], [-3.5, -3.5], step), ([[1, 1]], [-0.5], step))
band_L = shape_net(polygon_shape(L))
assert np.array_equal(or_L(x), band_L(x))
assert np.array_equal(or_L(x)[:, 0] == 1, is_inside(polygon_shape(L), x))
reveal("12.2", hull_minus_pocket=band_L.n_units, as_two_rectangles=or_L.n_units)

# %% [markdown]
# The lid of the pocket costs one line. The OR needs no lid, but you have to decide how to cut the shape into convex
# pieces. The rubber band needs no such decision, which is why the library uses it. Here are some shapes and what they take:

# %%
from lecture_lib.threshold import EXAMPLE_SHAPES

nets = {name: shape_net(polygon_shape(*rings)) for name, rings in EXAMPLE_SHAPES.items()}
shape_gallery(EXAMPLE_SHAPES, "Units of some shapes",
              [f"{' + '.join(map(str, n.sizes[1:]))} = {n.n_units} units" for n in nets.values()])

# %% [markdown]
# Look at the star. Its hull and five pockets take 17 units here. In section 12.1, a pentagon's five lines and a threshold
# of 3.5 made one from 6.
#
# Now draw. The ring that has been begun lacks one corner. Click it (or tap it) into the plane, and press the first
# corner to close the ring. Drag what you like. A ring within a ring is a hole. The diagram shows the network of your
# drawing, and the output of each unit at the cross. Then let it show the *sum of lines*. Then try the goal: few lines,
# many ANDs.

# %%
from lecture_lib.labs.shapes import polygon_drawing

polygon_drawing(goal="few lines")

# %%
quiz("12.2")

# %% [markdown]
# ## 12.3 A round bump from one hidden layer
#
# A disc has no corners. Take $N$ lines that touch its circle, evenly spread. Inside, all $N$ half-planes contain $x$.
# Outside, at distance $r$ from the centre, some are lost. For many lines, the fraction that is left depends only on $r$:
#
# $$\frac{s(r)}{N} \to \begin{cases} 1 & r \le r_0 \\[2pt]
# \dfrac12 + \dfrac1\pi \arcsin\dfrac{r_0}{r} & r > r_0. \end{cases}$$
#
# The reason is that a line whose normal makes the angle $\theta$ with the direction of $x$ has $x$ on its outer side if
# $r \cos\theta > r_0$. That is an arc of $2\arccos(r_0/r)$ of the full $2\pi$.
#
# **Predict first.** What fraction of the half-planes still contains a point at twice the radius, and what fraction very
# far away?

# %%
predict("12.3", "At twice the radius, a fraction of {at_2_radii} of the half-planes contains the "
                "point; very far away, a fraction of {far_away}. (From 0 to 1.)")

# %%
def share_left(r, r0=1.0):
    return np.where(r <= r0, 1.0, 0.5 + np.arcsin(r0 / np.maximum(r, r0)) / np.pi)

reveal("12.3", at_2_radii=share_left(2.0), far_away=share_left(1e9).round(6))

# %% [markdown]
# The next cell counts along one ray for growing $N$, and compares the counts with the formula.

# %%
from lecture_lib.threshold import best_threshold, disc_and_net, disc_sum_net, firing_counts
from lecture_lib.threshold import half_plane_fraction, tangent_half_planes

r = np.linspace(0, 6, 601)
ray = r[:, None] * [np.cos(0.2), np.sin(0.2)]
of_all = {N: (ray @ (layer := tangent_half_planes(N))[0].T + layer[1] > 0).mean(axis=1)
          for N in (5, 20, 100, 1000)}
assert np.allclose(half_plane_fraction(r), share_left(r))
assert abs(of_all[1000] - share_left(r)).max() < 0.02

# %%
from lecture_lib.drawing import figure, plot_curves, render_figure

fig, ax = figure(6.4, 3.6)
profiles = {f"N = {N}": (r, of_all[N]) for N in (5, 20, 100)} | {"in the limit": (r, share_left(r))}
plot_curves(ax, profiles, "distance from the centre, in radii", "fraction of half-planes")
render_figure(fig, "Plot of the fraction of half-planes against the distance from the centre. It "
                   "is 1 up to the radius, then falls steeply, to 0.67 at two radii, and levels "
                   "off: 0.55 at six. For 5 lines the curve has steps, for 100 hardly any.")

# %% [markdown]
# The curve has a flat top, a cliff at the circle, and then a slope that never comes down to 0: far away, half of all
# half-planes still contain the point. With a threshold of $N - \tfrac12$ the network fires only on the flat top, and the
# polygon of tangent lines tends to the disc. How well do they agree? We measure the *intersection over union*, the
# IoU: the area that both have, divided by the area that at least one of them has. For the polygon round the circle it
# is $\pi / (N \tan(\pi / N))$. The last two lines find how many lines an IoU of 0.9, 0.98, 0.999 and 0.99999 takes.

# %%
iou = lambda N: np.pi / N / np.tan(np.pi / N)
side = np.linspace(-1.5, 1.5, 601)
grid = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
disc = np.hypot(*grid.T) < 1
for N in (5, 12, 50):
    fires = disc_sum_net([(0, 0)], N, 1.0, N - 0.5)(grid)[:, 0]
    assert abs(mask_iou(fires, disc) - iou(N)) < 0.005
for goal in (0.9, 0.98, 0.999, 0.99999):
    print(f"IoU {goal}: {next(N for N in range(3, 10**4) if iou(N) >= goal)} lines")

# %% [markdown] slide_check="12.3" lecture="B"
# - **The slide says:** Units can be composed into networks "to compute arbitrary classification 'boundaries'".
# - **What holds:** A finite network of threshold units computes exactly those areas that are bounded by finitely many straight pieces. It can approximate others: a polygon of $N$ lines that touch a disc has an IoU of $\pi/(N \tan(\pi/N))$ with it, which is below 1 for every $N$.
# - **Why:** Every unit of the first layer draws a straight line, and all later units can only choose among the cells of these lines. *Arbitrary* is true in the limit, or up to a given error, for areas that many small cells can fill.

# %%
assert all(iou(N) < 1 for N in range(3, 10_000)) and iou(9_999) > 0.9999999

# %% [markdown]
# The lines need not touch the circle. Moved slightly inwards, each line cuts a little off the disc but leaves less
# outside it, so fewer lines are enough. How few? That is one of the three puzzles below; press its small picture to
# choose it. In each you place lines by their knobs, and the IoU is measured exactly, at every move. Reach 0.98 with as
# few units as you can.

# %%
from lecture_lib.labs.shapes import shape_puzzles

shape_puzzles(goal="three shapes")

# %% [markdown]
# ## Any closed region, by many small cells
#
# Here is a recipe for *any* closed and bounded region that has an area, whatever its edge looks like. Cover the plane
# with small squares, and take the OR of all squares that touch the region. The lines are those of the grid, $n + 1$ in
# each direction, which all squares share, and each square is one AND of four lines. What is covered too much lies within
# one diagonal of the region. As the squares shrink, it shrinks to nothing, and the IoU tends to 1.
#
# **Predict first.** Take a leaf with two curved sides. If the squares are half as wide, by what factor does the number
# of ANDs grow, roughly? By what factor does the part that is covered too much shrink?

# %%
predict("12.3", "With squares half as wide, the number of ANDs grows by a factor of about "
                "{factor_of_ands} (to within 1), and what is covered too much shrinks by a factor "
                "of about {factor_too_much} (to within 0.5).")

# %%
u, v = np.meshgrid(*[np.linspace(-2, 2, 1281)[:-1] + 2 / 1280] * 2)
leaf = (np.hypot(u, v - 1) <= 1.5) & (np.hypot(u, v + 1) <= 1.5)
touched = {n: leaf.reshape(n, 1280 // n, n, 1280 // n).any(axis=(1, 3)) for n in (16, 32, 64, 128)}

# %%
too_much, ands = {}, {n: int(cells.sum()) for n, cells in touched.items()}
for n, cells in touched.items():
    covered = np.kron(cells, np.ones((1280 // n, 1280 // n))) > 0
    too_much[n] = covered.sum() / leaf.sum() - 1
    print(f"squares {4 / n:.3f} wide: {2 * (n + 1)} lines, {ands[n]} ANDs, "
          f"too much {too_much[n]:.1%}, IoU {mask_iou(covered, leaf):.3f}")

# %% [markdown]
# Four times as many squares cover the leaf, and a strip of half the width is left over.

# %%
reveal("12.3", factor_of_ands=about(round(ands[128] / ands[64], 2), within=1, theory=4),
       factor_too_much=about(round(too_much[64] / too_much[128], 2), within=0.5, theory=2))

# %%
from lecture_lib.drawing import PLUS, SOFT

fig, axes = figure(7.2, 2.8, ncols=2)
for ax, n in zip(axes, (16, 64)):
    covered = np.kron(touched[n], np.ones((320 // n, 320 // n)))
    ax.contour(u[::4, ::4], v[::4, ::4], covered, [0.5], colors=SOFT)
    ax.contour(u[::4, ::4], v[::4, ::4], leaf[::4, ::4], [0.5], colors=PLUS, linewidths=2)
    ax.set(xlabel="x₁", ylabel="x₂", title=f"{ands[n]} ANDs", xlim=(-1.6, 1.6), ylim=(-1, 1))
render_figure(fig, "The outline of a leaf with two points, inside that of the squares which "
                   "touch it: rough steps with 36 squares, fine ones with 436.")

# %% [markdown]
# The recipe never fails, and it wastes units: four times as many ANDs for half the error. Polygons whose sides follow
# the edge need far fewer. Here is the network for squares of width 0.25, built as above and compared with its cells.

# %%
grid_lines, cells = np.linspace(-2, 2, 17), np.argwhere(touched[16])
W = np.repeat([[1.0, 0.0], [0.0, 1.0]], 17, axis=0)
W2, b2 = np.zeros((len(cells), 34)), np.full(len(cells), -1.5)
for k, (row, column) in enumerate(cells):
    W2[k, [column, 17 + row]], W2[k, [column + 1, 18 + row]] = 1, -1
by_cells = MLP((W, -np.tile(grid_lines, 2), step), (W2, b2, step),
               (np.ones((1, len(cells))), [-0.5], step))

# %%
points = np.random.default_rng(2).uniform(-2, 2, (5000, 2))
at = ((points + 2) * 4).astype(int)
assert np.array_equal(by_cells(points)[:, 0] == 1, touched[16][at[:, 1], at[:, 0]])
print("units:", by_cells.sizes)

# %% [markdown]
# **One hidden layer, in the limit.** These networks have two hidden layers. The theorem of notebook 11 promises that one
# is enough in the limit, up to a small area along the edge. Here we draw lines at random and fit only the output
# weights, by least squares on 6000 points. The output unit fires above ½, and the IoU is measured on 6000 other points.

# %%
rng = np.random.default_rng(4)
leaf_points, other_points = rng.uniform(-2, 2, (2, 6000, 2))
in_leaf = lambda p: np.maximum(np.hypot(*(p - [0, 1]).T), np.hypot(*(p + [0, 1]).T)) <= 1.5
for N in (30, 100, 300, 1000):
    turn, shift = rng.uniform(0, 2 * np.pi, N), rng.uniform(-2, 2, N)
    fire = lambda p: p @ [np.cos(turn), np.sin(turn)] + shift > 0
    units = lambda p: np.column_stack([fire(p), np.ones(len(p))])
    H = units(leaf_points)
    v = np.linalg.solve(H.T @ H + 0.1 * np.eye(N + 1), H.T @ in_leaf(leaf_points))
    found = mask_iou(units(other_points) @ v > 0.5, in_leaf(other_points))
    print(f"{N:>4} random lines: IoU {found:.2f}")

# %% [markdown]
# The IoU keeps growing with the number of lines. Yet a thousand random lines are not as good as one AND of twelve lines
# that follow the edge:

# %%
turn = np.linspace(-1, 1, 7)[:-1] * np.arcsin(np.sqrt(1.5**2 - 1) / 1.5)
arc = np.column_stack([1.5 * np.sin(turn), 1.5 * np.cos(turn) - 1])
twelve = shape_net(polygon_shape(np.concatenate([arc, -arc])))
iou_twelve = mask_iou(twelve(other_points)[:, 0] == 1, in_leaf(other_points))
print(f"units {twelve.sizes}: IoU {iou_twelve:.2f}")
assert iou_twelve > found

# %% [markdown]
# ## What depth saves
#
# One bump works with one hidden layer. Two bumps? Add the sums and cut once. The trouble is the slope that never comes
# down: each circle's *tail* lies under all the others, higher on the near side than on the far side.
#
# The deep network has no tails. Each AND first cuts its own sum, at $N - \tfrac12$, and the OR adds clean zeros and ones.
#
# **Predict first.** Three circles of radius 1 in a row, 2.2 apart. Each gets 100 lines. What is the best IoU that a
# single threshold on the sum of all 300 outputs can reach: about 0.99, about 0.95 or about 0.85?

# %%
predict("12.3", "One threshold on the sum of all 300 outputs reaches an IoU of about {best_iou}.",
        best_iou=(0.99, 0.95, 0.85))

# %% [markdown]
# The function `best_threshold` tries every threshold. The IoU is measured at the points of a fixed grid.

# %%
row = [(-2.2, 0), (0, 0), (2.2, 0)]
side = np.linspace(-4, 4, 201)
grid = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
wanted = np.min([np.hypot(*(grid - c).T) for c in row], axis=0) < 1
found = best_threshold(firing_counts(row, 100, 1.0, grid).sum(axis=0), wanted)
reveal("12.3", best_iou=round(found.iou, 2))

# %% [markdown]
# More lines do not cure it, because the tails stay. Here is the sum of the three limits, at the edge of the middle
# circle and of an outer one, and in the gap between two circles. A threshold would have to be below the numbers at all
# edges and above that of the gap.

# %%
spots = {"top of the middle circle": (0, 1), "far end of the row": (3.2, 0), "gap": (1.1, 0)}
total = lambda p: sum(float(half_plane_fraction(np.hypot(*np.subtract(p, c)))) for c in row)
for name, p in spots.items():
    print(f"{name}: {total(p):.3f}")

# %% [markdown]
# The gap has more than either edge. So no threshold is right, with a thousand lines or a million.
#
# But is that the fault of *one hidden layer*, or of giving all its outputs the weight 1? We keep the same hidden units
# and fit the output weights by least squares. The next cell compares the three ways, for growing numbers of units.

# %%
from lecture_lib.interactive import progress_bar

sizes, plain, fitted, deep = (4, 6, 8, 12, 16, 24, 48, 96), [], [], []
for N in progress_bar(sizes, "numbers of lines"):
    n_firing = firing_counts(row, N, 1.0, grid)
    plain.append(best_threshold(n_firing.sum(axis=0), wanted).iou)
    deep.append(mask_iou((n_firing == N).any(axis=0), wanted))
    lines, offsets, _ = disc_sum_net(row, N, 1.0, 0.5)[1]
    H = np.column_stack([grid @ lines.T + offsets > 0, np.ones(len(grid))]).astype(float)
    u = np.linalg.solve(H.T @ H + 0.01 * np.eye(3 * N + 1), H.T @ wanted)
    fitted.append(best_threshold(1000 * (H @ u - (H @ u).min()), wanted).iou)

# %%
one, two = 3 * np.array(sizes) + 1, 3 * np.array(sizes) + 4
fig, ax = figure(6.4, 3.8)
ways = {"one hidden layer, equal weights": (one, plain), "one hidden layer, fitted": (one, fitted),
        "two hidden layers": (two, deep)}
plot_curves(ax, ways, "units", "IoU", log="x")
ends = "; ".join(f"{name} {found[0]:.2f} to {found[-1]:.2f}" for name, (_, found) in ways.items())
render_figure(fig, "Plot of the IoU against 13 to 292 units. All three start alike, "
                   f"and the second hidden layer ends highest: {ends}.")

# %%
for N, *of in zip(sizes, plain, fitted, deep):
    print(f"{N:3d} lines per circle: equal {of[0]:.2f}, fitted {of[1]:.2f}, two layers {of[2]:.2f}")
assert disc_and_net(row, 12, 1.0).n_units == 40

# %% [markdown]
# On the left all three are equal: rough squares. Then they separate. Six lines per circle are an unlucky number: the sum is 13 in
# the gaps, and only 12 in parts of the outer circles. With equal weights the IoU ends near 0.85, as the tails demand.
# Fitted weights lift the same hidden units to about 0.95: one hidden layer does far better if its weights may push the
# tails down against each other. The second hidden layer reaches 0.98 with 12 lines per circle. These are 40 units in
# all, and none of their weights had to be searched for.
#
# **Check yourself.**

# %%
quiz("12.3")

# %% [markdown]
# Now the [exercises](../exercises/12_shapes.ipynb).
#
# ## Summary
#
# - A threshold unit is a half-plane. An AND of $n$ of them has the bias $-(n - \tfrac12)$ and fires in a convex polygon.
# - The sum of the half-planes counts how many contain a point. It falls along every way out, and never to 0.
# - An OR puts polygons together, and a minus cuts out pockets and holes. Lines, ANDs, one output: three layers for any
#   polygon, and with many small squares for any closed region up to a given error.
# - Sometimes one hidden layer is enough. For two pentagons it is proved not to be, with the lines of their sides.
# - A disc needs many lines. Several discs from one sum have tails that no threshold removes. Fitted weights help, and a
#   second layer removes the tails altogether.
#
# ## Notation
#
# | here | lecture B | meaning |
# | --- | --- | --- |
# | `W[j]`, `b[j]` | weights and bias of a unit | the line of side $j$; the unit fires on the left of the side |
# | $h_j$ | output of a unit | 1 if half-plane $j$ contains $x$, else 0 |
# | $s$ | the sum of the outputs | how many half-planes contain $x$ |
# | $a_k$ | a unit of the next layer | 1 inside polygon $k$: an AND |
# | $N$, $r_0$ | | lines round a circle, and its radius |
# | IoU | | area in both, divided by the area in at least one: 1 if two shapes agree |
#
# ## References
#
# - Lecture B, the pages *Booleans over the reals*.
# - M. Minsky, S. Papert, *Perceptrons*, 1969, on what a single layer of half-planes can and cannot tell.
# - R. Lippmann, *An introduction to computing with neural nets*, IEEE ASSP Magazine 4, 1987, on the regions of two and three layers.
# - G. Gibson, C. Cowan, *On the decision regions of multilayer perceptrons*, Proceedings of the IEEE 78, 1990.
