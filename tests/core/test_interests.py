"""The tree of interests: planted items come out in their branches, under names that can be read aloud."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy import sparse

from core.cli.interests import texts_line
from core.encoders import text
from core.interests import build
from core.interests import texts as texts_of_users
from core.interests.branches import split
from core.interests.build import build_tree
from core.interests.given import given_branches, readable
from core.interests.item_vectors import MOST_OF_USERS, WEIGHT_OF_USERS, vectors_by_users, weight_of_users
from core.interests.naming import in_both_scripts, name_siblings, read_wording, what_it_says
from core.interests.phrases import phrases_of, words_of
from core.interests.segments import FreshShares, segment_interests
from core.interests.shares import HALF_LIFE_DAYS, all_shares, lowest_shares
from core.interests.things import makes_of, thing_of
from core.interests.tree import InterestTree
from core.interests.users import find_interests
from core.interests.without_words import like_items
from core.results.interests_files import read_interests, write_interests
from core.sentences import say
from core.trust.fresh_interests import fresh_shares
from core.trust.given import GivenSegments
from core.trust.halves import split_events
from core.types import NO_TEXTS, FloatArray, Items, Population, Texts
from tests.populations import DAY, MONDAY, population

KINDS = {
    "Coffee": ["espresso cup", "coffee grinder", "coffee filter", "milk frother", "espresso beans"],
    "Garden": ["watering can", "seed tray", "plant pot", "garden trowel", "garden hose"],
    "Cycling": ["bicycle bell", "saddle bag", "bicycle pump", "bicycle helmet", "chain oil"],
}
STYLES = ["Red", "Small", "Classic 500 ml", "Set of 6", "Large"]


TITLES = {
    f"item-{place}-{style}": f"{style} {noun}"
    for place, noun in enumerate(noun for nouns in KINDS.values() for noun in nouns)
    for style in STYLES
}
KIND_OF = {item: list(KINDS)[place // len(STYLES) // 5] for place, item in enumerate(TITLES)}


def planted(with_titles: bool = True, with_categories: bool = False) -> Population:
    """Sixty users who bought eight items of one kind each."""
    rng, names = np.random.default_rng(0), list(KINDS)
    of_kind = {name: [item for item, kind in KIND_OF.items() if kind == name] for name in names}
    events = [
        (f"u{user}", item) for user in range(60) for item in rng.choice(of_kind[names[user % 3]], 8, replace=False)
    ]
    titles = TITLES if with_titles else dict.fromkeys(TITLES, "")
    return population(events, titles=titles, categories=KIND_OF if with_categories else None)


@pytest.fixture(autouse=True)
def _vectors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read titles without a language model: a direction for each kind of items."""

    def embed(titles: list[str], *_rest: object, **_more: object) -> FloatArray:
        nouns = {noun: place for place, own in enumerate(KINDS.values()) for noun in own}
        places = [next((place for noun, place in nouns.items() if noun in title), len(KINDS)) for title in titles]
        return np.eye(len(KINDS) + 1, dtype=np.float32)[places]

    monkeypatch.setattr(text, "embed_titles", embed)
    monkeypatch.setattr(texts_of_users, "embed_titles", embed)


def _kinds_by_node(tree: InterestTree, layer: int) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for node, kind in zip(tree.nodes_of(layer).tolist(), KIND_OF.values(), strict=True):
        found.setdefault(node, set()).add(kind)
    return found


def test_items_of_a_kind_are_in_one_branch() -> None:
    tree = build_tree(planted())
    assert all(len(kinds) == 1 for kinds in _kinds_by_node(tree, 1).values())
    assert sum(node.n_items for node in tree.of_layer(1)) == 75
    assert all(tree.nodes[node.parent].layer == node.layer - 1 for node in tree.nodes if node.parent >= 0)
    assert {tree.nodes[leaf].n_items for leaf in tree.leaf_of.tolist()} <= {node.n_items for node in tree.nodes}


def test_names_set_siblings_apart_and_hold_no_plain_words() -> None:
    tree = build_tree(planted())
    for parent in {-1, *(node.parent for node in tree.nodes)}:
        words = [word for node in tree.children_of(parent) for word in node.name.lower().replace("&", "").split()]
        assert len(words) == len(set(words))
        assert not {"red", "small", "set", "ml", "500", "6", "large", "classic", "of"} & set(words)


