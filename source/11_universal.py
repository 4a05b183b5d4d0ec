# %% [markdown]
# # 11 · Approximate any continuous function
#
# **You will be able to**
#
# - state the universal approximation theorem with its quantifiers in the right order, and say what it leaves out;
# - tell which activations qualify, and why a polynomial does not;
# - build a network that follows a given function, from steps and from hinges, and say how many units it takes;
# - name what happens when a condition breaks: a jump, an interval that is not closed, leaving the set;
# - compare what exists with what training finds.
#
# **You need** hidden layers (notebook 04), forward passes (05) and gradient descent (08).
# **Time** about 80 minutes, a third of it with the approximator.

# %%
# "No module named ..."? Choose the kernel .venv (in VS Code: top right), or use run.py lab.
import numpy as np
from lecture_lib import MLP, check, half_squares, identity, predict, relu, reveal, sigmoid, tanh
from lecture_lib.interactive import quiz

# %% [markdown]
# ## 11.1 The theorem, word by word
#
# Lecture D gives the theorem for a network with one hidden layer and no activation at the output. In short, and with
# the order of its parts kept:
#
# > **for every** continuous $f^*$ on a compact set $K$ and **every** $\varepsilon > 0$
# > **there are** a number of units $N_1$ and parameters $W^{[1]}, b^{[1]}, W^{[2]}$ such that
# > **for all** $x \in K$:  $\lVert f_\theta(x) - f^*(x) \rVert < \varepsilon$.
#
# *Compact* means, for sets of numbers or vectors: closed (its edge belongs to it) and bounded.
#
# Read it as a game. Somebody names $f^*$, $K$ and $\varepsilon$. You see all three, and answer with $N_1$ and a
# network. Then somebody looks for an $x$ in $K$ where you are off by $\varepsilon$ or more. The theorem says: you can
# always win. It does not say how large your $N_1$ has to be, nor how to find the network.
#
# Here is one round. The target is $f^*(x) = x^2$ on $[0, 1]$. Straight pieces between $N_1 + 1$ equally spaced points
# of the parabola miss it by at most $h^2/4$, where $h = 1/N_1$ (section 11.2 shows why). So the answer to
# $\varepsilon$ is
#
# $$N_1 > \frac{1}{2\sqrt{\varepsilon}}.$$
#
# **Predict first.** Somebody names $\varepsilon = 0.0001$. How many units do you need? And how many for an
# $\varepsilon$ a hundred times smaller?

# %%
predict("11.1", "For ε = 0.0001 you need {units} units, "
                "for an ε a hundred times smaller {for_a_hundredth}.")

# %%
answer = lambda epsilon: int(np.floor(1 / (2 * np.sqrt(epsilon)))) + 1
reveal("11.1", units=answer(1e-4), for_a_hundredth=answer(1e-6))

# %% [markdown]
# Now the somebody tries many $x$. `polyline` builds the network; you will write it yourself in section 11.2.

# %%
from lecture_lib.piecewise_linear import largest_error, polyline

parabola = lambda x: x**2
for epsilon in (0.1, 0.01, 1e-4):
    error = largest_error(polyline(parabola, answer(epsilon)), parabola)
    print(f"ε = {epsilon:<7} N₁ = {answer(epsilon):<4} largest distance {error:.7f}")
    assert error < epsilon

# %% [markdown]
# **Why the order matters.** You answer *after* hearing $f^*$ and $\varepsilon$. Suppose you had to name $N_1$ first,
# once and for all: "ten units are enough". Then somebody names a faster wave, $\sin(2\pi k x)$ on $[0, 1]$. It is
# $+1$ and $-1$ in turn at $2k$ places. Who stays within 1 of it changes sign $2k - 1$ times. Ten ReLU units make at most
# eleven straight pieces, and these change sign at most eleven times. So from $k = 7$ on, *every* network of ten ReLU units
# is off by 1 or more somewhere.
#
# The next cell measures ten hinges, equally spaced, with their best output layer.

# %%
from lecture_lib.piecewise_linear import fit_output

for k in (1, 2, 4, 8, 16):
    fast = lambda x: np.sin(2 * np.pi * k * x)
    ten = fit_output(fast, np.ones((10, 1)), -np.arange(10) / 10, relu)
    print(f"k = {k:<3} largest distance with ten units: {largest_error(ten, fast):.2f}")

