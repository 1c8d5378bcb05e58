from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from core.compute.silhouette import silhouette_samples
from core.encoders import titles
from core.errors import DataError, RecipeError
from core.pipeline import ahead, run
from core.recommenders.hybrid import Hybrid
from core.results.make import make_results
from core.results.run import Depth, Options, Run
from core.types import Recipe
from tests.contracts.logs import ODD_LOGS, embed_words, shop, without_titles
from tests.populations import population

pytestmark = pytest.mark.usefixtures("without_the_model")

SHOP = shop(n_users=48)  # few enough to be drawn without UMAP
QUICK = Options(with_map=False, with_holdout=False, with_trust=False)


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
    return (
        f"The log has {n_items} items, so what lists find is judged by lists of {n_items // 5}, a fifth of them: lists "
        "of 20 would hold much of what there is."
    )


@pytest.mark.parametrize(("n_items", "is_noted"), [(99, True), (100, False)])
def test_a_small_catalogue_is_noted_when_usefulness_is_judged(n_items, is_noted):
    log = population(
        [(f"user{user}", f"item{(user * 7 + step) % n_items}") for user in range(60) for step in range(12)]
    )
    done = run(log, Recipe(encoder="counts", k=2), replace(QUICK, with_holdout=True))
    assert (few_items_note(n_items) in done.notes) is is_noted


def test_stages_are_timed_in_their_order(finished):
    assert list(finished.seconds) == ["encode", "choose k", "cluster", "map", "profile", "holdout", "trust", "model"]


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
    assert [score.k for score in done.k_choice.scores] == list(range(2, 13))


def test_map_and_judgement_may_be_left_out():
    done = run(SHOP, Recipe(encoder="counts", k=2), QUICK)
    assert (done.map, done.usefulness, done.trust) == (None, None, None)
    assert list(done.seconds) == ["encode", "choose k", "cluster", "profile", "model"]
    assert done.notes == ()


def test_the_trust_card_changes_nothing_but_names(finished):
    plain = run(SHOP, Recipe(k=3), replace(QUICK, with_holdout=True))
    assert plain.trust is None
    np.testing.assert_array_equal(plain.clustering.labels, finished.clustering.labels)
    np.testing.assert_array_equal(plain.clustering.probabilities, finished.clustering.probabilities)
    assert plain.description.profiles == finished.description.profiles
    assert plain.usefulness == finished.usefulness


def test_the_trust_card_is_of_the_run(finished):
    card, labels = finished.trust, finished.clustering.labels
    assert [each.segment for each in card.segments] == [1, 2, 3]
    assert [each.size for each in card.segments] == np.bincount(labels)[1:].tolist()
    assert card.silhouette == pytest.approx(finished.clustering.silhouettes.mean())
    assert [each.view for each in card.stability.without_view] == ["counts", "text", "behaviour"]
    assert card.predictive_gain.min_events == 10


def test_a_short_log_is_judged_by_what_it_has():
    log = population([(f"user{user}", f"item{(user + step) % 9}") for user in range(60) for step in range(6)])
    done = run(log, Recipe(encoder="counts", k=2), replace(QUICK, with_holdout=True, with_trust=True))
    assert done.usefulness is None
    assert done.trust.predictive_gain.min_events == 3


def test_without_a_holdout_the_trust_card_judges_nothing():
    done = run(SHOP, Recipe(encoder="counts", k=2), replace(QUICK, with_trust=True))
    assert (done.trust.verdict, done.trust.predictive_gain) == ("weak", None)


@pytest.mark.parametrize("k", [1, 2, 3])
def test_as_many_segments_as_users_make_a_run(k):
    log = population([(f"user{user}", f"item{user}{step}") for user in range(k) for step in range(12)])
    done = run(log, Recipe(encoder="counts", k=k), replace(QUICK, with_holdout=True, with_trust=True))
    assert sorted(done.clustering.labels.tolist()) == list(range(1, k + 1))
    assert done.trust.verdict in ("none", "weak")


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
    from core.stages.table import JobKind, fraction_done, shares_of

    reported = []
    run(SHOP, Recipe(k="auto"), progress=lambda stage, fraction: reported.append((stage, fraction)))
    assert {stage for stage, _ in reported} <= shares_of(JobKind.RUN).keys()
    assert all(0 <= fraction <= 1 for _, fraction in reported)
    for stage in ("encode", "choose k", "cluster", "profile", "holdout", "trust"):
        fractions = [fraction for name, fraction in reported if name == stage]
        assert (fractions[0], fractions[-1]) == (0, 1)
    done = [fraction_done(stage, fraction, shares_of(JobKind.RUN)) for stage, fraction in reported]
    assert done == sorted(done)


