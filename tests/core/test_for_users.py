"""Recommenders for single users: what each gives, the hybrid's weights, and lists in blocks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from core.errors import RecipeError
from core.recommenders.category_popularity import CategoryPopularity
from core.recommenders.disliked import disliked_by
from core.recommenders.for_users import Content, Ease, Factors, ItemNeighbours, Popularity
from core.recommenders.hybrid import Hybrid
from core.recommenders.new_items import new_items
from core.recommenders.offered import offered_items, own_items
from core.recommenders.pairwise import Pairwise
from core.recommenders.user_lists import NOTHING, Wish, diverse, user_lists
from core.recommenders.validation import split_validation
from core.recommenders.weighing import weigh
from core.registry import USER_RECOMMENDERS, make_user_recommender
from core.types import RatingScale
from tests.populations import DAY, MONDAY, population

TEA, COFFEE = ("pot", "cup", "leaf"), ("bean", "mill", "filter")


def two_tastes(n_users=60):
    """Half of the users take tea things, half coffee things, two of three each; everybody has the bag."""
    rows = [(f"u{n:02}", "bag", "purchase", MONDAY) for n in range(n_users)]
    for n in range(n_users):
        own = (TEA, COFFEE)[n % 2]
        rows += [(f"u{n:02}", own[(n // 2 + j) % 3], "purchase", MONDAY + (j + 1) * DAY) for j in range(2)]
    return population(rows, users=[f"u{n:02}" for n in range(n_users)] + ["new"])


@pytest.fixture(scope="module")
def log():
    return two_tastes()


def listed(recommender, log, **wish):
    """Ids on each user's list."""
    fitted, popularity = recommender.fit(log), Popularity().fit(log)
    blocks = list(user_lists(fitted, popularity, log, Wish(**{"length": 2, **wish})))
    ids = np.append(log.items.item_ids, "")
    return {
        str(log.histories.user_ids[row]): [str(ids[item]) for item in items if item != NOTHING]
        for block in blocks
        for row, items in zip(block.rows, block.items, strict=True)
    }


@pytest.mark.parametrize(
    "recommender",
    [
        ItemNeighbours(),
        Ease(),
        Factors(2),
        Pairwise(8, iterations=200),
        Hybrid([Ease(), ItemNeighbours(), Popularity()]),
    ],
)
def test_the_third_thing_of_ones_own_taste_comes_first(recommender, log):
    lists = listed(recommender, log)
    firsts = {user: items[0] for user, items in lists.items() if user != "new"}
    assert firsts["u00"] == "leaf"  # has pot and cup
    assert firsts["u01"] == "filter"
    assert all((first in TEA) == (int(user[1:]) % 2 == 0) for user, first in firsts.items())


def test_a_user_without_items_gets_what_is_popular_and_is_cold(log):
    blocks = list(user_lists(Ease().fit(log), Popularity().fit(log), log, Wish(1)))
    (block,) = blocks
    assert block.warmth.tolist() == ["warm"] * 60 + ["cold"]
    popular = Popularity().fit(log)
    assert block.items[-1, 0] == popular.items_[popular.shares_.argmax()]
    assert block.n_known.tolist() == [3] * 60 + [0]


def test_what_a_user_has_and_what_is_not_to_be_offered_are_left_out(log):
    lists = listed(Ease(), log, length=10, left_out=frozenset({"leaf"}))
    assert set(lists["u00"]) == {"bean", "mill", "filter"}
    assert "bag" not in {item for user, items in lists.items() if user != "new" for item in items}
    assert listed(Ease(), log, left_out=frozenset(log.items.item_ids))["u00"] == []


def test_content_gives_items_of_the_same_category():
    log = population(
        [("ann", "pot"), ("bob", "cup"), ("bob", "bean"), ("cat", "mill"), ("cat", "bean")],
        categories={"pot": "tea", "cup": "tea", "bean": "coffee", "mill": "coffee"},
    )
    assert listed(Content(), log, length=1)["ann"] == ["cup"]


