# %% [markdown]
# # 5 · Run a network forward, by hand
#
# **You will be able to**
#
# - work out every number of a forward pass on paper, for one hidden layer and for three;
# - say what shape each array has, and why;
# - count the parameters of a network and the work of one pass;
# - send a whole batch through with the same equations.
#
# **You need** the neuron of notebook 01 and the hidden layer of notebook 04.
# **Time** about 60 minutes, half of it with the tracer.

# %%
# "No module named ..."? Choose the kernel .venv (in VS Code: top right), or use run.py lab.
import numpy as np
from lecture_lib import MLP, check, forward, hint, predict, relu, reveal, sigmoid, softmax, solution
from lecture_lib.interactive import quiz

# %% [markdown]
# ## 05.1 One hidden layer, one number at a time
#
# A layer takes two steps. The first is an *affine transformation*: each unit multiplies what it reads (takes as input)
# by its weights, adds the products, and adds its bias. The result $z$ is called the *pre-activation*. The second step
# applies an activation function $g$, and its result $a$ is called the *activation* of the unit. For a whole layer at
# once:
#
# $$z = W x + b, \qquad a = g(z).$$
#
# Row $j$ of $W$ holds the weights into unit $j$. If we start at the input and compute layer after layer up to the output,
# that is a *forward pass*. Here are the numbers of lecture B: three inputs, four hidden units, one output, and the sigmoid
# everywhere.

# %%
W = np.array([[3, -9, 2], [11, -2, 7], [-6, 3, -4], [6, -1, 5]])
b = np.array([5, 2, -1, 1])
u, c = np.array([[3, -12, 8, 1]]), np.array([6])
x = np.array([-3, 1, 5])

# %% [markdown]
# In a drawing of this network, each circle is an input or a unit and each arrow is a weight. The biases are usually not
# drawn: lecture B calls the bias *implicit*, because it often is not given a node of its own. When you read a drawing, add
# one bias to every circle that an arrow enters.
#
# **Predict first.** Take a sheet of paper. What is $z_1$, the pre-activation of the first hidden unit? Will its
# activation lie nearest to 0, to ½ or to 1?

# %%
predict("05.1", "The pre-activation z₁ is {z1}. The activation a₁ lies nearest to "
                "{a1_is_nearest_to}.", a1_is_nearest_to=(0, 0.5, 1))

# %% [markdown]
# Here is the equation for the first unit only. It reads the first row of $W$.

# %%
z1 = W[0] @ x + b[0]
a1 = 1 / (1 + np.exp(-z1))
reveal("05.1", z1=int(z1), a1_is_nearest_to=[0, 0.5, 1][np.abs(a1 - [0, 0.5, 1]).argmin()])

# %% [markdown]
# Now it is your turn to work out the other numbers. The tracer below hides the whole pass, which runs from the top to
# the bottom. Click a cell marked **?**, or go there with Tab and press Enter, and type what you have worked out. Each
# number is judged at once, to two decimals. If it is wrong, you are told from which slip it probably comes.
#
# Beside the pass you see the weights of one layer, and **W[1]** and **W[2]** say which. You can also overwrite any input,
# weight or bias; everything that depends on it changes. With *go on from: my number* the network continues with what you
# typed, so you can watch a small error travel.

# %%
from lecture_lib.labs.forward import tracer

tracer(goal="one hidden layer")

# %% [markdown]
# With the whole of $W$, the same line computes all four units at once. The output unit then does the same with the four
# activations.

# %%
z = W @ x + b
a = 1 / (1 + np.exp(-z))
f_in = u @ a + c
f_out = 1 / (1 + np.exp(-f_in))
print(f"z = {z},  a = {a.round(4)},  f_in = {f_in.round(4)},  f_out = {f_out.round(4)}")

# %% [markdown]
# From here on, the course's own `forward` does this. A network is an `MLP`, short for *multi-layer perceptron*: its layers
# in order, each with `W`, `b` and `g`. The pass is kept in one record, the *trace*: `trace.z[l]` and `trace.a[l]` for each
# layer `l`, counted from 1. The next cell checks that both ways agree.

