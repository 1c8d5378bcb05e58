"""Behaviour: how the users of a segment act, beside all users, over all of their events.

These figures describe; they prove nothing, since events formed the segments. A median is that of the middle user;
orders and spend are means, so that times the users of a segment they give what it bought. The median of the spend
stands beside its mean, as one large customer can carry that.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from core.population.amounts import average_value, bought_value, is_purchase, n_orders, values_are_ratings
from core.population.clock import days_active
from core.population.interactions import is_interaction
from core.population.meanings import meanings_of
from core.profiles.facts import membership
from core.profiles.habits import count_by_daypart, daypart_name, days_since_last
from core.types import BoolArray, FloatArray, Labels, Population, Profile
from core.types.figures import MIXED, Behaviour, Measure

CARRIED_BY_FEW = 0.3
"""Share of the spend of a hundredth of those who spent, from which on few users carry its mean: without them it would
be another one."""
_FEWEST_SPENDERS = 20
"""Of fewer one always has a large share."""


def behaviours(population: Population, labels: Labels) -> Iterator[Behaviour]:
    """Describe how each segment acts, in the order of segment numbers; labels are (n_users,), -1 is unassigned."""
    everybody = np.ones(population.n_users, dtype=bool)
    columns = _columns(population)
    for segment in membership(labels)[0].tolist():
        yield _behaviour(population, columns, (labels == segment, everybody))


def spend_share(profile: Profile) -> float | None:
    """Return the share of what all users spent after refunds that those of a segment did; None where it is unknown.

    Amounts in several currencies have no sum.
    """
    acting = profile.behaviour
    if acting is None or acting.spend is None or acting.currency == MIXED or not acting.spend.overall > 0:
        return None
    return profile.share * acting.spend.value / acting.spend.overall


def _columns(population: Population) -> dict[str, FloatArray]:
    """Return what is known of each user, (n_users,), NaN where nothing is."""
    histories = population.histories
    has_events = histories.counts > 0
    with_events = {
        "n_events": np.where(has_events, histories.counts, np.nan),
        "days_active": np.where(has_events, days_active(population), np.nan),
        "days_since_last": days_since_last(population),
    }
    if population.has_values:
        key = "average_rating" if values_are_ratings(population) else "average_value"
        with_events[key] = average_value(population)
    spend = bought_value(population)
    if spend is not None:
        with_events["spend"] = spend
        if is_purchase(population).any():
            with_events["orders"] = n_orders(population).astype(np.float64)
    return with_events


def _behaviour(
    population: Population, columns: dict[str, FloatArray], groups: tuple[BoolArray, BoolArray]
) -> Behaviour:
    last = columns["days_since_last"]
    hours = population.histories.week_hours
    daypart, daypart_share = _daypart(population, groups) if population.has_time_of_day else ("", None)
    return Behaviour(
        n_events=_medians(columns["n_events"], groups),
        days_active=_medians(columns["days_active"], groups),
        days_since_last=_medians(last, groups),
        average_value=_medians(columns["average_value"], groups) if "average_value" in columns else None,
        average_rating=_medians(columns["average_rating"], groups) if "average_rating" in columns else None,
        orders=_means(columns["orders"], groups) if "orders" in columns else None,
        spend=_means(columns["spend"], groups) if "spend" in columns else None,
        median_spend=_medians(columns["spend"], groups) if "spend" in columns else None,
        few_carry_spend="spend" in columns and _is_carried_by_few(columns["spend"][groups[0]]),
        few_carry_usual_spend="spend" in columns and _is_carried_by_few(columns["spend"][groups[1]]),
        currency=population.currency if "spend" in columns else "",
        weekend_share=_share_of_events(population, hours // 24 >= 5, groups),
        daypart=daypart,
        daypart_share=daypart_share,
        kinds=_kinds(population, groups[0]),
    )


def _medians(values: FloatArray, groups: tuple[BoolArray, BoolArray]) -> Measure:
    return Measure(*(_median(values[group]) for group in groups))


def _means(values: FloatArray, groups: tuple[BoolArray, BoolArray]) -> Measure:
    return Measure(*(_mean(values[group]) for group in groups))


def _median(values: FloatArray) -> float:
    known = values[~np.isnan(values)]
    return float(np.median(known)) if known.size else float("nan")


def _mean(values: FloatArray) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if known.size else float("nan")


def _is_carried_by_few(spend: FloatArray) -> bool:
    """Whether a hundredth of those who spent, at least one, has a large share of it; of some users, (n,).

    That most users spend nothing says how many buy, not that few of those who do are unlike the others.
    """
    known = np.sort(spend[spend > 0])
    few = known[len(known) - math.ceil(len(known) / 100) :]
    return len(known) >= _FEWEST_SPENDERS and float(few.sum()) > CARRIED_BY_FEW * float(known.sum())


def _share_of_events(population: Population, is_counted: BoolArray, groups: tuple[BoolArray, BoolArray]) -> Measure:
    users = population.histories.users
    return Measure(*(_mean(is_counted[group[users]].astype(np.float64)) for group in groups))


def _daypart(population: Population, groups: tuple[BoolArray, BoolArray]) -> tuple[str, Measure | None]:
    """Return the part of the day that stands out most against all users, with its share of events."""
    counts = count_by_daypart(population)
    sums = [counts[group].sum(axis=0) for group in groups]
    own, overall = (each / max(each.sum(), 1) for each in sums)
    best = int((own - overall).argmax())
    return daypart_name(best), Measure(float(own[best]), float(overall[best]))


def _kinds(population: Population, group: BoolArray) -> dict[str, float]:
    """Return the share of each kind of interaction, such as "view", among those of the group, most frequent first."""
    histories = population.histories
    is_own = group[histories.users] & is_interaction(population)
    counts = np.bincount(histories.events[is_own], minlength=len(population.event_names))
    found: dict[str, float] = {}
    for meaning, count in zip(meanings_of(population), counts.tolist(), strict=True):
        if count:
            found[meaning.kind] = found.get(meaning.kind, 0.0) + count / int(counts.sum())
    return dict(sorted(found.items(), key=lambda each: -each[1]))
