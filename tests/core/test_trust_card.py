"""The card from end to end on small logs: what was planted is found, and where nothing was, nothing is."""

import json
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score, silhouette_samples

from core.errors import DataError
from core.registry import make_encoder
from core.results.codec import write_json
from core.trust.card import make_card
from core.trust.distinct import bisect
from core.trust.evidence import HeldOut, gather
from core.trust.intervals import ratio_estimate
from core.trust.placement import place_users
from core.trust.refit import FEWER_STARTS, Refit, cluster, quick_clusterer
from core.trust.scoring import HoldoutScorer
from core.trust.segmented import Segmented
from core.trust.split import split_holdout
from core.types import Recipe
from tests.contracts.logs import ODD_LOGS, shop
from tests.core.trust_help import N_ITEMS, RECIPE, card_of, drifting, log_of, planted, popularity
from tests.populations import DAY, HOUR, MONDAY, population

PLANTED = planted((120, 120, 120))
GROUPS = np.repeat([1, 2, 3], 120)


@pytest.fixture(scope="module")
def right():
    return card_of(PLANTED, 3)


def card_from(segmented, held, refit):
    """The card of labels, without silhouettes."""
    return make_card(segmented, np.zeros(len(segmented.labels)), gather(segmented, held, refit), refit)


def written(card):
    """The card as ``run.json`` holds it."""
    with TemporaryDirectory() as folder:
        write_json(card, Path(folder) / "card.json")
        return json.loads((Path(folder) / "card.json").read_text(encoding="utf-8"))


def grades(card):
    return [each.verdict for each in card.segments]


# What was planted


def test_at_the_right_k_every_segment_is_strong(right):
    card, labels = right
    assert card.verdict == "strong"
    assert grades(card) == ["strong"] * 3
    assert card.advice == ""
    assert adjusted_rand_score(GROUPS, labels) > 0.95


def test_at_twice_the_k_the_halves_are_weak():
    card, labels = card_of(PLANTED, 6)
    assert grades(card) == ["weak"] * 6
    assert card.verdict == "weak"
    assert card.advice == "Some segments are not distinct from each other: try about 3 segments."
    main_group = {each: np.bincount(GROUPS[labels == each]).argmax() for each in range(1, 7)}
    for each in card.segments:
        neighbour = each.neighbour
        assert not neighbour.is_distinct
        assert main_group[neighbour.segment] == main_group[each.segment]


def test_one_segment_too_many_leaves_the_others_strong():
    card, _ = card_of(PLANTED, 4)
    for each in card.segments:
        assert each.verdict == ("weak" if each.size < 100 else "strong")
    assert sorted(grades(card)) == ["strong", "strong", "weak", "weak"]


def test_a_merged_pair_is_found_to_be_two():
    card, _ = card_of(PLANTED, 2)
    [merged] = [each for each in card.segments if each.size > 200]
    assert merged.parts.is_two
    assert merged.verdict == "usable"
    assert merged.reason.startswith("It holds two groups that differ (")
    assert card.advice == "1 segment holds two groups: try about 3 segments."
    assert min(merged.parts.shares) == pytest.approx(0.5, abs=0.03)


# What was not planted


def plain_log(random_state):
    return log_of(np.tile(popularity(), (250, 1)), random_state=random_state)


def without_repeats(random_state):
    rng = np.random.default_rng(random_state)
    return population(
        [
            (f"u{user}", f"i{item}", "view", MONDAY + int(rng.integers(2400)) * HOUR)
            for user in range(250)
            for item in rng.choice(N_ITEMS, 18, replace=False, p=popularity())
        ]
    )


def own_favourites(random_state):
    """Everybody comes back to four items of their own, which nothing links."""
    rng = np.random.default_rng(random_state)
    chances = np.tile(0.4 * popularity(), (250, 1))
    for row in chances:
        row[rng.choice(N_ITEMS, 4, replace=False, p=popularity())] += 0.15
    return log_of(chances, random_state=random_state)


def uneven_activity(random_state):
    rng = np.random.default_rng(random_state)
    return population(
        [
            (f"u{user}", f"i{item}", "view", MONDAY + int(rng.integers(2400)) * HOUR)
            for user in range(250)
            for item in rng.choice(N_ITEMS, int(4 + rng.exponential(20)), p=popularity())
        ]
    )


