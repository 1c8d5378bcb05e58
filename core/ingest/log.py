"""The opened tables of a log, with a role for each column in use."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from core.errors import IngestError
from core.ingest.guess import as_given, check_given, column_map, given_for, guess_map
from core.ingest.presets import Layout, TableSource
from core.ingest.read import RawTable, open_table
from core.ingest.sample import Sample, take_sample
from core.ingest.source import Choice, LogSource
from core.sentences import say
from core.store.scratch import Scratch
from core.types import ColumnMap

_VERSION = 1
"""Counts up when the same files would load differently."""


@dataclass(frozen=True, slots=True)
class LogTable:
    """One table of a log: one file, or several with the same columns."""

    name: str
    """events, items or users."""
    source: TableSource
    raws: tuple[RawTable, ...]
    sample: Sample
    map: ColumnMap

    def sql_of(self, raw: RawTable, column: str, role: str = "") -> str:
        """Return the SQL of a column, or what a preset puts in its place."""
        replacement = self.source.sql.get(role) or self.source.sql.get(column)
        return fill(replacement, raw) if replacement else raw.column(column)


@dataclass(frozen=True, slots=True)
class Log:
    """All tables of a log and what is known of them."""

    events: LogTable
    items: LogTable | None
    users: LogTable | None
    layout: Layout
    choices: tuple[Choice, ...]
    dataset_id: str

    @property
    def tables(self) -> list[LogTable]:
        """The tables that are there."""
        return [table for table in (self.events, self.items, self.users) if table]


def open_log(scratch: Scratch, layout: Layout, source: LogSource) -> Log:
    """Open the files and choose the role of each column."""
    given = {role: [each] if isinstance(each, str) else list(each) for role, each in source.map.items()}
    named = [("events", layout.events), ("items", layout.items), ("users", layout.users)]
    raws = {name: _open(scratch, table) for name, table in named if table}
    if not any(raw.n_rows or raw.found.malformed for raw in raws["events"]):
        raise IngestError(
            say("The log holds no events: there is only a header."), say("Check that the export is complete.")
        )
    check_given(given, [raw for each in raws.values() for raw in each])
    tables: dict[str, LogTable] = {}
    choices: list[Choice] = []
    for name, table in named:
        if table:
            opened = LogTable(name, table, raws[name], take_sample(scratch, raws[name]), ColumnMap())
            chosen = _choose(scratch, opened, given, source.is_complete_map)
            choices += chosen
            tables[name] = replace(opened, map=column_map(chosen, name))
    dataset_id = _dataset_id(named, choices, source)
    return Log(tables["events"], tables.get("items"), tables.get("users"), layout, tuple(choices), dataset_id)


def fill(template: str, raw: RawTable) -> str:
    """Put the SQL names of columns into a template."""
    return re.sub(r"\{(\w+)\}", lambda found: raw.column(found[1]) if found[1] in raw.headers else found[0], template)


def _open(scratch: Scratch, table: TableSource) -> tuple[RawTable, ...]:
    raws = tuple(open_table(scratch, path, table.dialect, table.encoding) for path in table.paths)
    first = raws[0]
    for raw in raws:
        missing = [column for column in (*table.columns, *first.headers) if column not in raw.headers]
        if missing:
            raise IngestError(
                say("{file} has no column {column!r}.", file=raw.name, column=missing[0]),
                say(
                    "It has {columns}; all files of a folder need the same columns. Files about items and users go "
                    "to --items and --users.",
                    columns=", ".join(raw.headers),
                ),
            )
        if len(raw.headers) > len(first.headers):
            raise IngestError(
                say("{file} has other columns than {other}.", file=raw.name, other=first.name),
                say("Load them one at a time."),
            )
    return raws


def _choose(
    scratch: Scratch, table: LogTable, given_anywhere: Mapping[str, Sequence[str]], is_complete: bool
) -> list[Choice]:
    raw, preset, given = table.raws[0], table.source.map, given_for(given_anywhere, table.name)
    if is_complete:
        return as_given(table.name, raw, given, list(table.sample.columns))
    if not preset:
        return guess_map(scratch, table.name, raw, table.sample, given)
    chosen = []
    for role in {**preset, **given}:
        mine = [column for column in given.get(role, ()) if column in raw.headers]
        fixed = [] if role in given and not given[role] else preset.get(role, [])
        columns = mine or ([fixed] if isinstance(fixed, str) else fixed)
        why = say("given") if mine else say("set by the preset")
        chosen += [Choice(table.name, role, column, why) for column in columns]
    return chosen


def _dataset_id(named: Sequence[tuple[str, TableSource | None]], choices: Sequence[Choice], source: LogSource) -> str:
    roles = sorted((choice.file, choice.role, choice.column) for choice in choices)
    digest = hashlib.sha256(
        json.dumps([_VERSION, source.preset, source.timezone, source.value_per, source.date_order, roles]).encode()
    )
    for name, table in named:
        for path in table.paths if table else ():
            with path.open("rb") as file:
                digest.update(name.encode() + hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:16]
