# %% [markdown]
# # 7 · Read a network as composed functions
#
# **You will be able to**
#
# - say what makes a network a feedforward network, and read it as black boxes in a row;
# - turn equations unit by unit into equations layer by layer, and back;
# - name any part of a deep network in the symbols of each lecture;
# - show why layers without an activation are one layer, and find that layer;
# - count parameters, and choose depth and width without fooling yourself.
#
# **You need** the forward pass of notebook 05.
# **Time** about 80 minutes.

# %%
# "No module named ..."? Choose the kernel .venv (in VS Code: top right), or use run.py lab.
import numpy as np
from lecture_lib import MLP, about, check, hint, identity, predict, relu, reveal, sigmoid, solution
from lecture_lib.interactive import quiz

# %% [markdown]
# ## 07.1 Black boxes in a row
#
# The networks of notebooks 04 to 06 all have the same build. Lecture A defines it by four properties:
#
# - there is an input layer, one or more hidden layers, and an output layer;
# - the numbers travel in one direction only, from the input to the output (lecture B: there are no feedback loops);
# - between two neighbouring layers, every unit reads every value of the layer before: the layers are *fully connected*, or
#   *dense*;
# - nothing connects two units of the same layer, and nothing jumps over a layer (such a jump is a *skip connection*).
#
# A network of this build is called a *feedforward network*, a *dense* or *fully connected network*, or a *multi-layer
# perceptron*, MLP for short. The last name is historical, because most MLPs have no threshold units. The layers in the
# middle are called *hidden* because they are neither input nor output: the data tell us what goes in and what should come
# out, but not what these layers should give. Seen as a whole, the network is a function $f_\theta$ from $\mathbb{R}^p$ to
# $\mathbb{R}^q$. Its parameters $\theta$ are a point of the *parameter space* $\Theta$, and training looks for a point at
# which $f_\theta \approx f^*$, the function that we are after.
#
# Each layer takes some numbers and gives some numbers. Close the lid on what happens inside, and a layer is a function. A
# network hands the result of each function to the next:
#
# $$y = f^{(L)}\big(\dots f^{(2)}(f^{(1)}(x))\big) = \big(f^{(L)} \circ \dots \circ f^{(2)} \circ f^{(1)}\big)(x).$$
#
# The sign $\circ$ is read *after*: $f^{(2)} \circ f^{(1)}$, their *composition*, is "$f^{(2)}$ after $f^{(1)}$". So the function that acts
# first is written last. Here is a small network, and a box for each of its three layers.

# %%
rng = np.random.default_rng(8)
net = MLP.random((3, 4, 2, 1), relu, relu, identity, rng=rng)

def box(layer):
    return lambda v: layer.g(layer.W @ v + layer.b)

f1, f2, f3 = map(box, net)

# %% [markdown]
# **Predict first.** How many numbers come out of $f^{(2)} \circ f^{(1)}$? Now take two boxes that fit in either order,
# "add 3" and "square": does the order matter?

# %%
predict("07.1", "The composition f⁽²⁾ ∘ f⁽¹⁾ gives {numbers_out} numbers. Does the order of "
                "“add 3” and “square” matter? {order_matters}", order_matters=bool)

# %%
x = np.array([1.0, -2.0, 0.5])
add, square = (lambda v: v + 3), (lambda v: v**2)
reveal("07.1", numbers_out=len(f2(f1(x))), order_matters=square(add(1)) != add(square(1)))

# %% [markdown]
# The first line below is the equation. The function after it composes any number of boxes.

# %%
y = f3(f2(f1(x)))

def composed(*functions):
    def run(v):
        for f in functions:
            v = f(v)
        return v
    return run

# %% [markdown]
# The next cell checks that the library's network is the same function. It also checks that brackets do not matter: two
# boxes in a row may be put into one larger box, wherever we cut. Only the order counts.

# %%
assert np.allclose(composed(f1, f2, f3)(x), net(x)) and np.allclose(y, net(x))
first_two, last_two = composed(f1, f2), composed(f2, f3)
assert np.array_equal(composed(first_two, f3)(x), composed(f1, last_two)(x))
square(add(1)), add(square(1))

# %% [markdown]
# To join two boxes, you only need to know how many numbers each takes and returns. This is what lecture A calls
# *modularity*.

# %%
from lecture_lib.labs.composed import black_box_diagram

black_box_diagram(net, x)

# %% [markdown]
# Inside a box there is an affine transformation, and then an activation. Two sentences of the lectures about this deserve
# care, and the next cell tests them.

# %%
W, b, u, v = net[1].W, np.ones(4), x, np.array([0.0, 1.0, 1.0])
print("affine map keeps sums:", np.allclose(W @ (u + v) + b, (W @ u + b) + (W @ v + b)))
print("linear map keeps sums:", np.allclose(W @ (u + v), W @ u + W @ v))
print("the layers read", [layer.W.shape[1] for layer in net], "values; the input has", len(x))