# %% [markdown]
# And the other slip of order: *one* network for *every* $\varepsilon$. It would have to be nearer to $f^*$ than any
# positive number, so it would have to equal $f^*$. A ReLU network is made of straight pieces; it never equals a
# parabola.
#
# **One letter that is missing.** D's formula has no output bias $b^{[2]}$. None is needed: a hidden unit whose weights
# are all 0 gives the constant $\sigma(b)$. If that is not 0, it stands in for the bias.

# %%
W, b, W2, b2 = np.array([[3.0], [-2.0]]), np.array([0.5, 1.0]), np.array([[1.0, -4.0]]), 0.7
spare = MLP((np.vstack([W, [[0]]]), np.append(b, 1.0), tanh),
            (np.append(W2, b2 / np.tanh(1))[None, :], [0], identity))
x = np.linspace(-2, 2, 9)[:, None]
assert np.allclose(spare(x), MLP((W, b, tanh), (W2, [b2], identity))(x))

# %% [markdown]
# D announces the theorem for *a continuous function on a convex set*, and states it for a *compact* one. These are
# different conditions, and only one of them is needed. The half-open interval $(0, 1]$ is convex, but not closed:
# $1/x$ has no bound there, and a network has one. The set $[-1, -\tfrac12] \cup [\tfrac12, 1]$ has a gap, so it is not
# convex; but it is compact, and there even a target that is $-1$ on the left and $+1$ on the right is continuous.

# %%
points = np.array([1, 0.1, 0.01, 0.001])
hundred = polyline(lambda x: 1 / x, 100, 0.005, 1)
print("1/x − network:", (1 / points - hundred(points[:, None])[:, 0]).round(1))

# %%
two_units = MLP((np.ones((2, 1)), [0.5, -0.5], relu), ([[2, -2]], [-1], identity))
K = np.concatenate([np.linspace(-1, -0.5, 100), np.linspace(0.5, 1, 100)])
assert np.allclose(two_units(K[:, None])[:, 0], np.sign(K))

# %% [markdown] slide_check="11.1" lecture="D"
# - **The slide says:** We can approximate any continuous function on a convex set (the sentence before the theorem).
# - **What holds:** On a compact set, as the theorem itself says. On $(0, 1]$, which is convex, no network follows $1/x$; on two separate closed intervals, which together are not convex, the theorem holds.
# - **Why:** A network with a continuous activation is bounded near 0, and $1/x$ is not. Closed and bounded is what the proof uses; having no gaps is not.

# %% [markdown]
# Lecture A writes *any function*, and names a paper of 1989 for it. That paper is about *squashing* functions: never
# falling, with limits 0 and 1. The ReLU has no upper limit, so it is none of them. But two ReLUs make one:

# %%
z = np.linspace(-50, 50, 1001)
ramp = relu(z) - relu(z - 1)
print("ReLU up to", relu(z).max(), "  ramp from", ramp.min(), "to", ramp.max())
assert np.all(np.diff(ramp) >= 0)

# %% [markdown] slide_check="11.1" lecture="A"
# - **The slide says:** They can approximate any function arbitrarily well [Hornik, Stinchcombe, White 1989]; shown for thresholds, logistic, ReLU.
# - **What holds:** Any *continuous* function on a *compact* set. The paper cited treats squashing functions such as thresholds and the logistic function; the ReLU is none. All non-polynomial activations are in Leshno, Lin, Pinkus, Schocken 1993.
# - **Why:** The ReLU case follows from the older one, because the difference of two ReLUs is a squashing function. "Any function" does not follow: a jump cannot be approximated in the largest distance (section 11.2 measures it).

# %%
quiz("11.1")

# %% [markdown]
# ## 11.1 Which activations qualify
#
# Take units that square: $g(z) = z^2$. Each of them gives
#
# $$(w x + b)^2 = w^2 \cdot x^2 + 2 w b \cdot x + b^2 \cdot 1,$$
#
# a mixture of the three functions $x^2$, $x$ and $1$. A mixture of mixtures is a mixture of the same three. So a
# network of squaring units is a polynomial of degree 2, with three units or with three million. Put the units' outputs
# side by side, one column a unit: the *rank* of this table counts how many of them are really new.
#
# **Predict first.** 40 random units look at 400 places. Which rank does the table have if the units square, and if
# they cube?

