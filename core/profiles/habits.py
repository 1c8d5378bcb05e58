"""Habits: when and how a user acts, as yes-or-no statements.

A share of events would let a few busy users decide for a segment, so every statement is about users:

========== ===========================================================================================
event      the share of this type among the user's events is above its share among all events of the log
daypart    more of the user's events fall into this four-hour block of the day than into any other
weekday    more of the user's events fall on this day than on any other; or half of them or more on weekends
behaviour  the user is in the highest or the lowest third of all users by this measure
========== ===========================================================================================

A user without events has none of them.
"""

from __future__ import annotations

import numpy as np

from core.population.amounts import average_value, values_are_ratings, with_currency
from core.population.clock import days_active
from core.population.interactions import SECONDS_PER_DAY
from core.population.meanings import IGNORE, KIND_LABELS, OTHER, meanings_of
from core.profiles.facts import Facts, facts_of
from core.sentences import Sentence, say
from core.types import BoolArray, FloatArray, IntArray, Population

DAYPART_KEYS = ("night", "early morning", "morning", "afternoon", "evening", "late evening")
"""Four-hour blocks of the local day, from midnight."""
_DAYPARTS = (
    say("night"), say("early morning"), say("morning"), say("afternoon"), say("early evening"), say("late evening"),
)  # fmt: skip
"""What they are called."""
WEEKDAYS = (
    say("Monday"), say("Tuesday"), say("Wednesday"), say("Thursday"), say("Friday"), say("Saturday"), say("Sunday"),
)  # fmt: skip
WEEKEND = "weekend"
WORKING_DAYS = "working days"


def event_facts(population: Population) -> Facts:
    """State which event types a user has more often than is usual; nothing when the log has one type only."""
    names = list(population.event_names)
    if len(names) < 2:
        return facts_of("event", [], [], [])
    counts = count_by_code(population, population.histories.events, len(names))
    share = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    usual = counts.sum(axis=0) / max(counts.sum(), 1)
    return facts_of("event", _more_of(population), names, list((share > usual).T))


def _more_of(population: Population) -> list[str]:
    """Say of each event type that its share is larger than usual: by what it means, where no other type means it."""
    kinds = [meaning.kind for meaning in meanings_of(population)]
    return [
        say("larger share of {what} than usual", what=KIND_LABELS[kind])
        if kinds.count(kind) == 1 and kind not in (OTHER, IGNORE)
        else say("larger share of events “{name}” than usual", name=name)
        for name, kind in zip(population.event_names, kinds, strict=True)
    ]


def daypart_facts(population: Population) -> Facts:
    """State in which block of the local day a user is most active; nothing when timestamps are dates."""
    if not population.has_time_of_day:
        return facts_of("daypart", [], [], [])
    counts = count_by_daypart(population)
    names: list[str] = [daypart_name(block) for block in range(len(DAYPART_KEYS))]
    return facts_of("daypart", names, list(DAYPART_KEYS), list(_is_most(counts).T))


def daypart_name(block: int) -> Sentence:
    """Return what a block of the day is called, with its hours."""
    return say("{daypart} ({first}–{last} h)", daypart=_DAYPARTS[block], first=4 * block, last=4 * block + 4)


