"""From staged rows to the tables a store takes over: events in order, items, users, rejected rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from core.ingest.opening.log import Log
from core.ingest.reader.read import RawTable
from core.ingest.rows.answered_by_event import answer_sql, name_of_answer
from core.ingest.rows.clean import raw_sql, start_of
from core.ingest.rows.reasons import DUPLICATE, KEPT_AS_TEXT, NO_EVENT_OF_WRITER, NO_ITEM, REASONS
from core.ingest.rows.repeats import keep_scanned
from core.ingest.rows.words import attribute_names
from core.ingest.tables.log_table import LogTable
from core.ingest.tables.private import MASK
from core.ingest.values.clocks import is_timed_sql
from core.store.scratch import Scratch
from core.store.sql import literal

_MAX_SORTED = 10_000_000
"""Numbers that are sorted at a time."""
_STAGED = "select count(*), coalesce(bool_or(reason is null and {is_timed}), false) from staged"
_FIND_DUPLICATES = """
insert into duplicates
select seq from (
    select seq, row_number() over (partition by hash, user_no, item_no, ts order by seq) as n
    from staged semi join twice using (hash) where {may_repeat})
where n > 1"""
_MARK_OTHERS = f"""
update staged set reason = {literal(DUPLICATE)} where reason is not null and seq in (select seq from duplicates);
delete from duplicates using staged where staged.seq = duplicates.seq and staged.reason is not null"""  # noqa: S608
_MAY_REPEAT = f"""(reason is null
    or (reason in ({literal(NO_ITEM)}, {literal(KEPT_AS_TEXT)}) and ts is not null))"""
"""Rows of which a later one, equal in all columns, is a repeat: events, and rows without an item such as searches."""
_REJECTED_SEQS = """
create temp table rejected_seqs as
select seq from staged where reason is not null union all select seq from duplicates"""
_KEPT = """
create temp view kept as select * from staged
where reason is null {and_not_duplicate}"""
_NOT_DUPLICATE = "and seq not in (select seq from duplicates)"
_NAMES = """
create temp table names as
select (row_number() over (order by event) - 1)::integer as event_code, event, event_no
from (select distinct event_no from kept) join event_names using (event_no)"""
_LAST_KNOWN = (
    "arg_max({name}_no, epoch_us(ts)::hugeint * {most_rows} + seq) filter ({name}_no is not null) as {name}_no"
)
_MOST_ROWS = 1 << 40
_USERS = """
create table users as
select (row_number() over (order by {user_id}) - 1)::integer as user_code, {user_id} as user_id,
    {attributes} as attributes, k.user_id as written_id
from ({known}) k {joins}"""
_KNOWN = """
select distinct fixed as user_id from staged_user_ids join (select distinct user_no as no from kept) using (no)"""
_KNOWN_WITH = "select fixed as user_id, {known} from kept join staged_user_ids on user_no = no group by fixed"
_CODES = """
create temp table user_places as
select no as user_no, user_code from staged_user_ids u join users on u.fixed = written_id where u.reason is null;
create temp table item_places as
select no as item_no, item_code from staged_item_ids i join items on i.fixed = item_id where i.reason is null"""
_ITEMS = """
create table items as
select (row_number() over (order by k.item_id) - 1)::integer as item_code, k.item_id, {texts},
    null::varchar as other_title
from (select distinct fixed as item_id from staged_item_ids join (select distinct item_no as no from kept) using (no)) k
    {joins}"""
_CATEGORIES = """list_filter(list_transform(string_split({category}, '|'), lambda x: trim(x)),
    lambda x: x not in ('', '(no genres listed)'))"""
_OTHER_TITLES = """
update items set other_title = o.title from (
    select item_id, c.title
    from ({titles}) c join items using (item_id)
    where lower(trim(c.title)) <> lower(trim(items.title))
    qualify row_number() over (partition by item_id order by n desc, c.title) = 1) o
