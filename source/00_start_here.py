# %% [markdown]
# # 0 · Start here
#
# **You will be able to**
#
# - run a notebook of this course, guess, try, check yourself, take a hint and see a solution;
# - find out whether your installation is complete, and mend it if not;
# - find your way through the course and see how far you have come;
# - translate between the notations of the four lectures.
#
# **You need** nothing but this page. A cell with grey ground holds code: click into it and press Shift and Enter
# together. It runs, and what it has to say appears below it.
# **Time** about 25 minutes.

# %%
# "No module named ..."? Choose the kernel .venv (in VS Code: top right), or use run.py lab.
from lecture_lib import check, hint, predict, reveal, solution
from lecture_lib.course import course_map
from lecture_lib.interactive import quiz

# %% [markdown]
# ## 00.1 How to use the course
#
# Run the cell above, then the next one: Shift and Enter each time. It shows **the map of the course**, with every
# notebook and how far you have come in it. A ring fills as you reach a widget's goals, answer the questions of a
# notebook (*checkpoints*) and solve its *exercises*. *Go on here* stands where something is open first.

# %%
course_map()

# %% [markdown]
# Within a notebook, JupyterLab's table of contents takes you from section to section. It opens with the list symbol at
# the left edge of the window, or with Ctrl+Shift+K (⌘+Shift+K on a Mac). Each notebook and each sheet of exercises
# also links to its neighbours and back to this map, under its title and at its end.
#
# Each section has five parts: an idea, an equation, the code that is this equation, something to play with, and a
# question. Here they are once, small.
#
# **The idea.** A neuron weights its input $x$ with $w$ and adds a bias $b$. The sum $z$ then goes through a function
# $\sigma$ that squeezes it between 0 and 1.
#
# $$z = w x + b, \qquad a = \sigma(z) = \frac{1}{1 + e^{-z}}$$
#
# **Predict first.** You learn most from a guess that turns out wrong. Let $x = 2$, $w = 1$, $b = 1$. What is $z$? Will
# $a$ be above ½? Run the cell, fill in the blanks and press *Lock my guess*. Then run the next cell.

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
# The library's `sigmoid` does the same for whole arrays. Where the course imports something, a line like the next one
# shows that it agrees with what you have seen in full.

# %%
from lecture_lib import sigmoid

assert abs(sigmoid(z) - a) < 1e-12

# %% [markdown]
# **Something to play with.** Move a slider, or click one of the numbers in the picture and type another. On the
# keyboard: Tab goes to the next number, Enter opens it. At the head stands a goal, and beside it Undo ↶, Redo ↷ and
# Start again ⟲. Under More ⋯, *Copy as code* gives you the lines that make the picture again as you left it. *The
# picture in words* says the same without the picture.

# %%
from lecture_lib.labs.start import first_neuron

first_neuron(goal="balance")

# %% [markdown]
# **A question, judged at once.** Choose an answer. A wrong one is talked about, and you may choose again.

# %%
quiz("00.1")

# %% [markdown]
# **An exercise.** Write the function that returns $z$. Replace the dots, run the cell, then the check. Try a wrong
# answer too: forget the bias, say, and see what the check tells you.

# %% question="00.1a"
def z_of(x, w, b):
    ### BEGIN SOLUTION
    return w * x + b
    ### END SOLUTION

# %%
check("00.1a", z_of)

# %% [markdown]
# Stuck? Each run of the next cell opens one more hint. The cell after it shows a solution, once you have made an honest
# attempt. Both lines are switched off by the `#` in front, so that nothing is given away by accident; take it away to
# use them.

# %%
# hint("00.1a")

# %%
# solution("00.1a")

# %% [markdown]
# ## 00.2 Is everything installed?
#
# The course needs Python and a few packages, each in a range of versions that was tested:
#
# $$\text{lowest} \le \text{installed} < \text{highest}.$$
#
# **Predict first.** Which version of numpy will the next table show? Look nothing up; its first number is enough.

