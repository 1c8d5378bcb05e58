"""Put prepared files into the codes of the dataset that they are added to, without the events that it holds already.

The same event is one of the same user, item, type, time, value and order. It is taken as often as it stands in the new
files beyond how often it stands in the dataset.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.ingest.append import Before
from core.ingest.replaced import Lines, replace_lines
from core.ingest.rows.answered_by_event import answer_sql, name_answering_users, note_on_answers
from core.ingest.rows.assemble import are_numeric
from core.ingest.rows.event_counts import count_no_items
from core.ingest.rows.letter_case import spell_as_before
from core.ingest.values.id_spellings import alike_sql
from core.population.tables import meanings_from_meta
from core.sentences import Sentence, say, say_n
from core.store.scratch import Scratch
from core.store.sql import literal

_ALIKE = f"""
update users set user_id = o.user_id from (
    select {alike_sql("user_id")} as alike, any_value(user_id) as user_id from old_users where alike is not null
    group by all having count(*) = 1) o
where {alike_sql("users.user_id")} = o.alike"""  # noqa: S608 - our own patterns
_CODES = """
create table {kind}_codes as
select n.{kind}_code as own, coalesce(o.{kind}_code, {first}
        + row_number() over (partition by o.{kind}_code is null order by n.{kind}_code) - 1)::integer as code,
    o.{kind}_code is null as is_new
from {kind}s n left join old_{kind}s o using ({kind}_id)"""
_NAME_CODES = """
create table name_codes as
select n.event_code as own, coalesce(o.event_code, {first}
        + row_number() over (partition by o.event_code is null order by n.event_code) - 1)::integer as code, event
from names n left join old_names o using (event)"""
_EVENTS = """
create table added_events as
select u.code as user_code, i.code as item_code, e.code as event_code, ts, week_hour, value, seq + {next_seq} as seq,
    order_id, not u.is_new and not i.is_new as may_be_there
from events join user_codes u on user_code = u.own join item_codes i on item_code = i.own
    join name_codes e on event_code = e.own"""
_SAME = "user_code, item_code, event_code, ts, value, order_id"
_THERE = """
create table there as
select user_code, item_code, event_code, make_timestamp(ts) as ts, value, order_id, count(*) as m from old_events
where not is_replaced
    and ts between (select epoch_us(min(ts)) from added_events) and (select epoch_us(max(ts)) from added_events)
group by all"""
_TAKEN = """
create table taken_events as
select a.user_code, a.item_code, a.event_code, a.ts, week_hour, a.value, seq, a.order_id from (
    select *, row_number() over (partition by {same} order by seq) as n from added_events where may_be_there) a
    left join there t on {is_same}
where n > coalesce(m, 0)
union all
select user_code, item_code, event_code, ts, week_hour, value, seq, order_id from added_events where not may_be_there"""
_TEXTS = """
create table taken_texts as
with added as (
    select u.code as user_code, ts, text, seq + {next_seq} as seq,
        row_number() over (partition by u.code, ts, text order by seq) as n
    from texts join user_codes u on user_code = u.own),
there as (select user_code, make_timestamp(ts) as ts, text, count(*) as m from old_texts group by all)
select a.user_code, a.ts, a.text, a.seq from added a left join there t using (user_code, ts, text)
where n > coalesce(m, 0)"""
_ITEMS = """
create table taken_items as
select c.code as item_code, n.item_id, coalesce(o.title, n.title) as title,
    case when len(o.categories) > 0 then o.categories else n.categories end as categories,
    coalesce(n.other_title, case when lower(trim(n.title)) <> lower(trim(o.title)) then n.title end) as other_title
from items n join item_codes c on n.item_code = c.own left join old_items o on c.code = o.item_code
where c.is_new or (o.title is null and n.title is not null)
    or (coalesce(len(o.categories), 0) = 0 and len(n.categories) > 0)
    or lower(trim(n.title)) <> lower(trim(o.title)) or n.other_title is not null"""
_USERS = """
create table taken_users as
select code as user_code, user_id, attributes from (
    select c.code, c.is_new, n.user_id, o.attributes as earlier, {attributes} as attributes
    from users n join user_codes c on n.user_code = c.own left join old_users o on c.code = o.user_code
        left join answering_users s on s.user_id = n.user_id)
where is_new or attributes is distinct from earlier
union all
select user_code, user_id, attributes from (
    select o.user_code, o.user_id, o.attributes as earlier, {others} as attributes
    from old_users o left join answering_users s on s.user_id = o.user_id
    where o.user_code not in (select code from user_codes))
