"""A rating is a strength: low stars count against an item."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.encoders.counts import Counts
from core.personas.naming import name_segments
from core.pipeline.segments import find
from core.population.interactions import dislikes, interactions, is_disliked, signed_interactions
from core.population.meanings import RATE
from core.population.ratings import find_scale, rating_strengths
from core.recommenders.segment_popularity import SegmentPopularity
from core.trust.scoring import HoldoutScorer
from core.trust.split import split_holdout
from core.types import Labels, Population, Recipe
from core.types.meaning import Meaning, RatingScale
from tests.core.ingest_help import load, open_store
from tests.populations import DAY, MONDAY, described, labels, population

STARS = RatingScale(1.0, 5.0, 3.5)
GENRES = ("Horror", "Comedy", "Drama", "Western")
N_FILMS, N_HATERS, N_OTHERS = 15, 300, 900


def rated(*events: tuple[str, str, float]) -> Population:
    rows = [(user, item, "rating", MONDAY, value) for user, item, value in events]
    return replace(population(rows), rating_scale=STARS)


def films(genre: str) -> list[str]:
    return [f"{genre}{number}" for number in range(N_FILMS)]


@pytest.fixture(scope="module")
def horror() -> tuple[Population, Labels]:
    """300 users who give horror films one star and comedies four, among 900 who each like a genre of their own."""
    rng = np.random.default_rng(0)
    events = []
    for user in range(N_HATERS + N_OTHERS):
        liked = "Comedy" if user < N_HATERS else GENRES[user % len(GENRES)]
        other = "Horror" if user < N_HATERS else GENRES[(user + 1 + user // 4 % 3) % len(GENRES)]
        plan = [(film, 5.0 - rng.integers(2)) for film in rng.choice(films(liked), 6, replace=False)]
        low = 1.0 if user < N_HATERS else 3.0
        plan += [(film, low) for film in rng.choice(films(other), 6, replace=False)]
        for day, place in enumerate(rng.permutation(len(plan))):
            events.append((f"u{user}", plan[place][0], "rating", MONDAY + day * DAY, float(plan[place][1])))
    categories = {film: genre for genre in GENRES for film in films(genre)}
    log = population(events, categories=categories, titles={film: film for film in categories})
    log = replace(log, rating_scale=RatingScale(1.0, 5.0, float(log.histories.values.mean())))
    is_hater = np.arange(log.n_users) < N_HATERS
    return log, np.where(is_hater, 1, 2).astype(np.int32)


def test_a_scale_is_whole_or_half_steps_up_to_ten() -> None:
    assert find_scale({1.0: 1, 2.0: 1, 5.0: 2}) == RatingScale(1.0, 5.0, 3.25)
    assert find_scale({0.5: 1, 5.0: 1}) == RatingScale(0.5, 5.0, 2.75)
    assert find_scale({0.0: 1, 1.0: 3}) == RatingScale(0.0, 1.0, 0.75)
    assert find_scale({0.0: 100, 8.0: 1, 10.0: 1}) == RatingScale(1.0, 10.0, 9.0)  # 0 stands for no rating
    assert find_scale({-1.0: 1, 1.0: 3}) == RatingScale(-1.0, 1.0, 0.5)  # a thumb down
    assert find_scale({-1.0: 9, 2.0: 1, 10.0: 1}) == RatingScale(1.0, 10.0, 6.0)  # -1 stands for no rating
    for values in ({}, {5.0: 9}, {3.99: 1, 5.0: 1}, {1.0: 1, 90.0: 1}, {-3.0: 1, 1.0: 1}):
        assert find_scale(values) is None


def test_a_strength_is_centred_per_user_and_on_the_scale() -> None:
    mild = [("mild", f"m{n}", 5.0) for n in range(15)]
    log = rated(*mild, ("mild", "x", 3.0), ("harsh", "x", 1.0), ("new", "x", 5.0))
    strengths = rating_strengths(log, np.ones(log.histories.n_events, dtype=bool))
    mean_of_mild, mean_of_new = (15 * 5 + 3 + 5 * 3.5) / 21, (5 + 5 * 3.5) / 6
    expected = [(10 - mean_of_mild - 3) / 4, (6 - mean_of_mild - 3) / 4, -1, (10 - mean_of_new - 3) / 4]
    np.testing.assert_allclose(strengths[[0, -3, -2, -1]], expected, rtol=1e-6)
    assert strengths[-3] < -0.25  # three stars from one who gives five


def test_low_ratings_stand_in_a_matrix_of_their_own() -> None:
    log = rated(("ann", "tea", 5.0), ("ann", "mug", 1.0), ("bob", "tea", 2.0), ("bob", "tea", 5.0), ("bob", "mug", 3.0))
    likes, against = interactions(log).toarray(), dislikes(log).toarray()
    assert (likes > 0).tolist() == [[True, False], [True, True]]
    assert (against > 0).tolist() == [[False, True], [False, False]]
    np.testing.assert_allclose(signed_interactions(log).toarray(), likes - against / 10, rtol=1e-6)
    assert is_disliked(log).tolist() == [False, True, False, False, False]
    assert likes[0, 0] > 1 > likes[1, 1] > 0


def test_a_low_rating_goes_before_the_purchase() -> None:
    bought = population([("ann", "tea", "purchase", MONDAY, 1.0), ("ann", "tea", "rating", MONDAY, 1.0)])
    assert interactions(replace(bought, rating_scale=STARS)).nnz == 0
    assert dislikes(replace(bought, rating_scale=STARS)).nnz == 1
    assert (interactions(bought).nnz, dislikes(bought).nnz) == (1, 0)  # without a scale, a rating is an event


def test_who_hates_what_others_love_is_far_from_them() -> None:
    log = rated(*((f"u{n}", f"i{n % 3}", 5.0 if n < 30 else 1.0) for n in range(60)))
    vectors = Counts(n_dims=8, half_life_days=0).fit_transform(log)
    assert vectors[0] @ vectors[3] > 0.99
    assert vectors[0] @ vectors[30] < -0.99


def test_haters_of_horror_get_no_name_lift_or_offer_of_it(horror: tuple[Population, Labels]) -> None:
    log, given = horror
    found = find(log, Recipe(encoder="counts", k=5)).clustering.labels
    for found_labels in (given, found):
        segments = described(log, found_labels)
        haters = int(np.bincount(found_labels[:N_HATERS]).argmax())
        [profile] = [each for each in segments if each.segment == haters]
        persona = name_segments(segments, log)[segments.index(profile)]
        assert not [lift for lift in profile.lifts if "Horror" in lift.name]
        assert "horror" not in f"{persona.name} {persona.sentence}".lower()
        offered = SegmentPopularity().fit(log, found_labels).recommend(haters, 40)["item_id"].tolist()
        assert offered
        assert not set(offered) & set(films("Horror"))
    assert np.mean(found[:N_HATERS] == np.bincount(found[:N_HATERS]).argmax()) > 0.9


def planted(random_state: int = 0) -> Population:
    """400 users of 4 tastes who pick two thirds of their films by taste, and give those half a star more each way."""
    rng = np.random.default_rng(random_state)
    taste_of_film = np.repeat(np.arange(4), N_FILMS)
    events = []
    for user in range(400):
        is_own = taste_of_film == user % 4
        chances = np.where(is_own, 6.0, 1.0) / np.where(is_own, 6.0, 1.0).sum()
        for day, film in enumerate(rng.choice(len(taste_of_film), 16, replace=False, p=chances)):
            stars = np.clip(np.round(3.6 + (0.5 if is_own[film] else -0.5) + rng.normal(0, 0.8)), 1, 5)
            events.append((f"u{user}", f"i{film}", "rating", MONDAY + day * DAY, float(stars)))
    log = population(events)
    return replace(log, rating_scale=RatingScale(1.0, 5.0, float(log.histories.values.mean())))


def test_stars_predict_no_worse_than_equal_weights() -> None:
    log = planted()
    recall = {}
    for name, each in (("stars", log), ("equal", replace(log, rating_scale=None))):
        split = split_holdout(each)
        found = find(split.train, Recipe(encoder="counts", k=8)).clustering.labels
        recall[name] = float(HoldoutScorer(split, 10).score(found).recall.mean())
    assert recall["stars"] >= recall["equal"]


def test_the_targets_of_the_holdout_are_all_first_interactions(horror: tuple[Population, Labels]) -> None:
    log, _given = horror
    with_stars, without = split_holdout(log), split_holdout(replace(log, rating_scale=None))
    assert (with_stars.targets != without.targets).nnz == 0


def test_an_item_that_is_disliked_by_most_is_offered_to_nobody_new() -> None:
    log = rated(*((f"u{n}", "tea", 1.0) for n in range(8)), ("u8", "tea", 5.0), ("u8", "mug", 5.0))
    fitted = SegmentPopularity(prior_users=0).fit(log, labels(1, 1, 1, 1, 1, 1, 1, 1, 2))
    assert fitted.recommend(-1, 5)["item_id"].tolist() == ["mug"]
    assert fitted.recommend(1, 5).empty
    assert fitted.recommend(2, 5)["item_id"].tolist() == ["tea", "mug"]


def test_stars_are_recognised_at_load(tmp_path: Path) -> None:
    rows = [f"u{n % 7},m{n % 5},{1 + n % 5},2026-01-{1 + n % 28:02} 10:00:{n:02}\n" for n in range(40)]
    report = load(tmp_path, "user_id,movie_id,stars,timestamp\n" + "".join(rows))
    with open_store(tmp_path) as store:
        log = store.population(report.dataset_id)
    assert log.meanings == {"event": Meaning(RATE, 1.0)}
    assert log.rating_scale == RatingScale(1.0, 5.0, 3.0)
    assert any(note.startswith("Ratings go from 1 to 5: ") for note in report.notes)
