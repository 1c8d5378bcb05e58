"""What the SQL of a rule counts of the events of each user."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlglot import exp

from core.population.amounts import has_stars_beside_money
from core.population.meanings import NO_INTERACTION, PAYMENT, PURCHASE, RATE, meanings_of
from core.shaping.known import Known
from core.shaping.sql_parts import is_in, orders_of, spending_of
from core.types import REFUND

_COUNTED = {
    "events": "COUNT(*)",
    "active_days": "COUNT(DISTINCT day)",
    "first_day": "MIN(day)",
    "last_day": "MAX(day)",
    "first_time": "MIN(timestamp)",
    "last_time": "MAX(timestamp)",
}


def habits(known: Known, used: Collection[str]) -> exp.Select:
    """Return what is counted of the events of each user, the columns that are used."""
    counted = [f"{sql} AS {name}" for name, sql in _COUNTED.items() if name in used]
    of_values = {"value": exp.Avg, "total_value": exp.Sum}
    values = [kind(this=_value(known)).as_(name) for name, kind in of_values.items() if name in used]
    if "orders" in used:
        values.append(orders_of(named_for(known, PURCHASE)).as_("orders"))
    return exp.select("user_id", *counted, *values).from_("events").group_by("user_id")


def spending(known: Known) -> exp.Select:
    """Return ``user_id`` and ``spend``, purchases less refunds, of those who have events."""
    kinds = enumerate(meanings_of(known.population))
    refunds = [code for code, meaning in kinds if meaning.kind == REFUND and meaning.weight]
    return spending_of(named_for(known, PURCHASE, PAYMENT), event_names(known, refunds))


def named_for(known: Known, *kinds: str) -> list[str]:
    """Return the names of the event types that mean one of some kinds."""
    meanings = enumerate(meanings_of(known.population))
    return event_names(known, [code for code, meaning in meanings if meaning.kind in kinds])


def _value(known: Known) -> exp.Expr:
    kinds = enumerate(meanings_of(known.population))
    without = NO_INTERACTION | ({RATE} if has_stars_beside_money(known.population) else set())
    uncounted = [code for code, meaning in kinds if meaning.kind in without]
    value = exp.column("value")
    return exp.Case().when(exp.not_(is_in("event", event_names(known, uncounted))), value) if uncounted else value


def is_counted(known: Known) -> exp.Expr:
    """Return whether an event is an interaction with its item."""
    kinds = enumerate(meanings_of(known.population))
    return is_in("event", event_names(known, [code for code, meaning in kinds if meaning.kind not in NO_INTERACTION]))


def event_names(known: Known, codes: Iterable[int]) -> list[str]:
    """Return the names of event types by their codes."""
    return [known.population.event_names[code] for code in codes]