# %%
net = MLP((W, b, sigmoid), (u, c, sigmoid))
trace = forward(net, x)
assert np.allclose(trace.z[1], z) and np.allclose(trace.a[2], f_out)
trace.a[1].round(2), trace.a[2].round(2)

# %% [markdown]
# Lecture B prints a table for this pass. Most of it holds, but three of its lines do not, and its notation changes its
# meaning from slide to slide.

# %%
printed = np.array([0.05, 0.88, 0.50, 0.99])
print("f_in from the printed a:", (u @ printed + c).round(2), "  from all digits:", f_in.round(4))
print("with e^f:", (1 / (1 + np.exp(f_in))).round(2), "  with e^−f:", f_out.round(2))
print("a₄:", a[3].round(5), "  cut off:", np.floor(100 * a[3]) / 100, "  rounded:", a[3].round(2))

# %% [markdown] slide_check="05.1" lecture="B"
# - **The slide says:** $f_\text{out} = 1 / (1 + e^{f_\text{in}}) = 1 / (1 + e^{0.57}) = 0.64$.
# - **What holds:** $f_\text{out} = 1 / (1 + e^{-f_\text{in}}) = 0.64$; the formula as printed gives 0.36.
# - **Why:** The minus sign of the exponent was lost in both fractions. The result 0.64 was computed with it.

# %% [markdown] slide_check="05.1" lecture="B"
# - **The slide says:** $3 \cdot 0.05 + (-12) \cdot 0.88 + 8 \cdot 0.50 + 1 \cdot 0.99 + 6 = 0.57$.
# - **What holds:** The line as printed adds up to 0.58. With all digits the sum is 0.5718, so 0.57 is right for $f_\text{in}$.
# - **Why:** The line shows activations with two decimals, but the result was computed from unrounded ones. Rounding in the middle moves the last digit.

# %% [markdown] slide_check="05.1" lecture="B"
# - **The slide says:** $\sigma(7) = 0.99$.
# - **What holds:** $\sigma(7) = 0.99909$, which is 1.00 to two decimals.
# - **Why:** The digits after the second were cut off instead of rounded.

# %% [markdown]
# Lecture B stores each weight matrix as inputs × units and prints its transpose. So the first index of $w_{21}$ is the
# input and the second is the unit:

# %%
w = W.T
assert w[0, 0] * x[0] + w[1, 0] * x[1] + w[2, 0] * x[2] + b[0] == z[0]

# %% [markdown] slide_check="05.1" lecture="B"
# - **The slide says:** $z_\text{in}^{(1)} = w_{11} x^{(1)} + w_{21} x^{(2)} + w_{31} x^{(3)} + b_1$. In the example with three hidden layers $z_\text{in}^{(1)}$ is a whole vector, and in the empirical risk $x^{(i)}$ is a whole example.
# - **What holds:** $z_1 = w_{11} x_1 + w_{21} x_2 + w_{31} x_3 + b_1$. This course counts units and inputs with an index below, layers with a number in square brackets above, $z^{[1]}_1$, and examples as the rows of a matrix.
# - **Why:** The raised number in round brackets has three meanings on B's slides: a unit or a feature, a layer, and an example.

# %% [markdown]
# **Check yourself.** Take the same network, but now with $x = (1, 0, 2)$. What is $z_2$, the pre-activation of the second
# hidden unit?

# %%
z2 = ...
check("05.1", z2)   # stuck? hint("05.1") · tried? solution("05.1")

# %% [markdown]
# ## 05.2 Three outputs and softmax
#
# For three classes, the network gets three output units, each with its own row of weights. Softmax turns their
# pre-activations into probabilities:
#
# $$f = \tau(f_\text{in}), \qquad \tau(v)_k = \frac{e^{v_k}}{e^{v_1} + e^{v_2} + e^{v_3}}.$$
#
# The hidden layer stays as it is.

