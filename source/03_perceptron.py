# %% [markdown]
# # 3 · Teach a perceptron with its mistakes
#
# **You will be able to**
#
# - carry out the perceptron's learning rule with pencil and paper, bias included;
# - set a unit by hand so that it computes a given logic gate, and let it learn the same gate;
# - prove that a gate is out of reach of one unit, where it is;
# - read a line, its normal and its margin off the weights;
# - say how many mistakes the rule can make at most, why, and when that promise does not hold.
#
# **You need** dot products and the threshold unit of notebook 01.
# **Time** about 75 minutes, half of it with the three cards.

# %%
# "No module named ..."? Choose the kernel .venv (in VS Code: top right), or use run.py lab.
import numpy as np
from lecture_lib import Perceptron, check, hint, predict, reveal, solution
from lecture_lib.interactive import quiz

# %% [markdown]
# ## 03.1 A unit that learns from its mistakes
#
# The perceptron is one threshold unit. It adds up its inputs, weighted, adds a bias, and answers with the sign:
#
# $$y = \operatorname{sgn}(w^\top x + b), \qquad y \in \{-1, +1\}.$$
#
# The number inside the brackets is the *score*. A positive score gives $+1$. A negative one gives $-1$, and here a score
# of exactly 0 gives $-1$ as well. Lecture A calls such a unit an M-P neuron, after McCulloch and Pitts (1943), or a
# *threshold logic unit*. What Rosenblatt added in 1958 is a rule by which it learns its weights.
#
# Learning goes one example at a time. Call the unit's answer $y$ and the true label $\hat y$, as lecture A does. Then
#
# $$w \leftarrow w - \eta\,(y - \hat y)\,x, \qquad b \leftarrow b - \eta\,(y - \hat y).$$
#
# The number $\eta$ is the *learning rate*. If the answer is right, $y - \hat y = 0$ and nothing moves. If it is wrong,
# $y - \hat y$ is $-2$ or $+2$, so a mistake adds $2\eta\,\hat y\,x$ to the weights. The bias is a weight like the
# others; its input is always 1.
#
# **Predict first.** The unit below has $w = (2, 0)$, $b = -2$ and $\eta = 1$. It is shown $x = (1, 1)$, whose true
# label is $+1$. What are $w_1$, $w_2$ and $b$ afterwards?

# %%
predict("03.1", "Afterwards w₁ is {w1}, w₂ is {w2} and b is {b}.")

# %% [markdown]
# The last line but one of the next cell is the rule.

# %%
w, b, rate = np.array([2.0, 0.0]), -2.0, 1.0
x, truth = np.array([1.0, 1.0]), 1.0
guess = 1.0 if w @ x + b > 0 else -1.0
new_w, new_b = w - rate * (guess - truth) * x, b - rate * (guess - truth)
reveal("03.1", w1=int(new_w[0]), w2=int(new_w[1]), b=int(new_b))

# %% [markdown]
# The score was exactly 0, so the guess was $-1$, which is a mistake. The library's `train_perceptron` records every step
# of a run. The next cell checks that its first step is ours.

# %%
from lecture_lib.threshold import train_perceptron

step = next(train_perceptron([x], [truth], rate, start=Perceptron(w, b)))
assert np.array_equal(step.after[0], new_w) and step.after[1] == new_b

# %% [markdown]
# The card below is a laboratory for this rule. Its four examples are the corners of AND. *Next mistake* goes on to the next example that the unit
# gets wrong. The small plane shows the old weights dashed, what is added in purple, and the new weights; drag the tip of
# the black arrow to start from other weights. On the large plane, the old line is dashed and the new line is solid.
#
# You can change everything. Drag a point, or choose it with Tab and move it with the arrow keys. A click on it flips its
# class, and so does F; Delete removes it; a click on the empty ground adds one. To choose which example the unit is shown
# next, set *a click on a point* to *trains on it*, or press T at a point.
#
# **Predict first.** With $\eta = 1$ and a start from zero, the rule makes a certain number of mistakes on AND before all
# corners are right. Take that number from the laboratory (*To the end*). How many will it make with $\eta = 0.25$?

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
# It is the same number. From a start at zero, a smaller $\eta$ makes $w$ and $b$ smaller by the same factor at every
# step, and scaling a score by a positive factor does not change its sign. On paper, the learning rate therefore matters
# only when the start is not zero.