@pytest.mark.parametrize(
    ("make", "k"),
    [
        (plain_log, 2),
        (plain_log, 4),
        (without_repeats, 4),
        (own_favourites, 2),
        (own_favourites, 4),
        (drifting, 4),
        (uneven_activity, 2),
    ],
)
def test_where_there_are_no_segments_it_says_so(make, k):
    card, _ = card_of(make(0), k)
    assert card.verdict == "none"
    assert card.reason.startswith("No segments beyond chance:")
    assert ("early users from late ones" in card.reason) is (make is drifting)
    assert set(grades(card)) == {"none"}


# Each figure


def test_figures_of_segments_are_what_their_parts_say(right):
    card, labels = right
    vectors = make_encoder(RECIPE).fit_transform(PLANTED)
    silhouettes = silhouette_samples(vectors.astype(float), labels, metric="cosine")
    split = split_holdout(PLANTED)
    placed = place_users(make_encoder(RECIPE).fit_transform(split.train), labels)
    scorer = HoldoutScorer(split, 20)
    own, baseline = scorer.score(placed).recall, scorer.score(np.full_like(placed, -1)).recall
    bits = scorer.bits(placed) - scorer.bits(np.full_like(placed, -1))
    for each in card.segments:
        found = each
        assert found.size == np.count_nonzero(labels == found.segment)
        assert each.silhouette == pytest.approx(silhouettes[labels == found.segment].mean(), abs=1e-5)
        is_own = placed[split.judged] == found.segment
        assert found.n_judged == is_own.sum()
        uplift = 100 * (own[is_own].mean() / baseline[is_own].mean() - 1)
        assert found.recall_uplift_pct.value == pytest.approx(uplift, abs=1e-9)
        expected = bits[is_own].sum() / scorer.n_targets[is_own].sum()
        assert found.item_bits.value == pytest.approx(expected, abs=1e-12)
    assert card.silhouette == pytest.approx(silhouettes.mean(), abs=1e-5)


def test_the_gain_of_two_parts_has_an_interval_of_99_percent(right):
    card, labels = right
    halves, _ = bisect(1, make_encoder(RECIPE).fit_transform(PLANTED), labels)
    split = split_holdout(PLANTED)
    placed = place_users(make_encoder(RECIPE).fit_transform(split.train), halves)
    whole, scorer = np.where(placed == 4, 1, placed), HoldoutScorer(split, 20)
    is_own, bits = whole[split.judged] == 1, scorer.bits(placed) - scorer.bits(whole)
    expected = ratio_estimate(bits[is_own], scorer.n_targets[is_own].astype(float), level=0.99)
    found = card.segments[0].parts.item_bits
    assert (found.low, found.value, found.high) == pytest.approx((expected.low, expected.value, expected.high))


def test_the_run_predicts_by_what_the_recipe_found_before_the_holdout(right):
    card, _ = right
    held = Refit(RECIPE, 3).hold_out(PLANTED, 10)
    vectors = make_encoder(RECIPE).fit_transform(held.split.train)
    np.testing.assert_array_equal(held.labels, cluster(vectors, RECIPE, 3)[1])
    scorer = HoldoutScorer(held.split, 20)
    gain = scorer.bits(held.labels) - scorer.bits(np.full_like(held.labels, -1))
    assert card.predictive_gain.item_bits.value == pytest.approx(gain.sum() / scorer.n_targets.sum(), abs=1e-12)


def test_agreement_of_random_states_is_the_mean_of_four_others(right):
    card, labels = right
    others = [
        cluster(make_encoder(each).fit_transform(PLANTED), each, 3)[1]
        for each in (replace(RECIPE, random_state=number, clusterer_params={"n_starts": 6}) for number in (1, 2, 3, 4))
    ]
    expected = np.mean([adjusted_rand_score(labels, other) for other in others])
    assert card.stability.ari_random_states == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("random_state", range(3))
