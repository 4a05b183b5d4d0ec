# %% [markdown]
# # 16 · Go beyond dense layers
#
# **You will be able to**
#
# - ROW GOALS
# - tell what an autoencoder, a recurrent network and a transformer are for, and compute the one idea of each;
# - say when a recurrent network can remember, and what order means to attention;
#
# **You need** ...
# **Time** about 75 minutes.

# %%
# "No module named ..."? Choose the kernel .venv (in VS Code: top right), or use run.py lab.
import numpy as np
from lecture_lib import check, predict, reveal
from lecture_lib.interactive import quiz

# %% [markdown]
# ## 16.1 What dense layers cost on images
#
# (to be written)

# %% [markdown]
# ## 16.2 Sparse connections and the receptive field
#
# (to be written)

# %% [markdown]
# ## 16.3 Shared parameters
#
# (to be written)

# %% [markdown]
# ## 16.4 From vectors to volumes
#
# (to be written)

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
        shuffling=("falls below 50 %", "falls, but not so far", "hardly changes"))

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
reveal("16.5", shuffling="falls below 50 %" if mixed < 0.5 else
       "falls, but not so far" if fall > 0.01 else "hardly changes")

# %% [markdown]
# Every sum $\sum_i w_i x_i$ has the same terms in another order, so outputs, gradients and training are the same up to
# rounding. A random start has no order either, so other starts would give the same on average. A dense network does not
# use that pixels have neighbours, and this is what a convolution adds.
#
# ### Autoencoders
#
# An autoencoder is for data without labels: it compresses them, and its code can serve another network as features. Its
# one idea is to copy the input to the output through a narrow layer, so that the few numbers there, the *code*, have to
# hold what matters. The part up to the code is called the *encoder*, the rest the *decoder*.

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
from lecture_lib.architectures import principal_subspace, reconstruction_error

pca = principal_subspace(small, 4)
pca_error = reconstruction_error(small, pca.decode(pca.encode(small)))
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
copies, pca_copies = centre + (small - centre) @ (D @ E).T, pca.decode(pca.encode(small))
assert 0 <= excess < 1e-4 and np.abs(copies - pca_copies).max() < 0.05
cosines = E @ pca.directions.T / np.linalg.norm(E, axis=1, keepdims=True)
print("cosines between rows of E and PCA's directions:", cosines.round(2), sep="\n")

# %% [markdown]
# A curved surface can lie closer to the data than a flat one. So now let the autoencoder be deep: 196-64-k-64-196 with ReLU,
# once with a code of 8 numbers and once with 32, ten passes through the 4000 images.
#
# **Predict first.** By what factor does the deep one change PCA's error on the 1000 *test* images?

# %%
predict("16.5", "With 8 numbers, its error is {times_at_8} times that of PCA with 8 numbers. "
        "With 32 it is {times_at_32} times that of PCA with 32.")

# %% [markdown]
# We train with five random starts each, so that the factors come with intervals.

# %%
from lecture_lib import half_squares
from lecture_lib.architectures import autoencoder_net
from lecture_lib.interactive import progress_bar
from lecture_lib.training import mean_with_interval

factors = {k: [] for k in (32, 8)}
for k, seed in progress_bar([(k, seed) for k in factors for seed in range(5)], "10 autoencoders"):
    pca, rng = principal_subspace(small, k), np.random.default_rng(seed)
    net = autoencoder_net((196, 64, k, 64, 196), relu, rng)
    task = small - centre, small - centre, half_squares, Adam(0.004)
    *_, last = islice(descend(net, *task, batch=50, rng=rng), 10)
    deep = reconstruction_error(small_test, centre + last.net(small_test - centre))
    factors[k].append(deep / reconstruction_error(small_test, pca.decode(pca.encode(small_test))))

# %%
at_8, at_32 = (mean_with_interval(factors[k]) for k in (8, 32))
print(f"k = 8: {at_8.value:.2f} ± {at_8.half:.2f}, k = 32: {at_32.value:.2f} ± {at_32.half:.2f}")
reveal("16.5", times_at_8=at_8.value, times_at_32=at_32.value)

