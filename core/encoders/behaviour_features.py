"""Features of behaviour per user, in named groups."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.population.amounts import is_valued, total_value
from core.population.interactions import DAYPARTS, SECONDS_PER_DAY, interacted, newest
from core.types import FloatArray, Histories, IntArray, Population

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

FeatureGroups = dict[str, pd.DataFrame]
"""Group name to (n_users, n_features)."""


@dataclass(frozen=True, slots=True)
class SharePriors:
    """Shares of all users, learnt once, so that new users are measured in the same way."""

    end: int
    """Last second of the log."""
    n_events: float
    """Weight of the prior, in events."""
    events: FloatArray
    """(n_event_names,) share of each event type among all events."""
    week_hours: FloatArray
    """(168,) share of each hour of the week."""
    mean_value: float
    """Mean value of an event that has one; 0 when none has."""
    has_values: bool
    """Whether the log has a value column."""
    has_time_of_day: bool
    """Whether timestamps say more than the date."""
    has_categories: bool
    """Whether items have categories."""

    @classmethod
    def of(cls, population: Population, n_events: float) -> SharePriors:
        """Learn the shares of a population."""
        histories = population.histories
        values = histories.values[is_valued(population)]
        return cls(
            end=newest(population),
            n_events=n_events,
            events=_shares(np.bincount(histories.events, minlength=len(population.event_names))),
            week_hours=_shares(np.bincount(histories.week_hours, minlength=168)),
            mean_value=float(values.mean(dtype=np.float64)) if len(values) else 0.0,
            has_values=population.has_values,
            has_time_of_day=population.has_time_of_day,
            has_categories=bool(population.items.category_names),
        )


def behaviour_features(population: Population, priors: SharePriors) -> FeatureGroups:
    """Measure every user.

    Groups that the log of the priors does not support are left out: ``money`` without values, ``mix`` with one event
    type, ``dayparts`` without a time of day. In other logs, event types that this one did not have are ignored, and
    missing values count as those of the average user.
    """
    groups = {
        "activity": _activity(population.histories, newest(population, priors.end)),
        "breadth": _breadth(population, priors),
    }
    if priors.has_values:
        groups["money"] = _money(population, priors)
    if len(priors.events) > 1:
        groups["mix"] = _event_mix(population, priors)
    groups["weekdays"] = _weekdays(population.histories, priors)
    if priors.has_time_of_day:
        groups["dayparts"] = _dayparts(population, priors)
    return groups


def _shares(counts: IntArray) -> FloatArray:
    return np.asarray(counts / max(counts.sum(), 1), dtype=np.float64)


def _per_user(histories: Histories, codes: IntArray, n_codes: int) -> FloatArray:
    """Count the events of each user by code, (n_users, n_codes)."""
    flat = histories.users.astype(np.int64) * n_codes + codes
    return np.bincount(flat, minlength=histories.n_users * n_codes).reshape(-1, n_codes).astype(np.float64)


def _shrunk(counts: FloatArray, shares: FloatArray, n_events: float) -> FloatArray:
    total = counts.sum(axis=1, keepdims=True) + n_events
    return np.asarray(
        np.divide(counts + n_events * shares, total, out=np.tile(shares, (len(counts), 1)), where=total > 0)
    )


def _activity(histories: Histories, end: int) -> pd.DataFrame:
    has_any = histories.counts > 0
    first, last = np.full(histories.n_users, end), np.full(histories.n_users, end)
    first[has_any] = histories.timestamps[histories.offsets[:-1][has_any]]
    last[has_any] = histories.timestamps[histories.offsets[1:][has_any] - 1]
    days = histories.timestamps // SECONDS_PER_DAY
    is_new_day = np.ones(histories.n_events, dtype=bool)
    is_new_day[1:] = np.diff(days) != 0
    is_new_day[histories.offsets[:-1][has_any]] = True
    active_days = np.bincount(histories.users[is_new_day], minlength=histories.n_users)
    return pd.DataFrame(
        {
            "days_since_last": (end - last) / SECONDS_PER_DAY,
            "days_from_first_to_last": (last - first) / SECONDS_PER_DAY,
            "n_events": histories.counts,
            "active_days": active_days,
            "events_per_active_day": histories.counts / np.maximum(active_days, 1),
        }
    )


def _money(population: Population, priors: SharePriors) -> pd.DataFrame:
    total = total_value(population)
    n_amounts = np.bincount(population.histories.users[is_valued(population)], minlength=population.n_users)
    weight = np.maximum(n_amounts + priors.n_events, 1e-9)
    return pd.DataFrame({"total_value": total, "mean_value": (total + priors.n_events * priors.mean_value) / weight})


def _event_mix(population: Population, priors: SharePriors) -> pd.DataFrame:
    n_fitted = len(priors.events)
    counts = _per_user(population.histories, population.histories.events, len(population.event_names))[:, :n_fitted]
    shares = _shrunk(counts, priors.events, priors.n_events)
    return pd.DataFrame(shares, columns=[f"share_of_{name}" for name in population.event_names[:n_fitted]])


def _weekdays(histories: Histories, priors: SharePriors) -> pd.DataFrame:
    counts = _per_user(histories, histories.week_hours // 24, 7)
    return pd.DataFrame(
        _shrunk(counts, priors.week_hours.reshape(7, 24).sum(axis=1), priors.n_events), columns=WEEKDAYS
    )


def _dayparts(population: Population, priors: SharePriors) -> pd.DataFrame:
    histories = population.histories
    counts = _per_user(histories, histories.week_hours % 24 // 4, len(DAYPARTS))
    if not population.has_time_of_day:
        counts = np.zeros_like(counts)
    shares = priors.week_hours.reshape(7, 6, 4).sum(axis=(0, 2))
    return pd.DataFrame(_shrunk(counts, shares, priors.n_events), columns=DAYPARTS)


def _breadth(population: Population, priors: SharePriors) -> pd.DataFrame:
    pairs = interacted(population)
    n_distinct = np.diff(pairs.indptr)
    breadth = pd.DataFrame({"items_per_event": n_distinct / np.maximum(population.histories.counts, 1)})
    if priors.has_categories:
        categories = population.items.categories.astype(np.float64)
        breadth["category_entropy"] = _entropy((pairs.astype(np.float64) @ categories).toarray())
    return breadth


def _entropy(counts: FloatArray) -> FloatArray:
    """Entropy in nats with the correction of Miller (1955) for few observations; 0 for a user with none."""
    total = counts.sum(axis=1, keepdims=True)
    shares = np.divide(counts, total, out=np.zeros_like(counts), where=total > 0)
    logs = np.log(shares, out=np.zeros_like(shares), where=shares > 0)
    n_seen = (counts > 0).sum(axis=1)
    return np.asarray(-(shares * logs).sum(axis=1) + np.maximum(n_seen - 1, 0) / np.maximum(2 * total[:, 0], 1))
