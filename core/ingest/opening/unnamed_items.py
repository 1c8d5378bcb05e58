"""Rows of orders that leave the id of their item blank and have its title: the title names the item there."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from core.ingest.names.naming import HELD, certainty, stand_in_rank
from core.ingest.tables.cells import filled_sql, texts_of
from core.ingest.tables.log_table import LogTable
from core.sentences import say

_MOST_BLANK, _MOSTLY = 0.5, 0.9
"""Of the rows without an id so many may have no title; a title belongs to one item where so many do."""


def name_by_title(events: LogTable) -> tuple[LogTable, tuple[str, ...]]:
    """Return a table of orders whose item is the title where its id is blank, with a note; as it was where none is."""
    roles = events.map
    item, text = roles.item, roles.text
    is_of_orders = bool(roles.quantity or roles.order) and not events.source.preset and not events.source.sql
    if not (is_of_orders and item and text and item != text) or not _is_title(events, item, text):
        return events, ()
    sql = {"item": f"coalesce({filled_sql(f'trim({{{item}}})')}, {{{text}}})"}
    note = say("Where {item!r} is blank, {text!r} names the item.", item=item, text=text)
    return replace(events, source=replace(events.source, sql=sql, instead={"item": [text]})), (note,)


def _is_title(events: LogTable, item: str, text: str) -> bool:
    """Whether some ids are blank, and titles name items of one id each."""
    if certainty("text", text) < HELD or stand_in_rank(text) is not None:
        return False
    cells = pd.DataFrame({"item": texts_of(events, item), "text": texts_of(events, text)}).replace("", None)
    share = float(cells["item"].isna().mean())
    if not 0 < share < 1 or cells.loc[cells["item"].isna(), "text"].isna().mean() > _MOST_BLANK:
        return False
    n_items = cells.dropna().groupby("text")["item"].nunique()
    return bool(len(n_items)) and float((n_items == 1).mean()) >= _MOSTLY
