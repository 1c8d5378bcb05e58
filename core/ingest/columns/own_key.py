"""The id by which a file about items or users is joined to its log: the column that holds the ids of the log.

A table of products may have several ids, such as the key of its database beside the number of the shop; names do not
say which of them the log refers to, values do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from core.attributes.names import fold
from core.ingest.columns.propose import Proposal, propose
from core.ingest.names.naming import certainty, is_id_name
from core.ingest.reader.read import RawTable
from core.ingest.reader.reshape import rows_sql
from core.ingest.tables.log_table import LogTable
from core.sentences import say
from core.store.scratch import Scratch

_MOSTLY, _HARDLY, _UNIQUE = 0.5, 0.05, 0.99
"""Shares: of the ids of the log that the right column has and that a wrong one may have, and of rows with an own id."""
_PLAIN = "regexp_replace(trim({cell}::varchar), '[.]0+$', '')"
_FOUND = """
with log as (select distinct id from ({log}) where id <> ''), own as (select id from ({own}) where id <> '')
select (select avg((id in (select id from own))::int) from log), count(distinct id) / greatest(count(*), 1) from own"""


def propose_roles(
    scratch: Scratch, table: LogTable, given: Mapping[str, Sequence[str]], events: LogTable | None = None
) -> Proposal:
    """Propose columns for a file; the id of one about items or users is the one that the log refers to.

    ``events``: the table of events, with its roles, that a file about items or users belongs to.
    """
    role = table.name.removesuffix("s")
    own = _own_key(scratch, table, events, role) if events and not given.get(role) else None
    if events is None or own is None:
        return propose(scratch, table.name, table.sample, given)
    found = propose(scratch, table.name, table.sample, {**given, role: [own]})
    reason = say("it holds the ids of {column!r} in the log", column=getattr(events.map, role))
    choices = [replace(each, reason=reason) if each.role == role else each for each in found.choices]
    return Proposal(choices, found.questions)


def _own_key(scratch: Scratch, table: LogTable, events: LogTable, role: str) -> str | None:
    """Return the column that holds the ids of the log where the one that names propose does not; None if that does."""
    ids = [header for header in table.raws[0].headers if header in table.sample.columns]
    mine = getattr(events.map, role) or ""
    ids = [header for header in ids if is_id_name(header) or certainty(role, header) > 0 or fold(header) == fold(mine)]
    known = [header for header in ids if certainty(role, header) > 0]
    named = max(known, key=lambda header: certainty(role, header), default=None)
    if not mine or not ids or ids == [named]:
        return None
    if named is not None and _share(scratch, table, events, (role, named)) > _HARDLY:
        return None
    shares = {header: _share(scratch, table, events, (role, header)) for header in ids if header != named}
    best = max(shares, key=lambda header: shares[header])
    return best if shares[best] >= _MOSTLY else None


def _share(scratch: Scratch, table: LogTable, events: LogTable, column: tuple[str, str]) -> float:
    """Return which share of the ids of the log a column holds; 0 where its rows share their values."""
    role, header = column

    def of_log(raw: RawTable) -> str:
        return f"{_PLAIN.format(cell=events.sql_of(raw, getattr(events.map, role), role))} as id"

    own = rows_sql(table.raws, lambda raw: f"{_PLAIN.format(cell=raw.column(header))} as id", header)
    [(share, unique)] = scratch.rows(_FOUND.format(log=rows_sql(events.raws, of_log), own=own))
    return float(share or 0) if (unique or 0) >= _UNIQUE else 0.0
