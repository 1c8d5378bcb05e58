"""From staged rows to the tables a store takes over: events in order, items, users, rejected rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from core.ingest.opening.log import Log
from core.ingest.reader.read import RawTable
from core.ingest.rows.answered_by_event import answer_sql, name_of_answer
from core.ingest.rows.clean import start_of
from core.ingest.rows.letter_case import join_spellings
from core.ingest.rows.reasons import DUPLICATE, KEPT_AS_TEXT, NO_EVENT_OF_WRITER, REASONS
from core.ingest.rows.words import attribute_names
from core.ingest.tables.log_table import LogTable
from core.ingest.tables.private import MASK
from core.sentences import Sentence
from core.store.scratch import Scratch
from core.store.sql import literal

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

_IS_NUMERIC = "count({cell}) > 0 and bool_and({cell} is null or coalesce(isfinite(try_cast({cell} as double)), false))"
_NONE_REJECTED = "create table rejected (position bigint, line varchar, reason varchar, raw varchar)"


@dataclass(frozen=True, slots=True)
class Assembled:
    """What the tables hold that a store takes over."""

    attributes: list[dict[str, Any]]
    """Name and kind of each user attribute."""
    n_users: int
    n_items: int
    n_events: int
    notes: list[Sentence]


def assemble(
    scratch: Scratch, log: Log, file_attributes: Sequence[str], *, answered: str = "", is_added: bool = False
) -> Assembled:
    """Make the tables ``events``, ``items``, ``users`` and ``names``.

    ``answered``: the attribute of who opted out by events, as ``find_answers`` called it; "" for none. ``is_added``: to
    a dataset, whose spellings of values count.
    """
    scratch.run(_NAMES)
    n_users, attributes = make_users(scratch, log.events, file_attributes, answered)
    n_items = _make_items(scratch, log)
    texts = {place: each["name"] for place, each in enumerate(attributes, 1) if not each["is_numeric"]}
    category = log.events.map.category or (log.items.map.category if log.items else None)
    notes = [] if is_added else join_spellings(scratch, texts, category)
    scratch.run(_CODES)
    scratch.run(_NONE_REPLACED)
    n_events = scratch.one(_EVENTS.format(order_id="order_id" if log.events.map.order else "null::varchar"))
    return Assembled(attributes, n_users, n_items, int(n_events), notes)


def _make_items(scratch: Scratch, log: Log) -> int:
    """Make ``items``: a title and categories from the items file, else the most frequent ones of the log.

    Return how many there are.
    """
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
    n_items = scratch.one(_ITEMS.format(texts=f"{title} as title, {listed} as categories", joins=" ".join(joins)))
    sources = ["select item_id, title, n from title_counts"] if log.events.map.text else []
    sources += ["select item_id, title, 1 as n from title_rows"] if log.items else []
    if sources:
        scratch.run(_OTHER_TITLES.format(titles=" union all ".join(sources)))
    return int(n_items)


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


def collect_rejected(scratch: Scratch, raws: Sequence[RawTable], n_rejected: int) -> Mapping[str, int]:
    """Make the table ``rejected``; return reason → count. ``n_rejected``: how many ``find_duplicates`` found."""
    if not (n_rejected or any(raw.found.malformed for raw in raws)):
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


def make_users(
    scratch: Scratch, events: LogTable, file_names: Sequence[str], answered: str = ""
) -> tuple[int, list[dict[str, Any]]]:
    """Make ``users``: attributes from the log (the last one known) and from the users file, which wins.

    Return how many users there are, and name and kind of each attribute.
    """
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
    n_users = int(scratch.one(_USERS.format(**parts)))
    kinds = are_numeric(scratch, "users", range(1, len(names) + 1))
    return n_users, [{"name": name, "is_numeric": kind} for name, kind in zip(names, kinds, strict=True)]


def are_numeric(scratch: Scratch, table: str, places: Sequence[int]) -> list[bool]:
    """Whether the attributes at places, from 1, of all users in a table are numbers where they are known."""
    if not places:
        return []
    cells = [f"attributes[{place}]" for place in places]
    are_so = ", ".join(_IS_NUMERIC.format(cell=cell) for cell in cells)
    [found] = scratch.rows(f"select {are_so} from {table}")  # noqa: S608 - our own names
    return [bool(each) for each in found]