# %%
predict("11.1", "The table has rank {rank_of_squares} if the units square, "
                "and rank {rank_of_cubes} if they cube.")

# %%
rng = np.random.default_rng(11)
x = np.linspace(-1, 1, 400)[:, None]
Z = x @ rng.normal(0, 6, (1, 40)) + rng.normal(0, 3, 40)
tables = {"z²": Z**2, "z³": Z**3, "tanh": tanh(Z), "sigmoid": sigmoid(Z), "ReLU": relu(Z)}
rank = {name: int(np.linalg.matrix_rank(table)) for name, table in tables.items()}
squares, cubes = rank["z²"], rank["z³"]

# %%
print(rank)
reveal("11.1", rank_of_squares=squares, rank_of_cubes=cubes)

# %% [markdown]
# Three for squares, four for cubes: as many as a quadratic and a cubic have coefficients. In the other tables most
# units are new. Not all: a ReLU whose joint lies outside $[-1, 1]$ is a straight line there, and all lines are
# mixtures of two; and some of the smooth curves are alike to the last digit that a computer keeps.
#
# What does that mean for the error? `fit_output` keeps the hidden units where they are and finds the best output layer
# by least squares. First as the equation, then from the library. The target is $\sin \pi x$ on $[-1, 1]$.

# %%
sine = lambda x: np.sin(np.pi * x)
W, b = rng.normal(0, 3, (8, 1)), rng.normal(0, 2, 8)
x = np.linspace(-1, 1, 401)[:, None]
basis = np.column_stack([np.tanh(x @ W.T + b), np.ones(401)])
best = np.linalg.lstsq(basis, sine(x), rcond=None)[0]
assert np.allclose(basis @ best, fit_output(sine, W, b, tanh, -1, 1)(x), atol=1e-6)

# %% [markdown]
# Now the same for each activation and for more and more units. Beside the two polynomials stand their floors: numbers
# that no polynomial of degree 2 or 3 can get below, however its coefficients are chosen.

# %%
from lecture_lib.labs.approximation import cube, square
from lecture_lib.piecewise_linear import minimax_lower_bound

N = np.array([1, 2, 4, 8, 16, 32])
W, b = rng.choice([-3.0, 3.0], (32, 1)), rng.uniform(-3, 3, 32)
errors = {g.name: [largest_error(fit_output(sine, W[:n], b[:n], g, -1, 1), sine, -1, 1) for n in N]
          for g in (square, cube, relu, tanh)}

# %%
from lecture_lib.drawing import INK, figure, loglog_slope, plot_curves, render_figure

fig, ax = figure(6.2, 3.6)
lines = {name: (N, error) for name, error in errors.items()}
render_figure(fig, plot_curves(ax, lines, "units N₁", "largest distance", log="xy"))

# %%
floors = {degree: round(minimax_lower_bound(sine, degree, -1, 1), 3) for degree in (2, 3)}
print("floor of degree 2 and 3:", floors, "  reached:",
      {name: round(errors[name][-1], 3) for name in ("square", "cube")})
assert errors["square"][-1] >= floors[2] and errors["cube"][-1] >= floors[3]

# %% [markdown]
# The polynomial curves lie flat from a few units on, above their floors (they do not touch them, because least squares
# aims at the mean square and not at the largest distance). ReLU and tanh keep falling. The border runs exactly here:
# Leshno and others showed in 1993 that *every* activation that is not a polynomial will do. They also ask that it is
# bounded on bounded intervals and continuous but for a negligible set, and that it is no polynomial *even after
# changes on such a set*.
#
# The printed theorem leaves these conditions out, and then it is too wide. Here is an activation that is no
# polynomial: 1 at $z = 0$, else 0. Each unit is silent but at one place.

# %%
spike = lambda z: (z == 0).astype(float)
W, b = rng.choice([1.0, 2.0, 4.0], (50, 1)), rng.integers(-24, 24, 50) / 8
many_x = np.append(np.linspace(-3, 3, 100_000), -b / W[:, 0])[:, None]
awake = np.any(spike(many_x @ W.T + b), axis=1)
places = np.unique(many_x[awake])
print(f"50 units: not silent at {len(places)} of {len(np.unique(many_x))} places")
assert len(places) <= 50

