r"""The CSV files of a run.

``segments.csv`` is for programs: UTF-8 without a byte order mark, exact header, every value as it is.

``segments_excel.csv`` is for a spreadsheet, which would run a cell that begins with ``=`` and turn the id 00123 into
123. It begins with a byte order mark, and one apostrophe is put before

- a text that begins with ``= + - @``, their full-width forms, a tab or a line break;
- an id that a spreadsheet might read as anything but text: one that does not begin with a letter, a truth value, a date
  such as "Mar-1".

An apostrophe says "text" in every spreadsheet; ``="00123"`` would be a formula itself, and a tab cannot be seen. Taking
one leading apostrophe away from an id gives the id back, always. Numbers stay numbers: segment -1 is no formula.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from core.recommenders.segment_popularity import SegmentPopularity
from core.sentences import say
from core.types import BoolArray, Column, FloatArray, Labels, Persona, Points, StrArray

SEGMENT_COLUMNS = (
    Column.USER_ID,
    Column.SEGMENT,
    Column.PERSONA,
    Column.PROBABILITY,
    Column.SILHOUETTE,
    Column.X,
    Column.Y,
)
RECOMMENDATION_COLUMNS = (Column.SEGMENT, Column.RANK, Column.ITEM_ID, Column.TITLE, Column.SCORE, Column.LIFT)
UNASSIGNED = say("Unassigned")
DECIMALS = 6

_FORMULA_START = r"^[=+\-@\t\r\n\x{ff1d}\x{ff0b}\x{ff0d}\x{ff20}]"
_NOT_PLAIN_ID = r"(?i)^([^\p{L}]|(true|false)$|(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[-/ .,]*[0-9])"


@dataclass(frozen=True, slots=True)
class Assignments:
    """Which user is in which segment, and where; arrays in the order of ``user_ids``."""

    user_ids: StrArray
    labels: Labels
    probabilities: FloatArray
    silhouettes: FloatArray
    points: Points | None = None
    """(n_users, 2); None without a map."""

    def of_users(self, is_kept: BoolArray) -> Assignments:
        """Return the users where ``is_kept`` (n_users,) is true."""
        return Assignments(
            user_ids=self.user_ids[is_kept],
            labels=self.labels[is_kept],
            probabilities=self.probabilities[is_kept],
            silhouettes=self.silhouettes[is_kept],
            points=None if self.points is None else self.points[is_kept],
        )


def segments_table(assignments: Assignments, personas: Sequence[Persona]) -> pa.Table:
    """Return the table of ``segments.csv``, one row per user in their order; NaN and a missing map are empty."""
    name_of = {persona.segment: persona.name for persona in personas}
    segments, codes = np.unique(assignments.labels, return_inverse=True)
    names = pa.array([name_of.get(int(segment), UNASSIGNED) for segment in segments], pa.string())
    points = assignments.points
    if points is None:
        points = np.full((len(assignments.labels), 2), np.nan, dtype=np.float32)
    columns = [
        pa.array(assignments.user_ids, pa.string()),
        pa.array(assignments.labels, pa.int32()),
        names.take(pa.array(codes)),
        *(_number(values) for values in (assignments.probabilities, assignments.silhouettes, *points.T)),
    ]
    return pa.table(dict(zip(SEGMENT_COLUMNS, columns, strict=True)))


def recommendations_table(recommender: SegmentPopularity, k: int) -> pa.Table:
    """Return the table of ``recommendations.csv``: the ``k`` best items of every segment."""
    tables = [recommender.recommend(int(segment), k).assign(segment=int(segment)) for segment in recommender.segments_]
    frame = pd.concat(tables) if tables else pd.DataFrame(columns=list(RECOMMENDATION_COLUMNS))
    columns = [
        pa.array(frame[Column.SEGMENT], pa.int32()),
        pa.array(frame[Column.RANK], pa.int32()),
        pa.array(frame[Column.ITEM_ID], pa.string()),
        pa.array(frame[Column.TITLE], pa.string()),
        _number(frame[Column.SCORE].to_numpy(dtype=np.float64)),
        _number(frame[Column.LIFT].to_numpy(dtype=np.float64)),
    ]
    return pa.table(dict(zip(RECOMMENDATION_COLUMNS, columns, strict=True)))


def write_csv(table: pa.Table, path: Path) -> None:
    """Write a table for programs; texts are quoted only if one of them needs it."""
    _write(table, path, start="")


def write_excel_csv(table: pa.Table, path: Path) -> None:
    """Write a table for a spreadsheet; see the top of this module."""
    columns = {name: _guarded(name, table[name]) for name in table.column_names}
    _write(pa.table(columns), path, start="\N{BYTE ORDER MARK}")


def _guarded(name: str, column: pa.ChunkedArray) -> pa.ChunkedArray:
    if not _is_text(column.type):
        return column
    column = column.cast(pa.string())
    is_id = name in (Column.USER_ID, Column.ITEM_ID)
    needs_guard = pc.match_substring_regex(column, _NOT_PLAIN_ID if is_id else _FORMULA_START)
    return pc.if_else(needs_guard, pc.binary_join_element_wise("'", column, ""), column)


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def _number(values: FloatArray) -> pa.Array:
    rounded = np.round(np.asarray(values, dtype=np.float64), DECIMALS) + 0.0  # no -0.0
    return pa.array(rounded, pa.float64(), from_pandas=True)


def _write(table: pa.Table, path: Path, start: str) -> None:
    texts = [column for column in table.columns if _is_text(column.type)]
    needs_quotes = any(pc.any(pc.match_substring_regex(text, r'[",\r\n]')).as_py() for text in texts)
    options = pa_csv.WriteOptions(include_header=False, quoting_style="needed" if needs_quotes else "none")
    with path.open("wb") as file:
        file.write((start + ",".join(table.column_names) + "\n").encode())
        pa_csv.write_csv(table, file, options)
