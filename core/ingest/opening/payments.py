"""Event types by which users pay for what is no item: renewals, fees, invoices of a service."""

from __future__ import annotations

import pandas as pd

from core.ingest.names.counting import is_span
from core.ingest.tables.log_table import LogTable
from core.ingest.values.numbers import find_style
from core.population.meanings import PURCHASE, event_kind, is_rating
from core.population.payment_names import pays_for_account, settles_bill

_HARDLY, _MOSTLY, _FEW_ROWS = 0.02, 0.5, 5
"""Shares of the rows of a payment that may name an item, and must have a value; a payment has so many rows."""
_SAME_MONEY = 0.2
"""Of the payments, so many have the amount of what their user bought on the day where they pay for that."""
_DATE = 10
"""Characters of a date at the front of a time."""


def payments_of(events: LogTable, cells: pd.DataFrame) -> list[str]:
    """Return the event types by which users pay for no item, such as the renewal of a subscription.

    What settles an invoice may pay for items that the log holds as purchases: where the amounts agree, it is their
    money, and so no payment of its own. Of two payments that go together, one counts.

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
    found = [name for name in names if pays_for_account(name)]
    bills = [name for name in names if name not in found and settles_bill(name)]
    bought = [name for name in map(str, shares.index) if name not in names and event_kind(name) == PURCHASE]
    for name in sorted(bills, key=lambda each: -int(shares["n"][each])):
        if not _is_same_money(cells, name, [*bought, *found]):
            found.append(name)
    return [name for name in names if name in found]


def _is_same_money(cells: pd.DataFrame, name: str, others: list[str]) -> bool:
    """Whether the amounts of an event are those of other events of the same users, by day or as a whole."""
    amounts = pd.DataFrame({"user": cells["user"], "day": cells["time"].str[:_DATE], "cents": _cents(cells["value"])})[
        cells["value"] != ""
    ]
    is_own, is_other = (cells["event"][amounts.index].isin(each) for each in ([name], others))
    own, other = amounts[is_own], amounts[is_other]
    if own.empty or other.empty:
        return False
    days = ["user", "day"]
    known = pd.concat([other, other.groupby(days, as_index=False)["cents"].sum()])
    on_day = set(known.itertuples(index=False, name=None))
    n_same = sum(row in on_day for row in own.itertuples(index=False, name=None))
    sums, totals = (each.groupby("user")["cents"].sum() for each in (own, other))
    is_same = sums == totals.reindex(sums.index)
    return n_same >= _SAME_MONEY * len(own) or float(is_same.mean()) >= _SAME_MONEY


def _cents(texts: pd.Series[str]) -> pd.Series[float]:
    """Return amounts in hundredths, (n_rows,), NaN where a text is none."""
    plain = texts.str.replace(r"[^\d.,-]", "", regex=True)
    thousands, decimals = (".", ",") if find_style(texts.tolist()) == "comma" else (",", ".")
    plain = plain.str.replace(thousands, "", regex=False).str.replace(decimals, ".", regex=False)
    return (pd.to_numeric(plain, errors="coerce") * 100).round()
