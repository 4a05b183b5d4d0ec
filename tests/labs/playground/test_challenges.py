"""The challenges of the playground (rows 17.2 to 17.5): the start does not count, a way reaches each, and what an
explanation says was measured is measured here."""

import re
from dataclasses import fields, replace

import numpy as np
import pytest

from lecture_lib.labs.playground import Setup, first_run, playground, problem, run_epoch
from lecture_lib.labs.playground.challenges import CHALLENGES, challenge_named, explain, foretell
from lecture_lib.labs.playground.challenges.judges import (
    jitter,
    n_classified_correctly,
    n_edited,
    n_firing,
    no_line_separates,
    train_loss,
    unseen_loss,
)
from lecture_lib.labs.playground.view import view
from lecture_lib.validation import InputError
from tests.notebooks.texts import split_sentences

every_challenge = pytest.mark.parametrize("name", CHALLENGES)


def train(setup, epochs, run=None):
    run = run or first_run(setup)
    for _ in range(epochs):
        run = run_epoch(setup, run)
    return run


def edited(run, *layers):
    """Return the run with other weights and biases: for each layer (W, b), or None where it stays."""
    net = run.net
    for l, layer in enumerate(layers, start=1):
        if layer:
            net = net.with_layer(l, *(np.array(part, np.float32) for part in layer))
    return replace(run, net=net)


def trained(name, epochs, **changes):
    """Return a way to reach a challenge: with these settings, so many epochs."""
    setup = replace(CHALLENGES[name].setup, **changes)
    return setup, train(setup, epochs)


def by_edit(name, *layers, epochs=0):
    setup = CHALLENGES[name].setup
    return setup, train(setup, epochs, edited(CHALLENGES[name].first, *layers))


DEEP = {"hidden": (8, 8, 8), "activations": ("relu",) * 3, "rule": "Adam", "rate": 0.01}
ADAM = {"rule": "Adam", "rate": 0.03}
WAYS = {
    "one tile": lambda: trained("one tile", 50, features=("x1*x2",)),
    "wave": lambda: trained("wave", 100, features=("x2 - 2*sin(1.15*x1)",), rate=0.1),
    "boundary": lambda: trained("boundary", 100, boundary="16 - x1^2 - x2^2"),
    "two units": lambda: trained("two units", 200, seed=0),
    "spiral": lambda: trained(
        "spiral", 300, hidden=(8, 8, 8), activations=("relu",) * 3, rule="Adam", rate=0.01, seed=1
    ),
    "too much for four": lambda: trained("too much for four", 100, data="spiral"),
    "fewest parameters": lambda: trained("fewest parameters", 300, hidden=(3,), activations=("tanh",), **ADAM),
    "no line": lambda: trained("no line", 0, table="x1,x2,class\n-1,0,blue\n0,0,orange\n1,0,blue"),
    "rate": lambda: trained("rate", 6, rate=0.1),
    "batch": lambda: trained("batch", 200, batch=100),
    "steps": lambda: by_edit("steps", ([[1, 1], [1, 1]], [2.6, -2.6]), epochs=200),
    "revive": lambda: by_edit("revive", (CHALLENGES["revive"].first.net[1].W, [2, 2])),
    "right but bad": lambda: by_edit("right but bad", ([[20, 20]], [0])),
    "overfit": lambda: trained("overfit", 200, hidden=(8, 8), activations=("tanh", "tanh"), **ADAM),
    "repair": lambda: trained("repair", 200, l2=0.03),
    "by hand": lambda: by_edit("by hand", ([[-2.5, -2], [2.5, -2], [0, 2.8]], [0, 0, 0])),
}


def test_there_are_at_least_twelve_and_a_way_for_each():
    assert len(CHALLENGES) >= 12 and WAYS.keys() == CHALLENGES.keys()


@every_challenge
def test_the_start_does_not_count(name):
    challenge = CHALLENGES[name]
    assert not challenge.progress(challenge.setup, challenge.first).reached


@every_challenge
def test_there_is_a_way_to_reach_it(name):
    setup, run = WAYS[name]()
    challenge = CHALLENGES[name]
    found = challenge.progress(setup, run)
    assert not challenge.changed_settings(setup) and found.reached, f"{found.have} of {found.of}"


