"""Turn rows of text into typed events, each with the reason why it cannot be used, if there is one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.ingest.ids import ID_REASONS
from core.ingest.log import Log, LogTable, fill
from core.ingest.moments import END, FIRST_MOMENT, Times, find_times, moment_layers, time_text
from core.ingest.money import Money, find_money, refund_sql, value_sql
from core.ingest.numbers import Style, comma_sql, find_style, is_number, number_layers, plain_layers
from core.ingest.private import MASK
from core.ingest.read import RawTable
from core.ingest.repair import READER_REASONS
from core.ingest.source import LogSource
from core.ingest.times import SHORT_DATE
from core.population.meanings import REFUND_NAMES
from core.sentences import say
from core.store.scratch import Scratch
from core.store.sql import literal, nested
from core.types import REFUND, ColumnMap

NO_USER = say("no user")
NO_ITEM = say("no item")
NO_TIME = say("no usable time")
DEFAULT_TIME = say("a stand-in for no time, such as 1970-01-01")
NO_PRODUCT = say("not a product")
DUPLICATE = say("exact duplicate")
REASONS = {
    str(each): each for each in (NO_USER, NO_ITEM, NO_TIME, DEFAULT_TIME, NO_PRODUCT, DUPLICATE, *ID_REASONS)
} | READER_REASONS
"""Reason as a table holds it → the sentence."""

NO_EVENT = "event"
"""The event name where the log gives none."""
PURCHASE = "purchase"
"""The event name where the log gives none, but holds orders or quantities."""
_MISSING = ("", "null", "nan", "none", "n/a", "\\n")
_MAX_TEXTS = 5000
_REASONS = {
    "no_user": literal(NO_USER),
    "no_item": literal(NO_ITEM),
    "no_product": literal(NO_PRODUCT),
    "no_time": literal(NO_TIME),
    "default_time": literal(DEFAULT_TIME),
}
_STAGE = """
create temp table if not exists staged (
    seq bigint, user_id varchar, item_id varchar, event varchar, ts timestamp, week_hour smallint, is_timed boolean,
    value float, is_value_bad boolean, title varchar, category varchar, attributes varchar[],
    hash ubigint, reason varchar, raw varchar, unread_time varchar, value_digits varchar,
    order_id varchar, is_refund boolean, is_unread boolean
)"""
_DAY = 86_400_000_000
_INSERT = """
insert into staged
select {start} + row_no, user_id, item_id, event, moment, (isodow(clock) - 1) * 24 + hour(clock),
    coalesce(epoch_us(moment) % {day} <> 0 and epoch_us(clock) % {day} <> 0, false),
    stored, coalesce(trim(value_text) <> '' and stored is null, false),
    title, category, attributes, hash, reason, case when reason is not null then {raw} end,
    case when moment is null and trim(time_text) <> '' then left(trim(time_text), 60) end, amount_digits,
    order_id, is_refund, is_unread
