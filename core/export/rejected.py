"""Write down the rows that could not be used."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa

from core.types import Column

REJECTED_COLUMNS = (Column.LINE, Column.REASON, Column.RAW)


def write_rejected(batches: Iterable[pa.RecordBatch], path: Path) -> None:
    """Write ``line, reason, raw`` of every rejected row, in the order of the files.

    ``line`` is the physical line on which the record starts (the header is line 1), for Parquet the number of the row
    from 1; where the log is several files, the file's name and a colon stand before it.
    """
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(REJECTED_COLUMNS)
        for batch in batches:
            writer.writerows(zip(*(column.to_pylist() for column in batch.columns), strict=True))
