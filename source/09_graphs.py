# %% [markdown]
# # 9 · Follow the chain rule through a graph
#
# **You will be able to**
#
# - work out the derivatives of a loss the long way and the structured way, and say what each costs;
# - draw the computational graph of a formula, and read the formula off a graph;
# - send derivatives backwards through a graph, edge by edge, and add where paths meet;
# - judge a derivative that somebody gives you by finite differences;
# - choose between forward mode and reverse mode by counting.
#
# **You need** the sigmoid of notebook 02, the forward pass of notebook 05, and the chain rule for one variable.
# **Time** about 80 minutes, half of it with the four widgets.

# %%
# "No module named ..."? Choose the kernel .venv (in VS Code: top right), or use run.py lab.
import numpy as np
from lecture_lib import check, predict, reveal, sigmoid
from lecture_lib.interactive import quiz

# %% [markdown]
# ## 09.1 One loss, two ways to its derivatives
#
# Lecture A takes the smallest network there is: one weight, one bias, one sigmoid, one target $t$, all of them single
# numbers.
#
# $$\mathcal L = \tfrac12\bigl(\sigma(wx+b) - t\bigr)^2$$
#
# **The long way** writes each derivative as one formula. With $\sigma' = \sigma(1-\sigma)$:
#
# $$\frac{\partial \mathcal L}{\partial w} = (\sigma(wx+b) - t)\,\sigma'(wx+b)\,x, \qquad
# \frac{\partial \mathcal L}{\partial b} = (\sigma(wx+b) - t)\,\sigma'(wx+b).$$

# %%
w, x, b, t = 1.5, 2.0, -2.0, 1.0
loss = (sigmoid(w * x + b) - t) ** 2 / 2
dw = (sigmoid(w * x + b) - t) * sigmoid(w * x + b) * (1 - sigmoid(w * x + b)) * x
db = (sigmoid(w * x + b) - t) * sigmoid(w * x + b) * (1 - sigmoid(w * x + b))

# %% [markdown]
# **The structured way** gives every intermediate result a name, and walks back through the names. A bar means: the
# derivative of the loss with respect to this.
#
# $$z = wx+b,\quad y = \sigma(z),\quad \mathcal L = \tfrac12(y-t)^2; \qquad
# \bar y = y - t,\quad \bar z = \bar y\,\sigma'(z),\quad \bar w = \bar z\,x,\quad \bar b = \bar z.$$
#
# **Predict first.** The long way asks for the sigmoid again and again. How often, for the loss and both derivatives
# together? And how often does the structured way?

# %%
predict("09.1", "The long way asks for the sigmoid {sigmoids_long} times in all, "
        "the structured way {sigmoids_structured} times.")

# %% [markdown]
# Here is the structured way as code. Both ways must give the same numbers.

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
# Two formulas that agree may still both be wrong. So an independent judge decides: move $w$ and $b$ by a tiny $h$ each
# way and see how much the loss changes. `central_difference` knows nothing of the chain rule.

# %%
from lecture_lib.nn import central_difference

slow = central_difference(lambda p: (sigmoid(p[0] * x + p[1]) - t) ** 2 / 2, [w, b])
assert np.allclose(slow, [w_bar, b_bar])
slow

# %% [markdown]
# Now the cost. `parse_expression` reads a formula and makes a list of the operations it takes; we count two kinds of them. In the
# structured version every name is worked out once.

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
# With one neuron the difference is small change. Put neurons in a row, each reading the one before, and write
# $\partial\mathcal L/\partial w_1$ as one formula. How many sigmoids does it hold? The next cell writes the formula out,
# for a row of $k$ neurons, and counts.

# %%
sums = ["w1*x + b1"]
for k in range(2, 9):
    sums.append(f"w{k}*σ({sums[-1]}) + b{k}")
written = {k: f"(σ({sums[k - 1]}) - t)" + "".join(
    f"*σ({s})*(1 - σ({s}))" for s in sums[:k]) for k in range(1, 9)}
{k: formula.count("σ") for k, formula in written.items()}

# %% [markdown]
# The counts follow $k^2 + 2k$, and the structured way needs $k$. This is what lecture A means: the goal is no closed
# formula. The goal is a *program* that works the derivatives out without doing anything twice.

# %%
assert all(formula.count("σ") == k**2 + 2 * k for k, formula in written.items())
print(len(written[8]), "characters for 8 neurons")

