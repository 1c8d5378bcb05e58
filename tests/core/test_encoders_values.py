"""What the encoders compute, on populations small enough to do it by hand."""

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from core.compute.vectors import unit_rows
from core.encoders import counts as counts_module
from core.encoders.behaviour import Behaviour
from core.encoders.behaviour_features import SharePriors, behaviour_features
from core.encoders.counts import Counts, inverse_document_frequency, leading_components, normalise_rows
from core.encoders.items import ItemVectors
from core.encoders.text import Text
from core.population.interactions import interactions
from tests.contracts.logs import shop
from tests.populations import DAY, HOUR, MONDAY, population

pytestmark = pytest.mark.usefixtures("without_the_model")

SHOP = shop()


def unit(*rows):
    return np.array([np.array(row) / np.linalg.norm(row) for row in rows], dtype=np.float32)


def test_rows_get_length_1_and_zero_rows_the_direction_of_the_mean():
    rows = unit_rows(np.array([[3.0, 4, 0], [0, 0, 0], [4, 3, 0]]))
    np.testing.assert_allclose(rows, unit([3, 4, 0], [1, 1, 0], [4, 3, 0]), atol=1e-6)


@pytest.mark.parametrize("rows", [np.zeros((2, 3)), np.array([[1.0, 0, 0], [-1, 0, 0], [0, 0, 0]])])
def test_where_there_is_no_mean_direction_zero_rows_get_the_first_axis(rows):
    assert unit_rows(rows)[-1].tolist() == [1, 0, 0]


def test_rows_may_be_very_short():
    np.testing.assert_allclose(unit_rows(np.array([[3e-20, 4e-20]], dtype=np.float32)), [[0.6, 0.8]], atol=1e-6)


def test_idf_is_the_log_of_one_over_the_share_of_users():
    log = population([("ann", "tea"), ("bob", "tea"), ("bob", "mug"), ("cat", "tea")], titles={"hat": ""})
    # hat nobody, tea 3 of 3, mug 1 of 3; what everyone has keeps a small weight
    expected = [math.log(4 / 1), 1e-3, math.log(4 / 2)]
    np.testing.assert_allclose(inverse_document_frequency(interactions(log)), expected, rtol=1e-6)


def test_rows_of_a_sparse_matrix_are_normalised_and_empty_ones_stay_empty():
    log = population([("ann", "tea"), ("ann", "mug"), ("ann", "mug")], users=["zoe"])
    rows = normalise_rows(interactions(log)).toarray()
    np.testing.assert_allclose(rows, [[0, 0], [1 / math.sqrt(5), 2 / math.sqrt(5)]], atol=1e-6)


def test_counts_of_few_items_are_tf_idf_itself():
    log = population([("ann", "tea"), ("ann", "tea"), ("ann", "mug"), ("bob", "tea"), ("cat", "hat")])
    encoder = Counts(half_life_days=0, idf_power=1)
    # tea 2 of 3 users, mug and hat 1 of 3; ann bought tea twice, and log(1 + weight) is taken
    tea, mug = math.log(4 / 3), math.log(2)
    expected = unit([math.log(3) * tea, math.log(2) * mug, 0], [1, 0, 0], [0, 0, 1])
    np.testing.assert_allclose(encoder.fit_transform(log), expected, atol=1e-6)
    assert encoder.components_ is None


def test_bm25_is_the_formula_of_robertson_and_zaragoza():
    log = population([("ann", "tea"), ("ann", "tea"), ("ann", "mug"), ("bob", "tea"), ("cat", "hat"), ("cat", "hat")])
    encoder = Counts(weighting="bm25", k1=1.5, b=0.5, half_life_days=0, idf_power=1)
    # lengths 3, 1 and 2, so 2 in the mean; tea 2 of 3 users, mug 1 of 3
    limit = 1.5 * (1 - 0.5 + 0.5 * 3 / 2)
    tea, mug = (count * 2.5 / (count + limit) for count in (2, 1))
    expected = unit([tea * math.log(4 / 3), mug * math.log(2), 0])
    np.testing.assert_allclose(encoder.fit_transform(log)[:1], expected, atol=1e-6)


