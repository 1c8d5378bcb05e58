"""What to offer a segment, from most picks to most distinctive, and why."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from core.recommenders.reasons import reason_sentence
from core.recommenders.response_curve import ResponseCurve
from core.recommenders.segment_offers import SegmentOffers
from core.results.tables import recommendations_frame, recommendations_table
from core.trust.offer_proof import OfferProof
from core.types import Population
from core.views.offers import (
    OFFER_COLUMNS,
    audience_frame,
    best_sellers_frame,
    compared_frame,
    gone_sentence,
    most_alike,
    offers_frame,
    offers_of,
    ordered_frame,
)
from tests.populations import DAY, population
from tests.results import results_of, with_scores

N_TEA, N_OTHERS = 100, 300
USERS = [f"tea{n:03}" for n in range(N_TEA)] + [f"zoo{n:03}" for n in range(N_OTHERS)]
LABELS = np.array([1] * N_TEA + [2] * N_OTHERS, dtype=np.int32)
TITLES = {"bag": "Bag", "pot": "Pot", "cup": "Cup"}


def log(**more):
    """Half of all have the bag; 60 tea users and 10 others the pot; 20 of those the whisk, and 4 the cup."""
    rows = [(user, "bag") for user in USERS[::2]]
    rows += [(user, "pot") for user in USERS[:60] + USERS[N_TEA : N_TEA + 10]]
    rows += [(user, "whisk") for user in USERS[:20]]
    rows += [(user, "cup") for user in USERS[:4]]
    return population(rows, titles=TITLES, users=USERS, **more)


@pytest.fixture(scope="module")
def fitted():
    return SegmentOffers(prior_users=0, regularisation=1).fit(log(), LABELS)


@pytest.fixture(scope="module")
def results(fitted):
    return results_of(
        np.array(USERS, dtype=object), LABELS, None, None, recommendations=recommendations_frame(fitted, 20)
    )


def test_what_is_known_of_an_offer(fitted):
    offers = fitted.offers(1, fitted.order(1)).set_index("item_id")
    assert offers.loc["pot", ["title", "score", "new_to_pct", "because"]].tolist() == ["Pot", 0.6, 40.0, "whisk"]
    assert offers.loc["pot", "lift"] == pytest.approx(0.6 / (70 / 400))
    # all 20 users of the whisk have the pot, 20 of the 70 of the pot the whisk
    assert offers.loc["pot", "because_pct"] == 100
    assert (offers.loc["whisk", "because"], offers.loc["whisk", "because_pct"]) == ("Pot", pytest.approx(100 * 20 / 70))


def test_what_is_most_its_own_comes_first_when_asked(fitted, results):
    offers = ordered_frame(results, fitted, 1, 1.0)
    assert offers.columns.tolist() == list(OFFER_COLUMNS)
    assert offers["item_id"].tolist() == ["whisk", "pot"]  # the bag is everybody's, the cup four users'
    assert offers["lift"].tolist() == pytest.approx([4.0, 0.6 / (70 / 400)])


def test_most_response_puts_first_what_most_will_pick(fitted):
    assert fitted.order(2, 0.0)[0] == list(fitted.items_.item_ids).index("bag")


def test_offers_are_ordered_by_what_a_holdout_expects_of_them_and_by_the_lift_that_is_shown(fitted, results):
    flat_then_steep = ResponseCurve((0.0, 0.1, 0.2, 1.0), (0.0, 0.09, 0.1, 0.9))
    ordered = fitted.ordered_by(flat_then_steep)
    proof = OfferProof(30.0, (), (), flat_then_steep.responses, flat_then_steep.shares)
    judged = with_scores(results, offers=proof, offer_basis=ordered.basis_)
    offers = ordered_frame(judged, offers_of(judged, log()), 1, 0.25)
    strength = offers["expected_response"] * offers["lift"] ** (1 / 3)  # at a quarter, of the lift itself in the middle
    assert offers["strength"].tolist() == pytest.approx((100 * strength / strength.max()).tolist())
    assert offers["strength"].is_monotonic_decreasing
    # what most will pick stays first at most picks, and the basis gives an edit the same order
    assert ordered.order(1, 0.0).tolist() == fitted.order(1, 0.0).tolist()
    again = SegmentOffers(prior_users=0, regularisation=1).fit(log(), LABELS, ordered.basis_)
    assert again.recommend(1, 5).equals(ordered.recommend(1, 5))


def test_items_of_which_nobody_is_expected_to_pick_any_come_last_by_their_responses(fitted):
    nobody = fitted.ordered_by(ResponseCurve((0.0,), (0.0,)))
    assert nobody.order(1, 0.0).tolist() == fitted.order(1, 0.0).tolist()
    assert nobody.strengths(1, nobody.order(1)).tolist() == [0.0] * len(nobody.order(1))


def test_one_segment_has_nothing_of_its_own_and_keeps_the_order_of_response():
    one = SegmentOffers().fit(log(), np.ones(N_TEA + N_OTHERS, dtype=np.int32))
    assert one.order(1, 1.0).tolist() == []
    assert one.order(1, 0.5).tolist() == one.order(1, 0.0).tolist()


def test_numbers_of_segments_may_have_gaps(fitted):
    gaps = SegmentOffers(prior_users=0, regularisation=1).fit(
        log(), np.where(LABELS == 1, 7, 1_000_000).astype(np.int32)
    )
    assert gaps.segments_.tolist() == [7, 1_000_000]
    assert gaps.recommend(7, 5).equals(fitted.recommend(1, 5))


def test_a_small_segment_states_its_own_share_and_lift_not_the_smoothed_ones():
    offers = SegmentOffers(prior_users=20).fit(log(), LABELS).recommend(1, 5).set_index("item_id")
    assert offers.loc["pot", "score"] == 0.6
    assert offers.loc["pot", "lift"] == pytest.approx(0.6 / (70 / 400))


def test_an_item_that_is_not_to_be_offered_is_left_out(fitted, results):
    offers = ordered_frame(results, fitted, 1, 0.5, ["pot", "no such item"])
    assert "pot" not in offers["item_id"].tolist()
    assert offers["rank"].tolist() == list(range(1, len(offers) + 1))


def test_an_item_that_nobody_took_for_long_is_taken_to_be_gone():
    day = 86_400
    log_ = log()
    times = np.where(log_.histories.items == list(log_.items.item_ids).index("whisk"), 0, 200 * day)
    old = replace(log_, histories=replace(log_.histories, timestamps=times.astype(np.int64)))
    fitted = SegmentOffers().fit(old, LABELS)
    assert fitted.n_gone_ == 1
    assert "whisk" not in fitted.recommend(1, 20)["item_id"].tolist()
    assert "whisk" in SegmentOffers(unseen_days=201).fit(old, LABELS).recommend(1, 20)["item_id"].tolist()


def test_a_list_is_no_longer_than_asked_for(fitted):
    assert fitted.recommend(1, 1)["rank"].tolist() == [1]


@pytest.mark.parametrize("segment", [-1, 3])
def test_an_unknown_segment_has_no_offers(fitted, segment):
    assert fitted.order(segment).tolist() == []
    assert fitted.recommend(segment, 5).empty


def test_a_log_of_one_item_and_a_log_without_segments():
    one = population([("ann", "tea"), ("bob", "tea")])
    fitted = SegmentOffers().fit(one, np.array([1, 1], dtype=np.int32))
    assert fitted.recommend(1, 5)["item_id"].tolist() == []  # everybody has it
    none = SegmentOffers().fit(one, np.array([-1, -1], dtype=np.int32))
    assert recommendations_frame(none, 5).empty


@pytest.mark.parametrize(
    ("because", "usual", "lift", "reason"),
    [
        ("Cup", 9.0, 2.04, "{cup}, by 9 % of all users; 2.0 times as often here as among all users."),
        ("Cup", 9.0, 1.04, "{cup}, by 9 % of all users; as often here as among all users."),
        ("Cup", 9.0, 0.96, "{cup}, by 9 % of all users; as often here as among all users."),
        ("Cup", 9.0, 0.0, "{cup}, by 9 % of all users."),
        ("Cup", 0.44, 0.9, "{cup}, by 0.4 % of all users; 0.9 times as often here as among all users."),
        ("Cup", np.nan, 0.0, "Chosen by 34 % of all users who chose Cup."),  # a run of an earlier version
        ("", np.nan, 1.04, "Popular with all users."),
        ("", np.nan, 1.06, "Chosen 1.1 times as often here as among all users."),
    ],
)
def test_what_is_chosen_as_often_as_by_all_users_is_called_so(because: str, usual: float, lift: float, reason: str):
    assert reason_sentence(because, 34, usual, lift) == reason.format(cup="Chosen by 34 % of those who chose Cup")


def test_a_reason_is_a_sentence(results):
    offers = offers_frame(results, 1).set_index("item_id")
    why = "Chosen by 100 % of those who chose whisk, by 18 % of all users"
    assert offers.loc["pot", "goes_with"] == why
    assert recommendations_table(results).to_pandas().set_index("item_id").loc["pot", "reason"].iloc[0] == (
        f"{why}; 3.4 times as often here as among all users."
    )
    assert offers.loc["whisk", "title"] == "whisk"


def test_the_expected_response_follows_the_curve_of_the_holdout(fitted, results):
    proof = OfferProof(30.0, (), (), (0.0, 1.0), (0.0, 0.5))
    judged = with_scores(results, offers=proof)
    offers = ordered_frame(judged, fitted, 1, 0.0)
    row = list(fitted.items_.item_ids).index(offers["item_id"][0])
    assert offers["expected_response"][0] == pytest.approx(min(1, fitted.responses_[0, row] / 2))
    audience = audience_frame(fitted, "pot", {1: "Tea", 2: "Zoo"}, proof)
    assert audience["persona"].tolist() == ["Tea", "Zoo"]
    assert audience["lift"].tolist() == pytest.approx([0.6 / (70 / 400), (10 / 300) / (70 / 400)])
    assert audience_frame(fitted, "pot", {}, None)["expected_response"].isna().all()


def test_two_lists_are_compared():
    first, second = (pd.DataFrame({"rank": [1, 2], "item_id": own, "title": own}) for own in (["a", "b"], ["b", "c"]))
    compared = compared_frame(first, second).fillna(0)
    assert compared.to_numpy().tolist() == [
        ["both", "b", "b", 2, 1],
        ["first", "a", "a", 1, 0],
        ["second", "c", "c", 0, 2],
    ]


def test_the_two_lists_most_alike_are_found():
    lists = {n: pd.DataFrame({"item_id": list(own)}) for n, own in ((1, "abc"), (2, "xyz"), (5, "bcz"))}
    assert most_alike(lists) == (1, 5, 2)


def test_best_sellers_are_without_items_that_are_not_to_be_offered_and_those_that_are_gone(fitted, results):
    assert best_sellers_frame(results, fitted, 1)["item_id"].tolist() == ["bag", "pot", "whisk", "cup"]
    assert best_sellers_frame(results, fitted, 1, ["pot", "no such item"])["item_id"].tolist() == [
        "bag",
        "whisk",
        "cup",
    ]
    before = [(user, "old", "view", 0.0) for user in USERS]
    lately = [
        (user, item, "view", 1000 * DAY) for user, item in zip(USERS, ["new", "new", "rare"] * N_TEA, strict=False)
    ]
    aged = SegmentOffers().fit(population([*before, *lately], users=USERS), LABELS)
    assert aged.n_gone_ == 1
    assert best_sellers_frame(results, aged, 1)["item_id"].tolist() == ["new", "rare"]


def test_new_items_have_the_first_places_where_ten_or_more_are_the_segments_own():
    """Most tea users have 25 items already; ten others, which fewer of them have, are theirs as well."""

    def first_ten(n_new):
        rng = np.random.default_rng(0)
        rows = [
            (user, f"had{n:02}") for user in USERS for n in range(25) if rng.random() < (0.8 if "tea" in user else 0.3)
        ]
        rows += [(user, f"new{n:02}") for user in USERS for n in range(n_new)
                 if rng.random() < (0.06 if "tea" in user else 0.02)]  # fmt: skip
        fitted = SegmentOffers().fit(population(rows, users=USERS), LABELS)
        items = fitted.items_.item_ids
        assert (fitted.new_[0, [str(each).startswith("had") for each in items]] < 1 / 3).all()
        return sorted(items[fitted.order(1)[:10]].tolist())

    assert first_ten(10) == [f"new{n:02}" for n in range(10)]
    assert sum(each.startswith("new") for each in first_ten(9)) < 9


def test_items_that_are_gone_are_counted():
    days = [("u1", "old", "purchase", 0), ("u1", "new", "purchase", 200 * DAY), ("u2", "new", "purchase", 200 * DAY)]
    assert gone_sentence(population(days)) == (
        "1 of 2 items is left out as gone: nobody chose it in the last 90 days of the log."
    )
    assert gone_sentence(population(days[1:])) == (
        "No item is left out as gone: each was chosen in the last 90 days of the log."
    )
    longer = [*days, ("u2", "late", "purchase", 2_000 * DAY)]
    assert gone_sentence(population(longer)) == (
        "2 of 3 items are left out as gone: nobody chose them in the last 200 days of the log."
    )


def test_segments_that_like_the_same_get_lists_that_differ():
    rng = np.random.default_rng(0)
    users = [f"u{n:03}" for n in range(300)]
    rows = [(user, f"hit{n}") for user in users for n in range(25) if rng.random() < 0.3]
    rows += [(user, f"own{n % 2}-{j}") for n, user in enumerate(users) for j in range(20) if rng.random() < 0.25]
    fitted = SegmentOffers().fit(population(rows, users=users), np.arange(300, dtype=np.int32) % 2 + 1)

    def shared(distinctiveness):
        first, second = (set(fitted.order(each, distinctiveness)[:20].tolist()) for each in (1, 2))
        return len(first & second) / 20

    assert shared(0.0) > 0.5
    assert shared(0.5) <= 0.4
    assert (fitted.lifts_[0, fitted.order(1, 0.0)[:10]] < 1).any()
    assert (fitted.lifts_[0, fitted.order(1, 0.5)[:10]] >= 1).all()


def of_two_halves(n_items: int, seed: int = 0) -> tuple[Population, np.ndarray]:
    """A log of three tastes, one of which two segments have half of each."""
    rng = np.random.default_rng(seed)
    users = [f"u{n:03}" for n in range(400)]
    takes = rng.random((len(users), n_items)) < np.linspace(0.5, 0.1, n_items)
    rows = [(users[n], f"t{n % 3}-{j:02}") for n, j in zip(*takes.nonzero(), strict=True)]
    labels = np.array([n % 3 + 1 if n % 3 or n < 200 else 4 for n in range(400)], dtype=np.int32)
    return population(rows, users=users), labels


def picks_of(fitted: SegmentOffers, lists: dict[int, list[int]]) -> float:
    """Return how many picks are expected of the users of all segments."""
    return sum(
        size * float(expected[lists[int(each)]].sum())
        for size, expected, each in zip(fitted.sizes_, fitted.expected_, fitted.segments_, strict=True)
    )


def lists_at_middle(fitted: SegmentOffers) -> dict[int, list[int]]:
    return {int(each): fitted.order(int(each))[:20].tolist() for each in fitted.segments_}


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_halves_of_one_taste_leave_items_to_each_other_and_keep_what_is_expected(seed):
    log, labels = of_two_halves(60, seed)
    fitted = SegmentOffers().fit(log, labels)
    best = {each: fitted.order(each, 0.0)[:20] for each in (1, 4)}
    assert len(set(best[1].tolist()) & set(best[4].tolist())) > 8
    lists = lists_at_middle(fitted)
    assert len(set(lists[1]) & set(lists[4])) == 8
    assert all(len(set(own)) == 20 for own in lists.values())
    for row, segment in enumerate((1, 2, 3, 4)):
        assert (fitted.lifts_[row, lists[segment][:10]] >= 1).all()
        strengths = fitted.strengths(segment, np.array(lists[segment]))
        assert (np.diff(strengths[:10]) <= 0).all()
        assert (np.diff(strengths[10:]) <= 0).all()
        left = np.flatnonzero(fitted.left_[row])
        assert not set(left.tolist()) & set(lists[segment])
        assert set(left.tolist()) <= set(fitted.order(segment).tolist())  # they stand behind the list
        assert set(left.tolist()) <= {item for other, own in lists.items() if other != segment for item in own}
    assert picks_of(fitted, lists) >= 0.95 * picks_of(fitted, {each: fitted.order(each, 0.0)[:20] for each in lists})


def test_lists_stay_alike_where_leaving_items_would_cost_too_many_picks():
    log, labels = of_two_halves(22)
    fitted = SegmentOffers().fit(log, labels)
    lists = lists_at_middle(fitted)
    assert len(set(lists[1]) & set(lists[4])) > 8
    assert picks_of(fitted, lists) >= 0.95 * picks_of(fitted, {each: fitted.order(each, 0.0)[:20] for each in lists})


def test_lists_that_differ_leave_nothing(fitted):
    assert not fitted.left_.any()


def test_after_an_edit_segments_with_the_same_users_leave_what_they_left():
    log, labels = of_two_halves(60)
    before = SegmentOffers().fit(log, labels)
    assert before.left_[[0, 3]].any()
    renumbered = np.array([0, 11, 12, 13, 14], dtype=np.int32)[labels]
    same = SegmentOffers().fit(log, renumbered, before.basis_)
    assert same.basis_ == before.basis_
    assert [*lists_at_middle(same).values()] == [*lists_at_middle(before).values()]
    merged = np.where(labels == 3, 2, labels).astype(np.int32)
    after = lists_at_middle(SegmentOffers().fit(log, merged, before.basis_))
    assert {each: after[each] for each in (1, 4)} == {each: lists_at_middle(before)[each] for each in (1, 4)}
    earlier = SegmentOffers().fit(log, labels, replace(before.basis_, power=0.4, left=None))
    assert earlier.power_ == earlier.basis_.power == 0.4
    assert not earlier.left_.any()
    assert earlier.basis_.left is None


def test_reasons_shares_and_reach_of_lists_are_those_of_the_log():
    log, labels = of_two_halves(60, seed=3)
    fitted = SegmentOffers().fit(log, labels)
    users, ids = log.histories.users, log.items.item_ids[log.histories.items]
    has = {item: set(users[ids == item].tolist()) for item in log.items.item_ids.tolist()}
    n_reasons = 0
    for segment in fitted.segments_.tolist():
        own = set(np.flatnonzero(labels == segment).tolist())
        for row in fitted.recommend(segment, 20).itertuples():
            takers = has[row.item_id]
            share = len(takers & own) / len(own)
            assert row.score == pytest.approx(share)
            assert row.lift == pytest.approx(share / (len(takers) / log.n_users))
            assert row.new_to_pct == pytest.approx(100 - 100 * share)
            if row.because:
                other = has[row.because]
                assert row.because_pct == pytest.approx(100 * len(takers & other) / len(other))
                assert len(takers & other) >= 5
                assert row.usual_pct == pytest.approx(100 * len(takers) / log.n_users)
                assert row.because_pct >= 1.5 * row.usual_pct - 1e-9
                assert len(other & own) / len(own) > len(other) / log.n_users
                n_reasons += 1
    assert n_reasons > 40


def shop(n_own: int, n_hits: int) -> SegmentOffers:
    """Four segments of 100 users: what half of all have, ``n_own`` of each segment, ``n_hits`` that most of it have."""
    rng = np.random.default_rng(0)
    users = [f"u{n:03}" for n in range(400)]
    rows = [(user, f"all{n:02}") for user in users for n in range(12) if rng.random() < 0.5]
    for n, user in enumerate(users):
        rows += [(user, f"own{n % 4}-{j:02}") for j in range(n_own) if rng.random() < 0.3]
        rows += [(user, f"hit{n % 4}-{j:02}") for j in range(n_hits) if rng.random() < 0.8]
    return SegmentOffers().fit(population(rows, users=users), np.arange(400, dtype=np.int32) % 4 + 1)


def test_what_everybody_has_does_not_open_a_list_that_has_things_of_its_own():
    fitted = shop(12, 0)
    picks, middle = (fitted.order(1, each)[:20] for each in (0.0, 0.5))
    assert fitted.lifts_[0, picks[0]] < 1.3  # likeliest to be picked next is what everybody picks
    assert (fitted.lifts_[0, middle[:5]] > 3).all()
    assert (fitted.lifts_[0, middle] < 1.3).sum() >= 8  # what finds most is on the list, behind
    earlier = replace(fitted.basis_, order_power=None)
    assert earlier.order_power_at(0.5) == earlier.power
    assert fitted.basis_.order_power_at(0.5) == 1.0


@pytest.mark.parametrize("n_own", [12, 1])
def test_what_most_have_stands_behind_the_first_ten_where_enough_others_are_as_usual(n_own: int):
    fitted = shop(n_own, 4)
    best, own = (fitted.order(1, each)[:20] for each in (0.0, 0.5))
    is_had = fitted.new_[0, own] < 1 / 3
    assert (fitted.new_[0, best] < 1 / 3).sum() == is_had.sum() == 4
    assert is_had[16:].all()
    assert (fitted.lifts_[0, own[:10]] >= 1).all()


def test_what_most_have_stands_last_of_the_own_items_where_others_are_few():
    rng = np.random.default_rng(0)
    users = [f"u{n:03}" for n in range(200)]
    rows = [(user, f"new{n % 2}-{j}") for n, user in enumerate(users) for j in range(3) if rng.random() < 0.3]
    rows += [(user, f"hit{n % 2}-{j}") for n, user in enumerate(users) for j in range(4) if rng.random() < 0.8]
    fitted = SegmentOffers().fit(population(rows, users=users), np.arange(200, dtype=np.int32) % 2 + 1)
    own = fitted.order(1)
    assert (fitted.new_[0, own[:7]] > 1 / 3).tolist() == [True] * 3 + [False] * 4
    assert (fitted.lifts_[0, own[:7]] >= 1).all()
    assert (fitted.lifts_[0, own[7:]] < 1).all()
