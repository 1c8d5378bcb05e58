"""Nested records as rows of text: every path is a column, a list of objects gives one row for each of them.

``{"user": {"id": "u1"}, "items": [{"sku": "A"}, {"sku": "B"}]}`` becomes two rows with the columns ``user.id`` and
``items.sku``. A list of plain values is one text, joined by ``|``. A list of objects that hold ``key`` and ``value``
(event parameters of GA4, maps of Parquet) gives one column for each key. Where several lists of objects stand in one
record, the one that is named like items gives the rows, and the others stay as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from core.errors import IngestError
from core.ingest.dialect import MAX_COLUMNS
from core.ingest.reader.containers import free_path
from core.sentences import say

ITEM_LISTS = ("items", "products", "line_items", "lineitems", "order_items", "cart", "contents", "articles")
_PART_ROWS = 20_000
_MAX_DEPTH = 20
Row = dict[str, str | None]


def rows_of(record: Mapping[str, Any], is_list: Callable[[str], bool] | None = None) -> list[Row]:
    """Return the rows of one record; with ``is_list``, only lists named like items or meeting it give rows.

    >>> rows_of({"id": 1, "items": [{"sku": "A"}, {"sku": "B"}], "tags": ["x", "y"]})
    [{'id': '1', 'tags': 'x|y', 'items.sku': 'A'}, {'id': '1', 'tags': 'x|y', 'items.sku': 'B'}]
    """
    row: Row = {}
    lists: dict[str, Sequence[Any]] = {}
    _flatten(record, "", row, lists, 0)
    if is_list:
        others = [path for path in lists if _rank(path) == len(ITEM_LISTS) and not is_list(path)]
        row.update({path: _json(lists.pop(path)) for path in others})
    if not lists:
        return [row]
    chosen = min(lists, key=lambda path: (_rank(path), list(lists).index(path)))
    row.update({path: _json(values) for path, values in lists.items() if path != chosen})
    rows = []
    for element in lists[chosen]:
        inner: Row = {}
        deeper: dict[str, Sequence[Any]] = {}
        _flatten(element, f"{chosen}.", inner, deeper, 1)
        inner.update({path: _json(values) for path, values in deeper.items()})
        rows.append({**row, **inner})
    return rows


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
        path = f"{prefix}{key}"
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


def _rank(path: str) -> int:
    last = path.rpartition(".")[2].lower()
    return ITEM_LISTS.index(last) if last in ITEM_LISTS else len(ITEM_LISTS)


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
