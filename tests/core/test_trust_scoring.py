"""Bits, habits and places against plain loops over users, events and items."""

import math
from collections import Counter, defaultdict
from dataclasses import replace

import numpy as np
import pytest

from core.trust.habits import HabitScorer
from core.trust.holdout import judge
from core.trust.intervals import ratio_estimate
from core.trust.placement import place_users
from core.trust.scoring import HoldoutScorer
from core.trust.split import split_holdout
from tests.core.test_holdout import TEA_SHOP, random_events
from tests.populations import DAY, HOUR, MONDAY, population

N_USERS = 30


CATEGORIES = {f"item{item}": [f"c{item % 6}", *(["c0"] if item % 7 == 1 else [])] for item in range(24)}
"""Six categories; some items are in two, and the rarest is in none."""


def a_log(random_state=0, categories=None):
    """Repeats, refunds, views, short histories and a user without events."""
    events = random_events(random_state, n_users=N_USERS - 1, n_items=25)
    return population(events, users=["nobody"], categories=categories)


def some_labels(random_state=0):
    return np.random.default_rng(random_state).integers(-1, 4, size=N_USERS).astype(np.int32)


WEIGHTS = {"purchase": 1.0, "view": 0.2, "refund": -1.0}


def users_and_interactions(train):
    """Return per user the items with a weight above 0, and the items with any event."""
    histories, weights, seen = train.histories, defaultdict(Counter), defaultdict(set)
    for user, item, event in zip(histories.users, histories.items, histories.events, strict=True):
        weights[int(user)][int(item)] += WEIGHTS[train.event_names[event]]
        seen[int(user)].add(int(item))
    has = {user: {item for item, weight in own.items() if weight > 1e-6} for user, own in weights.items()}
    return has, seen


def chances_by_loop(split, labels, user, folds):
    """The probabilities of all items for a user, as the docstring of ``bits`` says them."""
    has, _ = users_and_interactions(split.train)
    n_items, targets = split.train.n_items, split.targets.toarray()
    overall = [sum(item in own for own in has.values()) + 0.5 for item in range(n_items)]
    before = [count / sum(overall) for count in overall]
    others = [other for other in range(N_USERS) if folds[other] != folds[user]]
    picks = [sum(targets[other, item] for other in others) + 50 * before[item] for item in range(n_items)]
    now = [count / sum(picks) for count in picks]
    if labels[user] == -1:
        return now
    inside = [
        sum(item in has.get(other, ()) for other in np.flatnonzero(labels == labels[user])) for item in range(n_items)
    ]
    of_items = [np.flatnonzero(row) for row in split.train.items.categories.toarray()]
    n_categories = len(split.train.items.category_names)
    lifts, broad = lifts_by_loop(inside, before, of_items, [1.0] * n_items, [1.0] * n_categories)
    own = [sum(targets[other, item] for other in others if labels[other] == labels[user]) for item in range(n_items)]
    lifts, _ = lifts_by_loop(own, now, of_items, lifts, broad)
    raw = [share * lift for share, lift in zip(now, lifts, strict=True)]
    return [chance / sum(raw) for chance in raw]


def lifts_by_loop(counts, shares, of_items, known, known_broad):
    """The lifts of items in one segment, and those of categories, drawn to what is known of both."""
    seen, expected = [0.0] * len(known_broad), [0.0] * len(known_broad)
    for n, share, categories in zip(counts, shares, of_items, strict=True):
        for category in categories:
            seen[category] += n / len(categories)
            expected[category] += sum(counts) * share / len(categories)
    broad = [(n + 50 * lift) / (e + 50) for n, e, lift in zip(seen, expected, known_broad, strict=True)]
    lifts = []
    for n, share, lift, own in zip(counts, shares, known, of_items, strict=True):
        changed = sum(broad[c] for c in own) / sum(known_broad[c] for c in own) if len(own) else 1
        lifts.append((n + 10 * lift * changed) / (sum(counts) * share + 10))
    return lifts, broad


