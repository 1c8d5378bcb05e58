import math
from collections import Counter, defaultdict
from dataclasses import replace

import numpy as np
import pytest

from core.errors import DataError
from core.results.codec import to_json
from core.trust import scoring
from core.trust.holdout import N_PERMUTATIONS, judge
from core.trust.split import split_by_day, split_holdout
from core.types import Texts
from tests.populations import DAY, MONDAY, population

WEIGHTS = {"purchase": 1.0, "view": 0.2, "refund": -1.0}
SECOND = 1 / math.log2(3)
"""What an item at the second place of a list is worth; the first is worth 1."""


def history(user, *items):
    """One event a day, in the order of the items."""
    return [(user, item, "purchase", MONDAY + day * DAY) for day, item in enumerate(items)]


TEA_SHOP = population(
    history("ann", *["tea"] * 7, "cup", "pot", "jam")
    + history("bob", *["tea"] * 4, *["pot"] * 4, "cup", "tea")
    + history("cat", *["ale"] * 4, *["jam"] * 4, "keg", "keg")
    + history("dan", *["ale"] * 4, *["keg"] * 4, "jam", "tea"),
    titles={item: item for item in ("tea", "cup", "pot", "ale", "jam", "keg")},
)
# Shares of everyone in training: tea 2/4, cup 1/4, pot 1/4, ale 2/4, jam 1/4, keg 1/4; equal ones in item order.
# New in the holdout: ann pot, jam; bob cup (tea is known); cat keg; dan jam, tea.


@pytest.fixture
def lists_of_two(monkeypatch):
    monkeypatch.setattr(scoring, "list_length", lambda _n_items: 2)


def test_recall_and_ndcg_by_hand(lists_of_two):
    # Segment 0 (ann, bob), times 22: tea 12, ale 10, cup 6, pot 6, jam 5, keg 5. Segment 1 mirrors it:
    # ale 12, tea 10, jam 6, keg 6, cup 5, pot 5. Unseen: ann ale pot, bob ale cup, cat tea keg, dan tea jam.
    # Everyone's list: ann ale pot, bob ale cup, cat tea cup, dan tea cup.
    found = judge(split_holdout(TEA_SHOP), np.array([0, 0, 1, 1], dtype=np.int32))
    assert (found.k, found.n_judged) == (2, 4)
    assert found.recall == pytest.approx((1 / 2 + 1 + 1 + 1) / 4, abs=1e-12)
    assert found.recall_global == pytest.approx((1 / 2 + 1 + 0 + 1 / 2) / 4, abs=1e-12)
    assert found.recall_uplift_pct == pytest.approx(75, abs=1e-9)
    pair = 1 + SECOND  # the best that a list can be worth when there are two targets
    assert found.ndcg == pytest.approx((SECOND / pair + SECOND + SECOND + 1) / 4, abs=1e-12)
    assert found.ndcg_global == pytest.approx((SECOND / pair + SECOND + 0 + 1 / pair) / 4, abs=1e-12)
    assert found.ndcg_uplift_pct == pytest.approx(100 * (found.ndcg / found.ndcg_global - 1), abs=1e-9)


def test_unassigned_users_get_what_all_users_pick(lists_of_two):
    # Segment 1 is dan alone, times 21: ale 11, tea 10, keg 6, then 5 each: the list is tea, cup.
    found = judge(split_holdout(TEA_SHOP), np.array([0, 0, -1, 1], dtype=np.int32))
    assert found.k == 2
    assert found.recall == pytest.approx((1 / 2 + 1 + 0 + 1 / 2) / 4, abs=1e-12)


def test_noise_alone_gains_nothing(lists_of_two):
    found = judge(split_holdout(TEA_SHOP), np.full(4, -1, dtype=np.int32))
    assert (found.k, found.recall_uplift_pct, found.ndcg_uplift_pct) == (0, 0, 0)
    assert found.recall_uplift_permuted_pct == pytest.approx(0, abs=1e-9)


def test_one_segment_gains_nothing(lists_of_two):
    found = judge(split_holdout(TEA_SHOP), np.ones(4, dtype=np.int32))
    assert (found.k, found.recall_uplift_pct, found.ndcg_uplift_pct) == (1, 0, 0)


def test_the_record_holds_every_figure(lists_of_two):
    record = to_json(judge(split_holdout(TEA_SHOP), np.array([0, 0, 1, 1], dtype=np.int32)))
    assert list(record) == [
        "k",
        "n_judged",
        "recall",
        "ndcg",
        "recall_global",
        "ndcg_global",
        "recall_permuted",
        "ndcg_permuted",
        "recall_uplift_pct",
        "ndcg_uplift_pct",
        "recall_uplift_permuted_pct",
        "ndcg_uplift_permuted_pct",
        "recall_uplift",
        "ndcg_uplift",
        "recall_uplift_over_permuted",
        "bits",
        "bits_permuted",
        "list_length",
        "ceiling",
    ]


