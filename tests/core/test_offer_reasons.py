"""Why items are offered, and that what most of a segment have is not offered to it first."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.recommenders.segment_offers import SegmentOffers
from core.types import Population
from tests.populations import population


def of_a_best_seller(share_of_best: float = 0.75) -> tuple[Population, np.ndarray]:
    """Two tastes of 100 users each; most of both have the best-seller, and half the first a lamp with a shade."""
    users = [f"u{n:03}" for n in range(200)]
    rows = [(user, "best") for n, user in enumerate(users) if n % 100 >= 100 * (1 - share_of_best)]
    rows += [(user, item) for user in users[:50] for item in ("lamp", "shade")]
    rows += [(user, "lamp") for user in users[50:60]] + [(user, "shade") for user in users[60:70]]
    rows += [(user, item) for user in users[100:150] for item in ("rake", "spade")]
    rows += [(user, "rake") for user in users[150:160]] + [(user, "spade") for user in users[160:170]]
    return population(rows, users=users), np.repeat([1, 2], 100).astype(np.int32)


def test_a_reason_is_what_the_segment_has_more_often_and_no_best_seller():
    log, labels = of_a_best_seller()
    fitted = SegmentOffers(prior_users=0, regularisation=1).fit(log, labels)
    offers = fitted.recommend(1, 5).set_index("item_id")
    # 50 of the 60 users of the shade have the lamp, which 60 of all 200 have
    expected = ("shade", pytest.approx(100 * 50 / 60), pytest.approx(30.0))
    assert tuple(offers.loc["lamp", ["because", "because_pct", "usual_pct"]]) == expected
    assert offers.loc["best", "because"] == ""  # everybody goes there


def of_a_best_seller_and_many() -> tuple[Population, np.ndarray]:
    """The same, with 25 more items that four in ten of the first taste have, and a tenth of the other."""
    log, labels = of_a_best_seller()
    rng = np.random.default_rng(0)
    users = [f"u{n:03}" for n in range(200)]
    rows = [
        (user, f"more{n:02}") for n in range(25) for user in users if rng.random() < (0.4 if user < "u100" else 0.1)
    ]
    rows += [(users[user], log.items.item_ids[item]) for user, item in _pairs(log)]
    return population(rows, users=users), labels


def _pairs(log: Population) -> list[tuple[int, int]]:
    return list(zip(log.histories.users.tolist(), log.histories.items.tolist(), strict=True))


def test_what_more_than_two_thirds_have_stands_last_but_at_most_picks():
    log, labels = of_a_best_seller_and_many()
    now = SegmentOffers().fit(log, labels)
    place = list(now.items_.item_ids).index("best")
    assert now.order(1)[19] == place
    fitted, whole = (
        SegmentOffers().fit(log, labels, replace(now.basis_, order_power=None, most_had=most_had))
        for most_had in (now.basis_.most_had, 1.0)
    )
    assert place in whole.order(1)[:18]
    for distinctiveness in (0.25, 0.5, 1.0):
        own, before = fitted.order(1, distinctiveness), whole.order(1, distinctiveness)
        assert sorted(own[:20]) == sorted(before[:20])
        rest = before[:20][before[:20] != place]
        assert own[:20].tolist() == [*rest, *before[:20][before[:20] == place]]
        assert own[20:].tolist() == before[20:].tolist()
    assert fitted.order(1)[19] == place
    assert np.isnan(fitted.strengths(1, fitted.order(1)[19:20])[0])
    assert fitted.order(1, 0.0).tolist() == whole.order(1, 0.0).tolist()
    strengths = fitted.strengths(1, fitted.order(1)[:19])
    assert strengths[0] == 100
    assert (np.diff(strengths) <= 0).all()


@pytest.mark.parametrize("share", [0.6, 0.66])
def test_what_two_thirds_do_not_have_stays_where_it_is(share):
    log, labels = of_a_best_seller(share)
    fitted = SegmentOffers(prior_users=0, regularisation=1).fit(log, labels)
    whole = SegmentOffers(prior_users=0, regularisation=1).fit(log, labels, replace(fitted.basis_, most_had=1.0))
    assert fitted.order(1).tolist() == whole.order(1).tolist()


def test_first_places_stay_with_what_the_segment_has_more_often_even_where_most_have_that():
    log, labels = of_a_best_seller(0.7)
    fitted = SegmentOffers(prior_users=0, regularisation=1).fit(log, labels)
    for row, segment in enumerate((1, 2)):
        lifts = fitted.lifts_[row, fitted.order(segment)]
        assert (np.diff((lifts < 1).astype(int)) >= 0).all()