# %% [markdown] slide_check="11.1" lecture="D"
# - **The slide says:** ... for any non-polynomial activation function $\sigma^{[1]}$.
# - **What holds:** For any activation that is bounded on bounded intervals, continuous outside a negligible set, and not equal to a polynomial outside such a set. Step, sigmoid, tanh and the ReLUs of this course fulfil this; the identity does not.
# - **Why:** The function that is 1 at $z = 0$ and 0 elsewhere is no polynomial, but $N_1$ units of it are 0 at all but $N_1$ places of an interval. So they never follow the target $f^* = 1$ to within $\varepsilon < 1$.

# %% [markdown]
# **Check yourself** on the exercise sheet: question 11.1a asks how many units of each kind are really new.
#
# ## 11.2 Steps make bumps, bumps make a staircase
#
# Why should the theorem be true? Here is a construction, for one input. A step unit is 0 left of its place $t$ and 1
# right of it. The difference of two steps is a *bump*: height $c$ from $t_1$ to $t_2$, 0 elsewhere,
#
# $$\text{bump}(x) = c \cdot \text{step}(x - t_1) - c \cdot \text{step}(x - t_2).$$
#
# Cut the interval into $P$ equal pieces, put on each a bump as high as the target in the middle of the piece, and add
# them up. Two neighbours share an edge; the step down and the step up there are one step with the difference as its
# weight. Only the $P - 1$ inner edges need a unit: $N_1 = P - 1$, and the first height is the output bias.

# %%
pieces, x = 8, np.linspace(0, 1, 1000)
edges = np.linspace(0, 1, pieces + 1)
wavy = lambda x: np.sin(2 * np.pi * x)
heights = wavy((edges[1:] + edges[:-1]) / 2)
bumps = [c * np.heaviside(x - t1, 1) - c * np.heaviside(x - t2, 1)
         for c, t1, t2 in zip(heights, edges, edges[1:])]

# %% [markdown]
# The library's `staircase` is the same network with shared edges. Both roads must agree (at $x = 1$ the last bump has
# come down; we leave that one place out).

# %%
from lecture_lib.piecewise_linear import staircase

net = staircase(wavy, pieces - 1)
assert np.allclose(sum(bumps)[:-1], net(x[:, None])[:-1, 0])
net

# %%
fig, ax = figure(6.2, 3.2)
told = plot_curves(ax, {"target": (x, wavy(x)), "8 bumps, 7 steps": (x[:-1], sum(bumps)[:-1]),
                        "bump 3 alone": (x, bumps[2])}, "x", "y")
render_figure(fig, told)

# %% [markdown]
# **How far off?** Within a piece of width $w$, no place is farther than $w/2$ from the middle. If the target is
# nowhere steeper than $L$ (the *Lipschitz constant*), it moves by at most $L\,w/2$ on the way. With $w = 1/(N_1 + 1)$:
#
# $$\max_x |f_\theta(x) - f^*(x)| \le \frac{L}{2 (N_1 + 1)}.$$
#
# For $\sin 2\pi x$ the steepest slope is $L = 2\pi$.
#
# **Predict first.** If you double the number of units, by which factor does the largest distance fall? So which slope
# will the curve have in a doubly logarithmic picture?

# %%
predict("11.2", "In a doubly logarithmic picture, the error of the staircase "
                "has the slope {slope_of_stairs}.")

# %%
N = np.array([4, 8, 16, 32, 64, 128, 256])
stairs_error = [largest_error(staircase(wavy, n), wavy) for n in N]
stairs_bound = 2 * np.pi / (2 * (N + 1))
assert np.all(stairs_error <= stairs_bound)
reveal("11.2", slope_of_stairs=round(loglog_slope(N, stairs_error), 2))

# %% [markdown]
# A little above −1; against the number of *pieces*, $N_1 + 1$, it is nearer to −1 (next cell). So here is a proof for
# one input and every target that has a steepest slope: name $\varepsilon$, and any $N_1 \ge L / (2\varepsilon)$ will
# do. For two inputs one builds towers in place of bumps.
#
# A sigmoid with a large weight is a step with a soft edge, so the same construction serves it too, but for narrow
# strips beside the edges.