# %% [markdown] slide_check="09.1" lecture="A"
# - **The slide says:** $\mathcal L = \frac12(\sigma(wx+b)-t)^2 = \frac{\partial}{\partial w}\bigl[\frac12(\sigma(wx+b)-t)^2\bigr] = \dots = (\sigma(wx+b)-t)\,\sigma'(wx+b)\,x$, as the left column stands in the copy we have.
# - **What holds:** The chain is right from its second member on, and it equals $\partial\mathcal L/\partial w$, not $\mathcal L$. Here $\mathcal L = 0.0362$ and $\partial\mathcal L/\partial w = -0.1058$.
# - **Why:** The left-hand side of the second line is missing. The right column has it: it starts with $\partial\mathcal L/\partial b$.

# %%
print(f"L = {loss:.4f},  ∂L/∂w = {dw:.4f}")

# %% [markdown]
# **Check yourself.** Now $w = 2$, $x = 3$, $b = -6$, $t = 1$. Work out $\bar w$ on paper; every number on the way is
# a round one.

# %%
my_w_bar = ...
check("09.1", my_w_bar)

# %% [markdown]
# ## 09.2 Draw it, and send messages back
#
# A *computational graph* has a node for every input and every computed quantity. An edge goes from each node to the nodes
# that are computed directly from it. Lecture A starts with $z = wx + b$. Written in single operations: $p = wx$, then
# $z = p + b$.
#
# Each edge carries a **local derivative**: how fast the node at its end changes with the node at its start, when the
# other inputs of that node stand still. These are all you need. The derivative of the result with respect to any node,
# its **adjoint** $\bar v$, is a sum over the edges that leave $v$:
#
# $$\bar v = \sum_{c\,:\,v \to c} \bar c \cdot \frac{\partial c}{\partial v}, \qquad \bar{\text{result}} = 1.$$
#
# One term of this sum is a *message*: it comes back along one edge.

# %%
value = {"w": w, "x": x, "b": b}
value["p"] = value["w"] * value["x"]
value["z"] = value["p"] + value["b"]
local = {("w", "p"): x, ("x", "p"): w, ("p", "z"): 1.0, ("b", "z"): 1.0}

# %% [markdown]
# The equation as code. The edges stand in the order of the computation, so we walk them in reverse.

# %%
bar = dict.fromkeys(value, 0.0) | {"z": 1.0}
for (start, end), partial in reversed(local.items()):
    bar[start] += bar[end] * partial
bar

# %% [markdown]
# The library does the same with nodes that remember their parents. `adjoints` is that loop.

# %%
from lecture_lib.autodiff import adjoints

small = parse_expression("p = w*x; z = p + b").graph(at)
assert {node.name: v for node, v in adjoints(small).items()} == bar

# %% [markdown]
# And here it is, drawn: values in the nodes, local derivatives on the edges, adjoints below.

# %%
from lecture_lib.labs.graphs import graph_diagram

graph_diagram(small, partials=True, adjoints=adjoints(small))

# %% [markdown]
# Lecture A shows three graphs of forward passes: a multiplication, logistic regression, and a layer of ReLUs. The last of
# them, with one input, two ReLU units, and a sum at the end so that there is one result:

# %%
layer = parse_expression("h1 = relu(w1*x + b1); h2 = relu(w2*x + b2); y = u1*h1 + u2*h2")
graph_diagram(layer.graph({"x": 3, "w1": 2, "b1": 1, "w2": -1, "b2": 2, "u1": 1, "u2": -2}))

# %% [markdown]
# **Draw it yourself.** In the next widget some edges are missing. Drag from a node to a node that is computed from it,
# or press the one and then the other. The formula stands beside the graph. *the loss* and *the regularised loss* are the
# two graphs that lecture A asks you to plot.

# %%
from lecture_lib.labs.graphs import edge_game

edge_game(goal="all edges")

# %% [markdown]
# Now **step through** a graph. First the values go forwards. Then the derivatives come back, one edge at a time: green
# edges have carried their message, and the number below a node is the sum of what has arrived. Press a node to see its
# whole sum. Any input can be typed over, and so can the formula: type your own.
#
# You see the graph as lecture A draws it, one node for each named quantity; every edge stands for all operations between
# two names. With *nodes: operations* every single operation has a node of its own.

# %%
from lecture_lib.labs.graphs import graph_stepper

