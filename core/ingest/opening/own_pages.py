"""Pages that stand in for items: that of the basket, and that of the till, is none."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd

from core.ingest.names.naming import certainty, stand_in_rank
from core.ingest.tables.cells import texts_of
from core.ingest.tables.log_table import LogTable
from core.population.meanings import PURCHASE, event_kind
from core.sentences import Sentence, say
from core.store.sql import literal
from core.types import REFUND

_LEAST_ROWS, _LEAST_PAGES = 5, 5
"""So many rows of an event on one page, where others have so many pages, say that the page is that of the event."""
_TILL = re.compile(
    r"(?i)/(cart|basket|checkout|check-out|purchase|order|orders|payment|thank-?you|confirmation|warenkorb|kasse|panier"
    r"|caisse|carrito|carrello|carrinho)(\.\w+)?/?$"
)
"""Pages of the basket and of the till, which other events are on, too."""
_ABOUT_ITEMS = (PURCHASE, REFUND, "cart", "uncart")
"""Events that are about items, rather than about pages."""


def _without_query(page: str) -> str:
    """Return a page without its query and fragment, unless the query says which item it is about."""
    path, _, query = page.partition("#")[0].partition("?")
    names = [each.partition("=")[0] for each in re.split("[&;]", query)]
    return page if any(certainty("item", name) > 0 for name in names if name) else path


def _is_of_till(page: str) -> bool:
    return bool(_TILL.search(page))


def without_own_pages(events: LogTable) -> tuple[LogTable, tuple[Sentence, ...]]:
    """Return a log in which rows of purchases and the like have no item where all of them are on one page.

    A log of pages whose purchases are all on ``/purchase`` does not say what was bought.
    """
    roles = events.map
    is_page = (
        bool(roles.item) and certainty("item", roles.item or "") == 0 and stand_in_rank(roles.item or "") is not None
    )
    if not is_page or not roles.event or events.source.preset or {"item", "event"} & set(events.source.sql):
        return events, ()
    cells = pd.DataFrame({"event": texts_of(events, roles.event), "page": texts_of(events, roles.item or "")})
    cells["page"] = cells["page"].map(_without_query)
    cells = cells[cells["page"] != ""]
    pages = cells.groupby("event")["page"].agg(["size", "nunique", "first"])
    n_events = cells.groupby("page")["event"].nunique()
    is_alone = pages["first"].map(n_events) == 1
    is_own = (pages["nunique"] == 1) & (pages["size"] >= _LEAST_ROWS) & (is_alone | pages["first"].map(_is_of_till))
    own = [str(name) for name in pages.index[is_own] if event_kind(str(name)) in _ABOUT_ITEMS]
    if not own or pages["nunique"].max() < _LEAST_PAGES:
        return events, ()
    listed = ", ".join(literal(name.lower()) for name in own)
    item = f"case when lower(trim({{{roles.event}}})) not in ({listed}) then {{{roles.item}}} end"
    note = say(
        "All rows of {events} are on {pages}, which names no item: what they are about is not known.",
        events=", ".join(map(repr, own)),
        pages=", ".join(repr(str(pages.loc[name, "first"])) for name in own),
    )
    return replace(events, source=replace(events.source, sql={**events.source.sql, "item": item})), (note,)