# %%
print("slope against the pieces:", round(loglog_slope(N + 1, stairs_error), 3))
soft = MLP((np.full((7, 1), 400.0), 400 * net[1].b, sigmoid), tuple(net[2]))
away = np.abs(x[:, None] - edges).min(axis=1) > 0.02
gap = np.abs(soft(x[:, None]) - net(x[:, None]))[away].max()
print("soft steps, away from the edges:", gap.round(4))

# %% [markdown]
# ## 11.2 Hinges make hats, hats make a polyline
#
# A ReLU unit $\max(0, x - t)$ bends at its *joint* $t$; call it a hinge. Three hinges make a *hat*: up from $t_{k-1}$
# to $t_k$, down to $t_{k+1}$, flat elsewhere. With equal spacing $h$:
#
# $$\text{hat}_k(x) = \frac{\max(0, x - t_{k-1}) - 2 \max(0, x - t_k) + \max(0, x - t_{k+1})}{h}.$$
#
# A hat is 1 at its own knot and 0 at all others. So $\sum_k f^*(t_k)\,\text{hat}_k$ meets the target at every knot,
# and between the knots it is straight. Neighbouring hats share their hinges here too: at each knot one hinge is left,
# and its weight is the *change of slope* there. $N_1$ units make $N_1$ straight pieces.

# %%
n = 8
t, h = np.linspace(0, 1, n + 1), 1 / n
hinge = lambda t: np.maximum(0, x - t)
hats = [wavy(k * h) * (hinge((k - 1) * h) - 2 * hinge(k * h) + hinge((k + 1) * h)) / h
        for k in range(n + 1)]

# %%
chord = np.diff(wavy(t)) / h
changes = np.diff(chord, prepend=0)
by_slopes = wavy(0) + sum(change * hinge(t_k) for change, t_k in zip(changes, t))
net = polyline(wavy, n)
assert np.allclose(sum(hats), by_slopes) and np.allclose(by_slopes, net(x[:, None])[:, 0])

# %%
fig, ax = figure(6.2, 3.2)
told = plot_curves(ax, {"target": (x, wavy(x)), "8 hinges": (x, by_slopes),
                        "hat 2 alone": (x, hats[2]), "hat 3 alone": (x, hats[3])}, "x", "y")
render_figure(fig, told)

# %% [markdown]
# **How far off?** Between two knots the target leaves its chord by at most $\max|f''| \cdot h^2 / 8$. The chord takes
# away value *and* slope; what is left is the bend, and it is largest in the middle of the piece. For $\sin 2\pi x$ that is $4\pi^2 / (8 N_1^2)$.
#
# **Predict first.** The slope of the error in the doubly logarithmic picture, now for hinges? And for $f^*(x) =
# \sqrt{x}$, whose bend at 0 has no bound?

# %%
predict("11.2", "With hinges the slope is {slope_of_hinges} for the sine, "
                "and {slope_for_the_root} for the square root.")

# %%
hinge_error = [largest_error(polyline(wavy, n), wavy) for n in N]
root_error = [largest_error(polyline(np.sqrt, n), np.sqrt) for n in N]
hinge_bound = 4 * np.pi**2 / (8 * N**2)
assert np.all(hinge_error <= hinge_bound)
reveal("11.2", slope_of_hinges=round(loglog_slope(N, hinge_error), 2),
       slope_for_the_root=round(loglog_slope(N, root_error), 2))

# %%
fig, ax = figure(6.6, 4)
lines = {"steps, sine": (N, stairs_error), "hinges, sine": (N, hinge_error),
         "hinges, root": (N, root_error)}
told = plot_curves(ax, lines, "units N₁", "largest distance", log="xy")
for bound in (stairs_bound, hinge_bound):
    ax.plot(N, bound, color=INK, linewidth=0.8)
render_figure(fig, told + " Two thin lines: the bounds L/(2(N₁ + 1)) and max|f″|/(8 N₁²).")

# %% [markdown]
# Steps gain a factor 2 with each doubling, hinges a factor 4. The thin lines are the two bounds: the measured curves
# lie below, and close. The root is the odd one: its steep start spoils the hinges, and the slope is $-\tfrac12$. In
# the first piece alone the chord misses $\sqrt{x}$ by $\sqrt{h}/4$.
#
# Equal pieces are a poor choice where the target bends in one place only. Put the knots close together where it bends
# (`uneven_knots` shares out $\int \sqrt{|f''|}$ equally), and the root costs no more than the sine.