from (
    select *, case when user_id is null then {no_user} when item_id is null then {no_item}
        when not ({is_product}) then {no_product} when {is_default} then {default_time}
        when moment is null then {no_time} end as reason
    from (
        select *, {user} as user_id, {item} as item_id,
            case when {is_refund} then {refund} else {event} end as event,
            {is_refund} as is_refund, {order} as order_id,
            case when any_moment >= {first} and any_moment < {end} then any_moment end as moment,
            case when isfinite(try_cast({number} as float)) then try_cast({number} as float) end as stored,
            {title} as title, {category} as category, {attributes} as attributes, {hash} as hash
        from {table}
    )
)"""
_IS_DEFAULT = """(any_moment is null or any_moment < timestamp '1970-01-02' or clock < timestamp '1970-01-02') and (
    coalesce(any_moment >= timestamp '1970-01-01' and (any_moment < timestamp '1970-01-02'
        or clock < timestamp '1970-01-02'), false)
    or coalesce(clock::date in (date '0001-01-01', date '1753-01-01', date '1899-12-30', date '1899-12-31',
        date '1900-01-01'), false)
    or (any_moment is null and coalesce(regexp_matches(time_text, '^ *(0000-00-00|9999-12-31)'), false)))"""
"""Dates that tools write where they have none."""


@dataclass(frozen=True, slots=True)
class Formats:
    """How the columns of the events are written."""

    times: Times
    styles: tuple[Style, ...]
    """How each file writes its values."""
    money: Money
    is_quick: bool = False
    """Whether all times and numbers of the sample are of one plain format, so that no other one is tried."""


def find_formats(scratch: Scratch, events: LogTable, source: LogSource, survey: bool = False) -> Formats:
    """Find out how times, numbers and ids are written; ``survey``: from all rows, not from a sample."""
    times = find_times(scratch, events, source, survey)
    styles = find_styles(scratch, events, survey, source.decimals or "dot")
    is_quick = not survey and all(each.reads_all for each in times.formats) and _has_plain_numbers(events, styles)
    return Formats(times, styles, find_money(scratch, events, source, styles), is_quick)


def _has_plain_numbers(events: LogTable, styles: Sequence[Style]) -> bool:
    columns = [column for column in (events.map.value, events.map.quantity) if column]
    texts = (events.sample.texts(column) for column in columns)
    return set(styles) == {"dot"} and all(not each or is_number(each) for each in texts)


def is_unread(scratch: Scratch) -> bool:
    """Whether a staged row holds a time or number that a quick format left, and another one may read."""
    return bool(scratch.one("select count(*) from staged where is_unread"))


def find_styles(scratch: Scratch, events: LogTable, survey: bool, otherwise: Style = "dot") -> tuple[Style, ...]:
    """Find out how each file writes its values; ``otherwise`` where nothing in it settles that."""
    found: list[Style] = ["dot"] * len(events.raws)
    column = events.map.value
    if not column:
        return tuple(found)
    if len(events.raws) == 1 and not survey:
        return (find_style(events.sample.texts(column), otherwise),)
    limit = "" if survey else f"limit {_MAX_TEXTS}"
    select = "select distinct {text} from {table} where {text} is not null {limit}"
    parts = [(events.sql_of(raw, column, "value"), raw.sql) for raw in events.raws]
    found = [
        find_style([text for (text,) in scratch.rows(select.format(text=text, table=table, limit=limit))], otherwise)
        for text, table in parts
    ]
    return tuple(found)


def is_settled(scratch: Scratch, formats: Formats) -> bool:
    """Whether no staged row shows that a format was settled from too few rows."""
    has_order = [each.date_order is not None for each in formats.times.formats]
    short = f"unread_time is not null and regexp_matches(unread_time, {literal(SHORT_DATE)})"
    questions = [(short, not all(has_order)), (comma_sql("value_digits"), "dot" in formats.styles)]
    asked = [condition for condition, is_asked in questions if is_asked]
    return not any(scratch.one(f"select count(*) from staged where {each}") for each in asked)  # noqa: S608


def stage(scratch: Scratch, log: Log, raw: RawTable, formats: Formats) -> None:
    """Append one file to the table ``staged``; ``seq`` counts the rows of all files."""
    events, roles = log.events, log.events.map
    place = log.events.raws.index(raw)
    value = log.events.source.sql.get("value")
    parts = {
        "start": str(start_of(events.raws, place)),
        "user": id_sql(events.sql_of(raw, roles.user or "", "user")),
        "item": id_sql(events.sql_of(raw, roles.item or "", "item")),
        "event": _event_sql(events, raw),
        "number": fill(value, raw) if value and not roles.value else value_sql(events, formats.money),
        "order": text_sql(events.sql_of(raw, roles.order, "order")) if roles.order else "null",
        "is_refund": refund_sql(events, raw, formats.money),
        "refund": literal(REFUND),
        "title": text_sql(events.sql_of(raw, roles.text, "text")) if roles.text else "null",
        "category": text_sql(events.sql_of(raw, roles.category, "category")) if roles.category else "null",
        "attributes": _list_sql([text_sql(events.sql_of(raw, name)) for name in roles.attributes]),
        "hash": hash_sql(raw),
        "raw": raw_sql(raw),
        "is_product": fill(log.layout.is_product, raw) or "true",
        "is_default": _IS_DEFAULT,
        "first": FIRST_MOMENT,
        "end": END,
        "day": str(_DAY),
        "table": _read_sql(scratch, events, raw, formats),
        **_REASONS,
    }
    scratch.run(_STAGE)
    scratch.run(re.sub(r"\{(\w+)\}", lambda found: parts[found[1]], _INSERT))


def start_of(raws: Sequence[RawTable], place: int) -> int:
    """Return the ``seq`` of the first row of a file."""
    return sum(raw.found.n_rows for raw in raws[:place])


def _read_sql(scratch: Scratch, events: LogTable, raw: RawTable, formats: Formats) -> str:
    """Return the rows of a file with their moments and amounts, and whether a quick format left one of them."""
    place = events.raws.index(raw)
    value = events.sql_of(raw, events.map.value, "value") if events.map.value else "''"
    zone = str(scratch.one("select current_setting('TimeZone')"))
    quantity = events.sql_of(raw, events.map.quantity, "quantity") if events.map.quantity else "''"
    texts = {"time_text": time_text(events, raw), "value_text": value, "pieces_text": quantity}
    numbers = {"amount": "value_text"} | ({"pieces": "pieces_text"} if events.map.quantity else {})
    layers = moment_layers("time_text", formats.times.formats[place], zone, formats.is_quick)
    for name, text in numbers.items():
        layers += plain_layers(name, text) if formats.is_quick else number_layers(name, text, formats.styles[place])
    read = {"any_moment": "time_text", **numbers}
    unread = " or ".join(f"({name} is null and coalesce(trim({text}) <> '', false))" for name, text in read.items())
    found = f"case when {unread} then true else false end" if formats.is_quick else "false"
    return nested(
        raw.sql, [{name: f"({text})::varchar" for name, text in texts.items()}, *layers, {"is_unread": found}]
    )


def id_sql(column: str) -> str:
    """Return SQL for an id as it is written, null where there is none."""
    missing = ", ".join(literal(each) for each in _MISSING)
    return f"case when lower(trim({column})) in ({missing}) then null else {column} end"


def text_sql(column: str) -> str:
    """Return SQL for a text, null where it is empty."""
    return f"nullif(trim({column}), '')"


def hash_sql(raw: RawTable) -> str:
    """Return SQL for a number that equal rows share, whatever the order of the columns in their files."""
    columns = [raw.column(header) for header in sorted(raw.all_headers)]
    return f"hash({', '.join([*columns, raw.apart] if raw.apart else columns)})"


def raw_sql(raw: RawTable) -> str:
    """Return SQL that writes a row back as CSV, with a mask for each cell that is not to be kept."""
    cells = (
        f"case when trim(c{place}) <> '' then {literal(MASK)} else '' end"
        if header in raw.masked
        else f"case when regexp_matches(c{place}, '[,\"\\n\\r]') then '\"' || replace(c{place}, '\"', '\"\"') || '\"' "
        f"else coalesce(c{place}, '') end"
        for place, header in enumerate(raw.headers)
    )
    return " || ',' || ".join(cells)


def event_without_column(roles: ColumnMap) -> str:
    """Return what events are called in a log without a column for it: purchases where it has orders or quantities."""
    return PURCHASE if roles.quantity or roles.order else NO_EVENT


def _event_sql(events: LogTable, raw: RawTable) -> str:
    if not events.map.event and "event" not in events.source.sql:
        return literal(event_without_column(events.map))
    name = f"lower(trim({events.sql_of(raw, events.map.event or '', 'event')}))"
    refunds = ", ".join(literal(each) for each in REFUND_NAMES)
    named = f"coalesce(nullif({name}, ''), {literal(NO_EVENT)})"
    return f"case when {name} in ({refunds}) then {literal(REFUND)} else {named} end"


def _list_sql(cells: Sequence[str]) -> str:
    return f"[{', '.join(cells)}]::varchar[]" if cells else "null"
