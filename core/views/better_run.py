"""Which of two runs to use, with the reason."""

from __future__ import annotations

import math
from dataclasses import dataclass

from core.results.results import Results
from core.sentences import Sentence, say
from core.trust.grade import Grade
from core.trust.intervals import UNKNOWN, Estimate

_RANK = {Grade.STRONG: 3, Grade.USABLE: 2, Grade.WEAK: 1, Grade.NONE: 0}
_CLEARLY_STABLER = 0.05
"""Difference of mean Jaccard indices that counts."""


@dataclass(frozen=True, slots=True)
class Better:
    """Which of two runs to use."""

    place: int | None
    """0 for the first, 1 for the second, None for either."""
    reason: Sentence


def better_run(first: Results, second: Results) -> Better:
    """Compare verdicts, then usefulness at equal k, then stability; the first that differs decides."""
    return _by_verdict(first, second) or _by_usefulness(first, second) or _by_stability(first, second) or _either()


def _by_verdict(first: Results, second: Results) -> Better | None:
    cards = first.trust, second.trust
    if not cards[0] or not cards[1]:
        if cards[0] is cards[1]:
            return Better(None, say("Neither run has a trust card: run both in full before you choose."))
        place = 0 if cards[0] else 1
        return Better(place, say("The other run has no trust card, so how far it can be trusted is not known."))
    ranks = [_RANK[card.grade] for card in cards if card]
    if ranks[0] == ranks[1]:
        if not ranks[0]:
            return Better(None, say("Neither run holds segments beyond chance: use none of them."))
        return None
    better, other = (cards[0], cards[1]) if ranks[0] > ranks[1] else (cards[1], cards[0])
    reason = say("Its verdict is {better}, that of the other run {other}.", better=better.grade, other=other.grade)
    return Better(int(ranks[1] > ranks[0]), reason)


def _by_usefulness(first: Results, second: Results) -> Better | None:
    """Compare bits per event where the numbers of segments are equal, since more segments always predict more."""
    if first.k != second.k:
        return None
    gains = [_bits(each) for each in (first, second)]
    if any(math.isnan(gain.value) for gain in gains):
        return None
    for place, (own, other) in enumerate(((gains[0], gains[1]), (gains[1], gains[0]))):
        if own.low > other.high:
            times = 2.0 ** (own.value - other.value)
            reason = say(
                "Both have the same verdict, but its segments make what users pick next {times} times as likely as "
                "those of the other run.",
                times=f"{times:.2f}",
            )
            return Better(place, reason)
    return None


def _bits(results: Results) -> Estimate:
    gain = results.trust.predictive_gain if results.trust else None
    return gain.item_bits if gain else UNKNOWN


def _by_stability(first: Results, second: Results) -> Better | None:
    means = [_stability(each) for each in (first, second)]
    if any(math.isnan(mean) for mean in means) or abs(means[0] - means[1]) < _CLEARLY_STABLER:
        return None
    place = int(means[1] > means[0])
    reason = say(
        "Both have the same verdict, but its segments are more stable (mean Jaccard index {own} against {other}).",
        own=f"{means[place]:.2f}",
        other=f"{means[1 - place]:.2f}",
    )
    return Better(place, reason)


def _stability(results: Results) -> float:
    """Return the mean Jaccard index over users; NaN where it is not known."""
    segments = [each for each in (results.trust.segments if results.trust else ()) if not math.isnan(each.jaccard)]
    n_users = sum(each.size for each in segments)
    return sum(each.size * each.jaccard for each in segments) / n_users if n_users else float("nan")


def _either() -> Better:
    return Better(
        None,
        say("Both have the same verdict, and neither is clearly more useful or stable: use the one you explain best."),
    )
