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
# **Time** about 80 minutes, a third of it with the three widgets.

# %%
# "No module named ..."? Choose the kernel .venv (in VS Code: top right), or use run.py lab.
import numpy as np
from lecture_lib import MLP, about, check, hint, identity, predict, relu, reveal, sigmoid, solution
from lecture_lib.interactive import quiz

# %% [markdown]
# ## 11.1 The theorem, word by word
#
# Lecture D gives the *universal approximation theorem* for a network with one hidden layer and no activation at the
# output. In short, and with the order of its parts kept:
#
# > **for every** continuous $f^*: K \to \mathbb{R}^q$ on a compact set $K \subseteq \mathbb{R}^p$ and **every** $\varepsilon > 0$
# > **there are** a number of units $N_1$ and parameters $W^{[1]}, b^{[1]}, W^{[2]}$ such that
# > **for all** $x \in K$:  $\lVert f_\theta(x) - f^*(x) \rVert < \varepsilon$.
#
# A set of numbers or vectors is *compact* if it is closed (its edge belongs to it) and bounded. We begin with one input
# and one output, $p = q = 1$; several of both come at the end of section 11.2.
#
# Read it as a game. Your opponent names $f^*$, $K$ and $\varepsilon$. You see all three, and answer with $N_1$ and a
# network. Then your opponent looks for an $x$ in $K$ where you are off by $\varepsilon$ or more. The theorem says that
# you can always win. It does not say how large your $N_1$ has to be, nor how to find the network.
#
# Here is one round. The target is $f^*(x) = x^2$ on $[0, 1]$. Straight pieces between $N_1 + 1$ equally spaced points
# of the parabola miss it by at most $h^2/4$, where $h = 1/N_1$; section 11.2 shows why. To be below $\varepsilon$ it is
# therefore enough to choose
#
# $$N_1 > \frac{1}{2\sqrt{\varepsilon}}.$$
#
# **Predict first.** Your opponent names $\varepsilon = 0.0001$. What is the smallest whole number of units that this
# rule allows? What is it for an $\varepsilon$ a hundred times smaller?

# %%
predict("11.1", "For ε = 0.0001 you answer with {units} units, "
                "for an ε a hundred times smaller with {for_a_hundredth}.")

# %%
answer = lambda epsilon: int(np.floor(1 / (2 * np.sqrt(epsilon)))) + 1
reveal("11.1", units=answer(1e-4), for_a_hundredth=answer(1e-6))

# %% [markdown]
# Now your opponent tries many $x$. The function `polyline` builds the network, as section 11.2 will explain.

# %%
from lecture_lib.piecewise_linear import largest_error, polyline

parabola = lambda x: x**2
for epsilon in (0.1, 0.01, 1e-4):
    error = largest_error(polyline(parabola, answer(epsilon)), parabola)
    print(f"ε = {epsilon:<7} N₁ = {answer(epsilon):<4} maximum error {error:.7f}")
    assert error < epsilon

# %% [markdown]
# **Why the order matters.** You answer *after* you have heard $f^*$ and $\varepsilon$. Suppose that you had to name $N_1$
# first, once and for all: "ten units are enough". Then your opponent names a faster wave, $\sin(2\pi k x)$ on $[0, 1]$.
# It is $+1$ and $-1$ in turn at $2k$ points. Any network that stays within 1 of it changes its sign at least $2k - 1$
# times. Ten ReLU units make at most eleven straight pieces, and these change sign at most eleven times. So from $k = 7$
# on, *every* network of ten ReLU units is off by 1 or more somewhere.
#
# The next cell measures ten ReLU units whose bends are equally spaced. Their output layer is the one with the smallest
# mean squared error, which is called the *least-squares* fit.

# %%
from lecture_lib.piecewise_linear import fit_output

for k in (1, 2, 4, 8, 16):
    fast = lambda x: np.sin(2 * np.pi * k * x)
    ten = fit_output(fast, np.ones((10, 1)), -np.arange(10) / 10, relu)
    print(f"k = {k:<3} maximum error with ten units: {largest_error(ten, fast):.2f}")

# %% [markdown]
# The other slip of order is to demand *one* network for *every* $\varepsilon$. Its distance from $f^*$ would have to be
# below any positive number, so it would have to equal $f^*$. A ReLU network is made of straight pieces, and on an
# interval it never equals a parabola.
#
# **One letter that is missing.** D's formula has no output bias $b^{[2]}$. None is needed, because a hidden unit whose
# weights are all 0 gives the constant $\sigma(b)$. If that is not 0, it stands in for the bias.

# %%
from lecture_lib import tanh

W, b, W2, b2 = np.array([[3.0], [-2.0]]), np.array([0.5, 1.0]), np.array([[1.0, -4.0]]), 0.7
spare = MLP((np.vstack([W, [[0]]]), np.append(b, 1.0), tanh),
            (np.append(W2, b2 / np.tanh(1))[None, :], [0], identity))
x = np.linspace(-2, 2, 9)[:, None]
assert np.allclose(spare(x), MLP((W, b, tanh), (W2, [b2], identity))(x))

# %% [markdown]
# D announces the theorem for *a continuous function on a convex set*, and states it for a *compact* one. These are
# different conditions, and only one of them is needed. The half-open interval $(0, 1]$ is convex, but not closed:
# $1/x$ has no bound there, and a network has one. The set $[-1, -\tfrac12] \cup [\tfrac12, 1]$ has a gap, so it is not
# convex. But it is compact, and there even a target that is $-1$ on the left and $+1$ on the right is continuous.