def test_given_categories_are_the_upper_layer() -> None:
    tree = build_tree(planted(with_categories=True))
    assert sorted(node.name for node in tree.of_layer(1)) == ["Coffee", "Cycling", "Garden"]
    assert tree.n_layers == 2
    assert tree.full_name(tree.children_of(0)[0].id).startswith(f"{tree.nodes[0].name} \u203a ")


def test_items_without_titles_are_grouped_by_their_users() -> None:
    tree = build_tree(planted(with_titles=False))
    assert all(len(kinds) == 1 for kinds in _kinds_by_node(tree, 1).values())
    assert all(node.name.startswith("Like “item-") for node in tree.of_layer(1))


@pytest.mark.parametrize(
    ("titles", "name"),
    [
        (("Harness", "Quickdraw set", "Rope", "Helmet"), "Harness & Quickdraw set"),
        (("Brant Harness", "Brant Rope XL", "Tamar Helmet", "Carabiner"), "Harness & Rope"),
        (("Chalk bag", "Brush bag", "Harness", "Rope"), "Chalk bag & Harness"),  # two words of one say less
        (("Harness", "Quickdraw set of twelve pieces", "Rope", "Helmet"), "Harness & Rope"),
        (("Toon Blast", "Among Us", "Hay Day", "Roblox"), "Toon Blast & Among Us"),
        (("BABY LOTION", "TEETHING BISCUITS", "WIPES UNSCNTD", "TV STAND"), "Baby lotion & Teething biscuits"),
        (("Harness", "Rope 10 mm", "Rope, thin", "Helmet"), "Harness & Helmet"),
        (("Café-Filter", "L'Étoile", "Mühle", "Kanne"), "Café-Filter & L'Étoile"),
        (("煮茶器", "公道杯", "海棠冷萃壶", "茶巾"), "煮茶器 & 公道杯"),
        (("海棠冷萃壶", "海棠公道杯", "茶巾", "茶盘"), "冷萃壶 & 公道杯"),
        (("Tea & Co", "22423", "item-7", "85123A"), "Like “Tea & Co”"),
        (("Rope", "Box", "Set of 6", "XL"), "Like “Rope”"),
        (("Harness", "Rope", "Helmet"), "Like “Harness”"),  # too few items
        (("Some Like It Hot", "The Man Who Would Be King", "Rope", "Dial M for Murder"), "Like “Some Like It Hot”"),
    ],
)  # fmt: skip
def test_a_node_whose_titles_share_no_word_is_called_after_two_of_its_items(titles: tuple[str, ...], name: str) -> None:
    makes = {"brant", "tamar", "海棠"}
    assert like_items(titles, {*makes, "bag"}, makes, set()) == name


def test_no_two_nodes_are_called_after_the_same_things() -> None:
    used: set[str] = set()
    titles = ("Harness", "Rope", "Helmet", "Chalk")
    assert like_items(titles, (), (), used) == "Harness & Rope"
    assert like_items(("Harness", "Rope", "Teapot", "Mug"), (), (), used) == "Teapot & Mug"
    assert like_items(("Teapot", "Rope", "Kettle", "Harness"), (), (), used) == "Like “Teapot”"


def test_a_node_without_a_word_of_its_own_goes_by_its_parts_or_is_the_rest_of_the_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wraps = [[f"{letter * 4} {kind}".strip() for letter in "abcdef"] for kind in ("paper wrap", "ivy wrap", "wrap")]
    things = ("chain", "hose", "brush", "clock", "ladder", "tent")
    others = [[thing + x for x in "vwxyz"] + [f"{thing[::-1]}{x} {thing}" for x in "abcd"] for thing in things]
    parts = [*wraps, *others]
    titles = {title: title for part in parts for title in part}
    log = population([(f"u{place}", title) for place, part in enumerate(parts) for title in part], titles=titles)
    codes = np.split(np.arange(len(titles)), np.cumsum([len(part) for part in parts])[:-1])
    branches = [build.Branch(int(place >= len(wraps)), 2, each) for place, each in enumerate(codes)]
    whole = [build.Branch(-1, 1, np.concatenate(each)) for each in (codes[:3], codes[3:])]
    monkeypatch.setattr(build, "_branches", lambda *_: [*whole, *branches])
    names = [node.name for node in build_tree(log).nodes]
    assert names[:5] == ["Wrap", "Chain, hose & more", "Paper wrap", "Ivy", "Other wrap"]
    assert [name.lower() for name in names[5:]] == list(things)


