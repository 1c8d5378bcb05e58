"""One segment for a meeting: who it is, what proves it, what to offer, what to beware of, and what was decided."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from core.personas.portrait import LIKES, NEXT, PortraitLine
from core.personas.shares import agreeing
from core.results.results import Results
from core.sentences import Sentence, say
from core.store.segment_decision import Decision
from core.trust.card import NeighbourGain
from core.trust.grade import ReasonCode
from core.trust.intervals import Estimate
from core.types import Basis, Lift, Profile
from core.views.cards import Card, cards_of
from core.views.item_interests import less_of_note
from core.views.marks import trait_name
from core.views.names import shown_name
from core.views.offer_words import (
    expected_on_few,
    has_offers,
    is_judged_on_few,
    list_order,
    offer_proof_beside,
    offers_doubt,
)
from core.views.offers import offers_frame
from core.views.risks import Statement, risks_of
from core.views.trust import CheckResult, SegmentView, segment_views, times_as_likely

N_PROOFS, N_OFFERS = 3, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """All that a meeting needs of one segment; ``trust`` is None for a run without a card."""

    card: Card
    trust: SegmentView | None
    likes: tuple[PortraitLine, ...]
    acts: tuple[PortraitLine, ...]
    """Who its users are, and how they act."""
    is_fresh: bool
    """Whether tastes and habits were counted in events that did not form the segment."""
    proofs: tuple[Statement, ...]
    """Three at most, of held-out and fresh events only."""
    offers: pd.DataFrame
    """``OFFER_COLUMNS``, the first few of its list; none where lists differ by chance."""
    offer_order: Sentence | str
    less_of: Sentence | str
    """What they are ordered by, and which are of interests that the segment has less of than all users; "" for none."""
    offer_proof: Sentence | str
    expected_on_few: Sentence | str
    """What such a list finds, and on how few users what is expected of it rests; "" for none and without offers."""
    offers_doubt: Sentence | str
    """What of the list is not shown, or why there is none; "" where there is nothing to say."""
    risks: tuple[Statement, ...]
    decision: Decision | None
    approved_as: str = ""
    """The name under which it was approved, where it is called otherwise now."""


def sheet_of(results: Results, segment: int) -> Sheet:
    """Return the sheet of a segment of named results; raise ``KeyError`` where there is no such segment."""
    return sheets_of(results, [segment])[segment]


def sheets_of(
    results: Results, segments: Iterable[int], hidden: Collection[int] = (), least: int = 0, *, is_rounded: bool = False
) -> dict[int, Sheet]:
    """Return the sheets of several segments, hardly slower than that of one; none names a segment of ``hidden``.

    ``least`` is that of ``refusals``, ``is_rounded`` that of ``agreeing``.
    """
    cards = {each.segment: each for each in cards_of(results)}
    views = {each.segment: each for each in segment_views(results)}
    profiles = {each.segment: each for each in results.profiles}
    found = {each: _sheet(results, profiles[each], cards[each], views.get(each), hidden, least) for each in segments}
    return {each: _with_rounded_proof(sheet, profiles[each]) for each, sheet in found.items()} if is_rounded else found


def _with_rounded_proof(sheet: Sheet, profile: Profile) -> Sheet:
    fact = _strongest_fact(profile, sheet.card)
    return replace(sheet, proofs=(_stated(fact, is_rounded=True), *sheet.proofs[1:])) if fact else sheet


def _sheet(
    results: Results, profile: Profile, card: Card, trust: SegmentView | None, hidden: Collection[int], least: int
) -> Sheet:
    segment = card.segment
    is_other_hidden = bool(trust and trust.trust.neighbour and trust.trust.neighbour.segment in hidden)
    listed = offers_frame(results, segment)
    offers = listed.head(N_OFFERS if has_offers(results, segment) else 0)
    return Sheet(
        card=card,
        trust=trust,
        likes=tuple(line for line in card.lines if line.about == LIKES),
        acts=tuple(line for line in card.lines if line.about not in (LIKES, NEXT)),
        is_fresh=profile.basis is Basis.FRESH_EVENTS,
        proofs=tuple(_proofs(results, profile, card, trust, is_other_hidden))[:N_PROOFS],
        offers=offers,
        offer_order=list_order(listed) if results.has_offers and len(offers) else "",
        less_of=less_of_note(results, segment, offers),
        offer_proof=offer_proof_beside(results, segment, trust) if len(offers) else "",
        expected_on_few=expected_on_few(results, segment) if len(offers) else "",
        offers_doubt=offers_doubt(results, segment),
        risks=tuple(risks_of(results, profile, card, trust, hidden, least)),
        decision=results.naming.decisions.get(segment) if results.naming else None,
        approved_as=results.approved_name(segment),
    )


def with_season(sheet: Sheet, found: Mapping[int, Sentence]) -> Sheet:
    """Return a sheet that also warns of the season of its segment, where it has one."""
    season = found.get(sheet.card.segment)
    return replace(sheet, risks=(*sheet.risks, Statement(season))) if season else sheet


def _proofs(
    results: Results, profile: Profile, card: Card, trust: SegmentView | None, is_other_hidden: bool
) -> Iterator[Statement]:
    """Say what holds of a segment beyond the events that formed it, the clearest first."""
    if fact := _strongest_fact(profile, card):
        yield _stated(fact)
    if trust is None:
        return
    is_judged = not is_judged_on_few(trust)
    if is_judged:
        yield from _predicted(trust)
    if trust.stability_check is CheckResult.YES:
        yield Statement(
            _found_again(trust), say("Mean Jaccard index over resampled logs: {jaccard:.2f}.", jaccard=trust.jaccard)
        )
    if is_judged and trust.distinctness_check is CheckResult.YES and trust.trust.neighbour:
        other = "" if is_other_hidden else shown_name(results, trust.trust.neighbour.segment)
        yield _distinct(trust.trust.neighbour, other)


def _found_again(trust: SegmentView) -> Sentence:
    if trust.verdict.reason_code is ReasonCode.TWO_GROUPS:
        return say(
            "The segment as a whole, the two groups in it together, is found again when users and events are drawn "
            "anew at random."
        )
    return say("The same group is found again when users and events are drawn anew at random.")


def _predicted(trust: SegmentView) -> Iterator[Statement]:
    """Say what of users' next steps is predicted; of items only where the run does so, too."""
    if trust.prediction_check is CheckResult.YES:
        times = f"{times_as_likely(trust.items.value):.2f}"
        yield Statement(
            say("What its users pick next is {times} times as likely once the segment is known.", times=times),
            _bits(trust.items),
        )
    elif trust.prediction_check is CheckResult.PARTLY:
        yield Statement(
            say("When and how its users act next is easier to predict once the segment is known."), _bits(trust.habits)
        )