# %% [markdown] slide_check="07.1" lecture="B"
# - **The slide says:** A multi-layer perceptron is a series of affine transformations *of an input vector*, each wrapped in a non-linear activation function.
# - **What holds:** Only the first layer reads the input vector. Every other layer reads what the layer before it gives; in the network above the layers read 3, 4 and 2 values.
# - **Why:** A series can mean "one after another" or "side by side". Composition is the first: $f^{(2)}(f^{(1)}(x))$. If all layers read $x$, the shapes would not even fit.

# %% [markdown] slide_check="07.1" lecture="D"
# - **The slide says:** Feedforward networks are combinations of *affine (linear)* transformations and non-linear activation functions.
# - **What holds:** $z = Wx + b$ is affine. It is linear only if $b = 0$: with a bias, $z(u + v) \ne z(u) + z(v)$, as computed above.
# - **Why:** The two words are often used for each other, and "linear layer" is common in code. The difference matters in section 07.3, where the biases need a formula of their own.

# %% [markdown]
# **Check yourself.** Three boxes for single numbers: $f(v) = v - 3$, $g(v) = v^2$, $h(v) = 2v + 1$. What is
# $(h \circ g \circ f)(5)$?

# %%
value_at_5 = ...
check("07.1", value_at_5)   # stuck? hint("07.1") · tried? solution("07.1")

# %% [markdown]
# ## 07.2 From one line per unit to one line per layer
#
# Lecture C begins with one equation for each unit. With one input, two hidden layers of three units and one output:
#
# $$h_j = a[\theta_{j0} + \theta_{j1} x], \quad h'_j = a[\psi_{j0} + \psi_{j1} h_1 + \psi_{j2} h_2 + \psi_{j3} h_3],
# \quad y' = \phi'_0 + \phi'_1 h'_1 + \phi'_2 h'_2 + \phi'_3 h'_3.$$
#
# Here are numbers for all of them; `t[10]` is $\theta_{10}$, `s[23]` is $\psi_{23}$.

# %%
t = {10: -0.3, 11: 1.0, 20: 0.8, 21: -1.2, 30: 0.1, 31: 0.6}
s = {10: 0.2, 11: 0.9, 12: -0.5, 13: 1.1, 20: -0.4, 21: 1.3, 22: 0.7, 23: -0.6,
     30: 0.5, 31: -1.0, 32: 0.4, 33: 0.8}
p = [0.1, 1.2, -0.7, 0.5]

# %% [markdown]
# This is the slide's notation, unit by unit. Here `a` is the ReLU: in lecture C, the letter $a$ is a *function*.

# %%
a, x = relu, 0.7
h1 = a(t[10] + t[11] * x)
h2 = a(t[20] + t[21] * x)
h3 = a(t[30] + t[31] * x)
g1 = a(s[10] + s[11] * h1 + s[12] * h2 + s[13] * h3)
g2 = a(s[20] + s[21] * h1 + s[22] * h2 + s[23] * h3)
g3 = a(s[30] + s[31] * h1 + s[32] * h2 + s[33] * h3)
y_scalar = p[0] + p[1] * g1 + p[2] * g2 + p[3] * g3
print("y' =", y_scalar.round(4))

# %% [markdown]
# **Predict first.** Three changes of notation turn these seven lines into three. How many weight matrices will there
# be, and what is the shape of the middle one?

# %%
predict("07.2", "There will be {matrices} weight matrices. The middle one has the shape "
                "{middle_shape} (rows and columns, with a space between).", middle_shape=list)

# %% [markdown]
# **Change 1: stack.** The units of one layer go into a vector, one below the other. Their biases become a vector too, and
# their weights a matrix: row $j$ belongs to unit $j$. The brackets enclose the whole sum.

# %%
vector_h = a(np.array([t[10], t[20], t[30]]) + np.array([t[11], t[21], t[31]]) * x)
matrix = np.array([[s[11], s[12], s[13]], [s[21], s[22], s[23]], [s[31], s[32], s[33]]])
vector_g = a(np.array([s[10], s[20], s[30]]) + matrix @ vector_h)
y_stacked = p[0] + np.array(p[1:]) @ vector_g
assert abs(y_stacked - y_scalar) < 1e-12 and np.allclose(vector_h, [h1, h2, h3])

# %% [markdown]
# **Change 2: one letter for a whole vector or matrix.** Nothing is computed differently, but the equations become short:
# $\mathbf{h} = a[\theta_0 + \theta x]$, $\mathbf{h}' = a[\psi_0 + \Psi \mathbf{h}]$, $y' = \phi'_0 + \phi' \mathbf{h}'$.

# %%
theta_0, theta = np.array([t[10], t[20], t[30]]), np.array([t[11], t[21], t[31]])
psi_0, Psi = np.array([s[10], s[20], s[30]]), matrix
phi_0, phi = p[0], np.array(p[1:])
h = a(theta_0 + theta * x)
y_short = phi_0 + phi @ a(psi_0 + Psi @ h)
assert abs(y_short - y_stacked) < 1e-12

