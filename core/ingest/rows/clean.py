"""Turn rows of text into typed events, each with the reason why it cannot be used, if there is one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.ingest.money.paid_back import back_sql
from core.ingest.money.units import style_of
from core.ingest.opening.log import Log
from core.ingest.reader.read import RawTable
from core.ingest.rows.moments import END, FIRST_MOMENT, Times, find_times
from core.ingest.rows.money import Money, find_money, refund_sql, state_no_sql, stored_value_sql
from core.ingest.rows.reasons import DEFAULT_TIME, KEPT_AS_TEXT, NO_ITEM, NO_PRODUCT, NO_TIME, NO_USER, REASONS
from core.ingest.rows.time_texts import time_text
from core.ingest.rows.words import DEFAULT_NO, REFUND_NO, attribute_names, word_names, word_sql
from core.ingest.rows.zone_column import with_zones
from core.ingest.tables.log_table import LogTable, fill
from core.ingest.tables.private import MASK
from core.ingest.tables.source import LogSource
from core.ingest.values.clocks import has_own_clocks, moment_layers, timed_sql
from core.ingest.values.numbers import (
    Style,
    comma_sql,
    find_style,
    is_number,
    is_style_settled,
    number_layers,
    plain_layers,
)
from core.ingest.values.times import SHORT_DATE
from core.store.scratch import Scratch
from core.store.sql import has_text, literal, literals, nested

_MAX_TEXTS = 5000
_REASONS = {
    name: f"{literal(reason)}::reasons"
    for name, reason in {
        "no_user": NO_USER,
        "no_item": NO_ITEM,
        "kept_as_text": KEPT_AS_TEXT,
        "no_product": NO_PRODUCT,
        "no_time": NO_TIME,
        "default_time": DEFAULT_TIME,
    }.items()
}
_TYPE = "create type if not exists reasons as enum ({reasons})"
_MAX_WORDS = 2000
"""Characters of a text that are kept."""
_EMAIL = r"[\w.+-]+@[\w-]+\.[\w.-]+"
_PHONE = r"\+?\(?\d(?:[ ()./-]{0,2}\d){6,}"
_INSERT = """
{into}
select ({start} + row_no)::bigint as seq, user_no, item_no,
    case when is_refund then {refund_no} else coalesce(state_no, event_word_no, {default_no}) end as event_no,
    moment as ts, ((isodow(clock) - 1) * 24 + hour(clock))::smallint as week_hour,
    stored as value, case when stored is null then {has_value} else false end as is_value_bad,
    is_refund, is_unread, hash, reason{optional}
