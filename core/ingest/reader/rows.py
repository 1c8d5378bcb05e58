"""One file as rows of text, and notes on how it was read."""

from __future__ import annotations

from array import array
from dataclasses import dataclass

from core.ingest.reader.repair import Repaired
from core.sentences import Sentence, say_n


@dataclass(frozen=True, slots=True)
class Raw:
    """One file as a table of text."""

    headers: tuple[str, ...]
    sql: str
    """A table expression with the columns ``c0`` to ``cn``."""
    found: Repaired
    notes: tuple[str, ...] = ()
    apart: str = ""
    """A column that separates equal rows of one record from duplicates; "" where every record is one row."""
    has_mark: bool = False
    """Whether it is text that begins with the byte order mark of UTF-8."""
    is_markup: bool = False
    """Whether it was written as markup, as notes that lie beside a log are."""


def numbered(table: str) -> str:
    """Return a table expression with the number of each row, ``row_no`` from 0: a join may give rows in any order."""
    return f"(select *, rowid as row_no from {table})"  # noqa: S608 - our own name


def line_by_line(n_rows: int, first_line: int) -> Repaired:
    """Return what a pass over a file found whose every line from ``first_line`` on is one row."""
    return Repaired(n_rows, row_breaks=array("q", [0]), line_breaks=array("q", [first_line]))


def counted(name: str, found: Repaired) -> tuple[Sentence, ...]:
    """Say how often records were mended, and how many lines hold nothing."""
    counted = (
        (found.n_blank, say_n("{file}: {n:,} empty line was passed over; it is no record.",
                              "{file}: {n:,} empty lines were passed over; they are no records.",
                              found.n_blank, file=name)),
        (found.n_ruled, say_n("{file}: {n:,} drawn line, such as ---+---, was passed over; it is no record.",
                              "{file}: {n:,} drawn lines, such as ---+---, were passed over; they are no records.",
                              found.n_ruled, file=name)),
        (found.n_short, say_n("{file}: {n:,} row has fewer cells than the header; the missing ones are empty.",
                              "{file}: {n:,} rows have fewer cells than the header; the missing ones are empty.",
                              found.n_short, file=name)),
        (found.n_surplus, say_n("{file}: {n:,} row ends with empty cells that no column has; these were left out.",
                                "{file}: {n:,} rows end with empty cells that no column has; these were left out.",
                                found.n_surplus, file=name)),
        (found.n_wrapped, say_n("{file}: {n:,} row is quoted whole, as if it were one cell; its cells were read.",
                                "{file}: {n:,} rows are quoted whole, as if they were one cell; their cells were read.",
                                found.n_wrapped, file=name)),
        (found.n_escaped, say_n("{file}: {n:,} row escapes quotes with a backslash; it was read so.",
                                "{file}: {n:,} rows escape quotes with a backslash; they were read so.",
                                found.n_escaped, file=name)),
    )  # fmt: skip
    return tuple(note for n, note in counted if n)
