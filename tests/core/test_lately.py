"""How fast popularity fades is learnt from the log; lists of users and of segments follow it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from core.recommenders import lately
from core.recommenders.for_users import Popularity
from core.recommenders.lately import FADES, HALF_LIVES, best_of, fades, found_by, half_life_of
from core.recommenders.offer_basis import ALL_ALIKE
from core.recommenders.segment_offers import SegmentOffers
from core.recommenders.validation import split_validation
from core.trust.offer_proof import prove_offers
from core.trust.split import split_holdout
from tests.populations import DAY, MONDAY, population


def made(life_days, n_users=300, n_days=60, n_items=300):
    """Users come on ten days of the last half or so of the log, and take what is there on that day, any of it."""
    rng, rows = np.random.default_rng(0), []
    births = np.linspace(-min(life_days, n_days), n_days, n_items) if life_days < n_days else np.zeros(n_items)
    for n in range(n_users):
        first = rng.integers(0, n_days // 2)
        for day in np.sort(rng.integers(first, n_days, 10)):
            here = np.flatnonzero((births <= day) & (births + life_days > day))
            rows.append((f"u{n:03}", f"i{rng.choice(here):03}", "purchase", MONDAY + int(day) * DAY))
    return population(rows)


@pytest.fixture(scope="module")
def news():
    return made(life_days=3)


@pytest.fixture(scope="module")
def books():
    return made(life_days=60)


def test_popularity_fades_fast_where_items_live_for_days_and_slowly_where_they_stay(news, books):
    assert half_life_of(news) <= FADES
    assert fades(news)
    assert half_life_of(books) == HALF_LIVES[0]
    assert not fades(books)


def test_what_is_popular_is_what_is_there_at_the_end_of_the_log_where_popularity_fades(news, books):
    def last_seen(log):
        best = np.argsort(-Popularity().fit(log).shares_)[:20]
        items = Popularity().fit(log).items_[best]
        seen = np.zeros(log.n_items)
        np.maximum.at(seen, log.histories.items, log.histories.timestamps)
        return (log.histories.timestamps.max() - np.median(seen[items])) / DAY

    assert last_seen(news) < 5
    assert last_seen(books) < 10
    counts = np.bincount(books.histories.items, minlength=books.n_items)
    assert counts[Popularity().fit(books).items_[np.argmax(Popularity().fit(books).shares_)]] > np.median(counts)


def test_some_of_many_users_say_how_fast_popularity_fades(news, monkeypatch):
    monkeypatch.setattr(lately, "MAX_COUNTED", 200)
    assert half_life_of(replace(news)) <= FADES


def test_too_few_events_and_events_at_one_moment_keep_the_longest():
    few = population([("a", "x", "purchase", MONDAY), ("b", "y", "purchase", MONDAY + DAY)])
    same = population([(f"u{n}", f"i{(n + j) % 9}", "purchase", MONDAY) for n in range(30) for j in range(6)])
    assert [half_life_of(each) for each in (few, same)] == [HALF_LIVES[0]] * 2


def test_a_shorter_one_is_taken_only_where_it_certainly_finds_more():
    rng = np.random.default_rng(0)
    base = rng.random(400)
    noise = base + rng.normal(0, 0.5, 400)  # as good on average
    more = base + 0.2 + rng.normal(0, 0.5, 400)
    assert best_of({0.5: base, 0.1: noise - noise.mean() + base.mean() + 0.01}) == 0.5
    assert best_of({0.5: base, 0.1: more}) == 0.1
    assert best_of({0.5: base, 0.1: more, 0.02: more + 0.1}) == 0.02


def test_what_users_have_gives_its_place_on_a_list_to_the_next_item():
    scores = np.arange(100, 0, -1.0)
    had, wanted = np.zeros((2, 100)), np.zeros((2, 100))
    had[0, :5] = 1
    wanted[:, [20, 24, 25]] = 1  # a list of 20 ends at 24 for the first user, at 19 for the second
    found = found_by(scores, sparse.csr_array(had), sparse.csr_array(wanted))
    assert found.tolist() == pytest.approx([2 / 3, 0.0])


def test_the_last_events_of_all_users_are_held_out_where_popularity_fades(news, books):
    def n_before_a_kept_one(log):
        """Held-out events that are older than an event that is kept of the same user."""
        validation = split_validation(log)
        newest = np.zeros(log.n_users)
        np.maximum.at(newest, validation.train.histories.users, validation.train.histories.timestamps)
        kept = np.zeros((log.n_users, log.n_items), dtype=bool)
        kept[validation.had.tocoo().coords] = True
        own = log.histories
        is_held = ~kept[own.users, own.items]
        return int(np.count_nonzero(is_held & (own.timestamps < newest[own.users])))

    assert n_before_a_kept_one(news) == 0
    assert n_before_a_kept_one(books) > 0


def test_lists_of_segments_follow_what_is_taken_lately_where_the_holdout_says_so(news, books):
    for log, is_fading in ((news, True), (books, False)):
        labels = np.ones(log.n_users, dtype=np.int32)
        proof = prove_offers(log, split_holdout(log), labels)
        assert (proof.half_life > 0) == is_fading
        recall = {each.recommender: each.recall.value for each in proof.scores if each.segment is None}
        assert recall["segment_offers"] > (1.5 if is_fading else 0.9) * recall["segment_popularity"]


def test_offers_of_a_run_are_made_again_from_its_basis_and_those_of_an_earlier_version_stay(news):
    labels = (np.arange(news.n_users) % 2 + 1).astype(np.int32)
    fitted = SegmentOffers().fit(news, labels)
    assert fitted.basis_.half_life == ALL_ALIKE
    fading = fitted.fading(news, labels, 0.05)
    again = SegmentOffers().fit(news, labels, fading.basis_)
    np.testing.assert_allclose(again.responses_, fading.responses_)
    assert not np.allclose(fading.responses_, fitted.responses_)
    earlier = SegmentOffers().fit(news, labels, replace(fitted.basis_, half_life=None, scale=1.0))
    expected = np.sqrt(fitted.shares_ * fitted.new_ * fitted._personal)
    np.testing.assert_allclose(earlier.responses_, np.where(fitted._is_gone, 0, expected))