def test_labels_that_saw_the_holdout_do_not_predict_it(random_state):
    log, refit = plain_log(random_state), Refit(replace(RECIPE, k=4), 4)
    _, labels = refit.fit_quickly(log, 0)
    held = refit.hold_out(log, 10)
    scorer = HoldoutScorer(held.split, 20)

    def gain(used):
        bits = scorer.bits(used) - scorer.bits(np.full_like(used, -1))
        return ratio_estimate(bits, scorer.n_targets.astype(float))

    assert gain(labels).low > 0.02  # the labels of whole histories know what is to be predicted
    assert gain(place_users(held.vectors, labels)).low <= 0


def test_shuffled_segments_are_weak():
    refit = Refit(RECIPE, 3)
    vectors, own = refit.fit_quickly(PLANTED, 0)
    shuffled = np.random.default_rng(0).permutation(own + 1)
    held = refit.hold_out(PLANTED, 10)
    card = card_from(Segmented(PLANTED, vectors, shuffled), held, refit)
    assert set(grades(card)) == {"weak"}
    assert max(each.jaccard for each in card.segments) < 0.6


# The record


def test_the_record_is_strict_json_with_the_promised_keys(right):
    card, _ = right
    record = written(card)
    assert (record["verdict"], record["reason"], record["advice"]) == ("strong", str(card.reason), "")
    assert (record["stability"]["n_resamples"], record["stability"]["is_refitted"]) == (6, True)
    assert record["stability"]["jaccard"] > 0.8
    assert (record["stability"]["jaccard_shuffled"] < 0.6, record["stability"]["n_shuffled_resamples"]) == (True, 2)
    assert record["predictive_gain"]["min_events"] == 10
    assert len(record["null"]["item_bits_permuted"]) == 8
    assert record["null"]["p_item_bits"] < 0.01
    assert [each["segment"] for each in record["segments"]] == [1, 2, 3]
    for each, found in zip(record["segments"], card.segments, strict=True):
        promised = {"verdict", "reason", "silhouette", "jaccard", "recall_uplift_pct", "size"}
        assert promised <= each.keys()
        assert (each["verdict"], each["reason"]) == ("strong", str(found.reason))
        assert each["text"]["reason"]["template"] == found.reason.template
        uplift = each["recall_uplift_pct"]
        assert uplift["low"] < uplift["value"] < uplift["high"]
        assert uplift["value"] == found.recall_uplift_pct.value
        assert each["size"] == found.size
        assert each["neighbour"]["is_distinct"] is True


def test_what_is_not_known_is_null_in_the_record():
    card = edge_card(ODD_LOGS["three users"], 2)
    record = written(card)
    assert (record["verdict"], record["predictive_gain"], record["null"]) == ("weak", None, None)
    assert record["segments"][0]["recall_uplift_pct"] == {"value": None, "low": None, "high": None}
    assert (record["segments"][0]["neighbour"], record["segments"][0]["parts"]) == (None, None)


# Odd logs


def edge_card(log, k, labels=None):
    """The card of a log that may be too short to be judged."""
    vectors, found = Refit(replace(RECIPE, k=k), k).fit_quickly(log, 0)
    refit = Refit(replace(RECIPE, k=k), len(np.unique(found)))
    try:
        held = refit.hold_out(log, 3)
    except DataError:
        held = None
    segmented = Segmented(log, vectors, found + 1 if labels is None else labels)
    return card_from(segmented, held, refit)


@pytest.mark.parametrize(
    ("name", "k"),
    [
        *((name, min(2, log.n_users)) for name, log in ODD_LOGS.items()),
        ("two users", 1),
        ("identical users", 1),
        ("no time of day", 1),
        ("three users", 3),
        ("identical users", 3),
        ("no time of day", 3),
        ("a user with only refunds", 3),
        ("a user without events", 3),
    ],
)
def test_any_log_has_a_card(name, k):
    """Cut in two, and logs that differ in what one segment or three can hold: as many as users, empty, alike."""
    card = edge_card(ODD_LOGS[name], k)
    assert card.verdict in ("none", "weak")
    assert written(card)["verdict"] == card.verdict


def test_as_many_segments_as_users_have_a_card():
    log = population(
        [(f"u{user}", f"i{user}{day}", "view", MONDAY + day * DAY) for user in range(10) for day in range(12)]
    )
    card = edge_card(log, 9)
    assert len(card.segments) == 9
    assert card.verdict in ("none", "weak")