# %% [markdown]
# **Change 3: number the layers.** Three alphabets become one: biases $\beta_0, \beta_1, \beta_2$ and weights
# $\Omega_0, \Omega_1, \Omega_2$. The input and the output become vectors too, with one entry each, so that all layers
# look alike. Then depth is a number, and the network is a loop:
#
# $$\mathbf{h}_k = a[\beta_{k-1} + \Omega_{k-1} \mathbf{h}_{k-1}], \quad k = 1, \dots, K, \qquad
# \mathbf{y} = \beta_K + \Omega_K \mathbf{h}_K, \qquad \mathbf{h}_0 = \mathbf{x}.$$

# %%
beta = [theta_0, psi_0, np.array([phi_0])]
Omega = [theta[:, None], Psi, phi[None, :]]
K, h = 2, np.array([x])
for k in range(1, K + 1):
    h = a(beta[k - 1] + Omega[k - 1] @ h)
y_numbered = beta[K] + Omega[K] @ h
assert np.allclose(y_numbered, y_short, atol=1e-12)

# %%
reveal("07.2", matrices=len(Omega), middle_shape=Omega[1].shape)

# %% [markdown]
# The library's network, with the same numbers, gives the same output in a fourth way.

# %%
activations = [relu, relu, identity]
as_mlp = MLP(*zip(Omega, beta, activations))
assert np.allclose(as_mlp([x]), y_scalar, atol=1e-12)
print("K =", K, "hidden layers, and", len(as_mlp), "layers with weights")

# %%
from lecture_lib.drawing import array_shapes

array_shapes(as_mlp)

# %% [markdown]
# One line of the slides calls the final output $y$, although $y$ is already the output of the first network. They are
# different numbers:

# %%
y_of_network_1 = 0.4 + np.array([0.3, -0.2, 0.9]) @ a(theta_0 + theta * x)
print("y of a first network, say", y_of_network_1.round(4), "  y' of the second", y_short.round(4))

# %% [markdown] slide_check="07.2" lecture="C"
# - **The slide says:** $y = \phi'_0 + \boldsymbol{\phi}' \mathbf{h}'$ (notation changes 2 and 3).
# - **What holds:** $y' = \phi'_0 + \boldsymbol{\phi}' \mathbf{h}'$. On the pages before, $y$ without a prime is what the *first* network gives, and $y'$ what the second makes of it.
# - **Why:** The prime was dropped on the way to the general equations, where the output is called $\mathbf{y}$. Then it is right again, because primes are gone altogether.

# %% [markdown]
# ### The general equations, in five notations
#
# For any depth, lecture C also writes the network as one nested equation:
#
# $$\mathbf{y} = \beta_K + \Omega_K \mathbf{a}[\beta_{K-1} + \Omega_{K-1} \mathbf{a}[\dots \beta_2 + \Omega_2
# \mathbf{a}[\beta_1 + \Omega_1 \mathbf{a}[\beta_0 + \Omega_0 \mathbf{x}]] \dots]].$$
#
# **Predict first.** With $K = 4$ hidden layers, the dots stand for nothing. How many brackets are opened then, and how many
# closed?

# %%
predict("07.2", "With K = 4, {opened} brackets are opened, and {closed} are closed.")

# %% [markdown]
# We let the computer write the equation, from the inside out.

# %%
def nested(K):
    inner = "x"
    for k in range(K):
        inner = f"a[β{k} + Ω{k} {inner}]"
    return f"y = β{K} + Ω{K} {inner}"

four = nested(4)
opened, closed = four.count("["), four.count("]")
reveal("07.2", opened=opened, closed=closed)

# %% [markdown]
# Compare the slide's line, bracket by bracket:

# %%
print(four)
slide = "y = βK + ΩK a[βK-1 + ΩK-1 a[… β2 + Ω2 a[β1 + Ω1 a[β0 + Ω0 x]] …]]]"
print("on the slide", slide.count("["), "are opened,", slide.count("]"), "closed")

# %% [markdown] slide_check="07.2" lecture="C"
# - **The slide says:** $\mathbf{y} = \beta_K + \Omega_K \mathbf{a}[\beta_{K-1} + \Omega_{K-1} \mathbf{a}[\dots \beta_2 + \Omega_2 \mathbf{a}[\beta_1 + \Omega_1 \mathbf{a}[\beta_0 + \Omega_0 \mathbf{x}]] \dots]]]$.
# - **What holds:** Four brackets are opened and five are closed, as far as a scan of the slide can be read. The line should end in $\mathbf{x}]] \dots ]]$.
# - **Why:** Each hidden layer opens one bracket and closes one, also among the dots. So printed brackets have to come in pairs.

# %% [markdown] slide_check="07.2" lecture="C, D"
# - **The slide says:** C: "$K$ layers = depth of network", and a network with two hidden layers is a *two-layer network*. D: the *depth* of the network is $L$, with $W^{[1]}, \dots, W^{[L]}$.
# - **What holds:** Both are conventions, and $L = K + 1$. C counts hidden layers, so it has $K + 1$ weight matrices, $\Omega_0$ to $\Omega_K$; D counts every layer that has weights. The network above has $K = 2$ and $L = 3$.
# - **Why:** C numbers a weight matrix by the layer that it reads, D by the layer that it makes: $\Omega_{k}$ is $W^{[k+1]}$. This course counts as D does.

