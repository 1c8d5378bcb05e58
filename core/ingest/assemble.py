"""From staged rows to the tables a store takes over: events in order, items, users, rejected rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from core.ingest.clean import DUPLICATE, REASONS, hash_sql, raw_sql, start_of
from core.ingest.log import Log
from core.ingest.private import MASK
from core.ingest.read import RawTable
from core.store.scratch import Scratch
from core.store.sql import literal

_HAS_TIME_OF_DAY = "select coalesce(bool_or(is_timed), false) from staged where reason is null"
_NO_DUPLICATES = """
create table duplicates (seq bigint, hash ubigint);
create table duplicate_raws (hash ubigint, raw varchar)"""
_NO_RAW = """
create table no_raw as select hash from duplicates
union select hash from staged where reason is not null and raw is null"""
_FIND_DUPLICATES = """
insert into duplicates
with twice as (select hash from staged where reason is null group by hash having count(*) > 1)
select seq, hash from (
    select seq, hash,
        row_number() over (partition by hash, user_id, item_id, ts order by seq) as n
    from staged semi join twice using (hash) where reason is null)
where n > 1"""
_KEPT = """
create temp view kept as select * from staged
where reason is null {and_not_duplicate}"""
_NOT_DUPLICATE = "and seq not in (select seq from duplicates)"
_NAMES = """
create table names as
select (row_number() over (order by event) - 1)::integer as event_code, event from (select distinct event from kept)"""
_LAST_KNOWN = "arg_max(attributes[{place}], row(ts, seq)) filter (attributes[{place}] is not null)"
_USERS = """
create table users as
select (row_number() over (order by coalesce(code, k.user_id)) - 1)::integer as user_code,
    coalesce(code, k.user_id) as user_id, {attributes} as attributes, k.user_id as written_id
from (select user_id {known} from kept group by user_id) k
    left join user_rows f using (user_id) left join codes using (user_id)"""
_COUNTED = """
create table {name}_counts as
select item_id, {name}, count(*) as n from kept where {name} is not null {only} group by all"""
_MOST_FREQUENT = """
create table {name}s as
select item_id, {name} from {name}_counts
qualify row_number() over (partition by item_id order by n desc, {name}) = 1"""
_ITEMS = """
create table items as
select (row_number() over (order by k.item_id) - 1)::integer as item_code, k.item_id,
    coalesce(f.title, t.title) as title,
    list_filter(list_transform(string_split(coalesce(f.category, c.category), '|'), lambda x: trim(x)),
        lambda x: x not in ('', '(no genres listed)')) as categories
from (select distinct item_id from kept) k left join item_rows f using (item_id)
    left join titles t using (item_id) left join categorys c using (item_id)"""
_OTHER_TITLES = """
alter table items add column other_title varchar;
update items set other_title = o.title from (
    select item_id, c.title
    from (select item_id, title, n from title_counts union all select item_id, title, 1 from title_rows) c
        join items using (item_id)
    where lower(trim(c.title)) <> lower(trim(items.title))
    qualify row_number() over (partition by item_id order by n desc, c.title) = 1) o
where items.item_id = o.item_id"""
_EVENTS = """
create table events as
select user_code, item_code, event_code, ts, week_hour, value, seq, order_id
from kept join users on kept.user_id = written_id join items using (item_id) join names using (event)
order by user_code, ts, seq"""
_REJECTED = """
create table rejected as
with bad as (
    select seq, reason, coalesce(staged.raw, late.raw) as raw
    from staged left join duplicate_raws late using (hash) where reason is not null
    union all select seq, {duplicate}, raw from duplicates join duplicate_raws using (hash)
), placed as (
    select b.file_no, b.line_no + bad.seq - b.seq as line_no, reason, raw
    from bad asof join breaks b on bad.seq >= b.seq
    union all select file_no, line_no, reason, raw from malformed
)
select row_number() over (order by file_no, line_no) as position, prefix || line_no as line, reason,
    coalesce(raw, '') as raw