# %% [markdown]
# As it came out: through 8 numbers, the deep autoencoder leaves about three quarters of PCA's error. Through 32 it is a
# little *worse* than PCA after ten passes, by a factor of 1.05 ± 0.02. A curved code can be better than a flat one, but
# training has to find it, while PCA is computed at once. So compare with PCA before you trust an autoencoder.
#
# Here are five test digits, and what is left of them after the passage through 8 numbers.

# %%
from lecture_lib.drawing import image_grid

five = small_test[[np.flatnonzero(which_test == c)[0] for c in (0, 2, 3, 5, 7)]]
rows = np.vstack([five, pca.decode(pca.encode(five)), centre + last.net(five - centre)])
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
# A recurrent network is for sequences of any length: text, sound, measurements over time. Its one idea is a *state* $h$ that
# is handed on from step to step, with the same weights at each. The right half of the schematic is the left half,
# *unfolded* in time.

# %%
family_schematic("rnn")

# %% [markdown]
# The plain cell is $h_t = \tanh(W x_t + U h_{t-1} + b)$. Unfolded, a sequence of 50 steps is a network of 50 layers that all
# share $W$, $U$ and $b$. So the derivatives are those of a deep network, added up over the steps: *backpropagation through
# time*.

# %%
from lecture_lib.architectures import recurrent_weights, rnn

W, U, b = recurrent_weights("rnn", 2, 8, np.random.default_rng(0))
sequence, h = np.random.default_rng(1).normal(size=(50, 1, 2)), np.zeros((1, 8))
states, back = rnn(sequence, h, W, U, b)
for x_t, state in zip(sequence, states):
    h = np.tanh(x_t @ W.T + h @ U.T + b)
    assert np.allclose(h, state)

# %% [markdown]
# The function `back` is the way back through time: from the derivatives with respect to all states to those with respect to
# inputs, start and weights. Central differences agree with it.

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
        "times the last one's.")

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
reveal("16.5", exponent=round(np.log10(plain[0])))

# %% [markdown]
# That is a factor of about ½ for each of 49 steps. The *long short-term memory* (LSTM) adds a second state $c$, the
# cell, that is changed by gates only. A *gate* is a sigmoid, a factor from 0 to 1 for each unit: $f$ keeps, $i$ writes, $o$
# reads. With the candidate $g$ for what is written,
#
# $$c_t = f \odot c_{t-1} + i \odot g, \qquad h_t = o \odot \tanh(c_t),$$
#
# where $i, f, o = \sigma(\ldots)$ and $g = \tanh(\ldots)$ each have an affine function $W x_t + U h_{t-1} + b$ of their own, and
# $\odot$ multiplies number by number. Where $f \approx 1$, the cell hands its content on unchanged.

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
# After 100 steps of Adam we count the networks that have learned it: at least 99 % of 200 new sequences right.

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
predict("16.5", "Plain networks: {plain_ones}. LSTM networks whose biases start at 0: {lstm_0}. "
        "LSTM networks whose keep gate starts with bias 3: {lstm_3}.")

# %% [markdown]
# Two more kinds run beside them: the GRU, and as a control a plain network whose $U$ starts as the identity matrix. It has
# no gate, but it starts by handing its state on.

# %%
identity_start = np.tile(np.eye(8), (16, 1, 1))
kinds = {"plain, usual start": ("rnn",), "plain, U = I": ("rnn", 0, identity_start),
         "LSTM, biases 0": ("lstm",), "LSTM, keep bias 3": ("lstm", 3),
         "GRU, keep bias 3": ("gru", 3)}
remember = {name: n_that_remember(*kind) for name, kind in progress_bar(kinds.items(), "training")}
reveal("16.5", plain_ones=remember["plain, usual start"], lstm_0=remember["LSTM, biases 0"],
       lstm_3=remember["LSTM, keep bias 3"])

# %%
for name, n in remember.items():
    low, high = wilson(n, 16)
    print(f"{name:20} {n:2} of 16 remember, 95 % interval {low:.0%} to {high:.0%}")

