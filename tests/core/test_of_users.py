import numpy as np
import pytest

from core.types.meaning import Texts
from tests.contracts.logs import shop
from tests.populations import MONDAY, population

LOG = population(
    [("ann", "tea"), ("ann", "mug", "view", MONDAY + 1, 2.0), ("cat", "pot", "view", MONDAY + 2), ("dan", "tea")],
    users=["ann", "bob", "cat", "dan"],
    titles={"tea": "Green tea"},
    attributes={"city": ["Leeds", "York", "Bath", "Hull"]},
)


def rows(*numbers):
    return np.array(numbers, dtype=np.int64)


def own_events(log, user):
    histories = log.histories
    part = slice(histories.offsets[user], histories.offsets[user + 1])
    names = ("items", "events", "timestamps", "week_hours", "values")
    return [getattr(histories, name)[part].tolist() for name in names]


def test_users_are_taken_in_the_order_asked_for():
    taken = LOG.of_users(rows(3, 0))
    assert taken.histories.user_ids.tolist() == ["dan", "ann"]
    assert taken.histories.offsets.tolist() == [0, 1, 3]
    assert taken.items.item_ids[taken.histories.items].tolist() == ["tea", "tea", "mug"]
    assert taken.histories.timestamps.tolist() == [MONDAY, MONDAY, MONDAY + 1]
    assert taken.attributes["city"].tolist() == ["Hull", "Leeds"]
    assert taken.attributes.index.tolist() == [0, 1]


def test_a_user_without_events_stays_without():
    taken = LOG.of_users(rows(1, 2))
    assert taken.histories.counts.tolist() == [0, 1]
    assert taken.items.item_ids[taken.histories.items].tolist() == ["pot"]


def test_a_user_may_be_taken_twice():
    taken = LOG.of_users(rows(0, 0))
    assert taken.histories.user_ids.tolist() == ["ann", "ann"]
    assert taken.histories.offsets.tolist() == [0, 2, 4]


def test_nobody_may_be_taken():
    taken = LOG.of_users(rows())
    assert (taken.n_users, taken.histories.n_events, len(taken.attributes)) == (0, 0, 0)
    assert taken.histories.offsets.tolist() == [0]


def test_items_and_event_names_stay():
    taken = LOG.of_users(rows(3))
    assert taken.items is LOG.items
    assert taken.event_names == LOG.event_names
    assert (taken.has_time_of_day, taken.has_values) == (LOG.has_time_of_day, LOG.has_values)


@pytest.mark.parametrize("random_state", range(3))
def test_everybody_keeps_their_own_events(random_state):
    log = shop(25, random_state=random_state)
    chosen = np.random.default_rng(random_state).permutation(25)[:12]
    taken = log.of_users(chosen)
    for row, user in enumerate(chosen):
        assert taken.histories.user_ids[row] == log.histories.user_ids[user]
        assert own_events(taken, row) == own_events(log, user)


def test_taking_everybody_changes_nothing():
    taken = LOG.of_users(np.arange(4))
    for name in ("user_ids", "offsets", "items", "events", "timestamps", "week_hours", "values"):
        before, after = getattr(LOG.histories, name), getattr(taken.histories, name)
        np.testing.assert_array_equal(after, before)
        assert after.dtype == before.dtype


def test_texts_are_taken_in_the_order_asked_for():
    texts = Texts(rows(0, 0, 2), rows(5, 6, 7), np.array(["a", "b", "c"], dtype=object))
    taken = texts.of_users(rows(2, 1, 0, 2))
    assert taken.users.tolist() == [0, 2, 2, 3]
    assert taken.texts.tolist() == ["c", "a", "b", "c"]
    assert taken.timestamps.tolist() == [7, 5, 6, 7]
    assert texts.of_users(rows()).texts.tolist() == []