graph_stepper(example="the loss", nodes="named quantities", goal="backwards")

# %% [markdown]
# **Two ways into one loss.** Large weights make a network jumpy, so lecture A adds a price on them:
#
# $$\mathcal R = \tfrac12 w^2, \qquad \mathcal L_\text{reg} = \mathcal L + \lambda\,\mathcal R.$$
#
# Now $w$ is read twice: by $z$ and by $\mathcal R$. Two edges leave it, so $\bar w$ has two terms.
#
# **Predict first.** With the numbers of 09.1, the path through $z$ brings $\bar z\,x = -0.106$. With $\lambda = 0.1$,
# what does the path through $\mathcal R$ bring, and what is $\bar w$?

# %%
predict("09.2", "The path through R brings {through_R}, so w̄ is {w_bar}.")

# %%
lam = 0.1
through_z, through_R = z_bar * x, lam * w
reveal("09.2", through_R=through_R, w_bar=through_z + through_R)

# %% [markdown]
# The commonest mistake in programs of this kind is one character long: `=` in place of `+=`. The message that arrives last
# then wipes out the one before. Below, the same walk once with each; the finite difference decides.

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
judge = central_difference(lambda p: parse_expression(formula).graph(at | {"λ": lam, "w": p}).value,
                           w)
w_node = next(node for node in order if node.name == "w")
print(f"+= gives {added[w_node]:.4f},  = gives {wiped[w_node]:.4f},  the judge says {judge:.4f}")
assert np.isclose(added[w_node], judge) and np.isclose(adjoints(out)[w_node], judge)

# %% [markdown] slide_check="09.2" lecture="A"
# - **The slide says:** $\frac{\mathrm d\mathcal L}{\mathrm dy}$ and $\frac{\mathrm d\mathcal L}{\mathrm dz}$ with a straight d, but $\frac{\partial\mathcal L}{\partial w} = \frac{\mathrm d\mathcal L}{\mathrm dz}\frac{\partial z}{\partial w}$ with a round one, on one slide.
# - **What holds:** Two different things need two signs. The local derivative $\partial\mathcal L_\text{reg}/\partial\mathcal R$ on an edge holds the other inputs of that node fixed. The adjoint $\bar w$ follows all paths. For $\mathcal L_\text{reg}$ the direct path alone gives 0.15, all paths 0.0442.
# - **Why:** The slide writes d where it takes a function to have one variable, though $\mathcal L$ reads $y$ and $t$. With one path the signs can be mixed up without harm; with two they cannot. Hence the bars of this notebook.

# %%
print(f"local, with L held fixed: {lam * w:.4f};  along all paths: {added[w_node]:.4f}")

# %% [markdown]
# **The message game.** All values are given. Place the local derivatives on the edges and the adjoints below the nodes,
# starting at the result; a purple rim marks the places that are in their turn. Each number is judged at once, to two
# decimals, and a wrong one is answered with the slip it most likely comes from. *New numbers* gives you the same graph
# again.

# %%
from lecture_lib.labs.graphs import message_game

message_game(goal="a small one")

# %%
quiz("09.2")

# %% [markdown]
# ## 09.3 From a graph back to its function
#
# Lecture A's exercise 1 turns the question round: here is a graph, write down its function. Go from the inputs on: give
# each node the formula of its operation, with its parents' formulas put in, until you stand at the result.
#
# $$f = f_L \circ \dots \circ f_1 \quad\text{along a chain; with several parents, each is put into its own place.}$$
#
# But how to judge an answer? $x(y+1)$ and $xy + x$ look different and are the same function. Rules for rewriting formulas
# are long. **Random evaluation** is short: put in random numbers and compare.

# %%
mine = lambda x, y: x * (y + 1)
wanted = lambda x, y: x * y + x
points = np.random.default_rng(0).uniform(-2, 2, (20, 2))
np.allclose([mine(*p) for p in points], [wanted(*p) for p in points])

# %% [markdown]
# **Predict first.** Somebody reads $xy + x^2$ off the graph of $xy + x$ and tests it at $(0, 0)$, $(1, 1)$ and $(1, -2)$.
# How many of these three points show the mistake? And how many of 20 random ones?

# %%
predict("09.3", "Of the three chosen points {chosen_points} show the mistake, "
        "of the 20 random ones {random_points}.")