where items.item_id = o.item_id"""
_NONE_REPLACED = "create table replaced (seq bigint)"
"""Only files that are added to a dataset replace events of it."""
_NO_TEXTS = "create table texts (user_code integer, ts timestamp, text varchar, seq bigint)"
_EVENTS = """
create table events as
select user_code, item_code, event_code, ts, week_hour, value, seq, {order_id} as order_id
from kept join user_places using (user_no) join item_places using (item_no) join names using (event_no)
order by user_code, ts, seq"""
_TEXTS = """
create table texts as
select user_code, ts, written as text, seq from staged join user_places using (user_no)
where reason = {kept} order by user_code, ts, seq"""
_REJECTED = """
create table rejected as
with bad as (
    select seq, reason::varchar as reason, raw from staged join raws using (seq)
    where reason is not null and reason <> {kept}
    union all select seq, {duplicate}, raw from duplicates join raws using (seq)
), placed as (
    select b.file_no, b.line_no + bad.seq - b.seq as line_no, reason, raw
    from bad asof join breaks b on bad.seq >= b.seq
    union all select file_no, line_no, reason, raw from malformed
)
select row_number() over (order by file_no, line_no) as position, prefix || line_no as line, reason,
    coalesce(raw, '') as raw
from placed join files using (file_no)"""

_NONE_REJECTED = "create table rejected (position bigint, line varchar, reason varchar, raw varchar)"


def find_duplicates(scratch: Scratch, events: LogTable, known: bool | None = None) -> tuple[bool, int]:
    """Choose which staged rows count as ``mark_duplicates`` does, and keep what the others held."""
    found = mark_duplicates(scratch, events, known)
    _keep_raws(scratch, events.raws)
    return found


def mark_duplicates(scratch: Scratch, events: LogTable, known: bool | None = None) -> tuple[bool, int]:
    """Choose which staged rows count (the view ``kept``); return whether times hold more than a date.

    And how many rows that are equal to another one were kept.

    Rows equal in all columns are duplicates only where times have a time of day: two equal rows of one date may
    well be two events. ``known``: whether times do, where other files of the log have settled it.
    """
    [(n_rows, has_time_of_day)] = scratch.rows(_STAGED.format(is_timed=is_timed_sql(scratch)))
    known = bool(has_time_of_day) if known is None else known
    scratch.run("create temp table duplicates (seq bigint)")
    n_duplicates = 0
    if known and _find_equal_hashes(scratch, n_rows):
        scratch.run(_FIND_DUPLICATES.format(may_repeat=_MAY_REPEAT))
        scratch.run(_MARK_OTHERS)
        n_duplicates = int(scratch.one("select count(*) from duplicates"))
    scratch.run(_KEPT.replace("{and_not_duplicate}", _NOT_DUPLICATE if n_duplicates else ""))
    return known, keep_scanned(scratch, events) if n_duplicates else 0


def _find_equal_hashes(scratch: Scratch, n_rows: int) -> bool:
    """Make the table ``twice``: each hash that several usable ones of all rows have; return whether there is one.

    Sorting numbers is faster than grouping them; parts of them bound the memory.
    """
    n_parts = n_rows // _MAX_SORTED + 1
    found: list[npt.NDArray[np.uint64]] = []
    for part in range(n_parts):
        hashes = scratch.numbers(f"select hash from staged where {_MAY_REPEAT} and hash % {n_parts} = {part}")  # noqa: S608
        hashes.sort()
        found.append(np.unique(hashes[1:][hashes[1:] == hashes[:-1]]))
    twice = np.concatenate(found)
    scratch.add_table("twice", pa.table({"hash": pa.array(twice, pa.uint64())}))
    return len(twice) > 0


def _keep_raws(scratch: Scratch, raws: Sequence[RawTable]) -> None:
    """Make the table ``raws``: each rejected row as it was written."""
    scratch.run("create temp table raws (seq bigint, raw varchar)")
    if not scratch.one(_REJECTED_SEQS):
        return
    for place, raw in enumerate(raws):
        seq = f"{start_of(raws, place)} + row_no"
        scratch.run(
            f"insert into raws select {seq}, {raw_sql(raw)} from {raw.sql} "  # noqa: S608 - built by read
            f"where {seq} in (select seq from rejected_seqs)"
        )


def assemble(scratch: Scratch, log: Log, file_attributes: Sequence[str], *, answered: str = "") -> list[dict[str, Any]]:
    """Make the tables ``events``, ``items``, ``users`` and ``names``; return name and kind of each user attribute.

    ``answered``: the attribute of who opted out by events, as ``find_answers`` called it; "" for none.
    """
    scratch.run(_NAMES)
    attributes = _make_users(scratch, log.events, file_attributes, answered)
    _make_items(scratch, log)
    scratch.run(_CODES)
    scratch.run(_NONE_REPLACED)
    scratch.run(_EVENTS.format(order_id="order_id" if log.events.map.order else "null::varchar"))
    return attributes


def _make_items(scratch: Scratch, log: Log) -> None:
    """Make ``items``: a title and categories from the items file, else the most frequent ones of the log."""
    titles, categories, joins = [], [], []
    if log.items:
        joins.append("left join item_rows f using (item_id)")
        titles.append("f.title")
        categories.append("f.category")
    if log.events.map.text:
        joins.append("left join titles t using (item_id)")
        titles.append("t.title")
    if log.events.map.category:
        joins.append("left join categorys c using (item_id)")
        categories.append("c.category")
    title = f"coalesce({', '.join(titles)})" if titles else "null::varchar"
    category = f"coalesce({', '.join(categories)})" if categories else ""
    listed = _CATEGORIES.format(category=category) if category else "null::varchar[]"
    scratch.run(_ITEMS.format(texts=f"{title} as title, {listed} as categories", joins=" ".join(joins)))
    sources = ["select item_id, title, n from title_counts"] if log.events.map.text else []
    sources += ["select item_id, title, 1 as n from title_rows"] if log.items else []
    if sources:
        scratch.run(_OTHER_TITLES.format(titles=" union all ".join(sources)))


def make_texts(scratch: Scratch, events: LogTable) -> int:
    """Make the table ``texts`` of what users wrote, and reject that of nobody else's; return how many there are."""
    if not events.map.query:
        scratch.run(_NO_TEXTS)
        return 0
    kept = literal(KEPT_AS_TEXT)
    n_texts = int(scratch.one(_TEXTS.format(kept=kept)))
    scratch.run(
        f"update staged set reason = {literal(NO_EVENT_OF_WRITER)} "  # noqa: S608 - our own sentences
        f"where reason = {kept} and seq not in (select seq from texts)"
    )
    return n_texts


