"""Titles, categories and attributes: of the items file and the users file, and as often as they stand in the log."""

from __future__ import annotations

import pyarrow as pa

from core.ingest.opening.log import Log
from core.ingest.reader.captions import is_total
from core.ingest.reader.read import RawTable
from core.ingest.rows.clean import start_of, text_sql
from core.ingest.rows.ids import IdColumn, settle_ids
from core.ingest.rows.words import id_sql, word_sql
from core.ingest.tables.log_table import LogTable
from core.ingest.tables.suitable import why_no_attribute
from core.ingest.tables.user_files import unguarded_sql
from core.ingest.values.id_spellings import alike_sql
from core.ingest.values.identity import as_in_log
from core.sentences import say
from core.store.scratch import Scratch
from core.store.sql import has_text, literal

_CREATE_ITEMS = "create temp table item_rows (seq bigint, item_id varchar, title varchar, category varchar)"
_KEEP_TITLES = "create temp table title_rows as select item_id, title from item_rows where title is not null"
_CREATE_USERS = "create temp table user_rows (seq bigint, user_id varchar, attributes varchar[])"
_ALIKE = """
left join (select {alike_fixed} as alike, any_value(fixed) as fixed from staged_{column}s
    where alike is not null and reason is null group by all having min(fixed) = max(fixed)) s
on {alike_column} = s.alike"""
"""E-mail addresses, UUIDs and phone numbers of a file take the spelling of the log."""
_CODED_USERS = "select distinct fixed from staged_user_ids where regexp_matches(fixed, '^u[0-9a-f]{32}$')"
_OTHER_USERS = f"""
select distinct user_id from user_rows where user_id not in (select fixed from staged_user_ids where fixed is not null)
    and exists ({_CODED_USERS})"""  # noqa: S608 - our own names
_FIRST_WINS = """
    delete from {table} where seq in (
        select place from (
            select seq as place, row_number() over (partition by {id} order by seq) as n from {table})
        where n > 1)
"""


_LAST = """
select {column}, seq from {rows} where seq in (select max(seq) from {rows} where {column} is not null)
    and {column} not in (select fixed from staged_{column}s where fixed is not null)"""


def load_items(scratch: Scratch, table: LogTable | None) -> list[str]:
    """Make ``item_rows`` and ``title_rows`` from the items file, where there is one; return notes."""
    if table is None:
        return []
    scratch.run(_CREATE_ITEMS)
    for place, raw in enumerate(table.raws):
        seq = f"{start_of(table.raws, place)} + row_no"
        item = id_sql(_plain_id(scratch, table, raw, "item"))
        title = text_sql(table.sql_of(raw, table.map.text, "text")) if table.map.text else "null"
        category = text_sql(table.sql_of(raw, table.map.category, "category")) if table.map.category else "null"
        scratch.run(f"insert into item_rows select {seq}, {item}, {title}, {category} from {raw.sql}")  # noqa: S608
    scratch.run(_KEEP_TITLES)
    return _tidy(scratch, table, "item_rows", "item_id")


def load_users(scratch: Scratch, table: LogTable | None, key: bytes | None = None) -> tuple[list[str], list[str]]:
    """Make ``user_rows`` from the users file, where there is one; return the names of its attributes, and notes.

    ``key`` is that of the workspace: where the log itself holds codes, ids in clear are found by theirs.
    """
    if table is None:
        return [], []
    scratch.run(_CREATE_USERS)
    names = list(table.map.attributes)
    for place, raw in enumerate(table.raws):
        seq = f"{start_of(table.raws, place)} + row_no"
        user = id_sql(_plain_id(scratch, table, raw, "user"))
        cells = ", ".join(text_sql(unguarded_sql(scratch, raw, name, table.sql_of(raw, name))) for name in names)
        scratch.run(f"insert into user_rows select {seq}, {user}, [{cells}]::varchar[] from {raw.sql}")  # noqa: S608
    notes = _notes_on_others(table) + _tidy(scratch, table, "user_rows", "user_id")
    return names, notes + (_as_in_log(scratch, table.raws[0].name, key) if key else [])


def _plain_id(scratch: Scratch, table: LogTable, raw: RawTable, role: str) -> str:
    """Return the SQL of the ids of a file, also of one that this program wrote for a spreadsheet."""
    column = (table.map.user if role == "user" else table.map.item) or ""
    return unguarded_sql(scratch, raw, column, table.sql_of(raw, column, role), is_id=True)


def _tidy(scratch: Scratch, table: LogTable, rows: str, column: str) -> list[str]:
    """Drop rows without id and later rows of an id; return notes that count them."""
    notes: list[str] = []
    n_malformed = sum(len(raw.found.malformed) for raw in table.raws)
    is_user = column == "user_id"
    ids = IdColumn(rows, is_user, is_private=is_user and table.has_codes)
    notes += settle_ids(scratch, ids)
    no_id = f"case when m.reason is null then {column} end"
    scratch.rewrite(rows, {column: no_id}, f"left join {ids.settled} m on {column} = m.id")
    alike = {"alike_fixed": alike_sql("fixed"), "alike_column": alike_sql(column)}
    scratch.rewrite(rows, {column: f"coalesce(s.fixed, {column})"}, _ALIKE.format(column=column, **alike))
    n_missing = _changed(scratch, f"delete from {rows} where {column} is null")  # noqa: S608 - our own names
    n_again = _changed(scratch, _FIRST_WINS.format(table=rows, id=column))
    name = table.raws[0].name
    notes += _without_total(scratch, name, rows, column)
    if n_malformed:
        lines = ", ".join(str(each.line) for raw in table.raws for each in raw.found.malformed[:5])
        notes.append(
            say(
                "{name}: {n:,} malformed lines were left out, such as line {lines}.",
                name=name,
                n=n_malformed,
                lines=lines,
            )
        )
    if n_missing:
        notes.append(say("{name}: {n:,} rows without id were left out.", name=name, n=n_missing))
    if n_again:
        notes.append(say("{name}: {n:,} rows repeat an id; the first row of each id counts.", name=name, n=n_again))
    return notes


