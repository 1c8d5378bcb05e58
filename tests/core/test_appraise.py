"""Two halves of a run: a recipe finds segments, and segments from anywhere are appraised."""

import math
from dataclasses import replace

import numpy as np
import pytest

from core.errors import DataError
from core.pipeline import appraise, find, run
from core.pipeline.own_numbers import OwnNumbers
from core.results.run import Depth, Options, Space
from core.results.run_id import run_id_of
from core.trust.across_k import follow
from core.trust.given import GivenSegments
from core.types import Recipe
from tests.core.trust_help import planted

PLANTED = planted((60, 60, 60))
RECIPE = Recipe("counts", "kmeans", 3)
NO_MAP = Options(with_map=False)


def given(k, n_users=180):
    """Labels 1 to k that agree with the planted groups as far as they can."""
    return (np.arange(n_users) * k // n_users + 1).astype(np.int32)


def test_the_own_labels_of_a_run_are_appraised_like_the_run():
    whole = run(PLANTED, RECIPE, Options(with_model=False))
    found = find(PLANTED, RECIPE)
    np.testing.assert_array_equal(found.clustering.labels, whole.clustering.labels)
    same = appraise(PLANTED, whole.clustering.labels, found.refit, found.space)
    assert same.trust == whole.trust
    assert same.usefulness == whole.usefulness
    assert (same.description.profiles, same.description.personas) == (
        whole.description.profiles,
        whole.description.personas,
    )
    offers = [each.description.recommender.recommend(1, 20) for each in (same, whole)]
    assert offers[0].equals(offers[1])
    assert same.offers == whole.offers
    np.testing.assert_array_equal(same.map.points, whole.map.points)


@pytest.mark.parametrize("is_part_unassigned", [False, True])
@pytest.mark.parametrize("k", [1, 2, 30])
def test_labels_of_an_analyst_are_appraised_without_a_recipe(k, is_part_unassigned):
    labels = given(k)
    if is_part_unassigned:
        labels[::9] = -1
    found = appraise(PLANTED, labels, options=NO_MAP)
    assert [profile.segment for profile in found.description.profiles] == list(range(1, k + 1))
    assert [each.size for each in found.trust.segments] == np.bincount(labels[labels > 0])[1:].tolist()
    assert all(math.isnan(each.jaccard) for each in found.trust.segments)
    assert math.isnan(found.trust.stability.ari_resamples)
    assert found.trust.stability.n_resamples == 0
    assert found.usefulness.n_judged > 100
    assert len(found.trust.null.item_bits_permuted) == 8
    assert found.trust.reach.n_assigned == np.count_nonzero(labels > 0)


def test_true_groups_without_a_recipe_are_usable_and_the_verdict_says_what_is_missing():
    card = appraise(PLANTED, given(3), options=NO_MAP).trust
    assert (card.verdict, card.reason_code) == ("usable", "stability_not_computed")
    assert (
        card.reason
        == "The segments predict better than chance, but their stability was not computed: no recipe made them."
    )
    codes = [each.reason_code for each in card.segments]
    assert codes == ["uplift_not_certain", "stability_not_computed", "stability_not_computed"]
    assert card.segments[0].recall_uplift_pct.low < 0 < card.segments[1].recall_uplift_pct.low
    assert "stability not computed" in card.segments[0].detail
    assert card.null.p_item_bits < 0.01


def test_shuffled_labels_predict_nothing():
    labels = np.random.default_rng(0).permutation(given(3))
    assert appraise(PLANTED, labels, options=NO_MAP).trust.verdict in ("none", "weak")


def test_given_vectors_are_those_in_which_separation_is_measured():
    angles = np.repeat([0.0, 2.0, 4.0], 60)
    vectors = np.column_stack([np.cos(angles), np.sin(angles)]).astype(np.float32)
    found = appraise(PLANTED, given(3), space=Space(vectors), options=NO_MAP)
    assert found.trust.silhouette == pytest.approx(1.0)


def test_a_log_too_short_to_judge_is_appraised_all_the_same():
    short = planted((20, 20))
    few = replace(short, histories=short.histories.keep(np.arange(short.histories.n_events) % 20 < 1))
    found = appraise(few, given(2, 40), options=NO_MAP)
    assert found.usefulness is None
    assert found.trust.reason == (
        "Neither the stability of the segments nor what they predict is known; only their separation is."
    )
    assert len(found.notes) == 2


def test_one_label_for_each_user_is_asked_for():
    with pytest.raises(DataError, match="179 labels do not fit 180 users"):
        appraise(PLANTED, given(3)[:-1])


def test_labels_from_anywhere_keep_their_numbers_and_are_judged_as_if_numbered_from_one():
    labels = given(3)
    labels[::9] = -1
    plain = appraise(PLANTED, labels, options=NO_MAP)
    numbers = {1: 0, 2: 7, 3: 2_000_000, -1: -1}
    far = appraise(PLANTED, [numbers[label] for label in labels.tolist()], options=NO_MAP)
    assert [each.segment for each in far.description.profiles] == [0, 7, 2_000_000]
    assert [each.segment for each in far.description.personas] == [0, 7, 2_000_000]
    assert far.description.recommender.segments_.tolist() == [0, 7, 2_000_000]
    assert [each.segment for each in far.trust.segments] == [0, 7, 2_000_000]
    assert [each.rule.segment for each in far.trust.segments] == [0, 7, 2_000_000]
    assert [each.neighbour.segment for each in far.trust.segments] == [
        numbers[each.neighbour.segment] for each in plain.trust.segments
    ]
    assert far.trust.segments[0].separation.distances.keys() == {7, 2_000_000}
    assert [each.segment for each in far.trust.reach.segments] == [0, 7, 2_000_000]
    assert far.usefulness == plain.usefulness
    assert [each.item_bits for each in far.trust.segments] == [each.item_bits for each in plain.trust.segments]


def test_a_sentence_names_the_segment_by_its_own_number():
    two = planted((120, 60))
    labels = np.repeat([30, 20], (120, 60))
    labels[:120:2] = 90  # one planted group under two numbers, drawn at random
    card = appraise(two, labels, options=NO_MAP).trust
    reasons = {each.segment: each.reason for each in card.segments}
    assert {segment for segment, reason in reasons.items() if "merged with segment" in reason} == {30, 90}
    assert reasons[30] == (
        "It predicts what its users pick next, but merged with segment 90 it predicts as well: the two are not "
        "distinct."
    )


@pytest.mark.parametrize("wrong", [-2, 1.5, math.nan, 2**31])
def test_a_label_that_is_no_segment_number_is_refused(wrong):
    with pytest.raises(DataError) as caught:
        appraise(PLANTED, [wrong, *[1] * 179])
    assert caught.value.message == f"{float(wrong) if isinstance(wrong, float) else wrong} is no segment number."


@pytest.mark.parametrize("labels", [["a"] * 180, [[1]] * 180])
def test_labels_that_are_no_row_of_numbers_are_refused(labels):
    with pytest.raises(DataError, match="The labels are no row of numbers"):
        appraise(PLANTED, labels)


def test_the_segments_of_a_recipe_need_the_space_it_clustered():
    found = find(PLANTED, RECIPE)
    with pytest.raises(DataError, match="the space that it clustered, which is missing"):
        appraise(PLANTED, found.clustering.labels, found.refit)


def test_a_user_without_a_label_is_not_given_that_of_another():
    source = GivenSegments(PLANTED.histories.user_ids[:-1], given(3)[:-1])
    with pytest.raises(ValueError, match="1 users have no label"):
        source.fit_quickly(PLANTED, 0)


def test_a_trial_finds_and_judges_and_leaves_the_rest_out():
    full, trial = (run(PLANTED, RECIPE, Options(depth=depth)) for depth in (Depth.FULL, Depth.TRIAL))
    np.testing.assert_array_equal(full.clustering.labels, trial.clustering.labels)
    assert (trial.map, trial.trust, trial.model, trial.depth) == (None, None, None, "trial")
    assert trial.usefulness == full.usefulness
    assert list(trial.seconds) == ["encode", "choose k", "cluster", "profile", "holdout"]


def test_a_trial_is_judged_on_a_sample(monkeypatch):
    monkeypatch.setattr("core.pipeline.appraisal.TRIAL_USERS", 90)
    trial = run(PLANTED, RECIPE, Options(depth=Depth.TRIAL))
    assert 0 < trial.usefulness.n_judged <= 90
    assert len(trial.clustering.labels) == 180
    given_labels = appraise(PLANTED, given(3), options=Options(depth=Depth.TRIAL))
    assert (given_labels.map, given_labels.trust) == (None, None)
    assert 0 < given_labels.usefulness.n_judged <= 90


def test_depth_is_part_of_the_id_of_a_run():
    assert run_id_of("log", RECIPE, depth=Depth.TRIAL) != run_id_of("log", RECIPE)
    assert run_id_of("log", RECIPE, depth=Depth.FULL) == run_id_of("log", RECIPE)


def test_segments_and_map_are_handed_out_before_the_rest_is_computed():
    seen = []
    stages = []
    options = Options(
        with_model=False, with_trust=False, on_found=lambda found, map_: seen.append((found, map_, [*stages]))
    )
    done = run(PLANTED, RECIPE, options, lambda stage, _fraction: stages.append(stage))
    (first, no_map, before), (second, drawn, _) = seen
    assert no_map is None
    assert drawn is done.map
    assert first is second is done.clustering
    assert not {"profile", "holdout"} & set(seen[1][2])
    assert "map" not in before


@pytest.mark.parametrize("k", [1, 2, 30])
def test_every_verdict_without_a_recipe_names_the_missing_stability_and_advises_no_recipe(k):
    card = appraise(PLANTED, given(k), options=NO_MAP).trust
    assert card.stability.n_repeated == 0
    for verdict in (card, *card.segments):
        assert verdict.detail.endswith("stability not computed")
        assert "recipe" not in verdict.advice
        assert "Ask for" not in verdict.advice


def test_own_numbers_come_back_over_the_number_of_segments():
    across = OwnNumbers(np.array([0, 7, 9]))._restored(follow(given(3), {2: given(2), 5: given(5)}))
    assert {each.segment for each in across.segments if each.k == 3} == {0, 7, 9}
    assert {each.home for each in across.segments} == {0, 7, 9}
    assert {each.segment for each in across.segments if each.k == 5} == {1, 2, 3, 4, 5}
    assert {each.segment for each in across.fates} == {0, 7, 9}
    assert {each.to_segment for each in across.links if each.to_k == 3} == {0, 7, 9}
