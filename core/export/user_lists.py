"""The file of items for single users: one row for each item of each list."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from core.files.csv_files import numbers_array
from core.recommenders.for_users import Content, Popularity
from core.recommenders.user_lists import COLD, NOTHING, UserLists
from core.types import Column, Population

USER_LIST_COLUMNS = (
    Column.USER_ID,
    Column.RANK,
    Column.ITEM_ID,
    Column.TITLE,
    Column.SCORE,
    Column.RECOMMENDER,
    Column.WARMTH,
    Column.ITEM_WARMTH,
)


def user_lists_table(lists: UserLists, users: Population, recommender: str) -> pa.Table:
    """Return ``USER_LIST_COLUMNS`` of some lists; what is popular, for cold users, and new items say so.

    Parameters
    ----------
    lists
        Of some of the users.
    users
        All of them.
    recommender
        Which one made the lists.
    """
    place, rank = np.nonzero(lists.items != NOTHING)
    items = lists.items[place, rank]
    warmth = lists.warmth[place]
    item_warmth = lists.item_warmth[place, rank]
    by = np.where(item_warmth == COLD, Content.name, np.where(warmth == COLD, Popularity.name, recommender))
    columns = [
        pa.array(users.histories.user_ids[lists.rows[place]], pa.string()),
        pa.array(rank + 1, pa.int32()),
        pa.array(users.items.item_ids[items], pa.string()),
        pa.array(users.items.titles[items], pa.string()),
        numbers_array(lists.scores[place, rank]),
        pa.array(by, pa.string()),
        pa.array(warmth, pa.string()),
        pa.array(item_warmth, pa.string()),
    ]
    return pa.table(dict(zip(USER_LIST_COLUMNS, columns, strict=True)))
