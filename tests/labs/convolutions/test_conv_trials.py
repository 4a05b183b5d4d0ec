"""The CNN and dense networks on the same digits: trainings, kept scores, and the experiment that makes them (16.4)."""

import json
from itertools import islice

import numpy as np
import pytest

from experiments import conv_scores as experiment
from lecture_lib import Adam, InputError
from lecture_lib.architectures import conv_net_logits
from lecture_lib.data import digits, load_conv_scores, shift_images
from lecture_lib.labs.convolutions import conv_trials
from lecture_lib.labs.convolutions.conv_trials import (
    DATA,
    DENSE,
    NETWORKS,
    Images,
    accuracy,
    accuracy_by_shift,
    classifier,
    test_images,
    train_conv_net,
    train_dense_net,
    train_network,
    training_images,
)
from lecture_lib.nn import n_parameters
from lecture_lib.training import paired_difference


def few(kind="centred", n=300):
    return Images(*(part[:n] for part in training_images(kind)))


def test_the_networks_that_are_compared_have_equal_parameters():
    for name in ("9 hidden units", "8 and 45 hidden units"):
        assert abs(n_parameters(DENSE[name]) - 7146) < 0.01 * 7146
    assert n_parameters(DENSE["64 hidden units"]) > 7 * 7146


@pytest.mark.slow
def test_shifted_images_are_the_same_digits_elsewhere_and_the_same_every_time():
    centred, shifted = training_images("centred"), training_images("shifted", 3)
    assert np.array_equal(centred.y, shifted.y) and not np.array_equal(centred.x, shifted.x)
    assert np.array_equal(shifted.x, training_images("shifted", 3).x)
    assert not np.array_equal(shifted.x, training_images("shifted", 4).x)
    assert np.array_equal(test_images("shifted").x, test_images("shifted").x)
    with pytest.raises(InputError, match="kind is 'turned'. Give 'centred' or 'shifted'"):
        training_images("turned")


@pytest.mark.slow
def test_training_lowers_the_loss_and_is_the_same_from_the_same_seed():
    first, again, other = (list(islice(train_conv_net(few(), seed), 3)) for seed in (0, 0, 1))
    losses = [loss for _, loss in first]
    assert losses[2] < losses[1] < losses[0] and losses == [loss for _, loss in again]
    assert losses != [loss for _, loss in other]


@pytest.mark.slow
def test_an_accuracy_is_the_part_of_images_whose_largest_logit_is_their_class():
    parameters, _ = next(train_conv_net(few(n=100), 0))
    data = few(n=200)
    assert accuracy(parameters, data) == np.mean(conv_net_logits(parameters, data.x).argmax(axis=1) == data.y)
    net, _ = next(train_dense_net(data, (784, 9, 10), 0))
    assert np.array_equal(classifier(net)(data.x), net(data.x).argmax(axis=1))


@pytest.mark.slow
def test_the_accuracy_by_shift_begins_with_the_centred_one_and_takes_all_four_ways():
    net, _ = next(train_dense_net(few(), (784, 9, 10), 0, Adam(0.01)))
    found, data = accuracy_by_shift(net), test_images("centred")
    assert found[0] == accuracy(net, data)
    ways = [(0, 2), (0, -2), (2, 0), (-2, 0)]
    assert found[2] == pytest.approx(np.mean([accuracy(net, Images(shift_images(data.x, w), data.y)) for w in ways]))


def test_a_network_of_no_such_name_is_refused():
    with pytest.raises(InputError, match="network is 'RNN'. Give one of 'CNN'"):
        train_network("RNN", few(), 0, 0.003, 1)


# --- kept scores


def test_all_scores_are_kept_for_ten_seeds_and_say_where_they_come_from():
    kept = load_conv_scores()
    assert set(kept.provenance) == {"finished", "machine", "numpy", "python", "seconds"}
    for network in NETWORKS:
        for trained in DATA:
            assert 0.5 < kept.settings[f"{network}, {trained}"]["kept_back"] < 1
            for tested in DATA:
                scores = np.array(kept.scores[f"{network}, {trained}, tested {tested}"])
                assert scores.shape == (10,) and (scores > 0.1).all() and (scores < 1).all()
        by_shift = np.array(kept.scores[f"{network}, by shift"])
        assert by_shift.shape == (10, 5)
        assert by_shift[:, 0].tolist() == kept.scores[f"{network}, centred, tested centred"]


def test_no_rate_was_best_at_the_edge_of_what_was_tried():
    rates = {name: how["rate"] for name, how in load_conv_scores().settings.items()}
    assert set(rates.values()) <= set(experiment.RATES[1:-1]), rates


def test_the_convolutional_network_is_better_by_more_than_the_interval():
    kept = load_conv_scores().scores
    for other in DENSE:
        for tested in DATA:
            gap = paired_difference(kept[f"CNN, centred, tested {tested}"], kept[f"{other}, centred, tested {tested}"])
            assert gap.value > gap.half


@pytest.mark.slow
@pytest.mark.parametrize("network", ["9 hidden units", "CNN"])
def test_a_kept_score_is_that_of_the_training_made_anew(network):
    """Float32 goes another way on another processor, and a network that is trained ends near where it ended."""
    kept = load_conv_scores()
    how = kept.settings[f"{network}, centred"]
    trained = train_network(network, training_images("centred", 2), 2, how["rate"], how["epochs"])
    for tested in DATA:
        score = kept.scores[f"{network}, centred, tested {tested}"][2]
        assert accuracy(trained, test_images(tested)) == pytest.approx(score, abs=0.05)


def test_the_command_chooses_on_digits_kept_back_and_writes_what_it_finds(tmp_path, monkeypatch, capsys):
    seen = []

    def train(network, data, seed, rate, epochs):
        seen.append((network, len(data.x), seed))
        return network, rate

    for name, value in {
        "ROOT": tmp_path,
        "RESULTS_FILE": tmp_path / "kept.json",
        "train_network": train,
        "training_images": lambda kind, seed: Images(np.zeros((4000, 1)), np.zeros(4000)),
        "accuracy": lambda trained, data: 0.9 if trained[1] == 0.01 else 0.8,
        "accuracy_by_shift": lambda trained: [0.9] * 5,
        "NETWORKS": ("CNN", "9 hidden units"),
    }.items():
        monkeypatch.setattr(experiment, name, value)
    assert experiment.main() == 0 and "10 scores are in kept.json" in capsys.readouterr().out
    kept = json.loads((tmp_path / "kept.json").read_text("utf-8"))
    assert kept["settings"]["CNN, shifted"] == {"rate": 0.01, "epochs": 10, "kept_back": pytest.approx(0.9)}
    assert len(kept["scores"]["CNN, by shift"]) == 10
    assert {(n, seed in experiment.CHOICE_SEEDS) for _, n, seed in seen} == {(3500, True), (4000, False)}


def test_the_test_digits_are_none_of_those_trained_on():
    assert len(training_images("centred").x) == 4000 and np.array_equal(test_images("centred").y, digits().y_test)
    assert conv_trials.BATCH == 100
