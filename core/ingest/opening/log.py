"""The opened tables of a log, with a role for each column in use."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from core.errors import IngestError
from core.ingest.columns.chosen import choose_roles
from core.ingest.columns.counted_times import add_counted_times
from core.ingest.columns.guess import check_given, column_map, given_for, refuse_list, refuse_open
from core.ingest.columns.no_item import count_as_one
from core.ingest.columns.relative_times import join_relative_times
from core.ingest.opening.account_marks import take_marks
from core.ingest.opening.apply import columns_of, in_its_words, put_together, recognise, remember
from core.ingest.opening.doubts import note_on_sums, notes_on_two_ids
from core.ingest.opening.event_columns import take_event_flags, take_finer_events
from core.ingest.opening.item_places import name_by_title, take_from_same, without_own_pages, without_words
from core.ingest.opening.join import join_copies, join_orders
from core.ingest.opening.put_together import join_date_parts, join_renamed
from core.ingest.opening.returns import join_returns
from core.ingest.opening.signs import turn_signs
from core.ingest.opening.split import split
from core.ingest.opening.without_items import take_ratings, take_without_items
from core.ingest.orders.groups_below import fill_groups
from core.ingest.orders.lines_below import fill_below
from core.ingest.orders.orders import fill_orders, note_on_blank_states, stand_on_first_lines
from core.ingest.orders.statuses import status_columns
from core.ingest.reader.kept_files import KeptFiles
from core.ingest.reader.limits import explain
from core.ingest.reader.read import RawTable, ReadOptions, other_columns, read_groups, read_tables
from core.ingest.states.order_states import is_status_name
from core.ingest.tables.file_names import with_what_names_say
from core.ingest.tables.layout import Layout, TableSource
from core.ingest.tables.log_table import ColumnMap, LogTable
from core.ingest.tables.protect import protect
from core.ingest.tables.remember import as_lists, as_remembered, as_settled
from core.ingest.tables.sample import take_sample
from core.ingest.tables.source import Choice, LogSource, Question
from core.ingest.tables.spelled_ratings import spell_ratings
from core.population.meanings import given_meanings, parse_meaning, stored_name, write_meaning
from core.sentences import say
from core.store.scratch import Scratch

TABLES = ("events", "items", "users")
_VERSION = 20
"""Counts up when the same files would load differently."""


@dataclass(frozen=True, slots=True)
class Log:
    """All tables of a log and what is known of them."""

    events: LogTable
    items: LogTable | None
    users: LogTable | None
    layout: Layout
    choices: tuple[Choice, ...]
    dataset_id: str
    source: LogSource
    """What was asked for, with what was remembered of an earlier load."""
    columns: tuple[str, ...]
    """Of the events, as the files have them."""
    content_hash: str = ""
    """SHA-256 of all files."""
    events_id: str = ""
    """Hash of the files of events and of how they are read, whatever is known of items and users beside."""
    questions: tuple[Question, ...] = ()
    """What was not clear and was taken as proposed."""
    on_items: tuple[str, ...] = ()
    """What the roles make of items and values, as sentences."""

    @property
    def tables(self) -> list[LogTable]:
        """The tables that are there."""
        return [table for table in (self.events, self.items, self.users) if table]


def open_log(
    scratch: Scratch, layout: Layout, source: LogSource, workspace: Path | None = None, kept: KeptFiles | None = None
) -> Log:
    """Open the files and choose the role of each column; ``workspace`` holds what is remembered of earlier loads.

    ``kept``: what was read of the files before.
    """
    with ThreadPoolExecutor(1) as side:
        hashes = side.submit(_content_hashes, layout)  # beside steps that keep one core busy
        return _open_log(scratch, layout, source, open_tables(scratch, layout, source, workspace, kept), hashes)


def _open_log(
    scratch: Scratch, layout: Layout, source: LogSource, opened: Opened, hashes: Future[tuple[str, str]]
) -> Log:
    layout, source, raws = opened.layout, opened.source, opened.raws
    if not any(raw.n_rows or raw.found.malformed for raw in raws["events"]):
        raise IngestError(
            say("The log holds no events: there is only a header."), say("Check that the export is complete.")
        )
    given = as_lists(source.map)
    check_given(given, [raw for each in raws.values() for raw in each], is_fixed=bool(source.adds_to))
    tables: dict[str, LogTable] = {}
    choices: list[Choice] = []
    questions: list[Question] = []
    in_files = {name: in_words(scratch, name, layout.tables[name], raws[name]) for name in TABLES if name in raws}
    for name, table in in_files.items():
        proposed, asked = choose_roles(scratch, in_files, name, source, tables.get("events"))
        chosen = as_remembered(proposed, source)
        choices += chosen
        questions += asked
        if name == "events":
            refuse_list(table, asked)
        tables[name] = replace(table, source=_without_sql_of(table, given), map=column_map(chosen, name))
    if not source.accepts_guesses:
        refuse_open(questions)
    tables["events"], notes_on_items = settle_items(tables["events"], source)
    tables, more_notes = protect(tables, source.user_ids)
    notes_on_items += notes_on_two_ids(scratch, tables["events"])
    layout, events = _fill_orders(
        scratch, replace(layout, notes=(*layout.notes, *notes_on_items, *more_notes)), tables["events"]
    )
    content_hash, events_hash = hashes.result()
    dataset_id = _dataset_id(layout, choices, source, (events.has_codes, content_hash))
    of_events = [choice for choice in choices if choice.file == "events"]
    events_id = _dataset_id(layout, of_events, source, (events.has_codes, events_hash))
    others = (tables.get("items"), tables.get("users"))
    return Log(
        events,
        *others,
        layout,
        tuple(choices),
        dataset_id,
        source,
        opened.columns,
        content_hash,
        events_id,
        tuple(questions),
        notes_on_items,
    )


@dataclass(frozen=True, slots=True)
class Opened:
    """The files of a log, and what is known of them by their columns."""

    layout: Layout
    source: LogSource
    raws: Mapping[str, tuple[RawTable, ...]]
    """By table."""
    columns: tuple[str, ...]
    """Of the events, as the files have them."""


def open_tables(
    scratch: Scratch, layout: Layout, source: LogSource, workspace: Path | None, kept: KeptFiles | None = None
) -> Opened:
    """Open all files; find the preset that they have, and what is remembered of their columns."""
    tables = {name: _open(scratch, table, kept) for name, table in layout.tables.items() if name != "events"}
    tables = _with_lines(scratch, {**_open_events(scratch, layout, kept), **tables}, layout)
    empty = TableSource(())
    layout = replace(
        layout,
        items=(layout.items or empty) if "items" in tables else None,
        users=layout.users or (empty if "users" in tables else None),
    )
    columns = columns_of(tables["events"])
    source = remember(layout, source, workspace, tables)
    layout, raws = put_together(scratch, recognise(scratch, layout, source, tables), source, tables)
    if layout.preset is None:
        raws["events"] = join_relative_times(scratch, raws["events"])
        raws["events"] = add_counted_times(scratch, raws["events"], as_lists(source.map).get("timestamp", ()))
    return Opened(layout, source, raws, tuple(columns))


def _open(scratch: Scratch, table: TableSource, kept: KeptFiles | None) -> tuple[RawTable, ...]:
    raws = read_tables(scratch, table.paths, _options(table, kept))
    return (replace(raws[0], notes=(*raws[0].notes, *table.notes)), *raws[1:])


def _options(table: TableSource, kept: KeptFiles | None) -> ReadOptions:
    return ReadOptions(table.folder, table.dialect, table.encoding, table.sheet, kept=kept)


def _open_events(scratch: Scratch, layout: Layout, kept: KeptFiles | None) -> dict[str, tuple[RawTable, ...]]:
    """Open the events; their files may hold the tables of items and users too."""
    if layout.preset:
        return {"events": _open(scratch, layout.events, kept)}
    groups = read_groups(scratch, layout.events.paths, _options(layout.events, kept))
    groups = join_returns(scratch, join_copies(scratch, join_orders(scratch, groups)))
    groups = [with_what_names_say(join_date_parts(scratch, join_renamed(scratch, group))) for group in groups]
    found = {"events": groups[0]} if len(groups) == 1 else split(scratch, groups)
    if found is None:
        raise other_columns(groups)
    first, *others = found["events"]
    return {**found, "events": (replace(first, notes=(*first.notes, *layout.events.notes)), *others)}


def _with_lines(
    scratch: Scratch, tables: dict[str, tuple[RawTable, ...]], layout: Layout
) -> dict[str, tuple[RawTable, ...]]:
    """Put orders and what was given as items together where those are the lines of the orders, or the other way."""
    if layout.preset or not layout.items or "items" not in tables:
        return tables
    joined = join_orders(scratch, [tables["events"], tables["items"]])
    others = {name: table for name, table in tables.items() if name not in ("events", "items")}
    return {"events": joined[0], **others} if len(joined) == 1 else tables


def in_words(scratch: Scratch, name: str, table: TableSource, raws: tuple[RawTable, ...]) -> LogTable:
    """Return a table with its sample, and with its preset in the columns of its files."""
    sample = take_sample(scratch, raws)
    return LogTable(name, in_its_words(table, sample), raws, sample, ColumnMap())


def _fill_orders(scratch: Scratch, layout: Layout, events: LogTable) -> tuple[Layout, LogTable]:
    """Fill users, times and attributes on later lines of an order, where a log without a preset leaves them blank."""
    roles = events.map
    if layout.preset:
        return layout, events
    states = status_columns(events)
    of_blank: list[str] = []
    if roles.order:
        all_states, states = states, stand_on_first_lines(scratch, events.raws, roles.order, states)
        of_lines = [each for each in all_states if each not in states and is_status_name(each)]
        of_blank = [each for name in of_lines for each in note_on_blank_states(scratch, events.raws, roles.order, name)]
    named = (roles.user, roles.timestamp, roles.time_of_day, roles.event, *roles.attributes, *states)
    columns = [column for column in dict.fromkeys(named) if column and column != roles.order]
    notes: tuple[str, ...] = ()
    people = [roles.user, *roles.attributes] if roles.user else []
    if roles.order:
        raws, notes = fill_orders(scratch, events.raws, roles.order, columns, people)
        events = replace(events, raws=raws)
    events, more_notes = fill_below(scratch, events, columns)
    events, of_groups = fill_groups(scratch, events)
    return replace(layout, notes=(*layout.notes, *notes, *of_blank, *more_notes, *of_groups)), events


def settle_items(events: LogTable, source: LogSource) -> tuple[LogTable, tuple[str, ...]]:
    """Take items from elsewhere where their column is blank, and none where it holds something else.

    With them, what the value of ratings is, and which events stand for an item themselves.
    """
    if source.settled is not None:
        return as_settled(events, source.settled), ()
    notes: tuple[str, ...] = ()
    without_items = partial(take_without_items, given=_given_kinds(source))
    items = (count_as_one, name_by_title, without_own_pages, take_from_same, without_words)
    of_events = (without_items, take_finer_events, take_event_flags)
    for settle in (*items, take_ratings, spell_ratings, *of_events, note_on_sums, take_marks, turn_signs):
        events, more = settle(events)
        notes += tuple(more)
    return events, notes


def _given_kinds(source: LogSource) -> dict[str, str]:
    """Return the event types whose meaning was given, as they are stored, with its kind."""
    given = {**source.known_meanings, **source.meanings}
    return {stored_name(name): parse_meaning(meaning).kind for name, meaning in given.items()}


def _without_sql_of(table: LogTable, given: Mapping[str, Sequence[str]]) -> TableSource:
    """Return the table without the preset's SQL for roles that are given."""
    roles = given_for(given, table.name)
    return replace(table.source, sql={key: sql for key, sql in table.source.sql.items() if key not in roles})


def _content_hashes(layout: Layout) -> tuple[str, str]:
    """Return the hash of all files, and that of the files of events."""
    all_files, events = hashlib.sha256(), hashlib.sha256()
    for name, table in layout.tables.items():
        for path in table.paths:
            found = name.encode() + _digest_file(path)
            all_files.update(found)
            if name == "events":
                events.update(found)
    return all_files.hexdigest(), events.hexdigest()


def _digest_file(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").digest()
    except OSError as error:
        raise explain(error, path.name) from error


def _dataset_id(layout: Layout, choices: Sequence[Choice], source: LogSource, stored: tuple[bool, str]) -> str:
    """Hash how a log is read; ``stored`` is whether codes are stored for user ids, and the hash of the files."""
    roles = sorted((choice.file, choice.role, choice.column) for choice in choices)
    given = given_meanings({**source.known_meanings, **source.meanings})
    meanings = sorted((name, write_meaning(each)) for name, each in given.items())
    preset = layout.preset.name if layout.preset else None
    read_by = [_VERSION, preset, source.timezone, source.value_per, source.date_order, source.sheet, stored, roles]
    return hashlib.sha256(json.dumps([*read_by, meanings, source.decimals]).encode()).hexdigest()[:16]
