"""Typical users of segments: what they did last, beside what they would get, so that people can judge by eye."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import numpy as np
import pandas as pd

from core.personas.portrait import masked_apart
from core.population.event_parts import event_words
from core.population.meanings import DID, RATE, meanings_of
from core.protocols import UserRecommender
from core.recommenders.for_users import Popularity
from core.recommenders.offered import NOTHING
from core.recommenders.user_lists import UserLists, Wish, user_lists
from core.sentences import say
from core.types import Population, Profile

N_TYPICAL, N_LAST, N_NEXT = 3, 8, 8
HISTORY, OFFER = "history", "offer"
TYPICAL_COLUMNS = ("segment", "user_id", "kind", "rank", "date", "meaning", "item_id", "title", "category")


@dataclass(frozen=True, slots=True)
class Did:
    """What a user did with an item on one day."""

    day: date
    meanings: tuple[str, ...]
    """Sentences, or names of events in words, in the order of time."""
    item: int
    """Its code."""


@dataclass(frozen=True, slots=True)
class TypicalUser:
    """One of the real users closest to the middle of a segment."""

    segment: int
    row: int
    """In the log."""
    user_id: str
    did: tuple[Did, ...]
    """The last events, newest first."""
    n_events: int
    """All of them."""
    gets: tuple[int, ...]
    """Codes of items, best first."""
    warmth: str


def typical_users(
    profile: Profile,
    population: Population,
    recommender: UserRecommender,
    popularity: Popularity,
    wish: Wish | None = None,
) -> list[TypicalUser]:
    """Return the typical users of a segment who are in a log, closest to its middle first.

    Parameters
    ----------
    profile
        Of the segment.
    population
        The log; its items begin with those of the recommender.
    recommender, popularity
        Fitted to the log of the run.
    wish
        What lists are to be like; ``N_NEXT`` items when not given.
    """
    place = {str(user): row for row, user in enumerate(population.histories.user_ids)}
    rows = [place[user] for user in profile.typical_users[:N_TYPICAL] if user in place]
    return users_at(rows, profile.segment, population, (recommender, popularity), wish)


def users_at(
    rows: Sequence[int],
    segment: int,
    population: Population,
    fitted: tuple[UserRecommender, Popularity],
    wish: Wish | None = None,
) -> list[TypicalUser]:
    """Return what users of a segment, by their rows in a log, did last and would get; all else as typical users."""
    some = population.of_users(np.array(rows, dtype=np.int64))
    segments = np.full(len(rows), segment, dtype=np.int32)
    lists = user_lists(*fitted, some, replace(wish or Wish(N_NEXT), segments=segments))
    found = [_user(segment, some, each, row) for each in lists for row in range(len(each.rows))]
    return [replace(each, row=row) for each, row in zip(found, rows, strict=True)]


def _user(segment: int, some: Population, lists: UserLists, row: int) -> TypicalUser:
    histories, user = some.histories, int(lists.rows[row])
    start, end = (int(each) for each in histories.offsets[user : user + 2])
    did = last_events(some, start, end)
    gets = tuple(int(each) for each in lists.items[row] if each != NOTHING)
    user_id = str(histories.user_ids[user])
    return TypicalUser(segment, user, user_id, did, end - start, gets, str(lists.warmth[row]))


def last_events(some: Population, start: int, end: int) -> tuple[Did, ...]:
    """Return what was last done by the events from ``start`` up to ``end``, newest first."""
    histories, found = some.histories, dict[tuple[date, int], list[str]]()
    for at in range(end - 1, start - 1, -1):
        key = datetime.fromtimestamp(int(histories.timestamps[at]), UTC).date(), int(histories.items[at])
        if len(found) == N_LAST and key not in found:
            break
        found.setdefault(key, []).append(_meaning(some, at))
    return tuple(Did(day, tuple(dict.fromkeys(reversed(own))), item) for (day, item), own in found.items())


def _meaning(some: Population, at: int) -> str:
    event, value = int(some.histories.events[at]), float(some.histories.values[at])
    kind = meanings_of(some)[event].kind
    if kind == RATE and np.isfinite(value):
        return say("rated {stars:g}", stars=value)
    return DID.get(kind) or event_words(some.event_names[event])


def typical_frame(users: Sequence[TypicalUser], population: Population) -> pd.DataFrame:
    """Return ``TYPICAL_COLUMNS``: what each user did last, newest first, then what the user would get."""
    rows = []
    for user, shown in zip(users, _masked(users), strict=True):
        own = (user.segment, shown)
        for rank, each in enumerate(user.did, 1):
            meaning = ", ".join(map(str, each.meanings))
            rows.append((*own, HISTORY, rank, each.day.isoformat(), meaning, *of_item(population, each.item)))
        rows += [(*own, OFFER, rank, "", "", *of_item(population, item)) for rank, item in enumerate(user.gets, 1)]
    return pd.DataFrame(rows, columns=list(TYPICAL_COLUMNS))


def _masked(users: Sequence[TypicalUser]) -> Iterator[str]:
    """Give the id of each user as it is shown, apart from all others."""
    yield from masked_apart([each.user_id for each in users])


def of_item(population: Population, item: int) -> tuple[str, str, str]:
    """Return id, title (the id where there is none) and categories of an item."""
    items = population.items
    codes = items.categories[[item]].indices if items.category_names else ()
    item_id = str(items.item_ids[item])
    return item_id, str(items.titles[item] or item_id), ", ".join(items.category_names[code] for code in codes)
