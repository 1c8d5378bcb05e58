"""The frozen part of a run: what assigns users who were not in it, each time in the same way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from core.clusterers.von_mises_fisher import fit_mixture
from core.model.assigner import Assigner, Assignment, fit_assigner
from core.model.confidence_rule import ConfidenceRule, find_confidence_rule
from core.model.recode import recode
from core.population.interactions import is_interaction
from core.population.meanings import meanings_of
from core.protocols import Encoder, notes_of
from core.registry import with_all_params
from core.sentences import say, say_n
from core.stages.progress import Progress, silent
from core.types import (
    NOISE,
    BoolArray,
    FloatArray,
    IntArray,
    Items,
    Labels,
    Population,
    Recipe,
    StrArray,
    Vectors,
)
from core.types.meaning import Meaning, RatingScale

if TYPE_CHECKING:
    from core.clusterers.clustering import Clustering
    from core.trust.refit import Refit


_MOST_STARTS = 6
"""Starts of each refit that measures confidence, as few as where stability is: more find no other segments."""


@dataclass(frozen=True, slots=True)
class AssignedUsers:
    """Who belongs where; arrays in the order of ``user_ids``."""

    user_ids: StrArray
    segments: Labels
    """(n_users,) from 1; -1 for a user like none of them, where the clusterer leaves such users unassigned."""
    probabilities: FloatArray
    """(n_users,) of that segment, in [0, 1]; 0 for -1, NaN for a user of whom the model knows no item."""
    runners_up: Labels
    """(n_users,) the next likely segment; for -1 the likeliest, -1 where there is no other."""
    is_unsure: BoolArray
    n_known_events: IntArray
    """(n_users,) events with items of the fitted log, refunds aside."""
    shares: FloatArray
    """(n_users, n_segments) probability of each segment, for a user who is in one of them: rows sum to 1, or are NaN
    where the model knows no item of the user."""
    n_unseen_items: int
    """Items of this log that the fitted one did not have."""
    unseen_event_names: tuple[str, ...]
    """The same of event types."""
    notes: tuple[str, ...] = ()
    """What the encoder has to say."""

    def sentences_on_new(self) -> Iterator[str]:
        """Say what the fitted log did not have."""
        if self.n_unseen_items:
            yield say_n("{n:,} item is new to the model.", "{n:,} items are new to the model.", self.n_unseen_items)
        if self.unseen_event_names:
            yield say(
                "{n:,} event types are new to the model: {names}.",
                n=len(self.unseen_event_names),
                names=", ".join(self.unseen_event_names),
            )
        n_unknown = int(np.count_nonzero(self.n_known_events == 0))
        if n_unknown:
            yield say_n(
                "{n:,} user has interacted with no item that the model knows, and is unsure.",
                "{n:,} users have interacted with no item that the model knows, and are unsure.",
                n_unknown,
            )


@dataclass(frozen=True)
class SegmentModel:
    """A fitted encoder, what assigns its vectors, and when that is confident."""

    recipe: Recipe
    """With the value of every parameter; ``k`` is the number of segments."""
    encoder: Encoder
    assigner: Assigner
    confidence_rule: ConfidenceRule
    items: Items
    """Items of the fitted log."""
    event_names: tuple[str, ...]
    """Event types of the fitted log."""
    meanings: Mapping[str, Meaning]
    """What they mean there; empty for a model of an earlier version."""
    rating_scale: RatingScale | None
    """Of that log."""
    numbers: tuple[int, ...] = ()
    """Of the segments, in the order of the assigner's; () where they are 1 to their number."""

    @property
    def segments(self) -> tuple[int, ...]:
        """Numbers of the segments."""
        return self.numbers or tuple(range(1, len(self.assigner.mixture.shares) + 1))

    def vectors(self, population: Population) -> tuple[Population, Vectors]:
        """Put users of any log into the space that was clustered; the log comes back in the codes of the fitted one."""
        known = recode(population, self.items, self.event_names)
        known = replace(
            known, meanings={**known.meanings, **self.meanings}, rating_scale=self.rating_scale or known.rating_scale
        )
        return known, self.encoder.transform(known)

    def assign(self, population: Population) -> AssignedUsers:
        """Assign the users of any log; items and event types may be new, and may come in any order."""
        return self.assign_vectors(*self.vectors(population))

    def assign_vectors(self, known: Population, vectors: Vectors) -> AssignedUsers:
        """Assign users whose vectors are made already; both are from ``vectors``."""
        assigned = self.apply_rule(known, self.assigner.assign(vectors), self.confidence_rule)
        numbers = np.array([NOISE, *self.segments], dtype=np.int32)
        own, runners_up = (numbers[np.maximum(each, 0)] for each in (assigned.segments, assigned.runners_up))
        return replace(assigned, segments=own, runners_up=runners_up)

    def apply_rule(self, known: Population, assignment: Assignment, confidence_rule: ConfidenceRule) -> AssignedUsers:
        """Mark the users who are assigned with confidence.

        Parameters
        ----------
        known
            From ``vectors``.
        assignment
            Where its users belong: by this model, or by a head that was learnt on its vectors.
        confidence_rule
            Which assignments are confident.
        """
        n_known_events = self.count_known(known)
        is_known = n_known_events > 0
        cuts = np.append(np.inf, confidence_rule.cuts)[np.maximum(assignment.segments, 0)]
        is_confident = (
            assignment.is_typical
            & (n_known_events >= max(confidence_rule.least_events, 1))
            & (assignment.probabilities >= cuts)
        )
        return AssignedUsers(
            user_ids=known.histories.user_ids,
            segments=assignment.segments,
            probabilities=np.where(is_known, assignment.probabilities, np.float32(np.nan)),
            runners_up=assignment.runners_up,
            is_unsure=~is_confident,
            n_known_events=n_known_events,
            shares=np.where(is_known[:, None], assignment.shares, np.float32(np.nan)),
            n_unseen_items=known.n_items - self.items.n_items,
            unseen_event_names=known.event_names[len(self.event_names) :],
            notes=notes_of(self.encoder),
        )

    def count_known(self, known: Population) -> IntArray:
        """Return (n_users,) events with items of the fitted log, refunds aside; ``known`` is from ``vectors``."""
        histories = known.histories
        is_known = (histories.items < self.items.n_items) & is_interaction(known)
        return np.bincount(histories.users[is_known], minlength=known.n_users)


