"""Checks of users: programs, people of whom too little is known, one who outweighs all, ids that nearly agree."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from core.health.finding import Found
from core.health.log import HOUR, HealthLog
from core.sentences import Sentence, say, say_n
from core.types import BoolArray, IntArray

HUNDREDS_AN_HOUR = 200
"""Distinct times within one hour from which on a user is a program: one every 18 seconds, without a pause."""
TIMES_THE_MEDIAN_HOUR = 10
"""And that many times the busiest hour of the median user, as in games everybody makes hundreds of events an hour."""
HOURS_AWAKE = 20
"""Different hours of one day from which on nobody can have slept."""
FEW_EVENTS = 3
"""With fewer events nothing repeats: taste and chance look alike."""
LARGE_SHARE, TIMES_THE_MEDIAN = 0.01, 20
"""One user with at least this share of all events, and that many times the events of the median user: a test account,
a shared device, a reseller or a stand-in for "no user"."""


def find_bots(log: HealthLog) -> Found | None:
    """Find users with hundreds of events an hour, or active around the clock. Equal times, as in one order, are one."""
    if not log.population.has_time_of_day:
        return None
    busiest, most_hours = _busiest_hour(log), _most_hours(log)
    limit = max(HUNDREDS_AN_HOUR, TIMES_THE_MEDIAN_HOUR * float(np.median(busiest)))
    users = np.flatnonzero((busiest >= limit) | (most_hours >= HOURS_AWAKE))
    if not len(users):
        return None
    weight = log.share_of_events(users)
    return Found(
        count=len(users),
        of=log.population.n_users,
        members=users,
        weight=weight,
        sentence=say(
            "{n:,} of {total:,} users ({share:.1f} %) act like programs, with hundreds of events in an hour or active "
            "around the clock. They made {events:.1f} % of all events.",
            n=len(users),
            total=log.population.n_users,
            share=100 * len(users) / log.population.n_users,
            events=100 * weight,
        ),
        example=_example_of_bot(log, users, busiest, most_hours),
    )


def _example_of_bot(log: HealthLog, users: IntArray, busiest: IntArray, most_hours: IntArray) -> Sentence:
    fastest, longest = users[np.argmax(busiest[users])], users[np.argmax(most_hours[users])]
    ids = log.histories.user_ids
    if busiest[fastest] >= HUNDREDS_AN_HOUR:
        return say("{user} acted at {n:,} different times within one hour", user=ids[fastest], n=int(busiest[fastest]))
    return say("{user} acted in {n} of the 24 hours of one day", user=ids[longest], n=int(most_hours[longest]))


def _busiest_hour(log: HealthLog) -> IntArray:
    """Return (n_users,) the most distinct times of a user within one hour; 0 for users without events."""
    hours, users = log.histories.timestamps // HOUR, log.histories.users
    is_new = _is_new(users, log.histories.timestamps)
    return _largest(log, _is_new(users, hours)[is_new], users[is_new])


def _most_hours(log: HealthLog) -> IntArray:
    """Return (n_users,) the most different hours of one local day in which a user acted.

    Events of one user may have different offsets, so their local hours need not stand in order.
    """
    hours, users = log.hours, log.histories.users
    if (np.diff(hours)[np.diff(users) == 0] < 0).any():
        order = np.lexsort((hours, users))
        hours, users = hours[order], users[order]
    is_new = _is_new(users, hours)
    return _largest(log, _is_new(users, hours // 24)[is_new], users[is_new])


def _is_new(users: IntArray, times: IntArray) -> BoolArray:
    """Return (n_events,) whether an event is the first of its user at its time; equal times stand together."""
    is_new = np.ones(len(times), dtype=bool)
    is_new[1:] = (np.diff(times) != 0) | (np.diff(users) != 0)
    return is_new


def _largest(log: HealthLog, begins: BoolArray, users: IntArray) -> IntArray:
    """Return (n_users,) how many times the longest run of each user has; ``begins`` says where a run begins."""
    largest = np.zeros(log.population.n_users, dtype=np.int64)
    starts = np.flatnonzero(begins)
    np.maximum.at(largest, users[starts], np.diff(np.append(starts, len(begins))))
    return largest


def find_few_events(log: HealthLog) -> Found | None:
    """Find users of whom too little is known."""
    users = np.flatnonzero(log.counts < FEW_EVENTS)
    if not len(users):
        return None
    total = log.population.n_users
    first = users[0]
    return Found(
        count=len(users),
        of=total,
        members=users,
        weight=len(users) / total,
        sentence=say(
            "{n:,} of {total:,} users ({share:.1f} %) have fewer than {few} events: too little is known of them.",
            n=len(users),
            total=total,
            share=100 * len(users) / total,
            few=FEW_EVENTS,
        ),
        example=say_n(
            "{user} has {n:,} event",
            "{user} has {n:,} events",
            int(log.counts[first]),
            user=log.histories.user_ids[first],
        ),
    )


def find_super_user(log: HealthLog) -> Found | None:
    """Find users who each have a large share of all events."""
    limit = max(LARGE_SHARE * log.histories.n_events, TIMES_THE_MEDIAN * float(np.median(log.counts)))
    users = np.flatnonzero(log.counts >= limit)
    if not len(users):
        return None
    weight = log.share_of_events(users)
    largest = users[np.argmax(log.counts[users])]
    return Found(
        count=len(users),
        of=log.population.n_users,
        members=users,
        weight=weight,
        sentence=say_n(
            "{n:,} of {total:,} users alone has {events:.1f} % of all events: the median user has {median:,.0f}.",
            "{n:,} of {total:,} users together have {events:.1f} % of all events: the median user has {median:,.0f}.",
            len(users),
            total=log.population.n_users,
            events=100 * weight,
            median=float(np.median(log.counts)),
        ),
        example=say(
            "{user} has {n:,} events",
            user=log.histories.user_ids[largest],
            n=int(log.counts[largest]),
        ),
    )


def find_similar_ids(log: HealthLog) -> Found | None:
    """Find users whose ids are the same but for capital letters and blanks."""
    ids = pa.array(log.histories.user_ids, pa.string())
    plain = pc.utf8_lower(pc.utf8_trim_whitespace(pc.replace_substring_regex(ids, r"\s+", " "))).to_pandas()
    users = np.flatnonzero(plain.duplicated(keep=False))
    if not len(users):
        return None
    alike = log.histories.user_ids[np.flatnonzero(plain == plain[users[0]])]
    total = log.population.n_users
    return Found(
        count=len(users),
        of=total,
        members=users,
        weight=len(users) / total,
        sentence=say(
            "{n:,} of {total:,} users ({share:.1f} %) have an id that differs from another only by capital letters or "
            "blanks.",
            n=len(users),
            total=total,
            share=100 * len(users) / total,
        ),
        example=say("{user!r} and {other_user!r}", user=str(alike[0]), other_user=str(alike[1])),
    )
