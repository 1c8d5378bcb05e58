"""Put a preset into the words of the files that were opened: their columns, their rows, their notes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from core.errors import IngestError
from core.ingest.columns.guess import given_for
from core.ingest.opening.identities import with_identities
from core.ingest.orders.orders import fill_orders
from core.ingest.presets.declare import Form, Preset, PresetTable, listed
from core.ingest.presets.find import find_by_columns
from core.ingest.presets.match import (
    columns_of_people,
    columns_that_meet,
    fill_names,
    has_column,
    knows_states,
    n_met,
    order_columns,
    resolve,
)
from core.ingest.presets.table import NO_PRESET, presets_named
from core.ingest.reader.read import RawTable
from core.ingest.states.order_states import is_status_name, know_states
from core.ingest.tables.layout import Layout, TableSource
from core.ingest.tables.remember import as_before, as_lists
from core.ingest.tables.sample import Sample
from core.ingest.tables.source import LogSource
from core.sentences import say
from core.store.scratch import Scratch

_MOST = 0.5
"""A preset by whose rule fewer rows than this share hold a product is not that of the log."""

Opened = Mapping[str, tuple[RawTable, ...]]


def remember(layout: Layout, source: LogSource, workspace: Path | None, opened: Opened) -> LogSource:
    """Return the source with the map that was given for these columns before, as long as it is of the same preset."""
    known = [column for raws in opened.values() for column in columns_of(raws)]
    earlier = as_before(source, workspace, columns_of(opened["events"]), known)
    return earlier if layout.preset is None or earlier.preset == layout.preset.name else source


def recognise(scratch: Scratch, layout: Layout, source: LogSource, opened: Opened) -> Layout:
    """Return the layout with the preset that the columns of the events have, where no file has given one away.

    One that was not asked for is left where most rows hold no product by its rule, or none of its times is there:
    other logs use its names too.

    Raises ``IngestError`` where the preset that was asked for does not fit.
    """
    if source.remembered:
        note = say(
            "The columns are known from an earlier load; they play the same roles. Change them on the form or with "
            "--map, or delete them with the command templates --delete."
        )
        layout = replace(layout, notes=(*layout.notes, note))
    if layout.preset:
        return layout
    headers = columns_of(opened["events"])
    presets = presets_named(source.preset)
    found = find_by_columns(headers, presets)
    if found and source.preset is None and _has_no_times(found[1], headers):
        return layout
    if found and source.preset is None and _has_no_products(scratch, found[1], opened["events"]):
        note = say(
            "The columns are those of {label}, and most rows hold no product as it numbers them: the roles are "
            "taken from names and values.",
            label=found[0].label,
        )
        return replace(layout, notes=(*layout.notes, note))
    if found:
        return _with_preset(layout, *found, opened)
    if source.preset not in (None, NO_PRESET):
        raise _does_not_fit(presets[0], source, opened["events"][0].name, headers)
    return layout


def put_together(
    scratch: Scratch, layout: Layout, source: LogSource, opened: Opened
) -> tuple[Layout, dict[str, tuple[RawTable, ...]]]:
    """Join what a preset joins, fill what it writes once an order and who signed in, and keep the rows it takes."""
    tables = dict(opened)
    if layout.form and layout.form.events.reads_states:
        know_states(scratch)
    if layout.form and layout.form.join:
        tables |= layout.form.join(scratch, tables)
    headers = columns_of(tables["events"])
    once = order_columns(layout.form.events, headers) if layout.form else None
    if once and layout.form and not knows_states(layout.form.events, headers):
        order, cells = once
        once = order, [*cells, *(each for each in headers if is_status_name(each) and each not in cells)]
    if once and layout.form:
        people = columns_of_people(layout.form.events, headers)
        tables["events"], notes = fill_orders(scratch, tables["events"], *once, people)
        layout = replace(layout, notes=(*layout.notes, *notes))
    for name, table in layout.tables.items():
        if table.preset and table.preset.where and name in tables:
            tables[name] = tuple(_only(scratch, raw, table.preset.where) for raw in tables[name])
    users = given_for(as_lists(source.map), "events").get("user", ())
    tables["events"], on_users = with_identities(scratch, tables["events"], users)
    layout = replace(layout, notes=(*layout.notes, *on_users))
    return _in_words_of_events(layout, tables), tables


def in_its_words(table: TableSource, sample: Sample) -> TableSource:
    """Return a table with the preset's roles and SQL in the columns of its files."""
    if table.preset is None:
        return table
    headers = list(sample.columns)
    found = resolve(table.preset, headers, lambda column: _share(sample, column))
    return replace(table, map=found.map, sql=found.sql, instead=found.instead, value_per=found.value_per)