# %% [markdown]
# As it came out when this was written: 0 of 16 plain networks with the usual start, 0 LSTM networks with biases 0, and 15 each
# of the LSTM and the GRU with keep bias 3. The control, which has no gate, came to 10. (Rounding differs between machines, so
# yours may be off by one or two.) So it is not the gate as such that remembers. What these five kinds show is that a state has
# to be handed on almost unchanged *at the start*, before training can find out what is worth keeping. A gate with a
# bias is one way to that, and U = I is another. Whether the gates are more reliable than U = I, 16 networks do not decide,
# since the intervals overlap. With more training the others may learn it too; this says what 100 steps do.
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
# A transformer is for sequences whose parts refer to one another over any distance, language above all. Its one idea is
# *attention*: every word asks a question of all words and reads a mixture of their answers. No state has to carry
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
        "{with_root} with it.")

# %%
q, keys = rng.normal(size=(1000, 1, 512)), rng.normal(size=(1000, 10, 512))
scores = (q @ keys.mT)[:, 0]
largest = [softmax(scores / root).max(axis=1).mean() for root in (1, np.sqrt(512))]
print(f"standard deviation of the scores: {scores.std():.2f}, and √512 = {np.sqrt(512):.2f}")
reveal("16.5", without_root=largest[0], with_root=largest[1])

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
# A key inside the polygon of the others never wins: in every direction, some corner lies farther out. This is the price of
# the product as a measure of likeness. Keys of equal length, as above, do not have the problem.
#
# In a transformer, queries, keys and values are all made of the same words $X$, by three weight matrices that are learned. This is
# *self-attention*.
#
# **Predict first.** The six words of a sentence are shuffled. What happens to the six outputs? And what if each word's
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
# attentions side by side, called *heads*, read by different weights (`n_heads` of `self_attention`). Its way back is checked
# against central differences in the course's tests, as are those of all functions above.
#
# **Check yourself.**

# %%
quiz("16.5")

# %% [markdown]
# Now the [exercises](../exercises/16_beyond_dense.ipynb).
#
# ## Summary
#
# - SUMMARY
# - A dense network does not use which inputs are neighbours: shuffling the pixels of all images changes nothing.
# - A linear autoencoder ends where PCA begins. A deep one can be better, and has to be compared with PCA.
# - A recurrent network can learn from the distant past if its state is handed on almost unchanged at the start.
# - Attention reads a mixture of values, weighted by how well their keys match the query. It knows no order but the one
#   that is put in as positions.
#
# ## Notation
#
# | here | meaning |
# | --- | --- |
# | $E$, $D$ | encoder and decoder of a linear autoencoder |
# | $h_t$, $c_t$ | state and cell of a recurrent network after step $t$ |
# | $i$, $f$, $o$; $r$, $z$ | gates of an LSTM: write, keep, read; gates of a GRU: read, keep |
# | $W$, $U$, $b$ | weights of the input, weights of the state, biases |
# | $Q$, $K$, $V$ | queries, keys and values, one per row |
# | $\odot$ | product number by number |
#
# ## References
#
# - REFERENCES
# - Eckart, C. and Young, G. (1936). The approximation of one matrix by another of lower rank. *Psychometrika* 1.
# - Elman, J. L. (1990). Finding structure in time. *Cognitive Science* 14.
# - Hochreiter, S. and Schmidhuber, J. (1997). Long short-term memory. *Neural Computation* 9. The keep gate: Gers, F. A.,
#   Schmidhuber, J. and Cummins, F. (2000). Learning to forget. *Neural Computation* 12.
# - Cho, K. et al. (2014). Learning phrase representations using RNN encoder–decoder. *EMNLP*.
# - Jozefowicz, R., Zaremba, W. and Sutskever, I. (2015). An empirical exploration of recurrent network architectures.
#   *ICML*. On the bias of the keep gate.
# - Le, Q. V., Jaitly, N. and Hinton, G. E. (2015). A simple way to initialize recurrent networks of rectified linear
#   units. arXiv:1504.00941. On U = I.
# - Vaswani, A. et al. (2017). Attention is all you need. *NeurIPS*.
