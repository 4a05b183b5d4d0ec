# %% [markdown]
# # 9 · Follow the chain rule through a graph
#
# **You will be able to**
#
# - work out the derivatives of a loss the long way and the structured way, and say what each costs;
# - draw the computational graph of a formula or a network, and read the formula off a graph;
# - send derivatives backwards through a graph, edge by edge, and add where paths meet;
# - test a derivative with finite differences;
# - choose between forward mode and reverse mode by counting.
#
# **You need** the sigmoid of notebook 02, the forward pass of notebook 05, and derivatives of functions of one
# variable. **Time** about 85 minutes, half of it with the four widgets.

# %%
# "No module named ..."? Choose the kernel .venv (in VS Code: top right), or use run.py lab.
import numpy as np
from lecture_lib import about, check, hint, predict, reveal, sigmoid, solution
from lecture_lib.interactive import quiz

# %% [markdown]
# ## 09.1 One loss, two ways to its derivatives
#
# Lecture A takes the smallest network there is: one weight, one bias, one sigmoid, one target $t$, all of them single
# numbers.
#
# $$\mathcal L = \tfrac12\bigl(\sigma(wx+b) - t\bigr)^2$$
#
# All we need is the *chain rule* for one variable, lecture A's equation (7): if $f$ depends on $h$, and $h$ on $w$, then
#
# $$\frac{\mathrm d f(h(w))}{\mathrm d w} = \frac{\mathrm d f}{\mathrm d h} \cdot \frac{\mathrm d h}{\mathrm d w}.$$
#
# A small step $\mathrm dw$ becomes a step $\mathrm dh$, and that becomes a step $\mathrm df$. The two factors multiply. Where a
# quantity depends on several others, we write $\partial$ and hold those others fixed.
#
# **The long way** writes each derivative as one formula. With $\sigma' = \sigma(1-\sigma)$ it gives
#
# $$\frac{\partial \mathcal L}{\partial w} = (\sigma(wx+b) - t)\,\sigma'(wx+b)\,x, \qquad
# \frac{\partial \mathcal L}{\partial b} = (\sigma(wx+b) - t)\,\sigma'(wx+b).$$

# %%
w, x, b, t = 1.5, 2.0, -2.0, 1.0
loss = (sigmoid(w * x + b) - t) ** 2 / 2
dw = (sigmoid(w * x + b) - t) * sigmoid(w * x + b) * (1 - sigmoid(w * x + b)) * x
db = (sigmoid(w * x + b) - t) * sigmoid(w * x + b) * (1 - sigmoid(w * x + b))

# %% [markdown]
# **The structured way** gives every intermediate result a name, and applies the chain rule from the last name back to
# the first. A bar stands for the derivative of the loss with respect to the quantity below it.
#
# $$z = wx+b,\quad y = \sigma(z),\quad \mathcal L = \tfrac12(y-t)^2; \qquad
# \bar y = y - t,\quad \bar z = \bar y\,\sigma'(z),\quad \bar w = \bar z\,x,\quad \bar b = \bar z.$$
#
# **Predict first.** The long way evaluates the sigmoid again and again. How many times, for the loss and both
# derivatives together? How many times does the structured way evaluate it?

# %%
predict("09.1", "The long way evaluates the sigmoid {sigmoids_long} times in all, "
        "the structured way {sigmoids_structured} times.")

# %% [markdown]
# Here is the structured way as code. The next cell checks that both ways give the same numbers.

# %%
z = w * x + b
y = sigmoid(z)
y_bar = y - t
z_bar = y_bar * y * (1 - y)
w_bar, b_bar = z_bar * x, z_bar

# %%
assert np.isclose(w_bar, dw) and np.isclose(b_bar, db)
print(f"loss {loss:.4f}:  w̄ = {w_bar:.4f}  b̄ = {b_bar:.4f}")

# %% [markdown]
# Two formulas that agree may still both be wrong. We need a test that does not use the chain rule. A *finite
# difference* is one: move $w$ or $b$ by a tiny $h$ both ways and see by how much the loss changes.

# %%
from lecture_lib.nn import central_difference

slow = central_difference(lambda p: (sigmoid(p[0] * x + p[1]) - t) ** 2 / 2, [w, b])
assert np.allclose(slow, [w_bar, b_bar])
slow

# %% [markdown]
# Now we count the cost. The function `parse_expression` reads a formula, and `topological_order` lists its operations so that
# each comes after those whose results it reads. We count two kinds of them. In the structured version, every name is worked
# out once.

