# %% [markdown]
# # Exercises 16 · Go beyond dense layers
#
# Put your answer in place of the `...`, run the cell, then run the check below it. A check says *not attempted*, *right*,
# or names the mistake. In a cell of your own, `hint("16.1a")` gives the next of three hints, and `solution("16.1a")` opens
# once you have tried.

# %%
import numpy as np
from lecture_lib import check, hint, solution

# %% [markdown]
# ## 16.2a The size of a receptive field
#
# A stack of layers is given as a list of (kernel, stride, dilation), from the input upwards, for example
# `[(3, 1, 1), (2, 2, 1), (3, 1, 2)]`. Write a function that returns the size of the receptive field of a unit of the
# last layer: the number of inputs from the first to the last on which it can depend. Borders play no part. An empty list
# has the size 1.

# %% question="16.2a"
def field_size(layers):
    ### BEGIN SOLUTION
    size, jump = 1, 1
    for kernel, stride, dilation in layers:
        size += (kernel - 1) * dilation * jump
        jump *= stride
    return size
    ### END SOLUTION

# %% check="16.2a" points=2
check("16.2a", field_size)   # stuck? hint("16.2a") · done? solution("16.2a")

# %% [markdown]
# ## 16.3a The gradient of a shared kernel
#
# A layer slides a kernel `w` of `k` numbers over the input `x` and moves it by `stride`, without padding:
#
# $$y_i = \sum_{j=0}^{k-1} w_j\; x_{i \cdot \text{stride} + j}, \qquad i = 0, 1, \dots$$
#
# (Here, positions count from 0.) Given `x`, the derivatives `dy` of the loss with respect to all $y_i$, `k` and `stride`,
# return the derivatives with respect to the `k` numbers of the kernel. You do not need the kernel itself.

# %% question="16.3a"
def kernel_gradient(x, dy, k, stride):
    ### BEGIN SOLUTION
    dw = np.zeros(k)
    for i in range(len(dy)):
        dw += dy[i] * x[i * stride : i * stride + k]
    return dw
    ### END SOLUTION

# %% check="16.3a" points=3
check("16.3a", kernel_gradient)   # stuck? hint("16.3a") · done? solution("16.3a")

# %% [markdown]
# ## 16.3b Where sharing is wrong, in your own words
#
# A colleague wants to recognise passport photographs. In all of them, the face has the same size and the same position,
# with the eyes always at the same pixels. He proposes a convolution for the first layer and says: "Weights that are shared
# can never hurt, since there are fewer of them." In four or five sentences, say what sharing assumes, whether it holds
# here, what a sparse layer *without* sharing would gain and what it would cost, and how you would find out which is
# better. A person reads this answer.

# %% [markdown] explain="16.3b" points=2
# Sharing assumes that a pattern means the same wherever it is, so that one detector serves all positions. Here the
# positions differ in meaning: an edge at the pixels of the eyes tells something else than the same edge at the mouth. A
# sparse layer with a kernel of its own at every position can learn a separate detector for the eyes, which the shared one
# cannot, however many photographs there are. It pays with many more weights, and each of them sees only one position per
# photograph, so it needs more examples and will follow the noise if there are few. Simple edges are useful everywhere, so
# sharing may still win in the first layer. To decide, train both with the same photographs, several random starts and the
# same effort, compare their errors on photographs that neither has seen, and repeat this for several numbers of examples.
#
# *For the reader.* 2 points: all three are there: what sharing assumes (the same pattern matters in the same way
# everywhere) applied to this case; the cost of giving it up (more weights, more examples); and a comparison on new
# photographs, not on the training loss. 1 point: one of the three is missing, or the comparison is on the training
# data. 0 points: "fewer parameters are always better" or its opposite, or only a description of convolutions.
# An answer that expects the shared layer to win is as good as one that expects the other, if it gives a reason.
#
# *Compare yours.*
#
# - Does it say what shared weights assume about a pattern and its position?
# - Does it say whether that holds when every face is at the same pixels?
# - Does it name what a layer without sharing costs: more weights, and more examples to learn them?
# - Does it compare both layers on photographs that neither has seen?