@every_challenge
def test_what_is_reached_does_not_count_once_a_fixed_setting_is_changed(name):
    challenge = CHALLENGES[name]
    others = {"data": "rings", "noise": 5, "share": 90, "rate": 1e-4, "features": ("x1", "x2", "x1^2"), "batch": 7}
    others |= {"data_seed": 9, "hidden": (), "activations": (), "seed": 99, "loss": "squared", "rule": "momentum"}
    others |= {"l1": 0.5, "l2": 0.5, "dropout": 10}
    others |= {"target": "class", "inputs": ("x1", "x2"), "held": (0,)}
    setup, run = WAYS[name]()
    assert challenge.fixed and challenge.remark(setup) == ""
    for field in set(challenge.fixed) - {"hidden", "activations"}:
        moved = replace(setup, **{field: others[field]})
        assert challenge.changed_settings(moved) == (field,)
        assert challenge.progress(moved, run).have == 0 and "Go back" in challenge.remark(moved)


@every_challenge
def test_the_fixed_settings_are_settings(name):
    assert set(CHALLENGES[name].fixed) <= {field.name for field in fields(Setup)}


@every_challenge
def test_the_goal_judges_a_state_by_its_setup_and_run(name):
    class State:
        setup, run = WAYS[name]()

    goal = CHALLENGES[name].goal
    assert goal.progress(State()).reached and goal.asks == CHALLENGES[name].asks


@every_challenge
def test_a_prediction_stands_before_it_and_its_answer_is_none_that_is_told(name):
    challenge = CHALLENGES[name]
    blanks = set(re.findall(r"\{(\w+)\}", challenge.ask))
    assert blanks == set(challenge.answers) and set(challenge.kinds) <= blanks
    for blank, options in challenge.kinds.items():
        assert isinstance(options, tuple) and challenge.answers[blank] in options
    assert foretell(name).names and f"Predict first · {challenge.row}" in foretell(name).face["title"]
    assert challenge.explanation in explain(name).says
    assert 2 <= len(split_sentences(challenge.explanation)) <= 6


def test_no_two_predictions_of_a_section_share_a_blank():
    blanks = [(challenge.row, blank) for challenge in CHALLENGES.values() for blank in challenge.answers]
    assert len(blanks) == len(set(blanks))


def test_an_unknown_challenge_is_refused_with_the_names():
    with pytest.raises(InputError, match="there is no challenge 'xor'. Give one of one tile, "):
        challenge_named("xor")


# --- what the judges refuse --------------------------------------------------------------------------------------


def test_a_second_feature_does_not_count_as_one_tile():
    setup, run = trained("one tile", 50, features=("x1*x2", "x1"))
    assert n_classified_correctly(setup, run) >= 238 and CHALLENGES["one tile"].progress(setup, run).have == 0


def test_a_third_edit_does_not_count_nor_does_training():
    challenge = CHALLENGES["revive"]
    W, b, _ = challenge.first.net[1]
    two = edited(challenge.first, (W, [2, 2]))
    assert challenge.progress(challenge.setup, two).reached
    three = edited(two, None, (challenge.first.net[2].W, [1]))
    assert n_edited(three.net, challenge.first.net) == 3
    assert challenge.progress(challenge.setup, three).have == 0
    assert challenge.progress(challenge.setup, train(challenge.setup, 1, two)).have == 0
    one = edited(challenge.first, (W, [2, b[1]]))
    assert challenge.progress(challenge.setup, one).have == 1


def test_weights_that_were_trained_do_not_count_as_set_by_hand():
    setup, run = trained("by hand", 20, rate=0.1)
    assert (
        n_classified_correctly(setup, run, held_out=False) >= 214
        and CHALLENGES["by hand"].progress(setup, run).have == 0
    )


def test_stopping_early_does_not_count_as_repairing():
    setup, run = trained("repair", 6)
    assert unseen_loss(setup, run) <= 0.4 and CHALLENGES["repair"].progress(setup, run).have == 0


def test_points_at_the_same_place_do_not_count_and_three_are_the_fewest():
    challenge = CHALLENGES["no line"]
    assert challenge.score
    for table, score in {
        "x1,x2,class\n0,0,blue\n0,0,orange": None,
        "x1,x2,class\n0,0,blue\n1,0,orange": None,
        "x1,x2,class\n-1,0,blue\n0,0.1,orange\n1,0,blue": None,
        "x1,x2,class\n-1,0,blue\n0,0,orange\n1,0,blue": 3,
        "x1,x2,class\n-1,-1,blue\n1,1,blue\n-1,1,orange\n1,-1,orange": 4,
        "x1,x2,class\n0,0,a\n1,1,b\n2,2,a\n3,3,c": None,
    }.items():
        setup = replace(challenge.setup, table=table)
        assert challenge.score(setup, first_run(setup)) == score
        assert challenge.progress(setup, first_run(setup)).reached == (score == 3)