# %%
assert all(np.allclose(s.w, 0.25 * f.w) and s.guess == f.guess for s, f in zip(slow, fast))
slow[-1].after, fast[-1].after

# %% [markdown]
# A computer rounds, and that can break a tie. With $\eta = 0.1$, a score that is 0 on paper can come out as $10^{-16}$.
# Then the guess is $+1$ instead of $-1$, and the run goes another way.

# %%
for eta in (1.0, 0.25, 0.1):
    *_, end = train_perceptron(INPUTS, GATES["NAND"], rate=eta)
    print(f"NAND with η = {eta}: {end.mistakes} mistakes")
print(f"0.2 + 0.1 - 0.3 gives {0.2 + 0.1 - 0.3:.0e}")

# %% [markdown]
# ### Where the rule comes from
#
# Lecture A starts from the objective $J = \tfrac12 (y - \hat y)^2$ and asks for its gradient. By the chain rule,
#
# $$\frac{\partial J}{\partial w} = (y - \hat y)\;\operatorname{sgn}'(w^\top x + b)\;x.$$
#
# The sign is flat. Its slope is 0 everywhere except at 0, where it jumps. Hence the true gradient says *do not move*,
# at almost every $w$. We can check it with central differences, $(J(v + h) - J(v - h))/2h$ for a small change $h$ of
# each weight, at a thousand random choices of the weights.

# %%
from lecture_lib.nn import central_difference

rng = np.random.default_rng(0)
weights = rng.normal(size=(1000, 3))
J = lambda v: 0.5 * ((1 if v[:2] @ x + v[2] > 0 else -1) - truth) ** 2
moved = sum(np.any(central_difference(J, v) != 0) for v in weights)
print("random weights at which the gradient is not 0:", moved)

# %% [markdown]
# Lecture A then says that the gradient of the sign is *approximated as 1*. In plain words, the factor that is 0 is left
# out, and what remains is used as if it were the gradient. The guess is still made with the hard sign; only in the
# gradient is the sign treated as if it passed changes through unaltered.
#
# There is a better reason for the rule. Take the cost $2\max(0, -\hat y\,(w^\top x + b))$. It is 0 when the score has the
# right sign, and twice the absolute value of the score when it does not. *Its* gradient step is exactly the rule's step.

# %%
cost = lambda v: 2 * max(0.0, -truth * (v[:2] @ x + v[2]))
for v in weights:
    guess = 1 if v[:2] @ x + v[2] > 0 else -1
    assert np.allclose(central_difference(cost, v), (guess - truth) * np.append(x, 1), atol=1e-6)

# %% [markdown] slide_check="03.1" lecture="A"
# - **The slide says:** Learning by gradient descent on $J = \tfrac12(y - \hat y)^2$, where the gradient of $\operatorname{Sgn}$ is approximated as 1.
# - **What holds:** The gradient of that $J$ was 0 at all 1000 random weights. The rule is gradient descent on another cost, $2\max(0, -\hat y\,(w^\top x + b))$.
# - **Why:** The slope of the sign is 0 wherever it exists. Putting 1 in its place gives a useful rule, but the result is the gradient of no $J$ that counts mistakes.

# %% [markdown]
# A mistake moves the weights by $2\eta\,\hat y\,x$, twice what many textbooks write. From a start at zero that changes
# only the scale, as you have seen. Two other points on the slide are worth checking. It prints the rule for $w$ only,
# and it calls the answer $y$ and the true label $\hat y$.

# %%
angles = np.linspace(0, 2 * np.pi, 100_000)
without_b = INPUTS @ np.array([np.cos(angles), np.sin(angles)])
best = (np.where(without_b > 0, 1, -1) == GATES["AND"][:, None]).sum(axis=0).max()
print(f"AND without a bias, {len(angles)} directions of w: at most {best} of 4 corners are right.")

# %% [markdown] slide_check="03.1" lecture="A"
# - **The slide says:** $w \leftarrow w - \eta\,(y - \hat y)\,x$, and no rule for $b$.
# - **What holds:** The bias learns too, $b \leftarrow b - \eta\,(y - \hat y)$. With $b$ left at 0, not even AND can be learned: at most 3 of its 4 corners come out right.
# - **Why:** Without a bias, every line goes through the origin. The slide leaves the bias to the reader; it is a weight on the constant input 1.