@pytest.mark.parametrize(
    ("n_events", "n_held"), [(9, 0), (10, 2), (11, 3), (14, 3), (15, 3), (16, 4), (20, 4), (21, 5), (100, 20)]
)
def test_the_last_fifth_rounded_up_is_held_out(n_events, n_held):
    items = [f"item{number}" for number in range(n_events)]
    split = split_holdout(population(history("ann", *items) + history("bob", *"abcdefghij")))
    assert split.train.histories.counts.tolist() == [n_events - n_held, 8]
    assert (
        split.train.items.item_ids[split.train.histories.items[: n_events - n_held]].tolist()
        == items[: n_events - n_held]
    )
    assert split.targets[[0]].sum() == n_held


def test_by_day_all_that_is_later_is_held_out_and_newcomers_are_not_judged():
    def days(user, *picks):
        return [(user, item, "purchase", MONDAY + day * DAY + 3_600) for item, day in picks]

    log = population(
        days("ann", ("a", 0), ("b", 7), ("a", 8), ("c", 9))
        + days("bob", *((item, 1) for item in "abcd"))
        + days("new", ("d", 9))
    )
    # nine events: the last fifth begins in the middle of the eighth and the eighth day
    split = split_by_day(log)
    assert split.is_held.tolist() == [False, False, True, True] + [False] * 4 + [True]
    assert split.train.histories.counts.tolist() == [2, 4, 0]
    ids = log.items.item_ids
    assert [(int(row), str(ids[item])) for row, item in zip(*split.targets.nonzero(), strict=True)] == [(0, "c")]
    assert split.judged.tolist() == [0]
    with pytest.raises(DataError, match="No user with an event before the last fifth of the days"):
        split_by_day(population(days("ann", ("a", 0), ("b", 0))))


def test_what_users_wrote_is_held_out_from_their_first_event_that_is():
    log = population(
        [("few", "a", "view", MONDAY), *(("ann", f"i{n}", "view", MONDAY + n * DAY) for n in range(10))],
        users=["few", "ann"],
    )  # the last two of ann are held out
    times = [MONDAY + 30 * DAY, MONDAY, MONDAY + 8 * DAY - 1, MONDAY + 8 * DAY, MONDAY + 9 * DAY]
    words = np.array(["late", "old", "just before", "with it", "after it"], dtype=object)
    log = replace(log, texts=Texts(np.array([0, 1, 1, 1, 1]), np.array(times), words))
    assert split_holdout(log).train.texts.texts.tolist() == ["late", "old", "just before"]
    assert split_by_day(log).train.texts.texts.tolist() == ["old"]  # all from the eighth day on is held out
    assert log.texts.texts.tolist() == words.tolist()


def test_users_with_few_events_are_trained_on_but_not_judged():
    split = split_holdout(population(history("ann", *"abcdefghij") + history("bob", *"abcdefghi"), users=["zoe"]))
    assert split.train.histories.user_ids.tolist() == ["zoe", "ann", "bob"]
    assert split.train.histories.counts.tolist() == [0, 8, 9]
    assert split.judged.tolist() == [1]


def test_events_at_one_time_keep_their_order_in_the_file():
    split = split_holdout(population([("ann", item, "purchase", MONDAY) for item in "jihgfedcba"]))
    assert split.train.items.item_ids[split.targets.indices].tolist() == ["b", "a"]


def test_items_known_from_training_are_no_targets():
    split = split_holdout(population(history("ann", *"abcdefgh", "a", "z")))
    assert split.targets.toarray().sum(axis=0).tolist() == [0] * 8 + [1]


def test_an_item_known_from_a_refund_only_is_known():
    log = population([("ann", "hat", "refund", MONDAY - DAY), *history("ann", *"abcdefg", "hat", "z")])
    split = split_holdout(log)
    assert log.items.item_ids[split.targets.indices].tolist() == ["z"]


def test_refunds_are_no_targets():
    log = population([*history("ann", *"abcdefgh", "i"), ("ann", "j", "refund", MONDAY + 99 * DAY)])
    assert log.items.item_ids[split_holdout(log).targets.indices].tolist() == ["i"]


def test_an_item_held_out_twice_counts_once():
    assert split_holdout(population(history("ann", *"abcdefgh", "z", "z"))).targets.sum() == 1


def test_the_log_stays_whole():
    split_holdout(TEA_SHOP)
    assert TEA_SHOP.histories.counts.tolist() == [10] * 4


def test_a_log_of_short_histories_says_why_it_cannot_be_judged():
    with pytest.raises(
        DataError, match=r"No user has 10 events or more \(the most active has 9\), so there is nothing to judge"
    ) as caught:
        split_holdout(population(history("ann", *"abcdefghi")))
    assert "--no-holdout" in caught.value.hint


def test_a_log_without_new_interactions_says_so():
    with pytest.raises(DataError, match=r"No user has an item in the last fifth .* new to them\."):
        split_holdout(population(history("ann", *["tea"] * 12)))


