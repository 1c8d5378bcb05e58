"""Event types by which users pay for what is no item: renewals, fees, invoices of a service."""

from __future__ import annotations

import re

import pandas as pd

from core.ingest.names.counting import is_span
from core.ingest.tables.log_table import LogTable
from core.population.meanings import PURCHASE, event_kind, is_rating
from core.population.order_lines import is_charge_event
from core.population.payment_names import may_be_step, pays_for_account, settles_bill

_HARDLY, _MOSTLY, _FEW_ROWS = 0.02, 0.5, 5
"""Shares of the rows of a payment that may name an item, and must have a value; a payment has so many rows."""
_SAME_MONEY, _TOGETHER = 0.2, 0.1
"""Of the payments, so many have the amount of what their user paid that day where they are that money; so many are on a
day of a purchase of their user where they may be."""
_DAY = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}")
_SECONDS, _FIRST = 86_400, 10
"""Of a day; and characters of a time that stand for its day where it is written otherwise."""


def payments_of(events: LogTable, cells: pd.DataFrame) -> list[str]:
    """Return the event types by which users pay for no item, such as the renewal of a subscription.

    What settles an invoice may pay for items that the log holds as purchases: where users bought something on the days
    of their payments, it is that money, and so no payment of its own. Of two payments of the same amounts on the same
    days, one counts.

    Parameters
    ----------
    cells
        ``event``, ``item``, ``value``, ``user`` and ``time`` of rows, as texts, "" where a cell is blank.
    """
    value = events.map.value
    if not value or is_rating(value) or is_span(value):
        return []
    filled = pd.DataFrame(
        {"event": cells["event"], "has_item": cells["item"] != "", "has_value": cells["value"] != ""}
    ).groupby("event")
    shares = filled.mean().assign(n=filled.size())
    is_open = (shares["has_item"] <= _HARDLY) & (shares["has_value"] >= _MOSTLY) & (shares["n"] >= _FEW_ROWS)
    names = [str(name) for name in shares.index[is_open] if name]
    days = pd.DataFrame({"user": cells["user"], "day": cells["time"].map(_day_of)})
    bought = [name for name in map(str, shares.index) if name not in names and event_kind(name) == PURCHASE]
    found: list[str] = []
    for name in sorted(names, key=lambda each: (is_charge_event(each), not pays_for_account(each), -shares["n"][each])):
        is_bill = settles_bill(name) and not pays_for_account(name)
        if not (is_bill or pays_for_account(name)) or _is_same_money(cells, days, name, found):
            continue
        if is_charge_event(name) and _is_with(cells, days, name, [*bought, *found]):
            continue
        if not (is_bill and bought and (may_be_step(name) or _is_with(cells, days, name, bought))):
            found.append(name)
    return [name for name in names if name in found]


def _day_of(time: str) -> str:
    """Return what stands for the day of a time.

    >>> _day_of("5.3.2031 10:11"), _day_of("2031-03-05T10:11:00Z"), _day_of("1930471860"), _day_of("5 Mar 2031 10:11")
    ('5.3.2031', '2031-03-05', '22343', '5 Mar 2031')
    """
    if time.isdigit() and len(time) >= _FIRST:
        return str(int(time) // (_SECONDS * 10 ** (len(time) - _FIRST)))
    found = _DAY.match(time)
    return found[0] if found else time[:_FIRST]


def _is_with(cells: pd.DataFrame, days: pd.DataFrame, name: str, bought: list[str]) -> bool:
    """Whether payments are on days on which their users bought something: shipping makes their amounts others."""
    known = set(days[cells["event"].isin(bought)].itertuples(index=False, name=None))
    own = [*days[cells["event"] == name].itertuples(index=False, name=None)]
    return sum(each in known for each in own) >= _TOGETHER * len(own)


def _is_same_money(cells: pd.DataFrame, days: pd.DataFrame, name: str, others: list[str]) -> bool:
    """Whether the amounts of an event are those of other events of the same users on the same days."""
    amounts = days.assign(amount=cells["value"])[cells["value"] != ""]
    own, other = (amounts[cells["event"][amounts.index].isin(each)] for each in ([name], others))
    known = set(other.itertuples(index=False, name=None))
    n_same = sum(row in known for row in own.itertuples(index=False, name=None))
    return n_same >= _SAME_MONEY * len(own) and n_same > 0
