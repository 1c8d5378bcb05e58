"""What conditions may compare: the measures and facts of users that a person understands, and sensible thresholds."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from core.population.amounts import total_value
from core.population.clock import days_active
from core.population.interactions import DAYPARTS, is_disliked
from core.profiles.attributes import attribute_facts
from core.profiles.facts import Facts, membership
from core.profiles.habits import count_by_code, days_since_last, event_facts
from core.profiles.lifts import over_indexed
from core.profiles.tastes import taste_facts
from core.trust.conditions import ABOVE, AT_LEAST, AT_MOST, HAS, Condition
from core.types import BoolArray, FloatArray, IntArray, Labels, Population

FACTS_PER_SEGMENT = 15
"""Items, terms, categories, event types and values of attributes tried per segment and kind: the most distinctive."""
QUANTILES = np.linspace(0.1, 0.9, 5)
"""Where thresholds are tried, before they are rounded."""

_SHARE_KINDS = ("event", "category", "term", "daypart", "weekend")
_WHOLE = ("n_events", "days_active", "recency")


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing known of every user."""

    kind: str
    name: str
    values: FloatArray
    """(n_users,) 0 or 1 for what a user has or has not; NaN where unknown."""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Users:
    """Some users of a population, and the part of them that may be looked at when features are chosen."""

    population: Population
    rows: IntArray
    """(n,) rows of the users."""
    is_fitted: BoolArray
    """(n,) who may be looked at."""
    labels: Labels
    """(n,) their segments."""


def features_of(users: Users) -> Iterator[Feature]:
    """Measure the users, (n,) each: numbers first, then the facts that are most distinctive among the fitted ones."""
    log = users.population.of_users(users.rows)
    yield Feature("n_events", "", log.histories.counts.astype(np.float64))
    yield Feature("days_active", "", days_active(log).astype(np.float64))
    yield Feature("recency", "", days_since_last(users.population)[users.rows])
    if log.has_values:
        yield Feature("total_value", "", total_value(log))
    yield from _times(log)
    texts = log.attributes.select_dtypes(exclude="number")
    for name, column in log.attributes.select_dtypes(include="number").items():
        yield Feature("number", str(name), column.to_numpy(np.float64))
    for facts in (*taste_facts(log), event_facts(log), attribute_facts(texts)):
        if facts.n_facts:
            yield from _shares_or_facts(log, facts, _most_distinctive(facts, users))


def conditions_on(feature: Feature, fitted: FloatArray) -> list[Condition]:
    """Return the conditions to try on a feature: thresholds at quantiles of ``fitted``, rounded as people do.

    Shares go in steps of 5 %, below 10 % of 1 %. Other numbers have two digits that count, or more where the values
    lie close together, as years do.
    """
    if feature.kind in ("item", "attribute"):
        return [Condition(feature.kind, feature.name, HAS, key=feature.key)]
    known = fitted[fitted > 0] if feature.kind in _SHARE_KINDS else fitted[np.isfinite(fitted)]
    quantiles = np.quantile(known, QUANTILES, method="lower").tolist() if known.size else []
    bounds = _rounded_shares(quantiles) if feature.kind in _SHARE_KINDS else _rounded_numbers(quantiles)
    comparisons = (AT_LEAST if feature.kind in _WHOLE else ABOVE, AT_MOST)
    return [Condition(feature.kind, feature.name, how, bound) for bound in sorted(bounds) for how in comparisons]


def _rounded_shares(quantiles: list[float]) -> set[float]:
    return {0.0} | {round(20 * bound) / 20 if bound >= 0.1 else round(bound, 2) for bound in quantiles}


def _rounded_numbers(quantiles: list[float]) -> set[float]:
    spread = max(quantiles, default=0.0) - min(quantiles, default=0.0)
    finest = math.floor(math.log10(spread / len(quantiles))) if spread else math.inf
    places = {bound: min(math.floor(math.log10(abs(bound))) - 1, finest) if bound else 0 for bound in quantiles}
    return {round(bound, -int(place)) for bound, place in places.items()}


def _times(log: Population) -> Iterator[Feature]:
    week_hours = log.histories.week_hours
    weekdays = count_by_code(log, week_hours // 24, 7)
    yield Feature("weekend", "", weekdays[:, 5:].sum(axis=1) / _at_least_one_event(log)[:, 0])
    if log.has_time_of_day:
        shares = count_by_code(log, week_hours % 24 // 4, len(DAYPARTS)) / _at_least_one_event(log)
        yield from (Feature("daypart", name, shares[:, code]) for code, name in enumerate(DAYPARTS))


def _most_distinctive(facts: Facts, users: Users) -> IntArray:
    """Return the facts that mark a segment out beyond chance among the fitted users."""
    _, members = membership(users.labels[users.is_fitted])
    fitted = replace(facts, has=facts.has[np.flatnonzero(users.is_fitted)])
    marks = over_indexed(fitted, members, FACTS_PER_SEGMENT)
    chosen = {lift.key for lifts in marks for lift in lifts}
    return np.array([fact for fact, key in enumerate(facts.keys) if key in chosen], dtype=np.int64)


def _shares_or_facts(log: Population, facts: Facts, chosen: IntArray) -> Iterator[Feature]:
    """Measure the chosen facts: items and attributes by 0 or 1, the rest by their share of the user's events."""
    if not len(chosen):
        return
    keys = [facts.keys[fact] for fact in chosen]
    if facts.kind == "event":
        shares = count_by_code(log, log.histories.events, len(log.event_names)) / _at_least_one_event(log)
        yield from (Feature("event", key, shares[:, fact]) for key, fact in zip(keys, chosen, strict=True))
    elif facts.kind == "category":
        yield from _shares(log, "category", keys, log.items.categories[:, chosen])
    elif facts.leads_to is not None:
        yield from _shares(log, facts.kind, keys, facts.leads_to[:, chosen])
    else:
        has = facts.has[:, chosen].toarray().astype(np.float64)
        for column, fact in enumerate(chosen):
            yield Feature(facts.kind, facts.names[fact], has[:, column], keys[column] if facts.kind == "item" else "")


def _shares(log: Population, kind: str, names: list[str], is_in: sparse.csr_array) -> Iterator[Feature]:
    """Measure the share of each user's events on items of a group that they did not rate low.

    ``is_in`` is (n_items, n_groups).
    """
    histories = log.histories
    is_counted = (~is_disliked(log)).astype(np.float64)
    by_item = sparse.csr_array((is_counted, histories.items, histories.offsets), shape=(log.n_users, log.n_items))
    shares = (by_item @ is_in.astype(np.float64)).toarray() / _at_least_one_event(log)
    yield from (Feature(kind, name, shares[:, column]) for column, name in enumerate(names))


def _at_least_one_event(log: Population) -> IntArray:
    return np.maximum(log.histories.counts, 1)[:, None]