# %% [markdown] slide_check="03.1" lecture="A, D"
# - **The slide says:** $y$ is the unit's answer and $\hat y$ the true label.
# - **What holds:** Lecture D writes it the other way round: $\hat y = f_\theta(x)$ is the answer and $y$ the true label. Lecture A itself uses $y$ for the true label some slides earlier, in $\text{Cost} = -\log\sigma(y\, w^\top x)$.
# - **Why:** Two habits. If you swap only half of them, the sign of the rule is reversed, and the unit learns to be wrong.

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
# The lectures do not mean the same thing by *perceptron*. With the same weights, lecture A's unit has two possible
# answers. Lecture B puts any activation in the place of the sign, for instance the sigmoid.

# %%
three = np.array([[0.0, 0.0], [1.0, 1.0], [1.0, 2.0]])
unit = Perceptron([1, 1], -1.5)
print("with the sign:", unit(three), "  with the sigmoid:", 1 / (1 + np.exp(-unit.score(three))))

# %% [markdown] slide_check="03.1" lecture="A, B, D"
# - **The slide says:** A: a perceptron has an input layer and one M-P neuron with Sgn; the neuron dates from 1943. B: the perceptron is "a single artificial neuron" with any activation $\tau$, and neural networks "have been around since the 70s". D: the perceptron is the first neural network model, of the late 1950s.
# - **What holds:** The threshold neuron is of 1943 (McCulloch and Pitts), and its learning rule of 1958 (Rosenblatt). That is the *perceptron* in this course; with another activation we say *neuron* or *unit*. In the 1970s the field had its first setback behind it, not its beginning before it.
# - **Why:** With a sigmoid the unit has a slope, answers with any number between 0 and 1, and learns by its gradient. Only the threshold unit has the rule and the theorem of this notebook.

# %% [markdown]
# **Check yourself.** A unit has $w = (1, -2)$, $b = 0.5$, and $\eta = 0.5$. It is shown $x = (2, 1)$, whose true label
# is $-1$. What are $w_1, w_2, b$ afterwards?

# %%
w1, w2, b_after = ..., ..., ...
check("03.1", (w1, w2, b_after))   # stuck? hint("03.1") · tried? solution("03.1")

# %% [markdown]
# ## 03.2 The sixteen gates
#
# A *gate* is a Boolean function of two bits. There are four corners and two answers at each, so there are $2^4 = 16$
# gates. False is written $-1$ here and true $+1$; the inputs are 0 and 1. A unit computes a gate if, at all four corners,
#
# $$w^\top x_i + b > 0 \ \text{ where } \hat y_i = +1, \qquad w^\top x_i + b \le 0 \ \text{ where } \hat y_i = -1.$$
#
# For AND by hand, the score must be positive when both inputs are 1, and must not be when only one is. The weights 1
# and 1 do it, with a bias between $-2$ and $-1$.

# %%
AND = Perceptron(w=[1, 1], b=-1.5)
assert np.array_equal(AND(INPUTS), GATES["AND"])
AND.score(INPUTS)

# %% [markdown]
# **Predict first.** How many of the sixteen gates can one unit compute? How many of them will the rule find by itself?

# %%
predict("03.2", "One unit can compute {possible} of the sixteen gates. "
        "The rule finds {learned} of them by itself.")

# %% [markdown]
# Now collect them on the board. Choose a tile, then move the sliders or drag the line: the white knob shifts it, and the
# purple knob turns it. *Learn it by the rule* does the work for you. The dot ● shows which gate the weights compute at
# this moment, and each corner shows its score $z$. A diamond marks a corner exactly on the line.

# %%
from lecture_lib.labs.perceptron import gate_board

gate_board(goal="every gate")

# %% [markdown]
# How far did you get? If a tile stays grey, that proves nothing yet, because a search can fail for other reasons. Here
# is a proof that you build yourself. Each corner asks for one inequality. Add some of them up so that $w_1$, $w_2$ and
# $b$ all cancel. If the sum then says $0 > 0$, no weights can satisfy them all.

# %%
from lecture_lib.labs.perceptron import gate_proof

gate_proof(goal="contradiction")

# %% [markdown]
# *Next gate* brings XNOR, and then the other fourteen, for which no sum can ever be false. The library's `separate`
# settles every case in the same way. It returns either a unit that separates the examples or the multipliers of such a
# sum, called a *certificate*: they prove that there is no such unit.

# %%
from itertools import islice
from lecture_lib.threshold import separate

answers = {name: separate(INPUTS, y) for name, y in GATES.items()}
learned = [name for name, y in GATES.items()
           if len(list(islice(train_perceptron(INPUTS, y), 100))) < 100]