@pytest.mark.parametrize("categories", [None, CATEGORIES], ids=["items", "categories"])
@pytest.mark.parametrize("random_state", range(4))
def test_bits_equal_a_plain_loop(random_state, categories):
    split = split_holdout(a_log(random_state, categories))
    labels, scorer = some_labels(random_state), HoldoutScorer(split, 20)
    _, seen = users_and_interactions(split.train)
    expected = []
    for user in split.judged:
        chances = chances_by_loop(split, labels, user, scorer.fold_of_user)
        assert sum(chances) == pytest.approx(1)
        left = sum(chance for item, chance in enumerate(chances) if item not in seen[user])
        targets = np.flatnonzero(split.targets.toarray()[user])
        expected.append(sum(math.log2(chances[item] / left) for item in targets))
    assert scorer.bits(labels) == pytest.approx(expected, abs=1e-9)


def test_few_categories_draw_no_lift():
    few = {item: categories[0] for item, categories in CATEGORIES.items() if categories[0] != "c5"}
    plain, other = (HoldoutScorer(split_holdout(a_log(categories=each)), 20) for each in (None, few))
    assert other.bits(some_labels()).tolist() == plain.bits(some_labels()).tolist()


def test_tastes_for_categories_of_rare_items_are_predicted():
    rng = np.random.default_rng(1)
    events = [
        (
            f"user{user}",
            f"item{6 * rng.integers(400) + 3 * (user % 2) + rng.integers(3)}",
            "purchase",
            MONDAY + day * DAY,
        )
        for user in range(120)
        for day in range(20)
    ]
    saved = {}
    for name, categories in (("items", None), ("categories", {f"item{i}": f"c{i % 6}" for i in range(2_400)})):
        log = population(events, categories=categories)
        split = split_holdout(log)
        scorer, labels = HoldoutScorer(split, 20), np.arange(120, dtype=np.int32) % 2
        everybody = scorer.bits(np.full(120, -1, dtype=np.int32))
        saved[name] = (scorer.bits(labels) - everybody).sum() / scorer.n_targets.sum()
    assert saved["categories"] == pytest.approx(1, abs=0.15)  # half of the items are left once the segment is known
    assert saved["items"] < 0.5


def test_users_are_graded_by_what_others_pick():
    split = split_holdout(a_log())
    labels, scorer = some_labels(), HoldoutScorer(split, 20)
    user = int(split.judged[0])
    targets = split.targets.toarray()
    seen = users_and_interactions(split.train)[1][user]
    other_item = next(item for item in range(25) if item not in seen and not targets[user, item])
    targets[user] = False
    targets[user, other_item] = True
    changed = HoldoutScorer(replace(split, targets=type(split.targets)(targets)), 20)
    chances = chances_by_loop(split, labels, user, scorer.fold_of_user)
    left = sum(chance for item, chance in enumerate(chances) if item not in seen)
    assert changed.bits(labels)[0] == pytest.approx(math.log2(chances[other_item] / left))


def test_folds_do_not_depend_on_the_order_of_users():
    log = a_log()
    split, order = split_holdout(log), np.random.default_rng(3).permutation(N_USERS)
    other = HoldoutScorer(split_holdout(log.of_users(order)), 20)
    assert other.fold_of_user.tolist() == HoldoutScorer(split, 20).fold_of_user[order].tolist()
    assert sorted(np.bincount(other.fold_of_user).tolist()) == [6, 6, 6, 6, 6]


def test_unassigned_users_get_the_probabilities_of_all_users():
    split = split_holdout(a_log())
    scorer, labels = HoldoutScorer(split, 20), some_labels()
    is_noise = labels[split.judged] == -1
    assert 0 < is_noise.sum() < len(is_noise)
    assert scorer.bits(labels)[is_noise] == pytest.approx(scorer.bits(np.full_like(labels, -1))[is_noise], abs=1e-12)


def test_the_numbers_of_segments_do_not_matter():
    split = split_holdout(a_log())
    labels = some_labels()
    renamed = np.where(labels == -1, -1, np.array([7, 3, 12, 0])[np.maximum(labels, 0)]).astype(np.int32)
    scorer = HoldoutScorer(split, 20)
    assert scorer.bits(renamed) == pytest.approx(scorer.bits(labels), abs=1e-12)
    assert scorer.score(renamed).recall == pytest.approx(scorer.score(labels).recall, abs=1e-12)


