"""Verdicts that an edit changed of segments whose users it did not change, and why: verdicts compare segments."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable

from core.results.results import Results
from core.sentences import Sentence, say, say_in_a_row, say_n
from core.shaping.edits import Members
from core.trust.card import SegmentTrust, TrustCard
from core.trust.grade import ReasonCode
from core.views.trust import GRADE_WORDS

_COMPARED = say("a segment is measured beside all others, and those changed")
_MEASURED_ANEW = say("after an edit segments are measured without their recipe, and beside others than before")
_NOT_COMPUTED = say("how stable segments are is computed for those of a recipe alone, and an edit made these")


def verdict_changes(
    before: TrustCard | None, after: TrustCard | None, stays: Iterable[int], number_of: Callable[[int], int]
) -> tuple[Sentence, ...]:
    """Say which segments have another verdict though nobody joined or left them, with a reason in each sentence.

    Parameters
    ----------
    before, after
        The trust cards before and after the edit; without one of them nothing is stated.
    stays
        The labels of segments that have the users that they had.
    number_of
        Returns the number that people see of a label.
    """
    if before is None or after is None:
        return ()
    was, now = before.by_segment(), after.by_segment()
    found: dict[Sentence, list[Sentence]] = defaultdict(list)
    for segment in sorted(set(stays) & was.keys() & now.keys()):
        if was[segment].grade is not now[segment].grade:
            found[_why(was[segment], now[segment])].append(_change(number_of(segment), was[segment], now[segment]))
    return tuple(
        say_n(
            "Segment {changes} has the users that it had, yet another verdict: {why}.",
            "Segments {changes} have the users that they had, yet other verdicts: {why}.",
            len(changes),
            changes=say_in_a_row(changes),
            why=why,
        )
        for why, changes in found.items()
    )


def with_changed_verdicts(card: TrustCard | None, results: Results, before: Members, after: Members) -> Results:
    """Return the results of an edit with such sentences among their notes; ``card`` is that of ``before``."""
    for change in verdict_changes(card, results.trust, before.unchanged_in(after), after.number_of):
        results = results.with_note(change)
    return results


def _why(was: SegmentTrust, now: SegmentTrust) -> Sentence:
    is_lost = math.isnan(now.jaccard) and not math.isnan(was.jaccard)
    if not is_lost:
        return _COMPARED
    return _NOT_COMPUTED if now.reason_code is ReasonCode.STABILITY_NOT_COMPUTED else _MEASURED_ANEW


def _change(number: int, was: SegmentTrust, now: SegmentTrust) -> Sentence:
    return say("{number} ({was}, now {now})", number=number, was=GRADE_WORDS[was.grade], now=GRADE_WORDS[now.grade])