# %%
from lecture_lib.autodiff import parse_expression, topological_order

S, at = "σ(w*x + b)", {"w": w, "x": x, "b": b, "t": t}
long = [f"({S} - t)^2 / 2", f"({S} - t)*{S}*(1 - {S})*x", f"({S} - t)*{S}*(1 - {S})"]
structured = ["z = w*x + b; y = σ(z); zbar = (y - t)*y*(1 - y); zbar*x"]

# %%
ops = {name: [node.op for formula in way
              for node in topological_order(parse_expression(formula).graph(at))]
       for name, way in (("long", long), ("structured", structured))}
print({name: {"σ": found.count("σ"), "×": found.count("×")} for name, found in ops.items()})
n_long, n_structured = (found.count("σ") for found in ops.values())
reveal("09.1", sigmoids_long=n_long, sigmoids_structured=n_structured)

# %% [markdown]
# With one neuron the difference hardly matters. Now put $k$ neurons in a row, each reading the one before, and write
# $\partial\mathcal L/\partial w_1$ as one formula. By the chain rule it is a product: the error, a slope $\sigma'$ for each
# neuron, the weights $w_2, \dots, w_k$ between them, and $x$. How many sigmoids does it contain?

# %%
sums, written = ["w1*x + b1"], {}
for k in range(1, 9):
    slopes = "".join(f"*σ({s})*(1 - σ({s}))" for s in sums)
    weights = "".join(f"*w{j}" for j in range(2, k + 1))
    written[k] = f"(σ({sums[-1]}) - t){slopes}{weights}*x"
    sums.append(f"w{k + 1}*σ({sums[-1]}) + b{k + 1}")
{k: formula.count("σ") for k, formula in written.items()}

# %% [markdown]
# Is the formula right? For three neurons in a row, we compare it with a finite difference of the loss at random weights.

# %%
row = parse_expression("y1 = σ(w1*x + b1); y2 = σ(w2*y1 + b2); y3 = σ(w3*y2 + b3); (y3 - t)^2/2")
values = dict(zip(row.names, np.random.default_rng(0).normal(size=8)))
by_difference = central_difference(lambda v: row.graph(values | {"w1": v}).value, values["w1"])
assert np.isclose(parse_expression(written[3]).graph(values).value, by_difference)

# %% [markdown]
# The counts follow $k^2 + 2k$, while the structured way needs $k$ sigmoids. This is what lecture A means when it says that
# the goal is not a closed formula. The goal is a *program* that computes the derivatives without doing anything twice.

# %%
assert all(formula.count("σ") == k**2 + 2 * k for k, formula in written.items())
print(len(written[8]), "characters for 8 neurons")

# %%
from lecture_lib.drawing import figure, plot_curves, render_figure

rows_of = np.arange(1, 9)
fig, ax = figure(6, 3)
lines = {"one formula": (rows_of, rows_of**2 + 2 * rows_of), "structured": (rows_of, rows_of)}
render_figure(fig, plot_curves(ax, lines, "neurons in the row", "sigmoids evaluated"))

# %% [markdown] slide_check="09.1" lecture="A"
# - **The slide says:** $\mathcal L = \frac12(\sigma(wx+b)-t)^2 = \frac{\partial}{\partial w}\bigl[\frac12(\sigma(wx+b)-t)^2\bigr] = \dots = (\sigma(wx+b)-t)\,\sigma'(wx+b)\,x$, as the left column is in the copy we have.
# - **What holds:** The chain is right from its second member on, and it equals $\partial\mathcal L/\partial w$, not $\mathcal L$. Here $\mathcal L = 0.0362$ and $\partial\mathcal L/\partial w = -0.1058$.
# - **Why:** The left-hand side of the second line is missing, on the slide or in our copy. The right column has it: it starts with $\partial\mathcal L/\partial b$.

# %%
print(f"L = {loss:.4f},  ∂L/∂w = {dw:.4f}")

# %% [markdown]
# **Check yourself.** Now $w = 2$, $x = 3$, $b = -6$, $t = 1$. Work out $\bar w$ on paper. All numbers on the way are
# whole numbers or simple fractions.

# %%
my_w_bar = ...
check("09.1", my_w_bar)   # stuck? hint("09.1") · tried? solution("09.1")

