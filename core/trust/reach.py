"""Reach: how many users the segments hold, and how many of those may be written to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.attributes.consent import Consent, read_consent
from core.errors import DataError
from core.sentences import say
from core.types import NOISE, BoolArray, Labels, Population

MIN_SIZE = 50
"""Users that a segment should have, unless given."""


@dataclass(frozen=True, slots=True)
class SegmentReach:
    """Size and consent of one segment."""

    segment: int
    size: int
    """Users in the segment."""
    share: float
    """size over all users, unassigned ones included."""
    n_consenting: int | None
    """Users of the segment who consented; None when the log does not say."""
    consent_share: float | None
    """n_consenting over size: who did not answer did not consent."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom a run reaches."""

    n_users: int
    n_assigned: int
    """Users in any segment."""
    coverage: float
    """n_assigned over n_users; 0 for nobody."""
    min_size: int
    """What the smallest segment is held against."""
    smallest: int | None
    """Number of the smallest segment, the first of several; None without segments."""
    smallest_size: int
    """Users in it; 0 without segments."""
    consent_attribute: str | None
    """The attribute that consent is read from; None with a ``consent_reason``."""
    n_consenting: int | None
    """All users who consented, unassigned ones included."""
    n_unanswered: int | None
    """Users for whom the attribute says nothing; they count as not consenting."""
    consent_share: float | None
    """n_consenting over n_users."""
    consent_reason: str | None
    """Why consent is not known."""
    segments: tuple[SegmentReach, ...] = ()
    """In the order of segment numbers."""


def reach(population: Population, labels: Labels, min_size: int = MIN_SIZE) -> Reach:
    """Count users and their consent by segment.

    Parameters
    ----------
    population
        Whose attributes may hold consent, as ``core.attributes.consent`` finds it.
    labels
        (n_users,) segments; -1 is assigned to none.
    min_size
        What the smallest segment is held against.
    """
    consent, reason = _consent(population)
    is_given = consent.is_given if consent else None
    segments = tuple(_segment_reach(int(segment), labels, is_given) for segment in np.unique(labels[labels != NOISE]))
    smallest = min(segments, key=lambda each: each.size, default=None)
    n_users, n_assigned = len(labels), int(np.count_nonzero(labels != NOISE))
    n_consenting = consent.n_given if consent else None
    return Reach(
        n_users=n_users,
        n_assigned=n_assigned,
        coverage=n_assigned / max(n_users, 1),
        min_size=min_size,
        smallest=smallest.segment if smallest else None,
        smallest_size=smallest.size if smallest else 0,
        consent_attribute=consent.attribute if consent else None,
        n_consenting=n_consenting,
        n_unanswered=consent.n_unanswered if consent else None,
        consent_share=None if n_consenting is None else n_consenting / max(n_users, 1),
        consent_reason=reason,
        segments=segments,
    )


def _consent(population: Population) -> tuple[Consent | None, str | None]:
    """Return the consent, or why it is not known."""
    try:
        consent = read_consent(population.attributes)
    except DataError as error:
        return None, error.message
    if consent.is_weak:
        return None, say("{attribute!r} says who opted out, not who consented.", attribute=consent.attribute)
    return consent, None


def _segment_reach(segment: int, labels: Labels, is_given: BoolArray | None) -> SegmentReach:
    is_own = labels == segment
    size = int(np.count_nonzero(is_own))
    n_consenting = None if is_given is None else int(np.count_nonzero(is_given[is_own]))
    share = None if n_consenting is None else n_consenting / size
    return SegmentReach(segment, size, size / len(labels), n_consenting, share)
