# %% [markdown]
# # 16 · Go beyond dense layers
#
# **You will be able to**
#
# - count what a dense layer on an image costs, predict a receptive field, and write a convolution as a matrix;
# - predict the volume, the parameters and the multiplications of every layer of a ConvNet, and say where they are;
# - tell what an autoencoder, a recurrent network and a transformer are for, and compute the one idea of each;
# - make new data by diffusion and by two players, check whether they resemble the data, and learn from reward alone;
# - choose a family for your data, and say which weights it shares.
#
# **You need** layers as matrices from notebook 05, and gradients from notebook 10.
# **Time** about 200 minutes; each section can be read on a day of its own.

# %%
# "No module named ..."? Choose the kernel .venv (in VS Code: top right), or use run.py lab.
import numpy as np
from lecture_lib import about, check, hint, predict, reveal, solution
from lecture_lib.interactive import quiz

# %% [markdown]
# ## 16.1 What dense layers cost on images
#
# A dense layer treats an image as a list of numbers: each unit reads every pixel and has a weight for each of them.
# Lecture A warns that for a large image "the number of parameters could be very large", and lecture C asks you to think
# of an image with a million pixels. How large is *very large*?
#
# Take $1000 \times 1000$ grey values and a modest first hidden layer of 1000 units. With $n$ inputs and $m$ units,
#
# $$\text{weights} = n\,m, \qquad \text{biases} = m, \qquad \text{multiplications per image} = n\,m .$$
#
# A weight is usually stored as a float32, which takes 4 bytes. A gigabyte (GB) is $10^9$ bytes.
#
# **Predict first.**

# %%
predict("16.1", "The layer has {billion_weights} billion weights. They fill {gigabytes} GB.")

# %% [markdown]
# Multiply.

# %%
pixels, units = 1000 * 1000, 1000
weights = pixels * units
reveal("16.1", billion_weights=weights / 1e9, gigabytes=4 * weights / 1e9)

# %% [markdown]
# That is before any training. The gradient needs a second array of this size, and the optimiser Adam keeps two more. A
# colour image has three numbers per pixel, which multiplies everything by 3. If the layer is to return an image again,
# with one unit per pixel, $m$ equals $n$:

# %%
for name, m in (("1000 units", units), ("one unit per pixel", pixels)):
    n_weights = pixels * m
    print(f"{name}: {n_weights:.0e} weights and multiplications per image,",
          f"{4 * n_weights / 1e9:,.0f} GB of weights, {16 * n_weights / 1e9:,.0f} GB with Adam")

# %% [markdown]
# Does depth add to this? Compare the layer that reads the image with a further dense layer of 1000 units behind it.

# %%
first, further = pixels * 1000 + 1000, 1000 * 1000 + 1000
print(f"first layer: {first:,} parameters, each further one: {further:,} ({further / first:.1%})")

# %% [markdown] slide_check="16.1" lecture="A"
# - **The slide says:** "it is difficult to extend the multi-layer feed-forward neural networks to very deep, since every layer is fully connected". Its example is a large image, for which "the number of parameters could be very large".
# - **What holds:** The parameters are in the layer that reads the image. Once that layer has 1000 units, a further dense layer of 1000 units has 1,001,000 parameters, which is 0.1% of the first one's.
# - **Why:** A dense layer costs inputs times units, and only the first layer has a million inputs. If every layer keeps the width of the image, each one costs $10^{12}$ weights, and the slide is right. What else makes depth difficult is the gradient (section 10.6).

# %% [markdown]
# Lecture A names two tricks against this. With *sparse connections*, a unit reads only a few neighbouring pixels. With
# *shared parameters*, all units use the same weights. Take one unit per pixel, and let it read the $3 \times 3$ pixels
# around its own. At the border of the image some of them are missing.
#
# **Predict first.** What does each trick save?

# %%
predict("16.1", "Sparse, the layer has about {million_weights} million weights. If all units then "
        "share theirs, it has {shared_weights} weights, and it makes about "
        "{million_multiplications} million multiplications per image.")

# %% [markdown]
# Along a side of 1000 pixels, 998 windows contain 3 pixels, and the two at the ends contain 2. That is
# $3 \cdot 1000 - 2$ pairs of a window and a pixel along each of the two directions. Every pair is one connection, and
# every connection is one multiplication, whether its weight is shared or not.

# %%
connections_left = (3 * 1000 - 2) ** 2
reveal("16.1", million_weights=connections_left / 1e6, shared_weights=3 * 3,
       million_multiplications=connections_left / 1e6)

# %% [markdown]
# As a check, count the connections of an image of $4 \times 4$ pixels one by one.

# %%
close = abs(np.subtract.outer(np.arange(4), np.arange(4))) <= 1  # in one direction
assert np.kron(close, close).sum() == (3 * 4 - 2) ** 2

# %% [markdown]
# The two tricks therefore save different things. Sparse connections save weights *and* multiplications, here by a factor
# of more than 100,000. Sharing saves weights only, and it makes their number independent of the size of the image.

# %%
from lecture_lib.drawing import figure, plot_curves, render_figure

n = np.logspace(2, 6, 9)
fig, ax = figure(6.4, 3.6)
said = plot_curves(ax, {"dense, a unit per pixel": (n, n**2), "dense, 1000 units": (n, 1000 * n),
                        "sparse, 3 × 3": (n, 9 * n), "shared, 3 × 3": (n, 9 + 0 * n)},
                   "pixels", "weights", log="xy")
render_figure(fig, f"{said} Both axes are logarithmic.")

# %% [markdown]
# **Check yourself.** A small colour image has 20 × 30 pixels with three numbers each. It enters a dense layer of 50
# units, each with a bias. How many parameters does the layer have?

# %%
parameters = ...
check("16.1", parameters)   # stuck? hint("16.1") · tried? solution("16.1")

# %% [markdown]
# ## 16.2 Sparse connections and the receptive field
#
# Lecture A draws five inputs and five outputs. A dense layer connects all of them:
#
# $$y_i = \sum_{j=1}^{5} W_{ij}\, x_j .$$
#
# A sparse layer cuts most of these connections, which means that their weights are fixed at 0. Suppose that output $i$
# keeps only input $i$ and its neighbours on both sides.
#
# **Predict first.** The matrix has 25 entries. How many of them are not cut?

# %%
predict("16.2", "After the cut, {connections} of the 25 connections are left.")

# %% [markdown]
# Output $i$ is connected to input $j$ if the two positions differ by at most 1.

# %%
near = abs(np.subtract.outer(np.arange(5), np.arange(5))) <= 1
reveal("16.2", connections=int(near.sum()))
near.astype(int)

# %% [markdown]
# Such a matrix is *banded*: everything outside a band along the diagonal is 0. The first and the last output miss a
# neighbour, so they have one connection fewer. This is the same as if there were a 0 beside each end of the input, and
# it is called *zero padding*.
#
# The card shows one layer twice, as its matrix and as its connections, and one output step by step. Compare *dense*
# with *sparse* (*tied* belongs to section 16.3). Two settings change the shape of a sparse layer. The *padding* is the
# number of zeros at each end. The *stride* is the number of inputs by which the window moves from one output to the
# next. Sparse layers can go wrong in a way that dense ones cannot: look for it.

# %%
from lecture_lib.labs.convolutions import matrix_view

matrix_view(mode="sparse", goal="an unread input")

# %% [markdown]
# Cutting has a cost. A unit no longer depends on inputs that are far away. The remedy is depth, or as lecture C puts
# it: "gradually integrate information from across the image". The inputs on which a unit *can* depend, through all the
# layers below it, are called its *receptive field*.
#
# **Predict first.** Three sparse layers follow one another. Each unit reads three neighbouring units of the layer before.

# %%
predict("16.2", "A unit in the middle of the third layer can depend on {field} inputs.")

# %% [markdown]
# Put a 1 wherever two units are connected. The product of the three matrices then counts the paths from an input to a
# unit, and an input belongs to the receptive field if at least one path leads from it.

# %%
band = (abs(np.subtract.outer(np.arange(15), np.arange(15))) <= 1).astype(int)
paths = band @ band @ band
reveal("16.2", field=np.count_nonzero(paths[7]))
paths[7]

# %% [markdown]
# All 27 paths lead to inputs in the field, but not evenly. Seven of them start at the input in the middle and only one
# at each end. With similar weights, a unit thus depends mostly on the centre of its field (Luo and others, 2016, call
# this the *effective* receptive field).
#
# With strides, counting by hand becomes tedious. Let $k_l$ be the kernel of layer $l$, which is the number of units that
# one of its units reads, and $s_l$ its stride. Two neighbouring units of layer $l$ have fields that lie some number of
# inputs apart. Call this number the *jump* of the layer. Then
#
# $$r_l = r_{l-1} + (k_l - 1)\,\text{jump}_{l-1}, \qquad \text{jump}_l = \text{jump}_{l-1}\, s_l, \qquad
# r_0 = \text{jump}_0 = 1 .$$
#
# A unit reads $k_l$ units, of which the first one contributes its whole field, and each further one adds a jump. A
# *pooling* layer, which replaces each window by its maximum or its mean, counts like any other.
#
# **Predict first.** Five layers follow one another: a kernel of 3, pooling of 2 with stride 2, a kernel of 3, pooling of
# 2 with stride 2, and a kernel of 3.

# %%
predict("16.2", "A unit of the fifth layer has a receptive field of {stacked} inputs.")

# %% [markdown]
# The two equations, as a loop:

# %%
stack = ((3, 1), (2, 2), (3, 1), (2, 2), (3, 1))
r, jump = 1, 1
for k, s in stack:
    r, jump = r + (k - 1) * jump, jump * s
reveal("16.2", stacked=r)

# %% [markdown]
# The library's version returns all sizes and jumps. A third way is to ask the layers themselves: let 40 random inputs
# pass through the stack, with random kernels, a tanh after each layer and mean pooling. Then change one input at a time
# and look which of the outputs change.

# %%
from lecture_lib.architectures import convolve_1d, receptive_fields, seen_inputs

rng = np.random.default_rng(16)
kernels = [rng.normal(size=3) if k == 3 else np.array([0.5, 0.5]) for k, _ in stack]
def stack_output(x):
    for w, (k, s) in zip(kernels, stack):
        x = np.tanh(convolve_1d(x, w, s)[0])
    return x

x = rng.normal(size=40)
changed = np.array([stack_output(x + e) != stack_output(x) for e in np.eye(40)]).T
assert receptive_fields(stack)[-1] == (r, jump)
assert np.array_equal(changed, seen_inputs(stack, 40)) and set(changed.sum(axis=1)) == {r}

# %% [markdown]
# Exactly those outputs changed whose receptive field contains the input, and each depends on as many inputs as the
# formula gives. With *maximum* pooling, an output may ignore an input of its field, because another number in the window
# is larger. The receptive field says what can matter, not what does.
#
# The card draws the units of each layer above the middle of their fields. There is one more setting, the *dilation*: the
# numbers of a kernel are that many units apart, so $(k - 1)$ is multiplied by it. Press a unit, predict, and light its
# field.

# %%
from lecture_lib.labs.convolutions import receptive_field

receptive_field(goal="foretold")

# %% [markdown]
# Now solve the reverse problem. Small kernels and few layers are cheap. How can they look far?

# %%
receptive_field(layers=(("conv", 3, 1, 1),) * 3, goal="thirty-one")

# %% [markdown]
# Does every further layer see more? Here are three layers, of which the last two have a kernel of 1.

# %%
[field.size for field in receptive_fields(((3, 1), (1, 1), (1, 2)))]

# %% [markdown] slide_check="16.2" lecture="A"
# - **The slide says:** "Receptive field will increase along the layer goes deeper."
# - **What holds:** It never shrinks, and it grows with every layer whose kernel is at least 2. A kernel of 1 adds nothing: the sizes above are 1, 3, 3, 3.
# - **Why:** The growth is $(k - 1)$ times the jump, which is 0 for $k = 1$. Kernels of 1 are common: they mix the channels of an image at each pixel. The growth also ends when the field covers the whole input.

# %% [markdown]
# **Check yourself.** Four layers follow one another: a kernel of 5 with stride 2, a kernel of 3 with stride 1, a kernel
# of 3 with stride 2, a kernel of 4 with stride 1. How large is the receptive field of a unit of the fourth layer?

# %%
field_size = ...
check("16.2", field_size)   # stuck? hint("16.2") · tried? solution("16.2")

