import numpy as np
import pytest

from core.population.interactions import (
    event_kind,
    event_weights,
    interacted,
    interactions,
    is_refund,
    newest,
    verb_of,
)
from tests.populations import DAY, MONDAY, population


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("purchase", "purchase"),
        ("ORDER", "purchase"),
        ("Add to cart", "cart"),
        ("add-to-cart", "cart"),
        ("page_view", "view"),
        ("return", "refund"),
        ("购买", "purchase"),
        ("Swipe Left", "swipe_left"),
    ],
)
def test_an_event_name_means_a_kind(name, kind):
    assert event_kind(name) == kind


def test_weights_follow_the_kind_and_unknown_types_weigh_one():
    weights = event_weights(["buy", "cart", "click", "refund", "swipe"])
    assert weights.dtype == np.float32
    np.testing.assert_allclose(weights, [1.0, 0.5, 0.2, -1.0, 1.0])


def test_the_only_type_apart_from_refunds_weighs_one():
    np.testing.assert_allclose(event_weights(["view", "refund"]), [1.0, -1.0])


def test_weights_of_a_pair_add_up_and_never_go_below_zero():
    log = population(
        [
            ("ann", "tea", "purchase"),
            ("ann", "tea", "view"),
            ("ann", "mug", "purchase"),
            ("ann", "mug", "refund"),
            ("bob", "tea", "refund"),
            ("bob", "mug", "cart"),
        ]
    )
    weights = interactions(log)
    assert weights.dtype == np.float32
    np.testing.assert_allclose(weights.toarray(), [[1.2, 0.0], [0.0, 0.5]])
    assert weights.nnz == 2


def test_rounding_leaves_no_dust():
    log = population([("ann", "tea", "view")] * 5 + [("ann", "tea", "refund"), ("ann", "mug", "purchase")])
    assert interactions(log).nnz == 1


def test_an_event_one_half_life_old_counts_half():
    log = population([("ann", "tea", "purchase", MONDAY), ("bob", "tea", "purchase", MONDAY + 30 * DAY)])
    np.testing.assert_allclose(interactions(log, half_life_days=30).toarray(), [[0.5], [1.0]])


def test_age_is_counted_from_the_later_of_two_ends():
    log = population([("ann", "tea", "purchase", MONDAY), ("bob", "tea", "purchase", MONDAY + 30 * DAY)])
    later = interactions(log, half_life_days=30, end=MONDAY + 60 * DAY)
    np.testing.assert_allclose(later.toarray(), [[0.25], [0.5]])
    np.testing.assert_allclose(interactions(log, 30, end=MONDAY).toarray(), interactions(log, 30).toarray())
    assert newest(log) == newest(log, MONDAY) == MONDAY + 30 * DAY
    assert newest(log, MONDAY + 60 * DAY) == MONDAY + 60 * DAY


def test_event_types_that_came_later_are_weighed_on_the_scale_of_the_fit():
    # when only views were there they weighed 1, five times their weight beside purchases
    np.testing.assert_allclose(event_weights(["view", "purchase", "refund"], n_fitted=1), [1.0, 5.0, -1.0])
    np.testing.assert_allclose(event_weights(["view", "refund", "cart"], n_fitted=2), [1.0, -1.0, 2.5])
    np.testing.assert_allclose(event_weights(["view", "purchase", "cart"], n_fitted=2), [0.2, 1.0, 0.5])
    log = population([("ann", "tea", "view"), ("bob", "tea", "purchase")])
    np.testing.assert_allclose(interactions(log, n_fitted=1).toarray(), [[1.0], [5.0]])


def test_interacted_is_any_event_and_may_leave_refunds_out():
    log = population([("ann", "tea", "view"), ("ann", "tea", "view"), ("ann", "mug", "refund")])
    assert interacted(log).dtype == bool
    assert interacted(log).toarray().tolist() == [[True, True]]
    assert interacted(log, with_refunds=False).toarray().tolist() == [[True, False]]
    assert interacted(log, with_refunds=False).nnz == 1


def test_refunds_are_recognised_by_any_of_their_names():
    assert is_refund(population([("ann", "tea", "buy"), ("ann", "tea", "Returned")])).tolist() == [False, True]


def test_the_histories_stay_as_they_are():
    log = population([("ann", "tea"), ("ann", "mug"), ("ann", "tea")])
    interactions(log)
    assert log.histories.items.tolist() == [0, 1, 0]
    assert log.histories.offsets.tolist() == [0, 3]


def test_a_log_without_events_gives_an_empty_matrix():
    log = population([], users=["ann"], titles={"tea": "Tea"})
    assert interactions(log, half_life_days=30).shape == (1, 1)
    assert interacted(log).nnz == 0


@pytest.mark.parametrize(
    ("events", "verb"),
    [
        (["order", "refund"], "bought"),
        (["Add to cart", "remove from cart"], "added to the basket"),
        (["page_view"], "viewed"),
        (["rating"], "rated"),
        (["listen", "play"], "played"),
        (["view", "order"], "interacted with"),
        (["swipe"], "interacted with"),
        ([], "interacted with"),
    ],
)
def test_what_users_of_a_log_did_is_named_after_its_events(events: list[str], verb: str) -> None:
    assert verb_of(events) == verb