reveal("03.2", possible=sum(a.separable for a in answers.values()), learned=len(learned))

# %% [markdown]
# Anyone can check a certificate with one product. All three columns, $w_1$, $w_2$ and $b$, come out as 0.

# %%
for name in ("XOR", "XNOR"):
    taken = answers[name].certificate
    columns = (taken * GATES[name]) @ np.column_stack([INPUTS, np.ones(4)])
    print(name, "certificate:", taken.round(3), "  w1, w2, b:", abs(columns).round(12))

# %% [markdown] slide_check="03.2" lecture="A"
# - **The slide says:** A perceptron can model any simple binary Boolean gate.
# - **What holds:** It can model 14 of the 16 two-input gates. XOR and XNOR are impossible, as the two certificates above prove.
# - **Why:** The word *simple* carries the claim. The lecture's next slide says that XOR cannot be done. XNOR is its negation and asks for the same line with its sides exchanged, so it cannot be done either.

# %% [markdown]
# NOT has only one input. It is on the board twice, as NOT x₁ and as NOT x₂, where the other input has the weight 0.

# %%
NOT = Perceptron(w=[-1], b=0.5)
NOT([[0], [1]])

# %%
quiz("03.2")

# %% [markdown]
# ## 03.3 The line, its normal and the margin
#
# The unit changes its answer where the score is 0. With two inputs that is a straight line, $w^\top x + b = 0$, the
# *decision boundary*. Go along the line from one point to another: the score stays 0, so the step $d$ satisfies
# $w^\top d = 0$. Hence **$w$ is perpendicular to the line**, and it points to the side of $+1$.
#
# The score is not itself the distance. Divide it by the length of $w$ to get the signed distance:
#
# $$\text{distance}(x) = \frac{w^\top x + b}{\lVert w \rVert}.$$
#
# The sign tells the side. The *margin* of a line on labelled points is the smallest $\hat y_i\,\text{distance}(x_i)$:
# how far the nearest point is from the line, counted as negative if it lies on the wrong side.
#
# **Predict first.** Multiply $w$ and $b$ by 10. By what factor do the scores, the distances and the margin each grow?

# %%
predict("03.3", "With w and b ten times as large, scores grow by the factor {score}, "
        "distances by {distance} and the margin by {margin}.")

# %% [markdown]
# These are the distances of the four corners from the line of AND, by the formula and by the library.

# %%
distances = (INPUTS @ AND.w + AND.b) / np.linalg.norm(AND.w)
assert np.allclose(distances, AND.distance(INPUTS))
distances.round(3)

# %%
ten = Perceptron(10 * AND.w, 10 * AND.b)
margins = [(GATES["AND"] * unit.distance(INPUTS)).min() for unit in (AND, ten)]
score, distance = ten.score([0, 0]) / AND.score([0, 0]), ten.distance([0, 0]) / AND.distance([0, 0])
reveal("03.3", score=round(score), distance=round(distance), margin=round(margins[1] / margins[0]))

# %% [markdown]
# The line is the same line; only the scores have grown. The next cell checks two consequences of the formula: a step
# along the line changes no score, and a step of length 1 along $w$ changes the distance by 1.

# %%
along, across = np.array([-AND.w[1], AND.w[0]]), AND.w / np.linalg.norm(AND.w)
assert AND.w @ along == 0
assert np.isclose(AND.distance(INPUTS[1] + across) - AND.distance(INPUTS[1]), 1)

# %% [markdown]
# The figure shows the perpendicular from each corner to a line that computes AND, and a band as wide as the margin on
# either side. Change the numbers in the last line and run the cell again. How wide can you make the band?

# %%
from lecture_lib.labs.perceptron import margin_picture

margin_picture([2, 1], -2.5, INPUTS, GATES["AND"], title="AND and a margin")

# %% [markdown]
# The line of our `AND` has the widest band there is. The reason is that no band can be wider than the gap between the two
# classes, and the gap is the distance from $(1, 1)$ to the segment between $(0, 1)$ and $(1, 0)$, which is
# $\tfrac12\sqrt2$. Half of it lies on either side.

# %%
gap = np.linalg.norm(INPUTS[3] - (INPUTS[1] + INPUTS[2]) / 2)
assert np.isclose(margins[0], gap / 2)
ours = Perceptron([2, 1], -2.5).distance([1, 1])
print(f"margin of ([2, 1], -2.5): {ours:.3f}, widest: {gap / 2:.3f}")

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
check("03.3", distance)   # stuck? hint("03.3") · tried? solution("03.3")

