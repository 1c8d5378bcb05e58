"""The loop that trains networks: bounds, draws, validation and early stopping."""

import numpy as np
import pytest
import torch
from torch import nn

from core.compute.device import torch_session
from core.encoders.training import (
    Batches,
    Plan,
    canonical_order,
    hold_out,
    load_net,
    net_state,
    note_on,
    train,
)
from core.stages.progress import silent
from tests.populations import population


def plan(epochs=5, patience=5, learning_rate=0.1, batch_size=4, epoch_size=100, progress=silent):
    return Plan(epochs, patience, learning_rate, batch_size, epoch_size, progress)


def line():
    """One weight, which the loss wants at 3."""
    net = nn.Linear(1, 1, bias=False)
    nn.init.zeros_(net.weight)
    return net, lambda rows: (net.weight - 3).square().sum()


ROWS = (np.arange(8), np.arange(8, 10))


def test_the_generator_and_the_threads_are_put_back():
    before, n_threads = torch.get_rng_state(), torch.get_num_threads()
    with torch_session(7, 1):
        assert torch.get_num_threads() == 1
        first = torch.rand(3)
    with torch_session(7, 1):
        assert torch.equal(torch.rand(3), first)
    with torch_session(8, 1):
        assert not torch.equal(torch.rand(3), first)
    assert torch.equal(torch.get_rng_state(), before)
    assert torch.get_num_threads() == n_threads


def test_validation_leaves_the_generator_of_apples_gpu(monkeypatch):
    put_back = []
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    monkeypatch.setattr(torch.mps, "get_rng_state", lambda: "as it was")
    monkeypatch.setattr(torch.mps, "set_rng_state", put_back.append)
    train(*line(), ROWS, plan(epochs=2))
    assert put_back == ["as it was"] * 2


def test_batches_cover_the_rows_in_order():
    assert [part.tolist() for part in Batches(3).run(np.arange(7), lambda rows: rows)] == [[0, 1, 2], [3, 4, 5], [6]]


def test_where_memory_runs_out_batches_are_halved_from_there_on():
    def step(rows):
        if len(rows) > 2:
            raise torch.OutOfMemoryError("CUDA out of memory.")
        return rows.tolist()

    batches = Batches(8)
    assert batches.run(np.arange(5), step) == [[0, 1], [2, 3], [4]]
    assert batches.size == 2


def test_a_row_that_is_too_large_alone_is_an_error():
    def step(rows):
        raise torch.OutOfMemoryError("CUDA out of memory.")

    with pytest.raises(torch.OutOfMemoryError, match="CUDA out of memory"):
        Batches(4).run(np.arange(5), step)


@pytest.mark.parametrize(("n_rows", "n_held"), [(2, 1), (9, 1), (100, 10), (900, 20)])
def test_a_tenth_is_held_out(n_rows, n_held):
    training, validation = hold_out(np.arange(n_rows), 200)
    assert len(validation) == n_held
    assert sorted([*training, *validation]) == list(range(n_rows))


@pytest.mark.parametrize("rows", [[], [4]])
def test_too_few_rows_serve_as_both(rows):
    assert [part.tolist() for part in hold_out(np.array(rows), 200)] == [rows, rows]


def test_users_are_taken_by_their_ids():
    assert canonical_order(population([("cat", "tea"), ("ann", "tea"), ("bob", "tea")])).tolist() == [1, 2, 0]


def test_losses_fall_and_are_kept():
    net, loss = line()
    losses = train(net, loss, ROWS, plan(epochs=10, learning_rate=0.3))
    assert losses.shape == (10, 2)
    assert losses[0].tolist() == pytest.approx([(9 + 2.7**2) / 2, 2.4**2], rel=1e-2)
    assert losses[:, 1].min() < losses[0, 1] / 5


def test_without_epochs_the_net_stays_as_drawn():
    net, loss = line()
    assert train(net, loss, ROWS, plan(epochs=0)).shape == (0, 2)
    assert net.weight.item() == 0


def test_without_rows_nothing_is_trained():
    net, loss = line()
    assert train(net, loss, (np.array([], int), np.array([], int)), plan()).shape == (0, 2)


def test_training_stops_when_validation_no_longer_improves_and_goes_back_to_the_best():
    net = nn.Linear(1, 1, bias=False)
    nn.init.zeros_(net.weight)

    def loss(rows):
        return ((net.weight - (3 if net.training else 1)) ** 2).sum()

    losses = train(net, loss, ROWS, plan(epochs=100, patience=3))
    best = int(losses[:, 1].argmin())
    assert len(losses) == best + 4
    assert (net.weight.item() - 1) ** 2 == pytest.approx(losses[best, 1])


def test_a_loss_that_leaves_the_numbers_keeps_the_weights_before():
    net = nn.Linear(1, 1, bias=False)
    nn.init.ones_(net.weight)
    losses = train(net, lambda rows: net.weight.sum() * torch.nan, ROWS, plan(patience=2))
    assert len(losses) == 3
    assert net.weight.item() == 1


def test_an_epoch_of_many_rows_is_a_part_drawn_anew():
    net, seen = nn.Linear(1, 1), []

    def loss(rows):
        if net.training:
            seen.append(rows.tolist())
        return net.weight.sum() * 0

    train(net, loss, (np.arange(1000), np.arange(2)), plan(epochs=2, batch_size=8, epoch_size=8))
    assert [len(rows) for rows in seen] == [8, 8]
    assert seen[0] != seen[1]


def test_validation_draws_the_same_in_every_epoch():
    net = nn.Linear(1, 1)
    drawn = []

    def loss(rows):
        if not net.training:
            drawn.append(torch.rand(1).item())
        return net.weight.sum() * 0

    with torch_session(0, 1):
        train(net, loss, ROWS, plan(epochs=3))
    assert len(drawn) == 3
    assert len(set(drawn)) == 1


def test_progress_is_reported_per_epoch_and_leaves_room_for_the_vectors():
    reported = []
    net, loss = line()
    train(
        net, loss, ROWS, plan(epochs=3, progress=lambda stage, fraction: reported.append((stage, round(fraction, 3))))
    )
    assert reported == [("encode", 0.3), ("encode", 0.6), ("encode", 0.9)]


def test_weights_are_kept_as_arrays():
    net, again = nn.Linear(2, 3), nn.Linear(2, 3)
    state = net_state(net)
    assert sorted(state) == ["net.bias", "net.weight"]
    load_net(again, {**state, "centre": np.zeros(2)})
    assert torch.equal(again.weight, net.weight)


def test_where_it_was_trained_is_noted():
    assert note_on("cpu", np.zeros((12, 2))) == "The network was trained on cpu for 12 epochs."