def test_the_score_of_the_smallest_network_is_its_parameters_and_none_where_its_loss_is_too_large():
    challenge = CHALLENGES["fewest parameters"]
    assert challenge.score
    assert challenge.score(challenge.setup, challenge.first) is None
    assert challenge.score(*WAYS["fewest parameters"]()) == 13
    four = trained("fewest parameters", 300, hidden=(4,), activations=("tanh",), **ADAM)
    assert challenge.score(*four) == 17 and not challenge.progress(*four).reached


def test_numbers_to_fit_and_too_few_epochs_leave_nothing_misclassified():
    challenge = CHALLENGES["too much for four"]
    assert challenge.progress(*trained("too much for four", 100, data="plane")).have == 0
    assert challenge.progress(*trained("too much for four", 99, data="spiral")).have == 0


def test_a_line_that_is_too_close_to_tell_is_not_certain_to_fail():
    assert not no_line_separates(np.array([[1000.0], [1000.001]]), np.array([0, 1]))


def test_the_jitter_of_few_epochs_is_not_known():
    assert jitter(train(Setup(), 19)) == float("inf")


# --- what the explanations say -----------------------------------------------------------------------------------


def test_a_straight_line_gets_81_per_cent_of_the_wave():
    assert [
        n_classified_correctly(*trained("wave", 50)),
        n_classified_correctly(*trained("wave", 100, features=("x2", "sin(x1)"), rate=0.1)),
    ] == [
        122,
        145,
    ]
    assert n_classified_correctly(*WAYS["wave"]()) == 148 and round(122 / 150, 1) == 0.8


def test_other_tiles_stay_near_52_per_cent():
    for feature in ("x1^2", "sin(x1)"):
        assert round(n_classified_correctly(*trained("one tile", 50, features=(feature,), rate=0.1)) / 2.5) == 52
    assert n_classified_correctly(*WAYS["one tile"]()) == 250


def test_the_rate_has_the_limit_that_the_largest_eigenvalue_gives():
    setup = CHALLENGES["rate"].setup
    x = np.column_stack([problem(setup).x_train, np.ones(600)])
    limit = 2 / np.linalg.eigvalsh(x.T @ x / 600).max()
    assert f"{limit:.3f}" == "0.152" and f"{2 / limit:.1f}" == "13.2"
    falls, grows = (train(replace(setup, rate=rate), 100).losses for rate in (0.15, 0.155))
    assert falls[-1].train < falls[0].train and grows[-1].train > grows[0].train
    at_start = train(setup, 3).losses
    assert at_start[0].train < at_start[1].train < at_start[2].train
    assert [train_loss(*trained("rate", n, rate=0.1)) <= 1e-5 for n in (3, 4)] == [False, True]
    assert train_loss(*trained("rate", 10, rate=0.03)) > 1e-5


def test_larger_batches_jitter_less_and_take_longer():
    setup = CHALLENGES["batch"].setup
    found = [round(100 * jitter(train(replace(setup, batch=b), n)), 1) for b, n in ((1, 200), (10, 200), (250, 200))]
    assert [round(found[0]), *found[1:]] == [19, 0.6, 0.3]
    assert round(100 * jitter(train(replace(setup, batch=250), 60))) == 5


def test_hidden_step_units_do_not_move():
    challenge = CHALLENGES["steps"]
    before, after = challenge.first.net[1], train(challenge.setup, 200).net[1]
    assert np.array_equal(before.W, after.W) and np.array_equal(before.b, after.b)


def test_a_dead_network_stays_dead_and_a_revived_one_learns_on():
    challenge = CHALLENGES["revive"]
    slower = replace(challenge.setup, rate=0.1)
    later = train(slower, 100, challenge.first)
    assert n_firing(slower, later) == 0
    assert all(np.array_equal(a, b) for a, b in zip(later.net[1][:2], challenge.first.net[1][:2]))
    revived = train(slower, 20, WAYS["revive"]()[1])
    shares = [round(n_classified_correctly(slower, run, held_out=False) / 2.5) for run in (challenge.first, revived)]
    assert shares == [50, 84]


def test_the_same_decisions_can_have_a_good_loss_and_a_bad_one():
    setup, bad = WAYS["right but bad"]()
    _, good = by_edit("right but bad", ([[1, 1]], [0]))
    assert [n_classified_correctly(setup, run) for run in (good, bad)] == [229, 229]
    assert [f"{unseen_loss(setup, run):.3f}" for run in (good, bad)] == ["0.202", "2.279"]


def test_the_held_out_loss_of_the_overfitted_network_falls_and_then_rises():
    losses = WAYS["overfit"]()[1].losses
    unseen = [each.held_out for each in losses]
    assert int(np.argmin(unseen)) + 1 == 6 and f"{min(unseen):.3f}" == "0.353"
    assert f"{unseen[-1]:.3f}" == "0.887" and f"{losses[-1].train:.4f}" == "0.0004"