# %% [markdown]
# ## 03.4 How many mistakes at most?
#
# Does the rule ever finish? Yes, if *some* line separates the examples. Then the number of its mistakes has a bound that
# you can compute beforehand. Rosenblatt and Block proved that the rule finishes, and Novikoff gave the short proof with
# this bound in 1962.
#
# To state it, we put the bias among the weights: $v = (w, b)$ and $z = (x, 1)$, so that the score is $v^\top z$. Let
# $R$ be the length of the longest $z_i$. Let $v^*$ be a vector of length 1 with $\hat y_i\,v^{*\top} z_i \ge \gamma$
# for all $i$, where $\gamma > 0$.
#
# **Theorem.** Started from $v = 0$, the rule makes at most $(R/\gamma)^2$ mistakes, in whatever order the examples come, and
# however often.
#
# **Proof in five steps.** Let $k$ be the number of mistakes so far.
#
# 1. A mistake adds $2\eta\,\hat y\,z$ to $v$. A right answer adds nothing.
# 2. So at each mistake $v^{*\top} v$ grows by $2\eta\,\hat y\,v^{*\top} z \ge 2\eta\gamma$. After $k$ mistakes, $v^{*\top} v \ge 2\eta k\gamma$.
# 3. At a mistake $\hat y\,v^\top z \le 0$. So $\lVert v\rVert^2$ grows by $4\eta\,\hat y\,v^\top z + 4\eta^2\lVert z\rVert^2 \le 4\eta^2R^2$. After $k$ mistakes, $\lVert v\rVert \le 2\eta\sqrt k\,R$.
# 4. Since $v^*$ has length 1, $v^{*\top} v \le \lVert v\rVert$. Together: $2\eta k\gamma \le 2\eta\sqrt k\,R$.
# 5. Divide by $2\eta\sqrt k\,\gamma$ and square: $k \le (R/\gamma)^2$. The learning rate has cancelled.
#
# So one quantity grows at least like $k$, and it stays below another that grows at most like $\sqrt k$. The run must end
# before the two limits cross.

# %%
widest = separate(INPUTS, GATES["AND"])
R = np.linalg.norm(np.column_stack([INPUTS, np.ones(4)]), axis=1).max()
print(f"R = {R:.4f},  γ = {widest.margin:.4f},  (R/γ)² = {(R / widest.margin) ** 2:.4f}")

# %% [markdown]
# This $\gamma$ is measured in the space of $z = (x, 1)$, with three numbers per example. It is not the margin on the
# plane of 03.3. The library computes the widest one. The figure shows the run on AND between its two limits.

# %%
from lecture_lib.threshold import mistake_bound
from lecture_lib.labs.perceptron import bound_figure

assert np.isclose(mistake_bound(INPUTS, GATES["AND"]), (R / widest.margin) ** 2)
bound_figure(fast, np.append(widest.unit.w, widest.unit.b), widest.margin, R)

# %% [markdown]
# The next cell checks the steps of the proof at each mistake of the run.

# %%
star, made = np.append(widest.unit.w, widest.unit.b), [s for s in fast if s.guess != s.y]
for k, s in enumerate(made, start=1):
    v, z = np.append(*s.after), np.append(s.x, 1)
    assert s.y * (s.w @ s.x + s.b) <= 0                     # a mistake, or a tie
    assert star @ v >= 2 * k * widest.margin - 1e-9         # step 2
    assert np.linalg.norm(v) <= 2 * np.sqrt(k) * R + 1e-9   # step 3
print(f"steps 2 and 3 hold at all {len(made)} mistakes")

# %% [markdown]
# How good is the bound? We try 300 random sets that some plane separates, in one to five dimensions, each shown in a
# random order. The theorem says that no run makes more mistakes than its bound allows. It does not say how many fewer.
#
# **Predict first.** What fraction of its bound does the median run use: about 0.9, about 0.5, or 0.1 and below?

# %%
predict("03.4", "The fraction of its bound that the median run uses "
        "is nearest to {used_by_the_median_run}.",
        used_by_the_median_run=(0.9, 0.5, 0.1))

# %% [markdown]
# Each run has its own examples, its own order and its own bound.

