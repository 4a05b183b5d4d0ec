# %% [markdown]
# # 3 · Teach a perceptron with its mistakes
#
# **You will be able to**
#
# - carry out the perceptron's learning rule with pencil and paper, bias included;
# - set a unit by hand so that it computes a given logic gate, and let it learn the same gate;
# - prove that two of the sixteen gates are out of its reach;
# - read a line, its normal and its margin off the weights;
# - say how many mistakes the rule can make at most, why, and when that promise does not hold.
#
# **You need** dot products and the threshold unit of notebook 01.
# **Time** about 75 minutes, half of it in the three widgets.

# %%
# "No module named ..."? Choose the kernel .venv (in VS Code: top right), or use run.py lab.
import numpy as np
from lecture_lib import Perceptron, check, predict, reveal
from lecture_lib.interactive import quiz

# %% [markdown]
# ## 03.1 A unit that learns from its mistakes
#
# The perceptron is one threshold unit. It adds up its inputs, weighted, adds a bias, and answers with the sign:
#
# $$y = \operatorname{sgn}(w^\top x + b), \qquad y \in \{-1, +1\}.$$
#
# The number inside the brackets is the *score*. A positive score gives $+1$. A negative one, and here also a score of
# exactly 0, gives $-1$.
#
# Learning goes one example at a time. Call the unit's answer $y$ and the true label $\hat y$, as lecture A does. Then
#
# $$w \leftarrow w - \eta\,(y - \hat y)\,x, \qquad b \leftarrow b - \eta\,(y - \hat y).$$
#
# If the answer is right, $y - \hat y = 0$ and nothing moves. If it is wrong, $y - \hat y$ is $-2$ or $+2$. So a mistake adds
# $2\eta\,\hat y\,x$ to the weights. The bias is a weight like the others; its input is always 1.
#
# **Predict first.** The unit below has $w = (2, 0)$, $b = -2$ and $\eta = 1$. It is shown $x = (1, 1)$, whose true label is
# $+1$. What are $w_1$, $w_2$ and $b$ afterwards?

# %%
predict("03.1", "Afterwards w₁ is {w1}, w₂ is {w2} and b is {b}.")

# %% [markdown]
# Now the two lines that are the equations.

# %%
w, b, rate = np.array([2.0, 0.0]), -2.0, 1.0
x, truth = np.array([1.0, 1.0]), 1.0
guess = 1.0 if w @ x + b > 0 else -1.0
new_w, new_b = w - rate * (guess - truth) * x, b - rate * (guess - truth)
reveal("03.1", w1=new_w[0], w2=new_w[1], b=new_b)

# %% [markdown]
# The score was exactly 0, so the guess was $-1$: a mistake. The library's `train_perceptron` keeps a record of every step. Both
# roads must agree.

# %%
from lecture_lib.threshold import train_perceptron

step = next(train_perceptron([x], [truth], rate, start=Perceptron(w, b)))
assert np.array_equal(step.after[0], new_w) and step.after[1] == new_b

# %% [markdown]
# In the laboratory the four examples are the corners of AND. *Next mistake* goes on to the next example that the unit
# gets wrong. The small plane shows the old weights dashed, what is added in purple, and the new weights.
# On the large plane the old line is dashed and the turned line is solid.
#
# Everything can be changed. Drag a point, or choose it with Tab and move it with the arrow keys. Press it (or F) to flip
# its class; Delete takes it away; a click on the empty ground adds one. Type over the weights to start elsewhere.
#
# **Predict first.** With $\eta = 1$ and a start from zero, the rule makes some number of mistakes on AND before all is
# right. Take that number from the laboratory (*To the end*). How many will it make with $\eta = 0.25$?

# %%
from lecture_lib.labs.perceptron import POINT_SETS, perceptron_lab

perceptron_lab(goal="AND")

# %%
predict("03.1", "With η = 0.25 and a start from zero, "
        "the rule makes {mistakes_with_a_quarter} mistakes on AND.")

# %%
from lecture_lib.threshold import GATES, INPUTS

