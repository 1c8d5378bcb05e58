"""Learn given segments on the vectors of a run, and assign the users of a log to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from core.model.head import Head
from core.model.labels import label_users
from core.model.learn import Learnt, learn
from core.model.segment_model import AssignedUsers, SegmentModel
from core.types import Population


@dataclass(frozen=True, slots=True)
class LearntUsers:
    """A trained head, and where it puts the users of the log it was trained on."""

    learnt: Learnt
    assigned: AssignedUsers
    n_own: int
    """Labels that came from the run itself."""


def learn_users(
    model: SegmentModel,
    population: Population,
    labels: Mapping[str, str],
    head: Head,
    has_corrections: bool = False,
    names: Mapping[int, str] | None = None,
) -> LearntUsers:
    """Train a head on labelled users and assign all users of the log.

    Parameters
    ----------
    model
        Of the run whose encoder makes the vectors.
    population
        The log.
    labels
        User to segment.
    head
        With its parameters; it is trained in place.
    has_corrections
        Whether the labels correct the run: confident users who are not among them keep its segment.
    names
        What labels call the segments of the run; their numbers when not given.

    Raises
    ------
    DataError
        There are fewer than two segments, or too few users in one.
    """
    known, vectors = model.vectors(population)
    user_ids = known.histories.user_ids
    own: dict[str, str] = {}
    if has_corrections:
        assigned = model.assign_vectors(known, vectors)
        called = names or {}
        sure = np.flatnonzero(~assigned.is_unsure)
        segments = assigned.segments[sure].tolist()
        own = {user_ids[row]: called.get(each, str(each)) for row, each in zip(sure, segments, strict=True)}
    learnt = learn(vectors, model.count_known(known), label_users(user_ids, {**own, **labels}), head)
    assigned = model.apply_rule(known, learnt.assign(vectors), learnt.confidence_rule)
    return LearntUsers(learnt, assigned, len(own.keys() - labels.keys()))


def assign_users(model: SegmentModel, population: Population, learnt: Learnt | None = None) -> AssignedUsers:
    """Assign the users of any log to the segments of a run, or to given ones that were learnt on its vectors."""
    known, vectors = model.vectors(population)
    if learnt is None:
        return model.assign_vectors(known, vectors)
    return model.apply_rule(known, learnt.assign(vectors), learnt.confidence_rule)