def test_the_figures_of_usefulness_are_those_of_the_grader():
    split = split_holdout(population(random_events(0, N_USERS, n_items=60)))
    labels = some_labels()
    found, scorer, rng = judge(split, labels, 5), HoldoutScorer(split), np.random.default_rng(5)
    unassigned, shuffles = np.full_like(labels, -1), [rng.permutation(labels) for _ in range(20)]
    own, baseline = scorer.score(labels), scorer.score(unassigned)
    gain, n_targets = scorer.bits(labels) - scorer.bits(unassigned), split.targets.sum(axis=1)[split.judged]
    assert found.bits.value == pytest.approx(gain.sum() / n_targets.sum(), abs=1e-9)
    assert found.bits == ratio_estimate(gain, n_targets.astype(float), 5)
    permuted = [(scorer.bits(each) - scorer.bits(unassigned)).sum() / n_targets.sum() for each in shuffles]
    assert found.bits_permuted == pytest.approx(np.mean(permuted), abs=1e-12)
    assert found.recall_uplift.value == pytest.approx(100 * (own.recall.mean() / baseline.recall.mean() - 1), abs=1e-9)
    assert found.recall_uplift.value == found.recall_uplift_pct
    assert found.ndcg_uplift.value == pytest.approx(100 * (own.ndcg.mean() / baseline.ndcg.mean() - 1), abs=1e-9)
    random = np.mean([scorer.score(each).recall for each in shuffles])
    over = found.recall_uplift_over_permuted
    assert over.value == pytest.approx(100 * (own.recall.mean() / random - 1), abs=1e-9)
    for each in (found.recall_uplift, found.ndcg_uplift, over, found.bits):
        assert each.low < each.value < each.high


def test_no_segments_save_no_bits():
    found = judge(split_holdout(TEA_SHOP), np.full(4, -1, dtype=np.int32))
    assert (found.bits.value, found.bits.low, found.bits.high) == (0, 0, 0)


# Habits

KINDS = ("view", "purchase", "like")


def busy_log(random_state=0):
    rng = np.random.default_rng(random_state)
    return population(
        [
            (
                f"user{user}",
                f"item{rng.integers(30)}",
                KINDS[rng.integers(3)],
                MONDAY + int(rng.integers(60 * 24)) * HOUR,
            )
            for user in range(N_USERS - 1)
            for _ in range(int(rng.integers(4, 20)))
        ],
        users=["nobody"],
    )