# %%
other = lambda x, y: x * y + x**2
differ = lambda points: sum(not np.isclose(other(*p), wanted(*p)) for p in points)
reveal("09.3", chosen_points=differ([(0, 0), (1, 1), (1, -2)]), random_points=differ(points))

# %% [markdown]
# Two different smooth formulas agree only on a thin set of points; round numbers like to lie in it, random ones do not. With
# a ReLU they may agree on a whole region, so one random point is not enough: we take 20. The library's `find_counterexample` compares two typed formulas that way and returns the first point at which they differ.

# %%
from lecture_lib.autodiff import find_counterexample

rng = np.random.default_rng(0)
assert find_counterexample(parse_expression("x*(y + 1)"), parse_expression("x*y + x"), rng) is None
find_counterexample(parse_expression("x*y + x^2"), parse_expression("x*y + x"), rng)

# %% [markdown]
# **Read the graphs.** In the copy of lecture A that we have, the picture of exercise 1 is lost. So here are six graphs of
# that kind, made anew, and as many random ones as you like. Type the function. If it is wrong, you see a point at which it
# differs, and what every node of the graph holds there: follow your formula through, and find where it departs.

# %%
from lecture_lib.labs.graphs import graph_reader

graph_reader(goal="six graphs")

# %% [markdown] slide_check="09.3" lecture="A"
# - **The slide says:** The nodes are the inputs and computed quantities, and the edges tell which nodes are computed directly as a function of which others.
# - **What holds:** That is enough to see what depends on what. To get the function back, as exercise 1 asks, a node must also carry its operation, and $-$ and $÷$ the order of their parents; and $w \cdot w$ needs two edges from $w$.
# - **Why:** $x - y$ and $y - x$ have the same nodes and the same edges. And with one edge for $w \cdot w$, the message comes back once, and the derivative is half of what it should be.

# %%
kinds = [parse_expression(text).graph({"x": 3.0, "y": 2.0}) for text in ("x - y", "y - x", "x*x")]
edge_sets = [{(p.name, n.op) for n in topological_order(k) for p in n.parents} for k in kinds]
assert edge_sets[0] == edge_sets[1] and kinds[0].value != kinds[1].value
print("edges of x·x:", kinds[2].partials, " derivative:", adjoints(kinds[2])[kinds[2].parents[0]])

# %% [markdown]
# **Check yourself.** Which function does this graph compute? Answer with a text such as `"x*y + x"`.

# %%
from lecture_lib.labs.graphs import unknown_graph_diagram

unknown_graph_diagram("09.3")

# %%
my_formula = ...
check("09.3", my_formula)

# %% [markdown]
# ## 09.4 Several paths
#
# If $f$ reads $h_1$ and $h_2$, and both read $x$, then a small change of $x$ reaches $f$ on two ways. The two effects
# add:
#
# $$\frac{\mathrm d f}{\mathrm d x} = \frac{\partial f}{\partial h_1}\frac{\mathrm d h_1}{\mathrm d x}
# + \frac{\partial f}{\partial h_2}\frac{\mathrm d h_2}{\mathrm d x}.$$
#
# Lecture A's example is $f = h_2 + e^{h_1 h_2}$ with $h_1 = \cos x$ and $h_2 = x^2$. By hand, path by path:

# %%
x0 = 1.0
h1, h2 = np.cos(x0), x0**2
e = np.exp(h1 * h2)
over_h1 = h2 * e * -np.sin(x0)
over_h2 = (1 + h1 * e) * 2 * x0

# %% [markdown]
# **Predict first.** At $x = 1$: is the part over $h_1$ positive or negative? Which path brings the larger part?

# %%
predict("09.4", "The part over h₁ is {sign_over_h1}; the larger part comes over {larger_path}.",
        sign_over_h1=("positive", "negative"), larger_path=("h₁", "h₂"))

# %%
print(f"over h1 {over_h1:.4f},  over h2 {over_h2:.4f},  together {over_h1 + over_h2:.4f}")
reveal("09.4", sign_over_h1="positive" if over_h1 > 0 else "negative",
       larger_path="h₂" if over_h2 > -over_h1 else "h₁")

# %% [markdown]
# The second road is the graph, the third the finite difference. All three must agree.

# %%
two_paths = parse_expression("h1 = cos(x); h2 = x^2; f = h2 + exp(h1*h2)")
f = two_paths.graph({"x": x0})
by_graph = next(v for node, v in adjoints(f).items() if node.name == "x")
by_judge = central_difference(lambda p: two_paths.graph({"x": p}).value, x0)
assert np.allclose([by_graph, by_judge], over_h1 + over_h2)

