"""What lines of orders mean that name their kind: goods, what is paid beside them, and what is taken off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.ingest.orders.taken_back import are_negative
from core.ingest.tables.log_table import LogTable
from core.population.meanings import EVENT_WEIGHTS, IGNORE, PAYMENT, PURCHASE, is_rating
from core.population.order_lines import are_order_lines, kind_of_order_line, may_be_sold
from core.types.meaning import Meaning

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