# %% [markdown]
# ## 16.3 Shared parameters
#
# In the sparse layer every output still has weights of its own. But a pattern that is worth detecting on the left of an
# image is worth detecting on the right. Therefore, let all outputs use the same three numbers, wherever they are:
#
# $$y_i = w_1\, x_{i-1} + w_2\, x_i + w_3\, x_{i+1}, \qquad x_0 = x_6 = 0 .$$
#
# The numbers $w = (w_1, w_2, w_3)$ are called the *kernel* or *filter*. As a matrix, each of them fills one diagonal.
# The weights on a diagonal are *tied*: they are one number that appears at several positions.

# %%
w, x = np.array([1.0, 2.0, -1.0]), np.array([1.0, 3.0, 2.0, 0.0, 4.0])
W = sum(w[j] * np.eye(5, k=j - 1) for j in range(3))
W

# %% [markdown]
# The dense layer had 25 numbers and the sparse one 13. This layer has 3. The parameters that lecture A counts are the
# weights.

# %%
print("weights:", W.size, "and", w.size, "  with biases:", W.size + 5, "and", w.size + 1)

# %% [markdown] slide_check="16.3" lecture="A"
# - **The slide says:** "the number of parameters in the convolution filter is 3, while 5 × 5 = 25 in the fully connected layer".
# - **What holds:** These are the weights only. With biases, which lecture A's own layers have, the dense layer has 30 parameters. A convolution usually has one bias for all positions, so it has 4.
# - **Why:** A bias that differed from position to position would not be shared. The figure leaves biases out.

# %% [markdown]
# Sliding a window along a signal and adding products is an old operation, and NumPy has two functions for it,
# `np.convolve` and `np.correlate`. Both take `"same"` for "as many outputs as inputs, with zeros beside the ends".
#
# **Predict first.** Which of them gives $W x$?

# %%
predict("16.3", "The product W @ x is the result of {function}.",
        function=("np.convolve", "np.correlate", "both"))

# %% [markdown]
# Compare the three results.

# %%
convolved, correlated = np.convolve(x, w, "same"), np.correlate(x, w, "same")
agree = np.allclose(convolved, W @ x), np.allclose(correlated, W @ x)
names = {(True, False): "np.convolve", (False, True): "np.correlate", (True, True): "both"}
reveal("16.3", function=names[agree])
print("W @ x:", W @ x, "\nconvolve:", convolved, "\ncorrelate:", correlated)

# %% [markdown]
# In mathematics a *convolution* reverses the kernel before it slides it, and a *cross-correlation* does not. Reverse it
# beforehand, and the two agree. The library's `convolution_matrix` builds the matrix for any kernel, padding and
# stride, and `convolve_1d` returns the product and its backward pass.

# %%
from lecture_lib.architectures import convolution_matrix

assert np.array_equal(np.convolve(x, w[::-1], "same"), W @ x)
assert np.array_equal(convolution_matrix(w, 5, padding=1), W)
assert np.array_equal(convolve_1d(x, w, padding=1)[0], W @ x)

# %% [markdown] slide_check="16.3" lecture="A, C, D"
# - **The slide says:** Convolution filter (A), convolutional networks (C), trainable convolutions (D).
# - **What holds:** What these layers compute is a cross-correlation. `np.convolve` with the same three numbers gives another result, as printed above.
# - **Why:** The kernel is learned, so a network that reversed it would learn the reversed numbers and be the same function. The field has kept the shorter name, and so does this course. It matters when numbers are compared with NumPy, or a kernel is written by hand.

# %% [markdown]
# Take the tied layer into your own hands. Change one copy, or pull a slider, and watch the others. The button *A 1 among
# zeros* shows in which order the kernel appears in the output.

# %%
matrix_view(mode="tied", numpy=True, goal="one step late")

# %% [markdown]
# ### The gradient of a shared number
#
# How does backpropagation treat a number that appears at several positions? Moving it moves all its copies at once, so
# by the chain rule the contributions of the copies add up, as for a node of a graph that is used several times. Treat
# the layer as a dense one first, with $\partial L/\partial W_{ij} = \partial L/\partial y_i \; x_j$, and then add along
# each diagonal:
#
# $$\frac{\partial L}{\partial w_j} = \sum_{\text{places of } w_j} \frac{\partial L}{\partial W_{\text{place}}}
# = \sum_i \frac{\partial L}{\partial y_i}\; x_{i+j-2} .$$
#
# **Predict first.** The dense gradient has 25 entries.

# %%
predict("16.3", "To get the derivative with respect to w₁, you add {added} of the 25 entries. "
        "Over all three weights, {unused} of the 25 are never used.")

# %% [markdown]
# Let the loss be half the squared distance from some target, so that $\partial L/\partial y = y - t$.

# %%
t = np.array([0.0, 1.0, 2.0, 1.0, 0.0])
dy = W @ x - t
dW = np.outer(dy, x)
dw = np.array([np.trace(dW, offset=j - 1) for j in range(3)])
reveal("16.3", added=len(np.diag(dW, k=-1)), unused=dW.size - int(near.sum()))

# %% [markdown]
# Two checks: central differences, which use no matrices, and the library's backward pass.

# %%
from lecture_lib.nn import central_difference, relative_error

slow = central_difference(lambda w: np.sum((np.correlate(x, w, "same") - t) ** 2) / 2, w)
assert relative_error(dw, slow) < 1e-8
y, back = convolve_1d(x, w, padding=1)
assert np.allclose(back(dy)[0], W.T @ dy) and np.allclose(back(dy)[1], dw)

# %% [markdown]
# ### What sharing buys, and when it costs
#
# Fewer numbers need fewer examples, *if* the assumption behind them holds. To test both sides, make 20 noisy examples of
# a layer that does share its weights, and 20 of one in which every output has a kernel of its own. Fit a dense, a sparse
# and a tied layer to each by least squares, and measure the squared error of the fitted matrix on new inputs.
#
# **Predict first.** Which layer has the smallest error?

# %%
predict("16.3", "If the true layer shares its weights, the best one is {when_shared}. "
        "If each output has its own kernel, the best one is {when_not}.",
        when_shared=("dense", "sparse", "tied"), when_not=("dense", "sparse", "tied"))

# %% [markdown]
# Every layer is a sum of fixed matrices, each multiplied by one number: 25 matrices with a single 1 for the dense layer,
# 13 for the sparse one, three diagonals for the tied one. Least squares finds these numbers.

# %%
singles = [np.outer(a, b) for a in np.eye(5) for b in np.eye(5)]
KINDS = {"dense": singles, "sparse": [E for E in singles if (E * near).any()],
         "tied": [np.eye(5, k=j) for j in (-1, 0, 1)]}
def fitted_error(kind, truth, X, noise):
    design = np.stack([(X @ E.T).ravel() for E in KINDS[kind]], axis=1)
    numbers = np.linalg.lstsq(design, (X @ truth.T + noise).ravel())[0]
    found = sum(number * E for number, E in zip(numbers, KINDS[kind]))
    return np.sum((found - truth) ** 2) / 5  # the mean over inputs of variance 1, per output

# %% [markdown]
# Twenty seeds draw the true layers, the inputs and the noise. Each seed serves all three kinds.

# %%
def twenty_errors(shared, kind):
    errors = []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        own_kernels = near * rng.normal(size=(5, 5))
        one_kernel = convolution_matrix(rng.normal(size=3), 5, padding=1)
        X, noise = rng.normal(size=(20, 5)), rng.normal(size=(20, 5))
        errors.append(fitted_error(kind, one_kernel if shared else own_kernels, X, noise))
    return errors

# %% [markdown]
# Each mean is printed with its 95% interval over the seeds.

# %%
from lecture_lib.training import mean_with_interval

measured = {(shared, kind): twenty_errors(shared, kind)
            for shared in (True, False) for kind in KINDS}
for (shared, kind), errors in measured.items():
    mean, half = mean_with_interval(errors)
    print(f"{'shared' if shared else 'own kernels':12} {kind:7} {mean:.2f} ± {half:.2f}")
best = {s: min(KINDS, key=lambda kind: np.mean(measured[s, kind])) for s in (True, False)}
reveal("16.3", when_shared=best[True], when_not=best[False])

# %% [markdown]
# Where the truth is shared, sharing wins. Where it is not, no tied layer can be right, however many examples there are,
# and the sparse layer wins. The dense layer, which contains both others as special cases, is never the best here,
# because the noise moves 25 numbers. Are these differences larger than chance? Compare the best layer with each of the
# other two, seed by seed.

# %%
from lecture_lib.training import paired_difference

for shared in (True, False):
    for kind in [kind for kind in KINDS if kind != best[shared]]:
        mean, half = paired_difference(measured[shared, kind], measured[shared, best[shared]])
        print(f"{kind:6} minus {best[shared]:6} {mean:.2f} ± {half:.2f}")
        assert mean - half > 0

# %% [markdown]
# No interval contains 0. The two tricks are assumptions about the data: *what matters is local*, and *it matters in the
# same way everywhere*. For images, both are good assumptions, though not perfect ones.
#
# ### Stride, padding, pooling
#
# A window of $k$ numbers on an input of length $n$ with $p$ zeros at each end can start at $n + 2p - k + 1$ positions.
# With stride $s$, only every $s$-th of them is used, which leaves
#
# $$n_{\text{out}} = \left\lfloor \frac{n + 2p - k}{s} \right\rfloor + 1 \quad\text{outputs.}$$
#
# **Predict first.** A row of an image has 28 pixels. The kernel has 5 numbers, the padding is 2 and the stride is 2.

# %%
predict("16.3", "The layer has {outputs} outputs.")

# %% [markdown]
# Count them with the formula and with the layer.

# %%
outputs = (28 + 2 * 2 - 5) // 2 + 1
assert len(convolve_1d(rng.normal(size=28), rng.normal(size=5), stride=2, padding=2)[0]) == outputs
reveal("16.3", outputs=outputs)

# %% [markdown]
# *Pooling* makes a signal shorter without any parameters: it cuts it into windows, usually side by side, and keeps the
# largest number of each (*max pooling*) or the mean (*mean pooling*).

# %%
from lecture_lib.architectures import pool_1d

signal = np.array([1.0, 5.0, 2.0, 2.0, 9.0, 0.0])
print("max:", pool_1d(signal, 2)[0], "  mean:", pool_1d(signal, 2, kind="mean")[0])

# %% [markdown]
# Mean pooling is a convolution whose numbers are all $1/k$ and whose stride is $k$. Max pooling is not a convolution, nor
# any other matrix, because the maximum of a sum is not the sum of the maxima.

# %%
mean_pooling = convolution_matrix([1 / 2, 1 / 2], 6, stride=2)
assert np.allclose(mean_pooling @ signal, pool_1d(signal, 2, kind="mean")[0])
moved = np.roll(signal, 1)
assert not np.allclose(pool_1d(signal + moved)[0], pool_1d(signal)[0] + pool_1d(moved)[0])

# %% [markdown]
# The derivative of a maximum goes to the number that was the largest, and the derivative of a mean is shared out evenly.
# A window that does not fit, or a stride of 0, is refused in words.

# %%
from lecture_lib import InputError

for settings in ({"stride": 0}, {"padding": -1}, {"dilation": 4}):
    try:
        convolve_1d(x, w, **settings)
    except InputError as problem:
        print(problem)

# %% [markdown]
# ### Equivariance, and where it ends
#
# For a layer that treats all positions alike, it should make no difference where a pattern is. If the input moves by
# $d$ places, the output should be the same, moved along with it. Such a layer is called *equivariant* to shifts:
#
# $$f(S_d\, x) = S_e\, f(x),$$
#
# where $S_d$ shifts by $d$ places, and $e$ is the corresponding shift of the output, which is $d$ for stride 1. Try it
# with a pattern of 16 numbers far from both ends.

# %%
from lecture_lib.architectures import shift_signal

pattern = np.pad(rng.normal(size=16), 24)
shifted_first = convolve_1d(shift_signal(pattern, 5), w, padding=1)[0]
assert np.allclose(shifted_first, shift_signal(convolve_1d(pattern, w, padding=1)[0], 5))

# %% [markdown]
# This is exact, for every kernel. Real networks have strides and pooling as well, and images have borders.
#
# **Predict first.** Shift the pattern by 1, 2, …, 16 positions. For how many of these 16 shifts is the new output
# *exactly* the old one, moved by some whole number of places?

# %%
predict("16.3", "With stride 2, it holds for {stride_2} of the 16 shifts. With two layers of "
        "stride 2, one after the other, it holds for {twice}. With stride 1 and a signal "
        "that fills the input up to both ends, it holds for {to_the_border}.")

