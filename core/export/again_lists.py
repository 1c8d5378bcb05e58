"""The files of what is taken again: for single users, and for segments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa

from core.files.csv_files import csv_blocks, numbers_array
from core.recommenders.again import Again
from core.sentences import Sentence, say
from core.types import BoolArray, Column, IntArray, Labels, StrArray

AGAIN_USER_COLUMNS = (
    Column.USER_ID,
    Column.RANK,
    Column.ITEM_ID,
    Column.TITLE,
    Column.SCORE,
    Column.TIMES,
    Column.EVERY_DAYS,
    Column.DAYS_SINCE,
)
AGAIN_SEGMENT_COLUMNS = (
    Column.SEGMENT,
    Column.RANK,
    Column.ITEM_ID,
    Column.TITLE,
    Column.SCORE,
    Column.LIFT,
    Column.EVERY_DAYS,
    Column.DUE_PCT,
)
_USERS_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class Listed:
    """What a file of users holds."""

    n_rows: int
    n_served: int
    """Users with an item to take again."""
    n_users: int

    @property
    def sentence(self) -> Sentence:
        """Count it."""
        return say(
            "{n:,} items for {n_served:,} of {n_users:,} users, by what they took before.",
            n=self.n_rows,
            n_served=self.n_served,
            n_users=self.n_users,
        )


@dataclass(frozen=True, slots=True)
class AgainWish:
    """Whom lists are for, and what is on them."""

    rows: IntArray
    """(n_listed,) rows of users in the fitted log, in order."""
    length: int
    """Items of each list, at most."""
    left_out: BoolArray | None = None
    """(n_items,) what is not to be offered."""


def write_again_users(
    path: Path, fitted: Again, user_ids: StrArray, wish: AgainWish, *, for_excel: bool = False
) -> Listed:
    """Write ``AGAIN_USER_COLUMNS``, block by block; ``user_ids`` are those of the fitted log."""
    n_rows, n_served, rows = 0, 0, wish.rows
    with csv_blocks(path, AGAIN_USER_COLUMNS, for_excel=for_excel) as write:
        for start in range(0, len(rows), _USERS_AT_ONCE):
            frame = fitted.of_users(rows[start : start + _USERS_AT_ONCE], wish.length, wish.left_out)
            n_rows, n_served = n_rows + len(frame), n_served + frame["row"].nunique()
            ids = user_ids[frame["row"].to_numpy()]
            write(_table(frame.assign(**{Column.USER_ID: ids}), AGAIN_USER_COLUMNS))
    return Listed(n_rows, n_served, len(rows))


def again_segments_frame(
    fitted: Again, labels: Labels, segments: Iterable[int], length: int, left_out: BoolArray | None = None
) -> pd.DataFrame:
    """Return ``AGAIN_SEGMENT_COLUMNS`` of some segments; ``labels`` is (n_users,) of the fitted log."""
    lists = [fitted.of_segment(labels, segment, length, left_out) for segment in segments]
    return pd.concat(lists, ignore_index=True) if lists else pd.DataFrame(columns=list(AGAIN_SEGMENT_COLUMNS))


def again_segments_table(frame: pd.DataFrame) -> pa.Table:
    """Return ``again_segments_frame`` as it is written."""
    return _table(frame, AGAIN_SEGMENT_COLUMNS)


def _table(frame: pd.DataFrame, columns: tuple[str, ...]) -> pa.Table:
    def column(name: str) -> pa.Array:
        if frame[name].dtype.kind == "f":
            return numbers_array(frame[name].to_numpy())
        is_text = name in (Column.USER_ID, Column.ITEM_ID, Column.TITLE)
        return pa.array(frame[name].to_numpy(), pa.string() if is_text else pa.int32())

    return pa.table({name: column(name) for name in columns})
