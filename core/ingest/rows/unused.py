"""Which columns of a log no role uses: nothing of them is stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce

from core.ingest.money.discounts import discount_column
from core.ingest.money.paid_back import columns_of_refunds
from core.ingest.orders.statuses import columns_read
from core.ingest.presets.match import fill_names
from core.ingest.rows.zone_column import readable_zone
from core.ingest.tables.log_table import PLACE, LogTable
from core.ingest.tables.source import Choice
from core.sentences import Sentence, say

MOST_NAMED = 20
"""Columns that a sentence names of one table."""


def unused_columns(table: LogTable, choices: Iterable[Choice], is_product: str = "") -> tuple[str, ...]:
    """Return the columns of a table that neither play a role nor stand in what a preset makes of them.

    Parameters
    ----------
    is_product
        The condition for events that are of a product, of a log's layout.
    """
    preset, headers = table.source.preset, list(table.sample.columns)
    where = fill_names(preset.where + preset.joined, headers) if preset else ""
    templates = (*table.source.sql.values(), where, is_product if table.name == "events" else "")
    used = {choice.column for choice in choices if choice.file == table.name}
    used |= {column for template in templates for column in PLACE.findall(template)}
    if table.name == "events" and "event" not in table.source.sql:
        used |= columns_read(table) | columns_of_refunds(table)
    if table.name == "events" and (discount := discount_column(table)):
        used.add(discount)
    if table.name == "events" and (zone := readable_zone(table)):
        used.add(zone)
    used |= {header for raw in table.raws for header in raw.made_of}
    return tuple(header for header in headers if header not in used)


def unused_by_table(
    tables: Iterable[LogTable], choices: Sequence[Choice], is_product: str
) -> dict[str, tuple[str, ...]]:
    """Return the columns that no role uses of each table that has any."""
    found = {table.name: unused_columns(table, choices, is_product) for table in tables}
    return {name: columns for name, columns in found.items() if columns}


def note_on_unused(found: Mapping[str, Sequence[str]]) -> list[Sentence]:
    """Name the columns that no role uses in one sentence, by table; none where all are used."""
    named = [_named(file, columns) for file, columns in found.items()]
    if not named:
        return []
    listed = reduce(lambda before, one: say("{before}; {one}", before=before, one=one), named)
    return [say("Columns that no role uses: {columns}.", columns=listed)]


def _named(file: str, columns: Sequence[str]) -> Sentence:
    first, more = ", ".join(columns[:MOST_NAMED]), len(columns) - MOST_NAMED
    if more > 0:
        return say("{columns} and {n:,} more ({file})", columns=first, n=more, file=file)
    return say("{columns} ({file})", columns=first, file=file)
