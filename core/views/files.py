"""The files that leave: what is in them, how they begin, and their bytes."""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from core.export.csv_files import RECOMMENDATION_COLUMNS, Assignments, segments_table, write_csv, write_excel_csv
from core.export.json_files import write_segments
from core.export.listed import list_only
from core.export.trust_file import trust_table
from core.files.output_folder import output_folder
from core.results.results import Results
from core.types import BoolArray, Column

N_PREVIEW = 10
_LONGEST_NAME = 60
BYTES_PER_ROW = 96
"""What a row of a table takes, about; with long names more."""


class Kind(StrEnum):
    """The files, by name."""

    UPLOAD = "segments.csv"
    EXCEL = "segments_excel.csv"
    RECOMMENDATIONS = "recommendations.csv"
    RECOMMENDATIONS_EXCEL = "recommendations_excel.csv"
    TRUST = "trust.csv"
    SEGMENTS = "segments.json"

    @property
    def is_csv(self) -> bool:
        """Whether it is a table."""
        return self.value.endswith(".csv")


@dataclass(frozen=True, slots=True)
class Outline:
    """What a file will hold."""

    kind: Kind
    n_rows: int
    """Rows below the header; objects of a JSON list."""
    n_bytes: int
    """Estimated for a table."""


def keep_segments(results: Results, segments: Collection[int]) -> Results:
    """Return the results of the users in these segments only; -1 stands for the unassigned."""
    items = results.recommendations
    return replace(
        _of_users(results, np.isin(results.labels, list(segments))),
        profiles=tuple(profile for profile in results.profiles if profile.segment in segments),
        personas=tuple(persona for persona in results.personas if persona.segment in segments),
        recommendations=items[items[Column.SEGMENT].isin(list(segments))],
    )


def keep_listed(results: Results, is_listed: BoolArray) -> Results:
    """Return results that name those users only where ``is_listed`` (n_users,) is true.

    Figures of segments and items stay those of all their users.
    """
    profiles = list_only(results.profiles, results.user_ids, is_listed)
    return replace(_of_users(results, is_listed), profiles=profiles)


def file_stem(log: str, day: date, run_id: str, only_consented: bool = False) -> str:
    """Return how the files of a run are called before their kind: the log, the day they were written, the run.

    >>> file_stem("Online Retail (2).parquet", date(2026, 11, 22), "2149cc0442259c84")
    'Online-Retail-2_2026-11-22_run-2149cc'
    """
    name = re.sub(r"\W+", "-", Path(log).stem).strip("-_")
    stem = f"{name[:_LONGEST_NAME] or 'log'}_{day:%Y-%m-%d}_run-{run_id[:6]}"
    return f"{stem}_consented" if only_consented else stem


def kinds_of(results: Results) -> list[Kind]:
    """List the files of a run; one without a trust card has none to write."""
    return [kind for kind in Kind if kind is not Kind.TRUST or results.trust]


def outline(kept: Results) -> list[Outline]:
    """Return rows and size of every file; only the JSON, which is small and of any length, is written for it."""
    n_items = len(kept.recommendations)
    rows = {Kind.UPLOAD: kept.n_users, Kind.EXCEL: kept.n_users, Kind.TRUST: kept.k, Kind.SEGMENTS: kept.k}
    sizes = {Kind.SEGMENTS: len(file_bytes(kept, Kind.SEGMENTS))}
    return [
        Outline(kind, n_rows, sizes.get(kind, n_rows * BYTES_PER_ROW))
        for kind, n_rows in ((kind, rows.get(kind, n_items)) for kind in kinds_of(kept))
    ]


def preview_frame(kept: Results, kind: Kind, n_rows: int = N_PREVIEW) -> pd.DataFrame:
    """Return the first rows of a CSV file, every cell as it is written."""
    text = file_bytes(_first(kept, n_rows), kind).decode("utf-8-sig")
    header, *rows = csv.reader(io.StringIO(text))
    return pd.DataFrame(rows[:n_rows], columns=header)


def preview_text(kept: Results, max_lines: int = 24) -> str:
    """Return how ``segments.json`` begins."""
    one = keep_segments(kept, kept.segments[:1])
    lines = file_bytes(one, Kind.SEGMENTS).decode().splitlines()
    return "\n".join([*lines[:max_lines], "\N{HORIZONTAL ELLIPSIS}"] if len(lines) > max_lines else lines)


def file_bytes(kept: Results, kind: Kind) -> bytes:
    """Return a file as it would be on disk."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / kind.value
        _write(kept, kind, path)
        return path.read_bytes()


def write_files(kept: Results, folder: Path) -> Path:
    """Write all files into a folder that does not exist yet; it appears whole or not at all.

    Raises
    ------
    OutputError
        The folder holds something or cannot be made.
    """
    with output_folder(folder) as staging:
        for kind in kinds_of(kept):
            _write(kept, kind, staging / kind.value)
    return folder


def _write(kept: Results, kind: Kind, path: Path) -> None:
    match kind:
        case Kind.UPLOAD:
            write_csv(_users(kept), path)
        case Kind.EXCEL:
            write_excel_csv(_users(kept), path)
        case Kind.RECOMMENDATIONS:
            write_csv(_items(kept), path)
        case Kind.RECOMMENDATIONS_EXCEL:
            write_excel_csv(_items(kept), path)
        case Kind.SEGMENTS:
            write_segments(kept.profiles, kept.personas, kept.trust, path)
        case Kind.TRUST:
            write_excel_csv(trust_table(kept.trust, kept.profiles, kept.personas), path)


def _users(kept: Results) -> pa.Table:
    users = Assignments(kept.user_ids, kept.labels, kept.probabilities, kept.silhouettes, kept.points)
    return segments_table(users, kept.personas)


def _items(kept: Results) -> pa.Table:
    """Return the table of recommendations in the types in which a run writes it."""
    texts, counts = (Column.ITEM_ID, Column.TITLE), (Column.SEGMENT, Column.RANK)
    kinds = {**dict.fromkeys(texts, pa.string()), **dict.fromkeys(counts, pa.int32())}
    schema = pa.schema([(name, kinds.get(name, pa.float64())) for name in RECOMMENDATION_COLUMNS])
    return pa.Table.from_pandas(kept.recommendations, schema=schema, preserve_index=False)


def _first(kept: Results, n_rows: int) -> Results:
    users = _of_users(kept, np.arange(kept.n_users) < n_rows)
    return replace(users, recommendations=kept.recommendations.iloc[:n_rows])


def _of_users(results: Results, is_kept: BoolArray) -> Results:
    return replace(
        results,
        user_ids=results.user_ids[is_kept],
        labels=results.labels[is_kept],
        probabilities=results.probabilities[is_kept],
        silhouettes=results.silhouettes[is_kept],
        points=None if results.points is None else results.points[is_kept],
    )
