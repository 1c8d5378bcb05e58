from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from core.encoders import titles
from core.errors import DataError, RecipeError
from core.pipeline import run
from core.run import Options, Run
from core.trust.silhouette import silhouette_samples
from core.types import Recipe
from tests.contracts.logs import ODD_LOGS, embed_words, shop, without_titles
from tests.populations import population

SHOP = shop(n_users=48)  # few enough to be drawn without UMAP
QUICK = Options(with_map=False, with_holdout=False)


@pytest.fixture(autouse=True)
def without_the_model(monkeypatch):
    monkeypatch.setattr(titles, "_embed", embed_words)


@pytest.fixture(scope="module")
def finished():
    """A whole run with everything in it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(titles, "_embed", embed_words)
        return run(SHOP, Recipe(k=3))


def test_a_run_holds_every_result(finished):
    assert isinstance(finished, Run)
    assert finished.population is SHOP
    assert finished.recipe == Recipe(k=3)
    assert finished.k_choice is None
    assert finished.clustering.k == 3
    assert [profile.segment for profile in finished.description.profiles] == [1, 2, 3]
    assert [persona.segment for persona in finished.description.personas] == [1, 2, 3]
    assert finished.description.recommender.segments_.tolist() == [1, 2, 3]
    assert finished.map.points.shape == (48, 2)
    assert finished.map.method == "pca"
    assert finished.usefulness.k == 3
    assert finished.notes == (few_items_note(SHOP.n_items),)


def few_items_note(n_items):
    return f"With {n_items} items, lists of 20 hold much of what there is, so usefulness says little."


@pytest.mark.parametrize(("n_items", "is_noted"), [(59, True), (60, False)])
def test_a_small_catalogue_is_noted_when_usefulness_is_judged(n_items, is_noted):
    log = population(
        [(f"user{user}", f"item{(user * 7 + step) % n_items}") for user in range(60) for step in range(12)]
    )
    done = run(log, Recipe(encoder="counts", k=2), replace(QUICK, with_holdout=True))
    assert (few_items_note(n_items) in done.notes) is is_noted


def test_stages_are_timed_in_their_order(finished):
    assert list(finished.seconds) == ["encode", "choose k", "cluster", "profile", "map", "holdout"]


def test_segments_are_numbered_from_1_the_largest_first(finished):
    labels = finished.clustering.labels
    sizes = np.bincount(labels)[1:]
    assert labels.dtype == np.int32
    assert labels.min() == 1
    assert sizes.tolist() == sorted(sizes, reverse=True)
    assert [profile.size for profile in finished.description.profiles] == sizes.tolist()
    assert sum(profile.share for profile in finished.description.profiles) == pytest.approx(1)


def test_probabilities_and_silhouettes_are_per_user(finished):
    found = finished.clustering
    assert found.probabilities.shape == found.silhouettes.shape == (48,)
    assert found.probabilities.min() > 0
    assert found.probabilities.max() <= 1
    assert np.abs(found.silhouettes).max() <= 1


def test_names_differ(finished):
    assert len({persona.name for persona in finished.description.personas}) == 3


def test_tastes_are_found_again():
    done = run(SHOP, Recipe(encoder="counts", k=2), QUICK)
    assert adjusted_rand_score(np.arange(48) % 2, done.clustering.labels) == 1


def test_k_is_chosen_and_the_sweep_is_kept():
    done = run(shop(n_users=48, n_items=8), Recipe(encoder="counts"), QUICK)
    assert done.k_choice.k == done.clustering.k == 2
    assert [score.k for score in done.k_choice.scores] == list(range(2, 21))


def test_map_and_judgement_may_be_left_out():
    done = run(SHOP, Recipe(encoder="counts", k=2), QUICK)
    assert (done.map, done.usefulness) == (None, None)
    assert list(done.seconds) == ["encode", "choose k", "cluster", "profile"]
    assert done.notes == ()


def test_silhouettes_are_of_the_space_that_was_clustered():
    from core.registry import make_encoder

    recipe = Recipe(encoder="counts", k=3)
    found = run(SHOP, recipe, QUICK).clustering
    vectors = make_encoder(recipe).fit_transform(SHOP)
    np.testing.assert_allclose(found.silhouettes, silhouette_samples(vectors, found.labels), atol=1e-12)


def test_the_same_random_state_gives_the_same_run():
    first, second = (run(SHOP, Recipe(random_state=3), QUICK) for _ in range(2))
    np.testing.assert_array_equal(first.clustering.labels, second.clustering.labels)
    np.testing.assert_array_equal(first.clustering.probabilities, second.clustering.probabilities)
    assert first.k_choice == second.k_choice
    assert first.description.personas == second.description.personas


def test_parameters_of_the_recipe_reach_the_methods():
    recipe = Recipe("counts", "kmeans", 3, 0, {"n_dims": 1, "half_life_days": 0}, {"n_starts": 1})
    one_dim = run(SHOP, recipe, QUICK).clustering
    assert one_dim.mixture.directions.shape[1] == 1


def test_progress_names_known_stages_and_stays_in_range():
    from core.meter import STAGE_SHARES

    told = []
    run(SHOP, Recipe(k="auto"), progress=lambda stage, fraction: told.append((stage, fraction)))
    assert {stage for stage, _ in told} <= STAGE_SHARES.keys()
    assert all(0 <= fraction <= 1 for _, fraction in told)
    for stage in ("encode", "choose k", "cluster", "profile", "map", "holdout"):
        fractions = [fraction for name, fraction in told if name == stage]
        assert (fractions[0], fractions[-1]) == (0, 1)


def test_fewer_kinds_of_users_than_segments_are_noted():
    log = population([(f"user{user}", "tea" if user % 2 else "mug") for user in range(10)])
    done = run(log, Recipe(encoder="counts", k=4), QUICK)
    assert done.clustering.k == 2
    assert done.notes == ("4 segments were looked for, but only 2 kinds of users differ.",)


def test_a_log_too_short_to_judge_is_noted_and_the_run_goes_on():
    log = population([(f"user{user}", "tea" if user % 2 else "mug") for user in range(10)])
    done = run(log, Recipe(encoder="counts", k=2), replace(QUICK, with_holdout=True))
    assert done.usefulness is None
    [note] = done.notes
    assert note.startswith("Usefulness was not judged. No user has 10 events or more (the most active has 1)")


def test_a_blend_without_titles_is_noted():
    done = run(without_titles(SHOP), Recipe(k=2), QUICK)
    assert done.notes == ("The log has no titles, so the blend goes without its text view.",)


def test_what_an_encoder_has_to_tell_is_noted():
    people = SHOP.attributes.assign(consent="yes")
    done = run(replace(SHOP, attributes=people), Recipe("attributes", k=2), QUICK)
    assert done.notes == ("The attribute consent is not compared: its name says that it is consent.",)


def test_a_log_without_time_of_day_is_noted():
    done = run(replace(SHOP, has_time_of_day=False), Recipe(k=2), QUICK)
    assert done.notes == ("The log has dates but no time of day, so hours take no part.",)


def test_users_with_nothing_left_after_refunds_are_noted():
    log = population(
        [(f"user{user}", "tea" if user % 2 else "mug") for user in range(1200)] + [("zoe", "tea", "refund")]
    )
    [note] = run(log, Recipe(encoder="counts", k=2), QUICK).notes
    assert note.startswith("1 of 1,201 users have nothing left once refunds are taken off")


@pytest.mark.parametrize("encoder", ["blend", "counts", "behaviour"])
@pytest.mark.parametrize("log", ODD_LOGS.values(), ids=ODD_LOGS)
def test_any_log_makes_a_run(encoder, log):
    done = run(log, Recipe(encoder=encoder, k=1))
    assert done.clustering.labels.tolist() == [1] * log.n_users
    assert np.isfinite(done.map.points).all()
    assert done.clustering.silhouettes.tolist() == [0] * log.n_users


@pytest.mark.parametrize(
    ("recipe", "message"),
    [
        (Recipe(encoder="cuonts"), r"There is no encoder 'cuonts'; there are blend, counts, text, behaviour"),
        (Recipe(encoder="counts", k=3, clusterer="kmean"), r"There is no clusterer 'kmean'; there are kmeans\."),
        (Recipe(encoder="counts", k="many"), r"k = 'many' is neither a number nor auto\."),
        (Recipe(encoder="counts", k=0), r"k = 0 is out of range\."),
        (Recipe(encoder="counts", k=2, random_state=-1), r"random_state = -1 is out of range\."),
        (Recipe(encoder="counts", encoder_params={"n_dims": 0}), r"n_dims = 0 is out of range\."),
        (Recipe(encoder="counts", k=2, clusterer_params={"n_starts": 0}), r"n_starts = 0 is out of range\."),
    ],
)
def test_a_recipe_that_cannot_be_followed_is_refused(recipe, message):
    with pytest.raises(RecipeError, match=message):
        run(SHOP, recipe, QUICK)


def test_more_segments_than_users_are_refused():
    with pytest.raises(DataError, match=r"48 users cannot form 49 segments\."):
        run(SHOP, Recipe(encoder="counts", k=49), QUICK)


def test_too_few_users_to_choose_k_are_refused():
    with pytest.raises(DataError, match=r"2 users are too few to choose a number of segments\.") as caught:
        run(ODD_LOGS["two users"], Recipe(encoder="counts"), QUICK)
    assert caught.value.hint == "Give one with --k."