# %% [markdown]
# Step through it. There are even three paths from $x$ to $f$: one over $h_1$, and two over $h_2$, because $f$ reads
# $h_2$ in two places. Watch the number below $h_2$: it is complete only after two messages.

# %%
graph_stepper(example="two paths", goal="paths meet")

# %% [markdown]
# What does it look like to forget a path? Below is the true derivative, as the finite differences give it, with each path
# on its own.

# %%
from lecture_lib.drawing import figure, plot_curves, render_figure

xs = np.linspace(-2, 2, 81)
E = np.exp(np.cos(xs) * xs**2)
paths = -(xs**2) * E * np.sin(xs), (1 + np.cos(xs) * E) * 2 * xs
truth = [float(central_difference(lambda p: two_paths.graph({"x": p}).value, v)) for v in xs]

# %%
fig, ax = figure(6, 3.6)
lines = {"finite differences": (xs, truth), "both paths": (xs, sum(paths)),
         "over h₁ only": (xs, paths[0]), "over h₂ only": (xs, paths[1])}
told = plot_curves(ax, lines, "x", "df/dx")
ax.set_ylim(top=7.5)
render_figure(fig, told)

# %% [markdown]
# The sum lies on the finite differences. The path over $h_1$ alone has the wrong sign wherever $x$ is not 0, and the path
# over $h_2$ alone goes too far from 0. The next cell says by how much.

# %%
assert np.allclose(sum(paths), truth, atol=1e-6)
assert (paths[0] * truth <= 0).all()
worst = [float(np.abs(np.array(truth) - path).max().round(2)) for path in paths]
print("largest error of one path alone:", worst)

# %% [markdown]
# Now place the messages yourself: the game with this graph. At $x = 1$ it takes a calculator or a cell of your own.

# %%
message_game(graph="two paths", goal="two paths")

# %% [markdown]
# **Check yourself.** What is $\mathrm df/\mathrm dx$ at $x = \pi/2$? There $\cos x = 0$ and $\sin x = 1$, so it can be
# done on paper.

# %%
df_at_half_pi = ...
check("09.4", df_at_half_pi)

# %% [markdown]
# ## 09.5 Backwards or forwards?
#
# The chain rule can be walked the other way too. **Forward mode** chooses one input $x$ and carries $\dot v$, the
# derivative of each node with respect to $x$, along with the values:
#
# $$\dot v = \sum_{u\,:\,u \to v} \frac{\partial v}{\partial u}\,\dot u, \qquad \dot x = 1,
# \quad\text{all other inputs } 0.$$
#
# It needs no memory of the way. But it answers for one input only. **Reverse mode** answers for all inputs, of one
# result. Lecture D calls it *backward mode automatic differentiation*; backpropagation is this, for networks.

# %%
order = topological_order(out)
dot = dict.fromkeys(order, 0.0) | {w_node: 1.0}
for node in order:
    dot[node] += sum(dot[parent] * d for parent, d in zip(node.parents, node.partials))
dot[out]

# %% [markdown]
# The library's `tangents` is that loop. Forwards along $w$ and backwards from $\mathcal L_\text{reg}$ must meet in the same
# number.

# %%
from lecture_lib.autodiff import edge_count, tangents

assert np.isclose(tangents(w_node, out)[out], dot[out]) and np.isclose(dot[out], added[w_node])
print(f"{dot[out]:.4f} both ways; one walk passes {edge_count(out)} edges")

# %% [markdown]
# Each walk, in either direction, multiplies once for every edge. So with $E$ edges:
#
# | | one walk gives | all derivatives cost |
# | --- | --- | --- |
# | reverse mode | all inputs, one output | (number of outputs) · $E$ |
# | forward mode | one input, all outputs | (number of inputs) · $E$ |
#
# **Predict first.** A logistic regression with 100 weights, a bias and its 100 inputs has one output. Take the derivatives
# with respect to the 101 parameters. How many times more multiplications does forward mode make than reverse mode?

# %%
predict("09.5", "Forward mode makes {times_more} times as many multiplications as reverse mode.")

# %%
from lecture_lib.autodiff import graph