def test_popular_in_the_categories_of_a_user_goes_before_what_is_popular_elsewhere():
    rows = [("ann", "pot"), ("bob", "pot"), ("bob", "cup"), ("cat", "mill"), ("dan", "mill"), ("eve", "mill")]
    kinds = {"pot": "tea", "cup": "tea", "leaf": "tea", "mill": "coffee", "bean": "coffee"}
    rows += [("eve", "bean"), ("fay", "leaf"), ("gil", "leaf"), ("gil", "cup"), ("hal", "cup"), ("eve", "lone")]
    log = population(rows, categories=kinds, users=["new"])
    lists = listed(CategoryPopularity(), log, length=4)
    assert lists["ann"] == ["cup", "leaf", "mill", "bean"]  # three users have the cup, two the leaf
    assert lists["cat"][0] == "bean"  # one user has it, yet it is of the category
    assert lists["new"][0] in {"mill", "cup"}  # three users have either
    made = CategoryPopularity().fit(log)
    ids = log.items.item_ids[made.items_].tolist()
    scores = made.scores(own_items(log)[:, made.items_])
    row = log.histories.user_ids.tolist().index("eve")
    assert scores[row, ids.index("mill")] > scores[row, ids.index("cup")] > 0
    assert 0 < scores[row, ids.index("lone")] < scores[row, ids.index("bean")]  # in no category


def test_without_categories_the_broadest_interests_stand_for_them(log):
    ids = log.items.item_ids.tolist()
    layers = np.array([[0 if each == "bag" else 1 if each in TEA else 2 for each in ids]])
    firsts = {user: items[0] for user, items in listed(CategoryPopularity(item_layers=lambda _: layers), log).items()}
    assert firsts["u00"] == "leaf"
    assert firsts["u01"] == "filter"
    alone = CategoryPopularity().fit(log)
    scores = alone.scores(own_items(log)[:, alone.items_])
    assert (scores == scores[0]).all()  # nothing sets users apart


def test_pairwise_ranking_is_the_same_each_time_and_takes_users_it_did_not_see(log):
    made, again = (Pairwise(8).fit(two_tastes()) for _time in range(2))
    stranger = sparse.csr_array((log.items.item_ids[made.items_] == "pot").astype(np.float32)[None, :])
    scores = made.scores(stranger)
    assert np.array_equal(scores, again.scores(stranger))
    ids = log.items.item_ids[made.items_].tolist()
    assert scores[0, ids.index("cup")] > scores[0, ids.index("mill")]


def test_pairwise_ranking_of_a_log_without_items_gives_nothing_to_anybody():
    log = population([], users=["ann", "bob"])
    made = Pairwise(8).fit(log)
    assert made.scores(own_items(log)[:, made.items_]).shape == (2, 0)


def test_without_titles_content_is_who_took_what(log):
    made = make_user_recommender("content").fit(log)
    scores = made.scores(own_items(log)[[0]][:, made.items_])[0]
    ids = log.items.item_ids[made.items_].tolist()
    assert scores[ids.index("leaf")] > scores[ids.index("bean")]


def test_every_recommender_scores_all_items_of_any_user(log):
    for name in USER_RECOMMENDERS:
        made = make_user_recommender(name).fit(log)
        scores = made.scores(own_items(log)[:, made.items_])
        assert scores.shape == (61, len(made.items_))
        assert np.isfinite(scores).all()
    with pytest.raises(RecipeError, match="There is no recommender 'eas'"):
        make_user_recommender("eas")


def test_long_ago_counts_less_and_what_is_gone_is_not_offered():
    log = population(
        [
            ("ann", "old", "purchase", MONDAY),
            ("ann", "new", "purchase", MONDAY + 400 * DAY),
            ("bob", "new", "purchase", MONDAY + 399 * DAY),
        ]
    )
    assert log.items.item_ids[offered_items(log)].tolist() == ["new"]
    # half of the log's time is 200 days, and 400 days are two half-lives
    assert own_items(log).toarray().tolist() == [[0.25, 1.0], [0.0, 1.0]]