def test_fewer_kinds_of_users_than_segments_are_noted():
    log = population([(f"user{user}", "tea" if user % 2 else "mug") for user in range(10)])
    done = run(log, Recipe(encoder="counts", k=4), QUICK)
    assert done.clustering.k == 2
    assert done.notes[0] == "4 segments were looked for, but only 2 kinds of users differ."


def test_a_log_too_short_to_judge_is_noted_and_the_run_goes_on():
    log = population([(f"user{user}", "tea" if user % 2 else "mug") for user in range(10)])
    done = run(log, Recipe(encoder="counts", k=2), replace(QUICK, with_holdout=True))
    assert done.usefulness is None
    note, _ = done.notes
    assert note.startswith(
        "What the segments predict was not judged. No user has 10 events or more (the most active has 1)"
    )


def test_a_blend_without_titles_is_noted():
    done = run(without_titles(SHOP), Recipe(k=2), QUICK)
    assert done.notes == ("The log has no titles, so “Titles” is left out.",)


def test_notes_of_an_encoder_are_kept():
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
    note, _ = run(log, Recipe(encoder="counts", k=2), QUICK).notes
    assert note.startswith("1 of 1,201 users have no interaction left once refunds are subtracted")


@pytest.mark.parametrize("encoder", ["blend", "counts", "behaviour"])
@pytest.mark.parametrize("log", ODD_LOGS.values(), ids=ODD_LOGS)
def test_any_log_makes_a_run(encoder, log):
    done = run(log, Recipe(encoder=encoder, k=1), Options(with_trust=encoder == "blend"))
    assert done.clustering.labels.tolist() == [1] * log.n_users
    assert np.isfinite(done.map.points).all()
    assert done.clustering.silhouettes.tolist() == [0] * log.n_users