# %% [markdown]
# Here is one network with all its names. *Next notation* changes the drawing, the formulas and the code together, and the
# code of every notation can be run. Press a symbol of the drawing: it is marked in all three panels, and stays marked
# when you switch. Six questions ask for a part under another lecture's name.

# %%
from lecture_lib.labs.composed import notation_switch

notation_switch(goal="six symbols")

# %% [markdown]
# Lecture A gives a deep network no equation with biases, so its $b^{(\ell)}$ is ours, while $W^{(\ell)}$ and $h^{(\ell)}$
# are A's own. The function `spell_network` writes the same equations for any depth.

# %%
from lecture_lib.labs.composed import formula_text, spell_network

for notation in ("A", "B", "C", "D", "here"):
    equations = spell_network(notation, (1, 3, 3, 1)).equations
    print(f"{notation:5}", " ;  ".join(formula_text(form) for form in equations[1]))

# %%
quiz("07.2")

# %% [markdown]
# ## 07.3 Layers without activation collapse
#
# Leave the activations out. Then the second layer multiplies by a matrix and adds a vector, after the first has done the
# same. Together, that is one multiplication and one addition:
#
# $$W^{[2]}(W^{[1]} x + b^{[1]}) + b^{[2]} = \underbrace{W^{[2]} W^{[1]}}_{\tilde W} x +
# \underbrace{W^{[2]} b^{[1]} + b^{[2]}}_{\tilde b}.$$
#
# For $L$ layers, as lecture D states it (the empty product, for $\ell = L$, is the identity matrix):
#
# $$\tilde W = W^{[L]} \cdots W^{[1]}, \qquad
# \tilde b = \sum_{\ell=1}^{L} \big(W^{[L]} \cdots W^{[\ell+1]}\big)\, b^{[\ell]}.$$

# %%
def linear_net(sizes, rng):
    return [(rng.normal(size=(m, n)), rng.normal(size=m)) for n, m in zip(sizes, sizes[1:])]

(W1, b1), (W2, b2), (W3, b3) = linear_net((3, 5, 4, 2), np.random.default_rng(0))

# %% [markdown]
# Here are the two equations as code. Each bias travels through all the layers that come *after* its own.

# %%
W_all = W3 @ W2 @ W1
b_all = W3 @ W2 @ b1 + W3 @ b2 + b3
x = np.array([1.0, -2.0, 0.5])
assert np.allclose(W_all @ x + b_all, W3 @ (W2 @ (W1 @ x + b1) + b2) + b3)

# %% [markdown]
# **Predict first.** The library's `collapse` does this for any depth. We compare it with running the layers one after
# another, on 100 random networks of 2 to 8 layers and 1 to 20 units. In exact arithmetic, the difference is 0. What
# power of ten will the largest relative difference be on a computer?

# %%
predict("07.3", "The largest relative difference is about 10 to the power of "
                "{power_of_ten} (to within 1).")

# %%
from lecture_lib.nn import collapse, merge_linear_layers

assert all(map(np.allclose, collapse([(W1, b1), (W2, b2), (W3, b3)]), (W_all, b_all)))

def run_layers(layers, v):
    for W_l, b_l in layers:
        v = W_l @ v + b_l
    return v

# %%
differences = []
for seed in range(100):
    rng = np.random.default_rng(seed)
    layers = linear_net(rng.integers(1, 21, rng.integers(3, 10)), rng)
    v, (W_c, b_c) = rng.normal(size=layers[0][0].shape[1]), collapse(layers)
    one_by_one = run_layers(layers, v)
    differences.append(abs(W_c @ v + b_c - one_by_one).max() / abs(one_by_one).max())
power = np.log10(max(differences)).round(1)
assert max(differences) < 1e-11
reveal("07.3", power_of_ten=about(power, within=1))

# %% [markdown]
# A float has about 16 digits, so each single sum is right to a few parts in $10^{16}$. The two computations round at
# different steps, and now and then large terms cancel, which makes the relative difference larger. It is rounding, not
# mathematics.
#
# So a hundred layers without activation can do no more than one layer can. What makes a network more than that is a bend in
# between, and one ReLU after the first layer is enough. To test this, we use that an affine function has, halfway between
# two points, the mean of its two values. We draw 100 networks and two points for each, and count those that fail.

# %%
def halfway_error(f, rng):
    p, q = rng.normal(size=(2, 3))
    return abs(f((p + q) / 2) - (f(p) + f(q)) / 2).max()

broken = {}
for name, g in {"identity": identity, "relu": relu}.items():
    rng = np.random.default_rng(1)
    nets = [MLP.random((3, 5, 4, 2), g, identity, identity, rng=rng) for _ in range(100)]
    broken[name] = int(sum(halfway_error(one, rng) > 1e-9 for one in nets))
broken

# %% [markdown]
# Without activation, none fails. With a ReLU most do. The few that pass were tested at two points between which no unit
# switches; there they *are* affine. Here are the same weights along a line, with and without ReLUs in the hidden layers.

# %%
from lecture_lib.drawing import figure, plot_curves, render_figure