def test_bm25_with_k1_0_only_asks_whether_there_was_an_interaction():
    log = population([("ann", "tea")] * 9 + [("ann", "mug"), ("bob", "tea"), ("bob", "mug"), ("cat", "hat")])
    vectors = Counts(weighting="bm25", k1=0, half_life_days=0).fit_transform(log)
    np.testing.assert_allclose(vectors[0], vectors[1], atol=1e-6)


def test_new_users_of_bm25_are_measured_by_the_mean_length_of_the_fit():
    encoder = Counts(weighting="bm25", half_life_days=0)
    fitted = encoder.fit_transform(SHOP)
    few = replace(SHOP, histories=SHOP.histories.keep(SHOP.histories.users < 5))
    np.testing.assert_allclose(encoder.transform(few)[:5], fitted[:5], atol=1e-6)


def test_the_power_of_idf_tames_rare_items():
    log = population([("ann", "tea"), ("ann", "mug"), ("bob", "tea"), ("cat", "tea"), ("dan", "hat")])
    share_of_mug = [Counts(idf_power=power).fit_transform(log)[0, 1] ** 2 for power in (0.0, 0.5, 1.0)]
    assert share_of_mug[0] == pytest.approx(0.5)
    assert share_of_mug[0] < share_of_mug[1] < share_of_mug[2]


@pytest.mark.parametrize("power", [0.0, 0.5, 1.0, 2.0])
@pytest.mark.parametrize("encoder", [Counts, Text])
def test_idf_is_raised_to_its_power(encoder, power):
    log = population(
        [("ann", "tea"), ("ann", "mug"), ("bob", "tea"), ("cat", "tea")], titles={"tea": "tea", "mug": "mug"}
    )
    fitted = encoder(idf_power=power)
    fitted.fit_transform(log)
    learnt = fitted if encoder is Counts else fitted.means_
    # tea has everybody, so the least idf there is; mug 1 of 3
    assert learnt.idf_ == pytest.approx([1e-3**power, math.log(2) ** power], rel=1e-5)
    if encoder is Text:
        assert learnt.unseen_idf_ == pytest.approx(math.log(4) ** power)


def test_idf_counts_in_full_unless_a_recipe_says_otherwise():
    assert [encoder().idf_power for encoder in (Counts, Text, ItemVectors)] == [1.0, 1.0, 1.0]


def test_old_events_count_less():
    events = [("ann", "tea", "purchase", MONDAY), ("ann", "mug", "purchase", MONDAY + 30 * DAY)]
    log = population([*events, ("bob", "tea"), ("cat", "mug")])
    tea, mug = Counts(half_life_days=30).fit_transform(log)[0]
    # log(1 + 1 / 2) against log(1 + 1), at equal idf
    assert tea / mug == pytest.approx(math.log(1.5) / math.log(2), abs=1e-6)
    assert Counts(half_life_days=0).fit_transform(log)[0].tolist() == pytest.approx([math.sqrt(0.5)] * 2)


def test_counts_of_many_items_keep_the_angles_of_tf_idf():
    exact = Counts(n_dims=64).fit_transform(SHOP)
    few = Counts(n_dims=32).fit_transform(SHOP)
    assert (exact.shape, few.shape) == ((60, 40), (60, 32))
    np.testing.assert_allclose(few @ few.T, exact @ exact.T, atol=0.1)


def test_components_are_those_of_the_full_decomposition_where_little_stands_out():
    rng, users, items = np.random.default_rng(0), np.arange(800) % 12, np.arange(300) % 12
    chances = 0.04 * np.where(users[:, None] == items, 4, 1)
    matrix = normalise_rows(sparse.csr_array((rng.random(chances.shape) < chances).astype(float)))
    exact = np.linalg.svd(matrix.toarray(), full_matrices=False)[2][:8]
    for random_state in range(2):
        found = leading_components(matrix, 8, random_state)
        # the distance of the projections: 4 between spaces that share nothing, 1.8 with scikit-learn's usual rounds
        assert np.linalg.norm(found.T @ found - exact.T @ exact) < 1e-4


