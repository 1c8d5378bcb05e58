"""Tables that JSON does not write as one object for each row: lists of values, columns side by side."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any

from core.ingest.names.naming import EXACT, certainty
from core.ingest.reader.nested import ITEM_LISTS
from core.population.meanings import is_known_event

_OF_NAMES, _OF_ROWS = ("columns", "cols", "fields", "headers", "header"), ("data", "rows", "values", "records")
_IS_ID = re.compile(r"[^@\s]+@[^@\s]+\.\w+|\d+|[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{24,64}|[A-Za-z]{1,4}[-_]?\d+")
"""A key that is the id of somebody rather than the name of a field."""
_IS_KEY = re.compile(rf"{_IS_ID.pattern}|-[\w-]{{19}}")
"""The same, or the key of an object in a database of documents."""
_PERIOD = re.compile(
    r"(19|20)\d\d(-?(0[1-9]|1[0-2])(-?([0-2]\d|3[01]))?|-?Q[1-4]|-?W\d\d)?"
    r"|(q|qtr|h|fy|w|wk|cw|kw|week|day|tag|jour|dia|mon|mes|year|jahr|yr|jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec"
    r"|page|part|tab|row|step|set)[-_]?\d+",
    re.IGNORECASE,
)
"""A key that is a year, another time, or the number of a part, where all keys beside it are such."""
_LOOKED_AT = 20
_LIKE, _LEAST_FIELDS = 0.8, 3
"""Share of their fields that lists of the same things share, and how many they share at least."""
Records = Iterator[tuple[int, Any]]
"""Place and object, or text and reason of what is none."""


def is_row(value: Any) -> bool:
    """Whether a value is a list of plain values, at least two."""
    return isinstance(value, list) and len(value) > 1 and not any(isinstance(each, list | dict) for each in value)


def unwrapped(records: Records) -> Records:
    """Yield the rows of a table that a single object holds, as answers of servers do; else all as they are."""
    first = list(islice(records, 2))
    whole = first[0][1] if len(first) == 1 and isinstance(first[0][1], dict) else {}
    lists = [
        each
        for key, each in whole.items()
        if _is_list_of_objects(each) and (key not in ITEM_LISTS or _are_events(each, whole))
    ]
    tables = [table for each in whole.values() if isinstance(each, dict) and (table := _under_names(each))]
    below = tables[0] if len(tables) == 1 and not any(map(_is_list_of_objects, whole.values())) else []
    rows = _under_names(whole) or below or _by_user(whole) or _of_like_lists(whole)
    rows = rows or (lists[0] if len(lists) == 1 else _side_by_side(whole)) or _by_key(whole)
    yield from enumerate(rows, 1) if rows else _of_users(chain(first, records))


def _are_events(objects: Sequence[Mapping[str, Any]], whole: Mapping[str, Any]) -> bool:
    """Whether objects that are called items say when they were done, and what holds them is no order or event."""
    is_event = any(certainty(role, name) >= EXACT for role in ("user", "order", "timestamp") for name in whole)
    return not is_event and all(any(certainty("timestamp", name) >= EXACT for name in each) for each in objects)


def _by_key(whole: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the objects of ``{"A1001": {...}, "A1002": {...}}``, each with its key as its id, unless it has one.

    So databases of documents export a collection, alone or under its name, and pandas a table by its index.

    >>> _by_key({"orders": {"7": {"who": "u1", "what": "i1", "at": 1}, "8": {"who": "u2", "what": "i2", "at": 2}}})
    [{'id': '7', 'who': 'u1', 'what': 'i1', 'at': 1}, {'id': '8', 'who': 'u2', 'what': 'i2', 'at': 2}]
    >>> _by_key({"user": {"id": 1, "name": "Ann", "at": 1}, "item": {"id": 2, "name": "Pear", "at": 1}})
    []
    """
    objects = [each for each in whole.values() if isinstance(each, dict)]
    if len(whole) == len(objects) == 1:
        return _by_key(objects[0]) if not any(map(_IS_KEY.fullmatch, whole)) else []
    if not 1 < len(whole) == len(objects) or not all(map(_IS_KEY.fullmatch, whole)):
        return []
    n_rows = Counter(field for each in objects for field in each)
    shared = sum(n >= _LIKE * len(objects) for n in n_rows.values())
    return [{"id": key} | each for key, each in whole.items()] if shared >= _LEAST_FIELDS else []


def _of_users(records: Records) -> Records:
    """Yield records of one key each, another one in each record, as what the user of that key did; else all as is.

    So Mailchimp exports the activity of its subscribers: ``{"ann@example.org": [{"action": "open", ...}, ...]}``.
    """
    first = list(islice(records, _LOOKED_AT))
    keys = [next(iter(each)) for _at, each in first if _is_of_one(each)]
    are_apart = len(keys) == len(first) > 1 and len(set(keys)) == len(keys)
    name = _name_of_keys(keys, [each for _at, record in first for each in record.values()]) if are_apart else ""
    for at, record in chain(first, records):
        [key] = record if name and _is_of_one(record) else [""]
        yield at, {name: key, "events": record[key]} if key else record


def _is_of_one(record: Any) -> bool:
    """Whether a record has a single key, and objects under it."""
    if not isinstance(record, dict) or len(record) != 1:
        return False
    [inner] = record.values()
    return isinstance(inner, list) and all(isinstance(each, dict) for each in inner)