# %%
from lecture_lib.piecewise_linear import linear_interpolant, uneven_knots

for n in (4, 16, 64):
    t = uneven_knots(np.sqrt, n, 2)
    uneven = largest_error(linear_interpolant(t, np.sqrt(t)), np.sqrt)
    even = largest_error(polyline(np.sqrt, n), np.sqrt)
    print(f"N₁ = {n:<3} equal {even:.4f}   uneven {uneven:.4f}")
    assert uneven < even / 4

# %% [markdown]
# **Your turn.** The approximator gives you six hinges and a target with a sharp turn. Drag the corners, or move them
# with the arrow keys. *Fit heights* finds the best heights for the places that you have chosen; the places are up to
# you. Predict first: where will you put them? Then try steps, other targets (press their small pictures), or a target
# that you draw yourself (press the pencil).

# %%
from lecture_lib.labs.approximation import approximator

approximator(goal="a sharp turn")

# %% [markdown]
# **Check yourself.** A target on $[0, 2]$ is nowhere steeper than 3. It is to be followed by a staircase of equal
# pieces, with its value in the middle of each, so that the bound above guarantees a largest distance of at most 0.01.
# How many step units are needed?

# %%
units = ...
check("11.2", units)

# %% [markdown]
# ## 11.2 When a condition breaks
#
# Each condition of the theorem carries weight. Four ways to break them:
#
# - **A polynomial activation.** You have seen it: the error comes to rest.
# - **A jump in the target.** Two lines are enough. A network with a continuous activation has, left and right of the
#   jump, nearly the same value $v$. The target has $a$ on the left and $a + J$ on the right, and
#   $$\max(|v - a|, |v - a - J|) \ge \frac{J}{2} \quad\text{for every } v.$$
# - **A set that is not closed**, such as $(0, 1]$ with $1/x$.
# - **Leaving the set.** The theorem speaks of $x \in K$ and is silent about the rest.
#
# **Predict first.** A target jumps by 1. With 64 hinges, what will be the largest distance? And the average distance:
# will it fall with more units, or come to rest too?

# %%
predict("11.2", "With 64 hinges the largest distance is {largest_with_64}. "
                "Does the average distance fall with more units? {average_falls}",
        average_falls=bool)

# %%
from lecture_lib.labs.approximation import approximate_case, sine_with_jump

print("the target left of 0 and at 0:", sine_with_jump(np.array([-1e-9, 0.0])).round(3) + 0.0)
seen = {n: approximate_case("jump", n) for n in (4, 16, 64)}
print("largest, average:", {n: (round(m.largest, 3), round(m.average, 4)) for n, m in seen.items()})
reveal("11.2", largest_with_64=round(seen[64].largest, 3),
       average_falls=seen[64].average < seen[16].average < seen[4].average)

# %% [markdown]
# The largest distance stays at half of the jump, while the average distance falls like $1/N_1$: the curve climbs
# through the jump ever more steeply. The two lines above, as code: the best $v$ is the middle, and even that misses by
# $J/2$.

# %%
v = np.linspace(-2, 3, 5001)
assert np.maximum(np.abs(v - 0), np.abs(v - 1)).min() >= 0.5
assert all(m.largest >= 0.5 - 1e-6 for m in seen.values())

# %% [markdown] slide_check="11.2" lecture="D"
# - **The slide says:** Essentially all functions can be approximated to arbitrary precision $\varepsilon$; later: almost any function.
# - **What holds:** All *continuous* functions on a compact set. A target with a jump $J$ is missed by at least $J/2$ by every network with a continuous activation, for every $N_1$.
# - **Why:** "Arbitrary precision" is meant for all $x \in K$ in the theorem. In the average distance a jump can be approximated; the measured average above falls while the largest distance stays at 0.5.

# %% [markdown]
# Outside $K$ the activation decides what happens. A ReLU network has no joint beyond its outermost one, so it goes
# straight on; a tanh network flattens out. The target $\sin \pi x$ does neither.