# %% [markdown]
# ## 09.2 Draw it, and send messages back
#
# A *computational graph* has a node for every input and every computed quantity. An edge goes from each node to the nodes
# that are computed directly from it. Lecture A starts with $z = wx + b$. In single operations, this is $p = wx$, then
# $z = p + b$.
#
# Each edge carries a *local derivative*, which says how fast the node at its end changes with the node at its start while
# the other inputs of that node are held fixed. These are all we need. The derivative of the result with respect to a
# node is the *adjoint* $\bar v$ of that node. It is a sum over the edges that leave $v$:
#
# $$\bar v = \sum_{c\,:\,v \to c} \bar c \cdot \frac{\partial c}{\partial v}, \qquad \bar{\text{result}} = 1.$$
#
# We call one term of this sum a *message*, because it comes back along one edge.

# %%
value = {"w": w, "x": x, "b": b}
value["p"] = value["w"] * value["x"]
value["z"] = value["p"] + value["b"]
local = {("w", "p"): x, ("x", "p"): w, ("p", "z"): 1.0, ("b", "z"): 1.0}

# %% [markdown]
# Here is the equation as code. The edges are listed in the order of the computation, so we go through them in reverse.

# %%
bar = dict.fromkeys(value, 0.0) | {"z": 1.0}
for (start, end), partial in reversed(local.items()):
    bar[start] += bar[end] * partial
bar

# %% [markdown]
# The library does the same with nodes that keep a list of their *parents*, the nodes that they read. The function `adjoints` is
# that loop.

# %%
from lecture_lib.autodiff import adjoints

small = parse_expression("p = w*x; z = p + b").graph(at)
assert {node.name: v for node, v in adjoints(small).items()} == bar

# %% [markdown]
# Here is the graph as a drawing, with values in the nodes, local derivatives on the edges and adjoints below the nodes.

# %%
from lecture_lib.labs.graphs import graph_diagram

graph_diagram(small, partials=True, adjoints=adjoints(small))

# %% [markdown]
# Lecture A shows three graphs of forward passes: (a) a multiplication, (b) logistic regression, and (c) a layer of ReLUs.
# The first is the beginning of the second:

# %%
graph_diagram(parse_expression("z = w*x + b; y = σ(z)").graph(at))

# %% [markdown]
# For (c) we take one input and two ReLU units, and add a weighted sum so that there is one result. Each unit has its own
# weight and bias, but both read the same $x$.

# %%
layer = parse_expression("h1 = relu(w1*x + b1); h2 = relu(w2*x + b2); y = u1*h1 + u2*h2")
graph_diagram(layer.graph({"x": 3, "w1": 2, "b1": 1, "w2": -1, "b2": 2, "u1": 1, "u2": -2}))

# %% [markdown]
# One number per node is exact, but large networks need something smaller. Nodes may hold arrays as well. Then an edge says
# that the whole array at its end is computed from the whole array at its start, and the layer of ReLUs has five nodes,
# however many units there are: $W$, $x$, $b$, $z = Wx + b$ and $h$.
#
# **From a network to its graph, and back.** Lecture A lists both directions among the things that you should know. The two
# drawings differ: in a network the weights belong to the arrows, while in the graph they are nodes, since they are inputs of
# the computation and we need the derivatives with respect to them.

# %%
from lecture_lib.labs.graphs import network_and_graph

network_and_graph((2, 3, 1), ("relu", "sigmoid"))

# %% [markdown]
# | in the drawing of a network | in its graph, one number per node |
# | --- | --- |
# | an input | a node without parents |
# | a unit | two nodes: its pre-activation $z$, and its output $g(z)$, which reads $z$ |
# | an arrow with a weight | a node for the weight, an edge from it to the $z$ of the unit, and an edge from what is read to that $z$ |
# | a bias, often not drawn | a node with one edge, to the $z$ of its unit |
# | nothing | the target and the loss |
#
# To go back, look for the nodes that apply an activation, since they are the units. The $z$ before such a node reads its
# weights, its bias, and the inputs or units from which its arrows come.

# %% [markdown]
# **Draw it yourself.** In the next widget some edges are missing. Drag from a node to a node that is computed from it,
# or press the one and then the other. The formula is beside the graph. In the list, *the loss* and *the regularised loss*
# are the two graphs that lecture A asks you to plot.

# %%
from lecture_lib.labs.graphs import edge_game

edge_game(goal="all edges")

# %% [markdown]
# Now **step through** a graph. First the values go forwards. Then the derivatives come back, one edge at a time: green
# edges have carried their message, and the number below a node is the sum of what has arrived. Press a node to see its
# whole sum. You can type over any input, and over the formula as well.
#
# You see the graph as lecture A draws it, with one node for each named quantity, so an edge stands for all operations
# between two names. With *nodes: operations*, every single operation has a node of its own.