# %%
U = np.array([[3, -12, 8, 1], [2, -3, 9, 1], [-5, 1, -1, 7]])
c3 = np.array([6, 0, -8])

# %% [markdown]
# **Predict first.** Estimate the three pre-activations in your head, with the activations rounded to
# $a \approx (0,\ 0.9,\ 0.5,\ 1)$. Which class gets the largest probability, and do you think it gets more than 0.9?

# %%
predict("05.2", "The winner is class {winner}. Does it get more than 0.9? {above_09}",
        winner=(1, 2, 3), above_09=bool)

# %%
v = U @ a + c3
f = np.exp(v) / np.exp(v).sum()
reveal("05.2", winner=int(f.argmax()) + 1, above_09=bool(f.max() > 0.9))

# %% [markdown]
# Now work out the exact numbers in the tracer. The hidden layer is filled in, and so is the first pre-activation of the output,
# because these are the numbers of the network before. A softmax cell needs all three pre-activations: work out the three
# exponentials once, note their total, then divide.

# %%
tracer(example="3-4-3", goal="three outputs")

# %% [markdown]
# The library's softmax gives the same network in one line, with the same probabilities. They sum to 1.

# %%
net3 = MLP((W, b, sigmoid), (U, c3, softmax))
assert np.allclose(net3(x), f) and np.isclose(net3(x).sum(), 1)
print("f_in =", v.round(4), "  f =", f.round(4))

# %%
quiz("05.2")

# %% [markdown]
# ## 05.3 Three hidden layers
#
# Nothing new happens in a deeper network. The output of one layer is the input of the next:
#
# $$a^{[\ell]} = g\!\left(W^{[\ell]} a^{[\ell-1]} + b^{[\ell]}\right), \qquad a^{[0]} = x.$$
#
# It is called a *feedforward network*. Lectures A and B define it alike: numbers go in one direction only, from the
# input layer through the hidden layers to the output layer, without feedback loops. In lecture A's definition, each unit
# is also connected to *all* units of the next layer, to none of its own layer, and to none beyond the next one (no *skip
# connections*). Lecture D lists the names that you will meet for it: *fully connected*, *dense*, or *multi-layer
# perceptron*. The layers in the middle are called *hidden* because, when the network is used, we see only what goes in and
# what comes out.
#
# What are they good for? Before deep learning, experts designed the numbers that a classifier reads: the *feature
# engineering* of 04.5. A hidden layer computes such features itself, with weights that are learned. Lecture B calls that
# *representation learning*; in 04.5, three hidden units learned to enclose the inner ring.
#
# Lecture B's third example has three hidden layers of four ReLU units, with a softmax at the end. Its numbers are
# large but whole, so you can do nearly all of the pass in your head.

# %%
W1, b1 = [[13, -9, 2], [-8, 0, 3], [4, -1, 5], [-3, 12, 7]], [5, -2, 2, 11]
W2, b2 = [[1, 0, -4, 1], [0, 11, 2, -14], [-1, 5, -2, 16], [0, -9, -3, 4]], [-5, 3, 1, -8]
W3, b3 = [[1, -2, -18, -7], [3, -4, 8, 0], [-2, 1, 21, 5], [2, -2, 11, -13]], [4, -6, 1, -17]
U4, c4 = [[9, 3, -1, -4], [-8, -2, 14, 3], [13, 2, -9, -1]], [-1, -4, -30]
deep = MLP((W1, b1, relu), (W2, b2, relu), (W3, b3, relu), (U4, c4, softmax))

# %% [markdown]
# **Predict first.** The input is $x = (7, 1, -4)$. How many of the twelve hidden units will give 0?

# %%
predict("05.3", "Of the twelve hidden units, {silent_units} will give 0.")

# %% [markdown]
# This loop is the equation. The list `columns` collects what the slide shows in its table, and is not printed yet.

