"""Lists are graded by what their users pick, and responses are shares of users."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from core.pipeline.side_by_side import BrokenOffError, InOrder
from core.recommenders.response_curve import N_POINTS, fit_curve
from core.recommenders.user_lists import NOTHING
from core.stages.progress import silent
from core.trust.intervals import share_estimate, share_over_groups
from core.trust.list_metrics import grade_lists, mix_of
from core.trust.offer_proof import OfferProof, prove_offers
from core.trust.proof_by_day import prove_by_day
from core.trust.split import split_holdout
from core.views.list_proof import list_proof_columns, list_proof_frame
from tests.populations import DAY, MONDAY, population


def targets(*rows):
    return sparse.csr_array(np.array(rows, dtype=bool))


def test_grades_of_a_list():
    grades = grade_lists(np.array([[4, 0, 2], [1, 3, NOTHING]]), targets([1, 0, 1, 0, 0], [0, 0, 0, 1, 1]))
    assert grades.recall.tolist() == [1.0, 0.5]
    assert grades.hit.tolist() == [1.0, 1.0]
    assert grades.reciprocal_rank.tolist() == [0.5, 0.5]
    ideal = 1 + 1 / np.log2(3)
    assert grades.ndcg.tolist() == pytest.approx([(1 / np.log2(3) + 1 / np.log2(4)) / ideal, (1 / np.log2(3)) / ideal])


def test_what_stands_on_lists():
    categories = sparse.csr_array(np.array([[1, 0], [1, 0], [0, 1], [0, 1]], dtype=bool))
    mix = mix_of(np.array([[0, 1], [0, 2]]), np.array([0.5, 0.25, 0.25, 0.25]), categories)
    assert mix.coverage == 0.75
    assert mix.novelty == pytest.approx((1 + 2 + 1 + 2) / 4)
    assert mix.diversity == 0.5  # 0 and 1 have a category in common, 0 and 2 have none
    assert mix.gini == pytest.approx(2 * (1 * 0 + 2 * 1 + 3 * 1 + 4 * 2) / (4 * 4) - 5 / 4)
    assert np.isnan(mix_of(np.array([[0]]), np.array([1.0]), sparse.csr_array((1, 0))).diversity)


@pytest.fixture(scope="module")
def proof():
    """Two groups of 200, each with 40 items of its own, of which a user takes half in any order."""
    rng = np.random.default_rng(0)
    rows = [(f"u{n:03}", f"i{40 * (n // 200) + item:02}") for n in range(400) for item in rng.permutation(40)[:20]]
    log = population(rows)
    labels = np.arange(400, dtype=np.int32) // 200 + 1
    split = split_holdout(log)
    return prove_offers(log, split, labels)


def test_lists_of_segments_beat_one_list_for_all(proof):
    recall = {(each.segment, each.recommender): each.recall.value for each in proof.scores}
    for segment in (None, 1, 2):
        assert recall[segment, "segment_offers"] > 1.5 * recall[segment, "popularity"]
        assert recall[segment, "segment_offers"] > 0.8 * recall[segment, "segment_popularity"]
    # 24 items of the group are new to a user, 16 of them are listed, a fifth of the catalogue
    assert recall[None, "segment_offers"] == pytest.approx(16 / 24, abs=0.05)


@pytest.mark.parametrize(("n_items", "length"), [(40, 8), (24, 4), (60, 12), (99, 19), (100, 20), (240, 20)])
def test_lists_of_few_items_are_judged_by_a_fifth_of_them(n_items, length):
    rng = np.random.default_rng(1)
    rows = [(f"u{n:03}", f"i{item:03}") for n in range(60) for item in rng.integers(n_items, size=12)]
    log = population([*rows, *(("u000", f"i{item:03}") for item in range(n_items))])
    found = prove_offers(log, split_holdout(log), np.arange(60, dtype=np.int32) % 2 + 1)
    assert found.list_length == length
    with_chance = {each.recommender: each for each in found.scores if each.segment is None}
    # items are picked at random, so a list holds what its length holds of them
    assert with_chance["popularity"].recall.value == pytest.approx(length / n_items, abs=0.15)


def test_what_stands_on_lists_is_known_for_each_segment(proof):
    mixes = {(each.segment, each.recommender): each.mix for each in proof.scores}
    assert mixes[1, "popularity"].coverage == pytest.approx(mixes[None, "popularity"].coverage, abs=0.3)
    # lists of a segment hold its own half of the items
    assert mixes[1, "segment_offers"].coverage == pytest.approx(0.5, abs=0.1)
    assert mixes[None, "segment_offers"].coverage == pytest.approx(0.8, abs=0.1)
    assert mixes[1, "segment_offers"].gini > mixes[None, "segment_offers"].gini


def test_the_share_of_users_with_few_events_who_are_served_is_known(proof):
    assert all(np.isnan(each.few_served) for each in proof.scores)  # everybody has 16 events before the holdout
    rows = [(f"u{n:02}", f"i{(n + item) % 30:02}") for n in range(40) for item in range(15)]
    rows += [("v1", "i01"), ("v2", "i02"), ("v3", "i03")]
    log = population(rows, users=["v4"])
    places = dict(zip(log.histories.user_ids.tolist(), range(log.n_users), strict=True))
    labels = np.ones(log.n_users, dtype=np.int32)
    labels[places["v2"]] = 2
    labels[places["v3"]] = -1
    found = prove_offers(log, split_holdout(log), labels)
    served = {(each.segment, each.recommender): each.few_served for each in found.scores}
    assert served[None, "popularity"] == 1.0
    assert served[None, "segment_popularity"] == served[None, "segment_offers"] == 0.75  # v3 is in no segment
    assert served[None, "ease"] == 0.75  # v4 has no event
    assert served[1, "ease"] == 0.5
    assert served[2, "ease"] == served[2, "segment_offers"] == 1.0


def test_the_expected_response_is_what_users_did_who_took_no_part_in_it(proof):
    expected, observed, n_pairs = (
        np.array([getattr(each, name) for each in proof.levels]) for name in ("expected", "observed", "n_pairs")
    )
    # four of 40 items are held out of each user, so of the own items of a group every tenth user picks one
    common = expected > 0.05
    assert (observed[common] @ n_pairs[common]) == pytest.approx(expected[common] @ n_pairs[common], rel=0.1)
    assert (expected[common] @ n_pairs[common]) / n_pairs[common].sum() == pytest.approx(0.1, abs=0.02)
    assert observed[~common].max(initial=0) < 0.05


def test_what_was_seen_of_a_level_has_an_interval_that_holds_what_was_expected(proof):
    common = [each for each in proof.levels if each.expected > 0.05]
    assert all(each.low < each.observed < each.high for each in common)
    assert sum(each.low < each.expected < each.high for each in common) >= 0.8 * len(common)


def test_limits_of_a_share_hold_though_the_trials_of_a_user_are_alike():
    rng = np.random.default_rng(0)
    held = {"groups": 0, "trials": 0}
    for _draw in range(300):
        users = rng.beta(0.5, 4.5, 200)
        picked = rng.binomial(60, users).reshape(5, 40).sum(axis=1).astype(np.float64)
        asked = np.full(5, 40 * 60.0)
        groups, trials = share_over_groups(picked, asked), share_estimate(picked.sum() / asked.sum(), asked.sum())
        held["groups"] += groups.low <= 0.1 <= groups.high
        held["trials"] += trials.low <= 0.1 <= trials.high
    assert held["groups"] >= 0.92 * 300
    assert held["trials"] <= 0.7 * 300


@pytest.mark.parametrize("shape", ["steps", "line", "power"])
def test_a_curve_states_the_true_shares_at_both_of_its_ends(shape):
    """Of the least likely tenth of 3,000 picks, of those between, and of the likeliest tenth.

    A curve rises where likely items are all alike, so it is off by more at the upper end of steps.
    """
    rng = np.random.default_rng(0)
    responses = np.sort(rng.gamma(0.5, 1.0, 4_000))
    true = {
        "steps": np.select([responses < 0.3, responses < 2], [0.0003, 0.002], 0.008),
        "line": 0.003 * responses,
        "power": 0.003 * responses**0.6,
    }[shape]
    users = np.full(len(responses), round(3_000 / true.sum()))
    ratios = []
    for _draw in range(6):
        curve = fit_curve(responses, rng.binomial(users, true).astype(float), users)
        assert len(curve.responses) <= N_POINTS + 3
        assert np.all(np.diff(curve.responses) > 0)
        assert np.all(np.diff(curve.shares) >= 0)
        mass = np.cumsum(true) / true.sum()
        parts = (mass < 0.1, (mass > 0.1) & (mass < 0.9), mass > 0.9)
        expected = curve.expected(responses)
        ratios.append([true[each].sum() / expected[each].sum() for each in parts])
    low, middle, high = np.mean(ratios, axis=0)
    assert [low, middle] == pytest.approx([1, 1], abs=0.1)
    if shape == "steps":
        assert 0.85 < high < 1  # stated too high, as the curve rises over items that are all alike
    else:
        assert high == pytest.approx(1, abs=0.1)


def test_likely_items_of_different_responses_have_different_shares():
    """Picks that fall where responses rise would make one step of all."""
    responses = np.linspace(0.1, 2, 40)
    users = np.full(40, 1_000)
    curve = fit_curve(responses, np.linspace(60, 40, 40).round(), users)
    shares = curve.expected(responses)
    assert (np.diff(shares[20:]) > 1e-4).all()
    assert (shares * users).sum() == pytest.approx(40 * 50, rel=0.03)
    assert shares[-1] < 1.5 * shares[20]  # by the root of the response


def test_nobody_who_picks_anything_gives_a_level_curve():
    ones = np.ones(3)
    assert fit_curve(ones, 0 * ones, ones).expected(np.array([0.5, 3.0])).tolist() == [0.0, 0.0]
    assert fit_curve(0 * ones, ones, ones).expected(ones).tolist() == [0.0] * 3  # no item can be offered
    assert fit_curve(ones, ones, 2 * ones).expected(np.array([1.0, 2.0])).tolist() == [0.5, 1.0]


def test_a_pair_of_segment_and_item_is_counted_once_a_level(proof):
    assert max(each.n_pairs for each in proof.levels) <= 2 * 80  # each comes up in every fifth of the users


def test_the_expected_response_follows_the_curve_and_goes_on_above_it():
    proof = OfferProof(30.0, (), (), (0.0, 1.0, 2.0), (0.0, 0.1, 0.3))
    assert proof.expected(np.array([0.5, 1.5, 3.0, 100.0])).tolist() == pytest.approx([0.05, 0.2, 0.45, 1.0])


def test_a_proof_that_nobody_waits_for_ends():
    log = population([(f"u{n}", f"i{m}") for n in range(4) for m in range(12)])
    split, placed = split_holdout(log), np.ones(4, dtype=np.int32)
    in_order = InOrder(silent, ())
    assert prove_offers(log, split, placed, check=in_order.check) is not None
    in_order.break_off()
    with pytest.raises(BrokenOffError):
        prove_offers(log, split, placed, check=in_order.check)


def test_nobody_in_a_segment_proves_nothing():
    log = population([(f"u{n}", f"i{m}") for n in range(4) for m in range(12)])
    assert prove_offers(log, split_holdout(log), np.full(4, -1, dtype=np.int32)) is None


def test_by_day_users_are_placed_by_what_was_before_and_newcomers_are_not_judged(proof):
    """The log of ``proof`` in time: an item a day; and users who come when all others are judged."""
    rng = np.random.default_rng(0)
    rows = [
        (f"u{n:03}", f"i{40 * (n // 200) + item:02}", "purchase", MONDAY + day * DAY)
        for n in range(400)
        for day, item in enumerate(rng.permutation(40)[:20])
    ]
    rows += [(f"v{n}", "i00", "purchase", MONDAY + 19 * DAY) for n in range(5)]
    log = population(rows)
    labels = np.append(np.arange(400) // 200 + 1, np.ones(5)).astype(np.int32)
    encoded = []

    def encode(some):
        encoded.append(some.histories.counts.tolist())
        is_second = some.histories.items[some.histories.offsets[:-1]] >= 40
        return np.stack([~is_second, is_second], axis=1).astype(np.float32)

    found = prove_by_day(log, labels, encode)
    assert encoded == [[16] * 400]  # the last fifth of 20 days; nobody's later events, and no newcomers
    recall = {(each.segment, each.recommender): each.recall.value for each in found.scores}
    assert recall[None, "segment_offers"] == pytest.approx(16 / 24, abs=0.05)
    assert {each.n_judged for each in found.scores if each.segment is None} == {400}
    table = list_proof_frame(found, {1: "Tea", 2: "Coffee"})
    assert list(table) == list(list_proof_columns())
    own = table[table["recommender"] == "segment_offers"]
    assert own["persona"].tolist() == ["All users", "Tea", "Coffee"]
    assert own["segment"].isna().tolist() == [True, False, False]
    assert own["recall"].tolist() == [recall[each, "segment_offers"] for each in (None, 1, 2)]


@pytest.mark.parametrize(("n_idle", "days"), [(0, 4), (30, 8)])
def test_the_days_of_a_forecast_are_those_in_which_everybody_picks_what_was_held_out(n_idle, days):
    """Thirty users pick something new each day, four things in the holdout; who stopped long ago halves the pace."""
    rows = [(f"u{n:02}", f"i{day:02}", "purchase", MONDAY + day * DAY) for day in range(20) for n in range(30)]
    rows += [(f"idle{n:02}", f"i{day:02}", "purchase", MONDAY + day * DAY) for day in range(3) for n in range(n_idle)]
    log = population(rows)
    proof = prove_offers(log, split_holdout(log), np.ones(log.n_users, dtype=np.int32))
    assert proof.days == pytest.approx(days)