# %%
points = np.array([1, 0.1, 0.01, 0.001])
hundred = polyline(lambda x: 1 / x, 100, 0.005, 1)
print("1/x − network:", (1 / points - hundred(points[:, None])[:, 0]).round(1) + 0.0)

# %%
two_units = MLP((np.ones((2, 1)), [0.5, -0.5], relu), ([[2, -2]], [-1], identity))
K = np.concatenate([np.linspace(-1, -0.5, 100), np.linspace(0.5, 1, 100)])
assert np.allclose(two_units(K[:, None])[:, 0], np.sign(K))

# %% [markdown] slide_check="11.1" lecture="D"
# - **The slide says:** We can approximate any continuous function on a convex set (the sentence before the theorem).
# - **What holds:** On a compact set, as the theorem itself says. On $(0, 1]$, which is convex, no network follows $1/x$; on two separate closed intervals, which together are not convex, the theorem holds.
# - **Why:** A network with a continuous activation is bounded near 0, and $1/x$ is not. Closed and bounded is what the proof uses; having no gaps is not.

# %% [markdown]
# Lecture A writes *any function*, and names the paper of Hornik, Stinchcombe and White of 1989. Its abstract does say
# "any Borel measurable function", which is nearly any function that can be written down. What counts is what "arbitrarily
# well" means there. For continuous targets on a compact set it is the maximum error, as in D's theorem. For the others
# it is an error *in measure*: the points where the network is off by more than $\varepsilon$ lie in a set that is as
# small as you like, but on that set it may be off by a lot. A target with a jump shows the difference; we measure it
# under *When a condition breaks*.
#
# The paper is about *squashing* functions, which never fall and have the limits 0 and 1. The ReLU has no upper limit,
# so it is not one of them. But the difference of two ReLUs is, and the paper gives this ramp as an example:

# %%
z = np.linspace(-50, 50, 1001)
ramp = relu(z) - relu(z - 1)
print("ReLU up to", relu(z).max(), "  ramp from", ramp.min(), "to", ramp.max())
assert np.all(np.diff(ramp) >= 0)

# %% [markdown] slide_check="11.1" lecture="A"
# - **The slide says:** They can approximate any function arbitrary well [1] (Hornik, Stinchcombe, White 1989); this has been shown for thresholds, logistic, ReLU.
# - **What holds:** The paper proves it for continuous functions on compact sets in the maximum error, and for all measurable functions only *in measure*. It treats squashing functions such as thresholds and the logistic function; the ReLU is covered through its ramp. All non-polynomial activations are in Leshno, Lin, Pinkus, Schocken 1993.
# - **Why:** "Arbitrarily well" has two meanings, and only the weaker one holds for any function. A jump is missed by at least half of its height, however many units there are.

# %%
quiz("11.1")

# %% [markdown]
# ## Which activations qualify
#
# Take units that square, $g(z) = z^2$, or units that cube, $g(z) = z^3$. Let 40 units with random weights and biases
# read one input, at 400 points. Put their outputs side by side, one column per unit. The *rank* of this matrix counts
# how many of the columns are really new; the others are sums of multiples of these (*linear combinations*).
#
# **Predict first.** What is the rank of the matrix if the units square, and what if they cube? Multiply out
# $(wx + b)^2$ before you answer.