# %%
columns, now = [], np.array([7, 1, -4])
for W_l, b_l, g in deep:
    z_l = W_l @ now + b_l
    now = g(z_l)
    columns += [z_l, now]

# %%
reveal("05.3", silent_units=int(sum((column == 0).sum() for column in columns[1:-1:2])))

# %% [markdown]
# Which units are they? Work through the pass in the tracer.

# %%
tracer(example="3-4-4-4-3", goal="three hidden layers")

# %% [markdown]
# The library's trace holds the same eight columns. This is the whole table:

# %%
t = forward(deep, [7, 1, -4])
assert all(np.array_equal(columns[2 * l - 2], t.z[l]) for l in range(1, 5))
assert all(np.array_equal(columns[2 * l - 1], t.a[l]) for l in range(1, 5))
for l in range(1, 5):
    print(f"z[{l}] = {t.z[l]}   a[{l}] = {t.a[l].round(4)}")

# %% [markdown]
# Now compare the last column with the one that lecture B prints.

# %%
print("cut off: ", np.floor(1000 * t.a[4]) / 1000, "  sum", (np.floor(1000 * t.a[4]) / 1000).sum())
print("rounded: ", t.a[4].round(3), "  sum", t.a[4].round(3).sum())

# %% [markdown] slide_check="05.3" lecture="B"
# - **The slide says:** $f = (0.866,\ 0.015,\ 0.117)$.
# - **What holds:** $f = (0.8668,\ 0.0159,\ 0.1173)$, so $(0.867,\ 0.016,\ 0.117)$ to three decimals. The printed numbers sum to 0.998.
# - **Why:** The digits after the third were cut off instead of rounded.

# %% [markdown] slide_check="05.3" lecture="B"
# - **The slide says:** $z^{(1)} = \sigma(z^{(1)}_\text{in})$ beside the numbers $\max(0, 79)$, $\max(0, -70)$, ...
# - **What holds:** The hidden layers use the ReLU. With the sigmoid, 79 would become 1.0, not 79.
# - **Why:** $\sigma$ stood for the sigmoid on the slides before. Here it means "the activation, whichever it is". This course writes $g$ for that.

# %% [markdown]
# One number of the table is special: $z^{[3]}_1$ is exactly 0, at the kink of the ReLU. The unit behaves differently on
# either side of it.

# %%
quiz("05.3")

# %% [markdown]
# Then see it happen. In the tracer above, press *Show all*, then **W[3]**, and change the bias $b^{[3]}_1$ from 4 to 3, and
# to 5. What depends on it opens again, and *Show all* shows the new numbers.

# %% [markdown]
# ## 05.4 Shapes, parameters, cost
#
# Lecture D writes the same pass for any *depth* $L$, the number of layers that compute:
#
# $$z^{[\ell]} = W^{[\ell]} a^{[\ell-1]} + b^{[\ell]}, \qquad a^{[\ell]} = S^{[\ell]}(z^{[\ell]}), \qquad \ell = 1, \dots, L.$$
#
# In the hidden layers, the activation $S^{[\ell]}$ applies one function to each entry of $z^{[\ell]}$ separately; the layers
# may share this function or have different ones. In the output layer it depends on the task, and softmax reads all
# entries at once. The sizes $N_0, N_1, \dots, N_L$ fix every shape: $N_0$ is the number of features, $N_L$ the number of
# outputs, $W^{[\ell]}$ is $N_\ell \times N_{\ell-1}$, and $b^{[\ell]}$ has $N_\ell$ entries. So the parameters of layer $\ell$
# are a point of $\mathbb R^{N_\ell \times N_{\ell-1}} \times \mathbb R^{N_\ell}$, and the network has
# $\sum_\ell (N_\ell N_{\ell-1} + N_\ell)$ of them.

# %%
from lecture_lib.drawing import array_shapes

array_shapes(deep)

# %% [markdown]
# **Predict first.** How many multiplications does one pass through this network take, not counting the activations?