@pytest.mark.parametrize(
    ("titles", "makes"),
    [
        (("Brant Rope", "Brant Helmet", "Brant Pot", "Tamar Rope", "Tamar Pot"), {"brant"}),  # Tamar begins two
        (("Chalk bag", "Tea bag", "Bag clip", "Bag hook", "Bag rack"), set()),  # titles end with it, too
        (("Rope Brant", "Pot Brant", "Helmet Brant"), set()),
        (("海棠冷萃壶", "海棠码表", "海棠画架", "手冲海棠壶"), set()),
        (("海棠冷萃壶", "海棠码表", "海棠画架", "手冲壶"), {"海棠"}),
        (("海棠", "海棠壶", "海棠码表"), set()),  # hardly anything is left
    ],
)
def test_makes_only_begin_titles(titles: tuple[str, ...], makes: set[str]) -> None:
    assert makes_of(titles, {"brant", "tamar", "bag", "海棠"}) == makes


@pytest.mark.parametrize(
    ("title", "thing"),
    [
        ("Brant Helmet", "Helmet"), ("Brant Espresso cups Light", "Espresso cups"), ("Chalk bag", "Chalk bag"),
        ("Brant case", "Brant case"), ("Brant Set", "Brant Set"), ("Brant XL", "Brant"), ("Helmet", "Helmet"),
        ("Helmet Brant", "Helmet Brant"), ("Dax im Plus", "Dax im Plus"),
        ("GIFT WRAP", "Gift wrap"), ("IKEA", "IKEA"),
        ("Exporte brechen ein", "Exporte brechen ein"), ("BRANT HELMET XL", "Helmet"), ("TEAPOT", "Teapot"),
        ("海棠冷萃壶", "冷萃壶"), ("海棠壶", "海棠壶"), ("Brant", "Brant"),
    ],
)  # fmt: skip
def test_a_thing_is_a_title_without_make_and_variant(title: str, thing: str) -> None:
    assert thing_of(title, {"brant", "bag", "海棠"}, {"brant", "海棠"}) == thing


@pytest.mark.parametrize("n_groups", [2, 3, 5])
def test_groups_of_items_that_share_no_user_are_far_from_each_other(n_groups: int) -> None:
    group_of = np.repeat(np.arange(n_groups), 8)
    events = [
        (f"u{user:03d}", f"i{item:02d}")
        for user in range(40 * n_groups)
        for item in np.flatnonzero(group_of == user % n_groups).tolist()
    ]
    vectors = vectors_by_users(population(events))
    is_same = group_of[:, None] == group_of
    cosines = vectors @ vectors.T
    np.testing.assert_allclose(cosines[is_same], 1, atol=1e-3)
    np.testing.assert_allclose(cosines[~is_same], -1 / (n_groups - 1), atol=1e-3)


def test_users_count_as_much_more_beside_titles_as_what_they_take_together_is_signal() -> None:
    rng = np.random.default_rng(0)
    liked = [rng.choice(10, 5, False) * 3 + user % 3 for user in range(900)]
    tastes = [(f"u{user}", f"i{item}") for user in range(900) for item in [*liked[user], rng.integers(30)]]
    chance = [(f"u{user}", f"i{item}") for user in range(900) for item in rng.choice(30, 6, False)]
    titles = {f"i{item}": f"{['Nordwind', 'Berga'][item % 2]} thing" for item in range(30)}
    clear, random = (population(events, titles=titles) for events in (tastes, chance))
    assert (weight_of_users(clear), weight_of_users(random)) == (MOST_OF_USERS, WEIGHT_OF_USERS)
    assert weight_of_users(population(tastes[:60], titles=titles)) == WEIGHT_OF_USERS
    top, taste_of = build_tree(clear).nodes_of(1), np.array([int(item[1:]) % 3 for item in clear.items.item_ids])
    assert sum(np.bincount(taste_of[top == node]).max() for node in np.unique(top)) >= 24


def test_a_tree_is_built_once() -> None:
    log = planted()
    assert build_tree(log) is build_tree(log)


def test_typical_items_are_items_of_the_node() -> None:
    tree = build_tree(planted())
    for node in tree.of_layer(1):
        assert all(tree.nodes_of(1)[item] == node.id for item in node.typical_items)


def test_few_items_stay_together() -> None:
    assert split(np.eye(5, dtype=np.float32), 16).tolist() == [0] * 5


