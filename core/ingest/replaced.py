"""Lines of orders that a dataset holds in another state: what files that are added later say of them counts instead.

A line is what one user ordered of one item by one order. Its state is its event, its amount and, where columns say what
became of orders, its time. A line of which files say less than the dataset holds is there as often as before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.ingest.append import Before
from core.ingest.opening.log import Log
from core.ingest.orders.statuses import histories
from core.ingest.states.order_states import CANCELLED, PENDING, is_status_name
from core.population.meanings import PAID_BACK, PURCHASE
from core.sentences import Sentence, say, say_n
from core.store.scratch import Scratch
from core.store.sql import literal, literals
from core.types import REFUND

STATES = (CANCELLED, PENDING, PAID_BACK)
"""Events of orders that did not come to a purchase, or not yet."""
_SELDOM = 0.2
"""As a share of lines whose event changed at a later time, so many may only come again, as what is paid each month."""
_LEAST = 3
"""Events of no known order that look like new states, from which on they are named."""
_KINDS = "create temp table line_kinds as select code as event_code, event, {kind} as kind from name_codes"
_OLD_KINDS = "create temp table old_line_kinds as select event_code, event, {kind} as kind from old_names"
_NEW = """
create temp table new_lines as
select seq, user_code, item_code, order_id, kind, event_code, ts, value,
    coalesce(value < 0, false) as is_back
from taken_events join line_kinds using (event_code) where kind is not null and {is_known}"""
_OLD = """
create temp table old_lines as
select o.seq, o.user_code, o.item_code, o.order_id, kind, o.event_code, o.ts, o.value,
    coalesce(o.value < 0, false) as is_back
from (
    select * exclude (ts), make_timestamp(ts) as ts, row_number() over (partition by {same} order by seq) as n
    from old_events
    where not is_replaced and (user_code, item_code) in (select (user_code, item_code) from new_lines)) o
    join old_line_kinds using (event_code)
    left join (select {same}, count(*) as m from added_events group by all) a on {is_same}
where n > coalesce(m, 0)"""
_PAIRS = "create temp table line_pairs (new_seq bigint, old_seq bigint, is_earlier boolean, is_same_event boolean)"
_PAIR = """
insert into line_pairs
select a.seq, t.seq, a.ts < t.ts, a.event_code = t.event_code
from (select *, row_number() over (partition by {line} order by ts, seq) as n
        from new_lines where seq not in (select new_seq from line_pairs)) a
    join (select *, row_number() over (partition by {line} order by ts, seq) as n
        from old_lines where seq not in (select old_seq from line_pairs)) t on {is_line} and a.n = t.n
where {condition}"""
_COUNTS = "select count(*) filter (not is_earlier), count(*) filter (is_earlier) from line_pairs"
_LINE = "order_id, user_code, item_code, kind, is_back"
"""What is given back is no state of what was sold."""
_MOMENT = "user_code, item_code, kind, is_back, ts"
_CUT = """
delete from line_pairs where is_same_event and new_seq in (
    select seq from new_lines join (
        select order_id, user_code from old_events where not is_replaced and order_id is not null
            and (order_id, user_code, item_code) not in (
                select (order_id, user_code, item_code) from added_events where order_id is not null)
        group by all) using (order_id, user_code))"""
"""Where nothing says what became of orders, an order that is there with other items, too, was cut by a page."""
_SEAM = """
delete from line_pairs where is_same_event and new_seq in (
    select seq from new_lines semi join (
        select order_id, user_code from old_events
        where seq = (select max(seq) from old_events where not is_replaced)
        intersect
        select order_id, user_code from added_events where seq = (select min(seq) from added_events))
    using (order_id, user_code))"""
"""An order that ends the files before and begins the new ones goes on, as where an export comes in pages."""
_TIMES = """
select count(*) filter (is_same_event), count(*) filter (not is_same_event) from line_pairs
where new_seq not in (select new_seq from pairs_of_moments)"""
_REPLAY = """
select count(*) = (select count(*) from taken_events) from (
    select {same}, row_number() over (partition by {same} order by seq) as n from taken_events) a