# %%
predict("05.4", "One pass through this network takes {multiplications} multiplications.")

# %%
sizes = deep.sizes
n_weights = sum(n_out * n_in for n_in, n_out in zip(sizes[:-1], sizes[1:]))
reveal("05.4", multiplications=n_weights)

# %% [markdown]
# Every weight is used once in a pass, and each use is one multiplication. So the work is proportional to the number of
# weights; lecture D says that it is "at an order of the total number of weights". As a check, we count while we multiply.

# %%
count, signal = 0, [7, 1, -4]
for W_l, b_l, g in deep:
    rows = [sum(w * s for w, s in zip(row, signal)) for row in W_l]
    count += sum(len(row) for row in W_l)
    signal = g(np.array(rows) + b_l)
assert count == n_weights and np.allclose(signal, deep([7, 1, -4]))

# %% [markdown]
# How long does that take in seconds? The next cell times the same sums for layers of growing *width*, the number of units,
# once as plain loops and once with NumPy. On a *log–log plot*, both axes are logarithmic, so a time that is proportional to
# the number of weights gives a line of slope 1.

# %%
from timeit import repeat

def layer_loops(W_l, v_l):
    return [sum(w * v for w, v in zip(row, v_l)) for row in W_l]

def seconds(f, n):
    W_l, v_l = np.ones((n, n)), np.ones(n)
    if f is layer_loops:
        W_l, v_l = W_l.tolist(), v_l.tolist()
    return min(repeat(lambda: f(W_l, v_l), number=1, repeat=5))

# %%
widths = np.array([32, 64, 128, 256, 512, 1024])
loops = np.array([seconds(layer_loops, n) for n in widths])
arrays = np.array([seconds(np.matmul, n) for n in widths])

# %% [markdown]
# Here are the two curves, then the slope of each, as measured on your machine a moment ago.

# %%
from lecture_lib.drawing import figure, loglog_slope, plot_curves, render_figure

fig, ax = figure(6, 3.6)
both = {"plain loops": (widths**2, loops), "NumPy": (widths**2, arrays)}
told = plot_curves(ax, both, "weights", "seconds for one layer", log="xy")
render_figure(fig, told)

# %%
print({name: round(loglog_slope(*line), 2) for name, line in both.items()})
print("nanoseconds per weight, loops:", (1e9 * loops / widths**2).round(1).tolist())
print("nanoseconds per weight, NumPy:", (1e9 * arrays / widths**2).round(2).tolist())

# %% [markdown]
# The loops take nearly the same time per weight at every width: where this page was written, 37 to 50 nanoseconds. On a
# busy machine it rises at the right end, because lists of a million numbers no longer fit into the processor's fast
# memory. NumPy computes the same sums up to several hundred times as fast, but its line is less straight. On the left, the
# call itself takes longer than the arithmetic.

# %% [markdown] slide_check="05.4" lecture="D"
# - **The slide says:** Each circle of the drawing may be called a neuron; a few lines later, the network has $\sum_{\ell=1}^{L} N_\ell$ neurons.
# - **What holds:** The two counts differ by the inputs: the drawing of the 3-4-4-4-3 network has 18 circles, the sum gives 15.
# - **Why:** The sum starts at $\ell = 1$ and leaves the input layer out. Inputs compute nothing, so this course counts 15 units.

# %%
print("units:", deep.n_units, "  circles:", sum(deep.sizes))
print("layers of 3-4-1 that compute:", len(net), "  columns of its drawing:", len(net.sizes))

# %% [markdown] slide_check="05.4" lecture="B"
# - **The slide says:** The contents page announces a "Single layer network". The slides on it say that single hidden layer networks "consist of two layers (without input layer)".
# - **What holds:** The 3-4-1 network has one *hidden* layer and two layers that compute, so its depth is $L = 2$. A network with $l$ hidden layers, in B's letters, has depth $L = l + 1$.
# - **Why:** Three ways of counting layers are in use. B's headline counts the hidden ones, lecture D's depth those that compute, and lecture A gives its perceptron of one neuron two layers, the input included. This course counts as D does.

