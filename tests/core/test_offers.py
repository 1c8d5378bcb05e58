"""What to offer a segment, most liked or most distinctive first."""

from __future__ import annotations

import numpy as np
import pytest

from core.recommenders.segment_popularity import SegmentPopularity
from core.views.offers import OFFER_COLUMNS, distinctive_frame
from tests.populations import population

N_TEA, N_OTHERS = 100, 300
USERS = [f"tea{n:03}" for n in range(N_TEA)] + [f"zoo{n:03}" for n in range(N_OTHERS)]
LABELS = np.array([1] * N_TEA + [2] * N_OTHERS, dtype=np.int32)


def log():
    """Everybody has the bag; 60 tea users and 10 others the pot; 20 and none the whisk; 4 and none the cup."""
    rows = [(user, "bag") for user in USERS]
    rows += [(user, "pot") for user in USERS[:60] + USERS[N_TEA : N_TEA + 10]]
    rows += [(user, "whisk") for user in USERS[:20]]
    rows += [(user, "cup") for user in USERS[:4]]
    return population(rows, titles={"bag": "Bag", "pot": "Pot", "cup": "Cup"}, users=USERS)


@pytest.fixture(scope="module")
def fitted():
    return SegmentPopularity(prior_users=0).fit(log(), LABELS)


def test_the_items_of_its_own_come_first(fitted):
    offers = distinctive_frame(fitted, 1)
    assert offers.columns.tolist() == list(OFFER_COLUMNS)
    # whisk: 20 of 100 against 20 of 400; pot: 60 of 100 against 70 of 400; the bag is everybody's, the cup 4 users'
    assert offers[["rank", "item_id", "title", "score"]].to_numpy().tolist() == [
        [1, "whisk", "whisk", 0.2],
        [2, "pot", "Pot", 0.6],
    ]
    assert offers["lift"].tolist() == pytest.approx([4.0, 0.6 / (70 / 400)])


def test_a_list_has_no_more_items_than_asked_for(fitted):
    assert distinctive_frame(fitted, 1, n_items=1)["item_id"].tolist() == ["whisk"]


def test_a_segment_without_a_taste_of_its_own_has_no_such_list(fitted):
    assert distinctive_frame(fitted, 2)["item_id"].tolist() == []


def test_a_handful_of_users_is_no_taste():
    labels = np.array([1] * 10 + [2] * 390, dtype=np.int32)
    few = SegmentPopularity(prior_users=0).fit(log(), labels)
    assert few.counts_[0].tolist() == [10, 10, 4, 10]
    assert "cup" not in distinctive_frame(few, 1)["item_id"].tolist()
