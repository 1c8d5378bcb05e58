"""A column of yes and no that says which rows are purchases, in a log that names no events."""

from __future__ import annotations

import re
from dataclasses import replace

from core.ingest.log_table import LogTable
from core.ingest.status_names import FALSE, NO, TRUE
from core.population.event_parts import split_name
from core.sentences import Sentence, say
from core.store.sql import literal

_BOUGHT = r"book(?:ing|ed)|purchased?|bought|buy|order(?:ed)?|sale|sold|transaction"
_FLAG = r"fl(?:a)?g|ind|indicator|yn"
_NAME = re.compile(
    rf"(?:is|was|has|did) (?:{_BOUGHT})(?: (?:{_FLAG}))?|(?:{_BOUGHT}) (?:{_FLAG})|booked|purchased|bought"
)
"""Names of columns that say of a row whether something was bought by it."""


def take_event_flags(events: LogTable) -> tuple[LogTable, tuple[Sentence, ...]]:
    """Return a log in which rows are purchases where a column says so, with a note; as it was where none does.

    Logs of visits and searches may mark by 1 those that ended in a booking. The others are events of no known meaning.
    """
    roles = events.map
    if roles.event or roles.order or roles.quantity or events.source.preset or "event" in events.source.sql:
        return events, ()
    used = {roles.user, roles.item, roles.timestamp, roles.value, *roles.attributes}
    for header in events.sample.columns:
        texts = {text.strip().lower() for text in events.sample.texts(header)}
        if header in used or not _NAME.fullmatch(split_name(header)) or not _is_yes_or_no(texts):
            continue
        yes = ", ".join(literal(text) for text in TRUE)
        sql = f"case when lower(trim({{{header}}})) in ({yes}) then 'purchase' else 'event' end"
        note = say("{column!r} says which rows are purchases; the others are called 'event'.", column=header)
        return replace(events, source=replace(events.source, sql={**events.source.sql, "event": sql})), (note,)
    return events, ()


def _is_yes_or_no(texts: set[str]) -> bool:
    return bool(texts & set(TRUE)) and bool(texts & set(NO)) and texts <= {*TRUE, *FALSE}