@pytest.mark.parametrize(
    "matrix",
    [
        sparse.csr_array(np.kron(np.eye(40), np.ones((5, 1)))),  # groups of equal users: every value is tied
        sparse.csr_array(np.kron(np.eye(4), np.ones((30, 12)))),
        sparse.csr_array(np.tile(np.arange(30) % 3 == 0, (200, 1)).astype(float)),  # one kind of user
        sparse.csr_array((200, 50)),
        normalise_rows(sparse.random_array((6, 400), density=0.05, format="csr", rng=0)),
    ],
    ids=["ties", "bundles", "one kind", "nothing", "few users"],
)
def test_components_of_odd_logs_are_finite_and_the_same_each_time(matrix):
    found = leading_components(matrix, 10, 0)
    assert len(found) == min(10, matrix.shape[0])
    assert np.isfinite(found).all()
    np.testing.assert_array_equal(found, leading_components(matrix, 10, 0))
    kept = np.linalg.norm(matrix @ found.T)
    best = np.linalg.norm(np.linalg.svd(matrix.toarray(), compute_uv=False)[:10])
    assert kept == pytest.approx(best, rel=1e-4)


def test_components_are_fitted_on_a_sample_of_many_users(monkeypatch):
    monkeypatch.setattr(counts_module, "_FIT_USERS", 50)
    assert Counts(n_dims=8).fit_transform(SHOP).shape == (60, 8)


def test_text_is_the_mean_of_centred_title_vectors():
    log = population([("ann", "a"), ("bob", "b"), ("cat", "a"), ("cat", "b")], titles={"a": "tea", "b": "mug"})
    vectors = Text().fit_transform(log)
    # two titles of equal weight, centred, are opposite; who has both is at the middle, so like the average
    assert vectors[0] @ vectors[1] == pytest.approx(-1, abs=1e-5)


def test_an_item_without_a_title_says_nothing():
    events = [("ann", "a"), ("bob", "b"), ("cat", "a"), ("cat", "hat")]
    encoder = Text()
    vectors = encoder.fit_transform(population(events, titles={"a": "tea", "b": "mug", "hat": ""}))
    assert encoder.means_.item_vectors_[2].tolist() == [0] * 64
    np.testing.assert_allclose(vectors[2], vectors[0], atol=1e-5)


def test_fewer_dimensions_keep_the_angles_between_users():
    full, few = Text(n_dims=384).fit_transform(SHOP), Text(n_dims=40).fit_transform(SHOP)
    np.testing.assert_allclose(few @ few.T, full @ full.T, atol=1e-4)


def features(log, n_prior_events=0.0):
    return behaviour_features(log, SharePriors.of(log, n_prior_events))


ANN = [
    ("ann", "tea", "view", MONDAY + 9 * HOUR),
    ("ann", "tea", "purchase", MONDAY + 10 * HOUR, 6.0),
    ("ann", "mug", "purchase", MONDAY + 5 * DAY + 22 * HOUR, 2.0),
    ("ann", "mug", "refund", MONDAY + 5 * DAY + 23 * HOUR, -2.0),
]
BOB = [("bob", "tea", "view", MONDAY + 15 * DAY + 23 * HOUR)]
PAIR = population([*ANN, *BOB], categories={"tea": "Food", "mug": "Kitchen"})


def test_activity_is_recency_span_and_frequency():
    assert features(PAIR)["activity"].to_dict("list") == {
        "days_since_last": [10, 0],
        "days_from_first_to_last": [pytest.approx(5 + 14 / 24), 0],
        "n_events": [4, 1],
        "active_days": [2, 1],
        "events_per_active_day": [2, 1],
    }


def test_money_leaves_refunds_out():
    assert features(PAIR)["money"].to_dict("list") == {"total_value": [8, 0], "mean_value": [4, 0]}


def test_mix_and_hours_are_shares_of_the_events():
    found = features(PAIR)
    assert found["mix"].to_dict("list") == {
        "share_of_view": [0.25, 1],
        "share_of_purchase": [0.5, 0],
        "share_of_refund": [0.25, 0],
    }
    assert found["weekdays"].loc[0].to_dict() == {
        **dict.fromkeys(("Tuesday", "Wednesday", "Thursday", "Friday", "Sunday"), 0),
        "Monday": 0.5,
        "Saturday": 0.5,
    }
    assert found["weekdays"].loc[1, "Tuesday"] == 1
    assert found["dayparts"].loc[0].tolist() == [0, 0, 0.5, 0, 0, 0.5]