def test_chinese_titles_are_named_by_whole_words() -> None:
    titles = np.array(
        ["实木餐椅 2把", "北欧餐椅 红色", "餐椅 大号", "不锈钢保温杯 500ml", "便携保温杯", "保温杯 白色"], dtype=object
    )
    names = name_siblings([np.arange(3), np.arange(3, 6)], read_wording(titles))
    assert names == ["餐椅", "保温杯"]


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("新款宝宝辅食碗 500ml", ["宝宝", "辅食碗"]),
        ("登山杖", ["登山杖"]),
        ("手机壳 红色 L码", ["手机壳"]),
        ("竹木狗粮", ["竹木", "狗粮"]),
        ("经典款菜刀", ["菜刀"]),
        ("猫窝", ["猫窝"]),
        ("不粘炒锅", []),
        ("紫砂茶壶 Teapot", ["紫砂", "茶壶", "teapot"]),
    ],
)
def test_chinese_things_keep_their_last_character(title: str, words: list[str]) -> None:
    assert words_of(title) == words


def test_plurals_and_abbreviations_are_settled() -> None:
    titles = np.array(["LUNCH BAG", "LUNCH BAGS", "LUNCH BAG", "TV STAND", "TV STAND", "TV TABLE"], dtype=object)
    assert name_siblings([np.arange(3), np.arange(3, 6)], read_wording(titles)) == ["Lunch bags", "TV stand"]


@pytest.mark.parametrize(
    ("category", "readable_name"),
    [
        ("Data with SQL", "Data with SQL"),  # capitals among small letters are an abbreviation that readers know
        ("HTML & CSS", ""),
        ("DRNQS & TEA", "Tea"),
        ("Html & JS Basics", "JS Basics"),
        ("HEALTH&BEAUTY", "Health & beauty"),
        ("DATA WITH DRNQS", "Data"),
        ("REFRGRATD JUICES/DRNKS", "Refrigerated juices & drinks"),
        ("FRZN NOVELTIES/WTR ICE", "Frozen novelties & water ice"),
        ("DRY BN/VEG/POTATO/RICE", "Dry beans, veg, potato & rice"),
        ("CRACKERS/MISC BKD FD", "Crackers"),
        ("DELI SPECIALTIES (RETAIL PK)", "Deli specialties"),
        ("MEAT-PCKGD", "Packaged meat"),
        ("PEPPERS-ALL", "Peppers"),
        ("DINNER MXS:DRY", "Dry dinner mixes"),
        ("MISC WINE", "Wine"),
        ("Misc/Other", "Misc & Other"),
        ("Toys (wooden)", "Toys (wooden)"),
        ("T-SHIRTS", "T-shirts"),
        ("E-BIKES/MTB", "E-bikes"),
        ("Tea & Coffee", "Tea & Coffee"),
        ("DRNQS", ""),
        ("frozen_food", "Frozen food"),
        ("VEGETABLES - SHELF STABLE", "Shelf stable vegetables"),
        ("Vegetables - all others", "Vegetables"),
        ("Women - Shoes", "Women - Shoes"),
        ("DVD PLAYERS", "DVD players"),
    ],
)
def test_shorthand_of_catalogues_is_readable_or_not_used(category: str, readable_name: str) -> None:
    assert readable(category) == readable_name


def test_users_spread_over_the_nodes_of_every_layer() -> None:
    log = planted()
    tree = build_tree(log)
    weights = all_shares(tree.nodes, lowest_shares(log, tree)[0]).toarray()
    for layer in range(1, tree.n_layers + 1):
        of_layer = [node.id for node in tree.of_layer(layer)]
        assert weights[:, of_layer].sum(axis=1) == pytest.approx(1.0)


def test_old_events_count_less_by_the_half_life() -> None:
    titles = {f"a{i}": f"coffee grinder {i}" for i in range(8)} | {f"b{i}": f"seed tray {i}" for i in range(8)}
    log = population(
        [("u", "a0", "purchase", MONDAY), ("u", "b0", "purchase", MONDAY + 30 * DAY)], titles=titles,
        categories={item: item[0].upper() for item in titles},
    )  # fmt: skip
    tree = build_tree(log)
    found = {tree.nodes[node].name: value for node, value in enumerate(lowest_shares(log, tree, 30.0)[0].toarray()[0])}
    assert found == {"A": pytest.approx(1 / 3), "B": pytest.approx(2 / 3)}


