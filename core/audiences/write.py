"""The files of an audience: streamed, and split where a platform limits their size."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from core.audiences.excel import workbook_blocks
from core.audiences.platform import Format, Platform
from core.files.csv_files import csv_blocks

_Write = Callable[[pa.RecordBatch], None]
_NAME_BYTES = 160


@dataclass(frozen=True, slots=True)
class Written:
    """One file."""

    path: Path
    n_rows: int
    """Without the header."""


def write_audience(platform: Platform, batches: Iterable[pa.RecordBatch], folder: Path, stem: str) -> list[Written]:
    """Write the rows of one audience; the second file and those after it have a number at the end of their name.

    Parameters
    ----------
    batches
        With the columns of the platform.
    stem
        What the names of the files begin with.
    """
    made: list[Written] = []
    pieces = _pieces(batches, platform)
    piece = next(pieces, None)
    while piece is not None:
        number = len(made) + 1
        path = folder / f"{stem}{f'_{number}' if number > 1 else ''}.{platform.format}"
        n_rows, file = 0, piece[0]
        with _open(platform, path) as write:
            while piece is not None and piece[0] == file:
                write(piece[1])
                n_rows += piece[1].num_rows
                piece = next(pieces, None)
        made.append(Written(path, n_rows))
    return made


def file_name(audience: str) -> str:
    """Return a name as it may stand in the name of a file, where 255 bytes are the most.

    >>> file_name("Readers of Crime / Thriller")
    'Readers_of_Crime_Thriller'
    """
    plain = "_".join("".join(each if each.isalnum() or each in "-_" else " " for each in audience).split())
    return plain.encode()[:_NAME_BYTES].decode(errors="ignore") or "audience"


def _pieces(batches: Iterable[pa.RecordBatch], platform: Platform) -> Iterator[tuple[int, pa.RecordBatch]]:
    """Give rows with the number of the file they belong into, from 0."""
    file, n_rows, n_bytes = 0, 0, _header_bytes(platform)
    for batch in batches:
        start = 0
        sizes = np.cumsum(_row_bytes(batch)) if platform.max_bytes else np.zeros(batch.num_rows, dtype=np.int64)
        while start < batch.num_rows:
            before = int(sizes[start - 1]) if start else 0
            room = batch.num_rows - start if platform.max_rows is None else platform.max_rows - n_rows
            if platform.max_bytes:
                room = min(room, int(np.searchsorted(sizes, before + platform.max_bytes - n_bytes, "right")) - start)
            end = min(start + max(room, 0 if n_rows else 1), batch.num_rows)
            if end > start:
                yield file, batch.slice(start, end - start)
                n_rows, n_bytes = n_rows + end - start, n_bytes + int(sizes[end - 1]) - before
            if end < batch.num_rows:
                file, n_rows, n_bytes = file + 1, 0, _header_bytes(platform)
            start = end


def _header_bytes(platform: Platform) -> int:
    return sum(len(cell.header.encode()) + 3 for cell in platform.columns)


def _row_bytes(batch: pa.RecordBatch) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return (n_rows,) an upper bound of the bytes of each row as CSV, where every cell is quoted."""
    total = np.zeros(batch.num_rows, dtype=np.int64)
    for column in batch.columns:
        texts = column.cast(pa.string())
        sizes = pc.add(pc.binary_length(texts), pc.count_substring(texts, '"'))
        total += pc.fill_null(sizes, 0).to_numpy(zero_copy_only=False) + 3
    return total


def _open(platform: Platform, path: Path) -> AbstractContextManager[_Write]:
    headers = [cell.header for cell in platform.columns]
    if platform.format is Format.EXCEL:
        return workbook_blocks(path, headers)
    if platform.format is Format.PARQUET:
        return _parquet_blocks(path)
    return _text_blocks(path, headers, has_header=platform.format is Format.CSV)


@contextmanager
def _text_blocks(path: Path, headers: list[str], *, has_header: bool) -> Iterator[_Write]:
    with csv_blocks(path, headers, has_header=has_header) as write:
        yield lambda batch: write(pa.Table.from_batches([batch]))


@contextmanager
def _parquet_blocks(path: Path) -> Iterator[_Write]:
    writer: pq.ParquetWriter | None = None

    def write(batch: pa.RecordBatch) -> None:
        nonlocal writer
        writer = writer or pq.ParquetWriter(path, batch.schema, compression="zstd")
        writer.write_batch(batch)

    try:
        yield write
    finally:
        if writer:
            writer.close()
