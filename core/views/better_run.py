"""Which of two runs to use, with the reason."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from core.results.results import Results
from core.sentences import Sentence, say
from core.trust.grade import Grade
from core.views.trust import mean_jaccard, run_bits

_RANK = {Grade.STRONG: 3, Grade.USABLE: 2, Grade.WEAK: 1, Grade.NONE: 0}
_CLEARLY_STABLER = 0.05
"""Difference of mean Jaccard indices that counts."""


OLDER_AND_NEWER = say("the older run"), say("the newer run")
"""What two runs are called that are compared, the one that was made first first."""


@dataclass(frozen=True, slots=True)
class Better:
    """Which of two runs to use."""

    place: int | None
    """0 for the first, 1 for the second, None for either."""
    reason: Sentence


@dataclass(frozen=True, slots=True)
class Made:
    """What is known of a run without reading its results."""

    version: int
    """Of the dataset."""
    grade: Grade | None
    """Of its verdict; None without a trust card."""


def better_run(first: Results, second: Results) -> Better:
    """Compare data versions, verdicts, then usefulness at equal k, then stability; the first that differs decides.

    Nothing is decided between a stability of this program and one of an earlier program, whose verdict is not
    comparable either.
    """
    rules = (_by_check, _by_data, _by_verdict, _by_usefulness, _by_stability)
    return next((found for rule in rules if (found := rule(first, second))), None) or _either(first, second)


def better_by_data(first: Made, second: Made) -> Better | None:
    """Prefer the run of newer data unless its verdict is the worse one; None for two of the same data version."""
    if first.version == second.version:
        return None
    place = int(second.version > first.version)
    newer, older = (first, second)[place], (first, second)[1 - place]
    versions = {"now": newer.version, "then": older.version}
    if newer.grade is None:
        reason = say(
            "The run of data version {now} is of newer data than that of version {then}, but it has no trust card: "
            "run it in full before you go over to it.",
            **versions,
        )
        return Better(None, reason)
    if older.grade is None:
        return Better(
            place,
            say("It is of newer data (version {now} instead of {then}), and it alone has a trust card.", **versions),
        )
    grades = {"grade": newer.grade, "other": older.grade}
    if not _RANK[newer.grade] and not _RANK[older.grade]:
        return Better(None, say("Neither run holds segments beyond chance: use none of them."))
    if _RANK[newer.grade] < _RANK[older.grade]:
        reason = say(
            "The run of data version {now} is of newer data, but its verdict is {grade}, that of the run of version "
            "{then} {other}: look at both before you go over to it.",
            **versions,
            **grades,
        )
        return Better(None, reason)
    reason = say(
        "It is of newer data (version {now} instead of {then}), and its verdict, {grade}, is no worse than that of the "
        "other run, {other}.",
        **versions,
        **grades,
    )
    return Better(place, reason)


def which_to_use(better: Better, names: Sequence[Sentence | str]) -> Sentence:
    """Say which of two runs to use and why; ``names`` are those of both."""
    if better.place is None:
        return better.reason
    return say("Use {run}. {reason}", run=names[better.place], reason=better.reason)


def _by_data(first: Results, second: Results) -> Better | None:
    """Decide where both runs say which data version they are of."""
    versions = [each.record.dataset.version if each.record.dataset else 0 for each in (first, second)]
    if not all(versions):
        return None
    grades = (each.trust.grade if each.trust else None for each in (first, second))
    return better_by_data(*(Made(version, grade) for version, grade in zip(versions, grades, strict=True)))


def _by_check(first: Results, second: Results) -> Better | None:
    """Name neither where only one stability is that of an earlier program, which flatters verdicts too."""
    found = [each.trust.stability for each in (first, second) if each.trust]
    if {each.is_refitted for each in found if each.n_resamples} != {True, False}:
        return None
    reason = say(
        "The stability of one run was measured by an earlier program, on vectors that knew every user: that flatters. "
        "Check it thoroughly, or run it again, before you choose."
    )
    return Better(None, reason)


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
    """Compare bits per event where the numbers of segments are equal, since more segments predict more as a rule."""
    if not _can_compare_usefulness(first, second):
        return None
    gains = [run_bits(each) for each in (first, second)]
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


def _can_compare_usefulness(first: Results, second: Results) -> bool:
    """Whether usefulness can be compared: both were judged, at the same number of segments."""
    return first.k == second.k and not any(math.isnan(run_bits(each).value) for each in (first, second))


def _by_stability(first: Results, second: Results) -> Better | None:
    """Compare mean Jaccard indices where those of all segments are known: an edit may leave out the least stable."""
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
    """Return the mean Jaccard index; NaN where that of a segment is not known, as after an edit."""
    own = results.trust.segments if results.trust else ()
    is_known_in_part = len({math.isnan(each.jaccard) for each in own}) > 1
    return math.nan if is_known_in_part else mean_jaccard(results)


def _either(first: Results, second: Results) -> Better:
    """Say that nothing decides, and what was compared."""
    if any(math.isnan(_stability(each)) for each in (first, second)):
        reason = say(
            "Both have the same verdict, and what else is known does not decide: use the one you explain best."
        )
    elif not _can_compare_usefulness(first, second):
        reason = say(
            "Both have the same verdict, and neither is clearly more stable; what they predict cannot be compared: "
            "use the one you explain best."
        )
    else:
        reason = say(
            "Both have the same verdict, and neither is clearly more predictive or stable: use the one you explain "
            "best."
        )
    return Better(None, reason)