def _by_user(whole: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what each user did, or what was done in each period, of an object with a list of objects under each."""
    are_events = all(isinstance(each, list) and all(isinstance(one, dict) for one in each) for each in whole.values())
    name = _name_of_keys(whole, [*whole.values()]) if are_events and len(whole) > 1 else ""
    return [{name: key, "events": events} for key, events in whole.items()] if name else []


def _of_like_lists(whole: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the objects of several lists with the same fields, each with the name of its list: a kind of event or not.

    >>> seen = [{"user": "u1", "item": "a", "time": 1}]
    >>> _of_like_lists({"view": seen, "purchase": seen})[1]
    {'event': 'purchase', 'user': 'u1', 'item': 'a', 'time': 1}
    >>> _of_like_lists({"export": {"view": seen, "purchase": seen}, "made": "today"})[1]["event"]
    'purchase'
    >>> _of_like_lists({"users": [{"id": "u1", "name": "Ann", "city": "Ely"}], "orders": seen})
    []
    """
    inner = [rows for each in whole.values() if isinstance(each, dict) and (rows := _of_like_lists(each))]
    if len(inner) == 1 and not any(map(_holds_objects, whole.values())):
        return inner[0]
    lists = {key: each for key, each in whole.items() if key not in ITEM_LISTS and _holds_objects(each)}
    fields = [{name for one in each[:_LOOKED_AT] for name in one} for each in lists.values()]
    shared = set.intersection(*fields) if len(fields) > 1 else set()
    if len(shared) < max(_LIKE * max(map(len, fields), default=0), _LEAST_FIELDS):
        return []
    alone = {key: [each] for key, each in whole.items() if isinstance(each, dict) and shared <= each.keys()}
    found = lists | alone
    name = "event" if all(map(is_known_event, found)) else "group"
    return [{name: key} | one for key, each in found.items() for one in each]


def _holds_objects(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, dict) for each in value)


def _name_of_keys(keys: Collection[str], lists: Iterable[Sequence[Mapping[str, Any]]]) -> str:
    """Return the name of the column of keys that lists of objects stand under: users or periods; "" for fields.

    Where the objects say themselves whose they are, keys that look like ids are those of something else.

    >>> seen = [[{"page": "/a"}]]
    >>> [_name_of_keys(keys, seen) for keys in (["u1", "u2"], ["a@b.org"], ["2023", "3011"], ["2024"], ["users"])]
    ['user_id', 'email', 'user_id', 'period', '']
    >>> _name_of_keys(["u1", "u2"], [[{"user_id": "a"}]])
    'group'
    """
    if all(map(_PERIOD.fullmatch, keys)):
        return "period"
    if not all(map(_IS_ID.fullmatch, keys)):
        return ""
    names = {name for each in lists for one in each[:_LOOKED_AT] for name in one}
    if any(certainty("user", name) >= EXACT for name in names):
        return "group"
    return "email" if any("@" in key for key in keys) else "user_id"


def by_name(records: Records) -> Records:
    """Yield lists of values as objects: the first list names the columns, or they are numbered where it holds numbers.

    What stands behind the last named column gets a numbered one, too.

    >>> list(by_name(iter([(1, ["user", "item"]), (2, ["u1", "i1"])])))
    [(2, {'user': 'u1', 'item': 'i1'})]
    >>> list(by_name(iter([(1, ["user", "item"]), (2, ["u1", "i1", "7"])])))
    [(2, {'user': 'u1', 'item': 'i1', 'column_3': '7'})]
    """
    names: Sequence[str] | None = None
    for at, record in records:
        if not isinstance(record, list):
            yield at, record
        elif names is None and _are_names(record):
            names = record
        else:
            names = names or ()
            more = [f"column_{number}" for number in range(len(names) + 1, len(record) + 1)]
            yield at, dict(zip([*names, *more], record, strict=False))


def _are_names(values: Sequence[Any]) -> bool:
    are_texts = all(isinstance(each, str) and each.strip() and not each[0].isdigit() for each in values)
    return are_texts and len(set(values)) == len(values)


def _is_list_of_objects(value: Any) -> bool:
    return isinstance(value, list) and len(value) > 1 and all(isinstance(each, dict) for each in value)


def _under_names(whole: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of ``{"columns": [...], "data": [[...], ...]}``."""
    names: list[Any] = next((whole[key] for key in _OF_NAMES if isinstance(whole.get(key), list)), [])
    rows: list[Any] = next((whole[key] for key in _OF_ROWS if isinstance(whole.get(key), list)), [])
    texts = [str(each.get("name", "")) if isinstance(each, dict) else str(each) for each in names]
    if len(texts) < 2 or not rows or not all(isinstance(row, list) and len(row) == len(texts) for row in rows):
        return []
    return [dict(zip(texts, row, strict=True)) for row in rows]


def _side_by_side(whole: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of ``{"user": {"0": ..., "1": ...}, "item": {...}}``, or with lists in place of inner objects."""
    columns = list(whole.values())
    if len(columns) < 2:
        return []
    if all(isinstance(each, dict) and len(each) > 1 for each in columns):
        keys = list(columns[0])
        if all(key.isdigit() for key in keys) and all(list(each) == keys for each in columns):
            return [{name: column[key] for name, column in whole.items()} for key in keys]
    if all(is_row(each) and len(each) == len(columns[0]) for each in columns):
        return [dict(zip(whole, row, strict=True)) for row in zip(*columns, strict=True)]
    return []
