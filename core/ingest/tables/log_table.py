"""One table of a log, with what its columns mean, and its cells: what stands in them for nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from core.ingest.reader.read import RawTable
from core.ingest.tables.layout import TableSource
from core.ingest.tables.sample import Sample
from core.store.sql import literals

PLACE = re.compile(r"\{(\{[^{}]+\}|[^{}]+)\}")
"""The place of a column in a template of SQL; the names of some have braces themselves."""


@dataclass(frozen=True, slots=True)
class LogTable:
    """One table of a log: one file, or several with the same columns."""

    name: str
    """events, items or users."""
    source: TableSource
    raws: tuple[RawTable, ...]
    sample: Sample
    map: ColumnMap
    private: Mapping[str, str] = field(default_factory=dict)
    """Column → kind of private data, of ``core.ingest.tables.private``."""
    reads_units: bool = True
    """Amounts in cents are read as such; they are not where files are added to a log of an earlier version."""
    has_codes: bool = False
    """Codes are stored for its user ids."""

    @property
    def user_columns(self) -> tuple[str, ...]:
        """The columns that user ids are taken from."""
        others = PLACE.findall(self.source.sql.get("user", ""))
        return tuple(dict.fromkeys([*([self.map.user] if self.map.user else []), *others]))

    def is_settled(self, *roles: str) -> bool:
        """Whether a preset, or what was found out before, says what some role is made of, or one of ``roles``."""
        return self.source.preset is not None or any(role in self.source.sql for role in roles or self.source.sql)

    def with_sql(self, **sql: str) -> LogTable:
        """Return the table with SQL in the place of the plain columns of roles; ``{Name}`` stands for a column."""
        return replace(self, source=replace(self.source, sql={**self.source.sql, **sql}))

    def sql_of(self, raw: RawTable, column: str, role: str = "") -> str:
        """Return the SQL of a column, or what a preset puts in its place."""
        replacement = self.source.sql.get(role) or self.source.sql.get(column)
        return fill(replacement, raw) if replacement else raw.column(column)


def fill(template: str, raw: RawTable) -> str:
    """Put the SQL names of columns into a template."""
    return PLACE.sub(
        lambda found: raw.column(found[1]) if found[1] in raw.headers else "null::varchar",
        template,
    )


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Which column of one file plays which role; None where the file has no such column."""

    user: str | None = None
    item: str | None = None
    event: str | None = None
    timestamp: str | None = None
    time_of_day: str | None = None
    """The hour, where ``timestamp`` holds the date alone."""
    value: str | None = None
    quantity: str | None = None
    order: str | None = None
    text: str | None = None
    query: str | None = None
    """What the user wrote, in rows without an item: a search, a comment."""
    category: str | None = None
    attributes: tuple[str, ...] = ()


BLANKS = ("", "null", "nan", "none", "n/a", "\\n")
"""What stands for no id and no value, in small letters, as databases and programs write it."""
NAMELESS = (*BLANKS, "na", "(none)", "(null)", "(not set)", "undefined", "-", "--")
"""What stands for no name too, such as that of an item or of an event."""


def texts_of(events: LogTable, header: str) -> pd.Series[str]:
    """Return the texts of a column of the sample, (n_rows,), "" where nothing is named; nobody may change them."""
    return events.sample.once(("named", header), lambda: _texts_of(events.sample.columns[header]))


def _texts_of(cells: Sequence[str | None]) -> pd.Series[str]:
    texts = ((text or "").strip() for text in cells)
    return pd.Series(["" if text.lower() in NAMELESS else text for text in texts], dtype="str")


def first_named(columns: Sequence[str]) -> str:
    """Return a template of the first of some columns that names something."""
    cells = ", ".join(filled_sql(f"trim({{{column}}})") for column in columns)
    return f"coalesce({cells})"


def filled_sql(cell: str) -> str:
    """Return SQL for a cell, null where nothing is named.

    >>> filled_sql("{Item}").startswith("case when lower(trim({Item})) not in ('', 'null', ")
    True
    """
    blanks = literals(NAMELESS)
    return f"case when lower(trim({cell})) not in ({blanks}) then {cell} end"