def make_model(
    population: Population,
    refit: Refit,
    vectors: Vectors,
    clustering: Clustering,
    progress: Progress = silent,
) -> SegmentModel:
    """Freeze what a run learnt, and measure when an assignment is confident.

    Parameters
    ----------
    population, vectors, clustering
        What was run, the vectors of its users, and the segments found.
    refit
        The recipe of the run at the k that it found, with the fitted encoder.
    """

    def fit_assigner_to(some: Population) -> tuple[Encoder, Assigner, Labels]:
        own, X, labels = refit.fit(some, _MOST_STARTS)
        mixture = fit_mixture(X, np.where(labels > 0, labels - 1, NOISE), refit.recipe.random_state)
        return own, fit_assigner(X, labels, mixture), labels

    labels = clustering.labels
    return SegmentModel(
        recipe=replace(with_all_params(refit.recipe, clustering.k), k=clustering.k),
        encoder=refit.fitted_encoder,
        assigner=fit_assigner(vectors, labels, clustering.mixture),
        confidence_rule=find_confidence_rule(
            population, labels, fit_assigner_to, refit.recipe.random_state, progress, refit.machine.n_threads
        ),
        items=population.items,
        event_names=population.event_names,
        meanings=dict(zip(population.event_names, meanings_of(population), strict=True)),
        rating_scale=population.rating_scale,
    )