# %%
predict("00.2", "The version of numpy that is installed begins with {numpy_first_digit}.")

# %%
import numpy

reveal("00.2", numpy_first_digit=int(numpy.__version__.split(".")[0]))

# %% [markdown]
# The next cell looks at everything the course needs. Each line says what was found. A line with ✗ also says which
# command mends it.

# %%
from lecture_lib.course import installation

report = installation()
report

# %% [markdown]
# One thing the table cannot see is the browser. If you could move the sliders of the neuron above, the widgets work. If
# its picture stood still, or was a line of text, close JupyterLab and open the course with `python3 run.py lab`.

# %%
quiz("00.2")

# %% [markdown]
# ## 00.3 The map, and your way through it
#
# The course has eighteen notebooks, in the order in which they build on each other. The map at the top shows which are
# there and how many of their goals you have reached and questions you have answered right. For the questions,
#
# $$\text{progress} = \frac{\text{questions right at least once}}{\text{questions}}.$$
#
# **Predict first.** How many questions of this notebook have you answered right so far?

# %%
predict("00.3", "Of the questions of this notebook, I have answered {right_so_far} right so far.")

# %%
course = course_map()
start = course.rows[0]
reveal("00.3", right_so_far=start.checkpoints[0] + start.exercises[0])

# %%
course

# %% [markdown]
# Come back and run this cell whenever you like. Progress survives closing the notebook, restarting the kernel and
# switching the machine off.

# %%
quiz("00.3")

# %% [markdown]
# ## 00.4 One network, four notations
#
# The four lectures describe the same network with different letters. Take two inputs, two hidden units, one output.
# Lecture D and this course write
#
# $$z^{[1]} = W^{[1]} x + b^{[1]}, \quad a^{[1]} = g(z^{[1]}), \quad z^{[2]} = W^{[2]} a^{[1]} + b^{[2]}, \quad
# a^{[2]} = g(z^{[2]}).$$
#
# Here is one such network. Its numbers are small, so that you can follow them.

# %%
import numpy as np
from lecture_lib import MLP, forward, relu

net = MLP(([[1, 2], [-1, 1]], [0, -1], relu), ([[1, -2]], [0.5], relu))
x = np.array([1.0, 1.0])

# %% [markdown]
# **Predict first.** What comes out for $x = (1, 1)$? The two hidden units give $\max(0, 3)$ and
# $\max(0, -1)$.

# %%
predict("00.4", "For x = (1, 1), the output of the network is {output}.")

# %% [markdown]
# Now the same computation in each lecture's own letters. All must give the same number.

# %%
(W, c, g_2), (w, b, g_1) = net[1], net[2]           # lecture A: functions numbered from the end
h = g_2(W @ x + c)
y_A = g_1(w @ h + b)

# %%
W_B, U, tau = net[1].W.T, net[2].W.T, relu          # lecture B: one column a unit
b_B, c_B = net[1].b, net[2].b                       # and b, c the other way round
z_in = W_B.T @ x + b_B
z_out = relu(z_in)
f_out = tau(U.T @ z_out + c_B)

# %% [markdown]
# Lecture C counts the weights from 0 and calls the function $a$. It has no function at the output, so we add one.

# %%
a_C = relu                                          # lecture C: a is a function
beta, Omega = [net[1].b, net[2].b], [net[1].W, net[2].W]
h_1 = a_C(beta[0] + Omega[0] @ x)
y_C = a_C(beta[1] + Omega[1] @ h_1)

# %%
trace = forward(net, x)                             # lecture D and this course
assert y_A == f_out == y_C == trace.a[2]
reveal("00.4", output=trace.a[2])

# %% [markdown]
# All of it as a dictionary. A dash means that the lecture has no name for the thing.

# %%
from IPython.display import Markdown
from lecture_lib.labs.start import notation_table