# %%
def mistakes_of_a_random_run(rng):
    d, n = rng.integers(1, 6), rng.integers(5, 25)
    x = rng.normal(size=(n, d))
    y = np.where(x @ rng.normal(size=d) + rng.normal() > 0, 1.0, -1.0)
    order = rng.integers(0, n, 5000).tolist()
    steps = list(train_perceptron(x, y, order=order))
    return mistake_bound(x, y), steps[-1].mistakes if steps else 0


bounds, mistakes = np.array([mistakes_of_a_random_run(rng) for _ in range(300)]).T
assert np.all(mistakes <= bounds)

# %%
used = np.median(mistakes / bounds)
reveal("03.4", used_by_the_median_run=min((0.9, 0.5, 0.1), key=lambda option: abs(option - used)))

# %% [markdown]
# Every dot is one run. The line marks as many mistakes as the bound allows.

# %%
from lecture_lib.labs.perceptron import mistakes_figure

mistakes_figure(bounds, mistakes)

# %% [markdown]
# No run breaks the bound, and most stay far below it, because the bound has to hold for the worst order of the worst set.
#
# Now try to make it long. On AND the bound is 51. The goal in the laboratory is a set on which the rule, started from
# zero, makes 52 mistakes or more and still finishes. What must you make small? Watch $R$, $\gamma$ and the bar while
# you drag.

# %%
perceptron_lab(shown=18, goal="the bound")

# %% [markdown]
# Where no line separates the points, no $\gamma$ exists, and hence no bound. Then the rule never finishes. Its weights
# stay bounded all the same; this is the *perceptron cycling theorem* of Block and Levin. On a grid, such as the
# laboratory's, bounded weights have only finitely many values. Sooner or later, therefore, the same weights meet the
# same example again, and then all that happened since must happen again: the run goes round. The laboratory watches for
# that. Press *To the end*.

# %%
perceptron_lab(points=POINT_SETS["XOR"], goal="the round")

# %% [markdown]
# The next cell shows where the round starts, and the certificate that the run could not have ended.

# %%
from lecture_lib.threshold import find_cycle

first, again = find_cycle(list(islice(train_perceptron(INPUTS, GATES["XOR"]), 100)))
print(f"step {again} starts exactly as step {first} did")
print("certificate:", answers["XOR"].certificate)

# %% [markdown]
# With arbitrary real numbers the weights need not come back, although they stay bounded. The next cell takes five sets of
# eight random points that no line separates, and 3000 steps of each run.

# %%
sets = ((rng.normal(size=(8, 2)), rng.choice([-1.0, 1.0], 8)) for _ in range(1000))
hopeless = list(islice((s for s in sets if not separate(*s).separable), 5))
runs = [list(islice(train_perceptron(*s), 3000)) for s in hopeless]
longest = [max(np.linalg.norm(np.append(step.w, step.b)) for step in run) for run in runs]
print("runs that come back:", sum(find_cycle(run) is not None for run in runs))
print("longest v of each run:", np.round(longest, 1))

# %%
quiz("03.4")

# %% [markdown]
# Now the [exercises](../exercises/03_perceptron.ipynb).
#
# ## Summary
#
# - A perceptron answers with the sign of $w^\top x + b$. A mistake adds $2\eta\,\hat y\,x$ to $w$ and $2\eta\,\hat y$ to $b$.
# - The rule follows the gradient of $2\max(0, -\hat y\,(w^\top x + b))$. The squared error of the sign has gradient 0 almost everywhere.
# - One unit computes 14 of the 16 gates. For XOR and XNOR, four inequalities add up to $0 > 0$.
# - $w$ is perpendicular to the line; score over $\lVert w\rVert$ is distance; the nearest point gives the margin.
# - From zero, the rule makes at most $(R/\gamma)^2$ mistakes. Without a separating line it never finishes, but its weights stay bounded; if weights and example ever come back, it repeats itself forever.
# - What happens at a score of 0 is a convention. It changes runs, so it must be stated.
#
# In 1969 Minsky and Papert made the limits of one unit known. Notebook 04 puts units behind units, and solves XOR.
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
# - H. D. Block, *The perceptron: a model for brain functioning*, 1962.
# - A. B. J. Novikoff, *On convergence proofs on perceptrons*, 1962.
# - M. Minsky, S. Papert, *Perceptrons*, 1969.
# - H. D. Block, S. A. Levin, *On the boundedness of an iterative procedure for solving a system of linear inequalities*, 1970.
# - P. Wolfe, *Finding the nearest point in a polytope*, 1976.