def test_interests_of_users() -> None:
    log = planted(with_categories=True)
    found = find_interests(log, build_tree(log))
    assert [found.nodes[node].name for node in found.main[:3]] == ["Coffee", "Garden", "Cycling"]
    assert found.breadth.tolist() == pytest.approx([1.0] * 60)
    assert set(found.rising.tolist()) == {-1}
    assert found.n_ranked() == len(found.ranked.rows)
    for layer in range(1, found.n_layers + 1):
        first = [row for row, each in enumerate(found.largest(layer)) if each >= 0]
        is_first = (found.ranked.ranks == 1) & np.isin(found.ranked.node_ids, found.largest(layer))
        own = dict(zip(found.ranked.rows[is_first], found.ranked.node_ids[is_first], strict=False))
        assert [own[row] for row in first] == found.largest(layer)[first].tolist()
    assert found.of_users(np.arange(60) == 4).main.tolist() == [found.main[4]]
    coffee = next(node.id for node in found.nodes if node.name == "Coffee")
    assert (found.n_users()[coffee], found.n_events()[coffee], found.n_items()[coffee]) == (20, 160, 25)


def test_segments_get_the_mean_of_both_halves() -> None:
    log = planted(with_categories=True)
    tree = build_tree(log)
    halves = split_events(log)
    labels = np.array([1 + int(user[1:]) % 3 for user in log.histories.user_ids], dtype=np.int32)
    lowest = sparse.csr_array(sparse.vstack([lowest_shares(half, tree)[0] for half in halves]))
    fresh = FreshShares(np.tile(labels, 2), np.repeat([0, 1], 60).astype(np.int8), lowest)
    by_place = {(each.segment, tree.nodes[each.node].name): each for each in segment_interests(tree.nodes, fresh)}
    coffee = by_place[1, "Coffee"]
    assert (coffee.share, coffee.overall_share, coffee.lift) == pytest.approx((1.0, 1 / 3, 3.0))
    assert (coffee.low, coffee.high) == pytest.approx((3.0, 3.0))
    assert by_place[2, "Coffee"].lift == 0
    assert coffee.is_known
    assert by_place[2, "Coffee"].is_known


def test_interests_of_segments_do_not_count_the_events_that_formed_them() -> None:
    rng = np.random.default_rng(1)
    events = [(f"u{user}", item) for user in range(400) for item in rng.choice(list(TITLES), 8)]
    log = population(events, titles=TITLES, categories=KIND_OF)
    tree = build_tree(log)
    labels = find_interests(log, tree).main + np.int32(1)
    fresh = fresh_shares(log, tree, labels, GivenSegments(log.histories.user_ids, labels, 0), HALF_LIFE_DAYS)
    lifts = [each.lift for each in segment_interests(tree.nodes, fresh)]
    assert max(lifts, default=1.0) < 1.25
    assert set(fresh.why_none) | set(fresh.labels.tolist()) - {-1} == {1, 2, 3}


def _writing(log: Population, written: list[tuple[int, str, int]]) -> Population:
    """Add texts: row of the user, text, days after the first event; in the order of users."""
    users, texts, days = zip(*written, strict=True)
    times = MONDAY + DAY * np.array(days, dtype=np.int64)
    return replace(log, texts=Texts(np.array(users, dtype=np.int64), times, np.array(texts, dtype=object)))


def test_what_users_wrote_counts_where_titles_are_like_it() -> None:
    asked = ["seed tray", "plant pot", "where is my order", "saddle bag"]
    log = _writing(planted(with_categories=True), [(0, text, 0) for text in asked] + [(1, "opening hours", 0)])
    tree = build_tree(log)
    found = find_interests(log, tree, 0.0)
    node = {each.name: each.id for each in tree.of_layer(1)}
    own = found.shares[[0]].toarray()[0]
    assert [own[node[name]] for name in ("Coffee", "Garden", "Cycling")] == pytest.approx([8 / 9.5, 1 / 9.5, 0.5 / 9.5])
    assert found.amounts[:3].tolist() == pytest.approx([9.5, 8.0, 8.0])
    assert (found.texts.n_texts, found.texts.n_placed) == (5, 3)
    assert texts_line(found) == "3 of 5 texts of users are like titles of items and count, each 50 % of a purchase."
    assert [found.n_texts()[node[name]] for name in ("Coffee", "Garden", "Cycling")] == [0, 2, 1]
    assert found.n_users()[node["Garden"]] == 21
    ranked = found.ranked
    is_own = (ranked.rows == 0) & np.isin(ranked.node_ids, list(node.values()))
    assert ranked.node_ids[is_own].tolist() == [node["Coffee"], node["Garden"], node["Cycling"]]


