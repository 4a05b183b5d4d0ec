# %% [markdown]
# # Exercises 7 · Read a network as composed functions
#
# Put your answer in place of the `...`, run the cell, then run the check below it. A check says *not attempted*, *right*,
# or names the mistake. `hint("07.1a")` in a cell of your own gives the next of three hints. `solution("07.1a")` opens
# once you have tried.

# %%
import numpy as np
from lecture_lib import MLP, check, hint, identity, relu, solution

# %% [markdown]
# ## 07.1a Boxes in a row
#
# `functions` is a list of boxes in the order in which they act, $f^{(1)}$ first. Write the function that sends `x` through
# all of them and returns what comes out of the last, $f^{(L)}(\dots f^{(1)}(x))$. There is at least one box.

# %% question="07.1a"
def run(functions, x):
    ### BEGIN SOLUTION
    for f in functions:
        x = f(x)
    return x
    ### END SOLUTION

# %% check="07.1a" points=2
check("07.1a", run)   # stuck? hint("07.1a") · done? solution("07.1a")

# %% [markdown]
# ## 07.2a From θ, ψ, φ to Ω and β
#
# A network in lecture C's first notation, with one input and one output. The coefficients are given as printed:
#
# - `theta[j]` holds $(\theta_{j0}, \theta_{j1})$ for $h_j = a[\theta_{j0} + \theta_{j1} x]$, shape $(D_1, 2)$;
# - `psi[j]` holds $(\psi_{j0}, \psi_{j1}, \dots)$ for $h'_j = a[\psi_{j0} + \psi_{j1} h_1 + \dots]$, shape $(D_2, D_1 + 1)$;
# - `phi` holds $(\phi'_0, \phi'_1, \dots)$ for $y' = \phi'_0 + \phi'_1 h'_1 + \dots$, shape $(D_2 + 1,)$.
#
# Return a list of three pairs $(\Omega_0, \beta_0), (\Omega_1, \beta_1), (\Omega_2, \beta_2)$. Each $\Omega$ is a
# matrix with one row per unit.

# %% question="07.2a"
def to_matrices(theta, psi, phi):
    ### BEGIN SOLUTION
    coefficients = [theta, psi, phi[None, :]]
    return [(rows[:, 1:], rows[:, 0]) for rows in coefficients]
    ### END SOLUTION

# %% check="07.2a" points=3
check("07.2a", to_matrices)   # stuck? hint("07.2a") · done? solution("07.2a")

# %% [markdown]
# ## 07.3a Collapse
#
# `layers` is a list of pairs `(W, b)` without activations, the first layer first. Return the pair $(\tilde W, \tilde b)$
# of the one layer that does the same. Your function should work for any number of layers, also for one.

# %% question="07.3a"
def collapse(layers):
    ### BEGIN SOLUTION
    W_all, b_all = layers[0]
    for W, b in layers[1:]:
        W_all, b_all = W @ W_all, W @ b_all + b
    return W_all, b_all
    ### END SOLUTION

# %% check="07.3a" points=3
check("07.3a", collapse)   # stuck? hint("07.3a") · done? solution("07.3a")

# %% [markdown]
# ## 07.4a Counting from depth and width
#
# A network has `n_in` inputs, `K` hidden layers with `D` units each, and `n_out` outputs. Write the function that counts
# its weights and biases.

# %% question="07.4a"
def n_parameters(n_in, K, D, n_out):
    ### BEGIN SOLUTION
    return D * (n_in + 1) + (K - 1) * D * (D + 1) + n_out * (D + 1)
    ### END SOLUTION

# %% check="07.4a" points=2
check("07.4a", n_parameters)   # stuck? hint("07.4a") · done? solution("07.4a")

# %% [markdown]
# ## 07.5a Two outputs, three joints
#
# Build a network with 1 input, one hidden layer of ReLU units and 2 outputs without activation. The first output $y_1$
# should bend at $x = -1$, $x = 0.5$ and $x = 2$, and nowhere else. The second, $y_2$, should bend only at $-1$ and $2$. All
# else is up to you. A network is written `MLP((W1, b1, relu), (W2, b2, identity))`. With three hidden units, `W1` has three
# rows of one number, and `W2` two rows of three.

# %% question="07.5a"
net = ...
### BEGIN SOLUTION
net = MLP(([[1], [1], [1]], [1, -0.5, -2], relu), ([[1, -1, 1], [1, 0, -1]], [0, 0], identity))
### END SOLUTION

# %% check="07.5a" points=3
check("07.5a", net)   # stuck? hint("07.5a") · done? solution("07.5a")

# %% [markdown]
# ## 07.3b In your own words
#
# A friend trains a network 100-2-100 without activations and says: "It has two layers, so it can do more than one layer
# of 100 units with 100 inputs." Say why it can do no more, why it can even do less, and how many parameters each of the
# two has. Four sentences are enough. A person reads this answer.

# %% [markdown] explain="07.3b" points=2
# Without activations the two layers are W₂(W₁x + b₁) + b₂ = W₂W₁x + (W₂b₁ + b₂), which is one layer with W̃ = W₂W₁ and
# b̃ = W₂b₁ + b₂. So whatever the network does, one layer of 100 units can do as well. The network can do less, because
# everything passes through two numbers: W̃ has at most rank 2, whereas the single layer may have any matrix up to rank 100,
# the identity for example. The network has 2 · (100 + 1) + 100 · (2 + 1) = 502 parameters, the single layer
# 100 · (100 + 1) = 10,100.
#
# *For the reader.* 2 points: all three, namely the two layers collapse to one, shown by a formula or by the argument that affine
# after affine is affine; the bottleneck of two units limits the rank to 2 (or: an example of a function that cannot be had);
# both counts, 502 and 10,100 (502 and 10,000 + 100, or the weights 400 and 10,000 with the biases named apart). 1 point: two
# of the three. 0 points: the answer counts layers or parameters only, or says that training would find more.
#
# *Compare yours.*
#
# - Does it say why two layers without activation are one layer, with a formula or an argument?
# - Does it say which number the two hidden units limit?
# - Does it name something that the single layer can do and the network cannot?
# - Did you count the biases of both layers of the network, and those of the single layer?
