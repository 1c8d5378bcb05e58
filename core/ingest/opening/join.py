"""Tables that make a log together: lines of orders, and a table that says who and when once for each order.

Shops and databases keep them apart, as ``orders`` and ``order_items``; any table whose rows another one refers to by an
id is put together with it the same way, also where only values say which column is that id.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import PurePath

from core.attributes.names import fold
from core.ingest.names.naming import EXACT, certainty, heads_of, is_id_name
from core.ingest.names.words import word_set
from core.ingest.reader.order_tables import ids_of, says
from core.ingest.reader.read import RawTable
from core.ingest.reader.reshape import rows_sql, with_columns
from core.sentences import Sentence, say
from core.store.scratch import Scratch

Group = tuple[RawTable, ...]
_UNIQUE, _FOUND = 0.99, 0.5
"""Share of rows with an id of their own in the table that is referred to, and of ids that must be found there."""
_WHO_AND_WHEN = ("user", "timestamp")
_ORDERS = """
create temp table {name} as
select {cells} from ({rows}) where order_key <> ''
qualify row_number() over (partition by order_key order by file_no, row_no) = 1"""


@dataclass(frozen=True, slots=True)
class _Link:
    """Which table says who and when of the rows of another one."""

    lines: int
    """Place of the table whose rows are the events."""
    orders: int
    key: str
    """The column of the lines that refers to the other table."""
    own: str
    """The id of that table."""


def join_orders(scratch: Scratch, groups: Sequence[Group]) -> list[Group]:
    """Add to lines the columns of their orders, where lines name items but not users or times; others stay."""
    found = list(groups)
    while link := next(_links(scratch, found), None):
        lines, notes = _join(scratch, found, link)
        first = replace(lines[0], notes=(*lines[0].notes, *found[link.orders][0].notes, *notes))
        found[link.lines] = (first, *lines[1:])
        del found[link.orders]
    return found


def join_copies(scratch: Scratch, groups: Sequence[Group]) -> list[Group]:
    """Add to a log of copies, as of an inventory, what they are copies of, where a third table has its titles."""
    found = list(groups)
    link = next(_copies(scratch, found), None)
    if link is None:
        return found
    log, notes = _join(scratch, found, link)
    found[link.lines] = (replace(log[0], notes=(*log[0].notes, *notes)), *log[1:])
    del found[link.orders]
    return found


def is_key_of(header: str, group: Group, column: str) -> bool:
    """Whether a header is the id that a column of another table refers to: by its name, or "id" in a file named so.

    ``product_id`` refers to ``product_id``, and to ``id`` of ``products.csv``.
    """
    if fold(header) == fold(column):
        return True
    return fold(header) == "id" and any(fold(column) in ids_of(raw.name) for raw in group)


def _links(scratch: Scratch, groups: Sequence[Group]) -> Iterator[_Link]:
    for place, lines in enumerate(groups):
        missing = [role for role in _WHO_AND_WHEN if not says(role, lines[0].headers)]
        if not missing or not _names_items(lines):
            continue
        for other, orders in enumerate(groups):
            if other != place and _says(orders, missing):
                for key, own in _keys(lines, orders):
                    if _is_reference(scratch, lines, key) and _refers(scratch, (lines, key), (orders, own)):
                        yield _Link(place, other, key, own)


def _copies(scratch: Scratch, groups: Sequence[Group]) -> Iterator[_Link]:
    logs = [(n, each) for n, each in enumerate(groups) if all(says(role, each[0].headers) for role in _WHO_AND_WHEN)]
    lists = [(n, each) for n, each in enumerate(groups) if not says("text", each[0].headers)]
    for (place, log), (other, copies) in product(logs, lists):
        if place == other or says("user", copies[0].headers):
            continue
        for key, own in product(log[0].headers, copies[0].headers):
            is_item = certainty("item", key) >= EXACT and is_key_of(own, copies, key)
            if (
                is_item
                and _refers(scratch, (log, key), (copies, own))
                and _is_titled(scratch, groups, log, copies, own)
            ):
                yield _Link(place, other, key, own)


def _is_titled(scratch: Scratch, groups: Sequence[Group], log: Group, copies: Group, own: str) -> bool:
    """Whether another id of a list of copies is that of a table with titles, and the log does not have it itself."""
    known = {fold(header) for header in (*log[0].headers, own)}
    keys = [each for each in copies[0].headers if certainty("item", each) >= EXACT and fold(each) not in known]
    titled = [group for group in groups if group is not copies and says("text", group[0].headers)]
    return any(
        is_key_of(header, group, key) and _refers(scratch, (copies, key), (group, header))
        for key, group in product(keys, titled)
        for header in group[0].headers
    )


def _is_reference(scratch: Scratch, lines: Group, key: str) -> bool:
    """Whether a column may name rows of another table: a bare id of each row is its own."""
    if fold(key) != "id":
        return True
    n_rows, n_ids = scratch.rows(f"select count(*), count(distinct id) from ({_ids(lines, key)})")[0]  # noqa: S608
    return bool(n_ids < _UNIQUE * n_rows)


def _names_items(group: Group) -> bool:
    """Whether rows name items: by a known name, or beside an order by a further id or by a category.

    That is where they say how many or how much, and both beside a category.
    """
    headers = group[0].headers
    ids = [header for header in headers if is_id_name(header) and heads_of(header)[-1] == "id"]
    n_amounts = sum(says(role, headers) for role in ("quantity", "value"))
    is_line = (n_amounts > 0 and len(ids) > 1) or (n_amounts > 1 and says("category", headers))
    return says("item", headers) or (is_line and says("order", headers))


def _says(orders: Group, missing: Sequence[str]) -> bool:
    """Whether a table says who and when, or when alone where nothing says who: its log names no users then."""
    return all(says(role, orders[0].headers) for role in missing if role != "user" or "timestamp" not in missing)


def _keys(lines: Group, orders: Group) -> list[tuple[str, str]]:
    """Return pairs of columns by which lines may refer to orders."""
    return [
        (key, own)
        for key in lines[0].headers
        for own in orders[0].headers
        if is_id_name(key)
        and certainty("item", key) < EXACT
        and is_key_of(own, orders, key)
        and all(own in raw.headers for raw in orders)
    ]


def _refers(scratch: Scratch, lines: tuple[Group, str], orders: tuple[Group, str]) -> bool:
    """Whether ids of the lines are those of the orders, each of which has one row."""
    keys, own = _ids(*lines), _ids(*orders)
    n_rows, n_ids = scratch.rows(f"select count(*), count(distinct id) from ({own}) where id <> ''")[0]  # noqa: S608
    share = scratch.one(
        f"select avg((id in (select id from ({own})))::int) from (select distinct id from ({keys}) where id <> '')"  # noqa: S608
    )
    return bool(n_rows and n_ids >= _UNIQUE * n_rows and share and share >= _FOUND)


def _ids(group: Group, column: str) -> str:
    return rows_sql(group, lambda raw: f"coalesce(trim({raw.column(column)}), '') as id")


def _join(scratch: Scratch, groups: Sequence[Group], link: _Link) -> tuple[Group, tuple[Sentence, ...]]:
    lines, orders = groups[link.lines], groups[link.orders]
    known = {fold(header) for raw in lines for header in raw.headers} | {fold(link.own)}
    more = [header for header in orders[0].all_headers if fold(header) not in known]
    name = scratch.new_name()
    columns = ", ".join(f"o{place}" for place in range(len(more)))
    rows = " union all ".join(_rows_of(raw, file_no, link.own, more) for file_no, raw in enumerate(orders))
    scratch.run(_ORDERS.format(name=name, cells=f"order_key, {columns}", rows=rows))
    notes = _notes(scratch, (lines, link.key), (orders, link.own))
    return tuple(_with_orders(scratch, raw, link.key, name, more) for raw in lines), notes


def _rows_of(raw: RawTable, file_no: int, own: str, more: Sequence[str]) -> str:
    cells = ", ".join(f"{raw.column(header)} as o{place}" for place, header in enumerate(more))
    key = f"trim({raw.column(own)}) as order_key"
    return f"select {file_no} as file_no, row_no, {key}, {cells} from {raw.sql}"  # noqa: S608 - our own names


def _with_orders(scratch: Scratch, raw: RawTable, key: str, orders: str, more: Sequence[str]) -> RawTable:
    joined = f"left join {orders} o on trim({raw.column(key)}) = o.order_key"
    others = tuple(header for header in raw.other_headers if header not in more)
    cells = {header: f"o.o{place}" for place, header in enumerate(more)}
    return replace(with_columns(scratch, raw, cells, joined), other_headers=others)


def _notes(scratch: Scratch, lines: tuple[Group, str], orders: tuple[Group, str]) -> tuple[Sentence, ...]:
    keys, own = _ids(*lines), _ids(*orders)
    names, others = (", ".join(raw.name for raw in group) for group in (lines[0], orders[0]))
    n_without = int(scratch.one(f"select count(*) from ({keys}) where id not in (select id from ({own}))"))  # noqa: S608
    n_again = int(scratch.one(f"select count(*) - count(distinct id) from ({own}) where id <> ''"))  # noqa: S608
    n_empty = int(scratch.one(f"select count(*) from ({own}) where id not in (select id from ({keys}))"))  # noqa: S608
    found = (
        (True, say("{file} was put together with {other} by {column!r}.", file=names, other=others, column=lines[1])),
        (n_without, say("{n:,} rows of {file} are found in no row of {other}.", n=n_without, file=names, other=others)),
        (n_again, say("{n:,} rows of {other} repeat an id; the first row of each is taken.", n=n_again, other=others)),
        (n_empty, say("{n:,} rows of {other} have no row in {file}; they are no events.", n=n_empty, file=names,
                      other=others)),
    )  # fmt: skip
    return tuple(note for is_so, note in found if is_so)


_NEARLY_ALL, _MOST = 0.9, 0.5
"""Shares of the ids of the log that the table has: of short numbers, which others have by chance, and of long ids."""
_LONG = 6
"""Characters of a long id, on the mean."""
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_A-Za-z]+")
_SAY_LITTLE = word_set("id ids key no nr num number code uuid guid hash parent pk")
_OF_LOG = """
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
    [(share, length)] = scratch.rows(_OF_LOG.format(log=_ids(*log), own=_ids(*own)))
    least = _MOST if (length or 0) >= _LONG else _NEARLY_ALL
    return float(share) if share is not None and share >= least else 0.0
