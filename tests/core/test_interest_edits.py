"""Changes of a tree: names, merged and moved nodes, found again in another tree by their items."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from scipy import sparse

from core.errors import DataError
from core.interests.edited import apply_edits, check_edit
from core.interests.edits import Edit, EditKind, Finder, anchor_of, edits_from_plain, edits_to_plain
from core.interests.segments import FreshShares, segment_interests
from core.interests.tree import SEPARATOR, Node, name_alone
from core.interests.users import NO_TREE_TEXTS, Interests, TreeItems, TreeTexts
from core.settings import load_settings
from core.store.interest_edits import add_interest_edits, newest_interest_edits, read_interest_edits
from core.store.store import Store

NOW = datetime(2026, 11, 27, 12)
KITCHEN, GARDEN, COFFEE, PANS, POTS, HOSES = range(6)
NODES = (
    Node(KITCHEN, -1, 1, "Kitchen", (0, 2), 4),
    Node(GARDEN, -1, 1, "Garden", (4, 6), 4),
    Node(COFFEE, KITCHEN, 2, "Coffee", (0, 1), 2),
    Node(PANS, KITCHEN, 2, "Pans", (2, 3), 2),
    Node(POTS, GARDEN, 2, "Pots", (4, 5), 2),
    Node(HOSES, GARDEN, 2, "Hoses", (6, 7), 2),
)


def interests(item_ids: str = "abcdefgh") -> Interests:
    """Three users: half coffee and half pans, all pots, half pots and half hoses."""
    lowest = sparse.csr_array(
        np.array([[0, 0, 0.5, 0.5, 0, 0], [0, 0, 0, 0, 1, 0], [0, 0, 0, 0, 0.5, 0.5]], dtype=np.float32)
    )
    ids = np.array(list(item_ids), dtype=object)
    counts = np.arange(1, 9)
    items = TreeItems(ids, ids, counts, 10 * counts, np.repeat([COFFEE, PANS, POTS, HOSES], 2).astype(np.int32))
    fresh = FreshShares(np.array([1, 2, 2], np.int32), np.zeros(3, np.int8), lowest)
    texts = TreeTexts(4, 3, np.array([0, 0, 0.5, 0.5, 1, 1]))
    return Interests(NODES, items, 180.0, lowest, lowest, np.ones(3, np.float32), fresh, texts)


def edit(kind: EditKind, node: int, name: str = "", target: int = -1) -> Edit:
    base = interests()
    return Edit(kind, anchor_of(base, node), "ann", NOW, name, None if target < 0 else anchor_of(base, target))


def names_of(found: Interests) -> list[str]:
    return [found.full_name(node.id).replace(SEPARATOR, "/") for node in found.shown]


def test_one_word_alone_has_what_it_is_a_part_of_before_it() -> None:
    nodes = (*NODES[:5], replace(NODES[HOSES], name="Garden hoses"))
    assert [name_alone(nodes, each.id) for each in nodes] == [
        "Kitchen", "Garden", f"Kitchen{SEPARATOR}Coffee", f"Kitchen{SEPARATOR}Pans", f"Garden{SEPARATOR}Pots",
        "Garden hoses",
    ]  # fmt: skip


def test_a_name_changes_wherever_the_node_stands() -> None:
    found = apply_edits(interests(), [edit(EditKind.RENAME, KITCHEN, "Cooking")]).interests
    assert names_of(found) == [
        "Cooking", "Cooking/Coffee", "Cooking/Pans", "Garden", "Garden/Pots", "Garden/Hoses",
    ]  # fmt: skip
    assert (found.shares != interests().shares).nnz == 0


def test_a_moved_node_takes_its_share_along() -> None:
    found = apply_edits(interests(), [edit(EditKind.MOVE, PANS, target=GARDEN)]).interests
    assert names_of(found) == [
        "Kitchen",
        "Kitchen/Coffee",
        "Garden",
        "Garden/Pans",
        "Garden/Pots",
        "Garden/Hoses",
    ]
    assert found.shares.toarray()[:, [KITCHEN, GARDEN]].tolist() == [[0.5, 0.5], [0, 1], [0, 1]]
    assert found.n_items().tolist() == [2, 6, 2, 2, 2, 2]
    assert found.nodes[KITCHEN].typical_items == (0,)
    assert found.nodes[GARDEN].typical_items == (4, 2, 6, 3)
    (shares,) = [
        each.share for each in segment_interests(found.nodes, found.fresh) if (each.segment, each.node) == (1, GARDEN)
    ]
    assert shares == 0.5


def test_a_merged_node_gives_items_and_users_to_the_other() -> None:
    found = apply_edits(interests(), [edit(EditKind.MERGE, HOSES, target=POTS)]).interests
    assert names_of(found) == ["Kitchen", "Kitchen/Coffee", "Kitchen/Pans", "Garden", "Garden/Pots"]
    assert found.shares.toarray()[:, POTS].tolist() == [0, 1, 1]
    assert found.n_texts()[[KITCHEN, GARDEN, POTS]].tolist() == [1, 2, 2]
    assert found.nodes[POTS].typical_items == (4, 6, 5, 7)
    assert (found.nodes[HOSES].layer, found.nodes[HOSES].typical_items) == (0, ())
    assert found.ranked.node_ids.max() == POTS


def test_broad_nodes_merge_with_their_parts() -> None:
    found = apply_edits(interests(), [edit(EditKind.MERGE, GARDEN, target=KITCHEN)]).interests
    assert names_of(found) == ["Kitchen", *(f"Kitchen/{name}" for name in ("Coffee", "Pans", "Pots", "Hoses"))]
    assert found.main.tolist() == [KITCHEN] * 3


def test_a_node_that_lost_its_last_part_is_gone() -> None:
    moves = [edit(EditKind.MOVE, COFFEE), edit(EditKind.MOVE, PANS)]
    found = apply_edits(interests(), moves).interests
    assert names_of(found) == ["Garden", "Garden/Pots", "Garden/Hoses", "Coffee", "Pans"]
    assert found.main.tolist() == [COFFEE, GARDEN, GARDEN]


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        (edit(EditKind.MOVE, GARDEN, target=POTS), "cannot become a part of itself"),
        (edit(EditKind.MERGE, GARDEN, target=POTS), "cannot be merged into itself"),
        (edit(EditKind.RENAME, POTS, "hoses"), "beside it is called “hoses”"),
        (edit(EditKind.RENAME, POTS, " "), "from 1 to 60 characters"),
        (edit(EditKind.RENAME, POTS, "Pots"), "changes nothing"),
        (edit(EditKind.MOVE, POTS, target=GARDEN), "changes nothing"),
    ],
)
def test_what_makes_no_tree_is_refused(wish: Edit, why: str) -> None:
    with pytest.raises(DataError, match=why):
        check_edit(interests(), (), wish)


def test_changes_find_their_nodes_in_a_later_tree_by_items() -> None:
    later = interests("abcdXYfgZ"[:8])  # pots: e and f of old, now X and Y; hoses: f, g
    edits = [edit(EditKind.RENAME, COFFEE, "Espresso"), edit(EditKind.RENAME, POTS, "Planters")]
    found = apply_edits(later, edits)
    assert "Kitchen/Espresso" in names_of(found.interests)
    assert [unfit.why for unfit in found.unfit] == ["No interest of this run has half of the items of “Pots”."]


def test_a_node_is_not_taken_for_a_much_larger_one() -> None:
    base = interests()
    larger = replace(base, nodes=NODES[:2], items=replace(base.items, node_of=np.repeat([0, 1], 4).astype(np.int32)))
    narrow = replace(
        larger,
        lowest=base.lowest[:, :2],
        recent=base.lowest[:, :2],
        fresh=replace(base.fresh, lowest=base.lowest[:, :2]),
        texts=NO_TREE_TEXTS,
    )
    one_of_five = replace(
        edit(EditKind.RENAME, COFFEE, "Beans"), node=replace(anchor_of(base, COFFEE), n_items=1, item_ids=("a",))
    )
    assert len(apply_edits(narrow, [one_of_five]).unfit) == 1


def test_a_node_is_not_taken_for_its_part_that_holds_all_drawn_items() -> None:
    in_part = replace(anchor_of(interests(), KITCHEN), item_ids=("a", "b"))
    assert Finder(interests()).find(in_part) == KITCHEN


def test_the_store_keeps_versions(tmp_path: Path) -> None:
    edits = [edit(EditKind.MOVE, PANS, target=GARDEN)]
    with Store(replace(load_settings(), workspace=tmp_path)) as store:
        assert newest_interest_edits(store, "d").version == 0
        add_interest_edits(store, "d", edits_to_plain(edits), 0, "ann")
        add_interest_edits(store, "d", [], 1, "bob")
        with pytest.raises(DataError, match="bob changed the interests"):
            add_interest_edits(store, "d", [], 1, "cid")
        newest, first = read_interest_edits(store, "d")
        assert (newest.version, newest.author, newest.edits) == (2, "bob", ())
        assert edits_from_plain(first.edits) == tuple(edits)
        store.delete_dataset("d")
        assert read_interest_edits(store, "d") == []