from placed join files using (file_no)"""


def find_duplicates(scratch: Scratch, raws: Sequence[RawTable], known: bool | None = None) -> bool:
    """Choose which staged rows count (the view ``kept``); return whether times hold more than a date.

    Rows equal in all columns are duplicates only where times have a time of day: two equal rows of one date may
    well be two events. ``known``: whether times do, where other files of the log have settled it.
    """
    has_time_of_day = bool(scratch.one(_HAS_TIME_OF_DAY)) if known is None else known
    scratch.run(_NO_DUPLICATES)
    if has_time_of_day:
        scratch.run(_FIND_DUPLICATES)
    n_duplicates = scratch.one("select count(*) from duplicates")
    scratch.run(_NO_RAW)
    if scratch.one("select count(*) from no_raw"):
        for raw in raws:
            scratch.run(
                f"insert into duplicate_raws select hash, any_value(raw) from (select {hash_sql(raw)} as hash, "  # noqa: S608
                f"{raw_sql(raw)} as raw from {raw.sql}) where hash in (select hash from no_raw) "
                "and hash not in (select hash from duplicate_raws) group by hash"
            )
    scratch.run(_KEPT.replace("{and_not_duplicate}", _NOT_DUPLICATE if n_duplicates else ""))
    return has_time_of_day


def assemble(scratch: Scratch, log: Log, file_attributes: Sequence[str]) -> list[dict[str, Any]]:
    """Make the tables ``events``, ``items``, ``users`` and ``names``; return name and kind of each user attribute."""
    scratch.run(_NAMES)
    only = f"and event = '{log.layout.text_event}'" if log.layout.text_event else ""
    for name, is_there in (("title", log.events.map.text), ("category", log.events.map.category)):
        sql = _COUNTED.replace("{name}", name).replace("{only}", only if name == "title" else "")
        scratch.run(sql if is_there else f"{sql} limit 0")
        scratch.run(_MOST_FREQUENT.replace("{name}", name))
    attributes = _make_users(scratch, log.events.map.attributes, file_attributes)
    scratch.run(_ITEMS)
    scratch.run(_OTHER_TITLES)
    scratch.run(_EVENTS)
    return attributes


def collect_rejected(scratch: Scratch, raws: Sequence[RawTable]) -> Mapping[str, int]:
    """Make the table ``rejected``; return reason → count."""
    prefixes = [f"{raw.name}:" if len(raws) > 1 else "" for raw in raws]
    breaks: dict[str, list[int]] = {"seq": [], "file_no": [], "line_no": []}
    malformed: dict[str, list[Any]] = {"file_no": [], "line_no": [], "raw": [], "reason": []}
    for file_no, raw in enumerate(raws):
        start = start_of(raws, file_no)
        breaks["seq"] += [start + row for row in raw.found.row_breaks]
        breaks["line_no"] += raw.found.line_breaks
        breaks["file_no"] += [file_no] * len(raw.found.row_breaks)
        malformed["line_no"] += [each.line for each in raw.found.malformed]
        malformed["raw"] += [MASK if raw.masked else each.text for each in raw.found.malformed]
        malformed["reason"] += [str(each.reason) for each in raw.found.malformed]
        malformed["file_no"] += [file_no] * len(raw.found.malformed)
    numbers, texts = ("seq", "file_no", "line_no"), ("raw", "reason", "prefix")
    types = {name: pa.int64() for name in numbers} | {name: pa.string() for name in texts}
    parts: dict[str, Mapping[str, Any]] = {
        "breaks": breaks,
        "malformed": malformed,
        "files": {"file_no": range(len(raws)), "prefix": prefixes},
    }
    for name, columns in parts.items():
        scratch.add_table(name, pa.table({key: pa.array(values, types[key]) for key, values in columns.items()}))
    scratch.run(_REJECTED.replace("{duplicate}", literal(DUPLICATE)))
    rows = scratch.rows("select reason, count(*) from rejected group by reason order by count(*) desc, reason")
    return {REASONS[reason]: int(count) for reason, count in rows}


def _make_users(scratch: Scratch, log_names: Sequence[str], file_names: Sequence[str]) -> list[dict[str, Any]]:
    """Make ``users``: attributes from the log (the last one known) and from the users file, which wins."""
    places = [place for place, name in enumerate(log_names, 1) if name not in file_names]
    known = "".join(f", {_LAST_KNOWN.replace('{place}', str(place))} as a{place}" for place in places)
    cells = [f"a{place}" for place in places] + [f"f.attributes[{place}]" for place in range(1, len(file_names) + 1)]
    scratch.run(_USERS.replace("{known}", known).replace("{attributes}", f"[{', '.join(cells)}]::varchar[]"))
    names = [log_names[place - 1] for place in places] + list(file_names)
    return [{"name": name, "is_numeric": is_numeric(scratch, "users", place)} for place, name in enumerate(names, 1)]


def is_numeric(scratch: Scratch, table: str, place: int) -> bool:
    """Whether the attribute at a place, from 1, of all users in a table is a number where it is known."""
    cell = f"attributes[{place}]"
    is_finite = f"coalesce(isfinite(try_cast({cell} as double)), false)"
    sql = f"select count({cell}) > 0 and bool_and({cell} is null or {is_finite}) from {table}"  # noqa: S608
    return bool(scratch.one(sql))
