"""Lists of items for segments in another order: without some items, and spread over categories."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from core.recommenders.user_lists import diverse
from core.types import Column, FloatArray, StrArray


def reordered(frame: pd.DataFrame, left_out: Collection[str], diversity: float, length: int) -> pd.DataFrame:
    """Return lists without some items, at most ``length`` long, ranked anew.

    Parameters
    ----------
    frame
        Columns segment, rank, item_id and category at least; other columns stay.
    left_out
        Ids of items that are not to be offered.
    diversity
        From 0, as they are, to 1, where an item of another category goes before a better one.
    length
        Items of each list, at most.
    """
    kept = frame[~frame[Column.ITEM_ID].isin(list(left_out))]
    lists = [
        _one(own.sort_values(Column.RANK, kind="stable"), diversity, length)
        for _, own in kept.groupby(Column.SEGMENT, sort=True)
    ]
    return pd.concat(lists, ignore_index=True) if lists else kept.reset_index(drop=True)


def _one(own: pd.DataFrame, diversity: float, length: int) -> pd.DataFrame:
    if diversity > 0:
        worth = np.linspace(1, 0, len(own))  # scores of different recommenders have no common scale, places do
        order = diverse(worth[None], _likeness(own[Column.CATEGORY].to_numpy())[None], diversity, len(own))[0]
        own = own.iloc[order]
    own = own.iloc[:length]
    return own.assign(**{Column.RANK: np.arange(1, len(own) + 1)})


def _likeness(categories: StrArray) -> FloatArray:
    """Return the share of categories in common, (n, n); an item without one is like none."""
    sets = [frozenset(filter(None, str(each or "").split(", "))) for each in categories]
    return np.array([[len(a & b) / max(len(a | b), 1) for b in sets] for a in sets])