# %%
for reach in (1, 2, 3, 5, 9):
    far = [approximate_case(f"outside {g}", 64, reach).largest for g in ("relu", "tanh")]
    print(f"on [−{reach}, {reach}]:  ReLU {far[0]:6.2f}   tanh {far[1]:5.2f}")

# %% [markdown]
# The ReLU network's distance grows in proportion to the way outside: no end. The tanh network's stays bounded, but
# large. Both followed the sine to within a few thousandths on $K$. A small error where you measured is no promise
# elsewhere.
#
# Now break the conditions yourself: choose one from the list, say to yourself what the largest distance will do, then
# press *Add units*. What you have seen with 64 units is ticked.

# %%
from lecture_lib.labs.approximation import broken_conditions

broken_conditions(goal="all six")

# %% [markdown]
# ## 11.3 Trained against constructed
#
# The construction shows that a good network *exists*. Does gradient descent find it? *Representing is not learning*:
# the theorem says nothing about that. So we measure.
#
# The target is $\sin 2\pi x$, the network has 8 ReLU units. Twenty networks start with joints spread evenly at random
# over the interval (a friendly start), and random output weights. Each is trained by plain gradient descent on 101
# points:
#
# $$\theta \leftarrow \theta - \eta\, \frac{\partial}{\partial\theta}\,\frac{1}{101} \sum_i \tfrac12 \big(f_\theta(x_i) - f^*(x_i)\big)^2.$$

# %%
def friendly_start(n, rng):
    side, joint = rng.choice([-1.0, 1.0], n), rng.uniform(0, 1, n)
    return MLP((side[:, None], -side * joint, relu),
               (rng.normal(0, n**-0.5, (1, n)), [0], identity))

# %% [markdown]
# Against it stand three networks that were not trained: the polyline with equal pieces; the same hinges with the best
# output layer; and hinges placed where the target bends, with the best output layer.

# %%
ones, equal, bent = np.ones((8, 1)), np.arange(8) / 8, uneven_knots(wavy, 8, 2)[:-1]
built = {"polyline, equal pieces": polyline(wavy, 8),
         "equal pieces, best output": fit_output(wavy, ones, -equal, relu),
         "placed by bend, best output": fit_output(wavy, ones, -bent, relu)}
built_error = {name: largest_error(net, wavy) for name, net in built.items()}

# %% [markdown]
# **Predict first.** After 4000 steps, how many of the twenty trained networks have a smaller largest distance than the
# polyline with equal pieces? What is the middle one's distance, if the polyline's is 0.07?

# %%
predict("11.3", "After 4000 steps {better_than_polyline} of twenty are better than the polyline. "
                "The middle one's largest distance is {middle_one}.")

# %%
from itertools import islice
from lecture_lib.training import descend_batched
from lecture_lib.interactive import progress_bar

x, rng = np.linspace(0, 1, 101)[:, None], np.random.default_rng(11)
starts = [friendly_start(8, rng) for _ in range(20)]
run = islice(descend_batched(starts, x, wavy(x), half_squares, 0.3), 4000)
for last in progress_bar(run, "training 20 networks", 4000):
    pass

# %%
trained = np.array([largest_error(last.nets[k], wavy) for k in range(20)])
better, middle = (trained < largest_error(polyline(wavy, 8), wavy)).sum(), np.median(trained)
print("trained:", np.sort(trained).round(3))
print({name: round(error, 3) for name, error in built_error.items()})
reveal("11.3", better_than_polyline=int(better), middle_one=round(float(middle), 2))

# %% [markdown]
# The picture shows the spread over the seeds: all twenty trained networks in order, and the three that were built.

# %%
fig, ax = figure(6.6, 3.6)
rank = np.arange(1, 21)
lines = {"trained, 20 seeds": (rank, np.sort(trained))}
lines |= {name: (rank, np.full(20, error)) for name, error in built_error.items()}
render_figure(fig, plot_curves(ax, lines, "seeds, from best to worst", "largest distance", log="y"))

# %% [markdown]
# Is the comparison fair? Training makes the *mean square* small, and we have judged by the largest distance. So the
# same by the root of the mean square, which is what training works on:

# %%
rms = lambda net: float(np.sqrt(np.mean((net(x) - wavy(x)) ** 2)))
trained_rms, built_rms = [np.array([rms(net) for net in nets]) for nets in
                          (map(last.nets.__getitem__, range(20)), built.values())]
print("trained: best", trained_rms.min().round(4), " middle", np.median(trained_rms).round(4))
print(dict(zip(built, built_rms.round(4).tolist())))
print("trained below the polyline, below the best output:",
      *(int((trained_rms < limit).sum()) for limit in built_rms[:2]))

# %% [markdown]
# And is it the fault of plain gradient descent? Adam with 4000 steps, from ten of the same starts:

# %%
from lecture_lib import Adam, descend

tuned = [next(descend(net, x, wavy(x), half_squares, Adam(0.01), every=4000)).net
         for net in starts[:10]]
by_adam = np.sort([largest_error(net, wavy) for net in tuned])
print("Adam, largest distance:", by_adam.round(3))

# %% [markdown]
# So, as it came out: in the largest distance none of the trained networks reaches the polyline that takes no training
# at all, neither with plain descent nor with Adam. In the mean square a few pass the polyline, and none the same
# hinges with their best output layer. All these networks have the same 8 units. What exists, training did not find.
#
# Where do the units go? Count the joints inside the interval that are at least 0.02 apart: two joints on the same
# place bend the curve once.

# %%
def separate(net):
    t = np.sort(-net[1].b / net[1].W[:, 0])
    t = t[(t > 0) & (t < 1)]
    return int(np.sum(np.diff(t, prepend=-1) > 0.02))

# %%
order = np.argsort(trained_rms)
after = [separate(last.nets[k]) for k in order]
print("separate joints, best network first:", after, "  mean", np.mean(after).round(1))
print("before training, mean:", np.mean([separate(net) for net in starts]).round(1))

# %% [markdown]
# Seven of the eight joints worked on their own at the start, on average; about five do at the end. Descent draws the
# joints to where the target bends, and there several of them end on the same place. The next cell shows how much lies in the places alone: the trained joints stay, and only the output
# layer is replaced by the best one.

# %%
polished = [rms(fit_output(wavy, net[1].W, net[1].b, relu, points=101)) for net in
            map(last.nets.__getitem__, order)]
print("as trained:  middle", np.median(trained_rms).round(4), "  with the best output:",
      np.median(polished).round(4), "  placed by bend:", built_rms[2].round(4))

# %%
quiz("11.3")

# %% [markdown]
# Now the [exercises](../exercises/11_universal.ipynb).
#
# ## Summary
#
# - For every continuous $f^*$ on a compact $K$ and every $\varepsilon$ there are an $N_1$ and a network within
#   $\varepsilon$ for all $x \in K$. You hear $f^*$ and $\varepsilon$ before you answer.
# - Polynomial activations do not qualify: more units give the same few functions again.
# - Steps make a staircase, error like $1/N_1$. Hinges make a polyline, error like $1/N_1^2$, if the bend is bounded.
# - Where the knots stand matters as much as how many there are.
# - A jump costs half of itself, for ever. Outside $K$ nothing is promised.
# - That a network exists does not mean that training finds it.
#
# ## Notation
#
# | here | lecture A | lecture D | meaning |
# | --- | --- | --- | --- |
# | $f^*$, `f` | any function | $f^*$ | the target |
# | $f_\theta$, `net` | | $f_\theta$ | the network |
# | $N_1$, `n` | | $N_1$ | hidden units |
# | $K$, `low`, `high` | | $\mathcal K$ | the compact set: here an interval |
# | $\varepsilon$ | | $\varepsilon$ | the distance that is allowed |
# | $t$ | | | joint of a hinge, place of a step |
#
# ## References
#
# - Lecture A, "Expressive power of one non-linear hidden layer network". Lecture D, section 2.3, "A General Approximation Result", and section 2.6.
# - K. Hornik, M. Stinchcombe, H. White, *Multilayer feedforward networks are universal approximators*, Neural Networks 2 (1989).
# - M. Leshno, V. Lin, A. Pinkus, S. Schocken, *Multilayer feedforward networks with a nonpolynomial activation function can approximate any function*, Neural Networks 6 (1993).
# - B. Liquet, S. Moka, Y. Nazarathy, *Mathematical Engineering of Deep Learning*, 2024, chapter 5.