rng = np.random.default_rng(92)
bent = MLP.random((1, 6, 6, 1), relu, relu, identity, rng=rng)
bent = MLP(*((W, rng.normal(size=b.shape), g) for W, b, g in bent))
straight = MLP(*((W, b, identity) for W, b, _ in bent))

# %%
points = np.linspace(-3, 3, 241)
fig, ax = figure(6, 3.4)
told = plot_curves(ax, {"ReLU in between": (points, bent(points[:, None])[:, 0]),
                        "no activation": (points, straight(points[:, None])[:, 0])}, "x", "y")
render_figure(fig, told)

# %% [markdown]
# The library's `merge_linear_layers` finds such layers in any network and merges each with the layer after it. The function
# stays the same, and this network gets smaller.

# %%
rng = np.random.default_rng(2)
mixed = MLP.random((2, 50, 40, 3, 1), identity, relu, identity, sigmoid, rng=rng)
small = merge_linear_layers(mixed)
X = rng.normal(size=(50, 2))
assert np.allclose(mixed(X), small(X), atol=1e-12)
mixed.sizes, mixed.n_parameters, small.sizes, small.n_parameters

# %% [markdown]
# Is a deep linear network *as* expressive as one layer? Not always. A narrow layer in between is a *bottleneck*: all that
# leaves it lies in a space of as many dimensions as it has units, so the rank of $\tilde W$ is at most that number.

# %%
rng = np.random.default_rng(4)
for sizes in [(6, 6), (6, 8, 6), (6, 2, 6), (6, 9, 1, 9, 6)]:
    layers = linear_net(sizes, rng)
    rank, n = np.linalg.matrix_rank(collapse(layers)[0]), sum(W.size + b.size for W, b in layers)
    print(f"{'-'.join(map(str, sizes)):10} W̃ has rank {rank}; {n} parameters")

# %% [markdown]
# The number of parameters does not tell us what a linear network can do: 6-9-1-9-6 has the most, and can do the least. In
# an autoencoder (notebook 16) this bottleneck is intended, because it should learn a short description of its input.
# Elsewhere it is a limitation.
#
# Next, two formulas of the lectures are run as they are printed:

# %%
chain = linear_net((3, 4, 4, 2), np.random.default_rng(5))
(A1, _), (A2, _), (A3, _) = chain
print("W(2) W(2) W(1) has shape", (A2 @ A2 @ A1).shape, "; the network's:", (A3 @ A2 @ A1).shape)
print("whole numbers ℓ with ℓ = ℓ + 1:", [l for l in range(100) if l == l + 1])

# %% [markdown] slide_check="07.3" lecture="A"
# - **The slide says:** $\mathbf{y} = \mathbf{W}^{(2)} \mathbf{W}^{(2)} \mathbf{W}^{(1)} \mathbf{x}$ for three linear layers.
# - **What holds:** $\mathbf{y} = \mathbf{W}^{(3)} \mathbf{W}^{(2)} \mathbf{W}^{(1)} \mathbf{x}$. As printed the second layer would act twice and the third not at all; for a 3-4-4-2 network the result has 4 numbers instead of 2.
# - **Why:** A slip of the index. The slide also leaves out the biases. With them, the layers collapse all the same, and $\tilde b$ is needed.

# %% [markdown] slide_check="07.3" lecture="D"
# - **The slide says:** In the footnote: $\prod_{\ell = \ell + 1}^{L} W^{[\ell]}$.
# - **What holds:** $\prod_{\tilde\ell = \ell + 1}^{L} W^{[\tilde\ell]}$, as in the formula above the footnote, and with the *later* layer on the left: $W^{[L]} W^{[L-1]} \cdots W^{[\ell+1]}$.
# - **Why:** The tilde that distinguishes the running index from the fixed one was lost. No $\ell$ equals $\ell + 1$. The order needs the footnote, because matrices do not commute and products are mostly read with rising index.

# %% [markdown]
# **Check yourself.** Three layers with one unit each and no activation: $2x + 1$, then $3z - 4$, then $-v + 8$. What is
# $\tilde b$?

# %%
b_tilde = ...
check("07.3", b_tilde)   # stuck? hint("07.3") · tried? solution("07.3")

# %% [markdown]
# ## 07.4 Depth and width, and what they cost
#
# Numbers that are chosen before training and that training does not change are called *hyperparameters*: the number
# $K$ of hidden layers, the widths $D_1, \dots, D_K$, also the activation, the learning rate, the number of epochs. With
# $D_0$ inputs and $D_{K+1}$ outputs, depth and width decide how many parameters there are, namely
#
# $$\sum_{k=0}^{K} D_{k+1} (D_k + 1).$$
#
# The $+1$ is the bias.

# %%
def count_parameters(widths):
    return sum(n_out * (n_in + 1) for n_in, n_out in zip(widths, widths[1:]))

# %% [markdown]
# **Predict first.** Two networks have 2 inputs and 1 output each. One has a single hidden layer of 100 units, the other
# two hidden layers of 17 units. Which has more parameters, the "wide" or the "deep" one? By how many?

