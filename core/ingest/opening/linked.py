"""The id of a table about items or users that is called another name than in the log: its values say so."""

from __future__ import annotations

import re
from pathlib import PurePath

from core.ingest.names.naming import certainty, is_id_name
from core.ingest.reader.read import RawTable
from core.store.scratch import Scratch

Group = tuple[RawTable, ...]
_NEARLY_ALL, _MOST = 0.9, 0.5
"""Shares of the ids of the log that the table has: of short numbers, which others have by chance, and of long ids."""
_LONG = 6
"""Characters of a long id, on the mean."""
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_A-Za-z]+")
_SAY_LITTLE = frozenset(
    ["id", "ids", "key", "no", "nr", "num", "number", "code", "uuid", "guid", "hash", "parent", "pk"]
)
_FOUND = """
with log as (select distinct id from ({log}) where id <> ''), own as (select distinct id from ({own}))
select avg((id in (select id from own))::int), avg(length(id)) from log"""


def key_by_values(scratch: Scratch, role: str, log: tuple[Group, str], group: Group) -> str | None:
    """Return the id of a table that holds the ids of a column of the log and is called alike; None without one.

    So ``parent_asin`` is what ``asin`` refers to, ``article_id`` what ``click_article_id`` does, and ``id`` in
    ``raw_recipes.csv`` what ``recipe_id`` does.
    """
    rows, column = log
    names = [
        header
        for header in group[0].headers
        if all(header in raw.headers for raw in group)
        and (is_id_name(header) or certainty(role, header) > 0)
        and _are_called_alike(header, column, group)
    ]
    shares = {header: _share(scratch, (rows, column), (group, header)) for header in names}
    best = max(names, key=lambda header: shares[header], default=None)
    return best if best is not None and shares[best] > 0 else None


def _are_called_alike(header: str, column: str, group: Group) -> bool:
    """Whether names share a word that says what they are ids of; a bare id is of what its file is called."""
    own = _words(header) or {word for raw in group for word in _words(PurePath(raw.name).name.partition(".")[0])}
    return any(_are_one(one, other) for one in own for other in _words(column))


def _words(name: str) -> set[str]:
    words = {word.lower() for word in _WORDS.findall(name)} - _SAY_LITTLE
    return {word.removesuffix("id") if len(word) > len("id") + 2 else word for word in words}


def _are_one(one: str, other: str) -> bool:
    """Whether words are the same in the plural, or one is short for the other, as cust is."""
    short, long = sorted((one.removesuffix("s"), other.removesuffix("s")), key=len)
    return long == short or (len(short) > 2 and long.startswith(short)) or long == f"{short.removesuffix('ie')}y"


def _share(scratch: Scratch, log: tuple[Group, str], own: tuple[Group, str]) -> float:
    """Return which share of the ids of a log a column has; 0 where that may be chance."""
    [(share, length)] = scratch.rows(_FOUND.format(log=_ids(*log), own=_ids(*own)))
    least = _MOST if (length or 0) >= _LONG else _NEARLY_ALL
    return float(share) if share is not None and share >= least else 0.0


def _ids(group: Group, column: str) -> str:
    """Return SQL of the values of a column, as ``id``."""
    return " union all ".join(f"select trim({raw.column(column)}) as id from {raw.sql}" for raw in group)  # noqa: S608