slow, fast = (list(train_perceptron(INPUTS, GATES["AND"], rate=eta)) for eta in (0.25, 1.0))
reveal("03.1", mistakes_with_a_quarter=slow[-1].mistakes)

# %% [markdown]
# The same number. From a start at zero, a smaller $\eta$ makes $w$ and $b$ smaller by the same factor at every step. The
# sign of a score does not mind. The learning rate matters only when the start is not zero.

# %%
assert all(np.allclose(s.w, 0.25 * f.w) and s.guess == f.guess for s, f in zip(slow, fast))
slow[-1].after, fast[-1].after

# %% [markdown]
# ### Where the rule comes from
#
# Lecture A starts from the objective $J = \tfrac12 (y - \hat y)^2$ and asks for its gradient. By the chain rule
#
# $$\frac{\partial J}{\partial w} = (y - \hat y)\;\operatorname{sgn}'(w^\top x + b)\;x.$$
#
# The sign is flat. Its slope is 0 everywhere but at 0, where there is a jump. So the true gradient says *do not move*,
# and that at nearly every $w$. Let us ask central differences, at a thousand random places.

# %%
from lecture_lib.nn import central_difference

rng = np.random.default_rng(0)
places = rng.normal(size=(1000, 3))
J = lambda v: 0.5 * ((1 if v[:2] @ x + v[2] > 0 else -1) - truth) ** 2
moved = sum(np.any(central_difference(J, v) != 0) for v in places)
print("places where the gradient is not 0:", moved)

# %% [markdown]
# Lecture A then says that the gradient of the sign is *approximated as 1*. In plain words: the factor that is 0 is left
# out, and what remains is used as if it were the gradient. The guess is still made with the hard sign; only on the way
# back the sign is treated as if it passed changes through unaltered.
#
# There is a better reason for the rule. Take the cost $2\max(0, -\hat y\,(w^\top x + b))$: nothing for a right score, and
# twice the size of a wrong one. *Its* gradient is the rule's step, exactly.

# %%
cost = lambda v: 2 * max(0.0, -truth * (v[:2] @ x + v[2]))
for v in places:
    guess = 1 if v[:2] @ x + v[2] > 0 else -1
    assert np.allclose(central_difference(cost, v), (guess - truth) * np.append(x, 1), atol=1e-6)

# %% [markdown] slide_check="03.1" lecture="A"
# - **The slide says:** Learning by gradient descent on $J = \tfrac12(y - \hat y)^2$, where the gradient of $\operatorname{Sgn}$ is approximated as 1.
# - **What holds:** The gradient of that $J$ was 0 at all 1000 random places. The rule is gradient descent on another cost, $2\max(0, -\hat y\,(w^\top x + b))$.
# - **Why:** The slope of the sign is 0 wherever it exists. Putting 1 in its place gives a useful rule, but the result is the gradient of no $J$ that counts mistakes.

# %% [markdown]
# A mistake moves the weights by $2\eta\,\hat y\,x$, twice what many textbooks write. That changes nothing but the scale, as
# you saw. Two other lines of the slide deserve a second look: it prints the rule for $w$ alone, and it names the answer
# $y$ and the truth $\hat y$.

# %%
angles = np.linspace(0, 2 * np.pi, 100_000)
without_b = INPUTS @ np.array([np.cos(angles), np.sin(angles)])
best = (np.where(without_b > 0, 1, -1) == GATES["AND"][:, None]).sum(axis=0).max()
print(f"AND without a bias, {len(angles)} directions of w: at most {best} of 4 corners are right.")

# %% [markdown] slide_check="03.1" lecture="A"
# - **The slide says:** $w \leftarrow w - \eta\,(y - \hat y)\,x$, and no rule for $b$.
# - **What holds:** The bias learns too, $b \leftarrow b - \eta\,(y - \hat y)$. With $b$ left at 0, not even AND can be learned: at most 3 of its 4 corners come out right.
# - **Why:** Without a bias every line goes through the origin. The slide leaves the bias to the reader; it is a weight on the constant input 1.

