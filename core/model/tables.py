"""Who was assigned where, as a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa

from core.files.csv_files import csv_blocks, numbers_array
from core.model.segment_model import AssignedUsers
from core.types import BoolArray, Column, IntArray, Labels

ASSIGNED_COLUMNS = (Column.USER_ID, Column.SEGMENT, Column.PROBABILITY, Column.SECOND, Column.UNSURE)
_BLOCK = 100_000
"""Users that are written at a time."""


def assigned_columns(segments: Sequence[object]) -> list[str]:
    """Return the columns of the file: those of any assignment, then one for each segment.

    >>> assigned_columns((1, 4))[-2:]
    ['p_1', 'p_4']
    """
    return [*ASSIGNED_COLUMNS, *(f"p_{segment}" for segment in segments)]


def write_assignments(
    assigned: AssignedUsers, segments: Sequence[int] | Sequence[str], path: Path, is_listed: BoolArray | None = None
) -> None:
    """Write one row per user in their order; "unsure" is true or false, and what is not known is empty.

    Parameters
    ----------
    assigned
        Who is where.
    segments
        (n_segments,) numbers of a model, or the texts of given segments, in the order of the probabilities.
    path
        The CSV file to write.
    is_listed
        (n_users,) who is in it; None for all.
    """
    rows = np.arange(len(assigned.user_ids)) if is_listed is None else np.flatnonzero(is_listed)
    with csv_blocks(path, assigned_columns(segments)) as write:
        for start in range(0, len(rows), _BLOCK):
            write(_table(assigned, segments, rows[start : start + _BLOCK]))


def _table(assigned: AssignedUsers, segments: Sequence[int] | Sequence[str], rows: IntArray) -> pa.Table:
    return pa.table(dict(zip(assigned_columns(segments), _columns(assigned, segments, rows), strict=True)))


def _columns(assigned: AssignedUsers, segments: Sequence[int] | Sequence[str], rows: IntArray) -> Iterator[pa.Array]:
    names = [each for each in segments if isinstance(each, str)]

    def shown(found: Labels) -> pa.Array:
        return pa.array(names, pa.string()).take(pa.array(found - 1)) if names else pa.array(found, pa.int32())

    yield pa.array(assigned.user_ids[rows], pa.string())
    yield shown(assigned.segments[rows])
    yield numbers_array(assigned.probabilities[rows])
    yield shown(assigned.runners_up[rows])
    yield pa.array(assigned.is_unsure[rows], pa.bool_())
    yield from map(numbers_array, assigned.shares[rows].T)
