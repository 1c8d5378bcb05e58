"""Segments that an edit did not touch: they keep what was measured of them, so that only comparisons change.

An edited segment has no recipe that could be fitted to resampled logs, and its users are put back into it by their
items. A segment whose users are those of the version before needs neither: how stable it is and what it predicts was
measured already, and measured another way it would get another verdict though nothing of it changed. Only what
depends on the other segments is found anew: whether it is mixed, and which segment it is least distinct from.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from core.trust.card import SegmentTrust, TrustCard
from core.trust.thorough import judged_again, scored_again


def with_untouched(card: TrustCard | None, before: TrustCard | None, stays: Collection[int]) -> TrustCard | None:
    """Return the card of edited segments with what was measured before of those that have the users that they had.

    Parameters
    ----------
    card, before
        After and before the edit; one of them without a holdout stays as it is.
    stays
        The segments whose users are the same.
    """
    cards = (card, before)
    if card is None or before is None or any(each and each.predictive_gain is None for each in cards):
        return card
    was = before.by_segment()
    segments = tuple(
        scored_again(_measured_before(each, was[each.segment], stays))
        if each.segment in stays and each.segment in was
        else each
        for each in card.segments
    )
    return judged_again(replace(card, segments=segments), has_recipe=False)


def _measured_before(now: SegmentTrust, was: SegmentTrust, stays: Collection[int]) -> SegmentTrust:
    same = was.neighbour and now.neighbour and was.neighbour.segment == now.neighbour.segment
    return replace(
        now,
        jaccard=was.jaccard,
        jaccard_error=was.jaccard_error,
        jaccard_vectors=was.jaccard_vectors,
        n_judged=was.n_judged,
        recall_uplift_pct=was.recall_uplift_pct,
        item_bits=was.item_bits,
        habit_bits=was.habit_bits,
        parts=was.parts,
        neighbour=was.neighbour if same and was.neighbour and was.neighbour.segment in stays else now.neighbour,
    )
