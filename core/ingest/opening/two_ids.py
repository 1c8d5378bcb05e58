"""People who count under two ids: where a column of users is blank, another one stands in for it."""

from __future__ import annotations

import re

from core.ingest.names.naming import EXACT, certainty
from core.ingest.reader.read import RawTable
from core.ingest.tables.log_table import LogTable
from core.population.event_parts import split_name
from core.sentences import Sentence, say
from core.store.scratch import Scratch

_VISITOR = re.compile(r"\b(anonym\w*|visitor|device|cookie|pseudo|browser|fingerprint|distinct|installation)\b")
_CELL = "nullif(trim({column}), '')"
_TWO = """
select count(*) filter (n_named > 0 and n_named < n), count(*) filter (n_named > 1 and n_ids > 1)
from (select count(*) as n, count(first) as n_named, count(distinct first) as n_ids
    from ({rows}) where second is not null group by second)"""


def notes_on_two_ids(scratch: Scratch, events: LogTable) -> tuple[Sentence, ...]:
    """Say how many people count under two ids, as visitors do who log in later.

    Names, addresses and numbers of persons say nothing of that: several may share them.
    """
    first, *others = events.user_columns or ("",)
    notes = []
    for second in dict.fromkeys([*others, *_names_beside(events, first)]):
        if second in events.private or first in events.private or second == first:
            continue
        rows = " union all ".join(_rows(raw, first, second) for raw in events.raws)
        [(n_both, n_several)] = scratch.rows(_TWO.format(rows=rows))
        if n_both and second in others:
            notes.append(
                say(
                    "{n:,} values of {second!r} are in rows with {first!r} and in rows where that is blank: whoever "
                    "they are counts as two users, one of each. --map user={second} counts each once.",
                    n=n_both,
                    first=first,
                    second=second,
                )
            )
        elif n_several:
            notes.append(
                say(
                    "{n:,} values of {second!r} have several of {first!r}, each of which counts as a user of its own.",
                    n=n_several,
                    first=first,
                    second=second,
                )
            )
    return tuple(notes)


def _names_beside(events: LogTable, first: str) -> list[str]:
    """List the columns that name users, where those of the log are visitors or devices: somebody may have several."""
    if not _VISITOR.search(split_name(first)):
        return []
    return [
        each
        for each in events.sample.columns
        if certainty("user", each) >= EXACT and not _VISITOR.search(split_name(each)) and events.sample.texts(each)
    ]


def _rows(raw: RawTable, first: str, second: str) -> str:
    cells = (
        _CELL.format(column=raw.column(each)) if each in raw.headers else "null::varchar" for each in (first, second)
    )
    one, other = cells
    return f"select {one} as first, {other} as second from {raw.sql}"  # noqa: S608 - built by read
