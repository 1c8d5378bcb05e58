"""Nested records as rows of text: every path is a column, a list of objects gives one row for each of them.

``{"user": {"id": "u1"}, "items": [{"sku": "A"}, {"sku": "B"}]}`` becomes two rows with the columns ``user.id`` and
``items.sku``. A list of plain values is one text, joined by ``|``. A list of objects that hold ``key`` and ``value``
(event parameters of GA4, maps of Parquet) gives one column for each key. Where several lists of objects stand in one
record, the one that is named like items or events gives the rows, and the others stay as JSON. So do lists of what an
order or event has beside its items, such as addresses, images, tags and reviews; see ``_gives_rows``. Within a list,
lists that are named so give rows too; within one of items, only those that are finer.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from core.errors import IngestError
from core.ingest.names.naming import EXACT, certainty
from core.ingest.names.words import word_set
from core.ingest.reader.containers import free_path
from core.ingest.reader.dialect import MAX_COLUMNS
from core.ingest.reader.parallel_lists import as_events
from core.sentences import say

ITEM_LISTS = (
    "items", "products", "line_items", "lineitems", "order_items", "cart", "contents", "articles", "lines",
    "order_lines", "orderlines", "basket", "positions", "purchased_items",
)  # fmt: skip
_LISTS = (
    *ITEM_LISTS, "events", "hits", "actions", "interactions", "orders", "transactions", "purchases", "views", "plays",
    "sessions",
)  # fmt: skip
"""Names of lists that are rows, the finest first."""
_STATEMENTS = ("ratings", "reviews", "comments")
"""Names of lists of statements by users: rows of their own where nothing around them is an event."""
_BESIDE = re.compile(
    r"image|photo|picture|media|label|address|tax|shipping|discount|coupon|voucher|promotion|fulfil|shipment|(^|_)(tag|fee)"
    "|payment|tender|refund|return|note|option|attribute|variant|propert|custom|recommend|related|similar|impression"
    "|adjustment|categor|genre",
    re.IGNORECASE,
)
"""Names of lists of what an order or an item has beside its lines, though they may hold titles and prices."""
_TYPES = word_set("$date $oid $uuid $numberLong $numberInt $numberDouble $numberDecimal $timestamp")
"""What MongoDB writes around a value to name its type, see its Extended JSON."""
_TYPES_OF_DYNAMO: dict[str, type | tuple[type, ...]] = {"S": str, "N": str, "BOOL": bool, "NULL": bool, "L": list}
"""What DynamoDB writes around a value to name its type, and what stands there."""
_OF_CONNECTION = {"edges", "nodes", "pageInfo", "totalCount"}
_OF_EDGE = {"node", "cursor", "__typename"}
"""What the answers of GraphQL write around a list, see the specification of its connections."""
_PART_ROWS = 20_000
_MAX_DEPTH = 20
_MOST_REPEATED = 1 << 26  # characters of a list on the rows of another one
Row = dict[str, str | None]


def rows_of(record: Mapping[str, Any], is_list: Callable[[str], bool] | None = None) -> list[Row]:
    """Return the rows of one record; with ``is_list``, only lists named like items or meeting it give rows.

    >>> rows_of({"id": 1, "items": [{"sku": "A"}, {"sku": "B"}], "tags": ["x", "y"]})
    [{'id': '1', 'tags': 'x|y', 'items.sku': 'A'}, {'id': '1', 'tags': 'x|y', 'items.sku': 'B'}]
    """
    return _expand(record, "", 0, is_list)


def _expand(record: Mapping[str, Any], prefix: str, depth: int, is_list: Callable[[str], bool] | None) -> list[Row]:
    row: Row = {}
    lists: dict[str, Sequence[Any]] = {}
    _flatten(record if prefix else as_events(record), prefix, row, lists, depth)
    for path in [path for path in lists if not _gives_rows(path, lists[path], row, prefix, is_list)]:
        row[path] = _json(lists.pop(path))
    if not lists or depth >= _MAX_DEPTH:
        return [row | {path: _json(values) for path, values in lists.items()}]
    chosen = min(lists, key=lambda path: (_rank(path), list(lists).index(path)))
    row.update({path: _beside(values, len(lists[chosen])) for path, values in lists.items() if path != chosen})
    return [
        {**row, **inner} for element in lists[chosen] for inner in _expand(element, f"{chosen}.", depth + 1, is_list)
    ]


def _beside(values: Sequence[Any], n_rows: int) -> str:
    """Return what stands on each of some rows for a list beside them: its JSON, its length where that is too much."""
    text = _json(values)
    return text if len(text) * n_rows <= _MOST_REPEATED else f"[{len(values)} objects]"


def _gives_rows(path: str, values: Sequence[Any], row: Row, prefix: str, is_list: Callable[[str], bool] | None) -> bool:
    """Whether the objects of a list are rows.

    Lines of an order are, by the name of their list or by what they hold. Events are where they are named so: in a cell
    only beside a row that is none of an item itself. Whatever else a list holds is rows where the record around it is
    no event: in a cell never.
    """
    if _rank(prefix.rstrip(".")) < len(ITEM_LISTS):
        if _is_event(row) and not _names("item", row):  # a page of orders that an interface calls its items
            return _rank(path) < len(ITEM_LISTS) or _are_lines(path, values)
        return _rank(path) < _rank(prefix.rstrip("."))
    names_item = _names("item", row)
    if _names_items(path, values):
        return not names_item
    if _rank(path) < len(ITEM_LISTS) or (is_list and is_list(path)) or _are_lines(path, values):
        return True
    if _rank(path) < len(_LISTS):
        return not (names_item and (is_list or _is_event(row)))
    if is_list or prefix or (names_item and _last(path) not in _STATEMENTS):
        return False
    return not _is_event(row) or not (_BESIDE.search(_last(path)) or _last(path) in _STATEMENTS)


def _are_lines(path: str, values: Sequence[Mapping[str, Any]]) -> bool:
    """Whether objects are lines of an order by what they hold: an item, with how many of it or what it costs."""
    if _BESIDE.search(_last(path)) or _last(path) in _STATEMENTS:
        return False
    return all(
        (_names("item", each) and _names_any(each, "quantity", "value"))
        or (_names("text", each) and _names("quantity", each))
        for each in values
    )


def _names_items(path: str, values: Sequence[Mapping[str, Any]]) -> bool:
    return all(list(each) == [item_of(path)] for each in values)


def item_of(path: str) -> str:
    """Return what each plain value of a list is where its name says that it lists ids of items; "" for other lists.

    >>> item_of("order.product_ids"), item_of("tags")
    ('product_id', '')
    """
    last = path.rpartition(".")[2]
    one = last.removesuffix("s").removesuffix("S")
    return one if one != last and certainty("item", one) >= EXACT else ""


def _is_event(row: Mapping[str, Any]) -> bool:
    """Whether a record says who did something, and when."""
    return _names("timestamp", row) and any(certainty("user", path) > 0 for path in row)


def _names_any(row: Mapping[str, Any], *roles: str) -> bool:
    return any(_names(role, row) for role in roles)


def _names(role: str, row: Mapping[str, Any]) -> bool:
    return any(certainty(role, path) >= EXACT for path in row)


class Parts:
    """Collects rows and writes them as Parquet files with the columns ``c0`` to ``cn``, in order of appearance."""

    def __init__(self, scratch: Path, name: str) -> None:
        self._scratch, self._name = scratch, name
        self._columns: dict[str, list[str | None]] = {}
        self._numbers: list[int] = []
        self.paths: list[Path] = []
        self.headers: dict[str, int] = {}
        """Path → number of its column."""
        self.has_lists = False
        """Whether a record gave more than one row; ``part_no`` counts the rows of each from 0."""

    def add_record(self, rows: Sequence[Row]) -> None:
        """Add the rows of one record."""
        self.has_lists = self.has_lists or len(rows) > 1
        for number, row in enumerate(rows):
            self._add(row, number)

    def _add(self, row: Row, number: int) -> None:
        for path, text in row.items():
            if path not in self.headers:
                self._add_header(path)
            column = self._columns.setdefault(path, [])
            column.extend([None] * (len(self._numbers) - len(column)))
            column.append(text)
        self._numbers.append(number)
        if len(self._numbers) >= _PART_ROWS:
            self.flush()

    def flush(self) -> None:
        """Write what is waiting."""
        n_waiting = len(self._numbers)
        if not n_waiting:
            return
        arrays = {"part_no": pa.array(self._numbers, pa.int32())}
        for path, column in self._columns.items():
            column.extend([None] * (n_waiting - len(column)))
            arrays[f"c{self.headers[path]}"] = pa.array(column, pa.string())
        target = free_path(self._scratch, "part.parquet")
        pq.write_table(pa.table(arrays), target)
        self.paths.append(target)
        self._columns, self._numbers = {}, []

    def _add_header(self, path: str) -> None:
        self.headers[path] = len(self.headers)
        if len(self.headers) > MAX_COLUMNS:
            raise IngestError(
                say("{name} has more than {most:,} different paths.", name=self._name, most=MAX_COLUMNS),
                say("Keep ids in values rather than in names."),
            )


def _flatten(value: Mapping[str, Any], prefix: str, row: Row, lists: dict[str, Sequence[Any]], depth: int) -> None:
    for key, inner in value.items():
        path, inner = f"{prefix}{key}", _without_edges(_without_type(inner))
        if isinstance(inner, Mapping) and inner and depth < _MAX_DEPTH:
            _flatten(inner, f"{path}.", row, lists, depth + 1)
        elif isinstance(inner, list | tuple) and inner and not any(isinstance(each, list) for each in inner):
            _flatten_list(inner, path, row, lists, depth)
        else:
            row[path] = _text(inner)


def _flatten_list(values: Sequence[Any], path: str, row: Row, lists: dict[str, Sequence[Any]], depth: int) -> None:
    pairs = [_pair(each) for each in values]
    if all(pairs):
        _flatten({str(key): inner for key, inner in filter(None, pairs)}, f"{path}.", row, lists, depth + 1)
    elif all(isinstance(each, Mapping) for each in values):
        lists[path] = values
    elif item_of(path) and not any(isinstance(each, Mapping) for each in values):
        lists[path] = [{item_of(path): each} for each in values]
    else:
        row[path] = "|".join(_text(each) or "" for each in values)


def _pair(value: Any) -> tuple[Any, Any] | None:
    """Return key and value of an object that holds just these, or of an entry of a map."""
    if isinstance(value, tuple) and len(value) == 2:
        return value
    if not isinstance(value, Mapping) or set(value) != {"key", "value"}:
        return None
    inner = value["value"]
    if isinstance(inner, Mapping) and inner and all(name.endswith(("_value", "_micros")) for name in inner):
        inner = next((each for name, each in inner.items() if each is not None and name.endswith("_value")), None)
    return value["key"], inner


def _without_type(value: Any) -> Any:
    while isinstance(value, Mapping) and len(value) == 1 and _is_type(*next(iter(value.items()))):
        [value] = value.values()
    return value


def _without_edges(value: Any) -> Any:
    """Return the objects of a connection of GraphQL as a list; any other value as it is.

    >>> _without_edges({"edges": [{"node": {"id": 1}, "cursor": "x"}], "pageInfo": {"hasNextPage": False}})
    [{'id': 1}]
    """
    if not isinstance(value, Mapping) or not value.keys() <= _OF_CONNECTION:
        return value
    edges = value.get("edges")
    nodes = [_of_edge(each) for each in edges] if isinstance(edges, list) and edges else value.get("nodes") or [None]
    return nodes if isinstance(nodes, list) and all(isinstance(each, Mapping) for each in nodes) else value


def _of_edge(edge: Any) -> dict[str, Any] | None:
    """Return the object of an edge, with what the edge has beside it, such as how many of it."""
    if not isinstance(edge, Mapping) or not isinstance(edge.get("node"), Mapping):
        return None
    return {key: each for key, each in edge.items() if key not in _OF_EDGE} | dict(edge["node"])


def _is_type(key: str, value: Any) -> bool:
    of = _TYPES_OF_DYNAMO.get(key)
    return key in _TYPES or (of is not None and isinstance(value, of))


def _rank(path: str) -> int:
    last = _last(path)
    return _LISTS.index(last) if last in _LISTS else len(_LISTS)


def _last(path: str) -> str:
    return path.rpartition(".")[2].lower()


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, list | tuple | Mapping):
        return _json(value) if value else None
    return str(value)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
