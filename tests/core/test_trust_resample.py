import numpy as np

from core.trust.resample import resample_log
from tests.populations import DAY, MONDAY, population

LOG = population([(f"u{user}", f"i{n}", "purchase", MONDAY + n * DAY) for user in range(10) for n in range(user + 1)])


def test_eight_of_ten_users_are_drawn_with_as_many_events_as_they_have():
    rows, drawn = resample_log(LOG, np.random.default_rng(0))
    assert len(set(rows.tolist())) == 8
    assert rows.tolist() == sorted(rows.tolist())
    assert drawn.histories.counts.tolist() == LOG.histories.counts[rows].tolist()
    assert drawn.histories.user_ids.tolist() == LOG.histories.user_ids[rows].tolist()


def test_events_are_drawn_with_replacement_and_stay_in_time_order():
    rows, drawn = resample_log(LOG, np.random.default_rng(1))
    own = [(user, int(item)) for user, item in zip(drawn.histories.users, drawn.histories.items, strict=True)]
    known = set(zip(LOG.histories.users.tolist(), LOG.histories.items.tolist(), strict=True))
    assert {(int(rows[user]), item) for user, item in own} <= known
    assert len(set(own)) < len(own)
    for first, last in zip(drawn.histories.offsets, drawn.histories.offsets[1:], strict=False):
        assert (np.diff(drawn.histories.timestamps[first:last]) >= 0).all()


def test_a_refund_comes_as_often_as_its_purchase():
    events = []
    for n in range(40):
        events += [("ann", f"i{n}", "purchase", MONDAY + n), ("ann", f"i{n}", "refund", MONDAY + 100 + n)]
    _, drawn = resample_log(population(events), np.random.default_rng(0))
    names = np.array(drawn.event_names)[drawn.histories.events]
    bought, back = (np.bincount(drawn.histories.items[names == kind], minlength=40) for kind in ("purchase", "refund"))
    assert bought.tolist() == back.tolist()
    assert bought.sum() == 40
    assert bought.max() > 1


def test_as_many_users_are_drawn_as_there_are_segments():
    rows, _ = resample_log(LOG, np.random.default_rng(0), 10)
    assert rows.tolist() == list(range(10))


def test_a_log_without_events_can_be_drawn():
    rows, drawn = resample_log(population([], users=["ann", "bob"]), np.random.default_rng(0))
    assert (len(rows), drawn.histories.n_events) == (2, 0)