join (select {old}, count(*) as m from old_events where is_replaced group by all) t on {is_same}
where n <= m"""
_SAME = "user_code, item_code, event_code, ts, value, order_id"


@dataclass(frozen=True, slots=True)
class Lines:
    """What is known of the lines of orders of files that are added."""

    has_orders: bool
    has_states: bool
    """Columns say what became of each order."""
    has_times: bool
    """Times have a time of day."""
    is_sold: bool
    """Rows are sales, by an amount, a number of pieces or a state."""
    events: Mapping[str, str] | None
    """What each event that is named by a column of its own means; None where rows are orders."""


def lines_of(log: Log, before: Before) -> Lines:
    """Return what is known of the lines of orders of a log that is added."""
    roles = log.events.map
    states = histories(log.events)
    is_named = bool(roles.event and not is_status_name(roles.event)) or "event" in log.events.source.sql
    return Lines(
        has_orders=bool(roles.order),
        has_states=bool(states),
        has_times=bool(before.meta["has_time_of_day"]),
        is_sold=bool(roles.value or roles.quantity or states) and not is_named,
        events={name: kind for name, (kind, _weight) in before.meta["meanings"].items()} if is_named else None,
    )


def replace_lines(scratch: Scratch, lines: Lines) -> list[Sentence]:
    """Fill the table ``replaced`` with the events of the dataset that are replaced; return notes.

    Deletes from ``taken_events`` what is an earlier state of what is there.
    """
    if not (lines.has_orders or (lines.is_sold and lines.has_times)):
        return []
    if lines.has_orders and _is_replay(scratch):
        scratch.run("delete from taken_events")
        return []
    kind = _kind_sql(lines.events)
    scratch.run(_KINDS.format(kind=kind))
    scratch.run(_OLD_KINDS.format(kind=kind))
    scratch.run(_NEW.format(is_known="order_id is not null" if lines.has_orders else "order_id is null"))
    scratch.run(_OLD.format(same=_SAME, is_same=_equal("o", "a", _SAME)))
    scratch.run(_PAIRS)
    if not lines.has_orders:
        return _note_on_moments(scratch)
    n_more = _pair_lines(scratch, lines)
    return _take_pairs(scratch) + _note_on_more(n_more)


def _pair_lines(scratch: Scratch, lines: Lines) -> int:
    """Fill ``line_pairs``; return how many events come again at another time and are counted once more."""
    _pair(scratch, f"{_LINE}, ts, value")
    _pair(scratch, f"{_LINE}, ts")
    scratch.run(_SEAM)
    if not lines.has_states:
        scratch.run(_CUT)
    scratch.run("create temp table pairs_of_moments as select new_seq from line_pairs")
    if not lines.has_states:
        return 0
    _pair(scratch, f"{_LINE}, value")
    _pair(scratch, _LINE)
    [(n_again, n_changed)] = scratch.rows(_TIMES)
    of_times = "new_seq not in (select new_seq from pairs_of_moments)"
    is_kept = "is_same_event" if n_again <= _SELDOM * n_changed else "true"
    scratch.run(f"delete from line_pairs where {of_times} and {is_kept}")  # noqa: S608 - our own conditions
    return int(n_again)


def _pair(scratch: Scratch, line: str, condition: str = "true") -> None:
    scratch.run(_PAIR.format(line=line, is_line=_equal("a", "t", line), condition=condition))


def _take_pairs(scratch: Scratch) -> list[Sentence]:
    """Fill ``replaced`` from the pairs; return a note on it."""
    scratch.run("insert into replaced select old_seq from line_pairs where not is_earlier")
    scratch.run("delete from taken_events where seq in (select new_seq from line_pairs where is_earlier)")
    [(n, n_earlier)] = scratch.rows(_COUNTS)
    notes = []
    if n:
        notes.append(
            say_n(
                "{n:,} line of an order is in the log already, in another state. It counts once, as the new files "
                "have it.",
                "{n:,} lines of orders are in the log already, in another state. Each counts once, as the new files "
                "have it.",
                n,
            )
        )
    if n_earlier:
        notes.append(
            say_n(
                "{n:,} line of an order is in the log already, in a later state, which is kept.",
                "{n:,} lines of orders are in the log already, in a later state, which is kept.",
                n_earlier,
            )
        )
    return notes


def _note_on_more(n: int) -> list[Sentence]:
    """Say how many lines of orders come again at another time."""
    if not n:
        return []
    return [
        say_n(
            "{n:,} line of an order is in the log already, at another time. It is counted once more.",
            "{n:,} lines of orders are in the log already, at another time. They are counted once more.",
            n,
        )
    ]


def _note_on_moments(scratch: Scratch) -> list[Sentence]:
    """Say how many events of no known order are there with another amount or state."""
    _pair(scratch, _MOMENT)
    n = int(scratch.one("select count(*) from line_pairs"))
    if n < _LEAST:
        return []
    return [
        say(
            "{n:,} rows are of a user, an item and a time that the log holds already, with another amount or state. "
            "They are counted once more, as no column is known that numbers the orders. If one does, load the first "
            "files again with that column as the order, then add these: the newer state then counts instead.",
            n=n,
        )
    ]


def _is_replay(scratch: Scratch) -> bool:
    """Whether all that files would bring are states that later files replaced: they were added before."""
    old = _SAME.replace("ts", "make_timestamp(ts) as ts")
    sql = _REPLAY.format(same=_SAME, old=old, is_same=_equal("a", "t", _SAME))
    return bool(scratch.one("select count(*) from taken_events") and scratch.one(sql))


def _kind_sql(events: Mapping[str, str] | None) -> str:
    """Return SQL for what the state of a line cannot change: a sale or a refund, or by which event it was bought.

    Null for what is neither.
    """
    if events is None:
        return f"case when event = {literal(REFUND)} then event else '' end"
    bought = [name for name, kind in events.items() if kind == PURCHASE and name not in STATES]
    if not bought:
        return "null::varchar"
    of_state = f"when event in ({literals(STATES)}) then {literal(bought[0])} " if len(bought) == 1 else ""
    return f"case when event in ({literals(bought)}) then event {of_state}end"


def _equal(one: str, other: str, columns: str) -> str:
    return " and ".join(f"{one}.{name} is not distinct from {other}.{name}" for name in columns.split(", "))