@pytest.mark.parametrize(
    ("recipe", "message"),
    [
        (Recipe(encoder="cuonts"), r"There is no encoder 'cuonts'; there are blend, counts, "),
        (
            Recipe(encoder="counts", k=3, clusterer="kmean"),
            r"There is no clusterer 'kmean'; there are kmeans, ",
        ),
        (Recipe(encoder="counts", k="many"), r"k = 'many' is neither a number nor auto nor a range\."),
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
    assert caught.value.hint == "Bring a log of more users."


def lumpy():
    """Two tastes of 40 users each, and 20 users who have nothing in common with anybody."""
    tastes = [(f"{'ab'[user % 2]}{user}", f"{'ab'[user % 2]}{item}") for user in range(80) for item in range(6)]
    return population([*tastes, *((f"lone{user}", f"own{user}-{item}") for user in range(20) for item in range(6))])


DENSE = Recipe("counts", "dbscan", encoder_params={"n_dims": 30, "half_life_days": 0}, clusterer_params={"eps": 0.2})


@pytest.mark.slow
def test_users_in_no_dense_group_stay_unassigned_through_the_whole_run():
    log = lumpy()
    done = run(log, DENSE, Options(with_trust=False))
    labels, found = done.clustering.labels, done.clustering
    assert np.bincount(labels + 1).tolist() == [20, 0, 40, 40]
    assert (labels[80:] == -1).all()
    assert found.k == 2
    assert found.probabilities[labels < 0].tolist() == found.silhouettes[labels < 0].tolist() == [0] * 20
    assert [profile.size for profile in done.description.profiles] == [40, 40]
    assert sum(profile.share for profile in done.description.profiles) == pytest.approx(0.8)
    assert done.k_choice is None
    assert np.isfinite(done.map.points).all()


def test_the_record_counts_who_is_unassigned_and_keeps_the_sweep():
    recipe = replace(DENSE, clusterer_params={})
    record = make_results(run(lumpy(), recipe, QUICK)).record
    sweep = record.scores.sweep
    assert sweep.parameter == "eps"
    assert sweep.chosen in [trial.value for trial in sweep.trials]
    assert record.n_unassigned >= 0
    assert record.scores.k_choice is None
    assert make_results(run(lumpy(), DENSE, QUICK)).record.n_unassigned == 20


def test_no_dense_group_is_reported_with_what_to_change():
    with pytest.raises(DataError, match=r"dbscan found no segment: none of the 48 users stands in a group") as caught:
        run(SHOP, replace(DENSE, clusterer_params={"min_samples": 100}), QUICK)
    assert caught.value.hint.startswith("Change eps, min_samples, or take a clusterer that assigns everyone")


def test_one_dense_group_is_a_run_with_a_note():
    log = population([(f"user{user}", item) for user in range(30) for item in ("tea", "mug")])
    done = run(log, DENSE, QUICK)
    assert done.clustering.labels.tolist() == [1] * 30
    assert done.clustering.silhouettes.tolist() == [0] * 30
    assert "One segment was found: no structure separates its users." in done.notes


def test_segments_that_are_gone_before_the_holdout_leave_usefulness_unjudged(monkeypatch):
    from core.trust import refit

    first = refit.make_clusterer
    calls = []

    def then_nothing(recipe, k, machine):
        calls.append(k)
        clusterer = first(recipe, k, machine)
        return clusterer if len(calls) == 1 else replace(clusterer, min_samples=1000)

    log = population([(f"user{user}", f"{'ab'[user % 2]}{item}") for user in range(60) for item in range(12)])
    monkeypatch.setattr(refit, "make_clusterer", then_nothing)
    done = run(log, DENSE, replace(QUICK, with_holdout=True))
    assert done.usefulness is None
    assert any(
        note.startswith("What the segments predict was not judged. dbscan found no segment") for note in done.notes
    )
    assert done.why_no_holdout.startswith("dbscan found no segment")


@pytest.mark.parametrize("clusterer", ["dbscan", "hdbscan"])
def test_a_number_of_segments_is_refused_where_it_is_found(clusterer):
    with pytest.raises(RecipeError, match=rf"{clusterer} finds the number of segments itself, so k = 3 cannot be"):
        run(SHOP, Recipe("counts", clusterer, 3), QUICK)


@pytest.mark.parametrize(
    "clusterer", ["minibatch", "mixture", "agglomerative", pytest.param("deep", marks=pytest.mark.slow)]
)
def test_k_is_chosen_for_every_clusterer_that_has_it(clusterer):
    quick, k = ({"epochs": 1}, "2-4") if clusterer == "deep" else ({}, "auto")
    done = run(shop(n_users=48, n_items=8), Recipe("counts", clusterer, k, clusterer_params=quick), QUICK)
    assert done.k_choice.k == done.clustering.k == 2
    assert any(note.startswith("The number of segments was chosen with ") for note in done.notes)


def test_a_network_has_both_silhouettes_and_its_losses():
    done = run(SHOP, Recipe("counts", "deep", 2, clusterer_params={"epochs": 3}), QUICK)
    note, *_ = done.notes
    assert note.startswith(f"The silhouette is {done.clustering.silhouettes.mean():.2f} among the vectors that the")
    assert len(done.clustering.losses["rebuilding"]) == 3


def test_a_whole_run_keeps_what_the_hybrid_needs_and_no_other_does(tmp_path, monkeypatch):
    kept = []
    monkeypatch.setattr(ahead, "keep_ahead", lambda *given: kept.append(given))
    log = population([("a", "x", "purchase", 0)])
    whole = Options(cache_dir=tmp_path)
    others = {"depth": Depth.TRIAL}, {"with_holdout": False}, {"with_trust": False}, {"cache_dir": None}
    for other in others:
        ahead.keep_for_lists(log, replace(whole, **other))
    assert not kept
    ahead.keep_for_lists(log, whole)
    ((hybrid, of, folder),) = kept
    assert isinstance(hybrid, Hybrid)
    assert (of, folder) == (log, tmp_path)
