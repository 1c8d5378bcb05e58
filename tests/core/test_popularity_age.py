"""How much what was taken long ago counts is stated in words, in days where the log is at hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.recommenders.offer_basis import ALL_ALIKE, OfferBasis
from core.results.results import Scores
from core.trust.offer_proof import OfferProof
from core.views.popularity_age import age_for_users, age_in_segments
from tests.populations import DAY, MONDAY, population

LOG = population([("ann", "tea", "purchase", MONDAY), ("bob", "pot", "purchase", MONDAY + 400 * DAY)])
JUDGED = OfferProof(30.0, (), (), (0.0,), (0.0,))


def scores(half_life, proof=JUDGED):
    return Scores(
        k=2,
        silhouette=0.1,
        silhouette_by_segment={},
        offers=proof,
        offer_basis=OfferBasis(0.2, 1.0, None, {}, half_life),
    )


@pytest.mark.parametrize(
    ("half_life", "log", "proof", "stated"),
    [
        (0.1, LOG, JUDGED, "What was taken 40 days (10 % of its time) before the end of the log counts half, since"),
        (0.02, LOG, JUDGED, "What was taken 8.0 days (2 % of its time) before the end"),
        (0.1, None, JUDGED, "What was taken 10 % of its time before the end of the log counts half"),
        (0.1, LOG, None, "What was taken 40 days (10 % of its time) before"),  # of an edit, which is not judged again
        (ALL_ALIKE, LOG, JUDGED, "count alike, however long ago that was. To let newer events count more would not"),
    ],
)
def test_how_long_ago_counts_half_is_stated_of_lists_of_segments(half_life, log, proof, stated):
    assert stated in age_in_segments(scores(half_life, proof), log)


def test_nothing_is_stated_of_a_holdout_that_was_left_out_and_of_runs_that_know_no_half_life():
    alike = age_in_segments(scores(ALL_ALIKE, None), LOG)
    assert alike == "Popular in a segment: all who took an item count alike, however long ago that was."
    assert age_in_segments(scores(None), LOG) == ""
    assert age_in_segments(replace(scores(0.1), offer_basis=None), LOG) == ""


def test_of_lists_of_users_it_is_that_of_their_log():
    assert "What was taken 200 days (50 % of its time) before the end of the log counts half" in age_for_users(LOG)
    assert "0.0 days" in age_for_users(population([("ann", "tea"), ("bob", "pot")]))