def columns_of(raws: tuple[RawTable, ...]) -> list[str]:
    """List the columns of all files of a table."""
    return list(dict.fromkeys(header for raw in raws for header in raw.headers))


def _with_preset(layout: Layout, preset: Preset, form: Form, opened: Opened) -> Layout:
    headers = columns_of(opened["events"])
    columns = ", ".join(columns_that_meet(form.events, headers))
    note = say(
        "The log was recognised as {label} by its columns, such as {columns}.", label=preset.label, columns=columns
    )
    of_events = preset.notes_on_events if knows_states(form.events, headers) else ()
    return replace(
        layout,
        events=replace(layout.events, preset=form.events),
        items=_known(layout.items, form.items, opened.get("items", ())),
        users=_known(layout.users, form.users, opened.get("users", ())),
        preset=preset,
        form=form,
        notes=(*layout.notes, note, *of_events, *preset.notes),
    )


def _known(table: TableSource | None, preset: PresetTable | None, raws: tuple[RawTable, ...]) -> TableSource | None:
    """Return a table that was given, by the preset where it has its columns."""
    is_known = table and preset and n_met(preset, columns_of(raws))
    return replace(table, preset=preset) if table and is_known else table


def _in_words_of_events(layout: Layout, opened: Opened) -> Layout:
    """Return the layout with its condition for products in the columns of the events."""
    if layout.form is None:
        return layout
    condition = fill_names(layout.form.is_product, columns_of(opened["events"]))
    return replace(layout, is_product=condition, text_event=layout.form.text_event)


def _does_not_fit(preset: Preset, source: LogSource, name: str, headers: list[str]) -> IngestError:
    shapes = [form.events.file for form in preset.forms if form.events.file]
    if shapes:
        patterns = ", ".join(pattern for shape in shapes for pattern in shape.names.split()) or say(
            "a file without a header"
        )
        return IngestError(
            say("{path} does not hold the files of {label}.", path=str(source.events), label=preset.label),
            say(
                "Its events are looked for in {patterns}; the preset is documented at {url}.",
                patterns=patterns,
                url=preset.source,
            ),
        )
    missing = max((_missing(form.events, headers) for form in preset.forms), key=lambda each: -len(each))
    return IngestError(
        say("{file} has no column {column!r}.", file=name, column=missing[0].split("|")[0].strip("/")),
        say("It has {columns}. The preset is documented at {url}.", columns=", ".join(headers), url=preset.source),
    )


def _missing(table: PresetTable, headers: list[str]) -> list[str]:
    return [need for need in listed(table.needs) if not has_column(need, headers)]


def _has_no_times(form: Form, headers: list[str]) -> bool:
    """Whether a preset knows where the time of its events stands, and no column stands there."""
    found = resolve(form.events, headers, lambda _column: 1.0)
    return "timestamp" in form.events.roles and not found.map.get("timestamp")


def _has_no_products(scratch: Scratch, form: Form, raws: tuple[RawTable, ...]) -> bool:
    """Whether most rows of files are no products by what a preset says of the ids of items."""
    if not any(f"{{{item}}}" in form.is_product for item in form.events.roles.get("item", ())):
        return False
    n_rows = sum(raw.n_rows for raw in raws)
    return n_rows > 0 and sum(_only(scratch, raw, form.is_product).n_rows for raw in raws) < _MOST * n_rows


def _only(scratch: Scratch, raw: RawTable, condition: str) -> RawTable:
    """Return the rows of a table that meet a condition."""
    where = fill_names(condition, raw.headers)
    for header in raw.headers:
        where = where.replace(f"{{{header}}}", raw.column(header))
    sql = f"(select * from {raw.sql} where {where})"  # noqa: S608 - a preset's own condition
    return replace(raw, sql=sql, n_rows=int(scratch.one(f"select count(*) from {sql}")))  # noqa: S608


def _share(sample: Sample, column: str) -> float:
    return len(sample.texts(column)) / max(len(sample.columns[column]), 1)
