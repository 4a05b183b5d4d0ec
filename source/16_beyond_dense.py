# %% [markdown]
# # 16 · Go beyond dense layers
#
# **You will be able to**
#
# - ROW GOALS
# - make new data by diffusion and by two players, check whether they resemble the data, and learn from reward alone.
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
# (to be written)

# %% [markdown]
# ### Diffusion
#
# A diffusion model makes new data that look like those it was shown: pictures, sounds, molecules. It learns one thing
# only, to find the noise in noised data; then it starts from pure noise and takes a little of it away, many times.
#
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
# The way back needs to know which part of $x_t$ is noise. If a denoiser finds $\hat\varepsilon$ in it, one step back is
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
from lecture_lib.training import mean_with_interval

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
# centre (three times the spread). How many per cent of pure noise do, and how many after the walk back with a learned
# denoiser?

# %%
predict("16.5", "Within 0.45 of a centre lie about {noise_near} % of the points of pure noise, "
        "and about {walked_near} % after the walk back.",
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
    print(f"{name:10} near: {near.value:5.1f} ± {near.half:.1f} %"
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
# - **What holds:** Adding noise is not learned. It is a fixed formula with 0 parameters; all 4610 parameters above belong to the way back.
# - **Why:** The noise must be known exactly, for it is the target from which the denoiser learns. Some later variants learn the schedule too, but they are not needed for the lecture's figure.

# %% [markdown]
# ### Two players
#
# A generative adversarial network, GAN for short, also makes new data, but in a single pass. There is no formula for
# "looks real", so a second network judges: the *generator* makes points out of noise, the *discriminator* tries to tell
# them from data, and each is trained against the other.
#
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
# **Predict first.** The generator has learned exactly $q = p$. Which probability of being data does the best
# discriminator then give to each outcome?

# %%
predict("16.5", "Where q = p, the best discriminator gives each outcome "
        "the probability {fooled} of being data.")

# %% [markdown]
# The best discriminator answers $p / (p + q)$, and its loss is then $2 \log 2 - 2\, \mathrm{JS}(p, q)$, where JS is the
# *Jensen-Shannon divergence*: 0 where the two are equal, and at most $\log 2$. So a generator that keeps even the best
# opponent at $2 \log 2$ has the density of the data.

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
# That is theory. In practice neither player is ever perfect, and each makes one gradient step per round. We play twelve games side by side,
# each from another start, and count how many clouds the generator reaches: a cloud counts if at least a quarter of its
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
# discriminator's loss in the last round, and for the points within 0.45 of a centre. If the discriminator were fooled entirely, that loss would be
# $2 \log 2 \approx 1.386$.

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
          f"near a centre {near.value:.0f} ± {near.half:.0f} %")

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
# In reinforcement learning there are no targets at all. An *agent* sees where it is, acts, and now and then receives a
# reward; it should find a *policy*, that is, a probability of each action in each situation, whose rewards are large in
# the long run. Programs that play games, robots and language models are trained in this way.
#
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
# This corridor is so small that $J$ and its gradient can also be computed exactly. So we compare the exact gradient with
# central differences, and REINFORCE with the exact gradient.

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
# learns nothing: it learns from what it does. The next cell compares the mean
# returns of the learned policies with that of the random policy that they began with, and with the best one possible.

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
# Now the [exercises](../exercises/16_beyond_dense.ipynb).
#
# ## Summary
#
# - SUMMARY
# - Diffusion adds noise by a fixed formula and learns only to find it; many small steps back restore the density.
# - Two players reach a mixture or lose a part of it. Count the modes: points that look real do not show what is missing.
# - A policy learns from reward alone, by making more likely what was followed by a large return, but only where it goes.
# - Weights are shared over positions, over time, over pairs or not at all. The data decide, not the smallest count.
#
# ## Notation
#
# | here | meaning |
# | --- | --- |
# | $x_t, \varepsilon, \bar\alpha_t$ | data after $t$ steps of noise, the noise, the part of the variance left of the data |
# | $\beta_t, \sigma_t, \eta$ | the noise variance of step $t$, the scale of the fresh noise of a step back, and that noise |
# | $G, D$ | generator, and discriminator (its logit) |
# | $\pi(a \mid s), \theta$ | the policy: probability of action $a$ in cell $s$; its logits |
# | $G_t, \gamma, J$ | return from step $t$ on, discount, mean return |
#
# ## References
#
# - REFERENCES
# - I. Goodfellow et al., *Generative Adversarial Nets*, NeurIPS 2014.
# - J. Ho, A. Jain and P. Abbeel, *Denoising Diffusion Probabilistic Models*, NeurIPS 2020.
# - G. Székely and M. Rizzo, *Energy statistics: a class of statistics based on distances*, Journal of Statistical
#   Planning and Inference 143, 2013.
# - R. Williams, *Simple statistical gradient-following algorithms for connectionist reinforcement learning*, Machine
#   Learning 8, 1992.