def _distinct(neighbour: NeighbourGain, other: str) -> Statement:
    gains = (neighbour.item_bits, neighbour.habit_bits)
    best = max(gains, key=lambda gain: -math.inf if math.isnan(gain.value) else gain.value)
    sentence = say("It is distinct from the one most like it, a segment too small to show.")
    if other:
        sentence = say(
            "It is distinct from “{other}”, the one most like it: the two predict more than merged.", other=other
        )
    return Statement(sentence, _bits(best))


def _strongest_fact(profile: Profile, card: Card) -> Lift | None:
    """Return the first fact of a card that is certain and was counted in fresh events."""
    if profile.basis is not Basis.FRESH_EVENTS:
        return None
    found = (lift for lift in card.marks if not lift.is_shaping and (lift.low or 0) > 1)
    return next(found, None)


def _stated(lift: Lift, *, is_rounded: bool = False) -> Statement:
    share, usual, times = agreeing(lift, is_rounded=is_rounded)
    figures = {"share": share, "usual": usual, "times": times}
    sentence = say(
        "“{fact}” holds for {share} of its users and {usual} of all: {times} times as common.",
        fact=trait_name(lift),
        **figures,
    )
    if lift.kind == "term":
        sentence = say(
            "“{word}” in titles holds for {share} of its users and {usual} of all: {times} times as common.",
            word=lift.name,
            **figures,
        )
    detail = say(
        "Lift {lift:.2f} (95 % interval {low:.2f} to {high:.2f}), counted in events that did not form the segment.",
        lift=lift.lift,
        low=lift.low or math.nan,
        high=lift.high or math.nan,
    )
    return Statement(sentence, detail)


def _bits(gain: Estimate) -> Sentence:
    return say(
        "{bits:+.2f} bits per event (95 % interval {low:+.2f} to {high:+.2f}), on events held back from the run.",
        bits=gain.value,
        low=gain.low,
        high=gain.high,
    )