def many_in(n):
    parameters = [graph.variable(0.1, f"w{i}") for i in range(n + 1)]
    total = sum((v * 0.5 for v in parameters[1:]), start=parameters[0])
    return parameters, graph.sigmoid(total)

# %% [markdown]
# We build the graphs and count their edges. Forward mode takes one walk for each parameter, reverse mode a single one, and
# each walk passes all edges.

# %%
sizes = [1, 3, 10, 30, 100, 300, 1000]
forwards, backwards = [], []
for n in sizes:
    parameters, result = many_in(n)
    forwards.append(len(parameters) * edge_count(result))
    backwards.append(edge_count(result))

# %%
reveal("09.5", times_more=forwards[4] / backwards[4])

# %% [markdown]
# Now the opposite case: one input and many outputs, $y_k = \sin(kx)$. Reverse mode has to start anew at every output, and
# then passes the edges behind that output. Forward mode does all in one walk.

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
# On the left forward mode grows with the square of the number of inputs, reverse mode with the number itself. On the
# right the two lines lie on each other: this graph falls apart into separate branches, and a walk backwards passes its
# own branch only. So the table's "(number of outputs) · $E$" is what can happen at worst. It does happen when the outputs
# share their way: here is the same with a long common part first.

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
print("slopes at the left of the figure:", round(loglog_slope(sizes[3:], forwards[3:]), 2),
      round(loglog_slope(sizes[3:], backwards[3:]), 2))

# %% [markdown]
# A network has many parameters and one loss. The 784-128-10 network that reads digits has this many inputs to ask for, and
# forward mode would take as many walks:

# %%
from lecture_lib import MLP

MLP.random((784, 128, 10), sigmoid, rng=np.random.default_rng(0)).n_parameters

# %% [markdown]
# Try both in the stepper: set *derivatives* to *forwards*, walk to the end and press *Next input*. The bars beside the graph
# keep the count.

# %%
graph_stepper(example="the regularised loss", nodes="named quantities", goal="forwards")

# %% [markdown]
# One last look at lecture D, which allows its loss to read the parameters directly, as $\mathcal L_\text{reg}$ does. Its
# equation (2.12) then loses a path. $\mathcal L_\text{reg}$ is the smallest case: the path over $z$ is D's product, the
# path over $\mathcal R$ is direct.

# %%
d_equation, all_paths = through_z, through_z + through_R
print(f"(2.12) gives {d_equation:.4f};  all paths {all_paths:.4f};  the judge says {judge:.4f}")
assert np.isclose(all_paths, judge) and not np.isclose(d_equation, judge)

# %% [markdown]
# It holds as printed for losses that read the parameters through the network alone. Notebook 10 comes back to it.

# %%
quiz("09.5")

# %% [markdown]
# Now the [exercises](../exercises/09_graphs.ipynb).
#
# ## Summary
#
# - Give every intermediate result a name. Then nothing is worked out twice, forwards or backwards.
# - A local derivative belongs to one edge; an adjoint belongs to a node and follows all paths.
# - Along a path multiply; where paths meet, add: `+=`, never `=`.
# - Finite differences judge a derivative, random evaluation judges a formula.
# - Reverse mode: one walk for each output. Forward mode: one walk for each input. A loss is one output.
#
# ## Notation
#
# | here | lecture A | lecture D | meaning |
# | --- | --- | --- | --- |
# | $y$, $t$ | $y$, $t$ | $\hat y$, $y$ | output and target, as lecture A writes them |
# | $\bar v$ | $\frac{\mathrm d\mathcal L}{\mathrm dv}$, $\frac{\partial\mathcal L}{\partial v}$ | $\zeta^{[\ell]}$, $g_\theta^{[\ell]}$ | adjoint: along all paths |
# | $\partial c/\partial v$ | $\frac{\mathrm dy}{\mathrm dz}$, $\frac{\partial z}{\partial w}$ | $\dot f_a^{[\ell]}$, $\dot f_\theta^{[\ell]}$ | local derivative on one edge |
# | $\dot v$ | | | tangent: with respect to one input |
# | reverse mode | backward pass | backward mode | from the result to the inputs |
#
# ## References
#
# - Lecture A, chain rule and computational graphs. Lecture D, section 2.5.
# - A. Griewank, A. Walther, *Evaluating Derivatives*, 2nd edition, 2008.
# - I. Goodfellow, Y. Bengio, A. Courville, *Deep Learning*, 2016, section 6.5.