# %%
from lecture_lib.labs.graphs import graph_stepper

graph_stepper(example="the loss", nodes="named quantities", goal="backwards")

# %% [markdown]
# **Two paths into one loss.** With large weights, small changes of the input change the output a lot. That is why lecture A
# adds a *penalty* on them, and calls the sum the *regularised* loss:
#
# $$\mathcal R = \tfrac12 w^2, \qquad \mathcal L_\text{reg} = \mathcal L + \lambda\,\mathcal R.$$
#
# Now $w$ is read twice: by $z$ and by $\mathcal R$. Two edges leave it, so $\bar w$ has two terms.
#
# **Predict first.** With the numbers of 09.1, the path through $z$ brings $\bar z\,x = -0.106$. With $\lambda = 0.1$,
# what does the path through $\mathcal R$ bring, and what is $\bar w$? Three decimals are enough.

# %%
predict("09.2", "The path through R brings {through_R}, so w̄ is {w_bar} (to within 0.001).")

# %%
lam = 0.1
through_z, through_R = z_bar * x, lam * w
reveal("09.2", through_R=through_R, w_bar=about(through_z + through_R, within=0.001))

# %% [markdown]
# The most common mistake in programs of this kind is one character long: `=` in place of `+=`. The message that arrives
# last then replaces the one before. The next cells do the same backward walk with each of the two, and compare both with
# the finite difference.

# %%
formula = "z = w*x + b; y = σ(z); L = (y - t)^2 / 2; R = w^2 / 2; Lreg = L + λ*R"
out = parse_expression(formula).graph(at | {"λ": lam})
order = topological_order(out)
added, wiped = dict.fromkeys(order, 0.0) | {out: 1.0}, dict.fromkeys(order, 0.0) | {out: 1.0}

# %%
for node in reversed(order):
    for parent, partial in zip(node.parents, node.partials):
        added[parent] += added[node] * partial
        wiped[parent] = wiped[node] * partial

# %%
with_w = lambda v: parse_expression(formula).graph(at | {"λ": lam, "w": v}).value
by_difference = central_difference(with_w, w)
w_node = next(node for node in order if node.name == "w")
print(f"+= {added[w_node]:.4f},  = {wiped[w_node]:.4f},  finite difference {by_difference:.4f}")
assert np.isclose(added[w_node], by_difference)
assert np.isclose(adjoints(out)[w_node], by_difference)

# %% [markdown] slide_check="09.2" lecture="A"
# - **The slide says:** $\frac{\mathrm d\mathcal L}{\mathrm dy}$ and $\frac{\mathrm d\mathcal L}{\mathrm dz}$ with a straight d, but $\frac{\partial\mathcal L}{\partial w} = \frac{\mathrm d\mathcal L}{\mathrm dz}\frac{\partial z}{\partial w}$ with a round one, on one slide. Later the slope of the sigmoid is $\frac{\partial y}{\partial z}$ on one slide and $\frac{\mathrm dy_j}{\mathrm dz_j}$ on the next.
# - **What holds:** Two different things need two signs. The local derivative $\partial\mathcal L_\text{reg}/\partial\mathcal R$ on an edge holds the other inputs of that node fixed. The adjoint $\bar w$ follows all paths. For $\mathcal L_\text{reg}$, the path through $\mathcal R$ alone gives 0.15 and all paths together 0.0442.
# - **Why:** The slides write d where they take a function to have one variable, though $\mathcal L$ reads $y$ and $t$. With one path the two signs can be mixed without harm, but with two paths they cannot. Hence the bars of this notebook. The sigmoid has one variable, so there both signs mean the same.

# %%
print(f"local, with L held fixed: {lam * w:.4f};  along all paths: {added[w_node]:.4f}")

# %% [markdown]
# **The message game.** All values are given. Fill in the local derivatives on the edges and the adjoints below the nodes,
# starting at the result. A purple rim marks what can be worked out next. Each number is checked at once, to two decimals,
# and a wrong one is answered with the slip that it most likely comes from. *New numbers* gives you the same graph again.

# %%
from lecture_lib.labs.graphs import message_game

message_game(goal="a small one")

# %%
quiz("09.2")