where attributes is distinct from earlier"""
_ALL_ITEMS = "(select item_id from old_items union all select item_id from items)"
_WHOLE_USERS = """
create temp view whole_users as
select user_id, attributes from taken_users
union all select user_id, attributes from old_users where user_code not in (select user_code from taken_users)"""


@dataclass(frozen=True, slots=True)
class Joined:
    """What was put into a dataset."""

    event_names: list[str]
    """Of the dataset, those that it had at the front."""
    attributes: list[dict[str, Any]]
    """Of the dataset: name and whether it is numeric."""
    n_already_there: int
    n_replaced: int
    """Events of the dataset that the files have in a newer state."""
    n_texts_there: int
    """Texts that the dataset holds already."""
    n_users: int
    """Of the dataset, as are the other two."""
    n_items: int
    n_events: int
    notes: list[str]


def join_to(
    scratch: Scratch,
    before: Before,
    lines: Lines,
    meta: Mapping[str, Any],
) -> Joined:
    """Change the tables ``events``, ``items``, ``users`` and ``names`` into what is new, in the codes of a dataset.

    Parameters
    ----------
    lines
        What is known of the lines of orders; they fill the table ``replaced``.
    meta
        Of the files. Of its ``attributes`` those that the dataset lacks are left out, but for that of who opted out by
        events, which the dataset need not have.
    """
    attributes, answered = meta["attributes"], meta["answered_by_event"]
    names = _open_before(scratch, before)
    scratch.run(_ALIKE)
    name_answering_users(scratch)
    notes_on_spellings = _spell_as_before(scratch, before, attributes)
    n_users, n_items = (_count(scratch, f"old_{kind}s") for kind in ("user", "item"))
    scratch.run(_CODES.format(kind="user", first=n_users))
    scratch.run(_CODES.format(kind="item", first=n_items))
    scratch.run(_NAME_CODES.format(first=len(names)))
    _take_events(scratch, before.next_seq)
    notes_on_lines = replace_lines(scratch, lines)
    n_already_there = _count(scratch, "added_events") - _count(scratch, "taken_events")
    n_replaced = _count(scratch, "replaced")
    n_texts_there = _take_texts(scratch, before.next_seq)
    scratch.run(_ITEMS)
    known = [each["name"] for each in before.meta["attributes"]]
    known += [answered] if answered and answered not in known else []
    merged = _merge_users(scratch, known, [each["name"] for each in attributes], answered)
    new_names = scratch.rows(
        "select event from name_codes where event not in (select event from old_names) order by code"
    )
    new_users, new_items = (_count(scratch, f"{kind}_codes where is_new") for kind in ("user", "item"))
    for kind in ("events", "items", "users", "texts"):
        scratch.run(f"drop table {kind}; alter table taken_{kind} rename to {kind}")
    scratch.run("drop table names; create table names as select code as event_code, event from name_codes")
    notes = [
        _note(new_users, new_items),
        *notes_on_lines,
        *notes_on_spellings,
        *note_on_answers(scratch, answered or "", is_added=True),
        *_left_out(attributes, known),
    ]
    meanings = {**meanings_from_meta(before.meta), **meanings_from_meta(meta)}
    n_events = int(before.report["n_events"]) + _count(scratch, "events") - n_replaced
    return Joined(
        [*names, *(str(name) for (name,) in new_names)],
        merged,
        n_already_there,
        n_replaced,
        n_texts_there,
        n_users + new_users,
        n_items + new_items - count_no_items(scratch, _ALL_ITEMS, meanings),
        n_events,
        notes,
    )


def _open_before(scratch: Scratch, before: Before) -> list[str]:
    """Make views of what the dataset holds; return the names of its event types."""
    for path in before.files:
        scratch.run(f"create temp view old_{path.stem} as select * from read_parquet({literal(str(path))})")  # noqa: S608
    names = [str(name) for name in before.meta["event_names"]]
    rows = ", ".join(f"({code}, {literal(name)})" for code, name in enumerate(names))
    scratch.run(f"create temp table old_names as select * from (values {rows}) v(event_code, event)")  # noqa: S608
    return names


def _spell_as_before(scratch: Scratch, before: Before, attributes: Sequence[Mapping[str, Any]]) -> list[Sentence]:
    """Write values of attributes and categories as the dataset does, where they differ in capitals and blanks alone."""
    old = {each["name"]: place for place, each in enumerate(before.meta["attributes"], 1)}
    named = ((place, each["name"]) for place, each in enumerate(attributes, 1) if not each["is_numeric"])
    return spell_as_before(scratch, {place: (name, old[name]) for place, name in named if name in old})


def _take_events(scratch: Scratch, next_seq: int) -> None:
    """Make ``taken_events``."""
    scratch.run(_EVENTS.format(next_seq=next_seq))
    scratch.run(_THERE)
    is_same = " and ".join(f"a.{name} is not distinct from t.{name}" for name in _SAME.split(", "))
    scratch.run(_TAKEN.format(same=_SAME, is_same=is_same))


def _take_texts(scratch: Scratch, next_seq: int) -> int:
    """Make ``taken_texts``; return how many texts the dataset holds already."""
    scratch.run(_TEXTS.format(next_seq=next_seq))
    return _count(scratch, "texts") - _count(scratch, "taken_texts")


def _merge_users(
    scratch: Scratch, known: Sequence[str], own: Sequence[str], answered: str | None
) -> list[dict[str, Any]]:
    """Make ``taken_users``, whose attributes are those of the dataset; return name and kind of each."""
    earlier = {name: f"o.attributes[{place}]" for place, name in enumerate(known, 1)}
    others = {name: answer_sql(cell) if name == answered else cell for name, cell in earlier.items()}
    cells = {
        name: f"coalesce(n.attributes[{own.index(name) + 1}], {cell})" if name in own and name != answered else cell
        for name, cell in others.items()
    }
    listed = {
        key: f"[{', '.join(each.values())}]::varchar[]" for key, each in (("attributes", cells), ("others", others))
    }
    scratch.run(_USERS.format(**listed))
    scratch.run(_WHOLE_USERS)
    kinds = are_numeric(scratch, "whole_users", range(1, len(known) + 1))
    return [{"name": name, "is_numeric": kind} for name, kind in zip(known, kinds, strict=True)]


def _count(scratch: Scratch, table: str) -> int:
    return int(scratch.one(f"select count(*) from {table}"))  # noqa: S608 - our own names


def _note(n_users: int, n_items: int) -> str:
    return say(
        "The files bring {users} and {items}.",
        users=say_n("{n:,} new user", "{n:,} new users", n_users),
        items=say_n("{n:,} new item", "{n:,} new items", n_items),
    )


def _left_out(attributes: Sequence[Mapping[str, Any]], known: Sequence[str]) -> list[str]:
    others = [str(each["name"]) for each in attributes if each["name"] not in known]
    if not others:
        return []
    return [say("Attributes that the log does not have are left out: {names}.", names=", ".join(others))]
