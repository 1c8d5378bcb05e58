"""Two columns that say what was done: the finer one counts where it is filled."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import pandas as pd

from core.ingest.states.order_states import is_status_name
from core.ingest.tables.cells import filled_sql, texts_of
from core.ingest.tables.log_table import LogTable
from core.population.meanings import event_kind, is_known_event
from core.sentences import Sentence, say

_MOST_NAMES, _KNOWN = 30, 0.6
"""A finer column has so few values, of which so many are known kinds of events."""
_CODE, _LETTERS = r"\d{1,6}", r"[^\W\d_]{3}"
_SOME, _NESTED = 0.01, 0.95
"""It is blank and filled in so many rows at least, and so many rows of each value are of one event of the other."""


def take_finer_events(events: LogTable) -> tuple[LogTable, tuple[Sentence, ...]]:
    """Return a log whose events are named by a finer column where that is filled, with a note.

    Collectors write what kind of record a row is, such as ``event_product``, and beside it what was done with the
    product: detail, add, purchase.
    """
    roles = events.map
    if not roles.event or events.source.preset or "event" in events.source.sql:
        return events, ()
    used = {getattr(roles, role) for role in ("user", "item", "timestamp", "event", "value", "order", "text", "query")}
    coarse = texts_of(events, roles.event)
    if _are_codes(coarse) and (label := _label_of(events, coarse, used)):
        note = say("{label!r} says in words what the codes in {event!r} are.", label=label, event=roles.event)
        return replace(events, source=replace(events.source, sql={**events.source.sql, "event": f"{{{label}}}"})), (
            note,
        )
    for header in events.sample.columns:
        if header not in used and _is_finer(header, texts_of(events, header), coarse):
            sql = {**events.source.sql, "event": f"coalesce({filled_sql(f'{{{header}}}')}, {{{roles.event}}})"}
            note = say("Where {finer!r} is filled, it names the event in place of {event!r}.", finer=header,
                       event=roles.event)  # fmt: skip
            return replace(events, source=replace(events.source, sql=sql)), (note,)
    return events, ()


def _are_codes(texts: pd.Series[str]) -> bool:
    return bool(texts.str.fullmatch(_CODE).all())


def _label_of(events: LogTable, codes: pd.Series[str], used: Collection[str | None]) -> str | None:
    """Return the column that has one word for each code of an event, such as "Page View" for 1."""
    for header in events.sample.columns:
        words = texts_of(events, header)
        if header in used or (words == "").any() or not words.str.contains(_LETTERS).all():
            continue
        pairs = pd.crosstab(codes, words)
        is_one_each = len(pairs) > 1 and (pairs.gt(0).sum(axis=0) == 1).all() and (pairs.gt(0).sum(axis=1) == 1).all()
        if is_one_each and any(map(is_known_event, pairs.columns)):
            return header
    return None


def _is_finer(header: str, fine: pd.Series[str], coarse: pd.Series[str]) -> bool:
    """Whether a column divides events of the coarse one by kinds of events, and is blank for others."""
    is_filled = fine != ""
    if not _SOME <= is_filled.mean() <= 1 - _SOME or is_status_name(header):
        return False
    fine, coarse = fine[is_filled], coarse[is_filled]
    names = fine.unique().tolist()
    if not 2 <= len(names) <= _MOST_NAMES or sum(map(is_known_event, names)) < _KNOWN * len(names):
        return False
    pairs = pd.crosstab(fine, coarse)
    is_nested = bool((pairs.max(axis=1) >= _NESTED * pairs.sum(axis=1)).all())
    divides = bool((pairs.gt(0).sum(axis=0) > 1).any())
    return is_nested and divides and len({event_kind(name) for name in names}) > 1
