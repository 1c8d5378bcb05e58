"""What may make a log count wrongly: rows that are sums of a day, and people who count under two ids."""

from __future__ import annotations

import re
from functools import partial

import pandas as pd

from core.ingest.names.naming import EXACT, certainty
from core.ingest.reader.read import RawTable
from core.ingest.reader.reshape import rows_sql
from core.ingest.tables.log_table import LogTable, texts_of
from core.population.event_parts import split_name
from core.sentences import Sentence, say
from core.store.scratch import Scratch

_DEEDS = (
    r"purchases?|orders?|transactions?|(page )?views?|clicks?|impressions?|plays?|streams?|listens?|visits?|sessions?"
    r"|events?|interactions?|hits?|downloads?|likes?|carts?|bought|viewed|clicked|played|bestellungen|kaufe|aufrufe"
    r"|klicks|achats|commandes|vues|clics|ecoutes|compras|pedidos|visitas|visualizacoes|acquisti|ordini|visite"
)
_N = r"n|num|nb|number|number of|no of|count|count of|cnt|anzahl|nombre de|nombre d|numero de|numero di|qtd|qt"
_NAME = re.compile(
    rf"({_N}) (\w+ )?({_DEEDS})|({_DEEDS}) (counts?|cnt|freq|frequency)|(play|view|click|listen|visit)counts?"
    r"|(?:购买|浏览|点击|播放|访问|下单|加购|收藏)(?:次数|数)|(?:購入|閲覧|再生|クリック|訪問)(?:回数|数)"
)
"""Names of how often something was done."""
_BARE = re.compile(rf"(?:total )?(?:{_DEEDS})")
"""Names of that where another column has one too: "views" alone may be those of all."""
_CLOCK = re.compile(r"\d:(?!00)\d\d|\d:00:(?!00)\d\d")
_LEAST_ROWS, _SOME, _NEARLY_ALL = 20, 0.05, 0.99


def note_on_sums(events: LogTable) -> tuple[LogTable, tuple[Sentence, ...]]:
    """Return a log with a note where its rows are sums: counts of a day or an hour, one row for each user and item."""
    roles = events.map
    if not (roles.user and roles.item and roles.timestamp) or events.source.preset:
        return events, ()
    named = [each for each in events.sample.columns if _BARE.fullmatch(split_name(each))]
    counts = [
        each
        for each in events.sample.columns
        if (_NAME.fullmatch(split_name(each)) or (each in named and len(named) > 1)) and _counts(events, each)
    ]
    if not counts or not _is_one_a_day(events):
        return events, ()
    n_none = int(pd.DataFrame({each: _whole(events, each) for each in counts}).eq(0).all(axis=1).sum())
    note = say(
        "The rows seem to be sums: {columns} count what each user did in a day or an hour. Each row counts as one "
        "event whatever they say. A log has a row for each thing that a user did.",
        columns=", ".join(counts),
    )
    nothing = say("{n:,} rows of those looked at have 0 there and count too.", n=n_none)
    return events, ((note, nothing) if n_none else (note,))


def _whole(events: LogTable, header: str) -> pd.Series[float]:
    return pd.to_numeric(texts_of(events, header), errors="coerce")


def _counts(events: LogTable, header: str) -> bool:
    """Whether a column without a role holds whole numbers, some of them more than 1."""
    roles = events.map
    if header in (roles.user, roles.item, roles.event, roles.value, roles.quantity, roles.order, *roles.attributes):
        return False
    numbers = _whole(events, header)
    is_there = texts_of(events, header) != ""
    whole = numbers[is_there]
    is_count = len(whole) >= _LEAST_ROWS and whole.notna().all() and (whole % 1 == 0).all()
    return bool(is_count and (whole > 1).mean() >= _SOME) and not any(
        _is_fact_of(texts_of(events, role), numbers) for role in (roles.item, roles.user) if role
    )


def _is_fact_of(ids: pd.Series[str], numbers: pd.Series[float]) -> bool:
    """Whether each id that occurs again has one number: all views of a video, all orders of a customer."""
    again = numbers[ids.duplicated(keep=False)].groupby(ids)
    return len(again) > 1 and bool((again.nunique() == 1).all())


def _is_one_a_day(events: LogTable) -> bool:
    """Whether times are days or hours, and a user has one row for an item in each."""
    roles = events.map
    keys = pd.DataFrame({each: texts_of(events, each) for each in (roles.user, roles.item, roles.timestamp) if each})
    is_coarse = not texts_of(events, roles.timestamp or "").map(lambda text: bool(_CLOCK.search(text))).any()
    kinds = pd.DataFrame({"event": texts_of(events, roles.event)}) if roles.event else pd.DataFrame(index=keys.index)
    return is_coarse and float((~pd.concat([keys, kinds], axis=1).duplicated()).mean()) >= _NEARLY_ALL


_VISITOR = re.compile(r"\b(anonym\w*|visitor|device|cookie|pseudo|browser|fingerprint|distinct|installation)\b")
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
        rows = rows_sql(events.raws, partial(_cells, first=first, second=second))
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


def _cells(raw: RawTable, first: str, second: str) -> str:
    cells = (f"nullif(trim({raw.column(each)}), '') as {name}" for each, name in ((first, "first"), (second, "second")))
    return ", ".join(cells)