# %%
predict("07.4", "The {more} network has more parameters, by {by}.", more=("wide", "deep"))

# %%
wide, deep = count_parameters((2, 100, 1)), count_parameters((2, 17, 17, 1))
larger = "wide" if wide > deep else "deep"
reveal("07.4", by=abs(wide - deep), more=larger)

# %% [markdown]
# Between two hidden layers the count grows with the *square* of the width. Lecture C shows a network with 1 input, 1
# output and 5 layers of 10 hidden units, and says that it has 471 parameters. That holds if C's layers are the hidden
# ones, so that there are six layers with weights.

# %%
K5 = MLP.random((1, *(10,) * 5, 1), *(relu,) * 5, identity, rng=np.random.default_rng(0))
assert count_parameters(K5.sizes) == K5.n_parameters == 471
len(K5), count_parameters((1, *(10,) * 4, 1))

# %% [markdown]
# Lecture D says that depth makes this number smaller: a deep network needs fewer units in each layer. The next cell counts
# both for 20 hidden units, in one layer and in two.

# %%
{sizes: count_parameters(sizes) for sizes in [(1, 20, 1), (1, 10, 10, 1), (1, 5, 5, 1)]}

# %% [markdown] slide_check="07.4" lecture="D"
# - **The slide says:** Repeated compositions can reduce the number of units needed in each layer, and "a consequence is that the parameter space is reduced as well".
# - **What holds:** Fewer units per layer do not mean fewer parameters. A 1-20-1 network has 61 parameters, and a 1-10-10-1 network, with half as many units per layer, has 141. A 1-5-5-1 network has 46.
# - **Why:** Between two hidden layers there is a weight for each *pair* of units. The parameter space shrinks only if depth saves enough units, as it does for the functions of notebook 14.

# %% [markdown]
# Build networks yourself. The buttons above each column change its width, and a width can be typed over. The activation
# changes when you press it. Shapes, counts, formulas and code follow. There are three puzzles, and each has several
# solutions.

# %%
from lecture_lib.labs.composed import builder

builder(goal="three puzzles")

# %% [markdown]
# How deep are the networks of the lectures themselves? Lecture D also names VGG19, which has 16 convolutional and 3 dense
# layers with weights.

# %%
from lecture_lib.data import LECTURE_EXAMPLES

{"lecture B, deepest example": len(LECTURE_EXAMPLES["3-4-4-4-3"].net),
 "lecture C, the figure with 471 parameters": len(K5), "lecture D, VGG19": 16 + 3}

# %% [markdown] slide_check="07.4" lecture="C"
# - **The slide says:** The best results are created by deep networks with many layers: 50–1000 layers for most applications.
# - **What holds:** Some famous networks are that deep, but "most applications" is not shown, and many networks in use are shallower. VGG19, lecture D's example, has 19 layers with weights. The same lecture C says a few pages on that fitting becomes harder beyond about 20 layers.
# - **Why:** Depth is a hyperparameter. What is best depends on the task, the data and the training, so it is measured, as in the next section.

# %% [markdown]
# **Check yourself.** A network has 3 inputs, two hidden layers of 5 units each and 2 outputs. How many parameters?

# %%
n_of_mine = ...
check("07.4", n_of_mine)   # stuck? hint("07.4") · tried? solution("07.4")

# %% [markdown]
# ### A small search
#
# The best depth and width cannot be computed beforehand. You try several and compare: that is a *hyperparameter search*. The
# rule is that three sets of data have three uses. On the *training* set the weights are fitted, on the *validation* set the
# hyperparameters are chosen, and the *test* set is kept for one honest number at the end. With
#
# $$\text{accuracy} = \frac{\text{points classified correctly}}{\text{points}},$$
#
# the choice is the pair $(K, D)$ with the highest accuracy on the validation set. We take points above and below a winding
# line: 100 to train, 60 to validate, 1000 to test.

# %%
from lecture_lib.data import waves

X, side = waves(1160, np.random.default_rng(7))
target = (side + 1) / 2
order = np.random.default_rng(8).permutation(len(X))
train, valid, test = np.split(order, [100, 160])

# %% [markdown]
# Five networks of one shape, from five random starts, are trained together by `descend_batched`.

# %%
from lecture_lib import binary_cross_entropy
from lecture_lib.training import descend_batched

def five_of(K, D):
    starts = [MLP.random((2, *(D,) * K, 1), *(relu,) * K, sigmoid, rng=np.random.default_rng(seed))
              for seed in range(5)]
    task = X[train], target[train], binary_cross_entropy
    last = next(descend_batched(starts, *task, 0.5, every=1500))
    return (last.nets(X)[:, :, 0] > 0.5) == (target > 0.5)      # (5, 1160): who is right where

# %% [markdown]
# **Predict first.** We try the depths $K = 1, 2, 3$ with the widths $D = 2, 4, 8, 16$. Which width will the best network on
# the validation set have? Of those with $D = 16$, the deepest has 609 parameters for 100 points. Will it be the worst of
# the three?