# %% [markdown] slide_check="03.1" lecture="A, D"
# - **The slide says:** $y$ is the unit's answer and $\hat y$ the true label.
# - **What holds:** Lecture D writes it the other way round: $\hat y = f_\theta(x)$ is the answer and $y$ the truth. Lecture A itself uses $y$ for the truth some slides earlier, in $\text{Cost} = -\log\sigma(y\, w^\top x)$.
# - **Why:** Two habits. If you swap only half of them, the sign of the rule turns and the unit learns to be wrong.

# %% [markdown]
# What does the unit answer exactly on its line? Here it is $-1$. The choice is free, but it changes the run: at the very
# start, with $w = 0$ and $b = 0$, *every* score is 0.

# %%
for at_zero in (-1, 1):
    *_, end = train_perceptron(INPUTS, GATES["AND"], start=Perceptron([0, 0], 0, at_zero))
    print(f"0 counts as {at_zero:+d}: {end.mistakes} mistakes, then w, b = {end.after}")

# %% [markdown] slide_check="03.1" lecture="A, D"
# - **The slide says:** Lecture A predicts $-1$ where $w^\top x + b \le 0$. Lecture D's step function, equation (2.5), is $+1$ for $u \ge 0$.
# - **What holds:** Both are conventions, and they differ at exactly 0. On AND from zero they lead to different runs and different weights, as printed above. Both end with all four corners right.
# - **Why:** The sign has no natural value at 0. This course follows A unless it says otherwise, and makes the choice an argument, `at_zero`.

# %% [markdown]
# **Check yourself.** A unit has $w = (1, -2)$, $b = 0.5$, and $\eta = 0.5$. It is shown $x = (2, 1)$, whose true label is $-1$.
# What are $w_1, w_2, b$ afterwards?

# %%
w1, w2, b_after = ..., ..., ...
check("03.1", (w1, w2, b_after))

# %% [markdown]
# ## 03.2 Sixteen gates, and two that cannot be done
#
# A *gate* takes two bits and gives one. There are four corners and two answers at each, so there are $2^4 = 16$ gates.
# False is written $-1$ here, true $+1$; the inputs are 0 and 1. A unit computes a gate if, at all four corners,
#
# $$w^\top x_i + b > 0 \ \text{ where } \hat y_i = +1, \qquad w^\top x_i + b \le 0 \ \text{ where } \hat y_i = -1.$$
#
# For AND by hand: both inputs together must get over the threshold, one alone must not. Weights 1
# and 1, and a bias between $-2$ and $-1$.

# %%
AND = Perceptron(w=[1, 1], b=-1.5)
assert np.array_equal(AND(INPUTS), GATES["AND"])
AND.score(INPUTS)

# %% [markdown]
# **Predict first.** How many of the sixteen gates can one unit compute? And how many of them will the rule find by itself?

# %%
predict("03.2", "One unit can compute {possible} of the sixteen gates. "
        "The rule finds {learned} of them by itself.")

# %% [markdown]
# Do not look yet. Collect them on the board. Choose a tile, then move the sliders or drag the line: the white knob
# shifts it, the purple knob turns it. *Learn it by the rule* does the work for you. The dot ● shows which gate the
# weights compute at this moment, and each corner bears its score $z$. A diamond marks a corner exactly on the line.

# %%
from lecture_lib.labs.perceptron import gate_board

gate_board(goal="every gate")

# %% [markdown]
# How far did you get? Two tiles stay grey. On these two the rule goes round for ever. But a search that fails is no
# proof. Here is one that you build yourself: each corner asks for one inequality. Add some of them up, so that $w_1$,
# $w_2$ and $b$ all cancel. If the sum then says $0 > 0$, no weights can fulfil them all.

# %%
from lecture_lib.labs.perceptron import gate_proof

gate_proof(goal="contradiction")

# %% [markdown]
# *Next gate* brings XNOR, and then the other fourteen, where no sum can ever be false. The library's `separate` settles
# every case in the same way. It returns either a unit that separates the examples, or the weights of such a sum: a
# *certificate* that there is none.

# %%
from itertools import islice
from lecture_lib.threshold import separate

answers = {name: separate(INPUTS, y) for name, y in GATES.items()}
learned = [name for name, y in GATES.items()
           if len(list(islice(train_perceptron(INPUTS, y), 100))) < 100]
