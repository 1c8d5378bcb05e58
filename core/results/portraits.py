"""Portraits of the segments of a run."""

from __future__ import annotations

import numpy as np

from core.compute.once import once
from core.personas.portrait import Portrait, make_portrait
from core.recommenders.segment_offers import SegmentOffers
from core.results.results import Results
from core.sentences import Sentence, say
from core.trust.uplift import finds_no_more
from core.types import Column

OWN_LIFT = 1.2
"""An item that users of the segment have so many times as often as all users says more than a best-seller of all.

Lists of earlier versions, by popularity alone, did not weigh that."""
CHOSEN = 0.5
"""Of the share of an interest among all users: whoever has less does not choose from it."""
_ONE_ITEM = say("what they like is not known, since all events have one and the same item.")
LEAST_BROAD = 3
"""Of fewer fields of interest, to choose from all says nothing."""


def portraits(results: Results) -> tuple[Portrait, ...]:
    """Return the portrait of each segment, in the order of segment numbers; made once for the same results."""
    return once(results, "portraits", lambda: _portraits(results))


def _portraits(results: Results) -> tuple[Portrait, ...]:
    items = results.recommendations
    order = items[Column.RANK].to_numpy().argsort(kind="stable")
    segments, names, ids = (items[each].to_numpy() for each in (Column.SEGMENT, Column.TITLE, Column.ITEM_ID))
    found, mixed = [], mixed_segments(results)
    personas = {persona.segment: persona for persona in results.personas}
    without_gain = _without_gain(results)
    for profile in results.profiles:
        own = order[segments[order] == profile.segment]
        if not results.has_offers:
            lifts = items[Column.LIFT].to_numpy()
            own = np.concatenate([own[lifts[own] >= OWN_LIFT], own[lifts[own] < OWN_LIFT]])
        titles = [str(title or item) for title, item in zip(names[own], ids[own], strict=True)]
        breadth = _breadth(results, profile.segment) if profile.segment in mixed else ""
        breadth = _ONE_ITEM if results.record.n_items == 1 else breadth
        finds_more = profile.segment not in without_gain
        found.append(make_portrait(profile, personas[profile.segment], titles, breadth, finds_more=finds_more))
    return tuple(found)


def _without_gain(results: Results) -> set[int | None]:
    """Return the segments whose own lists of offers find no more than what is popular with all users."""
    proof = results.record.scores.offers
    own = [each for each in proof.scores if each.recommender == SegmentOffers.name] if proof else []
    return {each.segment for each in own if finds_no_more(each.gain_pct)}


def mixed_segments(results: Results) -> set[int]:
    """Return the segments that are mixed: who fits no other segment, of whom no taste is true that is not clear."""
    return {each.segment for each in results.trust.segments if each.is_mixed} if results.trust else set()


def _breadth(results: Results, segment: int) -> Sentence:
    """Say over how many of the fields of interest the users of a segment spread, in events that did not form it."""
    interests = results.interests
    broad = {node.id for node in interests.shown if node.layer == 1} if interests else set()
    own = [each for each in interests.segments if each.segment == segment and each.node in broad] if interests else []
    n_chosen = sum(each.share >= CHOSEN * each.overall_share for each in own)
    if len(own) < LEAST_BROAD or n_chosen < LEAST_BROAD:
        return say("no taste of their own.")
    largest = f"{100 * max(each.share for each in own):.0f}"
    if n_chosen == len(own):
        return say(
            "no taste of their own: they choose from all {n} fields of interest, and none is more than {largest} % of "
            "what they do.",
            n=len(own),
            largest=largest,
        )
    return say(
        "no taste of their own: they choose from {k} of {n} fields of interest, and none is more than {largest} % of "
        "what they do.",
        k=n_chosen,
        n=len(own),
        largest=largest,
    )
