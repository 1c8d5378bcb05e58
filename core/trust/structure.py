"""What kind of structure the segments are: groups of their own, a useful cut of a continuum, or a convenience.

References
----------
Dolnicar, S., Grün, B. and Leisch, F. (2018). Market Segmentation Analysis. Springer. Chapter 7 (natural, reproducible
and constructive segmentation). doi:10.1007/978-981-10-8818-6
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from core.compute.matching import match_segments
from core.errors import DataError
from core.sentences import Sentence, say
from core.trust.given import GivenSegments
from core.trust.grade import Grade
from core.trust.halves import HalfFit, fit_halves
from core.trust.holdout_gains import nearest_first
from core.trust.intervals import NAN
from core.trust.mixed import find_mixed
from core.trust.refit import Refit
from core.types import NOISE, BoolArray, FloatArray, Labels, Population, Vectors

FEWER_BETWEEN = 0.6
"""Users in the middle between two centres over those around the centres: less is a gap."""
MAX_CHANCE = 0.01
NATURAL_SHARE = 0.5
"""Of the users in segments: how many must be in one with a gap to its nearest other one."""
FOUND_AGAIN = 0.5
"""Mean Jaccard index between the segments of both halves of the events, over users."""
MIN_USERS = 20
"""In segments by either half of the events: of fewer, nothing is stated."""
_WIDTH = 0.15
"""Of the distance between two centres: half the width of the places where users are counted."""


class Kind(StrEnum):
    """Kinds of segmentations."""

    NATURAL = "natural"
    REPRODUCIBLE = "reproducible"
    CONSTRUCTED = "constructed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """What kind the segments of a run are, and why."""

    kind: Kind
    reason: str
    separate_share: float = NAN
    """Share of the users whose segment has a gap to its nearest other one, on half of the events; users of segments
    that are mixed have none."""
    found_again: float = NAN
    """Mean Jaccard index between the segments of both halves of the events, over users."""
    same_share: float = NAN
    """Share of the users in segments of one half who are in the same segment of the other half."""
    has_mixed: bool = False
    """Whether a segment of the run is mixed: then the others alone may be groups of their own."""

    def regraded(self, grade: Grade) -> Structure:
        """Return it for another verdict on the run."""
        kind = _kind(self.separate_share, self.found_again, grade)
        return _with_reason(replace(self, kind=kind))


def structure_of(
    population: Population, source: Refit | GivenSegments, grade: Grade, is_mixed: BoolArray | None = None
) -> Structure | None:
    """Find the kind; None where half of the events are too few for it, or there are fewer than two segments.

    Segments and their neighbours come from one half of the events, the density between them from the other.

    Parameters
    ----------
    is_mixed
        (n_users,) whether a user's segment is mixed, which is no group, however few users stand around it; nobody's
        where it is not given.
    """
    in_mixed = np.zeros(population.n_users, dtype=bool) if is_mixed is None else is_mixed
    try:
        halves = fit_halves(population, source)
    except DataError:  # the card says what is known without
        return None
    first, second = halves
    own = [each.labels[each.labels != NOISE] for each in halves]
    if min(map(len, own)) < MIN_USERS or min(len(np.unique(each)) for each in own) < 2:
        return None
    ways = ((own, other.vectors, in_mixed[own.users]) for own, other in (halves, halves[::-1]))
    separate = float(np.mean([_separate_share(*way) for way in ways]))
    matches = match_segments(first.labels, second.labels)
    sizes = [int(np.count_nonzero(first.labels == segment)) for segment in matches.segments]
    found_again, same = (float(np.average(each, weights=sizes)) for each in (matches.jaccard, matches.share))
    return _with_reason(
        Structure(
            kind=_kind(separate, found_again, grade),
            reason="",
            separate_share=separate,
            found_again=found_again,
            same_share=same,
            has_mixed=bool(in_mixed.any()),
        )
    )


def has_gap(places: FloatArray) -> bool:
    """Say whether fewer users stand between two centres than around them.

    Parameters
    ----------
    places
        (n_users,) on the line between the centres, which stand at 0 and 1. Of a continuum as many stand between them.
    """
    from scipy.stats import binom

    at_ends = sum(int(np.count_nonzero(np.abs(places - end) <= _WIDTH)) for end in (0.0, 1.0)) / 2
    between = int(np.count_nonzero(np.abs(places - 0.5) <= _WIDTH))
    if between >= FEWER_BETWEEN * at_ends:
        return False
    return bool(binom.cdf(between, between + round(at_ends), 0.5) < MAX_CHANCE)


def _separate_share(own: HalfFit, vectors: Vectors, in_mixed: BoolArray) -> float:
    """Return the share of the users of any segment of a half whose segment has a gap to the nearest other one.

    Parameters
    ----------
    vectors
        (n_fitted, n_dims), of the other half.
    in_mixed
        (n_fitted,) users who have none, whatever their segment is here. Nor has who is in a segment that is mixed here.
    """
    labels = own.labels
    segments: list[int] = np.unique(labels[labels != NOISE]).tolist()
    nearest: Sequence[int] = [int(others[0]) for others in nearest_first(vectors, labels)]
    separate = [
        segment
        for segment, other, is_left_over in zip(segments, nearest, find_mixed(own.vectors, labels), strict=True)
        if not is_left_over and has_gap(_places(vectors, labels, (segment, other)))
    ]
    is_separate = np.isin(labels, separate) & ~in_mixed
    return float(np.count_nonzero(is_separate) / np.count_nonzero(labels != NOISE))


def _places(vectors: Vectors, labels: Labels, pair: tuple[int, int]) -> FloatArray:
    """Return where the users of two segments stand on the line between their centres."""
    own, other = (vectors[labels == each] for each in pair)
    start = own.mean(axis=0, dtype=np.float64)
    line = other.mean(axis=0, dtype=np.float64) - start
    both = np.concatenate([own, other]).astype(np.float64)
    return np.asarray((both - start) @ line / max(float(line @ line), 1e-12))


def _with_reason(found: Structure) -> Structure:
    return replace(found, reason=_reason(found))


def _kind(separate: float, found_again: float, grade: Grade) -> Kind:
    if grade is Grade.NONE:
        return Kind.CONSTRUCTED
    if separate >= NATURAL_SHARE:
        return Kind.NATURAL
    is_useful = grade in (Grade.STRONG, Grade.USABLE)
    return Kind.REPRODUCIBLE if is_useful or found_again >= FOUND_AGAIN else Kind.CONSTRUCTED


_ALL = 0.995
"""From this share on, 100 % is stated."""
_WITHOUT_GAP = say("The others blend into a neighbouring segment; what they do can differ from it all the same.")


def _reason(found: Structure) -> Sentence:
    kind, same, is_same_cut = found.kind, found.same_share, found.found_again >= FOUND_AGAIN
    if kind is Kind.NATURAL and found.has_mixed:
        return say(
            "The segments are groups of their own (natural), but for what is mixed: {share:.0f} % of the users are in "
            "one with a clear gap to the next.",
            share=100 * found.separate_share,
        )
    if kind is Kind.NATURAL:
        gaps = say(
            "The segments are groups of their own (natural): {share:.0f} % of the users are in one with a clear gap to "
            "the next.",
            share=100 * found.separate_share,
        )
        return say("{gaps} {others}", gaps=gaps, others=_WITHOUT_GAP) if found.separate_share < _ALL else gaps
    if kind is Kind.REPRODUCIBLE and is_same_cut:
        return say(
            "Neighbouring segments blend into one another, but much the same ones are found again (reproducible): made "
            "from either half of each user's events, they put {share:.0f} % of the users into the same segment.",
            share=100 * same,
        )
    if kind is Kind.REPRODUCIBLE:
        return say(
            "Neighbouring segments blend into one another, and hold by the checks of the card all the same "
            "(reproducible). Made from half of each user's events, they differ more: the two halves put {share:.0f} % "
            "of the users into the same segment.",
            share=100 * same,
        )
    return say(
        "The segments are a convenient cut, not groups of their own (constructed): by either half of their events, "
        "{share:.0f} % of the users are in the same segment.",
        share=100 * same,
    )
