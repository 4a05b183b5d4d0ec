# %% [markdown]
# # Exercises 12 · Draw a shape, get its network
#
# Put your answer in place of the `...`, run the cell, then run the check below it. A check says *not attempted*, *right*,
# or names the mistake. In a cell of your own, `hint("12.1a")` gives the next of three hints, and `solution("12.1a")` opens
# once you have tried.
#
# Networks are built of step units: `MLP((W, b, step), (U, c, step))` has one hidden layer, and one more bracket makes one
# more layer. The output exactly on an edge is up to you.

# %%
import numpy as np
from lecture_lib import MLP, check, hint, solution, step

# %% [markdown]
# ## 12.1a One side, one unit
#
# The arrays `p` and `q` of two numbers are two different corners. Return `w` and `b` of a unit that fires on the left of
# the way from `p` to `q`: there $w \cdot x + b > 0$. The line must pass through both corners. The length of `w` does not
# matter.

# %% question="12.1a"
def side_unit(p, q):
    ### BEGIN SOLUTION
    d = q - p
    w = np.array([-d[1], d[0]])
    return w, -w @ p
    ### END SOLUTION

# %% check="12.1a" points=2
check("12.1a", side_unit)   # stuck? hint("12.1a") · done? solution("12.1a")

# %% [markdown]
# ## 12.1b Any convex polygon
#
# This is lecture B's first task, for every convex polygon at once. `corners` has shape (n, 2) and goes round
# anticlockwise. Return a network, an `MLP`, whose single output is 1 inside and 0 outside.

# %% question="12.1b"
def polygon_network(corners):
    ### BEGIN SOLUTION
    d = np.roll(corners, -1, axis=0) - corners
    W = np.column_stack([-d[:, 1], d[:, 0]])
    b = -(W * corners).sum(axis=1)
    n = len(corners)
    return MLP((W, b, step), (np.ones((1, n)), [0.5 - n], step))
    ### END SOLUTION

# %% check="12.1b" points=4
check("12.1b", polygon_network)   # stuck? hint("12.1b") · done? solution("12.1b")

# %% [markdown]
# ## 12.2a Two squares
#
# Build a network that fires in two squares and nowhere else in the plane. The first has the corners (−3, −1), (−1, −1), (−1, 1),
# (−3, 1), the second (1, 0), (3, 0), (3, 2), (1, 2).

# %% question="12.2a"
two_squares = ...
### BEGIN SOLUTION
W = [[1, 0], [-1, 0], [0, 1], [0, -1]] * 2
b = [3, -1, 1, 1, -1, 3, 0, 2]
ands = np.kron(np.eye(2), np.ones((1, 4)))
two_squares = MLP((W, b, step), (ands, [-3.5, -3.5], step), ([[1, 1]], [-0.5], step))
### END SOLUTION

# %% check="12.2a" points=3
check("12.2a", two_squares)   # stuck? hint("12.2a") · done? solution("12.2a")

# %% [markdown]
# ## 12.2b A square ring
#
# Build the network of a square with a square hole. It fires where $|x_1|$ and $|x_2|$ are both below 2, but not where both
# are below 1.

# %% question="12.2b"
ring = ...
### BEGIN SOLUTION
W = [[1, 0], [-1, 0], [0, 1], [0, -1]] * 2
ands = np.kron(np.eye(2), np.ones((1, 4)))
ring = MLP((W, [2] * 4 + [1] * 4, step), (ands, [-3.5, -3.5], step), ([[1, -1]], [-0.5], step))
### END SOLUTION

# %% check="12.2b" points=3
check("12.2b", ring)   # stuck? hint("12.2b") · done? solution("12.2b")

# %% [markdown]
# ## 12.2c Counting units
#
# A shape consists of separate convex polygons, and no two sides lie on one line. The list `sides` holds the number of
# sides of each polygon, such as `[5, 5]` for two pentagons. Its network has three layers, even if there is only one
# polygon: lines, ANDs, and one OR. Return the number of its units.

# %% question="12.2c"
def n_units(sides):
    ### BEGIN SOLUTION
    return sum(sides) + len(sides) + 1
    ### END SOLUTION

# %% check="12.2c" points=2
check("12.2c", n_units)   # stuck? hint("12.2c") · done? solution("12.2c")

# %% [markdown]
# ## 12.3a The height of a bump
#
# Very many lines touch a circle of radius `r0`, evenly spread, and each unit fires on the circle's side. Return the
# fraction of the units that fire at a point at distance `r` from the centre. Both are numbers above 0.

# %% question="12.3a"
def share_of_lines(r, r0):
    ### BEGIN SOLUTION
    return 1.0 if r <= r0 else 0.5 + np.arcsin(r0 / r) / np.pi
    ### END SOLUTION

# %% check="12.3a" points=2
check("12.3a", share_of_lines)   # stuck? hint("12.3a") · done? solution("12.3a")

# %% [markdown]
# ## 12.3b In your own words
#
# Why does the general recipe for several islands need a third layer for the OR? Say what a single output unit that adds up
# all the lines finds at a point between two islands. And name one pair of islands for which one hidden layer is enough
# after all. Four sentences are enough. A person reads this answer.

# %% [markdown] explain="12.3b" points=2
# A single output unit sees only a weighted sum of the lines, and it cannot ask *which* of them fire together. At a point
# between two islands, most half-planes of the left island and most of the right one contain the point, so the sum there
# is as large as inside one of the islands, or larger; a threshold that keeps the islands lets the gap through. For two
# pentagons no other weights help either, because weighted averages of the patterns inside and outside are equal. With a
# second hidden layer, each island's AND first turns its own sum into a clean 0 or 1, and the OR adds only these. Two
# equal squares side by side need no third layer: they share the lines above and below, and the other four lines tell by
# their sum whether the point is in one of the two intervals.
#
# *For the reader.* 2 points: the answer says why the sum in the gap cannot be told from the sum inside (tails, or lines
# of the other island that also fire there), and names a pair that works, such as two equal squares side by side. 1 point:
# only one of the two, or "an OR needs a layer" with the gap mentioned but not explained. 0 points: the recipe is only
# repeated.
#
# *Compare yours.*
#
# - Does it say what the sum of all lines is between the islands, compared with inside?
# - Does it say what the AND of each island changes before the OR adds?
# - Does it name a pair of islands for which one hidden layer is enough, and why that pair is special?