from (
    select *, case when isfinite(try_cast(number as float)) then try_cast(number as float) end as stored,
        case when user_no is null then {no_user} when item_no is null then {itemless}
        when not ({is_product}) then {no_product} when {is_default} then {default_time}
        when moment is null then {no_time} end as reason
    from (
        select *, {is_refund} as is_refund, {state_no} as state_no, {hash} as hash,
            case when any_moment >= {first} and any_moment < {end} then any_moment end as moment,
            {number} as number
        from {table}
        {words}
    )
)"""
_IS_DEFAULT = """case
    when any_moment is null then coalesce(regexp_matches(time_text, '^ *(0000-00-00|9999-12-31)'), false)
    when any_moment < timestamp '1970-01-02' or clock < timestamp '1970-01-02' then
        any_moment >= timestamp '1970-01-01' or clock::date in (date '0001-01-01', date '1753-01-01',
            date '1899-12-30', date '1899-12-31', date '1900-01-01')
    else false end"""
"""Dates that tools write where they have none."""
_ITEMLESS = (
    f"case when written is not null and moment is not null and not ({_IS_DEFAULT}) then {_REASONS['kept_as_text']} "
    f"else {_REASONS['no_item']} end"
)
"""The reason of a row without an item in a log with texts that users wrote."""

_LEFT = """
select count(*) filter (ts is null), count(*) filter (is_unread), count(*) filter ({has_commas}) from staged"""
_SHORT_DATES = f"select count(*) from unread_times where regexp_matches(text, {literal(SHORT_DATE)})"  # noqa: S608
"""Times that were not read and are dates that could be two."""


@dataclass(frozen=True, slots=True)
class Formats:
    """How the columns of the events are written."""

    times: Times
    styles: tuple[Style, ...]
    """How each file writes its values."""
    money: Money
    has_quick_times: bool = False
    """Whether all times of the sample are of one format, so that no other one is tried."""
    has_quick_numbers: bool = False
    """Whether all numbers of the sample are plain, so that no other form is tried."""
    has_unread_times: bool = False
    """Whether times of the log were not read; the table ``unread_times`` holds them."""

    @property
    def has_own_clocks(self) -> bool:
        """Whether staged rows say if their time has a clock of its own."""
        has_own = any(has_own_clocks(each, self.has_quick_times) for each in self.times.formats)
        return self.times.takes_own and (has_own or bool(self.times.zone_column))


def find_formats(scratch: Scratch, events: LogTable, source: LogSource, survey: bool = False) -> Formats:
    """Find out how times, numbers and ids are written; ``survey``: from all rows, not from a sample."""
    times = find_times(scratch, events, source, survey)
    styles = find_styles(scratch, events, survey, source.decimals)
    has_quick_times = not survey and all(each.reads_all for each in times.formats)
    are_plain = not survey and _has_plain_numbers(events, styles)
    return Formats(times, styles, find_money(scratch, events, source, styles, are_plain), has_quick_times, are_plain)


def _has_plain_numbers(events: LogTable, styles: Sequence[Style]) -> bool:
    columns = [column for column in (events.map.value, events.map.quantity) if column]
    texts = (events.sample.texts(column) for column in columns)
    return set(styles) == {"dot"} and all(not each or is_number(each) for each in texts)


def find_styles(scratch: Scratch, events: LogTable, survey: bool, decimals: Style | None = None) -> tuple[Style, ...]:
    """Find out how each file writes its values, by its numbers of pieces where those do not settle it.

    As ``decimals`` says where nothing in it does.
    """
    limit = "" if survey else f"limit {_MAX_TEXTS}"
    select = "select distinct {text} from {table} where {text} is not null {limit}"

    def texts_of(raw: RawTable, role: str) -> list[str]:
        column = getattr(events.map, role)
        if not column:
            return []
        if len(events.raws) == 1 and not survey:
            return events.sample.texts(column)
        text = events.sql_of(raw, column, role)
        return [row[0] for row in scratch.rows(select.format(text=text, table=raw.sql, limit=limit))]

    def style(raw: RawTable) -> Style:
        values = texts_of(raw, "value")
        if decimals is None and not is_style_settled(values) and is_style_settled(pieces := texts_of(raw, "quantity")):
            return find_style(pieces)
        return style_of(events, values, decimals)

    return tuple(map(style, events.raws))


@dataclass(frozen=True, slots=True)
class Left:
    """What formats of a sample left unread in the staged rows."""

    has_unread_times: bool
    """As ``Formats`` has it."""
    is_unread: bool
    """Whether a quick format left a time or number that another one may read."""
    is_settled: bool
    """Whether no row shows that a format was settled from too few rows."""


def look_back(scratch: Scratch, events: LogTable, formats: Formats) -> Left:
    """Find what the formats left unread, and make the table ``unread_times`` where that is some time."""
    has_commas = comma_sql("value_digits") if "dot" in formats.styles and _has_digits(events, formats) else "false"
    [(n_without, n_unread, n_commas)] = scratch.rows(_LEFT.format(has_commas=has_commas))
    has_unread_times = n_without > 0 and _read_times_again(scratch, events)
    is_open = has_unread_times and not all(each.date_order for each in formats.times.formats)
    is_settled = n_commas == 0 and not (is_open and scratch.one(_SHORT_DATES))
    return Left(has_unread_times, n_unread > 0, is_settled)


def _read_times_again(scratch: Scratch, events: LogTable) -> bool:
    """Make the table ``unread_times``: the text of each time that was not read, by ``seq``; return whether any is."""
    scratch.run("create or replace temp table unread_times (seq bigint, text varchar)")
    n_texts = 0
    for place, raw in enumerate(events.raws):
        text = f"trim(({time_text(events, raw)})::varchar)"
        seq = f"{start_of(events.raws, place)} + row_no"
        n_texts += scratch.one(
            f"insert into unread_times select {seq}, left({text}, 60) from {raw.sql} "  # noqa: S608 - built by read
            f"where {seq} in (select seq from staged where ts is null) and {text} <> ''"
        )
    return n_texts > 0


def _has_digits(events: LogTable, formats: Formats) -> bool:
    """Whether ``staged`` has the column ``value_digits``."""
    return bool(events.map.value) and not formats.has_quick_numbers


def stage(scratch: Scratch, log: Log, raw: RawTable, formats: Formats, charge: str = "") -> None:
    """Append one file to the table ``staged``; ``seq`` counts the rows of all files.

    ``charge`` is SQL for whether a row is no article. The tables of ``number_words`` are there.
    """
    events, roles = log.events, log.events.map
    place = log.events.raws.index(raw)
    names, value = word_names(events), events.source.sql.get("value")
    parts = {
        "into": "insert into staged" if place else "create temp table staged as",
        "start": str(start_of(events.raws, place)),
        "number": fill(value, raw) if value and not roles.value else stored_value_sql(events, raw, formats.money),
        "has_value": has_text("value_text"),
        "is_refund": refund_sql(events, raw, formats.money),
        "state_no": state_no_sql(events, raw, formats.money),
        "refund_no": str(REFUND_NO),
        "default_no": str(DEFAULT_NO),
        "hash": hash_sql(raw),
        "is_product": fill(log.layout.is_product, raw) or (f"not {charge}" if charge else "true"),
        "itemless": _ITEMLESS if roles.query else _REASONS["no_item"],
        "is_default": _IS_DEFAULT,
        "first": FIRST_MOMENT,
        "end": END,
        "table": _read_sql(scratch, events, raw, formats),
        "words": " ".join(f"left join {name}_words on {name}_text = {name}_word" for name in names),
        "optional": _optional_sql(scratch, events, raw, formats),
        **_REASONS,
    }
    scratch.run(_TYPE.format(reasons=literals((*REASONS, KEPT_AS_TEXT))))
    scratch.run(re.sub(r"\{(\w+)\}", lambda found: parts[found[1]], _INSERT))


def _optional_sql(scratch: Scratch, events: LogTable, raw: RawTable, formats: Formats) -> str:
    """Return the columns that not every log has."""
    columns = [f"{name}_no" for name in attribute_names(events)]
    columns += ["has_own_clock"] if formats.has_own_clocks else []
    columns += filter(None, [timed_sql("moment", formats.has_own_clocks, scratch.timezone)])
    if events.map.order:
        columns.append(f"{text_sql(events.sql_of(raw, events.map.order, 'order'))} as order_id")
    if formats.money.statuses.history:
        columns += ["states", "event_word_no", f"{'pieces' if events.map.quantity else 'null'} as pieces"]
    columns += ["written"] if events.map.query else []
    columns += ["amount_digits as value_digits"] if _has_digits(events, formats) else []
    return "".join(f", {column}" for column in columns)


def start_of(raws: Sequence[RawTable], place: int) -> int:
    """Return the ``seq`` of the first row of a file."""
    return sum(raw.found.n_rows for raw in raws[:place])


def _read_sql(scratch: Scratch, events: LogTable, raw: RawTable, formats: Formats) -> str:
    """Return the rows of a file with their moments and amounts, and whether a quick format left one of them."""
    place = events.raws.index(raw)
    value = events.sql_of(raw, events.map.value, "value") if events.map.value else "''"
    quantity = events.sql_of(raw, events.map.quantity, "quantity") if events.map.quantity else "''"
    texts = {"time_text": time_text(events, raw), "value_text": value, "pieces_text": quantity}
    texts |= {f"{name}_text": word_sql(events, raw, name) for name in word_names(events)}
    states = ", ' ', ".join(f"lower(trim({raw.column(each)}))" for each in formats.money.statuses.history)
    texts |= {"states": f"concat({states})"} if states else {}
    texts |= {"written": words_sql(events.sql_of(raw, events.map.query, "query"))} if events.map.query else {}
    numbers = {"amount": "value_text"} | ({"pieces": "pieces_text"} if events.map.quantity else {})
    time, style, is_plain = formats.times.formats[place], formats.styles[place], formats.has_quick_numbers
    layers = moment_layers("time_text", time, scratch.timezone, formats.has_quick_times, formats.has_own_clocks)
    for name, text in numbers.items():
        layers += plain_layers(name, text) if is_plain else number_layers(name, text, style)
    layers += [{"back": back_sql(events, raw, formats.money.paid_back)}] if formats.money.paid_back else []
    quick = ({"any_moment": "time_text"} if formats.has_quick_times else {}) | (numbers if is_plain else {})
    unread = (f"case when {name} is null then {has_text(text)} else false end" for name, text in quick.items())
    as_texts = {name: f"({text})::varchar" for name, text in texts.items()}
    layers = [as_texts, *layers, {"is_unread": " or ".join(unread) or "false"}]
    return with_zones(nested(raw.sql, layers), formats.times.zone_column, raw)


def text_sql(column: str) -> str:
    """Return SQL for a text, null where it is empty."""
    return f"nullif(trim({column}), '')"


def words_sql(column: str) -> str:
    """Return SQL for what a user wrote, on one line, with e-mail addresses and phone numbers masked."""
    line = f"left(trim(regexp_replace({column}, '\\s+', ' ', 'g')), {_MAX_WORDS})"
    without_email = f"regexp_replace({line}, {literal(_EMAIL)}, '{MASK}', 'g')"
    return f"nullif(regexp_replace({without_email}, {literal(_PHONE)}, '{MASK}', 'g'), '')"


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
