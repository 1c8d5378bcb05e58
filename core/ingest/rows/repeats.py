"""Whether rows that are equal in all columns are repeats: they are where each other row has an id of its own.

In an order of a till the same article may stand twice. Rows that came in twice, by an overlap or a second export, are
whole orders; a line that was scanned twice stands beside others that stand once.
"""

from __future__ import annotations

import re

from core.ingest.names.naming import certainty, heads_of
from core.ingest.names.words import word_set
from core.ingest.rows.clean import start_of
from core.ingest.tables.log_table import LogTable
from core.ingest.values.numbers import is_number
from core.population.event_parts import split_name
from core.sentences import Sentence, say_n
from core.store.scratch import Scratch

_ID_HEADS = word_set("id uuid guid key insertid messageid eventid rowid lineid")
_FULL = 0.98
"""Share of the rows of the sample that have an id of their own."""
_OF_ORDER = "select count(*) from duplicates join staged using (seq) where order_id is not null"
_UNIQUE = "select count(id) = count(*) and count(distinct id) = count(*) from ({rows}) semi join kept using (seq)"
_LINE_NUMBER = re.compile(
    r"\b(line|lines|pos|position|posnr|row|seq|sequence|item (no|nr|number|seq\w*)|zeile|zeilennr|positionsnr"
    r"|ligne|linea|riga|linha|regel|rad|pozycja|sira)( (id|no|nr|num|number|item))?$"
    r"|\b(lineno|linenum\w*|lineid)\b|行号|明细号|行番号"
)
"""Names of the number of a line within its order."""
_UNIQUE_LINES = """
select count(id) = count(*) and count(distinct (ord, id)) = count(*) and count(distinct id) < count(*)
from ({rows}) semi join kept using (seq)"""
_LEAST, _MOSTLY = 3, 0.5
"""Orders with a line twice and another one once, and their share of orders of several lines with some line twice."""
_LINES = """
create temp table lines_of_repeats as
select order_id, user_no, hash, count(*) as n, count(distinct {file}) as n_files
from staged where reason is null and (order_id, user_no) in (
    select (order_id, user_no) from duplicates join staged using (seq) where order_id is not null)
group by all"""
_ORDERS = """
create temp table orders_of_repeats as
select order_id, user_no, min(n) = 1 as is_part, min(n) > 1 and count(*) > 1 as is_whole, max(n_files) = 1 as is_of_one
from lines_of_repeats group by all"""
_PLACES = """
create temp table places_of_repeats as
select *, seq - before as gap, place - place_before = seq - before as is_together,
    lag(seq) over (order by seq) as dup_before, lag(seq - before) over (order by seq) as gap_before
from (
    select seq, hash, user_no, order_id, lag(seq) over w as before, place, lag(place) over w as place_before from (
        select seq, hash, user_no, order_id, row_number() over (partition by order_id, user_no order by seq) as place
        from staged semi join lines_of_repeats using (order_id, user_no))
    window w as (partition by hash, user_no, order_id order by seq))
semi join (select * from lines_of_repeats where n_files = 1) using (order_id, user_no, hash)
where seq in (select seq from duplicates)"""
_OVERLAPS = """
select count(*) filter (not is_together or (gap > 1 and gap = gap_before and seq = dup_before + 1)), count(*),
    count(distinct seq - dup_before) from places_of_repeats"""
_TIMES = """
select avg((n > 1)::integer) from (
    select count(distinct ts) as n from staged where reason is null and order_id is not null
    group by order_id, user_no having count(distinct hash) > 1)"""
_OVERLAP = 0.1
"""Share of repeats that stand apart, or in the sequence in which they stood before: pages of an export overlap."""
_COUNTS = "select count(*) filter (is_part), count(*) filter (is_whole and is_of_one) from orders_of_repeats"
_TWICE = """
delete from duplicates where seq in (
    select seq from staged join orders_of_repeats using (order_id, user_no)
        join lines_of_repeats using (order_id, user_no, hash) where reason is null and not is_whole and n_files = 1)"""


def keep_scanned(scratch: Scratch, events: LogTable) -> int:
    """Take out of ``duplicates`` the lines that were sold twice in one order; return how many these are.

    None in a log of events or of a preset, and none where a row has an id of its own, which is equal too.
    """
    roles, source = events.map, events.source
    is_till = (
        roles.order and (roles.value or roles.quantity) and not (roles.event or source.preset or "event" in source.sql)
    )
    if not is_till or _own_id(scratch, events) or _has_line_number(scratch, events):
        return 0
    starts = [start_of(events.raws, place) for place in range(len(events.raws))]
    file = " + ".join(f"(seq >= {start})::integer" for start in starts)
    scratch.run(_LINES.format(file=f"({file})"))
    scratch.run(_ORDERS)
    [(n_part, n_whole)] = scratch.rows(_COUNTS)
    is_scanned = n_part >= _LEAST and n_part >= _MOSTLY * (n_part + n_whole) and not _overlaps(scratch)
    n_kept = int(scratch.one(_TWICE) or 0) if is_scanned else 0
    scratch.run("drop table lines_of_repeats; drop table orders_of_repeats")
    return n_kept


