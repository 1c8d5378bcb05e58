"""Why a model puts a user into a segment rather than into the next likely one.

Each thing that is known of the user is changed alone, the user is encoded again and the log-odds of the two segments
are computed again: what they lose is what the thing weighs. That holds for every encoder that can place other users. A
change may touch several views at once, so the weights need not add up to the log-odds.

References
----------
Robnik-Sikonja, M. and Kononenko, I. (2008). Explaining classifications for individual instances. IEEE TKDE 20(5),
589-600. doi:10.1109/TKDE.2007.190734
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.errors import DataError
from core.model.changes import ItemGroups, changed_copies, changes_of
from core.model.segment_model import SegmentModel
from core.sentences import Sentence, say
from core.types import NOISE, FloatArray, Population, Vectors

LEAST_WEIGHT = 0.05
"""Log-odds: what weighs less changes the odds by less than about 5 %, and is not named in the sentence."""
_LEAST_PART = 0.1
"""Of the largest weight: what weighs less is not named either."""
_N_NAMED = 3


@dataclass(frozen=True, slots=True)
class Reason:
    """What one thing weighs."""

    kind: str
    """taste, habit or attribute."""
    about: str
    done: str
    """What was changed, as a sentence."""
    weight: float
    """What the log-odds of the segment against the other one lose by the change: above 0, it speaks for the segment."""

    @property
    def times(self) -> float:
        """How many times as likely it makes the segment that it speaks for."""
        return float(np.exp(abs(self.weight)))


@dataclass(frozen=True, slots=True)
class Why:
    """What decided between two segments for one user."""

    segment: int
    """The user's."""
    other: int
    """The likeliest of the others."""
    log_odds: float
    """Of the segment against the other one; below 0 where the model prefers the other one."""
    probability: float
    """Of the segment, among all."""
    n_events: int
    """Of the user, refunds aside, with items that the model knows."""
    reasons: tuple[Reason, ...]
    """What weighs most first."""

    def named(self, *, speaks_for: bool) -> list[Reason]:
        """Return the few reasons that weigh most for the segment, or against it."""
        least = max(LEAST_WEIGHT, _LEAST_PART * max((abs(each.weight) for each in self.reasons), default=0.0))
        own = [each for each in self.reasons if (each.weight > 0) == speaks_for and abs(each.weight) >= least]
        return own[:_N_NAMED]


def explain(model: SegmentModel, population: Population, row: int, segment: int, groups: ItemGroups) -> Why:
    """Explain why a user is in a segment.

    Parameters
    ----------
    population
        The log of the run, all users: they say what is usual.
    row
        Of the user.
    segment
        The user's, by the numbers of the model.
    groups
        What the items of the log are about.

    Raises
    ------
    DataError
        The user is in no segment, there is no other one, or the model knows none of the user's items.
    """
    places = {number: place for place, number in enumerate(model.segments)}
    if segment == NOISE or segment not in places or len(places) < 2:
        raise DataError(
            say("There are no two segments to choose between for this user."), say("Choose a user of a segment.")
        )
    changes = changes_of(population, row, groups)
    known, vectors = model.vectors(changed_copies(population, row, changes))
    n_events = int(model.count_known(known)[0])
    if not n_events:
        raise DataError(say("The model knows none of the user's items."), say("Choose another user."))
    probabilities = model.assigner.mixture.probabilities(vectors[:1])[0]
    own = places[segment]
    other = int(np.argmax(np.where(np.arange(len(probabilities)) == own, -1.0, probabilities)))
    odds = _log_odds(model, vectors, own, other)
    reasons = (
        Reason(change.kind, change.about, change.done, float(odds[0] - after))
        for change, after in zip(changes, odds[1:], strict=True)
    )
    ordered = sorted((each for each in reasons if abs(each.weight) > 1e-6), key=lambda each: -abs(each.weight))
    return Why(segment, model.segments[other], float(odds[0]), float(probabilities[own]), n_events, tuple(ordered))


def likeliest_of(model: SegmentModel, population: Population, row: int) -> int:
    """Return the number of the segment that a model alone finds likeliest for a user."""
    _known, vectors = model.vectors(population.of_users(np.array([row])))
    return model.segments[int(model.assigner.mixture.probabilities(vectors)[0].argmax())]


def sentence_of(why: Why, segment: str, other: str) -> Sentence:
    """Say in one sentence what decided; ``segment`` and ``other`` are how the segments are called."""
    names = {"segment": segment, "other": other}
    speak_for, against = (_listed(why, speaks_for=each) for each in (True, False))
    if why.log_odds < 0:
        text = say("The user is in {segment}, though the model finds {other} likelier,", **names)
    else:
        text = say("The user is in {segment} rather than in {other}", **names)
    if speak_for and against:
        return say("{text} because of {pro}, in spite of {con}.", text=text, pro=speak_for, con=against)
    if speak_for:
        return say("{text} because of {pro}.", text=text, pro=speak_for)
    if against:
        return say("{text} in spite of {con}: nothing alone speaks for it.", text=text, con=against)
    return say("{text}: no single thing decided it, but all together.", text=text)


def _listed(why: Why, *, speaks_for: bool) -> Sentence | str:
    names = [each.about for each in why.named(speaks_for=speaks_for)]
    if len(names) < 2:
        return names[0] if names else ""
    if len(names) == 2:
        return say("{first} and {second}", first=names[0], second=names[1])
    return say("{first}, {second} and {third}", first=names[0], second=names[1], third=names[2])


def _log_odds(model: SegmentModel, vectors: Vectors, own: int, other: int) -> FloatArray:
    mixture = model.assigner.mixture
    ways = (mixture.directions[own] - mixture.directions[other]).astype(np.float64)
    prior = np.log(mixture.shares[own]) - np.log(mixture.shares[other])
    return np.asarray(mixture.concentration * (vectors.astype(np.float64) @ ways) + prior)