# %%
predict("07.4", "The best network on the validation set has the width D = {best_width}. Of the "
                "networks with D = 16, is the deepest the worst? {deepest_is_worst}",
        best_width=(2, 4, 8, 16), deepest_is_worst=bool)

# %%
from lecture_lib.interactive import progress_bar

depths, widths = (1, 2, 3), (2, 4, 8, 16)
pairs = [(K, D) for K in depths for D in widths]
right = {pair: five_of(*pair) for pair in progress_bar(pairs, "60 networks")}
for K in depths:
    print(f"K = {K}:", [count_parameters((2, *(D,) * K, 1)) for D in widths], "parameters")

# %% [markdown]
# The table shows the mean accuracy on the validation set, ± the standard deviation over the five random starts.

# %%
from lecture_lib.drawing import score_heatmap

def score_table(rows, name):
    found = np.array([[right[K, D][:, rows].mean(axis=1) for D in widths] for K in depths])
    return score_heatmap(found.mean(axis=2), found.std(axis=2), [f"K = {K}" for K in depths],
                         [f"D = {D}" for D in widths], name)

score_table(valid, "Accuracy on 60 validation points")

# %%
mean = {pair: right[pair][:, valid].mean() for pair in pairs}
reveal("07.4", best_width=max(pairs, key=mean.get)[1],
       deepest_is_worst=bool(mean[3, 16] < min(mean[1, 16], mean[2, 16])))

# %% [markdown]
# Read the table together with its standard deviations. Two units per layer are too few, and at depth 2 and 3 some of these
# networks hardly learn at all: their standard deviations, about 15 percentage points, are by far the largest. From width 8
# on, the means differ by about five percentage points at most, and a single one of 60 validation points is worth 1.7. The deepest
# and widest shape, with six times as many parameters as training points, is not the worst: it comes out first.
#
# Is it really the best? Because this is a lesson, we may look at the table that a search must not use, the same scores on
# the 1000 test points.

# %%
score_table(test, "Accuracy on 1000 test points")

# %% [markdown]
# The pattern remains: narrow is bad, and the same shape is first. But from width 8 on, the differences have shrunk to about
# two percentage points, while the standard deviation over the starts is up to two. The lead on the validation set was
# larger than it deserved, and the one-layer networks did worse there than on 1000 points. Part of that table was the luck
# of 60 points.
#
# How much luck? The 1060 points that were not used for training are dealt out anew, 1000 times, into 60 for validation and
# 1000 for the test. Each time we take the one network of 60 that has the best validation score, and look at its test score.
# No new training is needed.

# %%
every = np.concatenate([right[pair] for pair in pairs])              # (60, 1160)
held, rng, chosen = np.concatenate([valid, test]), np.random.default_rng(9), []
for _ in range(1000):
    rng.shuffle(held)
    winner = every[every[:, held[:60]].mean(axis=1).argmax()]
    chosen.append((winner[held[:60]].mean(), winner[held[60:]].mean()))
on_valid, on_test = np.mean(chosen, axis=0)
too_good = np.subtract(*np.transpose(chosen))
assert 0.02 < on_valid - on_test < 0.04 and np.mean(too_good > 0) > 0.8
print(f"the winner scores {on_valid:.3f} on validation, {on_test:.3f} on the test set")
print(f"in {np.mean(too_good > 0):.0%} of the deals validation is the higher one")

# %% [markdown]
# On average, the validation score of the winner is too good by about three percentage points. Nobody cheated: the largest
# of many noisy numbers is large partly by noise. So a score that was used to choose does not measure how good the choice
# is. That is what the third set is for, and it may be used once.

# %% [markdown]
# ## 07.5 A network with two outputs
#
# Lecture C's shallow network with two outputs has 1 input and 4 hidden units:
#
# $$h_j = a[\theta_{j0} + \theta_{j1} x], \qquad y_i = \phi_{i0} + \phi_{i1} h_1 + \phi_{i2} h_2 + \phi_{i3} h_3 + \phi_{i4} h_4.$$
#
# With the ReLU, unit $j$ bends where its pre-activation is 0, at $x = -\theta_{j0} / \theta_{j1}$. Lecture C calls such a
# point a *joint*; another word is breakpoint.

# %%
theta = np.array([[0.8, 1.0], [0.1, 1.0], [-0.6, 1.0], [-0.3, -1.0]])
phi = np.array([[0.2, 1.0, -2.0, 1.5, 0.6], [0.9, -0.8, 0.5, 1.2, -1.0]])
joints_by_hand = np.sort(-theta[:, 0] / theta[:, 1])
joints_by_hand

# %% [markdown]
# **Predict first.** We look at $-2 \le x \le 2$. How many straight pieces does $y_1$ have, and how many does $y_2$ have? At
# how many points does one of them bend and the other not?

# %%
predict("07.5", "From −2 to 2, y₁ has {pieces_1} straight pieces and y₂ has {pieces_2}. At "
                "{only_one_bends} points, one of them bends and the other does not.")

# %% [markdown]
# The library's `unit_breakpoints` finds the joints of the units of any ReLU network along a segment, and
# `function_breakpoints` finds those at which the output bends. Both give them as the fraction $t$ of the segment, from 0 at
# its start to 1 at its end.

