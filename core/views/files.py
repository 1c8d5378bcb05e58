"""The files that leave, as a page shows them: how long they are, how they begin, and their bytes."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from core.attributes.consent import Consent
from core.export.files import ExportFile, Source, files_of
from core.export.narrow import keep_segments
from core.files.csv_files import write_csv, write_excel_csv
from core.files.temporary import temporary_folder
from core.results.results import Results

N_PREVIEW = 10
_LONGEST_NAME = 60
BYTES_PER_ROW = 96
"""What a row of a table takes, about; with long names more."""
MAX_BYTES_IN_BROWSER = 20_000_000
"""A larger download would be held in memory several times."""


@dataclass(frozen=True, slots=True)
class Outline:
    """What a file will hold."""

    file: ExportFile
    n_rows: int
    """Rows below the header; objects of a JSON list."""
    n_bytes: int
    """Estimated for a table."""


def outline(source: Source) -> list[Outline]:
    """Return rows and size of every file that is offered; only the JSON, which is of any length, is written for it."""
    return [
        Outline(file, n_rows, n_rows * BYTES_PER_ROW if file.is_csv else len(file_bytes(source, file)))
        for file in files_of(source)
        if file.n_rows
        for n_rows in [file.n_rows(source.results)]
    ]


def file_stem(log: str, day: date, run_id: str, consent: Consent | None = None) -> str:
    """Return how the files of a run are called before their kind: the log, the day they were written, the run.

    ``consent``: of those who are listed only; None where all are.

    >>> file_stem("Online Retail (2).parquet", date(2026, 11, 22), "2149cc0442259c84")
    'Online-Retail-2_2026-11-22_run-2149cc'
    """
    name = re.sub(r"\W+", "-", Path(log).stem).strip("-_")
    stem = f"{name[:_LONGEST_NAME] or 'log'}_{day:%Y-%m-%d}_run-{run_id[:6]}"
    return f"{stem}_{consent.ending}" if consent else stem


def preview_frame(
    source: Source, file: ExportFile, n_rows: int = N_PREVIEW, show: Callable[[Sequence[str]], Sequence[str]] = tuple
) -> pd.DataFrame:
    """Return the first rows of a CSV file, every cell as it is written, and ids of users as ``show`` has them."""
    first = _with_typical(_with_ids(_first(source.results, n_rows), show), show)
    text = file_bytes(replace(source, results=first), file).decode("utf-8-sig")
    header, *rows = csv.reader(io.StringIO(text))
    return pd.DataFrame(rows[:n_rows], columns=header)


def preview_text(
    source: Source, file: ExportFile, max_lines: int = 24, show: Callable[[Sequence[str]], Sequence[str]] = tuple
) -> str:
    """Return how a JSON file of segments begins, with ids of typical users as ``show`` has them."""
    one = keep_segments(_with_typical(source.results, show), source.results.segments[:1])
    lines = file_bytes(replace(source, results=one), file).decode().splitlines()
    return "\n".join([*lines[:max_lines], "\N{HORIZONTAL ELLIPSIS}"] if len(lines) > max_lines else lines)


def file_bytes(source: Source, file: ExportFile) -> bytes:
    """Return a file as it would be on disk."""
    return bytes_of(lambda path: file.write(source, path))


def table_bytes(table: pa.Table, *, for_excel: bool) -> bytes:
    """Return a table as a CSV file, for programs or for a spreadsheet."""
    return bytes_of(lambda path: (write_excel_csv if for_excel else write_csv)(table, path))


def bytes_of(write: Callable[[Path], object]) -> bytes:
    """Return what is written into a file."""
    with temporary_folder() as folder:
        path = folder / "file"
        write(path)
        return path.read_bytes()


def _with_ids(results: Results, show: Callable[[Sequence[str]], Sequence[str]]) -> Results:
    shown = show([str(each) for each in results.user_ids])
    return replace(results, user_ids=np.array(shown, dtype=object))


def _with_typical(results: Results, show: Callable[[Sequence[str]], Sequence[str]]) -> Results:
    """Show typical users apart over all segments, as their cards do."""
    users = [user for profile in results.profiles for user in profile.typical_users]
    shown = dict(zip(users, show(users), strict=True))
    profiles = [
        replace(each, typical_users=tuple(shown[user] for user in each.typical_users)) for each in results.profiles
    ]
    return replace(results, profiles=tuple(profiles))


def _first(results: Results, n_rows: int) -> Results:
    users = results.of_users(np.arange(results.n_users) < n_rows)
    return replace(users, recommendations=results.recommendations.iloc[:n_rows])
