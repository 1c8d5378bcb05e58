"""The lists of ``recommend --again``: what users and segments have taken before, and may take again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from core.errors import DataError
from core.sentences import say, say_n
from core.types import BoolArray, Column, IntArray

if TYPE_CHECKING:
    import pyarrow as pa

    from core.recommenders.again import Again
    from core.types import Labels, Population

USER_COLUMNS = (
    Column.USER_ID,
    Column.RANK,
    Column.ITEM_ID,
    Column.TITLE,
    Column.SCORE,
    Column.TIMES,
    Column.EVERY_DAYS,
    Column.DAYS_SINCE,
)
SEGMENT_COLUMNS = (
    Column.SEGMENT,
    Column.RANK,
    Column.ITEM_ID,
    Column.TITLE,
    Column.SCORE,
    Column.LIFT,
    Column.EVERY_DAYS,
    Column.DUE_PCT,
)
N_LISTED = 20
_USERS_AT_ONCE = 20_000


def write_for_users(
    log: Population, rows: IntArray, length: int, left_out: frozenset[str], for_excel: bool, path: Path
) -> None:
    """Write ``USER_COLUMNS`` of some users, ``rows`` in order, block by block."""
    from core.files.csv_files import csv_blocks

    fitted = _fitted(log)
    is_left_out, n_rows, n_served = _marked(fitted, left_out), 0, 0
    with csv_blocks(path, USER_COLUMNS, for_excel=for_excel) as write:
        for start in range(0, len(rows), _USERS_AT_ONCE):
            frame = fitted.of_users(rows[start : start + _USERS_AT_ONCE], length, is_left_out)
            n_rows, n_served = n_rows + len(frame), n_served + frame["row"].nunique()
            ids = log.histories.user_ids[frame["row"].to_numpy()]
            write(_table(frame.assign(**{Column.USER_ID: ids}), USER_COLUMNS))
    print(f"{n_rows:,} items for {n_served:,} of {len(rows):,} users, by what they took before.")


def write_for_segments(log: Population, labels: Labels, left_out: frozenset[str], for_excel: bool, path: Path) -> None:
    """Write ``SEGMENT_COLUMNS`` of all segments."""
    from core.files.csv_files import write_csv, write_excel_csv

    fitted = _fitted(log)
    is_left_out = _marked(fitted, left_out)
    segments = np.unique(labels[labels >= 0]).tolist()
    lists = [fitted.of_segment(labels, segment, N_LISTED, is_left_out) for segment in segments]
    (write_excel_csv if for_excel else write_csv)(_table(pd.concat(lists), SEGMENT_COLUMNS), path)
    for segment, found in zip(segments, lists, strict=True):
        print(f"{segment}. {len(found):,} items")


def _fitted(log: Population) -> Again:
    """Learn what is taken again; a log without repeats is refused."""
    from core.recommenders.again import MIN_REPEATED, Again

    fitted = Again().fit(log)
    if not fitted.has_repeats:
        raise DataError(
            say(
                "Too little is taken again in this log: {pct:.1f} % of the pairs of user and item come up on more than "
                "one day, where {least:.0f} % are asked for.",
                pct=100 * fitted.repeated_share_,
                least=100 * MIN_REPEATED,
            ),
            say("Leave --again out for lists of what is new to users."),
        )
    return fitted


def _marked(fitted: Again, left_out: frozenset[str]) -> BoolArray:
    found: BoolArray = np.isin(fitted.items_.item_ids.astype(str), sorted(left_out))
    if left_out:
        print(
            say_n(
                "{n:,} of {total:,} items that are not to be offered is left out.",
                "{n:,} of {total:,} items that are not to be offered are left out.",
                int(found.sum()),
                total=len(left_out),
            )
        )
    return found


def _table(frame: pd.DataFrame, columns: tuple[str, ...]) -> pa.Table:
    import pyarrow as pa

    from core.files.csv_files import numbers_array

    def column(name: str) -> pa.Array:
        if frame[name].dtype.kind == "f":
            return numbers_array(frame[name].to_numpy())
        is_text = name in (Column.USER_ID, Column.ITEM_ID, Column.TITLE)
        return pa.array(frame[name].to_numpy(), pa.string() if is_text else pa.int32())

    return pa.table({name: column(name) for name in columns})
