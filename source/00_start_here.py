# %% [markdown]
# # 0 · Start here
#
# **You will be able to**
#
# - run a notebook of this course, guess, try, check yourself, take a hint and see a solution;
# - find out whether your installation is complete, and fix it if it is not;
# - find your way through the course and see how far you have come;
# - translate between the notations of the four lectures.
#
# **You need** nothing but this page. A cell with a grey background holds code: click into it and press Shift and Enter
# together. It runs, and its result appears below it. The program that runs your cells is called the *kernel*.
# **Time** about 40 minutes.

# %%
# "No module named ..."? Choose the kernel .venv (in VS Code: top right), or use run.py lab.
from lecture_lib import check, hint, predict, reveal, solution
from lecture_lib.course import course_map
from lecture_lib.interactive import quiz

# %% [markdown]
# ## 00.1 How to use the course
#
# Run the cell above, then the next one, with Shift and Enter each time. It shows **the map of the course**, with every
# notebook and how far you have come in it. A ring fills as you answer the questions of a notebook (*checkpoints*), solve
# its *exercises* and reach the *goals* of its *cards*, the pictures that respond when you touch them; Jupyter calls such
# a picture a *widget*. The words *Go on here* mark the first notebook in which something is still open.

# %%
course_map()

# %% [markdown]
# Within a notebook, JupyterLab's table of contents takes you from section to section. It opens with the list symbol at
# the left edge of the window, or with Ctrl+Shift+K (⌘+Shift+K on a Mac). Each notebook and each sheet of exercises
# also links to its neighbours and back to this map, under its title and at its end.
#
# Most sections have five parts: an idea, an equation, the code that is this equation, something to play with, and a
# question. Here is a small example of each.
#
# **The idea.** A *neuron* multiplies its input $x$ by a *weight* $w$ and adds a *bias* $b$. A function $\sigma$, the
# *sigmoid*, then turns the sum $z$ into an output $a$ between 0 and 1:
#
# $$z = w x + b, \qquad a = \sigma(z) = \frac{1}{1 + e^{-z}}.$$
#
# **Predict first.** You learn most from a guess that turns out wrong. Let $x = 2$, $w = 1$, $b = 1$. What is $z$? Will
# $a$ be above ½? Run the cell, fill in the blanks and press *Lock my guess*. Then run the cell that follows: it computes
# the answer and shows it beside your guess.

# %%
predict("00.1", "With x = 2, w = 1 and b = 1, z is {z}. Is a above ½? {a_above_half}",
        a_above_half=bool)

# %% [markdown]
# **The code that is the equation:**

# %%
from math import exp

x, w, b = 2, 1, 1
z = w * x + b
a = 1 / (1 + exp(-z))
reveal("00.1", z=z, a_above_half=a > 0.5)

# %% [markdown]
# How exact must a guess be? A count must be exact. Any other number may be off by one per cent, or by as much as the
# sentence says. Between *right* and *not this time* there is a third verdict, *near*, for a number about ten per cent away
# or a count that is one off. Guesses give no points, so you lose nothing by a wrong one.
#
# The library's `sigmoid` does the same for a whole array, that is, a list or a table of numbers. Whenever the course
# imports a function that it has written out before, a line like the next checks that the two agree.

# %%
from lecture_lib import sigmoid

assert abs(sigmoid(z) - a) < 1e-12

# %% [markdown]
# Nothing appears below that cell, and this is good news. After `assert` comes a statement that should be true. If it is,
# Python says nothing and goes on; if it is not, the cell stops with an *AssertionError*. So the silence of an `assert`
# means that the check has passed. See it once: take the `#` away in the next cell and run it, then put it back.

# %%
# assert sigmoid(0) == 1

