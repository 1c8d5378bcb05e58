"""Lists of plain values that stand side by side in a record: of what one user did, and when.

``{"user": "u1", "items": ["A", "B"], "times": ["2026-01-05", "2026-01-06"]}`` holds two events of a user.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from core.ingest.names.naming import EXACT, HELD, certainty
from core.ingest.names.words import word_set
from core.population.event_parts import split_name

EVENTS = "events"
"""The path of the events that such lists are."""
_IDS = word_set("id ids")
_LISTS, _NESTED = (list, tuple), (list, tuple, Mapping)


def as_events(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a record whose lists of times, and of what was done, are one list of objects; any other as it is.

    The lists are equally long, and the record has no time of its own. Lists of prices and of their days, in the record
    of a product, are none.

    >>> as_events({"id": 1, "items": ["A", "B"], "times": ["2026-01-05", "2026-01-06"]})
    {'id': 1, 'events': [{'item': 'A', 'time': '2026-01-05'}, {'item': 'B', 'time': '2026-01-06'}]}
    """
    lists = {key: values for key, values in record.items() if _is_plain(values)}
    times = [key for key, values in lists.items() if _are_times(key, values)] if len(lists) > 1 else []
    if not times or EVENTS in record or any(_is_of_event(key) for key in record if key not in lists):
        return record
    together = {key: values for key, values in lists.items() if len(values) == len(lists[times[0]])}
    if not any(_names_things(key, values) for key, values in together.items() if key not in times):
        return record
    names = [_of_one(key) for key in together]
    rows = [dict(zip(names, values, strict=True)) for values in zip(*together.values(), strict=True)]
    return {key: value for key, value in record.items() if key not in together} | {EVENTS: rows}


def _is_plain(values: Any) -> bool:
    return type(values) in _LISTS and bool(values) and not any(isinstance(each, _NESTED) for each in values)


def names_times(key: str) -> bool:
    """Whether a list is called as times are.

    >>> names_times("timestamps"), names_times("enroll_time"), names_times("tags")
    (True, True, False)
    """
    return certainty("timestamp", _of_one(key)) > 0


def _are_times(key: str, values: Sequence[Any]) -> bool:
    return names_times(key) or all(isinstance(each, datetime) for each in values)


def _is_of_event(key: str) -> bool:
    """Whether a name is that of a time or of an item, so that a record is one event or is about an item."""
    return max(certainty("timestamp", key), certainty("item", key)) >= EXACT


def _of_one(key: str) -> str:
    """Return the name of one value of a list, where it is a known one: "timestamp" of "timestamps"."""
    one = key.removesuffix("s")
    return one if max(_known(one)) > max(_known(key)) else key


def _known(name: str) -> tuple[float, ...]:
    return tuple(certainty(role, name) for role in ("item", "timestamp", "value", "quantity", "event"))


def _names_things(key: str, values: Sequence[Any]) -> bool:
    """Whether a list is of ids by its name, or of texts."""
    is_of_ids = certainty("item", _of_one(key)) >= HELD or not _IDS.isdisjoint(split_name(key).split())
    return is_of_ids or all(isinstance(each, str) for each in values)
