"""What a trust card and other checks warn of about a segment, as statements for a meeting."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from core.results.results import Results
from core.sentences import Sentence, say, say_n
from core.trust.grade import Grade, ReasonCode
from core.types import Basis, Profile
from core.views.cards import Card
from core.views.carried import set_aside_before
from core.views.offer_words import is_judged_on_few
from core.views.offers import score_of
from core.views.refusals import refusals
from core.views.trust import CheckResult, SegmentView, pairs_to_merge, segment_views

FEW_JUDGED = 100
"""Figures of fewer users on the holdout are rough."""
_MAY_NAME_OTHER = (ReasonCode.NOT_DISTINCT, ReasonCode.NOT_RECORDED)
"""Reasons of a verdict whose sentence names the segment that it is least distinct from, or may."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence, and the statistics behind it under their standard names; "" where there are none."""

    sentence: Sentence | str
    detail: Sentence | str = ""


def risks_of(
    results: Results, profile: Profile, card: Card, trust: SegmentView | None, hidden: Collection[int], least: int
) -> Iterator[Statement]:
    """Say what of the texts may not leave, which nobody may overlook, and what the card warns of."""
    if card.flagged:
        yield Statement(card.flagged)
    if results.naming and card.segment in results.naming.set_aside:
        aside = say("It is set aside: nobody is to act on it.")
        yield from map(Statement, filter(None, (aside, set_aside_before(results.naming, card.segment))))
    if trust is None:
        yield Statement(say("This run has no trust card: nothing of the segment is proven."))
    else:
        other = trust.trust.neighbour
        yield from _warnings(trust, _advice(results, trust, hidden), bool(other and other.segment in hidden))
        yield from _alike(trust, {results.number_of(each) for each in hidden})
        yield from map(Statement, filter(None, [refusals(trust.trust.consent_share, profile.size, least)]))
    if profile.basis is not Basis.FRESH_EVENTS:
        yield Statement(
            say("What it likes was counted in the same events that formed it, so those figures are too high.")
        )


def _alike(trust: SegmentView, hidden: Collection[int]) -> Iterator[Statement]:
    """Say which other segments are not distinct from it, though its own neighbour is; not of hidden numbers."""
    if trust.distinctness_check is CheckResult.PARTLY:
        for other in trust.alike:
            if other not in hidden:
                yield Statement(
                    say("Segment {other} is not distinct from it: merged, the two predict as well.", other=other)
                )


def _advice(results: Results, trust: SegmentView, hidden: Collection[int]) -> str:
    """Return what to do; beside a verdict on lists of what is popular, to use the offers where these do find more.

    Nothing where two others are to be merged first, one of which is hidden.
    """
    pair = pairs_to_merge(segment_views(results)).get(trust.segment, ()) if hidden else ()
    if trust.number not in pair and any(results.number_of(each) in pair for each in hidden):
        return ""
    own = score_of(results, trust.segment)
    if trust.verdict.reason_code is ReasonCode.UPLIFT_NOT_CERTAIN and own and own.gain_pct.is_above_zero:
        return say("The offers made for it, chosen by what sets it apart, do find more: use those.")
    return trust.verdict.advice


def _warnings(trust: SegmentView, advice: str, is_other_hidden: bool) -> Iterator[Statement]:
    verdict, code = trust.verdict, trust.verdict.reason_code
    is_merged = trust.distinctness_check is CheckResult.NO
    is_secret = is_merged and is_other_hidden
    if is_secret:
        yield Statement(say("It is not distinct from a segment too small to show: merged, the two predict as well."))
    if verdict.grade is not Grade.STRONG and not (is_secret and code in _MAY_NAME_OTHER):
        advised = say("{reason} {advice}", reason=verdict.reason, advice=advice)
        yield Statement(advised if advice else verdict.reason, verdict.detail)
    if is_merged and not is_secret and code is not ReasonCode.NOT_DISTINCT:
        yield Statement(
            say("It is not distinct from segment {other}: merged, the two predict as well.", other=trust.neighbour)
        )
    is_reason = code in (ReasonCode.UNSTABLE, ReasonCode.PARTLY_STABLE)
    if trust.stability_check in (CheckResult.NO, CheckResult.PARTLY) and not is_reason:
        yield Statement(
            say("Another sample of users and events may give a rather different group."),
            say("Mean Jaccard index over resampled logs: {jaccard:.2f}.", jaccard=trust.jaccard),
        )
    if is_judged_on_few(trust):
        yield Statement(
            say_n(
                "Judged on {n:,} user only, too few to rule out chance: what it predicts is not proven.",
                "Judged on {n:,} users only, too few to rule out chance: what it predicts is not proven.",
                trust.trust.n_judged,
            )
        )
    elif 0 < trust.trust.n_judged < FEW_JUDGED:
        yield Statement(say("Judged on {n:,} users only: what it predicts is a rough figure.", n=trust.trust.n_judged))
    if trust.silhouette < 0:
        yield Statement(
            say("Many of its users are as near to another segment."),
            say("Mean silhouette {value:.2f}.", value=trust.silhouette),
        )