def _without_total(scratch: Scratch, name: str, rows: str, column: str) -> list[str]:
    """Drop the last row of a file where its id is the name of a total and none of the log; return a note on it."""
    found = [(str(text), seq) for text, seq in scratch.rows(_LAST.format(rows=rows, column=column))]
    notes: list[str] = []
    for text, seq in found:
        if is_total(text):
            scratch.run(f"delete from {rows} where seq = {seq}")  # noqa: S608 - our own names and a number
            notes.append(say("{name}: the last row, {text!r}, is a total and was left out.", name=name, text=text[:60]))
    return notes


def _as_in_log(scratch: Scratch, name: str, key: bytes) -> list[str]:
    """Write the codes of the log for users who are given in clear; return a note that counts them."""
    given = [row[0] for row in scratch.rows(_OTHER_USERS)]
    if not given:
        return []
    known = (row[0] for row in scratch.rows(_CODED_USERS))
    found = {user_id: code for user_id, code in as_in_log(given, known, key).items() if code != user_id}
    columns = {"given": pa.array(list(found), pa.string()), "code": pa.array(list(found.values()), pa.string())}
    scratch.add_table("codes_of_given", pa.table(columns))
    scratch.rewrite("user_rows", {"user_id": "coalesce(code, user_id)"}, "left join codes_of_given on user_id = given")
    _changed(scratch, _FIRST_WINS.format(table="user_rows", id="user_id"))
    if not found:
        return []
    return [say("{name}: {n:,} users are given by their own ids and were found by their codes.", name=name,
                n=len(found))]  # fmt: skip


def _changed(scratch: Scratch, sql: str) -> int:
    return int(scratch.one(sql) or 0)


def _notes_on_others(table: LogTable) -> list[str]:
    """Say of each column that is no attribute why it is none."""
    others = [header for header in table.sample.columns if header not in (table.map.user, *table.map.attributes)]
    reasons = ((header, why_no_attribute(table.sample, header)) for header in others)
    return [
        say(
            "{file}: the column {header!r} is not used as an attribute: {why_not}.",
            file=table.raws[0].name,
            header=header,
            why_not=why_not,
        )
        for header, why_not in reasons
        if why_not
    ]


_EMPTY = "create or replace temp table {name}_written (word varchar, text varchar, n bigint)"
_ADD = """
insert into {name}_written
select {item}, {text}, {sign} count(*) from {table} where {condition} group by all"""
_COUNTED = """
create temp table {name}_counts as
with written as materialized (select word, text, sum(n) as n from {name}_written group by all)
select fixed as item_id, trim(text) as {name}, sum(written.n)::bigint as n
from written join item_words on word = item_word join staged_item_ids i on item_no = i.no
where written.n > 0 and {has_text} group by all"""
_MOST_FREQUENT = """
create temp table {name}s as
select item_id, {name} from {name}_counts
qualify row_number() over (partition by item_id order by n desc, {name}) = 1"""


def count_texts(scratch: Scratch, log: Log, *, has_rejected: bool) -> None:
    """Make ``title_counts`` and ``category_counts``: item_id, text, n; and ``titles``, ``categorys``: the commonest.

    Only those of which the log has a column. ``has_rejected``: whether rows of it do not count.
    """
    roles = log.events.map
    for name in (*(["title"] if roles.text else []), *(["category"] if roles.category else [])):
        scratch.run(_EMPTY.format(name=name))
        _count(scratch, log, name, has_rejected=has_rejected)
        scratch.run(_COUNTED.format(name=name, has_text=has_text("text")))
        scratch.run(_MOST_FREQUENT.format(name=name))


def _count(scratch: Scratch, log: Log, name: str, *, has_rejected: bool) -> None:
    only = log.layout.text_event if name == "title" else ""
    for place, raw in enumerate(log.events.raws):
        item, text = word_sql(log.events, raw, "item"), word_sql(log.events, raw, name)
        seq = f"{start_of(log.events.raws, place)} + row_no"
        parts = {"name": name, "item": item, "text": text, "table": raw.sql}
        if only:
            of_event = f"select event_no from event_names where event = {literal(only)}"  # noqa: S608 - a quoted name
            condition = f"{seq} in (select seq from kept where event_no in ({of_event}))"  # noqa: S608 - our own names
            scratch.run(_ADD.format(**parts, sign="", condition=condition))
            continue
        scratch.run(_ADD.format(**parts, sign="", condition="true"))
        if has_rejected:
            rejected = f"{seq} in (select seq from rejected_seqs)"  # noqa: S608 - our own names
            scratch.run(_ADD.format(**parts, sign="-", condition=rejected))
