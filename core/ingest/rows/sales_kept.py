"""Purchases whose state says that they were paid back, and whose refund is a row of its own: it counts, once."""

from __future__ import annotations

from core.ingest.rows.words import DEFAULT_NO, PAID_BACK_NO, REFUND_NO
from core.ingest.tables.log_table import LogTable
from core.store.scratch import Scratch

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