# %% [markdown]
# **Something to play with.** Move a slider, or click one of the numbers in the picture and type another. On the
# keyboard, Tab goes to the next number and Enter opens it. At the top you find a goal, and beside it Undo ↶, Redo ↷ and
# Start again ⟲. Under More ⋯, *Copy as code* gives you the lines that make the picture again as you left it. *The
# picture in words* opens a description of all that the picture shows.

# %%
from lecture_lib.labs.start import first_neuron

first_neuron(goal="balance")

# %% [markdown]
# **A question, checked at once.** Choose an answer. If it is wrong, you will be told why, and you may choose again.

# %%
quiz("00.1")

# %% [markdown]
# **An exercise.** Write the function that returns $z$. Replace the dots, run the cell, then run the check. Try a wrong
# answer, too: leave out the bias, for example, and see what the check tells you.

# %% question="00.1a"
def z_of(x, w, b):
    ### BEGIN SOLUTION
    return w * x + b
    ### END SOLUTION

# %%
check("00.1a", z_of)

# %% [markdown]
# Are you stuck? Each run of the next cell gives you one more hint, and each hint is nearer to the answer. The cell after
# it shows a solution with an explanation, once you have made an attempt. The `#` in front keeps Python from running
# these two lines, so that you do not see hint or solution by accident; delete the `#` to run one.

# %%
# hint("00.1a")

# %%
# solution("00.1a")

# %% [markdown]
# Both work for every question of the course: write `hint("00.1")` or `solution("02.1a")` in a cell of your own. A few
# questions ask for an answer *in your own words*, which no program can judge. For these, `solution` shows an answer and a
# list of things with which to compare yours, and a teacher, if you have one, reads what you wrote.

# %% [markdown]
# ## 00.2 Is everything installed?
#
# The course needs Python and a few *packages*: libraries such as NumPy, which computes with arrays. Each must have a
# version within a range that was tested,
#
# $$\text{lowest} \le \text{installed} < \text{highest}.$$
#
# **Predict first.** Suppose a package is needed in a version ≥ 2.9 and < 3, and you have version 2.10. Is that within
# the range?

# %%
predict("00.2", "Is version 2.10 at least 2.9 and below 3? {in_range}", in_range=bool)

# %% [markdown]
# A version is not a decimal number. Its parts are whole numbers and are compared one after the other, as the chapters of
# a book are.

# %%
from packaging.version import Version

reveal("00.2", in_range=Version("2.9") <= Version("2.10") < Version("3"))

# %% [markdown]
# The next cell looks at everything the course needs. Each line says what was found. A line with ✗ also gives the
# command that fixes it.

# %%
from lecture_lib.course import installation

report = installation()
report

# %% [markdown]
# The table cannot see your browser. If the picture of the neuron above changed when you moved a slider, the cards work.
# If it did not, or if there was only a line of text, close JupyterLab and open the course with `python3 run.py lab`.

# %%
quiz("00.2")

# %% [markdown]
# ## 00.3 The map, and your way through it
#
# The course has eighteen notebooks, in the order in which they build on each other. The map shows which of them are
# there, and for each of them how many goals you have reached and how many questions you have answered.
#
# **Predict first.** You get a question wrong twice and right at the third attempt. Weeks later you run the notebook again,
# and this time your answer is wrong. Does the question still count as answered?

# %%
predict("00.3", "Wrong, wrong, right, wrong: does the question count? {counts}", counts=bool)

# %% [markdown]
# Try it with a record that is made only for this trial, so that yours is not touched.

# %%
from pathlib import Path
from tempfile import mkdtemp
from lecture_lib.course import Progress

trial = Progress(Path(mkdtemp()) / "trial.jsonl")
for right in (False, False, True, False):
    trial.record_check("00.1", right)
reveal("00.3", counts="00.1" in trial.right())

# %% [markdown]
# A question counts once it has been answered right, and nothing takes that away:
#
# $$\text{progress} = \frac{\text{questions answered right at least once}}{\text{all questions}}.$$

