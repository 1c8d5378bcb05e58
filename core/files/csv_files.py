r"""CSV files, for programs and for spreadsheets.

A file for programs is UTF-8 without a byte order mark, with an exact header and every value as it is.

A file for a spreadsheet guards against what a spreadsheet does: it would run a cell that begins with ``=`` and turn the
id 00123 into 123. It begins with a byte order mark, and one apostrophe is put before

- a text that begins with ``= + - @``, their full-width forms, a tab or a line break, also behind apostrophes;
- an id that a spreadsheet might read as anything but text: one that does not begin with a letter, a truth value, a date
  such as "Mar-1".

An apostrophe says "text" in every spreadsheet; ``="00123"`` would be a formula itself, and a tab cannot be seen. Taking
one away from what would be guarded gives every text back, always: ``core.ingest.tables.user_files`` does. Numbers stay
numbers: segment -1 is no formula.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from core.types import Column, FloatArray

DECIMALS = 6

_FORMULA_START = r"^'*[=+\-@\t\r\n\x{ff1d}\x{ff0b}\x{ff0d}\x{ff20}]"
_NOT_PLAIN_ID = r"(?i)^([^\p{L}]|(true|false)$|(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[-/ .,]*[0-9])"


def write_csv(table: pa.Table, path: Path) -> None:
    """Write a table for programs; texts are quoted only if one of them needs it."""
    with csv_blocks(path, table.column_names) as write:
        write(table)


def write_excel_csv(table: pa.Table, path: Path) -> None:
    """Write a table for a spreadsheet; the top of this module says how."""
    with csv_blocks(path, table.column_names, for_excel=True) as write:
        write(table)


@contextmanager
def csv_blocks(
    path: Path, columns: Sequence[str], *, for_excel: bool = False, has_header: bool = True
) -> Iterator[Callable[[pa.Table], None]]:
    """Write a table of any length, block by block: yield what writes the next rows, which have these columns.

    Parameters
    ----------
    path
        The file to write.
    columns
        Names of all columns.
    for_excel
        Whether it is for a spreadsheet; the top of this module says what that changes.
    has_header
        Whether the names of the columns stand in the first line.
    """
    header = "\N{BYTE ORDER MARK}" if for_excel else ""
    header += ",".join(map(_header_cell, columns)) + "\n" if has_header else ""

    def write(table: pa.Table) -> None:
        _write_rows(pa.table({name: _guarded(name, table[name]) for name in columns}) if for_excel else table, file)

    with path.open("wb") as file:
        file.write(header.encode())
        yield write


def _header_cell(name: str) -> str:
    return '"' + name.replace('"', '""') + '"' if any(sign in name for sign in ',"\r\n') else name


def guard_of(name: str) -> str:
    """Return the pattern (RE2) of texts in a column of this name that get an apostrophe for a spreadsheet."""
    return _NOT_PLAIN_ID if name in (Column.USER_ID, Column.ITEM_ID) else _FORMULA_START


def _guarded(name: str, column: pa.ChunkedArray) -> pa.ChunkedArray:
    if not _is_text(column.type):
        return column
    column = column.cast(pa.string())
    needs_guard = pc.match_substring_regex(column, guard_of(name))
    return pc.if_else(needs_guard, pc.binary_join_element_wise("'", column, ""), column)


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def numbers_array(values: FloatArray) -> pa.Array:
    """Return numbers as a column of six decimals; NaN is empty.

    >>> numbers_array(np.array([0.12345678, np.nan, -0.0])).to_pylist()
    [0.123457, None, 0.0]
    """
    rounded = np.round(np.asarray(values, dtype=np.float64), DECIMALS) + 0.0  # no -0.0
    return pa.array(rounded, pa.float64(), from_pandas=True)


def _write_rows(table: pa.Table, file: BinaryIO) -> None:
    table = table.combine_chunks()  # of a column that begins with an empty chunk, pyarrow writes memory of others
    texts = [column for column in table.columns if _is_text(column.type)]
    needs_quotes = any(pc.any(pc.match_substring_regex(text, r'[",\r\n]')).as_py() for text in texts)
    options = pa_csv.WriteOptions(include_header=False, quoting_style="needed" if needs_quotes else "none")
    pa_csv.write_csv(table, file, options)
