import numpy as np

from core.trust.halves import split_events
from tests.populations import DAY, MONDAY, population


def keys(log):
    histories = log.histories
    return sorted(zip(histories.users, histories.items, histories.timestamps, strict=True))


def test_every_event_is_in_one_half_and_users_are_cut_evenly():
    log = population([(f"u{n % 7}", f"i{n % 5}", "purchase", MONDAY + n * DAY) for n in range(70)] + [("odd", "i1")])
    first, second = split_events(log, 3)
    assert sorted(keys(first) + keys(second)) == keys(log)
    assert first.histories.counts[:7].tolist() == second.histories.counts[:7].tolist() == [5] * 7
    assert first.histories.counts[7] + second.histories.counts[7] == 1


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
