"""What became of a segment since an earlier run of its log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from core.compute.matching import Matches, match_segments
from core.results.carried import WEAK_JACCARD
from core.results.results import Results
from core.sentences import Sentence, say
from core.trust.card import TrustCard
from core.types import Profile
from core.views.decisions import decision_sentence
from core.views.names import numbered_name
from core.views.trust import GRADE_WORDS


@dataclass(frozen=True, slots=True)
class Version:
    """The segments of an earlier run under the names that hold for them, and when it was made."""

    results: Results
    day: str
    matches: Matches
    """The segments of the later run with those of this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A segment, and the one that it matches in an earlier run."""

    name: str
    """Of the earlier one, with its number."""
    was: Profile
    now: Profile
    stayed: float
    """Of its users whom the earlier run knew, the share that was in the earlier one."""
    judged: Sentence | None
    """Which verdict it had then, where that is another one now."""
    decided: Sentence | str
    """What was decided then; "" where nothing was."""


def earlier_run(run_ids: Sequence[str], run_id: str, origin: str = "") -> str | None:
    """Return the run that a run is compared with: the one it comes from, else the one before it.

    Parameters
    ----------
    run_ids
        Full runs of the log that are done, newest first, and the run itself.
    origin
        The run that was edited, or whose names were taken over; "" for none.
    """
    if origin in run_ids:
        return origin
    place = list(run_ids).index(run_id)
    return next(iter(run_ids[place + 1 :]), None)


def matches_with(results: Results, earlier: Results) -> Matches:
    """Match the segments of a run with those of an earlier one, by the users whom both know."""
    rows = pd.Index(earlier.user_ids).get_indexer(pd.Index(results.user_ids))
    is_known = rows >= 0
    return match_segments(results.labels[is_known], earlier.labels[rows[is_known]])


def change_of(results: Results, segment: int, before: Version) -> Change | None:
    """Return how a segment differs from the one that it matches in an earlier run; None where none does."""
    earlier, matches = before.results, before.matches
    place = next((row for row, each in enumerate(matches.segments.tolist()) if each == segment), None)
    if place is None or matches.jaccard[place] < WEAK_JACCARD:
        return None
    partner = int(matches.partners[place])
    return Change(
        name=numbered_name(earlier, partner),
        was=next(each for each in earlier.profiles if each.segment == partner),
        now=next(each for each in results.profiles if each.segment == segment),
        stayed=float(matches.share[place]),
        judged=_judged(earlier.trust, partner, results.trust, segment),
        decided=decision_sentence(earlier.naming.decisions.get(partner)) if earlier.naming else "",
    )


def change_since(results: Results, segment: int, before: Version | None) -> tuple[Sentence, ...]:
    """Say how large a segment was in an earlier run and is now, and what was decided then."""
    if before is None:
        return (say("No earlier version: this is the first run of this log."),)
    change = change_of(results, segment, before)
    if change is None:
        return (say("New: no segment of the run of {day} matches it.", day=before.day),)
    was, now = change.was, change.now
    sizes = say(
        "In the run of {day} it was “{name}” with {was:,} users ({was_share:.1f} %); now it has {now:,} ({share:.1f} "
        "%). Of its users whom that run knew, {stayed:.0f} % were in it.",
        day=before.day,
        name=change.name,
        was=was.size,
        was_share=100 * was.share,
        now=now.size,
        share=100 * now.share,
        stayed=100 * change.stayed,
    )
    return (sizes, *then(change))


def then(change: Change) -> Iterator[Sentence]:
    """Say which verdict a segment had in an earlier run, where that is another one now, and what was decided then."""
    if change.judged:
        yield change.judged
    if change.decided:
        yield say("Decided then: {decision}.", decision=change.decided)


def _judged(before: TrustCard | None, partner: int, after: TrustCard | None, segment: int) -> Sentence | None:
    was = before.by_segment().get(partner) if before else None
    now = after.by_segment().get(segment) if after else None
    if was is None or now is None or was.grade is now.grade:
        return None
    return say("Its verdict was {was} then and is {now} now.", was=GRADE_WORDS[was.grade], now=GRADE_WORDS[now.grade])
