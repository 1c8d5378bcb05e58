"""What stands beside the trust card in sentences: what stability rests on, and what other checks say of the number."""

from __future__ import annotations

import math

from core.results.results import Results
from core.sentences import Sentence, say
from core.trust.grade import UNSTABLE, Grade

CLEARLY_MORE = 0.1
"""A stability that is so much above that of a log with shuffled items is called more than chance."""


def stability_basis(results: Results) -> Sentence | str:
    """Say what stability and verdicts rest on; "" where stability was not computed."""
    found = results.trust.stability if results.trust else None
    if found is None or not found.n_resamples:
        return ""
    if not found.is_refitted:
        return say(
            "Stability was measured by an earlier program, on vectors that knew every user: that flatters. A thorough "
            "check says how stable the segments are."
        )
    if found.is_thorough:
        return say("Stability and verdicts rest on a thorough check: {n:,} resampled logs.", n=found.n_resamples)
    return say(
        "Stability and verdicts rest on {n:,} resampled logs, as every run makes them; a thorough check makes more.",
        n=found.n_resamples,
    )


def shuffled_stability(results: Results) -> Sentence | str:
    """Say how stable segments of a log with shuffled items are beside those of the run; "" where not known."""
    found = results.trust.stability if results.trust else None
    if found is None or math.isnan(found.jaccard_shuffled) or math.isnan(found.jaccard):
        return ""
    beside = say(
        "A segment and the one found in its place in a resampled log share {own:.0f} % of their users, on "
        "average. In a copy of the log with shuffled items, where there is nothing to find, it is {shuffled:.0f} %.",
        own=100 * found.jaccard,
        shuffled=100 * found.jaccard_shuffled,
    )
    meaning = _beyond_shuffled(results, found.jaccard, found.jaccard_shuffled)
    return say("{beside} {meaning}", beside=beside, meaning=meaning) if meaning else beside


def _beyond_shuffled(results: Results, own: float, shuffled: float) -> Sentence | str:
    """Say what to make of the two figures, by the least stability that the card asks of a segment."""
    if shuffled < UNSTABLE <= own and own - shuffled >= CLEARLY_MORE:
        return say("So they are found again more often than chance gives.")
    if shuffled < UNSTABLE:
        return ""
    is_beyond_chance = results.trust is not None and results.trust.grade in (Grade.STRONG, Grade.USABLE)
    alone = (
        say("That is much, too: stability alone proves little here.")
        if own >= UNSTABLE
        else say("Stability alone proves little here.")
    )
    if not is_beyond_chance:
        return alone
    return say(
        "{alone} The verdicts rest as well on segments that predict better than those of shuffled copies.", alone=alone
    )


def generalizability(results: Results) -> Sentence | str:
    """Say whether a classifier assigns users whose segments it has not seen; "" where that is not known."""
    found = results.trust.generalizability if results.trust else None
    if found is None:
        return ""
    return say(
        "A classifier that learns the segments from 80 % of the users puts {share:.0f} % of the others into the right "
        "segment, though it sees only half of their events. Always guessing the largest segment would be right "
        "for {chance:.0f} %.",
        share=100 * found.accuracy,
        chance=100 * found.largest_share,
    )


def quick_check_against_card(results: Results) -> Sentence | str:
    """Say what the card finds where a quick check of every k chose the number; "" where there is no such pair."""
    choice, card = results.record.scores.k_choice, results.trust
    if choice is None or card is None or not choice.reason:
        return ""
    n_users = sum(each.size for each in card.segments)
    n_held = sum(each.size for each in card.segments if each.grade in (Grade.STRONG, Grade.USABLE))
    share = 100 * n_held / max(n_users, 1)
    [quick] = [100 * each.held for each in choice.scores if each.k == choice.k]
    values = {"n": n_held, "n_users": n_users, "share": share}
    if f"{quick:.0f}" == f"{share:.0f}":
        return say(
            "By the trust card, too, {n:,} of {n_users:,} users ({share:.0f} %) are in strong or usable segments.",
            **values,
        )
    return say(
        "The quick check is rough: it serves to compare numbers with each other, and its figures can be too low or too "
        "high. The figure to use is that of the trust card: {n:,} of {n_users:,} users ({share:.0f} %) are in strong "
        "or usable segments.",
        **values,
    )