# %% [markdown]
# ## 09.3 From a graph back to its function
#
# Lecture A's exercise 1 asks the reverse question: here is a graph, so write down its function. Start at the inputs. Give
# each node the formula of its operation, with the formulas of its parents put in, until you reach the result. Along a
# chain this is the composition of notebook 07, $f = f_L \circ \dots \circ f_1$.
#
# How can an answer be checked? The formulas $x(y+1)$ and $xy + x$ look different and are the same function. Rewriting
# formulas by rules takes long. *Random evaluation* is short: put in random numbers and compare.

# %%
mine = lambda x, y: x * (y + 1)
wanted = lambda x, y: x * y + x
points = np.random.default_rng(0).uniform(-2, 2, (20, 2))
np.allclose([mine(*p) for p in points], [wanted(*p) for p in points])

# %% [markdown]
# **Predict first.** You read $xy + x^2$ off the graph of $xy + x$, and test it at $(0, 0)$, $(1, 1)$ and $(1, -2)$. How
# many of these three points show the mistake? How many of 20 random ones do?

# %%
predict("09.3", "Of the three chosen points {chosen_points} show the mistake, "
        "of the 20 random ones {random_points}.")

# %%
other = lambda x, y: x * y + x**2
differ = lambda points: sum(not np.isclose(other(*p), wanted(*p)) for p in points)
reveal("09.3", chosen_points=differ([(0, 0), (1, 1), (1, -2)]), random_points=differ(points))

# %% [markdown]
# Here the two formulas agree only where $x$ is 0 or 1. For two different formulas of sums, products, exponentials and other
# functions without kinks, the points of agreement always form such a thin set. Simple numbers such as 0 and 1 often lie in
# it, random ones almost never. With a ReLU, two formulas may agree on a whole region, so one random point is not enough and we take 20. The library's
# `find_counterexample` compares two typed formulas that way, and returns the first point at which they differ.

# %%
from lecture_lib.autodiff import find_counterexample

rng = np.random.default_rng(0)
assert find_counterexample(parse_expression("x*(y + 1)"), parse_expression("x*y + x"), rng) is None
first = find_counterexample(parse_expression("x*y + x^2"), parse_expression("x*y + x"), rng)
print(f"at {first.at}: {first.got:.4f} instead of {first.wanted:.4f}")

# %% [markdown]
# **Read the graphs.** In our copy of lecture A, the picture of exercise 1 is lost. Here are six new graphs of that
# kind, and as many random ones as you like. Type the function. If it is wrong, you see a point at which it differs, and the
# value of every node at that point. Compare them with your formula, from the inputs on, to find where it departs.

# %%
from lecture_lib.labs.graphs import graph_reader

graph_reader(goal="six graphs")

# %% [markdown] slide_check="09.3" lecture="A"
# - **The slide says:** The nodes are the inputs and computed quantities, and the edges tell which nodes are computed directly as a function of which others.
# - **What holds:** That is enough to see what depends on what. To get the function back, as exercise 1 asks, a node must also carry its operation, and $-$ and $÷$ need the order of their parents. Besides, $w \cdot w$ needs two edges from $w$.
# - **Why:** $x - y$ and $y - x$ have the same nodes and the same edges. With only one edge for $w \cdot w$, the message comes back once, and the derivative is half of what it should be.

# %%
kinds = [parse_expression(text).graph({"x": 3.0, "y": 2.0}) for text in ("x - y", "y - x", "x*x")]
edge_sets = [{(p.name, n.op) for n in topological_order(k) for p in n.parents} for k in kinds]
assert edge_sets[0] == edge_sets[1] and kinds[0].value != kinds[1].value
print("edges of x·x:", kinds[2].partials, " derivative:", adjoints(kinds[2])[kinds[2].parents[0]])

# %% [markdown]
# **Check yourself.** Which function does this graph compute? Answer with text such as `"x*y + x"`.

# %%
from lecture_lib.labs.graphs import unknown_graph_diagram

unknown_graph_diagram("09.3")

# %%
my_formula = ...
check("09.3", my_formula)   # stuck? hint("09.3") · tried? solution("09.3")

# %% [markdown]
# ## 09.4 Several paths
#
# If $f$ reads $h_1$ and $h_2$, and both read $x$, then a small change of $x$ reaches $f$ along two paths, and the two
# effects add up:
#
# $$\frac{\mathrm d f}{\mathrm d x} = \frac{\partial f}{\partial h_1}\frac{\mathrm d h_1}{\mathrm d x}
# + \frac{\partial f}{\partial h_2}\frac{\mathrm d h_2}{\mathrm d x}.$$
#
# Lecture A's example is $f = h_2 + e^{h_1 h_2}$ with $h_1 = \cos x$ and $h_2 = x^2$. The next cell works it out by hand,
# path by path:

# %%
x0 = 1.0
h1, h2 = np.cos(x0), x0**2
e = np.exp(h1 * h2)
through_h1 = h2 * e * -np.sin(x0)
through_h2 = (1 + h1 * e) * 2 * x0

# %% [markdown]
# **Predict first.** At $x = 1$, is the part through $h_1$ positive or negative? Which path brings the part that is larger
# in size?

# %%
predict("09.4", "The part through h₁ is {sign_of_h1}; the larger part comes through {larger_path}.",
        sign_of_h1=("positive", "negative"), larger_path=("h₁", "h₂"))

# %%
both = through_h1 + through_h2
print(f"through h1 {through_h1:.4f},  through h2 {through_h2:.4f},  together {both:.4f}")
reveal("09.4", sign_of_h1="positive" if through_h1 > 0 else "negative",
       larger_path="h₂" if abs(through_h2) > abs(through_h1) else "h₁")

# %% [markdown]
# The graph and the finite difference should give the same number.

# %%
two_paths = parse_expression("h1 = cos(x); h2 = x^2; f = h2 + exp(h1*h2)")
f = two_paths.graph({"x": x0})
by_graph = next(v for node, v in adjoints(f).items() if node.name == "x")
by_difference = central_difference(lambda p: two_paths.graph({"x": p}).value, x0)
assert np.allclose([by_graph, by_difference], both)

# %% [markdown]
# Step through it. There are in fact three paths from $x$ to $f$: one through $h_1$ and two through $h_2$, because $f$ reads
# $h_2$ twice. Watch the number below $h_2$, which is complete only after two messages.

# %%
graph_stepper(example="two paths", goal="paths meet")

# %% [markdown]
# What happens if you forget a path? The figure shows the true derivative, as the finite differences give it, and each
# path on its own.

# %%
xs = np.linspace(-2, 2, 81)
E = np.exp(np.cos(xs) * xs**2)
paths = -(xs**2) * E * np.sin(xs), (1 + np.cos(xs) * E) * 2 * xs
truth = [float(central_difference(lambda p: two_paths.graph({"x": p}).value, v)) for v in xs]

# %%
fig, ax = figure(6, 3.6)
lines = {"finite differences": (xs, truth), "both paths": (xs, sum(paths)),
         "through h₁ only": (xs, paths[0]), "through h₂ only": (xs, paths[1])}
told = plot_curves(ax, lines, "x", "df/dx")
ax.set_ylim(top=7.5)
render_figure(fig, told)

# %% [markdown]
# The sum lies on the finite differences. In this interval, the path through $h_1$ alone has the wrong sign wherever $x$ is
# not 0, and the path through $h_2$ alone is too far from 0. The next cell prints the largest error of each.

# %%
assert np.allclose(sum(paths), truth, atol=1e-6)
assert (paths[0] * truth <= 0).all() and (abs(paths[1]) >= np.abs(truth) - 1e-6).all()
worst = [float(np.abs(np.array(truth) - path).max().round(2)) for path in paths]
print("largest error of a single path:", worst)

# %% [markdown]
# That depends on where you look. At $x = 4$, the path through $h_1$ brings 0.0003 of a derivative of 8.0002: the right sign
# and almost nothing.

# %%
far = 4.0
e = np.exp(np.cos(far) * far**2)
whole = central_difference(lambda p: two_paths.graph({"x": p}).value, far)
print(f"{-(far**2) * e * np.sin(far):.4f} of {whole:.4f}")

# %% [markdown]
# Now place the messages yourself, in the game with this graph. At $x = 1$ you need a calculator or a cell of your own.

# %%
message_game(graph="two paths", goal="two paths")

# %% [markdown]
# **Check yourself.** What is $\mathrm df/\mathrm dx$ at $x = \pi/2$? There $\cos x = 0$ and $\sin x = 1$, so you can do it
# on paper. Two decimals are enough.

# %%
df_at_half_pi = ...
check("09.4", df_at_half_pi)   # stuck? hint("09.4") · tried? solution("09.4")