# %%
from lecture_lib.piecewise_linear import function_breakpoints, unit_breakpoints

two = MLP((theta[:, 1:], theta[:, 0], relu), (phi[:, 1:], phi[:, 0], identity))
assert np.allclose(-2 + 4 * unit_breakpoints(two, [-2], [2]), joints_by_hand)
one_output = [two.with_layer(2, phi[[i], 1:], phi[[i], 0]) for i in range(2)]
seen = [(-2 + 4 * function_breakpoints(net, [-2], [2])).round(6).tolist() for net in one_output]

# %%
reveal("07.5", pieces_1=len(seen[0]) + 1, pieces_2=len(seen[1]) + 1,
       only_one_bends=len(set(seen[0]) ^ set(seen[1])))

# %% [markdown]
# The two outputs share their joints, because they read the same units. They have no influence on where a unit bends; they
# only choose how strongly each bend counts. Between two joints, each output is a straight line of its own.

# %%
from lecture_lib.drawing import SOFT

points = np.linspace(-2, 2, 401)
fig, ax = figure(6.4, 3.6)
told = plot_curves(ax, {f"y{i + 1}": (points, two(points[:, None])[:, i]) for i in range(2)},
                   "x", "y")
for place in joints_by_hand:
    ax.axvline(place, color=SOFT, linewidth=0.8, linestyle=":")
render_figure(fig,
              f"{told} Both bend at x = {', '.join(f'{place:g}' for place in joints_by_hand)}.")

# %%
middles = np.convolve([-2, *joints_by_hand, 2], [0.5, 0.5], "valid")
step = 1e-3
slopes = (two(middles[:, None] + step) - two(middles[:, None] - step)) / (2 * step)
print("slopes of the five pieces, from left to right")
print("y1:", slopes[:, 0].round(2), "\ny2:", slopes[:, 1].round(2))

# %% [markdown]
# An output can hide a joint by giving the unit the weight 0. Then the joint is still there, because the unit still
# switches, but this output does not bend there.

# %%
phi_hidden = phi.copy()
phi_hidden[1, 3] = 0
hiding = two.with_layer(2, phi_hidden[:, 1:], phi_hidden[:, 0])
second = hiding.with_layer(2, phi_hidden[[1], 1:], phi_hidden[[1], 0])
print("joints:", (-2 + 4 * unit_breakpoints(second, [-2], [2])).round(2), " y2 bends at:",
      (-2 + 4 * function_breakpoints(second, [-2], [2])).round(2))

# %% [markdown]
# The same holds inside a deep network. The pre-activations of its second hidden layer are outputs of such a network, so
# they bend only at the joints of the first layer. New joints appear only where one of these pre-activations crosses 0.

# %%
quiz("07.5")

# %% [markdown]
# Now the [exercises](../exercises/07_composed_functions.ipynb).
#
# ## Summary
#
# - A feedforward network passes numbers in one direction, between neighbouring layers only. Its hidden layers are those whose values the data do not tell.
# - It is $f^{(L)} \circ \dots \circ f^{(1)}$. The function that acts first is written last. The order matters, the brackets do not.
# - Stack, name, number: three changes of notation, and every step computes the same.
# - Lecture C counts hidden layers ($K$) and numbers weights from 0. Lecture D counts layers with weights, $L = K + 1$. $\Omega_k$ is $W^{[k+1]}$.
# - Layers without activation are one layer, whose rank is at most the width of the narrowest of them.
# - Hyperparameters are chosen on validation data. The winner's validation score is too good on average, so the test set gives the final number.
# - All outputs of a layer share the joints of the layers before.
#
# ## Notation
#
# | here | lecture A | lecture B | lecture C | lecture D | meaning |
# | --- | --- | --- | --- | --- | --- |
# | `net[l].W` | $W^{(\ell)}$ | $W^{(\ell)\top}$, $U^\top$ | $\Omega_{\ell-1}$ | $W^{[\ell]}$ | weights of layer ℓ |
# | `net[l].b` | – | $b^{(\ell)}$, $c$ | $\beta_{\ell-1}$ | $b^{[\ell]}$ | biases of layer ℓ |
# | `trace.z[l]` | – | $z^{(\ell)}_\text{in}$, $f_\text{in}$ | – | $z^{[\ell]}$ | pre-activations |
# | `trace.a[l]` | $h^{(\ell)}$, $y$ | $z^{(\ell)}$, $f$ | $\mathbf{h}_\ell$, $\mathbf{y}$ | $a^{[\ell]}$, $\hat y$ | activations |
# | `len(net)` | $L$ | $l + 1$ | $K + 1$ | $L$ | number of layers with weights |
#
# ## References
#
# - Lecture C, on composing, hyperparameters and the change of notation. Lecture A, on multi-layer networks and their expressive power. Lecture D, sections 2.1, 2.3 and 2.6.
# - S. J. D. Prince, *Understanding Deep Learning*, 2023, chapters 3 and 4.
# - B. Liquet, S. Moka, Y. Nazarathy, *Mathematical Engineering of Deep Learning*, 2024, chapter 5.
