"""Workbooks whose cells are all text, so that ids keep their zeros and no cell runs as a formula."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa

_WIDTH = 24
_SAME_TIME = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""When a workbook was made, for all of them: the same rows give the same bytes."""


@contextmanager
def workbook_blocks(path: Path, headers: Sequence[str]) -> Iterator[Callable[[pa.RecordBatch], None]]:
    """Write a workbook of one sheet, block by block: yield what writes the next rows."""
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "tmpdir": path.parent}
    with xlsxwriter.Workbook(path, options) as book:
        book.set_properties({"created": _SAME_TIME})
        sheet, text = book.add_worksheet("audience"), book.add_format({"num_format": "@"})
        sheet.set_column(0, len(headers) - 1, _WIDTH, text)
        sheet.freeze_panes(1, 0)
        row = 0

        def write_row(values: Sequence[str | None]) -> None:
            nonlocal row
            for column, value in enumerate(values):
                if value is not None:
                    sheet.write_string(row, column, value, text)
            row += 1

        def write(batch: pa.RecordBatch) -> None:
            columns = [each.cast(pa.string()).to_pylist() for each in batch.columns]
            for values in zip(*columns, strict=True):
                write_row(values)

        write_row(headers)
        yield write
