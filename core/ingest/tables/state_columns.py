"""Columns that say what became of each order, whatever they are called: by the words in them and by their orders."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pandas as pd

from core.ingest.names.naming import EXACT, certainty, describes_user, heads_of
from core.ingest.names.words import word_set
from core.ingest.states.context import is_kind_of_sale, is_of_sale_stages, is_stage_name
from core.ingest.states.order_states import (
    CANCELLED,
    MAX_STATUSES,
    PAID,
    RETURNED,
    UNCLEAR,
    is_status_name,
    state_of,
)
from core.ingest.states.status_names import NOT_OF_ORDERS, OF_DOCUMENT
from core.ingest.tables.sample import Sample
from core.population.event_parts import split_name
from core.population.meanings import FINISH, IGNORE, OTHER, PURCHASE, event_kind
from core.types import REFUND

_LEAST_UNKNOWN, _MOST_UNCLEAR = 3, 1 / 3
"""States that a column of no known name has at least; so many of those under the name of events may be unclear."""
_MOSTLY, _HARDLY, _REPEATED = 0.95, 0.05, 5
_FILLED, _SEVERAL = 0.5, 0.3
_BACK = (CANCELLED, RETURNED, REFUND)
_OF_ORDER = re.compile(r"\border\b|\bbestellung\b|\bcommande\b|\bpedido\b|\bordine\b|订单|注文")
"""What the names of events have beside the state: "order shipped"."""
_SENT = re.compile(
    r"\b(shipped|delivered|dispatched|versandt|versendet|geliefert|zugestellt|expedie|livre|enviad[oa]|entregad[oa]"
    r"|entregue|spedit[oa]|consegnat[oa])e?\b|发货|签收|発送|配達"
)
"""States of goods, which come to nobody without an order."""
TYPES = word_set("type typ tipo art soort rodzaj 类型 種別 区分")
_COUPON = re.compile(r"\bcoupon\b.*\bstatus\b")
_FLIGHT = re.compile(r"\b(pnr|flights?|airlines?|flug\w*|vuelo|vol|volo)\b")
_OF_THINGS = re.compile(r"method|mode|carrier|art$|modus|methode|metodo|方式|方法")


def is_state_column(sample: Sample, header: str, event: str | None = None) -> bool:
    """Whether a column says what became of each order, by its name or by its words; ``event`` names the events."""
    if is_status_name(header):
        return True
    return header != event and (holds_states_of_orders(sample, header) or holds_sale_stages(sample, header))


def holds_sale_stages(sample: Sample, header: str) -> bool:
    """Whether a column has the stages of sales, such as "Closed Won"."""
    words = {text.strip().lower() for text in sample.texts(header)} if is_stage_name(header) else set()
    return 2 <= len(words) <= MAX_STATUSES and is_of_sale_stages(header, map(split_name, words))


def holds_states_of_orders(sample: Sample, header: str) -> bool:
    """Whether the words of a column are states of orders, such as shipped and cancelled, and nothing else."""
    if header not in sample.known:
        sample.known[header] = _holds_states(sample, header)
    return sample.known[header]


def is_document(sample: Sample, header: str) -> bool:
    """Whether a column says which kind of document a row is of: by its name, or by its words where that is "Type"."""
    name = heads_of(header)[0]
    return bool(OF_DOCUMENT.fullmatch(name)) or (name in TYPES and is_document_column(sample, header))


def is_document_column(sample: Sample, header: str) -> bool:
    """Whether a column called a kind of transaction says of each row of a sale that it is one or a return."""
    name = heads_of(header)[0]
    if not (OF_DOCUMENT.fullmatch(name) or name in TYPES) or not _is_sale(sample, header):
        return False
    kinds = {text.strip().lower() for text in sample.texts(header)}
    are_back = [state_of(each) in _BACK or event_kind(each) == REFUND for each in kinds]
    is_known = all(back or is_kind_of_sale(each) for back, each in zip(are_back, kinds, strict=True))
    return any(are_back) and is_known and len(kinds) <= MAX_STATUSES


def _holds_states(sample: Sample, header: str) -> bool:
    is_event = certainty("event", header) > 0 and not OF_DOCUMENT.fullmatch(heads_of(header)[0])
    if not is_event and not _has_no_role(header) and not _is_of_flights(sample, header):
        return False
    states = {text: state_of(text) for text in {text.strip().lower() for text in sample.texts(header)}}
    goes_on = is_event and _goes_on(sample, header)
    if not 2 <= len(states) <= MAX_STATUSES or not _are_states(states, is_event=is_event, goes_on=goes_on):
        return False
    stands_alone = any(map(_SENT.search, map(split_name, states))) or _is_of_flights(sample, header)
    if not _is_sale(sample, header, needs_order=not stands_alone):
        return False
    user = _named(sample, "user")
    if user is not None and is_of_each(sample, user, header):
        return False
    return not is_event or _is_of_whole_orders(sample)


def _has_no_role(header: str) -> bool:
    """Whether a name says nothing, or is that of a state of something that may be an order."""
    roles = ("user", "item", "timestamp", "value", "quantity", "order", "text", "query", "category", "attribute")
    if NOT_OF_ORDERS.search(header.lower()) or _OF_THINGS.search(split_name(header)) or describes_user(header):
        return False
    return all(certainty(role, header) < EXACT for role in roles)


def _is_of_flights(sample: Sample, header: str) -> bool:
    """Whether a status is that of the coupons of tickets, each of which is one flight."""
    return bool(_COUPON.search(split_name(header))) and any(map(_FLIGHT.search, map(split_name, sample.columns)))


def _are_states(states: Mapping[str, str], *, is_event: bool, goes_on: bool) -> bool:
    """Whether texts are states, some of which end an order well and some end it badly; or its orders go on."""
    kinds = {text: event_kind(text) for text in states}
    if any(map(_OF_ORDER.search, map(split_name, states))):
        return False
    is_plain = all(
        kinds[text] in (OTHER, FINISH, IGNORE, REFUND, PURCHASE) or state == PAID for text, state in states.items()
    )
    n_unclear = sum(state == UNCLEAR for state in states.values())
    is_done = any(state == PAID and kinds[text] != PURCHASE for text, state in states.items())
    is_back = any(state in _BACK for state in states.values())
    if not (is_plain and is_done and (is_back or goes_on)):
        return False
    return n_unclear <= _MOST_UNCLEAR * len(states) if is_event else not n_unclear and len(states) >= _LEAST_UNKNOWN


def _goes_on(sample: Sample, header: str) -> bool:
    """Whether many orders have several rows, each of another state."""
    order = _named(sample, "order")
    if order is None:
        return False
    pairs = pd.DataFrame({"order": sample.columns[order], "state": sample.columns[header]}).dropna()
    return bool((pairs.groupby("order")["state"].nunique() > 1).mean() >= _SEVERAL)


def _is_sale(sample: Sample, header: str, *, needs_order: bool = True) -> bool:
    """Whether most rows that a column fills have the number of an order, and an amount or a number of pieces."""
    is_there = _filled(sample, header)
    has_order = any(_fills(sample, each, is_there) for each in sample.columns if certainty("order", each) >= EXACT)
    has_amount = any(
        _fills(sample, each, is_there)
        for each in sample.columns
        if max(certainty("value", each), certainty("quantity", each)) >= EXACT
    )
    return has_amount and (has_order or not needs_order)


def _fills(sample: Sample, header: str, is_there: pd.Series[bool]) -> bool:
    return bool(is_there.any()) and float(_filled(sample, header)[is_there].mean()) > _FILLED


def _filled(sample: Sample, header: str) -> pd.Series[bool]:
    return pd.Series([bool(text and text.strip()) for text in sample.columns[header]], dtype=bool)


def _named(sample: Sample, role: str) -> str | None:
    """Return the column with the best known name of a role."""
    return max(
        (header for header in sample.columns if certainty(role, header) >= EXACT),
        key=lambda header: certainty(role, header),
        default=None,
    )


def is_of_each(sample: Sample, owner: str | Sequence[str], header: str) -> bool:
    """Whether each user, or each item, that comes again has one value of a column, as those of a membership are.

    ``owner``: the column of the users, or several that say together whose a row is.
    """
    owners = [owner] if isinstance(owner, str) else [*owner]
    pairs = pd.DataFrame({each: sample.columns[each] for each in (*owners, header)}).dropna()
    of_owner = pairs.groupby(owners)[header].agg(["size", "nunique"])
    again = of_owner[of_owner["size"] > 1]
    return len(again) >= _REPEATED and bool((again["nunique"] == 1).mean() >= _MOSTLY)


def _is_of_whole_orders(sample: Sample) -> bool:
    """Whether the rows of an order and item have one amount, as its states have and partial refunds have not."""
    order, value = _named(sample, "order"), _named(sample, "value")
    if order is None or value is None:
        return True
    keys: Sequence[str] = [each for each in (order, _named(sample, "item")) if each]
    table = pd.DataFrame({each: sample.columns[each] for each in (*keys, value)}).dropna()
    table[value] = table[value].str.strip().str.lstrip("-+(").str.rstrip(")")
    of_line = table.groupby(list(keys))[value].agg(["size", "nunique"])
    several = of_line[of_line["size"] > 1]
    return not len(several) or bool((several["nunique"] > 1).mean() <= _HARDLY)