reveal("03.2", possible=sum(a.separable for a in answers.values()), learned=len(learned))

# %% [markdown]
# A certificate can be checked by anybody, with one product. All three columns, $w_1$, $w_2$ and $b$, must come out as 0.

# %%
for name in ("XOR", "XNOR"):
    taken = answers[name].certificate
    columns = (taken * GATES[name]) @ np.column_stack([INPUTS, np.ones(4)])
    print(name, "certificate:", taken.round(3), "  w1, w2, b:", abs(columns).round(12))

# %% [markdown] slide_check="03.2" lecture="A"
# - **The slide says:** A perceptron can model any simple binary Boolean gate.
# - **What holds:** It can model 14 of the 16 two-input gates. XOR and XNOR are impossible, as the two certificates above prove.
# - **Why:** The word *simple* carries the claim. The lecture's next slide says that XOR cannot be done; XNOR, its negation, has the same line and falls with it.

# %% [markdown]
# NOT has one input only. It stands on the board twice, as NOT x₁ and NOT x₂: the other input gets the weight 0.

# %%
NOT = Perceptron(w=[-1], b=0.5)
NOT([[0], [1]])

# %%
quiz("03.2")

# %% [markdown]
# ## 03.3 The line, its normal and the margin
#
# The unit changes its mind where the score is 0. With two inputs that is a straight line, $w^\top x + b = 0$. Step along
# the line from one point to another: the score stays 0, so the step $d$ fulfils $w^\top d = 0$. Hence **$w$ stands at a
# right angle on the line**, and it points to the side of $+1$.
#
# The score of a point is not yet its distance. Divided by the length of $w$ it is:
#
# $$\text{distance}(x) = \frac{w^\top x + b}{\lVert w \rVert}.$$
#
# The sign tells the side. The *margin* of a line on labelled points is the smallest $\hat y_i\,\text{distance}(x_i)$: how far
# the nearest point lies on its own side.
#
# **Predict first.** Multiply $w$ and $b$ by 10. What are then the factors by which scores, distances and the margin grow?

# %%
predict("03.3", "With w and b ten times as large, scores grow by the factor {score}, "
        "distances by {distance} and the margin by {margin}.")

# %%
distances = (INPUTS @ AND.w + AND.b) / np.linalg.norm(AND.w)
assert np.allclose(distances, AND.distance(INPUTS))
distances.round(3)

# %%
ten = Perceptron(10 * AND.w, 10 * AND.b)
margins = [(GATES["AND"] * unit.distance(INPUTS)).min() for unit in (AND, ten)]
score, distance = ten.score([0, 0]) / AND.score([0, 0]), ten.distance([0, 0]) / AND.distance([0, 0])
reveal("03.3", score=score, distance=distance, margin=margins[1] / margins[0])

# %% [markdown]
# The line is the same line. Only the scores have grown. Two dots of the equation, checked: a step along the line changes
# no score, and a step of length 1 along $w$ changes the distance by 1.

# %%
along, across = np.array([-AND.w[1], AND.w[0]]), AND.w / np.linalg.norm(AND.w)
assert AND.w @ along == 0
assert np.isclose(AND.distance(INPUTS[1] + across) - AND.distance(INPUTS[1]), 1)

# %% [markdown]
# The picture shows each corner's way to the line, and a band that is as wide as the margin on either side. Change the
# numbers in the first line and run the cell again. Can you find a wider band?

# %%
from lecture_lib.labs.perceptron import margin_picture

margin_picture([1, 1], -1.5, INPUTS, GATES["AND"], title="AND and its margin")

# %% [markdown]
# The rule stops at the first line without a mistake. It does not look for a wide band. After learning AND, one corner
# lies exactly on the line:

# %%
w_learned, b_learned = fast[-1].after
Perceptron(w_learned, b_learned).distance(INPUTS).round(3)

# %% [markdown]
# **Check yourself.** A line has $w = (3, -4)$ and $b = 5$. What is the signed distance of the point $(3, 1)$ from it?

# %%
distance = ...
check("03.3", distance)

