from dataclasses import replace

import numpy as np

from core.compute.matching import match_segments
from core.trust.given import GivenSegments
from core.trust.halves import encode_halves, fit_halves, split_events
from core.trust.refit import Refit
from core.types import Recipe, Texts
from tests.core.trust_help import planted
from tests.populations import DAY, MONDAY, population

COUNTS = Recipe("counts", k=3)
TRUTH = np.repeat([1, 2, 3], 100).astype(np.int32)


def keys(log):
    histories = log.histories
    return sorted(zip(histories.users, histories.items, histories.timestamps, strict=True))


def test_every_event_is_in_one_half_and_users_are_cut_evenly():
    log = population([(f"u{n % 7}", f"i{n % 5}", "purchase", MONDAY + n * DAY) for n in range(70)] + [("odd", "i1")])
    first, second = split_events(log, 3)
    assert sorted(keys(first) + keys(second)) == keys(log)
    assert first.histories.counts[:7].tolist() == second.histories.counts[:7].tolist() == [5] * 7
    assert first.histories.counts[7] + second.histories.counts[7] == 1


def test_texts_of_every_user_are_cut_evenly_and_change_no_half_of_the_events():
    log = population([(f"u{n % 3}", f"i{n % 5}", "purchase", MONDAY + n * DAY) for n in range(30)])
    words = np.array([f"text {n}" for n in range(12)], dtype=object)
    written = replace(log, texts=Texts(np.repeat([0, 2], 6), np.arange(12), words))
    halves = split_events(written, 3)
    assert sorted(text for half in halves for text in half.texts.texts) == sorted(words)
    for half, bare in zip(halves, split_events(log, 3), strict=True):
        assert np.bincount(half.texts.users, minlength=3).tolist() == [3, 0, 3]
        assert keys(half) == keys(bare)


def test_a_refund_stands_with_the_purchase_it_takes_back():
    events = []
    for n in range(40):
        events += [("ann", f"i{n}", "purchase", MONDAY + n), ("ann", f"i{n}", "refund", MONDAY + 100 + n)]
    for half in split_events(population(events)):
        items = np.bincount(half.histories.items, minlength=40)
        assert set(items.tolist()) <= {0, 2}


def test_another_random_state_cuts_elsewhere():
    log = population([("ann", f"i{n}", "purchase", MONDAY + n) for n in range(30)])
    items = {state: set(split_events(log, state)[0].histories.items.tolist()) for state in (0, 0, 1)}
    assert len(items[0]) == 15
    assert items[0] != items[1]


def test_a_log_without_events_has_empty_halves():
    assert [half.histories.n_events for half in split_events(population([], users=["ann"]))] == [0, 0]


def test_each_half_finds_the_planted_segments_from_its_own_events():
    log, truth = planted(), TRUTH
    found = fit_halves(log, Refit(COUNTS, 3))
    for half in found:
        assert half.users.tolist() == list(range(300))
        assert (match_segments(truth, half.labels).jaccard > 0.9).all()
    assert sum(half.population.histories.n_events for half in found) == log.histories.n_events


def test_halves_are_encoded_once_whatever_k_is():
    log = planted()
    first, second = (encode_halves(log, Refit(COUNTS, k)) for k in (3, 4))
    assert first is second
    assert encode_halves(log, Refit(Recipe("counts", random_state=1), 3)) is not first


def test_more_users_than_a_refit_takes_are_drawn_at_random(monkeypatch):
    monkeypatch.setattr("core.trust.refit.MAX_USERS", 120)
    log, truth = planted(), TRUTH
    first, second = fit_halves(log, Refit(COUNTS, 3, n_users=300))
    assert len(first.users) == len(first.labels) == first.population.n_users == 120
    assert first.users.tolist() == second.users.tolist()
    assert (match_segments(truth[first.users], first.labels).jaccard > 0.9).all()


def test_users_are_put_into_given_segments_by_each_half():
    log, truth = planted(), TRUTH
    for half in fit_halves(log, GivenSegments(log.histories.user_ids, truth)):
        assert np.mean(half.labels == truth) > 0.95
