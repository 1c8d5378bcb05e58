"""Events that are steps of one order, "order_created" and "order_paid": only one of them is a purchase."""

from __future__ import annotations

from collections.abc import Mapping

from core.ingest.opening.log import Log
from core.store.scratch import Scratch
from core.store.sql import literal
from core.types.meaning import Meaning

_MOSTLY, _ENOUGH, _VALUED = 0.8, 3, 0.5
"""Of the orders of the rarer of two events, so many have the other one too where they are steps; at least so many."""
_LINES = """
create or replace temp table step_lines as
select distinct order_id, user_no, item_no, event from kept join event_names using (event_no)
where order_id is not null and event in ({names})"""
_COUNTS = "select event, count(*) from step_lines group by event"
_BOTH = """
select a.event, b.event, count(*) from step_lines a join step_lines b using (order_id, user_no, item_no)
where a.event <> b.event group by all"""


def find_steps(
    scratch: Scratch, log: Log, meanings: Mapping[str, Meaning], valued: Mapping[str, float]
) -> dict[str, str]:
    """Return the events that buy what another event of the same order has bought already, each with that other one.

    The one that counts has amounts, where only some have; it has the most orders otherwise.
    """
    names = [name for name, each in meanings.items() if each.kind == "purchase"]
    if len(names) < 2 or not (log.events.map.order and log.events.map.event):
        return {}
    scratch.run(_LINES.format(names=", ".join(map(literal, names))))
    counts = {str(name): int(n) for name, n in scratch.rows(_COUNTS)}
    both = {(str(one), str(other)): int(n) for one, other, n in scratch.rows(_BOTH)}
    steps: dict[str, str] = {}
    kept: list[str] = []
    for name in sorted(counts, key=lambda each: (valued.get(each, 0.0) < _VALUED, -counts[each], each)):
        enough = {one: max(_MOSTLY * min(counts[one], counts[name]), _ENOUGH) for one in kept}
        found = next((one for one in kept if both.get((one, name), 0) >= enough[one]), None)
        if found is None:
            kept.append(name)
        else:
            steps[name] = found
    return steps