def random_events(random_state, n_users, n_items):
    """Histories with repeats, refunds and many equal times, sorted as a log file would be."""
    rng = np.random.default_rng(random_state)
    popularity = 1 / np.arange(1, n_items + 1)
    return [
        (
            f"user{user}",
            f"item{rng.choice(n_items, p=popularity / popularity.sum())}",
            str(rng.choice(["purchase", "view", "refund"], p=[0.5, 0.4, 0.1])),
            MONDAY + int(rng.integers(12)) * DAY,
        )
        for user in range(n_users)
        for _ in range(int(rng.integers(1, 40)))
    ]


@pytest.mark.parametrize("random_state", range(6))
def test_a_plain_loop_over_users_agrees(random_state):
    events = random_events(random_state, n_users=40, n_items=60)
    log = population(events)
    labels = np.random.default_rng(random_state).integers(-1, 4, size=log.n_users).astype(np.int32)
    found = judge(split_holdout(log), labels, random_state)
    slow = Slow(events, log.histories.user_ids.tolist(), log.items.item_ids.tolist())
    assert found.n_judged == len(slow.targets)
    assert (found.recall, found.ndcg) == pytest.approx(slow.score(labels), abs=1e-12)
    assert (found.recall_global, found.ndcg_global) == pytest.approx(slow.score(np.full(40, -1)), abs=1e-12)
    rng = np.random.default_rng(random_state)
    permuted = np.mean([slow.score(rng.permutation(labels)) for _ in range(N_PERMUTATIONS)], axis=0)
    assert (found.recall_permuted, found.ndcg_permuted) == pytest.approx(permuted.tolist(), abs=1e-12)


class Slow:
    """The protocol as its sentences say it, user by user."""

    def __init__(self, events, users, items):
        self.users, self.items = users, items
        self.weights, self.seen, self.targets = defaultdict(Counter), defaultdict(set), {}
        for user in users:
            own = sorted((event for event in events if event[0] == user), key=lambda event: event[3])
            n_held = math.ceil(len(own) / 5) if len(own) >= 10 else 0
            train, held = own[: len(own) - n_held], own[len(own) - n_held :]
            for _, item, event, _ in train:
                self.seen[user].add(item)
                self.weights[user][item] += WEIGHTS[event]
            targets = {item for _, item, event, _ in held if event != "refund"} - self.seen[user]
            if targets:
                self.targets[user] = targets

    def shares(self, users):
        has = [sum(self.weights[user][item] > 1e-6 for user in users) for item in self.items]
        return np.array(has, dtype=float)

    def scores(self, labels, label):
        overall = self.shares(self.users) / len(self.users)
        if label < 0:
            return overall
        members = [user for user, own in zip(self.users, labels, strict=True) if own == label]
        return (self.shares(members) + 20 * overall) / (len(members) + 20)

    def score(self, labels):
        recalls, ndcgs = [], []
        for user, targets in self.targets.items():
            scores = self.scores(labels, labels[self.users.index(user)])
            ranked = sorted(range(len(self.items)), key=lambda row: (-scores[row], row))
            offered = [self.items[row] for row in ranked if self.items[row] not in self.seen[user]]
            offered = offered[: len(self.items) // 5]  # below 100 items
            gains = [1 / math.log2(place + 2) for place, item in enumerate(offered) if item in targets]
            ideal = sum(1 / math.log2(place + 2) for place in range(min(len(self.items) // 5, len(targets))))
            recalls.append(len(gains) / len(targets))
            ndcgs.append(sum(gains) / ideal)
        return float(np.mean(recalls)), float(np.mean(ndcgs))


def test_segments_of_one_taste_gain_and_permuted_ones_do_not():
    rng = np.random.default_rng(0)
    events = [
        (f"user{user}", f"item{user % 2 * 100 + rng.integers(100)}", "purchase", MONDAY + day * DAY)
        for user in range(300)
        for day in range(20)
    ]
    labels = np.arange(300, dtype=np.int32) % 2
    found = judge(split_holdout(population(events)), labels)
    assert found.recall_uplift_pct > 50
    assert abs(found.recall_uplift_permuted_pct) < 10


def test_random_segments_of_a_log_without_structure_gain_nothing():
    rng = np.random.default_rng(1)
    events = [
        (f"user{user}", f"item{int(200 * rng.random() ** 2)}", "purchase", MONDAY + day * DAY)
        for user in range(300)
        for day in range(20)
    ]
    found = judge(split_holdout(population(events)), rng.integers(4, size=300).astype(np.int32))
    assert abs(found.recall_uplift_pct) < 10
    assert abs(found.recall_uplift_permuted_pct) < 10


def test_the_same_random_state_gives_the_same_figures():
    split = split_holdout(population(random_events(3, n_users=40, n_items=60)))
    labels = np.arange(40, dtype=np.int32) % 3
    assert judge(split, labels, 5) == judge(split, labels, 5)
    assert judge(split, labels, 5).recall_permuted != judge(split, labels, 6).recall_permuted