# %% [markdown]
# ## 16.4a A convolution of one volume
#
# Write a convolutional layer for one image with loops, or without. `x` is a volume (height, width, channels), `K` holds the
# kernels, shape (k, k, channels, number of kernels), and `b` one bias per kernel. `padding` rows and columns of zeros are
# put on every side of the image, and the kernel moves by `stride`. Return the output volume, with the axes height, width
# and channels:
#
# $$y_{ijo} = b_o + \sum_{u,v,c} \tilde x_{\,is+u,\;js+v,\;c}\; K_{uvco}, \qquad \tilde x = \text{the padded image}.$$

# %% question="16.4a"
def convolve(x, K, b, stride, padding):
    ### BEGIN SOLUTION
    x = np.pad(x, ((padding, padding), (padding, padding), (0, 0)))
    k, s = len(K), stride
    sides = [(side - k) // s + 1 for side in x.shape[:2]]
    y = np.zeros((*sides, len(b)))
    for i, j in np.ndindex(*sides):
        patch = x[i * s:i * s + k, j * s:j * s + k]
        y[i, j] = np.tensordot(patch, K, 3) + b
    return y
    ### END SOLUTION

# %% check="16.4a" points=3
check("16.4a", convolve)   # stuck? hint("16.4a") · done? solution("16.4a")

# %% [markdown]
# ## 16.4b In your own words
#
# VGG19 ends with a volume of 7 × 7 × 512 and three dense layers of 4096, 4096 and 1000 units. Suppose that the
# three are replaced by two steps: the mean of each of the 512 channels over its 7 × 7 numbers, and one dense layer of 1000 units. How
# many parameters does the network have then, roughly what part of the multiplications has been saved, and what does
# the network no longer know about what it has found? Three sentences are enough. A person reads this answer.

# %% [markdown] explain="16.4b" points=2
# The new dense layer has 513 · 1000 = 513,000 parameters, so about 20.5 million remain of 143.7 million. The work hardly
# changes: the three dense layers make about 124 million of 19.6 billion multiplications, 0.6%, because each of their
# weights is used once and a kernel's weight at every position. The mean keeps whether, and how strongly, a feature is
# there, but loses where in the 7 × 7 it was found, so the last layer cannot tell one arrangement of parts from another.
#
# *For the reader.* 2 points: the parameters (20.5 million, or a sixth to a seventh of what there was), hardly any work
# saved (under 1%), and the position as what is lost. 1 point: two of the three. 0 points: one, or none. Whoever counts
# 20,024,384 + 513,000 = 20,537,384 exactly has counted rightly. That convolutions before the mean still see
# neighbourhoods is a good remark, but not needed.
#
# *Compare yours.*
#
# - Does it count the parameters of the new layer and of what remains?
# - Does it say that the work hardly changes, because the convolutions do nearly all of it?
# - Does it say that the position of a feature is lost, while its strength is kept?

# %% [markdown]
# ## 16.5a Attention
#
# Write attention for a table of queries `Q`, shape (queries, d), with keys `K`, shape (keys, d), and their values `V`,
# shape (keys, m): $\operatorname{softmax}(QK^\top/\sqrt d)\,V$, one row per query. Scores may be as large as 10,000, and
# no number may overflow. Write softmax yourself.

# %% question="16.5a"
def attend(Q, K, V):
    ### BEGIN SOLUTION
    scores = Q @ K.T / np.sqrt(Q.shape[1])
    E = np.exp(scores - scores.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True) @ V
    ### END SOLUTION

# %% check="16.5a" points=3
check("16.5a", attend)   # stuck? hint("16.5a") · done? solution("16.5a")

# %% [markdown]
# ## 16.5b One step of an LSTM cell
#
# One cell with k units reads an input `x`, shape (d,), and has the state `h` and the cell `c`, both of shape (k,). The
# arrays `W`, shape (4k, d), `U`, shape (4k, k), and `b`, shape (4k,), hold one block of k rows each for $i$, $f$, $g$ and
# $o$, in this order. The gates $i$, $f$, $o$ are sigmoids and the candidate $g$ is a tanh, each of its block of
# $Wx + Uh + b$. Return the pair $h'$, $c'$ with
#
# $$c' = f \odot c + i \odot g, \qquad h' = o \odot \tanh(c').$$

# %% question="16.5b"
def cell_step(x, h, c, W, U, b):
    ### BEGIN SOLUTION
    i, f, g, o = np.split(W @ x + U @ h + b, 4)
    i, f, o = (1 / (1 + np.exp(-z)) for z in (i, f, o))
    new_c = f * c + i * np.tanh(g)
    return o * np.tanh(new_c), new_c
    ### END SOLUTION

# %% check="16.5b" points=3
check("16.5b", cell_step)   # stuck? hint("16.5b") · done? solution("16.5b")

# %% [markdown]
# ## 16.5c A family for a wind farm
#
# A wind farm has 40 turbines of one make. Every minute each of them reports six numbers, among them its power, the
# direction of the wind and the temperature. From the last hour you want to predict the power of every turbine ten
# minutes ahead. Wind that reaches one turbine has often passed others a few minutes before; which ones depends on its
# direction. The list of turbines is in no particular order, and next year some will be added.
#
# Which family, or which two together, do you choose, and which weights are shared over what? What would a dense layer
# have to learn instead, and what happens to it when a turbine is added? Six sentences are enough. A person reads this
# answer.

# %% [markdown] explain="16.5c" points=2
# I would combine two families: a recurrent network along the minutes of each turbine, and attention between the
# turbines. The recurrent step has the same weights in every minute (shared over time) and for every turbine, because
# all are of one make. Attention compares any two turbines by one rule (shared over pairs), so that a turbine can look
# up those that the wind has passed before it; which ones is decided by the data, as the direction of the wind is among
# them. It has no positions for the place in the list, since the list is in no order: reordering the turbines reorders
# the predictions and nothing else. A dense layer would read 40 × 60 × 6 = 14,400 numbers, with a weight of its own for
# each and for each turbine predicted. It would have to learn the same laws 40 times, and for every minute anew. When a
# turbine is added, its matrix no longer fits, whereas the shared weights serve 41 turbines as they are.
#
# *For the reader.* 2 points: three things are there: sharing over time with a reason (the same step is made in every minute),
# sharing over turbines or pairs of turbines with a reason (one make, no order, or any two may matter), and what
# sharing saves or allows against a dense layer (fewer parameters, laws learned once, turbines can be added).
# A transformer over minutes and turbines, or kernels along time in place of recurrence, is as good if the reason is
# given. 1 point: a fitting family, with one of the two kinds of sharing explained. 0 points: a family named without a
# reason, or kernels over the list of turbines as if neighbours in the list were neighbours in the wind.
#
# *Compare yours.*
#
# - Does it choose a family that fits a sequence of minutes, and give a reason?
# - Does it say over what the weights are shared, for the minutes and for the turbines?
# - Does it use that the list of turbines has no order?
# - Does it say what a dense layer would have to learn again and again?
# - Does it say what happens to both when a turbine is added?

# %% [markdown]
# ## 16.5d Discounted returns
#
# Write the function that turns the rewards of one episode into its returns. `rewards` is an array of shape (n,), which
# may hold whole numbers; `gamma` is above 0 and at most 1. Return an array of shape (n,) with
#
# $$G_t = r_t + \gamma\, r_{t+1} + \gamma^2 r_{t+2} + \dots$$
#
# for every step, and leave `rewards` as it is.

# %% question="16.5d"
def returns(rewards, gamma):
    ### BEGIN SOLUTION
    G, found = 0.0, []
    for reward in rewards[::-1]:
        G = reward + gamma * G
        found.append(G)
    return np.array(found[::-1])
    ### END SOLUTION

# %% check="16.5d" points=2
check("16.5d", returns)   # stuck? hint("16.5d") · done? solution("16.5d")