# %% [markdown]
# ## 09.5 Backwards or forwards?
#
# The chain rule can be applied in the other direction too. *Forward mode* chooses one input $x$ and carries $\dot v$, the
# derivative of each node with respect to $x$, along with the values. It is called the *tangent* of $v$:
#
# $$\dot v = \sum_{u\,:\,u \to v} \frac{\partial v}{\partial u}\,\dot u, \qquad \dot x = 1,
# \quad\text{all other inputs } 0.$$
#
# Forward mode needs no stored values, since each tangent is computed together with its node, but it answers for one input
# only. The walk of section 09.2 is called *reverse mode*. It answers for all inputs at once, but for one result. Lecture D
# calls it *backward mode automatic differentiation*; backpropagation (notebook 10) is reverse mode on a network.

# %%
order = topological_order(out)
dot = dict.fromkeys(order, 0.0) | {w_node: 1.0}
for node in order:
    dot[node] += sum(dot[parent] * d for parent, d in zip(node.parents, node.partials))
print(f"{dot[out]:.4f}")

# %% [markdown]
# The library's `tangents` is that loop. Forward mode from $w$ and reverse mode from $\mathcal L_\text{reg}$ give the same
# number.

# %%
from lecture_lib.autodiff import edge_count, tangents

assert np.isclose(tangents(w_node, out)[out], dot[out]) and np.isclose(dot[out], added[w_node])
print(f"{dot[out]:.4f} both ways; one walk passes {edge_count(out)} edges")

# %% [markdown]
# Why 17 edges? The graph `out` has a node for every single operation and for every constant. The stepper leaves the
# constants out, and with *named quantities* it draws one edge where several operations lie between two names:

# %%
from lecture_lib.autodiff import named_quantity_graph, without_constants

drawn = without_constants(out)
print("edges with constants", edge_count(out), " without", edge_count(drawn),
      " between named quantities", edge_count(named_quantity_graph(drawn)))

# %% [markdown]
# Each walk, in either direction, multiplies once per edge. So with $E$ edges:
#
# | | one walk gives | all derivatives cost |
# | --- | --- | --- |
# | reverse mode | all inputs, one output | (number of outputs) · $E$ |
# | forward mode | one input, all outputs | (number of inputs) · $E$ |
#
# **Predict first.** A logistic regression with 100 weights, a bias and its 100 inputs has one output. Take the derivatives
# with respect to the 101 parameters. How many multiplications does forward mode make for each one of reverse mode?

# %%
predict("09.5", "Forward mode makes {times_as_many} times as many multiplications as reverse mode.")

# %%
from lecture_lib.autodiff import graph

def many_in(n):
    parameters = [graph.variable(0.1, f"w{i}") for i in range(n + 1)]
    total = sum((v * 0.5 for v in parameters[1:]), start=parameters[0])
    return parameters, graph.sigmoid(total)

# %% [markdown]
# Does a walk pass each edge once? With ten weights we let forward mode walk from all 11 parameters, and count its
# multiplications.

# %%
parameters, result = many_in(10)
ways, multiplied = topological_order(result), 0
for start in parameters:
    dot = dict.fromkeys(ways, 0.0) | {start: 1.0}
    for node in ways:
        for parent, partial in zip(node.parents, node.partials):
            dot[node] += dot[parent] * partial
            multiplied += 1
assert multiplied == len(parameters) * edge_count(result)

# %% [markdown]
# It does, so for the larger graphs we only count the edges. Forward mode takes one walk for each parameter, reverse mode a
# single one.

# %%
sizes = [1, 3, 10, 30, 100, 300, 1000]
forwards, backwards = [], []
for n in sizes:
    parameters, result = many_in(n)
    forwards.append(len(parameters) * edge_count(result))
    backwards.append(edge_count(result))