def collect_rejected(scratch: Scratch, raws: Sequence[RawTable]) -> Mapping[str, int]:
    """Make the table ``rejected``; return reason → count."""
    if not (scratch.one("select count(*) from rejected_seqs") or any(raw.found.malformed for raw in raws)):
        scratch.run(_NONE_REJECTED)
        return {}
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
    scratch.run(_REJECTED.replace("{duplicate}", literal(DUPLICATE)).replace("{kept}", literal(KEPT_AS_TEXT)))
    rows = scratch.rows("select reason, count(*) from rejected group by reason order by count(*) desc, reason")
    return {REASONS[reason]: int(count) for reason, count in rows}


def _make_users(scratch: Scratch, events: LogTable, file_names: Sequence[str], answered: str) -> list[dict[str, Any]]:
    """Make ``users``: attributes from the log (the last one known) and from the users file, which wins."""
    pairs = zip(events.map.attributes, attribute_names(events), strict=True)
    mine = {column: name for column, name in pairs if column not in file_names}
    known = ", ".join(_LAST_KNOWN.format(name=name, most_rows=_MOST_ROWS) for name in mine.values())
    joins = [f"left join {name}_words using ({name}_no)" for name in mine.values()]
    joins += ["left join user_rows f using (user_id)"] if file_names else []
    joins += ["left join codes using (user_id)"] if events.has_codes else []
    joins += ["left join answered_by_event using (user_id)"] if answered else []
    cells = [f"trim({name}_word)" for name in mine.values()]
    cells += [f"f.attributes[{place}]" for place in range(1, len(file_names) + 1)]
    names = [*mine, *file_names]
    if answered:
        cells.append(answer_sql())
        names.append(name_of_answer(answered, names))
    parts = {
        "known": _KNOWN_WITH.format(known=known) if mine else _KNOWN,
        "joins": " ".join(joins),
        "user_id": "coalesce(code, k.user_id)" if events.has_codes else "k.user_id",
        "attributes": f"[{', '.join(cells)}]::varchar[]",
    }
    scratch.run(_USERS.format(**parts))
    return [{"name": name, "is_numeric": is_numeric(scratch, "users", place)} for place, name in enumerate(names, 1)]


def is_numeric(scratch: Scratch, table: str, place: int) -> bool:
    """Whether the attribute at a place, from 1, of all users in a table is a number where it is known."""
    cell = f"attributes[{place}]"
    is_finite = f"coalesce(isfinite(try_cast({cell} as double)), false)"
    sql = f"select count({cell}) > 0 and bool_and({cell} is null or {is_finite}) from {table}"  # noqa: S608
    return bool(scratch.one(sql))
