"""Profiles: what marks each segment of a run out, and who stands for it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from core.population.interactions import last_year
from core.profiles.attributes import attribute_facts
from core.profiles.behaviour import behaviours
from core.profiles.facts import Facts, membership
from core.profiles.habits import behaviour_facts, daypart_facts, event_facts, weekday_facts
from core.profiles.lifts import over_indexed, with_interval
from core.profiles.tastes import taste_facts, title_facts
from core.profiles.typical import typical_users
from core.types import NOISE, Labels, Lift, Population, Profile, Vectors

N_LIFTS = 20
"""Facts of each kind that a profile holds at most."""


def profile_segments(
    population: Population, labels: Labels, vectors: Vectors, lifts: Sequence[tuple[Lift, ...]], *, n_typical: int = 5
) -> list[Profile]:
    """Describe every segment by its size, its facts and its typical users, in the order of segment numbers.

    Parameters
    ----------
    labels
        (n_users,) segments; users at -1 belong to none, but count among "all users".
    vectors
        (n_users, n_dims), the space in which typical users are nearest the centre.
    lifts
        The facts of each segment, in the order of segment numbers.
    """
    profiles = []
    acting = behaviours(population, labels)
    nearest = nearest_segments(vectors, labels)
    for segment, marks, behaviour in zip(membership(labels)[0], lifts, acting, strict=True):
        users = np.flatnonzero(labels == segment)
        typical = typical_users(vectors[users], population.histories.user_ids[users], n_typical)
        share = len(users) / population.n_users
        profiles.append(
            Profile(int(segment), len(users), share, marks, typical, behaviour=behaviour, nearest=nearest[segment])
        )
    return profiles


def nearest_segments(vectors: Vectors, labels: Labels) -> dict[int, int]:
    """Return each segment to the one whose centre is nearest to its own; to -1 where there is no other.

    >>> nearest_segments(np.array([[0.0], [1.0], [9.0]]), np.array([1, 2, 3]))
    {1: 2, 2: 1, 3: 2}
    """
    segments = np.unique(labels[labels != NOISE])
    if len(segments) < 2:
        return dict.fromkeys(segments.tolist(), NOISE)
    centres = np.array([vectors[labels == segment].mean(axis=0) for segment in segments], dtype=np.float64)
    distances = np.square(centres[:, None] - centres[None]).sum(axis=2)
    np.fill_diagonal(distances, np.inf)
    return dict(zip(segments.tolist(), segments[distances.argmin(axis=1)].tolist(), strict=True))


def marks_of(kinds: Iterable[Facts], labels: Labels, n_lifts: int = N_LIFTS) -> list[tuple[Lift, ...]]:
    """Return for each segment what its users have more often than all users, at most ``n_lifts`` of each kind.

    Where the events that are counted formed the segments too, lifts are too high: ``core.trust.fresh_facts``.
    """
    segments, members = membership(labels)
    lifts: list[tuple[Lift, ...]] = [()] * len(segments)
    for facts in kinds:
        marks = over_indexed(facts, members, n_lifts)
        lifts = [before + new for before, new in zip(lifts, marks, strict=True)]
    return lifts


def attribute_marks(
    attributes: pd.DataFrame, labels: Labels, shaping: Collection[str] = (), year: int | None = None
) -> list[tuple[Lift, ...]]:
    """Return for each segment the attributes that its users have more often than all users, with intervals.

    ``shaping`` are the attributes that took part in forming the segments, for which lifts are too high; ``year`` is
    that of the ages beside years of birth.
    """
    facts = attribute_facts(attributes, year)
    starts = tuple(f"{name}: " for name in shaping)
    segments = membership(labels)[0]
    return [
        tuple(
            replace(
                with_interval(lift, float(np.count_nonzero(labels == segment))), is_shaping=lift.key.startswith(starts)
            )
            for lift in marks
        )
        for segment, marks in zip(segments, marks_of([facts], labels), strict=True)
    ]


def all_facts(population: Population) -> Iterator[Facts]:
    """State every kind of fact, one at a time, so that only one need be in memory."""
    yield from taste_facts(population)
    yield from title_facts(population, population)
    yield from habit_facts(population)
    yield attribute_facts(population.attributes, last_year(population))


def habit_facts(population: Population) -> Iterator[Facts]:
    """State when and how each user acts."""
    for facts in (event_facts, daypart_facts, weekday_facts, behaviour_facts):
        yield facts(population)