# %% [markdown]
# `shift_error` compares $f(S_d\,x)$ with $S_e f(x)$ for the best whole $e$. It returns the largest difference, divided by
# the largest output. Here are six layers. The last one is the control: it is banded, but every output has weights of its
# own.

# %%
in_band = convolution_matrix(np.ones(3), 64, padding=1)
own = in_band * np.random.default_rng(7).normal(size=(64, 64))
LAYERS = {
    "stride 1": lambda x: convolve_1d(x, w, padding=1)[0],
    "stride 2": lambda x: convolve_1d(x, w, 2, 1)[0],
    "stride 2, twice": lambda x: convolve_1d(np.tanh(convolve_1d(x, w, 2, 1)[0]), w, 2, 1)[0],
    "max pooling of 2": lambda x: pool_1d(convolve_1d(x, w, padding=1)[0])[0],
    "up to the borders": lambda x: convolve_1d(x, w, padding=1)[0],
    "weights not shared": lambda x: own @ x,
}

# %% [markdown]
# Ten random patterns, or ten random signals of full length for the borders, pass through each layer, with all 16 shifts.
# The error is the mean over the shifts for which the equation fails, with its 95% interval over the ten patterns.

# %%
from lecture_lib.architectures import shift_error

held = {}
for name, layer in LAYERS.items():
    n = 64 if name == "up to the borders" else 16
    rngs = map(np.random.default_rng, range(10))
    signals = [np.pad(rng.normal(size=n), (64 - n) // 2) for rng in rngs]
    errors = np.array([[shift_error(layer, x, d) for d in range(1, 17)] for x in signals])
    fails = errors.max(axis=0) > 1e-12
    held[name] = 16 - int(fails.sum())
    found = mean_with_interval(errors[:, fails].mean(axis=1)) if fails.any() else (0, 0)
    print(f"{name:18} holds for {held[name]:2} of 16 shifts,",
          "error elsewhere {:.2f} ± {:.2f}".format(*found) if fails.any() else "no error")
reveal("16.3", stride_2=held["stride 2"], twice=held["stride 2, twice"],
       to_the_border=held["up to the borders"])

# %% [markdown]
# A stride of 2 throws away every second output. After an even shift, the outputs that remain are the old ones; after an
# odd shift, they are the ones that were thrown away before. Two such layers need shifts by multiples of 4. Pooling with
# windows side by side has the same effect. The failures are not small: the mean errors have the size of the output
# itself. Trained networks for images inherit this (Azulay and Weiss, 2019), and blurring the signal before each
# stride reduces it (Zhang, 2019). The control shows that this is not an accident: without shared weights it holds
# for none of the 16 shifts.
#
# A signal that reaches the borders fails for every shift as well, but with a much smaller error. Which of its 64 outputs
# are to blame, for a shift of 5?

# %%
full = np.random.default_rng(0).normal(size=64)
a = convolve_1d(shift_signal(full, 5), w, padding=1)[0]
b = shift_signal(convolve_1d(full, w, padding=1)[0], 5)
print("outputs that differ:", np.flatnonzero(~np.isclose(a, b)) + 1)
assert [held[name] for name in LAYERS] == [16, 8, 4, 8, 0, 0]

# %% [markdown]
# There are two, one at each end of what is left of the signal. There, a window reads a number on one side of the equation
# and a zero on the other. With more layers, the receptive field grows, and so does the strip at each border that is affected.
#
# Finally, a classifier should give the *same* answer wherever the pattern is. This is called *invariance*. It follows
# from equivariance if the outputs are averaged over all positions (*global mean pooling*).

# %%
for stride in (1, 2):
    means = [convolve_1d(shift_signal(pattern, d), w, stride, 1)[0].mean() for d in range(5)]
    print("stride", stride, " mean output for shifts 0 to 4:", np.round(means, 3))

# %% [markdown]
# **Check yourself.**

# %%
quiz("16.3")

# %% [markdown]
# ## 16.4 From vectors to volumes
#
# A dense layer takes a vector and returns a vector. A convolutional layer takes a *volume*, an array of height × width ×
# depth, and returns a volume, as lecture A's last figure shows. The depth of an image is its number of colours, or
# *channels*: 1 if it is grey, 3 if it is red, green and blue. Every kernel of the layer makes one channel of the output,
# so the depth of the output is the number of kernels. A kernel is a small volume itself, because it reads all channels of its input at once:
#
# $$y_{ijo} = b_o + \sum_{u, v, c} x_{\,is + u,\; js + v,\; c}\; K_{uvco}.$$
#
# Here $s$ is the stride, and $o$ numbers the kernels. Zeros may be put round the image first; that is the padding $p$.

# %%
def conv_by_loops(x, K, b, s=1, p=0):
    x, k = np.pad(x, ((p, p), (p, p), (0, 0))), len(K)
    sides = [(side - k) // s + 1 for side in x.shape[:2]]
    y = np.zeros((*sides, len(b)))
    for i, j, o in np.ndindex(y.shape):
        patch = x[i * s:i * s + k, j * s:j * s + k]
        y[i, j, o] = (patch * K[:, :, :, o]).sum() + b[o]
    return y

# %% [markdown]
# Along one side the kernel therefore has $\lfloor (n + 2p - k) / s \rfloor + 1$ positions. The library's `conv2d` takes
# a whole batch, with the axes (image, height, width, channel), and also returns its backward pass.

# %%
from lecture_lib.architectures import conv2d, output_side

rng = np.random.default_rng(0)
x, K, b = (rng.normal(size=shape) for shape in ((2, 9, 8, 3), (3, 3, 3, 4), (4,)))
y, back = conv2d(x, K, b, stride=2, padding=1)
assert np.allclose(y[0], conv_by_loops(x[0], K, b, 2, 1))
assert y.shape == (2, output_side(9, 3, 2, 1), output_side(8, 3, 2, 1), 4)

# %% [markdown]
# The loops are slow. `conv2d` is fast because it lays the numbers under each position of the kernel into one row of a
# matrix, so that all positions and all images become a single matrix product. This is called *im2col*.

# %%
from lecture_lib.architectures import patches

rows = patches(x, (3, 3), stride=2, padding=1).reshape(-1, 27)
assert np.allclose(rows @ K.reshape(27, 4) + b, y.reshape(-1, 4))
rows.shape

# %% [markdown]
# Backwards, the product gives the gradient of the kernels, summed over all positions that share them. A pixel lies in
# several patches, so its derivative is a sum as well. Central differences agree with both.

# %%
from lecture_lib.nn import central_difference

dx, dK, db = back(np.cos(y))                    # for the loss sum(sin(y))
out = lambda x, K: conv2d(x.reshape(2, 9, 8, 3), K.reshape(3, 3, 3, 4), b, 2, 1)[0]
by_x = central_difference(lambda p: float(np.sin(out(p, K)).sum()), x.ravel())
by_K = central_difference(lambda p: float(np.sin(out(x, p)).sum()), K.ravel())
assert np.allclose(dx.ravel(), by_x, atol=1e-7) and np.allclose(dK.ravel(), by_K, atol=1e-7)

# %% [markdown]
# A small ConvNet for the handwritten digits has these layers. *Pooling* keeps the largest number of every 2 × 2 square.
#
# | layer | kernels | padding |
# | --- | --- | --- |
# | convolution, ReLU, pooling | 8 of 5 × 5 | 0 |
# | convolution, ReLU, pooling | 16 of 3 × 3 | 1 |
# | dense, softmax | 10 units | |
#
# **Predict first.** An image is 28 × 28 × 1. What volume does the dense layer read, and which layer has the most parameters?

# %%
layer_names = ("first convolution", "second convolution", "dense layer")
predict("16.4", "The dense layer reads a volume of {side} × {side} × {depth}. "
        "Most of the parameters belong to the {most_in}.", most_in=layer_names)

# %% [markdown]
# In the library, layers are data, and `count_layers` walks through them. A convolution with $d$ kernels of $k \times k$
# on $c$ channels has $(k^2 c + 1)\, d$ parameters. At each of its positions it makes $k^2 c\, d$ multiplications. The cell
# shows the shape, the parameters and the multiplications of each layer.

# %%
from lecture_lib.architectures import ConvLayer, DenseLayer, PoolLayer, count_layers

small_net = [ConvLayer(8, 5), PoolLayer(), ConvLayer(16, 3, padding=1), PoolLayer(), DenseLayer(10)]
counts = count_layers(small_net, (28, 28, 1))
[count[1:4] for count in counts]

# %%
side, _, depth = counts[3].shape
most = layer_names[int(np.argmax([counts[i].n_parameters for i in (0, 2, 4)]))]
reveal("16.4", side=side, depth=depth, most_in=most)

# %% [markdown]
# Four fifths of the parameters are in the dense layer, but 98% of the work is in the convolutions, because a weight of a
# kernel is used at every position and a weight of a dense layer once.
#
# Now stack layers yourself. Press a layer in the list, and set its kernel, stride, padding and channels. The small square
# is the kernel on its input, and a dotted frame is the padding; *mult.* counts the multiplications for one image.

# %%
from lecture_lib.labs.convolutions import volumes

volumes(goal="few parameters")

# %% [markdown]
# A stride above 1 leaves positions out, so it saves work where pooling would throw finished numbers away. Reach the same
# volume with as little work as possible.

# %%
volumes(goal="little work")

# %% [markdown]
# ### The same number of parameters, with and without convolutions
#
# The small ConvNet has 7146 parameters. A dense network with one hidden layer of 9 units has nearly as many.

# %%
n_conv, n_dense = (sum(count.n_parameters for count in count_layers(net, (28, 28, 1)))
                   for net in (small_net, [DenseLayer(9), DenseLayer(10)]))
assert abs(n_dense - n_conv) < 0.01 * n_conv
n_conv, n_dense

# %% [markdown]
# **Predict first.** Both are trained on the same 4000 digits and tested on 1000 others. Then the test digits are moved
# across their paper, by up to 4 pixels in each direction, and tested again without more training. What percentage does
# each get right? (Each guess counts if it is within 5 percentage points.)

# %%
predict("16.4", "Centred digits: ConvNet {conv}%, dense network {dense}%. "
        "Shifted digits: ConvNet {conv_shifted}%, dense network {dense_shifted}%.")

# %% [markdown]
# Here is one training of each, from seed 0. The learning rate and the number of epochs are those that did best on digits
# kept back from the training set for that choice; the dense network may take up to 30 epochs, the ConvNet takes 10.

# %%
from lecture_lib import Adam
from lecture_lib.interactive import progress_bar
from lecture_lib.labs.convolutions import train_conv_net, train_dense_net, training_images

centred = training_images("centred")
trainings = zip(range(10), train_conv_net(centred, 0, Adam(0.01)))
for _, (conv, loss) in progress_bar(trainings, "epochs of the ConvNet", total=10):
    pass

# %%
from lecture_lib.data import load_conv_scores

kept = load_conv_scores()
rate, epochs, _ = kept.settings["9 hidden units, centred"].values()
trainings = zip(range(epochs), train_dense_net(centred, (784, 9, 10), 0, Adam(rate)))
for _, (dense, loss) in progress_bar(trainings, "epochs of the dense network", total=epochs):
    pass

# %% [markdown]
# One seed proves nothing, and ten seeds of all networks take minutes. The course therefore keeps their scores; the
# command `python3 run.py experiment conv-scores` makes them again. Your run should come near the kept one from seed 0.

# %%
from lecture_lib.labs.convolutions import accuracy, test_images

for kind in ("centred", "shifted"):
    for name, net in (("CNN", conv), ("9 hidden units", dense)):
        now, then = accuracy(net, test_images(kind)), kept.scores[f"{name}, centred, tested {kind}"]
        print(f"{name:15} {kind}: {now:.1%} now, {then[0]:.1%} kept")

# %% [markdown]
# These are the means over the ten seeds.

# %%
from lecture_lib.training import mean_with_interval, paired_difference

def kept_percent(network, trained, tested):
    return 100 * np.array(kept.scores[f"{network}, {trained}, tested {tested}"])

means = [kept_percent(name, "centred", tested).mean().round(1)
         for tested in ("centred", "shifted") for name in ("CNN", "9 hidden units")]
names = ("conv", "dense", "conv_shifted", "dense_shifted")
reveal("16.4", **{name: about(mean, within=5) for name, mean in zip(names, means)})

# %% [markdown]
# Is the comparison fair? One hidden layer of 9 units may be a poor use of 7000 parameters, so there are two controls: 8
# and 45 units in two hidden layers, with 7145 parameters, and 64 units in one, with seven times as many. Each has its
# own best rate and number of epochs. The pairs share their seeds.

# %%
dense_names = ("9 hidden units", "8 and 45 hidden units", "64 hidden units")
for tested in ("centred", "shifted"):
    for name in dense_names:
        both = (kept_percent(net, "centred", tested) for net in ("CNN", name))
        gap = paired_difference(*both)
        print(f"{tested}: ConvNet minus {name:21} {gap.value:5.1f} ± {gap.half:.1f} points")

# %% [markdown]
# On centred digits the ConvNet is 8 percentage points ahead of both dense networks of its size, and nearly 4 ahead of
# the large one. On shifted digits it is ahead by more than 20. Still, it gets only 55% of them right, and the next
# figure shows how fast it falls: the test digits are moved left, right, up and down by whole pixels.

# %%
from lecture_lib.labs.convolutions import shift_curves

shift_curves(("CNN", "9 hidden units", "64 hidden units"))

# %% [markdown]
# After a move by one pixel the ConvNet has lost under 2 percentage points, the dense networks 6 to 8. After four pixels
# it gets less than half of the digits right. Where a convolution's input moves, its output moves along, but the dense layer
# at the end has a weight for each position, and it has learned where centred digits are. What if the training digits
# are shifted as well, each by up to 4 pixels?

# %%
for name in ("CNN", *dense_names):
    for kind in ("centred", "shifted"):
        right = mean_with_interval(kept_percent(name, kind, "shifted"))
        print(f"{name:21} trained on {kind}: {right.value:.1f} ± {right.half:.1f}% of the shifted")

# %% [markdown]
# All of them improve a great deal. The ConvNet reaches 91%, the dense networks of its size 55 and 62%, and the one with
# seven times the parameters 82%. A likely reason is that a dense network has to learn a stroke anew at every position,
# while a kernel is shared by all of them. These are 4000 small images and one ConvNet; the numbers belong to them, not
# to all networks of either kind.

# %% [markdown]
# ### VGG19, counted
#
# Lecture D names VGG19 as an example of a convolutional network. Its configuration was published by Simonyan and Zisserman:
# five blocks of 3 × 3 convolutions with padding 1, a pooling after each block, and three dense layers.

# %%
from lecture_lib.architectures import VGG19_SHAPE, vgg19_layers

vgg_layers = vgg19_layers()
print("input", VGG19_SHAPE)
for name in ("conv1_1", "pool1", "conv5_4", "dense1"):
    print(name, vgg_layers[name])

# %% [markdown]
# **Predict first.** Where are its parameters, and where is its work? Finally, on how many pixels does one number depend
# after the last convolution, conv5_4? Use the rule of 16.2: per layer, the field grows by $(k - 1) \cdot$ jump.

# %%
kinds = ("convolutions", "dense layers")
predict("16.4", "Most parameters are in the {most_parameters}, most multiplications in "
        "the {most_work}. After conv5_4, one number depends on {field} × {field} pixels.",
        most_parameters=kinds, most_work=kinds)

# %%
from lecture_lib.architectures import vgg19_counts

vgg = vgg19_counts()
n_vgg, work_vgg = np.array([count[2:4] for count in vgg.values()]).T
assert n_vgg.sum() == 143_667_240
print(n_vgg.sum(), "parameters,", work_vgg.sum(), "multiplications")

# %%
is_dense = np.array(["dense" in name for name in vgg])
shares = [part[is_dense].sum() / part.sum() for part in (n_vgg, work_vgg)]
where = [kinds[int(share > 0.5)] for share in shares]
reveal("16.4", most_parameters=where[0], most_work=where[1], field=vgg["conv5_4"].field)

# %% [markdown]
# The same layer by layer. The bars show each layer's part of all parameters and of all multiplications.

# %%
from lecture_lib.labs.convolutions import count_bars

count_bars(vgg)

# %% [markdown]
# The first dense layer holds 72% of the parameters, since it has one weight for each of 25,088 numbers and each of its
# 4096 units. The work is spread over the convolutions.
#
# A field of 252 × 252 pixels is larger than the image, but it is centred on its own position. A number in the middle of
# the volume depends on the whole image. At a corner, the field begins in the padding. Each convolution has put one row
# there, and a row of a later layer is as wide as that layer's jump:

# %%
rows_before = sum(n * 2**block for block, n in enumerate((2, 2, 4, 4, 4)))
print("at a corner:", vgg["conv5_4"].field - rows_before, "of the 224 pixels per side")

# %% [markdown]
# Lecture D's reasons for convolutions are about counts, so compare counts. One is against a dense layer between the
# same two volumes, the other against a dense network with the same number of parameters.

# %%
by_dense = DenseLayer(224 * 224 * 64).n_parameters(VGG19_SHAPE)
print(f"to VGG19's first volume: {n_vgg[0]} parameters, by a dense layer {by_dense:.1e}")
print(f"dense layers of VGG19: {shares[0]:.0%} of the parameters, {shares[1]:.1%} of the work")
ours, rival = (sum(count.multiplications for count in count_layers(net, (28, 28, 1)))
               for net in (small_net, [DenseLayer(9), DenseLayer(10)]))
print(f"multiplications: our ConvNet {ours}, dense network {rival}, ratio {ours / rival:.0f}")

# %% [markdown] slide_check="16.4" lecture="D"
# - **The slide says:** With VGG19 as its example: smaller trainable convolutions in place of full connections significantly reduce the number of parameters, and this results in training that is much more efficient, and in a model that is more efficient in production as well.
# - **What holds:** Between the same two volumes it holds: 1792 parameters in place of 4.8 · 10¹¹ for the first layer of VGG19. But 86% of VGG19's 143,667,240 parameters are in three dense layers, which this setup leaves as they are. Fewer parameters are not less work, either: with equal parameters, our ConvNet makes 40 times the multiplications of the dense network. What it is more efficient with is data: it gets 96% right from 4000 images, the dense network 88%.
# - **Why:** Sharing reduces the numbers that are stored, not the multiplications: a shared weight is used again at every position. Only the sparse connections reduce the work.

# %% [markdown]
# ### What the task asks of the last layers
#
# Lecture D names three tasks for images. All three can read the same last volume of VGG19, 7 × 7 × 512, and differ in what
# they put behind it.
#
# - **Classification** asks which of $K$ classes the image shows. A dense layer gives $K$ logits, and the loss is one
#   cross-entropy per image.
# - **Semantic segmentation** asks for the class of every pixel. A convolution with $K$ kernels of 1 × 1 keeps the
#   positions, its output is enlarged to the size of the image, and the loss is the mean of one cross-entropy per pixel.
# - **Localisation** asks for the class, and where the thing is. A dense layer gives $K + 4$ numbers, the last four being
#   a box (centre, width and height), and the loss adds their squared errors to the cross-entropy.

# %%
K_classes, features = 21, rng.normal(size=(1, 7, 7, 512)) / 20
logits, _ = conv2d(features, rng.normal(size=(1, 1, 512, K_classes)), np.zeros(K_classes))
enlarged = logits.repeat(32, axis=1).repeat(32, axis=2)
one, two = (count_layers([DenseLayer(n)], (7, 7, 512))[0].shape for n in (K_classes, K_classes + 4))
{"classification": one, "segmentation": enlarged.shape[1:], "localisation": two}

# %% [markdown]
# **Check yourself.** A colour image of 40 × 40 × 3 goes through a convolution with six kernels of 7 × 7, stride 2,
# padding 4, and a bias per kernel. Give height, width and depth of the output, and the number of parameters.

# %%
volume_and_parameters = [..., ..., ..., ...]
check("16.4", volume_and_parameters)   # stuck? hint("16.4") · tried? solution("16.4")

# %% [markdown]
# ## 16.5 The family tree
#
# Dense and convolutional networks are two families of many. Figure 2.1 of lecture D shows eight, and here it is drawn again.
# What is purple is learned; what is grey is given or computed. We take the families one by one, and ask of each what it is
# for, what its one idea is, and whether that idea holds when it is measured.

# %%
from lecture_lib.labs.architectures import family_schematic, family_tree

family_tree()

# %% [markdown]
# ### Dense networks
#
# A dense network is for data whose numbers have neither an order nor neighbours, such as the columns of a table. It is also
# the last part of most other families. Its one idea is to assume nothing: every unit reads every number, with a weight of
# its own for each.

# %%
family_schematic("dense")

# %% [markdown]
# What does it cost to assume nothing? Take the digits at half their size, where each of 196 numbers is the mean of 2 × 2
# pixels. Then shuffle the pixels: all images, for training and for testing, in one and the same order. To the eye, the
# digits are gone.

# %%
from lecture_lib.data import digits

def half_size(images):
    return images.reshape(-1, 14, 2, 14, 2).mean(axis=(2, 4)).reshape(-1, 196)

_, which, _, which_test = digits()
small, small_test = half_size(digits().x), half_size(digits().x_test)
shuffled = np.random.default_rng(1).permutation(196)

# %% [markdown]
# **Predict first.** One dense network is trained on the digits as they are, another on the shuffled ones. What does the
# shuffling do to the accuracy on the 1000 test images? Count less than one percentage point as hardly a change.

# %%
predict("16.5", "On shuffled digits, the accuracy {shuffling}.",
        shuffling=("falls below 50%", "falls, but not so far", "hardly changes"))

# %% [markdown]
# Both networks get the same random start. In the second, the columns of its first weight matrix are shuffled along with
# the pixels.

# %%
from itertools import islice
from lecture_lib import MLP, Adam, cross_entropy, descend, one_hot, relu, softmax

def accuracy_in_order(order):
    rng = np.random.default_rng(0)
    net = MLP.random((196, 30, 10), relu, softmax, rng=rng)
    net = net.with_layer(1, W=net[1].W[:, order])
    task = small[:, order], one_hot(which, 10), cross_entropy, Adam(0.01)
    *_, last = islice(descend(net, *task, batch=50, rng=rng), 3)
    return np.mean(last.net(small_test[:, order]).argmax(axis=1) == which_test)

# %%
as_is, mixed = accuracy_in_order(np.arange(196)), accuracy_in_order(shuffled)
fall = as_is - mixed
print(f"as they are: {as_is:.1%}, shuffled: {mixed:.1%}")
reveal("16.5", shuffling="falls below 50%" if mixed < 0.5 else
       "falls, but not so far" if fall > 0.01 else "hardly changes")

# %% [markdown]
# Every sum $\sum_i w_i x_i$ has the same terms in another order, so outputs, gradients and training are the same up to
# rounding. A random start has no order either, so other starts would give the same on average. A dense network does not
# use that pixels have neighbours, and this is what a convolution adds.
#
# ### Autoencoders
#
# An *autoencoder* is for data without labels: it compresses them, and its code can serve another network as features.
# Its one idea is to copy the input to the output through a narrow layer, so that the few numbers there, the *code*,
# have to hold what matters. The part up to the code is called the *encoder*, the rest the *decoder*.

# %%
family_schematic("autoencoder")

# %% [markdown]
# Without activations, the shallow one is $\hat x = D E x$ with an encoder $E$ of shape $(k, d)$ and a decoder $D$ of shape
# $(d, k)$. With centred data and their covariance matrix $C$, half the mean squared error and its derivatives are
#
# $$L = \tfrac12 \operatorname{tr}(M C M^\top) \text{ with } M = DE - I, \qquad \frac{\partial L}{\partial E} = D^\top M C,
# \qquad \frac{\partial L}{\partial D} = M C E^\top.$$

# %%
centre = small.mean(axis=0)
C = (small - centre).T @ (small - centre) / len(small)

def copy_loss(E, D):
    M = D @ E - np.eye(196)
    return np.trace(M @ C @ M.T) / 2, (D.T @ M @ C, M @ C @ E.T)

# %% [markdown]
# The library's version is `linear_autoencoder_loss`. The next cell checks that both agree.

# %%
from lecture_lib.architectures import linear_autoencoder_loss

rng = np.random.default_rng(0)
E, D = rng.normal(size=(4, 196)) / 14, rng.normal(size=(196, 4)) / 14
value, slopes = linear_autoencoder_loss(C, E, D)
assert np.isclose(value, copy_loss(E, D)[0])
assert all(np.allclose(a, b) for a, b in zip(slopes, copy_loss(E, D)[1]))

# %% [markdown]
# The classical way to k numbers is *principal component analysis* (PCA): coordinates along the k directions in which the
# data vary most. It is one singular value decomposition and needs no training.

# %%
from lecture_lib.architectures import reconstruction_error
from lecture_lib.linear import pca

flat = pca(small, 4)
pca_error = reconstruction_error(small, flat.reconstruct(flat.project(small)))
print(f"mean squared error per image: {pca_error:.4f}, without any code: {np.trace(C):.4f}")

# %% [markdown]
# **Predict first.** After 500 steps of gradient descent with momentum, how does the error of the linear autoencoder with
# k = 4 compare with that of PCA? Count a difference below one part in ten thousand as equal.

# %%
predict("16.5", "The linear autoencoder's error is {linear_error} PCA's.",
        linear_error=("below", "equal to", "above"))

# %%
from lecture_lib import Momentum
from lecture_lib.training import minimise

*_, ((E, D), loss) = islice(minimise(copy_loss, (E, D), Momentum(0.2, 0.98)), 501)
excess = 2 * loss / pca_error - 1
print(f"relative difference of the errors: {excess:.1e}")
reveal("16.5", linear_error="equal to" if abs(excess) < 1e-4 else
       "above" if excess > 0 else "below")

# %% [markdown]
# No linear map through four numbers can do better than PCA (the theorem of Eckart and Young), and the training ends there.
# Its copies are those of PCA too. The code itself is not: the autoencoder finds the same four-dimensional space, but with
# other axes in it.

# %%
copies, pca_copies = centre + (small - centre) @ (D @ E).T, flat.reconstruct(flat.project(small))
assert 0 <= excess < 1e-4 and np.abs(copies - pca_copies).max() < 0.05
cosines = E @ flat.directions.T / np.linalg.norm(E, axis=1, keepdims=True)
print("cosines between rows of E and PCA's directions:", cosines.round(2), sep="\n")

# %% [markdown]
# A curved surface can lie closer to the data than a flat one. Now let the autoencoder be deep: 196-64-k-64-196 with
# ReLU, once with a code of 8 numbers and once with 32, ten passes through the 4000 images.
#
# **Predict first.** By what factor does the deep one change PCA's error on the 1000 *test* images?

# %%
predict("16.5", "To within 0.2: with 8 numbers, its error is {times_at_8} times that of PCA "
        "with 8. With 32 it is {times_at_32} times that of PCA with 32.")

# %% [markdown]
# We train with five random starts each, so that the factors come with intervals.

# %%
from lecture_lib import half_squares
from lecture_lib.architectures import autoencoder_net
from lecture_lib.interactive import progress_bar
from lecture_lib.training import mean_with_interval

factors = {k: [] for k in (32, 8)}
for k, seed in progress_bar([(k, seed) for k in factors for seed in range(5)], "10 autoencoders"):
    flat, rng = pca(small, k), np.random.default_rng(seed)
    net = autoencoder_net((196, 64, k, 64, 196), relu, rng)
    task = small - centre, small - centre, half_squares, Adam(0.004)
    *_, last = islice(descend(net, *task, batch=50, rng=rng), 10)
    deep = reconstruction_error(small_test, centre + last.net(small_test - centre))
    flat_copies = flat.reconstruct(flat.project(small_test))
    factors[k].append(deep / reconstruction_error(small_test, flat_copies))

# %%
at_8, at_32 = (mean_with_interval(factors[k]) for k in (8, 32))
print(f"k = 8: {at_8.value:.2f} ± {at_8.half:.2f}, k = 32: {at_32.value:.2f} ± {at_32.half:.2f}")
reveal("16.5", times_at_8=about(at_8.value, within=0.2),
       times_at_32=about(at_32.value, within=0.2))

# %% [markdown]
# As it came out: through 8 numbers, the deep autoencoder leaves about three quarters of PCA's error. Through 32 it is a
# little *worse* than PCA after ten passes, by a factor of 1.05 ± 0.02. A curved code can be better than a flat one, but
# training has to find it, while PCA is computed at once. Compare with PCA before you trust an autoencoder.
#
# Here are five test digits, and what is left of them after the passage through 8 numbers.

# %%
from lecture_lib.drawing import image_grid

five = small_test[[np.flatnonzero(which_test == c)[0] for c in (0, 2, 3, 5, 7)]]
rows = np.vstack([five, flat.reconstruct(flat.project(five)), centre + last.net(five - centre)])
image_grid(rows.clip(0, 1), ["original"] * 5 + ["PCA"] * 5 + ["deep"] * 5,
           "Three rows of the digits 0, 2, 3, 5, 7: originals; copies through 8 numbers by PCA, "
           "with grey clouds round them; copies by the deep autoencoder, with clearer strokes.")

# %% [markdown]
# ### Convolutional networks
#
# A convolutional network is for images, sounds and whatever else has neighbours. Its one idea, the same small filter at every
# position, is the subject of sections 16.2 to 16.4.

# %%
family_schematic("cnn")

# %% [markdown]
# ### Recurrent networks: RNN, LSTM and GRU
#
# A *recurrent network* is for sequences of any length: text, sound, measurements over time. Its one idea is a *state*
# $h$ that is handed on from step to step, with the same weights at each. The right half of the schematic is the left
# half, *unfolded* in time.

# %%
family_schematic("rnn")

# %% [markdown]
# The plain cell is $h_t = \tanh(W x_t + U h_{t-1} + b)$. Unfolded, a sequence of 50 steps is a network of 50 layers
# that all share $W$, $U$ and $b$. Hence the derivatives are those of a deep network, added up over the steps:
# *backpropagation through time*.

# %%
from lecture_lib.architectures import recurrent_weights, rnn

W, U, b = recurrent_weights("rnn", 2, 8, np.random.default_rng(0))
sequence, h = np.random.default_rng(1).normal(size=(50, 1, 2)), np.zeros((1, 8))
states, back = rnn(sequence, h, W, U, b)
for x_t, state in zip(sequence, states):
    h = np.tanh(x_t @ W.T + h @ U.T + b)
    assert np.allclose(h, state)

# %% [markdown]
# The function `back` is the backward pass through time: from the derivatives with respect to all states to those with
# respect to inputs, start and weights. Central differences agree with it.

# %%
from lecture_lib.nn import central_difference, relative_error

dU = back(np.ones_like(states))[3]
slow = central_difference(lambda p: rnn(sequence, np.zeros((1, 8)), W, p, b)[0].sum(), U)
assert relative_error(dU, slow) < 1e-7

# %% [markdown]
# **Predict first.** How much does the last state still depend on the first of 50 inputs? Take 16 random plain networks with 8 units,
# and the usual start: all weights uniform within ±1/√8. Compare the derivative with respect to input 1 with that with
# respect to input 50.

# %%
predict("16.5", "The first input's derivative is 10 to the power of {exponent} "
        "times the last one's (to within 2).")

# %% [markdown]
# The function `recurrent_score` reads a sequence and returns one number, $v \cdot h_{50}$. It runs all 16 networks at once.

# %%
from lecture_lib.architectures import recurrent_score

def influence(cell, keep=0, U_start=None):
    rng = np.random.default_rng(0)
    W, U, b = recurrent_weights(cell, 2, 8, rng, keep, m=16)
    U, v = (U if U_start is None else U_start), rng.uniform(-1, 1, (16, 8)) / np.sqrt(8)
    _, back = recurrent_score(cell, rng.choice([-1.0, 1.0], (50, 16, 32, 2)), W, U, b, v)
    dx = np.sqrt((back(np.ones((16, 32)))[0] ** 2).mean(axis=(2, 3)))
    return np.median(dx / dx[-1], axis=1)

# %%
plain = influence("rnn")
reveal("16.5", exponent=about(round(np.log10(plain[0])), within=2))

# %% [markdown]
# That is a factor of about ½ for each of 49 steps. The *long short-term memory* (LSTM) adds a second state $c$, the
# cell, that is changed by gates only. A *gate* is a sigmoid, a factor from 0 to 1 for each unit: $f$ keeps, $i$ writes, $o$
# reads. With the candidate $g$ for what is written,
#
# $$c_t = f \odot c_{t-1} + i \odot g, \qquad h_t = o \odot \tanh(c_t),$$
#
# where $i, f, o = \sigma(\ldots)$ and $g = \tanh(\ldots)$ each have an affine function $W x_t + U h_{t-1} + b$ of their
# own, and $\odot$ multiplies element-wise. Where $f \approx 1$, the cell hands its content on unchanged.

# %%
from lecture_lib import sigmoid
from lecture_lib.architectures import lstm_step

W, U, b = recurrent_weights("lstm", 2, 8, np.random.default_rng(0))
x_t, h, c = (np.random.default_rng(2).normal(size=(1, n)) for n in (2, 8, 8))
i, f, g, o = np.split(x_t @ W.T + h @ U.T + b, 4, axis=1)
c_new = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
h_new = sigmoid(o) * np.tanh(c_new)
assert all(np.allclose(a, b) for a, b in zip((h_new, c_new), lstm_step(x_t, h, c, W, U, b)[0]))

# %% [markdown]
# The *gated recurrent unit* (GRU) does with one state and two gates, $r$ reads and $z$ keeps:
#
# $$g = \tanh(W_g x_t + U_g (r \odot h_{t-1}) + b_g), \qquad h_t = z \odot h_{t-1} + (1 - z) \odot g.$$
#
# In both, a bias decides how open the keeping gate is before any training: with a bias of 0 it is about ½, with a bias of 3
# about σ(3) = 0.95.

# %%
from lecture_lib.architectures import gru_step

W, U, b = recurrent_weights("gru", 2, 8, np.random.default_rng(0), keep=3)
r, z = np.split(sigmoid(x_t @ W[:16].T + h @ U[:16].T + b[:16]), 2, axis=1)
g = np.tanh(x_t @ W[16:].T + (r * h) @ U[16:].T + b[16:])
assert np.allclose(z * h + (1 - z) * g, gru_step(x_t, h, W, U, b)[0])

# %% [markdown]
# Now a task that asks for memory. The first of 50 steps brings a bit, −1 or +1. Then 49 steps bring noise on another input,
# and after the last one the network has to tell the bit.

# %%
def bits_and_noise(n, rng):
    bit, x = rng.choice([-1.0, 1.0], (16, n)), np.zeros((50, 16, n, 2))
    x[0, :, :, 0] = bit
    x[1:, :, :, 1] = rng.choice([-1.0, 1.0], (49, 16, n))
    return x, bit

# %% [markdown]
# The loss is the logistic one, $-\log \sigma(\text{bit} \cdot y)$, and its derivative goes back through all 50 steps. Each of
# 16 networks learns by itself, from 8 new sequences per step.

# %%
from lecture_lib.training import wilson

def memory_loss(cell, parameters, rng):
    x, bit = bits_and_noise(8, rng)
    y, back = recurrent_score(cell, x, *parameters)
    dy = -bit * sigmoid(-bit * y) / 8
    return np.logaddexp(0, -bit * y).mean(axis=1).sum(), back(dy)[1:]

# %% [markdown]
# After 100 steps of Adam we count the networks that have learned it: at least 99% of 200 new sequences right.

# %%
def n_that_remember(cell, keep=0, U_start=None):
    rng = np.random.default_rng(0)
    W, U, b = recurrent_weights(cell, 2, 8, rng, keep, m=16)
    start = W, (U if U_start is None else U_start), b, rng.uniform(-1, 1, (16, 8)) / np.sqrt(8)
    steps = minimise(lambda *p: memory_loss(cell, p, rng), start, Adam(0.01))
    *_, (parameters, _) = islice(steps, 101)
    x, bit = bits_and_noise(200, rng)
    y, _ = recurrent_score(cell, x, *parameters)
    return int((np.mean(np.sign(y) == bit, axis=1) >= 0.99).sum())

# %% [markdown]
# **Predict first.** Of 16 networks each, how many learn it?

# %%
predict("16.5", "To within 2: plain networks {plain_ones}, LSTM networks whose biases start at 0 "
        "{lstm_0}, LSTM networks whose keep gate starts with bias 3 {lstm_3}.")

# %% [markdown]
# Two more kinds run beside them: the GRU, and as a control a plain network whose $U$ starts as the identity matrix. It has
# no gate, but it starts by handing its state on.

# %%
identity_start = np.tile(np.eye(8), (16, 1, 1))
kinds = {"plain, usual start": ("rnn",), "plain, U = I": ("rnn", 0, identity_start),
         "LSTM, biases 0": ("lstm",), "LSTM, keep bias 3": ("lstm", 3),
         "GRU, keep bias 3": ("gru", 3)}
remember = {name: n_that_remember(*kind) for name, kind in progress_bar(kinds.items(), "training")}
reveal("16.5", plain_ones=about(remember["plain, usual start"], within=2),
       lstm_0=about(remember["LSTM, biases 0"], within=2),
       lstm_3=about(remember["LSTM, keep bias 3"], within=2))

# %%
for name, n in remember.items():
    low, high = wilson(n, 16)
    print(f"{name:20} {n:2} of 16 remember, 95% interval {low:.0%} to {high:.0%}")

# %% [markdown]
# As it came out when this was written: 0 of 16 plain networks with the usual start, 0 LSTM networks with biases 0, and
# 15 each of the LSTM and the GRU with keep bias 3. The control, which has no gate, came to 10. (Rounding differs
# between machines, so yours may be off by one or two.) It is therefore not the gate as such that remembers. What these
# five kinds show is that a state has to be handed on almost unchanged *at the start*, before training can find out what
# is worth keeping. A gate with a bias is one way to that, and U = I is another. Whether the gates are more reliable
# than U = I, 16 networks do not decide, since the intervals overlap. With more training the others may learn it too;
# this says what 100 steps do.
#
# How far back could each kind learn from before its first training step? The function `influence` tells.

# %%
from lecture_lib.drawing import figure, plot_curves, render_figure

fig, ax = figure(6.4, 3.4)
sizes = {name: (range(1, 51), influence(*kinds[name])) for name in list(kinds)[:4]}
told = plot_curves(ax, sizes, "input of step", "size of its derivative", log="y")
render_figure(fig, f"Before training, relative to step 50. {told}")

# %% [markdown]
# The measured derivatives fit this. In the two kinds that did not learn the task, the first input's derivative is
# smaller than the last one's by more than ten powers of ten, a factor of about 0.5 or 0.6 for each step. In the other two it is
# within a factor of 100, and there the first step can be learned from.
#
# ### Transformers
#
# A *transformer* is for sequences whose parts refer to one another over any distance, language above all. Its one idea
# is *attention*: every word asks a question of all words and reads a mixture of their answers. No state has to carry
# anything through the words in between.

# %%
family_schematic("transformer")

# %% [markdown]
# The question is a *query* $q$. Each word offers a *key* $k$, by which it is found, and a *value* $v$, which is read. The
# products of the query with all keys are the *scores*; softmax turns them into weights, and the output is the mean of the
# values with these weights. With queries, keys and values as rows,
#
# $$Y = \operatorname{softmax}\!\left(\frac{Q K^\top}{\sqrt d}\right) V,$$
#
# where softmax goes along each row and $d$ is the length of a query.

# %%
from lecture_lib.architectures import attention

rng = np.random.default_rng(0)
Q, K, V = rng.normal(size=(3, 8)), rng.normal(size=(6, 8)), rng.normal(size=(6, 2))
Y = softmax(Q @ K.T / np.sqrt(8)) @ V
assert np.allclose(Y, attention(Q, K, V)[0])

# %% [markdown]
# This is a look-up by content. Where all keys have the same length, a query that equals one of them and is made long enough
# returns the value beside it. It works for a damaged query too: here half of the numbers of each query are set to 0.

# %%
keys = rng.choice([-1.0, 1.0], (20, 64))
values = np.arange(20.0)[:, None]
damaged = keys[[3, 14, 7]] * (rng.permutation(64) < 32)
found, _ = attention(5 * damaged, keys, values)
assert np.array_equal(found.round(1).ravel(), [3, 14, 7])

# %% [markdown]
# Why divide by $\sqrt d$? The product of two vectors of d independent standard normal numbers has standard deviation $\sqrt d$.
#
# **Predict first.** A random query meets 10 random keys of length d = 512. How large is the largest of its ten weights, on
# average, without the division and with it?

# %%
predict("16.5", "The largest weight is {without_root} on average without the division, and "
        "{with_root} with it (to within 0.1).")

# %%
q, keys = rng.normal(size=(1000, 1, 512)), rng.normal(size=(1000, 10, 512))
scores = (q @ keys.mT)[:, 0]
largest = [softmax(scores / root).max(axis=1).mean() for root in (1, np.sqrt(512))]
print(f"standard deviation of the scores: {scores.std():.2f}, and √512 = {np.sqrt(512):.2f}")
reveal("16.5", without_root=about(largest[0], within=0.1),
       with_root=about(largest[1], within=0.1))

# %% [markdown]
# Without the division, one key takes nearly everything, by chance. Where softmax is that certain, its slopes are almost 0
# (section 02.5), and training cannot correct the choice. Divided by $\sqrt d$, the scores have standard deviation 1 whatever
# d is.
#
# Now take hold of a query. The card has five keys in the plane, each with a value somewhere else.
#
# **Predict first.** You may turn the query and make it as long as you like. For how many of the five keys is there a query
# that gives this key the largest of the five weights? Use the card to find out, then lock your answer.

# %%
from lecture_lib.labs.architectures import attention_card

attention_card(goal="one value")

# %%
predict("16.5", "{reachable} of the five keys can get the largest weight.")

# %% [markdown]
# Dividing the scores or making the query longer changes no order among the scores, so all directions of one length suffice.

# %%
from lecture_lib.labs.architectures import CARD_KEYS

angle = np.linspace(0, 2 * np.pi, 3600)
winners = (np.column_stack([np.cos(angle), np.sin(angle)]) @ CARD_KEYS.T).argmax(axis=1)
print("keys that win in some direction:", np.unique(winners) + 1)
reveal("16.5", reachable=len(np.unique(winners)))

# %% [markdown]
# A key inside the polygon of the others never wins: in every direction, some corner lies farther out. This is the cost
# of using the product as a measure of similarity. Keys of equal length, as above, do not have the problem.
#
# In a transformer, queries, keys and values are all made of the same words $X$, by three weight matrices that are learned. This is
# *self-attention*.
#
# **Predict first.** The six words of a sentence are shuffled. What happens to the six outputs? What if each word's
# position is added to it first, as a vector of sines and cosines?

# %%
predict("16.5", "Without positions, the outputs {without_positions}. With positions, they "
        "{with_positions}.",
        without_positions=("are shuffled in the same way", "change"),
        with_positions=("are shuffled in the same way", "change"))

# %%
from lecture_lib.architectures import self_attention, sinusoidal_positions

words, order = rng.normal(size=(6, 8)), rng.permutation(6)
weights = rng.normal(size=(4, 8, 8)) / np.sqrt(8)
where = sinusoidal_positions(6, 8)

def gap_after_shuffle(positions):
    before, _ = self_attention(words + positions, *weights)
    after, _ = self_attention(words[order] + positions, *weights)
    return np.abs(after - before[order]).max()

# %%
gaps = gap_after_shuffle(0), gap_after_shuffle(where)
print(f"largest difference: {gaps[0]:.1e} without positions, {gaps[1]:.2f} with them")
verdicts = ["are shuffled in the same way" if gap < 1e-9 else "change" for gap in gaps]
reveal("16.5", without_positions=verdicts[0], with_positions=verdicts[1])

# %% [markdown]
# Without positions, self-attention treats a sentence as a bag of words: the outputs follow the shuffle exactly, which is called
# *equivariance to permutations*. The order has to be put in as data.
#
# A decoder writes one word after the other, so no word may read a later one. A *mask* sets those weights to 0. The check:
# change the last word, and no earlier output moves.

# %%
from lecture_lib.architectures import causal_mask

before, _ = self_attention(words, *weights, mask=causal_mask(6))
changed = np.vstack([words[:5], [np.full(8, 9.0)]])
after, _ = self_attention(changed, *weights, mask=causal_mask(6))
assert np.array_equal(after[:5], before[:5]) and not np.allclose(after[5], before[5])

# %% [markdown]
# A transformer stacks such layers, each followed by a small dense network that treats every word by itself. Several
# attentions side by side, called *heads*, read by different weights (`n_heads` of `self_attention`). Its backward pass
# is checked against central differences in the course's tests, as are those of all functions above.
#
# ### Diffusion
#
# A *diffusion model* makes new data that look like those it was shown: pictures, sounds, molecules. It learns one thing
# only, to find the noise in noised data; then it starts from pure noise and takes a little of it away, many times.

# %%
family_schematic("diffusion")

# %% [markdown]
# Our data are points in five clouds, so that we can see at once whether new points are where they should be.

# %%
angle = 2 * np.pi * np.arange(5) / 5 + np.pi / 2
centres = np.sqrt(2) * np.column_stack([np.cos(angle), np.sin(angle)])


def cloud_points(n, rng):
    return centres[rng.integers(5, size=n)] + 0.15 * rng.normal(size=(n, 2))

# %% [markdown]
# One step of noise shrinks the points a little and adds a little noise, with the variance $\beta_t$. Many steps in a row
# are again one such step, only larger. After $t$ steps, the part $\bar\alpha_t = (1 - \beta_1) \cdots (1 - \beta_t)$ of
# the variance still comes from the data:
#
# $$x_t = \sqrt{\bar\alpha_t}\; x_0 + \sqrt{1 - \bar\alpha_t}\; \varepsilon, \qquad \varepsilon \sim N(0, 1).$$

# %%
beta = np.linspace(0.005, 0.25, 40)
alpha_bar = np.concatenate([[1], np.cumprod(1 - beta)])
rng_noise = np.random.default_rng(0)
x0, eps = cloud_points(500, rng_noise), rng_noise.normal(size=(500, 2))
x20 = np.sqrt(alpha_bar[20]) * x0 + np.sqrt(1 - alpha_bar[20]) * eps
print("left of the data after 20 and 40 steps:", alpha_bar[[20, 40]].round(3))

# %% [markdown]
# The library's schedule and its noise agree with these lines.

# %%
from lecture_lib.architectures import add_noise, noise_schedule

schedule = noise_schedule(40, 0.005, 0.25)
assert np.allclose(schedule, alpha_bar) and np.allclose(add_noise(x0, schedule[20], eps), x20)

# %% [markdown]
# The reverse step needs to know which part of $x_t$ is noise. If a denoiser finds $\hat\varepsilon$ in it, one step
# back is
#
# $$x_{t-1} = \frac{1}{\sqrt{1 - \beta_t}} \left(x_t - \frac{\beta_t}{\sqrt{1 - \bar\alpha_t}}\, \hat\varepsilon\right)
# + \sigma_t\, \eta, \qquad \sigma_t^2 = \beta_t\, \frac{1 - \bar\alpha_{t-1}}{1 - \bar\alpha_t}, \qquad
# \eta \sim N(0, 1).$$
#
# The fresh noise $\eta$ looks odd, but it belongs there: at step $t - 1$ a part of the noise is still in the data, and
# its exact value cannot be known from $x_t$.

# %%
def one_step_back(x, t, found, noise):
    kept = 1 - beta[t - 1]
    middle = (x - beta[t - 1] / np.sqrt(1 - alpha_bar[t]) * found) / np.sqrt(kept)
    return middle + np.sqrt(beta[t - 1] * (1 - alpha_bar[t - 1]) / (1 - alpha_bar[t])) * noise

# %% [markdown]
# As a check, it should agree with the library's step, and give the data back where the noise is known exactly and only
# one step was made.

# %%
from lecture_lib.architectures import reverse_step

assert np.allclose(one_step_back(x20, 20, eps, eps), reverse_step(x20, 20, schedule, eps, eps))
x1 = add_noise(x0, schedule[1], eps)
assert np.allclose(one_step_back(x1, 1, eps, 0), x0)

# %% [markdown]
# The denoiser is a dense network with half the squared error. It reads a noised point together with
# $\sqrt{\bar\alpha_t}$ and $\sqrt{1 - \bar\alpha_t}$, so that one network serves all 40 steps, and its target is the
# noise that was added. We train it from five random starts, with a smaller learning rate at the end.

# %%
from itertools import islice
from lecture_lib import MLP, Adam, descend, half_squares, identity, relu
from lecture_lib.architectures import denoiser_inputs, denoising_examples

# %%
def trained_denoiser(seed):
    rng = np.random.default_rng(seed)
    inputs, noise = denoising_examples(cloud_points(2000, rng), schedule, 16_000, rng)
    net = MLP.random((4, 64, 64, 2), relu, relu, identity, rng=rng)
    for rate in (0.005, 0.0005):
        run = descend(net, inputs, noise, half_squares, Adam(rate), batch=200, rng=rng)
        *_, (_, net, _) = islice(run, 8)
    return net

# %%
denoisers = [trained_denoiser(seed) for seed in range(5)]

# %% [markdown]
# For a mixture of round clouds, the mean noise in a point is known in closed form: it is
# $-\sqrt{1 - \bar\alpha_t}$ times the gradient of the log density, called the *score*. No denoiser has a smaller mean
# squared error, so it shows how well a learned one could do.

# %%
from lecture_lib.architectures import mixture_log_density, mixture_noise
from lecture_lib.nn import central_difference

# %%
some = x20[:3]
score = central_difference(
    lambda x: mixture_log_density(x, centres, 0.15, schedule[20]).sum(), some)
found = mixture_noise(some, centres, 0.15, schedule[20])
assert np.allclose(found, -np.sqrt(1 - schedule[20]) * score, atol=1e-6)

# %% [markdown]
# Does *one* step back restore the density of the step before? We take points at step 8 one step back, and measure their
# mean log density under the known density of step 7. Points drawn at step 7 are the measure of success; points left at
# step 8, and points taken back without a denoiser ($\hat\varepsilon = 0$), are the controls.
#
# **Predict first.** How far does one step with the learned denoiser bring that measure, on the way from the points left at
# step 8 to those drawn at step 7?

# %%
predict("16.5", "One learned step brings the mean log density {way}.",
        way=("less than half of the way", "more than half of the way", "beyond the end of the way"))

# %% [markdown]
# The next function computes the measure for one denoiser and its controls.

# %%
def step_scores(net, seed, n=10_000):
    rng = np.random.default_rng(seed)
    at7, at8 = [add_noise(cloud_points(n, rng), schedule[t], rng.normal(size=(n, 2)))
                for t in (7, 8)]
    noises = {"learned": net(denoiser_inputs(at8, schedule[8])), "no denoiser": np.zeros((n, 2)),
              "best": mixture_noise(at8, centres, 0.15, schedule[8])}
    points = {name: one_step_back(at8, 8, found, rng.normal(size=(n, 2)))
              for name, found in noises.items()}
    points |= {"drawn at step 7": at7, "left at step 8": at8}
    return {name: mixture_log_density(x, centres, 0.15, schedule[7]).mean()
            for name, x in points.items()}

# %% [markdown]
# We repeat this with five denoisers, each with points of its own.

# %%
scores = [step_scores(net, seed) for seed, net in enumerate(denoisers)]
for name in scores[0]:
    mean, half = mean_with_interval([score[name] for score in scores])
    print(f"{name:16} {mean:.3f} ± {half:.3f}")

# %%
start, end, learned = (np.mean([score[name] for score in scores])
                       for name in ("left at step 8", "drawn at step 7", "learned"))
covered = (learned - start) / (end - start)
reveal("16.5", way=["less than half of the way", "more than half of the way",
                    "beyond the end of the way"][int(covered > 0.5) + int(covered > 1)])

# %% [markdown]
# The learned step comes close to the best one, and both bring the points most of the way to the density of step 7. Not
# all the way: the step is exact only in the limit of many small ones. Without a denoiser, the step leads away from it.
#
# **Predict first.** Now the whole walk, 40 steps from pure noise. Of 100 data points, 99 lie within 0.45 of a cloud's
# centre (three times the spread). What percentage of the points of pure noise do, and what percentage after the walk
# back with a learned denoiser?

# %%
predict("16.5", "Within 0.45 of a centre lie about {noise_near}% of the points of pure noise, "
        "and about {walked_near}% after the walk back.",
        noise_near=(5, 20, 50), walked_near=(50, 70, 90))

# %% [markdown]
# As a second measure we take the *energy distance*: twice the mean distance between a new point and a data point, less
# the mean distances within each sample. It is 0 for equal samples and grows as they differ.

# %%
from lecture_lib.architectures import energy_distance, walk_back

# %%
def near_share(x):
    return 100 * np.mean(np.linalg.norm(x[:, None] - centres, axis=2).min(axis=1) <= 0.45)

# %%
def walked(denoise, seed, n=1000):
    rng = np.random.default_rng(100 + seed)
    *_, x = walk_back(denoise, schedule, rng.normal(size=(n, 2)), rng)
    return x

# %% [markdown]
# Pure noise is the control; fresh data are the floor, because two samples of the same clouds differ a little too.

# %%
fresh = [cloud_points(1000, np.random.default_rng(200 + seed)) for seed in range(12)]
noises = [np.random.default_rng(seed).normal(size=(1000, 2)) for seed in range(5)]

# %%
made = {"noise": noises,
        "learned": [walked(lambda x, t: net(denoiser_inputs(x, schedule[t])), seed)
                    for seed, net in enumerate(denoisers)],
        "best": [walked(lambda x, t: mixture_noise(x, centres, 0.15, schedule[t]), seed)
                 for seed in range(5)],
        "fresh data": [cloud_points(1000, np.random.default_rng(300 + seed)) for seed in range(5)]}

# %%
for name, runs in made.items():
    near = mean_with_interval([near_share(x) for x in runs])
    gap = mean_with_interval([energy_distance(x, y) for x, y in zip(runs, fresh)])
    print(f"{name:10} near: {near.value:5.1f} ± {near.half:.1f}%"
          f"   energy distance: {gap.value:.4f} ± {gap.half:.4f}")

# %% [markdown]
# Compare with your guess.

# %%
near = {name: np.mean([near_share(x) for x in runs]) for name, runs in made.items()}
reveal("16.5", noise_near=min((5, 20, 50), key=lambda v: abs(v - near["noise"])),
       walked_near=min((50, 70, 90), key=lambda v: abs(v - near["learned"])))

# %% [markdown]
# The walk restores the clouds. With the best denoiser, the points are about as near to the data as fresh data are. With a
# learned one, about one point in twelve ends outside the circles, against one in a hundred of the data.
#
# Watch it happen. *Add noise* dissolves the clouds, *Train the denoiser* improves the arrows, *Walk back* lets the points
# follow them. Try to walk back before training, too. The slider stops at any step.

# %%
from lecture_lib.labs.architectures import diffusion_card

diffusion_card(goal="from noise")

# %% [markdown]
# How much of this is learned? Here are the parameters of both directions.

# %%
print("parameters of adding noise: 0, of the denoiser:", denoisers[0].n_parameters)

# %% [markdown] slide_check="16.5" lecture="D"
# - **The slide says:** A diffusion model learns how to add noise and, beyond that, how to create an image out of noise (shortened).
# - **What holds:** Adding noise is not learned. It is a fixed formula with 0 parameters; all 4610 parameters above belong to the reverse steps.
# - **Why:** The noise must be known exactly, for it is the target from which the denoiser learns. Some later variants learn the schedule too, but they are not needed for the lecture's figure.

# %% [markdown]
# ### Two players
#
# A *generative adversarial network*, GAN for short, also makes new data, but in a single pass. There is no formula for
# "looks real", so a second network judges: the *generator* makes points out of noise, the *discriminator* tries to tell
# them from data, and each is trained against the other.

# %%
family_schematic("gan")

# %% [markdown]
# Let $D$ be the discriminator's logit and $\operatorname{softplus}(v) = \log(1 + e^v)$. The two losses are
#
# $$L_D = \operatorname{mean} \operatorname{softplus}(-D(x)) + \operatorname{mean} \operatorname{softplus}(D(G(z))),
# \qquad L_G = \operatorname{mean} \operatorname{softplus}(-D(G(z))).$$
#
# The first is the cross-entropy of telling data (1) from fakes (0). The generator's gradient comes *through* the
# discriminator, whose weights are held fixed meanwhile:

# %%
from lecture_lib.architectures import player_output, random_player

rng_players = np.random.default_rng(0)
G, D = random_player((2, 32, 2), rng_players), random_player((2, 32, 1), rng_players)
z = rng_players.normal(size=(1, 64, 2))

# %%
fakes, back_to_G = player_output(z, *G)
logits, back_to_fakes = player_output(fakes, *D)
d_logits = -1 / (1 + np.exp(logits)) / 64
dG = back_to_G(back_to_fakes(d_logits)[0])[1:]

# %% [markdown]
# The library gives the same four derivatives, and central differences confirm the first.

# %%
from lecture_lib.architectures import generator_gradient

assert all(np.allclose(a, b) for a, b in zip(dG, generator_gradient(G, D, z)[1]))
slow = central_difference(lambda W: generator_gradient((W[None], *G[1:]), D, z)[0][0], G[0][0])
assert np.allclose(slow, dG[0][0], atol=1e-8)

# %% [markdown]
# What would the perfect opponent do? Take three outcomes that the data have with probabilities $p$ and the generator
# with probabilities $q$.
#
# **Predict first.** The generator has learned exactly $q = p$. What probability of being data does the best
# discriminator then give to each outcome?

# %%
predict("16.5", "Where q = p, the best discriminator gives each outcome "
        "the probability {fooled} of being data.")

# %% [markdown]
# The best discriminator answers $p / (p + q)$, and its loss is then $2 \log 2 - 2\, \mathrm{JS}(p, q)$, where JS is the
# *Jensen-Shannon divergence*: 0 where the two are equal, and at most $\log 2$. Hence a generator that keeps even the
# best opponent at $2 \log 2$ has the density of the data.

# %%
from lecture_lib.architectures import jensen_shannon, optimal_discriminator

reveal("16.5", fooled=optimal_discriminator([0.5, 0.3, 0.2], [0.5, 0.3, 0.2])[0])

# %%
p, q = np.array([0.5, 0.3, 0.2]), np.array([0.1, 0.3, 0.6])
loss_of = lambda d: -(p * np.log(d) + q * np.log(1 - d)).sum()
best_loss = loss_of(p / (p + q))
assert np.allclose(optimal_discriminator(p, q), p / (p + q))
assert np.isclose(best_loss, 2 * np.log(2) - 2 * jensen_shannon(p, q))
guesses = np.random.default_rng(0).uniform(0.01, 0.99, (10_000, 3))
print(f"best {best_loss:.4f}, smallest of 10,000 guesses {min(map(loss_of, guesses)):.4f}")

# %% [markdown]
# That is theory. In practice neither player is ever perfect, and each makes one gradient step per round. We play twelve
# games side by side, each from another start, and count how many clouds the generator reaches: a cloud counts if at least a quarter of its
# fair share of the points lies within 0.45 of its centre.

# %%
from lecture_lib.architectures import modes_covered, play

# %%
def played(rate_G, rate_D, n_games=12, rounds=1500):
    rng = np.random.default_rng(1)
    players = random_player((2, 32, 2), rng, n_games), random_player((2, 32, 1), rng, n_games)
    rules = Adam(rate_G, beta1=0.5), Adam(rate_D, beta1=0.5)
    *_, last = islice(play(*players, cloud_points, rules, rng, batch=64), rounds)
    points = player_output(rng.normal(size=(n_games, 1000, 2)), *last.generator)[0]
    return points, last.discriminator_loss

# %% [markdown]
# **Predict first.** In the first set of games both players have the learning rate 0.005. In the second the generator
# has 0.002 and the discriminator 0.01. How many of the twelve generators end with all five clouds?

# %%
counts = (0, 3, 6, 9, 12)
predict("16.5", "All five clouds are reached in about {equal_rates} of 12 games at equal rates, "
        "and in about {slow_generator} of 12 with the slow generator.",
        equal_rates=counts, slow_generator=counts)

# %% [markdown]
# The games take a few seconds.

# %%
games = {"equal rates": played(0.005, 0.005), "slow generator": played(0.002, 0.01)}
reached = {name: np.array([modes_covered(x, centres, 0.45) for x in points])
           for name, (points, _) in games.items()}

# %%
full = {name: int((clouds == 5).sum()) for name, clouds in reached.items()}
reveal("16.5", equal_rates=min(counts, key=lambda k: abs(k - full["equal rates"])),
       slow_generator=min(counts, key=lambda k: abs(k - full["slow generator"])))

# %% [markdown]
# The next cell prints intervals for the fraction of complete games, for the energy distance to fresh data, for the
# discriminator's loss in the last round, and for the points within 0.45 of a centre. If the discriminator were fooled
# entirely, that loss would be $2 \log 2 \approx 1.386$.

# %%
from lecture_lib.training import wilson

# %%
for name, (points, loss) in games.items():
    low, high = wilson(full[name], 12)
    gap = mean_with_interval([energy_distance(x, y) for x, y in zip(points, fresh)])
    fooled = mean_with_interval(loss)
    near = mean_with_interval([near_share(x) for x in points])
    print(f"{name:14} clouds {reached[name].tolist()}\n    all five: {low:.2f} to {high:.2f}, "
          f"energy distance {gap.value:.3f} ± {gap.half:.3f}, "
          f"discriminator's loss {fooled.value:.2f} ± {fooled.half:.2f}, "
          f"near a centre {near.value:.0f} ± {near.half:.0f}%")

# %% [markdown]
# Losing a part of the data is called *mode collapse*. In energy distance, the games with the slow generator are no
# nearer to the data than pure noise was, although about as many of their points lie near a centre as at equal rates. A
# missing cloud does not show directly in the generator's loss, which looks only at points that the generator makes.
# Here is the game with the fewest clouds of each kind, beside the data and the diffusion model. In energy distance the
# diffusion model is nearer to the data than either set of games, with these networks and this amount of training.

# %%
from lecture_lib.labs.architectures import samples_figure

worst = {name: points[reached[name].argmin()] for name, (points, _) in games.items()}
samples_figure({"data": fresh[0], "diffusion": made["learned"][0], **worst}, centres)

# %% [markdown] slide_check="16.5" lecture="D"
# - **The slide says:** As the training of both of these networks progresses, the generator is ultimately able to fool the discriminator and as a consequence, it also creates "real looking" data.
# - **What holds:** It may. At equal rates, 9 of 12 generators end with all five clouds. With the slow generator none does, and its opponent is not fooled: its loss is 1.16 ± 0.04 in the last round, not 1.386.
# - **Why:** The equilibrium exists, but two players who each follow their own gradient need not reach it. Points that look real one by one may still leave out a part of the data.

# %% [markdown]
# ### Learning from reward
#
# In *reinforcement learning*, there are no targets at all. An *agent* sees where it is, acts, and now and then receives
# a reward; it should find a *policy*, that is, a probability of each action in each situation, whose rewards are large
# in the long run. Programs that play games, robots and language models are trained in this way.

# %%
family_schematic("reinforcement")

# %% [markdown]
# Our world is a corridor of seven cells. The agent starts in cell 2 and steps left or right; entering cell 6 gives the
# reward 1 and ends the episode, and so do 20 steps without it. A reward that comes later counts less: each step of
# waiting multiplies it by the *discount* $\gamma = 0.9$. From step $t$ on, the *return* is
#
# $$G_t = r_t + \gamma\, r_{t+1} + \gamma^2 r_{t+2} + \dots$$

# %%
from lecture_lib.architectures import discounted_returns

rewards, gamma = np.array([0.0, 0.0, 0.0, 1.0]), 0.9
G_t = [sum(gamma ** (k - t) * rewards[k] for k in range(t, 4)) for t in range(4)]
assert np.allclose(discounted_returns(rewards, gamma), G_t)
print(np.round(G_t, 3))

# %% [markdown]
# These are the returns of the shortest way, so no policy has a mean return above 0.729. The policy is a softmax
# of two logits per cell, $\pi(a \mid s) = \operatorname{softmax}(\theta_s)_a$. We want to raise the mean return
# $J(\theta)$, but the reward has no derivative with respect to $\theta$: it comes from the world. The rule REINFORCE
# needs none. Make actions that were followed by a large return more likely:
#
# $$\nabla J = \operatorname{E} \sum_t \gamma^t\, (G_t - b)\, \nabla \log \pi(a_t \mid s_t).$$
#
# The *baseline* $b$ is a return that was to be expected; here it is the mean return of the other episodes that were in
# the same cell at the same time. It does not change the mean of the estimate, only its scatter.
#
# This corridor is so small that $J$ and its gradient can also be computed exactly. We therefore compare the exact
# gradient with central differences, and REINFORCE with the exact gradient.

# %%
from lecture_lib.architectures import Corridor, exact_policy_gradient, expected_return
from lecture_lib.architectures import reinforce_gradient, run_episodes

corridor, untrained = Corridor(), np.zeros((7, 2))

# %%
exact = exact_policy_gradient(corridor, untrained)
slow = central_difference(lambda theta: expected_return(corridor, theta), untrained)
assert np.allclose(exact, slow, atol=1e-9)

# %%
rng_walk = np.random.default_rng(0)
many = [reinforce_gradient(corridor, untrained, run_episodes(corridor, untrained, 20, rng_walk))
        for _ in range(500)]
print("exact    ", exact[:6, 1].round(3))
print("REINFORCE", np.mean(many, axis=0)[:6, 1].round(3), "mean of 500")

# %% [markdown]
# The mean of the estimates agrees with the exact gradient. Their scatter, with the baseline and without it, is measured
# next.

# %%
episodes = [run_episodes(corridor, untrained, 20, rng_walk) for _ in range(500)]
plain = [reinforce_gradient(corridor, untrained, each, baseline=False) for each in episodes]
print("largest scatter with the baseline:", np.std(many, axis=0).max().round(3),
      "without:", np.std(plain, axis=0).max().round(3))

# %% [markdown]
# **Predict first.** After 100 updates from 20 episodes each, is the chance of going right above 0.9 in cell 5, beside the
# goal? In cell 2, the start? In cell 0, behind the start?

# %%
predict("16.5", "The chance of going right is above 0.9 in cell 5: {beside_goal}, "
        "in cell 2: {at_start}, in cell 0: {behind_start}.",
        beside_goal=bool, at_start=bool, behind_start=bool)

# %% [markdown]
# We let it learn ten times, each time from other episodes.

# %%
from lecture_lib import softmax

# %%
def learned_policy(seed):
    rng, theta = np.random.default_rng(seed), np.zeros((7, 2))
    for _ in range(100):
        episodes = run_episodes(corridor, theta, 20, rng)
        theta = theta + reinforce_gradient(corridor, theta, episodes)
    return theta

# %%
policies = [learned_policy(seed) for seed in range(10)]
right = np.mean([softmax(theta)[:, 1] for theta in policies], axis=0)
reveal("16.5", beside_goal=bool(right[5] > 0.9), at_start=bool(right[2] > 0.9),
       behind_start=bool(right[0] > 0.9))

# %% [markdown]
# Cell 0 stays undecided. A policy that goes right from the start hardly ever comes there, and where it never is it
# learns nothing: it learns from what it does. The next cell compares the mean returns of the learned policies with that
# of the random policy that they began with, and with the best one possible.

# %%
J = mean_with_interval([expected_return(corridor, theta) for theta in policies])
print("chance of going right:", right[:6].round(2))
print(f"learned {J.value:.4f} ± {J.half:.4f}, random {expected_return(corridor, untrained):.4f}, "
      f"best {corridor.best_return:.4f}")

# %% [markdown]
# In the card, *Learn* makes update after update, and *Watch an episode* shows what the policy does now. Other learning
# rates, and learning without a baseline, are compared at the same update.

# %%
from lecture_lib.labs.architectures import corridor_card

corridor_card(goal="near the best")

# %% [markdown]
# ### A sorting game
#
# Which family fits which data, and which of its weights are shared: over positions, over time, over pairs of places, or
# not at all? In each of ten rounds you read what the data are, choose a family, and then choose the sharing. Each choice
# is judged at once, and after the second one you see how many parameters each kind of sharing would need in one layer.

# %%
from lecture_lib.labs.architectures import sorting_game

sorting_game(goal="eight rounds")

# %% [markdown]
# **Check yourself.** Two sentences about transformers and recurrent networks are still open.

# %%
quiz("16.5")

# %% [markdown]
# Now the [exercises](../exercises/16_beyond_dense.ipynb).
#
# ## Summary
#
# - A dense layer on n pixels with m units has n · m weights. Sparse connections save weights and multiplications, sharing
#   saves weights only.
# - The receptive field grows by (k − 1) · jump with every layer, and the jump is the product of the strides below.
# - A convolution is a dense layer whose matrix is banded and tied. The derivative with respect to a tied number is the sum
#   over its places.
# - Sharing is an assumption. Where it holds, few examples are enough; where it does not, no number of examples helps.
# - A layer with shared weights and stride 1 is equivariant to shifts, apart from the borders. Strides and pooling keep
#   this for multiples of their jump only.
# - A convolutional layer takes a volume to a volume. Along one side it has ⌊(n + 2p − k) / s⌋ + 1 positions, its depth is
#   the number of kernels, and it has (k²c + 1) d parameters. At each position it makes k²c d multiplications.
# - With equal parameters, a small ConvNet is ahead of two dense networks on digits, most of all on shifted ones. It is
#   not invariant to shifts; it has to see them in training.
# - In VGG19, 86% of the parameters are in three dense layers, and 99% of the work is in sixteen convolutions.
# - A dense network does not use which inputs are neighbours: shuffling the pixels of all images changes nothing.
# - A linear autoencoder ends where PCA begins. A deep one can be better, and has to be compared with PCA.
# - A recurrent network can learn from the distant past if its state is handed on almost unchanged at the start.
# - Attention reads a mixture of values, weighted by how well their keys match the query. It knows no order but the one
#   that is put in as positions.
# - Diffusion adds noise by a fixed formula and learns only to find it; many small steps back restore the density.
# - Two players reach a mixture or lose a part of it. Count the modes: points that look real do not show what is missing.
# - A policy learns from reward alone, by making more likely what was followed by a large return, but only where it goes.
# - Weights are shared over positions, over time, over pairs or not at all. The data decide, not the smallest count.
#
# ## Notation
#
# | here | meaning |
# | --- | --- |
# | $w$, $k$ | the numbers of a kernel, and how many they are |
# | $s$, $p$ | stride, and number of zeros at each end (padding) |
# | $r_l$, $\text{jump}_l$ | size of the receptive field of a unit of layer $l$, and distance between neighbouring fields, in inputs |
# | $S_d$ | the shift by $d$ places |
# | $E$, $D$ | encoder and decoder of a linear autoencoder |
# | $h_t$, $c_t$ | state and cell of a recurrent network after step $t$ |
# | $i$, $f$, $o$; $r$, $z$ | gates of an LSTM: write, keep, read; gates of a GRU: read, keep |
# | $W$, $U$, $b$ | weights of the input, weights of the state, biases |
# | $Q$, $K$, $V$ | queries, keys and values, one per row |
# | $\odot$ | element-wise product |
# | $K_{uvco}$ | number of kernel $o$ at row $u$, column $v$, input channel $c$ |
# | $x_t, \varepsilon, \bar\alpha_t$ | data after $t$ steps of noise, the noise, the part of the variance left of the data |
# | $\beta_t, \sigma_t, \eta$ | the noise variance of step $t$, the scale of the fresh noise of a step back, and that noise |
# | $G, D$ | generator, and discriminator (its logit) |
# | $\pi(a \mid s), \theta$ | the policy: probability of action $a$ in cell $s$; its logits |
# | $G_t, \gamma, J$ | return from step $t$ on, discount, mean return |
#
# ## References
#
# - C. Eckart, G. Young, *The approximation of one matrix by another of lower rank*, 1936.
# - Y. LeCun and others, *Backpropagation applied to handwritten zip code recognition*, 1989: shared weights, trained by
#   backpropagation.
# - J. L. Elman, *Finding structure in time*, 1990.
# - R. Williams, *Simple statistical gradient-following algorithms for connectionist reinforcement learning*, 1992.
# - S. Hochreiter, J. Schmidhuber, *Long short-term memory*, 1997. The keep gate: F. A. Gers, J. Schmidhuber, F. Cummins,
#   *Learning to forget*, 2000; its bias: R. Jozefowicz, W. Zaremba, I. Sutskever, *An empirical exploration of recurrent
#   network architectures*, 2015.
# - Y. LeCun, L. Bottou, Y. Bengio, P. Haffner, *Gradient-based learning applied to document recognition*, 1998.
# - G. Székely, M. Rizzo, *Energy statistics: a class of statistics based on distances*, 2013.
# - K. Cho and others, *Learning phrase representations using RNN encoder–decoder*, 2014.
# - I. Goodfellow and others, *Generative adversarial nets*, 2014.
# - Q. V. Le, N. Jaitly, G. E. Hinton, *A simple way to initialize recurrent networks of rectified linear units*, 2015.
# - K. Simonyan, A. Zisserman, *Very deep convolutional networks for large-scale image recognition*, 2015: VGG19.
# - V. Dumoulin, F. Visin, *A guide to convolution arithmetic for deep learning*, 2016: sides, strides and padding.
# - W. Luo, Y. Li, R. Urtasun, R. Zemel, *Understanding the effective receptive field in deep convolutional neural
#   networks*, 2016.
# - A. Vaswani and others, *Attention is all you need*, 2017.
# - A. Araujo, W. Norris, J. Sim, *Computing receptive fields of convolutional neural networks*, 2019.
# - A. Azulay, Y. Weiss, *Why do deep convolutional networks generalize so poorly to small image transformations?*, 2019;
#   R. Zhang, *Making convolutional networks shift-invariant again*, 2019.
# - J. Ho, A. Jain, P. Abbeel, *Denoising diffusion probabilistic models*, 2020.
# - S. Prince, *Understanding Deep Learning*, 2023, chapter 10.
