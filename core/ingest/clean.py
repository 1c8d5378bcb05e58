"""Turn rows of text into typed events, each with the reason why it cannot be used, if there is one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.errors import IngestError
from core.ingest.log import Log, LogTable, fill
from core.ingest.numbers import find_number_sql
from core.ingest.read import RawTable
from core.ingest.repair import READER_REASONS
from core.ingest.times import TimeFormat, find_time_format, settle_order
from core.population.interactions import REFUND_NAMES
from core.sentences import say
from core.store.scratch import Scratch
from core.store.sql import literal
from core.types import REFUND

NO_USER = say("no user")
NO_ITEM = say("no item")
NO_TIME = say("no usable time")
NO_PRODUCT = say("not a product")
DUPLICATE = say("exact duplicate")
REASONS = {str(each): each for each in (NO_USER, NO_ITEM, NO_TIME, NO_PRODUCT, DUPLICATE)} | READER_REASONS
"""Reason as a table holds it → the sentence."""

NO_EVENT = "event"
"""The event name where the log gives none."""
_MISSING = ("", "null", "nan", "none", "n/a", "\\n")
_REASONS = {
    "no_user": literal(NO_USER),
    "no_item": literal(NO_ITEM),
    "no_product": literal(NO_PRODUCT),
    "no_time": literal(NO_TIME),
}
_STAGE = """
create temp table if not exists staged (
    user_id varchar, item_id varchar, event varchar, ts timestamp, week_hour smallint, is_timed boolean,
    value float, is_value_bad boolean, title varchar, category varchar, attributes varchar[],
    hash ubigint, reason varchar, raw varchar
)"""
_INSERT = """
insert into staged
select user_id, item_id, event, make_timestamp(epoch_us(moment)),
    (isodow(moment::timestamp) - 1) * 24 + hour(moment::timestamp),
    coalesce(epoch_us(moment) % 86400000000 <> 0 and moment::timestamp::time <> '00:00:00', false),
    case when isfinite(number) then number end,
    coalesce(trim(value_text) <> '' and not coalesce(isfinite(number), false), false),
    title, category, attributes, hash, reason,
    case when reason is not null then {raw} end
from (
    select *, case when user_id is null then {no_user} when item_id is null then {no_item}
        when not ({is_product}) then {no_product} when moment is null then {no_time} end as reason
    from (
        select *, case when parsed >= '1970-01-01 00:00:00+00' and parsed < '2101-01-01 00:00:00+00' then parsed end
            as moment
        from (
            select *, {user} as user_id, {item} as item_id, {event} as event, {moment} as parsed, {number} as number,
                {value_text} as value_text, {title} as title, {category} as category, {attributes} as attributes,
                {hash} as hash
            from {table}
        )
    )
)"""


@dataclass(frozen=True, slots=True)
class Formats:
    """How the columns of the events are written."""

    time: TimeFormat
    number: str
    """SQL from ``{text}`` to DOUBLE."""
    numeric_ids: tuple[str, ...]
    """Id columns that some tool wrote as 17850.0."""


def find_formats(scratch: Scratch, events: LogTable) -> Formats:
    """Find out how times, numbers and ids are written."""
    column = events.map.timestamp or ""
    found = find_time_format(scratch, events.sample.texts(column), enough=0.0)
    if found is None and events.sample.texts(column):
        example = events.sample.texts(column)[0][:40]
        raise IngestError(
            say("The times in {column!r} are not understood, such as {example!r}.", column=column, example=example),
            say("Write them like 2026-01-31 18:05:00, or give another column with --map timestamp=COLUMN."),
        )
    columns = [(raw.sql, raw.column(column)) for raw in events.raws]
    time = settle_order(scratch, found or TimeFormat(say("none"), "null::timestamptz"), columns)
    number = find_number_sql(events.sample.texts(events.map.value)) if events.map.value else None
    ids = [each for each in (events.map.user, events.map.item) if each and has_float_ids(events.sample.texts(each))]
    return Formats(time, number or "try_cast({text} as double)", tuple(ids))


def has_float_ids(texts: Sequence[str]) -> bool:
    """Whether whole numbers were written with ".0" behind them."""
    return any(text.strip().endswith(".0") for text in texts) and all(
        re.fullmatch(r"\s*\d+(\.0)?\s*", t) for t in texts
    )


def stage(scratch: Scratch, log: Log, raw: RawTable, formats: Formats) -> None:
    """Append one file to the table ``staged``; its rowid is the order of the rows in all files."""
    events, roles = log.events, log.events.map
    value = log.events.source.sql.get("value")
    value_column = events.sql_of(raw, roles.value, "value") if roles.value else None
    parts = {
        "user": id_sql(events.sql_of(raw, roles.user or "", "user"), roles.user in formats.numeric_ids),
        "item": id_sql(events.sql_of(raw, roles.item or "", "item"), roles.item in formats.numeric_ids),
        "event": _event_sql(events, raw),
        "moment": formats.time.of(events.sql_of(raw, roles.timestamp or "", "timestamp")),
        "number": fill(value, raw) if value and not roles.value else _number_sql(value_column, formats),
        "value_text": value_column or "''",
        "title": text_sql(events.sql_of(raw, roles.text, "text")) if roles.text else "null",
        "category": text_sql(events.sql_of(raw, roles.category, "category")) if roles.category else "null",
        "attributes": _list_sql([text_sql(events.sql_of(raw, name)) for name in roles.attributes]),
        "hash": hash_sql(raw),
        "raw": raw_sql(raw),
        "is_product": fill(log.layout.is_product, raw) or "true",
        "table": raw.sql,
        **_REASONS,
    }
    scratch.run(_STAGE)
    scratch.run(re.sub(r"\{(\w+)\}", lambda found: parts[found[1]], _INSERT))


def id_sql(column: str, is_numeric: bool) -> str:
    """Return SQL for an id as text, null where it is missing."""
    plain = f"trim({column})"
    if is_numeric:
        plain = f"regexp_replace({plain}, '\\.0$', '')"
    missing = ", ".join(literal(each) for each in _MISSING)
    return f"case when lower(trim({column})) in ({missing}) then null else {plain} end"


def text_sql(column: str) -> str:
    """Return SQL for a text, null where it is empty."""
    return f"nullif(trim({column}), '')"


def hash_sql(raw: RawTable) -> str:
    """Return SQL for a number that equal rows share, whatever the order of the columns in their files."""
    return f"hash({', '.join(raw.column(header) for header in sorted(raw.all_headers))})"


def raw_sql(raw: RawTable) -> str:
    """Return SQL that writes a row back as CSV."""
    cells = (
        f"case when regexp_matches(c{place}, '[,\"\\n\\r]') then '\"' || replace(c{place}, '\"', '\"\"') || '\"' "
        f"else coalesce(c{place}, '') end"
        for place in range(len(raw.headers))
    )
    return " || ',' || ".join(cells)


def _event_sql(events: LogTable, raw: RawTable) -> str:
    if not events.map.event and "event" not in events.source.sql:
        return literal(NO_EVENT)
    name = f"lower(trim({events.sql_of(raw, events.map.event or '', 'event')}))"
    refunds = ", ".join(literal(each) for each in REFUND_NAMES)
    named = f"coalesce(nullif({name}, ''), {literal(NO_EVENT)})"
    return f"case when {name} in ({refunds}) then {literal(REFUND)} else {named} end"


def _number_sql(column: str | None, formats: Formats) -> str:
    return formats.number.replace("{text}", f"trim({column})") if column else "null::double"


def _list_sql(cells: Sequence[str]) -> str:
    return f"[{', '.join(cells)}]::varchar[]" if cells else "null"