# %%
predict("11.1", "The matrix has rank {rank_of_squares} if the units square, "
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
# Every unit that squares gives
#
# $$(w x + b)^2 = w^2 \cdot x^2 + 2 w b \cdot x + b^2 \cdot 1,$$
#
# a linear combination of the three functions $x^2$, $x$ and $1$, and so is every sum of such units. A network of
# squaring units is therefore a polynomial of degree 2, with three units or with three million.
#
# With tanh, sigmoid and ReLU, most units are new, though not all. A ReLU that bends outside $[-1, 1]$ is a straight line
# there, and all lines are linear combinations of two; and some of the smooth curves are alike to the last digit that a
# computer keeps.
#
# What does that mean for the error? The function `fit_output` keeps the hidden units where they are and finds the best
# output layer by least squares. Here is its equation, compared with the library. The target is $\sin \pi x$ on
# $[-1, 1]$.

# %%
sine = lambda x: np.sin(np.pi * x)
W, b = rng.normal(0, 3, (8, 1)), rng.normal(0, 2, 8)
x = np.linspace(-1, 1, 401)[:, None]
basis = np.column_stack([np.tanh(x @ W.T + b), np.ones(401)])
best = np.linalg.lstsq(basis, sine(x), rcond=None)[0]
assert np.allclose(basis @ best, fit_output(sine, W, b, tanh, -1, 1)(x), atol=1e-6)

# %% [markdown]
# The next cell does the same for each activation and for more and more units.

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
plot_curves(ax, lines, "units N₁", "maximum error", log="xy")
at_32 = ", ".join(f"{name} {error[-1]:.2g}" for name, error in errors.items())
render_figure(fig, "Log–log plot of the maximum error against 1 to 32 units. The curves of square "
                   f"and cube level off, those of ReLU and tanh go on falling. At 32: {at_32}.")

# %% [markdown]
# The two polynomials cannot do much better, whatever their coefficients. For each degree there is a *floor*, a number
# that no polynomial of this degree gets below:

# %%
floors = {degree: round(minimax_lower_bound(sine, degree, -1, 1), 3) for degree in (2, 3)}
print("floor of degree 2 and 3:", floors, "  reached:",
      {name: round(errors[name][-1], 3) for name in ("square", "cube")})
assert errors["square"][-1] >= floors[2] and errors["cube"][-1] >= floors[3]

# %% [markdown]
# From a few units on, the curves of the polynomials are flat, above their floors. They do not touch them, because least
# squares minimises the mean squared error and not the maximum error. ReLU and tanh keep falling. Is that where the line
# runs? Leshno and others showed in 1993 that *every* activation that is not a polynomial will do. They also ask that it
# is bounded on bounded intervals and continuous outside a *negligible* set, one of total length 0, and that it is not a
# polynomial *even after changes on such a set*.
#
# The printed theorem leaves these conditions out, and then it claims too much. Here is an activation that is not a
# polynomial: it is 1 at $z = 0$ and 0 elsewhere. A unit whose weight is 0 gives a constant, and every other unit is
# silent but at one point. Let 50 such units, some with weight 0, try to follow $f^*(x) = x$ on $[-3, 3]$.

# %%
spike = lambda z: (z == 0).astype(float)
W, b = rng.choice([0.0, 1.0, 2.0, 4.0], (50, 1)), rng.integers(-24, 24, 50) / 8
bends = -b[W[:, 0] > 0] / W[W[:, 0] > 0, 0]
many_x = np.unique(np.append(np.linspace(-3, 3, 100_001), bends))
reached = spike(many_x[:, None] @ W.T + b) @ rng.normal(size=50)

# %%
constant = np.median(reached)
print(f"not constant at {np.sum(reached != constant)} of {len(many_x):,} points;",
      "maximum error", np.abs(reached - many_x).max().round(2))
assert np.sum(reached != constant) <= 50 and np.abs(reached - many_x).max() > 2.9

# %% [markdown] slide_check="11.1" lecture="D"
# - **The slide says:** ... for any non-polynomial activation function $\sigma^{[1]}$.
# - **What holds:** For any activation that is bounded on bounded intervals, continuous outside a negligible set, and not equal to a polynomial outside such a set. Step, sigmoid, tanh and the ReLUs of this course satisfy this; the identity does not.
# - **Why:** The function that is 1 at $z = 0$ and 0 elsewhere is not a polynomial, but a network of $N_1$ such units is constant at all but $N_1$ points. Hence it misses the target $f^*(x) = x$ on $[-3, 3]$ by more than 2.9 somewhere, for every $N_1$.

# %% [markdown]
# **Check yourself** on the exercise sheet: question 11.1a goes on to other powers and to more inputs.
#
# ## 11.2 Steps make bumps, bumps make a staircase
#
# Why should the theorem be true? Here is a construction, for one input. A step unit is 0 to the left of its point $t$
# and 1 to the right of it. The difference of two steps is a *bump* of height $c$ from $t_1$ to $t_2$, and 0 elsewhere:
#
# $$\text{bump}(x) = c \cdot \text{step}(x - t_1) - c \cdot \text{step}(x - t_2).$$
#
# Cut the interval into $P$ equal pieces, put on each a bump that is as high as the target in the middle of the piece,
# and add them up. Two neighbours share an edge, where one step goes down and another goes up. Both together are one
# step, whose weight is the difference of the heights. Only the $P - 1$ inner edges need a unit, so $N_1 = P - 1$, and
# the first height is the output bias.

# %%
pieces, x = 8, np.linspace(0, 1, 1000)
edges = np.linspace(0, 1, pieces + 1)
wavy = lambda x: np.sin(2 * np.pi * x)
heights = wavy((edges[1:] + edges[:-1]) / 2)
bumps = [c * np.heaviside(x - t1, 1) - c * np.heaviside(x - t2, 1)
         for c, t1, t2 in zip(heights, edges, edges[1:])]

# %% [markdown]
# The library's `staircase` is the same network with shared edges. The next cell checks that both agree. We leave out
# $x = 1$, where the last bump has already come down.

# %%
from lecture_lib.piecewise_linear import staircase

net = staircase(wavy, pieces - 1)
assert np.allclose(sum(bumps)[:-1], net(x[:, None])[:-1, 0])
print("units:", net.sizes, " steps at", -net[1].b)

# %%
fig, ax = figure(6.2, 3.2)
plot_curves(ax, {"target": (x, wavy(x)), "8 bumps, 7 steps": (x[:-1], sum(bumps)[:-1]),
                 "only bump 3": (x, bumps[2])}, "x", "y")
render_figure(fig, "Plot of y against x. The target sin 2πx is one wave. A staircase of eight "
                   "levels follows it, with steps at every eighth; its levels are "
                   f"{', '.join(f'{c:.2f}' for c in heights)}. Bump 3 is one of them.")

# %% [markdown]
# **How far off?** Within a piece of width $w$, no point is farther than $w/2$ from the middle. If the target is
# nowhere steeper than $L$ (a *Lipschitz constant* of it), it moves by at most $L\,w/2$ on the way. With
# $w = 1/(N_1 + 1)$ this gives
#
# $$\max_x |f_\theta(x) - f^*(x)| \le \frac{L}{2 (N_1 + 1)}.$$
#
# For $\sin 2\pi x$ the steepest slope is $L = 2\pi$.
#
# **Predict first.** If you double the number of units, by what factor does the maximum error fall? What will the
# slope of the curve be, then, in a log–log plot, where both axes are logarithmic?

# %%
predict("11.2", "In a log–log plot, the error of the staircase has "
                "the slope {slope_of_stairs} (to within 0.1).")

# %%
N = np.array([4, 8, 16, 32, 64, 128, 256])
stairs_error = [largest_error(staircase(wavy, n), wavy) for n in N]
stairs_bound = 2 * np.pi / (2 * (N + 1))
assert np.all(stairs_error <= stairs_bound)
measured = round(loglog_slope(N, stairs_error), 2)
reveal("11.2", slope_of_stairs=about(measured, within=0.1, theory=-1))

# %% [markdown]
# The measured slope is a little above −1. Against the number of *pieces*, $N_1 + 1$, it is nearer to −1, as the next
# cell shows. The bound is a proof for one input and every target that has a steepest slope: name $\varepsilon$, and any
# $N_1 \ge L / (2\varepsilon)$ will do.

# %%
print("slope against the pieces:", round(loglog_slope(N + 1, stairs_error), 3))

# %% [markdown]
# **A target without a steepest slope.** The root $\sqrt{x}$ is continuous on $[0, 1]$, but it starts vertically, so no
# $L$ is large enough. The construction works all the same, because it needs less. A function is *uniformly continuous*
# if for every $\varepsilon$ there is one distance $\delta$ that serves everywhere: whenever two points are at most $\delta$
# apart, their values are at most $\varepsilon$ apart. Then pieces of width $2\delta$ will do. Heine's theorem says that
# every continuous function on a *compact* set is uniformly continuous. This is where the proof uses that $K$ is closed
# and bounded. On $(0, 1]$, the function $1/x$ has no such $\delta$.
#
# For the root, $|\sqrt{a} - \sqrt{b}| \le \sqrt{|a - b|}$, so $\delta = \varepsilon^2$, and $1/(2\varepsilon^2)$ pieces are
# enough. For $\varepsilon = 0.05$ these are 200.

# %%
for epsilon in (0.2, 0.1, 0.05):
    error = largest_error(staircase(np.sqrt, int(np.ceil(0.5 / epsilon**2)) - 1), np.sqrt)
    print(f"ε = {epsilon:<5} maximum error {error:.4f}")
    assert error <= epsilon + 1e-12

# %% [markdown]
# **Sigmoids in place of steps.** A sigmoid with a large weight is a step with a soft edge. Its step is where its
# pre-activation $wx + b$ is 0, at $s = -b/w$. Hence to make it steeper without moving it, both $w$ and $b$ must grow.
#
# **Predict first.** A sigmoid unit has $w = 8$ and $b = -4$. Where is its step? Where is it if you double $w$ and leave
# $b$ as it is?

# %%
predict("11.2", "With w = 8 and b = −4 the step is at s = {step_at_first}; "
                "with w = 16 and the same b it is at s = {step_after_doubling}.")

# %%
reveal("11.2", step_at_first=4 / 8, step_after_doubling=4 / 16)

# %% [markdown]
# **Your turn.** Make two sigmoids steep, put their steps at the edges of the grey bump and choose their output weights.
# Drag the knobs, or type a bias or an output weight over. Watch what happens to $s = -b/w$ when you hold the biases,
# and when you hold the steps.

# %%
from lecture_lib.labs.approximation import steep_sigmoids

steep_sigmoids(goal="a bump")

# %% [markdown]
# What is missed are narrow strips beside the edges. Their area shrinks like $1/w$: a sigmoid and its step enclose the
# area $\ln 2 / w$ on either side of $s$. Here is the staircase from above, with sigmoids of $w = 400$:

# %%
soft = MLP((np.full((7, 1), 400.0), 400 * net[1].b, sigmoid), tuple(net[2]))
away = np.abs(x[:, None] - edges).min(axis=1) > 0.02
gap = np.abs(soft(x[:, None]) - net(x[:, None]))[away].max()
print("soft steps, farther than 0.02 from every edge:", gap.round(4))
u = np.linspace(-1, 1, 200_001)
assert np.isclose(np.abs(sigmoid(400 * u) - (u > 0)).mean() * 2, 2 * np.log(2) / 400, rtol=1e-3)

# %% [markdown]
# ## Hinges make hats, hats make a polyline
#
# A ReLU unit $\max(0, x - t)$ bends at its *joint* $t$ (its breakpoint); we call such a unit a hinge. Three hinges make
# a *hat*, which rises from $t_{k-1}$ to $t_k$, falls to $t_{k+1}$ and is 0 elsewhere. With equal spacing $h$ it is
#
# $$\text{hat}_k(x) = \frac{\max(0, x - t_{k-1}) - 2 \max(0, x - t_k) + \max(0, x - t_{k+1})}{h}.$$
#
# A hat is 1 at its own knot and 0 at all others, so $\sum_k f^*(t_k)\,\text{hat}_k$ meets the target at every knot,
# and between the knots it is straight. Neighbouring hats share their hinges here too: at each knot one hinge is left,
# and its weight is the *change of slope* there. In all, $N_1$ units make $N_1$ straight pieces.

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
plot_curves(ax, {"target": (x, wavy(x)), "8 hinges": (x, by_slopes),
                 "only hat 2": (x, hats[2]), "only hat 3": (x, hats[3])}, "x", "y")
render_figure(fig, "Plot of y against x. The target sin 2πx, and a polyline with corners on it at "
                   "every eighth. It is off most near the top and the bottom, by 0.07. Hat 2 "
                   "is a triangle of height 1 at x = 0.25, hat 3 of height 0.71 at 0.375.")

# %% [markdown]
# **How far off?** Between two knots, the target leaves its chord by at most $\max|f''| \cdot h^2 / 8$. Subtracting the
# chord removes value *and* slope, and the second derivative causes what is left; the bound is attained where $f''$ is
# constant, in the middle of the piece. For $\sin 2\pi x$ it is $4\pi^2 / (8 N_1^2)$.
#
# **Predict first.** What is the slope of the error in the log–log plot for hinges? And for $f^*(x) = \sqrt{x}$, whose
# second derivative has no bound at 0?

# %%
predict("11.2", "With hinges the slope is {slope_of_hinges} for the sine, and "
                "{slope_for_the_root} for the square root (each to within 0.1).")

# %%
hinge_error = [largest_error(polyline(wavy, n), wavy) for n in N]
root_error = [largest_error(polyline(np.sqrt, n), np.sqrt) for n in N]
hinge_bound = 4 * np.pi**2 / (8 * N**2)
assert np.all(hinge_error <= hinge_bound)
of_hinges, of_root = (round(loglog_slope(N, error), 2) for error in (hinge_error, root_error))
reveal("11.2", slope_of_hinges=about(of_hinges, within=0.1, theory=-2),
       slope_for_the_root=about(of_root, within=0.1, theory=-0.5))

# %%
fig, ax = figure(6.6, 4)
lines = {"steps, sine": (N, stairs_error), "hinges, sine": (N, hinge_error),
         "hinges, root": (N, root_error)}
plot_curves(ax, lines, "units N₁", "maximum error", log="xy")
for bound in (stairs_bound, hinge_bound):
    ax.plot(N, bound, color=INK, linewidth=0.8)
ends = "; ".join(f"{name} {error[0]:.2g} to {error[-1]:.2g}" for name, (_, error) in lines.items())
render_figure(fig, "Log–log plot of the maximum error against 4 to 256 units, three nearly "
                   f"straight lines: {ends}. Thin: the bounds L/(2(N₁ + 1)) and max|f″|/(8 N₁²).")

# %% [markdown]
# With each doubling, steps gain a factor of 2 and hinges a factor of 4. The thin lines are the two bounds, and the
# measured curves lie close below them. The root is the exception: its steep start spoils the hinges, and the slope is
# $-\tfrac12$. In the first piece, the chord misses $\sqrt{x}$ by $\sqrt{h}/4$.
#
# Equal pieces are a poor choice where the target bends mostly in one place. Put the knots close together where it
# bends: `uneven_knots` gives every piece the same fraction of $\int \sqrt{|f''|}$. For the root the ideal knots are
# $(k/N_1)^4$. How small does its error become?

# %%
from lecture_lib.piecewise_linear import linear_interpolant, uneven_knots

for n, sine_error, even in zip(N, hinge_error, root_error):
    t = uneven_knots(np.sqrt, n, 2)
    uneven = largest_error(linear_interpolant(t, np.sqrt(t)), np.sqrt)
    print(f"N₁ = {n:<3}  root: equal pieces {even:.4f}, uneven {uneven:.6f}"
          f"   sine, equal pieces: {sine_error:.6f}")
    assert uneven < sine_error and np.isclose(uneven, 0.5 / n**2, rtol=0.1)

# %% [markdown]
# With knots where it bends, the root gains a factor of 4 with each doubling too, and it even costs less than the sine
# with equal pieces: its error is $1/(2 N_1^2)$.
#
# **Your turn.** The approximator gives you six hinges and a target with a sharp turn. Drag the corners, or move them
# with the arrow keys. *Fit heights* finds the best heights for the joints that you have chosen; where the joints are is
# up to you. Predict first: where will you put them? Then try steps, other targets (press their small pictures), or a
# target that you draw yourself (press the pencil).

# %%
from lecture_lib.labs.approximation import approximator

approximator(goal="a sharp turn")

# %% [markdown]
# **Check yourself.** A target on $[0, 2]$ is nowhere steeper than 3. A staircase of equal pieces, with the target's value
# in the middle of each, should follow it so that the bound above guarantees a maximum error of at most 0.01. How many
# step units are needed?

# %%
units = ...
check("11.2", units)   # stuck? hint("11.2") · tried? solution("11.2")

# %% [markdown]
# ## Several inputs, several outputs
#
# D's theorem has $p$ inputs and $q$ outputs. For **several outputs**, build a network for each, put all their
# hidden units side by side, and let each output read its own.

# %%
one, two = polyline(wavy, 8), polyline(parabola, 4)
W2 = np.block([[one[2].W, np.zeros((1, 4))], [np.zeros((1, 8)), two[2].W]])
stacked = MLP((np.vstack([one[1].W, two[1].W]), np.append(one[1].b, two[1].b), relu),
              (W2, np.append(one[2].b, two[2].b), identity))
assert np.allclose(stacked(x[:, None]), np.hstack([one(x[:, None]), two(x[:, None])]))

# %% [markdown]
# **Two inputs: a tower by hand.** A step unit with the weights $(1, 0)$ reads only $x_1$. Two of them make a strip that
# is 1 for $0.3 < x_1 < 0.6$. Two more, with the weights $(0, 1)$, make a strip in the other direction, for
# $0.2 < x_2 < 0.7$. Now add the two strips.
#
# **Predict first.** How high is the sum where the strips cross? How high is it elsewhere on a strip?

# %%
predict("11.2", "Where the strips cross, the sum is {where_they_cross}; "
                "elsewhere on a strip it is {elsewhere_on_a_strip}.")

# %%
step_at = lambda u, t: (u > t).astype(int)
x1, x2 = np.meshgrid(np.arange(0.05, 1, 0.1), np.arange(0.95, 0, -0.1))
strips = step_at(x1, 0.3) - step_at(x1, 0.6) + step_at(x2, 0.2) - step_at(x2, 0.7)
print(strips)
reveal("11.2", where_they_cross=strips.max(), elsewhere_on_a_strip=1)

# %% [markdown]
# The sum is a cross and not a tower: its four arms are as long as the plane is wide. A unit of a *second* hidden layer
# cuts them off. It fires where the sum is above $\tfrac32$, and that is the AND of both strips.

# %%
tower = step_at(strips, 1.5)
print(tower)
assert np.array_equal(tower == 1, (x1 > 0.3) & (x1 < 0.6) & (x2 > 0.2) & (x2 < 0.7))

# %% [markdown]
# Many towers side by side follow any continuous function of two inputs, as bumps do for one input. They are also
# expensive. With $p$ inputs, a tower of width $w$ has its corners $\sqrt{p}\,w/2$ away from its middle, so a target with
# Lipschitz constant $L$ on the unit cube takes about $(L\sqrt{p} / 2\varepsilon)^p$ towers. For $L = 1$ and $\varepsilon = 0.1$:

# %%
for p in (1, 2, 3, 10):
    print(f"p = {p:<2}  {int(np.ceil(np.sqrt(p) / 0.2)) ** p:,} towers")

# %% [markdown]
# **Is one hidden layer enough for two inputs?** The theorem says so, but the tower does not show it. A unit of the first
# hidden layer sees $x$ only through one number, $w \cdot x$, so its output is a wave front, the same all along a line. Sums of
# such fronts can do it, because products of waves *are* sums of waves:
#
# $$\cos a \cos b = \tfrac12 \cos(a + b) + \tfrac12 \cos(a - b).$$
#
# Each of the two cosines depends on one number only, so a polyline can follow it, along the direction $(1, 1)$ or
# $(1, -1)$. For any other continuous target of $p$ inputs, take a sum of waves $c \cos(k \cdot x + \varphi)$ that is near to
# it; a theorem of Weierstrass says that there is one on every compact set. Each wave depends only on the number
# $k \cdot x$, so hinges along $k$ follow it. This proves the theorem for $p$ inputs and the ReLU.

# %%
side = np.linspace(-1, 1, 101)
points = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
waves = np.cos(np.pi * points[:, 0]) * np.cos(np.pi * points[:, 1])

# %%
for n in (8, 16, 32, 64):
    wave = polyline(lambda u: np.cos(np.pi * u) / 2, n, -2, 2)
    W = np.vstack([wave[1].W * [1, 1], wave[1].W * [1, -1]])
    flat = MLP((W, np.tile(wave[1].b, 2), relu), (np.tile(wave[2].W, 2), 2 * wave[2].b, identity))
    error = np.abs(flat(points)[:, 0] - waves).max()
    print(f"one hidden layer of {2 * n:>3} hinges: maximum error {error:.4f}")
    assert error <= np.pi**2 * (4 / n) ** 2 / 8

# %% [markdown]
# ## When a condition breaks
#
# Each condition of the theorem carries weight. There are four ways to break them:
#
# - **A polynomial activation.** You have seen it: the error levels off.
# - **A jump in the target.** Two lines are enough. A network with a continuous activation has nearly the same value $v$
#   on the left and on the right of the jump. The target has $a$ on the left and $a + J$ on the right, and
#   $$\max(|v - a|, |v - a - J|) \ge \frac{J}{2} \quad\text{for every } v.$$
# - **A set that is not closed**, such as $(0, 1]$ with $1/x$.
# - **Leaving the set.** The theorem speaks of $x \in K$ and is silent about the rest.
#
# **Predict first.** A target jumps by 1. With 64 hinges, what will the maximum error be? Does the mean error fall with
# more units?

# %%
predict("11.2", "With 64 hinges the maximum error is {maximum_with_64} (to within 0.02). "
                "Does the mean error fall with more units? {mean_falls}", mean_falls=bool)

# %%
from lecture_lib.labs.approximation import approximate_case, sine_with_jump

print("the target left of 0 and at 0:", sine_with_jump(np.array([-1e-9, 0.0])).round(3) + 0.0)
seen = {n: approximate_case("jump", n) for n in (4, 16, 64)}
for n, m in seen.items():
    off = np.mean(np.abs(m.reached - m.target) > 0.1)
    print(f"N₁ = {n:<3} maximum {m.largest:.3f}, mean {m.average:.4f}, over 0.1 on {off:.1%}")
reveal("11.2", maximum_with_64=about(seen[64].largest, within=0.02, theory=0.5),
       mean_falls=seen[64].average < seen[16].average < seen[4].average)

# %% [markdown]
# The maximum error stays at half of the jump. The mean error falls, at 64 units about in proportion to $1/N_1$, because
# the curve climbs through the jump ever more steeply. The set where it is off by more than 0.1 shrinks as well, to about
# one per cent of $K$: this is what *in measure* means in the paper that lecture A names. The next cell is the argument
# from above as code. The best $v$ is the middle, and even that misses by $J/2$.

# %%
v = np.linspace(-2, 3, 5001)
assert np.maximum(np.abs(v - 0), np.abs(v - 1)).min() >= 0.5
assert all(m.largest >= 0.5 - 1e-6 for m in seen.values())

# %% [markdown] slide_check="11.2" lecture="D"
# - **The slide says:** Essentially all functions can be approximated to arbitrary precision $\varepsilon$; later: almost any function.
# - **What holds:** All *continuous* functions on a compact set. A target with a jump $J$ is missed by at least $J/2$ by every network with a continuous activation, for every $N_1$.
# - **Why:** In the theorem, precision means the maximum error over all $x \in K$. In the mean error a jump can be approximated: the measured mean above falls while the maximum stays at 0.5.

# %% [markdown]
# Outside $K$, the activation decides what happens. A ReLU network has no joint beyond its outermost one, so it goes
# straight on, and a tanh network flattens out. The target $\sin \pi x$ does neither.

# %%
for reach in (1, 2, 3, 5, 9):
    far = [approximate_case(f"outside {g}", 64, reach).largest for g in ("relu", "tanh")]
    print(f"on [−{reach}, {reach}]:  ReLU {far[0]:8.4f}   tanh {far[1]:7.4f}")

# %% [markdown]
# On $K$ itself both follow the sine to about 0.001. Outside, the error of the ReLU network grows without end, in
# proportion to the distance from $K$. That of the tanh network stays bounded, but it is as large as the target. A small
# error where you measured promises nothing elsewhere.
#
# Now break the conditions yourself. Choose one from the list, say to yourself what the maximum error will do, and then
# press *Add units*. What you have seen with 64 units is ticked.

# %%
from lecture_lib.labs.approximation import broken_conditions

broken_conditions(goal="all six")

# %% [markdown]
# ## 11.3 Trained against constructed
#
# The construction shows that a good network *exists*. Does gradient descent find it? The theorem says nothing about
# that, because *representing is not learning*, so we measure.
#
# The target is $\sin 2\pi x$, and the network has 8 ReLU units. Twenty networks start with joints at random points of
# the interval (a friendly start), and with random output weights. Each is trained by plain gradient descent on 101
# points, with $\eta = 0.3$:
#
# $$\theta \leftarrow \theta - \eta\, \frac{\partial}{\partial\theta}\,\frac{1}{101} \sum_i \tfrac12 \big(f_\theta(x_i) - f^*(x_i)\big)^2.$$

# %%
def friendly_start(n, rng):
    side, joint = rng.choice([-1.0, 1.0], n), rng.uniform(0, 1, n)
    return MLP((side[:, None], -side * joint, relu),
               (rng.normal(0, n**-0.5, (1, n)), [0], identity))

# %% [markdown]
# We compare them with three networks whose hidden units were not trained: the polyline with equal pieces; the same
# hinges with the best output layer; and hinges placed where the target bends, with the best output layer.

# %%
ones, equal, bent = np.ones((8, 1)), np.arange(8) / 8, uneven_knots(wavy, 8, 2)[:-1]
built = {"polyline, equal pieces": polyline(wavy, 8),
         "equal pieces, best output": fit_output(wavy, ones, -equal, relu),
         "placed by bend, best output": fit_output(wavy, ones, -bent, relu)}
built_error = {name: largest_error(net, wavy) for name, net in built.items()}

# %% [markdown]
# **Predict first.** How many of the twenty trained networks have a smaller maximum error than the polyline with equal
# pieces, whose maximum error is 0.07? After 4000 steps, and after 20,000?

# %%
predict("11.3", "Better than the polyline: {after_4000} of the twenty after 4000 steps, "
                "{after_20000} after 20,000 steps.",
        after_4000=("none", "one to five", "six or more"),
        after_20000=("none", "one to five", "six or more"))

# %%
from itertools import islice
from lecture_lib import half_squares
from lecture_lib.training import descend_batched
from lecture_lib.interactive import progress_bar

x, rng = np.linspace(0, 1, 101)[:, None], np.random.default_rng(11)
starts, trained = [friendly_start(8, rng) for _ in range(20)], {}
run = islice(descend_batched(starts, x, wavy(x), half_squares, 0.3), 20_000)
for n, last in enumerate(progress_bar(run, "training 20 networks", 20_000), start=1):
    if n in (4000, 10_000, 20_000):
        trained[n] = np.array([largest_error(last.nets[k], wavy) for k in range(20)])

# %%
in_words = lambda n: "none" if n == 0 else "one to five" if n <= 5 else "six or more"
better = {n: int((errors < built_error["polyline, equal pieces"]).sum())
          for n, errors in trained.items()}
print("better than the polyline, after each number of steps:", better)
assert np.median(trained[20_000]) > built_error["polyline, equal pieces"]
reveal("11.3", after_4000=in_words(better[4000]), after_20000=in_words(better[20_000]))

# %% [markdown]
# The plot shows all twenty networks in order, after 4000 and after 20,000 steps, and the three that were built.

# %%
fig, ax = figure(6.6, 3.8)
rank = np.arange(1, 21)
lines = {f"trained, {said} steps": (rank, np.sort(trained[n]))
         for n, said in ((4000, "4000"), (20_000, "20,000"))}
lines |= {name: (rank, np.full(20, error)) for name, error in built_error.items()}
plot_curves(ax, lines, "trained networks, from best to worst", "maximum error", log="y")
levels = ", ".join(f"{name} {error:.3f}" for name, error in built_error.items())
spread = "; ".join(f"after {n} steps {e.min():.3f} to {e.max():.2f}, median {np.median(e):.3f}"
                   for n, e in trained.items())
render_figure(fig, f"Maximum error of 20 trained networks, sorted: {spread}. Built: {levels}.")

# %% [markdown]
# After 4000 steps none is better than the polyline. But it would be wrong to stop here, because the errors were still
# falling: after 20,000 steps two are better, and the best of them comes as near as the hinges placed by bend. We let
# the same twenty run to 60,000 steps beforehand. The best reached 0.038, but no third network joined the two. With five
# other sets of twenty starts, between one and five networks were better after 20,000 steps. Training does find such
# networks, then, but from a few starts only, and late.
#
# Is the comparison fair? Training makes the *mean squared error* small, and we have judged by the maximum error. Let us
# compare them again by the *root-mean-square error*, which is what training minimises:

# %%
rms = lambda net: float(np.sqrt(np.mean((net(x) - wavy(x)) ** 2)))
nets = [last.nets[k] for k in range(20)]
trained_rms, built_rms = np.array([rms(net) for net in nets]), [rms(net) for net in built.values()]
print("trained: best", trained_rms.min().round(4), " median", np.median(trained_rms).round(4))
print(dict(zip(built, np.round(built_rms, 4).tolist())))
print("trained networks below each of these:", [int((trained_rms < r).sum()) for r in built_rms])

# %% [markdown]
# Perhaps plain gradient descent is to blame? Here is Adam, with 20,000 steps from ten of the same starts:

# %%
from lecture_lib import Adam, descend

tuned = [next(descend(net, x, wavy(x), half_squares, Adam(0.01), every=20_000)).net
         for net in progress_bar(starts[:10], "Adam, ten networks", 10)]
by_adam = np.sort([largest_error(net, wavy) for net in tuned])
print("Adam, maximum errors:", by_adam.round(3))
print("better than the polyline:", int((by_adam < built_error["polyline, equal pieces"]).sum()))

# %% [markdown]
# With Adam a few of the ten get there, and most do not. All these networks have the same 8 units; what
# separates them is the start. That is what *representing is not learning* means: the theorem promises that the
# parameters exist, and whether a run reaches them depends on the start, the rule and the number of steps.
#
# Where do the units go? Count the joints inside the interval that are at least 0.02 apart: two joints on the same
# point bend the curve only once.

# %%
def separate(net):
    t = np.sort(-net[1].b / net[1].W[:, 0])
    t = t[(t > 0) & (t < 1)]
    return int(np.sum(np.diff(t, prepend=-1) > 0.02))

# %%
from lecture_lib.training import mean_with_interval

lost = [separate(start) - separate(net) for start, net in zip(starts, nets)]
loss = mean_with_interval(lost)
print("separate joints, mean, before:", np.mean([separate(net) for net in starts]),
      " after:", np.mean([separate(net) for net in nets]))
print(f"lost per network: {loss.value:.1f} ± {loss.half:.1f}")

# %% [markdown]
# On average, seven of the eight joints are separate at the start and about five at the end; the interval of the
# difference is well above 0. Descent draws the joints to where the target bends, and there several of them end on the
# same point. The next cell shows how much the joints alone decide: the trained joints stay, and only the output layer
# is replaced by the best one.

# %%
polished = [rms(fit_output(wavy, net[1].W, net[1].b, relu, points=101)) for net in nets]
print("as trained: median", np.median(trained_rms).round(4), "  with the best output:",
      np.median(polished).round(4), "  placed by bend:", round(built_rms[2], 4))

# %% [markdown]
# The best output layer helps the median network a little, but it does not come near to the hinges placed by bend. What
# it lacks are joints where they are needed.

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
# - Steps make a staircase, with an error like $1/N_1$ if the target has a steepest slope. Hinges make a polyline, with an
#   error like $1/N_1^2$ if the second derivative is bounded, or if the knots are close together where it is not.
# - A steep sigmoid is a step at $s = -b/w$. In several inputs, four steps and an AND make a tower; sums of wave fronts
#   do with one hidden layer.
# - A jump costs half of itself in the maximum error, forever. Outside $K$ nothing is promised.
# - That a network exists does not mean that training finds it: it does so from some starts, and may take long.
#
# ## Notation
#
# | here | lecture A | lecture D | meaning |
# | --- | --- | --- | --- |
# | $f^*$, `f` | any function | $f^*$ | the target |
# | $f_\theta$, `net` | | $f_\theta$ | the network |
# | $N_1$, `n` | | $N_1$ | hidden units |
# | $K$, `low`, `high` | | $\mathcal K$ | the compact set: mostly an interval |
# | $p$, $q$ | | $p$, $q$ | number of inputs, of outputs |
# | $\varepsilon$ | | $\varepsilon$ | the error that is allowed |
# | $t$, $s$ | | | joint of a hinge, point of a step |
#
# ## References
#
# - Lecture A, "Expressive power of one non-linear hidden layer network". Lecture D, section 2.3, "A General Approximation Result", and section 2.6.
# - G. Cybenko, *Approximation by superpositions of a sigmoidal function*, Mathematics of Control, Signals and Systems 2 (1989): continuous sigmoids.
# - K. Funahashi, *On the approximate realization of continuous mappings by neural networks*, Neural Networks 2 (1989).
# - K. Hornik, M. Stinchcombe, H. White, *Multilayer feedforward networks are universal approximators*, Neural Networks 2 (1989): squashing functions; measurable targets in measure.
# - K. Hornik, *Approximation capabilities of multilayer feedforward networks*, Neural Networks 4 (1991): bounded activations that are not constant.
# - M. Leshno, V. Lin, A. Pinkus, S. Schocken, *Multilayer feedforward networks with a nonpolynomial activation function can approximate any function*, Neural Networks 6 (1993).
# - M. Nielsen, *Neural Networks and Deep Learning*, 2015, chapter 4: steep sigmoids and towers, drawn by hand.
# - B. Liquet, S. Moka, Y. Nazarathy, *Mathematical Engineering of Deep Learning*, 2024, chapter 5.
