"""Users by what their items say of the items that they take later."""

import numpy as np
from sklearn.metrics import adjusted_rand_score

from core.clusterers.kmeans import KMeans
from core.encoders.counts import Counts
from core.encoders.future import LEAST_EVENTS, LEAST_USERS, Future
from tests.populations import DAY, MONDAY, population

N_USERS, N_ITEMS = 400, 40
"""Items of each kind."""


def log_of(kinds, start_of=lambda user: 0):
    """Make a log from the kinds of a user's items in their order; items of a kind are drawn alike."""
    rng = np.random.default_rng(1)
    return population(
        (f"u{user}", f"{kind}-{rng.integers(N_ITEMS)}", "purchase", MONDAY + (start_of(user) + step) * DAY)
        for user in range(N_USERS)
        for step, kind in enumerate(kinds(user))
    )


def agreement(encoder, log, groups):
    found = KMeans(2, 10).fit_predict(encoder.fit_transform(log))
    return adjusted_rand_score(groups, found)


HABIT, TASTE = np.random.default_rng(0).integers(0, 2, (2, N_USERS))


def test_what_predicts_later_items_counts_and_not_what_users_have_most_of():
    log = log_of(lambda user: [*[f"h{HABIT[user]}"] * 16, *[f"t{TASTE[user]}"] * 4, *[f"l{TASTE[user]}"] * 9])
    assert agreement(Counts(n_dims=2), log, HABIT) > 0.9
    assert agreement(Future(n_dims=1), log, HABIT) < 0.1
    assert agreement(Future(n_dims=1), log, TASTE) > 0.9


def test_when_users_came_predicts_nothing():
    def later(user):
        return [f"q{HABIT[user]}", f"q{HABIT[user]}", f"l{TASTE[user]}"] * 3

    log = log_of(
        lambda user: [*[f"p{HABIT[user]}"] * 10, *[f"t{TASTE[user]}"] * 5, *later(user)],
        start_of=lambda user: 200 * HABIT[user],
    )
    assert agreement(Counts(n_dims=2), log, HABIT) > 0.9
    assert agreement(Future(n_dims=1), log, TASTE) > 0.9


def test_an_item_bought_again_is_not_predicted():
    def kinds(user):
        return [*(f"h{HABIT[user]}-{step}" for step in range(12)), *[f"t{TASTE[user]}"] * 4]

    rng = np.random.default_rng(2)
    events = []
    for user in range(N_USERS):
        first = [f"{kind}-{rng.integers(N_ITEMS) % 3}" for kind in kinds(user)]
        later = [*rng.permutation(first[:12])[:5], *(f"l{TASTE[user]}-{rng.integers(N_ITEMS)}" for _ in range(3))]
        events += [(f"u{user}", item, "purchase", MONDAY + step * DAY) for step, item in enumerate([*first, *later])]
    log = population(events)
    assert agreement(Future(n_dims=1), log, TASTE) > 0.9


def test_a_log_of_too_few_users_with_events_enough_says_so():
    n_kept = LEAST_USERS - 1
    short = log_of(lambda user: [f"t{TASTE[user]}"] * (LEAST_EVENTS if user < n_kept else LEAST_EVENTS - 1))
    encoder = Future(n_dims=1)
    assert agreement(encoder, short, TASTE) > 0.9
    assert encoder.notes_ == ("Too few users have events enough to learn what they take later.",)
    encoder.fit_transform(log_of(lambda user: [f"t{TASTE[user]}"] * LEAST_EVENTS))
    assert encoder.notes_ == ()
