"""Checks of times: in the future, in antiquity, out of the order of the file, missing days, a last day cut off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import numpy as np

from core.health.finding import Found
from core.health.log import DAY, HealthLog
from core.health.order import out_of_order
from core.health.thin_days import EXPECTED, WEEKS_AROUND, thin_end, thin_runs
from core.sentences import Sentence, say, say_n
from core.types import BoolArray, IntArray

FEWEST_DAYS = 3
"""Same weekdays before the last day that say how late a day goes on; with fewer, all days of two weeks do."""
SentenceOf = Callable[[int, int, float], Sentence]
"""Makes a sentence of a number, of how many, and the percentage."""


def find_future(log: HealthLog) -> Found | None:
    """Find events later than their own load, or long after all others."""
    return _find_stray(
        log,
        log.is_future,
        lambda n, total, share: say_n(
            "{n:,} of {total:,} events ({share:.1f} %) lies in the future, or long after all others.",
            "{n:,} of {total:,} events ({share:.1f} %) lie in the future, or long after all others.",
            n,
            total=total,
            share=share,
        ),
    )


def find_ancient(log: HealthLog) -> Found | None:
    """Find events older than the web, or long before all others."""
    return _find_stray(
        log,
        log.is_ancient,
        lambda n, total, share: say_n(
            "{n:,} of {total:,} events ({share:.1f} %) is older than the web, or long before all others.",
            "{n:,} of {total:,} events ({share:.1f} %) are older than the web, or long before all others.",
            n,
            total=total,
            share=share,
        ),
    )


def find_clock_jumps(log: HealthLog) -> Found | None:
    """Find events that stand in the file among events of their user from other days."""
    kinds = 2 * log.histories.events.astype(np.int64) + log.is_refund
    is_out = out_of_order(log.histories, log.places, kinds, DAY) & log.is_dated
    return _find_stray(
        log,
        is_out,
        lambda n, total, share: say_n(
            "{n:,} of {total:,} events ({share:.1f} %) has a time that is over a day away from the user's events "
            "before and after it in the file.",
            "{n:,} of {total:,} events ({share:.1f} %) have a time that is over a day away from the user's events "
            "before and after them in the file.",
            n,
            total=total,
            share=share,
        ),
    )


def _find_stray(log: HealthLog, is_stray: BoolArray, sentence: SentenceOf) -> Found | None:
    rows = np.flatnonzero(is_stray)
    if not len(rows):
        return None
    total = log.histories.n_events
    row = rows[0]
    user = log.histories.user_ids[np.searchsorted(log.histories.offsets, row, side="right") - 1]
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(log.histories.timestamps[row]))
    return Found(
        count=len(rows),
        of=total,
        members=rows,
        weight=len(rows) / total,
        sentence=sentence(len(rows), total, 100 * len(rows) / total),
        example=say("{user} on {day}", user=user, day=f"{moment:%Y-%m-%d %H:%M}"),
    )


def find_gaps(log: HealthLog) -> Found | None:
    """Find days without events, or with hardly any, between days with many."""
    first, per_day = _calendar(log, log.is_dated)
    gaps = [(start, end) for start, end in thin_runs(per_day) if _missing(per_day, start, end) >= EXPECTED]
    if not gaps:
        return None
    n_days = sum(end - start for start, end in gaps)
    start, end = max(gaps, key=lambda gap: gap[1] - gap[0])
    return Found(
        count=n_days,
        of=len(per_day),
        weight=n_days / len(per_day),
        sentence=_about_gaps(n_days, len(per_day), is_empty=all(not per_day[start:end].any() for start, end in gaps)),
        example=_from_to(_day(first + start), _day(first + end - 1)),
    )


def _about_gaps(n_days: int, total: int, *, is_empty: bool) -> Sentence:
    if is_empty:
        return say_n(
            "{n:,} of {total:,} days ({share:.1f} %) has no event, though the days around it have many.",
            "{n:,} of {total:,} days ({share:.1f} %) have no event, though the days around them have many.",
            n_days,
            total=total,
            share=100 * n_days / total,
        )
    return say_n(
        "{n:,} of {total:,} days ({share:.1f} %) has hardly any event, though the days around it have many.",
        "{n:,} of {total:,} days ({share:.1f} %) have hardly any event or none, though the days around them have many.",
        n_days,
        total=total,
        share=100 * n_days / total,
    )


def _from_to(start: date, end: date) -> Sentence:
    return say("{day}", day=start) if start == end else say("{first} to {last}", first=start, last=end)


def _calendar(log: HealthLog, is_counted: BoolArray) -> tuple[int, IntArray]:
    """Return the first day and (n_days,) events of each day; ``is_counted`` (n_events,) says of which events."""
    days = log.days[is_counted]
    if not len(days):
        return 0, np.zeros(0, dtype=np.int64)
    first = int(days.min())
    return first, np.bincount(days - first)


def _missing(per_day: IntArray, start: int, end: int) -> float:
    """Return how many events the days from ``start`` to ``end`` lack; see ``_expected``."""
    return _expected(per_day, start, end) - float(per_day[start:end].sum())


def _expected(per_day: IntArray, start: int, end: int) -> float:
    """Return how many events the days from ``start`` to ``end`` would have if each were like its weekday around them.

    That is the smaller one of the means before and after, so that neither a beginning nor a shop that closes on Sundays
    is a gap.
    """
    expected = 0.0
    for weekday in range(min(7, end - start)):
        before = per_day[start + weekday - 7 :: -7] if start + weekday >= 7 else per_day[:0]
        after_start = start + weekday + 7 * (1 + (end - start - weekday - 1) // 7)
        sides = (before[:WEEKS_AROUND], per_day[after_start::7][:WEEKS_AROUND])
        if all(len(side) for side in sides):
            expected += min(float(side.mean()) for side in sides) * (1 + (end - start - weekday - 1) // 7)
    return expected


def find_incomplete_end(log: HealthLog) -> Found | None:
    """Find last days with hardly any events, else a last day that ends early.

    Refunds are left aside: they come after the last purchase, and their days are no part of it.
    """
    is_counted = log.is_dated & ~log.is_refund
    first, per_day = _calendar(log, is_counted)
    start, missing = thin_end(per_day)
    if start == len(per_day):
        return _find_incomplete_last_day(log, is_counted)
    rows = np.flatnonzero((log.days >= first + start) & is_counted)
    total, n_days = log.histories.n_events, len(per_day) - start
    return Found(
        count=len(rows),
        of=total,
        members=rows,
        weight=len(rows) / total,
        sentence=say_n(
            "The last day is far from complete: it has {n:,} of {total:,} events ({share:.1f} %), about {missing:,} "
            "fewer than the same weekday had in the weeks before.",
            "The last {n_days} days are far from complete: they have {n:,} of {total:,} events ({share:.1f} %), about "
            "{missing:,} fewer than the same weekdays had in the weeks before.",
            n_days,
            n_days=n_days,
            n=len(rows),
            total=total,
            share=100 * len(rows) / total,
            missing=round(missing),
        ),
        example=_from_to(_day(first + start), _day(first + len(per_day) - 1)),
    )


def _find_incomplete_last_day(log: HealthLog, is_counted: BoolArray) -> Found | None:
    """Find a last day that ends earlier than its weekday does, by so many events that it is no chance."""
    if not log.population.has_time_of_day or not is_counted.any():
        return None
    last = int(log.days[is_counted].max())
    rows = np.flatnonzero((log.days == last) & is_counted)
    last_hour = int(log.hours[rows].max() % 24)
    later, until = _events_around(log, is_counted, last, last_hour)
    missing = len(rows) * later / until if until else 0.0
    if missing < EXPECTED:
        return None
    total = log.histories.n_events
    return Found(
        count=len(rows),
        of=total,
        members=rows,
        weight=len(rows) / total,
        sentence=say(
            "The last day ends early: it has {n:,} of {total:,} events ({share:.1f} %), about {missing:,} fewer than "
            "such a day usually has.",
            n=len(rows),
            total=total,
            share=100 * len(rows) / total,
            missing=round(missing),
        ),
        example=say("{day} ends in the hour from {hour:02d}:00", day=_day(last), hour=last_hour),
    )


def _events_around(log: HealthLog, is_counted: BoolArray, last: int, last_hour: int) -> tuple[int, int]:
    """Count events later than an hour of the day, and those up to it, of days like the last one."""
    ago = last - log.days
    is_like = (ago > 0) & (ago <= 7 * WEEKS_AROUND) & (ago % 7 == 0) & is_counted
    if len(np.unique(log.days[is_like])) < FEWEST_DAYS:
        is_like = (ago > 0) & (ago <= 14) & is_counted
    hours = log.hours[is_like] % 24
    return int((hours > last_hour).sum()), int((hours <= last_hour).sum())


def _day(day: int) -> date:
    return date(1970, 1, 1) + timedelta(days=day)