def test_texts_age_as_events_do_and_one_after_the_last_event_is_new() -> None:
    events = [("u", "item-0-Red", "purchase", MONDAY + 30 * DAY)]
    log = population(events, titles=TITLES, categories=KIND_OF)
    log = _writing(log, [(0, "seed tray", 0), (0, "plant pot", 60)])
    tree = build_tree(log)
    found = find_interests(log, tree, 30.0)
    assert found.amounts.tolist() == pytest.approx([1.0 + 0.25 + 0.5])
    garden = next(each.id for each in tree.of_layer(1) if each.name == "Garden")
    assert found.rising.tolist() == [-1]
    assert found.shares.toarray()[0, garden] == pytest.approx(0.75 / 1.75)


def test_texts_change_neither_the_tree_nor_anything_of_a_log_without_them(tmp_path: Path) -> None:
    log = planted()
    bare = build_tree(log)
    with_texts = build_tree(_writing(planted(), [(0, "seed tray", 0)]))
    assert (with_texts.nodes, with_texts.leaf_of.tolist()) == (bare.nodes, bare.leaf_of.tolist())
    for name, owner in (("none", log), ("taken", replace(_writing(log, [(0, "seed tray", 0)]), texts=NO_TEXTS))):
        (tmp_path / name).mkdir()
        write_interests(find_interests(owner, bare if name == "none" else with_texts), tmp_path / name)
    for file in (tmp_path / "none").iterdir():
        assert file.read_bytes() == (tmp_path / "taken" / file.name).read_bytes()
    assert read_interests(tmp_path / "none").n_texts().tolist() == [0] * len(bare.nodes)  # type: ignore[union-attr]


def test_texts_of_a_log_without_titles_are_counted_as_in_no_interest() -> None:
    log = _writing(planted(with_titles=False), [(0, "seed tray", 0)])
    found = find_interests(log, build_tree(log))
    assert (found.texts.n_texts, found.texts.n_placed) == (1, 0)
    assert found.amounts[0] == pytest.approx(8.0)


def test_interests_come_back_from_their_files(tmp_path: Path) -> None:
    log = planted(with_categories=True)
    why = {2: say("{n} users are too few.", n=3)}
    halves = np.zeros(60, np.int8)
    log = _writing(log, [(0, "seed tray", 0)])
    found = find_interests(log, build_tree(log))
    found = replace(found, fresh=FreshShares(np.ones(60, np.int32), halves, found.lowest, why))
    write_interests(found, tmp_path)
    again = read_interests(tmp_path)
    assert again is not None
    assert (again.nodes, again.half_life_days) == (found.nodes, found.half_life_days)
    assert (again.shares != found.shares).nnz == 0
    assert again.items.titles.tolist() == found.items.titles.tolist()
    assert again.rising.tolist() == found.rising.tolist()
    assert (again.texts.n_texts, again.texts.n_placed, again.n_texts().sum()) == (1, 1, found.n_texts().sum())
    assert again.fresh.why_none == {2: "3 users are too few."}
    assert list(segment_interests(again.nodes, again.fresh)) == list(segment_interests(found.nodes, found.fresh))
    assert read_interests(tmp_path / "none") is None


def names_of_groups(*groups):
    """Name groups of titles as the parts of one node."""
    titles = np.array([title for group in groups for title in group])
    places = np.split(np.arange(len(titles)), np.cumsum([len(group) for group in groups])[:-1])
    return name_siblings(places, read_wording(titles))


DOGS = [f"{make} Dog {thing}" for make in ("Oak", "Tin", "Felt") for thing in ("Bed", "Bowl", "Leash")]
LAMPS = [f"{make} {kind} Lamp" for make in ("Oak", "Tin", "Felt") for kind in ("Desk", "Floor", "Wall")]


def test_a_word_that_is_no_noun_is_named_with_what_follows_it():
    dogs, lamps = names_of_groups(DOGS, LAMPS)
    assert dogs.split(" & ")[0] in ("Dog bed", "Dog bowl", "Dog leash")
    assert lamps == "Lamp"


