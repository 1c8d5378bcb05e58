"""The lists of ``recommend --again``: what users and segments have taken before, and may take again."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from core.cli.item_files import ItemFiles
from core.cli.learnt_logs import read_logs
from core.cli.log import requested_consent
from core.cli.recommend_more import segmented
from core.cli.segment_lists import N_OFFERED
from core.cli.set_aside import may_have_lists
from core.errors import DataError
from core.sentences import say
from core.types import BoolArray, Column

if TYPE_CHECKING:
    import pyarrow as pa

    from core.recommenders.again import Again
    from core.types import Population

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
_USERS_AT_ONCE = 20_000


def write_again(options: argparse.Namespace, files: ItemFiles, path: Path) -> None:
    """Write what segments or users may take again."""
    if options.per_user:
        _write_for_users(options, files, path)
    elif options.only_consented:
        raise DataError(say("Lists of segments name no user."), say("Leave --only-consented out, or add --per-user."))
    else:
        _write_for_segments(options, files, path)


def _write_for_users(options: argparse.Namespace, files: ItemFiles, path: Path) -> None:
    """Write ``USER_COLUMNS``, block by block."""
    from core.files.csv_files import csv_blocks

    log = read_logs(options).users
    consent = requested_consent(options, log)
    is_listed = may_have_lists(options, log.histories.user_ids)
    rows = np.flatnonzero(is_listed & consent.is_given if consent else is_listed)
    fitted = _fitted(log)
    is_left_out, n_rows, n_served = _marked(fitted, files), 0, 0
    with csv_blocks(path, USER_COLUMNS, for_excel=options.excel) as write:
        for start in range(0, len(rows), _USERS_AT_ONCE):
            frame = fitted.of_users(rows[start : start + _USERS_AT_ONCE], options.per_user, is_left_out)
            n_rows, n_served = n_rows + len(frame), n_served + frame["row"].nunique()
            ids = log.histories.user_ids[frame["row"].to_numpy()]
            write(_table(frame.assign(**{Column.USER_ID: ids}), USER_COLUMNS))
    print(f"{n_rows:,} items for {n_served:,} of {len(rows):,} users, by what they took before.")
    if consent:
        print(consent.sentence)


def _write_for_segments(options: argparse.Namespace, files: ItemFiles, path: Path) -> None:
    """Write ``SEGMENT_COLUMNS`` of all segments."""
    from core.files.csv_files import write_csv, write_excel_csv

    found = segmented(options)
    fitted = _fitted(found.logs.users)
    is_left_out = _marked(fitted, files)
    segments = np.setdiff1d(found.segments[found.segments >= 0], found.aside).tolist()
    lists = [fitted.of_segment(found.segments, segment, N_OFFERED, is_left_out) for segment in segments]
    table = _table(pd.concat(lists) if lists else pd.DataFrame(columns=list(SEGMENT_COLUMNS)), SEGMENT_COLUMNS)
    (write_excel_csv if options.excel else write_csv)(table, path)
    for segment, own in zip(segments, lists, strict=True):
        print(f"{segment}. {len(own):,} items")


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


def _marked(fitted: Again, files: ItemFiles) -> BoolArray:
    ids = fitted.items_.item_ids
    left_out = files.left_out(ids.tolist())
    return np.isin(ids.astype(str), sorted(left_out)) if left_out else np.zeros(len(ids), dtype=bool)


def _table(frame: pd.DataFrame, columns: tuple[str, ...]) -> pa.Table:
    import pyarrow as pa

    from core.files.csv_files import numbers_array

    def column(name: str) -> pa.Array:
        if frame[name].dtype.kind == "f":
            return numbers_array(frame[name].to_numpy())
        is_text = name in (Column.USER_ID, Column.ITEM_ID, Column.TITLE)
        return pa.array(frame[name].to_numpy(), pa.string() if is_text else pa.int32())

    return pa.table({name: column(name) for name in columns})
