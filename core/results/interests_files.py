"""The interests of a run in its folder: nodes as JSON, items as a table, users and fresh events as arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from scipy import sparse

from core.interests.segments import FreshShares
from core.interests.tree import Node
from core.interests.users import NO_TREE_TEXTS, Interests, TreeItems, TreeTexts
from core.results.codec import from_json, read_json, write_json
from core.types import Column

_NODES, _ITEMS, _SHARES = "interest_tree.json", "interest_items.parquet", "interest_shares.npz"
_COLUMNS = (Column.ITEM_ID, Column.TITLE, "n_users", "n_events", Column.NODE_ID)
_MATRICES = ("lowest", "recent", "fresh")
_PARTS = ("data", "indices", "indptr")


@dataclass(frozen=True, slots=True)
class _Described:
    """What grows neither with the users nor with the items."""

    nodes: tuple[Node, ...]
    half_life_days: float
    why_none: Mapping[int, str]


def write_interests(interests: Interests, folder: Path) -> None:
    """Write interests into the folder of a run."""
    fresh = interests.fresh
    write_json(_Described(interests.nodes, interests.half_life_days, fresh.why_none), folder / _NODES)
    items = interests.items
    columns = (items.item_ids, items.titles, items.n_users, items.n_events, items.node_of)
    pq.write_table(pa.table(dict(zip(_COLUMNS, map(pa.array, columns), strict=True))), folder / _ITEMS)
    matrices = dict(zip(_MATRICES, (interests.lowest, interests.recent, fresh.lowest), strict=True))
    arrays = {f"{name}_{part}": getattr(each, part) for name, each in matrices.items() for part in _PARTS}
    if interests.texts.n_texts:
        arrays |= {
            f"texts_{field.name}": np.asarray(getattr(interests.texts, field.name)) for field in fields(TreeTexts)
        }
    np.savez(folder / _SHARES, amounts=interests.amounts, labels=fresh.labels, halves=fresh.halves, **arrays)


def read_interests(folder: Path) -> Interests | None:
    """Read what ``write_interests`` wrote; None in a folder of a run without interests."""
    if not (folder / _NODES).exists():
        return None
    described = from_json(read_json(folder / _NODES), _Described)
    items = pq.read_table(folder / _ITEMS)
    with np.load(folder / _SHARES, allow_pickle=False) as stored:
        lowest, recent, fresh = (_matrix(stored, name, len(described.nodes)) for name in _MATRICES)
        return Interests(
            nodes=described.nodes,
            items=TreeItems(*(items[name].to_numpy() for name in _COLUMNS)),
            half_life_days=described.half_life_days,
            lowest=lowest,
            recent=recent,
            amounts=stored["amounts"],
            fresh=FreshShares(stored["labels"], stored["halves"], fresh, described.why_none),
            texts=_texts(stored),
        )


def _texts(stored: Mapping[str, Any]) -> TreeTexts:
    """Return none for a log without texts, and for a run of an earlier version."""
    if "texts_n_texts" not in stored:
        return NO_TREE_TEXTS
    return TreeTexts(int(stored["texts_n_texts"]), int(stored["texts_n_placed"]), stored["texts_of_lowest"])


def _matrix(stored: Mapping[str, Any], name: str, n_nodes: int) -> sparse.csr_array:
    data, indices, offsets = (stored[f"{name}_{part}"] for part in _PARTS)
    return sparse.csr_array((data, indices, offsets), shape=(len(offsets) - 1, n_nodes))
