"""Tables with a group of columns for each line of an order, such as ``item_1_sku`` to ``item_3_price``.

Each line becomes a row; a line that names no item is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from core.ingest.names.naming import EXACT, HELD, certainty
from core.ingest.reader.cells import Division
from core.ingest.reader.rows import Raw
from core.population.event_parts import split_name
from core.sentences import Sentence, say
from core.store.scratch import Scratch

_NUMBERED = re.compile(r"(?P<before>.*?[^\d])??(?P<number>\d{1,2})(?P<after>\D.*)?", re.DOTALL)
_SIGNS = re.compile(r"[\s_.\[\]()#/-]+")
_LEAST = 2
"""Lines, and columns of each, that there must be."""
_OF_CHOICES = re.compile(
    r"\b(choices?|chosen|chose|clicks?|clicked|selected|selection|pick|picked|shown|displayed|rec|recommended"
    r"|recommendation|offered|alternative|impressions?|wahl|auswahl|choix|choisi|eleccion|elegido|scelta|escolha)\b"
)
"""Words of tables whose lines were shown, so that one of them could be chosen."""

Groups = Mapping[int, Mapping[str, str]]
"""Number of the line → what a column of it is called without the number → the column."""


def find_groups(headers: Sequence[str]) -> Groups:
    """Return the columns of each line, where they name an item and how much of it there was; else nothing.

    >>> [*find_groups(["order", "item_1_sku", "item_1_qty", "item_2_sku", "item_2_qty"])[2].items()]
    [('item sku', 'item_2_sku'), ('item qty', 'item_2_qty')]
    >>> find_groups(["sku", "tag_1", "tag_2", "price_1", "price_2"]), find_groups(["address1", "address2"])
    ({}, {})
    """
    of_name: dict[str, dict[int, str]] = {}
    for header in headers:
        if found := _NUMBERED.fullmatch(header):
            name = _SIGNS.sub(" ", f"{found['before'] or ''} {found['after'] or ''}").strip()
            of_name.setdefault(name, {})[int(found["number"])] = header
    items = [name for name in of_name if name and _is_item(name)]
    numbers = {frozenset(of_name[name]) for name in items}
    if len(numbers) != 1:
        return {}
    lines = sorted(numbers.pop())
    named = {name: columns for name, columns in of_name.items() if sorted(columns) == lines}
    has_amount = any(max(certainty("quantity", name), certainty("value", name)) >= HELD for name in named)
    others = [each for each in headers if not any(each in columns.values() for columns in named.values())]
    is_known = any(certainty("item", each) >= EXACT for each in others)
    if len(lines) < _LEAST or lines[0] > 1 or lines[-1] - lines[0] >= len(lines) or not has_amount or is_known:
        return {}
    return {line: {name: columns[line] for name, columns in named.items()} for line in lines}


def are_bought(scratch: Scratch, sql: str, headers: Sequence[str], groups: Groups) -> bool:
    """Whether lines are those of orders: these have a number, or are of some pieces, or are fewer in some rows.

    Without the number of an order, lines of which one was chosen were shown.
    """
    names = next(iter(groups.values()))
    others = [each for each in headers if not any(each in columns.values() for columns in groups.values())]
    if any(certainty("order", each) >= EXACT for each in others):
        return True
    if any(_OF_CHOICES.search(split_name(each)) for each in [*others, *names]):
        return False
    last = [header for name, header in groups[max(groups)].items() if _is_item(name)]
    blank = " and ".join(f"coalesce(trim(c{headers.index(header)}), '') = ''" for header in last)
    has_pieces = any(certainty("quantity", name) >= HELD for name in names)
    return has_pieces or bool(scratch.rows(f"select 1 from {sql} where {blank} limit 1"))  # noqa: S608 - our own names


def by_line(scratch: Scratch, name: str, raw: Raw) -> Division | None:
    """Make a row of each line of a table with columns of its own for each; None of any other table."""
    groups = find_groups(raw.headers)
    if not groups or not are_bought(scratch, raw.sql, raw.headers, groups):
        return None
    return Division(
        lambda _row_no, texts: list(_rows_of(texts, groups)),
        lambda n_before, n_after: (_note(name, groups, n_before, n_after),),
    )


def _note(name: str, groups: Groups, n_before: int, n_after: int) -> Sentence:
    """Say which columns became rows."""
    first = next(iter(next(iter(groups.values())).values()))
    return say(
        "{file}: columns such as {column!r} are those of {n_lines:,} lines: {n:,} records are {m:,} rows, one for each "
        "line that names an item.",
        file=name,
        column=first,
        n_lines=len(groups),
        n=n_before,
        m=n_after,
    )


def _is_item(name: str) -> bool:
    return max(certainty("item", name), certainty("text", name)) >= HELD


def _rows_of(record: Mapping[str, str | None], groups: Groups) -> Iterator[dict[str, str | None]]:
    grouped = {header for columns in groups.values() for header in columns.values()}
    own = {header: text for header, text in record.items() if header not in grouped}
    lines = [{name: record[header] for name, header in columns.items()} for columns in groups.values()]
    filled = [line for line in lines if any(text and text.strip() for name, text in line.items() if _is_item(name))]
    for line in filled or lines[:1]:
        yield {**own, **line}
