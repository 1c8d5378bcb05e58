import math
from dataclasses import replace

import numpy as np
import pytest

from core.errors import DataError, RecipeError
from core.pipeline.view import may_change_view, possible_recipes
from core.registry import k_range, make_encoder
from core.trust.choose_k import choose_k
from core.trust.k_choice import choose
from core.trust.k_score import KScore
from core.trust.refit import Refit
from core.types import Recipe
from tests.core.trust_help import drifting, log_of, planted, popularity
from tests.populations import population

RECIPE = Recipe("counts")


def choice_of(log, recipe=RECIPE, ks=range(2, 7), report=lambda *_: None):
    encoder = make_encoder(recipe)
    vectors = encoder.fit_transform(log)
    return choose_k(log, vectors, Refit(recipe, None, None, len(vectors), encoder), ks, report)


@pytest.fixture(scope="module")
def three_tastes():
    reported = []
    return choice_of(planted(), report=lambda stage, fraction: reported.append(fraction)), reported


@pytest.fixture(scope="module")
def shuffled():
    return choice_of(log_of(np.tile(popularity(), (300, 1))))


def test_planted_tastes_are_counted(three_tastes):
    choice, reported = three_tastes
    assert (choice.k, choice.plausible, choice.holds, choice.keeps_most) == (3, (3,), True, True)
    assert reported == sorted(reported)
    assert reported[-1] == 1


def test_the_evidence_on_every_number_is_kept(three_tastes):
    choice, _ = three_tastes
    assert [score.k for score in choice.scores] == [2, 3, 4, 5, 6]
    assert choice.n_sampled == 300
    best = choice.scores[1]
    assert (best.stable, best.distinct, best.predictive, best.held) == pytest.approx((1, 1, 1, 1))
    assert best.jaccard > 0.9
    assert best.bits > choice.scores[0].bits > 0
    assert best.smallest >= 95
    assert choice.reason.startswith(
        "3 segments: in a quick check of every number, 100 % of the users are in segments of 50 users or more that are "
        "stable, distinct and"
    )


def test_nothing_holds_without_structure(shuffled):
    assert (shuffled.holds, shuffled.plausible, shuffled.rank) == (False, (), 0)
    assert shuffled.reason.startswith("No number of segments holds: with ")
    assert shuffled.advice == "Compare users by something else, bring a longer log, or treat all users alike."


def test_early_and_late_users_are_no_segments():
    found = choice_of(drifting(0), ks=range(2, 4))
    assert (found.holds, found.rank) == (False, 0)
    assert [score.held for score in found.scores] == pytest.approx([1, 1], abs=0.05)
    assert all(score.bits_by_time > 0.2 for score in found.scores)
    assert "groups of users by when they were active" in found.reason


def test_the_order_of_users_does_not_matter():
    log = planted(random_state=2)
    other = log.of_users(np.random.default_rng(1).permutation(log.n_users))
    assert choice_of(log).k == choice_of(other).k == 3


def test_many_users_of_one_taste_and_few_heavy_ones_are_not_many_segments():
    rng = np.random.default_rng(0)
    light = [(f"u{user}", f"i{item}") for user in range(400) for item in rng.choice(60, 5, p=popularity(60))]
    heavy = [(f"heavy{user}", f"own{item}") for user in range(15) for item in rng.integers(0, 200, 150)]
    found = choice_of(population(light + heavy), ks=range(2, 13))
    assert (found.holds, found.k) == (False, 2)


def test_one_event_each_has_no_number_that_holds():
    log = population([(f"u{user}", f"i{user % 9}") for user in range(120)])
    choice = choice_of(log)
    assert not choice.holds
    assert math.isnan(choice.scores[0].bits)


@pytest.mark.parametrize("n_users", [1, 2])
def test_fewer_than_3_users_are_refused(n_users):
    log = population([(f"u{user}", f"i{item}") for user in range(n_users) for item in range(3)])
    with pytest.raises(DataError, match=rf"{n_users} users? (is|are) too few to choose a number of segments\."):
        choice_of(log)


def score(k, held=1.0, bits=0.1, uplift=50.0, **others):
    values = {"bits_error": 0.01, "stable": 1.0, "smallest": 60, "silhouette": 0.1, **others}
    return KScore(k, bits=bits, uplift_pct=uplift, held=held, **values)


def test_the_smallest_within_one_standard_error_is_chosen():
    found = choose([score(2, bits=0.05), score(3, bits=0.092), score(4, bits=0.1), score(5, bits=0.095)], 300)
    assert (found.k, found.plausible) == (3, (3, 4, 5))
    assert found.reason.endswith("4, 5 segments are plausible too.")


