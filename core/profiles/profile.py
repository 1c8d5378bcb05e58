"""Profiles: what marks each segment of a run out, and who stands for it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from core.profiles.attributes import attribute_facts
from core.profiles.facts import Facts, membership
from core.profiles.habits import behaviour_facts, daypart_facts, event_facts, weekday_facts
from core.profiles.lifts import over_indexed
from core.profiles.tastes import taste_facts
from core.profiles.typical import typical_users
from core.types import Labels, Lift, Population, Profile, Vectors


def profile_segments(
    population: Population, labels: Labels, vectors: Vectors, *, n_lifts: int = 20, n_typical: int = 5
) -> list[Profile]:
    """Describe every segment by what its users have more often than all users, in the order of segment numbers.

    Parameters
    ----------
    labels
        (n_users,) segments; users at -1 belong to none, but count among "all users".
    vectors
        (n_users, n_dims), the space in which typical users are nearest the centre.
    n_lifts
        At most this many lifts of each kind.
    """
    segments, members = membership(labels)
    lifts: list[tuple[Lift, ...]] = [()] * len(segments)
    for facts in all_facts(population):
        marks = over_indexed(facts, members, n_lifts)
        lifts = [before + new for before, new in zip(lifts, marks, strict=True)]
    profiles = []
    for segment, marks_of_segment in zip(segments, lifts, strict=True):
        users = np.flatnonzero(labels == segment)
        typical = typical_users(vectors[users], population.histories.user_ids[users], n_typical)
        share = len(users) / population.n_users
        profiles.append(Profile(int(segment), len(users), share, marks_of_segment, typical))
    return profiles


def all_facts(population: Population) -> Iterator[Facts]:
    """State every kind of fact, one at a time, so that only one need be in memory."""
    yield from taste_facts(population)
    for habit_facts in (event_facts, daypart_facts, weekday_facts, behaviour_facts):
        yield habit_facts(population)
    yield attribute_facts(population.attributes)