def habits_by_loop(log, split, labels, users):
    """Log2 chances of the held events of each user: weekend, part of the day and kind, by mean shares of others."""
    histories = log.histories
    hours = [int(at - MONDAY) // HOUR for at in histories.timestamps]
    habits = [[hour // 24 % 7 >= 5 for hour in hours]]
    if log.has_time_of_day:
        habits.append([hour % 24 // 4 for hour in hours])
    if len(log.event_names) > 1:
        habits.append(histories.events.tolist())
    total = np.zeros(len(users))
    for codes in habits:
        before, held = defaultdict(Counter), defaultdict(Counter)
        for user, code, is_held in zip(histories.users.tolist(), codes, split.is_held, strict=True):
            (held if is_held else before)[user][code] += 1
        values = sorted(set(codes))

        def share(members, code, before=before):
            return sum(before[user][code] / max(before[user].total(), 1) for user in members)

        for place, user in enumerate(users):
            others = [other for other in range(N_USERS) if other != user]
            everybody = {code: share(others, code) / len(others) for code in values}
            members = [other for other in others if labels[other] == labels[user] >= 0]
            raw = {code: share(members, code) + 20 * everybody[code] for code in values}
            total[place] += sum(n * math.log2(raw[code] / sum(raw.values())) for code, n in held[user].items())
    return total


@pytest.mark.parametrize("random_state", range(3))
@pytest.mark.parametrize("has_time_of_day", [True, False])
def test_habits_equal_a_plain_loop(random_state, has_time_of_day):
    log = replace(busy_log(random_state), has_time_of_day=has_time_of_day)
    split = split_holdout(log)
    scorer, labels = HabitScorer(log, split), some_labels(random_state)
    counts = log.histories.counts
    assert scorer.users.tolist() == np.flatnonzero(counts >= 10).tolist()
    assert scorer.n_events.tolist() == [math.ceil(n / 5) for n in counts if n >= 10]
    assert scorer.bits(labels) == pytest.approx(habits_by_loop(log, split, labels, scorer.users), abs=1e-6)


def test_a_log_of_one_kind_and_dates_only_has_weekend_habits():
    log = population([(f"u{n % 12}", f"i{n}", "view", MONDAY + n * DAY) for n in range(144)])
    dates = replace(log, has_time_of_day=False)
    split = split_holdout(dates)
    labels = np.full(12, -1, dtype=np.int32)
    assert len(HabitScorer(dates, split)._known) == 1
    assert len(HabitScorer(log, split)._known) == 2
    assert (HabitScorer(dates, split).bits(labels) < 0).all()


def test_segments_that_act_at_other_hours_predict_hours():
    events = [
        (f"u{user}", f"i{day}", "view", MONDAY + day * DAY + (6 + 12 * (user % 2)) * HOUR)
        for user in range(200)
        for day in range(10)
    ]
    log = population(events)
    split = split_holdout(log)
    scorer = HabitScorer(log, split)
    gain = scorer.bits(np.arange(200, dtype=np.int32) % 2) - scorer.bits(np.full(200, -1, dtype=np.int32))
    # 99 of all 199 others act in a user's own half of the day, and so do the 99 others of the segment, who are taken
    # together with 20 users like everybody.
    usual = 99 / 199
    assert gain.sum() / scorer.n_events.sum() == pytest.approx(math.log2((99 + 20 * usual) / 119 / usual), abs=1e-6)


def test_a_few_users_with_habits_of_their_own_do_not_predict_themselves():
    rng = np.random.default_rng(0)
    habits = rng.dirichlet(np.full(6, 0.3), 400)
    events = [
        (f"u{user}", f"i{day}", "view", MONDAY + day * DAY + int(4 * rng.choice(6, p=habits[user])) * HOUR)
        for user in range(400)
        for day in range(20)
    ]
    log = population(events)
    scorer = HabitScorer(log, split_holdout(log))
    unassigned = scorer.bits(np.full(400, -1, dtype=np.int32))
    random_segments = [rng.permutation(np.repeat(np.arange(8), 50)).astype(np.int32) for _ in range(10)]
    gains = [(scorer.bits(labels) - unassigned).sum() / scorer.n_events.sum() for labels in random_segments]
    assert np.mean(gains) < 0.005


# Places


@pytest.mark.parametrize("random_state", range(5))
def test_users_are_placed_where_the_others_are_nearest(random_state):
    rng = np.random.default_rng(random_state)
    X = rng.normal(size=(40, 3)).astype(np.float32)
    labels = rng.choice([-1, 2, 5, 6], size=40).astype(np.int32)
    labels[0] = 9  # alone in its segment: there are no others to be near to
    expected = labels.copy()
    for user in np.flatnonzero(labels != -1):
        distances = {}
        for segment in (2, 5, 6, 9):
            others = [other for other in range(40) if labels[other] == segment and other != user]
            if others:
                distances[segment] = np.linalg.norm(X[user].astype(float) - X[others].astype(float).mean(axis=0))
        expected[user] = min(distances, key=distances.get)
    found = place_users(X, labels)
    assert found.tolist() == expected.tolist()
    assert found.dtype == np.int32


def test_a_user_does_not_hold_their_own_segment_in_place():
    X = np.array([[0, 0], [0, 0.1], [1, 0], [1, 0.1], [0.05, 0]], dtype=np.float32)
    assert place_users(X, np.array([1, 1, 2, 2, 2], dtype=np.int32)).tolist() == [1, 1, 2, 2, 1]


@pytest.mark.parametrize("labels", [[-1, -1, -1], [3, 3, 3], [1, -1, 1]], ids=["noise", "one", "one and noise"])
def test_with_fewer_than_two_segments_everyone_stays(labels):
    X = np.eye(3, dtype=np.float32)
    assert place_users(X, np.array(labels, dtype=np.int32)).tolist() == labels


def test_placing_leaves_the_labels_as_they_are():
    labels = np.array([1, 2, 1], dtype=np.int32)
    place_users(np.eye(3, dtype=np.float32), labels)
    assert labels.tolist() == [1, 2, 1]