# %% [markdown]
# **Check yourself.** How many parameters, weights and biases together, does a 5-10-1 network have?

# %%
n_parameters = ...
check("05.4", n_parameters)   # stuck? hint("05.4") · tried? solution("05.4")

# %% [markdown]
# ## 05.5 From one example to a batch
#
# Put the examples into a matrix $X$, one row per example: a *batch*. Its rows could go through the layer one by one, as
# the next cell does. But every layer can also be one matrix product for all examples at once:
#
# $$Z = X W^\top + b, \qquad A = g(Z).$$
#
# The matrix $W$ is transposed because now the *rows* of $X$ meet the rows of $W$. The bias is added to every row.

# %%
X = np.array([[-3, 1, 5], [1, 0, 2], [0, 0, 0]])
Z = np.array([W @ example + b for example in X])
Z

# %% [markdown]
# **Predict first.** Look at the last row of $X$ and of $Z$. What do you notice? Suppose that the second layer, with its
# $u$ and $c$, received only zeros. What would its pre-activation be?

# %%
predict("05.5", "For an input of zeros, the pre-activation of the second layer is {last_row}.")

# %%
reveal("05.5", last_row=int((u @ np.zeros(4) + c)[0]))

# %% [markdown]
# An input of zeros leaves only the biases. The library's `forward` takes a whole batch, with the matrix product, and gives
# the same numbers as for its examples one by one.

# %%
batch = forward(net, X)
assert np.allclose(batch.z[1], Z)
assert all(np.allclose(batch.a[2][i], forward(net, X[i]).a[2]) for i in range(3))
batch.a[2].round(3)

# %% [markdown]
# Take care with single columns. An array of shape (3,) and one of shape (3, 1) look alike when printed, but their sum is
# a 3 × 3 matrix, because NumPy broadcasts both: it repeats what has length 1 until the shapes fit. This course never uses
# (n, 1) for one example.

# %%
(np.zeros(3) + np.zeros((3, 1))).shape

# %%
quiz("05.5")

# %% [markdown]
# Now the [exercises](../exercises/05_forward_by_hand.ipynb).
#
# ## Summary
#
# - A layer multiplies by $W$ and adds $b$ (an affine transformation), then applies $g$. A network does that $L$ times.
# - Row $j$ of $W$ belongs to unit $j$. Reading a column instead is the most common mistake.
# - A feedforward network passes numbers in one direction, from each layer to the next.
# - One pass uses each weight once, so the work is proportional to the number of weights.
# - A batch is a matrix with one row per example, and $Z = X W^\top + b$.
# - Round at the end, not in the middle.
#
# ## Notation
#
# | here | lecture B | lecture D | meaning |
# | --- | --- | --- | --- |
# | `W[l]` | $W^{(\ell)\top}$, $U^\top$ | $W^{[\ell]}$ | weights, one row per unit |
# | `b[l]` | $b^{(\ell)}$, $c$ | $b^{[\ell]}$ | biases |
# | `z[l]` | $z_\text{in}$, $f_\text{in}$ | $z^{[\ell]}$ | pre-activations |
# | `a[l]` | $z_\text{out}$, $f_\text{out}$ | $a^{[\ell]}$ | activations |
# | `g` | $\sigma$, $\tau$ | $S^{[\ell]}$ | the activation function |
# | `len(net)` | $l + 1$ | $L$ | the depth |
#
# ## References
#
# - Lecture A, the definition of a feedforward network. Lecture B, the worked examples 3-4-1, 3-4-3 and 3-4-4-4-3. Lecture D,
#   section 2.3.
# - B. Liquet, S. Moka, Y. Nazarathy, *Mathematical Engineering of Deep Learning*, 2024, chapter 5.
# - I. Goodfellow, Y. Bengio, A. Courville, *Deep Learning*, 2016, chapter 6.
