"""The shape of a platform: what the file of a platform looks like, as data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.sentences import Sentence, say
from core.store.identities import Cell


class Format(StrEnum):
    """How a file is written; the value is the end of its name."""

    CSV = "csv"
    TEXT = "txt"
    """One id a line, without a header."""
    EXCEL = "xlsx"
    PARQUET = "parquet"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a platform documents its files."""

    url: str
    read_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """What the file of a platform looks like; texts are UTF-8 without a byte order mark, lines end in a newline."""

    key: str
    label: Sentence
    goes_to: Sentence
    """Where the file goes on the platform, in one line."""
    columns: tuple[Cell, ...]
    """In their order."""
    identifiers: tuple[tuple[str, ...], ...] = ()
    """Headers that identify a person together, each group by itself; a row without one is not written. Empty where the
    user id is enough."""
    format: Format = Format.CSV
    max_rows: int | None = None
    """In one file, the header aside; None for no limit."""
    max_bytes: int | None = None
    """Of one file."""
    least_rows: int = 0
    """A smaller file is refused."""
    least_matched: int = 0
    """An audience of fewer people whom the platform knows is not shown advertisements."""
    is_matched: bool = False
    """Whether the platform looks for its own users, so that only a part of the rows counts."""
    once_per_user: bool = False
    """Whether only the first row of each user is written."""
    once_per_address: bool = False
    """Whether an e-mail address stands in one row of a file only."""
    is_own: bool = False
    """Whether it is a program of one's own, which may hold who did not consent; advertising platforms may not."""
    note: Sentence | None = None
    """What its documentation leaves open, and what to do about it."""
    sources: tuple[Source, ...] = ()

    @property
    def is_clear(self) -> bool:
        """Whether e-mail addresses or phone numbers stand there as they are."""
        return any(not cell.digest and cell.field in ("email", "phone") for cell in self.columns)

    @property
    def needs_identity(self) -> bool:
        """Whether nothing can be written without the file of identities."""
        return bool(self.identifiers)

    @property
    def limits(self) -> Sentence:
        """What is documented of the size of a file."""
        if self.max_rows and self.max_bytes:
            return say("at most {rows:,} rows and {mb:,} MB a file", rows=self.max_rows, mb=self.max_bytes // _MB)
        if self.max_rows:
            return say("at most {rows:,} rows a file", rows=self.max_rows)
        if self.max_bytes:
            return say("at most {mb:,} MB a file", mb=self.max_bytes // _MB)
        return say("no limit")


_MB = 1_000_000
MATCHED_SHARE = (0.3, 0.7)
"""Which part of the rows a platform recognises, from and to. No platform publishes one: this is what to plan with."""