def test_breadth_is_distinct_items_and_the_corrected_entropy_of_categories():
    breadth = features(PAIR)["breadth"]
    assert breadth["items_per_event"].tolist() == [0.5, 1]
    # two categories of equal share: log 2, and (2 - 1) / (2 * 2) for having seen two observations only
    assert breadth["category_entropy"].tolist() == pytest.approx([math.log(2) + 0.25, 0])


def test_shares_of_few_events_are_drawn_towards_everyone():
    # everyone: 2 of 5 events are views; bob has 1 event, a view, and 5 prior events are mixed in
    assert features(PAIR, 5)["mix"].loc[1, "share_of_view"] == pytest.approx((1 + 5 * 0.4) / 6)
    # everyone: 8 over 2 amounts; ann 8 over 2, bob nothing
    assert features(PAIR, 5)["money"]["mean_value"].tolist() == pytest.approx([4, 4])


def test_what_the_log_does_not_hold_is_left_out():
    bare = population([("ann", "tea"), ("bob", "tea")], has_time_of_day=False)
    assert list(features(bare)) == ["activity", "breadth", "weekdays"]
    assert list(features(bare)["breadth"]) == ["items_per_event"]
    assert list(features(PAIR)) == ["activity", "breadth", "money", "mix", "weekdays", "dayparts"]


def test_a_user_without_events_is_like_everyone():
    found = features(population([*ANN, *BOB], users=["zoe"]))
    assert found["activity"].loc[0].tolist() == [0, 0, 0, 0, 0]
    assert found["mix"].loc[0].tolist() == pytest.approx([0.4, 0.4, 0.2])


def test_features_of_other_users_are_those_that_the_fitted_log_had():
    priors = SharePriors.of(PAIR, 0.0)
    bare = population([("zoe", "tea", "wave", MONDAY)], has_time_of_day=False)
    other = replace(bare, event_names=(*PAIR.event_names, "wave"))
    other.histories.events[:] = 3
    found, fitted = behaviour_features(other, priors), behaviour_features(PAIR, priors)
    assert {name: list(group.columns) for name, group in found.items()} == {
        name: list(group.columns) for name, group in fitted.items()
    }
    # without a value, a time of day or a known event, zoe is like everyone
    assert found["mix"].loc[0].tolist() == pytest.approx([0.4, 0.4, 0.2])
    assert found["dayparts"].loc[0].tolist() == pytest.approx([0, 0, 2 / 5, 0, 0, 3 / 5])
    assert found["activity"]["days_since_last"].tolist() == [pytest.approx(15 + 23 / 24)]


def test_recency_is_counted_from_a_newer_event_than_the_fit_had():
    priors = SharePriors.of(PAIR, 0.0)
    newer = population([*ANN, ("zoe", "tea", "view", MONDAY + 20 * DAY)])
    assert behaviour_features(newer, priors)["activity"]["days_since_last"].tolist()[1] == 0


def test_behaviour_puts_a_constant_first_so_that_magnitude_survives():
    vectors = Behaviour(n_dims=3).fit_transform(SHOP)
    assert vectors.shape == (60, 4)
    assert (vectors[:, 0] > 0).all()
    assert vectors[:, 0].std() > 0.01
    # the components of all users have variance 1 in sum, beside a constant of 1
    components = Behaviour(n_dims=64).fit_transform(SHOP)
    ratios = components[:, 1:] / components[:, :1]
    assert ratios.var(axis=0).sum() == pytest.approx(1, abs=1e-4)


def test_the_end_of_the_log_is_that_of_the_fit():
    encoder = Behaviour()
    encoder.fit_transform(PAIR)
    assert encoder.priors_.end == MONDAY + 15 * DAY + 23 * HOUR
    early = encoder.transform(population(ANN, categories={"tea": "Food", "mug": "Kitchen"}))
    np.testing.assert_allclose(early[0], encoder.transform(PAIR)[0], atol=1e-6)
