"""Parquet as columns of text: plain columns by SQL, nested ones flattened row by row."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from core.errors import IngestError
from core.ingest.reader.nested import Parts, item_of, rows_of
from core.ingest.reader.parallel_lists import names_times
from core.sentences import say
from core.store.sql import identifier

_BATCH = 10_000


def read_schema(path: Path, name: str) -> pa.Schema:
    """Return the columns of a Parquet file; raise ``IngestError`` when it is damaged."""
    try:
        return pq.read_schema(path)
    except (pa.ArrowException, OSError) as error:
        raise damaged(name) from error


def damaged(name: str) -> IngestError:
    """Return the error for a Parquet file that cannot be read."""
    return IngestError(
        say("{file} is not readable Parquet.", file=name), say("Write it again; the file or its text is damaged.")
    )


def is_nested(schema: pa.Schema) -> bool:
    """Whether a column holds objects, or lists of them or of ids of items, or several hold lists, one of times."""
    lists = [field for field in schema if pa.types.is_nested(field.type)]
    are_events = len(lists) > 1 and any(_lists_times(field) for field in lists)
    return are_events or any(_is_deep(field.type) or item_of(field.name) for field in lists)


def add_nested(path: Path, name: str, parts: Parts) -> int:
    """Add the rows of a nested Parquet file to ``parts``; return their number."""
    n_rows = 0
    try:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(_BATCH):
                for record in batch.to_pylist():
                    rows = rows_of(record)
                    parts.add_record(rows)
                    n_rows += len(rows)
    except (pa.ArrowException, OSError, UnicodeError) as error:
        raise damaged(name) from error
    parts.flush()
    return n_rows


def cells_of(schema: pa.Schema) -> str:
    """Return SQL for the columns ``c0`` to ``cn`` as text."""
    return ", ".join(f"{_as_text(field)} as c{place}" for place, field in enumerate(schema))


def _is_deep(kind: pa.DataType) -> bool:
    if pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind):
        return bool(pa.types.is_nested(kind.value_type))
    return bool(pa.types.is_nested(kind))


def _lists_times(field: pa.Field) -> bool:
    is_list = not _is_deep(field.type) and isinstance(field.type, pa.ListType | pa.LargeListType)
    return is_list and (bool(pa.types.is_timestamp(field.type.value_type)) or names_times(field.name))


def _as_text(field: pa.Field) -> str:
    column, kind = identifier(field.name), field.type
    if pa.types.is_nested(kind):
        return f"array_to_string({column}::varchar[], '|')"
    if pa.types.is_timestamp(kind) and kind.tz is None:
        return f"{column}::timestamp::varchar"
    return f"{column}::varchar"