def count_by_daypart(population: Population) -> IntArray:
    """Count events per user and block of the local day, (n_users, 6)."""
    return count_by_code(population, population.histories.week_hours % 24 // 4, len(DAYPART_KEYS))


def weekday_facts(population: Population) -> Facts:
    """State on which local day a user is most active, and who acts on weekends (half of the events or more).

    "working days" are users with at most a tenth of their events on weekends.
    """
    counts = count_by_code(population, population.histories.week_hours // 24, len(WEEKDAYS))
    totals, weekend = counts.sum(axis=1), counts[:, 5:].sum(axis=1)
    is_weekend = (totals > 0) & (2 * weekend >= totals)
    is_working = (totals > 0) & (10 * weekend <= totals)
    names: list[str] = [
        say("weekend (50 % of their events or more)"),
        say("working days (90 % of their events or more)"),
        *WEEKDAYS,
    ]
    columns = [is_weekend, is_working, *_is_most(counts).T]
    return facts_of("weekday", names, [WEEKEND, WORKING_DAYS, *WEEKDAYS], columns)


def behaviour_facts(population: Population) -> Facts:
    """State who is in the highest or the lowest third of all users by number, spread, age and value of events."""
    facts: list[tuple[str, str, BoolArray]] = []
    for key, measure in _measures(population):
        facts += _thirds(key, measure, population.currency if key == "average_value" else "")
    return facts_of("behaviour", [name for _, name, _ in facts], [key for key, _, _ in facts], [f[2] for f in facts])


def range_of(name: str) -> str:
    """Return what the name of a behaviour by value says behind its measure, such as "at least 24"."""
    assert isinstance(name, Sentence)  # noqa: S101 - made below
    range_: str = name.values["range"]
    return range_


_LEVELS = {
    "n_events:high": say("more events than usual"),
    "n_events:low": say("fewer events than usual"),
    "days_active:high": say("more active days than usual"),
    "days_active:low": say("fewer active days than usual"),
    "recency:high": say("last event longer ago than usual"),
    "recency:low": say("last event more recent than usual"),
}
"""Levels of what depends on how many events are counted, without a number: facts are counted in half of the events."""


def _measures(population: Population) -> list[tuple[str, FloatArray]]:
    """Return keys and (n_users,) values, NaN where a user has none."""
    measures = [
        ("n_events", _with_events(population, population.histories.counts)),
        ("days_active", _with_events(population, days_active(population))),
        ("recency", days_since_last(population)),
    ]
    if population.has_values:
        key = "average_rating" if values_are_ratings(population) else "average_value"
        measures.append((key, average_value(population)))
    return measures


def _thirds(key: str, measure: FloatArray, currency: str) -> list[tuple[str, str, BoolArray]]:
    """Cut at the terciles. A third that would reach the median, for want of distinct values, is not stated."""
    known = measure[~np.isnan(measure)]
    if not known.size:
        return []
    low, middle, high = np.quantile(known, [1 / 3, 1 / 2, 2 / 3])
    low, high = known[known <= low].max(), known[known >= high].min()
    thirds: list[tuple[str, str, BoolArray]] = []
    if high > middle:
        range_ = say("at least {number}", number=with_currency(_number(high), currency))
        thirds.append((f"{key}:high", _level_name(f"{key}:high", range_), measure >= high))
    if low < middle:
        range_ = say("at most {number}", number=with_currency(_number(low), currency))
        thirds.append((f"{key}:low", _level_name(f"{key}:low", range_), measure <= low))
    return thirds


def _level_name(key: str, range_: str) -> Sentence:
    if key in _LEVELS:
        return _LEVELS[key]
    if key.startswith("average_rating"):
        return say("average rating: {range}", range=range_)
    return say("average value of an event: {range}", range=range_)


def _number(value: float) -> str:
    return f"{value:,.0f}" if value == round(value) or abs(value) >= 100 else f"{value:,.2f}"


def count_by_code(population: Population, codes: IntArray, n_codes: int) -> IntArray:
    """Count events per user and code, (n_users, n_codes)."""
    cells = population.histories.users.astype(np.int64) * n_codes + codes
    return np.bincount(cells, minlength=population.n_users * n_codes).reshape(population.n_users, n_codes)


def _is_most(counts: IntArray) -> BoolArray:
    """Mark the column with more than any other, row by row; none where the first place is shared."""
    ranked = np.sort(counts, axis=1)
    is_most: BoolArray = (counts == ranked[:, -1:]) & (ranked[:, -1:] > ranked[:, -2:-1])
    return is_most


def _with_events(population: Population, measure: IntArray) -> FloatArray:
    return np.where(population.histories.counts > 0, measure, np.nan)


def days_since_last(population: Population) -> FloatArray:
    """Return the whole days from each user's last event to the last event of the log, (n_users,); NaN without one."""
    histories = population.histories
    days = np.full(histories.n_users, np.nan)
    is_active = histories.counts > 0
    if is_active.any():
        last = histories.timestamps[histories.offsets[1:][is_active] - 1]
        days[is_active] = np.floor((histories.timestamps.max() - last) / SECONDS_PER_DAY)
    return days
