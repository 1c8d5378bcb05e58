"""What the trained encoders learn, on logs small enough to know the answer."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from core.compute.machine import Machine
from core.encoders.autoencoder import Autoencoder
from core.encoders.graph import Graph
from core.encoders.sequence import Sequence
from core.encoders.windows import Fitted, last_events
from core.registry import make_encoder
from core.types import Recipe
from tests.contracts.logs import shop
from tests.populations import DAY, MONDAY, population

pytestmark = pytest.mark.training

TRAINED = {"autoencoder": Autoencoder, "sequence": Sequence, "graph": Graph}
QUICK = {
    "autoencoder": {"n_dims": 8, "n_hidden": 32, "batch_size": 32, "learning_rate": 0.02, "epochs": 20},
    "sequence": {"n_dims": 16, "batch_size": 32, "learning_rate": 0.02, "epochs": 10},
    "graph": {"n_dims": 8, "batch_size": 256, "learning_rate": 0.05, "epochs": 20},
}
SHOP = shop(n_users=120)
TASTE = np.arange(120) % 2

each_trained = pytest.mark.parametrize("name", TRAINED)
on_a_gpu = pytest.mark.skipif(not torch.cuda.is_available(), reason="There is no CUDA device on this machine.")


def make(name, **params):
    """An encoder that is trained on the processor, since values differ on a GPU, unless a machine is given."""
    return TRAINED[name](**{"machine": Machine("cpu"), **QUICK[name], **params})


def contrast(vectors):
    """Mean cosine within a taste less that between the tastes."""
    same = TASTE[:, None] == TASTE[None, :]
    cosines = vectors @ vectors.T
    return cosines[same].mean() - cosines[~same].mean()


@each_trained
def test_training_lowers_the_validation_loss_and_separates_the_tastes(name):
    trained, untrained = make(name), make(name, epochs=0)
    gain = contrast(trained.fit_transform(SHOP)) - contrast(untrained.fit_transform(SHOP))
    assert gain > 0.2
    assert trained.losses_.shape[1] == 2
    assert trained.losses_[:, 1].min() < trained.losses_[0, 1]
    assert untrained.losses_.shape == (0, 2)


@each_trained
def test_what_was_learnt_can_be_kept_without_pickle(name, tmp_path):
    encoder = make(name, epochs=2)
    vectors = encoder.fit_transform(SHOP)
    np.savez(tmp_path / "state.npz", **encoder.get_state())
    again = make(name, epochs=2)
    with np.load(tmp_path / "state.npz", allow_pickle=False) as kept:
        again.set_state(dict(kept))
    np.testing.assert_array_equal(again.transform(SHOP), encoder.transform(SHOP))
    np.testing.assert_allclose(again.transform(SHOP), vectors, atol=1e-5)
    np.testing.assert_array_equal(again.losses_, encoder.losses_)


@each_trained
def test_items_that_were_not_fitted_are_passed_over(name):
    events = [("ann", "item0"), ("ann", "item1"), ("bob", "item0"), ("bob", "never seen"), ("bob", "item1")]
    catalogue = dict.fromkeys(SHOP.items.item_ids, "")
    encoder = make(name, epochs=1)
    encoder.fit_transform(SHOP)
    vectors = encoder.transform(population(events, titles=catalogue))
    np.testing.assert_allclose(vectors[0], vectors[1], atol=1e-5)


@each_trained
def test_the_generators_of_others_are_left_alone(name):
    torch.manual_seed(3)
    expected = torch.rand(2)
    torch.manual_seed(3)
    make(name, epochs=1).fit_transform(SHOP)
    assert torch.equal(torch.rand(2), expected)


@each_trained
def test_where_it_was_trained_is_noted_and_progress_reported(name):
    reported = []
    encoder = make_encoder(
        Recipe(encoder=name, encoder_params={**QUICK[name], "epochs": 2}),
        progress=lambda stage, fraction: reported.append(stage),
        machine=Machine("cpu"),
    )
    encoder.fit_transform(SHOP)
    assert encoder.notes_ == ("The network was trained on cpu for 2 epochs.",)
    assert reported == ["encode", "encode"]


@each_trained
def test_an_old_log_looks_to_new_users_as_it_did(name):
    """Age is counted from the newest event of either log, so users of the fitted log stay where they are."""
    encoder = make(name, epochs=1)
    vectors = encoder.fit_transform(SHOP)
    is_early = SHOP.histories.users < 20
    alone = encoder.transform(replace(SHOP, histories=SHOP.histories.keep(is_early)))
    np.testing.assert_allclose(alone[:20], vectors[:20], atol=1e-4)


@each_trained
@on_a_gpu
def test_a_gpu_learns_the_same_tastes(name):
    encoder = make(name, machine=Machine("cuda"))
    assert contrast(encoder.fit_transform(SHOP)) > 0.2
    assert encoder.notes_[0].startswith("The network was trained on cuda")
    np.testing.assert_allclose(encoder.transform(SHOP), encoder.fit_transform(SHOP), atol=1e-3)


def test_a_graph_vector_is_the_mean_of_its_items():
    encoder = make("graph")
    encoder.fit_transform(SHOP)
    new = population([("ann", "item0"), ("bob", "item1")], titles=dict.fromkeys(SHOP.items.item_ids, ""))
    rows = encoder.item_vectors_[:2]
    expected = rows / np.linalg.norm(rows, axis=1, keepdims=True) - encoder.centre_
    expected /= np.linalg.norm(expected, axis=1, keepdims=True)
    np.testing.assert_allclose(encoder.transform(new), expected, atol=1e-5)


def test_a_sequence_is_recognised_by_its_order():
    """All users have the same items; only the last one differs, and so what comes next."""
    forwards = [(f"user{u}", f"item{i}", "view", MONDAY + i * DAY) for u in range(0, 60, 2) for i in range(6)]
    backwards = [(f"user{u}", f"item{i}", "view", MONDAY - i * DAY) for u in range(1, 60, 2) for i in range(6)]
    log = population(forwards + backwards, users=[f"user{u}" for u in range(60)])
    vectors = make("sequence", half_life_days=0, half_life_events=0).fit_transform(log)
    odd = np.arange(60) % 2 == 1
    assert (vectors[odd] @ vectors[~odd].T).max() < -0.9


def test_a_large_catalogue_is_drawn_from(monkeypatch):
    monkeypatch.setattr("core.encoders.sequence._FEW_ITEMS", 20)
    monkeypatch.setattr("core.encoders.sequence._N_DRAWN", 10)
    encoder = make("sequence")
    assert contrast(encoder.fit_transform(SHOP)) > 0.2
    assert encoder.losses_[:, 1].min() < encoder.losses_[0, 1]


def test_windows_keep_the_last_events_that_count_for_an_item():
    log = population(
        [
            ("ann", "a", "purchase", MONDAY),
            ("ann", "b", "view", MONDAY + DAY),
            ("ann", "c", "refund", MONDAY + 2 * DAY),
            ("ann", "d", "purchase", MONDAY + 3 * DAY),
            ("ann", "new", "purchase", MONDAY + 4 * DAY),
            ("bob", "b", "purchase", MONDAY + 3 * DAY),
        ],
        users=["zoe"],
        titles=dict.fromkeys("abcd", ""),
    )
    windows = last_events(log, Fitted(4, 3, MONDAY + 5 * DAY), 2, 1.0)
    assert windows.sizes.tolist() == [0, 2, 1]
    items, weights = windows.padded(np.array([1, 2, 0]))
    assert items.tolist() == [[1, 3], [1, 0], [0, 0]]
    np.testing.assert_allclose(weights, [[0.2 / 16, 0.25], [0.25, 0], [0, 0]], rtol=1e-6)