def _overlaps(scratch: Scratch) -> bool:
    """Whether repeats are those of pages that overlap, or of a log whose lines have times of their own.

    Then lines of other orders stand between two equal ones, or several come again in their sequence, or all repeats
    are as far from each other.
    """
    if (scratch.one(_TIMES) or 0.0) > _MOSTLY:
        return True
    scratch.run(_PLACES)
    [(n_apart, n_all, n_distances)] = scratch.rows(_OVERLAPS)
    scratch.run("drop table places_of_repeats")
    return bool(n_apart > _OVERLAP * n_all or (n_all >= _LEAST and n_distances == 1))


def note_on_scanned(n: int) -> list[Sentence]:
    """Say how many lines were kept that stand twice in their order."""
    if not n:
        return []
    return [
        say_n(
            "{n:,} row is equal in all columns to another one of its order, whose other lines stand once: it was kept, "
            "as an article that was sold twice.",
            "{n:,} rows are equal in all columns to another one of their order, whose other lines stand once: they "
            "were kept, as articles that were sold twice.",
            n,
        )
    ]


def note_on_repeats(scratch: Scratch, events: LogTable, n_all: int) -> list[Sentence]:
    """Say that ``n_all`` rows were rejected as repeats, in a log of orders.

    An id of the row that is equal too proves it. Equal rows of an order may be two lines of it, unless a column holds
    another id in each row that was kept.
    """
    n_of_order = int(scratch.one(_OF_ORDER)) if events.map.order and n_all else 0
    if not n_of_order:
        return []
    column = _own_id(scratch, events)
    if column:
        return [
            say_n(
                "{n:,} row is a repeat: it is equal to another row in all columns, also in {column!r}, of which every "
                "other row has its own. It was rejected, and nothing is missing.",
                "{n:,} rows are repeats: they are equal to another row in all columns, also in {column!r}, of which "
                "every other row has its own. They were rejected, and nothing is missing.",
                n_all,
                column=column,
            )
        ]
    return [
        say_n(
            "{n:,} row is equal in all columns to another row of its order and was rejected as a repeat. If an "
            "order may have two such lines, one of them is missing.",
            "{n:,} rows are equal in all columns to another row of their order and were rejected as repeats. If an "
            "order may have two such lines, one of them is missing.",
            n_of_order,
        ),
        *_on_others(n_all - n_of_order),
    ]


def _on_others(n: int) -> list[Sentence]:
    """Say how many rows were rejected as equal to another one without being of an order."""
    if not n:
        return []
    return [say_n("{n:,} more exact duplicate is of no order.", "{n:,} more exact duplicates are of no order.", n)]


def _own_id(scratch: Scratch, events: LogTable) -> str | None:
    """Return the column that has another id in each row that was kept, None where there is none."""
    return next((header for header in events.sample.columns if _is_own_id(scratch, events, header)), None)


def _has_line_number(scratch: Scratch, events: LogTable) -> bool:
    """Whether a column numbers the lines of each order: two rows of one number are the same line."""
    order = events.map.order or ""
    return any(
        _LINE_NUMBER.search(split_name(header))
        and is_number(events.sample.texts(header))
        and bool(scratch.one(_UNIQUE_LINES.format(rows=_rows_of(events, header, order))))
        for header in events.sample.columns
        if header not in (order, events.map.quantity, events.map.value)
    )


def _rows_of(events: LogTable, header: str, order: str) -> str:
    return " union all ".join(
        f"select {start_of(events.raws, place)} + row_no as seq, trim({raw.column(header)}) as id, "  # noqa: S608
        f"trim({events.sql_of(raw, order, 'order')}) as ord from {raw.sql}"
        for place, raw in enumerate(events.raws)
    )


def _is_own_id(scratch: Scratch, events: LogTable, header: str) -> bool:
    roles = events.map
    is_used = header in (roles.user, roles.item, roles.timestamp, roles.order)
    if is_used or certainty("order", header) > 0 or _ID_HEADS.isdisjoint(heads_of(header)):
        return False
    if len(events.sample.texts(header)) < _FULL * events.sample.n_rows:
        return False
    rows = " union all ".join(
        f"select {start_of(events.raws, place)} + row_no as seq, trim({raw.column(header)}) as id from {raw.sql}"  # noqa: S608
        for place, raw in enumerate(events.raws)
    )
    return bool(scratch.one(_UNIQUE.format(rows=rows)))
