"""Small populations made by hand, for tests whose expected values are computed by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from core.profiles.profile import all_facts, marks_of, profile_segments
from core.types import Histories, Items, Labels, Population, Profile, StrArray

DAY = 86_400
HOUR = 3_600
MONDAY = 1_704_067_200
"""2024-01-01 00:00 UTC, a Monday."""

Event = tuple[str, str] | tuple[str, str, str] | tuple[str, str, str, int] | tuple[str, str, str, int, float]
"""(user, item, event = "purchase", seconds since 1970 = MONDAY, value = none); the tail may be left out."""


def population(
    events: Iterable[Event],
    *,
    users: Sequence[str] = (),
    titles: Mapping[str, str] | None = None,
    categories: Mapping[str, str | Sequence[str]] | None = None,
    attributes: Mapping[str, Sequence[Any]] | None = None,
    has_time_of_day: bool = True,
) -> Population:
    """Build a population: users and items stand in the order of first appearance.

    ``users`` come before those of ``events`` (so a user without events can exist), and the items of ``titles``
    before those of ``events``. ``attributes`` maps a name to one value per user. Times are UTC.
    """
    rows = [(*event, *("purchase", MONDAY, float("nan"))[len(event) - 2 :]) for event in events]
    user_ids = list(dict.fromkeys([*users, *(row[0] for row in rows)]))
    item_ids = list(dict.fromkeys([*(titles or {}), *(row[1] for row in rows)]))
    event_names = tuple(dict.fromkeys(row[2] for row in rows)) or ("purchase",)
    return Population(
        histories=_histories(rows, user_ids, item_ids, event_names),
        items=_items(item_ids, titles or {}, categories or {}),
        event_names=event_names,
        attributes=pd.DataFrame(dict(attributes or {}), index=range(len(user_ids))),
        has_time_of_day=has_time_of_day,
        has_values=any(row[4] == row[4] for row in rows),
    )


def people(**attributes: Sequence[Any]) -> Population:
    """Build users without events from one value per user and attribute."""
    n_users = len(next(iter(attributes.values())))
    return population([], users=[f"u{i}" for i in range(n_users)], attributes=attributes)


def described(log: Population, segments: Labels, vectors: Any = None) -> list[Profile]:
    """Profile segments by facts counted in the events at hand, whatever formed the segments."""
    vectors = np.ones((log.n_users, 2), dtype=np.float32) if vectors is None else vectors
    return profile_segments(log, segments, vectors, marks_of(all_facts(log), segments))


def labels(*values: int) -> Labels:
    return np.array(values, dtype=np.int32)


def _histories(
    rows: list[tuple[Any, ...]], user_ids: list[str], item_ids: list[str], event_names: tuple[str, ...]
) -> Histories:
    user_of = {name: code for code, name in enumerate(user_ids)}
    item_of = {name: code for code, name in enumerate(item_ids)}
    ordered = sorted(rows, key=lambda row: (user_of[row[0]], row[3]))
    counts = np.bincount([user_of[row[0]] for row in ordered], minlength=len(user_ids))
    times = np.array([row[3] for row in ordered], dtype=np.int64)
    return Histories(
        user_ids=_text(user_ids),
        offsets=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        items=np.array([item_of[row[1]] for row in ordered], dtype=np.int32),
        events=np.array([event_names.index(row[2]) for row in ordered], dtype=np.int16),
        timestamps=times,
        week_hours=((times - MONDAY) // HOUR % 168).astype(np.int16),
        values=np.array([row[4] for row in ordered], dtype=np.float32),
    )


def _items(item_ids: list[str], titles: Mapping[str, str], categories: Mapping[str, str | Sequence[str]]) -> Items:
    several = {item: [names] if isinstance(names, str) else list(names) for item, names in categories.items()}
    category_names = tuple(dict.fromkeys(name for names in several.values() for name in names))
    is_in = np.zeros((len(item_ids), len(category_names)), dtype=bool)
    for row, item in enumerate(item_ids):
        for name in several.get(item, []):
            is_in[row, category_names.index(name)] = True
    return Items(
        item_ids=_text(item_ids),
        titles=_text([titles.get(item, "") for item in item_ids]),
        category_names=category_names,
        categories=sparse.csr_array(is_in),
    )


def _text(values: Sequence[str]) -> StrArray:
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array