def test_the_validation_part_is_later_and_new():
    log = population([("ann", item, "purchase", MONDAY + n * DAY) for n, item in enumerate("abcdefghia")])
    made = split_validation(log)
    n_kept = made.train.histories.n_events
    assert n_kept in (1, 2, 3, 4, 8)  # the last two of ten are held out; of a user that is cut, a few stay
    assert made.targets.toarray().nonzero()[1].tolist() == [8]  # the second a is not new
    assert log.items.item_ids[made.train.histories.items].tolist() == list("abcdefgh")[-n_kept:]


def test_half_of_the_users_hold_out_any_events_and_all_are_tried_with_few():
    items = [f"i{n}" for n in range(10)]
    log = population([(f"u{m}", item, "purchase", MONDAY + n * DAY) for m in range(40) for n, item in enumerate(items)])
    made = split_validation(log)
    held_last = (made.targets.toarray().nonzero()[1].reshape(40, 2) == [8, 9]).all(axis=1)
    assert 20 <= held_last.sum() < 25  # any two of ten are the last two once in 45 times
    assert set(made.few.histories.counts.tolist()) == {1, 2, 3, 4}
    assert np.count_nonzero(made.train.histories.counts < 5) == 8
    assert (made.had.toarray() + made.targets.toarray() == 1).all()


def test_what_was_cut_from_a_user_is_neither_found_nor_missed():
    had, targets = sparse.csr_array(np.eye(1, 100)), sparse.csr_array(np.eye(1, 100, 1))
    scores = np.linspace(1, 0, 100)[None, :]
    assert weigh([scores], had, targets, np.zeros(100)).base[0].tolist().count(-np.inf) == 0
    assert weigh([scores], had, targets, np.zeros(100)).grade(np.ones(1)).tolist() == [1.0]


def test_weights_are_those_that_find_the_targets():
    own = sparse.csr_array(np.eye(40, 100))
    targets = sparse.csr_array(np.roll(np.eye(40, 100), 1, axis=1))
    right, rng = np.asarray(targets.toarray()), np.random.default_rng(0)
    made = weigh([rng.random((40, 100)), right], own, targets, np.zeros(100))
    assert made.best_alone().tolist() == [0, 1]
    assert made.grade(np.array([0.0, 1.0])).mean() == 1
    assert made.climb(np.array([1.0, 0.0]))[1] > 0


def test_weights_are_kept_by_name(log):
    weights = Hybrid([Ease(), Popularity()]).fit(log).weights
    assert list(weights) == ["ease", "popularity"]
    assert all(len(each) == 3 for each in weights.values())


def test_new_items_have_the_last_places_of_those_who_like_such_items():
    log = population(
        [(f"u{n}", item) for n in range(8) for item in (("pot", "cup") if n % 2 else ("bean", "mill"))],
        users=[*(f"u{n}" for n in range(8)), "new"],
        titles={"teapot": "", "filter": "", "void": ""},
        categories={
            "pot": "tea",
            "cup": "tea",
            "teapot": "tea",
            "bean": "coffee",
            "mill": "coffee",
            "filter": "coffee",
        },
    )
    fitted = Ease().fit(log)
    new = new_items(log, fitted.items_, 0.34, left_out=frozenset({"no such item"}))
    assert log.items.item_ids[new.items].tolist() == ["teapot", "filter"]  # nothing is known of void
    (block,) = user_lists(fitted, Popularity().fit(log), log, Wish(3, new=new))
    ids = np.append(log.items.item_ids, "")
    assert ids[block.items[1]].tolist() == ["bean", "mill", "teapot"]
    assert block.item_warmth[1].tolist() == ["warm", "warm", "cold"]
    assert ids[block.items[0]].tolist()[-1] == "filter"
    assert "cold" not in block.item_warmth[-1].tolist()  # a new user has nothing that an item could be like
    assert block.n_new == 8
    (without,) = user_lists(fitted, Popularity().fit(log), log, Wish(3, new=replace(new, share=0.2)))
    assert without.n_new == 0  # a fifth of three places is none
    asked = replace(new, share=0.1, is_asked=True)
    assert [asked.places(length) for length in (3, 5, 10, 20)] == [0, 1, 1, 2]


