"""One table of a log, with what its columns mean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from core.ingest.reader.read import RawTable
from core.ingest.tables.column_map import ColumnMap
from core.ingest.tables.layout import TableSource
from core.ingest.tables.sample import Sample

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