# %% [markdown]
# ## 03.4 How many mistakes at most?
#
# Does the rule ever finish? Rosenblatt's answer, proven by Novikoff in 1962: if *some* line separates the examples, the
# rule finishes, and the number of its mistakes has a bound that you can compute beforehand.
#
# To state it, put the bias among the weights: $v = (w, b)$ and $z = (x, 1)$, so that the score is $v^\top z$. Let $R$ be the
# length of the longest $z_i$. Let $v^*$ be a vector of length 1 with $\hat y_i\,v^{*\top} z_i \ge \gamma$ for all $i$, for some $\gamma > 0$.
#
# **Theorem.** Started from $v = 0$, the rule makes at most $(R/\gamma)^2$ mistakes, in whatever order the examples come, and
# however often.
#
# **Proof in five steps.** Let $k$ be the number of mistakes so far.
#
# 1. A mistake adds $2\eta\,\hat y\,z$ to $v$. A right answer adds nothing.
# 2. So at each mistake $v^{*\top} v$ grows by $2\eta\,\hat y\,v^{*\top} z \ge 2\eta\gamma$. After $k$ mistakes, $v^{*\top} v \ge 2\eta k\gamma$.
# 3. At a mistake $\hat y\,v^\top z \le 0$. So $\lVert v\rVert^2$ grows by $4\eta\,\hat y\,v^\top z + 4\eta^2\lVert z\rVert^2 \le 4\eta^2R^2$. After $k$ mistakes, $\lVert v\rVert \le 2\eta\sqrt k\,R$.
# 4. $v^*$ has length 1, so $v^{*\top} v \le \lVert v\rVert$. Together: $2\eta k\gamma \le 2\eta\sqrt k\,R$.
# 5. Divide by $2\eta\sqrt k\,\gamma$ and square: $k \le (R/\gamma)^2$. The learning rate has cancelled.
#
# One wall rises like $k$, the other like $\sqrt k$. A run must stay between them, so it must end before they cross.

# %%
widest = separate(INPUTS, GATES["AND"])
R = np.linalg.norm(np.column_stack([INPUTS, np.ones(4)]), axis=1).max()
print(f"R = {R:.4f},  γ = {widest.margin:.4f},  (R/γ)² = {(R / widest.margin) ** 2:.4f}")

# %% [markdown]
# This $\gamma$ is measured in the space of $z = (x, 1)$, three numbers an example. It is not the margin on the plane of 03.3.
# The library computes the widest one. Here is the run on AND between its two walls.

# %%
from lecture_lib.threshold import mistake_bound
from lecture_lib.labs.perceptron import bound_figure

assert np.isclose(mistake_bound(INPUTS, GATES["AND"]), (R / widest.margin) ** 2)
bound_figure(fast, np.append(widest.unit.w, widest.unit.b), widest.margin, R)

# %% [markdown]
# Each of the five steps can be checked at each mistake of the run.

# %%
star, made = np.append(widest.unit.w, widest.unit.b), [s for s in fast if s.guess != s.y]
for k, s in enumerate(made, start=1):
    v, z = np.append(*s.after), np.append(s.x, 1)
    assert s.y * (s.w @ s.x + s.b) <= 0                     # a mistake, or a tie
    assert star @ v >= 2 * k * widest.margin - 1e-9         # step 2
    assert np.linalg.norm(v) <= 2 * np.sqrt(k) * R + 1e-9   # step 3
len(made)

# %% [markdown]
# One data set proves little. So: 300 random sets that some plane separates, in one to five dimensions, each shown in a
# random order.
#
# **Predict first.** In how many of the 300 runs are there more mistakes than the bound allows? And what share of its
# bound does the middle run use: 0.9, 0.5 or 0.1 and below?

# %%
predict("03.4", "In {runs_above_the_bound} of the 300 runs, the bound is broken. "
        "The share of its bound that the middle run uses is nearest to {share_of_the_middle_run}.",
        share_of_the_middle_run=(0.9, 0.5, 0.1))