def test_a_hybrid_that_is_one_recommender_for_some_users_says_which():
    hybrid = Hybrid((Popularity(), Ease()))
    hybrid.parts_, hybrid.weights_ = tuple(hybrid.parts), np.array([[1, 0], [1, 2], [0, 1]])
    assert hybrid.made_by(np.array([1, 10, 30])).tolist() == ["popularity", "hybrid", "ease"]


def test_without_new_items_no_title_is_encoded(log):
    def encode(_log):
        pytest.fail("titles were encoded")

    offered = Ease().fit(log).items_
    assert len(new_items(log, offered, 0.0, encode).items) == 0
    assert len(new_items(log.of_users(np.arange(log.n_users)), offered, 0.1, encode).items) == 0


def test_diversity_spreads_a_list_over_categories():
    like = np.array([[[1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]], dtype=float)
    scores = np.array([[4.0, 3.9, 1.0, -np.inf]])
    assert diverse(scores, like, 0.0, 4).tolist() == [[0, 1, 2, 3]]
    assert diverse(scores, like, 0.7, 4).tolist() == [[0, 2, 1, 3]]
    assert diverse(scores, like, 1.0, 2).tolist() == [[0, 2]]


def test_of_equal_scores_the_more_popular_item_is_first(log):
    lists = listed(ItemNeighbours(n_neighbours=1), log, length=6)
    assert len(lists["u00"]) == 4  # bag, pot and cup are its own
    popular = Popularity().fit(log)
    shares = dict(zip(log.items.item_ids[popular.items_].tolist(), popular.shares_.tolist(), strict=True))
    worth = [shares[item] for item in lists["u00"][1:]]
    assert worth == sorted(worth, reverse=True)


def test_what_a_segment_dislikes_is_on_no_list_of_its_users():
    """Four of five tea drinkers rate the sour leaf low, coffee drinkers like it; all who take it have it already."""
    rows = [
        (user, item, "rate", MONDAY, 5.0)
        for n in range(20)
        for user in [f"u{n:02}"]
        for item in [*(TEA, COFFEE)[n % 2][:2], "sugar"]
    ]
    rows += [(f"u{n:02}", "sour leaf", "rate", MONDAY, 1.0 if n % 2 == 0 and n < 8 else 5.0) for n in range(12)]
    log = replace(population(rows), rating_scale=RatingScale(1.0, 5.0, 4.5))
    segments = np.array([n % 2 for n in range(20)], dtype=np.int32)
    seen = {"segments": segments, "disliked": disliked_by(log, segments), "length": 6}
    found = listed(Popularity(), log, **seen)
    offered = {user for user, items in found.items() if "sour leaf" in items}
    assert offered == {f"u{n:02}" for n in range(13, 20, 2)}  # coffee drinkers who have not had it
    nobody = listed(Popularity(), log, **{**seen, "segments": np.full(20, -1, dtype=np.int32)})
    assert {user for user, items in nobody.items() if "sour leaf" in items} == {f"u{n:02}" for n in range(12, 20)}
    assert disliked_by(two_tastes(), np.zeros(61, dtype=np.int32)) is None


@pytest.mark.parametrize(("n_at_once", "n_threads", "size"), [(7, 3, 2), (7, 1, 7), (2, 3, 1)])
def test_blocks_side_by_side_hold_the_lists_of_all_users_in_their_order(log, monkeypatch, n_at_once, n_threads, size):
    fitted, popularity = Ease().fit(log), Popularity().fit(log)
    (whole,) = user_lists(fitted, popularity, log, Wish(3))
    monkeypatch.setattr("core.recommenders.user_lists.USERS_AT_ONCE", n_at_once)
    blocks = [*user_lists(fitted, popularity, log, Wish(3, n_threads=n_threads))]
    assert {len(each.rows) for each in blocks[:-1]} == {size}
    for name in ("rows", "items", "scores", "n_known", "n_users"):
        assert np.array_equal(np.concatenate([getattr(each, name) for each in blocks]), getattr(whole, name))