Markdown(notation_table())

# %% [markdown]
# Now find the parts yourself. A name is asked for; press the box that it means. A wrong box turns red, and you are told
# what it is. When you have found all names of one notation, press *Next notation*.

# %%
from lecture_lib.labs.start import notation_game

notation_game(goal="lecture A")

# %% [markdown] slide_check="00.4" lecture="A, D"
# - **The slide says:** A: $\hat{y}$ denotes the ground-truth label. D: $\hat{y} = a^{[L]}$ is the output of the model.
# - **What holds:** The same sign stands for the truth in one lecture and for the guess in the other. Here $y$ is the truth and $a^{[L]}$ the output.
# - **Why:** A writes the hat over what was measured, D over what is estimated. The second is the custom in statistics.

# %% [markdown] slide_check="00.4" lecture="B, D"
# - **The slide says:** B: $\mathbf{z} = \mathbf{z}_\text{out} = \sigma(\mathbf{z}_\text{in})$. D: $z^{[\ell]} = W^{[\ell]} a^{[\ell-1]} + b^{[\ell]}$.
# - **What holds:** $z$ comes after the activation in B and before it in D. In the network above the two are different numbers, computed in the next cell.
# - **Why:** Two customs. This course follows D: $z$ before, $a$ after.

# %%
print("D's z:", trace.z[1], "  B's z:", z_out)

# %% [markdown] slide_check="00.4" lecture="A, B"
# - **The slide says:** A: hidden layer $\mathbf{W}\mathbf{x} + c$, output $\mathbf{w}^\top\mathbf{h} + b$. B: hidden layer $W^\top\mathbf{x} + b$, output $U^\top z + c$.
# - **What holds:** $b$ and $c$ have changed places, and B's $W$ is the transpose of A's. With A's letters read as B's, this network gives another output, computed in the next cell.
# - **Why:** Nothing forces a letter. Read the shape, not the name: whatever multiplies $x$ must have as many columns as $x$ has numbers.

# %%
as_if_B = MLP((W.T, [b[0], b[0]], relu), (w, [c[0]], relu))
as_if_B(x), net(x)

# %% [markdown] slide_check="00.4" lecture="A, D"
# - **The slide says:** A: $\partial L/\partial y_i = \sum_j w_{ij}\,\partial L/\partial z_j$. D: $W^{[\ell]} = (w^{[\ell]}_{i,j})$ has size $N_\ell \times N_{\ell-1}$.
# - **What holds:** In A the first index of $w_{ij}$ is where the edge starts; in D it is where the edge ends. Both give the same sums once the table is transposed, as the next cell shows.
# - **Why:** A thinks of edges from $i$ to $j$, D of a matrix whose row $i$ belongs to unit $i$. This course stores D's.

# %%
dz = np.array([1.0, 10.0])                          # any two numbers will do
w_ij = W.T                                          # A: from input i to unit j
assert np.array_equal([sum(w_ij[i, j] * dz[j] for j in range(2)) for i in range(2)], dz @ W)

# %%
quiz("00.4")

# %% [markdown]
# ## Summary
#
# - Guess, run, compare. A wrong guess is worth more than none.
# - A check names your mistake; hints come one by one; the solution opens after an attempt.
# - Progress stays on this machine.
# - Four notations, one network. Look at shapes and at what is computed, not at letters.
#
# ## Notation
#
# The course writes `W[l]`, `b[l]`, `z[l]`, `a[l]` for layer `l`, as lecture D does; the full dictionary stands above.
#
# ## References
#
# - The four lectures: A (Jia, 2023), B, C (Ishtiaq, after Prince 2023), D (Moka, after Liquet, Moka and Nazarathy 2024).
# - S. Prince, *Understanding Deep Learning*, 2023.
# - B. Liquet, S. Moka, Y. Nazarathy, *Mathematical Engineering of Deep Learning*, 2024.