def test_a_word_that_says_little_alone_names_no_node():
    hands = ["Rose Hand Cream", "Mint Hand Cream", "Sea Hand Cream", "Rose Hand Cream II"]
    assert "Hand" not in names_of_groups(hands, LAMPS)[0].split(" & ")


@pytest.mark.parametrize(
    ("title", "word", "is_thing"),
    [
        ("Lunch Bag Suki Design", "suki", False),
        ("Doll Suki", "suki", True),
        ("Cold Brewing Kit", "brewing", False),
        ("Mug Set", "mug", True),
        ("Ceiling Lighting", "lighting", True),
    ],
)
def test_what_stands_before_design_or_kit_is_no_thing(title: str, word: str, is_thing: bool) -> None:
    assert (word in {phrase.key for phrase in phrases_of(title) if phrase.is_head}) is is_thing


def test_half_words_name_nothing():
    assert words_of("DAIRY CASE FRUIT DRINKS (NO JU") == ["dairy", "case", "fruit", "drink"]
    assert words_of("Fruit Ju") == ["fruit"]
    assert words_of("Lamp (Brass) TV") == ["lamp", "brass", "tv"]
    assert words_of("UV Lamp, Vinyl LP") == ["uv", "lamp", "vinyl", "lp"]


def test_a_node_of_which_a_name_says_little_is_called_after_an_item():
    films = ["Alien", "Alien", "Alien", "Jaws", "Jaws", *(f"Of {word}" for word in "ABCDEFGHIJKLMNO")]
    wording, items = read_wording(np.array(films)), np.arange(20)
    assert what_it_says("Jaws", items, wording) == ""
    assert what_it_says("Alien & jaws", items, wording) == "Alien"
    assert what_it_says("Alien & jaws", items[:10], wording) == "Alien & jaws"
    assert what_it_says("Alien", items[3:], wording) == ""


def test_a_name_is_in_one_script():
    cups = ["茶杯 Tea Cup", "茶杯 Travel Cup", "茶杯 Cup", "茶壶 Pot", "茶壶 Pot", "茶壶 Pot"]
    assert all(
        name.isascii() or not any(map(str.isascii, name.replace(" & ", ""))) for name in names_of_groups(cups, LAMPS)
    )


def test_a_category_in_a_script_that_few_titles_have_is_shown_in_words_too():
    assert in_both_scripts("茶具", "Teapot", ["Mug", "Bowl", "茶壶"]) == "茶具 (Teapot)"
    assert in_both_scripts("茶具", "Teapot", ["茶壶", "茶杯", "Mug"]) == "茶具"
    assert in_both_scripts("Küche", "Topf", ["Topf", "Teller", "Löffel"]) == "Küche"


def test_categories_that_read_alike_are_one_branch_and_nameless_ones_stay_apart() -> None:
    names = ["FROZEN SEAFOOD", "SEAFOOD - FROZEN", "Metal", "METAL", "DRNQS", "XQZWT"]
    items = Items(
        np.array([f"i{n}" for n in range(12)], dtype=object),
        np.array([""] * 12, dtype=object),
        tuple(names),
        sparse.csr_array(np.repeat(np.eye(6, dtype=bool), 2, axis=0)),
    )
    [layer] = given_branches(items, np.eye(12, dtype=np.float32))
    assert layer.names == ("Frozen seafood", "Metal", "", "")
    assert layer.branch_of.tolist() == [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 3]


_THINGS = ("boxes", "lamps", "chairs", "tables", "shelves", "mugs", "bowls", "vases", "frames", "clocks")


def test_a_branch_of_many_categories_is_called_after_its_largest_two() -> None:
    kinds = [f"{kind} {thing}" for kind in ("Big", "Tin", "Oak") for thing in _THINGS]
    category_of = np.concatenate([np.arange(30), np.arange(0, 30, 3)])
    items = Items(
        np.array([f"i{n}" for n in range(40)], dtype=object),
        np.array([""] * 40, dtype=object),
        tuple(kinds),
        sparse.csr_array(np.eye(30, dtype=bool)[category_of]),
    )
    vectors = np.eye(10, dtype=np.float32)[category_of // 3]
    above, layer = given_branches(items, vectors)
    assert layer.names == tuple(kinds)
    for branch in range(len(above.names)):
        sizes = np.bincount(layer.branch_of[above.branch_of == branch], minlength=30)
        first, second = np.argsort(-sizes, kind="stable")[:2]
        assert above.names[branch] == f"{kinds[first]} & {kinds[second].lower()}"
