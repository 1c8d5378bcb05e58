"""Titles and categories of items: how often each stands with its item, among the events that count.

They are counted in the files, and what stands in rejected rows is subtracted: events carry no texts, which are wide.
"""

from __future__ import annotations

from core.ingest.opening.log import Log
from core.ingest.rows.clean import start_of
from core.ingest.rows.words import word_sql
from core.store.scratch import Scratch
from core.store.sql import has_text, literal

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


def count_texts(scratch: Scratch, log: Log) -> None:
    """Make ``title_counts`` and ``category_counts``: item_id, text, n; and ``titles``, ``categorys``: the commonest.

    Only those of which the log has a column.
    """
    roles = log.events.map
    for name in (*(["title"] if roles.text else []), *(["category"] if roles.category else [])):
        scratch.run(_EMPTY.format(name=name))
        _count(scratch, log, name)
        scratch.run(_COUNTED.format(name=name, has_text=has_text("text")))
        scratch.run(_MOST_FREQUENT.format(name=name))


def _count(scratch: Scratch, log: Log, name: str) -> None:
    only = log.layout.text_event if name == "title" else ""
    has_rejected = bool(scratch.one("select count(*) from rejected_seqs"))
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
