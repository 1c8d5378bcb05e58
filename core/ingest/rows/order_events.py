"""Events of orders: steps of one order, of which one is a purchase, and lines that name their kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.ingest.opening.log import Log
from core.ingest.orders.taken_back import are_negative
from core.ingest.tables.log_table import LogTable
from core.population.event_parts import is_of_account
from core.population.meanings import EVENT_WEIGHTS, IGNORE, PAYMENT, PURCHASE, is_rating
from core.population.order_lines import are_order_lines, kind_of_order_line, may_be_sold
from core.store.scratch import Scratch
from core.store.sql import literals
from core.types.meaning import Meaning

_MOSTLY, _ENOUGH, _VALUED = 0.8, 3, 0.5
"""Of the orders of the rarer of two events, so many have the other one too where they are steps; at least so many."""
_ENOUGH_LINES = 10
"""Without numbers of orders, so many lines of both at least."""
_LINES = """
create or replace temp table step_lines as
select distinct order_id, user_no, item_no, event from kept join event_names using (event_no)
where order_id is not null and event in ({names})"""
_LINES_OF_USERS = """
create or replace temp table step_lines as
select value::varchar || ' ' || count(*) as order_id, user_no, item_no, event
from kept join event_names using (event_no) where value is not null and event in ({names})
group by value, user_no, item_no, event"""
_COUNTS = "select event, count(*) from step_lines group by event"
_BOTH = """
select a.event, b.event, count(*) from step_lines a join step_lines b using (order_id, user_no, item_no)
where a.event <> b.event group by all"""


def find_steps(
    scratch: Scratch, log: Log, meanings: Mapping[str, Meaning], valued: Mapping[str, float]
) -> dict[str, str]:
    """Return the events that buy what another event of the same order has bought already, each with that other one.

    The one that counts has amounts, where only some have; it has the most orders otherwise. Without numbers of orders,
    what is bought again has the same users, items and amounts, as often, in nearly all rows of both; what is paid for
    an account comes again by itself.
    """
    roles = log.events.map
    names = [name for name, each in meanings.items() if each.kind == "purchase"]
    names = names if roles.order else [name for name in names if not is_of_account(name)]
    if len(names) < 2 or not roles.event or not (roles.order or roles.value):
        return {}
    scratch.run((_LINES if roles.order else _LINES_OF_USERS).format(names=literals(names)))
    least, of_these = (_ENOUGH, min) if roles.order else (_ENOUGH_LINES, max)
    counts = {str(name): int(n) for name, n in scratch.rows(_COUNTS)}
    both = {(str(one), str(other)): int(n) for one, other, n in scratch.rows(_BOTH)}
    steps: dict[str, str] = {}
    kept: list[str] = []
    for name in sorted(counts, key=lambda each: (valued.get(each, 0.0) < _VALUED, -counts[each], each)):
        enough = {one: max(_MOSTLY * of_these(counts[one], counts[name]), least) for one in kept}
        found = next((one for one in kept if both.get((one, name), 0) >= enough[one]), None)
        if found is None:
            kept.append(name)
        else:
            steps[name] = found
    return steps


_MOST = 0.5


def kinds_of_lines(events: LogTable, valued: Mapping[str, float]) -> dict[str, Meaning]:
    """Return what kinds of lines of orders mean; nothing of other events. A voucher that costs something is sold."""
    roles, header = events.map, events.map.event
    if not (roles.order and roles.value and header) or is_rating(roles.value) or not are_order_lines(valued, header):
        return {}
    kinds = {name: kind_of_order_line(name, PURCHASE, PAYMENT, IGNORE) for name in valued}
    goods = [name for name, kind in kinds.items() if kind == PURCHASE]
    for name, kind in tuple(kinds.items()):
        if name in goods or (kind == IGNORE and not may_be_sold(name)) or are_negative(events, header, name):
            continue
        is_priced = kind == IGNORE and valued[name] >= _MOST
        if is_priced or _share_items(events, header, goods, name):
            kinds[name] = PURCHASE
    return {name: Meaning(kind, EVENT_WEIGHTS[kind]) for name, kind in kinds.items()}


def _share_items(events: LogTable, header: str, goods: Sequence[str], name: str) -> bool:
    """Whether what is paid beside goods under a name is mostly of the items of goods, such as tips for one artist."""
    items = events.sample.columns.get(events.map.item or "", ())
    pairs = {
        ((kind or "").strip().lower(), item)
        for kind, item in zip(events.sample.columns[header], items, strict=False)
        if item
    }
    own, of_goods = {item for kind, item in pairs if kind == name}, {item for kind, item in pairs if kind in goods}
    return bool(own) and 2 * len(own & of_goods) > len(own)
