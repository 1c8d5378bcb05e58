"""Lists of items for segments in another order: without some items, and spread over kinds of items."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.recommenders.user_lists import diverse
from core.types import Column, FloatArray, StrArray


@dataclass(frozen=True, slots=True)
class Spread:
    """How far lists are spread over kinds of items."""

    diversity: float = 0.0
    """From 0, as they are, to 1, where an item of another kind goes before a better one."""
    likeness: Callable[[StrArray], FloatArray] | None = None
    """Ids of items to how alike they are, (n, n) from 0 to 1; None for the share of categories in common."""


def reordered(frame: pd.DataFrame, left_out: Collection[str], length: int, spread: Spread) -> pd.DataFrame:
    """Return lists without some items, at most ``length`` long, ranked anew.

    Parameters
    ----------
    frame
        Columns segment, rank, item_id and category at least; other columns stay.
    left_out
        Ids of items that are not to be offered.
    length
        Items of each list, at most.
    spread
        Over kinds of items.
    """
    kept = frame[~frame[Column.ITEM_ID].isin(list(left_out))]
    lists = [
        _one(own.sort_values(Column.RANK, kind="stable"), length, spread)
        for _, own in kept.groupby(Column.SEGMENT, sort=True)
    ]
    return pd.concat(lists, ignore_index=True) if lists else kept.reset_index(drop=True)


def _one(own: pd.DataFrame, length: int, spread: Spread) -> pd.DataFrame:
    if spread.diversity > 0:
        worth = np.linspace(1, 0, len(own))  # scores of different recommenders have no common scale, places do
        compare = spread.likeness
        alike = compare(own[Column.ITEM_ID].to_numpy()) if compare else _in_common(own[Column.CATEGORY].to_numpy())
        own = own.iloc[diverse(worth[None], alike[None], spread.diversity, len(own))[0]]
    own = own.iloc[:length]
    return own.assign(**{Column.RANK: np.arange(1, len(own) + 1)})


def _in_common(categories: StrArray) -> FloatArray:
    """Return the share of categories in common, (n, n); an item without one is like none."""
    sets = [frozenset(filter(None, str(each or "").split(", "))) for each in categories]
    return np.array([[len(a & b) / max(len(a | b), 1) for b in sets] for a in sets])