# %%
def mistakes_of_a_random_run(rng):
    d, n = rng.integers(1, 6), rng.integers(5, 25)
    x = rng.normal(size=(n, d))
    y = np.where(x @ rng.normal(size=d) + rng.normal() > 0, 1.0, -1.0)
    order = rng.integers(0, n, 5000).tolist()
    steps = list(train_perceptron(x, y, order=order))
    return mistake_bound(x, y), steps[-1].mistakes if steps else 0


bounds, mistakes = np.array([mistakes_of_a_random_run(rng) for _ in range(300)]).T

# %%
share = np.median(mistakes / bounds)
reveal("03.4", runs_above_the_bound=int((mistakes > bounds).sum()),
       share_of_the_middle_run=min((0.9, 0.5, 0.1), key=lambda s: abs(s - share)))

# %% [markdown]
# Every dot is one run. The line marks as many mistakes as the bound allows.

# %%
from lecture_lib.labs.perceptron import mistakes_figure

mistakes_figure(bounds, mistakes)

# %% [markdown]
# No run breaks the bound, and most stay far below it. The bound is about the worst order of the worst set.
#
# Now make trouble. On AND the bound is 51. The laboratory's goal is a set on which the rule, started from zero, errs 52
# times or more and still finishes. What must you make small? Watch $R$, $\gamma$ and the bar while you drag.

# %%
perceptron_lab(shown=18, goal="the bound")

# %% [markdown]
# And where no line separates the points, there is no bound, for there is no $\gamma$. Then the rule never finishes. Worse:
# it goes round. As soon as the same weights meet the same example again, all that happened since must happen again.
# The laboratory watches for that. Press *To the end*.

# %%
perceptron_lab(points=POINT_SETS["XOR"], goal="the round")

# %% [markdown]
# Both findings, once more in code: where the round starts, and the certificate that it could not have ended.

# %%
from lecture_lib.threshold import find_cycle

round_ = find_cycle(list(islice(train_perceptron(INPUTS, GATES["XOR"]), 100)))
round_, answers["XOR"].certificate

# %%
quiz("03.4")

# %% [markdown]
# Now the [exercises](../exercises/03_perceptron.ipynb).
#
# ## Summary
#
# - A perceptron answers with the sign of $w^\top x + b$. A mistake adds $2\eta\,\hat y\,x$ to $w$ and $2\eta\,\hat y$ to $b$.
# - The rule follows the gradient of $2\max(0, -\hat y\,(w^\top x + b))$. The squared error of the sign has gradient 0 nearly everywhere.
# - One unit computes 14 of the 16 gates. For XOR and XNOR, four inequalities add up to $0 > 0$.
# - $w$ stands at a right angle on the line; score over $\lVert w\rVert$ is distance; the nearest point gives the margin.
# - From zero, the rule errs at most $(R/\gamma)^2$ times. Without a separating line it goes round for ever.
# - What happens at a score of 0 is a convention. It changes runs, so it must be said.
#
# Notebook 04 puts units behind units, and XOR gives way.
#
# ## Notation
#
# | here | lecture A | lecture D | meaning |
# | --- | --- | --- | --- |
# | $y$, `guess` | $y$ | $\hat y$ | the unit's answer, $-1$ or $+1$ |
# | $\hat y$, `truth` | $\hat y$ | $y$ | the true label |
# | `w`, `b` | $\mathbf w$, $b$ | $W^{[1]}$, $b^{[1]}$ | weights, bias |
# | `rate` | $\eta$ | | learning rate |
# | $v$, $z$ | | | weights with the bias, input with a 1 |
# | $R$, $\gamma$ | | | longest $(x, 1)$, widest margin in that space |
#
# ## References
#
# - Lecture A, slides on the perceptron model and on basic logic problems. Lecture D, section 2.4.
# - W. S. McCulloch, W. Pitts, *A logical calculus of the ideas immanent in nervous activity*, 1943.
# - F. Rosenblatt, *The perceptron: a probabilistic model for information storage and organization in the brain*, 1958.
# - A. B. J. Novikoff, *On convergence proofs on perceptrons*, 1962.
# - M. Minsky, S. Papert, *Perceptrons*, 1969.
# - P. Wolfe, *Finding the nearest point in a polytope*, 1976.