def test_a_number_that_holds_for_fewer_users_gives_way():
    assert choose([score(3, held=0.85, bits=0.095), score(4)], 300).plausible == (4, 3)
    assert choose([score(3, held=0.95, bits=0.095), score(4)], 300).plausible == (3, 4)


def test_the_same_groups_without_those_who_fit_none_of_them_are_taken():
    spread, apart = score(4, bits=0.095), score(5, held=0.8, n_mixed=1, mixed=0.2)
    assert choose([spread, apart], 300).plausible == (5, 4)
    assert choose([spread, score(5, held=0.95)], 300).plausible == (4, 5)


@pytest.mark.parametrize("changes", [{"held": 0.74}, {"smallest": 49}])
def test_a_number_that_does_not_hold_is_not_chosen(changes):
    assert choose([replace(score(2), **changes), score(3)], 300).k == 3


def test_a_number_that_predicts_hardly_more_than_time_does_not_hold():
    found = choose([score(2, bits=0.15, bits_by_time=0.1301), score(3, bits=0.15, bits_by_time=0.12)], 300)
    assert (found.k, found.plausible) == (3, (3,))
    none = choose([score(2, bits=0.15, bits_by_time=0.14), score(3, held=0.3, bits=0.18)], 300)
    assert (none.k, none.holds, none.rank) == (2, False, 0)
    assert none.reason == (
        "No number of segments holds: the 2 of the best of them hardly predict more of what users pick than groups of "
        "users by when they were active, since what is popular changes with time."
    )
    little = choose([score(2, bits=0.03, bits_by_time=0.0199)], 300)  # time predicts next to nothing
    assert little.holds


def test_always_two_does_not_pass():
    found = choose([score(2, uplift=20), score(4, uplift=40.5, bits=0.08), score(9, held=0.2)], 300)
    assert (found.k, found.keeps_most, found.advice) == (4, True, "")
    coarse = choose([score(2, uplift=20), score(9, held=0.2)], 300)
    assert (coarse.k, coarse.holds, coarse.keeps_most, coarse.rank) == (2, True, False, 1)
    assert coarse.advice == ("Other numbers of segments would predict more of what users pick, but they do not hold.")


def test_where_none_holds_the_least_bad_is_taken():
    assert choose([score(2, held=0.3), score(3, held=0.45), score(4, held=0.4)], 300).k == 3
    found = choose([score(2, held=0.3), score(3, held=0.6, smallest=20)], 300)
    assert (found.k, found.holds, found.rank) == (2, False, 0)


def test_half_of_the_users_is_better_than_a_coarse_cut():
    found = choose([score(2, bits=0.05), score(5, held=0.5), score(6, held=0.7), score(7, held=0.6)], 300)
    assert (found.k, found.holds, found.rank) == (6, True, 2)
    assert found.reason.endswith(
        "Numbers that hold for more users lose too much of what is predicted. With 5 or 7 segments, fewer users are in "
        "such ones."
    )


def test_without_a_validation_part_separation_decides():
    nan = float("nan")
    unknown = {"bits": nan, "uplift": nan, "bits_error": nan}
    assert choose([score(2, **unknown), score(3, **unknown, silhouette=0.3)], 300).k == 3


@pytest.mark.parametrize(("k", "expected"), [("auto", range(2, 13)), ("4-6", range(4, 7)), ("5-5", range(5, 6))])
def test_a_range_of_numbers_is_read(k, expected):
    assert k_range(k) == expected


@pytest.mark.parametrize("k", ["6-4", "1-3", "2-51", "many", "4-", "-4", "a-b"])
def test_no_range_is_refused(k):
    with pytest.raises(RecipeError, match=r"is (neither a number nor auto nor a range|no range of numbers)"):
        k_range(k)


def test_only_the_default_view_may_change():
    assert may_change_view(Recipe())
    assert may_change_view(Recipe(k="3-5"))
    for fixed in (Recipe(k=3), Recipe("counts"), Recipe(encoder_params={"text": 0.0}), Recipe(clusterer="hdbscan")):
        assert not may_change_view(fixed)


def test_a_recipe_that_may_change_its_view_may_become_others():
    assert [each.encoder for each in possible_recipes(Recipe())] == ["blend", "tastes", "lasting"]
    assert possible_recipes(Recipe("counts", k=3)) == (Recipe("counts", k=3),)
