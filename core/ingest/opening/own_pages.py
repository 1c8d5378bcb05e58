"""Pages that stand in for items: that of the basket, and that of the till, is none."""

from __future__ import annotations

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
_ABOUT_ITEMS = (PURCHASE, REFUND, "cart", "uncart")
"""Events that are about items, rather than about pages."""


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
    cells["page"] = cells["page"].str.replace(r"[?#].*$", "", regex=True)
    pages = cells[cells["page"] != ""].groupby("event")["page"].agg(["size", "nunique", "first"])
    is_own = (pages["nunique"] == 1) & (pages["size"] >= _LEAST_ROWS)
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