# %%
reveal("09.5", times_as_many=forwards[4] // backwards[4])

# %% [markdown]
# Now take the opposite case, one input and many outputs $y_k = \sin(kx)$. Reverse mode has to start again at every output,
# and then passes the edges behind that output. Forward mode does all in one walk.

# %%
forwards_out, backwards_out = [], []
for n in sizes:
    angle = graph.variable(0.3, "x")
    results = [graph.sin(angle * (k + 1)) for k in range(n)]
    forwards_out.append(edge_count(*results))
    backwards_out.append(sum(edge_count(result) for result in results))

# %%
fig, axes = figure(7.2, 3.4, ncols=2)
many_inputs = {"forward mode": (sizes, forwards), "reverse mode": (sizes, backwards)}
many_outputs = {"forward mode": (sizes, forwards_out), "reverse mode": (sizes, backwards_out)}
told = [plot_curves(axes[0], many_inputs, "inputs (one output)", "multiplications", log="xy"),
        plot_curves(axes[1], many_outputs, "outputs (one input)", "multiplications", log="xy")]
render_figure(fig, " ".join(told))

# %% [markdown]
# On the left, forward mode grows with the square of the number of inputs, and reverse mode with the number itself. On the
# right, the two lines coincide: this graph falls apart into separate branches, and a walk backwards passes only its own
# branch. So the table's "(number of outputs) · $E$" is the worst case. It comes close when the outputs share most of their
# path, as they do if a long common part comes first:

# %%
shared_forwards, shared_backwards = [], []
for n in sizes:
    common = graph.variable(0.3, "x")
    for _ in range(50):
        common = graph.sin(common)
    results = [common * (k + 1) for k in range(n)]
    shared_forwards.append(edge_count(*results))
    shared_backwards.append(sum(edge_count(result) for result in results))

# %%
from lecture_lib.drawing import loglog_slope

print("1000 outputs behind 50 common steps:", shared_forwards[-1], "forwards,",
      shared_backwards[-1], "backwards")
print("slopes on the left of the figure:", round(loglog_slope(sizes[3:], forwards[3:]), 2),
      round(loglog_slope(sizes[3:], backwards[3:]), 2))

# %% [markdown]
# A network has many parameters and one loss. The 784-128-10 network that reads digits has the following number of
# parameters, and forward mode would take as many walks:

# %%
from lecture_lib import MLP

MLP.random((784, 128, 10), sigmoid, rng=np.random.default_rng(0)).n_parameters

# %% [markdown]
# Try both in the stepper. Set *derivatives* to *forwards*, go to the end and press *Next input*. The bars beside the graph
# show the count.

# %%
graph_stepper(example="the regularised loss", nodes="named quantities", goal="forwards")

# %% [markdown]
# Lecture D allows its loss to read the parameters directly, as $\mathcal L_\text{reg}$ does. Its equation (2.12) then
# loses a path. The loss $\mathcal L_\text{reg}$ is the smallest case: the path through $z$ is D's product, and the path
# through $\mathcal R$ is direct.

# %%
d_equation, all_paths = through_z, through_z + through_R
measured = central_difference(with_w, w)
print(f"(2.12) {d_equation:.4f};  all paths {all_paths:.4f};  finite difference {measured:.4f}")
assert np.isclose(all_paths, measured) and not np.isclose(d_equation, measured)

# %% [markdown]
# It holds as printed for losses that read the parameters only through the network. Notebook 10 comes back to it.

# %%
quiz("09.5")

# %% [markdown]
# Now the [exercises](../exercises/09_graphs.ipynb).
#
# ## Summary
#
# - Give every intermediate result a name. Then nothing is worked out twice, forwards or backwards.
# - A local derivative belongs to one edge, while an adjoint belongs to a node and follows all paths.
# - Multiply along a path, and add where paths meet: `+=`, never `=`.
# - In the graph of a network, weights and biases are nodes, and each unit is two: $z$ and $g(z)$.
# - Finite differences test a derivative, and random evaluation tests a formula.
# - Reverse mode takes one walk for each output, forward mode one walk for each input. A loss is one output.
#
# ## Notation
#
# | here | lecture A | lecture D | meaning |
# | --- | --- | --- | --- |
# | $y$, $t$ | $y$, $t$ | $\hat y$, $y$ | output and target, as lecture A writes them |
# | $\bar v$; `da`, `dz` in notebook 10 | $\frac{\mathrm d\mathcal L}{\mathrm dv}$, $\frac{\partial\mathcal L}{\partial v}$ | $\zeta^{[\ell]}$, $g_\theta^{[\ell]}$ | adjoint: along all paths |
# | $\partial c/\partial v$ | $\frac{\mathrm dy}{\mathrm dz}$, $\frac{\partial z}{\partial w}$ | $\dot f_a^{[\ell]}$, $\dot f_\theta^{[\ell]}$ | local derivative on one edge |
# | $\dot v$ | | | tangent: with respect to one input |
# | reverse mode | backward pass | backward mode | from the result to the inputs |
#
# ## References
#
# - Lecture A, chain rule and computational graphs. Lecture D, section 2.5.
# - A. Griewank, A. Walther, *Evaluating Derivatives*, 2nd edition, 2008.
# - I. Goodfellow, Y. Bengio, A. Courville, *Deep Learning*, 2016, section 6.5.
