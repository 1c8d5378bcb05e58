"""Segments that an edit did not touch: they keep what was measured of them, so that only comparisons change.

An edited segment has no recipe that could be fitted to resampled logs, and its users are put back into it by their
items. A segment whose users are those of the version before, or of the run that all was made of, needs neither: how
stable it is, what it predicts, what its users like and what is offered to them was measured already, and measured
another way it would get other figures though nothing of it changed. Only what depends on the other segments is found
anew: whether it is mixed, which segment it is least distinct from, how near its users are to others, and whether a
changed segment has more of what it likes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from core.interests.segments import NO_FRESH, FreshShares, shares_kept
from core.recommenders.offer_basis import OfferBasis
from core.trust.card import SegmentTrust, TrustCard
from core.trust.holdout import Usefulness
from core.trust.offer_proof import OfferProof
from core.trust.thorough import judged_again, scored_again
from core.types import BoolArray, FloatArray, Labels, Lift, Profile


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured before an edit of the segments that it left as they were."""

    profiles: Mapping[int, Profile] = field(default_factory=dict)
    """Of each segment that has the users that it had, by its number; of others there is none."""
    card: TrustCard | None = None
    stabilities: FloatArray | None = None
    """(n_users,) in the order of the log; NaN where not known."""
    offers: OfferProof | None = None
    basis: OfferBasis | None = None
    fresh: FreshShares = NO_FRESH
    usefulness: Usefulness | None = None
    is_all: bool = False
    """Whether the edit left all segments as they were, as where a split is merged back: all that was measured holds."""

    @property
    def stays(self) -> frozenset[int]:
        """The segments that have the users that they had."""
        return frozenset(self.profiles)

    @property
    def kept_basis(self) -> OfferBasis | None:
        """Return what the offers have in common; None where no segment stays, or nobody knows what is expected."""
        return self.basis if self.profiles and self.offers else None

    def under(self, place_of: Callable[[int], int]) -> Measured:
        """Return the same with the profiles under other numbers of segments."""
        return replace(self, profiles={place_of(each): profile for each, profile in self.profiles.items()})


NOTHING_MEASURED = Measured()


def measured_again(first: Measured, last: Measured, labels: Labels) -> Measured:
    """Return what the last version measured, and what the first one did of segments that only that one has: of those
    whose parts were merged again. Where that is all of them, what the first one measured holds as it is.

    Parameters
    ----------
    labels
        (n_users,) segments after the edit.
    """  # noqa: D205 - one sentence
    if first.is_all:
        return first
    again = first.stays - last.stays
    if not again or last.card is None or first.card is None or not are_comparable(last.card, first.card):
        return last
    others = tuple(each for each in last.card.segments if each.segment not in again)
    was = tuple(each for each in first.card.segments if each.segment in again)
    return replace(
        last,
        profiles={**{each: first.profiles[each] for each in again}, **last.profiles},
        card=replace(last.card, segments=(*others, *was)),
        stabilities=_of_either(last.stabilities, first.stabilities, np.isin(labels, [*again])),
        offers=_offers_of_both(last.offers, first.offers, again),
        fresh=shares_kept(last.fresh, first.fresh, again),
    )


def _offers_of_both(last: OfferProof | None, first: OfferProof | None, again: Collection[int]) -> OfferProof | None:
    """Return what the last version's holdout says, of those that are ``again`` what the first one's did."""
    if last is None or first is None or last.list_length != first.list_length:
        return last
    others = (each for each in last.scores if each.segment not in again)
    return replace(last, scores=(*others, *(each for each in first.scores if each.segment in again)))


def _of_either(last: FloatArray | None, first: FloatArray | None, is_again: BoolArray) -> FloatArray | None:
    """Return the stabilities of before, (n_users,), NaN where not known: ``first`` where ``is_again``."""
    if last is None and first is None:
        return None
    known = (np.full(len(is_again), np.nan) if each is None else each for each in (first, last))
    return np.where(is_again, *known)


def facts_kept(now: Sequence[Profile], before: Mapping[int, Profile]) -> list[Profile]:
    """Return profiles with the facts of before where there is a profile of before.

    Of a taste, what the other segment has that has most of it is only raised: where a segment that is new or changed
    states the same taste, and has more of it than all had before.
    """
    changed: dict[tuple[str, str], list[Lift]] = {}
    for lift in (lift for profile in now if profile.segment not in before for lift in profile.lifts):
        changed.setdefault((lift.kind, lift.key), []).append(lift)
    found = []
    for profile in now:
        was = before.get(profile.segment)
        if was:
            lifts = tuple(_beside(lift, changed) for lift in was.lifts)
            profile = replace(profile, lifts=lifts, basis=was.basis, why_no_facts=was.why_no_facts)
        found.append(profile)
    return found


def _beside(lift: Lift, changed: Mapping[tuple[str, str], Sequence[Lift]]) -> Lift:
    seen = lift.contrast
    if seen is None:
        return lift
    same = changed.get((lift.kind, lift.key), ())
    shares = [seen.next_share, *(each.share for each in same)]
    of_events = [seen.next_event_share, *(each.contrast.event_share for each in same if each.contrast)]
    return replace(lift, contrast=replace(seen, next_share=max(shares), next_event_share=max(of_events)))


def offers_kept(now: OfferProof | None, before: OfferProof | None, stays: Collection[int]) -> OfferProof | None:
    """Return what the holdout says after an edit: of segments that stay as before, with the same expected responses.

    A run of an earlier version may have judged longer lists of few items: then all is as it is now.
    """
    if now is None or before is None or not stays or now.list_length != before.list_length:
        return now
    known = {(each.segment, each.recommender): each for each in before.scores if each.segment in stays}
    scores = tuple(known.get((each.segment, each.recommender), each) for each in now.scores)
    return replace(before, scores=scores)


def stabilities_kept(card: TrustCard | None, labels: Labels, measured: Measured) -> FloatArray | None:
    """Return (n_users,) the stability of users of segments whose stability the card states; None for nobody."""
    known = [each.segment for each in card.segments if np.isfinite(each.jaccard)] if card else []
    is_kept = np.isin(labels, [each for each in known if each in measured.stays])
    if measured.stabilities is None or not is_kept.any():
        return None
    return np.where(is_kept, measured.stabilities, np.nan)


def with_untouched(card: TrustCard | None, before: TrustCard | None, stays: Collection[int]) -> TrustCard | None:
    """Return the card of edited segments with what was measured before of those that have the users that they had.

    Parameters
    ----------
    card, before
        After and before the edit; one of them without a holdout stays as it is.
    stays
        The segments whose users are the same.
    """
    if card is None or before is None or not are_comparable(card, before):
        return card
    was = before.by_segment()
    segments = tuple(
        scored_again(_measured_before(each, was[each.segment], stays))
        if each.segment in stays and each.segment in was
        else each
        for each in card.segments
    )
    return judged_again(replace(card, segments=segments), has_recipe=False)


def are_comparable(card: TrustCard | None, before: TrustCard | None) -> bool:
    """Whether the cards after and before an edit both rest on a holdout."""
    return all(each is not None and each.predictive_gain is not None for each in (card, before))


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