@pytest.mark.parametrize("log", [shop(30), ODD_LOGS["three users"]], ids=["judged", "too short"])
def test_everyone_unassigned_has_no_segments(log):
    card = edge_card(log, 2, np.full(log.n_users, -1, dtype=np.int32))
    assert (card.verdict, card.reason, card.segments) == ("none", "No user is in a segment.", ())
    assert written(card)["segments"] == []


def test_unassigned_users_belong_to_no_segment():
    labels = np.where(np.arange(360) % 10, GROUPS, -1).astype(np.int32)
    refit = Refit(RECIPE, 3)
    vectors, _ = refit.fit_quickly(PLANTED, 0)
    card = card_from(Segmented(PLANTED, vectors, labels), refit.hold_out(PLANTED, 10), refit)
    assert [each.size for each in card.segments] == [108] * 3
    assert sum(each.n_judged for each in card.segments) <= 324


def test_where_the_drawn_users_cannot_be_judged_the_card_says_why():
    class Refusing(Refit):
        def fit_quickly(self, population, random_state):
            if random_state == 0:
                raise DataError("Nobody is left.")
            return super().fit_quickly(population, random_state)

    refit = Refusing(RECIPE, 3)
    _, vectors, own = refit.fit(PLANTED)
    card = card_from(Segmented(PLANTED, vectors, own), refit.hold_out(PLANTED, 10), refit)
    assert card.reason.endswith("Nobody is left.")
    assert (card.null, card.predictive_gain) == (None, None)
    assert card.verdict == "weak"


def test_of_many_users_some_are_drawn_and_no_segment_is_lost(monkeypatch):
    monkeypatch.setattr("core.trust.refit.MAX_USERS", 60)
    labels = GROUPS.astype(np.int32).copy()
    labels[:2] = 4  # two users, who are seldom among 60 of 360
    refit = Refit(RECIPE, 3)
    vectors, _ = refit.fit_quickly(PLANTED, 0)
    for random_state in range(3):
        segmented = Segmented(PLANTED, vectors, labels, random_state)
        evidence = gather(segmented, None, refit)
        card = make_card(segmented, np.zeros(360), evidence, refit)
        assert [each.segment for each in card.segments] == [1, 2, 3, 4]
        assert 60 <= card.stability.n_sampled <= 61
        assert 50 <= np.isfinite(evidence.user_stability).sum() <= 61
        assert card.segments[3].jaccard < 0.3
        assert min(each.jaccard for each in card.segments[:3]) > 0.4


# The recipe fitted again


def test_repeating_a_recipe_takes_fewer_starts_and_its_own_k():
    recipe = Recipe("counts", "kmeans", "auto", 7)
    assert (quick_clusterer(recipe, 4).k, quick_clusterer(recipe, 4).n_starts) == (4, FEWER_STARTS)
    few = replace(recipe, clusterer_params={"n_starts": 2})
    assert quick_clusterer(few, 4).n_starts == 2


def test_views_are_left_out_one_at_a_time():
    log = shop(40)
    recipe = Recipe("blend", "kmeans", 2, 0, {"text": 0.0})
    blend = make_encoder(recipe)
    vectors = blend.fit_transform(log)
    _, labels = cluster(vectors, recipe, 2)
    refit = Refit(recipe, 2, encoder=blend)
    card = card_from(Segmented(log, vectors, labels), None, refit)
    assert [each.view for each in card.stability.without_view] == list(blend.views_) == ["counts", "behaviour"]
    for each, left in zip(card.stability.without_view, ("behaviour", "counts"), strict=True):
        alone = make_encoder(replace(recipe, encoder_params={"text": 0.0, each.view: 0.0}))
        other = quick_clusterer(recipe, 2).fit_predict(alone.fit_transform(log))
        assert list(alone.views_) == [left]
        assert each.ari == pytest.approx(adjusted_rand_score(labels, other), abs=1e-12)
        assert len(each.jaccard) == 2


def test_hold_out_learns_from_what_came_before():
    held = Refit(RECIPE, 3).hold_out(PLANTED, 10)
    assert isinstance(held, HeldOut)
    assert held.split.train.histories.counts.tolist() == [16] * 360
    assert held.vectors.shape[0] == len(held.labels) == 360
    with pytest.raises(DataError, match="No user has 21 events or more"):
        Refit(RECIPE, 3).hold_out(PLANTED, 21)