# %%
course = course_map()
start = course.rows[0]
right, questions = (start.checkpoints[i] + start.exercises[i] for i in (0, 1))
print(f"this notebook: {right} of {questions}, which is {right / questions:.0%}")
course

# %% [markdown]
# Come back and run this cell whenever you like. Your progress is kept when you close the notebook, restart the kernel
# or switch the machine off.

# %%
quiz("00.3")

# %% [markdown]
# ## 00.4 One network, four notations
#
# The four lectures describe the same network with different letters. Take two inputs, two hidden units and one output.
# A *unit* is a neuron; a *layer* is a group of them that receive the same inputs, and a *hidden* layer is one between
# input and output. With $g$ for the function that each unit applies, lecture D and this course write
#
# $$z^{[1]} = W^{[1]} x + b^{[1]}, \quad a^{[1]} = g(z^{[1]}), \quad z^{[2]} = W^{[2]} a^{[1]} + b^{[2]}, \quad
# a^{[2]} = g(z^{[2]}).$$
#
# Here is one such network. Its numbers are small, so that you can follow them. In the library it is an `MLP`, a
# *multi-layer perceptron*, made of one bracket per layer with its weights, biases and function. This function is the
# *ReLU*, $g(z) = \max(0, z)$.

# %%
import numpy as np
from lecture_lib import MLP, forward, relu

net = MLP(([[1, 2], [-1, 1]], [0, -1], relu), ([[1, -2]], [0.5], relu))
x = np.array([1.0, 1.0])

# %% [markdown]
# **Predict first.** What is the output for $x = (1, 1)$? The first hidden unit computes $\max(0,\; 1 \cdot 1 + 2 \cdot 1 + 0)$.

# %%
predict("00.4", "For x = (1, 1), the output of the network is {output}.")

# %% [markdown]
# Here is the same computation in each lecture's own letters. At the end we check that all four give the same number.

# %%
(W, c, g_2), (w, b, g_1) = net[1], net[2]           # lecture A: functions numbered from the end
h = g_2(W @ x + c)
y_A = g_1(w @ h + b)

# %%
W_B, U, tau = net[1].W.T, net[2].W.T, relu          # lecture B: one column per unit
b_B, c_B = net[1].b, net[2].b                       # with b and c exchanged
z_in = W_B.T @ x + b_B
z_out = relu(z_in)
f_out = tau(U.T @ z_out + c_B)

# %% [markdown]
# Lecture C numbers the weights from 0 and calls the function $a$. Its output has no function, so we add one.

# %%
a_C = relu                                          # lecture C: a is a function
beta, Omega = [net[1].b, net[2].b], [net[1].W, net[2].W]
h_1 = a_C(beta[0] + Omega[0] @ x)
y_C = a_C(beta[1] + Omega[1] @ h_1)

# %%
trace = forward(net, x)                             # lecture D and this course
assert y_A == f_out == y_C == trace.a[2]
reveal("00.4", output=trace.a[2][0])

# %% [markdown]
# The next table is the whole dictionary. A dash means that the lecture has no name for the part.

# %%
from IPython.display import Markdown
from lecture_lib.labs.start import notation_table

Markdown(notation_table())

# %% [markdown]
# Now find the parts yourself. The card asks for a name, and you press the box of the part with this name. A wrong box
# turns red, and you are told what it holds. When you have found all names of one notation, press *Next notation*.

# %%
from lecture_lib.labs.start import notation_game

notation_game(goal="lecture A")

# %% [markdown] slide_check="00.4" lecture="A, D"
# - **The slide says:** A: $\hat{y}$ denotes the ground-truth label. D: $\hat{y} = a^{[L]}$ is the output of the model.
# - **What holds:** The same symbol means the true label in one lecture and the prediction in the other. In this course, $y$ is the true label and $a^{[L]}$ the output.
# - **Why:** A writes the hat over what was measured, D over what is estimated. The second is the custom in statistics.

