from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from core.cli.summary import print_usefulness
from core.recommenders.ease import fit_ease
from core.trust.ceiling import Ceiling, ceiling_of, choose_regularisation, recall_on
from core.trust.holdout import Usefulness, judge
from core.trust.intervals import UNKNOWN, Estimate
from core.trust.scoring import HoldoutScorer
from core.trust.split import split_holdout
from tests.populations import DAY, MONDAY, population


def baskets(n_users, random_state, n_items=60, n_events=20):
    """Users of two groups with items of their own, and a taste of each user's within the group."""
    rng = np.random.default_rng(random_state)
    events = []
    for user in range(n_users):
        first = (user % 6) * (n_items // 6)
        items = rng.permutation(n_items // 6) + first
        others = rng.permutation(n_items)[:n_events]
        for place, item in enumerate([*items, *others]):
            events.append((f"u{user}", f"i{item}", "purchase", MONDAY + int(rng.integers(0, 300)) * DAY + place))
    return population(events)


def test_weights_are_those_of_the_inverse_of_the_gram_matrix():
    has = sparse.csr_array((np.random.default_rng(0).random((40, 7)) < 0.4).astype(float))
    inverse = np.linalg.inv(has.toarray().T @ has.toarray() + 3.0 * np.eye(7))
    expected = -inverse / np.diag(inverse)
    np.fill_diagonal(expected, 0.0)
    assert fit_ease(has, 3.0) == pytest.approx(expected, rel=1e-5, abs=1e-7)


def test_recall_is_the_share_of_targets_on_a_list_of_twenty_new_items():
    has = sparse.csr_array(np.eye(2, 50))
    targets = np.zeros((2, 50), dtype=bool)
    targets[0, [1, 2, 40, 41]] = True
    targets[1, [0, 21]] = True
    falling = np.tile(-np.arange(50.0), (2, 1))
    found = recall_on(has, sparse.csr_array(targets), np.array([0, 1]), lambda users, _has: falling[users])
    assert found.tolist() == [0.5, 0.5]


def test_lists_of_equal_scores_are_those_of_the_most_popular_items():
    has = np.zeros((4, 30))
    has[1:, 25], has[2:, 26] = 1, 1
    targets = np.zeros((4, 30), dtype=bool)
    targets[0, [25, 26, 29, 28]] = True
    found = recall_on(
        sparse.csr_array(has), sparse.csr_array(targets), np.array([0]), lambda users, _has: np.zeros((len(users), 30))
    )
    assert found.tolist() == [0.5]


def test_popular_lists_find_what_the_scorer_of_the_holdout_finds():
    split = split_holdout(baskets(60, 1))
    unassigned = np.full(60, -1, dtype=np.int32)
    found = ceiling_of(split, *HoldoutScorer(split).lists(unassigned))
    assert found.recall_global == pytest.approx(HoldoutScorer(split).score(unassigned).recall.mean(), abs=0.01)
    assert (found.n_items, found.event_share) == (60, 1.0)


def test_segments_of_the_planted_groups_give_a_part_of_the_gap_and_shuffled_ones_next_to_nothing():
    log = baskets(240, 2, n_items=240, n_events=6)
    split, groups = split_holdout(log), (np.arange(240) % 6 + 1).astype(np.int32)
    own, shuffled = (
        judge(split, labels).ceiling.gap_share.value
        for labels in (groups, np.random.default_rng(0).permutation(groups))
    )
    assert 0.5 < own < 1.5
    assert abs(shuffled) < 0.25


def test_without_a_gap_there_is_no_share_of_it():
    rng = np.random.default_rng(0)
    log = population([(f"u{n % 50}", f"i{rng.integers(0, 100)}", "purchase", MONDAY + n * DAY) for n in range(50 * 15)])
    split = split_holdout(log)
    found = ceiling_of(split, *HoldoutScorer(split, 20).lists(np.full(50, -1, dtype=np.int32)))
    assert np.isnan(found.gap_share.value)
    assert found.recall >= 0


def test_a_log_too_short_for_a_validation_part_takes_the_middle():
    log = population([(f"u{n % 5}", f"i{n}", "purchase", MONDAY + n * DAY) for n in range(50)])
    assert choose_regularisation(split_holdout(log).train) == 200.0


HOLD = "hold more of the items that users pick next than one list for all"
MORE = f"Lists made from each person's history {HOLD}; lists made for each segment "


@pytest.mark.parametrize(
    ("share", "sentence"),
    [
        (0.26, f"{MORE}reach 26 % of that gain."),
        (-0.1, f"{MORE}reach none of that gain."),
        (
            1.76,
            "Lists made for each segment hold as many of the items that users pick next as lists made from each "
            "person's history, or more.",
        ),
    ],
)
def test_the_share_of_the_gap_in_words(share, sentence):
    found = Ceiling(0.2, 0.1, Estimate(share, share - 0.1, share + 0.1), 200.0, 50, 1.0)
    assert found.is_known
    assert found.sentence == sentence
    assert found.recall_segments == pytest.approx(0.1 + 0.1 * share)
    assert not replace(found, gap_share=UNKNOWN).is_known


def test_what_is_printed_names_each_baseline_and_can_be_reckoned_up(capsys):
    ceiling = Ceiling(0.7659, 0.5, Estimate(0.93, 0.8, 1.1), 200.0, 71, 0.9)
    recalls = {"recall": 0.7463, "recall_global": 0.5357, "recall_permuted": 0.53}
    others = {"ndcg": 0.4, "ndcg_global": 0.3, "ndcg_permuted": 0.3, "ndcg_uplift_pct": 33.3}
    permuted = {"recall_uplift_permuted_pct": -1.0, "ndcg_uplift_permuted_pct": 0.0}
    print_usefulness(
        Usefulness(k=3, n_judged=28, recall_uplift_pct=39.3, ceiling=ceiling, **recalls, **others, **permuted)
    )
    assert capsys.readouterr().out.splitlines() == [
        "What lists find at k = 3: recall@20 0.7463 by lists of the segments, by one list of what most users like "
        "0.5357 (+39.3 %; with shuffled labels -1.0 %), over 28 users and all items.",
        f"{MORE}reach 93 % of that gain. Recall@20 of personal lists 0.7659, of the segments' lists 0.7473, of one "
        "list of what most users have had, refunds included, 0.5000: counted anew on the 71 items that personal lists "
        "know, with 90 % of the held-out ones.",
    ]
    print_usefulness(None)
    assert not capsys.readouterr().out
