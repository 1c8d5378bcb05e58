"""Lines of orders that stand on several rows: one for each state of the order, or one for what was paid back of it."""

from __future__ import annotations

from core.ingest.orders.statuses import Statuses
from core.ingest.rows.reasons import EARLIER_STATE
from core.ingest.rows.words import CANCELLED_NO, DEFAULT_NO, PAID_BACK_NO, PENDING_NO, REFUND_NO
from core.ingest.states.order_states import is_status_name
from core.ingest.tables.log_table import LogTable
from core.ingest.values.clocks import is_timed_sql
from core.sentences import say
from core.store.scratch import Scratch
from core.store.sql import literal

_SELDOM = 0.2
"""As a share of lines with a history, so many may come back to a state: what is paid each month has none."""
_OFTEN = 0.2
"""Of all lines, so many have several states where those of one moment are states of one line too."""
_MOMENTS = """
create or replace temp table line_moments as
select {line}, states, ts, {n_lines} as n from staged
where reason is null and order_id is not null and not is_refund group by all"""
_LINES = """
create or replace temp table order_lines as
select {line}, max(n) as n_lines, count(distinct states) as n_states, count(distinct ts) as n_times,
    count(*) > n_states as comes_back
from line_moments group by all"""
_COUNTS = """
select count(*), count(*) filter (n_states > 1 and not comes_back), count(*) filter (n_times > 1 and comes_back)
from order_lines"""
_EARLIER = """
create or replace temp table earlier_states as
select seq from (
    select seq, n_lines, row_number() over (partition by {line} order by ts desc, {rank} desc, seq desc) as place
    from staged join order_lines o on {same}
    where reason is null and not is_refund and n_states > 1 and (n_times > 1 or {is_often}))
where place > n_lines"""
_RANK = f"case when event_no = {PENDING_NO} then 0 when event_no in ({CANCELLED_NO}, {PAID_BACK_NO}) then 2 else 1 end"
_OF_OTHERS = f"""
create or replace temp table refunds_of_others as
select b.seq from staged b semi join (
    select order_id, user_no, item_no, min(ts) as ts from staged
    where reason is null and not is_refund and event_no not in ({REFUND_NO}, {CANCELLED_NO}, {PAID_BACK_NO})
    group by all) p
on b.order_id = p.order_id and b.user_no = p.user_no and b.item_no = p.item_no and b.ts > p.ts
where b.reason is null and b.event_no = {PAID_BACK_NO}"""  # noqa: S608 - our own numbers


def settle_lines(scratch: Scratch, events: LogTable, statuses: Statuses) -> list[str]:
    """Keep the last state of each line of an order, and mark the rows that take another one back; return notes."""
    notes = _keep_last_states(scratch, events, statuses)
    _mark_refunds_of_others(scratch, events)
    return notes


def _keep_last_states(scratch: Scratch, events: LogTable, statuses: Statuses) -> list[str]:
    """Reject the staged rows that are earlier states of a line of an order; say how many there are.

    Rows of one order, user, item and quantity whose states differ are one line that went on. Lines that stand several
    times in one state at one moment are as many lines, and the last rows of each remain.
    """
    if not statuses.history:
        return []
    keys = ["order_id", "user_no", "item_no", "pieces"]
    if events.map.event and not is_status_name(events.map.event):
        keys.append("event_word_no")
    line = ", ".join(keys)
    n_lines = f"case when bool_or({is_timed_sql(scratch)}) then count(distinct hash) else count(*) end"
    scratch.run(_MOMENTS.format(line=line, n_lines=n_lines))
    scratch.run(_LINES.format(line=line))
    [(n_all, n_histories, n_repeats)] = scratch.rows(_COUNTS)
    if not n_histories or n_repeats > _SELDOM * n_histories:
        return []
    same = " and ".join(f"staged.{key} is not distinct from o.{key}" for key in keys)
    is_often = "true" if n_histories >= _OFTEN * n_all else "false"
    line = ", ".join(f"staged.{key}" for key in keys)
    scratch.run(_EARLIER.format(line=line, rank=_RANK, same=same, is_often=is_often))
    n = int(scratch.one("select count(*) from earlier_states"))
    if not n:
        return []
    scratch.run(
        f"update staged set reason = {literal(EARLIER_STATE)} "  # noqa: S608 - our own sentence
        "where seq in (select seq from earlier_states)"
    )
    columns = ", ".join(map(repr, statuses.history))
    return [
        say(
            "By {columns}, {n:,} rows are earlier states of an order. Each line of an order counts once, in its last "
            "state.",
            n=n,
            columns=columns,
        )
    ]


def _mark_refunds_of_others(scratch: Scratch, events: LogTable) -> None:
    """Make refunds of the staged rows that were paid back where an earlier row holds what was bought by that order."""
    if not events.map.order or not scratch.one(
        f"select count(*) from staged where event_no = {PAID_BACK_NO}"  # noqa: S608 - our own number
    ):
        return
    scratch.run(_OF_OTHERS)
    scratch.run(
        f"update staged set event_no = {REFUND_NO}, is_refund = true "  # noqa: S608 - our own number
        "where seq in (select seq from refunds_of_others)"
    )


_LINE = "order_id, user_no, item_no"
_KEPT = f"""
create or replace temp table sales_kept as
select seq from (
    select {_LINE}, ts, seq, row_number() over (partition by {_LINE} order by ts, seq) as place
    from staged where reason is null and event_no = {PAID_BACK_NO} and not is_refund and order_id is not null) s
join (
    select {_LINE}, count(*) as n, max(ts) as last
    from staged where reason is null and event_no = {REFUND_NO} and is_refund group by all) r
using ({_LINE})
where place <= n and ts <= last"""  # noqa: S608 - our own numbers


def keep_sales(scratch: Scratch, events: LogTable) -> None:
    """Make purchases again of the staged rows that a refund of the same order, user and item takes back.

    A line "Refunded" beside a later one of a negative amount is sold and given back: it is not taken back twice.
    """
    if not events.map.order or events.map.event or "event" in events.source.sql:
        return
    scratch.run(_KEPT)
    scratch.run(
        f"update staged set event_no = {DEFAULT_NO} "  # noqa: S608 - our own number
        "where seq in (select seq from sales_kept)"
    )