def test_three_weights_that_point_at_their_clouds_are_right_everywhere():
    setup, run = WAYS["by hand"]()
    assert n_classified_correctly(setup, run, held_out=False) == len(problem(setup).train) == 225


def how_often(seeds, name, epochs, reached=None, **changes):
    """Return from how many random starts a way reaches a challenge, or something else."""
    challenge = CHALLENGES[name]
    reached = reached or (lambda setup, run: challenge.progress(setup, run).reached)
    return sum(bool(reached(*trained(name, epochs, seed=seed, **changes))) for seed in range(seeds))


def above_80(setup, run):
    return n_classified_correctly(setup, run, held_out=False) > 0.8 * len(problem(setup).train)


@pytest.mark.slow
@pytest.mark.parametrize(
    "starts, of, name, epochs, changes",
    [
        (64, 100, "two units", 200, {}),
        (26, 100, "two units", 200, {"activations": ("relu",)}),
        (37, 40, "spiral", 300, DEEP),
        (25, 40, "fewest parameters", 300, {"hidden": (3,), "activations": ("tanh",), **ADAM}),
        (0, 40, "fewest parameters", 300, {"hidden": (2,), "activations": ("tanh",), **ADAM}),
        (0, 20, "steps", 200, {}),
        (40, 40, "overfit", 200, {"hidden": (8, 8), "activations": ("tanh", "tanh"), **ADAM}),
        (20, 20, "repair", 200, {"l2": 0.03}),
        (20, 20, "repair", 200, {"l2": 0.1}),
        (4, 20, "repair", 200, {"hidden": (1,), "activations": ("tanh",)}),
        (0, 20, "repair", 200, {"hidden": (2,), "activations": ("tanh",)}),
        (0, 20, "repair", 200, {"hidden": (3,), "activations": ("tanh",)}),
        (7, 10, "repair", 200, {"dropout": 50}),
    ],
)
def test_as_many_starts_reach_it_as_its_explanation_says(starts, of, name, epochs, changes):
    assert how_often(of, name, epochs, **changes) == starts
    assert starts == 0 or str(starts) in CHALLENGES[name].explanation


@pytest.mark.slow
def test_four_tanh_units_solve_xor_from_every_start():
    changes = {"hidden": (4,), "rate": 0.1}
    reached = lambda setup, run: n_classified_correctly(setup, run) >= 143  # noqa: E731
    assert how_often(20, "two units", 200, reached, **changes) == 20


@pytest.mark.slow
def test_four_units_learn_three_sets_but_not_the_spiral():
    for data in ("waves", "moons", "four quarters"):
        assert how_often(20, "too much for four", 100, above_80, data=data) == 20
    right = [
        n_classified_correctly(*trained("too much for four", 300, data="spiral", seed=seed), held_out=False)
        for seed in range(20)
    ]
    assert max(right) <= 200 and round(max(right) / 2.5) == 74


def test_a_boundary_with_few_blue_points_does_not_count():
    assert n_classified_correctly(*WAYS["boundary"]()) == 245
    setup, run = trained("boundary", 100, boundary="4 - x1^2 - x2^2")
    assert n_classified_correctly(setup, run) >= 238 and CHALLENGES["boundary"].progress(setup, run).have == 0


# --- the best is kept by the card --------------------------------------------------------------------------------


def test_the_card_keeps_the_best_score_and_says_it():
    app = playground(challenge="no line")
    app.hand_in("your own table", "x1,x2,class\n-1,-1,b\n1,1,b\n-1,1,o\n1,-1,o")
    assert app.state.best == 4 and "Best so far: 4 examples" in view(app.state).note
    app.hand_in("your own table", "x1,x2,class\n-1,0,b\n0,0,o\n1,0,b")
    assert app.state.best == 3 and app.goal.reached
    app.hand_in("your own table", "x1,x2,class\n-1,-1,b\n1,1,b\n-1,1,o\n1,-1,o")
    assert app.state.best == 3
    app.set("challenge", "")
    assert "Best" not in view(app.state).note
    app.set("challenge", "fewest parameters")
    assert app.state.best == 0


def test_a_best_score_is_kept_of_what_counts_only():
    challenge = CHALLENGES["fewest parameters"]
    setup, run = WAYS["fewest parameters"]()
    assert challenge.best_score(setup, run) == challenge.best_score(setup, run, 17) == 13
    assert challenge.best_score(setup, run, 9) == 9
    assert challenge.best_score(replace(setup, noise=5), run, 17) == 17
    assert CHALLENGES["spiral"].best_score(setup, run) == 0
