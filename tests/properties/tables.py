"""Tables as people write them: any cells, in any of the dialects that are understood."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from hypothesis import strategies as st

from core.ingest.reader.dialect import DELIMITERS

QUOTING = tuple(each for each in DELIMITERS if len(each) == 1)
_LETTERS = st.text("abcdefghij", min_size=1, max_size=6)
_CELLS = st.text("abz 019.é用\"'", max_size=8)


@dataclass(frozen=True)
class Table:
    """Cells and how they are written."""

    headers: list[str]
    rows: list[list[str]]
    delimiter: str
    line_end: str

    @property
    def text(self) -> str:
        """The file's text."""
        if self.delimiter not in QUOTING:
            lines = [self.delimiter.join(cells) for cells in (self.headers, *self.rows)]
            return "".join(line + self.line_end for line in lines)
        file = io.StringIO(newline="")
        csv.writer(file, delimiter=self.delimiter, lineterminator=self.line_end).writerows([self.headers, *self.rows])
        return file.getvalue()


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Draw a table of two to five columns; where quotes count, cells may hold the delimiter and line breaks.

    A row has one text over several lines at most: between two of them a line can look like a whole record.
    """
    delimiter = draw(st.sampled_from(DELIMITERS))
    headers = draw(st.lists(_LETTERS, min_size=2, max_size=5, unique=True))
    cell = st.one_of(_CELLS, _cells_to_quote(delimiter)) if delimiter in QUOTING else _CELLS
    row = st.lists(cell, min_size=len(headers), max_size=len(headers)).filter(_is_a_record)
    rows = draw(st.lists(row, max_size=6))
    return Table(headers, rows, delimiter, draw(st.sampled_from(["\n", "\r\n"])))


def _is_a_record(cells: list[str]) -> bool:
    return bool("".join(cells).strip()) and sum("\n" in cell for cell in cells) <= 1


def _cells_to_quote(delimiter: str) -> st.SearchStrategy[str]:
    return st.one_of(st.text(f'ab{delimiter}"', max_size=8), st.text('ab"\n', max_size=8))
