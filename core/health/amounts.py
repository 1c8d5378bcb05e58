"""Checks of what users spent: single amounts far beyond those of their item, and users far beyond all others."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np

from core.health.finding import Found
from core.health.log import HealthLog
from core.population.amounts import amount_in, bought_value, is_paid, is_valued
from core.sentences import say, say_n
from core.types import BoolArray, FloatArray, IntArray

LARGE_SHARE = 0.01
"""Share of what all users spent from which on one amount, or one user, moves means of segments visibly."""
TIMES_ITS_ITEM = 100
"""So many times the upper quartile of its item an amount has to be: two decimals lost, or pieces by the hundred."""
_SPREADS = 4
"""And so many interquartile ranges above it, in logarithms, as gift cards and donations have amounts of any size."""
_OF_ITS_USER = 2
"""At most so many times the amount its user spent: who spends as much again and again is a wholesaler."""
_FEWEST_OF_ITEM = 5
"""Of an item with fewer amounts nobody knows what it usually brings."""
TIMES_TOP_TENTH = 20
"""So many times what nine of ten users spend at most somebody has to spend."""
_FEWEST_USERS = 20
_BY_CHANCE = 0.001
"""And more than the largest of as many users does in one of a thousand logs, if their upper quarter is lognormal."""
_APART = 3
"""And so many times as much as the next one: among buyers of dear items somebody has spent nearly as much."""
_FEW, _FEW_SHARE = 3, 0.005
"""So many users, or that share of those who spend, are few; more of them are a kind of users, no exception."""


def find_large_amounts(log: HealthLog) -> Found | None:
    """Find amounts beyond all that their item and their user usually have, unless they were paid back."""
    spend = log.spend
    if spend is None:
        return None
    rows, usual = _large_amounts(log, spend)
    if not len(rows):
        return None
    values = log.histories.values[rows].astype(np.float64)
    largest = int(np.argmax(values))
    share = float(values.sum() / spend.sum())
    return Found(
        count=len(rows),
        of=log.histories.n_events,
        members=rows,
        weight=share,
        sentence=say_n(
            "{n:,} of {total:,} events is worth over {times} times what its item usually brings. It holds {share:.1f} "
            "% of what all users spent.",
            "{n:,} of {total:,} events are worth over {times} times what their items usually bring. They hold "
            "{share:.1f} % of what all users spent.",
            len(rows),
            total=log.histories.n_events,
            times=TIMES_ITS_ITEM,
            share=100 * share,
        ),
        example=say(
            "{item} for {value}, an item of which three of four amounts are {usual} at most",
            item=log.name_of(int(log.histories.items[rows[largest]])),
            value=amount_in(float(values[largest]), log.population.currency),
            usual=amount_in(float(usual[largest]), log.population.currency),
        ),
    )


def find_large_spenders(log: HealthLog) -> Found | None:
    """Find users who spent far more than all others, single amounts beyond their item left aside."""
    spend = log.spend
    if spend is None:
        return None
    rows, _ = _large_amounts(log, spend)
    rest = np.maximum(_without(log, spend, rows), 0.0)
    users = _far_beyond(rest)
    if not len(users):
        return None
    largest = users[np.argmax(rest[users])]
    share = float(rest[users].sum() / rest.sum())
    return Found(
        count=len(users),
        of=log.population.n_users,
        members=users,
        weight=share,
        sentence=say_n(
            "{n:,} of {total:,} users alone has {share:.1f} % of what all users spent: of those who spent "
            "anything, nine of ten spent {usual} at most.",
            "{n:,} of {total:,} users together have {share:.1f} % of what all users spent: of those who spent "
            "anything, nine of ten spent {usual} at most.",
            len(users),
            total=log.population.n_users,
            share=100 * share,
            usual=amount_in(float(np.quantile(rest[rest > 0], 0.9)), log.population.currency),
        ),
        example=say(
            "{user} spent {value}",
            user=log.histories.user_ids[largest],
            value=amount_in(float(rest[largest]), log.population.currency),
        ),
    )


def _large_amounts(log: HealthLog, spend: FloatArray) -> tuple[IntArray, FloatArray]:
    """Return the rows of amounts beyond their item, (n_found,), and the upper quartile of the item of each.

    What is found is put aside, and what is left is looked through again: else a second typing error of a user is
    small beside the first, or makes both look like the habit of a wholesaler.
    """
    found, uppers, rest = np.empty(0, dtype=np.int64), np.empty(0), spend
    while True:
        rows, upper = _beyond_their_items(log, rest, found)
        if not len(rows):
            order = found.argsort()
            return found[order], uppers[order]
        found, uppers = np.append(found, rows), np.append(uppers, upper)
        rest = _without(log, rest, rows)


def _beyond_their_items(log: HealthLog, spend: FloatArray, aside: IntArray) -> tuple[IntArray, FloatArray]:
    """Return what ``_large_amounts`` does, of all rows but those put aside, given what users spent without these."""
    histories = log.histories
    is_large = _counts(log) & (histories.values >= max(LARGE_SHARE * spend.sum(), 1e-9))
    is_large[aside] = False
    large = np.flatnonzero(is_large)
    of_user = spend[histories.users[large]] / histories.values[large]
    large = large[(of_user >= 1) & (of_user <= _OF_ITS_USER)]  # below 1 it was paid back
    rows = np.flatnonzero(_counts(log) & (histories.values > 0) & np.isin(histories.items, histories.items[large]))
    of_item = {
        item: np.sort(histories.values[rows[histories.items[rows] == item]].astype(np.float64))
        for item in np.unique(histories.items[large]).tolist()
    }
    found = [
        (row, upper)
        for row in large.tolist()
        for upper, limit in [_usual(of_item[int(histories.items[row])])]
        if histories.values[row] > limit
    ]
    return np.array([row for row, _ in found], dtype=np.int64), np.array([upper for _, upper in found])


def _without(log: HealthLog, spend: FloatArray, rows: IntArray) -> FloatArray:
    """Return what users spent, (n_users,), without the amounts of some rows."""
    return spend - np.bincount(log.histories.users[rows], log.histories.values[rows], log.population.n_users)


def _usual(amounts: FloatArray) -> tuple[float, float]:
    """Return the upper quartile of the amounts of an item, sorted and above 0, and what is beyond them."""
    lower, upper = (float(amounts[(len(amounts) - 1) * part // 4]) for part in (1, 3))
    if len(amounts) < _FEWEST_OF_ITEM:
        return upper, np.inf
    return upper, upper * max(TIMES_ITS_ITEM, (upper / lower) ** _SPREADS)


def _counts(log: HealthLog) -> BoolArray:
    """Return (n_events,) whether the value of an event is part of what users spent."""
    population = log.population
    if bought_value(population) is None:
        return is_valued(population)
    return is_paid(population) & np.isfinite(population.histories.values)


def _far_beyond(spend: FloatArray) -> IntArray:
    """Return the users far beyond all others, given what each spent, (n_users,); none where few spend."""
    known = np.sort(spend[spend > 0])[::-1]
    if len(known) < _FEWEST_USERS:
        return np.empty(0, dtype=np.int64)
    n_few = max(_FEW, int(_FEW_SHARE * len(known)))
    first, following = known[:n_few], known[1 : n_few + 1]
    is_apart = first >= np.maximum(_APART * following, max(LARGE_SHARE * known.sum(), _limit(known)))
    places = np.flatnonzero(is_apart)
    return np.flatnonzero(spend >= known[places[-1]]) if len(places) else places


def _limit(known: FloatArray) -> float:
    """Return the least that somebody far beyond users who spent ``known``, (n_users,) above 0, spends."""
    normal = NormalDist()
    upper, tenth, highest = np.quantile(known, (0.75, 0.9, 0.95))
    sigma = np.log(highest / upper) / (normal.inv_cdf(0.95) - normal.inv_cdf(0.75))
    beyond = normal.inv_cdf(1 - _BY_CHANCE / len(known)) - normal.inv_cdf(0.9)
    return float(tenth * max(TIMES_TOP_TENTH, np.exp(beyond * sigma)))