# %% [markdown] slide_check="00.4" lecture="B, D"
# - **The slide says:** B: $\mathbf{z} = \mathbf{z}_\text{out} = \sigma(\mathbf{z}_\text{in})$. D: $z^{[\ell]} = W^{[\ell]} a^{[\ell-1]} + b^{[\ell]}$.
# - **What holds:** In B, $z$ is the value after the activation; in D, it is the value before. In the network above, the two differ, as the next cell shows.
# - **Why:** Both customs exist. This course follows D: $z$ before, $a$ after.

# %%
print("D's z:", trace.z[1], "  B's z:", z_out)

# %% [markdown] slide_check="00.4" lecture="A, B"
# - **The slide says:** A: hidden layer $\mathbf{W}\mathbf{x} + c$, output $\mathbf{w}^\top\mathbf{h} + b$. B: hidden layer $W^\top\mathbf{x} + b$, output $U^\top z + c$.
# - **What holds:** The letters $b$ and $c$ are exchanged, and B's $W$ is the transpose of A's. If you read A's letters as B's, the numbers do not even fit: the hidden layer needs two biases, and A's $b$ is one number.
# - **Why:** Nothing forces a letter. Read the shape, not the name: whatever multiplies $x$ must have as many columns as $x$ has numbers.

# %%
try:
    MLP((W.T, b, relu), (w, c, relu))               # A's letters, read as B's
except ValueError as problem:
    print(problem)

# %% [markdown] slide_check="00.4" lecture="A, D"
# - **The slide says:** A: $\partial L/\partial y_i = \sum_j w_{ij}\,\partial L/\partial z_j$. D: $W^{[\ell]} = (w^{[\ell]}_{i,j})$ has size $N_\ell \times N_{\ell-1}$.
# - **What holds:** In A, the first index of $w_{ij}$ is where the edge starts; in D, it is where the edge ends. Both give the same sums once the matrix is transposed, as the next cell shows.
# - **Why:** A thinks of edges from $i$ to $j$, and D of a matrix whose row $i$ belongs to unit $i$. This course stores D's matrix.

# %%
dz = np.array([1.0, 10.0])                          # any two numbers will do
w_ij = W.T                                          # A: from input i to unit j
assert np.array_equal([sum(w_ij[i, j] * dz[j] for j in range(2)) for i in range(2)], dz @ W)

# %% [markdown] slide_check="00.4" lecture="A, B, D"
# - **The slide says:** A: a perceptron has an input layer and an output layer. B: a network with one hidden layer has two layers, without the input layer. D: $N_0$ is the number of inputs, and the depth is $L$.
# - **What holds:** A counts the inputs as a layer, and B and D do not. Our network has 3 layers by A's count, 2 by B's and D's, and 1 if, like B's $l$ and C's $K$, you count hidden layers only.
# - **Why:** The inputs compute nothing, but they are drawn like a layer. This course counts what has weights, $L = 2$ here.

# %%
print("with the inputs:", len(net.sizes), "  with weights:", len(net), "  hidden:", len(net) - 1)

# %%
quiz("00.4")

# %% [markdown]
# ## Summary
#
# - Guess, run, compare. A wrong guess teaches you more than none.
# - A check names your mistake, hints come one by one, and the solution opens after an attempt.
# - An `assert` that says nothing has passed.
# - Your progress stays on this machine.
# - The four notations describe one network. Look at shapes and at what is computed, not at letters.
#
# ## Notation
#
# The course writes `W[l]`, `b[l]`, `z[l]`, `a[l]` for layer `l`, as lecture D does; the full dictionary is above.
#
# ## References
#
# - The four lectures: A (Jia, 2023), B, C (Ishtiaq, after Prince 2023), D (Moka, after Liquet, Moka and Nazarathy 2024).
# - S. Prince, *Understanding Deep Learning*, 2023.
# - B. Liquet, S. Moka, Y. Nazarathy, *Mathematical Engineering of Deep Learning*, 2024.
